"""The documented minimum of explicit facts, with a proof that adds up and a population of exactly that size.

`minimum(facts)` is the smallest number of different people in any population that agrees with every statement (minimum.md:
definition in section 1, proof in 2, algorithm in 4). It sorts the facts, leaves out claims that others or known people already
meet, solves each component for itself, and proves the number with whole weights: a plain sum where there is one (divisor 1),
else a counted proof, each part rounded up. `check(facts, found)` verifies proof and witness in integers, without the solver,
and returns what is wrong. If a part of the facts needs more than can be proved, the certified number is given and `gap` says
how far the witness is above.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from atleast.counts.bounding import Grid, certified, grid, heights, loose, relax, tops, whole_weights
from atleast.counts.conflicts import conflicts
from atleast.counts.facts import (
    Boxes,
    Credit,
    Documented,
    Facts,
    Part,
    Proof,
    Space,
    Weight,
    Whole,
    boxes,
    counted,
    inside,
    stands,
)
from atleast.counts.witness import Solved, populate, write_down
from atleast.errors import InputError

CHUNK = 2_000
SMALL = 150


def minimum(facts: Facts, *, witness: bool = True) -> Documented:
    """Return the documented minimum of facts; without `witness` neither population nor conflicts are looked for."""
    space = boxes(facts)
    n = np.array([each.n for each in facts.persons], dtype=np.int64)
    lower = np.array([each.lower or 0 for each in facts.claims], dtype=np.int64)
    solved = [_solve(space, lower, n, claims, entries, witness) for claims, entries in _components(facts, space, lower, n)]
    proof = _proof(facts, space, lower, n, solved)
    number = sum(part.bound for part in proof.parts)
    stays, seats = write_down(facts, space, n, solved) if witness else ((), ())
    gap = sum(stay.n for stay in stays) - number if witness else 0
    found = Documented(minimum=number, known=int(n.sum()), proof=proof, witness=stays, seats=seats, gap=gap)
    if not witness:
        return found
    return msgspec.structs.replace(found, checked=not check(facts, found), conflicts=conflicts(facts, space, found, least))


def low_draw(facts: Facts, numbers: Whole, *, rank: int = 2) -> tuple[int, int]:
    """Return the `rank`-th smallest minimum over linkage draws, and its draw.

    `numbers[d, i]` is how many people of `facts.persons[i]` (a cell; its own `n` is not used) draw `d` has. Weights allowed in
    one draw are allowed in all, so each draw that is solved bounds the others at once, and only the lowest few are solved.
    """
    draws, lower = len(numbers), np.array([each.lower or 0 for each in facts.claims], dtype=np.int64)
    if not 1 <= rank <= draws or numbers.shape[1] != len(facts.persons):
        raise InputError(f"numbers of shape {numbers.shape} do not fit {len(facts.persons)} cells", hint="One row a draw.")
    space, index = boxes(facts), {claim.id: i for i, claim in enumerate(facts.claims)}
    bound, exact = numbers.sum(axis=1).astype(np.int64), np.zeros(draws, dtype=bool)
    while True:
        first = np.argsort(bound, kind="stable")[:rank]
        open_ones = first[~exact[first]]
        if not len(open_ones):
            return int(bound[first[-1]]), int(first[-1])
        draw = int(open_ones[0])
        people = tuple(msgspec.structs.replace(each, n=int(n)) for each, n in zip(facts.persons, numbers[draw]))
        found = minimum(msgspec.structs.replace(facts, persons=people), witness=False)
        told = [(index[w.id], w.weight) for part in found.proof.parts for w in part.claims]
        claims, weights = np.array(told, dtype=np.int64).reshape(-1, 2).T
        here = Boxes(space.claims.lo[claims], space.claims.hi[claims])
        cut = grid(here, lower[claims], space.persons, numbers[draw], max(1, len(space.leaves)))
        credit = found.proof.divisor - tops(heights(cut, weights), cut.kinds)
        told_of = sum(int(w) * int(low) for w, low in zip(weights, lower[claims]))
        total = numbers @ credit + told_of
        bound = np.where(exact, bound, np.maximum(bound, -(-total // found.proof.divisor)))
        bound[draw], exact[draw] = found.minimum, True


def least(space: Space, lower: Whole, n: Whole) -> tuple[int, Whole, bool]:
    """Return the number that can be proved of boxes alone, the claims it rests on, and whether it rests on people too."""
    number, claims, people = int(n.sum()), [np.zeros(0, dtype=np.int64)], False
    entries_in: set[int] = set()
    for group, entries in _components(None, space, lower, n):
        one = _solve(space, lower, n, group, entries, False)
        number += one.n - int(n[entries].sum())
        credit = one.divisor - tops(heights(one.space, one.weights), one.space.kinds)
        claims.append(one.claims[one.weights > 0])
        people = people or bool((credit > 0).any())
        entries_in.update(entries.tolist())
    return number, np.concatenate(claims), people or bool(set(np.flatnonzero(n > 0).tolist()) - entries_in)


def in_words(facts: Facts, found: Documented) -> tuple[str, ...]:
    """Say the proof in English sentences, as a reader can check it with a map and a calendar."""
    said = [sentence for part in found.proof.parts for sentence in _part_in_words(facts, part, found.proof.divisor)]
    if len(found.proof.parts) > 1:
        parts = " + ".join(str(part.bound) for part in found.proof.parts)
        said.append(f"No one person can be in two of these parts, so they add up: {parts} = {found.minimum}.")
    if found.gap:
        said.append(
            f"More than {found.minimum} is not proved; no smaller population than {found.minimum + found.gap} was found."
        )
    return tuple(said) or ("Nothing is known of anybody.",)


def _part_in_words(facts: Facts, part: Part, m: int) -> list[str]:
    """Say one part: the statements, the people known besides, and their sum."""
    lower = {claim.id: claim.lower or 0 for claim in facts.claims}
    outside = sum(each.n for each in part.people if each.credit == m)
    if all(each.weight == m for each in part.claims) and all(each.credit == m for each in part.people):
        terms = [lower[each.id] for each in part.claims]
        told = [f"{lower[each.id]} ({each.id})" for each in part.claims]
        them = "them" if len(told) > 1 else "it"
        said = []
        if len(told) == 1:
            said.append(f"One statement speaks of {told[0]} people.")
        elif told:
            said.append(
                f"These {len(told)} statements cannot be about the same people, because they are about different "
                f"{_apart_by(facts, part)}."
            )
            said.append(f"Together they speak of {' + '.join(told)} = {sum(terms)} people.")
        if outside:
            said.append(f"{outside} {f'more are known by name who can be in none of {them}' if told else 'are known by name'}.")
        whole = f"{sum(terms)} + {outside} = {part.bound}" if told and outside else str(part.bound)
        return [*said, f"So at least {whole}."]
    single = all(each.weight == 1 for each in part.claims)
    if single:
        said = [f"No one person can be in more than {m} of these {len(part.claims)} statements."]
    else:
        said = [f"No one person can be in statements that weigh more than {m} together, counted as often as stands here."]
    told = [f"{f'{each.weight} x ' if each.weight > 1 else ''}{lower[each.id]} ({each.id})" for each in part.claims]
    total = sum(each.weight * lower[each.id] for each in part.claims)
    said.append(f"They speak of {' + '.join(told)} = {total}.")
    for credit in sorted({each.credit for each in part.people}, reverse=True):
        n = sum(each.n for each in part.people if each.credit == credit)
        most = f"in no more than {m - credit} of them" if single else f"in statements that weigh {m - credit}"
        rest = "in none of them" if credit == m else f"{most}, so counted {credit} of {m}"
        said.append(f"{n} more {'is' if n == 1 else 'are'} known by name who can be {rest}: {n} x {credit} = {n * credit}.")
        total += n * credit
    return [*said, f"So at least {total} / {m}, rounded up: {part.bound}."]


def _apart_by(facts: Facts, part: Part) -> str:
    """Name what keeps the statements of a plain sum apart: places, days, groups."""
    of = {claim.id: claim for claim in facts.claims}
    told = tuple(of[each.id] for each in part.claims)
    every = boxes(Facts(places=facts.places, claims=told)).claims
    names = ("places", "days", *["groups"] * (every.lo.shape[1] - 2))
    used: set[str] = set()
    for lo, hi in zip(*every):
        apart = (every.lo >= hi) | (every.hi <= lo)
        used |= {names[d] for d in set(apart[apart.any(axis=1)].argmax(axis=1).tolist())}
    words = [word for word in ("places", "days", "groups") if word in used]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def check(facts: Facts, found: Documented) -> tuple[str, ...]:
    """Verify proof and witness in integers, without the solver; return what is wrong, nothing when all holds."""
    space = boxes(facts)
    try:
        wrong = [*_check_proof(facts, space, found), *_check_witness(facts, space, found)]
    except (KeyError, IndexError) as error:
        wrong = [f"the proof or the witness speaks of {error}, which is not among the facts"]
    return tuple(wrong)


def _components(facts: Facts | None, space: Space, lower: Whole, n: Whole) -> list[tuple[Whole, Whole]]:
    """Return groups of claims that can share people, each with the entries of persons that may be in them, in a fixed order."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names = [claim.id for claim in facts.claims] if facts else [str(i) for i in range(len(lower))]
    claims = np.flatnonzero(lower > 0)
    claims = claims[
        np.array(sorted(range(len(claims)), key=lambda i: _order(space.claims, lower, names, int(claims[i]))), dtype=int)
    ]
    entries = np.flatnonzero(n > 0)
    corners = np.concatenate([space.persons.lo[entries], space.persons.hi[entries]], axis=1)
    kinds, kind_of = np.unique(corners, axis=0, return_inverse=True)
    width = space.claims.lo.shape[1]
    people = Boxes(kinds[:, :width], kinds[:, width:])
    alike = np.bincount(kind_of.ravel(), weights=n[entries], minlength=len(kinds)).astype(np.int64)
    claims = _needed(space, lower, alike, claims, people)
    if not len(claims):
        return []
    here = Boxes(space.claims.lo[claims], space.claims.hi[claims])
    left, right = _pairs(here, here, _meet)
    one, other = _pairs(people, here, _meet)
    size = len(claims) + len(kinds)
    rows, cols = np.concatenate([left, len(claims) + one]), np.concatenate([right, other])
    _, label = connected_components(coo_array((np.ones(len(rows)), (rows, cols)), shape=(size, size)), directed=False)
    own = np.full(len(kinds), -1)
    own[one] = label[len(claims) + one]
    of_entry = own[kind_of.ravel()]
    groups = dict.fromkeys(label[: len(claims)].tolist())
    return [(claims[label[: len(claims)] == group], entries[of_entry == group]) for group in groups]


def _order(every: Boxes, lower: Whole, names: Sequence[str], i: int) -> tuple[list[int], list[int], int, str]:
    return every.lo[i].tolist(), every.hi[i].tolist(), -int(lower[i]), names[i]


def _needed(space: Space, lower: Whole, n: Whole, claims: Whole, people: Boxes) -> Whole:
    """Leave out claims that a claim inside them already gives, and claims that known people surely meet."""
    here = Boxes(space.claims.lo[claims], space.claims.hi[claims])
    inner, outer = _pairs(here, here, _within)
    gives = (inner != outer) & (lower[claims][inner] >= lower[claims][outer])
    same = (here.lo[inner] == here.lo[outer]).all(axis=1) & (here.hi[inner] == here.hi[outer]).all(axis=1)
    gives &= ~same | (inner < outer)
    given = np.zeros(len(claims), dtype=bool)
    given[outer[gives]] = True
    claims = claims[~given]
    one, claim = _pairs(people, Boxes(space.claims.lo[claims], space.claims.hi[claims]), _within)
    sure = np.zeros(len(claims), dtype=np.int64)
    np.add.at(sure, claim, n[one])
    kept: Whole = claims[sure < lower[claims]]
    return kept


def _pairs(left: Boxes, right: Boxes, related: object) -> tuple[Whole, Whole]:
    """Return the index pairs of boxes that are related, chunk by chunk."""
    rows, cols = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    left, right = (Boxes(each.lo.astype(np.int32), each.hi.astype(np.int32)) for each in (left, right))
    for start in range(0, len(left.lo), CHUNK):
        part = Boxes(left.lo[start : start + CHUNK], left.hi[start : start + CHUNK])
        hit = np.ones((len(part.lo), len(right.lo)), dtype=bool)
        for d in range(left.lo.shape[1]):
            a, b, c, e = part.lo[:, d, None], part.hi[:, d, None], right.lo[:, d], right.hi[:, d]
            hit &= (a < e) & (c < b) if related is _meet else (c <= a) & (b <= e)
        row, col = np.nonzero(hit)
        rows.append(row + start)
        cols.append(col)
    return np.concatenate(rows), np.concatenate(cols)


_meet, _within = object(), object()


def _solve(space: Space, lower: Whole, n: Whole, claims: Whole, entries: Whole, witness: bool) -> Solved:
    """Solve one component."""
    corners = np.concatenate([space.persons.lo[entries], space.persons.hi[entries]], axis=1)
    here = Boxes(space.claims.lo[claims], space.claims.hi[claims])
    width = space.claims.lo.shape[1]
    cut = grid(here, lower[claims], Boxes(corners[:, :width], corners[:, width:]), n[entries], max(1, len(space.leaves)))
    kinds, kind_of = np.unique(np.concatenate([cut.kinds.lo, cut.kinds.hi], axis=1), axis=0, return_inverse=True)
    alike = np.bincount(kind_of.ravel(), weights=n[entries], minlength=len(kinds)).astype(np.int64)
    cut = cut._replace(kinds=Boxes(kinds[:, :width], kinds[:, width:]), n=alike)
    relaxed = relax(cut)
    divisor, weights = whole_weights(relaxed.y, cut)
    if divisor > 1 and len(claims) <= SMALL:
        plain = whole_weights(relax(cut, whole=True).y, cut)
        if plain[0] == 1 and certified(cut, *plain) >= _rounded(space, cut, claims, divisor, weights):
            divisor, weights = plain
    number = _rounded(space, cut, claims, divisor, weights)
    placed = populate(cut, relaxed, number - int(n[entries].sum())) if witness else None
    return Solved(claims, entries, kind_of.ravel(), cut, divisor, weights, number, placed)


def _rounded(space: Space, cut: Grid, claims: Whole, divisor: int, weights: Whole) -> int:
    """Return the number that weights prove, each part that shares no possible person rounded up for itself."""
    return sum(-(-total // divisor) for _, _, total in _split(cut, divisor, weights))


def _split(cut: Grid, divisor: int, weights: Whole) -> list[tuple[Whole, Whole, int]]:
    """Split weighted claims into parts that share no possible person: claims, kinds, and divisor times the people proved."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    used = np.flatnonzero(weights)
    if divisor == 1:
        return [(used, np.arange(len(cut.n)), certified(cut, 1, weights))]
    here = Boxes(cut.claims.lo[used], cut.claims.hi[used])
    left, right = _pairs(here, here, _meet)
    credit = divisor - tops(heights(cut, weights), cut.kinds)
    kind, claim = _pairs(cut.kinds, here, _meet)
    bound = credit[kind] > 0  # somebody who counts in no part ties none together
    kind, claim = kind[bound], claim[bound]
    size = len(used) + len(cut.n)
    rows, cols = np.concatenate([left, len(used) + kind]), np.concatenate([right, claim])
    _, label = connected_components(coo_array((np.ones(len(rows)), (rows, cols)), shape=(size, size)), directed=False)
    parts = []
    for group in dict.fromkeys(label.tolist()):
        claims, kinds = used[label[: len(used)] == group], np.flatnonzero(label[len(used) :] == group)
        total = sum(int(weights[c]) * int(cut.lower[c]) for c in claims) + sum(int(credit[k]) * int(cut.n[k]) for k in kinds)
        parts.append((claims, kinds, total))
    return parts


def _proof(facts: Facts, space: Space, lower: Whole, n: Whole, solved: Sequence[Solved]) -> Proof:
    """Write the weights of all components down as one proof: the plain sums together, the others part by part."""
    divisor = math.lcm(1, *(one.divisor for one in solved))
    plain_claims: list[Weight] = []
    plain_people: list[Credit] = []
    parts: list[Part] = []
    free = set(np.flatnonzero(n > 0).tolist())
    for one in solved:
        scale = divisor // one.divisor
        credit = (one.divisor - tops(heights(one.space, one.weights), one.space.kinds)) * scale
        free -= set(one.entries.tolist())
        for claims, kinds, total in _split(one.space, one.divisor, one.weights):
            inside = np.isin(one.kind_of, kinds)
            weights = [Weight(id=facts.claims[one.claims[c]].id, weight=int(one.weights[c]) * scale) for c in claims]
            people = [
                Credit(entry=int(e), n=int(n[e]), credit=int(credit[k]))
                for e, k in zip(one.entries[inside], one.kind_of[inside])
                if credit[k]
            ]
            if one.divisor == 1 or not weights:
                plain_claims += weights
                plain_people += people
            else:
                parts.append(Part(claims=tuple(weights), people=tuple(people), bound=-(-total // one.divisor)))
    plain_people += [Credit(entry=e, n=int(n[e]), credit=divisor) for e in free]
    if plain_claims or plain_people:
        least_of = {claim.id: int(low) for claim, low in zip(facts.claims, lower)}
        total = sum(w.weight * least_of[w.id] for w in plain_claims) + sum(p.n * p.credit for p in plain_people)
        people = sorted(plain_people, key=lambda each: each.entry)
        parts.insert(0, Part(claims=tuple(plain_claims), people=tuple(people), bound=total // divisor))
    return Proof(divisor=divisor, parts=tuple(parts))


def _check_proof(facts: Facts, space: Space, found: Documented) -> Iterable[str]:
    """Verify every number stated in the proof."""
    number = {claim.id: i for i, claim in enumerate(facts.claims)}
    divisor, parts = found.proof.divisor, found.proof.parts
    told = [(number[w.id], w.weight, i) for i, part in enumerate(parts) for w in part.claims]
    people = [(c.entry, c, i) for i, part in enumerate(parts) for c in part.people]
    if divisor < 1 or any(weight < 1 for _, weight, _ in told) or any(c.entry < 0 or c.credit < 1 for _, c, _ in people):
        yield "a weight, a credit or the divisor is not a whole number from 1"
        return
    if len({claim for claim, _, _ in told}) < len(told) or len({entry for entry, _, _ in people}) < len(people):
        yield "a claim or an entry of persons is counted twice"
        return
    if sum(each.n for each in facts.persons) != found.known or sum(part.bound for part in parts) != found.minimum:
        yield "the parts do not add up to the minimum, or the people to those known"
    claims = np.array([claim for claim, _, _ in told], dtype=np.int64)
    entries = np.array([entry for entry, _, _ in people], dtype=np.int64)
    weights = np.array([weight for _, weight, _ in told], dtype=np.int64)
    here = Boxes(space.claims.lo[claims], space.claims.hi[claims])
    cells = Boxes(space.persons.lo[entries], space.persons.hi[entries])
    lower = np.array([facts.claims[i].lower or 0 for i in claims], dtype=np.int64)
    n = np.array([facts.persons[i].n for i in entries], dtype=np.int64)
    cut = grid(here, lower, cells, n, max(1, len(space.leaves)))
    field = heights(cut, weights)
    heaviest = int(field.max()) if len(claims) else 1
    if heaviest != divisor:
        yield f"the heaviest statements that one person can be in weigh {heaviest}, not {divisor}"
    elif slack := loose(cut, divisor, weights):
        yield f"claim {facts.claims[int(claims[next(iter(slack))])].id!r} weighs less than it can"
    credit = divisor - tops(field, cut.kinds)
    for (entry, stated, _), right in zip(people, credit.tolist()):
        if stated.credit != right or stated.n != facts.persons[entry].n:
            yield f"persons entry {entry}: {stated.n} x {stated.credit} stated, {facts.persons[entry].n} x {right} found"
    if len(parts) > 1:
        yield from _check_apart(here, cells, [i for _, _, i in told], [i for _, _, i in people])
    for i, part in enumerate(parts):
        total = sum(w * int(low) for (_, w, p), low in zip(told, lower) if p == i) + sum(c.n * c.credit for c in part.people)
        if -(-total // divisor) != part.bound:
            yield f"part {i} proves {-(-total // divisor)} people, not {part.bound}"


def _check_apart(claims: Boxes, cells: Boxes, part_of_claim: list[int], part_of_cell: list[int]) -> Iterable[str]:
    """Verify that no one person can be in two parts."""
    of_claim, of_cell = np.array(part_of_claim, dtype=np.int64), np.array(part_of_cell, dtype=np.int64)
    left, right = _pairs(claims, claims, _meet)
    one, other = _pairs(cells, claims, _meet)
    if (of_claim[left] != of_claim[right]).any() or (of_cell[one] != of_claim[other]).any():
        yield "two parts of the proof may be about the same people"


def _check_witness(facts: Facts, space: Space, found: Documented) -> Iterable[str]:
    """Verify the population: every claim has its number, every known person a seat in their cell."""
    points, n = stands(space, found.witness)
    for i, stay in enumerate(found.witness):
        if stay.n < 1 or (stay.place is not None and space.ranges[stay.place][1] - space.ranges[stay.place][0] != 1):
            yield f"stay {i} is not at one leaf place, or of nobody"
    if int(n.sum()) != found.minimum + found.gap or found.gap < 0:
        yield f"the witness has {int(n.sum())} people, not {found.minimum + found.gap}"
    for claim, held in zip(facts.claims, counted(points, n, space.claims)):
        if held < (claim.lower or 0):
            yield f"claim {claim.id!r} has fewer people in the witness than it says"
    entry, seat = (np.array([getattr(each, name) for each in found.seats], dtype=np.int64) for name in ("entry", "stay"))
    number = np.array([each.n for each in found.seats], dtype=np.int64)
    if (number < 1).any() or not inside(points[seat], space.persons.lo[entry], space.persons.hi[entry]).all():
        yield "somebody sits outside their cell"
    for each in found.seats:
        groups = found.witness[each.stay].groups
        if any(groups[name] != value for name, value in facts.persons[each.entry].groups.items()):
            yield f"persons entry {each.entry} sits in another group"
    seated, taken = np.zeros(len(facts.persons), dtype=np.int64), np.zeros(len(n), dtype=np.int64)
    np.add.at(seated, entry, number)
    np.add.at(taken, seat, number)
    if seated.tolist() != [each.n for each in facts.persons] or (taken > n).any():
        yield "not every known person has a seat of their own"
