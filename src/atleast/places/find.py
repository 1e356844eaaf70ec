"""What a text may mean: `find(gazetteer, text, kind=..., within=...) -> list[Place]`, best first.

For a person who chooses: exact names before softened spellings, those before names that begin so, those before one letter away;
within each the larger place first. `kind` keeps countries, provinces or cities; `within` keeps what lies in (or is) that place.
"""

from __future__ import annotations

from atleast.model import Place
from atleast.places.gazetteer import Gazetteer, index_of
from atleast.places.resolve import KNOWN
from atleast.places.spelling import Kind, key, parts, soft


def holds(gazetteer: Gazetteer, text: str, *, alone: bool = False) -> bool:
    """Say whether `text` names a place, letter for letter.

    `alone`, with no "city of" before it, only the main name of a country, a province or a town not known to be small does:
    villages and other spellings share their letters with too many words.
    """
    index, written = index_of(gazetteer), key(text)
    if not alone:
        return written in index.exact
    named = index.named.get(written, ())
    return any(gazetteer.places[id].kind != "city" or gazetteer.sizes.get(id, KNOWN) >= KNOWN for id in named)


def find(gazetteer: Gazetteer, text: str, *, kind: Kind | None = None, within: str | None = None) -> list[Place]:
    """Return the places that `text` may name; none when nothing comes near."""
    index = index_of(gazetteer)
    spellings = [text, *(piece.text for piece in parts(text))]
    levels: list[dict[str, None]] = [{}, {}, {}, {}]
    for spelling in dict.fromkeys(spellings):
        start = key(spelling)
        levels[0] |= dict.fromkeys(index.exact.get(start, ()))
        levels[1] |= dict.fromkeys(index.soft.get(soft(spelling), ()))
        if len(start) >= 2:
            levels[2] |= {id: None for known, ids in index.exact.items() if known.startswith(start) for id in ids}
        levels[3] |= dict.fromkeys(index.near(soft(spelling)))
    seen: dict[str, None] = {}
    for level in levels:
        seen |= dict.fromkeys(sorted(level.keys() - seen.keys(), key=lambda id: (-gazetteer.sizes.get(id, 0), id)))
    return [
        gazetteer.places[id]
        for id in seen
        if (kind is None or gazetteer.places[id].kind == kind) and (within is None or within in index.ancestors[id])
    ]
