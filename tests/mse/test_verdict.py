"""What a table can carry, and the words in which it is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import mse
from atleast.mse import check
from atleast.mse.table import sizes

GOOD = {1: 40, 2: 30, 4: 20, 3: 6, 6: 4, 5: 5, 7: 2}


def judged(counts: dict[int, int], lists: int = 3) -> mse.Verdict:
    return mse.verdict(mse.from_counts([f"l{j}" for j in range(lists)], counts))


def codes(verdict: mse.Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_three_joined_lists_can_carry_an_estimate() -> None:
    assert judged(GOOD).ok


@pytest.mark.parametrize(
    ("counts", "lists", "code"),
    [
        ({}, 3, "nobody"),
        ({1: 5}, 1, "one_list"),
        ({1: 40, 2: 30, 3: 9}, 2, "two_lists"),
        ({1: 40, 2: 30, 4: 50}, 3, "no_overlap"),
        ({1: 400, 2: 300, 3: 200, 4: 500}, 3, "apart"),
        ({1: 40, 3: 30, 5: 20, 7: 5}, 3, "everybody"),
        ({1: 10**12, 2: 1, 4: 1, 7: 1}, 3, "too_many_people"),
    ],
)
def test_a_table_that_cannot_is_refused_with_its_reason(counts: dict[int, int], lists: int, code: str) -> None:
    verdict = judged(counts, lists)
    assert not verdict.ok
    assert codes(verdict) == [code]


def test_an_empty_list_is_left_out_with_a_note() -> None:
    verdict = judged(GOOD, 4)
    assert verdict.ok
    assert verdict.table.lists == ("l0", "l1", "l2")
    assert verdict.notes[0].code == "list_left_out"


def test_a_small_group_apart_is_a_note_and_no_refusal() -> None:
    verdict = judged({1: 40, 2: 30, 3: 6, 4: 20})
    assert verdict.ok
    assert [note.code for note in verdict.notes] == ["apart_by_chance"]


def test_every_reason_and_note_has_words_in_both_languages() -> None:
    from atleast.mse import wording

    english, persian = (wording._texts()[lang] for lang in ("en", "fa"))
    assert set(english["reason"]) == set(persian["reason"])
    assert set(english["note"]) == set(persian["note"])
    assert set(english["assumption"]) == set(persian["assumption"]) == {*mse.ENGINES, "complete_graph"}
    for verdict in (judged({}), judged({1: 400, 2: 300, 3: 200, 4: 500}), judged({1: 40, 3: 30, 5: 20, 7: 5})):
        for reason in verdict.reasons:
            assert "{" not in mse.words(reason) + mse.words(reason, lang="fa")


def test_the_model_with_one_interaction_of_the_artificial_table_has_no_finite_estimate() -> None:
    table = mse.from_counts(["A", "B", "C"], {1: 40, 2: 30, 4: 20, 3: 6})
    assert check.exists(table, [1, 2, 4])
    assert not check.exists(table, [1, 2, 4, 3])


def test_the_saturated_model_exists_where_every_cell_is_filled() -> None:
    table = mse.from_counts(["A", "B", "C"], GOOD)
    assert check.exists(table, [1, 2, 4, 3, 5, 6])
    assert not check.exists(mse.from_counts(["A", "B", "C"], {k: v for k, v in GOOD.items() if k != 3}), [1, 2, 4, 3, 5, 6])


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.integers(1, 7), st.sampled_from([1, 2, 3, 50]), min_size=1))
def test_the_closed_rule_for_independence_agrees_with_the_linear_programme(counts: dict[int, int]) -> None:
    table = mse.from_counts(["A", "B", "C"], counts)
    if min(sizes(table)) == 0:
        return
    assert check.exists(table, [1, 2, 4]) == (not check._unbounded(table))


def test_the_cells_that_can_be_filled_are_those_of_some_table_with_the_same_margins() -> None:
    design = np.array([[1, 1, 0], [1, 0, 1], [1, 1, 1]], dtype=float)
    assert check.support_of(design, np.array([3.0, 0.0, 2.0])).tolist() == [True, False, True]
