"""What a whole column says of its order and its calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from atleast import dates

DAYS = [date(2022, 9, 16) + timedelta(days=3 * n) for n in range(40)]


def test_the_order_is_that_of_the_telling_dates() -> None:
    assert dates.guess_order([f"{day:%d/%m/%Y}" for day in DAYS]) == "dmy"
    assert dates.guess_order([f"{day:%m/%d/%Y}" for day in DAYS]) == "mdy"
    assert dates.guess_order([f"{day:%m-%d-%y}" for day in DAYS]) == "mdy"
    assert dates.guess_order([f"{day:%Y/%m/%d}" for day in DAYS]) == "ymd"
    assert dates.guess_order(["۱۴۰۱/۰۷/۰۸", "۱۴۰۱/۰۸/۲۸"]) == "ymd"


def test_no_order_where_nothing_tells_or_the_column_contradicts_itself() -> None:
    assert dates.guess_order([]) is None
    assert dates.guess_order(["03/04/2022", "05/06/2022", "unknown"]) is None
    assert dates.guess_order(["16/11/2019", "11/16/2019"]) is None


def test_the_calendar_is_that_of_nearly_all_dates() -> None:
    assert dates.guess_calendar(["1401/07/08", "۹ مهر ۱۴۰۱", "unknown"]) == "jalali"
    assert dates.guess_calendar(["15 Rabi al-Awwal 1445", "١٤٤٥/٣/١"]) == "hijri"
    assert dates.guess_calendar([day.isoformat() for day in DAYS]) == "gregorian"
    assert dates.guess_calendar(["1401/07/08", "2022-09-30"]) is None
    assert dates.guess_calendar(["unknown", ""]) is None


@given(st.lists(st.sampled_from(DAYS), min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_guessed_order_reads_the_column_as_it_was_written(days: list[date], form: str) -> None:
    texts = [f"{day:{form}}" for day in days]
    order = dates.guess_order(texts)
    if order is not None:
        assert [dates.read(text, order=order).earliest for text in texts] == [day.isoformat() for day in days]  # type: ignore[union-attr]
