"""Why a figure is what it is, and why a claim or a record is not in it.

`why(case, figure)` takes a rung (the headline by default) or a published figure (F1) and returns the proof as a sum: statements
with their quotes, speakers, places and days, and the people known by name as numbers. `why_not(case, what)` takes a claim or a
record and returns the rule that leaves it out and what would be needed. A published figure is explained from the run that it
was printed from, whatever came later. Nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import casefile, counts
from atleast.errors import UsageError
from atleast.model import Claim
from atleast.reports import publication as kinds
from atleast.steps.counting import SAYS, ensure_counted
from atleast.steps.opening import say_scope
from atleast.steps.reviewing import find_records
from atleast.steps.state import find_event, fold, from_bytes, gazetteer, stored_bytes
from atleast.steps.stating.folding import find_claim, stated
from atleast.steps.stating.wording import say_claim, say_number, say_speaker

if TYPE_CHECKING:
    from atleast.casefile import Case

BECAUSE = {
    "described": "rows without a name",
    "two_origins": "two independent parties hold it",
    "admission": "an admission against interest",
    "incidents": "incidents that one party declares to be separate, held up by statements of others, each taken once",
}
NEEDED = {
    "withdrawn": "nothing, unless the withdrawal was a mistake: `atleast undo EVENT --because TEXT`",
    "not_dead": "a record of death",
    "unresolved": "a status: map the list's word in its mapping, or wait for the source",
    "contested": "what is right: withdraw the record that is wrong, or nothing if the person lives",
    "no_date": "a date that lies in the period",
    "outside_period": "nothing: it is outside the scope of the case",
    "date_too_wide": "a date precise enough to lie in the period",
    "outside_territory": "nothing: it is outside the scope of the case",
    "place_too_wide": "a place precise enough to lie in the territory",
    "no_place": "a place, or a list that states where it keeps to (`--covers`)",
    "no_name": "a name; on the rung named_or_described the row counts as a statement",
    "maybe_alive": "a judgement whether the two are one person (`atleast review`)",
    "maybe_outside": "a judgement whether the two are one person (`atleast review`)",
    "maybe_same": "a judgement whether the two are one person (`atleast review`): they are counted once until then",
}


def why(case: Case, figure: str | None = None, *, publication: int | None = None) -> dict[str, Any]:
    """Explain a rung or a published figure."""
    ladder, people, run, shown = _ladder(case, figure, publication)
    name = ladder.headline if shown or figure is None else figure
    known = {rung.rule for rung in ladder.rungs}
    if name not in known:
        raise UsageError(
            f"there is no rung {name!r}", hint=f"Name one of {', '.join(sorted(known))}, or a figure of a report (F1)."
        )
    rung, says = ladder.rung(name), {each.name: each.says for each in counts.rules(ladder.rules).rung}
    wide = next((each for each in ladder.wide if each.rule == name), None)
    counted = people.filter(pl.col("counted"))
    body: dict[str, Any] = {
        "figure": figure or name,
        "rung": name,
        "rule": says[name],
        "n": rung.n,
        "scope": say_scope(case),
        "run": run,
        "sum": [{"step": step, "says": SAYS.get(step, step), "n": n} for step, n in rung.proof],
        "once": ladder.once.get(name),
        "low_draw": ladder.low_draw.get(name),
        "n_draws": ladder.n_draws,
        "statements": [],
        "people": {"n": counted.height if wide is None else sum(len(ids) for ids in wide.people)},
    }
    if name == ladder.headline:
        on = counted["lists"].list.len().value_counts().sort("lists")
        body["people"]["on_lists"] = [{"lists": lists, "n": n} for lists, n in on.iter_rows()]
    if wide is not None:
        body |= _proof(case, wide, counts.rules(ladder.rules).claims.date_slack_days)
    if ladder.aside is not None and name == "without_any_one_origin":
        body["aside"] = ladder.aside
    return body


def _ladder(case: Case, figure: str | None, number: int | None) -> tuple[counts.Ladder, pl.DataFrame, str, bool]:
    """Return the ladder that a figure was printed from, or the latest one, and whether it was a printed figure."""
    if not (figure and figure[:1].upper() == "F" and figure[1:].isdigit()):
        counted = ensure_counted(case)
        return counted.ladder, counted.people, counted.event.id, False
    state = fold(case)
    published = [e for e in state.publications if number in (None, e.payload["number"])]
    if not published:
        raise UsageError("no such report was published", hint="Run `atleast report -o DIR`, or name a rung.")
    found = msgspec.json.decode(casefile.get(case, published[-1].payload["publication"]), type=kinds.Publication)
    one = next((each for each in found.figures if each.id == figure.upper()), None)
    if one is None:
        listed = ", ".join(f"{each.id} ({each.kind})" for each in found.figures)
        raise UsageError(f"report {found.number} has no figure {figure.upper()}", hint=f"It has {listed}.")
    run = find_event(state, one.run)
    if run.kind != "run.counted":
        raise UsageError(
            f"{one.id} ({one.kind}) is no minimum, so it has no proof", hint=f"`atleast trace {one.id}` follows it to its rows."
        )
    ladder = msgspec.json.decode(stored_bytes(case, run, "ladder"), type=counts.Ladder)
    return ladder, from_bytes(stored_bytes(case, run, "people")), run.id, True


def _proof(case: Case, wide: counts.Wide, slack: int) -> dict[str, Any]:
    """Return the proof of a wide rung: its statements, with their days as taken and what carries them, and the sum in words."""
    by_id, places = stated(case).by_id(), gazetteer(case).places
    weights = {w.id: w.weight for part in wide.found.proof.parts for w in part.claims}
    taken = {each.id: (each.from_, each.to) for each in wide.facts.claims}
    told = []
    for one in wide.statements:
        name = places[one.place].names.get("en", one.place) if one.place in places else one.place
        period = one.first_day if one.first_day == one.last_day else f"{one.first_day} to {one.last_day}"
        told.append(
            {
                "id": one.id,
                "n": one.n,
                "says": f"at least {one.n:,} in {name}, {period}",
                "first_day": one.first_day,
                "last_day": one.last_day,
                "taken_from": taken[one.id][0],
                "taken_to": taken[one.id][1],
                "because": BECAUSE[one.because],
                "carries": weights.get(one.id, 0) > 0,
                "weight": weights.get(one.id, 0),
                "claims": [_held(by_id[each]) for each in one.claims if each in by_id],
                "records": list(one.records),
            }
        )
    outside = sum(c.n for part in wide.found.proof.parts for c in part.people if c.credit == wide.found.proof.divisor)
    return {
        "statements": told,
        "slack_days": slack,
        "people": {"n": sum(len(ids) for ids in wide.people), "outside_the_statements": outside},
        "proof": msgspec.to_builtins(wide.found.proof),
        "words": list(wide.words),
        "checked": not counts.check(wide.facts, wide.found),
        "gap": wide.found.gap,
    }


def _held(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "says": say_claim(claim),
        "speaker": say_speaker(claim),
        "number": say_number(claim),
        "quote": claim.quote,
        "document": claim.document,
        "published": claim.published,
        "url": claim.url,
        "reviewed_by": claim.reviewed.by if claim.reviewed else None,
    }


def why_not(case: Case, what: str) -> dict[str, Any]:
    """Say why a claim or a record is not in the count, and what would be needed."""
    known = stated(case)
    if any(claim.id == what or (len(what) >= 4 and claim.id.startswith(what)) for claim in known.claims):
        return _why_not_claim(case, find_claim(known, what), known.by_id())
    counted = ensure_counted(case)
    ids = find_records(counted.linked, what)
    withdrawn = fold(case).withdrawn
    found = []
    for record in ids:
        row = counted.people.filter(pl.col("records").list.contains(record))
        if record in withdrawn:
            reason: str | None = "withdrawn"
        else:
            reason = row["left_out"].item() if row.height else "withdrawn"
        said = SAYS.get(reason, reason.replace("_", " ")) if reason else "it counts: its person is on the headline rung"
        note = withdrawn.get(record)
        found.append(
            {
                "record": record,
                "counts": reason is None,
                "reason": reason,
                "says": said + (f" ({note})" if note else ""),
                "needed": NEEDED.get(reason or "", "") if reason else "",
            }
        )
    return {"what": what, "rung": counted.ladder.headline, "records": found}


def _why_not_claim(case: Case, claim: Claim, by_id: Mapping[str, Claim]) -> dict[str, Any]:
    ladder = ensure_counted(case).ladder
    fate = next(each for each in ladder.fates if each.id == claim.id)
    if_accepted = next((each.n for each in ladder.if_accepted if each.claim == claim.id), None)
    widest = ladder.wide[-1] if ladder.wide else None
    behind = [s for s in widest.statements if claim.id in s.claims] if widest else []
    carrying = {w.id for part in widest.found.proof.parts for w in part.claims} if widest else set()
    in_ = [rung.rule for rung in ladder.wide if any(claim.id in s.claims for s in rung.statements)]
    carries = any(s.id in carrying for s in behind)
    if fate.admitted:
        less = f" of its {fate.said:,}: two independent parties hold no more" if fate.n < fate.said else ""
        says = f"with at least {fate.n:,}{less}" if fate.n else "as part of a sum"
        needed = ""
        adds = "it is part of the sum" if carries else "others may be about the same people and say as much, so it adds nobody"
    else:
        says, needed = counts.WHY_NOT[fate.reason]
        adds = ""
    return {
        "what": claim.id,
        "claim": _held(claim),
        "state": claim.state,
        "admitted": fate.admitted,
        "n": fate.n,
        "reason": fate.reason or None,
        "says": says,
        "needed": needed,
        "by": [_held(by_id[each]) for each in fate.by if each in by_id],
        "adds": adds,
        "in": in_,
        "carries": carries,
        "if_accepted": if_accepted,
        "headline": "the headline counts people known by name: no claim enters it",
    }


def why_lines(body: Mapping[str, Any]) -> list[str]:
    """Say `why` in lines for people."""
    said = [f"At least {body['n']:,} {body['scope']} ({body['rung']}: {body['rule']})."]
    for one in (s for s in body["statements"] if s["carries"]):
        slack = f" (taken as {one['taken_from']} to {one['taken_to']})" if body["slack_days"] else ""
        said.append(f"  {one['n']:>8,}  {one['says']}{slack}; {one['because']}")
        for claim in one["claims"]:
            quote = f": “{' '.join(claim['quote'].split())}”" if claim["quote"] else ""
            said.append(f"            {claim['id']}  {claim['says']}{quote}")
        said += [f"            {len(one['records'])} row(s) of lists"] * bool(one["records"])
    said += [f"  {n['n']:>8,}  {n['says']}" for n in body["sum"] if n["n"] and n["step"] != "statements"]
    said.append(f"  {body['n']:>8,}  = at least")
    if body.get("slack_days") and any(s["carries"] for s in body["statements"]):
        days = "a day" if body["slack_days"] == 1 else f"{body['slack_days']} days"
        said.append(f"  Each period is taken with {days} of slack either way: who may lie in it is not added to it.")
    said += [f"  {line}" for line in body.get("words", [])]
    rest = [s for s in body["statements"] if not s["carries"]]
    said += [f"  {len(rest)} more statements may be about the same people: they add nobody."] if rest else []
    for each in body["people"].get("on_lists", []):
        said.append(f"  {each['n']:>8,}  on {each['lists']} list{'s' if each['lists'] > 1 else ''}")
    if body["n_draws"]:
        said.append(
            f"  undecided pairs counted once: {body['once']:,}; second smallest of {body['n_draws']} ways of matching: "
            f"{body['low_draw']:,}; the smaller holds."
        )
    if body.get("checked"):
        said.append("  The proof was checked in whole numbers, without the solver.")
    return said


def why_not_lines(body: Mapping[str, Any]) -> list[str]:
    """Say `why_not` in lines for people."""
    if "records" in body:
        said = []
        for one in body["records"]:
            said.append(f"{one['record'][:8]}: {one['says']}.")
            said += [f"  Needed: {one['needed']}."] if one["needed"] else []
        return said
    said = [body["claim"]["says"]]
    said += [f"  “{' '.join(body['claim']['quote'].split())}”"] if body["claim"]["quote"] else []
    by = body["claim"]["reviewed_by"]
    person = {"proposed": "Read by the machine only", "rejected": f"Rejected by {by}"}.get(body["state"], f"Accepted by {by}")
    rule = "admitted by the rule" if body["admitted"] else "not admitted by the rule"
    said.append(f"  {person}, {rule}{' ' if body['admitted'] else ': '}{body['says']}.")
    said += [f"  {each['id']}  {each['says']}" for each in body["by"]]
    said += [f"  Needed: {body['needed']}."] if body["needed"] else []
    if body["admitted"]:
        said.append(f"  On {', '.join(body['in']) or 'the widest rung'}: {body['adds']}.")
    whole = "If the rule admitted the whole of it" if body["admitted"] else "If the rule admitted it"
    said += [f"  {whole}: at least {body['if_accepted']:,}. That is not documented."] if body["if_accepted"] else []
    said.append(f"  {body['headline'].capitalize()}.")
    return said
