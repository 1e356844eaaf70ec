"""What a reader finds: one `Claim` for each published figure, exactly as the text says it.

`quote` is `text[span[0]:span[1]]`, always; `bound` is the literal surface reading ("over 300" is more_than, "up to 225"
at_most); `value` is null for vague words ("thousands"), `value_hi` is set for ranges only. `attributed_to` is the origin
that the text names and null when it names none; `relayed_by` lists who passed it on, from the origin outward. `subset_of` is
the index, in the list that holds the claim, of the claim that contains it. `period` is when the harm happened; `as_of` the day
that the count is of, or on which it was said. `unsure` says what the reader was not sure of.
Nothing is averaged, merged or resolved to a number that the text does not say.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Bound = Literal["exact", "at_least", "more_than", "at_most", "fewer_than", "approx", "range", "vague"]
Stance = Literal["asserts", "admits", "denies"]
# The harms that figures are of: those that the reader's lexicons know, and one that only people tell apart.
VIOLATIONS = (
    "killing", "execution", "injury", "casualty", "missing", "disappearance", "forced_disappearance", "arrest", "detention",
    "release", "summons", "death_sentence", "prison_sentence", "forced_confession",
)  # fmt: skip


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One quantified, attributed claim of one text."""

    quote: str
    span: tuple[int, int]
    violation: str
    kind: Literal["count", "min_age"] = "count"
    bound: Bound
    value: int | None = None
    value_hi: int | None = None
    hedge: str | None = None
    basis: str | None = None
    attributed_to: str | None = None
    relayed_by: tuple[str, ...] = ()
    stance: Stance = "asserts"
    group: str | None = None
    place: str | None = None
    period: str | None = None
    as_of: str | None = None
    subset_of: int | None = None
    named: bool = False
    unsure: tuple[str, ...] = ()
