"""The true numbers to print beside a figure, from a `Truth`.

`total` is everybody killed inside the scope. `listed` is how many of them truly stand on the given lists in rows that can be
counted (all lists by default); `on_two_origins` and `without_any_one` say the same for the stricter rungs, `described` for the
wider one. `pairs` gives the pairs of rows that are one person. A list and one that was taken from it are one origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from atleast.demo.case import ListSpec, Truth, TruthRow

RowId = tuple[str, int]


def total(truth: Truth) -> int:
    """Return how many people were killed inside the scope."""
    return sum(1 for person in truth.persons.values() if person.fate == "killed" and person.in_scope)


def listed(truth: Truth, *, lists: Iterable[str] | None = None) -> int:
    """Return how many distinct people stand on `lists` in rows that name them and can be counted."""
    return len(_people(_admitted(truth), lists))


def described(truth: Truth) -> int:
    """Return how many distinct people stand on the lists by name or, in a row that could be counted, without one."""
    return len({row.person for row in truth.rows if row.admitted or (not row.named and _countable(truth, row))})


def on_two_origins(truth: Truth, specs: Sequence[ListSpec]) -> int:
    """Return how many distinct people are named on two lists of different origin."""
    origin = _origins(specs)
    seen: dict[str, set[str]] = defaultdict(set)
    for row in _holding(truth):
        seen[row.person].add(origin[row.list])
    return sum(1 for origins in seen.values() if len(origins) > 1)


def without_any_one(truth: Truth, specs: Sequence[ListSpec]) -> int:
    """Return how many distinct people are named whichever single origin is set aside: the smallest of those numbers."""
    origin = _origins(specs)
    rows = _holding(truth)
    return min(len({row.person for row in rows if origin[row.list] != aside}) for aside in set(origin.values()))


def pairs(truth: Truth, *, named_only: bool = True) -> set[tuple[RowId, RowId]]:
    """Return the pairs of rows, as ((list, row), (list, row)) in order, that are one person."""
    rows: dict[str, list[RowId]] = defaultdict(list)
    for row in truth.rows:
        if row.named or not named_only:
            rows[row.person].append((row.list, row.row))
    return {pair for one in rows.values() for pair in combinations(sorted(one), 2)}


def _admitted(truth: Truth) -> list[TruthRow]:
    return [row for row in truth.rows if row.admitted]


def _holding(truth: Truth) -> list[TruthRow]:
    """Return the rows that hold, by name and as dead, somebody whom some row lets us count: not every list says the day."""
    counted = {row.person for row in _admitted(truth)}
    return [row for row in truth.rows if row.person in counted and row.named and row.says == "dead"]


def _countable(truth: Truth, row: TruthRow) -> bool:
    person = truth.persons[row.person]
    return row.says == "dead" and person.in_scope


def _people(rows: Iterable[TruthRow], lists: Iterable[str] | None) -> set[str]:
    kept = None if lists is None else set(lists)
    return {row.person for row in rows if kept is None or row.list in kept}


def _origins(specs: Sequence[ListSpec]) -> dict[str, str]:
    """Map a list to the name of its origin: lists that share a party, or are taken from one another, are one."""
    origin = {spec.name: spec.name for spec in specs}
    for one in specs:
        for other in specs:
            if one.name in other.derived_from or (one.party is not None and one.party == other.party):
                joined = {origin[one.name], origin[other.name]}
                origin = {name: min(joined) if old in joined else old for name, old in origin.items()}
    return origin
