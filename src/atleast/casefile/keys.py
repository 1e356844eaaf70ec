"""Keys of a case: one random case key, wrapped once for the passphrase and once for the recovery key.

The passphrase (UTF-8, NFC) or the recovery key goes through argon2id with the parameters that its file in `keys/` states; the
result opens the case key by ChaCha20-Poly1305, the file's header being authenticated with it. Everything else is derived from
the case key by HKDF-SHA256 (`database`, `digest`, `vault`); the vault's age identity is random and wrapped the same way in
`keys/vault.json`. A key file carries a checksum of itself, so that damage is told from a wrong passphrase. A cheap argon2id
is refused on opening. Format: docs/formats/keys.md. Argon2id: RFC 9106; ChaCha20-Poly1305: RFC 8439; HKDF: RFC 5869.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import msgspec

from atleast.errors import KeyProblem

FORMAT = "atleast key 1"
LEAST_MEMORY_KIB, LEAST_PASSES = 64 * 1024, 3
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 4 * 1024 * 1024, 64, 64
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_GROUPS, _LETTERS = 8, 4


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one guess of a passphrase costs: argon2id with `memory_kib`, `passes` and `lanes`. Lower it in tests only."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


class _Kdf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = "argon2id"
    salt: str
    memory_kib: int
    passes: int
    lanes: int


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file of `keys/`. `kdf` stands in those opened by a person, `recipient` (public) in that of the vault."""

    format: str
    case: str
    kind: str
    kdf: _Kdf | None = None
    recipient: str | None = None
    nonce: str
    wrapped: str
    check: str


def derive(case_key: bytes, what: str) -> bytes:
    """Return the 32-byte key for one use (`database`, `digest`, `vault`) out of the case key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"atleast 1 {what}".encode()).derive(case_key)


def wrap_for_person(case_key: bytes, secret: str, *, case: str, kind: str, cost: Cost) -> bytes:
    """Return the bytes of a key file that opens `case_key` with `secret`; `kind` is `passphrase` or `recovery`."""
    salt = secrets.token_hex(16)
    kdf = _Kdf(name="argon2id", salt=salt, memory_kib=cost.memory_kib, passes=cost.passes, lanes=cost.lanes)
    header: dict[str, object] = {"format": FORMAT, "case": case, "kind": kind, "kdf": msgspec.to_builtins(kdf)}
    return _seal(header, key=_stretch(secret, kdf), content=case_key)


def wrap_identity(case_key: bytes, identity: str, *, case: str, recipient: str) -> bytes:
    """Return the bytes of `keys/vault.json`: the vault's age identity, wrapped by a key out of the case key."""
    header: dict[str, object] = {"format": FORMAT, "case": case, "kind": "vault", "recipient": recipient}
    return _seal(header, key=derive(case_key, "vault"), content=identity.encode())


def _seal(header: dict[str, object], *, key: bytes, content: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(12)
    header = {**header, "nonce": nonce.hex()}
    sealed = {**header, "wrapped": ChaCha20Poly1305(key).encrypt(nonce, content, _compact(header)).hex()}
    return _pretty({**sealed, "check": hashlib.sha256(_compact(sealed)).hexdigest()})


def _compact(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _pretty(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, indent=2).encode() + b"\n"


def read_key_file(path: Path, *, case: str) -> KeyFile:
    """Read one file of `keys/`, or say that it is missing, damaged, of another case, or in another file's place."""
    where = f"keys/{path.name}"
    other = "the recovery key" if path.stem == "passphrase" else "the passphrase"
    hint = f"Restore {where} from a copy of the case" + (f", or open the case with {other}." if path.stem != "vault" else ".")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyProblem(f"{where} is missing or cannot be read ({error.strerror})", hint=hint) from error
    try:
        read = msgspec.json.decode(data, type=KeyFile)
        plain = msgspec.to_builtins(read)
        check = plain.pop("check")
        whole = hashlib.sha256(_compact(plain)).hexdigest() == check and _pretty({**plain, "check": check}) == data
    except (msgspec.MsgspecError, UnicodeDecodeError):
        whole = False
    if not whole:
        raise KeyProblem(f"{where} is damaged: its bytes are not what was written", hint=hint)
    if read.format != FORMAT:
        raise KeyProblem(f"{where} is of the format {read.format!r}, known is {FORMAT!r}", hint="Use a newer atleast.")
    if read.case != case:
        raise KeyProblem(f"{where} belongs to another case than case.toml ({read.case[:8]}, {case[:8]})", hint=hint)
    if read.kind != path.stem:
        raise KeyProblem(f"{where} holds the key of another kind ({read.kind})", hint=hint)
    return read


def unwrap(file: KeyFile, secret: str, *, allow_weak: bool = False) -> bytes | None:
    """Return the case key that `secret` opens, or None when it is not the secret of this file."""
    kdf = file.kdf
    if kdf is None or kdf.name != "argon2id":
        raise KeyProblem(f"keys/{file.kind}.json does not say how its key is made", hint="Restore it from a copy of the case.")
    if not allow_weak and (kdf.memory_kib < LEAST_MEMORY_KIB or kdf.passes < LEAST_PASSES):
        message = f"keys/{file.kind}.json is weak: argon2id with {kdf.memory_kib // 1024} MiB and {kdf.passes} passes"
        raise KeyProblem(
            f"{message}, at least 64 MiB and 3 are needed", hint="Someone may have made it so: use a copy you trust."
        )
    if kdf.memory_kib > MOST_MEMORY_KIB or not 1 <= kdf.passes <= MOST_PASSES or not 1 <= kdf.lanes <= MOST_LANES:
        raise KeyProblem(f"keys/{file.kind}.json asks for more than a computer has", hint="Use a copy of the case you trust.")
    return _open(file, _stretch(secret, kdf))


def unwrap_identity(file: KeyFile, case_key: bytes) -> str:
    """Return the vault's age identity."""
    identity = _open(file, derive(case_key, "vault"))
    if identity is None:
        raise KeyProblem("keys/vault.json does not belong to this case's key", hint="Restore it from a copy of the case.")
    return identity.decode()


def _open(file: KeyFile, key: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    header = {name: value for name, value in msgspec.to_builtins(file).items() if name not in ("wrapped", "check")}
    try:
        nonce, wrapped = bytes.fromhex(file.nonce), bytes.fromhex(file.wrapped)
        return ChaCha20Poly1305(key).decrypt(nonce, wrapped, _compact(header))
    except (InvalidTag, ValueError):
        return None


def _stretch(secret: str, kdf: _Kdf) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    data = unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass")
    return hash_secret_raw(data, bytes.fromhex(kdf.salt), kdf.passes, kdf.memory_kib, kdf.lanes, 32, Type.ID)


def new_recovery_key() -> str:
    """Return a new recovery key: 160 random bits as eight groups of four characters and a check character each."""
    letters = [[secrets.randbelow(32) for _ in range(_LETTERS)] for _ in range(_GROUPS)]
    return "-".join(_group(values, number) for number, values in enumerate(letters))


def _group(values: Sequence[int], number: int) -> str:
    # Odd weights: one wrong character always shows; the group's number in it: so do two groups in each other's place.
    check = sum((2 * i + 1) * value for i, value in enumerate(values)) + 11 * number + 7
    return "".join(_ALPHABET[value] for value in [*values, check % 32])


def read_recovery_key(text: str) -> tuple[str, list[int]] | None:
    """Read a typed recovery key: the key as it was printed, and the numbers (from 1) of groups that are mistyped.

    Small letters, spaces, missing dashes, and O, I, L for 0, 1, 1 are taken. None: the text has not the shape of one.
    """
    tidy = "".join(character for character in text.upper() if character not in "-‐–— \t\r\n")
    tidy = tidy.translate(str.maketrans("OIL", "011"))
    if len(tidy) != _GROUPS * (_LETTERS + 1) or any(character not in _ALPHABET for character in tidy):
        return None
    groups = [tidy[i : i + _LETTERS + 1] for i in range(0, len(tidy), _LETTERS + 1)]
    values = [[_ALPHABET.index(character) for character in group[:_LETTERS]] for group in groups]
    wrong = [number + 1 for number, group in enumerate(groups) if _group(values[number], number) != group]
    return "-".join(groups), wrong
