"""How an answer moves when what it assumes does not hold: always shown beside it.

`curve` moves the highest-order odds ratio xi away from one, the value that identifies n0 (Aleshin-Guendel, Sadinle and
Wakefield, arXiv 2101.09304): n0 is multiplied by xi for an even number of lists and divided by it for an odd number.
`pair_odds` says which pairs of lists seek or avoid the same people, read among the people known from yet another list.
`kinds` asks the latent engine for other numbers of kinds of people. `leave_one_out` drops each list, `priors` changes the
priors, and `held_out` predicts the size of each list from the others within it (Binette and Steorts, arXiv 2112.01594).
`sensitivity` gathers all but `kinds`; it refits the decomposable engine and so serves tables of up to seven lists exactly, and
tables of more by short chains over the graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import exp, log, prod, sqrt
from typing import TYPE_CHECKING, Any

from atleast.mse.bounding import Z95, chapman, log_normal
from atleast.mse.check import verdict
from atleast.mse.table import Table, drop, overlap, sizes, within

if TYPE_CHECKING:
    from atleast.mse.decomposable import Averaged, PriorN
    from atleast.mse.posterior import Posterior

XI = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 1.0, 3 / 2, 2.0, 3.0, 4.0)
EXACT_LISTS = 7
MOST_WALKED = 16
OTHER_KINDS = (5, 20)


def sensitivity(table: Table, *, progress: Callable[[int, int, str], None] | None = None) -> dict[str, Any]:
    """Return every check of a table as plain values, ready for JSON; a table that carries no estimate has only its pairs.

    `progress(done, total, what)` is told how far it is.
    """
    judged = verdict(table)
    used = judged.table
    found: dict[str, Any] = {"pairs": pair_odds(used), "closed_form": closed_form(used)}
    if judged.ok and len(used.lists) <= MOST_WALKED and not used.impossible:
        for i, (name, check) in enumerate((("leave_one_out", leave_one_out), ("priors", priors), ("held_out", held_out))):
            rows = []
            for k, row in enumerate(check(used)):
                if progress:
                    progress(100 * i + 100 * k // len(used.lists), 300, f"sensitivity: {name.replace('_', ' ')}")
                rows.append(row)
            found[name] = rows
    return found


def factor(xi: float, lists: int) -> float:
    """Return by how much n0 is multiplied when the highest-order odds ratio is `xi` instead of one."""
    return xi if lists % 2 == 0 else 1 / xi


def closed_form(table: Table, *, xi: float = 1.0) -> float | None:
    """Return the total by the saturated model with highest-order odds ratio `xi`; None when a pattern has nobody.

    n0 is the product of the cells with an odd number of lists over that of the cells with an even number.
    """
    if len(table.counts) < (1 << len(table.lists)) - 1:
        return None
    odd = sum(log(c) for p, c in table.counts if p.bit_count() % 2)
    even = sum(log(c) for p, c in table.counts if p.bit_count() % 2 == 0)
    return table.n + exp(odd - even) * factor(xi, len(table.lists))


def curve(posterior: Posterior, lists: int, *, xi: Sequence[float] = XI) -> list[dict[str, float]]:
    """Return median and 95% interval of the total at each `xi`; at one it is the engine's own answer."""
    from atleast.mse.posterior import interval, quantile, scaled

    rows = []
    for value in xi:
        moved = scaled(posterior, factor(value, lists))
        low, high = interval(moved)
        rows.append({"xi": round(value, 4), "median": quantile(moved, 0.5), "low": low, "high": high})
    return rows


def reach(posterior: Posterior) -> dict[str, float | None]:
    """Return how far xi must leave one, as a factor above one, for the interval to reach the documented count, or to double.

    `to_documented` is None when the interval already touches the documented count.
    """
    from atleast.mse.posterior import interval

    low, high = interval(posterior)
    missing_low, missing_high = low - posterior.n, high - posterior.n
    return {
        "to_documented": round(max(2 * missing_low, 1.0), 2) if missing_low >= 1 else None,
        "to_double": round((2 * high - posterior.n) / missing_high, 2) if missing_high >= 1 else None,
    }


def pair_odds(table: Table) -> list[dict[str, Any]]:
    """Return the odds ratio of every two lists among people on some other list, with its 95% interval and its direction.

    Half a person is added to each cell (Haldane). With two lists there are no others, and nothing is returned.
    """
    rows = []
    for i, j in combinations(range(len(table.lists)), 2) if len(table.lists) > 2 else ():
        others = ~(1 << i | 1 << j)
        cell = [0.5] * 4
        for pattern, count in table.counts:
            if pattern & others:
                cell[(pattern >> i & 1) + 2 * (pattern >> j & 1)] += count
        ratio = log(cell[0] * cell[3] / (cell[1] * cell[2]))
        half = Z95 * sqrt(sum(1 / count for count in cell))
        direction = "together" if ratio - half > 0 else "apart" if ratio + half < 0 else "unclear"
        rows.append(
            {
                "a": table.lists[i],
                "b": table.lists[j],
                "shared": overlap(table, i, j),
                "odds_ratio": round(exp(ratio), 3),
                "low": round(exp(ratio - half), 3),
                "high": round(exp(ratio + half), 3),
                "direction": direction,
                "moves_the_estimate": {"together": "too low", "apart": "too high", "unclear": "unclear"}[direction],
            }
        )
    return rows


def leave_one_out(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the estimate of the same total without each list in turn; of two remaining lists it is Chapman's."""
    for name in table.lists:
        rest = drop(table, name)
        yield {"without": name, "n": rest.n, **_answer(rest)}


def _answer(table: Table) -> dict[str, Any]:
    """Return median and interval of a table, or None and the reasons."""
    if len(table.lists) == 2:
        n1, n2 = sizes(table)
        both = overlap(table, 0, 1)
        if not both:
            return {"median": None, "low": None, "high": None, "reasons": ["no_overlap"]}
        point, variance = chapman(n1, n2, both)
        low, high = log_normal(table.n, point, variance)
        return {"median": round(max(point, table.n), 1), "low": round(low, 1), "high": round(high, 1), "reasons": []}
    judged = verdict(table)
    if not judged.ok:
        return {"median": None, "low": None, "high": None, "reasons": [reason.code for reason in judged.reasons]}
    from atleast.mse.decomposable import UNBOUNDED
    from atleast.mse.posterior import interval, quantile

    found = _averaged(judged.table)
    if found.at_cap > UNBOUNDED:
        return {"median": None, "low": None, "high": None, "reasons": ["unbounded"]}
    low, high = interval(found.posterior)
    return {"median": quantile(found.posterior, 0.5), "low": low, "high": high, "reasons": []}


def _averaged(table: Table, *, delta: float | None = None, prior: PriorN = "1/N") -> Averaged:
    from atleast.mse.decomposable import average, walk

    if len(table.lists) <= EXACT_LISTS:
        return average(table, delta=delta, prior=prior)
    return walk(table, delta=delta, prior=prior, keep=400, most=3).averaged


def priors(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the decomposable answer under other priors: of the cells (delta 2^-J, 1/2, 1) and of N (1/N, uniform)."""
    from atleast.mse.posterior import interval, quantile

    both: tuple[PriorN, ...] = ("1/N", "uniform")
    for delta in (2.0 ** -len(table.lists), 0.5, 1.0):
        for prior in both:
            found = _averaged(table, delta=delta, prior=prior)
            low, high = interval(found.posterior)
            yield {"delta": delta, "prior_n": prior, "median": quantile(found.posterior, 0.5), "low": low, "high": high}


def kinds(table: Table, posterior: Posterior, *, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the latent answer with N uniform beforehand, and with other numbers of kinds of people, by short chains.

    `posterior` is the engine's answer with 1/N: its draws are weighed by N. Where short chains do not settle (R-hat from 1.05
    or up to 200 effective draws) the numbers are None.
    """
    from dataclasses import replace

    from atleast.mse import latent
    from atleast.mse.posterior import interval, quantile

    def row(many: int, prior: PriorN, found: Posterior | None) -> dict[str, Any]:
        low, high = interval(found) if found else (None, None)
        return {"kinds": many, "prior_n": prior, "median": quantile(found, 0.5) if found else None, "low": low, "high": high}

    weight = posterior.weight * (posterior.n + posterior.low)
    yield row(latent.CLASSES, "uniform", replace(posterior, weight=weight / weight.sum()))
    for many in OTHER_KINDS:
        found = latent.sample(table, seed=seed, classes=many, warm=400, keep=400, most=2)
        settled = found.r_hat < 1.05 and found.ess > 200
        yield row(many, "1/N", found.posterior if settled else None) | {"r_hat": round(found.r_hat, 3), "ess": round(found.ess)}


def held_out(table: Table) -> Iterator[dict[str, Any]]:
    """Predict the size of each list from the other lists within it; `z` says how many standard deviations it misses by.

    The people on that list alone are the ones that the other lists do not know: there the truth is known.
    """
    for name, size in zip(table.lists, sizes(table), strict=True):
        inside = within(table, name)
        answer = _answer(inside)
        row: dict[str, Any] = {
            "list": name,
            "size": size,
            "predicted": answer["median"],
            "low": answer["low"],
            "high": answer["high"],
        }
        row["z"] = None
        if answer["median"] is not None and answer["high"] > answer["low"]:
            missing = [max(answer[key] - inside.n, 0.5) for key in ("median", "low", "high")]
            spread = (log(missing[2]) - log(missing[1])) / (2 * Z95)
            row["z"] = round((log(missing[0]) - log(max(size - inside.n, 0.5))) / spread, 2) if spread > 0 else None
        yield row


def one_missed_link(table: Table) -> list[dict[str, Any]]:
    """Return by how much one missed link moves the two-list estimate of every pair: about N over the number shared."""
    each = sizes(table)
    rows = []
    for i, j in combinations(range(len(table.lists)), 2):
        both = overlap(table, i, j)
        if both > 1:
            now, then = prod((each[i], each[j])) / both, prod((each[i], each[j])) / (both - 1)
            rows.append({"a": table.lists[i], "b": table.lists[j], "moves_by": round(then - now, 1)})
    return rows
