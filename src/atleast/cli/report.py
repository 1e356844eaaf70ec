"""`atleast report`: write the report."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="report")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), required=True, help="Folder to write into.")
@click.option("--lang", default="en,fa", show_default=True, help="Languages, with commas.")
@click.option("--names", is_flag=True, help="Add the names of the dead; never those whose status is unresolved.")
@case_options
@shared_options
def command(folder: Path, lang: str, names: bool, opener: Opener, out: Out) -> None:
    """Write the report: report.html, report.pdf, report.fa.html, report.fa.pdf and figures.csv.

    Counts only, unless `--names` is given. Each page works offline, loads nothing and runs no script. What was published is
    recorded, and the next report says what has changed since.
    """
    from atleast.steps import publishing

    with opener.open() as case, out.progress() as progress:
        published = publishing.publish(case, folder, langs=tuple(lang.split(",")), names=names, progress=progress)
    out.line(f"Report {published.number}: at least {published.minimum:,} {published.body['scope']}.")
    for file in published.files:
        out.line(f"  {file}")
    for note in published.notes:
        out.line(f"  {note}")
    out.line()
    out.line(f"Next: open {published.files[0]}; `atleast trace F1` follows the number back.")
    out.result(published.body)
