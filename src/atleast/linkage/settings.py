"""What linkage is asked to do, as data: the plan per list, the weights, the threshold. TOML on disk, frozen structs in memory.

`Settings()` is the default model; `from_toml` and `to_toml` carry it to and from a file, kept with every run. The weights ship
in `data/weights.toml` and are natural logarithms; `docs/methods/linkage.md` says where they come from and what they reach. A
list says whether it holds a person twice: `never` is a promise that no two of its records are joined, `rare` the default,
`often` for press and social media: inside such a list names are looked for in all blocks, and a person twice is likelier from
the start. `apart` names what is not compared: `["a", "b"]` two lists, `["b", "b"]` a list with itself. `derived_from` is kept
for those who read the tables: a copy is easy to link and no independent source.
"""

from __future__ import annotations

from importlib import resources
from typing import Literal

import msgspec

from atleast.errors import LinkError

Duplicates = Literal["never", "rare", "often"]


class _Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen, keyword-only, unknown fields refused."""


class Level(_Struct, frozen=True, kw_only=True):
    """Weights of a token pair: by level 1..6, and by rarity at levels 2-3, 4-5 and 6."""

    level: tuple[float, float, float, float, float, float]
    rarity: tuple[float, float, float]
    moved: float = 0.0
    moved_rarity: float = 0.0
    apart: float = 0.0  # of the given names: two different names of the lexicon


class Middle(_Struct, frozen=True, kw_only=True):
    """Weights of the other aligned tokens: `high` cumulative for one, two and three of them."""

    high: tuple[float, float, float]
    ok: float
    low: float
    rarity: float


class Alone(_Struct, frozen=True, kw_only=True):
    """Weights of tokens without a partner, cumulative; `few` when the shorter name has two tokens or fewer."""

    short: tuple[float, float, float]
    short_few: float
    long: tuple[float, float]
    long_few: float


class Age(_Struct, frozen=True, kw_only=True):
    """Weights of an age difference of 0, 1, 2, 3-5 and 6 years or more; `generation` more from 15 years on."""

    difference: tuple[float, float, float, float, float]
    generation: float = 0.0


class Sex(_Struct, frozen=True, kw_only=True):
    """Weights of the same sex and of another."""

    same: float
    differs: float


class Date(_Struct, frozen=True, kw_only=True):
    """Weights of days between the dates, as intervals: within 1, 7, 45 days, more."""

    gap: tuple[float, float, float, float]


class PlaceWeights(_Struct, frozen=True, kw_only=True):
    """Weights of a shared city or province, and of none shared."""

    shared: float
    none: float


class InList(_Struct, frozen=True, kw_only=True):
    """Weights of two records of one list: at all, and with the same name as written."""

    same: float
    same_name: float


class Weights(_Struct, frozen=True, kw_only=True):
    """All weights, natural logarithms; `version` is raised whenever a number changes."""

    version: str
    intercept: float
    given: Level
    family: Level
    middle: Middle
    alone: Alone
    brother: float  # another given name, with the same family and the same other tokens
    age: Age
    sex: Sex
    date: Date
    place: PlaceWeights
    event_rarity: float  # per unit of -ln(share of records with that day and place)
    list: InList


class ListPlan(_Struct, frozen=True, kw_only=True):
    """What a list promises: duplicates inside it, and which lists it copies from."""

    duplicates: Duplicates = "rare"
    derived_from: tuple[str, ...] = ()


class Settings(_Struct, frozen=True, kw_only=True):
    """The whole plan. `apart` names pairs of lists that are not to be linked (a list with itself: not within it)."""

    weights: Weights
    lists: dict[str, ListPlan] = {}
    apart: tuple[tuple[str, str], ...] = ()
    threshold: float = 0.5
    competition: bool = True
    keep_from: float = 0.01  # pairs below this probability are not kept in the result
    most_names_in_block: int = 2500


def default_weights() -> Weights:
    """Return the shipped weights."""
    text = resources.files("atleast.linkage").joinpath("data/weights.toml").read_bytes()
    return msgspec.toml.decode(text, type=Weights)


def default() -> Settings:
    """Return the default settings: shipped weights, every list with rare duplicates."""
    return Settings(weights=default_weights())


def from_toml(text: str) -> Settings:
    """Return settings from TOML; what it leaves out is the default. `LinkError` says which field is not understood."""
    try:
        data = msgspec.toml.decode(text)
        data.setdefault("weights", msgspec.to_builtins(default_weights()))
        return msgspec.convert(data, Settings)
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise LinkError(f"the linkage settings are not understood: {fault}", hint="See docs/methods/linkage.md.") from None


def to_toml(settings: Settings) -> str:
    """Return `settings` as TOML; `from_toml` gives the same settings back."""
    return _table(msgspec.to_builtins(settings), "")


def _table(data: dict[str, object], path: str) -> str:
    plain = [f"{_key(name)} = {_value(value)}" for name, value in data.items() if not isinstance(value, dict)]
    text = "\n".join(plain) + "\n" if plain else ""
    for name, value in data.items():
        if isinstance(value, dict):
            inner = f"{path}.{_key(name)}" if path else _key(name)
            text += f"\n[{inner}]\n{_table(value, inner)}"
    return text


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else _value(name)


def _value(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return msgspec.json.encode(value).decode()
