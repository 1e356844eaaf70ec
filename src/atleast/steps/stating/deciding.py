"""What people decide of claims: accept, edit, reject; and who is whom among those who speak. All of it is events.

`decide(case, decisions)` records reviews, all or none; an edit holds the whole edited claim, whose quote stays. `state_source`
records a speaker's kind, party and other names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from atleast import casefile
from atleast.claims import VIOLATIONS, meant_violation, no_violation
from atleast.errors import InputError, UsageError
from atleast.model import MOST_PEOPLE, Claim, ClaimVerdict, OriginKind, Source
from atleast.steps.stating.folding import Stated, most, one_party, stated

if TYPE_CHECKING:
    from atleast.casefile import Case


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decided of one claim; `edited` holds the whole claim as it should be, with an edit only."""

    claim: str
    verdict: ClaimVerdict
    because: str = ""
    edited: Claim | None = None
    by: str | None = None


def decide(case: Case, decisions: Sequence[Decision]) -> list[str]:
    """Record decisions, all or none; return the events' ids."""
    now = stated(case)
    known = now.by_id()
    items = [("claim.reviewed", judged(known, one)) for one in decisions]
    agreed(now, decisions)
    events = []
    # Each answer keeps its own reader's name, so answers of two readers are two batches.
    for by in dict.fromkeys(one.by for one in decisions):
        batch = [item for item, one in zip(items, decisions, strict=True) if one.by == by]
        events += casefile.append_many(case, batch, by=by)
    return [event.id for event in events]


def agreed(now: Stated, decisions: Sequence[Decision]) -> None:
    """Refuse decisions that give one source two parties."""
    known = now.by_id()
    changed = [one.edited for one in decisions if one.edited and one.edited.party != known[one.claim].party]
    one_party(changed, now, whose=[f"claim {one.id}" for one in changed])


def judged(known: Mapping[str, Claim], one: Decision) -> dict[str, Any]:
    """Return the payload of a decision after checking that it fits the claim."""
    before = known.get(one.claim)
    if before is None:
        raise UsageError(f"the case has no claim {one.claim!r}", hint="`atleast review --claims --export FILE` lists them.")
    if (one.verdict == "edited") != (one.edited is not None):
        raise UsageError(
            f"claim {one.claim}: an edit needs the claim as it should be, and only an edit does",
            hint="Give `edited` with the verdict `edited`.",
        )
    if one.verdict == "accepted" and most(before) > MOST_PEOPLE:
        check(before, what=f"claim {one.claim}")
    if one.edited is not None:
        check(one.edited, what=f"claim {one.claim}")
        if (one.edited.quote, one.edited.span) != (before.quote, before.span):
            raise UsageError(
                f"claim {one.claim}: the quote is what was read and cannot be edited",
                hint="Reject the claim and add another with `atleast add claim`.",
            )
    edited = plain(one.edited) if one.edited else None
    return {"claim": one.claim, "verdict": one.verdict, "because": one.because, "edited": edited}


def state_source(
    case: Case,
    name: str,
    *,
    kind: OriginKind = "unknown",
    party: str | None = None,
    aliases: Sequence[str] = (),
    name_fa: str | None = None,
) -> str:
    """Record who a speaker is; a later statement about the same name replaces this one."""
    source = Source(
        name=name.strip(),
        kind=kind,
        party=(party or "").strip() or None,
        aliases=tuple(aliases),
        name_fa=(name_fa or "").strip() or None,
    )
    if not source.name:
        raise UsageError("the source has no name", hint="Say who speaks.")
    return casefile.append(case, "source.stated", msgspec.to_builtins(source)).id


def plain(claim: Claim) -> dict[str, Any]:
    """Return a claim as an event holds it: what was decided of it is the event itself."""
    body: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(claim, reviewed=None))
    return body


def check(claim: Claim, *, what: str = "the claim") -> None:
    """Refuse a claim that says nothing: a range or a period that ends before it begins, a number without a bound to it."""
    low, high, scope = claim.value, claim.value_hi, claim.scope
    if claim.violation not in VIOLATIONS:
        raise InputError(f"{what}: {no_violation(claim.violation)}", hint=meant_violation(claim.violation))
    if most(claim) > MOST_PEOPLE:
        raise InputError(
            f"{what} speaks of more people than there are ({most(claim):,})",
            hint="Look for a slip in the number: correct it, or reject the claim.",
        )
    if claim.bound == "vague" and low is not None:
        raise InputError(f"{what} is vague and has a number", hint="Take the number out, or choose another bound.")
    if claim.bound != "vague" and low is None:
        raise InputError(f"{what} says {claim.bound} without a number", hint="Give --value, or the bound vague.")
    if low is not None and low < 0:
        raise InputError(f"{what} speaks of {low} people", hint="A number of people is 0 or more.")
    if (claim.bound == "range") != (high is not None):
        raise InputError(f"{what}: a range has two numbers, and only a range does", hint="Give --value and --value-hi.")
    if low is not None and high is not None and high < low:
        raise InputError(f"{what}: the range ends before it begins ({low} to {high})", hint="Swap the two numbers.")
    for day in (scope.first_day, scope.last_day, claim.as_of, claim.published):
        if day is not None and not _is_day(day):
            raise InputError(f"{what}: {day!r} is not a day", hint="Write days as 2031-03-16.")
    if scope.first_day and scope.last_day and scope.last_day < scope.first_day:
        raise InputError(
            f"{what}: the period ends ({scope.last_day}) before it begins ({scope.first_day})", hint="Swap the two days."
        )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
