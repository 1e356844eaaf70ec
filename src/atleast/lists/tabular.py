"""From the text of a delimited or JSON file to a grid of cells.

`delimited_rows(text, ...)` finds the separator (comma, semicolon, tab, pipe, Arabic semicolon or comma) as the one by which
most rows have the same number of cells, `json_rows(text, ...)` reads JSON lines and a JSON array of flat objects. Both return
a `Grid`: cells as written without outer spaces (null when empty), row numbers as a spreadsheet shows them, and what was
noticed. A quote that is opened and never closed would swallow the rows below it, so it is refused with its row; a stray quote
inside one row is read as written and listed as a problem. Numbers in JSON stay as they were written.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from atleast.errors import InputError
from atleast.lists.values import header_word

MAX_COLUMNS = 500
MAX_ROWS = 2_000_000
MAX_ROW_LINES = 200
_NESTED = 3
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "؛": "Arabic semicolon", "،": "Arabic comma"}
_BY_NAME = {name: sign for sign, name in _SEPARATORS.items()} | {"\\t": "\t"}
_GUARDED = ("=", "+", "-", "@", "\t", "\r")
_END = "\x1eend of text\x1e"

Cells = list[str | None]


class Flaw(NamedTuple):
    """Something wrong with one row: its number, the word and the sentence for it, and whether the row cannot be used."""

    row: int
    reason: str
    message: str
    left_out: bool
    value: str | None = None


class Grid(NamedTuple):
    """Cells in rows (row number, cells); `merged` are ranges ((row, column), (row, column)) counted from 1 and 0, inclusive.

    `headers` is given where the format names its fields itself (JSON), else null.
    """

    rows: list[tuple[int, Cells]]
    notes: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    headers: tuple[str, ...] | None = None


def delimited_rows(
    text: str, *, filename: str, separator: str | None = None, second_lines: frozenset[int] = frozenset()
) -> Grid:
    """Return the cells of delimited `text`; `second_lines` are lines that were read in the second of two encodings."""
    notes: list[str] = []
    told = re.match(r'"?sep=(.)"?\r?\n', text)
    sign = _named(separator, filename) if separator else told.group(1) if told else _found(text)
    if sign not in ",":
        notes.append(f"cells are separated by {_SEPARATORS.get(sign, repr(sign))}")
    rows: list[tuple[int, Cells]] = []
    flaws: list[Flaw] = []
    for number, (line, cells, flaw) in enumerate(_records(text, sign, filename), start=1):
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise _too_big(filename, number, len(cells))
        if told and number == 1:
            continue
        rows.append((number, [_plain(cell) for cell in cells]))
        if flaw:
            flaws.append(Flaw(number, "stray_quote", flaw, left_out=False))
        if not second_lines.isdisjoint(line):
            message = "the row is not in the encoding of the others and was read in the second one: check its words"
            flaws.append(Flaw(number, "encoding", message, left_out=False))
    return Grid(rows, tuple(notes), tuple(flaws), separator=sign)


def _plain(cell: str) -> str | None:
    """Return a cell without outer spaces, and without the apostrophe that guards a spreadsheet from a formula."""
    cell = cell.strip()
    return (cell[1:] if cell[:1] == "'" and cell[1:2] in _GUARDED else cell) or None


def _named(separator: str, filename: str) -> str:
    sign = _BY_NAME.get(separator.strip().casefold(), separator)
    if len(sign) != 1 or sign in '"\r\n' or sign.isalnum():
        raise InputError(
            f"the separator {separator!r} is not known",
            hint="Say one character, or one of comma, semicolon, tab, pipe.",
            file=filename,
        )
    return sign


def _found(text: str) -> str:
    sample = text[:200_000]
    best, best_score = ",", 0.0
    for sign in _SEPARATORS:
        if sign not in sample:
            continue
        rows = [row for row in _first_rows(sample, sign) if any(cell.strip() for cell in row)]
        widths = Counter(map(len, rows))
        width, n = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        score = 0.0 if width < 2 else n / sum(widths.values()) * (2 - 1 / width)
        headed = max((sum(header_word(cell)[1] > 1 for cell in row if len(cell) < 60) for row in rows[:40]), default=0)
        score += min(headed, 4) if headed > 1 else 0
        if score > best_score + 1e-9:
            best, best_score = sign, score
    return best


def _first_rows(sample: str, sign: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
            rows.append(row)
            if len(rows) == 300:
                break
    except csv.Error:
        pass
    return rows


def _records(text: str, sign: str, filename: str) -> Iterator[tuple[range, list[str], str]]:
    """Yield (lines, cells, flaw) of each row; `lines` are the physical lines, counted from 1."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader([*lines, _END], delimiter=sign, strict=True)
    row, before = 0, 0
    while True:
        row += 1
        flaw = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise InputError(
                    "a cell holds more than 131,072 characters",
                    hint="Look for a quote that is opened and not closed.",
                    file=filename,
                    row=row,
                ) from None
            if reader.line_num - before > 1 or "unexpected end" in str(error) or before >= len(lines):
                raise _open_quote(filename, row) from None
            cells = next(csv.reader([lines[before]], delimiter=sign))
            flaw = "a quote stands inside a cell: the row was read as written, check its cells"
        if cells == [_END]:
            return
        if reader.line_num - before > MAX_ROW_LINES:
            raise _open_quote(filename, row)
        yield range(before + 1, reader.line_num + 1), cells, flaw
        before = reader.line_num


def _open_quote(filename: str, row: int) -> InputError:
    return InputError(
        "a quote is opened here and not closed where its cell ends, so the rows below it would be lost",
        hint='Close the quote, or double a quote that belongs to the text (""), and add the file again.',
        file=filename,
        row=row,
    )


def _too_big(filename: str, row: int, n_columns: int) -> InputError:
    return InputError(
        f"the table is larger than a list can be ({n_columns:,} columns here; at most {MAX_COLUMNS:,}, and {MAX_ROWS:,} rows)",
        hint="Check the separator (--separator) or cut the file to the columns that belong to the list.",
        file=filename,
        row=row,
    )


def json_rows(text: str, *, filename: str) -> Grid:
    """Return the cells of JSON lines or of a JSON array; the fields of all objects together are the headers."""
    notes: list[str] = []
    body = text.lstrip()
    by_line = filename.casefold().endswith(("jsonl", "ndjson"))
    first, _, more = body.partition("\n")
    if body.startswith("[") or (not by_line and not (more.strip() and _is_whole(first))):
        objects = list(enumerate(_array(_parsed(body, filename, None), filename, notes), start=1))
        notes.append("rows are counted in the order of the JSON array, the first being row 1")
    else:
        lines = text.split("\n")
        objects = [(n, _parsed(line, filename, n)) for n, line in enumerate(lines, start=1) if line.strip()]
    headers: dict[str, None] = {}
    flat: list[tuple[int, dict[str, object]]] = []
    for row, fields in objects:
        if not isinstance(fields, dict):
            raise InputError("an object with named fields was expected", hint='Write {"name": ...}.', file=filename, row=row)
        flat.append((row, _flat(fields, filename, row)))
        headers.update(dict.fromkeys(flat[-1][1]))
        if len(headers) > MAX_COLUMNS or row > MAX_ROWS:
            raise _too_big(filename, row, len(headers))
    rows = [(row, [_cell(fields.get(name)) for name in headers]) for row, fields in flat]
    return Grid(rows, tuple(notes), headers=tuple(headers))


def _flat(fields: dict[str, object], filename: str, row: int) -> dict[str, object]:
    """Return the fields of an object with those of objects inside it beside them: `name.fa` for `{"name": {"fa": ...}}`."""
    found: dict[str, object] = {}
    for name, value in _leaves(fields, "", 0):
        if name in found:
            hint = "Give one of them another name."
            raise InputError(f"the field {name!r} stands twice in one object", hint=hint, file=filename, row=row)
        found[name] = value
    return found


def _leaves(fields: dict[str, object], above: str, depth: int) -> Iterator[tuple[str, object]]:
    for key, value in fields.items():
        if isinstance(value, dict) and value and depth < _NESTED:
            yield from _leaves(value, f"{above}{key}.", depth + 1)
        else:
            yield f"{above}{key}", value


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _array(value: object, filename: str, notes: list[str]) -> list[object]:
    if isinstance(value, dict):
        inside = [
            (key, items) for key, items in value.items() if isinstance(items, list) and items and isinstance(items[0], dict)
        ]
        if len(inside) == 1:
            notes.append(f"the list was taken from the field {inside[0][0]!r}")
            return inside[0][1]
        if not inside:
            return [value]
    if isinstance(value, list):
        return value
    raise InputError(
        "a JSON array of objects was expected",
        hint="Save the list as a JSON array, as JSON lines or as CSV.",
        file=filename,
    )


def _parsed(text: str, filename: str, row: int | None) -> object:
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_fields)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a character cannot be encoded
        return value
    except _Twice as twice:
        problem = f"the field {twice} stands twice in one object"
    except json.JSONDecodeError as error:
        problem = f"the JSON cannot be read: {error.msg} at character {error.pos + 1:,}"
    except RecursionError:
        problem = "the JSON is nested too deeply"
    except UnicodeEncodeError:
        problem = "the JSON holds half of a character (a lone surrogate)"
    raise InputError(
        problem, hint="Mend the file, or save the list as CSV, and add it again.", file=filename, row=row
    ) from None


class _Twice(Exception):
    """A field that stands twice in one object: one of the values would be lost."""


def _fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _Twice(repr(Counter(key for key, _ in pairs).most_common(1)[0][0]))
    return fields


def _cell(value: object) -> str | None:
    if value is None or value == [] or value == {}:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " ; ".join(str(item) for item in value).strip() or None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.strip() or None
