"""Multiple systems estimation: from who is on which lists to how many there are in all, with the assumptions named.

Usable alone: `from atleast import mse`, then `mse.read_table(bytes, filename)`, `mse.estimate(table)`, `mse.sentence(...)`.
Nothing heavy is imported before it is used. The documented minimum is never part of an estimate, and no estimate is printed
without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atleast.mse.bounding import Bound, bounds
    from atleast.mse.check import Reason, Verdict, verdict
    from atleast.mse.departures import sensitivity
    from atleast.mse.drawing import plot
    from atleast.mse.engines import ENGINES, estimate, estimate_strata, in_conflict, to_json
    from atleast.mse.pooling import pooled
    from atleast.mse.posterior import Pooled, Posterior, mixture, pool, rubin, total
    from atleast.mse.table import (
        Table,
        digest,
        drop,
        from_counts,
        histories,
        histories_by,
        merge,
        read_strata,
        read_table,
        to_csv,
    )
    from atleast.mse.wording import Lang, conflict, notes, rounded, said_as, sentence, side_by_side, words

_WHERE = {
    "table": (
        "Table",
        "digest",
        "drop",
        "from_counts",
        "histories",
        "histories_by",
        "merge",
        "read_strata",
        "read_table",
        "to_csv",
    ),
    "check": ("Reason", "Verdict", "verdict"),
    "bounding": ("Bound", "bounds"),
    "departures": ("sensitivity",),
    "drawing": ("plot",),
    "engines": ("ENGINES", "estimate", "estimate_strata", "in_conflict", "to_json"),
    "pooling": ("pooled",),
    "posterior": ("Pooled", "Posterior", "mixture", "pool", "rubin", "total"),
    "wording": ("Lang", "conflict", "notes", "rounded", "said_as", "sentence", "side_by_side", "words"),
}

__all__ = [
    "ENGINES",
    "Bound",
    "Lang",
    "Pooled",
    "Posterior",
    "Reason",
    "Table",
    "Verdict",
    "bounds",
    "conflict",
    "digest",
    "drop",
    "estimate",
    "estimate_strata",
    "from_counts",
    "histories",
    "histories_by",
    "in_conflict",
    "merge",
    "mixture",
    "notes",
    "plot",
    "pool",
    "pooled",
    "read_strata",
    "read_table",
    "rounded",
    "rubin",
    "said_as",
    "sensitivity",
    "sentence",
    "side_by_side",
    "to_csv",
    "to_json",
    "total",
    "verdict",
    "words",
]


def __getattr__(name: str) -> object:
    """Import the module of a public name when it is first asked for."""
    for module, names in _WHERE.items():
        if name in names:
            found: object = getattr(import_module(f"atleast.mse.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"atleast.mse has no {name!r}")
