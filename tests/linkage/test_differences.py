"""Two records field by field: signs, words, and only the letters that differ."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from atleast.errors import LinkError
from atleast.frames import RECORDS
from atleast.linkage.review.cards import cards
from atleast.linkage.review.differences import differences
from atleast.linkage.review.judgements import seen
from atleast.linkage.review.questions import Effect, Question
from atleast.linkage.review.words import LABELS, REASONS, WORDS


def only(field, left, right, lang="en"):
    found = [one for one in differences(left, right, lang=lang) if one.field == field]
    assert len(found) == 1
    return found[0]


def marked(shown):
    return [text for text, differs in shown.parts if differs]


def names(left, right):
    return only("name", {"name": left}, {"name": right})


@pytest.mark.parametrize(
    ("left", "right", "sign", "lead", "left_marks", "right_marks"),
    [
        ("Mohammad Reza Karimi Nejad", "محمد‌رضا کریمی‌نژاد", "=", "Same name,", [], []),
        ("Mohamadreza Kariminezhad", "Mohammad Reza Karimi Nejad", "=", "Same name,", [], []),
        ("شهید علی سپیدکوه", "علی سپیدکوه", "=", "Same name,", [], []),
        ("بَرف‌اندیش", "Barfandishan", "≈", "One part differs a little:", [], ["an"]),
        ("روشنک سپیدکوه", "روشنک سپیدکوهی", "≈", "One part differs a little:", [], ["ی"]),
        ("Ali Sepidkuh", "Ali Hassan Sepidkuh", "≈", "One has more names:", [], ["Hassan"]),
        ("سارا سپیدکوه", "Roshanak Sepidkuh", "≠", "One part differs:", ["سارا"], ["Roshanak"]),
    ],
)
def test_a_name_is_compared_part_by_part(left, right, sign, lead, left_marks, right_marks):
    found = names(left, right)
    assert (found.sign, found.lead) == (sign, lead)
    assert marked(found.left) == left_marks
    assert marked(found.right) == right_marks
    assert "".join(text for text, _ in found.left.parts) == left
    assert "".join(text for text, _ in found.right.parts) == right


def test_a_name_in_another_script_has_its_romanised_form_and_direction():
    found = names("روشنک سپیدکوه", "Roshanak Sepidkuh")
    assert found.left.rtl
    assert re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", found.left.also[0][0])
    assert not found.right.rtl
    assert found.right.also == ()


@pytest.mark.parametrize(("age", "sign"), [(23, "="), (24, "≈"), (25, "≈"), (30, "≠")])
def test_an_age_one_year_off_fits(age, sign):
    assert only("age", {"age": 23, "age_written": "۲۳"}, {"age": age}).sign == sign


def test_dates_in_two_calendars_are_the_same_day():
    left = {
        "date_from": date(2031, 3, 8),
        "date_to": date(2031, 3, 8),
        "date_written": "۱۷ اسفند ۱۴۰۹",
        "date_calendar": "jalali",
    }
    right = left | {"date_written": "8 March 2031", "date_calendar": "gregorian"}
    found = only("date", left, right)
    assert (found.sign, found.lead, found.rest) == ("=", "Same day,", "in two calendars.")
    assert found.left.also[0][0].replace("\xa0", " ") == "8 March 2031"
    assert found.right.also == ()


@pytest.mark.parametrize(
    ("day", "last", "sign", "lead"),
    [
        ((2031, 3, 9), (2031, 3, 9), "≈", "One day apart,"),
        ((2031, 3, 1), (2031, 3, 31), "≈", "Fits:"),
        ((2031, 4, 8), (2031, 4, 8), "≠", "31 days apart."),
    ],
)
def test_days_apart_are_counted(day, last, sign, lead):
    left = {"date_from": date(2031, 3, 8), "date_to": date(2031, 3, 8)}
    right = {"date_from": date(*day), "date_to": date(*last)}
    found = only("date", left, right)
    assert (found.sign, found.lead) == (sign, lead)


@pytest.mark.parametrize(
    ("left", "right", "sign"),
    [
        (("SP.TA.1", "SP.TA"), ("SP.TA.1", "SP.TA"), "="),
        (("SP.TA.1", "SP.TA"), (None, "SP.TA"), "≈"),
        (("SP.TA.1", "SP.TA"), ("SP.TA.2", "SP.TA"), "≈"),
        (("SP.TA.1", "SP.TA"), ("SP.NI.1", "SP.NI"), "≠"),
    ],
)
def test_places_are_compared_by_where_they_lie(left, right, sign):
    rows = [{"place": place, "province": province, "place_written": "w"} for place, province in (left, right)]
    assert only("place", *rows).sign == sign


def test_a_value_that_one_lacks_says_nothing_and_one_that_both_lack_is_not_shown():
    found = only("sex", {"sex": "m"}, {})
    assert (found.sign, found.right.parts) == ("–", ())
    assert differences({"name": "Ali"}, {"name": "Ali"})[-1].field == "name"
    assert differences({"name": None}, {"name": None}) == []


def test_another_name_of_one_that_is_the_name_of_the_other_is_said():
    left, right = {"name": "Ali Sepidkuh", "other_names": ["علی برف"]}, {"name": "علی برف"}
    assert only("other_names", left, right).sign == "="


def test_every_sentence_is_there_in_both_languages():
    assert LABELS["en"].keys() == LABELS["fa"].keys()
    assert WORDS["en"].keys() == WORDS["fa"].keys()
    assert REASONS["en"].keys() == REASONS["fa"].keys()
    for key, text in WORDS["en"].items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", WORDS["fa"][key]))
    persian = " ".join([*LABELS["fa"].values(), *WORDS["fa"].values(), *REASONS["fa"].values()])
    assert not re.search("[يك٤٥٦]", persian)
    assert " ها" not in persian


def question():
    return Question(
        left="a", right="b", kind="count", effect=Effect(now=2, same=2, different=3), joined=False, p_match=0.5, n_records=2
    )


def two_records():
    rows = [
        {
            "record_id": "a",
            "list": "committee",
            "row_key": "1",
            "row": 1214,
            "name": "روشنک سپیدکوه",
            "status": "dead",
            "age": 23,
        },
        {
            "record_id": "b",
            "list": "register",
            "row_key": "2",
            "row": 88,
            "sheet": "May",
            "name": "Roshanak Sepidkuh",
            "status": "dead",
        },
    ]
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in RECORDS.items()})


def test_a_card_holds_what_was_shown_and_where_it_stands():
    (card,) = cards([question()], two_records())
    left, right = two_records().iter_rows(named=True)
    assert card.seen == seen(left, right)
    assert [side.where for side in card.sides] == ["row 1214", "sheet May, row 88"]
    assert card.signs == {"=": 1, "≈": 0, "≠": 0, "–": 1}
    assert "0.5" not in card.reason
    (persian,) = cards([question()], two_records(), lang="fa")
    assert persian.sides[0].where == "سطر ۱۲۱۴"
    assert persian.seen == card.seen


def test_a_question_about_a_record_that_is_gone_is_refused():
    with pytest.raises(LinkError, match="record b"):
        cards([question()], two_records().head(1))
