"""How the scopes of two figures lie: equal, inside, contains, overlaps, apart or unknown, for each dimension.

Dimensions: violation (a tree: executed is inside killed), measure (held now against arrested since), group, place, period.
Nothing is filled by guess: an empty cell is `unknown` and its name is given back. A place inside a country is known by the
country's name, by a list that holds it, or by the shipped gazetteers; two other places stay unknown. Counts that run from
one start and end on two days are one scope at two times, not two scopes (rule 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec

from atleast.claims.ledger.figures import Published

Lie = Literal["equal", "inside", "contains", "overlaps", "apart", "unknown"]

_INSIDE = {"execution": "killing", "forced_disappearance": "disappearance"}
_ALL = ("all", "people", "everyone", "persons")
_FORCES = ("security forces", "security personnel", "police", "soldiers", "officers")
_SORTS = {
    "civilians": ("civilians", "civilian"),
    "protesters": ("protesters", "demonstrators", "protestors"),
    "children": ("children", "minors", "under 18"),
    "women": ("women",),
    "men": ("men",),
}
# Sorts of which one person may be two: a boy is a child and may be a protester; only forces, men and women exclude others.
_MAY_OVERLAP = {(a, b) for a in _SORTS for b in _SORTS if a != b and {a, b} != {"men", "women"}}
_AND = re.compile(r"\s*\b(?:and|including)\b\s*")
_WEEK = 7
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


def harm_of(figure: Published) -> str:
    """Return the violation, with any taking into custody as one."""
    return "arrest" if figure.violation == "detention" and figure.scope != "current" else figure.violation


def is_stock(figure: Published) -> bool:
    """Say whether the figure counts those held now, not those arrested since."""
    return figure.violation == "detention" or figure.scope == "current"


def group_of(group: str) -> str:
    """Return who is counted: `all`, `mixed` (forces with others), else the words."""
    words = " ".join(group.casefold().split())
    if not words or words in _ALL or words.startswith("including"):
        return "all"
    return "mixed" if any(f in words for f in _FORCES) and re.search(r"\band\b|\bincluding\b", words) else words


def party_of(figure: Published) -> str:
    """Return whom a figure's origin speaks for: its party where stated, the state for officials, else the origin."""
    return figure.party.casefold() or ("state" if figure.role == "official" else figure.origin)


def parted(figures: Iterable[Published]) -> list[Published]:
    """Return the figures, those of forces with others as a group of its own where one party gives more for everyone.

    "Civilians and security forces" is everyone, unless the same party gives a larger number for all in the same week.
    """
    known = list(figures)
    whole: dict[tuple[str, str, str], list[Published]] = {}
    for one in known:
        if group_of(one.group) == "all":
            whole.setdefault((one.event, harm_of(one), party_of(one)), []).append(one)

    def part(one: Published) -> bool:
        beside = whole.get((one.event, harm_of(one), party_of(one)), []) if group_of(one.group) == "mixed" else []
        return any(
            place_of(f.place) == place_of(one.place)
            and abs(days_apart(f.date, one.date)) <= _WEEK
            and (f.value or 0) > (one.value or 0)
            for f in beside
        )

    return [msgspec.structs.replace(f, group=f"some: {_AND.sub(', ', f.group)}") if part(f) else f for f in known]


def place_of(place: str) -> str:
    """Return a place as it is compared."""
    return "; ".join(sorted(_names(place)))


def days_apart(a: str, b: str) -> int:
    """Return how many days lie between two ISO dates, which may be months or years; 0 when one is not known."""
    return _days(a, b) if a and b else 0


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
    held = [is_stock(f) for f in (a, b)]
    return "equal" if held[0] == held[1] else "inside" if held[0] else "contains"


def _group(a: str, b: str, *, one_party: bool) -> Lie:
    left, right = " ".join(a.casefold().split()), " ".join(b.casefold().split())
    if not left or not right:
        return "unknown"
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
    kinds = [{_sort(p) for p in group} for group in (trimmed, around)]
    if all(len(k) == 1 and "" not in k for k in kinds) and (min(kinds[0]), min(kinds[1])) not in _MAY_OVERLAP:
        return "equal" if kinds[0] == kinds[1] else "apart"
    if trimmed < around:
        return "inside"
    return "contains" if around < trimmed else "unknown"


def _sort(group: str) -> str:
    """Return which of the sorts of people that nobody can be two of a group is, empty when it is none."""
    if any(word in group for word in _FORCES):
        return "forces"
    return next((sort for sort, words in _SORTS.items() if group in words), "")


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
    if all(f.scope in ("period", "incident") and f.period_end for f in (a, b)):
        return _bounded(a, b)
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


def _bounded(a: Published, b: Published) -> Lie:
    """Compare two periods that both begin and end on stated days."""
    starts, ends = _days(a.period_start, b.period_start), _days(a.period_end, b.period_end)
    if not starts and not ends:
        return "equal"
    if _days(a.period_end, b.period_start) < 0 or _days(b.period_end, a.period_start) < 0:
        return "apart"
    return "inside" if starts >= 0 >= ends else "contains" if starts <= 0 <= ends else "overlaps"


def _days(a: str, b: str) -> int:
    from datetime import date

    def day(text: str) -> date:
        return date.fromisoformat(text + "-01-01"[3 * text.count("-") :] if text.count("-") < 2 else text)

    return (day(a) - day(b)).days
