"""Persian and Arabic numbers that are told only to be refused, and numbers of a tale: `refused(sentence, number, i, starts)`.

Persian "na" is nine or "not". It is nine before people, a case or a harm, but not before another number, in "not only", nor in
"na ... na ..." (neither ... nor), where only a classifier ("na nafar") makes a number of it. A number right after "not", "la",
"wa-laysa" or "instead of" is what a correction rejects: it is no claim. "In the novel", "the film tells of" are tales; a film
may also be footage, so it is a tale only with a present tense or a word that tells.
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_NOT = frozenset(("نه", "لا", "لیس", "لیسوا", "لیست", "ولیس", "ولیسوا", "ولیست", "ولا"))
_INSTEAD = (("بدلا", "من"), ("عوضا", "عن"), ("به", "جای"), ("به", "عوض"))
_POINTS = frozenset(("ان", "این", "رقم", "عدد", "العدد", "الرقم", "تعداد", "شمار", "،", '"'))
_CLASSIFIERS = ("نفر", "تن", "مورد", "فقره", "هزار", "میلیون")
_LEADS = frozenset(("به", "از", "با", "رقم", "عدد", "و", "یا", "تا", "هر", "این"))
_COUNTED = ("person", "case", "noun", "pp", "unit")
_TALES = frozenset(grammar("eastern_tales"))
_FILMS = frozenset(grammar("eastern_films"))
_GAMES = frozenset(("بازی", "داستان", "قصه"))  # also a match, an account
_TELLS = frozenset(grammar("eastern_tells"))
_OFFICIAL = ("الرسمی", "الحکومی", "رسمی", "دولتی", "وثاقی", "وثائقی", "مستند", "الوثا", "منتشر", "المنشور", "المتداول")
_DEEDS = frozenset(("فرج", "طلق", "عدم", "عتقل"))  # the rest of a verb in the future
_PAST = ("شدند", "شد", "شده", "کرد", "کردند", "کشتند", "کشت", "اند", "است", "بودند", "دادند", "داد")
_PARTS = frozenset(("و", "،", ",", "؛", "را", "که", "از", ":", '"', "یا", "("))
_FAR = 16  # tokens between a tale and its number


def refused(s: Sentence, n: Number, i: int, starts: frozenset[int]) -> bool:
    """Say whether a number, hedged from token `i`, is "not", is what a correction rejects, or counts people of a tale."""
    if s.lower(n.i - 1) == "ال" and s.has(n.i - 2, "unit"):
        return True  # "the last 24 hours"
    if (s.lower(n.j), s.lower(n.j + 1)) in (("کانون", "الاول"), ("کانون", "الثانی"), ("اب", "/")):
        return True  # a day of December, January or August
    return (s.raw(n.i, n.j) == "نه" and not _nine(s, n, i, starts)) or _rejected(s, i, n.j) or _of_tale(s, n)


def to_come(s: Sentence, end: int, start: int, stop: int, lang: str) -> bool:
    """Say whether what is told of a number that ends at token `end` is only to come: "will be freed", not "will be buried"."""
    if lang == "ar":
        near = range(max(start, end - 8), min(stop, end + 3))
        return any(s.lower(k)[:2] in ("سی", "ست") and s.lower(k)[2:] in _DEEDS for k in near) or any(
            s.lower(k) in ("سیتم", "ستتم", "سوف") and _coming(s, k + 1) for k in near
        )
    planned = any(s.lower(k) == "قرار" and s.lower(k + 1) == "است" for k in range(start, end))
    for k in range(end, stop):
        done = _coming(s, k - 1) or _coming(s, k - 2)
        if s.lower(k) in ("خواهد", "خواهند"):
            return done
        if s.lower(k).endswith(_PAST):
            return False
        if s.lower(k) in ("شود", "شوند", "کند", "کنند"):
            return planned and done
    return False


def _coming(s: Sentence, k: int) -> bool:
    """Say whether a release, an execution or an arrest is told at token k."""
    return any(s.has(k, form) and s.what(k, form) in ("release", "execution", "arrest") for form in ("act", "pp", "noun"))


def without_doers(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Leave out the Persian subjects of an active verb: "two gunmen killed five people" (do mard panj nafar ra koshtand)."""
    doers = set()
    for k in range(len(bound) - 1):
        between = [s.lower(m) for m in range(bound[k].end, bound[k + 1].hedge.i)]
        plain = len(between) <= 6 and not any(w in _PARTS or w.endswith(_PAST) for w in between)
        object_next = s.lower(bound[k + 1].end) == "را" or s.lower(bound[k + 1].end - 1) == "را"
        if plain and object_next and bound[k + 1].whole is None and s.lower(bound[k].hedge.i - 1) not in _PARTS:
            doers.add(k)
    at = {k: n for n, k in enumerate(k for k in range(len(bound)) if k not in doers)}
    kept = [b for k, b in enumerate(bound) if k in at]
    return [b._replace(whole=at.get(b.whole) if b.whole is not None else None) for b in kept]


def _nine(s: Sentence, n: Number, i: int, starts: frozenset[int]) -> bool:
    follows = s.lower(n.j).replace("\u200c", "")
    if n.j in starts or s.has(n.j, "hedge") or s.has(n.j, "soft"):
        return False
    if follows.startswith(_CLASSIFIERS):
        return True
    if i == n.i and any(
        k != n.i and s.lower(k) == "نه" and not s.lower(k + 1).startswith(_CLASSIFIERS) for k in range(len(s.tokens))
    ):
        return False  # "neither ... nor"
    counted = any(s.has(n.j, tag) for tag in _COUNTED)
    return i < n.i or counted or s.lower(n.i - 1) in _LEADS


def _rejected(s: Sentence, i: int, end: int) -> bool:
    k = i - 1
    if s.lower(i) in ("تنها", "فقط", "مجرد") and s.lower(k) in _NOT:  # "not only were 12 killed, but 5 wounded"
        but = next((m for m in range(end, min(end + 12, len(s.tokens))) if s.lower(m) in ("بلکه", "بل")), end)
        return not any(s.lower(m).endswith(_PAST) or s.has(m, "noun") for m in range(end, but))
    while k > 0 and s.lower(k) in _POINTS and i - k < 4:
        k -= 1
    return s.lower(k) in _NOT or (s.lower(k - 1).removeprefix("و"), s.lower(k)) in _INSTEAD


def _of_tale(s: Sentence, n: Number) -> bool:
    near = range(max(0, n.i - _FAR), n.i)
    film = next((k for k in near if s.lower(k) in _FILMS), None)
    tale = next((k for k in near if s.lower(k) in _TALES), film)
    if tale is None or s.lower(tale + 1).startswith(_OFFICIAL) or any(s.has(k, "say") or s.has(k, "by") for k in near):
        return False
    if s.lower(tale) not in _GAMES and any(s.lower(k).removeprefix("و") in _TELLS for k in near):
        return True
    inside = any(s.lower(k) in ("در", "فی") for k in range(max(0, tale - 2), tale))
    present = any(s.lower(k).startswith("می\u200c") or s.lower(k) == "می" for k in range(n.j, min(n.j + 8, len(s.tokens))))
    return inside and (tale != film or present or s.lower(n.i - 1).startswith(("ی", "ت")))
