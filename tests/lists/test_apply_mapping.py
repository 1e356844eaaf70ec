"""What becomes of rows: records, problems, questions; nothing lost, nobody counted who is not known to be dead."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from list_factory import GAZETTEER, csv_bytes, digest, person

from atleast import frames, lists
from atleast.lists.values import is_empty

HEADERS = ["id", "name", "age", "sex", "status", "date", "city", "province", "link", "secret"]
ROW = [
    "a1",
    "Taro Velam",
    "۲۳ ساله",
    "مرد",
    "کشته شده",
    "1409/12/13",
    "ولات",
    "نورو",
    "https://a.example/1,https://b.example/2",
    "mother: Ana",
]


def applied(rows: list[list[object]], *, headers: list[str] | None = None, **options: object) -> lists.Applied:
    data = csv_bytes([headers or HEADERS, *rows])
    mapping, raw = lists.prepare(data, filename="a.csv", options=options, gazetteer=GAZETTEER)
    return lists.apply(raw, mapping, list="alpha", digest=digest, gazetteer=GAZETTEER)


def names_only(*names: object, **options: object) -> lists.Applied:
    rows = [[name, "2031-03-04", "Velat"] for name in names]
    return applied(rows, headers=["name", "date", "city"], **{"status": "killed", **options})


def test_a_whole_row_becomes_a_record() -> None:
    result = applied([ROW, ["a2", *ROW[1:]]])
    assert result.problems.is_empty() and result.questions == ()
    frames.check(result.records, frames.RECORDS)
    frames.check(result.problems, frames.PROBLEMS)
    assert result.records.row(0, named=True) == {
        "record_id": digest("alpha\x1fa1"),
        "list": "alpha",
        "row_key": "a1",
        "sheet": None,
        "row": 2,
        "name": "Taro Velam",
        "other_names": [],
        "n_people": 1,
        "age": 23,
        "age_written": "۲۳ ساله",
        "sex": "m",
        "status": "dead",
        "status_written": "کشته شده",
        "date_from": dt.date(2031, 3, 4),
        "date_to": dt.date(2031, 3, 4),
        "date_calendar": "jalali",
        "date_written": "1409/12/13",
        "reported_on": None,
        "place": "SP.NO.1",
        "province": "SP.NO",
        "place_written": "ولات, نورو",
        "urls": ["https://a.example/1", "https://b.example/2"],
    }


def test_unknown_columns_never_enter_the_records() -> None:
    result = applied([ROW])
    assert "Ana" not in str(result.records.to_dicts()) and "Ana" not in str(result.problems.to_dicts())


def test_the_living_are_kept_with_their_status() -> None:
    words = ["killed", "Injured", "بازداشت شده", "مفقود", "released", "under investigation"]
    result = applied([[f"a{i}", person(i), "", "", word] + [""] * 5 for i, word in enumerate(words)])
    assert result.records["status"].to_list() == ["dead", "injured", "detained", "missing", "alive", "unresolved"]
    assert result.questions == ()


def test_an_unknown_status_is_a_question_and_counts_nobody() -> None:
    rows = [[f"a{i}", person(i), "", "", word] + [""] * 5 for i, word in enumerate(["✝ sent", "killed", "✝  Sent", ""])]
    result = applied(rows)
    assert result.records["status"].to_list() == ["unresolved", "dead", "unresolved", "unresolved"]
    assert result.questions == (lists.Question(word="✝ sent", n=2, rows=(2, 4)), lists.Question(word="", n=1, rows=(5,)))
    assert result.problems.filter(reason="status_unknown")["row"].to_list() == [2, 4]
    assert "'✝ sent'" in result.questions[0].sentence() and "--status killed" in result.questions[1].sentence()
    assert lists.questions_from_json(lists.questions_to_json(result.questions)) == result.questions


def test_the_lists_own_words_answer_the_question() -> None:
    data = csv_bytes([["name", "status"], ["Taro Velam", "✝"], ["Mirel Dorsit", "injured"]])
    mapping = lists.mapping_from_toml(
        '[columns]\nname = "name"\nstatus = "status"\n[status_words]\n"✝" = "dead"\ninjured = "dead"\n'
    )
    raw = lists.read_as_mapped(data, mapping, filename="a.csv")
    result = lists.apply(raw, mapping, list="a", digest=digest)
    assert result.records["status"].to_list() == ["dead", "dead"] and result.questions == ()


def test_a_list_without_status_asks_for_it_unless_it_is_stated() -> None:
    rows: list[list[object]] = [["Taro Velam", "23"], ["Mirel Dorsit", "31"]]
    asked = applied(rows, headers=["name", "age"])
    assert asked.records["status"].to_list() == ["unresolved"] * 2 and asked.questions == (
        lists.Question(word="", n=2, rows=(2, 3)),
    )
    for word in ("killed", "dead", "کشته شده"):
        stated = applied(rows, headers=["name", "age"], status=word)
        assert stated.records["status"].to_list() == ["dead"] * 2 and stated.questions == ()


def test_a_stated_status_never_overrules_a_rows_own() -> None:
    rows = [[f"a{i}", person(i), "", "", word] + [""] * 5 for i, word in enumerate(["injured", "", "who knows"])]
    assert applied(rows, status="killed").records["status"].to_list() == ["injured", "dead", "unresolved"]


def test_names_of_nobody_and_groups() -> None:
    result = names_only("ناشناس", "Unknown", "unnamed child", "3 unidentified people", "۲ نفر ناشناس", "", "Taro Velam")
    assert result.records["name"].to_list() == [None] * 6 + ["Taro Velam"]
    assert result.records["n_people"].to_list() == [1, 1, 1, 3, 2, 1, 1]
    assert result.problems.select("row", "reason", "left_out").rows() == [(7, "no_name", False)]


def test_a_column_of_numbers_of_people() -> None:
    rows = [
        ["ناشناس", "12", "Velat"],
        ["Taro Velam", "1", "Velat"],
        ["Mirel Dorsit", "4", "Velat"],
        ["گمنام", "many", "Velat"],
        ["", "0", "Velat"],
    ]
    result = applied(rows, headers=["نام", "تعداد", "شهر"], status="killed")
    assert result.records.select("name", "n_people").rows() == [(None, 12), ("Taro Velam", 1), ("Mirel Dorsit", 1), (None, 1)]
    assert result.problems.select("row", "reason", "left_out").rows() == [
        (4, "named_group", False),
        (5, "count_unreadable", False),
        (6, "nobody", True),
    ]


def test_totals_and_footnotes_are_left_out_and_said() -> None:
    rows = [
        ["Taro Velam", "23", "Velat"],
        ["Total", "751", ""],
        ["Source: Agency A, March 2031", "", ""],
        ["Mirel Total", "4", "Velat"],
    ]
    result = applied(rows, headers=["name", "age", "city"], status="killed")
    assert result.records["name"].to_list() == ["Taro Velam", "Mirel Total"]
    assert result.problems.select("row", "reason", "left_out").rows() == [(3, "total", True), (4, "not_a_person", True)]


def test_cells_that_cannot_be_read_are_left_empty_and_said() -> None:
    row = ["a1", "Taro Velam", "teen", "x", "killed", "some day", "Nowhere", "", "", ""]
    result = applied([row, ["a2", "Mirel Dorsit", "unknown", "—", "killed", "نامشخص", "?", "", "", ""]])
    assert result.records.select("age", "sex", "date_from", "place").row(0) == (None,) * 4
    assert result.records.select("age_written", "date_written", "place_written").row(0) == ("teen", "some day", "Nowhere")
    assert result.problems.select("row", "column", "value", "reason", "left_out").rows() == [
        (2, "age", "teen", "age_unreadable", False),
        (2, "date", "some day", "date_unreadable", False),
        (2, "city", "Nowhere", "place_unknown", False),
        (2, "sex", "x", "sex_unknown", False),
    ]
    assert all(len(message) > 20 for message in result.problems["message"])


def test_dates_whose_order_is_open_are_said() -> None:
    result = applied([["Taro Velam", "03/04/2031"], ["Mirel Dorsit", "05/05/2031"]], headers=["name", "date"], status="killed")
    assert result.records["date_from"].to_list() == [dt.date(2031, 4, 3), dt.date(2031, 5, 5)]
    assert result.problems.select("row", "reason").rows() == [(2, "date_order_open")]
    told = applied([["Taro Velam", "03/04/2031"], ["Mirel D", "03/14/2031"]], headers=["name", "date"], status="killed")
    assert told.records["date_from"].to_list() == [dt.date(2031, 3, 4), dt.date(2031, 3, 14)] and told.problems.is_empty()


def test_a_date_in_three_columns_and_a_partial_one() -> None:
    rows = [["Taro Velam", "1409", "12", "13"], ["Mirel Dorsit", "1409", "اسفند", ""], ["Bexa Olfan", "1409", "", ""]]
    result = applied(rows * 2, headers=["نام", "سال", "ماه", "روز"], status="killed")
    spans = result.records.select("date_from", "date_to", "date_written").rows()[:3]
    assert spans == [
        (dt.date(2031, 3, 4), dt.date(2031, 3, 4), "1409/12/13"),
        (dt.date(2031, 2, 20), dt.date(2031, 3, 20), "اسفند 1409"),
        (dt.date(2030, 3, 21), dt.date(2031, 3, 20), "1409"),
    ]


def test_a_city_and_its_province_in_one_cell_or_only_a_province() -> None:
    rows = [["Taro Velam", "Velat, Norrow Province"], ["Mirel Dorsit", "Norrow"], ["Bexa Olfan", "Bandovar"]]
    result = applied(rows, headers=["name", "place of death"], status="killed")
    assert result.records.select("place", "province").rows() == [("SP.NO.1", "SP.NO"), ("SP.NO", "SP.NO"), ("SP.SU.1", "SP.SU")]
    assert result.problems.select("row", "reason").rows() == [(3, "place_coarse")]


def test_names_in_two_columns_and_in_two_scripts() -> None:
    rows = [["Taro", "Velam", "تارو ولام"], ["Mirel", "Dorsit", ""]]
    mapping = lists.mapping_from_toml(
        "[options]\nstatus='killed'\n[columns]\nname=['First name','Last name']\nother_names='fa'\n"
    )
    raw = lists.read(csv_bytes([["First name", "Last name", "fa"], *rows]), filename="a.csv")
    records = lists.apply(raw, mapping, list="a", digest=digest).records
    assert records.select("name", "other_names").rows() == [("Taro Velam", ["تارو ولام"]), ("Mirel Dorsit", [])]


def test_a_name_and_an_age_in_one_cell() -> None:
    result = applied(
        [["Taro Velam, 23", "x"], ["میرل درسیت، ۳۱ ساله", "y"], ["Bexa Olfan", "z"]], headers=["name", "id"], status="killed"
    )
    assert result.records.select("name", "age").rows() == [("Taro Velam", 23), ("میرل درسیت", 31), ("Bexa Olfan", None)]


def test_an_id_that_stands_twice_keeps_both_rows() -> None:
    rows = [
        ["k1", "Taro Velam"],
        ["k2", "Mirel Dorsit"],
        ["k1", "Bexa Olfan"],
        ["", "Kavo Zirak"],
        *[[f"z{i}", person(i)] for i in range(20)],
    ]
    result = applied(rows, headers=["id", "name"], status="killed")
    assert result.records["row_key"].to_list()[:3] == ["k1", "k2", "k1 (2)"] and result.records["row_key"].n_unique() == 24
    assert result.problems.select("row", "reason", "left_out").rows() == [(4, "duplicate_id", False), (5, "no_id", False)]


def test_without_an_id_rows_are_known_by_their_cells_wherever_they_stand() -> None:
    before = names_only("Taro Velam", "Mirel Dorsit", "Mirel Dorsit").records
    after = names_only("Bexa Olfan", "Mirel Dorsit", "Taro Velam", "Mirel Dorsit").records
    assert set(before["row_key"]) < set(after["row_key"]) and set(before["record_id"]) < set(after["record_id"])
    assert before["row_key"].n_unique() == 3


def test_rows_that_cannot_be_used_stay_in_the_account() -> None:
    data = csv_bytes([["name", "age"], *[[person(i), "9"] for i in range(9)]]) + b"Bexa, Olfan,19\r\nname,age\r\n"
    mapping, raw = lists.prepare(data, filename="a.csv", options={"status": "killed"})
    result = lists.apply(raw, mapping, list="a", digest=digest)
    assert result.records.height == 9 and result.problems["reason"].to_list() == ["too_many_cells", "header_again"]


cell = st.one_of(
    st.sampled_from(
        [
            "",
            "Taro Velam",
            "ناشناس",
            "3 unidentified people",
            "Total",
            "23",
            "teen",
            "m",
            "killed",
            "✝",
            "2031-03-04",
            "k1",
            "-",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(cell, min_size=10, max_size=12), min_size=1, max_size=12), st.sampled_from([None, "killed"]))
def test_every_row_is_a_record_or_a_problem_that_says_so(rows: list[list[str]], status: str | None) -> None:
    table: list[list[object]] = [["k0", "Kavo Zirak", *[""] * 8], *[[str(c).replace('"', "") for c in row] for row in rows]]
    mapping = lists.mapping_from_toml("[columns]\n" + "".join(f"{h} = '{h}'\n" for h in HEADERS[:8]))
    mapping, raw = lists.prepare(
        csv_bytes([HEADERS, *table]), filename="a.csv", mapping=mapping, options={"status": status or ""}
    )
    result = lists.apply(raw, mapping, list="a", digest=digest, gazetteer=GAZETTEER)
    left_out = set(result.problems.filter(pl.col("left_out"))["row"])
    assert set(raw.frame["row"]) == set(result.records["row"]) | left_out and not set(result.records["row"]) & left_out
    assert result.records["row_key"].n_unique() == result.records["record_id"].n_unique() == result.records.height
    known = set(result.records.filter(pl.col("status") == "dead")["status_written"].fill_null(""))
    assert {word for word in known if not (status and is_empty(word))} <= {"killed"}
    asked = sum(question.n for question in result.questions)
    assert asked <= result.records.filter(pl.col("status") == "unresolved").height


@pytest.mark.parametrize("status", ["killed", None])
def test_an_empty_result_still_has_its_schema(status: str | None) -> None:
    result = applied([["Total", "5", ""]], headers=["name", "age", "city"], status=status)
    assert result.records.schema == frames.empty(frames.RECORDS).schema and result.problems["left_out"].to_list() == [True]
