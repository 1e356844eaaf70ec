"""The figures that carry claims: the ledger, conflicts, the proof of the widest rung, what the rule made of every claim.

`claimed(case, counted, gazetteer)` returns (kind, table) in the order of the page; nothing for a case without claims. Only
claims that a person accepted are printed: what a machine has read and nobody has looked at is a number among those left out.
A claim stands on the axis of the report when its place is the territory, it counts everyone, and its period begins with that
of the case and runs to its own day; anything narrower, wider or unknown stands in the table with its scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from atleast import claims, counts, places
from atleast.counts.stated.statements import Statement, Wide
from atleast.model import Claim, Document, Scope, Table
from atleast.reports.publication import KINDS
from atleast.steps.counting import Count
from atleast.steps.stating import Stated, stated
from atleast.steps.stating.relating import against_one_another, published, standing

if TYPE_CHECKING:
    from atleast.casefile import Case

Cell = str | int | float | bool | None
HOLDERS = ("official", "official-independent")
SLACK = 2
"""Days by which a running count may end before the day it is given for."""


def claimed(case: Case, counted: Count, gazetteer: places.Gazetteer) -> list[tuple[str, Table | None, tuple[str, ...]]]:
    """Return each kind with its table and notes."""
    known = stated(case)
    ladder = counted.ladder
    if not known.claims:
        return [(kind, None, ()) for kind in ("ledger", "conflicts", "proof", "claims_left_out", "if_accepted")]
    fates = {fate.id: "admitted" if fate.admitted else fate.reason for fate in ladder.fates}
    shown = [claim for claim in known.claims if claim.counts and claim.kind == "count"]
    ids = {claim.id for claim in shown}
    rows = [_row(claim, known, case.scope, gazetteer, fates.get(claim.id, "")) for claim in shown]
    against = _against(ladder, ids)
    now = {claim.id: published(claim, gazetteer) for claim in standing(known, ladder.fates)}
    against += _apart(now, against_one_another(known, ladder.fates, gazetteer), against)
    tally: dict[str, int] = {}
    for reason in fates.values():
        tally[reason] = tally.get(reason, 0) + 1
    ordered = sorted(tally.items(), key=lambda item: (item[0] == "admitted", -item[1], item[0]))
    follows = [(one.claim, one.n) for one in ladder.if_accepted if one.claim in ids]
    proved, notes = _proof(ladder, gazetteer)
    return [
        ("ledger", _table("ledger", rows), ()),
        ("conflicts", _table("conflicts", against), ()),
        ("proof", proved, notes),
        ("claims_left_out", _table("claims_left_out", ordered), ()),
        ("if_accepted", _table("if_accepted", follows), ()),
    ]


def _against(ladder: counts.Ladder, ids: set[str]) -> list[tuple[Cell, ...]]:
    """Return each conflict once; rows without a name stand only where nobody known by name and no claim says as much."""
    rows: list[tuple[Cell, ...]] = []
    known = [one for one in ladder.conflicts if one.claims and ids.issuperset(one.claims)]
    named = {one.claims[0] for one in known if one.people or len(one.claims) > 1}
    for one in known:
        if not one.people and len(one.claims) == 1 and one.claims[0] in named:
            continue
        row = (one.claims[0], "; ".join(one.claims[1:]), one.people, one.ceiling, one.floor)
        if row not in rows:
            rows.append(row)
    return sorted(rows, key=lambda row: (not row[2], str(row[0])))


def _apart(
    by_id: Mapping[str, claims.Published], relations: Sequence[claims.Relation], known: list[tuple[Cell, ...]]
) -> list[tuple[Cell, ...]]:
    """Return, for each ceiling of those who hold the records, the strongest claim that it cannot stand beside.

    `relations` are the conflicts that the count names: a figure that its source has replaced is in none.
    """
    over: dict[str, list[claims.Published]] = {}
    for relation in relations:
        low, high = sorted((by_id[relation.a], by_id[relation.b]), key=lambda one: one.value or 0)
        if low.role in HOLDERS:
            over.setdefault(low.id, []).append(high)
    have = {row[0] for row in known if row[1]}
    rows: list[tuple[Cell, ...]] = []
    for id, others in over.items():
        own = by_id[id].scope
        best = max(others, key=lambda one: (one.scope == own, claims.documented(one), one.role != "unknown", one.value or 0))
        floor, ceiling = claims.implied(best), claims.implied(by_id[id])
        if id not in have and floor and ceiling and ceiling[1] < floor[0]:
            rows.append((id, best.id, False, round(ceiling[1]), round(floor[0])))
    return rows


def _table(kind: str, rows: Sequence[Sequence[Cell]]) -> Table | None:
    return Table(columns=tuple(KINDS[kind].columns), rows=tuple(tuple(row) for row in rows)) if rows else None


def _row(claim: Claim, known: Stated, scope: Scope, gazetteer: places.Gazetteer, fate: str) -> tuple[Cell, ...]:
    document = known.documents.get(claim.document or "")
    said = claim.source or claim.attributed_to or ""
    relays = [*claim.relayed_by] or ([claim.publisher] if claim.publisher and not said else [])
    day, dated = _dated(claim, document)
    where = claim.scope
    place_en, place_fa = _names(gazetteer, where.place, where.place_written)
    everyone = claims.group_of(where.group or "all") == "all"
    cells: dict[str, Cell] = {
        "claim": claim.id,
        "lane": " ".join(said.casefold().split()) or f"nobody: {claim.publisher or claim.id}",
        "speaker": said,
        "speaker_fa": known.in_persian(said),
        "kind": claim.origin_kind,
        "relayed_by": "; ".join(name.replace(";", ",") for name in relays),
        "relayed_by_fa": "; ".join(known.in_persian(name).replace(";", ",") for name in relays),
        "first_hand": not relays,
        "date": day,
        "dated": dated,
        "violation": claim.violation,
        "group": "" if everyone else where.group,
        "place_en": place_en,
        "place_fa": place_fa,
        "first_day": where.first_day or "",
        "last_day": where.last_day or "",
        "bound": claim.bound,
        "value": claim.value,
        "value_hi": claim.value_hi,
        "stance": claim.stance,
        "basis": claim.basis or "",
        "quote": " ".join(claim.quote.split()),
        "document": _document(document, claim),
        "sha256": document.sha256[:16] if document else "",
        "scope": _lies(claim, scope, gazetteer, day),
        "fate": fate or claim.state,
    }
    return tuple(cells[name] for name in KINDS["ledger"].columns)


def _dated(claim: Claim, document: Document | None) -> tuple[str, str]:
    if claim.as_of:
        return claim.as_of, "as_of"
    published = claim.published or (document.published if document else None)
    return (published, "published") if published else ("", "")


def _document(document: Document | None, claim: Claim) -> str:
    if document is None:
        return claim.publisher or ""
    title = document.title or document.filename
    return f"{title}, {document.publisher}" if document.publisher else title


def _names(gazetteer: places.Gazetteer, place: str | None, written: str) -> tuple[str, str]:
    if place is None or place not in gazetteer.places:
        return written, written
    names = gazetteer.places[place].names
    en = names.get("en", place)
    return en, names.get("fa", en)


def _lies(claim: Claim, scope: Scope, gazetteer: places.Gazetteer, day: str) -> str:
    """Say how the claim's scope lies to that of the report: `whole`, `part` or `other`."""
    where = claim.scope
    harm = {"killed": ("killing",)}[scope.violation]
    if claim.violation not in harm or where.place is None:
        return "other"
    inside = where.place == scope.territory or scope.territory in places.ancestors(gazetteer, where.place)
    if not inside:
        return "other"
    everyone = claims.group_of(where.group or "all") == "all" and claim.subset_of is None and not where.event
    settled = not claims.unconfirmed(f"{claim.basis or ''} {where.group or ''}")
    first, last = where.first_day, where.last_day
    begins = first is None or abs((date.fromisoformat(first) - date.fromisoformat(scope.first_day)).days) <= 1
    until = min(
        scope.last_day, (date.fromisoformat(day) - timedelta(days=SLACK)).isoformat() if len(day) == 10 else scope.last_day
    )
    runs = last is None or last >= until
    return "whole" if where.place == scope.territory and everyone and settled and begins and runs else "part"


def _proof(ladder: counts.Ladder, gazetteer: places.Gazetteer) -> tuple[Table | None, tuple[str, ...]]:
    """Write the proof of the widest rung that rests on a statement."""
    rungs = {rung.rule: rung.n for rung in ladder.rungs}
    for wide in reversed(ladder.wide):
        found = wide.found
        if any(part.claims for part in found.proof.parts) and rungs.get(wide.rule) == found.minimum:
            notes = ("proof_checked",) if found.checked else ()
            notes = (*notes, f"gap:{found.minimum + found.gap}") if found.gap else notes
            rule = counts.rules(ladder.rules)
            notes = (*notes, f"slack:{rule.claims.date_slack_days}") if rule.claims.date_slack_days else notes
            return _table("proof", _lines(wide, gazetteer, rule.disclosure.threshold)), notes
    return None, ()


def _lines(wide: Wide, gazetteer: places.Gazetteer, threshold: int) -> list[tuple[Cell, ...]]:
    proof, lower = wide.found.proof, {claim.id: claim.lower or 0 for claim in wide.facts.claims}
    by_id = {each.id: each for each in wide.statements}
    divisor = proof.divisor
    rows: list[tuple[Cell, ...]] = []
    sure = sum(c.n for part in proof.parts for c in part.people if c.credit == divisor)
    others = wide.found.known - sum(c.n for part in proof.parts for c in part.people)
    for number, part in enumerate(proof.parts, start=1):
        for told in part.claims:
            statement = by_id.get(told.id)
            because, ids, where = _statement(statement, gazetteer)
            rows.append((wide.rule, number, "statement", because, ids, *where, lower[told.id], told.weight, divisor, 0))
        if divisor > 1:
            for credit in sorted({c.credit for c in part.people}, reverse=True):
                n = sum(c.n for c in part.people if c.credit == credit)
                step = "people" if credit == divisor else "partly"
                rows.append((wide.rule, number, step, "", "", *[""] * 5, n, credit, divisor, 0))
            rows.append((wide.rule, number, "part", "", "", *[""] * 5, part.bound, divisor, divisor, 0))
    if divisor == 1 and sure:
        # How many may be among the statements is a small cell of a place and a time: below the threshold it is not said.
        rows.append((wide.rule, 1, "people", "", "", *[""] * 5, sure, 1, 1, others if others >= threshold else 0))
    rows.append((wide.rule, 1, "total", "", "", *[""] * 5, wide.found.minimum, divisor, divisor, 0))
    return rows


def _statement(statement: Statement | None, gazetteer: places.Gazetteer) -> tuple[str, str, list[str]]:
    if statement is None:
        return "", "", [""] * 5
    groups = ", ".join(name if held else f"not {name}" for name, held in sorted(statement.groups.items()))
    where = [*_names(gazetteer, statement.place, statement.place), statement.first_day, statement.last_day, groups]
    return statement.because, "; ".join(statement.claims), where
