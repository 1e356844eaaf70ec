"""The rules of the ladder as data, and which lists are independent of one another.

`rules(text)` reads the TOML of a rule set (the shipped one by default) into a frozen struct; its text is kept with the run.
`origins(lists)` takes a LISTS frame and says what each list goes back to: its own name, source and party and those of every
list it was taken from, followed to the end. Two lists are independent when both origins are fully stated and share nothing
(R3 of the field's counting rules: five outlets that quote one agency are one origin). Unknown is not independent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Literal

import msgspec
import polars as pl

from atleast.errors import InputError


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen, keyword-only, unknown fields refused."""


class StatusRule(_Part, frozen=True, kw_only=True):
    """Which statuses stand against a record of death: always, or when dated after it."""

    contested_by: tuple[str, ...]
    before_death: tuple[str, ...]


class UndecidedRule(_Part, frozen=True, kw_only=True):
    """From which probability on two records that nobody judged may be one person, and from which they surely are (`firm`)."""

    lower_edge: float
    living_edge: float
    firm: float


class DrawsRule(_Part, frozen=True, kw_only=True):
    """The printed number is at or under the `tail` point of the draws with probability `certainty`."""

    tail: float
    certainty: float


class AgeRule(_Part, frozen=True, kw_only=True):
    """Below which age a person is a child, and where each further age band begins."""

    child_below: int
    bands: tuple[int, ...]

    def band(self, age: int) -> str:
        """Return the band of an age in years, as `18-29` or `60+`."""
        edges = (0, *self.bands)
        start = max(edge for edge in edges if edge <= max(age, 0))
        later = [edge for edge in edges if edge > start]
        return f"{start}-{later[0] - 1}" if later else f"{start}+"


class DisclosureRule(_Part, frozen=True, kw_only=True):
    """The smallest count of a place or of children that is printed as it is."""

    threshold: int


class ClaimRule(_Part, frozen=True, kw_only=True):
    """Which claims may enter a minimum: bases, kinds, violations, and by how many days their periods are widened."""

    date_slack_days: int
    age_slack_years: int
    basis: tuple[str, ...]
    basis_also: tuple[str, ...]
    basis_never: tuple[str, ...]
    interest: tuple[str, ...]
    ceiling_kinds: tuple[str, ...]
    floor_basis: tuple[str, ...]
    violations: dict[str, tuple[str, ...]]
    groups: dict[str, dict[str, bool]]
    everyone: tuple[str, ...]


class Rung(_Part, frozen=True, kw_only=True):
    """One rung: its stable name, what it admits, and the same in words; `described` and `claims` add statements to people."""

    name: str
    admits: Literal["two_origins", "any_origin_aside", "one_record", "described", "claims"]
    says: str

    @property
    def states(self) -> bool:
        """Say whether the rung counts statements beside people."""
        return self.admits in ("described", "claims")


class Rules(_Part, frozen=True, kw_only=True):
    """A whole rule set. `rung` runs from strict to wide; `headline` is the name of the rung that leads."""

    version: int
    headline: str
    status: StatusRule
    undecided: UndecidedRule
    draws: DrawsRule
    ages: AgeRule
    disclosure: DisclosureRule
    claims: ClaimRule
    rung: tuple[Rung, ...]


class Origin(_Part, frozen=True, kw_only=True):
    """What a list goes back to. `stated` is false when the party of the list, or of one it was taken from, is not known."""

    stated: bool
    parties: frozenset[str]
    roots: frozenset[str]


def shipped() -> str:
    """Return the text of the shipped rule set."""
    return (resources.files("atleast.counts") / "data" / "ladder.toml").read_text(encoding="utf-8")


def rules(text: str | None = None) -> Rules:
    """Read a rule set from TOML; without `text` the shipped one."""
    try:
        read = msgspec.convert(tomllib.loads(shipped() if text is None else text), Rules)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(
            f"the rules of the ladder cannot be read: {error}", hint="Compare them with the shipped ladder.toml."
        ) from error
    if read.headline not in {rung.name for rung in read.rung if rung.admits == "one_record"}:
        raise InputError(
            f"the headline {read.headline!r} is no rung of people known by name", hint='Name a rung that admits "one_record".'
        )
    if (
        not 0 < read.undecided.living_edge <= read.undecided.lower_edge <= read.undecided.firm <= 1
        or not 0 < read.draws.tail < 1
        or not 0 < read.draws.certainty < 1
    ):
        raise InputError("the rules of the ladder need probabilities between 0 and 1", hint="See [undecided] and [draws].")
    if read.claims.date_slack_days < 0:
        raise InputError("the rules of the ladder widen a period by less than no day", hint="See [claims] date_slack_days.")
    return read


def origins(lists: pl.DataFrame) -> dict[str, Origin]:
    """Say for every list of a LISTS frame what it goes back to."""
    rows = {row["list"]: row for row in lists.iter_rows(named=True)}
    return {name: _origin(name, rows) for name in rows}


def independent(left: Origin, right: Origin) -> bool:
    """Say whether two lists are independent: both origins stated, and nothing in common."""
    return left.stated and right.stated and not left.roots & right.roots


def _origin(name: str, rows: Mapping[str, Mapping[str, object]]) -> Origin:
    """Follow one list to everything it was taken from."""
    seen: set[str] = set()
    ahead = [name]
    parties: set[str] = set()
    roots: set[str] = set()
    stated = True
    while ahead:
        each = ahead.pop()
        if each in seen:
            continue
        seen.add(each)
        row = rows.get(each)
        if row is None:  # taken from something outside the case: its name is all we know, and may be a party's
            roots.add(_folded(each))
            parties.add(each)
            continue
        party = row["party"]
        if isinstance(party, str) and party.strip():
            parties.add(party)
        else:
            stated = False
        roots.update(_folded(word) for word in (each, row["source"], party) if isinstance(word, str) and word.strip())
        parents = row["derived_from"]
        ahead.extend(parents if isinstance(parents, list) else [])
    return Origin(stated=stated, parties=frozenset(parties), roots=frozenset(roots))


def _folded(word: str) -> str:
    return " ".join(word.casefold().split())
