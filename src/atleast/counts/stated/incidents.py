"""Separate incidents of one source: what they add up to, and how much of that other parties hold up.

A `Floor` is a figure in a `Box` (a place, a run of days, groups). `sums` are the figures that one source declares to be of
separate incidents, over every place and run of days that holds several. `held_up` says how many of a sum others document: each
of them says so many people *once*. A statement that may speak of several of the incidents (a town's total of that day) holds up
those together, at most with its own figure; two that may speak of the same incident are not added, for they may mean the same
people. So what one statement supports never exceeds what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from atleast.counts.facts import MOST
from atleast.counts.folding import Ancestors
from atleast.model import Scope

T = TypeVar("T")
GROUPS = 12  # of a source's incidents so many sets that one statement may speak of are weighed against each other


class Box(NamedTuple):
    """A scope as numbers: a place, days as ordinals (inclusive), groups."""

    place: str
    first: int
    last: int
    groups: tuple[tuple[str, bool], ...] = ()


class Floor(NamedTuple):
    """At least `n` in a box, by one source: one claim, or the sum of several that it declares to be of separate incidents."""

    ids: tuple[str, ...]
    n: int
    box: Box
    source: str
    party: str | None
    admission: bool


class Part(NamedTuple):
    """One of the separate incidents of a source, with the name that the claim gives it, or a statement of somebody else."""

    floor: Floor
    event: str | None


class Unit(NamedTuple):
    """So many people that others document (or the speaker admits) in these incidents together; `by` are their statements."""

    ids: frozenset[str]
    n: int
    by: tuple[Floor, ...]


def separate(parts: Iterable[Part], ancestors: Ancestors) -> list[list[Part]]:
    """Return, for each source and group of people, the incidents that are surely separate, where there are several.

    Apart in place or time, or named as different events; the larger ones first.
    """
    of: dict[tuple[str, tuple[tuple[str, bool], ...]], list[Part]] = {}
    for part in parts:
        of.setdefault((part.floor.source, part.floor.box.groups), []).append(part)
    found = []
    for several in of.values():
        kept: list[Part] = []
        for part in sorted(several, key=lambda each: (-each.floor.n, each.floor.ids)):
            if all(not meets(part.floor.box, other.floor.box, ancestors) or _named_apart(part, other) for other in kept):
                kept.append(part)
        found += [kept] if len(kept) > 1 else []
    return found


def _named_apart(a: Part, b: Part) -> bool:
    return bool(a.event and b.event and a.event != b.event)


def sums(apart: Sequence[Part], ancestors: Ancestors, scope: Scope) -> list[Floor]:
    """Return the sums of a source's separate incidents, over the places and runs of days that hold several of them."""
    made: dict[tuple[str, ...], Floor] = {}
    for around, inside in windows([(part.floor.box, part.floor) for part in apart], ancestors, scope.territory):
        ids = tuple(sorted(each for part in inside for each in part.ids))
        n, admission = sum(part.n for part in inside), all(part.admission for part in inside)
        if n <= MOST:
            made[ids] = Floor(ids, n, around, inside[0].source, inside[0].party, admission)
    return [made[ids] for ids in sorted(made)]


def units(apart: Sequence[Part], others: Iterable[Part], ancestors: Ancestors, slack: int) -> list[Unit]:
    """Return how many of which incidents each of the `others`, statements of independent parties, holds up."""
    best: dict[frozenset[str], Unit] = {}
    told = [Unit(frozenset(part.floor.ids), part.floor.n, ()) for part in apart if part.floor.admission]
    for other in others:
        about = _about(other, apart, ancestors, slack)
        if about and one_scope(hull([each.box for each in about], ancestors), other.floor.box, slack):
            ids = frozenset(id for each in about for id in each.ids)
            told.append(Unit(ids, min(other.floor.n, sum(each.n for each in about)), (other.floor,)))
    for unit in told:
        if unit.ids not in best or best[unit.ids].n < unit.n:
            best[unit.ids] = unit
    return sorted(best.values(), key=lambda unit: (-unit.n, sorted(unit.ids)))


def _about(other: Part, apart: Sequence[Part], ancestors: Ancestors, slack: int) -> list[Floor]:
    """Return the incidents that a statement may speak of: the one it names, else all of its place and days."""
    for days in (0, slack):
        near = [part for part in apart if meets(part.floor.box, other.floor.box, ancestors, days)]
        named = [part for part in near if other.event and part.event == other.event]
        if near:
            return [part.floor for part in named or near]
    return []


def held_up(ids: Iterable[str], known: Sequence[Unit]) -> list[Unit]:
    """Return units of these incidents, no two with an incident in common, that hold up the most people together.

    Of the sets of several incidents the `GROUPS` largest are weighed exactly; to leave one out only lowers the number.
    """
    here = frozenset(ids)
    inside = [unit for unit in known if unit.ids <= here]
    single = {next(iter(unit.ids)): unit for unit in inside if len(unit.ids) == 1}
    return _most([unit for unit in inside if len(unit.ids) > 1][:GROUPS], here, single)[1]


def _most(several: Sequence[Unit], free: frozenset[str], single: Mapping[str, Unit]) -> tuple[int, list[Unit]]:
    if not several:
        alone = [single[each] for each in sorted(free) if each in single]
        return sum(unit.n for unit in alone), alone
    unit, rest = several[0], several[1:]
    without = _most(rest, free, single)
    if not unit.ids <= free:
        return without
    n, taken = _most(rest, free - unit.ids, single)
    return max(without, (n + unit.n, [unit, *taken]), key=lambda found: found[0])


def windows(parts: Sequence[tuple[Box, T]], ancestors: Ancestors, top: str) -> Iterable[tuple[Box, list[T]]]:
    """Yield the boxes (place, run of days) that hold two or more of `parts`, with those that they hold.

    All runs of days where there are few, of many only those of a length that is a power of two, and the whole.
    """
    by_place: dict[str, list[tuple[Box, T]]] = {}
    for box, part in parts:
        line = ancestors(box.place)
        for place in line[: line.index(top) + 1] if top in line else line:
            by_place.setdefault(place, []).append((box, part))
    for place in sorted(by_place):
        inside = sorted(by_place[place], key=lambda each: (each[0].first, each[0].last, each[0].place))
        size = len(inside)
        lengths = range(2, size + 1) if size <= 24 else sorted({*(2**k for k in range(1, size.bit_length())), size})
        for length in lengths:
            for start in range(0, size - length + 1, 1 if size <= 24 else max(1, length // 2)):
                run = inside[start : start + length]
                around = Box(place, run[0][0].first, max(box.last for box, _ in run), run[0][0].groups)
                yield around, [part for _, part in run]


def within(inner: Box, outer: Box, ancestors: Ancestors, slack: int = 0) -> bool:
    """Say whether a box lies in another one that is widened by some days."""
    return (
        outer.place in ancestors(inner.place)
        and outer.first - slack <= inner.first
        and inner.last <= outer.last + slack
        and set(outer.groups) <= set(inner.groups)
    )


def meets(a: Box, b: Box, ancestors: Ancestors, slack: int = 0) -> bool:
    """Say whether one person may lie in both boxes, each widened by some days."""
    near = a.place in ancestors(b.place) or b.place in ancestors(a.place)
    groups = dict(a.groups)
    alike = all(groups.get(name, value) == value for name, value in b.groups)
    return near and alike and a.first - slack <= b.last + slack and b.first - slack <= a.last + slack


def hull(boxes: Sequence[Box], ancestors: Ancestors) -> Box:
    """Return the smallest box that holds them all."""
    lines = [ancestors(box.place) for box in boxes]
    place = next(each for each in lines[0] if all(each in line for line in lines))
    shared = set.intersection(*(set(box.groups) for box in boxes))
    return Box(place, min(b.first for b in boxes), max(b.last for b in boxes), tuple(sorted(shared)))


def one_scope(a: Box, b: Box, slack: int) -> Box | None:
    """Return the scope of two claims that speak of one: a place, a group, periods that meet and begin or end alike.

    It holds both periods. A count of the country does not hold up a count of a town, whatever their numbers imply.
    """
    alike = abs(a.first - b.first) <= slack or abs(a.last - b.last) <= slack
    near = a.first - slack <= b.last and b.first - slack <= a.last
    if a.place != b.place or a.groups != b.groups or not (alike and near):
        return None
    return Box(a.place, min(a.first, b.first), max(a.last, b.last), a.groups)
