"""What a cell of a list says about a day: every writing that lists use, and the refusals."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import dates

DAY = date(2022, 9, 30)

SAME_DAY = [
    "2022-09-30",
    "2022/9/30",
    "20220930",
    "2022-09-30 00:00:00",
    "2022-09-30T12:30:00Z",
    "2022-09-30 14:05:09.123+03:30",
    "30/09/2022",
    "30.09.2022",
    "30-9-2022",
    "09/30/2022",
    "2022-30-09",
    "30 September 2022",
    "30th of September, 2022",
    "Friday, 30 September 2022",
    "Sept. 30, 2022",
    "Sep 30 2022",
    "30-Sep-22",
    "30Sep2022",
    "44834",
    "44834.0",
    "44834.625",
    "30/09/2022 14:35",
    "٣٠ سبتمبر ٢٠٢٢",
    "30 أيلول 2022",
    "الجمعة ٣٠ أيلول ٢٠٢٢م",
    "۳۰ سپتامبر ۲۰۲۲",
    "1401/07/08",
    "1401-7-8",
    "14010708",
    "۱۴۰۱/۰۷/۰۸",
    "۱۴۰۱/۷/۸",
    "08/07/1401",
    "۸ مهر ۱۴۰۱",
    "۸ مهرماه ۱۴۰۱",
    "جمعه ۸ مهر ماه ۱۴۰۱",
    "هشتم مهر ۱۴۰۱",
    "۸ مهر ۱۴۰۱ ه.ش",
    "8 Mehr 1401",
    "Mehr 8, 1401",
    "۸ مهر ۱۴۰۱ (۳۰ سپتامبر ۲۰۲۲)",
    "8 mizan 1401",
    "۴ ربیع الاول ۱۴۴۴",
    "٤ ربيع الأول ١٤٤٤ هـ",
    "4 Rabi al-Awwal 1444 AH",
    "1444/3/4",
    "٨ی ڕەزبەری ١٤٠١",
    "٣٠ی ئەیلوولی ٢٠٢٢",
    "Fri Sep 30 2022 00:00:00 GMT+0330 (Iran Standard Time)",
    "Fri, 30 Sep 2022 10:00:00 +0330",
    "30 Sept 2022 at 14:00",
    "30\u200f/9\u200f/2022",
    "  2022-09-30 ",
    "بامداد ۸ مهر ۱۴۰۱",
    "1401/7/8 ساعت 14:30",
    "30 Sep 2022, 3 pm",
]


@pytest.mark.parametrize("text", SAME_DAY)
def test_one_day_in_many_writings(text: str) -> None:
    found = dates.read(text)
    assert found is not None
    assert dates.spans(found) == (DAY, DAY)
    assert found.as_written == text
    assert found.day is not None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("مهر ۱۴۰۱", date(2022, 9, 23), date(2022, 10, 22)),
        ("Mehr 1401", date(2022, 9, 23), date(2022, 10, 22)),
        ("1401/07", date(2022, 9, 23), date(2022, 10, 22)),
        ("1401/07/00", date(2022, 9, 23), date(2022, 10, 22)),
        ("07/1401", date(2022, 9, 23), date(2022, 10, 22)),
        ("September 2022", date(2022, 9, 1), date(2022, 9, 30)),
        ("2022-02", date(2022, 2, 1), date(2022, 2, 28)),
        ("شباط 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("تشرين الثاني ٢٠١٩", date(2019, 11, 1), date(2019, 11, 30)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022.0", date(2022, 1, 1), date(2022, 12, 31)),
        ("1401", date(2022, 3, 21), date(2023, 3, 20)),
        ("سال ۱۳۹۸", date(2019, 3, 21), date(2020, 3, 19)),
        ("1445", date(2023, 7, 19), date(2024, 7, 6)),
        ("1419 هـ", date(1998, 4, 27), date(1999, 4, 16)),
        ("8-9 Mehr 1401", date(2022, 9, 30), date(2022, 10, 1)),
        ("۸ و ۹ مهر ۱۴۰۱", date(2022, 9, 30), date(2022, 10, 1)),
        ("از ۸ تا ۱۰ مهر ۱۴۰۱", date(2022, 9, 30), date(2022, 10, 2)),
        ("1401/7/8-9", date(2022, 9, 30), date(2022, 10, 1)),
        ("3–16 March 2031", date(2031, 3, 3), date(2031, 3, 16)),
        ("between 3 and 16 March 2031", date(2031, 3, 3), date(2031, 3, 16)),
        ("Oct 5-6, 2022", date(2022, 10, 5), date(2022, 10, 6)),
        ("October 5 and 6, 2022", date(2022, 10, 5), date(2022, 10, 6)),
        ("ڕەزبەری ١٤٠١", date(2022, 9, 23), date(2022, 10, 22)),
        ("30 Sep - 2 Oct 2022", date(2022, 9, 30), date(2022, 10, 2)),
        ("2022-09-30 to 2022-10-02", date(2022, 9, 30), date(2022, 10, 2)),
        ("25 December - 3 January 2031", date(2030, 12, 25), date(2031, 1, 3)),
        ("night of 18/19 Dey 1404", date(2026, 1, 8), date(2026, 1, 9)),
        ("early November 2019", date(2019, 11, 1), date(2019, 11, 10)),
        ("mid November 2019", date(2019, 11, 11), date(2019, 11, 20)),
        ("اواخر آبان ۱۳۹۸", date(2019, 11, 12), date(2019, 11, 21)),
    ],
)
def test_less_than_a_day_is_an_interval(text: str, first: date, last: date) -> None:
    found = dates.read(text)
    assert found is not None
    assert dates.spans(found) == (first, last)
    assert found.day is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "-",
            "unknown",
            "نامعلوم",
            "16 November",
            "31/11/2019",
            "2022-02-30",
            "1402/12/30",
            "31 Mehr 1401",
            "12/2022/5",
        ),
        *(
            "99",
            "123",
            "3000",
            "30 Smarch 2022",
            "7 days after 3 March 2031",
            "0912 345 6789",
            "12:30",
            "1401/13/01",
            "16/11/19",
        ),
        *(
            "Tehran 2022",
            "9" * 500,
            "Date(2022,8,30)",
            "۸ مهر ۱۴۰۱ (۳۰ سپتامبر ۲۰۲۱)",
            "2 March or later 2031",
            "16 March 2031 to 3 March 2031",
        ),
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert dates.read(text) is None


def test_day_before_month_unless_told_or_impossible() -> None:
    assert dates.read("03/04/2022").earliest == "2022-04-03"  # type: ignore[union-attr]
    assert dates.read("03/04/2022", order="mdy").earliest == "2022-03-04"  # type: ignore[union-attr]
    assert dates.read("16/11/2019", order="mdy").earliest == "2019-11-16"  # type: ignore[union-attr]
    assert dates.read("03/04/1401", order="mdy").earliest == "2022-05-25"  # type: ignore[union-attr]


def test_two_digit_years_only_where_they_are_unmistakable() -> None:
    assert dates.read("۹۸/۸/۲۵").earliest == "2019-11-16"  # type: ignore[union-attr]
    assert dates.read("98/08/25") is None
    assert dates.read("98/08/25", calendar="jalali").earliest == "2019-11-16"  # type: ignore[union-attr]
    assert dates.read("01/07/08", calendar="jalali").earliest == "2022-09-30"  # type: ignore[union-attr]
    assert dates.read("16/11/19", order="dmy").earliest == "2019-11-16"  # type: ignore[union-attr]
    assert dates.read("11/16/19").earliest == "2019-11-16"  # type: ignore[union-attr]
    assert dates.read("8 مهر 98").year == 1398  # type: ignore[union-attr]


def test_the_calendar_of_the_column_decides_only_what_the_text_leaves_open() -> None:
    assert dates.read("1430/01/01").calendar == "hijri"  # type: ignore[union-attr]
    assert dates.read("1430/01/01", calendar="jalali").calendar == "jalali"  # type: ignore[union-attr]
    assert dates.read("1401/01/01", calendar="hijri").calendar == "hijri"  # type: ignore[union-attr]
    assert dates.read("2022-09-30", calendar="jalali").calendar == "gregorian"  # type: ignore[union-attr]
    assert dates.read("8 Mehr 1401", calendar="hijri").calendar == "jalali"  # type: ignore[union-attr]


def test_the_date_keeps_its_own_calendar() -> None:
    found = dates.read("۲۲ ذی‌الحجه ۱۴۴۵")
    assert found is not None
    assert (found.year, found.month, found.day, found.calendar) == (1445, 12, 22, "hijri")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_kept(text: str) -> None:
    found = dates.read(text)
    if found is not None:
        first, last = dates.spans(found)
        assert first <= last
        assert found.as_written == text


@given(st.dates(date(1950, 1, 1), date(2076, 1, 1)), st.sampled_from(["gregorian", "jalali", "hijri"]))
def test_what_is_said_is_read_back(day: date, calendar: str) -> None:
    for lang in ("en", "fa"):
        said = dates.say(day, lang=lang, calendar=calendar)  # type: ignore[arg-type]
        found = dates.read(said)
        assert found is not None, said
        assert dates.spans(found) == (day, day)
        assert found.calendar == calendar


@given(st.dates(date(1950, 1, 1), date(2070, 1, 1)), st.integers(1, 500), st.sampled_from(["en", "fa"]))
def test_a_said_range_is_read_back(day: date, more: int, lang: str) -> None:
    last = day + timedelta(days=more)
    found = dates.read(dates.say_range(day, last, lang=lang))  # type: ignore[arg-type]
    assert found is not None
    assert dates.spans(found) == (day, last)


def test_a_hundred_thousand_dates_in_three_seconds() -> None:
    days = [date(1990, 1, 1) + timedelta(days=n % 14_000) for n in range(100_000)]
    texts = [
        dates.say(day, lang="fa") if n % 10 == 0 else f"{day:%d/%m/%Y}" if n % 2 else day.isoformat()
        for n, day in enumerate(days)
    ]
    start = time.process_time()
    assert all(dates.read(text) is not None for text in texts)
    assert time.process_time() - start < 3.0


@pytest.mark.shared
def test_the_dates_of_real_lists_are_read(shared) -> None:
    import csv
    import gzip

    for name in ("iran2022_lists", "iran2026_pair"):
        with gzip.open(shared / "link" / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
            texts = [row["date"] for row in csv.DictReader(file) if row["date"]]
        n_read = sum(dates.read(text) is not None for text in texts)
        print(f"{name}: {n_read} of {len(texts)} dates read")
        assert n_read / len(texts) >= 0.995
