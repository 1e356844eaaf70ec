"""From the letters of a PDF's page to lines in the order of reading: `lines(letters)`. Pure, and without anything to import.

Takes letters with their places (points, y upwards) in the order in which PDFium gives them. That order is kept for lines from
left to right; where a line has letters from right to left it depends on the program that wrote the file and is wrong for some,
so such a line is read by where its letters stand, after the Unicode Bidirectional Algorithm turned round. Small raised digits
are the marks of notes and are left out: behind a number one would make it another number.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

MARKS = frozenset("0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩*†‡§")
BETWEEN_DIGITS = frozenset(".,:/\u066b\u066c\u060c\u00a0")
CLOSING = tuple(".,;:!?\u060c\u061b\u061f")
LAM, ALEFS = "\u0644", frozenset("\u0627\u0622\u0623\u0625\u0671")
SAME_LINE = 0.6  # of the larger letter's size: a raised mark is less above its line
BELOW = 0.35  # of the same: a lowered one is less below it, the next line more
RAISED = 0.15
COLUMN = 3.0  # letter sizes without a letter: another column begins
SPACE = 0.18  # of the letters' size: a gap that is a blank
SAID = 0.12  # of the same, where the parser says so: it also puts blanks between letters that touch
ZWNJ = "\u200c"


class Letter(NamedTuple):
    """One letter: text, where it stands (points, y upwards), its size, and whether the parser made it up (blanks)."""

    text: str
    x: float
    y: float
    left: float
    right: float
    size: float
    quarter: int = 0
    made: bool = False
    raised: bool = False


class Glyph(NamedTuple):
    """What one drawn shape says, and from where to where it reaches."""

    text: str
    left: float
    right: float


class Line(NamedTuple):
    """Letters on one base line, in the order of reading."""

    text: str
    left: float
    right: float
    base: float
    size: float
    rtl: bool
    quarter: int


def lines(found: Sequence[Letter]) -> list[Line]:
    """Set the letters of a page, in the parser's order, into lines."""
    groups = list(_groups(found))
    rtl = sum(is_rtl(one.text) for one in found) > sum(_is_latin(one.text) for one in found)
    return [line for group in groups for line in _segments(group, rtl)]


def _groups(found: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield letters that follow one another on one base line: that of the largest among them."""
    group: list[Letter] = []
    base = size = 0.0
    for one in found:
        if one.made and one.text in "\r\n":
            continue
        below = BELOW if one.size < 0.95 * size else SAME_LINE
        above = BELOW if size < 0.95 * one.size else SAME_LINE
        near = -below * max(size, one.size) <= one.y - base <= above * max(size, one.size)
        if group and not one.made and (one.quarter != group[0].quarter or not near):
            yield group
            group = []
        if not group or one.size > size * 1.05:
            base, size = one.y, one.size
        group.append(one)
    if group:
        yield group


def _segments(group: list[Letter], page_rtl: bool) -> Iterator[Line]:
    """Yield the lines of a group: parted where a column ends."""
    size = max((one.size for one in group if not one.text.isspace()), default=0.0)
    bases = [round(one.y, 1) for one in group if one.size == size]
    base = max(set(bases), key=bases.count, default=0.0)
    kept = _without_marks(group)
    has_rtl, has_latin = any(is_rtl(one.text) for one in kept), any(_is_latin(one.text) for one in kept)
    rtl, by_place = has_rtl and (page_rtl or not has_latin), has_rtl or page_rtl
    said = sorted(one.x for one in kept if one.made and one.text == " ")
    if by_place:
        found = _columns(_placed([one for one in kept if not one.made]), size)
        found = list(reversed(found)) if rtl else found
    else:
        found = _columns([Glyph(one.text, one.left, one.right) for one in _stepped(kept)], size)
    for part in found:
        text = reading_order(_spaced(part, size, said), rtl=rtl) if by_place else "".join(glyph.text for glyph in part)
        text = re.sub(r"[ \u00a0]+", " ", text).strip()
        if by_place and text[:1] in CLOSING and not text[1:2].isdecimal():  # a line against the direction of its page
            text = text[1:] + text[0]
        inside = [glyph for glyph in part if not glyph.text.isspace()]
        if text and inside:
            left, right = min(glyph.left for glyph in inside), max(glyph.right for glyph in inside)
            yield Line(text, left, right, base, size, rtl, group[0].quarter)


def _without_marks(group: Sequence[Letter]) -> list[Letter]:
    """Return letters without the small raised marks of notes: glued to a number, one would make it another number.

    A mark is measured against the letter before it; at the beginning of a line (of the note itself) against the one behind it.
    """
    kept: list[Letter] = []
    beside = next((one for one in group if one.text not in MARKS and not one.text.isspace()), None)
    for one in group:
        if one.text in MARKS and beside is not None:
            small = one.size < 0.92 * beside.size and one.y - beside.y > RAISED * beside.size
            if small or one.raised:
                continue
        if not one.text.isspace():
            beside = one
        kept.append(one)
    return kept


def _stepped(letters: Sequence[Letter]) -> Iterator[Letter]:
    """Yield letters with a blank where a word in larger letters and one in smaller ones stand apart: "717" and "people"."""
    before: Letter | None = None
    for one in letters:
        if before is not None and not (before.text.isspace() or one.text.isspace()):
            less, more = sorted((before.size, one.size))
            number = before.text.isdecimal() != one.text.isdecimal()
            if number and less < 0.85 * more and one.left - before.right > 0.1 * less:
                yield one._replace(text=" ", left=before.right, right=one.left)
        yield one
        before = one


def _columns(glyphs: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """Part glyphs where the gap to the one before is as wide as between columns."""
    found: list[list[Glyph]] = []
    edge: float | None = None
    for glyph in glyphs:
        if glyph.text.isspace() and found:
            found[-1].append(glyph)
            continue
        if not found or edge is None or glyph.left - edge > COLUMN * size:
            found.append([])
        found[-1].append(glyph)
        edge = glyph.right
    return found


def _placed(letters: Sequence[Letter]) -> list[Glyph]:
    """Return what stands on a line from left to right: the letters of one glyph together, vowel marks behind their letter.

    The letters of one glyph have one origin. What is drawn twice in one place, for a bolder letter or an edge round it, is said
    once, and so are the letters of a glyph that some programs say again for that of its mark.
    """
    by_origin: dict[tuple[float, float], list[Letter]] = {}
    last: dict[Letter, int] = {}
    for k, one in enumerate(letters):
        if k - last.get(one, k) <= 1:  # the letters of one glyph follow one another; what is drawn again comes later
            by_origin.setdefault((one.x, one.y), []).append(one)
            last[one] = k
    found: list[Glyph] = []
    signs: list[Glyph] = []
    said: dict[str, list[Glyph]] = {}
    for (_, _), group in sorted(by_origin.items(), key=lambda item: item[0][1]):
        text = _written(group)
        # A shape may begin behind the place where its letter does: what lies between is no gap before it.
        left = min(min(one.left, max(one.x, one.left - SPACE * one.size)) for one in group)
        glyph = Glyph(text, left, max(one.right for one in group))
        if all(map(_is_sign, text)):
            signs.append(glyph)
        elif not any(_overlap(glyph, other) for other in said.setdefault(text, [])):
            said[text].append(glyph)
            found.append(glyph)
    found.sort(key=lambda glyph: glyph.left + glyph.right)
    # A blank inside a letter is one that hangs over the end of its line.
    letters_only = [glyph for glyph in found if not glyph.text.isspace()]
    found = [glyph for glyph in found if not (glyph.text.isspace() and _inside(glyph, letters_only))]
    for sign in signs:
        if found:
            nearest = min(range(len(found)), key=lambda k: abs(found[k].left + found[k].right - sign.left - sign.right))
            found[nearest] = found[nearest]._replace(text=found[nearest].text + sign.text)
    return found


def _inside(blank: Glyph, glyphs: Sequence[Glyph]) -> bool:
    """Say whether the middle of a blank stands inside a letter."""
    middle = (blank.left + blank.right) / 2
    k = bisect_left(glyphs, 2 * middle, key=lambda glyph: glyph.left + glyph.right)
    return any(glyph.left + 0.01 < middle < glyph.right - 0.01 for glyph in glyphs[max(k - 1, 0) : k + 1])


def _overlap(one: Glyph, other: Glyph) -> bool:
    """Say whether half of the narrower of two glyphs stands over the other; without a width, whether they stand together."""
    common = min(one.right, other.right) - max(one.left, other.left)
    width = min(one.right - one.left, other.right - other.left)
    return common > 0.5 * width if width > 0 else common > -0.5


def _written(group: Sequence[Letter]) -> str:
    """Return the letters of one glyph in the order of writing: the parser turns those of a ligature round."""
    text = "".join(one.text for one in group)
    if len(group) == 1 or not is_rtl(text):
        return text
    if len({(one.left, one.right) for one in group}) > 1:  # the parser has set them side by side
        return "".join(one.text for one in sorted(group, key=lambda one: (-(one.left + one.right), _is_sign(one.text))))
    written = (text[0] == LAM and text[1] in ALEFS) or text.startswith("\u0627\u0644\u0644")  # no glyph is an alef with a lam
    marked = not _is_sign(text[0]) and all(map(_is_sign, text[1:]))
    return text if written or marked else text[::-1]


def _spaced(glyphs: Sequence[Glyph], size: float, said: Sequence[float]) -> list[str]:
    """Return the texts of glyphs, with a blank where a gap is one; `said` is where the parser put blanks, from the left."""
    found: list[str] = []
    edge: float | None = None
    for glyph in glyphs:
        if edge is not None and not glyph.text.isspace() and not found[-1].isspace():
            k = bisect_left(said, edge)
            least = SAID if k < len(said) and said[k] <= glyph.left else SPACE
            if glyph.left - edge > least * size:
                found.append(" ")
        found.append(glyph.text)
        edge = glyph.right
    return found


def reading_order(parts: Sequence[str], *, rtl: bool) -> str:
    """Return what stands from left to right in the order in which it is read, on a line from the right or the left."""
    n = len(parts)
    if rtl:
        said: list[str] = []
        end = n
        while end:
            start = _left_to_right(parts, end)
            said.append("".join(parts[start:end]))
            end = start
        return "".join(said)
    said, i = [], 0
    strong = [k for k in range(n) if is_rtl(parts[k])]
    while i < n:
        if not is_rtl(parts[i]):
            said.append(parts[i])
            i += 1
            continue
        j = i
        for k in (k for k in strong if k > i):
            if any(_is_latin(part) for part in parts[i:k]):
                break
            j = k
        said.append(reading_order(parts[i : j + 1], rtl=True))
        i = j + 1
    return "".join(said)


def _left_to_right(parts: Sequence[str], end: int) -> int:
    """Return where what is read from left to right and ends at `end` begins: a number, foreign words, else one cluster."""
    last = end - 1
    if _is_digit(parts[last]):
        start = last
        while start and (
            _is_digit(parts[start - 1]) or (start > 1 and parts[start - 1] in BETWEEN_DIGITS and _is_digit(parts[start - 2]))
        ):
            start -= 1
        foreign = start
        while (
            foreign
            and not _is_latin(parts[foreign - 1])
            and not is_rtl(parts[foreign - 1])
            and not _is_digit(parts[foreign - 1])
        ):
            foreign -= 1
        if not (foreign and _is_latin(parts[foreign - 1])):
            return start
    elif not _is_latin(parts[last]):
        return last
    start = k = last
    while k >= 0 and not is_rtl(parts[k]):
        start = k if _is_latin(parts[k]) else start
        k -= 1
    return start


@lru_cache(maxsize=4096)
def is_rtl(text: str) -> bool:
    """Say whether a text has a letter that is written from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


@lru_cache(maxsize=4096)
def _is_latin(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "L" for letter in text)


def _is_digit(text: str) -> bool:
    return text[:1].isdecimal()


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"
