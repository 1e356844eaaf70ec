"""`atleast ledger` from the command line: the drawing, the summaries, and bad input in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

HEAD = (
    "id,event,published,as_of,source,role,relayed_by,violation,bound,value,value_hi,group,place,period_start,period_end,"
    "scope,basis,stance,url\n"
)
PERIOD = "all,Varna,2031-03-01,2031-03-10,cumulative"
LANOVA = "2031-03-10,2031-03-10,Lanova Observatory,ngo"
LATER = "2031-03-12,2031-03-12"
ROWS = (
    f"a,varna,{LANOVA},,killing,at_least,304,,{PERIOD},named,,\n"
    f"b,varna,{LATER},the minister,official,Radio Delta,killing,range,200,225,{PERIOD},,admits,\n"
    f'c,varna,{LATER},Elders of Varna,witness,,killing,vague,,,{PERIOD},"""dozens""",,\n'
    f"d,varna,{LATER},Lanova Observatory,ngo,,killing,exact,12,,{PERIOD.replace('all', 'children')},,,\n"
)


def ledger(*arguments: object, code: int = 0) -> tuple[str, str]:
    """Run `atleast ledger`; return what it prints and what it says on the side."""
    program = [sys.executable, "-c", "from atleast.cli.main import run; run()", "ledger", *map(str, arguments)]
    done = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.stderr


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    file = tmp_path / "figures.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    return file


@pytest.mark.parametrize(("lang", "word"), [("en", "is under Lanova Observatory (at least 304)"), ("fa", "کمتر از عدد")])
def test_a_panel_for_each_scope_in_one_picture(figures: Path, tmp_path: Path, lang: str, word: str) -> None:
    target = tmp_path / "out.svg"
    ledger(figures, "--plot", target, "--lang", lang)
    picture = target.read_text("utf-8")
    ElementTree.fromstring(picture)
    plain = picture.replace("\u2068", "").replace("\u2069", "")
    # Two scopes, each drawn for a wide and for a narrow picture.
    assert plain.count('class="t"') >= 4 and "dozens" in plain and word in plain


def test_the_answer_sums_up_each_scope(figures: Path) -> None:
    body = json.loads(ledger(figures, "--json")[0])
    whole = next(scope for scope in body["scopes"] if scope["group"] == "all")
    assert whole["floor"]["value"] == 304 and whole["ceiling"]["value"] == 225 and whole["origins"] == 3
    assert whole["conflicts"] == [["b", "a"]] or whole["conflicts"] == [["a", "b"]]
    assert "79 short" in ledger(figures)[0]


def test_bad_input_is_one_line_that_says_what_to_do(figures: Path, tmp_path: Path) -> None:
    assert "Name the drawing OUT.svg" in ledger(figures, "--plot", tmp_path / "out.png", code=2)[1]
    for text, words in (
        ("", "the file is empty"),
        (HEAD, "a header and no rows"),
        ("id,source\na,b\n", "the column 'event' is missing"),
        (HEAD + ROWS + ROWS, "stands in row 2 too"),
        (HEAD + ROWS.replace("at_least", "roughly"), "is no bound"),
        (HEAD + ROWS.replace("2031-03-01,2031-03-10", "2031-03-11,2031-03-10"), "the period ends before it begins"),
    ):
        bad = tmp_path / "bad.csv"
        bad.write_text(text, encoding="utf-8")
        printed, told = ledger(bad, code=3)
        assert words in told and len(told.strip().splitlines()) == 1 and not printed


def test_sources_that_cite_one_another_are_warned_of(tmp_path: Path) -> None:
    ring = tmp_path / "ring.csv"
    rows = ROWS.splitlines()[0].replace("Lanova Observatory,ngo,", "Radio Delta,media,Kastor")
    other = rows.replace("a,varna", "z,varna").replace("Radio Delta,media,Kastor", "Kastor,media,Radio Delta")
    ring.write_text(f"{HEAD}{rows}\n{other}\n", encoding="utf-8")
    assert "cite one another" in "".join(ledger(ring))


def test_ten_thousand_rows_are_no_trouble(tmp_path: Path) -> None:
    line = ROWS.splitlines()[0]

    def changed(i: int) -> str:
        told = line.replace(",304,", f",{100 + i},").replace("Lanova", f"O{i % 211}")
        return told.replace("a,varna", f"x{i},event-{i % 40}", 1)

    many = [changed(i) for i in range(10_000)]
    file = tmp_path / "many.csv"
    file.write_text(HEAD + "\n".join(many) + "\n", encoding="utf-8")
    body = json.loads(ledger(file, "--json")[0])
    assert sum(len(scope["figures"]) for scope in body["scopes"]) == 10_000


def test_a_slip_in_a_header_or_a_violation_is_said(figures: Path) -> None:
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace("basis", "bassis", 1), encoding="utf-8")
    out, err = ledger(figures, "--json")
    assert "columns not used: bassis" in err and json.loads(out)["columns_not_used"] == ["bassis"]
    figures.write_text(text.replace("killing", "kiling", 1), encoding="utf-8")
    _, err = ledger(figures, code=3)
    assert "'kiling' is no violation" in err and "Did you mean 'killing'?" in err
