"""Who gets onto which list, and what the list writes: capture, copying, missing and wrong values, duplicates, unnamed rows.

`capture(rng, people)` decides which people each of four lists has: by place, by age and by the hidden trait. `entries(...)`
turns them into `Entry` rows: values by meaning, not yet in the form of a file; `copies(...)` are the rows that the Rights
Monitor takes over from the Families' Committee, errors and spelling with them. Rates of missing and wrong values are near those
of real lists of this kind: an age is missing in 10 to 35 of 100 rows, a day off by one in 8, a person there twice in 2.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import exp
from random import Random
from typing import Literal, NamedTuple

from atleast.demo.people import FIRST_DAY, LAST_DAY, TERRITORY, Person
from atleast.places import Gazetteer, ancestors

ListName = Literal["families", "doctors", "monitor", "ledger"]
LISTS: tuple[ListName, ...] = ("families", "doctors", "monitor", "ledger")

_BASE: dict[ListName, float] = {"families": 0.1, "doctors": 0.1, "monitor": -1.1, "ledger": -1.0}
_PLACE: dict[ListName, dict[str, float]] = {
    "families": {"XS.KU.1": 0.4, "XS.SA.1": 0.4, "XS.RI.1": -0.5, "XS.ZA.1": -0.6, "XS.MA.2": 0.2},
    "doctors": {"XS.MA.1": 0.4, "XS.NI.1": 0.4, "XS.DA.1": 0.2, "XS.BA.1": -0.6, "XS.ZA.1": -0.8, "XS.MA.2": -0.7},
    "monitor": {"XS.MA.1": 0.3, "XS.TA.1": 0.3, "XS.RI.1": -0.4},
    "ledger": {
        "XS.MA.1": 0.9,
        "XS.NI.1": 0.5,
        "XS.TA.1": 0.3,
        "XS.KU.1": -0.8,
        "XS.SA.1": -1.0,
        "XS.RI.1": -1.2,
        "XS.ZA.1": -1.5,
    },
}
_HIDDEN: dict[ListName, float] = {"families": -1.5, "doctors": -1.1, "monitor": -1.4, "ledger": -0.4}
_YOUNG: dict[ListName, float] = {"families": 0.5, "doctors": 0.1, "monitor": 0.5, "ledger": -0.1}
_OLD: dict[ListName, float] = {"families": -0.3, "doctors": 0.2, "monitor": -0.4, "ledger": 0.2}
_COPIED = 0.3
_PREFIX: dict[ListName, str] = {"families": "FC", "doctors": "DR", "monitor": "RM", "ledger": "BL"}


class Noise(NamedTuple):
    """Rates of one list."""

    no_age: float
    age_off: float
    age_wrong: float
    no_date: float
    day_off: float
    month_only: float
    no_city: float
    city_wrong: float
    unnamed: float
    twice: float


NOISE: dict[ListName, Noise] = {
    "families": Noise(0.12, 0.10, 0.01, 0.025, 0.08, 0.01, 0.03, 0.02, 0.012, 0.02),
    "doctors": Noise(0.10, 0.16, 0.01, 0.03, 0.09, 0.01, 0.04, 0.02, 0.025, 0.02),
    "monitor": Noise(0.35, 0.12, 0.015, 0.05, 0.10, 0.0, 0.05, 0.03, 0.0, 0.02),
    "ledger": Noise(0.20, 0.14, 0.01, 0.01, 0.06, 0.0, 0.02, 0.03, 0.0, 0.015),
}
_LIVING: dict[ListName, float] = {"families": 0.2, "doctors": 0.35, "monitor": 0.0, "ledger": 0.0}
_OUTSIDE: dict[ListName, float] = {"families": 0.35, "doctors": 0.3, "monitor": 0.2, "ledger": 0.0}


class Entry(NamedTuple):
    """One row by meaning. `day` None: not given; `month_only`: only its month is. `key` is its number in its list."""

    person: Person
    named: bool
    age: int | None
    day: date | None
    month_only: bool
    city: str | None
    province: str | None
    says: Literal["dead", "injured", "detained", "unresolved"]
    reported: date
    again: bool = False
    key: str = ""
    copied: bool = False
    size: int = 1


def capture(rng: Random, people: list[Person]) -> dict[ListName, list[Person]]:
    """Return the people of each list, in the order of `people`."""
    found: dict[ListName, list[Person]] = {name: [] for name in LISTS}
    for person in people:
        for name in LISTS:
            if rng.random() < _chance(name, person):
                found[name].append(person)
    return found


def _chance(name: ListName, person: Person) -> float:
    if person.fate != "killed":
        return _LIVING[name]
    if not person.in_scope:
        return _OUTSIDE[name]
    logit = _BASE[name] + _PLACE[name].get(person.place, 0.0)
    logit += _HIDDEN[name] * person.hidden
    logit += _YOUNG[name] if person.age < 18 else _OLD[name] if person.age > 50 else 0.0
    return 1.0 / (1.0 + exp(-logit))


def entries(rng: Random, name: ListName, people: list[Person], gazetteer: Gazetteer) -> list[Entry]:
    """Return the rows of a list in the order in which it had them, a person in 2 of 100 twice."""
    rows = [_entry(rng, name, person, gazetteer) for person in people]
    twice = [row.person for row in rows if row.named and rng.random() < NOISE[name].twice]
    rows += [_entry(rng, name, person, gazetteer)._replace(named=True, again=True) for person in twice]
    return numbered(name, rows)


def group(person: Person, size: int, key: str) -> Entry:
    """Return one row for a group without names, of whom `person` is one."""
    line = (person.place, person.province)
    return Entry(person, False, None, person.day, False, *line, "dead", person.day + timedelta(days=5), key=key, size=size)


def copies(rng: Random, source: list[Entry], has: list[Person]) -> list[Entry]:
    """Return the rows of `source` that another list takes over: some of the named dead that it does not have itself."""
    own = {person.id for person in has}
    wanted = [row for row in source if row.says == "dead" and row.named and not row.again and row.person.id not in own]
    return [
        row._replace(
            copied=True,
            day=None if row.month_only else row.day,
            month_only=False,
            reported=row.reported + timedelta(days=rng.randint(1, 6)),
        )
        for row in wanted
        if rng.random() < _COPIED
    ]


def numbered(name: ListName, rows: list[Entry]) -> list[Entry]:
    """Return the rows by the day of their report, each with its number; a copied row keeps that of its source."""
    ordered = sorted(rows, key=lambda row: (row.reported, row.person.id, row.again))
    return [row if row.copied else row._replace(key=f"{_PREFIX[name]}-{n:04d}") for n, row in enumerate(ordered, 1)]


def _entry(rng: Random, name: ListName, person: Person, gazetteer: Gazetteer) -> Entry:
    noise = NOISE[name]
    city: str | None = person.place
    if person.in_scope and rng.random() < noise.city_wrong:
        city = rng.choice(_towns(gazetteer))
    line = ancestors(gazetteer, city or "")
    province = line[1] if len(line) == 3 else None
    if person.in_scope and rng.random() < noise.no_city:
        city = None
        province = province if rng.random() < 0.6 else None
    day = _day(rng, person, noise)
    return Entry(
        person=person,
        named=person.fate != "killed" or not person.in_scope or rng.random() >= noise.unnamed,
        age=_age(rng, person.age, noise),
        day=day,
        month_only=day is not None and person.in_scope and rng.random() < noise.month_only,
        city=city,
        province=province,
        says=_says(rng, name, person),
        reported=_reported(rng, person.day),
    )


def _towns(gazetteer: Gazetteer) -> list[str]:
    towns = [place.id for place in gazetteer.places.values() if place.kind == "city"]
    return [id for id in towns if TERRITORY in ancestors(gazetteer, id)]


def _age(rng: Random, age: int, noise: Noise) -> int | None:
    if rng.random() < noise.no_age:
        return None
    if rng.random() < noise.age_wrong:
        return max(1, age + rng.choice((-10, 10)))
    return age + rng.choice((-1, 1)) if rng.random() < noise.age_off else age


def _day(rng: Random, person: Person, noise: Noise) -> date | None:
    if not person.in_scope:
        return person.day
    if rng.random() < noise.no_date:
        return None
    if rng.random() < noise.day_off:
        return person.day + timedelta(days=rng.choice((-1, 1, 1)))
    return person.day


def _says(rng: Random, name: ListName, person: Person) -> Literal["dead", "injured", "detained", "unresolved"]:
    if person.fate == "killed":
        return "dead"
    if rng.random() < 0.04:
        return "unresolved"
    return "injured" if person.fate == "injured" else "detained"


def _reported(rng: Random, day: date) -> date:
    """Return the day on which a list first had a person: late while the country was cut off, 7 to 11 March."""
    found = day + timedelta(days=int(rng.expovariate(1 / 5.0)))
    cut = date(2031, 3, 7), date(2031, 3, 11)
    if cut[0] <= found <= cut[1] and rng.random() < 0.95:
        found = cut[1] + timedelta(days=1 + int(rng.expovariate(1 / 4.0)))
    return min(found, LAST_DAY + timedelta(days=18)) if day >= FIRST_DAY else found
