"""The records of one person folded into one row: where, when and who, as far as the sources agree.

`people(records, members)` takes RECORDS and MEMBERS and returns a frame with one row a person (`PEOPLE` lists its columns).
In every dimension the values are intersected when they meet, else the smallest interval or place that holds them is taken and
the dimension is listed in `disputed`; a missing value widens nothing, and neither does one that merely holds a more precise
one. Day, place, age and sex are those of the records of death when there are any: the day of an injury is no day of death.
It decides no scope. Status: `dead`, or `contested` when a record says that the person lives (always for "found alive", by its
date for injured, detained or missing), else what the records say. `nameable` is true only when every record says dead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from atleast.counts.rules import Rules, rules
from atleast.frames import MEMBERS, RECORDS, Column, Schema, check

Ancestors = Callable[[str], tuple[str, ...]]

_text, _texts, _day, _whole = pl.String(), pl.List(pl.String()), pl.Date(), pl.Int64()

PEOPLE: Schema = {
    "person": Column(_text, "id of the person"),
    "records": Column(_texts, "ids of the person's records, sorted; withdrawn ones are not among them"),
    "n_records": Column(_whole, "how many these are"),
    "lists": Column(_texts, "lists that hold the person, sorted", publish=True),
    "holders": Column(_texts, "lists that hold the person by name and as dead, sorted", publish=True),
    "status": Column(_text, "dead, contested, or what the records say of someone not dead", publish=True),
    "statuses": Column(_texts, "every status that a record gives, sorted"),
    "nameable": Column(pl.Boolean(), "true when there is a name and every record says dead: else it stays inside the case"),
    "named": Column(pl.Boolean(), "true when a record of death has a name"),
    "date_from": Column(_day, "earliest possible day"),
    "date_to": Column(_day, "latest possible day"),
    "reported_on": Column(_day, "first day on which any list had the person"),
    "place": Column(_text, "id of the place that all sources allow"),
    "province": Column(_text, "id of its province, null for a whole country"),
    "age_low": Column(_whole, "lowest age in years that a source gives"),
    "age_high": Column(_whole, "highest age in years that a source gives"),
    "age_group": Column(_text, "age band when every source gives the same one", publish=True),
    "child": Column(pl.Boolean(), "below the age of majority, null when not known or disputed", publish=True),
    "sex": Column(_text, "m, f or null (not known or disputed)", publish=True),
    "disputed": Column(_texts, "dimensions on which the sources do not meet: date, place, age, sex", publish=True),
    "name": Column(_text, "the longest name as written, for use inside the case"),
    "names": Column(_texts, "every name as written, sorted, for use inside the case"),
}

READ = ["record_id", "list", "status", "date_from", "date_to", "place", "province", "age", "sex", "name", "other_names"]


class Row(NamedTuple):
    """What folding needs of one record. Days are ordinals (`date.toordinal`)."""

    record: str
    list: str
    status: str
    low: int | None
    high: int | None
    place: str | None
    age: int | None
    sex: str | None
    name: str | None
    others: tuple[str, ...]
    reported: int | None


class Cell(NamedTuple):
    """Where and when a person died and who they were, as far as is known: a box. None is unrestricted."""

    low: int | None
    high: int | None
    place: str | None
    age_low: int | None
    age_high: int | None
    sex: str | None
    disputed: tuple[str, ...] = ()


class Folded(NamedTuple):
    """One person: the rows, the status, the cell and the lists that hold the person by name as dead."""

    rows: tuple[Row, ...]
    status: str
    cell: Cell
    holders: tuple[str, ...]
    named: bool


def people(
    records: pl.DataFrame,
    members: pl.DataFrame,
    *,
    ancestors: Ancestors,
    withdrawn: Collection[str] = (),
    found_alive: Collection[str] = (),
    rule: Rules | None = None,
) -> pl.DataFrame:
    """Fold records into one row a person.

    `ancestors` gives a place id, its parent, and so on up. Records in `withdrawn` are passed over; those in `found_alive` now
    say that the person lives. A record that is in no cluster is a person of its own.
    """
    rule = rule or rules()
    rows = read_rows(records, withdrawn, found_alive)
    owner = dict(zip(*(check(members, MEMBERS)[name].to_list() for name in ("record_id", "person"))))
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row is not None:
            groups.setdefault(owner.get(row.record, row.record), []).append(row)
    above = remembered(ancestors)
    return as_frame({who: fold(groups[who], ancestors=above, rule=rule) for who in sorted(groups)}, ancestors=above, rule=rule)


def as_frame(folded: Mapping[str, Folded], *, ancestors: Ancestors, rule: Rules) -> pl.DataFrame:
    """Return PEOPLE, one row for each folded person, in the order given."""
    lines = [_line(person, one, ancestors, rule) for person, one in folded.items()]
    return pl.DataFrame(lines, schema={name: column.dtype for name, column in PEOPLE.items()}, orient="row")


def remembered(ancestors: Ancestors) -> Ancestors:
    """Ask each place for its ancestors only once."""
    known: dict[str, tuple[str, ...]] = {}

    def above(place: str) -> tuple[str, ...]:
        if place not in known:
            known[place] = tuple(ancestors(place)) or (place,)
        return known[place]

    return above


def read_rows(records: pl.DataFrame, withdrawn: Collection[str], found_alive: Collection[str]) -> list[Row | None]:
    """Return what folding needs of each record, in the order of the frame; None for a withdrawn one."""
    placeholder = records["placeholder"].to_list() if "placeholder" in records.columns else [False] * records.height
    frame = check(records, RECORDS)
    columns = (
        "record_id",
        "list",
        "status",
        "date_from",
        "date_to",
        "place",
        "province",
        "age",
        "sex",
        "name",
        "other_names",
        "reported_on",
    )
    found: list[Row | None] = []
    for values, empty in zip(frame.select(columns).iter_rows(), placeholder):
        record, source, status, low, high, place, province, age, sex, name, others, reported = values
        if record in withdrawn and record not in found_alive:
            found.append(None)
            continue
        others = tuple(word for word in others or () if word and word.strip())
        name = None if empty or not (name and any(letter.isalpha() for letter in name)) else name
        low, high = (None if day is None else day.toordinal() for day in (low or high, high or low))
        found.append(
            Row(
                record,
                source,
                "alive" if record in found_alive else status or "unresolved",
                low,
                high,
                place or province,
                age,
                sex,
                name or (others[0] if others and not empty else None),
                others,
                None if reported is None else reported.toordinal(),
            )
        )
    return found


def fold(rows: Sequence[Row], *, ancestors: Ancestors, rule: Rules) -> Folded:
    """Fold the rows of one person."""
    rows = tuple(sorted(rows))
    deaths = tuple(row for row in rows if row.status == "dead")
    cell = meet([_cell(row) for row in deaths or rows], ancestors=ancestors)
    named = [row for row in deaths if row.name]
    return Folded(rows, _status(rows, cell, rule), cell, tuple(sorted({row.list for row in named})), bool(named))


def meet(cells: Sequence[Cell], *, ancestors: Ancestors) -> Cell:
    """Intersect cells of one person in each dimension where they meet, else take the smallest box that holds them."""
    low, high, dates = _interval([(c.low, c.high) for c in cells if c.low is not None and c.high is not None])
    youngest, oldest, ages = _interval(
        [(c.age_low, c.age_high) for c in cells if c.age_low is not None and c.age_high is not None]
    )
    place, places = _place({c.place for c in cells if c.place is not None}, ancestors)
    sexes = {c.sex for c in cells if c.sex}
    told = {"date": dates, "place": places, "age": ages, "sex": len(sexes) > 1}
    disputed = {word for word, apart in told.items() if apart}.union(*(c.disputed for c in cells))
    sex = None if "sex" in disputed or not sexes else min(sexes)
    return Cell(low, high, place, youngest, oldest, sex, tuple(sorted(disputed)))


def province_of(place: str | None, ancestors: Ancestors) -> str | None:
    """Return the first-level place that a place lies in, None for a country or nothing."""
    chain = ancestors(place) if place is not None else ()
    return chain[-2] if len(chain) > 1 else None


def age_group(cell: Cell, rule: Rules) -> str | None:
    """Return the age band of a cell when its lowest and highest age share one."""
    if cell.age_low is None or cell.age_high is None:
        return None
    low, high = rule.ages.band(cell.age_low), rule.ages.band(cell.age_high)
    return low if low == high else None


def _cell(row: Row) -> Cell:
    return Cell(row.low, row.high, row.place, row.age, row.age, row.sex)


def _status(rows: Iterable[Row], cell: Cell, rule: Rules) -> str:
    """Dead, contested, or what the records say: the first of a fixed order when they say several things."""
    said = {row.status for row in rows}
    if "dead" not in said:
        return next((word for word in ("alive", "detained", "injured", "missing") if word in said), "unresolved")
    if said & set(rule.status.contested_by):
        return "contested"
    later = [row for row in rows if row.status in rule.status.before_death and row.low is not None]
    if cell.high is not None and any(row.low > cell.high for row in later if row.low is not None):
        return "contested"
    return "dead"


def _interval(spans: Iterable[tuple[int | None, int | None]]) -> tuple[int | None, int | None, bool]:
    """Intersect intervals, or take the hull of those that hold no other one; say whether they were apart."""
    known = sorted({(low, high) for low, high in spans if low is not None and high is not None})
    if not known:
        return None, None, False
    low, high = max(each[0] for each in known), min(each[1] for each in known)
    if low <= high:
        return low, high, False
    tight = [a for a in known if not any(a != b and a[0] <= b[0] and b[1] <= a[1] for b in known)]
    return min(each[0] for each in tight), max(each[1] for each in tight), True


def _place(places: set[str], ancestors: Ancestors) -> tuple[str | None, bool]:
    """Return the deepest place when all lie on one path, else the deepest that holds them all; say whether they were apart."""
    if not places:
        return None, False
    wider = {above for place in places for above in ancestors(place)[1:]}
    tight = sorted(places - wider)
    if len(tight) == 1:
        return tight[0], False
    rest = [set(ancestors(place)) for place in tight[1:]]
    return next((above for above in ancestors(tight[0]) if all(above in chain for chain in rest)), None), True


def _line(person: str, one: Folded, ancestors: Ancestors, rule: Rules) -> tuple[object, ...]:
    """Return the row of PEOPLE for one folded person."""
    cell, rows = one.cell, one.rows
    statuses = sorted({row.status for row in rows})
    names = sorted({word for row in rows for word in (row.name, *row.others) if word})
    reported = min((row.reported for row in rows if row.reported is not None), default=None)
    child = None
    if cell.age_low is not None and cell.age_high is not None:
        sides = {age < rule.ages.child_below for age in (cell.age_low, cell.age_high)}
        child = sides.pop() if len(sides) == 1 else None
    return (
        person,
        [row.record for row in rows],
        len(rows),
        sorted({row.list for row in rows}),
        list(one.holders),
        one.status,
        statuses,
        one.named and statuses == ["dead"],
        one.named,
        _as_day(cell.low),
        _as_day(cell.high),
        _as_day(reported),
        cell.place,
        province_of(cell.place, ancestors),
        cell.age_low,
        cell.age_high,
        age_group(cell, rule),
        child,
        cell.sex,
        list(cell.disputed),
        max(names, key=lambda word: (len(word), word)) if names else None,
        names,
    )


def _as_day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
