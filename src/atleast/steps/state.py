"""What a case says at this moment: a fold of its events, and the records and frames that its runs left.

Takes an open case, returns a `State` (lists and their versions, withdrawals, judgements, runs, publications), the records of
all lists (schema RECORDS) and stored frames. A fold sorts by time and id, so it does not depend on the order in which events
arrived. An event that was undone is as if it had not been, unless its undoing was undone.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from atleast import __version__, casefile, frames, lists, places
from atleast.errors import UsageError
from atleast.steps.stating.folding import KINDS as CLAIM_KINDS

if TYPE_CHECKING:
    from atleast.casefile import Case, Event

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Version:
    """One file of a list: the event that brought it, its blob, and how its rows are read."""

    event: str
    at: str
    blob: dict[str, Any] | None
    filename: str
    mapping: str
    renamed: dict[str, str]
    counts: dict[str, int]


@dataclass(frozen=True)
class CaseList:
    """A list of the case: its minted id, its short name and its versions, oldest first."""

    list_id: str
    name: str
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The version that counts."""
        return self.versions[-1]

    @property
    def mapping(self) -> lists.Mapping:
        """How the latest version is read, with the list's options (source, party, derived_from, covers)."""
        return lists.mapping_from_toml(self.latest.mapping)


@dataclass(frozen=True)
class State:
    """The case at this moment."""

    events: tuple[Event, ...]
    lists: dict[str, CaseList]
    withdrawn: dict[str, str]
    found_alive: frozenset[str]
    judgements: tuple[Event, ...]
    runs: dict[str, tuple[Event, ...]]
    publications: tuple[Event, ...]
    undone: frozenset[str] = field(default_factory=frozenset)
    claim_events: tuple[str, ...] = ()

    def last(self, kind: str) -> Event | None:
        """Return the latest run of `kind` (`run.linked`, `run.counted`, `run.estimated`)."""
        runs = self.runs.get(kind, ())
        return runs[-1] if runs else None

    def linking_inputs(self) -> str:
        """Digest of all that linking depends on: list versions and judgements in force."""
        parts = [[x.name, x.latest.event] for x in sorted(self.lists.values(), key=lambda x: x.name)]
        return _digest(json.dumps([parts, sorted(e.id for e in self.judgements), __version__]))

    def counting_inputs(self) -> str:
        """Digest of all that counting depends on besides the linking run: withdrawals, claims and the code."""
        return _digest(
            json.dumps([sorted(self.withdrawn.items()), sorted(self.found_alive), list(self.claim_events), __version__])
        )


def open_case(folder: Path, passphrase: Callable[[], str], *, by: str | None = None) -> Case:
    """Open the case at `folder`, asking for the passphrase only when there is a case at all."""
    casefile.info(folder)
    return casefile.open(folder, passphrase(), by=by)


def fold(case: Case) -> State:
    """Return the state that the case's events add up to."""
    events = casefile.in_order(casefile.events(case))
    undone: set[str] = set()
    for event in reversed(events):
        if event.kind == "event.undone" and event.id not in undone:
            undone.add(event.payload["event"])
    found: dict[str, CaseList] = {}
    withdrawn: dict[str, str] = {}
    found_alive: set[str] = set()
    judgements: list[Event] = []
    runs: dict[str, list[Event]] = {}
    publications: list[Event] = []
    for event in (e for e in events if e.id not in undone):
        payload = event.payload
        match event.kind:
            case "list.added" | "list.versioned":
                _take_version(case, found, event)
            case "record.withdrawn":
                withdrawn[payload["record_id"]] = payload["because"]
                if payload["found_alive"]:
                    found_alive.add(payload["record_id"])
            case "judgement.made":
                judgements.append(event)
            case "figure.published":
                publications.append(event)
            case kind if kind.startswith("run."):
                runs.setdefault(kind, []).append(event)
    return State(
        events=tuple(events),
        lists={x.name: x for x in found.values()},
        withdrawn=withdrawn,
        found_alive=frozenset(found_alive),
        judgements=tuple(judgements),
        runs={kind: tuple(found_runs) for kind, found_runs in runs.items()},
        publications=tuple(publications),
        undone=frozenset(undone),
        claim_events=tuple(sorted(e.id for e in events if e.kind in CLAIM_KINDS and e.id not in undone)),
    )


def _take_version(case: Case, found: dict[str, CaseList], event: Event) -> None:
    payload = event.payload
    version = Version(
        event=event.id,
        at=event.at,
        blob=payload["blob"],
        filename=payload["filename"],
        mapping=payload["mapping"],
        renamed=json.loads(casefile.get(case, payload["renamed"])) if payload["renamed"] else {},
        counts=payload["counts"],
    )
    list_id = payload["list_id"]
    before = found.get(list_id)
    if before is None and event.kind == "list.versioned":
        return  # the list itself was taken back; its later versions go with it
    versions = (*before.versions, version) if before else (version,)
    found[list_id] = CaseList(list_id=list_id, name=payload["list"], versions=versions)


def gazetteer(case: Case) -> places.Gazetteer:
    """Return the case's own gazetteer, or the shipped one of its territory's country."""
    own = casefile.gazetteer_toml(case)
    return places.from_toml(own) if own else places.load(case.scope.territory.split(".")[0])


def read_version(case: Case, entry: CaseList, version: Version) -> lists.Applied:
    """Read one version of a list again: its records (ids carried over from before), problems and questions."""
    cached = f"{entry.list_id}:{version.event}"
    key = _digest(json.dumps([version.event, __version__]))
    stored = [casefile.recall(case, f"{cached}:{part}", key) for part in ("records", "problems", "questions")]
    kept = [data for data in stored if data is not None]
    if len(kept) == len(stored):
        return lists.Applied(from_bytes(kept[0]), from_bytes(kept[1]), lists.questions_from_json(kept[2]))
    assert version.blob is not None
    mapping = lists.mapping_from_toml(version.mapping)
    raw = lists.read_as_mapped(casefile.get(case, version.blob), mapping, filename=version.filename)
    applied = apply_version(case, raw, entry.list_id, version, name=entry.name)
    casefile.remember(case, f"{cached}:records", key, to_bytes(applied.records))
    casefile.remember(case, f"{cached}:problems", key, to_bytes(applied.problems))
    casefile.remember(case, f"{cached}:questions", key, lists.questions_to_json(applied.questions))
    for part in ("records", "problems", "questions"):
        casefile.forget(case, f"{cached}:{part}", but=key)
    return applied


def apply_version(case: Case, raw: lists.RawList, list_id: str, version: Version, *, name: str) -> lists.Applied:
    """Turn the rows of a list file into records as the version's mapping says; ids come from the case key and the list's id."""
    applied = lists.apply(
        raw,
        lists.mapping_from_toml(version.mapping),
        list=name,
        digest=lambda text: casefile.digest(case, "row", list_id, text),
        gazetteer=gazetteer(case),
    )
    return applied._replace(records=identify(case, list_id, applied.records, version.renamed))


def identify(case: Case, list_id: str, records: pl.DataFrame, renamed: dict[str, str]) -> pl.DataFrame:
    """Give each row the key it had in an earlier version, and each record its id."""
    keys = [renamed.get(key, key) for key in records["row_key"]]
    ids = [casefile.digest(case, "record", list_id, key) for key in keys]
    return records.with_columns(pl.Series("row_key", keys, pl.String()), pl.Series("record_id", ids, pl.String()))


def all_records(case: Case, state: State, *, progress: Progress | None = None) -> pl.DataFrame:
    """Return the records of the latest version of every list (schema RECORDS)."""
    entries = sorted(state.lists.values(), key=lambda x: x.name)
    parts = []
    for done, entry in enumerate(entries):
        if progress:
            progress(done, len(entries), f"reading {entry.name}")
        parts.append(read_version(case, entry, entry.latest).records)
    return pl.concat(parts) if parts else frames.empty(frames.RECORDS)


def list_options(state: State) -> pl.DataFrame:
    """Return the lists of the case with their stated options (schema LISTS)."""
    rows = []
    for name in sorted(state.lists):
        options = state.lists[name].mapping.options
        rows.append(
            {
                "list": name,
                "source": options.source or name,
                "party": options.party,
                "derived_from": list(options.derived_from),
                "covers": options.covers,
            }
        )
    return pl.DataFrame(rows, schema={n: c.dtype for n, c in frames.LISTS.items()})


def to_bytes(frame: pl.DataFrame) -> bytes:
    """Write a frame as Parquet bytes, the form in which runs keep their outputs."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def from_bytes(data: bytes) -> pl.DataFrame:
    """Read a frame from Parquet bytes."""
    return pl.read_parquet(io.BytesIO(data))


def stored_frame(case: Case, run: Event, name: str) -> pl.DataFrame:
    """Return the output frame `name` of a run."""
    return from_bytes(stored_bytes(case, run, name))


def stored_bytes(case: Case, run: Event, name: str) -> bytes:
    """Return the output `name` of a run as bytes."""
    return casefile.get(case, run.payload["outputs"][name])


def find_event(state: State, prefix: str) -> Event:
    """Return the one event whose id starts with `prefix`."""
    hits = [event for event in state.events if event.id.startswith(prefix.lower())]
    if len(hits) == 1 and len(prefix) >= 4:
        return hits[0]
    found = "no event has" if not hits else f"{len(hits)} events have"
    raise UsageError(
        f"{found} an id that begins with {prefix!r}", hint="Look it up with `atleast log` and give at least 4 characters."
    )


def short(identity: str) -> str:
    """Return the first 8 characters of an id, as people read it."""
    return identity[:8]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
