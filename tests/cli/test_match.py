"""`atleast match` as a person meets it: plans, explanations, pictures, and input that is not as it should be."""

from __future__ import annotations

import csv
import json
import time
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from atleast.cli.main import main
from atleast.errors import AtleastError
from atleast.linkage.settings import default, from_toml
from atleast.reports.waterfall import Bar, waterfall

A = [("سید محمد‌رضا کریمی‌نژاد", "34"), ("Sohrab Rostamzadeh", "30"), ("Sohrab Rostamzadeh", "30"), ("زهرا علیزاده", "19")]
B = [("Mohammad Reza Karimi Nejad", "35"), ("سهراب رستم‌زاده", "30"), ("Zahra Alizadeh", "19"), ("Zahra Alizade", "19")]
STEMS = ("Karim", "Rostam", "Morad", "Nader", "Jafar", "Salim", "Ghasem", "Bahram", "Kaveh", "Shahin")


def write(file: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("name", "age")) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return file


@pytest.fixture
def lists(tmp_path: Path) -> list[Path]:
    return [write(tmp_path / "a.csv", A), write(tmp_path / "b.csv", B)]


def match(*arguments: object) -> dict[str, object]:
    """Run the command and return what it prints as JSON."""
    done = CliRunner().invoke(main, ["match", *map(str, arguments), "--json"], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return dict(json.loads(done.stdout))


def people(file: Path) -> dict[str, str]:
    return {row["id"]: row["person"] for row in csv.DictReader(file.open(encoding="utf-8"))}


def plan(folder: Path, text: str) -> Path:
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    return folder / "plan.toml"


def test_without_a_plan_lists_are_linked_and_deduplicated(lists: list[Path], tmp_path: Path) -> None:
    match(*lists, "-o", tmp_path / "o.csv")
    found = people(tmp_path / "o.csv")
    assert found["a:2"] == found["b:2"]
    assert found["a:3"] == found["a:4"] == found["b:3"]
    assert found["a:5"] == found["b:4"] == found["b:5"]


def test_a_list_that_promises_no_duplicates_keeps_its_rows_apart(lists: list[Path], tmp_path: Path) -> None:
    older = write(tmp_path / "b.csv", [*B[:3], ("Zahra Alizade", "20")])
    match(lists[0], older, "-o", tmp_path / "o.csv", "--settings", plan(tmp_path, '[lists.b]\nduplicates = "never"'))
    found = people(tmp_path / "o.csv")
    assert found["a:5"] == found["b:4"] != found["b:5"]
    assert found["a:3"] == found["a:4"]


def test_dedupe_a_and_link_it_to_b_but_do_not_dedupe_b(lists: list[Path], tmp_path: Path) -> None:
    # splink#2545: the rows of b are not compared with each other, those of a are, and a with b.
    extra = write(tmp_path / "c.csv", [("Nasrin Moradian", "50")])
    twice = write(tmp_path / "b.csv", [*B, ("Parvaneh Nadernezhad", "44"), ("Parvaneh Nadernezhad", "44")])
    match(lists[0], twice, extra, "-o", tmp_path / "o.csv", "--settings", plan(tmp_path, 'apart = [["b", "b"]]'))
    found = people(tmp_path / "o.csv")
    assert found["a:3"] == found["a:4"] == found["b:3"]
    assert found["b:6"] != found["b:7"]


def test_two_lists_are_not_linked_when_the_plan_keeps_them_apart(lists: list[Path], tmp_path: Path) -> None:
    match(*lists, "-o", tmp_path / "o.csv", "--settings", plan(tmp_path, 'apart = [["b", "a"]]'))
    found = people(tmp_path / "o.csv")
    assert not {found[f"a:{n}"] for n in range(2, 6)} & {found[f"b:{n}"] for n in range(2, 6)}
    assert found["a:3"] == found["a:4"]


def test_a_list_with_many_duplicates_finds_a_second_spelling(tmp_path: Path) -> None:
    many = [
        (f"{first} {stem}{end}", "")
        for first in ("Reza", "Maryam", "Babak")
        for stem in STEMS
        for end in ("i", "pour", "zadeh")
    ]
    press = write(tmp_path / "press.csv", [("Sohrab Golijani", "30"), ("Sohrab Qolijani", "30"), *many])
    other = write(tmp_path / "other.csv", [("زهرا علیزاده", "19")])
    together = {}
    for word in ("rare", "often"):
        match(press, other, "-o", tmp_path / "o.csv", "--settings", plan(tmp_path, f'[lists.press]\nduplicates = "{word}"'))
        found = people(tmp_path / "o.csv")
        together[word] = found["press:2"] == found["press:3"]
    assert together == {"rare": False, "often": True}


def test_a_plan_that_speaks_of_an_unknown_list_says_so(lists: list[Path], tmp_path: Path) -> None:
    said = match(*lists, "-o", tmp_path / "o.csv", "--settings", plan(tmp_path, '[lists.press]\nduplicates = "never"'))
    assert any("'press'" in note and "a, b" in note for note in said["notes"])


def test_a_plan_that_is_not_understood_names_the_field(lists: list[Path], tmp_path: Path) -> None:
    with pytest.raises(AtleastError, match="duplicates"):
        match(*lists, "-o", tmp_path / "o.csv", "--settings", plan(tmp_path, '[lists.a]\nduplicates = "sometimes"'))


def test_a_pair_is_explained_in_words_that_add_up_and_in_a_picture(lists: list[Path], tmp_path: Path) -> None:
    said = match(*lists, "--explain", "a:2", "b:2", "--plot", tmp_path / "why.svg")
    why = said["explained"]
    assert why["one_person"]
    assert why["p"] > 0.9
    assert sum(part["weight"] for part in why["parts"][:-1]) == pytest.approx(why["parts"][-1]["weight"], abs=0.01)
    by = {part["comparison"]: part for part in why["parts"]}
    assert by["given name"]["seen"] == "mohammad = mohammad"
    assert (by["age"]["left"], by["age"]["right"]) == ("34", "35")
    assert not (tmp_path / "o.csv").exists()
    picture = ET.fromstring((tmp_path / "why.svg").read_text(encoding="utf-8"))
    texts = ["".join(node.itertext()) for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert A[0][0] in texts  # as written, with its ZWNJ
    assert B[0][0] in texts
    turned = [node.get("direction") for node in picture.iter("{http://www.w3.org/2000/svg}text") if node.text == A[0][0]]
    assert turned == ["rtl"]


def test_a_judged_pair_says_that_a_reader_settled_it(lists: list[Path], tmp_path: Path) -> None:
    labels = tmp_path / "l.jsonl"
    labels.write_text('{"left":"a:2","right":"b:2","verdict":"different"}\n', encoding="utf-8")
    why = match(*lists, "--labels", labels, "--explain", "b:2", "a:2")["explained"]
    assert not why["one_person"]
    assert why["parts"][-2]["seen"] == "a reader said: different"


def test_explaining_needs_records_that_are_there(lists: list[Path], tmp_path: Path) -> None:
    with pytest.raises(AtleastError, match="no record 'a:77'"):
        match(*lists, "--explain", "a:77", "b:2")
    with pytest.raises(AtleastError, match="nothing to write"):
        match(*lists)
    with pytest.raises(AtleastError, match="--plot"):
        match(*lists, "-o", tmp_path / "o.csv", "--plot", tmp_path / "why.svg")


def test_a_picture_holds_no_markup_of_the_lists_and_no_bidi_controls() -> None:
    nasty = "<script>alert(1)</script>\u202e&\u0007"
    drawn = waterfall(
        [
            Bar(label="before looking", weight=-8, kind="start"),
            Bar(label=nasty, weight=3),
            Bar(label="sum", weight=-5, kind="sum"),
        ],
        left=(nasty, "a:1"),
        right=("ب" * 300, "b:1"),
        verdict="no",
    )
    ET.fromstring(drawn)
    assert "<script" not in drawn
    assert "\u202e" not in "".join(node.text or "" for node in ET.fromstring(drawn).iter())


def test_bad_names_are_flagged_and_quick(tmp_path: Path) -> None:
    started = time.process_time()
    long = write(tmp_path / "long.csv", [("A" * 5000, "4"), ("Reza " * 1000, "4"), ("Sohrab Rostamzadeh", "30")])
    other = write(tmp_path / "other.csv", [("ر" * 5000, "4"), ("سهراب رستم‌زاده", "30")])
    said = match(long, other, "-o", tmp_path / "o.csv")
    found = people(tmp_path / "o.csv")
    assert len(found) == 5
    assert found["long:4"] == found["other:3"]
    assert any("2 rows hold no record that can be compared; each stays alone; row 2: " in note for note in said["notes"])
    assert time.process_time() - started < 20


def test_ten_thousand_equal_names_are_said_and_quick(tmp_path: Path) -> None:
    started = time.process_time()
    files = [write(tmp_path / f"{x}.csv", [(name, "")] * 5000) for x, name in (("a", "Reza Karimi"), ("b", "رضا کریمی"))]
    said = match(*files, "-o", tmp_path / "o.csv")
    assert len(set(people(tmp_path / "o.csv").values())) == 10_000
    assert any("same name stands in 5,000 records" in note for note in said["notes"])
    assert time.process_time() - started < 30


def test_empty_names_and_one_list_are_said(tmp_path: Path) -> None:
    said = match(write(tmp_path / "a.csv", [("", "4"), ("", "5")]), "-o", tmp_path / "o.csv")
    assert any("2 of 2 records have no name" in note for note in said["notes"])
    assert any("one list only" in note for note in said["notes"])
    assert len(people(tmp_path / "o.csv")) == 2


@pytest.mark.parametrize("header", [("colour", "size"), ("colour", "age")])
def test_no_column_of_names_says_what_to_do(tmp_path: Path, header: tuple[str, str]) -> None:
    file = write(tmp_path / "a.csv", [("red", "4"), ("blue", "5")], header=header)
    with pytest.raises(AtleastError) as caught:
        match(file, "-o", tmp_path / "o.csv")
    assert "`name`" in caught.value.hint
    assert "colour" in caught.value.message


def test_direction_marks_zero_width_signs_and_unicode_forms_change_nothing(tmp_path: Path) -> None:
    names = ["رضا کریمی", "Şerîf Çelîk", "سهراب رستم‌زاده", "آرش أحمدي", "Sohrab Azad"]
    dressed = ["\u202bرضا\u202c \u200fکریمی\u2069", *names[1:4], "So\u200bhr\u00adab Azad\ufeff"]
    for form in ("NFC", "NFD", "NFKC"):
        a = write(tmp_path / "a.csv", [(unicodedata.normalize(form, name), str(20 + 5 * n)) for n, name in enumerate(dressed)])
        b = write(tmp_path / "b.csv", [(name, str(20 + 5 * n)) for n, name in enumerate(names)])
        match(a, b, "-o", tmp_path / "o.csv")
        found = people(tmp_path / "o.csv")
        assert [found[f"a:{n}"] == found[f"b:{n}"] for n in range(2, 7)] == [True] * 5


def test_shuffled_columns_and_other_headers_give_the_same_people(lists: list[Path], tmp_path: Path) -> None:
    match(*lists, "-o", tmp_path / "o.csv")
    (tmp_path / "other").mkdir()
    shuffled = write(
        tmp_path / "other" / "b.csv",
        [(age, name, "x") for name, age in B],
        header=("Age at death", "نام و نام خانوادگی", "note"),
    )
    match(lists[0], shuffled, "-o", tmp_path / "p.csv")
    assert people(tmp_path / "o.csv") == people(tmp_path / "p.csv")


def test_settings_travel_through_toml_with_their_matrix() -> None:
    told = from_toml('apart = [["b", "b"], ["a", "c"]]\n[lists.a]\nduplicates = "often"\nderived_from = ["b"]')
    assert told.weights == default().weights
    assert told.apart == (("b", "b"), ("a", "c"))
    assert told.lists["a"].derived_from == ("b",)
