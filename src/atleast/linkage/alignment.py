"""Compare two names token by token: the readable reference of the fast kernel, and what `explain` prints.

`align(a, b, rarity)` takes two sequences of tokens (canon, key, soft) and returns the aligned tokens and the levels that the
weights are given for: a monotone alignment (Needleman and Wunsch 1970) in which a token matches a token, two tokens written
apart match one written together, or a token stays alone. Similarity of tokens: 1 for the same canonical form, .93 to .98 for
the same consonant key, else the mean Jaro-Winkler similarity of softened forms and keys, at most .929. Costs and cuts are those
measured in `docs/methods/linkage.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from atleast.names.tables import Variants, part_of, two_names

NAME_COLUMNS = (
    "given",  # level 0..6 of the first tokens, 0 when they are not aligned
    "given_rarity",
    "family",  # level 0..6 of the last tokens
    "family_rarity",
    "moved",  # the last token of one aligned with an inner token of the other
    "moved_rarity",
    "middle_high",  # other aligned tokens with similarity >= .93, >= .82, below
    "middle_ok",
    "middle_low",
    "middle_rarity",
    "alone_short",  # tokens of the shorter name without a partner
    "alone_long",
    "n_short",  # tokens of the shorter name
    "strangers",  # 1 when the first tokens are not alike and stand for no other token either
    "given_apart",  # 1 when the first tokens are two names of the lexicon: their likeness is no variant's; `given` is 1 then
)
MATCH_FLOOR, MATCH_COST, JOIN_COST, SKIP_COST = 0.65, 0.62, 0.60, 0.04
JOIN_FLOOR, JOIN_EQUAL, BELOW_KEY = 0.85, 0.95, 0.929
SPELT_ALIKE = 0.95
CUTS = (0.65, 0.78, 0.86, 0.93, 0.975, 1.0)
LONGEST = 24


class Token(NamedTuple):
    """A token as compared: canonical form, consonant key (`-` for none), softened form, own letters' key, sure name."""

    canon: str
    key: str
    soft: str
    own_key: str
    own: str = ""


class Step(NamedTuple):
    """One step of an alignment: tokens of the left, tokens of the right, how alike (0 for a token alone)."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    similarity: float


Rarity = Callable[[Token, bool, bool], float]  # (token, as first token, of its canonical form) -> idf


def jaro_winkler(a: str, b: str) -> float:
    """Jaro-Winkler similarity (Winkler 1990), prefix weight .1 over up to 4 letters."""
    a, b = a[:LONGEST], b[:LONGEST]
    if not a or not b:
        return float(a == b)
    window = max(0, max(len(a), len(b)) // 2 - 1)
    free = list(range(len(b)))
    hits: list[tuple[int, int]] = []
    for i, letter in enumerate(a):
        j = next((j for j in free if abs(i - j) <= window and b[j] == letter), None)
        if j is not None:
            free.remove(j)
            hits.append((i, j))
    if not hits:
        return 0.0
    crossed = sum(a[i] != b[j] for (i, _), j in zip(hits, sorted(j for _, j in hits), strict=True))
    jaro = (len(hits) / len(a) + len(hits) / len(b) + (len(hits) - crossed / 2) / len(hits)) / 3
    prefix = 0
    while prefix < min(4, len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def token_similarity(a: Token, b: Token) -> float:
    """How alike two tokens are, 0..1."""
    if a.canon == b.canon:
        return 1.0
    soft = jaro_winkler(a.soft, b.soft)
    if a.key == b.key != "-":
        return 0.93 + 0.05 * soft
    return min(BELOW_KEY, (soft + jaro_winkler(_bones(a), _bones(b))) / 2)


def joined_similarity(a: Token, b: Token, one: Token) -> float:
    """How alike two tokens written together are to `one`, by keys; 0 when the lengths do not fit."""
    text = ""
    for letter in _bones(a) + _bones(b):
        if text[-1:] != letter:
            text += letter
    other = _bones(one)
    text = text[:LONGEST]
    if len(text) < 3 or len(other) < 3 or abs(len(text) - len(other)) > 1 or len(text) == len(_bones(a)):
        return 0.0
    value = jaro_winkler(text, other)
    if value >= 1.0:
        return JOIN_EQUAL
    return min(BELOW_KEY, value) if value >= JOIN_FLOOR else 0.0


def _bones(token: Token) -> str:
    return "" if token.key == "-" else token.key


def apart(a: Sequence[Token], b: Sequence[Token], path: Sequence[Step], variants: Variants = frozenset()) -> bool:
    """Whether the first tokens, aligned in `path`, are names of the lexicon that differ: then their likeness is no variant's.

    A compound that its sure parts do not make up (محمدرضا, Mohammad Rasoul) differs. One beside its own part (عطاالله, عطا) may
    be one name shortened, but not where the part is followed by another sure name that has no partner.
    """
    at = next(k for k, step in enumerate(path) if step.left and step.right)
    left, right = [a[i] for i in path[at].left], [b[j] for j in path[at].right]
    if not all(token.own for token in (*left, *right)):
        return False
    if len(left) != len(right):
        parts, one = (left, right[0]) if len(left) > 1 else (right, left[0])
        texts = "".join(token.soft for token in parts)[:LONGEST], one.soft
        return "".join(token.own for token in parts) != one.own and jaro_winkler(*texts) < SPELT_ALIKE
    x, y = left[0].own, right[0].own
    if not part_of(x, y) and not part_of(y, x):
        return two_names(x, y, variants)
    after = path[at + 1] if at + 1 < len(path) else Step((), (), 0.0)
    short, of_short, of_long = (a, after.left, after.right) if part_of(x, y) else (b, after.right, after.left)
    return bool(of_short) and not of_long and bool(short[of_short[0]].own)


def level(similarity: float) -> int:
    """Return 0..6: how many of the cuts `similarity` reaches."""
    return sum(similarity >= cut for cut in CUTS)


def steps(a: Sequence[Token], b: Sequence[Token]) -> list[Step]:
    """Return the best alignment, from the first tokens to the last."""
    best: dict[tuple[int, int], tuple[float, Step | None]] = {(0, 0): (0.0, None)}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if i or j:
                best[i, j] = _best_step(a, b, i, j, best)
    found, i, j = [], len(a), len(b)
    while step := best[i, j][1]:
        found.append(step)
        i, j = i - len(step.left), j - len(step.right)
    return found[::-1]


def _best_step(
    a: Sequence[Token], b: Sequence[Token], i: int, j: int, best: dict[tuple[int, int], tuple[float, Step | None]]
) -> tuple[float, Step]:
    options: list[tuple[float, Step]] = []
    if i:
        options.append((best[i - 1, j][0] - SKIP_COST, Step((i - 1,), (), 0.0)))
    if j:
        options.append((best[i, j - 1][0] - SKIP_COST, Step((), (j - 1,), 0.0)))
    if i and j:
        s = token_similarity(a[i - 1], b[j - 1])
        if s >= MATCH_FLOOR:
            options.append((best[i - 1, j - 1][0] + s - MATCH_COST, Step((i - 1,), (j - 1,), s)))
    if i > 1 and j and (s := joined_similarity(a[i - 2], a[i - 1], b[j - 1])):
        options.append((best[i - 2, j - 1][0] + s - JOIN_COST, Step((i - 2, i - 1), (j - 1,), s)))
    if j > 1 and i and (s := joined_similarity(b[j - 2], b[j - 1], a[i - 1])):
        options.append((best[i - 1, j - 2][0] + s - JOIN_COST, Step((i - 1,), (j - 2, j - 1), s)))
    return max(options, key=lambda option: option[0])  # the first of equals, as in the kernel


def align(a: Sequence[Token], b: Sequence[Token], rarity: Rarity, variants: Variants = frozenset()) -> dict[str, float]:
    """Return the levels of two names, by `NAME_COLUMNS`."""
    row = dict.fromkeys(NAME_COLUMNS, 0.0)
    path = steps(a, b)
    for step in reversed(path):  # from the last tokens, as the kernel adds up
        if not step.left or not step.right:
            continue
        first = step.left[0] == 0 and step.right[0] == 0
        last_a, last_b = step.left[-1] == len(a) - 1, step.right[-1] == len(b) - 1
        rare = _rarity(a, b, step, first, rarity)
        if first:
            two = apart(a, b, path, variants)
            row["given"], row["given_rarity"], row["given_apart"] = 1 if two else level(step.similarity), rare, float(two)
        elif last_a and last_b:
            row["family"], row["family_rarity"] = level(step.similarity), rare
        elif last_a or last_b:
            row["moved"] += 1
            row["moved_rarity"] += rare
        else:
            kind, share = ("high", 1.0) if step.similarity >= 0.93 else ("ok", 0.5) if step.similarity >= 0.82 else ("low", 0.0)
            row[f"middle_{kind}"] += 1
            row["middle_rarity"] += share * rare
    alone_a, alone_b = (sum(not (step.right if side else step.left) for step in path) for side in (True, False))
    a_short = len(a) < len(b) or (len(a) == len(b) and alone_a >= alone_b)
    row["alone_short"], row["alone_long"] = (alone_a, alone_b) if a_short else (alone_b, alone_a)
    row["n_short"] = min(len(a), len(b))
    met = any(step.left and step.right and (step.left[0] == 0 or step.right[0] == 0) for step in path)
    row["strangers"] = float(row["given"] <= 2 if row["given"] else not met)
    return row


def _rarity(a: Sequence[Token], b: Sequence[Token], step: Step, first: bool, rarity: Rarity) -> float:
    if len(step.left) == 2:
        return rarity(b[step.right[0]], first, False)
    if len(step.right) == 2:
        return rarity(a[step.left[0]], first, False)
    same = step.similarity >= 1.0
    return (rarity(a[step.left[0]], first, same) + rarity(b[step.right[0]], first, same)) / 2
