"""Which numbers count nobody, by their tokens: ages (`apposed`), shares (`share`), people of a tale (`of_tale`).

A number set off after one person is an age ("a boy, 14, was", "Sara Nilufar, 23,", "a boy of nine"), and so are as many
numbers as persons ("two brothers, 16 and 19,", "do baradar-i 16 va 19 sala"). After a place, a body, a group or a total it is
a count. "A father of three" counts children, and nobody harmed.
"""

from __future__ import annotations

import re

from atleast.claims.lexicon import grammar, table
from atleast.claims.sentences import Sentence

_OLDEST = 110
_TALES = frozenset(("film", "movie", "novel", "play", "song", "series", "drama", "musical", "opera", "game", "documentary"))
_INVENTED = frozenset(("film", "movie", "novel", "play", "song", "musical", "opera", "thriller"))
_TELLS = frozenset(("about", "follows", "following", "depicts", "depicting", "portrays", "portraying", "features", "stars"))
_ENDS_TALE = frozenset(
    ("", ".", ",", ";", ")", "about", "by", "of", "based", "set", "that", "which", "called", "titled", "and")
)
_AT = frozenset(("in", "at", "near", "on", "from", "across", "inside", "outside", "around", "during", "throughout", "within"))
_DETERMINERS = frozenset(("a", "an", "one", "his", "her", "their", "another", "our", "my"))
_ONE = re.compile(
    r"(?:boy|girl|man|woman|child|teenager|teen|youth|baby|infant|toddler|schoolboy|schoolgirl|pupil|student|pensioner|"
    r"adolescent|minor|youngster|grandmother|grandfather|lad)"
)
_PARENT = re.compile(r"(?:step|grand)?(?:mother|father|parent|mum|mom|dad)")
_KIN = re.compile(
    r"(?:brother|sister|son|daughter|father|mother|cousin|uncle|aunt|nephew|niece|wife|husband|twin|fianc[eé]e?|spouse|friend|"
    r"neighbou?r|colleague|grandson|granddaughter|sibling|couple|pair|cook|clerk|poet|imam|midwife|[a-z]{3,}(?:ist|ician|yer))"
)
_SINGULAR_AFTER = frozenset(("was", "is", "who", "died", "has", "had"))
_COUNTS_AFTER = frozenset(("including", "among", "most", "mostly", "all", "some", "many", "at", "of", "with"))
_OLD = ("ساله", "سال", "عاما", "سنه", "سنوات")
_AND = ("و", "،", ",", "یا", "تا", "او")
_NEVER = frozenset(grammar("bodies")) | frozenset(grammar("months"))
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def apposed(s: Sentence, i: int, j: int, lo: int | None) -> bool:
    """Say whether a number set off after who it describes is an age."""
    if lo is None or not 0 < lo <= _OLDEST:
        return False
    if s.lower(i - 1) == "of":
        one = _ONE.fullmatch(s.lower(i - 2)) or _PARENT.fullmatch(s.lower(i - 2))
        return bool(one) and not (s.has(j, "person") and _ONE.fullmatch(s.lower(i - 2)))
    if _sequel(s, j):
        return True
    if s.lower(i - 1) == "(" and s.lower(j) == ")":
        return s.lower(j + 1) in _SINGULAR_AFTER and (_name(s, i - 1, 1) is not None or _person(s, i - 1) is not None)
    return _apposed_one(s, i, j) or _apposed_many(s, i, j)


def _sequel(s: Sentence, j: int) -> bool:
    """Read "16 va 19 sala": the word for years stands after the last age."""
    k = j
    while (s.lower(k) in _AND and s.lower(k + 1).isdecimal()) or s.lower(k).removeprefix("و").isdecimal():
        k += 2 if s.lower(k) in _AND else 1
    return k > j and s.lower(k).replace("\u200c", "").startswith(_OLD)


def _apposed_one(s: Sentence, i: int, j: int) -> bool:
    after, next_ = s.lower(j), s.lower(j + 1)
    if s.lower(i - 1) != "," or after not in (",", ".", ")", ";", "") or next_ in _COUNTS_AFTER:
        return False
    person = _person(s, i - 1)
    start = person if person is not None else _name(s, i - 1, 1 if after == "," and next_ in _SINGULAR_AFTER else 2)
    if start is None or (next_ == "were" and s.lower(start - 1) != "and"):
        return False
    closed = after == "," and next_ in (*_SINGULAR_AFTER, "were", "and", "a", "an", "the", "from")
    return person is not None or closed or s.capital(j + 1) or ":" not in {s.lower(k) for k in range(i)}


def _person(s: Sentence, stop: int) -> int | None:
    """Return where one person is spoken of right before token `stop`: "one girl", "his father", "a nurse"."""
    head = s.lower(stop - 1)
    if not (s.has(stop - 1, "person") or _KIN.fullmatch(head)) or (head.endswith("s") and not head.endswith("ss")):
        return None
    if any(s.has(stop - 1, f) for f in ("noun", "pp", "toll", "unit")) or head in (
        "people",
        "police",
        "children",
        "men",
        "women",
    ):
        return None
    for k in range(stop - 2, max(-1, stop - 6), -1):
        if s.lower(k) in _DETERMINERS or s.lower(k).endswith("'s"):
            return k if s.lower(k - 1) not in _AT else None
        if s.lower(k) in (",", "and", "the", ";"):
            return None
    return None


def _name(s: Sentence, stop: int, least: int) -> int | None:
    """Return where the name of a person, of at least so many words, begins that ends before token `stop`."""
    k = stop - 1
    while k >= 0 and (s.capital(k) or (s.lower(k) == "." and s.capital(k - 1) and len(s.lower(k - 1)) <= 2)):
        k -= 1
    run = [s.lower(m) for m in range(k + 1, stop) if s.lower(m)[0].isalpha()]
    if len(run) < least or s.lower(k) in (*_AT, "the") or (run and run[0] in (*_AT, "the", "according", "among")):
        return None
    numbers = table("en")["numbers"]["units"]
    never = any(w in _NEVER or w in _WEEK or w in numbers or w.rstrip("s") in _NEVER for w in run) or run[-1].endswith("s'")
    return None if never else k + 1


def _apposed_many(s: Sentence, i: int, j: int) -> bool:
    """Read "two brothers, 16 and 19, were": as many bare numbers as there are persons."""
    first = i
    while s.lower(first - 1) in (",", "and") and (s.lower(first - 2).isdecimal() or s.lower(first - 2) == ","):
        first -= 2 if s.lower(first - 2).isdecimal() else 1
    last = j
    while s.lower(last) in (",", "and") and s.lower(at := last + 1 + (s.lower(last + 1) == "and")).isdecimal():
        last = at + 1
    ages = [k for k in range(first, last) if s.lower(k).isdecimal()]
    if len(ages) < 2 or s.lower(first - 1) != "," or s.lower(last) not in (",", ".", ")", ";", ""):
        return False
    head = s.lower(first - 2)
    if not (s.has(first - 2, "person") or _KIN.fullmatch(head.removesuffix("s"))):
        return False
    units = table("en")["numbers"]["units"]
    said = next((units.get(s.lower(k)) for k in range(first - 3, max(-1, first - 7), -1) if s.lower(k) in units), None)
    kin = bool(_KIN.fullmatch(head.removesuffix("s"))) or head in ("couple", "twins")
    return said == len(ages) or (kin and said is None and len(ages) == 2)


def share(s: Sentence, at: int) -> bool:
    """Say whether the number at a token is of a share: "nine out of ten", "two in three of the dead"."""
    units = table("en")["numbers"]["units"]

    def small(k: int) -> int:
        low = s.lower(k)
        return int(low) if low.isdecimal() and len(low) < 3 else int(units.get(low, 0))

    for i in (at, at - 2, at - 3):  # where the share begins, when this is its first or its second number
        out = s.raw(i + 1, i + 3).lower() == "out of"
        last = i + 2 + out
        if (out or s.lower(i + 1) == "in") and at in (i, last) and 0 < small(i) < small(last):
            of = s.lower(last + 1) == "of" and s.lower(last + 2) in ("the", "those", "all", "its", "their", "these", "them")
            if of or (out and s.lower(last) == "ten"):
                return True
    return False


def of_tale(s: Sentence, i: int, j: int) -> bool:
    """Say whether the number counts people of a tale: "a film about 12 people killed", "in the novel, 12 people are killed"."""
    before, earlier = s.lower(i - 1), s.lower(i - 2)
    tells = before in _TELLS or (before == "of" and (earlier.startswith("tell") or earlier in ("story", "tale", "life")))
    if tells and any(s.lower(k) in _TALES for k in range(max(0, i - 14), i)):
        return True
    for k in range(max(0, i - 9), min(j + 9, len(s.tokens))):
        if s.lower(k) not in _INVENTED or s.lower(k + 1) not in _ENDS_TALE or s.capital(k):
            continue
        inside = next((m for m in range(k - 1, max(-1, k - 5), -1) if s.lower(m) == "in"), None)
        told = any(s.has(m, "say") for m in range(max(k, i)))  # "the group says in a film that 12 were killed"
        if inside is not None and s.lower(inside + 1) in ("a", "an", "the", "his", "her", "their", "this", "that") and not told:
            return True
    return False
