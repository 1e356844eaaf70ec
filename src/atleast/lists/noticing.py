"""What looks wrong in a list, beside the other lists of the case and in itself: `warnings(records, others) -> list[Warning]`.

Takes frames of records (RECORDS); returns warnings, each a sentence with numbers and the rows it speaks of, never a
correction: days, places and ages that other lists hardly know; days after all others; dates heaped on the first of a year or
month (a year or a month written as a day); one day with an implausible share; ages heaped on one number; a column shifted by
one row; rows that repeat. A share is compared with what the other lists together would lead one to expect (half a row is
added to the expected, so that nothing is compared with zero). The thresholds were set on five real lists of one year, of
which one carried 290 rows under a wrong year: those stand out at 100 times the expected and more, while what is sound stays
below 8 times. There is no clock: "future" is after all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

import msgspec
import polars as pl

from atleast import dates, names
from atleast.errors import AtleastError
from atleast.lists.values import folded
from atleast.model import Calendar

_SLACK_DAYS = 31
_MONTHS_HEAPED = 3
_FIRST_ROWS = 20_000
_CALENDARS: tuple[Calendar, ...] = ("gregorian", "jalali", "hijri")


class Warning(msgspec.Struct, frozen=True, kw_only=True):
    """Something that looks wrong: `n` rows, their `share` among the rows that could, the sentence, and the first 50 rows."""

    kind: str
    list: str
    n: int
    share: float
    message: str
    rows: tuple[int, ...]


class _Beside:
    """One list beside the others, as plain columns: what each check looks at."""

    def __init__(self, records: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> None:
        self.records = records.sort("row", maintain_order=True)
        self.name = str(records["list"][0])
        self.rows = self.records["row"].to_list()
        self.days = _days(self.records)
        self.others = [frame for frame in others.values() if frame.height]
        self.other_days = Counter(day for frame in self.others for day in _days(frame) if day is not None)

    def warning(self, kind: str, at: list[int], of: int, message: str) -> Warning:
        """Return a warning about the records at the places `at`, out of `of`."""
        rows = tuple(self.rows[i] for i in at[:50])
        return Warning(kind=kind, list=self.name, n=len(at), share=round(len(at) / max(of, 1), 4), message=message, rows=rows)


def warnings(records: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> list[Warning]:
    """Return what looks wrong in `records`, beside the `others` (list name -> its records)."""
    if records.is_empty():
        return []
    beside = _Beside(records, others)
    checks: tuple[Callable[[_Beside], list[Warning]], ...] = (
        _unknown_days, _unknown_places, _unknown_ages, _after_all_others, _first_of_year, _first_of_month, _one_day,
        _heaped_ages, _shifted, _names_shifted, _repeated,
    )  # fmt: skip
    return [warning for check in checks for warning in check(beside)]


def _days(records: pl.DataFrame) -> list[date | None]:
    whole = records["date_from"] == records["date_to"]
    return [day if same else None for day, same in zip(records["date_from"], whole, strict=True)]


def _say(day: date) -> str:
    return dates.say(day, lang="en").replace("\u00a0", " ")


def _n(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _of(n: int, total: int, what: str) -> str:
    return f"{n:,} of {total:,} {what} ({n / max(total, 1):.0%})"


_Key = TypeVar("_Key", date, str, int)


def _unknown(
    mine: list[_Key | None], other: Counter[_Key], least: tuple[tuple[int, float, float], ...]
) -> tuple[list[_Key], list[int]]:
    """Return the keys that hold far more of my rows than the others lead to expect, and the places of those rows.

    `least` holds (rows on one key, times the expected, share of all rows together): a key counts that passes one of them.
    """
    counts = Counter(key for key in mine if key is not None)
    n_mine, n_other = counts.total(), other.total()
    if not n_mine or not n_other:
        return [], []
    for rows, times, share in least:
        keys = [key for key, n in counts.most_common() if n >= rows and n >= times * (other[key] * n_mine / n_other + 0.5)]
        if sum(counts[key] for key in keys) >= share * n_mine:
            wanted = set(keys)
            return keys, [i for i, key in enumerate(mine) if key in wanted]
    return [], []


def _unknown_days(beside: _Beside) -> list[Warning]:
    known = beside.other_days
    days, at = _unknown(beside.days, known, ((10, 20.0, 0.03), (5, 8.0, 0.1)))
    if not at:
        return []
    counts, dated = Counter(beside.days), sum(day is not None for day in beside.days)
    named = ", ".join(f"{_say(day)} ({_n(counts[day], 'row')}; all other lists: {known[day]:,})" for day in days[:4])
    more = f" and {len(days) - 4:,} more" if len(days) > 4 else ""
    beside_it = [
        f"{_say(other)}, the day {where}, has {known[other]:,} there"
        for where, step in (("before", -1), ("after", 1))
        if (other := days[0] + timedelta(days=step)) not in days and known[other] > 10 * (known[days[0]] + 1)
    ]
    message = (
        f"{_of(len(at), dated, 'dated rows')} lie on {_n(len(days), 'day')} that the other lists "
        f"hardly know: {named}{more}. {''.join(f'{text}. ' for text in beside_it)}Check their year, month and calendar."
    )
    return [beside.warning("unknown_days", at, dated, message)]


def _unknown_places(beside: _Beside) -> list[Warning]:
    mine: list[str | None] = beside.records["province"].fill_null(beside.records["place"]).to_list()
    known = Counter(
        place for frame in beside.others for place in frame["province"].fill_null(frame["place"]) if place is not None
    )
    found, at = _unknown(mine, known, ((10, 20.0, 0.05),))
    if not at:
        return []
    placed = sum(place is not None for place in mine)
    words = Counter(beside.records["place_written"][i] for i in at).most_common(4)
    named = ", ".join(f"{text!r} ({_n(n, 'row')})" for text, n in words)
    message = (
        f"{_of(len(at), placed, 'rows with a place')} lie in {_n(len(found), 'province')} that the "
        f"other lists hardly know: {named}. Check the column of places."
    )
    return [beside.warning("unknown_places", at, placed, message)]


def _unknown_ages(beside: _Beside) -> list[Warning]:
    mine: list[int | None] = beside.records["age"].to_list()
    exact = Counter(age for frame in beside.others for age in frame["age"] if age is not None)
    known = Counter({age: max(exact[age], exact[age - 1], exact[age + 1]) for age in range(121)})
    if exact.total() < 50:
        return []
    found, at = _unknown(mine, known, ((10, 8.0, 0.05),))
    if not at:
        return []
    aged, counts = sum(age is not None for age in mine), Counter(mine)
    named = ", ".join(f"{age} ({_n(counts[age], 'row')}; all other lists: {exact[age]:,})" for age in found[:4])
    message = (
        f"{_of(len(at), aged, 'rows with an age')} have an age that the other lists hardly know: {named}. "
        "Check whether the number stands for an unknown age."
    )
    return [beside.warning("unknown_ages", at, aged, message)]


def _after_all_others(beside: _Beside) -> list[Warning]:
    dated = [day for day in beside.days if day is not None]
    if not dated or not beside.other_days:
        return []
    last = max(beside.other_days)
    at = [i for i, day in enumerate(beside.days) if day is not None and day > last + timedelta(days=_SLACK_DAYS)]
    if not at or len(at) * 2 > len(dated):
        return []
    message = (
        f"{_of(len(at), len(dated), 'dated rows')} lie more than {_SLACK_DAYS} days after {_say(last)}, the last day of "
        f"any other list; the latest is {_say(max(dated))}. Check their year."
    )
    return [beside.warning("after_all_others", at, len(dated), message)]


def _first_of_year(beside: _Beside) -> list[Warning]:
    """Rows on 1 January, 1 Farvardin or 1 Muharram far above the days around: a year alone, written as its first day."""
    counts = Counter(day for day in beside.days if day is not None)
    found: list[tuple[date, str]] = []
    for day, n in counts.items():
        around = sum(counts[day + timedelta(days=k)] for k in range(-7, 8) if k) / 14
        expected = max(around, beside.other_days[day] * counts.total() / max(beside.other_days.total(), 1))
        first = [
            dates.say(day, lang="en", calendar=calendar).replace("\u00a0", " ")
            for calendar in _CALENDARS
            if _is_first(day, calendar, month=False)
        ]
        if first and n >= 2 and n >= 5 * (expected + 0.2):
            found.append((day, first[0]))
    wanted = {day for day, _ in found}
    at = [i for i, day in enumerate(beside.days) if day in wanted]
    if len(at) < 3:
        return []
    named = ", ".join(f"{said} ({_n(counts[day], 'row')})" for day, said in sorted(found)[:4])
    message = (
        f"{_of(len(at), counts.total(), 'dated rows')} lie on the first day of a year: {named}, and next to none on "
        "the days around. Where only the year is known, write the year alone."
    )
    return [beside.warning("first_of_year", at, counts.total(), message)]


def _is_first(day: date, calendar: Calendar, *, month: bool) -> bool:
    """Return whether a day is the first of a year (or of a month) of a calendar."""
    try:
        _, in_month, in_day = dates.from_gregorian(day, calendar=calendar)
    except AtleastError:
        return False
    return in_day == 1 and (month or in_month == 1)


def _first_of_month(beside: _Beside) -> list[Warning]:
    """Many rows on the first of several months: a month alone, written as its first day."""
    dated = [(i, day) for i, day in enumerate(beside.days) if day is not None]
    written = beside.records["date_calendar"].to_list()
    at = [i for i, day in dated if _is_first(day, written[i] or "gregorian", month=True)]
    months = Counter(beside.days[i] for i in at)
    if len(at) < 10 or len(at) < 0.2 * len(dated) or len([n for n in months.values() if n >= 2]) < _MONTHS_HEAPED:
        return []
    message = (
        f"{_of(len(at), len(dated), 'dated rows')} lie on the first day of {len(months)} months, and about "
        f"{len(dated) / 30:.0f} were to be expected. Where only the month is known, write the month alone."
    )
    return [beside.warning("first_of_month", at, len(dated), message)]


def _one_day(beside: _Beside) -> list[Warning]:
    counts = Counter(day for day in beside.days if day is not None)
    if counts.total() < 30 or len(counts) < 3:
        return []
    day, n = counts.most_common(1)[0]
    share, other = n / counts.total(), beside.other_days[day] / max(beside.other_days.total(), 1)
    if share < 0.4 or share < 3 * other:
        return []
    beyond = f"; in the other lists it is {other:.0%}" if beside.other_days else ""
    message = (
        f"{_of(n, counts.total(), 'dated rows')} lie on one day, {_say(day)}{beyond}. "
        "Check whether it is the day of the event, or of the report."
    )
    return [beside.warning("one_day", [i for i, mine in enumerate(beside.days) if mine == day], counts.total(), message)]


def _heaped_ages(beside: _Beside) -> list[Warning]:
    """One age far above those next to it (0, 1, 99, 100 ...): a number that stands for an unknown age."""
    ages = beside.records["age"].to_list()
    counts = Counter(age for age in ages if age is not None)
    heaped = []
    for age, n in counts.items():
        near = [counts[age + k] for k in (-3, -2, -1, 1, 2, 3) if age + k >= 0]
        if n >= 8 and n >= 0.03 * counts.total() and n >= 6 * (max(near) + 0.5):
            heaped.append(age)
    if not heaped:
        return []
    at = [i for i, age in enumerate(ages) if age in heaped]
    named = ", ".join(f"{age} ({_n(counts[age], 'row')})" for age in sorted(heaped))
    message = (
        f"{_of(len(at), counts.total(), 'rows with an age')} are heaped on {named}, with next to none beside it. "
        "Check whether the number stands for an unknown age."
    )
    return [beside.warning("heaped_ages", at, counts.total(), message)]


def _shifted(beside: _Beside) -> list[Warning]:
    """A column that agrees with the other lists when it is moved by one row, and does not where it stands."""
    partners = _partners(beside)
    found = []
    for column, what in (("age", "ages"), ("date_from", "dates"), ("place", "places"), ("sex", "sexes")):
        mine = beside.records[column].to_list()
        for step, where in ((1, "below"), (-1, "above")):
            gains = [
                (i, _agrees(column, _at(mine, i + step), theirs) - _agrees(column, mine[i], theirs))
                for i, record in sorted(partners.items())
                if (theirs := record[column]) is not None
            ]
            at, gain = _best_stretch(gains)
            if gain >= 8 and gain >= 0.4 * len(at):
                message = (
                    f"From row {beside.rows[at[0]]} to row {beside.rows[at[-1]]} the {what} look shifted by one row: "
                    f"of {len(at)} rows whose name stands in another list, {gain} more agree when they take the {what} of the "
                    f"row {where}. Check that no cell was lost."
                )
                found.append(beside.warning(f"shifted_{column}", at, len(gains), message))
    return found


def _names_shifted(beside: _Beside) -> list[Warning]:
    """Two columns of names (two scripts) that agree when one is moved by one row, and do not where they stand."""
    others = [written[0] if written else None for written in beside.records["other_names"].to_list()[:_FIRST_ROWS]]
    if sum(other is not None for other in others) < 10:
        return []
    mine = [set(key.split()) for key in _keys(tuple(beside.records["name"].head(_FIRST_ROWS)))]
    theirs = [set(key.split()) for key in _keys(tuple(others))]
    found = []
    for step, where in ((1, "below"), (-1, "above")):
        moved = [theirs[i + step] if 0 <= i + step < len(theirs) else set() for i in range(len(mine))]
        gains = [(i, int(bool(mine[i] & moved[i])) - int(bool(mine[i] & theirs[i]))) for i in range(len(mine)) if mine[i]]
        at, gain = _best_stretch(gains)
        if gain >= 8 and gain >= 0.4 * len(at):
            message = (
                f"From row {beside.rows[at[0]]} to row {beside.rows[at[-1]]} the further names look shifted by one row: {gain} "
                f"more agree with the name when they are taken from the row {where}. Check that no cell was lost."
            )
            found.append(beside.warning("shifted_other_names", at, len(gains), message))
    return found


def _at(values: list[object], i: int) -> object:
    return values[i] if 0 <= i < len(values) else None


def _agrees(column: str, mine: object, theirs: object) -> int:
    if column == "age" and isinstance(mine, int) and isinstance(theirs, int):
        return int(abs(mine - theirs) <= 1)
    if column == "date_from" and isinstance(mine, date) and isinstance(theirs, date):
        return int(abs((mine - theirs).days) <= 1)
    return int(mine is not None and mine == theirs)


def _best_stretch(gains: list[tuple[int, int]]) -> tuple[list[int], int]:
    """Return the stretch of rows with the largest sum of gains (Kadane), as places and the sum."""
    best, best_sum, start, running = (0, 0), 0, 0, 0
    for at, (_, gain) in enumerate(gains):
        if running <= 0:
            start, running = at, 0
        running += gain
        if running > best_sum:
            best, best_sum = (start, at + 1), running
    return [i for i, _ in gains[slice(*best)]], best_sum


def _partners(beside: _Beside) -> dict[int, dict[str, object]]:
    """Return, by place, the record of another list with the same name, where that name stands once in both."""
    mine = _only(beside.records)
    found: dict[int, dict[str, object]] = {}
    for frame in beside.others:
        theirs = _only(frame)
        columns = ("age", "date_from", "place", "sex")
        values = {column: frame[column].to_list() for column in columns}
        for key in mine.keys() & theirs.keys():
            record = {column: values[column][theirs[key]] for column in columns}
            known = found.setdefault(mine[key], dict.fromkeys(columns))
            for column in columns:
                known[column] = record[column] if known[column] is None else known[column]
    return found


def _only(records: pl.DataFrame) -> dict[str, int]:
    """Return the names that stand once in a list (in its first rows, when it is long), in a form that scripts share."""
    records = records.head(_FIRST_ROWS)
    keys = _keys(tuple(records["name"]))
    counts = Counter(keys)
    return {key: i for i, key in enumerate(keys) if key and counts[key] == 1}


@lru_cache(maxsize=32)
def _keys(written: tuple[str | None, ...]) -> tuple[str, ...]:
    """Return a key of each name that scripts share; kept, since every list is looked at beside every other."""
    return tuple(" ".join(sorted(key)) if len(key) >= 2 else "" for key in names.columns(written)["keys"])


def _repeated(beside: _Beside) -> list[Warning]:
    """Rows that repeat an earlier one: the same name, age, day and place as written."""
    columns = ("name", "age_written", "date_written", "place_written")
    seen: set[tuple[str, ...]] = set()
    at = []
    for i, cells in enumerate(zip(*(beside.records[column].to_list() for column in columns), strict=True)):
        key = tuple(folded(cell) if cell else "" for cell in cells)
        if cells[0] and any(cells[1:]) and key in seen:
            at.append(i)
        seen.add(key)
    named = beside.records["name"].drop_nulls().len()
    if len(at) < max(3, 0.01 * named):
        return []
    message = (
        f"{_of(len(at), named, 'named rows')} repeat an earlier row of this list: the same name, age, date and place. "
        'If they are copies, take them out of the list, or say duplicates = "often" in its mapping.'
    )
    return [beside.warning("repeated", at, named, message)]
