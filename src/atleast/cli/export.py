"""`atleast export`: give the team its spreadsheet back."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="export")
@click.argument("what", type=click.Choice(["persons", "records", "pairs"]))
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), required=True, help="F.xlsx or F.csv.")
@click.option("--internal", is_flag=True, help="With names and every value: for the team only, never for publication.")
@case_options
@shared_options
def command(what: str, file: Path, internal: bool, opener: Opener, out: Out) -> None:
    """Write persons (one row a person with every source's value), records or pairs as a spreadsheet.

    Without `--internal` there are no names, exact ages or addresses in it. Cells that a spreadsheet would run as a formula
    are made safe.
    """
    from atleast.steps import publishing

    with opener.open() as case, out.progress() as progress:
        exported = publishing.export(case, what, file, internal=internal, progress=progress)
    out.line(f"Wrote {exported.rows:,} {what} to {file}.")
    if internal:
        out.line("  This file holds names in clear. It is not encrypted; keep it as you keep the case.")
    out.result({"file": str(file), "what": what, "rows": exported.rows, "internal": internal})
