"""Exact conversion between the Gregorian, Jalali (solar Hijri) and Hijri (lunar, Umm al-Qura) calendars.

Days go in and out as `datetime.date`, other calendars as (year, month, day). Jalali by `jdatetime` (33-year leap cycle, equal
to the calendar of Iran for 1178 to 1633), Hijri by `hijridate` (the printed Umm al-Qura tables, 1343 to 1500 only). A month
begun by a local sighting of the moon may differ by a day from the tables: the written words stay with every date. A day that
its calendar does not have (31 Mehr, 30 Esfand of a common year) gives None, never a neighbour.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from atleast.errors import AtleastError
from atleast.model import Calendar, PartialDate

YEARS: dict[Calendar, tuple[int, int]] = {"gregorian": (1800, 2199), "jalali": (1200, 1577), "hijri": (1343, 1500)}
"""The years that are read, per calendar; outside them a number is not a year of a list of people."""


@lru_cache(maxsize=65536)
def to_gregorian(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day, or None when the calendar does not have that day (or its table ends before)."""
    low, high = YEARS[calendar]
    if not (low <= year <= high and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        if calendar == "gregorian":
            return date(year, month, day)
        if calendar == "jalali":
            from jdatetime import date as jalali_date

            jalali: date = jalali_date(year, month, day).togregorian()
            return jalali
        from hijridate import Hijri

        hijri = Hijri(year, month, day).to_gregorian()
        return date(hijri.year, hijri.month, hijri.day)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=65536)
def from_gregorian(day: date, *, calendar: Calendar) -> tuple[int, int, int]:
    """Return (year, month, day) of `day` in `calendar`."""
    if calendar == "gregorian":
        return day.year, day.month, day.day
    try:
        if calendar == "jalali":
            from jdatetime import date as jalali_date

            jalali = jalali_date.fromgregorian(date=day)
            return int(jalali.year), int(jalali.month), int(jalali.day)
        from hijridate import Gregorian

        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        return int(hijri.year), int(hijri.month), int(hijri.day)
    except (ValueError, OverflowError):
        raise AtleastError(f"{day.isoformat()} lies outside the tables of the {calendar} calendar") from None


def interval(calendar: Calendar, year: int, month: int | None = None, day: int | None = None) -> tuple[date, date] | None:
    """Return the first and the last Gregorian day of a day, month or year of `calendar`; None when there is none such."""
    if month is None:
        first, after = to_gregorian(calendar, year, 1, 1), to_gregorian(calendar, year + 1, 1, 1)
        if first is not None and after is None:
            last = to_gregorian(calendar, year, 12, 30) or to_gregorian(calendar, year, 12, 29)
            return (first, last) if last is not None else None
    elif day is None:
        first = to_gregorian(calendar, year, month, 1)
        after = to_gregorian(calendar, year + month // 12, month % 12 + 1, 1)
        if first is not None and after is None:
            ends = (to_gregorian(calendar, year, month, last_day) for last_day in (31, 30, 29))
            return first, next(end for end in ends if end is not None)
    else:
        only = to_gregorian(calendar, year, month, day)
        return (only, only) if only is not None else None
    return (first, after - timedelta(days=1)) if first is not None and after is not None else None


def spans(when: PartialDate) -> tuple[date, date]:
    """Return the earliest and the latest day that `when` allows, both inclusive."""
    return date.fromisoformat(when.earliest), date.fromisoformat(when.latest)
