"""The lines that tie a figure to its scope and its run: under the figure, inside the picture, and in the headline.

All return plain said strings. The run is named by the first eight characters of its id, which is enough to find it in a log.
"""

from __future__ import annotations

from datetime import date

from atleast import dates
from atleast.model import Figure
from atleast.reports.charts.drawing import width_of
from atleast.reports.publication import Publication
from atleast.reports.words import Words, code, isolate, say

ROOM = 285
"""Pixels that the line inside a picture may take: what a narrow phone has."""


def figure_name(words: Words, found: Figure) -> str:
    """Name a figure: `F7` is Figure 7."""
    number = found.id.removeprefix("F")
    if number.isdecimal():
        return say(words, "page.figure", n=int(number))
    return say(words, "page.figure_other", id=isolate(found.id))


def source(words: Words, found: Figure, *more: str) -> str:
    """Write the line under a figure: its name, its run, what else is to be said."""
    parts = [figure_name(words, found)]
    if found.run:
        parts.append(say(words, "page.run", run=code(found.run[:8])))
    return words.phrases["count.dot"].join([*parts, *(part for part in more if part)])


def period(words: Words, publication: Publication, *, between: bool = False) -> str:
    """Say the period of the scope."""
    first, last = (date.fromisoformat(day) for day in (publication.scope.first_day, publication.scope.last_day))
    if between and first == last:
        return say(words, "hero.period_day", day=dates.say(first, lang=words.lang))
    return dates.say_range(first, last, lang=words.lang, between=between)


def territory(words: Words, publication: Publication) -> str:
    """Say the name of the territory."""
    return isolate(publication.territory.get(words.lang) or publication.scope.territory)


def inside(words: Words, publication: Publication, found: Figure) -> str:
    """Write the line that stays in a picture when it is cut out: invented, where and when, which figure and run."""
    where = f"{territory(words, publication)}{words.phrases['count.comma']}{period(words, publication)}"
    parts = [words.phrases["page.invented"]] if found.invented else []
    line = words.phrases["count.dot"].join(parts)
    for part in (where, isolate(found.id), isolate(found.run[:8])):
        longer = words.phrases["count.dot"].join([*parts, part])
        if width_of(longer) * 0.85 > ROOM:
            continue
        parts.append(part)
        line = longer
    return line
