"""The program that is killed while it makes cases: argument: the folder to make them in, one after another."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from harness import READY, acknowledge, make_case

acknowledge(READY)
for number in count():
    with make_case(Path(sys.argv[1]) / f"{number}.case") as case:
        acknowledge(case.folder.name)
