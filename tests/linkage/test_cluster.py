"""From probabilities to persons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.errors import LinkError
from atleast.linkage.clustering import cluster


def run(n: int, edges: list[tuple[int, int, float]], **more: object) -> list[int]:
    left, right = np.array([e[0] for e in edges], np.int32), np.array([e[1] for e in edges], np.int32)
    return cluster(n, left, right, np.array([e[2] for e in edges]), **more).tolist()  # type: ignore[arg-type]


def test_average_linkage_needs_the_mean() -> None:
    assert run(3, [(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.9)]) == [0, 0, 0]
    assert run(3, [(0, 1, 0.9), (1, 2, 0.8)]) == [0, 0, 2]  # (0, 2) is missing: the mean is .4


def test_ties_go_to_the_smaller_records() -> None:
    assert run(3, [(0, 2, 0.7), (0, 1, 0.7)]) == [0, 0, 2]


def test_a_promise_keeps_two_records_of_one_list_apart() -> None:
    assert run(3, [(0, 2, 0.9), (1, 2, 0.95), (0, 1, 0.9)], promised=[7, 7, -1]) == [0, 1, 1]


def test_contradiction_is_refused_with_the_names() -> None:
    with pytest.raises(LinkError, match="x and z"):
        run(3, [(0, 1, 0.5)], same=[(0, 1), (1, 2)], different=[(2, 0)], ids=["x", "y", "z"])


def test_a_badly_spelled_record_that_a_reader_joins_takes_no_partner_from_the_other() -> None:
    assert run(3, [(0, 1, 1.0), (1, 2, 0.997)], same=[(0, 1)]) == [0, 0, 0]  # (0, 2) was never compared
    rival = [(0, 1, 0.88), (0, 2, 0.15), (1, 2, 1.0), (2, 3, 0.85)]
    assert run(4, rival) == [0, 0, 0, 3]
    assert run(4, rival, same=[(0, 1)]) == [0, 0, 0, 3]
    assert run(3, [(0, 1, 1.0), (1, 2, 0.7)], same=[(0, 1)]) == [0, 0, 2]


edge = st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.0, 1.0)).filter(lambda e: e[0] < e[1])
link_pair = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] < e[1])


@given(st.lists(edge, max_size=20, unique_by=lambda e: e[:2]), st.lists(link_pair, max_size=4), st.lists(link_pair, max_size=4))
def test_judgements_always_hold_or_are_refused(
    edges: list[tuple[int, int, float]], same: list[tuple[int, int]], different: list[tuple[int, int]]
) -> None:
    try:
        found = run(8, edges, same=same, different=different)
    except LinkError:
        return
    assert all(found[i] == found[j] for i, j in same)
    assert all(found[i] != found[j] for i, j in different)


@given(st.lists(edge, max_size=20, unique_by=lambda e: e[:2]), st.randoms())
def test_order_of_pairs_changes_nothing(edges: list[tuple[int, int, float]], draw: object) -> None:
    shuffled = list(edges)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert run(8, edges) == run(8, shuffled)
