"""Verify: a whole case passes; every fault planted in it is found and said with its next step; nothing is repaired."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from casefile_factory import fill, make, reopen

from atleast import casefile
from atleast.casefile import Case, vault
from atleast.casefile.database import EVENTS, TRIGGERS
from atleast.errors import InputError, SyncConflict


def _only(report: casefile.Report) -> casefile.Problem:
    (problem,) = report.problems
    assert not report.ok
    assert all((problem.what, problem.where, problem.meaning, problem.next_step))
    return problem


def test_a_whole_case_passes(case: Case) -> None:
    seen: list[tuple[int, int, str]] = []
    report = casefile.verify(case, progress=lambda *step: seen.append(step))
    assert (report.ok, report.problems, report.notes) == (True, (), ())
    assert (report.n_events, report.n_blobs) == (12, 3)
    assert report.root == casefile.root(case)[1]
    assert report.n_bytes == sum(path.stat().st_size for path in vault.files(case.folder))
    assert all(done <= total for done, total, _ in seen)


def test_a_missing_blob_names_the_event_that_rests_on_it(case: Case) -> None:
    event = casefile.events(case, "list.added")[0]
    blob = next(iter(casefile.blobs_in(event.payload)))
    vault.path_of(case.folder, blob.id).unlink()
    problem = _only(casefile.verify(case))
    assert "missing" in problem.what
    assert event.id[:12] in problem.meaning
    assert blob.id in problem.where


def test_two_blobs_in_each_others_place_are_both_found(case: Case) -> None:
    first, second = list(vault.files(case.folder))[:2]
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    assert len(casefile.verify(case).problems) == 2
    assert len(casefile.verify_keyless(case.folder).problems) == 2


def test_an_event_that_lies_about_a_blob_is_found(case: Case) -> None:
    blob = casefile.put(case, b"what it is")
    other = casefile.put(case, b"what it is said to be")
    casefile.append(
        case, "list.added", {"file": {"blob": blob.id, "size": other.size, "salt": other.salt, "commit": other.commit}}
    )
    problem = _only(casefile.verify(case))
    assert "not the content that the event named" in problem.what


def test_two_events_that_disagree_about_a_blob_are_found(case: Case) -> None:
    blob = casefile.put(case, b"content")
    casefile.append(case, "a.a", {"file": blob})
    casefile.append(case, "b.b", {"file": {"blob": blob.id, "size": 3, "salt": blob.salt, "commit": blob.commit}})
    assert "different contents" in _only(casefile.verify(case)).what


def test_a_blob_that_no_event_names_is_a_note_and_is_kept(case: Case) -> None:
    blob = casefile.put(case, b"interrupted before its event")
    report = casefile.verify(case)
    assert report.ok
    assert blob.id[:12] in report.notes[0]
    assert casefile.exists(case, blob)


def test_what_does_not_belong_in_the_vault_is_found(case: Case) -> None:
    (case.folder / "vault" / "list.xlsx").write_bytes(b"plain")
    assert "no blob's name" in _only(casefile.verify(case)).what


def test_a_file_laid_into_the_case_folder_is_noted(case: Case) -> None:
    (case.folder / "names.xlsx").write_bytes(b"plain")
    (case.folder / "keys" / "other.json").write_bytes(b"{}")
    report = casefile.verify(case)
    assert report.ok
    assert "names.xlsx, keys/other.json" in report.notes[0]


@pytest.mark.parametrize("name", ["README.txt", "keys/recovery.json", "keys/passphrase.json", "keys/vault.json", "case.toml"])
def test_a_changed_or_missing_file_of_the_cover_is_named(case: Case, name: str) -> None:
    path = case.folder / name
    path.write_bytes(path.read_bytes() + b" ")
    assert name in _only(casefile.verify(case)).what
    path.unlink()
    problem = _only(casefile.verify(case))
    assert f"{name} is missing" in problem.what


def _tamper(case: Case, act: Callable[[sa.Connection], object]) -> None:
    with case.database.writing() as connection:
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        act(connection)
        for trigger in TRIGGERS.values():
            connection.exec_driver_sql(trigger)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM events WHERE position = 4", "do not match its id, kind, number or place"),
        ("UPDATE events SET kind = 'list.gone' WHERE position = 4", "do not match its id, kind"),
        ("UPDATE events SET seq = 77 WHERE position = 4", "do not match its id, kind, number"),
        ("UPDATE events SET id = replace(id, '0', '1') WHERE position = 4", "do not match its id"),
        ("UPDATE events SET position = 40 WHERE position = 11", "or place"),
        ("UPDATE events SET body = CAST('{}' AS BLOB) WHERE position = 4", "cannot be read"),
        (
            "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'same', 'diff') AS BLOB) WHERE position = 4",
            "do not match",
        ),
    ],
)
def test_an_insider_with_the_key_cannot_edit_an_event_unnoticed(case: Case, statement: str, said: str) -> None:
    _tamper(case, lambda connection: connection.exec_driver_sql(statement))
    report = casefile.verify(case)
    assert not report.ok
    assert any(said in problem.what for problem in report.problems)


def test_events_taken_out_and_closed_up_leave_a_gap_in_the_numbers(case: Case) -> None:
    def close_up(connection: sa.Connection) -> None:
        connection.exec_driver_sql("DELETE FROM events WHERE position = 4")
        connection.exec_driver_sql("UPDATE events SET position = position - 1 WHERE position > 4")

    _tamper(case, close_up)
    problem = _only(casefile.verify(case))
    assert problem.what == "1 numbers are missing, the first is 5"


def test_a_number_used_twice_is_found(case: Case) -> None:
    casefile.append(case, "x.y", {})
    with case.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM local")
        device = connection.execute(sa.select(EVENTS.c.device).where(EVENTS.c.position == 12)).scalar_one()
        connection.exec_driver_sql(
            "INSERT INTO local VALUES ('device', ?), ('file', ?)", (device, str((case.folder / "case.db").stat().st_ino))
        )
    older = [event for event in casefile.events(case) if event.device == device]
    _tamper(case, lambda connection: connection.exec_driver_sql("UPDATE events SET seq = 0 WHERE position = 12"))
    casefile.append(case, "x.y", {})
    _tamper(case, lambda connection: connection.exec_driver_sql("UPDATE events SET seq = 1 WHERE position = 12"))
    assert [event.seq for event in older] == [1]
    assert "used twice" in _only(casefile.verify(case)).what


def test_a_missing_trigger_is_found(case: Case) -> None:
    with case.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_never_go")
    assert "events_never_go" in _only(casefile.verify(case)).what


def test_read_models_are_rebuilt_from_zero_and_set_beside_what_was_kept(case: Case) -> None:
    def fold(folded: Case) -> None:
        if casefile.recall(folded, "records", "all") is None:
            n = len(casefile.events(folded, "judgement.made"))
            casefile.remember(folded, "records", "all", b"a frame" if n == 9 else b"another")

    assert casefile.verify(case, rebuild=fold).ok
    casefile.remember(case, "records", "all", b"stale")
    assert "read model records" in _only(casefile.verify(case, rebuild=fold)).what
    assert casefile.recall(case, "records", "all") == b"stale", "verify repairs nothing"
    casefile.forget(case)
    assert casefile.verify(case, rebuild=fold).ok


def test_a_rebuild_that_fails_is_a_problem(case: Case) -> None:
    def fold(_: Case) -> None:
        raise InputError("a mapping cannot be read")

    assert "cannot be rebuilt: a mapping" in _only(casefile.verify(case, rebuild=fold)).what
    assert casefile.recall(case, "records", "all") == b"a frame"


def test_a_check_that_could_not_run_is_no_pass(copied: Path) -> None:
    with reopen(copied) as first, reopen(copied) as second, first.writing():
        second.lock._wait = 0.05
        with pytest.raises(SyncConflict):
            casefile.verify(second)


def test_a_case_is_verified_while_it_is_written_in_the_same_program(copied: Path) -> None:
    with reopen(copied) as reader, reopen(copied) as writer:
        casefile.append(writer, "x.y", {})
        assert casefile.verify(reader).ok
        assert casefile.verify(reader).n_events == 13


def test_without_a_key_the_vault_and_the_key_files_are_checked(copied: Path) -> None:
    assert casefile.verify_keyless(copied).ok
    blob = next(vault.files(copied))
    blob.write_bytes(blob.read_bytes()[:-1])
    (copied / "keys" / "recovery.json").unlink()
    where = {problem.where for problem in casefile.verify_keyless(copied).problems}
    assert where == {"keys/recovery.json", str(blob.relative_to(copied))}


def test_a_copy_made_while_the_case_was_open_verifies(tmp_path: Path) -> None:
    case, _ = make(tmp_path / "open.case")
    with case:
        fill(case)
        shutil.copytree(case.folder, tmp_path / "taken.case")
    with reopen(tmp_path / "taken.case") as taken:
        assert casefile.verify(taken).ok
        assert len(casefile.events(taken)) == 12
