"""Claims to draw, all invented: who says what of Sepidar, the proof of the widest rung, and what was left out."""

from __future__ import annotations

import msgspec
from example import LONG, REFUSED, example, fig, table, with_figure

from atleast.model import Table
from atleast.reports.publication import Publication

LEDGER = (
    "claim lane speaker speaker_fa kind relayed_by first_hand date dated violation group place_en place_fa first_day last_day "
    "bound value value_hi stance basis quote document sha256 scope fate"
)
FAMILIES = ("Families’ Committee", "کمیتهٔ خانواده‌ها", "ngo")
DOCTORS = ("Doctors’ Register", "دفتر پزشکان", "medical")
MONITOR = ("Rights Monitor", "دیده‌بان حقوق", "ngo")
MINISTRY = ("Interior Ministry", "وزارت کشور", "official")
DEPUTY = ("Deputy governor of Mahrud", "معاون استاندار ماه‌رود", "official")
MISSION = ("Mission of Inquiry", "هیئت حقیقت‌یاب", "un")
FARDA = ("an unnamed official", "یک مقام بی‌نام", "unknown")
BURIALS = ("Burial Ledger", "دفتر آرامستان‌ها", "official")
PROOF = "rung part step because claims place_en place_fa first_day last_day group n weight divisor others"


def claim(
    id: str, who: tuple[str, str, str], day: str, bound: str, value: int | None, quote: str, **more: object
) -> tuple[str | int | float | bool | None, ...]:
    """Make one row of the ledger."""
    row: dict[str, object] = {
        "claim": id, "lane": who[0].casefold(), "speaker": who[0], "speaker_fa": who[1], "kind": who[2], "relayed_by": "",
        "first_hand": True, "date": day, "dated": "as_of", "violation": "killing", "group": "", "place_en": "Sepidar",
        "place_fa": "سپیدار", "first_day": "2031-03-03", "last_day": day if day < "2031-03-16" else "2031-03-16",
        "bound": bound, "value": value, "value_hi": None, "stance": "asserts", "basis": "", "quote": quote,
        "document": "Digest of 9 April, Lanova Press", "sha256": "5f1d09aa0b1c2d3e", "scope": "whole", "fate": "own_total",
    }  # fmt: skip
    return tuple((row | more)[name] for name in LEDGER.split())  # type: ignore[return-value]


CLAIMS = (
    claim("C1", FAMILIES, "2031-03-08", "at_least", 164, "We have the names of at least 164 people killed."),
    claim("C2", FAMILIES, "2031-03-13", "at_least", 320, "At least 320 names by this morning."),
    claim("C3", FAMILIES, "2031-03-20", "at_least", 388, "دست‌کم ۳۸۸ نفر را به نام می‌شناسیم."),
    claim("C4", FAMILIES, "2031-04-05", "at_least", 407, "دست‌کم ۴۰۷ نفر از کشته‌شدگان را به نام می‌شناسیم."),
    claim("C5", DOCTORS, "2031-03-09", "at_least", 190, "At least 190 deaths are documented by our members."),
    claim("C6", DOCTORS, "2031-03-25", "at_least", 408, "At least 408 deaths are documented by our members."),
    claim("C7", MONITOR, "2031-03-18", "at_least", 352, "At least 352 people."),
    claim("C8", MONITOR, "2031-03-31", "at_least", 341, "After a review: at least 341 people."),
    claim(
        "C9", MINISTRY, "2031-03-06", "exact", 0, "No one was killed; the situation is calm.", stance="denies", fate="no_floor"
    ),
    claim("C10", MINISTRY, "2031-03-17", "exact", 225, "225 people lost their lives.", fate="one_origin"),
    claim(
        "C11",
        MINISTRY,
        "2031-04-02",
        "exact",
        261,
        "In all, 261 people lost their lives, 38 of them of the security forces.",
        fate="one_origin",
    ),
    claim(
        "C12",
        DEPUTY,
        "2031-03-19",
        "more_than",
        500,
        "We have more than five hundred, and that is only what reached us.",
        stance="admits",
        fate="basis",
    ),
    claim(
        "C13",
        MISSION,
        "2031-04-01",
        "range",
        700,
        "Credible accounts point to between 700 and 900 deaths.",
        value_hi=900,
        fate="basis",
    ),
    claim(
        "C14",
        FARDA,
        "2031-03-26",
        "at_most",
        3000,
        "The dead may number up to 3,000.",
        relayed_by="Farda TV",
        first_hand=False,
        first_day="",
        last_day="",
        fate="no_floor",
        dated="published",
    ),
    claim(
        "C15",
        DOCTORS,
        "2031-03-25",
        "at_least",
        142,
        "The central morgue in Mahrud received at least 142 bodies in three days.",
        place_en="Mahrud",
        place_fa="ماه‌رود",
        first_day="2031-03-07",
        last_day="2031-03-09",
        scope="part",
        fate="admitted",
    ),
    claim(
        "C16",
        DEPUTY,
        "2031-03-28",
        "at_least",
        142,
        "In those three days 142 were brought to the morgue.",
        place_en="Mahrud",
        place_fa="ماه‌رود",
        first_day="2031-03-07",
        last_day="2031-03-09",
        scope="part",
        fate="admitted",
    ),
    claim(
        "C17",
        BURIALS,
        "2031-03-28",
        "exact",
        38,
        "Thirty-eight graves, one night, behind Talkhab prison.",
        place_en="Talkhab",
        place_fa="تلخاب",
        first_day="2031-03-10",
        last_day="2031-03-10",
        stance="admits",
        scope="part",
        fate="admitted",
    ),
    claim(
        "C18",
        MONITOR,
        "2031-04-03",
        "more_than",
        2000,
        "More than 2,000 people were arrested.",
        violation="arrest",
        scope="other",
        last_day="2031-04-02",
        fate="other_violation",
    ),
)
WIDE_LADDER = table(
    "rung n left_out headline",
    ("two_independent_lists", 433, 179, False),
    ("without_any_one_origin", 512, 100, False),
    ("named", 612, 0, True),
    ("named_or_described", 629, 0, False),
    ("with_incident_counts", 668, 0, False),
)
PROVED = table(
    PROOF,
    (
        "with_incident_counts",
        1,
        "statement",
        "two_origins",
        "C15; C16",
        "Mahrud",
        "ماه‌رود",
        "2031-03-07",
        "2031-03-09",
        "",
        142,
        1,
        1,
        0,
    ),
    (
        "with_incident_counts",
        1,
        "statement",
        "admission",
        "C17",
        "Talkhab",
        "تلخاب",
        "2031-03-10",
        "2031-03-10",
        "",
        38,
        1,
        1,
        0,
    ),
    ("with_incident_counts", 1, "statement", "described", "", "Nilab", "نیلاب", "2031-03-05", "2031-03-05", "", 11, 1, 1, 0),
    ("with_incident_counts", 1, "people", "", "", "", "", "", "", "", 477, 1, 1, 135),
    ("with_incident_counts", 1, "total", "", "", "", "", "", "", "", 668, 1, 1, 0),
)
RING = ("C15; C16", "C17", "C13", "C12", "C6")
COUNTED = table(
    PROOF,
    *(
        (
            "with_incident_counts",
            1,
            "statement",
            "two_origins",
            one,
            "Mahrud",
            "ماه‌رود",
            f"2031-03-0{3 + i}",
            "2031-03-09",
            "",
            131,
            1,
            2,
            0,
        )
        for i, one in enumerate(RING)
    ),
    ("with_incident_counts", 1, "people", "", "", "", "", "", "", "", 340, 2, 2, 272),
    ("with_incident_counts", 1, "part", "", "", "", "", "", "", "", 668, 2, 2, 0),
    ("with_incident_counts", 1, "total", "", "", "", "", "", "", "", 668, 2, 2, 0),
)


def claimed(
    ledger: tuple[tuple[str | int | float | bool | None, ...], ...] = CLAIMS, *, proof: Table = PROVED, conflicts: bool = True
) -> Publication:
    """Return the rich publication with claims: the ledger, conflicts, the proof of the widest rung, what was left out."""
    whole = with_figure(example(), "ladder", WIDE_LADDER)
    made = [
        fig(14, "ledger", table(LEDGER, *ledger)),
        fig(16, "proof", proof, notes=("proof_checked",)),
        fig(17, "claims_left_out", table(
            "reason n", ("own_total", 10), ("one_origin", 4), ("basis", 4), ("not_reviewed", 2), ("admitted", 3),
        )),
        fig(18, "if_accepted", table("claim n", ("C13", 700))),
    ]  # fmt: skip
    if conflicts:
        made.insert(
            1,
            fig(
                15,
                "conflicts",
                table(
                    "claim others people ceiling floor",
                    ("C11", "", True, 261, 612),
                    ("C10", "C12", False, 225, 501),
                ),
            ),
        )
    return msgspec.structs.replace(whole, figures=(*whole.figures, *made))


def voices(n: int) -> Publication:
    """Return a publication with this many sources, of long names in both scripts, each with two figures."""
    rows = []
    for i in range(n):
        named = (f"{LONG} {i}", "برنامهٔ مشترک ثبت و راستی‌آزمایی انجمن‌های خانواده‌های ناپدیدشدگان ماه‌رود " + str(i))
        who = (*named, ("ngo", "official", "media", "unknown")[i % 4])
        quote = f"Figures are a word here, {LONG}"
        for j, bound in enumerate(("at_least", "at_most", "range", "approx", "exact", "more_than", "vague")[i % 7 : i % 7 + 2]):
            value = None if bound == "vague" else 30 + 97 * i + 11 * j
            high = value * 2 if bound == "range" and value else None
            rows.append(
                claim(
                    f"V{i}{j}",
                    who,
                    f"2031-03-{4 + (i + 9 * j) % 24:02}",
                    bound,
                    value,
                    quote,
                    value_hi=high,
                    first_hand=i % 5 > 0,
                    relayed_by="" if i % 5 else LONG,
                )
            )
    return claimed((*rows, *CLAIMS[14:17]), conflicts=False)


def contradicted() -> Publication:
    """Return a publication in which every official figure conflicts with something."""
    whole = claimed()
    lines = [("C11", "", True, 261, 612), *(("C10", f"C{i}", False, 225, 300 + i) for i in (4, 6, 7, 8, 12, 13))]
    lines += [("C9", "C4; C6", True, 0, 640), ("C10", "C11", False, 0, 0)]
    figures = tuple(
        fig(15, "conflicts", table("claim others people ceiling floor", *lines)) if f.kind == "conflicts" else f
        for f in whole.figures
    )
    return msgspec.structs.replace(whole, figures=figures)


def claim_states() -> dict[str, Publication]:
    """Return every state that a report with claims can be in, by name."""
    return {
        "claims": claimed(),
        "claims without conflicts": claimed(CLAIMS[:8], conflicts=False),
        "claims in many conflicts": contradicted(),
        "claims counted proof": claimed(proof=COUNTED),
        "claims and no estimate": with_figure(claimed(), "estimate", REFUSED),
        "one voice": claimed(CLAIMS[13:14], conflicts=False),
        "twelve voices": voices(12),
        "forty voices": voices(40),
    }
