"""What a newer version of a list changed: `compare(old, new) -> Comparison` on two frames of records (RECORDS).

Rows are told apart by `row_key`. In a list with ids of its own, a key in both is the same row, changed or not. In a list
without, the key is made of the cells, so a changed row has a new key: a gone and a new row are then taken for one when that
is clear, and `renamed` maps the new key to the old one, so that the record keeps its id and its judgements are asked again,
not lost. Clear means: the best partner of each other, by more than any other pair, with (a) the same cells, (b) the same name
and at most as many contradictions as agreements, (c) a name written nearly alike and at most one contradiction, or (d) all
other cells alike, if they are three or the names somewhat alike, and the same neighbours above and below. Rows inserted
anywhere disturb nothing: no row number is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

import polars as pl

from atleast.lists.values import folded

_CELLS = ("name", "other_names", "n_people", "age_written", "sex", "status_written", "date_written", "place_written", "urls")
_OTHER = range(1, len(_CELLS))
_CROWD = 40
_NEAR, _SOMEWHAT = 0.75, 0.4

_Cells = tuple[object, ...]


class Comparison(NamedTuple):
    """Row keys by what became of them, in the order of the rows; `renamed` maps a new key to the old key of the same row.

    A renamed row stands under its old key in `changed`, or in `same` when its cells did not change since the older version.
    """

    new: tuple[str, ...]
    same: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: dict[str, str]


class _Version(NamedTuple):
    """One version: keys in the order of the rows, the cells of each, and the kept neighbours of each key."""

    keys: list[str]
    cells: dict[str, _Cells]
    between: dict[str, tuple[str, str]]


def compare(old: pl.DataFrame, new: pl.DataFrame) -> Comparison:
    """Return which rows of `new` are new, the same or changed, and which of `old` are gone."""
    kept = set(old["row_key"]) & set(new["row_key"])
    before, after = _version(old, kept), _version(new, kept)
    gone = [key for key in before.keys if key not in kept]
    fresh = [key for key in after.keys if key not in kept]
    renamed = _same_cells(gone, fresh, before, after)
    renamed |= _paired(
        [key for key in gone if key not in renamed.values()], [key for key in fresh if key not in renamed], before, after
    )
    same: list[str] = []
    changed: list[str] = []
    for key in after.keys:
        was = key if key in kept else renamed.get(key)
        if was is not None:
            (same if before.cells[was] == after.cells[key] else changed).append(was)
    carried = set(renamed.values())
    return Comparison(
        new=tuple(key for key in fresh if key not in renamed),
        same=tuple(same),
        changed=tuple(changed),
        gone=tuple(key for key in gone if key not in carried),
        renamed=renamed,
    )


def _version(records: pl.DataFrame, kept: set[str]) -> _Version:
    records = records.sort("row", maintain_order=True)
    keys = records["row_key"].to_list()
    columns = [records[name].to_list() for name in _CELLS]
    cells = {
        key: tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row)
        for key, *row in zip(keys, *columns, strict=True)
    }
    above, last = {}, ""
    for key in keys:
        above[key] = last
        last = key if key in kept else last
    between, following = {}, ""
    for key in reversed(keys):
        between[key] = (above[key], following)
        following = key if key in kept else following
    return _Version(keys, cells, between)


def _same_cells(gone: list[str], fresh: list[str], before: _Version, after: _Version) -> dict[str, str]:
    """Pair rows whose cells are alike to the letter, in their order: renamed before and not changed since, or renumbered."""
    waiting: dict[_Cells, list[str]] = defaultdict(list)
    for key in reversed(gone):
        waiting[before.cells[key]].append(key)
    return {key: waiting[after.cells[key]].pop() for key in fresh if waiting.get(after.cells[key])}


def _paired(gone: list[str], fresh: list[str], before: _Version, after: _Version) -> dict[str, str]:
    """Pair a gone row with a new one when each is the other's best partner and no other comes as near."""
    pairs = sorted(_candidates(gone, fresh, before, after))
    scores = {pair: score for pair in pairs if (score := _score(*pair, before, after)) > 0}
    best_of_gone, best_of_fresh = _best(scores, 0), _best(scores, 1)
    return {key: was for was, key in scores if best_of_gone.get(was) == key and best_of_fresh.get(key) == was}


def _candidates(gone: list[str], fresh: list[str], before: _Version, after: _Version) -> set[tuple[str, str]]:
    """Return pairs that share a name, a word of the name and a date, all cells but the name, or their place in the list."""
    found: set[tuple[str, str]] = set()
    blocks: dict[object, list[str]] = defaultdict(list)
    for key in gone:
        for block in _blocks(before.cells[key], before.between[key]):
            blocks[block].append(key)
    for key in fresh:
        for block in _blocks(after.cells[key], after.between[key]):
            waiting = blocks.get(block, ())
            if len(waiting) <= _CROWD:
                found.update((was, key) for was in waiting)
    return found


def _blocks(cells: _Cells, between: tuple[str, str]) -> Iterable[object]:
    name = folded(str(cells[0])) if cells[0] else ""
    yield ("place in the list", between)
    yield ("all but the name", cells[1:])
    if name:
        yield ("name", name)
        for word in name.split():
            yield ("word and date", word, cells[6])
            yield ("word and place", word, cells[7], cells[3])


def _score(was: str, key: str, before: _Version, after: _Version) -> float:
    """Return how clearly two rows are one: 0 when it is not clear, else more for every cell that agrees."""
    a, b = before.cells[was], after.cells[key]
    alike = sum(1 for i in _OTHER if a[i] == b[i] and a[i] not in (None, (), 1))
    contradict = sum(1 for i in _OTHER if a[i] != b[i] and a[i] not in (None, ()) and b[i] not in (None, ()))
    in_place = before.between[was] == after.between[key]
    near = _nearness(a[0], b[0])
    clear = (
        (near == 1 and contradict <= max(alike, 1))
        or (near >= _NEAR and contradict <= 1 and (alike >= 2 or in_place))
        or (a[1:] == b[1:] and in_place and (alike >= 3 or (alike >= 1 and near >= _SOMEWHAT)))
        or (contradict == 0 and alike >= 3 and (a[0] is None) != (b[0] is None))
    )
    return near * 4 + alike - contradict + 1.5 * in_place + 1 if clear else 0.0


def _nearness(a: object, b: object) -> float:
    """Return how alike two names are written, 0 to 1; two unnamed people are no more alike than any."""
    if a is None or b is None:
        return 0.0
    one, two = folded(str(a)), folded(str(b))
    if one == two or sorted(one.split()) == sorted(two.split()):
        return 1.0
    return min(SequenceMatcher(None, one, two, autojunk=False).ratio(), 0.99)


def _best(scores: dict[tuple[str, str], float], side: int) -> dict[str, str]:
    """Return the one best partner of each key on `side`; none where two are equally good."""
    best: dict[str, tuple[float, str | None]] = {}
    for pair, score in scores.items():
        mine, other = pair[side], pair[1 - side]
        top = best.get(mine, (0.0, None))
        best[mine] = (score, other) if score > top[0] else (score, None) if score == top[0] else top
    return {key: other for key, (_, other) in best.items() if other is not None}
