"""Both catalogues say the same things, in good letters, and hold no number; text from outside cannot turn what is around it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast.errors import UsageError
from atleast.mse.check import Reason
from atleast.mse.wording import words as mse_words
from atleast.reports import publication
from atleast.reports.words import clean, code, isolate, knows, load, plain, say, say_code, say_sentence, shown, signed

EN, FA = load("en"), load("fa")


def test_the_same_keys_and_the_same_blanks() -> None:
    assert set(EN.phrases) == set(FA.phrases)
    assert set(EN.series) == set(FA.series)
    for key, phrase in EN.phrases.items():
        here, there = (set(re.findall(r"\{(\w+)\}", text)) for text in (phrase, FA.phrases[key]))
        # Persian says who was counted beside the number, English after it.
        assert here ^ there <= {"who"}, key


def test_no_number_is_written_in_a_phrase() -> None:
    for words in (EN, FA):
        for key, phrase in words.phrases.items():
            assert not re.search(r"\d", phrase), key


def test_persian_is_written_with_persian_letters() -> None:
    for key, phrase in FA.phrases.items():
        assert not re.search("[يكىة٠-٩]", phrase), key
        assert not re.search(" ها([ ،.؛]|$)", phrase), key
        assert "دست کم" not in phrase and not re.search(r"(^|\s)ن?می\s", phrase), key


def test_every_code_of_a_publication_has_its_words() -> None:
    for room, codes in (
        ("ladder", publication.RUNGS),
        ("sum", publication.STEPS),
        ("left_out", publication.LEFT_OUT),
        ("changes", publication.CHANGES),
    ):
        for name in codes:
            assert knows(EN, f"{room}.{name}"), f"{room}.{name}"


def test_the_reasons_of_the_engines_are_said_in_persian() -> None:
    written = mse_words(Reason("unbounded", {"share": 12, "most": 1_000_000}))
    assert "۱۲" in say_sentence(FA, "reason", written)
    assert say_sentence(FA, "reason", written) != isolate(written)
    assert say_sentence(EN, "reason", "A reason of another program.") == isolate("A reason of another program.")


def test_plural_follows_the_number() -> None:
    assert say(EN, "left_out.total", n=1) == "record left out"
    assert say(EN, "left_out.total", n=2) == "records left out"
    assert say(EN, "lists.title", n=4).startswith("four")
    assert say(FA, "lists.title", n=4).startswith("چهار")
    assert say(EN, "lists.title", n=40).startswith("40")


def test_a_code_without_a_phrase_is_printed_as_it_is_written() -> None:
    assert say_code(EN, "left_out", "some_new_reason") == isolate("some_new_reason")


def test_numbers_in_both_scripts() -> None:
    assert plain(signed(EN, -4))[1:-1] == "−4"
    assert plain(signed(FA, 21))[1:-1] == "+۲۱"
    assert shown(EN, "1-4") == "1–4"
    assert shown(FA, "1-4") == "۱ تا ۴"
    assert shown(EN, "") == EN.phrases["count.withheld"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="'xx'"):
        load("xx")


@given(st.text())
def test_outside_text_carries_no_sign_that_turns_or_breaks_the_line(text: str) -> None:
    kept = clean(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000\ue001\u2028\u2029]", kept)
    assert isolate(text)[1:-1] == kept
    assert code(text).count("\ue000") == 1


def test_joiners_of_persian_spelling_stay() -> None:
    assert clean("کشته\u200cشدگان") == "کشته\u200cشدگان"


def test_no_number_is_typed_in_a_template() -> None:
    folder = files("atleast.reports").joinpath("templates")
    page = folder.joinpath("report.html.j2").read_text("utf-8")
    text = re.sub(r"<[^>]*>", " ", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", page, flags=re.S))
    assert not re.search(r"[0-9]", text)
    assert not re.search("[\u0600-\u06ff]", page)
    for line in folder.joinpath("report.typ").read_text("utf-8").splitlines():
        in_brackets = re.findall(r"\[([^\]#]*)\]", line)
        assert not any(re.search(r"[A-Za-z]{3}", part) for part in in_brackets), line


def test_every_reason_of_an_estimate_is_said_in_persian() -> None:
    reasons = tomllib.loads(files("atleast.mse").joinpath("wording.toml").read_text(encoding="utf-8"))["en"]["reason"]
    missing = {
        key
        for key, text in reasons.items()
        if re.search("[A-Za-z]{4}", say_sentence(FA, "reason", re.sub(r"{\w+}", "12", text)))
    }
    assert not missing, "the report's words know other sentences than the estimates say"
