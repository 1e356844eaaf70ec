"""How the scopes of two figures lie: equal, inside, contains, overlaps, apart or unknown, for each dimension.

Dimensions: violation (a tree: executed is inside killed), measure (held now against arrested since), group, place, period.
Nothing is filled by guess: an empty cell is `unknown` and its name is given back. A place inside a country is known by the
country's name, by a list that holds it, or by the shipped gazetteers; two other places stay unknown. Counts that run from
one start and end on two days are one scope at two times, not two scopes (rule 8).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from atleast.claims.ledger.figures import Published

Lie = Literal["equal", "inside", "contains", "overlaps", "apart", "unknown"]

_INSIDE = {"execution": "killing", "forced_disappearance": "disappearance"}
_ALL = ("", "all", "people", "everyone", "persons")
_FORCES = ("security forces", "security personnel", "police", "soldiers", "officers")
_SLACK = 1  # days by which two counts of one event may begin apart


class Scopes(NamedTuple):
    """How the scope of a lies to that of b."""

    violation: Lie
    measure: Lie
    group: Lie
    place: Lie
    period: Lie

    def unknown(self) -> list[str]:
        """Return the dimensions that are not known."""
        return [name for name, lie in self._asdict().items() if lie == "unknown"]

    def whole(self) -> Lie:
        """Return how the scopes lie in all."""
        lies = [lie for lie in self if lie not in ("equal", "unknown")]
        if "apart" in lies:
            return "apart"
        kinds = set(lies)
        if not kinds:
            return "equal"
        return kinds.pop() if len(kinds) == 1 else "overlaps"


def scopes(a: Published, b: Published, *, one_party: bool) -> Scopes:
    """Compare the scopes of two figures of one event."""
    return Scopes(
        _violation(a, b), _measure(a, b), _group(a.group, b.group, one_party=one_party), _place(a.place, b.place), _period(a, b)
    )


def _violation(a: Published, b: Published) -> Lie:
    if a.violation == b.violation or {a.violation, b.violation} == {"arrest", "detention"}:
        return "equal"
    if _INSIDE.get(a.violation) == b.violation:
        return "inside"
    return "contains" if _INSIDE.get(b.violation) == a.violation else "apart"


def _measure(a: Published, b: Published) -> Lie:
    held = [f.violation == "detention" or f.scope == "current" for f in (a, b)]
    return "equal" if held[0] == held[1] else "inside" if held[0] else "contains"


def _group(a: str, b: str, *, one_party: bool) -> Lie:
    left, right = " ".join(a.casefold().split()), " ".join(b.casefold().split())
    if left == right:
        return "equal"
    if left in _ALL or right in _ALL:
        other = right if left in _ALL else left
        # "protesters and security forces" is everyone, unless the same party gives a larger number for all
        if not one_party and any(f in other for f in _FORCES) and re.search(r"\band\b|\bincluding\b", other):
            return "equal"
        return "contains" if left in _ALL else "inside"
    parts, others = set(re.split(r",| and |;", left)), set(re.split(r",| and |;", right))
    trimmed, around = {p.strip() for p in parts}, {p.strip() for p in others}
    if trimmed < around:
        return "inside"
    return "contains" if around < trimmed else "unknown"


def _place(a: str, b: str) -> Lie:
    if not a or not b:
        return "unknown"
    left, right = _names(a), _names(b)
    if left == right:
        return "equal"
    if left < right:
        return "inside"
    if right < left:
        return "contains"
    nations = [len(x) == 1 and next(iter(x)) in _nations() for x in (left, right)]
    if all(nations):
        return "apart"
    if any(nations):
        return "contains" if nations[0] else "inside"
    return "overlaps" if left & right else _looked_up(left, right)


def _looked_up(left: set[str], right: set[str]) -> Lie:
    """Ask the shipped gazetteers about two single places of one country."""
    from atleast import places
    from atleast.places.load import COUNTRIES

    if len(left) != 1 or len(right) != 1:
        return "unknown"
    for country in COUNTRIES:
        gazetteer = places.load(country)
        found = [places.find(gazetteer, next(iter(x))) for x in (left, right)]
        if all(len(f) >= 1 for f in found):
            one, other = found[0][0].id, found[1][0].id
            if one == other:
                return "equal"
            if other in places.ancestors(gazetteer, one):
                return "inside"
            return "contains" if one in places.ancestors(gazetteer, other) else "apart"
    return "unknown"


def _names(text: str) -> set[str]:
    return {" ".join(p.split()) for p in re.split(r";|,| and (?=other|elsewhere)", text.casefold()) if p.strip()}


@cache
def _nations() -> frozenset[str]:
    text = files("atleast.claims").joinpath("data", "nations.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _period(a: Published, b: Published) -> Lie:
    """Compare periods; a blank end is open: the count runs to its own date."""
    if not a.period_start or not b.period_start:
        return "unknown"
    start = _days(a.period_start, b.period_start)
    running = a.scope != "period" and b.scope != "period"
    if abs(start) <= _SLACK:
        if running or a.period_end == b.period_end or not a.period_end or not b.period_end:
            return "equal" if running or a.scope == b.scope else "inside" if a.scope == "period" else "contains"
        return "inside" if a.period_end < b.period_end else "contains"
    a_end, b_end = a.period_end or a.date or "9999", b.period_end or b.date or "9999"
    if a_end < b.period_start or b_end < a.period_start:
        return "apart"
    if start > 0:
        return "inside" if a_end <= b_end or not b.period_end else "overlaps"
    return "contains" if b_end <= a_end or not a.period_end else "overlaps"


def _days(a: str, b: str) -> int:
    from datetime import date

    def day(text: str) -> date:
        return date.fromisoformat(text + "-01-01"[3 * text.count("-") :] if text.count("-") < 2 else text)

    return (day(a) - day(b)).days
