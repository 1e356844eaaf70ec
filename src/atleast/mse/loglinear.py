"""Log-linear models of how the lists depend on one another, averaged and never merely selected.

A hierarchical model holds main effects and some interactions, without the one among all lists: log mu_x = sum of the terms in
x, fitted to the observed cells by Poisson maximum likelihood; n0 = exp(intercept) (Fienberg 1972). All models of three and
four lists are fitted, of five the 1,024 with pairs, of six to nine those near the best. A model without a finite estimate
is found by linear programming and gives no number. Each finite model's profile likelihood of N (Cormack 1992) is read as a
confidence distribution, and the answer is their mixture by BIC weight; the best model's interval and the bootstrap that
selects anew each time stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from atleast.mse import check
from atleast.mse.posterior import Floats, Posterior
from atleast.mse.table import Table, cells

MOST_LISTS = 9
PROFILE_POINTS = 48
WORTH = 14.0
MOST_MIXED = 60
SEARCHED = 200
MOST_NOT_FINITE = 0.5
SETTLED, RUNS_AWAY = 1, 2

Model = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One model: its interactions as patterns, the estimate of N (None when not finite), its deviance-free BIC and AIC."""

    terms: Model
    estimate: float | None
    spread: float
    bic: float
    aic: float


@dataclass(frozen=True, kw_only=True)
class Averaged:
    """The mixture over models (None when none is finite), each with its weight, the best one's interval, the bootstrap's."""

    posterior: Posterior | None
    fits: tuple[Fit, ...]
    weights: tuple[float, ...]
    best: tuple[float, float] | None
    not_finite: int
    weight_not_finite: float
    bootstrap: tuple[float, float, float] | None
    bootstrap_not_finite: float


@lru_cache(maxsize=8)
def models(lists: int) -> tuple[Model, ...]:
    """Return every hierarchical set of interactions but the highest, of three and four lists; of more, those with pairs."""
    pairs = [1 << i | 1 << j for i, j in combinations(range(lists), 2)]
    sets = [tuple(sorted(chosen)) for k in range(len(pairs) + 1) for chosen in combinations(pairs, k)]
    if lists != 4:
        return tuple(sets)
    triples = [0b0111, 0b1011, 0b1101, 0b1110]
    found = []
    for base in sets:
        allowed = [t for t in triples if all(p in base for p in pairs if p & t == p)]
        found += [base + chosen for k in range(len(allowed) + 1) for chosen in combinations(allowed, k)]
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class _Design:
    """Observable cells x all terms that any model may hold: the intercept, the main effects, then `interactions`."""

    patterns: Floats
    x: Floats
    interactions: Model
    lists: int


def _design(table: Table, searched: tuple[Model, ...]) -> _Design:
    lists = len(table.lists)
    patterns = np.array([p for p in range(1, 1 << lists) if p not in table.impossible])
    interactions = tuple(sorted({term for model in searched for term in model}, key=lambda t: (t.bit_count(), t)))
    columns = [1 << j for j in range(lists)] + list(interactions)
    x = np.array([[1.0, *(float(p & t == t) for t in columns)] for p in patterns.tolist()])
    return _Design(patterns=patterns, x=x, interactions=interactions, lists=lists)


def _masks(design: _Design, searched: tuple[Model, ...], counts: Floats) -> tuple[np.ndarray, np.ndarray]:
    """Return which terms and which cells each fit uses, bool[fits, terms], bool[fits, cells]; `counts` is float[fits, cells].

    An interaction that nobody shows is fitted as minus infinity: it and the cells that hold it are taken out.
    """
    first = 1 + design.lists
    chosen = np.zeros((len(searched), design.x.shape[1]), dtype=bool)
    chosen[:, :first] = True
    for row, model in enumerate(searched):
        for term in model:
            chosen[row, first + design.interactions.index(term)] = True
    chosen = np.broadcast_to(chosen, (len(counts), chosen.shape[1])).copy() if len(searched) == 1 else chosen
    empty = (counts @ design.x == 0) & chosen
    active = ~((empty[:, None, :] & (design.x[None, :, :] > 0)).any(axis=2))
    return chosen & ~empty, active


def _solve(
    x: Floats, y: Floats, terms: np.ndarray, active: np.ndarray, start: Floats | None = None
) -> tuple[Floats, Floats, np.ndarray]:
    """Fit many Poisson models at once by Newton's method.

    Returns the coefficients, the variance of each intercept, and whether the fit settled: 0 no, SETTLED, or RUNS_AWAY when its
    intercept stands still while another term goes to minus infinity.
    """
    fits, p = len(y), x.shape[1]
    outer = (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
    free = terms[:, :, None] & terms[:, None, :]
    eye = np.eye(p)
    beta = start.copy() if start is not None else _start(x, y, terms, active)
    target = np.where(terms, (y * active) @ x, 0.0)
    size = np.maximum(y.sum(axis=1), 1.0)
    running = np.arange(fits)
    state = np.zeros(fits, dtype=np.int8)
    corner = np.zeros(fits)
    for _ in range(60):
        mu = np.exp(np.clip(beta[running] @ x.T, -60, 60)) * active[running]
        score = np.where(terms[running], target[running] - mu @ x, 0.0)
        information = np.where(free[running], (mu @ outer).reshape(-1, p, p), 0.0)
        information += eye * np.where(terms[running], 1e-9, 1.0)[:, None, :]
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        largest = np.abs(step).max(axis=1)
        beta[running] += step * np.minimum(1.0, 2.0 / np.maximum(largest, 1e-12))[:, None]
        # A term that runs to minus infinity steps on for ever while its score dies out: the intercept must stand still.
        done = (np.abs(step[:, 0]) < 1e-7) & (np.abs(score).max(axis=1) < 1e-9 * size[running])
        state[running[done]] = np.where(largest[done] < 1e-3, SETTLED, RUNS_AWAY)
        if done.any():
            corner[running[done]] = np.linalg.inv(information[done])[:, 0, 0]
        running = running[~done]
        if not len(running):
            break
    return beta, corner, state


def _start(x: Floats, y: Floats, terms: np.ndarray, active: np.ndarray) -> Floats:
    """Start from a weighted least-squares fit of log counts, with small cells counting little."""
    p = x.shape[1]
    weight = np.where(active, y + 0.1, 0.0)
    outer = (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
    free = terms[:, :, None] & terms[:, None, :]
    information = np.where(free, (weight @ outer).reshape(-1, p, p), 0.0)
    information += np.eye(p) * np.where(terms, 1e-6, 1.0)[:, None, :]
    right = np.where(terms, (weight * np.log(y + 0.1)) @ x, 0.0)
    return np.asarray(np.linalg.solve(information, right[:, :, None])[:, :, 0], dtype=np.float64)


def _likelihood(x: Floats, y: Floats, beta: Floats, active: np.ndarray) -> Floats:
    from scipy.special import gammaln

    eta = np.clip(beta @ x.T, -60, 60)
    value: Floats = np.sum(np.where(active, y * eta - np.exp(eta) - gammaln(y + 1), 0.0), axis=1)
    return value


def fit(table: Table, searched: tuple[Model, ...] | None = None) -> tuple[Fit, ...]:
    """Fit the models (all of this number of lists unless told); those without a finite estimate have None."""
    chosen = searched if searched is not None else models(len(table.lists))
    design = _design(table, chosen)
    counts = np.broadcast_to(cells(table)[design.patterns], (len(chosen), len(design.patterns)))
    terms, active = _masks(design, chosen, counts)
    beta, corner, state = _solve(design.x, counts, terms, active)
    value = _likelihood(design.x, counts, beta, active)
    log_n = np.log(max(table.n, 2))
    found = []
    for i, model in enumerate(chosen):
        k = 1 + design.lists + len(model)
        good = _finite(design, counts[i], terms[i], active[i], int(state[i]))
        found.append(
            Fit(
                terms=model,
                estimate=float(table.n + np.exp(beta[i, 0])) if good else None,
                spread=float(np.sqrt(max(corner[i], 1e-12))),
                bic=float(-2 * value[i] + k * log_n),
                aic=float(-2 * value[i] + 2 * k),
            )
        )
    return tuple(found)


def _finite(design: _Design, y: Floats, terms: np.ndarray, active: np.ndarray, state: int) -> bool:
    """Say whether a fit's total is finite.

    A settled fit with every cell positive is itself the certificate that the margins lie inside the cone; only the others
    need the linear programme. Cells that were taken out can leave the intercept undetermined: that is a question of rank.
    """
    if state == SETTLED and active.all():
        return True
    x = design.x[active][:, terms]
    return check.finite(x, y[active], support=np.ones(len(x), dtype=bool) if state == SETTLED else None)


def profile(table: Table, fits: tuple[Fit, ...]) -> tuple[Floats, Floats]:
    """Return a grid of log n0 for each finite model, and the signed root of its profile likelihood, float64[fits, points]."""
    from scipy.special import gammaln

    design = _design(table, tuple(one.terms for one in fits))
    x = np.vstack([design.x, np.eye(1, design.x.shape[1])])
    y = np.append(cells(table)[design.patterns], 0.0)
    centre = np.array([np.log(max((one.estimate or 1.0) - table.n, 1e-3)) for one in fits])
    spread = np.array([min(max(one.spread, 1e-4), 4.0) for one in fits])
    steps = np.concatenate([np.linspace(-7, -2.5, 10, endpoint=False), np.linspace(-2.5, 3, 26), np.linspace(3, 9, 13)[1:]])
    grid = centre[:, None] + spread[:, None] * steps[None, :]
    n0 = np.exp(grid)
    masks = [_masks(design, (one.terms,), y[None, :-1]) for one in fits]
    terms = np.repeat(np.concatenate([m[0] for m in masks]), len(steps), axis=0)
    active = np.repeat(np.concatenate([m[1] for m in masks]), len(steps), axis=0)
    active = np.column_stack([active, np.ones(len(active), dtype=bool)])
    filled = np.broadcast_to(y, (n0.size, len(y))).copy()
    filled[:, -1] = n0.ravel()
    beta, _, _ = _solve(x, filled, terms, active)
    eta = np.clip(beta @ x.T, -60, 60)
    total = table.n + n0.ravel()
    value = (
        gammaln(total + 1)
        - gammaln(n0.ravel() + 1)
        + np.sum(np.where(active, filled * eta, 0.0), axis=1)
        - total * np.log(total)
    )
    return grid, _signed_root(grid, value.reshape(grid.shape))


def _signed_root(grid: Floats, value: Floats) -> Floats:
    """Return sign * sqrt(2 (max - value)), the maximum found by a parabola through the three highest points."""
    rows = np.arange(len(grid))
    at = np.clip(value.argmax(axis=1), 1, grid.shape[1] - 2)
    x0, x1, x2 = (grid[rows, at + d] for d in (-1, 0, 1))
    y0, y1, y2 = (value[rows, at + d] for d in (-1, 0, 1))
    left, right = (y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)
    curve = (right - left) / (x2 - x0)
    place = np.where(curve < 0, (x0 + x1) / 2 - left / (2 * np.where(curve < 0, curve, -1.0)), x1)
    place = np.clip(place, x0, x2)
    top = np.maximum(y0 + (place - x0) * left + curve * (place - x0) * (place - x1), value.max(axis=1))
    root: Floats = np.sign(grid - place[:, None]) * np.sqrt(np.maximum(2 * (top[:, None] - value), 0.0))
    return np.maximum.accumulate(root, axis=1)


def interval_of(table: Table, one: Fit, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return the profile interval of one model's total."""
    grid, root = profile(table, (one,))
    low, high = np.interp([-z, z], root[0], grid[0])
    return table.n + float(np.exp(low)), table.n + float(np.exp(high))


def average(table: Table, *, seed: int = 0, replicates: int = 400) -> Averaged:
    """Average the models by BIC weight; the bootstrap draws `replicates` tables and chooses anew among the models worth it."""
    fits = fit(table) if len(table.lists) <= 5 else _searched(table)
    bics = np.array([one.bic for one in fits])
    weight = np.exp(-(bics - bics.min()) / 2)
    weight /= weight.sum()
    lost = float(sum(w for one, w in zip(fits, weight, strict=True) if one.estimate is None))
    finite = [(one, w) for one, w in zip(fits, weight, strict=True) if one.estimate is not None]
    missing = len(fits) - len(finite)
    finite.sort(key=lambda pair: (-pair[1], pair[0].terms))
    if not finite:
        return Averaged(
            posterior=None, fits=fits, weights=tuple(weight), best=None, not_finite=missing, weight_not_finite=lost,
            bootstrap=None, bootstrap_not_finite=0.0,
        )  # fmt: skip
    worth = tuple(one for one, w in finite if w > finite[0][1] * np.exp(-WORTH / 2))[:MOST_MIXED]
    shares = np.array([w for _, w in finite[: len(worth)]])
    grid, root = profile(table, worth)
    again, failed = bootstrap(table, worth[:30], seed=seed, replicates=replicates)
    return Averaged(
        posterior=_mixed(table.n, grid, root, shares / shares.sum()),
        fits=tuple(one for one, _ in finite),
        weights=tuple(float(w) for _, w in finite),
        best=interval_of(table, worth[0]),
        not_finite=missing,
        weight_not_finite=lost,
        bootstrap=again,
        bootstrap_not_finite=failed,
    )


def _mixed(n: int, grid: Floats, root: Floats, share: Floats) -> Posterior:
    """Mix the models' confidence distributions on a common grid of whole numbers."""
    from scipy.special import ndtr

    top = min(float(np.exp(grid.max())), 1e13)
    edges = np.unique(np.round(np.concatenate([[0], np.geomspace(1, max(top, 3.0), 900)])).astype(np.int64))
    at = np.log(np.maximum(edges - 0.5, 1e-6))
    cumulated = np.zeros(len(edges))
    for one, r, w in zip(grid, root, share, strict=True):
        slope = max((r[-1] - r[0]) / (one[-1] - one[0]), 1e-6)
        inside = np.interp(at, one, r)
        below, above = r[0] + slope * (at - one[0]), r[-1] + slope * (at - one[-1])
        cumulated += w * ndtr(np.where(at < one[0], below, np.where(at > one[-1], above, inside)))
    cumulated[0], cumulated[-1] = 0.0, 1.0
    mass = np.maximum(np.diff(cumulated), 0.0)
    kept = mass > 0
    return Posterior(n=n, low=edges[:-1][kept], high=edges[1:][kept] - 1, weight=mass[kept] / mass.sum())


def bootstrap(
    table: Table, chosen: tuple[Fit, ...], *, seed: int, replicates: int
) -> tuple[tuple[float, float, float] | None, float]:
    """Draw tables of the same n, choose the model with the best BIC in each, return median and 95% interval of its estimate.

    Also returns the share of replicates whose choice had no finite estimate; they are counted as above every number.
    """
    rng = np.random.default_rng(seed)
    searched = tuple(one.terms for one in chosen)
    design = _design(table, searched)
    counts = cells(table)[design.patterns]
    drawn = rng.multinomial(table.n, counts / counts.sum(), size=replicates).astype(float)
    best = np.full(replicates, np.inf)
    estimate = np.full(replicates, np.inf)
    for model in searched:
        terms, active = _masks(design, (model,), drawn)
        beta, _, state = _solve(design.x, drawn, terms, active)
        value = -2 * _likelihood(design.x, drawn, beta, active) + (1 + design.lists + len(model)) * np.log(table.n)
        bounded = (state > 0) & (beta[:, 0] < np.log(1e5 * table.n))
        better = value < best
        best = np.where(better, value, best)
        estimate = np.where(better, np.where(bounded, table.n + np.exp(np.minimum(beta[:, 0], 40)), np.inf), estimate)
    failed = float(np.mean(~np.isfinite(estimate)))
    if failed > 0.02:
        return None, failed
    low, middle, high = np.quantile(np.where(np.isfinite(estimate), estimate, 1e15), [0.025, 0.5, 0.975])
    return (float(middle), float(low), float(high)), failed


def _searched(table: Table) -> tuple[Fit, ...]:
    """Of six and more lists, fit models with pairs: each step opens one model, fitting all that differ from it by one pair.

    From independence the best model is opened until none that differs by one pair is better; then the best of those within 10
    BIC of it, until SEARCHED more are fitted. A better one found on the way is climbed from in turn.
    """
    pairs = [1 << i | 1 << j for i, j in combinations(range(len(table.lists)), 2)]
    known: dict[Model, Fit] = {(): fit(table, ((),))[0]}
    opened: set[Model] = set()
    most = 0
    while True:
        best = min(known.values(), key=lambda one: (one.bic, one.terms))
        if best.terms not in opened:
            most = len(known) + SEARCHED
        waiting = [one for one in known.values() if one.terms not in opened and one.bic < best.bic + 10]
        if not waiting or len(known) >= most:
            return tuple(known.values())
        now = min(waiting, key=lambda one: (one.bic, one.terms))
        opened.add(now.terms)
        neighbours = [tuple(sorted(set(now.terms) ^ {pair})) for pair in pairs]
        new = tuple(model for model in neighbours if model not in known)
        known |= {one.terms: one for one in (fit(table, new) if new else ())}
