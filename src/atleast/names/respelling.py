"""Find the source token that a written token stands for when its writer spells unlike the tables.

`source_of(token, script, tables)` returns the likeliest token of the tables' own script. What the lexicon knows is taken as it
is. For the rest, other spellings of the token are tried, by the habits of whole languages and not of single names: Cyrillic х
is h or kh and г is g or h; Kurmanji and Turkish c is j, x is kh; Turkish hardens a final d or b; French writes ph and dj;
Egyptian g is j; Arabic has no پ چ ژ گ and writes ب ج ف ك; Sorani writes ص as س and طاهر with its vowel. Each habit has a cost
in nats. A reading is worth the ln share of its source token, less its costs; one that no table knows is worth the share of an
unseen token, so that a rare name is not turned into a common one by a chain of guesses.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from atleast.names.channel import UNSEEN, backward, forward
from atleast.names.keys import soften
from atleast.names.tables import Tables

_MOST = 12  # spellings tried for one token
_STEM = 3  # letters that must stand before an ending
_SLAVIC = re.compile(r"(?:i?[iy]?(?:[oe]v|[oe]ff)a?|(?:و|یو|یی)فا?)$")  # -ov, -ev, -iyeva
_ENDINGS = (  # endings of family names that are written together or apart, in either script: pattern, source spelling
    (re.compile(r"(?:p[ou]+r|پور|بور)$"), "پور"),
    (re.compile(r"(?:zad[ae]h?|زاده|زادا)$"), "زاده"),
    (re.compile(r"(?:n[aei]+(?:j|z|zh)[ae]+d|نژاد|نجاد|نزاد|نیژاد)$"), "نژاد"),
    (re.compile(r"(?:(?<=[^aeiouy])(?:ni|ny|niy)[ae]h?|نیا)$"), "نیا"),
    (re.compile(r"(?:doo?u?st|دوست)$"), "دوست"),
    (re.compile(r"(?:(?:[ou]{1,2}l{1,2}|[ae]ll)[ae]h?|الله|اله|وللا|ولا)$"), "الله"),
    (re.compile(r"(?:kh(?:ah|wah|oah|ow?a)h?|خواه)$"), "خواه"),
)
_KEEP = 2.0  # advantage of the spelling as it stands


class Habit(NamedTuple):
    """One habit: what stands there, what it may be, and its cost in nats."""

    seen: re.Pattern[str]
    meant: str
    cost: float


def _habits(*rows: tuple[str, str, float]) -> tuple[Habit, ...]:
    return tuple(Habit(re.compile(seen), meant, cost) for seen, meant, cost in rows)


_LATIN = _habits(
    ("ph", "f", 0.0),
    ("d(?:sch|zs)", "j", -2.0),  # German, Hungarian
    ("tsch|cz", "ch", -1.0),  # German, Polish
    ("(?<![dt])sch|sz", "sh", 0.0),
    ("tch", "ch", 0.0),
    ("dzh", "j", 0.0),
    ("dj", "j", 0.3),
    ("zh", "j", -2.0),
    ("x", "kh", -1.5),
    ("x", "gh", -0.5),
    ("c(?=[eiy])", "s", -1.5),
    ("c(?=[lortu]|$)", "k", -1.5),
    ("c(?![hkz])", "j", -1.0),  # Kurmanji, Turkish
    ("(?<!t)ch", "sh", 0.0),  # French
    ("(?<!t)ch", "kh", 0.5),  # German
    ("kh", "gh", 0.5),
    ("g(?!h)", "gh", 0.0),
    ("g(?!h)", "j", 2.0),
    ("e", "a", 0.3),
    ("e$", "eh", -2.0),
    ("z$", "s", 2.0),
    ("t$", "d", 2.0),
    ("p$", "b", 2.0),
    ("j", "y", 2.5),
    ("^u(?=[sn]i[a-z]$)", "yu", 1.0),  # Kurmanji: Ûsiv, Ûnis
    ("v$", "f", 1.0),
)
_LATIN_ARABIC = _habits(  # what only writers of Arabic names do: French sh, th for ذ, a final ة as -at
    ("(?<!t)ch", "sh", -2.0),
    ("th", "dh", 0.0),
    ("[ae]t$", "a", 0.0),
)
_CYRILLIC = _habits(
    ("kh", "h", 0.0),
    ("g(?!h)", "h", 0.5),
    ("(?<![ksczg])h", "g", 1.0),
    ("g(?!h)", "gh", 0.0),
    ("zh", "j", -2.0),
)
_ARABIC = _habits(
    ("ب", "پ", 1.0),
    ("ج", "چ", 1.0),
    ("ج", "ژ", 1.0),
    ("ج", "گ", 1.0),
    ("ک", "گ", 1.0),
    ("غ", "گ", 1.5),
    ("ف", "و", 2.0),
)
_OF_LATIN = {"fa": _LATIN, "ar": _LATIN_ARABIC + _LATIN}


def source_of(token: str, script: str, tables: Tables) -> tuple[str, str]:
    """Return the source token that `token` stands for (empty when nothing can read it), and the spelling it was read from."""
    if script == "arabic" and token in tables.log_p:
        return token, token
    slavic = _SLAVIC.search(token)
    if script == "latin" and not slavic and token in tables.source and tables.latin_log_p[token] > tables.once:
        return tables.source[token], token
    for pattern, ending in ((_SLAVIC, "وف"), *_ENDINGS) if slavic else _ENDINGS:
        stem = pattern.sub("", token)
        if _STEM <= len(stem) < len(token):
            source, spelled = source_of(stem, script, tables)
            return (source + ending if source else ""), spelled + token[len(stem) :]
    if script == "arabic":
        return _arabic(token, tables), token
    return _latin(token, _CYRILLIC if script == "cyrillic" else _OF_LATIN[tables.language], tables)


def _latin(token: str, habits: tuple[Habit, ...], tables: Tables) -> tuple[str, str]:
    """Read an unknown Latin token by the spelling of it whose source token is likeliest."""
    best, spelled, value = "", token, -99.0
    keep = 0.0 if habits is _CYRILLIC else _KEEP
    for other, cost in _spellings(token, habits):
        source = _heard(other, tables)
        worth = max(tables.log_p.get(source, UNSEEN), UNSEEN) - cost + (keep if other == token else 0.0)
        if source and worth > value:
            best, spelled, value = source, other, worth
    return best, spelled


def _arabic(token: str, tables: Tables) -> str:
    """Read an unknown token of the Arabic script: by another letter for one that its writer lacks, else by its sound."""
    best, value = token, UNSEEN
    for other, cost in _spellings(token, _ARABIC):
        worth = tables.log_p.get(other, -99.0) - cost
        if worth > value:
            best, value = other, worth
    if best == token and len(token) > 3:
        sound = forward(token, tables)
        heard = _heard(sound, tables)
        if heard in tables.log_p:
            best = heard
    return best


def _heard(latin: str, tables: Tables) -> str:
    """Return the source token of a Latin spelling: by lexicon, by the channel, by the same spelling with other vowels."""
    found = tables.source.get(latin, "")
    if found and tables.latin_log_p[latin] > tables.once:
        return found
    read = backward(latin, tables)
    return read if read in tables.log_p else tables.softened.get(soften(latin)) or found or read


def _spellings(token: str, habits: tuple[Habit, ...]) -> list[tuple[str, float]]:
    """Return `token` and the spellings that one or two habits make of it, the cheapest first."""
    found = {token: 0.0}
    for _ in range(2):
        for known, cost in list(found.items()):
            for seen, meant, more in habits:
                other = seen.sub(meant, known)
                if other != known:
                    found[other] = min(found.get(other, 99.0), cost + more)
    return sorted(found.items(), key=lambda item: (item[1], item[0] != token, item[0]))[:_MOST]
