"""Many names into columns."""

from __future__ import annotations

import time

from atleast import names


def test_one_row_a_name_in_order() -> None:
    frame = names.columns(["رضا کریمی", None, "Zahra Alavi", "ناشناس", "رضا کریمی"])
    assert frame["latin"].to_list() == ["reza karimi", "", "zahra alavi", "", "reza karimi"]
    assert frame["placeholder"].to_list() == [False, True, False, True, False]
    assert frame["canon"].list.len().to_list() == frame["keys"].list.len().to_list()


def test_the_names_together_choose_the_tables() -> None:
    persian = ["Mohammad Reza Karimi", "فاطمه حسینی", "Behrouz Rostami", "مهدی جعفری"]
    arabic = ["Mohammed Khaled Abu Hamdan", "عبد الرحمن محمود النجار", "Yousef Ismail", "ايمن سالم"]
    assert set(names.columns(persian)["tables"]) == {"fa"}
    assert set(names.columns(arabic)["tables"]) == {"ar"}
    assert set(names.columns(arabic, tables="fa")["tables"]) == {"fa"}


def test_no_names_give_no_rows() -> None:
    assert names.columns([]).height == 0
    assert names.columns([None, ""])["placeholder"].all()


def test_tables_ship_both_languages() -> None:
    for language in ("fa", "ar"):
        tables = names.load(language)
        assert len(tables.modal) > 3000
        assert len(tables.inverse) > 300


def test_thousands_of_names_a_second() -> None:
    given = ["Reza", "Zahra", "Hossein", "Maryam", "Karim", "Parvaneh", "Sohrab", "Nasrin", "Babak", "Laleh"]
    family = [
        f"{start}{end}"
        for start in ("Kar", "Rah", "Sal", "Tav", "Mor", "Hab", "Gol", "Sha")
        for end in ("imi", "mani", "ehi", "adi")
    ]
    many = [f"{a} {b} {c}" for a in given for b in given for c in family]
    names.columns(many[:10])
    start = time.process_time()
    names.columns(many)
    assert len(many) / (time.process_time() - start) > 5_000  # 10,000 on a quiet machine: bench/linkage.py measures it
