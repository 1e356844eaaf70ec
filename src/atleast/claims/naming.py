"""From the words of a speaker's phrase to the speaker: `cleaned(sentence, i, j)` and, over sentences, `resolved(phrase, ...)`.

Keeps what the text says, without what only introduces it: "the Oslo-based group Iran Rights" is "Iran Rights", "Interior
Minister A. B. Name" is the name, "a report by the X" is X, "(HRA)" goes. A lower-case office ("the government") stays as
written. `resolved` carries "it", "he", "the group" to the one earlier speaker that fits; it answers None when two fit, and
the phrase itself when none.
"""

from __future__ import annotations

import re

from atleast.claims.lexicon import fold, grammar, table
from atleast.claims.sentences import Sentence

_GENERIC = frozenset(grammar("generic"))
_TITLES = frozenset(grammar("titles"))
_COUNTED = frozenset(("people", "those", "deaths", "casualties", "victims", "dead", "killed"))
_DATED = frozenset(("dated", "released", "published", "issued", "leaked", "circulated"))
_SEEN = frozenset(("seen", "reviewed", "viewed", "examined", "read", "verified", "shared", "analysed", "analyzed"))
_OF = frozenset(["by", "from", "of"])
_LINK = frozenset(["of", "for", "in", "and", "the", "to", "on"])
_SAME = frozenset(grammar("eastern_same"))
_MEDIA = tuple(grammar("eastern_media"))
_THEY = frozenset(fold(w) for w in ("او", "وی", "ایشان", "هو", "هي"))
_HOUSES = tuple(fold(w) for w in ("سازمان", "کمیته", "وزارت", "نهاد", "کانون", "منظمة", "لجنة", "وزارة", "المرصد", "شبكة"))
_SPOKES = frozenset(("spokesman", "spokeswoman", "spokesperson", "adviser", "advisor", "aide", "lawyer", "counsel", "deputy"))
_PLAIN = frozenset(("rights", "same", "monitoring", "aid", "advocacy", "news", "un", "medical"))
_MONTHS = frozenset(grammar("months"))
_VAGUE = frozenset(("information", "data", "intelligence", "word", "indications", "evidence"))
_PERSON = frozenset(("he", "she"))
_FAMILY = tuple(grammar("family"))
_BODIES = frozenset(grammar("bodies"))
_OFFICES = ("government", "police", "army", "judiciary", "court", "president", "general", "governor")
_WIDE = tuple(grammar("wide"))


def cleaned(s: Sentence, i: int, j: int) -> tuple[str | None, bool]:
    """Return the speaker named by tokens i to j, and whether it only points back ("it", "the group")."""
    while i < j and s.lower(i) in ('"', "'", ",", "both", "as", "even", "meanwhile", "also"):
        i += 1
    bracket = next((k for k in range(i, j) if s.lower(k) == "("), None)
    j = bracket if bracket else j
    while j > i and not s.lower(j - 1)[0].isalnum():
        j -= 1
    if i >= j:
        return None, False
    i, j = _of_report(s, i, j)
    i, j = _without_introduction(s, i, j)
    end = s.tokens[j - 1].end
    name = " ".join(s.text[s.tokens[i].start : end].split())
    for tail in ("'s", "’s", "'", "’"):
        name = name.removesuffix(tail)
    low = fold(name)
    first = low.split(" ")[0] if low else ""
    if first in ("the", "a", "an") and len(low.split()) > 2 and any(s.capital(k) for k in range(i + 1, j)) and first == "the":
        name = name[4:]
    if first in ("a", "an") and len(low.split()) > 1:
        name = name[len(first) + 1 :]
    if low.split() and low.split()[0] in _VAGUE and not any(s.capital(k) for k in range(i + 1, j)):
        return None, False
    if not any(c.isalpha() for c in name) or low in (
        "the",
        "this",
        "that",
        "there",
        "which",
        "who",
        "and",
        "what",
        "those",
        "these",
        "all",
        "some",
        "many",
        "most",
        "others",
        "a",
    ):
        return None, False
    proper = any(s.capital(k) for k in range(i + 1, j - 1)) or (s.capital(j - 1) and len(low.split()) > 2)
    return name, is_pronoun(low) and not proper


def is_pronoun(low: str) -> bool:
    """Say whether a phrase points back to a speaker named before."""
    words = low.split()
    if low in table("en")["speech"]["pronouns"]:
        return True
    return (
        (len(words) == 2 or (len(words) == 3 and words[1] in _PLAIN))
        and words[0] in ("the", "this")
        and not words[-1].startswith(_OFFICES)
        and any(words[-1].startswith(f) for f in (*_FAMILY, *_WIDE[:14]))
        and not any(w[:1].isupper() for w in words)
    )


def is_state(name: str) -> bool:
    """Say whether a speaker is a body or an officer of a state."""
    low = fold(name)
    if any(w in low for w in ("opposition", "former ", "human rights", "unnamed", "medics", "doctors", *_NOT_STATE)):
        return False
    return (
        any(_bare(w) in _EASTERN_STATE for w in low.split())
        or any(w.strip(",.'\"") in _STATE or w.rstrip("s") in _STATE for w in low.split())
        or "state media" in low
        or "state tele" in low
    )


def _bare(word: str) -> str:
    """Return a folded Persian or Arabic word without marks around it and what Arabic binds before it."""
    return _BOUND.sub("", word.strip(",.'\"،"))


_BOUND = re.compile(r"^(?:[وفب]?ال|لل|[وف](?=ال))")
_STATE = frozenset(grammar("state"))
_EASTERN_STATE = frozenset(grammar("eastern_state"))
_NOT_STATE = grammar("eastern_not_state")


def resolved(phrase: str, named: tuple[str, ...], last: tuple[str, ...]) -> str | None:
    """Return the earlier speaker that a phrase points to, the phrase itself when none fits, None when two do."""
    low = fold(phrase)
    words = low.split()
    if not named:
        return phrase
    if low in _PERSON:
        people = [n for n in last if _personal(n)] or [n for n in named if _personal(n)][-1:]
        return _one(people, phrase)
    if low[0] > "\u0600":
        return _eastern([w for w in words if w not in _SAME and w != "این"] or words, phrase, named, last)
    if low in ("it", "they", "we", "i"):
        bodies = [n for n in last if not _personal(n)] if low != "i" else list(last)
        return _one(bodies, phrase)
    kind = words[-1]
    alike = [
        n
        for n in named
        if kind in fold(n).split() or (kind in ("minister", "president", "general", "governor") and kind in fold(n))
    ]
    if alike:
        return _one(alike[-2:] if len(alike) > 1 and alike[-1] in last and alike[-2] in last else alike[-1:], phrase)
    if kind in _WIDE:
        bodies = [n for n in last if not _personal(n) and not is_state(n)] or [
            n for n in named if not _personal(n) and not is_state(n)
        ][-1:]
        return _one(bodies, phrase)
    if kind.startswith(("minister", "president", "general", "spokes", "official", "commander", "governor")):
        people = [n for n in last if _personal(n)]
        return _one(people, phrase)
    if kind.startswith(
        (
            "commission",
            "committee",
            "council",
            "ministry",
            "office",
            "coalition",
            "foundation",
            "institute",
            "observatory",
            "union",
        )
    ):
        short = [n for n in last if n.isupper()]
        return _one(short, phrase) if short else phrase
    return phrase


def _eastern(words: list[str], phrase: str, named: tuple[str, ...], last: tuple[str, ...]) -> str | None:
    """Carry "this committee", "al-lajna", "u": to the speaker of that kind, else to the one who is no outlet."""
    kind = words[-1].removeprefix("ال")
    alike = [n for n in named if kind in (w.removeprefix("ال") for w in fold(n).split())]
    if alike:
        return _one([n for n in alike if n in last] or alike[-1:], phrase)
    spoke = [n for n in last if not fold(n).startswith(_MEDIA)] or list(last)
    people = [n for n in spoke if not fold(n).startswith(_HOUSES)] if kind in _THEY else spoke
    return _one(people or spoke, phrase)


def _one(fits: list[str], phrase: str) -> str | None:
    distinct = list(dict.fromkeys(fits))
    return phrase if not distinct else distinct[0] if len(distinct) == 1 else None


def _personal(name: str) -> bool:
    """Guess whether a speaker is one person: a title, or two or three capitalised words none of which names a body."""
    words = name.split()
    low = [fold(w).strip(",.") for w in words]
    if low[-1:] in (["army"], ["police"]):
        return False
    if any(w in _TITLES for w in low) and not any(w in ("ministry", "office", "council") for w in low):
        return True
    return (
        2 <= len(words) <= 3 and all(w[:1].isupper() and not w.isupper() for w in words) and not any(w in _BODIES for w in low)
    )


def topic(s: Sentence) -> str | None:
    """Return the body that a sentence is about, where it opens with one: "The Centre for Rights, a monitor, is cautious."."""
    i = k = int(s.lower(0) in ("the", "a", "an"))
    while s.capital(k) or (k > i and s.lower(k) in _LINK and s.capital(k + 1)):
        k += 1
    words = [s.lower(m).removesuffix("'s") for m in range(i, k)]
    if any(w in _BODIES or w.startswith(_FAMILY) for w in words) or (
        len(words) == 1 and s.raw(i, k).isupper() and len(words[0]) > 1
    ):
        return cleaned(s, i, k)[0]
    owner = next((m for m in range(1, min(5, len(s.tokens))) if s.lower(m).endswith("'s")), None)
    if (i == 1 and owner and any(s.has(m, "state") for m in range(1, owner))) or (i == 1 and owner and s.has(owner, "state")):
        return cleaned(s, 1, owner + 1)[0]
    return None


def opening(s: Sentence) -> str | None:
    """Return the body that is the subject of a sentence: what it opens with, a name or "the army"."""
    plain = s.lower(0) == "the" and (s.has(1, "state") or s.lower(1) in _BODIES or s.lower(1) in _GENERIC)
    ends = s.has(2, "act") or s.has(2, "pp") or s.has(2, "say") or s.lower(2) in (",", "has", "had", "was", "were", "have")
    return topic(s) or (s.raw(0, 2) if plain and ends else None)


def personal_name(s: Sentence, i: int, j: int) -> bool:
    """Say whether tokens i to j are a person's name, perhaps after titles: "Col. I. Vane", "the retired judge S. Orrin"."""
    first = j
    while first > i and (s.capital(first - 1) or s.lower(first - 1) in (".", "al", "bin", "de", "van", "von", "-")):
        first -= 1
    lead = [s.lower(k) for k in range(i, first)]
    name = s.raw(first, j)
    led = not lead or (len(lead) <= 4 and lead[-1] in _TITLES | {"judge"})
    titled = any(fold(w).strip(".,") in _TITLES for w in name.split()[1:])
    return led and not titled and _personal(name.replace(".", ""))


def _of_report(s: Sentence, i: int, j: int) -> tuple[int, int]:
    """Step from a report to whose it is: "a report by the X", "information obtained by X", "X's figures"."""
    head = next((k for k in range(i, min(j, i + 6)) if s.has(k, "report") and s.lower(k) not in ("human",)), None)
    if head is None or (s.capital(head) and head > i and s.capital(head - 1)):
        return i, j
    whose = next((k for k in range(i, head) if s.lower(k).endswith(("'s", "s'"))), None)
    if whose is not None:
        return i, whose + 1
    if any(s.lower(k) == "official" for k in range(i, head)):
        return i, j
    link = next(
        (k for k in range(head + 1, min(j - 1, head + 4)) if s.lower(k) in _OF and (s.lower(k) != "of" or k == head + 1)), None
    )
    dated = next((k for k in range(head + 1, j) if s.lower(k) in _DATED), None)
    if dated is not None and not any(s.lower(k) in _OF for k in range(head + 1, j)):
        return i, dated
    seen = next((k for k in range(head + 1, j - 1) if s.lower(k) in _SEEN and s.lower(k + 1) == "by"), None)
    if seen is not None:
        return i, seen
    inside = next((k for k in range(head + 1, j) if s.lower(k) in ("in", "on", "at", "for")), None)
    if inside is not None and (link is None or inside < link):
        return i, inside
    if link is None:
        return i, j
    if s.lower(link) == "of" and any(s.has(k, "toll") or s.lower(k) in _COUNTED for k in range(link + 1, min(link + 4, j))):
        return i, link
    whose = s.lower(link + 1) in ("our", "its", "their", "his", "her")
    if any(s.capital(k) for k in range(link + 1, j)) or s.lower(link) in ("by", "from") or whose:
        return link + 1, j
    return i, j if s.lower(link - 1) == "recording" else link


def _without_introduction(s: Sentence, i: int, j: int) -> tuple[int, int]:
    """Drop what only introduces a proper name: "the Oslo-based group", titles before a person's name."""
    office = i + (s.lower(i) in ("a", "an", "the"))
    if s.lower(office) in _SPOKES and s.lower(office + 1) in ("for", "of", "to", "at"):
        return i, j  # "a spokesman for President X" is not X
    inner = next(
        (m for m in range(i + 1, j - 1) if s.lower(m) == "the" and s.lower(m - 1) in _GENERIC and s.capital(m + 1)), None
    )
    i = i if inner is None else inner + 1  # "the activist group the Observatory"
    k = i + (s.lower(i) in ("a", "an", "the"))
    while k < j - 1 and (s.lower(k) in _MONTHS or s.lower(k)[:1].isdigit() or ("-" in s.lower(k) and not s.capital(k))):
        k += 1
    if k > i + 1 and any(s.capital(m) for m in range(k, j)):
        i = k
    first = j
    while first > i and (
        s.capital(first - 1)
        or (s.lower(first - 1) in _LINK and first - 1 > i and s.capital(first - 2) and first < j and s.capital(first))
    ):
        first -= 1
    if s.lower(j - 1) in ("website", "newspaper", "site", "channel") and j - 1 > i and s.capital(j - 2):
        return _without_introduction(s, i, j - 1)
    if first >= j:
        return i, j
    if first > i and (s.lower(first - 1) in _GENERIC or s.lower(first - 1).endswith("-based") or s.lower(first - 1) in _TITLES):
        i = first
    while i < j - 1 and (s.lower(i).endswith("-based") or (s.lower(i) in ("the",) and s.lower(i + 1).endswith("-based"))):
        i += 1
    k = first = max(first, i)
    titled = False
    while k < j and (
        s.lower(k) in _TITLES or (any(s.lower(m) in _TITLES for m in range(k + 1, j - 1)) and s.lower(k) not in _LINK)
    ):
        titled = titled or s.lower(k) in _TITLES
        k += 1
    rest = [m for m in range(k, j) if s.capital(m)]
    if titled and len(rest) == j - k and len(rest) >= 2:
        return k, j
    return i, j
