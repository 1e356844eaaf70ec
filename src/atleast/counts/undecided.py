"""Counting once where two people may be one: the largest set of people no two of whom may be the same.

`may_be_one(pairs, owner)` turns PAIRS into undecided pairs of people: nobody judged them different, and a reader was unsure or
the probability is at or above the lower edge of the rule. `largest_set(who, joined)` then keeps, in each group joined by such
pairs, a largest set without any. Whichever way the pairs fall, the kept ones are different people (item 4 of the definition),
so their number is a true "at least". Exact by branching up to `EXACT` people after the certain steps; above that a greedy
set, which is smaller or equal and so still true. Independent sets: Tarjan and Trojanowski, 1977, for degree 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import polars as pl

from atleast.frames import PAIRS, check

EXACT = 30
Key = tuple[int, str]


def may_be_one(pairs: pl.DataFrame, owner: Mapping[str, str], *, lower_edge: float) -> dict[str, set[str]]:
    """Return the undecided neighbours of each person; `owner` gives the person of each record.

    A "different" on any two records keeps their people apart whatever the other pairs say. A record without an owner
    (withdrawn) joins nobody.
    """
    apart: set[tuple[str, str]] = set()
    joined: set[tuple[str, str]] = set()
    for left, right, p_match, _, verdict in check(pairs, PAIRS).iter_rows():
        here, there = owner.get(left), owner.get(right)
        if here is None or there is None or here == there:
            continue
        both = (here, there) if here < there else (there, here)
        if verdict == "different":
            apart.add(both)
        elif verdict is not None or (p_match is not None and p_match >= lower_edge):
            joined.add(both)
    found: dict[str, set[str]] = {}
    for here, there in joined - apart:
        found.setdefault(here, set()).add(there)
        found.setdefault(there, set()).add(here)
    return found


def firm_groups(pairs: pl.DataFrame, owner: Mapping[str, str], *, at_least: float) -> dict[str, set[str]]:
    """Return for each record the group of records of its person that firm links hold together.

    A link is firm when a reader said "same" or the probability is `at_least`; a record without one is not in the result.
    """
    group: dict[str, set[str]] = {}
    for left, right, p_match, _, verdict in check(pairs, PAIRS).iter_rows():
        firm = verdict == "same" or (verdict is None and p_match is not None and p_match >= at_least)
        if not firm or owner.get(left) is None or owner.get(left) != owner.get(right):
            continue
        both = group.get(left, {left}) | group.get(right, {right})
        for record in both:
            group[record] = both
    return group


def largest_set(
    who: Collection[str], joined: Mapping[str, Collection[str]], *, vague: Callable[[str], int] | None = None
) -> set[str]:
    """Return a largest subset of `who` in which no two are joined; among equals the least `vague` (sort key) are kept."""
    key: dict[str, Key] = {one: (vague(one) if vague else 0, one) for one in who}
    graph = {one: {other for other in joined.get(one, ()) if other in key and other != one} for one in sorted(key)}
    kept: set[str] = set()
    for group in _groups(graph):
        kept |= _independent({one: graph[one] & group for one in group}, key) if len(group) > 1 else group
    return kept


def _groups(graph: Mapping[str, set[str]]) -> Iterable[set[str]]:
    """Yield the connected groups, in order of their first member."""
    seen: set[str] = set()
    for start in graph:
        if start in seen:
            continue
        group, ahead = {start}, [start]
        while ahead:
            new = graph[ahead.pop()] - group
            group |= new
            ahead.extend(new)
        seen |= group
        yield group


def _independent(graph: dict[str, set[str]], key: Mapping[str, Key]) -> set[str]:
    """Take what is certain (degree 0 and 1), then branch when few are left, else go greedily."""
    graph = {one: set(others) for one, others in graph.items()}
    kept: set[str] = set()
    while graph:
        one = min(graph, key=lambda each: (len(graph[each]), key[each]))
        if len(graph[one]) > 1 and len(graph) <= EXACT:
            for group in _groups({each: graph[each] for each in sorted(graph)}):
                kept |= _branch({each: graph[each] & group for each in group}, key)
            return kept
        kept.add(one)
        _remove(graph, {one} | graph[one])
    return kept


def _branch(graph: dict[str, set[str]], key: Mapping[str, Key]) -> set[str]:
    """Try with and without the person who has most neighbours; the larger set wins, the first one on a tie."""
    most = max(sorted(graph), key=lambda each: len(graph[each]))
    if len(graph[most]) <= 1:
        return _independent(graph, key)
    without = {one: others - {most} for one, others in graph.items() if one != most}
    left = _small(without, key)
    closed = {most} | graph[most]
    right = {most} | _small({one: others - closed for one, others in graph.items() if one not in closed}, key)
    return left if len(left) >= len(right) else right


def _small(graph: dict[str, set[str]], key: Mapping[str, Key]) -> set[str]:
    return _independent(graph, key) if graph else set()


def _remove(graph: dict[str, set[str]], gone: set[str]) -> None:
    """Take people out of a graph in place."""
    touched = {other for one in gone for other in graph[one]} - gone
    for one in gone:
        del graph[one]
    for other in touched:
        graph[other] -= gone
