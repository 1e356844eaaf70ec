"""Bounds against printed figures: Darroch's (Rcapture 1.4-4, Mt), Chao's (SPECIES 1.2) and the list-specific bound."""

from __future__ import annotations

import pytest
from mse_tables import table

from atleast import mse
from atleast.mse import bounding


@pytest.mark.parametrize(
    ("name", "expected"),
    [("kosovo4", 7394.5867), ("congenital5", 638.4746), ("hare6", 75.0662), ("gaza3", 66749.8401)],
)
def test_independent_lists(name: str, expected: float) -> None:
    assert mse.bounds(table(name))["darroch"].estimate == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("name", "expected", "digits"),
    [
        ("gaza3", 68_574.8, 0.05),
        ("hav3", 478.67, 0.005),
        ("lesbian4", 4_320.2, 0.05),
        ("kosovo4", 8_613.9, 0.05),
        ("neworleans8", 1_218.8, 0.05),
    ],
)
def test_list_specific_chao(name: str, expected: float, digits: float) -> None:
    assert mse.bounds(table(name))["chao"].estimate == pytest.approx(expected, abs=digits)


@pytest.mark.parametrize(("name", "expected"), [("kosovo4", (10_270, 9_718, 10_880)), ("korea3", (145, 134, 167))])
def test_chao_of_1984_with_its_log_normal_interval(name: str, expected: tuple[int, int, int]) -> None:
    found = mse.bounds(table(name))["chao1984"]
    assert (found.estimate, found.low, found.high) == pytest.approx(expected, abs=0.51)


def test_wald_variance_of_the_list_specific_bound() -> None:
    # Rcapture prints 68,574.8 [66,803.5; 70,346.0] for gaza3: the half width is 1.96 standard errors.
    variance = bounding.list_specific(table("gaza3"))[1]
    assert 1.959964 * variance**0.5 == pytest.approx((70_346.0 - 66_803.5) / 2, rel=1e-3)


def test_the_true_number_of_the_hepatitis_outbreak_lies_above_its_bound() -> None:
    found = mse.bounds(table("hav3"))["chao"].estimate
    assert found is not None
    assert found < 545
