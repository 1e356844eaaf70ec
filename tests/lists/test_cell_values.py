"""What single cells say: ages, sexes, statuses, numbers of people, addresses, placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.lists.values import OLDEST, age, count, group, is_empty, is_unnamed, name_and_age, sex, status, unnumbered, urls


@pytest.mark.parametrize(
    ("text", "years", "wrong"),
    [
        ("23", 23, None),
        ("۲۳", 23, None),
        ("٢٣", 23, None),
        ("23 ساله", 23, None),
        ("۲۳ سال", 23, None),
        ("23.0", 23, None),
        ("23 years old", 23, None),
        ("23yo", 23, None),
        ("aged 23", 23, None),
        ("23 عاما", 23, None),
        ("2 months", 0, None),
        ("8-month-old", 0, None),
        ("۶ ماهه", 0, None),
        ("14 months", 1, None),
        ("5 days", 0, None),
        ("10 روزه", 0, None),
        ("2 years 3 months", 2, None),
        ("23,5", 23, None),
        ("شهرين", 0, None),
        ("سنتان", 2, None),
        ("1.5 years", 1, None),
        ("0", 0, None),
        ("about 30", 30, "age_about"),
        ("~30", 30, "age_about"),
        ("حدود ۳۰ سال", 30, "age_about"),
        ("30?", 30, "age_about"),
        ("teen", None, "age_unreadable"),
        ("child", None, "age_unreadable"),
        ("20-25", None, "age_range"),
        ("۲۰ تا ۲۵", None, "age_range"),
        ("1998", None, "age_impossible"),
        ("-5", None, "age_unreadable"),
        ("23 m", 1, None),
        ("kept 3 dogs", None, "age_unreadable"),
        ("999", None, "age_impossible"),
    ],
)
def test_ages(text: str, years: int | None, wrong: str | None) -> None:
    assert age(text) == (years, wrong)


def test_a_bare_age_is_counted_in_the_unit_of_its_column() -> None:
    assert age("30", unit="months") == (2, None) and age("30 years", unit="months") == (30, None)


@given(st.text(max_size=40))
def test_no_text_gives_an_age_beyond_life_or_an_error(text: str) -> None:
    years, wrong = age(text)
    assert (years is None and wrong is not None) or (years is not None and 0 <= years <= OLDEST)


@pytest.mark.parametrize(
    ("text", "what"), [("M", "m"), ("مرد", "m"), ("ذكر", "m"), ("Female", "f"), ("زن", "f"), ("أنثى", "f"), ("x", None)]
)
def test_sexes(text: str, what: str | None) -> None:
    assert sex(text) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Killed", "dead"),
        ("کشته‌شده", "dead"),
        ("كشته شده", "dead"),
        ("جان باخته", "dead"),
        ("شهيد", "dead"),
        ("Wounded", "injured"),
        ("مجروح", "injured"),
        ("بازداشت شده", "detained"),
        ("معتقل", "detained"),
        ("missing", "missing"),
        ("مفقود", "missing"),
        ("Released on bail", "alive"),
        ("آزاد شده", "alive"),
        ("under investigation", "unresolved"),
        ("نامعلوم", "unresolved"),
        ("feared killed", None),
        ("killed or injured", None),
        ("not killed", None),
        ("احتمالا کشته شده", None),
        ("✝", None),
        ("", None),
    ],
)
def test_a_status_is_a_whole_known_word_or_not_known(text: str, what: str | None) -> None:
    assert status(text) == what


@pytest.mark.parametrize("text", ["", "-", "—", "N/A", "unknown", "نامشخص", "غير معروف", "?", "null", None])
def test_cells_that_say_nothing(text: str | None) -> None:
    assert is_empty(text)


@pytest.mark.parametrize("text", ["ناشناس", "Unknown", "unnamed child", "مجهول الهوية", "Unidentified man", "کودک ناشناس", "?"])
def test_names_of_nobody(text: str) -> None:
    assert is_unnamed(text)


@pytest.mark.parametrize("text", ["Taro Velam", "تارو ولام", "Young Velam", "Nurvash Astan"])
def test_names_of_somebody(text: str) -> None:
    assert not is_unnamed(text) and group(text) is None


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("3 unidentified people", 3),
        ("۲ نفر ناشناس", 2),
        ("two unnamed men", 2),
        ("سه کودک ناشناس", 3),
        ("unidentified (4)", 4),
        ("5 members of the Velam family", 5),
        ("unnamed child", None),
        ("Taro Velam 3", None),
    ],
)
def test_groups_of_unnamed_people(text: str, n: int | None) -> None:
    assert group(text) == n


@pytest.mark.parametrize(
    ("text", "name", "years"),
    [
        ("Taro Velam, 23", "Taro Velam", "23"),
        ("Taro Velam (23)", "Taro Velam", "23"),
        ("تارو ولام، ۲۳ ساله", "تارو ولام", "۲۳ ساله"),
        ("Taro Velam - 23 years old", "Taro Velam", "23 years old"),
        ("Taro Velam", "Taro Velam", None),
        ("23", "23", None),
    ],
)
def test_a_name_and_an_age_in_one_cell(text: str, name: str, years: str | None) -> None:
    assert name_and_age(text) == (name, years)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/1,https://b.example/2?x=1",
        "https://a.example/1 ; https://b.example/2?x=1",
        "https://a.example/1\nhttps://b.example/2?x=1",
        "see https://a.example/1, and (https://b.example/2?x=1)",
        "https://a.example/1https://b.example/2?x=1",
        "https://a.example/1،https://b.example/2?x=1",
    ],
)
def test_addresses_joined_in_one_cell(text: str) -> None:
    assert urls(text) == ["https://a.example/1", "https://b.example/2?x=1"]


def test_numbers_of_people() -> None:
    assert [count(text) for text in ("3", "۳", "3.0", "many", "3-4", "")] == [3, 3, 3, None, None, None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("12. Taro Velam", "Taro Velam"),
        ("۳) تارو ولام", "تارو ولام"),
        ("7 - Taro Velam", "Taro Velam"),
        ("3-year-old boy", "3-year-old boy"),
        ("3 unidentified people", "3 unidentified people"),
        ("Taro Velam 2", "Taro Velam 2"),
    ],
)
def test_the_number_of_a_line_is_no_part_of_a_name(text: str, name: str) -> None:
    assert unnumbered(text) == name
