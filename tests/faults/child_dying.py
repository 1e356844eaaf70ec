"""Die at every step: for n = 1, 2, ... a child puts and appends and kills itself at the n-th call that touches the disk.

Arguments: the folder of a case. Prints, for each n, where the child died and what the case then was; ends when a child lived.
The database's own steps are not among them: those are killed at random.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import assert_sound, canary_list, open_case

from atleast import casefile
from atleast.casefile import disk, log, vault


class _Countdown:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def over(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **named: Any) -> Any:
            for moment in ("before", "after"):
                self.left -= 1
                if self.left == 0:
                    os.write(2, f"{moment} {name}\n".encode())
                    os.kill(os.getpid(), signal.SIGKILL)
                if moment == "before":
                    done = act(*args, **named)
            return done

        return wrapper


def _work(folder: Path, steps: int) -> None:
    with open_case(folder) as case:
        countdown = _Countdown(steps)
        for module, names in ((disk, ("create_file", "write_all", "barrier", "sync_folder")), (vault, ("_read_back",))):
            for name in names:
                setattr(module, name, countdown.over(name, getattr(module, name)))
        Path.rename = countdown.over("rename", Path.rename)  # type: ignore[method-assign]
        log.append_many = countdown.over("append_many", log.append_many)
        blob = casefile.put(case, canary_list(3000))
        log.append(case, "list.added", {"file": blob})


def main(folder: Path) -> int:
    for steps in range(1, 200):
        before = _ids(folder)
        child = os.fork()
        if child == 0:
            _work(folder, steps)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert_sound(folder, events=before)
        print(steps, len(_ids(folder)) - len(before), flush=True)
        if os.WIFEXITED(status):
            return os.WEXITSTATUS(status)
        assert os.WTERMSIG(status) == signal.SIGKILL
    return 1


def _ids(folder: Path) -> list[str]:
    with open_case(folder) as case:
        return [event.id for event in casefile.events(case)]


sys.exit(main(Path(sys.argv[1])))
