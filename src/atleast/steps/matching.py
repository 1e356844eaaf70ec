"""Linking list files without a case: files in, one CSV out, nothing kept and nothing remembered.

`match(files, output=...)` reads each list (or splits one file by `list_column`), takes the columns name, age, sex, date, city
and province (in any language; all but the name may be missing), links them and writes one row a record: list, id, person, p.
Every row of the input is in the output. Other columns are never looked at.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from atleast import linkage, lists, places
from atleast.errors import InputError
from atleast.frames import RECORDS, empty
from atleast.linkage.review import judgements
from atleast.steps.files import read_bytes, refuse_overwriting, stem, write_whole

PLAIN = {"name", "age", "sex", "date", "city", "province"}
ENOUGH = 0.5  # of the written places that a shipped gazetteer must know to be taken for the country of the lists


def match(
    files: Sequence[Path],
    *,
    output: Path,
    list_column: str | None = None,
    id_column: str | None = None,
    labels: Path | None = None,
    seed: int = 0,
    spill: str | None = None,
    progress: Any = None,
) -> dict[str, Any]:
    """Link the rows of `files` and write `output`; return numbers and remarks."""
    refuse_overwriting(output, [*files, *([labels] if labels else [])])
    raws = [raw for file in files for raw in _split(file, list_column)]
    names = [name for name, _ in raws]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"two files give the list {twice!r}", hint="Rename one of them: a list is its file's name.")
    mapped = [(name, raw, _mapping(raw, id_column)) for name, raw in raws]
    gazetteer, country = _gazetteer(mapped)
    parts, notes = [], []
    for done, (name, raw, mapping) in enumerate(mapped):
        if progress:
            progress(done, len(mapped), f"reading {name}")
        part, left_out = _records(name, raw, mapping, gazetteer, id_column)
        parts.append(part)
        if left_out:
            notes.append(f"{name}: {left_out} rows hold no record that can be compared; each stays alone")
    records = pl.concat(parts) if parts else empty(RECORDS)
    if records.is_empty():
        raise InputError("the files hold no rows", hint="Give files with one row a person and a column `name`.")
    judged = None
    if labels:
        read = judgements.read_lines(read_bytes(labels, what="file of labels"), records=records, by="labels")
        judged = pl.DataFrame([msgspec.structs.asdict(j) for j in read.judgements]) if read.judgements else None
        notes += read.problems
    linked = linkage.link(records, judgements=judged, seed=seed, progress=progress, spill=spill)
    notes += linked.notes
    if country:
        notes.append(f"places were read with the gazetteer of {country}")
    rows = _output(records, linked.members)
    write_whole(output, _csv(rows))
    return {
        "output": str(output),
        "rows": rows.height,
        "lists": len(raws),
        "persons": rows["person"].n_unique(),
        "pairs": linked.pairs.height,
        "notes": notes,
    }


def _split(file: Path, list_column: str | None) -> list[tuple[str, lists.RawList]]:
    raw = lists.read(read_bytes(file), filename=file.name)
    if list_column is None:
        return [(stem(file.name), raw)]
    parts = lists.split(raw, column=list_column)
    if "" in parts:
        row = int(parts[""].frame["row"][0])
        raise InputError(
            "the row names no list", file=file.name, row=row, column=list_column, hint="Name its list, or remove it."
        )
    return list(parts.items())


def _mapping(raw: lists.RawList, id_column: str | None) -> lists.Mapping:
    """Take columns with the plain names as they are; guess only when there is no column `name`."""
    if id_column is not None and id_column not in raw.headers:
        raise InputError(
            f"there is no column {id_column!r}", file=raw.filename, hint=f"The columns are: {', '.join(raw.headers)}."
        )
    mapping = lists.guess(raw)
    if "name" in raw.headers:
        there = {field: field for field in PLAIN & set(raw.headers) - {"name"}}
        columns = msgspec.convert({"name": ("name",), **there}, lists.Columns)
        mapping = msgspec.structs.replace(mapping, columns=columns)
    columns = msgspec.structs.replace(mapping.columns, id=id_column, status=None, urls=(), reported_on=None)
    return msgspec.structs.replace(mapping, columns=columns, options=lists.Options(status="dead"))


def _records(
    name: str, raw: lists.RawList, mapping: lists.Mapping, gazetteer: places.Gazetteer | None, id_column: str | None
) -> tuple[pl.DataFrame, int]:
    """Return the records of one list with `row_key` the id to print; rows without a record come along without a name."""
    applied = lists.apply(raw, mapping, list=name, digest=lambda text: text, gazetteer=gazetteer)
    read = applied.records
    missing = raw.frame.filter(~pl.col("row").is_in(read["row"].implode()))["row"].to_list()
    if missing:
        bare: dict[str, object] = dict.fromkeys(RECORDS)
        rest = [bare | {"list": name, "row": row, "n_people": 1, "status": "unresolved"} for row in missing]
        schema = {column: spec.dtype for column, spec in RECORDS.items()}
        read = pl.concat([read, pl.DataFrame(rest, schema=schema)])
    ids = _ids(name, raw, id_column)
    keys = [ids[row] for row in read["row"]]
    read = read.with_columns(
        pl.Series("row_key", keys, pl.String()), pl.Series("record_id", [f"{name}:{key}" for key in keys], pl.String())
    )
    return read.sort("row"), len(missing)


def _ids(name: str, raw: lists.RawList, id_column: str | None) -> dict[int, str]:
    rows = raw.frame["row"].to_list()
    if id_column is None:
        return {row: f"{name}:{row}" for row in rows}
    found: dict[int, str] = {}
    seen: dict[str, int] = {}
    for row, value in zip(rows, raw.frame[id_column].to_list(), strict=True):
        if not value:
            raise InputError("the id is empty", file=raw.filename, row=row, column=id_column, hint="Give every row an id.")
        if value in seen:
            raise InputError(
                f"the id {value!r} is also that of row {seen[value]}",
                file=raw.filename,
                row=row,
                column=id_column,
                hint="Ids must differ within a list; leave --id out to use row numbers.",
            )
        seen[value] = row
        found[row] = value
    return found


def _gazetteer(
    mapped: list[tuple[str, lists.RawList, lists.Mapping]],
) -> tuple[places.Gazetteer | None, str | None]:
    """Return the shipped gazetteer that knows most of the written places, when it knows enough of them."""
    written: set[tuple[str | None, str | None]] = set()
    for _, raw, mapping in mapped:
        headers = [mapping.columns.city or mapping.columns.place, mapping.columns.province]
        cells = [raw.frame[header].to_list() if header else [None] * raw.frame.height for header in headers]
        written |= set(zip(*cells, strict=True))
    sample = sorted((pair for pair in written if any(pair)), key=lambda pair: (pair[0] or "", pair[1] or ""))[::7][:150]
    best: tuple[float, str] = (0.0, "")
    for country in places.COUNTRIES if sample else ():
        gazetteer = places.load(country)
        known = sum(any(places.resolve(gazetteer, city=city, province=province)) for city, province in sample)
        best = max(best, (known / len(sample), country))
    return (places.load(best[1]), best[1]) if best[0] >= ENOUGH else (None, None)


def _output(records: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Return list, id, person (digest of the person's smallest list:id) and p, in the order of the input."""
    both = records.select("record_id", "list", "row_key").join(
        members.select("record_id", "person", "p"), on="record_id", how="left"
    )
    both = both.with_columns(pl.col("person").fill_null(pl.col("record_id")), pl.col("p").fill_null(1.0))
    smallest: dict[str, str] = {}
    for person, name, key in both.select("person", "list", "row_key").iter_rows():
        label = f"{name}:{key}"
        smallest[person] = min(smallest.get(person, label), label)
    digests = {person: hashlib.sha256(label.encode()).hexdigest()[:16] for person, label in smallest.items()}
    return both.select(
        "list", pl.col("row_key").alias("id"), pl.col("person").replace_strict(digests, return_dtype=pl.String), pl.col("p")
    )


def _csv(rows: pl.DataFrame) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows((name, key, person, f"{p:.4f}") for name, key, person, p in rows.iter_rows())
    return buffer.getvalue().encode("utf-8")
