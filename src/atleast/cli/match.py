"""`atleast match`: link list files without a case."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options


@click.command(name="match")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path), required=True, help="CSV to write: list, id, person, p."
)
@click.option("--list-column", metavar="C", help="Column that names the list (default: each file is a list).")
@click.option("--id", "id_column", metavar="COL", help="Column with an id (default: <list>:<row>).")
@click.option("--labels", type=click.Path(path_type=Path), help='JSON Lines {"left","right","verdict"}, ids as list:id.')
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--spill", type=click.Path(path_type=Path), help="Folder for what memory cannot hold: names in clear on that disk."
)
@shared_options
def command(
    files: tuple[Path, ...],
    file: Path,
    list_column: str | None,
    id_column: str | None,
    labels: Path | None,
    seed: int,
    spill: Path | None,
    out: Out,
) -> None:
    """Find which rows of the list FILES are one person, and write one CSV. Nothing is kept.

    Columns read: name, age, sex, date, city, province (all but name may be missing, in any language); others are never looked
    at.
    """
    from atleast.steps import matching

    with out.progress() as progress:
        matched = matching.match(
            files,
            output=file,
            list_column=list_column,
            id_column=id_column,
            labels=labels,
            seed=seed,
            spill=str(spill) if spill else None,
            progress=progress,
        )
    out.line(f"{matched['rows']:,} rows of {matched['lists']} lists are {matched['persons']:,} people: {file}")
    for note in matched["notes"]:
        out.line(f"  {note}")
    out.result(matched)
