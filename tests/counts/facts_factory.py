"""Facts of an invented country as short as a test can say them, and the minimum by brute force and by the tree rule, apart from
the room's code."""

from __future__ import annotations

import datetime as dt
from itertools import product

from hypothesis import strategies as st

from atleast.counts import Claim, Facts, Persons

PLACES = {"A": "ZZ", "B": "ZZ", "C": "ZZ", "ZZ": None}


def day(n: int | None) -> str | None:
    return None if n is None else dt.date(2031, 3, n).isoformat()


def claim(id: str, lower: int, place=None, days=(None, None), upper=None, **groups: bool) -> Claim:
    return Claim(id=id, lower=lower, upper=upper, place=place, from_=day(days[0]), to=day(days[1]), groups=groups)


def known(n: int, place=None, days=(None, None), **groups: bool) -> Persons:
    return Persons(n=n, place=place, from_=day(days[0]), to=day(days[1]), groups=groups)


def facts(*statements, places=None) -> Facts:
    return Facts(
        places=PLACES if places is None else places,
        persons=tuple(each for each in statements if isinstance(each, Persons)),
        claims=tuple(each for each in statements if isinstance(each, Claim)),
    )


def holds(cell, atom, places) -> bool:
    """Say whether an atom (leaf, ISO day, groups) lies in the cell of a claim or of persons."""
    leaf, on, groups = atom
    while cell.place is not None and leaf is not None and leaf != cell.place:
        leaf = places.get(leaf)
    inside = cell.place is None or leaf == cell.place
    when = (cell.from_ is None or cell.from_ <= on) and (cell.to is None or on <= cell.to)
    return inside and when and all(groups[name] == value for name, value in cell.groups.items())


def atoms(found: Facts):
    """Every place, day and value of each group that could matter: ends of days are days enough."""
    parents = {parent for parent in found.places.values() if parent}
    leaves = [place for place in found.places if place not in parents] or [None]
    every = [*found.claims, *found.persons]
    days = sorted({end for each in every for end in (each.from_, each.to) if end}) or ["2031-03-01"]
    days = [*days, (dt.date.fromisoformat(days[-1]) + dt.timedelta(1)).isoformat()]
    names = sorted({name for each in every for name in each.groups})
    return [
        (leaf, on, dict(zip(names, values)))
        for leaf in leaves
        for on in days
        for values in product((False, True), repeat=len(names))
    ]


def brute(found: Facts) -> int:
    """The smallest population: give each known person a place in every possible way, then unnamed people, fewest first."""
    claims = [each for each in found.claims if each.lower]
    signs = {tuple(holds(c, atom, found.places) for c in claims) for atom in atoms(found)}
    signs = {s for s in signs if not any(s != t and all(b or not a for a, b in zip(s, t)) for t in signs)}
    needs = {tuple(c.lower for c in claims)}
    for cell in found.persons:
        may = {tuple(holds(c, atom, found.places) for c in claims) for atom in atoms(found) if holds(cell, atom, found.places)}
        for _ in range(cell.n):
            needs = {tuple(max(0, need - put) for need, put in zip(rest, sign)) for rest in needs for sign in may}
    unnamed = 0
    while not any(not any(rest) for rest in needs):
        needs = {tuple(max(0, need - put) for need, put in zip(rest, sign)) for rest in needs for sign in signs}
        unnamed += 1
    return unnamed + sum(each.n for each in found.persons)


def rule(tree, floors, named, place) -> int:
    """The tree rule of minimum.md, section 3."""
    below = [child for child, parent in tree.items() if parent == place]
    people = sum(n for at, n in named if at == place or place in above(tree, at))
    return max(floors.get(place, 0), people, sum(rule(tree, floors, named, child) for child in below))


def above(tree, place):
    while tree.get(place):
        place = tree[place]
        yield place


IRAN_LIKE = {"TH": "ZZ", "KZ": "ZZ", "FA": "ZZ", "KJ": "ZZ"}
RING = (
    claim("a", 1, "A", (1, 3)),
    claim("b", 1, "ZZ", (1, 1)),
    claim("c", 1, "B", (1, 2)),
    claim("d", 1, "B", (2, 3)),
    claim("e", 1, "ZZ", (3, 3)),
)
WORKED = (
    claim("1", 50, "TH", (15, 19)),
    claim("2", 30, "KZ", (15, 19)),
    claim("3", 90, "ZZ", (15, 17)),
    claim("4", 12, "ZZ", child=True),
    known(25, "TH", (16, 16)),
    known(10, "TH", (22, 22)),
    known(8, "KZ", (16, 16)),
    known(20, None, (16, 16)),
    known(6, "FA", (25, 25)),
)

PLACE = st.sampled_from([None, "ZZ", "A", "B", "C"])
DAYS = st.one_of(
    st.just((None, None)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)).map(lambda d: (min(d), max(d))),
    st.integers(1, 3).map(lambda d: (d, None)),
)
GROUPS = st.sampled_from([{}, {}, {"child": True}, {"child": False}, {"woman": True}])


@st.composite
def small(draw, persons: int = 3, claims: int = 5):
    people = [
        known(draw(st.integers(1, 2)), draw(PLACE), draw(DAYS), **draw(GROUPS)) for _ in range(draw(st.integers(0, persons)))
    ]
    told = [
        claim(f"c{i}", draw(st.integers(0, 4)), draw(PLACE), draw(DAYS), **draw(GROUPS))
        for i in range(draw(st.integers(0, claims)))
    ]
    return facts(*people, *told)
