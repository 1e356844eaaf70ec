"""`atleast mse` as a command: what it takes, what it refuses and in which words, and the object that it prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from atleast import mse
from atleast.cli.main import run

THREE = "a,b,c,count\n1,0,0,131\n0,1,0,145\n0,0,1,96\n1,1,0,57\n1,0,1,28\n0,1,1,41\n1,1,1,19\n"


def command(folder: Path, content: str | bytes, *options: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    file = folder / "t.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SystemExit) as stop:
        run(["mse", str(file), *options])
    out, err = capsys.readouterr()
    return int(stop.value.code or 0), out, err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b,c,count\n1,0,0,-5\n", "'-5' is not a whole number"),
        ("a,b,c,count\n1,0,0,2.5\n", "'2.5' is not a whole number"),
        ("a,b,c,count\n1,0,0,many\n", "'many' is not a whole number"),
        ("a,b,c,count\n1,0,0,nan\n", "'nan' is not a whole number"),
        ("a,b,c,count\n1,0,0,NA\n", "'NA' is not a whole number"),
        ("a,b,c,region,count\n1,0,0,north,5\n", "`--strata`"),
        ("a,b,c,count\n1,0,0,5\n1,0,0,6\n", "the same lists as in row 2"),
        ("a,b,c,count\n1,0,2,5\n", "'2' is neither 0 nor 1"),
        ("a,b,c,count\n1,0,yes,5\n", "'yes' is neither 0 nor 1"),
        ("a,b,c\n1,0,0\n", "no column of counts"),
        ("a,b,count,count\n1,0,5,5\n", "more than one column of counts"),
        ("a,a,c,count\n1,0,0,5\n", "two of one name"),
        ("a,b,c,count\n1,0,5\n", "3 cells where the header has 4"),
        ("a,b,c,count\n0,0,0,5\n", "people on no list are what is estimated"),
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        (b"\xff\xfe\x00\xd8", "not text"),
        (b"PK\x03\x04\x00\x00", "not text"),
        (b"\x1f\x8b\x08broken", "damaged"),
    ],
)
def test_what_is_no_table_is_one_line_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes, says: str
) -> None:
    code, out, err = command(tmp_path, content, "--engine", "bounds", capsys=capsys)
    assert code == 3
    assert says in err
    assert err.count("\n") == 1
    assert not out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,count\n1,5\n", "one list does not say how many"),
        ("a,b,count\n1,0,30\n0,1,20\n1,1,10\n", "two do not show whether they are independent"),
        ("a,b,c,count\n1,0,0,30\n0,1,0,20\n0,0,1,10\n", "Nobody is on more than one list"),
        ("a,b,c,count\n1,0,0,0\n", "Nobody is documented"),
        ("a,b,c,count\n", "Nobody is documented"),
        ("a,b,c,count\n1,0,0,30\n1,1,0,20\n1,0,1,10\n", "The list a holds everybody"),
        ("a,b,c,count\n1,0,0,30\n0,1,0,20\n1,1,0,10\n", "two do not show"),
        (f"a,b,c,count\n1,0,0,{10**15}\n0,1,0,{10**15}\n1,1,1,{10**14}\n", "more than have lived"),
    ],
)
@pytest.mark.parametrize("engine", ["decomposable", "latent", "loglinear", "auto"])
def test_a_table_that_carries_nothing_is_refused_in_words_and_that_is_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, says: str, engine: str
) -> None:
    code, out, _ = command(tmp_path, content, "--engine", engine, "--json", capsys=capsys)
    body = json.loads(out)
    assert code == 0
    assert body["refused"]
    assert (body["median"], body["low"], body["high"]) == (None, None, None)
    assert any(says in reason for reason in body["reasons"])


def test_counts_of_a_thousand_million_are_estimated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    big = "a,b,c,count\n" + "".join(
        f"{p & 1},{p >> 1 & 1},{p >> 2 & 1},{c}\n"
        for p, c in enumerate([4 * 10**9, 3 * 10**9, 10**9, 2 * 10**9, 10**9, 10**9, 10**9], 1)
    )
    for engine in ("bounds", "decomposable", "loglinear"):
        code, out, _ = command(tmp_path, big, "--engine", engine, "--json", capsys=capsys)
        body = json.loads(out)
        assert code == 0
        assert body["n"] == 13 * 10**9
        assert body["refused"] or body["n"] <= body["low"] <= body["median"] <= body["high"]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + THREE,
        THREE.replace(",", ";"),
        THREE.replace(",", "\t").replace("\n", "\r\n"),
        THREE.translate({ord(str(d)): chr(0x06F0 + d) for d in range(10)}),
        THREE.translate({ord(str(d)): chr(0x0660 + d) for d in range(10)}).replace("count", "تعداد"),
        THREE.encode("utf-16"),
        THREE.replace("131", "131.0") + "0,0,0,0\n",
    ],
)
def test_tables_come_as_people_save_them(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes) -> None:
    code, out, _ = command(tmp_path, content, "--engine", "decomposable", "--json", capsys=capsys)
    plain = mse.to_json(mse.estimate(mse.read_table(THREE.encode(), "t.csv"), engine="decomposable"))
    assert code == 0
    assert json.loads(out)["diagnostics"]["table"] == plain["diagnostics"]["table"]
    assert json.loads(out)["median"] == plain["median"]


def test_lists_are_left_out_and_joined_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    four = "a,b,c,d,count\n" + "".join(
        f"{p & 1},{p >> 1 & 1},{p >> 2 & 1},{p >> 3},{40 if p.bit_count() == 1 else 9}\n" for p in range(1, 16)
    )
    _, out, _ = command(tmp_path, four, "--engine", "bounds", "--json", "--merge", "a,b=press", capsys=capsys)
    assert json.loads(out)["diagnostics"]["lists"] == ["c", "d", "press"]
    _, out, _ = command(tmp_path, four, "--engine", "bounds", "--json", "--drop", "d", capsys=capsys)
    assert json.loads(out)["diagnostics"]["lists"] == ["a", "b", "c"]
    assert json.loads(out)["n"] == 3 * 40 + 11 * 9
    code, _, err = command(tmp_path, four, "--drop", "e", capsys=capsys)
    assert (code, "no list 'e'" in err) == (3, True)
    code, _, err = command(tmp_path, four, "--merge", "a", capsys=capsys)
    assert (code, "fewer than two lists" in err) == (2, True)
    code, _, err = command(tmp_path, four, "--engine", "magic", capsys=capsys)
    assert (code, "no engine 'magic'" in err) == (2, True)


def test_strata_are_added_up_and_those_refused_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = THREE.splitlines()[1:]
    content = (
        "region,a,b,c,count\n" + "".join(f"{where},{row}\n" for where in ("north", "south") for row in rows) + "east,1,0,0,7\n"
    )
    _, out, _ = command(tmp_path, content, "--strata", "region", "--engine", "decomposable", "--json", capsys=capsys)
    body = json.loads(out)
    assert set(body["strata"]) == {"north", "south", "east"}
    assert body["n"] == 2 * 517 + 7
    assert body["diagnostics"]["strata_refused"] == ["east"]
    assert body["diagnostics"]["documented_in_strata_refused"] == 7
    each = body["strata"]["north"]
    assert body["median"] == pytest.approx(2 * each["median"] + 7, rel=0.02)
    assert each["low"] * 2 + 7 < body["low"] < body["high"] < each["high"] * 2 + 7
    _, out, _ = command(tmp_path, content, "--strata", "region", "--engine", "bounds", capsys=capsys)
    assert "At least 1,041 documented; statistically at least" in out
    code, _, err = command(tmp_path, content, "--strata", "county", capsys=capsys)
    assert (code, "no column 'county'" in err) == (3, True)


def test_each_engine_is_named_before_what_it_says_in_either_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = "a,b,c,count\n1,0,0,23\n0,1,0,29\n0,0,1,10\n1,1,0,6\n1,0,1,0\n0,1,1,5\n1,1,1,1\n"
    _, out, _ = command(tmp_path, endless, capsys=capsys)
    heads = ["Bounds: ", "Decomposable graphs: ", "Latent classes: ", "Log-linear models: "]
    assert [line.startswith(head) for line, head in zip(out.splitlines(), heads, strict=False)] == [True] * 4
    assert "for want of a finite estimate: " in out
    _, out, _ = command(tmp_path, endless, "--lang", "fa", capsys=capsys)
    assert out.startswith("کران‌ها: دست‌کم ۷۴ نفر")
    assert not re.search("[A-Za-z]{2}", out), "an English word in a Persian answer"
    _, out, _ = command(tmp_path, THREE, "--engine", "decomposable", capsys=capsys)
    assert out.startswith("At least 517 documented; estimate")


def test_auto_prints_every_engine_and_chooses_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = command(tmp_path, THREE, "--json", "--plot", str(tmp_path / "out.svg"), capsys=capsys)
    body = json.loads(out)
    assert code == 0
    assert [one["engine"] for one in body["engines"]] == ["bounds", "decomposable", "latent", "loglinear"]
    assert (body["median"], body["low"], body["high"], body["engine"]) == (None, None, None, "auto")
    assert isinstance(body["in_conflict"], bool)
    for one in body["engines"]:
        assert {"n", "engine", "median", "low", "high", "level", "assumption", "diagnostics", "refused", "reasons"} <= set(one)
        assert one["assumption"]
    assert set(body["diagnostics"]["sensitivity"]) >= {"pairs", "leave_one_out", "priors", "held_out"}
    assert (tmp_path / "out.svg").read_text(encoding="utf-8").startswith("<svg")


def test_what_the_table_leaves_out_stands_below_the_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marked = THREE.replace("1,1,1,19", "1,1,1,-")
    _, out, _ = command(tmp_path, marked, "--engine", "bounds", capsys=capsys)
    assert "Patterns marked as ones that could not occur (-): 1." in out
    empty = "a,b,c,d,count\n" + "".join(f"{line[:5]},0{line[5:]}\n" for line in THREE.splitlines()[1:])
    _, out, _ = command(tmp_path, empty, "--engine", "decomposable", capsys=capsys)
    assert "The list d holds 0 people and was left out." in out


def test_the_complete_graph_is_said_to_be_for_comparison_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = command(tmp_path, THREE, "--engine", "decomposable", "--complete-graph", capsys=capsys)
    assert "for comparison with the program dga only" in out
    _, out, _ = command(tmp_path, THREE, "--engine", "decomposable", capsys=capsys)
    assert "dga" not in out


def test_the_bound_leads_with_its_lower_limit_and_three_shared_people_carry_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = command(tmp_path, THREE, "--engine", "bounds", "--json", capsys=capsys)
    body = json.loads(out)
    assert f"statistically at least {mse.rounded(body['low'], documented=body['n'])} (the bound itself" in mse.sentence(body)
    sparse = "a,b,c,count\n1,0,0,900\n0,1,0,800\n0,0,1,700\n1,1,0,1\n1,0,1,1\n0,1,1,1\n"
    _, out, _ = command(tmp_path, sparse, "--engine", "bounds", capsys=capsys)
    assert "no estimate" in out
