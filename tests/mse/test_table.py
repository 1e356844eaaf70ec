"""Reading and reshaping tables of capture histories."""

from __future__ import annotations

import gzip

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import mse
from atleast.errors import InputError
from atleast.mse import table as tables

COUNTS = b"a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n0,1,1,4\n1,1,1,2\n"


def small() -> mse.Table:
    return mse.read_table(COUNTS, "small.csv")


@st.composite
def any_table(draw: st.DrawFn, *, lists: int = 4) -> mse.Table:
    counts = draw(st.dictionaries(st.integers(1, 2**lists - 1), st.integers(0, 500), min_size=1))
    return mse.from_counts([f"list{j}" for j in range(lists)], counts)


def test_a_csv_of_counts_is_read() -> None:
    found = small()
    assert found.lists == ("a", "b", "c")
    assert found.n == 102
    assert dict(found.counts) == {1: 40, 2: 30, 4: 20, 3: 6, 6: 4, 7: 2}
    assert tables.sizes(found) == (48, 42, 26)
    assert tables.overlap(found, 0, 1) == 8


@pytest.mark.parametrize(
    "data",
    [
        COUNTS.replace(b",", b";"),
        COUNTS.replace(b",", b"\t"),
        gzip.compress(COUNTS, mtime=0),
        b"\xef\xbb\xbf" + COUNTS.replace(b"\n", b"\r\n"),
        COUNTS.decode().encode("utf-16"),
        COUNTS + b"0,0,0,0\n1,0,1,0\n\n",
        COUNTS.decode().translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).encode(),
    ],
)
def test_the_same_table_in_other_clothes(data: bytes) -> None:
    assert mse.read_table(data, "small.csv") == small()


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (b"1,0,1,-3", "whole number"),
        (b"1,0,1,2.5", "whole number"),
        (b"1,0,1,many", "whole number"),
        (b"1,0,1,nan", "whole number"),
        (b"1,1,0,9", "row 5"),
        (b"0,0,0,9", "no list"),
        (b"1,0,2,9", "neither 0 nor 1"),
        (b"1,0,9", "3 cells"),
    ],
)
def test_a_row_that_cannot_be_counted_is_named(row: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word) as raised:
        mse.read_table(COUNTS + row + b"\n", "small.csv")
    assert raised.value.file == "small.csv"
    assert raised.value.row == 8


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"a,b\n1,0\n", "no column of counts"),
        (b"a,a,count\n1,0,3\n", "two of one name"),
        (b"\xff\xfe\x00\xd8", "UTF-8"),
        (b"\x00\x01\x02", "not text"),
        (b"\x1f\x8bnothing", "damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        mse.read_table(data, "x.csv")


def test_an_impossible_pattern_is_no_zero() -> None:
    found = mse.read_table(COUNTS + b"1,0,1,-\n", "small.csv")
    assert found.impossible == (5,)
    assert mse.digest(found) != mse.digest(small())
    assert mse.read_table(mse.to_csv(found), "again.csv") == found


def test_strata_are_one_table_each() -> None:
    data = b"a,b,region,count\n1,0,north,5\n0,1,north,4\n1,1,north,2\n1,0,south,9\n"
    found = mse.read_strata(data, "strata.csv", by=["region"])
    assert {name: one.n for name, one in found.items()} == {"north": 11, "south": 9}
    with pytest.raises(InputError, match="year"):
        mse.read_strata(data, "strata.csv", by=["year"])


def test_histories_count_people_and_not_records() -> None:
    members = pl.DataFrame({"person": ["p1", "p1", "p1", "p2", "p3"], "list": ["x", "x", "y", "x", "y"]})
    found = mse.histories(members)
    assert found == mse.from_counts(["x", "y"], {3: 1, 1: 1, 2: 1})
    assert mse.histories(members, lists=["y"]).n == 2
    assert mse.histories(members, lists=["y", "z"]).lists == ("y", "z")


def test_a_list_that_could_not_cover_a_stratum_is_no_list_there() -> None:
    members = pl.DataFrame({"person": ["p1", "p1", "p2", "p3"], "list": ["x", "y", "x", "y"], "province": ["n", "n", "s", "s"]})
    found = mse.histories_by(members, by="province", covers={"y": ["n"]})
    assert found["n"].lists == ("x", "y")
    assert found["s"] == mse.from_counts(["x"], {1: 1})


def test_flags_are_patterns_too() -> None:
    flags = {(True, False): 3, (True, True): 2}
    assert mse.from_counts(["x", "y"], flags) == mse.from_counts(["x", "y"], {1: 3, 3: 2})


@pytest.mark.parametrize("counts", [{0: 3}, {8: 3}, {1: -1}, {1: True}])
def test_counts_that_mean_nothing_are_refused(counts: dict[int, int]) -> None:
    with pytest.raises(InputError):
        mse.from_counts(["x", "y", "z"], counts)


def test_a_pattern_given_twice_and_lists_without_a_name_are_refused() -> None:
    with pytest.raises(InputError, match="twice"):
        mse.from_counts(["x", "y"], {1: 4, (True, False): 5})
    with pytest.raises(InputError, match="no name"):
        mse.from_counts(["x", " "], {1: 4, 2: 5})


@given(any_table())
def test_merging_keeps_everybody_and_csv_returns(table: mse.Table) -> None:
    merged = mse.merge(table, ["list1", "list2"], into="both")
    assert merged.n == table.n
    assert merged.lists == ("list0", "list3", "both")
    assert tables.sizes(merged)[2] == sum(c for p, c in table.counts if p & 0b0110)
    assert mse.read_table(mse.to_csv(table), "t.csv") == table


@given(any_table())
def test_dropping_and_looking_within_a_list_add_up(table: mse.Table) -> None:
    inside = tables.within(table, "list2")
    assert mse.drop(table, "list2").n == table.n - sum(c for p, c in table.counts if p == 0b0100)
    assert inside.n + sum(c for p, c in table.counts if p == 0b0100) == tables.sizes(table)[2]


@given(any_table(), st.permutations(range(4)))
def test_the_digest_does_not_depend_on_the_order_of_the_lists(table: mse.Table, order: list[int]) -> None:
    moved = mse.from_counts(
        [table.lists[j] for j in order], {sum((p >> j & 1) << i for i, j in enumerate(order)): c for p, c in table.counts}
    )
    assert mse.digest(moved) == mse.digest(table)
    assert len(mse.digest(table)) == 64
