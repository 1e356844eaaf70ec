"""Learn a letter channel from aligned tokens: how one language's letters are written in Latin, by whoever wrote them.

`letter_channel(pairs)` takes (source token, Latin token, count) and returns the lines of `data/<language>_letters.tsv.gz`, and
`trusted(pairs)` the pairs whose alignment the channel believes. The model: each source letter, in its position in the word
(first, inner, last), emits a chunk of 0 to 4 Latin letters; expectation-maximisation over all alignments (Baum 1972, as Knight
and Graehl 1998 use it for transliteration), then the best alignment of every pair is counted in the context of its neighbours.
Deterministic: sorted input, no random start.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

Pair = tuple[str, str, int]
Emissions = dict[str, dict[str, float]]
Counts = defaultdict[str, defaultdict[str, float]]

LONGEST_CHUNK = 4
_ROUNDS = 6
_FLOOR = 1e-7
_VOWELS = frozenset("aeiouy")


def position(index: int, length: int) -> str:
    """Return `0` for the first letter of a word, `2` for the last, `1` between."""
    return "0" if index == 0 else "2" if index == length - 1 else "1"


def letter_channel(pairs: Iterable[Pair]) -> list[str]:
    """Return the channel as lines: `f context chunk count`, `i chunk+position letter milli-ln p`, `b letters - milli-ln p`."""
    known = sorted(pair for pair in pairs if _plausible(pair))
    emissions = _fit(known)
    return _lines(known, emissions)


def trusted(pairs: Iterable[Pair], *, worst: float = -3.0) -> list[Pair]:
    """Return the pairs with a mean ln p per source letter above `worst`: the others were aligned to a neighbour's spelling."""
    known = sorted(pair for pair in pairs if _plausible(pair))
    emissions = _fit(known)
    kept = []
    for source, latin, n in known:
        _, score = _best(source, latin, emissions)
        if score / (len(source) + 1) > worst:
            kept.append((source, latin, n))
    return kept


def _plausible(pair: Pair) -> bool:
    source, latin, _ = pair
    return bool(source) and bool(latin) and len(latin) <= LONGEST_CHUNK * len(source) and len(latin) >= len(source) // 2


def _weight(n: int) -> float:
    return math.sqrt(n)


def _allowed(chunk: str) -> bool:
    """A chunk is some consonants, then some vowels: this keeps the alignments from drifting by a letter."""
    consonants = len(chunk) - len(chunk.lstrip("bcdfghjklmnpqrstvwxz"))
    return consonants <= 2 and all(letter in _VOWELS or letter in "hw" for letter in chunk[consonants:])


def _fit(pairs: Sequence[Pair]) -> Emissions:
    emissions: Emissions = {}
    for _ in range(_ROUNDS):
        counts: Counts = defaultdict(lambda: defaultdict(float))
        for source, latin, n in pairs:
            _expect(source, latin, _weight(n), emissions, counts)
        emissions = {
            letter: {chunk: value / total for chunk, value in sorted(found.items()) if value / total > 1e-5}
            for letter, found in sorted(counts.items())
            if (total := sum(found.values()) + 0.5)
        }
    return emissions


def _chance(emissions: Emissions, letter: str, chunk: str) -> float:
    if not emissions:  # first round: only the length speaks
        return {0: 0.1, 1: 1.0, 2: 0.8, 3: 0.2, 4: 0.05}[len(chunk)] if _allowed(chunk) else 1e-6
    return emissions.get(letter, {}).get(chunk, _FLOOR)


def _expect(source: str, latin: str, weight: float, emissions: Emissions, counts: Counts) -> None:
    """Add the expected counts of one pair, by forward and backward sums over all alignments."""
    n, m = len(source), len(latin)
    letters = [source[i] + position(i, n) for i in range(n)]
    table = [
        [
            [_chance(emissions, letters[i], latin[j : j + k]) if j + k <= m else 0.0 for k in range(LONGEST_CHUNK + 1)]
            for j in range(m + 1)
        ]
        for i in range(n)
    ]
    ahead = [[0.0] * (m + 1) for _ in range(n + 1)]
    ahead[0][0] = 1.0
    for i in range(n):
        for j in range(m + 1):
            if value := ahead[i][j]:
                for k in range(min(LONGEST_CHUNK, m - j) + 1):
                    ahead[i + 1][j + k] += value * table[i][j][k]
    total = ahead[n][m]
    if total <= 0:
        return
    back = [[0.0] * (m + 1) for _ in range(n + 1)]
    back[n][m] = 1.0
    for i in range(n - 1, -1, -1):
        for j in range(m + 1):
            back[i][j] = sum(table[i][j][k] * back[i + 1][j + k] for k in range(min(LONGEST_CHUNK, m - j) + 1))
    for i in range(n):
        for j in range(m + 1):
            if value := ahead[i][j]:
                for k in range(min(LONGEST_CHUNK, m - j) + 1):
                    share = value * table[i][j][k] * back[i + 1][j + k] / total
                    if share > 1e-4:
                        counts[letters[i]][latin[j : j + k]] += weight * share


def _best(source: str, latin: str, emissions: Emissions) -> tuple[list[str], float]:
    """Return the likeliest chunks and their ln p."""
    n, m = len(source), len(latin)
    score = [[-math.inf] * (m + 1) for _ in range(n + 1)]
    back = [[0] * (m + 1) for _ in range(n + 1)]
    score[0][0] = 0.0
    for i in range(n):
        letter = source[i] + position(i, n)
        for j in range(m + 1):
            if score[i][j] > -math.inf:
                for k in range(min(LONGEST_CHUNK, m - j) + 1):
                    value = score[i][j] + math.log(_chance(emissions, letter, latin[j : j + k]))
                    if value > score[i + 1][j + k]:
                        score[i + 1][j + k], back[i + 1][j + k] = value, k
    chunks, j = [], m
    for i in range(n, 0, -1):
        chunks.append(latin[j - back[i][j] : j])
        j -= back[i][j]
    return chunks[::-1], score[n][m]


def _lines(pairs: Sequence[Pair], emissions: Emissions) -> list[str]:
    contexts: Counts = defaultdict(lambda: defaultdict(float))
    emitted: Counts = defaultdict(lambda: defaultdict(float))
    followed: Counts = defaultdict(lambda: defaultdict(float))
    for source, latin, n in pairs:
        chunks, score = _best(source, latin, emissions)
        if score / (len(source) + 1) < -4:
            continue
        padded = f"^{source}$"
        for i, chunk in enumerate(chunks):
            left, letter, right = padded[i], padded[i + 1], padded[i + 2]
            weight = _weight(n)
            for context in (left + letter + right, letter + right, left + letter + "*", letter):
                contexts[context][chunk] += weight
            emitted[letter + position(i, len(source))][chunk] += weight
        for i in range(len(padded) - 1):
            followed[padded[i]][padded[i + 1]] += _weight(n)
    lines = []
    for context, found in sorted(contexts.items()):
        chunk, value = min(found.items(), key=lambda item: (-item[1], item[0]))
        if sum(found.values()) >= 2:
            lines.append(f"f\t{context}\t{chunk}\t{round(value)}")
    for letter, found in sorted(emitted.items()):
        total = sum(found.values()) + 5
        lines += [
            f"i\t{chunk}{letter[1]}\t{letter[0]}\t{round(1000 * math.log(value / total))}"
            for chunk, value in sorted(found.items())
            if value >= 2
        ]
    for letter, found in sorted(followed.items()):
        total = sum(found.values()) + 5
        lines += [
            f"b\t{letter}{other}\t-\t{round(1000 * math.log((value + 0.1) / total))}" for other, value in sorted(found.items())
        ]
    return lines
