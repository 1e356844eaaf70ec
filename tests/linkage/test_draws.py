"""Draws over partitions: judgements are hard, probabilities come out as they went in, the range covers the truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import numpy as np
import polars as pl
import pytest
from bench.synthetic import make, qualities
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import dates
from atleast.errors import LinkError
from atleast.frames import JUDGEMENTS, MEMBERS, PAIRS, check
from atleast.linkage.linking import Linked, link
from atleast.linkage.people.missing import below
from atleast.linkage.people.partitions import Doubt, distinct, draws, spread
from atleast.linkage.settings import ListPlan, default

CERTAIN = Doubt(shift=(0, 0), scale=0, tilt=0, list_shift=0, lost=0)


def linked(likely, records=None, verdicts=None, never=(), joined=()):
    """A linkage of {(record, record): p}; the first letter of a record is its list; `joined` are pairs put in one person."""
    names = sorted(records or {record for pair in likely for record in pair})
    verdicts = verdicts or {}
    person = {record: record for record in names} | {right: left for left, right in joined}
    return Linked(
        settings=msgspec.structs.replace(default(), lists={name: ListPlan(duplicates="never") for name in never}),
        notes=(),
        pairs=check(
            pl.DataFrame(
                [
                    {"left": min(pair), "right": max(pair), "p_match": float(p), "log_odds": 0.0, "verdict": verdicts.get(pair)}
                    for pair, p in likely.items()
                ],
                schema={name: column.dtype for name, column in PAIRS.items()},
            ),
            PAIRS,
        ),
        members=check(
            pl.DataFrame(
                [{"record_id": record, "list": record[0], "person": person[record], "p": 0.5} for record in names],
                schema={name: column.dtype for name, column in MEMBERS.items()},
            ),
            MEMBERS,
        ),
    )


def judged(*rows):
    return pl.DataFrame(
        [
            {"left": a, "right": b, "verdict": verdict, "by": "Mina", "because": "", "seen": "", "stale": False}
            for a, b, verdict in rows
        ],
        schema={name: column.dtype for name, column in JUDGEMENTS.items()},
    )


def together(drawn, made, a, b):
    names = made.members["record_id"].to_list()
    return drawn[:, names.index(a)] == drawn[:, names.index(b)]


def test_a_pair_is_one_person_as_often_as_its_probability_says():
    made = linked({("a1", "b1"): 0.3, ("a2", "b2"): 0.9})
    drawn = draws(made, n=4000, doubt=CERTAIN)
    assert drawn.dtype == np.int32
    assert drawn.shape == (4000, 4)
    assert together(drawn, made, "a1", "b1").mean() == pytest.approx(0.3, abs=0.03)
    assert together(drawn, made, "a2", "b2").mean() == pytest.approx(0.9, abs=0.02)


def test_rivals_exclude_one_another_and_keep_their_probabilities():
    made = linked({("a1", "b1"): 0.5, ("a1", "b2"): 0.4})
    drawn = draws(made, n=4000, doubt=CERTAIN)
    first, second = together(drawn, made, "a1", "b1"), together(drawn, made, "a1", "b2")
    assert first.mean() == pytest.approx(0.5, abs=0.03)
    assert second.mean() == pytest.approx(0.4, abs=0.03)
    assert (first & second).mean() < 0.02


def test_three_lists_that_agree_are_one_person_with_transitivity():
    made = linked({("a1", "b1"): 0.95, ("a1", "c1"): 0.95, ("b1", "c1"): 0.95})
    counts = distinct(draws(made, n=2000, doubt=CERTAIN))
    assert np.mean(counts == 1) == pytest.approx(0.94, abs=0.03)


def test_missed_joins_only_take_people_away_and_as_many_as_the_lists_give_reason_to():
    likely = {(f"a{n}", f"b{n}"): 0.9 for n in range(200)} | {(f"a{n}", f"b{n}"): 0.04 for n in range(200, 300)}
    made = linked(likely, joined=[(f"a{n}", f"b{n}") for n in range(200)])
    few, fewer, fewest = (
        distinct(draws(replace(made, unreached=unreached), n=200, doubt=msgspec.structs.replace(CERTAIN, lost=lost)))
        for unreached, lost in ((0.0, 0), (0.0, 1), (0.2, 1))
    )
    assert few.mean() > fewer.mean() + 3 > fewest.mean() + 15
    assert fewest.min() >= 200


def test_a_few_missed_joins_are_made_where_nobody_stands_alone_and_as_many_as_stand_alone_elsewhere():
    likely = {(f"a{n}", f"b{n}"): 0.999 for n in range(100)}
    doubt = msgspec.structs.replace(CERTAIN, lost=40)
    together = replace(linked(likely, joined=list(likely)), unreached=0.2)
    assert 95 <= distinct(draws(together, n=50, doubt=doubt)).min() < 97
    likely |= {(f"a{n}", f"b{n}"): 0.001 for n in range(100, 130)}
    apart = replace(linked(likely, joined=list(likely)[:100]), unreached=0.2)
    found = distinct(draws(apart, n=50, doubt=doubt))
    few = 160 // 50 + 3
    assert 130 - few - 3 <= found.min() < 130  # 30 pairs of those who stand alone, and by chance one or two of the faint pairs


def test_no_draw_holds_fewer_people_than_a_list_but_for_a_few_whom_it_may_hold_twice():
    likely = {(f"a{n}", f"b{n}"): 0.8 for n in range(150)} | {(f"a{n}", f"c{n}"): 0.05 for n in range(150, 190)}
    made = replace(linked(likely, joined=list(likely)[:150]), unreached=0.4)
    counts = distinct(draws(made, n=50, doubt=msgspec.structs.replace(CERTAIN, lost=40)))
    assert counts.min() >= 190 - (230 // 50 + 3)


def test_doubt_about_the_model_moves_all_pairs_together():
    made = linked({(f"a{n}", f"b{n}"): 0.6 for n in range(400)})
    narrow, wide = (distinct(draws(made, n=200, doubt=doubt)) for doubt in (CERTAIN, Doubt()))
    assert wide.std() > 4 * narrow.std()


def test_a_list_that_promises_no_duplicates_gets_none():
    likely = {("a1", "a2"): 0.9, ("a1", "b1"): 0.9, ("a2", "b1"): 0.9}
    for never in ((), ("a",)):
        made = linked(likely, never=never)
        assert together(draws(made, n=300), made, "a1", "a2").any() == (never == ())


def test_missed_joins_keep_promises_and_judgements():
    likely = {(f"a{n}", f"b{n}"): 0.9 for n in range(40)}
    made = replace(linked(likely, never=("a", "b"), joined=list(likely)), unreached=0.3)
    apart = judged(*((f"a{n}", f"b{n + 1}", "different") for n in range(39)))
    drawn = draws(made, judgements=apart, n=60, doubt=msgspec.structs.replace(CERTAIN, lost=20))
    lists = np.array([record[0] for record in made.members["record_id"]])
    for draw in drawn:
        for name in "ab":
            assert len(np.unique(draw[lists == name])) == 40
    assert not any(together(drawn, made, f"a{n}", f"b{n + 1}").any() for n in range(39))


def test_a_share_of_true_pairs_that_the_scores_cannot_reach_is_estimated_from_those_they_do():
    rng = np.random.default_rng(1)
    values = np.stack([rng.choice([3.0, -2.0], 6000, p=[1 - bad, bad]) for bad in (0.1, 0.2, 0.15)], axis=1)
    sums = values.sum(axis=1)
    seen = values[sums >= 2]
    assert below(seen, np.zeros(len(seen)), edge=2.0) == pytest.approx((sums < 2).mean(), abs=0.03)
    assert below(seen, np.zeros(len(seen)), edge=2.0) > 0.03
    assert below(values[(values > 0).all(axis=1)], np.zeros(int((values > 0).all(axis=1).sum())), edge=2.0) == 0


def test_the_range_on_invented_lists_holds_the_truth_and_says_something():
    held, widths = 0, []
    for seed in range(2000, 2012):
        records, truth = make(replace(qualities(seed), n_rows=400))
        low, high = spread(distinct(draws(link(records), records=records)))
        true = len(set(truth.values()))
        held += low <= true <= high
        widths.append((high - low) / true)
    assert held >= 10
    assert np.median(widths) < 0.15


worlds = st.dictionaries(
    st.tuples(st.sampled_from(["a1", "a2", "b1", "b2", "c1"]), st.sampled_from(["b3", "c2", "c3", "d1"])),
    st.sampled_from([0.02, 0.3, 0.6, 0.95, 0.999]),
    min_size=1,
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(worlds, st.data())
def test_judgements_are_hard_in_every_draw(likely, data):
    pairs = sorted(likely)
    same, different = data.draw(st.sampled_from(pairs)), data.draw(st.sampled_from(pairs))
    made = linked(likely, records={"a1", "a2", "b1", "b2", "c1", "b3", "c2", "c3", "d1"})
    verdicts = [(*different, "different")] + ([(*same, "same")] if same != different else [])
    drawn = draws(made, judgements=judged(*verdicts), n=20, seed=3)
    assert not together(drawn, made, *different).any()
    if same != different:
        assert together(drawn, made, *same).all()


@settings(max_examples=30, deadline=None)
@given(worlds, st.randoms())
def test_the_same_seed_gives_the_same_draws_whatever_the_order_of_rows(likely, shuffler):
    made = linked(likely)
    drawn = draws(made, n=10, seed=5)
    seed = shuffler.randrange(99)
    turned = replace(
        made,
        pairs=made.pairs.sample(fraction=1.0, shuffle=True, seed=seed),
        members=made.members.sample(fraction=1.0, shuffle=True, seed=seed),
    )
    again = draws(turned, n=10, seed=5, records=made.members)
    assert np.array_equal(again, drawn)
    assert np.array_equal(distinct(drawn), [len(set(row)) for row in drawn.tolist()])


def test_columns_come_in_the_order_asked_for_and_a_wrong_order_is_refused():
    made = linked({("a1", "b1"): 0.99}, records={"a1", "b1", "c1"})
    drawn = draws(made, n=5, doubt=CERTAIN, records=made.members.reverse())
    assert (drawn[:, 1] == drawn[:, 2]).all()
    with pytest.raises(LinkError, match="order"):
        draws(made, n=5, records=made.members.head(2))


def test_verdicts_of_the_pairs_hold_and_later_judgements_win():
    made = linked({("a1", "b1"): 1.0}, verdicts={("a1", "b1"): "same"})
    assert together(draws(made, n=20), made, "a1", "b1").all()
    assert not together(draws(made, judgements=judged(("a1", "b1", "different")), n=20), made, "a1", "b1").any()
    assert together(draws(made, judgements=judged(("a1", "b1", "unsure")), n=20), made, "a1", "b1").any()


def test_the_range_is_of_order_statistics_and_needs_draws():
    assert spread(np.arange(200)[::-1].copy()) == (4, 195)
    assert spread(np.array([7])) == (7, 7)
    with pytest.raises(LinkError):
        spread(np.array([], np.int64))


def test_records_without_any_pair_stay_alone():
    made = linked({}, records={"a1", "b1"})
    assert distinct(draws(made, n=3, doubt=CERTAIN)).tolist() == [2, 2, 2]


@pytest.mark.shared
def test_the_range_covers_the_truth_on_real_lists(shared):
    rows = pl.read_csv(shared / "link" / "iran2026_pair.csv.gz", infer_schema_length=20_000)
    days = [dates.read(text) if text else None for text in rows["date"]]
    given = rows.select(
        pl.Series("date_from", [date.fromisoformat(day.earliest) if day else None for day in days], dtype=pl.Date()),
        pl.Series("date_to", [date.fromisoformat(day.latest) if day else None for day in days], dtype=pl.Date()),
        record_id="rec_id",
        list="list",
        name="name",
        age=pl.col("age").cast(pl.Int64),
        sex="sex",
    )
    low, high = spread(distinct(draws(link(given), n=200, seed=1)))
    assert low <= rows["entity"].n_unique() <= high
