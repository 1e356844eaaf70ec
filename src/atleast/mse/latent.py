"""Latent classes: people of a few kinds that differ in how easily each list finds them, the lists independent within a kind.

Model (Manrique-Vallier 2016): K = 10 classes, stick-breaking weights v_k ~ Beta(1, alpha), alpha ~ Gamma(1/4, 1/4), capture
probabilities uniform, p(N) ~ 1/N. N and alpha are integrated out in closed form; what is left, log(-log(1 - v)) and the
logits of the capture probabilities (so chosen that no tail is heavier than exponential: in the logit of v single-class states
are missed), is drawn by Hamiltonian Monte Carlo at several temperatures of the likelihood that exchange their states, for
these posteriors have several modes. Four chains from different starts; the answer counts only when they agree: rank-
normalised split R-hat below 1.01, more than 400 effective draws of log n0, and states that travelled the whole ladder.
Otherwise it refuses. Nothing caps N.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil, log

import numpy as np

from atleast.mse.kernels import classes as kernel
from atleast.mse.posterior import Floats, Ints, Posterior, effective, of_draws, r_hat
from atleast.mse.table import Table

CLASSES = 10
CHAINS = 4
A = B = 0.25
R_HAT = 1.01
ESS = 1000
TRIPS = 20
GAP = 0.7
MOST_LEVELS = 24


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """The posterior with its chains of n0, int64[chains, draws], and what says whether they may be trusted.

    `trips` counts how often a state came from the hottest temperature to the posterior, over all chains.
    """

    posterior: Posterior
    n0: Ints
    r_hat: float
    ess: float
    trips: int
    accepted: float
    swapped: float
    trusted: bool


def hottest(n: int, lists: int) -> float:
    """Return the exponent of the likelihood at the hottest temperature: the more people, the flatter it must be."""
    return min(max(60.0 / n, 0.15 if lists < 7 else 0.25), 0.4)


def sample(
    table: Table,
    *,
    seed: int = 0,
    classes: int = CLASSES,
    warm: int = 800,
    keep: int | None = None,
    most: int = 6,
    progress: Callable[[int, int, str], None] | None = None,
) -> Sampled:
    """Draw four chains; while they may not be trusted, go on with them, up to `most` times `keep` draws (2,000; of nine and
    more lists 1,000).

    It stops earlier where even that would not give half the effective draws that are asked for.

    The chains run in threads of their own and share nothing, so that their number changes no draw.
    """
    keep = keep or (2000 if len(table.lists) < 9 else 1000)
    patterns = np.array([[p >> j & 1 for j in range(len(table.lists))] for p, _ in table.counts], dtype=np.float64)
    counts = np.array([c for _, c in table.counts], dtype=np.float64)
    flat = hottest(table.n, len(table.lists))
    rng = np.random.default_rng([seed, 20_001])
    seeds = rng.integers(0, 2**31 - 1, CHAINS)
    with ThreadPoolExecutor(CHAINS) as threads:
        states = list(threads.map(lambda one: _Chain(patterns, counts, classes, flat, int(one), warm), seeds))
    odds = np.empty((CHAINS, 0))
    rounds = 0
    while True:
        if progress:
            progress(rounds, most, "latent: drawing until four chains agree")
        with ThreadPoolExecutor(CHAINS) as threads:
            odds = np.concatenate([odds, np.stack(list(threads.map(lambda one: one.go_on(keep), states)))], axis=1)
        rounds += 1
        found = _gathered(table.n, odds, states, np.random.default_rng([seed, 20_002]))
        hopeless = rounds > 1 and found.ess * most / rounds < ESS / 2
        if found.trusted or hopeless or rounds >= most:
            return found


def _gathered(n: int, odds: Floats, states: list[_Chain], rng: np.random.Generator) -> Sampled:
    """Draw n0 given each state, negative binomial, and judge the chains on log n0."""
    rate = rng.gamma(n, np.minimum(odds, 1e12))
    n0 = np.where(rate < 1e15, rng.poisson(np.minimum(rate, 1e15)), rate).astype(np.int64)
    logs = np.log(n0 + 0.5)
    hat, ess = r_hat(logs), effective(logs)
    trips = sum(int(one.trips[0]) for one in states)
    return Sampled(
        posterior=of_draws(n, n0.ravel()),
        n0=n0,
        r_hat=hat,
        ess=ess,
        trips=trips,
        accepted=float(np.mean([one.rates[0] for one in states])),
        swapped=float(np.mean([one.rates[1] for one in states])),
        trusted=hat < R_HAT and ess > ESS and trips >= TRIPS,
    )


class _Chain:
    """One chain at all temperatures: its states, step sizes and scales, so that it can be gone on with."""

    def __init__(self, x: Floats, counts: Floats, classes: int, hottest: float, seed: int, warm: int) -> None:
        """Start at a random state and adapt for `warm` iterations, which are not kept.

        The temperatures are placed anew three times, so that neighbours exchange their states about equally often.
        """
        size = classes - 1 + classes * x.shape[1]
        self.rng = np.random.default_rng(seed)
        self.x, self.counts, self.classes = x, counts, classes
        self.betas = np.geomspace(1.0, hottest, max(ceil(-2.0 * log(hottest)), 3))
        self.state = self.rng.normal(size=(len(self.betas), size)) * 0.8
        base = np.log((counts @ x + 0.5) / counts.sum())
        self.state[:, : classes - 1] -= 0.5
        self.state[:, classes - 1 :] += np.tile(np.clip(base - np.log(1.5), -4, 1), classes)
        self.steps = np.full(len(self.betas), 0.08)
        self.scale = np.ones((len(self.betas), size))
        self._fresh()
        for part, place in ((0.15, True), (0.15, True), (0.15, True), (0.2, False), (0.35, False)):
            self._advance(int(warm * part), adapting=True, rescale=not place)
            if place:
                self._replace()
        self.trips[0] = 0

    def _fresh(self) -> None:
        levels = len(self.betas)
        self.who = np.arange(levels)
        self.trips, self.rates, self.fits = np.zeros(1, dtype=np.int64), np.zeros(2), np.zeros((3, levels))

    def _replace(self) -> None:
        """Place the temperatures at equal distances of length, the root of change in beta times change in mean fit."""
        fits = np.minimum.accumulate(self.fits[0])
        gaps = np.sqrt(-np.diff(self.betas) * np.maximum(-np.diff(fits), 0.1))
        along = np.concatenate([[0.0], np.cumsum(gaps)])
        levels = int(np.clip(ceil(along[-1] / GAP) + 1, 3, MOST_LEVELS))
        betas = np.exp(np.interp(np.linspace(0, along[-1], levels), along, np.log(self.betas)))
        nearest = np.abs(np.log(betas)[:, None] - np.log(self.betas)[None, :]).argmin(axis=1)
        self.betas, self.state, self.steps, self.scale = betas, self.state[nearest], self.steps[nearest], self.scale[nearest]
        self._fresh()

    def _advance(self, iterations: int, *, adapting: bool, rescale: bool) -> Floats:
        odds = np.empty(iterations)
        moments = np.zeros((2, *self.state.shape))
        kernel.run(
            self.x, self.counts, self.classes, self.betas, self.state, self.steps, self.scale, self.who, self.trips,
            self.rng, odds, moments, self.fits, self.rates, adapting,
        )  # fmt: skip
        if adapting:
            mean = moments[0] / iterations
            spread = np.sqrt(np.maximum(moments[1] / iterations - mean**2, 1e-4))
            self.scale[:] = np.clip(spread, 0.05, 5.0)
            self.steps[:] = np.clip(self.steps, 1e-3, 1.0) if not rescale else self.steps
        return odds

    def go_on(self, iterations: int) -> Floats:
        """Return the odds p0 / (1 - p0) of being on no list at each further iteration of the posterior."""
        return self._advance(iterations, adapting=False, rescale=False)


def log_density(theta: Floats, x: Floats, counts: Floats, classes: int, beta: float) -> tuple[float, Floats]:
    """Return the log target and its gradient, written plainly: the reference that the compiled form is held against."""
    y, logits = theta[: classes - 1], theta[classes - 1 :].reshape(classes, x.shape[1])
    w, lam = np.exp(y), 1 / (1 + np.exp(-logits))
    v = -np.expm1(-w)
    stay = np.concatenate([[0.0], np.cumsum(-w)])
    share = np.append(v, 1.0) * np.exp(stay)
    cell = np.exp(x @ np.log(lam).T + (1 - x) @ np.log1p(-lam).T) * share
    empty = share * np.exp(np.log1p(-lam).sum(axis=1))
    seen = float(np.sum(share * -np.expm1(np.log1p(-lam).sum(axis=1))))
    p = cell.sum(axis=1)
    n = counts.sum()
    likelihood = float(counts @ np.log(p) - n * np.log(seen))
    weight = (counts / p)[:, None] * cell
    each = weight.sum(axis=0) + n * empty / seen
    rest = np.append(np.cumsum(each[::-1])[::-1][1:], 0.0)
    prior = float(y.sum()) - (A + classes - 1) * log(B + w.sum()) + float(np.sum(np.log(lam) + np.log1p(-lam)))
    dy = beta * (each[:-1] * w * (1 - v) / v - w * rest[:-1]) + 1 - (A + classes - 1) * w / (B + w.sum())
    dlogits = beta * (weight.T @ x - lam * each[:, None]) + 1 - 2 * lam
    return beta * likelihood + prior, np.concatenate([dy, dlogits.ravel()])
