"""The ladder: rungs, what each leaves out, undecided pairs counted once, draws, and proofs that add up."""

from __future__ import annotations

from itertools import combinations

import msgspec
import numpy as np
import polars as pl
import pytest
from counts_factory import SCOPE, ancestors, lists, members, pairs, records
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import counts
from atleast.errors import InputError

STATED = lists(A=("a",), B=("b",), C=("c", ["A"]), D=(None,))


def climb(frame, linked=None, *, joined=(), stated=STATED, **options):
    linked = members(frame) if linked is None else linked
    named = {tuple(sorted(row[:2])) for row in joined}
    within = [(*both, 0.99) for both in together(linked) if both not in named]
    return counts.ladder(
        frame, linked, pairs=pairs(*joined, *within), lists=stated, scope=SCOPE, ancestors=ancestors, **options
    )


def together(linked):
    """Every pair of records of one person."""
    by = {}
    for record, person in linked.select("record_id", "person").iter_rows():
        by.setdefault(person, []).append(record)
    return [both for records_ in by.values() for both in combinations(sorted(records_), 2)]


def test_a_link_that_is_not_firm_puts_nobody_on_two_lists():
    frame = records(*({"id": f"{person}{source}", "list": source} for person in "pqr" for source in "AB"))
    linked = members(frame, "pA pB", "qA qB", "rA rB")
    found, _ = climb(frame, linked, joined=[("pA", "pB", 0.7), ("qA", "qB", 0.7, "same"), ("rA", "rB", 0.9)])
    strict = found.rung("two_independent_lists")
    assert strict.n == 2
    assert strict.left_out == {"not_firm": 2}
    assert found.rung("named").n == 3


def numbers(found):
    return {rung.rule: rung.n for rung in found.rungs}


def test_rungs_run_from_strict_to_wide():
    found, _ = climb(records({"id": "a"}))
    wide = ["named_or_described", "with_incident_counts"]
    assert list(numbers(found)) == ["two_independent_lists", "without_any_one_origin", "named", *wide]
    assert (found.headline, [each.rule for each in found.wide]) == ("named", wide)
    assert msgspec.json.decode(msgspec.json.encode(found), type=counts.Ladder) == found


def test_independence_must_be_stated():
    rows = [{"id": f"{person}{source}", "list": source} for person in "pqrs" for source in "ABCD"]
    frame = records(*rows)
    found, _ = climb(frame, members(frame, "pA pB", "qA qC", "rA rD", "sB sC"))
    # p: two origins. q: C was taken from A. r: the party of D is not known. s: independent. Without a and so C: 4.
    assert list(numbers(found).values()) == [2, 4, 12, 12, 12]
    strict = found.rung("two_independent_lists")
    assert strict.left_out == {"origin_not_stated": 2, "one_origin": 10}


def test_lists_taken_from_one_agency_are_one_origin():
    frame = records(*({"id": source, "list": source} for source in "VWXYZ"))
    agency = lists(**{source: (f"outlet {source}", ["Agency"]) for source in "VWXYZ"})
    assert numbers(climb(frame, members(frame, "V W X Y Z"), stated=agency)[0])["two_independent_lists"] == 0
    chain = lists(V=("v", ["W"]), W=("w", ["X"]), X=("x",), Y=("y",), Z=("X",))
    assert numbers(climb(frame, members(frame, "V X"), stated=chain)[0])["two_independent_lists"] == 0
    assert numbers(climb(frame, members(frame, "V Z"), stated=chain)[0])["two_independent_lists"] == 0
    assert numbers(climb(frame, members(frame, "V Y"), stated=chain)[0])["two_independent_lists"] == 1


def test_without_any_one_origin_sets_aside_the_origin_that_takes_most():
    frame = records(
        *({"id": f"a{n}"} for n in range(5)), *({"id": f"b{n}", "list": "B"} for n in range(2)), {"id": "c", "list": "C"}
    )
    found, _ = climb(frame, members(frame, "a0 b0", "a1 c"))
    # Without a (and what C took from it) two people are left; without b five.
    assert (numbers(found)["without_any_one_origin"], found.aside) == (2, "a")
    assert numbers(found)["two_independent_lists"] == 1


def test_the_column_adds_up_and_the_reasons_do_too():
    frame = records(
        {"id": "a"},
        {"id": "a2", "list": "B"},
        {"id": "b"},
        {"id": "c", "list": "B"},
        {"id": "hurt", "status": "injured"},
        {"id": "hurt2", "status": "injured", "list": "B"},
        {"id": "late", "on": "04-01"},
        {"id": "undated", "on": None},
        {"id": "unnamed", "name": None},
        {"id": "taken", "list": "B"},
    )
    found, people = climb(
        frame, members(frame, "a a2", "hurt hurt2"), joined=[("b", "c", 0.5)], withdrawn={"taken": "found alive"}
    )
    named = found.rung("named")
    assert named.proof == (("records", 10), ("left_out", -6), ("further_records", -1), ("maybe_same", -1))
    assert named.n == 2
    assert named.left_out == {"withdrawn": 1, "not_dead": 2, "no_date": 1, "outside_period": 1, "no_name": 1}
    assert people.filter(pl.col("counted"))["person"].to_list() == ["a", "b"]
    assert people.filter(pl.col("person") == "c")["left_out"].item() == "maybe_same"
    # The row without a name may be one of the two: it adds nobody.
    assert found.rung("named_or_described").n == 2
    for rung in found.rungs[:3]:
        assert sum(n for _, n in rung.proof) == rung.n
        assert sum(rung.left_out.values()) == -dict(rung.proof)["left_out"]
        assert all(sum(n for _, n in rows) == rung.n for rows in rung.breakdown.values())


def test_nobody_injured_detained_or_unresolved_is_ever_counted():
    rows = [
        {"id": f"{status}{n}", "status": status, "list": "AB"[n]}
        for status in ("injured", "detained", "missing", "alive", "unresolved")
        for n in (0, 1)
    ]
    frame = records(*rows)
    found, people = climb(frame, members(frame, "injured0 injured1"))
    assert set(numbers(found).values()) == {0}
    assert not people["counted"].any()


def test_a_pair_that_may_be_one_is_counted_once_unless_judged_different():
    frame = records({"id": "a"}, {"id": "b", "list": "B"})
    assert numbers(climb(frame, joined=[("a", "b", 0.4)])[0])["named"] == 1
    assert numbers(climb(frame, joined=[("a", "b", 0.4, "different")])[0])["named"] == 2
    assert numbers(climb(frame, joined=[("a", "b", 0.01, "unsure")])[0])["named"] == 1
    assert numbers(climb(frame, joined=[("a", "b", 0.01)])[0])["named"] == 2


def test_someone_who_may_be_a_person_found_alive_is_left_out():
    frame = records({"id": "a"}, {"id": "b", "list": "B", "status": "alive"})
    found, _ = climb(frame, joined=[("a", "b", 0.4)])
    assert found.rung("named").left_out == {"not_dead": 1, "maybe_alive": 1}
    assert numbers(climb(frame)[0])["named"] == 1


def test_someone_who_may_have_died_outside_the_scope_is_left_out():
    frame = records({"id": "a"}, {"id": "b", "list": "B", "on": "04-02"})
    found, _ = climb(frame, joined=[("a", "b", 0.4)])
    assert found.rung("named").left_out == {"outside_period": 1, "maybe_outside": 1}
    vague = records({"id": "a"}, {"id": "b", "list": "B", "from": "01-01", "to": "12-31"})
    assert numbers(climb(vague, joined=[("a", "b", 0.4)])[0])["named"] == 1


def test_who_may_be_somebody_of_another_town_stands_in_neither_row():
    frame = records({"id": "a", "place": "ZZ.A"}, {"id": "b", "list": "B", "place": "ZZ.B"}, {"id": "c", "place": "ZZ.A"})
    found, _ = climb(frame, joined=[("a", "b", 0.4)])
    assert found.rung("named").breakdown["province"] == (("ZZ.A", 1), ("unknown", 1))


def test_breakdown_rows():
    frame = records(
        {"id": "a", "age": 15, "sex": "m", "on": "03-07"},
        {"id": "b", "age": 61, "sex": "f", "on": "03-05", "place": "ZZ.B.1"},
        {"id": "c", "from": "03-05", "to": "03-06", "place": "ZZ"},
    )
    assert climb(frame)[0].rung("named").breakdown == {
        "day": (("2031-03-05", 1), ("2031-03-07", 1), ("unknown", 1)),
        "province": (("ZZ.A", 1), ("ZZ.B", 1), ("unknown", 1)),
        "age_group": (("0-17", 1), ("60+", 1), ("unknown", 1)),
        "sex": (("f", 1), ("m", 1), ("unknown", 1)),
    }


def test_covers_of_the_lists_frame_lets_the_unplaced_in():
    frame = records({"id": "a", "place": None}, {"id": "b", "place": None, "list": "B"})
    stated = lists(A=("a", [], "ZZ/2031"), B=("b", [], "everywhere"))
    assert climb(frame, stated=stated)[0].rung("named").left_out == {"no_place": 1}


def test_the_second_smallest_of_200_draws_when_it_is_smaller():
    frame = records(*({"id": f"r{n}"} for n in range(10)))
    draws = np.tile(np.arange(10, dtype=np.int32), (200, 1))
    draws[7] = 0  # one odd draw joins everybody: the smallest, not the second smallest
    draws[9, :4] = 3
    found, people = climb(frame, draws=draws)
    assert (numbers(found)["named"], found.once["named"], found.low_draw["named"]) == (7, 10, 7)
    assert found.rung("named").proof == (("records", 10), ("left_out", 0), ("further_records", 0), ("maybe_same", -3))
    assert people["counted"].sum() == 7
    assert sorted(people["person"]) == sorted(frame["record_id"]), "people are those of the linkage, never of a draw"


def test_draws_lower_the_number_by_the_most_doubtful_pairs_first():
    frame = records(*({"id": f"r{n}"} for n in range(6)))
    draws = np.tile(np.arange(6, dtype=np.int32), (200, 1))
    draws[:100, 4] = 3
    found, people = climb(frame, joined=[("r3", "r4", 0.3), ("r0", "r1", 0.2), ("r0", "r2", 0.3, "different")], draws=draws)
    assert numbers(found)["named"] == 5
    left = people.filter(~pl.col("counted"))
    assert left["person"].to_list() in (["r3"], ["r4"]) and left["left_out"].to_list() == ["maybe_same"]


def test_who_may_be_somebody_found_alive_is_neither_counted_nor_named_whatever_the_draws_say():
    rows = [{"id": "a"}, {"id": "b", "list": "B"}, {"id": "c", "list": "C"}]
    split = np.tile(np.arange(3, dtype=np.int32), (200, 1))
    found, people = climb(records(*rows), members(records(*rows), "a b"), found_alive=["b"], draws=split)
    assert not people.filter(pl.col("records").list.contains("a"))["counted"].any()
    assert numbers(found)["named"] == 1
    found, people = climb(records(*rows), joined=[("a", "b", 0.12)], found_alive=["b"], draws=split)
    assert people.filter(pl.col("person") == "a")["left_out"].to_list() == ["maybe_alive"]


def test_a_draw_that_joins_a_death_and_a_later_injury_loses_no_death():
    frame = records({"id": "a"}, {"id": "b", "list": "B", "status": "injured", "on": "03-12"})
    joined = np.zeros((200, 2), dtype=np.int32)
    found, _ = climb(frame, draws=joined)
    assert (found.once["named"], found.low_draw["named"], numbers(found)["named"]) == (1, 1, 1)
    assert climb(frame, members(frame, "a b"))[0].rung("named").left_out == {"contested": 2}


def test_draws_with_more_people_change_nothing():
    frame = records({"id": "a"}, {"id": "b", "list": "B"})
    found, _ = climb(frame, members(frame, "a b"), draws=np.tile(np.array([0, 1], dtype=np.int32), (200, 1)))
    assert (numbers(found)["named"], found.low_draw["named"]) == (1, 2)


@pytest.mark.parametrize(("n", "rank"), [(1, 1), (120, 1), (199, 2), (200, 2), (1000, 17)])
def test_the_rank_of_the_order_statistic(n, rank):
    from scipy.stats import binom

    from atleast.counts.rungs import _rank

    assert _rank(n, 0.025, 0.95) == rank
    assert rank == 1 or binom.sf(rank - 1, n, 0.025) >= 0.95 > binom.sf(rank, n, 0.025)


def test_draws_of_another_shape_are_refused():
    with pytest.raises(InputError, match="do not fit 1 records"):
        climb(records({"id": "a"}), draws=np.zeros((3, 2), dtype=np.int32))


def test_no_records_and_no_lists_count_nobody():
    found, people = climb(records(), stated=lists())
    assert set(numbers(found).values()) == {0} and people.height == 0


def test_a_rule_set_that_cannot_be_read_is_refused():
    with pytest.raises(InputError, match="rules of the ladder"):
        counts.rules("version = 'x'")
    with pytest.raises(InputError, match="no rung"):
        counts.rules(counts.shipped().replace('headline = "named"', 'headline = "with_incident_counts"'))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_wider_rungs_are_never_smaller_and_no_proof_fails(data):
    n = data.draw(st.integers(1, 8))
    statuses = st.sampled_from(["dead", "dead", "dead", "injured", "alive"])
    days = st.sampled_from(["03-05", "03-07", "04-01", None])
    frame = records(
        *(
            {"id": f"r{i}", "list": data.draw(st.sampled_from("ABCD")), "status": data.draw(statuses), "on": data.draw(days)}
            for i in range(n)
        )
    )
    labels = [data.draw(st.integers(0, n - 1)) for _ in range(n)]
    groups = [" ".join(f"r{i}" for i in range(n) if labels[i] == g) for g in set(labels)]
    undecided = [(f"r{i}", f"r{j}", 0.5) for i in range(n) for j in range(i + 1, n) if data.draw(st.booleans())]
    draws = np.array([[data.draw(st.integers(0, n - 1)) for _ in range(n)] for _ in range(3)], dtype=np.int32)
    found, people = climb(frame, members(frame, *groups), joined=undecided, draws=draws)
    strict, aside, named, described, widest = (rung.n for rung in found.rungs)
    assert strict <= aside <= named == people["counted"].sum() <= described <= widest
    for rung in found.rungs:
        assert sum(each for _, each in rung.proof) == rung.n
        assert rung.n <= found.low_draw[rung.rule] and rung.n <= found.once[rung.rule]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whichever_way_undecided_pairs_fall_the_number_holds(data):
    n = data.draw(st.integers(2, 6))
    days = st.sampled_from(["03-05", "03-07", "04-01", None])
    frame = records(*({"id": f"r{i}", "on": data.draw(days)} for i in range(n)))
    edges = [(i, j) for i in range(n) for j in range(i + 1, n) if data.draw(st.booleans())]
    once = numbers(climb(frame, joined=[(f"r{i}", f"r{j}", 0.5) for i, j in edges])[0])["named"]
    # Any partition whose groups are cliques of undecided pairs may be the truth.
    groups: list[list[int]] = []
    for i in range(n):
        fits = [g for g in groups if all((j, i) in edges for j in g)]
        target = data.draw(st.sampled_from([*fits, None])) if fits else None
        if target is None:
            groups.append([i])
        else:
            target.append(i)
    truth = climb(frame, members(frame, *(" ".join(f"r{i}" for i in g) for g in groups)))[0]
    assert once <= numbers(truth)["named"]
