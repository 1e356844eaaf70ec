"""The words that stand beside a name, as tokens: titles, particles, kin words, and what is written for a name nobody knows.

`words()` reads `data/words.toml`, where they stand as people write them, and brings each to the alphabet of the tokens by the
same functions that read names, once as English and once as Kurmanji, Turkish and Azerbaijani spell. A title may be of several
tokens; `title(tokens, language)` says how many open a name. `nobody(tokens)` says whether tokens name nobody.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from atleast.names.letters import SPLIT, latinise, script_of, unify

_LONGEST = 4  # words of one title
_ARTICLES = frozenset({"al", "el", "ash", "as", "the"})


@dataclass(frozen=True)
class Words:
    """The words of `data/words.toml`, as tokens."""

    titles: dict[str, frozenset[tuple[str, ...]]]
    honours: frozenset[tuple[str, ...]]
    suffixes: dict[str, str]
    glued: dict[str, tuple[str, ...]]
    particles: frozenset[str]
    sons: frozenset[str]
    joiners: dict[str, str]
    kin: frozenset[str]
    after: frozenset[str]
    phrases: re.Pattern[str]
    opening: frozenset[str]
    nobody: frozenset[tuple[str, ...]]
    nobody_words: frozenset[str]
    peoples: frozenset[str]
    nationals: frozenset[str]


@cache
def words() -> Words:
    """Return the shipped word lists."""
    data = tomllib.loads(resources.files("atleast.names").joinpath("data/words.toml").read_text("utf-8"))
    both = _phrases(data["titles"]["both"])
    whole = _phrases(data["placeholders"]["whole"])
    phrases = "|".join(re.escape(phrase) for phrase in data["kin"]["phrases"])
    return Words(
        titles={language: both | _phrases(data["titles"][language]) for language in ("fa", "ar")},
        honours=_phrases(data["titles"]["honours"]),
        glued={"fa": tuple(data["glued"]["fa"]), "ar": ()},
        suffixes={token: kind for kind, many in data["suffixes"].items() for token in _tokens(many)},
        particles=_tokens(data["particles"]["both"]),
        sons=_tokens(data["particles"]["sons"]),
        joiners={token: kind for kind, many in data["joiners"].items() for token in _tokens(many)},
        kin=_tokens(data["kin"]["of"]),
        after=_tokens(data["kin"]["after"]),
        phrases=re.compile(rf"(?:^|\b)({phrases})(?:\b|$)", re.IGNORECASE),
        opening=_tokens(data["kin"]["opening"]),
        nobody=whole,
        nobody_words=_tokens(data["placeholders"]["words"]) | {token for one in whole for token in one if len(one) == 1},
        peoples=_tokens(data["placeholders"]["peoples"]),
        nationals=_tokens(data["placeholders"]["nationals"]),
    )


def _tokens(many: Iterable[str]) -> frozenset[str]:
    """Return words as the tokens that they become when a name holds them."""
    return frozenset("".join(one) for one in _phrases(many))


def _phrases(many: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return words, or several words in a row, as the tokens that they become when a name holds them."""
    found = set()
    for phrase in many:
        parts = [part for part in SPLIT.split(phrase) if part]
        if script_of(phrase) == "arabic":
            found.add(tuple(unify(part) for part in parts))
        else:
            found |= {tuple(latinise(part, turkic=turkic) for part in parts) for turkic in {False, not phrase.isascii()}}
    return frozenset(found - {()})


def title(tokens: Sequence[str], language: str) -> int:
    """Return how many tokens at the start are one title: an honour before one more token, another before a full name."""
    known = words()
    article = int(len(tokens) > 1 and tokens[0] in _ARTICLES)
    for start in range(article + 1):
        for n in range(min(_LONGEST, len(tokens)), 0, -1):
            phrase, left = tuple(tokens[start : start + n]), len(tokens) - start - n
            if (left > 0 and phrase in known.honours) or (left > 1 and phrase in known.titles[language]):
                return start + n
    return 0


def suffix_of(tokens: Sequence[str], *, least: int = 2) -> str:
    """Return which of two of one name the last token behind `least` others means (`senior`, `junior`, `ii`), or nothing."""
    return words().suffixes.get(tokens[-1], "") if len(tokens) > least else ""


def nobody(tokens: Sequence[str]) -> bool:
    """Whether tokens name nobody: none, only words for an unknown person, or a relative's name after "child of"."""
    known = words()
    rest = list(tokens)
    while n := title(rest, "fa"):
        rest = rest[n:]
    if not rest or tuple(rest) in known.honours or all(_says_nobody(token, known) for token in tokens):
        return True
    if (len(rest) > 1 and (rest[0] in known.opening or _foreigner(rest, known))) or _unknown_at(rest, 0, known):
        return True
    if (rest[0],) in known.titles["fa"] and len(rest) == 2 and (_unknown_at(rest, 1, known) or rest[1] in known.opening):
        return True
    if len(rest) > 1 and all(_says_nobody(token, known) or token in known.peoples for token in rest):
        return any(_says_nobody(token, known) for token in rest)
    # "woman, unidentified, about 30": what stands before the word says nobody, so what follows it is no name.
    said = next((i for i, token in enumerate(rest) if not _says_nobody(token, known)), len(rest))
    return any(_unknown_at(rest, i, known) for i in range(said))


def _unknown_at(tokens: Sequence[str], at: int, known: Words) -> bool:
    return any(tuple(tokens[at : at + n]) in known.nobody for n in range(1, _LONGEST + 1))


def _foreigner(tokens: Sequence[str], known: Words) -> bool:
    """Whether two or three tokens say whose passport somebody had, and no more."""
    return len(tokens) <= 3 and (tokens[0] in known.nationals or (tokens[-1] in known.nationals and tokens[-1].isascii()))


def unknown(token: str) -> bool:
    """Whether one token behind a name says that the rest of it is not known."""
    return (token,) in words().nobody


def _says_nobody(token: str, known: Words) -> bool:
    return token in known.nobody_words or (len(token) == 1 and token.isascii())
