"""Numbers that leave out what was said before: "another 30 in Ostia", "in Delta six", "and four more", "11 in hospital".

Takes a sentence, the claim before, and the number with its noun phrase; says whether the number takes its harm from that
claim. Between the two may stand only joining words and places or times, and the number must itself be set against a place;
a verb in between parts them.
"""

from __future__ import annotations

import re

from atleast.claims.lexicon import grammar
from atleast.claims.sentences import Sentence

_YEAR = re.compile(r"(?:19|20|13|14)\d\d")
_WHERE = frozenset(
    (
        "in",
        "at",
        "near",
        "from",
        "outside",
        "inside",
        "around",
        "on",
        "across",
        "elsewhere",
        "there",
        "within",
        "along",
        "off",
        "beyond",
        "throughout",
    )
)
_JOIN = frozenset(grammar("joining")) | {";", "then", "while", "a", "further", "more", "plus", "–", "—"}
_PREPOSITIONS = frozenset(grammar("prepositions"))
_VERBS = frozenset(grammar("passive")) | frozenset(grammar("auxiliary"))


def elided(s: Sentence, end: int, start: int, after: int) -> bool:
    """Say whether a number, its hedge at `start` and its phrase to `after`, goes on from a claim that ends at `end`."""
    of = s.lower(end) in ("were", "was", "are") and s.lower(end + 1) == "of"
    k, joined, placed = end + of, False, False
    while k < start:
        low = s.lower(k)
        if low in _JOIN:
            joined, placed, k = True, placed and low == "," and k + 1 == start, k + 1
        elif (
            low in _PREPOSITIONS
            or low == "including"
            or low.endswith("ly")
            or low in ("last", "elsewhere", "there", "overnight", "alone")
        ):
            k = _phrase(s, k + 1, start)
            placed = placed or low in _WHERE
        else:
            return False
    if not joined or end == start:
        return False
    follows = s.lower(after)
    dated = follows == "on" and s.lower(after + 1)[:1].isdigit()
    there = (
        s.capital(after + 1)
        or dated
        or _YEAR.fullmatch(s.lower(after + 1))
        or s.lower(after + 1) in ("the", "a", "an", "another", "nearby", "other")
    )
    if (follows == "of" and of) or (follows == "by" and any(s.lower(m) == "by" for m in range(end, start))):
        return True  # "86 were of prisoners and 14 of officers", "killed by rebels and 727 by soldiers"
    if after == -1:
        return True
    where = follows in _WHERE and bool(there)
    return where or follows == "elsewhere" or (placed and follows in ("", ".", ",", ";", "and"))


def added(s: Sentence, end: int, start: int, hedge: str | None) -> bool:
    """Say whether the number is added to the claim before: "in addition to one officer", "and possibly more than 20"."""
    tail = " ".join(s.lower(k) for k in range(max(end, start - 4), start))
    if tail.endswith(("in addition to", "as well as", "along with", "together with", "besides", "apart from")):
        return start - end < 25 and not any(s.lower(k) == ";" for k in range(end, start))
    maybe = any(w in (hedge or "") for w in ("possibly", "perhaps", "likely", "maybe", "probably"))
    return maybe and tail.endswith((" and", " or", "and", "or")) and start - end < 25


def _phrase(s: Sentence, k: int, stop: int) -> int:
    """Return where a prepositional phrase ends: at a joining word, a verb or a mark."""
    begin = k
    while k < stop and k - begin < 9:
        low = s.lower(k)
        if low in _JOIN and low != "a" and not (low == "and" and k + 1 < stop and s.capital(k + 1) and s.capital(k - 1)):
            break
        if low in _VERBS or (any(s.has(k, tag) for tag in ("pp", "act", "intr", "say")) and not s.capital(k)):
            break
        k += 1
    return k
