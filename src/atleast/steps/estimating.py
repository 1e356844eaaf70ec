"""Estimating how many in all from how the lists overlap, beside the documented minimum and never in it.

`estimate(case)` takes the people that the headline counts, makes capture histories by list, runs the engine asked for, and
records a `run.estimated` event. Lists of one origin stay apart, and the notes say what that means. A refusal is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import __version__, casefile, counts, mse
from atleast.model import Estimate
from atleast.mse.wording import assumption
from atleast.steps.counting import Count, ensure_counted
from atleast.steps.opening import say_scope
from atleast.steps.state import Progress, fold, list_options, stored_bytes

if TYPE_CHECKING:
    from atleast.casefile import Case, Event


@dataclass(frozen=True)
class Estimated:
    """An estimating run: its event, one result per engine, the sentences for people and remarks on the lists."""

    event: Event
    results: tuple[Estimate, ...]
    sentences: list[str]
    notes: list[str]
    body: dict[str, Any]


def estimate(
    case: Case,
    *,
    engine: str = "decomposable",
    seed: int = 0,
    complete_graph: bool = False,
    counted: Count | None = None,
    progress: Progress | None = None,
) -> Estimated:
    """Estimate, and record the run."""
    counted = counted or ensure_counted(case, progress=progress)
    table = histories(case, counted)
    results = _run(table, engine=engine, seed=seed, complete_graph=complete_graph)
    with case.writing():
        event = casefile.append(
            case,
            "run.estimated",
            {
                "inputs": {"counted": counted.event.id},
                "engine": engine,
                "seed": seed,
                "complete_graph": complete_graph,
                "code": __version__,
                "outputs": {
                    "results": casefile.put(case, msgspec.json.encode(results)),
                    "table": casefile.put(case, mse.to_csv(table)),
                },
                "refused": all(result.refused for result in results),
            },
        )
    return _told(case, event, results)


def ensure_estimated(case: Case, counted: Count, *, progress: Progress | None = None) -> Estimated:
    """Return the latest estimate of this very count, estimating first when there is none."""
    run = fold(case).last("run.estimated")
    if run is None or run.payload["inputs"]["counted"] != counted.event.id or run.payload["code"] != __version__:
        settings: dict[str, Any] = run.payload if run else {"engine": "decomposable", "seed": 0, "complete_graph": False}
        return estimate(
            case,
            engine=settings["engine"],
            seed=settings["seed"],
            complete_graph=settings["complete_graph"],
            counted=counted,
            progress=progress,
        )
    results = msgspec.json.decode(stored_bytes(case, run, "results"), type=tuple[Estimate, ...])
    return _told(case, run, results)


def histories(case: Case, counted: Count) -> mse.Table:
    """Return the capture histories of the people that the headline counts."""
    names = sorted(fold(case).lists)
    people = counted.people.filter(pl.col("counted"))
    return mse.from_counts(names, overlap_table(people, names))


def overlap_table(people: pl.DataFrame, names: list[str]) -> dict[tuple[bool, ...], int]:
    """Count people by the exact set of lists that they are on, as flags in the order of `names`."""
    tally: dict[tuple[bool, ...], int] = {}
    for on in people["lists"].to_list():
        key = tuple(name in on for name in names)
        tally[key] = tally.get(key, 0) + 1
    return tally


MOST_LISTS = 16  # above, the number of patterns alone is beyond any of the engines


def _run(table: mse.Table, *, engine: str, seed: int, complete_graph: bool) -> tuple[Estimate, ...]:
    if len(table.lists) > MOST_LISTS:
        why = f"there are {len(table.lists)} lists, and an estimate takes at most {MOST_LISTS}: merge lists of one origin"
        said = assumption(engine if engine in mse.ENGINES else "decomposable")
        refusal = Estimate(
            n=table.n, engine=engine, median=None, low=None, high=None, assumption=said, refused=True, reasons=(why,)
        )
        return (refusal,)
    result = mse.estimate(table, engine=engine, seed=seed, complete_graph=complete_graph)
    return tuple(result) if isinstance(result, tuple | list) else (result,)


def _told(case: Case, event: Event, results: tuple[Estimate, ...]) -> Estimated:
    lists = list_options(fold(case))
    origins = counts.origins(lists)
    notes = []
    unstated = [name for name, origin in origins.items() if not origin.stated]
    if unstated:
        notes.append(
            f"Origin not stated: {', '.join(unstated)}. If lists depend on each other the estimate is wrong; state `--party`."
        )
    related = [
        f"{a} and {b}" for i, a in enumerate(origins) for b in list(origins)[i + 1 :] if origins[a].roots & origins[b].roots
    ]
    if related:
        notes.append(f"Of one origin: {'; '.join(related)}. Shared entries pull the estimate down.")
    scope = say_scope(case)
    sentences = [f"{scope[0].upper()}{scope[1:]}: {mse.sentence(result)}" for result in results]
    engines = [mse.to_json(result) for result in results]
    body = {
        "run": event.id,
        "scope": say_scope(case),
        "engines": engines,
        **(engines[0] if len(engines) == 1 else {}),
        "notes": notes,
    }
    return Estimated(event, results, sentences, notes, body)
