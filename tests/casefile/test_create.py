"""Making a case: whole or not at all, closed to others, its cover without secrets or names."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from casefile_factory import CHEAP, PASSPHRASE, SCOPE, make

from atleast import casefile
from atleast.errors import InputError, KeyProblem, StorageError


def test_a_new_case_knows_what_it_was_made_for(tmp_path: Path) -> None:
    case, _ = make(tmp_path / "new.case", gazetteer="x = 1")
    with case:
        assert (case.title, case.by, case.invented, case.scope) == ("Sepidar", "N. Tarvand", True, SCOPE)
        assert casefile.gazetteer_toml(case) == "x = 1"
        (made,) = casefile.events(case)
        assert made.kind == "case.created"
        assert (made.seq, made.v, made.by) == (1, 1, "N. Tarvand")


def test_files_and_folders_are_for_the_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        case, _ = make(tmp_path / "new.case")
        casefile.append(case, "list.added", {"file": casefile.put(case, b"x")})
        paths = [case.folder, *case.folder.rglob("*")]
        modes = {path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in paths}
        case_is_open = {"new.case/case.db-wal", "new.case/case.db-shm"} <= modes.keys()
        casefile.close(case)
    finally:
        os.umask(before)
    assert case_is_open
    assert {mode for name, mode in modes.items() if (tmp_path / name).is_dir()} == {0o700}
    assert {mode for name, mode in modes.items() if not (tmp_path / name).is_dir()} == {0o600}


def test_the_cover_reads_without_a_key_and_names_nobody(tmp_path: Path) -> None:
    case, recovery = make(tmp_path / "new.case", by="Somebody Unusual")
    with case:
        cover = casefile.info(case.folder)
    assert (cover.title, cover.invented, cover.format, cover.id) == ("Sepidar", True, 1, case.id)
    assert cover.recipient.startswith("age1")
    for path in case.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"Somebody" not in data
            assert recovery.encode() not in data
            assert PASSPHRASE.encode() not in data


@pytest.mark.parametrize("title", ['a "quoted" \\ title', "گزارش «سپیدار»\n\x7f\x01 and\ttabs"])
def test_any_title_comes_back_from_the_cover(tmp_path: Path, title: str) -> None:
    case, _ = casefile.create(tmp_path / "c", PASSPHRASE, title=title, scope=SCOPE, by="x", cost=CHEAP)
    with case:
        assert casefile.info(tmp_path / "c").title == title


def test_an_empty_folder_may_become_a_case_and_a_full_one_may_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    casefile.close(make(tmp_path / "empty")[0])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        make(tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes.txt"]


def test_a_short_passphrase_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="shorter than 8"):
        casefile.create(tmp_path / "c", "seven77", title="t", scope=SCOPE, by="x", cost=CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_could_not_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("atleast.casefile.disk.write_all", full)
    with pytest.raises(StorageError, match="disk is full"):
        make(tmp_path / "c")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_case_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no case\.toml"):
        casefile.info(tmp_path)
    with pytest.raises(InputError, match=r"no case\.toml"):
        casefile.open(tmp_path / "nowhere", PASSPHRASE)
