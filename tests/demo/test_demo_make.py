"""The invented case: the same for a seed, of the size and kind that was asked for, and marked as invented everywhere."""

from __future__ import annotations

import io
import time
import tomllib
import zipfile
from collections import Counter
from datetime import date

import msgspec
import pytest

from atleast import dates, demo, places


@pytest.fixture(scope="module")
def case() -> demo.DemoCase:
    return demo.make(1)


def test_a_seed_always_gives_the_same_bytes(case: demo.DemoCase) -> None:
    again = demo.make(1)
    assert again.files == case.files
    assert again.truth == case.truth
    assert demo.make(2).files != case.files


def test_it_is_made_in_two_seconds() -> None:
    start = time.process_time()
    demo.make(3)
    assert time.process_time() - start < 2.0


@pytest.mark.parametrize("seed", range(6))
def test_the_size_and_the_places_of_the_case(seed: int) -> None:
    truth = demo.make(seed).truth
    assert 850 <= demo.total(truth) <= 950
    alive = [person for person in truth.persons.values() if person.fate != "killed"]
    assert len(alive) == 300
    assert {person.fate for person in alive} == {"injured", "arrested"}
    inside = [person for person in truth.persons.values() if person.in_scope]
    assert len({person.place for person in inside}) == 11
    assert 18 <= (max(person.day for person in inside) - min(person.day for person in inside)).days <= 20
    assert 0.6 < demo.listed(truth) / demo.total(truth) < 0.9


def test_the_scope_is_three_weeks_across_the_persian_new_year(case: demo.DemoCase) -> None:
    first, last = date.fromisoformat(case.scope.first_day), date.fromisoformat(case.scope.last_day)
    assert dates.say_range(first, last, lang="fa").replace("\u00a0", " ") == "۱۲ اسفند ۱۴۰۹ تا ۳ فروردین ۱۴۱۰"
    assert case.scope.territory in case.gazetteer.places


def test_sixteen_provinces_on_a_tile_each_in_both_languages(case: demo.DemoCase) -> None:
    provinces = case.gazetteer.provinces()
    assert len(provinces) == len({place.tile for place in provinces}) == 16
    assert all(place.names.keys() >= {"en", "fa"} for place in case.gazetteer.places.values())
    written = case.files["invented-sepidar.toml"].decode("utf-8")
    assert places.from_toml(written).places == case.gazetteer.places


def test_the_names_come_from_tables_that_are_large_enough() -> None:
    from atleast.demo.people import names

    given = {token.fa for sex in "mf" for token in names("given.tsv", sex).tokens}
    families = {
        first.fa + second.fa + suffix.fa
        for first in names("family.tsv", "first").tokens
        for second in names("family.tsv", "second").tokens
        for suffix in names("family.tsv", "suffix").tokens
    }
    assert len(given) >= 150
    assert len(families) >= 150


def test_four_lists_of_two_scripts_with_their_sources_stated(case: demo.DemoCase) -> None:
    assert [spec.name for spec in case.lists] == ["families", "doctors", "monitor", "ledger"]
    assert {spec.file for spec in case.lists} <= set(case.files)
    by_name = {spec.name: spec for spec in case.lists}
    assert by_name["monitor"].derived_from == ("families",)
    assert all(spec.party for spec in case.lists)
    assert case.files[by_name["doctors"].file].decode("utf-8-sig").count("۱۴۰۹/۱۲/") > 200
    monitor = case.files[by_name["monitor"].file]
    with pytest.raises(UnicodeDecodeError):
        monitor.decode("utf-8")
    assert monitor.decode("cp1252").splitlines()[1].count(";") == 6


def test_every_file_says_that_it_is_invented(case: demo.DemoCase) -> None:
    for name, data in case.files.items():
        assert name.startswith("invented-")
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                text = b"".join(book.read(part) for part in book.namelist()).decode("utf-8")
        else:
            text = data.decode("cp1252" if "monitor" in name else "utf-8")
        assert "nvented data" in text or "دادهٔ ساختگی" in text, name


def test_the_workbooks_do_not_tell_when_they_were_made(case: demo.DemoCase) -> None:
    for name, data in case.files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                assert {entry.date_time[0] for entry in book.infolist()} == {1980}
                assert "2031-04-12" in book.read("docProps/core.xml").decode("utf-8")


def test_a_dozen_claims_in_two_languages(case: demo.DemoCase) -> None:
    assert 12 <= len(case.claims) <= 16
    assert len({claim.id for claim in case.claims}) == len(case.claims)
    assert all(claim.place in case.gazetteer.places for claim in case.claims)
    assert all(claim.quote and claim.quote_fa for claim in case.claims)
    assert not [claim for claim in case.claims if "{" in claim.quote + claim.quote_fa]
    own = next(claim for claim in case.claims if claim.id == "c13")
    assert own.value == demo.listed(case.truth, lists=["families"])
    assert str(own.value) in own.quote
    published = [claim.published for claim in case.claims]
    assert published == sorted(published)
    on_disk = msgspec.json.decode(case.files["invented-claims.json"])
    assert on_disk["claims"] == [msgspec.to_builtins(claim) for claim in case.claims]


def test_the_newer_version_has_three_rows_on_top_one_changed_one_gone(case: demo.DemoCase) -> None:
    from python_calamine import CalamineWorkbook

    def rows(file: str) -> list[list[object]]:
        return CalamineWorkbook.from_filelike(io.BytesIO(case.files[file])).get_sheet_by_index(0).to_python()[1:]

    old = next(spec for spec in case.lists if spec.name == case.newer.name)
    first = {str(row[0]): row for row in rows(old.file)}
    newer = rows(case.newer.file)
    second = {str(row[0]): row for row in newer}
    assert not {str(row[0]) for row in newer[:3]} & first.keys()
    assert len(first.keys() - second.keys()) == 1
    assert sum(first[id] != second[id] for id in first.keys() & second.keys()) == 1
    assert len(second.keys() - first.keys()) == 24
    assert len(case.truth.newer_rows) == len(newer)


def test_copied_rows_keep_the_spelling_of_their_source(case: demo.DemoCase) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(case.files["invented-families-committee.xlsx"]))
    source = {str(row[1]) for row in book.get_sheet_by_index(0).to_python()[1:]}
    lines = case.files["invented-rights-monitor.csv"].decode("cp1252").splitlines()[1:]
    copied = [line for line in lines if " ".join(line.split(";")[:2]) in source]
    assert 60 <= len(copied) <= 160


def test_the_gazetteer_file_is_toml_and_the_ledger_has_a_title_over_merged_headers(case: demo.DemoCase) -> None:
    assert len(tomllib.loads(case.files["invented-sepidar.toml"].decode("utf-8"))["place"]) == 42
    with zipfile.ZipFile(io.BytesIO(case.files["invented-burial-ledger.xlsx"])) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert sheet.count("<mergeCell ") == 4
    assert 'rightToLeft="1"' in sheet


def test_the_living_are_on_two_lists_and_never_dead(case: demo.DemoCase) -> None:
    alive = {id for id, person in case.truth.persons.items() if person.fate != "killed"}
    on = Counter(row.list for row in case.truth.rows if row.person in alive)
    assert on.keys() == {"families", "doctors"}
    assert all(n > 30 for n in on.values())
    assert not [
        row for row in case.truth.rows + case.truth.newer_rows if row.person in alive and (row.says == "dead" or row.admitted)
    ]
