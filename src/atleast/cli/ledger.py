"""`atleast ledger`: how dated published figures relate, and who says what as a drawing, without a case."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options

MOST = 60


@click.command(name="ledger")
@click.argument("figures", type=click.Path(path_type=Path))
@click.option("--pairs", type=click.Path(path_type=Path), help="CSV with columns a, b (default: all pairs of each event).")
@click.option("--plot", type=click.Path(path_type=Path), metavar="OUT.svg", help="Draw who says what, a panel for each scope.")
@click.option("--lang", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Language of the drawing.")
@shared_options
def command(figures: Path, pairs: Path | None, plot: Path | None, lang: str, out: Out) -> None:
    """Relate the dated figures of FIGURES: restates, revises, subset, compatible, conflict or incomparable, each with why.

    FIGURES is a CSV with one row per source, figure and date. Scopes are compared before numbers, an unknown scope is never a
    conflict, and no figure is averaged or added. Each scope is summed up by its highest documented floor, its lowest ceiling,
    who holds them, and its open conflicts.
    """
    import msgspec

    from atleast import claims
    from atleast.errors import UsageError
    from atleast.steps.files import read_text, refuse_overwriting, write_whole
    from atleast.steps.stating.adding import FURTHER

    if plot is not None:
        if plot.suffix.lower() != ".svg":
            raise UsageError(f"{plot.name!r} is no SVG", hint="Name the drawing OUT.svg.")
        refuse_overwriting(plot, [figures, *([pairs] if pairs else [])])
    text = read_text(figures, what="table of figures")
    rows = claims.read_figures(text, filename=figures.name)
    unused = claims.unused_columns(text, further=FURTHER)
    chosen = claims.read_pairs(read_text(pairs, what="table of pairs"), filename=pairs.name) if pairs else None
    relations = claims.relate(rows, chosen)
    summaries = claims.summarise(rows, relations if chosen is None else claims.relate(rows))
    shown = relations if chosen is not None else [r for r in relations if r.relation == "conflict"]
    for one in shown[:MOST] if chosen is None else shown:
        out.line(f"{one.a} {one.relation} {one.b}: {one.why}")
    if chosen is None:
        if len(shown) > MOST:
            out.line(f"... and {len(shown) - MOST:,} more in conflict: --json gives all.")
        for each in summaries:
            if len(each.figures) > 1:
                out.line(_said(each))
        out.line(f"{len(relations):,} pairs of {len(rows):,} figures in {len(summaries):,} scopes; {len(shown):,} in conflict.")
        out.line("--json gives all; --plot OUT.svg draws them.")
    found = claims.warnings(rows)
    if unused:
        out.note(f"columns not used: {', '.join(unused)}")
    for warning in found:
        out.note(warning)
    if plot is not None:
        from atleast.steps.figures.scopes import draw

        write_whole(plot, draw(rows, summaries, title=figures.stem.replace("_", " "), lang=lang).encode("utf-8"))
        out.line(f"drawn in {plot}")
    body = {"relations": msgspec.to_builtins(relations), "scopes": msgspec.to_builtins(summaries), "warnings": found}
    body["columns_not_used"] = unused
    out.result(body | ({"plot": str(plot)} if plot else {}))


def _said(each: object) -> str:
    from atleast.claims import Summary

    assert isinstance(each, Summary)
    scope = ", ".join(part for part in (each.event, each.violation, each.group, each.place, f"from {each.start}") if part)
    parts = [f"{each.origins} independent {'origin' if each.origins == 1 else 'origins'}"]
    if each.floor:
        parts.append(f"documented floor {each.floor.value:,} ({each.floor.source}, {each.floor.date})")
    if each.said_floor and each.said_floor != each.floor:
        parts.append(f"highest floor said {each.said_floor.value:,} ({each.said_floor.source})")
    if each.ceiling:
        parts.append(f"lowest ceiling {each.ceiling.value:,} ({each.ceiling.source}, {each.ceiling.date})")
    n = len(each.conflicts)
    return f"{scope}: {'; '.join(parts)}; {n or 'no'} open {'conflict' if n == 1 else 'conflicts'}"
