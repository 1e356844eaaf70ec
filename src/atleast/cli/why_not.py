"""`atleast why-not`: why a claim or a record is not in the count."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="why-not")
@click.argument("what")
@case_options
@shared_options
def command(what: str, opener: Opener, out: Out) -> None:
    """Say why WHAT is not in the count, by which rule, and what would be needed.

    WHAT is a claim (C...), a record or a person.
    """
    from atleast.steps.stating import explaining

    with opener.open() as case:
        body = explaining.why_not(case, what)
    for line in explaining.why_not_lines(body):
        out.line(line)
    out.result(body)
