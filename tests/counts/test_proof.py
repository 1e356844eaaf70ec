"""The proof as a reader and a checker meet it: any number changed is found out, words, order, gaps, many parts."""

from __future__ import annotations

import datetime as dt
from math import ceil

import msgspec
import pytest
from facts_factory import IRAN_LIKE, RING, WORKED, brute, claim, day, facts, holds, known, small
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import counts
from atleast.counts import bounding, proving


def variants(value, names=()):
    """Yield copies of a struct or tuple with one whole number, place, date or group value changed, and the field's name."""
    if isinstance(value, bool):
        yield not value, "value"
    elif isinstance(value, int):
        yield from ((value + step, "number") for step in (1, -1, 7))
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            for other, name in variants(each, names):
                yield (*value[:i], other, *value[i + 1 :]), name
    elif isinstance(value, dict):
        for key, each in value.items():
            for other, _ in variants(each, names):
                yield value | {key: other}, "where"
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            here = getattr(value, field)
            if field == "place" and here is not None:
                yield from ((msgspec.structs.replace(value, place=other), "where") for other in names if other != here)
            elif field == "date" and here is not None:
                for step in (1, -1):
                    moved = (dt.date.fromisoformat(here) + dt.timedelta(step)).isoformat()
                    yield msgspec.structs.replace(value, date=moved), "where"
            elif field not in ("checked", "conflicts", "id"):
                for other, name in variants(here, names):
                    yield msgspec.structs.replace(value, **{field: other}), name


def agrees(case, found) -> bool:
    """Say apart from the room whether everybody of a witness has a seat of their own, and every claim its number."""
    stays = [(s.place, s.date or "2031-03-01", s.groups) for s in found.witness]
    if any(place in set(case.places.values()) for place, _, _ in stays):
        return False
    seats = [(case.persons[s.entry], stays[s.stay], s) for s in found.seats]
    return all(holds(cell, at, case.places) for cell, at, _ in seats) and all(
        sum(s.n for s, at in zip(found.witness, stays) if holds(c, at, case.places)) >= c.lower for c in case.claims
    )


@settings(max_examples=40, deadline=None)
@given(small())
def test_whatever_is_changed_in_a_proof_or_witness_is_found_out(case):
    found = counts.minimum(case)
    assert found.checked
    for other, _ in variants(found.proof):
        assert counts.check(case, msgspec.structs.replace(found, proof=other)), other
    for changed in ({"minimum": found.minimum + 1}, {"minimum": found.minimum - 1}, {"known": found.known + 1}, {"gap": 1}):
        assert counts.check(case, msgspec.structs.replace(found, **changed))
    for other, what in variants(found.witness, [*case.places, "nowhere"]):
        moved = msgspec.structs.replace(found, witness=other)
        # A place or a day that no statement asks for can be another one: then it is still a true witness.
        assert counts.check(case, moved) or (what == "where" and agrees(case, moved)), other
    for other, _ in variants(tuple(s.n for s in found.seats)):
        seats = tuple(msgspec.structs.replace(seat, n=n) for seat, n in zip(found.seats, other))
        assert counts.check(case, msgspec.structs.replace(found, seats=seats))


@settings(max_examples=60, deadline=None)
@given(small(persons=4, claims=7))
def test_a_reader_can_recompute_the_number_from_what_is_printed(case):
    answer = counts.to_json(counts.minimum(case))
    lower = {each.id: each.lower for each in case.claims}
    divisor, bounds = answer["proof"]["divisor"], []
    for part in answer["proof"]["parts"]:
        told = sum(each["weight"] * lower[each["id"]] for each in part["claims"])
        people = sum(each["n"] * each["credit"] for each in part["people"])
        assert ceil((told + people) / divisor) == part["bound"]
        bounds.append(part["bound"])
    assert sum(bounds) == answer["minimum"] == answer["known"] + answer["unnamed"]
    credited = {each["entry"]: each["credit"] for part in answer["proof"]["parts"] for each in part["people"]}
    for entry, cell in enumerate(case.persons):
        apart = [
            counts.minimum(facts(known(1, cell.place, **_days(cell)), each)).minimum == 1 + each.lower for each in case.claims
        ]
        if all(apart) and not any(set(cell.groups) & set(each.groups) for each in case.claims):
            assert credited[entry] == divisor


def _days(cell):
    return {"days": tuple(int(end[-2:]) if end else None for end in (cell.from_, cell.to))}


@settings(max_examples=60, deadline=None)
@given(small(persons=4, claims=7), st.randoms())
def test_the_same_facts_in_another_order_have_the_same_proof(case, chance):
    persons, claims = list(case.persons), list(case.claims)
    chance.shuffle(persons)
    chance.shuffle(claims)
    other = msgspec.structs.replace(case, persons=tuple(persons), claims=tuple(claims))

    def told(these):
        proof = counts.minimum(these, witness=False).proof
        people = [sorted((repr(these.persons[c.entry]), c.n, c.credit) for c in part.people) for part in proof.parts]
        return proof.divisor, [(part.claims, part.bound) for part in proof.parts], people

    assert told(case) == told(other)


def test_two_rings_that_one_unknown_person_may_be_in_are_still_rounded_up_each():
    places = {"A": "ZZ", "B": "ZZ", "C": "YY", "D": "YY", "ZZ": "W", "YY": "W"}
    other = {"A": "C", "B": "D", "ZZ": "YY"}
    second = [msgspec.structs.replace(each, id=each.id + "2", place=other[each.place]) for each in RING]
    both = facts(*RING, *second, known(1), claim("w", 1, "W", (2, 2)), places=places)
    found = counts.minimum(both)
    assert (found.minimum, found.gap, found.checked, [part.bound for part in found.proof.parts]) == (6, 0, True, [3, 3])
    assert counts.in_words(both, found)[-1] == "No one person can be in two of these parts, so they add up: 3 + 3 = 6."


def test_fifty_rings_are_150_people():
    places, told = {}, []
    for i in range(50):
        places |= {f"A{i}": f"ZZ{i}", f"B{i}": f"ZZ{i}"}
        told += [msgspec.structs.replace(each, id=f"{each.id}{i}", place=f"{each.place}{i}") for each in RING]
    found = counts.minimum(facts(*told, places=places))
    assert (found.minimum, found.gap, found.checked, len(found.proof.parts)) == (150, 0, True, 50)


def test_what_is_not_proved_is_not_printed(monkeypatch):
    """When only a plain sum is found for a ring, 2 are certain, and the population of 3 is said to be the smallest found."""
    relax = proving.relax
    monkeypatch.setattr(proving, "relax", lambda space, **_: relax(space, whole=True))
    case = facts(*RING)
    found = counts.minimum(case)
    assert (found.minimum, found.gap, found.checked) == (2, 1, True)
    assert counts.in_words(case, found)[-1] == "More than 2 is not proved; no smaller population than 3 was found."
    answer = counts.to_json(found)
    assert (answer["minimum"], answer["gap"], sum(stay["n"] for stay in answer["witness"])) == (2, 1, 3)


@settings(max_examples=40, deadline=None)
@given(small(persons=3, claims=6), st.integers(0, 3))
def test_a_solver_that_errs_makes_the_number_too_low_and_never_too_high(case, wrong):
    """Weights that are no solution, allowed or not, still give a true bound and a population that is not smaller."""

    def bad(space, **_):
        y = [(i * 37 + wrong * 11) % 100 / 99 for i in range(len(space.lower))]
        right = bounding.relax(space)
        return right._replace(y=right.y * 0 + y)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "relax", bad)
        found = counts.minimum(case)
    assert found.minimum <= brute(case) <= found.minimum + found.gap
    assert found.checked


def test_a_counted_proof_in_words():
    assert counts.in_words(facts(*RING), counts.minimum(facts(*RING)))[0] == (
        "No one person can be in more than 2 of these 5 statements."
    )
    cells = (known(1, "ZZ", (1, 1)), known(1, "ZZ", (3, 3)), RING[0], RING[2], RING[3])
    assert counts.in_words(facts(*cells), counts.minimum(facts(*cells))) == (
        "No one person can be in more than 2 of these 3 statements.",
        "They speak of 1 (a) + 1 (c) + 1 (d) = 3.",
        "2 more are known by name who can be in no more than 1 of them, so counted 1 of 2: 2 x 1 = 2.",
        "So at least 5 / 2, rounded up: 3.",
    )


def test_a_plain_proof_in_words_says_what_keeps_the_statements_apart():
    def said(*statements):
        return counts.in_words(facts(*statements), counts.minimum(facts(*statements)))

    towns = said(claim("x", 5, "A", (1, 2)), claim("y", 6, "B", (1, 2)), known(3, "C", (1, 1)))
    assert towns == (
        "These 2 statements cannot be about the same people, because they are about different places.",
        "Together they speak of 5 (x) + 6 (y) = 11 people.",
        "3 more are known by name who can be in none of them.",
        "So at least 11 + 3 = 14.",
    )
    assert "different places or days." in said(claim("x", 5, "A"), claim("y", 6, "B", (1, 2)), claim("z", 7, "B", (3, 3)))[0]
    assert "different groups." in said(claim("x", 5, "A", child=True), claim("y", 6, "A", child=False))[0]


@pytest.mark.parametrize("scale", [1, 10**3, 10**8])
def test_large_numbers_are_as_exact_as_small_ones(scale):
    told = [msgspec.structs.replace(each, lower=each.lower * scale) for each in WORKED if isinstance(each, counts.Claim)]
    people = [msgspec.structs.replace(each, n=each.n * scale) for each in WORKED if isinstance(each, counts.Persons)]
    found = counts.minimum(facts(*told, *people, places=IRAN_LIKE))
    assert (found.minimum, found.gap, found.checked) == (106 * scale, 0, True)
    odd = counts.minimum(facts(*(msgspec.structs.replace(each, lower=scale) for each in RING)))
    assert (odd.minimum, odd.checked, odd.gap) == (ceil(5 * scale / 2), True, 0)


def test_ten_groups_at_once():
    told = [claim(f"g{i}", 10, "A", **{f"g{i}": True}) for i in range(10)]
    told += [claim(f"n{i}", 10 + i, "A", **{f"g{i}": False, f"g{(i + 1) % 10}": False}) for i in range(10)]
    found = counts.minimum(facts(*told, known(4, "B")))
    assert (found.gap, found.checked) == (0, True)
    assert found.minimum >= 4 + 10 + 19


def test_days_at_the_ends_of_the_calendar():
    first, last = dt.date.min.isoformat(), dt.date.max.isoformat()
    told = (
        counts.Claim(id="x", lower=3, from_=first, to=first),
        counts.Claim(id="y", lower=4, from_=last, to=last),
        counts.Claim(id="z", lower=2, to=day(1)),
    )
    found = counts.minimum(facts(*told, known(1)))
    assert (found.minimum, found.gap, found.checked) == (7, 0, True)
    assert {stay.date for stay in found.witness} == {first, last}
