"""A full disk at any moment: one clear error, nothing half there, and when there is room again the case goes on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from harness import HERE, SOAK, assert_no_plaintext, assert_sound, canary_list, make_case, open_case, small_disk

from atleast import casefile
from atleast.casefile import Case
from atleast.errors import StorageError

KIB = 1024
DISK = 4096 * KIB


def _work(case: Case, seed: int) -> tuple[list[str], str]:
    """Put, append and remember until the disk is full; return the acknowledged ids and what was said."""
    done: list[str] = []
    for number in range(400):
        try:
            blob = casefile.put(case, canary_list(250, seed=seed + number))
            done.append(casefile.append(case, "list.added", {"file": blob}).id)
            many = [("judgement.made", {"i": i, "because": "x" * 90}) for i in range(60)]
            done += [event.id for event in casefile.append_many(case, many)]
            casefile.remember(case, "records", str(number), canary_list(250))
        except StorageError as error:
            return done, error.line()
    raise AssertionError("the disk was never full")


def _fill(place: Path, *, leave: int) -> Path:
    filler = place / "filler"
    with filler.open("wb") as stream:
        free = _free(place) - leave
        stream.write(bytes(max(0, free)))
    return filler


def _free(place: Path) -> int:
    state = os.statvfs(place)
    return state.f_bavail * state.f_frsize


@pytest.mark.parametrize("leave", range(0, 1200, 20) if SOAK else (0, 8, 40, 60, 76, 100, 132, 200, 420))
def test_a_disk_that_fills_up_with_so_many_kib_left(tmp_path: Path, leave: int) -> None:
    with small_disk(tmp_path / "disk", size=DISK) as place:
        if place is None:
            _limited(tmp_path, leave=leave)
            return
        folder = place / "one.case"
        with make_case(folder) as case:
            first = casefile.append(case, "list.added", {"file": casefile.put(case, b"before")}).id
            filler = _fill(place, leave=leave * KIB)
            done, said = _work(case, leave)
            assert "full" in said or "could not be written" in said
            assert "Make room" in said or "Look for a full" in said
            assert list((folder / "vault" / "tmp").iterdir()) == []
            assert first in {event.id for event in casefile.events(case)}, "what was there can still be read"
        assert_no_plaintext(place)
        filler.unlink()
        assert_sound(folder, events=[first, *done])
        with open_case(folder) as case:
            again = casefile.append(case, "list.added", {"file": casefile.put(case, b"after")})
            assert casefile.verify(case).ok
        assert_sound(folder, events=[first, *done, again.id])


def test_a_case_cannot_be_made_on_a_full_disk_and_leaves_nothing_there(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size=DISK) as place:
        if place is None:
            return
        for leave in (0, 4, 16, 40, 80):
            filler = _fill(place, leave=leave * KIB)
            with pytest.raises(StorageError) as raised:
                make_case(place / "one.case")
            assert "full" in raised.value.line()
            assert [path.name for path in place.iterdir()] == ["filler"]
            filler.unlink()
        with make_case(place / "one.case") as case:
            assert casefile.verify(case).ok


_LIMITED = """
import resource, sys
from pathlib import Path
from harness import acknowledge, open_case
from test_disk_full import _work
with open_case(Path(sys.argv[1])) as case:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    done, said = _work(case, 7)
    for line in done:
        acknowledge(line)
    print("SAID " + said)
"""


def _limited(tmp_path: Path, *, leave: int) -> None:
    folder = tmp_path / f"limited{leave}.case"
    make_case(folder).__exit__(None, None, None)
    command = [sys.executable, "-c", _LIMITED, str(folder), str((leave + 60) * KIB)]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    *done, said = ran.stdout.splitlines()
    assert said.startswith("SAID ")
    assert "full" in said or "could not be written" in said
    assert_sound(folder, events=done)


def test_files_that_may_not_grow_beyond_a_limit(tmp_path: Path) -> None:
    assert signal.getsignal(signal.SIGXFSZ) is signal.SIG_IGN
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    for leave in (0, 30, 90):
        _limited(tmp_path, leave=leave)
