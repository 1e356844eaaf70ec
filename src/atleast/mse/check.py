"""Whether a table can carry an estimate, and if not why, in words, before any number is computed.

`verdict(table)` returns a `Verdict`: the usable lists, whether an estimate may be made, the reasons against it and what to
do. An estimate needs three usable lists, overlaps that join them, and a finite maximum-likelihood estimate under
independence. The last is found exactly: the estimate exists when the observed margins lie inside the cone of what the model
can produce, a linear programme (Fienberg and Rinaldo 2012); the number of undocumented is then finite when its row is a
combination of the rows that remain (Chan, Silverman and Vincent 2021). A list without anybody is left out, with a note;
nothing here is a guess.
"""

from __future__ import annotations

from itertools import combinations

import msgspec
import numpy as np

from atleast.mse.table import Table, drop, overlap, sizes

MOST_PEOPLE = 10**12
EXPECTED_BY_CHANCE = 5.0


class Reason(msgspec.Struct, frozen=True):
    """A reason or a note: its code in `wording.toml` and the values that its sentence names (`wording.words` says it)."""

    code: str
    values: dict[str, str | int] = {}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`table` holds the usable lists; `ok` says whether an estimate may be made; `reasons` why not; `notes` what to know."""

    table: Table
    ok: bool
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def verdict(table: Table, *, min_list: int = 1) -> Verdict:
    """Judge a table; `min_list` is how many people a list must hold to be used."""
    notes: list[Reason] = []
    used = table
    for name, size in zip(table.lists, sizes(table), strict=True):
        if size < min_list and not used.impossible:
            used = drop(used, name)
            notes.append(Reason("list_left_out", {"list": name, "size": size}))
    if used.n < table.n:
        notes.append(Reason("people_off_lists", {"n": table.n - used.n}))
    reasons = _reasons(used)
    if not reasons:
        groups = joined(used)
        if len(groups) > 1:
            notes.append(Reason("apart_by_chance", {"groups": _named(used, groups)}))
        notes.extend(small_overlaps(used))
    return Verdict(table=used, ok=not reasons, reasons=reasons, notes=tuple(notes))


def _reasons(table: Table) -> tuple[Reason, ...]:
    if not table.n:
        return (Reason("nobody"),)
    if table.n > MOST_PEOPLE:
        return (Reason("too_many_people", {"n": table.n}),)
    if len(table.lists) == 1:
        return (Reason("one_list"),)
    if len(table.lists) == 2:
        return (Reason("two_lists"), *_unbounded(table))
    return _apart(table) or _unbounded(table)


def _unbounded(table: Table) -> tuple[Reason, ...]:
    """Under independence the estimate is finite exactly when somebody is on two lists and no list holds everybody.

    Then every cell has a positive fit, which is a point inside the cone; the linear programme says the same (a test compares).
    """
    each = sizes(table)
    if sum(each) <= table.n:
        return (Reason("no_overlap"),)
    if max(each) == table.n:
        return (Reason("everybody", {"list": table.lists[each.index(max(each))]}),)
    return ()


def _apart(table: Table) -> tuple[Reason, ...]:
    """Refuse groups of lists that share nobody, unless so small that chance explains it (fewer than 5 shared were expected)."""
    groups = joined(table)
    if len(groups) < 2 or sum(sizes(table)) <= table.n or expected_between(table, groups) < EXPECTED_BY_CHANCE:
        return ()
    return (Reason("apart", {"groups": _named(table, groups)}),)


def _named(table: Table, groups: list[list[int]]) -> str:
    return "; ".join(", ".join(table.lists[j] for j in group) for group in groups)


def expected_between(table: Table, groups: list[list[int]]) -> float:
    """Return how many people independent lists would share across the groups, at the independence estimate of the total."""
    from atleast.mse.bounding import darroch

    total = darroch(table)[0]
    reach = [sum(c for p, c in table.counts if any(p >> j & 1 for j in group)) for group in groups]
    return sum(a * b for a, b in combinations(reach, 2)) / total


def joined(table: Table) -> list[list[int]]:
    """Return the groups of lists that overlaps join, as indices."""
    left = list(range(len(table.lists)))
    groups: list[list[int]] = []
    while left:
        group = [left.pop(0)]
        for j in group:
            for k in [k for k in left if overlap(table, j, k)]:
                left.remove(k)
                group.append(k)
        groups.append(sorted(group))
    return groups


def exists(table: Table, terms: list[int]) -> bool:
    """Say whether a log-linear model has a finite estimate: `terms` are its main effects and interactions, as patterns."""
    from atleast.mse.table import cells

    j = len(table.lists)
    patterns = [p for p in range(1, 1 << j) if p not in table.impossible]
    design = np.array([[1.0, *(float(p & t == t) for t in terms)] for p in patterns])
    return finite(design, cells(table)[patterns])


def finite(design: np.ndarray, counts: np.ndarray, *, support: np.ndarray | None = None) -> bool:
    """Say whether the total is finite under the model `design` (observable cells x terms, the intercept first).

    The cells that can be positive under the observed margins are found by linear programmes; the total is finite when the
    row of the unobserved cell, the intercept alone, is a combination of the rows of those cells.
    """
    rows = design[support_of(design, counts) if support is None else support]
    target = np.zeros(design.shape[1])
    target[0] = 1.0
    solution = np.linalg.lstsq(rows.T, target, rcond=None)[0]
    return bool(np.max(np.abs(rows.T @ solution - target)) < 1e-8)


def support_of(design: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return which cells can be positive in some table with the margins of `counts`, bool[cells]: the facial set."""
    from scipy.optimize import linprog

    margins = design.T @ counts
    scale = max(float(counts.sum()), 1.0)
    possible = counts > 0
    while not possible.all():
        # One programme finds many of the remaining cells: maximise the sum of s_i <= x_i / scale over the undecided.
        undecided = np.flatnonzero(~possible)
        cells, extra = len(counts), len(undecided)
        cost = np.concatenate([np.zeros(cells), -np.ones(extra)])
        equal = np.hstack([design.T, np.zeros((design.shape[1], extra))])
        below = np.zeros((extra, cells + extra))
        below[np.arange(extra), undecided] = -1.0
        below[np.arange(extra), cells + np.arange(extra)] = 1.0
        limits = [(0, None)] * cells + [(0, 1e-3)] * extra
        answer = linprog(
            cost, A_ub=below, b_ub=np.zeros(extra), A_eq=equal, b_eq=margins / scale, bounds=limits, method="highs"
        )
        if answer.x is None:
            break
        found = undecided[answer.x[undecided] > 1e-9]
        if not len(found):
            break
        possible[found] = True
    return possible


def small_overlaps(table: Table, *, below: int = 5) -> tuple[Reason, ...]:
    """Name the pairs of lists that share somebody, but fewer than `below` people: one wrong link there moves the estimate."""
    shared = {(i, j): overlap(table, i, j) for i, j in combinations(range(len(table.lists)), 2)}
    return tuple(
        Reason("few_shared", {"a": table.lists[i], "b": table.lists[j], "n": both})
        for (i, j), both in shared.items()
        if 0 < both < below
    )
