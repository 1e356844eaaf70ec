"""What a case shows of its log: proofs that others can check, and checkpoints in the published note format."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from casefile_factory import make, reopen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from atleast import casefile
from atleast.casefile import Case, proofs
from atleast.errors import EvidenceError, InputError

KEY = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()

# The example of the documentation of golang.org/x/mod/sumdb/note, from which C2SP's signed-note was made.
NOTE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    NOTE_TEXT
    + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_note_opens_and_a_changed_one_does_not() -> None:
    name, number, encoded = NOTE_KEY.split("+", 2)
    public = base64.b64decode(encoded)[1:]
    assert proofs.key_hash(name, public).hex() == number
    assert proofs.open_note(NOTE, public_key=public, signer=name) == NOTE_TEXT
    for forged in (NOTE.replace("answer", "Answer"), NOTE.replace("x08go", "x08gp"), NOTE_TEXT, "", NOTE.replace("\n\n", "\n")):
        with pytest.raises(EvidenceError, match="not signed"):
            proofs.open_note(forged, public_key=public, signer=name)


def test_every_event_can_be_shown_to_stand_in_the_log(case: Case) -> None:
    size, root = casefile.root(case)
    for index, event in enumerate(casefile.events(case)):
        proof = casefile.prove_event(case, event)
        assert (proof.index, proof.size, proof.root) == (index, size, root)
        assert casefile.shows_event(proof, event.id)
        assert not casefile.shows_event(proof, "00" * 32)


def test_growth_can_be_shown_and_another_past_cannot(case: Case, tmp_path: Path) -> None:
    size, root = casefile.root(case)
    casefile.append_many(case, [("x.y", {})] * 5)
    assert casefile.shows_growth(casefile.prove_growth(case, size), root)
    other, _ = make(tmp_path / "other.case")
    with other:
        casefile.append_many(other, [("x.y", {})] * 20)
        assert not casefile.shows_growth(casefile.prove_growth(other, size), root)
        with pytest.raises(InputError, match="not in this log"):
            casefile.prove_event(case, casefile.events(other)[3])


def test_a_checkpoint_says_origin_size_and_root(case: Case) -> None:
    note = casefile.checkpoint(case)
    read = casefile.read_checkpoint(note)
    assert (read.origin, (read.size, read.root), read.signed_by) == (f"atleast/{case.id}", casefile.root(case), None)
    assert note.split("\n")[1:] == [str(read.size), base64.b64encode(bytes.fromhex(read.root)).decode(), ""]


def test_a_signed_checkpoint_is_checked_against_the_key(case: Case) -> None:
    note = casefile.checkpoint(case, signing_key=KEY, signer="desk.example/log")
    read = casefile.read_checkpoint(note, public_key=PUBLIC, signer="desk.example/log")
    assert read.signed_by == "desk.example/log"
    assert (read.size, read.root) == casefile.root(case)
    assert casefile.read_checkpoint(note).root == read.root
    for forged in (note.replace("\n12\n", "\n11\n"), casefile.checkpoint(case)):
        with pytest.raises(EvidenceError, match="not signed"):
            casefile.read_checkpoint(forged, public_key=PUBLIC, signer="desk.example/log")
    with pytest.raises(InputError, match="no spaces"):
        casefile.checkpoint(case, signing_key=KEY, signer="two words")


@pytest.mark.parametrize("note", ["", "a", "a\n1\n", "a\nx\nAAAA\n", "a\n1\nAAAA\n", "a\n01\n" + "A" * 43 + "=\n", "a\n1\n*\n"])
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(InputError, match="no checkpoint"):
        casefile.read_checkpoint(note)


def test_a_log_that_was_cut_back_is_noticed_by_who_kept_a_checkpoint(copied: Path, tmp_path: Path) -> None:
    older = (copied / "case.db").read_bytes()
    with reopen(copied) as case:
        casefile.append(case, "record.withdrawn", {"record": "r"})
        note = casefile.checkpoint(case)
        casefile.append(case, "x.y", {})
        assert casefile.verify(case, checkpoint=note).ok
    (copied / "case.db").write_bytes(older)
    with reopen(copied) as case:
        assert casefile.verify(case).ok, "without a checkpoint kept elsewhere an older whole copy cannot be told apart"
        report = casefile.verify(case, checkpoint=note)
        assert [problem.where for problem in report.problems] == ["checkpoint"]
        casefile.append_many(case, [("x.y", {})] * 9)
        assert not casefile.verify(case, checkpoint=note).ok, "nor does a fork pass"
    other, _ = make(tmp_path / "other.case")
    with other:
        assert "another case" in casefile.verify(other, checkpoint=note).problems[0].what
