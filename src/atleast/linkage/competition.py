"""From log odds to probabilities: a record has one partner in another list, so its candidates compete.

`compete(features, scores)` returns one probability a pair, 6 decimals. Between two lists p = o / (1 + the odds of all pairs of
either record with the other's list, itself once), leaving out the odds that belong to a twin, another record of the same list
that is probably the same person. Inside a list p = o / (1 + o). Two things are learned in 8 rounds from the input itself, and
both may only raise the odds: how wholly two lists overlap (m = clip((q/(1-q))/1.5, 1, 8), q the share of the smaller list that
finds a partner) and how often a list names a person twice (d = clip((q/(1-q))/.02, 1, 40), q the share of its records with a
twin; the weights stand for 2 in 100). Free to fall they collapse on poor names (`docs/methods/linkage.md`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atleast.linkage.features import Features
from atleast.linkage.scoring import Scores

_ROUNDS = 8
_TWIN = 0.3
_USUAL_TWINS = 0.02
_MOST_TWINS = 40.0
_MOST_ODDS = 60.0

Ints64 = NDArray[np.int64]
Floats = NDArray[np.float64]


class _Shared(NamedTuple):
    """Rows (pair, rival pair, twin pair): the rival's other record is a twin of the pair's, so it competes less."""

    pair: Ints64
    rival: Ints64
    twin: Ints64


def compete(features: Features, scores: Scores, *, competition: bool = True) -> Floats:
    """Return p per pair, in the order of `scores`."""
    odds = np.exp(np.clip(scores.log_odds, -_MOST_ODDS, _MOST_ODDS))
    p = odds / (1 + odds)
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
    left_group, left_n = _groups(a * n_lists + lb)
    right_group, right_n = _groups(b * n_lists + la)
    m, d = np.ones(len(which)), np.ones(n_lists)
    p_in, p_across = o_in / (1 + o_in), o
    for _ in range(_ROUNDS):
        raised_in = o_in * d[list_in]
        p_in = raised_in / (1 + raised_in)
        q_in = np.clip(np.bincount(list_in, p_in, n_lists) / np.maximum(sizes, 1), 0.0, 0.9)
        d = np.clip(q_in / (1 - q_in) / _USUAL_TWINS, 1.0, _MOST_TWINS)
        raised = o * m[pair_of]
        rivals = np.bincount(left_group, raised, left_n)[left_group] + np.bincount(right_group, raised, right_n)[right_group]
        weight = np.where(p_in > _TWIN, p_in, 0.0)
        rivals = rivals - np.bincount(shared.pair, raised[shared.rival] * weight[shared.twin], len(o))
        p_across = raised / (1 + np.maximum(rivals - raised, raised))
        q = np.clip(np.bincount(pair_of, p_across, len(which)) / np.maximum(smaller, 1), 0.01, 0.97)
        m = np.clip(q / (1 - q) / 1.5, 1.0, 8.0)
    p[across], p[within] = p_across, p_in
    return np.asarray(np.round(p, 6))


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
