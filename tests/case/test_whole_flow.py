"""From list files to a number that can be followed back: the steps on a small invented case."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest
from case_factory import LATIN, PERSIAN, add, csv_bytes, new_case, reopen, two_lists

from atleast import casefile
from atleast.errors import InputError, UsageError
from atleast.model import Judgement
from atleast.steps import adding, counting, estimating, linking, publishing, reviewing, tracing
from atleast.steps.state import fold


def people(run: linking.LinkRun) -> dict[str, str]:
    """Map the row key of each record to its person."""
    keys = dict(run.records.select("record_id", "row_key").iter_rows())
    return {keys[record]: person for record, person in run.members.select("record_id", "person").iter_rows()}


def once(counted: counting.Count, rung: str = "named") -> int:
    """The rung with undecided pairs counted once: what follows from the records alone, without the guard of the draws."""
    n: int = counted.ladder.once[rung]
    return n


def test_two_scripts_become_one_number(tmp_path):
    with two_lists(tmp_path) as case:
        counted = counting.ensure_counted(case)
        named = counted.ladder.rung("named")
        assert (once(counted), once(counted, "two_independent_lists")) == (6, 3)
        assert named.n == min(6, counted.ladder.low_draw["named"]) == sum(n for _, n in named.proof)
        who = people(counted.linked)
        assert who["a1"] == who["b1"] and who["a2"] == who["b2"] and who["a4"] == who["b3"]
        assert counting.ensure_counted(case).event.id == counted.event.id, "nothing changed, so nothing is counted again"


def test_an_empty_case_says_what_to_do(tmp_path):
    with new_case(tmp_path / "x.case") as case, pytest.raises(InputError, match="no records to link"):
        linking.link(case)


def test_a_newer_version_keeps_records_judgements_and_people(tmp_path):
    """3 rows inserted on top, 1 changed, 1 gone: no judgement is lost and unchanged people keep their ids."""
    with new_case(tmp_path / "x.case") as case:
        first = [row[1:] for row in LATIN]
        add(case, tmp_path, "alpha", first, header="name,age,date,province")
        add(case, tmp_path, "beta", PERSIAN)
        run = linking.link(case)
        ids = dict(run.records.select("name", "record_id").iter_rows())
        verdicts = [("Shirin Golparvar", "شیرین گلپرور", "same"), ("Behrouz Sabzineh", "کامران زلفین", "different")]
        reviewing.judge(
            case, [Judgement(left=ids[a], right=ids[b], verdict=verdict, by="reader") for a, b, verdict in verdicts]
        )
        before = linking.link(case)
        inserted = [
            ("Mahtab Zarrinpey", "33", "2031-03-09", "North"),
            ("Sohrab Kuhyar", "38", "2031-03-10", "South"),
            ("Roya Darband", "22", "2031-03-11", "North"),
        ]
        changed = [row if row[0] != "Parvaneh Tarangi" else ("Parvaneh Tarangi", "20", *row[2:]) for row in first]
        newer = inserted + [row for row in changed if row[0] != "Nader Abrisham"]
        added = add(case, tmp_path, "alpha", newer, header="name,age,date,province")
        c = added.comparison
        assert (len(c.new), len(c.same), len(c.changed), len(c.gone)) == (3, 3, 1, 1)
        after = linking.link(case)
        now = dict(after.records.select("name", "record_id").iter_rows())
        assert all(now[name] == ids[name] for name in ids if name != "Nader Abrisham")
        judged = linking.judgements_frame(case, fold(case), after.records)
        assert judged.height == 2 and set(judged["verdict"]) == {"same", "different"}
        was = dict(before.members.select("record_id", "person").iter_rows())
        stayed = dict(after.members.select("record_id", "person").iter_rows())
        assert {stayed[r] for r in was if r in stayed} == {was[r] for r in was if r in stayed}
        assert all(stayed[r] == was[r] for r in was if r in stayed)


def test_judgements_always_win(tmp_path):
    with two_lists(tmp_path) as case:
        run = linking.link(case)
        who, ids = people(run), dict(run.records.select("row_key", "record_id").iter_rows())
        assert who["a1"] == who["b1"] and who["a5"] != who["b4"]
        reviewing.judge(
            case,
            [
                Judgement(left=ids["a1"], right=ids["b1"], verdict="different", by="reader"),
                Judgement(left=ids["a5"], right=ids["b4"], verdict="same", by="reader"),
            ],
        )
        counted = counting.ensure_counted(case)
        who = people(counted.linked)
        assert who["a1"] != who["b1"] and who["a5"] == who["b4"]
        assert once(counted) == 6


def test_a_sitting_refuses_an_answer_that_contradicts_those_in_force(tmp_path):
    with two_lists(tmp_path) as case:
        run = linking.link(case)
        ids = dict(run.records.select("row_key", "record_id").iter_rows())

        def said(left, right, verdict):
            left, right = sorted((ids[left], ids[right]))
            return Judgement(left=left, right=right, verdict=verdict, by="reader")

        sitting = reviewing.Sitting(case, run.records)
        first = sitting.write(said("a1", "b1", "same"))
        sitting.write(said("a2", "b1", "same"))
        with pytest.raises(InputError, match="cannot be different people and one person"):
            sitting.write(said("a1", "a2", "different"))
        assert len(fold(case).judgements) == 2
        sitting.undo(first)
        sitting.write(said("a1", "a2", "different"))
        assert len(fold(case).judgements) == 2
        linking.link(case)


def test_withdrawing_lowers_the_count_and_undo_restores_it(tmp_path):
    with two_lists(tmp_path) as case:
        counted = counting.ensure_counted(case)
        who = people(counted.linked)
        done = reviewing.withdraw(case, who["a3"], because="found alive", found_alive=True)
        assert done.body["before"] - done.body["after"] == 1
        again = counting.ensure_counted(case)
        assert once(again) == 5 and again.ladder.rung("named").left_out == {"not_dead": 1}
        undone = reviewing.undo(case, done.body["events"][0][:10], because="it was somebody else")
        assert undone.body["after"] == done.body["before"]
        with pytest.raises(UsageError, match="undone already"):
            reviewing.undo(case, done.body["events"][0], because="again")


def test_withdrawing_one_of_two_records_says_that_the_other_still_counts(tmp_path):
    with two_lists(tmp_path) as case:
        done = reviewing.withdraw(case, "alpha:a1", because="wrong photo")
        assert done.body["before"] == done.body["after"]
        assert len(done.body["others"]) == 1
        assert "still count" in " ".join(done.lines)


def test_undoing_a_list_takes_its_people_out(tmp_path):
    with two_lists(tmp_path) as case:
        event = fold(case).lists["beta"].versions[0].event
        counting.ensure_counted(case)
        assert reviewing.undo(case, event, because="given to us by mistake").body["after"] in (4, 5)
        assert list(fold(case).lists) == ["alpha"]


def test_a_run_cannot_be_undone(tmp_path):
    with two_lists(tmp_path) as case:
        counted = counting.ensure_counted(case)
        with pytest.raises(UsageError, match="cannot be undone"):
            reviewing.undo(case, counted.event.id, because="no")


def test_not_dead_are_kept_apart_and_never_counted(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        rows = [(*row, status) for row, status in zip(LATIN, ["killed", "injured", "arrested", "killed", "vanished?"])]
        added = add(case, tmp_path, "alpha", rows, header="id,name,age,date,province,status", status=None)
        assert [question.word for question in added.questions] == ["vanished?"]
        counted = counting.ensure_counted(case)
        assert once(counted) == 2
        assert counted.ladder.rung("named").left_out == {"not_dead": 2, "unresolved": 1}


def test_unknown_columns_stay_in_the_vault(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        rows = [(*row, "secret remark about a neighbour") for row in LATIN]
        added = add(case, tmp_path, "alpha", rows, header="id,name,age,date,province,zzz")
        assert added.kept_back == ["zzz"]
        assert not any("secret remark" in str(cell) for row in added.records.iter_rows() for cell in row)


def test_trace_leads_to_the_row_and_the_hash_of_the_file(tmp_path):
    with two_lists(tmp_path) as case:
        counted = counting.ensure_counted(case)
        person = people(counted.linked)["a1"]
        traced = tracing.trace(case, person)
        assert {(row["list"], row["row"]) for row in traced["records"]} == {("alpha", 2), ("beta", 2)}
        hashes = {row["list"]: row["sha256"] for row in traced["records"]}
        assert hashes == {
            "alpha": hashlib.sha256(csv_bytes(LATIN)).hexdigest(),
            "beta": hashlib.sha256(csv_bytes(PERSIAN)).hexdigest(),
        }
        with pytest.raises(UsageError, match="names no record or person"):
            tracing.trace(case, "Pnobody")


def test_the_estimate_of_two_lists_refuses_and_says_why(tmp_path):
    with two_lists(tmp_path) as case:
        estimated = estimating.estimate(case)
        assert estimated.results[0].refused and estimated.results[0].median is None
        assert estimated.results[0].reasons


def test_a_case_reopens_and_verifies(tmp_path):
    with two_lists(tmp_path) as case:
        n = counting.ensure_counted(case).ladder.rung("named").n
    with reopen(tmp_path / "x.case") as case:
        assert tracing.verify(case).ok
        casefile.forget(case)
        assert counting.ensure_counted(case).ladder.rung("named").n == n
        assert [entry["kind"] for entry in tracing.log(case)] == [
            "case.created",
            "list.added",
            "list.added",
            "run.linked",
            "run.counted",
        ]


def test_export_gives_one_row_a_person_and_no_names_outside(tmp_path):
    with two_lists(tmp_path) as case:
        publishing.export(case, "persons", tmp_path / "open.csv")
        publishing.export(case, "persons", tmp_path / "team.csv", internal=True)
    text = (tmp_path / "open.csv").read_text(encoding="utf-8-sig")
    assert text.count("\n") in (6, 7), "a header and those counted"
    assert "Golparvar" not in text and "گلپرور" not in text
    team = pl.read_csv((tmp_path / "team.csv").read_bytes(), infer_schema=False)
    row = team.filter(pl.col("alpha: name") == "Shirin Golparvar").row(0, named=True)
    assert row["beta: name"] == "شیرین گلپرور"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2", "@x", "\t=1", "  =HYPERLINK(1)"])
def test_no_cell_is_a_formula(cell):
    assert str(publishing.safe(cell)).startswith("'")


def test_a_formula_in_a_name_is_made_safe_in_the_export(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", [("a1", "=cmd|' /C calc'!A0", "24", "2031-03-05", "North"), *LATIN[1:]])
        publishing.export(case, "records", tmp_path / "r.csv", internal=True)
    for line in (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines():
        assert not any(cell.strip('"').startswith(("=", "+", "@")) for cell in line.split(","))


def test_a_list_name_that_is_derived_must_exist(tmp_path):
    with new_case(tmp_path / "x.case") as case, pytest.raises(UsageError, match="does not have"):
        add(case, tmp_path, "alpha", LATIN, derived_from=("nobody",))


def test_lists_that_a_mapping_keeps_apart_are_not_linked(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", LATIN)
        add(case, tmp_path, "beta", PERSIAN, apart=("alpha",))
        run = linking.link(case)
        both = run.members.group_by("person").agg(pl.col("list").n_unique())
        assert both["list"].max() == 1
        assert run.pairs.is_empty()


def test_a_dry_run_adds_nothing(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        file = tmp_path / "alpha.csv"
        file.write_bytes(csv_bytes(LATIN))
        added = adding.add_list(case, file, options={"status": "killed"}, dry_run=True)
        assert added.event is None and added.records.height == 5
        assert not fold(case).lists


def test_review_answers_travel_as_a_file(tmp_path):
    with two_lists(tmp_path) as case:
        run = linking.link(case)
        ids = dict(run.records.select("row_key", "record_id").iter_rows())
        first = '{"left":"alpha:a1","right":"beta:b1","verdict":"different"}'
        second = f'{{"left":"{ids["a5"]}","right":"beta:b4","verdict":"unsure"}}'
        (tmp_path / "answers.jsonl").write_text(f"{first}\n{second}\n", encoding="utf-8")
        assert reviewing.import_answers(case, tmp_path / "answers.jsonl")["taken"] == 2
        assert reviewing.import_answers(case, tmp_path / "answers.jsonl")["known"] == 2
        who = people(counting.ensure_counted(case).linked)
        assert who["a1"] != who["b1"]
        reviewing.export_answers(case, tmp_path / "out.jsonl")
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").count("\n") == 2


def test_an_imported_answer_without_a_digest_is_stale_once_its_record_is_another_person(tmp_path):
    with two_lists(tmp_path) as case:
        file = tmp_path / "answers.jsonl"
        file.write_text('{"left":"alpha:a5","right":"beta:b4","verdict":"same"}\n', encoding="utf-8")
        assert reviewing.import_answers(case, file)["taken"] == 1
        run = linking.link(case)
        assert linking.judgements_frame(case, fold(case), run.records)["stale"].to_list() == [False]
        add(case, tmp_path, "alpha", [*LATIN[:4], ("a5", "Golnar Mahtabi", "17", "2031-03-20", "South")])
        run = linking.link(case)
        assert linking.judgements_frame(case, fold(case), run.records)["stale"].to_list() == [True]
        first = reviewing.questions(case, n=1)[0][0]
        ids = dict(run.records.select("row_key", "record_id").iter_rows())
        assert {first.left, first.right} == {ids["a5"], ids["b4"]} and "changed" in first.reason
        again = reviewing.import_answers(case, file)
        assert (again["taken"], again["known"]) == (0, 1)  # the old file says nothing about the new record


NUMBERED = [(str(n), *row[1:]) for n, row in enumerate(LATIN, 1)]


def answers(case, folder, *pairs, by="tester"):
    text = "".join(f'{{"left":"{a}","right":"{b}","verdict":"{word}","by":"{by}"}}\n' for a, b, word in pairs)
    (folder / "answers.jsonl").write_text(text, encoding="utf-8")
    return reviewing.import_answers(case, folder / "answers.jsonl")


def test_a_number_that_may_be_a_row_or_the_lists_own_is_refused_until_it_is_said_which(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", NUMBERED, header="No,name,age,date,province")
        add(case, tmp_path, "beta", PERSIAN)
        with pytest.raises(InputError) as error:
            answers(case, tmp_path, ("alpha:2", "beta:b2", "same"))  # number 2 is Behrouz, row 2 of the file Shirin
        assert "'No'" in error.value.line() and "alpha:row:2" in error.value.line() and "alpha:row:3" in error.value.line()
        with pytest.raises(InputError, match="no id of the list beta"):
            answers(case, tmp_path, ("alpha:row:3", "beta:3", "same"))
        with pytest.raises(InputError, match="'No'"):
            reviewing.withdraw(case, "alpha:2", because="wrong photo")
        assert not fold(case).judgements and not fold(case).withdrawn
        done = answers(case, tmp_path, ("alpha:row:3", "beta:b2", "same"))
        assert {side["name"] for side in (done["hits"][0]["left"], done["hits"][0]["right"])} == {
            "Behrouz Sabzineh",
            "بهروز سبزینه",
        }
        assert any(line.endswith("alpha, row 3: Behrouz Sabzineh") for line in done["says"])
        assert len(reviewing.withdraw(case, "alpha:row:2", because="wrong photo").body["records"]) == 1


def test_rows_of_a_list_that_numbers_nothing_may_be_named_by_their_number(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", [row[1:] for row in LATIN], header="name,age,date,province")
        add(case, tmp_path, "beta", PERSIAN)
        assert answers(case, tmp_path, ("alpha:3", "beta:b2", "same"))["hits"][0]["verdict"] == "same"


def test_a_second_readers_file_says_where_it_differs_what_holds_and_how_well_they_agree(tmp_path):
    with two_lists(tmp_path) as case:
        answers(case, tmp_path, ("alpha:a1", "beta:b1", "same"), ("alpha:a5", "beta:b4", "different"), by="Mina")
        done = answers(case, tmp_path, ("alpha:a1", "beta:b1", "different"), ("alpha:a5", "beta:b4", "different"), by="Reza")
        said = "\n".join(done["says"])
        assert "1 answer differs from an earlier reader's:" in said
        assert "Mina said same, Reza says different; different holds" in said and "a1" in said and "b1" in said
        assert "two readers on 2 pairs: Cohen's kappa 0.00" in said
        assert (len(done["differ"]), done["agreement"]["n"]) == (1, 2)
        assert reviewing.export_answers(case, tmp_path / "out.jsonl")["agreement"]["observed"] == 0.5


def test_names_are_those_of_the_dead_in_every_form_and_places_in_the_language_of_the_page(tmp_path):
    with two_lists(tmp_path) as case:
        counted = counting.ensure_counted(case)
        english, persian = (publishing.names_of_the_dead(case, counted, lang=lang) for lang in ("en", "fa"))
    assert ("Shirin Golparvar / شیرین گلپرور", 24, "2031-03-05", "North", "alpha, beta") in english.rows
    assert ("شیرین گلپرور / Shirin Golparvar", 24, "2031-03-05", "شمال", "alpha, beta") in persian.rows


def test_nobody_found_alive_is_named_counted_or_exported(tmp_path):
    with two_lists(tmp_path) as case:
        reviewing.withdraw(case, "beta:b1", because="she wrote to us", found_alive=True)
        counted = counting.ensure_counted(case)
        assert "Golparvar" not in str(publishing.names_of_the_dead(case, counted, lang="en").rows)
        publishing.export(case, "persons", tmp_path / "open.csv")
        person = tracing.trace(case, "alpha:a1")["person"]
        assert person not in (tmp_path / "open.csv").read_text(encoding="utf-8-sig")
        publishing.publish(case, tmp_path / "out", langs=("en",), names=True)
        assert "Golparvar" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
        traced = tracing.trace(case, "F1")
        assert person not in {each["person"] for each in traced["people"]}
        assert all(tracing.trace(case, each["person"])["person"] == each["person"] for each in traced["people"])


def test_a_figure_keeps_its_number_from_report_to_report(tmp_path):
    with two_lists(tmp_path) as case:
        first = publishing.publish(case, tmp_path / "one", langs=("en",)).body["figures"]
        second = publishing.publish(case, tmp_path / "two", langs=("en",)).body["figures"]
    assert first == second[: len(first)]


def test_a_row_of_the_open_export_has_no_day_and_no_small_place(tmp_path):
    with two_lists(tmp_path) as case:
        publishing.export(case, "persons", tmp_path / "open.csv")
    text = (tmp_path / "open.csv").read_text(encoding="utf-8-sig")
    assert "2031-03-05" not in text and "2031-03" in text
    assert "XA.NO" not in text, "fewer than five people died there"
