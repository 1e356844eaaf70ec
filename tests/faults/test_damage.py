"""Damage to any file of a case: flips, cuts, additions, swaps, losses. Opening or verifying finds every one and says where.

In a soak every byte of the small files and 10,000 places in all are tried.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from harness import SOAK, make_case, open_case

from atleast import casefile
from atleast.errors import AtleastError, EvidenceError, KeyProblem

FLIPS = 10_000 if SOAK else 250


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small case with an empty, a small and a longer blob, closed."""
    folder = tmp_path_factory.mktemp("damage") / "whole.case"
    with make_case(folder) as case:
        for size in (0, 40, 140_000):
            casefile.append(case, "list.added", {"file": casefile.put(case, bytes(size))})
        casefile.append_many(case, [("judgement.made", {"i": i, "because": "x" * 50}) for i in range(80)])
        casefile.remember(case, "records", "all", bytes(9000))
    return folder


@pytest.fixture(scope="module")
def case_folder(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy that is damaged and mended again, one fault after another."""
    folder = Path(shutil.copytree(whole, tmp_path_factory.mktemp("damaged") / "one.case"))
    assert _found(folder) == []
    return folder


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _found(folder: Path) -> list[str]:
    """Return what opening or verifying says is wrong; anything but an answer or an error of ours is a failure."""
    try:
        with open_case(folder) as case:
            report = casefile.verify(case)
    except (EvidenceError, KeyProblem) as error:
        assert "\n" not in error.line()
        assert error.hint, "every error says what to do next"
        return [error.line()]
    except AtleastError as error:
        # A case.toml whose version or whose very being is damaged reads as a newer case or as none.
        assert error.hint
        return [error.line()]
    return [f"{problem.what} ({problem.where}). {problem.meaning} {problem.next_step}" for problem in report.problems]


def _mend(whole: Path, folder: Path, name: str) -> None:
    for extra in ("case.db-wal", "case.db-shm"):
        (folder / extra).unlink(missing_ok=True)
    (folder / name).parent.mkdir(exist_ok=True, parents=True)
    shutil.copyfile(whole / name, folder / name)


def _names_it(said: list[str], name: str) -> bool:
    return any(name[:21] in line for line in said)


def _places(whole: Path) -> Iterator[tuple[str, int, int]]:
    rng = random.Random(7)
    names = _files(whole)
    if SOAK:
        for name in names:
            if (whole / name).stat().st_size < 1000:
                yield from ((name, place, rng.randrange(8)) for place in range((whole / name).stat().st_size))
    for name in names:
        size = (whole / name).stat().st_size
        for place in (0, size // 2, size - 1):
            yield name, place, rng.randrange(8)
    for _ in range(FLIPS):
        name = rng.choice(names)
        yield name, rng.randrange((whole / name).stat().st_size), rng.randrange(8)


def test_every_flipped_bit_is_found_and_its_file_named(whole: Path, case_folder: Path) -> None:
    missed, vague, tried = [], [], 0
    for name, place, bit in _places(whole):
        data = bytearray((whole / name).read_bytes())
        data[place] ^= 1 << bit
        (case_folder / name).write_bytes(data)
        said = _found(case_folder)
        if not said:
            missed.append((name, place, bit))
        elif not _names_it(said, name):
            vague.append((name, place, said))
        tried += 1
        _mend(whole, case_folder, name)
    print(f"{tried} flipped bits, {len(missed)} missed")
    assert missed == []
    assert vague == []
    assert _found(case_folder) == []


@pytest.mark.parametrize(
    "how", ["cut to nothing", "cut by one", "cut in half", "cut to a page", "one more", "a page more", "gone"]
)
def test_every_file_cut_lengthened_or_gone_is_found(whole: Path, case_folder: Path, how: str) -> None:
    missed = []
    for name in _files(whole):
        data = (whole / name).read_bytes()
        changed = {
            "cut to nothing": b"",
            "cut by one": data[:-1],
            "cut in half": data[: len(data) // 2],
            "cut to a page": data[:4096],
            "one more": data + b"\x00",
            "a page more": data + bytes(4096),
            "gone": None,
        }[how]
        if changed == data:
            continue
        if changed is None:
            (case_folder / name).unlink()
        else:
            (case_folder / name).write_bytes(changed)
        said = _found(case_folder)
        if not _names_it(said, name):
            missed.append((name, said))
        _mend(whole, case_folder, name)
    assert missed == []
    assert _found(case_folder) == []


def test_any_two_files_in_each_others_place_are_found(whole: Path, case_folder: Path) -> None:
    missed = []
    for a, b in combinations(_files(whole), 2):
        shutil.copyfile(whole / a, case_folder / b)
        shutil.copyfile(whole / b, case_folder / a)
        said = _found(case_folder)
        if not (_names_it(said, a) or _names_it(said, b)):
            missed.append((a, b, said))
        _mend(whole, case_folder, a)
        _mend(whole, case_folder, b)
    assert missed == []


def test_any_file_of_another_case_is_found(whole: Path, case_folder: Path, tmp_path: Path) -> None:
    with make_case(tmp_path / "other.case") as other:
        casefile.append(other, "list.added", {"file": casefile.put(other, b"x")})
    said = {}
    for name in ("case.toml", "case.db", "keys/passphrase.json", "keys/vault.json"):
        shutil.copyfile(tmp_path / "other.case" / name, case_folder / name)
        said[name] = _found(case_folder)
        _mend(whole, case_folder, name)
    assert all(said.values())
    assert len({line for lines in said.values() for line in lines}) == 4, "each fault has a sentence of its own"
    for path in (tmp_path / "other.case" / "vault").rglob("*"):
        if path.is_file():
            stranger = case_folder / "vault" / path.parent.name / path.name
            stranger.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, stranger)
            assert "not encrypted for this case" in _found(case_folder)[0]
            stranger.unlink()
    assert _found(case_folder) == []


@pytest.mark.parametrize("folder", ["keys", "vault"])
def test_a_folder_that_is_gone_is_named(whole: Path, tmp_path: Path, folder: str) -> None:
    damaged = Path(shutil.copytree(whole, tmp_path / "one.case"))
    shutil.rmtree(damaged / folder)
    assert folder in _found(damaged)[0]


def test_the_folder_for_files_under_way_may_go(whole: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(whole, tmp_path / "one.case"))
    shutil.rmtree(damaged / "vault" / "tmp")
    assert _found(damaged) == []


def test_distinct_faults_have_distinct_sentences(whole: Path, tmp_path: Path) -> None:
    def damaged(name: str, data: bytes | None) -> str:
        folder = Path(shutil.copytree(whole, tmp_path / str(len(said))))
        (folder / name).unlink() if data is None else (folder / name).write_bytes(data)
        return _found(folder)[0].split("(")[0]

    blob = next(name for name in _files(whole) if name.startswith("vault/"))
    said: list[str] = []
    for name in ("case.toml", "case.db", "README.txt", "keys/passphrase.json", "keys/recovery.json", "keys/vault.json", blob):
        for data in (None, (whole / name).read_bytes()[:-2]):
            said.append(damaged(name, data))
    assert len(set(said)) == len(said)


def test_a_journal_that_does_not_belong_to_the_database_is_refused_and_harms_nothing(whole: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "one.case"))
    with make_case(tmp_path / "other.case") as other:
        casefile.append(other, "x.y", {})
        shutil.copyfile(tmp_path / "other.case" / "case.db-wal", folder / "case.db-wal")
    with pytest.raises(EvidenceError, match="do not fit together"):
        open_case(folder)
    assert (folder / "case.db").read_bytes() == (whole / "case.db").read_bytes()
    for name in ("case.db-wal", "case.db-shm"):
        (folder / name).unlink(missing_ok=True)
    assert _found(folder) == []


def test_a_later_journal_beside_an_older_database_is_refused_and_harms_nothing(whole: Path, tmp_path: Path) -> None:
    """What someone does who restores case.db alone from yesterday's copy."""
    folder = Path(shutil.copytree(whole, tmp_path / "one.case"))
    for _ in range(2):
        with open_case(folder) as case:
            casefile.append_many(case, [("x.y", {"i": i, "text": "y" * 200}) for i in range(300)])
            shutil.copyfile(folder / "case.db-wal", tmp_path / "later-wal")
    shutil.copyfile(whole / "case.db", folder / "case.db")
    shutil.copyfile(tmp_path / "later-wal", folder / "case.db-wal")
    with pytest.raises(EvidenceError, match="do not fit together"):
        open_case(folder)
    assert (folder / "case.db").read_bytes() == (whole / "case.db").read_bytes()


def test_a_journal_cut_anywhere_loses_only_what_came_after(whole: Path, tmp_path: Path) -> None:
    """A power cut may tear the journal's end: what is whole before it is taken up, and the case verifies."""
    folder = Path(shutil.copytree(whole, tmp_path / "one.case"))
    with open_case(folder) as case:
        for i in range(12):
            casefile.append(case, "x.y", {"i": i})
        shutil.copytree(folder, tmp_path / "left.case")
    journal = (tmp_path / "left.case" / "case.db-wal").read_bytes()
    seen = []
    for part in range(11):
        cut = Path(shutil.copytree(tmp_path / "left.case", tmp_path / f"cut{part}.case"))
        (cut / "case.db-wal").write_bytes(journal[: len(journal) * part // 10])
        assert _found(cut) == []
        with open_case(cut) as case:
            seen.append([event.payload["i"] for event in casefile.events(case, "x.y")])
    assert seen[-1] == list(range(12))
    assert all(one == list(range(len(one))) for one in seen)
    assert sorted(seen, key=len) == seen
