"""The review queue in a terminal: one pair at a time, one key an answer, nothing lost.

`run(cards, ...)` shows cards and calls `write` with each judgement at once (it returns the event's id), `undo` with the id of
the answer that is taken back; so leaving at any moment loses nothing. An answer that `write` refuses (`InputError`: it
contradicts another) is said, and the pair stays. It knows no storage and no clock: the key reader, the question for a note, the
writer and the printer are handed in. A name in another script is printed romanised, the original on a line of its own, since
terminals turn mixed lines around. Keys also answer where a Persian layout sends another letter. The model's view comes after
the answer only. `require_terminal` refuses where nobody can press a key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

import click
import msgspec

from atleast.cli.output import clean
from atleast.errors import InputError, UsageError
from atleast.model import Judgement, Verdict

if TYPE_CHECKING:
    from atleast.linkage.review.cards import Card
    from atleast.linkage.review.differences import Difference, Shown

VERDICTS: dict[str, Verdict] = {"s": "same", "d": "different", "u": "unsure"}
# What the same physical keys send on a Persian or Arabic layout.
LAYOUT = str.maketrans("سی\u064aعدظتنض؟", "sddunzjkq?")
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣\u0664\u0665\u0666٧٨٩", "0123456789" * 2)
PROMPT = "s same  d different  u unsure  n note  z undo  j next  k previous  ? help  q quit > "
HELP = """
  s  the same person             n  write a note, kept with the answer
  d  different people            z  take the last answer back
  u  unsure: counted once        j  next pair
  q  stop; answers are kept      k  previous pair
"""
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: pairs answered, answers taken back, pairs left."""

    answered: int
    undone: int
    left: int


class _Desk:
    """What is on the table: where the reader is, what was answered, which events can be undone. Lives for one `run`."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.at = 0
        self.verdicts: dict[int, Verdict] = {}
        self.notes: dict[int, str] = {}
        self.written: list[tuple[int, str, Verdict | None]] = []
        self.undone = 0

    def next_open(self) -> int | None:
        """Return the next pair without an answer, round the end; None when all have one."""
        order = [(self.at + step) % self.n for step in range(1, self.n + 1)]
        return next((i for i in order if i not in self.verdicts), None)


def require_terminal(stdin: TextIO) -> None:
    """Refuse to ask where nobody can press a key."""
    if not stdin.isatty():
        raise UsageError(
            "review asks in a terminal, and the input here is not one",
            hint="Write the questions as a page with `atleast review --page FILE`, or take answers in with `--import FILE`.",
        )


def run(
    cards: Sequence[Card],
    *,
    by: str,
    read_key: Callable[[], str],
    ask: Callable[[str], str],
    write: Callable[[Judgement], str],
    undo: Callable[[str], None],
    echo: Callable[[str], None],
) -> Summary:
    """Ask the questions until all are answered or the reader leaves; every answer is written before the next pair is shown."""
    if not cards:
        echo("Nothing to ask: every pair is decided.")
        return Summary(answered=0, undone=0, left=0)
    desk = _Desk(len(cards))
    show = True
    while True:
        if show:
            echo(_card(cards[desk.at], desk))
        show = True
        key = pressed_key(read_key, LAYOUT)
        if key in VERDICTS:
            if not _answer(desk, cards[desk.at], VERDICTS[key], by, write, echo):
                show = False
                continue
            following = desk.next_open()
            if following is None:
                break
            desk.at = following
        elif key == "n":
            _note(desk, cards[desk.at], by, ask, write, echo)
            show = False
        elif key == "z":
            show = _undo(desk, undo, echo)
        elif key in ("j", "k"):
            to = desk.at + (1 if key == "j" else -1)
            show = 0 <= to < desk.n
            desk.at = to if show else desk.at
            if not show:
                echo("This is the last pair." if key == "j" else "This is the first pair.")
        elif key == "q":
            break
        else:
            echo(HELP if key == "?" else "")
            echo(PROMPT)
            show = False
    summary = Summary(answered=len(desk.verdicts), undone=desk.undone, left=desk.n - len(desk.verdicts))
    echo(f"{summary.answered} of {desk.n} answered; all of it is kept.")
    return summary


def pressed_key(read_key: Callable[[], str], layout: dict[int, int]) -> str:
    """Return the key that was pressed, by its place on a Persian keyboard too; the end of the input is leaving."""
    try:
        pressed = read_key()
    except EOFError:
        return "q"
    return "q" if pressed in ("", "\x04") else pressed[:1].lower().translate(layout)


def _answer(
    desk: _Desk, card: Card, verdict: Verdict, by: str, write: Callable[[Judgement], str], echo: Callable[[str], None]
) -> bool:
    """Write an answer; false, with the reason said, when it cannot hold beside the others."""
    judgement = Judgement(
        left=card.left,
        right=card.right,
        verdict=verdict,
        by=by,
        because=desk.notes.get(desk.at, ""),
        seen=card.seen,
        second=card.second,
        drawn=card.drawn,
    )
    try:
        event = write(judgement)
    except InputError as refused:
        echo(f"Not kept: {clean(str(refused))}")
        echo(PROMPT)
        return False
    desk.written.append((desk.at, event, desk.verdicts.get(desk.at)))
    desk.verdicts[desk.at] = verdict
    echo(f"Kept: {verdict}. {_model(card)}")
    return True


def _note(
    desk: _Desk,
    card: Card,
    by: str,
    ask: Callable[[str], str],
    write: Callable[[Judgement], str],
    echo: Callable[[str], None],
) -> None:
    """Take a note; where the pair has its answer already, the answer is written again with the note.

    Ctrl-C and Ctrl-D leave the note and nothing else: a note that was there before stays.
    """
    try:
        desk.notes[desk.at] = ask("Note (Ctrl-C: none)").strip()
    except (KeyboardInterrupt, EOFError):
        echo("\nNo note taken.")
        echo(PROMPT)
        return
    if desk.at in desk.verdicts:
        _answer(desk, card, desk.verdicts[desk.at], by, write, echo)
    else:
        echo("Noted; it is kept with your answer.")
    echo(PROMPT)


def _undo(desk: _Desk, undo: Callable[[str], None], echo: Callable[[str], None]) -> bool:
    """Take the last answer back and return to its pair; say so when there is none."""
    if not desk.written:
        echo("There is no answer to take back.")
        return False
    at, event, before = desk.written.pop()
    undo(event)
    desk.undone += 1
    if before is None:
        desk.verdicts.pop(at)
    else:
        desk.verdicts[at] = before
    desk.at = at
    echo("Answer taken back.")
    return True


def _model(card: Card) -> str:
    if card.p_match is None:
        return "The software did not compare these two."
    return f"The software: {round(100 * card.p_match)} of 100 pairs like this one are one person."


def _card(card: Card, desk: _Desk) -> str:
    """Return a card as lines of text."""
    head = f"\nPair {desk.at + 1} of {desk.n}. {card.reason}"
    if desk.at in desk.verdicts:
        head += f" Your answer: {desk.verdicts[desk.at]}."
    sides = [
        f"  {n}: {clean(side.list)}{', ' + clean(side.where) if side.where else ''}" for n, side in enumerate(card.sides, 1)
    ]
    fields = [line for field in card.fields for line in _field(field)]
    effect = card.effect
    count = (
        f"  Counted by name before the draws: {effect.now:,}.  "
        f"same: {effect.now:,} -> {effect.same:,}   different: {effect.now:,} -> {effect.different:,}"
    )
    if card.second:
        count += "\n  You are the second reader; the first answer is not shown."
    return "\n".join([head, *sides, "", *fields, "", count, PROMPT])


def _field(field: Difference) -> list[str]:
    """Return a field: sign, label and words, then both values, an original in another script on its own line."""
    words = f"{field.lead} {field.rest}".strip()
    words = field.lead.rstrip(":,") if _RTL.search(words) else words
    lines = [f"{field.sign} {click.style(clean(field.label), bold=True)}: {clean(words)}"]
    for number, shown in enumerate((field.left, field.right), 1):
        if not shown.parts:
            lines.append(f"    {number}: not given")
        elif shown.rtl and shown.also:
            lines += [f"    {number}: {clean(''.join(text for text, _ in shown.also))}", _styled(shown)]
        elif _RTL.search("".join(text for text, _ in shown.parts).translate(DIGITS)):
            lines += [f"    {number}:", _styled(shown)]
        else:
            lines.append(f"    {number}: {_styled(shown)}{_beside(shown)}")
    return lines


def _styled(shown: Shown) -> str:
    """Return a value with its differing letters underlined; numbers alone keep their digits, they do not turn a line around."""
    return "".join(click.style(clean(text), underline=True) if differs else clean(text) for text, differs in shown.parts)


def _beside(shown: Shown) -> str:
    also = clean("".join(text for text, _ in shown.also))
    return f"  ({also})" if also and not _RTL.search(also) else ""
