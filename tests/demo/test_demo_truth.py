"""The truth agrees with what the files say when they are read, and its numbers with one another."""

from __future__ import annotations

import pytest

from atleast import demo, lists
from atleast.demo import ListSpec, Truth, TruthPerson, TruthRow


@pytest.fixture(scope="module", params=[1, 7])
def case(request: pytest.FixtureRequest) -> demo.DemoCase:
    return demo.make(request.param)


def test_the_rungs_of_the_truth_rise(case: demo.DemoCase) -> None:
    two = demo.on_two_origins(case.truth, case.lists)
    without = demo.without_any_one(case.truth, case.lists)
    named = demo.listed(case.truth)
    assert 0 < two < named
    assert max(demo.listed(case.truth, lists=[spec.name]) for spec in case.lists) < named
    assert two <= without < named <= demo.described(case.truth) <= demo.total(case.truth)


def test_rows_read_from_the_files_are_those_of_the_truth(case: demo.DemoCase) -> None:
    for spec in (*case.lists, case.newer):
        source = case.truth.newer_rows if spec.file == case.newer.file else case.truth.rows
        truth = {row.row: row for row in source if row.list == spec.name}
        raw = lists.read(case.files[spec.file], filename=spec.file)
        assert set(raw.frame["row"]) == set(truth)


def test_what_is_read_is_admitted_exactly_where_the_truth_says(case: demo.DemoCase) -> None:
    import msgspec

    for spec in case.lists:
        raw = lists.read(case.files[spec.file], filename=spec.file)
        mapping = lists.guess(raw, gazetteer=case.gazetteer)
        if spec.status is not None:
            mapping = msgspec.structs.replace(mapping, options=msgspec.structs.replace(mapping.options, status=spec.status))
        records = lists.apply(raw, mapping, list=spec.name, digest=lambda text: text, gazetteer=case.gazetteer).records
        truth = {row.row: row for row in case.truth.rows if row.list == spec.name}
        for record in records.iter_rows(named=True):
            dated = record["date_from"] is not None
            inside = (
                dated and case.scope.first_day <= str(record["date_from"]) and str(record["date_to"]) <= case.scope.last_day
            )
            here = record["place"] is None or record["place"].startswith(case.scope.territory)
            named = record["name"] is not None
            assert (record["status"] == "dead" and named and inside and here) == truth[record["row"]].admitted, record["row"]


def test_noise_is_at_the_rates_of_real_lists(case: demo.DemoCase) -> None:
    rows = [row for row in case.truth.rows if row.says == "dead" and case.truth.persons[row.person].in_scope]
    lost = sum(row.named and not row.admitted for row in rows) / len(rows)
    unnamed = sum(not row.named for row in rows) / len(rows)
    assert 0.01 < lost < 0.08
    assert 0.0 < unnamed < 0.04
    outside = [row for row in case.truth.rows if not case.truth.persons[row.person].in_scope]
    assert outside
    assert not any(row.admitted for row in outside)
    inside_lists = [(row.list, row.person) for row in case.truth.rows]
    assert 0.01 < 1 - len(set(inside_lists)) / len(inside_lists) < 0.035


def test_capture_depends_on_place_age_and_something_hidden() -> None:
    from random import Random

    from atleast.demo.people import draw
    from atleast.demo.rows import capture

    people = [person for seed in range(8) for person in draw(Random(seed), demo.gazetteer())]
    people = [person._replace(id=f"{n}") for n, person in enumerate(people) if person.fate == "killed" and person.in_scope]
    found = {person.id for each in capture(Random(1), people).values() for person in each}

    def share(kept: list[object]) -> float:
        return sum(person.id in found for person in kept) / len(kept)  # type: ignore[attr-defined]

    assert share([p for p in people if p.hidden]) < share([p for p in people if not p.hidden]) - 0.15
    assert share([p for p in people if p.place == "XS.ZA.1"]) < share([p for p in people if p.place == "XS.MA.1"]) - 0.1
    assert share([p for p in people if p.age < 18]) > share([p for p in people if p.age > 50])


def _row(list: str, row: int, person: str, *, named: bool = True, admitted: bool = True) -> TruthRow:
    return TruthRow(list=list, row=row, person=person, says="dead", named=named, admitted=admitted)


def test_numbers_of_a_truth_small_enough_to_count_by_hand() -> None:
    from datetime import date

    one = TruthPerson(id="a", fate="killed", day=date(2031, 3, 4), place="XS", province=None, age=30, sex="f", in_scope=True)
    persons = {id: TruthPerson(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "id": id}) for id in "abcde"}
    rows = (
        _row("A", 2, "a"), _row("A", 3, "a"), _row("B", 2, "a"), _row("A", 4, "b"), _row("C", 2, "b"), _row("B", 3, "c"),
        _row("B", 4, "d", named=False, admitted=False), _row("C", 3, "e", admitted=False),
    )  # fmt: skip
    truth = Truth(persons=persons, rows=rows)
    specs = [
        ListSpec(name="A", file="a", source="a", party="a"),
        ListSpec(name="B", file="b", source="b", party="b"),
        ListSpec(name="C", file="c", source="c", party="c", derived_from=("A",)),
    ]
    assert demo.total(truth) == 5
    assert demo.listed(truth) == 3
    assert demo.listed(truth, lists=["B"]) == 2
    assert demo.described(truth) == 4
    assert demo.on_two_origins(truth, specs) == 1  # b stands on A and on C, which took from A
    assert demo.without_any_one(truth, specs) == 2
    assert demo.pairs(truth) == {
        (("A", 2), ("A", 3)),
        (("A", 2), ("B", 2)),
        (("A", 3), ("B", 2)),
        (("A", 4), ("C", 2)),
    }
