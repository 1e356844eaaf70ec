"""Numbers that a sentence turns down, shares, and harm that befell none of those counted: by class, in wordings of our own."""

from __future__ import annotations

import pytest

from atleast import claims

Found = tuple[str, str, int | None, int | None]


def read(text: str) -> list[Found]:
    return [(c.violation, c.bound, c.value, c.value_hi) for c in claims.read(text, lang="en")]


def killed(*values: int) -> list[Found]:
    return [("killing", "exact", value, None) for value in values]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Eleven, not 21, miners were killed.", killed(11)),
        ("CORRECTION: The blast at the mill killed six, not 16, workers.", killed(6)),
        ("Seven teachers, not 17, were killed in the raid.", killed(7)),
        ("Thirty-one people were killed, not 13.", killed(31)),
        ("Officials said 14 people were killed rather than 41.", killed(14)),
        ("Not 45 but 38 people were killed, the mayor said.", killed(38)),
    ],
)
def test_a_number_that_the_sentence_turns_down_is_no_claim(text: str, wanted: list[Found]) -> None:
    assert read(text) == wanted


def test_a_number_turned_down_keeps_its_words_beside_the_one_that_holds() -> None:
    (claim,) = claims.read("CORRECTION: Eleven, not 21, miners were killed.")
    assert (claim.quote, claim.attributed_to) == ("Eleven, not 21, miners", None)


def test_a_number_turned_down_that_another_had_said_stays_that_ones() -> None:
    first, second = claims.read("The clinic said that 60 had died, and not 25, as the junta had announced.")
    assert (first.value, first.attributed_to) == (60, "The clinic")
    assert (second.value, second.attributed_to) == (25, "the junta")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The nurse said none of the 22 wounded had died.", [("injury", "exact", 22, None)]),
        ("All but four of the 22 wounded died.", [("injury", "exact", 22, None)]),
        ("None of the 16 passengers was killed.", []),
        ("Not all of the 16 passengers were killed.", []),
        ("Most of the 16 wounded died.", [("injury", "exact", 16, None)]),
        ("Sixteen passengers were not killed.", []),
        ("Three in four of the 80 dead were farmers.", killed(80)),
        ("Three out of four of those killed were farmers.", []),
        ("The morgue said nine bodies had been counted twice.", []),
        ("Five of the names had been listed in error among the dead.", []),
        ("Six men were executed, according to the sister of one of them.", [("execution", "exact", 6, None)]),
    ],
)
def test_harm_that_befell_none_of_those_counted_is_no_claim(text: str, wanted: list[Found]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Twenty people were killed in a 2031 film about the siege.",
        "In the play, 14 prisoners are executed.",
        "If verified, a toll of 300 would be the highest of the war.",
        "If the report is true, the killing of 60 villagers would be a war crime.",
    ],
)
def test_people_of_a_tale_or_of_a_condition_are_no_claim(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The lawyers said in a film that 20 people were killed.", killed(20)),
        ("If the tally is right, it matters: 20 people were killed, the council said.", killed(20)),
    ],
)
def test_a_film_that_tells_or_a_condition_elsewhere_takes_nothing_away(text: str, wanted: list[Found]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("17k arrested since Monday.", ("arrest", "exact", 17000, None)),
        ("About 2.5k people were arrested.", ("arrest", "approx", 2500, None)),
        ("2½ thousand people were arrested.", ("arrest", "exact", 2500, None)),
        ("5-6,000 arrested in the north.", ("arrest", "range", 5000, 6000)),
        ("Between 20 and 30,000 people were arrested.", ("arrest", "range", 20000, 30000)),
        ("Between 800 and 1,000 people were arrested.", ("arrest", "range", 800, 1000)),
    ],
)
def test_thousands_may_be_short_or_shared(text: str, wanted: Found) -> None:
    assert read(text) == [wanted]


def test_wounds_of_those_counted_dead_are_no_injuries() -> None:
    first, second = claims.read("The surgeon counted 37 bodies. At least twelve of them had been shot in the head.")
    assert (first.violation, second.violation, second.value, second.subset_of) == ("killing", "killing", 12, 0)
    both = claims.read("Eight people died and 20 were wounded. Six of them had been shot in the leg.")
    assert (both[-1].violation, both[-1].value) == ("injury", 6)


def test_persons_between_two_harms_are_a_part_of_the_first() -> None:
    found = claims.read("410 killed, 52 minors, 11k arrested")
    assert [(c.violation, c.value, c.subset_of) for c in found] == [
        ("killing", 410, None),
        ("killing", 52, 0),
        ("arrest", 11000, None),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("7 killed, 30 wounded; the junta says 2.", [*killed(7), ("injury", "exact", 30, None)]),
        ("7 killed; the junta says 2.", killed(7, 2)),
        ("The post said «۱۴ نفر کشته شدند» and 20 were wounded.", [("injury", "exact", 20, None)]),
        ("A total of 61 people were killed. Of the 61, 15 were women.", killed(61, 15)),
        ("40 people were killed. The toll is now 44, not 41.", killed(40, 44)),
        ("40 people died. The real toll is somewhere between 50 and 60.", [*killed(40), ("killing", "range", 50, 60)]),
        ("The blast left a score injured.", [("injury", "vague", None, None)]),
        ("90 persons were subjected to enforced disappearance.", [("disappearance", "exact", 90, None)]),
        ("Delta Radio counted 25 students being led away.", [("arrest", "exact", 25, None)]),
        ("40 people were killed. The ministry now admits eight.", killed(40, 8)),
    ],
)
def test_each_number_keeps_to_its_own_harm(text: str, wanted: list[Found]) -> None:
    assert read(text) == wanted
