"""Days written for a reader: Gregorian first in English (3 March 2031), Jalali first in Persian (۱۲ اسفند ۱۴۰۹).

`say(day)` takes a day or a `PartialDate` (said as precisely as it is known, in its own calendar where that is a month or a
year); `say_range(first, last)` writes a period in words, never with a dash: 3 to 16 March 2031, ۱۲ تا ۲۵ اسفند ۱۴۰۹. Day,
month and year are held together by no-break spaces.
"""

from __future__ import annotations

from datetime import date

from atleast.dates.convert import from_gregorian, spans
from atleast.dates.digits import Lang, digits
from atleast.dates.words import SAID
from atleast.errors import AtleastError
from atleast.model import Calendar, PartialDate

__all__ = ["Lang", "say", "say_range"]

_NBSP = "\N{NO-BREAK SPACE}"
_TO: dict[str, str] = {"en": "to", "fa": "تا"}
_BETWEEN: dict[str, tuple[str, str]] = {"en": ("between", "and"), "fa": ("از", "تا")}


def say(day: date | PartialDate, *, lang: Lang, calendar: Calendar | None = None, year: bool = True) -> str:
    """Write a day in `calendar` (the language's own when None); `year=False` leaves the year to the words around it."""
    if isinstance(day, PartialDate):
        return _say_partial(day, lang=lang, calendar=calendar)
    parts = from_gregorian(day, calendar=calendar or _own(lang))
    text = f"{digits(str(parts[2]), lang=lang)}{_NBSP}{_month(lang, calendar or _own(lang), parts[1])}"
    return f"{text}{_NBSP}{digits(str(parts[0]), lang=lang)}" if year else text


def say_range(first: date, last: date, *, lang: Lang, calendar: Calendar | None = None, between: bool = False) -> str:
    """Write a period in words, saying month and year once where both ends share them.

    `between` gives "between 3 and 16 March 2031", to stand in a sentence; in Persian «از ۱۲ تا ۲۵ اسفند ۱۴۰۹».
    """
    if first > last:
        raise AtleastError(f"a period cannot end before it begins: {first.isoformat()} to {last.isoformat()}")
    calendar = calendar or _own(lang)
    end = say(last, lang=lang, calendar=calendar)
    if first == last:
        return end
    a, b = from_gregorian(first, calendar=calendar), from_gregorian(last, calendar=calendar)
    if a[:2] == b[:2]:
        start = digits(str(a[2]), lang=lang)
    else:
        start = say(first, lang=lang, calendar=calendar, year=a[0] != b[0])
    opening, joint = _BETWEEN[lang] if between else ("", _TO[lang])
    return f"{opening} {start} {joint} {end}".lstrip()


def _say_partial(when: PartialDate, *, lang: Lang, calendar: Calendar | None) -> str:
    first, last = spans(when)
    if when.day is not None:
        return say(first, lang=lang, calendar=calendar)
    month_starts = when.month is None or from_gregorian(first, calendar=when.calendar)[2] == 1
    whole = month_starts and (last - first).days >= (28 if when.month is not None else 353)
    if not whole or (calendar is not None and calendar != when.calendar):
        return say_range(first, last, lang=lang, calendar=calendar)
    number = digits(str(when.year), lang=lang)
    return number if when.month is None else f"{_month(lang, when.calendar, when.month)}{_NBSP}{number}"


def _own(lang: Lang) -> Calendar:
    return "jalali" if lang == "fa" else "gregorian"


def _month(lang: Lang, calendar: Calendar, month: int) -> str:
    names = SAID.get((lang, calendar))
    if names is None:
        raise AtleastError(f"no month names for the language {lang!r}: en and fa are written")
    return names[month - 1]
