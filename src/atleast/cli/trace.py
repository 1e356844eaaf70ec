"""`atleast trace`: follow a figure, a person or a record back to the bytes it came from."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="trace")
@click.argument("what")
@click.option("--publication", type=int, help="Number of the report (default: the latest).")
@click.option("--people/--no-people", default=False, help="List the people and rows behind a figure.")
@case_options
@shared_options
def command(what: str, publication: int | None, people: bool, opener: Opener, out: Out) -> None:
    """Follow WHAT back: a figure (F1), a person (P1a2b3c4d5) or a record id.

    Figure -> run -> people -> records -> rows -> file -> hash. A merged person's old id still leads to who it is now.
    """
    from atleast.steps import tracing

    with opener.open() as case:
        traced = tracing.trace(case, what, publication=publication)
    for line in tracing.lines(traced, people=people):
        out.line(line)
    out.result(traced)
