"""Which published ceilings the documented facts break, in words.

A ceiling is a total that its speaker offers as complete for its scope: a denial, one declared complete, or an official total
not worded as a floor. It binds to its as-of day only, a number rounded to thousands with the tolerance of its last digit, and
only with a period. `against(claims, ...)` sets every ceiling beside the facts (people known, statements as stated, without
slack) and returns the conflicts. Ceilings never enter a minimum.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from atleast.counts.facts import MOST, Conflict, Facts
from atleast.counts.facts import Claim as Floor
from atleast.counts.folding import Ancestors
from atleast.counts.proving import minimum
from atleast.counts.rules import ClaimRule
from atleast.counts.stated.admitting import last_day
from atleast.counts.stated.statements import Against, Statement
from atleast.counts.stated.widening import places_for
from atleast.model import Claim, Scope

_SHORT = re.compile(r": (\d+) short$")
TOPS = ("exact", "at_most", "fewer_than", "range")


def ceiling(claim: Claim, rule: ClaimRule) -> int | None:
    """Return the most people that a reviewed claim allows in its scope; None when it allows any number."""
    if not claim.counts or claim.kind != "count" or claim.value is None or claim.bound not in TOPS:
        return None
    if claim.stance == "denies" and claim.value:
        return None  # "not 300" is no ceiling
    words = (claim.basis or "").casefold()
    floor = claim.named or claim.declares == "incidents" or any(word in words for word in rule.floor_basis)
    complete = claim.declares == "complete" or (claim.origin_kind in rule.ceiling_kinds and not floor)
    denies = claim.stance == "denies" and claim.value == 0
    if not (denies or complete) or (not denies and any(word in words for word in rule.basis_never)):
        return None
    if claim.bound != "exact":
        top = claim.value_hi if claim.bound == "range" and claim.value_hi is not None else claim.value
        return max(0, top - (claim.bound == "fewer_than"))
    unit = next((u for u in (10**9, 10**6, 10**5, 10**4, 10**3) if claim.value and claim.value % u == 0), 0)
    return claim.value + unit // 2


def against(
    claims: Sequence[Claim],
    statements: Sequence[Statement],
    facts: Facts,
    *,
    rule: ClaimRule,
    scope: Scope,
    ancestors: Ancestors,
    children: Collection[str],
) -> tuple[Against, ...]:
    """Return the conflicts of ceilings with what is documented; `facts` has the people and the places."""
    tops: dict[str, Floor] = {}
    for claim in claims:
        most = ceiling(claim, rule)
        clipped = _clipped(claim, rule, scope, ancestors) if most is not None and most <= MOST else None
        if clipped is not None:
            place, first, last, groups = clipped
            tops[claim.id] = Floor(id=claim.id, lower=0, upper=most, place=place, from_=first, to=last, groups=dict(groups))
    if not tops:
        return ()
    floors = [Floor(id=s.id, lower=s.n, place=s.place, from_=s.first_day, to=s.last_day, groups=s.groups) for s in statements]
    used = {each.place for each in facts.persons if each.place} | {f.place for f in (*floors, *tops.values()) if f.place}
    places = places_for(sorted(used), scope, ancestors, children)
    found = minimum(Facts(places=places, persons=facts.persons, claims=(*floors, *tops.values())))
    behind = {s.id: s.claims for s in statements}
    names = {claim.id: _name(claim) for claim in claims}
    speaks = names | {s.id: " and ".join(names[each] for each in s.claims) or "rows without a name" for s in statements}
    found_ = [
        Against(
            claims=tuple(dict.fromkeys(claim for each in one.ids for claim in behind.get(each, (each,)))),
            people=one.people,
            says=_said(one.says, speaks),
            **_numbers(one, tops),
        )
        for one in found.conflicts
    ]
    # Rows without a name stand only where nobody known by name, and no claim, says as much against the same ceiling.
    said = {one.claims[0] for one in found_ if one.people or len(one.claims) > 1}
    kept = [one for one in found_ if one.people or len(one.claims) > 1 or one.claims[0] not in said]
    return tuple(one for i, one in enumerate(kept) if one not in kept[:i])


def _numbers(one: Conflict, tops: Mapping[str, Floor]) -> dict[str, int]:
    """Return the ceiling of a conflict of one, and the floor that breaks it; nothing of several."""
    short = _SHORT.search(one.says)
    if short is None or one.ids[0] not in tops:
        return {}
    most = tops[one.ids[0]].upper or 0
    return {"ceiling": most, "floor": most + int(short[1])}


def _clipped(
    claim: Claim, rule: ClaimRule, scope: Scope, ancestors: Ancestors
) -> tuple[str, str, str, tuple[tuple[str, bool], ...]] | None:
    """Return the part of a ceiling's scope that lies in the case: what holds for the whole holds for its part."""
    told, until = claim.scope, last_day(claim)
    if claim.violation not in rule.violations.get(scope.violation, ())[:1] or told.place is None:
        return None
    group = (told.group or "").casefold()
    if (group and group not in (*rule.groups, *rule.everyone)) or told.first_day is None or until is None:
        return None
    until = min(until, claim.as_of or until)
    inside = scope.territory in ancestors(told.place)
    if not inside and told.place not in ancestors(scope.territory):
        return None
    first, last = max(told.first_day, scope.first_day), min(until, scope.last_day)
    if first > last or date.fromisoformat(first) > date.fromisoformat(last):
        return None
    groups = tuple(sorted(rule.groups.get(group, {}).items()))
    return (told.place if inside else scope.territory), first, last, groups


def _name(claim: Claim) -> str:
    day = claim.as_of or claim.published
    return f"{claim.source or claim.attributed_to or 'an unnamed speaker'}{f', {day}' if day else ''}"


def _said(words: str, speaks: Mapping[str, str]) -> str:
    """Put the speakers in place of ids."""
    for each in sorted(speaks, key=len, reverse=True):
        words = words.replace(f"({each})", f"({speaks[each]})").replace(f" {each} ", f" {speaks[each]} ")
        words = words.replace(f" {each},", f" {speaks[each]},")
    return words
