"""The latent class engine's inner loops: its target with the gradient, and the moves that leave it as it is.

A state `theta` holds y_k = log(-log(1 - v_k)) of the sticks and the logits of the capture probabilities, class by class.
Besides the Hamiltonian move (Duane et al. 1987) and the Gibbs sweep (at the posterior's own temperature) there are three moves
for what these cannot do: a common shift of all sticks; exchanges of two classes' places on the stick (Papaspiliopoulos and
Roberts 2008), for which the likelihood is the same and only the prior of the shares counts; and the replacement of one class
by another cut out of a third, drawn near a pattern of the table or near the class that it is cut from (an independence move in
the spirit of Jain and Neal 2004).
"""

from __future__ import annotations

from math import comb, exp, log

import numba
import numpy as np

from atleast.mse.posterior import Floats, Ints

CUTS = 2
HOPS_COLD, HOPS_HOT = 200.0, 50.0
LONGEST = -12.0
BELL = np.array([log(21 * comb(20, k)) for k in range(21)])


@numba.njit(cache=True, nogil=True, error_model="numpy")
def target(
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
def sweep(theta: Floats, x: Floats, counts: Floats, classes: int, rng: np.random.Generator, work: Floats) -> None:
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
def move(
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
        now = target(place, x, counts, classes, beta, slope, work, out)
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


@numba.njit(cache=True, nogil=True)
def journey(who: Ints, trips: Ints) -> None:
    """Count a journey: labels from `levels` up are fresh from the hottest temperature, and arrive at the posterior."""
    levels = len(who)
    if who[levels - 1] < levels:
        who[levels - 1] += levels
    if who[0] >= levels:
        who[0] -= levels
        trips[0] += 1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def run(
    x: Floats, counts: Floats, classes: int, betas: Floats, state: Floats, steps: Floats, scale: Floats, who: Ints, trips: Ints,
    rng: np.random.Generator, odds: Floats, moments: Floats, fits: Floats, rates: Floats, adapting: bool,
) -> None:  # fmt: skip
    """Advance all temperatures together: a Hamiltonian move in each, then exchanges between neighbours."""
    levels, size = state.shape
    lists = x.shape[1]
    work = np.empty((5 + 3 * lists, classes))
    out = np.empty(2)
    value, fit, odd = np.empty(levels), np.empty(levels), np.empty(levels)
    grad = np.empty((levels, size))
    for t in range(levels):
        value[t] = target(state[t], x, counts, classes, betas[t], grad[t], work, out)
        fit[t], odd[t] = out[0], out[1]
    place, slope, speed = np.empty(size), np.empty(size), np.empty(size)
    shares, lam = np.empty(classes), np.empty((classes, lists))
    spare = np.empty((4, lists))
    accepted = 0.0
    fits[:] = 0.0
    # Dual averaging of the step (Hoffman and Gelman 2014) towards four accepted of five.
    log_bar, error, centre = np.log(steps), np.zeros(levels), np.log(10 * steps)
    for it in range(len(odds)):
        for t in range(levels):
            step = steps[t] * (0.3 + 0.9 * rng.random())
            hops = 1 + int(rng.random() * (HOPS_COLD if t == 0 else HOPS_HOT))
            now, chance, moved = move(
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
            now = target(place, x, counts, classes, betas[t], slope, work, out)
            if log(rng.random() + 1e-300) < now - value[t]:
                state[t, :] = place
                grad[t, :] = slope
                value[t], fit[t], odd[t] = now, out[0], out[1]
            exchange(state[t], lists, classes, rng, shares)
            _, changed = cut(state[t], x, counts, classes, betas[t], fit[t], rng, shares, lam, spare, work)
            fits[2, t] += changed / len(odds)
            value[t] = target(state[t], x, counts, classes, betas[t], grad[t], work, out)
            fit[t], odd[t] = out[0], out[1]
        target(state[0], x, counts, classes, betas[0], grad[0], work, out)
        sweep(state[0], x, counts, classes, rng, work)
        value[0] = target(state[0], x, counts, classes, betas[0], grad[0], work, out)
        fit[0], odd[0] = out[0], out[1]
        # Exchanges of even neighbours, then of odd ones: a state keeps its direction (Syed et al. 2022).
        for t in range(it % 2, levels - 1, 2):
            if log(rng.random() + 1e-300) < (betas[t] - betas[t + 1]) * (fit[t + 1] - fit[t]):
                fits[1, t] += 2.0 / len(odds)
                for i in range(size):
                    state[t, i], state[t + 1, i] = state[t + 1, i], state[t, i]
                who[t], who[t + 1] = who[t + 1], who[t]
                for m in (t, t + 1):
                    value[m] = target(state[m], x, counts, classes, betas[m], grad[m], work, out)
                    fit[m], odd[m] = out[0], out[1]
        journey(who, trips)
        odds[it] = odd[0]
        fits[0] += fit / len(odds)
        if adapting:
            moments[0] += state
            moments[1] += state * state
    if adapting and len(odds) > 0:
        for t in range(levels):
            steps[t] = exp(log_bar[t])
    rates[0] = accepted / max(len(odds), 1)
    rates[1] = fits[1].sum() / (levels - 1)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def shares_of(theta: Floats, classes: int, shares: Floats) -> None:
    """Fill `shares` with the logarithms of the classes' shares."""
    left = 0.0
    for k in range(classes - 1):
        w = exp(theta[k])
        shares[k] = log(max(-np.expm1(-w), 1e-300)) - left
        left += w
    shares[classes - 1] = -left


@numba.njit(cache=True, nogil=True, error_model="numpy")
def sticks_of(shares: Floats, theta: Floats) -> None:
    """Write the sticks of these log shares into `theta`."""
    classes = len(shares)
    rest = shares[classes - 1]
    for k in range(classes - 2, -1, -1):
        highest = max(rest, shares[k])
        before = highest + np.log1p(exp(min(rest, shares[k]) - highest))
        part = exp(shares[k] - before)
        theta[k] = log(max(-np.log1p(-part) if part < 0.5 else before - rest, 1e-300))
        rest = before


@numba.njit(cache=True, nogil=True, error_model="numpy")
def share_density(shares: Floats) -> float:
    """Return the log prior density of log shares, alpha integrated out.

    With r_k what is left before class k it is pi_K^-1 prod_{1<k<K} r_k^-1 (1/4 - log pi_K)^-(1/4 + K - 1).
    """
    classes = len(shares)
    last = shares[classes - 1]
    density: float = -last - (0.25 + classes - 1) * log(0.25 - last)
    highest = last
    rest = 1.0
    for k in range(classes - 2, 0, -1):
        if shares[k] <= highest:
            rest += exp(shares[k] - highest)
        else:
            rest = 1.0 + rest * exp(highest - shares[k])
            highest = shares[k]
        density -= highest + log(rest)
    return density


@numba.njit(cache=True, nogil=True, error_model="numpy")
def exchange(theta: Floats, lists: int, classes: int, rng: np.random.Generator, shares: Floats) -> None:
    """Exchange classes between their places on the stick: proposals without a likelihood, for it does not see the order."""
    shares_of(theta, classes, shares)
    now = share_density(shares)
    for _ in range(classes if classes > 1 else 0):
        a = int(rng.random() * classes)
        b = int(rng.random() * (classes - 1))
        b += b >= a
        shares[a], shares[b] = shares[b], shares[a]
        new = share_density(shares)
        if log(rng.random() + 1e-300) < new - now:
            now = new
            for j in range(lists):
                one, other = classes - 1 + a * lists + j, classes - 1 + b * lists + j
                theta[one], theta[other] = theta[other], theta[one]
        else:
            shares[a], shares[b] = shares[b], shares[a]
    sticks_of(shares, theta)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _near(lam: Floats, source: Floats, x: Floats, cubes: Floats) -> float:
    """Return the log density of proposing the capture probabilities `lam` for a class cut out of one with `source`.

    Either near a pattern of the table, 4 lambda^3 or 4 (1 - lambda)^3 or anything on each list, or near `source`, a Beta on
    twenty imagined people or anything on each list.
    """
    many, lists = x.shape
    from_source = 1.0
    for j in range(lists):
        cubes[0, j] = 0.4 + 2.4 * (1.0 - lam[j]) ** 3
        cubes[1, j] = 0.4 + 2.4 * lam[j] ** 3
        on = round(20.0 * source[j])
        from_source *= 0.5 + 0.5 * exp(BELL[on] + on * log(lam[j]) + (20.0 - on) * log(1.0 - lam[j]))
    from_pattern = 0.0
    for i in range(many):
        density = 1.0
        for j in range(lists):
            density *= cubes[int(x[i, j]), j]
        from_pattern += density
    return log(0.5 * from_pattern / many + 0.5 * from_source)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _fit(shares: Floats, lam: Floats, x: Floats, counts: Floats, work: Floats) -> float:
    """Return the log likelihood of log shares and capture probabilities, float64[classes, lists]."""
    many, lists = x.shape
    classes = len(shares)
    seen, n = 0.0, 0.0
    for k in range(classes):
        work[0, k] = exp(shares[k])
        none = 1.0
        for j in range(lists):
            none *= 1.0 - lam[k, j]
        seen += work[0, k] * (1.0 - none)
    value = 0.0
    for i in range(many):
        p = 1e-300
        for k in range(classes):
            f = work[0, k]
            for j in range(lists):
                f *= lam[k, j] if x[i, j] > 0.5 else 1.0 - lam[k, j]
            p += f
        value += counts[i] * log(p)
        n += counts[i]
    return value - n * log(max(seen, 1e-300))


@numba.njit(cache=True, nogil=True, error_model="numpy")
def cut(
    theta: Floats, x: Floats, counts: Floats, classes: int, beta: float, fit: float, rng: np.random.Generator, shares: Floats,
    lam: Floats, spare: Floats, work: Floats,
) -> tuple[float, bool]:  # fmt: skip
    """Replace a class by another cut out of a third; return the log likelihood, and whether anything changed.

    The share of the two together stays; how it is cut is drawn on a log scale or evenly, the probabilities by `_near`.
    """
    many, lists = x.shape
    changed = False
    new, old, cubes = spare[0], spare[1], spare[2:]
    for k in range(classes):
        for j in range(lists):
            lam[k, j] = 1.0 / (1.0 + exp(-theta[classes - 1 + k * lists + j]))
    shares_of(theta, classes, shares)
    prior = share_density(shares)
    for _ in range(CUTS if classes > 1 else 0):
        m = int(rng.random() * classes)
        k = int(rng.random() * (classes - 1))
        k += k >= m
        if rng.random() < 0.5:
            i = int(rng.random() * many)
            for j in range(lists):
                part = rng.random() ** 0.25 if rng.random() < 0.6 else rng.random()
                new[j] = part if x[i, j] > 0.5 else 1.0 - part
        else:
            for j in range(lists):
                on = round(20.0 * lam[k, j])
                new[j] = rng.beta(1.0 + on, 21.0 - on) if rng.random() < 0.5 else rng.random()
        for j in range(lists):
            new[j] = min(max(new[j], 1e-12), 1.0 - 1e-12)
            old[j], lam[m, j] = min(max(lam[m, j], 1e-12), 1.0 - 1e-12), new[j]
        highest = max(shares[m], shares[k])
        both = highest + log(exp(shares[m] - highest) + exp(shares[k] - highest))
        u = exp(LONGEST * rng.random()) if rng.random() < 0.5 else rng.random()
        old_m, old_k = shares[m], shares[k]
        before = exp(old_m - both)
        if u >= 1.0 or u <= 0.0:
            u = 0.5
        shares[m], shares[k] = both + log(u), both + np.log1p(-u)
        ratio = _cut_density(before) - _cut_density(u) + _near(old, lam[k], x, cubes) - _near(new, lam[k], x, cubes)
        after = share_density(shares)
        now = _fit(shares, lam, x, counts, work)
        if log(rng.random() + 1e-300) < beta * (now - fit) + after - prior + ratio:
            fit, prior, changed = now, after, True
            for j in range(lists):
                theta[classes - 1 + m * lists + j] = log(new[j]) - log(1.0 - new[j])
        else:
            shares[m], shares[k] = old_m, old_k
            for j in range(lists):
                lam[m, j] = old[j]
    if changed:
        sticks_of(shares, theta)
    return fit, changed


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _cut_density(u: float) -> float:
    """Return the log density of cutting the share `u` off: half evenly, half on a log scale down to exp(LONGEST)."""
    if u <= 0.0:
        return -1e300
    return log(0.5 + (0.5 / (u * -LONGEST) if u > exp(LONGEST) else 0.0))
