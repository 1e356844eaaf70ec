"""From records to what linkage compares: arrays over records, over their names, and over the different tokens.

`prepare(records)` takes a RECORDS frame (only `record_id`, `list` and `name` are needed) and returns `Features`. Records are
put in the order of (list, record_id), so the order of rows never matters. A record has one name variant for each reading of its
name and of `other_names`; placeholders have none and so never match. Days are integers since 1970-01-01, -1 stands for unknown
age, sex and list-free codes. Rarity of a token is -ln((count + .5)/n) in the input itself, 0..8, counted once a record.

Refuses records without the needed columns, and two records with one id (`LinkError`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atleast.errors import LinkError
from atleast.linkage.alignment import Token
from atleast.names import Tables, columns
from atleast.names.tables import load, part_of

UNKNOWN_DAY = np.iinfo(np.int32).min
Ints = NDArray[np.int32]
_TOKEN = ["canon", "keys", "soft", "own_keys", "own"]  # as `Token` holds them


@dataclass(frozen=True, eq=False)
class Features:
    """Arrays over records (sorted by what they say, ids last), over name variants, and over different tokens."""

    ids: list[str]
    lists: list[str]  # names of the lists, sorted
    list_of: Ints  # per record: index into `lists`
    raw: Ints  # code of the name as written, -1 for none
    age: Ints
    sex: Ints  # 0 m, 1 f, -1 unknown
    day_from: Ints
    day_to: Ints
    city: Ints  # code of the city or of the place words, -1 unknown
    province: Ints
    rarity_day: NDArray[np.float64]  # per record: -ln of the share of dated records within a day, 0..6
    rarity_place: NDArray[np.float64]  # of its province
    rarity_event: NDArray[np.float64]  # of its day and province together
    place_words: list[frozenset[int]] | None  # codes of the words of the place, when there is no gazetteer id
    record: Ints  # per variant: its record
    start: Ints  # per variant: where its tokens start in `tokens` (one more at the end)
    tokens: Ints  # token numbers
    vocabulary: list[Token]
    canon: Ints  # per token: code of its canonical form
    key: Ints
    own: Ints  # per token: code of the name that it surely is, -1 for none
    variants: NDArray[
        np.int64
    ]  # pairs of such codes that one spelling stands for, the smaller first, coded as habits are; sorted
    parts: NDArray[np.int64]  # pairs of them of which the first is a part of the second
    wholes: NDArray[np.int64]  # triples of them: two parts and the compound that they make up
    soft: NDArray[np.uint8]
    soft_at: Ints
    bones: NDArray[np.uint8]
    bones_at: Ints
    idf_first: NDArray[np.float64]  # per token: (rarity of the canonical form, of the key) as a first token
    idf_rest: NDArray[np.float64]
    language: str


def prepare(records: pl.DataFrame, *, tables: Tables | str | None = None) -> Features:
    """Return the features of `records`; `tables` forces the name tables (else the names themselves decide)."""
    _check(records)
    frame = by_content(records)
    variants = _variants(frame, tables)
    vocabulary, flat, start = _tokens(variants)
    language = variants["tables"][0] if variants.height else "fa"
    own, alike = _own(vocabulary, tables if isinstance(tables, Tables) else load(language))
    canon, key = _codes([token.canon for token in vocabulary]), _codes([token.key for token in vocabulary])
    soft, soft_at = _bytes([token.soft for token in vocabulary])
    bones, bones_at = _bytes(["" if token.key == "-" else token.key for token in vocabulary])
    lists = frame["list"].unique().sort().to_list()
    record = variants["record"].to_numpy().astype(np.int32)
    idf_first, idf_rest = _rarities(record, start, flat, canon, key, frame.height)
    city, province, words = _places(frame)
    day_from, day_to = _days(frame, "date_from"), _days(frame, "date_to")
    return Features(
        ids=frame["record_id"].to_list(),
        lists=lists,
        list_of=_code(frame["list"], lists),
        raw=_code(_column(frame, "name", pl.String()), None),
        age=_column(frame, "age", pl.Int64()).fill_null(-1).clip(-1, 130).to_numpy().astype(np.int32),
        sex=_column(frame, "sex", pl.String()).replace_strict({"m": 0, "f": 1}, default=-1, return_dtype=pl.Int32()).to_numpy(),
        day_from=day_from,
        day_to=day_to,
        rarity_day=_event_rarity(day_from, day_to, np.zeros(frame.height, np.int32)),
        rarity_place=_event_rarity(np.zeros(frame.height, np.int32), np.zeros(frame.height, np.int32), province),
        rarity_event=_event_rarity(day_from, day_to, province),
        city=city,
        province=province,
        place_words=words,
        record=record,
        start=start,
        tokens=flat,
        vocabulary=vocabulary,
        canon=canon,
        key=key,
        own=own,
        variants=alike[0],
        parts=alike[1],
        wholes=alike[2],
        soft=soft,
        soft_at=soft_at,
        bones=bones,
        bones_at=bones_at,
        idf_first=idf_first,
        idf_rest=idf_rest,
        language=language,
    )


def by_content(records: pl.DataFrame) -> pl.DataFrame:
    """Return `records` sorted by what they say, ids last: an id may come from a secret key, and no figure may depend on it."""
    said = ["list", "name", "age", "sex", "date_from", "date_to", "place", "place_written", "status", "n_people"]
    return records.sort([column for column in said if column in records.columns] + ["record_id"], nulls_last=True)


def _check(records: pl.DataFrame) -> None:
    missing = [name for name in ("record_id", "list", "name") if name not in records.columns]
    if missing:
        raise LinkError(f"the records have no column {', '.join(missing)}; linking needs record_id, list and name")
    for name in ("record_id", "list"):
        if records[name].null_count():
            raise LinkError(f"{records[name].null_count()} records have no {name}; each record needs one")
    if records["record_id"].n_unique() != records.height:
        twice = records["record_id"].value_counts().filter(pl.col("count") > 1)["record_id"].sort()
        raise LinkError(f"{len(twice)} record ids occur more than once, the first is {twice[0]}; ids must differ")


def _column(frame: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [None] * frame.height, dtype=dtype)
    return frame[name].cast(dtype)


def _code(values: pl.Series, order: list[str] | None) -> Ints:
    known = order if order is not None else values.drop_nulls().unique().sort().to_list()
    codes = {value: i for i, value in enumerate(known)}
    return (
        values.replace_strict(codes, default=-1, return_dtype=pl.Int32()).to_numpy()
        if codes
        else np.full(len(values), -1, np.int32)
    )


def _codes(texts: list[str]) -> Ints:
    order = {text: i for i, text in enumerate(sorted(set(texts)))}
    return np.array([order[text] for text in texts], np.int32)


def _own(vocabulary: list[Token], tables: Tables) -> tuple[Ints, list[NDArray[np.int64]]]:
    """Code the sure names of the tokens; then the pairs of them that are variants, part and whole, two parts and whole."""
    from atleast.linkage.kernel import HABIT_FACTOR

    code = {name: i for i, name in enumerate(sorted({token.own for token in vocabulary} - {""}))}
    variants = [code[a] * HABIT_FACTOR + code[b] for a, b in tables.variants if a in code and b in code]
    parts, wholes = [], []
    for name in code:
        for cut in range(1, len(name)):
            halves = name[:cut], name[cut:]
            parts += [code[half] * HABIT_FACTOR + code[name] for half in halves if half in code and part_of(half, name)]
            if halves[0] in code and halves[1] in code:
                wholes.append((code[halves[0]] * HABIT_FACTOR + code[halves[1]]) * HABIT_FACTOR + code[name])
    own = np.array([code.get(token.own, -1) for token in vocabulary], np.int32)
    return own, [np.array(sorted(codes), np.int64) for codes in (variants, parts, wholes)]


def _bytes(texts: list[str]) -> tuple[NDArray[np.uint8], Ints]:
    parts = [text[:24].encode("ascii", "replace") for text in texts]
    at = np.zeros(len(parts) + 1, np.int32)
    at[1:] = np.cumsum([len(part) for part in parts])
    return np.frombuffer(b"".join(parts) or b"\0", np.uint8).copy(), at


def _days(frame: pl.DataFrame, name: str) -> Ints:
    return _column(frame, name, pl.Date()).to_physical().fill_null(UNKNOWN_DAY).to_numpy().astype(np.int32)


def _variants(frame: pl.DataFrame, tables: Tables | str | None) -> pl.DataFrame:
    """Return one row a reading of a name: record, canon, keys, soft, tables; the readings of a record in a fixed order."""
    main = columns(frame["name"].to_list(), tables=tables)
    chosen = tables or (main["tables"][0] if main.height else "fa")
    owner, text = [], []
    other_names = _column(frame, "other_names", pl.List(pl.String())).to_list()
    for i, (others, more) in enumerate(zip(main["others"].to_list(), other_names, strict=True)):
        for other in [*(others or ()), *(more or ())][:4]:
            if other:
                owner.append(i)
                text.append(other)
    extra = columns(text, tables=chosen)
    joined = pl.concat(
        [
            main.with_columns(record=pl.int_range(main.height, dtype=pl.Int32)),
            extra.with_columns(record=pl.Series(owner, dtype=pl.Int32)),
        ]
    )
    return (
        joined.filter(~pl.col("placeholder"))
        .select("record", "canon", "keys", "soft", "own_keys", "own", "tables")
        .unique(subset=["record", "canon"], keep="first", maintain_order=True)
        .sort("record", maintain_order=True)
    )


def _tokens(variants: pl.DataFrame) -> tuple[list[Token], Ints, Ints]:
    sizes = variants["canon"].list.len().to_numpy()
    start = np.zeros(len(sizes) + 1, np.int32)
    start[1:] = np.cumsum(sizes)
    long = variants.select(_TOKEN).explode(_TOKEN)
    rows = list(long.iter_rows())
    vocabulary = sorted(set(rows))
    number = {row: i for i, row in enumerate(vocabulary)}
    flat = np.array([number[row] for row in rows], np.int32)
    return [Token(*row) for row in vocabulary], flat, start


def _rarities(
    record: Ints, start: Ints, flat: Ints, canon: Ints, key: Ints, n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first_at = np.zeros(len(flat), bool)
    first_at[start[:-1]] = True
    main = np.ones(len(record), bool)
    main[1:] = record[1:] != record[:-1]
    of_main = np.repeat(main, np.diff(start))
    found = []
    for where in (first_at & of_main, ~first_at & of_main):
        both = []
        for codes in (canon, key):
            counts = np.bincount(codes[flat[where]], minlength=int(codes.max(initial=0)) + 1)
            both.append(np.clip(-np.log((counts[codes] + 0.5) / max(n, 1)), 0, 8))
        found.append(np.stack(both, axis=1) if len(canon) else np.zeros((0, 2)))
    return found[0], found[1]


def _event_rarity(day_from: Ints, day_to: Ints, place: Ints) -> NDArray[np.float64]:
    """-ln of the share of records of one place within a day of each record, 0..6; 0 where day or place is not known."""
    known = (day_from != UNKNOWN_DAY) & (day_to != UNKNOWN_DAY) & (day_to.astype(np.int64) - day_from <= 3) & (place >= 0)
    found = np.zeros(len(place))
    if known.any():
        code = place[known].astype(np.int64) * 1_000_000 + day_from[known]
        order = np.sort(code)
        near = np.searchsorted(order, code + 1, side="right") - np.searchsorted(order, code - 1, side="left")
        found[known] = np.clip(-np.log(near / len(order)), 0, 6)
    return found


def _places(frame: pl.DataFrame) -> tuple[Ints, Ints, list[frozenset[int]] | None]:
    """Codes of city and province; where a list has only words, the consonant keys of its words."""
    place, province = _column(frame, "place", pl.String()), _column(frame, "province", pl.String())
    place = place.set(place.eq_missing(province), None)
    words: list[frozenset[int]] | None = None
    if place.null_count() + province.null_count() == 2 * frame.height:
        written = _column(frame, "place_written", pl.String())
        if written.null_count() < frame.height:
            words = _place_words(written.to_list())
    return _code(place, None), _code(province, None), words


def _place_words(written: list[str | None]) -> list[frozenset[int]]:
    read = columns(written)
    codes: dict[str, int] = {}
    return [frozenset(codes.setdefault(key, len(codes)) for key in keys if len(key) > 1) for keys in read["keys"].to_list()]
