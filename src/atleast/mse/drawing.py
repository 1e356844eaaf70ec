"""The result as one SVG: every engine on one axis, how the lists overlap, and how the answer moves with the top odds ratio.

`plot(table, result)` takes a table and one estimate or several, and returns SVG text that needs no script and no outside
file. Text is text, so that it can be read aloud and searched. The documented number is a line on the axis, never part of a
bar. An engine that refused keeps its row and its reason. The words are English: reports draw their own figures in the
language of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10
from typing import Any

from atleast.model import Estimate
from atleast.mse.table import Table, sizes
from atleast.mse.wording import rounded

WIDTH, LEFT, RIGHT = 760, 190, 40
INK, SOFT, FAINT, MARK = "#1c2733", "#5b6875", "#d5dbe1", "#9c2f2f"
BARS = {"bounds": "#7a8896", "decomposable": "#2f6f8f", "latent": "#8a5a9e", "loglinear": "#b0782a"}
MOST_PATTERNS = 18


def plot(table: Table, result: Estimate | Sequence[Estimate]) -> str:
    """Draw the result of a table as SVG."""
    sides = [result] if isinstance(result, Estimate) else list(result)
    parts: list[str] = []
    top = _axis(parts, table, sides, 56)
    top = _overlap(parts, table, top + 44)
    top = _curves(parts, sides, top + 44)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top + 16}" viewBox="0 0 {WIDTH} {top + 16}" '
        f'role="img" aria-label="Estimates beside the documented number" font-family="Vazirmatn, Segoe UI, Arial, sans-serif">'
    )
    title = _text(16, 26, f"At least {table.n:,} documented; how many in all?", size=17, weight=600)
    return "\n".join([head, f'<rect width="{WIDTH}" height="{top + 16}" fill="#ffffff"/>', title, *parts, "</svg>"]) + "\n"


def _text(x: float, y: float, said: str, *, size: int = 12, fill: str = INK, anchor: str = "start", weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(said)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = FAINT, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width}"{dashed}/>'


def _scale(low: float, high: float) -> Any:
    """Return a function from a number to x: logarithmic where the numbers span more than a factor of eight."""
    low, high = max(low, 1.0), max(high, low + 1.0, 2.0)
    span = WIDTH - LEFT - RIGHT
    if high / low > 8:
        return lambda value: LEFT + span * (log10(max(value, low)) - log10(low)) / (log10(high) - log10(low))
    return lambda value: LEFT + span * (value - low) / (high - low)


def _ticks(low: float, high: float) -> list[int]:
    """Return some round numbers within the axis."""
    low, high = max(low, 1.0), max(high, 2.0)
    if high / low > 8:
        found = [m * 10**e for e in range(0, 16) for m in (1, 2, 5) if low <= m * 10**e <= high]
        return found if len(found) <= 7 else [value for value in found if str(value)[0] == "1"]
    step = 10 ** int(log10(high - low)) if high - low >= 1 else 1
    step = next(s for s in (step / 5, step / 2, step, step * 2) if (high - low) / s <= 6)
    return [int(k * step) for k in range(int(low // step), int(high // step) + 1) if k * step >= low]


def _axis(parts: list[str], table: Table, sides: Sequence[Estimate], top: float) -> float:
    highs = [one.high for one in sides if one.high is not None]
    start, end = float(table.n), max([*highs, table.n * 1.2]) * 1.03
    at = _scale(start * 0.97, end)
    bottom = top + 34 * len(sides) + 4
    for tick in _ticks(start * 0.97, end):
        parts += [_line(at(tick), top, at(tick), bottom), _text(at(tick), bottom + 15, f"{tick:,}", fill=SOFT, anchor="middle")]
    parts.append(_line(at(start), top - 8, at(start), bottom, stroke=MARK, width=2))
    parts.append(_text(at(start) + 5, top - 2, f"documented: {table.n:,}", fill=MARK))
    for i, one in enumerate(sides):
        parts += _row(one, at, top + 34 * i + 22)
    return bottom + 18


def _row(one: Estimate, at: Any, y: float) -> list[str]:
    name = "lower bound" if one.engine == "bounds" else one.engine
    drawn = [_text(LEFT - 14, y + 4, name, anchor="end", weight=600)]
    if one.median is None or one.low is None or one.high is None:
        why = one.reasons[0] if one.reasons else "no estimate"
        return [
            *drawn,
            _text(LEFT + 8, y + 4, "refused: " + (why if len(why) < 84 else why[:81].rsplit(" ", 1)[0] + " …"), fill=SOFT),
        ]
    colour = BARS.get(one.engine, INK)
    drawn.append(_line(at(one.low), y, at(one.high), y, stroke=colour, width=3))
    if inner := one.diagnostics.get("interval_80"):
        drawn.append(_line(at(inner[0]), y, at(inner[1]), y, stroke=colour, width=9))
    drawn.append(f'<circle cx="{at(one.median):.1f}" cy="{y:.1f}" r="5" fill="#ffffff" stroke="{colour}" stroke-width="2.5"/>')
    said = f"{rounded(one.median, documented=one.n):,} ({rounded(one.low, documented=one.n):,} to {rounded(one.high):,})"
    middle = (at(one.low) + at(one.high)) / 2
    anchor = "end" if middle > WIDTH - 160 else "start" if middle < LEFT + 90 else "middle"
    place = at(one.high) if anchor == "end" else at(one.low) if anchor == "start" else middle
    return [*drawn, _text(place, y - 9, said, size=11, fill=SOFT, anchor=anchor)]


def _overlap(parts: list[str], table: Table, top: float) -> float:
    """Draw the patterns as an UpSet: how many people are on exactly these lists."""
    parts.append(_text(16, top, "Who is on which lists", size=14, weight=600))
    shown = sorted(table.counts, key=lambda pair: (-pair[1], pair[0]))[:MOST_PATTERNS]
    if not shown:
        return top + 10
    most, step = shown[0][1], (WIDTH - LEFT - RIGHT) / max(len(shown), 8)
    base = top + 100
    for i, (_, count) in enumerate(shown):
        x, tall = LEFT + step * (i + 0.5), 78 * count / most
        box = f'x="{x - step * 0.32:.1f}" y="{base - tall:.1f}" width="{step * 0.64:.1f}" height="{tall:.1f}"'
        parts.append(f'<rect {box} fill="{INK}"/>')
        parts.append(_text(x, base - tall - 4, f"{count:,}", size=10, fill=SOFT, anchor="middle"))
    for j, (name, size) in enumerate(zip(table.lists, sizes(table), strict=True)):
        y = base + 18 + 18 * j
        label = name if len(name) <= 16 else name[:15] + "…"
        parts.append(_text(LEFT - 14, y + 4, f"{label}  {size:,}", anchor="end"))
        for i, (pattern, _) in enumerate(shown):
            fill = INK if pattern >> j & 1 else FAINT
            parts.append(f'<circle cx="{LEFT + step * (i + 0.5):.1f}" cy="{y:.1f}" r="4.5" fill="{fill}"/>')
    bottom = base + 18 + 18 * len(table.lists)
    if len(table.counts) > len(shown):
        rest = table.counts and table.n - sum(count for _, count in shown)
        parts.append(
            _text(
                LEFT,
                bottom + 8,
                f"and {len(table.counts) - len(shown)} rarer patterns with {rest:,} people",
                fill=SOFT,
                size=11,
            )
        )
        bottom += 12
    return bottom


def _curves(parts: list[str], sides: Sequence[Estimate], top: float) -> float:
    """Draw each engine's median and interval against the highest-order odds ratio, which is taken as one."""
    curves = [(one, one.diagnostics["xi"]) for one in sides if not one.refused and one.diagnostics.get("xi")]
    if not curves:
        return top - 34
    parts.append(
        _text(16, top, "If the dependence among all lists at once is not what is assumed (odds ratio 1)", size=14, weight=600)
    )
    highest = max(row["high"] for _, rows in curves for row in rows)
    lowest = min(row["low"] for _, rows in curves for row in rows)
    base, tall, span = top + 200, 160.0, WIDTH - LEFT - RIGHT
    low, high = log10(max(lowest, 1)), log10(max(highest, lowest + 1, 2))

    def across(xi: float) -> float:
        return LEFT + span * (log10(xi) - log10(0.25)) / (log10(4) - log10(0.25))

    def up(value: float) -> float:
        return base - tall * (log10(max(value, 1)) - low) / max(high - low, 1e-9)

    for tick in _ticks(lowest, highest):
        parts += [
            _line(LEFT, up(tick), LEFT + span, up(tick)),
            _text(LEFT - 8, up(tick) + 4, f"{tick:,}", anchor="end", fill=SOFT),
        ]
    for xi, said in ((0.25, "1/4"), (0.5, "1/2"), (1, "1"), (2, "2"), (4, "4")):
        parts += [
            _line(across(xi), base - tall, across(xi), base),
            _text(across(xi), base + 16, said, anchor="middle", fill=SOFT),
        ]
    for i, (one, rows) in enumerate(curves):
        colour = BARS.get(one.engine, INK)
        parts += [_line(LEFT + 150 * i, top + 18, LEFT + 150 * i + 18, top + 18, stroke=colour, width=4)]
        parts.append(_text(LEFT + 150 * i + 24, top + 22, one.engine, fill=SOFT))
        band = [f"{across(row['xi']):.1f},{up(row['high']):.1f}" for row in rows]
        band += [f"{across(row['xi']):.1f},{up(row['low']):.1f}" for row in reversed(rows)]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{colour}" opacity="0.12"/>')
        points = " ".join(f"{across(row['xi']):.1f},{up(row['median']):.1f}" for row in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return base + 26
