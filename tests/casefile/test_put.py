"""The vault: encrypted, named by its ciphertext, durable and read back before it is named, never half there."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from casefile_factory import PASSPHRASE, reopen
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from atleast import casefile
from atleast.casefile import Case, disk, vault
from atleast.errors import EvidenceError, InputError, StorageError


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
@example(b"")
@example(bytes(64 * 1024))
@example(bytes(64 * 1024 + 1))
@example(bytes(3_000_000))
def test_what_is_put_comes_back(case: Case, data: bytes) -> None:
    blob = casefile.put(case, data)
    assert casefile.get(case, blob) == data
    assert casefile.get(case, blob.id) == data
    assert blob.size == len(data)
    assert casefile.exists(case, blob)
    file = vault.path_of(case.folder, blob.id)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == blob.id == file.name
    assert blob.commit == hashlib.sha256(bytes.fromhex(blob.salt) + hashlib.sha256(data).digest()).hexdigest()


def test_the_same_bytes_twice_show_no_likeness(case: Case) -> None:
    first, second = casefile.put(case, b"same"), casefile.put(case, b"same")
    assert first.id != second.id
    assert first.commit != second.commit


def test_a_file_is_kept_as_its_bytes(case: Case, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"name\r\n" * 400_000)
    seen: list[tuple[int, int, str]] = []
    blob = casefile.put(case, tmp_path / "list.csv", progress=lambda *step: seen.append(step))
    assert casefile.get(case, blob) == b"name\r\n" * 400_000
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert all(done <= total == 2_400_000 for done, total, _ in seen)
    assert len(seen) >= 2


def test_a_file_that_cannot_be_read_is_named(case: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.csv"):
        casefile.put(case, tmp_path / "nothing.csv")
    with pytest.raises(InputError):
        casefile.put(case, tmp_path)
    assert list((case.folder / "vault" / "tmp").iterdir()) == []


def test_the_age_format_opens_with_the_vaults_key_alone(case: Case) -> None:
    blob = casefile.put(case, b"plain age")
    file = vault.path_of(case.folder, blob.id)
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert pyrage.decrypt(file.read_bytes(), [case.identity]) == b"plain age"


def test_barriers_stand_in_the_order_that_a_power_cut_asks_for(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def noted(name: str, act: Callable[..., object], what: Callable[..., str]) -> Callable[..., object]:
        def wrapper(*args: object) -> object:
            done.append(f"{name} {what(*args)}")
            return act(*args)

        return wrapper

    inside = case.folder / "vault"
    monkeypatch.setattr(disk, "barrier", noted("barrier", disk.barrier, lambda fd: _same(fd, inside)))
    monkeypatch.setattr(disk, "sync_folder", noted("folder", disk.sync_folder, lambda path: _kind(str(path), inside)))
    monkeypatch.setattr(
        Path, "rename", noted("rename", Path.rename, lambda old, new: f"{_kind(str(old), inside)} {_kind(str(new), inside)}")
    )
    monkeypatch.setattr(vault, "_read_back", noted("read", vault._read_back, lambda path, _: _kind(str(path), inside)))
    casefile.put(case, b"x")
    folders = [step for step in done if step == "folder vault"]
    assert [step for step in done if step != "folder vault"] == ["barrier tmp", "rename tmp blob", "folder shelf", "read blob"]
    assert not folders or done.index("folder vault") < done.index("rename tmp blob")


def _same(descriptor: int, inside: Path) -> str:
    number = os.fstat(descriptor).st_ino
    return " ".join(_kind(str(path), inside) for path in inside.rglob("*") if path.stat().st_ino == number)


def _kind(path: str, inside: Path) -> str:
    parts = Path(path).relative_to(inside).parts
    return "vault" if not parts else "tmp" if parts[0] == "tmp" else "shelf" if len(parts) == 1 else "blob"


def test_short_writes_are_written_on(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: whole(fd, bytes(data[: max(1, len(data) // 3)])))
    data = os.urandom(200_000)
    assert casefile.get(case, casefile.put(case, data)) == data


@pytest.mark.parametrize("size", [10, 200_000, 2_000_000])
def test_a_full_disk_is_said_and_leaves_nothing(case: Case, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    before = sorted(vault.files(case.folder))

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageError, match="disk is full"):
        casefile.put(case, bytes(size))
    assert sorted(vault.files(case.folder)) == before
    assert list((case.folder / "vault" / "tmp").iterdir()) == []


def test_a_failed_barrier_is_no_acknowledgement(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disk, "barrier", fails)
    with pytest.raises(StorageError, match="Input/output error"):
        casefile.put(case, b"x")
    assert list((case.folder / "vault" / "tmp").iterdir()) == []


def test_a_disk_that_returns_other_bytes_is_caught_before_the_blob_counts(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(vault.files(case.folder))
    whole = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: whole(fd, bytes(data[:-1]) + b"\x00"))
    with pytest.raises(StorageError, match="did not read back"):
        casefile.put(case, b"x" * 100_000)
    assert sorted(vault.files(case.folder)) == before


def test_ctrl_c_passes_through_and_leaves_nothing(case: Case) -> None:
    before = sorted(vault.files(case.folder))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        casefile.put(case, bytes(3_000_000), progress=stop)
    assert sorted(vault.files(case.folder)) == before
    assert list((case.folder / "vault" / "tmp").iterdir()) == []
    casefile.append(case, "x.y", {"file": casefile.put(case, b"goes on")})


@pytest.mark.parametrize("where", [0, 30, 100, 30_000, 69_999, -1])
def test_a_changed_byte_never_comes_back_as_plaintext(case: Case, where: int) -> None:
    blob = next(iter(casefile.blobs_in(casefile.events(case, "list.added")[1].payload)))
    file = vault.path_of(case.folder, blob.id)
    data = bytearray(file.read_bytes())
    data[where] ^= 1
    file.write_bytes(data)
    with pytest.raises(EvidenceError, match="damaged"):
        casefile.get(case, blob)


def test_a_file_put_in_by_another_with_the_public_key_is_refused(case: Case) -> None:
    """age does not say who encrypted: only the name and the event bind a file to the case."""
    forged = pyrage.encrypt(b"forged", [pyrage.x25519.Recipient.from_str(case.info.recipient)])
    blob = next(iter(casefile.blobs_in(casefile.events(case, "list.added")[0].payload)))
    vault.path_of(case.folder, blob.id).write_bytes(forged)
    with pytest.raises(EvidenceError, match="do not match its name"):
        casefile.get(case, blob)
    name = hashlib.sha256(forged).hexdigest()
    (case.folder / "vault" / name[:2]).mkdir(exist_ok=True)
    (case.folder / "vault" / name[:2] / name).write_bytes(forged)
    with pytest.raises(EvidenceError, match="not the content that the event named"):
        casefile.get(case, casefile.Blob(id=name, size=blob.size, salt=blob.salt, commit=blob.commit))


def test_a_missing_blob_is_said_to_be_missing(case: Case) -> None:
    with pytest.raises(EvidenceError, match="missing from the vault"):
        casefile.get(case, "ab" * 32)
    assert not casefile.exists(case, "ab" * 32)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", "AB" * 32, "ab/" + "c" * 61, "é" * 64])
def test_an_id_is_never_a_path(case: Case, name: str) -> None:
    with pytest.raises(InputError, match="not the id of a blob"):
        casefile.get(case, name)


_LARGE = """
import resource, sys
def peak():  # of this program alone: what rusage says begins with the program that started it
    try:
        return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
from atleast import casefile
from pathlib import Path
with casefile.open(sys.argv[1], sys.argv[2], allow_weak=True) as case:
    before = peak()
    blob = casefile.put(case, Path(sys.argv[3]))
    casefile.append(case, "x.y", {"file": blob})
    assert casefile.verify(case).ok
    print(blob.size, before, peak())
"""


def test_memory_does_not_grow_with_the_file(copied: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as stream:
        stream.truncate(200_000_000)
    command = [sys.executable, "-c", _LARGE, str(copied), PASSPHRASE, str(large)]
    size, before, peak = map(int, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    assert size == 200_000_000
    assert peak < 150_000
    assert peak - before < 40_000


def test_core_dumps_are_off_once_a_case_is_open(case: Case) -> None:
    assert case.title == "Sepidar"
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0


def test_pyrage_still_loses_a_small_write_error_so_the_sink_must_be_asked() -> None:
    """The reason for `Sink.error`: if this fails, pyrage has mended it and the guard may go."""

    class Full(io.RawIOBase):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    recipient = pyrage.x25519.Identity.generate().to_public()
    with pytest.raises(pyrage.EncryptError):
        pyrage.encrypt_io(io.BytesIO(bytes(500_000)), Full(), [recipient])
    pyrage.encrypt_io(io.BytesIO(b"small"), Full(), [recipient])


def test_a_case_opened_again_reads_what_was_put_before(copied: Path) -> None:
    with reopen(copied) as case:
        event = casefile.append(case, "list.added", {"file": casefile.put(case, b"yesterday")})
    with reopen(copied) as case:
        assert casefile.get(case, casefile.get_event(case, event.id).payload["file"]) == b"yesterday"
