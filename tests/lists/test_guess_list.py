"""Which column is taken for what, from headers in four languages and from values."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from list_factory import FAMILY, GAZETTEER, GIVEN, csv_bytes, person, workbook_bytes

from atleast import lists
from atleast.errors import InputError, UsageError
from atleast.lists.mapping import fields_of

PERSIAN_NAMES = [
    "تارو ولام",
    "میرل درسیت",
    "اوشین کوانیر",
    "بکسا مشرک",
    "دنیا اولفان",
    "کاوو ترواند",
    "لیریت زیراک",
    "صنم بلوم",
]


def guessed(headers: list[str], *rows: list[object], n: int = 1) -> lists.Mapping:
    raw = lists.read(csv_bytes([headers, *rows * n]), filename="a.csv")
    return lists.guess(raw, gazetteer=GAZETTEER)


def fields(mapping: lists.Mapping) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, header in fields_of(mapping.columns):
        found.setdefault(field, []).append(header)
    return found


@pytest.mark.parametrize(
    "headers",
    [
        ["Full Name", "Age", "Gender", "Date of death", "City", "Province", "Source URL"],
        ["victim_name", "age (years)", "SEX", "death_date", "city", "Governorate", "links"],
        ["نام و نام خانوادگی", "سن", "جنسیت", "تاریخ جان‌باختن", "شهر", "استان", "لینک"],
        ["نام و نام‌خانوادگي", "سن (سال)", "جنس", "تاريخ كشته شدن", "شهر", "استان", "منبع"],
        ["الاسم الكامل", "العمر", "الجنس", "تاريخ الوفاة", "المدينة", "المحافظة", "المصدر"],
        ["ناوی تەواو", "تەمەن", "ڕەگەز", "بەروار", "شار", "پارێزگا", "سەرچاوە"],
        ["Victim / Name", "Victim / Age", "Victim / Sex", "Death / Date", "Death / City", "Death / Province", "Source"],
    ],
)
def test_headers_in_english_persian_arabic_and_kurdish(headers: list[str]) -> None:
    row = ["Taro Velam", "23", "m", "2031-03-04", "Velat", "Norrow", "https://a.example/1"]
    mapping = guessed(headers, row, row)
    assert list(fields(mapping).values()) == [[header] for header in headers]
    assert list(fields(mapping)) == ["name", "age", "sex", "date", "city", "province", "urls"]


def test_columns_that_endanger_or_mislead_are_never_taken() -> None:
    headers = [
        "Name",
        "Date of birth",
        "Date of arrest",
        "Burial date",
        "Birthplace",
        "Place of burial",
        "Religion",
        "National ID",
        "Phone",
        "Mother's name",
        "Reporter name",
        "Notes",
        "تاریخ تولد",
        "محل دفن",
        "کد ملی",
        "marital status",
        "entity",
        "list",
        "family contact",
    ]
    row = [
        "Taro Velam",
        "1999-03-04",
        "2031-02-01",
        "2031-03-06",
        "Velat",
        "Velat",
        "x",
        "123456",
        "5550",
        "Ana Velam",
        "Joe Doe",
        "shot at noon",
        "1999-03-04",
        "Velat",
        "12345",
        "m",
        "e1",
        "A",
        "Zed Zed",
    ]
    assert fields(guessed(headers, row, n=5)) == {"name": ["Name"]}


def test_a_latin_and_a_persian_name_column() -> None:
    rows = [[person(i), PERSIAN_NAMES[i], str(20 + i)] for i in range(8)]
    assert fields(guessed(["Name (English)", "نام فارسی", "age"], *rows)) == {
        "name": ["Name (English)"],
        "other_names": ["نام فارسی"],
        "age": ["age"],
    }


def test_given_and_family_names_in_two_columns() -> None:
    rows = [[GIVEN[i], "Ruvo", FAMILY[i], str(20 + i)] for i in range(8)]
    assert fields(guessed(["First name", "Father's name", "Last name", "age"], *rows))["name"] == ["First name", "Last name"]
    assert fields(guessed(["نام", "نام پدر", "نام خانوادگی", "سن"], *rows))["name"] == ["نام", "نام خانوادگی"]
    arabic = guessed(
        ["الاسم الأول", "اسم الأب", "اسم الجد", "اسم العائلة"], *[[GIVEN[i], "Ruvo", "Basim", FAMILY[i]] for i in range(8)]
    )
    assert fields(arabic)["name"] == ["الاسم الأول", "اسم الأب", "اسم الجد", "اسم العائلة"]


def test_a_full_name_beside_a_family_name_stays_whole() -> None:
    rows = [[person(i), person(i).split()[1], "5"] for i in range(8)]
    assert fields(guessed(["name", "surname", "age"], *rows))["name"] == ["name"]


def test_a_row_number_is_no_identity_but_an_id_is() -> None:
    rows = [[str(i), f"k{i * 7}", person(i)] for i in range(1, 9)]
    assert fields(guessed(["No", "id", "name"], *rows))["id"] == ["id"]
    assert "id" not in fields(guessed(["id", "x", "name"], *rows))
    assert "id" not in fields(guessed(["x", "code", "name"], *[[r[0], "same", r[2]] for r in rows]))


def test_values_speak_where_there_is_no_header() -> None:
    days = [dt.date(2031, 3, 1) + dt.timedelta(days=i % 9) for i in range(40)]
    rows = [
        [person(i), str(5 + i * 7 % 60), days[i].strftime("%d/%m/%Y"), ["m", "f"][i % 2], ["Velat", "Bandovar"][i % 2]]
        for i in range(40)
    ]
    raw = lists.read(csv_bytes(rows), filename="a.csv")
    assert fields(lists.guess(raw, gazetteer=GAZETTEER)) == {
        "name": ["column A"],
        "age": ["column B"],
        "date": ["column C"],
        "sex": ["column D"],
        "city": ["column E"],
    }


def test_unknown_headers_are_taken_by_their_values_but_births_are_not() -> None:
    rows = [[person(i), f"2031-03-{i % 9 + 1:02}", f"{1950 + i * 3 % 70}-05-0{i % 9 + 1}", "xyz"[i % 3]] for i in range(20)]
    assert fields(guessed(["who", "wann", "geboren", "zeug"], *rows)) == {"name": ["who"], "date": ["wann"]}


def test_an_age_group_is_no_age_and_a_status_column_is_kept_whatever_it_says() -> None:
    rows = [[person(i), "18-25", "✝"] for i in range(5)]
    assert fields(guessed(["name", "age group", "status"], *rows)) == {"name": ["name"], "status": ["status"]}


def test_a_date_in_three_columns() -> None:
    rows = [[person(i), "1409", "12", str(i + 1)] for i in range(8)]
    assert fields(guessed(["نام", "سال", "ماه", "روز"], *rows)) == {
        "name": ["نام"],
        "year": ["سال"],
        "month": ["ماه"],
        "day": ["روز"],
    }


def test_calendar_and_order_come_from_the_whole_column() -> None:
    jalali = guessed(["name", "date"], *[[person(i), f"1409/12/{i + 10}"] for i in range(8)])
    assert jalali.reading.date_calendar == "jalali" and jalali.reading.date_order == "ymd"
    american = guessed(["name", "date"], *[[person(i), f"03/{i + 10}/2031"] for i in range(8)])
    assert american.reading.date_order == "mdy" and american.reading.date_calendar == "gregorian"
    open_ = guessed(["name", "date"], *[[person(i), f"03/0{i + 1}/2031"] for i in range(8)])
    assert open_.reading.date_order is None


def test_a_name_and_an_age_in_one_cell_are_noticed() -> None:
    mapping = guessed(["name", "city"], *[[f"{person(i)}, {20 + i}", "Velat"] for i in range(8)])
    assert mapping.reading.name_holds_age
    assert not guessed(["name", "city"], *[[person(i), "Velat"] for i in range(8)]).reading.name_holds_age


def test_several_columns_of_addresses() -> None:
    mapping = guessed(
        ["name", "source", "source url", "link"], ["Taro Velam", "Agency A", "https://a.example/1", "https://b.example"]
    )
    assert fields(mapping)["urls"] == ["source url", "link"]


def test_prepare_lays_what_was_told_over_what_was_guessed() -> None:
    data = csv_bytes([["name", "age"], ["Taro Velam", "23"]])
    mapping, raw = lists.prepare(
        data, filename="a.csv", options={"source": "Agency A", "status": "killed", "derived_from": ["b"]}
    )
    assert mapping.options == lists.Options(source="Agency A", status="killed", derived_from=("b",))
    again, _ = lists.prepare(data, filename="a.csv", mapping=mapping, options={"source": "Agency B"})
    assert again.options.source == "Agency B" and again.options.status == "killed" and again.columns == mapping.columns
    with pytest.raises(UsageError, match="option 'colour' is not known"):
        lists.prepare(data, filename="a.csv", options={"colour": "red"})
    with pytest.raises(UsageError, match="duplicates"):
        lists.prepare(data, filename="a.csv", options={"duplicates": "always"})
    with pytest.raises(InputError, match="status 'purple' is not known"):
        lists.prepare(data, filename="a.csv", options={"status": "purple"})
    assert raw.frame.height == 1


def test_prepare_says_when_no_column_holds_names() -> None:
    with pytest.raises(InputError, match="no column is known to hold names") as error:
        lists.prepare(csv_bytes([["age", "sex"], ["23", "m"]]), filename="a.csv")
    assert "'age', 'sex'" in error.value.hint


def test_the_sheet_is_pinned_among_several_and_nothing_else_that_was_found() -> None:
    table = [["name", "age"], ["Taro Velam", 23]]
    several, _ = lists.prepare(workbook_bytes(("x", [["about"]]), ("people", table)), filename="a.xlsx")
    assert several.file == lists.FileOptions(sheet="people")
    alone, _ = lists.prepare(workbook_bytes(("people", table)), filename="a.xlsx")
    assert alone.file == lists.FileOptions()
    assert msgspec.structs.asdict(alone.file) == {"sheet": None, "header_row": None, "encoding": None, "separator": None}


def test_a_column_of_statuses_is_never_overlooked() -> None:
    rows = [[person(i), ["killed", "injured", "کشته شده"][i % 3]] for i in range(9)]
    for header in ("notes", "typ", "نوع", "casualty type", "details"):
        assert fields(guessed(["name", header], *rows)) == {"name": ["name"], "status": [header]}
    assert fields(guessed(["name", "status", "notes"], *[[r[0], "x", r[1]] for r in rows]))["status"] == ["status"]


def test_the_more_telling_header_wins_where_both_can_be_read() -> None:
    rows = [[person(i), "2031-06-01", f"2031-03-{i + 10}", "Velat", "Bandovar"] for i in range(8)]
    found = fields(guessed(["name", "date", "date of death", "city", "city of death"], *rows))
    assert found["date"] == ["date of death"] and found["city"] == ["city of death"]
    unread = [[r[0], r[1], "spring", r[3], r[4]] for r in rows]
    assert fields(guessed(["name", "date", "date of death", "city", "city of death"], *unread))["date"] == ["date"]


def test_a_numbered_text_without_header() -> None:
    lines = [f"{i + 1}. {person(i)}, {5 + i * 7}, {['Velat', 'Bandovar'][i % 2]}" for i in range(9)]
    raw = lists.read("\n".join(lines).encode(), filename="a.txt")
    mapping = lists.guess(raw, gazetteer=GAZETTEER)
    assert fields(mapping) == {"name": ["column A"], "age": ["column B"], "city": ["column C"]}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["Nom", "Prénom", "Âge", "Date du décès"], {"name": ["Prénom", "Nom"], "age": ["Âge"], "date": ["Date du décès"]}),
        (
            ["Adı Soyadı", "Yaş", "Ölüm tarihi", "Doğum tarihi"],
            {"name": ["Adı Soyadı"], "age": ["Yaş"], "date": ["Ölüm tarihi"]},
        ),
        (["نام", "نام", "سن", "x"], {"name": ["نام"], "other_names": ["نام (2)"], "age": ["سن"]}),
    ],
)
def test_headers_of_further_languages_and_headers_that_stand_twice(headers: list[str], expected: dict[str, list[str]]) -> None:
    cells: dict[str, list[object]] = {}
    for header in headers:
        kind = "age" if header in ("Âge", "Yaş", "سن") else "date" if "at" in header or "tari" in header else "name"
        cells[header] = [5 + i * 7 if kind == "age" else f"2031-03-{i + 10}" if kind == "date" else person(i) for i in range(8)]
    assert fields(guessed(headers, *[[cells[header][i] for header in headers] for i in range(8)])) == expected
