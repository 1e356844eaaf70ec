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

from dataclasses import dataclass
from math import exp, log

import numba
import numpy as np

from atleast.mse.posterior import Floats, Ints, Posterior, effective, of_draws, r_hat
from atleast.mse.table import Table

CLASSES = 10
CHAINS = 4
A = B = 0.25
R_HAT = 1.01
ESS = 1000
TRIPS = 20
SWEEPS = 4


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


def ladder(n: int, lists: int) -> Floats:
    """Return the temperatures' exponents of the likelihood, from 1 down.

    The more people, the flatter the last must be; the more lists, the closer neighbours must lie to exchange their states.
    """
    hottest = min(max(60.0 / n, 0.02 if lists < 7 else 0.25), 0.4)
    gap = 0.5 if lists < 6 else 2.0 / lists
    steps = int(np.clip(np.ceil(-np.log(hottest) / gap) + (lists > 5), 3, 9))
    return np.geomspace(1.0, hottest, steps)


def sample(
    table: Table, *, seed: int = 0, classes: int = CLASSES, warm: int = 1000, keep: int = 4000, most: int = 5
) -> Sampled:
    """Draw four chains; while they may not be trusted, go on with longer ones, up to `most` times `keep` draws."""
    patterns = np.array([[p >> j & 1 for j in range(len(table.lists))] for p, _ in table.counts], dtype=np.float64)
    counts = np.array([c for _, c in table.counts], dtype=np.float64)
    betas = ladder(table.n, len(table.lists))
    rng = np.random.default_rng([seed, 20_001])
    seeds = rng.integers(0, 2**31 - 1, CHAINS)
    states = [_Chain(patterns, counts, classes, betas, int(one), warm) for one in seeds]
    odds = np.empty((CHAINS, 0))
    rounds = 0
    while True:
        odds = np.concatenate([odds, np.stack([one.go_on(keep) for one in states])], axis=1)
        rounds += 1
        found = _gathered(table.n, odds, states, np.random.default_rng([seed, 20_002]))
        if found.trusted or rounds >= most:
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

    def __init__(self, x: Floats, counts: Floats, classes: int, betas: Floats, seed: int, warm: int) -> None:
        """Start at a random state and adapt for `warm` iterations, which are not kept."""
        size = classes - 1 + classes * x.shape[1]
        self.rng = np.random.default_rng(seed)
        self.x, self.counts, self.classes, self.betas = x, counts, classes, betas
        self.state = self.rng.normal(size=(len(betas), size)) * 0.8
        base = np.log((counts @ x + 0.5) / counts.sum())
        self.state[:, : classes - 1] -= 0.5
        self.state[:, classes - 1 :] += np.tile(np.clip(base - np.log(1.5), -4, 1), classes)
        self.steps = np.full(len(betas), 0.08)
        self.scale = np.ones((len(betas), size))
        self.who = np.arange(len(betas))
        self.trips = np.zeros(1, dtype=np.int64)
        self.rates = np.zeros(2)
        for part, adapt in ((0.3, False), (0.3, True), (0.4, True)):
            self._advance(int(warm * part), adapting=True, rescale=adapt)
        self.trips[0] = 0

    def _advance(self, iterations: int, *, adapting: bool, rescale: bool) -> Floats:
        odds = np.empty(iterations)
        moments = np.zeros((2, *self.state.shape))
        _run(
            self.x, self.counts, self.classes, self.betas, self.state, self.steps, self.scale, self.who, self.trips,
            self.rng, odds, moments, self.rates, adapting,
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _target(
    theta: Floats, x: Floats, counts: Floats, classes: int, beta: float, grad: Floats, work: Floats, out: Floats
) -> float:
    """Return the log target; `grad` is filled, `out` holds the log likelihood and the odds of being on no list."""
    many, lists = x.shape
    n = 0.0
    for i in range(many):
        n += counts[i]
    # work rows: 0 share, 1 empty, 2 each, 3 d log v / dy, 4 this pattern; then by list: lambda, 1 - lambda, weight on it.
    # Classes run innermost, side by side in memory; of log(1 + e) only one is taken per class, of the product.
    left = 0.0
    prior = 0.0
    for k in range(classes - 1):
        w = exp(theta[k])
        v = -np.expm1(-w)
        work[0, k] = v * exp(-left)
        work[3, k] = w * exp(-w) / v if v > 1e-12 else 1.0
        left += w
        prior += theta[k]
    work[0, classes - 1] = exp(-left)
    power = 0.25 + classes - 1
    prior -= power * log(0.25 + left)
    seen = 0.0
    p0 = 0.0
    for k in range(classes):
        none = 0.0
        ones = 1.0
        for j in range(lists):
            t = theta[classes - 1 + k * lists + j]
            e = exp(-abs(t))
            ones *= 1.0 + e
            high, low = 1.0 / (1.0 + e), e / (1.0 + e)
            lam = high if t > 0 else low
            work[5 + j, k] = lam
            work[5 + lists + j, k] = low if t > 0 else high
            work[5 + 2 * lists + j, k] = 0.0
            none -= t if t > 0 else 0.0
            prior -= abs(t)
        soft = log(ones)
        none -= soft
        prior -= 2.0 * soft
        work[1, k] = work[0, k] * exp(none)
        p0 += work[1, k]
        seen -= work[0, k] * np.expm1(none)
        work[2, k] = 0.0
    seen = max(seen, 1e-300)
    likelihood = -n * log(seen)
    for i in range(many):
        for k in range(classes):
            work[4, k] = work[0, k]
        for j in range(lists):
            row = 5 + j if x[i, j] > 0.5 else 5 + lists + j
            for k in range(classes):
                work[4, k] *= work[row, k]
        p = 1e-300
        for k in range(classes):
            p += work[4, k]
        likelihood += counts[i] * log(p)
        ratio = counts[i] / p
        for k in range(classes):
            work[4, k] *= ratio
            work[2, k] += work[4, k]
        for j in range(lists):
            if x[i, j] > 0.5:
                for k in range(classes):
                    work[5 + 2 * lists + j, k] += work[4, k]
    rest = 0.0
    for k in range(classes - 1, -1, -1):
        each = work[2, k] + n * work[1, k] / seen
        for j in range(lists):
            lam = work[5 + j, k]
            grad[classes - 1 + k * lists + j] = beta * (work[5 + 2 * lists + j, k] - lam * each) + 1.0 - 2.0 * lam
        if k < classes - 1:
            w = exp(theta[k])
            grad[k] = beta * (each * work[3, k] - w * rest) - power * w / (0.25 + left) + 1.0
        rest += each
    out[0] = likelihood
    out[1] = p0 / seen
    return beta * likelihood + prior


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _sweep(theta: Floats, x: Floats, counts: Floats, classes: int, rng: np.random.Generator, work: Floats) -> None:
    """Renew a state of the posterior by drawing who is in which class, alpha, and then the state given those (Gibbs).

    `work` holds the classes' shares and capture probabilities, as `_target` left them for this state. Beta draws are made of
    gammas in logarithms: alpha comes close to 0, where 1 - v is far below what a double can hold beside 1.
    """
    many, lists = x.shape
    n = counts.sum()
    seen, total = 0.0, 0.0
    for k in range(classes):
        seen += work[0, k] - work[1, k]
    rate = rng.standard_gamma(n) / max(seen, 1e-300)
    for k in range(classes):
        work[2, k] = rng.poisson(min(rate * work[1, k], 1e15))
        for j in range(lists):
            work[5 + 2 * lists + j, k] = 0.0
    for i in range(many):
        total = 0.0
        for k in range(classes):
            f = work[0, k]
            for j in range(lists):
                f *= work[5 + j, k] if x[i, j] > 0.5 else work[5 + lists + j, k]
            work[4, k] = f
            total += f
        left = int(counts[i])
        for k in range(classes):
            if left == 0:
                break
            drawn = left
            if k < classes - 1 and work[4, k] < total:
                drawn = rng.binomial(left, max(work[4, k] / total, 0.0))
            total -= work[4, k]
            left -= drawn
            work[2, k] += drawn
            for j in range(lists):
                if x[i, j] > 0.5:
                    work[5 + 2 * lists + j, k] += drawn
    sticks = 0.0
    for k in range(classes - 1):
        sticks += exp(theta[k])
    alpha = max(rng.standard_gamma(0.25 + classes - 1) / (0.25 + sticks), 1e-12)
    after = 0.0
    for k in range(classes - 1, -1, -1):
        if k < classes - 1:
            below = log(rng.standard_gamma(alpha + after + 1.0)) + log(rng.random() + 1e-300) / (alpha + after)
            theta[k] = log(np.log1p(exp(log(rng.standard_gamma(1.0 + work[2, k])) - below)) + 1e-300)
            if below < -600.0:
                theta[k] = log(log(rng.standard_gamma(1.0 + work[2, k])) - below)
        after += work[2, k]
        for j in range(lists):
            on = work[5 + 2 * lists + j, k]
            theta[classes - 1 + k * lists + j] = log(rng.standard_gamma(1.0 + on)) - log(
                rng.standard_gamma(1.0 + max(work[2, k] - on, 0.0))
            )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _move(
    x: Floats, counts: Floats, classes: int, beta: float, state: Floats, grad: Floats, value: float, step: float, hops: int,
    scale: Floats, rng: np.random.Generator, work: Floats, out: Floats, place: Floats, slope: Floats, speed: Floats,
) -> tuple[float, float, bool]:  # fmt: skip
    """Make one Hamiltonian move in place; return the target there, the chance of acceptance, and whether it was made."""
    size = len(state)
    energy = 0.0
    for i in range(size):
        speed[i] = rng.standard_normal()
        energy += 0.5 * speed[i] ** 2
        place[i], slope[i] = state[i], grad[i]
    start = value - energy
    now = value
    for _ in range(hops):
        for i in range(size):
            speed[i] += 0.5 * step * scale[i] * slope[i]
            place[i] += step * scale[i] * speed[i]
        now = _target(place, x, counts, classes, beta, slope, work, out)
        for i in range(size):
            speed[i] += 0.5 * step * scale[i] * slope[i]
    energy = 0.0
    for i in range(size):
        energy += 0.5 * speed[i] ** 2
    gain = now - energy - start
    chance = exp(min(gain, 0.0)) if gain > -700.0 else 0.0
    if rng.random() >= chance:
        return value, chance, False
    state[:] = place
    grad[:] = slope
    return now, chance, True


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _run(
    x: Floats, counts: Floats, classes: int, betas: Floats, state: Floats, steps: Floats, scale: Floats, who: Ints, trips: Ints,
    rng: np.random.Generator, odds: Floats, moments: Floats, rates: Floats, adapting: bool,
) -> None:  # fmt: skip
    """Advance all temperatures together: a Hamiltonian move in each, then exchanges between neighbours."""
    levels, size = state.shape
    lists = x.shape[1]
    work = np.empty((5 + 3 * lists, classes))
    out = np.empty(2)
    value, fit, odd = np.empty(levels), np.empty(levels), np.empty(levels)
    grad = np.empty((levels, size))
    for t in range(levels):
        value[t] = _target(state[t], x, counts, classes, betas[t], grad[t], work, out)
        fit[t], odd[t] = out[0], out[1]
    place, slope, speed = np.empty(size), np.empty(size), np.empty(size)
    accepted, swapped = 0.0, 0.0
    # Dual averaging of the step (Hoffman and Gelman 2014) towards four accepted of five.
    log_bar, error, centre = np.log(steps), np.zeros(levels), np.log(10 * steps)
    for it in range(len(odds)):
        for t in range(levels):
            step = steps[t] * (0.3 + 0.9 * rng.random())
            hops = 1 + int(rng.random() * (30 if t == 0 else 14))
            now, chance, moved = _move(
                x, counts, classes, betas[t], state[t], grad[t], value[t], step, hops, scale[t], rng, work, out,
                place, slope, speed,
            )  # fmt: skip
            if moved:
                value[t], fit[t], odd[t] = now, out[0], out[1]
            if t == 0:
                accepted += chance
            if adapting:
                m = it + 1.0
                error[t] += (0.8 - chance - error[t]) / (m + 10)
                new = centre[t] - np.sqrt(m) / 0.05 * error[t]
                log_bar[t] += m**-0.75 * (new - log_bar[t])
                steps[t] = exp(min(max(new, -7.0), 0.7))
            # All sticks together: where one class holds everybody, only this moves alpha far.
            shift = 2.0 * rng.standard_normal()
            for i in range(size):
                place[i] = state[t, i] + (shift if i < classes - 1 else 0.0)
            now = _target(place, x, counts, classes, betas[t], slope, work, out)
            if log(rng.random() + 1e-300) < now - value[t]:
                state[t, :] = place
                grad[t, :] = slope
                value[t], fit[t], odd[t] = now, out[0], out[1]
        _target(state[0], x, counts, classes, betas[0], grad[0], work, out)
        for _ in range(SWEEPS):
            _sweep(state[0], x, counts, classes, rng, work)
            value[0] = _target(state[0], x, counts, classes, betas[0], grad[0], work, out)
        fit[0], odd[0] = out[0], out[1]
        # Exchanges of even neighbours, then of odd ones: a state keeps its direction (Syed et al. 2022).
        for t in range(it % 2, levels - 1, 2):
            if log(rng.random() + 1e-300) < (betas[t] - betas[t + 1]) * (fit[t + 1] - fit[t]):
                swapped += 1.0
                for i in range(size):
                    state[t, i], state[t + 1, i] = state[t + 1, i], state[t, i]
                who[t], who[t + 1] = who[t + 1], who[t]
                for m in (t, t + 1):
                    value[m] = _target(state[m], x, counts, classes, betas[m], grad[m], work, out)
                    fit[m], odd[m] = out[0], out[1]
        # Labels at or above `levels` are fresh from the hottest temperature; arriving at the posterior they have made a trip.
        if who[levels - 1] < levels:
            who[levels - 1] += levels
        if who[0] >= levels:
            who[0] -= levels
            trips[0] += 1
        odds[it] = odd[0]
        if adapting:
            for t in range(levels):
                for i in range(size):
                    moments[0, t, i] += state[t, i]
                    moments[1, t, i] += state[t, i] ** 2
    if adapting and len(odds) > 0:
        for t in range(levels):
            steps[t] = exp(log_bar[t])
    rates[0] = accepted / max(len(odds), 1)
    rates[1] = 2.0 * swapped / max(len(odds) * (levels - 1), 1)
