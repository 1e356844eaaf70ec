"""Reading one cell as a date: `read(text, calendar=..., order=...) -> PartialDate | None`.

Takes what real lists contain: ISO days, days in words, numbers in any order, Jalali and Hijri dates, Persian and Arabic digits,
spreadsheet serials, datetimes, months, years, ranges of days, "early November 2019". Returns year, month and day in the date's
own calendar, the words as written, and the earliest and latest Gregorian day. It refuses a date without a year, a day that its
calendar does not have, any word it does not know: None means "not read", nothing is guessed in silence.

The rules where a writing has two meanings:
- 03/04/2022 is day/month unless `order="mdy"`; where only one order gives a day, that one is taken (11/16/2019).
- A bare year 1200 to 1419 is Jalali, 1420 to 1500 Hijri, unless the text (AH, a month) or else `calendar` says otherwise.
- A two-digit year is read only after a month in words, when `order` or a Jalali `calendar` is given, when it leads in Persian
  digits (۹۸/۸/۲۴), or when exactly one reading gives a day. 51 to 99 is then Jalali 13xx, 0 to 50 Jalali 14xx; 69 to 99 is
  Gregorian 19xx, 0 to 68 Gregorian 20xx (POSIX).
- A month or day written as 0 or 00 is unknown. Two dates, one in brackets, must agree; a time of day is passed over.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from atleast.dates.convert import YEARS, interval
from atleast.dates.words import MARKS, MONTH, MONTHS, NOISE, ORDINAL, ORDINALS, THIRDS, WEAK_MARKS, WEEKDAY, fold
from atleast.model import Calendar, PartialDate

Order = Literal["dmy", "mdy", "ymd"]

_LONGEST = 120
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_ZONE = r"(?:\s*(?:z|utc|gmt)?\s*(?:[+-]\d{2}:?\d{2})?)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?" + _ZONE
_TIME = re.compile(rf"(?:(?<=\d)t|,?\s+|^)(?:(?:at|ساعت) )?(?:{_CLOCK}|\d{{1,2}}\s*[ap]m)(?![\d:])")
_TRIPLE = re.compile(r"(\d{1,4})\s*([-/.\\ ،,])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_PAIR = re.compile(r"(\d{1,4})\s*[-/.\\ ]\s*(\d{1,4})")
_COMPACT = re.compile(r"(1[2-5]|18|19|20|21)(\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
_TOKEN = re.compile(r"@\w\d+|\d+|[^\W\d_]+")
_BRACKETED = re.compile(r"(?:^|(?<=\s))[(\[](.*?)[)\]]")
_MONTH_FIRST = re.compile(r"(@\w\d+) (\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|to|and)\s*\d{1,2}(?:st|nd|rd|th)?),? (\d{4})")
_TO = re.compile(
    r"\s+(?:to|until|till|through|and|or|تا|الی|الى|و|یا|او|حتی)\s+|\s*[–—~]\s*|(?<=\d)\s*[-/]\s*(?=\d)|\s+[-/]\s+|(?<=\d)\s*[-/]\s*(?=@)|(?<=[^\W\d])\s*[-/]\s*(?=[\d@])"
)
_FROM = re.compile(r"^(?:from|between|night of|the night of|از|بین|من|بین روزهای|شب)\s+")
_PERSIAN = re.compile("[۰-۹]")
_SERIAL_ZERO = date(1899, 12, 30)


class _Parts(NamedTuple):
    """A date being read: a part that the source does not give is None."""

    calendar: Calendar
    year: int
    month: int | None = None
    day: int | None = None
    third: int | None = None


class _Hints(NamedTuple):
    """What the caller knows of the column, and what the text itself says of its calendar."""

    calendar: Calendar | None
    order: Order | None
    marked: Calendar | None = None
    persian: bool = False


@lru_cache(maxsize=1 << 18)
def read(text: str, *, calendar: Calendar | None = None, order: Order | None = None) -> PartialDate | None:
    """Read `text` as a date, or return None.

    `calendar` and `order` are what is known of the whole column (see `guess_calendar`, `guess_order`); they decide only where
    the text leaves it open. `as_written` is `text`, untouched. A range has no day, and a month only when both ends share it.
    """
    iso = _ISO.match(text)
    if iso is not None and "18" <= text[:2] <= "21":
        return _dated(_Parts("gregorian", int(iso[1]), int(iso[2]), int(iso[3])), text) or _of_words(text, calendar, order)
    return _of_words(text, calendar, order)


def _of_words(text: str, calendar: Calendar | None, order: Order | None) -> PartialDate | None:
    if not text or len(text) > _LONGEST:
        return None
    folded = " ".join(fold(text).replace("_", " ").split()).strip(" .,;،؛")
    hints = _Hints(calendar, order, persian=_PERSIAN.search(text) is not None)
    outside = _BRACKETED.sub(" ", folded).strip()
    candidates = (outside, *(_BRACKETED.findall(folded) if outside != folded else ()))
    readings = [found for each in candidates if (found := _read_one(each, hints, text)) is not None]
    if any(one.earliest > other.latest for one in readings for other in readings):
        return None
    return readings[0] if readings else None


def _read_one(folded: str, hints: _Hints, as_written: str) -> PartialDate | None:
    cleaned = _TIME.sub(" ", folded).strip(" .,;،؛")
    found = _single(cleaned, hints)
    return _dated(found, as_written) if found is not None else _range(cleaned, hints, as_written)


def _dated(parts: _Parts, as_written: str) -> PartialDate | None:
    ends = _ends(parts)
    if ends is None:
        return None
    return PartialDate(
        year=parts.year, month=parts.month, day=parts.day, calendar=parts.calendar, as_written=as_written,
        earliest=ends[0].isoformat(), latest=ends[1].isoformat(),
    )  # fmt: skip


def _ends(parts: _Parts) -> tuple[date, date] | None:
    if parts.third is None:
        return interval(parts.calendar, parts.year, parts.month, parts.day)
    month = interval(parts.calendar, parts.year, parts.month)
    if month is None:
        return None
    starts = month[0] + timedelta(days=10 * parts.third)
    return starts, month[1] if parts.third == 2 else starts + timedelta(days=9)


def _range(folded: str, hints: _Hints, as_written: str) -> PartialDate | None:
    """Read two days with a word or a dash between; what the first lacks (year, month) it takes from the second."""
    body = _MONTH_FIRST.sub(r"\2 \1 \3", _FROM.sub("", _marked_months(folded)))
    for cut in _TO.finditer(body):
        right = _single(body[cut.end() :], hints)
        if right is None or right.third is not None:
            left_alone = _single(body[: cut.start()], hints)
            right = _completed(body[cut.end() :], left_alone, first=False) if left_alone is not None else None
            left = left_alone
        else:
            left = _single(body[: cut.start()], hints) or _completed(body[: cut.start()], right, first=True)
        if left is None or right is None or left.calendar != right.calendar:
            continue
        ends = _ends(left), _ends(right)
        if ends[0] is not None and ends[1] is not None and ends[0][0] <= ends[1][1]:
            shared = left.month if (left.year, left.month) == (right.year, right.month) else None
            return PartialDate(
                year=left.year, month=shared, calendar=left.calendar, as_written=as_written,
                earliest=ends[0][0].isoformat(), latest=ends[1][1].isoformat(),
            )  # fmt: skip
    return None


def _completed(text: str, other: _Parts, *, first: bool) -> _Parts | None:
    """Read a day, or a day and a month, that leaves the rest to the other end of its range."""
    numbers: list[int] = []
    month: tuple[Calendar, int] | None = None
    for token in _TOKEN.findall(text):
        if token[0] == "@":
            month = _month_of(token) if month is None else None
        elif token.isdigit():
            numbers.append(int(token))
        elif token not in NOISE:
            return None
    if len(numbers) > 1 or (month is None and not numbers) or (month is not None and month[0] != other.calendar):
        return None
    day = numbers[0] if numbers else None
    if month is None:
        return _Parts(other.calendar, other.year, other.month, day) if other.day is not None else None
    wraps = first and other.month is not None and month[1] > other.month
    return _Parts(other.calendar, other.year - 1 if wraps else other.year, month[1], day)


def _single(folded: str, hints: _Hints) -> _Parts | None:
    body = _marked_months(folded)
    hints = hints._replace(marked=_mark(body)) if any(c.isalpha() for c in body) else hints
    if "@" in body:
        return _worded(body, hints)
    kept = [word for word in body.split() if not _is_noise(word)]
    return _numeric(" ".join(kept), hints)


def _marked_months(folded: str) -> str:
    """Put `@g11` for the name of a month, a number for a Persian ordinal, nothing for a weekday of two words."""
    if folded.isascii() and not any(c.isalpha() for c in folded):
        return folded
    named = MONTH.sub(lambda m: f" @{MONTHS[m[1]][0][0]}{MONTHS[m[1]][1]} ", WEEKDAY.sub(" ", folded))
    return " ".join(ORDINAL.sub(lambda m: str(ORDINALS[m[1]]), named).split())


def _month_of(token: str) -> tuple[Calendar, int]:
    calendars: dict[str, Calendar] = {"g": "gregorian", "j": "jalali", "h": "hijri"}
    return calendars[token[1]], int(token[2:])


def _mark(body: str) -> Calendar | None:
    words = [
        token
        for token in _TOKEN.findall(body.replace("a.h", "ah").replace("a.d", "ad").replace("c.e", "ce"))
        if token.isalpha()
    ]
    strong = {MARKS[word] for word in words if word in MARKS}
    weak = any(word in WEAK_MARKS for word in words)
    return strong.pop() if len(strong) == 1 else "hijri" if weak and not strong else None


def _is_noise(word: str) -> bool:
    letters = [token for token in _TOKEN.findall(word) if token.isalpha()]
    return (
        bool(letters)
        and not any(c.isdigit() for c in word)
        and all(
            token in NOISE or token in MARKS or token in WEAK_MARKS or token in ("a", "d", "c", "e", "h") for token in letters
        )
    )


def _worded(body: str, hints: _Hints) -> _Parts | None:
    """Read a date whose month is a word: the longer number is the year, a year of two digits comes last."""
    numbers: list[str] = []
    month: tuple[Calendar, int] | None = None
    third: int | None = None
    for token in _TOKEN.findall(body):
        if token[0] == "@":
            if month is not None:
                return None
            month = _month_of(token)
        elif token.isdigit():
            numbers.append(token)
        elif token in THIRDS and third is None:
            third = THIRDS[token]
        elif token not in NOISE and token not in MARKS and token not in WEAK_MARKS:
            return None
    if month is None or not 1 <= len(numbers) <= 2 or (hints.marked is not None and hints.marked != month[0]):
        return None
    years = [number for number in numbers if len(number) == 4]
    if len(numbers) == 1 or third is not None:
        return _Parts(month[0], int(years[0]), month[1], third=third) if len(numbers) == len(years) == 1 else None
    if len(years) == 1:
        day = int(numbers[0] if numbers[1] is years[0] else numbers[1])
        return _checked(month[0], int(years[0]), month[1], day)
    short = len(years) == 0 and len(numbers[1]) == 2 and len(numbers[0]) <= 2
    if not short or month[0] == "hijri":
        return None
    return _checked(month[0], _century(month[0], int(numbers[1])), month[1], int(numbers[0]))


def _numeric(body: str, hints: _Hints) -> _Parts | None:
    """Read a date of numbers alone: a triple, a month of a year, a year, eight digits, or a spreadsheet's serial day."""
    triple = _TRIPLE.fullmatch(body)
    if triple is not None:
        return _triple(triple[1], triple[3], triple[4], hints)
    if len(body) == 4 and body.isdigit():
        return _yearly(int(body), hints)
    pair = _PAIR.fullmatch(body)
    if pair is not None and {len(pair[1]), len(pair[2])} in ({4, 1}, {4, 2}):
        year, month = (pair[1], pair[2]) if len(pair[1]) == 4 else (pair[2], pair[1])
        return _yearly(int(year), hints, int(month))
    compact = _COMPACT.fullmatch(body)
    if compact is not None:
        return _yearly(int(compact[1] + compact[2]), hints, int(compact[3]), int(compact[4]))
    serial = _SERIAL.fullmatch(body)
    if serial is not None and hints.marked in (None, "gregorian"):
        day = _SERIAL_ZERO + timedelta(days=int(serial[1]))
        return _Parts("gregorian", day.year, day.month, day.day)
    whole_year = re.fullmatch(r"(\d{4})\.0", body)
    return _yearly(int(whole_year[1]), hints) if whole_year is not None else None


def _triple(a: str, b: str, c: str, hints: _Hints) -> _Parts | None:
    first, second, third = int(a), int(b), int(c)
    if len(a) == 4 and len(c) <= 2:
        swapped = second > 12 and _is_gregorian(first)
        return _yearly(first, hints, second, third) or (_yearly(first, hints, third, second) if swapped else None)
    if len(c) == 4 and len(a) <= 2:
        found = [_yearly(third, hints, second, first), _yearly(third, hints, first, second)]
        if hints.order == "mdy":
            found.reverse()
        return found[0] or found[1]
    return _two_digits(first, second, third, hints) if len(a) <= 2 and len(c) == 2 else None


def _two_digits(first: int, second: int, third: int, hints: _Hints) -> _Parts | None:
    """Read three short numbers: as the column is known to be, else only when exactly one reading gives a day."""
    calendar = hints.marked or hints.calendar or ("jalali" if hints.persian and first > 31 else None)
    if calendar == "hijri":
        return None
    readings: dict[Order, tuple[int, int, int]] = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }
    if hints.order is not None or calendar == "jalali":
        wanted: Order = hints.order or "ymd"
        year, month, day = readings[wanted]
        return _checked(calendar or "gregorian", _century(calendar or "gregorian", year), month, day)
    calendars: tuple[Calendar, ...] = (calendar,) if calendar is not None else ("gregorian", "jalali")
    found = {
        _checked(one, _century(one, year), month, day)
        for one in calendars
        for order, (year, month, day) in readings.items()
        if not (one == "jalali" and order == "mdy")
    } - {None}
    return found.pop() if len(found) == 1 else None


def _is_gregorian(year: int) -> bool:
    return YEARS["gregorian"][0] <= year <= YEARS["gregorian"][1]


def _century(calendar: Calendar, year: int) -> int:
    if calendar == "jalali":
        return 1300 + year if year > 50 else 1400 + year
    return 1900 + year if year > 68 else 2000 + year


def _yearly(year: int, hints: _Hints, month: int | None = None, day: int | None = None) -> _Parts | None:
    """Settle the calendar by the year, the marks and the column, then check that there is such a day."""
    if _is_gregorian(year):
        calendar: Calendar = "gregorian"
        if hints.marked not in (None, "gregorian"):
            return None
    elif 1200 <= year <= 1500:
        stated = hints.marked or hints.calendar
        calendar = stated if stated in ("jalali", "hijri") else "hijri" if year >= 1420 else "jalali"
    else:
        return None
    return _checked(calendar, year, month, day)


def _checked(calendar: Calendar, year: int, month: int | None, day: int | None) -> _Parts | None:
    month = month or None
    parts = _Parts(calendar, year, month, (day or None) if month is not None else None)
    return parts if _ends(parts) is not None else None
