"""What a case can show of its log to others: root, proofs, and a checkpoint to keep elsewhere.

A checkpoint is a note of C2SP (tlog-checkpoint): origin, number of events and root in base64, a line each; signed, it is
followed by an Ed25519 line of signed-note. It holds nothing of the events. Whoever keeps one can tell whether the log was
ever cut, changed or forked before it (`verify(case, checkpoint=...)`); without one kept elsewhere an older whole copy cannot
be told apart.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING

import msgspec

from atleast.casefile import merkle
from atleast.casefile.events import Event
from atleast.casefile.log import leaves
from atleast.errors import EvidenceError, InputError

if TYPE_CHECKING:
    from atleast.casefile.case import Case

_DASH = "\u2014"
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proof of RFC 6962 in hex. Inclusion: `index` is the event's place; consistency: `index` is the older size."""

    index: int
    size: int
    root: str
    path: tuple[str, ...]


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a log: its origin, its number of events, its root (hex), and who signed it, where a key was given."""

    origin: str
    size: int
    root: str
    signed_by: str | None = None


def root(case: Case) -> tuple[int, str]:
    """Return the number of events and the root of this copy's tree (hex)."""
    found = leaves(case)
    return len(found), merkle.tree_root(found).hex()


def prove_event(case: Case, event: Event) -> Proof:
    """Return the proof that `event` stands in this copy's log."""
    found = leaves(case)
    leaf = bytes.fromhex(event.id)
    if leaf not in found:
        raise InputError(f"the event {event.id[:12]} is not in this log")
    return _proof(found, index := found.index(leaf), merkle.inclusion(found, index))


def prove_growth(case: Case, old_size: int) -> Proof:
    """Return the proof that this copy's log only appended to its first `old_size` events."""
    found = leaves(case)
    return _proof(found, old_size, merkle.consistency(found, old_size))


def _proof(found: list[bytes], index: int, path: list[bytes]) -> Proof:
    top = merkle.tree_root(found).hex()
    return Proof(index=index, size=len(found), root=top, path=tuple(step.hex() for step in path))


def shows_event(proof: Proof, event_id: str) -> bool:
    """Say whether `proof` shows that the event stands in the log with the proof's root."""
    path = [bytes.fromhex(step) for step in proof.path]
    return merkle.includes(bytes.fromhex(event_id), proof.index, proof.size, path, bytes.fromhex(proof.root))


def shows_growth(proof: Proof, old_root: str) -> bool:
    """Say whether `proof` shows that the log with the proof's root begins with the older one."""
    path = [bytes.fromhex(step) for step in proof.path]
    return merkle.extends(proof.index, proof.size, bytes.fromhex(old_root), bytes.fromhex(proof.root), path)


def checkpoint(case: Case, *, signing_key: bytes | None = None, signer: str | None = None) -> str:
    """Return a checkpoint of the log as text, signed when a key (the 32 bytes of Ed25519) is given, by `signer`."""
    size, top = root(case)
    origin = f"atleast/{case.id}"
    text = f"{origin}\n{size}\n{base64.b64encode(bytes.fromhex(top)).decode()}\n"
    return text if signing_key is None else sign_note(text, signing_key=signing_key, signer=signer or origin)


def sign_note(text: str, *, signing_key: bytes, signer: str) -> str:
    """Return `text` as a signed note."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not signer or "+" in signer or any(character.isspace() for character in signer):
        raise InputError(f"the name of a signer has no spaces and no plus: {signer!r}")
    key = Ed25519PrivateKey.from_private_bytes(signing_key)
    signature = key_hash(signer, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n{_DASH} {signer} {base64.b64encode(signature).decode()}\n"


def key_hash(signer: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a signature line names its Ed25519 key."""
    return hashlib.sha256(signer.encode() + b"\n\x01" + public_key).digest()[:4]


def open_note(note: str, *, public_key: bytes, signer: str) -> str:
    """Return the text of a note that `signer` signed with the key; anything else is an `EvidenceError`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    key = Ed25519PublicKey.from_public_bytes(public_key)
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[:2] != [_DASH, signer]:
            continue
        try:
            raw = base64.b64decode(parts[2], validate=True)
            if raw[:4] == key_hash(signer, public_key):
                key.verify(raw[4:], text.encode())
                return text
        except (binascii.Error, InvalidSignature):
            break
    raise EvidenceError(f"the note is not signed by {signer} with this key", hint="Ask who gave it to you for the right one.")


def read_checkpoint(note: str, *, public_key: bytes | None = None, signer: str | None = None) -> Checkpoint:
    """Read a checkpoint; with a public key (and the signer's name, else the origin) its signature is checked too."""
    origin = note.split("\n", 1)[0]
    name = signer or origin
    text = note.partition("\n\n")[0].rstrip("\n") + "\n"
    if public_key is not None:
        text = open_note(note, public_key=public_key, signer=name)
    lines = text.split("\n")
    try:
        if len(lines) < 4 or not origin or not _SIZE.fullmatch(lines[1]):
            raise ValueError
        top = base64.b64decode(lines[2], validate=True)
        if len(top) != 32:
            raise ValueError
    except ValueError:
        raise InputError("this is no checkpoint: origin, size and root were expected, a line each") from None
    return Checkpoint(origin=origin, size=int(lines[1]), root=top.hex(), signed_by=None if public_key is None else name)
