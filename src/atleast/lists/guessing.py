"""Which column is what: a mapping guessed from the headers and checked against the values below them.

Takes a `RawList` (and a gazetteer, by which columns of places show themselves), returns a `Mapping` for a person to look at.
Headers decide where they are known words (`data/headers.toml`); values confirm them, choose among several, and stand in where
headers say nothing: dates by how many can be read, ages by their range, sexes by their words, names by letters and spaces.
A column that the words of `ignore` name (birth, burial, arrest, religion, phone ...) is never taken, whatever it holds.
An id column that merely numbers the rows 1 to n is not taken either: a row inserted on top would change who everybody is.
`numbering` finds the columns that number the rows and are not used, for who must know what a person means by "number 2".
`prepare` opens, guesses and checks in one step, with options that were said on the command line above those of the mapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import msgspec

from atleast import dates, places
from atleast.errors import UsageError
from atleast.lists.mapping import Columns, FileOptions, Mapping, Options, Reading, checked, fields_of, read_as_mapped
from atleast.lists.reading import RawList
from atleast.lists.values import age, count, folded, header_word, is_empty, name_and_age, sex, status, unnumbered, urls

_SAMPLE = 1500
_LETTERED = re.compile("column [A-Z]{1,2}")
_SINGLE = ("id", "n_people", "age", "sex", "status", "date", "year", "month", "day", "reported_on", "city", "province", "place")
_BARE_NAME = {folded(word) for word in ("name", "نام", "اسم", "الاسم", "ناو")}
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u0671-\u06d5]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")


class _Seen(NamedTuple):
    """One column: its header, what the header says, and a sample of its values."""

    header: str
    field: str
    strength: int
    values: list[str]
    n_filled: int
    n_rows: int

    def share(self, test: Callable[[str], bool]) -> float:
        """Return the share of the sampled values that pass `test`."""
        return sum(map(test, self.values)) / len(self.values) if self.values else 0.0


def prepare(
    data: bytes,
    *,
    filename: str,
    mapping: Mapping | None = None,
    options: dict[str, object] | None = None,
    gazetteer: places.Gazetteer | None = None,
) -> tuple[Mapping, RawList]:
    """Open a list file and return its mapping (given, else guessed) with `options` laid over it, and its cells."""
    told = options or {}
    unknown = [key for key in told if key not in (*Options.__struct_fields__, *FileOptions.__struct_fields__)]
    if unknown:
        known = ", ".join((*Options.__struct_fields__, *FileOptions.__struct_fields__))
        raise UsageError(f"the option {unknown[0]!r} is not known", hint=f"Known are {known}.")
    start = _laid_over(mapping or Mapping(), told)
    raw = read_as_mapped(data, start, filename=filename)
    if mapping is None:
        start = _laid_over(guess(raw, gazetteer=gazetteer), told)
    return checked(start, raw), raw


def _laid_over(mapping: Mapping, told: dict[str, object]) -> Mapping:
    changed = msgspec.to_builtins(mapping)
    for part, kind in (("options", Options), ("file", FileOptions)):
        changed[part] |= {key: value for key, value in told.items() if key in kind.__struct_fields__}
    try:
        return msgspec.convert(changed, Mapping)
    except msgspec.ValidationError as error:
        raise UsageError(
            str(error).replace("`$.", "`"), hint="See docs/reference/mapping.md for what each key takes."
        ) from None


def guess(raw: RawList, *, gazetteer: places.Gazetteer | None = None) -> Mapping:
    """Return the mapping that headers and values of `raw` suggest."""
    seen = [_look(raw, header) for header in raw.headers]
    taken = _by_header(seen)
    names, others = _names(seen, taken)
    _status_by_value(seen, taken, {*names, *others})
    _by_value(seen, taken, {*names, *others}, gazetteer, headerless=raw.header_row == 0)
    if not names:
        names = _name_by_value(seen, set(taken.values()))
    columns = msgspec.convert(
        dict(taken)
        | {"name": names, "other_names": others}
        | {"urls": [s.header for s in seen if s.share(lambda v: bool(urls(v))) >= 0.3 and s.field in ("urls", "")]},
        Columns,
    )
    # What was found is found again in the next version; pinned, it could misread it. Of several sheets one is pinned by name.
    file = FileOptions(sheet=raw.sheet if len(raw.sheets) > 1 else None)
    return Mapping(file=file, columns=columns, reading=_reading({s.header: s for s in seen}, columns))


def _look(raw: RawList, header: str) -> _Seen:
    column = raw.frame[header].drop_nulls()
    step = max(1, column.len() // _SAMPLE)
    values = [value for value in column.gather_every(step).to_list() if not is_empty(value)]
    field, strength = header_word(header)
    return _Seen(header, field, strength, values[:_SAMPLE], column.len(), raw.frame.height)


def _fits(field: str, s: _Seen) -> bool:
    """Return whether a column may be `field`: a header that only contains a word needs its values to agree."""
    if not s.values:
        return s.strength >= 2
    sure = s.strength >= 2
    match field:
        case "id":
            return s.n_filled >= 0.9 * s.n_rows and len(set(s.values)) >= 0.9 * len(s.values) and not _numbers_rows(s)
        case "age":
            return sure or s.share(lambda v: age(v)[0] is not None) >= 0.6
        case "sex":
            return sure or s.share(lambda v: sex(v) is not None) >= 0.6
        case "status":
            return sure or s.share(lambda v: status(v) is not None) > 0
        case "date" | "reported_on":
            small = s.share(lambda v: count(v) is not None and len(v) < 4) >= 0.5
            return (sure and not small) or s.share(lambda v: dates.read(v) is not None) >= 0.5
        case "year" | "day" | "n_people":
            return sure and s.share(lambda v: count(v) is not None) >= 0.8
        case "city" | "province" | "place":
            return s.share(_has_letters) >= 0.5
        case _:
            return sure


def numbering(raw: RawList, columns: Columns) -> dict[str, dict[int, int]]:
    """Return, of each column that is not used and numbers the rows (distinct whole numbers close together), number -> row."""
    used = {header for _, header in fields_of(columns)}
    found = {}
    for header in raw.headers:
        if header in used:
            continue
        cells = [(count(cell), row) for cell, row in raw.frame.select(header, "row").iter_rows() if not is_empty(cell)]
        numbers = {number: row for number, row in cells if number is not None}
        close = numbers and max(numbers) - min(numbers) <= 2 * raw.frame.height
        if close and len(numbers) == len(cells) >= 0.9 * raw.frame.height:
            found[header] = numbers
    return found


def _numbers_rows(s: _Seen) -> bool:
    """Return whether a column only counts the rows: whole numbers in steps of one, in the order of the rows."""
    numbers = [count(value) for value in s.values[:200]]
    steps = {b - a for a, b in pairwise(numbers) if a is not None and b is not None}
    return None not in numbers and len(steps) <= 1 and numbers[0] in (0, 1)


def _has_letters(value: str) -> bool:
    return any(sign.isalpha() for sign in value)


def _by_header(seen: list[_Seen]) -> dict[str, str]:
    """Give each single field the column whose header says it best; the first of equals."""
    taken: dict[str, str] = {}
    for field in _SINGLE:
        fitting = [s for s in seen if s.field == field and s.header not in taken.values() and _fits(field, s)]
        if fitting:
            taken[field] = max(fitting, key=lambda s: (s.strength, *_worth(field, s))).header
    if {"year", "month"} <= taken.keys():
        in_month = [s for s in seen if s.field in ("day", "date") and s.share(lambda v: (count(v) or 99) <= 31) >= 0.8]
        if in_month:
            taken["day"] = in_month[0].header
            taken = {field: header for field, header in taken.items() if field != "date" or header != taken["day"]}
    if "date" in taken:
        taken = {field: header for field, header in taken.items() if field not in ("year", "month", "day")}
    return taken


def _worth(field: str, s: _Seen) -> tuple[bool, int, float]:
    """Rank columns of equal headers: one that is mostly readable, then the longer header ("date of death"), then the fuller."""
    share = _readable(field, s)
    return share >= 0.5, len(folded(s.header.split(" / ")[-1]).split()), share


def _readable(field: str, s: _Seen) -> float:
    filled = s.n_filled / max(s.n_rows, 1)
    if field in ("date", "reported_on"):
        return filled * s.share(lambda v: dates.read(v) is not None)
    if field in ("age", "sex"):
        return filled * s.share(lambda v: (age(v)[0] if field == "age" else sex(v)) is not None)
    return filled


def _script(s: _Seen) -> str:
    arabic = sum(1 for v in s.values if _ARABIC_LETTER.search(v))
    latin = sum(1 for v in s.values if _LATIN_LETTER.search(v))
    return "arabic" if arabic > latin else "latin"


def _names(seen: list[_Seen], taken: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the columns that make the name, and those that hold further names (another script, an alias)."""
    parts = {field: [s for s in seen if s.field == field and s.strength >= 2 and s.values] for field in _NAME_PARTS}
    whole = [
        s
        for s in seen
        if s.field == "name" and s.strength >= 2 and s.header not in taken.values() and s.share(_has_letters) > 0.5
    ]
    best = max((s.strength for s in whole), default=0)
    whole = [s for s in whole if s.strength == best]
    aliases = [s.header for s in parts["other_names"]]
    family = parts["family"][:1]
    if (
        whole
        and family
        and not parts["given"]
        and folded(whole[0].header.split(" / ")[-1]) in _BARE_NAME
        and _is_short(whole[0])
    ):
        parts["given"], whole = whole[:1], whole[1:]
    if parts["given"] and family:
        middle = [*parts["father"][:1], *parts["grandfather"][:1]] if parts["grandfather"] else []
        joined = [s.header for s in (parts["given"][0], *middle, family[0])]
        if not whole or _script(whole[0]) != _script(family[0]):
            return joined, [s.header for s in whole] + aliases
    if not whole:
        whole = [s for s in seen if s.field == "name" and s.strength == 1 and s.share(_looks_like_name) >= 0.6][:1]
    return [s.header for s in whole[:1]], [s.header for s in whole[1:]] + aliases


_NAME_PARTS = ("given", "family", "father", "grandfather", "other_names")


def _is_short(s: _Seen) -> bool:
    return sum(len(value.split()) for value in s.values) < 1.7 * len(s.values)


def _looks_like_name(value: str) -> bool:
    name, _ = name_and_age(unnumbered(value))
    words = name.split()
    return 2 <= len(words) <= 8 and len(name) <= 60 and not any(sign.isdigit() for sign in name) and _has_letters(name)


def _name_by_value(seen: list[_Seen], taken: set[str]) -> list[str]:
    fitting = [
        s
        for s in seen
        if s.header not in taken
        and not s.field
        and s.share(_looks_like_name) >= 0.6
        and len(set(s.values)) >= 0.6 * len(s.values)
    ]
    return [max(fitting, key=lambda s: s.share(_looks_like_name)).header] if fitting else []


def _status_by_value(seen: list[_Seen], taken: dict[str, str], names: set[str]) -> None:
    """Take a column of known statuses under any header: overlooked, its injured would be counted with `--status killed`."""
    free = [s for s in seen if s.header not in names and s.header not in taken.values()]
    fitting = [s for s in free if s.share(lambda v: status(v) not in (None, "unresolved")) >= 0.6]
    if "status" not in taken and fitting:
        taken["status"] = fitting[0].header


def _by_value(
    seen: list[_Seen], taken: dict[str, str], names: set[str], gazetteer: places.Gazetteer | None, *, headerless: bool
) -> None:
    """Let values speak where headers say nothing: dates, sexes, ages and places."""
    tests: list[tuple[str, Callable[[str], bool], float]] = [
        ("date", _is_date, 0.8),
        ("sex", lambda v: sex(v) is not None, 0.95),
        ("age", _is_age, 0.95),
    ]
    if gazetteer is not None:
        tests.append(("city", lambda v: _is_place(gazetteer, v), 0.6))
    for field, test, least in tests:
        if field in taken or (field == "date" and "year" in taken) or (field == "city" and "place" in taken):
            continue
        free = [
            s for s in seen if not s.field and s.header not in names and s.header not in taken.values() and len(s.values) >= 3
        ]
        fitting = [s for s in free if s.share(test) >= least and (field != "age" or _like_ages(s, headerless))]
        fitting = [s for s in fitting if field != "date" or _is_one_crisis(s)]
        if len(fitting) == 1 or (fitting and headerless):
            taken[field] = fitting[0].header


def _is_date(value: str) -> bool:
    return not value.isdigit() and dates.read(value) is not None


def _is_age(value: str) -> bool:
    years, wrong = age(value)
    return years is not None and years <= 110 and wrong != "age_about"


def _like_ages(s: _Seen, headerless: bool) -> bool:
    """Return whether whole numbers spread as ages do; a column of small counts or of row numbers does not."""
    years = [n for value in s.values if (n := age(value)[0]) is not None]
    nameless = headerless or _LETTERED.fullmatch(s.header) is not None
    spread = max(years) - min(years) >= 15 and len(set(years)) >= min(8, len(years) // 2 + 1)
    return nameless and spread and not _numbers_rows(s)


def _is_one_crisis(s: _Seen) -> bool:
    """Return whether most dates lie within ten years: a column of births does not."""
    years = sorted(int(found.earliest[:4]) for value in s.values if (found := dates.read(value)) is not None)
    return years[len(years) * 9 // 10] - years[len(years) // 10] <= 10


def _is_place(gazetteer: places.Gazetteer, value: str) -> bool:
    return any(places.resolve(gazetteer, city=value))


def _reading(by_header: dict[str, _Seen], columns: Columns) -> Reading:
    """Settle what single cells leave open by looking at the whole column."""
    calendar, order, unit = None, None, "years"
    if columns.date:
        texts = by_header[columns.date].values
        calendar, order = dates.guess_calendar(texts), dates.guess_order(texts)
    if columns.age and re.search(r"\bmonths?\b|ماه|شهر", columns.age, re.IGNORECASE):
        unit = "months"
    holds = len(columns.name) == 1 and by_header[columns.name[0]].share(lambda v: name_and_age(v)[1] is not None) >= 0.3
    return msgspec.convert(
        {"date_calendar": calendar, "date_order": order, "age_unit": unit, "name_holds_age": holds},
        Reading,
    )
