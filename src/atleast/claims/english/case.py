"""One number on its way to a claim: `Case` holds what the rules of `english.binding` look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from atleast.claims.bind import Bind
from atleast.claims.english.phrases import Phrase
from atleast.claims.hedging import Hedged
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence


class Case(NamedTuple):
    """A number, its hedge and noun phrase, the numbers of its sentence, what is bound so far, and the harm spoken of before."""

    s: Sentence
    n: Number
    hedge: Hedged
    phrase: Phrase
    found: list[Number]
    starts: Mapping[int, Number]
    bound: list[Bind]
    memory: str | None
    listed: bool

    @property
    def bare(self) -> bool:
        """Say whether no noun follows the number."""
        return self.phrase.end <= self.hedge.j

    @property
    def one(self) -> bool:
        """Say whether the number is the word "one", which is as often a pronoun."""
        return self.n.word and self.n.lo == 1

    @property
    def before(self) -> str:
        """Return the word before the number and its hedge."""
        return self.s.lower(self.hedge.i - 1)

    def made(
        self,
        violation: str,
        how: str,
        *,
        whole: int | None = None,
        carried: bool = False,
        trigger: int = -1,
    ) -> Bind:
        """Make the claim."""
        end = max(self.phrase.end, self.hedge.j)
        return Bind(self.n, self.hedge, violation, end, how, whole, carried, None, trigger)
