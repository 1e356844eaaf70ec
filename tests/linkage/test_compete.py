"""One partner in another list: the chances of pairs against an exact count over all matchings, and what a judgement does."""

from __future__ import annotations

from itertools import combinations
from math import exp, log, prod

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast.linkage.competition import compete
from atleast.linkage.features import prepare
from atleast.linkage.scoring import Scores

SIDE = 3


def table(n_lists: int = 2) -> pl.DataFrame:
    """Return `SIDE` records a list, in the order of their numbers."""
    rows = [{"record_id": f"{x}{i}", "list": x, "name": f"Reza Karimi {x}{i}"} for x in "abc"[:n_lists] for i in range(SIDE)]
    return pl.DataFrame(rows)


def scores(odds: dict[tuple[int, int], float]) -> Scores:
    pairs = sorted(odds)
    left, right = (np.array(side, np.int32) for side in zip(*pairs, strict=True))
    return Scores(left, right, np.array([log(odds[pair]) for pair in pairs]))


def exact(odds: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Return the chance of each pair over all sets of pairs that share no record."""
    total, of = 0.0, dict.fromkeys(odds, 0.0)
    for n in range(SIDE + 1):
        for some in combinations(odds, n):
            if len({end for pair in some for end in pair}) == 2 * n:
                weight = prod(odds[pair] for pair in some)
                total += weight
                for pair in some:
                    of[pair] += weight
    return {pair: value / total for pair, value in of.items()}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-6, 1), min_size=SIDE, max_size=SIDE), st.permutations(range(SIDE)))
def test_the_chances_are_those_of_all_matchings(log_odds: list[float], order: list[int]) -> None:
    # A tree of pairs (a path through the records): there messages are exact, as long as the lists hardly overlap (m = 1).
    path = [(0, SIDE + order[0]), (1, SIDE + order[0]), (1, SIDE + order[1])]
    odds = {pair: exp(value) / 4 for pair, value in zip(path, log_odds, strict=True)}
    found = compete(prepare(table()), scores(odds))
    for p, pair in zip(found, sorted(odds), strict=True):
        assert p == pytest.approx(exact(odds)[pair], abs=2e-3)


def test_a_rival_with_a_better_partner_takes_little_away() -> None:
    contested = {(0, 3): 5.0, (1, 3): 5.0}
    settled = contested | {(1, 4): 5000.0}
    features = prepare(table())
    assert compete(features, scores(contested))[0] < 0.6
    assert compete(features, scores(settled))[0] > 0.8


def test_a_joined_pair_is_certain_and_its_rivals_are_not_the_same_person() -> None:
    features = prepare(table())
    found = scores({(0, 3): 0.1, (0, 4): 900.0, (1, 4): 2.0})
    plain = compete(features, found)
    told = compete(features, found, same=np.array([True, False, False]))
    assert plain[1] > 0.9
    assert told.tolist()[:2] == [1.0, 0.0]
    assert told[2] > plain[2]
