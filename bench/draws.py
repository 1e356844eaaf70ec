"""Does the range of distinct people over the linkage draws hold the truth, and what do answers to the queue bring?

`python -m bench.draws [--quick] [--answers] [--invented N]` links the sets with truth, draws 200 partitions of each and prints
the number of people found, the range and the second smallest beside the truth; also with ages left out and with the tables of
another language, where the model is off as it would be on lists unlike those it was made on. `--answers` gives 300 answers,
taken from the truth in the order of the queue and, beside it, at random, to three lists. `entity` is read for scoring only.

`--invented N` does the same for N invented cases (`bench.synthetic`, seeds from 3,000 on: those below 2,000 served to make the
draws) with list qualities unlike the defaults, and prints how often the range holds the truth, how wide it is, and its
interval score (Gneiting and Raftery 2007: width plus 40 times the miss, here over the truth), for all and by quality.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence

import polars as pl

from atleast.frames import JUDGEMENTS, RECORDS, check, empty
from atleast.linkage import Linked, distinct, draws, link, spread
from atleast.linkage.review.questions import next_questions
from bench.linkage import DATA, load
from bench.synthetic import make, qualities

QUICK = ("gaza_pair_5k", "gaza_pair_5k_short", "iran2026_pair")
SETS = (*QUICK, "gaza_three_lists", "gaza_pair_full")
HARDER = (
    ("gaza_pair_5k", "no ages"),
    ("gaza_pair_5k", "other tables"),
    ("gaza_pair_5k_short", "other tables"),
    ("gaza_three_lists", "other tables"),
    ("iran2026_pair", "no ages"),
    ("iran2026_pair", "no dates"),
)
BATCH, BATCHES = 100, 3


def line(name: str, records: pl.DataFrame, truth: dict[str, str], how: str = "as it is") -> str:
    """Link, draw and say how it went, as a row of Markdown."""
    if how == "no ages":
        records = records.with_columns(age=pl.lit(None, pl.Int64()))
    if how == "no dates":
        records = records.with_columns(pl.lit(None, pl.Date()).alias(column) for column in ("date_from", "date_to"))
    linked = link(records, tables="fa" if how == "other tables" else None)
    counts = distinct(draws(linked, records=records))
    low, high = spread(counts)
    true = len(set(truth.values()))
    holds = "yes" if low <= true <= high else f"no, by {max(low - true, true - high)}"
    found = linked.members["person"].n_unique()
    return f"| {name} | {how} | {true:,} | {found:,} | {low:,} to {high:,} | {holds} | {sorted(counts)[1]:,} |"


def pair_f1(linked: Linked, truth: dict[str, str]) -> float:
    """Return F1 over pairs of records put in one person."""
    frame = linked.members.with_columns(entity=pl.Series([truth[record] for record in linked.members["record_id"]]))

    def pairs(*columns: str) -> int:
        sizes = frame.group_by(columns).len()["len"].to_list()
        return sum(n * (n - 1) // 2 for n in sizes)

    return 2 * pairs("person", "entity") / (pairs("person") + pairs("entity"))


def answered(records: pl.DataFrame, truth: dict[str, str], *, queue: bool) -> list[float]:
    """Return F1 before and after each batch of answers, which are given from the truth."""
    asked = check(records.with_columns(row_key="record_id", status=pl.lit("dead")), RECORDS, optional=RECORDS)
    rng = random.Random(1)
    judged = empty(JUDGEMENTS)
    linked = link(records)
    scores = [pair_f1(linked, truth)]
    for batch in range(BATCHES):
        if queue:
            found = next_questions(linked.pairs, linked.members, asked, judged, n=BATCH, seed=batch)
            pairs = [(one.left, one.right) for one in found]
        else:
            pairs = rng.sample(sorted(linked.pairs.select("left", "right").iter_rows()), BATCH)
        rows = [(a, b, "same" if truth[a] == truth[b] else "different", "bench", "", "", False) for a, b in pairs]
        new = pl.DataFrame(rows, schema=judged.schema, orient="row")
        judged = pl.concat([judged, new]).unique(["left", "right"], keep="last", maintain_order=True)
        linked = link(records, judgements=judged)
        scores.append(pair_f1(linked, truth))
    return scores


FIRST = 3000


def invented(n: int, *, first: int = FIRST, each: bool = False) -> list[str]:
    """Return the lines of the table over `n` invented cases: all of them, then by one quality at a time."""
    rows: list[dict[str, float | str]] = []
    for seed in range(first, first + n):
        quality = qualities(seed)
        records, truth = make(quality)
        linked = link(records)
        counts = distinct(draws(linked, records=records))
        low, high = spread(counts)
        true, found = len(set(truth.values())), linked.members["person"].n_unique()
        off = max(low - true, true - high, 0)
        rows.append(
            {
                **quality.notes, "lists": len(quality.lists), "rows": records.height, "held": off == 0, "off": off / true,
                "width": (high - low) / true, "score": (high - low + 40 * off) / true, "found": found / true - 1,
                "under": sorted(counts)[1] <= true, "second": sorted(counts)[1] / true - 1,
            }
        )  # fmt: skip
        if each:
            print(f"{seed}: {records.height} rows, true {true}, found {found}, {low} to {high}", file=sys.stderr, flush=True)
    frame = pl.DataFrame(rows)
    pick = pl.col
    groups = [("all", pl.lit(True))]
    groups += [(f"names of {k} tokens", pick("tokens") == k) for k in (2, 3, 4)]
    groups += [("writers the tables know", pick("writer") == "known"), ("a writer of his own", pick("writer") == "own")]
    groups += [("up to 1,000 rows", pick("rows") <= 1000), ("more", pick("rows") > 1000)]
    groups += [("overlap below .3", pick("overlap") < 0.3), ("overlap from .3 on", pick("overlap") >= 0.3)]
    groups += [("two lists", pick("lists") == 2), ("more lists", pick("lists") > 2)]
    lines = [
        "| cases | n | range holds the truth | median width | mean width | mean interval score | people found, median | second"
        " smallest at or under the truth | second smallest, median |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, chosen in groups:
        part = frame.filter(chosen)
        if part.height:
            mean, middle = part.mean().to_dicts()[0], part.median().to_dicts()[0]
            lines.append(
                f"| {name} | {part.height} | {mean['held']:.0%} | {middle['width']:.1%} | {mean['width']:.1%}"
                f" | {mean['score']:.3f} | {middle['found']:+.1%} | {mean['under']:.0%} | {middle['second']:+.1%} |"
            )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--answers", action="store_true")
    parser.add_argument("--invented", type=int, metavar="N", help="only N invented cases")
    parser.add_argument("--first", type=int, default=FIRST, help="the first seed of these")
    options = parser.parse_args(arguments)
    if options.invented:
        print("\n".join(invented(options.invented, first=options.first, each=True)))
        return 0
    if not DATA.is_dir():
        print("the sets with truth (../shared/data/link) are not beside this repository: nothing to measure")
        return 0
    print("| set | read | true people | found | 95% of the draws | holds the truth | second smallest |")
    print("|---|---|---|---|---|---|---|")
    for name in QUICK if options.quick else SETS:
        print(line(name, *load(name)), flush=True)
    for name, how in () if options.quick else HARDER:
        print(line(name, *load(name), how), flush=True)
    if options.answers:
        for queue in (True, False):
            scores = answered(*load("gaza_three_lists"), queue=queue)
            print(
                f"F1 on three lists, answers {'of the queue' if queue else 'at random'}:",
                " ".join(f"{f1:.4f}" for f1 in scores),
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
