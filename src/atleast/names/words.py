"""The words that stand beside a name, as tokens: titles, particles, kin words, and what is written for a name nobody knows.

`words()` reads `data/words.toml`, where they stand as people write them, and brings each to the alphabet of the tokens by the
same functions that read names, once as English and once as Kurmanji, Turkish and Azerbaijani spell. `nobody(tokens)` says
whether tokens name nobody.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from atleast.names.letters import latinise, script_of, unify


@dataclass(frozen=True)
class Words:
    """The words of `data/words.toml`, as tokens."""

    titles: dict[str, frozenset[str]]
    glued: dict[str, tuple[str, ...]]
    particles: frozenset[str]
    sons: frozenset[str]
    joiners: dict[str, str]
    kin: frozenset[str]
    after: frozenset[str]
    phrases: re.Pattern[str]
    opening: frozenset[str]
    nobody: frozenset[str]
    nobody_words: frozenset[str]


@cache
def words() -> Words:
    """Return the shipped word lists."""
    data = tomllib.loads(resources.files("atleast.names").joinpath("data/words.toml").read_text("utf-8"))
    both = _tokens(data["titles"]["both"])
    phrases = "|".join(re.escape(phrase) for phrase in data["kin"]["phrases"])
    return Words(
        titles={language: both | _tokens(data["titles"][language]) for language in ("fa", "ar")},
        glued={"fa": tuple(data["glued"]["fa"]), "ar": ()},
        particles=_tokens(data["particles"]["both"]),
        sons=_tokens(data["particles"]["sons"]),
        joiners={token: kind for kind, many in data["joiners"].items() for token in _tokens(many)},
        kin=_tokens(data["kin"]["of"]),
        after=_tokens(data["kin"]["after"]),
        phrases=re.compile(rf"(?:^|\b)({phrases})(?:\b|$)", re.IGNORECASE),
        opening=_tokens(data["kin"]["opening"]),
        nobody=_tokens(data["placeholders"]["whole"]),
        nobody_words=_tokens(data["placeholders"]["words"]) | _tokens(data["placeholders"]["whole"]),
    )


def _tokens(many: Iterable[str]) -> frozenset[str]:
    """Return words as the tokens that they become when a name holds them."""
    found = set()
    for word in many:
        if script_of(word) == "arabic":
            found.add(unify(word))
        else:
            found |= {latinise(word), latinise(word, turkic=True)} if not word.isascii() else {word}
    return frozenset(found - {""})


def nobody(tokens: Sequence[str]) -> bool:
    """Whether tokens name nobody: none, only words for an unknown person, or a relative's name after "child of"."""
    known = words()
    if not tokens or tokens[0] in known.nobody or all(_says_nobody(token, known) for token in tokens):
        return True
    return tokens[0] in known.opening and len(tokens) > 1


def _says_nobody(token: str, known: Words) -> bool:
    return token in known.nobody_words or (len(token) == 1 and token.isascii())
