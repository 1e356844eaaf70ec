"""Say in words why two written names agree or not, token by token.

`explain(a, b)` reads both with the same tables and returns sentences. The first is the verdict: the names agree, agree as far
as the shorter one goes, or do not agree. The others say which tokens stand for each other and why (the same canonical form, the
same consonants, nearly the same letters, two written together), which have no partner, and what was left out of either. Where a
cell holds other readings (brackets, a slash, "family, given"), the two that agree best are compared. It gives no score: that
also needs the other names of the lists, which `linkage` knows. `agree(a, b)` is the verdict alone, of two names already read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import product
from typing import Literal

from atleast.names.frame import language_of
from atleast.names.reading import Name, read
from atleast.names.tables import Tables, load, part_of, two_names

Kind = Literal["same", "form", "keys", "near", "joined"]
_NEAR = 0.8  # mean likeness of softened forms and of keys from which two tokens are nearly alike
_COMMON = -8.6  # ln share from which a name is one of its own, and no slip of another
_ONE_NAME = 0.87  # likeness from which two such forms are two spellings of one name
_VOWELS_TOO = 0.6  # likeness that the softened forms of tokens with one consonant must have beside an equal key
_ABU = re.compile("[ae]b[ou]")
_SKIP = 0.02
_WORTH: dict[Kind, float] = {"same": 1.0, "form": 1.0, "keys": 0.95, "joined": 0.94, "near": 0.8}


@dataclass(frozen=True)
class Partners:
    """Tokens that stand for each other: their places in the left and in the right name, and why."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    kind: Kind


def explain(a: str, b: str) -> list[str]:
    """Return whether the two names agree, what they have in common and what not, in sentences."""
    tables = load(language_of([a, b]))
    left, right, partners = _best_readings(a, b, tables)
    for name in (left, right):
        if name.placeholder:
            return [f"{name.raw!r} names nobody, so it is never matched"]
    verdict = _verdict(left, right, partners)
    if not _all_met(left, right, partners) and len(left.canon) == len(right.canon) == 2:
        other_order = _turned(left)
        turned = align(other_order, right)
        if _all_met(other_order, right, turned):
            left, partners = other_order, turned
            verdict = "The names agree if one of them has the family name first."
    sentences = [verdict]
    for name, written in ((left, a), (right, b)):
        if name.raw != written:
            sentences.append(f"{written!r} is also read as {name.raw!r}, and that reading was compared")
    sentences += [_sentence(left, right, one) for one in partners]
    for name, used in ((left, [i for one in partners for i in one.left]), (right, [j for one in partners for j in one.right])):
        sentences += [f"{token} has no partner" for i, token in enumerate(name.tokens) if i not in used]
    sentences += _two_names(left, right, partners)
    for name in (left, right):
        sentences += [f"{word} is no part of the name and was left aside" for word in name.dropped]
        if name.patronymic:
            sentences.append(f"{' '.join(name.patronymic)} is a relative's name and was left aside")
        if name.kunya:
            sentences.append(f"{' '.join(name.kunya)} is a name after a child and was left aside")
    return sentences


def _turned(name: Name) -> Name:
    """Return a name with its tokens in the other order."""
    return replace(
        name,
        tokens=name.tokens[::-1],
        canon=name.canon[::-1],
        keys=name.keys[::-1],
        soft=name.soft[::-1],
        own_keys=name.own_keys[::-1],
    )


def _two_names(left: Name, right: Name, partners: list[Partners]) -> list[str]:
    """Say which tokens without a partner have the same consonants and are two names for all that, and which suffixes differ."""
    met = {i for one in partners for i in one.left}, {j for one in partners for j in one.right}
    found = [
        f"{x} and {y} have the same consonants, but many people bear either: they are two names"
        for (i, x), (j, y) in product(enumerate(left.tokens), enumerate(right.tokens))
        if i not in met[0] and j not in met[1] and left.keys[i : i + 1] == right.keys[j : j + 1] != ("-",)
    ]
    return [*found, *([f"{left.suffix} and {right.suffix} are two people of one name"] if _told_apart(left, right) else [])]


def _told_apart(left: Name, right: Name) -> bool:
    kinds = {left.suffix, right.suffix} - {""}
    return len(kinds) > 1


def agree(left: Name, right: Name) -> bool:
    """Whether every token of the shorter name has a partner in the other, and the names are of somebody."""
    return _all_met(left, right, align(left, right))


def align(left: Name, right: Name) -> list[Partners]:
    """Pair the tokens of two names without crossing, so that the sum of what they have in common is greatest."""
    n, m = len(left.canon), len(right.canon)  # a placeholder has none
    best: list[list[tuple[float, tuple[Partners, ...]]]] = [[(0.0, ())] * (m + 1) for _ in range(n + 1)]
    for i, j in product(range(n + 1), range(m + 1)):
        options: list[tuple[float, tuple[Partners, ...]]] = [(0.0, ())] if i == j == 0 else []
        if i:
            options.append((best[i - 1][j][0] - _SKIP, best[i - 1][j][1]))
        if j:
            options.append((best[i][j - 1][0] - _SKIP, best[i][j - 1][1]))
        for one in _steps(left, right, i, j):
            value, before = best[i - len(one.left)][j - len(one.right)]
            options.append((value + _WORTH[one.kind] * max(len(one.left), len(one.right)), (*before, one)))
        best[i][j] = max(options, key=lambda option: option[0])
    return list(best[n][m][1])


def _steps(left: Name, right: Name, i: int, j: int) -> list[Partners]:
    """Return how the tokens before i and before j can stand for each other."""
    found = []
    if i and j and (kind := _alike(left, right, i - 1, j - 1)):
        found.append(Partners((i - 1,), (j - 1,), kind))
    if i > 1 and j and _together(left, i - 2, right, j - 1):
        found.append(Partners((i - 2, i - 1), (j - 1,), "joined"))
    if j > 1 and i and _together(right, j - 2, left, i - 1):
        found.append(Partners((i - 1,), (j - 2, j - 1), "joined"))
    return found


def _alike(left: Name, right: Name, i: int, j: int) -> Kind | None:
    if left.tokens[i] == right.tokens[j]:
        return "same"
    if left.canon[i] == right.canon[j]:
        return "form"
    key, other = left.keys[i], right.keys[j]
    x, y = left.own[i], right.own[j]
    if two_names(x, y, load(left.tables).variants) and not (part_of(x, y) or part_of(y, x)):
        return None  # Mahdi and Mehran: likeness between names of the lexicon is no spelling's
    if {left.canon[i], right.canon[j]} <= _common(left.tables):
        whole = SequenceMatcher(None, left.canon[i], right.canon[j], autojunk=False).ratio()
        if whole < _ONE_NAME:  # Hamed and Hamid, Hasan and Hossein: the same consonants, and each a name of its own
            return None
    if key == other and len(key) > 1:
        return "keys"
    if bool(_ABU.match(left.canon[i])) != bool(_ABU.match(right.canon[j])):  # Abu Ahmad is the father of Ahmad
        return None
    bones = SequenceMatcher(None, key, other, autojunk=False).ratio()
    if (1 + bones) / 2 < _NEAR:
        return None
    soft = SequenceMatcher(None, left.soft[i], right.soft[j], autojunk=False).ratio()
    if key == other:  # one consonant or none says little
        return "keys" if key != "-" and soft >= _VOWELS_TOO else None
    return "near" if min(len(key), len(other)) > 1 and (soft + bones) / 2 >= _NEAR else None


@cache
def _common(language: str) -> frozenset[str]:
    """Return the canonical forms that many people bear."""
    tables = load(language)
    return frozenset(tables.modal[source] for source, share in tables.log_p.items() if share > _COMMON and len(source) > 1)


def _together(apart: Name, i: int, whole: Name, j: int) -> bool:
    """Whether tokens i and i + 1 of `apart` are token j of `whole` written as two."""
    first, second = apart.keys[i], apart.keys[i + 1]
    joined = first.replace("-", "") + second.replace("-", "")
    if first[-1:] == second[:1]:
        joined = first + second[1:]
    return len(joined) > max(len(first), len(second)) and joined == whole.keys[j]


def _best_readings(a: str, b: str, tables: Tables) -> tuple[Name, Name, list[Partners]]:
    """Return the two readings that agree best, the main ones where none agrees better."""
    sides = []
    for raw in (a, b):
        main = read(raw, tables=tables)
        sides.append([main, *(read(other, tables=tables) for other in main.others)])
    found = [(left, right, align(left, right)) for left, right in product(*sides)]
    return max(found, key=lambda one: _share(*one))


def _share(left: Name, right: Name, partners: list[Partners]) -> float:
    used = sum((len(one.left) + len(one.right)) * _WORTH[one.kind] for one in partners)
    return used / max(len(left.tokens) + len(right.tokens), 1)


def _all_met(left: Name, right: Name, partners: list[Partners]) -> bool:
    if left.placeholder or right.placeholder or not partners or _told_apart(left, right):
        return False
    alone = (
        len(left.tokens) - sum(len(one.left) for one in partners),
        len(right.tokens) - sum(len(one.right) for one in partners),
    )
    # A single token in common says nothing about a name of two: "Reza" agrees with "Reza", not with "Reza Karimi".
    return min(alone) == 0 and (len(partners) > 1 or max(alone) == 0)


def _verdict(left: Name, right: Name, partners: list[Partners]) -> str:
    if _all_met(left, right, partners):
        n_left, n_right = sum(len(one.left) for one in partners), sum(len(one.right) for one in partners)
        if n_left == len(left.tokens) and n_right == len(right.tokens):
            return "The names agree: each part of one stands in the other."
        return "The names agree as far as the shorter one goes."
    if _told_apart(left, right):
        return "The names do not agree: what follows them tells two people of one name apart."
    if partners:
        return "The names do not agree: only some parts have a partner."
    return "The names do not agree: no part of one stands in the other."


def _sentence(left: Name, right: Name, one: Partners) -> str:
    x, y = (" and ".join(name.tokens[i] for i in places) for name, places in ((left, one.left), (right, one.right)))
    if one.kind == "same":
        return f"{x} stands in both"
    if one.kind == "joined":
        return f"{y} is {x} written together" if len(one.left) > 1 else f"{x} is {y} written together"
    i, j = one.left[0], one.right[0]
    if one.kind == "form":
        return f"{x} and {y} are one name, {left.canon[i]}"
    if one.kind == "keys":
        return f"{x} and {y} have the same consonants, {left.keys[i]}"
    return f"{x} and {y} are nearly alike: {left.canon[i]}, {right.canon[j]}"
