"""The vault: bytes as age files, each named by the SHA-256 of its ciphertext, in `vault/<first two characters>/<name>`.

`put` reads its source once, hashing and encrypting as it goes (memory does not grow with size): file in `vault/tmp` ->
barrier -> rename -> barrier on the folder -> read back and hashed. Only then does it return, and only then may an event name
the blob. A file is never rewritten. `get` checks the ciphertext against its name before it trusts a byte: age does not say
who encrypted. pyrage loses errors of the streams it is given, so both streams keep their own and it is they that are asked.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from atleast.casefile import disk
from atleast.casefile.events import Blob, as_blob
from atleast.errors import EvidenceError, InputError, StorageError

if TYPE_CHECKING:
    from atleast.casefile.case import Case

Progress = Callable[[int, int, str], None]
_CHUNK = 1 << 20
_NAME = re.compile(r"[0-9a-f]{64}")


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


class Source:
    """A stream to read from: hashes, counts, reports progress, and keeps the error that stopped it."""

    def __init__(self, stream: BinaryIO, hasher: _Hash, *, tell: Callable[[int], None] | None = None) -> None:
        """Take the stream, the hash to feed, and whom to tell how many bytes were read."""
        self._stream, self._hasher, self._tell = stream, hasher, tell
        self.error: BaseException | None = None
        self.size = 0

    def read(self, size: int = _CHUNK) -> bytes:
        """Return up to `size` bytes; nothing at the end, or after an error."""
        try:
            data = self._stream.read(size)
            self._hasher.update(data)
            if self._tell is not None and (self.size + len(data)) // _CHUNK > self.size // _CHUNK:
                self._tell(self.size + len(data))
        except BaseException as error:
            self.error = error
            raise
        self.size += len(data)
        return data


class Sink:
    """A stream to write to: hashes, counts, writes every byte, and keeps the error that stopped it."""

    def __init__(self, hasher: _Hash, *, into: Callable[[bytes], None] | None = None) -> None:
        """Take the hash to feed and where to write the bytes; nowhere, when they are only to be hashed."""
        self._hasher, self._into = hasher, into
        self.error: BaseException | None = None
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take all of `data`."""
        try:
            if self.error is None and self._into is not None:
                self._into(data)
            self._hasher.update(data)
        except BaseException as error:
            self.error = error
            raise
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def put(case: Case, data: bytes | Path, *, progress: Progress | None = None) -> Blob:
    """Encrypt `data` (bytes, or the content of a file) into the vault and return its blob when it is durable and read back."""
    stream: BinaryIO
    with case.writing():
        if isinstance(data, Path):
            try:
                stream, total = data.open("rb", buffering=_CHUNK), data.stat().st_size
            except OSError as error:
                raise InputError(f"cannot be read: {error.strerror}", file=str(data)) from error
        else:
            stream, total = io.BytesIO(data), len(data)

        def tell(done: int) -> None:
            if progress is not None:
                progress(done, max(total, done), "keeping the file in the vault")

        with stream:
            return _put(case, stream, name=str(data) if isinstance(data, Path) else "the data", tell=tell)


def _put(case: Case, stream: BinaryIO, *, name: str, tell: Callable[[int], None]) -> Blob:
    folder = case.folder / "vault"
    temporary = folder / "tmp" / secrets.token_hex(16)
    plain, cipher, salt = hashlib.sha256(), hashlib.sha256(), secrets.token_bytes(16)
    source = Source(stream, plain, tell=tell)
    try:
        with disk.storage("the vault"):
            descriptor = disk.create_file(temporary)
            try:
                _encrypt(case, source, Sink(cipher, into=lambda piece: disk.write_all(descriptor, piece)), name=name)
                disk.barrier(descriptor)
                disk.forget_pages(descriptor)
            finally:
                os.close(descriptor)
            final = path_of(case.folder, cipher.hexdigest())
            if not final.parent.is_dir():
                disk.make_folder(final.parent)
                disk.sync_folder(folder)
            temporary.rename(final)
            disk.sync_folder(final.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _read_back(final, cipher.hexdigest())
    commit = hashlib.sha256(salt + plain.digest()).hexdigest()
    return Blob(id=cipher.hexdigest(), size=source.size, salt=salt.hex(), commit=commit)


def _encrypt(case: Case, source: Source, sink: Sink, *, name: str) -> None:
    import pyrage

    failed: BaseException | None = None
    try:
        pyrage.encrypt_io(source, sink, [case.identity.to_public()])
    except (pyrage.EncryptError, OSError) as error:
        failed = error
    if isinstance(source.error, OSError):
        raise InputError(f"cannot be read to its end: {source.error.strerror}", file=name) from source.error
    for stopped in (source.error, sink.error):
        if stopped is not None:
            raise stopped
    if failed is not None:
        raise StorageError(f"{name} could not be encrypted ({failed})", hint="Run the command again.") from failed


def _read_back(path: Path, expected: str) -> None:
    with disk.storage("the vault"), path.open("rb", buffering=0) as written:
        found = hashlib.file_digest(written, "sha256").hexdigest()
    if found != expected:
        path.unlink(missing_ok=True)
        hint = "The disk or the memory may be failing: copy the case to another computer before going on."
        raise StorageError("what was written to the vault did not read back the same; it was not added", hint=hint)


def path_of(folder: Path, blob_id: str) -> Path:
    """Return where the blob lies in the case folder; an id that is not 64 hex digits is never made a path."""
    if not _NAME.fullmatch(blob_id):
        raise InputError(f"{blob_id[:70]!r} is not the id of a blob (64 hexadecimal digits)")
    return folder / "vault" / blob_id[:2] / blob_id


def exists(case: Case, blob: Blob | str | Mapping[str, object]) -> bool:
    """Say whether the blob's file is in the vault; its bytes are not looked at."""
    return path_of(case.folder, _id(blob)).is_file()


def _id(blob: Blob | str | Mapping[str, object]) -> str:
    if isinstance(blob, str):
        return blob
    return blob.id if isinstance(blob, Blob) else as_blob(blob).id


def get(case: Case, blob: Blob | str | Mapping[str, object]) -> bytes:
    """Return the plaintext of a blob (a Blob, an event's mention of one, or an id), checked against all that is known of it."""
    known = blob if isinstance(blob, Blob) else None if isinstance(blob, str) else as_blob(blob)
    kept = bytearray()
    error = check(case, _id(blob), known=known, into=kept.extend)
    if error is not None:
        raise error
    return bytes(kept)


def check(
    case: Case,
    blob_id: str,
    *,
    known: Blob | None = None,
    into: Callable[[bytes], None] | None = None,
    tell: Callable[[int], None] | None = None,
) -> EvidenceError | None:
    """Read a blob once: ciphertext against its name, decryption, plaintext against its commitment. Return what is wrong.

    Plaintext goes to `into` as it comes, unproved until this returns None.
    """
    import pyrage

    path, short = path_of(case.folder, blob_id), f"vault/{blob_id[:2]}/{blob_id[:12]}..."
    plain, cipher = hashlib.sha256(), hashlib.sha256()
    sink, failed = Sink(plain, into=into), False
    restore = f"Restore vault/{blob_id[:2]}/{blob_id} from a copy of the case."
    try:
        with path.open("rb", buffering=_CHUNK) as stream:
            source = Source(stream, cipher, tell=tell)
            try:
                pyrage.decrypt_io(source, sink, [case.identity])
            except (pyrage.DecryptError, OSError):
                failed = True
            for error in (source.error, sink.error):
                if error is not None:
                    raise error
            while source.read():
                pass
    except FileNotFoundError:
        return EvidenceError(f"{short} is missing from the vault", hint=restore)
    except OSError as error:
        return EvidenceError(f"{short} cannot be read: {error.strerror or error}", hint=restore)
    if cipher.hexdigest() != blob_id:
        return EvidenceError(f"{short} is damaged: its bytes do not match its name", hint=restore)
    if failed:
        return EvidenceError(f"{short} is not encrypted for this case's vault", hint="It was put there by another program.")
    if known is not None:
        commit = hashlib.sha256(bytes.fromhex(known.salt) + plain.digest()).hexdigest()
        if commit != known.commit or sink.size != known.size:
            return EvidenceError(f"{short} is not the content that the event named", hint=restore)
    return None


def files(folder: Path) -> Iterator[Path]:
    """Yield every file in the vault but those under way, in the order of their names."""
    for below in sorted((folder / "vault").iterdir()):
        if below.is_dir():
            if below.name != "tmp":
                yield from sorted(below.iterdir())
        else:
            yield below


def sweep(folder: Path) -> int:
    """Remove what an interrupted `put` left under way; return how many files. Only with the writer's lock held."""
    left = [path for path in (folder / "vault" / "tmp").iterdir() if path.is_file()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
