"""What the reader and its command do with empty, huge, binary, mixed and marked-up input."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from atleast import claims
from atleast.cli.claims import command


def run(*args: str, text: bytes | None = None) -> Result:
    return CliRunner().invoke(command, list(args), input=text)


def test_an_empty_text_has_no_claims_and_says_so(tmp_path: Path) -> None:
    for name, body in (("empty.txt", b""), ("blank.txt", b" \n\n\t\n")):
        (tmp_path / name).write_bytes(body)
        done = run(str(tmp_path / name))
        assert done.exit_code == 0
        assert "No claims" in done.output


def test_binary_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 20)
    done = run(str(tmp_path / "a.bin"))
    assert done.exit_code != 0
    assert "UTF-8" in str(done.exception)
    assert run("-", text=b"\xff\xfe12 killed").exit_code != 0


def test_a_line_of_five_megabytes_keeps_its_claim_and_its_time() -> None:
    tail = " at least 12 people were killed in Varna"

    def seconds(size: int) -> float:
        text = "x" * size + "," * 20_000 + tail
        begin = time.process_time()
        (claim,) = claims.read(text)
        assert claim.value == 12
        assert text[claim.span[0] : claim.span[1]] == claim.quote
        return time.process_time() - begin

    seconds(1000)
    assert seconds(5_000_000) < 40 * seconds(500_000) + 1


def test_many_sentences_on_one_line_take_time_in_proportion_and_tell_how_far_they_are() -> None:
    one = "The clinic counted nothing that day and closed its doors. "

    def seconds(count: int) -> float:
        text, told = one * count, list[tuple[int, int]]()
        begin = time.process_time()
        assert claims.read(text, progress=lambda done, total, what: told.append((done, total))) == []
        assert told[-1][0] >= len(text) - 1
        assert len(told) == count
        return time.process_time() - begin

    seconds(100)
    assert seconds(8000) < 14 * seconds(800) + 0.5


@pytest.mark.parametrize("number", ["10^30", "1" + "0" * 30, "999,999,999,999,999", "10^12"])
def test_a_number_that_no_one_counts_keeps_its_words(number: str) -> None:
    (claim,) = claims.read(f"At least {number} people were killed.")
    assert (claim.value, claim.bound) == (None, "vague")
    assert number in claim.quote
    assert "too large" in claim.unsure[0]


def test_mixed_scripts_and_directions_keep_their_places() -> None:
    text = "\u202b«دست‌کم ۲۱۴ نفر کشته شدند»\u202c, said Radio Delta; at least 12 people were killed in Varna. قتل ٣ أشخاص."
    for lang in (None, "en", "fa", "ar"):
        for claim in claims.read(text, lang=lang):
            assert claim.quote == text[claim.span[0] : claim.span[1]]
    assert 12 in [c.value for c in claims.read(text, lang="en")]


def test_vowel_marks_and_stretches_are_read_over() -> None:
    text = "أُعْدِم خَمْسَة أشخاص، وقُتــل 195 شخصًا على الأقل."
    assert [(c.violation, c.bound, c.value) for c in claims.read(text)] == [
        ("execution", "exact", 5),
        ("killing", "at_least", 195),
    ]


def test_a_saved_page_is_read_as_its_text_and_gives_it_back(tmp_path: Path) -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Varna</title><script>var a = '99 killed';</script></head><body>"
        "<nav>7 dead</nav><p>At least <b>12</b> people were killed,&nbsp;the ministry said.</p><p>Shops shut</p></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    done = run(str(tmp_path / "page.html"), "--json")
    body = json.loads(done.output)
    (claim,) = body["claims"]
    assert (claim["value"], claim["attributed_to"]) == (12, "the ministry")
    assert body["text"][claim["span"][0] : claim["span"][1]] == claim["quote"]
    assert "99" not in body["text"]
    assert "7 dead" not in body["text"]


def test_plain_text_with_angle_brackets_is_no_page() -> None:
    text = "Toll < 20: at least 12 people were killed."
    assert not claims.is_page(text)
    assert [c.value for c in claims.read(text)] == [12]


def test_a_broken_line_among_good_ones_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id":"a","text":"12 people were killed."}\n{"id":"b"}\n', encoding="utf-8")
    done = run(str(tmp_path / "rows.jsonl"), "--jsonl")
    assert done.exit_code != 0
    assert "no text" in str(done.exception)


@pytest.mark.parametrize("day", ["yesterday", "soon", "2031-13-40"])
def test_a_day_of_the_text_that_is_no_date_is_refused(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.txt").write_text("At least 12 people were killed on Tuesday.", encoding="utf-8")
    done = run(str(tmp_path / "a.txt"), "--doc-date", day)
    assert done.exit_code != 0 and "is not a date" in str(done.exception) and "--doc-date" in str(done.exception)
    rows = [{"id": "1", "text": "12 killed", "doc_date": None}, {"id": "2", "text": "12 killed", "doc_date": day}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = run("--jsonl", str(tmp_path / "a.jsonl"))
    assert done.exit_code != 0 and "doc_date" in str(done.exception) and done.stdout == ""


def test_a_day_in_another_calendar_is_the_same_day(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("At least 12 people were killed on Tuesday.", encoding="utf-8")
    said = [
        json.loads(run(str(tmp_path / "a.txt"), "--json", "--doc-date", day).output) for day in ("2022-11-05", "1401/08/14")
    ]
    assert said[0] == said[1] and said[0]["claims"][0]["period"] == "2022-11-01"
