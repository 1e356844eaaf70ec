"""The spelling habits of the lists at hand, learned from the pairs that are certain anyway.

`habits(features, pairs, odds, p)` returns codes of two canonical forms that stand for each other in several certain pairs: an
unknown writer spells عوض as "Aodh" throughout, and once "Mohammed Aodh Nasr" is certain for its other tokens, "Aodh" is known
for all others. Only pairs of different lists with p >= .9 count, and a form must be met so in a good share of its appearances,
so that brothers (Hassan and Hussein) and slips of the pen do not become the same name. Nothing is kept from one input to the
next.
"""

from __future__ import annotations

import numpy as np

from atleast.linkage.blocking import Candidates
from atleast.linkage.features import Features
from atleast.linkage.scoring import NO_HABITS, Codes, Floats, Scores

_CERTAIN = 0.9
_SEEN = 2  # certain pairs that must show the habit
_SHARE = 0.25  # of the appearances of the rarer form
_FACTOR = 1_000_000  # as in the kernel


def habits(features: Features, pairs: Candidates, scores: Scores, p: Floats, *, known: Codes = NO_HABITS) -> Codes:
    """Return the sorted codes of the habits that the certain pairs show."""
    from atleast.linkage.kernel import aligned

    f = features
    n = np.int64(len(f.ids))
    certain = (p >= _CERTAIN) & (f.list_of[scores.left] != f.list_of[scores.right])
    code = scores.left[certain].astype(np.int64) * n + scores.right[certain]
    mine = np.flatnonzero(np.isin(pairs.left_record.astype(np.int64) * n + pairs.right_record, code))
    left, right = pairs.left[mine], pairs.right[mine]
    out = np.empty((len(mine), 9, 2), np.int32)
    forms = (f.start, f.tokens, f.canon, f.key, f.soft, f.soft_at, f.bones, f.bones_at)
    aligned(left, right, *forms, known, out)
    x, y = out[:, :, 0].ravel().astype(np.int64), out[:, :, 1].ravel().astype(np.int64)
    x, y = x[x >= 0], y[x >= 0]
    times = np.bincount(np.concatenate([x, y]), minlength=int(f.canon.max(initial=0)) + 1)
    differ = x != y
    low, high = np.minimum(x, y)[differ], np.maximum(x, y)[differ]
    found, seen = np.unique(low * _FACTOR + high, return_counts=True)
    rarer = np.minimum(times[found // _FACTOR], times[found % _FACTOR])
    return np.asarray(found[(seen >= _SEEN) & (seen >= _SHARE * rarer)])
