"""Closed-form figures that need few assumptions: Lincoln-Petersen, Chapman, Darroch and Chao's lower bounds.

Takes a table, returns the bounds of `Bound`s, each with its point, its interval and, where it cannot be computed, the reason.
Sources: Lincoln 1930, Petersen 1896; Chapman 1951 with the variance of Seber 1970; Darroch 1958 (independent lists); Chao
1987 (f1^2 / 2 f2); Rivest and Baillargeon 2007 for its list-specific form (Mth), the Poisson main-effects fit on the people
of one and of two lists; Boehning, Kaskasamkul and van der Heijden 2019 for f2, f3 under one-inflation. Chao's form of 1984 is
no lower bound where lists are few or of unequal sizes, so it and f2, f3 of 2019 are given for comparison only. Intervals are
log-normal on n0 (Chao 1987): never below n. It refuses to divide by an overlap of nobody: then there is no number, in any of
them.
"""

from __future__ import annotations

from itertools import combinations
from math import exp, inf, isfinite, log, sqrt

import msgspec
import numpy as np

from atleast.mse.check import finite, support_of
from atleast.mse.table import Table, overlap, sizes

Z95 = 1.959963984540054


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """One figure: `estimate` in [n, inf) with its 95% interval, or None and the reason."""

    name: str
    estimate: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def lincoln_petersen(n1: int, n2: int, both: int) -> float:
    """Return n1 n2 / both, infinite when nobody is on both lists."""
    return n1 * n2 / both if both else inf


def chapman(n1: int, n2: int, both: int) -> tuple[float, float]:
    """Return Chapman's nearly unbiased estimate and its variance (Seber 1970)."""
    point = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    return point, (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / ((both + 1) ** 2 * (both + 2))


def chao1984(n: int, f1: int, f2: int) -> tuple[float, float]:
    """Return n + f1^2 / (2 f2) and its variance (Chao 1987, eq. 9); for comparison with other programs only."""
    ratio = f1 / f2
    return n + f1 * f1 / (2 * f2), f2 * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)


def f2f3(n: int, f2: int, f3: int) -> float:
    """Return n + 2 f2^3 / (9 f3^2): Chao's bound with the people of one list replaced by what f2 and f3 say of them."""
    return n + 2 * f2**3 / (9 * f3**2)


def log_normal(n: int, point: float, variance: float, *, z: float = Z95) -> tuple[float, float]:
    """Return Chao's interval: log-normal on the number of undocumented, so that it stays above n."""
    missing = point - n
    if missing <= 0:
        return float(n), float(n)
    factor = exp(z * sqrt(log(1 + variance / missing**2)))
    return n + missing / factor, n + missing * factor


def darroch(table: Table) -> tuple[float, float]:
    """Return the likelihood estimate under independent lists, N prod(1 - n_j / N) = N - n, and its asymptotic variance."""
    n, each = table.n, np.array([size for size in sizes(table) if size], dtype=float)
    if each.sum() <= n:
        return inf, inf
    if each.max() >= n:
        return float(n), 0.0
    # In t = 1 / N the excess sum(log(1 - n_j t)) - log(1 - n t) rises from 0 through negative values to +inf: bisect on log n0.
    low, high = log(1e-9), log(1e18)
    for _ in range(200):
        middle = (low + high) / 2
        total = n + exp(middle)
        excess = float(np.sum(np.log1p(-each / total))) - (middle - log(total))
        low, high = (middle, high) if excess > 0 else (low, middle)
    total = n + exp((low + high) / 2)
    missed = 1 - each / total
    return total, float(total / (1 / np.prod(missed) + len(each) - 1 - np.sum(1 / missed)))


def list_specific(table: Table, *, order: int = 1) -> tuple[float, float]:
    """Return the list-specific Chao bound and its variance, a Poisson fit of main effects.

    `order` 1 is Chao's bound, fitted to people on one and on two lists; 2 fits those on two and on three, so that wrong
    singles do not count.
    Infinite where the people of several lists do not reach far enough for a finite fit.
    """
    used = [(j, size) for j, size in enumerate(sizes(table)) if size]
    lists = [j for j, _ in used]
    counts = dict(table.counts)
    chosen = [
        sum(1 << j for j in group)
        for k in (order, order + 1)
        for group in combinations(lists, k)
        if sum(1 << j for j in group) not in table.impossible
    ]
    x = np.array([[1.0, *(float(p >> j & 1) for j in lists)] for p in chosen])
    y = np.array([float(counts.get(p, 0)) for p in chosen])
    possible = np.ones(len(y), dtype=bool) if (y > 0).all() else support_of(x, y)
    if len(lists) < order + 1 or not finite(x, y, support=possible):
        return inf, inf
    x, y = x[possible], y[possible]
    beta = _poisson(x, y)
    if beta is None or beta[0] > 60:
        return inf, inf
    mu = np.exp(x @ beta)
    covariance = np.linalg.pinv(x.T @ (mu[:, None] * x))
    missing = exp(beta[0])
    return table.n + missing, missing + missing**2 * float(covariance[0, 0])


def _poisson(x: np.ndarray, y: np.ndarray) -> np.ndarray | None:
    """Fit a Poisson log-linear model by Newton's method with halving; None when it does not settle."""
    beta: np.ndarray = np.linalg.lstsq(x, np.log(y + 0.5), rcond=None)[0]
    value = float(np.sum(np.exp(x @ beta)) - y @ (x @ beta))
    for _ in range(500):
        mu = np.exp(x @ beta)
        step = np.linalg.lstsq(x.T @ (mu[:, None] * x), x.T @ (y - mu), rcond=None)[0]
        for _ in range(40):
            eta = x @ (beta + step)
            new = float(np.sum(np.exp(np.minimum(eta, 600))) - y @ eta)
            if new <= value + 1e-12 * abs(value):
                break
            step = step / 2
        beta, value = beta + step, new
        if float(np.max(np.abs(step))) < 1e-13 * (1 + float(np.max(np.abs(beta)))):
            return beta
        if not isfinite(value) or float(np.max(np.abs(beta))) > 400:
            return None
    return beta if float(np.max(np.abs(x.T @ (y - np.exp(x @ beta))))) < 1e-6 * (1 + float(y.sum())) else None


def pairs(table: Table) -> tuple[Bound, ...]:
    """Return Chapman's estimate for every two lists that share somebody, by the people of those two alone."""
    each = sizes(table)
    found = []
    for i, j in combinations(range(len(table.lists)), 2):
        both = overlap(table, i, j)
        name = f"{table.lists[i]} and {table.lists[j]}"
        if not both:
            found.append(Bound(name=name, estimate=None, reason="nobody is on both lists"))
            continue
        point, variance = chapman(each[i], each[j], both)
        low, high = log_normal(each[i] + each[j] - both, point, variance)
        n = float(table.n)
        found.append(Bound(name=name, estimate=max(point, n), low=max(low, n), high=max(high, n)))
    return tuple(found)


def bounds(table: Table) -> dict[str, Bound]:
    """Return every bound by name: chao, chao_f2f3, f2f3, darroch, chao1984 and, of two lists, lincoln_petersen and chapman."""
    f = [0, *(sum(c for p, c in table.counts if p.bit_count() == k) for k in range(1, len(table.lists) + 1)), 0, 0]
    n = table.n
    found: dict[str, Bound] = {}
    if len(table.lists) == 2:
        n1, n2 = sizes(table)
        both = overlap(table, 0, 1)
        point, variance = chapman(n1, n2, both)
        found["lincoln_petersen"] = _bound(
            "Lincoln-Petersen", n, (lincoln_petersen(n1, n2, both), variance), "nobody is on both lists"
        )
        found["chapman"] = _bound("Chapman", n, (point, variance) if both else (inf, inf), "nobody is on both lists")
    if len(table.lists) >= 2:
        found["chao"] = _bound("list-specific Chao", n, list_specific(table), "too few people are on two lists")
        if len(table.lists) >= 3:
            why = "too few people are on two and on three lists"
            found["chao_f2f3"] = _bound("list-specific Chao by f2, f3", n, list_specific(table, order=2), why)
        found["darroch"] = _bound("independent lists (Darroch)", n, darroch(table), "nobody is on two lists")
        f2, f3 = f[2], f[3]
        point, variance = chao1984(n, f[1], f2) if f2 else (inf, inf)
        found["chao1984"] = _bound("Chao 1984, for comparison only", n, (point, variance), "nobody is on exactly two lists")
        if len(table.lists) >= 3:
            found["f2f3"] = _bound(
                "f2, f3 of 2019, for comparison only",
                n,
                (f2f3(n, f2, f3) if f3 else inf, _f2f3_variance(f2, f3)),
                "nobody is on exactly three lists",
            )
    return found


def _f2f3_variance(f2: int, f3: int) -> float:
    """Return the variance of 2 f2^3 / (9 f3^2) by the delta method for Poisson counts."""
    if not f3 or not f2:
        return inf
    missing = 2 * f2**3 / (9 * f3**2)
    return missing**2 * (9 / f2 + 4 / f3)


def _bound(name: str, n: int, pair: tuple[float, float], reason: str) -> Bound:
    point, variance = pair
    if not isfinite(point):
        return Bound(name=name, estimate=None, reason=reason)
    if point - n < 1e-6:
        return Bound(name=name, estimate=None, reason="it says nothing beyond the documented number")
    low, high = log_normal(n, point, variance)
    return Bound(name=name, estimate=max(point, float(n)), low=low, high=high)
