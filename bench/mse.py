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
from atleast.mse import decomposable, departures, latent, loglinear, posterior  # noqa: E402


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
    print("\nLatent: against LCMCR 0.4.14 where that converges; ESS of log n0 per CPU second, warming up included")
    latent.sample(mse_tables.table("hav3"), warm=10, keep=20, most=1)
    names = list(dict.fromkeys([*LCMCR, *mse_tables.COUNTS, *(path.stem for path in sorted(SHARED.glob("ph_*.csv")))]))
    for name in names:
        started = time.process_time()
        found = latent.sample(table_of(name))
        seconds = time.process_time() - started
        expected = LCMCR.get(name)
        theirs = f"{expected[0]:,} [{expected[1]:,}; {expected[2]:,}]" if expected else ""
        trusted = "" if found.trusted else "refused"
        print(
            f"  {name:27} {said(found.posterior):34} LCMCR {theirs:28} R-hat {found.r_hat:.3f} ESS {found.ess:,.0f} "
            f"trips {found.trips} {seconds:.1f} s, {found.ess / seconds:.0f}/s {trusted}",
            flush=True,
        )


def seeds(names: list[str]) -> None:
    """Ten seeds of the latent engine: they agree when the spread of the medians is what the effective draws allow."""
    print("\nLatent, ten seeds: medians, their spread, and the spread that Monte Carlo error alone would give")
    for name in names or ["hav3", "kosovo4", "uk5", "scotpwid4", "westernus5"]:
        found = [latent.sample(table_of(name), seed=seed) for seed in range(10)]
        medians = [posterior.quantile(one.posterior, 0.5) for one in found if one.trusted]
        if len(medians) < 2:
            print(f"  {name:14} refused by {10 - len(medians)} of 10 seeds", flush=True)
            continue
        low, high = posterior.interval(found[0].posterior, 0.5)
        # The standard error of a median is sqrt(1/4 / ESS) / density, and the middle half has width about 1/2 / density.
        expected = (high - low) * np.mean([one.ess**-0.5 for one in found if one.trusted])
        print(
            f"  {name:14} {min(medians):,.0f} to {max(medians):,.0f}, spread {np.std(medians, ddof=1):,.0f}, "
            f"expected {expected:,.0f}, refused {10 - len(medians)}",
            flush=True,
        )


def table_of(name: str) -> mse.Table:
    """Return a table typed into the tests, else one that lies beside the repository."""
    if name in mse_tables.COUNTS:
        return mse_tables.table(name)
    path = SHARED / f"{name}.csv"
    return mse.read_table(path.read_bytes(), path.name)


def chains() -> None:
    """The Markov chain over graphs beside the exact sum, and where only the chain can go."""
    print("\nDecomposable by Markov chain: median [95%], R-hat, effective draws, CPU seconds; the exact sum to 7 lists")
    names = ["uk5", "uk6", *(path.stem for path in sorted(SHARED.glob("ph_*.csv")))]
    for name in names:
        table = table_of(name)
        decomposable.walk(table, keep=20, most=1)
        started = time.process_time()
        found = decomposable.walk(table)
        seconds = time.process_time() - started
        exact = said(decomposable.average(table).posterior) if len(table.lists) < 8 else ""
        print(
            f"  {name:27} {said(found.averaged.posterior):28} {found.r_hat:.3f} {found.ess:>6,.0f} {seconds:.1f} s  {exact}",
            flush=True,
        )


def held_out() -> None:
    """Each list's size predicted from the other lists within it (Binette and Steorts): standard deviations off."""
    print("\nInternal consistency: z of each list's size")
    for name in ("kosovo4", "uk5", "westernus5", "congenital5", "hiv_rome4"):
        rows = departures.held_out(mse_tables.table(name))
        print(f"  {name:14} " + "  ".join(f"{row['list']} {row['z']}" for row in rows))


def bootstrap() -> None:
    """1,000 tables drawn anew, the model chosen anew in each: the bar is 30 s."""
    for name in ("westernus5", "uk5"):
        started = time.process_time()
        found = loglinear.average(mse_tables.table(name), replicates=1000)
        print(f"\nBootstrap of the choice, {name}, 1,000 tables: {time.process_time() - started:.1f} s, {found.bootstrap}")


def main() -> None:
    """Print every figure; the simulation studies and the ten seeds only when asked for (`studies`, `seeds`)."""
    if sys.argv[1:2] == ["studies"]:
        from bench.mse_studies import studies

        studies(sys.argv[2:])
        return
    if sys.argv[1:2] == ["seeds"]:
        seeds(sys.argv[2:])
        return
    bounds()
    exact_average()
    chains()
    strata()
    models_of_interaction()
    bootstrap()
    held_out()
    classes()


if __name__ == "__main__":
    main()
