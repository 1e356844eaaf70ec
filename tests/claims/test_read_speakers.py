"""Who is the origin and who relays, in wordings of our own: clauses that describe a speaker, outlets, dates, lists."""

from __future__ import annotations

import pytest

from atleast import claims
from atleast.claims import Claim


def only(text: str) -> Claim:
    (claim,) = claims.read(text, lang="en")
    return claim


@pytest.mark.parametrize(
    ("text", "origin", "relays"),
    [
        ("Cautious estimates are at least 700 protesters killed, the Institute for Peace said.", "Institute for Peace", ()),
        ("Cautious estimates are at least 700 protesters killed, according to the Union of Nurses.", "Union of Nurses", ()),
        ("The Observatory, which the junta accuses of lying, said 50 people were killed.", "The Observatory", ()),
        ("Reuters, citing DPA, which quoted a surgeon, said 17 people were killed.", "surgeon", ("DPA", "Reuters")),
        ("By that date the Archive had recorded 412 deaths.", "the Archive", ()),
        ("The Archive had by Tuesday recorded 412 deaths.", "The Archive", ()),
        ("The Archive had by that time recorded 412 deaths.", "The Archive", ()),
        (
            "Hospitals in Varna, Ostia and Delta reported 33 deaths.",
            "Hospitals in Varna, Ostia and Delta",
            (),
        ),
        ("Friday's toll of 19 dead was the worst.", None, ()),
        ("In a letter seen by the Herald, the ministry said 60 people were killed.", "the ministry", ("the Herald",)),
        ("A surgeon who was not allowed to be named said 44 people were killed.", "surgeon", ()),
        ("A nurse who had treated the survivors said 21 people were killed.", "nurse", ()),
        ("The army, which had cut off the valley, killed 30 rebels, it said.", "The army", ()),
        ("UPDATE: 12 people were killed in the raid.", None, ()),
    ],
)
def test_the_origin_is_who_gave_the_figure(text: str, origin: str | None, relays: tuple[str, ...]) -> None:
    claim = only(text)
    assert (claim.attributed_to, claim.relayed_by) == (origin, relays)


def test_estimates_stay_the_origin_where_nobody_is_named() -> None:
    assert only("Cautious estimates are that at least 700 people were killed.").attributed_to == "Cautious estimates"


@pytest.mark.parametrize(
    "text",
    [
        "Three surgeons, who asked not to be named, said they had counted 40 bodies.",
        "A guard who feared being identified said 40 people were killed.",
    ],
)
def test_speakers_without_a_name_do_not_name_the_dead(text: str) -> None:
    claim = only(text)
    assert not claim.named
    assert "named" not in (claim.basis or "") and "identified" not in (claim.basis or "")


def test_a_pronoun_that_stands_for_an_army_admits_what_it_acknowledges() -> None:
    first, second = claims.read(
        "The army said three protesters had been wounded. It acknowledged that soldiers had shot dead seven protesters."
    )
    assert (first.value, second.value) == (3, 7)
    assert (second.attributed_to, second.stance) == ("It", "admits")


def test_a_place_that_opens_a_sentence_is_its_place_and_none_holds_for_ever() -> None:
    text = "Nine people were killed in Varna, police said. In Ostia, 14 people were killed."
    assert [c.place for c in claims.read(text)] == ["Varna", "Ostia"]
    far = "Nine people were killed in Varna. " + "The shops were shut. " * 4 + "Some 30 people were arrested."
    assert [c.place for c in claims.read(far)] == ["Varna", None]


@pytest.mark.parametrize(
    ("text", "value", "speaker"),
    [
        ("The Register said that since the unrest began it had confirmed 40 deaths.", 40, "The Register"),
        ("The Register said that after the curfew started it had counted 12 bodies.", 12, "The Register"),
        ("سازمان عفو بین‌الملل می‌گوید از آغاز ناآرامی‌ها مرگ دست‌کم ۶۰ نفر را ثبت کرده است.", 60, "سازمان عفو بین‌الملل"),
        ("دست‌کم ۳۱ نفر در ۱۸ دی ۱۴۰۴ کشته شدند.", 31, None),
        ("۳۱ نفر در سال ۱۴۰۴ زخمی شدند.", 31, None),
    ],
)
def test_when_something_began_and_a_year_before_the_verb_are_neither_speaker_nor_count(
    text: str, value: int, speaker: str | None
) -> None:
    assert [(c.value, c.attributed_to) for c in claims.read(text)] == [(value, speaker)]
