"""How two published figures relate: `relate(figures, pairs)` gives restates, revises, subset, compatible, conflict,
incomparable.

Takes `Published` figures and pairs of ids (a is the later, narrower or challenging one; without pairs, those of each
event); gives one `Relation` for each, with the reason in a sentence. Rules of `docs/methods/claims.md`: scopes before
numbers; one origin restates or revises itself; figures of two origins meet (compatible) or not (conflict, with by how much);
a part may not exceed its whole; a ceiling never contradicts a smaller figure; an earlier ceiling does not bind a later
count. It refuses to call a conflict where any dimension of the scope is unknown, and never averages or adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Literal

import msgspec

from atleast.claims.ledger.figures import Interval, Published, documented, implied, said, unsettled
from atleast.claims.ledger.scopes import Lie, Scopes, parted, scopes
from atleast.errors import InputError

Kind = Literal["restates", "revises", "subset", "compatible", "conflict", "incomparable"]
_STATE = ("official",)
_HOLDERS = ("official", "official-independent")
MOST = 400
PAIRS = 100_000
"""Figures of one event, and pairs in all, up to which all pairs of an event are related."""


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """How figure a relates to figure b, and why."""

    a: str
    b: str
    relation: Kind
    why: str


def relate(figures: Iterable[Published], pairs: Sequence[tuple[str, str]] | None = None) -> list[Relation]:
    """Relate pairs of figures, or all pairs of each event."""
    known = {f.id: f for f in parted(figures)}
    if pairs is None:
        couples = [_ordered(x, y) for x, y in _pairs(known.values())]
    else:
        missing = next((i for pair in pairs for i in pair if i not in known), None)
        if missing is not None:
            raise InputError(
                f"a pair names the figure {missing!r}, which is not there", hint="Check the ids of FIGURES and PAIRS."
            )
        couples = [(known[a], known[b]) for a, b in pairs]
    made: list[Relation] = []
    for a, b in couples:
        kind, why = _relation(a, b)
        made.append(Relation(a=a.id, b=b.id, relation=kind, why=why))
    return made


def _pairs(figures: Iterable[Published]) -> Iterator[tuple[Published, Published]]:
    """Yield all pairs of each event; of events too large for that, each origin's neighbours and what origins say last."""
    events: dict[str, list[Published]] = {}
    for one in figures:
        events.setdefault(one.event, []).append(one)
    total = sum(len(part) * (len(part) - 1) // 2 for part in events.values())
    most = MOST if total <= PAIRS else min(MOST, max(20, int((2 * PAIRS / len(events)) ** 0.5)))
    for part in events.values():
        if len(part) <= most:
            yield from combinations(part, 2)
            continue
        lines: dict[tuple[str, ...], list[Published]] = {}
        for one in sorted(part, key=lambda f: f.date):
            lines.setdefault((one.origin, one.violation, one.group, one.place, one.scope, one.period_start), []).append(one)
        for own in lines.values():
            yield from pairwise(own)
        scopes_: dict[tuple[str, ...], list[Published]] = {}
        for key, own in lines.items():
            scopes_.setdefault(key[1:5], []).append(own[-1])
        for last in scopes_.values():
            yield from combinations(last[-min(most, 60) :], 2)


def _ordered(x: Published, y: Published) -> tuple[Published, Published]:
    """Put the later (or narrower) figure first."""
    lie = scopes(x, y, one_party=_one_party(x, y)).whole()
    if lie in ("inside", "contains"):
        return (x, y) if lie == "inside" else (y, x)
    return (x, y) if x.date > y.date else (y, x)


def _one_party(a: Published, b: Published) -> bool:
    return a.origin == b.origin or (a.role in _STATE and b.role in _STATE)


def _relation(a: Published, b: Published) -> tuple[Kind, str]:
    if a.event != b.event:
        return "incomparable", f"they speak of different events ({a.event}, {b.event})"
    party = _one_party(a, b)
    lie = scopes(a, b, one_party=party)
    whole, unknown = lie.whole(), lie.unknown()
    if whole == "apart":
        return "incomparable", f"their scopes are apart ({_which(lie, 'apart')})"
    if unsettled(a) != unsettled(b) and not _one_line(a, b):
        return (
            "incomparable",
            "one counts cases that are not confirmed; these are never added to, or set against, confirmed ones",
        )
    if said(a) is None or said(b) is None:
        return "incomparable", "one figure is a word, not a number"
    if a.origin == b.origin:
        return _own(a, b, lie)
    if party and said(a) == said(b) and whole == "equal":
        return "restates", "two voices of one party give the same number: one source, two appearances"
    if whole == "equal" and not unknown:
        return _across(a, b)
    if whole in ("inside", "contains"):
        return _nested(a, b, lie, party)
    if unknown:
        return "incomparable", f"not comparable yet: {' and '.join(unknown)} unknown"
    return "incomparable", f"their scopes overlap, neither holds the other ({_which(lie, 'overlaps') or 'several dimensions'})"


def _own(a: Published, b: Published, lie: Scopes) -> tuple[Kind, str]:
    """Relate two figures of one origin."""
    whole = lie.whole()
    if whole == "inside" or (whole == "contains" and not a.date > b.date and lie.place == "equal"):
        return _nested(a, b, lie, True)
    if whole == "contains" and (lie.group == "contains" or lie.measure == "contains" or lie.period == "contains"):
        return _nested(a, b, lie, True)
    if whole == "overlaps":
        return "incomparable", f"one source, overlapping scopes ({_which(lie, 'overlaps') or 'several dimensions'})"
    if a.value == b.value and a.value_hi == b.value_hi:
        return "restates", "the same source gives the same number again"
    if lie.group == "unknown":
        return "incomparable", "one source, two groups that cannot be compared"
    if _rounds(a, b):
        return "restates", "the same source on the same day, one of the two rounded by who passed it on"
    if lie.unknown() and not (a.date and b.date):
        return "incomparable", f"not comparable yet: {' and '.join(lie.unknown())} unknown"
    fall = (a.value or 0) < (b.value or 0) and a.date >= b.date
    wider = ", its scope widened" if whole == "contains" else ""
    return (
        "revises",
        f"the same source, {b.date or 'earlier'} to {a.date or 'later'}{wider}{'; the figure falls' if fall else ''}",
    )


def _one_line(a: Published, b: Published) -> bool:
    """Say whether an unconfirmed count stands in one line with another of its origin, which does not call itself confirmed."""
    return a.origin == b.origin and a.date != b.date and not (documented(a) or documented(b))


def _rounds(a: Published, b: Published) -> bool:
    """Say whether one figure is the other cut to fewer digits, as outlets do when they pass one on."""
    if not a.value or not b.value or a.date != b.date or (said(a) or (0,))[0] == (said(b) or (0,))[0]:
        return False
    for short, full in ((a, b), (b, a)):
        n, whole = short.value or 0, full.value or 0
        unit = 10 ** (len(str(n)) - len(str(n).rstrip("0")))
        floor = short.bound in ("more_than", "at_least") and n <= whole < n + unit
        near = short.bound == "approx" and abs(n - whole) <= unit / 2
        if unit > 1 and full.bound == "exact" and (floor or near):
            return True
    return False


def _across(a: Published, b: Published) -> tuple[Kind, str]:
    """Relate two origins on one scope."""
    for floor, ceiling in ((a, b), (b, a)):
        low, high = _interval(floor)[0], _interval(ceiling)[1]
        if low <= high:
            continue
        if _outgrown(floor, ceiling):
            return (
                "compatible",
                f"{ceiling.source} counted to {ceiling.period_end or ceiling.date}, "
                f"the other to {floor.period_end or floor.date}: too early to bind",
            )
        return (
            "conflict",
            f"the ceiling {_n(high)} of {ceiling.source} is under the floor {_n(low)} of {floor.source}: "
            f"{_n(low - high)} short",
        )
    return "compatible", f"one number can satisfy both ({_words(a)}; {_words(b)})"


def _nested(a: Published, b: Published, lie: Scopes, party: bool) -> tuple[Kind, str]:
    """Relate a part and its whole."""
    part, all_ = (a, b) if lie.whole() == "inside" else (b, a)
    unknown = lie.unknown()
    low, high = _interval(part)[0], _interval(all_)[1]
    where = _which(lie, lie.whole())
    if low > high and not unknown and not _outgrown(part, all_):
        return "conflict", f"the part ({where}) is at least {_n(low)}, the whole at most {_n(high)} ({_n(low - high)} too many)"
    if "period" in unknown and lie.measure == "equal" and {a.scope, b.scope} != {"cumulative"}:
        return "incomparable", "not comparable yet: period unknown"
    only_time = all(x == "equal" for x in (lie.violation, lie.measure, lie.group, lie.place))
    if only_time and not party and _narrows(part, all_):
        note = "; a ceiling never contradicts a smaller figure" if said(part) == (0.0, _interval(part)[1]) else ""
        return "compatible", f"one speaks of a part of the time of the other, and both can hold{note}"
    note = f"; {' and '.join(unknown)} not stated" if unknown else ""
    return "subset", f"{part.id} counts a part of {all_.id} ({where}){note}"


def _narrows(part: Published, all_: Published) -> bool:
    """Say whether a part reaches above the least that its whole says: then both can hold, and the part narrows the whole."""
    low, high = implied(part) or (0.0, float("inf"))
    least = (implied(all_) or (0.0, 0.0))[0]
    return low > least or (part.bound in ("at_most", "fewer_than", "range") and high > least)


def _outgrown(floor: Published, ceiling: Published) -> bool:
    """Say whether the ceiling was counted to an earlier day than the floor: a growing count may have passed it.

    A count runs to the end of its period, else to the day it belongs to.
    """
    low, high = floor.period_end or floor.date, ceiling.period_end or ceiling.date
    n = min(len(low), len(high))
    return bool(n) and high[:n] < low[:n] and floor.scope != "period"


def _interval(figure: Published) -> Interval:
    """Return what a figure binds, a rounded number with the tolerance of its last digit; nothing when it binds nothing."""
    low, high = implied(figure) or (0.0, float("inf"))
    value = figure.value or 0
    if figure.bound in ("at_most", "fewer_than") and figure.role not in _HOLDERS:
        return low, float("inf")  # "up to" by who does not hold the records is doubt, no ceiling
    if figure.bound != "exact" or value < 1000 or value % 1000:  # "about" has its tenth already
        return low, high
    unit = next(u for u in (10**9, 10**6, 10**5, 10**4, 10**3) if value % u == 0)
    return low - unit / 2 if high != float("inf") else low, high + unit / 2


def _which(lie: Scopes, kind: Lie) -> str:
    return ", ".join(name for name, value in lie._asdict().items() if value == kind)


def _words(figure: Published) -> str:
    value = _n(figure.value or 0) + (f" to {_n(figure.value_hi)}" if figure.value_hi is not None else "")
    bound = "" if figure.bound in ("exact", "range") else figure.bound.replace("_", " ") + " "
    return f"{figure.source}: {bound}{value}"


def _n(value: float) -> str:
    return f"{round(value):,}"
