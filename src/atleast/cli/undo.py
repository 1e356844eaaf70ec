"""`atleast undo`: take back an earlier event."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="undo")
@click.argument("event")
@click.option("--because", required=True, help="Why it is taken back.")
@case_options
@shared_options
def command(event: str, because: str, opener: Opener, out: Out) -> None:
    """Take back EVENT (an id from `atleast log`): a judgement, a withdrawal, a list, or an undo.

    The event stays in the log with the reason; it only no longer holds.
    """
    from atleast.steps import reviewing

    with opener.open() as case, out.progress() as progress:
        done = reviewing.undo(case, event, because=because, progress=progress)
    for line in done.lines:
        out.line(line)
    out.result(done.body)
