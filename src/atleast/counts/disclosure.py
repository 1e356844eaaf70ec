"""Small cells of a published table, hidden so that nothing printed gives them back.

`protect(rows, total=...)` takes (key, count) rows and returns for each a `Cell`: the count, or the interval printed instead.
Counts from 1 to threshold - 1 are printed as that interval. One hidden cell is the total minus the rest, so larger cells are
coarsened too, to fixed intervals (5-9, 10-19, 20-49 ...), the narrowest first, until neither the total nor any margin bounds
any hidden cell more tightly than the interval printed for it. `bounds` is the auditor: linear programs over all published sums
at once (complementary suppression: Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 6).
Where no such pattern exists (one small cell is nearly all there is) every row is withheld. Zeros are printed: nobody is in
them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from atleast.errors import AtleastError, PublishRefused


class Cell(NamedTuple):
    """What is printed for one count: `n`, or when that is None the interval `low` to `high` (`high` None: withheld)."""

    n: int | None
    low: int
    high: int | None

    @property
    def shown(self) -> str:
        """The interval as `1-4`; empty for a count that is printed, and for one that is withheld."""
        return "" if self.n is not None or self.high is None else f"{self.low}-{self.high}"


class Sum(NamedTuple):
    """A published sum: the cells at `parts` add up to `value`, or to the cell at `whole` when that is given."""

    parts: tuple[int, ...]
    value: int = 0
    whole: int | None = None


def protect(
    rows: Sequence[tuple[str, int]], *, total: int, threshold: int = 5, small: Collection[str] | None = None
) -> tuple[Cell, ...]:
    """Return what may be printed for each row, when `total` is printed beside them.

    `small` are the keys whose small counts are hidden (default: all but `unknown`): places, or the bands of children. The rest
    may be coarsened for their sake. The rows must add up to the total, `unknown` included.
    """
    counts = [n for _, n in rows]
    if sum(counts) != total:
        raise PublishRefused(
            f"the rows of a table add up to {sum(counts)}, its total is {total}; the row 'unknown' may be missing"
        )
    hide = [i for i, (key, _) in enumerate(rows) if (key in small if small is not None else key != "unknown")]
    return protect_cells(counts, sums=[Sum(tuple(range(len(counts))), total)], threshold=threshold, small=hide)


def protect_cells(
    counts: Sequence[int], *, sums: Sequence[Sum], threshold: int = 5, small: Collection[int]
) -> tuple[Cell, ...]:
    """Return what may be printed for each cell of any table, given every sum that is printed of it.

    Margins that may be hidden themselves are cells too, tied to their parts by a `Sum` with `whole`.
    """
    hidden = {i for i in small if 0 < counts[i] < threshold}
    while True:
        cells = [Cell(None, *_bin(n, threshold)) if i in hidden else Cell(n, n, n) for i, n in enumerate(counts)]
        tight = _too_tight(cells, sums)
        if not tight:
            return tuple(cells)
        near = {i for each in sums for i in _cells(each) if tight & set(_cells(each))} - hidden
        able = [i for i in near if counts[i] > 0]
        if not able:
            return tuple(Cell(None, 0, None) for _ in counts)
        hidden.add(min(able, key=lambda i: (counts[i], i)))


def bounds(cells: Sequence[Cell], sums: Sequence[Sum]) -> dict[int, tuple[int, int]]:
    """Return the tightest interval that a reader can work out for each coarsened cell, from everything printed."""
    open_cells = [i for i, cell in enumerate(cells) if cell.n is None]
    if not open_cells:
        return {}
    if len(sums) == 1 and sums[0].whole is None:
        return _by_subtraction(cells, sums[0], open_cells)
    return _by_programs(cells, sums, open_cells)


def _bin(n: int, threshold: int) -> tuple[int, int]:
    """Return the fixed interval that a count of at least 1 is coarsened to."""
    low, steps, step = 1, (2.0, 2.0, 2.5), 0
    high = threshold
    while n >= high:
        low, high, step = high, int(high * steps[step % 3]), step + 1
    return low, high - 1


def _too_tight(cells: Sequence[Cell], sums: Sequence[Sum]) -> set[int]:
    """Return the coarsened cells that a reader can bound more tightly than is printed."""
    return {i for i, (low, high) in bounds(cells, sums).items() if (low, high) != (cells[i].low, cells[i].high)}


def _by_subtraction(cells: Sequence[Cell], published: Sum, open_cells: Sequence[int]) -> dict[int, tuple[int, int]]:
    """One sum alone: what is left for a cell when the others are largest and smallest."""
    inside = [i for i in open_cells if i in published.parts]
    rest = published.value - sum(cells[i].n or 0 for i in published.parts)
    lows, highs = sum(cells[i].low for i in inside), sum(_high(cells[i]) for i in inside)
    found = {i: (cells[i].low, _high(cells[i])) for i in open_cells}
    for i in inside:
        low, high = found[i]
        found[i] = max(low, rest - (highs - high)), min(high, rest - (lows - low))
    return found


def _by_programs(cells: Sequence[Cell], sums: Sequence[Sum], open_cells: Sequence[int]) -> dict[int, tuple[int, int]]:
    """All sums at once: the least and the most of each cell by linear programs."""
    import math

    import numpy as np
    from scipy.optimize import linprog

    place = {i: column for column, i in enumerate(open_cells)}
    rows, values = [], []
    for each in sums:
        row, value = np.zeros(len(open_cells)), float(each.value)
        for i, sign in _signed(each).items():
            if i in place:
                row[place[i]] += sign
            else:
                value -= sign * (cells[i].n or 0)
        rows.append(row)
        values.append(value)
    limits = [(cells[i].low, _high(cells[i])) for i in open_cells]
    found = {}
    for i in open_cells:
        goal = np.zeros(len(open_cells))
        ends = []
        for sign in (1, -1):
            goal[place[i]] = sign
            solved = linprog(goal, A_eq=np.array(rows), b_eq=np.array(values), bounds=limits)
            if not solved.success:
                raise AtleastError("the sums of a table contradict its cells, so it cannot be checked for disclosure")
            ends.append(sign * solved.fun)
        found[i] = math.ceil(ends[0] - 1e-7), math.floor(ends[1] + 1e-7)
    return found


def _signed(each: Sum) -> Mapping[int, int]:
    return {**dict.fromkeys(each.parts, 1), **({} if each.whole is None else {each.whole: -1})}


def _cells(each: Sum) -> tuple[int, ...]:
    return each.parts if each.whole is None else (*each.parts, each.whole)


def _high(cell: Cell) -> int:
    if cell.high is None:
        raise AtleastError("a withheld cell has no upper end to check")
    return cell.high
