"""A newer version of a list: new, same, changed, gone; a record that is clearly the same row keeps its key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from list_factory import person, records_of

from atleast import lists

Row = dict[str, Any]


def row(i: int, **changed: object) -> Row:
    base = {
        "name": person(i),
        "age": 8 + i * 7 % 61,
        "sex": "mf"[i % 2],
        "date": f"2031-03-{1 + i % 20:02}",
        "city": ["Velat", "Bandovar"][i % 2],
    }
    return {**base, **changed}


def with_ids(rows: list[Row]) -> list[Row]:
    return [{"id": f"k{r['name']}", **r} for r in rows]


def compared(old: list[Row], new: list[Row]) -> tuple[lists.Comparison, dict[str, Any], dict[str, Any]]:
    before, after = records_of(old), records_of(new)
    was = dict(zip(before["row_key"], before["name"], strict=True))
    now = dict(zip(after["row_key"], after["name"], strict=True))
    return lists.compare(before, after), was, now


def sizes(found: lists.Comparison) -> tuple[int, int, int, int]:
    return len(found.new), len(found.same), len(found.changed), len(found.gone)


def account_holds(found: lists.Comparison, was: dict[str, Any], now: dict[str, Any]) -> None:
    carried = set(found.renamed.values())
    assert sorted([*found.same, *found.changed, *found.gone]) == sorted(was)
    assert len(found.new) + len(found.same) + len(found.changed) == len(now)
    assert len(carried) == len(found.renamed) and carried <= set(was) and set(found.renamed) <= set(now)
    assert not set(found.renamed) & set(found.new) and not carried & set(found.gone)


BASE = [row(i) for i in range(40)]
CHANGES = [
    {"age": 99},
    {"city": "Velat, Norrow"},
    {"date": "2031-03-29"},
    {"name": "Dunya Olfann"},
    {"age": "", "sex": ""},
    {"name": "Bexa Olfan"},
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("ids", [False, True])
def test_three_rows_on_top_one_changed_and_one_gone(change: Row, ids: bool) -> None:
    changed = [{**r, **change} if i == 20 else r for i, r in enumerate(BASE) if i != 7]
    old, new = BASE, [row(100), row(101), row(102), *changed]
    if ids:
        old, new = with_ids(old), with_ids(new)
        new[22] = {**new[22], "id": old[20]["id"]}
    found, was, now = compared(old, new)
    assert sizes(found) == (3, 38, 1, 1)
    assert [was[key] for key in found.changed] == [person(20)] and [was[key] for key in found.gone] == [person(7)]
    assert [now[key] for key in found.new] == [person(100), person(101), person(102)]
    assert len(found.renamed) == (0 if ids else 1)
    account_holds(found, was, now)


def test_a_row_that_is_replaced_by_another_person_is_gone() -> None:
    found, was, now = compared(BASE, [r if i != 20 else row(150) for i, r in enumerate(BASE)])
    assert sizes(found) == (1, 39, 0, 1) and found.renamed == {}
    account_holds(found, was, now)


def test_a_person_named_later_keeps_the_record() -> None:
    old = [r if i != 20 else {**r, "name": "ناشناس"} for i, r in enumerate(BASE)]
    found, was, now = compared(old, BASE)
    assert sizes(found) == (0, 39, 1, 0)
    account_holds(found, was, now)


def test_namesakes_are_not_taken_for_one_another() -> None:
    twins = [row(1, age=20), row(1, age=40)]
    found, was, now = compared([*BASE[2:], *twins], [*BASE[2:], row(1, age=60)])
    assert sizes(found) == (1, 38, 0, 2) and found.renamed == {}
    account_holds(found, was, now)


def test_a_row_that_was_renamed_before_stays_the_same_row() -> None:
    first = records_of(BASE)
    second = records_of([{**r, "age": 77} if i == 5 else r for i, r in enumerate(BASE)])
    once = lists.compare(first, second)
    kept = second.with_columns(second["row_key"].replace(once.renamed))
    third = records_of([row(120), *[{**r, "age": 77} if i == 5 else r for i, r in enumerate(BASE)]])
    again = lists.compare(kept, third)
    assert sizes(again) == (1, 40, 0, 0) and again.renamed == once.renamed


def test_ids_that_were_numbered_anew_are_followed_where_all_cells_agree() -> None:
    old = [{"id": f"x{i}", **r} for i, r in enumerate(BASE)]
    new = [{"id": f"y{i}", **r} for i, r in enumerate(BASE)]
    found, was, now = compared(old, new)
    assert sizes(found) == (0, 40, 0, 0) and len(found.renamed) == 40
    account_holds(found, was, now)


def test_a_column_that_is_mapped_anew_loses_no_record() -> None:
    old = [{key: value for key, value in r.items() if key != "sex"} for r in BASE]
    found, was, now = compared(old, BASE)
    assert sizes(found) == (0, 0, 40, 0)
    assert all(now[new] == was[old_key] for new, old_key in found.renamed.items())
    account_holds(found, was, now)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_insertions_and_removals_anywhere_disturb_nothing(data: st.DataObject) -> None:
    ids = data.draw(st.booleans())
    old = data.draw(st.lists(st.integers(0, 60), min_size=1, max_size=25))
    new = list(old)
    for _ in range(data.draw(st.integers(0, 4))):
        new.insert(data.draw(st.integers(0, len(new))), data.draw(st.integers(61, 160)))
    for at in sorted(data.draw(st.sets(st.integers(0, len(new) - 1), max_size=3)), reverse=True):
        if len(new) > 1:
            del new[at]
    rows = [[row(i) for i in version] for version in (old, new)]
    found, was, now = compared(*(map(with_ids, rows) if ids else rows))
    account_holds(found, was, now)
    kept = sum(min(old.count(i), new.count(i)) for i in set(old))
    assert len(found.same) == kept and not found.changed


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 80), min_size=1, max_size=20), st.lists(st.integers(0, 80), min_size=1, max_size=20))
def test_the_account_holds_between_any_two_versions(old: list[int], new: list[int]) -> None:
    rows = [[row(i % 40, age=i % 3 * 9) for i in version] for version in (old, new)]
    found, was, now = compared(*rows)
    account_holds(found, was, now)
    assert lists.compare(records_of(rows[0]), records_of(rows[0])).same == tuple(was)
