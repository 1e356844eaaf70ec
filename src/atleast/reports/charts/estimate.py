"""The documented minimum and the estimate on one axis: never the same mark, never one on top of the other.

`estimate(publication, words=...)` takes the figures `minimum`, `draws` and `estimate` and returns a block. The minimum is solid
and ends in a wall and an arrow; the draws are a short solid bar; the estimate is an interval with a hatched middle half and a
thick median (`look.md` section 5). A refused estimate keeps the same place and size: a title, its reasons and what can be said;
the axis then shows what there is, and is left out when that is the minimum alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import msgspec

from atleast.reports.charts.caption import source
from atleast.reports.charts.drawing import (
    COLUMN,
    NARROW,
    Arrow,
    Block,
    Drawing,
    Line,
    Mark,
    Note,
    Rect,
    Row,
    Sheet,
    Text,
    beside,
    clamped,
    heading,
    nice,
    width_of,
)
from atleast.reports.publication import Cells, Publication, figure, rows, whole
from atleast.reports.words import Words, join, knows, number, percent, say, say_code, say_sentence

WALL_TOP = 18
SCALES = (NARROW, 3.55, 4.05, 5.05, 10.6)
"""Pixels per percent of the widths that a label must stand clear on."""

State = Literal["one", "several", "conflict", "bound", "refused", "none"]


def rounded(value: float, *, least: int) -> int:
    """Round to two significant figures below 1,000 and to three above, to the nearest, never below what is documented.

    The rule of `atleast.mse.wording.rounded`, so that the page and the console print the same numbers.
    """
    if value <= 0:
        return least
    figures = 2 if round(value) < 1000 else 3
    step: int = 10 ** max(math.floor(math.log10(value)) - figures + 1, 0)
    return max(int(round(value / step) * step), least)


def estimate(publication: Publication, *, words: Words) -> Block:
    """Draw and say what there is to say about all who were killed."""
    headline = figure(publication, kind="minimum")
    n = (headline.value or 0) if headline else 0
    draws = rows(figure(publication, kind="draws"))
    found = figure(publication, kind="estimate")
    one_list = len(rows(figure(publication, kind="lists"))) == 1
    state, lines = arranged(rows(found))
    drawing, sheet = _drawn(words, n, draws, lines, state)
    title, lede = _title(words, state, lines, n)
    shown = found or figure(publication, kind="draws") or headline
    engines = [
        say_code(words, "engine", str(row["engine"])) for row in (lines if state in ("several", "conflict") else lines[:1])
    ]
    return Block(
        id=shown.id if shown else "",
        kind="estimate",
        title=title,
        lede=lede,
        drawing=drawing,
        sheet=sheet,
        folded=True,
        notes=(_note(words, state, lines, n, one_list=one_list),),
        source=source(words, shown, join(words, list(dict.fromkeys(engines)))) if shown else "",
    )


def arranged(lines: Sequence[Cells]) -> tuple[State, list[Cells]]:
    """Say what kind of answer the engines give, and put the row that leads first.

    One estimate leads; several stand side by side, or contradict each other when two of their intervals are apart; without
    any the refusal leads, and a bound only when nothing else was tried.
    """
    usable = [row for row in lines if not row["refused"] and row["low"] is not None]
    points = [row for row in usable if row["engine"] != "bounds" and row["high"] is not None]
    bounds = [row for row in usable if row not in points]
    refused = [row for row in lines if row not in usable and row["engine"] != "bounds"]
    if len(points) == 1:
        return "one", [*points, *bounds, *refused]
    if points:
        top, bottom = max(_number(row, "low") for row in points), min(_number(row, "high") for row in points)
        return ("conflict" if top > bottom else "several"), [*points, *bounds, *refused]
    if bounds and not refused:
        return "bound", bounds
    return ("refused" if lines else "none"), [*refused, *bounds, *(row for row in lines if row not in (*refused, *bounds))]


def ends(row: Cells, n: int) -> tuple[int | None, int | None, int | None]:
    """Return median, low and high of a row, rounded for print; a bound has only its low, which is the bound itself."""
    median, low, high = (float(v) if isinstance(v := row[name], int | float) else None for name in ("median", "low", "high"))
    if row["engine"] == "bounds" and median is not None:
        return None, rounded(median, least=n), None
    return tuple(None if value is None else rounded(value, least=n) for value in (median, low, high))  # type: ignore[return-value]


def draws_range(words: Words, row: Cells) -> str:
    """Say between how many and how many people the draws lie."""
    low, high = whole(row, "low"), whole(row, "high")
    if low == high:
        return say(words, "estimate.draws_same", n=low)
    return say(words, "estimate.draws_range", range=say(words, "count.from_to", low=low, high=high))


def _title(words: Words, state: State, lines: Sequence[Cells], n: int) -> tuple[str, str]:
    if state in ("none", "refused", "conflict"):
        return say(words, "estimate.title_refused"), say(words, "estimate.lede_refused") if state == "refused" else ""
    points = [row for row in lines if row["engine"] != "bounds" and not row["refused"]]
    level = percent(words, _number(lines[0], "level"))
    if state == "several":
        least, most = min(ends(row, n)[1] or n for row in points), max(ends(row, n)[2] or n for row in points)
        title = say(words, "estimate.title_several", n=len(points), low=least, high=most)
        return title, say(words, "estimate.lede_several", level=level)
    median, low, high = ends(lines[0], n)
    low = low or n
    if high is None:
        return say(words, "estimate.title_low", n=low), say(words, "estimate.lede_low", low=low)
    if median is None:
        return say(words, "estimate.title_range", low=low, high=high), say(words, "estimate.lede_range", low=low, high=high)
    return say(words, "estimate.title", n=median), say(words, "estimate.lede", low=low, high=high, level=level)


def _note(words: Words, state: State, lines: Sequence[Cells], n: int, *, one_list: bool) -> Note:
    """Write the paragraph with the ochre rule: the assumption, or why there is no estimate and what can be said."""
    if state == "none":
        why = say(words, "estimate.none_one_list" if one_list else "estimate.none_made")
        return Note(text=f"{why} {_what_can(words, n)}".strip(), style="assume")
    if state in ("refused", "conflict"):
        reasons = [say_sentence(words, "reason", line) for line in str(lines[0]["reasons"]).split("\n") if line.strip()]
        reasons = [say(words, "estimate.conflict")] if state == "conflict" else reasons
        text = " ".join([*reasons, _what_can(words, n)]).strip()
        return Note(label=say(words, "estimate.refused"), text=text, style="assume")
    engine = "several" if state == "several" else str(lines[0]["engine"])
    known = knows(words, f"assumption.{engine}")
    text = say(words, f"assumption.{engine}") if known else say_sentence(words, "assumption", str(lines[0]["assumption"]))
    return Note(label=say(words, "estimate.assumption"), text=text, style="assume")


def _what_can(words: Words, n: int) -> str:
    return say(words, "estimate.what_can", n=n) if n else ""


def _drawn(
    words: Words, n: int, draws: Sequence[Cells], lines: Sequence[Cells], state: State
) -> tuple[Drawing | None, Sheet | None]:
    usable = [row for row in lines if not row["refused"] and row["low"] is not None]
    if not draws and not usable:
        return None, None
    spread = [whole(row, "high") for row in draws]
    end, step = nice(max([n, *spread, *(v for row in usable for v in ends(row, n) if v is not None)]) * 1.04)
    marks: list[Mark] = []
    y = _minimum(marks, words, n, end)
    for row in draws[:1]:
        y = _spread(marks, words, row, _x(n, end), end, y)
    for row in usable:
        y = _interval(marks, words, row, n, end, y, main=row is lines[0] and state in ("one", "bound"))
    wall = _x(n, end)
    texts = [m for m in marks if isinstance(m, Text)]
    others = [m for m in marks if not isinstance(m, Text)]
    layers = (*_axis(words, end, step, y), *others, *_wall(wall, y, texts), *texts)
    return Drawing(height=y + 20, marks=layers, aria=_aria(words, n, draws, usable if state != "conflict" else [])), _sheet(
        words, n, draws, usable
    )


def aside(text: Text, wall: float) -> Text:
    """Move the name of a lane that the line of the minimum would cross to the side that has room for it, else leave it."""
    sides = (
        text,
        msgspec.structs.replace(text, x=wall, dx=9, anchor="left"),
        msgspec.structs.replace(text, x=wall, dx=-9, anchor="right"),
    )
    return next((side for side in sides if _fits(side) and not crosses(side, wall)), text)


def beyond(text: Text, wall: float) -> Text:
    """Keep the label of an estimate on its own side of the line of the minimum, else as far from it as the strip allows."""
    sides = (
        text,
        msgspec.structs.replace(text, x=wall, dx=9, anchor="left"),
        msgspec.structs.replace(text, x=100, dx=0, anchor="right"),
    )
    return next((side for side in sides if _fits(side) and not crosses(side, wall)), sides[-1])


def crosses(text: Text, x: float) -> bool:
    """Tell whether a label lies on a vertical line at x, on any width of the page."""
    return any(left - 3 < x * scale < right + 3 for scale, left, right in _spans(text))


def _fits(text: Text) -> bool:
    return all(left >= 0 and right <= 100 * scale for scale, left, right in _spans(text))


def _spans(text: Text) -> list[tuple[float, float, float]]:
    """Return where a label begins and ends on a phone of 320 and of 390, on paper, in a column and across the page, in px."""
    own = width_of(text.text, bold=text.bold)
    share = {"left": 0.0, "middle": 0.5, "right": 1.0}[text.anchor]
    return [(s, text.x * s + text.dx - own * share, text.x * s + text.dx + own * (1 - share)) for s in SCALES]


def _wall(x: float, bottom: float, texts: Sequence[Text]) -> list[Mark]:
    """Draw the line of the minimum through every lane, with a gap where a label has no other place."""
    gaps = sorted((t.y - 13, t.y + 6) for t in texts if t.y >= WALL_TOP and t.fill != "paper" and crosses(t, x))
    made: list[Mark] = []
    top = float(WALL_TOP)
    for start, stop in [*gaps, (bottom, bottom)]:
        if start > top:
            made.append(Line(x1=x, y1=top, x2=x, y2=start, stroke="doc", width=2))
        top = max(top, stop)
    return made


def _x(value: float, end: float) -> float:
    return value / end * 97


def _number(row: Cells, name: str) -> float:
    value = row[name]
    return float(value) if isinstance(value, int | float) else 0.0


def _minimum(marks: list[Mark], words: Words, n: int, end: float) -> float:
    x = _x(n, end)
    marks.append(heading(12, say(words, "estimate.minimum"), rtl=words.rtl))
    marks.append(Rect(x=0, y=24, w=x, h=26, fill="doc"))
    marks.append(Arrow(x=x, y=37, stroke="doc"))
    marks.append(beside(x, 42, say(words, "estimate.or_more", n=n), after=28, before=8, bold=True, inside=True))
    return 62


def _spread(marks: list[Mark], words: Words, row: Cells, wall: float, end: float, y: float) -> float:
    low, high = _x(whole(row, "low"), end), _x(whole(row, "high"), end)
    name = heading(y + 22, say(words, "estimate.draws", n=whole(row, "n_draws")), rtl=words.rtl)
    marks.append(aside(name, wall))
    width = max(high - low, 0.6)
    marks.append(Rect(x=low, y=y + 34, w=width, h=16, fill="doc"))
    label = beside(low + width, y + 47, draws_range(words, row), after=8, before=8)
    if label.anchor == "left":
        marks.append(label)
        return y + 64
    if low * NARROW > width_of(label.text) + 10:
        marks.append(Text(x=low, dx=-10, y=y + 47, text=label.text, anchor="right", halo=True))
        return y + 64
    marks.append(beyond(clamped((low + high) / 2, y + 65, label.text), wall))
    return y + 80


def _interval(marks: list[Mark], words: Words, row: Cells, n: int, end: float, y: float, *, main: bool) -> float:
    """Draw one engine's answer; the first in full, the others small."""
    median, low, high = ends(row, n)
    engine = say_code(words, "engine", str(row["engine"]))
    name = say(words, "estimate.all_low" if high is None else "estimate.all")
    name = name if main else say(words, "estimate.others", engine=engine)
    wall = _x(n, end)
    marks.append(aside(heading(y + 22, name, rtl=words.rtl, bold=main), wall))
    y += 70 if main and median is not None else 46
    a = _x(low or n, end)
    if high is None:
        marks.append(Line(x1=a, y1=y - 12, x2=a, y2=y + 12, stroke="est", width=4))
        marks.append(Arrow(x=a, y=y, stroke="est"))
        label = say(words, "estimate.or_more", n=low or n)
        if a * NARROW + 28 + width_of(label, bold=main) < 100 * NARROW:
            marks.append(Text(x=a, dx=28, y=y + 4, text=label, bold=main, halo=True))
            return y + 30
        marks.append(beyond(clamped(a, y + 28, label, bold=main), wall))
        return y + 40
    b = _x(high, end)
    marks.append(Line(x1=a, y1=y, x2=b, y2=y, stroke="est", width=2))
    marks += [Line(x1=x, y1=y - 8, x2=x, y2=y + 8, stroke="est", width=2) for x in (a, b)]
    half = [max(float(v), n) for name in ("low50", "high50") if isinstance(v := row[name], int | float)]
    if len(half) == 2 and main:
        c, d = (_x(v, end) for v in half)
        marks.append(Rect(x=c, y=y - 12, w=max(d - c, 0.4), h=24, fill="est", stroke="est", hatch=True, ground="est2"))
    elif main:
        # Without a middle half the whole interval is hatched, low: an estimate must not look like a count on a photocopy.
        marks.append(Rect(x=a, y=y - 5, w=max(b - a, 0.4), h=10, fill="est", stroke="est", hatch=True, ground="est2"))
    if median is not None:
        reach, x = 18 if main else 8, _x(median, end)
        marks.append(Line(x1=x, y1=y - reach, x2=x, y2=y + reach, stroke="est", width=4))
        if main:
            marks.append(beyond(clamped(x, y - 26, say(words, "estimate.about", n=median), bold=True), wall))
    marks += _end_labels(words, (a, low or n), (b, high), y + 28, wall)
    if main:
        _fewer(marks, words, wall, y)
    return y + 42


def _end_labels(words: Words, low: tuple[float, int], high: tuple[float, int], y: float, wall: float) -> list[Mark]:
    """Number both ends of an interval, apart from each other; in one label when it is short and there is no room."""
    texts = [number(words, value) for _, value in (low, high)]
    if (high[0] - low[0]) * NARROW >= sum(width_of(text) for text in texts) / 2 + 10:
        pair = [clamped(x, y, text) for (x, _), text in zip((low, high), texts, strict=True)]
    else:
        left = Text(x=low[0], dx=-4, y=y, text=texts[0], anchor="right", halo=True)
        pair = [left, Text(x=high[0], dx=4, y=y, text=texts[1], halo=True)]
    if all(_fits(text) and not crosses(text, wall) for text in pair):
        return list(pair)
    both = say(words, "count.from_to", low=texts[0], high=texts[1])
    return [beyond(clamped((low[0] + high[0]) / 2, y, both), wall)]


def _fewer(marks: list[Mark], words: Words, wall: float, y: float) -> None:
    """Say on the empty side of the wall that the names rule it out, where there is room."""
    text = say(words, "estimate.fewer")
    room = width_of(text) + 14
    if wall * COLUMN >= room:
        wide = wall * NARROW < room
        marks.append(Text(x=wall, dx=-10, y=y + 4, text=text, anchor="right", fill="ink2", halo=True, wide=wide))


def _axis(words: Words, end: float, step: float, bottom: float) -> list[Mark]:
    """Draw grid lines and their numbers, as many as fit."""
    marks: list[Mark] = []
    last = round(end / step)
    apart = 97 / max(last, 1)
    widest = width_of(number(words, round(end))) + 12
    every_wide, every_narrow = (max(1, math.ceil(widest / (apart * scale))) for scale in (COLUMN, NARROW))
    for k in range(last + 1):
        x, back = _x(step * k, end), last - k
        marks.append(Line(x1=x, y1=30, x2=x, y2=bottom, stroke="line"))
        if back % every_wide and k:
            continue
        crowded = bool(k and back) and (back % every_narrow > 0 or k * apart * NARROW < widest)
        text = number(words, round(step * k))
        if k and back:
            marks.append(Text(x=x, y=bottom + 16, text=text, anchor="middle", fill="ink2", wide=crowded))
        else:
            marks.append(Text(x=x, y=bottom + 16, text=text, anchor="right" if k else "left", fill="ink2"))
    return marks


def _aria(words: Words, n: int, draws: Sequence[Cells], usable: Sequence[Cells]) -> str:
    said = ""
    for row in draws[:1]:
        said = say(words, "estimate.aria_draws", range=draws_range(words, row), count=whole(row, "n_draws"))
    if not usable:
        return say(words, "estimate.aria_none", n=n, draws=said)
    median, low, high = ends(usable[0], n)
    if median is None or high is None:
        return say(words, "estimate.aria_low", n=n, draws=said, low=low or n)
    return say(words, "estimate.aria", n=n, draws=said, median=median, low=low or n, high=high)


def _sheet(words: Words, n: int, draws: Sequence[Cells], usable: Sequence[Cells]) -> Sheet:
    """Set out the same numbers, whole but not rounded: those of the CSV."""
    head = tuple(say(words, f"estimate.head_{name}") for name in ("what", "median", "low", "high"))
    found = [Row(cells=(say(words, "estimate.minimum"), "", number(words, n), ""))]
    for row in draws[:1]:
        label = say(words, "estimate.draws", n=whole(row, "n_draws"))
        found.append(Row(cells=(label, "", number(words, whole(row, "low")), number(words, whole(row, "high")))))
    for row in usable:
        engine = say_code(words, "engine", str(row["engine"]))
        label = say(words, "estimate.row_interval", engine=engine, level=percent(words, _number(row, "level")))
        exact = (row["median"], row["low"], row["high"])
        found.append(Row(cells=(label, *(number(words, v) if isinstance(v, int | float) else "" for v in exact))))
    return Sheet(head=head, rows=tuple(found), numeric=(False, True, True, True))
