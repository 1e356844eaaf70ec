"""The most people, no two of whom may be one person: what "undecided pairs are counted once" means as a number.

`most_people` takes a graph as a mapping from each person to those they may be one with (symmetric, no loops), and returns the
size of a largest set without an edge inside (minimum.md, section 1.4). Exact where a component can be searched within
`SEARCH` steps, which real components (a handful of people) never exceed; beyond that the greedy set by least degree, which is
never too large: a number printed from it stays a valid minimum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

SEARCH = 20_000


def most_people(graph: Mapping[str, set[str]]) -> int:
    """Return the size of a largest set of nodes without an edge between them."""
    alone = sum(1 for around in graph.values() if not around)
    return alone + sum(_largest(component) for component in _components(graph))


def _components(graph: Mapping[str, set[str]]) -> Iterator[dict[str, set[str]]]:
    """Yield the connected parts that have an edge."""
    left = {name for name, around in graph.items() if around}
    while left:
        found, open_ = set(), [left.pop()]
        while open_:
            name = open_.pop()
            if name not in found:
                found.add(name)
                open_ += [near for near in graph[name] if near not in found]
        left -= found
        yield {name: graph[name] for name in found}


def _largest(graph: Mapping[str, set[str]]) -> int:
    steps = [SEARCH]
    exact = _search({name: set(around) for name, around in graph.items()}, steps)
    return exact if steps[0] > 0 else _greedy(graph)


def _search(graph: dict[str, set[str]], steps: list[int]) -> int:
    """Take people with at most one neighbour (always right), then branch on the one with most."""
    taken = 0
    while graph:
        steps[0] -= 1
        if steps[0] <= 0:
            return 0
        name = min(graph, key=lambda key: (len(graph[key]), key))
        if len(graph[name]) <= 1:
            taken += 1
            _drop(graph, {name, *graph[name]})
            continue
        name = max(graph, key=lambda key: (len(graph[key]), key))
        if len(graph[name]) <= 2:
            return taken + sum(len(ring) // 2 for ring in _components(graph))
        without = {key: set(around) for key, around in graph.items()}
        _drop(without, {name})
        _drop(graph, {name, *graph[name]})
        return taken + max(_search(without, steps), 1 + _search(graph, steps))
    return taken


def _drop(graph: dict[str, set[str]], gone: set[str]) -> None:
    for name in gone:
        for near in graph.pop(name):
            if near in graph:
                graph[near].discard(name)


def _greedy(graph: Mapping[str, set[str]]) -> int:
    rest = {name: set(around) for name, around in graph.items()}
    taken = 0
    while rest:
        name = min(rest, key=lambda key: (len(rest[key]), key))
        taken += 1
        _drop(rest, {name, *rest[name]})
    return taken
