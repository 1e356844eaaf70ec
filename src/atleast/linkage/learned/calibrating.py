"""Labels recalibrate the shipped weights: a few shifts of the log odds, learned from judged pairs, and used only when better.

`calibrate(table, p, same, strata)` takes one row of `BLOCKS` a judged pair, the probability that the model gave it without the
judgement, the answer, and how many pairs of the input it stands for; it returns the shifts along `BLOCKS`, all zero when the
labels do not show that they help. The model is logit p' = logit p + the sum of shift x block, with a normal prior around zero
(ridge logistic regression with an offset: Hoerl and Kennard 1970, Platt 1999): an intercept, the strength of the evidence of
names and of the facts beside them, and pairs inside one list.

Questions are not a random sample: a queue asks about doubtful pairs. Given p and the blocks the answers are not skewed by it,
but the region of doubt alone would speak; each label is therefore weighted by the share of pairs with such a p that it stands
for, tempered by a square root and bounded, so that a few labels never carry the fit. The guard: the labels are dealt into
folds, the shifts are learned without each fold and must make what was left out 20 times likelier (`LEAST_GAIN`), a gain that
chance shows once in twenty times at most (`_SURE` standard errors); else the shipped weights stay. Refuses nothing: with
fewer than `FEWEST` labels it returns zeros.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from atleast.linkage.scoring import COLUMNS
from atleast.linkage.settings import Age, Alone, Date, InList, Level, Middle, PlaceWeights, Sex, Weights

BLOCKS = ("intercept", "names", "facts", "list")
FEWEST = 40
LEAST_GAIN = 3.0  # natural logarithm
_SURE = 1.645  # standard errors of the gain; with 1, random labels moved decisions for the worse on iran2026
_FOLDS = 10
_SPREAD = np.array([1.0, 0.15, 0.15, 1.0])  # standard deviation of the prior of each shift
_MOST_WEIGHT = 3.0
_FACTS = ("age_", "sex_", "date_", "place_", "event_")

Floats = NDArray[np.float64]
_Part = TypeVar("_Part", Level, Middle, Alone, Age, Sex, Date, PlaceWeights)


def blocks(levels: Floats, vector: Floats) -> Floats:
    """Return `BLOCKS` of each row of `levels`: 1, the evidence of names, that of facts, and whether both are of one list."""
    fact = np.array([column.startswith(_FACTS) for column in COLUMNS])
    within = np.array([column.startswith("list_") for column in COLUMNS])
    weighed = levels * vector
    inside = levels[:, COLUMNS.index("list_same")]
    ones = np.ones(len(levels))
    return np.stack([ones, weighed[:, ~fact & ~within].sum(axis=1), weighed[:, fact].sum(axis=1), inside], axis=1)


def calibrate(table: Floats, p: Floats, same: NDArray[np.bool_], strata: Floats) -> Floats:
    """Return the shifts along `BLOCKS`; zeros when there are too few labels or they do not help on labels left out."""
    none = np.zeros(len(BLOCKS))
    if len(p) < FEWEST:
        return none
    base = np.log(np.clip(p, 1e-6, 1 - 1e-6))
    base = base - np.log1p(-np.clip(p, 1e-6, 1 - 1e-6))
    weight = np.clip(np.sqrt(strata / strata.mean()), 1 / _MOST_WEIGHT, _MOST_WEIGHT)
    weight *= len(p) / weight.sum()
    answer = same.astype(float)
    fold = np.arange(len(p)) % _FOLDS
    gain = np.zeros(len(p))
    for one in range(_FOLDS):
        held = fold == one
        shift = _fit(table[~held], base[~held], answer[~held], weight[~held])
        gain[held] = _likelihood(base[held] + table[held] @ shift, answer[held]) - _likelihood(base[held], answer[held])
    gain *= weight
    if gain.sum() < LEAST_GAIN or gain.sum() <= _SURE * gain.std() * np.sqrt(len(gain)):
        return none
    return _fit(table, base, answer, weight)


def shifted(weights: Weights, shift: Floats) -> Weights:
    """Return the weights with the shifts taken in: scoring with them adds shift x block to each pair."""
    start, names, facts, inside = (float(value) for value in shift)

    def scaled(part: _Part, by: float) -> _Part:
        fields = {
            name: tuple(value * (1 + by) for value in values) if isinstance(values, tuple) else values * (1 + by)
            for name, values in msgspec.structs.asdict(part).items()
        }
        return msgspec.convert(fields, type(part))

    return Weights(
        version=f"{weights.version}+labels",
        intercept=weights.intercept + start,
        given=scaled(weights.given, names),
        family=scaled(weights.family, names),
        middle=scaled(weights.middle, names),
        alone=scaled(weights.alone, names),
        brother=weights.brother * (1 + names),
        age=scaled(weights.age, facts),
        sex=scaled(weights.sex, facts),
        date=scaled(weights.date, facts),
        place=scaled(weights.place, facts),
        event_rarity=weights.event_rarity * (1 + facts),
        list=InList(same=weights.list.same + inside, same_name=weights.list.same_name),
    )


def strata(p: Floats, all_p: Floats) -> Floats:
    """Return how many of all pairs each label stands for: those of its tenth of p, shared among the labels of that tenth."""
    edges = np.linspace(0, 1, 11)[1:-1]
    mine, every = np.searchsorted(edges, p, side="right"), np.searchsorted(edges, all_p, side="right")
    return np.asarray(np.bincount(every, minlength=10)[mine] / np.bincount(mine, minlength=10)[mine], np.float64)


def _likelihood(odds: Floats, answer: Floats) -> Floats:
    return np.asarray(answer * odds - np.logaddexp(0, odds))


def _fit(table: Floats, base: Floats, answer: Floats, weight: Floats) -> Floats:
    """Newton's method on the penalised likelihood; it is concave, so that a fixed number of steps is enough."""
    shift = np.zeros(table.shape[1])
    penalty = 1 / _SPREAD**2
    for _ in range(25):
        q = 1 / (1 + np.exp(-np.clip(base + table @ shift, -40, 40)))
        slope = table.T @ (weight * (answer - q)) - penalty * shift
        curve = (table * (weight * q * (1 - q))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        shift = shift + np.clip(step, -1, 1)
    return np.asarray(np.round(shift, 6))
