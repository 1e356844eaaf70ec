"""What contradicts what: ceilings that no population can keep together with the admitted statements.

`conflicts(facts, space, found, least)` returns sets of statements that no population satisfies and from which none can be left
out (minimum.md, section 5). One ceiling U on a scope S is in conflict exactly when the minimum of what lies wholly in S is
above U: first every single floor inside S above U, and the known people, then the proof of that minimum shrunk statement by
statement. Several ceilings are in conflict when a linear program has no solution: the support of its certificate, shrunk the
same way. People known form one statement. Ceilings never change the minimum. The program leaves out people and floors that
have room outside all ceilings, and is not tried above `MANY` entries: then only conflicts of one ceiling are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from atleast.counts.bounding import Grid, grid, heights, holding
from atleast.counts.facts import Boxes, Conflict, Documented, Facts, Space, Whole, counted, stands

MANY = 1_000_000
# Boxes, lower bounds and numbers of people -> the least number, the claims it rests on, whether it rests on people.
Least = Callable[[Space, Whole, Whole], tuple[int, Whole, bool]]


class _Case(NamedTuple):
    """Everything that a search needs."""

    facts: Facts
    space: Space
    lower: Whole
    upper: Whole
    n: Whole
    least: Least


def conflicts(facts: Facts, space: Space, found: Documented, least: Least) -> tuple[Conflict, ...]:
    """Return the conflicts among facts, ceiling by ceiling, in the order of the claims."""
    upper = np.array([-1 if claim.upper is None else claim.upper for claim in facts.claims], dtype=np.int64)
    if not (upper >= 0).any():
        return ()
    lower = np.array([claim.lower or 0 for claim in facts.claims], dtype=np.int64)
    people = np.array([each.n for each in facts.persons], dtype=np.int64)
    case = _Case(facts, space, lower, upper, people, least)
    kept = _in_witness(facts, space, found)
    if all(n <= most for n, most in zip(kept, upper) if most >= 0):
        return ()
    met: list[Conflict] = []
    left = []
    for ceiling in np.flatnonzero(upper >= 0).tolist():
        alone = _of_one(case, ceiling) if kept[ceiling] > upper[ceiling] else []
        met += alone
        if not alone:
            left.append(ceiling)
    while len(left) > 1 and any(kept[ceiling] > upper[ceiling] for ceiling in left):
        together = _of_several(case, left)
        if together is None:
            break
        met.append(together.conflict)
        left = [ceiling for ceiling in left if ceiling not in together.ceilings]
    return (*met, *_of_others(case, met))


def _of_others(case: _Case, met: Sequence[Conflict]) -> list[Conflict]:
    """Return conflicts of ceilings not named yet: what contradicts when the floors (and people) named so far are left out."""
    number = {claim.id: i for i, claim in enumerate(case.facts.claims)}
    named = {number[each] for conflict in met for each in conflict.ids}
    ceilings = np.flatnonzero(case.upper >= 0).tolist()
    lower, n, found = case.lower.copy(), case.n.copy(), []
    lower[list(named)] = 0
    if any(conflict.people for conflict in met):
        n[:] = 0
    while met and not named.issuperset(ceilings) and lower.any() | n.any():
        together = _of_several(case._replace(lower=lower, n=n), ceilings)
        if together is None:
            break
        if not together.ceilings <= named:
            found.append(together.conflict)
        named |= together.ceilings
        lower[together.floors] = 0
        if together.conflict.people:
            n[:] = 0
    return found


def _in_witness(facts: Facts, space: Space, found: Documented) -> list[int]:
    """Return how many people of the witness lie in each claim: where all ceilings are kept, nothing is in conflict."""
    if not found.witness:
        return [0] * len(facts.claims)
    points, n = stands(space, found.witness)
    return counted(points, n, space.claims)


def _of_one(case: _Case, ceiling: int) -> list[Conflict]:
    """Return the conflicts of one ceiling alone."""
    lo, hi, most = case.space.claims.lo[ceiling], case.space.claims.hi[ceiling], int(case.upper[ceiling])
    inside = ((lo <= case.space.claims.lo) & (case.space.claims.hi <= hi)).all(axis=1) & (case.lower > 0)
    cells = ((lo <= case.space.persons.lo) & (case.space.persons.hi <= hi)).all(axis=1)
    lower, n = np.where(inside, case.lower, 0), np.where(cells, case.n, 0)
    if int(lower.sum() + n.sum()) <= most:
        return []
    met = [
        _conflict(
            case, [ceiling, floor], False, f"at least {lower[floor]} ({_id(case, floor)}) inside its scope", lower[floor] - most
        )
        for floor in np.flatnonzero(lower > most).tolist()
    ]
    known = int(n.sum())
    if known > most:
        met.append(_conflict(case, [ceiling], True, f"{known} people known in its scope", known - most))
    if met:
        return met
    least, claims, people = case.least(case.space, lower, n)
    if least <= most:
        return []
    kept: list[int] = claims.tolist()

    def above(ids: Sequence[int], known: bool) -> bool:
        only = np.zeros_like(lower)
        only[list(ids)] = lower[list(ids)]
        return case.least(case.space, only, n if known else np.zeros_like(n))[0] > most

    if people and above(kept, False):
        people = False
    for claim in claims.tolist():
        rest = [each for each in kept if each != claim]
        if above(rest, people):
            kept = rest
    only = np.zeros_like(lower)
    only[kept] = lower[kept]
    least = case.least(case.space, only, n if people else np.zeros_like(n))[0]
    names = ", ".join(_id(case, claim) for claim in kept)
    words = f"{least}, the least that follows from {names}{' and the people known' if people else ''} inside its scope"
    return [_conflict(case, [ceiling, *(each for each in kept if each != ceiling)], people, words, least - most)]


def _id(case: _Case, claim: int) -> str:
    return case.facts.claims[claim].id


def _conflict(case: _Case, claims: Sequence[int], people: bool, words: str, short: int) -> Conflict:
    """Put a conflict of one ceiling into words."""
    first = case.facts.claims[claims[0]]
    says = f"at most {first.upper} ({first.id}) is under {words}: {short} short"
    return Conflict(ids=tuple(_id(case, claim) for claim in claims), people=people, says=says)


class _Program(NamedTuple):
    """The linear program: one row a statement (`kinds` of people last), columns for people anywhere and known people."""

    space: Grid
    floors: Whole
    ceilings: Whole
    atoms: Whole
    pairs: tuple[Whole, Whole]


class _Together(NamedTuple):
    """A conflict of several ceilings, with the indices of its ceilings and floors."""

    ceilings: set[int]
    floors: list[int]
    conflict: Conflict


def _of_several(case: _Case, ceilings: Sequence[int]) -> _Together | None:
    """Return one smallest set of statements around several ceilings that contradict each other."""
    program = _program(case, np.array(ceilings, dtype=np.int64))
    if program is None:
        return None
    floors, tops = list(range(len(program.floors))), list(range(len(program.ceilings)))
    support = _infeasible(case, program, floors, tops, True)
    if support is None:
        return None
    floors, tops, people = support
    if people and _infeasible(case, program, floors, tops, False):
        people = False
    for each in list(floors):
        rest = [other for other in floors if other != each]
        if _infeasible(case, program, rest, tops, people):
            floors = rest
    for each in list(tops):
        rest = [other for other in tops if other != each]
        if _infeasible(case, program, floors, rest, people):
            tops = rest
    above = [int(program.ceilings[each]) for each in tops]
    below = [int(program.floors[each]) for each in floors]
    claims = case.facts.claims
    most = ", ".join(f"at most {claims[each].upper} ({claims[each].id})" for each in above)
    least = [f"at least {claims[each].lower} ({claims[each].id})" for each in below]
    says = f"{most} cannot hold together with {', '.join([*least, *(['the people known'] if people else [])])}"
    ids = tuple(dict.fromkeys(claims[each].id for each in (*above, *below)))
    return _Together(set(above), below, Conflict(ids=ids, people=people, says=says))


def _program(case: _Case, ceilings: Whole) -> _Program | None:
    """Cut space where ceilings and floors do, and keep what has no room outside the ceilings."""
    used = np.unique(np.concatenate([ceilings, np.flatnonzero(case.lower > 0)]))
    here = Boxes(case.space.claims.lo[used], case.space.claims.hi[used])
    kinds, kind_of = np.unique(
        np.concatenate([case.space.persons.lo, case.space.persons.hi], axis=1), axis=0, return_inverse=True
    )
    width = here.lo.shape[1]
    n = np.bincount(kind_of.ravel(), weights=case.n, minlength=len(kinds)).astype(np.int64)
    cut = grid(here, case.lower[used], Boxes(kinds[:, :width], kinds[:, width:]), n, max(1, len(case.space.leaves)))
    covered = heights(cut, np.isin(used, ceilings).astype(np.int64)) > 0
    closed = [claim for claim in range(len(used)) if case.lower[used[claim]] > 0 and _all(covered, cut.claims, claim)]
    people = np.array([kind for kind in range(len(n)) if n[kind] and _all(covered, cut.kinds, kind)], dtype=np.int64)
    atoms = np.argwhere(covered)
    if not (closed or len(people)) or len(atoms) * max(1, len(used)) > 40 * MANY:
        return None
    cut = cut._replace(kinds=Boxes(cut.kinds.lo[people], cut.kinds.hi[people]), n=n[people])
    atoms = _distinct(cut, atoms)
    seats = [np.flatnonzero(((lo <= atoms) & (atoms < hi)).all(axis=1)) for lo, hi in zip(*cut.kinds)]
    pairs = (
        np.repeat(np.arange(len(seats)), [len(each) for each in seats]),
        np.concatenate([np.zeros(0, dtype=np.int64), *seats]),
    )
    if len(pairs[0]) > MANY:
        return None
    return _Program(cut, used[closed], ceilings, atoms, pairs)


def _all(covered: np.ndarray, boxes: Boxes, i: int) -> bool:
    return bool(covered[tuple(map(slice, boxes.lo[i].tolist(), boxes.hi[i].tolist()))].all())


def _distinct(cut: Grid, atoms: Whole) -> Whole:
    """Keep one atom of those in the same claims and the same cells, told apart by sums of random marks of 63 bits."""
    chance = np.random.default_rng(0)
    marks = chance.integers(1, 2**62, size=len(cut.lower)), chance.integers(1, 2**62, size=len(cut.n))
    field = heights(cut, marks[0]) + heights(cut._replace(claims=cut.kinds), marks[1])
    _, first = np.unique(field[tuple(atoms.T)], return_index=True)
    kept: Whole = atoms[np.sort(first)]
    return kept


def _infeasible(
    case: _Case, program: _Program, floors: Sequence[int], tops: Sequence[int], people: bool
) -> tuple[list[int], list[int], bool] | None:
    """Return the statements of a certificate that these contradict each other; None when some population keeps them all."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, eye_array, hstack

    atoms, (kind, seat) = program.atoms, program.pairs
    if not people:
        kind, seat = kind[:0], seat[:0]
    wanted = [*(int(program.floors[each]) for each in floors), *(int(program.ceilings[each]) for each in tops)]
    boxes = Boxes(*(_cut(program.space, side, case, wanted) for side in ("lo", "hi")))
    points = np.concatenate([atoms, atoms[seat]])
    column, row = holding(program.space._replace(claims=boxes), points)
    sign = np.where(row < len(floors), -1.0, 1.0)
    kinds = len(program.space.n) if people else 0
    line = np.concatenate([row, len(wanted) + kind])
    cell = np.concatenate([column, len(atoms) + np.arange(len(kind))])
    table = coo_array((np.concatenate([sign, -np.ones(len(kind))]), (line, cell)), shape=(len(wanted) + kinds, len(points)))
    limit = np.concatenate(
        [-case.lower[wanted[: len(floors)]], case.upper[wanted[len(floors) :]], -program.space.n[:kinds]]
    ).astype(np.float64)
    # Known people must have a seat each; people anywhere fill the rest. What cannot be kept is what the slack must pay for.
    slack = -eye_array(len(limit))
    cost = np.concatenate([np.zeros(len(points)), np.ones(len(limit))])
    solved = linprog(cost, A_ub=hstack([table, slack]).tocsr(), b_ub=limit, bounds=(0, None), method="highs")
    if solved.x is None or solved.fun < 1e-6:
        return None
    price = np.abs(solved.ineqlin.marginals) > 1e-9
    return (
        [each for each, at in zip(floors, price) if at],
        [each for each, at in zip(tops, price[len(floors) :]) if at],
        bool(price[len(wanted) :].any()),
    )


def _cut(space: Grid, side: str, case: _Case, claims: Iterable[int]) -> Whole:
    """Return one side of claims' boxes in the coordinates of a grid."""
    boxes = getattr(case.space.claims, side)[list(claims)]
    columns = [np.searchsorted(edge, boxes[:, d], "left") for d, edge in enumerate(space.edges)]
    found: Whole = np.stack(columns, axis=1).reshape(-1, len(space.edges))
    return found
