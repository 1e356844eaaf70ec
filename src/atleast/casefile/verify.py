"""Check a whole case: every file, every event, every blob, the tree, and the read models from zero.

`verify` answers with a `Report`: `problems` (each with what, where, what it means, what to do), and `notes`, which are no
damage. It repairs nothing and deletes nothing. A check that could not run is a problem, never a pass. `verify_keyless` checks
what can be checked by anyone who has the folder and no key: each blob's ciphertext against its name, each key file against
itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from atleast.casefile import keys, merkle, vault
from atleast.casefile.case import info
from atleast.casefile.database import TRIGGERS
from atleast.casefile.events import Blob, Event, blobs_in, event_id, read_body
from atleast.casefile.log import stored
from atleast.casefile.proofs import read_checkpoint
from atleast.casefile.views import recall
from atleast.errors import AtleastError, EvidenceError

if TYPE_CHECKING:
    from atleast.casefile.case import Case

Progress = Callable[[int, int, str], None]
_PARTS = {"README.txt", "case.toml", "case.db", "case.db-wal", "case.db-shm", "keys", "vault"}
_COPY = "Copy the case folder away as it is, then restore {} from a copy of the case."


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it should be: what, where, what it means for the case, and what to do next."""

    what: str
    where: str
    meaning: str
    next_step: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found. `root` is the tree's root over `n_events` (hex); `notes` are worth knowing and no damage."""

    ok: bool
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    n_events: int
    n_blobs: int
    n_bytes: int
    root: str


class _Finding:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def problem(self, what: str, *, where: str, meaning: str, next_step: str) -> None:
        step = next_step or "Copy the case folder away as it is, and mend what the message names."
        self.problems.append(Problem(what=what, where=where, meaning=meaning, next_step=step))


def verify(
    case: Case,
    *,
    progress: Progress | None = None,
    rebuild: Callable[[Case], object] | None = None,
    checkpoint: str | None = None,
) -> Report:
    """Check all of `case` and return what was found.

    `rebuild` is called to compute the read models anew: nothing is recalled for it, and what it remembers is set
    beside what was kept. `checkpoint` is a note kept elsewhere: the log must still begin with what it states.
    """
    found = _Finding()
    named: dict[str, list[tuple[Blob, str]]] | None = None
    leaves: list[bytes] = []
    try:
        with case.writing():
            _check_database(case, found)
        first, named, leaves = _check_events(case, found)
        _check_cover(case, first, found)
    except EvidenceError as error:
        meaning = "Events after the damage cannot be read, so not everything could be checked."
        found.problem(error.message, where="case.db", meaning=meaning, next_step=error.hint)
    n_blobs, n_bytes = _check_blobs(case, named, found, progress)
    if checkpoint is not None:
        _check_checkpoint(case, leaves, checkpoint, found)
    if rebuild is not None and not found.problems:
        _check_views(case, rebuild, found)
    root = merkle.tree_root(leaves).hex()
    return _report(found, n_events=len(leaves), n_blobs=n_blobs, n_bytes=n_bytes, root=root)


def _report(found: _Finding, *, n_events: int, n_blobs: int, n_bytes: int, root: str) -> Report:
    counts = {"n_events": n_events, "n_blobs": n_blobs, "n_bytes": n_bytes}
    return Report(ok=not found.problems, problems=tuple(found.problems), notes=tuple(found.notes), root=root, **counts)


def _check_database(case: Case, found: _Finding) -> None:
    meaning = "Someone or something changed the database from outside; events may be lost or altered."
    step = _COPY.format("case.db")
    length = case.database.settle()
    with case.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
        structure = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        count = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        size = int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
        rules = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    triggers = {str(rule.name): str(rule.sql) for rule in rules}
    for said in [*pages, *(line for line in structure if line != "ok")]:
        found.problem(f"case.db is damaged: {said}", where="case.db", meaning=meaning, next_step=step)
    if length is not None and length != count * size:
        what = f"case.db is {length} bytes long, {count * size} were written"
        found.problem(what, where="case.db", meaning=meaning, next_step=step)
    if triggers != TRIGGERS:
        names = ", ".join(sorted(name for name in {*triggers, *TRIGGERS} if triggers.get(name) != TRIGGERS.get(name)))
        what = f"the rule that events are only appended was changed or removed ({names})"
        found.problem(what, where="case.db", meaning=meaning, next_step=step)


def _check_events(case: Case, found: _Finding) -> tuple[Event | None, dict[str, list[tuple[Blob, str]]], list[bytes]]:
    named: dict[str, list[tuple[Blob, str]]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    leaves: list[bytes] = []
    first: Event | None = None
    step = _COPY.format("case.db")
    with case.database.reading() as connection:
        for row in stored(case, connection):
            position, id_, kind, body = row.position, row.id, row.kind, row.body
            where = f"event {id_[:12]} at {position}"
            leaves.append(bytes.fromhex(event_id(body)))
            try:
                event = read_body(body)
                blobs = list(blobs_in(event.payload))
            except EvidenceError as error:
                meaning = "What was decided there cannot be read."
                found.problem(error.message, where=where, meaning=meaning, next_step=error.hint or step)
                continue
            written = (event.id, event.kind, event.device, event.seq, event.clock)
            same = written == (id_, kind, row.device, row.seq, row.clock)
            if not same or position != len(leaves) - 1:
                what = "an event's bytes do not match its id, kind, number or place"
                meaning = "It was changed after it was written, or events before it are gone."
                found.problem(what, where=where, meaning=meaning, next_step=step)
            first = event if kind == "case.created" and first is None else first
            numbers[event.device].append(event.seq)
            for blob in blobs:
                named[blob.id].append((blob, event.id))
    _check_numbers(numbers, found)
    return first, named, leaves


def _check_numbers(numbers: dict[str, list[int]], found: _Finding) -> None:
    for device, seqs in numbers.items():
        gaps = sorted(set(range(1, max(seqs) + 1)) - set(seqs))
        twice = sorted({seq for seq in seqs if seqs.count(seq) > 1}) if len(set(seqs)) != len(seqs) else []
        if gaps:
            meaning = "Events that this device wrote are not in this copy."
            step = "Merge or restore from the copy that has them."
            what = f"{len(gaps)} numbers are missing, the first is {gaps[0]}"
            found.problem(what, where=f"events of device {device}", meaning=meaning, next_step=step)
        if twice:
            meaning = "Two copies of the case wrote under one name, so a merge cannot ask for what is missing by number."
            what = f"{len(twice)} numbers were used twice, the first is {twice[0]}"
            step = "Nothing is lost; say which copy goes on, and open the other anew."
            found.problem(what, where=f"events of device {device}", meaning=meaning, next_step=step)


def _check_cover(case: Case, first: Event | None, found: _Finding) -> None:
    if first is None:
        meaning = "It is not known what this case should consist of."
        step = _COPY.format("case.db")
        found.problem("the event that made the case is missing", where="case.db", meaning=meaning, next_step=step)
        return
    for name, expected in sorted(first.payload["files"].items()):
        path = case.folder / name
        try:
            now = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            now = f"{error.strerror}"
        if now != expected:
            what = f"{name} is {'changed' if path.is_file() else 'missing'}: it is not what it was when the case was made"
            meaning = "The case opens now, but not with this key." if name.startswith("keys/") else "What it says may be wrong."
            found.problem(what, where=name, meaning=meaning, next_step=f"Restore {name} from a copy of the case.")
    odd = sorted(path.name for path in case.folder.iterdir() if path.name not in _PARTS)
    odd += sorted(
        f"keys/{path.name}" for path in (case.folder / "keys").iterdir() if f"keys/{path.name}" not in first.payload["files"]
    )
    if odd:
        found.notes.append(f"in the case folder, but no part of the case and not encrypted by it: {', '.join(odd)}")
    if case.folder.stat().st_mode & 0o077:
        found.notes.append("other users of this computer may look into the case folder: its file system or rights allow it")


def _check_blobs(
    case: Case, named: dict[str, list[tuple[Blob, str]]] | None, found: _Finding, progress: Progress | None
) -> tuple[int, int]:
    try:
        there = {path.name: path for path in _blob_files(case.folder, found)}
        total = sum(path.stat().st_size for path in there.values())
    except OSError as error:
        meaning, step = "None of the files in it could be checked.", "Look for a failing disk or missing rights."
        found.problem(f"the vault cannot be read: {error.strerror}", where="vault", meaning=meaning, next_step=step)
        return 0, 0
    done = 0
    for name in sorted({*there, *(named or {})}):
        mentions = (named or {}).get(name, [])
        start = done

        def tell(read: int, start: int = start) -> None:
            if progress is not None:
                progress(start + read, total, "checking the vault")

        damage = vault.check(case, name, known=mentions[0][0] if mentions else None, tell=tell)
        if damage is not None:
            by = mentions[0][1][:12] if mentions else ""
            meaning = f"The event {by} names it; what rests on it cannot be shown." if by else "No event names it."
            found.problem(damage.message, where=f"vault/{name[:2]}/{name}", meaning=meaning, next_step=damage.hint)
        if any(blob != mentions[0][0] for blob, _ in mentions[1:]):
            meaning = "At most one of them states the content truly."
            what = "two events state different contents for one blob"
            found.problem(what, where=f"vault/{name[:2]}/{name}", meaning=meaning, next_step=_COPY.format("case.db"))
        done += there[name].stat().st_size if name in there else 0
    orphans = sorted(set(there) - set(named)) if named is not None else []
    if orphans:
        names = ", ".join(name[:12] for name in orphans[:5]) + (", ..." if len(orphans) > 5 else "")
        found.notes.append(f"{len(orphans)} files in the vault that no event names (an interrupted add leaves such): {names}")
    return len(there), total


def _blob_files(folder: Path, found: _Finding) -> Iterable[Path]:
    for path in vault.files(folder):
        if len(path.name) == 64 and path.parent.name == path.name[:2] and not path.is_symlink():
            yield path
        else:
            meaning, step = (
                "It was put there by something else, or a blob was renamed.",
                "Move it out of the vault after looking at it.",
            )
            where = str(path.relative_to(folder))
            found.problem("a file in the vault has no blob's name", where=where, meaning=meaning, next_step=step)
    left = len(list((folder / "vault" / "tmp").iterdir())) if (folder / "vault" / "tmp").is_dir() else 0
    if left:
        found.notes.append(f"{left} files under way in vault/tmp: another program is adding, or the next opening sweeps them")


def _check_checkpoint(case: Case, leaves: list[bytes], note: str, found: _Finding) -> None:
    older = read_checkpoint(note)
    if older.origin != f"atleast/{case.id}":
        meaning, step = "It says nothing about this case.", "Use the checkpoint of this case."
        found.problem("the checkpoint is of another case", where="checkpoint", meaning=meaning, next_step=step)
    elif older.size > len(leaves) or merkle.tree_root(leaves[: older.size]).hex() != older.root:
        what = f"the log does not begin with the {older.size} events of the checkpoint"
        meaning = "It was cut back, changed or forked since, or this is an older or a merged copy."
        step = "Compare with whoever holds the copy from which the checkpoint was made."
        found.problem(what, where="checkpoint", meaning=meaning, next_step=step)


def _check_views(case: Case, rebuild: Callable[[Case], object], found: _Finding) -> None:
    meaning, step = "A page or figure may show what the events do not say.", "Drop the read models; they are computed anew."
    case.rebuilt = {}
    try:
        rebuild(case)
        fresh = case.rebuilt
    except AtleastError as error:
        found.problem(
            f"the read models cannot be rebuilt: {error.message}", where="case.db", meaning=meaning, next_step=error.hint
        )
        return
    finally:
        case.rebuilt = None
    for (name, key), data in sorted(fresh.items()):
        kept = recall(case, name, key)
        if kept is not None and kept != data:
            what = f"the read model {name} is not what the events give"
            found.problem(what, where=f"case.db, {name} {key[:12]}", meaning=meaning, next_step=step)


def verify_keyless(folder: Path | str, *, progress: Progress | None = None) -> Report:
    """Check what needs no key: the cover, the key files against themselves, each blob's ciphertext against its name."""
    place, found, done = Path(folder).absolute(), _Finding(), 0
    case_id = info(place).id
    for kind in ("passphrase", "recovery", "vault"):
        try:
            keys.read_key_file(place / "keys" / f"{kind}.json", case=case_id)
        except AtleastError as error:
            meaning = "The case may not open with it."
            found.problem(error.message, where=f"keys/{kind}.json", meaning=meaning, next_step=error.hint)
    paths = list(_blob_files(place, found))
    total = sum(path.stat().st_size for path in paths)
    for path in paths:
        with path.open("rb", buffering=0) as stream:
            now = hashlib.file_digest(stream, "sha256").hexdigest()
        if now != path.name:
            where = str(path.relative_to(place))
            what, step = f"{where} is damaged: its bytes do not match its name", f"Restore {where} from a copy of the case."
            found.problem(what, where=where, meaning="What rests on it cannot be shown.", next_step=step)
        done += path.stat().st_size
        if progress is not None:
            progress(done, total, "checking the vault without a key")
    found.notes.append("checked without a key: events, and which files should be in the vault, were not looked at")
    return _report(found, n_events=0, n_blobs=len(paths), n_bytes=total, root="")
