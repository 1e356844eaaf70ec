"""How often the matching errs, from the pairs that readers were asked about at random.

One question in twenty is drawn at random, in turn from the pairs that are joined and from those that are not, and its answer
keeps how the pair stood then (`Judgement.drawn`). `errors(made)` counts the answers that say otherwise, with the exact 95%
interval of C. J. Clopper and E. S. Pearson (1934); `sentences` says it. Answers in the order of the queue take no part: they
were picked for being doubtful and would make the matching look worse than it is. It speaks of the pairs that nobody had asked
about before, and says nothing of pairs that were never compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from math import comb

import msgspec

from atleast.linkage.review.judgements import Made, histories, holding

_TAIL = 0.025


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Of `n` pairs with a sure answer, `wrong` stood otherwise; the interval is null without any; `unsure` are left out."""

    n: int
    wrong: int
    unsure: int
    low: float | None
    high: float | None


class Errors(msgspec.Struct, frozen=True, kw_only=True):
    """The errors among pairs that were joined, and among those that were not."""

    joined: Share
    apart: Share


def errors(made: Iterable[Made], *, retracted: Collection[str] = ()) -> Errors:
    """Return how often pairs drawn at random stood otherwise than readers say."""
    counts = {side: [0, 0, 0] for side in ("joined", "apart")}
    for history in histories(made, retracted).values():
        side = next((one.drawn for one in history if one.drawn), None)
        if side is None:
            continue
        verdict = holding(history).verdict
        if verdict == "unsure":
            counts[side][2] += 1
            continue
        counts[side][0] += 1
        counts[side][1] += (verdict == "same") != (side == "joined")
    shares = {side: _share(*found) for side, found in counts.items()}
    return Errors(joined=shares["joined"], apart=shares["apart"])


def sentences(found: Errors) -> list[str]:
    """Return one sentence a side that has an answer."""
    said = []
    for share, what, else_ in (
        (found.joined, "joined pairs", "two people"),
        (found.apart, "pairs that were compared and not joined", "one person"),
    ):
        if share.low is not None and share.high is not None:
            left_out = f"; {share.unsure} unsure left out" if share.unsure else ""
            said.append(
                f"of {share.n} {what} drawn at random, readers found {share.wrong} to be {else_}: "
                f"{share.wrong / share.n:.1%} (95% interval {share.low:.1%} to {share.high:.1%}{left_out})"
            )
    return said


def _share(n: int, wrong: int, unsure: int) -> Share:
    low, high = interval(wrong, n) if n else (None, None)
    return Share(n=n, wrong=wrong, unsure=unsure, low=low, high=high)


def interval(hits: int, n: int) -> tuple[float, float]:
    """Return the exact 95% interval of a share, `hits` of `n`."""
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - _at_most(hits - 1, n, p) < _TAIL)
    high = 1.0 if hits == n else _solve(lambda p: _at_most(hits, n, p) > _TAIL)
    return low, high


def _at_most(hits: int, n: int, p: float) -> float:
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(hits + 1))


def _solve(below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2
