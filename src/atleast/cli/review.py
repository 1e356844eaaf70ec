"""`atleast review`: judge the pairs that matter most."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="review")
@click.option("-n", "--questions", "n", type=int, default=20, show_default=True, help="How many questions.")
@click.option("--page", type=click.Path(path_type=Path), help="Write the questions as one offline HTML page instead.")
@click.option("--lang", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Language of the page.")
@click.option("--import", "answers", type=click.Path(path_type=Path), help="Take the answers that a page saved.")
@click.option("--export", "judged", type=click.Path(path_type=Path), help="Write all judgements in force as JSON Lines.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the questions that are drawn at random.")
@case_options
@shared_options
def command(
    n: int,
    page: Path | None,
    lang: str,
    answers: Path | None,
    judged: Path | None,
    seed: int,
    opener: Opener,
    out: Out,
) -> None:
    """Judge pairs of records: same, different, or unsure. What can change the count comes first; no score is shown.

    In the terminal: s same, d different, u unsure, n note, z undo, j and k move, ? help, q quit. Every answer is an event with your
    name; it always wins over the model, and the latest one holds.
    """
    from atleast.steps import reviewing

    with opener.open() as case, out.progress() as progress:
        if judged:
            body = reviewing.export_answers(case, judged)
        elif answers:
            body = reviewing.import_answers(case, answers)
        elif page:
            body = reviewing.write_page(case, page, n=n, seed=seed, lang=lang, progress=progress)
        else:
            body = reviewing.in_terminal(case, n=n, seed=seed, progress=progress)
    for line in body["says"]:
        out.line(line)
    out.result(body)
