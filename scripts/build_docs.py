"""Write the pages of the manual that come from the code: docs/errors.md and docs/reference/commands.md.

`python -m scripts.build_docs` writes them; with `--check` it says which are out of date and changes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from atleast import errors
from atleast.cli.main import main

DOCS = Path(__file__).resolve().parents[1] / "docs"


def errors_page() -> str:
    """Return docs/errors.md: every error class, its exit code, what happened and what to do."""
    lines = [
        "# Errors and exit codes",
        "",
        "Made from `src/atleast/errors.py` by `make docs`. A command that succeeds leaves with 0, and so does one whose answer",
        "is a refusal: numbers are null, `refused` is true, `reasons` say why. A message is one line on stderr; with `--json`",
        "the same stands on stdout as `error`, `message`, `hint` and `exit_code`.",
        "",
        "| exit code | name |",
        "|---|---|",
    ]
    classes = sorted(_tree(errors.AtleastError), key=lambda cls: cls.exit_code)
    lines += [f"| {cls.exit_code} | [{cls.__name__}](#{cls.__name__.lower()}) |" for cls in classes]
    for cls in classes:
        first, _, rest = (cls.__doc__ or "").partition("\n")
        hint = " ".join(rest.split())
        lines += ["", f"## {cls.__name__}", "", f"Exit code {cls.exit_code}. {first}", "", hint]
    return "\n".join(lines) + "\n"


def _tree(cls: type[errors.AtleastError]) -> list[type[errors.AtleastError]]:
    return [cls, *(below for child in cls.__subclasses__() for below in _tree(child))]


def commands_page() -> str:
    """Return docs/reference/commands.md: the help of every command, as `--help` prints it."""
    lines = [
        "# Commands",
        "",
        "Made from the commands' own `--help` by `make docs`. Commands that open a case take `--case`, `--by` and",
        "`--passphrase-file`; all take `--json` (one JSON object on stdout and nothing else) and `--quiet`.",
    ]
    for path, command in walk(main, ("atleast",)):
        with click.Context(command, info_name=" ".join(path), max_content_width=100) as context:
            text = command.get_help(context)
        lines += ["", f"## {' '.join(path)}", "", "```text", *(line.rstrip() for line in text.splitlines()), "```"]
    return "\n".join(lines) + "\n"


def walk(command: click.Command, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    """Return every command below `command`, itself first."""
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=" ".join(path))
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                found += walk(child, (*path, name))
    return found


PAGES = {"errors.md": errors_page, "reference/commands.md": commands_page}


def stale() -> list[str]:
    """Return the pages that are not what the code says."""
    return [
        name
        for name, make in PAGES.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != make()
    ]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(f"out of date: {', '.join(stale())}; run `make docs`" if stale() else 0)
    for name, make in PAGES.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(make(), encoding="utf-8")
        print(f"wrote docs/{name}")
