"""The result as one SVG: every engine on one axis, how the lists overlap, and how the answer moves with the top odds ratio.

`plot(table, result)` takes a table and one estimate or several, and returns SVG text that needs no script and no outside
file. Text is text, so that it can be read aloud and searched. The documented number is one blue line through every row, never
part of a bar. A thin line is 95%, the hatched box 50%, the thick tick the median; an engine that refused keeps its row and its
reason. Nothing is told by colour alone. The words are English: reports draw their own figures in the language of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import log
from textwrap import wrap

from atleast.model import Estimate
from atleast.mse.table import Table, sizes
from atleast.mse.wording import said_as

WIDTH, EDGE, RIGHT = 760, 24, 36
PAPER, INK, SOFT, LINE = "#fbfaf7", "#1a1d21", "#4d535b", "#dad7cf"
DOCUMENTED, ESTIMATED, TINT, CONFLICT = "#17406d", "#875100", "#f1e3cb", "#6d2f6b"
FONT = "Inter, 'Segoe UI', system-ui, Roboto, 'Noto Sans', Vazirmatn, Arial, sans-serif"
NAMES = {
    "bounds": ("Lower bound", "lists do not avoid each other"),
    "decomposable": ("Decomposable", "lists depend on one another"),
    "latent": ("Latent classes", "people of a few kinds"),
    "loglinear": ("Log-linear", "interactions of lists"),
}
MOST_PATTERNS = 18
LONGEST_NAME = 30
SMALL = 9
ROW = 46
LETTER = 6.8

Across = Callable[[float], float]


def plot(table: Table, result: Estimate | Sequence[Estimate]) -> str:
    """Draw the result of a table as SVG."""
    sides = [result] if isinstance(result, Estimate) else list(result)
    parts: list[str] = []
    bottom = _estimates(parts, table, sides, 96)
    bottom = _overlap(parts, table, bottom + 52)
    bottom = _curves(parts, table, sides, bottom + 52)
    bottom = _source(parts, sides, bottom + 28)
    whole = f'width="{WIDTH}" height="{bottom:.0f}" viewBox="0 0 {WIDTH} {bottom:.0f}"'
    said = f"At least {table.n:,} documented; how many in all?"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {whole} role="img" aria-label="{escape(said)}" font-family="{FONT}">',
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{TINT}"/><line x1="1" y1="0" x2="1" y2="5" stroke="{ESTIMATED}" stroke-width="1.6"/>'
        '</pattern><pattern id="alone" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="4" height="4" fill="{PAPER}"/><line x1="1" y1="0" x2="1" y2="4" stroke="{INK}" stroke-width="1.5"/>'
        "</pattern></defs>",
        f'<rect width="{WIDTH}" height="{bottom:.0f}" fill="{PAPER}"/>',
        _text(EDGE, 36, said, size=22, weight=650),
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _text(
    x: float,
    y: float,
    said: str,
    *,
    size: int = 12,
    fill: str = INK,
    anchor: str = "start",
    weight: int = 400,
    halo: bool = False,
) -> str:
    behind = f' paint-order="stroke" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}"{behind}>{escape(said)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, width: float = 1.0, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'


def _box(x: float, y: float, wide: float, tall: float, *, fill: str, stroke: str = "none") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{fill}" stroke="{stroke}"/>'


def _head(parts: list[str], y: float, title: str, lede: str) -> None:
    parts += [_text(EDGE, y, title, size=16, weight=650), _text(EDGE, y + 18, lede, fill=SOFT)]


def _ticks(end: float, *, most: int = 7, room: float = 0.0) -> list[int]:
    """Return the ticks 0, ... up to `end` in steps of 1, 2 or 5 times a power of ten, their numbers fitting side by side.

    `room` is how long the axis is where the numbers stand beside one another; 0 where they stand above one another.
    """
    wide = LETTER * len(f"{int(end):,}") + 14
    step, factors = 1, (2, 5, 10)
    base = 1
    while end / step > most or (room and room * step / end < wide and step < end):
        step = base * factors[0]
        factors = (*factors[1:], factors[0])
        if factors[0] == 2:
            base *= 10
    return list(range(0, int(end) + 1, step))


def _estimates(parts: list[str], table: Table, sides: Sequence[Estimate], top: float) -> float:
    from atleast.mse.engines import in_conflict

    lede = "Thin line: 95%. Hatched box: 50%. Thick tick: median. Each rests on its own assumption, and none is chosen."
    parts.append(_text(EDGE, 58, lede, fill=SOFT))
    if in_conflict(sides):
        words = "In conflict: the 80% intervals of two engines do not meet. None is to be quoted alone."
        parts.append(_text(EDGE, 76, words, fill=CONFLICT, weight=650))
        top += 12
    left, end = 206.0, max([one.high for one in sides if one.high is not None] + [table.n * 1.25, 4.0]) * 1.04
    bottom = top + ROW * len(sides) + 6

    def across(value: float) -> float:
        return left + (WIDTH - RIGHT - left) * value / end

    for tick in _ticks(end, room=WIDTH - RIGHT - left):
        parts.append(_line(across(tick), top, across(tick), bottom))
        parts.append(_text(across(tick), bottom + 16, f"{tick:,}", fill=SOFT, anchor="middle"))
    x = across(table.n)
    parts += [
        _line(x, top - 10, x, bottom, stroke=DOCUMENTED, width=2),
        _line(x, top - 10, x + 14, top - 10, stroke=DOCUMENTED),
    ]
    parts.append(f'<path d="M{x + 14:.1f} {top - 14:.1f} l7 4 l-7 4 z" fill="{DOCUMENTED}"/>')
    said = f"documented: {table.n:,}"
    beside = x + 26 + LETTER * len(said) < WIDTH
    place, anchor = (x + 26, "start") if beside else (x - 8, "end")
    parts.append(_text(place, top - 6, said, fill=DOCUMENTED, weight=600, anchor=anchor, halo=True))
    for i, one in enumerate(sides):
        _row(parts, one, across, left, top + ROW * i)
    return bottom + 18


def _row(parts: list[str], one: Estimate, across: Across, left: float, top: float) -> None:
    name, assumed = NAMES.get(one.engine, (one.engine, ""))
    parts += [_text(EDGE, top + 24, name, weight=600), _text(EDGE, top + 38, assumed, size=11, fill=SOFT)]
    y = top + 31
    if one.median is None or one.low is None or one.high is None:
        parts.append(_line(left + 2, top + 14, left + 2, top + ROW - 2, stroke=ESTIMATED, width=3))
        said = wrap("No estimate. " + " ".join(one.reasons[:1]), 84)
        said = [*said[:2], said[2][:72] + " …"] if len(said) > 3 else said
        for i, words in enumerate(said):
            parts.append(_text(left + 10, top + 20 + 13 * i, words, size=11, fill=INK, halo=True))
        return
    low, middle, high = across(one.low), across(one.median), across(one.high)
    parts.append(_line(low, y, high, y, stroke=ESTIMATED, width=1.5))
    parts += [_line(end, y - 4, end, y + 4, stroke=ESTIMATED, width=1.5) for end in (low, high)]
    if inner := one.diagnostics.get("interval_50"):
        parts.append(
            _box(across(inner[0]), y - 7, max(across(inner[1]) - across(inner[0]), 1), 14, fill="url(#hatch)", stroke=ESTIMATED)
        )
    parts.append(_line(middle, y - 9, middle, y + 9, stroke=ESTIMATED, width=4))
    if one.engine == "bounds":
        parts.append(f'<path d="M{high + 4:.1f} {y - 4:.1f} l7 4 l-7 4 z" fill="{ESTIMATED}"/>')
    numbers = [f"{value:,}" for value in said_as(one.median, one.low, one.high, documented=one.n)]
    said_now = f"{'at least about' if one.engine == 'bounds' else 'about'} {numbers[0]} ({numbers[1]} to {numbers[2]})"
    # Beside the line of the documented number, not across it, wherever there is room.
    half = LETTER / 2 * len(said_now)
    beside = across(one.n)
    place = min(max((low + high) / 2, beside + 8 + half), WIDTH - 8 - half)
    if place - half < beside + 8 and beside - 8 - 2 * half > left:
        place = beside - 8 - half
    parts.append(_text(place, y - 13, said_now, fill=INK, anchor="middle", weight=500, halo=True))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _overlap(parts: list[str], table: Table, top: float) -> float:
    """Draw the patterns as an UpSet: how many people are on exactly these lists, the most first."""
    _head(parts, top, "Who is on which lists", "People on exactly the lists marked below. Hatched: on one list alone.")
    if not table.counts:
        return top + 26
    names = [(_short(name), f"{size:,}") for name, size in zip(table.lists, sizes(table), strict=True)]
    digits = max(len(size) for _, size in names) * 7.2
    left = EDGE + min(max(len(name) for name, _ in names) * 6.9, 214.0) + digits + 30
    wide = 0.6 * SMALL * max(len(f"{count:,}") for _, count in table.counts) + 3
    room = WIDTH - RIGHT - left
    shown = sorted(table.counts, key=lambda pair: (-pair[1], pair[0]))[: min(MOST_PATTERNS, max(int(room / wide), 1))]
    step = min(room / len(shown), max(wide * 11 / SMALL, 46.0))
    base = top + 136
    for i, (pattern, count) in enumerate(shown):
        x, tall = left + step * (i + 0.5), 84 * count / shown[0][1]
        fill = "url(#alone)" if pattern.bit_count() == 1 else INK
        parts.append(_box(x - step * 0.33, base - tall, step * 0.66, max(tall, 0.8), fill=fill, stroke=INK))
        parts.append(
            _text(x, base - tall - 5, f"{count:,}", size=11 if step > wide * 11 / SMALL else SMALL, fill=SOFT, anchor="middle")
        )
    for j, (name, size) in enumerate(names):
        y = base + 20 + 20 * j
        if j % 2 == 0:
            parts.append(_box(EDGE - 6, y - 10, left + step * len(shown) - EDGE + 8, 20, fill="#f1efe9"))
        parts += [_text(EDGE, y + 4, name), _text(left - 12, y + 4, size, fill=SOFT, anchor="end")]
        for i, (pattern, _) in enumerate(shown):
            dot = f'cx="{left + step * (i + 0.5):.1f}" cy="{y:.1f}"'
            on = pattern >> j & 1
            parts.append(f'<circle {dot} r="{5 if on else 2}" fill="{INK if on else "#b9b5ab"}"/>')
    for i, (pattern, _) in enumerate(shown):
        marked = [j for j in range(len(names)) if pattern >> j & 1]
        x = left + step * (i + 0.5)
        parts.append(_line(x, base + 20 + 20 * marked[0], x, base + 20 + 20 * marked[-1], stroke=INK, width=2))
    bottom = base + 14 + 20 * len(names)
    if rest := len(table.counts) - len(shown):
        people = table.n - sum(count for _, count in shown)
        parts.append(_text(left, bottom + 16, f"and {rest} rarer patterns with {people:,} people", fill=SOFT))
        bottom += 18
    return bottom


def _curves(parts: list[str], table: Table, sides: Sequence[Estimate], top: float) -> float:
    """Draw beside one another how each engine's median and interval move with the highest-order odds ratio."""
    curves: list[tuple[Estimate, list[dict[str, float]]]] = [
        (one, one.diagnostics["xi"]) for one in sides if not one.refused and one.diagnostics.get("xi")
    ]
    if not curves:
        return top - 52
    lede = "Every estimate takes the odds ratio among all lists at once as 1. If it is another: median, and 95% as a band."
    _head(parts, top, "How much hangs on what cannot be tested", lede)
    end = max(row["high"] for _, rows in curves for row in rows) * 1.03
    left, base, tall = EDGE + max(LETTER * len(f"{int(end):,}") + 12, 66.0), top + 218, 168.0
    wide = min((WIDTH - RIGHT - left - 22 * (len(curves) - 1)) / len(curves), 300.0)

    def up(value: float) -> float:
        return base - tall * value / end

    for i, (one, rows) in enumerate(curves):
        start = left + (wide + 22) * i
        at = {row["xi"]: start + wide * (log(row["xi"]) + log(4)) / (2 * log(4)) for row in rows}
        for tick in _ticks(end, most=5):
            parts.append(_line(start, up(tick), start + wide, up(tick)))
            if i == 0:
                parts.append(_text(left - 8, up(tick) + 4, f"{tick:,}", anchor="end", fill=SOFT))
        band = [f"{at[row['xi']]:.1f},{up(row['high']):.1f}" for row in rows]
        band += [f"{at[row['xi']]:.1f},{up(row['low']):.1f}" for row in reversed(rows)]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{TINT}" stroke="{ESTIMATED}" stroke-width="0.8"/>')
        points = " ".join(f"{at[row['xi']]:.1f},{up(row['median']):.1f}" for row in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{ESTIMATED}" stroke-width="2.5"/>')
        parts.append(_line(start, up(table.n), start + wide, up(table.n), stroke=DOCUMENTED, width=2))
        middle = start + wide / 2
        parts.append(_line(middle, base - tall, middle, base, stroke=INK, dash="2 3"))
        parts.append(_text(start, base - tall - 8, NAMES.get(one.engine, (one.engine, ""))[0], weight=600))
        for xi, said in ((0.25, "1/4"), (0.5, "1/2"), (1.0, "1"), (2.0, "2"), (4.0, "4")):
            x = start + wide * (log(xi) + log(4)) / (2 * log(4))
            parts.append(
                _text(
                    x,
                    base + 16,
                    said,
                    anchor={0.25: "start", 4.0: "end"}.get(xi, "middle"),
                    fill=INK if xi == 1 else SOFT,
                    weight=600 if xi == 1 else 400,
                )
            )
    parts += [
        _line(left, base + 34, left + 24, base + 34, stroke=DOCUMENTED, width=2),
        _text(left + 32, base + 38, f"documented: {table.n:,}", size=11, fill=DOCUMENTED),
    ]
    return base + 42


def _source(parts: list[str], sides: Sequence[Estimate], y: float) -> float:
    """Say from which table and with which seed, so that anybody can draw it again."""
    told = sides[0].diagnostics
    seed = told.get("settings", {}).get("seed", 0)
    parts.append(
        _text(
            EDGE,
            y,
            f"Table {str(told.get('table', ''))[:16]}, seed {seed}. Estimates are rounded, the documented number is not.",
            size=11,
            fill=SOFT,
        )
    )
    return y + 16
