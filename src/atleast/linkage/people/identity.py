"""Which id each person keeps when the records are linked again.

`keep_ids` takes the members of the last linkage and of the new one [MEMBERS], and returns the new members with stable person
ids, the aliases, the splits and the merges, for the run event. Rule (docs/decisions): an old person goes where most of its
records went (equal: where its smallest record is), so in a split the larger part keeps the id. Where several old persons meet
whole, it is a merge and the oldest id stays; where some have left records elsewhere, the one that shares most stays (equal:
the oldest). The others become aliases of it. A person that none of the old ones claims gets an id from `mint`.
An id that was ever used, an alias included, is never given to another person. `resolve` follows an alias to who it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
import polars as pl

from atleast.errors import AtleastError
from atleast.frames import MEMBERS, check, empty


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The new members with stable ids, and what changed.

    `born` ranks every id by its first appearance, old ones included: hand it back the next time, it is how "older" is known.
    `aliases` maps an id to the one that took its records in this linkage. `splits` maps an old person to all who have its
    records now, `merges` the id that stays to those that became its aliases. `ended` are ids without any record left.
    """

    members: pl.DataFrame
    aliases: dict[str, str]
    splits: dict[str, tuple[str, ...]]
    merges: dict[str, tuple[str, ...]]
    ended: tuple[str, ...]
    born: dict[str, int]


def keep_ids(
    old_members: pl.DataFrame | None,
    new_members: pl.DataFrame,
    *,
    mint: Callable[[str], str],
    born: Mapping[str, int] | None = None,
) -> Kept:
    """Return `new_members` under stable ids.

    `mint(text)` makes an id from a text that differs for each person (the smallest record id of the person, with a counter
    when the id was used before). `born` is that of the last time; ids it does not rank are ranked after it, by spelling.
    Without an old linkage (None) every id is minted.
    """
    old = empty(MEMBERS) if old_members is None else check(old_members, MEMBERS)
    new = check(new_members, MEMBERS)
    born = _ranked(old, born or {})
    shared = _shared(old, new)
    keeper = _keepers(shared, born)
    smallest = dict(_smallest(new).iter_rows())
    names = {cluster: keeper[cluster] for cluster in smallest if cluster in keeper}
    for cluster in sorted(smallest, key=smallest.__getitem__):
        if cluster not in names:
            names[cluster] = _mint(mint, smallest[cluster], born)
            born[names[cluster]] = len(born)
    members = new.with_columns(pl.col("person").replace_strict(names, return_dtype=pl.String)) if names else new
    return _told(old, members, shared, names, born)


def resolve(person: str, aliases: Mapping[str, str]) -> str:
    """Return who `person` is now, through any number of merges."""
    passed = {person}
    while person in aliases:
        person = aliases[person]
        if person in passed:
            raise AtleastError(f"the aliases of person {person} lead in a circle", hint="Run `atleast verify`.")
        passed.add(person)
    return person


def _ranked(old: pl.DataFrame, born: Mapping[str, int]) -> dict[str, int]:
    """Return `born` as ranks from 0 on, with the old persons it does not know behind."""
    known = sorted(born, key=lambda person: (born[person], person))
    unknown = sorted(set(old["person"]) - set(known))
    return {person: rank for rank, person in enumerate(known + unknown)}


def _shared(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each old person and new cluster that have records in common: n, first (smallest record)."""
    both = old.select("record_id", pl.col("person").alias("old")).join(
        new.select("record_id", pl.col("person").alias("new")), on="record_id"
    )
    return both.group_by("old", "new").agg(n=pl.len(), first=pl.col("record_id").min()).sort("old", "new")


def _smallest(new: pl.DataFrame) -> pl.DataFrame:
    return new.group_by("person").agg(first=pl.col("record_id").min()).sort("first")


def _keepers(shared: pl.DataFrame, born: Mapping[str, int]) -> dict[str, str]:
    """Return the old id that each new cluster takes, for the clusters that some old person goes to."""
    goes: dict[str, tuple[int, str, str]] = {}
    parts: dict[str, int] = {}
    for old, new, n, first in shared.iter_rows():
        parts[old] = parts.get(old, 0) + 1
        best = goes.get(old)
        if best is None or (-n, first) < (-best[0], best[1]):
            goes[old] = (n, first, new)
    claims: dict[str, list[tuple[int, str]]] = {}
    for old, (n, _, new) in goes.items():
        claims.setdefault(new, []).append((n, old))
    kept = {}
    for new, claimants in claims.items():
        whole = all(parts[old] == 1 for _, old in claimants)
        kept[new] = min(claimants, key=lambda one: (0 if whole else -one[0], born[one[1]]))[1]
    return kept


def _mint(mint: Callable[[str], str], text: str, used: Mapping[str, int]) -> str:
    """Return an id that nobody ever had."""
    for attempt in range(1000):
        person = mint(text if attempt == 0 else f"{text}/{attempt + 1}")
        if person not in used:
            return person
    raise AtleastError("no new id could be made for a person: `mint` gives used ones only")


def _told(
    old: pl.DataFrame, members: pl.DataFrame, shared: pl.DataFrame, names: Mapping[str, str], born: dict[str, int]
) -> Kept:
    """Return the result with its aliases, splits, merges and ended ids."""
    into: dict[str, list[tuple[int, str, str]]] = {}
    for person, new, n, first in shared.iter_rows():
        into.setdefault(person, []).append((-n, first, names[new]))
    alive = set(names.values())
    aliases = {person: min(parts)[2] for person, parts in into.items() if person not in alive}
    merged: dict[str, list[str]] = {}
    for person in sorted(aliases, key=born.__getitem__):
        merged.setdefault(aliases[person], []).append(person)
    splits = {}
    for person, parts in into.items():
        if len(parts) > 1:
            others = [name for _, _, name in sorted(parts) if name != person]
            splits[person] = ((person,) if person in alive else ()) + tuple(others)
    return Kept(
        members=members,
        aliases=aliases,
        splits=splits,
        merges={person: tuple(gone) for person, gone in sorted(merged.items())},
        ended=tuple(sorted(set(old["person"]) - set(into))),
        born=born,
    )
