"""Conflicts: sets of statements that no population satisfies, and from which none can be left out."""

from __future__ import annotations

import datetime as dt
from itertools import product

import msgspec
import numpy as np
import pytest
from facts_factory import claim, facts, holds, known
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from atleast import counts
from atleast.errors import InputError


def found(*statements, places=None):
    return counts.minimum(facts(*statements, places=places))


def ids(*statements, places=None):
    return [list(conflict.ids) for conflict in found(*statements, places=places).conflicts]


def test_the_minister_of_the_worked_example_contradicts_one_claim_alone():
    places = {"TH": "ZZ", "KZ": "ZZ", "FA": "ZZ", "KJ": "ZZ"}
    worked = (
        claim("1", 50, "TH", (15, 19)),
        claim("2", 30, "KZ", (15, 19)),
        claim("3", 90, "ZZ", (15, 17)),
        known(35, "TH", (16, 16)),
    )
    minister = claim("m", 0, "ZZ", (None, 19), upper=85)
    answer = found(*worked, minister, places=places)
    assert (answer.minimum, [c.ids for c in answer.conflicts]) == (90, [("m", "3")])
    assert answer.conflicts[0].says == "at most 85 (m) is under at least 90 (3) inside its scope: 5 short"


def test_a_ceiling_under_the_people_known_stands_alone():
    answer = found(known(612, "A"), claim("ministry", 0, "ZZ", upper=261))
    (conflict,) = answer.conflicts
    assert (conflict.ids, conflict.people) == (("ministry",), True)
    assert conflict.says == "at most 261 (ministry) is under 612 people known in its scope: 351 short"
    assert counts.to_json(answer)["conflicts"] == [["ministry"]]


def test_every_conflicting_pair_is_named():
    assert ids(claim("u", 0, "ZZ", upper=10), claim("a", 11, "A"), claim("b", 12, "B"), claim("c", 4, "C")) == [
        ["u", "a"],
        ["u", "b"],
    ]


def test_two_floors_together_above_a_ceiling():
    assert ids(claim("u", 0, "ZZ", upper=10), claim("a", 6, "A"), claim("b", 6, "B"), claim("c", 1, "C")) == [["u", "a", "b"]]


def test_a_ring_above_a_ceiling_of_two():
    ring = [("a", "A", (1, 3)), ("b", "ZZ", (1, 1)), ("c", "B", (1, 2)), ("d", "B", (2, 3)), ("e", "ZZ", (3, 3))]
    (conflict,) = ids(*(claim(name, 1, place, days) for name, place, days in ring), claim("u", 0, None, upper=2))
    assert (conflict[0], sorted(conflict[1:])) == ("u", ["a", "b", "c", "d", "e"])


def test_ceilings_of_parts_contradict_the_whole_only_when_they_exhaust_it():
    told = (claim("all", 100, "ZZ"), claim("a", 0, "A", upper=30), claim("b", 0, "B", upper=40))
    assert ids(*told) == []
    (conflict,) = ids(*told, places={"A": "ZZ", "B": "ZZ"})
    assert sorted(conflict) == ["a", "all", "b"]


def test_a_ceiling_that_needs_another_one_is_named_also_when_that_one_is_contradicted_alone():
    told = (claim("u", 0, "A", upper=10), claim("v", 0, "B", upper=10), claim("a", 11, "A"), claim("all", 21, "ZZ"))
    assert [sorted(each) for each in ids(*told, places={"A": "ZZ", "B": "ZZ"})] == [["a", "u"], ["all", "u", "v"]]


def test_several_ceilings_against_the_people_known():
    told = (claim("u", 0, "A", upper=3), claim("v", 0, "B", upper=4), known(8, "ZZ"))
    (conflict,) = found(*told, places={"A": "ZZ", "B": "ZZ"}).conflicts
    assert (sorted(conflict.ids), conflict.people) == (["u", "v"], True)
    assert conflict.says == "at most 3 (u), at most 4 (v) cannot hold together with the people known"
    assert found(*told[:2], known(7, "ZZ"), places={"A": "ZZ", "B": "ZZ"}).conflicts == ()


def test_what_may_lie_outside_is_no_conflict():
    assert (
        ids(claim("u", 0, "A", (1, 3), upper=5), claim("x", 50, "ZZ", (1, 3)), known(9, "A", (2, 4)), known(9, None, (1, 2)))
        == []
    )


def test_a_ceiling_changes_no_minimum():
    floors = (claim("a", 6, "A"), known(3, "B"))
    assert found(*floors).minimum == found(*floors, claim("u", 0, "ZZ", upper=1)).minimum == 9


def feasible(case, left_out=(), people=True) -> bool:
    """Say by an integer program over every place, day and group whether a population keeps all statements not left out."""
    parents = {parent for parent in case.places.values() if parent}
    leaves = [place for place in case.places if place not in parents]
    days = [dt.date(2031, 3, n).isoformat() for n in range(1, 6)]
    names = sorted({name for each in (*case.claims, *case.persons) for name in each.groups})
    atoms = [(p, d, dict(zip(names, v))) for p in leaves for d in days for v in product((False, True), repeat=len(names))]
    kinds = case.persons if people else ()
    seats = [(k, a) for k, cell in enumerate(kinds) for a in atoms if holds(cell, a, case.places)]
    columns = [(None, a) for a in atoms] + seats
    rows, low, high = [], [], []
    for c in case.claims:
        rows.append([holds(c, a, case.places) for _, a in columns])
        low.append(c.lower if (c.id, "floor") not in left_out else 0)
        high.append(c.upper if c.upper is not None and (c.id, "ceiling") not in left_out else np.inf)
    for k, cell in enumerate(kinds):
        rows.append([kind == k for kind, _ in columns])
        low.append(cell.n)
        high.append(cell.n)
    if not rows:
        return True
    solved = milp(
        np.zeros(len(columns)),
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, np.inf),
        constraints=[LinearConstraint(np.array(rows, dtype=float), low, high)],
    )
    return solved.status == 0


PLACE = st.sampled_from(["ZZ", "A", "B"])
DAYS = st.tuples(st.integers(2, 4), st.integers(2, 4)).map(lambda d: (min(d), max(d)))


@st.composite
def contradictory(draw):
    people = [known(draw(st.integers(1, 3)), draw(PLACE), draw(DAYS)) for _ in range(draw(st.integers(0, 2)))]
    told = []
    for i in range(draw(st.integers(1, 5))):
        lower = draw(st.integers(0, 5))
        upper = draw(st.sampled_from([None, lower, lower + 1]))
        groups = draw(st.sampled_from([{}, {}, {"child": True}]))
        told.append(claim(f"c{i}", lower, draw(PLACE), draw(st.one_of(DAYS, st.just((None, None)))), upper=upper, **groups))
    return facts(*people, *told, places={"A": "ZZ", "B": "ZZ"})


@settings(max_examples=80, deadline=None)
@given(contradictory())
def test_each_set_contradicts_itself_and_none_can_be_left_out(case):
    met = counts.minimum(case).conflicts
    if feasible(case):
        assert met == ()
        return
    by_id = {each.id: each for each in case.claims}
    for conflict in met:
        only = msgspec.structs.replace(case, claims=tuple(by_id[each] for each in conflict.ids))
        assert not feasible(only, people=conflict.people)
        for each in conflict.ids:
            rest = msgspec.structs.replace(only, claims=tuple(c for c in only.claims if c.id != each))
            assert feasible(rest, people=conflict.people)
        if conflict.people:
            assert feasible(only, people=False)
    # A linear program does not see what only whole people forbid; one ceiling alone is always seen.
    ceilings = [each.id for each in case.claims if each.upper is not None]
    for alone in ceilings:
        others = {(each, "ceiling") for each in ceilings if each != alone}
        if not feasible(case, left_out=others):
            assert any(alone == conflict.ids[0] for conflict in met)


@settings(max_examples=40, deadline=None)
@given(contradictory())
def test_facts_without_a_conflict_are_said_to_have_none(case):
    assume(feasible(case))
    assert counts.minimum(case).conflicts == ()


def test_claims_on_too_many_groups_at_once_are_refused():
    with pytest.raises(InputError, match="too many groups"):
        found(*(claim(f"c{i}", i + 1, "A", (1, 4), **{f"g{i}": True}) for i in range(30)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        (b"\x00\xff\xfe", "cannot be read"),
        ("[1, 2]", "cannot be read"),
        ('{"claims": [{"id": "x", "lower": "ten"}]}', "cannot be read"),
        ('{"claims": [{"id": "x", "lower": 1.5}]}', "cannot be read"),
        ('{"claim": []}', "unknown field"),
        ('{"places": {"A": "B", "B": "A"}}', "lies inside itself"),
        ('{"places": {"A": "A"}}', "lies inside itself"),
        ('{"claims": [{"id": "x", "place": "Q"}]}', "place 'Q' is not in"),
        ('{"persons": [{"from": "2031-03-09", "to": "2031-03-01"}]}', "before it begins"),
        ('{"claims": [{"id": "x", "from": "Tuesday"}]}', "not a day"),
        ('{"claims": [{"id": "x"}, {"id": "x"}]}', "there twice"),
        ('{"claims": [{"id": "x", "lower": 5, "upper": 4}]}', "at least 5 and at most 4"),
        ('{"claims": [{"id": "x", "lower": -5}]}', "negative"),
        ('{"persons": [{"n": -1}]}', "n = -1"),
        ('{"persons": [{"n": 99999999999999999999}]}', "cannot be read|n = 9999"),
        ('{"claims": [{"id": "x", "lower": 999999999999}]}', "more than 10000000000 people"),
    ],
)
def test_facts_without_meaning_are_refused_with_the_place_of_the_fault(text, message):
    with pytest.raises(InputError, match=message):
        counts.facts_from_json(text)
