"""What a chart is made of: marks on a strip as wide as the page gives it, and the block of text and numbers around them.

Horizontal places are percent of the width plus a shift in pixels, vertical ones pixels from the top: text and dots keep their
size at every width, and bars stretch. `wide` marks are left out where the strip is narrow (a phone). Colours are tokens of the
style sheet (`doc`, `est`, `oth`, `ink`, `ink2`, `edge`, `line`, `paper`); a `pattern` is hatched in its colour, so that every
difference survives a photocopy. A `Block` is one figure with its words; all its strings come from the catalogues.
"""

from __future__ import annotations

import math
from typing import Literal

import msgspec

Anchor = Literal["left", "middle", "right"]


class Rect(msgspec.Struct, frozen=True, kw_only=True, tag="rect"):
    """A bar or a field; hatched when `hatch` is set, with the ground `ground` under the hatch."""

    x: float
    y: float
    w: float
    h: float
    fill: str = "doc"
    stroke: str = ""
    hatch: bool = False
    ground: str = "paper"


class Line(msgspec.Struct, frozen=True, kw_only=True, tag="line"):
    """A straight line, dotted when `dots` is set."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = "line"
    width: float = 1
    dots: bool = False


class Dot(msgspec.Struct, frozen=True, kw_only=True, tag="dot"):
    """A round mark of fixed size."""

    x: float
    y: float
    r: float = 5.5
    fill: str = "ink"


class Arrow(msgspec.Struct, frozen=True, kw_only=True, tag="arrow"):
    """The sign for `at least`: from here to the right, open."""

    x: float
    y: float
    stroke: str = "doc"


class Sign(msgspec.Struct, frozen=True, kw_only=True, tag="sign"):
    """What one voice says, of fixed size: a dot, a box or nothing, filled or hollow, with its tail.

    `right` is the arrow for `at least`, `left` for `up to`, `about` a broken line on both sides, `end` a tick through the mark;
    `range`, `step` and `broken` are the signs of a legend.
    """

    x: float
    y: float
    dx: float = 0
    shape: Literal["dot", "box", ""] = "dot"
    hollow: bool = False
    tail: Literal["", "right", "left", "about", "end", "range", "step", "broken"] = ""


class Text(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    """A line of text; `anchor` says which of its ends, as seen, stands at x."""

    x: float
    y: float
    text: str
    anchor: Anchor = "left"
    dx: float = 0
    fill: str = "ink"
    bold: bool = False
    halo: bool = False
    wide: bool = False


Mark = Rect | Line | Dot | Arrow | Sign | Text


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """Marks, back to front, on a strip `height` pixels high; `aria` says in one sentence what they show."""

    height: float
    marks: tuple[Mark, ...]
    aria: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table; `style` is empty, `sum` (a rule above) or `total` (and the number in the documented colour)."""

    cells: tuple[str, ...]
    style: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table to read; `numeric` tells which columns are numbers, `header` which one names the row. No `head`: none printed."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: tuple[bool, ...]
    header: int = 0


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the ladder, its number and how much of the widest it reaches."""

    title: str
    n: str
    share: float
    text: str
    on: bool


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One province: its place in the grid (none in a list of bars), a step of shade from 0 to 5, or `missing` or `unknown`."""

    name: str
    n: str
    look: str
    column: int = 0
    row: int = 0
    share: float = 0


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A name beside a row of a chart: sign, words that a phone leaves out, number."""

    sign: str
    name: str
    n: str


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern and what it means."""

    hatch: bool
    text: str


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is or is not in conflict: a word in front, and the sentence."""

    label: str
    text: str
    conflict: bool


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a proof: words (a quotation when `quoted`), what stands under them, the number, and what it rests on."""

    words: str
    n: str
    quoted: bool = False
    under: tuple[str, ...] = ()
    total: bool = False
    leaves: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph under a figure; `style` is `lede`, `assume` (ochre rule) or `small`."""

    text: str
    label: str = ""
    style: str = "lede"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One figure as it stands on the page: title as finding, how to read it, the drawing or table, notes, the source line.

    `slim` is the drawing of a phone where it is another one; `leaves` is the drawing in parts of at most a sheet of paper;
    `more` are the figures that stand under this one in its column.
    """

    id: str
    kind: str
    title: str
    lede: str = ""
    aria: str = ""
    keys: tuple[Key, ...] = ()
    drawing: Drawing | None = None
    slim: Drawing | None = None
    leaves: tuple[Drawing, ...] = ()
    side: tuple[Side, ...] = ()
    rungs: tuple[Rung, ...] = ()
    tiles: tuple[Tile, ...] = ()
    columns: int = 0
    sheet: Sheet | None = None
    folded: bool = False
    notes: tuple[Note, ...] = ()
    points: tuple[Point, ...] = ()
    branches: tuple[Branch, ...] = ()
    source: str = ""
    more: tuple[Block, ...] = ()


def nice(top: float) -> tuple[float, float]:
    """Return (end, step) of an axis from 0 that holds `top` in at most seven steps of 1, 2 or 5."""
    top = max(top, 1.0)
    rough = top / 7
    power = 10 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    step = max(step, 1)
    return math.ceil(top / step) * step, step


NARROW, COLUMN, PAGE = 2.9, 4.6, 10.4
"""Pixels per percent: on a phone of 320, in a column of the page, across the page."""


def beside(x: float, y: float, text: str, *, after: float, before: float, bold: bool = False, inside: bool = False) -> Text:
    """Put a label to the right of a mark, or, where a phone has no room for it, to the left (`inside`: on a solid bar)."""
    if x * NARROW + after + width_of(text, bold=bold) < 100 * NARROW:
        return Text(x=x, dx=after, y=y, text=text, bold=bold, halo=True)
    return Text(x=x, dx=-before, y=y, text=text, anchor="right", bold=bold, halo=not inside, fill="paper" if inside else "ink")


def clamped(x: float, y: float, text: str, *, bold: bool = False) -> Text:
    """Centre a label on its mark, unless it would leave the strip on a phone."""
    half = width_of(text, bold=bold) / 2 / NARROW
    if x + half > 101:
        return Text(x=100, y=y, text=text, anchor="right", bold=bold, halo=True)
    if x - half < 0:
        return Text(x=0, y=y, text=text, anchor="left", bold=bold, halo=True)
    return Text(x=x, y=y, text=text, anchor="middle", bold=bold, halo=True)


def heading(y: float, text: str, *, rtl: bool, bold: bool = True) -> Text:
    """Write a line that begins where reading begins."""
    return Text(x=100 if rtl else 0, y=y, text=text, anchor="right" if rtl else "left", bold=bold, halo=True)


def width_of(text: str, *, bold: bool = False) -> float:
    """Estimate how many pixels a chart's text takes: wide enough for both faces at 12 px."""
    light = sum(1 for c in text if c in ",.٬٫: \u00a0\u200c\u2068\u2069\u2066")
    narrow = sum(1 for c in text if "\u0620" <= c <= "\u06cc")
    return (len(text) - light - narrow) * (7.4 if bold else 7.0) + light * 3.4 + narrow * (6.2 if bold else 5.7)
