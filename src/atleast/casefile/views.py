"""Read models: what a fold of the events gave, kept inside `case.db` so that it need not be folded again.

A read model has a name (`records`), a key made of what it was computed from (event ids, blob ids, settings), and bytes. It is
a cache: dropped at will, never the only place of anything. Keeping one may fail quietly (another writer, a full disk): the
caller has the bytes. While `verify` rebuilds from zero, nothing is recalled, and what is remembered is set beside what was
kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from atleast.casefile.database import VIEWS
from atleast.errors import StorageError, SyncConflict

if TYPE_CHECKING:
    from atleast.casefile.case import Case

# SQLite holds a thousand million bytes in one cell; a read model near that is better computed again.
LARGEST = 500_000_000


def remember(case: Case, name: str, key: str, data: bytes) -> bool:
    """Keep `data` as the read model `name` for `key`, in place of an older one of both; say whether it was kept."""
    if case.rebuilt is not None:
        case.rebuilt[(name, key)] = data
        return False
    if case.database.read_only or len(data) > LARGEST:
        return False
    try:
        with case.writing(wait=0.0), case.database.writing() as connection:
            connection.execute(sa.delete(VIEWS).where(VIEWS.c.name == name, VIEWS.c.key == key))
            connection.execute(sa.insert(VIEWS), [{"name": name, "key": key, "data": data}])
    except (SyncConflict, StorageError):
        return False
    return True


def recall(case: Case, name: str, key: str) -> bytes | None:
    """Return the read model `name` for `key`, or None when it must be computed."""
    if case.rebuilt is not None:
        return case.rebuilt.get((name, key))
    with case.database.reading() as connection:
        kept = connection.execute(sa.select(VIEWS.c.data).where(VIEWS.c.name == name, VIEWS.c.key == key)).scalar()
    return None if kept is None else bytes(kept)


def forget(case: Case, name: str | None = None, *, but: str | None = None) -> None:
    """Drop all read models, or those of one name, or those of one name with another key than `but`."""
    gone = sa.delete(VIEWS)
    if name is not None:
        gone = gone.where(VIEWS.c.name == name)
    if but is not None:
        gone = gone.where(VIEWS.c.key != but)
    with case.writing(), case.database.writing() as connection:
        connection.execute(gone)
