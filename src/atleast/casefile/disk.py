"""What touches the disk: whole writes, barriers, narrow permissions, one writer.

A file is there when its bytes, its name and its folder's entry have each passed a barrier (`fsync`; on macOS `F_FULLFSYNC`).
A raw write may take fewer bytes than it was given without an error (a full disk does that), so every write loops on the
count. The writer's lock is `flock` on the case folder itself: it dies with the process that holds it and needs no file of its
own. Readers never lock. Errors of the system become `StorageError`; another writer is `SyncConflict`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from atleast.errors import AtleastError, StorageError, SyncConflict

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LOCKS = {errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


def make_folder(path: Path) -> None:
    """Make `path`, readable by its owner only; one that is there already stays as it is."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=FOLDER_MODE)


def create_file(path: Path) -> int:
    """Open a new file for writing, readable by its owner only, and return its descriptor; refuse one that exists."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), FILE_MODE)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`: a short count is not an error to the system, so it is asked again until all is there."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def barrier(descriptor: int) -> None:
    """Return when what was written to `descriptor` would survive a power cut."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def sync_folder(path: Path) -> None:
    """Return when the names in the folder `path` would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new(path: Path, data: bytes) -> None:
    """Write a new file of `data` and wait for it; the folder's entry is the caller's to wait for."""
    descriptor = create_file(path)
    try:
        write_all(descriptor, data)
        barrier(descriptor)
    finally:
        os.close(descriptor)


def forget_pages(descriptor: int) -> None:
    """Ask the system to drop its copy of a file, so that reading it back reads the disk where the system can do that."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        with contextlib.suppress(OSError):
            advise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def harden(folder: Path) -> None:
    """Close the case folder to other people where the file system can, and let no crash write memory to disk."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        if folder.stat().st_mode & 0o077:
            folder.chmod(FOLDER_MODE)


@contextlib.contextmanager
def storage(what: str) -> Iterator[None]:
    """Turn an error of the system while writing `what` into a `StorageError` that says what to do."""
    try:
        yield
    except AtleastError:
        raise
    except OSError as error:
        raise storage_error(error, what) from error


def storage_error(error: OSError, what: str) -> StorageError:
    """Say in one line what the disk refused while writing `what`."""
    if error.errno in _FULL:
        return StorageError(f"the disk is full: {what} could not be written", hint="Make room, then run the command again.")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        hint = "Give yourself the right to write there, or copy the case to a disk that can be written."
        return StorageError(f"{what} cannot be written: {error.strerror}", hint=hint)
    hint = "The disk may be failing: copy the case folder to another disk, then run `atleast verify` there."
    return StorageError(f"{what} could not be written: {error.strerror or error}", hint=hint)


class WriterLock:
    """The one writer of a case folder; held again by the thread that holds it, refused to every other program.

    `wait` is how many seconds a second writer waits for the first before it is told to come back.
    """

    def __init__(self, folder: Path, *, wait: float = 3.0) -> None:
        """Take the case folder; nothing is locked yet."""
        self._folder, self._wait = folder, wait
        self._thread, self._depth, self._descriptor = threading.RLock(), 0, -1

    @contextlib.contextmanager
    def hold(self, *, wait: float | None = None) -> Iterator[None]:
        """Hold the lock for the length of the block, or raise `SyncConflict` after `wait` seconds."""
        with self._thread:
            if self._depth == 0:
                self._acquire(self._wait if wait is None else wait)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    os.close(self._descriptor)

    def _acquire(self, wait: float) -> None:
        with storage("the case folder"):
            self._descriptor = os.open(self._folder, os.O_RDONLY)
        until = time.monotonic() + wait
        while not self._try():
            if time.monotonic() >= until:
                os.close(self._descriptor)
                hint = "Wait until it is done, then run the command again; nothing was changed."
                raise SyncConflict(f"another program is writing to the case {self._folder.name}", hint=hint)
            time.sleep(0.02)

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                os.close(self._descriptor)
                hint = "Copy the case to a disk of this computer and work there."
                raise StorageError(f"the file system of {self._folder.name} cannot lock a folder", hint=hint) from error
            return False
        return True
