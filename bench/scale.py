"""How time and memory grow with the lists: `atleast match` end to end, from CSV files, on invented lists the size of Syria's.

`python -m bench.scale [--records N ...] [--write]` makes five lists in two scripts (`bench.synthetic.syria`), writes them as
CSV, runs `atleast match` in a process of its own for each size, and prints CPU seconds, seconds on the clock, peak memory,
precision and recall over pairs of records, and people found beside the truth. `--write` puts them into table and picture of
docs/methods/linkage-scale.md, beside the sizes that stand there. Bars: 400,000 records in 15 minutes and 8 GiB on two cores.
Also the start of the command line.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from atleast import places
from bench.synthetic import make, syria

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "linkage-scale.md"
SIZES = (10_000, 20_000, 50_000, 100_000, 200_000, 400_000, 1_000_000)
RUN = """
import json, resource, sys
from atleast.cli.main import run
used = lambda: resource.getrusage(resource.RUSAGE_SELF)
def peak():  # of this program alone: what rusage says begins with the program that started it
    try:
        return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    except OSError:
        return used().ru_maxrss
try:
    run(sys.argv[1:])
finally:
    print(json.dumps({"mib": peak() / 1024, "cpu": used().ru_utime + used().ru_stime}), file=sys.stderr)
"""


@dataclass(frozen=True)
class Size:
    """What one size took and gave."""

    records: int
    cpu: float
    seconds: float
    gib: float
    precision: float
    recall: float
    people: int
    true: int


def write_lists(folder: Path, n: int) -> tuple[list[Path], dict[tuple[str, str], str]]:
    """Write five lists with about `n` records in all; return their files and the truth, (list, row) -> person."""
    quality = syria(n)
    records, truth = make(quality)
    provinces = places.load("SY").provinces()
    script = {f"list{i}": writer.script for i, writer in enumerate(quality.lists)}
    spelled = {"source": "ar", "latin": "en"}
    paths, true = [], {}
    for (name,), part in records.group_by("list", maintain_order=True):
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "name", "age", "sex", "date", "province"])
            for row in part.iter_rows(named=True):
                place = provinces[int(row["province"][3:])].names[spelled[script[str(name)]]] if row["province"] else ""
                writer.writerow([row["record_id"], row["name"], row["age"], row["sex"], row["date_from"] or "", place])
                true[str(name), row["record_id"]] = truth[row["record_id"]]
        paths.append(path)
    return paths, true


def run(n: int) -> Size:
    """Match `n` records and hold what came out against the truth."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths, true = write_lists(folder, n)
        arguments = ["match", *map(str, paths), "--id", "id", "-o", str(folder / "out.csv"), "--json"]
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        if done.returncode != 0:
            raise SystemExit(f"{n:,} records failed after {seconds:.0f} s: {done.stderr.strip()[-400:]}")
        used = json.loads(done.stderr.splitlines()[-1])
        with (folder / "out.csv").open(encoding="utf-8", newline="") as stream:
            rows = [(row["person"], true[row["list"], row["id"]]) for row in csv.DictReader(stream)]
    hit, found, real = (_pairs(Counter(one)) for one in (rows, [p for p, _ in rows], [t for _, t in rows]))
    people, persons = len({p for p, _ in rows}), len({t for _, t in rows})
    return Size(len(rows), used["cpu"], seconds, used["mib"] / 1024, hit / max(found, 1), hit / max(real, 1), people, persons)


def _pairs(sizes: Counter[object]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes.values())


def line(size: Size) -> str:
    """Return one row of the table."""
    return (
        f"| {size.records:,} | {size.cpu:,.0f} | {size.cpu / size.records * 1e5:.0f} | {size.seconds:,.0f} | {size.gib:.2f}"
        f" | {size.precision:.3f} | {size.recall:.3f} | {size.people:,} ({size.true:,}) |"
    )


HEAD = [
    "| records | CPU s | CPU s per 100,000 | s on the clock | peak GiB | precision | recall | people (true) |",
    "|---|---|---|---|---|---|---|---|",
]


def picture(sizes: list[Size]) -> str:
    """Draw CPU seconds and peak memory over records, all logarithmic, with a line of slope one through the first point."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 330" font-family="sans-serif" font-size="12">'
        "<title>CPU seconds and peak memory over the number of records</title>"
        '<rect width="760" height="330" fill="#fff"/>'
    ]
    panels = (
        (60, "CPU seconds", [s.cpu for s in sizes], [1, 10, 100, 1000, 10000]),
        (440, "peak memory, GiB", [s.gib for s in sizes], [0.1, 1, 10, 100]),
    )
    for left, title, values, ticks in panels:
        low, high = math.log10(ticks[0]), math.log10(ticks[-1])

        def x(n: float, left: int = left) -> float:
            return left + (math.log10(n) - 4) / 2 * 280

        def y(value: float, low: float = low, high: float = high) -> float:
            return 280 - (math.log10(value) - low) / (high - low) * 230

        parts.append(f'<text x="{left}" y="30" font-weight="bold">{title}</text>')
        for tick in ticks:
            parts.append(f'<line x1="{left}" x2="{left + 280}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#ddd"/>')
            parts.append(f'<text x="{left - 6}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#555">{tick:g}</text>')
        for tick in (10_000, 100_000, 1_000_000):
            parts.append(f'<text x="{x(tick):.1f}" y="298" text-anchor="middle" fill="#555">{tick:,}</text>')
        first, last = sizes[0].records, sizes[-1].records
        steady = values[0] * last / first
        ends = f'x1="{x(first):.1f}" y1="{y(values[0]):.1f}" x2="{x(last):.1f}" y2="{y(steady):.1f}"'
        parts.append(f'<line {ends} stroke="#888" stroke-dasharray="4 4"/>')
        points = " ".join(f"{x(s.records):.1f},{y(v):.1f}" for s, v in zip(sizes, values, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="#1f5fa8" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x(s.records):.1f}" cy="{y(v):.1f}" r="3.5" fill="#1f5fa8"/>'
            for s, v in zip(sizes, values, strict=True)
        ]
    parts.append('<text x="60" y="320" fill="#555">records; dashed: growth in proportion, from the first point</text></svg>')
    return "\n".join(parts) + "\n"


def read_line(row: str) -> Size:
    """Return what a row of the table says, as exactly as it stands there."""
    cells = [float(cell) for cell in re.findall(r"[\d.]+", row.replace(",", ""))]
    records, cpu, _, seconds, gib, precision, recall, people, true = cells
    return Size(int(records), cpu, seconds, gib, precision, recall, int(people), int(true))


def write(measured: list[Size]) -> None:
    """Put what was measured into the table of the page, beside its other sizes, and draw the picture anew."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- figures -->")
    before, _, tail = rest.partition("<!-- end -->")
    rows = {read_line(row).records: row for row in before.strip().splitlines()[len(HEAD) :]}
    rows |= {size.records: line(size) for size in measured}
    table = [rows[n] for n in sorted(rows)]
    PAGE.write_text("\n".join([f"{head}<!-- figures -->", *HEAD, *table, f"<!-- end -->{tail}"]), encoding="utf-8")
    PAGE.with_suffix(".svg").write_text(picture([read_line(row) for row in table]), encoding="utf-8")


def main() -> None:
    """Measure each size, then the start of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--records", type=int, nargs="+", default=[100_000], help=f"all: {' '.join(map(str, SIZES))}")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    print("\n".join(HEAD), flush=True)
    sizes = []
    for n in options.records:
        sizes.append(run(n))
        print(line(sizes[-1]), flush=True)
    if options.write:
        write(sizes)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(5):
        subprocess.run([sys.executable, "-m", "atleast", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5
    print(f"atleast --help: {cpu * 1000:.0f} ms of CPU; bar 300 ms")


if __name__ == "__main__":
    main()
