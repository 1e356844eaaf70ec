"""The fast kernel gives what the readable reference gives."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast.linkage import alignment
from atleast.linkage.alignment import NAME_COLUMNS, Token, align, jaro_winkler, steps
from atleast.linkage.features import Features, prepare
from atleast.linkage.scoring import name_levels
from atleast.names.tables import load

TOKENS = [
    "Mohammad",
    "Mohamad",
    "محمد",
    "Reza",
    "رضا",
    "Mohammadreza",
    "محمدرضا",
    "Karimi",
    "کریمی",
    "Karimzadeh",
    "کریم",
    "زاده",
]
TOKENS += [
    "Nejad",
    "Nezhad",
    "نژاد",
    "Zahra",
    "زهره",
    "Zohreh",
    "Aya",
    "آیه",
    "Ali",
    "علی",
    "Rahimi",
    "Rahmani",
    "رحیمی",
    "Hasan",
    "حسین",
    "Mohammad Rasoul",
    "عطا",
    "عطاالله",
    "Hamed",
    "حمید",
]


def _tokens(features: Features, variant: int) -> list[Token]:
    return [features.vocabulary[token] for token in features.tokens[features.start[variant] : features.start[variant + 1]]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=5), min_size=2, max_size=12))
def test_kernel_and_reference_agree(names: list[list[str]]) -> None:
    rows = [{"record_id": str(i), "list": "a", "name": " ".join(name)} for i, name in enumerate(names)]
    features = prepare(pl.DataFrame(rows), tables="fa")
    n = len(features.record)
    left, right = (np.array(side, np.int32) for side in zip(*[(i, j) for i in range(n) for j in range(n)], strict=True))
    fast = name_levels(features, left, right)
    number = {token: i for i, token in enumerate(features.vocabulary)}

    def rarity(token: Token, first: bool, of_canon: bool) -> float:
        table = features.idf_first if first else features.idf_rest
        return float(table[number[token], 0 if of_canon else 1])

    for k, (i, j) in enumerate(zip(left, right, strict=True)):
        slow = align(_tokens(features, i), _tokens(features, j), rarity, load("fa").variants)
        assert fast[k] == pytest.approx([slow[column] for column in NAME_COLUMNS]), (names, i, j)


@pytest.mark.parametrize(
    ("a", "b", "expected"), [("MARTHA", "MARHTA", 0.9611), ("DIXON", "DICKSONX", 0.8133), ("DWAYNE", "DUANE", 0.84)]
)
def test_jaro_winkler_as_published(a: str, b: str, expected: float) -> None:
    """Winkler (1990), table of examples."""
    assert jaro_winkler(a, b) == pytest.approx(expected, abs=1e-4)


def test_compounds_written_apart_match_one_written_together() -> None:
    apart = [Token("mohammad", "mhmd", "muhamad", "mhmd"), Token("reza", "rz", "riza", "rz")]
    together = [Token("mohammadreza", "mhmdrz", "muhamadriza", "mhmdrz")]
    (step,) = steps(apart, together)
    assert (step.left, step.right, step.similarity) == ((0, 1), (0,), alignment.JOIN_EQUAL)


def test_levels_rise_with_similarity() -> None:
    assert [alignment.level(s) for s in (0.6, 0.65, 0.8, 0.9, 0.95, 0.98, 1.0)] == [0, 1, 2, 3, 4, 5, 6]
