"""Say why two records are, or are not, taken for one person: comparison by comparison, in words, with the weights.

`explain(records, left, right)` links nothing: it compares the two records as `link` would, before competition and without what
the lists at hand teach, and returns sentences; `parts` returns the same as rows (comparison, what was seen, weight), for a
picture. Weights are natural logarithms of odds: +0.7 doubles them, -0.7 halves them. The last row is their sum.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import polars as pl

from atleast.errors import LinkError
from atleast.linkage.alignment import Token, steps
from atleast.linkage.blocking import Candidates
from atleast.linkage.features import Features, prepare
from atleast.linkage.scoring import COLUMNS, levels, offset, weight_vector
from atleast.linkage.settings import Settings, default

_GROUPS = (
    ("given name", ("given_",)),
    ("family name", ("family_", "moved")),
    ("other names", ("middle_",)),
    ("names that only one record has", ("short_", "long_")),
    ("same family and father, another given name", ("brother",)),
    ("age", ("age_",)),
    ("sex", ("sex_",)),
    ("day", ("date_",)),
    ("place", ("place_",)),
    ("how rare that day and place are", ("event_",)),
    ("both in one list", ("list_",)),
)


class Part(NamedTuple):
    """One comparison: what is compared, what was seen, its weight."""

    comparison: str
    seen: str
    weight: float


def explain(records: pl.DataFrame, left: str, right: str, *, settings: Settings | None = None) -> list[str]:
    """Return the comparison of two records of `records` in sentences, from the prior to the sum."""
    found = parts(records, left, right, settings=settings)
    sentences = [f"{part.comparison}: {part.seen} ({part.weight:+.2f})" for part in found[:-1]]
    total = found[-1].weight
    return [*sentences, f"together {total:+.2f}: {_odds(total)}, before other candidates compete"]


def parts(records: pl.DataFrame, left: str, right: str, *, settings: Settings | None = None) -> list[Part]:
    """Return one row a comparison that says something, the prior first and the sum last."""
    features = prepare(records)
    pairs = _variants(features, left, right)
    weights = (settings or default()).weights
    vector = weight_vector(weights)
    table = levels(features, pairs)
    prior = offset(features, pairs, weights.intercept)
    best = int(np.argmax(table @ vector + prior))
    row = table[best] * vector
    found = [Part("before looking", "one pair among many that could be compared", float(prior[best]))]
    found.append(Part("names", _aligned(features, int(pairs.left[best]), int(pairs.right[best])), 0.0))
    for label, openings in _GROUPS:
        at = [i for i, column in enumerate(COLUMNS) if column.startswith(openings)]
        if any(table[best][i] for i in at):
            seen = _seen(label, features, int(pairs.left_record[best]), int(pairs.right_record[best]))
            found.append(Part(label, seen, float(row[at].sum())))
    found.append(Part("sum", "natural logarithm of the odds", float(row.sum() + prior[best])))
    return found


def _variants(features: Features, left: str, right: str) -> Candidates:
    number = {name: i for i, name in enumerate(features.ids)}
    unknown = [record for record in (left, right) if record not in number]
    if unknown:
        raise LinkError(f"there is no record {unknown[0]}", hint="Look for its id in the export of records.")
    a, b = sorted((number[left], number[right]))
    rows = [(v, w) for v in np.flatnonzero(features.record == a) for w in np.flatnonzero(features.record == b)]
    if not rows:
        raise LinkError(f"{left} or {right} has no name that can be compared")
    v, w = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    return Candidates(v, w, np.full(len(v), a, np.int32), np.full(len(v), b, np.int32))


def _tokens(features: Features, variant: int) -> list[Token]:
    return [features.vocabulary[token] for token in features.tokens[features.start[variant] : features.start[variant + 1]]]


def _aligned(features: Features, left: int, right: int) -> str:
    """Say which tokens stand for each other."""
    a, b = _tokens(features, left), _tokens(features, right)
    said = []
    for step in steps(a, b):
        x, y = " ".join(a[i].canon for i in step.left), " ".join(b[j].canon for j in step.right)
        said.append(f"{x} = {y}" if x == y else f"{x} ~ {y} {step.similarity:.2f}" if x and y else f"{x or y} alone")
    return ", ".join(said)


def _seen(label: str, f: Features, a: int, b: int) -> str:
    """Say what the two records hold on one comparison."""
    if label == "age":
        return f"{f.age[a]} and {f.age[b]}"
    if label == "sex":
        return "the same" if f.sex[a] == f.sex[b] else "different"
    if label == "day":
        days = [np.datetime64(int(f.day_from[i]), "D") for i in (a, b)]
        return f"{days[0]} and {days[1]}"
    if label == "place":
        same = f.city[a] == f.city[b] >= 0 or f.province[a] == f.province[b] >= 0
        return "a city or province shared" if same or f.place_words is not None else "no city or province shared"
    if label == "both in one list":
        return str(f.lists[int(f.list_of[a])])
    return "see the names above" if "name" in label or "father" in label else "by their share in these lists"


def _odds(log_odds: float) -> str:
    if log_odds >= 0:
        return f"odds of {math.exp(min(log_odds, 30)):,.0f} to 1 for one person"
    return f"odds of {math.exp(min(-log_odds, 30)):,.0f} to 1 against"
