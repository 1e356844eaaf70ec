"""Siblings with similar given names, and father and son of one name, are not one person; spellings of one name still are."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from atleast import names
from atleast.linkage import explain, link
from atleast.linkage.linking import Linked

DAY = date(2031, 4, 9)
SAMPLE = ("Reza Torkaman", "رضا ترکمان", "Omid Sepahvand", "امید سپهوند", "Bahman Shirkhani", "بهمن شیرخانی")


def _link(left: str, right: str, ages: tuple[int, int] = (20, 21)) -> tuple[pl.DataFrame, Linked]:
    """Link two records of one day and province, beside a few people who stand on both lists."""
    rows = [("a", "a", left, ages[0]), ("b", "b", right, ages[1])]
    rows += [(f"x{i}", "ba"[i % 2], name, 30 + i // 2) for i, name in enumerate(SAMPLE)]
    frame = pl.DataFrame(rows, schema=["record_id", "list", "name", "age"], orient="row")
    frame = frame.with_columns(date_from=pl.lit(DAY), date_to=pl.lit(DAY), province=pl.lit("XX.1"), sex=pl.lit("m"))
    return frame, link(frame)


def _p(left: str, right: str, ages: tuple[int, int] = (20, 21)) -> float:
    pairs = _link(left, right, ages)[1].pairs.filter(left="a", right="b")
    return float(pairs["p_match"][0]) if pairs.height else 0.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("حمید گلشیفته", "Hamed Golshifteh"),
        ("حسن گلشیفته", "Hossein Golshifteh"),
        ("مجید گلشیفته", "Majed Golshifteh"),
        ("محمدرضا گلشیفته", "Mohammad Sadegh Golshifteh"),
        ("محمدرضا گلشیفته", "Mohammad Rasoul Golshifteh"),
        ("عبدالرحمن گلشیفته", "Abdolreza Golshifteh"),
        ("یاسر گلشیفته", "Yasin Golshifteh"),
    ],
)
def test_siblings_of_similar_names_are_two(left: str, right: str) -> None:
    assert _p(left, right) < 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("حسین گلشیفته", "Husayn Golshifteh"),
        ("محمد گلشیفته", "Mohamad Golshifteh"),
        ("محمدرضا گلشیفته", "Mohammad Reza Golshifteh"),
        ("محمدحسین گلشیفته", "Mohammad Hossein Golshifteh"),
        ("حمید گلشیفته", "Hamiid Golshifteh"),
        ("سهراب گلشیفته", "Sohraab Golshifteh"),
    ],
)
def test_spellings_of_one_name_are_one(left: str, right: str) -> None:
    assert _p(left, right) > 0.5


def test_father_and_son_of_one_name_are_two() -> None:
    assert _p("هوشنگ گلشیفته", "Houshang Golshifteh", (61, 4)) < 0.5
    assert _p("هوشنگ گلشیفته", "Houshang Golshifteh", (61, 61)) > 0.9


def test_linking_and_explaining_agree_on_two_names() -> None:
    frame, linked = _link("حمید گلشیفته", "Hamed Golshifteh")
    said = explain(frame, "a", "b", linked=linked)
    assert any(line.startswith("given name:") and "two names" in line for line in said)
    assert any(line.startswith("day: 2031-04-09") and "(+0.0)" in line for line in said)
    assert "do not agree" in names.explain("حمید گلشیفته", "Hamed Golshifteh")[0]
