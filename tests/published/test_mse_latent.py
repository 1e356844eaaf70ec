"""The latent class engine against LCMCR 0.4.14 (K = 10, a = b = 1/4) where that one converges."""

from __future__ import annotations

import pytest
from mse_tables import table

from atleast import mse
from atleast.mse import latent, posterior

LCMCR = {
    "uk6": (22_880, 16_953, 34_669),
    "westernus5": (1_838, 1_309, 3_009),
    "hav3": (515, 367, 876),
    "spina3": (726, 680, 814),
}


@pytest.mark.parametrize("name", sorted(LCMCR))
def test_medians_within_three_and_limits_within_five_per_cent(name: str) -> None:
    found = latent.sample(table(name), seed=1)
    assert found.trusted
    assert posterior.quantile(found.posterior, 0.5) == pytest.approx(LCMCR[name][0], rel=0.03)
    assert posterior.interval(found.posterior) == pytest.approx(LCMCR[name][1:], rel=0.05)


@pytest.mark.shared
def test_the_published_figures_of_manila_are_met(shared) -> None:  # type: ignore[no-untyped-def]
    # HRDAG, drug-related killings in Manila, perpetrators unidentified: mean 414, 314 to 635 (LCMCR with K = 5).
    path = shared / "mse" / "ph_manila_unidentified7.csv"
    found = latent.sample(mse.read_table(path.read_bytes(), path.name), seed=1)
    assert found.trusted
    assert posterior.mean(found.posterior) == pytest.approx(414, rel=0.05)
    assert posterior.interval(found.posterior) == pytest.approx((314, 635), rel=0.1)
