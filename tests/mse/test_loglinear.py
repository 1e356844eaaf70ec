"""Log-linear models: closed forms, existence, profile intervals and their average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import mse
from atleast.mse import bounding, check, departures, loglinear, posterior

THREE = {1: 190, 2: 151, 4: 115, 3: 39, 5: 32, 6: 24, 7: 20}


def three() -> mse.Table:
    return mse.from_counts(["x", "y", "z"], THREE)


@pytest.mark.parametrize(("lists", "count"), [(3, 8), (4, 113), (5, 1024)])
def test_the_hierarchical_models_are_all_there(lists: int, count: int) -> None:
    found = loglinear.models(lists)
    assert len(set(found)) == len(found) == count


def test_independence_is_the_conditional_form_of_darroch() -> None:
    fitted = loglinear.fit(three(), ((),))[0].estimate
    darroch = bounding.darroch(three())[0]
    assert fitted == pytest.approx(darroch, rel=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 400), min_size=7, max_size=7))
def test_the_saturated_model_without_the_top_is_a_closed_form(counts: list[int]) -> None:
    table = mse.from_counts(["x", "y", "z"], dict(enumerate(counts, 1)))
    fitted = loglinear.fit(table, ((3, 5, 6),))[0].estimate
    closed = departures.closed_form(table)
    assert closed is not None
    assert fitted == pytest.approx(closed, rel=1e-6)
    assert closed == pytest.approx(
        table.n + counts[0] * counts[1] * counts[3] * counts[6] / (counts[2] * counts[4] * counts[5])
    )


def test_one_dependent_pair_is_lincoln_petersen_of_the_merged_lists() -> None:
    fitted = loglinear.fit(three(), ((3,),))[0].estimate
    either, z, both = 190 + 151 + 39 + 32 + 24 + 20, 115 + 32 + 24 + 20, 32 + 24 + 20
    assert fitted == pytest.approx(either * z / both, rel=1e-6)


def test_a_model_without_a_finite_estimate_is_no_number() -> None:
    table = mse.from_counts(["A", "B", "C"], {1: 40, 2: 30, 4: 20, 3: 6})
    fits = {one.terms: one for one in loglinear.fit(table)}
    assert fits[()].estimate == pytest.approx(539.1, abs=0.1)
    assert fits[(3,)].estimate is None
    assert all(one.estimate is None or one.estimate < 1e5 for one in fits.values())


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.integers(1, 7), st.sampled_from([1, 2, 3, 20]), min_size=3))
def test_a_number_is_given_exactly_where_the_linear_programme_finds_one(counts: dict[int, int]) -> None:
    table = mse.from_counts(["A", "B", "C"], counts)
    if min(sum(c for p, c in table.counts if p >> j & 1) for j in range(3)) == 0:
        return
    for one in loglinear.fit(table):
        assert (one.estimate is not None) == check.exists(table, [1, 2, 4, *one.terms])


def test_the_profile_interval_is_where_the_likelihood_falls_by_its_quantile() -> None:
    one = loglinear.fit(three(), ((),))[0]
    low, high = loglinear.interval_of(three(), one)
    assert one.estimate is not None
    assert low < one.estimate < high
    grid, root = loglinear.profile(three(), (one,))
    assert np.all(np.diff(root[0]) >= 0)
    assert np.interp(np.log(high - three().n), grid[0], root[0]) == pytest.approx(1.96, abs=0.01)


def test_the_mixture_of_one_model_is_its_profile_interval() -> None:
    one = loglinear.fit(three(), ((3,),))[0]
    grid, root = loglinear.profile(three(), (one,))
    mixed = loglinear._mixed(three().n, grid, root, np.array([1.0]))
    assert posterior.interval(mixed) == pytest.approx(loglinear.interval_of(three(), one), rel=0.01)


def test_the_average_is_never_narrower_than_what_disagrees() -> None:
    found = mse.estimate(three(), engine="loglinear", seed=3)
    assert not found.refused
    assert found.n < found.low < found.median < found.high
    told = found.diagnostics
    assert told["models"] == 8
    assert sum(one["weight"] for one in told["top_models"]) == pytest.approx(1, abs=0.01)
    assert len(told["bootstrap_with_selection"]) == 3
    assert mse.to_json(found) == mse.to_json(mse.estimate(three(), engine="loglinear", seed=3))


def test_a_pattern_that_could_not_occur_is_no_zero() -> None:
    counts = {p: c for p, c in THREE.items() if p != 5}
    masked = mse.from_counts(["x", "y", "z"], counts, impossible=[5])
    zero = mse.from_counts(["x", "y", "z"], counts)
    assert loglinear.fit(masked, ((),))[0].estimate < loglinear.fit(zero, ((),))[0].estimate  # type: ignore[operator]
    assert mse.estimate(masked, engine="decomposable").refused
    assert not mse.estimate(masked, engine="loglinear").refused


def test_where_most_weight_has_no_finite_estimate_it_refuses() -> None:
    table = mse.from_counts(["A", "B", "C"], {1: 40, 2: 30, 4: 20, 3: 6})
    found = mse.estimate(table, engine="loglinear")
    assert found.refused
    assert "without a finite estimate" in found.reasons[0]
    assert found.diagnostics["without_finite_estimate"]["models"] == 4
