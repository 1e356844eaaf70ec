"""The CSV has every cell of every figure with its run and scope, unrounded, and runs in no spreadsheet."""

from __future__ import annotations

import csv
import io

import msgspec
from example import LISTS, example, with_figure

from atleast.model import Table
from atleast.reports.figures_csv import COLUMNS, figures_csv, safe


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_cell_is_there_with_its_figure_run_and_scope() -> None:
    publication = example()
    found = lines(figures_csv(publication))
    assert tuple(found[0]) == COLUMNS
    cells = sum(1 if f.table is None else len(f.table.rows) * len(f.table.columns) for f in publication.figures)
    assert len(found) == cells
    assert all(row["run"] and row["first_day"] == "2031-03-03" and row["invented"] == "1" for row in found)
    assert [row["value"] for row in found if row["figure"] == "F1"] == ["612"]
    assert "888.4" in {row["value"] for row in found if row["kind"] == "estimate"}
    assert "-96" in {row["value"] for row in found if row["kind"] == "sum"}


def test_a_hidden_number_is_empty() -> None:
    hidden = [
        row for row in lines(figures_csv(example())) if row["kind"] == "by_place" and row["column"] == "n" and not row["value"]
    ]
    assert len(hidden) == 3


def test_formulas_and_direction_marks_are_held_back() -> None:
    rows = [list(row) for row in LISTS.rows]
    rows[0][2], rows[1][2] = '=HYPERLINK("x")', "\u202eevil\n@SUM(1)"
    bad = with_figure(example(), "lists", Table(columns=LISTS.columns, rows=tuple(tuple(row) for row in rows)))
    values = [row["value"] for row in lines(figures_csv(bad)) if row["column"] == "source"]
    assert values[:2] == ['\'=HYPERLINK("x")', "evil @SUM(1)"]
    assert safe("-5 people") == "'-5 people" and safe(" +1") == "'+1" and safe("٣") == "٣"


def test_the_same_bytes_for_the_same_publication() -> None:
    again = msgspec.json.decode(msgspec.json.encode(example()), type=type(example()))
    assert figures_csv(example()) == figures_csv(again)
