"""From the bytes of a list file to its cells as written: the first step of every list.

Takes bytes and the file's name (its ending is a hint only), returns a `RawList`: a frame of strings with `row` as a
spreadsheet shows it, and how it was read. CSV, TSV and other separators, XLSX, XLS, ODS, JSON lines and a JSON array, each
also as .gz. Cells are as written without outer spaces; nothing is interpreted here. What could not be told is asked for in
the error; what was found is said in `notes`; rows that cannot be used stand in `problems` with `left_out` true and stay in
the frame. Refuses empty and binary files, tables beyond all use, and files that unfold to more than 256 MB (512 MB for a
workbook).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace

import polars as pl

from atleast.errors import InputError
from atleast.frames import PROBLEMS
from atleast.lists.encodings import MAX_BYTES, decode
from atleast.lists.header import tabled
from atleast.lists.tabular import Flaw, Grid, delimited_rows, json_rows
from atleast.lists.workbook import sheet_rows

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, kw_only=True)
class RawList:
    """A list file as it was read.

    `frame`: `row` (int) and one string column per header. `problems` is a PROBLEMS frame of what is wrong with whole rows.
    `header_row` is 0 when the file has no header and null for JSON; `sheet`, `encoding` and `separator` are null where they
    have no meaning. `notes` are sentences for the person who adds the list.
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    filename: str
    sheet: str | None
    sheets: tuple[str, ...]
    encoding: str | None
    separator: str | None
    header_row: int | None
    notes: tuple[str, ...]

    @property
    def headers(self) -> list[str]:
        """Return the headers, in the order of the file."""
        return self.frame.columns[1:]


def read(
    data: bytes,
    *,
    filename: str,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    separator: str | None = None,
) -> RawList:
    """Return the cells of the list file `data`, read as told or as found."""
    data = _unpacked(data, filename)
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise InputError("the file is empty", hint="Check that it was saved and copied whole.", file=filename)
    used = None
    if data.startswith((b"PK\x03\x04", _OLE)):
        grid = sheet_rows(data, filename=filename, sheet=sheet)
    else:
        if sheet is not None:
            raise InputError(f"the file has no sheets, so none is called {sheet!r}", hint="Leave --sheet out.", file=filename)
        decoded = decode(data, filename=filename, encoding=encoding)
        used = decoded.encoding
        grid = _text_grid(decoded.text, filename, separator, decoded.second_lines)
        if decoded.note:
            grid = grid._replace(notes=(decoded.note, *grid.notes))
    table = tabled(grid, filename=filename, header_row=header_row)
    return RawList(
        frame=table.frame,
        problems=_problems(table.flaws, grid.sheet),
        filename=filename,
        sheet=grid.sheet,
        sheets=grid.sheets,
        encoding=used,
        separator=grid.separator,
        header_row=table.header_row,
        notes=table.notes,
    )


def split(raw: RawList, *, column: str) -> dict[str, RawList]:
    """Return one list per value of `column`: a file that holds several lists, each row naming its own.

    Rows without a value stand under the empty name. Row numbers stay those of the file.
    """
    if column not in raw.headers:
        known = ", ".join(repr(header) for header in raw.headers)
        raise InputError(f"there is no column {column!r}", hint=f"The columns are {known}.", file=raw.filename)
    parts = raw.frame.with_columns(pl.col(column).fill_null("")).partition_by(column, maintain_order=True, as_dict=True)
    return {
        str(key[0]): replace(raw, frame=part, problems=raw.problems.filter(pl.col("row").is_in(part["row"].implode())))
        for key, part in parts.items()
    }


def _text_grid(text: str, filename: str, separator: str | None, second_lines: frozenset[int]) -> Grid:
    ending = re.sub(r"\.gz$", "", filename.casefold()).rpartition(".")[2]
    if separator is None and (ending in ("json", "jsonl", "ndjson") or (text.lstrip()[:1] in ("{", "[") and _json_like(text))):
        return json_rows(text, filename=re.sub(r"\.gz$", "", filename))
    return delimited_rows(text, filename=filename, separator=separator, second_lines=second_lines)


def _json_like(text: str) -> bool:
    return re.match(r'\s*(\[\s*)?\{\s*("|\})', text) is not None or text.strip() == "[]"


def _unpacked(data: bytes, filename: str) -> bytes:
    """Inflate gzip, part after part, no further than the limit."""
    if len(data) > MAX_BYTES:
        raise _too_big(filename)
    if not data.startswith(_GZIP):
        return data
    pieces, size, rest = [], 0, data
    try:
        while rest.startswith(_GZIP):
            inflater = zlib.decompressobj(wbits=31)
            while not inflater.eof:
                piece = inflater.decompress(rest, 2**20)
                size += len(piece)
                if size > MAX_BYTES:
                    raise _too_big(filename)
                pieces.append(piece)
                rest = inflater.unconsumed_tail
                if not piece and not rest and not inflater.eof:
                    raise zlib.error("it ends before its end")
            rest = inflater.unused_data
    except zlib.error as error:
        hint = "It may be cut off: copy or download it again."
        raise InputError(f"the packed file is damaged ({str(error)[:80]})", hint=hint, file=filename) from None
    return b"".join(pieces)


def _too_big(filename: str) -> InputError:
    return InputError(
        f"the file is larger than {MAX_BYTES // 2**20} MB unpacked, and no list is",
        hint="Check that it is the right file, or cut it into several lists.",
        file=filename,
    )


def _problems(flaws: tuple[Flaw, ...], sheet: str | None) -> pl.DataFrame:
    rows = [(sheet, f.row, None, f.value, f.reason, f.left_out, f.message) for f in flaws]
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in PROBLEMS.items()}, orient="row")
