"""The report with claims: conflicts in words, quotes in their own language, a proof that adds up, nothing without claims."""

from __future__ import annotations

import re

import msgspec
import pytest
from claims_example import CLAIMS, COUNTED, PROVED, claim, claim_states, claimed, contradicted, voices
from example import example, states, table

from atleast.counts import WHY_NOT
from atleast.errors import PublishRefused
from atleast.reports.charts.claims import claims_out, conflicts, ledger, proof, said, scope
from atleast.reports.charts.drawing import Text
from atleast.reports.html import bare, html
from atleast.reports.page import page
from atleast.reports.publication import Publication, check, figure, rows
from atleast.reports.words import Words, knows, load

EN, FA = load("en"), load("fa")


def text(data: bytes) -> str:
    body = data.decode("utf-8").split("</style>")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.replace("<bdi>", "").replace("</bdi>", "")))


def replaced(publication: Publication, kind: str, content: object) -> Publication:
    made = tuple(msgspec.structs.replace(f, table=content) if f.kind == kind else f for f in publication.figures)
    return msgspec.structs.replace(publication, figures=made)


def test_conflicts_are_said_with_who_when_and_by_how_much() -> None:
    block = conflicts(claimed(), words=EN)
    told = [bare(point.text).replace("\u00a0", " ") for point in block.points if point.conflict]
    assert told[0] == "261 by Interior Ministry (2 April) is under 612 people known by name in its scope: 351 short."
    assert told[1].startswith(
        "225 by Interior Ministry (17 March) is under more than 500 by Deputy governor of Mahrud (19 March): 276"
    )
    persian = bare(conflicts(claimed(), words=FA).points[0].text)
    assert "وزارت کشور" in persian and "۳۵۱ نفر کم دارد" in persian and "۶۱۲" in persian


def test_what_is_not_in_conflict_is_said_as_plainly() -> None:
    told = [bare(point.text) for point in conflicts(claimed(), words=EN).points if not point.conflict]
    assert any("“Up to 3,000” by an unnamed official sets no floor" in one for one in told)
    calm = conflicts(claimed(CLAIMS[:8], conflicts=False), words=EN)
    assert calm.title == "No figure contradicts another" and not any(p.conflict for p in calm.points)


def test_many_conflicts_are_counted_and_the_rest_is_in_the_file() -> None:
    block = conflicts(contradicted(), words=EN)
    assert sum(point.conflict for point in block.points) == 6
    assert block.notes and "further conflicts" in block.notes[0].text


def test_words_stand_as_quotes_in_their_own_language() -> None:
    made = html(claimed(), lang="en").decode("utf-8")
    assert '<bdi lang="fa">«دست‌کم ۴۰۷ نفر از کشته‌شدگان را به نام می‌شناسیم.»</bdi>' in made
    assert '<bdi lang="en">“225 people lost their lives.”</bdi>' in html(claimed(), lang="fa").decode("utf-8")
    block = said(claimed(), words=EN)
    (row,) = (row for row in block.sheet.rows if "Mission" in row.cells[0])
    assert bare(row.cells[2]) == "700 to 900" and "Sepidar" in row.cells[3]


def test_the_proof_of_the_widest_rung_adds_up_on_the_page() -> None:
    block = proof(claimed(), words=EN)
    assert block.title == "And why 668 on the widest rung"
    assert [branch.n for branch in block.branches] == ["142", "38", "11", "477", "668"]
    assert block.branches[0].quoted and any("the same is held by" in line for line in block.branches[0].under)
    assert any("5f1d09aa" in leaf for leaf in block.branches[0].leaves)
    assert "135 others may be among those above" in block.branches[3].under[0]
    assert "These statements cannot be about the same people" in block.branches[-1].under[0]


def test_the_proof_says_by_how_many_days_its_periods_are_widened() -> None:
    made = claimed()
    with_slack = msgspec.structs.replace(
        made,
        figures=tuple(
            msgspec.structs.replace(f, notes=("proof_checked", "slack:1")) if f.kind == "proof" else f for f in made.figures
        ),
    )
    assert proof(made, words=EN).notes == ()
    assert [note.text for note in proof(with_slack, words=EN).notes] == ["Each period is taken with a day of slack either way."]
    assert "Each period is taken with a day of slack either way." in html(with_slack, lang="en").decode("utf-8")
    assert "یک روز گشاده‌تر" in html(with_slack, lang="fa").decode("utf-8")


def test_a_counted_proof_says_its_weights() -> None:
    block = proof(claimed(proof=COUNTED), words=EN)
    assert any("weight 1 of 2" in line for branch in block.branches for line in branch.under)
    assert "weigh more than 2 together" in block.branches[-1].under[0]


@pytest.mark.parametrize("column", [10, 11])
def test_a_proof_that_does_not_add_up_is_refused(column: int) -> None:
    row = list(PROVED.rows[0])
    row[column] += 1
    wrong = replaced(claimed(), "proof", msgspec.structs.replace(PROVED, rows=(tuple(row), *PROVED.rows[1:])))
    with pytest.raises(PublishRefused, match="adds up to"):
        check(wrong)
    less = tuple(("with_incident_counts", 667, *r[2:]) if r[0] == "with_incident_counts" else r for r in _ladder(claimed()))
    with pytest.raises(PublishRefused, match="the rung is 667"):
        check(replaced(claimed(), "ladder", table("rung n left_out headline", *less)))


def _ladder(publication: Publication) -> tuple[tuple, ...]:
    found = figure(publication, kind="ladder")
    assert found is not None and found.table is not None
    return found.table.rows


def test_one_more_claim_of_a_million_changes_no_headline_and_no_rung() -> None:
    loud = claim("C99", ("Loud TV", "شبکهٔ بلند", "media"), "2031-04-02", "at_least", 1_000_000, "A million.", fate="one_origin")
    before, after = claimed(), claimed((*CLAIMS, loud))
    assert page(after, lang="en").big == page(before, lang="en").big == "At least 612"
    kinds = ("ladder", "proof", "sum")
    assert [rows(figure(before, kind=k)) for k in kinds] == [rows(figure(after, kind=k)) for k in kinds]


def test_claims_left_out_are_counted_by_reason_and_what_would_follow_is_never_the_headline() -> None:
    block = claims_out(claimed(), words=EN)
    assert block.sheet.rows[-1].cells == ("claims left out, of 23", "20")
    assert bare(block.notes[0].text) == "If the figure of Mission of Inquiry (700 to 900) is accepted: at least 700."
    for words in (EN, FA):
        assert all(knows(words, f"why_not.{code}") for code in WHY_NOT)


def test_a_case_without_claims_has_none_of_it() -> None:
    assert (
        ledger(example(), words=EN) is None and proof(example(), words=EN) is None and claims_out(example(), words=EN) is None
    )
    kinds = {block.kind for part in page(example(), lang="en").sections for block in part}
    assert not kinds & {"ledger", "conflicts", "claims", "proof", "claims_out"}
    assert "Who says what" not in text(html(example(), lang="en"))


def test_the_minimum_is_a_line_and_the_estimate_a_band_in_every_lane() -> None:
    block = ledger(claimed(), words=EN)
    texts = [mark.text for mark in block.drawing.marks if isinstance(mark, Text)]
    assert "612 by name" in texts and "estimate 780–1,070" in texts
    refused = ledger(claim_states()["claims and no estimate"], words=EN)
    assert not any("estimate" in mark.text for mark in refused.drawing.marks if isinstance(mark, Text))


def test_only_what_speaks_of_the_scope_stands_on_the_axis() -> None:
    block = ledger(claimed(), words=EN)
    assert not any("Burial" in mark.text for mark in block.drawing.marks if isinstance(mark, Text))
    assert "14 claims of 18" in bare(block.source)


def test_a_picture_cut_out_says_that_the_data_are_invented() -> None:
    for lang, mark in (("en", "Invented data"), ("fa", "دادهٔ ساختگی")):
        made = html(claimed(), lang=lang).decode("utf-8")
        pictures = re.findall(
            r"<svg class=\"draw l_(?:wide|slim)\".*?</svg></svg>|<svg class=\"draw l_.*?class=\"mark\".*?</svg>", made, re.S
        )
        assert len(pictures) == 2 and all(mark in picture for picture in pictures)


def test_what_a_claim_speaks_of_is_said_as_far_as_it_is_known() -> None:
    by_id = {str(row["claim"]): row for row in rows(figure(claimed(), kind="ledger"))}
    assert bare(scope(EN, by_id["C15"])) == "Mahrud, 7 to 9\u00a0March\u00a02031"
    assert bare(scope(EN, by_id["C18"])).startswith("arrested, Sepidar")
    assert scope(EN, dict(by_id["C15"], place_en="", place_fa="", first_day="", last_day="")) == "not stated"


@pytest.mark.parametrize("name", sorted(claim_states()))
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_state_with_claims_is_said_in_both_languages(name: str, lang: str) -> None:
    made = text(html(states()[name], lang=lang))
    assert not re.search(r"\{\w+\}", made)
    assert not re.search(r"\b(?:own_total|one_origin|not_reviewed|no_floor)\b", made)


def test_hostile_words_of_a_source_are_text() -> None:
    bad = claim("C1", ("<script>x</script>", "‮bad", "ngo"), "2031-03-08", "at_least", 5, "<b>5</b> \u202e & “more”")
    made = html(claimed((bad, *CLAIMS[1:])), lang="en").decode("utf-8")
    assert "<script>x" not in made and "&lt;script&gt;" in made and "\u202e" not in made


def test_forty_voices_are_drawn_in_parts_that_fit_paper() -> None:
    block = ledger(voices(40), words=EN)
    assert len(block.leaves) > 1 and all(leaf.height < 1200 for leaf in block.leaves)
    assert len(rows(figure(voices(40), kind="ledger"))) > 40


@pytest.mark.parametrize(("words", "kind", "speakers"), [(EN, "kind not stated", "speakers"), (FA, "نوع گفته نشده", "گوینده")])
def test_a_source_whose_kind_nobody_stated_is_not_called_unnamed(words: Words, kind: str, speakers: str) -> None:
    made = claim("M1", ("Monitor", "دیدبان", "unknown"), "2031-03-10", "at_least", 30, "30 killed")
    block = ledger(claimed((made, *CLAIMS), conflicts=False), words=words)
    assert block is not None and speakers in bare(block.title)
    assert kind in html(claimed((made, *CLAIMS), conflicts=False), lang=words.lang).decode("utf-8")
    assert not {"not named", "بی‌نام"} & {words.phrases["source_kind.unknown"]}
