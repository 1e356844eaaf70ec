"""Which claims may enter a minimum, and as what: the rule of the ladder applied to every claim, with a reason for each.

`admit(claims, ...)` takes model claims (reviewed or not), the rule and the scope, and returns an `Admitted`: the fate of every
claim, the statements that follow from those admitted, and the floors that no rule admits. A claim needs a basis that counts, a
reviewer, and either two parties of different origin or an admission against interest. Two claims of different numbers on one
scope (one place and group, periods that begin or end alike) hold at least the smaller number between them. A
later figure of one source on one scope replaces the earlier one, also when it is lower. Relays are no origins; who passes on
another's figures, or shares its party, is not independent of it; a party that nobody stated is independent of nobody. One
source is one origin whatever parties were typed for it. A figure that its source denies is no floor.
It never adds figures of two sources: sums are only those that one source declares to be of separate incidents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

import msgspec

from atleast.counts.facts import MOST
from atleast.counts.folding import Ancestors
from atleast.counts.rules import ClaimRule
from atleast.counts.stated.incidents import Box, Floor, Part, Unit, held_up, hull, one_scope, separate, sums, units, within
from atleast.counts.stated.statements import Because, Fate, Statement
from atleast.model import Claim, Scope

FLOORS = ("exact", "at_least", "more_than", "range")
# Why a claim is in no documented rung, and what would be needed.
WHY_NOT: dict[str, tuple[str, str]] = {
    "not_reviewed": ("only a machine has read it", "a person accepts it (`atleast review --claims`)"),
    "rejected": ("a person rejected it", "another review, if that was a mistake"),
    "not_a_count": ("it is an age or a share, no number of people", "nothing: it is shown, not counted"),
    "other_violation": ("it counts another harm", "nothing: harms are never added"),
    "denied": ("its source denies it: the number is another's", "the claim of who holds that number"),
    "too_many": ("it speaks of more people than there are", "the right number, by editing the claim"),
    "no_floor": (
        "its words give no lower bound (up to, fewer than, about, dozens, zero)",
        "a figure worded as at least or exact",
    ),
    "place_unknown": ("its place is not known", "the place, by editing the claim"),
    "period_unknown": ("its period is not known", "first and last day, by editing the claim"),
    "outside_scope": ("it speaks of another place or time", "nothing: it is outside the scope of the case"),
    "wider_than_scope": ("it is wider than the scope of the case", "a figure for the scope or a part of it"),
    "replaced": ("a later figure of the same source replaces it", "nothing: the later figure stands"),
    "basis": ("its basis is not named, documented, confirmed or recorded", "the basis, if the source gives one"),
    "origin_unknown": ("nobody is named as its origin", "who says so, by editing the claim"),
    "party_unknown": (
        "the party of its origin was not stated",
        "`atleast add source NAME --party P`, and a second party that holds it",
    ),
    "one_origin": (
        "only one party holds it",
        "a claim of an independent party on the same scope, or an admission against interest",
    ),
}


class Admitted(NamedTuple):
    """The fate of every claim, the statements that were admitted, and the floors of which no rule admits the whole."""

    fates: tuple[Fate, ...]
    statements: tuple[Statement, ...]
    refused: tuple[Floor, ...]


def admit(claims: Sequence[Claim], *, rule: ClaimRule, scope: Scope, ancestors: Ancestors) -> Admitted:
    """Apply the rule to every claim."""
    why: dict[str, str] = {}
    by: dict[str, tuple[str, ...]] = {}
    boxes: dict[str, Box] = {}
    for claim in claims:
        told = _box(claim, rule, scope, ancestors)
        if isinstance(told, Box):
            boxes[claim.id] = told
        reason = _unfit(claim, rule, scope) or (told if isinstance(told, str) else "")
        reason = reason or ("" if basis_counts(claim, rule) else "basis")
        if reason:
            why[claim.id] = reason
    for old, new in _replaced([c for c in claims if c.counts and c.id in boxes], rule).items():
        if old not in why or why[old] == "basis":
            why[old], by[old] = "replaced", (new,)
    fit = [c for c in claims if c.id not in why]
    floors = [_floor(c, boxes[c.id], rule) for c in fit]
    parts = [Part(floor, _folded(c.scope.event) or None) for c, floor in zip(fit, floors, strict=True)]
    incidents = [
        part for c, part in zip(fit, parts, strict=True) if c.declares == "incidents" and c.subset_of is None and c.source
    ]
    apart = separate(incidents, ancestors)
    added = [(several, sums(several, ancestors, scope)) for several in apart]
    independent = _independent(claims)
    level, statements = _held([*floors, *(one for _, of in added for one in of)], independent, rule)
    for several, of in added:
        others = [part for part in parts if independent(several[0].floor, part.floor)]
        statements += _added(several, of, units(several, others, ancestors, rule.date_slack_days), level, ancestors)
    for claim, floor in zip(fit, floors, strict=True):
        if floor.ids not in level:
            why[claim.id] = "origin_unknown" if not claim.source else "one_origin" if floor.party else "party_unknown"
    open_ones = {"basis", "origin_unknown", "party_unknown", "one_origin"}
    held = {c.id: level.get((c.id,), 0) for c in claims}
    refused = tuple(
        _floor(c, boxes[c.id], rule)
        for c in claims
        if c.counts and c.id in boxes and (why.get(c.id) in open_ones or c.id not in why) and low(c) > held[c.id]
    )
    kept = _undominated(statements, ancestors)
    fates = tuple(
        Fate(id=c.id, admitted=c.id not in why, n=held[c.id], said=low(c), reason=why.get(c.id, ""), by=by.get(c.id, ()))
        for c in claims
    )
    return Admitted(fates, kept, refused)


def low(claim: Claim) -> int:
    """Return the floor that a claim's words give: 0 when they give none; a figure that its source denies is none."""
    if claim.kind != "count" or claim.stance == "denies" or claim.bound not in FLOORS or claim.value is None:
        return 0
    return claim.value + (claim.bound == "more_than")


def basis_counts(claim: Claim, rule: ClaimRule) -> bool:
    """Say whether the basis, as worded, is one that counts."""
    words = " ".join((claim.basis or "").casefold().replace("-", " ").split())
    if any(word in words for word in rule.basis_never):
        return False
    return claim.named or any(word in words for word in (*rule.basis, *rule.basis_also))


def last_day(claim: Claim) -> str | None:
    """Return the last day that a claim can speak of: its period's, else the day of the count or of publication."""
    return claim.scope.last_day or claim.as_of or claim.published


def _unfit(claim: Claim, rule: ClaimRule, scope: Scope) -> str:
    """Return why a claim cannot be counted whatever its place, period and basis."""
    if claim.state in ("proposed", "rejected"):
        return "not_reviewed" if claim.state == "proposed" else "rejected"
    if claim.kind != "count":
        return "not_a_count"
    if claim.violation not in rule.violations.get(scope.violation, ()):
        return "other_violation"
    if claim.stance == "denies" and claim.value:
        return "denied"
    if low(claim) > MOST:
        return "too_many"
    return "" if low(claim) else "no_floor"


def _box(claim: Claim, rule: ClaimRule, scope: Scope, ancestors: Ancestors) -> Box | str:
    """Return the box of a claim inside the scope, or why it has none there."""
    told, until = claim.scope, last_day(claim)
    if told.place is None:
        return "place_unknown"
    if scope.territory not in ancestors(told.place):
        return "wider_than_scope" if told.place in ancestors(scope.territory) else "outside_scope"
    if told.first_day is None or until is None or until < told.first_day:
        return "period_unknown"
    if until < scope.first_day or told.first_day > scope.last_day:
        return "outside_scope"
    if told.first_day < scope.first_day or until > scope.last_day:
        return "wider_than_scope"
    group = (told.group or "").casefold()
    if scope.who.casefold() not in rule.everyone and group != scope.who.casefold():
        return "wider_than_scope"
    groups = tuple(sorted(rule.groups.get(group, {}).items()))
    return Box(told.place, _ordinal(told.first_day), _ordinal(until), groups)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _floor(claim: Claim, box: Box, rule: ClaimRule) -> Floor:
    admission = claim.stance == "admits" and claim.origin_kind in rule.interest
    party = _folded(claim.party) or None
    return Floor((claim.id,), low(claim), box, _folded(claim.source), party, admission)


def _replaced(claims: Sequence[Claim], rule: ClaimRule) -> dict[str, str]:
    """Return which claim a later figure of the same source on the same scope replaces, and which one replaces it."""
    lines: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        words = " ".join((claim.basis or "").casefold().split())
        denied = claim.stance == "denies" and bool(claim.value)  # "not 300" says no number of its own
        if (
            denied
            or low(claim) > MOST
            or not claim.source
            or claim.value is None
            or any(word in words for word in rule.basis_never)
        ):
            continue
        told = claim.scope
        ends = told.last_day if claim.declares == "incidents" else None
        part = claim.subset_of is not None or claim.named
        key = (_folded(claim.source), claim.violation, told.place, told.first_day, ends, told.group, told.event, part)
        lines.setdefault(key, []).append(claim)
    found: dict[str, str] = {}
    for line in lines.values():
        line.sort(key=lambda c: (c.as_of or c.published or "", c.id))
        for i, old in enumerate(line):
            later = [new for new in line[i + 1 :] if _day(new) > _day(old) and _retracts(new, old, rule)]
            if later:
                found[old.id] = later[-1].id
    return found


def _day(claim: Claim) -> str:
    return claim.as_of or claim.published or ""


def _retracts(new: Claim, old: Claim, rule: ClaimRule) -> bool:
    """Say whether a later figure takes the place of an earlier one: as well founded, or lower.

    A figure that others pass on with no day but that of their own text may be an old one: it takes back nothing higher.
    """
    if new.relayed_by and new.as_of in (None, new.published) and low(new) < low(old):
        return False
    if low(new) and basis_counts(new, rule):
        return True
    return (new.value or 0) < low(old) if not low(new) else low(new) < low(old)


def _independent(claims: Sequence[Claim]) -> Callable[[Floor, Floor], bool]:
    """Return what says whether two figures are of independent parties: not of one, nor one passing on the other's."""
    party_of = {_folded(c.source): _folded(c.party) for c in claims if c.source and c.party}
    passes: dict[str, set[str]] = {}
    of_one: dict[str, set[str]] = {}
    for claim in claims:
        if claim.source and claim.party:
            of_one.setdefault(_folded(claim.source), set()).add(_folded(claim.party))
    for parties in of_one.values():
        for party in parties if len(parties) > 1 else ():
            passes.setdefault(party, set()).update(parties)
    for claim in claims:
        chain = [party_of.get(_folded(name), _folded(name)) for name in (claim.source, *claim.relayed_by) if name]
        for i, relay in enumerate(chain[1:], start=1):
            passes.setdefault(relay, set()).update(chain[:i])

    def independent(one: Floor, other: Floor) -> bool:
        a, b = one.party, other.party
        if a is None or b is None or one.source == other.source:
            return False
        return not (a == b or b in passes.get(a, ()) or a in passes.get(b, ()))

    return independent


def _held(
    floors: Sequence[Floor], independent: Callable[[Floor, Floor], bool], rule: ClaimRule
) -> tuple[dict[tuple[str, ...], int], list[Statement]]:
    """Return how many of each floor two independent parties hold (or the speaker admits), and the statements that follow."""
    slack = rule.date_slack_days
    level: dict[tuple[str, ...], int] = {}
    made: list[Statement] = []
    for floor in floors:
        if floor.admission:
            level[floor.ids] = floor.n
            made.append(_statement([floor], floor.n, floor.box, "admission"))
    for floor, other in combinations(floors, 2):
        both = one_scope(floor.box, other.box, slack) if independent(floor, other) else None
        if both is not None:
            n = min(floor.n, other.n)
            made.append(_statement([floor, other], n, both, "two_origins"))
            for each in (floor, other):
                level[each.ids] = max(level.get(each.ids, 0), n)
    for ids in [ids for ids in level if len(ids) > 1]:  # a claim is admitted with the sum that it belongs to
        for one in ids:
            level.setdefault((one,), 0)
    return level, made


def _added(
    apart: Sequence[Part],
    over: Sequence[Floor],
    known: Sequence[Unit],
    level: dict[tuple[str, ...], int],
    ancestors: Ancestors,
) -> list[Statement]:
    """Return what follows when one source declares incidents separate and others hold them up, each statement once.

    The scope holds those of the incidents and of all who hold them: so no statement counts twice beside this one either.
    """
    by_id = {id: part.floor for part in apart for id in part.floor.ids}
    made: dict[tuple[str, ...], Statement] = {}
    for one in over:
        used = held_up(one.ids, known)
        holders = [floor for unit in used for floor in unit.by]
        parts = [by_id[id] for unit in used for id in sorted(unit.ids)]
        n, ids = sum(unit.n for unit in used), tuple(sorted(id for part in parts for id in part.ids))
        if n > level.get(ids, 0):  # what one statement holds up of one scope, two parties hold already
            around = hull([floor.box for floor in (*parts, *holders)], ancestors)
            made[ids] = _statement([*parts, *holders], n, around, "incidents")
            for id in made[ids].claims:
                level.setdefault((id,), 0)
    return [made[ids] for ids in sorted(made)]


def _statement(floors: Sequence[Floor], n: int, box: Box, because: Because) -> Statement:
    ids = tuple(sorted({each for floor in floors for each in floor.ids}))
    return Statement(
        id="+".join(ids),
        n=n,
        because=because,
        place=box.place,
        first_day=date.fromordinal(box.first).isoformat(),
        last_day=date.fromordinal(box.last).isoformat(),
        groups=dict(box.groups),
        claims=ids,
        parties=tuple(sorted({floor.party or floor.source for floor in floors})),
    )


def box_of(statement: Statement) -> Box:
    """Return the box of a statement."""
    days = _ordinal(statement.first_day), _ordinal(statement.last_day)
    return Box(statement.place, *days, tuple(sorted(statement.groups.items())))


def _undominated(statements: Sequence[Statement], ancestors: Ancestors) -> tuple[Statement, ...]:
    """Leave out what another statement says already: as many people or more, in the same scope or inside it."""
    kept: list[Statement] = []
    for one in sorted(statements, key=lambda s: (-s.n, len(s.claims), s.place, s.first_day, s.last_day, s.id)):
        box = box_of(one)
        if not any(within(box_of(other), box, ancestors) for other in kept):
            kept.append(one)
    ordered = sorted(kept, key=lambda s: (s.first_day, s.last_day, s.place, s.claims))
    return tuple(msgspec.structs.replace(one, id=f"S{number}") for number, one in enumerate(ordered, start=1))


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
