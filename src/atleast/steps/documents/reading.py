"""From the bytes of a file to the words that claims are read from: plain text, a saved web page, or a PDF.

`read_document(data, name)` tells the three apart by their bytes. A PDF is read by `child` in a process of its own that may use
so much memory and time and open nothing; a file that crashes it or keeps it too long is refused in one line, and so is one that
is locked, damaged, or a picture of pages. What a reader should know of a PDF that was read is in `notes`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from atleast import claims
from atleast.errors import InputError

CHILD = "import sys; sys.path.insert(0, sys.argv.pop(1)); from atleast.steps.documents.child import main; main()"
SOURCE = Path(__file__).resolve().parents[3]
MOST_BYTES = 256 * 2**20
MOST_PAGES = 5_000
MOST_SAID = 128 * 2**20
MEMORY = 1024 * 2**20
SECONDS = 120
PATIENCE = 3  # times as long by the clock: the computer does other things too
KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
SPLIT = "Split it, or save the pages that matter as a file of their own."
TEXT = "Copy its words into a UTF-8 text file, or write them down, and add that."


class Read(NamedTuple):
    """The words of a file, what it was, and what to know of them."""

    text: str
    kind: Literal["text", "page", "pdf"]
    notes: tuple[str, ...] = ()


class _Sheet(msgspec.Struct, frozen=True):
    """What the child says of one page."""

    lines: tuple[claims.Line, ...] = ()
    letters: int = 0
    unread: int = 0
    hidden: int = 0
    white: int = 0
    drawn: bool = False
    damaged: bool = False


class _Said(msgspec.Struct, frozen=True):
    """What the child says of a file."""

    pages: tuple[_Sheet, ...] = ()
    refused: str | None = None
    n: int = 0
    scripts: int = 0
    attached: int = 0


def read_document(data: bytes, name: str, *, page: bool | None = None) -> Read:
    """Return the words of a file; `page` says whether plain bytes are a web page, when that was decided before."""
    if is_pdf(data, name):
        return _pdf(data, name)
    if b"\x00" in data[:65536]:
        raise InputError("this is no plain text (UTF-8)", file=name, hint="Save the article's words as a UTF-8 text file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError("the text is not UTF-8", file=name, hint="Save it as UTF-8.") from fault
    page = claims.is_page(text) if page is None else page
    if not page:
        return Read(text, "text")
    n = claims.loose_numbers(text)
    says = f"{n:,} table cell{'' if n == 1 else 's'} with a number and no words: not read, look at the page"
    return Read(claims.plain(text), "page", (says,) if n else ())


def is_pdf(data: bytes, name: str) -> bool:
    """Say whether a file is a PDF: by how it begins; or by its name, for one with something before its beginning."""
    begins = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-")
    return begins or (b"%PDF-" in data[:1024] and name.lower().endswith(".pdf"))


def _pdf(data: bytes, name: str) -> Read:
    if len(data) > MOST_BYTES:
        raise InputError(f"the PDF is larger than {MOST_BYTES // 2**20} MiB", file=name, hint=SPLIT)
    said = _apart(data, name)
    if said.refused is not None or not said.pages:
        raise _refusal(said, name)
    if not any(sheet.letters for sheet in said.pages):
        if all(sheet.damaged for sheet in said.pages):
            raise _refusal(_Said(refused="damaged"), name)
        if not any(sheet.drawn for sheet in said.pages):
            raise InputError(
                "this PDF is empty: nothing stands on its pages", file=name, hint="Check the file; fetch it again."
            )
        what = "this PDF has no text: it is a picture of pages"
        raise InputError(what, file=name, hint="Transcribe it, and add the transcription as text.")
    paper = claims.put_together([sheet.lines for sheet in said.pages])
    if not paper.text.strip():
        raise InputError("no letter of this PDF has a meaning that can be read", file=name, hint=TEXT)
    notes = list(_notes(said, paper))
    if b"%%EOF" not in data[-4096:]:
        notes.append("the PDF does not end as one should, so pages may be missing: compare it with where it came from")
    return Read(paper.text, "pdf", tuple(notes))


def _refusal(said: _Said, name: str) -> InputError:
    """Return what to say of a PDF that was not read."""
    match said.refused:
        case "password":
            return InputError("this PDF is locked with a password", file=name, hint="Save a copy of it without the password.")
        case "pages":
            return InputError(f"this PDF has {said.n:,} pages; at most {MOST_PAGES:,} are read", file=name, hint=SPLIT)
        case "no pages":
            return InputError("this PDF has no pages", file=name, hint="Check the file; fetch it again.")
        case "memory":
            return InputError(f"reading this PDF takes more than {MEMORY // 2**20:,} MiB", file=name, hint=SPLIT)
        case _:
            return InputError("this PDF is damaged: it cannot be read", file=name, hint=f"Fetch it again. {TEXT}")


def _apart(data: bytes, name: str) -> _Said:
    """Let the child read a PDF, and return what it says."""
    environment = {key: os.environ[key] for key in KEPT if key in os.environ}
    # What it holds is the file, once as it comes and once while it is read, and what it works with.
    told = (str(MEMORY + 3 * len(data)), str(SECONDS), str(MOST_PAGES))
    command = [sys.executable, "-I", "-B", "-c", CHILD, str(SOURCE), *told]
    pipe, none = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=none, env=environment, cwd="/") as child:
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(SECONDS * PATIENCE, stop)
        clock.daemon = True
        clock.start()
        try:
            assert child.stdin is not None and child.stdout is not None
            try:
                child.stdin.write(data)
                child.stdin.close()
            except BrokenPipeError:
                pass  # it ended before it had read all: its code says why
            answer = child.stdout.read(MOST_SAID + 1)
        finally:
            clock.cancel()
            child.kill()
        code = child.wait()
    if late.is_set() or code == -signal.SIGXCPU:
        raise InputError(f"reading this PDF takes more than {SECONDS} seconds", file=name, hint=SPLIT)
    if len(answer) > MOST_SAID:
        raise InputError("this PDF has more text than is read at once", file=name, hint=SPLIT)
    try:
        return msgspec.json.decode(answer, type=_Said)
    except msgspec.DecodeError as fault:
        raise InputError(
            "this PDF stops the program that reads it, which was a process of its own",
            file=name,
            hint=f"Nothing was added. {TEXT}",
        ) from fault


def _notes(said: _Said, paper: claims.Paper) -> list[str]:
    """Return what to know of a PDF that was read."""
    sheets = said.pages
    notes = []
    pictures = [k + 1 for k, sheet in enumerate(sheets) if not sheet.letters and sheet.drawn]
    damaged = [k + 1 for k, sheet in enumerate(sheets) if sheet.damaged]
    unseen = [k + 1 for k, sheet in enumerate(sheets) if sheet.hidden * 2 > sheet.letters]
    if pictures:
        notes.append(f"no text on {_pages(pictures)}: pictures, which were not read; transcribe them")
    if damaged:
        notes.append(f"damaged, not read: {_pages(damaged)}")
    if unseen:
        notes.append(
            f"text that cannot be seen on {_pages(unseen)}, as a machine puts under a picture of a page: "
            "compare every number with the picture"
        )
    white = [k + 1 for k, sheet in enumerate(sheets) if sheet.white]
    if white:
        n = sum(sheet.white for sheet in sheets)
        notes.append(f"{n:,} letters in white on {_pages(white)}, which cannot be seen: somebody may have hidden them")
    unread, letters = sum(sheet.unread for sheet in sheets), sum(sheet.letters for sheet in sheets)
    if unread * 50 > letters:
        notes.append(f"{unread:,} of {letters + unread:,} letters have no meaning in the file: compare the text with the page")
    if paper.left_out:
        shown = "; ".join(f"“{each}”" for each in paper.left_out[:4])
        notes.append(f"left out, as it stands on page after page: {shown}{' ...' if len(paper.left_out) > 4 else ''}")
    if said.scripts:
        notes.append(f"the PDF holds {said.scripts} script{'' if said.scripts == 1 else 's'}: not run")
    if said.attached:
        notes.append(f"the PDF holds {said.attached} file{'' if said.attached == 1 else 's'} inside: not opened")
    return notes


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (" ..." if len(numbers) > 8 else "")
    return f"page{'' if len(numbers) == 1 else 's'} {shown}"
