"""`atleast new`: make a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from atleast.cli.output import Opener, Out, shared_options

if TYPE_CHECKING:
    from atleast.steps.opening import ScopeFile


@click.command(name="new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--scope", "scope_file", type=click.Path(path_type=Path), help="The scope as TOML; without it you are asked.")
@click.option("--title", help="Title of the case; otherwise from the scope file, or asked.")
@click.option("--gazetteer", "gazetteer_file", type=click.Path(path_type=Path), help="Your own table of places as TOML.")
@click.option("--by", help="Your name or code: every event is signed with it.")
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), envvar="ATLEAST_PASSPHRASE_FILE", help="Read the passphrase here."
)
@shared_options
def command(
    folder: Path,
    scope_file: Path | None,
    title: str | None,
    gazetteer_file: Path | None,
    by: str | None,
    passphrase_file: Path | None,
    out: Out,
) -> None:
    """Make a case: one encrypted folder with a scope.

    Asks for a passphrase, your name and the scope. Prints a recovery key once: write it down on paper; it opens the case when
    the passphrase is lost, and nobody can make another.
    """
    from atleast.steps import opening

    interactive = sys.stdin.isatty()
    scope = opening.read_scope(scope_file) if scope_file else _ask_scope(interactive)
    gazetteer = opening.read_gazetteer(gazetteer_file) if gazetteer_file else scope.gazetteer_toml
    by = by or (click.prompt("Your name or code (kept with every event)", err=True) if interactive else None)
    passphrase = Opener(folder, by, passphrase_file).passphrase(confirm=True)
    made = opening.new(folder, passphrase, scope=scope, title=title, gazetteer_toml=gazetteer, by=by)
    out.line(f"Made the case {made.title!r} in {folder}. It counts: {made.scope_in_words}.")
    out.line()
    out.line("Recovery key (shown once; write it on paper and keep it away from this machine):")
    out.line(f"    {made.recovery_key}")
    if interactive and not (out.json or out.quiet):
        _ask_back(made.recovery_key)
    out.line()
    out.line(f"Next: atleast add list FILE --source S --case {folder}")
    out.result(
        {
            "folder": str(folder),
            "id": made.id,
            "title": made.title,
            "recovery_key": made.recovery_key,
            "scope": made.scope_in_words,
        }
    )


def _ask_scope(interactive: bool) -> ScopeFile:
    from atleast.errors import UsageError
    from atleast.steps import opening

    if not interactive:
        raise UsageError(
            "no scope: there is no terminal to ask at", hint="Give `--scope F.toml`; `docs/reference/scope.md` shows one."
        )
    click.echo("What does the case count? A figure without a scope does not exist here.", err=True)
    title = click.prompt("Title", err=True)
    territory = click.prompt("Territory (country code such as IR, or a province id such as IR.TH)", err=True)
    first = click.prompt("First day (year-month-day, or a Jalali date)", err=True)
    last = click.prompt("Last day", err=True)
    return opening.scope_from_answers(title=title, territory=territory, first_day=first, last_day=last)


def _ask_back(recovery_key: str) -> None:
    groups = recovery_key.split("-")
    position = len(groups) // 2
    while True:
        answer = click.prompt(f"To be sure that you have it: type group {position + 1} of the recovery key", err=True)
        if answer.strip().upper() == groups[position].upper():
            return
        click.echo("That is not it. Look at the key above.", err=True)
