"""The bars of the claims reader and the ledger on the shared development data."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bench import claims as bench

from atleast import claims

FINER = {
    "conflict_scope_nested": {"compatible", "conflict", "incomparable"},
    "unrelated_origin": {"compatible", "incomparable"},
    "disjoint": {"compatible", "incomparable"},
    "incomparable_time": {"revises", "incomparable"},
}


@pytest.mark.shared
def test_the_development_sentences_are_read_to_the_bar(shared: Path) -> None:
    assert (shared / "claims" / "gold_sentences.jsonl").is_file()
    report = bench.score([r for r in bench.rows("gold_sentences.jsonl", "all") if r["lang"] == "en"])
    assert float(report["NBV"].split()[0]) >= 0.96
    assert float(report["NBVA"].split()[0]) >= 0.80
    assert report["false on traps"].startswith("0 ")


@pytest.mark.shared
def test_the_headlines_are_read_to_the_bar(shared: Path) -> None:
    assert (shared / "claims" / "ucdp_headlines.jsonl").is_file()
    assert float(bench.score(bench.rows("ucdp_headlines.jsonl", "all"))["NBV"].split()[0]) >= 0.95


@pytest.mark.shared
def test_the_timelines_are_related_to_the_bar(shared: Path) -> None:
    folder = shared / "claims" / "timelines"
    figures = claims.read_figures((folder / "claims_timeline.csv").read_text(encoding="utf-8"))
    with (folder / "relations.csv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    found = claims.relate(figures, [(row["a"], row["b"]) for row in gold])
    right = [x.relation in FINER.get(row["relation"], {row["relation"]}) for row, x in zip(gold, found, strict=True)]
    assert sum(right) >= 40
    known = {f.id: f for f in figures}
    for each in claims.relate(figures):
        if each.relation == "conflict":
            assert all(known[i].place and known[i].period_start and known[i].group for i in (each.a, each.b))
