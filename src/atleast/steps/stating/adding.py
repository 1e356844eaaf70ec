"""Adding published figures to a case: a text, from which claims are proposed, or claims that a person gives.

`add_text(case, file, ...)` puts the file into the vault, reads it and records what was found as proposals; nothing of it enters
a count before a person has accepted it. The words of a web page or a PDF are kept beside the file: spans refer to them,
whatever later versions read out of it. The same text of the same publisher is added once; reading it again with a newer reader
adds only what is new. `add_claims` records claims given by hand (accepted by who adds them), `read_claims_file` reads them from
a CSV with the columns of `atleast ledger`, and, if there, party, quote, declares, named, incident.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec

from atleast import __version__, casefile, claims
from atleast.errors import InputError, UsageError
from atleast.model import Claim, ClaimBound, ClaimScope, Document, OriginKind
from atleast.steps.documents.reading import read_document
from atleast.steps.files import read_bytes, read_text
from atleast.steps.state import gazetteer
from atleast.steps.stating.deciding import check, plain
from atleast.steps.stating.editing import DECLARES, STANCES
from atleast.steps.stating.folding import one_party, stated
from atleast.steps.stating.resolving import READER, by_hand, day, from_text, is_written

if TYPE_CHECKING:
    from atleast.casefile import Case

ROLES = ("official", "official-independent", "un", "ngo", "medical", "media", "leak", "witness", "unknown")
YES = ("1", "true", "yes", "named")
FURTHER = ("party", "quote", "declares", "named", "incident")


@dataclass(frozen=True)
class Proposed:
    """What adding a text brought: the document, its claims as the case has them now, how many are new, and the text itself.

    `notes` say what to know of the words that were read out of a PDF.
    """

    document: Document
    claims: tuple[Claim, ...]
    new: int
    known: bool
    text: str
    notes: tuple[str, ...] = ()


def add_text(
    case: Case,
    file: Path,
    *,
    publisher: str,
    published: str | None = None,
    url: str | None = None,
    title: str | None = None,
    lang: str | None = None,
) -> Proposed:
    """Add a text and propose the claims that are read from it."""
    if not publisher.strip():
        raise UsageError("the publisher is empty", hint="Say who published the text with `--publisher P`.")
    on = day(published, what="--published")
    data = read_bytes(file, what="text")
    sha256 = hashlib.sha256(data).hexdigest()
    known = stated(case)
    document = next(
        (d for d in known.documents.values() if (d.sha256, d.publisher, d.published) == (sha256, publisher.strip(), on)), None
    )
    again = document is not None
    notes: tuple[str, ...] = ()
    if document is not None:
        text = document_text(case, document)
    else:
        text, kind, notes = read_document(data, file.name)
    if not text.strip():
        raise InputError("the text is empty", file=file.name, hint="Check the file.")
    with case.writing():
        if document is None:
            document = Document(
                id="",
                sha256=sha256,
                filename=file.name,
                publisher=publisher.strip(),
                published=on,
                url=url,
                title=title,
                lang=lang,
            )
            told = {k: v for k, v in msgspec.to_builtins(document).items() if k not in ("id", "added", "by")}
            words = casefile.put(case, text.encode("utf-8")) if kind != "text" else None
            event = casefile.append(case, "document.added", told | {"blob": casefile.put(case, data), "words": words})
            document = msgspec.structs.replace(document, id=event.id, added=event.at, by=event.by)
        where = gazetteer(case)
        read = claims.read(
            text,
            lang=document.lang,
            doc_date=document.published,
            publisher=document.publisher,
            known=partial(is_written, where),
        )
        found = from_text(read, document, gazetteer=where, digest=partial(casefile.digest, case), start=case.scope.first_day)
        had = known.by_id()
        fresh = [one for one in found if one.id not in had]
        if fresh or not again:
            blob = casefile.put(case, msgspec.json.encode([plain(one) for one in fresh]))
            payload = {"document": document.id, "reader": READER, "code": __version__, "n": len(fresh), "claims": blob}
            casefile.append(case, "claims.proposed", payload)
    now = stated(case).by_id()
    return Proposed(document, tuple(now[one.id] for one in found if one.id in now), len(fresh), again, text, notes)


def document_text(case: Case, document: Document) -> str:
    """Return the text of a document of the case, in which its spans stand: that which was read when it was added."""
    payload = casefile.get_event(case, document.id).payload
    if payload.get("words"):
        return casefile.get(case, payload["words"]).decode("utf-8")
    # Cases of before kept no words of a web page, and said only that it was one.
    return read_document(casefile.get(case, payload["blob"]), document.filename, page=payload.get("page", False)).text


def add_claims(
    case: Case, told: Sequence[Claim], *, names: Sequence[str] = (), places_known: bool = False
) -> tuple[list[Claim], int]:
    """Record claims given by hand, all or none; return them in order, and how many the case had already.

    `names` say which claim is meant in a fault (`row 3`); with `places_known` a place that is not found is refused, not kept as
    unknown.
    """
    found = gazetteer(case)
    made: list[Claim] = []
    called: dict[str, str] = {}
    for number, one in enumerate(told):
        name = names[number] if number < len(names) else "the claim"
        check(one, what=name)
        if not (one.attributed_to or "").strip():
            raise InputError(f"{name} has no source", hint="A figure without a speaker does not exist: give `--source S`.")
        claim = by_hand(one, gazetteer=found, digest=partial(casefile.digest, case))
        if claim.document is not None and claim.document not in stated(case).documents:
            raise UsageError(
                f"the case has no document {claim.document!r}", hint="`atleast add text` prints the document's id."
            )
        if places_known and claim.scope.place_written and claim.scope.place is None:
            raise InputError(
                f"{name}: the place {claim.scope.place_written!r} is not in the gazetteer",
                hint="Give an id such as IR.TH or a name in it; leave it out when it is not known.",
            )
        made.append(claim)
        called.setdefault(claim.id, name)
    known = stated(case)
    had = known.by_id()
    fresh = {claim.id: claim for claim in made if claim.id not in had}
    one_party(list(fresh.values()), known, whose=[called[each] for each in fresh])
    casefile.append_many(case, [("claim.added", {"claim": plain(claim)}) for claim in fresh.values()])
    now = stated(case).by_id()
    return [now[claim.id] for claim in made], len({c.id for c in made}) - len(fresh)


def claim_from(
    *,
    source: str,
    violation: str,
    bound: str,
    value: int | None,
    value_hi: int | None = None,
    quote: str = "",
    place: str | None = None,
    first_day: str | None = None,
    last_day: str | None = None,
    kind: str = "unknown",
    party: str | None = None,
    declares: str | None = None,
    stance: str = "asserts",
    incident: str | None = None,
    group: str | None = None,
    as_of: str | None = None,
    published: str | None = None,
    relayed_by: Sequence[str] = (),
    named: bool = False,
    basis: str | None = None,
    url: str | None = None,
    document: str | None = None,
) -> Claim:
    """Return a claim as a person gives it; dates in any calendar, place an id or a name."""
    for what, word, allowed in (("stance", stance, STANCES), ("declares", declares, DECLARES)):
        if word and word not in allowed:
            raise InputError(f"{word!r} is no {what}", hint=f"Use one of {', '.join(allowed)}, or leave it out.")
    return Claim(
        id="",
        document=document,
        quote=quote,
        violation=violation,
        bound=cast(ClaimBound, bound),
        value=value,
        value_hi=value_hi,
        basis=basis or None,
        attributed_to=" ".join(source.split()),
        origin_kind=cast(OriginKind, kind if kind in ROLES else "unknown"),
        party=" ".join((party or "").split()) or None,
        relayed_by=tuple(name for cell in relayed_by for name in claims.relays(cell)),
        stance=cast(Literal["asserts", "admits", "denies"], stance or "asserts"),
        scope=ClaimScope(
            place=place or None,
            first_day=day(first_day, what="--from", edge="earliest"),
            last_day=day(last_day, what="--to"),
            group=group if group and group.casefold() not in ("all", "people", "everyone") else None,
            event=incident or None,
        ),
        as_of=day(as_of, what="--as-of"),
        published=day(published, what="--published"),
        url=url or None,
        named=named,
        declares=cast(Literal["incidents", "total", "complete"] | None, declares or None),
    )


def unused_columns(file: Path) -> list[str]:
    """Return the columns of a CSV of claims that mean nothing here, so that a slip in a header is seen."""
    return claims.unused_columns(read_text(file, what="file of claims"), further=FURTHER)


def read_claims_file(file: Path, *, only: str | None = None) -> list[tuple[str, Claim]]:
    """Read claims of a CSV: (the row's id, claim); `only` keeps the rows of one event."""
    text = read_text(file, what="file of claims")
    figures = claims.read_figures(text, filename=file.name)
    rows = {row.get("id", ""): row for row in csv.DictReader(io.StringIO(text))}
    found = []
    for one in figures:
        if only is not None and one.event != only:
            continue
        row: dict[str, Any] = rows[one.id]
        if one.role and one.role not in ROLES:
            raise InputError(f"{one.role!r} is no kind of source", file=file.name, hint=f"Use one of {', '.join(ROLES)}.")
        claim = claim_from(
            source=one.source,
            violation=one.violation,
            bound=one.bound,
            value=one.value,
            value_hi=one.value_hi,
            quote=(row.get("quote") or "").strip(),
            place=one.place,
            first_day=one.period_start,
            last_day=one.period_end,
            kind=one.role or "unknown",
            party=(row.get("party") or "").strip(),
            declares=(row.get("declares") or "").strip(),
            stance=one.stance,
            incident=(row.get("incident") or "").strip(),
            group=one.group,
            as_of=one.as_of,
            published=one.published,
            relayed_by=claims.relays(one.relayed_by),
            named=(row.get("named") or "").strip().casefold() in YES,
            basis=one.basis,
            url=one.url,
        )
        found.append((one.id, claim))
    if only is not None and not found:
        events = sorted({one.event for one in figures})
        raise InputError(f"no row is of the event {only!r}", file=file.name, hint=f"The events are {', '.join(events)}.")
    return found
