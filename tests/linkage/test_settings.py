"""The plan as data."""

from __future__ import annotations

import msgspec
import pytest

from atleast.errors import LinkError
from atleast.linkage.scoring import COLUMNS, weight_vector
from atleast.linkage.settings import ListPlan, default, from_toml, to_toml


def test_round_trip() -> None:
    plain = default()
    full = msgspec.structs.replace(
        plain, lists={"a list, 1": ListPlan(duplicates="often", derived_from=("b",))}, apart=(("a", "b"),), threshold=0.6
    )
    for settings in (plain, full):
        assert from_toml(to_toml(settings)) == settings


def test_what_is_left_out_is_the_default() -> None:
    assert from_toml("threshold = 0.7").weights == default().weights
    assert from_toml('[lists.press]\nduplicates = "often"').lists["press"].duplicates == "often"


@pytest.mark.parametrize("text", ["treshold = 0.7", '[lists.a]\nduplicates = "sometimes"', "threshold = ["])
def test_a_mistake_is_said(text: str) -> None:
    with pytest.raises(LinkError, match="not understood"):
        from_toml(text)


def test_each_comparison_has_one_weight() -> None:
    assert len(weight_vector(default().weights)) == len(COLUMNS)
