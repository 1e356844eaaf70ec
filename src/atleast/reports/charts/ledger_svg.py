"""Several panels of the ledger as one picture that stands alone: its own colours and type, no request, no script.

`compose(parts, words=..., title=..., foot=...)` returns SVG as wide as its place, with a layout of its own for a phone: the
width of the picture chooses. Each panel carries its title, its scope and its source line inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import msgspec

from atleast.reports.charts.drawing import Drawing, Text
from atleast.reports.charts.ledger import SLIM, WIDE, Panel, wrapped
from atleast.reports.charts.svg import face, marks
from atleast.reports.words import Words, plain

_STYLE = """
svg{--paper:#fbfaf7;--ink:#1a1d21;--ink2:#4d535b;--line:#dad7cf;--edge:#7d8187;--doc:#17406d;--est:#875100;--est2:#f4e6cd;--oth:#5b6169;
direction:ltr}
text{font:400 12px Inter,Vazirmatn,"Segoe UI",system-ui,Roboto,"Noto Sans","Noto Sans Arabic",Arial,sans-serif;fill:var(--ink)}
.b{font-weight:650}.t{font-size:17px;font-weight:650}.h{font-size:22px;font-weight:700}.l{font-size:13px;fill:var(--ink2)}
.slim{display:none}
@media (max-width:820px){.wide{display:none}.slim{display:inline}.h{font-size:19px}.t{font-size:16px}}
"""
_TITLE, _LEDE, _GAP = 22.0, 18.0, 40.0


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One scope: the finding, the scope in words, the source line, the drawings."""

    title: str
    lede: str
    source: str
    panel: Panel


def compose(parts: Sequence[Part], *, words: Words, title: str, foot: str = "") -> str:
    """Set the panels under one another, once for a wide and once for a narrow picture."""
    wide, tall = _column(parts, words, title, foot, slim=False)
    slim, taller = _column(parts, words, title, foot, slim=True)
    faces = face("Inter") + (face("Vazirmatn") if words.rtl else "")
    heights = f"svg.all{{height:{tall:.0f}px}}@media (max-width:820px){{svg.all{{height:{taller:.0f}px}}}}"
    said = escape(plain(" ".join([title, *(part.title for part in parts)])), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="all" width="100%" height="{tall:.0f}" role="img" aria-label="{said}">'
        f'<style>{faces}{_STYLE}{heights}</style><rect width="100%" height="100%" fill="var(--paper)"/>'
        f'<svg class="wide" x="2.5%" width="95%" height="{tall:.0f}" overflow="visible">{wide}</svg>'
        f'<svg class="slim" x="3%" width="94%" height="{taller:.0f}" overflow="visible">{slim}</svg></svg>\n'
    )


def _column(parts: Sequence[Part], words: Words, title: str, foot: str, *, slim: bool) -> tuple[str, float]:
    room = 100 * (SLIM if slim else WIDE)[0]
    out: list[str] = []
    y = 34.0
    for line in wrapped(title, room / (1.75 if slim else 2.0), bold=True, most=4):
        out.append(_line(words, line, y, "h"))
        y += 28
    for part in parts:
        y += _GAP - 14
        for line in wrapped(part.title, room / 1.45, bold=True, most=5):
            out.append(_line(words, line, y, "t"))
            y += _TITLE
        for line in wrapped(part.lede, room / 1.1, most=4):
            out.append(_line(words, line, y, "l"))
            y += _LEDE
        drawing: Drawing = part.panel.slim if slim else part.panel.wide
        place = f'y="{y + 2:.0f}" width="100%" height="{drawing.height:.0f}" overflow="visible"'
        out.append(f"<svg {place}>{marks(drawing, words, 'p')}</svg>")
        y += drawing.height + 16
        for line in wrapped(part.source, room / 1.1, most=4):
            out.append(_line(words, line, y, "l"))
            y += _LEDE
    if foot:
        y += 12
        for line in wrapped(foot, room / 1.1, most=4):
            out.append(_line(words, line, y, "l"))
            y += _LEDE
    return "".join(out), y + 16


def _line(words: Words, text: str, y: float, style: str) -> str:
    at = Text(x=100 if words.rtl else 0, y=y, text=text)
    turned = ' direction="rtl"' if words.rtl else ""
    return f'<text x="{at.x:.0f}%" y="{y:.0f}" class="{style}"{turned}>{escape(plain(text), quote=False)}</text>'
