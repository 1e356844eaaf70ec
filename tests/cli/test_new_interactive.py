"""`atleast new` at a real terminal: passphrase, name and scope are asked, the recovery key is shown once and asked back."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

SECRET = "a passphrase typed by hand"


class Terminal:
    """A program on a terminal of its own: read until some words appear, type a line."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self.leader, follower = pty.openpty()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ATLEAST")} | {"COLUMNS": "200"}
        command = [sys.executable, "-m", "atleast", *arguments]
        self.program = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, cwd=cwd, env=environment)
        os.close(follower)
        self.seen, self.at = "", 0

    def until(self, words: str, *, patience: float = 90) -> str:
        """Return what was printed since the last call, up to and with `words`."""
        ends = time.monotonic() + patience
        while words not in self.seen[self.at :]:
            ready, _, _ = select.select([self.leader], [], [], max(0.0, ends - time.monotonic()))
            assert ready, f"{words!r} never came; seen: {self.seen[self.at :]!r}"
            self.seen += os.read(self.leader, 4096).decode(errors="replace")
        start, self.at = self.at, self.seen.index(words, self.at) + len(words)
        return self.seen[start : self.at]

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self.leader, f"{line}\n".encode())

    def close(self) -> int:
        """Read to the end and return the exit code."""
        while True:
            try:
                more = os.read(self.leader, 4096)
            except OSError:
                break
            if not more:
                break
            self.seen += more.decode(errors="replace")
        os.close(self.leader)
        return self.program.wait(timeout=60)


def test_a_case_is_made_by_answering(tmp_path: Path) -> None:
    terminal = Terminal("new", "x.case", cwd=tmp_path)
    for question, answer in [
        ("Title", "Invented events"),
        ("Territory", "IR"),
        ("First day", "1401/06/25"),
        ("Last day", "2023-03-20"),
        ("Your name or code", "reader one"),
        ("Choose a passphrase", SECRET),
        ("Repeat", SECRET),
    ]:
        terminal.until(question)
        terminal.type(answer)
    shown = terminal.until("of the recovery key")
    key = re.search(r"(?:[A-Z0-9]{5}-){7}[A-Z0-9]{5}", shown)
    assert key, shown
    asked = re.search(r"type group (\d)", shown)
    assert asked, shown
    number = int(asked.group(1))
    terminal.type("WRONG")
    terminal.until("That is not it")
    terminal.until("of the recovery key")
    terminal.type(key.group().split("-")[number - 1].lower())
    assert terminal.close() == 0
    assert SECRET not in terminal.seen, "the passphrase is never shown"
    assert "16 September 2022" in terminal.seen.replace("\xa0", " ")
    (tmp_path / "key").write_text(key.group() + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "atleast", "status", "--case", "x.case", "--passphrase-file", "key"]
    opened = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert opened.returncode == 0, "the recovery key opens the case"
    stored = [path for path in (tmp_path / "x.case").rglob("*") if path.is_file() and key.group().encode() in path.read_bytes()]
    assert not stored, "the recovery key is stored nowhere"
