"""What `lists.read` makes of list files that people really send."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest
from list_factory import csv_bytes, ods_bytes, ods_row, workbook_bytes, xls_bytes

from atleast import lists
from atleast.errors import InputError

TABLE = [
    ["name", "age", "date", "city"],
    ["Taro Velam", "23", "2031-03-04", "Velat"],
    ["Mirel Dorsit", "", "2031-03-05", "Bandovar"],
]
PERSIAN = [["نام", "سن", "تاریخ", "شهر"], ["تارو ولام", "۲۳", "۱۴۰۹/۱۲/۱۳", "ولات"], ["میرل درسیت", "", "۱۴۰۹/۱۲/۱۴", "بندوور"]]


def cells(raw: lists.RawList) -> list[tuple[object, ...]]:
    return raw.frame.rows()


@pytest.mark.parametrize(("separator", "name"), [(",", ""), (";", "semicolon"), ("\t", "tab"), ("|", "pipe"), ("؛", "Arabic")])
def test_finds_the_separator(separator: str, name: str) -> None:
    raw = lists.read(csv_bytes(TABLE, separator=separator), filename="a.csv")
    assert cells(raw) == [(2, "Taro Velam", "23", "2031-03-04", "Velat"), (3, "Mirel Dorsit", None, "2031-03-05", "Bandovar")]
    assert raw.separator == separator and name in " ".join(raw.notes)


def test_takes_the_separator_it_is_told() -> None:
    data = csv_bytes([["name", "note"], ["Taro; Velam", "a,b"], ["Mirel; D", "c,d"]], separator="|")
    assert cells(lists.read(data, filename="a.csv", separator="pipe"))[0] == (2, "Taro; Velam", "a,b")
    with pytest.raises(InputError, match="separator 'xx' is not known"):
        lists.read(data, filename="a.csv", separator="xx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_reads_unicode_with_and_without_a_mark(encoding: str) -> None:
    raw = lists.read(csv_bytes(PERSIAN, encoding=encoding), filename="a.csv")
    assert raw.headers == PERSIAN[0] and cells(raw)[0] == (2, *PERSIAN[1])


def test_tells_arabic_windows_from_western_windows_and_says_why() -> None:
    arabic = [["الاسم", "العمر"], ["تارو ولام", "23"], ["ميرل درسيت", "31"]]
    raw = lists.read(csv_bytes(arabic, encoding="cp1256"), filename="a.csv")
    assert (
        raw.encoding == "cp1256"
        and raw.headers == arabic[0]
        and "Windows 1256" in raw.notes[0]
        and "Arabic words" in raw.notes[0]
    )
    western = [["name", "city"], ["José Velám", "Belém"], ["Zoë Dorsit", "Bandovar"]]
    raw = lists.read(csv_bytes(western, encoding="cp1252"), filename="a.csv")
    assert raw.encoding == "cp1252" and cells(raw)[0] == (2, "José Velám", "Belém")


def test_refuses_two_encodings_in_one_file_naming_row_and_byte() -> None:
    data = csv_bytes(PERSIAN) + "اوشین کوانیر,۴۱,۱۴۰۹/۱۲/۱۵,ولات\r\n".replace("ی", "ي").replace("۴۱", "41").translate(
        {ord(a): b for a, b in zip("۱۴۰۹۲۵", "140925")}
    ).encode("cp1256")
    with pytest.raises(InputError) as error:
        lists.read(data, filename="a.csv")
    assert error.value.row == 4 and "byte 0x" in error.value.message and "utf-8+cp1256" in error.value.hint
    raw = lists.read(data, filename="a.csv", encoding="utf-8+cp1256")
    assert raw.frame.height == 3 and raw.frame["نام"][2].startswith("اوش")
    assert raw.problems.select("row", "reason", "left_out").rows() == [(4, "encoding", False)]


def test_never_puts_a_replacement_character() -> None:
    for data in (csv_bytes(PERSIAN)[:-3], csv_bytes(PERSIAN, encoding="utf-16")[:-9]):
        with pytest.raises(InputError, match=r"byte 0x"):
            lists.read(data, filename="a.csv")


def test_an_encoding_that_is_told_holds_or_is_refused() -> None:
    with pytest.raises(InputError, match="is not ascii"):
        lists.read(csv_bytes(PERSIAN), filename="a.csv", encoding="ascii")
    with pytest.raises(InputError, match="encoding 'base64' is not known"):
        lists.read(csv_bytes(PERSIAN), filename="a.csv", encoding="base64")


def test_keeps_newlines_in_quotes_and_counts_rows_as_a_spreadsheet() -> None:
    data = b'name,place\r\n"Taro\nVelam","Velat,\nNorrow"\r\n\r\nMirel Dorsit,Velat\r\n'
    assert cells(lists.read(data, filename="a.csv")) == [(2, "Taro\nVelam", "Velat,\nNorrow"), (4, "Mirel Dorsit", "Velat")]


def test_refuses_a_quote_that_would_swallow_rows() -> None:
    data = b'name,age\nTaro Velam,23\n"Mirel Dorsit,31\nOshin Quanir,44\n"Bexa" Olfan,9\n'
    with pytest.raises(InputError) as error:
        lists.read(data, filename="a.csv")
    assert error.value.row == 3 and "quote" in error.value.message
    with pytest.raises(InputError, match="quote"):
        lists.read(b'name,age\nTaro,1\n"Mirel,2\nOshin,3\n', filename="a.csv")


def test_reads_a_stray_quote_inside_one_row_and_says_so() -> None:
    raw = lists.read(b'name,age\n"Taro" Velam,23\nMirel "Mimi" Dorsit,31\n', filename="a.csv")
    assert [row[2] for row in cells(raw)] == ["23", "31"] and raw.problems["reason"].to_list() == ["stray_quote"]


def test_a_row_with_too_many_cells_is_a_problem_not_a_shifted_person() -> None:
    data = csv_bytes([*TABLE, *[["Oshin Quanir", "4", "2031-03-04", "Velat"]] * 8]) + b"Bexa, Olfan,19,2031-03-06,Velat\r\n"
    raw = lists.read(data, filename="a.csv")
    assert raw.problems.select("row", "reason", "left_out").rows() == [(12, "too_many_cells", True)]
    assert raw.frame.height == 11


def test_passes_over_titles_and_blank_rows_above_the_header() -> None:
    data = csv_bytes([["People killed in Sepidar"], [], ["as of 9 March 2031", "", "", ""], *TABLE])
    raw = lists.read(data, filename="a.csv")
    assert raw.header_row == 4 and raw.headers == TABLE[0] and raw.frame["row"].to_list() == [5, 6]
    assert "'People killed in Sepidar'" in " ".join(raw.notes)


def test_takes_the_header_row_it_is_told() -> None:
    data = csv_bytes([["name", "age"], ["who", "how old"], ["Taro Velam", "23"]])
    assert lists.read(data, filename="a.csv", header_row=2).headers == ["who", "how old"]
    with pytest.raises(InputError, match="row 9 is empty or not there"):
        lists.read(data, filename="a.csv", header_row=9)


def test_a_file_without_header_has_columns_named_by_letters() -> None:
    rows = [
        ["Taro Velam", "23", "2031-03-04"],
        ["Mirel Dorsit", "31", "2031-03-05"],
        ["Oshin Q", "9", "2031-03-05"],
        ["B O", "8", "2031-03-06"],
    ]
    raw = lists.read(csv_bytes(rows), filename="a.csv")
    assert raw.header_row == 0 and raw.headers == ["column A", "column B", "column C"] and raw.frame.height == 4
    assert lists.read(csv_bytes(TABLE), filename="a.csv", header_row=0).frame.height == 3


def test_asks_when_nothing_shows_the_header() -> None:
    with pytest.raises(InputError, match="nothing shows which row holds the headers") as error:
        lists.read(b"Taro Velam\nMirel Dorsit\nOshin Quanir\n", filename="a.csv")
    assert "--header-row" in error.value.hint


def test_joins_header_cells_merged_over_rows_and_columns() -> None:
    rows = [
        ["Victims of March"],
        ["No", "Victim", None, "Death", None],
        [None, "Name", "Age", "Date", "City"],
        [1, "Taro Velam", 23, dt.date(2031, 3, 4), "Velat"],
    ]
    raw = lists.read(workbook_bytes(("list", rows), merged=["A1:E1", "A2:A3", "B2:C2", "D2:E2"]), filename="a.xlsx")
    assert raw.headers == ["No", "Victim / Name", "Victim / Age", "Death / Date", "Death / City"]
    assert cells(raw) == [(4, "1", "Taro Velam", "23", "2031-03-04", "Velat")] and raw.header_row == 2
    as_csv = csv_bytes([[cell if cell is not None else "" for cell in row] for row in rows])
    assert lists.read(as_csv, filename="a.csv").headers == raw.headers


def test_fills_data_cells_merged_downwards() -> None:
    rows = [["province", "name"], ["Norrow", "Taro Velam"], [None, "Mirel Dorsit"], ["Sudar", "Bexa Olfan"]]
    raw = lists.read(workbook_bytes(("list", rows), merged=["A2:A3"]), filename="a.xlsx")
    assert raw.frame["province"].to_list() == ["Norrow", "Norrow", "Sudar"]


def test_names_headers_that_stand_twice() -> None:
    raw = lists.read(csv_bytes([["name", "name", "row", "age"], ["Taro Velam", "تارو", "7", "23"]]), filename="a.csv")
    assert raw.headers == ["name", "name (2)", "row (2)", "age"] and "'name (2)'" in " ".join(raw.notes)


def test_names_a_column_without_header_and_drops_empty_ones() -> None:
    raw = lists.read(csv_bytes([["name", "", "age", ""], ["Taro Velam", "x", "23", ""]]), filename="a.csv")
    assert raw.headers == ["name", "column B", "age"]


def test_says_where_the_header_is_repeated() -> None:
    raw = lists.read(csv_bytes([*TABLE, TABLE[0], ["Bexa Olfan", "3", "2031-03-09", "Velat"]]), filename="a.csv")
    assert raw.problems.select("row", "reason", "left_out").rows() == [(4, "header_again", True)]


def test_cells_of_a_workbook_are_what_a_person_sees() -> None:
    rows = [
        ["name", "age", "date", "seen", "share"],
        ["Taro Velam", 23, dt.date(2031, 3, 4), dt.datetime(2031, 3, 5, 14, 30), 0.5],
    ]
    raw = lists.read(workbook_bytes(("list", rows)), filename="a.xlsx")
    assert cells(raw) == [(2, "Taro Velam", "23", "2031-03-04", "2031-03-05 14:30:00", "0.5")]
    assert raw.sheet == "list" and raw.encoding is None


def test_reads_the_first_table_and_names_the_other_sheets() -> None:
    data = workbook_bytes(("about", [["Sepidar"]]), ("people", TABLE), ("old", TABLE), hidden=["old"])
    raw = lists.read(data, filename="a.xlsx")
    assert raw.sheet == "people" and raw.sheets == ("about", "people", "old")
    assert "'old' (3 rows, hidden)" in raw.notes[0]
    assert lists.read(data, filename="a.xlsx", sheet="old").sheet == "old"
    with pytest.raises(InputError, match="no sheet 'x'") as error:
        lists.read(data, filename="a.xlsx", sheet="x")
    assert "'people'" in error.value.hint


def test_reads_ods() -> None:
    raw = lists.read(
        ods_bytes(ods_row("name", "age") + ods_row("", "", repeated=2) + ods_row("Taro Velam", "23")), filename="a.ods"
    )
    assert cells(raw) == [(4, "Taro Velam", "23")]


def test_reads_xls() -> None:
    raw = lists.read(xls_bytes([["name", "age"], ["Taro Velam", 23], ["میرل درسیت", 31]]), filename="a.xls")
    assert cells(raw) == [(2, "Taro Velam", "23"), (3, "میرل درسیت", "31")] and raw.sheet == "people"


@pytest.mark.parametrize("packed", [False, True])
def test_reads_json_lines_and_arrays(packed: bool) -> None:
    people = [
        {"name": "Taro Velam", "age": 23, "tags": ["a", "b"]},
        {"name": "میرل", "id": 12345678901234567890, "alive": False},
    ]
    for text in ("\n".join(map(json.dumps, people)), json.dumps(people, ensure_ascii=False), json.dumps({"people": people})):
        data = gzip.compress(text.encode()) if packed else text.encode()
        raw = lists.read(
            data, filename="a.json.gz" if packed else "a.json" if text[0] == "[" else "a.jsonl" if "\n" in text else "a.json"
        )
        assert raw.headers == ["name", "age", "tags", "id", "alive"]
        assert [row[1:] for row in cells(raw)] == [
            ("Taro Velam", "23", "a ; b", None, None),
            ("میرل", None, None, "12345678901234567890", "false"),
        ]


def test_reads_gzip_in_several_members() -> None:
    data = csv_bytes(TABLE)
    assert cells(lists.read(gzip.compress(data[:30]) + gzip.compress(data[30:]), filename="a.csv.gz")) == cells(
        lists.read(data, filename="a.csv")
    )


def test_takes_back_the_apostrophe_that_guards_formulas() -> None:
    raw = lists.read(b"name,age\n'=Taro Velam,23\n'Abd Mirel,31\n", filename="a.csv")
    assert raw.frame["name"].to_list() == ["=Taro Velam", "'Abd Mirel"]


def test_splits_a_file_that_holds_several_lists() -> None:
    data = csv_bytes([["list", "name"], ["a", "Taro Velam"], ["b", "Mirel Dorsit"], ["a", "Bexa Olfan"], ["", "Kavo Zirak"]])
    parts = lists.split(lists.read(data, filename="a.csv"), column="list")
    assert {name: part.frame["row"].to_list() for name, part in parts.items()} == {"a": [2, 4], "b": [3], "": [5]}
    with pytest.raises(InputError, match="no column 'x'"):
        lists.split(lists.read(data, filename="a.csv"), column="x")


def test_one_core_word_is_enough_for_a_header() -> None:
    raw = lists.read(csv_bytes([["name", "opm", "wat", "hoe"], ["Taro Velam", "x", "y", "z"]]), filename="a.csv")
    assert raw.headers == ["name", "opm", "wat", "hoe"]


def test_objects_inside_objects_stand_beside_one_another() -> None:
    people = '{"name": {"en": "Taro Velam", "fa": "تارو ولام"}, "died": {"where": {"city": "Velat"}}}'
    raw = lists.read(people.encode(), filename="a.jsonl")
    assert cells(raw) == [(1, "Taro Velam", "تارو ولام", "Velat")] and raw.headers == ["name.en", "name.fa", "died.where.city"]
    with pytest.raises(InputError, match=r"'a\.b' stands twice"):
        lists.read(b'{"a": {"b": 1}, "a.b": 2}', filename="a.jsonl")
