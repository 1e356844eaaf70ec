"""How many people at least: weights on claims such that nobody's claims weigh more than 1, as heavy as they can be.

The dual of the weighted clique cover of minimum.md, section 4: maximise sum L y + sum n (1 - max of Y over the cell), where Y
is the weight at an atom (one place, day and value of each group), Y <= 1 and 0 <= y <= 1. Rows on demand: solve with a few
atoms, add the worst of each place and day, and of each kind of person the worst in their cell, until none is violated. Weights
are then made whole and the bound is computed again in integers, so the solver is never believed: `certified` is true for any
weights it accepts. Input: boxes of claims and kinds of people, their numbers; one component at a time. HiGHS through scipy.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from atleast.counts.facts import FIRST, LAST, Boxes, Whole
from atleast.errors import InputError

TINY = 1e-6
ATOMS = 20_000_000
FINE = 5_040  # where no smaller divisor gives the weights exactly; a multiple of all up to 10
CHUNK = 2_000


class Grid(NamedTuple):
    """Claims and kinds of people in the coordinates that the claims cut: `edges` per dimension, boxes as index ranges."""

    edges: tuple[Whole, ...]
    claims: Boxes
    lower: Whole
    kinds: Boxes
    n: Whole

    @property
    def shape(self) -> tuple[int, ...]:
        """Atoms in each dimension."""
        return tuple(len(edge) - 1 for edge in self.edges)


class Relaxed(NamedTuple):
    """Weights of the claims, and the atoms that bind: of anybody, and of kinds of people (kind, atom)."""

    y: np.ndarray
    value: float
    atoms: Whole
    pairs: tuple[Whole, Whole]


def grid(claims: Boxes, lower: Whole, kinds: Boxes, n: Whole, leaves: int) -> Grid:
    """Cut space where these claims begin and end."""
    ends = [(0, leaves), (FIRST, LAST), *[(0, 2)] * (claims.lo.shape[1] - 2)]
    edges = tuple(
        np.unique(np.concatenate([claims.lo[:, d], claims.hi[:, d], np.array(end, dtype=np.int64)]))
        for d, end in enumerate(ends)
    )
    if np.prod([float(len(edge) - 1) for edge in edges]) > ATOMS:
        raise InputError(
            "the claims speak of too many groups, days and places at once", hint="Leave out groups, or split the facts."
        )

    def cut(boxes: Boxes) -> Boxes:
        lo = [np.searchsorted(edge, boxes.lo[:, d], "right") - 1 for d, edge in enumerate(edges)]
        hi = [np.searchsorted(edge, boxes.hi[:, d], "left") for d, edge in enumerate(edges)]
        return Boxes(np.stack(lo, axis=1), np.stack(hi, axis=1))

    return Grid(edges, cut(claims), lower, cut(kinds), n)


def heights(space: Grid, weights: np.ndarray) -> np.ndarray:
    """Return the weight of the claims over each atom; exact for whole weights.

    Claims that fix the same groups alike make one layer of places and days, summed from the corners of their scopes; a layer
    is then added wherever its groups hold.
    """
    shape = space.shape
    total = np.zeros(shape, dtype=weights.dtype)
    used = np.flatnonzero(weights)
    lo, hi = space.claims.lo[used], space.claims.hi[used]
    fixed = np.concatenate([lo[:, 2:], hi[:, 2:]], axis=1)
    kinds, layer_of = (
        np.unique(fixed, axis=0, return_inverse=True) if fixed.size else (fixed[:1], np.zeros(len(used), dtype=int))
    )
    order = np.argsort(layer_of.ravel(), kind="stable")
    ends = np.searchsorted(layer_of.ravel()[order], np.arange(len(kinds) + 1))
    free = (1,) * (len(shape) - 2)
    for i, kind in enumerate(kinds.tolist()):
        here = order[ends[i] : ends[i + 1]]
        layer = np.zeros((shape[0] + 1, shape[1] + 1), dtype=weights.dtype)
        for rows, sign in ((lo, 1), (hi, -1)):
            np.add.at(layer, (rows[here, 0], lo[here, 1]), sign * weights[used[here]])
            np.add.at(layer, (rows[here, 0], hi[here, 1]), -sign * weights[used[here]])
        flat = layer.cumsum(axis=0).cumsum(axis=1)[:-1, :-1]
        where = (slice(None), slice(None), *map(slice, kind[: len(free)], kind[len(free) :]))
        total[where] += flat.reshape(*flat.shape, *free)
    return total


def tops(field: np.ndarray, boxes: Boxes) -> np.ndarray:
    """Return the largest value of a field over each box."""
    found = np.zeros(len(boxes.lo), dtype=field.dtype)
    for i, (lo, hi) in enumerate(zip(boxes.lo.tolist(), boxes.hi.tolist())):
        found[i] = field[tuple(map(slice, lo, hi))].max()
    return found


def peaks(space: Grid, field: np.ndarray) -> Whole:
    """Return for each claim an atom of its scope where a field is largest."""
    found = np.zeros_like(space.claims.lo)
    for i, (lo, hi) in enumerate(zip(space.claims.lo.tolist(), space.claims.hi.tolist())):
        part = field[tuple(map(slice, lo, hi))]
        found[i] = space.claims.lo[i] + np.array(np.unravel_index(int(part.argmax()), part.shape))
    return found


def holding(space: Grid, atoms: Whole) -> tuple[Whole, Whole]:
    """Return index pairs (atom, claim) of the claims whose scope holds each atom, in the order of the atoms."""
    lo, hi, points = (each.astype(np.int32) for each in (space.claims.lo, space.claims.hi, atoms))
    rows, cols = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(points), CHUNK):
        part = points[start : start + CHUNK]
        hit = np.ones((len(part), len(lo)), dtype=bool)
        for d in range(lo.shape[1]):
            at = part[:, d, None]
            hit &= (lo[:, d] <= at) & (at < hi[:, d])
        row, col = np.nonzero(hit)
        rows.append(row + start)
        cols.append(col)
    return np.concatenate(rows), np.concatenate(cols)


def relax(space: Grid, *, whole: bool = False, rounds: int = 200) -> Relaxed:
    """Maximise the weights; with `whole` each weight is 0 or 1 (the best plain sum)."""
    size = np.prod(space.kinds.hi - space.kinds.lo, axis=1) if len(space.n) else np.zeros(0, dtype=np.int64)
    sure, loose = np.flatnonzero(size == 1), np.flatnonzero(size > 1)
    if len(space.lower) == 1:  # people known to be able to be in it fill it first
        y = np.array([float(space.lower[0] > space.n.sum())])
        value = float(max(space.lower[0], space.n.sum()))
        return Relaxed(y, value, space.claims.lo[:1], (loose, np.maximum(space.kinds.lo[loose], space.claims.lo[0])))
    worth = space.lower.astype(np.float64)
    kind, claim = holding(space, space.kinds.lo[sure])
    np.subtract.at(worth, claim, space.n[sure][kind])
    crowd = heights(space, np.ones(len(space.lower), dtype=np.int64))
    nudge = crowd * (TINY / 10 / max(1, int(crowd.max(initial=1))))
    rows = (
        _Rows.none(space)
        .with_atoms(space, np.unique(peaks(space, crowd), axis=0))
        .with_pairs(space, *_over(space, crowd, loose, {}))
    )
    for _ in range(rounds):
        y, ceiling, value = _solve(space, worth, rows, whole)
        field = heights(space, y) + nudge
        new, over = _fullest(field, above=1 + TINY), _over(space, field, loose, ceiling)
        if not len(new) and not len(over[0]):
            break
        rows = rows.with_atoms(space, new).with_pairs(space, *over)
    return Relaxed(y, value + float(space.n.sum()), rows.atoms, (rows.kinds, rows.seats))


def whole_weights(y: np.ndarray, space: Grid) -> tuple[int, Whole]:
    """Return a divisor and whole weights near y that are exactly allowed: nobody's claims weigh more than the divisor.

    They are as heavy as they can be for nothing: see `loose`.
    """
    for divisor in (*range(1, 25), 30, 36, 48, 60, 120):
        weights = np.rint(y * divisor).astype(np.int64)
        if np.abs(weights - y * divisor).max(initial=0) < 1e-5 * divisor and heights(space, weights).max(initial=0) <= divisor:
            break
    else:
        weights = np.floor(np.maximum(y, 0) * FINE).astype(np.int64)
    divisor = max(1, int(heights(space, weights).max(initial=0)))
    for _ in range(len(weights)):
        lighter = loose(space, divisor, weights)
        if not lighter:
            break
        claim, room = next(iter(lighter.items()))
        weights[claim] += room
    return divisor, weights


def loose(space: Grid, divisor: int, weights: Whole) -> dict[int, int]:
    """Return the weighted claims that could weigh more for nothing, and by how much.

    Nobody's claims would weigh more than the divisor, and no known person would count less. A proof without such claims is
    found out when any of its weights is changed.
    """
    field = heights(space, weights)
    top = tops(field, space.kinds)
    counting = np.flatnonzero(top < divisor)
    found = {}
    for claim in np.flatnonzero(weights).tolist():
        lo, hi = space.claims.lo[claim], space.claims.hi[claim]
        room = divisor - int(field[tuple(map(slice, lo.tolist(), hi.tolist()))].max())
        if room > 0:
            inner = Boxes(np.maximum(space.kinds.lo[counting], lo), np.minimum(space.kinds.hi[counting], hi))
            meet = (inner.lo < inner.hi).all(axis=1)
            below = top[counting][meet] - tops(field, Boxes(inner.lo[meet], inner.hi[meet]))
            room = min(room, int(below.min(initial=room)))
        if room > 0:
            found[claim] = room
    return found


def certified(space: Grid, divisor: int, weights: Whole) -> int:
    """Return the number of people that these weights prove, as divisor times people, in integers."""
    field = heights(space, weights)
    if field.size and int(field.max()) > divisor:
        return 0
    credit = divisor - tops(field, space.kinds)
    return sum(int(w) * int(n) for w, n in zip(weights, space.lower)) + sum(int(c) * int(n) for c, n in zip(credit, space.n))


def _fullest(field: np.ndarray, above: float = 1.5) -> Whole:
    """Return the fullest atom of each place and day, of those above a height."""
    flat = field.reshape(*field.shape[:2], -1)
    best = flat.argmax(axis=2)
    tall = np.take_along_axis(flat, best[..., None], axis=2)[..., 0] > above
    place, day = np.nonzero(tall)
    rest = np.unravel_index(best[place, day], field.shape[2:]) if field.ndim > 2 else ()
    return np.stack([place, day, *rest], axis=1).astype(np.int64)


def _over(space: Grid, field: np.ndarray, loose: Whole, ceiling: dict[int, float]) -> tuple[Whole, Whole]:
    """Return the kinds of people whose worst atom is above what they were credited with, and that atom."""
    kinds, where = [], []
    lo, hi = space.kinds.lo, space.kinds.hi
    for kind in loose.tolist():
        part = field[tuple(map(slice, lo[kind].tolist(), hi[kind].tolist()))]
        worst = int(part.argmax())
        if part.flat[worst] > ceiling.get(kind, 0.0) + TINY:
            kinds.append(kind)
            where.append(lo[kind] + np.array(np.unravel_index(worst, part.shape)))
    width = len(space.shape)
    return np.array(kinds, dtype=np.int64), np.array(where, dtype=np.int64).reshape(-1, width)


class _Rows(NamedTuple):
    """The rows so far: atoms that anybody may be in, and kinds of people at their worst atoms, each with the claims there."""

    atoms: Whole
    at_atoms: tuple[Whole, Whole]
    kinds: Whole
    seats: Whole
    at_seats: tuple[Whole, Whole]

    @staticmethod
    def none(space: Grid) -> _Rows:
        """Return no rows."""
        empty, points = np.zeros(0, dtype=np.int64), np.zeros((0, len(space.shape)), dtype=np.int64)
        return _Rows(points, (empty, empty), empty, points, (empty, empty))

    def with_atoms(self, space: Grid, atoms: Whole) -> _Rows:
        """Add atoms."""
        return self._replace(
            atoms=np.concatenate([self.atoms, atoms]), at_atoms=_grown(self.at_atoms, space, self.atoms, atoms)
        )

    def with_pairs(self, space: Grid, kinds: Whole, seats: Whole) -> _Rows:
        """Add kinds of people at atoms."""
        held = _grown(self.at_seats, space, self.seats, seats)
        return self._replace(
            kinds=np.concatenate([self.kinds, kinds]), seats=np.concatenate([self.seats, seats]), at_seats=held
        )


def _grown(held: tuple[Whole, Whole], space: Grid, before: Whole, new: Whole) -> tuple[Whole, Whole]:
    row, claim = holding(space, new)
    return np.concatenate([held[0], row + len(before)]), np.concatenate([held[1], claim])


def _solve(space: Grid, worth: np.ndarray, rows: _Rows, whole: bool) -> tuple[np.ndarray, dict[int, float], float]:
    """Solve over the rows so far: the weights, the height each kind with a row is held to, and the value."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    k, a = len(worth), len(rows.atoms)
    kinds, column = np.unique(rows.kinds, return_inverse=True)
    s, height = len(column), a + len(column)
    cost = np.concatenate([-worth, space.n[kinds].astype(np.float64)])
    line = np.concatenate([rows.at_atoms[0], a + rows.at_seats[0], a + np.arange(s)])
    cell = np.concatenate([rows.at_atoms[1], rows.at_seats[1], k + column])
    sign = np.ones(len(line))
    sign[len(line) - s :] = -1.0
    constraints = []
    if height:
        table = coo_array((sign, (line, cell)), shape=(height, len(cost))).tocsr()
        constraints = [LinearConstraint(table, -np.inf, np.concatenate([np.ones(a), np.zeros(s)]))]
    kind = np.concatenate([np.ones(k), np.zeros(len(kinds))]) if whole else None
    options = {"time_limit": 20.0, "mip_rel_gap": 0.0} if whole else {}
    found = milp(cost, integrality=kind, bounds=Bounds(0, 1), constraints=constraints, options=options)
    if found.x is None:
        return np.zeros(k), {}, 0.0
    solution = np.clip(found.x, 0, 1)
    return solution[:k], dict(zip(kinds.tolist(), solution[k:].tolist())), -float(found.fun)
