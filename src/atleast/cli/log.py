"""`atleast log`: what was done, by whom and when."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="log")
@click.option("-n", "--last", type=click.IntRange(min=1), help="Only the last so many events.")
@case_options
@shared_options
def command(last: int | None, opener: Opener, out: Out) -> None:
    """Show what was done, by whom and when, oldest first; undone events are marked."""
    from atleast.steps import tracing

    with opener.open() as case:
        entries = tracing.log(case, last=last)
    out.table(["event", "when (UTC)", "by", "what"], [[e["id"][:8], e["at"], e["by"], e["says"]] for e in entries])
    out.result({"events": entries})
