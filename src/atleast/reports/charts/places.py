"""Where people died: one tile a province, roughly where it lies; zero, hidden, not covered and not known are four looks.

`places(publication, words=...)` takes the figure `by_place` and returns a block with tiles, or, when the places have no tile
positions, with bars, most first; None when no place is known. The number stands in every tile and the shade only helps it
(square-root steps, so that a province of 171 does not make all others look alike). Tiles keep compass places in both
languages. Where every number is hidden, one sentence stands instead of tiles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from atleast.model import Figure
from atleast.reports.charts.caption import source
from atleast.reports.charts.drawing import Block, Note, Row, Sheet, Tile
from atleast.reports.publication import Cells, Publication, figure, rows, whole
from atleast.reports.words import Words, isolate, number, say, shown


def places(publication: Publication, *, words: Words) -> Block | None:
    """Lay out the tiles, or return None when there is nothing to show."""
    found = figure(publication, kind="by_place")
    known = [row for row in rows(found) if row["state"] != "unknown"]
    if found is None or not any(_has_dead(row) or _withheld(row) for row in known):
        return None
    unknown = next((row for row in rows(found) if row["state"] == "unknown" and row["n"] != 0), None)
    if all(_withheld(row) or row["state"] == "no_list" for row in known):
        return _hidden(words, found, known, unknown)
    grid = all(row["column"] is not None and row["row"] is not None for row in known)
    tiles = _grid(words, known, unknown) if grid else _bars(words, known, unknown)
    dead = sum(_has_dead(row) for row in known)
    peak = max(known, key=lambda row: whole(row, "n"))
    aria = say(words, "places.aria", n=dead, all=len(known), place=place_name(words, peak), peak=_said(words, peak))
    return Block(
        id=found.id,
        kind="places",
        title=say(words, "places.title_plain")
        if any(map(_withheld, known))
        else say(words, "places.title", n=dead, all=len(known)),
        lede=say(words, "places.lede" if grid else "places.lede_bars"),
        tiles=tuple(tiles),
        aria=aria,
        columns=max(tile.column for tile in tiles) + 1 if grid else 0,
        sheet=_sheet(words, known, unknown),
        folded=True,
        notes=(Note(text=" ".join(keys), style="small"),) if (keys := _keys(words, known, grid=grid)) else (),
        source=source(words, found),
    )


def _hidden(words: Words, found: Figure, known: Sequence[Cells], unknown: Cells | None) -> Block:
    """Say in a sentence that every number is hidden, instead of a map on which nothing can be read."""
    said = [say(words, "places.all_hidden")]
    missing = sum(row["state"] == "no_list" for row in known)
    if missing:
        said.append(say(words, "places.missing", n=missing, all=len(known)))
    if unknown and unknown["n"] is not None:
        said.append(say(words, "places.unknown_n", n=whole(unknown, "n")))
    title = say(words, "places.title_plain")
    return Block(id=found.id, kind="places", title=title, notes=(Note(text=" ".join(said)),), source=source(words, found))


def place_name(words: Words, row: Cells) -> str:
    """Name a province in the language of the page."""
    return isolate(str(row["name_fa" if words.rtl else "name_en"] or row["name_en"] or row["place"]))


def _has_dead(row: Cells) -> bool:
    return bool(whole(row, "n")) or (row["state"] == "coarsened" and str(row["shown"])[:1] not in ("", "0"))


def _withheld(row: Cells) -> bool:
    return row["state"] == "coarsened" and not row["shown"]


def _said(words: Words, row: Cells) -> str:
    if row["state"] == "no_list":
        return say(words, "places.no_list")
    return shown(words, str(row["shown"])) if row["n"] is None else number(words, whole(row, "n"))


def _look(row: Cells, top: int) -> str:
    if row["state"] == "no_list":
        return "missing"
    n = whole(row, "n")
    if row["state"] == "coarsened":
        return "1"
    return str(math.ceil(math.sqrt(n / max(top, 1)) * 5)) if n else "0"


def _grid(words: Words, known: Sequence[Cells], unknown: Cells | None) -> list[Tile]:
    top = max(whole(row, "n") for row in known)
    tiles = [
        Tile(
            name=place_name(words, row),
            n=_said(words, row),
            look=_look(row, top),
            column=whole(row, "column"),
            row=whole(row, "row"),
            share=whole(row, "n") / max(top, 1),
        )
        for row in known
    ]
    if unknown:
        column, line = _free(tiles)
        name = say(words, "places.unknown")
        tiles.append(
            Tile(
                name=name,
                n=_said(words, unknown),
                look="unknown",
                column=column,
                row=line,
                share=min(whole(unknown, "n") / max(top, 1), 1),
            )
        )
    return sorted(tiles, key=lambda tile: (tile.row, tile.column))


def _free(tiles: Sequence[Tile]) -> tuple[int, int]:
    """Find a free corner for those without a place: the last row from the left, else a row below."""
    taken = {(tile.column, tile.row) for tile in tiles}
    last, wide = max(tile.row for tile in tiles), max(tile.column for tile in tiles)
    free = [(c, r) for r in (last, last - 1) for c in (0, wide) if (c, r) not in taken]
    return free[0] if free else (0, last + 1)


def _bars(words: Words, known: Sequence[Cells], unknown: Cells | None) -> list[Tile]:
    top = max(*(whole(row, "n") for row in (*known, *([unknown] if unknown else []))), 1)
    ordered = sorted(known, key=lambda row: (-whole(row, "n"), row["state"] == "no_list", str(row["place"])))
    tiles = [
        Tile(name=place_name(words, row), n=_said(words, row), look=_look(row, top), share=whole(row, "n") / top)
        for row in ordered
        if row["state"] != "covered" or whole(row, "n")
    ]
    if unknown:
        name = say(words, "places.unknown")
        tiles.append(Tile(name=name, n=_said(words, unknown), look="unknown", share=whole(unknown, "n") / top))
    return tiles


def _keys(words: Words, known: Sequence[Cells], *, grid: bool) -> list[str]:
    """Explain only the looks that are there."""
    keys = []
    zeros = sum(row["state"] == "covered" and not whole(row, "n") for row in known)
    if zeros:
        keys.append(say(words, "places.key_zero", n=0) if grid else say(words, "places.key_zeros", n=zeros))
    if any(row["state"] == "no_list" for row in known):
        keys.append(say(words, "places.key_hatched"))
    if any(map(_withheld, known)):
        keys.append(say(words, "places.key_withheld"))
    if any(row["state"] == "coarsened" and row["shown"] for row in known):
        keys.append(say(words, "places.key_small"))
    return keys


def _sheet(words: Words, known: Sequence[Cells], unknown: Cells | None) -> Sheet:
    ordered = sorted(known, key=lambda row: (-whole(row, "n"), row["state"] == "no_list", str(row["place"])))
    made = [Row(cells=(place_name(words, row), _said(words, row))) for row in ordered]
    if unknown:
        made.append(Row(cells=(say(words, "places.unknown"), _said(words, unknown))))
    head = (say(words, "places.head_place"), say(words, "places.head_n"))
    return Sheet(head=head, rows=tuple(made), numeric=(False, True))
