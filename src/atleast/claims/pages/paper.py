"""From the lines of a PDF's pages to text: `put_together(sheets)` joins lines to paragraphs, without running heads and feet.

Takes, for each page, its lines in the order of reading with their places (points, y upwards); returns the text in which the
spans of `claims.read` then stand, and what was left out because it stands on page after page. Lines that only wrap become one,
hyphenated words are whole again, notes at the foot of a page stand before a paragraph that goes on overleaf, and a form feed
stands where a page ends. It refuses nothing and knows no words but the tens of English, whose hyphen belongs to the number.
Where the places do not say whether a line ends a sentence, the line break stays and `claims.read` judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from statistics import median
from typing import NamedTuple

import msgspec

PAGE_END = "\f"
MARGIN = 0.15  # of the height that the document's lines take: where running heads and feet stand
RAGGED = (0.25, 0.12)  # of the width of a column: room that a line may leave which only wraps, before a capital less
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_HYPHENS = ("\u00ad", "-", "\u2010")
_ENDED = re.compile(r"[.!?؟。][\"'”’»)\]]*$")
_CLOSED = re.compile(r"[.!?؟。:;؛][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-•*–—▪●◦·]|\(?\w{1,3}[.)])\s")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]")  # letters drawn in one: ligatures, forms of Arabic letters
_PAIRS = {"(": ")", "[": "]", "«": "»", "{": "}", "‹": "›"}
_RTL = re.compile("[\u0590-\u08ff]")


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One line: its words, where it stands, the size of its letters, whether it runs to the left, how it is turned."""

    text: str
    left: float
    right: float
    base: float
    size: float
    rtl: bool = False
    quarter: int = 0


class Paper(NamedTuple):
    """The text of a PDF, and what was left out because it stands on page after page."""

    text: str
    left_out: tuple[str, ...] = ()


class _Block(NamedTuple):
    """A paragraph: its text, its last line, and whether that has no room left."""

    text: str
    first: Line
    last: Line
    full: bool


def page_of(text: str, at: int) -> int | None:
    """Return the page (from 1) on which a place in a text stands; none where the text does not come in pages."""
    return text.count(PAGE_END, 0, at) + 1 if PAGE_END in text else None


def put_together(sheets: Sequence[Sequence[Line]]) -> Paper:
    """Return the text of pages of lines."""
    repeated, left_out = _repeated(sheets)
    pages = [
        [line for k, line in enumerate(lines) if (number, k) not in repeated and line.text.strip()]
        for number, lines in enumerate(sheets)
    ]
    every = [line for lines in pages for line in lines]
    if not every:
        return Paper("", left_out)
    body = _middle([(line.size, len(line.text)) for line in every])
    leading = _leading(pages)
    known = Counter(word for line in every for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower()))
    text = ""
    before: _Block | None = None
    held: list[_Block] = []  # notes of pages on which one paragraph begins before and goes on after
    for number, lines in enumerate(pages):
        flow, notes = _notes(lines, body)
        blocks, below = list(_blocks(flow, leading, known)), [*held, *_blocks(notes, leading, known)]
        end = PAGE_END if number else ""
        if blocks and before is not None and _goes_on(before, blocks[0].first):
            text, rest = _joined(text, blocks[0].text, known, end)
            text += rest
            before, blocks = blocks[0], blocks[1:]
        else:
            text += "\n\n" + end if number else ""
            before = blocks[-1] if blocks else None
        held = []
        ordered = [*blocks, *below]
        if below and number + 1 < len(pages):
            if blocks and _open(blocks[-1]):
                ordered = [*blocks[:-1], *below, blocks[-1]]
            elif not blocks and before is not None and _open(before):
                ordered, held = [], below
        for block in ordered:
            text += ("" if not text or text[-1] in "\n\f" else "\n\n") + block.text
        before = ordered[-1] if ordered else before
    for block in held:
        text += "\n\n" + block.text
    return Paper(text.replace("\u00ad", "").strip(" \n"), left_out)


def _repeated(sheets: Sequence[Sequence[Line]]) -> tuple[set[tuple[int, int]], tuple[str, ...]]:
    """Return which lines (page, line) are running heads and feet, and the words of each once.

    Such a line stands at one height near the edge of several pages, and each of its numbers stays the same or grows with
    the pages: "30 people were killed" on one page and "12 people were killed" on the next is none.
    """
    bases = [line.base for lines in sheets for line in lines]
    if len(sheets) < 2 or not bases:
        return set(), ()
    low, high = min(bases), max(bases)
    zone = MARGIN * (high - low)
    seen: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for page, lines in enumerate(sheets):
        for k, line in enumerate(lines):
            if low + zone < line.base < high - zone:
                continue
            numbers = [int(n) for n in re.findall(r"\d{1,9}", line.text)][:4]
            words = re.sub(r"\d{1,9}", "#", " ".join(line.text.split()))
            for kinds in product("=+", repeat=len(numbers)):
                told = tuple((kind, n if kind == "=" else n - page) for kind, n in zip(kinds, numbers, strict=True))
                seen[(words, told, len(words))].append((page, k))
    found: set[tuple[int, int]] = set()
    for places in seen.values():
        at = median(sheets[page][k].base for page, k in places)
        same = [(page, k) for page, k in places if abs(sheets[page][k].base - at) <= 6]
        if len({page for page, _ in same}) >= (2 if len(sheets) < 5 else 3):
            found.update(same)
    said: dict[str, str] = {}
    for page, k in sorted(found):
        text = " ".join(sheets[page][k].text.split())
        said.setdefault(re.sub(r"\d+", "#", text), text)
    return found, tuple(said.values())


def _middle(weighed: Sequence[tuple[float, int]]) -> float:
    """Return the value that the middle letter has."""
    total, so_far = sum(n for _, n in weighed), 0
    for value, n in sorted(weighed):
        so_far += n
        if 2 * so_far >= total:
            return value
    return 0.0


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """Return how far lines of a paragraph stand apart, in sizes of their letters."""
    steps = [
        ((one.base - other.base) / one.size, len(one.text))
        for lines in pages
        for one, other in pairwise(lines)
        if _alike(one, other) and 0.8 < (one.base - other.base) / one.size < 2.5
    ]
    return _middle(steps) if steps else 1.3


def _alike(one: Line, other: Line) -> bool:
    return one.size > 0 and abs(one.size - other.size) <= 0.08 * one.size and one.quarter == other.quarter


def _notes(lines: Sequence[Line], body: float) -> tuple[Sequence[Line], Sequence[Line]]:
    """Part a page into its text and the notes in smaller letters at its foot."""
    cut = len(lines)
    while cut and lines[cut - 1].size < 0.92 * body:
        cut -= 1
    if cut in (0, len(lines)) or lines[cut].base > min(line.base for line in lines[:cut]):
        return lines, ()
    return lines[:cut], lines[cut:]


def _blocks(lines: Sequence[Line], leading: float, known: Counter[str]) -> Iterator[_Block]:
    """Yield the paragraphs of a page."""
    run: list[Line] = []
    pending: _Block | None = None
    for line in (*lines, None):
        if run and (line is None or not _follows(run[-1], line, leading)):
            for block in _parted(run, lines, known):
                if pending is not None and _goes_on(pending, block.first) and block.first.base > pending.last.base:
                    text, rest = _joined(pending.text, block.text, known, " ")  # the next column
                    block = block._replace(text=text + rest, first=pending.first)
                elif pending is not None:
                    yield pending
                pending = block
            run = []
        if line is not None:
            run.append(line)
    if pending is not None:
        yield pending


def _follows(one: Line, other: Line, leading: float) -> bool:
    """Say whether a line stands right below another, in letters of the same size."""
    step = one.base - other.base
    overlap = min(one.right, other.right) - max(one.left, other.left)
    return _alike(one, other) and 0.5 * one.size < step <= 1.3 * leading * one.size and overlap > -2 * one.size


def _parted(run: Sequence[Line], page: Sequence[Line], known: Counter[str]) -> Iterator[_Block]:
    """Yield the paragraphs of lines that stand below one another."""
    left, right = min(line.left for line in run), max(line.right for line in run)
    for line in page:  # how wide the column is
        if _alike(line, run[0]) and abs(line.left - left) < 2 * line.size and not line.rtl:
            right = max(right, line.right)
        if _alike(line, run[0]) and abs(line.right - right) < 2 * line.size and line.rtl:
            left = min(left, line.left)
    text, first = run[0].text, run[0]
    for k, (one, other) in enumerate(pairwise(run)):
        room = one.left - left if one.rtl else right - one.right
        full = room < max(_word(other) + 0.3 * one.size, RAGGED[other.text[:1].isupper()] * (right - left))
        after = run[k + 2] if k + 2 < len(run) else None
        begins = _indent(other, left, right) > 0.8 and not (after and _indent(after, left, right) > 0.8) and one is first
        begins = begins or (_indent(other, left, right) > 0.8 >= _indent(one, left, right) and bool(_ENDED.search(one.text)))
        if one.text.endswith("\u00ad") or (one.text.endswith(_HYPHENS) and re.match(r"[^\W_]", other.text)):
            text, rest = _joined(text, other.text, known, "")
            text += rest
        elif (begins or (_ENDED.search(one.text) and room > _word(other) + 0.3 * one.size)) and not _ITEM.match(text):
            yield _Block(_mended(text), first, one, full)
            text, first = other.text, other
        else:
            text += ("\n" if not full or _ITEM.match(other.text) else " ") + other.text
    room = run[-1].left - left if run[-1].rtl else right - run[-1].right
    yield _Block(_mended(text), first, run[-1], room < 4 * run[-1].size)


def _indent(line: Line, left: float, right: float) -> float:
    """Return how far a line is set in, in sizes of its letters."""
    return (right - line.right if line.rtl else line.left - left) / line.size


def _word(line: Line) -> float:
    """Return how wide the first word of a line is."""
    return (line.right - line.left) * len(line.text.split()[0]) / len(line.text)


def _open(block: _Block) -> bool:
    """Say whether a paragraph stops in the middle of a sentence."""
    return not _CLOSED.search(block.text) and (block.full or block.text.endswith((",", "،", *_HYPHENS)))


def _goes_on(block: _Block, line: Line) -> bool:
    """Say whether a paragraph goes on in a line of the next page or column."""
    if _CLOSED.search(block.text) or not _alike(block.last, line) or _ITEM.match(line.text):
        return False
    return line.text[:1].islower() or _open(block)


def _joined(text: str, more: str, known: Counter[str], between: str) -> tuple[str, str]:
    """Return a text that goes on, as two parts: a word that was parted is whole in the first."""
    last = re.search(r"([^\W_]+(?:-[^\W_]+)*)[\u00ad\u2010-]$", text)
    tail = re.match(r"[^\W_]+(?:[-'’][^\W_]+)*", more)
    if last is None or tail is None:
        return text, (between or " ") + more
    head, rest = last.group(1), tail.group()
    whole, kept = f"{head}{rest}", f"{head}-{rest}"
    hyphen = known[kept.lower()] > known[whole.lower()] or (
        not known[whole.lower()] and (head.lower() in _TENS or head[-1].isdigit() or not rest[0].islower())
    )
    return text[: last.start()] + (kept if hyphen else whole), between + more[tail.end() :].lstrip(" ") if between else more[
        tail.end() :
    ]


def _mended(text: str) -> str:
    """Return a paragraph with plain letters, single blanks, and brackets that open before they close."""
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form.group()), text)
    hyphen = "\u00ad" if text.endswith("\u00ad") else ""
    text = re.sub(r"[ \t\u00a0]+", " ", _UNSEEN.sub("", text)).strip() + hyphen
    return _brackets(text) if _RTL.search(text) else text


def _brackets(text: str) -> str:
    """Turn round the brackets of a text from the right that a parser has mirrored: the first closes, the second opens."""
    letters = list(text)
    for opening, closing in _PAIRS.items():
        orphan: int | None = None
        depth = 0
        for k, letter in enumerate(text):
            if letter == closing:
                if depth:
                    depth -= 1
                elif k > 3:
                    orphan = k
                else:
                    orphan = k if k == 0 else None
            elif letter == opening:
                if orphan is None:
                    depth += 1
                else:
                    letters[orphan], letters[k] = opening, closing
                    orphan = None
    return "".join(letters)
