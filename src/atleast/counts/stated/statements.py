"""What the wider rungs are made of, JSON-ready: statements, the fate of every claim, and each wide rung with its proof.

A `Statement` says "at least n people in this scope" and who holds it; a `Fate` says of each claim whether the rule admits it,
why not, and what would be needed; a `Wide` rung holds its facts, its proof and witness (`counts.check` verifies both), and who
the known people are; an `IfAccepted` is what would follow if one speaker were believed. Struct definitions only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from atleast.counts.facts import Documented, Facts

Because = Literal["described", "two_origins", "admission", "incidents"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen, keyword-only, unknown fields refused."""


class Statement(_Part, frozen=True, kw_only=True):
    """At least `n` people in this scope (as stated, before widening); `id` is that of the claim in the facts of the rung.

    `because`: `described` (rows without a name), `two_origins`, `admission`, or `incidents` (a sum that one origin declares
    to be of separate incidents). `claims` are the ids of the claims that hold it, `parties` their parties, `records` the
    described rows.
    """

    id: str
    n: int
    because: Because
    place: str
    first_day: str
    last_day: str
    groups: dict[str, bool] = {}
    claims: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


class Fate(_Part, frozen=True, kw_only=True):
    """What the rule makes of a claim: `admitted` with at least `n`, or left out for `reason` (a word of `WHY_NOT`).

    `said` is the floor of its own words, which may be more than the `n` that two parties hold. `by` names other claims that
    the reason speaks of (the one that replaced it).
    """

    id: str
    admitted: bool
    n: int = 0
    said: int = 0
    reason: str = ""
    by: tuple[str, ...] = ()


class Wide(_Part, frozen=True, kw_only=True):
    """A rung with statements: `found` is the minimum of `facts` with proof and witness; `people[i]` are those of entry i."""

    rule: str
    facts: Facts
    found: Documented
    statements: tuple[Statement, ...]
    people: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


class IfAccepted(_Part, frozen=True, kw_only=True):
    """If this claim, which no rule admits, is accepted, at least `n`: never documented, never the headline."""

    claim: str
    n: int


class Against(_Part, frozen=True, kw_only=True):
    """A conflict: claims (and, with `people`, those known by name) that no population satisfies, in words.

    Of one ceiling, the first of `claims` is it, `ceiling` its number and `floor` what the others document inside its scope;
    of several ceilings together both are 0. The report says it in its own language from these.
    """

    claims: tuple[str, ...]
    people: bool
    says: str
    ceiling: int = 0
    floor: int = 0
