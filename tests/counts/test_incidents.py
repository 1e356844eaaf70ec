"""Separate incidents of one source, and what others hold up of them: each of their statements once."""

from __future__ import annotations

from claims_factory import claim
from counts_factory import SCOPE, ancestors, lists, members, pairs, records
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import counts

DAY = ("03-08", "03-08")


def widest(*claims):
    frame = records()
    found = counts.ladder(
        frame, members(frame), pairs=pairs(), lists=lists(A=("a",)), scope=SCOPE, ancestors=ancestors, claims=claims
    )[0]
    wide = found.wide[-1]
    assert counts.check(wide.facts, wide.found) == () and wide.found.gap == 0
    return wide


def monitor(*incidents, place="ZZ.A", days=DAY):
    return [claim("Monitor", n, place, days, declares="incidents", event=event) for event, n in incidents]


TWO = (("gate", 20), ("bridge", 15))


def test_a_total_of_the_town_and_day_holds_up_all_incidents_in_it_once():
    army = claim("Army", 9, days=DAY, stance="admits", origin_kind="official")
    health = claim("Health bureau", 12, days=DAY)
    assert widest(*monitor(*TWO), army, health).found.minimum == 12
    assert widest(*monitor(*TWO), army).found.minimum == 9
    assert widest(*monitor(*TWO), claim("Doctors", 25, days=DAY)).found.minimum == 25
    # Two totals of one town and day may mean the same people: they are not shared out among the incidents.
    assert widest(*monitor(*TWO), claim("Doctors", 12, days=DAY), claim("Nurses", 9, days=DAY)).found.minimum == 12


def test_incidents_that_others_name_one_by_one_add_up():
    told = [*monitor(*TWO), claim("Doctors", 18, days=DAY, event="Gate"), claim("Nurses", 9, days=DAY, event="bridge")]
    wide = widest(*told)
    assert wide.found.minimum == 18 + 9
    # Whoever holds them up is named with them.
    (one,) = (s for s in wide.statements if s.because == "incidents")
    assert set(one.claims) == {each.id for each in told} and one.parties == ("doctors", "monitor", "nurses")
    # A total beside them may be about either, and adds nothing to them.
    assert widest(*told, claim("Army", 9, days=DAY)).found.minimum == 18 + 9
    assert widest(*told[:3], claim("Army", 21, days=DAY)).found.minimum == 21


def test_a_statement_of_one_day_holds_up_that_day_and_not_the_next_one_too():
    seventh, eighth = (monitor((None, 10), days=(day, day)) for day in ("03-07", "03-08"))
    assert widest(*seventh, *eighth, claim("Doctors", 10, days=("03-07", "03-07"))).found.minimum == 10
    assert widest(*seventh, *eighth, *(claim(who, 10, days=DAY) for who in ("Doctors", "Nurses"))).found.minimum == 10


def test_what_the_speaker_admits_of_one_incident_is_not_counted_again_in_a_total():
    gate = claim("Army", 9, days=DAY, declares="incidents", event="gate", stance="admits", origin_kind="official")
    bridge = claim("Army", 6, days=DAY, declares="incidents", event="bridge")
    assert widest(gate, bridge, claim("Doctors", 12, days=DAY)).found.minimum == 12
    assert widest(gate, bridge, claim("Doctors", 12, days=DAY, event="bridge")).found.minimum == 9 + 6


BOXES = st.tuples(st.sampled_from(["ZZ", "ZZ.A", "ZZ.A.T", "ZZ.B"]), st.integers(5, 12), st.integers(0, 3))


def boxed(who, n, box, **more):
    place, first, length = box
    return claim(who, n, place, (f"03-{first:02}", f"03-{first + length:02}"), **more)


def incidents(told):
    return [boxed("Monitor", n, box, declares="incidents", event=event) for box, n, event in told]


TOLD = st.lists(st.tuples(BOXES, st.integers(1, 20), st.sampled_from([None, "a", "b", "c"])), min_size=1, max_size=6)


@settings(max_examples=60)
@given(told=TOLD, figure=st.integers(1, 60), box=BOXES, event=st.sampled_from([None, "a", "b"]))
def test_one_statement_never_supports_more_than_its_figure(told, figure, box, event):
    many = incidents(told)
    assert widest(*many).found.minimum == 0
    assert widest(*many, boxed("Doctors", figure, box, event=event)).found.minimum <= figure


@settings(max_examples=60)
@given(
    told=TOLD,
    others=st.lists(
        st.tuples(BOXES, st.integers(1, 30), st.sampled_from([None, "a", "b"]), st.sampled_from(["incidents", None])),
        min_size=1,
        max_size=4,
    ),
    one=st.integers(0, 3),
)
def test_taking_a_statement_back_takes_no_more_than_its_figure(told, others, one):
    many = incidents(told)
    held = [boxed(f"Other {i}", n, box, event=event, declares=says) for i, (box, n, event, says) in enumerate(others)]
    gone = held[one % len(held)]
    whole, less = (widest(*many, *kept).found.minimum for kept in (held, [each for each in held if each is not gone]))
    assert less <= whole <= less + (gone.value or 0)
