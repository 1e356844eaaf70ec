"""One door to every engine: `estimate(table)` checks first, then estimates or refuses, and always brings the bounds along.

`engine` is `bounds`, `decomposable`, `latent` or `loglinear`, each giving one `model.Estimate`, or `auto`: all of them side
by side as a tuple. `auto` chooses none; `in_conflict` says when two 80% intervals are disjoint. A refusal is an answer:
numbers None, reasons in words, the bounds under `diagnostics`. `diagnostics` names the digest of the table and the settings,
so that anybody can run it again. `to_json` gives the object that `atleast mse --json` prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import log
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from atleast.errors import UsageError
from atleast.model import Estimate
from atleast.mse.bounding import Z95, Bound, bounds, pairs
from atleast.mse.check import Reason, Verdict, verdict
from atleast.mse.table import Table, digest
from atleast.mse.wording import assumption, noted, said_as, words

if TYPE_CHECKING:
    from atleast.mse.posterior import Posterior

Engine = Literal["auto", "bounds", "decomposable", "latent", "loglinear"]
ENGINES: tuple[Engine, ...] = ("bounds", "decomposable", "latent", "loglinear")
LEVEL = 0.95
UNBOUNDED_TIMES = 100
NAMED_FROM = 0.01  # of the weight: models left out are said from here

Answer = tuple["Posterior | None", dict[str, Any], tuple[Reason, ...]]
Progress = Callable[[int, int, str], None]


def _silent(done: int, total: int, what: str) -> None:
    """Say nothing of how far it is."""


def _part(progress: Progress, i: int, parts: int) -> Progress:
    """Return what tells of the i-th of so many parts of a work as of the whole."""
    return lambda done, total, what: progress(1000 * i + 1000 * done // max(total, 1), 1000 * parts, what)


def estimate(
    table: Table, *, engine: str = "auto", seed: int = 0, complete_graph: bool = False, progress: Progress = _silent
) -> Estimate | tuple[Estimate, ...]:
    """Estimate how many there are in all, by one engine or, with `auto`, by all of them, side by side.

    `progress(done, total, what)` is told how far it is.
    """
    known(engine)
    if engine != "auto":
        return _checked(table, engine, seed, complete_graph, progress)
    sides = []
    for i, name in enumerate(ENGINES):
        progress(i, len(ENGINES) + 1, name)
        sides.append(_checked(table, name, seed, complete_graph, _part(progress, i, len(ENGINES) + 1)))
    from atleast.mse.departures import sensitivity

    told = sides[0].diagnostics | {"sensitivity": sensitivity(table, progress=_part(progress, len(ENGINES), len(ENGINES) + 1))}
    return (msgspec.structs.replace(sides[0], diagnostics=told), *sides[1:])


def _checked(table: Table, engine: str, seed: int, complete_graph: bool, progress: Progress) -> Estimate:
    """Return one engine's answer; to the latent one's add what other numbers of kinds of people would give."""
    result, posterior = one_engine(table, engine, seed, complete_graph, progress)
    if engine != "latent" or posterior is None:
        return result
    from atleast.mse.departures import kinds
    from atleast.mse.latent import CLASSES

    off, rows, more = table.n - posterior.n, [], []
    for row in kinds(verdict(table).table, posterior, seed=seed):
        progress(1, 1, "latent: other numbers of kinds of people")
        found = {key: row[key] + off for key in ("median", "low", "high") if row[key] is not None}
        said = dict(zip(found, said_as(*found.values(), documented=table.n), strict=True)) if found else {}
        code = "kinds_not_settled" if not found else "kinds" if row["prior_n"] == "1/N" else "kinds_uniform"
        rows.append(row | found)
        more.append(Reason(code, {"kinds": row["kinds"], "usual": CLASSES} | said))
    return msgspec.structs.replace(result, diagnostics=noted(more, to=result.diagnostics) | {"kinds": rows})


def known(engine: str) -> None:
    """Refuse the name of an engine that is not there."""
    if engine != "auto" and engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}", hint=f"Engines: auto, {', '.join(ENGINES)}.")


def one_engine(
    table: Table, engine: str, seed: int, complete_graph: bool, progress: Progress = _silent
) -> tuple[Estimate, Posterior | None]:
    """Return one engine's answer, and its posterior for totals over strata (None where it refuses, and for bounds)."""
    judged = verdict(table)
    found = bounds(judged.table) if judged.table.n else {}
    told: dict[str, Any] = {
        "table": digest(table),
        "lists": list(judged.table.lists),
        "n_used": judged.table.n,
        "settings": {"engine": engine, "seed": seed, "complete_graph": complete_graph},
        **noted((*judged.notes, *_marked(table))),
        "bounds": {key: _bound(bound) for key, bound in found.items()},
    }
    if engine == "bounds":
        return _lower(table, judged, found, told), None
    if not judged.ok:
        return _refusal(table, engine, told, judged.reasons), None
    posterior, more, reasons = _answer(engine)(judged.table, seed, complete_graph, progress)
    told |= more
    if posterior is None or reasons:
        return _refusal(table, engine, told, reasons), None
    endless = told.get("without_finite_estimate", {"weight": 0.0})
    if endless["weight"] >= NAMED_FROM:
        left_out = {"models": endless["models"], "share": round(100 * endless["weight"])}
        told = noted([Reason("models_left_out", left_out)], to=told)
    return _told(table, judged.table, engine, told, posterior), posterior


def _told(table: Table, used: Table, engine: str, told: dict[str, Any], posterior: Posterior) -> Estimate:
    from atleast.mse.departures import curve, pair_odds, reach

    told["xi"] = curve(posterior, len(used.lists))
    told["xi_reach"] = reach(posterior)
    told["pair_odds"] = pair_odds(used)
    return of_posterior(table.n, engine, told, posterior)


def of_posterior(n: int, engine: str, told: dict[str, Any], posterior: Posterior) -> Estimate:
    """Return the estimate that a posterior says; people documented beyond its own n are added to every number."""
    from atleast.mse.posterior import interval, mean, quantile

    off = n - posterior.n
    low, high = interval(posterior, LEVEL)
    told["mean"] = round(mean(posterior) + off, 1)
    told["interval_80"] = [value + off for value in interval(posterior, 0.8)]
    told["interval_50"] = [value + off for value in interval(posterior, 0.5)]
    return Estimate(
        n=n,
        engine=engine,
        median=quantile(posterior, 0.5) + off,
        low=low + off,
        high=high + off,
        level=LEVEL,
        assumption=assumption("complete_graph" if "for_comparison_only" in told else engine),
        diagnostics=told,
    )


def _marked(table: Table) -> tuple[Reason, ...]:
    return (Reason("patterns_impossible", {"n": len(table.impossible)}),) if table.impossible else ()


def _refusal(table: Table, engine: str, told: dict[str, Any], reasons: Sequence[Reason]) -> Estimate:
    return _plain_refusal(table.n, engine, told, reasons)


def _plain_refusal(n: int, engine: str, told: dict[str, Any], reasons: Sequence[Reason]) -> Estimate:
    return Estimate(
        n=n,
        engine=engine,
        median=None,
        low=None,
        high=None,
        level=LEVEL,
        assumption=assumption(engine),
        diagnostics=told | {"reason_codes": [{"code": one.code, "values": one.values} for one in reasons]},
        refused=True,
        reasons=tuple(words(reason) for reason in reasons),
    )


def _lower(table: Table, judged: Verdict, found: dict[str, Bound], told: dict[str, Any]) -> Estimate:
    """Return the list-specific Chao bound (of two lists Chapman's estimate) as the engine's answer, with all the others."""
    headline = found.get("chapman") or found.get("chao")
    told["pairs"] = [_bound(bound) for bound in pairs(judged.table)]
    vast = headline is not None and (headline.estimate or 0) > UNBOUNDED_TIMES * max(judged.table.n, 1)
    if headline is None or headline.estimate is None or headline.low is None or headline.high is None or vast:
        why = judged.reasons or (Reason("no_bound"),)
        return _refusal(table, "bounds", told, [reason for reason in why if reason.code != "two_lists"] or [Reason("no_bound")])
    off = table.n - judged.table.n
    return Estimate(
        n=table.n,
        engine="bounds",
        median=round(headline.estimate + off, 4),
        low=round(headline.low + off, 4),
        high=round(headline.high + off, 4),
        level=LEVEL,
        assumption=assumption("bounds"),
        diagnostics=told,
    )


def _bound(bound: Bound) -> dict[str, Any]:
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in msgspec.structs.asdict(bound).items()}


def _answer(engine: str) -> Callable[[Table, int, bool, Progress], Answer]:
    return {"decomposable": _decomposable, "latent": _latent, "loglinear": _loglinear}[engine]


def _decomposable(table: Table, seed: int, complete_graph: bool, progress: Progress) -> Answer:
    from atleast.mse import decomposable

    j = len(table.lists)
    if table.impossible:
        return None, {}, (Reason("impossible_patterns"),)
    if j > decomposable.MOST_WALKED:
        return None, {}, (Reason("too_many_lists", {"n": j, "most": decomposable.MOST_WALKED}),)
    told: dict[str, Any] = {}
    reasons: tuple[Reason, ...] = ()
    if j <= decomposable.MOST_LISTS:
        found = decomposable.average(table, complete_graph=complete_graph, progress=progress)
        told["method"] = "exact"
    else:
        walked = decomposable.walk(table, seed=seed, complete_graph=complete_graph)
        found = walked.averaged
        told |= {"method": "chains", "r_hat": round(walked.r_hat, 4), "ess": round(walked.ess), "trips": walked.trips}
        reasons = () if walked.trusted else (_mixing(walked.r_hat, walked.ess, walked.trips),)
    names = table.lists
    told |= {
        "graphs": found.n_graphs,
        "delta": 2.0**-j,
        "prior_n": "1/N",
        "cap": found.cap + table.n,
        "mass_at_cap": round(found.at_cap, 6),
        "joined": [{"a": names[a], "b": names[b], "p": round(p, 4)} for (a, b), p in found.pairs.items()],
        "top_graphs": [{"pairs": [[names[a], names[b]] for a, b in pairs], "p": round(p, 4)} for pairs, p in found.top],
    }
    if complete_graph:
        told["for_comparison_only"] = "the complete graph, and n_0 up to 10 n, as dga has it"
    elif found.at_cap > decomposable.UNBOUNDED:
        share, most = max(round(100 * found.at_cap), 1), table.n + found.cap // 10
        reasons = (Reason("unbounded", {"share": share, "most": most}),)
    return (None if reasons else found.posterior), told, reasons


def _mixing(r_hat: float, ess: float, trips: int) -> Reason:
    return Reason("mixing", {"r_hat": f"{r_hat:.3f}", "ess": round(ess), "trips": trips})


def _latent(table: Table, seed: int, complete_graph: bool, progress: Progress) -> Answer:
    from atleast.mse import latent
    from atleast.mse.posterior import quantile

    if table.impossible:
        return None, {}, (Reason("impossible_patterns"),)
    found = latent.sample(table, seed=seed, progress=progress)
    told = {
        "classes": latent.CLASSES,
        "chains": latent.CHAINS,
        "draws": int(found.n0.size),
        "r_hat": round(found.r_hat, 4),
        "ess": round(found.ess),
        "trips": found.trips,
        "accepted": round(found.accepted, 3),
        "exchanged": round(found.swapped, 3),
    }
    if not found.trusted:
        return None, told, (_mixing(found.r_hat, found.ess, found.trips),)
    if quantile(found.posterior, (1 + LEVEL) / 2) > UNBOUNDED_TIMES * table.n:
        return None, told, (Reason("unbounded", {"share": 2, "most": UNBOUNDED_TIMES * table.n}),)
    return found.posterior, told, ()


def _loglinear(table: Table, seed: int, complete_graph: bool, progress: Progress) -> Answer:
    from atleast.mse import loglinear
    from atleast.mse.posterior import quantile

    j = len(table.lists)
    if j > loglinear.MOST_LISTS:
        return None, {}, (Reason("too_many_lists", {"n": j, "most": loglinear.MOST_LISTS}),)
    found = loglinear.average(table, seed=seed)
    listed = [
        {
            "interactions": _interactions(table, one.terms),
            "estimate": one.estimate,
            "weight": round(w, 4),
            "bic": round(one.bic, 2),
        }
        for one, w in list(zip(found.fits, found.weights, strict=True))[:10]
        if one.estimate is not None
    ]
    near = [one.estimate for one in found.fits if one.estimate is not None and one.bic <= found.fits[0].bic + 2]
    told = {
        "models": len(found.fits) + (found.not_finite if found.posterior else 0),
        "without_finite_estimate": {"models": found.not_finite, "weight": round(found.weight_not_finite, 4)},
        "top_models": listed,
        "best_model": {"interval": [round(value, 1) for value in found.best]} if found.best else None,
        "within_2_bic": {"models": len(near), "low": min(near, default=None), "high": max(near, default=None)},
        "bootstrap_with_selection": [round(value, 1) for value in found.bootstrap] if found.bootstrap else None,
        "bootstrap_without_finite_estimate": round(found.bootstrap_not_finite, 4),
    }
    if found.posterior is None:
        return None, told, (Reason("no_finite_model"),)
    if found.weight_not_finite > loglinear.MOST_NOT_FINITE:
        return None, told, (Reason("mostly_not_finite", {"share": round(100 * found.weight_not_finite)}),)
    if quantile(found.posterior, (1 + LEVEL) / 2) > UNBOUNDED_TIMES * table.n:
        return None, told, (Reason("unbounded", {"share": 2, "most": UNBOUNDED_TIMES * table.n}),)
    return found.posterior, told, ()


def _interactions(table: Table, terms: tuple[int, ...]) -> list[list[str]]:
    return [[name for j, name in enumerate(table.lists) if term >> j & 1] for term in terms]


def in_conflict(results: Sequence[Estimate]) -> bool:
    """Say whether two engines contradict each other: their 80% intervals are disjoint. Bounds and refusals take no part."""
    spans = [one.diagnostics["interval_80"] for one in results if not one.refused and "interval_80" in one.diagnostics]
    return any(a[1] < b[0] or b[1] < a[0] for a, b in combinations(spans, 2))


def to_json(result: Estimate | Sequence[Estimate]) -> dict[str, Any]:
    """Return the JSON object of a result; for several engines each of them, and whether they contradict."""
    if isinstance(result, Estimate):
        body = msgspec.structs.asdict(result)
        body.pop("run")
        return {key: _plain(value) for key, value in body.items()}
    sides = list(result)
    engines = [one for one in sides if one.engine != "bounds"]
    refused = all(one.refused for one in engines)
    return {
        "n": sides[0].n,
        "engine": "auto",
        "median": None,
        "low": None,
        "high": None,
        "level": LEVEL,
        "assumption": "each engine names its own; none is chosen",
        "diagnostics": {
            key: sides[0].diagnostics[key] for key in ("table", "bounds", "sensitivity") if key in sides[0].diagnostics
        },
        "refused": refused,
        "reasons": list(dict.fromkeys(reason for one in sides if one.engine != "bounds" for reason in one.reasons))
        if refused
        else [],
        "engines": [to_json(one) for one in sides],
        "in_conflict": in_conflict(sides),
    }


def _plain(value: Any) -> Any:
    """Write whole numbers as integers and tuples as lists, as JSON readers expect of counts of people."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def estimate_strata(
    tables: Mapping[str, Table],
    *,
    engine: str = "decomposable",
    seed: int = 0,
    complete_graph: bool = False,
    progress: Progress = _silent,
) -> tuple[Estimate | tuple[Estimate, ...], dict[str, Estimate | tuple[Estimate, ...]]]:
    """Estimate every stratum by itself, and their sum from summed draws; return the sum and the strata.

    A stratum that is refused stays in the sum with its documented number alone, and is listed.
    """
    known(engine)
    chosen = ENGINES if engine == "auto" else (engine,)
    parts: dict[str, list[Estimate]] = {name: [] for name in tables}
    sums = []
    for i, one in enumerate(chosen):
        found = []
        for k, (name, table) in enumerate(tables.items()):
            here = _part(progress, i * len(tables) + k, len(chosen) * len(tables))
            here(0, 1, f"{one}: {name}")
            result, posterior = one_engine(table, one, seed, complete_graph, here)
            parts[name].append(result)
            found.append(posterior if one != "bounds" else _of_bound(result))
        sums.append(_summed(one, seed, {name: parts[name][i] for name in tables}, found))
    if engine == "auto":
        return tuple(sums), {name: tuple(results) for name, results in parts.items()}
    return sums[0], {name: results[0] for name, results in parts.items()}


def _of_bound(result: Estimate) -> Posterior | None:
    """Return a bound's log-normal interval as a distribution, so that bounds can be added up."""
    import numpy as np
    from scipy.special import ndtri

    from atleast.mse.posterior import of_draws

    if result.median is None or result.high is None:
        return None
    missing = max(result.median - result.n, 0.5)
    spread = log(max(result.high - result.n, missing) / missing) / Z95
    return of_draws(result.n, np.round(missing * np.exp(spread * ndtri((np.arange(1000) + 0.5) / 1000))).astype(np.int64))


def _summed(engine: str, seed: int, results: Mapping[str, Estimate], found: Sequence[Posterior | None]) -> Estimate:
    from atleast.mse.posterior import total

    n = sum(one.n for one in results.values())
    refused = [name for name, posterior in zip(results, found, strict=True) if posterior is None]
    given = [posterior for posterior in found if posterior is not None]
    told: dict[str, Any] = {
        "settings": {"engine": engine, "seed": seed},
        "strata": [
            {"stratum": name, "n": one.n, "median": one.median, "low": one.low, "high": one.high, "refused": one.refused}
            for name, one in results.items()
        ],
        "strata_refused": refused,
        "documented_in_strata_refused": sum(results[name].n for name in refused),
        **noted([Reason("strata_refused", {"strata": ", ".join(refused)})] if refused else []),
    }
    if not given:
        return _plain_refusal(n, engine, told, (Reason("no_stratum"),))
    return of_posterior(n, engine, told, total(given, refused=n - sum(one.n for one in given), seed=seed))
