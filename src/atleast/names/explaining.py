"""Say in words why two written names agree or not, token by token.

`explain(a, b)` reads both with the same tables and returns sentences: which tokens stand for each other and why (the same
canonical form, the same consonants, nearly the same letters), which have no partner, and what was left out of either. It gives
no score: that also needs the other names of the lists, which `linkage` knows.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from atleast.names.frame import language_of
from atleast.names.reading import Name, read
from atleast.names.tables import load

_NEAR = 0.72


def explain(a: str, b: str) -> list[str]:
    """Return what the two names have in common and what not, in sentences."""
    tables = load(language_of([a, b]))
    left, right = read(a, tables=tables), read(b, tables=tables)
    for name in (left, right):
        if name.placeholder:
            return [f"{name.raw!r} names nobody, so it is never matched"]
    pairs = _partners(left, right)
    sentences = [_pair(left, right, i, j) for i, j in pairs]
    free_left = [i for i in range(len(left.tokens)) if i not in {i for i, _ in pairs}]
    free_right = [j for j in range(len(right.tokens)) if j not in {j for _, j in pairs}]
    for one, two, free in ((left, right, free_right), (right, left, free_left)):
        for i, k in [(i, k) for i in range(len(one.tokens)) for k in range(len(two.tokens) - 1)]:
            if one.keys[i] == two.keys[k] + two.keys[k + 1]:
                sentences = [
                    sentence
                    for sentence in sentences
                    if not sentence.startswith((f"{one.tokens[i]} and", f"{two.tokens[k]} and"))
                ]
                sentences.append(f"{one.tokens[i]} is {two.tokens[k]} and {two.tokens[k + 1]} written together")
                free[:] = [j for j in free if j not in (k, k + 1)]
                (free_left if one is left else free_right)[:] = [
                    j for j in (free_left if one is left else free_right) if j != i
                ]
    sentences += [f"{left.tokens[i]} has no partner" for i in free_left]
    sentences += [f"{right.tokens[j]} has no partner" for j in free_right]
    for name in (left, right):
        sentences += [f"{word} is no part of the name and was left aside" for word in name.dropped]
        if name.patronymic:
            sentences.append(f"{' '.join(name.patronymic)} is a relative's name and was left aside")
    return sentences


def _partners(left: Name, right: Name) -> list[tuple[int, int]]:
    """Pair tokens, the most alike first, without crossing."""
    options = sorted(
        ((-_alike(left, right, i, j), i, j) for i in range(len(left.tokens)) for j in range(len(right.tokens))),
    )
    found: list[tuple[int, int]] = []
    for value, i, j in options:
        if -value < _NEAR:
            break
        if all((i - x) * (j - y) > 0 for x, y in found):
            found.append((i, j))
    return sorted(found)


def _alike(left: Name, right: Name, i: int, j: int) -> float:
    if left.canon[i] == right.canon[j]:
        return 1.0
    if left.keys[i] == right.keys[j] != "-":
        return 0.95
    return SequenceMatcher(None, left.soft[i], right.soft[j], autojunk=False).ratio()


def _pair(left: Name, right: Name, i: int, j: int) -> str:
    x, y = left.tokens[i], right.tokens[j]
    if x == y:
        return f"{x} stands in both"
    if left.canon[i] == right.canon[j]:
        return f"{x} and {y} are one name, {left.canon[i]}"
    if left.keys[i] == right.keys[j]:
        return f"{x} and {y} have the same consonants, {left.keys[i]}"
    return f"{x} and {y} are nearly alike: {left.canon[i]}, {right.canon[j]}"
