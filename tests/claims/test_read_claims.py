"""Reading claims: numbers, bounds, harms, speakers, parts, in three languages; and what is no claim."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast import claims
from atleast.errors import UsageError

ARTICLE = (
    "Conservative estimates are that at least 1,000 protesters were killed by security forces. An opposition council, "
    "the National Assembly of Exile, has named more than 380 of them. "
    "Around 4,000 people were injured and over 12,000 arrested, "
    "it said. Suspected protesters as young as 12 have been taken in house raids, according to the Teachers' Union. "
    "Officials have admitted to 225 deaths."
)


def rows(text: str, **more: str) -> list[tuple[object, ...]]:
    return [(c.violation, c.bound, c.value, c.value_hi) for c in claims.read(text, **more)]


def one(text: str, **more: str) -> claims.Claim:
    (claim,) = claims.read(text, **more)
    return claim


@pytest.mark.parametrize(
    ("words", "bound", "value", "high"),
    [
        ("At least 58 people", "at_least", 58, None),
        ("No fewer than 30,000 people", "at_least", 30000, None),
        ("More than 1,100 people", "more_than", 1100, None),
        ("Up to 225 people", "at_most", 225, None),
        ("As many as 150 people", "at_most", 150, None),
        ("Fewer than 40 people", "fewer_than", 40, None),
        ("Nearly 400 people", "approx", 400, None),
        ("Between 200 and 225 people", "range", 200, 225),
        ("About 40 or 45 people", "range", 40, 45),
        ("Dozens of people", "vague", None, None),
        ("Thirty-nine (39) people", "exact", 39, None),
        ("Three hundred and sixty-one people", "exact", 361, None),
        ("6 400 people", "exact", 6400, None),
        ("1.5 million people", "exact", 1500000, None),
        ("Two lakh people", "exact", 200000, None),
        ("A dozen people", "exact", 12, None),
        ("12 people or more", "at_least", 12, None),
    ],
)
def test_numbers_and_hedges_keep_their_wording(words: str, bound: str, value: int | None, high: int | None) -> None:
    assert rows(f"{words} were killed in Varna.") == [("killing", bound, value, high)]


@pytest.mark.parametrize(
    "text",
    [
        "The protests spread to at least 40 cities and towns.",
        "The teacher, aged 34, was sentenced to 12 years in prison.",
        "He was killed on 5 and 6 August 2031.",
        "Daylight spoke to 23 witnesses and reviewed 41 videos of the killings.",
        "Some 12-13% of those killed were under 18.",
        "About 200 protesters gathered in front of the court.",
        "",
        " \n\n ",
    ],
)
def test_other_numbers_are_no_claims(text: str) -> None:
    assert claims.read(text) == []


def test_each_verb_takes_its_own_number() -> None:
    text = "Two protesters had been killed, 377 demonstrators injured and 72 officers killed."
    assert [(c.violation, c.value) for c in claims.read(text)] == [("killing", 2), ("injury", 377), ("killing", 72)]


def test_a_part_points_to_its_whole() -> None:
    whole, children, women = claims.read("At least 378 people, including 47 children and 27 women, have been killed.")
    assert (whole.subset_of, children.subset_of, women.subset_of) == (None, 0, 0)
    assert (children.group, women.group) == ("children", "women")


def test_parts_that_add_up_are_parts() -> None:
    found = claims.read("A total of 224 people; 32 women and 192 men, were killed in Varna.")
    assert [(c.value, c.subset_of) for c in found] == [(224, None), (32, 0), (192, 0)]


def test_a_list_of_places_inherits_the_harm() -> None:
    found = claims.read("The dead are from Varna (17), Delta (3) and Ostia (1).")
    assert [(c.value, c.place, c.violation) for c in found] == [
        (17, "Varna", "killing"),
        (3, "Delta", "killing"),
        (1, "Ostia", "killing"),
    ]


@pytest.mark.parametrize(
    ("text", "origin", "relays"),
    [
        ("The Lanova Observatory said 214 people had been killed.", "Lanova Observatory", ()),
        ("214 people had been killed, the Lanova Observatory told Radio Delta.", "Lanova Observatory", ("Radio Delta",)),
        ("According to the Lanova Observatory, 214 people have been killed.", "Lanova Observatory", ()),
        ("Radio Delta reported, citing two officials, that 214 people were killed.", "two officials", ("Radio Delta",)),
        (
            "The interior ministry announced that 14 people were killed, Radio Delta reported.",
            "interior ministry",
            ("Radio Delta",),
        ),
        ("The Ostia-based group Daylight has documented 12 executions.", "Daylight", ()),
        ("The toll is higher than the Health Ministry's previous estimate of 61 deaths.", "Health Ministry", ()),
        ("At least 12 people were killed in Varna.", None, ()),
    ],
)
def test_who_says_so(text: str, origin: str | None, relays: tuple[str, ...]) -> None:
    claim = one(text)
    assert (claim.attributed_to or "").removeprefix("The ").removeprefix("the ") == (origin or "")
    assert claim.relayed_by == relays


def test_a_list_under_a_heading_takes_its_harm() -> None:
    found = claims.read("Deaths by city:\nVarna: 17\nOstia: 12\nThe list was printed in 40 copies.")
    assert [(c.violation, c.value, c.place) for c in found] == [("killing", 17, "Varna"), ("killing", 12, "Ostia")]


REST = " The streets were quiet on Monday. Shops stayed shut."


def test_it_is_carried_from_the_sentence_before() -> None:
    text = "The Lanova Observatory said 214 people had been killed. It said another 1,900 had been wounded."
    _, second = claims.read(text + REST)
    assert second.attributed_to == "Lanova Observatory"
    _, second = claims.read(text)  # a cutting: "It" may point outside it
    assert second.attributed_to == "It"
    assert second.unsure == ("'It' may be 'Lanova Observatory'",)


def test_a_pronoun_without_antecedent_stays_as_written() -> None:
    assert one("He claimed that 48 people were injured.").attributed_to == "He"


def test_two_possible_speakers_leave_the_origin_empty() -> None:
    text = (
        "Daylight Network said 12 people died, while Missing Voices Group said 15 were killed. It said 40 people were injured."
    )
    last = claims.read(text + REST)[-1]
    assert last.attributed_to is None
    assert last.unsure


def test_this_newspaper_is_the_publisher() -> None:
    claim = one("A doctor told this newspaper that 15 people were killed.", publisher="The Varna Herald")
    assert claim.relayed_by == ("The Varna Herald",)


def test_stance() -> None:
    assert one("The government acknowledged that 3 protesters were killed.").stance == "admits"
    denial = one("The interior ministry insisted that no one was killed.")
    assert (denial.value, denial.stance) == (0, "denies")


def test_youngest_age_is_no_count() -> None:
    age = claims.read("At least 58 children, some as young as eight, have been killed.")[1]
    assert (age.kind, age.value) == ("min_age", 8)


def test_days_are_worked_out_from_the_day_of_the_text() -> None:
    assert one("Twelve people were killed on Tuesday.", doc_date="2031-03-21").period == "2031-03-18"
    assert one("Since 29 July, 12 people have been killed.", doc_date="2031-09-01").period == "since 2031-07-29"


def test_named() -> None:
    assert one("An opposition council has published the names of more than 380 of those killed.").named
    assert not one("More than 380 people were killed.").named


def test_a_whole_article_gives_each_claim_once_with_its_origin() -> None:
    found = [(c.violation, c.kind, c.value, c.attributed_to) for c in claims.read(ARTICLE)]
    assert found == [
        ("killing", "count", 1000, "Conservative estimates"),
        ("killing", "count", 380, "National Assembly of Exile"),
        ("injury", "count", 4000, "National Assembly of Exile"),
        ("arrest", "count", 12000, "National Assembly of Exile"),
        ("arrest", "min_age", 12, "Teachers' Union"),
        ("killing", "count", 225, "Officials"),
    ]


@pytest.mark.parametrize(
    ("text", "expected", "origin"),
    [
        (
            "سازمان ناظر لانوا اعلام کرد که دست‌کم ۲۱۴ نفر کشته شده‌اند.",
            [("killing", "at_least", 214, None)],
            "سازمان ناظر لانوا",
        ),
        ("به گزارش شبکه نور، بیش از سیصد و بیست نفر بازداشت شدند.", [("arrest", "more_than", 320, None)], "شبکه نور"),
        ("شمار کشته‌شدگان به ۴۰ تا ۴۵ نفر رسید.", [("killing", "range", 40, 45)], None),
        ("۱۲ نفر کشته و ۳۰ نفر زخمی شدند.", [("killing", "exact", 12, None), ("injury", "exact", 30, None)], None),
        ("تظاهرات در ۲۲ شهر و ۵ روز ادامه داشت.", [], None),
    ],
)
def test_persian(text: str, expected: list[tuple[object, ...]], origin: str | None) -> None:
    found = claims.read(text, lang="fa")
    assert [(c.violation, c.bound, c.value, c.value_hi) for c in found] == expected
    assert all(c.attributed_to == origin for c in found)


@pytest.mark.parametrize(
    ("text", "expected", "origin"),
    [
        ("قالت لجنة أطباء لانوا إن ما لا يقل عن ٢١٤ شخصا قتلوا.", [("killing", "at_least", 214, None)], "لجنة أطباء لانوا"),
        ("مقتل 12 شخصا وإصابة 30 آخرين.", [("killing", "exact", 12, None), ("injury", "exact", 30, None)], None),
        ("سقط قتيلان في مدينة فارنا.", [("killing", "exact", 2, None)], None),
        ("اعتقلت الشرطة أكثر من ثلاثة وعشرين متظاهرا.", [("arrest", "more_than", 23, None)], None),
    ],
)
def test_arabic(text: str, expected: list[tuple[object, ...]], origin: str | None) -> None:
    found = claims.read(text, lang="ar")
    assert [(c.violation, c.bound, c.value, c.value_hi) for c in found] == expected
    assert all(c.attributed_to == origin for c in found)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="'xx'"):
        claims.read("12 killed", lang="xx")


_PIECES = st.sampled_from(
    [
        "12",
        "people",
        "were",
        "killed",
        ";",
        ",",
        ".",
        "(",
        ")",
        '"',
        "'",
        ":",
        "-",
        "–",
        "the",
        "group",
        "said",
        "according",
        "to",
        "citing",
        "at",
        "least",
        "of",
        "whom",
        "including",
        "between",
        "and",
        "300,000",
        "1.5",
        "million",
        "dozens",
        "İ",
        "﷽",
        "\u200c",
        "۱۲",
        "نفر",
        "کشته",
        "شدند",
        "قتل",
        "٣",
        "it",
        "he",
        "told",
        "as",
        "young",
        "as",
        "no",
        "one",
        "5",
        "%",
        "year",
        "old",
        "\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=40).map(" ".join)))
def test_any_text_is_read_and_every_quote_is_in_it(text: str) -> None:
    for lang in (None, "en", "fa", "ar"):
        found = claims.read(text, lang=lang)
        for index, claim in enumerate(found):
            assert claim.quote == text[claim.span[0] : claim.span[1]]
            assert claim.quote
            assert claim.subset_of is None or (0 <= claim.subset_of < len(found) and claim.subset_of != index)
            assert (claim.value is None) == (claim.bound == "vague")
            assert (claim.value_hi is not None) == (claim.bound == "range")
        assert found == claims.read(text, lang=lang)


def test_a_long_single_line_is_read() -> None:
    found = claims.read(
        "".join(f"At least {n} people were killed and {n} injured in Varna, the Army said, " for n in range(2000))
    )
    assert len(found) > 3000


@pytest.mark.parametrize(
    ("text", "violation"),
    [
        ("بیست نفر در این حمله کشته شدند. کم‌سن‌ترین قربانی ۹ سال داشت.", "killing"),
        ("اختفى 40 شخصا في مايو. أصغر الضحايا يبلغ 9 أعوام.", "disappearance"),
    ],
)
def test_the_youngest_age_in_persian_and_arabic(text: str, violation: str) -> None:
    count, age = claims.read(text)
    assert (age.kind, age.value, age.violation, age.subset_of) == ("min_age", 9, violation, 0)
    assert count.kind == "count"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("The council recorded 12 deaths on 4 March and 60 more people were killed the next day.", "2031-03-04"),
        ("Police killed 5 people on March 4 and 12 people were hurt.", "2031-03-04"),
        ("At least 60 people were killed from March 4 to 6, it said.", "2031-03-04/2031-03-06"),
        ("At least 60 people were killed from 4 March to 9 April.", "2031-03-04/2031-04-09"),
        ("At least 60 people were killed between 4 and 9 April.", "2031-04-04/2031-04-09"),
    ],
)
def test_a_number_behind_a_day_ends_a_period_only_where_it_is_a_day(text: str, period: str) -> None:
    assert {one.period for one in claims.read(text, doc_date="2031-05-20")} == {period}
