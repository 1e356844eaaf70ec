"""One field of a claim, changed as a person types it: `changed(claim, field, text, gazetteer)` returns the claim as it is then.

The fields are those of `FIELDS`, in the words of the commands; an empty text makes a field unknown where it may be. The quote,
its place in the text and the document cannot be changed. Says what was expected when a value does not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from atleast.errors import InputError, UsageError
from atleast.model import Claim, ClaimBound, OriginKind
from atleast.places import Gazetteer
from atleast.steps.stating.resolving import day, find_place

DECLARES = ("incidents", "total", "complete")
STANCES = ("asserts", "admits", "denies")
FIELDS = (
    "violation", "bound", "value", "value_hi", "group", "place", "from", "to", "incident", "source", "party", "kind",
    "relayed_by", "basis", "named", "stance", "declares", "as_of",
)  # fmt: skip


def changed(claim: Claim, field: str, text: str, gazetteer: Gazetteer) -> Claim:
    """Return the claim with one field changed."""
    field, text = field.strip().replace("-", "_"), text.strip()
    if field not in FIELDS:
        raise UsageError(f"there is no field {field!r} to change", hint=f"The fields are {', '.join(FIELDS)}.")
    if field in ("place", "from", "to", "group", "incident"):
        return msgspec.structs.replace(claim, scope=msgspec.structs.replace(claim.scope, **_scope(field, text, gazetteer)))
    return msgspec.structs.replace(claim, **_plain(field, text))


def _scope(field: str, text: str, gazetteer: Gazetteer) -> dict[str, Any]:
    if field == "place":
        place, _ = find_place(gazetteer, text)
        if text and place is None:
            raise InputError(f"the place {text!r} is not in the gazetteer", hint="Give an id such as IR.TH, or a name in it.")
        return {"place": place, "assumed": ()}
    if field in ("from", "to"):
        edge = "earliest" if field == "from" else "latest"
        return {"first_day" if field == "from" else "last_day": day(text, what=field, edge=edge), "assumed": ()}
    return {{"group": "group", "incident": "event"}[field]: text or None}


def _plain(field: str, text: str) -> dict[str, Any]:
    readers: dict[str, Callable[[str], dict[str, Any]]] = {
        "value": lambda t: {"value": _whole(t, field)},
        "value_hi": lambda t: {"value_hi": _whole(t, field)},
        "bound": lambda t: {"bound": _one_of(t, get_args(ClaimBound), field)},
        "kind": lambda t: {"origin_kind": _one_of(t, get_args(OriginKind), field)},
        "stance": lambda t: {"stance": _one_of(t, STANCES, field)},
        "declares": lambda t: {"declares": _one_of(t, DECLARES, field) if t else None},
        "source": lambda t: {"attributed_to": t or None, "source": t or None},
        "relayed_by": lambda t: {"relayed_by": tuple(name.strip() for name in t.split(";") if name.strip())},
        "named": lambda t: {"named": t.casefold() in ("1", "yes", "true", "y")},
        "violation": lambda t: {"violation": t},
        "as_of": lambda t: {"as_of": day(t, what="as_of")},
    }
    return readers[field](text) if field in readers else {field: text or None}


def _whole(text: str, field: str) -> int | None:
    plain = text.replace(",", "")
    if plain and not plain.isdecimal():
        raise InputError(f"{field}: {text!r} is no whole number", hint="Write digits, or nothing when there is no number.")
    return int(plain) if plain else None


def _one_of(text: str, allowed: tuple[str, ...], field: str) -> str:
    if text not in allowed:
        raise InputError(f"{field}: {text!r} is not known", hint=f"Use one of {', '.join(allowed)}.")
    return text
