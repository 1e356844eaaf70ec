"""The drawing: well formed, complete, and true to the numbers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from atleast import mse

COUNTS = {1: 1131, 2: 845, 4: 936, 3: 177, 5: 228, 6: 217, 7: 181}


def words(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_every_engine_every_list_and_the_documented_number_are_there() -> None:
    table = mse.from_counts(["bar & press", "<b>", "morgue"], COUNTS)
    sides = [mse.estimate(table, engine=engine) for engine in ("bounds", "decomposable", "loglinear")]
    said = words(mse.plot(table, sides))
    assert "At least 3,715 documented; how many in all?" in said
    assert {"Lower bound", "Decomposable", "Log-linear"} <= set(said)
    assert "bar & press" in said
    assert "1,131" in said
    assert any(f"{mse.rounded(sides[1].median):,} (" in text for text in said)


def test_a_refusal_keeps_its_row_and_its_reason() -> None:
    table = mse.from_counts(["x", "y"], {1: 40, 2: 30, 3: 9})
    said = words(mse.plot(table, mse.estimate(table, engine="decomposable")))
    assert any(text.startswith("No estimate. There are two lists") for text in said)


@pytest.mark.parametrize("counts", [{}, {1: 1}, {1: 10**9, 2: 10**8, 3: 10**7}, {p: p for p in range(1, 32)}])
def test_no_table_breaks_the_drawing(counts: dict[int, int]) -> None:
    table = mse.from_counts(["v", "w", "x", "y", "z"], counts)
    svg = mse.plot(table, [mse.estimate(table, engine=engine) for engine in ("bounds", "decomposable")])
    assert "nan" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert words(svg)
