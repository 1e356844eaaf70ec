"""Whole invented articles: each claim once, with its origin, and no other; what follows from removing a sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import claims

ARTICLES: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        """Ostia, one month on

Six weeks after a rise in fuel prices brought crowds onto the streets of 61 towns, nobody knows how many have died.

Conservative estimates are that at least 1,000 protesters were killed by security forces. The Ostian Council in Exile has \
named more than 380 of them in a 52-page document. Around 4,000 people were injured and over 12,000 arrested, it said.

Suspected protesters as young as 12 have been taken in house raids, according to the Teachers' Union. In 1998, 30,000 \
political prisoners were killed within three months, according to a recording of officials that leaked in 2016.

Interior Minister Dorin Aske said on Tuesday that no more than 112 people had lost their lives, 31 of them police officers. \
He put the number of wounded at 450.""",
        [
            ("killing", "at_least", 1000, "Conservative estimates"),
            ("killing", "more_than", 380, "Ostian Council in Exile"),
            ("injury", "approx", 4000, "Ostian Council in Exile"),
            ("arrest", "more_than", 12000, "Ostian Council in Exile"),
            ("arrest", "exact", 12, "Teachers' Union"),
            ("killing", "exact", 30000, "recording of officials"),
            ("killing", "at_most", 112, "Dorin Aske"),
            ("killing", "exact", 31, "Dorin Aske"),
            ("injury", "exact", 450, "Dorin Aske"),
        ],
    ),
    (
        """Varna hospital counts its dead

VARNA - Police opened fire on marchers near the harbour on Friday, killing at least 14 people and wounding dozens, the \
Lanova Observatory said. The 40-page statement listed three children among them.

The observatory, which has 12 volunteers in the city, had earlier put the toll at nine. It also said that 230 people were \
rounded up in seven districts.

State television, citing the police, reported that two officers had been killed. It showed 15 burned cars.

Radio Delta spoke to 11 witnesses. A doctor at Varna General Hospital told the station that 17 bodies had been brought in.""",
        [
            ("killing", "at_least", 14, "Lanova Observatory"),
            ("injury", "vague", None, "Lanova Observatory"),
            ("killing", "exact", 3, None),
            ("killing", "exact", 9, "Lanova Observatory"),
            ("arrest", "exact", 230, "Lanova Observatory"),
            ("killing", "exact", 2, "police"),
            ("killing", "exact", 17, "doctor at Varna General Hospital"),
        ],
    ),
    (
        """Delta executed 212 last year

Delta put to death at least 212 people in 2030, the highest number in 15 years, Halden Watch said in its annual report. Of \
these, 118 had been convicted of drug offences, and nine were women.

Only 31 executions were announced. Courts handed down a further 340 death sentences, while 77 prisoners were pardoned.

The justice ministry called the report "a work of fiction". The ministry says 96 people were executed.""",
        [
            ("execution", "exact", 212, None),
            ("execution", "at_least", 212, "Halden Watch"),
            ("execution", "exact", 118, "Halden Watch"),
            ("execution", "exact", 9, "Halden Watch"),
            ("execution", "exact", 31, None),
            ("death_sentence", "exact", 340, None),
            ("release", "exact", 77, None),
            ("execution", "exact", 96, "ministry"),
        ],
    ),
    (
        """کشته‌شدگان وارنا

سازمان ناظر لانوا اعلام کرد که دست‌کم ۲۱۴ نفر، از جمله ۲۳ کودک، در ۴۰ شهر کشته شده‌اند. \
این سازمان پیشتر از کشته شدن ۱۸۰ نفر خبر داده بود.

وزیر کشور گفت تنها ۱۴ نفر جان باخته‌اند. رادیو دلتا به نقل از یک پزشک گزارش داد که ۱۵ جسد به بیمارستان منتقل شده است.

تظاهرات ۳ هفته ادامه داشت. حدود ۹ هزار و ۷۷۰ نفر بازداشت شدند.""",
        [
            ("killing", "at_least", 214, "سازمان ناظر لانوا"),
            ("killing", "exact", 23, "سازمان ناظر لانوا"),
            ("killing", "exact", 180, "سازمان ناظر لانوا"),
            ("killing", "exact", 14, "وزیر کشور"),
            ("killing", "exact", 15, "یک پزشک"),
            ("arrest", "approx", 9770, None),
        ],
    ),
]


def folded(name: object) -> object:
    return re.sub(r"^(?:the|a|an) ", "", name.lower()) if isinstance(name, str) else name


@pytest.mark.parametrize(("text", "wanted"), ARTICLES, ids=["ostia", "varna", "delta", "persian"])
def test_an_article_gives_each_claim_once_with_its_origin_and_no_other(text: str, wanted: list[tuple[object, ...]]) -> None:
    found = claims.read(text)
    assert [(c.violation, c.bound, c.value, folded(c.attributed_to)) for c in found] == [(*w[:3], folded(w[3])) for w in wanted]
    assert all(c.quote == text[c.span[0] : c.span[1]] for c in found)


@pytest.mark.parametrize("text", [text for text, _ in ARTICLES[:3]])
def test_a_number_is_read_again_from_its_quote(text: str) -> None:
    for claim in claims.read(text):
        if claim.kind == "count":
            again = claims.read(claim.quote + " were killed")
            assert any((c.value, c.value_hi) == (claim.value, claim.value_hi) for c in again), claim.quote


_SENTENCES = (
    "At least 12 people were killed in Varna.",
    "The Lanova Observatory said 214 people had been wounded.",
    "Police arrested 30 students on Friday.",
    "The army admitted that 3 protesters were killed.",
    "About 600 people marched through the capital.",
    "Radio Delta reported, citing two doctors, that 15 people had died.",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_SENTENCES), min_size=2, max_size=6, unique=True), st.data())
def test_removing_a_sentence_removes_only_its_claims(parts: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(parts) - 1))

    def told(sentences: list[str]) -> list[tuple[object, ...]]:
        return [(c.quote, c.violation, c.bound, c.value, c.attributed_to) for c in claims.read(" ".join(sentences))]

    without = told(parts[:gone] + parts[gone + 1 :])
    alone = [one for part in parts[:gone] + parts[gone + 1 :] for one in told([part])]
    assert without == alone
    assert len(told(parts)) == len(without) + len(told([parts[gone]]))


def test_carried_claims_follow_the_sentence_that_they_are_carried_from() -> None:
    total = "The Lanova Observatory said 214 people had been killed. "
    _, part = claims.read(total + "Of those, 23 were children.")
    assert (part.value, part.attributed_to, part.subset_of) == (23, "Lanova Observatory", 0)
    alone = claims.read("Of those, 23 were children.")
    assert all(c.attributed_to is None and c.subset_of is None for c in alone)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Forty killed in Varna\n\nForty people were killed in Varna on 3 May 2031, the Bar said.", [(40, "Bar")]),
        ("Three killed in Varna\n\nThree people were killed in Varna.", [(3, None)]),
        ("Three killed in Varna\n\nThree people were killed in Ostia.", [(3, None), (3, None)]),
        ("12 killed\n5 wounded\n12 killed", [(12, None), (5, None), (12, None)]),
        ("More than 40 killed in Varna\n\nForty people were killed in Varna, the Bar said.", [(40, None), (40, "Bar")]),
        (
            "The Bar said 40 people were killed. Shops shut. The Bar repeated on Friday that 40 people were killed.",
            [(40, "Bar")],
        ),
        ("The Bar said 40 people were killed. The army said 40 people were killed.", [(40, "Bar"), (40, "army")]),
        (
            "The Bar said 40 people were killed in Soro. The Bar said 40 people were killed in Delta.",
            [(40, "Bar"), (40, "Bar")],
        ),
        ("The Bar said 40 people were killed. The Bar said another 40 people were killed.", [(40, "Bar"), (40, "Bar")]),
        ("The Bar said 4 people were killed. The Bar said 4 people were killed by a mine.", [(4, "Bar"), (4, "Bar")]),
    ],
)
def test_a_figure_that_one_speaker_or_a_title_repeats_comes_once(text: str, wanted: list[tuple[int, str | None]]) -> None:
    assert [(c.value, folded(c.attributed_to)) for c in claims.read(text)] == [(v, folded(name)) for v, name in wanted]


def test_a_part_follows_its_whole_to_where_it_is_kept() -> None:
    text = "Forty killed in Varna\n\nForty people, 12 of them women, were killed, the Bar said. Twelve of the dead were women."
    assert [(c.value, c.subset_of) for c in claims.read(text)] == [(40, None), (12, 0)]


def test_one_sentence_said_twice_gives_two_quotes_at_two_places() -> None:
    text = "At least 12 people were killed. At least 12 people were killed."
    first, second = claims.read(text)
    assert first.quote == second.quote
    assert first.span[1] <= second.span[0]
