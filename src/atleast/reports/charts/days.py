"""The same people counted twice: on the day they died (up) and on the day a list first had them (down).

`days(publication, words=...)` takes the figure `by_day` and returns a block, or None when no day of death is known. Time runs
left to right in both languages; days, months and years are those of the language's calendar, the table has both. Up to 31 days
are bars of a day, longer periods bars of a week, a month or a year; reports that came after the bars are one hatched box, so
are those without a known day. Both directions have one scale. The title is a finding only where one holds: the shortest run of
days with more than half of the dead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from atleast import dates
from atleast.reports.charts.caption import source
from atleast.reports.charts.drawing import NARROW, PAGE, Block, Drawing, Line, Mark, Rect, Row, Sheet, Text, heading, width_of
from atleast.reports.publication import Cells, Publication, figure, rows, whole
from atleast.reports.words import Words, dates_calendar, day, number, say

MOST_BARS = {"day": 31, "week": 40, "month": 40, "year": 60}
_TALL = 112


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar's first and last day and its two numbers; `reported` is None when no list says when it first had somebody."""

    first: date
    last: date
    died: int
    reported: int | None


def days(publication: Publication, *, words: Words) -> Block | None:
    """Draw the days, or return None when none is known."""
    found = figure(publication, kind="by_day")
    lines = [row for row in rows(found) if row["date"] != "unknown"]
    died = [row for row in lines if whole(row, "died")]
    if found is None or not died:
        return None
    unknown = sum(whole(row, "died") for row in rows(found) if row["date"] == "unknown")
    first, last = date.fromisoformat(publication.scope.first_day), date.fromisoformat(publication.scope.last_day)
    unit, bars, earlier, later = _bars(words, lines, first, last)
    lede = [
        say(words, "days.lede" if bars[0].reported is None else "days.lede_two"),
        say(words, f"days.bin_{unit}"),
        say(words, "days.lede_zero") if unit == "day" else "",
        say(words, "days.earlier", n=earlier) if earlier else "",
    ]
    return Block(
        id=found.id,
        kind="days",
        title=_title(words, unit, died),
        lede=" ".join(part for part in lede if part),
        drawing=_drawn(words, unit, bars, unknown, later),
        sheet=_sheet(words, lines, [row for row in rows(found) if row["date"] == "unknown"]),
        folded=True,
        source=source(words, found),
    )


def _bars(words: Words, lines: Sequence[Cells], first: date, last: date) -> tuple[str, list[Bar], int, int]:
    """Choose the unit and fill its bars; return also how many were reported before the first and after the last bar."""
    told = any(row["reported"] for row in lines)
    known = [date.fromisoformat(str(row["date"])) for row in lines if whole(row, "died")]
    first, last = min(first, *known), max(last, *known)
    for unit in ("day", "week", "month", "year"):
        spans = list(_spans(words, unit, first, last))
        if len(spans) <= MOST_BARS[unit]:
            break
    if told:
        heard = [date.fromisoformat(str(row["date"])) for row in lines if row["reported"]]
        more = _spans(words, unit, spans[-1][1] + timedelta(days=1), max(heard)) if max(heard) > spans[-1][1] else iter(())
        room = max(29 - len(spans), 0) if unit == "day" else min(6, max(MOST_BARS[unit] - len(spans), 0))
        spans += [span for _, span in zip(range(room), more, strict=False)]
    bars, before, after = [], 0, 0
    by_day = {date.fromisoformat(str(row["date"])): row for row in lines}
    for start, end in spans:
        inside = [row for when, row in by_day.items() if start <= when <= end]
        reported = sum(whole(row, "reported") for row in inside) if told else None
        bars.append(Bar(first=start, last=end, died=sum(whole(row, "died") for row in inside), reported=reported))
    for when, row in by_day.items():
        before += whole(row, "reported") if when < spans[0][0] else 0
        after += whole(row, "reported") if when > spans[-1][1] else 0
    return unit, bars, before, after


def _spans(words: Words, unit: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield (first, last day) of every day, week, month or year, in the calendar of the language."""
    calendar = dates_calendar(words)
    start = first
    while start <= last:
        end = start + timedelta(days=6 if unit == "week" else 0)
        if unit in ("month", "year"):
            keep = 2 if unit == "month" else 1
            here = dates.from_gregorian(start, calendar=calendar)[:keep]
            while dates.from_gregorian(end + timedelta(days=1), calendar=calendar)[:keep] == here:
                end += timedelta(days=1)
        yield start, end
        start = end + timedelta(days=1)


def _title(words: Words, unit: str, died: Sequence[Cells]) -> str:
    """Name the shortest run of days with more than half of those with a known day, when it is at most a third of the days."""
    counts = {date.fromisoformat(str(row["date"])): whole(row, "died") for row in died}
    first, total = min(counts), sum(counts.values())
    length = (max(counts) - first).days + 1
    series = [counts.get(first + timedelta(days=i), 0) for i in range(length)]
    best, start, held = length + 1, 0, 0
    run = (0, 0)
    for end, n in enumerate(series):
        held += n
        while (held - series[start]) * 2 > total:
            held -= series[start]
            start += 1
        if held * 2 > total and end - start + 1 < best:
            best, run = end - start + 1, (start, end)
    if best * 3 > length or total < 10:
        return say(words, "days.title" if unit == "day" else f"days.title_{unit}")
    span = [first + timedelta(days=i) for i in run]
    return say(words, "days.title_run", n=best, period=dates.say_range(span[0], span[1], lang=words.lang))


def _drawn(words: Words, unit: str, bars: Sequence[Bar], unknown: int, later: int) -> Drawing:
    told = bars[0].reported is not None
    boxed = bool(unknown or later)
    top = max(max(b.died, b.reported or 0) for b in bars)
    both = sum(max(column) for column in ([b.died for b in bars], [b.reported or 0 for b in bars]))
    scale = min(_TALL / max(top, 1), 1.6 * _TALL / max(both, 1))
    base = (66.0 if unknown * scale > _TALL - 14 else 38.0) + _TALL
    lower = base + 44
    step = (89.5 if boxed else 99.4) / len(bars)
    marks: list[Mark] = _heading(12, words, say(words, "days.died"), say(words, "days.died_n", n=sum(b.died for b in bars)))
    _up(marks, words, bars, base, scale, step)
    bottom = lower
    if told:
        bottom = _down(marks, words, bars, lower, scale, step)
    _axis(marks, words, unit, bars, base, step)
    marks.append(Line(x1=0, y1=base, x2=100, y2=base, stroke="edge"))
    if told:
        marks.append(Line(x1=0, y1=lower, x2=100, y2=lower, stroke="edge"))
        marks += _heading(bottom + 20, words, say(words, "days.reported"), say(words, "days.reported_n"))
        bottom += 26
    if unknown:
        height = min(max(unknown * scale, 6), _TALL)
        marks.append(Rect(x=92.5, y=base - height, w=7, h=height, fill="doc", stroke="doc", hatch=True))
        marks.append(Text(x=99.5, y=base - height - 23, text=say(words, "days.unknown_a"), anchor="right", fill="ink2"))
        marks.append(Text(x=99.5, y=base - height - 7, text=say(words, "days.unknown_b", n=unknown), anchor="right"))
    if later:
        height = min(max(later * scale, 6), _TALL)
        marks.append(Rect(x=92.5, y=lower, w=7, h=height, fill="oth", stroke="oth", hatch=True))
        marks.append(Text(x=99.5, y=lower + height + 14, text=say(words, "days.later", n=later), anchor="right"))
        bottom = max(bottom, lower + height + 20)
    return Drawing(height=bottom if told else base + 40, marks=tuple(marks), aria=_aria(words, bars))


def _heading(y: float, words: Words, bold: str, rest: str) -> list[Mark]:
    """Name one direction of the chart, and beside it what it holds."""
    shift = width_of(bold, bold=words.rtl) * (1.08 if words.rtl else 0.93) + 7
    more = heading(y, rest, rtl=words.rtl, bold=False)
    side = -shift if words.rtl else shift
    return [heading(y, bold, rtl=words.rtl), msgspec.structs.replace(more, dx=side, fill="ink2")]


def _up(marks: list[Mark], words: Words, bars: Sequence[Bar], base: float, scale: float, step: float) -> None:
    peak = max(bars, key=lambda b: b.died)
    for i, b in enumerate(bars):
        if b.died:
            marks.append(Rect(x=0.3 + i * step, y=base - b.died * scale, w=step * 0.8, h=b.died * scale, fill="doc"))
            _value(marks, words, b.died, 0.3 + (i + 0.4) * step, base - b.died * scale - 4, step, peak=b is peak)


def _down(marks: list[Mark], words: Words, bars: Sequence[Bar], lower: float, scale: float, step: float) -> float:
    peak = max(bars, key=lambda b: b.reported or 0)
    for i, b in enumerate(bars):
        n = b.reported or 0
        if n:
            marks.append(Rect(x=0.3 + i * step, y=lower, w=step * 0.8, h=n * scale, fill="oth"))
        _value(marks, words, n, 0.3 + (i + 0.4) * step, lower + n * scale + 13, step, peak=b is peak)
    return lower + (peak.reported or 0) * scale + 14


def _value(marks: list[Mark], words: Words, n: int, x: float, y: float, step: float, *, peak: bool) -> None:
    """Number a bar: the highest always, the others where a wide page has room."""
    text = number(words, n)
    if peak:
        marks.append(Text(x=x, y=y, text=text, anchor="middle", bold=True))
    elif width_of(text) + 1 < step * PAGE * 0.62:
        marks.append(Text(x=x, y=y, text=text, anchor="middle", wide=True))


def _axis(marks: list[Mark], words: Words, unit: str, bars: Sequence[Bar], base: float, step: float) -> None:
    """Name the bars: a number a day, below it the month where it begins; for longer bars their first day, month or year."""
    calendar = dates_calendar(words)
    if unit != "day":
        _long_axis(marks, words, unit, bars, base, step)
        return
    starts = [i for i, b in enumerate(bars) if i == 0 or dates.from_gregorian(b.first, calendar=calendar)[2] == 1]
    if len(starts) > 1 and (starts[1] - starts[0]) * step * NARROW < 92:
        starts = starts[1:]
    for i, b in enumerate(bars):
        text = number(words, dates.from_gregorian(b.first, calendar=calendar)[2])
        wide = i % 7 != 0
        if not wide or width_of(text) + 2 < step * PAGE * 0.62:
            marks.append(Text(x=0.3 + (i + 0.4) * step, y=base + 17, text=text, anchor="middle", fill="ink2", wide=wide))
        if i in starts:
            month = day(words, b.first.isoformat()).split(maxsplit=1)[1]
            marks.append(Text(x=0.3 + i * step, y=base + 34, text=month, anchor="left", fill="ink2"))


def _long_axis(marks: list[Mark], words: Words, unit: str, bars: Sequence[Bar], base: float, step: float) -> None:
    """Name every so many bars, evenly; a phone keeps every so many of these."""
    said = [day(words, b.first.isoformat()).split() for b in bars]
    texts = [part[2] if unit == "year" else part[1] if unit == "month" else f"{part[0]} {part[1]}" for part in said]
    widest = max(width_of(text) for text in texts) + 8
    every = next((k for k in (1, 2, 3, 4, 6, 12) if k * step * PAGE * 0.62 > widest), 12)
    sparse = next((k for k in (1, 2, 3, 4, 6, 12, 24) if k % every == 0 and k * step * NARROW > widest), 24)
    last_year = -100.0
    for i, text in enumerate(texts):
        x = 0.3 + i * step
        if i % every == 0:
            fits = i % sparse == 0 and x * NARROW + widest < 100 * NARROW
            marks.append(Text(x=x, y=base + 17, text=text, anchor="left", fill="ink2", wide=not fits))
        begins = i == 0 or said[i][2] != said[i - 1][2]
        if unit != "year" and begins and (x - last_year) * NARROW > 36:
            marks.append(Text(x=x, y=base + 34, text=said[i][2], anchor="left", fill="ink2", bold=True))
            last_year = x


def _aria(words: Words, bars: Sequence[Bar]) -> str:
    peak = max(bars, key=lambda b: b.died)
    when = dates.say_range(peak.first, peak.last, lang=words.lang)
    said = say(words, "days.aria", n=sum(b.died for b in bars), day=when, peak=peak.died)
    if bars[0].reported is None:
        return said
    top = max(bars, key=lambda b: b.reported or 0)
    when = dates.say_range(top.first, top.last, lang=words.lang)
    return said + say(words, "days.aria_reported", day=when, peak=top.reported or 0)


def _sheet(words: Words, lines: Sequence[Cells], unknown: Sequence[Cells]) -> Sheet:
    told = any(row["reported"] for row in lines)
    columns = ("day", "other", "died", "reported") if told else ("day", "other", "died")
    made = []
    for row in sorted(lines, key=lambda row: str(row["date"])):
        iso = str(row["date"])
        cells = [day(words, iso), day(words, iso, other=True), number(words, whole(row, "died"))]
        if told:
            cells.append(number(words, whole(row, "reported")))
        made.append(Row(cells=tuple(cells)))
    for row in unknown:
        counts = [number(words, whole(row, name)) for name in (("died", "reported") if told else ("died",))]
        made.append(Row(cells=(say(words, "days.row_unknown"), "", *counts)))
    head = tuple(say(words, f"days.head_{name}") for name in columns)
    return Sheet(head=head, rows=tuple(made), numeric=(False, False, *([True] * (len(columns) - 2))))
