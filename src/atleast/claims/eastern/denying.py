"""Whose figure it is not, in Persian and Arabic: `eastern_denier(sentence, number, lang)` gives who denies it, or None.

Persian closes the clause with the verb ("X kushta shudan-i N ra takzib kard") or opens what is denied with it ("X takzib kard
ki N"), or denies it on the way ("X ba takzib-i N e'lam kard ki M": N is denied, M is said), or calls it untrue; Arabic begins
with the verb ("nafat X maqtal N"). An empty name: the denier is not named, or is who speaks. What the denier says itself after
"and said" is its own.
"""

from __future__ import annotations

from atleast.claims.eastern.clauses import boundaries, clause, speech
from atleast.claims.lexicon import fold
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_DENIAL = frozenset(map(fold, ("تکذیب", "رد", "انکار")))
_DOES = tuple(map(fold, ("کرد", "کند", "می", "نمود", "شد")))
_UNTRUE = frozenset(map(fold, ("نادرست", "بی‌اساس", "دروغ", "کذب", "غیرواقعی", "بی‌پایه", "ساختگی", "غلط", "واقع", "جعلی")))
_CALLED = tuple(map(fold, ("خواند", "دانست", "نامید", "توصیف", "عنوان", "اعلام", "است", "شمرد")))
_FINITE = ("ند", "شد", "است", "بود", "کرد", "داد", "یافت")
_REFUSED = frozenset(map(fold, ("رفض", "رفضت", "ترفض", "يرفض")))
_TOLD_OF = tuple(
    map(fold, ("تقرير", "التقرير", "تقارير", "التقارير", "أنباء", "الأنباء", "مزاعم", "المزاعم", "ادعاء", "خبر", "ما"))
)
_REPORTED = tuple(map(fold, ("گزارش", "خبر", "اخبار", "ادعا", "ادعای", "آمار", "شایعه", "شایعات", "رقم", "اظهارات", "هرگونه")))
_ARABIC = frozenset(
    map(
        fold,
        ("نفى", "نفت", "ينفي", "تنفي", "نفوا", "فند", "فندت", "تفند", "يفند", "كذب", "كذبت", "أنكر", "أنكرت", "دحضت", "دحض"),
    )
)
_REPORTS = tuple(map(fold, ("تقارير", "التقارير", "أنباء", "الأنباء", "ما", "صحة", "مزاعم", "خبر", "نبأ", "وجود")))


def eastern_denier(s: Sentence, number: Number, lang: str) -> tuple[str, bool] | None:
    """Return who denies a figure."""
    bounds = boundaries(s, lang)
    start, stop = clause(bounds, number.i)
    if lang == "ar":
        return _arabic(s, number, start, lang)
    if _on_the_way(s, start, number.i):
        return "", False
    verb = next((k for k in range(number.j, stop) if _persian_verb(s, k)), None)
    own = verb is not None and (any(s.has(k, "say") for k in range(number.j, verb)) or _closed(s, start, number, verb))
    before = next((k for k in range(number.i - 1, start - 1, -1) if _persian_verb(s, k) and _that(s, k, number.i)), None)
    at = before if before is not None else None if own else verb
    if at is None:
        return None
    first = max([start, *(s.upto(k, "say") for k in range(start, number.i) if s.has(k, "say") and before is None)])
    return _name(s, first, min(at, number.i), lang, _REPORTED)


def _persian_verb(s: Sentence, k: int) -> bool:
    untrue = s.lower(k) in _UNTRUE and s.lower(k + 1).startswith(_CALLED)
    return untrue or (s.lower(k) in _DENIAL and s.lower(k + 1).startswith(_DOES))


def _closed(s: Sentence, start: int, number: Number, verb: int) -> bool:
    """Say whether the number was told before what is denied: "said that 12 were killed, and denied having aimed at them"."""
    told = any(s.has(k, "say") for k in range(start, number.i))
    return told and any(s.lower(k) == "و" and s.lower(k - 1).endswith(_FINITE) for k in range(number.j, verb))


def _on_the_way(s: Sentence, start: int, i: int) -> bool:
    """Say whether "by denying" stands before the number, and nothing said in between."""
    ways = [k for k in range(start + 1, i) if s.lower(k) in _DENIAL and s.lower(k - 1) in ("با", "ضمن")]
    return bool(ways) and not any(s.has(m, "say") for m in range(ways[-1] + 1, i))


def _that(s: Sentence, k: int, stop: int) -> bool:
    """Say whether what is denied follows the verb, and nothing said after it."""
    return any(s.lower(m) == "که" for m in range(k + 2, min(k + 5, stop))) and not any(
        s.has(m, "say") for m in range(k + 2, stop)
    )


def _arabic(s: Sentence, number: Number, start: int, lang: str) -> tuple[str, bool] | None:
    for k in range(number.i - 1, start - 1, -1):
        low = s.lower(k)
        if low in _ARABIC or low.removeprefix("و") in _ARABIC:
            return _name(s, k + 1, number.i, lang, _REPORTS)
        if low.removeprefix("و") in _REFUSED and any(s.lower(m).startswith(_TOLD_OF) for m in range(k + 1, number.i)):
            return _name(s, k + 1, number.i, lang, _TOLD_OF)
        if s.has(k, "say") and not s.lower(k - 1).startswith(_TOLD_OF):
            return None
    return None


def _name(s: Sentence, i: int, stop: int, lang: str, ends: tuple[str, ...]) -> tuple[str, bool]:
    """Return the name that opens at i, up to what it denies."""
    stops = speech(lang, "stops")
    j = i
    while j < stop and j - i < 8:
        low = s.lower(j)
        reported = (
            low.startswith(ends)
            if ends is _TOLD_OF
            else low in ends
            if lang == "ar"
            else low.replace("\u200c", "").startswith(ends) and not low.startswith("خبرگزاری")
        )
        if reported or not low[0].isalpha() or (low in stops and not (j == i and low == "این")):
            break
        if s.has(j, "hedge") or any(s.has(j, f) for f in ("act", "noun")) or (lang == "fa" and low in _DENIAL):
            break
        j += 1
    name = s.raw(i, j).strip("«»\"'“”‘’ ")
    return name, fold(name) in speech(lang, "pronouns")
