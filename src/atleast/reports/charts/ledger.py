"""The ledger: who says how many, one lane an origin, on one axis that no voice leads: no mean, no midpoint, no single toll.

`panel(rows, words=...)` takes rows of the kind `ledger` of one scope and returns a `Panel`: a drawing for a wide strip, one
for a phone, and the wide one in parts that fit a sheet of paper. A lane holds one origin's own figures, later below, joined
by a step line, falls included. An arrow to the right is `at least`, to the left `up to`, a bar a range, a plain mark exact, a
broken line `about`; a tick in the strip of zero is a denial; vague words stay words. A dot is an independent source, a box an
official one, hollow is relayed only: all of it reads in grey. The axis is logarithmic and says so; the minimum is one line
through every lane, the estimate one band. No label overlaps another or lies on the line of the minimum, on any width.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from atleast.reports.charts.drawing import Drawing, Line, Mark, Rect, Sign, Text, width_of
from atleast.reports.charts.ledger_words import about, dated, label, role
from atleast.reports.publication import Cells
from atleast.reports.words import Words, isolate, join, number, say

WIDE, SLIM = (7.7, 8.5, 10.8), (2.8, 3.58, 6.1, 7.7)
"""Pixels per percent of the widths on which a drawing is shown: a narrow page, paper, a wide page; phones and small tablets."""
MOST_LANES, MOST_ROWS, SHEET = 40, 14, 1130.0
_ROW, _LINE = 24.0, 16.0
_ORDER = {"independent": 0, "official": 1, "unknown": 2}


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """One figure in a lane: its day as said, its mark and the words beside it, longest first."""

    when: str
    low: int | None
    high: int | None
    bound: str
    forms: tuple[str, ...]
    official: bool
    hollow: bool


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One origin's figures on the scope, in the order of their days; `more` counts those that are not drawn."""

    name: str
    about: str
    role: str
    voices: tuple[Voice, ...]
    more: int = 0


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind every lane: the minimum and the ends of the estimate, each with its label."""

    minimum: int = 0
    minimum_text: str = ""
    low: int = 0
    high: int = 0
    estimate_text: str = ""


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """The drawings of one scope, and how many origins and figures are drawn and not drawn."""

    wide: Drawing
    slim: Drawing
    leaves: tuple[Drawing, ...]
    lanes: tuple[Lane, ...]
    hidden_lanes: int = 0


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Where things stand on a strip, in percent: the plot, its zero and its break, the days, the names."""

    slim: bool
    rtl: bool
    scales: tuple[float, ...]
    left: float
    right: float
    days: float
    names: float
    room: float
    least: float
    most: float

    def at(self, value: float) -> float:
        """Return where a value stands; zero has a strip of its own."""
        span = self.right - self.left
        if value <= 0:
            return self.left + 0.03 * span
        share = (math.log10(value) - math.log10(self.least)) / (math.log10(self.most) - math.log10(self.least))
        return self.left + span * (0.12 + 0.85 * min(max(share, 0.0), 1.0))


def panel(rows: Sequence[Cells], *, words: Words, reference: Reference | None = None) -> Panel:
    """Draw the figures of one scope."""
    lanes = lanes_of(rows, words)
    drawn, back = lanes[:MOST_LANES], reference or Reference()
    aria = _aria(words, drawn, back)
    wide, slim = _frame(words, drawn, back, slim=False), _frame(words, drawn, back, slim=True)
    parts = _sheets(drawn, wide)
    return Panel(
        wide=_drawing(words, drawn, wide, back, aria),
        slim=_drawing(words, drawn, slim, back, aria),
        leaves=tuple(_drawing(words, part, wide, back, aria) for part in parts),
        lanes=drawn,
        hidden_lanes=len(lanes) - len(drawn),
    )


def lanes_of(rows: Sequence[Cells], words: Words) -> tuple[Lane, ...]:
    """Sort the rows into lanes: independent origins first, then official ones, then those not named; each by its first day."""
    grouped: dict[str, list[Cells]] = {}
    for row in rows:
        grouped.setdefault(str(row["lane"]), []).append(row)
    years = len({str(row["date"])[:4] for row in rows if row["date"]}) > 1
    lanes = []

    def place(key: str) -> tuple[int, str, str]:
        return _ORDER[role(grouped[key][0])], min(str(row["date"]) for row in grouped[key]), key

    for name in sorted(grouped, key=place):
        own = sorted(grouped[name], key=lambda row: str(row["date"]))
        kept = _kept(own)
        voices = tuple(_voice(words, row, years=years) for row in kept)
        named = own[-1]
        said = (words.rtl and named.get("speaker_fa")) or named["speaker"]
        more = len(own) - len(kept)
        lanes.append(
            Lane(name=isolate(str(said)), about=about(words, own, more=more), role=role(named), voices=voices, more=more)
        )
    return tuple(lanes)


def _kept(own: list[Cells]) -> list[Cells]:
    """Keep at most `MOST_ROWS`: first and last, every fall with what it fell from, then an even choice of the others."""
    if len(own) <= MOST_ROWS:
        return own
    falls = [i for i in range(1, len(own)) if _size(own[i]) < _size(own[i - 1])][-(MOST_ROWS // 3) :]
    keep = {0, len(own) - 1, *falls, *(i - 1 for i in falls)}
    step = len(own) / (MOST_ROWS - len(keep) + 1) if len(keep) < MOST_ROWS else 0
    keep |= {round(step * k) for k in range(1, MOST_ROWS - len(keep) + 1)} if step else set()
    return [own[i] for i in sorted(keep) if i < len(own)]


def _size(row: Cells) -> int:
    value = row["value"]
    return value if isinstance(value, int) else 0


def _voice(words: Words, row: Cells, *, years: bool) -> Voice:
    low = row["value"] if isinstance(row["value"], int) else None
    high = row["value_hi"] if isinstance(row["value_hi"], int) else None
    return Voice(
        when=dated(words, str(row["date"]), years=years),
        low=low,
        high=high if row["bound"] == "range" and high is not None else None,
        bound=str(row["bound"]),
        forms=label(words, row),
        official=role(row) == "official",
        hollow=not row["first_hand"],
    )


def _frame(words: Words, lanes: Sequence[Lane], back: Reference, *, slim: bool) -> _Frame:
    """Choose the columns and the axis."""
    scales = SLIM if slim else WIDE
    widest = max((width_of(voice.when) for lane in lanes for voice in lane.voices), default=0.0)
    days = widest / scales[0] + (2 if slim else 1.5)
    names = 0.0 if slim else 24.0
    start = names + days if days > 3 else names
    values = [v for lane in lanes for voice in lane.voices for v in (voice.low, voice.high) if v]
    values += [v for v in (back.minimum, back.low, back.high) if v]
    least, most = _ends(values)
    left, right = (0.0, 100 - start) if words.rtl else (start, 100.0)
    return _Frame(
        slim=slim, rtl=words.rtl, scales=scales, left=left, right=right, least=least, most=most,
        days=(100 - names if words.rtl else names), names=100.0 if words.rtl else 0.0,
        room=(100 if slim else names - 2) * scales[0],
    )  # fmt: skip


def _ends(values: Sequence[int]) -> tuple[float, float]:
    """Return the ends of the axis: round numbers of 1, 2 and 5 around all values, at least a factor of ten apart."""
    low, high = min(values, default=1), max(values, default=10)
    ticks = [m * 10**k for k in range(13) for m in (1, 2, 5)]
    least = max((t for t in ticks if t <= max(low * 0.9, 1)), default=1)
    most = next(t for t in [*ticks, 10**13] if t >= high * 1.1)
    while most / least < 10:
        least, most = (least / 2 if least > 1 else 1), most * 2
    return max(float(least), 1.0), float(most)


def _drawing(words: Words, lanes: Sequence[Lane], frame: _Frame, back: Reference, aria: str) -> Drawing:
    """Draw legend, references, axis and lanes, back to front."""
    front: list[Mark] = []
    y = _legend(front, words, lanes, frame)
    wall = frame.at(back.minimum) if back.minimum else None
    if back.estimate_text:
        front.append(_above(frame, frame.at(back.low), frame.at(back.high), y + 12, back.estimate_text, "est"))
        front.append(Line(x1=frame.at(back.low), y1=y + 19, x2=frame.at(back.high), y2=y + 19, stroke="est", width=2))
        y += 22
    top = y + 4
    if wall is not None:
        front.append(_above(frame, wall, wall, y + 12, back.minimum_text, "doc"))
        top = y + 18
        y += 22
    behind: list[Mark] = []
    _axis(front, words, frame, y + 18, wall)
    y += 26
    first = y
    plots: list[tuple[float, float]] = []
    for i, lane in enumerate(lanes):
        edge = i == 0 or lane.role != lanes[i - 1].role
        behind.append(Line(x1=0, y1=y, x2=100, y2=y, stroke="edge" if edge else "line"))
        # On a phone a name stands over its lane: nothing is drawn behind it.
        start = y + 8 + _LINE * len(_names(lane, frame)) if frame.slim else y
        y = _lane(front, lane, frame, y, wall)
        plots.append((start, y))
    if not frame.slim:
        plots = [(first, y)]
    under: list[Mark] = []
    line: list[Mark] = [Line(x1=wall, y1=top, x2=wall, y2=first, stroke="doc", width=2)] if wall is not None else []
    for a, b in plots:
        under += _behind(frame, back, a, b)
        if wall is not None:
            line.append(Line(x1=wall, y1=a, x2=wall, y2=b, stroke="doc", width=2))
    return Drawing(height=y + 6, marks=(*under, *behind, *line, *front), aria=aria)


def _behind(frame: _Frame, back: Reference, top: float, bottom: float) -> list[Mark]:
    """Draw what lies behind the marks: the band of the estimate, the lines of the axis, the break after zero."""
    made: list[Mark] = []
    if back.estimate_text:
        x = frame.at(back.low)
        made.append(Rect(x=x, y=top, w=max(frame.at(back.high) - x, 0.4), h=bottom - top, fill="est2"))
    made += [Line(x1=x, y1=top, x2=x, y2=bottom, stroke="line") for x in map(frame.at, _ticks(frame))]
    gap = frame.left + 0.07 * (frame.right - frame.left)
    made.append(Line(x1=gap, y1=top, x2=gap, y2=bottom, stroke="edge", dots=True))
    return made


def _names(lane: Lane, frame: _Frame) -> list[tuple[str, bool]]:
    """Return the lines that name a lane, and whether each is the name itself."""
    name, small = wrapped(lane.name, frame.room, bold=True), wrapped(lane.about, frame.room)
    return [(text, True) for text in name] + [(text, False) for text in small]


def _lane(marks: list[Mark], lane: Lane, frame: _Frame, y: float, wall: float | None) -> float:
    """Draw one origin; return where the next begins."""
    side = "right" if frame.rtl else "left"
    lines = _names(lane, frame)
    for i, (text, bold) in enumerate(lines):
        marks.append(
            Text(x=frame.names, y=y + 17 + i * _LINE, text=text, anchor=side, bold=bold, fill="ink" if bold else "ink2")  # type: ignore[arg-type]
        )
    start = y + 12 + len(lines) * _LINE if frame.slim else y + 1
    before: tuple[float, float] | None = None
    for i, voice in enumerate(lane.voices):
        at = start + 12 + i * _ROW
        marks.append(Text(x=frame.days, y=at + 4, text=voice.when, anchor=side, fill="ink2"))  # type: ignore[arg-type]
        if voice.low is None:
            marks.append(_word(voice, frame, at, wall))
            continue
        x = frame.at(voice.low)
        if before is not None:
            middle = at - _ROW / 2
            marks += _steps(before, (x, at), middle)
        marks += _signs(voice, frame, at)
        marks.append(_beside(voice, frame, at, wall))
        before = (x, at)
    end = start + len(lane.voices) * _ROW + 6
    return end if frame.slim else max(end, y + 12 + len(lines) * _LINE)


def _word(voice: Voice, frame: _Frame, y: float, wall: float | None) -> Text:
    """Put a vague word, which has no place on the axis, at its beginning, else beside the line of the minimum."""
    sides: list[Text] = []
    for words in voice.forms:
        sides.append(Text(x=frame.left + 0.09 * (frame.right - frame.left), y=y + 4, text=words, bold=True))
        if wall is not None:
            sides.append(Text(x=wall, dx=9, y=y + 4, text=words, bold=True))
            sides.append(Text(x=wall, dx=-9, y=y + 4, text=words, anchor="right", bold=True))
    return next((s for s in sides if _fine(s, frame, wall)), sides[-1])


def _fine(text: Text, frame: _Frame, wall: float | None) -> bool:
    return fits(text, frame.scales, frame.left, frame.right) and clear(text, frame.scales, wall)


def _steps(start: tuple[float, float], end: tuple[float, float], middle: float) -> list[Mark]:
    """Join two figures of one origin: down, along, down, between the rows."""
    (x1, y1), (x2, y2) = start, end
    return [
        Line(x1=x1, y1=y1, x2=x1, y2=middle, stroke="ink", width=1.25),
        Line(x1=x1, y1=middle, x2=x2, y2=middle, stroke="ink", width=1.25),
        Line(x1=x2, y1=middle, x2=x2, y2=y2, stroke="ink", width=1.25),
    ]


_TAIL = {"at_least": "right", "more_than": "right", "at_most": "left", "fewer_than": "left", "approx": "about"}


def _signs(voice: Voice, frame: _Frame, y: float) -> list[Mark]:
    x = frame.at(voice.low or 0)
    if not voice.low and voice.bound in ("exact", "at_most", "fewer_than"):
        return [Line(x1=x, y1=y - 8, x2=x, y2=y + 8, stroke="ink", width=3)]
    shape = "box" if voice.official else "dot"
    if voice.high is None:
        return [Sign(x=x, y=y, shape=shape, hollow=voice.hollow, tail=_TAIL.get(voice.bound, ""))]  # type: ignore[arg-type]
    top = frame.at(voice.high)
    ends = [Sign(x=at, y=y, shape=shape, hollow=voice.hollow, tail="end") for at in (x, top)]  # type: ignore[arg-type]
    return [Line(x1=x, y1=y, x2=top, y2=y, stroke="ink", width=3), *ends]


def _beside(voice: Voice, frame: _Frame, y: float, wall: float | None) -> Text:
    """Put the words beside their mark where they fit, clear of the line of the minimum on every width."""
    low, high = frame.at(voice.low or 0), frame.at(voice.high if voice.high is not None else voice.low or 0)
    tail = _TAIL.get(voice.bound, "")
    after = 26.0 if tail in ("right", "about") else 11.0
    before = 26.0 if tail in ("left", "about") else 11.0
    sides: list[Text] = []
    for words in voice.forms:
        right = Text(x=high, dx=after, y=y + 4, text=words, bold=True)
        left = Text(x=low, dx=-before, y=y + 4, text=words, anchor="right", bold=True)
        sides += [left, right] if tail == "left" else [right, left]
    near = len(sides)
    if wall is not None:
        for words in voice.forms:
            sides.append(Text(x=wall, dx=30 if low <= wall else 9, y=y + 4, text=words, bold=True))
            sides.append(Text(x=wall, dx=-30 if low >= wall else -9, y=y + 4, text=words, anchor="right", bold=True))
    for i, side in enumerate(sides):
        if (i < near or _apart(side, frame, low, high, before, after)) and _fine(side, frame, wall):
            return side
    clean = [side for side in sides if clear(side, frame.scales, wall)]
    return clean[0] if clean else sides[0]


def _apart(text: Text, frame: _Frame, low: float, high: float, before: float, after: float) -> bool:
    """Tell whether a label moved to the line of the minimum stays off its own mark."""
    for scale, left, right in spans(text, frame.scales):
        if left < high * scale + after - 6 and right > low * scale - before + 6:
            return False
    return True


def spans(text: Text, scales: Sequence[float]) -> list[tuple[float, float, float]]:
    """Return where a label begins and ends on each width, in pixels."""
    own = width_of(text.text, bold=text.bold)
    share = {"left": 0.0, "middle": 0.5, "right": 1.0}[text.anchor]
    return [(s, text.x * s + text.dx - own * share, text.x * s + text.dx + own * (1 - share)) for s in scales]


def fits(text: Text, scales: Sequence[float], left: float = 0, right: float = 100) -> bool:
    """Tell whether a label stays inside the plot on every width."""
    return all(a >= left * s - 1 and b <= right * s + 1 for s, a, b in spans(text, scales))


def clear(text: Text, scales: Sequence[float], wall: float | None) -> bool:
    """Tell whether a label is on one side of the line of the minimum on every width: what holds at both ends holds between."""
    if wall is None:
        return True
    found = spans(text, scales)
    return all(b < wall * s - 3 for s, _, b in found) or all(a > wall * s + 3 for s, a, _ in found)


def _above(frame: _Frame, low: float, high: float, y: float, text: str, fill: str) -> Text:
    """Name a reference above the lanes, on the side that has room."""

    def at(x: float, anchor: Literal["left", "right"]) -> Text:
        return Text(x=x, y=y, text=text, anchor=anchor, bold=True, fill=fill)

    sides = [at(low, "right"), at(low, "left")] if fill == "doc" else [at(low, "left"), at(high, "right")]
    return next((side for side in sides if fits(side, frame.scales)), at(100, "right"))


def _ticks(frame: _Frame) -> list[int]:
    """Return 1, 2, 5 of every power of ten on the axis; only the powers where it spans more than four of them."""
    wide = frame.most / frame.least > 10_000
    every = [m * 10**k for k in range(14) for m in ((1,) if wide else (1, 2, 5))]
    return [tick for tick in every if frame.least <= tick <= frame.most]


def _axis(marks: list[Mark], words: Words, frame: _Frame, y: float, wall: float | None) -> None:
    """Number the axis as densely as the narrowest width allows; nothing lies on the line of the minimum."""
    zero = Text(x=frame.at(0), y=y, text=number(words, 0), anchor="middle", fill="ink2")
    chosen: list[Text] = [zero]
    ticks = _ticks(frame)
    powers = [t for t in ticks if str(t).strip("0") == "1"]
    for tick in [*powers, *(t for t in ticks if t not in powers)]:
        text = Text(x=frame.at(tick), y=y, text=number(words, tick), anchor="middle", fill="ink2")
        apart = all(_gap(text, other, frame.scales) for other in chosen)
        if apart and clear(text, frame.scales, wall) and fits(text, frame.scales, frame.left - 2, 101):
            chosen.append(text)
    marks += chosen


def _gap(a: Text, b: Text, scales: Sequence[float]) -> bool:
    return all(x[2] + 8 < y[1] or y[2] + 8 < x[1] for x, y in zip(spans(a, scales), spans(b, scales), strict=True))


def _legend(marks: list[Mark], words: Words, lanes: Sequence[Lane], frame: _Frame) -> float:
    """Explain the signs that are used, in rows as wide as the narrowest strip."""
    voices = [voice for lane in lanes for voice in lane.voices if voice.low is not None]
    shown: list[tuple[str, Sign | None]] = []

    def use(key: str, sign: Sign | None, when: Callable[[Voice], bool]) -> None:
        if any(when(voice) for voice in voices):
            shown.append((say(words, f"ledger.key_{key}"), sign))

    use("independent", Sign(x=0, y=0), lambda v: not v.official and not v.hollow)
    use("official", Sign(x=0, y=0, shape="box"), lambda v: v.official)
    use("relayed", Sign(x=0, y=0, hollow=True), lambda v: v.hollow)
    use("at_least", Sign(x=0, y=0, shape="", tail="right"), lambda v: _TAIL.get(v.bound) == "right")
    use("at_most", Sign(x=0, y=0, shape="", tail="left"), lambda v: _TAIL.get(v.bound) == "left" and bool(v.low))
    use("about", Sign(x=0, y=0, shape="", tail="broken"), lambda v: v.bound == "approx")
    use("range", None, lambda v: v.high is not None)
    if any(len(lane.voices) > 1 for lane in lanes):
        shown.append((say(words, "ledger.key_steps"), None))
    room, x, y = 100 * frame.scales[0], 0.0, 0.0
    for text, sign in shown:
        own = 34 + width_of(text) * 0.96
        if x and x + own > room:
            x, y = 0.0, y + 20
        _key(marks, words, (x, y), text, sign, steps=text == say(words, "ledger.key_steps"))
        x += own + 18
    return y + 26


def _key(marks: list[Mark], words: Words, at: tuple[float, float], text: str, sign: Sign | None, *, steps: bool) -> None:
    (x, y), edge = at, 100.0 if words.rtl else 0.0
    turn = -1 if words.rtl else 1
    if sign is not None:
        away = {"right": -12.5, "left": 12.5}.get(sign.tail, 0.0) if not sign.shape else 0.0
        middle = x + 13 + away * turn
        marks.append(msgspec.structs.replace(sign, x=edge, dx=turn * middle, y=y + 8))
    elif steps:
        marks.append(Sign(x=edge, dx=turn * (x + 13), y=y + 8, shape="", tail="step"))
    else:
        marks.append(Sign(x=edge, dx=turn * (x + 13), y=y + 8, shape="", tail="range"))
    marks.append(Text(x=edge, dx=turn * (x + 32), y=y + 12, text=text, anchor="right" if words.rtl else "left", fill="ink2"))


def _sheets(lanes: Sequence[Lane], frame: _Frame) -> list[list[Lane]]:
    """Part the lanes so that each part fits a sheet of paper."""
    parts: list[list[Lane]] = [[]]
    height = 120.0
    for lane in lanes:
        own = _lane([], lane, frame, 0, None)
        if parts[-1] and height + own > SHEET:
            parts.append([])
            height = 120.0
        parts[-1].append(lane)
        height += own
    return parts


def wrapped(text: str, room: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """Break a line into at most `most` lines of `room` pixels; what is longer ends in an ellipsis. Isolates stay whole."""
    if not text:
        return []
    opened = text.startswith("\u2068") and text.endswith("\u2069") and text.count("\u2068") == 1
    plain = text[1:-1] if opened else text
    lines = [""]
    for word in plain.split(" "):
        pieces = [word]
        while width_of(pieces[-1], bold=bold) > room and len(pieces[-1]) > 1:
            cut = max(1, int(len(pieces[-1]) * room / width_of(pieces[-1], bold=bold)) - 1)
            pieces[-1:] = [pieces[-1][:cut], pieces[-1][cut:]]
        for piece in pieces:
            longer = f"{lines[-1]} {piece}".strip()
            if width_of(longer, bold=bold) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    lines = [line for line in lines if line]
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(f"{last}…", bold=bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return [isolate(line) for line in lines] if opened else lines


def _aria(words: Words, lanes: Sequence[Lane], back: Reference) -> str:
    """Say in one sentence what each origin says last."""
    said = [say(words, "ledger.aria_lane", name=lane.name, last=lane.voices[-1].forms[0]) for lane in lanes[:12]]
    rest = [say(words, "ledger.aria_more", n=len(lanes) - 12)] if len(lanes) > 12 else []
    base = say(words, "ledger.aria", n=len(lanes), items=join(words, said + rest))
    return f"{base}; {back.minimum_text}" if back.minimum_text else base
