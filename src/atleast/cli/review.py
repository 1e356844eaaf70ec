"""`atleast review`: judge the pairs that matter most."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from atleast.cli.output import Opener, Out, case_options, shared_options

if TYPE_CHECKING:
    from atleast.casefile import Case
    from atleast.dates import Lang


@click.command(name="review")
@click.option("-n", "--questions", "n", type=int, default=20, show_default=True, help="How many questions.")
@click.option("--page", type=click.Path(path_type=Path), help="Write the questions as one offline HTML page instead.")
@click.option("--lang", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Language of the page.")
@click.option("--import", "answers", type=click.Path(path_type=Path), help="Take the answers that a page saved.")
@click.option("--export", "judged", type=click.Path(path_type=Path), help="Write all judgements in force as JSON Lines.")
@click.option("--claims", is_flag=True, help="Review proposed claims instead; with --import and --export as JSON Lines.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the questions that are drawn at random.")
@case_options
@shared_options
def command(
    n: int,
    page: Path | None,
    lang: str,
    answers: Path | None,
    judged: Path | None,
    claims: bool,
    seed: int,
    opener: Opener,
    out: Out,
) -> None:
    """Judge pairs of records: same, different, or unsure. What can change the count comes first; no score is shown.

    In the terminal: s same, d different, u unsure, n note, z undo, j and k move, ? help, q quit. Every answer is an event
    with your name; it always wins over the model, and the latest one holds. Ctrl-C leaves the review, or in a note the note.

    With --claims: a accept, e edit, r reject, s later, z undo, ? help, q quit. Nothing that was only read by the machine
    enters a count.
    """
    if claims:
        _claims(n, page, answers, judged, opener, out)
        return
    from atleast.steps import reviewing

    if not (judged or answers or page):
        from atleast.cli.review_queue import require_terminal

        require_terminal(sys.stdin)
    with opener.open() as case:
        if judged:
            body = reviewing.export_answers(case, judged)
        elif answers:
            body = reviewing.import_answers(case, answers)
        elif page:
            with out.progress() as progress:
                body = reviewing.write_page(case, page, n=n, seed=seed, lang=_lang(lang), progress=progress)
        else:
            body = _in_terminal(case, n, seed, out)
    for line in body["says"]:
        out.line(line)
    out.result(body)


def _claims(n: int, page: Path | None, answers: Path | None, judged: Path | None, opener: Opener, out: Out) -> None:
    from atleast.errors import UsageError
    from atleast.steps.stating import asking

    if page:
        raise UsageError("claims are not asked on a page", hint="Use `--export FILE` and `--import FILE`, or the terminal.")
    if not (judged or answers):
        from atleast.cli.review_queue import require_terminal

        require_terminal(sys.stdin)
    with opener.open() as case:
        if judged:
            body = asking.export(case, judged)
        elif answers:
            body = asking.import_answers(case, answers)
        else:
            body = _claims_in_terminal(case, n)
    for line in body["says"]:
        out.line(line)
    out.result(body)


def _claims_in_terminal(case: Case, n: int) -> dict[str, Any]:
    from atleast.cli.claims_queue import run
    from atleast.steps import reviewing
    from atleast.steps.state import gazetteer
    from atleast.steps.stating import asking
    from atleast.steps.stating.deciding import decide
    from atleast.steps.stating.editing import changed

    found = gazetteer(case)
    summary = run(
        asking.questions(case, n=n),
        read_key=click.getchar,
        ask=ask_line,
        change=lambda claim, field, text: changed(claim, field, text, found),
        write=lambda one: decide(case, [one])[0],
        undo=lambda event: reviewing.take_back(case, event, because="taken back by the reader"),
        echo=lambda text: click.echo(text, err=True),
    )
    says = ["Next: `atleast count`."] if summary.answered else []
    return {"answered": summary.answered, "undone": summary.undone, "left": summary.left, "says": says}


def _in_terminal(case: Case, n: int, seed: int, out: Out) -> dict[str, Any]:
    from atleast.cli.review_queue import run
    from atleast.steps import reviewing

    with out.progress() as progress:
        cards, linked = reviewing.questions(case, n=n, seed=seed, progress=progress)
    sitting = reviewing.Sitting(case, linked.records)
    summary = run(
        cards,
        by=case.by,
        read_key=click.getchar,
        ask=ask_line,
        write=sitting.write,
        undo=sitting.undo,
        echo=lambda text: click.echo(text, err=True),
    )
    says = reviewing.quality(case) if summary.answered else []
    says += ["Next: `atleast count` links again with the answers."] if summary.answered else []
    return {"answered": summary.answered, "undone": summary.undone, "left": summary.left, "says": says}


def ask_line(text: str) -> str:
    """Ask for a line; Ctrl-C and Ctrl-D interrupt, also where the program was started ignoring interrupts (nohup, a script)."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        answer = str(click.prompt(text, default="", show_default=False, err=True))
    except click.Abort as error:
        raise KeyboardInterrupt from error
    finally:
        signal.signal(signal.SIGINT, before)
    if "\x03" in answer:  # a terminal that hands the key over as a letter
        raise KeyboardInterrupt
    return answer


def _lang(lang: str) -> Lang:
    return "fa" if lang == "fa" else "en"
