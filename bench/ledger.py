"""Figures of the ledger on the shared timeline: `python -m bench.ledger`.

Prints how many hand-set relations are found, each that is not, how long all pairs take, and for every scope who holds the
highest documented floor and the lowest ceiling, and the strongest figure that what an origin says last cannot stand beside: the
list that `docs/methods/timeline.md` quotes.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

from atleast import claims

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "claims" / "timelines"
# Finer labels of the hand-set pairs, and what the program may answer.
FINER = {
    "conflict_scope_nested": {"compatible", "conflict", "incomparable"},
    "unrelated_origin": {"compatible", "incomparable"},
    "disjoint": {"compatible", "incomparable"},
    "incomparable_time": {"revises", "incomparable"},
}


def main() -> None:
    """Print the figures."""
    figures = claims.read_figures((DATA / "claims_timeline.csv").read_text("utf-8"))
    with (DATA / "relations.csv").open(encoding="utf-8", newline="") as stream:
        wanted = list(csv.DictReader(stream))
    found = claims.relate(figures, [(row["a"], row["b"]) for row in wanted])
    wrong = [
        (row, one)
        for row, one in zip(wanted, found, strict=True)
        if one.relation not in FINER.get(row["relation"], {row["relation"]})
    ]
    print(f"relations: {len(wanted) - len(wrong)} of {len(wanted)}")
    for row, one in wrong:
        print(f"  {row['a']} {row['b']}: {one.relation}, set by hand: {row['relation']} ({row['why']})")
    begin = time.process_time()
    relations = claims.relate(figures)
    print(f"all {len(relations):,} pairs: {time.process_time() - begin:.2f} s")
    known = {one.id: one for one in figures}
    unstated = [r for r in relations if r.relation == "conflict" and not all(_stated(known[i]) for i in (r.a, r.b))]
    print(f"conflicts where a scope is unknown: {len(unstated)}")
    for scope in claims.summarise(figures, relations):
        shown = _strongest(scope, known)
        if len(scope.figures) < 2 and not shown:
            continue
        print(f"{scope.event}, {scope.violation}, {scope.group}, {scope.place}: {scope.origins} independent origins")
        for name, held in (("highest documented floor", scope.floor), ("lowest ceiling", scope.ceiling)):
            if held:
                print(f"  {name}: {held.value:,}, {held.source} ({held.date})")
        for relation in relations:
            if (relation.a, relation.b) in shown:
                print(f"  conflict: {relation.why}")
    for said in claims.warnings(figures):
        print(f"warning: {said}")


def _strongest(scope: claims.Summary, known: dict[str, claims.Published]) -> set[tuple[str, str]]:
    """Return, for what each origin says last, the strongest figure that it cannot stand beside."""
    shown = set()
    for line in scope.lines:
        last = known[line.figures[-1]]
        pairs = [pair for pair in scope.conflicts if last.id in pair]
        over = [(known[b if a == last.id else a], (a, b)) for a, b in pairs]
        over = [(other, pair) for other, pair in over if (other.value or 0) > (last.value or 0)]
        if over:
            shown.add(max(over, key=lambda o: (claims.documented(o[0]), o[0].role != "unknown", o[0].value or 0))[1])
    return shown


def _stated(figure: claims.Published) -> bool:
    return bool(figure.group and figure.place and (figure.period_start or figure.scope == "current"))


if __name__ == "__main__":
    main()
