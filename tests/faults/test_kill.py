"""kill -9 at any moment: the case reopens, verifies, has lost nothing that was acknowledged, and shows no plaintext.

Killing a process cannot show a missing barrier (the system's cache outlives the process): `test_put` holds their order.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harness import HERE, ROUNDS, SOAK, assert_no_plaintext, assert_sound, killed, make_case, open_case

from atleast import casefile


def test_killed_while_putting_and_appending(tmp_path: Path) -> None:
    rng = random.Random(2031)
    acknowledged: set[str] = set()
    total = 0
    for number in range(ROUNDS):
        if number % 10 == 0:
            folder, acknowledged = tmp_path / f"{number}.case", set()
            make_case(folder).__exit__(None, None, None)
        lines = killed([HERE / "child_writing.py", folder, str(number)], rng=rng)
        acknowledged.update(lines)
        total += len(lines)
        assert_sound(folder, events=acknowledged)
    print(f"killed {ROUNDS} times, {total} events acknowledged, none lost")
    assert total > ROUNDS, "the program was hardly ever let live long enough to acknowledge anything"


def test_killed_while_making_cases(tmp_path: Path) -> None:
    rng = random.Random(2032)
    for number in range(max(2, ROUNDS // 10)):
        place = tmp_path / str(number)
        place.mkdir()
        acknowledged = killed([HERE / "child_creating.py", place], rng=rng)
        there = {path.name for path in place.iterdir() if not path.name.startswith(".")}
        assert set(acknowledged) <= there
        for name in there:
            with open_case(place / name) as case:
                assert casefile.verify(case).ok
        assert_no_plaintext(place)


def test_dying_at_every_step_of_adding_one_file(tmp_path: Path) -> None:
    make_case(tmp_path / "one.case").__exit__(None, None, None)
    for number in range(256):  # so that every child takes the same steps, whatever its blob's name
        (tmp_path / "one.case" / "vault" / f"{number:02x}").mkdir()
    command = [sys.executable, str(HERE / "child_dying.py"), str(tmp_path / "one.case")]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    died = [line.split() for line in ran.stderr.splitlines()]
    assert {name for _, name in died} == {
        "create_file",
        "write_all",
        "barrier",
        "rename",
        "sync_folder",
        "_read_back",
        "append_many",
    }
    gained = [int(line.split()[1]) for line in ran.stdout.splitlines()]
    assert len(died) == len(gained) - 1
    assert gained[: len(died) - 1] == [0] * (len(died) - 1), "an event was there before its blob was durable"
    assert gained[-2:] == [1, 1], "durable when append returns, and when nothing went wrong"


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    make_case(tmp_path / "one.case").__exit__(None, None, None)
    killed([HERE / "child_writing.py", tmp_path / "one.case", "1"], rng=random.Random(1))
    with open_case(tmp_path / "one.case") as case, case.writing(wait=0.0):
        casefile.append(case, "x.y", {})


CALLS = ("fsync,fdatasync", "pwrite64", "rename,renameat,renameat2", "unlink,unlinkat", "ftruncate")


@pytest.mark.parametrize("call", CALLS if SOAK else CALLS[:2])
def test_killed_at_the_nth_call_to_the_system(tmp_path: Path, call: str) -> None:
    """The database's own steps too: SIGKILL at each barrier, rename, removal and write of the system, by strace."""
    if shutil.which("strace") is None or subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode:
        print("strace is not here or may not trace; the kills at random moments stand in for it")
        return
    folder, acknowledged = tmp_path / "one.case", set[str]()
    make_case(folder).__exit__(None, None, None)
    for number in range(1, 200, 1 if SOAK else 6):
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}"]
        command = ["strace", "-f", "-qq", "-o", "/dev/null", *inject, sys.executable, "-B", "child_once.py", str(folder)]
        ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        assert ran.returncode in (0, -9, 137), ran.stderr[-2000:]
        acknowledged.update(ran.stdout.split())
        assert_sound(folder, events=acknowledged)
        if ran.returncode == 0:
            break
    assert acknowledged
