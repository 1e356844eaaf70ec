"""How well one name is recognised across seven written languages, and how many names are read a second.

    python -m bench.names [--set dev|check] [--misses] [--speed]

`data/spellings.tsv` holds ordinary given and family names as seven languages write them, by hand: Persian, Arabic, Sorani,
Kurmanji, Azerbaijani, Russian, English, with what people make of them (`|`). Full names are put together from them by rule, so
none is a person. For each two languages, every name of one is compared with every name of the other: recall is the share of the
same names that meet, precision the share of the meetings that are the same name. `form` counts equal canonical forms or keys,
`explain` what `names.explain` says in its first sentence. The set `check` was written before the rules and is not looked into
when rules are mended; `dev` is.
"""

from __future__ import annotations

import argparse
import csv
import time
from itertools import combinations_with_replacement
from pathlib import Path

from atleast import names
from atleast.names.explaining import agree
from atleast.names.frame import language_of

SPELLINGS = Path(__file__).resolve().parent / "data" / "spellings.tsv"
LANGUAGES = ("fa", "ar", "ckb", "kmr", "az", "ru", "en")
SHIFTS = (1, 8)


def spelled(which: str) -> dict[str, list[str]]:
    """Return, for each language, the full names of a set in one order; `en2` is a second writer of English."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == which]
    given, family = ([row for row in rows if row["part"] == part] for part in ("given", "family"))
    found: dict[str, list[str]] = {language: [] for language in (*LANGUAGES, "en2")}
    for shift in SHIFTS:
        for i, first in enumerate(given):
            last = family[(i + shift) % len(family)]
            for k, language in enumerate(found):
                column = language[:3].rstrip("2")
                parts = [_one(cell, i + shift + 2 * k + n) for n, cell in enumerate((first[column], last[column]))]
                found[language].append(" ".join(parts))
    return found


def _one(cell: str, turn: int) -> str:
    options = cell.split("|")
    return options[turn % len(options)]


def meet(a: names.Name, b: names.Name) -> bool:
    """Whether two names have one canonical form or the same consonants, compounds joined."""
    return "".join(a.canon) == "".join(b.canon) or "".join(a.keys) == "".join(b.keys)


def compare(left: list[str], right: list[str], *, misses: bool = False) -> tuple[float, float, float, float]:
    """Return recall and precision of equal forms, recall and precision of `explain`."""
    tables = language_of([*left, *right])
    one, two = ([names.read(raw, tables=tables) for raw in side] for side in (left, right))
    hits = [0, 0]
    false = [0, 0]
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            for k, yes in enumerate((meet(a, b), agree(a, b))):
                hits[k] += yes and i == j
                false[k] += yes and i != j
            if misses and (i == j) != agree(a, b):
                print("   ", "missed" if i == j else "FALSE ", a.raw, "|", b.raw, a.canon, b.canon, a.keys, b.keys)
    n = len(one)
    return hits[0] / n, hits[0] / max(sum((hits[0], false[0])), 1), hits[1] / n, hits[1] / max(sum((hits[1], false[1])), 1)


def speed() -> float:
    """Return names read a second, CPU time of one core, over different names in four scripts, nothing remembered."""
    sets = [spelled(which) for which in ("dev", "check")]
    words = [sorted({word for found in sets for name in found[language] for word in name.split()}) for language in LANGUAGES]
    many = [f"{a} {b} {c}" for known in words for a in known[:30] for b in known[::3] for c in known[1::4]]
    for language in ("fa", "ar"):
        names.load(language)
    start = time.process_time()
    names.columns(many)
    return len(many) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("dev", "check"), help="one of the two sets")
    parser.add_argument("--misses", action="store_true", help="print each pair that `explain` gets wrong")
    chosen = parser.parse_args()
    for which in (chosen.set,) if chosen.set else ("dev", "check"):
        found = spelled(which)
        totals = [0.0] * 4
        pairs = [pair for pair in combinations_with_replacement(LANGUAGES, 2) if pair[0] != pair[1]] + [("en", "en2")]
        for a, b in pairs:
            got = compare(found[a], found[b], misses=chosen.misses)
            totals = [total + value for total, value in zip(totals, got, strict=True)]
            print(
                f"{which} {a}-{b} n={len(found[a])} form={got[0]:.3f}/{got[1]:.3f} explain={got[2]:.3f}/{got[3]:.3f}",
                flush=True,
            )
        mean = [total / len(pairs) for total in totals]
        print(f"{which} mean form={mean[0]:.3f}/{mean[1]:.3f} explain={mean[2]:.3f}/{mean[3]:.3f}", flush=True)
    print(f"names a second: {speed():.0f}")


if __name__ == "__main__":
    main()
