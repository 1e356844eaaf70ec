"""`atleast mse`: estimate from a table of capture histories, without a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from atleast.cli.output import Out, shared_options

if TYPE_CHECKING:
    from atleast import mse
    from atleast.mse import Lang


@click.command(name="mse")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--engine", default="auto", show_default=True, help="auto, bounds, decomposable, latent or loglinear.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--drop", multiple=True, metavar="LIST", help="Leave out a list (may be given several times).")
@click.option("--merge", multiple=True, metavar="A,B[=NAME]", help="Join lists of one origin into one (several times).")
@click.option("--strata", multiple=True, metavar="COLUMN", help="A column of strata: each by itself, and their sum.")
@click.option("--complete-graph", is_flag=True, help="Admit the model without an identifying assumption, for comparison only.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the result as SVG.")
@click.option("--lang", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="The language of the sentences.")
@shared_options
def command(
    table: Path,
    engine: str,
    seed: int,
    drop: tuple[str, ...],
    merge: tuple[str, ...],
    strata: tuple[str, ...],
    complete_graph: bool,
    plot: Path | None,
    lang: Lang,
    out: Out,
) -> None:
    """Estimate how many in all from TABLE: one 0/1 column per list and `count`.

    Each engine says what it assumes; a table that cannot carry an estimate is answered with a refusal, its reasons and bounds.
    """
    from atleast import mse
    from atleast.errors import UsageError
    from atleast.mse.engines import known
    from atleast.steps.files import read_bytes, refuse_overwriting, write_whole

    known(engine)
    if plot and strata:
        raise UsageError("a drawing shows one table", hint="Leave out `--plot`, or `--strata`.")
    if plot:
        refuse_overwriting(plot, [table])
    data = read_bytes(table, what="table")
    if strata:
        with out.progress() as progress:
            tables = {key: _regrouped(one, drop, merge) for key, one in mse.read_strata(data, table.name, by=strata).items()}
            whole, parts = mse.estimate_strata(
                tables, engine=engine, seed=seed, complete_graph=complete_graph, progress=progress
            )
        body = mse.to_json(whole) | {"strata": {key: mse.to_json(one) for key, one in parts.items()}}
        _say(out, body, lang)
        out.result(body)
        return
    histories = _regrouped(mse.read_table(data, filename=table.name), drop, merge)
    with out.progress() as progress:
        result = mse.estimate(histories, engine=engine, seed=seed, complete_graph=complete_graph, progress=progress)
    body = mse.to_json(result)
    if plot:
        write_whole(plot, mse.plot(histories, result).encode("utf-8"))
    _say(out, body, lang)
    out.result(body)


def _regrouped(table: mse.Table, drops: tuple[str, ...], merges: tuple[str, ...]) -> mse.Table:
    """Leave lists out and join lists, as the options say."""
    from atleast import mse
    from atleast.errors import UsageError

    for name in drops:
        table = mse.drop(table, name)
    for said in merges:
        names, _, into = said.partition("=")
        joined = [name.strip() for name in names.split(",") if name.strip()]
        if len(joined) < 2:
            raise UsageError(f"`--merge {said}` names fewer than two lists", hint="Write `--merge A,B` or `--merge A,B=NAME`.")
        table = mse.merge(table, joined, into=into.strip() or "+".join(joined))
    return table


def _say(out: Out, body: dict[str, Any], lang: Lang) -> None:
    from atleast import mse

    engines = body.get("engines", [body])
    for said in mse.side_by_side(engines, lang=lang):
        out.line(said)
    for note in dict.fromkeys(note for each in engines for note in mse.notes(each, lang=lang)):
        out.line(f"  {note}")
    if body.get("in_conflict"):
        out.line(mse.conflict(lang=lang))
