"""Read models: kept by name and key, dropped at will, never in the way."""

from __future__ import annotations

from pathlib import Path

from casefile_factory import reopen

from atleast import casefile
from atleast.casefile import Case


def test_what_is_remembered_is_recalled_by_name_and_key(copied: Path) -> None:
    with reopen(copied) as case:
        assert casefile.recall(case, "persons", "k1") is None
        assert casefile.remember(case, "persons", "k1", b"one")
        assert casefile.remember(case, "persons", "k2", b"")
    with reopen(copied) as case:
        assert casefile.recall(case, "persons", "k1") == b"one"
        assert casefile.recall(case, "persons", "k2") == b""
        assert casefile.recall(case, "pairs", "k1") is None
        assert casefile.remember(case, "persons", "k1", b"other")
        assert casefile.recall(case, "persons", "k1") == b"other"


def test_a_read_model_of_many_megabytes_comes_back(case: Case) -> None:
    data = bytes(range(256)) * 40_000
    assert casefile.remember(case, "pairs", "k", data)
    assert casefile.recall(case, "pairs", "k") == data


def test_forgetting_drops_all_or_some(case: Case) -> None:
    for name, key in (("persons", "old"), ("persons", "new"), ("pairs", "old")):
        casefile.remember(case, name, key, b"x")
    casefile.forget(case, "persons", but="new")
    assert casefile.recall(case, "persons", "old") is None
    assert casefile.recall(case, "persons", "new") == b"x"
    assert casefile.recall(case, "pairs", "old") == b"x"
    casefile.forget(case, "pairs")
    assert casefile.recall(case, "pairs", "old") is None
    casefile.forget(case)
    assert casefile.recall(case, "persons", "new") is None
    assert len(casefile.events(case)) == 12


def test_not_being_able_to_remember_is_no_error(copied: Path) -> None:
    with reopen(copied) as first, reopen(copied) as second, first.writing():
        assert casefile.remember(second, "persons", "k", b"x") is False
        assert casefile.recall(second, "persons", "k") is None


def test_read_models_are_no_part_of_the_log(case: Case) -> None:
    before = casefile.root(case)
    casefile.remember(case, "persons", "k", b"x")
    casefile.forget(case)
    assert casefile.root(case) == before
