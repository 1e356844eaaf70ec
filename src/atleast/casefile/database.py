"""`case.db`: one SQLCipher database with the events, what belongs to this copy only, and the read models.

Tables: `events` (position from 0 = leaf of the tree, id, kind, device, seq, clock, body = the exact bytes), `local` (name,
value; never merged), `views` (name, key, data; a cache). Triggers refuse to change, delete or replace an event. The key is
raw, the journal a WAL with `synchronous=FULL`, temporary tables stay in memory. One connection is kept as long as the case is
open; reading begins a transaction of its own each time, writing begins IMMEDIATE. What the database says is turned into this
package's errors here.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from atleast.casefile import disk
from atleast.errors import AtleastError, EvidenceError, StorageError, SyncConflict

SCHEMA_VERSION = 1
_META = sa.MetaData()

EVENTS = sa.Table(
    "events",
    _META,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String, nullable=False, unique=True),
    sa.Column("kind", sa.String, nullable=False, index=True),
    sa.Column("device", sa.String, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("clock", sa.Integer, nullable=False, index=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Index("ix_events_device_seq", "device", "seq"),
)
LOCAL = sa.Table("local", _META, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False))
VIEWS = sa.Table(
    "views",
    _META,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# REPLACE deletes without asking the delete trigger, so what would be replaced is refused before it is inserted.
TRIGGERS = {
    "events_never_change": "CREATE TRIGGER events_never_change BEFORE UPDATE ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "events_never_go": "CREATE TRIGGER events_never_go BEFORE DELETE ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "events_only_append": "CREATE TRIGGER events_only_append BEFORE INSERT ON events "
    "WHEN NEW.position <> (SELECT COALESCE(MAX(position) + 1, 0) FROM events) "
    "OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'events are only appended'); END",
}


class Database:
    """The open `case.db`: one connection, used by one thread at a time."""

    def __init__(self, path: Path, key: bytes, *, create: bool = False) -> None:
        """Open the database at `path` with its raw 32-byte `key`; make it anew only when told to."""
        self._path, self._key, self._turn = path, key, threading.RLock()
        self.read_only = not create and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        journal = path.with_name(f"{path.name}-wal")
        if create:
            os.close(disk.create_file(path))
        elif not path.is_file():
            hint = "Restore it from a copy of the case; without it the events are lost."
            raise EvidenceError(f"case.db is missing from {path.parent.name}", hint=hint)
        elif path.stat().st_size == 0:
            raise EvidenceError("case.db is empty: the events were cut off", hint="Restore it from a copy of the case.")
        if self.read_only and journal.exists() and journal.stat().st_size:
            hint = "Copy the whole case to a disk that can be written and open it there."
            raise StorageError(
                "the case was not closed, and its journal cannot be taken up where nothing can be written", hint=hint
            )
        self._engine = sa.create_engine("sqlite://", creator=lambda: self._connect(), module=sqlcipher, poolclass=NullPool)
        sa.event.listen(self._engine, "begin", _begin)
        self._connection: sa.Connection | None = None
        if journal.exists() and journal.stat().st_size and not create:
            self._try_journal()
        if create:
            self._lay_out()
        else:
            self._check_version()

    def _try_journal(self) -> None:
        """Read the database through a journal that was left, without taking it up.

        A journal that does not belong to the database would be written into it, and destroy it, by the first connection that
        closes. One that may only read does not do that.
        """
        hint = "Nothing was changed. Copy the case folder away; restore case.db and case.db-wal from one and the same copy."
        try:
            with contextlib.closing(self._connect(mode="ro")) as raw:
                sound = raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
                count, last = raw.execute("SELECT COUNT(*), COALESCE(MAX(position) + 1, 0) FROM events").fetchone()
        except sqlcipher.OperationalError as error:
            raise _said(error) from error
        except sqlcipher.DatabaseError as error:
            raise EvidenceError("case.db and its journal case.db-wal do not fit together", hint=hint) from error
        if not sound or count != last:
            raise EvidenceError("case.db and its journal case.db-wal do not fit together", hint=hint)

    def _connect(self, *, mode: str | None = None) -> Any:
        how = "immutable=1" if self.read_only else f"mode={mode or 'rw'}"
        target = f"{self._path.absolute().as_uri()}?{how}"
        raw = sqlcipher.connect(target, isolation_level=None, check_same_thread=False, timeout=5.0, uri=True)
        try:
            raw.execute("PRAGMA cipher_log_level = NONE")
            raw.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            for setting in ("temp_store = MEMORY", "synchronous = FULL", "fullfsync = ON", "recursive_triggers = ON"):
                raw.execute(f"PRAGMA {setting}")
            raw.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            if not self.read_only and mode is None:
                raw.execute("PRAGMA journal_mode = WAL").fetchone()
        except BaseException:
            raw.close()
            raise
        return raw

    def _lay_out(self) -> None:
        with self.writing() as connection:
            _META.create_all(connection)
            for trigger in TRIGGERS.values():
                connection.exec_driver_sql(trigger)
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _check_version(self) -> None:
        with self.reading() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > SCHEMA_VERSION:
            hint = "Open this case with a newer atleast."
            raise EvidenceError(f"case.db has the layout {version}, known is {SCHEMA_VERSION}", hint=hint)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction that sees one state of the database."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: when the block ends without an error, what it wrote is durable; else nothing of it is there."""
        if self.read_only:
            raise StorageError("the case cannot be written here", hint="Copy it to a disk that can be written.")
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sa.Connection]:
        with self._turn:
            try:
                if self._connection is None:
                    self._connection = self._engine.connect()
                connection = self._connection.execution_options(begin=begin)
                with connection.begin():
                    yield connection
            except (sa.exc.DBAPIError, sqlcipher.Error) as error:
                # What the disk did not take is not tried again on the same connection: the next use reads the file afresh.
                self.close()
                raise _said(getattr(error, "orig", None) or error) from error
            except OSError as error:
                self.close()
                raise disk.storage_error(error, "case.db") from error

    def settle(self) -> int | None:
        """Write the journal into the database file and return the file's length; None while another program uses it."""
        self.close()
        journal = self._path.with_name(f"{self._path.name}-wal")
        return None if journal.exists() and not self.read_only else self._path.stat().st_size

    def close(self) -> None:
        """Give the connection back; the last one to go writes the journal into the database."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sa.exc.DBAPIError, sqlcipher.Error):
                connection.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(str(connection.get_execution_options().get("begin", "BEGIN")))


def _said(error: BaseException) -> AtleastError:
    text = str(error)
    if "disk is full" in text:
        return StorageError("the disk is full: case.db could not be written", hint="Make room, then run the command again.")
    if "locked" in text or "busy" in text:
        return SyncConflict("another program is writing to case.db", hint="Wait until it is done, then run the command again.")
    if "I/O error" in text or "unable to open" in text or "readonly" in text:
        hint = "Look for a full or failing disk, or missing rights; what was acknowledged before is safe."
        return StorageError(f"case.db could not be written or read ({text})", hint=hint)
    if "events are" in text:
        return EvidenceError(f"refused: {text}", hint="Append an event that withdraws or corrects instead.")
    if "not a database" in text or "malformed" in text or "no such table" in text or "no such column" in text:
        hint = "Copy the case folder away as it is and restore case.db from a copy of the case."
        return EvidenceError("case.db is damaged: it is not what was written", hint=hint)
    return AtleastError(f"case.db: {text}")
