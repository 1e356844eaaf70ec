"""A number that is a claim: `Bind`, as the grammars of all languages give it to the reader."""

from __future__ import annotations

from typing import NamedTuple

from atleast.claims.hedging import Hedged
from atleast.claims.numbers import Number


class Bind(NamedTuple):
    """A number that is a claim: its violation, the tokens of its quote, and the index (here) of what contains it."""

    number: Number
    hedge: Hedged
    violation: str
    end: int
    how: str
    whole: int | None = None
    carried: bool = False
    place: str | None = None
    trigger: int = -1
