"""`atleast link`: find which records are one person."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="link")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the draws; the same seed gives the same result.")
@click.option(
    "--spill", type=click.Path(path_type=Path), help="Folder for what memory cannot hold: names in clear on that disk."
)
@case_options
@shared_options
def command(seed: int, spill: Path | None, opener: Opener, out: Out) -> None:
    """Find which records are one person, across scripts, with judgements that always win.

    Person ids stay when lists or judgements change; the run says who was split or merged.
    """
    from atleast.steps import linking
    from atleast.steps.opening import say_scope

    with opener.open() as case, out.progress() as progress:
        run = linking.link(case, seed=seed, progress=progress, spill=str(spill) if spill else None)
        summary = linking.summary(run) | {"scope": say_scope(case), "counted": False}
    out.line(f"{summary['records']:,} records are {summary['persons']:,} people ({summary['pairs']:,} pairs compared closely).")
    out.line(f"  on one list only: {summary['on_one_list']:,}; on two or more: {summary['on_more_lists']:,}")
    out.line(f"  in {summary['n_draws']} plausible ways of matching: {summary['low']:,} to {summary['high']:,} people")
    out.line(f"  undecided pairs: {summary['undecided']:,}")
    for word in ("splits", "merges"):
        if summary[word]:
            out.line(f"  {word} since the last linking: {summary[word]}")
    out.line()
    out.line("Next: `atleast review` asks what matters most; `atleast count` gives the minimum as it stands.")
    out.result(summary)
