"""Records, members, pairs and lists of an invented country, as short as a test can say them."""

from __future__ import annotations

from datetime import date

import polars as pl

from atleast import frames
from atleast.model import Scope

SCOPE = Scope(territory="ZZ", first_day="2031-03-03", last_day="2031-03-16")


def ancestors(place: str) -> tuple[str, ...]:
    """`ZZ.A.1` lies in `ZZ.A`, that in `ZZ`."""
    parts = place.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))


def day(text: str | None) -> date | None:
    return date.fromisoformat(f"2031-{text}") if text else None


def records(*rows: dict) -> pl.DataFrame:
    """One record for each dict; `id` and `list` are asked for, the rest has a plain default."""
    filled = []
    for number, row in enumerate(rows):
        on = row.get("on", "03-07")
        line = {
            "record_id": row["id"],
            "list": row.get("list", "A"),
            "row_key": row["id"],
            "row": number + 2,
            "name": row.get("name", f"Navid Testi{number}"),
            "other_names": row.get("other_names", []),
            "n_people": 1,
            "age": row.get("age"),
            "sex": row.get("sex"),
            "status": row.get("status", "dead"),
            "date_from": day(row.get("from", on)),
            "date_to": day(row.get("to", on)),
            "reported_on": day(row.get("reported")),
            "place": row.get("place", "ZZ.A"),
            "urls": [],
        }
        filled.append({name: line.get(name) for name in frames.RECORDS})
    return pl.DataFrame(filled, schema={name: column.dtype for name, column in frames.RECORDS.items()})


def members(frame: pl.DataFrame, *groups: str) -> pl.DataFrame:
    """Each group is the ids of one person, with spaces; the person takes the first. The others are alone."""
    owner = {each: group.split()[0] for group in groups for each in group.split()}
    return frame.select("record_id", "list").with_columns(
        pl.col("record_id").replace(owner).alias("person"), pl.lit(1.0).alias("p")
    )


def pairs(*rows: tuple) -> pl.DataFrame:
    """Each row is left, right, p_match and, where there is one, the verdict."""
    filled = [(*row[:3], 0.0, row[3] if len(row) > 3 else None) for row in rows]
    return pl.DataFrame(filled, schema={name: column.dtype for name, column in frames.PAIRS.items()}, orient="row")


def lists(**stated: tuple) -> pl.DataFrame:
    """`A=("party", ["from"], "ZZ/2031")`: party, lists it was taken from, what it covers."""
    rows = []
    for name, told in stated.items():
        party, derived, covers = (*told, None, None, None)[:3]
        rows.append({"list": name, "source": f"source {name}", "party": party, "derived_from": derived or [], "covers": covers})
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in frames.LISTS.items()})
