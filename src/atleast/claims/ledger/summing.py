"""A ledger by scope: which figures speak of one thing, who holds the highest floor and the lowest ceiling, and what to ask.

`by_scope(figures)` parts them into scopes, figures of one scope being comparable; `summarise(figures, relations)` gives one
`Summary` for each: the rows, each origin's own line over time with its falls, the highest documented floor and the lowest
ceiling of what the origins say last, the number of independent origins behind each, and the open conflicts. `warnings(figures)`
names relay cycles, relays older than their origin, figures published before they were counted, and checks of sums and stocks.
Independence counts origins, never outlets: voices of one party are one, and a source that nobody names adds none. There is no
mean, no midpoint and no single toll, and nothing is added but to check a sum that one party gives itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, groupby, pairwise
from typing import Literal

import msgspec

from atleast.claims.ledger.figures import Published, documented, implied, relays, unsettled
from atleast.claims.ledger.relating import Relation
from atleast.claims.ledger.scopes import days_apart, group_of, harm_of, is_stock, parted, party_of, place_of

Key = tuple[str, ...]


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a floor or a ceiling: the number, the figure, its speaker, and how many independent origins hold it too."""

    value: int
    figure: str
    source: str
    date: str
    origins: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One origin's figures on a scope in the order of their days, and those that fall."""

    source: str
    figures: tuple[str, ...]
    falls: tuple[str, ...]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One scope: what it is, its figures, its lines, its extremes as documented and as said, its conflicts."""

    event: str
    violation: str
    measure: Literal["flow", "stock"]
    group: str
    place: str
    start: str
    end: str
    under_review: bool
    figures: tuple[str, ...]
    origins: int
    lines: tuple[Line, ...]
    floor: Holder | None = None
    said_floor: Holder | None = None
    ceiling: Holder | None = None
    conflicts: tuple[tuple[str, str], ...] = ()


def by_scope(figures: Iterable[Published]) -> list[list[Published]]:
    """Part figures into scopes, the fullest of an event first; what is not known is a scope of its own."""
    known = list(figures)
    narrow = {f.id: _key(f) for f in parted(known)}
    keyed = sorted(known, key=lambda f: (narrow[f.id], f.period_start))
    found: list[list[Published]] = []
    for key, same in groupby(keyed, key=lambda f: narrow[f.id]):
        part: list[Published] = []
        for one in same:
            if part and key[-1] == "running" and abs(days_apart(one.period_start, part[0].period_start)) > 1:
                found.append(part)
                part = []
            part.append(one)
        found.append(part)
    events = list(dict.fromkeys(f.event for f in known))
    return sorted(found, key=lambda part: (events.index(part[0].event), _rank(part[0]), -len(part)))


def summarise(figures: Sequence[Published], relations: Iterable[Relation]) -> list[Summary]:
    """Say for each scope who holds what."""
    conflicts = [(r.a, r.b) for r in relations if r.relation == "conflict"]
    return [_summary(part, conflicts) for part in by_scope(figures)]


def last_of_each(part: Iterable[Published]) -> list[Published]:
    """Return what each party says last: a state's later figure replaces what another of its voices said before."""
    last: dict[str, Published] = {}
    for one in sorted(part, key=lambda f: f.date):
        last[party_of(one)] = one
    return list(last.values())


def _summary(part: list[Published], conflicts: list[tuple[str, str]]) -> Summary:
    first = part[0]
    ids = {f.id for f in part}
    last = last_of_each(part)
    floors = [(round(i[0]), f) for f in last if (i := implied(f)) and i[0] > 0]
    proven = [(n, f) for n, f in floors if documented(f)]
    tops = [(round(i[1]), f) for f in last if (i := implied(f)) and i[1] != float("inf") and _caps(f)]
    lines = []
    for source in dict.fromkeys(f.origin for f in part):
        own = sorted((f for f in part if f.origin == source), key=lambda f: f.date)
        falls = tuple(b.id for a, b in pairwise(own) if a.value and b.value and b.value < a.value)
        lines.append(Line(source=own[-1].source, figures=tuple(f.id for f in own), falls=falls))
    ends = [f.period_end or f.date for f in part if f.period_end or f.date]
    return Summary(
        event=first.event,
        violation=harm_of(first),
        measure="stock" if is_stock(first) else "flow",
        group=group_of(first.group),
        place=first.place,
        start=min((f.period_start for f in part if f.period_start), default=""),
        end=max(ends, default=""),
        under_review=unsettled(first),
        figures=tuple(f.id for f in part),
        origins=_independent(part),
        lines=tuple(lines),
        floor=_holder(proven, highest=True),
        said_floor=_holder(floors, highest=True),
        ceiling=_holder(tops, highest=False),
        conflicts=tuple((a, b) for a, b in conflicts if a in ids and b in ids),
    )


def _caps(figure: Published) -> bool:
    """Say whether a figure sets a ceiling: a total of those who hold the records, or a denial; a count so far sets none."""
    return figure.role in ("official", "official-independent") or figure.stance == "denies"


def _holder(found: list[tuple[int, Published]], *, highest: bool) -> Holder | None:
    if not found:
        return None
    value, best = (max if highest else min)(found, key=lambda pair: pair[0])
    held = [f for n, f in found if (n >= value if highest else n <= value)]
    return Holder(value=value, figure=best.id, source=best.source, date=best.date, origins=max(_independent(held), 0))


def _independent(part: Iterable[Published]) -> int:
    """Count independent origins: parties, each once; a source that nobody names adds none."""
    return len({party_of(f) for f in part if f.role != "unknown"})


def _key(figure: Published) -> Key:
    group = group_of(figure.group)
    group = "all" if group == "mixed" else group
    running = figure.scope != "period"
    period = "running" if running and figure.period_start else f"{figure.period_start}/{figure.period_end}"
    stock = "stock" if is_stock(figure) else "flow"
    review = "review" if unsettled(figure) else ""
    return figure.event, harm_of(figure), stock, review, group, place_of(figure.place), period


def _rank(figure: Published) -> tuple[int, int, int]:
    """Order the scopes of an event: killings of everyone first, other harms after, parts last."""
    harms = ("killing", "execution", "casualty", "injury", "arrest", "detention")
    harm = harm_of(figure)
    return (
        harms.index(harm) if harm in harms else len(harms),
        int(unsettled(figure)),
        int(group_of(figure.group) not in ("all", "mixed")) + int(figure.scope == "period"),
    )


def warnings(figures: Sequence[Published]) -> list[str]:
    """Say what a careful reader would ask about."""
    return [*_cycles(figures), *_early(figures), *_sums(figures), *_stocks(figures)]


def _relays(figure: Published) -> list[str]:
    return [name.casefold() for name in relays(figure.relayed_by)]


def _cycles(figures: Sequence[Published]) -> list[str]:
    """Name sources that cite one another, by way of others too."""
    found = rings([one.origin, *_relays(one)] for one in figures)
    return [f"{' and '.join(ring)} cite one another: take them as one origin" for ring in found]


def rings(chains: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the sets of names that go back to one another; each chain runs from an origin outward over its relays."""
    cites: dict[str, set[str]] = {}
    for chain in chains:
        for origin, relay in pairwise(chain):
            cites.setdefault(relay, set()).add(origin)
    reach = {start: _reach(cites, start) for start in cites}
    within = (
        tuple(sorted(o for o in there if start in reach.get(o, set()))) for start, there in reach.items() if start in there
    )
    return sorted(set(within))


def _reach(cites: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        for other in cites.get(ahead.pop(), set()) - reached:
            reached.add(other)
            ahead.append(other)
    return reached


def _early(figures: Sequence[Published]) -> list[str]:
    """Name relays that are older than what they relay."""
    said: list[str] = []
    own: dict[tuple[str, ...], list[Published]] = {}
    for one in figures:
        if not one.relayed_by and one.value is not None:
            own.setdefault((one.event, one.origin, one.violation, one.group, str(one.value)), []).append(one)
    for one in figures:
        if _before(one.published, one.as_of):
            said.append(f"{one.id} was published ({one.published}) before the day it counts to ({one.as_of})")
        first = own.get((one.event, one.origin, one.violation, one.group, str(one.value)), []) if one.relayed_by else []
        late = [f for f in first if _before(one.published, f.published)]
        if first and len(late) == len(first):
            itself = f"{one.source} itself says only later ({late[0].id}, {late[0].published})"
            said.append(f"{one.id} relays ({one.published}) what {itself}")
    return said


def _before(a: str, b: str) -> bool:
    n = min(len(a), len(b))
    return bool(n) and a[:n] < b[:n]


def _sums(figures: Sequence[Published]) -> list[str]:
    """Check the sums that one party gives: two or three of its parts that make up its own total exactly."""
    said = []
    parts: dict[tuple[str, str, str], list[Published]] = {}
    for one in figures:
        if one.bound == "exact" and one.value:
            parts.setdefault((one.event, harm_of(one), party_of(one)), []).append(one)
    for own in parts.values():
        totals = [f for f in own if group_of(f.group) == "all"]
        values = {f.value: f for f in own if group_of(f.group) != "all"}
        found = set()
        for total in totals:
            near = [f for f in values.values() if f.place == total.place and (f.value or 0) < (total.value or 0)]
            for size in (2, 3):
                for some in combinations(near[:20], size):
                    apart = len({f.group for f in some}) == size and abs(days_apart(some[0].date, total.date)) <= 7
                    if apart and sum(f.value or 0 for f in some) == total.value:
                        found.add((total.value, " + ".join(f"{f.value:,} ({f.id})" for f in some)))
        said += [f"{words} = {value:,}: parts of one party's own total add up" for value, words in sorted(found)]
    return said


def _stocks(figures: Sequence[Published]) -> list[str]:
    """Check that nobody holds and has released more people than it arrested: a check, not a sum."""
    said = []
    by: dict[tuple[str, str, str, str], dict[str, Published]] = {}
    for one in sorted(figures, key=lambda f: f.date):
        if one.value is not None and group_of(one.group) == "all":
            harm = "held" if is_stock(one) else harm_of(one)
            by.setdefault((one.event, one.origin, place_of(one.place), one.date), {})[harm] = one
    for (_, _, _, when), told in by.items():
        arrested, held, released = (told.get(name) for name in ("arrest", "held", "release"))
        out = (held.value or 0 if held else 0) + (released.value or 0 if released else 0)
        if arrested and arrested.value is not None and arrested.bound == "exact" and out > arrested.value:
            said.append(f"{arrested.source} counts {out:,} held and released, and {arrested.value:,} arrested ({when})")
    return said


_WORDS = re.compile(r"[\"“”«](.+?)[\"“”»]")


def vague_words(figure: Published) -> str:
    """Return the words of a vague figure, as its basis quotes them."""
    found = _WORDS.search(figure.basis)
    return found[1] if found else ""
