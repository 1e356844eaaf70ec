"""More candidates from the scores: two strong partners of one record are compared with each other.

`closing(features, scores)` returns the pairs of records that share a strong partner and were in no block together. Blocks find
them badly where it matters most: a list that names a person twice in two spellings, and a chain of spellings over several
lists. Without them a missing pair counts as certainly different when records are grouped. At most `_MOST` partners a record
take part.
"""

from __future__ import annotations

import numpy as np

from atleast.linkage.blocking import Candidates
from atleast.linkage.features import Features, Ints
from atleast.linkage.scoring import Scores

_STRONG = 0.0  # log odds
_MOST = 8


def closing(features: Features, scores: Scores) -> Candidates:
    """Return new pairs of names, for pairs of records that are not yet in `scores`."""
    n = np.int64(len(features.ids))
    a, b = _partners(scores)
    code = np.unique(np.minimum(a, b) * n + np.maximum(a, b)) if len(a) else np.zeros(0, np.int64)
    code = code[~_known(code, scores, n)]
    return names(features, code // n, code % n)


def merged(scores: Scores, more: Scores) -> Scores:
    """Return both together, sorted by records."""
    left, right = np.concatenate([scores.left, more.left]), np.concatenate([scores.right, more.right])
    order = np.lexsort((right, left))
    return Scores(left[order], right[order], np.concatenate([scores.log_odds, more.log_odds])[order])


def _known(code: np.ndarray, scores: Scores, n: np.int64) -> np.ndarray:
    """Whether each code of two records is in `scores`, which come sorted by records."""
    at = np.searchsorted(scores.left, (code // n).astype(np.int32), side="left")
    end = np.searchsorted(scores.left, (code // n).astype(np.int32), side="right")
    wanted = (code % n).astype(np.int32)
    # Bisect inside the rows of the left record: far cheaper than a sorted copy of all codes.
    low, high = at.copy(), end.copy()
    while (open_ := low < high).any():
        middle = (low + high) // 2
        less = open_ & (scores.right[np.minimum(middle, len(scores.right) - 1)] < wanted)
        low, high = np.where(less, middle + 1, low), np.where(open_ & ~less, middle, high)
    found = low < end
    found[found] = scores.right[low[found]] == wanted[found]
    return np.asarray(found)


def _partners(scores: Scores) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs among the strongest partners of each record."""
    strong = np.flatnonzero(scores.log_odds > _STRONG)
    of = np.concatenate([scores.left[strong], scores.right[strong]]).astype(np.int64)
    partner = np.concatenate([scores.right[strong], scores.left[strong]]).astype(np.int64)
    odds = np.concatenate([scores.log_odds[strong]] * 2)
    order = np.lexsort((partner, -odds, of))
    of, partner = of[order], partner[order]
    rank = np.arange(len(of)) - np.searchsorted(of, of, side="left")
    of, partner = of[rank < _MOST], partner[rank < _MOST]
    left, right = [], []
    for step in range(1, _MOST):
        near = np.flatnonzero(of[step:] == of[:-step])
        left.append(partner[near])
        right.append(partner[near + step])
    return np.concatenate(left), np.concatenate(right)


def names(features: Features, a: np.ndarray, b: np.ndarray) -> Candidates:
    """Return every pair of readings of the names of each pair of records `a[k]` < `b[k]`, sorted."""
    first = np.searchsorted(features.record, np.arange(len(features.ids) + 1))
    count = np.diff(first)
    times = count[a] * count[b]
    pair = np.repeat(np.arange(len(a)), times)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    left = first[a[pair]] + within // count[b[pair]]
    right = first[b[pair]] + within % count[b[pair]]
    columns: tuple[Ints, ...] = tuple(column.astype(np.int32) for column in (left, right, a[pair], b[pair]))
    return Candidates(*columns)
