"""`atleast estimate`: how many in all, probably, or why the data cannot say."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="estimate")
@click.option("--engine", default="decomposable", show_default=True, help="auto, bounds, decomposable, latent or loglinear.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--complete-graph", is_flag=True, help="Admit the model without an identifying assumption, for comparison only.")
@case_options
@shared_options
def command(engine: str, seed: int, complete_graph: bool, opener: Opener, out: Out) -> None:
    """Estimate how many in all from how the lists overlap, or say why that cannot be done.

    The estimate always stands beside the documented minimum and never in it. A refusal is an answer: it says why and gives
    bounds.
    """
    from atleast.steps import estimating

    with opener.open() as case, out.progress() as progress:
        estimated = estimating.estimate(case, engine=engine, seed=seed, complete_graph=complete_graph, progress=progress)
    for sentence in estimated.sentences:
        out.line(sentence)
    for note in estimated.notes:
        out.line(f"  {note}")
    out.line()
    out.line("Next: `atleast report -o DIR`.")
    out.result(estimated.body)
