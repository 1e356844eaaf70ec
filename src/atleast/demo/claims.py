"""A dozen published figures about the invented events, in their speakers' own words, in English and in Persian.

`published(truth)` returns them: totals that rise and fall as lists are revised, an official denial and later official totals,
an admission, a range, a relayed rumour, counts of one town or one day, and figures of the injured and the arrested. The lists'
own totals follow the seed; the others are fixed, because those who speak do not know the truth either. Invented data.
"""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from atleast.dates import digits
from atleast.demo.case import DemoClaim, Truth
from atleast.demo.truth import listed


def published(truth: Truth) -> tuple[DemoClaim, ...]:
    """Return the claims in the order of their publication."""
    families, doctors = (listed(truth, lists=[name]) for name in ("families", "doctors"))
    totals = {"families": families, "doctors": doctors, "early": max(1, int(families * 0.42))}
    text = (resources.files("atleast.demo") / "data" / "claims.toml").read_text(encoding="utf-8")
    return tuple(_filled(table, totals) for table in tomllib.loads(text)["claim"])


def _filled(table: dict[str, str | int], totals: dict[str, int]) -> DemoClaim:
    """Put the lists' own totals into the words and the value."""
    filled = dict(table)
    for field, value in table.items():
        if isinstance(value, str):
            lang_totals = {name: digits(n, lang="fa" if field.endswith("_fa") else "en") for name, n in totals.items()}
            filled[field] = value.format(**lang_totals)
            if field == "value":
                filled[field] = totals[value.strip("{}")]
    return msgspec.convert(filled, DemoClaim)
