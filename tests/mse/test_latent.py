"""The latent class engine: its target against a plain form, its draws, and when it may not be trusted."""

from __future__ import annotations

import numpy as np
import pytest

from atleast import mse
from atleast.mse import departures, latent, posterior
from atleast.mse.kernels import classes as kernel

COUNTS = {1: 131, 2: 145, 4: 136, 8: 106, 3: 47, 5: 48, 6: 37, 9: 26, 10: 21, 12: 23, 7: 11, 11: 8, 13: 12, 14: 9, 15: 5}


def four() -> mse.Table:
    return mse.from_counts(list("abcd"), COUNTS)


def arrays(table: mse.Table) -> tuple[np.ndarray, np.ndarray]:
    x = np.array([[p >> j & 1 for j in range(len(table.lists))] for p, _ in table.counts], dtype=float)
    return x, np.array([c for _, c in table.counts], dtype=float)


@pytest.mark.parametrize("beta", [1.0, 0.3])
@pytest.mark.parametrize("classes", [2, 10])
def test_the_compiled_target_is_the_plain_one(classes: int, beta: float) -> None:
    x, counts = arrays(four())
    rng = np.random.default_rng(classes)
    size = classes - 1 + classes * 4
    work, out = np.empty((17, classes)), np.empty(2)
    for spread in (0.5, 1.0, 3.0):
        theta = rng.normal(size=size) * spread
        value, grad = latent.log_density(theta, x, counts, classes, beta)
        fast = np.empty(size)
        assert kernel.target(theta, x, counts, classes, beta, fast, work, out) == pytest.approx(value, rel=1e-10)
        assert fast == pytest.approx(grad, rel=1e-7, abs=1e-8)


def test_the_gradient_is_the_slope() -> None:
    x, counts = arrays(four())
    theta = np.random.default_rng(1).normal(size=9 + 40)
    _, grad = latent.log_density(theta, x, counts, 10, 0.7)
    for i in range(0, 49, 4):
        step = np.zeros(49)
        step[i] = 1e-5
        slope = (
            latent.log_density(theta + step, x, counts, 10, 0.7)[0] - latent.log_density(theta - step, x, counts, 10, 0.7)[0]
        ) / 2e-5
        assert grad[i] == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_n_is_integrated_out_exactly() -> None:
    # Sum over n0 of N!/(n0! ...) p0^n0 / N is (1 - p0)^-n up to a constant: two values of p0 are compared.
    from scipy.special import gammaln

    n, n0 = 40, np.arange(20_000)
    sums = [np.log(np.sum(np.exp(gammaln(n + n0) - gammaln(n0 + 1) - gammaln(n) + n0 * np.log(p0)))) for p0 in (0.3, 0.8)]
    assert sums[1] - sums[0] == pytest.approx(-n * (np.log(0.2) - np.log(0.7)), rel=1e-9)


def test_one_class_of_two_lists_is_the_independent_posterior() -> None:
    table = mse.from_counts(["x", "y"], {1: 48, 2: 33, 3: 12})
    found = latent.sample(table, classes=1, warm=150, keep=1200, most=1).posterior
    n0 = np.arange(5000)
    total = table.n + n0
    from scipy.special import gammaln

    log_p = gammaln(total) - gammaln(n0 + 1) + sum(gammaln(total - m + 1) - gammaln(total + 2) for m in (60, 45))
    exact = np.cumsum(np.exp(log_p - log_p.max()))
    for q in (0.1, 0.5, 0.9):
        by_sum = table.n + int(np.searchsorted(exact / exact[-1], q))
        assert posterior.quantile(found, q) == pytest.approx(by_sum, rel=0.03)


def test_the_same_seed_gives_the_same_answer_and_seeds_agree() -> None:
    table = four()
    first, again = (latent.sample(table, seed=3, warm=100, keep=150, most=1) for _ in range(2))
    assert np.array_equal(first.n0, again.n0)
    other = latent.sample(table, seed=4, warm=150, keep=400, most=1)
    longer = latent.sample(table, seed=3, warm=150, keep=400, most=1)
    assert longer.r_hat < 1.05
    assert longer.ess > 200
    assert posterior.quantile(longer.posterior, 0.5) == pytest.approx(posterior.quantile(other.posterior, 0.5), rel=0.05)


def test_two_kinds_of_people_are_found_where_independence_misses_them() -> None:
    rng = np.random.default_rng(8)
    hidden = rng.random(3000) < 0.5
    on = rng.random((3000, 5)) < np.where(hidden[:, None], 0.2, 0.6)
    found, counts = np.unique((on * 2 ** np.arange(5)).sum(axis=1), return_counts=True)
    table = mse.from_counts(list("abcde"), {int(p): int(c) for p, c in zip(found, counts, strict=True) if p})
    low, high = posterior.interval(latent.sample(table, seed=1, warm=150, keep=200, most=1).posterior)
    assert low < 3000 < high
    assert mse.bounds(table)["darroch"].high < 3000


def test_the_door_gives_an_answer_that_may_be_trusted_or_refuses() -> None:
    table = mse.from_counts(list("abc"), {1: 4, 2: 5, 4: 4, 3: 4, 6: 3, 5: 5, 7: 12})
    found = mse.estimate(table, engine="latent", seed=1)
    assert not found.refused
    assert found.diagnostics["r_hat"] < 1.01
    assert found.diagnostics["ess"] > 1000
    assert found.n <= found.low <= found.median <= found.high
    uniform, fewer, more = found.diagnostics["kinds"]
    assert (uniform["kinds"], fewer["kinds"], more["kinds"]) == (10, 5, 20)
    assert uniform["prior_n"] == "uniform"
    assert found.median <= uniform["median"]
    assert found.high < uniform["high"]
    for row in (fewer, more):
        assert row["median"] == pytest.approx(found.median, rel=0.1)
    assert sum("kinds of people instead of 10" in note for note in found.diagnostics["notes"]) == 2
    assert mse.to_json(found) == mse.to_json(mse.estimate(table, engine="latent", seed=1))


def test_a_uniform_number_beforehand_weighs_the_draws_by_it() -> None:
    # With one class and two lists both priors can be summed by hand: the draws weighed by N must give the second.
    from scipy.special import gammaln

    table = mse.from_counts(["x", "y"], {1: 48, 2: 33, 3: 12})
    n0 = np.arange(20_000)
    total = table.n + n0
    log_p = gammaln(total) - gammaln(n0 + 1) + sum(gammaln(total - m + 1) - gammaln(total + 2) for m in (60, 45))
    exact = posterior.of_grid(table.n, n0, n0, log_p)
    row = next(departures.kinds(table, exact))
    uniform = posterior.of_grid(table.n, n0, n0, log_p + np.log(total))
    assert (row["low"], row["median"], row["high"]) == tuple(posterior.quantile(uniform, q) for q in (0.025, 0.5, 0.975))


def test_chains_that_do_not_settle_give_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    table = four()
    sampled = latent.sample(table, warm=20, keep=30, most=1)
    assert sampled.ess <= 200
    monkeypatch.setattr(latent, "sample", lambda *_, **__: sampled)
    rows = list(departures.kinds(table, sampled.posterior))
    assert [row["median"] for row in rows[1:]] == [None, None]
    assert "do not settle" in mse.words(mse.Reason("kinds_not_settled", {"kinds": 5, "usual": 10}))


def test_chains_that_do_not_agree_are_refused_in_words() -> None:
    rng = np.random.default_rng(2)
    apart = rng.normal(size=(4, 500)) + np.array([[0], [0], [0], [3]])
    together = rng.normal(size=(4, 500))
    assert posterior.r_hat(apart) > 1.1
    assert posterior.r_hat(together) < 1.01
    assert posterior.effective(together) > 1500
    slow = np.cumsum(rng.normal(size=(4, 500)), axis=1)
    assert posterior.effective(slow) < 60
    reason = mse.Reason("mixing", {"r_hat": "1.204", "ess": 31, "trips": 3})
    assert "1.204" in mse.words(reason)
    assert "۱" in mse.words(reason, lang="fa") or "1.204" in mse.words(reason, lang="fa")


def test_an_autocorrelated_chain_counts_as_fewer_draws() -> None:
    rng = np.random.default_rng(9)
    noise = rng.normal(size=(4, 4000))
    chain = np.zeros_like(noise)
    for i in range(1, 4000):
        chain[:, i] = 0.8 * chain[:, i - 1] + noise[:, i]
    # An AR(1) of 0.8 has (1 - 0.8) / (1 + 0.8) effective draws in each.
    assert posterior.effective(chain) == pytest.approx(16_000 / 9, rel=0.2)


def log_shares(theta: np.ndarray, classes: int) -> np.ndarray:
    shares = np.empty(classes)
    kernel.shares_of(theta, classes, shares)
    return shares


def test_shares_and_sticks_are_two_writings_of_one_thing() -> None:
    rng = np.random.default_rng(3)
    for spread in (0.5, 2.0, 4.0):
        theta = rng.normal(size=9) * spread
        shares = log_shares(theta, 10)
        assert np.exp(shares).sum() == pytest.approx(1)
        back = np.empty(9)
        kernel.sticks_of(shares, back)
        kept = theta > -25
        assert back[kept] == pytest.approx(theta[kept], abs=1e-6)


def test_the_density_of_the_shares_is_that_of_the_sticks_with_its_jacobian() -> None:
    # d(shares) / d(sticks) is triangular: the product of share_k (1 - v_k) w_k / v_k over the sticks.
    rng = np.random.default_rng(4)
    differences = []
    for _ in range(6):
        y = rng.normal(size=9)
        w = np.exp(y)
        shares = log_shares(y, 10)
        jacobian = np.sum(shares[:9] - w + y - np.log(-np.expm1(-w)))
        by_sticks = y.sum() - (0.25 + 9) * np.log(0.25 + w.sum())
        differences.append(kernel.share_density(shares) + jacobian - by_sticks)
    assert differences == pytest.approx([differences[0]] * 6, abs=1e-9)


def test_exchanging_classes_changes_no_likelihood() -> None:
    x, counts = arrays(four())
    theta = np.random.default_rng(5).normal(size=9 + 40)
    before, _ = latent.log_density(theta, x, counts, 10, 1.0)
    prior, _ = latent.log_density(theta, x, counts, 10, 0.0)
    moved = theta.copy()
    for seed in range(20):
        kernel.exchange(moved, 4, 10, np.random.default_rng(seed), np.empty(10))
    after, _ = latent.log_density(moved, x, counts, 10, 1.0)
    new_prior, _ = latent.log_density(moved, x, counts, 10, 0.0)
    assert not np.allclose(moved, theta)
    assert after - new_prior == pytest.approx(before - prior, rel=1e-9)


def test_cutting_classes_leaves_the_prior_as_it_is() -> None:
    # Without a likelihood the moves must keep the prior: capture probabilities uniform, the order of the shares as drawn.
    x, counts = arrays(four())
    rng = np.random.default_rng(6)
    last, spare, work = np.empty((4000, 4)), np.empty((4, 4)), np.empty((17, 3))
    theta = np.zeros(2 + 12)
    for i in range(4000):
        for _ in range(3):
            kernel.cut(theta, x, counts, 3, 0.0, 0.0, rng, np.empty(3), np.empty((3, 4)), spare, work)
            kernel.exchange(theta, 4, 3, rng, np.empty(3))
        last[i] = 1 / (1 + np.exp(-theta[2:6]))
    thin = last[::8]
    assert thin.mean(axis=0) == pytest.approx([0.5] * 4, abs=0.06)
    assert thin.std(axis=0) == pytest.approx([12**-0.5] * 4, abs=0.04)


def test_the_number_of_threads_changes_no_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    together = latent.sample(four(), seed=5, warm=100, keep=100, most=1)

    class One(latent.ThreadPoolExecutor):
        def __init__(self, workers: int) -> None:
            super().__init__(1)

    monkeypatch.setattr(latent, "ThreadPoolExecutor", One)
    assert np.array_equal(latent.sample(four(), seed=5, warm=100, keep=100, most=1).n0, together.n0)
