"""The sentence for people, the JSON object and the refusals, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest

from atleast import mse
from atleast.errors import EstimateError, UsageError

GOOD = {1: 1131, 2: 845, 4: 936, 3: 177, 5: 228, 6: 217, 7: 181}


def good(engine: str = "decomposable"):  # type: ignore[no-untyped-def]
    return mse.estimate(mse.from_counts(["bar", "press", "morgue"], GOOD), engine=engine)


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.4, 0), (7, 7), (86.4, 86), (344, 340), (996, 1000), (999.7, 1000), (1004, 1000), (12_595, 12_600), (64_260, 64_300)],
)
def test_rounding(value: float, said: int) -> None:
    assert mse.rounded(value) == said


def test_nothing_is_rounded_below_the_documented_number() -> None:
    assert mse.rounded(344, documented=343) == 343
    assert mse.rounded(1004, documented=1002) == 1002


def test_limits_are_never_said_as_equal_to_the_estimate_when_they_are_not() -> None:
    counts = {1: 10**9, 2: 9 * 10**8, 4: 8 * 10**8, 3: 3 * 10**8, 6: 4 * 10**8, 5: 3 * 10**8, 7: 2 * 10**8}
    found = mse.estimate(mse.from_counts(["x", "y", "z"], counts), engine="decomposable")
    assert "estimate 6,900,000,000 (95%: 6,899,600,000 to 6,900,400,000)" in mse.sentence(found)
    assert mse.said_as(726, 722, 731) == (726, 722, 731)
    assert mse.said_as(10_393, 8_998, 13_881) == (10_400, 9_000, 13_900)
    assert mse.said_as(344, 337, 365, documented=337) == (344, 337, 365)
    assert mse.said_as(31.0, 31.0, 40.0, documented=31) == (31, 31, 40)


def test_the_sentence_holds_the_minimum_the_interval_and_the_assumption() -> None:
    said = mse.sentence(good())
    assert said.startswith("At least 3,715 documented; estimate ")
    assert " (95%: " in said
    assert said.endswith("nobody was out of reach of all lists.")
    assert mse.sentence(mse.to_json(good())) == said


def test_the_persian_sentence_uses_persian_digits_and_letters() -> None:
    said = mse.sentence(good(), lang="fa")
    assert said.startswith("دست‌کم ۳٬۷۱۵ نفر مستند شده‌اند؛ برآورد ")
    assert not set(said) & set("0123456789كي٤٥٦,")
    assert "به شرط آن که" in said


def test_no_sentence_without_the_assumption() -> None:
    with pytest.raises(EstimateError):
        mse.sentence(msgspec.structs.replace(good(), assumption=" "))
    with pytest.raises(msgspec.ValidationError):
        mse.sentence({key: value for key, value in mse.to_json(good()).items() if key != "n"})


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_refusal_is_said_with_its_reason_and_no_number_but_the_minimum(lang: str) -> None:
    refused = mse.estimate(mse.from_counts(["x", "y"], {1: 1131, 2: 845, 3: 90}), engine="decomposable")
    said = mse.sentence(refused, lang=lang)  # type: ignore[arg-type]
    assert refused.refused
    assert ("2,066" if lang == "en" else "۲٬۰۶۶") in said
    assert mse.words(mse.Reason("two_lists"), lang=lang) in said  # type: ignore[arg-type]


def test_the_bound_is_never_called_an_estimate() -> None:
    said = mse.sentence(good("bounds"))
    assert "statistically at least" in said
    assert "estimate" not in said


def test_the_json_object_has_the_fields_that_other_programs_rely_on() -> None:
    body = mse.to_json(good())
    assert list(body) == ["n", "engine", "median", "low", "high", "level", "assumption", "diagnostics", "refused", "reasons"]
    assert json.loads(json.dumps(body)) == body
    assert isinstance(body["median"], int)
    refused = mse.to_json(mse.estimate(mse.from_counts(["x"], {1: 5}), engine="decomposable"))
    assert (refused["median"], refused["low"], refused["high"], refused["refused"]) == (None, None, None, True)
    assert refused["reasons"]


def test_auto_gives_every_engine_and_no_number_of_its_own() -> None:
    body = mse.to_json(good("auto"))
    assert [one["engine"] for one in body["engines"]] == list(mse.ENGINES)
    assert (body["median"], body["low"], body["high"]) == (None, None, None)
    assert isinstance(body["in_conflict"], bool)


def test_engines_that_exclude_each_other_are_in_conflict() -> None:
    one = good()
    far = msgspec.structs.replace(one, engine="latent", diagnostics=one.diagnostics | {"interval_80": [90_000, 99_000]})
    assert mse.in_conflict([one, far])
    assert not mse.in_conflict([one, one])


def test_a_language_without_words_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="'de'"):
        mse.sentence(good(), lang="de")  # type: ignore[arg-type]


def test_an_unknown_engine_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="best"):
        good("best")


@pytest.mark.parametrize("engine", ["bounds", "decomposable"])
@pytest.mark.parametrize("counts", [{}, {1: 10**9, 2: 10**9, 4: 10**9}, {7: 5}, {1: 1, 2: 1, 4: 1}])
def test_no_table_breaks_an_engine(counts: dict[int, int], engine: str) -> None:
    found = mse.estimate(mse.from_counts(["x", "y", "z"], counts), engine=engine)
    assert found.refused
    assert found.reasons
    assert mse.sentence(found)


def test_importing_costs_little_and_loads_nothing_heavy() -> None:
    code = "import sys; from atleast import mse; print([m for m in ('numpy', 'scipy', 'numba', 'polars') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
