"""A line break inside a sentence changes no claim; a blank line, a list mark or a heading still ends a sentence."""

from __future__ import annotations

import textwrap

import pytest
from test_read_passages import passages

from atleast import claims

LONG = [text for text, wanted in passages() if wanted and len(text) > 90]


def told(text: str) -> list[tuple[object, ...]]:
    found = claims.read(text)
    assert all(c.quote == text[c.span[0] : c.span[1]] for c in found)
    return [(c.violation, c.bound, c.value, c.value_hi, c.attributed_to, c.relayed_by, c.stance, c.subset_of) for c in found]


@pytest.mark.parametrize("width", [44, 60, 76])
@pytest.mark.parametrize("mark", ["\n", "\r\n", "\n    "])
def test_wrapped_passages_give_the_claims_of_the_passage(width: int, mark: str) -> None:
    wrapped = {text: mark.join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)) for text in LONG}
    differing = {text: told(other) for text, other in wrapped.items() if told(text) != told(other)}
    assert differing == {}


def test_a_wrapped_sentence_keeps_its_hedge_its_speaker_and_its_exact_quote() -> None:
    text = (
        "The Doctors Union of\n  Lanova said on Friday that at least\n  37 people had been killed and 40\n  wounded in Varna."
    )
    found = claims.read(text)
    assert [(c.bound, c.value, c.attributed_to) for c in found] == [
        ("at_least", 37, "Doctors Union of Lanova"),
        ("exact", 40, "Doctors Union of Lanova"),
    ]
    assert found[0].quote == "at least\n  37 people"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Killed by town:\nVarna: 12 killed\nOstia: 5 killed", [12, 5]),
        ("12 killed\n5 wounded\n30 arrested", [12, 5, 30]),
        ("- 12 people were killed in Varna\n- 5 people were killed in Ostia", [12, 5]),
        ("Report on the events\n\nAt least 12 people were killed in\nVarna, the Bar said.", [12]),
    ],
)
def test_lines_that_stand_alone_stay_apart(text: str, values: list[int]) -> None:
    assert [c.value for c in claims.read(text)] == values
