"""A drawing as SVG for the page: as wide as its place, no `viewBox`, so that text stays 12 px on a phone and on a wide screen.

`svg(drawing, words=..., mark=..., name=...)` returns markup whose every text is escaped. `mark` is the line that stays inside
the picture when it is cut out (invented data, figure, run). `name` makes the ids of patterns unique on a page. Roots are
left to right in both languages; a Persian text says its own direction, and its anchor is turned (its start is its right end).
"""

from __future__ import annotations

from html import escape

from atleast.reports.charts.drawing import Arrow, Dot, Drawing, Line, Mark, Rect, Text
from atleast.reports.words import Words, plain

MARK_HEIGHT = 22


def svg(drawing: Drawing, *, words: Words, mark: str, name: str) -> str:
    """Write the drawing."""
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
    return (
        f'<svg class="draw" height="{_n(drawing.height + MARK_HEIGHT)}" role="img" aria-label="{label}">'
        f"{f'<defs>{defs}</defs>' if defs else ''}{body}{_text(foot, words, 'mark')}</svg>"
    )


def _mark(mark: Mark, words: Words, name: str) -> str:
    if isinstance(mark, Rect):
        fill = f"url(#{name}-{mark.fill})" if mark.hatch else f"var(--{mark.fill})"
        stroke = f' stroke="var(--{mark.stroke})"' if mark.stroke else ""
        size = f'width="{_p(mark.w)}" height="{_n(mark.h)}"'
        return f'<rect x="{_p(mark.x)}" y="{_n(mark.y)}" {size} fill="{fill}"{stroke}/>'
    if isinstance(mark, Line):
        ends = f'x1="{_p(mark.x1)}" y1="{_n(mark.y1)}" x2="{_p(mark.x2)}" y2="{_n(mark.y2)}"'
        return f'<line {ends} stroke="var(--{mark.stroke})" stroke-width="{_n(mark.width)}"/>'
    if isinstance(mark, Dot):
        return f'<circle cx="{_p(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.r)}" fill="var(--{mark.fill})"/>'
    if isinstance(mark, Arrow):
        path = f'<path d="M0 0h20m-6-5l6 5l-6 5" fill="none" stroke="var(--{mark.stroke})" stroke-width="2"/>'
        return f'<svg x="{_p(mark.x)}" y="{_n(mark.y)}" overflow="visible">{path}</svg>'
    return _text(mark, words, "")


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
