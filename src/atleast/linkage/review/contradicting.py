"""Which answers cannot all hold: two records said to be different people that other answers make one person.

`contradictions(judgements)` takes JUDGEMENTS and returns each such pair with the chain of "same" answers between its records.
`acceptable(fresh, history)` takes new answers and returns those that can hold together with what is held already, and a
sentence for each that cannot: the last line that makes a contradiction is the one left out. A later answer on the same pair,
and a second reader's, are no contradiction: how they hold is `judgements.fold`'s business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import msgspec
import polars as pl

from atleast.linkage.review.judgements import Made, fold
from atleast.model import Judgement

LATEST = "9999"  # a time behind all others: what is taken in now is later than what is there


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Two records that are said to be different, and the records that lead from one to the other by "same"."""

    left: str
    right: str
    chain: tuple[str, ...]


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The answers that can be taken, and a sentence for each that cannot."""

    judgements: tuple[Judgement, ...]
    problems: tuple[str, ...]


def contradictions(judgements: pl.DataFrame) -> list[Contradiction]:
    """Return every pair that is said to be different although a chain of "same" leads from one record to the other."""
    near: dict[str, list[str]] = {}
    for left, right in judgements.filter(pl.col("verdict") == "same").select("left", "right").sort("left", "right").iter_rows():
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    apart = judgements.filter(pl.col("verdict") == "different").select("left", "right").sort("left", "right")
    found = []
    for left, right in apart.iter_rows():
        if left in near and right in near and (chain := _chain(near, left, right)):
            found.append(Contradiction(left=left, right=right, chain=chain))
    return found


def acceptable(
    fresh: Sequence[Judgement],
    history: Sequence[Made],
    *,
    called: Mapping[str, str] | None = None,
    mend: str = "undo an answer in the case, or mend the file",
) -> Accepted:
    """Return which of `fresh` can hold beside `history`; `called` says how a sentence names a record, `mend` what to do."""
    names = called or {}
    before = {(one.left, one.right) for one in contradictions(fold(history))}
    kept = dict(enumerate(fresh))
    problems: list[str] = []
    while True:
        made = [Made(event=f"fresh {n:09}", at=LATEST, seq=n, judgement=one) for n, one in kept.items()]
        clash = next((one for one in contradictions(fold([*history, *made])) if (one.left, one.right) not in before), None)
        if clash is None:
            break
        edges = {_pair(*edge) for edge in [(clash.left, clash.right), *zip(clash.chain, clash.chain[1:], strict=False)]}
        last = max(n for n, one in kept.items() if _pair(one.left, one.right) in edges)
        out = kept.pop(last)
        chain = " = ".join(names.get(record, record) for record in clash.chain)
        left, right = names.get(clash.left, clash.left), names.get(clash.right, clash.right)
        problems.append(
            f"{left} and {right} cannot be different people and one person ({chain}): "
            f"the answer {names.get(out.left, out.left)}, {names.get(out.right, out.right)}: {out.verdict} was left out; "
            f"{mend}"
        )
    return Accepted(judgements=tuple(kept.values()), problems=tuple(problems))


def _pair(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left < right else (right, left)


def _chain(near: Mapping[str, list[str]], start: str, end: str) -> tuple[str, ...]:
    """Return the shortest chain from `start` to `end`, empty when there is none."""
    came: dict[str, str] = {start: ""}
    open_ = deque([start])
    while open_:
        record = open_.popleft()
        if record == end:
            chain = [end]
            while chain[-1] != start:
                chain.append(came[chain[-1]])
            return tuple(reversed(chain))
        for other in near[record]:
            if other not in came:
                came[other] = record
                open_.append(other)
    return ()
