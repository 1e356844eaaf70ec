"""From log odds to probabilities: a record has one partner in another list, so its candidates compete.

`compete(features, scores)` returns one probability a pair, 6 decimals. Between two lists a record is in at most one pair. The
chance of each pair over all such matchings is found by passing messages (belief propagation for matchings: Bayati, Shah and
Sharma 2008): p = o f g / (1 + o f g), where f and g say how free either record is for this pair, 1 / (1 + the odds of its other
pairs, each times how free the other side is for it). So a rival that has a better partner elsewhere takes little away. The
odds of a twin, another record of the same list that is probably the same person, do not compete. Inside a list
p = o / (1 + o). Two things are learned in 8 rounds from the input itself, and both may only raise the odds: how wholly two
lists overlap (m = clip((q/(1-q))/1.5, 1, 8), q the share of the smaller list that finds a partner) and how often a list names a
person twice (d = clip((q/(1-q))/.02, 1, 40), q the share of its records with a twin; the weights stand for 2 in 100). Free to
fall they collapse on poor names (`docs/methods/linkage.md`).

`same` marks the pairs that a reader joined: each is certain, and another record of that list is the same person only as far as
it is a twin of the one that was joined.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atleast.linkage.features import Features
from atleast.linkage.scoring import Scores

_ROUNDS = 8
_TWIN = 0.3
_USUAL_TWINS = 0.02
_MOST_TWINS = 40.0
_OFTEN = 12.5  # a list that is said to hold people often twice: 2 in 10 from the start
_MOST_ODDS = 40.0
_MESSAGES = 4
_MOST_OVERLAP = 8.0

Ints64 = NDArray[np.int64]
Floats = NDArray[np.float64]


class _Shared(NamedTuple):
    """Rows (pair, rival pair, twin pair): the rival's other record is a twin of the pair's, so it competes less."""

    pair: Ints64
    rival: Ints64
    twin: Ints64


class _Sides(NamedTuple):
    """Per pair: the group of its left and of its right record with all pairs in the other's list, and how many groups."""

    left: Ints64
    right: Ints64
    n_left: int
    n_right: int


def compete(
    features: Features,
    scores: Scores,
    *,
    competition: bool = True,
    same: NDArray[np.bool_] | None = None,
    often: Collection[str] = (),
) -> Floats:
    """Return p per pair, in the order of `scores`; `often` are the lists that are said to hold people often twice."""
    odds = np.exp(np.clip(scores.log_odds, -_MOST_ODDS, _MOST_ODDS))
    p = odds / (1 + odds)
    joined = np.zeros(len(p), bool) if same is None else same
    if not competition or not len(p):
        return np.asarray(np.round(p, 6))
    n_lists = len(features.lists)
    sizes = np.bincount(features.list_of, minlength=n_lists).astype(float)
    a, b = scores.left.astype(np.int64), scores.right.astype(np.int64)
    la, lb = features.list_of[a].astype(np.int64), features.list_of[b].astype(np.int64)
    across, within = np.flatnonzero(la != lb), np.flatnonzero(la == lb)
    shared = _shared(a, b, odds, across, within)
    o_in, list_in = odds[within], la[within]
    a, b, la, lb, o = a[across], b[across], la[across], lb[across], odds[across]
    which, pair_of = np.unique(la * n_lists + lb, return_inverse=True)
    smaller = np.minimum(sizes[which // n_lists], sizes[which % n_lists])
    sides = _sides(a, b, la, lb, n_lists)
    taken = _taken(a, b, sides, scores, within, np.flatnonzero(joined[across]))
    least = np.array([_OFTEN if name in often else 1.0 for name in features.lists])
    m, d = np.ones(len(which)), least
    free_a, free_b = np.ones(len(o)), np.ones(len(o))
    p_in, p_across = o_in / (1 + o_in), o
    for _ in range(_ROUNDS):
        raised_in = o_in * d[list_in]
        p_in = np.where(joined[within], 1.0, raised_in / (1 + raised_in))
        q_in = np.clip(np.bincount(list_in, p_in, n_lists) / np.maximum(sizes, 1), 0.0, 0.9)
        d = np.clip(q_in / (1 - q_in) / _USUAL_TWINS, least, _MOST_TWINS)
        raised = np.minimum(o * m[pair_of], _left(taken, p_in, len(o)))
        raised[joined[across]] = 0.0
        free_a, free_b = _messages(raised, free_a, free_b, sides, shared, np.where(p_in > _TWIN, p_in, 0.0))
        left_over = raised * free_a * free_b
        p_across = np.where(joined[across], 1.0, left_over / (1 + left_over))
        q = np.clip(np.bincount(pair_of, p_across, len(which)) / np.maximum(smaller, 1), 0.01, 0.97)
        m = np.clip(q / (1 - q) / 1.5, 1.0, _MOST_OVERLAP)
    p[across], p[within] = p_across, p_in
    return np.asarray(np.round(p, 6))


def _messages(
    o: Floats, free_a: Floats, free_b: Floats, sides: _Sides, shared: _Shared, weight: Floats
) -> tuple[Floats, Floats]:
    """Return how free the left and the right record of each pair are for it, `_MESSAGES` steps on."""
    n = len(o)
    twin = weight[shared.twin]
    on_left = sides.left[shared.pair] == sides.left[shared.rival]
    for _ in range(_MESSAGES):
        from_b, from_a = o * free_b, o * free_a
        rivals_a = np.bincount(sides.left, from_b, sides.n_left)[sides.left] - from_b
        rivals_b = np.bincount(sides.right, from_a, sides.n_right)[sides.right] - from_a
        rivals_a -= np.bincount(shared.pair, from_b[shared.rival] * twin * on_left, n)
        rivals_b -= np.bincount(shared.pair, from_a[shared.rival] * twin * ~on_left, n)
        free_a = np.sqrt(free_a / (1 + np.maximum(rivals_a, 0)))  # half-way in logarithms: steady, and the same end
        free_b = np.sqrt(free_b / (1 + np.maximum(rivals_b, 0)))
    return free_a, free_b


def _sides(a: Ints64, b: Ints64, la: Ints64, lb: Ints64, n_lists: int) -> _Sides:
    """Number what competes: a record with all its pairs in one other list."""
    left, n_left = _groups(a * n_lists + lb)
    right, n_right = _groups(b * n_lists + la)
    return _Sides(left, right, n_left, n_right)


def _taken(a: Ints64, b: Ints64, sides: _Sides, scores: Scores, within: Ints64, same: Ints64) -> list[tuple[int, int]]:
    """Return (pair, pair inside a list or -1): a rival of a joined pair, and the pair that would make it a twin."""
    if not len(same):
        return []
    inside = {(int(scores.left[t]), int(scores.right[t])): n for n, t in enumerate(within.tolist())}
    rows: list[tuple[int, int]] = []
    for group, one in ((sides.left, b), (sides.right, a)):
        joined: dict[int, list[int]] = {}
        for k in same.tolist():
            joined.setdefault(int(group[k]), []).append(int(one[k]))
        for k in np.flatnonzero(np.isin(group, list(joined))).tolist():
            other = int(one[k])
            for partner in joined[int(group[k])]:
                if partner != other:
                    rows.append((k, inside.get((min(other, partner), max(other, partner)), -1)))
    return sorted(rows)


def _left(taken: list[tuple[int, int]], p_in: Floats, n: int) -> Floats:
    """Return the most that the odds of each pair may be: those of being a twin of a joined record, else without limit."""
    most = np.full(n, np.inf)
    best: dict[int, float] = {}
    for k, t in taken:
        best[k] = max(best.get(k, 0.0), float(p_in[t]) if t >= 0 else 0.0)
    for k, p in best.items():
        most[k] = p / max(1 - p, 1e-9)
    return most


def _groups(codes: Ints64) -> tuple[Ints64, int]:
    """Number the different codes from 0."""
    different, number = np.unique(codes, return_inverse=True)
    return number.astype(np.int64), len(different)


def _shared(a: Ints64, b: Ints64, odds: Floats, across: Ints64, within: Ints64) -> _Shared:
    """Return the rivals that may be twins: pairs (i, j) and (i, k) across lists where (j, k) is a likely pair inside one."""
    likely = odds[within] * _MOST_TWINS > _TWIN / (1 - _TWIN)
    twins: dict[int, list[tuple[int, int]]] = {}
    for t in np.flatnonzero(likely).tolist():
        i, j = int(a[within[t]]), int(b[within[t]])
        twins.setdefault(i, []).append((j, t))
        twins.setdefault(j, []).append((i, t))
    rows: list[tuple[int, int, int]] = []
    if twins:
        has = np.zeros(int(max(a.max(), b.max())) + 1, bool)
        has[list(twins)] = True
        touched = np.flatnonzero(has[a[across]] | has[b[across]])
        at = {(int(a[across[k]]), int(b[across[k]])): int(k) for k in touched}
        for (i, j), k in at.items():
            for one, other in ((i, j), (j, i)):
                for twin, t in twins.get(other, ()):
                    rival = at.get((min(one, twin), max(one, twin)))
                    if rival is not None:
                        rows.append((k, rival, t))
    columns = np.array(sorted(rows), np.int64).reshape(-1, 3)
    return _Shared(columns[:, 0], columns[:, 1], columns[:, 2])
