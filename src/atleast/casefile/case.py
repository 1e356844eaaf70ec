"""A case is one folder: make it, open it, close it, and read what its cover says.

`create` builds the whole folder beside its place and renames it there, so that a case is there whole or not at all. `open`
finds a wrong passphrase at the key file, a damaged `case.toml` against the first event, and sweeps what an interrupted writer
left. The first event, `case.created`, holds title, scope, whether the case is invented, the gazetteer's blob, the person, and
the SHA-256 of every file that is neither database nor blob; `verify` holds the folder against it. `case.toml` is readable
without a key and names nobody.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from atleast.casefile import disk, keys, vault
from atleast.casefile.database import Database
from atleast.casefile.events import Blob, as_blob
from atleast.errors import EvidenceError, InputError, KeyProblem, StorageError, SyncConflict
from atleast.model import Scope

if TYPE_CHECKING:
    import pyrage

FORMAT = 1
LEAST_PASSPHRASE = 8
_RESTORE = "Restore it from a copy of the case."


class CaseInfo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cover of a case, readable without a key: nothing secret, no names of people.

    `recipient` is the vault's public key (age).
    """

    format: int
    id: str
    title: str
    invented: bool
    recipient: str
    scope: Scope


@dataclass(slots=True)
class Case:
    """An open case: where it is, what it speaks of, who works on it, and its keys. Close it, or use it in a `with` block."""

    folder: Path
    info: CaseInfo
    by: str
    database: Database = field(repr=False)
    identity: pyrage.x25519.Identity = field(repr=False)
    digest_key: bytes = field(repr=False)
    lock: disk.WriterLock = field(repr=False)
    gazetteer: Blob | None = field(default=None, repr=False)
    rebuilt: dict[tuple[str, str], bytes] | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The case's id."""
        return self.info.id

    @property
    def title(self) -> str:
        """The case's title."""
        return self.info.title

    @property
    def scope(self) -> Scope:
        """What the case's figures speak of."""
        return self.info.scope

    @property
    def invented(self) -> bool:
        """Whether the case is about an invented country."""
        return self.info.invented

    @contextlib.contextmanager
    def writing(self, *, wait: float | None = None) -> Iterator[None]:
        """Be the one writer of the case for the length of the block; may be held round several puts and appends."""
        with self.lock.hold(wait=wait):
            yield

    def __enter__(self) -> Case:
        """Use the case in a `with` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the case at the end of the block."""
        close(self)


def create(
    folder: Path | str,
    passphrase: str,
    *,
    title: str,
    scope: Scope,
    by: str,
    gazetteer_toml: str | None = None,
    invented: bool = False,
    cost: keys.Cost | None = None,
) -> tuple[Case, str]:
    """Make a new case in `folder` and open it; return it with its recovery key, which is shown once and kept nowhere.

    `gazetteer_toml` is the case's own gazetteer, where the shipped ones do not do; it goes into the vault. `cost` is for tests.
    """
    place = Path(folder).absolute()
    _refuse(place, passphrase, title=title, by=by)
    building = place.parent / f".{place.name}.new-{secrets.token_hex(4)}"
    try:
        with disk.storage(f"the case {place.name}"):
            place.parent.mkdir(parents=True, exist_ok=True)
            case_key, recovery = _lay_out(building, passphrase, title, scope, invented=invented, cost=cost or keys.Cost())
            with _assemble(building, case_key, by=by) as new:
                _first_event(new, gazetteer_toml)
            disk.sync_folder(building)
            building.rename(place)
            disk.sync_folder(place.parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return _greet(_assemble(place, case_key, by=by), by=by), recovery


def _refuse(place: Path, passphrase: str, *, title: str, by: str) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InputError(f"{place.name} is there already and not empty", hint="Name a folder that does not exist yet.")
    if len(passphrase) < LEAST_PASSPHRASE:
        hint = "Several words that nobody would guess are good; write down the recovery key that you will be shown."
        raise KeyProblem(f"the passphrase is shorter than {LEAST_PASSPHRASE} characters", hint=hint)
    if not title.strip() or not by.strip():
        raise InputError("a case needs a title and the name of the person who makes it", hint="Give both.")


def _lay_out(
    building: Path, passphrase: str, title: str, scope: Scope, *, invented: bool, cost: keys.Cost
) -> tuple[bytes, str]:
    import pyrage

    case_id, case_key, recovery = secrets.token_hex(16), secrets.token_bytes(32), keys.new_recovery_key()
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    for path in (building, building / "keys", building / "vault", building / "vault" / "tmp"):
        disk.make_folder(path)
    info = CaseInfo(format=FORMAT, id=case_id, title=title.strip(), invented=invented, recipient=recipient, scope=scope)
    disk.write_new(building / "case.toml", _cover(info))
    disk.write_new(building / "README.txt", (resources.files("atleast.casefile") / "readme.txt").read_bytes())
    for kind, secret in (("passphrase", passphrase), ("recovery", recovery)):
        disk.write_new(
            building / "keys" / f"{kind}.json", keys.wrap_for_person(case_key, secret, case=case_id, kind=kind, cost=cost)
        )
    vault_key = keys.wrap_identity(case_key, str(identity), case=case_id, recipient=recipient)
    disk.write_new(building / "keys" / "vault.json", vault_key)
    Database(building / "case.db", keys.derive(case_key, "database"), create=True).close()
    for path in (building / "keys", building / "vault"):
        disk.sync_folder(path)
    return case_key, recovery


def _first_event(case: Case, gazetteer_toml: str | None) -> None:
    from atleast.casefile.log import append

    gazetteer = None if gazetteer_toml is None else vault.put(case, gazetteer_toml.encode())
    names = ["README.txt", "case.toml", "keys/passphrase.json", "keys/recovery.json", "keys/vault.json"]
    files = {name: hashlib.sha256((case.folder / name).read_bytes()).hexdigest() for name in names}
    scope = msgspec.to_builtins(case.scope)
    payload = {"case": case.id, "title": case.title, "scope": scope, "invented": case.invented, "files": files}
    append(case, "case.created", {**payload, "gazetteer": gazetteer})


def _cover(info: CaseInfo) -> bytes:
    lines = [
        "# The cover of a case of atleast. Not a file to edit: the case's first event holds its digest.",
        f"format = {info.format}",
        *(f"{key} = {_toml(getattr(info, key))}" for key in ("id", "title", "invented", "recipient")),
    ]
    scope = msgspec.to_builtins(info.scope)
    words = scope.pop("words")
    lines += ["", "[scope]", *(f"{key} = {_toml(value)}" for key, value in scope.items())]
    lines += ["", "[scope.words]", *(f"{_toml(lang)} = {_toml(text)}" for lang, text in words.items())] if words else []
    return ("\n".join(lines) + "\n").encode()


def _toml(value: str | bool) -> str:
    # A JSON string is a TOML basic string, but for the one control character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def info(folder: Path | str) -> CaseInfo:
    """Read the cover of the case in `folder`, without a key."""
    path = Path(folder) / "case.toml"
    if not path.is_file():
        if (Path(folder) / "case.db").exists() or (Path(folder) / "keys").exists():
            raise EvidenceError(f"case.toml is missing from {Path(folder).name}", hint=_RESTORE)
        raise InputError(f"no case in {folder}: there is no case.toml", hint="Name the case's folder with --case.")
    try:
        read = tomllib.loads(path.read_bytes().decode())
        number = read.get("format")
        if isinstance(number, int) and number > FORMAT:
            hint = "Open this case with a newer atleast."
            raise InputError(f"{path.parent.name} is a case of the format {number}, known is {FORMAT}", hint=hint)
        return msgspec.convert(read, CaseInfo)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise EvidenceError(f"case.toml of {path.parent.name} is damaged: {error}", hint=_RESTORE) from error
    except OSError as error:
        raise EvidenceError(f"case.toml cannot be read: {error.strerror}", hint=_RESTORE) from error


def open(folder: Path | str, secret: str, *, by: str | None = None, allow_weak: bool = False) -> Case:
    """Open the case in `folder` with its passphrase or its recovery key.

    `by` is who works on it, else the person who made it. `allow_weak` takes the cheap keys of tests; no command sets it.
    """
    place = Path(folder).absolute()
    case_key = _unlock(place, info(place).id, secret, allow_weak=allow_weak)
    disk.harden(place)
    case = _greet(_assemble(place, case_key, by=by or ""), by=by)
    with contextlib.suppress(SyncConflict, StorageError, OSError), case.writing(wait=0.0):
        vault.sweep(place)
    return case


def _unlock(place: Path, case_id: str, secret: str, *, allow_weak: bool) -> bytes:
    typed = keys.read_recovery_key(secret)
    wrong = typed[1] if typed else []
    attempts = [("recovery", typed[0])] if typed and not wrong else []
    problem: KeyProblem | None = None
    for kind, candidate in [*attempts, ("passphrase", secret)]:
        try:
            file = keys.read_key_file(place / "keys" / f"{kind}.json", case=case_id)
            case_key = keys.unwrap(file, candidate, allow_weak=allow_weak)
        except KeyProblem as error:
            problem = problem or error
            continue
        if case_key is not None:
            return case_key
    if problem is not None:
        raise problem
    if wrong:
        groups = ", ".join(map(str, wrong))
        raise KeyProblem(
            f"this does not open the case; if it is the recovery key, look at group {groups}", hint="Type it again."
        )
    raise KeyProblem(
        f"wrong passphrase for {place.name}", hint="Try again, or use the recovery key that was shown when it was made."
    )


def _assemble(place: Path, case_key: bytes, *, by: str) -> Case:
    import pyrage

    cover = info(place)
    file = keys.read_key_file(place / "keys" / "vault.json", case=cover.id)
    identity = pyrage.x25519.Identity.from_str(keys.unwrap_identity(file, case_key))
    if not (place / "vault").is_dir():
        raise EvidenceError(f"the folder vault is missing from {place.name}", hint=_RESTORE)
    with contextlib.suppress(OSError):
        disk.make_folder(place / "vault" / "tmp")
    database = Database(place / "case.db", keys.derive(case_key, "database"))
    digest_key = keys.derive(case_key, "digest")
    lock = disk.WriterLock(place)
    return Case(folder=place, info=cover, by=by, database=database, identity=identity, digest_key=digest_key, lock=lock)


def _greet(case: Case, *, by: str | None) -> Case:
    from atleast.casefile.log import events

    try:
        first = events(case, "case.created")
        if len(first) != 1 or first[0].payload.get("case") != case.id:
            raise EvidenceError(
                "case.db does not hold the events of this case", hint="Restore case.db from a copy of the case."
            )
        made: dict[str, Any] = first[0].payload
        cover = hashlib.sha256((case.folder / "case.toml").read_bytes()).hexdigest()
        if cover != made["files"]["case.toml"]:
            raise EvidenceError("case.toml is not what it was when the case was made", hint=_RESTORE)
    except BaseException:
        close(case)
        raise
    case.by = by or first[0].by
    case.gazetteer = None if made["gazetteer"] is None else as_blob(made["gazetteer"])
    return case


def gazetteer_toml(case: Case) -> str | None:
    """Return the case's own gazetteer, or None when it uses the shipped ones."""
    return None if case.gazetteer is None else vault.get(case, case.gazetteer).decode()


def close(case: Case) -> None:
    """Close the case: the journal goes into the database, the keys are let go."""
    case.database.close()


def digest(case: Case, *parts: str) -> str:
    """Return a digest of `parts` that only this case can make: HMAC-SHA256, the first 32 hex characters.

    Each part is preceded by its length, so that no two sequences of parts are written alike.
    """
    import hmac

    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    message = b"".join(len(part).to_bytes(8, "big") + part for part in encoded)
    return hmac.new(case.digest_key, message, hashlib.sha256).hexdigest()[:32]
