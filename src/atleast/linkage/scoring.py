"""From a pair of records to the log odds that they are one person, before competition.

`levels(features, pairs)` fills one row of comparisons per pair (`COLUMNS`), `log_odds(levels, weights)` adds up the weights. A
record with several readings of its name is compared by its best one. Log odds = intercept - ln(size of the larger list) + the
sum over comparisons (linkage.md viii, model A: one aligned name, rarity of its tokens, age, sex, date, place, same list); what
is unknown counts 0. Pure arithmetic over arrays, in chunks: any engine can run it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atleast.linkage.alignment import NAME_COLUMNS
from atleast.linkage.blocking import Candidates
from atleast.linkage.features import UNKNOWN_DAY, Features, Ints
from atleast.linkage.settings import Weights

COLUMNS = (
    *("given_1", "given_2", "given_3", "given_4", "given_5", "given_6", "given_rare_23", "given_rare_45", "given_rare_6"),
    "given_apart",
    *("family_1", "family_2", "family_3", "family_4", "family_5", "family_6"),
    *("family_rare_23", "family_rare_45", "family_rare_6", "moved", "moved_rare"),
    *("middle_high_1", "middle_high_2", "middle_high_3", "middle_ok", "middle_low", "middle_rare"),
    *("short_1", "short_2", "short_3", "short_few", "long_1", "long_2", "long_few", "brother"),
    *("age_0", "age_1", "age_2", "age_3", "age_6", "age_15", "sex_same", "sex_differs"),
    *("date_1", "date_7", "date_45", "date_more", "place_shared", "place_none", "event_rare"),
    *("list_same", "list_same_name"),
)
_CHUNK = 100_000
_THREADS = 2
_SHARED_EVENT = [COLUMNS.index(column) for column in ("date_1", "place_shared", "event_rare")]
Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
NO_HABITS: Codes = np.zeros(0, np.int64)


class Scores(NamedTuple):
    """One row a pair of records: the records, their log odds before competition."""

    left: Ints
    right: Ints
    log_odds: Floats


def weight_vector(weights: Weights) -> Floats:
    """Return the weights along `COLUMNS`."""
    w = weights
    return np.array(
        [
            *(
                *w.given.level,
                *w.given.rarity,
                w.given.apart,
                *w.family.level,
                *w.family.rarity,
                w.family.moved,
                w.family.moved_rarity,
            ),
            *(*w.middle.high, w.middle.ok, w.middle.low, w.middle.rarity),
            *(*w.alone.short, w.alone.short_few, *w.alone.long, w.alone.long_few, w.brother),
            *(
                *w.age.difference,
                w.age.generation,
                w.sex.same,
                w.sex.differs,
                *w.date.gap,
                w.place.shared,
                w.place.none,
                w.event_rarity,
            ),
            *(w.list.same, w.list.same_name),
        ]
    )


def score(
    features: Features,
    pairs: Candidates,
    *,
    weights: Weights,
    habits: Codes = NO_HABITS,
    progress: Callable[[int, int, str], None] | None = None,
) -> Scores:
    """Return the log odds of each pair of records, by the best of their names, rounded to 9 decimals.

    `habits` are pairs of canonical forms that these lists use for each other (`habits.py`).
    """
    vector = weight_vector(weights)
    total = len(pairs.left)
    odds = np.empty(total)
    parts = [slice(at, at + _CHUNK) for at in range(0, total, _CHUNK)]

    def fill(part: slice) -> None:
        chunk = Candidates(*(column[part] for column in pairs))
        odds[part] = levels(features, chunk, habits=habits) @ vector + offset(features, chunk, weights.intercept)

    with ThreadPoolExecutor(_THREADS) as pool:
        for done, _ in enumerate(pool.map(fill, parts), start=1):
            if progress:
                progress(min(done * _CHUNK, total), total, "comparing")
    first = first_of(pairs)
    best = np.maximum.reduceat(odds, first) if total else odds
    return Scores(pairs.left_record[first], pairs.right_record[first], np.asarray(np.round(best, 9), np.float64))


def first_of(pairs: Candidates) -> Codes:
    """Return where each pair of records starts among the pairs of their names."""
    new = np.ones(len(pairs.left), bool)
    new[1:] = (pairs.left_record[1:] != pairs.left_record[:-1]) | (pairs.right_record[1:] != pairs.right_record[:-1])
    return np.flatnonzero(new)


def rescore(
    features: Features,
    pairs: Candidates,
    scores: Scores,
    *,
    weights: Weights,
    habits: Codes,
    progress: Callable[[int, int, str], None] | None = None,
) -> Scores:
    """Return `scores` of `pairs` under `habits`: only pairs of records in which a habit holds are compared again."""
    from atleast.linkage.kernel import HABIT_FACTOR, touched

    f = features
    known = np.zeros(int(f.canon.max(initial=0)) + 1, bool)
    known[habits // HABIT_FACTOR] = known[habits % HABIT_FACTOR] = True
    if not len(habits) or not len(pairs.left):
        return scores
    of_name = np.logical_or.reduceat(known[f.canon[f.tokens]], f.start[:-1])
    both = np.flatnonzero(of_name[pairs.left] & of_name[pairs.right])
    held = np.empty(len(both), bool)
    touched(pairs.left[both], pairs.right[both], f.start, f.tokens, f.canon, habits, held)
    again = np.zeros(len(pairs.left), bool)
    again[both] = held
    first = first_of(pairs)
    wanted = np.logical_or.reduceat(again, first)
    rows = np.repeat(wanted, np.diff(np.append(first, len(again))))
    better = score(f, Candidates(*(column[rows] for column in pairs)), weights=weights, habits=habits, progress=progress)
    odds = scores.log_odds.copy()
    odds[wanted] = better.log_odds
    return Scores(scores.left, scores.right, odds)


def offset(features: Features, pairs: Candidates, intercept: float) -> Floats:
    """The prior: intercept - ln of the larger of the two lists."""
    sizes = np.bincount(features.list_of, minlength=len(features.lists)).astype(float)
    a, b = features.list_of[pairs.left_record], features.list_of[pairs.right_record]
    return np.asarray(intercept - np.log(np.maximum(sizes[a], sizes[b])))


def name_levels(features: Features, left: Ints, right: Ints, *, habits: Codes = NO_HABITS) -> Floats:
    """Return `NAME_COLUMNS` of each pair of names, by the compiled kernel."""
    from atleast.linkage.kernel import compare

    f = features
    out = np.zeros((len(left), len(NAME_COLUMNS)))
    forms = (f.start, f.tokens, f.canon, f.key, f.soft, f.soft_at, f.bones, f.bones_at)
    compare(left, right, *forms, habits, (f.own, f.variants, f.parts, f.wholes), f.idf_first, f.idf_rest, out)
    return out


def levels(features: Features, pairs: Candidates, *, habits: Codes = NO_HABITS) -> Floats:
    """Return one row of `COLUMNS` per pair of names."""
    names = name_levels(features, pairs.left, pairs.right, habits=habits)
    table = np.concatenate([spread(names), facts(features, pairs)], axis=1)
    # Families die together: day and place speak for one person only where the given names do not speak against it.
    strangers = names[:, NAME_COLUMNS.index("strangers")] > 0
    for column in _SHARED_EVENT:
        table[strangers, column] = 0.0
    return table


def spread(names: Floats) -> Floats:
    """Turn `NAME_COLUMNS` into the name part of `COLUMNS`: one column a level, cumulative counts."""
    column = dict(zip(NAME_COLUMNS, names.T, strict=True))
    found: list[NDArray[np.float64] | NDArray[np.bool_]] = []
    for part in ("given", "family"):
        value, rare = column[part], column[f"{part}_rarity"]
        found += [value == n for n in range(1, 7)]
        found += [rare * ((value == 2) | (value == 3)), rare * ((value == 4) | (value == 5)), rare * (value == 6)]
        found += [column["given_apart"]] if part == "given" else []
    found += [column["moved"] > 0, column["moved_rarity"]]
    high, few = column["middle_high"], column["n_short"] <= 2
    found += [high >= 1, high >= 2, high >= 3, column["middle_ok"], column["middle_low"], column["middle_rarity"]]
    short, long = column["alone_short"], column["alone_long"]
    found += [short >= 1, short >= 2, short >= 3, few * short]
    found += [(long >= 1) & ~few, (long >= 2) & ~few, (long >= 1) & few]
    # With no name of a father between them, the same rare family is weaker evidence of kin, and so half as much against.
    kin, strangers = (column["given"] <= 3) & (column["family"] >= 4), column["strangers"]
    found += [kin * np.where(high >= 1, 1 + 0.5 * strangers, 0.3 * few * strangers)]
    return np.stack([np.asarray(one, float) for one in found], axis=1)


def facts(features: Features, pairs: Candidates) -> Floats:
    """The part of `COLUMNS` that is not the name: age, sex, date, place, list."""
    f, a, b = features, pairs.left_record, pairs.right_record
    age = np.abs(f.age[a] - f.age[b])
    aged = (f.age[a] >= 0) & (f.age[b] >= 0)
    found = [aged & (age == 0), aged & (age == 1), aged & (age == 2), aged & (age >= 3) & (age <= 5), aged & (age >= 6)]
    found += [aged & (age >= 15)]
    sexed = (f.sex[a] >= 0) & (f.sex[b] >= 0)
    found += [sexed & (f.sex[a] == f.sex[b]), sexed & (f.sex[a] != f.sex[b])]
    gap, dated = _gap(f, a, b)
    found += [dated & (gap <= 1), dated & (gap > 1) & (gap <= 7), dated & (gap > 7) & (gap <= 45), dated & (gap > 45)]
    shared, none = _shared(f, a, b)
    near = dated & (gap <= 1)
    found += [shared, none, _event(f, a, b, near, shared)]
    same = f.list_of[a] == f.list_of[b]
    found += [same, same & (f.raw[a] == f.raw[b])]
    return np.stack([np.asarray(one, float) for one in found], axis=1)


def _gap(f: Features, a: Ints, b: Ints) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Days between two intervals, 0 when they overlap; an end that is not known is the same day as the other end."""
    lo, hi = f.day_from.astype(np.int64), f.day_to.astype(np.int64)
    lo, hi = np.where(lo == UNKNOWN_DAY, hi, lo), np.where(hi == UNKNOWN_DAY, lo, hi)
    dated = (lo[a] != UNKNOWN_DAY) & (lo[b] != UNKNOWN_DAY)
    return np.maximum(0, np.maximum(lo[a] - hi[b], lo[b] - hi[a])), dated


def _event(f: Features, a: Ints, b: Ints, near: NDArray[np.bool_], shared: NDArray[np.bool_]) -> Floats:
    """How rare the shared day and place are: a shared rare event speaks for one person, a shared massacre does not."""
    by = [(rarity[a] + rarity[b]) / 2 for rarity in (f.rarity_event, f.rarity_day, f.rarity_place)]
    both = near & shared
    return np.where(both, np.where(by[0] > 0, by[0], by[1]), np.where(near, by[1], np.where(shared, by[2], 0.0)))


def _shared(f: Features, a: Ints, b: Ints) -> list[NDArray[np.bool_]]:
    """Whether a city or a province is shared, and whether both are placed and none is."""
    if f.place_words is not None:
        words = f.place_words
        known = np.fromiter((bool(words[i]) and bool(words[j]) for i, j in zip(a, b, strict=True)), bool, len(a))
        met = np.fromiter((not words[i].isdisjoint(words[j]) for i, j in zip(a, b, strict=True)), bool, len(a))
        return [known & met, known & ~met]
    cities = (f.city[a] >= 0) & (f.city[b] >= 0)
    provinces = (f.province[a] >= 0) & (f.province[b] >= 0)
    shared = (cities & (f.city[a] == f.city[b])) | (provinces & (f.province[a] == f.province[b]))
    return [shared, (cities | provinces) & ~shared]
