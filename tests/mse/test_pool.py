"""Posteriors: quantiles, mixtures, Rubin's rule as verdata prints it, and sums over strata."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import mse
from atleast.errors import EstimateError
from atleast.mse import posterior


def of(*n0: int, n: int = 100) -> posterior.Posterior:
    return posterior.of_draws(n, np.array(n0))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60), st.floats(0.01, 0.99))
def test_a_quantile_of_draws_is_the_smallest_with_that_share_below(n0: list[int], q: float) -> None:
    found = posterior.quantile(of(*n0), q) - 100
    values = np.array(n0)
    assert np.mean(values <= found) >= q - 1e-9
    assert np.mean(values < found) <= q + 1e-9


def test_a_cell_of_many_numbers_is_read_as_evenly_filled() -> None:
    one = posterior.Posterior(n=10, low=np.array([0]), high=np.array([99]), weight=np.array([1.0]))
    assert posterior.quantile(one, 0.5) == 10 + 49
    assert posterior.interval(one, 0.9) == (10 + 4, 10 + 94)
    assert posterior.mean(one) == 10 + 49.5


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20), st.lists(st.integers(0, 1000), min_size=2, max_size=20))
def test_a_mixture_of_equal_posteriors_is_itself_and_of_two_lies_between(a: list[int], b: list[int]) -> None:
    one, two = of(*a), of(*b)
    both = posterior.mixture([one, two])
    assert posterior.mean(posterior.mixture([one, one])) == pytest.approx(posterior.mean(one))
    assert posterior.mean(both) == pytest.approx((posterior.mean(one) + posterior.mean(two)) / 2)
    middle = sorted([posterior.quantile(one, 0.5), posterior.quantile(two, 0.5)])
    assert middle[0] <= posterior.quantile(both, 0.5) <= middle[1]


def test_replicates_may_document_different_numbers() -> None:
    both = posterior.mixture([of(50, n=100), of(40, n=130)])
    assert both.n == 100
    assert posterior.mean(both) == pytest.approx((150 + 170) / 2)


def test_cells_that_overlap_are_cut_at_each_others_ends() -> None:
    wide = posterior.Posterior(n=5, low=np.array([0]), high=np.array([9]), weight=np.array([1.0]))
    narrow = posterior.Posterior(n=5, low=np.array([4]), high=np.array([5]), weight=np.array([1.0]))
    both = posterior.mixture([wide, narrow])
    assert both.low.tolist() == [0, 4, 6]
    assert both.high.tolist() == [3, 5, 9]
    assert both.weight == pytest.approx([0.2, 0.6, 0.2])


def test_rubins_rule_to_the_integer_on_fixed_draws() -> None:
    # Three replicates of four draws each; every step written out as verdata combines them, only Student's quantile from scipy.
    from scipy.stats import t

    n0 = [np.array([10, 12, 14, 20]), np.array([0, 9, 15, 16]), np.array([30, 22, 18, 10])]
    n = [100, 103, 97]
    logs = [[log(value or 0.1) for value in one] for one in n0]
    means = [sum(one) / 4 for one in logs]
    within = sum(sum((value - m) ** 2 for value in one) / 3 for one, m in zip(logs, means, strict=True)) / 3
    grand = sum(means) / 3
    between = sum((m - grand) ** 2 for m in means) / 2
    freedom = 2 * (1 + within / (4 * between)) ** 2
    half = float(t.ppf(0.975, freedom)) * sqrt(within + 4 / 3 * between)
    by_hand = (sum(map(sum, n0)) / 12 + 100, exp(grand - half) + 100, exp(grand + half) + 100)
    found = posterior.rubin(n0, n)
    assert [round(value) for value in found] == [round(value) for value in by_hand]
    assert found == pytest.approx(by_hand, rel=1e-12)


def test_pooling_says_how_much_lies_between_the_replicates() -> None:
    rng = np.random.default_rng(1)
    same = [posterior.of_draws(100, rng.poisson(500, 2000)) for _ in range(5)]
    apart = [posterior.of_draws(100, rng.poisson(rate, 2000)) for rate in (300, 400, 500, 600, 700)]
    assert posterior.pool(same).between < 0.05
    assert posterior.pool(apart).between > 0.9
    assert posterior.pool(apart).replicates == 5
    low, high = posterior.interval(posterior.pool(apart).mixture)
    assert low < 420
    assert high > 780
    assert posterior.pool(same[:1]).rubin is None


def test_nothing_to_pool_is_an_error() -> None:
    with pytest.raises(EstimateError):
        posterior.mixture([])
    with pytest.raises(EstimateError):
        posterior.rubin([np.array([1, 2])], [10])


def test_a_sum_over_strata_is_not_the_sum_of_medians() -> None:
    rng = np.random.default_rng(2)
    skewed = [posterior.of_draws(10, rng.geometric(0.01, 5000)) for _ in range(8)]
    whole = posterior.total(skewed, refused=25)
    assert whole.n == 8 * 10 + 25
    assert posterior.mean(whole) == pytest.approx(25 + sum(posterior.mean(one) for one in skewed), rel=0.01)
    assert posterior.quantile(whole, 0.5) > 25 + sum(posterior.quantile(one, 0.5) for one in skewed) * 1.15


def test_linkage_draws_are_pooled_from_tables() -> None:
    from atleast.mse import decomposable

    tables = [mse.from_counts(list("abc"), {1: 40, 2: 30, 4: 20, 3: 6 + k, 6: 4, 5: 5, 7: 2}) for k in range(3)]
    pooled = posterior.pool([decomposable.average(table).posterior for table in tables])
    assert 0 < pooled.between < 1
    assert pooled.rubin is not None
    assert pooled.mixture.n == tables[0].n
