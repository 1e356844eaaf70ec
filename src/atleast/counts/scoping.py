"""Who lies inside the scope of a figure, and why the others are left out.

`in_scope(people, scope)` takes PEOPLE and returns it with a column `left_out`: null for those who count, else a word of
`REASONS`.
The whole cell must lie in the scope (item 9 of the definition of the minimum): a month that only partly lies in the period, or
a province given for a town-wide scope, may be outside, so it is left out. A person without a date is left out. A person without
a place is let in only when one of the lists says that all it holds lies in the territory (`covers`): what nobody stated is
not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from atleast.counts.folding import PEOPLE, Ancestors, Cell, remembered
from atleast.errors import AtleastError, InputError
from atleast.frames import check
from atleast.model import Scope

REASONS: tuple[str, ...] = (
    "withdrawn",  # withdrawn by a source
    "not_dead",  # injured, detained, missing or alive, and no record of death
    "unresolved",  # no record says what happened
    "contested",  # dead by one record, living by another
    "no_date",  # no date that can be read
    "outside_period",  # surely before or after the period
    "date_too_wide",  # inside or outside the period: the date does not say
    "outside_territory",  # surely elsewhere
    "place_too_wide",  # inside or outside the territory: the place does not say
    "no_place",  # no place, and no list of the person states that it keeps to the territory
    "no_name",  # no name, so another rung's
    "maybe_alive",  # may be one person with somebody found alive
    "maybe_outside",  # may be one person with somebody outside the scope
    "origin_not_stated",  # whether the lists that hold the person are independent was not said
    "not_firm",  # on two lists of different origin only by a link that is not firm
    "one_origin",  # all that is known goes back to one origin
)


def in_scope(
    people: pl.DataFrame, scope: Scope, *, ancestors: Ancestors, covers: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Return PEOPLE with a column `left_out`: null for those killed inside the scope, else the reason.

    `covers` maps a list to the place that all it holds lies in, for lists that state it. Names play no part here.
    """
    above = remembered(ancestors)
    frame = check(people, PEOPLE)
    inside = keeping(scope, covers or {}, above)
    columns = ("status", "lists", "date_from", "date_to", "place", "disputed")
    found = []
    for status, lists, low, high, place, disputed in frame.select(columns).iter_rows():
        first, last = (None if day is None else day.toordinal() for day in (low, high))
        cell = Cell(first, last, place, None, None, None, tuple(disputed))
        found.append(left_out(status, cell, lists, scope, ancestors=above, inside=inside))
    return frame.with_columns(pl.Series("left_out", found, dtype=pl.String()))


def left_out(
    status: str, cell: Cell, lists: Iterable[str], scope: Scope, *, ancestors: Ancestors, inside: frozenset[str]
) -> str | None:
    """Return why one person is left out, None for one who counts. `inside` are the lists that keep to the territory."""
    if status != "dead":
        return status if status in ("contested", "unresolved") else "not_dead"
    return _by_day(cell, scope) or _by_place(cell, lists, scope, ancestors, inside)


def keeping(scope: Scope, covers: Mapping[str, str], ancestors: Ancestors) -> frozenset[str]:
    """Return the lists that state that they keep to the territory of the scope."""
    return frozenset(name for name, place in covers.items() if scope.territory in ancestors(place))


def stated_places(lists: pl.DataFrame, ancestors: Ancestors) -> dict[str, str]:
    """Read the place before the stroke of `covers` (`IR/2022`) of a LISTS frame; what is no place id is passed over."""
    found: dict[str, str] = {}
    for name, covers in lists.select("list", "covers").iter_rows():
        place = (covers or "").split("/")[0].strip()
        try:
            if place and place in ancestors(place):
                found[name] = place
        except (AtleastError, KeyError):
            continue
    return found


def period(scope: Scope) -> tuple[int, int]:
    """Return the first and last day of a scope as ordinals."""
    try:
        first, last = (date.fromisoformat(day).toordinal() for day in (scope.first_day, scope.last_day))
    except ValueError as error:
        raise InputError(
            f"the scope's period {scope.first_day} to {scope.last_day} is not two days", hint="Write them as 2031-03-16."
        ) from error
    if first > last:
        raise InputError(f"the scope ends ({scope.last_day}) before it begins ({scope.first_day})", hint="Change the two days.")
    return first, last


def _by_day(cell: Cell, scope: Scope) -> str | None:
    first, last = period(scope)
    if cell.low is None or cell.high is None:
        return "no_date"
    if cell.high < first or cell.low > last:
        return "outside_period"
    return None if first <= cell.low and cell.high <= last else "date_too_wide"


def _by_place(cell: Cell, lists: Iterable[str], scope: Scope, ancestors: Ancestors, inside: frozenset[str]) -> str | None:
    if cell.place is None:
        if "place" in cell.disputed:
            return "place_too_wide"
        return None if inside.intersection(lists) else "no_place"
    if scope.territory in ancestors(cell.place):
        return None
    if cell.place not in ancestors(scope.territory):
        return "outside_territory"
    # Only "in the country", for a narrower territory: as little known as no place at all.
    return None if inside.intersection(lists) and "place" not in cell.disputed else "place_too_wide"
