"""The noun phrase after a number: `phrase_after(sentence, j, numbers)` says where it ends and what it counts.

Gives whether it speaks of people, the harm that it names itself ("five fatalities", "12 injured", "627 instances of
arrests"), whether it counts something else (days, towns, shots: refused), and whether it is "of them".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_PASSIVE = frozenset(grammar("passive"))
FORMS = ("pp", "intr", "noun")
_AUX = _PASSIVE | frozenset(grammar("auxiliary"))
_STOP = frozenset(grammar("stop"))
_PREPOSITIONS = frozenset(grammar("prepositions"))
_THEM = frozenset(grammar("them"))
_SPANS = ("day", "week", "month", "year", "hour", "minute", "night", "times", "so far", "second")
_ALLOWED = frozenset(grammar("allowed"))
_TIMES = frozenset(grammar("times"))
_TELL = frozenset(
    ("said", "say", "says", "told", "tell", "reported", "confirmed", "estimated", "documented", "recorded", "verified")
) | frozenset(("believe", "think", "claim", "claimed", "allege", "alleged", "insist", "insisted", "warn", "warned", "estimate"))
_KINDRED = frozenset(grammar("kindred"))
_JOIN = frozenset(grammar("joining"))


class Phrase(NamedTuple):
    """The noun phrase after a number: where it ends, whether it speaks of people, and the harm that it names itself."""

    end: int
    person: bool
    harm: str | None
    refused: bool
    of_them: bool
    trigger: int
    described: str | None = None


def phrase_after(s: Sentence, j: int, starts: Mapping[int, Number]) -> Phrase:
    """Read the noun phrase that follows a number."""
    person, of_them, case, described = False, False, False, None
    k, last = j, j
    if s.lower(k) == ")":
        return Phrase(j, False, None, False, False, -1)
    while k < len(s.tokens) and k - j < 14 and k not in starts:
        low = s.lower(k)
        form = next((f for f in FORMS if s.has(k, f)), None)
        if s.has(k, "unit") and not (form and s.upto(k, form) > s.upto(k, "unit")):
            end = s.upto(k, "unit")
            if s.has(k, "case") and _case_of(s, end) and not person:
                case, k = True, end + (s.lower(end) in ("of", "in"))
                continue
            modifies = s.has(end, "person") or (any(s.has(end, f) for f in FORMS) and not person and s.has(end, "noun"))
            modifies = modifies and (not s.lower(end - 1).endswith("s") or s.lower(end - 1) in ("bus", "gas", "press"))
            if not person and not modifies:
                return Phrase(k, False, None, True, False, -1)
            if person:
                break
            k = end
            continue
        if s.has(k, "person"):
            longest = s.upto(k, "person")
            if s.lower(k - 1) in ("former", "ex", "onetime"):
                person, k, last = True, longest, longest
                continue
            if form and s.upto(k, form) >= longest and (not person or form != "noun") and not _adjective(s, k, form):
                return _harmed(s, k, form, person, of_them, described)
            of_them = of_them or low == "of"
            person, case, k = True, case and low in ("cases", "instances"), longest
            last = k
            if low in ("cases", "instances") and s.lower(k) == "of":
                case, k = True, k + 1
            continue
        if form and not person and _adjective(s, k, form):
            described, k = s.what(k, form), s.upto(k, form)
            continue
        if form:
            return _harmed(s, k, form, person, of_them, described)
        if low == "of":
            if not person and _of_things(s, k):
                return Phrase(k, False, None, True, False, -1)
            if _of_them(s, k):
                if any(s.lower(m) in _KINDRED for m in range(j, k)):  # "500 families of the dead"
                    return Phrase(k, False, None, True, False, -1)
                m = k + 3 if s.has(k + 2, "basis") else k + 2
                named = next((f for f in FORMS if s.has(m, f)), None)
                if named and s.lower(k + 1) in ("the", "those"):
                    return Phrase(s.upto(m, named), True, s.what(m, named), False, True, m)
                of_them, person, k, last = True, True, k + 2, k + 2
                continue
            if not person and s.lower(k + 1) in ("its", "their", "his", "her", "our") and s.has(k + 2, "person"):
                person, k, last = True, s.upto(k + 2, "person"), s.upto(k + 2, "person")
                continue
            if case or (
                person and not s.capital(k + 1) and s.lower(k + 1) not in ("the", "his", "her", "its", "a", "an", "their")
            ):
                k += 1
                continue
            break
        if low in ("and", "or", ",", "&", "/") and person and _another_person(s, k):
            k += 1
            continue
        if low == "more" and not person and (k + 1 >= len(s.tokens) or _ends_phrase(s.lower(k + 1))):
            person, k, last = True, k + 1, k + 1
            continue
        if low == "the" or _ends_phrase(low) or (low == "-" and s.low[s.tokens[k].start - 1] == " "):
            if low == '"' and k - j < 4:
                k += 1
                continue
            break
        if (person and not s.capital(k) and not low.endswith("ly") and low not in _ALLOWED) or _tells(s, k):
            break
        k += 1
        if not low.endswith("ly"):
            last = k
        if k - j > 5 and not person:
            break
    return Phrase(last, person, None, False, of_them, -1, described)


def _harmed(s: Sentence, k: int, form: str, person: bool, of_them: bool, described: str | None) -> Phrase:
    """Return the phrase that ends with a harm: "12 injured", "57 executed prisoners"; "15 burned cars" is refused."""
    end = s.upto(k, form)
    if form == "pp" and not person and s.has(end, "unit") and not s.lower(end).startswith(_SPANS):
        return Phrase(k, False, None, True, False, -1)
    harm = described if described and s.what(k, form) == "detention" else s.what(k, form)
    return Phrase(end, person, harm, False, of_them, k)


def _of_them(s: Sentence, k: int) -> bool:
    """Say whether "of" goes on with "them", "the dead", "those arrested"."""
    counted = any(s.has(k + 2, f) for f in (*FORMS, "person", "toll", "basis"))
    return s.lower(k + 1) in _THEM or (s.lower(k + 1) in ("the", "those") and counted)


def _tells(s: Sentence, k: int) -> bool:
    """Say whether a participle is a verb with those counted as its subject: "two officials said up to 30 people"."""
    told = any(s.has(k + 1, f) for f in FORMS) or s.lower(k + 1) in ("to", "by", "as", "in", "only")
    return s.lower(k) in _TELL and not told


def _of_things(s: Sentence, k: int) -> bool:
    """Say whether "of" goes on with things: "92 of the drones"."""
    the = s.lower(k + 1) in ("the", "those", "these", "its", "their")
    return the and s.has(k + 2, "unit") and not s.has(k + 2, "person")


def _another_person(s: Sentence, k: int) -> bool:
    """Say whether a word that joins stands before another person: "men and women", "killed or wounded protesters"."""
    if any(s.has(k + 1, f) for f in ("pp", "act")):
        return False
    joined = s.lower(k) in ("and", "or") and s.has(k + 2, "person") and s.lower(k + 1).isalpha()
    plain = not s.has(k + 1, "unit") and s.lower(k + 1) not in _AUX and not any(s.has(k + 1, f) for f in FORMS)
    return s.has(k + 1, "person") or (joined and plain)


def _ends_phrase(low: str) -> bool:
    """Say whether a word cannot stand inside a noun phrase."""
    return any(low in words for words in (_TIMES, _PREPOSITIONS, _AUX, _STOP, _JOIN)) or not (
        low[0].isalpha() or low in ("-", '"', "'")
    )


def _case_of(s: Sentence, k: int) -> bool:
    """Say whether "cases" is followed by the harm it counts: "of (enforced or involuntary) disappearances"."""
    if s.lower(k) not in ("of", "in"):
        return False
    stop = next((m for m in range(k + 1, k + 6) if s.lower(m) in (",", ";", "and", "") and s.lower(m - 1) != "enforced"), k + 6)
    return any(s.has(m, f) or s.has(m, "act") for m in range(k + 1, stop) for f in ("noun", "pp"))


def _adjective(s: Sentence, k: int, form: str) -> bool:
    """Say whether a participle only describes the people that follow: "12 detained students were killed"."""
    end = s.upto(k, form)
    return form == "pp" and s.has(end, "person")
