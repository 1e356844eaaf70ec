"""Which place a row means: `resolve(gazetteer, city=..., province=...) -> (place id, province id)`, each None when not known.

The place is the most precise one that the two cells name together; "Zahedan, Sistan-Baluchestan Province" is read in its parts, small
to large or large to small. Spellings are tried exact, then softened, then one letter away (from five letters on). One name may fit several
places: those in the province that the row names are taken first; then one place wins only when it lies within 25 km of the others of that name
(one town listed twice, the larger counts) or is the one that such a name means: at least 20,000 people and ten times the next. Otherwise
the answer is the province they share, or None: never a guess between two. When city and province contradict each other, a city of
50,000 or more stands (provinces were redrawn, and lists fill them in by machine), a smaller one gives way to the province.
"""

from __future__ import annotations

from math import cos, hypot, radians

from atleast.places.gazetteer import Gazetteer, Index, index_of
from atleast.places.spelling import Part, key, parts, soft

_KNOWN, _TIMES_NEXT, _STANDS, _ONE_TOWN_KM = 20_000, 10, 50_000, 25.0


def resolve(gazetteer: Gazetteer, *, city: str | None = None, province: str | None = None) -> tuple[str | None, str | None]:
    """Return (most precise place, its province) of a row's city and province as written."""
    index = index_of(gazetteer)
    written = (city or "", province or "")
    found = index.answers.get(written)
    if found is None:
        found = index.answers[written] = _resolve(gazetteer, index, *written)
    return found


def _resolve(gazetteer: Gazetteer, index: Index, city: str, province: str) -> tuple[str | None, str | None]:
    pieces = parts(city)
    stated = _stated(gazetteer, index, parts(province), pieces)
    towns = [piece for piece in pieces if piece.claims != "province"]
    picked: list[str] = []
    for number, piece in enumerate(towns):
        others = {p for other in towns[:number] + towns[number + 1 :] for p in _provinces(gazetteer, index, other)}
        one = _town(gazetteer, index, piece, {stated} if stated else set(), others)
        if one is not None:
            picked.append(one)
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
    n_exact = len(levels) * 2 // 3
    for number, level in enumerate(levels):
        if level:
            one = _one(gazetteer, level) if number < n_exact else level[0] if len(level) == 1 else None
            return one if one is None or not (stated or others) or gazetteer.sizes.get(one, 0) >= _STANDS else None
    return None


def _one(gazetteer: Gazetteer, ids: list[str] | tuple[str, ...]) -> str | None:
    """Return the place that a name shared by several means, or None."""
    first, *rest = sorted(ids, key=lambda id: (-gazetteer.sizes.get(id, 0), id))
    size = gazetteer.sizes.get(first, 0)
    far = [id for id in rest if not _one_town(gazetteer, first, id)]
    if not far or (size >= _KNOWN and size >= _TIMES_NEXT * gazetteer.sizes.get(far[0], 0)):
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
