"""The log: append events, read them back in its order, find one by the beginning of its id.

`append` and `append_many` return when the events are durable, all of them or none. Every event is checked against its id when
it is read. A blob that a payload names must be in the vault before. `device` numbers this copy of the case: it is minted at
the first writing and again when the folder turns out to be a copy of another (its database is another file), or when
`new_device` asks, so that two copies never count on in one sequence. It is not part of what merges. Folds go by `in_order`,
not by the log's order.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from atleast.casefile.database import EVENTS, LOCAL
from atleast.casefile.events import Event, blobs_in, event_id, read_body, write_body
from atleast.casefile.vault import exists
from atleast.errors import EvidenceError, InputError

if TYPE_CHECKING:
    from atleast.casefile.case import Case

_DAMAGED = "Copy the case folder away as it is, run `atleast verify`, and restore case.db from a copy."


def append(case: Case, kind: str, payload: Mapping[str, object], *, by: str | None = None) -> Event:
    """Append one event and return it when it is durable; `by` is who says so, else the person who opened the case."""
    return append_many(case, [(kind, payload)], by=by)[0]


def append_many(case: Case, items: Sequence[tuple[str, Mapping[str, object]]], *, by: str | None = None) -> list[Event]:
    """Append events (kind, payload) in one transaction: when this returns all are durable, when it raises none is there."""
    for kind, payload in items:
        missing = [blob.id for blob in blobs_in(payload) if not exists(case, blob)]
        if missing:
            raise EvidenceError(f"an event of kind {kind} names the blob {missing[0][:12]}, which is not in the vault")
    if not items:
        return []
    with case.writing(), case.database.writing() as connection:
        device = _device(case, connection)
        last = connection.execute(sa.select(sa.func.max(EVENTS.c.position))).scalar()
        count = 0 if last is None else last + 1
        seq = connection.execute(sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.device == device)).scalar() or 0
        clock = connection.execute(sa.select(sa.func.max(EVENTS.c.clock))).scalar() or 0
        at, who = datetime.now(UTC), by or case.by
        rows: list[dict[str, object]] = []
        appended: list[Event] = []
        for i, (kind, payload) in enumerate(items):
            number = {"seq": seq + 1 + i, "clock": clock + 1 + i}
            moment = at + timedelta(microseconds=i)
            body, event = write_body(kind, payload, device=device, **number, by=who, salt=secrets.token_bytes(16), at=moment)
            appended.append(event)
            rows.append({"position": count + i, "id": event.id, "kind": kind, "device": device, **number, "body": body})
        connection.execute(sa.insert(EVENTS), rows)
    return appended


def _device(case: Case, connection: sa.Connection) -> str:
    known = {row.name: str(row.value) for row in connection.execute(sa.select(LOCAL.c.name, LOCAL.c.value))}
    here = str((case.folder / "case.db").stat().st_ino)
    if "device" not in known or known.get("file") != here:
        known = {"device": secrets.token_hex(8), "file": here}
        connection.execute(sa.delete(LOCAL).where(LOCAL.c.name.in_(known)))
        connection.execute(sa.insert(LOCAL), [{"name": name, "value": value} for name, value in known.items()])
    return known["device"]


def new_device(case: Case) -> str:
    """Give this copy of the case a device id of its own, and return it."""
    with case.writing(), case.database.writing() as connection:
        connection.execute(sa.delete(LOCAL).where(LOCAL.c.name == "device"))
        return _device(case, connection)


def events(case: Case, *kinds: str) -> list[Event]:
    """Return the events of these kinds (all, when none is named) in the log's order, each checked against its id."""
    query = sa.select(EVENTS.c.id, EVENTS.c.kind, EVENTS.c.body).order_by(EVENTS.c.position)
    if kinds:
        query = query.where(EVENTS.c.kind.in_(kinds))
    with case.database.reading() as connection:
        return [_checked(row.id, row.kind, row.body) for row in connection.execute(query)]


def _checked(named: str, kind: str, body: bytes) -> Event:
    event = read_body(body) if event_id(body) == named else None
    if event is None or event.kind != kind:
        raise EvidenceError(f"the event {named[:12]} is not what was written", hint=_DAMAGED)
    return event


def get_event(case: Case, prefix: str) -> Event:
    """Return the event whose id begins with `prefix`, which must name one event only."""
    wanted = prefix.strip().lower()
    if not wanted or wanted.strip("0123456789abcdef"):
        raise InputError(f"{prefix!r} is not the beginning of an event's id", hint="`atleast log` lists the events.")
    # "g" follows every hex digit, so the ids between are those that begin so, and the index finds them.
    begins = sa.and_(EVENTS.c.id >= wanted, EVENTS.c.id < f"{wanted}g")
    with case.database.reading() as connection:
        found = connection.execute(sa.select(EVENTS.c.id, EVENTS.c.kind, EVENTS.c.body).where(begins).limit(2)).all()
    if not found:
        raise InputError(f"no event has an id that begins with {prefix!r}", hint="`atleast log` lists the events.")
    if len(found) > 1:
        raise InputError(f"more than one event has an id that begins with {prefix!r}", hint="Give more of its characters.")
    return _checked(found[0].id, found[0].kind, found[0].body)


def leaves(case: Case) -> list[bytes]:
    """Return the leaves of the tree in the log's order: each event's id as 32 bytes."""
    with case.database.reading() as connection:
        ids = connection.execute(sa.select(EVENTS.c.id).order_by(EVENTS.c.position)).scalars().all()
    return [bytes.fromhex(one) for one in ids]


def stored(case: Case, connection: sa.Connection) -> Iterator[sa.Row[Any]]:
    """Yield (position, id, kind, device, seq, clock, body) of every event as it lies in the database, unchecked."""
    result = connection.execute(sa.select(EVENTS).order_by(EVENTS.c.position))
    for part in result.partitions(1000):
        yield from part
