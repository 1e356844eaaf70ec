"""How a list is to be read: which column is what, and what is known of the list. A struct in Python, a TOML file for people.

`Mapping` has five parts: `options` (the list as a source), `file` (how to open it), `columns` (field -> header), `reading`
(calendar, order, units) and `status_words` (the list's own words for a status). `mapping_to_toml(mapping, raw)` writes it
with examples of each mapped column as comments; columns that are not mapped are named without examples, for they may speak of
the living. `mapping_from_toml(text)` refuses unknown keys with the list of known ones, and `show(raw, mapping)` gives the
rows of a table to show. `checked(mapping, raw)` refuses a mapping that names columns the file does not have.
"""

from __future__ import annotations

import json
import tomllib
from typing import Literal, cast

import msgspec

from atleast.errors import InputError
from atleast.lists.reading import RawList, read
from atleast.lists.values import STATUSES, status_key
from atleast.lists.values import status as status_of
from atleast.model import Calendar, Status


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen, keyword-only, unknown fields refused."""


class Options(_Part, frozen=True, kw_only=True):
    """The list as a source; `status` is the one of the whole list when no column says it."""

    name: str | None = None
    source: str | None = None
    source_fa: str | None = None
    party: str | None = None
    derived_from: tuple[str, ...] = ()
    covers: str | None = None
    status: str | None = None
    duplicates: Literal["never", "rare", "often"] = "rare"
    apart: tuple[str, ...] = ()


class FileOptions(_Part, frozen=True, kw_only=True):
    """How the file is opened; what is null is found."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    separator: str | None = None


class Columns(_Part, frozen=True, kw_only=True):
    """Field -> header. The parts of `name` are joined by a space (given, father, family); each of `other_names` is a name."""

    id: str | None = None
    name: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    n_people: str | None = None
    age: str | None = None
    sex: str | None = None
    status: str | None = None
    date: str | None = None
    year: str | None = None
    month: str | None = None
    day: str | None = None
    reported_on: str | None = None
    city: str | None = None
    province: str | None = None
    place: str | None = None
    urls: tuple[str, ...] = ()


class Reading(_Part, frozen=True, kw_only=True):
    """What decides where a cell leaves it open."""

    date_calendar: Calendar | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    age_unit: Literal["years", "months"] = "years"
    name_holds_age: bool = False


class Mapping(_Part, frozen=True, kw_only=True):
    """How a list is to be read."""

    options: Options = Options()
    file: FileOptions = FileOptions()
    columns: Columns = Columns()
    reading: Reading = Reading()
    status_words: dict[str, Status] = {}


_PARTS: dict[str, tuple[type[_Part], str]] = {
    "options": (
        Options,
        "The list as a source. duplicates: one person twice in it: never, rare or often. apart: lists it is not linked with.",
    ),
    "file": (FileOptions, "How the file is opened. Left out: found."),
    "columns": (
        Columns,
        "What each column holds. Only the columns named here enter the records; all others stay in the vault.",
    ),
    "reading": (Reading, "date_calendar: gregorian, jalali, hijri. date_order: dmy, mdy, ymd. age_unit: years, months."),
}
_STATUS_COMMENT = f"The list's own words for a status, each one of {', '.join(STATUSES)}."


def fields_of(columns: Columns) -> list[tuple[str, str]]:
    """Return (field, header) of every mapped column, in the order of the fields."""
    found = []
    for field in columns.__struct_fields__:
        value = getattr(columns, field)
        found += [(field, header) for header in ((value,) if isinstance(value, str) else value or ())]
    return found


def show(raw: RawList, mapping: Mapping) -> list[tuple[str, str, list[str]]]:
    """Return (header, field, examples) of every column of the file; field is empty for a column that stays in the vault."""
    by_header: dict[str, list[str]] = {}
    for field, header in fields_of(mapping.columns):
        by_header.setdefault(header, []).append(field)
    return [
        (header, ", ".join(by_header.get(header, [])), _examples(raw, header) if header in by_header else [])
        for header in raw.headers
    ]


def _examples(raw: RawList, header: str) -> list[str]:
    values = raw.frame[header].drop_nulls().unique(maintain_order=True)
    return [" ".join(value.split())[:60] for value in values.head(3)]


def mapping_to_toml(mapping: Mapping, raw: RawList | None = None) -> str:
    """Return the mapping as TOML; with `raw`, examples stand beside the mapped columns."""
    lines = ["# How this list is read. Edit it and give it back with --mapping. Lines that begin with # are not read."]
    examples = {header: shown for header, field, shown in (show(raw, mapping) if raw else []) if field}
    for part, (kind, comment) in _PARTS.items():
        lines += ["", f"# {comment}", f"[{part}]"]
        values = getattr(mapping, part)
        for key in kind.__struct_fields__:
            value = getattr(values, key)
            if value is None or value == ():
                found = getattr(raw, key, None) if part == "file" else None
                lines.append(f"# {key} =" + (f"  (found: {_comment(_toml(found))})" if found is not None else ""))
                continue
            shown = [text for header in _headers(value) for text in examples.get(header, [])] if part == "columns" else []
            lines.append(f"{key} = {_toml(value)}" + (f"  # {_comment(' | '.join(shown))}" if shown else ""))
    if raw is not None:
        unused = [header for header, field, _ in show(raw, mapping) if not field]
        lines += ["", f"# Not read, they stay in the vault: {_comment(', '.join(unused)) or 'none'}"]
    lines += ["", f"# {_STATUS_COMMENT}", "[status_words]"]
    lines += [f"{_toml(word)} = {_toml(status)}" for word, status in sorted(mapping.status_words.items())]
    if raw is not None and mapping.columns.status in raw.headers:
        lines += [f"# {_comment(_toml(word))} =   (asked: {n:,} rows)" for word, n in _unknown_statuses(raw, mapping)]
    return "\n".join(lines) + "\n"


def _unknown_statuses(raw: RawList, mapping: Mapping) -> list[tuple[str, int]]:
    counts = raw.frame[str(mapping.columns.status)].drop_nulls().value_counts(sort=True)
    known = {status_key(word) for word in mapping.status_words}
    return [(word, n) for word, n in counts.iter_rows() if status_of(word) is None and status_key(word) not in known][:40]


def _headers(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else cast("tuple[str, ...]", value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]


def mapping_from_toml(text: str, *, filename: str = "mapping") -> Mapping:
    """Return the mapping that `text` holds; what it does not know is refused, with what it knows."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"this is no TOML ({str(error)[:120]})", hint="Mend the line it names.", file=filename) from None
    _refuse_unknown(table, filename)
    table = {part: _listed(values) if part == "columns" else values for part, values in table.items()}
    try:
        return msgspec.convert(table, Mapping)
    except msgspec.ValidationError as error:
        hint = "See docs/reference/mapping.md for what each key takes."
        raise InputError(str(error).replace("`$.", "`"), hint=hint, file=filename) from None


def _refuse_unknown(table: dict[str, object], filename: str) -> None:
    unknown = [key for key in table if key not in Mapping.__struct_fields__]
    known = ", ".join(f"[{key}]" for key in Mapping.__struct_fields__)
    for part, (kind, _) in _PARTS.items():
        values = table.get(part, {})
        if not unknown and isinstance(values, dict):
            unknown = [key for key in values if key not in kind.__struct_fields__]
            known = ", ".join(kind.__struct_fields__)
        if unknown:
            where = f" in [{part}]" if unknown[0] not in table else ""
            raise InputError(f"the key {unknown[0]!r}{where} is not known", hint=f"Known are {known}.", file=filename)


def _listed(values: object) -> object:
    """Let `name = "Name"` stand for `name = ["Name"]`."""
    if not isinstance(values, dict):
        return values
    several = ("name", "other_names", "urls")
    return {key: [value] if key in several and isinstance(value, str) else value for key, value in values.items()}


def checked(mapping: Mapping, raw: RawList) -> Mapping:
    """Return `mapping` when the file has its columns and its status is a known word; refuse it otherwise."""
    missing = [(field, header) for field, header in fields_of(mapping.columns) if header not in raw.headers]
    if missing:
        field, header = missing[0]
        known = ", ".join(repr(known) for known in raw.headers[:40])
        hint = f"Its columns are {known}: put the right one into the mapping."
        raise InputError(
            f"the mapping reads {field} from {header!r}, which the file does not have", hint=hint, file=raw.filename
        )
    if not mapping.columns.name and mapping.columns.n_people is None:
        known = ", ".join(repr(known) for known in raw.headers[:40])
        hint = f'Say it in the mapping, under [columns]: name = "...". The columns are {known}.'
        raise InputError("no column is known to hold names", hint=hint, file=raw.filename)
    if mapping.options.status and stated_status(mapping) is None:
        hint = f"Say one of {', '.join(STATUSES)}, or killed."
        raise InputError(f"the status {mapping.options.status!r} is not known", hint=hint, file=raw.filename)
    return mapping


def stated_status(mapping: Mapping) -> Status | None:
    """Return the status of the whole list, when it is stated."""
    return status_of(mapping.options.status) if mapping.options.status else None


def read_as_mapped(data: bytes, mapping: Mapping, *, filename: str) -> RawList:
    """Return the list file `data`, opened as the mapping says."""
    file = mapping.file
    return read(
        data,
        filename=filename,
        sheet=file.sheet,
        header_row=file.header_row,
        encoding=file.encoding,
        separator=file.separator,
    )
