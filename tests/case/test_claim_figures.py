"""From claims in a case to the report: who says what, conflicts with people known by name, the proof, what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_factory import two_lists

from atleast import casefile
from atleast.model import Claim, ClaimScope
from atleast.reports.html import html
from atleast.reports.pdf import pdf
from atleast.reports.publication import Publication, check, figure, rows
from atleast.steps import counting, estimating, publishing
from atleast.steps.state import fold
from atleast.steps.stating.deciding import plain

DAYS = {"first_day": "2031-03-01", "last_day": "2031-03-31"}
ARZAN, NORTH = ClaimScope(place="XA", **DAYS), ClaimScope(place="XA.NO", first_day="2031-03-10", last_day="2031-03-12")


def claim(id: str, speaker: str, bound: str, value: int, quote: str, **more: object) -> Claim:
    told: dict[str, object] = {
        "source": speaker,
        "attributed_to": speaker,
        "origin_kind": "ngo",
        "party": speaker,
        "violation": "killing",
        "as_of": "2031-03-31",
        "published": "2031-04-01",
        "publisher": "Arzan Press",
        "scope": ARZAN,
    }
    return Claim(id=id, bound=bound, value=value, quote=quote, **(told | more))  # type: ignore[arg-type]


STATE = {"origin_kind": "official", "party": "state"}
CLAIMS = (
    claim("C000000001", "Interior Ministry", "exact", 2, "Two people lost their lives in all.", **STATE),
    claim("C000000002", "Morgue staff", "at_least", 30, "At least 30 bodies came in.", basis="recorded", scope=NORTH),
    claim("C000000003", "Northern doctors", "at_least", 30, "We counted at least 30.", basis="documented", scope=NORTH),
    claim("C000000004", "Loud TV", "at_least", 1_000_000, "A million were killed.", origin_kind="media"),
    claim("C000000005", "Rights Monitor", "more_than", 900, "More than 900 were arrested.", violation="arrest"),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    case = two_lists(tmp_path_factory.mktemp("claims"))
    casefile.append_many(case, [("claim.added", {"claim": plain(one)}) for one in CLAIMS])
    counted = counting.ensure_counted(case)
    made = publishing.build(case, fold(case), counted, estimating.ensure_estimated(case, counted), on="2031-04-12")
    check(made)
    return made


def by_claim(made: Publication, kind: str) -> dict[str, dict]:
    return {str(row["claim"]): row for row in rows(figure(made, kind=kind))}


def test_every_accepted_claim_is_a_row_with_its_scope_and_its_fate(published: Publication) -> None:
    told = by_claim(published, "ledger")
    assert {id: row["scope"] for id, row in told.items()} == {
        "C000000001": "whole", "C000000002": "part", "C000000003": "part", "C000000004": "whole", "C000000005": "other",
    }  # fmt: skip
    assert told["C000000002"]["fate"] == "admitted" and told["C000000004"]["fate"] == "basis"
    assert told["C000000002"]["place_fa"] == "شمال" and told["C000000001"]["kind"] == "official"


def test_the_ministry_is_in_conflict_with_people_known_by_name(published: Publication) -> None:
    told = [row for row in rows(figure(published, kind="conflicts")) if row["claim"] == "C000000001"]
    named = figure(published, kind="minimum").value
    assert [(row["ceiling"], row["floor"]) for row in told if row["people"] and not row["others"]] == [(2, named)]
    assert [(row["ceiling"], row["floor"]) for row in told if row["others"] == "C000000002; C000000003"] == [(2, 30)]


def test_the_report_sets_no_figure_that_its_source_lowered_against_another(tmp_path: Path) -> None:
    def told(id: str, who: str, value: int, day: str, bound: str = "at_least", **more: object) -> Claim:
        scope = ClaimScope(place="XA", first_day="2031-03-01", last_day=None)
        when: dict[str, object] = {"as_of": day, "published": day, "scope": scope, "basis": "documented"}
        return claim(id, who, bound, value, f"{bound} {value}", **(when | more))

    case = two_lists(tmp_path)
    few = told("C000000011", "Interior Ministry", 12, "2031-03-14", "exact", basis="", **STATE)
    high, low = told("C000000012", "Monitor", 260, "2031-03-05"), told("C000000013", "Monitor", 240, "2031-03-12")
    casefile.append_many(case, [("claim.added", {"claim": plain(one)}) for one in (few, high, low)])
    counted = counting.ensure_counted(case)
    made = publishing.build(case, fold(case), counted, estimating.ensure_estimated(case, counted), on="2031-04-12")
    said = [row for row in rows(figure(made, kind="conflicts")) if row["others"]]
    assert [(row["others"], row["ceiling"], row["floor"]) for row in said] == [("C000000013", 12, 240)]
    body = counting.as_json(case, counted)["claims"]["against_one_another"]
    assert [set(one["claims"]) for one in body] == [{"C000000011", "C000000013"}]
    assert "228 short" in body[0]["says"]


def test_two_origins_carry_the_widest_rung_and_a_loud_one_carries_nothing(published: Publication) -> None:
    ladder = {row["rung"]: row["n"] for row in rows(figure(published, kind="ladder"))}
    proof = rows(figure(published, kind="proof"))
    assert ladder["with_incident_counts"] == proof[-1]["n"] == sum(row["n"] for row in proof[:-1])
    assert ladder["with_incident_counts"] >= 30 + ladder["named"] - 1 and ladder["named"] < 10
    assert "slack:1" in figure(published, kind="proof").notes
    (statement,) = (row for row in proof if row["step"] == "statement")
    assert statement["n"] == 30 and set(str(statement["claims"]).split("; ")) == {"C000000002", "C000000003"}
    assert by_claim(published, "if_accepted")["C000000004"]["n"] >= 1_000_000


def test_what_was_left_out_adds_up_with_what_was_admitted(published: Publication) -> None:
    tally = {row["reason"]: row["n"] for row in rows(figure(published, kind="claims_left_out"))}
    assert sum(tally.values()) == len(CLAIMS) and tally["admitted"] == 2 and tally["other_violation"] == 1


def test_the_pages_say_it_in_both_languages(published: Publication) -> None:
    english, persian = (html(published, lang=lang).decode("utf-8") for lang in ("en", "fa"))
    assert "Who says what" in english and "And why" in english and "Two people lost their lives in all." in english
    assert "چه کسی چه می‌گوید" in persian and "ناسازگار." in persian
    assert "1,000,000" not in english.split("<h1>")[1].split("</h1>")[0]
    assert all(pdf(published, lang=lang).startswith(b"%PDF") for lang in ("en", "fa"))


def test_figures_keep_their_numbers_with_and_without_claims(published: Publication, tmp_path: Path) -> None:
    case = two_lists(tmp_path)
    counted = counting.ensure_counted(case)
    plain_made = publishing.build(case, fold(case), counted, estimating.ensure_estimated(case, counted), on="2031-04-12")
    with_claims = {f.kind: f.id for f in published.figures}
    assert all(with_claims[f.kind] == f.id for f in plain_made.figures)
    assert not {"ledger", "conflicts", "proof", "claims_left_out", "if_accepted"} & {f.kind for f in plain_made.figures}
