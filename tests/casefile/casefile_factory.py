"""A cheap key, a scope and a small case: what the tests of the case folder build on."""

from __future__ import annotations

from pathlib import Path

from atleast import casefile
from atleast.casefile import Case, Cost
from atleast.model import Scope

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "four words of nonsense"
SCOPE = Scope(territory="SP", first_day="2031-01-01", last_day="2031-01-21", words={"fa": "کشته‌شدگان"})


def make(folder: Path, *, gazetteer: str | None = None, by: str = "N. Tarvand") -> tuple[Case, str]:
    """Make an empty case with a cheap key; return it open, with its recovery key."""
    return casefile.create(
        folder, PASSPHRASE, title="Sepidar", scope=SCOPE, by=by, cost=CHEAP, invented=True, gazetteer_toml=gazetteer
    )


def reopen(folder: Path, secret: str = PASSPHRASE) -> Case:
    """Open a case that was made with a cheap key."""
    return casefile.open(folder, secret, allow_weak=True)


def fill(case: Case) -> None:
    """Give the case two lists with their files, nine judgements and a read model."""
    for number, size in enumerate((40, 70_000), start=1):
        blob = casefile.put(case, bytes([number]) * size)
        casefile.append(case, "list.added", {"list": f"l{number}", "file": blob})
    pairs = [{"left": f"{i:032x}", "right": f"{i + 1:032x}", "verdict": "same"} for i in range(9)]
    casefile.append_many(case, [("judgement.made", pair) for pair in pairs])
    casefile.remember(case, "records", "all", b"a frame")
