"""The shipped name tables of one language: token lexicon and letter channel, loaded once.

`load("fa")` and `load("ar")` read `data/<language>_tokens.tsv.gz` (source token, Latin token, count) and
`data/<language>_letters.tsv.gz` (the learned letter channel, see `learning.py`); `from_text` makes the same from other text, so
that a bench can read names with tables that have not seen them. Persian and Arabic tables stay apart: ض is z in one and d in
the other, and merging them loses more than it gains (`docs/methods/linkage.md`).
"""

from __future__ import annotations

import gzip
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from atleast.names.keys import soften

LANGUAGES = ("fa", "ar")
Variants = frozenset[tuple[str, str]]
_SHARED = 0.1
Letters = dict[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True, eq=False)
class Tables:
    """What is known of one language's names: lexicon, letter channel, and how common each source token is."""

    language: str
    modal: dict[str, str]  # source token -> its most common Latin form
    source: dict[str, str]  # Latin token -> the source token it most often stands for
    softened: dict[str, str]  # the same by the softened spelling, in which vowels that writers change are alike
    log_p: dict[str, float]  # source token -> ln of its share
    latin_log_p: dict[str, float]  # Latin token -> ln of its share
    variants: Variants  # pairs of source tokens, as `one_name` writes them, that one Latin spelling stands for
    once: float  # a ln share above that of a token seen once: what was seen once may be a slip
    forward: dict[str, str]  # context of a source letter -> the Latin chunk it gives
    inverse: Letters  # Latin chunk with position -> source letters with ln p(chunk | letter)
    bigram: dict[str, float]  # two source letters (^ and $ at the ends) -> ln p(second | first)
    cache: dict[tuple[str, str], tuple[str, str, str, str, str]] = field(default_factory=dict)  # (script, token) -> its forms


@cache
def load(language: str) -> Tables:
    """Return the shipped tables of `language`, `fa` or `ar`."""
    folder = resources.files("atleast.names").joinpath("data")
    texts = [
        gzip.decompress(folder.joinpath(f"{language}_{part}.tsv.gz").read_bytes()).decode("utf-8")
        for part in ("tokens", "letters")
    ]
    return from_text(language, tokens=texts[0], letters=texts[1])


def from_text(language: str, *, tokens: str, letters: str) -> Tables:
    """Return tables from the text of the two files."""
    by_source: dict[str, list[tuple[int, str]]] = defaultdict(list)
    by_latin: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in tokens.splitlines():
        source, latin, n = line.split("\t")
        by_source[source].append((int(n), latin))
        by_latin[latin].append((int(n), source))
    forward: dict[str, str] = {}
    inverse: dict[str, list[tuple[str, float]]] = defaultdict(list)
    bigram: dict[str, float] = {}
    for line in letters.splitlines():
        kind, left, right, value = line.split("\t")
        if kind == "f":
            forward[left] = right
        elif kind == "i":
            inverse[left].append((right, int(value) / 1000))
        else:
            bigram[left] = int(value) / 1000
    return Tables(
        language=language,
        modal={source: _first(found) for source, found in by_source.items()},
        source={latin: _first(found) for latin, found in by_latin.items()},
        softened=_softened(by_latin),
        variants=_variants(by_source, by_latin),
        log_p=_shares(by_source),
        latin_log_p=_shares(by_latin),
        once=math.log(1.5 / max(sum(n for found in by_latin.values() for n, _ in found), 1)),
        forward=forward,
        inverse={chunk: tuple(found) for chunk, found in inverse.items()},
        bigram=bigram,
    )


def one_name(source: str) -> str:
    """Return a source token with the ligature of ل and ا always one way round: PDF extraction turns it (صلاح, صالح)."""
    return source.replace("لا", "ال")


def two_names(a: str, b: str, variants: Variants) -> bool:
    """Whether two sure names (`Name.own`, empty for what no table knows) differ, however alike their letters are."""
    return bool(a and b) and a != b and (min(a, b), max(a, b)) not in variants


def part_of(short: str, long: str) -> bool:
    """Whether a source token opens or ends another, with at least three letters on either side."""
    return min(len(short), len(long) - len(short)) > 2 and (long.startswith(short) or long.endswith(short))


def _variants(by_source: dict[str, list[tuple[int, str]]], by_latin: dict[str, list[tuple[int, str]]]) -> Variants:
    """Return the pairs of sources that share a Latin spelling, for a tenth of its bearers or of the rarer source's."""
    total = {source: sum(n for n, _ in found) for source, found in by_source.items()}
    pairs = set()
    for found in by_latin.values():
        top, whole = _first(found), sum(n for n, _ in found)
        for n, source in found:
            if source != top and n >= _SHARED * min(whole, total[source]):
                a, b = sorted((one_name(source), one_name(top)))
                pairs.add((a, b))
    return frozenset(pairs)


def _first(found: list[tuple[int, str]]) -> str:
    return min(found, key=lambda pair: (-pair[0], pair[1]))[1]


def _softened(by_latin: dict[str, list[tuple[int, str]]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for latin, found in by_latin.items():
        for n, source in found:
            counts[soften(latin)][source] += n
    return {soft: _first([(n, source) for source, n in found.items()]) for soft, found in counts.items()}


def _shares(by_token: dict[str, list[tuple[int, str]]]) -> dict[str, float]:
    total = sum(n for found in by_token.values() for n, _ in found)
    return {token: math.log(sum(n for n, _ in found) / total) for token, found in by_token.items()}
