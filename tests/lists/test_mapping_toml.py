"""The mapping as a file that a person reads and edits."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from list_factory import csv_bytes

from atleast import lists
from atleast.errors import InputError

DATA = csv_bytes(
    [["name", "age", "status", "secret"], ["Taro Velam", "23", "gone west", "lives at 5"], ["میرل درسیت", "31", "killed", "x"]]
)

text = st.text(st.characters(codec="utf-8"), max_size=12)
mappings = st.builds(
    lists.Mapping,
    options=st.builds(
        lists.Options,
        name=st.none() | text,
        source=st.none() | text,
        derived_from=st.lists(text, max_size=3).map(tuple),
        duplicates=st.sampled_from(["never", "rare", "often"]),
        apart=st.lists(text, max_size=3).map(tuple),
    ),
    file=st.builds(
        lists.FileOptions, sheet=st.none() | text, header_row=st.none() | st.integers(0, 99), separator=st.none() | text
    ),
    columns=st.builds(
        lists.Columns, name=st.lists(text, max_size=3).map(tuple), age=st.none() | text, urls=st.lists(text).map(tuple)
    ),
    reading=st.builds(lists.Reading, date_calendar=st.sampled_from([None, "jalali"]), name_holds_age=st.booleans()),
    status_words=st.dictionaries(text, st.sampled_from(["dead", "alive", "unresolved"]), max_size=3),
)


@given(mappings)
def test_what_is_written_is_read_back(mapping: lists.Mapping) -> None:
    assert lists.mapping_from_toml(lists.mapping_to_toml(mapping)) == mapping


def test_examples_stand_beside_mapped_columns_only() -> None:
    mapping, raw = lists.prepare(DATA, filename="a.csv", options={"source": "Agency A"})
    written = lists.mapping_to_toml(mapping, raw)
    assert lists.mapping_from_toml(written) == mapping
    assert 'name = ["name"]  # Taro Velam | میرل درسیت' in written and "lives at 5" not in written
    assert "they stay in the vault: secret" in written and '# "gone west" =   (asked: 1 rows)' in written
    assert '# encoding =  (found: "utf-8")' in written and '# separator =  (found: ",")' in written
    assert lists.show(raw, mapping) == [
        ("name", "name", ["Taro Velam", "میرل درسیت"]),
        ("age", "age", ["23", "31"]),
        ("status", "status", ["gone west", "killed"]),
        ("secret", "", []),
    ]


def test_a_cell_cannot_break_out_of_its_comment() -> None:
    mapping, raw = lists.prepare(csv_bytes([["name", 'a"]\nb = "x'], ['Taro\n[columns]\nage = "y"', "1"]]), filename="a.csv")
    assert tomllib.loads(lists.mapping_to_toml(mapping, raw))["columns"] == {"name": ["name"]}


@pytest.mark.parametrize(
    ("toml", "message", "known"),
    [
        ("[colums]\n", "the key 'colums' is not known", "[options], [file], [columns], [reading], [status_words]"),
        ("[columns]\nnom = 'x'\n", "the key 'nom' in [columns] is not known", "id, name, other_names"),
        ("[options]\nduplicates = 'always'\n", "always", "docs/reference/mapping.md"),
        ("[status_words]\nx = 'purple'\n", "purple", "docs/reference/mapping.md"),
        ("[columns]\nage = 3\n", "columns.age", "docs/reference/mapping.md"),
        ("columns = 3\n", "columns", "docs/reference/mapping.md"),
        ("[columns\n", "no TOML", "Mend the line"),
    ],
)
def test_what_it_does_not_know_is_refused_with_what_it_knows(toml: str, message: str, known: str) -> None:
    with pytest.raises(InputError) as error:
        lists.mapping_from_toml(toml, filename="m.toml")
    assert message in error.value.message and known in error.value.hint and error.value.message.startswith("m.toml")


def test_one_name_column_needs_no_brackets() -> None:
    assert lists.mapping_from_toml("[columns]\nname = 'who'\nurls = 'link'\n").columns == lists.Columns(
        name=("who",), urls=("link",)
    )


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    mapping = lists.mapping_from_toml("[columns]\nname = 'name'\nage = 'edad'\n")
    with pytest.raises(InputError, match="reads age from 'edad'") as error:
        lists.prepare(DATA, filename="a.csv", mapping=mapping)
    assert "'name', 'age', 'status', 'secret'" in error.value.hint


def test_the_file_is_opened_as_the_mapping_says() -> None:
    data = csv_bytes([["x;y"], ["name", "age"], ["Taro Velam", "23"]])
    mapping = lists.mapping_from_toml("[file]\nheader_row = 2\nseparator = 'comma'\n[columns]\nname = 'name'\n")
    assert lists.read_as_mapped(data, mapping, filename="a.csv").headers == ["name", "age"]
