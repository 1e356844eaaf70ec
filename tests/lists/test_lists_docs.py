"""The pages on lists name everything that there is: keys, reasons, kinds of warnings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from atleast import lists
from atleast.lists import applying, noticing

ROOT = Path(__file__).resolve().parents[2]
MAPPING = (ROOT / "docs/reference/mapping.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs/how-to/add-a-list.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", [lists.Options, lists.FileOptions, lists.Columns, lists.Reading])
def test_every_key_of_the_mapping_is_documented(part: type) -> None:
    named = set(re.findall(r"^(\w+) = ", MAPPING, re.MULTILINE)) | set(re.findall(r"`(\w+)`", MAPPING))
    assert set(part.__struct_fields__) <= named


def test_the_example_of_the_mapping_is_a_mapping() -> None:
    example = re.search(r"```toml\n(.*?)```", MAPPING, re.DOTALL)
    assert example and lists.mapping_from_toml(example.group(1)).options.party == "agency-a"


def test_every_reason_of_a_problem_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(applying.__file__).parent.glob("*.py")]
    flaws = {match for source in sources for match in re.findall(r'Flaw\([^"]*?"(\w+)"', source)}
    assert flaws == {"stray_quote", "encoding", "header_again", "too_many_cells"}
    for reason in flaws | set(applying._MESSAGES):
        assert f"`{reason}`" in MAPPING, reason


def test_every_reason_for_leaving_a_row_out_is_in_the_how_to() -> None:
    left_out = {reason for reason, message in applying._MESSAGES.items() if re.search(r"left out|speaks of 0", message)}
    for reason in left_out | {"header_again", "too_many_cells"}:
        assert f"`{reason}`" in HOW_TO, reason


def test_every_kind_of_warning_is_in_the_how_to() -> None:
    calls = [
        node.args[0]
        for node in ast.walk(ast.parse(Path(noticing.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "warning"
    ]
    kinds = {arg.value for arg in calls if isinstance(arg, ast.Constant)} | {
        f"shifted_{column}" for column in ("age", "date_from", "place", "sex")
    }
    assert len(kinds) >= 14
    for kind in kinds:
        assert f"`{kind}`" in HOW_TO, kind
