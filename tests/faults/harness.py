"""Kill a program at a random moment, look for plaintext, fill a disk: what the fault tests are built from.

A program under test says what is durable by `acknowledge(line)`, one line each, and `READY` when its work begins.
`killed` starts it, kills it with SIGKILL at a moment drawn from `rng`, and returns the lines that came through whole.
`ROUNDS` is 20, or 200 in a soak (ATLEAST_SOAK=1).
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from atleast import casefile
from atleast.casefile import Case, Cost
from atleast.model import Scope

SOAK = os.environ.get("ATLEAST_SOAK") == "1"
ROUNDS = 200 if SOAK else 20
HERE = Path(__file__).parent
READY = "ready"
PASSPHRASE = "four words of nonsense"
CANARIES = ("Yaldiran Sepehrband", "+999 555 0142 77", "41.90286N 71.27714E", "PLAINTEXT-HEADER-3f9a")


def canary_list(n: int, *, seed: int = 0) -> bytes:
    """Return the bytes of a list file of `n` rows, each row holding every canary."""
    rng = random.Random(seed)
    rows = [f"{CANARIES[3]},row,phone,place"]
    rows += [f"{CANARIES[0]},{i},{CANARIES[1]},{CANARIES[2]},{rng.random()}" for i in range(n)]
    return "\n".join(rows).encode()


def make_case(folder: Path) -> Case:
    """Make and open a case with a cheap key."""
    scope = Scope(territory="IR", first_day="2031-01-01", last_day="2031-01-21")
    cost = Cost(memory_kib=64, passes=1, lanes=1)
    return casefile.create(folder, PASSPHRASE, title="Sepidar", scope=scope, by="N. Tarvand", cost=cost, invented=True)[0]


def open_case(folder: Path) -> Case:
    """Open a case of `make_case`."""
    return casefile.open(folder, PASSPHRASE, allow_weak=True)


def acknowledge(line: str) -> None:
    """Say, from the program under test, that what `line` names is durable; the line arrives whole or not at all."""
    os.write(1, f"{line}\n".encode())


def killed(argv: Iterable[str | Path], *, rng: random.Random, longest: float = 0.3, patience: float = 60.0) -> list[str]:
    """Start `argv` under this Python, kill it, and return the lines it acknowledged.

    Four times in five the moment lies within `longest` seconds of its being ready, else before that. A program that
    ends by itself before its moment must have ended well.
    """
    command = [sys.executable, *map(str, argv)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = b""
        if rng.random() < 0.8:
            first = program.stdout.readline()
            time.sleep(rng.random() * longest)
        else:
            time.sleep(rng.random() * 0.8)
        program.send_signal(signal.SIGKILL)
        rest, said = program.communicate(timeout=patience)
    assert program.returncode in (0, -signal.SIGKILL), said.decode(errors="replace")[-2000:]
    whole = (first + rest).decode().split("\n")[:-1]
    return [line for line in whole if line != READY]


def assert_sound(folder: Path, *, events: Iterable[str] = ()) -> None:
    """The case opens, verifies, holds every acknowledged event (by id), and shows no canary."""
    assert_no_plaintext(folder)
    with open_case(folder) as case:
        report = casefile.verify(case)
        assert report.ok, report.problems
        missing = set(events) - {event.id for event in casefile.events(case)}
        assert not missing, f"{len(missing)} acknowledged events are gone"
        assert list((folder / "vault" / "tmp").iterdir()) == []
    assert_no_plaintext(folder)


def assert_no_plaintext(*folders: Path, words: Iterable[str] = CANARIES) -> None:
    """No file in `folders`, and no file's name, holds one of `words` in UTF-8 or UTF-16."""
    wanted = [word.encode(coding) for word in words for coding in ("utf-8", "utf-16-le")]
    for folder in folders:
        for path in folder.rglob("*"):
            data = str(path).encode() + (path.read_bytes() if path.is_file() else b"")
            found = [word for word in wanted if word in data]
            assert not found, f"{path} holds {found[0]!r}"


@contextlib.contextmanager
def small_disk(place: Path, *, size: int) -> Iterator[Path | None]:
    """A disk of `size` bytes at `place`, or None, with the reason printed, where none can be mounted."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        reason = mounted.stderr.strip() if mounted.returncode else ""
    except OSError as error:
        reason = str(error)
    if reason:
        print(f"no small disk can be mounted here ({reason}); a limit on the size of files stands in for it")
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
