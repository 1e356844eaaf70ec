"""`atleast withdraw`: take a record out of the count, by an event and never by deletion."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="withdraw")
@click.argument("what")
@click.option("--because", required=True, help="Why: found alive, wrong photo, retracted by its source.")
@click.option("--found-alive", is_flag=True, help="The person lives: no record linked to them counts any more.")
@case_options
@shared_options
def command(what: str, because: str, found_alive: bool, opener: Opener, out: Out) -> None:
    """Take WHAT out of the count: a record (its id, LIST:ID or LIST:row:N) or a person (all its records).

    Nothing is deleted: the event, its reason and who did it stay, and `atleast undo EVENT` takes it back.
    """
    from atleast.steps import reviewing

    with opener.open() as case, out.progress() as progress:
        done = reviewing.withdraw(case, what, because=because, found_alive=found_alive, progress=progress)
    for line in done.lines:
        out.line(line)
    out.result(done.body)
