"""Folding the records of one person: what sources agree on is kept, where they do not the smallest box that holds them."""

from __future__ import annotations

from datetime import date

import pytest
from counts_factory import ancestors, members, records

from atleast import counts


def one(*rows: dict, **options) -> dict:
    frame = records(*({"id": f"r{n}", **row} for n, row in enumerate(rows)))
    group = " ".join(frame["record_id"])
    found = counts.people(frame, members(frame, group), ancestors=ancestors, **options)
    assert found.height == 1
    return found.row(0, named=True)


def test_a_missing_value_widens_nothing():
    person = one({"place": "ZZ.A.1", "age": 16, "sex": "f"}, {"place": None, "on": None, "list": "B"})
    assert (person["place"], person["province"], person["date_from"], person["date_to"]) == (
        "ZZ.A.1",
        "ZZ.A",
        date(2031, 3, 7),
        date(2031, 3, 7),
    )
    assert (person["age_group"], person["child"], person["sex"], person["disputed"]) == ("0-17", True, "f", [])
    assert (person["lists"], person["n_records"], person["records"]) == (["A", "B"], 2, ["r0", "r1"])


def test_values_that_meet_are_intersected():
    person = one({"from": "03-01", "to": "03-31", "place": "ZZ.A"}, {"from": "03-07", "to": "03-09", "place": "ZZ.A.1"})
    assert (person["date_from"].day, person["date_to"].day, person["place"], person["disputed"]) == (7, 9, "ZZ.A.1", [])


def test_values_that_do_not_meet_give_the_smallest_box_that_holds_them():
    person = one(
        {"on": "03-07", "place": "ZZ.A.1", "age": 17, "sex": "m"}, {"on": "03-09", "place": "ZZ.A.2", "age": 19, "sex": "f"}
    )
    assert (person["date_from"].day, person["date_to"].day, person["place"]) == (7, 9, "ZZ.A")
    assert (person["age_low"], person["age_high"], person["age_group"], person["child"], person["sex"]) == (
        17,
        19,
        None,
        None,
        None,
    )
    assert person["disputed"] == ["age", "date", "place", "sex"]


def test_a_vague_value_does_not_widen_a_dispute_of_precise_ones():
    person = one(
        {"on": "03-07", "place": "ZZ.A.1"}, {"on": "03-08", "place": "ZZ.A.2"}, {"from": "01-01", "to": "12-31", "place": "ZZ"}
    )
    assert (person["date_from"].day, person["date_to"].day, person["place"]) == (7, 8, "ZZ.A")


@pytest.mark.parametrize(
    ("others", "status", "nameable"),
    [
        ([{}], "dead", True),
        ([{"status": "alive"}], "contested", False),
        ([{"status": "injured", "on": "03-05"}], "dead", False),
        ([{"status": "injured", "on": None}], "dead", False),
        ([{"status": "detained", "on": "03-09"}], "contested", False),
        ([{"status": "missing", "on": "03-05"}], "dead", False),
        ([{"status": "unresolved"}], "dead", False),
    ],
)
def test_a_record_that_says_otherwise(others, status, nameable):
    person = one({}, *others)
    assert (person["status"], person["nameable"]) == (status, nameable)


def test_somebody_never_said_to_be_dead_is_not():
    assert one({"status": "injured"}, {"status": "detained"})["status"] == "detained"
    assert one({"status": "unresolved"})["status"] == "unresolved"
    assert one({"status": None})["status"] == "unresolved"


def test_the_day_of_an_injury_is_no_day_of_death():
    person = one({"status": "injured", "on": "03-05", "place": "ZZ.B"}, {"on": "03-07"})
    assert (person["date_from"].day, person["date_to"].day, person["place"]) == (7, 7, "ZZ.A")


def test_withdrawn_records_are_passed_over_and_the_found_alive_contest():
    frame = records({"id": "a"}, {"id": "b", "list": "B"}, {"id": "c"})
    linked = members(frame, "a b")
    without = counts.people(frame, linked, ancestors=ancestors, withdrawn={"b": "wrong photograph", "c": "found alive"})
    assert without.select("person", "records", "status").rows() == [("a", ["a"], "dead")]
    alive = counts.people(frame, linked, ancestors=ancestors, found_alive={"b"})
    assert dict(alive.select("person", "status").iter_rows()) == {"a": "contested", "c": "dead"}


def test_holders_are_the_lists_that_name_the_person_as_dead():
    person = one({"list": "A"}, {"list": "B", "name": None}, {"list": "C", "status": "missing"}, {"list": "D", "name": "؟؟"})
    assert (person["holders"], person["lists"], person["named"]) == (["A"], ["A", "B", "C", "D"], True)


def test_a_record_in_no_cluster_is_a_person_of_its_own():
    frame = records({"id": "a"}, {"id": "b"})
    assert counts.people(frame, members(frame).head(1), ancestors=ancestors)["person"].to_list() == ["a", "b"]


def test_the_order_of_records_does_not_matter():
    frame = records({"id": "a", "place": "ZZ.A.1"}, {"id": "b", "place": "ZZ.A"}, {"id": "c", "place": None, "on": None})
    linked = members(frame, "a b c")
    assert counts.people(frame, linked, ancestors=ancestors).equals(
        counts.people(frame.reverse(), linked.reverse(), ancestors=ancestors)
    )
