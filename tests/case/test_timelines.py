"""Public figures of six events as cases: what a careful reader would say of them, and what the rule refuses to count.

The figures lie beside the repository (`../shared/data/claims/timelines/claims_timeline.csv`) and are no part of it; without
them these tests say so.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from case_factory import CHEAP, PASSPHRASE

from atleast import casefile, counts
from atleast.model import Scope
from atleast.steps.counting import claims_json, ensure_counted
from atleast.steps.state import gazetteer
from atleast.steps.stating import stated
from atleast.steps.stating.adding import add_claims, read_claims_file
from atleast.steps.stating.deciding import state_source

FIGURES = Path(__file__).resolve().parents[3] / "shared" / "data" / "claims" / "timelines" / "claims_timeline.csv"
KENYA = """
[[place]]
id = "KE"
kind = "country"
names = { en = "Kenya" }

[[place]]
id = "KE.NA"
kind = "province"
parent = "KE"
names = { en = "Nairobi" }
"""
# Event: territory, first and last day, own gazetteer, pairs of (ceiling, floor) that a careful reader would name.
EVENTS = {
    "iran-2019": ("IR", "2019-11-15", "2020-12-31", None, {(225, 304), (5, 304)}),
    "iran-2022": ("IR", "2022-09-16", "2023-03-31", None, {(41, 185)}),
    "iran-2026": ("IR", "2025-12-28", "2026-03-31", None, {(3117, 30304)}),
    "sudan-2019": ("SD", "2019-06-01", "2019-12-31", None, {(87, 127)}),
    "myanmar-2021": ("MM", "2021-02-01", "2024-12-31", None, set()),
    "kenya-2024": ("KE", "2024-06-01", "2024-12-31", KENYA, {(6, 21)}),
}


@pytest.fixture(scope="module", params=sorted(EVENTS))
def event(request, tmp_path_factory):
    """An event as a case of claims alone: each source its own party, all voices of a state one party."""
    assert FIGURES.is_file(), f"the figures are not at {FIGURES}: put the shared data beside the repository"
    name = request.param
    territory, first, last, own, pairs = EVENTS[name]
    scope = Scope(territory=territory, first_day=first, last_day=last)
    folder = tmp_path_factory.mktemp("event") / "x.case"
    case, _ = casefile.create(folder, PASSPHRASE, title=name, scope=scope, by="tester", gazetteer_toml=own, cost=CHEAP)
    with case:
        read = read_claims_file(FIGURES, only=name)
        added, _ = add_claims(case, [claim for _, claim in read], names=[row for row, _ in read])
        for source, kind in sorted({(c.source, c.origin_kind) for c in added}):
            state_source(case, source, kind=kind, party="the state" if kind == "official" else source)
        yield name, case, len({c.id for c in added}), pairs


def test_every_figure_is_a_claim_with_its_speaker_and_a_fate(event):
    _, case, n, _ = event
    known, ladder = stated(case), ensure_counted(case).ladder
    assert n == len(known.claims) == len(ladder.fates)
    assert all(claim.source and claim.counts for claim in known.claims)
    assert all(fate.admitted or fate.reason in counts.WHY_NOT for fate in ladder.fates)


def test_nothing_is_counted_that_one_origin_alone_says(event):
    _, case, _, _ = event
    ladder, known = ensure_counted(case).ladder, stated(case).by_id()
    assert [rung.n for rung in ladder.rungs][:4] == [0, 0, 0, 0]
    widest = ladder.wide[-1]
    assert counts.check(widest.facts, widest.found) == ()
    for one in widest.statements:
        assert one.because == "admission" or len({known[each].party for each in one.claims}) > 1
        assert all(known[each].violation in ("killing", "execution") for each in one.claims)
    # What no rule admits is said as "if it is accepted", and is larger than what is documented.
    assert all(one.n > ladder.rungs[-1].n for one in ladder.if_accepted)


def test_the_conflicts_are_those_that_a_careful_reader_would_name(event):
    name, case, _, pairs = event
    known = stated(case).by_id()
    body = claims_json(ensure_counted(case), stated(case), gazetteer(case))
    found = [tuple(known[each] for each in one["claims"]) for one in body["against_one_another"]]
    tops = [tuple(sorted((c.value_hi or c.value) for c in both)) for both in found]
    assert pairs <= set(tops), f"{name}: {sorted(set(tops))}"
    for one, other in found:
        assert one.source != other.source and "under investigation" not in f"{one.basis} {other.basis}"
        assert (one.violation == other.violation) or {one.violation, other.violation} <= {"killing", "execution"}
