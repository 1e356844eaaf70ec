"""`atleast minimum` as it is typed: its answer for people and for programs, and files that are no facts."""

from __future__ import annotations

import json

import pytest

from atleast.cli.main import run

WORKED = {
    "places": {"TH": "IR", "KZ": "IR", "FA": "IR"},
    "persons": [
        {"n": 25, "place": "TH", "from": "2019-11-16", "to": "2019-11-16"},
        {"n": 10, "place": "TH", "from": "2019-11-22", "to": "2019-11-22"},
        {"n": 8, "place": "KZ", "from": "2019-11-16", "to": "2019-11-16"},
        {"n": 20, "from": "2019-11-16", "to": "2019-11-16"},
        {"n": 6, "place": "FA", "from": "2019-11-25", "to": "2019-11-25"},
    ],
    "claims": [
        {"id": "1", "lower": 50, "upper": None, "place": "TH", "from": "2019-11-15", "to": "2019-11-19"},
        {"id": "2", "lower": 30, "place": "KZ", "from": "2019-11-15", "to": "2019-11-19"},
        {"id": "3", "lower": 90, "place": "IR", "from": "2019-11-15", "to": "2019-11-17"},
        {"id": "4", "lower": 12, "place": "IR", "groups": {"child": True}},
        {"id": "minister", "lower": None, "upper": 85, "place": "IR", "to": "2019-11-19"},
    ],
}


@pytest.fixture
def minimum(tmp_path, capsys):
    """Run the command on a text and return exit code, stdout and stderr."""

    def ran(data, *options):
        file = tmp_path / "facts.json"
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        with pytest.raises(SystemExit) as left:
            run(["minimum", str(file), *options])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return ran


def test_the_worked_example_in_words(minimum):
    assert minimum(json.dumps(WORKED)) == (
        0,
        "One statement speaks of 90 (3) people.\n"
        "16 more are known by name who can be in none of it.\n"
        "So at least 90 + 16 = 106.\n"
        "A population of exactly 106 agrees with every statement, so no more follows from them.\n"
        "Statements that contradict each other; the number above does not rest on what is said at most:\n"
        "- at most 85 (minister) is under at least 90 (3) inside its scope: 5 short\n",
        "",
    )


def test_the_worked_example_for_programs(minimum):
    code, out, err = minimum(json.dumps(WORKED), "--json")
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert set(answer) == {"minimum", "known", "unnamed", "proof", "witness", "checked", "gap", "conflicts"}
    assert [answer[name] for name in ("minimum", "known", "unnamed", "checked", "gap")] == [106, 69, 37, True, 0]
    people = [{"entry": 1, "n": 10, "credit": 1}, {"entry": 4, "n": 6, "credit": 1}]
    assert answer["proof"] == {
        "divisor": 1,
        "parts": [{"claims": [{"id": "3", "weight": 1}], "people": people, "bound": 106}],
    }
    assert answer["conflicts"] == [["minister", "3"]]
    assert all(set(stay) == {"place", "date", "groups", "n"} for stay in answer["witness"])
    assert sum(stay["n"] for stay in answer["witness"]) == 106


HOSTILE = (
    ("", "cannot be read"),
    ("killed: 12", "(byte 0)"),
    ("{}", 'neither "persons" nor "claims"'),
    ("[1]", "Expected `object`, got `array`"),
    (b"\x00\xff\xfe\x80", "cannot be read"),
    ('{"persons": [{"n": 2}]}'.encode("utf-16"), "cannot be read"),
    ('{"persons": [{"n": 2}]} and more', "trailing"),
    ('{"people": []}', "unknown field `people`"),
    ('{"claims": [{"id": "x", "lower": 1, "plaze": "A"}]}', "unknown field `plaze` - at `$.claims[0]`"),
    ('{"claims": [{"lower": 1}]}', "missing required field `id` - at `$.claims[0]`"),
    ('{"claims": [{"id": "x", "lower": -3}]}', "claim 'x' has a negative bound"),
    ('{"claims": [{"id": "x", "lower": 1.5}]}', "$.claims[0].lower"),
    ('{"claims": [{"id": "x", "lower": "12"}]}', "$.claims[0].lower"),
    ('{"claims": [{"id": "x", "lower": true}]}', "$.claims[0].lower"),
    ('{"persons": [{"n": ۱۲}]}', "JSON is malformed: invalid character"),
    ('{"persons": [{"n": "۱۲"}]}', "$.persons[0].n"),
    ('{"persons": [{"n": 0}]}', "persons entry 0 has n = 0"),
    ('{"persons": [{}, {"n": -1}]}', "persons entry 1 has n = -1"),
    ('{"persons": [{"n": 1000000000000000000}]}', "persons entry 0 has n = 1000000000000000000"),
    ('{"places": {"A": "A"}}', "place 'A' lies inside itself"),
    ('{"places": {"A": "B", "B": "C", "C": "A"}, "persons": [{}]}', "lies inside itself"),
    ('{"places": {"A": "B"}, "claims": [{"id": "x", "place": "Q"}]}', "claim 'x': place 'Q' is not in `places`"),
    ('{"persons": [{"place": "Q"}]}', "persons entry 0: place 'Q'"),
    ('{"claims": [{"id": "x", "from": "2019-11-17", "to": "2019-11-16"}]}', "claim 'x' ends (2019-11-16) before it begins"),
    ('{"claims": [{"id": "x"}, {"id": "x"}]}', "claim 'x' is there twice"),
    ('{"claims": [{"id": "x", "lower": 5, "upper": 4}]}', "at least 5 and at most 4"),
    ('{"persons": [{"from": "2019-02-30"}]}', "persons entry 0: '2019-02-30' is not a day"),
    ('{"persons": [{"from": "20190203"}]}', "'20190203' is not a day"),
    ('{"persons": [{"from": "2019-W05-1"}]}', "is not a day"),
    ('{"persons": [{"from": "۲۰۱۹-۰۲-۰۳"}]}', "is not a day"),
    ("[" * 100_000, "cannot be read"),
    ('{"persons": [{"groups": ' + '{"a": ' * 50_000 + "1" + "}" * 50_000 + "}]}", "$.persons[0].groups"),
    ('{"claims": [{"id": "' + "x" * 100_000 + '", "lower": -1}]}', "(100000 characters)"),
    ('{"claims": [' + ", ".join(f'{{"id": "{i}"}}' for i in range(20_001)) + "]}", "20001 claims"),
)


@pytest.mark.parametrize(("data", "where"), HOSTILE, ids=[where[:40] for _, where in HOSTILE])
def test_what_is_no_facts_is_refused_in_one_line_that_says_where(minimum, data, where):
    code, out, err = minimum(data)
    assert (code, out) == (3, "")
    assert err.startswith("atleast: ") and err.count("\n") == 1 and len(err) < 600
    assert "facts.json: " in err and where in err
    code, out, _ = minimum(data, "--json")
    assert (code, json.loads(out)["error"], out.count("\n")) == (3, "InputError", 1)


def test_no_file_and_a_folder_are_said_to_be_that(tmp_path, capsys):
    for path, words in ((tmp_path / "none.json", "no such file"), (tmp_path, "a folder")):
        with pytest.raises(SystemExit) as left:
            run(["minimum", str(path)])
        assert left.value.code == 3
        assert words in capsys.readouterr().err


def test_a_deep_tree_of_places_and_a_mark_of_byte_order_are_no_hindrance(minimum):
    deep = {"places": {f"p{i}": f"p{i + 1}" for i in range(20_000)}, "claims": [{"id": "x", "lower": 3, "place": "p5"}]}
    code, out, _ = minimum(b"\xef\xbb\xbf" + json.dumps(deep).encode(), "--json")
    assert (code, json.loads(out)["minimum"]) == (0, 3)


def test_a_key_that_stands_twice_is_refused_as_one_of_them_would_be_lost(minimum):
    twice = json.dumps(WORKED).replace('"lower": 50,', '"lower": 50, "lower": 5,', 1)
    code, out, err = minimum(twice)
    assert (code, out) == (3, "") and "'lower' stands twice" in err
