"""`atleast status`: where the case stands and what to do next."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="status")
@case_options
@shared_options
def command(opener: Opener, out: Out) -> None:
    """Show the scope, the lists, the latest runs, open questions, what looks wrong, and the next step."""
    from atleast.steps import tracing

    with opener.open() as case:
        body = tracing.status(case)
    out.line(f"{body['title']}: {body['scope']}.")
    if body["invented"]:
        out.line("Invented data.")
    out.line()
    if body["lists"]:
        columns = ["list", "source", "party", "versions", "records", "dead", "left out"]
        out.table(columns, [[row[column] for column in columns] for row in body["lists"]])
        out.line()
    if body["claims"]:
        said = ", ".join(f"{n:,} {state}" for state, n in body["claims"].items())
        out.line(f"  claims from {body['documents']} texts and by hand: {said}")
    for line in body["runs"]:
        out.line(f"  {line}")
    for line in body["questions"]:
        out.line(f"  question: {line}")
    for line in body["warnings"]:
        out.line(f"  look: {line}")
    out.line(f"Next: {body['next']}")
    out.result(body)
