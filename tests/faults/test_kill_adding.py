"""kill -9 while lists are added, linked, judged and counted: nothing acknowledged is lost and the work goes on."""

from __future__ import annotations

import random
from pathlib import Path

from harness import HERE, ROUNDS, assert_sound, killed, make_case, open_case

from atleast.steps.counting import ensure_counted
from atleast.steps.state import all_records, fold


def test_killed_while_adding_and_linking(tmp_path: Path) -> None:
    rng = random.Random(2033)
    lists = tmp_path / "lists"
    lists.mkdir()
    acknowledged: set[str] = set()
    total = 0
    for number in range(ROUNDS):
        if number % 10 == 0:
            folder, acknowledged = tmp_path / f"{number}.case", set()
            make_case(folder).__exit__(None, None, None)
        lines = killed([HERE / "child_adding.py", folder, str(number), lists], rng=rng, longest=3.0)
        acknowledged.update(lines)
        total += len(lines)
        assert_sound(folder, events=acknowledged)
        with open_case(folder) as case:
            state = fold(case)
            records = all_records(case, state)
            assert records.height == sum(entry.latest.counts["records"] for entry in state.lists.values())
            if records.height and number % 5 == 4:
                assert ensure_counted(case).ladder.rung("named").n > 0
    print(f"killed {ROUNDS} times, {total} events acknowledged, none lost")
    assert total >= ROUNDS, "the program was hardly ever let live long enough to acknowledge anything"
