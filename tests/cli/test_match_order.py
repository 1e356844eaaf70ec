"""The same rows give the same people byte for byte, whatever the order of rows, lists, columns and labels."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atleast.steps.matching import match

GIVEN = [
    ("رضا", "Reza"),
    ("زهرا", "Zahra"),
    ("حسین", "Hossein"),
    ("مریم", "Maryam"),
    ("محمدرضا", "Mohammad Reza"),
    ("سارا", "Sara"),
]
FAMILY = [
    ("کریمی", "Karimi"),
    ("رستم‌زاده", "Rostamzadeh"),
    ("نادری", "Naderi"),
    ("کریمی‌نژاد", "Karimi Nejad"),
    ("موسوی", "Mousavi"),
]

person = st.tuples(
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.integers(1, 80),
    st.integers(1, 28),
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True),
    st.booleans(),
)


def rows_of(people: list[tuple]) -> list[dict[str, str]]:  # type: ignore[type-arg]
    """Return one row a person and list, Persian on a and c, English on b and d; some ages missing; some people twice."""
    rows = []
    for n, (given_, family, age, day, where, twice) in enumerate(people):
        for list_ in where:
            script = list_ in "bd"
            for copy in range(1 + (twice and list_ == where[0])):
                rows.append(
                    {
                        "id": f"{list_}{n}.{copy}",
                        "list": list_,
                        "name": f"{given_[script]} {family[script]}",
                        "age": "" if (n + copy) % 4 == 0 else str(age + (list_ == "d")),
                        "date": f"2022-10-{day:02d}" if script else "",
                        "city": "",
                    }
                )
    return rows


def write(file: Path, rows: list[dict[str, str]], columns: list[str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def linked(folder: Path, rows: list[dict[str, str]], columns: list[str], labels: list[str]) -> list[str]:
    write(folder / "rows.csv", rows, columns)
    (folder / "labels.jsonl").write_text("".join(labels), encoding="utf-8")
    match(
        [folder / "rows.csv"],
        output=folder / "out.csv",
        list_column="list",
        id_column="id",
        labels=folder / "labels.jsonl" if labels else None,
    )
    return (folder / "out.csv").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("order")


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.lists(person, min_size=4, max_size=40), seed=st.integers(0, 1000))
def test_order_changes_nothing(folder: Path, people: list[tuple], seed: int) -> None:  # type: ignore[type-arg]
    rows, draw = rows_of(people), random.Random(seed)
    columns = ["id", "list", "name", "age", "date", "city"]
    labels = []
    for n, one in enumerate(people):
        for other in one[4][1:]:
            verdict = "same" if n % 2 else "unsure"
            labels.append(f'{{"left":"{one[4][0]}:{one[4][0]}{n}.0","right":"{other}:{other}{n}.0","verdict":"{verdict}"}}\n')
    first = linked(folder, rows, columns, labels)
    again = linked(folder, rows, columns, labels)
    assert first == again
    for things in (rows, columns, labels):
        draw.shuffle(things)
    assert sorted(linked(folder, rows, columns, labels)) == sorted(first)


def test_lists_of_very_different_sizes_and_many_of_them(folder: Path) -> None:
    draw = random.Random(3)
    # A third of 400 people on each of seven lists, and a list of two.
    syllables = ["ka", "re", "mo", "su", "la", "ni", "do", "ba", "she", "tu", "vi", "zar", "gol", "min", "par"]
    people = [
        (f"{draw.choice(GIVEN)[1]} {''.join(draw.choices(syllables, k=4)).title()}", draw.randrange(80)) for _ in range(400)
    ]
    rows = [
        {"id": f"{list_}{n}", "list": list_, "name": name, "age": str(age)}
        for n, (name, age) in enumerate(people)
        for list_ in "abcdefg"
        if draw.random() < 1 / 3
    ]
    rows += [{"id": f"tiny{n}", "list": "tiny", "name": people[n][0], "age": str(people[n][1])} for n in (0, 100)]
    out = linked(folder, rows, ["id", "list", "name", "age"], [])
    found: dict[str, set[str]] = {}
    for line in out[1:]:
        _, id_, who, _ = line.split(",")
        found.setdefault(who, set()).add(id_.lstrip("abcdefgtiny"))
    true = {row["id"].lstrip("abcdefgtiny") for row in rows}
    assert sum(len(numbers) > 1 for numbers in found.values()) <= 0.01 * len(true)
    assert len(found) <= 1.02 * len(true)
