"""100,000 synthetic records of four lists matched: seconds and peak memory. The bars: 5 minutes and 6 GiB on two cores.

`python -m bench.scale [--records 100000]` makes invented cases of many seeds, puts their lists together under shifted days,
writes them as CSV, runs `atleast match` in a process of its own and prints what it took. Also the start of the command line,
in CPU time.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from atleast import demo
from bench.demo import read_all

RUN = """
import json, resource, sys
from atleast.cli.main import run
try:
    run(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"mib": used.ru_maxrss / 1024, "cpu": used.ru_utime + used.ru_stime}), file=sys.stderr)
"""


def write_lists(folder: Path, n: int) -> list[Path]:
    """Write four lists with `n` records in all, from as many invented cases as that takes."""
    rows: dict[str, list[list[object]]] = {}
    seed = total = 0
    while total < n:
        seed += 1
        records, _ = read_all(demo.make(seed))
        # Each case is another crackdown, three weeks after the last: names repeat, people do not.
        later = timedelta(days=30 * (seed % 24))
        for row in records.iter_rows(named=True):
            if row["name"] and total < n:
                day = (row["date_from"] + later).isoformat() if row["date_from"] else ""
                province = row["province"] or ""
                rows.setdefault(row["list"], []).append([row["name"], row["age"], row["sex"], day, province])
                total += 1
    paths = []
    for name, found in rows.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["name", "age", "sex", "date", "province"])
            writer.writerows(found)
        paths.append(path)
    return paths


def main() -> None:
    """Match, and print seconds, CPU seconds and peak memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    n = parser.parse_args().records
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_lists(folder, n)
        arguments = ["match", *map(str, paths), "-o", str(folder / "out.csv"), "--json"]
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - started
    body, used = json.loads(done.stdout), json.loads(done.stderr.splitlines()[-1])
    print(
        f"{body['rows']:,} records of {body['lists']} lists: {body['persons']:,} people, {seconds:.0f} s"
        f" ({used['cpu']:.0f} CPU s), {used['mib'] / 1024:.2f} GiB; bars 300 s, 6 GiB"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(5):
        subprocess.run([sys.executable, "-m", "atleast", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5
    print(f"atleast --help: {cpu * 1000:.0f} ms of CPU; bar 300 ms")


if __name__ == "__main__":
    main()
