"""The queue of proposed claims in a terminal: the sentence with the figure marked, the row beside it, one key an answer.

`run(questions, ...)` writes each answer at once, so leaving at any moment loses nothing. Accept means that every field of the
row is what the sentence says; what is not known stays unknown. It knows no storage: reader of keys, prompts, writer and printer
are handed in, as in the queue of pairs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from atleast.cli.output import clean
from atleast.cli.review_queue import pressed_key
from atleast.errors import AtleastError
from atleast.model import Claim

if TYPE_CHECKING:
    from atleast.steps.stating.asking import Question
    from atleast.steps.stating.deciding import Decision

# What the same physical keys send on a Persian layout: a e r s z q.
LAYOUT = str.maketrans("شثقسظض؟", "aerszq?")
PROMPT = "a accept  e edit  r reject  s later  z undo  ? help  q quit > "
HELP = """
  a  accept: each field is what the sentence says      z  take the last answer back
  e  edit fields, then accept what is shown            q  stop; answers are kept
  r  reject: no claim, or misread                      ?  this help
  s  later: ask again another time
  Only accepted and edited claims may enter a count, and only by the rule of the ladder.
"""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: claims answered, answers taken back, claims left."""

    answered: int
    undone: int
    left: int


def run(
    questions: Sequence[Question],
    *,
    read_key: Callable[[], str],
    ask: Callable[[str], str],
    change: Callable[[Claim, str, str], Claim],
    write: Callable[[Decision], str],
    undo: Callable[[str], None],
    echo: Callable[[str], None],
) -> Summary:
    """Ask until all are answered or the reader leaves."""
    from atleast.steps.stating.deciding import Decision

    at, undone = 0, 0
    written: list[tuple[int, str]] = []
    show = True
    while at < len(questions):
        one = questions[at]
        if show:
            echo(card(one, at, len(questions)))
        show = True
        key = pressed_key(read_key, LAYOUT)
        if key == "a":
            try:
                written.append((at, write(Decision(claim=one.claim.id, verdict="accepted"))))
            except AtleastError as fault:
                echo(fault.line())
                show = False
                continue
            echo("Kept: accepted.")
            at += 1
        elif key == "r":
            because = ask("Why").strip()
            written.append((at, write(Decision(claim=one.claim.id, verdict="rejected", because=because))))
            echo("Kept: rejected.")
            at += 1
        elif key == "e":
            edited = _edit(one.claim, ask, change, echo)
            while edited is not None:
                try:
                    written.append((at, write(Decision(claim=one.claim.id, verdict="edited", edited=edited))))
                except AtleastError as fault:  # what was changed so far stays; a reader who changes nothing more gives it up
                    echo(fault.line())
                    edited = _edit(edited, ask, change, echo)
                    continue
                echo("Kept: edited.")
                at += 1
                break
        elif key == "s":
            at += 1
        elif key == "z":
            show = bool(written)
            if written:
                at, event = written.pop()
                undo(event)
                undone += 1
            echo("Answer taken back." if show else "There is no answer to take back.")
        elif key == "q":
            break
        else:
            echo(HELP if key == "?" else PROMPT)
            show = False
    echo(f"{len(written)} of {len(questions)} answered; all of it is kept.")
    return Summary(answered=len(written), undone=undone, left=len(questions) - len(written))


def _edit(
    claim: Claim, ask: Callable[[str], str], change: Callable[[Claim, str, str], Claim], echo: Callable[[str], None]
) -> Claim | None:
    """Change fields until an empty line; None when nothing was changed."""
    edited = claim
    while True:
        field = ask("Field to change (empty: done)").strip()
        if not field:
            return edited if edited != claim else None
        try:
            edited = change(edited, field, ask(f"{field}"))
        except AtleastError as fault:
            echo(fault.line())
            continue
        echo("\n".join(rows(edited)))


def card(one: Question, at: int, n: int) -> str:
    """Return a question as lines: the sentence with the quote marked, then the row."""
    claim = one.claim
    page = f"page {one.page}" if one.page else ""
    where = ", ".join(part for part in (one.publisher, one.title, page, claim.published) if part)
    before, quote, after = (clean(re.sub(r"\s", " ", part)) for part in (one.before, claim.quote, one.after))
    sentence = f"{before}{click.style('[' + quote + ']', underline=True)}{after}"
    head = f"\nClaim {at + 1} of {n} ({claim.id}){': ' + clean(where) if where else ''}"
    return "\n".join([head, "", f"  {sentence.strip()}", "", *rows(claim), "", PROMPT])


def rows(claim: Claim) -> list[str]:
    """Return the row of a claim, one field a line; what was assumed or is not sure stands below."""
    from atleast.steps.stating.wording import say_number

    told = claim.scope
    period = f"{told.first_day or '?'} to {told.last_day or '?'}" if told.first_day or told.last_day else "not known"
    fields = [
        ("says", f"{say_number(claim)}, {claim.violation}"),
        ("source", claim.source or "not named"),
        ("relayed_by", "; ".join(claim.relayed_by)),
        ("party, kind", f"{claim.party or 'party not stated'}, {claim.origin_kind}"),
        ("place", told.place or (f"not found: {told.place_written}" if told.place_written else "not known")),
        ("period", period + (f"  (“{told.period_written}”)" if told.period_written else "")),
        ("group", told.group or ""),
        ("basis", (claim.basis or "none given") + (", named" if claim.named else "")),
        ("stance", claim.stance),
        ("declares", claim.declares or ""),
        ("part of", claim.subset_of or ""),
    ]
    lines = [f"  {name:<12} {clean(value)}" for name, value in fields if value]
    lines += [f"  assumed      {clean(each)}" for each in told.assumed]
    return lines + [f"  not sure     {clean(each)}" for each in claim.unsure]
