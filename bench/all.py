"""Every figure that the docs quote, from one command: `make bench` runs each script of this folder in turn.

Figures that depend on the machine are ratios within one run; the others do not change. Takes about half an hour on two cores.
"""

from __future__ import annotations

import subprocess
import sys
import time

SCRIPTS = (
    ("names", ()),
    ("queue", ()),
    ("linkage", ()),
    ("draws", ()),
    ("draws", ("--invented", "100")),
    ("minimum", ()),
    ("claims", ()),
    ("ledger", ()),
    ("mse", ()),
    ("casefile", ()),
    ("scale", ()),
    ("demo", ("--seeds", "50", "--write")),
)


def main() -> int:
    """Run every script; return how many failed."""
    failed = 0
    for name, arguments in SCRIPTS:
        print(f"\n== bench/{name}.py {' '.join(arguments)}", flush=True)
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False)
        failed += done.returncode != 0
        print(f"== {name}: {time.perf_counter() - started:.0f} s, exit code {done.returncode}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
