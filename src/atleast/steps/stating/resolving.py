"""From what a text or a row says to a claim of the case: place and period looked up, with all that was assumed said.

`from_text(read, document, ...)` turns the claims of the reader into claims of the case, `by_hand(...)` what a person gives. A
place is an id of the gazetteer or a name; where a town and its province share a name the province is taken, which is weaker and
still true. A period is days, a month, a year, "since" a day. A running count ("since the protests began", "as of 10 March")
without a day on which it began is taken from the first day of the case to its own day, and that is said: so two states of one
count never add up. What cannot be looked up stays as written and unknown: it is shown to the reviewer, never filled by guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from atleast import __version__, claims, dates, places
from atleast.errors import InputError
from atleast.model import Claim, ClaimScope, Document
from atleast.places import Gazetteer

Digest = Callable[..., str]
READER = "grammar"
_TOWN = re.compile(r"\b(?:city|town|village|شهر|مدینة|مدينة)\b", re.IGNORECASE)


class Period(NamedTuple):
    """First and last day (ISO, None is not known) and what was assumed."""

    first: str | None
    last: str | None
    assumed: tuple[str, ...] = ()


def find_place(gazetteer: Gazetteer, written: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the place that is meant, None when it is not known, and what was assumed."""
    written = written.strip()
    if written in gazetteer.places or not written:
        return (written or None), ()
    town, province = (places.resolve(gazetteer, **{cell: written})[0] for cell in ("city", "province"))
    wider = province is not None and town is not None and town != province and province in places.ancestors(gazetteer, town)
    found = province if wider and not _TOWN.search(written) else town or province
    if found is None:
        return None, ()
    said = f"“{written}” read as {gazetteer.places[found].names.get('en', found)} ({found})"
    return found, (said + (", the province, which holds the town of that name" if found == province and wider else ""),)


def is_written(gazetteer: Gazetteer, name: str, alone: bool) -> bool:
    """Say whether a name, `alone` or after "city of", is one place of the gazetteer (or a province and its town)."""
    return places.holds(gazetteer, name, alone=alone) and find_place(gazetteer, name)[0] is not None


def find_period(
    written: str | None, *, published: str | None = None, as_of: str | None = None, start: str | None = None
) -> Period:
    """Return the days that a period as the reader writes it means; `start` is the first day of the case."""
    words = (written or "").strip()
    link, rest = re.match(r"(since|until|from|by|از|منذ)?\s*(.*)", words, re.DOTALL | re.IGNORECASE).groups()  # type: ignore[union-attr]
    first, _, last = rest.partition("/") if re.fullmatch(r"[\d-]+/[\d-]+", rest) else (rest, "", "")
    read, end = dates.read(first), dates.read(last) if last else None
    link, until = link and link.lower(), as_of or published
    if read is not None and end is not None:
        return Period(read.earliest, end.latest)
    if read is not None and link not in ("since", "from", "until", "by"):
        return Period(read.earliest, read.latest)
    if read is not None and link in ("since", "from"):
        day = f"the day of the count, {as_of}" if as_of else f"the day of publication, {published}"
        return Period(read.earliest, until, (f"counted to {day}",) if until else ())
    until = read.latest if read else until
    if link is None or not start or not until or until < start:
        return Period(None, until if read else None)
    return Period(start, until, (f"no day of its beginning: counted from the first day of the case, {start}, to {until}",))


def from_text(
    read: Sequence[claims.Claim], document: Document, *, gazetteer: Gazetteer, digest: Digest, start: str | None = None
) -> list[Claim]:
    """Return the reader's claims of a document as claims of the case, in the same order; `start` is the case's first day."""
    ids = [_id(digest, document.sha256, document.publisher, msgspec.to_builtins(one)) for one in read]
    made = []
    for one, name in zip(read, ids, strict=True):
        place, assumed = find_place(gazetteer, one.place or "")
        period = find_period(one.period, published=document.published, as_of=one.as_of, start=start)
        scope = ClaimScope(
            place=place,
            place_written=one.place or "",
            first_day=period.first,
            last_day=period.last,
            period_written=one.period or "",
            group=one.group,
            assumed=(*assumed, *period.assumed),
        )
        told = {
            field: getattr(one, field)
            for field in ("quote", "span", "violation", "kind", "bound", "value", "value_hi", "hedge", "basis")
        }
        made.append(
            Claim(
                id=name,
                document=document.id,
                publisher=document.publisher,
                attributed_to=one.attributed_to,
                source=one.attributed_to,
                relayed_by=one.relayed_by,
                stance=one.stance,
                scope=scope,
                as_of=day(one.as_of, what="the day of the count"),
                published=document.published,
                url=document.url,
                named=one.named,
                subset_of=ids[one.subset_of] if one.subset_of is not None else None,
                unsure=one.unsure,
                reader=f"{READER} {__version__}",
                **told,
            )
        )
    return made


def by_hand(told: Claim, *, gazetteer: Gazetteer, digest: Digest) -> Claim:
    """Return a claim given by a person with its id, its place looked up; a place that is not known is refused with its name."""
    written = told.scope.place or told.scope.place_written
    place, assumed = find_place(gazetteer, written or "")
    scope = msgspec.structs.replace(
        told.scope, place=place, place_written=written or "", assumed=(*told.scope.assumed, *assumed)
    )
    claim = msgspec.structs.replace(told, scope=scope, source=told.attributed_to)
    return msgspec.structs.replace(claim, id=_id(digest, "by hand", "", msgspec.to_builtins(claim)))


def day(text: str | None, *, what: str, edge: str = "latest") -> str | None:
    """Read a day in any calendar; of a month or year take its first (`earliest`) or last (`latest`) day."""
    if not text:
        return None
    read = dates.read(text)
    if read is None:
        raise InputError(f"{what}: {text!r} is not a date", hint="Write it as 2031-03-16, or in Jalali as 1409/12/25.")
    return str(getattr(read, edge))


def _id(digest: Digest, first: str, second: str, told: object) -> str:
    content = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return "C" + digest("claim", first, second, content)[:10]
