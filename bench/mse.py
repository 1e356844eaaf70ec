"""The figures of the estimation room: every bar of the methods chapters, as measured here.

`python -m bench.mse` prints each figure with the value it is held against. Tables are the published ones typed into the tests;
those beside the repository are used when they are there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "mse"
sys.path.insert(0, str(ROOT / "tests" / "published"))

import mse_tables  # noqa: E402
import numpy as np  # noqa: E402

from atleast import mse  # noqa: E402
from atleast.mse import decomposable, latent, loglinear, posterior  # noqa: E402


def timed(work: Callable[[], object], *, repeat: int = 1) -> float:
    """Return the CPU seconds of one run, after a first one that fills the caches."""
    work()
    started = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - started) / repeat


def said(found: posterior.Posterior) -> str:
    low, high = posterior.interval(found)
    return f"{posterior.quantile(found, 0.5):>9,.0f} [{low:,.0f}; {high:,.0f}]"


def bounds() -> None:
    print("\nBounds: independent lists (Darroch), list-specific Chao")
    for name in ("kosovo4", "gaza3", "congenital5", "hare6", "hav3", "lesbian4"):
        found = mse.bounds(mse_tables.table(name))
        print(f"  {name:14} darroch {found['darroch'].estimate:12,.4f}   chao {found['chao'].estimate:12,.1f}")


def exact_average() -> None:
    print("\nDecomposable: with the complete graph (dga's setting), without it, CPU seconds of one fit")
    for name in ("kosovo4", "uk5", "westernus5", "congenital5", "gaza3", "hav3"):
        table = mse_tables.table(name)
        with_it = decomposable.average(table, complete_graph=True).posterior
        without = decomposable.average(table).posterior
        seconds = timed(lambda table=table: decomposable.average(table), repeat=5)
        print(f"  {name:14} {said(with_it):34} {said(without):34} {seconds:.4f} s")
    tables = [("uk6", mse_tables.table("uk6")), ("hare6", mse_tables.table("hare6"))]
    path = SHARED / "ph_manila_unidentified7.csv"
    if path.is_file():
        tables.append((path.stem, mse.read_table(path.read_bytes(), path.name)))
    for name, table in tables:
        seconds = timed(lambda table=table: decomposable.average(table))
        print(f"  {name:14} {'':34} {said(decomposable.average(table).posterior):34} {seconds:.4f} s")


def strata() -> None:
    """1,000 strata of five lists: the bar is 60 s."""
    rng = np.random.default_rng(1)
    whole = mse_tables.table("congenital5")
    patterns = [p for p, _ in whole.counts]
    share = np.array([c for _, c in whole.counts]) / whole.n
    made = [
        mse.from_counts(whole.lists, dict(zip(patterns, rng.multinomial(300, share).tolist(), strict=True)))
        for _ in range(1000)
    ]
    started = time.process_time()
    for table in made:
        decomposable.average(table)
    print(f"\nStrata: 1,000 of five lists, decomposable: {time.process_time() - started:.1f} s")


def models_of_interaction() -> None:
    print("\nLog-linear: best model by BIC with its profile interval, average, CPU seconds of all models with profiles")
    for name in ("kosovo4", "gaza3", "uk4", "uk5", "westernus5", "congenital5", "korea3"):
        table = mse_tables.table(name)
        started = time.process_time()
        found = loglinear.average(table, replicates=2)
        seconds = time.process_time() - started
        best = found.fits[0]
        low, high = found.best or (0.0, 0.0)
        mixed = said(found.posterior) if found.posterior else "refused"
        flagged = f"{found.not_finite} without a finite estimate" if found.not_finite else ""
        print(f"  {name:14} {best.estimate:>9,.0f} [{low:,.0f}; {high:,.0f}]   {mixed:34} {seconds:.2f} s {flagged}")


LCMCR = {
    "kosovo4": (10_393, 8_998, 13_881), "uk4": (11_978, 10_190, 14_558), "uk6": (22_880, 16_953, 34_669),
    "neworleans5": (836, 572, 1_390), "neworleans8": (717, 514, 1_072), "westernus5": (1_838, 1_309, 3_009),
    "hiv_rome4": (10_912, 9_380, 13_126), "hav3": (515, 367, 876), "spina3": (726, 680, 814), "artificial3": (404, 240, 819),
    "uk5": (20_570, 11_213, 32_405), "gaza3": (55_770, 38_346, 83_107),
}  # fmt: skip


def classes() -> None:
    print("\nLatent: against LCMCR 0.4.14 (of uk5 and gaza3 its answer depends on its seed); ESS of log n0 per CPU second")
    latent.sample(mse_tables.table("hav3"), warm=10, keep=20, most=1)
    for name, expected in LCMCR.items():
        started = time.process_time()
        found = latent.sample(mse_tables.table(name))
        seconds = time.process_time() - started
        theirs = f"{expected[0]:,} [{expected[1]:,}; {expected[2]:,}]"
        trusted = "" if found.trusted else "refused"
        print(
            f"  {name:14} {said(found.posterior):34} LCMCR {theirs:28} R-hat {found.r_hat:.3f} ESS {found.ess:,.0f} "
            f"trips {found.trips} {seconds:.1f} s, {found.ess / seconds:.0f}/s {trusted}",
            flush=True,
        )


def capture(kind: str, people: int, lists: int, rng: np.random.Generator) -> mse.Table:
    """Make a table of `people` people on `lists` lists, by a rule that the engines' models hold or break."""
    base = np.array([0.35, 0.25, 0.3, 0.2, 0.28])[:lists]
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


KINDS = (
    "independent lists",
    "one dependent pair",
    "two classes",
    "logit-normal",
    "one-inflation",
    "2% false links",
    "5% missed links",
)


def coverage(*, people: int = 1000, lists: int = 4, replicates: int = 200, latents: int = 40) -> None:
    """Print the table of coverage that the docs carry: how often the 95% interval holds the truth, and median / truth."""
    print(f"\n| {people:,} people, {lists} lists | decomposable | log-linear | latent | list-specific Chao below the truth |")
    print("|---|---|---|---|---|")
    for kind in KINDS:
        rng = np.random.default_rng([people, lists, KINDS.index(kind)])
        made = [capture(kind, people, lists, rng) for _ in range(replicates)]
        cells = []
        for engine, size in (("decomposable", replicates), ("loglinear", replicates // 2), ("latent", latents)):
            answers = [interval_by(engine, table, i) for i, table in enumerate(made[:size])]
            given = [one for one in answers if one is not None]
            held = np.mean([low <= people <= high for _, low, high in given]) if given else float("nan")
            ratio = np.median([middle / people for middle, _, _ in given]) if given else float("nan")
            refused = f", {size - len(given)} of {size} refused" if len(given) < size else ""
            cells.append(f"{held:.2f} ({ratio:.2f}{refused})")
        below = [mse.bounds(table)["chao"].estimate for table in made]
        cells.append(f"{np.mean([point is not None and point <= people for point in below]):.2f}")
        print(f"| {kind} | {' | '.join(cells)} |", flush=True)


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
            found = latent.sample(table, seed=len(ranks), warm=300, keep=500, most=1).posterior
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


def studies() -> None:
    """Print the simulation studies: coverage when models hold and when they do not, and calibration."""
    coverage()
    for people, lists in ((200, 3), (5000, 5)):
        coverage(people=people, lists=lists, replicates=100, latents=20)
    print("\nSimulation-based calibration, p-value of rank uniformity over 300 draws (latent: 100)")
    for lists in (3, 4, 5):
        print(f"  decomposable, {lists} lists: {calibration('decomposable', lists=lists):.3f}", flush=True)
    for lists in (3, 4):
        print(f"  latent, {lists} lists: {calibration('latent', lists=lists, draws=100):.3f}", flush=True)


def main() -> None:
    """Print every figure; the simulation studies only when asked for with `studies`."""
    if sys.argv[1:] == ["studies"]:
        studies()
        return
    bounds()
    exact_average()
    strata()
    models_of_interaction()
    classes()


if __name__ == "__main__":
    main()
