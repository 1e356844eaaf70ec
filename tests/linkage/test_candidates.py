"""Candidates: what is found in a block, what the plan keeps apart, and that they stay few."""

from __future__ import annotations

import random

import polars as pl

from atleast.linkage.blocking import candidates
from atleast.linkage.features import prepare
from atleast.linkage.settings import ListPlan, Settings, default


def pairs(frame: pl.DataFrame, settings: Settings | None = None) -> set[tuple[str, str]]:
    features = prepare(frame)
    found = candidates(features, settings=settings or default())
    return {(features.ids[a], features.ids[b]) for a, b in zip(found.left_record, found.right_record, strict=True)}


def many(n: int, lists: int) -> pl.DataFrame:
    draw = random.Random(4)
    syllables = ["ka", "re", "mo", "su", "la", "ni", "do", "ba", "she", "tu", "vi", "zar", "gol", "min", "par"]
    given = ["".join(draw.choices(syllables, k=2)) for _ in range(80)]
    family = ["".join(draw.choices(syllables, k=3)) for _ in range(800)]
    rows = [
        {
            "record_id": f"r{i}",
            "list": f"l{i % lists}",
            "name": f"{draw.choice(given)} {draw.choice(family)}".title(),
            "age": draw.randrange(80) if draw.random() < 0.8 else None,
        }
        for i in range(n)
    ]
    return pl.DataFrame(rows)


def test_the_same_name_in_two_scripts_is_a_candidate() -> None:
    frame = pl.DataFrame(
        [
            {"record_id": "1", "list": "a", "name": "Sohrab Rostamzadeh"},
            {"record_id": "2", "list": "b", "name": "سهراب رستم‌زاده"},
            {"record_id": "3", "list": "b", "name": "پروانه مرادیان"},
        ]
    )
    assert pairs(frame) == {("1", "2")}


def test_lists_kept_apart_and_promises_give_no_candidates() -> None:
    frame = pl.DataFrame([{"record_id": str(i), "list": "ab"[i % 2], "name": "Sohrab Rostamzadeh"} for i in range(4)])
    plain = default()
    assert len(pairs(frame)) == 6
    never = Settings(weights=plain.weights, lists={"a": ListPlan(duplicates="never"), "b": ListPlan(duplicates="never")})
    assert len(pairs(frame, never)) == 4
    assert pairs(frame, Settings(weights=plain.weights, apart=(("a", "b"), ("a", "a"), ("b", "b")))) == set()


def test_candidates_stay_few() -> None:
    frame = many(6000, 3)
    assert 2 * len(pairs(frame)) / frame.height < 60


def test_repetition_gives_the_same_arrays() -> None:
    features = prepare(many(500, 2))
    first, second = (candidates(features, settings=default()) for _ in range(2))
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
