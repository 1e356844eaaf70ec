"""How answers move when the assumptions do."""

from __future__ import annotations

import numpy as np
import pytest

from atleast import mse
from atleast.mse import decomposable, departures, posterior

FULL = {1: 131, 2: 145, 4: 136, 8: 106, 3: 47, 5: 48, 6: 37, 9: 26, 10: 21, 12: 23, 7: 11, 11: 8, 13: 12, 14: 9, 15: 5}


def four() -> mse.Table:
    return mse.from_counts(list("abcd"), FULL)


def test_the_closed_form_is_the_odd_cells_over_the_even_ones() -> None:
    table = mse.from_counts(["x", "y", "z"], {1: 10, 2: 20, 4: 30, 3: 4, 5: 5, 6: 6, 7: 2})
    n0 = 10 * 20 * 30 * 2 / (4 * 5 * 6)
    assert departures.closed_form(table) == pytest.approx(77 + n0, rel=1e-12)
    assert departures.closed_form(table, xi=2) == pytest.approx(77 + n0 / 2, rel=1e-12)
    two = mse.from_counts(["x", "y"], {1: 10, 2: 20, 3: 5})
    assert departures.closed_form(two, xi=3) == pytest.approx(35 + 3 * 10 * 20 / 5, rel=1e-12)
    assert departures.closed_form(mse.from_counts(["x", "y"], {1: 10, 2: 20})) is None


@pytest.mark.parametrize("lists", [3, 4])
def test_the_curve_passes_through_the_answer_and_is_monotone(lists: int) -> None:
    found = decomposable.average(four()).posterior
    rows = departures.curve(found, lists)
    at_one = next(row for row in rows if row["xi"] == 1)
    assert at_one["median"] == posterior.quantile(found, 0.5)
    for key in ("median", "low", "high"):
        steps = np.diff([row[key] for row in rows])
        assert np.all(steps >= 0) if lists == 4 else np.all(steps <= 0)
    assert all(row["low"] >= found.n for row in rows)


def test_the_reach_is_where_the_interval_doubles() -> None:
    found = decomposable.average(four()).posterior
    reach = departures.reach(found)
    assert reach["to_double"] is not None
    assert reach["to_documented"] is not None
    high = posterior.interval(found)[1]
    assert posterior.interval(posterior.scaled(found, reach["to_double"]))[1] == pytest.approx(2 * high, rel=0.01)
    assert posterior.interval(posterior.scaled(found, 1 / reach["to_documented"]))[0] <= found.n + 1


def test_a_list_that_copies_another_is_said_to_go_together() -> None:
    rng = np.random.default_rng(3)
    on = rng.random((3000, 4)) < (0.3, 0.2, 0.25, 0.3)
    on[:, 1] |= on[:, 0] & (rng.random(3000) < 0.6)
    patterns, counts = np.unique((on * 2 ** np.arange(4)).sum(axis=1), return_counts=True)
    table = mse.from_counts(list("abcd"), {int(p): int(c) for p, c in zip(patterns, counts, strict=True) if p})
    odds = {(row["a"], row["b"]): row for row in departures.pair_odds(table)}
    assert odds["a", "b"]["direction"] == "together"
    assert odds["a", "b"]["moves_the_estimate"] == "too low"
    assert odds["c", "d"]["low"] < 1 < odds["c", "d"]["high"]


def test_everything_is_gathered_for_a_table_that_carries_an_estimate() -> None:
    found = mse.sensitivity(four())
    assert [row["without"] for row in found["leave_one_out"]] == list("abcd")
    assert all(row["median"] >= row["n"] for row in found["leave_one_out"])
    assert len(found["priors"]) == 6
    assert {row["list"] for row in found["held_out"]} == set("abcd")
    assert all(abs(row["z"]) < 6 for row in found["held_out"])


def test_of_three_lists_the_two_that_remain_are_answered_by_chapman() -> None:
    table = mse.from_counts(["x", "y", "z"], {1: 10, 2: 20, 4: 30, 3: 4, 5: 5, 6: 6, 7: 2})
    without_z = mse.sensitivity(table)["leave_one_out"][2]
    n1, n2, both = 10 + 4 + 5 + 2, 20 + 4 + 6 + 2, 6
    assert without_z["median"] == pytest.approx((n1 + 1) * (n2 + 1) / (both + 1) - 1, abs=0.05)


def test_a_table_that_carries_none_has_its_pairs_only() -> None:
    found = mse.sensitivity(mse.from_counts(["x", "y", "z"], {1: 400, 2: 300, 3: 200, 4: 500}))
    assert "leave_one_out" not in found
    assert len(found["pairs"]) == 3


def test_one_missed_link_moves_the_pair_by_about_n_over_the_shared() -> None:
    rows = departures.one_missed_link(mse.from_counts(["x", "y"], {1: 90, 2: 190, 3: 10}))
    assert rows[0]["moves_by"] == pytest.approx(2000 / 9, abs=0.1)
