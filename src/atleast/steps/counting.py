"""Counting: the ladder of documented minimums from the latest linking, inside the case's scope.

`count(case)` links first when something has changed, folds records into people, counts every named rung with what it leaves
out and why, keeps the result in the vault and records a `run.counted` event. Nothing here is an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import __version__, casefile, counts, places
from atleast.linkage.people import partitions
from atleast.steps.linking import LinkRun, ensure_linked
from atleast.steps.state import Progress, fold, gazetteer, list_options, stored_bytes, stored_frame, to_bytes
from atleast.steps.stating import Stated, say_claim, stated

if TYPE_CHECKING:
    from atleast.casefile import Case, Event


@dataclass(frozen=True)
class Count:
    """A counting run: its event, the ladder, the people behind it, and the range of distinct people over the draws."""

    event: Event
    ladder: counts.Ladder
    people: pl.DataFrame
    linked: LinkRun


def count(case: Case, *, progress: Progress | None = None) -> Count:
    """Count every rung and record the run."""
    linked = ensure_linked(case, progress=progress)
    state = fold(case)
    found = gazetteer(case)
    ladder, people = counts.ladder(
        linked.records,
        linked.members,
        pairs=linked.pairs,
        lists=list_options(state),
        scope=case.scope,
        ancestors=lambda place: places.ancestors(found, place),
        withdrawn=state.withdrawn.keys(),
        found_alive=state.found_alive,
        draws=linked.draws,
        claims=stated(case).claims,
        provinces=[place.id for place in found.provinces() if place.parent == case.scope.territory],
        never_twice=[name for name, entry in state.lists.items() if entry.mapping.options.duplicates == "never"],
    )
    with case.writing():
        outputs = {
            "ladder": casefile.put(case, msgspec.json.encode(ladder)),
            "people": casefile.put(case, to_bytes(people)),
        }
        event = casefile.append(
            case,
            "run.counted",
            {
                "inputs": {"linked": linked.event.id},
                "inputs_digest": state.counting_inputs(),
                "rules_version": ladder.version,
                "code": __version__,
                "outputs": outputs,
                "minimum": ladder.rung(ladder.headline).n,
                "rungs": {rung.rule: rung.n for rung in ladder.rungs},
            },
        )
    return Count(event, ladder, people, linked)


def ensure_counted(case: Case, *, progress: Progress | None = None) -> Count:
    """Return the latest counting run, counting again first when lists, judgements or withdrawals have changed since."""
    linked = ensure_linked(case, progress=progress)
    state = fold(case)
    run = state.last("run.counted")
    if (
        run is None
        or run.payload["inputs"]["linked"] != linked.event.id
        or run.payload["inputs_digest"] != state.counting_inputs()
    ):
        return count(case, progress=progress)
    ladder = msgspec.json.decode(stored_bytes(case, run, "ladder"), type=counts.Ladder)
    return Count(run, ladder, stored_frame(case, run, "people"), linked)


def plausible(counted: Count) -> tuple[int, int]:
    """Return the 95% range, over the draws, of how many people the records are that the headline rung could count."""
    if not counted.linked.draws.size:
        return 0, 0
    able = counted.people.filter(pl.col("left_out").is_null() | (pl.col("left_out") == "maybe_same"))
    ids = {record for records in able["records"].to_list() for record in records}
    kept = [i for i, record in enumerate(counted.linked.records["record_id"]) if record in ids]
    return partitions.spread(partitions.distinct(counted.linked.draws[:, kept]))


SAYS = {
    "records": "records on the lists",
    "left_out": "left out, each with its reason",
    "further_records": "a further record of someone already counted",
    "maybe_same": "may be someone already counted: counted once",
    "people": "people known by name, no two of them the same",
    "statements": "people that statements speak of, beside whom nobody else is counted twice",
    "people_beside": "people known by name who can be in none of these statements",
    "withdrawn": "withdrawn: found alive, wrong photo or retracted",
    "not_dead": "injured, detained, missing or alive",
    "unresolved": "status unresolved or contested",
    "contested": "one record says dead, another alive",
    "no_name": "no name",
    "group": "an unnamed group",
    "no_date": "no date that can be read",
    "no_place": "no place, on a list that does not say where it keeps to",
    "outside_period": "outside the period",
    "outside_territory": "outside the territory",
    "date_too_wide": "a date that does not say whether it lies in the period",
    "place_too_wide": "a place that does not say whether it lies in the territory",
    "maybe_alive": "may be one person with somebody found alive",
    "maybe_outside": "may be one person with somebody outside the scope",
    "origin_not_stated": "on lists whose origin was not stated",
    "one_origin": "known from one origin only",
    "not_firm": "on two lists only by a link that is not firm",
}


def as_json(case: Case, counted: Count) -> dict[str, Any]:
    """Return the count as `atleast count --json` prints it."""
    ladder = counted.ladder
    headline = ladder.rung(ladder.headline)
    says = {rung.name: rung.says for rung in counts.rules(ladder.rules).rung}
    low, high = plausible(counted)
    known = stated(case)
    return {
        "run": counted.event.id,
        "minimum": headline.n,
        "scope": msgspec.to_builtins(case.scope),
        "rungs": [
            {"rule": rung.rule, "says": says[rung.rule], "n": rung.n, "left_out": rung.left_out, "proof": list(rung.proof)}
            for rung in ladder.rungs
        ],
        "headline": ladder.headline,
        "sum": [{"step": step, "says": SAYS.get(step, step), "n": n} for step, n in headline.proof],
        "left_out": [
            {"reason": reason, "says": SAYS.get(reason, reason.replace("_", " ")), "n": n}
            for reason, n in headline.left_out.items()
        ],
        "claims": claims_json(counted, known, gazetteer(case)),
        "draws": {"n": int(counted.linked.draws.shape[0]), "low": low, "high": high},
        "invented": case.invented,
    }


def claims_json(counted: Count, known: Stated, found: places.Gazetteer) -> dict[str, Any]:
    """Return what the claims did to the count: how many there are, why some are left out, what would follow, what conflicts."""
    from atleast.steps.stating.relating import against_one_another

    ladder, by_id = counted.ladder, known.by_id()
    out: dict[str, int] = {}
    for fate in ladder.fates:
        if not fate.admitted:
            out[fate.reason] = out.get(fate.reason, 0) + 1
    return {
        "n": len(ladder.fates),
        "admitted": [{"claim": f.id, "n": f.n, "of": f.said} for f in ladder.fates if f.admitted],
        "left_out": [{"reason": why, "says": counts.WHY_NOT[why][0], "n": n} for why, n in sorted(out.items())],
        "if_accepted": [
            {"claim": one.claim, "n": one.n, "says": f"if {say_claim(by_id[one.claim])} is accepted: at least {one.n:,}"}
            for one in ladder.if_accepted
            if one.claim in by_id
        ],
        "conflicts": [{"claims": list(one.claims), "people": one.people, "says": one.says} for one in ladder.conflicts],
        "against_one_another": [
            {"claims": [one.a, one.b], "says": f"{say_claim(by_id[one.a])} / {say_claim(by_id[one.b])}: {one.why}"}
            for one in against_one_another(known, ladder.fates, found)
        ],
        "warnings": list(known.warnings),
    }
