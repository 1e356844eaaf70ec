"""What the invented case is made of: its files, its lists as sources, its scope, places and claims, and the truth behind them.

A `DemoCase` holds bytes and structs and touches no disk. `Truth` says who really stands behind each row (`TruthRow.person`,
with the row as a spreadsheet counts it) and what really happened to each person; it exists to be printed beside a figure and
never enters a case. `TruthRow.admitted` is true when the row, as written, can be counted: it says killed, has a name, a date
wholly inside the period and no place outside the country. Everything is invented data.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from atleast.model import Scope
from atleast.places import Gazetteer

Fate = Literal["killed", "injured", "arrested"]


class _Struct(msgspec.Struct, frozen=True, kw_only=True):
    """Frozen, keyword-only."""


class ListSpec(_Struct, frozen=True, kw_only=True):
    """One list as a source: what `atleast add list` is told of it. `status` is that of all rows where no column says it."""

    name: str
    file: str
    source: str
    party: str | None
    derived_from: tuple[str, ...] = ()
    covers: str | None = None
    status: str | None = None
    mapping_toml: str | None = None


class DemoClaim(_Struct, frozen=True, kw_only=True):
    """One published figure, in its own words; `value_hi` only for a range, `relays` the origin that it passes on."""

    id: str
    speaker: str
    speaker_fa: str
    role: Literal["independent", "official", "relay"]
    published: str
    as_of: str | None = None
    quote: str
    quote_fa: str
    violation: Literal["killing", "injury", "arrest"]
    bound: Literal["exact", "at_least", "more_than", "at_most", "range", "approx"]
    value: int
    value_hi: int | None = None
    basis: str
    place: str
    first_day: str | None = None
    last_day: str | None = None
    stance: Literal["asserts", "admits", "denies"] = "asserts"
    relays: str | None = None
    group: str | None = None


class TruthPerson(_Struct, frozen=True, kw_only=True):
    """What really happened to one invented person."""

    id: str
    fate: Fate
    day: date
    place: str
    province: str | None
    age: int
    sex: Literal["m", "f"]
    in_scope: bool


class TruthRow(_Struct, frozen=True, kw_only=True):
    """Who stands behind one row of one list, and what the row is worth as written."""

    list: str
    row: int
    person: str
    says: Literal["dead", "injured", "detained", "unresolved"]
    named: bool
    admitted: bool


class Truth(_Struct, frozen=True, kw_only=True):
    """The truth of the case; `newer_rows` are those of the newer version of a list, which replace its `rows`."""

    persons: dict[str, TruthPerson]
    rows: tuple[TruthRow, ...]
    newer_rows: tuple[TruthRow, ...] = ()


class DemoCase(_Struct, frozen=True, kw_only=True):
    """The whole invented case. `newer` is a later version of the list of the same name, for the step that updates it."""

    seed: int
    files: dict[str, bytes]
    lists: tuple[ListSpec, ...]
    newer: ListSpec
    scope: Scope
    gazetteer: Gazetteer
    claims: tuple[DemoClaim, ...]
    truth: Truth
