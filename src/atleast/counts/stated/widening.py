"""The wider rungs: people known by name and statements about people who are not, as facts with a proved minimum.

`describe(people)` turns rows without a name into statements: at least so many people in the row's place and days. They are
never persons, for a named child in the town may be the same child; rows of a list that has nobody twice, or that a reader
judged to be different people, also give their sum. `places_for` and `facts_of` build explicit facts: known people in their
cells and the statements with their periods widened by the rule's slack. A place that the places at hand do not fill gets a
further one, `elsewhere`, so that nobody is forced into a town that happens to be named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from atleast.counts.facts import Claim as Floor
from atleast.counts.facts import Facts, Persons
from atleast.counts.folding import Ancestors, Cell
from atleast.counts.rules import Rules
from atleast.counts.stated.incidents import Box, hull, windows
from atleast.counts.stated.incidents import Floor as Told
from atleast.counts.stated.statements import Statement
from atleast.model import Scope

ELSEWHERE = "elsewhere"


class Described(NamedTuple):
    """Rows without a name that are one person or one group: ids, lists, how many people, where and when."""

    records: tuple[str, ...]
    lists: frozenset[str]
    n: int
    cell: Cell


def describe(
    rows: Sequence[Described],
    *,
    different: Collection[tuple[str, str]],
    never_twice: Collection[str],
    scope: Scope,
    ancestors: Ancestors,
    rule: Rules,
) -> tuple[Statement, ...]:
    """Return the statements of described people; `different` holds pairs of records that were judged so."""
    boxes = [_box(row.cell, scope, rule) for row in rows]
    made = {(row.records, box): row.n for row, box in zip(rows, boxes, strict=True)}
    for name in sorted(never_twice):
        once = [(box._replace(groups=()), (row, box)) for row, box in zip(rows, boxes, strict=True) if name in row.lists]
        for around, inside in windows(once, ancestors, scope.territory):
            records = tuple(sorted(record for row, _ in inside for record in row.records))
            shared = set.intersection(*(set(box.groups) for _, box in inside))
            made[records, around._replace(groups=tuple(sorted(shared)))] = sum(row.n for row, _ in inside)
    apart = {pair for both in different for pair in (both, both[::-1])}
    for clique in _cliques(rows, apart):
        around = hull([boxes[i] for i in clique], ancestors)
        made[tuple(sorted(record for i in clique for record in rows[i].records)), around] = sum(rows[i].n for i in clique)
    return _numbered(made)


def _numbered(made: Mapping[tuple[tuple[str, ...], Box], int]) -> tuple[Statement, ...]:
    ordered = sorted(made.items(), key=lambda item: (item[0][1].first, item[0][1].last, item[0][1].place, item[0][0]))
    return tuple(
        Statement(
            id=f"D{number}",
            n=n,
            because="described",
            place=box.place,
            first_day=date.fromordinal(box.first).isoformat(),
            last_day=date.fromordinal(box.last).isoformat(),
            groups=dict(box.groups),
            records=records,
        )
        for number, ((records, box), n) in enumerate(ordered, start=1)
    )


def _box(cell: Cell, scope: Scope, rule: Rules) -> Box:
    first, last = date.fromisoformat(scope.first_day).toordinal(), date.fromisoformat(scope.last_day).toordinal()
    low, high = cell.low if cell.low is not None else first, cell.high if cell.high is not None else last
    return Box(cell.place or scope.territory, low, high, tuple(sorted(groups(cell, rule).items())))


def _cliques(rows: Sequence[Described], apart: Collection[tuple[str, str]]) -> Iterable[list[int]]:
    """Yield sets of rows that are different people two by two, each row's largest that is found by going in order."""

    def differ(a: Described, b: Described) -> bool:
        return any((one, other) in apart for one in a.records for other in b.records)

    for start in range(len(rows)):
        clique = [start]
        for other in range(start + 1, len(rows)):
            if all(differ(rows[i], rows[other]) for i in clique):
                clique.append(other)
        if len(clique) > 1:
            yield clique


def groups(cell: Cell, rule: Rules) -> dict[str, bool]:
    """Return the groups of a person that are known: child by age, woman by sex."""
    known: dict[str, bool] = {}
    slack, edge = rule.claims.age_slack_years, rule.ages.child_below
    if cell.age_low is not None and cell.age_high is not None and "age" not in cell.disputed:
        if cell.age_high + slack < edge:
            known["child"] = True
        elif cell.age_low - slack >= edge:
            known["child"] = False
    if cell.sex and "sex" not in cell.disputed:
        known["woman"] = cell.sex == "f"
    return known


def places_for(used: Iterable[str], scope: Scope, ancestors: Ancestors, children: Collection[str]) -> dict[str, str | None]:
    """Return the places of facts: those used and all above them in the territory, with room beside the ones named.

    `children` are places that fill the territory without a gap (all its provinces): beside them there is no elsewhere.
    """
    parents: dict[str, str | None] = {scope.territory: None}
    for place in (*used, *children):
        line = ancestors(place)
        for below, above in pairwise(line):
            if below == scope.territory:
                break
            parents[below] = above
    inner = {above for above in parents.values() if above is not None}
    full = {scope.territory} if children else set()
    return parents | {f"{place} {ELSEWHERE}": place for place in sorted(inner - full)}


def kind_of(cell: Cell, scope: Scope, rule: Rules) -> Persons:
    """Return the cell of one known person as an entry of facts."""
    first, last = (None if day is None else date.fromordinal(day).isoformat() for day in (cell.low, cell.high))
    return Persons(n=1, place=cell.place or scope.territory, from_=first, to=last, groups=groups(cell, rule))


def entries(who: Mapping[str, Cell], scope: Scope, rule: Rules) -> tuple[tuple[Persons, ...], tuple[tuple[str, ...], ...]]:
    """Return people alike as one entry each, in a fixed order, and who they are."""
    alike: dict[tuple[object, ...], tuple[Persons, list[str]]] = {}
    for one in sorted(who):
        kind = kind_of(who[one], scope, rule)
        alike.setdefault(key_of(kind), (kind, []))[1].append(one)
    ordered = [alike[key] for key in sorted(alike, key=repr)]
    persons = tuple(
        Persons(n=len(ids), place=kind.place, from_=kind.from_, to=kind.to, groups=kind.groups) for kind, ids in ordered
    )
    return persons, tuple(tuple(ids) for _, ids in ordered)


def key_of(kind: Persons) -> tuple[object, ...]:
    """Return what makes two people alike."""
    return kind.place, kind.from_, kind.to, tuple(sorted(kind.groups.items()))


def floor_of(statement: Statement, slack: int) -> Floor:
    """Return a statement as a claim of facts, its period widened."""
    first, last = (date.fromisoformat(day).toordinal() for day in (statement.first_day, statement.last_day))
    return Floor(
        id=statement.id,
        lower=statement.n,
        place=statement.place,
        from_=date.fromordinal(first - slack).isoformat(),
        to=date.fromordinal(last + slack).isoformat(),
        groups=statement.groups,
    )


def told_floor(told: Told, slack: int) -> Floor:
    """Return the floor of a claim that no rule admits as a claim of facts, as if it were accepted."""
    return Floor(
        id="if",
        lower=told.n,
        place=told.box.place,
        from_=date.fromordinal(told.box.first - slack).isoformat(),
        to=date.fromordinal(told.box.last + slack).isoformat(),
        groups=dict(told.box.groups),
    )


def facts_of(
    persons: tuple[Persons, ...],
    statements: Sequence[Statement],
    *,
    scope: Scope,
    ancestors: Ancestors,
    children: Collection[str],
    slack: int,
    further: Iterable[str] = (),
) -> Facts:
    """Return explicit facts of known people and statements."""
    used = {*(p.place for p in persons if p.place), *(s.place for s in statements), *further}
    places = places_for(sorted(used), scope, ancestors, children)
    return Facts(places=places, persons=persons, claims=tuple(floor_of(s, slack) for s in statements))
