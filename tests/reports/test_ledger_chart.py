"""The ledger's drawing: every bound has its own mark, labels keep clear of one another and of the minimum."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast.reports.charts.drawing import Line, Sign, Text
from atleast.reports.charts.ledger import SLIM, WIDE, Reference, clear, panel, spans, wrapped
from atleast.reports.charts.ledger_svg import Part, compose
from atleast.reports.publication import BOUNDS, Cells
from atleast.reports.words import load, plain

EN, FA = load("en"), load("fa")
BACK = Reference(minimum=612, minimum_text="612 by name", low=780, high=1070, estimate_text="estimate 780 to 1,070")


def row(id: str, lane: str, date: str, bound: str, value: int | None, high: int | None = None, **more: object) -> Cells:
    plain_row: Cells = {
        "claim": id, "lane": lane, "speaker": lane, "kind": "ngo", "relayed_by": "", "first_hand": True, "date": date,
        "bound": bound, "value": value, "value_hi": high, "stance": "asserts", "quote": "",
    }  # fmt: skip
    return plain_row | more  # type: ignore[operator]


ROWS = [
    row("a", "Families", "2031-03-08", "at_least", 164),
    row("b", "Families", "2031-03-13", "at_least", 352),
    row("c", "Families", "2031-03-20", "at_least", 341),
    row("d", "Ministry", "2031-03-06", "exact", 0, kind="official", stance="denies", quote="no one was killed"),
    row("e", "Ministry", "2031-04-02", "exact", 261, kind="official"),
    row("f", "Mission", "2031-04-01", "range", 700, 900),
    row("g", "Farda TV", "2031-03-26", "at_most", 3000, kind="unknown", relayed_by="Farda TV", first_hand=False),
    row("h", "Radio Delta", "2031-03", "approx", 2000, kind="media"),
    row("i", "Elders", "2031-03-12", "vague", None, quote="dozens"),
]


def signs(rows: list[Cells]) -> list[Sign]:
    drawn = panel(rows, words=EN).wide.marks
    legend = max(m.y for m in drawn if isinstance(m, Text) and m.text == "0")
    return [m for m in drawn if isinstance(m, Sign) and m.y > legend]


@pytest.mark.parametrize(
    ("bound", "high", "tails"),
    [("exact", None, [""]), ("at_least", None, ["right"]), ("more_than", None, ["right"]), ("at_most", None, ["left"]),
     ("fewer_than", None, ["left"]), ("approx", None, ["about"]), ("range", 90, ["end", "end"])],
)  # fmt: skip
def test_every_bound_has_its_own_mark(bound: str, high: int | None, tails: list[str]) -> None:
    assert [s.tail for s in signs([row("a", "X", "2031-03-08", bound, 50, high)])] == tails


def test_official_independent_and_relayed_differ_in_shape_not_in_colour() -> None:
    assert signs([row("a", "X", "2031-03-08", "exact", 50)])[0].shape == "dot"
    assert signs([row("a", "X", "2031-03-08", "exact", 50, kind="official")])[0].shape == "box"
    assert signs([row("a", "X", "2031-03-08", "exact", 50, first_hand=False)])[0].hollow


def test_a_denial_is_a_tick_in_the_strip_of_zero_and_words_stay_words() -> None:
    drawn = panel(ROWS, words=EN).wide.marks
    zero = next(m.x for m in drawn if isinstance(m, Text) and m.text == "0")
    assert any(isinstance(m, Line) and m.width == 3 and m.x1 == m.x2 == zero for m in drawn)
    texts = [plain(m.text) for m in drawn if isinstance(m, Text)]
    assert any("no one was killed" in text for text in texts) and any("dozens" in text for text in texts)
    assert not any(isinstance(m, Sign) and m.y > 60 for m in panel([ROWS[-1]], words=EN).wide.marks)


def test_a_line_goes_down_in_time_and_back_in_number() -> None:
    steps = [m for m in panel(ROWS[:3], words=EN).wide.marks if isinstance(m, Line) and m.width == 1.25 and m.y1 == m.y2]
    assert [round(m.x2 - m.x1, 6) > 0 for m in steps] == [True, False]
    assert steps[0].y1 < steps[1].y1


def test_nothing_is_averaged() -> None:
    for words in (EN, FA):
        drawn = panel(ROWS, words=words, reference=BACK)
        said = " ".join(plain(m.text) for m in drawn.wide.marks if isinstance(m, Text))
        assert "800" not in said.replace(",", "") and "۸۰۰" not in said


def test_the_axis_is_not_mirrored_and_the_names_are() -> None:
    def order(words: object) -> list[float]:
        return [m.x for m in signs_of(panel(ROWS[:3], words=words).wide.marks)]  # type: ignore[arg-type]

    def signs_of(marks: tuple) -> list[Sign]:
        return [m for m in marks if isinstance(m, Sign) and m.tail == "right" and m.shape]

    assert order(EN) == sorted(order(EN), key=lambda x: [164, 341, 352].index(164) if x == min(order(EN)) else 1)
    assert [x < y for x, y in zip(order(EN), order(EN)[1:], strict=False)] == [
        x < y for x, y in zip(order(FA), order(FA)[1:], strict=False)
    ]
    names = [
        next(m for m in panel(ROWS, words=w).wide.marks if isinstance(m, Text) and m.bold and "Families" in m.text)
        for w in (EN, FA)
    ]
    assert names[0].x == 0 and names[1].x == 100 and names[1].anchor == "right"


@st.composite
def ledgers(draw: st.DrawFn) -> list[Cells]:
    rows = []
    for i in range(draw(st.integers(1, 12))):
        bound = draw(st.sampled_from(BOUNDS))
        value = (
            None if bound == "vague" else draw(st.sampled_from((0, 3, 41, 480, 599, 611, 612, 613, 640, 700, 5000, 1_234_567)))
        )
        high = (value or 0) * 2 + 5 if bound == "range" else None
        day = f"2031-03-{draw(st.integers(1, 28)):02}"
        lane = draw(
            st.sampled_from(("A", "The Joint Programme of the Associations of Families", "Ministry", "کمیتهٔ خانواده‌ها"))
        )
        rows.append(
            row(str(i), lane, day, bound, value, high, kind=draw(st.sampled_from(("ngo", "official", "unknown"))), quote="many")
        )
    return rows


@settings(max_examples=60, deadline=None)
@given(ledgers(), st.sampled_from(("en", "fa")))
def test_no_label_lies_on_the_line_of_the_minimum_or_on_another(rows: list[Cells], lang: str) -> None:
    drawn = panel(rows, words=load(lang), reference=BACK)
    for drawing, scales in ((drawn.wide, WIDE), (drawn.slim, SLIM)):
        texts = [m for m in drawing.marks if isinstance(m, Text)]
        walls = [m for m in drawing.marks if isinstance(m, Line) and m.stroke == "doc"]
        for text in texts:
            for wall in walls:
                if wall.y1 < text.y + 2 and wall.y2 > text.y - 9:
                    assert clear(text, scales, wall.x1), text.text
        for i, a in enumerate(texts):
            for b in texts[i + 1 :]:
                if abs(a.y - b.y) < 11:
                    apart = [
                        x[2] <= y[1] + 1 or y[2] <= x[1] + 1 for x, y in zip(spans(a, scales), spans(b, scales), strict=True)
                    ]
                    assert all(apart), (a.text, b.text)


@pytest.mark.parametrize("n", [1, 12, 40, 70])
def test_up_to_forty_origins_are_drawn_and_paper_gets_parts_of_a_sheet(n: int) -> None:
    rows = [
        row(f"{i}{j}", f"Origin {i}", f"2031-03-{1 + j:02}", "at_least", 10 + 7 * i + j) for i in range(n) for j in range(3)
    ]
    drawn = panel(rows, words=EN, reference=BACK)
    assert len(drawn.lanes) == min(n, 40) and drawn.hidden_lanes == max(0, n - 40)
    assert all(leaf.height < 1200 for leaf in drawn.leaves)
    names = {m.text for leaf in drawn.leaves for m in leaf.marks if isinstance(m, Text) and m.bold and "Origin" in m.text}
    assert len(names) == min(n, 40)


def test_a_long_line_keeps_its_ends_and_its_falls() -> None:
    rows = [
        row(str(i), "X", f"2031-{1 + i // 28:02}-{1 + i % 28:02}", "exact", 100 + i - (60 if i == 77 else 0))
        for i in range(150)
    ]
    (lane,) = panel(rows, words=EN).lanes
    numbers = [voice.low for voice in lane.voices]
    assert len(numbers) <= 15 and numbers[0] == 100 and numbers[-1] == 249 and {176, 117} <= set(numbers)
    assert lane.more == 150 - len(numbers)


def test_a_picture_of_several_scopes_stands_alone_and_escapes_its_text() -> None:
    part = Part(title="<b>5 & 6", lede="killed", source="e", panel=panel(ROWS, words=FA))
    made = compose([part, part], words=FA, title="عنوان", foot="")
    assert made.startswith("<svg") and "&lt;b&gt;5 &amp; 6" in made and "<b>" not in made
    assert "http://www.w3.org/2000/svg" in made and made.count("http") == 1 and "<script" not in made
    ElementTree.fromstring(made)


def test_names_break_into_lines_and_end_in_an_ellipsis() -> None:
    assert wrapped("", 100) == []
    lines = wrapped("The Joint Documentation and Verification Programme of the Associations of Families", 120, most=3)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert all(len(part) <= 20 for part in wrapped("x" * 200, 120))
