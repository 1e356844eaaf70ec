"""Who lies in the scope: the whole cell or not at all, each left out with one reason."""

from __future__ import annotations

import pytest
from counts_factory import SCOPE, ancestors, members, records

from atleast import counts
from atleast.errors import InputError
from atleast.model import Scope


def reason(row: dict, scope: Scope = SCOPE, covers: dict | None = None) -> str | None:
    frame = records({"id": "r", **row})
    found = counts.people(frame, members(frame), ancestors=ancestors)
    return counts.in_scope(found, scope, ancestors=ancestors, covers=covers)["left_out"].item()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, None),
        ({"status": "injured"}, "not_dead"),
        ({"status": "alive"}, "not_dead"),
        ({"status": "unresolved"}, "unresolved"),
        ({"on": None}, "no_date"),
        ({"on": "03-02"}, "outside_period"),
        ({"on": "03-17"}, "outside_period"),
        ({"on": "03-16"}, None),
        ({"from": "03-10", "to": "03-20"}, "date_too_wide"),
        ({"from": "03-03", "to": "03-16"}, None),
        ({"place": "YY.A"}, "outside_territory"),
        ({"place": "ZZ"}, None),
        ({"place": None}, "no_place"),
    ],
)
def test_reasons(row, expected):
    assert reason(row) == expected


def test_a_list_that_keeps_to_the_territory_lets_the_unplaced_in():
    assert reason({"place": None}, covers={"A": "ZZ"}) is None
    assert reason({"place": None}, covers={"A": "ZZ.B"}) is None
    assert reason({"place": None}, covers={"B": "ZZ"}) == "no_place"
    assert reason({"place": "YY.A"}, covers={"A": "ZZ"}) == "outside_territory"


def test_a_place_wider_than_the_territory_says_too_little():
    inner = Scope(territory="ZZ.A", first_day="2031-03-03", last_day="2031-03-16")
    assert reason({"place": "ZZ"}, inner) == "place_too_wide"
    assert reason({"place": "ZZ"}, inner, covers={"A": "ZZ.A"}) is None
    assert reason({"place": "ZZ.B"}, inner) == "outside_territory"


def test_every_reason_is_one_of_the_stable_words():
    assert {"not_dead", "unresolved", "no_date", "outside_period", "no_place"} <= set(counts.REASONS)


def test_a_scope_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match="before it begins"):
        reason({}, Scope(territory="ZZ", first_day="2031-03-16", last_day="2031-03-03"))
    with pytest.raises(InputError, match="not two days"):
        reason({}, Scope(territory="ZZ", first_day="March", last_day="2031-03-03"))
