"""`atleast ledger`: how dated published figures relate, without a case."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options


@click.command(name="ledger")
@click.argument("figures", type=click.Path(path_type=Path))
@click.option("--pairs", type=click.Path(path_type=Path), help="CSV with columns a, b (default: all pairs of each event).")
@shared_options
def command(figures: Path, pairs: Path | None, out: Out) -> None:
    """Relate the dated figures of FIGURES: restates, revises, subset, compatible, conflict or incomparable, each with why.

    FIGURES is a CSV with one row per source, figure and date. Scopes are compared before numbers, an unknown scope is never a
    conflict, and no figure is averaged or added.
    """
    import msgspec

    from atleast import claims
    from atleast.steps.files import read_text

    rows = claims.read_figures(read_text(figures, what="table of figures"), filename=figures.name)
    chosen = claims.read_pairs(read_text(pairs, what="table of pairs"), filename=pairs.name) if pairs else None
    relations = claims.relate(rows, chosen)
    shown = relations if chosen is not None else [r for r in relations if r.relation == "conflict"]
    for one in shown:
        out.line(f"{one.a} {one.relation} {one.b}: {one.why}")
    if chosen is None:
        out.line(f"{len(relations):,} pairs of {len(rows):,} figures; {len(shown):,} in conflict; --json gives all.")
    out.result({"relations": msgspec.to_builtins(relations)})
