"""A question as it is put to a reader: both records, their differences, the reason, and what each answer does.

`cards` takes questions and the records they speak of and returns plain values (dicts, lists, strings, numbers), one a question,
for the terminal, the offline page and the workbench alike. Each holds `seen`, the digest of what was shown, to go back with the
answer. The model's probability is in `p_match`, for after the answer only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import polars as pl

from atleast.dates import Lang, digits
from atleast.errors import LinkError
from atleast.linkage.review.differences import Difference, differences
from atleast.linkage.review.judgements import seen
from atleast.linkage.review.questions import Effect, Kind, Question
from atleast.linkage.review.words import REASONS, WORDS


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record comes from: its list and its row, said in words."""

    list: str
    where: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """All that a reader sees of one question; `signs` counts the fields by sign.

    `joined` (whether they are one person now) and `p_match` are for after the answer only.
    """

    left: str
    right: str
    seen: str
    second: bool
    kind: Kind
    reason: str
    effect: Effect
    sides: tuple[Side, Side]
    fields: tuple[Difference, ...]
    signs: dict[str, int]
    joined: bool
    p_match: float | None

    @property
    def drawn(self) -> Literal["joined", "apart"] | None:
        """How a pair stands that is asked about at random, for its answer to keep; None for any other."""
        if self.kind != "random":
            return None
        return "joined" if self.joined else "apart"


def cards(questions: Sequence[Question], records: pl.DataFrame, *, lang: Lang = "en", key: bytes = b"") -> list[Card]:
    """Return the cards of `questions`; `records` [RECORDS] must hold both records of each."""
    ids = {id for one in questions for id in (one.left, one.right)}
    rows = {row["record_id"]: row for row in records.filter(pl.col("record_id").is_in(list(ids))).iter_rows(named=True)}
    gone = sorted(ids - set(rows))
    if gone:
        raise LinkError(f"a question asks about record {gone[0]}, which is not here", hint="Link again: `atleast link`.")
    return [_card(one, rows[one.left], rows[one.right], lang, key) for one in questions]


def _card(one: Question, left: Mapping[str, object], right: Mapping[str, object], lang: Lang, key: bytes) -> Card:
    fields = differences(left, right, lang=lang)
    signs = [field.sign for field in fields]
    return Card(
        left=one.left,
        right=one.right,
        seen=seen(left, right, key=key),
        second=one.second,
        kind=one.kind,
        reason=REASONS[lang][one.kind],
        effect=one.effect,
        sides=(_side(left, lang), _side(right, lang)),
        fields=tuple(fields),
        signs={sign: signs.count(sign) for sign in ("=", "≈", "≠", "–")},
        joined=one.joined,
        p_match=one.p_match,
    )


def _side(row: Mapping[str, object], lang: Lang) -> Side:
    number = row.get("row")
    if not isinstance(number, int):
        return Side(list=str(row["list"]), where="")
    words = WORDS[lang]["sheet" if row.get("sheet") else "row"]
    return Side(list=str(row["list"]), where=words.format(row=digits(str(number), lang=lang), sheet=row.get("sheet")))
