"""Days, periods and numbers as a reader of English or Persian sees them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import dates
from atleast.errors import AtleastError

FIRST, LAST = date(2031, 3, 3), date(2031, 3, 16)


def test_a_day_in_the_calendar_of_its_language_first() -> None:
    assert dates.say(FIRST, lang="en") == "3\u00a0March\u00a02031"
    assert dates.say(FIRST, lang="fa") == "۱۲\u00a0اسفند\u00a0۱۴۰۹"
    assert dates.say(FIRST, lang="en", calendar="jalali") == "12\u00a0Esfand\u00a01409"
    assert dates.say(FIRST, lang="fa", calendar="gregorian") == "۳\u00a0مارس\u00a0۲۰۳۱"
    assert dates.say(FIRST, lang="en", year=False) == "3\u00a0March"


def test_a_period_says_month_and_year_once() -> None:
    assert dates.say_range(FIRST, LAST, lang="en") == "3 to 16\u00a0March\u00a02031"
    assert dates.say_range(FIRST, LAST, lang="fa") == "۱۲ تا ۲۵\u00a0اسفند\u00a0۱۴۰۹"
    assert dates.say_range(FIRST, LAST, lang="en", between=True) == "between 3 and 16\u00a0March\u00a02031"
    assert dates.say_range(FIRST, LAST, lang="fa", between=True) == "از ۱۲ تا ۲۵\u00a0اسفند\u00a0۱۴۰۹"
    assert dates.say_range(FIRST, date(2031, 4, 2), lang="en") == "3\u00a0March to 2\u00a0April\u00a02031"
    assert dates.say_range(FIRST, date(2031, 3, 23), lang="fa") == "۱۲\u00a0اسفند\u00a0۱۴۰۹ تا ۳\u00a0فروردین\u00a0۱۴۱۰"
    said = dates.say_range(date(2030, 12, 28), date(2031, 1, 3), lang="en")
    assert said == "28\u00a0December\u00a02030 to 3\u00a0January\u00a02031"
    assert dates.say_range(FIRST, FIRST, lang="fa") == dates.say(FIRST, lang="fa")


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(AtleastError, match="before it begins"):
        dates.say_range(LAST, FIRST, lang="en")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("8 Mehr 1401", "30\u00a0September\u00a02022"),
        ("Mehr 1401", "Mehr\u00a01401"),
        ("1401", "1401"),
        ("2022", "2022"),
        ("September 2022", "September\u00a02022"),
        ("early September 2022", "1 to 10\u00a0September\u00a02022"),
        ("8-9 Mehr 1401", "30\u00a0September to 1\u00a0October\u00a02022"),
    ],
)
def test_a_partial_date_is_said_as_precisely_as_it_is_known(written: str, said: str) -> None:
    found = dates.read(written)
    assert found is not None
    assert dates.say(found, lang="en") == said


def test_numbers() -> None:
    assert dates.digits(1070, lang="en") == "1,070"
    assert dates.digits(1070, lang="fa") == "۱٬۰۷۰"
    assert dates.digits(-4, lang="fa") == "\u2212۴"
    assert dates.digits(21, lang="en", signed=True) == "+21"
    assert dates.digits(0, lang="en", signed=True) == "0"
    assert dates.digits(2.5, lang="fa") == "۲٫۵"
    assert dates.digits("2031", lang="fa") == "۲۰۳۱"
    assert dates.digits("95%", lang="fa") == "۹۵٪"
    assert dates.digits("۱۲", lang="en") == "12"
    assert dates.percent(95, lang="en") == "95%"
    assert dates.percent(95, lang="fa") == "۹۵٪"


@given(st.integers(-(10**12), 10**12))
def test_digits_lose_nothing(number: int) -> None:
    for lang in ("en", "fa"):
        text = dates.digits(number, lang=lang)  # type: ignore[arg-type]
        assert int(text.replace("\u2212", "-").replace(",", "").replace("٬", "")) == number


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(AtleastError, match="language"):
        dates.digits(1, lang="xx")  # type: ignore[arg-type]
    with pytest.raises(AtleastError, match="language"):
        dates.say(FIRST, lang="xx")  # type: ignore[arg-type]
