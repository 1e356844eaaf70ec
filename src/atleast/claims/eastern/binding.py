"""Which number counts which harm, in Persian and Arabic: `eastern_bindings(...)` gives `Bind`s, as the English grammar does.

Persian puts the verb last and names a harm before its number with ezafe ("the killing of N"); Arabic puts verb or verbal
noun first and counts two with the dual. So a number takes, in this order, the harm named right after it, the harm right
before it, the whole that it is a part of, the harm of its list, then in Persian the next predicate and in Arabic the nearest
harm before. Clauses end at a semicolon and at "but" and "while". A number after "among them", or before "of them", is a
part. Refused: days, towns, ages, shares, numbers of the speakers themselves.
"""

from __future__ import annotations

from typing import NamedTuple

from atleast.claims.bind import Bind
from atleast.claims.eastern.saying import boundaries, clause
from atleast.claims.english.parts import sums
from atleast.claims.hedging import Hedged, after_phrase, hedged
from atleast.claims.lexicon import grammar, table
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_JOIN = frozenset(grammar("join"))
_PART = frozenset(grammar("eastern_parts"))
_LINK = frozenset(("و", "،", ",", "از", "من", "که", "به", "در", "(", ")", '"', "بین", "میان", "های", "حداقل"))
_IN = frozenset(("از", "من", "در"))
_AMONG = frozenset(("میان", "بین", "جمع", "ضمن"))
_ARE = frozenset(("،", "هناک", "کان", "کانت", "یوجد", "نیز", "نام", "حدود", "و"))
_STILL = frozenset(("ما", "لا", "زال", "زالوا", "یزال", "یزالون", "حتی", "الان", "منهم"))
_WITHIN = {"arrest": ("detention", "release", "prison_sentence", "death_sentence"), "detention": ("release",)}
_DID = frozenset(("اعتصاب", "اضراب", "شرکت", "شارک", "امضا", "وقع", "سابق", "سابقا", "پیشین", "سابقین"))
_UNREAL = frozenset(grammar("eastern_unreal"))
_OF = frozenset(("از", "من"))
_THEM = frozenset(grammar("eastern_them"))
_FORMS = ("noun", "pp", "act", "intr")
_GOES_PAST = ("تجاوز", "یتجاوز", "تتجاوز", "فاق", "یفوق", "تخط", "یتخط", "تتخط", "زاد", "یزید")
_STATES = frozenset(("detention", "arrest"))
_BEFALLS = frozenset(("killing", "execution", "release", "death_sentence", "prison_sentence", "disappearance", "injury"))
_HELD = frozenset(("detention", "disappearance", "missing"))
_NUMBER = ("تعداد", "میان", "شمار", "عده", "بین", "جمع")
_TOTALS = ("مجموع", "میان", "بین", "جمع", "کل", "تعداد")
_PASSES = ("گذشت", "گذشته", "فراتر", "بیشتر", "بالاتر", "عبور", "تجاوز", "می\u200cگذرد")
_LEAST = ("الاقل", "اکثر", "الاکثر", "ادنی", "اقصی", "تقریبا", "کم", "بیشتر")
_DATES = ("یوم", "عام", "سنه", "شهر", "روز", "سال", "ماه")
_AGES = ("زیر", "دون", "سن", "سنین")


class _Phrase(NamedTuple):
    """The counted noun: where it ends, whether it is people, the harm it names, whether it is refused or "of them"."""

    end: int
    person: bool = False
    harm: str | None = None
    refused: bool = False
    of_them: bool = False
    state: bool = False


def eastern_bindings(s: Sentence, found: list[Number], memory: str | None, lang: str, said: list[Frame]) -> list[Bind]:
    """Bind the numbers of one Persian or Arabic sentence."""
    starts = frozenset(n.i for n in found)
    bounds = boundaries(s, lang)
    bound: list[Bind] = []
    unbound: list[tuple[Number, Hedged, int]] = []
    for n in found:
        dual = lang == "ar" and n.word and n.lo == 2 and (s.lower(n.i) in _duals() or s.has(n.i, "person"))
        if _of_age(s, n) or any(f.i <= n.i < f.end for f in said):
            continue
        hedge = _past(s, hedged(s, n))
        phrase = _phrase(s, n.i if dual else hedge.j, starts - {n.i} if dual else starts, lang)
        if phrase.refused:
            continue
        hedge = after_phrase(s, _passed(s, hedge, phrase.end), phrase.end)
        if _step(s, hedge.i, phrase.end, found):
            continue
        among = _among(s, hedge.i)
        if among and not phrase.harm:
            phrase = phrase._replace(harm=among)
        part = phrase.of_them or bool(among) or _after_part(s, hedge.i)
        if n.word and n.lo == 1 and (part or not (phrase.person or phrase.harm)):
            continue  # "among them a boy"
        one = _bind(s, n, hedge, phrase, bound, clause(bounds, n.i), memory, lang, part, found)
        if one:
            bound.append(one)
        else:
            unbound.append((n, hedge, max(phrase.end, hedge.j)))
    return sums(_breakdown(s, bound, unbound)) + _zeros(s, lang)


def _breakdown(s: Sentence, bound: list[Bind], unbound: list[tuple[Number, Hedged, int]]) -> list[Bind]:
    """Take numbers that no rule binds, after the last claim, for its parts when they add up to it: "40 were killed; 22 in A"."""
    if not bound or len(unbound) < 2 or unbound[0][0].i < bound[-1].end:
        return bound
    last, listed = bound[-1], [n.lo for n, _, _ in unbound]
    plain = last.whole is None and last.number.hi is None and last.number.lo is not None
    if not plain or None in listed or sum(v or 0 for v in listed) != last.number.lo:
        return bound
    whole = len(bound) - 1
    return bound + [Bind(n, h, last.violation, e, "eastern", whole, trigger=n.j) for n, h, e in unbound]


def _bind(
    s: Sentence,
    n: Number,
    hedge: Hedged,
    phrase: _Phrase,
    bound: list[Bind],
    around: tuple[int, int],
    memory: str | None,
    lang: str,
    part: bool,
    found: list[Number],
) -> Bind | None:
    between = [s.lower(k) for k in range(bound[-1].end, hedge.i)] if bound else []
    listed = bool(bound) and len(between) <= 6 and all(b in _JOIN or b in _LINK for b in between)
    part = part or _opened(s, bound, between)
    held = _held(s, phrase.end) if lang == "ar" else None
    start, stop = around
    opened = any(s.lower(k) in _UNREAL for k in (range(start, hedge.i) if lang == "fa" else (hedge.i - 1,)))
    ahead = None if opened else _ahead(s, phrase.end, stop, lang)
    kinds = lang == "fa" and bool(bound) and "که" in between and ahead is None and phrase.harm is None
    part = part or (kinds and phrase.person)  # "82 were killed, of whom (ke) 14 were children"
    after_part = bool(bound) and bound[-1].whole is not None and len(between) <= 4
    kind = after_part and all(s.has(k, "person") or s.lower(k) in _JOIN for k in range(bound[-1].end, hedge.i))
    listed = listed or kind  # "30 of them children and 12 women"
    whole = _whole(bound, n, phrase.harm) if part else None
    placed = between[:1] in (["فی"], ["در"]) and len(between) <= 7 and between[-1] in ("و", "،", ",")
    placed = placed and not any(s.has(k, f) for k in range(bound[-1].end, hedge.i) for f in _FORMS)
    if whole is None and (listed or placed) and bound[-1].whole is not None and phrase.harm in (None, bound[-1].violation):
        whole, part = _whole(bound, n, phrase.harm), True
    violation = None if phrase.of_them and ahead else phrase.harm
    if phrase.state:  # "five prisoners were executed": what befell them
        fate = ahead if lang == "fa" else _behind(s, hedge.i, start) or ahead
        violation = fate if fate in _BEFALLS else violation
        if violation not in (fate, None) and not part and any(s.lower(k) in _DID for k in range(start, stop)):
            return None  # what prisoners did: a hunger strike
    violation = violation or (None if part else _right_before(s, hedge.i, start, lang))
    if violation is None and phrase.of_them and lang == "ar":
        before = _right_before(s, hedge.i, start, lang)  # "freed 80 of them"
        violation = before if before in _BEFALLS else None
    if violation is None and phrase.of_them:
        violation = ahead if ahead and (lang == "fa" or phrase.harm) else None
    if violation is None and whole is not None:
        violation = bound[whole].violation
    befell = ahead if lang == "fa" else s.what(held, "pp") if held else None
    if part and befell in _WITHIN.get(violation or "", ()):
        violation = befell  # "of whom 80 were freed", "90 of them are still held"
    elif held and lang == "ar" and not part:
        violation = befell  # "154,000 people in enforced disappearance"
    if violation is None and not part:
        behind = _behind(s, hedge.i, start)
        violation = (ahead or behind) if lang == "fa" else (behind or ahead)
    if violation is None and listed:
        violation = bound[-1].violation
    if violation is None and phrase.end <= hedge.j and s.lower(hedge.i - 1) in ("عن", "به", "از", "الی") and not listed:
        spoke = any(s.has(k, "say") for k in range(start, hedge.i)) and s.lower(hedge.j) in ("", ".", "،", "؛")
        violation = (bound[-1].violation if bound else memory) if spoke else None  # "X spoke of ten thousand"
    violation = violation or (memory if part else None)
    if violation is None:
        return None
    end = max(phrase.end, hedge.j)
    end = s.upto(end, "after") if s.has(end, "after") else end
    return Bind(n, hedge, violation, end, "eastern", whole, carried=part and whole is None, trigger=n.j)


def _opened(s: Sentence, bound: list[Bind], between: list[str]) -> bool:
    """Say whether the claim before stands in "of the total of N": "of 30 killed, 12 were women"."""
    if not bound or bound[0].number.lo is None or "،" not in between[:4]:
        return False
    at = bound[0].hedge.i
    if s.lower(at - 1) == "از" and (at == 1 or s.lower(at - 2) in ("؛", "،", ":", "که", '"')):
        return True
    if s.lower(at - 1) == "اصل" and s.lower(at - 2) == "من":
        return True
    while at > 2 and (s.lower(at - 1) == "ال" or s.has(at - 1, "noun") or s.has(at - 1, "person")):
        at -= 1  # "among the dead, 58 of them"
    return s.lower(at - 1) in _TOTALS and s.lower(at - 2) in _IN


def _whole(bound: list[Bind], n: Number, harm: str | None) -> int | None:
    """Return the last claim that is no part, is as large as the number, and is of its harm."""
    for k in range(len(bound) - 1, -1, -1):
        most = bound[k].number.hi or bound[k].number.lo
        small = most is None or n.lo is None or most >= n.lo
        if bound[k].whole is None and small and harm in (None, bound[k].violation):
            return k
    return None


def _held(s: Sentence, k: int) -> int | None:
    """Return where Arabic "(still) held", "missing" begins right after what is counted."""
    while s.lower(k) in _STILL:
        k += 1
    return k if s.has(k, "pp") and s.what(k, "pp") in _HELD else None


def _among(s: Sentence, i: int) -> str | None:
    """Return the harm of those whom a number right after is a part of: "among the dead (are) 12 children"."""
    for k in range(i - 1, max(-1, i - 7), -1):
        form = next((f for f in ("noun", "pp") if s.has(k, f)), None)
        of = s.lower(k - 1) in _AMONG or (s.lower(k - 1) in _OF and form == "noun" and not s.has(k, "act"))
        if form and of and all(s.lower(m) in _ARE for m in range(s.upto(k, form), i)):
            return s.what(k, form)
    return None


def _after_part(s: Sentence, i: int) -> bool:
    """Say whether "among them" stands right before the number."""
    for k in range(i - 1, max(-1, i - 5), -1):
        if s.lower(k) in _PART or s.lower(k).removeprefix("و") in _PART:
            return True
        if s.lower(k) in _THEM and s.lower(k - 1) in ("میان", "بین", "من"):
            return True  # "among them", "of these"
        if s.lower(k) in _NUMBER and s.lower(k - 1) in ("این", "ان") and s.lower(k - 2) == "از":
            return True  # "of this number"
        if s.lower(k) not in _LINK:
            return False
    return False


def _past(s: Sentence, hedge: Hedged) -> Hedged:
    """Read "the number of the wounded passed 12,000": a verb that goes past the number, with what is counted between."""
    if hedge.bound != "exact":
        return hedge
    for k in range(hedge.i - 1, max(-1, hedge.i - 6), -1):
        if s.lower(k).removeprefix("و").startswith(_GOES_PAST):
            return hedge._replace(bound="more_than", words=s.lower(k))
        if not (s.has(k, "toll") or any(s.has(k, f) for f in _FORMS) or s.has(k, "person")):
            return hedge
    return hedge


def _passed(s: Sentence, hedge: Hedged, end: int) -> Hedged:
    """Read Persian "passed from 200 people": the verb that goes past the number after what is counted."""
    past = s.lower(hedge.i - 1) == "از" and hedge.bound == "exact" and s.lower(end) in _PASSES
    return hedge._replace(bound="more_than", words=s.lower(end)) if past else hedge


def _step(s: Sentence, i: int, end: int, found: list[Number]) -> bool:
    """Say whether a number is only what a toll rose or fell from: "from 180 to 200"."""
    to = next((n.i for n in found if end <= n.i), -1)
    onward = any(s.lower(k) in ("به", "الی") for k in range(max(end, to - 3), to))
    rises = any(s.has(k, "toll") or s.has(k, "noun") or s.has(k, "act") for k in range(max(0, i - 6), i))
    return s.lower(i - 1) in _OF and 0 <= to - end <= 4 and onward and rises


def _duals() -> frozenset[str]:
    return frozenset(table("ar")["numbers"]["duals"])


def _phrase(s: Sentence, k: int, starts: frozenset[int], lang: str) -> _Phrase:
    """Read the counted noun."""
    person, begin = False, k
    while k < len(s.tokens) and k - begin < 7 and k not in starts:
        if s.has(k, "case") and not (s.has(k, "noun") and s.tags[k]["noun"][0] > s.tags[k]["case"][0]):
            k = s.upto(k, "case")
            if k < len(s.tokens) and s.has(k, "act") and not s.has(k, "noun"):
                return _Phrase(s.upto(k, "act"), True, s.what(k, "act"))  # "45 cases of arrest"
            continue
        low = s.lower(k)
        if low in (")", "(", '"') and k == begin:
            k, begin = k + 1, begin + 1
            continue
        if low in _OF and (person or lang == "ar" or s.lower(k + 1) in _THEM):
            of = _of(s, k, person)
            if of is not None:
                return of
        joined = low.startswith("و") and len(low) > 3 and not low.startswith(("وفا", "وفی"))
        if lang == "ar" and joined and (k > begin or s.has(k, "pp")):
            break  # "and ..." begins the next item
        noun = s.has(k, "noun") or s.has(k, "pp")
        if s.has(k, "unit") and k == begin and s.lower(k - 1) in _LEAST and low in _DATES and s.lower(k + 1)[:1].isdigit():
            break  # "66 at least on the day of 30 September"
        if s.has(k, "unit") and not person and not noun:
            return _Phrase(k, refused=True)
        if noun and (not s.has(k, "person") or s.upto(k, "noun") >= s.upto(k, "person") > k):
            tag = "noun" if s.tags[k].get("noun", (0,))[0] >= s.tags[k].get("pp", (0,))[0] else "pp"
            return _Phrase(s.upto(k, tag), True, s.what(k, tag), state=tag == "noun" and s.what(k, tag) in _STATES)
        if low in _THEM and k == begin:
            return _Phrase(k + 1, True, of_them=True)
        if k > begin and lang == "fa" and low in ("انان", "انها", "ایشان", "ان"):
            return _Phrase(k + 1, True, of_them=True)  # "14 nafar-e anan"
        if s.has(k, "person"):
            person, k = True, s.upto(k, "person")
            continue
        break
    return _Phrase(k, person)


def _of(s: Sentence, k: int, person: bool) -> _Phrase | None:
    """Read "of them", "of the detainees", "of the officers" after a number."""
    if s.lower(k + 1) in ("این", "هولاء") and (form := next((f for f in ("noun", "pp") if s.has(k + 2, f)), None)):
        return _Phrase(s.upto(k + 2, form), True, s.what(k + 2, form), of_them=True)
    if s.lower(k + 1) in _THEM:
        end = k + 2
        while s.has(end, "person"):
            end = s.upto(end, "person")
        return _Phrase(end, True, of_them=True)
    at = k + 1 + (s.lower(k + 1) in ("الذین", "بین", "میان"))
    form = next((f for f in ("noun", "pp") if s.has(at, f)), None)
    if form:
        return _Phrase(s.upto(at, form), True, s.what(at, form), of_them=True)
    if not s.has(at, "person"):
        return None
    end = s.upto(at, "person")
    harm = s.what(end, "noun") if s.has(end, "noun") else None  # "seven of the protesters killed"
    return _Phrase(s.upto(end, "noun") if harm else end, True, harm)


def _right_before(s: Sentence, i: int, start: int, lang: str) -> str | None:
    """Return the harm that ends right before the number: "the killing of N"."""
    for at in (i, i - 1):
        if at < i and s.lower(at) not in ("برای", "علی", "عن", "به", "الی", "ب", "(", '"', "شدن"):
            continue
        for k in range(max(start, at - 4), at):
            for form in ("act", "noun", "pp"):
                if s.has(k, form) and s.upto(k, form) == at and (form != "pp" or lang != "fa"):
                    return s.what(k, form)
    return None


def _ahead(s: Sentence, k: int, stop: int, lang: str) -> str | None:
    for m in range(k, min(stop, k + 45)):
        if s.lower(m) in _UNREAL:
            return None  # "face the death penalty", "called for the execution of"
        if lang == "ar" and s.lower(m).startswith("ال"):
            continue  # "the missing" are no predicate
        for form in ("pp",) if lang == "ar" else ("pp", "intr"):
            if s.has(m, form) and not (s.has(m, "noun") and s.tags[m]["noun"][0] > s.tags[m][form][0]):
                return s.what(m, form)
    return None


def _behind(s: Sentence, i: int, start: int) -> str | None:
    for m in range(i - 1, start - 1, -1):
        for form in _FORMS:
            if s.has(m, form):
                return s.what(m, form)
    return None


def _of_age(s: Sentence, n: Number) -> bool:
    young = any(s.lower(k) in _AGES for k in (n.i - 1, n.i - 2))
    return s.lower(n.j).startswith(("سال", "عاما", "سنه", "ساله")) or (young and (n.lo or 0) < 19)


def _zeros(s: Sentence, lang: str) -> list[Bind]:
    """Read a denial as a claim of zero: "no one was killed"."""
    heads = ("هیچ", "هیچکس") if lang == "fa" else ("احد", "ای")
    negated = ("نشد", "نداشت", "نبود", "نیست") if lang == "fa" else ("لم", "لا", "عدم", "دون", "نفت", "نفی", "تنفی", "ینفی")
    for k in range(len(s.tokens)):
        low = s.lower(k).replace("\u200c", "")
        if low not in heads and not (lang == "fa" and low.startswith("هیچ")):
            continue
        near = range(k, min(k + 14, len(s.tokens))) if lang == "fa" else range(max(0, k - 5), k + 4)
        harm = next((s.what(m, f) for m in near for f in _FORMS if s.has(m, f)), None)
        denied = any(
            s.lower(m).replace("\u200c", "").startswith(negated) or "نشد" in s.lower(m) for m in near if m < len(s.tokens)
        )
        if harm and denied:
            return [Bind(Number(k, k + 1, 0), Hedged("exact", None, k, k + 1), harm, k + 1, "zero")]
    return []
