"""The map of the project is true: every path is there, every room is on it, and the README draws the same tree."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from block_runner import ROOT

SOURCE = ROOT / "src" / "atleast"


def rooms() -> set[str]:
    """Return the names of the rooms: those that git knows, so that one still under way needs no line yet."""
    found = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()}
    command = ["git", "ls-files", "src/atleast/*/__init__.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60) if shutil.which("git") else None
    known = {Path(line).parts[2] for line in listed.stdout.splitlines()} if listed and listed.returncode == 0 else set()
    return found & known if known else found


def test_every_path_on_the_map_is_there() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|tests|docs|bench|scripts|requirements)/[^`]+)`", text)
    assert len(paths) > 100
    lost = [path for path in paths if not (ROOT / path).exists()]
    assert not lost, f"the map leads to {lost}"


def test_every_room_has_one_line_on_the_map() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8").split("## I want to change")[0]
    on_the_map = re.findall(r"^\| `src/atleast/(\w+)` \|", text, flags=re.MULTILINE)
    assert sorted(on_the_map) == sorted(rooms())


def test_every_row_of_the_map_has_a_file_a_test_and_a_page() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8").split("## I want to change")[1].split("## How")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) > 35
    for row in rows:
        assert re.fullmatch(r"\| [^|`]+ \| `[^`]+` \| `(?:tests|bench)[^`]*` \| `docs/[^`]+` \|", row), row


def test_the_readme_draws_the_same_tree() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^[├└]── (\w+)/ ", text, flags=re.MULTILINE)) == sorted(rooms())
    for folder in re.findall(r"^(\w+)/ ", text, flags=re.MULTILINE):
        assert (ROOT / folder).is_dir(), f"the README draws {folder}/"
