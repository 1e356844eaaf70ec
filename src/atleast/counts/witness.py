"""A population of exactly the size that was proved: it shows that nothing more follows from the facts.

`populate(space, relaxed, unnamed)` solves the integer program over the atoms that bound the weights (and one full atom for each
claim, for a claim held only by y <= 1 has no row): how many unnamed people stand at each atom, and where known people of each
kind stand, so that every claim has its number. It is asked for `unnamed` people; when the few atoms do not allow that few, it
tries all of them where there are not too many, and else answers with the smallest population that it found.
`Placed` holds whole numbers only; `write_down` gives everybody a place, a day and groups. Whether they agree with the facts is
decided by `check`, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from atleast.counts.bounding import Grid, Relaxed, heights, holding, peaks
from atleast.counts.facts import FIRST, LAST, OPEN, Facts, Seat, Space, Stay, Whole

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MANY = 300_000
FAST = {"time_limit": 20.0, "mip_rel_gap": 0.0}
SLOW = {"time_limit": 60.0, "mip_rel_gap": 0.0}


class Placed(NamedTuple):
    """`unnamed` people at `atoms`; of kind `kinds[i]`, `named[i]` people at `seats[i]`; the rest anywhere in their cell."""

    atoms: Whole
    unnamed: Whole
    kinds: Whole
    seats: Whole
    named: Whole


class Solved(NamedTuple):
    """One component: its claims (indices), its grid, the grid kind of each of its entries, and what its weights prove."""

    claims: Whole
    entries: Whole
    kind_of: Whole
    space: Grid
    divisor: int
    weights: Whole
    n: int
    placed: Placed | None


def populate(space: Grid, relaxed: Relaxed, unnamed: int) -> Placed:
    """Return a population with as few unnamed people as can be found; `unnamed` is the fewest there can be."""
    crowd = heights(space, np.ones(len(space.lower), dtype=np.int64))
    full = peaks(space, crowd)
    atoms = np.unique(np.concatenate([relaxed.atoms, relaxed.pairs[1], full]), axis=0)
    best: Placed | None = None
    for kinds, seats in _pools(space, atoms, relaxed.pairs):
        found = _solve(space, atoms, kinds, seats, unnamed)
        if found is not None and (best is None or found.unnamed.sum() < best.unnamed.sum()):
            best = found
        if best is not None and int(best.unnamed.sum()) <= unnamed:
            return best
    if np.prod([float(size) for size in space.shape]) * (1 + len(space.n)) <= MANY:
        every = np.array(list(np.ndindex(*space.shape)), dtype=np.int64)
        found = _solve(space, every, *_inside(space, every), unnamed)
        if found is not None and (best is None or found.unnamed.sum() < best.unnamed.sum()):
            best = found
    return best or _crowded(space, full)


def write_down(facts: Facts, space: Space, n: Whole, solved: Sequence[Solved]) -> tuple[tuple[Stay, ...], tuple[Seat, ...]]:
    """Write the population down: everybody at one leaf, on one day, with one value a group."""
    groups = tuple(sorted({*space.groups, *(name for each in facts.persons for name in each.groups)}))
    edges = np.concatenate([side[:, 1] for boxes in (space.claims, space.persons) for side in boxes])
    named = edges[(edges > FIRST) & (edges < LAST)]
    quiet = int(named.min()) - 1 if len(named) else OPEN  # a day for those whose day nothing asks for
    stays: dict[tuple[int, int, tuple[bool, ...]], int] = {}
    index: dict[tuple[int, int, tuple[bool, ...]], int] = {}
    seats: dict[tuple[int, int], int] = {}

    def stay(lo: Whole, hi: Whole, number: int, entry: int | None) -> None:
        """Put people somewhere in a box; a day that nothing asks for stays open."""
        day = int(lo[1]) if lo[1] > FIRST else int(hi[1]) - 1 if hi[1] < LAST else quiet
        own = facts.persons[entry].groups if entry is not None else {}
        told = dict(zip(space.groups, (bool(value) for value in lo[2:])))
        at = int(lo[0]), day, tuple(told.get(name, own.get(name, False)) for name in groups)
        stays[at] = stays.get(at, 0) + number
        place = index.setdefault(at, len(index))
        if entry is not None:
            seats[entry, place] = seats.get((entry, place), 0) + number

    left = {e: int(n[e]) for e in np.flatnonzero(n > 0).tolist()}
    for one in solved:
        if one.placed is None:
            continue
        waiting: dict[int, list[int]] = {}
        for entry, kind in zip(one.entries.tolist(), one.kind_of.tolist()):
            waiting.setdefault(kind, []).append(entry)
        for atom, number in zip(one.placed.atoms, one.placed.unnamed.tolist()):
            stay(*_raw(one.space, atom), number, None)
        for kind, atom, number in zip(one.placed.kinds.tolist(), one.placed.seats, one.placed.named.tolist()):
            while number and waiting.get(kind):
                entry = waiting[kind][-1]
                here = min(number, left[entry])
                if here:
                    lo, hi = _raw(one.space, atom)
                    stay(np.maximum(lo, space.persons.lo[entry]), np.minimum(hi, space.persons.hi[entry]), here, entry)
                number, left[entry] = number - here, left[entry] - here
                if not left[entry]:
                    waiting[kind].pop()
    for entry, number in left.items():
        if number:
            stay(space.persons.lo[entry], space.persons.hi[entry], number, entry)
    told = tuple(
        Stay(
            place=space.leaves[leaf],
            date=date.fromordinal(day).isoformat() if day != OPEN else None,
            groups=dict(zip(groups, values)),
            n=number,
        )
        for (leaf, day, values), number in stays.items()
    )
    return told, tuple(Seat(entry=entry, stay=place, n=number) for (entry, place), number in sorted(seats.items()))


def _pools(space: Grid, atoms: Whole, pairs: tuple[Whole, Whole]) -> list[tuple[Whole, Whole]]:
    """Return where known people may be put, few first: where they bound the weights, then at all atoms at hand."""
    rows = np.unique(np.concatenate([pairs[0][:, None], pairs[1]], axis=1), axis=0)
    found = [(rows[:, 0], rows[:, 1:])]
    if len(atoms) * len(space.n) <= 20 * MANY:
        kinds, seats = _inside(space, atoms)
        if len(kinds) <= MANY:
            found.append((kinds, seats))
    return found


def _inside(space: Grid, atoms: Whole) -> tuple[Whole, Whole]:
    """Return every kind of people that may be in several atoms with every atom of their cell."""
    kinds, seats = [], []
    for kind, (lo, hi) in enumerate(zip(*space.kinds)):
        if (hi - lo).max() == 1:
            continue
        held = np.flatnonzero(((lo <= atoms) & (atoms < hi)).all(axis=1))
        kinds.append(np.full(len(held), kind, dtype=np.int64))
        seats.append(atoms[held])
    width = len(space.shape)
    empty = np.zeros(0, dtype=np.int64), np.zeros((0, width), dtype=np.int64)
    return (np.concatenate(kinds), np.concatenate(seats)) if kinds else empty


def _solve(space: Grid, atoms: Whole, kinds: Whole, seats: Whole, unnamed: int) -> Placed | None:
    """Solve the integer program over these atoms and seats."""
    from scipy.sparse import coo_array

    a, s, k = len(atoms), len(kinds), len(space.lower)
    column, claim = holding(space, np.concatenate([atoms, seats]))
    rows, cols = [claim], [column]
    used, line = np.unique(kinds, return_inverse=True)
    rows.append(k + line)
    cols.append(a + np.arange(s))
    sign = np.ones(sum(map(len, rows)))
    sign[len(sign) - s :] = -1.0
    rows.append(np.full(a, k + len(used)))
    cols.append(np.arange(a))
    sign = np.concatenate([sign, np.ones(a)])
    table = coo_array((sign, (np.concatenate(rows), np.concatenate(cols))), shape=(k + len(used) + 1, a + s)).tocsr()
    floor = np.concatenate([_open(space), -space.n[used].astype(np.float64), [float(unnamed)]])
    cost = np.concatenate([np.ones(a), np.zeros(s)])
    numbers = _whole(cost, table, floor, unnamed)
    if numbers is None:
        return None
    here, there = np.flatnonzero(numbers[:a]), np.flatnonzero(numbers[a:])
    return Placed(atoms[here], numbers[:a][here], kinds[there], seats[there], numbers[a:][there])


def _whole(cost: np.ndarray, table: csr_array, floor: np.ndarray, target: int) -> Whole | None:
    """Solve in whole numbers: first the linear program, then only what its whole part leaves open, at last everything."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    linear = milp(cost, bounds=Bounds(0, np.inf), constraints=[LinearConstraint(table, floor, np.inf)])
    if linear.x is not None:
        numbers: Whole = np.floor(linear.x + 1e-6).astype(np.int64)
        rest = floor - table @ numbers
        # Rows of people and the last one bind from below zero; a claim that has its number asks for nothing more.
        left = (rest > 0) | (floor <= 0)
        useful = np.asarray((table[np.flatnonzero(rest > 0)] > 0).sum(axis=0)).ravel() > 0
        if (rest <= 0).all():
            return numbers
        part = LinearConstraint(table[np.flatnonzero(left)][:, np.flatnonzero(useful)], rest[left], np.inf)
        some = milp(
            cost[useful], integrality=np.ones(int(useful.sum())), bounds=Bounds(0, np.inf), constraints=[part], options=FAST
        )
        if some.x is not None:
            numbers[useful] += np.rint(some.x).astype(np.int64)
            if int(cost @ numbers) <= target:
                return numbers
    every = LinearConstraint(table, floor, np.inf)
    found = milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(0, np.inf), constraints=[every], options=SLOW)
    return None if found.x is None else np.rint(found.x).astype(np.int64)


def _open(space: Grid) -> np.ndarray:
    """Return how many people each claim still asks for beside those known to be in one atom of its scope."""
    need = space.lower.astype(np.float64)
    size = np.prod(space.kinds.hi - space.kinds.lo, axis=1) if len(space.n) else np.zeros(0)
    sure = np.flatnonzero(size == 1)
    kind, claim = holding(space, space.kinds.lo[sure])
    np.subtract.at(need, claim, space.n[sure][kind])
    return need


def _crowded(space: Grid, full: Whole) -> Placed:
    """Return a large population that surely agrees: every claim gets its own people."""
    none = np.zeros(0, dtype=np.int64)
    return Placed(full, space.lower.astype(np.int64), none, np.zeros((0, len(space.shape)), dtype=np.int64), none)


def _raw(cut: Grid, atom: Whole) -> tuple[Whole, Whole]:
    """Return the box of an atom in whole numbers of the facts."""
    lo = np.array([edge[i] for edge, i in zip(cut.edges, atom.tolist())], dtype=np.int64)
    return lo, np.array([edge[i + 1] for edge, i in zip(cut.edges, atom.tolist())], dtype=np.int64)
