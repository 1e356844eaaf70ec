"""Claims in a case: read from texts, added by hand, reviewed, admitted, explained; events that merge and can be undone."""

from __future__ import annotations

import itertools
import json
import shutil

import msgspec
import pytest
from case_factory import LATIN, add, new_case, reopen, two_lists

from atleast import casefile, counts
from atleast.errors import InputError, UsageError
from atleast.steps import tracing
from atleast.steps.counting import as_json, ensure_counted
from atleast.steps.figures.claimed import claimed
from atleast.steps.reviewing import undo, withdraw
from atleast.steps.state import gazetteer
from atleast.steps.stating import find_claim, stated
from atleast.steps.stating.adding import add_claims, add_text, claim_from, read_claims_file
from atleast.steps.stating.asking import export, import_answers, questions
from atleast.steps.stating.deciding import Decision, decide, state_source
from atleast.steps.stating.editing import changed
from atleast.steps.stating.explaining import why, why_lines, why_not, why_not_lines

ARTICLE = (
    "Clashes went on in the north of Arzan. The Doctors' Circle said on Friday that at least 40 people were killed in North "
    "since 5 March. A deputy governor admitted that 12 people had been killed.\n"
    "More than 300 were injured, the Arzan Rights Group reported, citing hospitals.\n"
)


def told(source="X", value=12, days=("2031-03-05", "2031-03-06"), **more):
    given = {"violation": "killing", "bound": "at_least", "basis": "documented", "party": source.lower(), "place": "XA.NO"}
    return claim_from(source=source, value=value, first_day=days[0], last_day=days[1], **given | more)


@pytest.fixture
def case(tmp_path):
    with two_lists(tmp_path) as opened:
        yield opened


def rungs(case):
    return {rung.rule: rung.n for rung in ensure_counted(case).ladder.rungs}


def test_nothing_that_was_only_read_enters_a_count(case, tmp_path):
    before = rungs(case)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    added = add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14")
    assert added.new == len(added.claims) >= 3 and not added.known
    assert all(claim.state == "proposed" for claim in added.claims)
    for claim in added.claims:
        assert claim.quote == added.text[claim.span[0] : claim.span[1]]
        assert (claim.published, claim.publisher, claim.document) == ("2031-03-14", "Arzan Post", added.document.id)
    first = next(claim for claim in added.claims if claim.value == 40)
    assert (first.violation, first.bound, first.scope.place) == ("killing", "at_least", "XA.NO")
    assert (first.scope.first_day, first.scope.last_day) == ("2031-03-05", "2031-03-14")
    assert rungs(case) == before
    assert {fate.reason for fate in ensure_counted(case).ladder.fates} == {"not_reviewed"}
    again = add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14")
    assert (again.known, again.new, len(stated(case).documents)) == (True, 0, 1)


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "empty"), (b" \n\t", "empty"), (b"PK\x03\x04\x00\x00", "no plain text"), (b"\xff\xfe\xfd", "not UTF-8")],
)
def test_what_is_no_text_is_refused_and_nothing_is_kept(case, tmp_path, data, says):
    (tmp_path / "bad.txt").write_bytes(data)
    n = len(casefile.events(case))
    with pytest.raises(InputError, match=says):
        add_text(case, tmp_path / "bad.txt", publisher="Arzan Post")
    assert len(casefile.events(case)) == n


def test_two_states_of_a_running_count_never_add_up_when_accepted_as_read(case, tmp_path):
    before = rungs(case)["named"]
    text = "On {} March the {} said it had documented at least {} deaths in North since the protests began.\n"
    told = (
        ("3", "Lawyers' Circle", 40),
        ("20", "Lawyers' Circle", 60),
        ("4", "Nurses' Union", 45),
        ("21", "Nurses' Union", 65),
    )
    (tmp_path / "totals.txt").write_text("\n".join(text.format(*each) for each in told), encoding="utf-8")
    added = add_text(case, tmp_path / "totals.txt", publisher="Arzan Post", published="2031-03-25")
    assert [(c.scope.first_day, c.scope.last_day, c.as_of) for c in added.claims] == [
        ("2031-03-01", day, day) for day in ("2031-03-03", "2031-03-20", "2031-03-04", "2031-03-21")
    ]
    assert all("counted from the first day of the case, 2031-03-01" in c.scope.assumed[-1] for c in added.claims)
    for name in ("Lawyers' Circle", "Nurses' Union"):
        state_source(case, name, party=name)
    decide(case, [Decision(claim=claim.id, verdict="accepted") for claim in added.claims])
    # Those known by name elsewhere stand beside them; people of North may be among the 60.
    assert 60 <= rungs(case)["with_incident_counts"] <= 60 + before
    (carried,) = (s for s in ensure_counted(case).ladder.wide[-1].statements if s.claims)
    assert (carried.n, carried.first_day, carried.last_day) == (60, "2031-03-01", "2031-03-21")


def test_review_accepts_edits_and_rejects_and_the_quote_stays(case, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    added = add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14")
    asked = questions(case)
    assert [one.claim.id for one in asked] == [claim.id for claim in added.claims]
    assert all(one.before + one.claim.quote + one.after in added.text for one in asked)
    first, second, *_ = (one.claim for one in asked)
    edited = changed(changed(second, "place", "South", gazetteer(case)), "from", "1409/12/14", gazetteer(case))
    rejected = asked[-1].claim.id
    events = decide(
        case,
        [
            Decision(claim=first.id, verdict="accepted"),
            Decision(claim=second.id, verdict="edited", edited=edited),
            Decision(claim=rejected, verdict="rejected", because="injuries"),
        ],
    )
    now = stated(case).by_id()
    assert [now[each].state for each in (first.id, second.id, rejected)] == ["accepted", "edited", "rejected"]
    assert (now[second.id].scope.place, now[second.id].scope.first_day) == ("XA.SO", "2031-03-05")
    assert (now[second.id].quote, now[second.id].span, now[second.id].document) == (second.quote, second.span, second.document)
    with pytest.raises(UsageError, match="quote"):
        decide(case, [Decision(claim=first.id, verdict="edited", edited=msgspec.structs.replace(first, quote="400"))])
    # Undo takes the edit back; then the claim waits for its reviewer again. Undoing the text takes all of it away.
    undo(case, events[1], because="misread")
    assert stated(case).by_id()[second.id] == second
    undo(case, added.document.id, because="a forgery")
    assert stated(case).claims == () and stated(case).documents == {}


def test_answers_travel_as_json_lines(case, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14")
    export(case, tmp_path / "claims.jsonl", decided=False)
    lines = [json.loads(line) for line in (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(line["proposed"]["quote"] in line["sentence"] for line in lines)
    lines[0] |= {"verdict": "accepted", "by": "reader two"}
    lines[1] |= {"verdict": "edited", "edited": lines[1]["proposed"] | {"basis": "recorded"}}
    lines[2] |= {"verdict": "edited", "edited": lines[2]["proposed"] | {"quote": "everybody"}}
    lines += [{"claim": "Cnothing", "verdict": "accepted"}, {"nonsense": 1}]
    (tmp_path / "back.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    body = import_answers(case, tmp_path / "back.jsonl")
    assert (body["taken"], len(body["problems"])) == (2, 3)
    now = stated(case).by_id()
    assert (now[lines[0]["claim"]].reviewed.by, now[lines[1]["claim"]].basis) == ("reader two", "recorded")
    assert import_answers(case, tmp_path / "back.jsonl")["known"] == 2
    export(case, tmp_path / "all.jsonl")
    assert import_answers(case, tmp_path / "all.jsonl")["taken"] == 0


def test_a_hand_made_claim_is_reviewed_by_its_adder_and_counts_by_the_rule_alone(case):
    before = rungs(case)
    (x, y), again = add_claims(case, [told("X"), told("Y", 14)])
    assert again == 0 and (x.state, x.reviewed.by) == ("accepted", "tester")
    after = rungs(case)
    # Shirin, Parvaneh, Nader and Leila are in North, of whom three may be among the twelve; Leila died two days later.
    assert after | {"with_incident_counts": 0} == before | {"with_incident_counts": 0}
    assert after["with_incident_counts"] == before["named"] - 2 + 12
    assert add_claims(case, [told("X")])[1] == 1 and len(stated(case).claims) == 2
    loud, _ = add_claims(case, [told("Loud", 1_000_000, ("2031-03-01", "2031-03-31"), place="XA")])
    assert rungs(case) == after
    body = as_json(case, ensure_counted(case))
    # Two hold twelve of Y's fourteen; the rest of them, like the million, is said and not counted.
    assert {one["claim"]: one["n"] for one in body["claims"]["if_accepted"]} == {
        y.id: after["with_incident_counts"] + 2,
        loud[0].id: 1_000_000,
    }
    assert body["minimum"] == before["named"]
    done = withdraw(case, y.id, because="retracted by its source")
    assert rungs(case) == before and done.body["after"] == before["named"]
    undo(case, done.body["events"][0], because="a slip")
    assert rungs(case) == after


def test_a_source_stated_puts_names_together(case):
    add_claims(case, [told("Ministry", party=None), told("Minister Sabzineh", party=None), told("Doctors", party="doctors")])
    assert rungs(case)["with_incident_counts"] == rungs(case)["named"]
    state_source(case, "Interior Ministry", kind="official", party="state", aliases=["Ministry", "Minister Sabzineh"])
    claims = stated(case).claims
    assert {(c.source, c.party, c.origin_kind) for c in claims if c.attributed_to != "Doctors"} == {
        ("Interior Ministry", "state", "official")
    }
    assert rungs(case)["with_incident_counts"] > rungs(case)["named"]
    last = state_source(case, "interior ministry", kind="official", party="doctors", aliases=["Ministry", "Minister Sabzineh"])
    assert rungs(case)["with_incident_counts"] == rungs(case)["named"]
    undo(case, last, because="wrong")
    assert rungs(case)["with_incident_counts"] > rungs(case)["named"]


def test_a_source_has_a_name_in_persian_for_the_persian_report(case):
    fa = "حلقهٔ پزشکان"
    given = {"quote": "twelve dead", "published": "2031-03-10"}
    add_claims(case, [told("Doctors' Circle", **given), told(fa, 14, party=None), told("Y", relayed_by=["Doctors' Circle"])])
    state_source(case, "Doctors' Circle", kind="medical", party="doctors' circle", name_fa=fa)
    known = stated(case)
    assert sorted(c.source for c in known.claims) == ["Doctors' Circle", "Doctors' Circle", "Y"]
    assert (known.in_persian("Doctors' Circle"), known.in_persian("Y")) == (fa, "Y")
    figures = {kind: table for kind, table, _ in claimed(case, ensure_counted(case), gazetteer(case))}
    rows = [dict(zip(figures["ledger"].columns, row, strict=True)) for row in figures["ledger"].rows]
    named = {(row["speaker"], row["speaker_fa"], row["relayed_by"], row["relayed_by_fa"]) for row in rows}
    assert named == {("Doctors' Circle", fa, "", ""), ("Y", "Y", "Doctors' Circle", fa)}
    event = casefile.get_event(case, state_source(case, "Doctors' Circle"))
    assert event.payload["name_fa"] is None and stated(case).in_persian("Doctors' Circle") == "Doctors' Circle"


def test_two_readers_of_one_claim_who_differ_are_named_until_one_answers_again(case, tmp_path):
    (x, y), _ = add_claims(case, [told("X"), told("Y", 14)])

    def answer(by, verdict, claim=x, **more):
        return {"claim": claim.id, "verdict": verdict, "by": by, **more}

    def take(*answers):
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, answers)), encoding="utf-8")
        return import_answers(case, tmp_path / "a.jsonl")

    first = take(answer("Sara", "accepted"), answer("Sara", "accepted", y))
    assert (first["taken"], first["differ"]) == (2, []) and not stated(case).differ
    both = take(answer("Navid", "rejected"), answer("Navid", "accepted", y))
    assert both["differ"] == [{"claim": x.id, "said": [["Sara", "accepted"], ["Navid", "rejected"]]}]
    said = f"readers differ on {x.id}: Sara accepted it, then Navid rejected it, which holds"
    assert any(said in line for line in both["says"])
    assert any(said in words for words in as_json(case, ensure_counted(case))["claims"]["warnings"])
    assert any(said in words for words in tracing.status(case)["warnings"])
    assert stated(case).by_id()[x.id].state == "rejected"
    # The same file again says nothing new, and does not turn the verdict.
    assert take(answer("Sara", "accepted"), answer("Sara", "accepted", y))["known"] == 2
    assert stated(case).by_id()[x.id].state == "rejected"
    assert take(answer("Sara", "rejected"))["taken"] == 1 and not stated(case).differ
    changed_ = msgspec.to_builtins(msgspec.structs.replace(y, value=13, reviewed=None))
    one = take(answer("Sara", "edited", y, edited=changed_))
    assert [(d["claim"], [v for _, v in d["said"]]) for d in one["differ"]] == [(y.id, ["accepted", "edited"])]
    assert take(answer("Navid", "edited", y, edited=changed_))["taken"] == 1 and not stated(case).differ
    undo(case, stated(case).by_id()[y.id].reviewed.event, because="a slip")
    assert [d.claim for d in stated(case).differ] == [y.id]


def test_sources_that_cite_one_another_are_said_and_are_one_origin(case):
    add_claims(case, [told("A", relayed_by=["B"]), told("B", relayed_by=["A"])])
    assert rungs(case)["with_incident_counts"] == rungs(case)["named"]
    assert stated(case).warnings == ("A and B cite one another: they are taken as one origin",)
    assert any("cite one another" in line for line in tracing.status(case)["warnings"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"days": ("2031-03-09", "2031-03-05")}, "ends .2031-03-05. before it begins"),
        ({"value": None}, "without a number"),
        ({"bound": "vague"}, "vague and has a number"),
        ({"bound": "range"}, "two numbers"),
        ({"bound": "range", "value_hi": 3}, "range ends before it begins"),
        ({"value": -1}, "speaks of -1 people"),
        ({"place": "Nowhere at all"}, "not in the gazetteer"),
        ({"days": ("soon", None)}, "not a date"),
        ({"source": " "}, "no source"),
    ],
)
def test_a_claim_that_says_nothing_is_refused_in_words(case, change, says):
    n = len(casefile.events(case))
    with pytest.raises(InputError, match=says):
        add_claims(case, [told(**change)], places_known=True)
    assert len(casefile.events(case)) == n


def test_many_claims_from_a_file(case, tmp_path):
    columns = "id event published as_of source role relayed_by violation bound value value_hi group place period_start"
    columns += " period_end scope basis stance url party quote"
    rows = [
        "a,north,2031-03-10,2031-03-09,X,ngo,,killing,at_least,15,,all,North,2031-03-05,2031-03-06,,documented,asserts,,x,15!",
        "b,north,2031-03-10,,Y,medical,Wire; Paper,killing,exact,20,,,XA.NO,2031-03,2031-03-06,,recorded,asserts,,y,",
        "c,other,2031-03-10,,Z,ngo,,injury,vague,,,,Atlantis,,,,,,,,dozens",
    ]
    header = columns.replace(" ", ",")
    (tmp_path / "claims.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    read = read_claims_file(tmp_path / "claims.csv", only="north")
    added, _ = add_claims(case, [claim for _, claim in read], names=[name for name, _ in read])
    assert [(c.scope.place, c.scope.first_day, c.relayed_by) for c in added] == [
        ("XA.NO", "2031-03-05", ()),
        ("XA.NO", "2031-03-01", ("Wire", "Paper")),
    ]
    assert {fate.id: fate.n for fate in ensure_counted(case).ladder.fates} == {added[0].id: 15, added[1].id: 15}
    (third,) = (claim for _, claim in read_claims_file(tmp_path / "claims.csv", only="other"))
    (third,), _ = add_claims(case, [third])
    assert third.scope.place is None and third.scope.place_written == "Atlantis"
    with pytest.raises(InputError, match="no row is of the event"):
        read_claims_file(tmp_path / "claims.csv", only="elsewhere")


def test_why_shows_the_sum_and_why_not_the_rule(case):
    (x, y, lone), _ = add_claims(
        case, [told("X", quote="at least twelve"), told("Y", 14), told("Z", 90, ("2031-03-10", "2031-03-11"), place="XA.SO")]
    )
    body = why(case, "with_incident_counts")
    assert body["checked"] and body["gap"] == 0
    (carrying,) = [one for one in body["statements"] if one["carries"]]
    assert {claim["id"] for claim in carrying["claims"]} == {x.id, y.id} and carrying["n"] == 12
    assert carrying["n"] + body["people"]["outside_the_statements"] == body["n"] == sum(one["n"] for one in body["sum"])
    lines = "\n".join(why_lines(body))
    assert "“at least twelve”" in lines and "two independent parties hold it" in lines and "North" in lines
    # A reader who adds up by hand needs the days as the proof takes them: a day of slack either way.
    assert body["slack_days"] == 1 and (carrying["taken_from"], carrying["taken_to"]) == ("2031-03-04", "2031-03-07")
    assert "taken as 2031-03-04 to 2031-03-07" in lines and "a day of slack either way" in lines
    named = why(case)
    assert named["n"] == rungs(case)["named"] == sum(one["n"] for one in named["people"]["on_lists"])
    said = why_not(case, lone.id)
    assert (said["admitted"], said["reason"], said["if_accepted"]) == (False, "one_origin", body["n"] + 90)
    assert "only one party holds it" in "\n".join(why_not_lines(said))
    assert "Accepted by tester, not admitted by the rule: only one party" in "\n".join(why_not_lines(said))
    assert why_not(case, x.id[:6])["n"] == 12
    of_x, of_y = ("\n".join(why_not_lines(why_not(case, each.id))) for each in (x, y))
    assert "Accepted by tester, admitted by the rule with at least 12." in of_x and "part of the sum" in of_x
    assert "admitted by the rule with at least 12 of its 14" in of_y
    assert f"If the rule admitted the whole of it: at least {body['n'] + 2}." in of_y
    for text in (of_x, of_y):
        assert "On no rung" not in text and "Nothing" not in text and "If it is accepted" not in text
    withdraw(case, "alpha:a3", because="wrong photo")
    assert why_not(case, "alpha:a3")["records"][0]["reason"] == "withdrawn"
    assert why_not(case, "alpha:a1")["records"][0]["counts"]
    with pytest.raises(UsageError, match="no rung"):
        why(case, "wishes")


def test_a_sum_of_incidents_names_everyone_who_holds_it_and_none_counts_twice(case):
    gate, bridge = (
        told("Monitor", n, ("2031-03-06",) * 2, declares="incidents", incident=e) for e, n in (("gate", 60), ("bridge", 45))
    )
    at_gate, at_bridge = (
        told(who, 40, ("2031-03-06",) * 2, incident=e) for who, e in (("Doctors", "gate"), ("Nurses", "bridge"))
    )
    add_claims(case, [gate, bridge, at_gate, at_bridge])
    body = why(case, "with_incident_counts")
    one = next(each for each in body["statements"] if each["because"].startswith("incidents"))
    assert (one["n"], {each["speaker"] for each in one["claims"]}) == (80, {"Monitor", "Doctors", "Nurses"})
    lines = "\n".join(why_lines(body))
    assert all(f"{who}: at least 40" in lines for who in ("Doctors", "Nurses"))
    proof = next(table for kind, table, _ in claimed(case, ensure_counted(case), gazetteer(case)) if kind == "proof")
    row = next(dict(zip(proof.columns, row)) for row in proof.rows if "incidents" in row)
    assert len(row["claims"].split("; ")) == 4


def test_two_copies_merge_by_union_whatever_the_order(tmp_path):
    with two_lists(tmp_path) as case:
        add_claims(case, [told("X")])
        folder = case.folder
    shutil.copytree(folder, tmp_path / "copy.case")
    with reopen(folder) as one, reopen(tmp_path / "copy.case") as two:
        add_claims(one, [told("Y", 14), told("Z", 9)])
        (z,) = (c for c in stated(one).claims if c.source == "Z")
        add_claims(two, [told("Y", 14)])
        decide(one, [Decision(claim=z.id, verdict="rejected")])
        state_source(two, "X", kind="ngo", party="xs")
        events = {e.id: e for case in (one, two) for e in casefile.events(case)}
        seen = set()
        for order in itertools.islice(itertools.permutations(events.values()), 0, None, 4999):
            seen.add(_fold_of(one, order))
    assert len(seen) == 1
    ((found, sources),) = seen
    assert [(state, party) for _, state, party in found] == [("accepted", "y"), ("accepted", "xs"), ("rejected", "z")] or {
        (state, party) for _, state, party in found
    } == {("accepted", "y"), ("accepted", "xs"), ("rejected", "z")}
    assert sources == ("X",)


def _fold_of(case, events):
    """Return what a fold of these events says, as if they had arrived in this order."""
    from atleast.steps.stating import folding

    class Arrived:
        pass

    real = folding.casefile.events
    folding.casefile.events = lambda _: list(events)
    try:
        known = folding.stated(case)
    finally:
        folding.casefile.events = real
    return tuple((c.id, c.state, c.party) for c in known.claims), tuple(known.sources)


def test_a_case_of_claims_alone_can_be_counted(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add_claims(case, [told("X", 10, ("2031-03-05", "2031-03-05")), told("Y", 10, ("2031-03-06", "2031-03-06"))])
        assert list(rungs(case).values()) == [0, 0, 0, 0, 10]
        official = {"kind": "official", "stance": "admits", "declares": "incidents", "party": "state", "place": "XA.SO"}
        days = ("2031-03-15", "2031-03-16")
        add_claims(case, [told("Governor", 10, (day, day), **official) for day in days])
        assert rungs(case)["with_incident_counts"] == 30
        add(case, tmp_path, "alpha", LATIN)
        assert rungs(case)["named"] == 5


def test_status_log_and_trace_speak_of_claims(case, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    added = add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14", title="Clashes")
    (x,), _ = add_claims(case, [told("X")])
    ensure_counted(case)
    body = tracing.status(case)
    assert body["claims"] == {"accepted": 1, "proposed": len(added.claims)} and body["documents"] == 1
    said = [entry["says"] for entry in tracing.log(case)]
    assert any("added the text Clashes of Arzan Post" in line for line in said)
    assert any(f"added the claim {x.id} of X" in line for line in said)
    claim = added.claims[0]
    decide(case, [Decision(claim=claim.id, verdict="accepted")])
    traced = tracing.trace(case, claim.id)
    assert traced["document"]["sha256"] == added.document.sha256
    assert [event["kind"] for event in traced["events"]] == ["document.added", "claims.proposed", "claim.reviewed"]
    assert any(added.document.sha256 in line for line in tracing.lines(traced))
    assert tracing.trace(case, x.id)["document"] is None
    # Of each claim its own events only.
    add_claims(case, [told("Y"), told("Z")])
    state_source(case, "Z", party="z")
    assert [event["kind"] for event in tracing.trace(case, x.id)["events"]] == ["claim.added"]
    (tmp_path / "more.txt").write_text("At least 9 people were killed in North.", encoding="utf-8")
    add_text(case, tmp_path / "more.txt", publisher="Arzan Post", published="2031-03-15")
    assert len(tracing.trace(case, claim.id)["events"]) == 3
    assert "`atleast review --claims`" in tracing.status(case)["next"]
    assert find_claim(stated(case), x.id[:5]) == x
    assert tracing.verify(case).ok
    assert counts.check(ensure_counted(case).ladder.wide[-1].facts, ensure_counted(case).ladder.wide[-1].found) == ()


@pytest.mark.parametrize(
    ("words", "lang", "place"),
    [
        ("دست‌کم ۱۲ نفر در استان شمال کشته شدند.", "fa", "XA.NO"),
        ("دست‌کم ۱۲ نفر در ارزن کشته شدند.", "fa", "XA"),
        ("دست‌کم ۱۲ نفر در شمال کشته شدند.", "fa", None),  # in the north of what?
        ("دست‌کم ۱۲ نفر در بازداشت کشته شدند.", "fa", None),
        ("دست‌کم ۱۲ نفر در ارزنه کشته شدند.", "fa", None),
        ("قتل 12 شخصا على الأقل في ارزن.", "ar", "XA"),
        ("قتل 12 شخصا على الأقل في محافظة جنوب.", "ar", "XA.SO"),
    ],
)
def test_places_in_persian_and_arabic_are_those_of_the_gazetteer(case, tmp_path, words, lang, place):
    (tmp_path / "article.txt").write_text(words, encoding="utf-8")
    (claim,) = add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14", lang=lang).claims
    assert (claim.value, claim.scope.place) == (12, place)
