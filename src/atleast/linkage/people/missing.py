"""What share of the true pairs did the scores not reach? Estimated from the pairs that were found, without any answers.

`unreached(features, scores, p, ...)` returns a share, 0..1. Given that two records are one person, the comparisons (given name,
family name, other tokens, age, sex, day and place) are taken as independent, as the weights take them. A found pair shows a bad
value of one comparison only where the others carry it over the edge, so bad values are seen too seldom: each found pair stands
for 1 / P(the other comparisons carry its value). These weights depend on one another and are found by repeating, as in the
self-consistency of truncated data (Lynden-Bell 1971; Efron and Petrosian 1999). The share is then that of draws from the
mended values that end below the edge. It is low where comparisons fail together (a bad copy), so it is a measure that the
draws scale (`partitions.py`), not a figure to print.
"""

from __future__ import annotations

import numpy as np

from atleast.linkage.blocking import Candidates
from atleast.linkage.features import Features
from atleast.linkage.scoring import COLUMNS, Codes, Floats, Scores, levels, offset, weight_vector
from atleast.linkage.settings import Weights

EDGE = 2.0  # log odds from which a pair is taken as surely seen
_LIKELY = 0.5
_ENOUGH = 30
_USUAL = 0.03
_MOST = 10_000
_DRAWN = 3000
_ROUNDS = 25
_LEAST = 0.05  # no pair stands for more than 20
_GROUPS = (
    ("given",),
    ("family", "moved"),
    ("middle", "short", "long", "brother"),
    ("age",),
    ("sex",),
    ("date", "place", "event"),
)


def unreached(features: Features, scores: Scores, p: Floats, *, weights: Weights, habits: Codes) -> float:
    """Return the share of true pairs between lists that the scores would leave below `EDGE`.

    Few found pairs tell little: they are filled up to `_ENOUGH` with pairs of lists of which `_USUAL` is not reached.
    """
    found = np.flatnonzero((p >= _LIKELY) & (features.list_of[scores.left] != features.list_of[scores.right]))
    found = found[:: max(1, -(-len(found) // _MOST))]
    if not len(found):
        return _USUAL
    name = np.searchsorted(features.record, np.arange(len(features.ids))).astype(np.int32)
    left, right = scores.left[found], scores.right[found]
    pairs = Candidates(name[left], name[right], left, right)
    worth = levels(features, pairs, habits=habits) * weight_vector(weights)
    parts = [[i for i, column in enumerate(COLUMNS) if column.startswith(group)] for group in _GROUPS]
    values = np.stack([worth[:, part].sum(axis=1) for part in parts], axis=1)
    share = below(values, offset(features, pairs, weights.intercept))
    return (share * len(found) + _USUAL * _ENOUGH) / (len(found) + _ENOUGH)


def below(values: Floats, prior: Floats, *, edge: float = EDGE) -> float:
    """Return the share that ends below `edge`, of independent values whose seen rows all sum to `edge` or more.

    `values` float[n, comparisons] are log odds, one row a seen pair; `prior` float[n] is added to each sum.
    """
    seen = values.sum(axis=1) + prior >= edge
    if not seen.any():
        return 0.0
    values, start = values[seen], float(prior[seen].mean())
    k = values.shape[1]
    at = np.random.default_rng(0).random((_DRAWN, k))
    weight = np.ones(values.shape)
    total = np.zeros(_DRAWN)
    for _ in range(_ROUNDS):
        sums = np.cumsum(weight, axis=0)
        drawn = np.stack([values[np.searchsorted(sums[:, c], at[:, c] * sums[-1, c]), c] for c in range(k)], axis=1)
        total = drawn.sum(axis=1) + start
        for c in range(k):
            others = np.sort(total - drawn[:, c])
            carried = 1 - np.searchsorted(others, edge - values[:, c]) / _DRAWN
            weight[:, c] = 1 / np.maximum(carried, _LEAST)
    return float((total < edge).mean())
