"""What people read of an estimate: the sentence, the reasons and the notes, in English and Persian.

`sentence(estimate)` says "At least N documented; estimate M (95%: a to b) if ...". It cannot be had without the documented
number and the assumption: an estimate that lacks either is refused, for a number alone misleads. The estimate is rounded to
two significant figures below 1,000 and to three above, and to more where the interval would else be said as of no width; the
documented number never is, and no limit is printed below it. The words stand in `wording.toml`, one table per language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from math import floor, log10
from typing import Any, Literal

from atleast.errors import EstimateError, UsageError
from atleast.model import Estimate
from atleast.mse.check import Reason

Lang = Literal["en", "fa"]


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    read = resources.files("atleast.mse").joinpath("wording.toml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, dict[str, str]]] = tomllib.loads(read)
    return texts


def _digits(value: float, lang: Lang) -> str:
    from atleast.dates.digits import digits

    return digits(int(value) if float(value).is_integer() else value, lang=lang)


def rounded(value: float, *, documented: int = 0, finer: int = 0) -> int:
    """Round to two significant figures below 1,000 and to three above, or `finer` more; never below the documented number."""
    if value <= 0:
        return documented
    digits = (2 if round(value) < 1000 else 3) + finer
    step = 10 ** max(floor(log10(value)) - digits + 1, 0)
    return max(int(round(value / step) * step), documented)


def said_as(median: float, low: float, high: float, *, documented: int = 0) -> tuple[int, int, int]:
    """Round an estimate and its limits alike, so finely that limits that differ from it are not said as equal to it."""
    said = (0, 0, 0)
    for finer in range(13):
        middle, below, above = (rounded(value, documented=documented, finer=finer) for value in (median, low, high))
        said = (middle, below, above)
        if (below < middle or low >= median) and (middle < above or median >= high):
            break
    return said


def assumption(engine: str, *, lang: Lang = "en") -> str:
    """Return what must hold for an engine's number to mean what it says, as the end of a sentence with "if"."""
    return _texts()[lang]["assumption"][engine]


def words(reason: Reason, *, lang: Lang = "en") -> str:
    """Say a reason or a note in a sentence."""
    texts = _texts()[lang]
    template = texts["reason"].get(reason.code) or texts["note"][reason.code]
    values = {key: _digits(value, lang) if isinstance(value, int | float) else value for key, value in reason.values.items()}
    return template.format(**values)


def sentence(estimate: Estimate | Mapping[str, object], *, lang: Lang = "en") -> str:
    """Say an estimate, or its JSON object, in one sentence that holds the documented minimum and the assumption."""
    one = estimate if isinstance(estimate, Estimate) else _of_json(estimate)
    if not one.assumption.strip() or one.n < 0:
        raise EstimateError(
            "an estimate is not said without its assumption and the documented number", hint="Estimate it again."
        )
    if lang not in _texts():
        raise UsageError(f"no words for the language {lang!r}", hint=f"Known: {', '.join(_texts())}.")
    texts: Mapping[str, object] = _texts()[lang]
    n = _digits(one.n, lang)
    if one.refused or one.median is None or one.low is None or one.high is None:
        return str(texts["refused"]).format(n=n, reasons=" ".join(reasons(one, lang=lang)))
    key = "complete_graph" if "for_comparison_only" in one.diagnostics else one.engine
    said = assumption(key, lang=lang) if lang != "en" else one.assumption
    numbers = [_digits(value, lang) for value in said_as(one.median, one.low, one.high, documented=one.n)]
    template = str(texts["bound" if one.engine == "bounds" else "estimate"])
    level = _digits(round(100 * one.level, 1), lang)
    return template.format(n=n, median=numbers[0], low=numbers[1], high=numbers[2], level=level, assumption=said)


def noted(notes: Sequence[Reason], *, to: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return diagnostics that hold these notes, in English and as codes for other languages, after those that are there."""
    told = dict(to or {})
    codes = [{"code": one.code, "values": dict(one.values)} for one in notes]
    more: dict[str, list[Any]] = {"notes": [words(one) for one in notes], "note_codes": codes}
    return told | {key: [*told.get(key, []), *new] for key, new in more.items()}


def notes(estimate: Estimate | Mapping[str, object], *, lang: Lang = "en") -> tuple[str, ...]:
    """Return what is to be known beside the sentence of an estimate, or of its JSON object."""
    one = estimate if isinstance(estimate, Estimate) else _of_json(estimate)
    return tuple(words(Reason(note["code"], note["values"]), lang=lang) for note in one.diagnostics.get("note_codes", []))


def side_by_side(estimates: Sequence[Estimate | Mapping[str, object]], *, lang: Lang = "en") -> list[str]:
    """Return the sentence of each; where there are several, each with the name of its engine before it."""
    said = [(one if isinstance(one, Estimate) else _of_json(one)) for one in estimates]
    names = _texts()[lang]["engine"]
    return [(f"{names[one.engine]}: " if len(said) > 1 else "") + sentence(one, lang=lang) for one in said]


def conflict(*, lang: Lang = "en") -> str:
    """Say that the engines are in conflict (`engines.in_conflict`)."""
    return str(_texts()[lang]["in_conflict"])


def reasons(estimate: Estimate, *, lang: Lang = "en") -> tuple[str, ...]:
    """Return why an estimate was refused, in words."""
    coded = estimate.diagnostics.get("reason_codes", [])
    if lang == "en" or not coded:
        return estimate.reasons
    return tuple(words(Reason(one["code"], one["values"]), lang=lang) for one in coded)


def _of_json(body: Mapping[str, object]) -> Estimate:
    import msgspec

    known = {field.encode_name for field in msgspec.structs.fields(Estimate)}
    return msgspec.convert({key: value for key, value in body.items() if key in known}, type=Estimate)
