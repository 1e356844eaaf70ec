"""Counting once: a largest set of people no two of whom may be one, against brute force."""

from __future__ import annotations

from itertools import combinations

from counts_factory import pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import counts


def joined(edges):
    found: dict[str, set[str]] = {}
    for a, b in edges:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def brute(who, edges):
    for size in range(len(who), -1, -1):
        for kept in combinations(who, size):
            if not any(a in kept and b in kept for a, b in edges):
                return size
    return 0


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 9), st.data())
def test_as_large_as_brute_force_finds(n, data):
    who = [f"p{i}" for i in range(n)]
    edges = [pair for pair in combinations(who, 2) if data.draw(st.booleans())]
    kept = counts.largest_set(who, joined(edges))
    assert not any(a in kept and b in kept for a, b in edges)
    assert len(kept) == brute(who, edges)


def test_more_people_than_can_be_branched_over_still_gives_a_true_set():
    who = [f"p{i:03}" for i in range(200)]
    edges = [(who[i], who[(i + step) % 200]) for i in range(200) for step in (1, 7, 13, 50)]
    kept = counts.largest_set(who, joined(edges))
    assert not any(a in kept and b in kept for a, b in edges)
    assert len(kept) >= 40


def test_the_most_precise_of_two_is_kept():
    assert counts.largest_set(["a", "b"], joined([("a", "b")]), vague={"a": 9, "b": 0}.__getitem__) == {"b"}


def test_which_pairs_are_undecided():
    owner = {"a": "A", "a2": "A", "b": "B", "c": "C", "d": "D"}
    found = counts.may_be_one(
        pairs(
            ("a", "b", 0.5),
            ("a2", "c", 0.01, "unsure"),
            ("a", "d", 0.9),
            ("a2", "d", 0.0, "different"),
            ("b", "c", 0.05),
            ("a", "a2", 0.5),
            ("a", "withdrawn", 0.9),
        ),
        owner,
        lower_edge=0.1,
    )
    assert found == {"A": {"B", "C"}, "B": {"A"}, "C": {"A"}}
