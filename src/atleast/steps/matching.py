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
from atleast.errors import InputError, UsageError
from atleast.frames import RECORDS, empty
from atleast.linkage import explaining
from atleast.linkage.review import judgements
from atleast.linkage.settings import Settings, default, from_toml
from atleast.reports.waterfall import Bar, waterfall
from atleast.steps.files import read_bytes, read_text, refuse_overwriting, stem, write_whole

PLAIN = {"name", "age", "sex", "date", "city", "province"}
ENOUGH = 0.5  # of the written places that a shipped gazetteer must know to be taken for the country of the lists


def match(
    files: Sequence[Path],
    *,
    output: Path | None,
    list_column: str | None = None,
    id_column: str | None = None,
    labels: Path | None = None,
    plan: Path | None = None,
    pair: tuple[str, str] | None = None,
    plot: Path | None = None,
    seed: int = 0,
    spill: str | None = None,
    progress: Any = None,
) -> dict[str, Any]:
    """Link the rows of `files` and write `output`; return numbers and remarks.

    `plan` is a file of linkage settings (TOML); `pair` two records (`list:id`) to explain, `plot` where to draw them.
    """
    if output is None and pair is None:
        raise UsageError("there is nothing to write", hint="Name a file with `-o F.csv`, or two records with `--explain A B`.")
    if plot is not None and pair is None:
        raise UsageError("--plot draws a pair, and none is named", hint="Add `--explain A B`, ids as list:id.")
    written = [file for file in (output, plot) if file is not None]
    if len(written) == 2 and written[0] == written[1]:
        raise UsageError("-o and --plot name one file", hint="Name another file for the picture.")
    for file in written:
        refuse_overwriting(file, [*files, *(one for one in (labels, plan) if one)])
    settings = _settings(plan)
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
        part, said = _records(name, raw, mapping, gazetteer, id_column)
        parts.append(part)
        notes += said
    records = pl.concat(parts) if parts else empty(RECORDS)
    if records.is_empty():
        raise InputError("the files hold no rows", hint="Give files with one row a person and a column `name`.")
    judged = None
    if labels:
        read = judgements.read_lines(read_bytes(labels, what="file of labels"), records=records, by="labels")
        judged = pl.DataFrame([msgspec.structs.asdict(j) for j in read.judgements]) if read.judgements else None
        notes += read.problems
    notes += _unused(settings, names)
    linked = linkage.link(records, settings=settings, judgements=judged, seed=seed, progress=progress, spill=spill)
    notes += linked.notes
    if country:
        notes.append(f"places were read with the gazetteer of {country}")
    rows = _output(records, linked.members)
    explained = _explained(records, linked, pair, plot) if pair else None
    if output is not None:
        write_whole(output, _csv(rows))
    return {
        "output": str(output) if output else None,
        "rows": rows.height,
        "lists": len(raws),
        "persons": rows["person"].n_unique(),
        "pairs": linked.pairs.height,
        "notes": notes,
        "explained": explained,
    }


def _settings(plan: Path | None) -> Settings:
    return from_toml(read_text(plan, what="file of settings")) if plan else default()


def _unused(settings: Settings, names: list[str]) -> list[str]:
    """Say which lists the settings speak of that are not there: a wrong name would be a promise that nobody keeps."""
    spoken = [*settings.lists, *(name for both in settings.apart for name in both)]
    spoken += [name for one in settings.lists.values() for name in one.derived_from]
    missing = sorted(set(spoken) - set(names))
    return [f"the settings speak of a list {name!r} that is not here; lists: {', '.join(names)}" for name in missing]


def _explained(records: pl.DataFrame, linked: linkage.Linked, pair: tuple[str, str], plot: Path | None) -> dict[str, Any]:
    """Return why the two records are, or are not, one person; draw it when asked."""
    own = pl.col("row_key").str.starts_with(pl.col("list") + ":")
    label = pl.when(own).then("row_key").otherwise(pl.concat_str("list", pl.lit(":"), "row_key"))
    name_of = {record: (name or "", its) for record, name, its in records.select("record_id", "name", label).iter_rows()}
    known = {its: record for record, (_, its) in name_of.items()}
    for one in pair:
        if one not in known:
            raise UsageError(f"there is no record {one!r}", hint=f"Records are named list:id, such as {next(iter(known))}.")
    left, right = (known[one] for one in pair)
    found = explaining.parts(records, left, right, linked=linked)
    person = dict(linked.members.select("record_id", "person").iter_rows())
    joined = person[left] == person[right]
    p = linked.pairs.filter(left=min(left, right), right=max(left, right))["p_match"].to_list()
    if p:
        said = f"{'Taken' if joined else 'Not taken'} for one person, p {_chance(p[0])}"
    else:
        said = (
            f"{'Taken for one person, through others' if joined else 'Not taken for one person'}: p below .01 or not compared"
        )
    if plot is not None:
        kinds = ["start", *["step"] * (len(found) - 2), "sum"]
        bars = [
            Bar(label=f.comparison, left=f.left, right=f.right, remark=f.seen, weight=f.weight, kind=k)
            for f, k in zip(found, kinds, strict=True)
        ]
        write_whole(plot, waterfall(bars, left=name_of[left], right=name_of[right], verdict=said).encode())
    return {
        "left": name_of[left][1],
        "right": name_of[right][1],
        "one_person": joined,
        "p": p[0] if p else None,
        "said": said,
        "plot": str(plot) if plot else None,
        "parts": [{**part._asdict(), "weight": round(part.weight, 4)} for part in found],
    }


def _chance(p: float) -> str:
    return "> .999" if p > 0.999 else "< .001" if p < 0.001 else f"= {p:.3f}".replace("0.", ".")


def _split(file: Path, list_column: str | None) -> list[tuple[str, lists.RawList]]:
    try:
        raw = lists.read(read_bytes(file), filename=file.name)
    except InputError as fault:
        if "--header-row" in fault.hint:  # an option of `add list`; here the file itself has to say it
            fault.hint = "Let the first row name the columns, one of them `name`."
        raise
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
    if not mapping.columns.name and "name" not in raw.headers:
        columns_are = ", ".join(map(repr, raw.headers))
        raise InputError(
            f"no column holds names; the columns are {columns_are}",
            file=raw.filename,
            hint="Give the column of names the header `name`.",
        )
    if "name" in raw.headers:
        there = {field: field for field in PLAIN & set(raw.headers) - {"name"}}
        columns = msgspec.convert({"name": ("name",), **there}, lists.Columns)
        mapping = msgspec.structs.replace(mapping, columns=columns)
    columns = msgspec.structs.replace(mapping.columns, id=id_column, status=None, urls=(), reported_on=None)
    return msgspec.structs.replace(mapping, columns=columns, options=lists.Options(status="dead"))


def _records(
    name: str, raw: lists.RawList, mapping: lists.Mapping, gazetteer: places.Gazetteer | None, id_column: str | None
) -> tuple[pl.DataFrame, list[str]]:
    """Return the records of one list with `row_key` the id to print; rows without a record come along without a name, said."""
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
    return read.sort("row"), _say_missing(name, missing, applied.problems)


def _say_missing(name: str, missing: list[int], problems: pl.DataFrame) -> list[str]:
    if not missing:
        return []
    first = problems.filter(pl.col("left_out")).sort("row").head(1).select("row", "message").rows()
    why = "".join(f"; row {row}: {message}" for row, message in first)
    if len(missing) == 1:
        return [f"{name}: 1 row holds no record that can be compared and stays alone{why}"]
    return [f"{name}: {len(missing):,} rows hold no record that can be compared; each stays alone{why}"]


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
    known = sorted((pair for pair in written if any(pair)), key=lambda pair: (pair[0] or "", pair[1] or ""))
    sample = known[:: max(1, len(known) // 150)]
    best: tuple[float, str] = (0.0, "")
    for country in places.COUNTRIES if sample else ():
        gazetteer = places.load(country)
        found = sum(any(places.resolve(gazetteer, city=city, province=province)) for city, province in sample)
        best = max(best, (found / len(sample), country))
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
