"""Conversions are exact: checked against the libraries, their round trips, and facts that were published."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import jdatetime
import pytest
from hijridate import Gregorian, Hijri
from hypothesis import given
from hypothesis import strategies as st

from atleast import dates
from atleast.dates.convert import interval

# New year of the calendar of Iran as published.
NOWRUZ = {
    1357: date(1978, 3, 21),
    1376: date(1997, 3, 21),
    1399: date(2020, 3, 20),
    1400: date(2021, 3, 21),
    1401: date(2022, 3, 21),
    1403: date(2024, 3, 20),
    1404: date(2025, 3, 21),
    1410: date(2031, 3, 21),
}
LEAP = [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408]
# First of Ramadan by the Umm al-Qura calendar as published.
RAMADAN = {
    1440: date(2019, 5, 6),
    1441: date(2020, 4, 24),
    1442: date(2021, 4, 13),
    1443: date(2022, 4, 2),
    1444: date(2023, 3, 23),
    1445: date(2024, 3, 11),
}


@pytest.mark.parametrize(("year", "day"), NOWRUZ.items())
def test_the_jalali_year_begins_when_it_was_published_to(year: int, day: date) -> None:
    assert dates.to_gregorian("jalali", year, 1, 1) == day
    assert dates.from_gregorian(day, calendar="jalali") == (year, 1, 1)


def test_jalali_leap_years_have_thirty_days_in_esfand_and_others_do_not() -> None:
    leap = [year for year in range(1370, 1409) if dates.to_gregorian("jalali", year, 12, 30) is not None]
    assert leap == LEAP


@pytest.mark.parametrize(("year", "day"), RAMADAN.items())
def test_ramadan_begins_when_it_was_published_to(year: int, day: date) -> None:
    assert dates.to_gregorian("hijri", year, 9, 1) == day


@given(st.dates(date(1925, 1, 1), date(2076, 12, 31)))
def test_there_and_back_again_in_every_calendar(day: date) -> None:
    for calendar in ("gregorian", "jalali", "hijri"):
        parts = dates.from_gregorian(day, calendar=calendar)  # type: ignore[arg-type]
        assert dates.to_gregorian(calendar, *parts) == day  # type: ignore[arg-type]


@given(st.dates(date(1925, 1, 1), date(2076, 12, 31)))
def test_the_same_days_as_the_libraries(day: date) -> None:
    jalali = jdatetime.date.fromgregorian(date=day)
    assert dates.from_gregorian(day, calendar="jalali") == (jalali.year, jalali.month, jalali.day)
    hijri: Hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    assert dates.from_gregorian(day, calendar="hijri") == hijri.datetuple()


@given(st.integers(1300, 1500), st.sampled_from(["jalali", "hijri"]))
def test_months_tile_their_year(year: int, calendar: str) -> None:
    whole = interval(calendar, year)  # type: ignore[arg-type]
    if whole is None:
        assert calendar == "hijri"
        assert year < 1343
        return
    months = [interval(calendar, year, month) for month in range(1, 13)]  # type: ignore[arg-type]
    assert all(month is not None for month in months)
    assert (months[0][0], months[-1][1]) == whole  # type: ignore[index]
    for one, two in pairwise(months):
        assert two[0] - one[1] == timedelta(days=1)  # type: ignore[index]


def test_a_day_that_a_calendar_does_not_have_is_none() -> None:
    assert dates.to_gregorian("jalali", 1402, 12, 30) is None
    assert dates.to_gregorian("jalali", 1401, 7, 31) is None
    assert dates.to_gregorian("gregorian", 2022, 2, 29) is None
    assert dates.to_gregorian("hijri", 1444, 3, 0) is None
    assert dates.to_gregorian("hijri", 1342, 1, 1) is None
