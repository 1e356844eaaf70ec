"""A drawing as SVG for the page: as wide as its place, no `viewBox`, so that text stays 12 px on a phone and on a wide screen.

`svg(drawing, words=..., mark=..., name=...)` returns markup whose every text is escaped. `mark` is the line that stays inside
the picture when it is cut out (invented data, figure, run). `name` makes the ids of patterns unique on a page. Roots are
left to right in both languages; a Persian text says its own direction, and its anchor is turned (its start is its right end).
"""

from __future__ import annotations

import base64
from functools import lru_cache
from html import escape
from importlib.resources import files

from atleast.reports.charts.drawing import Arrow, Dot, Drawing, Line, Mark, Rect, Sign, Text
from atleast.reports.words import Words, plain

MARK_HEIGHT = 22


@lru_cache(maxsize=2)
def face(family: str) -> str:
    """Return the rule that brings a bundled typeface inside a page or a picture."""
    data = files("atleast.reports").joinpath("data", "fonts", f"{family}.woff2").read_bytes()
    source = f'url("data:font/woff2;base64,{base64.b64encode(data).decode("ascii")}") format("woff2")'
    return f'@font-face{{font-family:"{family}";font-weight:400 800;font-display:block;src:{source}}}'


def svg(drawing: Drawing, *, words: Words, mark: str, name: str, only: str = "") -> str:
    """Write the drawing; `only` is `w_only` or `n_only` where a wide and a narrow strip have drawings of their own."""
    hatched = sorted({(m.fill, m.ground) for m in drawing.marks if isinstance(m, Rect) and m.hatch})
    defs = "".join(_pattern(f"{name}-{fill}", fill, ground) for fill, ground in hatched)
    body = "".join(_mark(m, words, name) for m in drawing.marks)
    foot = Text(
        x=100 if words.rtl else 0,
        y=drawing.height + MARK_HEIGHT - 6,
        text=mark,
        anchor="right" if words.rtl else "left",
        fill="ink2",
    )
    label = escape(plain(drawing.aria), quote=True)
    classes, height = f"draw {only}".strip(), _n(drawing.height + MARK_HEIGHT)
    return (
        f'<svg class="{classes}" height="{height}" role="img" aria-label="{label}">'
        f"{f'<defs>{defs}</defs>' if defs else ''}{body}{_text(foot, words, 'mark')}</svg>"
    )


def marks(drawing: Drawing, words: Words, name: str) -> str:
    """Write the marks of a drawing alone, for a picture that holds several."""
    return "".join(_mark(m, words, name) for m in drawing.marks)


def _mark(mark: Mark, words: Words, name: str) -> str:
    if isinstance(mark, Rect):
        fill = f"url(#{name}-{mark.fill})" if mark.hatch else f"var(--{mark.fill})"
        stroke = f' stroke="var(--{mark.stroke})"' if mark.stroke else ""
        size = f'width="{_p(mark.w)}" height="{_n(mark.h)}"'
        return f'<rect x="{_p(mark.x)}" y="{_n(mark.y)}" {size} fill="{fill}"{stroke}/>'
    if isinstance(mark, Line):
        dots = ' stroke-dasharray="1 4"' if mark.dots else ""
        ends = f'x1="{_p(mark.x1)}" y1="{_n(mark.y1)}" x2="{_p(mark.x2)}" y2="{_n(mark.y2)}"'
        return f'<line {ends} stroke="var(--{mark.stroke})" stroke-width="{_n(mark.width)}"{dots}/>'
    if isinstance(mark, Dot):
        return f'<circle cx="{_p(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.r)}" fill="var(--{mark.fill})"/>'
    if isinstance(mark, Arrow):
        path = f'<path d="M0 0h20m-6-5l6 5l-6 5" fill="none" stroke="var(--{mark.stroke})" stroke-width="2"/>'
        return f'<svg x="{_p(mark.x)}" y="{_n(mark.y)}" overflow="visible">{path}</svg>'
    return _sign(mark) if isinstance(mark, Sign) else _text(mark, words, "")


_TAILS = {
    "right": "M5 0h15m-5-4.5l5 4.5l-5 4.5",
    "left": "M-5 0h-15m5-4.5l-5 4.5l5 4.5",
    "about": "M5 0h3m3 0h3m3 0h3M-5 0h-3m-3 0h-3m-3 0h-3",
    "end": "M0-8v16",
    "range": "M-11 0h22M-11-6v12M11-6v12",
    "step": "M-9-6v6h18v6",
    "broken": "M-12 0h3m3 0h3m3 0h3m3 0h3m3 0h3",
}


def _sign(mark: Sign) -> str:
    stroke = 'stroke="var(--ink)" stroke-width="1.75"'
    tail = f'<path d="{_TAILS[mark.tail]}" fill="none" {stroke}/>' if mark.tail else ""
    fill = f'fill="var(--{"paper" if mark.hollow else "ink"})" {stroke}'
    body = {"dot": f'<circle r="4.5" {fill}/>', "box": f'<rect x="-4.5" y="-4.5" width="9" height="9" {fill}/>', "": ""}
    moved = f'<g transform="translate({_n(mark.dx)})">{tail}{body[mark.shape]}</g>' if mark.dx else tail + body[mark.shape]
    return f'<svg x="{_p(mark.x)}" y="{_n(mark.y)}" overflow="visible">{moved}</svg>'


def _text(mark: Text, words: Words, extra: str) -> str:
    side = {"left": "start", "middle": "middle", "right": "end"}[mark.anchor]
    if words.rtl:
        side = {"start": "end", "end": "start"}.get(side, side)
    named = [extra, "b" if mark.bold else "", "halo" if mark.halo else "", "w_only" if mark.wide else ""]
    classes = " ".join(part for part in named if part)
    fill = "" if mark.fill == "ink" else f' style="fill:var(--{mark.fill})"'
    turned = ' direction="rtl"' if words.rtl else ""
    named_as = f' class="{classes}"' if classes else ""
    attributes = f' y="{_n(mark.y)}" text-anchor="{side}"{turned}{named_as}{fill}'
    content = escape(plain(mark.text), quote=False)
    if mark.dx:
        return f'<svg x="{_p(mark.x)}" overflow="visible"><text x="{_n(mark.dx)}"{attributes}>{content}</text></svg>'
    return f'<text x="{_p(mark.x)}"{attributes}>{content}</text>'


def _pattern(name: str, fill: str, ground: str) -> str:
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="var(--{ground})"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="var(--{fill})" stroke-width="2.5"/></pattern>'
    )


def _p(value: float) -> str:
    return f"{_n(value)}%"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
