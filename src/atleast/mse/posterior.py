"""One type for every engine's answer: a distribution over the whole numbers n0 >= 0 of people on no list, on top of n
documented.

`low[i]`..`high[i]` (inclusive) is a cell of whole numbers that are equally probable, `weight[i]` its probability; the cells
are ascending and disjoint, or each a single drawn value. So a grid, a mixture of intervals and draws of a chain are read the
same way, and nothing can fall below the documented count. Pooling over linkage draws or imputations is the mixture of the
posteriors (Sadinle 2018, arXiv 1812.09590); Rubin's rule on log n0 stands beside it, as verdata prints it, for comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from atleast.errors import EstimateError

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """How probable each number of undocumented people is: cells `low`..`high` of n0 with `weight`; `n` are documented."""

    n: int
    low: Ints
    high: Ints
    weight: Floats


def of_grid(n: int, low: Ints, high: Ints, log_mass: Floats) -> Posterior:
    """Return the posterior of cells with these unnormalised logarithms of their whole mass."""
    mass = np.exp(log_mass - log_mass.max())
    return Posterior(n=n, low=low, high=high, weight=mass / mass.sum())


def of_draws(n: int, n0: Ints) -> Posterior:
    """Return the posterior of equally weighted draws of n0."""
    values, counts = np.unique(np.asarray(n0, dtype=np.int64), return_counts=True)
    return Posterior(n=n, low=values, high=values, weight=counts / counts.sum())


def quantile(posterior: Posterior, q: float) -> float:
    """Return the q-quantile of the total N: the smallest whole number with at least q of the probability at or below it."""
    cumulated = np.cumsum(posterior.weight)
    i = min(int(np.searchsorted(cumulated, q * cumulated[-1] * (1 - 1e-12))), len(cumulated) - 1)
    before = cumulated[i - 1] if i else 0.0
    width = float(posterior.high[i] - posterior.low[i] + 1)
    share = min(max((q * cumulated[-1] - before) / max(posterior.weight[i], 1e-300), 0.0), 1.0)
    return float(posterior.n + posterior.low[i] + max(np.ceil(share * width - 1e-9), 1.0) - 1)


def interval(posterior: Posterior, level: float = 0.95) -> tuple[float, float]:
    """Return the equal-tailed interval of the total N that holds `level` of the probability."""
    return quantile(posterior, (1 - level) / 2), quantile(posterior, (1 + level) / 2)


def mean(posterior: Posterior) -> float:
    """Return the posterior mean of the total N."""
    return float(posterior.n + np.sum(posterior.weight * (posterior.low + posterior.high) / 2))


def draws(posterior: Posterior, k: int, *, seed: int = 0) -> Ints:
    """Return k draws of the total N, int64[k]."""
    rng = np.random.default_rng(seed)
    # Stratified uniforms: every posterior of a sum or a pool uses the whole distribution, also with few draws.
    u = (rng.permutation(k) + rng.random(k)) / k
    cumulated = np.cumsum(posterior.weight)
    i = np.minimum(np.searchsorted(cumulated, u * cumulated[-1], side="right"), len(cumulated) - 1)
    width = posterior.high[i] - posterior.low[i] + 1
    return np.asarray(posterior.n + posterior.low[i] + (rng.random(k) * width).astype(np.int64), dtype=np.int64)


def scaled(posterior: Posterior, factor: float) -> Posterior:
    """Return the posterior with every n0 multiplied by `factor`, as another highest-order odds ratio does."""
    low = np.floor(posterior.low * factor + 1e-9).astype(np.int64)
    high = np.maximum(np.floor((posterior.high + 1) * factor + 1e-9).astype(np.int64) - 1, low)
    return Posterior(n=posterior.n, low=low, high=high, weight=posterior.weight)


def mixture(posteriors: Sequence[Posterior], weights: Sequence[float] | None = None) -> Posterior:
    """Return the mixture over replicates of one population (linkage draws, imputations), each with its own documented n.

    The mixture's n is the smallest of them; what a replicate documents above that is part of its total.
    """
    if not posteriors:
        raise EstimateError("nothing to pool: every replicate was refused")
    share = np.asarray(weights if weights is not None else np.ones(len(posteriors)), dtype=float)
    share = share / share.sum()
    n = min(one.n for one in posteriors)
    low = np.concatenate([one.low + (one.n - n) for one in posteriors])
    high = np.concatenate([one.high + (one.n - n) for one in posteriors])
    weight = np.concatenate([one.weight * w for one, w in zip(posteriors, share, strict=True)])
    return _disjoint(n, low, high, weight)


def _disjoint(n: int, low: Ints, high: Ints, weight: Floats) -> Posterior:
    """Cut overlapping cells at each other's ends, so that quantiles can be read in order."""
    ends = np.unique(np.concatenate([low, high + 1]))
    start, stop = np.searchsorted(ends, low), np.searchsorted(ends, high + 1)
    density = np.zeros(len(ends))
    np.add.at(density, start, weight / (high - low + 1))
    np.add.at(density, stop, -weight / (high - low + 1))
    mass = np.maximum(np.cumsum(density)[:-1], 0.0) * np.diff(ends)
    kept = mass > 0
    return Posterior(n=n, low=ends[:-1][kept], high=ends[1:][kept] - 1, weight=mass[kept] / mass.sum())


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """A pooled answer: the mixture, the share of the variance of log N between replicates, and Rubin's interval beside it."""

    mixture: Posterior
    between: float
    rubin: tuple[float, float, float] | None
    replicates: int


def pool(posteriors: Sequence[Posterior], *, draws_each: int = 1000, seed: int = 0) -> Pooled:
    """Pool replicates of one population; Rubin's centre and interval are None for a single replicate, as in verdata."""
    both = mixture(posteriors)
    sampled = [draws(one, draws_each, seed=seed + i) for i, one in enumerate(posteriors)]
    logs = [np.log(one) for one in sampled]
    within = float(np.mean([one.var() for one in logs]))
    spread = float(np.var([one.mean() for one in logs]))
    total = within + spread
    undocumented = [one - p.n for one, p in zip(sampled, posteriors, strict=True)]
    rule = rubin(undocumented, [p.n for p in posteriors]) if len(posteriors) > 1 else None
    return Pooled(mixture=both, between=spread / total if total > 0 else 0.0, rubin=rule, replicates=len(posteriors))


def rubin(n0: Sequence[Ints], n: Sequence[int], *, level: float = 0.95) -> tuple[float, float, float]:
    """Return (centre, low, high) of the total as verdata combines replicates: draws of n0 in each, documented n of each.

    The centre is the mean of n0 plus the mean n; the interval is Student's on log n0 (0 taken as 0.1) with
    T = W + (1 + 1/m) B and (m - 1)(1 + W / ((m + 1) B))^2 degrees of freedom, exponentiated, plus the mean n.
    """
    from scipy.stats import t

    m = len(n0)
    if m < 2:
        raise EstimateError("Rubin's rule needs at least two replicates")
    logs = [np.log(np.where(np.asarray(one) == 0, 0.1, one)) for one in n0]
    within = float(np.mean([np.var(one, ddof=1) for one in logs]))
    between = float(np.var([one.mean() for one in logs], ddof=1))
    middle = float(np.mean([one.mean() for one in logs]))
    documented = float(np.mean(n))
    centre = float(np.mean([np.mean(one) for one in n0])) + documented
    freedom = (m - 1) * (1 + within / ((m + 1) * between)) ** 2 if between > 0 else 1e9
    half = float(t.ppf((1 + level) / 2, freedom)) * sqrt(within + (1 + 1 / m) * between)
    return centre, exp(middle - half) + documented, exp(middle + half) + documented


def total(posteriors: Sequence[Posterior], *, refused: int = 0, size: int = 20_000, seed: int = 0) -> Posterior:
    """Return the posterior of the sum over strata; `refused` people are documented in strata that have no estimate."""
    n = sum(one.n for one in posteriors) + refused
    undocumented = sum((draws(one, size, seed=seed + i) - one.n for i, one in enumerate(posteriors)), np.zeros(size, np.int64))
    return of_draws(n, undocumented)


def log_scale(posterior: Posterior) -> tuple[float, float]:
    """Return mean and standard deviation of log N."""
    middle = np.log(posterior.n + (posterior.low + posterior.high) / 2 + 1e-9)
    centre = float(np.sum(posterior.weight * middle))
    return centre, sqrt(max(float(np.sum(posterior.weight * (middle - centre) ** 2)), 0.0))


def rank_normal(chains: Floats) -> Floats:
    """Return normal scores of the pooled ranks, float64[chains, draws] (Blom 1958, c = 3/8; Vehtari et al. 2021)."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(chains).reshape(chains.shape) - 0.375) / (chains.size + 0.25)), dtype=float)


def r_hat(chains: Floats) -> float:
    """Return rank-normalised split R-hat, the larger of bulk and folded (Vehtari et al. 2021)."""
    half = chains.shape[1] // 2
    split = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    folded = np.abs(split - np.median(split))
    return max(_plain_r_hat(rank_normal(split)), _plain_r_hat(rank_normal(folded)))


def _plain_r_hat(chains: Floats) -> float:
    length = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = length * float(chains.mean(axis=1).var(ddof=1))
    return sqrt(((length - 1) / length * within + between / length) / within) if within > 0 else float("inf")


def effective(chains: Floats) -> float:
    """Return the bulk effective sample size of all chains together (rank-normalised, Geyer's monotone sequence)."""
    half = chains.shape[1] // 2
    z = rank_normal(np.concatenate([chains[:, :half], chains[:, half : 2 * half]]))
    m, length = z.shape
    centred = z - z.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * length, axis=1)
    lagged = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :length].mean(axis=0) / length
    within = lagged[0] * length / (length - 1)
    var = within * (length - 1) / length + float(z.mean(axis=1).var(ddof=1))
    rho = 1 - (within - lagged) / var
    pairs = rho[: 2 * (length // 2)].reshape(-1, 2).sum(axis=1)
    stop = int(np.argmax(pairs < 0)) if np.any(pairs < 0) else len(pairs)
    time = -1 + 2 * float(np.minimum.accumulate(pairs[:stop]).sum())
    return m * length / max(time, 1 / log(max(m * length, 3), 10))
