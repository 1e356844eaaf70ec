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

from atleast import mse  # noqa: E402
from atleast.mse import decomposable, posterior  # noqa: E402


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
    import numpy as np

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


def main() -> None:
    """Print every figure."""
    bounds()
    exact_average()
    strata()


if __name__ == "__main__":
    main()
