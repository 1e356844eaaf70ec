"""How the records may be parted into people: partitions drawn at random, for intervals and for the guard on the minimum.

`draws(linked, ...)` returns int32[n, n_records], one row a draw, one column a record (in the order of `records`):
two records with the same label are one person in that draw. Each draw first draws the model: its log odds are scaled and
shifted as a whole and for each pair of lists, because a model that is wrong is wrong on all pairs together; then the pairs;
then the joins that were missed, as many as the lists at hand give reason to expect, give or take a factor (`_expected`).
Judgements are hard. Method, widths and measured coverage: docs/methods/draws.md. `distinct` counts people a draw, `spread` is
the 95% range of counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from atleast.errors import LinkError
from atleast.frames import MEMBERS, PAIRS, check
from atleast.linkage.features import by_content

if TYPE_CHECKING:
    from atleast.linkage.linking import Linked

_LAW = (-1.54, 0.29, 1.02, -0.67)  # intercept; ln of: share unreached, doubt of the joined, faint pairs
_KNOWN = 0.005  # the law speaks of the share missed plus this
_FAINT = 0.1
_FEW = 20  # people added, so that small cases do not tell much
_BY_EYE = 12  # so few people are compared by eye: nothing is taken as missed
_BENT = 1.0  # large shares are smaller than the law says: x becomes x / (1 + _BENT x)
_LEAST_LOST = 0.7  # people
Labels = NDArray[np.int32]
Progress = Callable[[int, int, str], None]


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """How far the model may be off: what is drawn anew for each draw, evenly within bounds.

    The log odds become `exp(tilt + scale) * odds + shift + shift of the two lists`; `tilt` because doubtful pairs of every set
    with truth were right or wrong more clearly than their probabilities said, `shift` more downwards because the intercept is
    set above its fit. Even and bounded, not normal: the second smallest of 200 draws is to be a bad case that lists with truth
    have shown, not the tail of a curve nobody has seen. `lost` scales the missed joins (0: none); their number is drawn within
    a factor exp(`lost_factor`) of what `_expected` says. Whoever changes the weights of the model measures these again.
    """

    shift: tuple[float, float] = (-1.8, 0.6)
    scale: float = 0.3
    tilt: float = 0.2
    list_shift: float = 0.3
    lost: float = 1.0
    lost_factor: float = 0.9


class _Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs as arrays, the likeliest first, with the neighbours of each record (see `sampling.sample`)."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    odds: NDArray[np.float64]
    forced: NDArray[np.int8]
    between: NDArray[np.int32]
    start: NDArray[np.int64]
    near: NDArray[np.int32]
    which: NDArray[np.int64]
    list_of: NDArray[np.int32]
    never: NDArray[np.bool_]
    person: NDArray[np.int64]


def draws(
    linked: Linked,
    *,
    records: pl.DataFrame | None = None,
    judgements: pl.DataFrame | None = None,
    n: int = 200,
    seed: int = 0,
    doubt: Doubt | None = None,
    progress: Progress | None = None,
) -> Labels:
    """Return `n` partitions, int32[n, n_records]; the same input and seed give the same ones, whatever the order of rows.

    `judgements` [JUDGEMENTS] are added to the verdicts of the pairs; the columns come in the order of `records` if given.
    A list that the settings of `linked` promise to hold nobody twice holds nobody twice.
    """
    from atleast.linkage.people.sampling import sample

    members = check(linked.members, MEMBERS).sort("record_id")
    if records is not None:
        _columns(members, records["record_id"].to_list())
        ids = by_content(records).select("record_id")
        members = ids.join(members, on="record_id", how="left", maintain_order="left").select(members.columns)
    never = {name for name, plan in linked.settings.lists.items() if plan.duplicates == "never"}
    never |= {a for a, b in linked.settings.apart if a == b}
    graph = _graph(check(linked.pairs, PAIRS), members, judgements, never)
    rng = np.random.default_rng(seed)
    size, doubt = members.height, doubt or Doubt()
    people, likely = _expected(graph, linked.unreached)
    most = doubt.lost * max(0.0, 1 - _BY_EYE / max(people, 1))
    # A join that was missed leaves, with few exceptions, somebody who stands alone: there are hardly more of them than those.
    # The exceptions are people whom a list holds twice; without a limit to them a draw could hold fewer people than one list.
    n_twins = people // 50 + 3
    alone = int((np.bincount(graph.person) == 1).sum()) + n_twins
    # Stratified: shift and missed joins matter most, so that two seeds shall not differ by where these happened to fall.
    places, factors, missed = ((rng.permutation(n) + rng.random(n)) / n for _ in range(3))
    out = np.empty((n, size), np.int32)
    for number in range(n):
        p = _model(graph, doubt, rng, at=float(places[number]))
        share = likely * float(np.exp(doubt.lost_factor * (2 * factors[number] - 1)))
        share = max(0.0, share / (1 + _BENT * share) - _KNOWN)
        n_lost = min(alone, _quantile(most * (share * people + _LEAST_LOST), at=float(missed[number])))
        lost = rng.random((40 * n_lost, 2))
        chance = rng.random(len(p))
        out[number] = sample(
            graph.left, graph.right, p, chance, graph.forced, graph.start, graph.near, graph.which, graph.list_of, graph.never,
            lost, n_lost, n_twins,
        )  # fmt: skip
        if progress is not None and (number % 10 == 9 or number == n - 1):
            progress(number + 1, n, "drawing partitions")
    order = (linked.members if records is None else records)["record_id"].to_list()
    return np.ascontiguousarray(out[:, _columns(members, order)])


def distinct(drawn: Labels) -> NDArray[np.int64]:
    """Return how many people each draw holds, int64[n]."""
    return np.array([len(np.unique(draw)) for draw in drawn], np.int64)


def spread(counts: NDArray[np.int64], *, level: float = 0.95) -> tuple[int, int]:
    """Return the range that holds `level` of the counts: of 200, the 5th smallest and the 5th largest."""
    if not len(counts):
        raise LinkError("there are no draws to take a range of", hint="Link again: `atleast link`.")
    ordered = np.sort(counts)
    out = max(int(np.ceil(round(len(ordered) * (1 - level) / 2, 9))) - 1, 0)
    return int(ordered[out]), int(ordered[len(ordered) - 1 - out])


def _expected(graph: _Graph, unreached: float) -> tuple[int, float]:
    """Return how many people were found, and how many too many they are likely to be for each of them, plus `_KNOWN`.

    Three things tell of it: how many true pairs the scores cannot reach (`missing.py`); how doubtful the joined pairs of two
    lists are, as bad spelling makes them; and against it how many faint pairs there are, as common names make them, for then
    doubt says nothing of spelling. The law was fitted on invented lists (docs/methods/draws.md).
    """
    joined = graph.person[graph.left] == graph.person[graph.right]
    free = (graph.forced == 0) & (graph.list_of[graph.left] != graph.list_of[graph.right])
    p = 1 / (1 + np.exp(-graph.odds))
    people = len(np.unique(graph.person))
    doubtful = (float((1 - p)[joined & free].sum()) + 1) / (people + _FEW)
    faint = (float(p[~joined & free & (p < _FAINT)].sum()) + 1) / (people + _FEW)
    a, b, c, d = _LAW
    return people, float(np.exp(a + b * np.log(unreached + 0.002) + c * np.log(doubtful) + d * np.log(faint)))


def _model(graph: _Graph, doubt: Doubt, rng: np.random.Generator, *, at: float) -> NDArray[np.float64]:
    """Draw the model: the probability of each pair. `at` in 0..1 places the shift."""
    n_between = int(graph.between.max()) + 1 if len(graph.between) else 0
    scale = float(np.exp(doubt.tilt + doubt.scale * rng.uniform(-1, 1)))
    low, high = doubt.shift
    shift = low + (high - low) * at + doubt.list_shift * rng.uniform(-1, 1, n_between)[graph.between]
    p = 1 / (1 + np.exp(-(scale * graph.odds + shift)))
    return np.where(graph.forced == 0, p, np.where(graph.forced == 1, 1.0, 0.0))


def _quantile(mean: float, *, at: float) -> int:
    """Return the quantile of a Poisson number with this mean (from 100 on by the normal curve)."""
    if mean > 100:
        return max(0, int(mean + NormalDist().inv_cdf(min(max(at, 1e-6), 1 - 1e-6)) * mean**0.5))
    number, chance, below = 0, float(np.exp(-mean)), float(np.exp(-mean))
    while below < at and chance > 0:
        number += 1
        chance *= mean / number
        below += chance
    return number


def _graph(pairs: pl.DataFrame, members: pl.DataFrame, judgements: pl.DataFrame | None, never: set[str]) -> _Graph:
    """Turn pairs and judgements into arrays over the records of `members`, in its order."""
    ids = members["record_id"].to_list()
    number = {record: i for i, record in enumerate(ids)}
    lists = sorted(set(members["list"]))
    code = {name: i for i, name in enumerate(lists)}
    verdicts = _verdicts(pairs, judgements)
    found = {(left, right): p for left, right, p in pairs.select("left", "right", "p_match").iter_rows()}
    found |= {pair: 0.0 for pair in verdicts if pair not in found}
    inside = [(left, right, p) for (left, right), p in found.items() if left in number and right in number]
    # The likeliest first, ties by the order of the records and not by their ids, which may come from a secret key.
    inside.sort(key=lambda one: (-one[2], *sorted((number[one[0]], number[one[1]]))))
    rows = [(-p, left, right) for left, right, p in inside]
    ends_of = [sorted((number[left], number[right])) for _, left, right in rows]
    left, right = (np.array([both[side] for both in ends_of], np.int32) for side in (0, 1))
    p = np.clip(np.array([-row[0] for row in rows], np.float64), 1e-6, 1 - 1e-6)
    mark = {"same": 1, "different": -1}
    forced = np.array([mark.get(verdicts.get((row[1], row[2]), ""), 0) for row in rows], np.int8)
    list_of = np.array([code[name] for name in members["list"]], np.int32)
    ends = np.sort(np.stack([list_of[left], list_of[right]]), axis=0) if len(rows) else np.zeros((2, 0), np.int32)
    side = np.concatenate([left, right])
    order = np.argsort(side, kind="stable")
    return _Graph(
        left=left,
        right=right,
        odds=np.log(p / (1 - p)),
        forced=forced,
        between=(ends[0] * len(lists) + ends[1]).astype(np.int32),
        start=np.searchsorted(side[order], np.arange(len(ids) + 1)).astype(np.int64),
        near=np.concatenate([right, left])[order],
        which=np.tile(np.arange(len(rows)), 2)[order].astype(np.int64),
        list_of=list_of,
        never=np.array([name in never for name in lists], np.bool_),
        person=np.unique(members["person"].to_numpy(), return_inverse=True)[1].astype(np.int64),
    )


def _verdicts(pairs: pl.DataFrame, judgements: pl.DataFrame | None) -> dict[tuple[str, str], str]:
    """Return the verdict of each judged pair; a frame of judgements is later than what the pairs hold."""
    judged = pairs.filter(pl.col("verdict").is_not_null()).select("left", "right", "verdict")
    verdicts = {(min(a, b), max(a, b)): verdict for a, b, verdict in judged.iter_rows()}
    if judgements is not None:
        rows = judgements.select("left", "right", "verdict").iter_rows()
        verdicts |= {(min(a, b), max(a, b)): verdict for a, b, verdict in rows}
    return verdicts


def _columns(members: pl.DataFrame, order: Sequence[str]) -> NDArray[np.int64]:
    number = {record: i for i, record in enumerate(members["record_id"])}
    missing = next((record for record in order if record not in number), None)
    if missing is not None or len(order) != len(number):
        raise LinkError(f"the order of {len(order)} records does not fit the {len(number)} that were linked")
    return np.array([number[record] for record in order], np.int64)
