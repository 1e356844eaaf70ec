"""Broken input through the whole step: one clear line, its exit code, nothing added, and a case that verifies."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from harness import make_case, open_case

from atleast import casefile
from atleast.errors import AtleastError, EvidenceError, InputError
from atleast.steps.adding import add_list
from atleast.steps.counting import ensure_counted
from atleast.steps.state import fold

GOOD = b"id,name,age,date\n1,Shirin Golparvar,24,2031-01-05\n2,Behrouz Sabzineh,31,2031-01-06\n"


def zip_bomb() -> bytes:
    """A workbook whose one sheet unfolds to far more than it says a list could be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1200):
                sheet.write(b"0" * 2**20)
    return buffer.getvalue()


BROKEN = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 400,
    "one-line.csv": b"name," + b"x" * (100 * 2**20),
    "bomb.xlsx": zip_bomb,
    "bomb.csv.gz": lambda: gzip.compress(b"a,b\n" * (200 * 2**20), 1),
    "header-only.csv": b"name,age,date\n",
    "cut.xlsx": b"PK\x03\x04 this was a workbook once",
    "cut.csv.gz": gzip.compress(GOOD * 100)[:80],
}


@pytest.fixture
def case(tmp_path: Path) -> casefile.Case:
    made = make_case(tmp_path / "x.case")
    (tmp_path / "good.csv").write_bytes(GOOD)
    add_list(made, tmp_path / "good.csv", options={"status": "killed", "covers": "IR"})
    return made


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_is_one_clear_error(name: str, case: casefile.Case, tmp_path: Path) -> None:
    made = BROKEN[name]
    (tmp_path / name).write_bytes(made() if callable(made) else made)
    before = len(casefile.events(case))
    with pytest.raises(InputError) as error:
        add_list(case, tmp_path / name, options={"status": "killed", "covers": "IR"})
    said = error.value
    assert said.exit_code == 3 and name in said.message and said.hint and "\n" not in said.line()
    assert len(casefile.events(case)) == before
    assert casefile.verify(case).ok
    assert ensure_counted(case).ladder.rung("named").n == 2


def test_duplicate_headers_are_told_apart_and_said(case: casefile.Case, tmp_path: Path) -> None:
    text = "name,name,age,date\nShirin Golparvar,شیرین گلپرور,24,2031-01-05\n"
    (tmp_path / "twice.csv").write_text(text, encoding="utf-8")
    added = add_list(case, tmp_path / "twice.csv", options={"status": "killed", "covers": "IR"})
    assert any("name (2)" in note for note in added.notes)
    assert added.records["name"].to_list() == ["Shirin Golparvar"]


def test_mixed_encodings_lose_no_letter_and_are_said(case: casefile.Case, tmp_path: Path) -> None:
    rows = ["name,age,date", "شیرین گلپرور,24,2031-01-05", "بهروز سبزینه,31,2031-01-06"]
    mixed = rows[0].encode() + b"\n" + rows[1].encode() + b"\n" + rows[2].replace("ی", "ي").encode("cp1256") + b"\n"
    (tmp_path / "mixed.csv").write_bytes(mixed)
    try:
        added = add_list(case, tmp_path / "mixed.csv", options={"status": "killed", "covers": "IR"})
    except InputError as said:
        assert "row 3" in said.message and said.hint
    else:
        assert not any("\ufffd" in (name or "") for name in added.records["name"])
        assert added.notes or added.problems.height
    assert casefile.verify(case).ok


def test_a_truncated_vault_file_is_named_and_stops_the_work(case: casefile.Case, tmp_path: Path) -> None:
    blob = fold(case).lists["good"].latest.blob
    assert blob is not None
    named = casefile.as_blob(blob).id
    path = next(path for path in (tmp_path / "x.case" / "vault").rglob("*") if named.endswith(path.name) and path.is_file())
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-20])
    casefile.forget(case)
    with pytest.raises(EvidenceError) as error:
        ensure_counted(case)
    assert error.value.exit_code == 5 and error.value.hint
    report = casefile.verify(case)
    assert not report.ok and any(path.name[:12] in problem.where + problem.what for problem in report.problems)


def test_a_wrong_passphrase_is_told_apart_from_damage(case: casefile.Case, tmp_path: Path) -> None:
    casefile.close(case)
    with pytest.raises(AtleastError) as error:
        casefile.open(tmp_path / "x.case", "quite another passphrase", allow_weak=True)
    assert error.value.exit_code == 4
    with open_case(tmp_path / "x.case") as again:
        assert casefile.verify(again).ok
