"""Clauses of a Persian or Arabic sentence: `boundaries(sentence, lang)` says where they begin, `clause` which holds a token.

They part at semicolons and at "but" and "while"; "X, however, said" is one.
"""

from __future__ import annotations

import re
from functools import cache

from atleast.claims.lexicon import fold, table
from atleast.claims.sentences import Sentence

TIME = re.compile(r"(?:از )?(?:شروع|آغاز|ابتدای) |\d{1,2} \w+(?: \d{4})?$")  # "since the protests began", "3 March:"
NAMED = 8  # tokens of a name before "however"


@cache
def speech(lang: str, key: str) -> frozenset[str]:
    """Return one word set of a language's speech table, folded."""
    return frozenset(fold(w) for w in table(lang)["speech"][key])


def boundaries(s: Sentence, lang: str) -> list[int]:
    """Return where the clauses of a sentence begin."""
    marks = speech(lang, "boundaries")
    cuts = [k for k in range(1, len(s.tokens)) if s.lower(k) in marks]
    if lang == "fa":
        cuts = [k for n, k in enumerate(cuts) if not _named_before(s, cuts[n - 1] + 1 if n else 0, k)]
    return [0, *cuts, len(s.tokens)]


def _named_before(s: Sentence, begin: int, k: int) -> bool:
    """Say whether "however" stands after a name that opens its clause: "X, however, said" is one clause."""
    opens = any(s.lower(m) in ("،", '"') or any(s.has(m, f) for f in ("say", "pp", "hedge")) for m in range(begin, k))
    return s.lower(k) in ("اما", "ولی") and 0 < k - begin <= NAMED and not opens


def clause(bounds: list[int], k: int) -> tuple[int, int]:
    """Return the clause that token k stands in."""
    return max(b for b in bounds if b <= k), min((b for b in bounds if b > k), default=bounds[-1])
