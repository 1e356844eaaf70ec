"""Which place a row means: `resolve(gazetteer, city=..., province=...) -> (place id, province id)`, each None when not known.

The place is the most precise one that the two cells name together; "Zahedan, Sistan-Baluchestan Province" is read in its parts,
small to large or large to small. Main names count before other spellings, exact before softened, those before one letter away.
A name of several places means those in the province that the row names; then the largest when the others lie within 25 km of it
(one town listed twice) or when it has 15,000 people and five times the next. Otherwise the answer is the province they share,
or None: never a guess between two. When city and province contradict each other, a city of 50,000 stands (provinces were
redrawn, lists fill them in by machine), a smaller one gives way to the province. "X or Y" is what both share.
"""

from __future__ import annotations

import re
from math import cos, hypot, radians

from atleast.places.gazetteer import Gazetteer, Index, index_of
from atleast.places.spelling import Part, key, parts, soft

KNOWN, _TIMES_NEXT, _STANDS, _ONE_TOWN_KM = 15_000, 5, 50_000, 25.0
_OR = re.compile(r"\s(?:or|یا|أو|او)\s", re.IGNORECASE)
_STREETS = frozenset(
    "street st boulevard blvd square avenue ave road highway خیابان بلوار میدان کوچه جاده اتوبان بزرگراه شارع".split()  # noqa: SIM905
)


def resolve(gazetteer: Gazetteer, *, city: str | None = None, province: str | None = None) -> tuple[str | None, str | None]:
    """Return (most precise place, its province) of a row's city and province as written."""
    index = index_of(gazetteer)
    written = (city or "", province or "")
    found = index.answers.get(written)
    if found is None:
        each = [_resolve(gazetteer, index, one, written[1]) for one in _OR.split(written[0])]
        provinces = {answer[1] for answer in each}
        shared = provinces.pop() if len(provinces) == 1 else None
        found = index.answers[written] = each[0] if len(set(each)) == 1 else (shared, shared)
    return found


def _resolve(gazetteer: Gazetteer, index: Index, city: str, province: str) -> tuple[str | None, str | None]:
    pieces = parts(city)
    stated = _stated(gazetteer, index, parts(province), pieces)
    towns = [piece for piece in pieces if piece.claims != "province"]
    picked: list[str] = []
    for number, piece in enumerate(towns):
        others = {p for other in towns[:number] + towns[number + 1 :] for p in _provinces(gazetteer, index, other)}
        one = _town(gazetteer, index, piece, {stated} if stated else set(), others)
        picked += [one] if one is not None else _inside(gazetteer, index, piece, stated)
    place = _most_precise(gazetteer, index, picked)
    if place is not None:
        return place, index.province_of(place)
    shared = stated or _shared(gazetteer, index, pieces)
    if shared is not None:
        return shared, shared
    country = [id for piece in pieces + parts(province) for id in _ids(gazetteer, index, piece, "country")]
    return (country[0], None) if country else (None, None)


def _stated(gazetteer: Gazetteer, index: Index, cells: list[Part], pieces: list[Part]) -> str | None:
    """Return the one province that the province cell names, else the one that the city cell calls a province."""
    for candidates in (cells, [piece for piece in pieces if piece.claims == "province"]):
        found = {id for piece in candidates for id in _ids(gazetteer, index, piece, "province")}
        if len(found) == 1:
            return found.pop()
    return None


def _ids(gazetteer: Gazetteer, index: Index, piece: Part, kind: str) -> tuple[str, ...]:
    """Return the places of `kind` that a part may mean, at the first level of spelling that gives any."""
    for level in _levels(index, piece):
        ids = tuple(id for id in level if gazetteer.places[id].kind == kind)
        if ids:
            return ids
    return ()


def _levels(index: Index, piece: Part) -> list[tuple[str, ...]]:
    texts = dict.fromkeys((piece.whole, piece.text))
    return [
        *(index.named.get(key(text), ()) for text in texts),
        *(index.exact.get(key(text), ()) for text in texts),
        *(index.soft.get(soft(text), ()) for text in texts),
        *(index.near(soft(text)) for text in texts),
    ]


def _provinces(gazetteer: Gazetteer, index: Index, piece: Part) -> set[str]:
    ids = _ids(gazetteer, index, piece, "province") or _ids(gazetteer, index, piece, "city")
    return {province for id in ids if (province := index.province_of(id)) is not None}


def _town(gazetteer: Gazetteer, index: Index, piece: Part, stated: set[str], others: set[str]) -> str | None:
    """Return the one city that a part means: inside the province the row states, else near its other parts, else anywhere."""
    levels = [tuple(id for id in level if gazetteer.places[id].kind == "city") for level in _levels(index, piece)]
    for context in (stated, others):
        if context:
            for level in levels:
                inside = [id for id in level if index.province_of(id) in context]
                if inside:
                    return _one(gazetteer, inside)
    n_exact = len(levels) * 3 // 4
    for number, level in enumerate(levels):
        if level:
            one = _one(gazetteer, level) if number < n_exact else level[0] if len(level) == 1 else None
            return one if one is None or not (stated or others) or gazetteer.sizes.get(one, 0) >= _STANDS else None
    return None


def _inside(gazetteer: Gazetteer, index: Index, piece: Part, stated: str | None) -> list[str]:
    """Return the cities with which an unknown part begins or ends ("Marlik Karaj", "Hamedan Central Prison"), spelt exactly.

    They must lie in the stated province, or be known and the part no street, which may bear the name of any city.
    """
    words = piece.text.split()
    if not 2 <= len(words) <= 8 or (stated is None and _STREETS.intersection(words)):
        return []
    found: list[str] = []
    for spans in ([words[:n] for n in range(len(words) - 1, 0, -1)], [words[n:] for n in range(1, len(words))]):
        for span in spans:
            named = index.exact.get(key(" ".join(span)), ())
            ids = [id for id in named if gazetteer.places[id].kind == "city" and stated in (None, index.province_of(id))]
            one = _one(gazetteer, ids) if ids else None
            if one is not None and (stated is not None or gazetteer.sizes.get(one, 0) >= KNOWN):
                found.append(one)
                break
    return found if len({index.province_of(id) for id in found}) == 1 else []


def _one(gazetteer: Gazetteer, ids: list[str] | tuple[str, ...]) -> str | None:
    """Return the place that a name shared by several means, or None."""
    first, *rest = sorted(ids, key=lambda id: (-gazetteer.sizes.get(id, 0), id))
    size = gazetteer.sizes.get(first, 0)
    far = [id for id in rest if not _one_town(gazetteer, first, id)]
    if not far or (size >= KNOWN and size >= _TIMES_NEXT * gazetteer.sizes.get(far[0], 0)):
        return first
    return None


def _one_town(gazetteer: Gazetteer, a: str, b: str) -> bool:
    one, two = gazetteer.places[a], gazetteer.places[b]
    if one.parent != two.parent or None in (one.lat, one.lon, two.lat, two.lon):
        return False
    assert one.lat is not None and one.lon is not None and two.lat is not None and two.lon is not None
    north, east = one.lat - two.lat, (one.lon - two.lon) * cos(radians(one.lat))
    return 111.2 * hypot(north, east) <= _ONE_TOWN_KM


def _most_precise(gazetteer: Gazetteer, index: Index, picked: list[str]) -> str | None:
    """Of several cities in one cell take the first, but not a city that only repeats the name of its province."""
    if not picked:
        return None
    home = index.province_of(picked[0])
    for id in picked:
        province = index.province_of(id)
        named_alike = province is not None and soft(gazetteer.places[id].names.get("en", "")) == soft(
            gazetteer.places[province].names.get("en", "")
        )
        if province == home and not named_alike:
            return id
    return picked[0]


def _shared(gazetteer: Gazetteer, index: Index, pieces: list[Part]) -> str | None:
    """Return the province in which everything that the parts may mean lies, if there is one."""
    named = {id for piece in pieces for id in _ids(gazetteer, index, piece, "province")}
    if len(named) == 1:
        return named.pop()
    possible = {index.province_of(id) for piece in pieces for id in _ids(gazetteer, index, piece, "city")}
    return possible.pop() if len(possible) == 1 and not named else None
