"""The log: durable or not there at all, in order, never changed, and every event as the bytes that were written."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
import sqlalchemy as sa
from casefile_factory import PASSPHRASE, make, reopen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atleast import casefile
from atleast.casefile import Case
from atleast.casefile.database import EVENTS
from atleast.casefile.log import leaves
from atleast.errors import AtleastError, EvidenceError, InputError, SyncConflict


def _bodies(case: Case) -> list[bytes]:
    with case.database.reading() as connection:
        return list(connection.execute(sa.select(EVENTS.c.body).order_by(EVENTS.c.position)).scalars())


def test_an_event_says_who_when_what_and_counts_on(case: Case) -> None:
    event = casefile.append(case, "record.withdrawn", {"record": "r1", "because": "زنده است"}, by="P. Mehrsa")
    assert (event.kind, event.by, event.seq, event.v) == ("record.withdrawn", "P. Mehrsa", 1, 1)
    assert event.payload == {"record": "r1", "because": "زنده است"}
    assert event.at.endswith("Z")
    assert casefile.events(case)[-1] == event
    assert casefile.events(case, "record.withdrawn") == [event]
    assert casefile.events(case, "no.such.kind") == []


def test_the_bytes_stored_are_canonical_and_make_the_id(case: Case) -> None:
    for body, event in zip(_bodies(case), casefile.events(case), strict=True):
        written = json.loads(body)
        assert body == json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert set(written) == {"v", "kind", "device", "seq", "clock", "at", "by", "salt", "payload"}
        assert len(bytes.fromhex(written["salt"])) == 16
        assert event.id == casefile.events(case)[event.seq - 1].id


def test_two_equal_facts_have_different_ids(case: Case) -> None:
    first, second = casefile.append_many(case, [("x.y", {"a": 1}), ("x.y", {"a": 1})])
    assert first.id != second.id


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), _json, max_size=4))
def test_canonical_json_is_one_way_and_reads_back(payload: dict[str, object]) -> None:
    written = casefile.canonical(payload)
    assert json.loads(written) == payload
    assert casefile.canonical(json.loads(written)) == written
    assert casefile.canonical(dict(reversed(payload.items()))) == written


# From the examples of RFC 8785, 3.2.3, with keys that sort alike by code point and by UTF-16.
def test_canonical_json_writes_strings_as_rfc_8785_does() -> None:
    plain = {"€": "Euro Sign", "\r": "Carriage Return", "1": "One", "\u0080": "Control\u007f"}
    text = "€$\u000f\nA'B" + '"' + "\\\\" + '"/'
    head = r'{"\r":"Carriage Return","1":"One","' + "\u0080" + r'":"Control' + "\u007f" + '",'
    tail = r'"ö":"€$\u000f\nA' + "'" + r'B\"\\\\\"/","€":"Euro Sign"}'
    assert casefile.canonical({**plain, "ö": text}).decode() == head + tail


@pytest.mark.parametrize(
    "bad", [0.5, float("nan"), 2**53, b"bytes", {1: "a"}, {1, 2}, "half \ud800", {"a": [{"b": 1.0}]}], ids=repr
)
def test_what_json_cannot_say_exactly_is_refused(case: Case, bad: object) -> None:
    before = len(casefile.events(case))
    with pytest.raises(AtleastError) as raised:
        casefile.append_many(case, [("x.y", {"fine": 1}), ("x.y", {"bad": bad})])
    assert "event" in raised.value.line()
    assert len(casefile.events(case)) == before


@pytest.mark.parametrize("kind", ["", "List.added", "list added", "list.", ".x", "x" * 65, "liste.ajoutée"])
def test_a_kind_is_a_plain_word(case: Case, kind: str) -> None:
    with pytest.raises(AtleastError, match="kind"):
        casefile.append(case, kind, {})


def test_a_large_event_is_sent_to_the_vault(case: Case) -> None:
    with pytest.raises(AtleastError, match="more than 1048576") as raised:
        casefile.append(case, "run.done", {"pairs": "x" * (1 << 20)})
    assert "vault" in raised.value.line()


def test_an_event_may_not_name_a_blob_that_is_not_there(case: Case) -> None:
    blob = casefile.put(case, b"here")
    casefile.append(case, "list.added", {"files": [{"deep": blob}]})
    absent = casefile.Blob(id="0" * 64, size=1, salt="00" * 16, commit="0" * 64)
    with pytest.raises(EvidenceError, match="not in the vault"):
        casefile.append(case, "list.added", {"files": [{"deep": absent}]})


def test_what_an_event_names_can_be_had_back(case: Case) -> None:
    blob = casefile.put(case, b"content")
    event = casefile.append(case, "run.done", {"outputs": {"pairs": blob, "n": 3}})
    assert list(casefile.blobs_in(event.payload)) == [blob]
    assert casefile.get(case, event.payload["outputs"]["pairs"]) == b"content"


def test_all_or_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    before = leaves(case)
    with pytest.raises(AtleastError):
        casefile.append_many(case, [("x.y", {}), ("x.y", {}), ("Bad Kind", {})])
    assert leaves(case) == before
    assert casefile.append_many(case, []) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'x'",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 11",
        "REPLACE INTO events SELECT * FROM events WHERE position = 3",
        "INSERT OR REPLACE INTO events SELECT position, 'aa', kind, device, seq, clock, body FROM events WHERE position = 3",
        "INSERT INTO events SELECT 99, 'aa', kind, device, seq, clock, body FROM events WHERE position = 3",
        "UPDATE OR REPLACE events SET position = 1 WHERE position = 2",
    ],
)
def test_events_are_never_changed_deleted_or_replaced(case: Case, statement: str) -> None:
    before = _bodies(case)
    with pytest.raises(EvidenceError, match="events are"), case.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert _bodies(case) == before


def test_the_database_waits_for_the_disk_at_every_commit(case: Case) -> None:
    with case.database.reading() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")}
        temporary = connection.exec_driver_sql("PRAGMA temp_store").scalar()
    assert (int(str(asked["synchronous"])), asked["journal_mode"], int(str(temporary))) == (2, "wal", 2)


def test_the_database_is_no_plain_sqlite(copied: Path) -> None:
    assert not (copied / "case.db").read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(copied / "case.db").execute("SELECT * FROM sqlite_master").fetchall()


def test_an_event_altered_behind_our_back_is_refused_on_reading(case: Case) -> None:
    with case.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_never_change")
        changed = sa.func.cast(sa.func.replace(sa.cast(EVENTS.c.body, sa.String), "same", "diff"), sa.LargeBinary)
        connection.execute(sa.update(EVENTS).where(EVENTS.c.position == 5).values(body=changed))
    with pytest.raises(EvidenceError, match="not what was written"):
        casefile.events(case, "judgement.made")
    assert len(casefile.events(case, "list.added")) == 2


def test_an_event_is_found_by_the_beginning_of_its_id(case: Case) -> None:
    event = casefile.events(case)[4]
    assert casefile.get_event(case, event.id[:10].upper()) == event
    for wrong in ("zz", "%", "", "a_", "x' OR 1"):
        with pytest.raises(InputError, match="not the beginning"):
            casefile.get_event(case, wrong)
    with pytest.raises(InputError, match="no event"):
        casefile.get_event(case, event.id[:-1] + ("0" if event.id[-1] != "0" else "1"))
    casefile.append_many(case, [("x.y", {})] * 20)
    firsts = [one.id[0] for one in casefile.events(case)]
    shared = next(letter for letter in firsts if firsts.count(letter) > 1)
    with pytest.raises(InputError, match="more than one"):
        casefile.get_event(case, shared)


def test_a_copy_of_the_folder_counts_under_a_name_of_its_own(copied: Path, tmp_path: Path) -> None:
    with reopen(copied) as case:
        casefile.append(case, "x.y", {})
        shutil.copytree(copied, tmp_path / "taken.case")
        mine = casefile.append(case, "x.y", {})
        again = casefile.append(case, "x.y", {})
    with reopen(tmp_path / "taken.case") as taken:
        theirs = casefile.append(taken, "x.y", {})
        assert casefile.verify(taken).ok
    with reopen(copied) as case:
        assert casefile.append(case, "x.y", {}).device == mine.device
    assert (again.device, again.seq) == (mine.device, mine.seq + 1)
    assert theirs.device != mine.device
    assert theirs.seq == 1


def test_a_new_device_may_be_asked_for(case: Case) -> None:
    before = casefile.append(case, "x.y", {}).device
    device = casefile.new_device(case)
    event = casefile.append(case, "x.y", {})
    assert (event.device, event.seq) == (device, 1)
    assert device != before


def test_a_second_writer_is_told_to_come_back(copied: Path) -> None:
    with reopen(copied) as first, reopen(copied) as second:
        with first.writing():
            with pytest.raises(SyncConflict, match="another program"), second.writing(wait=0.05):
                pytest.fail("two writers at once")
            casefile.append(first, "x.y", {"n": 1})
            assert len(casefile.events(second)) == 13, "readers never lock"
        casefile.append(second, "x.y", {"n": 2})
        assert [event.payload["n"] for event in casefile.events(first, "x.y")] == [1, 2]


_WRITER = """
import sys
from datetime import datetime, tzinfo
from atleast import casefile
with casefile.open(sys.argv[1], sys.argv[2], allow_weak=True) as case:
    for i in range(25):
        casefile.append(case, "x.y", {"who": sys.argv[3], "i": i})
"""


def test_writers_in_several_programs_lose_nothing(copied: Path) -> None:
    command = [sys.executable, "-c", _WRITER, str(copied), PASSPHRASE]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    with reopen(copied) as case:
        kept = [(event.payload["who"], event.payload["i"]) for event in casefile.events(case, "x.y")]
        assert sorted(kept) == [(name, i) for name in "abc" for i in range(25)]
        assert casefile.verify(case).ok


def test_a_digest_tells_its_parts_apart_and_needs_the_case(case: Case, tmp_path: Path) -> None:
    digests = {
        casefile.digest(case, *parts) for parts in (("a", "b"), ("ab",), ("ab", ""), ("", "ab"), ("a", "b", ""), (), ("",))
    }
    assert len(digests) == 7
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in digests)
    assert casefile.digest(case, "a", "b") == casefile.digest(case, "a", "b")
    assert len(casefile.digest(case, "half \ud800 a character")) == 32
    other, _ = make(tmp_path / "other.case")
    with other:
        assert casefile.digest(other, "a", "b") not in digests


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=6))
def test_the_log_is_a_list_that_only_grows(copied: Path, batches: list[list[int]]) -> None:
    with reopen(copied) as case:
        before = len(casefile.events(case))
        expected = [event.id for event in casefile.events(case)]
        for batch in batches:
            expected += [event.id for event in casefile.append_many(case, [("n.n", {"n": n}) for n in batch])]
    with reopen(copied) as case:
        found = casefile.events(case)
        assert [event.id for event in found] == expected
        assert [event.payload["n"] for event in found[before:]] == [n for batch in batches for n in batch]
        assert [leaf.hex() for leaf in leaves(case)] == expected


def test_a_blob_is_named_in_full_or_not_at_all(case: Case) -> None:
    blob = casefile.put(case, b"x")
    for change in ({"blob": "../../x"}, {"salt": "zz"}, {"size": -1}, {"commit": 7}):
        whole = {"blob": blob.id, "size": 1, "salt": blob.salt, "commit": blob.commit}
        with pytest.raises(EvidenceError, match="names a blob in a way"):
            casefile.append(case, "list.added", {"file": {**whole, **change}})


def test_order_is_who_could_have_seen_whom_whatever_the_clock_on_the_wall_says(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        years = iter((2031, 2061, 2001, 2031))

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(next(cls.years), 1, 1, tzinfo=tz)

    monkeypatch.setattr("atleast.casefile.log.datetime", Clock)
    with reopen(copied) as case:
        for n in range(4):
            casefile.append(case, "x.y", {"n": n})
        found = casefile.events(case, "x.y")
        assert [event.at[:4] for event in found] == ["2031", "2061", "2001", "2031"]
        assert [event.payload["n"] for event in casefile.in_order(reversed(found))] == [0, 1, 2, 3]
        assert casefile.verify(case).ok


def test_events_of_one_batch_stand_in_their_order(case: Case) -> None:
    batch = casefile.append_many(case, [("x.y", {"n": n}) for n in range(50)])
    assert casefile.in_order(batch[::-1]) == batch
    assert [event.at for event in batch] == sorted({event.at for event in batch})


def test_a_copy_goes_on_from_what_it_had_seen(copied: Path, tmp_path: Path) -> None:
    with reopen(copied) as case:
        seen = casefile.append(case, "x.y", {}).clock
        shutil.copytree(copied, tmp_path / "taken.case")
        mine = [casefile.append(case, "x.y", {}) for _ in range(3)]
    with reopen(tmp_path / "taken.case") as taken:
        theirs = [casefile.append(taken, "x.y", {}) for _ in range(2)]
    assert [event.clock for event in mine] == [seen + 1, seen + 2, seen + 3]
    assert [event.clock for event in theirs] == [seen + 1, seen + 2]
    union = casefile.in_order([*theirs, *mine])
    assert union == casefile.in_order([*mine, *theirs])
    assert [event for event in union if event in mine] == mine
