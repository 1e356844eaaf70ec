"""Simulation studies of the estimation room: coverage when models hold and when they do not, and calibration.

`python -m bench.mse studies` runs all pieces; `python -m bench.mse studies NAME` one of them, so that a long run can be
taken up again piece by piece: `coverage-PEOPLE-LISTS-holds` (the rows of the rules that the engines assume),
`coverage-PEOPLE-LISTS-wrong` (the others), `classes`, `calibration-ENGINE-LISTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from atleast import mse
from atleast.mse import decomposable, latent, loglinear, posterior

BASE = (0.35, 0.25, 0.3, 0.2, 0.28)


def capture(kind: str, people: int, lists: int, rng: np.random.Generator) -> mse.Table:
    """Make a table of `people` people on `lists` lists, by a rule that the engines' models hold or break."""
    base = np.array(BASE)[:lists]
    chance = np.broadcast_to(base, (people, lists)).copy()
    if kind == "two classes":
        hidden = rng.random(people) < 0.5
        chance[hidden] = base * 0.35
        chance[~hidden] = np.minimum(base * 1.65, 0.95)
    if kind == "logit-normal":
        chance = 1 / (1 + np.exp(-(np.log(base / (1 - base)) + rng.normal(size=(people, 1)))))
    on = rng.random((people, lists)) < chance
    if kind == "one dependent pair":
        on[:, 1] |= on[:, 0] & (rng.random(people) < 0.4)
    patterns = (on * 2 ** np.arange(lists)).sum(axis=1)
    patterns = patterns[patterns > 0]
    many = np.array([int(p).bit_count() for p in patterns])
    if kind == "5% missed links":
        patterns = _split(patterns, np.flatnonzero((many > 1) & (rng.random(len(many)) < 0.05)), rng)
    if kind == "one-inflation":
        patterns = np.concatenate([patterns, 1 << rng.integers(0, lists, round(0.1 * len(patterns)))])
    if kind == "2% false links":
        patterns = _joined(patterns, rng)
    found, counts = np.unique(patterns, return_counts=True)
    return mse.from_counts([f"list{j}" for j in range(lists)], dict(zip(found.tolist(), counts.tolist(), strict=True)))


def _split(patterns: np.ndarray, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Take one list off each chosen person and make it a person of its own: a link that was missed."""
    apart = []
    for i in chosen:
        bits = [j for j in range(8) if patterns[i] >> j & 1]
        bit = 1 << int(rng.choice(bits))
        patterns[i] &= ~bit
        apart.append(bit)
    return np.concatenate([patterns, np.array(apart, dtype=patterns.dtype)])


def _joined(patterns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Join 2% of the people, in pairs on different lists, into one: links that are false."""
    order = rng.permutation(len(patterns)).tolist()
    gone: set[int] = set()
    while len(gone) < 0.02 * len(patterns) and len(order) > 1:
        a = order.pop()
        partner = next((i for i in order if not patterns[i] & patterns[a]), None)
        if partner is not None:
            order.remove(partner)
            patterns[partner] |= patterns[a]
            gone.add(a)
    return np.delete(patterns, sorted(gone))


def interval_by(engine: str, table: mse.Table, seed: int) -> tuple[float, float, float] | None:
    """Return median and 95% interval, or None where the engine refuses; the latent engine with shorter chains than usual."""
    judged = mse.verdict(table)
    if not judged.ok:
        return None
    if engine == "latent":
        found = latent.sample(judged.table, seed=seed, warm=300, keep=400, most=2).posterior
    elif engine == "loglinear":
        mixed = loglinear.average(judged.table, replicates=2).posterior
        if mixed is None:
            return None
        found = mixed
    else:
        averaged = decomposable.average(judged.table)
        if averaged.at_cap > decomposable.UNBOUNDED:
            return None
        found = averaged.posterior
    low, high = posterior.interval(found)
    return posterior.quantile(found, 0.5), low, high


HOLDS = ("independent lists", "one dependent pair")
KINDS = (*HOLDS, "two classes", "logit-normal", "one-inflation", "2% false links", "5% missed links")


def coverage(people: int, lists: int, kinds: tuple[str, ...], *, replicates: int, latents: int) -> None:
    """Print rows of the table of coverage that the docs carry: how often the 95% interval holds the truth, and median / truth.

    `replicates` tables for the decomposable engine, half as many for the log-linear one, `latents` for the latent one.
    """
    print(f"\n| {people:,} people, {lists} lists | decomposable | log-linear | latent | list-specific Chao below the truth |")
    print("|---|---|---|---|---|")
    for kind in kinds:
        rng = np.random.default_rng([people, lists, KINDS.index(kind)])
        made = [capture(kind, people, lists, rng) for _ in range(replicates)]
        cells = []
        for engine, size in (("decomposable", replicates), ("loglinear", replicates // 2), ("latent", latents)):
            answers = [interval_by(engine, table, i) for i, table in enumerate(made[:size])]
            cells.append(_cell(answers, people))
        below = [mse.bounds(table)["chao"].estimate for table in made]
        cells.append(f"{np.mean([point is not None and point <= people for point in below]):.2f}")
        print(f"| {kind} | {' | '.join(cells)} |", flush=True)


def _cell(answers: list[tuple[float, float, float] | None], people: int) -> str:
    """Say how often the interval held the truth, the median of estimate / truth, and how many were refused."""
    given = [one for one in answers if one is not None]
    if not given:
        return f"{len(answers)} of {len(answers)} refused"
    held = np.mean([low <= people <= high for _, low, high in given])
    ratio = np.median([middle / people for middle, _, _ in given])
    refused = f", {len(answers) - len(given)} of {len(answers)} refused" if len(given) < len(answers) else ""
    return f"{held:.2f} ({ratio:.2f}{refused})"


def calibration(engine: str, *, lists: int, draws: int = 300) -> float:
    """Return the p-value of rank uniformity: N log-uniform on 100 to 2,000, the cells from the engine's own prior."""
    from scipy.stats import chisquare

    rng = np.random.default_rng([lists, len(engine)])
    every = np.concatenate(list(decomposable.elimination_codes(lists)))
    codes = [code for code in every if len(decomposable.joined_pairs(code)) < lists * (lists - 1) // 2]
    ranks = []
    while len(ranks) < draws:
        people = int(np.exp(rng.uniform(np.log(100), np.log(2000))))
        p = _cells_of_graph(codes[rng.integers(len(codes))], rng) if engine == "decomposable" else _cells_of_classes(lists, rng)
        drawn = rng.multinomial(people, p)
        if drawn[1:].sum() < 10:
            continue
        counts = {i: int(c) for i, c in enumerate(drawn) if i and c}
        table = mse.from_counts([f"l{j}" for j in range(lists)], counts)
        low, high = 100 - table.n, 2000 - table.n
        if engine == "decomposable":
            found = decomposable.average(table, cap=max(high, 1)).posterior
        else:
            found = latent.sample(table, seed=len(ranks), warm=300, keep=500 if lists < 5 else 250, most=1).posterior
        ranks.append(_rank(found, people, low, high, rng))
    return float(chisquare(np.histogram(ranks, bins=10, range=(0, 1))[0]).pvalue)


def _rank(found: posterior.Posterior, people: int, low: int, high: int, rng: np.random.Generator) -> float:
    """Return where the truth lies in the posterior restricted to n0 from `low` to `high`, ties broken at random."""
    width = found.high - found.low + 1
    inside = found.weight * np.clip(np.minimum(found.high, high) - np.maximum(found.low, low) + 1, 0, None) / width
    n0 = people - found.n
    start = np.maximum(found.low, low)
    share = np.clip((n0 - start + rng.random()) / np.maximum(np.minimum(found.high, high) - start + 1, 1), 0, 1)
    share = np.where(found.high < n0, 1.0, np.where(found.low > n0, 0.0, share))
    return float((inside * share).sum() / inside.sum())


def _cells_of_graph(code: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw cell probabilities of a graph from the hyper-Dirichlet prior with 2^-J per cell, vertex by vertex."""
    lists = len(code)
    delta = 2.0**-lists
    order = _order(code)
    p = np.ones(1 << lists)
    for v in reversed(order):
        mask = int(code[v])
        alpha = delta * 2.0 ** (lists - mask.bit_count() - 1)
        chance: dict[int, float] = {}
        for cell in range(1 << lists):
            parents = cell & mask
            if parents not in chance:
                chance[parents] = float(rng.beta(alpha, alpha))
            p[cell] *= chance[parents] if cell >> v & 1 else 1 - chance[parents]
    return p / p.sum()


def _order(code: np.ndarray) -> list[int]:
    """Return an order in which the vertices were taken away: each before the neighbours that were left to it."""
    left, order = set(range(len(code))), []
    while left:
        v = next(v for v in sorted(left) if all(not int(code[u]) >> v & 1 for u in left if u != v))
        left.remove(v)
        order.append(v)
    return order


def _cells_of_classes(lists: int, rng: np.random.Generator) -> np.ndarray:
    """Draw cell probabilities from the latent class prior."""
    alpha = max(rng.gamma(0.25, 4.0), 1e-6)
    v = np.append(rng.beta(1.0, alpha, latent.CLASSES - 1), 1.0)
    share = v * np.append(1.0, np.cumprod(1 - v[:-1]))
    chance = rng.random((latent.CLASSES, lists))
    cells = np.array([[(cell >> j & 1) for j in range(lists)] for cell in range(1 << lists)])
    p = (share[:, None] * np.prod(np.where(cells[None], chance[:, None], 1 - chance[:, None]), axis=2)).sum(axis=0)
    return p / p.sum()


SEPARATED = 40


def separated() -> None:
    """Print how the latent engine's coverage depends on how well two halves of the people can be told apart."""
    print("\n| 2,000 people, 5 lists, halves found with probability | decomposable | log-linear | latent |")
    print("|---|---|---|---|")
    for low, high in ((0.3, 0.7), (0.2, 0.6), (0.15, 0.5), (0.08, 0.5)):
        rng = np.random.default_rng([5, round(100 * low)])
        made = []
        for _ in range(SEPARATED):
            chance = np.where(rng.random(2000) < 0.5, low, high)[:, None]
            patterns = ((rng.random((2000, 5)) < chance) * 2 ** np.arange(5)).sum(axis=1)
            found, counts = np.unique(patterns[patterns > 0], return_counts=True)
            made.append(mse.from_counts(list("abcde"), dict(zip(found.tolist(), counts.tolist(), strict=True))))
        cells = []
        for engine in ("decomposable", "loglinear", "latent"):
            cells.append(_cell([interval_by(engine, table, i) for i, table in enumerate(made)], 2000))
        print(f"| {low:g} and {high:g} | {' | '.join(cells)} |", flush=True)


SIZES = ((1000, 4, 200), (200, 3, 100), (5000, 5, 100))
PIECES: dict[str, Callable[[], object]] = (
    {
        f"coverage-{people}-{lists}-{name}": partial(coverage, people, lists, kinds, replicates=replicates, latents=latents)
        for name, kinds, latents in (("holds", HOLDS, 100), ("wrong", KINDS[len(HOLDS) :], 40))
        for people, lists, replicates in SIZES
    }
    | {
        "classes": separated,
    }
    | {
        f"calibration-{engine}-{lists}": lambda engine=engine, lists=lists: print(
            f"calibration, {engine}, {lists} lists: p = {calibration(engine, lists=lists):.3f} over 300 draws", flush=True
        )
        for engine in ("decomposable", "latent")
        for lists in (3, 4, 5)
    }
)


def studies(chosen: list[str]) -> None:
    """Run the pieces named, or all."""
    for name in chosen or PIECES:
        PIECES[name]()
