"""Closed forms, checked by hand and against their definitions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import mse
from atleast.mse import bounding
from atleast.mse.table import sizes


def test_lincoln_petersen_and_chapman_by_hand() -> None:
    assert bounding.lincoln_petersen(50, 40, 10) == 200
    point, variance = bounding.chapman(50, 40, 10)
    assert abs(point - (51 * 41 / 11 - 1)) < 1e-12
    assert abs(variance - 51 * 41 * 40 * 30 / (121 * 12)) < 1e-12
    assert bounding.lincoln_petersen(50, 40, 0) == float("inf")


def test_chao_1984_and_f2_f3_by_hand() -> None:
    point, variance = bounding.chao1984(100, 60, 20)
    assert abs(point - 190) < 1e-12
    assert abs(variance - 20 * (81 / 4 + 27 + 4.5)) < 1e-12
    assert abs(bounding.f2f3(100, 20, 8) - (100 + 2 * 8000 / (9 * 64))) < 1e-12


def test_of_two_lists_chao_and_darroch_are_lincoln_petersen() -> None:
    table = mse.from_counts(["x", "y"], {1: 40, 2: 30, 3: 10})
    found = mse.bounds(table)
    for name in ("lincoln_petersen", "chao", "darroch"):
        assert found[name].estimate == pytest.approx(200, rel=1e-10)


def test_of_equal_independent_cells_the_list_specific_bound_is_exact() -> None:
    # Three lists with odds o = (1/2, 1/4, 1/3) and n0 = 480: every cell is 480 times its odds, so the fit is exact.
    odds = [1 / 2, 1 / 4, 1 / 3]
    counts = {p: round(480 * np.prod([o for j, o in enumerate(odds) if p >> j & 1])) for p in range(1, 8)}
    found = mse.bounds(mse.from_counts(["x", "y", "z"], counts))
    n = sum(counts.values())
    for name in ("chao", "chao_f2f3", "darroch"):
        assert found[name].estimate == pytest.approx(n + 480, rel=1e-9)
    assert found["chao1984"].estimate > n + 480 + 100


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 300), min_size=7, max_size=7))
def test_darroch_solves_its_equation_and_nothing_falls_below_the_documented(counts: list[int]) -> None:
    table = mse.from_counts(["x", "y", "z"], dict(enumerate(counts, 1)))
    total = mse.bounds(table)["darroch"].estimate
    assert total is not None
    assert total * np.prod([1 - size / total for size in sizes(table)]) == pytest.approx(total - table.n, rel=1e-6)
    for bound in mse.bounds(table).values():
        if bound.estimate is not None:
            assert bound.low is not None
            assert bound.high is not None
            assert table.n <= bound.low <= bound.estimate <= bound.high


def test_without_overlap_there_is_a_reason_and_no_number() -> None:
    found = mse.bounds(mse.from_counts(["x", "y", "z"], {1: 4, 2: 5, 4: 6}))
    assert all(bound.estimate is None and bound.reason for bound in found.values())
    two = mse.bounds(mse.from_counts(["x", "y"], {1: 4, 2: 5}))
    assert two["lincoln_petersen"].estimate is None


def test_pairs_name_the_lists_and_say_where_nobody_is_shared() -> None:
    found = bounding.pairs(mse.from_counts(["x", "y", "z"], {1: 40, 2: 30, 3: 10, 4: 7}))
    assert [bound.name for bound in found] == ["x and y", "x and z", "y and z"]
    assert found[0].estimate == pytest.approx(51 * 41 / 11 - 1)
    assert found[1].estimate is None


def test_the_list_specific_bound_stays_below_the_truth_when_people_differ() -> None:
    rng = np.random.default_rng(7)
    below = 0
    for _ in range(100):
        trait = rng.normal(size=2000)[:, None]
        chance = 1 / (1 + np.exp(1.6 - trait + np.array([0, 0.5, -0.3, 0.2])))
        on = rng.random((2000, 4)) < chance
        patterns = (on * 2 ** np.arange(4)).sum(axis=1)
        counts = {int(p): int(c) for p, c in zip(*np.unique(patterns[patterns > 0], return_counts=True), strict=True)}
        found = mse.bounds(mse.from_counts(list("wxyz"), counts))["chao"].estimate
        assert found is not None
        below += found <= 2000
    assert below >= 95


def test_the_frequencies_behind_chao_are_those_of_the_table() -> None:
    table = mse.from_counts(["x", "y", "z"], {1: 10, 2: 8, 4: 6, 3: 5, 5: 4, 6: 3, 7: 2})
    f1, f2 = 24, 12
    assert len(list(combinations(table.lists, 2))) == 3
    assert mse.bounds(table)["chao1984"].estimate == pytest.approx(38 + f1**2 / (2 * f2), rel=1e-12)
