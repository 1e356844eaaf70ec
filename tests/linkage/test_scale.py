"""What keeps large lists quick changes nothing: habits scored again where they hold, pairs found without a sorted copy."""

from __future__ import annotations

import numpy as np
import pytest
from bench.synthetic import make, qualities

from atleast.linkage.blocking import candidates
from atleast.linkage.closing import _known
from atleast.linkage.competition import compete
from atleast.linkage.features import prepare
from atleast.linkage.learned.habits import habits
from atleast.linkage.scoring import Scores, rescore, score
from atleast.linkage.settings import default


@pytest.mark.parametrize("seed", [0, 9])
def test_scoring_again_where_a_habit_holds_is_scoring_all_again(seed: int) -> None:
    features = prepare(make(qualities(seed))[0])
    pairs = candidates(features, settings=default())
    weights = default().weights
    scores = score(features, pairs, weights=weights)
    learned = habits(features, pairs, scores, compete(features, scores))
    assert len(learned)
    whole = score(features, pairs, weights=weights, habits=learned)
    assert (whole.log_odds != scores.log_odds).any()
    assert np.array_equal(rescore(features, pairs, scores, weights=weights, habits=learned).log_odds, whole.log_odds)


def test_known_pairs_are_found_by_bisection() -> None:
    rng, n = np.random.default_rng(3), np.int64(40)
    codes = np.unique(rng.integers(0, n * n, 300))
    scores = Scores((codes // n).astype(np.int32), (codes % n).astype(np.int32), np.zeros(len(codes)))
    asked = np.arange(n * n)
    assert np.array_equal(_known(asked, scores, n), np.isin(asked, codes))
    assert not _known(asked, Scores(scores.left[:0], scores.right[:0], scores.log_odds[:0]), n).any()
