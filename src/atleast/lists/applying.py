"""From the cells of a list to its records, as a mapping says.

`apply(raw, mapping, list=..., digest=..., gazetteer=...)` returns `Applied(records, problems, questions)`: frames of the
schemas RECORDS and PROBLEMS, and a `Question` for every status word that is not known. Every row of the file becomes a record
or a problem with `left_out` true; nothing else can happen to it. Columns that the mapping does not name never enter the
records. `row_key` is the row's own id where one is mapped, else `digest` of its mapped cells as written and their occurrence
number, so that rows inserted above change nothing. Do no harm: a row is dead only by a known word of its own or by the stated
status of the whole list; everything else is kept with its status, or as unresolved with a question, and is not counted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, cast

import msgspec
import polars as pl

from atleast import dates, places
from atleast.frames import PROBLEMS, RECORDS
from atleast.lists.mapping import Mapping, checked, fields_of, stated_status
from atleast.lists.reading import RawList
from atleast.lists.values import (
    age,
    count,
    folded,
    group,
    is_empty,
    is_unnamed,
    name_and_age,
    sex,
    status,
    status_key,
    unnumbered,
    urls,
    words,
)
from atleast.model import Status

_LONGEST_NAME = 150

_TWO_AND_YEAR = re.compile(r"\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(?:\d{4}|\d{2})(?!\d)")

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_JOIN = "\x1f"

_MESSAGES = {
    "empty_row": "the row names nobody and gives neither age, date nor place: left out",
    "total": "the row is a total, not a person: left out",
    "not_a_person": "the cell is a remark, not a name: the row was left out",
    "nobody": "the row says that it speaks of 0 people: left out",
    "no_name": "the row has no name: kept as an unnamed person",
    "digits_in_name": "there are digits in the name: kept as written, check it",
    "named_group": "the row has a name and speaks of several people: counted as the one named",
    "count_unreadable": "this is no number of people: taken as 1",
    "age_unreadable": "this is no age: left empty",
    "age_range": "this is a range, not an age: left empty",
    "age_impossible": "nobody is that old (a year of birth?): left empty",
    "age_about": "the age is said to be approximate: taken as it stands",
    "sex_unknown": "this word for a sex is not known: left empty",
    "date_unreadable": "this is no date that can be read: left empty",
    "date_order_open": "day and month could be the other way round: read as day, month, year; say date_order in the mapping",
    "place_coarse": "the town is not in the gazetteer, or there are several of that name: only its province is known",
    "place_unknown": "this place is not in the gazetteer: left empty, the words are kept",
    "status_unknown": "this word for a status is not known: the person is not counted until the question is answered",
    "duplicate_id": "this id stands on an earlier row too: the row was given a key of its own; check whether it is a copy",
    "no_id": "the row has no id: it is known by its cells instead",
}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A status that the program does not know: the word (empty: no status at all), on how many rows, and some of them."""

    word: str
    n: int
    rows: tuple[int, ...]

    def sentence(self) -> str:
        """Return the question as it is asked."""
        more = " ..." if self.n > len(self.rows) else ""
        rows = f"{self.n:,} row{'' if self.n == 1 else 's'}: {', '.join(map(str, self.rows))}{more}"
        if not self.word:
            return f"Are those without a status dead ({rows})? Say it with --status killed, or in a column."
        return f"What does the status {self.word!r} mean ({rows})? Say it under [status_words] in the mapping."


class Applied(NamedTuple):
    """What became of a list: `records` [RECORDS], `problems` [PROBLEMS] and the questions about its statuses."""

    records: pl.DataFrame
    problems: pl.DataFrame
    questions: tuple[Question, ...]


class _Row(NamedTuple):
    """One row of the file: its number and its mapped cells, by field."""

    number: int
    cells: dict[str, str | None]
    names: list[str]
    others: list[str]
    addresses: list[str]


class _Reader:
    """What is carried from row to row while one list is read: its mapping, what was noticed, and the keys given so far."""

    def __init__(
        self, raw: RawList, mapping: Mapping, digest: Callable[[str], str], gazetteer: places.Gazetteer | None
    ) -> None:
        self.raw, self.mapping, self.digest, self.gazetteer = raw, mapping, digest, gazetteer
        self.stated = stated_status(mapping)
        self.status_words = {status_key(word): value for word, value in mapping.status_words.items()}
        self.problems: list[tuple[str | None, int, str | None, str | None, str, bool, str]] = []
        self.questions: dict[str, tuple[str, list[int]]] = {}
        self.occurrences: Counter[str] = Counter()
        self.keys: set[str] = set()
        self.places: dict[tuple[str | None, str | None, str | None], tuple[str | None, str | None, bool]] = {}
        self.dates: dict[str, tuple[date, date, str] | None] = {}

    def note(
        self, row: _Row, reason: str, *, column: str | None = None, value: str | None = None, left_out: bool = False
    ) -> None:
        """Write down a problem of a row or of one of its cells."""
        self.problems.append((self.raw.sheet, row.number, column, value, reason, left_out, _MESSAGES[reason]))


def apply(
    raw: RawList,
    mapping: Mapping,
    *,
    list: str,
    digest: Callable[[str], str],
    gazetteer: places.Gazetteer | None = None,
) -> Applied:
    """Return the records of `raw`, the problems of its rows and the questions about its statuses."""
    mapping = checked(mapping, raw)
    reader = _Reader(raw, mapping, digest, gazetteer)
    unusable = set(raw.problems.filter(pl.col("left_out"))["row"])
    rows = [record for row in _rows(raw, mapping) if row.number not in unusable and (record := _record(reader, row, list))]
    columns = zip(*rows, strict=True) if rows else [[] for _ in RECORDS]
    records = pl.DataFrame([_series(name, values) for name, values in zip(RECORDS, columns, strict=True)])
    problems = pl.DataFrame(reader.problems, schema={name: column.dtype for name, column in PROBLEMS.items()}, orient="row")
    questions = tuple(Question(word=word, n=len(at), rows=tuple(at[:5])) for word, at in reader.questions.values())
    return Applied(records, pl.concat([raw.problems, problems]).sort("row", maintain_order=True), questions)


def _series(name: str, values: Sequence[object]) -> pl.Series:
    """Return one column of the records; lists of texts go through joined text, which is ten times as fast."""
    dtype = RECORDS[name].dtype
    if dtype != pl.List(pl.String()):
        return pl.Series(name, values, dtype=dtype)
    joined = pl.Series(name, [_JOIN.join(cast("list[str]", value)) for value in values], dtype=pl.String())
    return joined.to_frame().select(pl.when(joined == "").then([]).otherwise(pl.col(name).str.split(_JOIN)).alias(name))[name]


def _rows(raw: RawList, mapping: Mapping) -> Iterator[_Row]:
    fields = fields_of(mapping.columns)
    columns = [raw.frame[header].to_list() for _, header in fields]
    keys = [field for field, _ in fields]
    single = [i for i, key in enumerate(keys) if key not in ("name", "other_names", "urls")]
    at = {key: [i for i, k in enumerate(keys) if k == key] for key in ("name", "other_names", "urls")}
    for number, *cells in zip(raw.frame["row"].to_list(), *columns, strict=True):
        found = {key: [cells[i] for i in places_ if cells[i]] for key, places_ in at.items()}
        yield _Row(number, {keys[i]: cells[i] for i in single}, found["name"], found["other_names"], found["urls"])


def _record(reader: _Reader, row: _Row, name_of_list: str) -> tuple[object, ...] | None:
    """Return the values of one record in the order of RECORDS, or null when the row was left out (and noted)."""
    person = _person(reader, row)
    if person is None:
        return None
    name, n_people, age_cell = person
    years = _age(reader, row, age_cell)
    day = _day(reader, row)
    place, province = _place(reader, row)
    others = [other for other in row.others if not is_empty(other) and other != name]
    state, state_word = _status(reader, row)
    row_key = _key(reader, row)
    reported = _read_day(reader, row, "reported_on")
    written = ", ".join(cell for field in ("place", "city", "province") if (cell := row.cells.get(field)))
    return (
        reader.digest(f"{name_of_list}\x1f{row_key}"), name_of_list, row_key, reader.raw.sheet, row.number,
        name, others, n_people, years, age_cell, _sex(reader, row), state, state_word,
        day[0] if day else None, day[1] if day else None, day[2] if day else None, _written_date(reader, row),
        reported[0] if reported and reported[0] == reported[1] else None, place, province, written or None,
        [address for cell in row.addresses for address in urls(cell)],
    )  # fmt: skip


def _person(reader: _Reader, row: _Row) -> tuple[str | None, int, str | None] | None:
    """Return (name, number of people, age as written), or null for a row that is nobody."""
    name: str | None = unnumbered(" ".join(" ".join(row.names).split())) or None
    if name and not folded(name):
        name = None
    age_cell = row.cells.get("age")
    column = ", ".join(reader.mapping.columns.name) or None
    if name and reader.mapping.reading.name_holds_age:
        name, beside = name_and_age(name)
        age_cell = age_cell or beside
    told = row.cells.get("n_people")
    n_told = count(told) if told and not is_empty(told) else None
    if name and _is_remark(row, name):
        reason = "total" if folded(name) in words().total or folded(name).split()[0] in words().total else "not_a_person"
        reader.note(row, reason, column=column, value=name[:200], left_out=True)
        return None
    speaks = any(not is_empty(row.cells.get(field)) for field in ("age", "date", "year", "city", "place", "sex", "n_people"))
    if not name and not row.others and not speaks:
        reader.note(row, "empty_row", left_out=True)
        return None
    if n_told == 0:
        reader.note(row, "nobody", column=reader.mapping.columns.n_people, value=told, left_out=True)
        return None
    if told and n_told is None and not is_empty(told):
        reader.note(row, "count_unreadable", column=reader.mapping.columns.n_people, value=told)
    in_name = group(name) if name else None
    if name is None or in_name is not None or is_unnamed(name):
        if name is None:
            reader.note(row, "no_name", column=column)
        return None, n_told or in_name or 1, age_cell
    if n_told is not None and n_told > 1:
        reader.note(row, "named_group", column=reader.mapping.columns.n_people, value=told)
    if any(sign.isdigit() for sign in name):
        reader.note(row, "digits_in_name", column=column, value=name)
    return name, 1, age_cell


def _is_remark(row: _Row, name: str) -> bool:
    """Return whether the name cell is a total or a footnote: a remark stands alone in its row, or is no name by its form."""
    bare = all(is_empty(row.cells.get(field)) for field in ("date", "sex", "city", "place"))
    alone = bare and all(is_empty(row.cells.get(field)) for field in ("id", "age", "province"))
    plain = folded(name)
    if bare and plain in words().total:
        return True
    first = folded(re.split(r"[:：]", name)[0])
    if alone and (first in words().note or first in words().total) and first != plain:
        return True
    return len(name) > _LONGEST_NAME or "://" in name


def _age(reader: _Reader, row: _Row, cell: str | None) -> int | None:
    if cell is None or is_empty(cell):
        return None
    years, wrong = age(cell, unit=reader.mapping.reading.age_unit)
    if wrong:
        reader.note(row, wrong, column=reader.mapping.columns.age, value=cell)
    return years


def _sex(reader: _Reader, row: _Row) -> str | None:
    cell = row.cells.get("sex")
    if cell is None or is_empty(cell):
        return None
    found = sex(cell)
    if found is None:
        reader.note(row, "sex_unknown", column=reader.mapping.columns.sex, value=cell)
    return found


def _status(reader: _Reader, row: _Row) -> tuple[Status, str | None]:
    """Return the status and its word; an unknown word is asked about and leaves the person unresolved."""
    cell = row.cells.get("status")
    plain = status_key(cell) if cell and not is_empty(cell) else ""
    known = reader.status_words.get(plain) if plain else None
    known = known or (status(cell) if cell else None)
    if known is None and (cell is None or is_empty(cell)) and reader.stated is not None:
        known = reader.stated
    if known is None:
        reader.questions.setdefault(plain, (cell or "", []))[1].append(row.number)
        if plain:
            reader.note(row, "status_unknown", column=reader.mapping.columns.status, value=cell)
    return known or "unresolved", cell


def _written_date(reader: _Reader, row: _Row) -> str | None:
    """Return the date as written; three columns are put together in the order that reads unambiguously."""
    whole = row.cells.get("date")
    if whole or not reader.mapping.columns.year:
        return whole
    year, month, day = (row.cells.get(part) for part in ("year", "month", "day"))
    if year is None or is_empty(year):
        return None
    if month is None or is_empty(month):
        return year
    if count(month) is None:
        return " ".join(part for part in (day, month, year) if part and not is_empty(part))
    return "/".join(part for part in (year, month, day) if part and not is_empty(part))


def _day(reader: _Reader, row: _Row) -> tuple[date, date, str] | None:
    text = _written_date(reader, row)
    return _read_text(reader, row, text, reader.mapping.columns.date or reader.mapping.columns.year)


def _read_day(reader: _Reader, row: _Row, field: str) -> tuple[date, date, str] | None:
    return _read_text(reader, row, row.cells.get(field), getattr(reader.mapping.columns, field))


def _read_text(reader: _Reader, row: _Row, text: str | None, column: str | None) -> tuple[date, date, str] | None:
    if text is None or is_empty(text):
        return None
    if text not in reader.dates:
        reading = reader.mapping.reading
        found = dates.read(text, calendar=reading.date_calendar, order=reading.date_order)
        span = (date.fromisoformat(found.earliest), date.fromisoformat(found.latest), str(found.calendar)) if found else None
        reader.dates[text] = span
    if reader.dates[text] is None:
        reader.note(row, "date_unreadable", column=column, value=text)
    elif reader.mapping.reading.date_order is None and _is_open(text):
        reader.note(row, "date_order_open", column=column, value=text)
    return reader.dates[text]


def _is_open(text: str) -> bool:
    """Return whether day and month could be the other way round."""
    found = _TWO_AND_YEAR.match(text)
    return found is not None and int(found[1]) != int(found[2]) and int(found[1]) <= 12 and int(found[2]) <= 12


def _place(reader: _Reader, row: _Row) -> tuple[str | None, str | None]:
    cells = [None if is_empty(cell) else cell for field in ("place", "city", "province") for cell in [row.cells.get(field)]]
    asked = (cells[0], cells[1], cells[2])
    if reader.gazetteer is None or asked == (None, None, None):
        return None, None
    if asked not in reader.places:
        reader.places[asked] = _resolved(reader.gazetteer, *asked)
    place, province, complete = reader.places[asked]
    if not complete:
        columns = reader.mapping.columns
        column, value = next(
            (c, v) for c, v in ((columns.city, cells[1]), (columns.place, cells[0]), (columns.province, cells[2])) if v
        )
        reader.note(row, "place_coarse" if place else "place_unknown", column=column, value=value)
    return place, province


def _resolved(
    gazetteer: places.Gazetteer, place: str | None, city: str | None, province: str | None
) -> tuple[str | None, str | None, bool]:
    """Return (place, province, whether the most precise words were found)."""
    town = ", ".join(text for text in (city, place) if text) or None
    found, within = places.resolve(gazetteer, city=town, province=province)
    if city and place and (found is None or found == within):
        found, within = max((places.resolve(gazetteer, city=text, province=province) for text in (city, place)), key=_precision)
    return found, within, found is not None and (town is None or found != within)


def _precision(found: tuple[str | None, str | None]) -> int:
    place, province = found
    return 0 if place is None else 1 if place == province else 2


def _key(reader: _Reader, row: _Row) -> str:
    """Return what identifies the row in its list: its own id, else a digest of its mapped cells and their occurrence number."""
    own = row.cells.get("id")
    if own is not None and not is_empty(own):
        if own in reader.keys:
            reader.note(row, "duplicate_id", column=reader.mapping.columns.id, value=own)
        key, n = own, 1
        while key in reader.keys:
            n += 1
            key = f"{own} ({n})"
        reader.keys.add(key)
        return key
    if reader.mapping.columns.id is not None:
        reader.note(row, "no_id", column=reader.mapping.columns.id)
    cells = _ENCODER.encode([row.cells, row.names, row.others, row.addresses])
    reader.occurrences[cells] += 1
    return reader.digest(f"{cells}\x1f{reader.occurrences[cells]}")


def questions_to_json(questions: tuple[Question, ...]) -> bytes:
    """Return the questions as JSON."""
    return msgspec.json.encode(questions)


def questions_from_json(data: bytes) -> tuple[Question, ...]:
    """Return the questions that `data` holds."""
    return msgspec.json.decode(data, type=tuple[Question, ...])
