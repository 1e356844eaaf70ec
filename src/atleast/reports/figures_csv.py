"""All figures of a publication as one CSV for programs and spreadsheets: one line a cell, each with its figure, run and scope.

`figures_csv(publication)` returns UTF-8 bytes with a byte-order mark (so that a spreadsheet reads Persian) and the columns of
`COLUMNS`. A value is one line with an empty `column`. Numbers are plain and unrounded, days ISO, truth 1 or 0, an unknown or
hidden cell empty. A text that a spreadsheet would run as a formula is held back by an apostrophe; control and direction
characters go.
"""

from __future__ import annotations

import csv
import io

from atleast.model import Figure
from atleast.reports.publication import Publication, check
from atleast.reports.words import clean

COLUMNS = (
    "publication", "figure", "kind", "run", "invented", "violation", "who", "territory", "first_day", "last_day", "row",
    "column", "value",
)  # fmt: skip


def figures_csv(publication: Publication) -> bytes:
    """Write every figure, cell by cell."""
    check(publication)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for found in publication.figures:
        scope = found.scope
        head = (publication.number, safe(found.id), safe(found.kind), safe(found.run), int(found.invented), scope.violation)
        where = (safe(scope.who), safe(scope.territory), safe(scope.first_day), safe(scope.last_day))
        for row, column, value in _cells(found):
            writer.writerow((*head, *where, row, safe(column), value))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _cells(found: Figure) -> list[tuple[int, str, str | int | float]]:
    if found.table is None:
        return [(1, "", "" if found.value is None else found.value)]
    return [
        (number, name, _plain(value))
        for number, row in enumerate(found.table.rows, start=1)
        for name, value in zip(found.table.columns, row, strict=True)
    ]


def _plain(value: str | int | float | bool | None) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """Hold back what a spreadsheet would run as a formula, and drop what would turn or break the line."""
    kept = clean(text)
    return f"'{kept}" if kept[:1] in ("=", "+", "-", "@", "|", "%") else kept
