"""One partition at random, compiled by numba (imported by `partitions.py`, lazily).

`sample` walks the pairs from the likeliest down. Where two groups meet it joins them with the mean probability across them (a
pair that is not there counts as 0), raised by what was refused to the two records' rivals, and lowered when both groups hold a
record of one list without being likely twins. What is refused once stays refused for these records. Then `n_lost` joins that
the candidates missed are put in between records taken at random. A forbidden pair never ends inside one group.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

TWIN = 0.3  # an in-list probability from which two records of a list count as twins, as in the competition of the model
FLOOR = 0.01


@njit(cache=True, nogil=True)
def _root(parent: NDArray[np.int32], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@njit(cache=True, nogil=True)
def _unite(
    parent: NDArray[np.int32],
    last: NDArray[np.int32],
    after: NDArray[np.int32],
    size: NDArray[np.int32],
    lists: NDArray[np.int64],
    a: int,
    b: int,
) -> None:
    """Join the groups with roots `a` and `b`; `after` chains the members of a group from its root to `last`."""
    if size[a] < size[b]:
        a, b = b, a
    parent[b] = a
    after[last[a]] = b
    last[a] = last[b]
    size[a] += size[b]
    lists[a] |= lists[b]


@njit(cache=True, nogil=True)
def _across(
    a: int,
    b: int,
    parent: NDArray[np.int32],
    after: NDArray[np.int32],
    refused: NDArray[np.bool_],
    p: NDArray[np.float64],
    forced: NDArray[np.int8],
    start: NDArray[np.int64],
    near: NDArray[np.int32],
    which: NDArray[np.int64],
    list_of: NDArray[np.int32],
) -> tuple[float, float, bool]:
    """Return the sum of the probabilities between two groups, the largest inside one list, and whether a pair is forbidden."""
    total, twins, barred = 0.0, 0.0, False
    i = a
    while i != -1:
        for e in range(start[i], start[i + 1]):
            j = near[e]
            if _root(parent, j) != b:
                continue
            k = which[e]
            barred = barred or forced[k] == -1
            if not refused[k]:
                total += p[k]
            if list_of[i] == list_of[j]:
                twins = max(twins, p[k])
        i = after[i]
    return total, twins, barred


@njit(cache=True, nogil=True)
def _refuse(
    a: int,
    b: int,
    parent: NDArray[np.int32],
    after: NDArray[np.int32],
    refused: NDArray[np.bool_],
    mass: NDArray[np.float32],
    p: NDArray[np.float64],
    start: NDArray[np.int64],
    near: NDArray[np.int32],
    which: NDArray[np.int64],
    list_of: NDArray[np.int32],
) -> None:
    """Refuse all pairs between two groups; what they held of each record goes to the record's other candidates."""
    i = a
    while i != -1:
        for e in range(start[i], start[i + 1]):
            j, k = near[e], which[e]
            if _root(parent, j) == b and not refused[k]:
                refused[k] = True
                mass[i, list_of[j]] += p[k]
                mass[j, list_of[i]] += p[k]
        i = after[i]


@njit(cache=True, nogil=True)
def _labels(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return for each record the smallest record of its group."""
    n = len(parent)
    label = np.full(n, -1, np.int32)
    out = np.empty(n, np.int32)
    for i in range(n):
        r = _root(parent, i)
        if label[r] == -1:
            label[r] = i
        out[i] = label[r]
    return out


@njit(cache=True, nogil=True)
def sample(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    p: NDArray[np.float64],
    u: NDArray[np.float64],
    forced: NDArray[np.int8],
    start: NDArray[np.int64],
    near: NDArray[np.int32],
    which: NDArray[np.int64],
    list_of: NDArray[np.int32],
    never: NDArray[np.bool_],
    lost: NDArray[np.float64],
    n_lost: int,
    n_twins: int,
) -> NDArray[np.int32]:
    """Return the label of each record, int32[n_records]: the number of the smallest record of its group.

    Pairs come sorted, the likeliest first; `forced` is 1 for "same", -1 for "different". `start`, `near`, `which` hold the
    neighbours of each record and the pairs that lead there. `lost` float64[tries, 2], 0..1, place the missed joins to try; of
    the `n_lost` to make at most `n_twins` put two records of one list together.
    """
    n, n_lists = len(list_of), len(never)
    parent, last = np.arange(n).astype(np.int32), np.arange(n).astype(np.int32)
    after, size = np.full(n, -1, np.int32), np.ones(n, np.int32)
    lists, promised = np.int64(1) << (list_of.astype(np.int64) % 63), np.int64(0)
    for i in range(n_lists):
        if never[i]:
            promised |= np.int64(1) << (i % 63)
    refused = np.zeros(len(p), np.bool_)
    mass = np.zeros((n, n_lists), np.float32)
    for turn in range(2):
        for k in range(len(p)):
            if forced[k] == -1 or refused[k] or (turn == 0) != (forced[k] == 1):
                continue
            a, b = _root(parent, left[k]), _root(parent, right[k])
            if a == b:
                continue
            if size[a] > size[b]:
                a, b = b, a
            total, twins, barred = _across(a, b, parent, after, refused, p, forced, start, near, which, list_of)
            free = 1.0 - mass[left[k], list_of[right[k]]] - mass[right[k], list_of[left[k]]]
            chance = total / (size[a] * size[b]) / max(free, 0.05)
            shared = lists[a] & lists[b]
            if shared != 0:
                chance *= min(1.0, max(twins, FLOOR) / TWIN)
            if not barred and (forced[k] == 1 or ((shared & promised) == 0 and u[k] < chance)):
                _unite(parent, last, after, size, lists, a, b)
            elif forced[k] != 1:
                _refuse(a, b, parent, after, refused, mass, p, start, near, which, list_of)
    alone = np.flatnonzero(size[parent] == 1)  # a root of one record is its own parent
    done, twinned = 0, 0
    for t in range(len(lost)):
        if done >= n_lost:
            break
        # First somebody who stands alone joins others on other lists; when that is not enough, any two groups do.
        early = 2 * t < len(lost) and len(alone) > 0
        one = alone[int(lost[t, 0] * len(alone))] if early else int(lost[t, 0] * n)
        a, b = _root(parent, one), _root(parent, int(lost[t, 1] * n))
        shared = lists[a] & lists[b]
        if a == b or (early and size[a] > 1) or (shared & promised) != 0 or (shared != 0 and (early or twinned == n_twins)):
            continue
        if not _across(a, b, parent, after, refused, p, forced, start, near, which, list_of)[2]:
            _unite(parent, last, after, size, lists, a, b)
            done += 1
            twinned += shared != 0
    return _labels(parent)
