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
Habit = tuple[str, str, float]  # what stands there, what it may be, cost

_LATIN: tuple[Habit, ...] = (
    ("ph", "f", 0.0),
    ("sch", "sh", 0.0),
    ("tch", "ch", 0.0),
    ("dzh", "j", 0.0),
    ("dj", "j", 0.3),
    ("zh", "j", -2.0),
    ("x", "kh", -1.5),
    ("x", "gh", -0.5),
    ("c", "j", -1.5),
    ("kh", "gh", 0.5),
    ("g", "gh", 0.0),
    ("g", "j", 2.0),
    ("e", "a", 0.3),
    ("e$", "eh", -2.0),
    ("z$", "s", 2.0),
    ("t$", "d", 2.0),
    ("p$", "b", 2.0),
    ("j", "y", 2.5),
)
_CYRILLIC: tuple[Habit, ...] = (
    ("kh", "h", 0.0),
    ("g", "h", 0.5),
    ("h", "g", 1.0),
    ("g", "gh", 0.0),
    ("zh", "j", -2.0),
)
_ARABIC: tuple[Habit, ...] = (
    ("ب", "پ", 1.0),
    ("ج", "چ", 1.0),
    ("ج", "ژ", 1.0),
    ("ج", "گ", 1.0),
    ("ک", "گ", 1.0),
    ("غ", "گ", 1.5),
    ("ف", "و", 2.0),
)


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
    return _latin(token, _CYRILLIC if script == "cyrillic" else _LATIN, tables)


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
                if other := _replace(known, seen, meant):
                    found[other] = min(found.get(other, 99.0), cost + more)
    return sorted(found.items(), key=lambda item: (item[1], item[0] != token, item[0]))[:_MOST]


def _replace(token: str, seen: str, meant: str) -> str:
    """Return `token` with each `seen` made `meant` (`$` holds it to the end), empty when nothing changes."""
    if seen == "c":
        text = token.replace("ch", "\0").replace("ck", "\1").replace("c", meant).replace("\0", "ch").replace("\1", "ck")
    elif seen == "g":
        text = token.replace("gh", "\0").replace("g", meant).replace("\0", "gh")
    elif seen == "h":
        text = "".join(
            meant if x == "h" and token[i - 1 : i] not in ("k", "s", "c", "z", "g") else x for i, x in enumerate(token)
        )
    elif seen.endswith("$"):
        text = token[:-1] + meant if token.endswith(seen[:-1]) else token
    else:
        text = token.replace(seen, meant)
    return text if text != token else ""
