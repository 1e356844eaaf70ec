"""Person ids survive re-linking: kept, split, merged, never used twice."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.errors import AtleastError
from atleast.frames import MEMBERS, check
from atleast.linkage.people.identity import keep_ids, resolve


def members(clusters):
    rows = [
        {"record_id": record, "list": "committee", "person": person, "p": 0.9}
        for person, records in clusters.items()
        for record in records
    ]
    return check(pl.DataFrame(rows, schema={name: column.dtype for name, column in MEMBERS.items()}), MEMBERS)


def mint(text):
    return "P" + hashlib.sha256(text.encode()).hexdigest()[:8]


def persons(kept):
    groups = {}
    for record, person in kept.members.select("record_id", "person").iter_rows():
        groups.setdefault(person, set()).add(record)
    return groups


def labelled(labels, prefix="c"):
    clusters = {}
    for index, label in enumerate(labels):
        if label is not None:
            clusters.setdefault(f"{prefix}{label}", []).append(f"r{index:02}")
    return members(clusters)


partitions = st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=12, max_size=12)


def test_a_first_linkage_mints_every_id():
    kept = keep_ids(None, members({"x": "ab", "y": "c"}), mint=mint)
    assert persons(kept) == {mint("a"): {"a", "b"}, mint("c"): {"c"}}
    assert sorted(kept.born.values()) == [0, 1]


@given(partitions)
def test_linking_unchanged_records_again_keeps_every_id(labels):
    first = keep_ids(members({}), labelled(labels), mint=mint)
    again = keep_ids(first.members, labelled(labels, prefix="other"), mint=mint, born=first.born)
    assert again.members.equals(first.members)
    assert (again.aliases, again.splits, again.merges, again.ended) == ({}, {}, {}, ())
    assert again.born == first.born


@given(partitions, partitions)
def test_people_whose_records_did_not_change_keep_their_id(before, after):
    first = keep_ids(members({}), labelled(before), mint=mint)
    second = keep_ids(first.members, labelled(after), mint=mint, born=first.born)
    now = persons(second)
    for person, records in persons(first).items():
        if records in now.values():
            assert now.get(person) == records


@given(st.lists(partitions, min_size=2, max_size=5))
def test_no_id_is_ever_given_to_a_second_person(history):
    """An id that ended or became an alias never comes back, and an id stands for one person at a time."""
    kept = keep_ids(members({}), labelled(history[0]), mint=mint)
    aliases, gone = {}, set()
    for labels in history[1:]:
        before = set(kept.members["person"])
        kept = keep_ids(kept.members, labelled(labels), mint=mint, born=kept.born)
        aliases.update(kept.aliases)
        gone |= set(kept.ended) | set(kept.aliases)
        now = set(kept.members["person"])
        assert not now & gone
        assert before <= now | gone
        assert len(now) == len({label for label in labels if label is not None})
        for person in kept.aliases:
            assert resolve(person, aliases) in now | gone


@given(partitions, partitions)
def test_the_order_of_the_rows_does_not_matter(before, after):
    first = keep_ids(members({}), labelled(before), mint=mint)
    second = keep_ids(first.members, labelled(after), mint=mint, born=first.born)
    turned = keep_ids(first.members.reverse(), labelled(after).reverse(), mint=mint, born=first.born)
    assert turned.members.sort("record_id").equals(second.members.sort("record_id"))
    assert (turned.aliases, turned.splits, turned.merges) == (second.aliases, second.splits, second.merges)


def test_in_a_split_the_larger_part_keeps_the_id():
    kept = keep_ids(members({"P1": "abc"}), members({"x": "a", "y": "bc"}), mint=mint)
    assert persons(kept) == {"P1": {"b", "c"}, mint("a"): {"a"}}
    assert kept.splits == {"P1": ("P1", mint("a"))}
    assert kept.aliases == {}


def test_in_a_merge_the_older_id_stays_even_when_it_is_the_smaller():
    old = members({"P9": "a", "P1": "bcd"})
    kept = keep_ids(old, members({"x": "abcd"}), mint=mint, born={"P9": 0, "P1": 1})
    assert persons(kept) == {"P9": set("abcd")}
    assert kept.aliases == {"P1": "P9"}
    assert kept.merges == {"P9": ("P1",)}


def test_when_one_of_them_left_records_elsewhere_the_one_that_shares_most_stays():
    old = members({"P0": "ab", "P1": "cdefg"})
    kept = keep_ids(old, members({"x": "abcdef", "y": "g"}), mint=mint, born={"P0": 0, "P1": 1})
    assert persons(kept) == {"P1": set("abcdef"), mint("g"): {"g"}}
    assert kept.aliases == {"P0": "P1"}


def test_a_person_without_records_ends_and_its_id_is_not_given_again():
    first = keep_ids(members({}), members({"x": "ab", "y": "c"}), mint=mint)
    second = keep_ids(first.members, members({"y": "c"}), mint=mint, born=first.born)
    assert second.ended == (mint("a"),)
    third = keep_ids(second.members, members({"x": "ab", "y": "c"}), mint=mint, born=second.born)
    assert persons(third) == {mint("a/2"): {"a", "b"}, mint("c"): {"c"}}


def test_a_mint_that_repeats_itself_is_refused():
    with pytest.raises(AtleastError, match="used ones"):
        keep_ids(members({}), members({"x": "a", "y": "b"}), mint=lambda text: "P1")


def test_resolve_follows_several_merges_and_refuses_a_circle():
    assert resolve("a", {"a": "b", "b": "c"}) == "c"
    assert resolve("z", {"a": "b"}) == "z"
    with pytest.raises(AtleastError, match="circle"):
        resolve("a", {"a": "b", "b": "a"})
