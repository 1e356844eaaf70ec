"""The ledger by scope: floors, ceilings, lines with falls, independence, and what a careful reader would ask."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_relate import figure

from atleast import claims

ROLES = ("ngo", "official", "official-independent", "un", "medical", "media", "leak", "unknown")
BOUNDS = ("exact", "at_least", "more_than", "at_most", "fewer_than", "approx", "vague")


@st.composite
def tables(draw: st.DrawFn) -> list[claims.Published]:
    rows = []
    for i in range(draw(st.integers(1, 8))):
        bound = draw(st.sampled_from(BOUNDS))
        rows.append(
            figure(
                f"x{i}",
                source=draw(st.sampled_from(("Lanova Observatory", "Kastor", "the minister", "Radio Delta"))),
                role=draw(st.sampled_from(ROLES)),
                bound=bound,
                value=None if bound == "vague" else draw(st.integers(0, 5000)),
                group=draw(st.sampled_from(("all", "", "children", "civilians", "police"))),
                place=draw(st.sampled_from(("Varna", "", "Iran", "Tehran"))),
                period_start=draw(st.sampled_from(("2031-03-01", "", "2031-03-04"))),
                period_end=draw(st.sampled_from(("2031-03-10", ""))),
                scope=draw(st.sampled_from(("cumulative", "period", "incident", ""))),
                as_of=draw(st.sampled_from(("2031-03-10", "2031-03-12", ""))),
                relayed_by=draw(st.sampled_from(("", "Radio Delta", "Kastor; Radio Delta"))),
                basis=draw(st.sampled_from(("", "named", "under investigation"))),
            )
        )
    return rows


def summary(*figures: claims.Published) -> claims.Summary:
    (only,) = claims.summarise(figures, claims.relate(figures))
    return only


def test_the_highest_documented_floor_and_the_lowest_ceiling_with_who_holds_them() -> None:
    found = summary(
        figure("a", value=304, basis="details of each victim"),
        figure("b", source="Kastor", bound="more_than", value=1000),
        figure("c", source="the minister", role="official", bound="range", value=200, value_hi=225),
    )
    assert (found.floor.value, found.floor.source) == (304, "Lanova Observatory")
    assert (found.said_floor.value, found.said_floor.source) == (1001, "Kastor")
    assert (found.ceiling.value, found.ceiling.source) == (225, "the minister")
    assert found.origins == 3 and len(found.conflicts) == 2


def test_a_line_is_one_origins_own_figures_with_its_falls_said() -> None:
    found = summary(
        figure("a", as_of="2031-03-05", value=120),
        figure("c", as_of="2031-03-09", value=118),
        figure("b", as_of="2031-03-07", value=130),
    )
    (line,) = found.lines
    assert line.figures == ("a", "b", "c") and line.falls == ("c",)


def test_a_part_never_stands_in_the_scope_of_its_whole() -> None:
    whole = figure("w", value=100)
    for other in (
        {"group": "children"},
        {"place": "Nilab"},
        {"scope": "period", "period_end": "2031-03-02"},
        {"violation": "injury"},
    ):
        assert len(claims.summarise([whole, figure("p", value=10, **other)], [])) == 2
    assert len(claims.summarise([whole, figure("r", value=500, basis="under investigation")], [])) == 2


def test_outlets_and_voices_of_one_state_add_no_origin() -> None:
    one = figure("a", source="the minister", role="official")
    assert summary(one, figure("b", source="state television", role="official")).origins == 1
    assert summary(one, figure("b", source="reports", role="unknown", value=200)).origins == 1
    assert summary(figure("a", party="families"), figure("b", source="Kastor", party="Families")).origins == 1


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_relay_never_changes_the_number_of_origins_and_unknown_scopes_never_conflict(rows: list[claims.Published]) -> None:
    import msgspec

    before = [s.origins for s in claims.summarise(rows, [])]
    relayed = [msgspec.structs.replace(r, relayed_by=f"{r.relayed_by}; The Late Edition".strip("; ")) for r in rows]
    assert [s.origins for s in claims.summarise(relayed, [])] == before
    known = {r.id: r for r in rows}
    for relation in claims.relate(rows):
        if relation.relation == "conflict":
            for name in (relation.a, relation.b):
                assert known[name].group and known[name].place and known[name].period_start, relation
    ids = [id for s in claims.summarise(rows, []) for id in s.figures]
    assert sorted(ids) == sorted(known)


def test_relays_that_go_round_or_come_before_their_origin_are_warned_of() -> None:
    ring = [figure("a", source="Radio Delta", relayed_by="Kastor"), figure("b", source="Kastor", relayed_by="Radio Delta")]
    assert any("cite one another" in said for said in claims.warnings(ring))
    early = [figure("a", published="2031-03-12"), figure("b", relayed_by="Radio Delta", published="2031-03-11")]
    assert any("only later" in said for said in claims.warnings(early))
    assert any("before the day" in said for said in claims.warnings([figure("a", published="2031-03-01", as_of="2031-03-09")]))
    assert claims.warnings([figure("a"), figure("b", relayed_by="Radio Delta", published="2031-03-14")]) == []


def test_a_sum_is_only_checked_inside_one_party() -> None:
    total = figure("t", source="the minister", role="official", value=3117)
    one = figure("x", source="the minister", role="official", value=2427, group="civilians and police")
    two = figure("y", source="state television", role="official", value=690, group="armed men")
    assert any("2,427 (x) + 690 (y) = 3,117" in said for said in claims.warnings([total, one, two]))
    assert claims.warnings([total, one, figure("y", source="Kastor", value=690, group="armed men")]) == []


def test_more_held_than_arrested_is_a_check() -> None:
    arrested = figure("a", violation="arrest", value=100)
    held = figure("h", violation="detention", scope="current", value=140)
    assert any("held" in said for said in claims.warnings([arrested, held]))
