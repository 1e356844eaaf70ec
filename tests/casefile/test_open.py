"""Opening a case: passphrase, recovery key, and a sentence of its own for everything that can be wrong with a key."""

from __future__ import annotations

import hashlib
import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from casefile_factory import CHEAP, PASSPHRASE, SCOPE, make, reopen
from hypothesis import given
from hypothesis import strategies as st

from atleast import casefile
from atleast.casefile import keys
from atleast.errors import AtleastError, EvidenceError, InputError, KeyProblem


def test_passphrase_and_recovery_key_open_the_same_case(small: tuple[Path, str], copied: Path) -> None:
    ids = set()
    for secret in (PASSPHRASE, small[1], small[1].lower().replace("-", " ")):
        with reopen(copied, secret) as case:
            ids.add((case.id, casefile.digest(case, "x"), case.by))
    assert len(ids) == 1


def test_a_passphrase_is_the_same_however_its_accents_are_typed(tmp_path: Path) -> None:
    composed, apart = (unicodedata.normalize(form, "été à la plage") for form in ("NFC", "NFD"))
    assert composed != apart
    casefile.close(casefile.create(tmp_path / "c", composed, title="t", scope=SCOPE, by="x", cost=CHEAP)[0])
    casefile.close(reopen(tmp_path / "c", apart))


def test_a_wrong_passphrase_is_said_plainly(copied: Path) -> None:
    with pytest.raises(KeyProblem, match="wrong passphrase"):
        reopen(copied, "five words of nonsense too")


def test_a_mistyped_recovery_key_says_which_group(small: tuple[Path, str], copied: Path) -> None:
    groups = small[1].split("-")
    groups[2] = groups[2][:1] + ("8" if groups[2][1] != "8" else "9") + groups[2][2:]
    with pytest.raises(KeyProblem) as raised:
        reopen(copied, "-".join(groups))
    assert "group 3" in raised.value.line()


def test_the_key_files_of_tests_are_refused_by_everyone_else(copied: Path) -> None:
    with pytest.raises(KeyProblem, match="is weak"):
        casefile.open(copied, PASSPHRASE)


def test_a_key_as_strong_as_asked_opens_without_a_word(tmp_path: Path) -> None:
    cost = casefile.Cost(memory_kib=64 * 1024, passes=3, lanes=4)
    casefile.close(casefile.create(tmp_path / "c", PASSPHRASE, title="t", scope=SCOPE, by="x", cost=cost)[0])
    casefile.close(casefile.open(tmp_path / "c", PASSPHRASE))
    assert casefile.Cost().memory_kib == 256 * 1024
    assert casefile.Cost().passes == 3


def test_a_weak_key_cannot_be_had_by_editing_the_file(copied: Path) -> None:
    path = copied / "keys" / "passphrase.json"
    edited = json.loads(path.read_text())
    edited["kdf"]["passes"] = 2
    del edited["check"]
    edited["check"] = hashlib.sha256(keys._compact(edited)).hexdigest()
    path.write_bytes(keys._pretty(edited))
    with pytest.raises(KeyProblem, match="wrong passphrase"):
        reopen(copied)


def test_every_fault_of_a_key_file_has_its_own_sentence(copied: Path, tmp_path: Path) -> None:
    other, _ = make(tmp_path / "other.case")
    casefile.close(other)
    file, said = copied / "keys" / "passphrase.json", {}
    whole = file.read_bytes()
    faults = {
        "missing": None,
        "cut": whole[:-20],
        "of another case": (tmp_path / "other.case" / "keys" / "passphrase.json").read_bytes(),
        "another's place": (copied / "keys" / "recovery.json").read_bytes(),
    }
    for name, data in faults.items():
        file.unlink()
        if data is not None:
            file.write_bytes(data)
        with pytest.raises(KeyProblem) as raised:
            reopen(copied)
        said[name] = raised.value.line()
        file.write_bytes(whole)
    assert "missing" in said["missing"]
    assert "damaged" in said["cut"]
    assert "another case" in said["of another case"]
    assert "another kind" in said["another's place"]
    assert all("recovery key" in line for line in said.values())
    casefile.close(reopen(copied))


def test_the_recovery_key_still_opens_when_the_passphrase_file_is_gone(small: tuple[Path, str], copied: Path) -> None:
    (copied / "keys" / "passphrase.json").unlink()
    with reopen(copied, small[1]) as case:
        assert len(casefile.events(case)) == 12


def test_a_vault_key_of_another_case_is_refused(copied: Path, tmp_path: Path) -> None:
    casefile.close(make(tmp_path / "other.case")[0])
    shutil.copy(tmp_path / "other.case" / "keys" / "vault.json", copied / "keys" / "vault.json")
    with pytest.raises(KeyProblem, match="another case"):
        reopen(copied)


def test_a_database_of_another_case_is_refused(copied: Path, tmp_path: Path) -> None:
    casefile.close(make(tmp_path / "other.case")[0])
    shutil.copy(tmp_path / "other.case" / "case.db", copied / "case.db")
    with pytest.raises(EvidenceError, match=r"case\.db"):
        reopen(copied)


def test_an_edited_cover_is_noticed(copied: Path) -> None:
    path = copied / "case.toml"
    path.write_text(path.read_text().replace("2031-01-21", "2031-01-22"))
    assert casefile.info(copied).scope.last_day == "2031-01-22"
    with pytest.raises(EvidenceError, match=r"case\.toml is not what it was"):
        reopen(copied)


def test_a_case_of_a_newer_format_asks_for_a_newer_program(copied: Path) -> None:
    path = copied / "case.toml"
    path.write_text(path.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(InputError) as raised:
        reopen(copied)
    assert "newer atleast" in raised.value.line()


def test_opening_sweeps_what_an_interrupted_writer_left(copied: Path) -> None:
    left = copied / "vault" / "tmp" / "0123"
    left.write_bytes(b"half")
    with reopen(copied):
        assert not left.exists()


def test_opening_does_not_sweep_under_another_writer(copied: Path) -> None:
    with reopen(copied) as first, first.writing():
        under_way = copied / "vault" / "tmp" / "0123"
        under_way.write_bytes(b"half")
        with reopen(copied) as second:
            assert under_way.exists()
            assert len(casefile.events(second)) == 12


def test_a_case_on_a_read_only_place_can_be_read_and_says_why_not_written(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atleast.casefile.database.os.access", lambda *_: False)
    with reopen(copied) as case:
        assert len(casefile.events(case)) == 12
        assert casefile.remember(case, "records", "k", b"x") is False
        with pytest.raises(AtleastError, match="cannot be written here"):
            casefile.append(case, "x.y", {})


@given(st.data())
def test_every_single_typing_error_in_a_recovery_key_is_found(data: st.DataObject) -> None:
    key = keys.new_recovery_key()
    position = data.draw(st.sampled_from([i for i, letter in enumerate(key) if letter != "-"]))
    letter = data.draw(st.sampled_from([one for one in keys._ALPHABET if one != key[position]]))
    read = keys.read_recovery_key(key[:position] + letter + key[position + 1 :])
    assert read is not None
    assert read[1] == [position // 6 + 1]
    assert keys.read_recovery_key(key) == (key, [])


@given(st.integers(0, 7), st.integers(0, 7))
def test_two_groups_in_each_others_place_are_found(a: int, b: int) -> None:
    groups = keys.new_recovery_key().split("-")
    groups[a], groups[b] = groups[b], groups[a]
    read = keys.read_recovery_key("-".join(groups))
    assert read is not None
    assert bool(read[1]) == (a != b)


@pytest.mark.parametrize("text", ["", "hello", "a passphrase of forty characters, exactly 40", "!" * 40])
def test_what_has_not_the_shape_of_a_recovery_key_is_none(text: str) -> None:
    assert keys.read_recovery_key(text) is None
