"""The fast form of `alignment.py`: the same comparison of names over arrays, compiled by numba (imported lazily).

`compare(left, right, features...)` fills one row of levels per pair of names; its columns are `NAME_COLUMNS` of `alignment.py`,
which is the readable reference; a test holds both against each other on random names. Compiled once and kept in numba's cache.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

MATCH_FLOOR, MATCH_COST, JOIN_COST, SKIP_COST = 0.65, 0.62, 0.60, 0.04
JOIN_FLOOR, JOIN_EQUAL, BELOW_KEY = 0.85, 0.95, 0.929
SPELT_ALIKE = 0.95
LONGEST = 24
WIDEST = 9  # tokens + 1
HABIT_FACTOR = 1_000_000  # a habit is two codes of canonical forms: the smaller times this, plus the larger


@njit(cache=True, nogil=True)
def jaro_winkler(a: NDArray[np.uint8], a0: int, a1: int, b: NDArray[np.uint8], b0: int, b1: int) -> float:
    """Jaro-Winkler similarity of two byte strings (Winkler 1990: prefix weight .1 over up to 4 letters)."""
    n, m = min(a1 - a0, LONGEST), min(b1 - b0, LONGEST)
    if n == 0 or m == 0:
        return 1.0 if n == m else 0.0
    window = max(0, max(n, m) // 2 - 1)
    seen_a, seen_b, common = np.int64(0), np.int64(0), 0
    for i in range(n):
        for j in range(max(0, i - window), min(m, i + window + 1)):
            if not (seen_b >> j) & 1 and a[a0 + i] == b[b0 + j]:
                seen_a |= np.int64(1) << i
                seen_b |= np.int64(1) << j
                common += 1
                break
    if common == 0:
        return 0.0
    j, crossed = 0, 0
    for i in range(n):
        if (seen_a >> i) & 1:
            while not (seen_b >> j) & 1:
                j += 1
            if a[a0 + i] != b[b0 + j]:
                crossed += 1
            j += 1
    jaro = (common / n + common / m + (common - crossed / 2) / common) / 3
    prefix = 0
    while prefix < min(4, n, m) and a[a0 + prefix] == b[b0 + prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


@njit(cache=True, nogil=True)
def token_similarity(s, t, canon, key, soft, soft_at, bones, bones_at, habits) -> float:  # type: ignore[no-untyped-def]
    """Similarity of two tokens: 1 same canonical form or a habit; .93-.98 same key; else the mean of both, at most .929."""
    if canon[s] == canon[t]:
        return 1.0
    code = np.int64(min(canon[s], canon[t])) * HABIT_FACTOR + max(canon[s], canon[t])
    at = np.searchsorted(habits, code)
    if at < len(habits) and habits[at] == code:
        return 1.0
    on_soft = jaro_winkler(soft, soft_at[s], soft_at[s + 1], soft, soft_at[t], soft_at[t + 1])
    if key[s] == key[t] and bones_at[s + 1] - bones_at[s] > 0:
        return 0.93 + 0.05 * on_soft
    on_bones = jaro_winkler(bones, bones_at[s], bones_at[s + 1], bones, bones_at[t], bones_at[t + 1])
    return min(BELOW_KEY, (on_soft + on_bones) / 2)


@njit(cache=True, nogil=True)
def joined_similarity(s, t, one, bones, bones_at, scratch) -> float:  # type: ignore[no-untyped-def]
    """Similarity of tokens `s` and `t` written together with the token `one`, on keys; 0 when it does not count."""
    n = 0
    for token in (s, t):
        for at in range(bones_at[token], bones_at[token + 1]):
            if n < LONGEST and (n == 0 or scratch[n - 1] != bones[at]):
                scratch[n] = bones[at]
                n += 1
    m = bones_at[one + 1] - bones_at[one]
    if n < 3 or m < 3 or abs(n - m) > 1 or n == bones_at[s + 1] - bones_at[s]:
        return 0.0
    value = jaro_winkler(scratch, 0, n, bones, bones_at[one], bones_at[one + 1])
    if value >= 1.0:
        return JOIN_EQUAL
    return min(BELOW_KEY, value) if value >= JOIN_FLOOR else 0.0


@njit(cache=True, nogil=True)
def _holds(codes, code) -> bool:  # type: ignore[no-untyped-def]
    at = np.searchsorted(codes, code)
    return bool(at < len(codes) and codes[at] == code)


@njit(cache=True, nogil=True)
def _apart(n, m, a0, b0, tokens, canon, soft, soft_at, habits, sure, move, scratch) -> bool:  # type: ignore[no-untyped-def]
    """Whether the first tokens, aligned in `move`, are sure names that differ: `apart` of `alignment.py`, and no habit."""
    own, variants, parts, wholes = sure
    i, j, how, before = n, m, 0, 0
    while i > 0 or j > 0:
        before, how = how, move[i, j]
        i -= 0 if how == 2 else 2 if how == 4 else 1
        j -= 0 if how == 1 else 2 if how == 5 else 1
    s, t = tokens[a0], tokens[b0]
    if own[s] < 0 or own[t] < 0:
        return False
    if how != 3:
        s, t, one = (s, tokens[a0 + 1], t) if how == 4 else (t, tokens[b0 + 1], s)
        if own[s] < 0 or own[t] < 0:
            return False
        code = (np.int64(own[s]) * HABIT_FACTOR + own[t]) * HABIT_FACTOR + own[one]
        k = 0
        for token in (s, t):
            for at in range(soft_at[token], soft_at[token + 1]):
                if k < LONGEST:
                    scratch[k] = soft[at]
                    k += 1
        return not _holds(wholes, code) and jaro_winkler(scratch, 0, k, soft, soft_at[one], soft_at[one + 1]) < SPELT_ALIKE
    x, y = np.int64(own[s]), np.int64(own[t])
    if x == y:
        return False
    if _holds(habits, np.int64(min(canon[s], canon[t])) * HABIT_FACTOR + max(canon[s], canon[t])):
        return False
    if _holds(parts, x * HABIT_FACTOR + y):
        return before == 1 and own[tokens[a0 + 1]] >= 0
    if _holds(parts, y * HABIT_FACTOR + x):
        return before == 2 and own[tokens[b0 + 1]] >= 0
    return not _holds(variants, min(x, y) * HABIT_FACTOR + max(x, y))


@njit(cache=True, nogil=True)
def level(s: float) -> int:
    """Level 0..6 of a similarity: cuts .65 .78 .86 .93 .975 1."""
    if s >= 1.0:
        return 6
    if s >= 0.975:
        return 5
    if s >= 0.93:
        return 4
    if s >= 0.86:
        return 3
    if s >= 0.78:
        return 2
    return 1 if s >= 0.65 else 0


@njit(cache=True, nogil=True)
def _fill(a0, n, b0, m, tokens, canon, key, soft, soft_at, bones, bones_at, habits, score, move, sims, scratch) -> None:  # type: ignore[no-untyped-def]
    """Fill the table of best alignments: `move` 1 and 2 leave a token alone, 3 matches, 4 and 5 match two with one."""
    for i in range(n + 1):
        for j in range(m + 1):
            best, how, at = -1e9, 0, 0.0
            if i == 0 and j == 0:
                best = 0.0
            if i > 0 and score[i - 1, j] - SKIP_COST > best:
                best, how = score[i - 1, j] - SKIP_COST, 1
            if j > 0 and score[i, j - 1] - SKIP_COST > best:
                best, how = score[i, j - 1] - SKIP_COST, 2
            if i > 0 and j > 0:
                x, y = tokens[a0 + i - 1], tokens[b0 + j - 1]
                s = token_similarity(x, y, canon, key, soft, soft_at, bones, bones_at, habits)
                if s >= MATCH_FLOOR and score[i - 1, j - 1] + s - MATCH_COST > best:
                    best, how, at = score[i - 1, j - 1] + s - MATCH_COST, 3, s
                if i > 1:
                    s = joined_similarity(tokens[a0 + i - 2], x, y, bones, bones_at, scratch)
                    if s > 0 and score[i - 2, j - 1] + s - JOIN_COST > best:
                        best, how, at = score[i - 2, j - 1] + s - JOIN_COST, 4, s
                if j > 1:
                    s = joined_similarity(tokens[b0 + j - 2], y, x, bones, bones_at, scratch)
                    if s > 0 and score[i - 1, j - 2] + s - JOIN_COST > best:
                        best, how, at = score[i - 1, j - 2] + s - JOIN_COST, 5, s
            score[i, j], move[i, j], sims[i, j] = best, how, at


@njit(cache=True, nogil=True)
def compare(left, right, start, tokens, canon, key, soft, soft_at, bones, bones_at, habits, sure, idf_a, idf_b, out) -> None:  # type: ignore[no-untyped-def]
    """Fill `out[p]` for each pair of names; `sure` is own, variants, parts, wholes of `Features`.

    `idf_*` hold, per token as a first one and as another, the rarity of its canonical form and of its key.
    """
    score = np.zeros((WIDEST, WIDEST))
    move = np.zeros((WIDEST, WIDEST), np.int8)
    sims = np.zeros((WIDEST, WIDEST))
    scratch = np.zeros(LONGEST, np.uint8)
    for p in range(len(left)):
        a0, b0 = start[left[p]], start[right[p]]
        n, m = start[left[p] + 1] - a0, start[right[p] + 1] - b0
        _fill(a0, n, b0, m, tokens, canon, key, soft, soft_at, bones, bones_at, habits, score, move, sims, scratch)
        _read_off(out[p], n, m, a0, b0, tokens, move, sims, idf_a, idf_b)
        if out[p, 0] > 0 and _apart(n, m, a0, b0, tokens, canon, soft, soft_at, habits, sure, move, scratch):
            out[p, 0], out[p, 13], out[p, 14] = 1.0, 1.0, 1.0


@njit(cache=True, nogil=True)
def aligned(left, right, start, tokens, canon, key, soft, soft_at, bones, bones_at, habits, out) -> None:  # type: ignore[no-untyped-def]
    """Write into `out[p, k]` the canonical forms of the tokens that stand for each other one to one, -1 where none do."""
    score = np.zeros((WIDEST, WIDEST))
    move = np.zeros((WIDEST, WIDEST), np.int8)
    sims = np.zeros((WIDEST, WIDEST))
    scratch = np.zeros(LONGEST, np.uint8)
    out[:] = -1
    for p in range(len(left)):
        a0, b0 = start[left[p]], start[right[p]]
        i, j = start[left[p] + 1] - a0, start[right[p] + 1] - b0
        _fill(a0, i, b0, j, tokens, canon, key, soft, soft_at, bones, bones_at, habits, score, move, sims, scratch)
        k = 0
        while i > 0 or j > 0:
            how = move[i, j]
            if how == 3:
                out[p, k, 0], out[p, k, 1] = canon[tokens[a0 + i - 1]], canon[tokens[b0 + j - 1]]
                k += 1
            i -= 0 if how == 2 else 2 if how == 4 else 1
            j -= 0 if how == 1 else 2 if how == 5 else 1


@njit(cache=True, nogil=True)
def touched(left, right, start, tokens, canon, habits, out) -> None:  # type: ignore[no-untyped-def]
    """Write into `out[p]` whether a habit holds between any two tokens of the names of pair `p`."""
    for p in range(len(left)):
        out[p] = False
        for i in range(start[left[p]], start[left[p] + 1]):
            for j in range(start[right[p]], start[right[p] + 1]):
                x, y = canon[tokens[i]], canon[tokens[j]]
                code = np.int64(min(x, y)) * HABIT_FACTOR + max(x, y)
                at = np.searchsorted(habits, code)
                if at < len(habits) and habits[at] == code:
                    out[p] = True
                    break
            if out[p]:
                break


@njit(cache=True, nogil=True)
def _read_off(row, n, m, a0, b0, tokens, move, sims, idf_first, idf_rest) -> None:  # type: ignore[no-untyped-def]
    """Walk the best alignment back and write what it says; columns as `NAME_COLUMNS`."""
    row[:] = 0.0
    i, j, skipped_a, skipped_b, met = n, m, 0, 0, False
    while i > 0 or j > 0:
        how = move[i, j]
        if how == 1:
            skipped_a += 1
            i -= 1
            continue
        if how == 2:
            skipped_b += 1
            j -= 1
            continue
        s = sims[i, j]
        back_i, back_j = (2 if how == 4 else 1), (2 if how == 5 else 1)
        first = i - back_i == 0 and j - back_j == 0
        met = met or i - back_i == 0 or j - back_j == 0
        last_a, last_b = i == n, j == m
        x, y = tokens[a0 + i - 1], tokens[b0 + j - 1]
        which = 0 if s >= 1.0 else 1
        table = idf_first if first else idf_rest
        if how == 4:
            rarity = table[y, 1]
        elif how == 5:
            rarity = table[x, 1]
        else:
            rarity = (table[x, which] + table[y, which]) / 2
        if first:
            row[0], row[1] = level(s), rarity
        elif last_a and last_b:
            row[2], row[3] = level(s), rarity
        elif last_a or last_b:
            row[4], row[5] = row[4] + 1, row[5] + rarity
        elif s >= 0.93:
            row[6] += 1
            row[9] += rarity
        elif s >= 0.82:
            row[7] += 1
            row[9] += rarity / 2
        else:
            row[8] += 1
        i -= back_i
        j -= back_j
    a_short = n < m or (n == m and skipped_a >= skipped_b)
    row[10] = skipped_a if a_short else skipped_b
    row[11] = skipped_b if a_short else skipped_a
    row[12] = min(n, m)
    row[13] = row[0] <= 2 if row[0] > 0 else not met
