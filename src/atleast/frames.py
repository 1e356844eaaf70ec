"""The schemas of the frames that rooms hand to one another: column, type, meaning, may it be published.

A frame is a polars table. `check(frame, RECORDS)` returns it with its columns in order, or says which is missing or of another
type. What is not listed here does not travel: an unknown column of a list stays in the vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from atleast.errors import AtleastError


class Column(NamedTuple):
    """One column: its polars type, what it means, and whether its values may leave the case in a publication."""

    dtype: pl.DataType
    meaning: str
    publish: bool = False


Schema = dict[str, Column]

_text, _day, _texts = pl.String(), pl.Date(), pl.List(pl.String())

RECORDS: Schema = {
    "record_id": Column(_text, "identity of the record; survives a newer version of its list"),
    "list": Column(_text, "short name of the list", publish=True),
    "row_key": Column(_text, "what identifies the row inside its list: its own id, or a digest of its mapped cells"),
    "sheet": Column(_text, "sheet of the file, null for a file without sheets"),
    "row": Column(pl.Int64(), "row of the file as a spreadsheet shows it, the header being row 1 when it stands on top"),
    "name": Column(_text, "the name as written, null for an unnamed person"),
    "other_names": Column(_texts, "further names in the row (another script, an alias), as written"),
    "n_people": Column(pl.Int64(), "how many people the row speaks of: 1, or the size of an unnamed group"),
    "age": Column(pl.Int64(), "age in years"),
    "age_written": Column(_text, "age as written"),
    "sex": Column(_text, "m, f or null"),
    "status": Column(_text, "dead, injured, detained, missing, alive or unresolved", publish=True),
    "status_written": Column(_text, "status as written"),
    "date_from": Column(_day, "earliest possible day of the event"),
    "date_to": Column(_day, "latest possible day of the event"),
    "date_calendar": Column(_text, "gregorian, jalali or hijri"),
    "date_written": Column(_text, "date as written"),
    "reported_on": Column(_day, "day on which the list first had the person, null when it does not say"),
    "place": Column(_text, "id of the most precise place known"),
    "province": Column(_text, "id of its province"),
    "place_written": Column(_text, "place as written"),
    "urls": Column(_texts, "addresses of the sources that the row names"),
}

PROBLEMS: Schema = {
    "sheet": Column(_text, "sheet of the file"),
    "row": Column(pl.Int64(), "row of the file"),
    "column": Column(_text, "header of the column, null for the whole row"),
    "value": Column(_text, "the cell as written"),
    "reason": Column(_text, "what is wrong with it, one of a short list of words"),
    "left_out": Column(pl.Boolean(), "true when the row gave no record, false when only the cell was left empty"),
    "message": Column(_text, "the same in a sentence, with what to do"),
}

PAIRS: Schema = {
    "left": Column(_text, "record id, the smaller of the two"),
    "right": Column(_text, "record id"),
    "p_match": Column(pl.Float64(), "calibrated probability that both are one person, 6 decimals"),
    "log_odds": Column(pl.Float64(), "natural logarithm of the odds before competition, 6 decimals"),
    "verdict": Column(_text, "same, different or unsure when a person judged the pair, else null"),
}

MEMBERS: Schema = {
    "record_id": Column(_text, "record"),
    "list": Column(_text, "short name of its list"),
    "person": Column(_text, "id of the person the record belongs to"),
    "p": Column(
        pl.Float64(),
        "mean probability with the other records of the person; alone: 1 - the largest with any candidate",
    ),
}

JUDGEMENTS: Schema = {
    "left": Column(_text, "record id, the smaller of the two"),
    "right": Column(_text, "record id"),
    "verdict": Column(_text, "same, different or unsure"),
    "by": Column(_text, "who decided"),
    "because": Column(_text, "why"),
    "seen": Column(_text, "digest of both records as shown"),
    "stale": Column(pl.Boolean(), "true when a record has changed since"),
}

LISTS: Schema = {
    "list": Column(_text, "short name", publish=True),
    "source": Column(_text, "who publishes it", publish=True),
    "party": Column(_text, "origin; two lists of one party are not independent; null when not stated", publish=True),
    "derived_from": Column(_texts, "lists that this one copies from", publish=True),
    "covers": Column(_text, "place and period that it could cover, as stated", publish=True),
}


def empty(schema: Schema) -> pl.DataFrame:
    """Return a frame of `schema` without rows."""
    return pl.DataFrame(schema={name: column.dtype for name, column in schema.items()})


def check(frame: pl.DataFrame, schema: Schema, *, optional: Iterable[str] = ()) -> pl.DataFrame:
    """Return `frame` with exactly the columns of `schema` in their order; `optional` ones are filled with nulls.

    Columns that the schema does not know are dropped: they do not travel. A missing column or another type is a fault of the
    caller, said as such.
    """
    missing = [name for name in schema if name not in frame.columns]
    unfilled = sorted(set(missing) - set(optional))
    if unfilled:
        raise AtleastError(f"a frame lacks the columns {', '.join(unfilled)}")
    frame = frame.with_columns(pl.lit(None, dtype=schema[name].dtype).alias(name) for name in missing)
    wrong = [name for name, column in schema.items() if frame.schema[name] not in (column.dtype, pl.Null())]
    if wrong:
        raise AtleastError(f"a frame has another type than expected in the columns {', '.join(wrong)}")
    return frame.select(pl.col(name).cast(column.dtype) for name, column in schema.items())
