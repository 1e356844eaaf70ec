"""From log odds to probabilities: a record has one partner in another list, so its candidates compete.

`compete(features, scores)` returns one probability a pair, 6 decimals. Between two lists p = o / (1 + the odds of all pairs of
either record with the other's list, itself once), leaving out the odds that belong to a twin, another record of the same list
that is probably the same person. Inside a list p = o / (1 + o). The odds of two lists are raised by a factor m of 1 to 8 when
they overlap almost wholly: m = clip((q/(1-q))/1.5), q the share of the smaller list that finds a partner; 8 rounds from m = 1. It
never lowers them: free to fall it collapses on poor names (`docs/methods/linkage.md`). Judged pairs come with odds of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atleast.linkage.features import Features
from atleast.linkage.scoring import Scores

_ROUNDS = 8
_TWIN = 0.3
_MOST_ODDS = 60.0


def compete(features: Features, scores: Scores, *, competition: bool = True) -> NDArray[np.float64]:
    """Return p per pair, in the order of `scores`."""
    odds = np.exp(np.clip(scores.log_odds, -_MOST_ODDS, _MOST_ODDS))
    p = odds / (1 + odds)
    if not competition or not len(p):
        return np.round(p, 6)
    a, b = scores.left, scores.right
    n_lists = len(features.lists)
    la, lb = features.list[a].astype(np.int64), features.list[b].astype(np.int64)
    across = np.flatnonzero(la != lb)
    if not len(across):
        return np.round(p, 6)
    a, b, la, lb, o = a[across].astype(np.int64), b[across].astype(np.int64), la[across], lb[across], odds[across]
    twins = _twins(scores, p, la_is_lb=features.list[scores.left] == features.list[scores.right])
    sizes = np.bincount(features.list, minlength=n_lists).astype(float)
    lists = np.minimum(la, lb) * n_lists + np.maximum(la, lb)
    which, pair_of = np.unique(lists, return_inverse=True)
    smaller = np.minimum(sizes[which // n_lists], sizes[which % n_lists])
    left_group, right_group = a * n_lists + lb, b * n_lists + la
    groups = len(features.list) * n_lists
    shared = _twin_pairs(a, b, twins)
    m = np.ones(len(which))
    for _ in range(_ROUNDS):
        raised = o * m[pair_of]
        rivals = np.bincount(left_group, raised, groups)[left_group] + np.bincount(right_group, raised, groups)[right_group]
        if len(shared[0]):
            rivals = rivals - np.bincount(shared[0], raised[shared[1]] * shared[2], len(o))
        q_pair = raised / (1 + np.maximum(rivals - raised, raised))
        q = np.clip(np.bincount(pair_of, q_pair, len(which)) / smaller, 0.01, 0.97)
        m = np.clip(q / (1 - q) / 1.5, 1.0, 8.0)
    p[across] = q_pair
    return np.round(p, 6)


def _twins(scores: Scores, p: NDArray[np.float64], *, la_is_lb: NDArray[np.bool_]) -> dict[int, list[tuple[int, float]]]:
    """Return, per record, the records of its own list that are probably the same person, with that probability."""
    found: dict[int, list[tuple[int, float]]] = {}
    for at in np.flatnonzero(la_is_lb & (p > _TWIN)):
        i, j, value = int(scores.left[at]), int(scores.right[at]), float(p[at])
        found.setdefault(i, []).append((j, value))
        found.setdefault(j, []).append((i, value))
    return found


def _twin_pairs(
    a: NDArray[np.int64], b: NDArray[np.int64], twins: dict[int, list[tuple[int, float]]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (pair, rival pair, p of the twin): the rival's record is probably the same person, so it does not compete."""
    if not twins:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    at = {(int(i), int(j)): k for k, (i, j) in enumerate(zip(a, b, strict=True)) if int(i) in twins or int(j) in twins}
    rows: list[tuple[int, int, float]] = []
    for (i, j), k in at.items():
        for twin, value in twins.get(j, ()):
            other = at.get((i, twin), at.get((twin, i)))
            if other is not None:
                rows.append((k, other, value))
        for twin, value in twins.get(i, ()):
            other = at.get((twin, j), at.get((j, twin)))
            if other is not None:
                rows.append((k, other, value))
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    pair, rival, value_of = zip(*sorted(rows), strict=True)
    return np.array(pair, np.int64), np.array(rival, np.int64), np.array(value_of)
