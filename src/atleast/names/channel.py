"""The learned letter channel: from a source token to Latin letters and back.

`forward` spells a token of the tables' own script in Latin. `backward` reads a Latin token back to the likeliest source token
(noisy channel: Knight and Graehl 1998), by a beam over letters, so that "Mohamad", "Muhammad" and محمد give the same form. What
is tried before the channel stands in `respelling.py`.
"""

from __future__ import annotations

from atleast.names.learning import LONGEST_CHUNK
from atleast.names.tables import Tables

_BEAM = 12
_KNOWN_WEIGHT = 0.35  # how far a token's commonness counts against the letters
UNSEEN = -11.5  # ln share granted to a token that is in no table
_LONGEST = 24
_FOREIGN = {"پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ڤ": "v"}  # letters that the other language's tables have never seen


def forward(source: str, tables: Tables) -> str:
    """Return the likeliest Latin spelling of a source token, letter by letter in its context."""
    padded = f"^{source[:_LONGEST]}$"
    chunks = []
    for i in range(1, len(padded) - 1):
        left, letter, right = padded[i - 1], padded[i], padded[i + 1]
        for context in (left + letter + right, letter + right, left + letter + "*", letter):
            chunk = tables.forward.get(context)
            if chunk is not None:
                chunks.append(chunk)
                break
        else:
            chunks.append(_FOREIGN.get(letter, ""))
    return "".join(chunks)


def backward(latin: str, tables: Tables) -> str:
    """Return the likeliest source token of a Latin one, or an empty string when no reading covers it."""
    latin = latin[:_LONGEST]
    n = len(latin)
    inverse, bigram = tables.inverse, tables.bigram
    beams: list[dict[str, float]] = [{} for _ in range(n + 1)]
    beams[0][""] = 0.0
    for j in range(n):
        kept = sorted(beams[j].items(), key=lambda item: (-item[1], item[0]))[:_BEAM]
        for size in range(1, min(LONGEST_CHUNK, n - j) + 1):
            chunk = latin[j : j + size]
            place = "0" if j == 0 else "2" if j + size == n else "1"
            letters = inverse.get(chunk + place)
            if not letters:
                continue
            target = beams[j + size]
            last = j + size == n
            for source, score in kept:
                before = source[-1:] or "^"
                for letter, log_p in letters:
                    value = score + log_p + bigram.get(before + letter, -9.0)
                    if last:
                        value += bigram.get(letter + "$", -9.0)
                    longer = source + letter
                    if value > target.get(longer, -1e9):
                        target[longer] = value
    found = beams[n]
    if not found:
        return ""
    ranked = ((score + _KNOWN_WEIGHT * (tables.log_p.get(source, UNSEEN) - UNSEEN), source) for source, score in found.items())
    return min(ranked, key=lambda item: (-item[0], item[1]))[1]
