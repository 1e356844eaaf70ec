"""Which accepted claims of a case cannot stand beside one another, by the rules of the ledger.

`against_one_another(known, fates, gazetteer)` relates the claims two by two (`atleast.claims.relate`: scopes before numbers, no
conflict where a scope is unknown) and returns the conflicts among what each source says last. It decides nothing: who is right
is not a matter of numbers, and no conflict changes a count.
"""

from __future__ import annotations

from collections.abc import Sequence

from atleast import claims
from atleast.counts import Fate
from atleast.model import Claim
from atleast.places import Gazetteer
from atleast.steps.stating.folding import Stated


def published(claim: Claim, gazetteer: Gazetteer) -> claims.Published:
    """Return a claim as a row of the ledger: all claims of a case are of one event, and who accepts one accepts its group."""
    told = claim.scope
    place = gazetteer.places.get(told.place or "")
    return claims.Published(
        id=claim.id,
        event="case",
        source=claim.source or claim.attributed_to or f"nobody named ({claim.publisher or claim.id})",
        violation=claim.violation,
        bound=claim.bound,
        value=claim.value,
        value_hi=claim.value_hi,
        published=claim.published or "",
        as_of=claim.as_of or "",
        role=claim.origin_kind,
        relayed_by="; ".join(claim.relayed_by),
        group=told.group or "all",
        place=place.names.get("en", place.id) if place else told.place_written,
        period_start=told.first_day or "",
        period_end=told.last_day or "",
        scope="period" if claim.declares == "incidents" else "cumulative",
        basis=", ".join(part for part in (claim.basis, "named" if claim.named else "") if part),
        stance=claim.stance,
        url=claim.url or "",
    )


def standing(known: Stated, fates: Sequence[Fate]) -> list[Claim]:
    """Return the accepted counts that no later figure of their source replaced: what each source says now."""
    old = {fate.id for fate in fates if fate.reason == "replaced"}
    return [claim for claim in known.claims if claim.counts and claim.kind == "count" and claim.id not in old]


def against_one_another(known: Stated, fates: Sequence[Fate], gazetteer: Gazetteer) -> list[claims.Relation]:
    """Return the conflicts among the accepted claims that no later figure of their source replaced."""
    related = claims.relate([published(claim, gazetteer) for claim in standing(known, fates)])
    return [one for one in related if one.relation == "conflict"]
