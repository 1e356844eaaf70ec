"""Which claims are admitted, as what, and what they do to the wider rungs."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from claims_factory import claim
from counts_factory import SCOPE, ancestors, lists, members, pairs, records
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import counts

RULE = counts.rules().claims
WHOLE = ("03-03", "03-16")


def fate(*claims):
    return {each.id: each for each in counts.admit(claims, rule=RULE, scope=SCOPE, ancestors=ancestors).fates}


def ladder(*claims, people=(), joined=(), **options):
    frame = records(*people)
    return counts.ladder(
        frame,
        members(frame),
        pairs=pairs(*joined),
        lists=lists(A=("a",)),
        scope=SCOPE,
        ancestors=ancestors,
        claims=claims,
        **options,
    )[0]


def widest(*claims, people=(), **options):
    found = ladder(*claims, people=people, **options)
    for wide in found.wide:
        assert counts.check(wide.facts, wide.found) == () and wide.found.gap == 0
    return found.rung("with_incident_counts").n


def test_a_million_that_nobody_else_holds_changes_no_rung():
    people = [{"id": f"p{n}"} for n in range(5)]
    alone = ladder(people=people)
    loud = claim("Loud Front", 1_000_000, "ZZ", WHOLE)
    found = ladder(loud, people=people)
    assert [(rung.rule, rung.n) for rung in found.rungs] == [(rung.rule, rung.n) for rung in alone.rungs]
    assert found.fates[0].reason == "one_origin"
    assert [(one.claim, one.n) for one in found.if_accepted] == [(loud.id, 1_000_000)]


def test_a_denied_figure_is_no_floor_and_replaces_nothing():
    denied = claim("X", 304, stance="denies", origin_kind="official", named=True, published="2031-04-01")
    assert fate(denied)[denied.id].reason == "denied"
    assert widest(denied) == 0
    assert widest(denied, claim("Y", 310)) == 0
    assert widest(denied, claim("X", 100, published="2031-03-20"), claim("Y", 60)) == 60


def test_two_parties_on_one_scope_hold_the_smaller_number():
    assert widest(claim("X", 100), claim("Y", 60)) == 60
    assert widest(claim("X", 100), claim("X", 90), claim("X", 80)) == 0
    # A count of the country, or of the whole period, does not hold up a count of a town or a day.
    assert widest(claim("X", 100, "ZZ", WHOLE), claim("Y", 60)) == 0
    assert widest(claim("X", 100, days=WHOLE), claim("Y", 60)) == 0
    # Totals that run from one day hold each other as far as the shorter one goes.
    assert widest(claim("X", 100, days=("03-03", "03-09")), claim("Y", 60, days=WHOLE)) == 60


def test_neighbouring_days_of_two_speakers_give_ten_and_declared_incidents_twenty():
    x, y = claim("X", 10, days=("03-07", "03-07")), claim("Y", 10, days=("03-08", "03-08"))
    assert widest(x, y) == 10
    first, second = (
        claim("State", 10, days=(day, day), declares="incidents", stance="admits", origin_kind="official", basis="confirmed")
        for day in ("03-07", "03-08")
    )
    assert widest(first, second) == 20
    # Both days held by two parties each, one of which declares the incidents to be separate.
    days = [claim("X", 10, days=(day, day), declares="incidents") for day in ("03-07", "03-08")]
    others = [claim(name, 10, days=(day, day)) for name, day in (("Y", "03-07"), ("Z", "03-08"))]
    assert widest(*days, *others) == 20
    assert widest(*(msgspec.structs.replace(each, declares=None) for each in days), *others) == 10
    assert widest(*days, claim("Y", 20, days=("03-07", "03-08"))) == 20
    # Far apart, nobody can be in both.
    far = [claim(name, 10, days=("03-12", "03-12")) for name in ("X", "Y")]
    assert widest(*far, x, claim("Y", 10)) == 20


def test_incidents_of_one_place_and_day_add_only_when_they_are_named_apart():
    def told(*events):
        return [claim(name, 10, declares="incidents", event=event) for name in ("X", "Y") for event in events]

    assert widest(*told(None, None)) == 10
    assert widest(*told("the bazaar", "the bazaar")) == 10
    assert widest(*told("the bazaar", "the university")) == 20


def test_unknown_origin_party_relays_and_cycles_are_not_independent():
    x = claim("X", 50)
    for other, reason in (
        (claim(None, 50, party=None), "origin_unknown"),
        (claim("Y", 50, party=None), "party_unknown"),
        (claim("Spokesman of X", 50, party="x"), "one_origin"),
        (claim("X", 50, relayed_by=("Wire", "Paper")), "one_origin"),
    ):
        assert widest(x, other) == 0
        assert fate(x, other)[other.id].reason == reason
    # A paper that passes on X's figures is no second origin, whatever it says itself; nor are two that cite one another.
    assert widest(claim("X", 50, relayed_by=("Paper",)), claim("Paper", 50)) == 0
    assert widest(claim("X", 50, relayed_by=("Y",)), claim("Y", 50, relayed_by=("X",))) == 0
    assert widest(x, claim("Y", 50, relayed_by=("Wire",))) == 50


def test_a_person_must_have_reviewed_and_the_basis_must_count():
    y = claim("Y", 40)
    for changed, reason in (
        ({"verdict": None}, "not_reviewed"),
        ({"verdict": "rejected"}, "rejected"),
        ({"basis": None}, "basis"),
        ({"basis": "confirmed; under investigation"}, "basis"),
        ({"basis": "not confirmed"}, "basis"),
        ({"basis": "previous estimate"}, "basis"),
        ({"violation": "injury"}, "other_violation"),
        ({"violation": "casualty"}, "other_violation"),
        ({"bound": "at_most"}, "no_floor"),
        ({"bound": "approx"}, "no_floor"),
        ({"kind": "min_age"}, "not_a_count"),
        ({"place": None}, "place_unknown"),
        ({"place": "YY"}, "outside_scope"),
        ({"days": (None, None)}, "period_unknown"),
        ({"days": ("03-09", "03-08")}, "period_unknown"),
        ({"days": ("03-01", "03-08")}, "wider_than_scope"),
        ({"days": ("04-01", "04-08")}, "outside_scope"),
    ):
        x = claim("X", 40, **changed)
        assert fate(x, y)[x.id].reason == reason, changed
        assert widest(x, y) == 0
    for changed in ({"basis": "Verified by two doctors"}, {"basis": None, "named": True}, {"violation": "execution"}):
        assert widest(claim("X", 40, **changed), y) == 40
    assert widest(claim("X", 39, bound="more_than"), y) == 40
    assert widest(claim("X", 40, bound="range", value_hi=90), y) == 40


def test_a_claim_wider_than_the_case_cannot_raise_it():
    wide = [claim(name, 70, "ZZ", ("02-20", "03-10")) for name in "XY"]
    assert widest(*wide) == 0
    assert {each.reason for each in fate(*wide).values()} == {"wider_than_scope"}


def test_an_admission_against_interest_stands_alone_a_total_of_officials_does_not():
    told = {"origin_kind": "official", "basis": "recorded"}
    assert widest(claim("Governor", 25, stance="admits", **told)) == 25
    assert widest(claim("Governor", 25, **told)) == 0
    assert widest(claim("Clinic", 25, stance="admits", basis="recorded", origin_kind="medical")) == 0


def test_a_later_figure_of_one_source_replaces_the_earlier_one_also_when_it_falls():
    old, new = claim("X", 90, as_of="2031-03-10"), claim("X", 60, as_of="2031-03-12")
    other = claim("Y", 90)
    assert widest(old, other) == 90
    assert widest(old, new, other) == 60
    fates = fate(old, new, other)
    assert (fates[old.id].reason, fates[old.id].by) == ("replaced", (new.id,))
    # Said again without the evidence, and higher, it takes nothing back; said lower, it does.
    assert widest(old, claim("X", 95, basis=None, as_of="2031-03-12"), other) == 90
    assert widest(old, claim("X", 20, basis=None, as_of="2031-03-12"), other) == 0
    # A running total whose last day moves on is one line; a part of it is another.
    running = [claim("X", n, days=("03-03", day), as_of=f"2031-{day}") for n, day in ((80, "03-08"), (70, "03-12"))]
    assert widest(*running, claim("Y", 80, days=("03-03", "03-08"))) == 70


def test_a_total_counts_to_its_day_when_it_does_not_say_how_far():
    x = claim("X", 30, "ZZ", ("03-03", None), as_of="2031-03-09")
    y = claim("Y", 30, "ZZ", ("03-03", "03-09"))
    assert widest(x, y) == 30
    assert fate(msgspec.structs.replace(x, as_of=None), y)[x.id].reason == "period_unknown"


def test_claims_and_people_who_may_be_the_same_are_counted_once():
    held = [claim(name, 12) for name in "XY"]
    people = [{"id": f"p{n}"} for n in range(5)]
    assert widest(*held, people=people) == 12
    # One day off, or no place: they may be the same dead. Another province, or a week later: they are not.
    near = [{"id": "q", "on": "03-08"}, {"id": "r", "place": "ZZ"}]
    far = [{"id": "s", "place": "ZZ.B"}, {"id": "t", "on": "03-14"}]
    assert widest(*held, people=[*people, *near]) == 12
    assert widest(*held, people=[*people, *near, *far]) == 14


def test_people_just_below_and_above_the_age_of_majority_may_be_children_or_not():
    held = [claim(name, 3, group="children") for name in "XY"]
    aged = [{"id": f"p{age}", "age": age} for age in (16, 17, 18, 19)]
    # 16 is a child, 19 is none, 17 and 18 may be: three children can be among the four.
    assert widest(*held, people=aged) == 4
    assert widest(*held, people=[{"id": "x", "age": 19}, {"id": "y", "age": 40}]) == 5


def test_described_rows_are_statements_and_never_people():
    row = {"name": None, "place": "ZZ.B"}
    same_day = [{"id": "u1", **row}, {"id": "u2", **row}]
    people = [{"id": f"p{n}"} for n in range(3)]
    # Two rows without a name in a town where nobody is known: one person for sure, two when the list has nobody twice.
    assert ladder(people=[*people, *same_day]).rung("named_or_described").n == 4
    assert ladder(people=[*people, *same_day], never_twice=["A"]).rung("named_or_described").n == 5
    assert ladder(people=[*people, *same_day], joined=[("u1", "u2", 0.0, "different")]).rung("named_or_described").n == 5
    # The named child may be the same child; so may somebody who was written down a day later.
    assert ladder(people=[*people, {"id": "u", "name": None}]).rung("named_or_described").n == 3
    assert ladder(people=[*people, {"id": "u", "name": None, "on": "03-08"}]).rung("named_or_described").n == 3
    assert ladder(people=[*people, {"id": "u", "name": None, "on": "03-09"}]).rung("named_or_described").n == 4
    assert all(rung.n == 3 for rung in ladder(people=[*people, *same_day]).rungs if rung.rule == "named")


def test_a_group_without_names_counts_with_its_size():
    frame = records({"id": "p"}, {"id": "g", "name": None, "place": "ZZ.B"})
    frame = frame.with_columns(n_people=np.array([1, 7]))
    found = counts.ladder(frame, members(frame), pairs=pairs(), lists=lists(A=("a",)), scope=SCOPE, ancestors=ancestors)[0]
    assert [found.rung(name).n for name in ("named", "named_or_described")] == [1, 8]
    assert found.wide[0].statements[0].records == ("g",)


def test_a_denial_and_an_official_total_break_on_what_is_documented():
    people = [{"id": f"p{n}"} for n in range(4)]
    denial = claim("Ministry", 0, "ZZ", ("03-03", None), bound="exact", stance="denies", as_of="2031-03-09", basis="stated")
    total = claim("Governor", 3, "ZZ", WHOLE, bound="exact", origin_kind="official", basis="stated")
    vague = claim("Leak", 2, "ZZ", WHOLE, bound="at_most", origin_kind="leak")
    found = ladder(denial, total, vague, people=people)
    assert [(one.claims, one.people) for one in found.conflicts] == [((denial.id,), True), ((total.id,), True)]
    assert found.conflicts[1].says == "at most 3 (Governor) is under 4 people known in its scope: 1 short"
    assert found.rung("with_incident_counts").n == 4
    held = [claim(name, 9) for name in "XY"]
    assert [set(one.claims) for one in ladder(total, *held).conflicts] == [{total.id, *(each.id for each in held)}]
    # It binds to its own day only, and a number in thousands has room.
    later = [{"id": "late", "on": "03-14"}]
    assert ladder(denial, people=later).conflicts == ()
    assert (
        ladder(
            claim("State", 2_000, "ZZ", WHOLE, bound="exact", origin_kind="official"),
            *(claim(name, 2_400, "ZZ", WHOLE) for name in "XY"),
        ).conflicts
        == ()
    )


def test_the_draws_hold_the_wide_rungs_down_too():
    people = [{"id": f"p{n}"} for n in range(6)] + [{"id": "u", "name": None, "place": "ZZ.B"}]
    held = [claim(name, 3, "ZZ.C") for name in "XY"]
    draws = np.tile(np.array([0, 0, 2, 3, 4, 5, 6], dtype=np.int32), (200, 1))
    found = ladder(*held, people=people, draws=draws)
    assert [rung.n for rung in found.rungs][2:] == [5, 6, 9]
    assert found.low_draw["with_incident_counts"] == 9 and found.once["with_incident_counts"] == 10
    assert all(counts.check(wide.facts, wide.found) == () for wide in found.wide)
    # Where the statement makes up for the person who fell away, nobody is left out for it.
    inside = [claim(name, 6) for name in "XY"]
    assert ladder(*inside, people=people[:6], draws=draws[:, :6]).rung("with_incident_counts").n == 6


PLACES = st.sampled_from(["ZZ", "ZZ.A", "ZZ.B", "ZZ.A.1", "YY", None])
DAYS = st.sampled_from(["03-03", "03-06", "03-07", "03-08", "03-16", "04-02", None])


@st.composite
def any_claim(draw):
    return claim(
        draw(st.sampled_from(["X", "Y", "Z", None])),
        draw(st.integers(0, 12)),
        draw(PLACES),
        tuple(draw(st.tuples(DAYS, DAYS))),
        bound=draw(st.sampled_from(["at_least", "exact", "more_than", "at_most", "approx"])),
        basis=draw(st.sampled_from(["documented", "named", None])),
        declares=draw(st.sampled_from([None, None, "incidents", "total"])),
        verdict=draw(st.sampled_from(["accepted", "accepted", "edited", "rejected", None])),
        as_of=draw(st.sampled_from([None, "2031-03-10", "2031-03-11"])),
        stance=draw(st.sampled_from(["asserts", "asserts", "admits"])),
        origin_kind=draw(st.sampled_from(["ngo", "official"])),
        group=draw(st.sampled_from([None, None, "children", "protesters"])),
        relayed_by=draw(st.sampled_from([(), (), ("Y",), ("X", "Z")])),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(any_claim(), max_size=6), st.randoms())
def test_the_ladder_never_falls_its_order_never_matters_and_proofs_hold(claims, chance):
    people = [{"id": f"p{n}", "place": ["ZZ.A", "ZZ.B", "ZZ"][n % 3], "on": ["03-07", "03-12"][n % 2]} for n in range(4)]
    found = ladder(*claims, people=people)
    rungs = [rung.n for rung in found.rungs]
    assert rungs == sorted(rungs)
    assert all(counts.check(wide.facts, wide.found) == () and wide.found.minimum == n for wide, n in zip(found.wide, rungs[3:]))
    shuffled = list(claims)
    chance.shuffle(shuffled)
    again = ladder(*shuffled, people=people)
    assert [rung.n for rung in again.rungs] == rungs
    assert {f.id: f for f in again.fates} == {f.id: f for f in found.fates}
    assert {one.claim: one.n for one in again.if_accepted} == {one.claim: one.n for one in found.if_accepted}
    # Whatever is not reviewed changes nothing.
    machine = [msgspec.structs.replace(each, id="M" + each.id, reviewed=None) for each in claims]
    assert [rung.n for rung in ladder(*claims, *machine, people=people).rungs] == rungs


@settings(max_examples=40, deadline=None)
@given(st.lists(any_claim(), max_size=5))
def test_one_speaker_alone_never_raises_the_documented_number(claims):
    """Take any one party away and the rest still documents nothing that two did not hold, but admissions."""
    mine = [msgspec.structs.replace(each, source="X", attributed_to="X", party="x", stance="asserts") for each in claims]
    assert widest(*mine) == 0


@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_slack_is_the_rule_s(days):
    toml = counts.shipped().replace("date_slack_days = 1", f"date_slack_days = {days}")
    held = [claim(name, 5, days=("03-06", "03-06")) for name in "XY"] + [
        claim(name, 5, days=("03-10", "03-10")) for name in "XY"
    ]
    assert widest(*held, toml=toml) == (10 if days < 2 else 5)


def test_one_source_is_one_origin_whatever_parties_were_typed():
    assert widest(claim("Bar", 100, party="p1"), claim("Bar", 60, party="p2")) == 0
    assert widest(claim("Bar", 100, party="bar"), claim("bar", 60, party="other")) == 0
    # Two parties that one source was given are not independent of one another for anybody else either.
    assert widest(claim("Bar", 100, party="p1"), claim("Foo", 60, party="p2"), claim("bar", 5, "ZZ", WHOLE, party="p2")) == 0
    assert widest(claim("Bar", 100, party="p1"), claim("Foo", 60, party="p2")) == 60


def test_a_figure_that_is_denied_is_no_floor_and_no_admission():
    denied = claim("State", 300, stance="denies", origin_kind="official")
    assert widest(denied, claim("Y", 200)) == 0
    assert (fate(denied)[denied.id].reason, fate(denied)[denied.id].said) == ("denied", 0)
    assert ladder(denied).if_accepted == ()
    # It replaces nothing that its source said before; a nought, which denies that anybody died, does.
    before = claim("State", 12, stance="admits", origin_kind="official", published="2031-03-08")
    later = claim("State", 5, stance="denies", origin_kind="official", published="2031-03-09")
    assert fate(before, later)[before.id].admitted
    nobody = claim("State", 0, stance="denies", bound="exact", origin_kind="official", published="2031-03-09")
    assert fate(before, nobody)[before.id].reason == "replaced"
