"""The review queue in a terminal: keys, undo, notes, leaving at any moment, and names that cannot steer the terminal."""

from __future__ import annotations

import io

import click
import msgspec
import pytest

from atleast.cli.review_queue import Summary, require_terminal, run
from atleast.errors import InputError, UsageError
from atleast.linkage.review.cards import Card, Side
from atleast.linkage.review.differences import Difference, Shown
from atleast.linkage.review.questions import Effect


def card(number, *, name="روشنک سپیدکوه", second=False):
    field = Difference(
        field="name",
        label="Name",
        left=Shown(parts=((name, False),), lang="fa", rtl=True, also=(("Roshanak Sepidkuh", False),)),
        right=Shown(parts=(("Roshanak Sepidkuh", False), ("i", True))),
        sign="≈",
        lead="One part differs a little:",
        rest=f"“{name}” and “Sepidkuhi”.",
    )
    age = Difference(
        field="age", label="Age", left=Shown(parts=(("31", False),)), right=Shown(), sign="–", lead="Only one list has it."
    )
    return Card(
        left=f"a{number}",
        right=f"b{number}",
        seen=f"seen{number}",
        second=second,
        kind="count",
        reason="Asked now because it can change the count.",
        effect=Effect(now=1612, same=1611, different=1612),
        sides=(Side(list="committee", where="row 214"), Side(list="register", where="")),
        fields=(field, age),
        signs={},
        joined=False,
        p_match=0.42,
    )


class Desk:
    """A reader at a terminal: presses `keys`, keeps what is printed and the events in force."""

    def __init__(self, keys, notes=()):
        self.keys, self.notes = iter(keys), iter(notes)
        self.events, self.undone, self.printed = {}, [], []

    def read_key(self):
        key = next(self.keys)
        if isinstance(key, BaseException):
            raise key
        return key

    def ask(self, text):
        note = next(self.notes)
        if isinstance(note, BaseException):
            raise note
        return note

    def write(self, judgement):
        event = f"e{len(self.events)}"
        self.events[event] = judgement
        return event

    def undo(self, event):
        self.undone.append(event)

    def run(self, cards):
        return run(
            cards,
            by="Mina",
            read_key=self.read_key,
            ask=self.ask,
            write=self.write,
            undo=self.undo,
            echo=self.printed.append,
        )

    @property
    def text(self):
        return click.unstyle("\n".join(self.printed))

    @property
    def holds(self):
        return [(one.left, one.verdict) for event, one in self.events.items() if event not in self.undone]


def test_every_answer_is_written_at_once_with_what_was_seen():
    desk = Desk("sdu")
    assert desk.run([card(1), card(2), card(3, second=True)]) == Summary(answered=3, undone=0, left=0)
    assert desk.holds == [("a1", "same"), ("a2", "different"), ("a3", "unsure")]
    first, _, last = desk.events.values()
    assert (first.by, first.seen, first.second, first.right) == ("Mina", "seen1", False, "b1")
    assert last.second


def test_leaving_keeps_what_was_answered():
    desk = Desk("sq")
    assert desk.run([card(1), card(2)]) == Summary(answered=1, undone=0, left=1)
    assert desk.holds == [("a1", "same")]
    assert "1 of 2 answered; all of it is kept." in desk.text


@pytest.mark.parametrize("end", [EOFError(), "\x04", ""])
def test_the_end_of_the_input_is_leaving(end):
    desk = Desk(["s", end])
    assert desk.run([card(1), card(2)]).left == 1


def test_an_interrupt_passes_through_with_the_answers_written():
    desk = Desk(["s", KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        desk.run([card(1), card(2)])
    assert desk.holds == [("a1", "same")]


def test_undo_goes_back_to_the_pair_and_can_be_repeated():
    desk = Desk("sdzzuuz" + "q")
    summary = desk.run([card(1), card(2), card(3)])
    assert desk.undone == ["e1", "e0", "e3"]
    assert desk.holds == [("a1", "unsure")]
    assert summary == Summary(answered=1, undone=3, left=2)


def test_undo_without_an_answer_says_so():
    desk = Desk("zq")
    desk.run([card(1)])
    assert "no answer to take back" in desk.text
    assert desk.undone == []


def test_moving_and_answering_again_lets_the_latest_hold():
    desk = Desk("skd" + "jj" + "q")
    assert desk.run([card(1), card(2), card(3)]).answered == 1
    assert desk.holds == [("a1", "same"), ("a1", "different")]
    assert "Your answer: same." in desk.text
    assert "This is the last pair." in desk.text


def test_undoing_a_changed_answer_brings_back_the_one_before():
    desk = Desk("skdz" + "q")
    assert desk.run([card(1), card(2)]).answered == 1
    assert desk.holds == [("a1", "same")]


def test_a_note_goes_with_the_answer_also_when_it_comes_later():
    desk = Desk("nskn" + "q", notes=[" same father ", "and same town"])
    desk.run([card(1), card(2)])
    assert [one.because for one in desk.events.values()] == ["same father", "and same town"]


@pytest.mark.parametrize("leave", [KeyboardInterrupt(), EOFError()])
def test_ctrl_c_and_ctrl_d_in_a_note_leave_the_note_and_not_the_review(leave):
    desk = Desk("nns" + "kn" + "q", notes=["same father", leave, leave])
    assert desk.run([card(1), card(2)]) == Summary(answered=1, undone=0, left=1)
    assert [one.because for one in desk.events.values()] == ["same father"]
    assert desk.text.count("No note taken.") == 2


def test_keys_answer_on_a_persian_layout():
    desk = Desk("سیعض")
    desk.run([card(1), card(2), card(3), card(4)])
    assert [verdict for _, verdict in desk.holds] == ["same", "different", "unsure"]


def test_the_romanised_name_comes_first_and_the_original_alone_on_its_line():
    desk = Desk("q")
    desk.run([card(1)])
    lines = desk.text.splitlines()
    at = lines.index("    1: Roshanak Sepidkuh")
    assert lines[at + 1] == "روشنک سپیدکوه"
    assert lines[at + 2] == "    2: Roshanak Sepidkuhi"
    assert all(not ("سپیدکوه" in line and "Sepid" in line) for line in lines)
    assert "Counted by name before the draws: 1,612.  same: 1,612 -> 1,611" in desk.text


def test_a_number_in_persian_digits_stays_on_its_line():
    desk = Desk("q")
    age = Difference(
        field="age", label="Age", left=Shown(parts=(("۲۷", False),), lang="fa", rtl=True), right=Shown(), sign="–", lead="One."
    )
    desk.run([msgspec.structs.replace(card(1), fields=(age,))])
    assert "    1: ۲۷" in desk.text.splitlines()


def test_the_model_speaks_after_the_answer_only():
    desk = Desk("q")
    desk.run([card(1)])
    assert "42" not in desk.text
    desk = Desk("s")
    desk.run([card(1)])
    assert "42 of 100" in desk.text


def test_a_name_cannot_steer_the_terminal_and_keeps_its_joiners():
    desk = Desk("q")
    desk.run([card(1, name="علی\x1b[2J\u202eرضا\u200cنژاد\r\nx")])
    assert "\u202e" not in desk.text
    assert "[2J" in desk.text
    assert "\x1b" not in desk.text
    assert "رضا\u200cنژادx" in desk.text


def test_other_keys_explain_themselves():
    desk = Desk("?xq")
    desk.run([card(1)])
    assert "counted once" in desk.text


def test_nothing_to_ask_is_said():
    desk = Desk("")
    assert desk.run([]) == Summary(answered=0, undone=0, left=0)
    assert "every pair is decided" in desk.text


def test_it_refuses_to_ask_where_there_is_no_terminal():
    with pytest.raises(UsageError) as error:
        require_terminal(io.StringIO("s\n"))
    assert "--page" in error.value.line()
    assert error.value.exit_code == 2


def test_an_answer_that_contradicts_others_is_refused_at_once_and_the_pair_stays():
    desk = Desk("sduq")
    keep = desk.write

    def write(judgement):
        if judgement.verdict == "different":
            raise InputError("a2 and b2 cannot be different people and one person")
        return keep(judgement)

    desk.write = write
    assert desk.run([card(1), card(2), card(3)]).answered == 2
    assert desk.holds == [("a1", "same"), ("a2", "unsure")]
    assert "Not kept: a2 and b2 cannot be different people and one person" in desk.text
