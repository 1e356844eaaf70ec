"""The log-linear engine against Rcapture 1.4-4 and published figures."""

from __future__ import annotations

import time

import pytest
from mse_tables import table

from atleast import mse
from atleast.mse import departures, loglinear

BEST_BIC = {
    "kosovo4": (10_356.5, 8_994.3, 12_110.4),
    "gaza3": (64_696.1, 58_211.5, 72_334.7),
    "uk4": (11_987.1, 10_507.4, 13_780.6),
    "lesbian4": (6_349.0, 5_421.7, 7_536.3),
    "uk5": (22_991.3, 17_991.0, 30_141.9),
    "congenital5": (620.5, 593.4, 651.6),
    "westernus5": (2_483.4, 1_680.6, 3_928.1),
}


@pytest.mark.parametrize("name", sorted(BEST_BIC))
def test_the_best_model_and_its_profile_interval(name: str) -> None:
    one = table(name)
    best = min((fit for fit in loglinear.fit(one) if fit.estimate is not None), key=lambda fit: fit.bic)
    low, high = loglinear.interval_of(one, best)
    assert (best.estimate, low, high) == pytest.approx(BEST_BIC[name], rel=2e-3)


@pytest.mark.parametrize("name", ["westernus5", "uk5"])
def test_the_search_finds_the_best_of_all_models_with_pairs(name: str) -> None:
    one = table(name)
    found = loglinear._searched(one)
    assert len(found) < 500
    assert min(fit.bic for fit in found) == min(fit.bic for fit in loglinear.fit(one))


def test_eight_lists_are_searched_and_meet_the_published_stepwise_choice() -> None:
    # New Orleans, stepwise choice by SparseMSE: 1,184 of 185 documented.
    found = mse.estimate(table("neworleans8"), engine="loglinear")
    assert found.diagnostics["top_models"][0]["estimate"] == pytest.approx(1184, rel=1e-3)
    assert found.low < 1184 < found.high


def test_the_closed_form_of_the_gaza_table() -> None:
    assert departures.closed_form(table("gaza3")) == pytest.approx(64_696.07, abs=0.01)


def test_models_that_diverge_are_flagged_and_never_numbers() -> None:
    found = mse.estimate(table("korea3"), engine="loglinear")
    assert found.diagnostics["without_finite_estimate"]["models"] == 2
    assert all(one["estimate"] < 1000 for one in found.diagnostics["top_models"])


def test_all_models_of_four_lists_with_their_profiles_are_quick() -> None:
    one = table("kosovo4")
    started = time.process_time()
    fits = loglinear.fit(one)
    loglinear.profile(one, fits)
    # The bar is one second on an idle core.
    assert time.process_time() - started < 4
    assert len(fits) == 113
