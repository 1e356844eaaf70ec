"""Does the range of distinct people over the linkage draws hold the truth, and what do answers to the queue bring?

`python -m bench.draws [--quick] [--answers]` links the sets with truth, draws 200 partitions of each and prints the number of
people found, the range and the second smallest beside the truth; also with ages left out and with the tables of another
language, where the model is off as it would be on lists unlike those it was made on. `--answers` gives 300 answers, taken from
the truth in the order of the queue and, beside it, at random, to three lists. `entity` is read for scoring only.
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

QUICK = ("gaza_pair_5k", "gaza_pair_5k_short", "iran2026_pair")
SETS = (*QUICK, "gaza_three_lists", "gaza_pair_full")
HARDER = (
    ("gaza_pair_5k", "no ages"),
    ("gaza_pair_5k", "other tables"),
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--answers", action="store_true")
    options = parser.parse_args(arguments)
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
