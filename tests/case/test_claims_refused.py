"""What of claims a case refuses, and what it says: parties, numbers, violations, answers that do not fit, pages, names."""

from __future__ import annotations

import json
import shutil

import msgspec
import pytest
from case_factory import LATIN, add, csv_bytes, reopen, two_lists
from click.testing import CliRunner

from atleast import casefile
from atleast.cli.add_claims import claim as claim_command
from atleast.cli.output import Out
from atleast.errors import InputError, UsageError
from atleast.steps import tracing
from atleast.steps.adding import add_list
from atleast.steps.counting import ensure_counted
from atleast.steps.reviewing import undo
from atleast.steps.state import fold
from atleast.steps.stating import stated
from atleast.steps.stating.adding import add_claims, add_text, claim_from, read_claims_file, unused_columns
from atleast.steps.stating.asking import export, import_answers, questions
from atleast.steps.stating.deciding import Decision, decide, state_source
from atleast.steps.stating.explaining import why_not

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


def test_a_source_has_one_party(case):
    add_claims(case, [told("Bar", party="p1")])
    n = len(casefile.events(case))
    for name in ("Bar", " bar"):
        with pytest.raises(InputError, match="speaks for the party 'p1' already, not for 'p2'") as fault:
            add_claims(case, [told(name, 14, party="p2")])
        assert "atleast add source" in fault.value.hint
    with pytest.raises(InputError, match="row two"):
        add_claims(case, [told("Foo", party="f"), told("FOO", 9, party="g")], names=["row one", "row two"])
    assert len(casefile.events(case)) == n
    add_claims(case, [told("Bar", 14, party="P1"), told("Bar", 13, party=None)])
    state_source(case, "Baz", aliases=["Bar"])
    with pytest.raises(InputError, match="'Baz' speaks for"):
        add_claims(case, [told("Baz", 15, party="p2")])
    one = next(c for c in stated(case).claims if c.value == 14)
    with pytest.raises(InputError, match=f"claim {one.id}"):
        decide(case, [Decision(claim=one.id, verdict="edited", edited=msgspec.structs.replace(one, party="p2"))])
    # Stated for the source, a party holds for all of its claims; what was withdrawn says nothing any more.
    state_source(case, "Baz", party="p2", aliases=["Bar"])
    assert {c.party for c in stated(case).claims} == {"p2"} and stated(case).warnings == ()


def test_parties_that_came_together_by_a_merge_are_one_origin_and_said(tmp_path):
    with two_lists(tmp_path) as case:
        folder = case.folder
    shutil.copytree(folder, tmp_path / "copy.case")
    with reopen(folder) as one, reopen(tmp_path / "copy.case") as two:
        add_claims(one, [told("Bar", party="p1")])
        (other,), _ = add_claims(two, [told("bar", 14, party="p2")])
        event = next(e for e in casefile.events(two) if e.kind == "claim.added")
        casefile.append(one, "claim.added", event.payload)
        assert {c.party for c in stated(one).claims} == {"p1", "p2"} and other.id in stated(one).by_id()
        assert rungs(one)["with_incident_counts"] == rungs(one)["named"]
        assert any("p1 and p2" in line for line in tracing.status(one)["warnings"])


@pytest.mark.parametrize("n", [10_000_000_001, 99999999999999999999999])
def test_more_people_than_there_are_are_refused_and_never_stop_a_count(case, tmp_path, n):
    events = len(casefile.events(case))
    with pytest.raises(InputError, match="more people than there are"):
        add_claims(case, [told(value=n)])
    header = "id,event,source,violation,bound,value"
    (tmp_path / "c.csv").write_text(f"{header}\na,e,X,killing,exact,{n}\n", encoding="utf-8")
    with pytest.raises(InputError, match="more people than there are"):
        add_claims(case, [claim for _, claim in read_claims_file(tmp_path / "c.csv")])
    assert len(casefile.events(case)) == events


def test_a_case_that_holds_such_a_claim_can_be_counted_and_says_which(case):
    before = rungs(case)
    (x, _), _ = add_claims(case, [told("X"), told("Y", 14)])
    with_both = rungs(case)
    huge = msgspec.structs.replace(told("Z", 20_000_000_000), id="Cffffffffff", source="Z")
    huge = msgspec.structs.replace(huge, scope=msgspec.structs.replace(x.scope))
    ceiling = msgspec.structs.replace(huge, id="Ceeeeeeeeee", bound="exact", declares="complete")
    for one in (huge, ceiling):
        casefile.append(case, "claim.added", {"claim": msgspec.to_builtins(one)})
    assert rungs(case) == with_both != before
    fates = {fate.id: fate.reason for fate in ensure_counted(case).ladder.fates}
    assert (fates[huge.id], fates[ceiling.id]) == ("too_many", "too_many")
    assert any(huge.id in words and "20,000,000,000" in words for words in stated(case).warnings)
    assert why_not(case, huge.id)["needed"].startswith("the right number")
    proposed = msgspec.structs.replace(huge, id="Cdddddddddd")
    blob = casefile.put(case, msgspec.json.encode([proposed]))
    document = casefile.append(
        case,
        "document.added",
        {"sha256": "0", "filename": "f", "publisher": "P", "published": None, "url": None, "title": None, "lang": None},
    )
    casefile.append(case, "claims.proposed", {"document": document.id, "reader": "r", "code": "", "n": 1, "claims": blob})
    with pytest.raises(InputError, match="more people than there are"):
        decide(case, [Decision(claim=proposed.id, verdict="accepted")])
    smaller = msgspec.structs.replace(proposed, value=20)
    decide(case, [Decision(claim=proposed.id, verdict="edited", edited=smaller)])
    assert stated(case).by_id()[proposed.id].value == 20


@pytest.mark.parametrize(
    ("word", "near"),
    [("murdered", "killing"), ("murder", "killing"), ("executon", "execution"), ("xyzzy", "The violations are")],
)
def test_a_violation_that_is_not_known_is_refused_with_those_that_are(case, word, near):
    with pytest.raises(InputError, match=f"{word!r} is no violation") as fault:
        add_claims(case, [told(violation=word)])
    assert near in fault.value.hint and "injury" in fault.value.hint


def test_every_violation_that_the_reader_knows_can_be_given():
    import tomllib
    from importlib.resources import files

    from atleast import claims

    folder = files("atleast.claims") / "data"
    read = {
        each["violation"]
        for name in ("en", "fa", "ar")
        for each in tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))["violations"]
    }
    assert read and read - {"found"} <= set(claims.VIOLATIONS)


def test_a_file_of_claims_says_what_it_cannot_use(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("id;event;source;violation;bound;value\na;e;X;killing;exact;4\n", encoding="utf-8")
    with pytest.raises(InputError, match="separated by semicolons"):
        read_claims_file(file)
    file.write_text("id,event,source,violation,bound,value,parti,quote\na,e,X,killing,exact,4,x,four\n", encoding="utf-8")
    assert unused_columns(file) == ["parti"]
    file.write_text("id,event,source,violation,bound,value,declares\na,e,X,killing,exact,4,incident\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no declares"):
        read_claims_file(file)


PAGE = (
    "<!DOCTYPE html><html><head><title>North</title><script>var a = 'At least 99 people were killed in North';</script></head>"
    "<body><nav>7 people were killed</nav><p>At least <b>12</b> people were killed in North.</p></body></html>"
)


def test_a_saved_web_page_is_read_as_its_text_and_kept_as_it_came(case, tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    added = add_text(case, tmp_path / "page.html", publisher="Arzan Post", published="2031-03-14")
    (claim,) = added.claims
    assert claim.value == 12 and added.text[claim.span[0] : claim.span[1]] == claim.quote
    (one,) = questions(case)
    assert one.before + one.claim.quote + one.after in added.text and "<" not in one.before
    event = casefile.get_event(case, added.document.id)
    assert casefile.get(case, event.payload["blob"]) == PAGE.encode()
    assert add_text(case, tmp_path / "page.html", publisher="Arzan Post", published="2031-03-14").new == 0
    (tmp_path / "empty.html").write_text("<html><script>1 killed</script></html>", encoding="utf-8")
    with pytest.raises(InputError, match="empty"):
        add_text(case, tmp_path / "empty.html", publisher="Arzan Post")


def test_answers_that_do_not_fit_are_refused_line_by_line(case, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    add_text(case, tmp_path / "article.txt", publisher="Arzan Post", published="2031-03-14")
    add_claims(case, [told("Bar", party="p1")])
    export(case, tmp_path / "claims.jsonl", decided=False)
    first, second, third = (json.loads(x) for x in (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()[:3])

    def scoped(line, **scope):
        return line | {"verdict": "edited", "edited": line["proposed"] | {"scope": line["proposed"]["scope"] | scope}}

    lines = [
        first | {"verdict": "edited"},
        first | {"verdict": "accepted", "by": " "},
        scoped(first, place="Atlantis"),
        scoped(first, first_day="soon"),
        first | {"verdict": "edited", "edited": first["proposed"] | {"attributed_to": "Bar", "party": "p2"}},
        second | {"verdict": "edited", "edited": second["proposed"] | {"attributed_to": "New", "party": "a"}},
        third | {"verdict": "edited", "edited": third["proposed"] | {"attributed_to": "new", "party": "b"}},
    ]
    (tmp_path / "back.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    body = import_answers(case, tmp_path / "back.jsonl")
    wanted = [
        "an edit needs",
        "`by` is empty",
        "'Atlantis' is not in the gazetteer",
        "'soon' is not a day",
        "'p1' already",
        "'a' already",
    ]
    assert body["taken"] == 1 and len(body["problems"]) == len(wanted)
    for number, (problem, words) in enumerate(zip(body["problems"], wanted, strict=True), start=1):
        assert problem.startswith(f"line {number if number < 6 else 7}:") and words in problem
    # What was decided travels whole: an edit exported from one case is the same edit in a copy of it.
    export(case, tmp_path / "all.jsonl")
    undo(case, body["events"][0], because="again")
    assert import_answers(case, tmp_path / "all.jsonl")["taken"] == 1
    assert stated(case).by_id()[second["claim"]].party == "a"


def test_a_name_of_a_source_is_one_line(case):
    (one,), _ = add_claims(case, [told("Two\nlines\u2028 here", party="a\nb")])
    assert (one.source, one.party) == ("Two lines here", "a b")


def test_a_file_that_happens_to_be_named_like_a_list_is_no_newer_version_of_it(case, tmp_path):
    add(case, tmp_path, "a", LATIN)
    before = {name: (len(x.versions), x.mapping.options.party) for name, x in fold(case).lists.items()}
    (tmp_path / "A.csv").write_bytes(csv_bytes(LATIN))
    for told_of in ({"source": "Z"}, {"party": "z"}):
        with pytest.raises(UsageError, match="has a list 'a' already") as fault:
            add_list(case, tmp_path / "A.csv", options=told_of)
        assert "--list a" in fault.value.hint
    assert {name: (len(x.versions), x.mapping.options.party) for name, x in fold(case).lists.items()} == before
    assert add_list(case, tmp_path / "A.csv", name="a", options={"party": "z"}).comparison is not None


def test_what_steers_a_terminal_is_not_printed(capsys):
    Out(json=False, quiet=False).line("Ministry\u202e :\x1b[2J نیم\u200cفاصله\nnext\tcell\u2028")
    Out(json=False, quiet=False).table(["a"], [["x\ny\u2066"]])
    assert capsys.readouterr().out == "Ministry :[2J نیم\u200cفاصله\nnext cell\n  a\n  x y\n"


def test_the_first_sentence_of_a_text_is_shown_whole(case, tmp_path):
    (tmp_path / "first.txt").write_text("On 5 March at least 40 people were killed, the Circle said.", encoding="utf-8")
    add_text(case, tmp_path / "first.txt", publisher="Arzan Post", published="2031-03-08")
    assert questions(case)[0].before.startswith("On 5 March")


def test_a_vague_claim_needs_its_words(case, tmp_path):
    done = CliRunner().invoke(claim_command, ["--source", "X", "--bound", "vague"])
    assert isinstance(done.exception, UsageError) and "no words" in done.exception.message


def test_table_cells_with_a_number_alone_are_told_of(case, tmp_path):
    rows = "<tr><th>Place<th>Killed<tr><td>North<td>12</tr><tr><td>South</td><td> 1,234 </td></tr>"
    page = f"<!doctype html><p>At least 40 people were killed, the Circle said.</p><table>{rows}</table><p>7</p>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    added = add_text(case, tmp_path / "page.html", publisher="Arzan Post")
    assert added.notes == ("2 table cells with a number and no words: not read, look at the page",)


def test_answers_none_of_which_can_be_taken_are_an_error(case, tmp_path):
    file = tmp_path / "answers.jsonl"
    file.write_text('{"claim": "C0000000000", "verdict": "accepted"}\nno json\n', encoding="utf-8")
    with pytest.raises(InputError, match="no line could be taken: line 1"):
        import_answers(case, file)
