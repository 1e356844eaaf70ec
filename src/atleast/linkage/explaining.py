"""Say why two records are, or are not, taken for one person: comparison by comparison, in words, with the weights.

`parts(records, left, right)` compares the two records as `link` does and returns one row a comparison: what is compared, what
either record holds, what was seen, the weight. Weights are logarithms of odds to base 2, as Splink's charts have them: +1
doubles the odds, -1 halves them. With `linked`, the result of `link` on the same records, the weights are those of that run
(labels may have calibrated them) and two more rows say what the run added: how these lists spell, and the other candidates that
compete or the judgement that settles it. The last row is the sum. `explain` says the same in sentences. Refuses records that
are not there and those without a name.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from atleast.errors import LinkError
from atleast.linkage.alignment import Token, apart, steps
from atleast.linkage.blocking import Candidates
from atleast.linkage.features import Features, prepare
from atleast.linkage.scoring import COLUMNS, facts, levels, offset, weight_vector
from atleast.linkage.settings import Settings, default
from atleast.names.tables import load

if TYPE_CHECKING:
    from atleast.linkage.linking import Linked

_LN2 = math.log(2)
_MOST = 40.0  # log2 odds of what a reader has settled

_GROUPS = (
    ("given name", ("given_",)),
    ("family name", ("family_", "moved")),
    ("other names", ("middle_",)),
    ("names that only one record has", ("short_", "long_")),
    ("same family, another given name", ("brother",)),
    ("age", ("age_",)),
    ("sex", ("sex_",)),
    ("day", ("date_",)),
    ("place", ("place_",)),
    ("how rare day and place are", ("event_",)),
    ("both in one list", ("list_",)),
)


class Part(NamedTuple):
    """One comparison: what is compared, what either record holds, what was seen, its weight (log2)."""

    comparison: str
    left: str
    right: str
    seen: str
    weight: float


def explain(
    records: pl.DataFrame, left: str, right: str, *, settings: Settings | None = None, linked: Linked | None = None
) -> list[str]:
    """Return the comparison of two records of `records` in sentences, from the prior to the sum."""
    found = parts(records, left, right, settings=settings, linked=linked)
    sentences = [f"{part.comparison}: {part.seen} ({part.weight:+.1f})" for part in found[:-1]]
    total = found[-1].weight
    return [*sentences, f"together {total:+.1f}: {found[-1].seen}"]


def parts(
    records: pl.DataFrame, left: str, right: str, *, settings: Settings | None = None, linked: Linked | None = None
) -> list[Part]:
    """Return one row a comparison that says something, the prior first and the sum last."""
    features = prepare(records)
    pairs = _variants(features, left, right)
    weights = (linked.settings if linked else settings or default()).weights
    vector = weight_vector(weights)
    table = levels(features, pairs)
    prior = offset(features, pairs, weights.intercept)
    best = int(np.argmax(table @ vector + prior))
    row = table[best] * vector
    bare = np.zeros(len(COLUMNS))
    known = facts(features, pairs)[best]
    bare[len(bare) - len(known) :] = known
    ends = int(pairs.left_record[best]), int(pairs.right_record[best])
    turned = features.ids[ends[0]] != left
    names = _aligned(features, int(pairs.left[best]), int(pairs.right[best]))
    found = [Part("before looking", "", "", "one pair of many that could be compared", float(prior[best]) / _LN2)]
    for label, openings in _GROUPS:
        at = [i for i, column in enumerate(COLUMNS) if column.startswith(openings)]
        if any(table[best][i] for i in at):
            one, other, seen = names[label] if label in names else _seen(label, features, *ends)
            one, other = (other, one) if turned else (one, other)
            found.append(Part(label, one, other, seen, float(row[at].sum()) / _LN2))
        elif label in ("day", "place") and bare[at].any():
            one, other, seen = _seen(label, features, *ends)
            one, other = (other, one) if turned else (one, other)
            found.append(Part(label, one, other, f"{seen}; no evidence, because kin with other given names share it", 0.0))
    total = float(row.sum() + prior[best]) / _LN2
    if linked:
        found += _of_the_run(linked, left, right, total)
        total = sum(part.weight for part in found)
    said = _odds(total) if linked else f"{_odds(total)}, before other candidates compete"
    return [*found, Part("together", "", "", said, total)]


def _of_the_run(linked: Linked, left: str, right: str, total: float) -> list[Part]:
    """Return what the run added to the evidence of the two records themselves."""
    pair = linked.pairs.filter(left=min(left, right), right=max(left, right))
    if pair.is_empty():
        likely = total > _logit(0.01)
        seen = "below 1 in 100 beside others, or in no block together" if likely else "below 1 in 100 by itself"
        return [Part("other candidates", "", "", seen, min(0.0, _logit(0.01) - total))]
    p, odds, verdict = pair.select("p_match", "log_odds", "verdict").row(0)
    if verdict in ("same", "different"):
        return [Part("judgement", "", "", f"a reader said: {verdict}", (_MOST if verdict == "same" else -_MOST) - total)]
    found = []
    if abs(spelt := odds / _LN2 - total) >= 0.005:
        found.append(Part("how these lists spell", "", "", "as certain pairs of these lists show", spelt))
    rivals = _logit(p) - odds / _LN2
    seen = _rival(linked, left, right) if rivals < 0 else "these lists share or repeat many people"
    return [*found, Part("other candidates", "", "", seen, rivals)]


def _rival(linked: Linked, left: str, right: str) -> str:
    """Name the other pair of either record that is likeliest."""
    ends = [left, right]
    of_either = linked.pairs.filter(pl.col("left").is_in(ends) | pl.col("right").is_in(ends))
    others = of_either.filter(~(pl.col("left").is_in(ends) & pl.col("right").is_in(ends)))
    if others.is_empty():
        return "they compete with pairs below 1 in 100"
    a, b, p = others.sort("p_match", "left", "right", descending=[True, False, False]).select("left", "right", "p_match").row(0)
    return f"they compete for the same records, most with {a} and {b} (p = {p:.3f})"


def _logit(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log2(p / (1 - p))


def _variants(features: Features, left: str, right: str) -> Candidates:
    number = {name: i for i, name in enumerate(features.ids)}
    unknown = [record for record in (left, right) if record not in number]
    if unknown:
        raise LinkError(f"there is no record {unknown[0]}", hint="Look for its id in the export of records.")
    if left == right:
        raise LinkError(f"{left} is one record; two are needed")
    a, b = sorted((number[left], number[right]))
    rows = [(v, w) for v in np.flatnonzero(features.record == a) for w in np.flatnonzero(features.record == b)]
    if not rows:
        raise LinkError(f"{left} or {right} has no name that can be compared")
    v, w = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    return Candidates(v, w, np.full(len(v), a, np.int32), np.full(len(v), b, np.int32))


def _tokens(features: Features, variant: int) -> list[Token]:
    return [features.vocabulary[token] for token in features.tokens[features.start[variant] : features.start[variant + 1]]]


def _aligned(features: Features, left: int, right: int) -> dict[str, tuple[str, str, str]]:
    """Say for each comparison of names which tokens of either name it is about, and how alike they are."""
    a, b = _tokens(features, left), _tokens(features, right)
    held: dict[str, list[tuple[str, str, str]]] = {}
    path = steps(a, b)
    for step in path:
        x, y = " ".join(a[i].canon for i in step.left), " ".join(b[j].canon for j in step.right)
        if not (step.left and step.right):
            label = "names that only one record has"
        elif step.left[0] == 0 and step.right[0] == 0:
            label = "given name"
        elif step.left[-1] == len(a) - 1 or step.right[-1] == len(b) - 1:
            label = "family name"
        else:
            label = "other names"
        if label == "given name" and apart(a, b, path, load(features.language).variants):
            held.setdefault(label, []).append((x, y, f"{x} and {y} are two names, however alike"))
            continue
        alike = "the same" if step.similarity >= 1 else f"alike to {step.similarity:.2f}" if x and y else "alone"
        held.setdefault(label, []).append(
            (x, y, f"{x} = {y}" if x == y else f"{x or y} {alike}" if not (x and y) else f"{x} ~ {y}, {alike}")
        )
    said: dict[str, tuple[str, str, str]] = {}
    for label, rows in held.items():
        one, other, seen = zip(*rows, strict=True)
        said[label] = (" ".join(filter(None, one)), " ".join(filter(None, other)), ", ".join(seen))
    return said


def _seen(label: str, f: Features, a: int, b: int) -> tuple[str, str, str]:
    """Say what the two records hold on one comparison: of the one, of the other, in words."""
    if label == "age":
        return str(f.age[a]), str(f.age[b]), f"{f.age[a]} and {f.age[b]}"
    if label == "sex":
        one, other = ("fm"[int(f.sex[i]) == 0] for i in (a, b))
        return one, other, "the same" if one == other else "different"
    if label == "day":
        one, other = (str(np.datetime64(int(f.day_from[i]), "D")) for i in (a, b))
        return one, other, f"{one} and {other}"
    if label == "place":
        same = f.city[a] == f.city[b] >= 0 or f.province[a] == f.province[b] >= 0
        words = f.place_words
        shared = not words[a].isdisjoint(words[b]) if words is not None else bool(same)
        return "", "", "a city or province shared" if shared else "no city or province shared"
    if label == "both in one list":
        name = str(f.lists[int(f.list_of[a])])
        return name, name, name
    return "", "", "kin rather than one person" if "another" in label else "by their share in these lists"


def _odds(log2_odds: float) -> str:
    if log2_odds >= 0:
        return f"odds of {2 ** min(log2_odds, 40):,.0f} to 1 for one person"
    return f"odds of {2 ** min(-log2_odds, 40):,.0f} to 1 against"
