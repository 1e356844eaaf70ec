"""The youngest age in Persian and Arabic: `youngest(sentence, bound, harm)` gives it as a `Bind`, as the English grammar does.

"Kam-sen-tarin qorbani 13 sal dasht", "asghar al-dahaya yablugh 13 aman": the number of years after a word for "youngest", of
the claim before it in its sentence, else of those spoken of before. Without a harm spoken of there is none.
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.hedging import Hedged
from atleast.claims.lexicon import table
from atleast.claims.numbers import spelled_or_digits
from atleast.claims.sentences import Sentence

_YOUNGEST = frozenset(("کمسنترین", "جوانترین", "خردسالترین", "کوچکترین", "کمسنوسالترین", "اصغر", "اصغرهم", "اصغرهن", "اصغرهما"))
_YEARS = ("سال", "عام", "سنه", "سنوات", "اعوام")
_FARTHEST = 9
_GROWN = 30


def youngest(s: Sentence, bound: list[Bind], harm: str | None, lang: str) -> list[Bind]:
    """Read the youngest age of those harmed."""
    made: list[Bind] = []
    for k in range(len(s.tokens)):
        apart = [s.lower(m) for m in (k, k + 1, k + 2)] == ["کم", "سن", "ترین"]
        if s.lower(k).replace("\u200c", "") not in _YOUNGEST and not apart:
            continue
        for at in range(k + 1, min(k + _FARTHEST, len(s.tokens))):
            age = spelled_or_digits(s, at, table(lang))
            if age is None or not s.lower(age.j).startswith(_YEARS):
                continue
            before = [m for m, b in enumerate(bound) if b.number.i < k]
            whole = before[-1] if before else None
            violation = bound[whole].violation if whole is not None else harm
            if violation and 0 < (age.lo or 0) < _GROWN:
                made.append(Bind(age, Hedged("exact", None, k, age.j), violation, age.j, "age", whole, whole is None))
            break
    return made
