"""The queue of proposed claims: one key an answer, edits field by field, undo, nothing lost when leaving."""

from __future__ import annotations

import msgspec
import pytest

from atleast.cli import claims_queue
from atleast.errors import UsageError
from atleast.model import Claim, ClaimScope
from atleast.steps.stating.asking import Question


def claim(number: int) -> Claim:
    return Claim(id=f"C{number}", quote=f"{number} people", violation="killing", bound="exact", value=number, span=(10, 19))


ASKED = [Question(claim=claim(n), before="Officials said ", after=" were killed.", publisher="Arzan Post") for n in (1, 2, 3)]


def sit(keys: str, answers=(), asked=ASKED):
    """Return decisions, undone events, printed lines and the summary of a sitting."""
    pressed, typed = iter(keys), iter(answers)
    decided, undone, said = [], [], []

    def change(one, field, text):
        if field != "value":
            raise UsageError(f"there is no field {field!r} to change")
        return msgspec.structs.replace(one, value=int(text))

    def write(one):
        decided.append(one)
        return f"event {len(decided)}"

    def key():
        try:
            return next(pressed)
        except StopIteration:
            raise EOFError from None

    summary = claims_queue.run(
        asked, read_key=key, ask=lambda _: next(typed, ""), change=change, write=write, undo=undone.append, echo=said.append
    )
    return decided, undone, "\n".join(said), summary


def test_accept_reject_later():
    decided, _, said, summary = sit("ars", ["not about deaths"])
    assert [(d.claim, d.verdict, d.because) for d in decided] == [
        ("C1", "accepted", ""),
        ("C2", "rejected", "not about deaths"),
    ]
    assert (summary.answered, summary.left) == (2, 1)
    assert "Officials said" in said and "[1 people]" in said and "Arzan Post" in said


def test_an_edit_shows_the_row_as_it_will_be_and_keeps_the_quote():
    decided, _, said, _ = sit("eq", ["colour", "red", "value", "7", ""])
    (one,) = decided
    assert (one.verdict, one.edited.value, one.edited.quote) == ("edited", 7, "1 people")
    assert "no field 'colour'" in said and "7, killing" in said
    assert sit("eq", [""])[0] == []


def test_undo_returns_to_the_claim():
    decided, undone, _, summary = sit("aaza")
    assert undone == ["event 2"]
    assert [d.claim for d in decided] == ["C1", "C2", "C2"] and summary.undone == 1
    assert "no answer to take back" in sit("z")[2]


@pytest.mark.parametrize("keys", ["", "q", "\x04", "؟q", "xq"])
def test_leaving_and_other_keys_decide_nothing(keys):
    decided, undone, _, summary = sit(keys)
    assert (decided, undone, summary.left) == ([], [], 3)


def test_keys_of_a_persian_layout_answer():
    assert [d.verdict for d in sit("شق", ["no"])[0]] == ["accepted", "rejected"]


def test_what_is_not_known_is_said_and_nothing_steers_the_terminal():
    scope = ClaimScope(place_written="Atlant\x1b[2Jis", period_written="lately")
    asked = [Question(claim=msgspec.structs.replace(claim(4), scope=scope, unsure=("origin",)), before="\x1b[31m")]
    _, _, said, _ = sit("q", asked=asked)
    assert "not found: Atlant" in said and "not named" in said and "not sure" in said
    assert "\x1b[2J" not in said and "\x1b[31m" not in said


def test_an_edit_that_does_not_fit_is_asked_again_and_not_thrown_away():
    typed = iter(["value", "7", "", "value", "8", ""])
    kept, said = [], []

    def write(one):
        if one.edited.value == 7:
            raise UsageError("the period ends before it begins", hint="Swap the two days.")
        kept.append(one)
        return "event"

    keys = iter("eq")
    claims_queue.run(
        ASKED,
        read_key=lambda: next(keys),
        ask=lambda _: next(typed, ""),
        change=lambda one, field, text: msgspec.structs.replace(one, **{field: int(text)}),
        write=write,
        undo=kept.remove,
        echo=said.append,
    )
    assert [one.edited.value for one in kept] == [8]
    assert any("ends before it begins" in line for line in said)


def test_a_claim_that_cannot_be_accepted_stays_and_says_why():
    said, written = [], []
    keys = iter("aar")

    def write(one):
        if one.verdict == "accepted":
            raise UsageError("it speaks of more people than there are", hint="Reject it.")
        written.append(one)
        return "event"

    summary = claims_queue.run(
        ASKED[:1],
        read_key=lambda: next(keys),
        ask=lambda _: "a slip",
        change=lambda one, field, text: one,
        write=write,
        undo=written.remove,
        echo=said.append,
    )
    assert [one.verdict for one in written] == ["rejected"] and summary.answered == 1
    assert sum("more people than there are" in line for line in said) == 2
