"""Long work shows a bar on a terminal, and stops cleanly on Ctrl-C wherever it is."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GIVEN = ("Shirin", "Behrouz", "Parvaneh", "Kamran", "Nader", "Leila", "Sohrab", "Roya", "Mahtab", "Ramin", "Siavash", "Golnar")
PARTS = ("tar", "var", "kesh", "naz", "gol", "sab", "zar", "mor", "dar", "ban", "rud", "pey", "kuh", "nil", "abr", "sang")


def write_list(path: Path, n: int, seed: int) -> Path:
    """Write `n` rows of invented people."""
    rng = random.Random(seed)
    rows = ["name,age,date"]
    for _ in range(n):
        family = "".join(rng.choice(PARTS) for _ in range(3)).title()
        rows.append(f"{rng.choice(GIVEN)} {family},{rng.randint(10, 70)},2031-03-{rng.randint(1, 28):02}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def start(folder: Path, n: int, **streams: object) -> subprocess.Popen[bytes]:
    """Start matching two lists of `n` rows."""
    files = [write_list(folder / f"{name}.csv", n, seed) for seed, name in enumerate(("alpha", "beta"))]
    command = [sys.executable, "-m", "atleast", "match", *map(str, files), "-o", str(folder / "out.csv")]
    environment = os.environ | {"ATLEAST_TRACEBACK": ""}
    return subprocess.Popen(command, env=environment, **streams)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("moment", [0.7, 2.0, 4.0])
def test_ctrl_c_stops_with_one_line_and_leaves_nothing_half_written(tmp_path: Path, moment: float) -> None:
    with start(tmp_path, 30_000, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        time.sleep(moment)
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=60)
    lines = said.decode().splitlines()
    assert program.returncode == 130, lines
    assert len(lines) == 1 and lines[0].startswith("atleast: stopped"), lines
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alpha.csv", "beta.csv"]


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    with start(tmp_path, 400, stdout=subprocess.PIPE, stderr=follower) as program:
        os.close(follower)
        shown = b""
        while True:
            try:
                more = os.read(leader, 4096)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
        out, _ = program.communicate(timeout=120)
    os.close(leader)
    assert program.returncode == 0
    text = shown.decode(errors="replace")
    assert "%" in text and "█" in text
    assert text.endswith("\r\x1b[K"), "the bar is cleared when the work is done"
    assert b"\x1b" not in out


ASKING = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
from atleast.cli.review import ask_line
ask_line("Note")
print("asked", flush=True)
"""


def test_ctrl_c_leaves_a_note_also_where_interrupts_were_ignored_at_the_start() -> None:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ASKING], stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        os.close(follower)
        assert program.stderr is not None and program.stdout is not None
        shown = b""
        while b"Note" not in shown:
            shown += os.read(program.stderr.fileno(), 4096)
        deadline = time.monotonic() + 30
        while program.poll() is None and time.monotonic() < deadline:
            program.send_signal(signal.SIGINT)
            time.sleep(0.2)
        if program.poll() is None:
            program.kill()
        out = program.stdout.read()
        said = shown + program.stderr.read()
    os.close(leader)
    assert b"KeyboardInterrupt" in said
    assert b"asked" not in out
