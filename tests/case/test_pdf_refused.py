"""PDFs that cannot be read, and what they could do: each is refused in one line, and their parser can open nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from case_factory import two_lists
from pdf_factory import article, locked, simple, stream, words, written

from atleast import casefile
from atleast.errors import InputError
from atleast.steps.documents import reading
from atleast.steps.documents.reading import MOST_PAGES, SOURCE, read_document
from atleast.steps.stating.adding import add_text

ONE = written(simple(words("At least 12 people were killed.")))
REFUSED = {
    "locked": (locked(), "locked with a password"),
    "cut off at its beginning": (ONE[:60], "damaged"),
    "no PDF behind its first line": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
    "a picture of a page": (written(simple(b"0 0 595 842 re f")), "a picture of pages"),
    "an empty page": (written(simple(b" ")), "nothing stands on its pages"),
    "no pages": (written(simple(kids=b"")), "has no pages"),
    "more pages than a book": (
        written(simple(words("1"), kids=b"10 0 R " * (MOST_PAGES + 1), n=MOST_PAGES + 1)),
        f"{MOST_PAGES + 1:,} pages",
    ),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_a_pdf_that_cannot_be_read_is_refused_in_one_line_that_says_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as fault:
        read_document(data, "a.pdf")
    assert fault.value.line().startswith("a.pdf: ") and "\n" not in fault.value.line() and fault.value.hint


def test_a_password_for_printing_only_locks_nobody_out() -> None:
    assert read_document(locked(b""), "a.pdf").text == "12 people were killed."


def test_a_refused_pdf_leaves_nothing_in_the_case(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(locked())
    with two_lists(tmp_path) as case:
        before = len(casefile.events(case)), sorted(path.name for path in case.folder.rglob("*"))
        with pytest.raises(InputError, match="password"):
            add_text(case, tmp_path / "a.pdf", publisher="Sepidar Post")
        assert (len(casefile.events(case)), sorted(path.name for path in case.folder.rglob("*"))) == before


def behind(fate: str) -> str:
    """Return a program that does something where the reader of PDFs would be."""
    opened = "import sys; sys.path.insert(0, sys.argv.pop(1)); from atleast.steps.documents.fence import fence, shut; "
    return f"{opened}fence(int(sys.argv[1]), int(sys.argv[2])); sys.stdin.buffer.read(); shut(); {fate}"


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        ("__import__('os').abort()", "stops the program that reads it"),
        ("bytearray(8 * 2**30)", "stops the program that reads it"),
        ("print('{}' * 10)", "stops the program that reads it"),
        ("print('{}')", "damaged"),
        ("exec('while True: pass')", "more than 1 seconds"),
        ("exec('while True: sys.stdout.write(chr(32) * 2**20)')", "more text than is read at once|more than 1 seconds"),
    ],
)
def test_whatever_the_reader_does_ends_in_one_line(monkeypatch: pytest.MonkeyPatch, fate: str, said: str) -> None:
    monkeypatch.setattr(reading, "CHILD", behind(fate))
    monkeypatch.setattr(reading, "SECONDS", 1)
    started = time.monotonic()
    with pytest.raises(InputError, match=said):
        read_document(ONE, "a.pdf")
    assert time.monotonic() - started < 30


def test_a_reader_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHILD", "import time; time.sleep(600)")
    monkeypatch.setattr(reading, "SECONDS", 1)
    for data in (ONE, ONE + b"%" * 2**20):  # less and more than a pipe holds
        with pytest.raises(InputError, match="more than 1 seconds"):
            read_document(data, "a.pdf")


@pytest.mark.parametrize(
    "what",
    [
        "open('/etc/hostname')",
        "open('new-file', 'w')",
        "__import__('socket').socket()",
        "__import__('os').fork()",
        "__import__('os').execv('/bin/true', ['true'])",
        "__import__('os').kill(1, 0)",
        "__import__('os').unlink('there')",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the filter of system calls is of Linux; elsewhere limits hold")
def test_behind_the_fence_nothing_can_be_opened_started_or_removed(tmp_path: Path, what: str) -> None:
    (tmp_path / "there").write_text("x")
    program = f"try:\n    {what}\n    print('done')\nexcept OSError as fault:\n    print('refused', fault.errno)"
    command = [sys.executable, "-I", "-c", f"import os, socket; {behind(f'exec({program!r})')}", str(SOURCE), str(2**30), "10"]
    done = subprocess.run(command, input=b"", capture_output=True, cwd=tmp_path, timeout=60)
    assert done.stdout.startswith(b"refused"), (done.stdout, done.stderr[-500:])
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_the_reader_is_told_nothing_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLEAST_PASSPHRASE_FILE", "a secret place")
    monkeypatch.setattr(
        reading, "CHILD", "import os, sys; sys.stdin.buffer.read(); sys.exit('ATLEAST_PASSPHRASE_FILE' in os.environ)"
    )
    with pytest.raises(InputError, match="stops the program"):
        read_document(ONE, "a.pdf")
    seen = "import json, os, sys; sys.stdin.buffer.read(); print(json.dumps({'refused': 'pages', 'n': len(os.environ)}))"
    monkeypatch.setattr(reading, "CHILD", seen)
    with pytest.raises(InputError, match=r"has [0-5] pages"):
        read_document(ONE, "a.pdf")


def damaged(seed: int, whole: list[bytes]) -> bytes:
    """Return a PDF with flipped bits, other bytes, a hole, a part said twice, or its end cut off."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(whole))
    at, n = chance.randrange(8, len(data)), chance.randint(1, 2000)
    match seed % 5:
        case 0:
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(8, len(data))] ^= 1 << chance.randrange(8)
        case 1:
            for _ in range(chance.randint(20, 500)):
                data[chance.randrange(8, len(data))] = chance.randrange(256)
        case 2:
            data[at : at + n] = bytes(n)
        case 3:
            data[at:at] = data[chance.randrange(len(data)) :][:n]
        case _:
            del data[at:]
    return bytes(data)


def test_three_hundred_damaged_pdfs_are_read_or_refused_in_one_line_each() -> None:
    deep = simple(words("12 people were killed."), words("7 were hurt."))
    deep[2] = deep[2].replace(b"/Kids [", b"/Kids [2 0 R ")  # a page that is its own parent
    loops = written(deep | {11: stream(b"q " * 5000 + words("30 were killed."))})
    text = "Police opened fire, killing at least 14 people, the Lanova Observatory said. " * 3
    whole = [ONE, loops, article(text), article("در نیلاب ۱۵ نفر کشته شدند. " * 5, lang="fa")]
    slowest, read = 0.0, 0
    for seed in range(300):
        started = time.monotonic()
        try:
            read += bool(read_document(damaged(seed, whole), "a.pdf").text.strip())
        except InputError as fault:
            assert "\n" not in fault.line() and fault.hint
        slowest = max(slowest, time.monotonic() - started)
    assert read > 50, "some are read in spite of it"
    assert slowest < 30
