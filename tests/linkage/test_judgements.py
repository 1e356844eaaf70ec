"""Judgements: which one holds, when it is stale, how they travel, how two readers agree."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.errors import InputError
from atleast.frames import JUDGEMENTS, RECORDS, check
from atleast.linkage.review.judgements import Made, agreement, differing, fold, kappa, lines, read_lines, seen, witnessed
from atleast.model import Judgement


def judgement(left="a", right="b", verdict="same", by="Mina", **more):
    return Judgement(left=left, right=right, verdict=verdict, by=by, **more)


def made(number, one, at="2031-03-20T10:00:00Z"):
    return Made(event=f"e{number}", at=at, device="d", seq=number, judgement=one)


def records(**changes):
    rows = [
        {"record_id": "a", "list": "committee", "row_key": "7", "name": "روشنک سپیدکوه", "age": 23},
        {
            "record_id": "b",
            "list": "register",
            "row_key": "x:1",
            "name": "Roshanak Sepidkuh",
            "age": 24,
            "date_from": date(2031, 3, 8),
        },
    ]
    rows[0].update(changes)
    given = {key for row in rows for key in row}
    frame = pl.DataFrame(rows, schema={key: RECORDS[key].dtype for key in RECORDS if key in given})
    return check(frame, RECORDS, optional=RECORDS)


def verdicts(frame):
    return {(row["left"], row["right"]): row["verdict"] for row in frame.iter_rows(named=True)}


def test_the_latest_holds_whichever_side_comes_first():
    frame = fold([made(1, judgement()), made(2, judgement("b", "a", "different"))])
    check(frame, JUDGEMENTS)
    assert verdicts(frame) == {("a", "b"): "different"}


def test_undoing_the_latest_brings_back_the_one_before():
    events = [made(1, judgement()), made(2, judgement(verdict="different"))]
    assert verdicts(fold(events, retracted={"e2"})) == {("a", "b"): "same"}
    assert fold(events, retracted={"e1", "e2"}).is_empty()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from("def"),
            st.sampled_from(["same", "different", "unsure"]),
            st.booleans(),
            st.integers(0, 3),
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_the_order_of_arrival_does_not_matter(rows, shuffler):
    events = [
        made(n, judgement(left, right, verdict, by="Mina" if n % 2 else "Reza", second=second), at=f"2031-03-2{hour}T10:00:00Z")
        for n, (left, right, verdict, second, hour) in enumerate(rows)
    ]
    shuffled = events + events[:2]
    shuffler.shuffle(shuffled)
    assert fold(shuffled).equals(fold(events))


def test_a_second_reader_who_differs_makes_the_pair_unsure_until_somebody_decides_again():
    first, second = made(1, judgement()), made(2, judgement(verdict="different", by="Reza", second=True))
    assert verdicts(fold([first])) == {("a", "b"): "same"}
    assert verdicts(fold([first, made(2, judgement(by="Reza", second=True))])) == {("a", "b"): "same"}
    frame = fold([first, second])
    assert verdicts(frame) == {("a", "b"): "unsure"}
    assert "Mina says same, Reza says different" in frame["because"][0]
    assert verdicts(fold([first, second, made(3, judgement(by="Sara"))])) == {("a", "b"): "same"}


def test_a_changed_record_makes_the_judgement_stale_but_keeps_it():
    before = records()
    left, right = before.iter_rows(named=True)
    event = made(1, judgement(seen=seen(left, right)))
    assert fold([event], records=before)["stale"].to_list() == [False]
    assert fold([event], records=before.with_columns(row=pl.lit(99, pl.Int64)))["stale"].to_list() == [False]
    for change in ({"age": 32}, {"name": "روشنک سپیدکوهی"}, {"other_names": ["Roshan"]}):
        frame = fold([event], records=records(**change))
        assert frame["stale"].to_list() == [True]
        assert frame["verdict"].to_list() == ["same"]
    assert fold([event], records=before.head(1))["stale"].to_list() == [True]
    assert fold([made(1, judgement())], records=before)["stale"].to_list() == [False]


def test_the_digest_does_not_depend_on_the_side_and_needs_the_key():
    left, right = records().iter_rows(named=True)
    assert seen(left, right) == seen(right, left)
    assert seen(left, right, key=b"k" * 32) != seen(left, right)


def test_lines_go_out_and_come_back():
    given = [judgement(because="همان پدر", seen="00ff"), judgement(verdict="unsure", by="Reza", second=True)]
    assert read_lines(lines(given), records=records(), by="Sara").judgements == tuple(given)


def test_lines_may_name_rows_as_list_and_id_even_with_a_colon_in_it():
    data = b'\xef\xbb\xbf{"left":"register:x:1","right":"committee:7","verdict":"different","model":"1"}\r\n\n'
    assert read_lines(data, records=records(), by="Sara").judgements == (judgement(verdict="different", by="Sara"),)


def test_a_line_about_an_unknown_record_is_told_and_the_others_are_read():
    data = lines([judgement(), judgement(right="zz")])
    read = read_lines(data, records=records(), by="Sara")
    assert len(read.judgements) == 1
    assert len(read.problems) == 1
    assert "line 2" in read.problems[0]
    assert "zz" in read.problems[0]


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b'{"left":"a","right":"b","verdict":"maybe"}',
        b'{"left":"a","verdict":"same"}',
        b"\xff\xfe",
        b'{"left":"a","right":"committee:7","verdict":"same"}',
    ],
)
def test_a_line_that_cannot_be_read_refuses_the_file_and_names_the_line(bad):
    with pytest.raises(InputError) as error:
        read_lines(lines([judgement()]) + bad, records=records(), by="Sara")
    assert "row 2" in error.value.message
    assert error.value.hint


def test_kappa_is_that_of_cohen_1968_table_1():
    # J. Cohen, Weighted kappa (1968): proportions over 200 patients, po = .70, pe = .41, kappa = .492
    cells = [[44, 5, 1], [7, 20, 3], [9, 5, 6]]
    first = [i for i in range(3) for j in range(3) for _ in range(2 * cells[i][j])]
    second = [j for i in range(3) for j in range(3) for _ in range(2 * cells[i][j])]
    result = kappa([str(word) for word in first], [str(word) for word in second])
    assert result.n == 200
    assert result.observed == pytest.approx(0.70)
    assert result.expected == pytest.approx(0.41)
    assert result.kappa == pytest.approx(0.492, abs=5e-4)
    assert result.se == pytest.approx((0.7 * 0.3 / (200 * 0.59**2)) ** 0.5)


def test_kappa_without_variation_or_pairs_is_undefined_not_one():
    assert kappa(["same"] * 5, ["same"] * 5).kappa is None
    assert kappa([], []).kappa is None


def test_agreement_takes_only_pairs_that_two_people_have_read():
    rng = random.Random(3)
    events = []
    for n in range(40):
        first = rng.choice(["same", "different"])
        events.append(made(2 * n, judgement("a", f"r{n:02}", first)))
        if n < 10:
            other = first if n < 8 else "unsure"
            events.append(made(2 * n + 1, judgement("a", f"r{n:02}", other, by="Reza", second=True)))
    result = agreement(events)
    assert result.n == 10
    assert result.observed == pytest.approx(0.8)
    assert agreement(events, retracted={"e19"}).n == 9


def test_two_readers_of_files_are_compared_though_no_answer_is_a_blind_second_one():
    events = []
    for n, (first, second) in enumerate(
        [("same", "same"), ("different", "same"), ("unsure", "unsure"), ("different", "different")]
    ):
        events.append(made(2 * n, judgement("a", f"r{n}", first)))
        events.append(made(2 * n + 1, judgement("a", f"r{n}", second, by="Reza")))
    result = agreement(events)
    assert (result.n, result.observed) == (4, 0.75)
    assert result.kappa == kappa(["same", "different", "unsure", "different"], ["same", "same", "unsure", "different"]).kappa
    third = made(20, judgement("a", "r1", "unsure", by="Sara"))  # who decides between two readers is neither of them
    assert agreement([*events, third]).observed == 0.75
    again = made(21, judgement("a", "r1", "same"))  # the first reader changed his mind
    assert agreement([*events, third, again]).observed == 1


def test_answers_about_what_are_no_longer_the_same_records_are_not_compared():
    first, second = made(1, judgement(seen="old")), made(2, judgement(by="Reza", verdict="different", seen="new"))
    assert agreement([first, second]).n == 0
    assert agreement([first, made(3, judgement(by="Reza", verdict="different", seen="old"))]).n == 1


def test_a_new_answer_that_differs_from_another_readers_is_named_with_what_holds():
    before = [made(1, judgement()), made(2, judgement("a", "c"))]
    assert differing([judgement(by="Reza"), judgement("a", "c", "different")], before) == []  # agrees; changed his own mind
    new = [judgement(by="Reza", verdict="different"), judgement("a", "c", "different", by="Sara", second=True)]
    found = differing(new, before)
    assert [(one.earlier.by, one.new.by, one.holds) for one in found] == [
        ("Mina", "Reza", "different"),
        ("Mina", "Sara", "unsure"),
    ]
    inside = differing([judgement("x", "y"), judgement("x", "y", "unsure", by="Reza")], [])  # both readers in one file
    assert [(one.earlier.by, one.holds) for one in inside] == [("Mina", "unsure")]


def test_an_answer_that_names_nothing_seen_has_seen_the_records_as_they_stand():
    left, right = records().iter_rows(named=True)
    told = [judgement(), judgement(seen="00ff"), judgement(right="gone")]
    digests = [one.seen for one in witnessed(told, records=records(), key=b"k")]
    assert digests == [seen(left, right, key=b"k"), "00ff", ""]


def test_a_row_can_be_named_as_a_row():
    rows = records().with_columns(row=pl.Series([2, 3], dtype=pl.Int64))
    data = b'{"left":"committee:row:2","right":"register:x:1","verdict":"same"}'
    read = read_lines(data, records=rows, by="Mina")
    assert read.judgements == (judgement(),)
    assert dict(read.called) == {"committee:row:2": "a", "register:x:1": "b"}
