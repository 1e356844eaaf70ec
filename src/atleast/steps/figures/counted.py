"""The figures of a publication, from the frames of the latest runs: what `reports.KINDS` describes, and nothing else.

Takes the case's state, its count and its estimate; returns the figures in the order of the page. Small cells of places and
children are coarsened here, before a figure exists, so that no page, table or CSV ever holds the hidden number.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from atleast import casefile, counts, places
from atleast.counts.rules import Origin
from atleast.model import Figure, Table
from atleast.reports import publication as kinds
from atleast.steps.counting import Count, plausible
from atleast.steps.estimating import Estimated, overlap_table
from atleast.steps.figures.claimed import claimed
from atleast.steps.state import State, list_options, stored_frame

if TYPE_CHECKING:
    from atleast.casefile import Case

Cell = str | int | float | bool | None


def figures(case: Case, state: State, counted: Count, estimated: Estimated, gazetteer: places.Gazetteer) -> tuple[Figure, ...]:
    """Return every figure that the data can fill."""
    ladder = counted.ladder
    headline = ladder.rung(ladder.headline)
    link, minimum = counted.linked.event.id, counted.event.id
    people = counted.people.filter(pl.col("counted"))
    letters = list_letters(state)
    made: list[tuple[str, Table | int | None, str]] = [
        ("minimum", headline.n, minimum),
        ("ladder", _ladder(counted), minimum),
        ("estimate", _estimate(estimated), estimated.event.id),
        ("draws", _draws(counted), link),
        ("by_day", _by_day(people), minimum),
        ("by_place", _by_place(case, state, people, gazetteer, counted), minimum),
        ("overlap", _overlap(people, letters, state), link),
        ("lists", _lists(state, counted, people, letters), link),
        ("sum", Table(columns=("step", "n"), rows=(*headline.proof, ("people", headline.n))), minimum),
        ("left_out", _left_out(headline.left_out), minimum),
        ("by_age_sex", _by_age_sex(people, counted), minimum),
        ("method", _method(state, counted), minimum),
        ("changes", _changes(case, state, counted), minimum),
    ]
    notes: dict[str, tuple[str, ...]] = {}
    for kind, table, said in claimed(case, counted, gazetteer):
        made.append((kind, table, minimum))
        notes[kind] = said
    # A kind keeps its number from report to report, also when another has no data: F5 is always the days.
    return tuple(
        Figure(
            id=f"F{number}",
            kind=kind,
            scope=case.scope,
            run=run,
            value=content if isinstance(content, int) else None,
            table=content if isinstance(content, Table) else None,
            notes=notes.get(kind, ()),
            invented=case.invented,
        )
        for number, (kind, content, run) in enumerate(made, start=1)
        if content is not None
    )


def list_letters(state: State) -> dict[str, str]:
    """Return the letter of each list: in the order in which they were first added."""
    order = sorted(state.lists.values(), key=lambda entry: (entry.versions[0].at, entry.name))
    alphabet = [*string.ascii_uppercase, *(a + b for a in string.ascii_uppercase for b in string.ascii_uppercase)]
    return {entry.name: alphabet[i] for i, entry in enumerate(order)}


def _table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table | None:
    kept = tuple(tuple(row) for row in rows)
    return Table(columns=tuple(columns), rows=kept) if kept else None


def _ladder(counted: Count) -> Table | None:
    ladder = counted.ladder
    headline = ladder.rung(ladder.headline)
    rows = [(r.rule, r.n, max(0, headline.n - r.n), r.rule == ladder.headline) for r in ladder.rungs]
    return _table(("rung", "n", "left_out", "headline"), rows)


def _estimate(estimated: Estimated) -> Table | None:
    columns = (
        "engine", "n", "median", "low", "high", "level", "low50", "high50", "assumption", "refused", "reasons",
    )  # fmt: skip
    rows = []
    for result in estimated.results:
        inner = result.diagnostics.get("interval_50") or (None, None)
        rows.append(
            (
                result.engine,
                result.n,
                result.median,
                result.low,
                result.high,
                result.level,
                inner[0],
                inner[1],
                result.engine,
                result.refused,
                "\n".join(result.reasons),
            )
        )
    return _table(columns, rows)


def _draws(counted: Count) -> Table | None:
    low, high = plausible(counted)
    return _table(("n_draws", "low", "high"), [(int(counted.linked.draws.shape[0]), low, high)])


def _by_day(people: pl.DataFrame) -> Table | None:
    known = pl.col("date_from").is_not_null() & (pl.col("date_from") == pl.col("date_to"))
    died = people.filter(known).group_by("date_from").len()
    reported = people.filter(pl.col("reported_on").is_not_null()).group_by("reported_on").len()
    says = reported.height > 0
    by_death = {day.isoformat(): n for day, n in died.iter_rows()}
    by_report = {day.isoformat(): n for day, n in reported.iter_rows()}
    if not by_death:
        return None
    unknown = people.height - sum(by_death.values())
    rows: list[tuple[Cell, ...]] = [
        (day, by_death.get(day, 0), by_report.get(day, 0) if says else None) for day in sorted({*by_death, *by_report})
    ]
    rows.append(("unknown", unknown, people.height - sum(by_report.values()) if says else None))
    return _table(("date", "died", "reported"), rows)


def _by_place(case: Case, state: State, people: pl.DataFrame, gazetteer: places.Gazetteer, counted: Count) -> Table | None:
    provinces = [
        place for place in gazetteer.places.values() if place.kind == "province" and place.parent == case.scope.territory
    ]
    if not provinces:
        return None
    tally: dict[str | None, int] = dict(people.group_by("province").len().iter_rows())
    named = {place.id for place in provinces}
    if not named & set(tally):
        return None
    covered = _covered(state, gazetteer, case.scope.territory, named)
    counted_in = [place.id for place in provinces if place.id in covered or tally.get(place.id)]
    unknown = sum(n for province, n in tally.items() if province not in named)
    threshold = counts.rules(counted.ladder.rules).disclosure.threshold
    keyed = [*((id, tally.get(id, 0)) for id in counted_in), ("unknown", unknown)]
    cells = dict(zip((key for key, _ in keyed), counts.protect(keyed, total=people.height, threshold=threshold), strict=True))
    rows: list[tuple[Cell, ...]] = []
    for place in provinces:
        tile = place.tile or (None, None)
        names = (place.names.get("en", place.id), place.names.get("fa", place.names.get("en", place.id)))
        cell = cells.get(place.id)
        if cell is None:
            rows.append((place.id, *names, None, "", "no_list", *tile))
        else:
            rows.append((place.id, *names, cell.n, cell.shown, "covered" if cell.n is not None else "coarsened", *tile))
    rest = cells["unknown"]
    rows.append(("", "", "", rest.n, rest.shown, "unknown", None, None))
    columns = ("place", "name_en", "name_fa", "n", "shown", "state", "column", "row")
    return _table(columns, rows)


def _covered(state: State, gazetteer: places.Gazetteer, territory: str, provinces: set[str]) -> set[str]:
    """Return the provinces that at least one list could cover; a list that does not say could cover any."""
    covered: set[str] = set()
    for entry in state.lists.values():
        said = (entry.mapping.options.covers or "").split("/")[0].strip()
        if not said or said == territory or said not in gazetteer.places:
            return provinces
        covered |= {place for place in provinces if said == place or said in places.ancestors(gazetteer, place)}
        covered |= {said_above for said_above in places.ancestors(gazetteer, said) if said_above in provinces}
    return covered


def _overlap(people: pl.DataFrame, letters: dict[str, str], state: State) -> Table | None:
    if len(letters) < 2 or people.is_empty():
        return None
    origins = counts.origins(list_options(state))
    tally = overlap_table(people, list(letters))
    rows = []
    for on, n in sorted(tally.items(), key=lambda item: (-item[1], [not flag for flag in item[0]])):
        names = [name for name, flag in zip(letters, on, strict=True) if flag]
        rows.append((*(int(flag) for flag in on), n, _independent(names, origins)))
    return _table((*letters.values(), "n", "origins"), rows)


def _independent(names: list[str], origins: dict[str, Origin]) -> int:
    """Return how many of these lists are independent of one another, two by two: the largest such set, of many a large one."""
    apart = {name: {other for other in names if counts.independent(origins[name], origins[other])} for name in names}
    if len(names) > 10:
        taken: list[str] = []
        for name in sorted(names, key=lambda name: -len(apart[name])):
            if apart[name].issuperset(taken):
                taken.append(name)
        return len(taken)
    sets = (picked for size in range(len(names), 0, -1) for picked in combinations(names, size))
    return next((len(p) for p in sets if all(b in apart[a] for a, b in combinations(p, 2)) and _stated(p, origins)), 0)


def _stated(names: tuple[str, ...], origins: dict[str, Origin]) -> bool:
    """A single list whose origin was not stated is no stated origin."""
    return len(names) > 1 or origins[names[0]].stated


def _lists(state: State, counted: Count, people: pl.DataFrame, letters: dict[str, str]) -> Table | None:
    options = {row["list"]: row for row in list_options(state).iter_rows(named=True)}
    counted_ids = set(people["records"].explode().to_list())
    records = counted.linked.records
    rows = []
    for name, letter in letters.items():
        ids = records.filter(pl.col("list") == name)["record_id"].to_list()
        on_list = people.filter(pl.col("lists").list.contains(name)).height
        derived = ",".join(letters.get(other, other) for other in options[name]["derived_from"])
        rows.append(
            (
                letter,
                name,
                options[name]["source"],
                state.lists[name].mapping.options.source_fa or options[name]["source"],
                options[name]["party"],
                derived,
                len(ids),
                sum(record in counted_ids for record in ids),
                on_list,
            )
        )
    columns = ("letter", "list", "source", "source_fa", "party", "derived_from", "n_records", "n_counted", "n_people")
    return _table(columns, rows)


def _left_out(reasons: dict[str, int]) -> Table | None:
    ordered = sorted(reasons, key=lambda reason: (-reasons[reason], reason))
    return _table(("reason", "n"), [(reason, reasons[reason]) for reason in ordered])


def _by_age_sex(people: pl.DataFrame, counted: Count) -> Table | None:
    if people["age_group"].null_count() == people.height and people["sex"].null_count() == people.height:
        return None
    rules = counts.rules(counted.ladder.rules)
    tally = {
        (group or "unknown", sex or "unknown"): n for group, sex, n in people.group_by("age_group", "sex").len().iter_rows()
    }
    keys = sorted(
        tally,
        key=lambda key: (key[0] == "unknown", int(key[0].split("-")[0].rstrip("+")) if key[0][0].isdigit() else 0, key[1]),
    )
    children = [i for i, (group, _) in enumerate(keys) if group == f"0-{rules.ages.child_below - 1}"]
    whole = [counts.Sum(tuple(range(len(keys))), people.height)]
    cells = counts.protect_cells([tally[key] for key in keys], sums=whole, threshold=rules.disclosure.threshold, small=children)
    rows = [(*key, cell.n, cell.shown) for key, cell in zip(keys, cells, strict=True)]
    return _table(("age_group", "sex", "n", "shown"), rows)


def _method(state: State, counted: Count) -> Table | None:
    judged = {(e.payload["left"], e.payload["right"]) for e in state.judgements}
    twice = {(e.payload["left"], e.payload["right"]) for e in state.judgements if e.payload.get("second")}
    facts = [
        ("n_lists", len(state.lists)),
        ("n_records", counted.linked.records.height),
        ("n_judged", len(judged)),
        ("n_judged_twice", len(twice)),
        ("n_draws", int(counted.linked.draws.shape[0])),
    ]
    return _table(("fact", "n"), facts)


def _changes(case: Case, state: State, counted: Count) -> Table | None:
    """What changed since the last publication, step by step; the steps add up to the difference."""
    if not state.publications:
        return None
    last = state.publications[-1]
    before = msgspec.json.decode(casefile.get(case, last.payload["publication"]), type=kinds.Publication)
    headline = counted.ladder.rung(counted.ladder.headline)
    previous = next(f.value for f in before.figures if f.kind == "minimum")
    assert previous is not None
    steps = _steps(case, state, counted, last.payload["runs"]["counted"])
    rows: list[tuple[Cell, ...]] = [("previous", previous, before.published), *steps, ("now", headline.n, "")]
    return _table(("reason", "n", "detail"), rows)


def _steps(case: Case, state: State, counted: Count, run_id: str) -> list[tuple[str, int, str]]:
    """Explain the change by people whose records came, went or were withdrawn; what matching changed is one step by itself."""
    run = casefile.get_event(case, run_id)
    old = pl.read_parquet(casefile.get(case, run.payload["outputs"]["people"])).filter(pl.col("counted"))
    now = counted.people.filter(pl.col("counted"))
    before = {record for records in old["records"].to_list() for record in records}
    after = {record for records in counted.people["records"].to_list() for record in records}
    all_before = set(stored_frame(case, casefile.get_event(case, run.payload["inputs"]["linked"]), "records")["record_id"])
    lists = dict(counted.linked.records.select("record_id", "list").iter_rows())
    known = {event.payload["list"] for event in state.events if event.kind.startswith("list.") and event.at < run.at}
    tally: dict[tuple[str, str], int] = {}
    for records in old["records"].to_list():
        if all(record in state.withdrawn for record in records):
            key = ("withdrawn", "")
        elif not any(record in after for record in records):
            key = ("new_version", "")
        else:
            continue
        tally[key] = tally.get(key, 0) - 1
    for records in now["records"].to_list():
        fresh = [record for record in records if record not in all_before]
        if len(fresh) == len(records):
            name = lists[fresh[0]]
            key = ("new_version" if name in known else "new_list", state.lists[name].mapping.options.source or name)
        elif not any(record in before for record in records) and _withdrawn_before(state, records, run.at):
            key = ("restored", "")
        else:
            continue
        tally[key] = tally.get(key, 0) + 1
    steps = [(reason, n, detail) for (reason, detail), n in sorted(tally.items()) if n]
    rest = now.height - old.height - sum(n for _, n, _ in steps)
    if rest:
        steps.append(("found_different" if rest > 0 else "found_same", rest, ""))
    return steps


def _withdrawn_before(state: State, records: list[str], at: str) -> bool:
    """Say whether one of the records was withdrawn at that time and no longer is."""
    gone = {e.payload["record_id"] for e in state.events if e.kind == "record.withdrawn" and e.id in state.undone and e.at < at}
    return any(record in gone for record in records)
