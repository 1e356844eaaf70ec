"""Whose child a name says that its bearer is, and the name after a child (kunya): kept beside the name, and as further names.

`relatives(tokens, ...)` takes the tokens of a name and returns what remains of it, the patronymic, the kunya and further names.
Read are: "kurê", "فرزند", "نجل" and the like before the relative; oğlu, qızı, оглы, uulu behind the father; -ovich, -ovna and
the like on the father's name, in either order ("Given Patronymic Family", "Family Given Patronymic"); بن and bin, whose father
stays a token, as most lists write it without; a leading "Abu X" before two other tokens in Arabic names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from atleast.names.respelling import source_of
from atleast.names.tables import Tables
from atleast.names.words import words

_FATHERLY = re.compile(r"(?:[oe]vi?y?ch|[oei]vna|inichna|ovichi?|yovich)$")
_FAMILY = re.compile(r"(?:[oe]va?|i?[ie]va?|[iy]na?|[sc]k[iy]y?|[sc]kaya|ska|enko|chuk|yuk|iuk|zad[ae]h?|[ln][iu]|li|lu)$")
_KUNYA = frozenset({"ابو", "ابی", "ابا", "abu", "abou", "abo", "ام", "umm", "um", "oum"})
_GIVEN_KUNYAS = frozenset({"بکر", "bakr", "bakir", "الحسن", "الفضل", "fadl", "fazl"})  # a given name, not the father of anybody


class Relatives(NamedTuple):
    """What a name says of relatives: the tokens that remain, the father's, the kunya, and further names as tokens."""

    tokens: list[str]
    patronymic: tuple[str, ...] = ()
    kunya: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def relatives(tokens: list[str], script: str, tables: Tables) -> Relatives:
    """Return the tokens of a name without its relatives', and the relatives."""
    known = words()
    for i, token in enumerate(tokens):
        if i and token in known.kin:
            father = tokens[i + 1 :]
            others = (" ".join([*tokens[:i], *father]),) if father else ()
            return Relatives(tokens[:i], tuple(father), (), others)
    if (at := next((i for i, token in enumerate(tokens) if i > 1 and token in known.after), 0)) > 0:
        parts = _latin_spelling(tokens, script, tables)
        return _son(parts[: at - 1], parts[at - 1], parts[at + 1 :], at == len(tokens) - 1)
    if len(tokens) >= 3 and script != "arabic":
        at = next((i for i in (1, 2) if _FATHERLY.search(tokens[i]) and (i == 1 or _slavic(tokens, script))), 0)
        if at and len(tokens) == 3:
            parts = [_FATHERLY.sub("", token) if i == at else token for i, token in enumerate(tokens)]
            parts = _latin_spelling(parts, script, tables)
            return _son(parts[:at], parts[at], parts[at + 1 :], at == 2)
    if tables.language == "ar" and len(tokens) >= 4 and opens_kunya(tokens):
        return Relatives(tokens[2:], (), tuple(tokens[:2]), (" ".join(tokens),))
    return Relatives(tokens, _ibn(tokens))


def _latin_spelling(tokens: list[str], script: str, tables: Tables) -> list[str]:
    """Return tokens that can be read again as Latin: Cyrillic ones in the spelling that their letters stand for."""
    return [source_of(token, script, tables)[1] for token in tokens] if script == "cyrillic" else tokens


def _slavic(tokens: Sequence[str], script: str) -> bool:
    return script == "cyrillic" or bool(_FAMILY.search(tokens[0]))


def _son(before: list[str], father: str, after: list[str], last: bool) -> Relatives:
    """Put a name with a patronymic in the order given, family; a name that ends with it opens with the family."""
    rest = [*before, *after]
    if last and len(rest) == 2:
        rest = rest[::-1]
    if len(rest) < 2:
        return Relatives(rest, (father,), (), (" ".join([*rest, father]),))
    return Relatives(rest, (father,), (), (" ".join([rest[0], father, *rest[1:]]),))


def opens_kunya(tokens: Sequence[str]) -> bool:
    """Whether tokens open with "Abu X" or "Umm X" that is a name after a child, not a given name such as Abu Bakr."""
    return len(tokens) > 1 and tokens[0] in _KUNYA and tokens[1] not in _GIVEN_KUNYAS


def _ibn(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the father's name behind بن or bin; it stays a token as well."""
    sons = words().sons
    return next(((tokens[i + 1],) for i in range(1, len(tokens) - 1) if tokens[i] in sons), ())
