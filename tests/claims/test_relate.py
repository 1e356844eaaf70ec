"""The ledger: how two dated figures relate."""

from __future__ import annotations

import pytest

from atleast import claims
from atleast.errors import InputError


def figure(id: str, **more: object) -> claims.Published:
    plain: dict[str, object] = {
        "event": "varna-2031",
        "published": "2031-03-10",
        "as_of": "2031-03-10",
        "source": "Lanova Observatory",
        "role": "ngo",
        "violation": "killing",
        "bound": "exact",
        "value": 100,
        "group": "all",
        "place": "Varna",
        "period_start": "2031-03-01",
        "period_end": "2031-03-10",
        "scope": "cumulative",
    }
    return claims.Published(id=id, **(plain | more))  # type: ignore[arg-type]


def related(a: claims.Published, b: claims.Published) -> str:
    (relation,) = claims.relate([a, b], [(a.id, b.id)])
    assert relation.why
    return relation.relation


def test_one_origin_restates_and_revises_itself() -> None:
    assert related(figure("b", as_of="2031-03-12"), figure("a")) == "restates"
    assert related(figure("b", as_of="2031-03-12", value=120), figure("a")) == "revises"
    assert related(figure("b", bound="at_least"), figure("a")) == "restates"


def test_two_origins_meet_or_conflict() -> None:
    floor = figure("a", bound="at_least", value=304)
    assert related(figure("b", source="Kastor", bound="at_least", value=1000), floor) == "compatible"
    assert (
        related(figure("c", source="the minister", role="official", bound="range", value=200, value_hi=225), floor)
        == "conflict"
    )
    assert (
        related(figure("d", source="Kastor", value=380, basis="named"), figure("e", bound="more_than", value=1000))
        == "compatible"
    )


def test_a_conflict_says_by_how_much() -> None:
    a = figure("a", source="the minister", role="official", bound="at_most", value=225)
    (relation,) = claims.relate([a, figure("b", bound="at_least", value=304)], [("a", "b")])
    assert "79 short" in relation.why


def test_a_part_may_not_exceed_its_whole() -> None:
    whole = figure("w", source="the minister", role="official", value=3117)
    part = figure("p", scope="period", period_start="2031-03-03", period_end="2031-03-04", value=30304)
    assert related(part, whole) == "conflict"
    assert (
        related(
            figure("q", bound="at_most", value=30000, scope="period", period_start="2031-03-03", period_end="2031-03-04"), whole
        )
        == "compatible"
    )
    assert related(figure("c", group="children", value=12), figure("w")) == "subset"


@pytest.mark.parametrize("missing", ["place", "period_start"])
def test_an_unknown_scope_is_never_a_conflict(missing: str) -> None:
    low = figure("a", source="the minister", role="official", bound="at_most", value=5, **{missing: ""})
    assert related(low, figure("b", bound="at_least", value=100)) == "incomparable"


def test_cases_under_review_are_not_set_against_confirmed_ones() -> None:
    assert related(figure("r", value=17091, basis="under investigation"), figure("c", basis="confirmed")) == "incomparable"


def test_an_earlier_ceiling_does_not_bind() -> None:
    later = figure("b", source="Kastor", value=120, bound="at_least", period_end="2031-03-20")
    assert related(later, figure("a")) == "compatible"


def test_events_and_violations_are_not_mixed() -> None:
    assert related(figure("a", event="delta-2030"), figure("b")) == "incomparable"
    assert related(figure("a", violation="injury"), figure("b")) == "incomparable"
    assert related(figure("a", violation="detention", scope="current"), figure("b", violation="arrest", value=500)) == "subset"


def test_vague_words_stay_words() -> None:
    assert related(figure("a", source="Kastor", bound="vague", value=None), figure("b")) == "incomparable"


def test_all_pairs_of_an_event_are_related() -> None:
    found = claims.relate([figure("a"), figure("b", source="Kastor"), figure("c", event="delta-2030")])
    assert [(r.a, r.b) for r in found] == [("b", "a")] or [(r.a, r.b) for r in found] == [("a", "b")]


def test_parts_of_the_time_are_subsets_unless_they_narrow_the_whole() -> None:
    days = {"scope": "period", "period_start": "2031-03-03", "period_end": "2031-03-04", "source": "Kastor"}
    assert related(figure("p", value=40, **days), figure("w", bound="at_least")) == "subset"
    assert (
        related(figure("p", bound="more_than", value=220, **days), figure("w", bound="range", value=200, value_hi=225))
        == "compatible"
    )


def test_incidents_on_two_days_are_apart() -> None:
    one = {"scope": "incident", "period_start": "2031-03-03", "period_end": "2031-03-03"}
    two = {"scope": "incident", "period_start": "2031-03-04", "period_end": "2031-03-04"}
    assert related(figure("a", value=41, **one), figure("b", value=84, **two)) == "incomparable"


def test_groups_that_nobody_is_two_of_are_apart_and_an_empty_one_is_unknown() -> None:
    assert related(figure("a", group="civilians", value=624), figure("b", group="police", value=8)) == "incomparable"
    assert (
        related(figure("a", group="", bound="at_most", value=5, source="Kastor"), figure("b", bound="at_least"))
        == "incomparable"
    )


def test_a_figure_rounded_by_who_passed_it_on_restates() -> None:
    assert related(figure("a", bound="more_than", value=4300, relayed_by="Radio Delta"), figure("b", value=4353)) == "restates"
    assert related(figure("a", bound="more_than", value=4300, as_of="2031-03-12"), figure("b", value=4353)) == "revises"


def test_an_earlier_total_is_too_early_to_bind() -> None:
    early = figure("a", source="the minister", role="official", value=6, as_of="2031-03-05", period_end="")
    assert related(figure("b", value=39, as_of="2031-03-09", period_end=""), early) == "compatible"
    assert related(figure("b", value=39, as_of="2031-03-05", period_end=""), early) == "conflict"


def test_a_large_event_is_related_by_lines_and_last_figures_only() -> None:
    many = [figure(f"x{i}", source=f"Source {i % 30}", as_of=f"2031-03-{1 + i % 28:02}", value=100 + i) for i in range(600)]
    found = claims.relate(many)
    assert len(found) < 2_000 and {r.relation for r in found} >= {"revises"}


def test_bad_tables_are_refused_in_one_line() -> None:
    head = "id,event,source,violation,bound,value,value_hi,period_start,period_end\n"
    for body, words in [
        ("a,e,s,killing,roughly,5,,,\n", "is no bound"),
        ("a,e,s,killing,exact,five,,,\n", "is no whole number"),
        ("a,e,s,killing,range,9,5,,\n", "ends before it begins"),
        ("a,e,s,killing,exact,5,,2031-02-01,2031-01-01\n", "period ends before it begins"),
        ("a,e,s,killing,exact,5,,2031-13-01,\n", "is no date"),
        ("a,e,s,killing,exact,5,,,\na,e,s,killing,exact,5,,,\n", "stands in row 2 too"),
        ("a,,s,killing,exact,5,,,\n", "cell is empty"),
        ("a,e,s,kiling,exact,5,,,\n", "'kiling' is no violation"),
    ]:
        with pytest.raises(InputError, match=words):
            claims.read_figures(head + body)
    with pytest.raises(InputError, match="no rows"):
        claims.read_figures(head)
    with pytest.raises(InputError, match="the file is empty"):
        claims.read_figures("")
    with pytest.raises(InputError, match="column 'event' is missing"):
        claims.read_figures("id,source\nx,y\n")
    with pytest.raises(InputError, match="'z'"):
        claims.relate([figure("a")], [("a", "z")])


def test_names_of_relays_are_separated_by_semicolons() -> None:
    assert claims.relays(" Delta  News;Radio K; ") == ("Delta News", "Radio K")
    head = "id,event,source,violation,bound,value,relayed_by,colour\n"
    with pytest.raises(InputError, match=r"is one name with '\|' in it") as fault:
        claims.read_figures(head + "a,e,s,killing,exact,5,Delta News|Radio K,red\n")
    assert "semicolons" in fault.value.line() and "row 2" in fault.value.line()
    assert claims.unused_columns(head) == ["colour"] and claims.unused_columns(head, further=("colour",)) == []


def test_a_part_of_ones_own_total_is_no_ceiling_on_others() -> None:
    whole = figure("whole", source="State television", role="official", value=900)
    part = figure("part", source="State television", role="official", value=700, group="civilians and security forces")
    other = figure("other", bound="at_least", value=800)
    assert "conflict" not in {r.relation for r in claims.relate([whole, part, other])}
    assert "conflict" in {r.relation for r in claims.relate([part, other])}
