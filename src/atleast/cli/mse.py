"""`atleast mse`: estimate from a table of capture histories, without a case."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options


@click.command(name="mse")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--engine", default="auto", show_default=True, help="auto, bounds, decomposable, latent or loglinear.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--complete-graph", is_flag=True, help="Admit the model without an identifying assumption, for comparison only.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the result as SVG.")
@shared_options
def command(table: Path, engine: str, seed: int, complete_graph: bool, plot: Path | None, out: Out) -> None:
    """Estimate how many in all from TABLE: one 0/1 column per list and `count`.

    Each engine says what it assumes; a table that cannot carry an estimate is answered with a refusal, its reasons and bounds.
    """
    from atleast import mse
    from atleast.steps.files import read_bytes, refuse_overwriting, write_whole

    if plot:
        refuse_overwriting(plot, [table])
    histories = mse.read_table(read_bytes(table, what="table"), filename=table.name)
    result = mse.estimate(histories, engine=engine, seed=seed, complete_graph=complete_graph)
    body = mse.to_json(result)
    if plot:
        write_whole(plot, mse.plot(histories, result).encode("utf-8"))
    for each in body.get("engines", [body]):
        out.line(mse.sentence(each))
    if body.get("in_conflict"):
        out.line("The engines are in conflict: their 80% intervals do not meet. None of them is to be quoted alone.")
    out.result(body)
