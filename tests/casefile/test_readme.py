"""README.txt of a case: following it to the letter opens everything, with no line of this package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from casefile_factory import PASSPHRASE, reopen

from atleast import casefile

# Importing the package would not be following the page.
_GUARD = "import sys\nsys.modules['atleast'] = None\n"


@pytest.mark.parametrize("which", ["passphrase", "recovery"])
def test_the_python_of_the_page_opens_the_case(small: tuple[Path, str], copied: Path, tmp_path: Path, which: str) -> None:
    page = (copied / "README.txt").read_text()
    program = tmp_path / "open_case.py"
    program.write_text(_GUARD + page.split("---8<---\n")[1])
    secret = PASSPHRASE if which == "passphrase" else small[1]
    command = [sys.executable, str(program), str(copied), str(tmp_path / "out")]
    ran = subprocess.run(command, input=secret + "\n", text=True, capture_output=True, check=True)
    assert ran.stdout == "12 events, 3 files\n"
    with reopen(small[0]) as case:
        bodies = [json.loads(line) for line in (tmp_path / "out" / "events.jsonl").read_text().splitlines()]
        assert [body["payload"] for body in bodies] == [event.payload for event in casefile.events(case)]
        for event in casefile.events(case):
            for blob in casefile.blobs_in(event.payload):
                assert (tmp_path / "out" / blob.id).read_bytes() == casefile.get(case, blob)


def test_the_python_of_the_page_refuses_another_passphrase_and_damage(copied: Path, tmp_path: Path) -> None:
    program = tmp_path / "open_case.py"
    program.write_text((copied / "README.txt").read_text().split("---8<---\n")[1])
    command = [sys.executable, str(program), str(copied), str(tmp_path / "out")]
    ran = subprocess.run(command, input="not it\n", text=True, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "this is neither the passphrase nor the recovery key\n")
    assert not (tmp_path / "out").exists()


def test_the_shell_of_the_page_finds_a_damaged_file(copied: Path) -> None:
    page = (copied / "README.txt").read_text()
    lines = page[page.index("  cd vault") : page.index("GET THE KEYS")]
    run = ["bash", "-c", lines]
    assert subprocess.run(run, cwd=copied, capture_output=True, text=True, check=True).stdout == ""
    file = next(path for path in (copied / "vault").rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes() + b"x")
    said = subprocess.run(run, cwd=copied, capture_output=True, text=True, check=True).stdout
    assert said == f"DAMAGED {file.parent.name}/{file.name}\n"


def test_the_page_is_plain_text_with_narrow_prose(copied: Path) -> None:
    page = (copied / "README.txt").read_text(encoding="ascii")
    prose, _, rest = page.partition("---8<---")
    assert max(map(len, prose.splitlines())) <= 92
    assert rest.count("---8<---") == 1
