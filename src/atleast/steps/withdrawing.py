"""Taking a record out of the count, and taking an event back: both are events, nothing is deleted.

`withdraw(case, what, because=...)` names a record (its id or LIST:ROW KEY) or a person (all records of theirs); `found_alive`
says that the person lives, so that no record linked to them counts. `undo(case, event)` takes back a list, a judgement, a
withdrawal or an undo. Both count again and say what it did to the minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from atleast import casefile
from atleast.errors import UsageError
from atleast.linkage.identity import resolve
from atleast.steps.counting import ensure_counted
from atleast.steps.linking import LinkRun
from atleast.steps.state import Progress, find_event, fold, short

if TYPE_CHECKING:
    from atleast.casefile import Case

UNDOABLE = ("list.added", "list.versioned", "judgement.made", "record.withdrawn", "event.undone")


@dataclass(frozen=True)
class Done:
    """What was recorded and what it did to the minimum."""

    lines: list[str]
    body: dict[str, Any]


def withdraw(case: Case, what: str, *, because: str, found_alive: bool = False, progress: Progress | None = None) -> Done:
    """Record that a record, or every record of a person, is no longer to be counted."""
    if not because.strip():
        raise UsageError("the reason is empty", hint="Say why in `--because`: the count will show it.")
    counted = ensure_counted(case, progress=progress)
    run = counted.linked
    already = fold(case).withdrawn
    found = find_records(run, what)
    ids = [record for record in found if record not in already]
    if not ids:
        raise UsageError(f"{what!r} is withdrawn already", hint="See `atleast log`.")
    before = counted.ladder.rung(counted.ladder.headline).n
    events = casefile.append_many(
        case,
        [("record.withdrawn", {"record_id": record, "because": because.strip(), "found_alive": found_alive}) for record in ids],
    )
    after = ensure_counted(case, progress=progress)
    now = after.ladder.rung(after.ladder.headline).n
    others = _others(run, ids)
    lines = [f"Withdrew {len(ids)} record{'s' if len(ids) > 1 else ''}: {because.strip()}."]
    lines += [f"  event {short(e.id)}  (`atleast undo {short(e.id)} --because ...` takes it back)" for e in events]
    lines.append(f"At least {before:,} became at least {now:,}.")
    if others and not found_alive:
        lines.append(
            f"  {len(others)} other record{'s' if len(others) > 1 else ''} of the same person still count"
            f"{'' if len(others) > 1 else 's'}; if the person was found alive, withdraw the person or add --found-alive."
        )
    body = {"events": [e.id for e in events], "records": ids, "before": before, "after": now, "others": others}
    return Done(lines, body)


def undo(case: Case, prefix: str, *, because: str, progress: Progress | None = None) -> Done:
    """Record that an earlier event no longer holds."""
    if not because.strip():
        raise UsageError("the reason is empty", hint="Say why in `--because`.")
    state = fold(case)
    target = find_event(state, prefix)
    if target.kind not in UNDOABLE:
        raise UsageError(
            f"the event {short(target.id)} ({target.kind}) cannot be undone",
            hint="A run or a publication stays as it was; what can be undone: lists, judgements, withdrawals, undos.",
        )
    if target.id in state.undone:
        raise UsageError(f"the event {short(target.id)} is undone already", hint="Undo its undoing instead; see `atleast log`.")
    before = _minimum(state)
    event = casefile.append(case, "event.undone", {"event": target.id, "because": because.strip()})
    now = None
    if before is not None and fold(case).lists:
        after = ensure_counted(case, progress=progress)
        now = after.ladder.rung(after.ladder.headline).n
    lines = [f"Took back {target.kind} {short(target.id)}: {because.strip()}.", f"  event {short(event.id)}"]
    if before is not None and now is not None:
        lines.append(f"At least {before:,} became at least {now:,}.")
    return Done(lines, {"event": event.id, "undone": target.id, "before": before, "after": now})


def take_back(case: Case, event: str, *, because: str) -> None:
    """Record that a judgement just made no longer holds, without counting again."""
    casefile.append(case, "event.undone", {"event": event, "because": because})


def find_records(run: LinkRun, what: str) -> list[str]:
    """Return the record ids that `what` names: a record id (or its unique beginning), LIST:ROW KEY, or a person."""
    members, records = run.members, run.records
    person = resolve(what, run.identities.aliases) if what.startswith("P") else what
    theirs = members.filter(pl.col("person") == person)["record_id"].to_list()
    if theirs:
        return sorted(theirs)
    hits = records.filter(pl.col("record_id").str.starts_with(what))["record_id"].to_list() if len(what) >= 6 else []
    if ":" in what:
        name, key = what.split(":", 1)
        hits = records.filter((pl.col("list") == name) & ((pl.col("row_key") == key) | (pl.col("row").cast(str) == key)))[
            "record_id"
        ].to_list()
    if len(hits) == 1:
        return [str(hits[0])]
    said = "names no record or person" if not hits else f"names {len(hits)} records"
    raise UsageError(
        f"{what!r} {said}",
        hint="Give a person (P...), a record id, or LIST:ROW; `atleast export records --internal` lists them.",
    )


def _others(run: LinkRun, ids: list[str]) -> list[str]:
    people = run.members.filter(pl.col("record_id").is_in(ids))["person"].to_list()
    rest = run.members.filter(pl.col("person").is_in(people) & ~pl.col("record_id").is_in(ids))
    return sorted(rest["record_id"].to_list())


def _minimum(state: Any) -> int | None:
    run = state.last("run.counted")
    return run.payload["minimum"] if run else None
