"""The program that is killed at one of its system calls: puts a file, appends an event, says so. Argument: folder."""

from __future__ import annotations

import sys
from pathlib import Path

from harness import acknowledge, canary_list, open_case

from atleast import casefile

with open_case(Path(sys.argv[1])) as case:
    blob = casefile.put(case, canary_list(2000))
    acknowledge(casefile.append(case, "list.added", {"file": blob}).id)
