"""A publication to draw: Sepidar, March 2031. The country, its places, its lists and every number are invented.

`example()` is rich; `poor()` is one list without dates, places, origins or an estimate; each test changes what it needs.
"""

from __future__ import annotations

import msgspec

from atleast.model import Figure, Scope, Table
from atleast.reports.publication import Provenance, Publication

SCOPE = Scope(
    territory="XS",
    first_day="2031-03-03",
    last_day="2031-03-16",
    words={"en": "in the crackdown on the bread protests", "fa": "در سرکوب اعتراض‌های نان"},
)
LINK, COUNT, ESTIMATE = "77aa4c10" * 8, "c41e8803" * 8, "9b07e2d5" * 8

DIED = (9, 21, 38, 64, 97, 118, 83, 54, 37, 24, 18, 11, 8, 4)
REPORTED = (4, 11, 22, 19, 3, 0, 2, 0, 6, 71, 88, 64, 47, 41, 33, 27, 22, 19, 15, 14, 11, 9, 13, 8, 7, 12, 5, 4, 6)
LATER = (("2031-04-01", 8), ("2031-04-02", 6), ("2031-04-04", 9), ("2031-04-09", 6))
PLACES = (
    ("BI", "Bisheh", "بیشه", 0, 0, 0), ("KU", "Kuhsar", "کوهسار", 61, 1, 0), ("SA", "Sangrud", "سنگ‌رود", 49, 2, 0),
    ("TO", "Toranj", "ترنج", 6, 3, 0), ("AB", "Abrisham", "ابریشم", -1, 4, 0), ("ZA", "Zarddasht", "زرددشت", 18, 0, 1),
    ("NI", "Nilab", "نیلاب", 88, 1, 1), ("MA", "Mahrud", "ماه‌رود", 171, 2, 1), ("TA", "Talkhab", "تلخاب", 74, 3, 1),
    ("SO", "Sorkhab", "سرخاب", -2, 4, 1), ("RI", "Rigzar", "ریگزار", 27, 1, 2), ("BA", "Baghno", "باغ‌نو", 33, 2, 2),
    ("DA", "Darya", "دریا", 41, 3, 2), ("GA", "Gandomzar", "گندم‌زار", 9, 4, 2), ("KA", "Kavirab", "کویراب", 12, 2, 3),
    ("NA", "Namakzar", "نمکزار", -1, 3, 3),
)  # fmt: skip
OVERLAP = (
    (1, 1, 1, 0, 118, 2), (1, 1, 0, 0, 71, 2), (1, 1, 1, 1, 53, 3), (0, 1, 0, 0, 48, 1), (0, 1, 1, 0, 44, 2),
    (1, 0, 1, 0, 41, 1), (1, 0, 0, 0, 37, 1), (1, 1, 0, 1, 32, 3), (0, 0, 0, 1, 31, 1), (1, 0, 0, 1, 29, 2),
    (1, 0, 1, 1, 26, 2), (0, 1, 0, 1, 23, 2), (0, 0, 1, 0, 22, 1), (0, 1, 1, 1, 19, 3), (0, 0, 1, 1, 18, 2),
)  # fmt: skip


def table(columns: str, *rows: tuple[str | int | float | bool | None, ...]) -> Table:
    """Write a table with its columns in one string."""
    return Table(columns=tuple(columns.split()), rows=rows)


def fig(number: int, kind: str, content: Table | int, *, run: str = COUNT, notes: tuple[str, ...] = ()) -> Figure:
    """Make an invented figure."""
    value, rows = (content, None) if isinstance(content, int) else (None, content)
    return Figure(id=f"F{number}", kind=kind, scope=SCOPE, run=run, value=value, table=rows, notes=notes, invented=True)


ESTIMATED = table(
    "engine n median low high level low50 high50 assumption refused reasons",
    ("decomposable", 612, 888.4, 782.0, 1068.2, 0.95, 836.0, 952.0, "decomposable", False, ""),
)
REFUSED = table(
    "engine n median low high level low50 high50 assumption refused reasons",
    ("decomposable", 612, None, None, None, 0.95, None, None, "decomposable", True, "few_shared:A, D:3"),
)


def by_place() -> Table:
    """Tiles: covered, small and hidden (-1), without a list (-2), and those whose place is not known."""
    states = {-1: (None, "1-4", "coarsened"), -2: (None, "", "no_list")}
    rows = [(f"XS.{i}", en, fa, *states.get(n, (n, "", "covered")), c, r) for i, en, fa, n, c, r in PLACES]
    return table("place name_en name_fa n shown state column row", *rows, ("", "", "", 19, "", "unknown", None, None))


def by_day() -> Table:
    """Days of March, and reports that trickle in until April."""
    days = [(f"2031-03-{3 + i:02}", DIED[i] if i < len(DIED) else 0, r) for i, r in enumerate(REPORTED)]
    return table("date died reported", *days, *((day, 0, n) for day, n in LATER), ("unknown", 26, 0))


LISTS = table(
    "letter list source source_fa party derived_from n_records n_counted n_people",
    ("A", "families", "Families’ Committee", "کمیتهٔ خانواده‌ها", "families", "", 463, 431, 407),
    ("B", "doctors", "Doctors’ Register", "دفتر پزشکان", "doctors", "", 437, 420, 408),
    ("C", "monitor", "Rights Monitor", "دیده‌بان حقوق", "monitor", "A", 372, 349, 341),
    ("D", "burials", "Burial Ledger", "دفتر آرامستان‌ها", "burials", "", 243, 219, 231),
)
AGES = table(
    "age_group sex n shown",
    ("0-17", "f", 21, ""), ("0-17", "m", 48, ""), ("18-29", "f", 52, ""), ("18-29", "m", 219, ""), ("18-29", "unknown", 3, ""),
    ("30-44", "f", 31, ""), ("30-44", "m", 121, ""), ("45-59", "f", 14, ""), ("45-59", "m", 46, ""), ("60+", "f", None, "1-4"),
    ("60+", "m", None, "5-9"), ("unknown", "f", 12, ""), ("unknown", "m", 33, ""),
)  # fmt: skip


def example(**changed: object) -> Publication:
    """Return the rich publication, with fields changed as asked."""
    figures = (
        fig(1, "minimum", 612),
        fig(2, "ladder", table(
            "rung n left_out headline",
            ("two_independent_lists", 433, 179, False), ("without_any_one_origin", 512, 100, False), ("named", 612, 0, True),
        )),
        fig(3, "estimate", ESTIMATED, run=ESTIMATE),
        fig(4, "draws", table("n_draws low high", (200, 613, 629)), run=LINK),
        fig(5, "by_day", by_day()),
        fig(6, "by_place", by_place()),
        fig(7, "overlap", table("A B C D n origins", *OVERLAP), run=LINK),
        fig(8, "lists", LISTS, run=LINK),
        fig(9, "sum", table(
            "step n",
            ("records", 1515), ("left_out", -96), ("further_records", -794), ("maybe_same", -13), ("people", 612),
        )),
        fig(10, "left_out", table(
            "reason n", ("not_dead", 41), ("outside_period", 27), ("outside_territory", 12), ("no_date", 9), ("withdrawn", 7),
        )),
        fig(11, "changes", table(
            "reason n detail",
            ("previous", 598, "2031-04-05"), ("new_version", 21, "Families’ Committee"), ("found_same", -4, ""),
            ("withdrawn", -3, ""), ("now", 612, ""),
        )),
        fig(12, "by_age_sex", AGES),
        fig(13, "method", table("fact n", ("n_lists", 4), ("n_records", 1515), ("n_judged", 389), ("n_draws", 200))),
    )  # fmt: skip
    whole = Publication(
        title={"en": "Sepidar, March 2031", "fa": "سپیدار، اسفند ۱۴۰۹"},
        territory={"en": "Sepidar", "fa": "سپیدار"},
        number=4,
        published="2031-04-12",
        scope=SCOPE,
        figures=figures,
        rule="named",
        rule_version=3,
        invented=True,
        provenance=Provenance(
            runs=(("linking", LINK), ("minimum", COUNT), ("estimate", ESTIMATE)),
            n_events=2214,
            root="e8f0b3aa" * 8,
            software="atleast 0.1.0",
        ),
    )
    return msgspec.structs.replace(whole, **changed)


def without(publication: Publication, *kinds: str) -> Publication:
    """Return the publication without the figures of these kinds."""
    return msgspec.structs.replace(publication, figures=tuple(f for f in publication.figures if f.kind not in kinds))


def with_figure(publication: Publication, kind: str, content: Table | int) -> Publication:
    """Return the publication with the content of one figure replaced, unchecked."""
    changed = tuple(fig(int(f.id[1:]), kind, content, run=f.run) if f.kind == kind else f for f in publication.figures)
    return msgspec.structs.replace(publication, figures=changed)


def poor(n: int = 37) -> Publication:
    """Return what one list without dates, places, origins or an estimate gives."""
    figures = (
        fig(1, "minimum", n),
        fig(2, "ladder", table("rung n left_out headline", ("two_independent_lists", 0, n, False), ("named", n, 0, True))),
        fig(3, "lists", table(
            "letter list source party derived_from n_records n_counted n_people",
            ("A", "names", "names.csv", None, "", n + 4, n + 1, n),
        )),
        fig(4, "sum", table("step n", ("records", n + 4), ("left_out", -3), ("further_records", -1), ("people", n))),
        fig(5, "left_out", table("reason n", ("not_dead", 3))),
    )  # fmt: skip
    return example(figures=figures, number=1, provenance=Provenance(), scope=msgspec.structs.replace(SCOPE, words={}))


LONG = "The Joint Documentation and Verification Programme of the Associations of Families of the Disappeared of Mahrud"


def many(n_lists: int) -> Publication:
    """Return a publication of many lists with very long names, without tiles."""
    letters = [f"L{i}" for i in range(1, n_lists + 1)]
    rows = [tuple(int(j in (i, (i * 7) % n_lists)) for j in range(n_lists)) for i in range(n_lists)]
    overlaps = [(*row, 3 + i % 5, 1 + (i % 2)) for i, row in enumerate(rows)]
    n = sum(row[-2] for row in overlaps)
    named = [
        (x, f"list {x}", LONG if i % 3 == 0 else f"Source {x}", "party of a rather long name" if i % 2 else None, "", 9, 8, 7)
        for i, x in enumerate(letters)
    ]
    places = [
        (f"XS.{i}", f"Upper {LONG[:30]} {i}", f"استان بسیار دور {i}", n if i == 0 else 0, "", "covered", None, None)
        for i in range(31)
    ]
    whole = without(example(), "ladder", "sum", "changes", "left_out", "by_day", "by_age_sex", "draws", "estimate")
    figures = {
        "minimum": n,
        "overlap": table(" ".join([*letters, "n", "origins"]), *overlaps),
        "lists": table("letter list source party derived_from n_records n_counted n_people", *named),
        "by_place": table("place name_en name_fa n shown state column row", *places),
    }
    for kind, content in figures.items():
        whole = with_figure(whole, kind, content)
    return whole


def huge() -> Publication:
    """Return a publication of more than a million dead over three years, tiles in eight columns."""
    n = 1_234_567
    days = [(f"{2031 + i // 12}-{1 + i % 12:02}-15", 30_000 + 1000 * (i % 7), 20_000 + 900 * (i % 11)) for i in range(36)]
    unknown = n - sum(day[1] for day in days)
    places = [
        (f"XS.{i}", f"Province of {name}", fa, n // 40 + i * 1000, "", "covered", i % 8, i // 8)
        for i, (name, fa) in enumerate([("Chaharmahal and the Hills", "چهارکوه و تپه‌ها"), ("Nilab", "نیلاب")] * 15)
    ]
    whole = without(example(), "ladder", "sum", "changes", "left_out", "overlap", "by_age_sex")
    estimate = (
        "decomposable",
        n,
        1_888_400.0,
        1_650_000.0,
        2_468_200.0,
        0.95,
        1_760_000.0,
        2_052_000.0,
        "decomposable",
        False,
        "",
    )
    figures = {
        "minimum": n,
        "by_day": table("date died reported", *days, ("unknown", unknown, 0)),
        "by_place": table("place name_en name_fa n shown state column row", *places),
        "estimate": table("engine n median low high level low50 high50 assumption refused reasons", estimate),
        "draws": table("n_draws low high", (200, n, n + 3456)),
    }
    for kind, content in figures.items():
        whole = with_figure(whole, kind, content)
    return msgspec.structs.replace(whole, scope=msgspec.structs.replace(SCOPE, first_day="2031-01-01", last_day="2033-12-31"))


ENGINES = "engine n median low high level low50 high50 assumption refused reasons"
BOUND = ("bounds", 612, 705.2, 660.0, 790.0, 0.95, None, None, "people do not get onto two lists ...", False, "")
FIRST = ("decomposable", 612, 888.4, 782.0, 1068.2, 0.95, 836.0, 952.0, "...", False, "")
NEAR = ("latent", 612, 1010.0, 850.0, 1400.0, 0.95, 930.0, 1100.0, "...", False, "")
FAR = ("latent", 612, 1910.0, 1500.0, 2400.0, 0.95, None, None, "...", False, "")


def estimated(*lines: tuple[str | int | float | bool | None, ...]) -> Publication:
    """Return the example with these answers of engines."""
    return with_figure(example(), "estimate", table(ENGINES, *lines))


NARROW_ONE = ("decomposable", 612, 640.2, 621.0, 652.0, 0.95, 632.0, 646.0, "decomposable", False, "")
WIDE_ONE = ("decomposable", 612, 2888.4, 782.0, 9068.2, 0.95, 1836.0, 4952.0, "decomposable", False, "")
AT_THE_WALL = ("decomposable", 612, 618.0, 612.0, 700.0, 0.95, None, None, "decomposable", False, "")


def hidden() -> Publication:
    """Return the example with every province's number hidden, some reached by no list, and some whose place is not known."""
    lines = [(*row[:3], None, "", "no_list" if row[5] == "no_list" else "coarsened", *row[6:]) for row in by_place().rows[:-1]]
    return with_figure(
        example(), "by_place", table("place name_en name_fa n shown state column row", *lines, by_place().rows[-1])
    )


def unbroken(n_lists: int) -> Publication:
    """Return a publication of many lists whose names are single words of great length, in both scripts."""
    whole = many(n_lists)
    found = next(f for f in whole.figures if f.kind == "lists")
    assert found.table is not None
    words = (
        "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein",
        "نشانی‌های_بسیار_بلند_و_بی‌فاصلهٔ_دفتر_پیگیری_خانواده‌ها_در_ماه‌رود",
    )
    rows = [(*row[:2], f"{words[i % 2]}{i}", *row[3:]) for i, row in enumerate(found.table.rows)]
    return with_figure(whole, "lists", msgspec.structs.replace(found.table, rows=tuple(rows)))


NAMES = Table(
    columns=("name", "age", "date", "place", "lists"),
    rows=(
        ("ماه‌گل سپیدارنژاد", 31, "2031-03-08", "Mahrud", "families, doctors"),
        (
            "Barfandish Talkhabi Sangrudpour, Mohammad-Reza",
            None,
            "",
            "Upper Sangrud and the Hills",
            "families, doctors, burials",
        ),
        ("کیان برف‌اندیش تلخابی / Kian Barfandish Talkhabi / Kiyan Barf-Andish", 7, "2031-03-11", "", "A"),
    ),
)


def states() -> dict[str, Publication]:
    """Return every state that a report can be in, by name."""
    from claims_example import claim_states

    return {
        "rich": example(),
        "poor": poor(),
        "one person": poor(1),
        "nobody": poor(0),
        "refused": with_figure(example(), "estimate", REFUSED),
        "bound": estimated(BOUND),
        "several engines": estimated(FIRST, NEAR, BOUND),
        "engines in conflict": estimated(FIRST, FAR),
        "refused with a bound": estimated(REFUSED.rows[0], BOUND),
        "narrow interval": estimated(NARROW_ONE),
        "wide interval": estimated(WIDE_ONE),
        "interval at the minimum": estimated(AT_THE_WALL, BOUND),
        "all places hidden": hidden(),
        "sixty lists in long words": unbroken(60),
        "no estimate": without(example(), "estimate"),
        "twelve lists": many(12),
        "forty lists": many(40),
        "huge": huge(),
        "true data": true_data(),
        **claim_states(),
    }


def true_data() -> Publication:
    """Return a publication that does not call itself invented (its data still are)."""
    whole = example()
    figures = tuple(msgspec.structs.replace(f, invented=False) for f in whole.figures)
    return msgspec.structs.replace(whole, figures=figures, invented=False)
