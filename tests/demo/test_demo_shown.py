"""The demo as a whole: the job done, each figure beside the truth, every output marked, nobody counted who was not killed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from atleast import casefile, counts, demo
from atleast.demo import showing
from atleast.errors import InputError
from atleast.steps import publishing, tracing
from atleast.steps.counting import ensure_counted
from atleast.steps.stating import explaining, stated


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, showing.Shown]:
    folder = tmp_path_factory.mktemp("demo") / "sepidar"
    return folder, showing.demo(folder, seed=3)


def test_each_rung_lies_just_under_the_truth(shown):
    figures = shown[1].body["figures"]
    rungs = [figure for figure in figures if figure["figure"].startswith("at least")]
    assert len(rungs) == 5
    named, described, widest = (figure["atleast"] for figure in rungs[2:])
    assert named < described < widest
    assert widest < demo.total(demo.make(3).truth)
    for figure in rungs:
        assert 0.93 * figure["truth"] <= figure["atleast"] <= figure["truth"], figure


def test_the_case_verifies_and_its_log_tells_the_whole_story(shown):
    with casefile.open(shown[0] / "sepidar.case", showing.PASSPHRASE) as case:
        assert tracing.verify(case).ok
        kinds = [event.kind for event in casefile.events(case)]
    assert kinds[0] == "case.created" and kinds.count("list.added") == 4 and kinds.count("list.versioned") == 1
    assert kinds.count("figure.published") == 2 and kinds.count("judgement.made") > 10


def test_the_wide_rungs_are_proved_and_say_who_holds_them(shown):
    with casefile.open(shown[0] / "sepidar.case", showing.PASSPHRASE) as case:
        ladder = ensure_counted(case).ladder
        assert all(counts.check(wide.facts, wide.found) == () and wide.found.gap == 0 for wide in ladder.wide)
        body = explaining.why(case, "with_incident_counts")
        speakers = {claim["speaker"] for one in body["statements"] if one["carries"] for claim in one["claims"]}
        assert speakers == {"Doctors’ Register", "Namakzar Teachers’ Union"}
        # The ministry's denial and its totals are broken by those known by name; the rumour of 3,000 documents nothing.
        known = stated(case).by_id()
        said = {claim for one in ladder.conflicts for claim in one.claims}
        broken = {known[claim].value for claim in said if known[claim].source == "Interior Ministry"}
        assert broken == {0, 225, 261} and any(one.people for one in ladder.conflicts)
        rumour = next(c for c in stated(case).claims if c.value == 3000)
        assert explaining.why_not(case, rumour.id)["reason"] == "no_floor"


def test_nobody_who_was_injured_or_arrested_is_counted_as_killed(shown):
    made = demo.make(3)
    alive = {person.id for person in made.truth.persons.values() if person.fate != "killed"}
    assert len(alive) == 300
    with casefile.open(shown[0] / "sepidar.case", showing.PASSPHRASE) as case:
        counted = ensure_counted(case)
        who = showing.people_of_records(case, made)
        status = dict(counted.linked.records.select("record_id", "status").iter_rows())
    for records in counted.people.filter(counted.people["counted"])["records"].to_list():
        dead = [record for record in records if status[record] == "dead"]
        assert dead, "somebody is counted without a record of death"
        assert not all(who.get(record) in alive for record in dead)


def test_every_output_says_invented_data(shown, tmp_path):
    folder = shown[0]
    for name in ("report.html", "report.fa.html"):
        text = (folder / "report" / name).read_text(encoding="utf-8")
        word = "Invented data" if name == "report.html" else "دادهٔ ساختگی"
        figures = re.findall(r"<svg role=\"img\".*?</svg>", text, flags=re.S) or re.findall(
            r"<figure.*?</figure>", text, flags=re.S
        )
        assert len(figures) >= 4
        assert all(word in figure for figure in figures), "a figure that is cut out no longer says that it is invented"
    for name in ("report.pdf", "report.fa.pdf"):
        pages = pypdfium2.PdfDocument(folder / "report" / name)
        for page in pages:
            text = page.get_textpage().get_text_bounded()
            assert "Invented data" in text or "ساختگی" in text
    rows = list(csv.DictReader(io.StringIO((folder / "report" / "figures.csv").read_text(encoding="utf-8-sig"))))
    assert rows and all(row["invented"] == "1" for row in rows)
    with casefile.open(folder / "sepidar.case", showing.PASSPHRASE) as case:
        publishing.export(case, "persons", tmp_path / "persons.xlsx")
    with zipfile.ZipFile(tmp_path / "persons.xlsx") as book:
        assert b"invented data" in book.read("xl/workbook.xml")


def test_the_demo_never_empties_a_folder_it_did_not_make(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="not made by the demo"):
        showing.demo(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
