"""The claims of a case at this moment: a fold of its events, the same whatever the order in which they arrived.

`stated(case)` gives documents, sources (who is whom) and all claims with their state: proposed by the reader, accepted, edited
or rejected by a person. The same figure read twice is one claim, for its id is a digest of what was read; the latest review
that was not undone holds, and an edit never changes the quote. Names of speakers are put together by the stated sources: an
alias becomes the name, with its kind and party. It warns where sources cite one another, and where readers of one claim differ.
An undone event is as if it had not been.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from atleast import casefile
from atleast.claims.ledger.summing import rings
from atleast.errors import EvidenceError, InputError, UsageError
from atleast.model import MOST_PEOPLE, Claim, Document, Review, Source

if TYPE_CHECKING:
    from atleast.casefile import Case, Event

KINDS = ("document.added", "claims.proposed", "claim.added", "claim.reviewed", "source.stated")


@dataclass(frozen=True)
class Differing:
    """A claim on which readers differ: what each said last (reader, verdict), the one that holds at the end."""

    claim: str
    said: tuple[tuple[str, str], ...]

    def says(self) -> str:
        """Return it in words."""
        *others, (by, verdict) = self.said
        before = " and ".join(f"{reader} {said} it" for reader, said in others)
        return (
            f"readers differ on {self.claim}: {before}, then {by} {verdict} it, which holds; "
            "when they agree, one of them answers again"
        )


@dataclass(frozen=True)
class Stated:
    """Documents by event id, sources by name, claims in a fixed order (by day, document and place in it), and warnings.

    `differ` are the claims on which readers differ; the warnings say them too. `answers` holds what each reader answered last,
    by claim and reader.
    """

    documents: dict[str, Document]
    sources: dict[str, Source]
    claims: tuple[Claim, ...]
    warnings: tuple[str, ...] = ()
    differ: tuple[Differing, ...] = ()
    answers: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)

    def by_id(self) -> dict[str, Claim]:
        """Return the claims by id."""
        return {claim.id: claim for claim in self.claims}

    def in_persian(self, name: str) -> str:
        """Return a source's name in Persian where one was stated, else the name as it is."""
        source = self.sources.get(name)
        return source.name_fa if source and source.name_fa else name


def stated(case: Case) -> Stated:
    """Return what the case's events say of published figures."""
    events = casefile.in_order(casefile.events(case))
    undone: set[str] = set()
    for event in reversed(events):
        if event.kind == "event.undone" and event.id not in undone:
            undone.add(event.payload["event"])
    documents: dict[str, Document] = {}
    sources: dict[str, Source] = {}
    found: dict[str, Claim] = {}
    reviews: dict[str, list[Event]] = {}
    for event in (e for e in events if e.kind in KINDS and e.id not in undone):
        payload = event.payload
        match event.kind:
            case "document.added":
                documents[event.id] = _document(event)
            case "claims.proposed" if payload["document"] in documents:
                for one in _read(msgspec.json.decode(casefile.get(case, payload["claims"])), event.id):
                    found.setdefault(one.id, one)
            case "claim.added":
                (one,) = _read([payload["claim"]], event.id)
                review = Review(verdict="accepted", by=event.by, at=event.at, event=event.id)
                found.setdefault(one.id, msgspec.structs.replace(one, reviewed=review))
            case "claim.reviewed":
                reviews.setdefault(payload["claim"], []).append(event)
            case "source.stated":
                source = msgspec.convert(payload, Source)
                sources = {name: kept for name, kept in sources.items() if folded(name) != folded(source.name)}
                sources[source.name] = source
    names = who_is_whom(sources.values())
    claims = [resolved(_reviewed(claim, reviews.get(claim.id, [])[-1:]), names) for claim in found.values()]
    ordered = tuple(sorted(claims, key=_order))
    apart = tuple(each for claim in ordered if (each := differing(claim.id, reviews.get(claim.id, ()))))
    warnings = (*cycles(ordered), *mixed(ordered), *beyond(ordered), *(one.says() for one in apart))
    answers = {(claim, event.by): event.payload for claim, given in reviews.items() for event in given}
    return Stated(documents, dict(sorted(sources.items())), ordered, warnings, apart, answers)


def differing(claim: str, reviews: Sequence[Event]) -> Differing | None:
    """Say whether the readers of a claim differ in what each answered last: the verdict, or how it should read."""
    last = {event.by: event for event in reviews}
    answers = {msgspec.json.encode((e.payload["verdict"], e.payload["edited"])) for e in last.values()}
    if len(answers) < 2:
        return None
    ordered = [event for event in reviews if last[event.by] is event]
    return Differing(claim, tuple((event.by, event.payload["verdict"]) for event in ordered))


def find_claim(known: Stated, what: str) -> Claim:
    """Return the claim that `what` names: its id, or the beginning of it from 4 characters on."""
    hits = [claim for claim in known.claims if claim.id == what] or [
        claim for claim in known.claims if len(what) >= 4 and claim.id.startswith(what)
    ]
    if len(hits) == 1:
        return hits[0]
    said = "names no claim" if not hits else f"names {len(hits)} claims"
    raise UsageError(f"{what!r} {said}", hint="`atleast review --claims --export FILE` lists them with their ids (C...).")


def folded(name: str) -> str:
    """Return a name as it is compared: without case and doubled spaces."""
    return " ".join(name.casefold().split())


def who_is_whom(sources: Any) -> dict[str, Source]:
    """Return the source of each folded name and alias, the Persian name among them; a name goes before an alias of another."""
    names: dict[str, Source] = {}
    for source in sources:
        others = (*source.aliases, *((source.name_fa,) if source.name_fa else ()))
        names.update({folded(alias): source for alias in others if folded(alias) not in names})
    return names | {folded(source.name): source for source in sources}


def resolved(claim: Claim, names: Mapping[str, Source]) -> Claim:
    """Return the claim with its origin, kind and party as stated; what nobody stated stays as the claim has it."""
    source = names.get(folded(claim.attributed_to)) if claim.attributed_to else None
    relays = tuple(names[folded(name)].name if folded(name) in names else name for name in claim.relayed_by)
    if source is None:
        return msgspec.structs.replace(claim, source=claim.source or claim.attributed_to, relayed_by=relays)
    kind = source.kind if source.kind != "unknown" else claim.origin_kind
    return msgspec.structs.replace(
        claim, source=source.name, origin_kind=kind, party=source.party or claim.party, relayed_by=relays
    )


def one_party(claims: Sequence[Claim], known: Stated, *, whose: Sequence[str] | None = None) -> None:
    """Refuse a claim that gives its source another party than the case, or an earlier one of `claims`, has for it.

    Names are compared as the case compares them, aliases too; `whose` says which claim is meant in the fault.
    """
    names = who_is_whom(known.sources.values())
    ids = {claim.id for claim in claims}
    holds: dict[str, str] = {}
    for claim in known.claims:
        if claim.source and claim.party and claim.state != "rejected" and claim.id not in ids:
            holds.setdefault(folded(claim.source), claim.party)
    holds |= {folded(source.name): source.party for source in known.sources.values() if source.party}
    for number, claim in enumerate(claims):
        stated_as = names.get(folded(claim.attributed_to or ""))
        name = stated_as.name if stated_as else claim.attributed_to or ""
        if not claim.party or not name:
            continue
        held = holds.setdefault(folded(name), claim.party)
        if folded(held) != folded(claim.party):
            what = whose[number] if whose else "the claim"
            raise InputError(
                f"{what}: {name!r} speaks for the party {held!r} already, not for {claim.party!r}",
                hint=f"One source has one party: state it with `atleast add source {name!r} --party ...`.",
            )


def mixed(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Say which sources have claims of several parties, as when two copies of a case were put together: each is one origin."""
    parties: dict[str, dict[str, str]] = {}
    for claim in claims:
        if claim.source and claim.party and claim.state != "rejected":
            parties.setdefault(folded(claim.source), {}).setdefault(folded(claim.party), claim.party)
    names = {folded(claim.source): claim.source for claim in reversed(claims) if claim.source}
    return tuple(
        f"{names[source]} has the parties {' and '.join(sorted(held.values()))}: it is taken as one origin; "
        "state its party with `atleast add source`"
        for source, held in sorted(parties.items())
        if len(held) > 1
    )


def most(claim: Claim) -> int:
    """Return the largest number that a claim names."""
    return max(claim.value or 0, claim.value_hi or 0)


def beyond(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Name the claims that speak of more people than there are, which no count takes."""
    return tuple(
        f"{claim.id} speaks of {most(claim):,} people, more than there are: no count takes it; edit or withdraw it"
        for claim in claims
        if claim.counts and most(claim) > MOST_PEOPLE
    )


def cycles(claims: tuple[Claim, ...]) -> tuple[str, ...]:
    """Say which sources cite one another, by way of others too: their figures may all go back to one of them."""
    said = rings([folded(name) for name in (claim.source, *claim.relayed_by) if name] for claim in claims)
    names = {folded(name): name for claim in claims for name in (claim.source, *claim.relayed_by) if name}
    return tuple(
        f"{' and '.join(names[each] for each in ring)} cite one another: they are taken as one origin" for ring in said
    )


def _document(event: Event) -> Document:
    p = event.payload
    told = {name: p[name] for name in ("sha256", "filename", "publisher", "published", "url", "title", "lang")}
    return Document(id=event.id, added=event.at, by=event.by, **told)


def _read(plain: Any, event: str) -> list[Claim]:
    try:
        return msgspec.convert(plain, list[Claim])
    except msgspec.ValidationError as fault:
        raise EvidenceError(f"the claims of event {event[:8]} cannot be read: {fault}", hint="Use a newer atleast.") from fault


def _reviewed(claim: Claim, latest: Sequence[Event]) -> Claim:
    """Return the claim as the latest review leaves it: the quote, where it stands and what read it stay."""
    if not latest:
        return claim
    (event,) = latest
    p = event.payload
    review = Review(verdict=p["verdict"], by=event.by, at=event.at, because=p["because"], event=event.id)
    if p["verdict"] != "edited":
        return msgspec.structs.replace(claim, reviewed=review)
    (edited,) = _read([p["edited"]], event.id)
    kept = {name: getattr(claim, name) for name in ("id", "document", "publisher", "quote", "span", "reader")}
    return msgspec.structs.replace(edited, reviewed=review, **kept)


def _order(claim: Claim) -> tuple[str, str, tuple[int, int], str]:
    return claim.as_of or claim.published or "", claim.document or "", claim.span or (0, 0), claim.id
