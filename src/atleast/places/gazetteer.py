"""A gazetteer: places with their names, other spellings and sizes, and the index by which they are found.

A `Gazetteer` is frozen; `places` maps an id to its `Place`, `variants` to further spellings, `sizes` to inhabitants.
`from_toml` and `to_toml` read and write a user's own (format in docs/reference/dates-and-places.md); a place below an unknown
parent, an id used twice or a tile taken twice is refused with what to mend. `ancestors(gazetteer, id)` runs from the place up.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from weakref import WeakKeyDictionary

import msgspec

from atleast.errors import InputError
from atleast.model import Place
from atleast.places.spelling import key, soft

_FUZZY_FROM = 5


class Gazetteer(msgspec.Struct, frozen=True, kw_only=True, eq=False, weakref=True):
    """Places by id; `variants` are spellings beyond `names`, `sizes` inhabitants where known."""

    places: dict[str, Place]
    variants: dict[str, tuple[str, ...]] = {}
    sizes: dict[str, int] = {}

    def provinces(self) -> list[Place]:
        """Return the provinces in the order of the gazetteer."""
        return [place for place in self.places.values() if place.kind == "province"]


class Index:
    """Ids by spelling: main names, all spellings, softened ones, and those less one letter (built when first needed)."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Read every name and variant of `gazetteer` once."""
        self.named: dict[str, tuple[str, ...]] = {}
        self.exact: dict[str, tuple[str, ...]] = {}
        self.soft: dict[str, tuple[str, ...]] = {}
        self._shorter: dict[str, set[str]] | None = None
        self.answers: dict[tuple[str, str], tuple[str | None, str | None]] = {}
        self.ancestors: dict[str, tuple[str, ...]] = {id: _ancestors(gazetteer, id) for id in gazetteer.places}
        named: dict[str, dict[str, None]] = defaultdict(dict)
        self._province = {
            id: above for id, line in self.ancestors.items() for above in line if gazetteer.places[above].kind == "province"
        }
        exact: dict[str, dict[str, None]] = defaultdict(dict)
        softened: dict[str, dict[str, None]] = defaultdict(dict)
        for id, place in gazetteer.places.items():
            for name in place.names.values():
                named[key(name)][id] = None
            for spelling in {*place.names.values(), *gazetteer.variants.get(id, ())}:
                exact[key(spelling)][id] = None
                softened[soft(spelling)][id] = None
        self.named = {spelling: tuple(ids) for spelling, ids in named.items() if spelling}
        self.exact = {spelling: tuple(ids) for spelling, ids in exact.items() if spelling}
        self.soft = {spelling: tuple(ids) for spelling, ids in softened.items() if spelling}

    def province_of(self, id: str) -> str | None:
        """Return the province that `id` is or lies in."""
        return self._province.get(id)

    def near(self, spelling: str) -> tuple[str, ...]:
        """Return the ids whose softened spelling is one letter away (changed, missing, added, swapped), same first letter."""
        if len(spelling) < _FUZZY_FROM:
            return ()
        if self._shorter is None:
            self._shorter = defaultdict(set)
            for known in self.soft:
                if len(known) >= _FUZZY_FROM:
                    for short in _one_less(known):
                        self._shorter[short].add(known)
        candidates = {known for short in _one_less(spelling) for known in self._shorter.get(short, ())}
        close = [known for known in candidates if known[0] == spelling[0] and _one_apart(known, spelling)]
        return tuple(sorted({id for known in close for id in self.soft[known]}))


_INDICES: WeakKeyDictionary[Gazetteer, Index] = WeakKeyDictionary()


def index_of(gazetteer: Gazetteer) -> Index:
    """Return the index of `gazetteer`, built on first use and kept as long as the gazetteer is."""
    found = _INDICES.get(gazetteer)
    if found is None:
        found = _INDICES[gazetteer] = Index(gazetteer)
    return found


def ancestors(gazetteer: Gazetteer, id: str) -> tuple[str, ...]:
    """Return the ids from `id` itself up to its country; an id that the gazetteer does not have gives none."""
    return index_of(gazetteer).ancestors.get(id, ())


def _ancestors(gazetteer: Gazetteer, id: str) -> tuple[str, ...]:
    line = [id]
    while (parent := gazetteer.places[line[-1]].parent) is not None:
        line.append(parent)
    return tuple(line)


def _one_less(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _one_apart(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    start = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), len(a))
    if len(a) < len(b):
        return len(b) - len(a) == 1 and a[start:] == b[start + 1 :]
    return a[start + 1 :] == b[start + 1 :] or (
        a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    )


def from_toml(text: str) -> Gazetteer:
    """Read `[[place]]` tables of id, kind, names and, where known, parent, variants, inhabitants, lat, lon, tile."""
    try:
        tables = tomllib.loads(text).get("place", [])
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the gazetteer is not TOML: {error}", hint="Mend the line it names.") from None
    if not isinstance(tables, list) or not tables:
        raise InputError("the gazetteer has no [[place]] tables", hint="Write one for each country, province and city.")
    places: dict[str, Place] = {}
    variants: dict[str, tuple[str, ...]] = {}
    sizes: dict[str, int] = {}
    for number, table in enumerate(tables, 1):
        extra = {name: table.pop(name) for name in ("variants", "inhabitants") if name in table}
        try:
            place = msgspec.convert(table, Place)
            spellings = msgspec.convert(extra.get("variants", ()), tuple[str, ...])
            size = msgspec.convert(extra.get("inhabitants", 0), int)
        except msgspec.ValidationError as error:
            raise InputError(f"place {number} of the gazetteer cannot be read: {error}", hint="Mend that [[place]].") from None
        if place.id in places:
            raise InputError(f"the gazetteer has the id {place.id!r} twice", hint="Give each place its own id.")
        places[place.id] = place
        if spellings:
            variants[place.id] = spellings
        if size:
            sizes[place.id] = size
    _check(places.values(), places)
    return Gazetteer(places=places, variants=variants, sizes=sizes)


def _check(places: Iterable[Place], known: dict[str, Place]) -> None:
    above = {"country": None, "province": "country", "city": "province"}
    tiles: dict[tuple[int, int], str] = {}
    for place in places:
        if not place.names or not all(place.names.values()):
            raise InputError(f"the place {place.id!r} has no name", hint='Write names = { en = "..." }.')
        parent = known.get(place.parent) if place.parent is not None else None
        allowed = (above[place.kind], "country") if place.kind == "city" else (above[place.kind],)
        if (parent.kind if parent is not None else None) not in allowed:
            wanted = (
                "no parent" if place.kind == "country" else f"a {' or a '.join(map(str, dict.fromkeys(allowed)))} as parent"
            )
            raise InputError(f"the {place.kind} {place.id!r} of the gazetteer needs {wanted}", hint="Mend its parent.")
        if place.tile is not None:
            if place.tile in tiles:
                raise InputError(f"{tiles[place.tile]!r} and {place.id!r} have the same tile", hint="Move one of them.")
            tiles[place.tile] = place.id


def to_toml(gazetteer: Gazetteer) -> str:
    """Write `gazetteer` as TOML that `from_toml` reads back."""
    blocks = []
    for id, place in gazetteer.places.items():
        lines = ["[[place]]", f"id = {_quoted(id)}", f"kind = {_quoted(place.kind)}"]
        lines += [f"parent = {_quoted(place.parent)}"] if place.parent is not None else []
        lines.append("names = { " + ", ".join(f"{lang} = {_quoted(name)}" for lang, name in place.names.items()) + " }")
        if gazetteer.variants.get(id):
            lines.append(f"variants = [{', '.join(map(_quoted, gazetteer.variants[id]))}]")
        if id in gazetteer.sizes:
            lines.append(f"inhabitants = {gazetteer.sizes[id]}")
        for name, number in (("lat", place.lat), ("lon", place.lon)):
            lines += [f"{name} = {float(number)}"] if number is not None else []
        lines += [f"tile = [{place.tile[0]}, {place.tile[1]}]"] if place.tile is not None else []
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
