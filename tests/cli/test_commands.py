"""The command line as a person or a script meets it: a real process, its output, its exit code."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("ATLEAST")}
LISTS = {
    "alpha": "name,age,sex,date,city\nShirin Golparvar,24,f,2031-03-05,Tehran\nBehrouz Sabzineh,31,m,2031-03-05,Shiraz\n",
    "beta": "name,age,sex,date,city\nشیرین گلپرور,۲۴,زن,۱۴۰۹/۱۲/۱۴,تهران\nلیلا مرواریدی,۲۷,زن,۱۴۰۹/۱۲/۱۷,شیراز\n",
}
SCOPE = 'title = "Arzan"\nterritory = "IR"\nfirst_day = "2031-03-01"\nlast_day = "۱۴۰۹/۱۲/۲۹"\n'


def atleast(*arguments: object, cwd: Path, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command; it must leave with `code`, and a traceback never reaches anybody."""
    done = subprocess.run(
        [sys.executable, "-c", "from atleast.cli.main import run; run()", *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=300,
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr + done.stdout
    assert "nanobind" not in done.stderr
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two list files, a scope, a passphrase and a case that holds both lists."""
    folder = tmp_path_factory.mktemp("commands")
    for name, text in LISTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "scope.toml").write_text(SCOPE, encoding="utf-8")
    (folder / "pw").write_text("an invented passphrase\n", encoding="utf-8")
    secret = {"ATLEAST_PASSPHRASE_FILE": str(folder / "pw")}
    atleast("new", "x.case", "--scope", "scope.toml", "--by", "tester", cwd=folder, **secret)
    for name in LISTS:
        told = ["--source", f"Group {name}", "--party", name, "--status", "killed", "--covers", "IR", "--case", "x.case"]
        atleast("add", "list", f"{name}.csv", *told, cwd=folder, **secret)
    return folder


def test_json_is_one_object_and_nothing_else(folder):
    done = atleast("count", "--json", "--case", "x.case", "--passphrase-file", "pw", cwd=folder)
    body = json.loads(done.stdout)
    assert body["scope"]["territory"] == "IR" and body["scope"]["last_day"] == "2031-03-20"
    assert sum(step["n"] for step in body["sum"]) == body["minimum"] in (2, 3)
    assert done.stderr == ""


def test_quiet_prints_nothing(folder):
    done = atleast("link", "--quiet", "--case", "x.case", "--passphrase-file", "pw", cwd=folder)
    assert done.stdout == "" and done.stderr == ""


def test_every_event_carries_the_name_given_with_by(folder):
    atleast("count", "--by", "second reader", "--case", "x.case", "--passphrase-file", "pw", cwd=folder)
    done = atleast("log", "--json", "--case", "x.case", "--passphrase-file", "pw", cwd=folder)
    events = json.loads(done.stdout)["events"]
    assert events[0]["by"] == "tester"
    assert {event["by"] for event in events} <= {"tester", "second reader"}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("frobnicate",), 2, "No such command"),
        (("count", "--case", "nowhere", "--passphrase-file", "pw"), 3, "there is no case"),
        (("count", "--case", "x.case", "--passphrase-file", "absent"), 4, "cannot be read"),
        (("count", "--case", "x.case"), 2, "there is no terminal to ask at"),
        (("add", "list", "absent.csv", "--case", "x.case", "--passphrase-file", "pw"), 3, "no such file"),
        (("add", "list", ".", "--case", "x.case", "--passphrase-file", "pw"), 3, "a folder"),
        (("export", "persons", "-o", "x.pdf", "--case", "x.case", "--passphrase-file", "pw"), 2, "neither .csv nor .xlsx"),
        (("trace", "F1", "--case", "x.case", "--passphrase-file", "pw"), 2, "no report"),
        (("review", "--case", "x.case", "--passphrase-file", "pw"), 2, "not one"),
        (("new", "x.case", "--scope", "scope.toml", "--by", "t", "--passphrase-file", "pw"), 3, "there already"),
        (("report", "-o", "out", "--lang", "xx", "--case", "x.case", "--passphrase-file", "pw"), 2, "no catalogue"),
        (("undo", "zzzz", "--because", "x", "--case", "x.case", "--passphrase-file", "pw"), 2, "no event"),
        (("mse", "absent.csv"), 3, "no such file"),
        (("match", "absent.csv", "-o", "out.csv"), 3, "no such file"),
    ],
)
def test_a_fault_is_one_line_with_its_exit_code(folder, arguments, code, says):
    done = atleast(*arguments, cwd=folder, code=code)
    assert says in done.stderr
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("atleast: ")


def test_a_fault_with_json_is_an_object_too(folder):
    done = atleast("count", "--json", "--case", "nowhere", "--passphrase-file", "pw", cwd=folder, code=3)
    body = json.loads(done.stdout)
    assert body["error"] == "InputError" and body["exit_code"] == 3 and body["hint"]


def test_a_wrong_passphrase_is_code_4_and_changes_nothing(folder):
    (folder / "wrong").write_text("not the passphrase at all\n", encoding="utf-8")
    done = atleast("status", "--case", "x.case", "--passphrase-file", "wrong", cwd=folder, code=4)
    assert "passphrase" in done.stderr
    atleast("verify", "--case", "x.case", "--passphrase-file", "pw", cwd=folder)


def test_match_writes_one_row_a_record_and_keeps_nothing(folder):
    before = sorted(path.name for path in folder.iterdir())
    done = atleast("match", "alpha.csv", "beta.csv", "-o", "out.csv", "--json", cwd=folder)
    assert json.loads(done.stdout)["persons"] == 3
    rows = list(csv.DictReader((folder / "out.csv").open(encoding="utf-8")))
    assert [row["list"] for row in rows] == ["alpha", "alpha", "beta", "beta"]
    assert rows[0]["person"] == rows[2]["person"] != rows[1]["person"]
    assert all(len(row["p"].split(".")[1]) == 4 for row in rows)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*before, "out.csv"])


def test_match_gives_the_same_bytes_whatever_the_order_of_files(folder):
    atleast("match", "alpha.csv", "beta.csv", "-o", "one.csv", cwd=folder)
    atleast("match", "beta.csv", "alpha.csv", "-o", "two.csv", cwd=folder)
    one, two = (sorted((folder / name).read_text(encoding="utf-8").splitlines()) for name in ("one.csv", "two.csv"))
    assert one == two


def test_match_obeys_labels(folder):
    (folder / "labels.jsonl").write_text('{"left":"alpha:a","right":"beta:a","verdict":"different"}\n', encoding="utf-8")
    for name in LISTS:
        with_id = "id," + LISTS[name].replace("\n", "\n{}", 2).format("a,", "b,")
        (folder / f"{name}-id.csv").write_text(with_id, encoding="utf-8")
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").replace("alpha:", "alpha-id:").replace("beta:", "beta-id:")
    (folder / "labels.jsonl").write_text(lines, encoding="utf-8")
    atleast("match", "alpha-id.csv", "beta-id.csv", "--id", "id", "--labels", "labels.jsonl", "-o", "out.csv", cwd=folder)
    rows = list(csv.DictReader((folder / "out.csv").open(encoding="utf-8")))
    assert len({row["person"] for row in rows}) == 4


def test_mse_refuses_two_lists_and_still_succeeds(folder):
    (folder / "two.csv").write_text("A,B,count\n1,0,30\n0,1,20\n1,1,10\n", encoding="utf-8")
    done = atleast("mse", "two.csv", "--engine", "decomposable", "--json", cwd=folder)
    body = json.loads(done.stdout)
    assert body["refused"] and body["median"] is None and body["reasons"]


def test_a_report_is_written_and_its_figure_traced(folder):
    secret = ["--case", "x.case", "--passphrase-file", "pw"]
    done = atleast("report", "-o", "out", "--json", *secret, cwd=folder)
    body = json.loads(done.stdout)
    assert {Path(name).name for name in body["files"]} == {
        "report.html",
        "report.fa.html",
        "report.pdf",
        "report.fa.pdf",
        "figures.csv",
    }
    assert all((folder / name).stat().st_size > 0 for name in body["files"])
    text = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Golparvar" not in text
    traced = json.loads(atleast("trace", "F1", "--json", *secret, cwd=folder).stdout)
    assert traced["value"] == body["minimum"] == traced["n_people"]
    named = atleast("report", "-o", "named", "--names", "--lang", "en", *secret, cwd=folder)
    assert "Golparvar" in (folder / "named" / "report.html").read_text(encoding="utf-8")
    assert "names" in named.stdout


def test_claims_from_a_text_and_by_hand_to_the_count_and_why(folder, tmp_path):
    secret = {"ATLEAST_PASSPHRASE_FILE": str(folder / "pw")}
    shutil.copytree(folder / "x.case", tmp_path / "x.case")
    (tmp_path / "a.txt").write_text("At least 40 people were killed in Tehran on 5 March, the doctors said.", encoding="utf-8")

    def run(*arguments, code=0):
        done = atleast(*arguments, "--json", "--case", "x.case", cwd=tmp_path, code=code, **secret)
        return json.loads(done.stdout)

    read = run("add", "text", "a.txt", "--publisher", "Arzan Post", "--published", "2031-03-09")
    assert read["new"] == 1 and read["claims"][0]["state"] == "proposed"
    run("review", "--claims", "--export", "c.jsonl")
    line = json.loads((tmp_path / "c.jsonl").read_text(encoding="utf-8")) | {"verdict": "accepted"}
    (tmp_path / "d.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert run("review", "--claims", "--import", "d.jsonl")["taken"] == 1
    day = ["--violation", "killing", "--bound", "at_least", "--place", "Shiraz", "--from", "2031-03-05", "--to", "2031-03-05"]
    for name, value in (("X", 10), ("Y", 12)):
        run("add", "claim", "--source", name, "--party", name, "--value", value, "--basis", "documented", *day)
    assert run("add", "source", "the doctors", "--kind", "medical", "--party", "doctors")["name"] == "the doctors"
    body = run("count")
    rungs = {rung["rule"]: rung["n"] for rung in body["rungs"]}
    assert rungs["named"] == body["minimum"] < rungs["with_incident_counts"] == body["minimum"] - 1 + 10
    proof = run("why", "with_incident_counts")
    assert proof["checked"] and proof["n"] == rungs["with_incident_counts"]
    assert run("why-not", read["claims"][0]["id"])["reason"] == "basis"
    assert "no rung" in run("why", "nothing", code=2)["message"]
    assert "no --source" in run("add", "claim", "--bound", "exact", code=2)["message"]
    backwards = [*day[:6], "--from", "2031-03-09", "--to", "2031-03-05", "--source", "X", "--value", 3]
    assert "before it begins" in run("add", "claim", *backwards, code=3)["message"]
    out = atleast("count", "--case", "x.case", cwd=tmp_path, **secret).stdout
    assert "with_incident_counts" in out and "Claims: 3" in out
