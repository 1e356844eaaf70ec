"""The program that is killed while it adds lists, judges, links and counts. Arguments: folder, seed, folder of list files."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import polars as pl
from harness import CANARIES, READY, acknowledge, open_case

from atleast.linkage import link
from atleast.linkage.people.partitions import draws
from atleast.model import Judgement
from atleast.steps.adding import add_list
from atleast.steps.counting import ensure_counted
from atleast.steps.reviewing import judge

GIVEN = ("Shirin", "Behrouz", "Parvaneh", "Kamran", "Nader", "Leila", "Sohrab", "Roya")


def warm_up() -> None:
    """Load and compile what linking needs, so that the moment of death falls into the work and not into the start."""
    rows = {"record_id": ["x:1", "y:1"], "list": ["x", "y"], "name": ["Shirin Golparvar", "Shirin Golparvar"]}
    draws(link(pl.DataFrame(rows)), n=1)


def main(folder: Path, seed: int, lists: Path) -> None:
    rng = random.Random(seed)
    with open_case(folder) as case:
        warm_up()
        acknowledge(READY)
        for turn in range(1000):
            name = rng.choice(("alpha", "beta"))
            file = lists / f"{name}-{seed}-{turn}.csv"
            rows = [f"{i},{rng.choice(GIVEN)} Tarangi{i},{20 + i},2031-01-{i % 20 + 1:02}" for i in range(rng.randint(5, 30))]
            file.write_text("\n".join(["id,name,age,date", f"0,{CANARIES[0]},30,2031-01-02", *rows]) + "\n", encoding="utf-8")
            added = add_list(case, file, name=name, options={"source": name, "party": name, "status": "killed", "covers": "IR"})
            assert added.event
            acknowledge(added.event)
            counted = ensure_counted(case)
            acknowledge(counted.linked.event.id)
            acknowledge(counted.event.id)
            ids = sorted(counted.linked.records["record_id"])
            for event in judge(case, [Judgement(left=ids[0], right=ids[1], verdict="different", by="reader")]):
                acknowledge(event)


main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
