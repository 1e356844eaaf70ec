"""The things that `atleast` speaks of, as frozen structs: the same words in Python and in JSON.

A struct refuses unknown fields, so a file of a newer version is noticed rather than half read. None of them holds a clock, a
database or a frame; frames are described in `frames.py`.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Status = Literal["dead", "injured", "detained", "missing", "alive", "unresolved"]
Verdict = Literal["same", "different", "unsure"]
Calendar = Literal["gregorian", "jalali", "hijri"]


class _Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen, keyword-only, unknown fields refused."""


class PartialDate(_Struct, frozen=True, kw_only=True):
    """A date as precise as its source: a day, a month or a year, with the words it was written in.

    `earliest` and `latest` are ISO days (Gregorian, inclusive); `year`, `month` and `day` are those of `calendar`.
    """

    year: int
    month: int | None = None
    day: int | None = None
    calendar: Calendar
    as_written: str
    earliest: str
    latest: str


class Place(_Struct, frozen=True, kw_only=True):
    """A place of the gazetteer: a country, a province (first level) or a city, below `parent`.

    `id` is `IR`, `IR.TH` or `IR.TH.112931`; `names` maps a language (`en`, `fa`, `ar`) to the name to print.
    `tile` is (column, row) in the tile-grid map, for provinces only.
    """

    id: str
    kind: Literal["country", "province", "city"]
    names: dict[str, str]
    parent: str | None = None
    lat: float | None = None
    lon: float | None = None
    tile: tuple[int, int] | None = None


class Scope(_Struct, frozen=True, kw_only=True):
    """What a figure speaks of: violation, territory, period and who counts.

    `territory` is a place id; `first_day` and `last_day` are ISO days, inclusive; `who` are the words printed after the number.
    `words` holds, per language, how the scope is said on the page (period and territory are always added by the program).
    """

    violation: Literal["killed"] = "killed"
    territory: str
    first_day: str
    last_day: str
    who: str = "people"
    words: dict[str, str] = {}


class Judgement(_Struct, frozen=True, kw_only=True):
    """What a person decided of two records; the latest that was not undone holds.

    `seen` is the digest of both records as they were shown: when one of them changes, the judgement is stale and asked again.
    `second` marks a second reader's blind answer: it never overrides the first one; where the two differ the pair is unsure.
    `drawn` says how a pair stood that was asked about at random: such answers measure how often the matching errs.
    """

    left: str
    right: str
    verdict: Verdict
    by: str
    because: str = ""
    seen: str = ""
    second: bool = False
    drawn: Literal["joined", "apart"] | None = None


OriginKind = Literal["official", "official-independent", "un", "ngo", "medical", "media", "leak", "witness", "unknown"]
ClaimBound = Literal["exact", "at_least", "more_than", "at_most", "fewer_than", "approx", "range", "vague"]
ClaimVerdict = Literal["accepted", "edited", "rejected"]


class Document(_Struct, frozen=True, kw_only=True):
    """A text in the vault from which claims are read: `id` is the event that added it, `sha256` that of its bytes."""

    id: str
    sha256: str
    filename: str
    publisher: str
    published: str | None = None
    url: str | None = None
    title: str | None = None
    lang: str | None = None
    added: str = ""
    by: str = ""


class Source(_Struct, frozen=True, kw_only=True):
    """Who is whom: a speaker's name (also in Persian, for that report), its other names, its kind, and its party (origin).

    Two sources of one party are not independent; a source whose party was not stated is independent of nobody.
    """

    name: str
    kind: OriginKind = "unknown"
    party: str | None = None
    aliases: tuple[str, ...] = ()
    name_fa: str | None = None


class ClaimScope(_Struct, frozen=True, kw_only=True):
    """What a claim speaks of. `place` is an id of the gazetteer or null when the written one is not known there.

    `first_day` and `last_day` are ISO days, inclusive; null is not known, and never filled by guess. `group` narrows who is
    counted (children, women, protesters ...); `event` names one incident. `assumed` says what was taken for granted when
    place and period were resolved.
    """

    place: str | None = None
    place_written: str = ""
    first_day: str | None = None
    last_day: str | None = None
    period_written: str = ""
    group: str | None = None
    event: str | None = None
    assumed: tuple[str, ...] = ()


class Review(_Struct, frozen=True, kw_only=True):
    """What a person decided of a claim; the latest that was not undone holds. Who adds a claim by hand accepts it."""

    verdict: ClaimVerdict
    by: str
    at: str
    because: str = ""
    event: str = ""


# No figure is taken that speaks of more people than this: it is a slip.
MOST_PEOPLE = 10_000_000_000


class Claim(_Struct, frozen=True, kw_only=True):
    """One published figure as its source words it, with its speaker and its scope: never averaged, never made one number.

    `quote` is what was read, at `span` of `document`, and is never overwritten; an edit changes the other fields.
    `attributed_to` is the origin as written, `source` its name as stated by a person (else the same), `party` and
    `origin_kind` likewise; `relayed_by` passed it on, from the origin outward, and adds no origin. `declares` says what the
    origin declares of its figures: separate incidents (they add), parts or states of one running total, or a total that is
    complete for its scope (a ceiling too). `reviewed` is null for what only a machine has read: that never enters a count.
    """

    id: str
    document: str | None = None
    publisher: str | None = None
    quote: str
    span: tuple[int, int] | None = None
    violation: str
    kind: Literal["count", "min_age"] = "count"
    bound: ClaimBound
    value: int | None = None
    value_hi: int | None = None
    hedge: str | None = None
    basis: str | None = None
    attributed_to: str | None = None
    source: str | None = None
    origin_kind: OriginKind = "unknown"
    party: str | None = None
    relayed_by: tuple[str, ...] = ()
    stance: Literal["asserts", "admits", "denies"] = "asserts"
    scope: ClaimScope = ClaimScope()
    as_of: str | None = None
    published: str | None = None
    url: str | None = None
    named: bool = False
    subset_of: str | None = None
    declares: Literal["incidents", "total", "complete"] | None = None
    unsure: tuple[str, ...] = ()
    reader: str = ""
    reviewed: Review | None = None

    @property
    def state(self) -> Literal["proposed", "accepted", "edited", "rejected"]:
        """Return where the claim stands: only accepted and edited ones may enter a count."""
        return self.reviewed.verdict if self.reviewed else "proposed"

    @property
    def counts(self) -> bool:
        """Say whether a person has accepted the claim, as read or edited."""
        return self.state in ("accepted", "edited")


class Table(_Struct, frozen=True, kw_only=True):
    """Columns and rows of plain values: what a figure, its chart, its HTML table and its CSV are all made from."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | bool | None, ...], ...]


class Figure(_Struct, frozen=True, kw_only=True):
    """The only thing that reports accept: a value or a table, with its scope, its run and its place in the publication.

    `id` is short and stable in one publication (`F1`); `kind` says what it is and so how it is drawn; `run` is the event id of
    the run that computed it. `invented` is carried by the figure itself, so that it survives being cut out.
    """

    id: str
    kind: str
    scope: Scope
    run: str
    value: int | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()
    invented: bool = False


class Minimum(_Struct, frozen=True, kw_only=True):
    """A documented minimum: never without its rule, its scope and its proof.

    `proof` adds up to `n`: each step is (reason, number), the numbers signed. `left_out` counts records by reason.
    `breakdown` maps a dimension (`day`, `province`, `age_group`) to rows (key, n).
    """

    n: int
    scope: Scope
    rule: str
    proof: tuple[tuple[str, int], ...]
    breakdown: dict[str, tuple[tuple[str, int], ...]] = {}
    left_out: dict[str, int] = {}
    run: str = ""


class Estimate(_Struct, frozen=True, kw_only=True):
    """How many in all, by one engine: never without its assumption; it may refuse, then the numbers are null.

    `n` is the documented number of people on the table; `level` the probability of the interval [`low`, `high`].
    """

    n: int
    engine: str
    median: float | None
    low: float | None
    high: float | None
    level: float = 0.95
    assumption: str
    diagnostics: dict[str, Any] = {}
    refused: bool = False
    reasons: tuple[str, ...] = ()
    run: str = ""
