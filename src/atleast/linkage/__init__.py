"""Linkage: which records of several lists are one person, how sure that is, and why.

`link` does it all; `prepare`, `candidates`, `score`, `compete` and `cluster` are its steps; `settings` its plan as data.
`draws` samples how else the records may be parted; `identity` keeps person ids, `review` asks people. Names are imported
when they are used, so that `import atleast.linkage` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atleast.linkage.explaining import explain
    from atleast.linkage.linking import Linked, link
    from atleast.linkage.people.partitions import distinct, draws, spread
    from atleast.linkage.settings import ListPlan, Settings

_WHERE = {
    "Linked": "linking",
    "link": "linking",
    "Settings": "settings",
    "ListPlan": "settings",
    "explain": "explaining",
    "draws": "people.partitions",
    "distinct": "people.partitions",
    "spread": "people.partitions",
}

__all__ = ["Linked", "ListPlan", "Settings", "distinct", "draws", "explain", "link", "spread"]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
