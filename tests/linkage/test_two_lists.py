"""The bench that makes two lists of a file of names in two spellings: one record a side, facts only when asked for."""

from __future__ import annotations

from pathlib import Path

from bench.linkage import pairs, read_pairs, two_lists

ROWS = "id\toriginal\tlatin\tlang\tsource\n" + "".join(
    f"p{n}\t{first} {last}\t{spelled}\tfa\tinvented\n"
    for n, (first, last, spelled) in enumerate(
        [("رضا", "رستمی", "Reza Rostami"), ("نادر", "کریمی", "Nader Karimi"), ("بهرام", "شیرازی", "Bahram Shirazi")]
    )
)


def test_each_person_stands_once_on_each_side(tmp_path: Path) -> None:
    file = tmp_path / "names.tsv"
    file.write_text(ROWS + "p0\tرضا رستمی\tRiza Rustemi\tfa\tinvented\n", encoding="utf-8")
    rows = read_pairs(file)
    alone, facts = two_lists(rows, facts=False, seed=1), two_lists(rows, facts=True, seed=1)
    assert alone["record_id"].sort().to_list() == sorted(f"p{n}|{side}" for n in range(3) for side in ("latin", "original"))
    assert alone["age"].null_count() == alone["date_from"].null_count() == 6
    assert facts["date_from"].null_count() < 6


def test_the_figures_are_printed_a_language(tmp_path: Path) -> None:
    file = tmp_path / "names.tsv"
    file.write_text(ROWS, encoding="utf-8")
    said = list(pairs(file))
    assert [line.split(" F1=")[0] for line in said] == ["names.tsv fa names and facts", "names.tsv fa names alone"]
    assert all("persons=3" in line for line in said)
