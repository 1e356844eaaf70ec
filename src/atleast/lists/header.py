"""Where the table begins: the header row of a grid, joined over merged rows, and the frame below it.

`tabled(grid, ...)` returns a `Tabled`: all-string columns under unique headers, `row` as the spreadsheet counts it,
notes, and the rows that cannot be used with their reasons. Title and blank rows above the header are passed over; header
cells merged over columns are filled to the right, over rows downwards, and joined ("Victim / name"). A header that stands
twice becomes "name (2)". When nothing shows which row holds the headers it refuses: taking the first row at a venture would
lose a person or mislabel all.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import polars as pl

from atleast.errors import InputError
from atleast.lists.tabular import Cells, Flaw, Grid
from atleast.lists.values import header_word

_LOOK = 40
_DEPTH = 3
_MAX_HEADER = 200
_CORE = frozenset(("name", "given", "family", "age", "sex", "date", "city", "province", "status"))
_DATA_LIKE = re.compile(
    r"[\W\d_]*\d[\W\d_]*|https?://.*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|.*@.*\..*", re.IGNORECASE | re.DOTALL
)

Row = tuple[int, Cells]


class Tabled(NamedTuple):
    """The frame under its headers; `header_row` is 0 when the file has none, null when the format names its fields itself."""

    frame: pl.DataFrame
    header_row: int | None
    notes: tuple[str, ...]
    flaws: tuple[Flaw, ...]


def tabled(grid: Grid, *, filename: str, header_row: int | None = None) -> Tabled:
    """Return the frame of `grid` under its header, found or told (`header_row` 0: the file has none)."""
    if grid.headers is not None:
        return _framed(list(grid.headers), grid.rows, grid, None, filename, [])
    rows = [row for row in grid.rows if any(row[1])]
    if not rows:
        raise InputError("the file holds no cell", hint="Check that it is the right file.", file=filename, sheet=grid.sheet)
    notes: list[str] = []
    rows = _filled_down(rows, grid)
    at = _told(rows, header_row, filename, grid) if header_row is not None else _found(rows, filename, grid)
    if at is None:
        if header_row is None:
            notes.append("no row looks like a header: columns are named by their letters; say --header-row when there is one")
        width = max(len(cells) for _, cells in rows)
        return _framed([f"column {_letter(i)}" for i in range(width)], rows, grid, 0, filename, notes)
    if header_row is None:
        at = _begins(rows, at, grid)
    depth = _depth(rows, at, grid)
    if at:
        notes.append(f"the header stands in row {rows[at][0]}; the rows above it were passed over: {_quoted(rows[:at])}")
    if depth > 1:
        notes.append(f"the header reaches over {depth} rows and was joined")
    headers = _joined(rows[at : at + depth], grid)
    return _framed(headers, rows[at + depth :], grid, rows[at][0], filename, notes)


def _quoted(rows: list[Row]) -> str:
    texts = [next(cell for cell in cells if cell)[:60] for _, cells in rows[:3]]
    return "; ".join(repr(text) for text in texts) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")


def _told(rows: list[Row], header_row: int, filename: str, grid: Grid) -> int | None:
    if header_row == 0:
        return None
    for at, (number, _) in enumerate(rows):
        if number == header_row:
            return at
    first = ", ".join(str(number) for number, _ in rows[:5])
    hint = f"The first rows that hold something are {first}; 0 says that there is no header."
    raise InputError(f"row {header_row} is empty or not there", hint=hint, file=filename, sheet=grid.sheet)


def _known(cells: Cells) -> int:
    return sum(1 for cell in cells if cell and len(cell) < 60 and header_word(cell)[1] >= 2)


def _core(cell: str | None) -> bool:
    """Return whether a cell is, as a whole, a word that hardly stands anywhere but at the head of a column."""
    return cell is not None and len(cell) < 60 and header_word(cell)[1] == 3 and header_word(cell)[0] in _CORE


def _data_like(cell: str | None) -> bool:
    return cell is not None and (len(cell) > 80 or _DATA_LIKE.fullmatch(cell) is not None)


def _found(rows: list[Row], filename: str, grid: Grid) -> int | None:
    """Return the place of the header in `rows`, null when the first row is plainly data; refuse when nothing tells."""
    filled = Counter(i for _, cells in rows[:200] for i, cell in enumerate(cells) if cell)
    common = max(filled.values())
    width = sum(1 for n in filled.values() if n * 10 >= common)
    best, best_score = None, 0.0
    for at, (_, cells) in enumerate(rows[:_LOOK]):
        texts = [cell for cell in cells if cell]
        known = _known(cells)
        if not known or len(texts) * 2 < width or (len(set(texts)) == 1 and len(texts) > 1):
            continue
        data = sum(map(_data_like, texts))
        score = 2.0 * known / width + min(len(texts) / width, 1.0) - 3.0 * data / len(texts) - 0.01 * at
        core = not data and any(map(_core, texts))
        if score > best_score and (known >= 2 or known * 2 >= len(texts) or core):
            best, best_score = at, score
    if best is not None:
        return best
    return _by_kind(rows, width, filename, grid)


def _by_kind(rows: list[Row], width: int, filename: str, grid: Grid) -> int | None:
    """Tell by the kinds of cells: a header is words over columns of numbers and dates; data begin like what follows."""
    full = [at for at, (_, cells) in enumerate(rows[:_LOOK]) if sum(map(bool, cells)) * 2 >= width]
    at = full[0] if full else 0
    below = [cells for _, cells in rows[at + 1 : at + 51]]
    for i, cell in enumerate(rows[at][1]):
        column = [cells[i] for cells in below if i < len(cells) and cells[i]]
        if len(column) >= 3 and sum(map(_data_like, column)) * 5 >= 4 * len(column):
            if _data_like(cell):
                return None
            if cell and not any(map(_data_like, rows[at][1])):
                return at
    seen = " | ".join(cell or "" for cell in rows[at][1][:6])[:120]
    hint = "Say which row holds the headers with --header-row N, or --header-row 0 when none does."
    raise InputError(
        f"nothing shows which row holds the headers (the first is: {seen})", hint=hint, file=filename, sheet=grid.sheet
    )


def _filled_down(rows: list[Row], grid: Grid) -> list[Row]:
    """Give every row of a vertically merged cell its text: that is what the sheet shows."""
    down = [(top, bottom, left) for (top, left), (bottom, _) in grid.merged if bottom > top and bottom - top < 10_000]
    if not down:
        return rows
    by_number = {number: list(cells) for number, cells in rows}
    for top, bottom, left in down:
        text = by_number.get(top, [])[left : left + 1]
        for number in range(top + 1, bottom + 1):
            cells = by_number.get(number)
            if text and cells is not None and left < len(cells) and cells[left] is None:
                cells[left] = text[0]
    return [(number, by_number[number]) for number, _ in rows]


def _begins(rows: list[Row], at: int, grid: Grid) -> int:
    """Return where a header that was found in its lower row begins: a row of groups may stand right above it."""
    if at == 0 or rows[at - 1][0] != rows[at][0] - 1:
        return at
    number, above = rows[at - 1]
    texts = [cell for cell in above if cell]
    if len(texts) < 2 or len(set(texts)) < len(texts) or len(texts) >= len(above) or any(map(_data_like, texts)):
        return at
    reaches = any(top <= number < bottom for (top, _), (bottom, _) in grid.merged)
    sideways = any(top == number and right > left for (top, left), (_, right) in grid.merged)
    return at - 1 if not grid.merged or reaches or sideways else at


def _depth(rows: list[Row], at: int, grid: Grid) -> int:
    """Return over how many rows the header reaches: by merged cells where there are any, else by how two rows interlock."""
    number, top = rows[at]
    last = max([number, *(bottom for (first, _), (bottom, _) in grid.merged if first == number)])
    if last > number:
        return min(_DEPTH, sum(1 for n, _ in rows[at : at + _DEPTH] if n <= last))
    if at + 1 >= len(rows) or rows[at + 1][0] != number + 1:
        return 1
    below = rows[at + 1][1]
    texts = [cell for cell in below if cell]
    sideways = any(first == number and right > left for (first, left), (_, right) in grid.merged)
    blanks = [i for i, cell in enumerate(below) if cell and not (i < len(top) and top[i])]
    covered = [i for i, cell in enumerate(top) if cell and not (i < len(below) and below[i])]
    interlock = bool(blanks) and (bool(covered) or len(blanks) * 2 >= len(texts)) and _known(below) >= 2
    if not any(map(_data_like, texts)) and (interlock or (sideways and _known(below) >= 1)):
        return 2
    return 1


def _joined(rows: list[Row], grid: Grid) -> list[str]:
    width = max(len(cells) for _, cells in rows)
    lines: list[Cells] = []
    for depth, (number, cells) in enumerate(rows):
        line = [*cells, *[None] * (width - len(cells))]
        for (top, left), (_, right) in grid.merged:
            if top == number and left < width and line[left]:
                line[left : right + 1] = [line[left]] * (min(right, width - 1) - left + 1)
        if depth == 0 and len(rows) > 1 and not grid.merged:
            under = [*rows[1][1], *[None] * width]
            for i in range(1, width):
                if line[i] is None and under[i] and under[i - 1]:
                    line[i] = line[i - 1]
        lines.append(line)
    columns = zip(*lines, strict=True)
    return [" / ".join(dict.fromkeys(" ".join(cell.split()) for cell in column if cell)) for column in columns]


def _letter(i: int) -> str:
    return (_letter(i // 26 - 1) if i >= 26 else "") + chr(65 + i % 26)


def _unique(headers: list[str], used: list[bool], notes: list[str]) -> list[str]:
    """Name every column once; a column without a header but with cells is named by its letter."""
    seen: dict[str, int] = {"row": 1}
    names = []
    for i, header in enumerate(headers):
        header = header[:_MAX_HEADER]
        if not header and used[i]:
            header = f"column {_letter(i)}"
            notes.append(f"column {_letter(i)} has cells but no header and is called {header!r}")
        name, n = header, seen.get(header, 0) + 1
        while header and name in seen:
            name, n = f"{header} ({max(n, 2)})", n + 1
        if name != header:
            why = "stands twice" if header != "row" else "is kept for the row number"
            notes.append(f"the header {header!r} {why}: the one in column {_letter(i)} is called {name!r}")
        seen[name] = n
        names.append(name)
    return names


def _framed(headers: list[str], rows: list[Row], grid: Grid, header_row: int | None, filename: str, notes: list[str]) -> Tabled:
    flaws = list(grid.flaws)
    rows = [row for row in rows if any(row[1])]
    if not rows:
        raise InputError(
            "there is a header and no row below it" if header_row else "the file holds no row",
            hint="Check that it is the right file, or say --header-row when the header stands elsewhere.",
            file=filename,
            sheet=grid.sheet,
            row=header_row or None,
        )
    headers, rows = _width(headers, rows, flaws)
    beyond = {flaw.row for flaw in flaws if flaw.left_out}
    width = len(headers)
    plain = [header.casefold() for header in headers]
    for number, cells in rows:
        if header_row and number not in beyond and [(cell or "").casefold() for cell in cells] == plain:
            flaws.append(Flaw(number, "header_again", "the header is repeated here: the row names nobody", left_out=True))
    columns = [list(column) for column in zip(*(cells for _, cells in rows), strict=True)]
    used = [any(column) for column in columns]
    names = _unique(headers, used, notes)
    frame = pl.DataFrame(
        {"row": [number for number, _ in rows]} | {names[i]: columns[i] for i in range(width) if names[i]},
        schema={"row": pl.Int64} | {name: pl.String for name in names if name},
    )
    first = rows[0][0]
    kept = tuple(flaw for flaw in flaws if flaw.row >= first)
    return Tabled(frame, header_row, (*grid.notes, *notes), kept)


def _width(headers: list[str], rows: list[Row], flaws: list[Flaw]) -> tuple[list[str], list[Row]]:
    """Bring all rows to one width; a few rows with more cells than headers are shifted, many are a column without a header."""
    trimmed = [(number, _trimmed(cells)) for number, cells in rows]
    width = len(_trimmed([header or None for header in headers]))
    wide = [number for number, cells in trimmed if len(cells) > width]
    if len(wide) * 5 > len(rows) or not width:
        width = max([width, *(len(cells) for _, cells in trimmed)])
        wide = []
    for number in wide:
        message = "the row has more cells than the header: a separator inside a cell was not quoted; mend the row and add again"
        flaws.append(Flaw(number, "too_many_cells", message, left_out=True))
    headers = [*headers, *[""] * (width - len(headers))][:width]
    return headers, [(number, [*cells[:width], *[None] * (width - len(cells))]) for number, cells in trimmed]


def _trimmed(cells: Cells) -> Cells:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]
