"""From the words beside a number to its bound: `hedged(sentence, number)` gives the bound, the words and the tokens they cover.

The reading is literal: "over 300" is more_than, "up to 225" at_most, "nearly 400" approx, a range stays a range. Words
before the number are taken from the right to the left, the longest phrase first, so that "no fewer than" is never read as
"fewer than"; of several, a bound beats "about". Words that hedge without bounding ("reportedly", "only") are kept in the
hedge and change nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from atleast.claims.claim import Bound
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_FARTHEST = 6
_SILENT = frozenset(grammar("silent"))


class Hedged(NamedTuple):
    """What stands beside a number: its bound, the hedge as words, and tokens i to j with the number inside."""

    bound: Bound
    words: str | None
    i: int
    j: int


def hedged(sentence: Sentence, number: Number) -> Hedged:
    """Read the hedge before and after a number."""
    found: list[tuple[str, str]] = []
    i, first = number.i, number.i
    while i > 0:
        before = _ending_at(sentence, i)
        if before is None:
            break
        start, bound, said = before
        if bound or said not in _SILENT:
            found.insert(0, (bound, said))
            first = start
        i = start
    if number.hi is not None and sentence.lower(first - 1) in ("between", "بین", "میان"):
        found.insert(0, ("", sentence.lower(first - 1)))
        first -= 1
    j = number.j
    if sentence.lower(j) == "+":
        found.append(("at_least", "+"))
        j += 1
    elif sentence.has(j, "after"):
        end = sentence.upto(j, "after")
        found.append((sentence.what(j, "after"), " ".join(sentence.lower(k) for k in range(j, end))))
        j = end
    bounds = [bound for bound, _ in found if bound]
    words = " ".join(w for _, w in found) or None
    return Hedged(_bound(number, bounds), words, first, j)


def after_phrase(sentence: Sentence, hedge: Hedged, end: int) -> Hedged:
    """Read a hedge that follows the counted noun: "12 people or more"."""
    if hedge.bound not in ("exact", "approx") or not 0 <= end < len(sentence.tokens) or not sentence.has(end, "after"):
        return hedge
    words = sentence.raw(end, sentence.upto(end, "after")).lower()
    bound = _bound(Number(0, 0, 0), [sentence.what(end, "after")])
    return hedge._replace(bound=bound, words=f"{hedge.words} {words}" if hedge.words else words)


def _bound(number: Number, bounds: list[str]) -> Bound:
    if number.vague:
        return "vague"
    if number.hi is not None:
        return "range"
    for name in ("at_least", "more_than", "at_most", "fewer_than"):
        if name in bounds:
            return name
    return "approx" if bounds else "exact"


def _ending_at(s: Sentence, i: int) -> tuple[int, str, str] | None:
    """Return the longest hedge (or softener) that ends right before token i: its start, its bound, its words."""
    for start in range(max(0, i - _FARTHEST), i):
        for tag in ("hedge", "soft"):
            if s.has(start, tag) and s.upto(start, tag) == i:
                return start, s.what(start, tag) if tag == "hedge" else "", " ".join(s.lower(k) for k in range(start, i))
    return None
