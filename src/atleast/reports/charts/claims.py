"""The blocks that carry claims: who says what, what is in conflict, the words themselves, the widest rung, what was left out.

Each verb takes the publication and the words and returns a block, or None when its figure is missing or empty. A claim is
printed as its source words it, in its own language; how it was read stands beside it. The proof is a tree: the number, the
statements and people it is the sum of, for each statement its quote and who holds it, and below that where it was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from atleast import dates
from atleast.reports.charts.caption import period, source, territory
from atleast.reports.charts.drawing import Block, Branch, Note, Point, Row, Sheet
from atleast.reports.charts.estimate import arranged, ends
from atleast.reports.charts.ledger import Panel, Reference, panel
from atleast.reports.charts.ledger_words import dated, quoted, read_as, relayed
from atleast.reports.publication import Cells, Publication, figure, rows, whole
from atleast.reports.words import FIRST_STRONG, Words, capital, code, isolate, join, knows, number, say, say_code

MOST_CLAIMS, MOST_CONFLICTS, MOST_STATEMENTS, MOST_IF = 24, 6, 12, 5


def ledger(publication: Publication, *, words: Words) -> Block | None:
    """Draw who says what on the scope of the report, with the minimum as a line and the estimate as a band."""
    found = figure(publication, kind="ledger")
    lines = rows(found)
    on_axis = [_voiced(words, row) for row in lines if row["scope"] == "whole"]
    if found is None or not on_axis:
        return None
    drawn = panel(on_axis, words=words, reference=_reference(publication, words))
    n, out = len(drawn.lanes) + drawn.hidden_lanes, rows(figure(publication, kind="conflicts"))
    against = len({str(row["claim"]) for row in out} & {str(row["claim"]) for row in on_axis})
    title = (
        say(words, "ledger.title_conflict", n=against, count=_count(words, n), conflicts=_count(words, against))
        if against
        else ""
    )
    rest = len(lines) - len(on_axis)
    parts = [say(words, "ledger.shown", n=len(on_axis), all=len(lines)), say(words, "ledger.others", n=rest) if rest else ""]
    parts.append(say(words, "ledger.hidden_lanes", n=drawn.hidden_lanes) if drawn.hidden_lanes else "")
    semicolon = words.phrases["count.semicolon"]
    return Block(
        id=found.id,
        kind="ledger",
        title=title or say(words, "ledger.title", n=n),
        lede=say(words, "ledger.lede", place=territory(words, publication), period=period(words, publication)),
        drawing=drawn.wide,
        slim=drawn.slim,
        leaves=drawn.leaves if len(drawn.leaves) > 1 else (),
        sheet=_numbers(words, on_axis),
        folded=True,
        source=source(words, found, semicolon.join(part for part in parts if part)),
        more=tuple(b for b in (conflicts(publication, words=words), said(publication, words=words)) if b),
    )


def _count(words: Words, n: int) -> str:
    return words.series["count.words"][n] if 0 < n < len(words.series["count.words"]) else number(words, n)


def _voiced(words: Words, row: Cells) -> Cells:
    """Name the origin that nobody names."""
    if row["speaker"]:
        return row
    return row | {"speaker": words.phrases["ledger.unnamed"], "speaker_fa": words.phrases["ledger.unnamed"]}


def _reference(publication: Publication, words: Words) -> Reference:
    headline = figure(publication, kind="minimum")
    n = (headline.value or 0) if headline else 0
    state, lines = arranged(rows(figure(publication, kind="estimate")))
    low = high = 0
    if state == "one":
        _, low_, high_ = ends(lines[0], n)
        low, high = low_ or 0, high_ or 0
    text = say(words, "ledger.estimate", low=low, high=high) if low and high else ""
    return Reference(
        minimum=n, minimum_text=say(words, "ledger.minimum", n=n) if n else "", low=low, high=high, estimate_text=text
    )


def _numbers(words: Words, lines: Sequence[Cells]) -> Sheet:
    head = tuple(say(words, f"ledger.head_{name}") for name in ("speaker", "date", "read", "via"))
    made = [
        Row(
            cells=(
                _name(words, row),
                dated(words, str(row["date"]), years=True, short=False),
                read_as(words, row),
                _via(words, row),
            )
        )
        for row in sorted(lines, key=lambda row: str(row["date"]))
    ]
    return Sheet(head=head, rows=tuple(made), numeric=(False,) * 4)


def _rows(publication: Publication) -> list[Cells]:
    """Return the claims; their dates are said with the year where they are of several."""
    lines = rows(figure(publication, kind="ledger"))
    several = len({str(row["date"])[:4] for row in lines if row["date"]}) > 1
    return [row | {"years": several} for row in lines]


def _name(words: Words, row: Cells) -> str:
    name = (words.rtl and row.get("speaker_fa")) or row["speaker"]
    return isolate(str(name)) if name else say(words, "ledger.unnamed")


def _via(words: Words, row: Cells) -> str:
    return join(words, [isolate(name) for name in relayed(words, row)])


def _when(words: Words, row: Cells) -> str:
    return dated(words, str(row["date"]), years=bool(row.get("years")), short=False) or say(words, "scope.not_stated")


def _value(words: Words, row: Cells) -> str:
    """Say a figure in a sentence: a plain number where it is exact."""
    value = row["value"]
    return number(words, value) if row["bound"] == "exact" and isinstance(value, int) else read_as(words, row)


def conflicts(publication: Publication, *, words: Words) -> Block | None:
    """Say what cannot hold together, and what only seems to."""
    ledger_rows = {str(row["claim"]): row for row in _rows(publication)}
    found = figure(publication, kind="conflicts")
    lines = [row for row in rows(found) if str(row["claim"]) in ledger_rows]
    points = [
        Point(label=say(words, "conflicts.in"), text=_sentence(_conflict(words, row, ledger_rows)), conflict=True)
        for row in lines
    ]
    calm = _calm(publication, words, ledger_rows, lines)
    if not points and not calm:
        return None
    rest = len(points) - MOST_CONFLICTS
    against = len({str(row["claim"]) for row in lines})
    return Block(
        id=found.id if found else "",
        kind="conflicts",
        title=capital(say(words, "conflicts.title", n=against)) if against else say(words, "conflicts.title_none"),
        points=(*points[:MOST_CONFLICTS], *calm),
        notes=(Note(text=say(words, "conflicts.more", n=rest), style="small"),) if rest > 0 else (),
        source=source(words, found) if found else "",
    )


def _conflict(words: Words, row: Cells, known: Mapping[str, Cells]) -> str:
    own = known[str(row["claim"])]
    others = [known[id] for id in _ids(row["others"]) if id in known]
    named = {"speaker": _name(words, own), "value": _value(words, own), "date": _when(words, own)}
    floor, ceiling = whole(row, "floor"), whole(row, "ceiling")
    listed = [_claimed(words, other) for other in others] + ([say(words, "conflicts.people_too")] if row["people"] else [])
    if not floor or floor <= ceiling:
        return say(words, "conflicts.together", others=join(words, [_claimed(words, own), *listed]))
    short = floor - ceiling
    if not others and not row["people"]:
        return say(words, "conflicts.described", **named, floor=floor, short=short)  # type: ignore[arg-type]
    if not others:
        return say(words, "conflicts.people", **named, floor=floor, short=short)  # type: ignore[arg-type]
    if len(others) == 1 and not row["people"]:
        other = {
            "other": _name(words, others[0]),
            "other_value": _value(words, others[0]),
            "other_date": _when(words, others[0]),
        }
        return say(words, "conflicts.claim", **named, **other, short=short)  # type: ignore[arg-type]
    return say(words, "conflicts.several", **named, floor=floor, others=join(words, listed), short=short)  # type: ignore[arg-type]


def _sentence(text: str) -> str:
    """Begin a sentence with a capital letter, also when a name stands first."""
    return text[:1] + capital(text[1:]) if text[:1] == FIRST_STRONG else capital(text)


def _claimed(words: Words, row: Cells) -> str:
    return say(words, "conflicts.one", speaker=_name(words, row), value=_value(words, row), date=_when(words, row))


def _ids(cell: object) -> list[str]:
    return [part.strip() for part in str(cell or "").split(";") if part.strip()]


def _calm(publication: Publication, words: Words, known: Mapping[str, Cells], lines: Sequence[Cells]) -> list[Point]:
    """Say what is not in conflict as plainly: an open ceiling, and floors that can all hold."""
    caught = {str(row["claim"]) for row in lines}
    headline = figure(publication, kind="minimum")
    n = (headline.value or 0) if headline else 0
    label, found = say(words, "conflicts.not"), []
    for id, row in known.items():
        open_top = row["bound"] in ("at_most", "fewer_than") and whole(row, "value") > n
        if row["scope"] == "whole" and open_top and id not in caught:
            text = say(words, "conflicts.sets_no_floor", speaker=_name(words, row), n=whole(row, "value"))
            found.append(Point(label=label, text=_sentence(text), conflict=False))
    floors = {str(r["lane"]) for r in known.values() if r["scope"] == "whole" and r["bound"] in ("at_least", "more_than")}
    if len(floors) > 1:
        found.append(Point(label=label, text=say(words, "conflicts.both_hold", n=len(floors)), conflict=False))
    return found[:3]


def said(publication: Publication, *, words: Words) -> Block | None:
    """Print each claim as its source words it, with how it was read and its scope."""
    found = figure(publication, kind="ledger")
    lines = _rows(publication)
    if found is None or not lines:
        return None
    chosen = _chosen(publication, lines)
    made = []
    for row in chosen[:MOST_CLAIMS]:
        who = _name(words, row)
        if row["relayed_by"] and not row["first_hand"]:
            who = say(words, "claims.by_way", speaker=who, names=_via(words, row))
        day = dated(words, str(row["date"]), years=bool(row["years"]), short=False)
        made.append(
            Row(
                cells=(
                    "\n".join(p for p in (who, day) if p),
                    _quote(words, row),
                    read_as(words, row),
                    scope(words, row),
                )
            )
        )
    rest = len(lines) - len(made)
    head = tuple(say(words, f"ledger.head_{name}") for name in ("speaker_date", "words", "read", "scope"))
    return Block(
        id=found.id,
        kind="claims",
        title=say(words, "claims.title"),
        lede=say(words, "claims.lede"),
        sheet=Sheet(head=head, rows=tuple(made), numeric=(False,) * 4),
        notes=(Note(text=say(words, "claims.more", n=rest), style="small"),) if rest > 0 else (),
        source=source(words, found),
    )


def _quote(words: Words, row: Cells) -> str:
    return quoted(words, str(row["quote"])) if row["quote"] else say(words, "ledger.no_words")


def _chosen(publication: Publication, lines: Sequence[Cells]) -> list[Cells]:
    """Choose what each origin says last of each scope, and all that is in conflict or holds the proof."""
    needed = {str(row["claim"]) for row in rows(figure(publication, kind="conflicts"))}
    needed |= {id for row in rows(figure(publication, kind="conflicts")) for id in _ids(row["others"])}
    needed |= {id for row in rows(figure(publication, kind="proof")) for id in _ids(row["claims"])}
    last: dict[tuple[object, ...], str] = {}
    for row in sorted(lines, key=lambda row: str(row["date"])):
        key = ("whole",) if row["scope"] == "whole" else (row["violation"], row["group"], row["place_en"], row["first_day"])
        last[(row["lane"], *key)] = str(row["claim"])
    order = {"whole": 0, "part": 1, "other": 2}
    kept = [row for row in lines if str(row["claim"]) in needed or str(row["claim"]) in last.values()]
    return sorted(kept, key=lambda row: (order[str(row["scope"])], str(row["date"])))


def scope(words: Words, row: Cells) -> str:
    """Say what a claim or a statement speaks of: harm, group, place and period, as far as it is known."""
    parts = []
    if row.get("violation") and row["violation"] != "killing":
        parts.append(say_code(words, "harm", str(row["violation"])))
    if row["group"]:
        parts.append(
            say_code(words, "group", str(row["group"]).replace(" ", "_")) if _knows(words, row) else isolate(str(row["group"]))
        )
    place = str((words.rtl and row.get("place_fa")) or row["place_en"])
    parts.append(isolate(place) if place else "")
    parts.append(days(words, str(row["first_day"]), str(row["last_day"])))
    told = [part for part in parts if part]
    return words.phrases["count.comma"].join(told) if told else say(words, "scope.not_stated")


def _knows(words: Words, row: Cells) -> bool:
    return knows(words, f"group.{str(row['group']).replace(' ', '_')}")


def days(words: Words, first: str, last: str) -> str:
    """Say a period of which one end may not be known."""
    if first and last:
        return dates.say_range(date.fromisoformat(first), date.fromisoformat(last), lang=words.lang)
    if last:
        return say(words, "scope.until", day=dates.say(date.fromisoformat(last), lang=words.lang))
    return say(words, "scope.since", day=dates.say(date.fromisoformat(first), lang=words.lang)) if first else ""


def proof(publication: Publication, *, words: Words) -> Block | None:
    """Write the sum behind the widest rung as a tree that a reader can check with a map and a calendar."""
    found = figure(publication, kind="proof")
    lines = rows(found)
    statements = [row for row in lines if row["step"] == "statement"]
    if found is None or not statements:
        return None
    known = {str(row["claim"]): row for row in _rows(publication)}
    total, divisor = whole(lines[-1], "n"), max(whole(lines[-1], "divisor"), 1)
    branches: list[Branch] = []
    for row in _fewer(lines):
        branches.append(_branch(words, row, known, divisor=divisor, alone=len(statements) == 1))
    apart = _apart(words, lines, divisor)
    branches.append(Branch(words=say(words, "proof.total"), n=number(words, total), under=(apart,), total=True))
    rungs = rows(figure(publication, kind="ladder"))
    widest = str(rungs[-1]["rung"]) == str(lines[-1]["rung"]) if rungs else True
    rung = say_code(words, "ladder", str(lines[-1]["rung"]))
    title = say(words, "proof.title", n=total) if widest else say(words, "proof.title_step", n=total, rung=rung)
    checked = say(words, "sum.proof_checked") if "proof_checked" in found.notes else ""
    told = {note.partition(":")[0]: note.partition(":")[2] for note in found.notes}
    notes = tuple(
        Note(text=say(words, f"proof.{name}", n=int(told[name]))) for name in ("slack", "gap") if told.get(name, "").isdecimal()
    )
    return Block(
        id=found.id, kind="proof", title=title, branches=tuple(branches), notes=notes, source=source(words, found, checked)
    )


def _fewer(lines: Sequence[Cells]) -> list[Cells]:
    """Keep the largest statements of a plain sum and put the others into one line; a counted proof keeps them all."""
    steps = [row for row in lines if row["step"] != "total"]
    told = sorted((row for row in steps if row["step"] == "statement"), key=lambda row: -whole(row, "n"))
    if len(told) <= MOST_STATEMENTS or whole(lines[-1], "divisor") > 1:
        return steps
    rest = told[MOST_STATEMENTS:]
    more: Cells = {"step": "more", "n": sum(whole(row, "n") for row in rest), "others": len(rest), "weight": 1}
    return [*told[:MOST_STATEMENTS], more, *(row for row in steps if row["step"] != "statement")]


def _branch(words: Words, row: Cells, known: Mapping[str, Cells], *, divisor: int, alone: bool) -> Branch:
    n, step = number(words, whole(row, "n")), str(row["step"])
    weight = say(words, "proof.weight", w=whole(row, "weight"), m=divisor) if divisor > 1 and step != "part" else ""
    if step == "more":
        return Branch(words=say(words, "proof.more", n=whole(row, "others")), n=n)
    if step == "part":
        return Branch(words=say(words, "proof.part"), n=n)
    if step in ("people", "partly"):
        others = whole(row, "others")
        about = say(words, "proof.among", n=others) if others else say(words, "proof.elsewhere")
        key = "proof.partly" if step == "partly" else "proof.by_name_one" if alone else "proof.by_name"
        return Branch(words=say(words, key), n=n, under=tuple(p for p in (about if step == "people" else "", weight) if p))
    held = [known[id] for id in _ids(row["claims"]) if id in known]
    because = str(row["because"])
    about = scope(words, row)
    if not held:
        return Branch(
            words=say(words, "proof.records_described", n=whole(row, "n")), n=n, under=tuple(p for p in (about, weight) if p)
        )
    first = held[0]
    by = say(words, "proof.by", speaker=_name(words, first), date=_when(words, first))
    names = list(dict.fromkeys(_name(words, other) for other in held[1:] if other["lane"] != first["lane"]))
    if names:
        by = f"{by}{words.phrases['count.semicolon']}{say(words, 'proof.holds', names=join(words, names))}"
    why = say(words, f"proof.{because}") if because in ("incidents", "admission") else ""
    under = [f"{by}. {about}.", why, weight]
    leaves = tuple(dict.fromkeys(_document(words, one) for one in held))
    return Branch(words=_quote(words, first), n=n, quoted=True, under=tuple(p for p in under if p), leaves=leaves)


def _document(words: Words, row: Cells) -> str:
    title = isolate(str(row["document"])) if row["document"] else say(words, "proof.by_hand")
    if not row["sha256"]:
        return say(words, "proof.read_in", title=title) if row["document"] else title
    return say(words, "proof.read_in_bytes", title=title, sha=code(str(row["sha256"])[:8]))


def _apart(words: Words, lines: Sequence[Cells], divisor: int) -> str:
    if divisor > 1:
        return say(words, "proof.counted", m=divisor)
    statements = [row for row in lines if row["step"] == "statement"]
    people = any(row["step"] == "people" and whole(row, "n") for row in lines)
    if len(statements) == 1:
        return say(words, "proof.apart_one" if people else "proof.alone")
    return say(words, "proof.apart")


def claims_out(publication: Publication, *, words: Words) -> Block | None:
    """Say which claims were left out of the count, and why; and what would follow if one were accepted."""
    found = figure(publication, kind="claims_left_out")
    lines = [row for row in rows(found) if whole(row, "n")]
    out = [row for row in lines if row["reason"] != "admitted"]
    if found is None or not out:
        return None
    known = {str(row["claim"]): row for row in _rows(publication)}
    all_of_them, n = sum(whole(row, "n") for row in lines), sum(whole(row, "n") for row in out)
    ordered = sorted(out, key=lambda row: (-whole(row, "n"), str(row["reason"])))
    made = [Row(cells=(say_code(words, "why_not", str(row["reason"])), number(words, whole(row, "n")))) for row in ordered]
    made.append(Row(cells=(say(words, "claims_out.total", all=all_of_them), number(words, n)), style="sum"))
    notes = []
    for row in rows(figure(publication, kind="if_accepted"))[:MOST_IF]:
        claim = known.get(str(row["claim"]))
        if claim:
            text = say(
                words, "claims_out.if_accepted", speaker=_name(words, claim), value=_value(words, claim), n=whole(row, "n")
            )
            notes.append(Note(text=text))
    if notes:
        notes.append(Note(text=say(words, "claims_out.if_accepted_all"), style="small"))
    return Block(
        id=found.id,
        kind="claims_out",
        title=say(words, "claims_out.title"),
        sheet=Sheet(head=(), rows=tuple(made), numeric=(False, True)),
        notes=tuple(notes),
        source=source(words, found),
    )


__all__ = ["Panel", "claims_out", "conflicts", "ledger", "proof", "said", "scope"]
