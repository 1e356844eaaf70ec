"""What a command prints: lines for people, or one JSON object for programs; progress on stderr when it is a terminal.

Every command takes the options of `shared_options`; those that open a case take `case_options` too.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from atleast.errors import KeyProblem, UsageError

F = TypeVar("F", bound=Callable[..., Any])
Progress = Callable[[int, int, str], None]


class Out:
    """Where a command's words go: `line` for people, `result` for programs; never both on stdout."""

    def __init__(self, *, json: bool, quiet: bool) -> None:
        """Take the two shared options."""
        self.json, self.quiet = json, quiet

    def line(self, text: str = "") -> None:
        """Print a line for people."""
        if not (self.json or self.quiet):
            click.echo("\n".join(clean(part.replace("\t", " ")) for part in text.split("\n")))

    def note(self, text: str) -> None:
        """Print a remark for people on stderr."""
        if not self.quiet:
            click.echo(text, err=True)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print rows in aligned columns; numbers to the right."""
        cells = [[clean(str(cell).replace("\n", " ")) if cell is not None else "" for cell in row] for row in rows]
        widths = [max(len(row[i]) for row in [list(headers), *cells]) for i in range(len(headers))]
        right = [all(isinstance(row[i], int | float) or row[i] is None for row in rows) for i in range(len(headers))]
        for row in [list(headers), *cells]:
            parts = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)]
            self.line("  " + "  ".join(parts).rstrip())

    def result(self, body: dict[str, Any]) -> None:
        """Print the one JSON object when it was asked for."""
        if self.json:
            click.echo(json.dumps(body, ensure_ascii=False, sort_keys=True))

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Yield a `progress(done, total, what)` that draws a bar on a terminal and nothing elsewhere."""
        shown = sys.stderr.isatty() and not self.quiet
        last = 0.0

        def progress(done: int, total: int, what: str) -> None:
            nonlocal last
            now = time.monotonic()
            if not shown or (now - last < 0.1 and done < total):
                return
            last = now
            share = done / total if total else 1.0
            bar = "█" * int(share * 24) + "·" * (24 - int(share * 24))
            click.echo(f"\r\x1b[K{bar} {share:4.0%}  {what}", nl=False, err=True)

        try:
            yield progress
        finally:
            if shown and last:
                click.echo("\r\x1b[K", nl=False, err=True)


def clean(text: str) -> str:
    """Drop what could steer a terminal or turn a line around: control characters and direction marks, never the joiners."""
    return "".join(
        letter for letter in text if letter in "\u200c\u200d" or unicodedata.category(letter) not in ("Cc", "Cf", "Zl", "Zp")
    )


def shared_options(function: F) -> F:
    """Add `--json` and `--quiet`; the command receives them as one `out`."""

    def wrapped(*args: Any, as_json: bool, quiet: bool, **options: Any) -> Any:
        return function(*args, out=Out(json=as_json, quiet=quiet), **options)

    wrapped.__doc__ = function.__doc__
    wrapped.__name__ = function.__name__
    wrapped.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    wrapped = click.option("--quiet", is_flag=True, help="Print nothing but errors.")(wrapped)
    wrapped = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(wrapped)
    return wrapped  # type: ignore[return-value]


def case_options(function: F) -> F:
    """Add `--case`, `--by` and `--passphrase-file`; the command receives an `opener` that opens the case."""

    def wrapped(*args: Any, case: Path, by: str | None, passphrase_file: Path | None, **options: Any) -> Any:
        return function(*args, opener=Opener(case, by, passphrase_file), **options)

    wrapped.__doc__ = function.__doc__
    wrapped.__name__ = function.__name__
    wrapped.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    folder = click.Path(path_type=Path)
    wrapped = click.option("--case", type=folder, default=Path(), help="The case folder (default: here).")(wrapped)
    wrapped = click.option("--by", help="Who does this (default: the name given to `atleast new`).")(wrapped)
    wrapped = click.option(
        "--passphrase-file", type=folder, envvar="ATLEAST_PASSPHRASE_FILE", help="Read the passphrase from this file."
    )(wrapped)
    return wrapped  # type: ignore[return-value]


class Opener:
    """Opens the case that the options name, asking for the passphrase when no file holds it."""

    def __init__(self, folder: Path, by: str | None, passphrase_file: Path | None) -> None:
        """Take the three options of a case."""
        self.folder, self.by, self.passphrase_file = folder, by, passphrase_file

    def passphrase(self, *, confirm: bool = False) -> str:
        """Return the passphrase: the first line of the file, or what the person types."""
        if self.passphrase_file is not None:
            try:
                text = self.passphrase_file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as fault:
                raise KeyProblem(
                    f"the passphrase file {str(self.passphrase_file)!r} cannot be read",
                    hint="Name a text file whose first line is the passphrase.",
                ) from fault
            first = text.splitlines()[0] if text.strip() else ""
            if not first:
                raise KeyProblem(
                    f"the passphrase file {str(self.passphrase_file)!r} is empty",
                    hint="Write the passphrase on its first line.",
                )
            return first
        if not sys.stdin.isatty():
            raise UsageError(
                "no passphrase: there is no terminal to ask at",
                hint="Give `--passphrase-file F` or set ATLEAST_PASSPHRASE_FILE.",
            )
        words = "Passphrase (or recovery key)" if not confirm else "Choose a passphrase"
        answer: str = click.prompt(words, hide_input=True, confirmation_prompt=confirm, err=True)
        return answer

    def open(self) -> Any:
        """Open the case (a context manager)."""
        from atleast.steps.state import open_case

        return open_case(self.folder, self.passphrase, by=self.by)
