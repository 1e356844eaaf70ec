"""The invented people: who they were, what happened to them, when and where.

`draw(rng, gazetteer)` returns about 900 people killed and exactly 300 injured or arrested in Sepidar over three weeks in ten
places, and some killed before or abroad, who lie outside the scope. Given names are real ones, family names are put together
from a table of our own (data/family.tsv); brothers and sisters die together now and then. `hidden` is the trait that no list
writes down and that keeps a person off lists: a family that does not speak. `night` adds those whom nobody named.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Literal, NamedTuple

from atleast.demo.case import Fate
from atleast.places import Gazetteer, ancestors

FIRST_DAY, LAST_DAY = date(2031, 3, 3), date(2031, 3, 23)
TERRITORY, ABROAD = "XS", "XA.1"
PLACES: dict[str, float] = {
    "XS.MA.1": 0.24, "XS.NI.1": 0.14, "XS.TA.1": 0.13, "XS.KU.1": 0.10, "XS.SA.1": 0.09,
    "XS.DA.1": 0.08, "XS.BA.1": 0.07, "XS.RI.1": 0.06, "XS.MA.2": 0.05, "XS.ZA.1": 0.04,
}  # fmt: skip
_DAYS = (9, 21, 38, 64, 97, 118, 83, 54, 37, 24, 18, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3)
_AGES = ((8, 17, 0.14), (18, 30, 0.54), (31, 50, 0.23), (51, 79, 0.09))
_HIDDEN, _SIBLINGS, _WOMEN, _SEYED = 0.28, 0.04, 0.13, 0.05
N_KILLED, N_ALIVE, _N_EARLY, _N_ABROAD = 900, 300, 14, 9


# One night of which no list has a name: a party of the families counted some of the dead, two others counted more.
NIGHT, NIGHT_PLACE, N_NIGHT, N_SEEN = date(2031, 3, 20), "XS.NA.1", 14, 9


class Token(NamedTuple):
    """A name in both scripts: Persian with | where a joiner may stand, Latin by sound (â is the long a)."""

    fa: str
    latin: str


class Person(NamedTuple):
    """One invented person, before any list has written them down."""

    id: str
    given: Token
    family: Token
    father: Token
    seyed: bool
    sex: Literal["m", "f"]
    age: int
    fate: Fate
    day: date
    place: str
    province: str | None
    hidden: bool
    in_scope: bool


class _Weighted(NamedTuple):
    tokens: tuple[Token, ...]
    cumulative: tuple[float, ...]

    def pick(self, rng: Random) -> Token:
        return rng.choices(self.tokens, cum_weights=self.cumulative)[0]


@lru_cache(maxsize=8)
def names(file: str, kind: str) -> _Weighted:
    """Return the names of one kind (`given.tsv`: m, f; `family.tsv`: first, second, suffix) with their weights."""
    text = (resources.files("atleast.demo") / "data" / file).read_text(encoding="utf-8")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter="\t") if row[0] == kind]
    return _Weighted(tuple(Token(row[2], row[3]) for row in rows), tuple(accumulate(float(row[1]) for row in rows)))


def draw(rng: Random, gazetteer: Gazetteer) -> list[Person]:
    """Return everybody, the killed first, in an order that says nothing."""
    n_killed = N_KILLED + rng.randint(-25, 25)
    fates: list[tuple[Fate, str | None, date | None]] = [("killed", None, None)] * n_killed
    fates += [("injured" if i % 3 else "arrested", None, None) for i in range(N_ALIVE)]
    fates += [("killed", None, FIRST_DAY - timedelta(days=rng.randint(9, 60))) for _ in range(_N_EARLY)]
    fates += [("killed", ABROAD, None) for _ in range(_N_ABROAD)]
    people: list[Person] = []
    for number, (fate, place, day) in enumerate(fates):
        before = people[-1] if people and fate == "killed" and place is None and day is None else None
        kin = before if before is not None and rng.random() < _SIBLINGS else None
        people.append(_one(rng, f"p{number:04d}", fate, place, day, kin, gazetteer))
    return people


def night(rng: Random, gazetteer: Gazetteer, first: int) -> list[Person]:
    """Return those killed in one night in one town, whom no list names; `first` is the number of the first of them."""
    people = [_one(rng, f"p{first + i:04d}", "killed", NIGHT_PLACE, NIGHT, None, gazetteer) for i in range(N_NIGHT)]
    return [person._replace(hidden=True) for person in people]


def family(rng: Random) -> Token:
    """Put together a family name that nobody bears."""
    parts = [names("family.tsv", kind).pick(rng) for kind in ("first", "second", "suffix")]
    return Token("".join(part.fa for part in parts), "".join(part.latin for part in parts))


def _one(
    rng: Random, id: str, fate: Fate, place: str | None, day: date | None, kin: Person | None, gazetteer: Gazetteer
) -> Person:
    sex: Literal["m", "f"] = "f" if rng.random() < _WOMEN else "m"
    given = names("given.tsv", sex).pick(rng)
    if kin is not None and given == kin.given:
        kin = None
    where = place or (kin.place if kin else rng.choices(list(PLACES), weights=list(PLACES.values()))[0])
    when = day or (kin.day if kin else FIRST_DAY + timedelta(days=rng.choices(range(len(_DAYS)), weights=_DAYS)[0]))
    low, high, _ = rng.choices(_AGES, weights=[share for *_, share in _AGES])[0]
    line = ancestors(gazetteer, where)
    return Person(
        id=id,
        given=given,
        family=kin.family if kin else family(rng),
        father=kin.father if kin else names("given.tsv", "m").pick(rng),
        seyed=kin.seyed if kin else rng.random() < _SEYED,
        sex=sex,
        age=rng.randint(low, high),
        fate=fate,
        day=when,
        place=where,
        province=line[1] if len(line) == 3 else None,
        hidden=rng.random() < _HIDDEN,
        in_scope=line[-1] == TERRITORY and FIRST_DAY <= when <= LAST_DAY,
    )
