"""How long the review queue takes to come up on the largest set, with no, 1,000 and 5,000 judgements in the case.

    python -m bench.queue

Answers are taken from the truth of `gaza_pair_full` (41,579 records), for pairs drawn at random; linking is not timed.
"""

from __future__ import annotations

import random
import time

import polars as pl

from atleast.linkage import link
from atleast.linkage.review.judgements import Made, fold
from atleast.linkage.review.questions import next_questions
from atleast.model import Judgement, Verdict
from bench.linkage import load


def main() -> None:
    frame, truth = load("gaza_pair_full")
    linked = link(frame)
    records = frame.with_columns(status=pl.lit("dead"), row_key=pl.col("record_id"))
    pairs = linked.pairs.select("left", "right").rows()
    for n in (0, 1_000, 5_000):
        made = [
            Made(event=f"e{seq}", at="", seq=seq, judgement=Judgement(left=a, right=b, verdict=_verdict(truth, a, b), by="m"))
            for seq, (a, b) in enumerate(random.Random(1).sample(pairs, n))
        ]
        start = time.process_time()
        found = next_questions(
            linked.pairs, linked.members, records, fold(made, records=records), n=20, seed=0, reader="another"
        )
        print(f"{frame.height} records, {n} judgements: {len(found)} questions in {time.process_time() - start:.2f} s of CPU")


def _verdict(truth: dict[str, str], left: str, right: str) -> Verdict:
    return "same" if truth[left] == truth[right] else "different"


if __name__ == "__main__":
    main()
