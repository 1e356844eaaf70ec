"""Labels calibrate the weights where they are off, and leave them alone where they are not."""

from __future__ import annotations

import numpy as np
import pytest

from atleast.linkage.learned.calibrating import BLOCKS, blocks, calibrate, shifted, strata
from atleast.linkage.scoring import COLUMNS, weight_vector
from atleast.linkage.settings import default_weights


def asked(n: int, *, seed: int, off: float, queue: bool) -> tuple[np.ndarray, ...]:
    """Return blocks, p, answers and strata of `n` labels; p and answers of the rest, their blocks. The model is `off`."""
    draw = np.random.default_rng(seed)
    odds = draw.choice([-3.0, 3.5], size=6000) + draw.normal(0, 1.5, 6000)
    p = 1 / (1 + np.exp(-odds))
    same = draw.random(6000) < 1 / (1 + np.exp(-(odds + off)))
    table = np.stack([np.ones(6000), odds, draw.normal(0, 2, 6000), np.zeros(6000)], axis=1)
    chosen = np.argsort(abs(p - 0.5))[:n] if queue else draw.choice(6000, n, replace=False)
    chosen = draw.permutation(chosen)
    rest = np.ones(6000, bool)
    rest[chosen] = False
    return table[chosen], p[chosen], same[chosen], strata(p[chosen], p), np.stack([p[rest], same[rest]]), table[rest]


def loss(p: np.ndarray, same: np.ndarray) -> float:
    return float(-np.mean(np.where(same > 0, np.log(p), np.log1p(-p))))


@pytest.mark.parametrize("queue", [True, False])
def test_labels_mend_a_model_that_is_off_also_where_nobody_asked(queue: bool) -> None:
    for seed in range(5):
        table, p, same, strata_, rest, others = asked(300, seed=seed, off=1.2, queue=queue)
        shift = calibrate(table, p, same, strata_)
        after = 1 / (1 + np.exp(-(np.log(rest[0] / (1 - rest[0])) + others @ shift)))
        assert loss(after, rest[1]) < loss(rest[0], rest[1])
        assert abs(after.mean() - rest[1].mean()) < abs(rest[0].mean() - rest[1].mean()) / 2


@pytest.mark.parametrize("queue", [True, False])
def test_a_model_that_is_right_is_left_alone_or_hardly_moved(queue: bool) -> None:
    kept, worse = 0, []
    for seed in range(40):
        table, p, same, strata_, rest, others = asked(200, seed=100 + seed, off=0.0, queue=queue)
        shift = calibrate(table, p, same, strata_)
        kept += not shift.any()
        after = 1 / (1 + np.exp(-(np.log(rest[0] / (1 - rest[0])) + others @ shift)))
        worse.append(loss(after, rest[1]) - loss(rest[0], rest[1]))
    assert kept >= 28
    assert max(worse) < 0.02


def test_a_few_labels_change_nothing() -> None:
    table, p, same, strata_, *_ = asked(30, seed=1, off=3.0, queue=False)
    assert not calibrate(table, p, same, strata_).any()


def test_shifted_weights_add_the_shift_times_the_blocks() -> None:
    draw = np.random.default_rng(3)
    levels = draw.random((50, len(COLUMNS)))
    levels[:, COLUMNS.index("list_same")] = draw.integers(0, 2, 50)
    weights, shift = default_weights(), np.array([0.4, -0.1, 0.2, 0.7])
    told = shifted(weights, shift)
    assert told.version.startswith(weights.version)
    before = weights.intercept + levels @ weight_vector(weights)
    after = told.intercept + levels @ weight_vector(told)
    np.testing.assert_allclose(after - before, blocks(levels, weight_vector(weights)) @ shift)
    assert len(BLOCKS) == len(shift)


def test_labels_that_show_no_sure_gain_move_nothing() -> None:
    """A model that is right, many samples of labels at random: hardly one in twenty may move it."""
    moved = 0
    for seed in range(60):
        table, p, same, strata_, *_ = asked(150, seed=500 + seed, off=0.0, queue=False)
        moved += calibrate(table, p, same, strata_).any()
    assert moved <= 3
