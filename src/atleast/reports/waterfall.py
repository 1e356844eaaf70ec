"""Why two records are taken for one person, as a waterfall: one bar a comparison, from the prior to the sum, in log2 odds.

`waterfall(bars, left=..., right=..., verdict=...)` returns a whole SVG file that needs nothing else: its own colours for a
light and a dark screen, no font, no script, no address. Each `Bar` says what was compared, what either record holds and its
weight; it hangs between the odds before and after it, blue to the right where it speaks for one person, ochre and hatched to
the left where it speaks against. Names stand in their own script on lines of their own, each isolated, so that a Persian name
never turns the line that it stands in. (Splink draws match weights so: Linacre and others 2022.)
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from html import escape

import msgspec

from atleast.reports.charts.drawing import nice

_Scale = Callable[[float], float]
WIDTH, ROW, HEAD, FOOT = 860, 34, 118, 52
LABEL, ONE, OTHER, CHART, END = 24, 236, 372, 520, 812
_STYLE = (
    "svg{--paper:#fbfaf7;--ink:#1a1d21;--ink2:#4d535b;--line:#dad7cf;--doc:#17406d;--est:#875100;--oth:#7d8187;background:var(--paper)}"
    "@media (prefers-color-scheme:dark){svg{--paper:#14171b;--ink:#eceae4;--ink2:#b6b9bd;--line:#353a41;"
    "--doc:#8fbcee;--est:#e6b15a;--oth:#80868d}}"
    'text{font:12.5px Inter,"Segoe UI",system-ui,Roboto,"Noto Sans",Vazirmatn,"Noto Sans Arabic",Tahoma,Arial,sans-serif;'
    "fill:var(--ink);font-variant-numeric:tabular-nums lining-nums}"
    ".q{fill:var(--ink2)}.s{font-size:11px;fill:var(--ink2)}.n{font-size:19px;font-weight:600;unicode-bidi:isolate}"
    ".h{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}"
    ".b{font-weight:650}.v{font-size:14px;font-weight:650}"
)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison: its name, what either record holds or else a remark, its weight in log2; `kind` start, step or sum."""

    label: str
    left: str = ""
    right: str = ""
    remark: str = ""
    weight: float
    kind: str = "step"


def waterfall(bars: Sequence[Bar], *, left: tuple[str, str], right: tuple[str, str], verdict: str) -> str:
    """Return the picture; `left` and `right` are (name as written, which record), `verdict` one sentence."""
    ends = _ends(bars)
    low, high = min(0.0, *(min(pair) for pair in ends)), max(0.0, *(max(pair) for pair in ends))
    _, step = nice(max(high - low, 4.0))
    low, high = -step * max(1, math.ceil(-low / step)), step * max(1, math.ceil(high / step))

    def at(value: float) -> float:
        return CHART + 34 + (END - CHART - 68) * (value - low) / (high - low)

    height = HEAD + ROW * len(bars) + FOOT
    parts = [_head(left, right, verdict), _axis(at, low, high, step, height)]
    for number, (bar, (start, stop)) in enumerate(zip(bars, ends, strict=True)):
        y = HEAD + ROW * number
        if number + 1 < len(bars):
            parts.append(_line(at(stop), y + 25, at(stop), y + ROW + 9, "oth"))
        parts.append(_row(bar, at(start), at(stop), y))
    told = "; ".join(f"{bar.label} {_signed(bar.weight)}" for bar in bars)
    label = escape(_clean(f"{left[0]}; {right[0]}: {verdict}. {told}"), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{label}"><style>{_STYLE}</style>'
        '<defs><pattern id="against" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="var(--paper)"/><line x1="0" y1="0" x2="0" y2="6" stroke="var(--est)" '
        'stroke-width="3.4"/></pattern></defs>' + "".join(parts) + "</svg>\n"
    )


def _ends(bars: Sequence[Bar]) -> list[tuple[float, float]]:
    """Return where each bar starts and stops: where the one before it stopped, and its weight on; the sum starts at 0."""
    found, now = [], 0.0
    for bar in bars:
        start = 0.0 if bar.kind == "sum" else now
        now = start + bar.weight
        found.append((start, now))
    return found


def _head(left: tuple[str, str], right: tuple[str, str], verdict: str) -> str:
    rows = ""
    for y, (name, record) in ((34, left), (62, right)):
        rows += _text(LABEL, y, _short(name, 46), "n", rtl=_is_rtl(name))
        rows += _text(END, y, _short(record, 44), "q", anchor="end")
    rows += _text(LABEL, 90, verdict, "v")
    return rows + _line(LABEL, 102, END, 102, "line")


def _axis(at: _Scale, low: float, high: float, step: float, height: int) -> str:
    rows, value = "", low
    foot = height - FOOT
    while value <= high + 1e-9:
        strong = abs(value) < 1e-9
        rows += _line(at(value), HEAD - 8, at(value), foot + 4, "ink" if strong else "line")
        rows += _text(at(value), foot + 18, "0" if strong else _signed(value, 0), "s", anchor="middle")
        value += step
    rows += _text(at(0) - 8, foot + 36, "← against one person", "s", anchor="end")
    rows += _text(at(0) + 8, foot + 36, "for one person →", "s")
    return rows + _text(LABEL, foot + 36, "+1 doubles the odds, −1 halves them", "s")


def _row(bar: Bar, start: float, stop: float, y: int) -> str:
    x, wide = min(start, stop), max(abs(stop - start), 1.5)
    fill = {"start": "var(--oth)", "sum": "var(--ink)"}.get(bar.kind, "var(--doc)" if bar.weight >= 0 else "url(#against)")
    edge = ' stroke="var(--est)"' if fill.startswith("url") else ""
    rows = _text(LABEL, y + 21, _short(bar.label, 34), "b" if bar.kind == "sum" else "")
    rows += _text(ONE, y + 21, _short(bar.left, 20), "q", rtl=_is_rtl(bar.left))
    rows += _text(OTHER, y + 21, _short(bar.right, 20), "q", rtl=_is_rtl(bar.right))
    if not (bar.left or bar.right):
        rows += _text(ONE, y + 21, _short(bar.remark, 46), "q")
    rows += f'<rect x="{x:.1f}" y="{y + 9}" width="{wide:.1f}" height="16" fill="{fill}"{edge}/>'
    beside, anchor = (stop + 6, "start") if bar.weight >= 0 else (stop - 6, "end")
    return rows + _text(beside, y + 21, _signed(bar.weight), "h b" if bar.kind == "sum" else "h", anchor=anchor)


def _text(x: float, y: float, text: str, style: str, *, anchor: str = "start", rtl: bool = False) -> str:
    if not text:
        return ""
    turned = f' direction="rtl" text-anchor="{"end" if anchor == "start" else "start"}"' if rtl else f' text-anchor="{anchor}"'
    named = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y}"{turned}{named}>{escape(_clean(text), quote=False)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1}" x2="{x2:.1f}" y2="{y2}" stroke="var(--{colour})"/>'


def _signed(value: float, digits: int = 1) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _clean(text: str) -> str:
    """Leave out what an SVG may not hold and what would turn the line: control characters and bidi controls."""
    return "".join(c for c in text if c == "\u200c" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))


def _is_rtl(text: str) -> bool:
    return next(
        (unicodedata.bidirectional(c) in ("R", "AL") for c in text if unicodedata.bidirectional(c) in ("L", "R", "AL")), False
    )
