"""Run the blocks of one page of the manual in order, in this process: `python block_runner.py PAGE` in a prepared folder.

A ```console block holds `$ atleast ...` lines (also `$ export NAME=VALUE`, `$ cd DIR`, `$ cat FILE`); lines below a command are
what it prints, compared by their first three words, where a word with a digit stands for any word with a digit and `...` for
anything. A ```python block runs by itself. The first failure is printed with its line, and the process leaves with 1.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import shlex
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\w*)\s*$")


@dataclass(frozen=True)
class Block:
    """One fenced block: the line of its fence, its language, its lines."""

    line: int
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """One `$` line of a console block with the lines that stand below it."""

    line: int
    text: str
    expected: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Return every fenced block of a page."""
    found: list[Block] = []
    opened: tuple[int, str, list[str]] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        fence = _FENCE.match(line.strip())
        if opened is None and fence:
            opened = (number, fence[1], [])
        elif opened is not None and line.strip() == "```":
            found.append(Block(opened[0], opened[1], tuple(opened[2])))
            opened = None
        elif opened is not None:
            opened[2].append(line)
    if opened is not None:
        raise AssertionError(f"line {opened[0]}: the block is never closed")
    return found


def commands(block: Block) -> list[Command]:
    """Split a console block into its commands; a line that ends in a backslash goes on in the next."""
    found: list[Command] = []
    waiting: list[str] = []
    for offset, line in enumerate(block.lines, start=1):
        if line.startswith("$ ") or waiting:
            waiting.append(line.removeprefix("$ "))
            if line.endswith("\\"):
                continue
            found.append(Command(block.line + offset, "\n".join(waiting), ()))
            waiting = []
        elif found:
            last = found[-1]
            found[-1] = Command(last.line, last.text, (*last.expected, line))
        else:
            raise AssertionError(f"line {block.line + offset}: a console block begins with `$ `")
    return found


def words(line: str) -> list[str]:
    """Return the first three words of a line, each word that holds a digit as `#`."""
    return ["#" if any(c.isdigit() for c in word) else word for word in line.split()[:3]]


def missing(expected: tuple[str, ...], output: str) -> str | None:
    """Return the first expected line that the output does not hold in this order, or None."""
    rest = [words(line) for line in output.splitlines()]
    for line in expected:
        wanted = words(line)
        if not wanted or wanted == ["..."]:
            continue
        at = next((i for i, had in enumerate(rest) if had[: len(wanted)] == wanted), None)
        if at is None:
            return line
        rest = rest[at + 1 :]
    return None


def run_command(text: str) -> tuple[int, str]:
    """Run one command line; return its exit code and what it printed."""
    parts = shlex.split(text.replace("\\\n", " "), comments=True)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        match parts[0]:
            case "atleast":
                code = _atleast(parts[1:])
            case "export":
                name, _, value = parts[1].partition("=")
                os.environ[name] = str(Path(value).resolve()) if name.endswith("_FILE") else value
                code = 0
            case "cd":
                os.chdir(parts[1])
                code = 0
            case "cat":
                print("".join(Path(file).read_text(encoding="utf-8") for file in parts[1:]))
                code = 0
            case other:
                code = 1
                print(f"a console block may run atleast, export, cd and cat, not {other!r}: mark the block ```text")
    return code, printed.getvalue()


def _atleast(arguments: list[str]) -> int:
    from atleast.cli.main import run

    try:
        run(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def stretch_once() -> None:
    """Remember what argon2id gave: a page opens one case many times, and each time would cost a second."""
    from argon2 import low_level

    low_level.hash_secret_raw = functools.cache(low_level.hash_secret_raw)  # type: ignore[assignment]


def environment(**more: str) -> dict[str, str]:
    """Return an environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ATLEAST_")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]), **more}


def run_page(page: Path) -> str | None:
    """Run every block of a page; return what went wrong first, or None."""
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language == "python":
            try:
                exec(compile("\n".join(block.lines), f"{page.name}:{block.line}", "exec"), {"__name__": "__main__"})
            except BaseException:
                return f"line {block.line}: the python block failed\n{traceback.format_exc(limit=-3)}"
        for command in commands(block) if block.language == "console" else ():
            code, output = run_command(command.text)
            if code != 0:
                return f"line {command.line}: `{command.text}` left with {code}\n{output}"
            line = missing(command.expected, output)
            if line is not None:
                return f"line {command.line}: `{command.text}` did not print {line!r}\n{output}"
    return None


if __name__ == "__main__":
    stretch_once()
    fault = run_page(Path(sys.argv[1]))
    if fault:
        print(fault)
    sys.exit(1 if fault else 0)
