"""The demo over many seeds: is each rung of the ladder between 95% and 100% of the truth, and does the estimate cover it?

`python -m bench.demo [--seeds 50] [--write]` makes the invented case of each seed, reads its four lists, links, counts and
estimates with the default settings (no judgements), and prints each rung as a share of the distinct killed people who truly
stand on the admitted lists (the wide rungs: of what a perfect linkage would prove), false merges and splits, and how often the
95% interval holds the true total. `--write` puts the table into docs/methods/demo.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from atleast import counts, demo, lists, mse, places
from atleast.demo import showing
from atleast.frames import LISTS
from atleast.linkage import link
from atleast.linkage.people import partitions
from atleast.linkage.settings import ListPlan, default
from atleast.model import Review

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "demo.md"
RUNGS = ("two_independent_lists", "without_any_one_origin", "named", "named_or_described", "with_incident_counts")


@dataclass(frozen=True)
class Seed:
    """What one seed gave: each rung and its truth, mistakes of linkage, the estimate and the true total."""

    seed: int
    rungs: dict[str, tuple[int, int]]
    records: int
    false_merges: int
    splits: int
    spread: tuple[int, int]
    low: float | None
    median: float | None
    high: float | None
    total: int
    seconds: float


def run(seed: int) -> Seed:
    """Do the job of one seed without a case."""
    started = time.perf_counter()
    made = demo.make(seed)
    records, options = read_all(made)
    plans = {spec.name: ListPlan(derived_from=spec.derived_from) for spec in made.lists}
    linked = link(records, settings=msgspec.structs.replace(default(), lists=plans))
    draws = partitions.draws(linked, records=records, n=200, seed=0)
    ladder, people = climb(made, records, options, linked.members, linked.pairs, draws)
    truth = {
        "two_independent_lists": demo.on_two_origins(made.truth, made.lists),
        "without_any_one_origin": demo.without_any_one(made.truth, made.lists),
        "named": demo.listed(made.truth),
    }
    who = {f"{row.list}:{row.row}": row.person for row in made.truth.rows}
    owner = pl.Series("person", [who.get(record, record) for record in records["record_id"]])
    perfect, _ = climb(
        made,
        records,
        options,
        linked.members.select("record_id", "list").join(
            pl.DataFrame({"record_id": records["record_id"], "person": owner, "p": 1.0}), on="record_id"
        ),
        linked.pairs.clear(),
        None,
    )
    truth |= {one.rule: one.found.minimum for one in perfect.wide}
    assert all(rung.n <= demo.total(made.truth) for rung in ladder.rungs), f"seed {seed}: a rung is above the truth"
    merges, splits = mistakes(made, records, linked.members)
    names = [spec.name for spec in made.lists]
    tally: Counter[tuple[bool, ...]] = Counter(
        tuple(name in on for name in names) for on in people.filter(pl.col("counted"))["lists"].to_list()
    )
    result = mse.estimate(mse.from_counts(names, dict(tally)), engine="decomposable")
    assert not isinstance(result, tuple)
    return Seed(
        seed=seed,
        rungs={rung.rule: (rung.n, truth[rung.rule]) for rung in ladder.rungs if rung.rule in truth},
        records=records.height,
        false_merges=merges,
        splits=splits,
        spread=partitions.spread(partitions.distinct(draws)),
        low=result.low,
        median=result.median,
        high=result.high,
        total=demo.total(made.truth),
        seconds=time.perf_counter() - started,
    )


def climb(
    made: demo.DemoCase,
    records: pl.DataFrame,
    options: pl.DataFrame,
    members: pl.DataFrame,
    pairs: pl.DataFrame,
    draws: np.ndarray | None,
) -> tuple[counts.Ladder, pl.DataFrame]:
    """Count the ladder with the published figures, accepted as the demo adds them."""
    review = Review(verdict="accepted", by="bench", at="2031-05-01T00:00:00Z")
    told = []
    for one in made.claims:
        claim = showing.as_claim(one)
        kind, party = showing.SPEAKERS.get(claim.attributed_to or "", ("unknown", None))
        told.append(
            msgspec.structs.replace(
                claim, id=one.id, source=claim.attributed_to, origin_kind=kind, party=party, reviewed=review
            )
        )
    return counts.ladder(
        records,
        members,
        pairs=pairs,
        lists=options,
        scope=made.scope,
        ancestors=lambda place: places.ancestors(made.gazetteer, place),
        claims=told,
        provinces=[place.id for place in made.gazetteer.provinces() if place.parent == made.scope.territory],
        draws=draws,
    )


def read_all(made: demo.DemoCase) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the four lists as `atleast add list` would; return RECORDS and LISTS."""
    parts, rows = [], []
    for spec in made.lists:
        told = {"name": spec.name, "source": spec.source, "party": spec.party, "covers": spec.covers, "status": spec.status}
        told = {key: value for key, value in told.items() if value is not None} | {"derived_from": spec.derived_from}
        given = lists.mapping_from_toml(spec.mapping_toml) if spec.mapping_toml else None
        mapping, raw = lists.prepare(
            made.files[spec.file], filename=spec.file, mapping=given, options=told, gazetteer=made.gazetteer
        )
        applied = lists.apply(raw, mapping, list=spec.name, digest=lambda text: text, gazetteer=made.gazetteer)
        ids = [f"{spec.name}:{row}" for row in applied.records["row"]]
        parts.append(applied.records.with_columns(pl.Series("record_id", ids)))
        rows.append({"list": spec.name, **{k: getattr(mapping.options, k) for k in ("source", "party", "covers")}})
        rows[-1]["derived_from"] = list(spec.derived_from)
    return pl.concat(parts), pl.DataFrame(rows, schema={name: column.dtype for name, column in LISTS.items()})


def mistakes(made: demo.DemoCase, records: pl.DataFrame, members: pl.DataFrame) -> tuple[int, int]:
    """Count clusters that hold several people, and the extra clusters of people who are in more than one (named records)."""
    who = {(row.list, row.row): row.person for row in made.truth.rows if row.named}
    true = {f"{name}:{row}": person for (name, row), person in who.items()}
    clusters: dict[str, set[str]] = {}
    people: dict[str, set[str]] = {}
    for record, person in members.select("record_id", "person").iter_rows():
        if record in true:
            clusters.setdefault(person, set()).add(true[record])
            people.setdefault(true[record], set()).add(person)
    return sum(len(on) > 1 for on in clusters.values()), sum(len(at) - 1 for at in people.values())


def table(results: list[Seed]) -> list[str]:
    """Return the figures as lines of Markdown."""
    n = len(results)
    lines = ["| rung | median share of the truth | smallest | largest | seeds within 95-100% |", "|---|---|---|---|---|"]
    for rung in RUNGS:
        shares = sorted(said / true for said, true in (result.rungs[rung] for result in results))
        inside = sum(0.95 <= share <= 1 for share in shares)
        lines.append(f"| {rung} | {shares[n // 2]:.1%} | {shares[0]:.1%} | {shares[-1]:.1%} | {inside} of {n} |")
    merges, splits = (sorted(getattr(result, name) for result in results) for name in ("false_merges", "splits"))
    covered = sum(r.low is not None and r.high is not None and r.low <= r.total <= r.high for r in results)
    refused = sum(r.median is None for r in results)
    ratio = sorted(r.median / r.total for r in results if r.median is not None)
    lines += ["", f"- False merges (clusters with several people): median {merges[n // 2]}, at most {merges[-1]}."]
    lines += [f"- Splits (people in more than one cluster): median {splits[n // 2]}, at most {splits[-1]}."]
    lines += [
        "- The 95% interval of the decomposable estimate of this one table (a case pools it over linkage draws)",
        f"  holds the true total in {covered} of {n} seeds ({refused} refused);",
    ]
    if ratio:
        lines += [
            f"  its median is {ratio[len(ratio) // 2]:.1%} of the truth (smallest {ratio[0]:.1%}, largest {ratio[-1]:.1%})."
        ]
    return lines


def main() -> None:
    """Run the seeds and print, and with `--write` write, the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results = []
    for seed in range(1, options.seeds + 1):
        result = run(seed)
        results.append(result)
        shares = "  ".join(f"{name} {said}/{true} {said / true:.1%}" for name, (said, true) in result.rungs.items())
        interval = "refused" if result.median is None else f"{result.median:.0f} [{result.low:.0f}; {result.high:.0f}]"
        print(
            f"seed {seed}: {shares}  merges {result.false_merges} splits {result.splits} draws {result.spread}"
            f"  estimate {interval} of {result.total}  {result.seconds:.1f} s",
            flush=True,
        )
    lines = table(results)
    print("\n".join(lines))
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition("<!-- figures -->")
        _, _, tail = rest.partition("<!-- end -->")
        PAGE.write_text(f"{head}<!-- figures -->\n" + "\n".join(lines) + f"\n<!-- end -->{tail}", encoding="utf-8")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
