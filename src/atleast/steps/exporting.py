"""Giving the team its spreadsheet back: one row a person with every source's value, or records, or pairs.

`export(case, what, file)` writes .xlsx or .csv. Without `internal` there are no names, exact ages, sources' addresses or
written values in it, and people whose status is not resolved are left out. Cells that a spreadsheet would run as a formula
are made safe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from atleast.errors import UsageError
from atleast.names import latin
from atleast.steps.counting import Count, ensure_counted
from atleast.steps.files import write_whole
from atleast.steps.state import Progress

if TYPE_CHECKING:
    from atleast.casefile import Case

Row = Sequence[object]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Exported:
    """How many rows were written."""

    rows: int


def export(case: Case, what: str, file: Path, *, internal: bool = False, progress: Progress | None = None) -> Exported:
    """Write `what` (persons, records or pairs) to `file`."""
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{file.name!r} is neither .csv nor .xlsx", hint="Name the output F.xlsx or F.csv.")
    counted = ensure_counted(case, progress=progress)
    columns, rows = {"persons": _persons, "records": _records, "pairs": _pairs}[what](counted, internal)
    title = f"{what}{' (invented data)' if case.invented else ''}"
    data = _csv(columns, rows) if file.suffix.lower() == ".csv" else _xlsx(title, columns, rows, internal=internal)
    write_whole(file, data)
    return Exported(len(rows))


def safe(value: object) -> object:
    """Return a cell that no spreadsheet runs: a leading apostrophe before = + - @ and control characters."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return "'" + value
    return value


def _persons(counted: Count, internal: bool) -> tuple[list[str], list[Row]]:
    people = counted.people if internal else counted.people.filter(pl.col("counted"))
    names = sorted({name for lists in counted.people["lists"].to_list() for name in lists})
    columns = ["person", "counted", "left_out", "n_records", *[f"on_{name}" for name in names]]
    columns += ["date_from", "date_to", "province", "age_group", "sex", "disputed"]
    if internal:
        columns += ["status", "place", "name", "name_latin", "nameable"]
        for name in names:
            columns += [f"{name}: {field}" for field in ("row", "name", "age", "date", "place", "status")]
    records = {row["record_id"]: row for row in counted.linked.records.iter_rows(named=True)} if internal else {}
    rows: list[Row] = []
    for person in people.sort("person").iter_rows(named=True):
        row: list[object] = [person["person"], person["counted"], person["left_out"], person["n_records"]]
        row += [int(name in person["lists"]) for name in names]
        row += [person[key] for key in ("date_from", "date_to", "province", "age_group", "sex", "disputed")]
        if internal:
            shown = latin(person["name"]) if person["name"] else None
            row += [person["status"], person["place"], person["name"], shown, person["nameable"]]
            for name in names:
                theirs = [records[id] for id in person["records"] if records[id]["list"] == name]
                row += [[r[key] for r in theirs if r[key] is not None] for key in ("row", "name")]
                row += [
                    [r[f"{key}_written"] for r in theirs if r[f"{key}_written"]] for key in ("age", "date", "place", "status")
                ]
        rows.append(row)
    return columns, rows


def _records(counted: Count, internal: bool) -> tuple[list[str], list[Row]]:
    members = counted.linked.members.select("record_id", "person", "p")
    frame = counted.linked.records.join(members, on="record_id", how="left").sort("list", "row")
    columns = ["record_id", "list", "row", "person", "p", "status", "date_from", "date_to", "province", "sex"]
    if internal:
        columns += ["name", "other_names", "n_people", "age", "age_written", "date_written", "place", "place_written"]
        columns += ["status_written", "row_key", "urls"]
    else:
        frame = frame.filter(pl.col("status") == "dead")
    return columns, list(frame.select(columns).iter_rows())


def _pairs(counted: Count, internal: bool) -> tuple[list[str], list[Row]]:
    frame = counted.linked.pairs.sort("p_match", descending=True, maintain_order=True)
    columns = ["left", "right", "p_match", "log_odds", "verdict"]
    rows: list[Row] = list(frame.select(columns).iter_rows())
    if internal:
        names = dict(counted.linked.records.select("record_id", "name").iter_rows())
        rows = [(*row, names.get(row[0]), names.get(row[1])) for row in rows]
        columns += ["left_name", "right_name"]
    return columns, rows


def _csv(columns: list[str], rows: list[Row]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe(column) for column in columns])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(title: str, columns: list[str], rows: list[Row], *, internal: bool) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # A fixed time: the same export gives the same bytes.
        book.set_properties({"title": title, "created": date(2000, 1, 1), "comments": "internal" if internal else ""})
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True})
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, head)
        for line, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                value = safe(cell)
                if isinstance(value, bool) or value is None:
                    value = "" if value is None else ("yes" if value else "no")
                if isinstance(value, int | float):
                    sheet.write_number(line, at, value)
                else:
                    sheet.write_string(line, at, str(value)[:32767])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return buffer.getvalue()
