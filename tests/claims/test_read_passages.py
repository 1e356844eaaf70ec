"""Invented passages of every class of construction, in three languages, and numbers that are no claims."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from bench.claims import same_name

from atleast import claims

FOLDER = Path(__file__).parent / "passages"
_CLAIM = re.compile(r"(\w+) (\w+)\s*([\d ]*)(?:@([^<^]*))?(?:<([^^]*))?(?:\^(\d+))?$")
_STANCE = re.compile(r"~(\w+)")


class Expected(NamedTuple):
    violation: str
    bound: str
    value: int | None
    high: int | None
    origin: str | None
    relay: str | None
    whole: int | None
    stance: str | None = None


def passages() -> list[tuple[str, list[Expected]]]:
    rows: list[tuple[str, list[Expected]]] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or "||" not in line:
                continue
            text, wanted = (part.strip() for part in line.split("||"))
            rows.append((text, [expected(each.strip()) for each in wanted.split(";") if each.strip()]))
    return rows


def expected(words: str) -> Expected:
    stance = _STANCE.search(words)
    match = _CLAIM.match(_STANCE.sub("", words).strip())
    assert match is not None, words
    values = [int(v) for v in match[3].split()]
    origin, relay = ((match[k] or "").strip() or None for k in (4, 5))
    low, high = values[0] if values else None, values[1] if len(values) > 1 else None
    return Expected(
        match[1], match[2], low, high, origin, relay, int(match[6]) if match[6] else None, stance[1] if stance else None
    )


@pytest.mark.parametrize(("text", "wanted"), passages(), ids=lambda x: x[:40] if isinstance(x, str) else "")
def test_a_passage_gives_its_claims_and_no_other(text: str, wanted: list[Expected]) -> None:
    found = [c for c in claims.read(text) if c.kind == "count"]
    assert [(c.violation, c.bound, c.value, c.value_hi, c.subset_of) for c in found] == [
        (w.violation, w.bound, w.value, w.high, w.whole) for w in wanted
    ]
    for claim, want in zip(found, wanted, strict=True):
        assert same_name(claim.attributed_to, want.origin), (claim.attributed_to, want.origin)
        if want.stance:
            assert claim.stance == want.stance, claim.quote
        if want.relay:
            assert any(same_name(relay, want.relay) for relay in claim.relayed_by), claim.relayed_by
