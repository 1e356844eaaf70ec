"""The manual knows every command and every error, the pages made from code are fresh, and help comes at once."""

from __future__ import annotations

import os
import re
import resource
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

import click
import pytest
from block_runner import ROOT, environment
from scripts import build_docs

from atleast import errors
from atleast.cli.main import COMMANDS, main

DOCS = ROOT / "docs"
# One driver, one file, imported when used: none of these may cost a person who only asks for help.
HEAVY = (
    "argon2", "cryptography", "duckdb", "hijridate", "jdatetime", "jinja2", "llvmlite", "msgspec", "numba", "numpy", "polars",
    "pypdfium2_raw", "pyrage", "python_calamine", "scipy", "sqlalchemy", "sqlcipher3", "typst", "xlsxwriter",
)  # fmt: skip


def leaves() -> list[str]:
    """Return every command that does something, as a person types it: `add list`, `count`."""
    return [" ".join(path[1:]) for path, command in build_docs.walk(main, ("atleast",)) if not isinstance(command, click.Group)]


def told_pages() -> str:
    """Return the tutorial and the how-to pages as one text."""
    pages = [*(DOCS / "tutorial").glob("*.md"), *(DOCS / "how-to").glob("*.md")]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_command_is_listed() -> None:
    assert {name.split()[0] for name in leaves()} == set(COMMANDS)


@pytest.mark.parametrize("command", leaves())
def test_every_command_is_told_and_has_its_help_in_the_reference(command: str) -> None:
    assert re.search(rf"atleast {command}\b", told_pages()), f"no tutorial or how-to page speaks of `atleast {command}`"
    reference = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert f"## atleast {command}\n" in reference


@pytest.mark.parametrize("command", list(build_docs.walk(main, ("atleast",))), ids=lambda x: " ".join(x[0]))
def test_every_command_and_option_says_what_it_is(command: tuple[tuple[str, ...], click.Command]) -> None:
    _, found = command
    assert found.help, "a command without help"
    for parameter in found.params:
        if isinstance(parameter, click.Option) and parameter.name not in ("seed",):
            assert parameter.help, f"{parameter.opts} has no help"


def test_every_command_is_in_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8") + (DOCS / "tutorial" / "1-the-demo.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"atleast {name}" in index, f"docs/index.md does not lead to `atleast {name}`"


def spelt_commands() -> list[tuple[str, str]]:
    """Return (page, command line) for every `atleast ...` that stands in the manual, in a block or inside a sentence."""
    found = []
    for page in [ROOT / "README.md", ROOT / "SECURITY.md", *sorted(DOCS.rglob("*.md"))]:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ atleast ")]
        lines += re.findall(r"(?<!`)`(atleast [a-z][^`]*)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
        found += [(str(page.relative_to(ROOT)), " ".join(line.split())) for line in lines]
    return found


def test_every_command_in_the_manual_is_spelt_as_the_program_knows_it() -> None:
    """Also where a block cannot run: the command is there, and so is each option."""
    known = {" ".join(path[1:]): command for path, command in build_docs.walk(main, ("atleast",))}
    spelt = spelt_commands()
    assert len(spelt) > 60
    for page, line in spelt:
        parts = shlex.split(line, comments=True)[1:]
        name = next((" ".join(parts[:n]) for n in (2, 1) if " ".join(parts[:n]) in known), None)
        assert name is not None, f"{page}: there is no command `{line}`"
        options = {text for parameter in known[name].params for text in (*parameter.opts, *parameter.secondary_opts)}
        for part in parts:
            option = part.split("=")[0]
            assert not option.startswith("-") or option in options | {"--help", "-h", "-"}, f"{page}: `{line}` has no {option}"


def test_pages_made_from_code_are_fresh() -> None:
    assert build_docs.stale() == [], "run `make docs`"


def error_classes(cls: type[errors.AtleastError] = errors.AtleastError) -> list[type[errors.AtleastError]]:
    """Return every error class."""
    return [cls, *(below for child in cls.__subclasses__() for below in error_classes(child))]


def test_every_error_has_its_anchor_and_its_own_exit_code() -> None:
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    found = [cls for cls in error_classes() if cls.__module__ == "atleast.errors"]
    for cls in found:
        assert f"\n## {cls.__name__}\n" in page
        assert f"(#{cls.__name__.lower()})" in page
    codes = [cls.exit_code for cls in found]
    assert len(set(codes)) == len(codes)


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


@pytest.mark.parametrize(
    "page",
    [*(ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md")), *sorted(DOCS.rglob("*.md"))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in LINK.findall(text):
        assert "://" not in target, f"{target}: the manual leads to no outside address"
        assert (page.parent / target).exists(), f"{target} is not there"


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        waiting += [page.parent / target for target in LINK.findall(page.read_text(encoding="utf-8"))]
    lost = set(DOCS.rglob("*.md")) - seen
    assert not lost, f"no page leads to {sorted(str(page.relative_to(ROOT)) for page in lost)}"


def help_in_a_child(code: str) -> tuple[str, float]:
    """Run `atleast --help` in a child; return what it printed and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, atexit\n"
        "from atleast.cli.main import run\n"
        f"atexit.register(lambda: print('HEAVY', sorted(set(sys.modules) & set({HEAVY!r}))))\n"
        "run(['--help'])\n"
    )
    printed, _ = help_in_a_child(code)
    assert printed.startswith("Usage: atleast") and printed.rstrip().endswith("HEAVY []")


def test_help_costs_less_than_300_ms_of_cpu() -> None:
    """The median of seven runs, as CPU time of the child, so that other programs on the machine hardly count.

    They do count a little (caches, a slower clock on a busy core): a run costs about 70 ms, and up to twice that on a shared
    core. The smallest of the runs is asserted beside the median, to tell a busy machine from a slow program.
    """
    runs = [help_in_a_child("from atleast.cli.main import run; run(['--help'])")[1] for _ in range(7)]
    assert statistics.median(runs) < 0.3, (
        f"median {statistics.median(runs):.3f} s, smallest {min(runs):.3f} s, {os.cpu_count()} cores"
    )
    assert min(runs) < 0.25
