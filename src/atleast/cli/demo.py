"""`atleast demo`: the whole job on an invented country, each figure beside the truth."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options


@click.command(name="demo")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("sepidar-demo"))
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed is another invented crackdown.")
@shared_options
def command(folder: Path, seed: int, out: Out) -> None:
    """Do the whole job on an invented country: lists, linking, counting, estimating, and the report.

    Everything is invented data; FOLDER is made anew. Each figure is printed beside the truth, which only the demo knows.
    """
    from atleast.demo import showing

    with out.progress() as progress:
        shown = showing.demo(folder, seed=seed, tell=out.line, progress=progress)
    out.line()
    out.table(["figure", "atleast says", "the truth", ""], shown.rows)
    out.line()
    out.line("Everything above is invented data. The case's passphrase stands in passphrase.txt beside it.")
    out.line(f"Look at {shown.report}")
    out.line()
    out.line("What to do next:")
    for line in shown.next_steps:
        out.line(f"  {line}")
    out.result(shown.body)
