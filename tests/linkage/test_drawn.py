"""The error rate from pairs drawn at random, and answers that cannot all hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.linkage.review.contradicting import acceptable, contradictions
from atleast.linkage.review.drawn import errors, interval, sentences
from atleast.linkage.review.judgements import Made, fold, lines
from atleast.model import Judgement


def judgement(left, right, verdict="same", **more):
    return Judgement(left=left, right=right, verdict=verdict, by=more.pop("by", "Mina"), **more)


def made(*judgements):
    return [Made(event=f"e{n}", at="2031-03-20T10:00:00Z", seq=n, judgement=one) for n, one in enumerate(judgements)]


def test_only_pairs_drawn_at_random_measure_the_matching():
    history = made(
        *[judgement("a", f"b{n}", drawn="joined") for n in range(9)],
        judgement("a", "b9", "different", drawn="joined"),
        judgement("a", "b10", "unsure", drawn="joined"),
        *[judgement("c", f"d{n}", "different", drawn="apart") for n in range(20)],
        *[judgement("e", f"f{n}", "different") for n in range(50)],  # asked for being doubtful: says nothing of the rest
    )
    found = errors(history)
    assert (found.joined.n, found.joined.wrong, found.joined.unsure) == (10, 1, 1)
    assert (found.apart.n, found.apart.wrong) == (20, 0)
    said = sentences(found)
    assert said[0] == (
        "of 10 joined pairs drawn at random, readers found 1 to be two people: "
        "10.0% (95% interval 0.3% to 44.5%; 1 unsure left out)"
    )
    assert "20 pairs that were compared and not joined" in said[1] and "0.0% to 16.8%" in said[1]
    assert sentences(errors(history[31:])) == []


def test_a_later_answer_of_another_reader_is_the_one_that_counts():
    first, later = judgement("a", "b", "different", drawn="joined"), judgement("a", "b", "same", by="Ada")
    assert errors(made(first, later)).joined.wrong == 0


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (10, 10, 0.6915, 1.0), (5, 100, 0.0164, 0.1128)],
)
def test_the_interval_is_that_of_clopper_and_pearson(hits, n, low, high):
    assert interval(hits, n) == pytest.approx((low, high), abs=6e-5)


def test_how_a_drawn_pair_stood_travels_with_its_answer():
    assert b'"drawn":"apart"' in lines([judgement("a", "b", drawn="apart")])
    assert b"drawn" not in lines([judgement("a", "b")])


def test_a_contradiction_names_both_records_and_the_chain():
    frame = fold(made(judgement("a", "b"), judgement("b", "c"), judgement("a", "c", "different")))
    assert [(one.left, one.right, one.chain) for one in contradictions(frame)] == [("a", "c", ("a", "b", "c"))]


def test_the_line_that_makes_a_contradiction_is_left_out_and_said():
    called = {"a": "committee:1", "b": "register:2", "c": "press:3"}
    new = [judgement("c", "d"), judgement("a", "c", "different"), judgement("e", "f", "different")]
    found = acceptable(new, made(judgement("a", "b"), judgement("b", "c")), called=called)
    assert [(one.left, one.right) for one in found.judgements] == [("c", "d"), ("e", "f")]
    assert "committee:1 and press:3" in found.problems[0] and "register:2" in found.problems[0]


def test_a_change_of_mind_and_a_second_reader_are_no_contradiction():
    history = made(judgement("a", "b"))
    new = [judgement("a", "b", "different"), judgement("a", "b", "same", by="Ada", second=True)]
    assert acceptable(new, history).judgements == tuple(new)


ENDS = st.sampled_from("abcdef")
ANSWERS = st.lists(
    st.tuples(ENDS, ENDS, st.sampled_from(("same", "different"))).filter(lambda row: row[0] != row[1]), max_size=12
)


@given(ANSWERS, st.integers(0, 6))
def test_what_is_taken_never_contradicts(rows, split):
    every = [judgement(*sorted(row[:2]), row[2]) for row in rows]
    history = made(*acceptable(every[:split], []).judgements)
    taken = acceptable(every[split:], history).judgements
    later = [Made(event=f"n{n}", at="2032-01-01T00:00:00Z", seq=n, judgement=one) for n, one in enumerate(taken)]
    assert contradictions(fold([*history, *later])) == []
