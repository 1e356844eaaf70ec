"""Capture histories: how many people are on exactly which lists, as one small frozen table.

A pattern is a bit mask (bit j set: the person is on list j); `counts` holds the patterns with at least one person, ascending.
The pattern 0 (on no list) is what is asked for, so it never stands in a table. `impossible` names patterns that could not
occur, such as every pattern with a list that did not cover the place: they are no zeros that chance made, and no engine may
read them so. Tables come from a CSV of counts, from a frame of people and lists, or from numbers. Negative or fractional
counts and a pattern given twice are refused with the row; what a table can carry is not judged here but in `check.py`.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from atleast.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

COUNT_HEADERS = ("count", "n", "freq", "frequency", "تعداد")
IMPOSSIBLE_WORDS = ("-", "–")
MOST_LISTS = 60


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Capture histories of `lists`: `counts` are (pattern, people) with people > 0, in ascending order of the pattern."""

    lists: tuple[str, ...]
    counts: tuple[tuple[int, int], ...]
    impossible: tuple[int, ...] = ()

    @property
    def n(self) -> int:
        """How many people are documented: on at least one list of this table."""
        return sum(count for _, count in self.counts)


def from_counts(
    lists: Sequence[str], counts: Mapping[int, int] | Mapping[tuple[bool, ...], int], *, impossible: Iterable[int] = ()
) -> Table:
    """Make a table of `counts`, people by pattern (a bit mask, or flags in the order of `lists`).

    Refuses what cannot be a count or a pattern of these lists, a pattern given twice, and lists without a name of their own.
    """
    names = tuple(lists)
    masked = tuple(sorted(set(impossible)))
    if len(names) > MOST_LISTS:
        raise InputError(f"{len(names)} lists are more than {MOST_LISTS}", hint="Merge lists of one origin.")
    if len(set(names)) < len(names) or not all(name.strip() for name in names):
        found = "two lists have the same name" if all(name.strip() for name in names) else "a list has no name"
        raise InputError(found, hint="Give every list its own name.")
    plain = {_mask(key, len(names)): count for key, count in counts.items()}
    if len(plain) < len(counts):
        raise InputError("a pattern is given twice", hint="Add both counts into one.")
    for pattern, count in plain.items():
        if not 0 < pattern < 1 << len(names):
            raise InputError(
                f"the pattern {pattern} is not one of {len(names)} lists", hint="A person is on at least one list."
            )
        if isinstance(count, bool) or int(count) != count or count < 0:
            raise InputError(f"the count {count} of the pattern {pattern} is not a whole number from 0")
        if count and pattern in masked:
            raise InputError(f"the pattern {pattern} is said to be impossible and has {count} people")
    kept = tuple(sorted((pattern, int(count)) for pattern, count in plain.items() if count))
    return Table(lists=names, counts=kept, impossible=masked)


def _mask(key: int | tuple[bool, ...], lists: int) -> int:
    if isinstance(key, int):
        return int(key)
    if len(key) != lists:
        raise InputError(f"a pattern has {len(key)} flags where there are {lists} lists")
    return sum(bool(flag) << j for j, flag in enumerate(key))


def to_csv(table: Table) -> bytes:
    """Write a table as the CSV that `read_table` reads, patterns in ascending order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table.lists, "count"])
    rows = [(p, str(c)) for p, c in table.counts] + [(p, "-") for p in table.impossible]
    for pattern, count in sorted(rows):
        writer.writerow([*(pattern >> j & 1 for j in range(len(table.lists))), count])
    return out.getvalue().encode()


def read_table(data: bytes, filename: str) -> Table:
    """Read a CSV (also TSV, or .gz) with one 0/1 column per list and a column `count`.

    `-` as count marks an impossible pattern. Any other column is refused: strata are read with `read_strata`, a table each.
    """
    header, rows = _rows(data, filename)
    return _table(header, rows, filename)


def read_strata(data: bytes, filename: str, *, by: Sequence[str]) -> dict[str, Table]:
    """Read the same file with further columns `by`; return one table per combination of their values, as `value, value`."""
    header, rows = _rows(data, filename)
    missing = [name for name in by if name not in header]
    if missing:
        raise InputError(f"there is no column {missing[0]!r}", file=filename, hint=f"It has: {', '.join(header)}.")
    at = [header.index(name) for name in by]
    kept = [i for i in range(len(header)) if i not in at]
    groups: dict[str, list[tuple[int, list[str]]]] = {}
    for number, row in rows:
        groups.setdefault(", ".join(row[i] for i in at), []).append((number, [row[i] for i in kept]))
    return {name: _table([header[i] for i in kept], part, filename) for name, part in groups.items()}


def _rows(data: bytes, filename: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows with their number in the file, all cells stripped and as long as the header."""
    text = _text(data, filename)
    first = text.lstrip("\n").split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    lines = [(i, [cell.strip() for cell in row]) for i, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1)]
    lines = [(i, row) for i, row in lines if any(row)]
    if not lines:
        raise InputError("the file is empty", file=filename, hint="Expected one 0/1 column per list and a column `count`.")
    header = lines[0][1]
    for number, row in lines[1:]:
        if len(row) != len(header):
            raise InputError(f"{len(row)} cells where the header has {len(header)}", file=filename, row=number)
    return header, lines[1:]


def _text(data: bytes, filename: str) -> str:
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(data)) as opened:
                data = opened.read(1 << 26)
        except (OSError, EOFError) as problem:
            raise InputError("the compressed file is damaged", file=filename, hint="Fetch it again.") from problem
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError("the file is not text in UTF-8", file=filename, hint="Save it as CSV in UTF-8.") from problem
    if "\x00" in text:
        raise InputError("the file is not text", file=filename, hint="Save the table as CSV.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _table(header: list[str], rows: Sequence[tuple[int, list[str]]], filename: str) -> Table:
    at = [i for i, name in enumerate(header) if name.casefold() in COUNT_HEADERS]
    if len(at) != 1:
        found = "no column" if not at else "more than one column"
        raise InputError(f"{found} of counts", file=filename, hint="Name it `count`; every other column is a list with 0 or 1.")
    lists = [name for i, name in enumerate(header) if i != at[0]]
    for name in lists:
        if not name or lists.count(name) > 1:
            raise InputError("a list without a name, or two of one name", file=filename, row=1, column=name)
    counts: dict[int, int] = {}
    seen: dict[int, int] = {}
    impossible: set[int] = set()
    for number, row in rows:
        pattern = sum(_bit(cell, filename, number, name) << j for j, (name, cell) in enumerate(_cells(header, row, at[0])))
        if pattern in seen:
            raise InputError(
                f"the same lists as in row {seen[pattern]}", file=filename, row=number, hint="Add both counts into one row."
            )
        seen[pattern] = number
        count = _count(row[at[0]], filename, number)
        if pattern == 0 and count:
            raise InputError("people on no list are what is estimated, they cannot be counted", file=filename, row=number)
        if pattern and count is None:
            impossible.add(pattern)
        elif pattern and count:
            counts[pattern] = count
    return from_counts(lists, counts, impossible=impossible)


def _cells(header: list[str], row: list[str], without: int) -> list[tuple[str, str]]:
    return [(name, cell) for i, (name, cell) in enumerate(zip(header, row, strict=True)) if i != without]


def _bit(cell: str, filename: str, row: int, column: str) -> int:
    if cell in ("0", "1", "۰", "۱", "٠", "١"):
        return int(cell)
    raise InputError(
        f"{cell!r} is neither 0 nor 1",
        file=filename,
        row=row,
        column=column,
        hint="Name a column of strata with `--strata`, or take it out.",
    )


def _count(cell: str, filename: str, row: int) -> int | None:
    """Return the count, or None where the cell says that the pattern could not occur."""
    if cell.casefold() in IMPOSSIBLE_WORDS:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = -1.0
    if not (0 <= number <= 1e15 and number.is_integer()):
        raise InputError(
            f"{cell!r} is not a whole number from 0",
            file=filename,
            row=row,
            column="count",
            hint="Write how many people; leave the row out where nobody was found, or write - where nobody could be.",
        )
    return int(number)


def histories(members: pl.DataFrame, *, lists: Sequence[str] | None = None) -> Table:
    """Count the histories of a frame with the columns `person` and `list` (one row a record; several a person are one).

    `lists` gives the lists to use and their order; people on none of them are left out, so `n` counts those on the lists used.
    """
    import polars as pl

    frame = members.select(pl.col("person"), pl.col("list").cast(pl.String)).unique()
    if frame.null_count().sum_horizontal()[0]:
        raise InputError("a record without a person or a list", hint="Every record belongs to one person and one list.")
    names = list(lists) if lists is not None else sorted(frame["list"].unique().to_list())
    if len(names) > MOST_LISTS:
        raise InputError(f"{len(names)} lists are more than {MOST_LISTS}", hint="Merge lists of one origin.")
    bits = pl.col("list").replace_strict({name: 1 << j for j, name in enumerate(names)}, return_dtype=pl.Int64)
    patterns = frame.filter(pl.col("list").is_in(names)).group_by("person").agg(bits.sum().alias("pattern"))
    counted = patterns.group_by("pattern").agg(pl.len().alias("count"))
    return from_counts(names, dict(zip(counted["pattern"].to_list(), counted["count"].to_list(), strict=True)))


def histories_by(
    members: pl.DataFrame, *, by: str, lists: Sequence[str] | None = None, covers: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Table]:
    """Count the histories in each stratum (the column `by`); `covers` names the strata that a list could cover (else all).

    A list that could not cover a stratum is no list there: it is left out of that stratum's table, it is not a zero.
    """
    import polars as pl

    names = list(lists) if lists is not None else sorted(members["list"].unique().to_list())
    reach = {name: None if covers is None or name not in covers else set(covers[name]) for name in names}
    tables: dict[str, Table] = {}
    for (stratum,), part in members.sort(by).group_by(by, maintain_order=True):
        key = "" if stratum is None else str(stratum)
        here = [name for name in names if (reached := reach[name]) is None or key in reached]
        tables[key] = histories(part.select(pl.col("person"), pl.col("list")), lists=here)
    return tables


def merge(table: Table, names: Sequence[str], *, into: str) -> Table:
    """Join the lists `names` into one called `into`, as for two lists of one origin; n does not change."""
    gone = [_index(table, name) for name in names]
    kept = [j for j in range(len(table.lists)) if j not in gone]
    together = sum(1 << j for j in gone)

    def remapped(pattern: int) -> int:
        return _pick(pattern, kept) | (bool(pattern & together) << len(kept))

    return _regrouped(table, [*(table.lists[j] for j in kept), into], [remapped(pattern) for pattern, _ in table.counts])


def drop(table: Table, name: str) -> Table:
    """Leave out one list; the people on no other list leave the table with it."""
    index = _index(table, name)
    kept = [j for j in range(len(table.lists)) if j != index]
    return _regrouped(table, [table.lists[j] for j in kept], [_pick(pattern, kept) for pattern, _ in table.counts])


def within(table: Table, name: str) -> Table:
    """Return the people of one list, by the other lists; those on that list alone are on no list of the new table."""
    index = _index(table, name)
    kept = [j for j in range(len(table.lists)) if j != index]
    inside = Table(lists=table.lists, counts=tuple((p, c) for p, c in table.counts if p >> index & 1))
    return _regrouped(inside, [table.lists[j] for j in kept], [_pick(pattern, kept) for pattern, _ in inside.counts])


def _index(table: Table, name: str) -> int:
    if name not in table.lists:
        raise InputError(f"there is no list {name!r}", hint=f"The table has: {', '.join(table.lists)}.")
    return table.lists.index(name)


def _pick(pattern: int, kept: Sequence[int]) -> int:
    return sum((pattern >> j & 1) << i for i, j in enumerate(kept))


def _regrouped(table: Table, lists: Sequence[str], patterns: Iterable[int]) -> Table:
    if table.impossible:
        raise InputError("lists of a table with impossible patterns cannot be joined or left out", hint="Count it anew.")
    counts: dict[int, int] = {}
    for pattern, (_, count) in zip(patterns, table.counts, strict=True):
        if pattern:
            counts[pattern] = counts.get(pattern, 0) + count
    return from_counts(lists, counts)


def sizes(table: Table) -> tuple[int, ...]:
    """Return how many people are on each list."""
    return tuple(sum(c for p, c in table.counts if p >> j & 1) for j in range(len(table.lists)))


def overlap(table: Table, i: int, j: int) -> int:
    """Return how many people are on both list i and list j."""
    return sum(c for p, c in table.counts if p >> i & 1 and p >> j & 1)


def cells(table: Table) -> np.ndarray:
    """Return the counts of all patterns, float64[2**lists], the unknown pattern 0 as 0."""
    import numpy as np

    full = np.zeros(1 << len(table.lists))
    for pattern, count in table.counts:
        full[pattern] = count
    return full


def digest(table: Table) -> str:
    """Return the SHA-256 of the table's content, the same in whatever order the lists and rows stood."""
    order = sorted(range(len(table.lists)), key=lambda j: table.lists[j])
    content = {
        "lists": [table.lists[j] for j in order],
        "counts": sorted([_pick(p, order), c] for p, c in table.counts),
        "impossible": sorted(_pick(p, order) for p in table.impossible),
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
