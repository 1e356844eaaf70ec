"""Small cells stay hidden: nothing printed bounds one more tightly than the interval printed for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from atleast import counts
from atleast.errors import PublishRefused


def audit(cells, sums):
    """What a reader can work out of each hidden cell, by a program of its own that shares nothing with the room."""
    found = {}
    limits = [(c.n, c.n) if c.n is not None else (c.low, c.high) for c in cells]
    rows = np.zeros((len(sums), len(cells)))
    for line, each in enumerate(sums):
        rows[line, list(each.parts)] = 1
        if each.whole is not None:
            rows[line, each.whole] = -1
    values = [each.value for each in sums]
    for i, cell in enumerate(cells):
        if cell.n is None:
            goal = np.eye(len(cells))[i]
            ends = [linprog(sign * goal, A_eq=rows, b_eq=values, bounds=limits) for sign in (1, -1)]
            assert all(end.status == 0 for end in ends)
            found[i] = round(ends[0].fun, 6), round(-ends[1].fun, 6)
    return found


def test_the_two_small_provinces_of_the_mock_cannot_be_subtracted():
    rows = [("a", 61), ("b", 49), ("c", 6), ("d", 3), ("e", 18), ("f", 9), ("g", 3), ("h", 0), ("unknown", 19)]
    cells = counts.protect(rows, total=168)
    assert [cell.shown for cell in cells] == ["", "", "5-9", "1-4", "", "", "1-4", "", ""]
    assert cells[7].n == 0 and cells[0].n == 61 and cells[2].n is None


def test_nothing_small_nothing_hidden():
    assert all(cell.n is not None for cell in counts.protect([("a", 5), ("b", 0), ("c", 900)], total=905))


def test_one_small_cell_alone_withholds_the_table():
    cells = counts.protect([("a", 3), ("b", 0)], total=3)
    assert [(cell.n, cell.shown) for cell in cells] == [(None, ""), (None, "")]


def test_only_the_small_counts_of_children_are_asked_for():
    rows = [("0-17", 2), ("18-29", 40), ("30-44", 3), ("45-59", 22), ("60+", 6), ("unknown", 7)]
    cells = dict(zip([key for key, _ in rows], counts.protect(rows, total=80, small={"0-17"})))
    assert cells["0-17"].shown == "1-4"
    assert cells["18-29"].n == 40


def test_rows_that_do_not_add_up_are_refused():
    with pytest.raises(PublishRefused, match="add up to 3, its total is 5"):
        counts.protect([("a", 3)], total=5)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=9), st.sampled_from([3, 5, 10]))
def test_a_column_and_its_total(numbers, threshold):
    rows = [(f"k{i}", n) for i, n in enumerate(numbers)]
    cells = counts.protect(rows, total=sum(numbers), threshold=threshold)
    if any(cell.n is None and cell.high is None for cell in cells):
        assert not any(cell.shown or cell.n is not None for cell in cells)
        return
    for n, cell in zip(numbers, cells):
        assert cell.n in (n, None) and cell.low <= n <= cell.high
        assert cell.n is None or not 0 < n < threshold
        assert not 0 < n < threshold or (cell.low, cell.high) == (1, threshold - 1)
    whole = [counts.Sum(tuple(range(len(numbers))), sum(numbers))]
    assert all(ends == (cells[i].low, cells[i].high) for i, ends in audit(cells, whole).items())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 40)), min_size=2, max_size=5))
def test_children_and_adults_by_province_with_all_margins(rows):
    """Cells 2i and 2i + 1 are children and adults of a province, then its margin; the margins of the columns are printed."""
    width = len(rows)
    numbers = [n for row in rows for n in row] + [sum(row) for row in rows]
    children, adults = tuple(range(0, 2 * width, 2)), tuple(range(1, 2 * width, 2))
    sums = [counts.Sum((2 * i, 2 * i + 1), whole=2 * width + i) for i in range(width)]
    sums += [counts.Sum(part, sum(numbers[i] for i in part)) for part in (children, adults)]
    cells = counts.protect_cells(numbers, sums=sums, small=[*children, *range(2 * width, 3 * width)])
    if any(cell.n is None and cell.high is None for cell in cells):
        return
    assert all(cells[i].n is None for i in (*children, *range(2 * width, 3 * width)) if 0 < numbers[i] < 5)
    assert all(ends == (cells[i].low, cells[i].high) for i, ends in audit(cells, sums).items())
