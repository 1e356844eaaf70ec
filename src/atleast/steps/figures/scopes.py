"""The ledger of a table of published figures as one drawing, a panel for each scope: no part stands in its whole's lane.

`draw(figures, summaries, ...)` takes what `atleast.claims` read and summed up and returns SVG. The title of a panel is what a
reader would find first: a ceiling under a floor, else the highest documented floor and the lowest ceiling, with who holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from atleast import claims
from atleast.reports.charts.ledger import panel
from atleast.reports.charts.ledger_svg import Part, compose
from atleast.reports.charts.ledger_words import dated, read_as
from atleast.reports.publication import SOURCE_KINDS, Cells
from atleast.reports.words import Words, isolate, join, load, number, say, say_code

MOST_PANELS = 40


def draw(
    figures: Sequence[claims.Published],
    summaries: Sequence[claims.Summary],
    *,
    title: str,
    lang: str = "en",
    invented: bool = False,
) -> str:
    """Draw every scope, at most `MOST_PANELS`; what is left out is said at the foot."""
    words = load(lang)
    known = {one.id: one for one in figures}
    parts = [_part(words, known, summary, invented=invented) for summary in summaries[:MOST_PANELS]]
    rest = len(summaries) - len(parts)
    foot = say(words, "panel.more", n=rest) if rest > 0 else ""
    return compose(parts, words=words, title=say(words, "panel.document", title=isolate(title)), foot=foot)


def row(figure: claims.Published) -> Cells:
    """Return a figure as a row of the ledger."""
    return {
        "claim": figure.id,
        "lane": figure.origin,
        "speaker": figure.source,
        "kind": figure.role if figure.role in SOURCE_KINDS else "unknown",
        "relayed_by": figure.relayed_by,
        "first_hand": not figure.relayed_by,
        "date": figure.date,
        "bound": figure.bound,
        "value": figure.value,
        "value_hi": figure.value_hi,
        "stance": figure.stance or "asserts",
        "quote": claims.vague_words(figure),
    }


def _part(words: Words, known: dict[str, claims.Published], summary: claims.Summary, *, invented: bool) -> Part:
    own = [known[id] for id in summary.figures]
    drawn = panel([row(one) for one in own], words=words)
    comma, dot = words.phrases["count.comma"], words.phrases["count.dot"]
    scope = [say_code(words, "harm", summary.violation)]
    if summary.group not in ("all", "mixed"):
        code = summary.group.replace(" ", "_")
        scope.append(say_code(words, "group", code) if f"group.{code}" in words.phrases else isolate(summary.group))
    scope.append(isolate(summary.place) if summary.place else say(words, "scope.not_stated"))
    when = _when(words, summary, own)
    if when:
        scope.append(when)
    if summary.under_review:
        scope.append(say(words, "scope.review"))
    source = [words.phrases["page.invented"]] if invented else []
    source.append(isolate(summary.event))
    source.append(
        say(words, "panel.source", n=len(drawn.lanes) + drawn.hidden_lanes, figures=say(words, "panel.figures", n=len(own)))
    )
    n = len(summary.conflicts)
    source.append(say(words, "panel.conflicts", n=n) if n else say(words, "panel.no_conflict"))
    return Part(title=_title(words, known, summary), lede=comma.join(scope), source=dot.join(source), panel=drawn)


def _when(words: Words, summary: claims.Summary, own: Sequence[claims.Published]) -> str:
    if not summary.start:
        return ""
    first = dated(words, summary.start, years=True, short=False)
    if own[0].scope == "period" and summary.end:
        last = dated(words, summary.end, years=True, short=False)
        return first if first == last else say(words, "count.from_to", low=first, high=last)
    return say(words, "scope.since", day=first)


def _title(words: Words, known: dict[str, claims.Published], summary: claims.Summary) -> str:
    """Say the finding of a scope."""
    floor, ceiling = summary.floor or summary.said_floor, summary.ceiling
    against = _against(known, summary, ceiling.figure) if ceiling else None
    if ceiling and against:
        low, top = claims.implied(against), ceiling.value
        short = number(words, round(low[0]) - top if low else 0)
        held = msgspec.structs.replace(ceiling, figure=against.id, source=against.source)
        return say(words, "panel.floor_over", **_named(words, known, held, ceiling), short=short)
    if floor and ceiling and floor.figure != ceiling.figure and floor.value <= ceiling.value:
        return say(words, "panel.floor_and_ceiling", **_named(words, known, floor, ceiling))
    if floor and not (ceiling and floor.figure == ceiling.figure):
        return say(words, "panel.floor", floor=_read(words, known[floor.figure]), floor_by=isolate(floor.source))
    if ceiling and not floor:
        return say(words, "panel.ceiling", ceiling=_read(words, known[ceiling.figure]), ceiling_by=isolate(ceiling.source))
    names = list(dict.fromkeys(known[id].source for id in summary.figures))
    comma = words.phrases["count.comma"]
    last = known[summary.lines[-1].figures[-1]]
    said = number(words, last.value) if last.value is not None else say(words, "panel.words")
    return f"{join(words, [isolate(name) for name in names[:2]])}{comma}{said}"


def _against(known: dict[str, claims.Published], summary: claims.Summary, ceiling: str) -> claims.Published | None:
    """Return the figure that a ceiling is in conflict with: a documented one before others, then the highest."""
    others = [known[a if b == ceiling else b] for a, b in summary.conflicts if ceiling in (a, b)]
    return max(others, key=lambda f: (claims.documented(f), f.role != "unknown", f.value or 0), default=None)


def _named(words: Words, known: dict[str, claims.Published], floor: claims.Holder, ceiling: claims.Holder) -> dict[str, Any]:
    return {
        "floor": _read(words, known[floor.figure]),
        "floor_by": isolate(floor.source),
        "ceiling": _read(words, known[ceiling.figure]),
        "ceiling_by": isolate(ceiling.source),
    }


def _read(words: Words, figure: claims.Published) -> str:
    """Say a figure as it was worded, a plain number without `exactly`."""
    cells = row(figure)
    return number(words, figure.value or 0) if figure.bound == "exact" and figure.value else read_as(words, cells)
