"""The real lists, when they are there: time, memory, and the oddities that must be noticed. Nothing of them is kept."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from case_factory import CHEAP, PASSPHRASE

from atleast import casefile
from atleast.model import Scope
from atleast.steps.adding import add_list
from atleast.steps.publishing import publish
from atleast.steps.tracing import trace

pytestmark = pytest.mark.shared

MEASURED = """
import json, resource, sys
from atleast.cli.main import run
used = lambda: resource.getrusage(resource.RUSAGE_SELF)
def peak():  # of this program alone: what rusage says begins with the program that started it
    try:
        return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    except OSError:
        return used().ru_maxrss
try:
    run(sys.argv[1:])
finally:
    print(json.dumps({"mib": peak() / 1024, "cpu": used().ru_utime + used().ru_stime}), file=sys.stderr)
"""


def read_rows(file: Path) -> list[dict[str, str]]:
    """Read a packed CSV."""
    with gzip.open(file) as stream:
        return list(csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8")))


def split(file: Path, folder: Path) -> list[Path]:
    """Write one CSV a list, without the column that names the list and without any truth."""
    rows = read_rows(file)
    columns = [column for column in rows[0] if column not in ("list", "entity", "truth")]
    paths = []
    for name in dict.fromkeys(row["list"] for row in rows):
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row for row in rows if row["list"] == name)
        paths.append(path)
    return paths


def test_five_real_lists_are_matched_in_time_and_memory(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    arguments = ["match", str(shared / "link" / "iran2022_lists.csv.gz"), "--list-column", "list", "--id", "rec_id"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments, "-o", str(out), "--json"], capture_output=True, text=True, check=True
    )
    measured = json.loads(done.stderr.splitlines()[-1])
    seconds, mib, body = measured["cpu"], measured["mib"], json.loads(done.stdout)
    print(f"{body['rows']} rows are {body['persons']} people in {seconds:.1f} CPU s and {mib:.0f} MiB")
    assert (body["rows"], body["lists"]) == (2441, 5)
    assert 600 < body["persons"] < 1200
    assert seconds < 30 and mib < 2048


def test_the_same_lists_through_a_case_to_a_report(shared: Path, tmp_path: Path) -> None:
    started = time.process_time()
    scope = Scope(territory="IR", first_day="2022-09-16", last_day="2023-03-20")
    case, _ = casefile.create(tmp_path / "ir.case", PASSPHRASE, title="2022", scope=scope, by="tester", cost=CHEAP)
    with case:
        for path in split(shared / "link" / "iran2022_lists.csv.gz", tmp_path):
            add_list(case, path, options={"source": path.stem, "party": path.stem, "status": "killed", "covers": "IR"})
        published = publish(case, tmp_path / "out")
        seconds = time.process_time() - started
        print(f"at least {published.minimum}, in {seconds:.1f} CPU s from files to report")
        assert 500 < published.minimum < 1200
        assert trace(case, "F1")["n_people"] == published.minimum
    assert seconds < 60
    full = {row["name"] for row in read_rows(shared / "link" / "iran2022_lists.csv.gz") if len(row["name"].split()) > 1}
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert not [name for name in full if name in text], "a report without --names holds a name"


def test_the_days_of_another_year_are_noticed(shared: Path, tmp_path: Path) -> None:
    scope = Scope(territory="IR", first_day="2022-09-16", last_day="2023-03-20")
    case, _ = casefile.create(tmp_path / "ir.case", PASSPHRASE, title="2022", scope=scope, by="tester", cost=CHEAP)
    said: dict[str, str] = {}
    with case:
        for path in split(shared / "link" / "iran2022_lists_asis.csv.gz", tmp_path):
            added = add_list(case, path, options={"status": "killed"})
            said[path.stem] = " ".join(warning.message for warning in added.warnings)
    assert "8 January 2023" in said["javidnam2022"] and "9 January 2023" in said["javidnam2022"]
    assert not any("January 2023" in text for name, text in said.items() if name != "javidnam2022")


def test_truth_never_reaches_the_program(shared: Path, tmp_path: Path) -> None:
    """The column `entity` changes nothing: with and without it the output is the same, byte by byte."""
    source = shared / "link" / "iran2026_pair.csv.gz"
    rows = read_rows(source)
    outputs = []
    for number, left_out in enumerate((set(), {"entity"})):
        path = tmp_path / f"{number}" / "pair.csv"
        path.parent.mkdir()
        columns = [column for column in rows[0] if column not in left_out]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows[:300] + rows[-300:])
        out = path.with_name("out.csv")
        code = "from atleast.cli.main import run; run()"
        told = ["match", str(path), "--list-column", "list", "--id", "rec_id", "-o", str(out)]
        subprocess.run([sys.executable, "-c", code, *told], check=True, capture_output=True, env=os.environ)
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]
