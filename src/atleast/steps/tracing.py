"""From a figure, a person or a record back to the bytes it came from; what was done; where the case stands.

`trace(case, what)` follows figure -> run -> people -> records -> rows -> file -> hash. It reads the runs that the figure was
computed from, not the latest ones, so a published number can always be followed to what it stood on. `log` and `status` say
the rest in words.
`verify` checks every blob and the log and rebuilds every read model from zero; what could not be checked is a failure.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import casefile
from atleast.claims import page_of
from atleast.errors import EvidenceError, UsageError
from atleast.linkage.people import identity
from atleast.reports import publication as kinds
from atleast.steps.adding import warnings_of_all
from atleast.steps.linking import LinkRun, load
from atleast.steps.opening import say_scope
from atleast.steps.reviewing import find_records
from atleast.steps.state import Progress, State, Version, find_event, fold, from_bytes, read_version, short
from atleast.steps.stating import find_claim, say_claim, stated
from atleast.steps.stating.adding import document_text

if TYPE_CHECKING:
    from atleast.casefile import Case, Event


def trace(case: Case, what: str, *, publication: int | None = None) -> dict[str, Any]:
    """Follow a figure (F1), a person (P...) or a record."""
    state = fold(case)
    if what[:1].upper() == "F" and what[1:].isdigit():
        return _figure(case, state, what.upper(), publication)
    if what[:1] == "C" and what[1:].isalnum():
        return _claim(case, state, what)
    run = state.last("run.linked")
    if run is None:
        raise UsageError("nothing was linked yet", hint="Run `atleast link`, `atleast count`, `atleast report -o DIR`.")
    linked = load(case, run)
    ids = find_records(linked, what)
    people = linked.members.filter(pl.col("record_id").is_in(ids))["person"].unique().to_list()
    return {
        "what": what,
        "person": people[0] if len(people) == 1 else None,
        "was": [old for old in linked.identities.aliases if identity.resolve(old, linked.identities.aliases) in people],
        "run": run.id,
        "records": _rows(case, state, linked, run, ids),
        "withdrawn": {record: state.withdrawn[record] for record in ids if record in state.withdrawn},
    }


def _claim(case: Case, state: State, what: str) -> dict[str, Any]:
    """Follow a claim to its review, its words, its text and the hash of that."""
    known = stated(case)
    claim = find_claim(known, what)
    document = known.documents.get(claim.document or "")
    events = [e for e in state.events if e.kind == "claim.reviewed" and e.payload["claim"] == claim.id]
    events += [e for e in state.events if e.kind == "claim.added" and e.payload["claim"]["id"] == claim.id]
    if document is not None:
        events += [e for e in state.events if e.id == document.id]
        events += [e for e in state.events if e.kind == "claims.proposed" and claim.id in _proposed(case, e, document.id)]
    return {
        "what": claim.id,
        "claim": msgspec.to_builtins(claim),
        "says": say_claim(claim),
        "document": msgspec.to_builtins(document) if document else None,
        "page": page_of(document_text(case, document), claim.span[0]) if document and claim.span else None,
        "events": [_event(e) | {"says": _says(e, state)} for e in casefile.in_order(events)],
    }


def _proposed(case: Case, event: Event, document: str) -> set[str]:
    """Return the ids of the claims that were read from a document, none when the event is of another one."""
    if event.payload["document"] != document:
        return set()
    return {one["id"] for one in msgspec.json.decode(casefile.get(case, event.payload["claims"]))}


def _figure(case: Case, state: State, what: str, number: int | None) -> dict[str, Any]:
    published = [e for e in state.publications if number in (None, e.payload["number"])]
    if not published:
        raise UsageError(
            f"no report {number}" if number else "no report was published yet", hint="Run `atleast report -o DIR` first."
        )
    event = published[-1]
    publication = msgspec.json.decode(casefile.get(case, event.payload["publication"]), type=kinds.Publication)
    found = next((figure for figure in publication.figures if figure.id == what), None)
    if found is None:
        known = ", ".join(f"{f.id} ({f.kind})" for f in publication.figures)
        raise UsageError(f"report {publication.number} has no figure {what}", hint=f"It has {known}.")
    run, counted, link = (
        find_event(state, i) for i in (found.run, event.payload["runs"]["counted"], event.payload["runs"]["linked"])
    )
    linked = load(case, link)
    people = from_bytes(casefile.get(case, counted.payload["outputs"]["people"])).filter(pl.col("counted"))
    ids = sorted(record for records in people["records"].to_list() for record in records)
    rows = _rows(case, state, linked, link, ids)
    by_record = {row["record_id"]: row for row in rows}
    return {
        "what": what,
        "report": publication.number,
        "kind": found.kind,
        "value": found.value,
        "scope": msgspec.to_builtins(found.scope),
        "scope_in_words": say_scope(case),
        "run": _event(run),
        "counted": _event(counted),
        "linked": _event(link),
        "published": _event(event),
        "files": _files(case, state, link),
        "n_people": people.height,
        "n_records": len(ids),
        "people": [
            {
                "person": person,
                "rows": [{k: by_record[r][k] for k in ("list", "row", "sheet", "record_id")} for r in records],
            }
            for person, records in people.sort("person").select("person", "records").iter_rows()
        ],
    }


def _versions(state: State, link: Event) -> dict[str, Version]:
    """Return the version of each list that the linking run read, whatever was undone or added since."""
    wanted = set(link.payload["inputs"].values())
    found = {}
    for event in state.events:
        if event.id in wanted:
            p = event.payload
            found[p["list"]] = Version(event.id, event.at, p["blob"], p["filename"], p["mapping"], {}, p["counts"])
    return found


def _files(case: Case, state: State, link: Event) -> list[dict[str, Any]]:
    files = []
    for name, version in sorted(_versions(state, link).items()):
        assert version.blob is not None
        data = casefile.get(case, version.blob)
        files.append(
            {
                "list": name,
                "file": version.filename,
                "added": version.at,
                "event": version.event,
                "sha256": hashlib.sha256(data).hexdigest(),
                "vault": casefile.as_blob(version.blob).id,
                "rows": version.counts.get("rows"),
            }
        )
    return files


def _rows(case: Case, state: State, linked: LinkRun, link: Event, ids: list[str]) -> list[dict[str, Any]]:
    files = {f["list"]: f for f in _files(case, state, link)}
    frame = linked.records.filter(pl.col("record_id").is_in(ids)).sort("list", "row")
    rows = []
    for row in frame.iter_rows(named=True):
        file = files.get(row["list"])
        if file is None:
            raise EvidenceError(f"the list {row['list']!r} of a record has no file in the log", hint="Run `atleast verify`.")
        rows.append(
            {
                "record_id": row["record_id"],
                "list": row["list"],
                "row": row["row"],
                "sheet": row["sheet"],
                "file": file["file"],
                "sha256": file["sha256"],
                "status": row["status"],
                "name": row["name"],
                "date_written": row["date_written"],
                "place_written": row["place_written"],
            }
        )
    return rows


def lines(traced: dict[str, Any], *, people: bool = False) -> list[str]:
    """Say a trace in lines for people."""
    if "claim" in traced:
        document = traced["document"]
        said = [f"{traced['what']}: {traced['says']} ({traced['claim']['reader'] or 'added by hand'})"]
        said += [f"  “{' '.join(traced['claim']['quote'].split())}”"] if traced["claim"]["quote"] else []
        said += [f"  {e['at']}  {short(e['id'])}  by {e['by']}: {e['says']}" for e in traced["events"]]
        if document:
            span = traced["claim"]["span"]
            page = f", page {traced['page']}" if traced["page"] else ""
            said.append(f"  text {document['filename']} of {document['publisher']}{page}, letters {span[0]} to {span[1]}")
            said.append(f"    file sha256 {document['sha256']}")
        return said
    if "kind" not in traced:
        said = [f"{traced['what']}: person {traced['person']}, linked in run {short(traced['run'])}"]
        if traced["was"]:
            said.append(f"  was also {', '.join(traced['was'])}")
        for row in traced["records"]:
            sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
            withdrawn = traced["withdrawn"].get(row["record_id"])
            said.append(
                f"  record {short(row['record_id'])}: {row['list']}, row {row['row']}{sheet} of {row['file']} ({row['status']})"
            )
            said.append(f"    file sha256 {row['sha256']}")
            if withdrawn:
                said.append(f"    withdrawn: {withdrawn}")
        return said
    value = f" = {traced['value']:,}" if traced["value"] is not None else ""
    said = [f"{traced['what']} ({traced['kind']}){value} in report {traced['report']}: {traced['scope_in_words']}"]
    for step in ("run", "counted", "linked", "published"):
        event = traced[step]
        if step == "counted" and event == traced["run"]:
            continue
        said.append(f"  {step:<9} {short(event['id'])}  {event['kind']}  {event['at']}  by {event['by']}")
    said.append(f"  people    {traced['n_people']:,} from {traced['n_records']:,} records")
    for file in traced["files"]:
        added = f"added {file['added'][:19]}Z, event {short(file['event'])}"
        said.append(f"  list      {file['list']}: {file['file']}, {file['rows']} rows, {added}")
        said.append(f"            sha256 {file['sha256']}")
    if people:
        for person in traced["people"]:
            rows = "; ".join(f"{r['list']} row {r['row']}" for r in person["rows"])
            said.append(f"  {person['person']}  {rows}")
    else:
        said.append("  `--people` lists who they are and in which rows they stand.")
    return said


def log(case: Case, *, last: int | None = None) -> list[dict[str, Any]]:
    """Return every event in order, in words."""
    state = fold(case)
    entries = [_event(event) | {"undone": event.id in state.undone, "says": _says(event, state)} for event in state.events]
    return entries[-last:] if last else entries


def _event(event: Event) -> dict[str, Any]:
    return {"id": event.id, "kind": event.kind, "at": event.at[:19] + "Z", "by": event.by}


def _says(event: Event, state: State) -> str:
    p = event.payload
    match event.kind:
        case "case.created":
            said = f"made the case {p['title']!r}"
        case "list.added" | "list.versioned":
            verb = "added" if event.kind == "list.added" else "added a newer version of"
            said = f"{verb} {p['list']} ({p['filename']}, {p['counts']['records']} records)"
        case "run.linked":
            said = f"linked {p['n_records']} records: {p['n_persons']} people"
        case "run.counted":
            said = f"counted: at least {p['minimum']}"
        case "run.estimated":
            said = f"estimated ({p['engine']}){': refused' if p['refused'] else ''}"
        case "judgement.made":
            said = f"judged {short(p['left'])} and {short(p['right'])}: {p['verdict']}"
        case "document.added":
            said = f"added the text {p['title'] or p['filename']} of {p['publisher']}"
        case "claims.proposed":
            said = f"read {p['n']} claims in {short(p['document'])} ({p['reader']})"
        case "claim.added":
            c = p["claim"]
            said = f"added the claim {c['id']} of {c['attributed_to']} ({c['bound']} {c['value']} {c['violation']})"
        case "claim.reviewed":
            said = f"{p['verdict']} the claim {p['claim']}" + (f": {p['because']}" if p["because"] else "")
        case "source.stated":
            said = f"stated who {p['name']} is ({p['kind']}, party {p['party'] or 'not stated'})"
        case "record.withdrawn":
            said = f"withdrew record {short(p['record_id'])}: {p['because']}"
        case "event.undone":
            said = f"undid {short(p['event'])}: {p['because']}"
        case "figure.published":
            said = f"published report {p['number']}: at least {p['minimum']}"
        case _:
            said = event.kind
    return f"{said} (undone)" if event.id in state.undone else said


def status(case: Case) -> dict[str, Any]:
    """Return where the case stands: lists, runs, open questions, what looks wrong, and what to do next."""
    state = fold(case)
    listed, questions = [], []
    for name, entry in sorted(state.lists.items()):
        applied = read_version(case, entry, entry.latest)
        listed.append(
            {
                "list": name,
                "source": entry.mapping.options.source or name,
                "party": entry.mapping.options.party,
                "versions": len(entry.versions),
                "records": applied.records.height,
                "dead": int((applied.records["status"] == "dead").sum()),
                "left out": int(applied.problems["left_out"].sum()),
            }
        )
        questions += [f"{name}: {question.sentence()}" for question in applied.questions]
    warnings = [f"{name}: {w.message}" for name, found in warnings_of_all(case, state).items() for w in found]
    known = stated(case)
    warnings += known.warnings
    states = Counter(claim.state for claim in known.claims)
    return {
        "title": case.title,
        "scope": say_scope(case),
        "invented": case.invented,
        "lists": listed,
        "documents": len(known.documents),
        "claims": dict(sorted(states.items())),
        "runs": [_says_run(state, kind) for kind in ("run.linked", "run.counted", "run.estimated") if state.last(kind)]
        + [_says(e, state) for e in state.publications[-1:]],
        "questions": questions,
        "warnings": warnings,
        "next": _next(state, states["proposed"]),
    }


def _says_run(state: State, kind: str) -> str:
    run = state.last(kind)
    assert run is not None
    stale = kind == "run.linked" and run.payload["inputs_digest"] != state.linking_inputs()
    return _says(run, state) + (" (lists or judgements have changed since)" if stale else "")


def _next(state: State, proposed: int = 0) -> str:
    if not state.lists and proposed:
        return f"`atleast review --claims` ({proposed} proposed), or add a list: `atleast add list FILE --source S`."
    if not state.lists:
        return "no list yet. Add the first: `atleast add list FILE --source S` (a spreadsheet with one row a person)."
    run = state.last("run.linked")
    if run is None or run.payload["inputs_digest"] != state.linking_inputs():
        return "`atleast link`"
    claims = f"`atleast review --claims` ({proposed} proposed)" if proposed else ""
    if not state.judgements:
        return f"`atleast review`, {claims + ', ' if claims else ''}then `atleast count`"
    if claims:
        return f"{claims}, then `atleast count`"
    counted = state.last("run.counted")
    if (
        counted is None
        or counted.payload["inputs"]["linked"] != run.id
        or counted.payload["inputs_digest"] != state.counting_inputs()
    ):
        return "`atleast count`"
    if state.publications and state.publications[-1].payload["runs"]["counted"] == counted.id:
        return "add a list or a newer version, or review more pairs; the latest report is up to date."
    return "`atleast report -o DIR`"


@dataclass(frozen=True)
class Verified:
    """What verifying found, as lines for people and a body for programs."""

    ok: bool
    first: str
    lines: list[str]
    body: dict[str, Any]


def verify(case: Case, *, progress: Progress | None = None) -> Verified:
    """Check everything and rebuild the read models from zero."""
    report = casefile.verify(case, progress=progress, rebuild=rebuild)
    lines = [
        f"{report.n_events:,} events, {report.n_blobs:,} files in the vault; root of the log {report.root[:16]}…",
        *(f"PROBLEM {p.where}: {p.what}. {p.meaning} {p.next_step}" for p in report.problems),
        *(f"note: {note}" for note in report.notes),
        "Everything checked, and everything derived was rebuilt from zero." if report.ok else "The case is damaged.",
    ]
    body = {
        "ok": report.ok,
        "n_events": report.n_events,
        "n_blobs": report.n_blobs,
        "root": report.root,
        "problems": [
            {"what": p.what, "where": p.where, "meaning": p.meaning, "next_step": p.next_step} for p in report.problems
        ],
        "notes": list(report.notes),
    }
    first = f"{report.problems[0].where}: {report.problems[0].what}" if report.problems else ""
    return Verified(report.ok, first, lines, body)


def rebuild(case: Case) -> None:
    """Read every version of every list again, so that its read models are made anew."""
    state = fold(case)
    for entry in state.lists.values():
        for version in entry.versions:
            read_version(case, entry, version)
