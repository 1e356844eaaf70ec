"""Places in Persian and Arabic: `places_in(sentence, lang, known)` gives where each begins and how it is written.

These scripts have no capitals: a word after "in" may be a place or anything else ("in custody", "in spring"). So a name is
taken only when `known`, the gazetteer of the case, holds it as one place, after "dar", "fi" or a word for a town or province;
`known(name, alone)` is told whether such a word is missing. Where it is, a month or season, a name before a year, and a word of
the language that is a name as well ("sahna" is also "the scene") are no places. Without `known`, only one word after "city" or
"province" is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from atleast.claims.lexicon import grammar
from atleast.claims.sentences import Sentence

Known = Callable[[str, bool], bool]

_IN = {"fa": frozenset(("در",)), "ar": frozenset(("فی",))}
_KINDS = frozenset(grammar("eastern_place_kinds"))
_MONTHS = frozenset(grammar("months"))
_TAGS = ("person", "noun", "pp", "act", "intr", "unit", "case", "hedge", "say", "by", "citing", "vague", "toll")
_BOUND = ("و", "ف", "ب", "ل", "ال", "بال", "وب", "لل")
_NO_NAMES = frozenset(grammar("eastern_no_place"))
_YEAR = re.compile(r"(?:1[2-4]|19|20)\d\d")
_LONGEST = 4  # words of a name
_UNKNOWN = re.compile(r"(?:استان|شهر|مدینة|محافظة|مدينة)\s+(?P<name>[^\W\d]{3,})")


def places_in(s: Sentence, lang: str, known: Known | None, begin: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, name) of the places that begin between two offsets of the text."""
    found: list[tuple[int, int, str]] = []
    for k, token in enumerate(s.tokens if known else ()):
        if begin <= token.start < end and known and (place := _after(s, k, lang, known)):
            found.append(place)
    yield from found
    for match in _UNKNOWN.finditer(s.text, begin, end):
        if not any(i <= match.end() and match.start() <= j for i, j, _ in found):
            yield match.start(), match.end(), match["name"]


def _after(s: Sentence, k: int, lang: str, known: Known) -> tuple[int, int, str] | None:
    kind = _kind(s, k)
    if not kind and s.lower(k) not in _IN[lang]:
        return None
    i = k + 1
    while _kind(s, i):
        i, kind = i + 1, True
    for j in range(min(i + _LONGEST, len(s.tokens)), i, -1):
        if not all(s.lower(m)[:1].isalpha() for m in range(i, j)):
            continue
        word = s.lower(i).removeprefix("ال") if j == i + 1 and not kind else ""
        if word and (word in _MONTHS | _NO_NAMES or _YEAR.fullmatch(s.lower(j)) or any(s.has(i, tag) for tag in _TAGS)):
            return None  # "in Mehr", "in Bahar 1402" (spring), "in prison"
        if known(name := s.raw(i, j), not kind):
            return s.tokens[k].start, s.tokens[j - 1].end, name
    return None


def _kind(s: Sentence, k: int) -> bool:
    """Say whether a word for a town or province stands here, with what Arabic binds before it."""
    low = s.lower(k)
    return low in _KINDS or any(low.startswith(b) and low[len(b) :] in _KINDS for b in _BOUND)
