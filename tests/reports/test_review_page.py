"""The offline review page: one file, nothing from outside, everything escaped, both languages."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from importlib.resources import files

import pytest

from atleast.errors import UsageError
from atleast.reports.review_page import review_html


def shown(text, *, rtl=False, differs=False, also=None):
    return {
        "parts": [[text, differs]] if text else [],
        "lang": "fa" if rtl else "en",
        "rtl": rtl,
        "also": [[also, False]] if also else [],
    }


def card(number=1, **changes):
    plain = {
        "left": f"a{number}",
        "right": f"b{number}",
        "seen": f"{number:064x}",
        "reason": "Asked now because it can change the count.",
        "effect": {"now": 612, "same": 612, "different": 613, "cells": [["committee & register", 1], ["register", -1]]},
        "sides": [{"list": "committee", "where": "row 214"}, {"list": "register", "where": "row 88"}],
        "fields": [
            {
                "field": "name",
                "label": "Name",
                "left": shown("روشنک سپیدکوه", rtl=True, also="Roshanak Sepidkuh"),
                "right": shown("Roshanak Sepidkuhi", differs=True),
                "sign": "≈",
                "lead": "One part differs a little:",
                "rest": "…",
            },
            {
                "field": "age",
                "label": "Age",
                "left": shown("31"),
                "right": shown(None),
                "sign": "–",
                "lead": "Only one list has it.",
                "rest": "",
            },
        ],
        "signs": {"=": 0, "≈": 1, "≠": 0, "–": 1},
        "second": False,
        "joined": False,
        "p_match": 0.42,
    }
    return plain | changes


def page(cards=None, **more):
    return review_html([card()] if cards is None else cards, title="Sepidar, March 2031", **more).decode()


def test_nothing_comes_from_outside():
    text = page()
    markup = text.split("</style>")[1].split("<script>")[0]
    assert re.findall(r"""\b(?:src|href|action|data)\s*=\s*["']?([^"'\s>]*)""", markup) == ["#controls"]
    assert not re.search(r"https?://", text)
    assert "url(" not in text.replace('url("data:font/woff2', "")
    assert "default-src 'none'" in text
    for name in ("sessionStorage", "indexedDB", "fetch(", "XMLHttpRequest", "innerHTML", "eval("):
        assert name not in text


def test_the_policy_allows_this_script_and_no_other():
    text = page()
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert not re.search(r"\son\w+=", text.split("</style>")[1].split("<script>")[0])


def test_values_are_escaped_wherever_they_stand():
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    fields = [
        {
            "field": "name",
            "label": evil,
            "left": shown(evil),
            "right": shown(evil, also=evil),
            "sign": "≠",
            "lead": evil,
            "rest": evil,
        }
    ]
    text = review_html(
        [card(left=evil, right=evil, seen=evil, reason=evil, fields=fields, sides=[{"list": evil, "where": evil}] * 2)],
        title=evil,
        by=evil,
        file=evil,
    ).decode()
    assert "<script>alert" not in text
    assert "<img" not in text
    assert text.count("<script>") == 1


def test_it_says_that_it_holds_names_and_whether_they_are_invented():
    assert "holds names in clear" in page()
    assert "Invented data" not in page()
    assert page(invented=True).count("Invented data") == 3


def test_the_model_is_hidden_and_the_effect_is_shown():
    text = page()
    assert re.search(r'<p class="why shown-view" hidden>42 of 100', text)
    assert ">612</td>" in text
    assert ">613</td>" in text
    assert 'register</bdi> <bdi dir="ltr">−1</bdi>' in text


def test_names_keep_their_script_and_direction_and_only_differing_letters_are_marked():
    text = page()
    assert '<span class="v" lang="fa"><bdi dir="rtl">روشنک سپیدکوه</bdi></span>' in text
    assert '<bdi dir="ltr"><mark>Roshanak Sepidkuhi</mark></bdi>' in text
    assert '<span class="also" lang="en"><bdi dir="auto">Roshanak Sepidkuh</bdi></span>' in text


def test_a_second_reader_is_told_and_the_answer_is_marked_as_such():
    text = page([card(second=True)])
    assert "You are the second reader" in text
    assert 'data-second="true"' in text


def test_persian_has_its_direction_digits_and_words():
    text = page(lang="fa")
    assert '<html lang="fa" dir="rtl">' in text
    assert ">۶۱۲</td>" in text
    assert "جفت ۱ از ۱." in text
    assert '<bdi dir="ltr">−۱</bdi>' in text


def test_both_languages_have_the_same_phrases_and_holes():
    english, persian = (
        tomllib.loads(files("atleast.reports").joinpath(f"data/review.{lang}.toml").read_text("utf-8")) for lang in ("en", "fa")
    )
    assert english.keys() == persian.keys()
    for key, phrase in english.items():
        assert set(re.findall(r"{\w+}", phrase)) == set(re.findall(r"{\w+}", persian[key])), key
    assert not re.search("[يك٤٥٦]| ها", " ".join(persian.values()))


def test_the_same_cards_give_the_same_bytes_and_no_cards_are_said():
    assert review_html([card()], title="x") == review_html([card()], title="x")
    assert "Nothing to ask" in page([])


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="ku"):
        page(lang="ku")
