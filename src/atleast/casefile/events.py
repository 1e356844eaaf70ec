"""Events and blobs as they are written: canonical bytes, ids, and the references from one to the other.

An event is one JSON object: `v` (1), `kind`, `device`, `seq`, `clock`, `at` (UTC), `by`, `salt` (16 random bytes, hex) and
`payload`. Its bytes are written once: keys sorted by code point, no spaces, UTF-8, no floats, whole numbers within +-(2^53 -
1), strings as RFC 8785 writes them; they are stored and hashed as they are and never made again. Its id is SHA-256(0x00 ||
bytes), the leaf of RFC 6962. A payload names a blob by an object with exactly the keys `blob`, `commit`, `salt`, `size`. What
JSON cannot say exactly is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from atleast.errors import AtleastError, EvidenceError

VERSION = 1
LARGEST = 1 << 20
_WHOLE = 2**53 - 1
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_BLOB_KEYS = {"blob", "commit", "salt", "size"}


class Blob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"id": "blob"}):
    """Bytes in the vault: `id` is the SHA-256 of the ciphertext, `size` the length of the plaintext in bytes.

    `commit` is SHA-256(salt || SHA-256(plaintext)), hex: it binds the event to the content without letting anyone who has the
    content search for it. Put a blob anywhere in an event's payload to name it; read it back with `blobs_in(payload)`.
    """

    id: _Digest
    size: Annotated[int, msgspec.Meta(ge=0)]
    salt: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    commit: _Digest


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An appended fact: who (`by`), when (`at`, UTC), what (`kind`, `payload`); `id` is the digest of its bytes.

    `device` is the copy of the case that wrote it and `seq` its number there, from 1. `clock` is one more than the largest
    of all events that were in that copy then: who had seen an event comes after it, whatever the clocks on the wall said.
    """

    id: str
    v: int
    kind: str
    device: str
    seq: int
    clock: int
    at: str
    by: str
    payload: dict[str, Any]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    v: int
    kind: str
    device: str
    seq: int
    clock: int
    at: str
    by: str
    salt: str
    payload: dict[str, Any]


def canonical(value: object) -> bytes:
    """Return the one way to write `value` as JSON; refuse floats and whatever has no single way."""
    plain = _plain(value, "event")
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise AtleastError("an event holds text with half a character (a lone surrogate), which UTF-8 cannot write") from error


def _plain(value: object, where: str) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > _WHOLE:
            raise AtleastError(f"an event cannot hold the number at {where}, beyond 2^53 - 1", hint="Write it as text.")
        return int(value)
    if isinstance(value, msgspec.Struct):
        return _plain(msgspec.to_builtins(value), where)
    if isinstance(value, Mapping):
        odd = [key for key in value if not isinstance(key, str)]
        if odd:
            raise AtleastError(f"an event cannot hold a key that is no text ({type(odd[0]).__name__}) at {where}")
        return {key: _plain(inner, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, f"{where}[{i}]") for i, inner in enumerate(value)]
    kind = type(value).__name__
    hint = "Write it as text or as a whole number of a smaller unit." if kind == "float" else "Use text, whole numbers, lists."
    raise AtleastError(f"an event cannot hold the {kind} at {where}", hint=hint)


def write_body(
    kind: str, payload: Mapping[str, object], *, device: str, seq: int, clock: int, by: str, salt: bytes, at: datetime
) -> tuple[bytes, Event]:
    """Return the bytes of a new event, and the event as it reads back from them."""
    if not _KIND.fullmatch(kind) or len(kind) > 64:
        raise AtleastError(f"an event's kind is small letters, digits and dots, such as list.added, not {kind!r}")
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    who = {"v": VERSION, "kind": kind, "device": device, "seq": seq, "clock": clock, "at": stamp, "by": by}
    body = canonical({**who, "salt": salt.hex(), "payload": payload})
    if len(body) > LARGEST:
        hint = "Put the large part into the vault and name the blob."
        raise AtleastError(f"an event of kind {kind} would be {len(body)} bytes, more than {LARGEST}", hint=hint)
    return body, read_body(body)


def event_id(body: bytes) -> str:
    """Return the event's id: SHA-256(0x00 || bytes), hex, which is also its leaf in the tree."""
    return hashlib.sha256(b"\x00" + body).hexdigest()


def read_body(body: bytes) -> Event:
    """Read an event from its bytes; bytes that are no event of a known version are an `EvidenceError`."""
    try:
        read = msgspec.json.decode(body, type=_Body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise EvidenceError(f"the event {event_id(body)[:12]} cannot be read: {error}") from error
    if read.v != VERSION:
        hint = "Open this case with a newer atleast."
        raise EvidenceError(f"the event {event_id(body)[:12]} has the version {read.v}, known is {VERSION}", hint=hint)
    kept = {name: getattr(read, name) for name in ("v", "kind", "device", "seq", "clock", "at", "by", "payload")}
    return Event(id=event_id(body), **kept)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return `events` in the one order that a fold may use: by `clock`, then `at`, then `id`.

    It is the same in every copy of a case that holds them, and an event stands after all that its writer could have seen.
    """
    return sorted(events, key=lambda event: (event.clock, event.at, event.id))


def blobs_in(payload: object) -> Iterator[Blob]:
    """Yield every blob that a payload names, at any depth, in the order of the keys."""
    if isinstance(payload, Blob):
        yield payload
    elif isinstance(payload, Mapping):
        if payload.keys() == _BLOB_KEYS:
            yield as_blob(payload)
        else:
            for key in sorted(payload):
                yield from blobs_in(payload[key])
    elif isinstance(payload, list | tuple):
        for inner in payload:
            yield from blobs_in(inner)


def as_blob(named: Mapping[str, object]) -> Blob:
    """Return the blob that a payload names by the object `named`."""
    try:
        return msgspec.convert(dict(named), Blob)
    except msgspec.ValidationError as error:
        raise EvidenceError(f"an event names a blob in a way that cannot be read: {error}") from error
