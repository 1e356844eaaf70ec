"""Estimating how many in all from how the lists overlap, beside the documented minimum and never in it.

`estimate(case)` takes the people that the headline counts, makes capture histories by list, runs the engine asked for, and
records a `run.estimated` event. Lists of one origin stay apart, and the notes say what that means. Where lists state that they
cover different places or periods (`--covers`), people are parted by which lists could have had them: a list that could not is
no list there, not a zero, and the parts are added up. The decomposable engine is pooled over the linkage draws, so that its
interval holds the doubt of who is who. A refusal is an answer.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import polars as pl

from atleast import __version__, casefile, counts, mse, places
from atleast.model import Estimate
from atleast.mse.wording import assumption
from atleast.steps.counting import Count, ensure_counted
from atleast.steps.opening import say_scope
from atleast.steps.state import Progress, fold, gazetteer, list_options, stored_bytes

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
    tables = parted(case, counted)
    results = _run(tables, engine=engine, seed=seed, complete_graph=complete_graph, progress=progress)
    replicates = drawn(case, counted) if list(tables) == [""] and len(tables[""].lists) <= MOST_POOLED else []
    results = tuple(
        mse.pooled(result, replicates, seed=seed, complete_graph=complete_graph) if result.engine == "decomposable" else result
        for result in results
    )
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
                    "table": casefile.put(case, _csv(tables)),
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


def parted(case: Case, counted: Count) -> dict[str, mse.Table]:
    """Return the capture histories of the people that the headline counts, parted by which lists could have had them.

    One part, called "", where all lists could have had everybody, or say the same of it.
    """
    names = sorted(fold(case).lists)
    people = counted.people.filter(pl.col("counted"))
    said = {name: entry.mapping.options.covers or "" for name, entry in fold(case).lists.items()}
    if len(set(said.values())) < 2:
        return {"": mse.from_counts(names, overlap_table(people, names))}
    known = gazetteer(case)
    parts: dict[tuple[str, ...], list[int]] = {}
    for row, one in enumerate(people.iter_rows(named=True)):
        at = one["place"] or one["province"]
        above = {at, *places.ancestors(known, at)} if at in known.places else None
        able = tuple(name for name in names if name in one["lists"] or _could(said[name], above, one, known))
        parts.setdefault(able, []).append(row)
    if len(parts) < 2:
        return {"": mse.from_counts(names, overlap_table(people, names))}
    return {
        ", ".join(able): mse.from_counts(able, overlap_table(people[rows], list(able))) for able, rows in sorted(parts.items())
    }


def drawn(case: Case, counted: Count) -> list[mse.Table]:
    """Return the capture histories of the countable records as `REPLICATES` of the linkage draws part them into people."""
    names = sorted(fold(case).lists)
    able = counted.people.filter(pl.col("left_out").is_null() | (pl.col("left_out") == "maybe_same"))
    ids = {record for records in able["records"].to_list() for record in records}
    records = counted.linked.records
    kept = [i for i, record in enumerate(records["record_id"]) if record in ids]
    places_of = {name: j for j, name in enumerate(names)}
    bit = np.array([1 << places_of[records["list"][i]] for i in kept], np.int64)
    draws = counted.linked.draws[:, kept]
    made = []
    for row in np.linspace(0, len(draws) - 1, min(REPLICATES, len(draws)), dtype=int) if kept else []:
        order = np.argsort(draws[row], kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(draws[row][order]) != 0])
        patterns, n = np.unique(np.bitwise_or.reduceat(bit[order], starts), return_counts=True)
        flags = ((tuple(bool(p >> j & 1) for j in range(len(names))), int(c)) for p, c in zip(patterns, n, strict=True))
        made.append(mse.from_counts(names, dict(flags)))
    return made


def _could(covers: str, above: set[str] | None, person: dict[str, Any], known: places.Gazetteer) -> bool:
    """Say whether a list that covers PLACE/PERIOD could have had a person; what is not known of a person excludes nothing."""
    place, _, period = (part.strip() for part in covers.partition("/"))
    if place in known.places and above is not None and place not in above:
        return False
    first, _, last = period.partition("..")
    born, gone = person["date_from"], person["date_to"]
    if not (first and last and born and gone):
        return True
    return str(born) <= last.strip() and str(gone) >= first.strip()


def _csv(tables: dict[str, mse.Table]) -> bytes:
    """Write the tables as one CSV; several with a column `part`, a list that could not have had anybody as 0."""
    if list(tables) == [""]:
        return mse.to_csv(tables[""])
    names = sorted({name for table in tables.values() for name in table.lists})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["part", *names, "count"])
    for part, table in tables.items():
        for pattern, count in table.counts:
            on = {name for j, name in enumerate(table.lists) if pattern >> j & 1}
            writer.writerow([part, *(int(name in on) for name in names), count])
    return out.getvalue().encode()


def overlap_table(people: pl.DataFrame, names: list[str]) -> dict[tuple[bool, ...], int]:
    """Count people by the exact set of lists that they are on, as flags in the order of `names`."""
    tally: dict[tuple[bool, ...], int] = {}
    for on in people["lists"].to_list():
        key = tuple(name in on for name in names)
        tally[key] = tally.get(key, 0) + 1
    return tally


REPLICATES = 40  # linkage draws over which the decomposable engine, which takes milliseconds a table, is pooled
MOST_POOLED = 6
MOST_LISTS = 16  # above, the number of patterns alone is beyond any of the engines


def _run(
    tables: dict[str, mse.Table], *, engine: str, seed: int, complete_graph: bool, progress: Progress | None
) -> tuple[Estimate, ...]:
    most = max(len(table.lists) for table in tables.values())
    if most > MOST_LISTS:
        why = f"there are {most} lists, and an estimate takes at most {MOST_LISTS}: merge lists of one origin"
        said = assumption(engine if engine in mse.ENGINES else "decomposable")
        n = sum(table.n for table in tables.values())
        return (Estimate(n=n, engine=engine, median=None, low=None, high=None, assumption=said, refused=True, reasons=(why,)),)
    told: dict[str, Any] = {"progress": progress} if progress else {}
    if list(tables) == [""]:
        result = mse.estimate(tables[""], engine=engine, seed=seed, complete_graph=complete_graph, **told)
    else:
        result, _ = mse.estimate_strata(tables, engine=engine, seed=seed, complete_graph=complete_graph, **told)
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
    for result in results[:1]:
        if parts := result.diagnostics.get("strata"):
            notes.append(
                f"Lists cover different places or periods: {len(parts)} parts were estimated by themselves and added up."
            )
            notes += result.diagnostics["notes"]
    sentences = [f"{scope[0].upper()}{scope[1:]}: {said}" for said in mse.side_by_side(results)]
    if mse.in_conflict(results):
        notes.append(mse.conflict())
    engines = [mse.to_json(result) for result in results]
    body = {
        "run": event.id,
        "scope": say_scope(case),
        "engines": engines,
        **(engines[0] if len(engines) == 1 else {}),
        "notes": notes,
    }
    return Estimated(event, results, sentences, notes, body)
