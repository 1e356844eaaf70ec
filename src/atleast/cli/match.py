"""`atleast match`: link list files without a case."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options


@click.command(name="match")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="CSV to write: list, id, person, p.")
@click.option("--list-column", metavar="C", help="Column that names the list (default: each file is a list).")
@click.option("--id", "id_column", metavar="COL", help="Column with an id (default: <list>:<row>).")
@click.option("--labels", type=click.Path(path_type=Path), help='JSON Lines {"left","right","verdict"}, ids as list:id.')
@click.option(
    "--settings", "plan", type=click.Path(path_type=Path), help="TOML: what each list promises, what is linked with what."
)
@click.option("--explain", "pair", nargs=2, metavar="A B", help="Say why two records (list:id) are one person, or not.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw what --explain says: an SVG file.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--spill", type=click.Path(path_type=Path), help="Folder for what memory cannot hold: names in clear on that disk."
)
@shared_options
def command(
    files: tuple[Path, ...],
    file: Path | None,
    list_column: str | None,
    id_column: str | None,
    labels: Path | None,
    plan: Path | None,
    pair: tuple[str, str] | None,
    plot: Path | None,
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
            plan=plan,
            pair=pair,
            plot=plot,
            seed=seed,
            spill=str(spill) if spill else None,
            progress=progress,
        )
    where = f": {file}" if file else ""
    rows, n_lists, people = matched["rows"], matched["lists"], matched["persons"]
    of = f"{rows:,} row{'s' * (rows != 1)} of {n_lists} list{'s' * (n_lists != 1)}"
    out.line(f"{of} {'are' if rows != 1 else 'is'} {people:,} {'people' if people != 1 else 'person'}{where}")
    for note in matched["notes"]:
        out.line(f"  {note}")
    if why := matched["explained"]:
        out.line()
        out.line(f"{why['left']} and {why['right']}. {why['said']}")
        out.table(("comparison", "seen", "weight"), [(p["comparison"], p["seen"], round(p["weight"], 1)) for p in why["parts"]])
        out.line("  weights are log2 of the odds: +1 doubles them, -1 halves them")
        if plot:
            out.line(f"  drawn: {plot}")
    out.result(matched)
