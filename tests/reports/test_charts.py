"""Charts choose their unit, keep their labels on the strip and never turn one state into another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from example import BOUND, FAR, FIRST, NEAR, REFUSED, estimated, example, huge, many, states, table, with_figure
from hypothesis import given
from hypothesis import strategies as st

from atleast.reports.charts.drawing import Arrow, Line, Rect, Text, nice
from atleast.reports.charts.estimate import arranged, crosses, estimate
from atleast.reports.charts.overlap import overlap
from atleast.reports.charts.svg import svg
from atleast.reports.page import page
from atleast.reports.publication import figure, rows
from atleast.reports.words import load

EN, FA = load("en"), load("fa")


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((FIRST,), "one"),
        ((BOUND, FIRST), "one"),
        ((FIRST, NEAR), "several"),
        ((FIRST, FAR), "conflict"),
        ((BOUND,), "bound"),
        ((REFUSED.rows[0], BOUND), "refused"),
        ((REFUSED.rows[0],), "refused"),
        ((), "none"),
    ],
)
def test_what_kind_of_answer_the_engines_give(lines: tuple, state: str) -> None:
    found = rows(figure(estimated(*lines), kind="estimate"))
    kind, ordered = arranged(found)
    assert kind == state
    assert len(ordered) == len(found)
    if state == "one":
        assert ordered[0]["engine"] == "decomposable"


def test_the_estimate_is_never_drawn_as_the_minimum() -> None:
    for name, publication in states().items():
        block = estimate(publication, words=EN)
        if block.drawing is None:
            continue
        bars = [mark for mark in block.drawing.marks if isinstance(mark, Rect)]
        assert all(mark.hatch for mark in bars if mark.fill == "est"), name
        assert not any(mark.hatch for mark in bars if mark.fill == "doc"), name
        assert any(isinstance(mark, Arrow) and mark.stroke == "doc" for mark in block.drawing.marks), name


def test_a_bound_is_open_to_the_right_and_has_no_middle() -> None:
    block = estimate(estimated(BOUND), words=EN)
    assert block.title == "Beside it, a lower bound for all: 710"
    assert any(isinstance(mark, Arrow) and mark.stroke == "est" for mark in block.drawing.marks)
    assert not any("about" in mark.text for mark in block.drawing.marks if isinstance(mark, Text))


@pytest.mark.parametrize("name", sorted(states()))
def test_no_label_is_crossed_by_the_line_of_the_minimum(name: str) -> None:
    for words in (EN, FA):
        drawing = estimate(states()[name], words=words).drawing
        if drawing is None:
            continue
        walls = [m for m in drawing.marks if isinstance(m, Line) and m.stroke == "doc"]
        assert walls
        for text in (m for m in drawing.marks if isinstance(m, Text) and m.fill == "ink"):
            beside = [w for w in walls if w.y1 < text.y + 3 and w.y2 > text.y - 10]
            assert not any(crosses(text, wall.x1) for wall in beside), text.text


@given(st.floats(min_value=0, max_value=1e12))
def test_an_axis_holds_its_values_in_round_steps(top: float) -> None:
    end, step = nice(top)
    assert end >= top * 0.999 and round(end / step) <= 8
    assert str(int(step)).rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize(("length", "unit"), [(1, "day"), (31, "day"), (60, "week"), (500, "month"), (4000, "year")])
def test_long_periods_have_longer_bars(length: int, unit: str) -> None:
    first = date(2031, 3, 3)
    days = [((first + timedelta(days=i)).isoformat(), 1, None) for i in range(length)]
    publication = with_figure(example(), "by_day", table("date died reported", *days, ("unknown", max(612 - length, 0), None)))
    if length > 612:
        publication = with_figure(publication, "minimum", length)
    from atleast.reports.charts.days import days as draw

    for words in (EN, FA):
        block = draw(publication, words=words)
        assert block is not None and words.phrases[f"days.bin_{unit}"] in block.lede
        bars = [mark for mark in block.drawing.marks if isinstance(mark, Rect) and not mark.hatch]
        assert 1 <= len(bars) <= 40
        assert len(block.sheet.rows) == length + 1


def test_reports_after_the_bars_are_counted_in_a_box_of_their_own() -> None:
    block = next(b for part in page(example(), lang="en").sections for b in part if b.kind == "days")
    texts = {mark.text for mark in block.drawing.marks if isinstance(mark, Text)}
    assert "later: 29" in texts and "known: 26" in texts


def test_persian_mirrors_the_columns_and_not_the_axis() -> None:
    left, right = (overlap(example(), words=words) for words in (EN, FA))
    first = [next(mark.x for mark in block.drawing.marks if isinstance(mark, Text)) for block in (left, right)]
    assert first[0] == pytest.approx(100 - first[1])
    axes = [[m.x for m in estimate(example(), words=w).drawing.marks if isinstance(m, Rect)] for w in (EN, FA)]
    assert axes[0] == axes[1]


def test_more_lists_than_columns_can_show_are_summed_up() -> None:
    drawn = overlap(many(40), words=EN)
    assert drawn is not None and drawn.side == () and len(drawn.sheet.rows) == 40
    rest = overlap(many(12), words=EN)
    assert rest is not None and len(rest.side) == 12


def test_many_provinces_stand_alone_and_few_beside_the_overlap() -> None:
    wide = [tuple(b.kind for b in part) for part in page(huge(), lang="en").sections]
    assert ("places",) in wide
    assert ("places", "overlap") in [tuple(b.kind for b in part) for part in page(example(), lang="en").sections]


def test_a_picture_keeps_its_mark_and_escapes_its_text() -> None:
    drawing = estimate(example(), words=FA).drawing
    picture = svg(drawing, words=FA, mark="<b>دادهٔ ساختگی</b>", name="x")
    assert "&lt;b&gt;دادهٔ ساختگی" in picture and "<b>" not in picture
    assert 'direction="rtl"' in picture and "viewBox" not in picture
