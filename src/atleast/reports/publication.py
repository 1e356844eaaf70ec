"""What reports accept: a `Publication`, a tuple of figures of known kinds with what a page must say around them.

`KINDS` is the whole contract: for each kind of figure its columns, their types, their meaning and the words allowed in them. A
figure is either a value or a table, carries its scope, its run and whether it is invented, and says nothing in a language:
codes such as `outside_period` are put into words by the catalogues in `data/words.*.toml`.
`check` refuses a publication whose figures do not fit their kind or contradict one another (`PublishRefused`): a ladder whose
headline is not the minimum, a column that does not add up to the number beneath it, a hidden cell that still holds its number.
A code that a catalogue does not know is printed as it is written, never dropped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from atleast.errors import PublishRefused
from atleast.model import Figure, Scope


class Column(NamedTuple):
    """One column of a kind: its type (`text int number bool`, `?` for may be null), its meaning, the words allowed in it."""

    type: str
    meaning: str
    values: tuple[str, ...] = ()
    optional: bool = False


class Kind(NamedTuple):
    """One kind of figure: its meaning and columns (none: it is a value). `letters`: in front one 0/1 column a list."""

    meaning: str
    columns: Mapping[str, Column] = MappingProxyType({})
    letters: bool = False


RUNGS = ("two_independent_lists", "without_any_one_origin", "named", "named_or_described", "with_incident_counts")
STATES = ("covered", "no_list", "coarsened", "unknown")
STEPS = ("records", "left_out", "further_records", "maybe_same", "people")
LEFT_OUT = (
    "not_dead", "unresolved", "contested", "outside_period", "outside_territory", "no_date", "date_too_wide", "no_place",
    "place_too_wide", "no_name", "group", "maybe_alive", "maybe_outside", "origin_not_stated", "one_origin", "withdrawn",
    "not_read", "other",
)  # fmt: skip
CHANGES = (
    "previous", "new_list", "new_version", "new_people", "found_same", "found_different", "withdrawn", "restored", "scope",
    "rule", "other", "now",
)  # fmt: skip
PROOF_STEPS = ("statement", "people", "partly", "part", "total")
FACTS = ("n_lists", "n_records", "n_judged", "n_judged_twice", "n_draws", "n_scripts")

SOURCE_KINDS = ("official", "official-independent", "un", "ngo", "medical", "media", "leak", "witness", "unknown")
BOUNDS = ("exact", "at_least", "more_than", "at_most", "fewer_than", "approx", "range", "vague")

_SHOWN = "what is printed instead of a hidden number: two whole numbers with a hyphen (`1-4`), else empty"

KINDS: dict[str, Kind] = {
    "minimum": Kind("the documented minimum; the value is the number"),
    "ladder": Kind(
        "the minimum under stricter and wider rules, one row a rung, strict first; a rung that was not computed is not a row",
        {
            "rung": Column("text", "the rule", RUNGS),
            "n": Column("int", "at least so many people under this rule"),
            "left_out": Column("int", "people of the headline rung who are not on this one (0 on wider rungs)"),
            "headline": Column("bool", "true for the one rung whose number is the headline"),
        },
    ),
    "estimate": Kind(
        "how many in all, probably; the first row is the estimate, further rows are other engines, for comparison",
        {
            "engine": Column("text", "code of the engine: decomposable, bounds, latent, loglinear, auto"),
            "n": Column("int", "people on the table that the engine was given"),
            "median": Column("number?", "its middle; null when refused, or when only a lower bound can be given"),
            "low": Column("number?", "lower end of the interval"),
            "high": Column("number?", "upper end of the interval; null for a lower bound alone"),
            "level": Column("number", "probability of the interval, 0.95"),
            "low50": Column("number?", "lower end of the 50% interval, null when not known"),
            "high50": Column("number?", "upper end of the 50% interval"),
            "assumption": Column("text", "code of the assumption, or a sentence as the engine writes it"),
            "refused": Column("bool", "true when the data cannot carry an estimate; then median, low and high are null"),
            "reasons": Column("text", "why it was refused: codes or sentences, one a line"),
        },
    ),
    "draws": Kind(
        "how many distinct people in each of many plausible ways of matching the lists; one row",
        {
            "n_draws": Column("int", "how many ways were drawn"),
            "low": Column("int", "fewest people in one of them"),
            "high": Column("int", "most people in one of them"),
        },
    ),
    "lists": Kind(
        "the lists, one row each, in the order of their letters",
        {
            "letter": Column("text", "A, B, C ...: its column in `overlap`"),
            "list": Column("text", "its short name"),
            "source": Column("text", "who publishes it"),
            "source_fa": Column("text?", "the same in Persian, when it has such a name", optional=True),
            "party": Column("text?", "its origin; null when not stated, and then it is independent of nobody"),
            "derived_from": Column("text", "letters or names of the lists that it copies from, with commas; empty for none"),
            "n_records": Column("int", "records on it"),
            "n_counted": Column("int", "records of it that were counted"),
            "n_people": Column("int", "people of the minimum who are on it"),
        },
    ),
    "overlap": Kind(
        "people on exactly these lists; one row a combination, in front one 0/1 column a list, named by its letter",
        {
            "n": Column("int", "people on exactly these lists"),
            "origins": Column("int", "stated origins, all different, behind the combination"),
        },
        letters=True,
    ),
    "by_day": Kind(
        "the people of the minimum by day; days without anybody may be missing and are zero",
        {
            "date": Column("text", "ISO day, or `unknown` for the one row of those without a known day"),
            "died": Column("int", "people who died on this day"),
            "reported": Column("int?", "people whom a list first had on this day; null when no list says so"),
        },
    ),
    "by_place": Kind(
        "the people of the minimum by province, one row each, and one row of state `unknown`",
        {
            "place": Column("text", "place id, empty for `unknown`"),
            "name_en": Column("text", "its English name"),
            "name_fa": Column("text", "its Persian name"),
            "n": Column("int?", "people; null when coarsened or when no list covers the place"),
            "shown": Column("text", _SHOWN),
            "state": Column(
                "text", "covered: counted; no_list: no list reaches it; coarsened: hidden; unknown: no place", STATES
            ),
            "column": Column("int?", "column of its tile, from the west, 0 first; null without a tile map"),
            "row": Column("int?", "row of its tile, from the north"),
        },
    ),
    "by_age_sex": Kind(
        "the people of the minimum by age group and sex",
        {
            "age_group": Column("text", "`0-17`, `18-29`, `60+` ... or `unknown`"),
            "sex": Column("text", "f, m or unknown", ("f", "m", "unknown")),
            "n": Column("int?", "people; null when coarsened"),
            "shown": Column("text", _SHOWN),
        },
    ),
    "sum": Kind(
        "the column that a reader adds up: the last row is the minimum, and the sum of all rows above it",
        {
            "step": Column("text", "what is added or taken away", STEPS),
            "n": Column("int", "so many, signed; the last without a sign"),
        },
    ),
    "left_out": Kind(
        "records that were not counted, by reason; they add up to the step `left_out` of `sum`",
        {
            "reason": Column("text", f"a code: {', '.join(LEFT_OUT)}"),
            "n": Column("int", "records"),
        },
    ),
    "changes": Kind(
        "what changed since the last publication: first row `previous`, last `now`, between them the signed steps",
        {
            "reason": Column("text", f"a code: {', '.join(CHANGES)}"),
            "n": Column("int", "people, signed"),
            "detail": Column(
                "text", "the ISO day of the previous publication; the source of a new list or version; else empty"
            ),
        },
    ),
    "ledger": Kind(
        "who says what: the claims that a person accepted, one row each, by day; those of scope `whole` stand on one axis",
        {
            "claim": Column("text", "id of the claim, C and hex digits"),
            "lane": Column("text", "its origin: claims of one origin stand in one lane"),
            "speaker": Column("text", "the origin's name; empty when nobody is named"),
            "speaker_fa": Column("text?", "the same in Persian, when it has such a name", optional=True),
            "kind": Column("text", "what the origin is", SOURCE_KINDS),
            "relayed_by": Column("text", "who passed it on, from the origin outward, with semicolons"),
            "relayed_by_fa": Column("text?", "the same in Persian, where they have such names", optional=True),
            "first_hand": Column("bool", "false when it is known by way of others only"),
            "date": Column("text", "ISO day, month or year to which the figure belongs; empty when not known"),
            "dated": Column("text", "what the date is: that of the count, or of publication", ("as_of", "published", "")),
            "violation": Column("text", "what was done to the people counted"),
            "group": Column("text", "who is counted; empty for everyone"),
            "place_en": Column("text", "where; empty when not known"),
            "place_fa": Column("text", "the same in Persian"),
            "first_day": Column("text", "first day of its period, empty when not known"),
            "last_day": Column("text", "last day of its period"),
            "bound": Column("text", "how the words bound the number", BOUNDS),
            "value": Column("int?", "the number as said; null for a word such as dozens"),
            "value_hi": Column("int?", "upper end of a range"),
            "stance": Column("text", "asserts, admits or denies", ("asserts", "admits", "denies")),
            "basis": Column("text", "on what the origin rests it, in its words"),
            "quote": Column("text", "the words themselves, in their own language"),
            "document": Column("text", "title or file of the text, and its publisher"),
            "sha256": Column("text", "first sixteen hex digits of the digest of the text; empty for a claim added by hand"),
            "scope": Column("text", "whole: the scope of this report; part or other: another one", ("whole", "part", "other")),
            "fate": Column("text", "`admitted`, or why the rule leaves it out of the count"),
        },
    ),
    "conflicts": Kind(
        "figures that cannot hold beside what is documented, one row each",
        {
            "claim": Column("text", "id of the claim that sets the ceiling; the first of several"),
            "others": Column("text", "ids of the claims on the other side, with semicolons"),
            "people": Column("bool", "whether people known by name stand on the other side"),
            "ceiling": Column("int", "no more than so many, by the claim; 0 where several ceilings conflict together"),
            "floor": Column("int", "at least so many, by the other side"),
        },
    ),
    "proof": Kind(
        "the proof of the widest rung: n times weight, added up by part, over the divisor and rounded up, gives the total",
        {
            "rung": Column("text", "the rule", RUNGS),
            "part": Column("int", "which part; no person can be in two of them"),
            "step": Column("text", "a statement; people known who are in none; those who may be in some; sums", PROOF_STEPS),
            "because": Column("text", "described, two_origins, admission or incidents; empty for people"),
            "claims": Column("text", "ids of the claims that hold the statement, with semicolons"),
            "place_en": Column("text", "where the statement speaks of"),
            "place_fa": Column("text", "the same in Persian"),
            "first_day": Column("text", "first day of the statement"),
            "last_day": Column("text", "last day"),
            "group": Column("text", "whom it counts; empty for everyone"),
            "n": Column("int", "people"),
            "weight": Column("int", "what each of them weighs in the proof"),
            "divisor": Column("int", "most that the statements of one person can weigh: 1 in a plain sum"),
            "others": Column("int", "beside people: those known who may be among the statements"),
        },
    ),
    "claims_left_out": Kind(
        "what the rule made of every claim; the row `admitted` counts those that stand in the widest rung",
        {
            "reason": Column("text", "`admitted`, or a code of the reason"),
            "n": Column("int", "claims"),
        },
    ),
    "if_accepted": Kind(
        "what would follow if a claim that no rule admits were accepted: never documented, never the headline",
        {
            "claim": Column("text", "id of the claim"),
            "n": Column("int", "at least so many then"),
        },
    ),
    "method": Kind(
        "numbers that the sentences on method need",
        {
            "fact": Column("text", f"a code: {', '.join(FACTS)}"),
            "n": Column("int", "its number"),
        },
    ),
}


class Provenance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the numbers come from, for the foot of the page: runs by step, the state of the log, the software.

    `runs` holds (step, run id), step being `linking`, `minimum` or `estimate`; `stamped` an ISO time in UTC.
    """

    runs: tuple[tuple[str, str], ...] = ()
    n_events: int | None = None
    root: str = ""
    stamped: str = ""
    software: str = ""


class Publication(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that one report says. `title` and `territory` map a language to a name; `published` is an ISO day; `number` from 1.

    The headline is the figure of kind `minimum`, printed with `rule` (a rung) and its version. One figure of a kind at most.
    """

    title: dict[str, str]
    territory: dict[str, str]
    number: int
    published: str
    scope: Scope
    figures: tuple[Figure, ...]
    rule: str = "named"
    rule_version: int = 1
    invented: bool = False
    provenance: Provenance = Provenance()


def figure(publication: Publication, *, kind: str) -> Figure | None:
    """Return the figure of this kind, or None when the publication has none."""
    return next((f for f in publication.figures if f.kind == kind), None)


Cells = dict[str, str | int | float | bool | None]


def rows(found: Figure | None) -> list[Cells]:
    """Return the rows of a figure's table as dicts by column; none when there is no figure."""
    if found is None or found.table is None:
        return []
    return [dict(zip(found.table.columns, row, strict=True)) for row in found.table.rows]


def numbers(found: Figure | None, *, column: str) -> list[int]:
    """Return the whole numbers of a column, nulls left out."""
    return [value for row in rows(found) if isinstance(value := row.get(column), int)]


def whole(cells: Cells, name: str) -> int:
    """Return a whole number of a row, 0 for a null."""
    value = cells.get(name)
    return value if isinstance(value, int) else 0


def check(publication: Publication) -> None:
    """Refuse a publication whose figures do not fit their kind or contradict one another."""
    kinds = [f.kind for f in publication.figures]
    ids = [f.id for f in publication.figures]
    for name, values in (("kind", kinds), ("id", ids)):
        for value in sorted({v for v in values if values.count(v) > 1}):
            raise PublishRefused(f"two figures of the publication have the {name} {value!r}; expected one each")
    if "minimum" not in kinds:
        raise PublishRefused("the publication has no figure of kind 'minimum', so it has no headline")
    for name, day in (
        ("published", publication.published),
        *((d, getattr(publication.scope, d)) for d in ("first_day", "last_day")),
    ):
        _check_day(name, day)
    for found in publication.figures:
        _check_shape(found)
        if found.invented != publication.invented:
            raise PublishRefused(f"figure {found.id} and the publication disagree on whether the data are invented")
    _check_sums(publication)


def _check_shape(found: Figure) -> None:
    """Compare one figure with its kind: value or table, columns in order, types, words, hidden cells."""
    if found.kind not in KINDS:
        raise PublishRefused(f"figure {found.id}: kind {found.kind!r} is not one of {', '.join(KINDS)}")
    kind = KINDS[found.kind]
    if not kind.columns:
        if found.value is None or found.table is not None:
            raise PublishRefused(f"figure {found.id} ({found.kind}): expected a value and no table")
        return
    if found.table is None:
        raise PublishRefused(f"figure {found.id} ({found.kind}): expected a table")
    names = found.table.columns
    tail = names[-len(kind.columns) :] if kind.letters else names
    given = tuple(name for name in tail if name not in {c for c, column in kind.columns.items() if column.optional})
    expected = tuple(name for name, column in kind.columns.items() if not column.optional)
    if given != expected:
        raise PublishRefused(f"figure {found.id} ({found.kind}): columns {', '.join(names)}; expected {', '.join(expected)}")
    for number, row in enumerate(found.table.rows, start=1):
        if len(row) != len(names):
            raise PublishRefused(f"figure {found.id} ({found.kind}), row {number}: {len(row)} cells for {len(names)} columns")
        for name, value in zip(names, row, strict=True):
            _check_cell(f"figure {found.id} ({found.kind}), row {number}, {name}", value, kind.columns.get(name, _LETTER))
        cells = dict(zip(names, row, strict=True))
        where = f"figure {found.id} ({found.kind}), row {number}"
        if found.kind not in ("sum", "changes") and any(isinstance(v, int | float) and v < 0 for v in row):
            raise PublishRefused(f"{where}: a negative number; expected none below 0")
        if found.kind == "by_day" and cells["date"] != "unknown":
            _check_day(where, str(cells["date"]))
        if cells.get("reason") == "previous":
            _check_day(where, str(cells.get("detail")))
        if cells.get("n") is not None and (cells.get("state") in ("coarsened", "no_list") or cells.get("shown")):
            raise PublishRefused(f"figure {found.id} ({found.kind}), row {number}: a hidden cell still holds its number")


_LETTER = Column("int", "1 when on the list, else 0")
_TYPES: dict[str, tuple[type, ...]] = {"text": (str,), "int": (int,), "number": (int, float), "bool": (bool,)}


def _check_cell(where: str, value: object, column: Column) -> None:
    """Compare one cell with its column."""
    wanted = column.type.removesuffix("?")
    if value is None:
        fits = column.type.endswith("?")
    else:
        fits = isinstance(value, _TYPES[wanted]) and (wanted == "bool" or not isinstance(value, bool))
        fits = fits and (not isinstance(value, float) or math.isfinite(value))
    if not fits or (column.values and value not in column.values):
        expected = f"one of {', '.join(column.values)}" if column.values else column.type
        raise PublishRefused(f"{where}: {value!r}; expected {expected}")


def _check_day(where: str, day: str) -> None:
    """Refuse what is no ISO day."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise PublishRefused(f"{where}: {day!r}; expected a day as 2031-03-16") from None


def _check_sums(publication: Publication) -> None:
    """Add up what a reader would add up."""
    headline = figure(publication, kind="minimum")
    n = headline.value if headline else None
    on = [row["n"] for row in rows(figure(publication, kind="ladder")) if row["headline"]]
    if figure(publication, kind="ladder") and on != [n]:
        raise PublishRefused(f"the headline rung says {on}, the minimum {n}; expected one rung with the same number")
    for kind in ("sum", "changes"):
        column = numbers(figure(publication, kind=kind), column="n")
        if column and (column[-1] != n or sum(column[:-1]) != n):
            raise PublishRefused(f"the figure {kind!r} adds up to {sum(column[:-1])} and says {column[-1]}; the minimum is {n}")
    _check_proof(publication)
    died, overlap = (figure(publication, kind=kind) for kind in ("by_day", "overlap"))
    for found, name in ((died, "died"), (overlap, "n")):
        if found is not None and sum(numbers(found, column=name)) != n:
            raise PublishRefused(
                f"figure {found.id} ({found.kind}) adds up to {sum(numbers(found, column=name))}, the minimum is {n}"
            )
    out = [
        -row["n"] for row in rows(figure(publication, kind="sum")) if row["step"] == "left_out" and isinstance(row["n"], int)
    ]
    reasons = figure(publication, kind="left_out")
    if out and reasons is not None and sum(numbers(reasons, column="n")) != sum(out):
        raise PublishRefused(
            f"the reasons of figure {reasons.id} add up to {sum(numbers(reasons, column='n'))}, the sum leaves out {sum(out)}"
        )


def _check_proof(publication: Publication) -> None:
    """Add up a proof with statements, part by part, and compare it with its rung."""
    lines = rows(figure(publication, kind="proof"))
    if not lines:
        return
    sums: dict[int, int] = {}
    for row in lines:
        if row["step"] in ("statement", "people", "partly"):
            sums[whole(row, "part")] = sums.get(whole(row, "part"), 0) + whole(row, "n") * whole(row, "weight")
    divisor, total = max(whole(lines[-1], "divisor"), 1), whole(lines[-1], "n")
    added = sum(-(-each // divisor) for each in sums.values())
    rung = next((row["n"] for row in rows(figure(publication, kind="ladder")) if row["rung"] == lines[-1]["rung"]), total)
    if added != total or rung != total:
        raise PublishRefused(
            f"the proof of the rung {lines[-1]['rung']!r} adds up to {added}, says {total}; the rung is {rung}"
        )
