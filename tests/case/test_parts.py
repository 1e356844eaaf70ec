"""Lists that cover different places or periods: a list that could not have had somebody is no list there."""

from __future__ import annotations

from case_factory import LATIN, PERSIAN, add, new_case

from atleast import mse
from atleast.steps import counting, estimating

MORE = [
    ("c1", "Shirin Golparvar", "24", "2031-03-05", "North"),
    ("c2", "Mehrdad Sepehran", "61", "2031-03-09", "North"),
]


def test_people_are_parted_by_the_lists_that_could_have_had_them(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", LATIN)
        add(case, tmp_path, "beta", PERSIAN)
        add(case, tmp_path, "gamma", MORE, covers="XA.NO/2031-03-01..2031-03-31")
        counted = counting.ensure_counted(case)
        tables = estimating.parted(case, counted)
        assert set(tables) == {"alpha, beta", "alpha, beta, gamma"}
        assert all("gamma" not in table.lists or table.n for table in tables.values())
        assert sum(table.n for table in tables.values()) == counted.people.filter(counted.people["counted"]).height
        estimated = estimating.estimate(case)
        assert len(estimated.results) == 1
        assert [part["stratum"] for part in estimated.results[0].diagnostics["strata"]] == sorted(tables)
        assert any("cover different places" in note for note in estimated.notes)


def test_each_linkage_draw_is_a_table_of_the_countable_records(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        for name, rows in (("alpha", LATIN), ("beta", PERSIAN), ("gamma", MORE)):
            add(case, tmp_path, name, rows)
        counted = counting.ensure_counted(case)
        able = counted.people.filter(counted.people["left_out"].is_null() | (counted.people["left_out"] == "maybe_same"))
        ids = {record for records in able["records"].to_list() for record in records}
        kept = [i for i, record in enumerate(counted.linked.records["record_id"]) if record in ids]
        people = {len(set(draw)) for draw in counted.linked.draws[:, kept].tolist()}
        tables = estimating.drawn(case, counted)
        assert len(tables) == 40
        assert {table.n for table in tables} <= people
        on_alpha = sum(counted.linked.records["list"][i] == "alpha" for i in kept)
        assert all(sum(n for pattern, n in table.counts if pattern & 1) <= on_alpha for table in tables)


def test_a_period_excludes_those_who_died_outside_it(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", LATIN)
        add(case, tmp_path, "beta", PERSIAN, covers="XA/2031-03-01..2031-03-05")
        tables = estimating.parted(case, counting.ensure_counted(case))
        assert set(tables) == {"alpha", "alpha, beta"}


def test_lists_that_cover_the_same_are_one_table(tmp_path):
    with new_case(tmp_path / "x.case") as case:
        add(case, tmp_path, "alpha", LATIN)
        add(case, tmp_path, "beta", PERSIAN)
        tables = estimating.parted(case, counting.ensure_counted(case))
        assert list(tables) == [""]
        assert mse.read_table(estimating._csv(tables), "t.csv") == tables[""]
