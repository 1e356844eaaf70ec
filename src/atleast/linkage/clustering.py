"""From probabilities to persons: average linkage inside connected components, with judgements that always win.

`cluster(n, left, right, p, ...)` returns one cluster number per record, numbered by their smallest record. Two clusters merge
while the mean probability over all pairs between them, a missing pair counting 0, is at least the threshold (average linkage,
as Saeedi, David and Rahm 2021 use it for sources with and without duplicates). `same` pairs are merged before anything else,
and then count as one record (`_of_one`); `different` pairs never end in one cluster, also not through others; a list that
promises no duplicates keeps its records apart.
Ties go to the smaller records. Judgements that contradict one another are a `LinkError` that names the records.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from atleast.errors import LinkError
from atleast.linkage.features import Ints

Link = tuple[int, int]
_LEAST, _MOST = 0.01, 0.9999  # of a pair of joined records: one that was not compared tells little, none is beyond doubt


def cluster(
    n: int,
    left: Ints,
    right: Ints,
    p: NDArray[np.float64],
    *,
    threshold: float = 0.5,
    same: Iterable[Link] = (),
    different: Iterable[Link] = (),
    promised: Sequence[int] | None = None,
    ids: Sequence[str] | None = None,
) -> Ints:
    """Return the cluster of each record; `promised[i]` is the list of record i if it promises no duplicates, else -1."""
    same = list(same)
    root = _Forest(n)
    for i, j in same:
        root.join(i, j)
    different = sorted({(min(i, j), max(i, j)) for i, j in different})
    _refuse_contradiction(root, different, ids)
    blocks = _Forest(n)
    for i, j in same:
        blocks.join(i, j)
    strong = p >= threshold
    for i, j in zip(left[strong].tolist(), right[strong].tolist(), strict=True):
        blocks.join(i, j)
    components: dict[int, list[tuple[int, int, float]]] = {}
    for i, j, value in zip(left.tolist(), right.tolist(), p.tolist(), strict=True):
        block = blocks.find(i)
        if value > 0 and block == blocks.find(j):
            components.setdefault(block, []).append((i, j, value))
    apart: dict[int, list[Link]] = {}
    for i, j in different:
        if blocks.find(i) == blocks.find(j):
            apart.setdefault(blocks.find(i), []).append((i, j))
    for block in sorted(components):
        _average_linkage(components[block], root, threshold, apart.get(block, []), promised)
    return np.array([root.find(i) for i in range(n)], np.int32)


class _Forest:
    """Sets of records; the smallest record of a set stands for it."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> int:
        i, j = self.find(i), self.find(j)
        i, j = min(i, j), max(i, j)
        self.parent[j] = i
        return i


def _refuse_contradiction(root: _Forest, different: list[Link], ids: Sequence[str] | None) -> None:
    for i, j in different:
        if root.find(i) == root.find(j):
            a, b = (ids[i], ids[j]) if ids else (str(i), str(j))
            raise LinkError(
                f"the records {a} and {b} were judged different, and other judgements of 'same' join them",
                hint="Undo one of these judgements.",
            )


def _average_linkage(
    edges: list[tuple[int, int, float]], root: _Forest, threshold: float, apart: list[Link], promised: Sequence[int] | None
) -> None:
    """Merge inside one component, best mean first, until none reaches the threshold; works on `root`."""
    members: dict[int, list[int]] = {}
    for record in sorted({one for i, j, _ in edges for one in (i, j)} | {one for pair in apart for one in pair}):
        members.setdefault(root.find(record), []).append(record)
    between: dict[Link, list[float]] = {}
    for i, j, value in edges:
        x, y = root.find(i), root.find(j)
        if x != y:
            between.setdefault((min(x, y), max(x, y)), []).append(value)
    sums: dict[int, dict[int, float]] = {c: {} for c in members}
    for (x, y), values in between.items():
        sums[x][y] = sums[y][x] = _of_one(values, len(members[x]) * len(members[y]))
    sizes = dict.fromkeys(members, 1)
    walls: dict[int, set[int]] = {c: set() for c in members}
    for i, j in apart:
        x, y = root.find(i), root.find(j)
        walls[x].add(y)
        walls[y].add(x)
    lists = {c: {promised[i] for i in found if promised[i] >= 0} for c, found in members.items()} if promised else {}
    heap = [(-round(total / (sizes[x] * sizes[y]), 9), x, y) for x in sums for y, total in sums[x].items() if x < y]
    heapq.heapify(heap)
    while heap:
        mean, x, y = heapq.heappop(heap)
        if -mean < threshold:
            break
        if x not in sums or y not in sums or y not in sums[x] or round(sums[x][y] / (sizes[x] * sizes[y]), 9) != -mean:
            continue
        if y in walls[x] or (lists and lists[x] & lists[y]):
            del sums[x][y], sums[y][x]
            continue
        _merge(x, y, root, sums, sizes, walls, lists, heap)


def _of_one(values: list[float], n: int) -> float:
    """Return the probability between two persons joined from several records by readers: the mean log odds of the `n` pairs.

    All these pairs speak of one event. Averaged as probabilities, a badly spelled record that a reader has joined to a good one
    would take from the good one the partner that it is certain of.
    """
    if n == 1:
        return values[0]
    kept = [min(max(value, _LEAST), _MOST) for value in values] + [_LEAST] * (n - len(values))
    mean = sum(math.log(value / (1 - value)) for value in kept) / n
    return 1 / (1 + math.exp(-mean))


def _merge(
    x: int,
    y: int,
    root: _Forest,
    sums: dict[int, dict[int, float]],
    sizes: dict[int, int],
    walls: dict[int, set[int]],
    lists: dict[int, set[int]],
    heap: list[tuple[float, int, int]],
) -> None:
    """Put cluster `y` into `x` (x < y) and set the means of their neighbours anew."""
    root.join(x, y)
    sizes[x] += sizes.pop(y)
    del sums[x][y]
    for z, total in sums.pop(y).items():
        if z != x:
            sums[x][z] = sums[x].get(z, 0.0) + total
            sums[z].pop(y)
            sums[z][x] = sums[x][z]
    for z in walls.pop(y):
        walls[z].discard(y)
        walls[z].add(x)
        walls[x].add(z)
    if lists:
        lists[x] |= lists.pop(y)
    for z, total in sums[x].items():
        heapq.heappush(heap, (-round(total / (sizes[x] * sizes[z]), 9), min(x, z), max(x, z)))
