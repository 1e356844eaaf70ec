"""Facts in, a documented minimum out: the statements that are taken as admitted, as boxes, and the JSON of both.

`facts_from_json(data)` reads places (child: parent), persons (known people, each somewhere in a cell) and claims (at least
`lower`, at most `upper` people in a scope). A cell or scope is a box: a place and all below it, days from-to (inclusive),
groups fixed true or false; what is missing is unrestricted. `boxes(facts)` turns them into whole numbers: one half-open
interval a dimension, leaves of the places in tree order first, then days (ordinals), then the groups that claims speak of.
It refuses what has no meaning: a place inside itself, an end before its start, an unknown place, two claims of one id.
`to_json(documented)` writes the answer in the shape of `atleast minimum`; `counted` counts a population in boxes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec
import numpy as np

from atleast.errors import InputError
from atleast.model import MOST_PEOPLE

Whole = np.ndarray
MOST = MOST_PEOPLE
OPEN, FIRST, LAST = 0, 1, date.max.toordinal() + 1  # no day in particular; the first day there is; after the last
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLAIMS, PEOPLE = 20_000, 500_000


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Frozen, keyword-only, unknown fields refused."""


class Persons(_Fact, frozen=True, kw_only=True):
    """`n` known people, alike in what is known of them: different people, each somewhere in this cell."""

    n: int = 1
    place: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    groups: dict[str, bool] = {}


class Claim(_Fact, frozen=True, kw_only=True):
    """An admitted statement: at least `lower` and, when `upper` is given, at most so many people in this scope."""

    id: str
    lower: int | None = 0
    upper: int | None = None
    place: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    groups: dict[str, bool] = {}


class Facts(_Fact, frozen=True, kw_only=True):
    """All that is taken as admitted."""

    places: dict[str, str | None] = {}
    persons: tuple[Persons, ...] = ()
    claims: tuple[Claim, ...] = ()


class Weight(_Fact, frozen=True, kw_only=True):
    """A claim in a proof and its whole weight."""

    id: str
    weight: int


class Credit(_Fact, frozen=True, kw_only=True):
    """An entry of persons in a proof: `n` people, each worth `credit` of the divisor, for they may be in no heavier claims."""

    entry: int
    n: int
    credit: int


class Part(_Fact, frozen=True, kw_only=True):
    """Statements that can share people among themselves but with no other part; `bound` people at least."""

    claims: tuple[Weight, ...]
    people: tuple[Credit, ...]
    bound: int


class Proof(_Fact, frozen=True, kw_only=True):
    """Nobody's statements weigh more than `divisor`, so each part's weight divided by it, rounded up, are so many people."""

    divisor: int
    parts: tuple[Part, ...]


class Stay(_Fact, frozen=True, kw_only=True):
    """`n` people of the witness at one leaf place, on one day, with one value a group (null: nothing depends on it)."""

    place: str | None
    date: str | None
    groups: dict[str, bool]
    n: int


class Seat(_Fact, frozen=True, kw_only=True):
    """`n` known people of an entry sit in the stay with this index."""

    entry: int
    stay: int
    n: int


class Conflict(_Fact, frozen=True, kw_only=True):
    """Statements that no population satisfies, none of which can be left out; `people`: the known ones belong to them."""

    ids: tuple[str, ...]
    people: bool
    says: str


class Documented(_Fact, frozen=True, kw_only=True):
    """The documented minimum of facts: the number, its proof, a population of that size, and what contradicts it.

    `gap` is 0, or by how much the smallest population found is larger than the number proved.
    """

    minimum: int
    known: int
    proof: Proof
    witness: tuple[Stay, ...]
    seats: tuple[Seat, ...]
    gap: int
    conflicts: tuple[Conflict, ...] = ()
    checked: bool = False


class Boxes(NamedTuple):
    """`lo` and `hi`: int64[n, 2 + groups], half-open, the dimensions being leaf, day and each group that a claim speaks of."""

    lo: Whole
    hi: Whole


class Space(NamedTuple):
    """The dimensions: names of the leaves in tree order, the leaf range of each place, the groups, and all boxes."""

    leaves: tuple[str | None, ...]
    ranges: Mapping[str, tuple[int, int]]
    groups: tuple[str, ...]
    persons: Boxes
    claims: Boxes


def facts_from_json(data: bytes | str) -> Facts:
    """Read facts, or say what is wrong with them and where."""
    text = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    hint = 'Give one JSON object in UTF-8 with "places", "persons" and "claims", all numbers whole and without quotes.'
    try:
        facts = msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"), type=Facts)
        json.loads(text.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=_once)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the facts cannot be read: {_brief(str(error))}", hint=hint) from error
    if not (facts.persons or facts.claims or facts.places or b"[" in text):
        raise InputError('the facts hold neither "persons" nor "claims"', hint=hint)
    if len(facts.claims) > CLAIMS or len(facts.persons) > PEOPLE:
        raise InputError(
            f"{len(facts.claims)} claims and {len(facts.persons)} entries of persons are more than can be proved at once",
            hint=f"Split them by place or period: at most {CLAIMS} claims and {PEOPLE} entries.",
        )
    for entry, persons in enumerate(facts.persons):
        if persons.n == 0:
            raise InputError(f"persons entry {entry} has n = 0", hint="n is how many people, from 1; leave the entry out.")
    boxes(facts)
    return facts


def _once(pairs: list[tuple[str, object]]) -> None:
    """Refuse an object that says a key twice: the last would hold, and nobody would see it."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise InputError(f"{key!r} stands twice in one object of the facts", hint="Keep the one that is meant.")
        seen.add(key)


def to_json(found: Documented) -> dict[str, object]:
    """Return the object that `atleast minimum` prints."""
    return {
        "minimum": found.minimum,
        "known": found.known,
        "unnamed": found.minimum - found.known,
        "proof": msgspec.json.decode(msgspec.json.encode(found.proof)),
        "witness": [{"place": s.place, "date": s.date, "groups": s.groups, "n": s.n} for s in found.witness],
        "checked": found.checked,
        "gap": found.gap,
        "conflicts": [list(conflict.ids) for conflict in found.conflicts],
    }


def boxes(facts: Facts) -> Space:
    """Turn facts into boxes of whole numbers, refusing what has no meaning."""
    _check_numbers(facts)
    leaves, ranges = _tree(facts)
    groups = tuple(sorted({name for claim in facts.claims for name in claim.groups}))
    persons = [(f"persons entry {i}", each) for i, each in enumerate(facts.persons)]
    claims = [(_name(each), each) for each in facts.claims]
    return Space(leaves, ranges, groups, _boxes(persons, leaves, ranges, groups), _boxes(claims, leaves, ranges, groups))


def _brief(text: str) -> str:
    """Return a text short enough to stand in one line."""
    return text if len(text) <= 120 else f"{text[:80]}... ({len(text)} characters)"


def _name(claim: Claim) -> str:
    return f"claim {_brief(claim.id)!r}"


def _check_numbers(facts: Facts) -> None:
    seen: set[str] = set()
    for claim in facts.claims:
        lower, upper = claim.lower or 0, claim.upper
        if claim.id in seen:
            raise InputError(f"{_name(claim)} is there twice", hint="Give each claim an id of its own.")
        if lower < 0 or (upper is not None and upper < 0):
            raise InputError(f"{_name(claim)} has a negative bound", hint="Bounds are whole numbers from 0.")
        if max(lower, upper or 0) > MOST:
            raise InputError(f"{_name(claim)} speaks of more than {MOST} people", hint="Look for a slip in the number.")
        if upper is not None and upper < lower:
            raise InputError(
                f"{_name(claim)} says at least {lower} and at most {upper}", hint="Make it two claims, or mend it."
            )
        seen.add(claim.id)
    for entry, persons in enumerate(facts.persons):
        if not 0 <= persons.n <= MOST:
            raise InputError(f"persons entry {entry} has n = {persons.n}", hint=f"n is how many people, from 1 to {MOST}.")


def _tree(facts: Facts) -> tuple[tuple[str | None, ...], dict[str, tuple[int, int]]]:
    """Return the leaves in tree order and the range of leaves of each place."""
    below: dict[str, list[str]] = {}
    roots: list[str] = []
    for place in sorted({*facts.places, *(parent for parent in facts.places.values() if parent is not None)}):
        parent = facts.places.get(place)
        (roots if parent is None else below.setdefault(parent, [])).append(place)
    leaves: list[str | None] = []
    ranges: dict[str, tuple[int, int]] = {}
    for root in roots:
        ahead: list[tuple[str, int | None]] = [(root, None)]
        while ahead:
            place, start = ahead.pop()
            if start is not None:
                ranges[place] = (start, len(leaves))
            elif place in below:
                ahead.append((place, len(leaves)))
                ahead.extend((child, None) for child in reversed(below[place]))
            else:
                ranges[place] = (len(leaves), len(leaves) + 1)
                leaves.append(place)
    lost = sorted(set(facts.places) - set(ranges))
    if lost:
        raise InputError(f"place {_brief(lost[0])!r} lies inside itself", hint="Mend its parents in `places`.")
    return tuple(leaves) or (None,), ranges


def _boxes(
    named: Sequence[tuple[str, Persons | Claim]],
    leaves: Sequence[str | None],
    ranges: Mapping[str, tuple[int, int]],
    groups: Sequence[str],
) -> Boxes:
    lo = np.zeros((len(named), 2 + len(groups)), dtype=np.int64)
    hi = np.full_like(lo, 2)
    column = {name: 2 + i for i, name in enumerate(groups)}
    for row, (words, each) in enumerate(named):
        if each.place is not None and each.place not in ranges:
            raise InputError(f"{words}: place {_brief(each.place)!r} is not in `places`", hint="Add it with its parent.")
        lo[row, 0], hi[row, 0] = ranges[each.place] if each.place is not None else (0, len(leaves))
        start, end = _ordinal(each.from_, words), _ordinal(each.to, words)
        if start is not None and end is not None and start > end:
            raise InputError(f"{words} ends ({each.to}) before it begins ({each.from_})", hint="Change the two days.")
        lo[row, 1] = FIRST if start is None else start
        hi[row, 1] = LAST if end is None else end + 1
        for name, value in each.groups.items():
            if name in column:
                lo[row, column[name]], hi[row, column[name]] = int(value), int(value) + 1
    return Boxes(lo, hi)


def _ordinal(text: str | None, words: str) -> int | None:
    if text is None:
        return None
    try:
        if not DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise InputError(
            f"{words}: {_brief(text)!r} is not a day", hint="Write a day of the calendar as 2019-11-16, in Latin digits."
        ) from error


def stands(space: Space, witness: Sequence[Stay]) -> tuple[Whole, Whole]:
    """Return the point of each stay of a witness and how many people are there; a day left open is `OPEN`."""
    points = np.zeros((len(witness), space.claims.lo.shape[1]), dtype=np.int64)
    for i, stay in enumerate(witness):
        points[i, 0] = 0 if stay.place is None else space.ranges[stay.place][0]
        points[i, 1] = OPEN if stay.date is None else date.fromisoformat(stay.date).toordinal()
        points[i, 2:] = [int(stay.groups[name]) for name in space.groups]
    return points, np.array([stay.n for stay in witness], dtype=np.int64)


def inside(points: Whole, lo: Whole, hi: Whole) -> np.ndarray:
    """Say which points lie each in its own box; an open day lies only where every day does."""
    day = (points[:, 1] != OPEN) | ((lo[:, 1] == FIRST) & (hi[:, 1] == LAST))
    within = ((lo <= points) & (points < hi)) | (np.arange(points.shape[1]) == 1) & (points == OPEN)
    held: np.ndarray = within.all(axis=1) & day
    return held


def counted(points: Whole, n: Whole, boxes: Boxes) -> list[int]:
    """Return how many people lie in each box: points in the order of their days, so that a box looks only at its own."""
    order = np.argsort(points[:, 1], kind="stable")
    columns, number = [np.ascontiguousarray(column) for column in points[order].T], n[order]
    from_ = np.searchsorted(columns[1], boxes.lo[:, 1], "left")
    to = np.searchsorted(columns[1], boxes.hi[:, 1], "left")
    least, most = [each.min(initial=0) for each in columns], [each.max(initial=0) for each in columns]
    found = []
    for start, end, lo, hi in zip(from_.tolist(), to.tolist(), boxes.lo.tolist(), boxes.hi.tolist()):
        if lo[1] == FIRST and hi[1] == LAST:
            start = 0  # a day left open lies where every day does
        here = np.ones(end - start, dtype=bool)
        for d, (low, high) in enumerate(zip(lo, hi)):
            if d == 1 or (low <= least[d] and most[d] < high):
                continue
            part = columns[d][start:end]
            here &= (low <= part) & (part < high)
        found.append(int(number[start:end][here].sum()))
    return found
