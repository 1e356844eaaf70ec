"""Link the records of several lists: which of them are one person.

`link(records)` takes a RECORDS frame (record_id, list and name; the rest may be missing) and returns `Linked`: the compared
pairs worth keeping (PAIRS), one row a record with its person (MEMBERS), the settings used and notes in words. A person's id is
a digest of its smallest `list:id`. Judgements (`left`, `right`, `verdict`) are absolute: `same` joins always, `different` never
ends in one person, `unsure` leaves the probability as it is. Records without a name stay alone. The order of rows changes
nothing; the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from atleast.errors import LinkError
from atleast.frames import MEMBERS, PAIRS
from atleast.linkage.blocking import Candidates, allowed, candidates
from atleast.linkage.closing import closing, merged, names
from atleast.linkage.clustering import cluster
from atleast.linkage.competition import compete
from atleast.linkage.features import Features, Ints, prepare
from atleast.linkage.learned.calibrating import FEWEST, blocks, calibrate, shifted, strata
from atleast.linkage.learned.habits import habits
from atleast.linkage.people.missing import unreached
from atleast.linkage.scoring import Codes, Scores, levels, rescore, score, weight_vector
from atleast.linkage.settings import Settings, default
from atleast.names import Tables

Progress = Callable[[int, int, str], None]
_CERTAIN = 40.0
_CROWD = 1000  # as the largest block of `blocking.py`
_HOPELESS = -10.0  # log odds


@dataclass(frozen=True, eq=False)
class Linked:
    """The result: `pairs` (PAIRS), `members` (MEMBERS), the `settings` used, `notes` in words.

    `unreached` estimates the share of true pairs that the scores do not reach (`people/missing.py`); the draws use it.
    """

    pairs: pl.DataFrame
    members: pl.DataFrame
    settings: Settings
    notes: tuple[str, ...]
    unreached: float = 0.0


def link(
    records: pl.DataFrame,
    *,
    settings: Settings | None = None,
    judgements: pl.DataFrame | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    spill: str | None = None,
    tables: Tables | str | None = None,
) -> Linked:
    """Return who is one person. `seed` is taken for the record of the run: this model draws nothing at random."""
    chosen = settings or default()
    tell = progress or _silent
    tell(0, 4, "reading names")
    features = prepare(records, tables=tables)
    judged = _judged(judgements, features)
    tell(1, 4, "finding candidates")
    pairs = candidates(features, settings=chosen, spill=spill)
    tell(2, 4, "comparing")
    scores, learned = _scores(features, pairs, chosen, progress)
    told = _calibrated(features, scores, learned, chosen, judged)
    if told != chosen:
        chosen = told
        scores, learned = _scores(features, pairs, chosen, progress)
    scores = _with_judged(features, scores, judged)
    p = _settle(scores, _p(features, scores, chosen, same=_are(scores, judged, "same")), judged)
    tell(3, 4, "grouping")
    found = cluster(
        len(features.ids),
        scores.left,
        scores.right,
        p,
        threshold=chosen.threshold,
        same=[pair for pair, verdict in judged.items() if verdict == "same"],
        different=[pair for pair, verdict in judged.items() if verdict == "different"],
        promised=_promised(features, chosen),
        ids=features.ids,
    )
    tell(4, 4, "done")
    return Linked(
        pairs=_pairs(features, scores, p, judged, chosen),
        members=_members(features, scores, p, found),
        settings=chosen,
        notes=_notes(features, calibrated=chosen.weights.version.endswith("+labels")),
        unreached=unreached(features, scores, p, weights=chosen.weights, habits=learned),
    )


def _scores(features: Features, pairs: Candidates, settings: Settings, progress: Progress | None) -> tuple[Scores, Codes]:
    """Score, learn from the certain pairs how these lists spell (the second result), and score again where that matters."""
    every = score(features, pairs, weights=settings.weights, progress=progress)
    likely = _hopeful(every)
    learned = habits(features, pairs, likely, _p(features, likely, settings))
    scores = _hopeful(rescore(features, pairs, every, weights=settings.weights, habits=learned, progress=progress))
    more = allowed(features, closing(features, scores), settings)
    return merged(scores, score(features, more, weights=settings.weights, habits=learned)), learned


def _calibrated(
    features: Features, scores: Scores, learned: Codes, settings: Settings, judged: dict[tuple[int, int], str]
) -> Settings:
    """Return the settings with the weights that the judgements calibrate, the same ones when they do not help."""
    sure = {pair: verdict for pair, verdict in judged.items() if verdict != "unsure"}
    at = np.flatnonzero(_are(scores, sure, "same") | _are(scores, sure, "different"))
    if len(at) < FEWEST:
        return settings
    free = _p(features, scores, settings)
    left, right = scores.left[at].astype(np.int64), scores.right[at].astype(np.int64)
    pairs = names(features, left, right)
    vector = weight_vector(settings.weights)
    table = levels(features, pairs, habits=learned)
    start = np.searchsorted(
        pairs.left_record.astype(np.int64) * len(features.ids) + pairs.right_record, left * len(features.ids) + right
    )
    ends = [*start[1:].tolist(), len(table)]
    best = np.array([i + int(np.argmax(table[i:j] @ vector)) for i, j in zip(start.tolist(), ends, strict=True)])
    shift = calibrate(
        blocks(table[best], vector),
        free[at],
        _are(scores, sure, "same")[at],
        strata(free[at], free[free >= settings.keep_from]),
    )
    if not shift.any():
        return settings
    return msgspec.structs.replace(settings, weights=shifted(settings.weights, shift))


def _p(features: Features, scores: Scores, settings: Settings, *, same: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    often = {name for name, plan in settings.lists.items() if plan.duplicates == "often"}
    return compete(features, scores, competition=settings.competition, same=same, often=often)


def _hopeful(scores: Scores) -> Scores:
    """Leave out pairs that no competition can lift to a probability worth keeping: most of the candidates of large lists."""
    keep = scores.log_odds >= _HOPELESS
    return Scores(scores.left[keep], scores.right[keep], scores.log_odds[keep])


def _silent(done: int, total: int, what: str) -> None:
    """Say nothing."""


def _judged(judgements: pl.DataFrame | None, features: Features) -> dict[tuple[int, int], str]:
    """Return the verdict of each judged pair of records; judgements on records that are not there do not hold."""
    if judgements is None:
        return {}
    number = {name: i for i, name in enumerate(features.ids)}
    found: dict[tuple[int, int], str] = {}
    for left, right, verdict in judgements.select("left", "right", "verdict").iter_rows():
        if left not in number or right not in number:
            continue
        pair = (min(number[left], number[right]), max(number[left], number[right]))
        if pair[0] == pair[1]:
            raise LinkError(f"a judgement compares the record {left} with itself")
        if found.get(pair, verdict) != verdict:
            raise LinkError(f"the records {left} and {right} were judged both {found[pair]} and {verdict}")
        found[pair] = verdict
    return found


def _with_judged(features: Features, scores: Scores, judged: dict[tuple[int, int], str]) -> Scores:
    """Give judged pairs the odds of certainty, so that they also win and lose the competition; add those never compared."""
    if not judged:
        return scores
    n = np.int64(len(features.ids))
    code = scores.left.astype(np.int64) * n + scores.right
    wanted = np.array(sorted(int(i * n + j) for i, j in judged), np.int64)
    new = wanted[~np.isin(wanted, code)]
    code = np.concatenate([code, new])
    odds = np.concatenate([scores.log_odds, np.full(len(new), -_CERTAIN)])
    order = np.argsort(code, kind="stable")
    code, odds = code[order], odds[order]
    for (i, j), verdict in judged.items():
        at = np.searchsorted(code, i * n + j)
        if verdict != "unsure":
            odds[at] = _CERTAIN if verdict == "same" else -_CERTAIN
    return Scores((code // n).astype(np.int32), (code % n).astype(np.int32), odds)


def _are(scores: Scores, judged: dict[tuple[int, int], str], verdict: str) -> NDArray[np.bool_]:
    """Return which pairs were judged so."""
    n = np.int64(1 + max(scores.right.max(initial=0), scores.left.max(initial=0)))
    wanted = np.array(sorted(int(i * n + j) for (i, j), said in judged.items() if said == verdict), np.int64)
    return np.isin(scores.left.astype(np.int64) * n + scores.right, wanted)


def _settle(scores: Scores, p: NDArray[np.float64], judged: dict[tuple[int, int], str]) -> NDArray[np.float64]:
    return np.where(_are(scores, judged, "same"), 1.0, np.where(_are(scores, judged, "different"), 0.0, p))


def _promised(features: Features, settings: Settings) -> list[int] | None:
    never = {name for name, plan in settings.lists.items() if plan.duplicates == "never"}
    if not never:
        return None
    codes = np.array([i if name in never else -1 for i, name in enumerate(features.lists)], np.int32)
    return [int(code) for code in codes[features.list_of]]


def _pairs(
    features: Features, scores: Scores, p: NDArray[np.float64], judged: dict[tuple[int, int], str], settings: Settings
) -> pl.DataFrame:
    ids = np.array(features.ids, dtype=object)
    verdicts = [judged.get((int(i), int(j))) for i, j in zip(scores.left, scores.right, strict=True)] if judged else None
    keep = p >= settings.keep_from
    if verdicts is not None:
        keep |= np.array([verdict is not None for verdict in verdicts], bool)
    left, right = ids[scores.left[keep]], ids[scores.right[keep]]
    small, large = np.minimum(left, right), np.maximum(left, right)
    frame = pl.DataFrame(
        {
            "left": pl.Series(small.tolist(), dtype=pl.String()),
            "right": pl.Series(large.tolist(), dtype=pl.String()),
            "p_match": p[keep],
            "log_odds": np.round(scores.log_odds[keep], 6),
            "verdict": pl.Series(
                [verdict for verdict, kept in zip(verdicts, keep, strict=True) if kept]
                if verdicts
                else [None] * int(keep.sum()),
                dtype=pl.String(),
            ),
        }
    )
    return frame.select(list(PAIRS)).sort("left", "right")


def _members(features: Features, scores: Scores, p: NDArray[np.float64], found: Ints) -> pl.DataFrame:
    n = len(features.ids)
    together = found[scores.left] == found[scores.right]
    sums = np.bincount(scores.left[together], p[together], n) + np.bincount(scores.right[together], p[together], n)
    size = np.bincount(found, minlength=n)[found]
    top = np.zeros(n)
    np.maximum.at(top, scores.left, p)
    np.maximum.at(top, scores.right, p)
    mean = np.where(size > 1, sums / np.maximum(size - 1, 1), 1 - top)
    full = [f"{features.lists[code]}:{name}" for code, name in zip(features.list_of, features.ids, strict=True)]
    smallest: dict[int, str] = {}
    for label, name in zip(found.tolist(), full, strict=True):
        if label not in smallest or name < smallest[label]:
            smallest[label] = name
    person = {label: hashlib.sha256(name.encode("utf-8")).hexdigest()[:16] for label, name in smallest.items()}
    frame = pl.DataFrame(
        {
            "record_id": pl.Series(features.ids, dtype=pl.String()),
            "list": pl.Series([features.lists[code] for code in features.list_of], dtype=pl.String()),
            "person": pl.Series([person[label] for label in found.tolist()], dtype=pl.String()),
            "p": np.round(mean, 6),
        }
    )
    return frame.select(list(MEMBERS)).sort("list", "record_id")


def _notes(features: Features, *, calibrated: bool) -> tuple[str, ...]:
    notes = []
    named = len(np.unique(features.record))
    if unnamed := len(features.ids) - named:
        notes.append(f"{unnamed:,} of {len(features.ids):,} records have no name that can be compared; each stays alone")
    codes, n_of = np.unique(features.raw[features.raw >= 0], return_counts=True)
    if len(codes) and (most := int(n_of.max())) > _CROWD:
        notes.append(
            f"one and the same name stands in {most:,} records; so common a name is compared only where an age, a day or "
            "another part of the name makes the group small, and the rest stay alone"
        )
    if len(features.lists) == 1:
        notes.append("there is one list only: people are looked for twice inside it, and no other list confirms them")
    if calibrated:
        notes.append("the judgements have calibrated the weights: on those left out in turn, the probabilities are better so")
    return tuple(notes)
