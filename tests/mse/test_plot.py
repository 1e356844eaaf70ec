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


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Return left, top, right, bottom of every text, at the width of a wide sans-serif."""
    found = []
    for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size, x, y = (float(node.get(key, "0")) for key in ("font-size", "x", "y"))
        wide = 0.55 * size * len(node.text or "")
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[node.get("text-anchor", "start")]
        found.append((left, y - 0.75 * size, left + wide, y + 0.2 * size, node.text or ""))
    return found


BILLION = {1: 10**9, 2: 9 * 10**8, 4: 8 * 10**8, 3: 3 * 10**8, 6: 4 * 10**8, 5: 3 * 10**8, 7: 2 * 10**8}


@pytest.mark.parametrize(
    "counts",
    [
        COUNTS,
        BILLION,
        {1: 69, 2: 55, 4: 63, 3: 21, 5: 17, 6: 18, 7: 28},
        {1: 3, 2: 2, 4: 2, 3: 300, 5: 250, 6: 200, 7: 900},
        {1: 1, 2: 2, 3: 900, 4: 2, 5: 1, 6: 3, 7: 12345},
    ],
)
def test_no_label_lies_on_another_or_beyond_the_edge(counts: dict[int, int]) -> None:
    table = mse.from_counts(["a list of a very long name, of the press", "y", "z"], counts)
    sides = [mse.estimate(table, engine=engine) for engine in ("bounds", "decomposable", "loglinear")]
    placed = boxes(mse.plot(table, sides))
    assert all(left >= 0 and right <= 760 for left, _, right, _, _ in placed)
    for i, (left, top, right, bottom, said) in enumerate(placed):
        for other in placed[i + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (said, other[4])
