"""The exact average over decomposable models: the graphs, the integrals, the grid and what it refuses."""

from __future__ import annotations

from itertools import combinations
from math import lgamma

import numpy as np
import pytest

from atleast import mse
from atleast.mse import decomposable, posterior
from atleast.mse.kernels import graphs

KOSOVO_LIKE = {1: 131, 2: 145, 4: 136, 8: 106, 3: 47, 5: 48, 6: 37, 9: 26, 10: 21, 12: 23, 7: 11, 11: 8, 13: 12, 14: 9, 15: 5}


def four() -> mse.Table:
    return mse.from_counts(list("abcd"), KOSOVO_LIKE)


@pytest.mark.parametrize(("j", "count"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18_154), (7, 617_675)])
def test_the_chordal_graphs_are_all_found(j: int, count: int) -> None:
    assert sum(len(block) for block in decomposable.elimination_codes(j)) == count == decomposable.KNOWN[j]


def test_four_lists_leave_out_exactly_the_three_cycles() -> None:
    codes = np.concatenate(list(decomposable.elimination_codes(4)))
    found = {tuple(decomposable.joined_pairs(code)) for code in codes}
    every = [graph for k in range(7) for graph in combinations(list(combinations(range(4), 2)), k)]
    missing = [graph for graph in every if graph not in found]
    assert len(every) == 64
    assert len(missing) == 3
    assert all(len(graph) == 4 and all(sum(v in pair for pair in graph) == 2 for v in range(4)) for graph in missing)


def test_two_lists_with_flat_capture_probabilities_equal_the_sum_by_hand() -> None:
    n1, n2, both, cap = 60, 45, 12, 20_000
    table = mse.from_counts(["x", "y"], {1: n1 - both, 2: n2 - both, 3: both})
    n0 = np.arange(cap + 1)
    codes, weights = decomposable.log_weights(table, n0, delta=0.5)
    apart = [not decomposable.joined_pairs(code) for code in codes]
    log_exact = [
        lgamma(total + 1) - lgamma(k + 1) - np.log(total) + sum(lgamma(total - m + 1) - lgamma(total + 2) for m in (n1, n2))
        for k in map(int, n0)
        for total in [n1 + n2 - both + k]
    ]
    exact = np.exp(np.array(log_exact) - max(log_exact))
    found = np.exp(weights[apart][0] - weights[apart][0].max())
    assert np.max(np.abs(found / found.sum() - exact / exact.sum())) < 1e-10
    engine = decomposable.average(table, delta=0.5, cap=cap).posterior
    cumulated = np.cumsum(exact / exact.sum())
    for q in (0.025, 0.5, 0.975):
        by_hand = table.n + int(np.searchsorted(cumulated, q))
        assert posterior.quantile(engine, q) == pytest.approx(by_hand, abs=1)


def test_the_weights_are_those_of_drawing_from_the_prior() -> None:
    # P(counts | graph) by Monte Carlo: graphs a-b and a-b-c drawn from their hyper-Dirichlet priors, likelihood averaged.
    table = mse.from_counts(list("abc"), {1: 2, 2: 1, 4: 2, 3: 1, 5: 1})
    n0 = 2
    full = np.array([n0, 2, 1, 1, 2, 1, 0, 0], dtype=float)
    rng = np.random.default_rng(5)
    delta = 0.5
    ab = rng.dirichlet([delta * 2] * 4, 400_000)
    c = rng.dirichlet([delta * 4] * 2, 400_000)
    b_given_a, a_total = ab, np.stack([ab[:, 0] + ab[:, 2], ab[:, 1] + ab[:, 3]], axis=1)
    c_given_a = [rng.dirichlet([delta * 2] * 2, 400_000) for _ in range(2)]
    ln = {"apart": np.zeros(400_000), "through a": np.zeros(400_000)}
    for cell, count in enumerate(full):
        a, b, on_c = cell & 1, cell >> 1 & 1, cell >> 2 & 1
        ln["apart"] += count * np.log(b_given_a[:, a + 2 * b] * c[:, on_c])
        ln["through a"] += count * np.log(b_given_a[:, a + 2 * b] * c_given_a[a][:, on_c])
    assert np.allclose(a_total.sum(axis=1), 1)
    codes, weights = decomposable.log_weights(table, np.array([n0]), delta=delta)
    named = {tuple(decomposable.joined_pairs(code)): value for code, value in zip(codes, weights[:, 0], strict=True)}
    drawn = np.log(np.mean(np.exp(ln["through a"]))) - np.log(np.mean(np.exp(ln["apart"])))
    assert named[(0, 1), (0, 2)] - named[((0, 1),)] == pytest.approx(drawn, abs=0.02)


def test_the_grid_agrees_with_every_whole_number() -> None:
    table = mse.from_counts(list("abc"), {1: 40, 2: 30, 4: 20, 3: 6, 6: 4, 5: 5, 7: 2})
    cap = 30_000
    found = decomposable.average(table, cap=cap)
    n0 = np.arange(cap + 1)
    codes, weights = decomposable.log_weights(table, n0)
    kept = np.array([len(decomposable.joined_pairs(code)) < 3 for code in codes])
    mass = np.exp(weights[kept] - weights[kept].max())
    exact = mass.sum(axis=0) / mass.sum()
    assert posterior.mean(found.posterior) == pytest.approx(table.n + float(exact @ n0), rel=1e-3)
    for q in (0.025, 0.1, 0.5, 0.9, 0.975):
        exactly = table.n + int(np.searchsorted(np.cumsum(exact), q))
        assert posterior.quantile(found.posterior, q) == pytest.approx(exactly, rel=2e-3)
    by_pair = {pair: float(mass.sum(axis=1)[_joins(codes[kept], *pair)].sum() / mass.sum()) for pair in found.pairs}
    assert found.pairs == pytest.approx(by_pair, abs=1e-4)


def _joins(codes: np.ndarray, a: int, b: int) -> np.ndarray:
    return np.array([(a, b) in decomposable.joined_pairs(code) for code in codes])


def test_counts_of_a_thousand_million_are_as_sharp_as_they_should_be() -> None:
    chances = (0.3, 0.2, 0.25)
    total = 10**9
    counts = {}
    for p in range(1, 8):
        on = [c if p >> j & 1 else 1 - c for j, c in enumerate(chances)]
        counts[p] = round(total * float(np.prod(on)))
    found = decomposable.average(mse.from_counts(list("abc"), counts)).posterior
    low, high = posterior.interval(found)
    assert low < total < high
    assert (high - low) / total < 1e-3


def test_no_more_graphs_are_held_than_the_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    table = independent(150, (0.3, 0.2, 0.25, 0.15, 0.35, 0.1), seed=3)
    whole = decomposable.average(table).posterior
    monkeypatch.setattr(decomposable, "KEPT", 2500)
    monkeypatch.setattr(decomposable, "BLOCK", 1 << 10)
    monkeypatch.setattr(decomposable, "elimination_codes", lambda j: (codes for _, codes in decomposable._grown(j)))
    told: list[tuple[int, int, str]] = []
    part = decomposable.average(table, progress=lambda *said: told.append(said)).posterior
    assert posterior.interval(part) == pytest.approx(posterior.interval(whole), rel=0.01)
    assert part.weight.sum() == pytest.approx(1)
    assert len(told) > 10
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][0] < told[-1][1] == 18_154


def test_the_compiled_sum_is_the_plain_one() -> None:
    n0 = np.arange(0, 900, 7)
    codes, weights = decomposable.log_weights(four(), n0)
    terms = decomposable._log_terms(four(), n0, n0, 2.0**-4, "1/N")
    total, shares = np.zeros(len(n0)), np.empty(len(codes))
    top = graphs.summed(terms, codes, total, shares, np.empty(len(codes)), np.empty(len(codes), dtype=np.int64))
    assert top == pytest.approx(weights.max())
    assert top + np.log(total) == pytest.approx(np.log(np.exp(weights - top).sum(axis=0)) + top, abs=1e-9)
    likely = shares > top - 40
    assert likely.sum() > 10
    assert shares[likely] == pytest.approx((np.log(np.exp(weights - top).sum(axis=1)) + top)[likely], abs=1e-6)


def test_the_order_of_the_lists_changes_nothing() -> None:
    order = [2, 0, 3, 1]
    moved = mse.from_counts(
        list("cadb"), {sum((p >> j & 1) << i for i, j in enumerate(order)): c for p, c in KOSOVO_LIKE.items()}
    )
    here, there = mse.estimate(four(), engine="decomposable"), mse.estimate(moved, engine="decomposable")
    assert (here.median, here.low, here.high) == (there.median, there.low, there.high)


def test_the_same_table_gives_the_same_bytes() -> None:
    assert mse.to_json(mse.estimate(four(), engine="decomposable")) == mse.to_json(mse.estimate(four(), engine="decomposable"))


def test_a_posterior_without_an_upper_end_is_refused_with_the_bounds() -> None:
    table = mse.from_counts(list("abc"), {1: 300, 2: 200, 4: 150, 3: 1, 5: 1, 6: 0})
    found = mse.estimate(table, engine="decomposable")
    assert found.refused
    assert (found.median, found.low, found.high) == (None, None, None)
    assert "do not bound" in found.reasons[0]
    assert found.diagnostics["bounds"]["darroch"]["estimate"] > table.n


def test_the_complete_graph_is_only_admitted_when_asked_for() -> None:
    table = mse.from_counts(list("abc"), {1: 190, 2: 51, 4: 15, 3: 19, 5: 12, 6: 4, 7: 20})
    without = mse.estimate(table, engine="decomposable")
    with_it = mse.estimate(table, engine="decomposable", complete_graph=True)
    assert without.diagnostics["graphs"] == 7
    assert with_it.diagnostics["graphs"] == 8
    assert with_it.low < without.low


def independent(people: int, chances: tuple[float, ...], seed: int) -> mse.Table:
    on = np.random.default_rng(seed).random((people, len(chances))) < chances
    patterns = (on * 2 ** np.arange(len(chances))).sum(axis=1)
    found = np.unique(patterns[patterns > 0], return_counts=True)
    counts = dict(zip(*(part.tolist() for part in found), strict=True))
    return mse.from_counts([f"l{j}" for j in range(len(chances))], counts)


def test_an_edge_comes_and_goes_exactly_when_the_graph_stays_chordal() -> None:
    known = {tuple(decomposable.joined_pairs(code)) for code in np.concatenate(list(decomposable.elimination_codes(5)))}
    tried = 0
    for pairs in sorted(known)[::7]:
        near = np.zeros(5, dtype=np.int64)
        for a, b in pairs:
            near[a] |= 1 << b
            near[b] |= 1 << a
        for a, b in combinations(range(5), 2):
            toggled = tuple(sorted(set(pairs) ^ {(a, b)}))
            allowed = graphs.may_part(near, a, b) if (a, b) in pairs else graphs.may_join(near, a, b)
            assert allowed == (toggled in known)
            tried += 1
    assert tried > 1000


@pytest.mark.parametrize("lists", [5, 6, 7])
def test_the_chain_over_graphs_finds_what_the_sum_finds(lists: int) -> None:
    table = independent(900, (0.3, 0.2, 0.25, 0.15, 0.35, 0.1, 0.2)[:lists], seed=lists)
    exact, walked = decomposable.average(table), decomposable.walk(table, seed=2)
    assert walked.trusted
    for q in (0.025, 0.5, 0.975):
        assert posterior.quantile(walked.averaged.posterior, q) == pytest.approx(
            posterior.quantile(exact.posterior, q), rel=0.01
        )
    assert walked.averaged.pairs == pytest.approx(exact.pairs, abs=0.05)


def test_ten_lists_are_walked_over_and_the_seed_fixes_the_walk() -> None:
    table = independent(600, (0.3, 0.2, 0.25, 0.15, 0.35, 0.1, 0.2, 0.05, 0.3, 0.12), seed=1)
    found = mse.estimate(table, engine="decomposable", seed=4)
    assert not found.refused
    assert found.low <= 600 <= found.high
    assert found.diagnostics["method"] == "chains"
    assert found.diagnostics["r_hat"] < 1.01
    assert mse.to_json(found) == mse.to_json(mse.estimate(table, engine="decomposable", seed=4))


def test_sparse_tables_of_many_lists_are_walked_over_too() -> None:
    rng = np.random.default_rng(9)
    for people in (40, 250):
        on = rng.random((people, 9)) < rng.beta(0.6, 3, size=9) * np.exp(rng.normal(0, 0.8, size=(people, 1)))
        patterns = (on * 2 ** np.arange(9)).sum(axis=1)
        found, counts = np.unique(patterns[patterns > 0], return_counts=True)
        table = mse.from_counts([f"l{j}" for j in range(9)], dict(zip(found.tolist(), counts.tolist(), strict=True)))
        walked = decomposable.walk(table, keep=100, most=1).averaged
        assert walked.posterior.weight.sum() == pytest.approx(1)
        assert set(walked.pairs) == set(combinations(range(9), 2))


def test_more_lists_than_can_be_walked_over_are_refused_in_words() -> None:
    counts = {1 << j: 20 for j in range(17)} | {3 << j: 5 for j in range(16)}
    found = mse.estimate(mse.from_counts([f"l{j}" for j in range(17)], counts), engine="decomposable")
    assert found.refused
    assert "17 lists" in found.reasons[0]


@pytest.mark.parametrize(("people", "chances"), [(200, (0.4, 0.3, 0.35)), (1000, (0.3, 0.2, 0.4, 0.25))])
def test_the_interval_covers_when_the_model_holds(people: int, chances: tuple[float, ...]) -> None:
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(100):
        on = rng.random((people, len(chances))) < chances
        patterns = (on * 2 ** np.arange(len(chances))).sum(axis=1)
        found = np.unique(patterns[patterns > 0], return_counts=True)
        table = mse.from_counts(list("abcd")[: len(chances)], dict(zip(*(part.tolist() for part in found), strict=True)))
        low, high = posterior.interval(decomposable.average(table).posterior)
        covered += low <= people <= high
    assert covered >= 90
