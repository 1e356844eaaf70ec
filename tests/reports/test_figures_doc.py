"""The page on figures.csv lists every kind and column as the code defines them."""

from __future__ import annotations

from pathlib import Path

from atleast.reports.figures_csv import COLUMNS
from atleast.reports.publication import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats" / "figures-csv.md"


def kinds() -> str:
    """Write the part of the page that follows from the code."""
    lines = []
    for name, kind in KINDS.items():
        lines.append(f"**{name}**: {kind.meaning}.")
        lines += ["", "| column | type | meaning |", "|---|---|---|"] if kind.columns else []
        for title, column in kind.columns.items():
            optional = " (may be missing)" if column.optional else ""
            lines.append(f"| `{title}` | {column.type} | {column.meaning}{optional} |")
        lines.append("")
    return "\n".join(lines).strip()


def test_the_page_lists_every_kind_as_the_code_defines_it() -> None:
    text = PAGE.read_text("utf-8")
    written = text.split("<!-- kinds -->")[1].split("<!-- /kinds -->")[0].strip()
    assert written == kinds()


def test_the_page_names_every_column() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"`{name}`" in text for name in COLUMNS)
