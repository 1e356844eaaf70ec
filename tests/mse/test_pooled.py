"""An estimate over linkage draws: the mixture, never below the documented count, and what it refuses to pool."""

from __future__ import annotations

import numpy as np

from atleast import mse

LISTS = ("a", "b", "c")


def table(seed: int, *, people: int = 400) -> mse.Table:
    """Independent lists that find half of the people each."""
    on = np.random.default_rng(seed).random((people, 3)) < 0.5
    counts: dict[tuple[bool, ...], int] = {}
    for row in on[on.any(axis=1)]:
        key = tuple(bool(flag) for flag in row)
        counts[key] = counts.get(key, 0) + 1
    return mse.from_counts(LISTS, counts)


def alone(one: mse.Table):  # type: ignore[no-untyped-def]
    answer = mse.estimate(one, engine="decomposable")
    assert not isinstance(answer, tuple)
    return answer


def test_equal_replicates_change_nothing():
    base = alone(table(1))
    found = mse.pooled(base, [table(1)] * 5)
    assert (found.median, found.low, found.high) == (base.median, base.low, base.high)
    assert found.diagnostics["linkage"]["between"] < 0.001
    assert found.diagnostics["linkage"]["alone"] == [base.low, base.median, base.high]


def test_unlike_replicates_widen_the_interval_to_all_of_them():
    tables = [table(1, people=people) for people in (360, 400, 440)]
    base = alone(tables[1])
    found = mse.pooled(base, tables)
    singles = [alone(one) for one in tables]
    assert found.low < base.low and found.high > base.high
    assert min(one.low for one in singles) <= found.low and found.high <= max(one.high for one in singles)
    assert found.diagnostics["linkage"]["between"] > 0.5
    assert found.diagnostics["interval_50"][0] <= found.median <= found.diagnostics["interval_50"][1]


def test_no_number_falls_below_those_documented():
    base = alone(table(1, people=400))
    found = mse.pooled(base, [table(2, people=200)] * 3)
    assert found.low == found.median == base.n
    assert found.n == base.n


def test_replicates_that_carry_no_estimate_leave_the_one_table_and_say_so():
    base = alone(table(1))
    empty = mse.from_counts(LISTS, {(True, False, False): 5, (False, True, False): 5, (False, False, True): 5})
    found = mse.pooled(base, [empty, empty, table(1)])
    assert (found.median, found.low, found.high) == (base.median, base.low, base.high)
    assert found.diagnostics["linkage"]["pooled"] is False
    assert found.diagnostics["linkage"]["refused"] == 2


def test_a_refusal_stays_a_refusal():
    nothing = mse.from_counts(LISTS, {(True, False, False): 5, (False, True, False): 5, (False, False, True): 5})
    base = alone(nothing)
    assert base.refused
    assert mse.pooled(base, [table(1)]) == base
