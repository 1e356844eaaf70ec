"""Every command and every piece of Python in the manual runs, in a folder like the reader's.

The folder holds a finished demo (`sepidar-demo`), ATLEAST_PASSPHRASE_FILE names its passphrase, and beside it lie an invented
scope and an invented `table.csv` for `atleast mse`. The demo is made once; each page gets its own copy and its own process.
What needs the demo is in this one file, so that it is made once also when tests run side by side.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import block_runner
import pytest
from block_runner import ROOT, environment

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNNER = Path(block_runner.__file__)


def ran(page: Path) -> bool:
    """Say whether the page has a block that runs."""
    return any(b.language in ("console", "python") for b in block_runner.blocks(page.read_text(encoding="utf-8")))


def uses_commands(page: Path) -> bool:
    """Say whether the page has a console block."""
    return any(b.language == "console" for b in block_runner.blocks(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", [page for page in PAGES if ran(page)], ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_of_a_page_run(page: Path, finished_demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    if uses_commands(page):
        shutil.copytree(finished_demo, folder)
    else:
        folder.mkdir()
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(page)],
        cwd=folder,
        env=environment(ATLEAST_PASSPHRASE_FILE=str(folder / "sepidar-demo" / "passphrase.txt")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{page.relative_to(ROOT)}, {done.stdout}{done.stderr}"


def test_a_failing_command_is_named_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n```console\n$ cat page.md\n# A\n$ atleast nonsense\n```\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(page)], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "line 6: `atleast nonsense` left with 2" in done.stdout


def test_expected_lines_are_compared_by_their_first_words() -> None:
    output = "At least 700 people killed\n\n  rung   at least\n  named  700\n"
    assert block_runner.missing(("At least 612 people", "...", "  named  3"), output) is None
    assert block_runner.missing(("At most 612 people",), output) == "At most 612 people"


def test_a_page_prefers_blocks_that_run() -> None:
    """Blocks marked as text are for what cannot run: the share of them is watched, so that it does not grow unseen."""
    kinds = [b.language for page in PAGES for b in block_runner.blocks(page.read_text(encoding="utf-8"))]
    assert set(kinds) <= {"console", "python", "text", "toml", "json", "csv", ""}, sorted(set(kinds))
    assert kinds.count("console") >= 25, kinds.count("console")


def test_the_readme_prints_what_the_demo_prints(finished_demo: Path) -> None:
    """The figures in the README are those of the demo: same lines, and numbers that differ by two in a hundred at most.

    Not to the last person: record ids come from a new key in each case, and equal doubts are ordered by them.
    """
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^  (?:at least \(|people on|estimate of).*$", readme, flags=re.MULTILINE)
    printed = re.findall(
        r"^  (?:at least \(|people on|estimate of).*$", (finished_demo / "demo.txt").read_text("utf-8"), flags=re.MULTILINE
    )
    assert len(told) == len(printed) == 7
    for said, true in zip(told, printed, strict=True):
        assert said.split("  ")[1] == true.split("  ")[1]
        for ours, theirs in zip(numbers(said), numbers(true), strict=False):
            assert abs(ours - theirs) <= max(3, 0.02 * theirs), f"README says {said!r}, the demo prints {true!r}"


def numbers(line: str) -> list[float]:
    """Return the numbers of a line."""
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", line.replace(",", ""))]


def documented_payloads() -> dict[str, set[str]]:
    """Return the members of each kind of event as docs/formats/event-payloads.md lists them."""
    found: dict[str, set[str]] = {}
    kinds: list[str] = []
    for line in (ROOT / "docs" / "formats" / "event-payloads.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kinds = line.removeprefix("## ").split(", ")
        elif line.startswith("| `"):
            for kind in kinds:
                found.setdefault(kind, set()).update(re.findall(r"`(\w+)`", line.split("|")[1]))
    return found


def test_event_payloads_hold_what_their_page_says(finished_demo: Path, tmp_path: Path) -> None:
    from atleast import casefile
    from atleast.steps.reviewing import undo, withdraw
    from atleast.steps.stating.adding import add_claims, add_text, claim_from
    from atleast.steps.stating.deciding import Decision, decide, state_source

    shutil.copytree(finished_demo / "sepidar-demo" / "sepidar.case", tmp_path / "x.case")
    passphrase = (finished_demo / "sepidar-demo" / "passphrase.txt").read_text(encoding="utf-8").strip()
    with casefile.open(tmp_path / "x.case", passphrase) as case:
        done = withdraw(case, "ledger:row:51", because="a test")
        undo(case, done.body["events"][0], because="a test")
        (tmp_path / "text.txt").write_text("At least 12 people were killed, the doctors said.", encoding="utf-8")
        read = add_text(case, tmp_path / "text.txt", publisher="a test").claims
        decide(case, [Decision(claim=read[0].id, verdict="accepted")])
        add_claims(case, [claim_from(source="X", violation="killing", bound="exact", value=1)])
        state_source(case, "X")
        had: dict[str, set[str]] = {}
        for event in casefile.events(case):
            had.setdefault(event.kind, set()).update(event.payload)
    created = had.pop("case.created")
    assert had == documented_payloads()
    events_page = (ROOT / "docs" / "formats" / "events.md").read_text(encoding="utf-8")
    assert all(f"`{member}`" in events_page for member in created)
