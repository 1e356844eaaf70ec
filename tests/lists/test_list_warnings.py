"""What looks wrong in a list, in itself and beside the others."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from list_factory import GAZETTEER, digest, person, records_of

from atleast import lists, places

Row = dict[str, Any]
FIRST = dt.date(2031, 3, 3)


def crisis(seed: int, n: int = 160) -> list[Row]:
    """Return a sound list: each of 300 people has one age, day and city that all lists agree on; a list names n of them."""
    draw = random.Random(seed)
    return [people()[i] for i in sorted(draw.sample(range(300), n), key=lambda _: draw.random())]


def people() -> list[Row]:
    draw = random.Random(99)
    days = [FIRST + dt.timedelta(days=d) for d in range(21)]
    return [
        {
            "name": person(i),
            "age": min(90, max(1, int(draw.gauss(31, 15)))),
            "sex": draw.choice("mmmf"),
            "date": draw.choice(days[:4] * 3 + days).isoformat(),
            "city": draw.choice(["Velat", "Bandovar"]),
        }
        for i in range(300)
    ]


def noticed(rows: list[Row], *others: list[Row]) -> dict[str, lists.Warning]:
    beside = {f"list{i}": records_of(other, name=f"list{i}") for i, other in enumerate(others)}
    return {warning.kind: warning for warning in lists.warnings(records_of(rows), beside)}


def test_a_sound_list_beside_sound_lists_gives_no_warning() -> None:
    for seed in range(4):
        assert noticed(crisis(seed), crisis(seed + 100), crisis(seed + 200)) == {}
        assert noticed(crisis(seed)) == {}


def test_no_records_give_no_warning() -> None:
    records = records_of(crisis(1))
    assert lists.warnings(records.clear(), {"b": records}) == []
    assert lists.warnings(records, {"b": records.clear()}) == []


def test_days_that_no_other_list_knows() -> None:
    rows = crisis(1)
    wrong = [{**r, "date": (dt.date(2030, 3, 5) + dt.timedelta(days=i % 2)).isoformat()} for i, r in enumerate(rows[:50])]
    found = noticed([*wrong, *rows[50:]], crisis(2), crisis(3))
    assert found.keys() == {"unknown_days"}
    warning = found["unknown_days"]
    assert (
        warning.n == 50
        and warning.share == round(50 / 160, 4)
        and warning.list == "alpha"
        and warning.rows == tuple(range(2, 52))
    )
    assert (
        "50 of 160 dated rows (31%) lie on 2 days" in warning.message
        and "5 March 2030 (25 rows; all other lists: 0)" in warning.message
    )


def test_a_calendar_that_is_one_day_off_shows_the_day_beside() -> None:
    others = [[{**r, "date": "2031-03-04"} if i < 60 else r for i, r in enumerate(crisis(s))] for s in (2, 3)]
    others = [[r for r in rows if r["date"] != "2031-03-03"] for rows in others]
    rows = [{**r, "date": "2031-03-03"} if r["date"] == "2031-03-04" or i < 60 else r for i, r in enumerate(crisis(1))]
    assert "4 March 2031, the day after, has" in noticed(rows, *others)["unknown_days"].message


def test_a_place_that_no_other_list_knows() -> None:
    others = [[{**r, "city": "Velat"} for r in crisis(s)] for s in (2, 3)]
    rows = [{**r, "city": "Bandovar" if i < 30 else "Velat"} for i, r in enumerate(crisis(1))]
    found = noticed(rows, *others)
    assert found["unknown_places"].n == 30 and "'Bandovar' (30 rows)" in found["unknown_places"].message


@pytest.mark.parametrize("number", [0, 99, 1, 100])
def test_ages_that_stand_for_unknown(number: int) -> None:
    rows = [{**r, "age": number} if i < 30 else r for i, r in enumerate(crisis(1))]
    found = noticed(rows, crisis(2))
    assert found["heaped_ages"].n >= 30 and f"{number} (3" in found["heaped_ages"].message
    assert found["unknown_ages"].n >= 30 and "heaped_ages" in noticed(rows)


def test_days_after_all_other_lists() -> None:
    rows = [{**r, "date": "2033-03-05"} if i < 3 else r for i, r in enumerate(crisis(1))]
    warning = noticed(rows, crisis(2))["after_all_others"]
    assert warning.n == 3 and "23 March 2031, the last day of any other list" in warning.message
    assert "after_all_others" not in noticed(rows)


@pytest.mark.parametrize(("written", "said"), [("2031-01-01", "1 January 2031"), ("1410/01/01", "1 Farvardin 1410")])
def test_years_written_as_their_first_day(written: str, said: str) -> None:
    before_spring = [r for r in crisis(1) if r["date"] < "2031-03-14"]
    rows = [{**r, "date": written} if i < 12 else r for i, r in enumerate(before_spring)]
    warning = noticed(rows)["first_of_year"]
    assert warning.n == 12 and said in warning.message and warning.rows[0] == 2


def test_a_first_of_january_that_other_lists_know_is_no_warning() -> None:
    shifted = [[{**r, "date": "2031-01-01"} if i < 30 else r for i, r in enumerate(crisis(s))] for s in (1, 2)]
    assert "first_of_year" not in noticed(*shifted)


def test_months_written_as_their_first_day() -> None:
    rows = [{**r, "date": f"2031-{3 + i % 4:02}-01"} if i < 60 else r for i, r in enumerate(crisis(1))]
    assert noticed(rows)["first_of_month"].n >= 60


def test_one_day_with_an_implausible_share() -> None:
    rows = [{**r, "date": "2031-03-10"} if i < 110 else r for i, r in enumerate(crisis(1))]
    found = noticed(rows, crisis(2))
    assert found["one_day"].n >= 110 and "10 March 2031; in the other lists it is" in found["one_day"].message
    assert "one_day" in noticed(rows) and "one_day" not in noticed(rows, rows)


@pytest.mark.parametrize("column", ["age", "date", "city"])
@pytest.mark.parametrize("step", [1, -1])
def test_a_column_shifted_by_one_row(column: str, step: int) -> None:
    rows = crisis(1)
    cells = [r[column] for r in rows]
    moved = cells[:60] + (["", *cells[60:-1]] if step == 1 else [*cells[61:], ""])
    found = noticed([{**r, column: cell} for r, cell in zip(rows, moved, strict=True)], crisis(2, n=220), crisis(3, n=220))
    kind = {"age": "shifted_age", "date": "shifted_date_from", "city": "shifted_place"}[column]
    assert kind in found and len([k for k in found if k.startswith("shifted")]) == 1
    assert 50 <= found[kind].rows[0] <= 75 and ("row below" if step == 1 else "row above") in found[kind].message


def test_a_second_name_column_shifted_by_one_row() -> None:
    rows = [{**r, "Other names": f"{r['name']} Junior"} for r in crisis(1)]
    assert noticed(rows) == {}
    lost = [r["Other names"] for i, r in enumerate(rows) if i != 80]
    found = noticed([{**r, "Other names": other} for r, other in zip(rows, [*lost, ""], strict=True)])
    assert found.keys() == {"shifted_other_names"} and found["shifted_other_names"].n >= 60
    assert "row above" in found["shifted_other_names"].message and found["shifted_other_names"].rows[0] >= 80


def test_rows_that_repeat() -> None:
    rows = crisis(1)
    found = noticed([*rows, *rows[:9]])
    assert found["repeated"].n == 9 and found["repeated"].rows == tuple(range(162, 171))
    namesakes = [{**r, "age": 5} for r in rows[:9]]
    assert "repeated" not in noticed([*rows, *namesakes])


def real(shared: Path, file: str) -> dict[str, pl.DataFrame]:
    data = (shared / "link" / file).read_bytes()
    iran = places.load("IR")
    mapping, raw = lists.prepare(data, filename=file, options={"status": "killed"}, gazetteer=iran)
    return {
        name: lists.apply(part, mapping, list=name, digest=digest, gazetteer=iran).records
        for name, part in lists.split(raw, column="list").items()
    }


@pytest.mark.shared
def test_the_rows_under_a_wrong_year_are_noticed_in_the_real_lists(shared: Path) -> None:
    found = real(shared, "iran2022_lists_asis.csv.gz")
    by_list = {name: lists.warnings(found[name], {n: f for n, f in found.items() if n != name}) for name in found}
    assert [name for name, warnings in by_list.items() if any(w.kind == "unknown_days" for w in warnings)] == ["javidnam2022"]
    (warning,) = [w for w in by_list["javidnam2022"] if w.kind == "unknown_days"]
    assert "8 January 2023 (188 rows" in warning.message and "9 January 2023 (102 rows" in warning.message
    assert 290 <= warning.n <= 310


@pytest.mark.shared
def test_without_those_rows_the_real_lists_give_no_such_warning(shared: Path) -> None:
    found = real(shared, "iran2022_lists.csv.gz")
    kinds = {w.kind for name in found for w in lists.warnings(found[name], {n: f for n, f in found.items() if n != name})}
    assert not kinds & {"unknown_days", "unknown_places", "unknown_ages", "one_day", "heaped_ages"}
    assert not any(kind.startswith("shifted") for kind in kinds)


@pytest.mark.shared
def test_a_shifted_column_is_noticed_across_scripts_in_real_lists(shared: Path) -> None:
    found = real(shared, "iran2026_pair.csv.gz")
    spoilt = found["B"].with_columns(pl.col("age").shift(1))
    kinds = {w.kind for w in lists.warnings(spoilt, {"A": found["A"]})}
    assert "shifted_age" in kinds
    assert not any(w.kind.startswith("shifted") for w in lists.warnings(found["B"], {"A": found["A"]}))


@pytest.mark.shared
@pytest.mark.parametrize(
    "file", ["iran2022_lists.csv.gz", "iran2022_lists_asis.csv.gz", "iran2026_pair.csv.gz", "gaza_pair_5k.csv.gz"]
)
def test_real_lists_lose_no_row_and_take_no_truth(shared: Path, file: str) -> None:
    data = (shared / "link" / file).read_bytes()
    mapping, raw = lists.prepare(data, filename=file, options={"status": "killed"}, gazetteer=GAZETTEER)
    result = lists.apply(raw, mapping, list="all", digest=digest)
    assert result.records.height == raw.frame.height and not result.problems["left_out"].any()
    assert "entity" not in str(mapping.columns) and set(result.records["status"]) == {"dead"}
    dated = result.problems.filter(pl.col("reason") == "date_unreadable").height
    assert dated <= 0.005 * raw.frame.height
