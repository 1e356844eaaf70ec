"""Why two names agree, in words."""

from __future__ import annotations

from atleast import names


def test_says_which_tokens_stand_for_each_other() -> None:
    said = " / ".join(names.explain("زهرا کریمی", "Zahra Karimi"))
    assert "one name, zahra" in said
    assert "karimi" in said


def test_says_what_was_left_aside_and_what_has_no_partner() -> None:
    said = " / ".join(names.explain("سید رضا کریمی", "Reza Karimi Azad"))
    assert "سید is no part of the name" in said
    assert "azad has no partner" in said


def test_compounds_written_together() -> None:
    assert any("written together" in sentence for sentence in names.explain("Mohammadreza Azadi", "محمد رضا آزادی"))


def test_nobody_is_never_matched() -> None:
    assert names.explain("ناشناس", "Reza Karimi") == ["'ناشناس' names nobody, so it is never matched"]


def test_a_family_name_first_without_a_comma() -> None:
    said = names.explain("سهرابی نادیا", "Nadia Sohrabi")
    assert said[0] == "The names agree if one of them has the family name first."
    assert not any("no partner" in sentence for sentence in said)
    assert "do not agree" in names.explain("سهرابی نادیا", "Nadia Karimi")[0]
