"""The program that is killed: opens the case, then puts, appends and remembers until it is stopped. Arguments: folder, seed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from harness import READY, acknowledge, canary_list, open_case

from atleast import casefile


def main(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    with open_case(folder) as case:
        acknowledge(READY)
        while True:
            blob = casefile.put(case, canary_list(rng.choice((1, 300, 20_000)), seed=seed))
            event = casefile.append(case, "list.added", {"file": blob, "text": "Yaldiran Sepehrband"})
            acknowledge(event.id)
            many = [("judgement.made", {"i": i, "because": "+999 555 0142 77"}) for i in range(rng.choice((1, 40)))]
            for made in casefile.append_many(case, many):
                acknowledge(made.id)
            casefile.remember(case, "records", "all", canary_list(rng.choice((1, 3000)), seed=seed))


main(Path(sys.argv[1]), int(sys.argv[2]))
