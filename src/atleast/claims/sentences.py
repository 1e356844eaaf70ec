"""From a text to sentences of tokens: `sentences(text, lang)` gives each with its offsets and the tags of its words.

A token is (start, end, low): offsets into the whole text and the folded word. Folding keeps the length, so that offsets
hold: lower case, typographic quotes made plain, Arabic letters and digits made Persian or ASCII ones one for one. A full
stop ends a sentence only before white space and a capital, a digit or a quote, and not after an initial or a known
abbreviation; a line break ends one too, but where the line only wraps: after a comma or a word that cannot close a sentence,
before a small letter, or where the next word had no room in a wrapped paragraph. Nothing of the text is dropped;
sentences longer than `LONGEST` are cut at white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from atleast.claims.lexicon import Found, Words, fold, grammar, unmarked, words

LONGEST = 1500
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[a-z]|mr|mrs|ms|dr|st|gen|col|lt|maj|capt|sgt|brig|prof|rev|hon|sen|gov|rep|no|vs|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"inc|ltd|co|corp|e\.g|i\.e|approx|al|dept|(?:[a-z]\.)+[a-z])$"
)
_END = re.compile(r"[.!?؟。]+[\"'”’»)\]]*(?=\s|$)|\n\s*\n|\r?\n")
_TOKEN = re.compile(
    r"\d+(?:[.,٬٫،]\d+)*(?:st|nd|rd|th)(?!\w)|\d{1,3}(?:،\d{3})+(?!\d)|\d+(?:[.,٬٫]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-'\u200c][^\W\d_]+)*(?:(?<=[a-z])\d+)?[\u064b-\u0655\u0670\u0640]*|[^\w\s]|\w+"
)


_MARK = re.compile(r"\S")
_FLAT = {10: 32, 12: 32, 13: 32}
_ITEM = re.compile(r"\s*(?:[-•*–—▪●◦·]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_CLOSED = tuple(".!?؟。:;؛")
_OPEN = frozenset(grammar("open_ended"))
_OPENERS = frozenset(("the", "a", "an", "at", "in", "on", "it", "he", "she", "they", "more", "after", "since", "according"))
# Letters and small words of one language only; then letters and digits that a keyboard of the other may have set.
_STRONG = (
    "[پچژگ]|(?<!\\w)(?:از|در|که|است|این|را|شد|شدند|شده|اند|نفر|تن|بود|بودند|ها|های|می|به|با|[یي]ک|[کك]شته)(?!\\w)",
    "[ةإ]|(?<!\\w)(?:و?أ|ال\\w|[وبفل]ال\\w|لل\\w)|(?<!\\w)(?:في|من|على|إلى|عن|قتل|نحو|بين|بعد)(?!\\w)",
)
_WEAK = "[کی\u200c۰-۹]", "[يكى٠-٩]"
_NARROW = 30  # characters: a shorter line has not been wrapped for want of room


class Token(NamedTuple):
    """One word, number or mark: offsets into the text, and the folded word."""

    start: int
    end: int
    low: str


class Sentence(NamedTuple):
    """The tokens of a sentence, what each may be, and the text it stands in (`low` is the folded whole)."""

    text: str
    low: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    tags: tuple[Found, ...]

    def raw(self, i: int, j: int) -> str:
        """Return tokens i to j (exclusive) as written."""
        i, j = max(i, 0), min(j, len(self.tokens))
        return self.text[self.tokens[i].start : self.tokens[j - 1].end] if j > i else ""

    def upto(self, i: int, tag: str) -> int:
        """Return the token index after the phrase tagged `tag` that begins at token i; i when there is none."""
        end = self.tags[i].get(tag)
        if end is None:
            return i
        j = i
        while j < len(self.tokens) and self.tokens[j].start < end[0]:
            j += 1
        return j

    def what(self, i: int, tag: str) -> str:
        """Return what the phrase tagged `tag` at token i stands for."""
        return self.tags[i].get(tag, (0, ""))[1]

    def has(self, i: int, tag: str) -> bool:
        """Say whether a phrase tagged `tag` begins at token i."""
        return 0 <= i < len(self.tokens) and tag in self.tags[i]

    def lower(self, i: int) -> str:
        """Return the folded word at i, empty outside."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def capital(self, i: int) -> bool:
        """Say whether the word at i is written with a capital."""
        return 0 <= i < len(self.tokens) and self.text[self.tokens[i].start].isupper()


def language(text: str) -> str:
    """Tell English, Persian and Arabic apart by script and by the letters only one of them has."""
    arabic = len(re.findall("[\u0600-\u06ff]", text))
    if arabic <= len(re.findall("[A-Za-z]", text)):
        return "en"
    persian, other = (len(re.findall(pattern, text)) for pattern in _STRONG)
    if persian == other:
        persian, other = (len(re.findall(pattern, text)) for pattern in _WEAK)
    return "fa" if persian > other else "ar"


def sentences(text: str, lang: str) -> Iterator[Sentence]:
    """Yield the sentences of a text in order."""
    low, known = fold(text), words(lang)
    flat = low.translate(_FLAT)
    for start, end in _cuts(text, low):
        yield _sentence(text, flat, start, end, known)


def _sentence(text: str, low: str, start: int, end: int, known: Words) -> Sentence:
    tokens = tuple(Token(m.start(), m.end(), unmarked(m.group()) or m.group()) for m in _TOKEN.finditer(low, start, end))
    tags = tuple(known.found(low, t.start) if t.low[0].isalpha() else {} for t in tokens)
    return Sentence(text, low, start, end, tokens, tags)


def _cuts(text: str, low: str) -> Iterator[tuple[int, int]]:
    start, soft = 0, _wraps(text, low)
    for match in _END.finditer(low):
        if match.end() - 1 in soft or not _ends(text, low, match):
            continue
        yield from _pieces(low, start, match.end())
        start = match.end()
    yield from _pieces(low, start, len(text))


def _wraps(text: str, low: str) -> set[int]:
    """Return the line breaks inside a sentence: where a line was wrapped for want of room."""
    soft: set[int] = set()
    block: list[tuple[int, int]] = []
    start = 0
    for end in (*(m.start() for m in re.finditer("\n", low)), len(low)):
        if low[start:end].strip():
            block.append((start, end))
        else:
            soft.update(_wrapped(text, low, block))
            block = []
        start = end + 1
    soft.update(_wrapped(text, low, block))
    return soft


def _wrapped(text: str, low: str, block: list[tuple[int, int]]) -> Iterator[int]:
    """Yield the breaks of one block of lines that only wrap."""
    if len(block) < 2:
        return
    lines = [text[i:j].strip() for i, j in block]
    width = max(map(len, lines))
    prose = any(line[:1].islower() for line in lines[1:]) or lines[-1].endswith((".", "؟", "!", '"', "”", "»"))
    for k in range(len(block) - 1):
        line, following = lines[k], lines[k + 1]
        if line.endswith(_CLOSED) or _ITEM.match(low, *block[k + 1]):
            continue
        last = low[slice(*block[k])].split()[-1]
        full = len(line) >= _NARROW and len(line) + 1 + len(following.split()[0]) > width
        opens = following.split()[0].lower() in _OPENERS
        if following[:1].islower() or last in _OPEN or (prose and full and not opens):
            yield block[k][1]


def _ends(text: str, low: str, match: re.Match[str]) -> bool:
    if match.group().startswith(("\n", "\r")):
        return low[: match.start()].rstrip(" ")[-1:] not in (",", "،") or "\n" in match.group()[1:].strip("\r")
    if "." in match.group() and _ABBREVIATED.search(low, max(0, match.start() - 12), match.start()):
        return False
    follows = _MARK.search(text, match.end()) if match.end() - match.start() < 40 else None
    return follows is None or not follows.group().islower()


def _pieces(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = low.rfind(" ", start + 1, start + LONGEST)
        cut = start + LONGEST if cut <= start else cut
        yield start, cut
        start = cut
    if low[start:end].strip():
        yield start, end
