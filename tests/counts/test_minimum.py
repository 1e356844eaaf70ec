"""The documented minimum: worked numbers, brute force, the tree rule, invariants, proofs that fail when a number is changed."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from facts_factory import IRAN_LIKE, RING, WORKED, brute, claim, day, facts, known, rule, small
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import counts
from atleast.counts import Claim, Facts, Persons


def number(*statements, places=None) -> int:
    found = counts.minimum(facts(*statements, places=places))
    assert found.checked and found.gap == 0
    assert counts.check(facts(*statements, places=places), found) == ()
    return found.minimum


def test_the_worked_example():
    assert number(*WORKED, places=IRAN_LIKE) == 106
    assert number(*WORKED, known(20, "TH", (16, 16)), places=IRAN_LIKE) == 106
    assert number(*WORKED, known(7, "FA", (25, 25)), places=IRAN_LIKE) == 113


def test_its_proof_is_a_plain_sum_that_a_reader_can_add_up():
    found = counts.minimum(facts(*WORKED, places=IRAN_LIKE))
    assert found.proof.divisor == 1
    (part,) = found.proof.parts
    assert [(w.id, w.weight) for w in part.claims] == [("3", 1)]
    assert [(p.entry, p.n, p.credit) for p in part.people] == [(1, 10, 1), (4, 6, 1)]


def test_the_proof_in_words():
    case = facts(*WORKED, places=IRAN_LIKE)
    assert counts.in_words(case, counts.minimum(case)) == (
        "One statement speaks of 90 (3) people.",
        "16 more are known by name who can be in none of it.",
        "So at least 90 + 16 = 106.",
    )
    assert counts.in_words(facts(), counts.minimum(facts())) == ("Nothing is known of anybody.",)


def test_five_statements_in_a_ring():
    found = counts.minimum(facts(*RING))
    assert (found.minimum, found.proof.divisor, found.checked, found.gap) == (3, 2, True, 0)
    assert sorted((w.id, w.weight) for part in found.proof.parts for w in part.claims) == [(each, 1) for each in "abcde"]


def test_two_rings_apart_are_rounded_up_each():
    places = {"A": "ZZ", "B": "ZZ", "C": "YY", "D": "YY"}
    second = [
        msgspec.structs.replace(each, id=each.id + "2", place={"A": "C", "B": "D", "ZZ": "YY"}[each.place]) for each in RING
    ]
    assert number(*RING, *second, places=places) == 6


def test_a_ring_with_two_known_people_partly_located():
    cells = (known(1, "ZZ", (1, 1)), known(1, "ZZ", (3, 3)))
    assert number(*cells, RING[0], RING[2], RING[3]) == brute(facts(*cells, RING[0], RING[2], RING[3])) == 3


def test_a_merge_that_raises_the_minimum_from_two_to_three():
    claims = (claim("x", 1, "A", (17, 17)), claim("y", 1, "B", (16, 16)))
    apart = (known(1, "A", (16, 17)), known(1, None, (16, 16)))
    assert number(*claims, *apart) == 2
    assert number(*claims, known(1, "A", (16, 16))) == 3


def test_what_is_false_as_often_written():
    """Not always: "a new name never lowers it" (of lists), "naming an unnamed person adds none"; revisions lower it."""
    karaj = claim("x", 1, "B")
    assert number(karaj, known(1, "A")) == 2
    assert number(karaj, known(1, "ZZ")) == 1  # a second list puts the person in B: the cell widens to hold both
    deaths = (claim("country", 1, "ZZ"), claim("town", 1, "A"))
    assert (number(*deaths), number(*deaths, known(1, "B"))) == (1, 2)
    assert number(claim("x", 12, "A")) > number(claim("x", 9, "A"))  # the same speaker's later, lower figure


@given(st.integers(1, 30), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_an_incident_inside_an_aggregate_adds_nothing_until_it_is_full(total, incident):
    month = claim("month", total, "ZZ", (1, 20))
    assert number(month, claim("incident", incident, "A", (3, 3))) == max(total, incident)


def test_neighbouring_days_by_two_speakers_and_by_one():
    slack = (claim("x", 10, "A", (1, 2)), claim("y", 10, "A", (1, 2)))
    assert number(*slack) == 10
    assert number(claim("x", 10, "A", (1, 1)), claim("y", 10, "A", (2, 2))) == 20


def test_a_leaf_with_a_claim_and_names():
    cell = ("A", (1, 1))
    for named, expected in ((0, 10), (4, 10), (7, 10), (12, 12)):
        assert number(claim("x", 10, *cell), known(named, *cell)) == expected


def test_nothing_gives_zero():
    found = counts.minimum(facts())
    assert (found.minimum, found.witness, found.checked) == (0, (), True)
    assert number(known(7), places={}) == 7
    assert number(claim("x", 3), places={}) == 3


@settings(max_examples=150, deadline=None)
@given(small())
def test_equal_to_brute_force_with_a_verified_proof_and_witness(case):
    found = counts.minimum(case)
    assert (found.minimum, found.checked, found.gap) == (brute(case), True, 0)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_equal_to_the_tree_rule_with_a_plain_proof(data):
    tree = {"p0": None}
    for i in range(1, data.draw(st.integers(1, 12))):
        tree[f"p{i}"] = f"p{data.draw(st.integers(max(0, i - 6), i - 1))}"
    places = st.sampled_from(sorted(tree))
    floors = data.draw(st.dictionaries(places, st.integers(0, 30), max_size=8))
    named = data.draw(st.lists(st.tuples(places, st.integers(0, 9)), max_size=6))
    case = facts(*(known(n, at) for at, n in named), *(claim(at, n, at) for at, n in floors.items()), places=tree)
    found = counts.minimum(case)
    assert (found.minimum, found.proof.divisor, found.checked) == (rule(tree, floors, named, "p0"), 1, True)


@settings(max_examples=30, deadline=None)
@given(small(), st.randoms())
def test_the_order_of_facts_and_the_names_of_claims_do_not_matter(case, chance):
    persons, claims = list(case.persons), list(case.claims)
    chance.shuffle(persons)
    chance.shuffle(claims)
    names = [f"n{i}" for i in range(len(claims))]
    renamed = tuple(msgspec.structs.replace(each, id=name) for each, name in zip(claims, names))
    other = Facts(places=case.places, persons=tuple(persons), claims=renamed)
    assert counts.minimum(other).minimum == counts.minimum(case).minimum
    assert counts.minimum(case) == counts.minimum(case)


@settings(max_examples=35, deadline=None)
@given(small(), small(persons=1, claims=1))
def test_how_the_minimum_moves(case, more):
    least = counts.minimum(case).minimum
    people, floors = sum(p.n for p in case.persons), [c.lower for c in case.claims]
    assert max([people, *floors]) <= least <= people + sum(floors)
    for each in more.persons:
        grown = counts.minimum(
            msgspec.structs.replace(case, persons=(*case.persons, msgspec.structs.replace(each, n=1)))
        ).minimum
        assert grown in (least, least + 1)
    for each in more.claims:
        added = (*case.claims, msgspec.structs.replace(each, id="new"))
        assert counts.minimum(msgspec.structs.replace(case, claims=added)).minimum >= least
        ceiling = (*case.claims, msgspec.structs.replace(each, id="new", lower=0, upper=1))
        assert counts.minimum(msgspec.structs.replace(case, claims=ceiling)).minimum == least
    if case.claims:
        first, *rest = case.claims
        higher = (msgspec.structs.replace(first, lower=first.lower + 1), *rest)
        assert counts.minimum(msgspec.structs.replace(case, claims=higher)).minimum in (least, least + 1)
        again = (*case.claims, msgspec.structs.replace(first, id="outlet"))
        assert counts.minimum(msgspec.structs.replace(case, claims=again)).minimum == least
        wider = (msgspec.structs.replace(first, place=None, from_=None), *rest)
        assert counts.minimum(msgspec.structs.replace(case, claims=wider)).minimum <= least
    if case.persons:
        narrow = msgspec.structs.replace(case.persons[0], from_=day(2), to=day(2))
        if case.persons[0].from_ in (None, day(1), day(2)) and case.persons[0].to in (None, day(2), day(3)):
            narrowed = msgspec.structs.replace(case, persons=(narrow, *case.persons[1:]))
            assert counts.minimum(narrowed).minimum >= least


@settings(max_examples=40, deadline=None)
@given(small())
def test_names_of_places_and_groups_and_what_is_implied_do_not_matter(case):
    def renamed(each):
        groups = {{"child": "b", "woman": "a"}[name]: value for name, value in each.groups.items()}
        place = each.place and {"A": "z", "B": "m", "C": "a", "ZZ": "k"}[each.place]
        return msgspec.structs.replace(each, place=place, groups=groups)

    least = counts.minimum(case).minimum
    places = {"z": "k", "m": "k", "a": "k", "k": None}
    other = Facts(places=places, persons=tuple(map(renamed, case.persons)), claims=tuple(map(renamed, case.claims)))
    assert counts.minimum(other).minimum == least
    for each in case.claims:
        implied = msgspec.structs.replace(each, id="new", lower=max(0, each.lower - 1), to=None, groups={})
        assert counts.minimum(msgspec.structs.replace(case, claims=(*case.claims, implied))).minimum == least
        narrow = msgspec.structs.replace(each, place="A") if each.place in (None, "ZZ") else each
        claims = tuple(narrow if c is each else c for c in case.claims)
        assert counts.minimum(msgspec.structs.replace(case, claims=claims)).minimum >= least
    rows = 0
    for place in "ABC":
        persons = tuple(each for each in case.persons if each.place == place)
        claims = tuple(each for each in case.claims if each.place == place)
        rows += counts.minimum(Facts(places=case.places, persons=persons, claims=claims)).minimum
    assert rows <= least


@settings(max_examples=40, deadline=None)
@given(small(persons=2, claims=3), small(persons=2, claims=3))
def test_two_sets_of_facts(one, other):
    renamed = tuple(msgspec.structs.replace(c, id="o" + c.id) for c in other.claims)
    both = Facts(places=one.places, persons=one.persons + other.persons, claims=one.claims + renamed)
    apart = {f"{child}'": f"{parent}'" if parent else None for child, parent in one.places.items()}
    here = tuple(msgspec.structs.replace(each, place=each.place or "ZZ") for each in one.claims)
    people = tuple(msgspec.structs.replace(each, place=each.place or "ZZ") for each in one.persons)
    there = tuple(msgspec.structs.replace(each, place=(each.place or "ZZ") + "'") for each in renamed)
    others = tuple(msgspec.structs.replace(each, place=(each.place or "ZZ") + "'") for each in other.persons)
    least = [counts.minimum(each).minimum for each in (one, other, both)]
    assert least[2] <= least[0] + least[1]
    split = Facts(places={**one.places, **apart}, persons=people + others, claims=here + there)
    alone = [counts.minimum(Facts(places=one.places, persons=people, claims=here)).minimum]
    alone.append(counts.minimum(Facts(places=apart, persons=others, claims=there)).minimum)
    assert counts.minimum(split).minimum == sum(alone)


@settings(max_examples=30, deadline=None)
@given(small())
def test_rows_over_disjoint_days_add_up_to_at_most_the_total(case):
    def inside(each, on):
        return each.from_ == each.to == day(on)

    rows = []
    for on in (1, 2, 3):
        persons = tuple(each for each in case.persons if inside(each, on))
        claims = tuple(each for each in case.claims if inside(each, on))
        rows.append(counts.minimum(Facts(places=case.places, persons=persons, claims=claims)).minimum)
    assert sum(rows) <= counts.minimum(case).minimum


def changed(value, path=()):
    """Yield every struct that differs from this one in a single whole number of its proof or witness."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value + 1
        yield value - 1
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            for other in changed(each):
                yield (*value[:i], other, *value[i + 1 :])
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in ("checked", "conflicts", "gap", "groups"):
                for other in changed(getattr(value, name)):
                    yield msgspec.structs.replace(value, **{name: other})


@pytest.mark.parametrize("case", [facts(*WORKED, places=IRAN_LIKE), facts(*RING), facts(*RING, known(2, "A"), known(1, "C"))])
def test_a_proof_or_witness_with_any_number_changed_fails(case):
    found = counts.minimum(case)
    tried = list(changed(found))
    assert found.checked and len(tried) > 20
    assert [other for other in tried if not counts.check(case, other)] == []


@settings(max_examples=15, deadline=None)
@given(small(), st.data())
def test_the_low_point_of_draws_is_that_of_solving_each(case, data):
    cells = len(case.persons)
    numbers = np.array([[data.draw(st.integers(0, 3)) for _ in range(cells)] for _ in range(6)], dtype=np.int64).reshape(
        6, cells
    )
    each = []
    for row in numbers:
        people = tuple(msgspec.structs.replace(cell, n=int(n)) for cell, n in zip(case.persons, row))
        each.append(counts.minimum(msgspec.structs.replace(case, persons=people), witness=False).minimum)
    n, draw = counts.low_draw(case, numbers, rank=2)
    assert n == sorted(each)[1] == each[draw]


def test_a_proof_does_not_fit_other_facts():
    found = counts.minimum(facts(*RING))
    lowered = facts(msgspec.structs.replace(RING[0], lower=0), *RING[1:])
    assert counts.check(lowered, found)
    assert counts.check(facts(*RING[1:]), found)


def test_the_struct_says_what_architecture_says():
    answer = counts.to_json(counts.minimum(facts(*WORKED, places=IRAN_LIKE)))
    assert list(answer) == ["minimum", "known", "unnamed", "proof", "witness", "checked", "gap", "conflicts"]
    assert (answer["minimum"], answer["known"], answer["unnamed"], answer["gap"]) == (106, 69, 37, 0)
    assert answer["proof"]["parts"][0]["claims"] == [{"id": "3", "weight": 1}]
    assert set(answer["witness"][0]) == {"place", "date", "groups", "n"}
    assert sum(stay["n"] for stay in answer["witness"]) == 106


def test_a_claim_and_persons_are_read_with_their_defaults():
    read = counts.facts_from_json(
        '{"places": {"A": "ZZ"}, "persons": [{"place": "A"}], "claims": [{"id": "x", "lower": null, "upper": 3}]}'
    )
    assert read.persons == (Persons(n=1, place="A"),)
    assert read.claims == (Claim(id="x", lower=None, upper=3),)
    assert counts.minimum(read).minimum == 1
