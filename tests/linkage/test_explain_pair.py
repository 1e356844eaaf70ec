"""Why two records are taken for one person, in words."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from atleast.errors import LinkError
from atleast.linkage import explain
from atleast.linkage.explaining import parts

RECORDS = pl.DataFrame(
    [
        {"record_id": "1", "list": "a", "name": "Sohrab Rostamzadeh", "age": 30, "sex": "m", "date_from": date(2031, 3, 2)},
        {"record_id": "2", "list": "b", "name": "سهراب رستم‌زاده", "age": 31, "sex": "m", "date_from": date(2031, 3, 2)},
        {"record_id": "3", "list": "b", "name": "ناشناس", "age": 31, "sex": "m", "date_from": None},
    ]
).with_columns(date_to=pl.col("date_from"))


def test_every_comparison_says_what_was_seen_and_what_it_weighs() -> None:
    said = explain(RECORDS, "1", "2")
    assert any(sentence.startswith("age: 30 and 31 (+") for sentence in said)
    assert any("2031-03-02" in sentence for sentence in said)
    assert said[-1].startswith("together +")


def test_the_sum_is_the_sum() -> None:
    found = parts(RECORDS, "2", "1")
    assert sum(part.weight for part in found[:-1]) == pytest.approx(found[-1].weight)


def test_unknown_records_and_records_without_a_name_are_named() -> None:
    with pytest.raises(LinkError, match="no record 9"):
        explain(RECORDS, "1", "9")
    with pytest.raises(LinkError, match="no name"):
        explain(RECORDS, "1", "3")
