"""Adding a list to a case, or a newer version of one it has.

`add_list` puts the file in the vault, reads it with the mapping that was given or guessed, compares it with the version
before, looks for what seems wrong, and records one event; a dry run records nothing. `warnings_of_all` looks again at every
list beside all others. Rows become records only through the mapping; columns it does not name stay in the vault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import casefile, lists
from atleast.errors import UsageError
from atleast.steps.files import read_bytes, read_text, short_name
from atleast.steps.state import CaseList, Progress, State, Version, apply_version, fold, gazetteer, identify, read_version

if TYPE_CHECKING:
    from atleast.casefile import Case


@dataclass(frozen=True)
class Added:
    """What adding a list brought: counts, problems, questions, warnings and the comparison with the version before.

    `shown` holds (header, field, examples) of the mapped columns, `kept_back` the headers that stay in the vault.
    """

    event: str | None
    name: str
    n_rows: int
    records: pl.DataFrame
    problems: pl.DataFrame
    questions: tuple[lists.Question, ...]
    warnings: tuple[lists.Warning, ...]
    notes: tuple[str, ...]
    comparison: lists.Comparison | None
    mapping: lists.Mapping
    mapping_toml: str
    shown: list[tuple[str, str, list[str]]]
    kept_back: list[str]


def add_list(
    case: Case,
    file: Path,
    *,
    name: str | None = None,
    mapping: lists.Mapping | None = None,
    options: dict[str, object] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Added:
    """Add the list in `file`; `options` (source, party, derived_from, covers, status, sheet, ...) go over the mapping's own.

    A name that the case has adds a newer version, read by the mapping of the version before unless another is given.
    """
    state = fold(case)
    data = read_bytes(file)
    given_name = name or (mapping.options.name if mapping else None)
    name = given_name or short_name(file.name)
    entry = state.lists.get(name)
    given = mapping or (_again(entry.mapping) if entry else None)
    told = {key: value for key, value in (options or {}).items() if value not in (None, (), "")}
    if entry and not given_name:
        _refuse_another(entry, told)
    used, raw = lists.prepare(data, filename=file.name, mapping=given, options=told | {"name": name}, gazetteer=gazetteer(case))
    _check_derived(state, name, used)
    _check_covers(case, used)
    toml = lists.mapping_to_toml(used)
    list_id = entry.list_id if entry else casefile.digest(case, "list", name, str(len(state.events)))
    draft = Version(event="", at="", blob=None, filename=file.name, mapping=toml, renamed={}, counts={})
    applied = apply_version(case, raw, list_id, draft, name=name)
    comparison, renamed = None, {}
    if entry:
        before = read_version(case, entry, entry.latest).records
        comparison = lists.compare(before, applied.records)
        renamed = dict(comparison.renamed)
        applied = applied._replace(records=identify(case, list_id, applied.records, renamed))
    others = {
        other.name: read_version(case, other, other.latest).records for other in state.lists.values() if other.name != name
    }
    counts = {
        "rows": raw.frame.height,
        "records": applied.records.height,
        "left_out": int(applied.problems["left_out"].sum()),
        "problems": applied.problems.height,
    }
    event = None
    if not dry_run:
        kind = "list.versioned" if entry else "list.added"
        event = _record(case, kind, list_id, name, data, draft, renamed=renamed, counts=counts, progress=progress)
    shown = lists.show(raw, used)
    return Added(
        event=event,
        name=name,
        n_rows=raw.frame.height,
        records=applied.records,
        problems=applied.problems,
        questions=applied.questions,
        warnings=tuple(lists.warnings(applied.records, others)),
        notes=raw.notes,
        comparison=comparison,
        mapping=used,
        mapping_toml=lists.mapping_to_toml(used, raw),
        shown=[row for row in shown if row[1]],
        kept_back=[header for header, field, _ in shown if not field],
    )


def _record(
    case: Case,
    kind: str,
    list_id: str,
    name: str,
    data: bytes,
    version: Version,
    *,
    renamed: dict[str, str],
    counts: dict[str, int],
    progress: Progress | None,
) -> str:
    """Put the file in the vault, then append the event that names it."""
    with case.writing():
        # Which rows are carried over may be as long as the list, so it lies in the vault beside the file.
        carried = casefile.put(case, json.dumps(renamed, sort_keys=True).encode()) if renamed else None
        event = casefile.append(
            case,
            kind,
            {
                "list_id": list_id,
                "list": name,
                "blob": casefile.put(case, data, progress=progress),
                "filename": version.filename,
                "mapping": version.mapping,
                "renamed": carried,
                "counts": counts,
            },
        )
    return event.id


def _again(mapping: lists.Mapping) -> lists.Mapping:
    """Return the mapping of the version before, with all that belongs to the one file left open."""
    return msgspec.structs.replace(mapping, file=lists.FileOptions(sheet=mapping.file.sheet))


def read_mapping(file: Path) -> lists.Mapping:
    """Read a mapping file (TOML)."""
    return lists.mapping_from_toml(read_text(file, what="mapping"))


def as_json(added: Added) -> dict[str, Any]:
    """Return what adding brought as `atleast add list --json` prints it."""
    comparison = None
    if added.comparison:
        c = added.comparison
        comparison = {"new": len(c.new), "same": len(c.same), "changed": len(c.changed), "gone": len(c.gone)}
    return {
        "event": added.event,
        "list": added.name,
        "rows": added.n_rows,
        "records": added.records.height,
        "statuses": dict(statuses(added)),
        "columns": {header: field for header, field, _ in added.shown},
        "kept_back": added.kept_back,
        "problems": added.problems.select("sheet", "row", "column", "reason", "left_out", "message").to_dicts(),
        "questions": [question.sentence() for question in added.questions],
        "warnings": [warning.message for warning in added.warnings],
        "notes": list(added.notes),
        "comparison": comparison,
        "mapping": added.mapping_toml,
    }


def statuses(added: Added) -> list[tuple[str, int]]:
    """Count the records by status, most first."""
    tally = added.records.group_by("status").len().sort(["len", "status"], descending=[True, False])
    return [(str(status), int(n)) for status, n in tally.iter_rows()]


def problem_summary(added: Added) -> list[tuple[str, int, bool, str]]:
    """Return (sentence, how often, left out, first place) for each kind of problem, rows that were left out first."""
    if added.problems.is_empty():
        return []
    grouped = added.problems.group_by("reason", "left_out", maintain_order=True).agg(
        pl.len(), pl.col("message").first(), pl.col("row").first(), pl.col("column").first()
    )
    rows = grouped.sort(["left_out", "len"], descending=[True, True], maintain_order=True).iter_rows(named=True)
    return [
        (row["message"], row["len"], row["left_out"], f"row {row['row']}" + (f", {row['column']}" if row["column"] else ""))
        for row in rows
    ]


def warnings_of_all(case: Case, state: State) -> dict[str, tuple[lists.Warning, ...]]:
    """Look again at every list beside all others: a list added early had nothing to be compared with."""
    frames = {entry.name: read_version(case, entry, entry.latest).records for entry in state.lists.values()}
    return {
        name: tuple(lists.warnings(frame, {other: f for other, f in frames.items() if other != name}))
        for name, frame in sorted(frames.items())
    }


def _refuse_another(entry: CaseList, told: dict[str, object]) -> None:
    """Refuse a file that only its name makes a newer version of a list, when its source or party is another one."""
    before = entry.mapping.options
    for what, old in (("source", before.source or entry.name), ("party", before.party)):
        new = told.get(what)
        if new and old and str(new).strip().casefold() != old.strip().casefold():
            raise UsageError(
                f"the case has a list {entry.name!r} already, of the {what} {old!r}, not {new!r}",
                hint=f"Name this one with `--list NAME`, or say `--list {entry.name}` if it is a newer version of that list.",
            )


def _check_derived(state: State, name: str, mapping: lists.Mapping) -> None:
    known: dict[str, CaseList] = state.lists
    if name in mapping.options.derived_from:
        raise UsageError(f"--derived-from names the list {name!r} itself", hint="Name the list that it copies from.")
    unknown = [other for other in mapping.options.derived_from if other not in known and other != name]
    if unknown:
        raise UsageError(
            f"--derived-from names {', '.join(map(repr, unknown))}, which the case does not have",
            hint=f"The lists are: {', '.join(sorted(known)) or 'none yet'}. Add that list first, or leave the option out.",
        )


def _check_covers(case: Case, mapping: lists.Mapping) -> None:
    place = (mapping.options.covers or "").split("/")[0].strip()
    if place and place not in gazetteer(case).places:
        raise UsageError(
            f"--covers names the place {place!r}, which is not in the gazetteer",
            hint="Give a country code or a province id, such as IR or IR.TH, then a stroke and the period.",
        )
