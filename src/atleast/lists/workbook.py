"""From the bytes of a workbook (XLSX, XLS, ODS) to a grid of cells, read by calamine.

Cells come as a person would write them: dates as ISO days, whole numbers without ".0", formulas as their values. Rows keep
the numbers of the spreadsheet. When no sheet is named, the first visible one that holds a table is read and the others are
named in a note. Before calamine sees a packed workbook, its parts are inflated here piece by piece within limits of size and
ratio, and the cell addresses are scanned, since a workbook of a few kilobytes can unfold to many gigabytes or claim a cell at
XFD1048576. Refuses workbooks behind a password, binary workbooks (XLSB) and packed files that are no workbook.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections import Counter
from typing import NamedTuple

from atleast.errors import InputError
from atleast.lists.tabular import MAX_COLUMNS, Cells, Grid

MAX_UNPACKED = 256 * 2**20
MAX_TEXT = 256 * 2**20
MAX_RATIO = 250
RATIO_FROM = 16 * 2**20
MAX_PARTS = 5_000
MAX_CELLS = 10_000_000

_SAVE_AGAIN = "Open it in a spreadsheet, save it again as XLSX or CSV, and add that."
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,7})([0-9]{1,12})[\"']")
_HIDDEN = re.compile(rb"\br\s*=\s*[\"'][^\"'<>]{0,80}&")
_STRING_CELL = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_STRING = re.compile(rb"<(?:\w{1,20}:)?si\b.*?</(?:\w{1,20}:)?si>", re.DOTALL)
_STRING_NUMBER = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w{1,20}:)?v>\s*([0-9]{1,9})\s*<")
_REPEAT = re.compile(rb'number-(rows|columns)-repeated="([0-9]{1,12})"')
_NO_VALUE = re.compile(rb"</f></c>|<f[^>]*/></c>|<f[^>]*/><v ?/></c>|</f><v></v></c>|</f><v ?/></c>")
_ERROR_CELL = re.compile(rb'<c[^>]* t="e"')


class _Seen(NamedTuple):
    """What the scan of the parts saw: formulas without a value, cells that hold an error, cells that point to a shared text."""

    n_no_value: int = 0
    n_errors: int = 0
    n_shared: int = 0


def sheet_rows(data: bytes, *, filename: str, sheet: str | None = None) -> Grid:
    """Return the cells of one sheet of the workbook `data`."""
    if data.startswith(b"PK"):
        seen = _scan(data, filename)
    else:
        seen = _Seen()
        _check_compound(data, filename)
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = {meta.name for meta in book.sheets_metadata if str(meta.visible).endswith("Visible")}
        names = [meta.name for meta in book.sheets_metadata if str(meta.typ).endswith("WorkSheet")]
        name, rows, notes = _chosen(book, names, visible, filename, sheet)
        source = book.get_sheet_by_name(name)
        merged = tuple(((a + 1, b), (c + 1, d)) for (a, b), (c, d) in source.merged_cell_ranges or ())
    except InputError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader is written in Rust: its panics are no Exception
        if type(error).__name__ == "PasswordError" or "assword" in str(error):
            hint = "Remove the password in the spreadsheet, save it and add it again."
            raise InputError("the workbook is locked with a password", hint=hint, file=filename) from None
        raise InputError(f"the workbook cannot be read ({_short(error)})", hint=_SAVE_AGAIN, file=filename) from None
    if seen.n_no_value:
        notes.append(
            f"{seen.n_no_value:,} cells of the workbook hold a formula without a value and are empty here: {_SAVE_AGAIN}"
        )
    if seen.n_errors:
        notes.append(f"{seen.n_errors:,} cells of the workbook hold an error such as #N/A and are empty here")
    return Grid(rows, tuple(notes), (), None, name, tuple(names), merged)


def _short(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:120]


def _chosen(
    book: object, names: list[str], visible: set[str], filename: str, sheet: str | None
) -> tuple[str, list[tuple[int, Cells]], list[str]]:
    """Return the sheet to read: the one told, else the first visible one with at least two rows."""
    if sheet is not None:
        if sheet not in names:
            known = ", ".join(repr(name) for name in names)
            raise InputError(f"there is no sheet {sheet!r}", hint=f"Its sheets are {known}.", file=filename)
        return sheet, _cells(book, sheet, filename), []
    notes: list[str] = []
    filled = [(name, rows) for name in names if (rows := _cells(book, name, filename))]
    shown = [(name, rows) for name, rows in filled if name in visible] or filled
    if not shown:
        raise InputError("the workbook is empty", hint="Check that it is the right file.", file=filename)
    name, rows = next((pair for pair in shown if _n_filled(pair[1]) > 1), shown[0])
    others = [
        f"{other!r} ({_n_filled(cells):,} rows{'' if other in visible else ', hidden'})"
        for other, cells in filled
        if other != name
    ]
    if others:
        notes.append(f"sheet {name!r} was read; not read: {', '.join(others)}; say --sheet for another")
    return name, rows, notes


def _n_filled(rows: list[tuple[int, Cells]]) -> int:
    return sum(any(cells) for _, cells in rows)


def _cells(book: object, name: str, filename: str) -> list[tuple[int, Cells]]:
    source = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    if source.total_width > MAX_COLUMNS or source.total_height * source.total_width > MAX_CELLS:
        raise _too_big(filename, f"{source.total_height:,} rows, {source.total_width:,} columns", sheet=name)
    rows = source.to_python(skip_empty_area=False)
    return [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return None if value is None else str(value)


def _too_big(filename: str, what: str, *, sheet: str | None = None) -> InputError:
    return InputError(
        f"the workbook is larger than a list can be ({what})",
        hint="Copy the table alone into a new workbook, or save it as CSV, and add that.",
        file=filename,
        sheet=sheet,
    )


def _scan(data: bytes, filename: str) -> _Seen:
    """Inflate every part within the limits and look at the addresses of cells; refuse what would unfold too far."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _refuse_other_files({part.filename for part in parts}, filename)
            total = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or total > MAX_UNPACKED:
                raise _too_big(filename, f"{len(parts):,} parts, {total:,} bytes unpacked")
            if sum(part.compress_size for part in parts) > len(data):
                raise InputError("the parts of the workbook overlap", hint=_SAVE_AGAIN, file=filename)
            seen = [_scan_part(packed, part, filename) for part in parts]
            _refuse_swollen(packed, parts, sum(part.n_shared for part in seen), filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise InputError(f"the workbook is damaged ({_short(error)})", hint=_SAVE_AGAIN, file=filename) from None
    return _Seen(*(sum(column) for column in zip(*seen, strict=True)))


def _check_compound(data: bytes, filename: str) -> None:
    """Refuse an XLS whose table of sectors points beyond its end (it was cut off): the reader would stumble over it loudly."""
    shift = int.from_bytes(data[30:32], "little")
    size = 1 << shift if shift in (9, 12) else 0
    n_sectors = -(-(len(data) - 512) // size) if size else 0
    n_tables = int.from_bytes(data[44:48], "little")
    tables = [int.from_bytes(data[at : at + 4], "little") for at in range(76, 76 + 4 * min(n_tables, 109), 4)]
    whole = bool(tables) and all(table < n_sectors for table in tables)
    for table in tables if whole else ():
        at = 512 + table * size if shift == 9 else (table + 1) * size
        entries = memoryview(data[at : at + size].ljust(size, b"\xff")).cast("I")
        whole = whole and all(entry < n_sectors or entry >= 0xFFFFFFFA for entry in entries)
    if not whole or int.from_bytes(data[48:52], "little") >= n_sectors:
        hint = "Copy or download it again, or open it in a spreadsheet and save it as XLSX."
        raise InputError("the workbook is damaged or cut off", hint=hint, file=filename)


def _refuse_other_files(names: set[str], filename: str) -> None:
    if "xl/workbook.xml" in names or {"content.xml", "mimetype"} <= names:
        return
    if "xl/workbook.bin" in names:
        raise InputError("this is a binary workbook (XLSB)", hint="Save it as XLSX and add that.", file=filename)
    if any(name.startswith("word/") for name in names):
        hint = "Copy its table into a spreadsheet and save that as CSV or XLSX."
        raise InputError("this is a word processor's file, and a list file was expected", hint=hint, file=filename)
    raise InputError("this is a packed file but no workbook", hint="Unpack it and add the file inside.", file=filename)


def _scan_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, filename: str) -> _Seen:
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        raise _too_big(filename, f"a part unfolds {part.file_size // max(part.compress_size, 1):,} times")
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    is_content = part.filename == "content.xml"
    size, tail = 0, b""
    last_row, last_column, n_no_value, n_errors, n_shared = 0, 0, 0, 0, 0
    with packed.open(part) as stream:
        while piece := stream.read(2**20):
            size += len(piece)
            if size > part.file_size or size > MAX_UNPACKED:
                raise _too_big(filename, "a part is larger than the workbook says")
            text = tail + piece
            if is_sheet:
                found = _REFERENCE.findall(text)
                last_column = max([last_column, *map(_column, {letters for letters, _ in found})])
                last_row = max([last_row, *(int(row) for _, row in found)])
                if _HIDDEN.search(text):
                    raise InputError("the workbook hides the addresses of its cells", hint=_SAVE_AGAIN, file=filename)
                n_shared += len(_STRING_CELL.findall(piece))
                n_no_value += len(_NO_VALUE.findall(piece))
                n_errors += len(_ERROR_CELL.findall(piece))
            tail = piece[-160:] if is_sheet else b""
    if is_sheet and (last_column > MAX_COLUMNS or last_row * max(last_column, 1) > MAX_CELLS):
        raise _too_big(filename, f"{last_row:,} rows, {last_column:,} columns")
    if is_content:
        _refuse_repeats(packed.read(part), filename)
    return _Seen(n_no_value, n_errors, n_shared)


def _refuse_swollen(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], n_shared: int, filename: str) -> None:
    """Refuse a workbook whose shared texts, written out in every cell that points to them, would fill the memory."""
    shared = [part for part in parts if part.filename.casefold().endswith("sharedstrings.xml")]
    if not shared or sum(part.file_size for part in shared) * max(n_shared, 1) <= MAX_TEXT:
        return
    sizes = [len(text) for part in shared for text in _STRING.findall(packed.read(part))]
    if max(sizes, default=0) * n_shared <= MAX_TEXT:
        return
    total = 0
    for part in parts:
        if part.filename.startswith("xl/worksheets/"):
            pointed = Counter(_STRING_NUMBER.findall(packed.read(part)))
            total += sum(n * (sizes[int(at)] if int(at) < len(sizes) else 0) for at, n in pointed.items())
            n_shared -= pointed.total()
    if total > MAX_TEXT or n_shared > 1000:
        raise _too_big(filename, f"{total:,} bytes of text in its cells")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_repeats(content: bytes, filename: str) -> None:
    """Refuse an ODS whose filled cells are repeated more often than a list could hold."""
    n_cells = 0
    for row in re.findall(rb"<table:table-row\b.*?</table:table-row>", content, re.DOTALL):
        filled = re.findall(rb"<table:table-cell\b([^>]*)>\s*<text:", row)
        if not filled:
            continue
        head = row[: row.find(b">")]
        times = [int(n) for kind, n in _REPEAT.findall(head) if kind == b"rows"]
        wide = sum(max([1, *(int(n) for _, n in _REPEAT.findall(attributes))]) for attributes in filled)
        n_cells += wide * max([1, *times])
        if wide > MAX_COLUMNS or n_cells > MAX_CELLS:
            raise _too_big(filename, f"more than {wide:,} columns or {MAX_CELLS:,} cells by repetition")
