"""The invented case of one seed: `make(seed) -> DemoCase`, pure, the same bytes for the same seed.

Sepidar, March 2031 (Esfand 1409): about 900 people killed and 300 injured or arrested over three weeks in ten places; four
lists of different quality and script with duplicates, errors, unnamed rows and rows outside the scope; a newer version of one
of them (three rows on top, some below, one changed, one gone); thirteen published claims; and the truth. Nothing here is real,
no name is that of a person in any list we know, and every file says "invented data".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from random import Random

import msgspec

from atleast.demo import files
from atleast.demo.case import DemoCase, DemoClaim, ListSpec, Truth, TruthPerson, TruthRow
from atleast.demo.claims import published
from atleast.demo.people import FIRST_DAY, LAST_DAY, N_SEEN, TERRITORY, Person, draw, night
from atleast.demo.rows import LISTS, Entry, ListName, capture, copies, entries, group, numbered
from atleast.model import Scope
from atleast.places import Gazetteer, ancestors, from_toml

_COVERS = "XS/2031-03"
_SPECS: dict[ListName, ListSpec] = {
    "families": ListSpec(
        name="families", file="invented-families-committee.xlsx", source="Families’ Committee",
        party="Families’ Committee", covers=_COVERS,
    ),
    "doctors": ListSpec(
        name="doctors", file="invented-doctors-register.csv", source="Doctors’ Register",
        party="Doctors’ Register", covers=_COVERS,
    ),
    "monitor": ListSpec(
        name="monitor", file="invented-rights-monitor.csv", source="Rights Monitor", party="Rights Monitor",
        derived_from=("families",), covers=_COVERS, status="killed",
    ),
    "ledger": ListSpec(
        name="ledger", file="invented-burial-ledger.xlsx", source="Burial Ledger",
        party="Burial Ledger", covers=_COVERS, status="killed",
    ),
}  # fmt: skip
_WRITERS: dict[ListName, Callable[[str, Sequence[Entry], Gazetteer], tuple[bytes, list[int]]]] = {
    "families": files.families,
    "doctors": files.doctors,
    "monitor": files.monitor,
    "ledger": files.ledger,
}
_NEWER = "invented-families-committee-newer.xlsx"
_HELD_BACK, _ON_TOP = 24, 3


@dataclass(frozen=True)
class _Made:
    data: bytes
    rows: list[int]
    entries: Sequence[Entry]


def scope() -> Scope:
    """Return the scope of the case."""
    return Scope(
        territory=TERRITORY,
        first_day=FIRST_DAY.isoformat(),
        last_day=LAST_DAY.isoformat(),
        words={"en": "in the crackdown on the bread protests", "fa": "در سرکوب اعتراض‌های نان"},
    )


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the places of Sepidar and of its neighbour."""
    return from_toml(_gazetteer_text())


def make(seed: int) -> DemoCase:
    """Return the invented case of `seed`."""
    rng = Random(f"sepidar {seed}")
    people = draw(rng, gazetteer())
    on_lists = capture(rng, people)
    rows = {name: entries(Random(f"{name} {seed}"), name, on_lists[name], gazetteer()) for name in LISTS}
    salt = str(seed)
    first, second = _versions(rng, rows["families"])
    rows["monitor"] = numbered("monitor", rows["monitor"] + copies(rng, first, on_lists["monitor"]))
    unnamed = night(Random(f"night {seed}"), gazetteer(), len(people))
    seen = group(unnamed[0], N_SEEN, "FC-9001")
    rows["families"], second = [*first, seen], [*second, seen]
    made = {name: _Made(*_WRITERS[name](salt, rows[name], gazetteer()), rows[name]) for name in LISTS}
    newer = _Made(*files.families(salt, second, gazetteer()), second)
    truth = Truth(
        persons={person.id: _truth(person) for person in (*people, *unnamed)},
        rows=tuple(row for name in LISTS for row in _truth_rows(name, made[name])),
        newer_rows=tuple(_truth_rows("families", newer)),
    )
    claims = published(truth)
    specs = tuple(_SPECS[name] for name in LISTS)
    return DemoCase(
        seed=seed,
        files={
            **{_SPECS[name].file: made[name].data for name in LISTS},
            _NEWER: newer.data,
            "invented-sepidar.toml": _gazetteer_text().encode("utf-8"),
            "invented-claims.json": _claims_json(claims),
        },
        lists=specs,
        newer=msgspec.structs.replace(_SPECS["families"], file=_NEWER),
        scope=scope(),
        gazetteer=gazetteer(),
        claims=claims,
        truth=truth,
    )


def _versions(rng: Random, rows: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return a list without its latest rows, then with them: three on top, the others below, one age changed, one row gone."""
    dead = [row for row in rows[len(rows) // 3 :] if row.says == "dead"]
    held = {row.key for row in rng.sample(dead, _HELD_BACK)}
    first = [row for row in rows if row.key not in held]
    late = [row for row in rows if row.key in held]
    changed, gone = rng.sample([row for row in first if row.age is not None and row.says == "dead"], 2)
    kept = [row._replace(age=(row.age or 0) + 1) if row is changed else row for row in first if row is not gone]
    return first, late[:_ON_TOP] + kept + late[_ON_TOP:]


def _truth(person: Person) -> TruthPerson:
    return TruthPerson(
        id=person.id, fate=person.fate, day=person.day, place=person.place, province=person.province,
        age=person.age, sex=person.sex, in_scope=person.in_scope,
    )  # fmt: skip


def _truth_rows(name: ListName, made: _Made) -> list[TruthRow]:
    return [
        TruthRow(
            list=name,
            row=row,
            person=entry.person.id,
            says=entry.says,
            named=entry.named,
            admitted=entry.named and _counts(entry),
        )
        for row, entry in zip(made.rows, made.entries, strict=True)
    ]


def _counts(entry: Entry) -> bool:
    """Say whether the row as written says that somebody was killed inside the scope."""
    inside = entry.day is not None and not entry.month_only and FIRST_DAY <= entry.day <= LAST_DAY
    here = entry.city is None or TERRITORY in ancestors(gazetteer(), entry.city)
    return entry.says == "dead" and inside and here and entry.person.in_scope


def _gazetteer_text() -> str:
    return (resources.files("atleast.demo") / "data" / "sepidar.toml").read_text(encoding="utf-8")


def _claims_json(claims: tuple[DemoClaim, ...]) -> bytes:
    content = {"note": "Invented data: no real event", "claims": msgspec.to_builtins(claims)}
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
