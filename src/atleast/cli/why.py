"""`atleast why`: the proof behind a figure."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="why")
@click.argument("figure", required=False)
@click.option("--report", "publication", type=int, help="Number of the report that printed the figure (default: the last).")
@case_options
@shared_options
def command(figure: str | None, publication: int | None, opener: Opener, out: Out) -> None:
    """Say which statements and people carry FIGURE: a rung of the ladder (the headline by default) or a printed figure (F1).

    The proof is a sum: statements with quotes, speakers, places and days, and the people who can be in none of them.
    """
    from atleast.steps.stating import explaining

    with opener.open() as case:
        body = explaining.why(case, figure, publication=publication)
    for line in explaining.why_lines(body):
        out.line(line)
    out.result(body)
