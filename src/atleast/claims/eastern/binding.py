"""Which number counts which harm, in Persian and Arabic: `eastern_bindings(...)` gives `Bind`s, as the English grammar does.

Persian puts the verb last and names a harm before its number with ezafe ("the killing of N"); Arabic puts verb or verbal
noun first and counts two with the dual. So a number takes, in this order, the harm named right after it, the harm right
before it, the whole that it is a part of, the harm of its list, then in Persian the next predicate and in Arabic the nearest
harm before. Clauses end at a semicolon and at "but" and "while". A number after "among them", or before "of them", is a
part. Refused: days, towns, ages, shares, numbers of the speakers themselves.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from atleast.claims.bind import Bind
from atleast.claims.eastern.clauses import boundaries, clause, speech
from atleast.claims.eastern.parts import (
    LINK,
    OF,
    THEM,
    WITHIN,
    after_part,
    amid,
    among,
    breakdown,
    casualties,
    held_at,
    of_these,
    opened,
    out_of,
    whole_of,
)
from atleast.claims.eastern.refusing import refused, to_come, without_doers
from atleast.claims.english.parts import sums
from atleast.claims.hedging import Hedged, after_phrase, hedged
from atleast.claims.lexicon import grammar, table
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_JOIN = frozenset(grammar("join"))
_DID = frozenset(("اعتصاب", "اضراب", "شرکت", "شارک", "امضا", "وقع", "سابق", "سابقا", "پیشین", "سابقین"))
_UNREAL = frozenset(grammar("eastern_unreal"))
_ENDS = ("ند", "شد", "کرد", "گرفت", "داد", "رفت")
_CLOSES = ("صادر", "ند", "شد", "شده", "کرد", "کرده", "داد", "داده", "است")
_ELSE = frozenset(("یزال", "زال", "نجا", "نجت", "تمکن", "فر", "فرت", "نزح", "نقل", "عولج", "بقی", "ظل", "تتسع", "یتسع"))
_THE_ONE = frozenset("ال" + w for w in ("مصاب", "قتیل", "جریح", "شهید", "سجین", "معتقل", "اسیر", "مفقود", "موقوف"))
_NOW = frozenset(("حالیا", "الان", "یزال", "یزالون", "مازال", "مازالوا", "هماکنون"))
_MIGHT = frozenset(("کند", "کنند", "شود", "شوند", "گردند", "نمایند"))
_MAY = frozenset(("ممکن", "احتمال", "شاید"))
_PENALTIES = frozenset(("death_sentence", "prison_sentence", "execution", None))
_FORMS = ("noun", "pp", "act", "intr")
_GOES_PAST = ("تجاوز", "یتجاوز", "تتجاوز", "فاق", "یفوق", "تخط", "یتخط", "تتخط", "زاد", "یزید")
_STATES = frozenset(("detention", "arrest"))
_BEFALLS = frozenset(("killing", "execution", "release", "death_sentence", "prison_sentence", "disappearance", "injury"))
_PASSES = ("گذشت", "گذشته", "فراتر", "بیشتر", "بالاتر", "عبور", "تجاوز", "می\u200cگذرد")
_LEAST = ("الاقل", "اکثر", "الاکثر", "ادنی", "اقصی", "تقریبا", "کم", "بیشتر")
_YEAR = re.compile(r"(?:1[34]|20)\d\d")
_DATES = ("یوم", "عام", "سنه", "شهر", "روز", "سال", "ماه")


class _Phrase(NamedTuple):
    """The counted noun: where it ends, whether it is people, the harm it names, whether it is refused or "of them"."""

    end: int
    person: bool = False
    harm: str | None = None
    refused: bool = False
    of_them: bool = False
    state: bool = False


class _At(NamedTuple):
    """A number in its clause, with the claims before it and the harm that the sentence before spoke of."""

    s: Sentence
    n: Number
    hedge: Hedged
    phrase: _Phrase
    bound: list[Bind]
    start: int
    stop: int
    memory: str | None
    lang: str
    part: bool
    named: frozenset[int]  # tokens of the speakers' names
    starts: frozenset[int]  # tokens where the numbers of the sentence begin
    ahead: str | None = None

    def between(self) -> list[str]:
        """Return the words between the claim before and this number."""
        return [self.s.lower(k) for k in range(self.bound[-1].end, self.hedge.i)] if self.bound else []

    def harm_between(self) -> bool:
        """Say whether a harm stands there."""
        return any(self.s.has(k, f) for k in range(self.bound[-1].end, self.hedge.i) for f in _FORMS)


def eastern_bindings(s: Sentence, found: list[Number], memory: str | None, lang: str, said: list[Frame]) -> list[Bind]:
    """Bind the numbers of one Persian or Arabic sentence."""
    starts = frozenset(n.i for n in found)
    bounds = boundaries(s, lang)
    bound: list[Bind] = []
    unbound: list[tuple[Number, Hedged, int]] = []
    named = frozenset(k for f in said for k in range(f.i + 1, f.end))
    for n in found:
        dual = lang == "ar" and n.word and n.lo == 2 and (s.lower(n.i) in _duals() or s.has(n.i, "person"))
        if _of_age(s, n) or any(f.i <= n.i < f.end for f in said):
            continue
        hedge = _past(s, hedged(s, n))
        phrase = _phrase(s, n.i if dual else hedge.j, starts - {n.i} if dual else starts, lang)
        if n.lo == 1 and n.word and s.lower(n.i).startswith("واحد") and (s.has(n.i - 1, "person") or s.has(n.i - 1, "noun")):
            phrase = _Phrase(n.j, True, s.what(n.i - 1, "noun") or None)  # "one Syrian": the one stands after
            hedge = hedge._replace(i=n.i - 1)
        if (
            phrase.refused
            or refused(s, n, hedge.i, starts)
            or (n.vague and n.j in starts)
            or (n.lo == 0 and not (phrase.person or phrase.harm))
        ):
            continue
        hedge = after_phrase(s, _passed(s, hedge, phrase.end), phrase.end)
        if _step(s, hedge.i, phrase.end, found):
            continue
        within = among(s, hedge.i) or amid(s, phrase.end)
        if within and not phrase.harm:
            phrase = phrase._replace(harm=within)
        part = phrase.of_them or bool(within) or after_part(s, hedge.i, plain=phrase.harm is None)
        if n.word and n.lo == 1 and (part or not (phrase.person or phrase.harm)):
            continue  # "among them a boy"
        start, stop = clause(bounds, n.i)
        one = _bind(_At(s, n, hedge, phrase, bound, start, stop, memory, lang, part, named, starts))
        if one:
            bound.append(one)
        else:
            unbound.append((n, hedge, max(phrase.end, hedge.j)))
    return sums(casualties(s, out_of(s, breakdown(s, without_doers(s, bound), unbound)))) + _zeros(s, lang)


def _bind(at: _At) -> Bind | None:
    s, bound, phrase, hedge = at.s, at.bound, at.phrase, at.hedge
    leads = [s.lower(k) for k in (range(at.start, hedge.i) if at.lang == "fa" else (hedge.i - 1,))]
    ahead = _ahead(s, phrase.end, at.stop, at.lang, at.starts)
    may = ahead in _PENALTIES and any(w in _MAY for w in leads)
    if may and phrase.harm in _PENALTIES:
        return None  # "may be sentenced to death"
    at = at._replace(ahead=None if may or any(w in _UNREAL for w in leads) else ahead)
    between = at.between()
    listed = bool(bound) and len(between) <= 6 and all(b in _JOIN or b in LINK for b in between)
    part, whole, listed = _within(at, between, listed)
    if (
        phrase.state
        and (phrase.of_them or not part)
        and whole is None
        and any(s.lower(k).removeprefix("ال") in _DID for k in range(at.start, at.stop))
        and _fate(at) not in _BEFALLS
    ):
        return None  # what prisoners did: a hunger strike
    violation = _harm(at, part, whole, listed)
    if violation is None or to_come(s, at.n.j, at.start, at.stop, at.lang):
        return None
    end = max(phrase.end, hedge.j)
    end = s.upto(end, "after") if s.has(end, "after") else end
    return Bind(at.n, hedge, violation, end, "eastern", whole, carried=part and whole is None, trigger=at.n.j)


def _within(at: _At, between: list[str], listed: bool) -> tuple[bool, int | None, bool]:
    """Say whether the number is a part, of which claim before it, and whether it goes on a list."""
    s, bound, phrase = at.s, at.bound, at.phrase
    part = at.part or opened(s, bound, between) or of_these(s, at.start, at.hedge.i)
    kinds = at.lang == "fa" and bool(bound) and "که" in between and at.ahead is None and phrase.harm is None
    part = part or (kinds and phrase.person) or "وحدها" in between or "وحده" in between  # "of whom (ke) 14 were children"
    if not bound:
        return part, None, listed
    last = bound[-1]
    kind = last.whole is not None and len(between) <= 4
    kind = kind and all(s.has(k, "person") or s.lower(k) in _JOIN for k in range(last.end, at.hedge.i))
    listed = listed or kind  # "30 of them children and 12 women"
    whole = whole_of(bound, at.n, phrase.harm) if part else None
    placed = between[:1] in (["فی"], ["در"]) and len(between) <= 7 and between[-1] in ("و", "،", ",")
    placed = placed and not at.harm_between()
    if whole is None and (listed or placed) and last.whole is not None and phrase.harm in (None, last.violation):
        return True, whole_of(bound, at.n, phrase.harm), listed
    cases = s.has(at.hedge.j, "case") and phrase.harm is None and at.ahead is None and between[-1:] == ["،"]
    if cases and not part and whole is None and not at.harm_between():
        return True, whole_of(bound, at.n, None), listed  # "345 executions, 17 cases in public"
    joined = between[-1:] == ["و"] or (at.lang == "ar" and s.lower(at.hedge.i).startswith("و"))
    if part or not joined or (last.whole is None and not last.carried) or len(between) > 14:
        return part, whole, listed
    if listed and phrase.harm not in (None, last.violation) and (other := whole_of(bound, at.n, phrase.harm)) is not None:
        return True, other, listed  # "of those, 280 dead and 160 wounded"
    base = bound[last.whole].violation if last.whole is not None else at.memory
    fate = (phrase.harm or at.ahead) in WITHIN.get(base or "", ()) if at.lang == "fa" else False
    idle = phrase.harm is None and not at.harm_between() and (at.ahead is None or at.lang == "ar")
    if (phrase.person or at.lang == "ar") and (fate or idle):
        return True, last.whole, listed  # "7 of them were minors and 38 soldiers", "and four are still held"
    return part, whole, listed


def _fate(at: _At) -> str | None:
    """Return what befell those who are counted as prisoners: "five prisoners were executed", "the pardon of 15 prisoners"."""
    before = _right_before(at.s, at.hedge.i, at.start, at.lang)
    if at.lang == "fa":
        return before if before in _BEFALLS else at.ahead
    return _behind(at.s, at.hedge.i, at.start, at.named) or at.ahead


def _harm(at: _At, part: bool, whole: int | None, listed: bool) -> str | None:
    """Return the harm that the number counts, in the order of trust."""
    s, bound, phrase, hedge, lang = at.s, at.bound, at.phrase, at.hedge, at.lang
    ahead, out_of = at.ahead, bool(bound) and at.between() == ["از"]
    fate = _fate(at) if phrase.state and not out_of else None
    base = bound[whole].violation if whole is not None else None
    violation = None if phrase.of_them and ahead else phrase.harm
    violation = _toll(at) or violation if phrase.state and not part else violation  # "the dead at 78 prisoners"
    violation = fate if fate in _BEFALLS else violation
    these = of_these(s, at.start, hedge.i)
    before = None if part and not these else _right_before(s, hedge.i, at.start, lang)
    violation = violation or (ahead if before == "missing" and ahead in _STATES else before)  # "the fate of 3 arrested"
    violation = violation or (ahead if these and ahead not in (None, "arrest", "detention") else None)
    if violation is None and phrase.of_them and lang == "ar":
        before = _right_before(s, hedge.i, at.start, lang)  # "freed 80 of them"
        violation = before if before in _BEFALLS else None
    if violation is None and phrase.of_them and ahead and (lang == "fa" or phrase.harm):
        told = base is not None and ahead == "detention" and base not in _STATES
        violation = base if told else ahead  # "of the dead eight were prisoners"
    if phrase.state and violation == "arrest" and any(s.lower(k) in _NOW for k in range(at.start, at.stop)):
        violation = "detention"  # "the detained now number 3,613"
    if lang == "ar" and violation is None and s.lower(hedge.i - 1) in THEM and s.has(hedge.i - 2, "pp"):
        violation = s.what(hedge.i - 2, "pp")  # "118 wounded, of whom died 9"
    violation = violation or base
    held = held_at(s, phrase.end) if lang == "ar" else None
    befell = ahead if lang == "fa" else s.what(held, "pp") if held else None
    if part and befell in WITHIN.get(violation or at.memory or "", ()):
        violation = befell  # "of whom 80 were freed", "90 of them are still held"
    elif held and lang == "ar" and not part:
        violation = befell  # "154,000 people in enforced disappearance"
    if violation is None and not part:
        spent = _spent(at) or (lang == "ar" and s.lower(hedge.i - 1).removeprefix("و") in _ELSE)
        behind = None if spent else _behind(s, hedge.i, at.start, at.named)
        listed = listed and not spent
        behind = None if _thing(at) else behind
        listed = listed and not _thing(at)
        toll = _toll(at)
        violation = toll or ((ahead or behind) if lang == "fa" else (behind or ahead))
    if violation is None and listed:
        violation = bound[-1].violation
    if violation is None and phrase.end <= hedge.j and s.lower(hedge.i - 1) in ("عن", "به", "از", "الی") and not listed:
        spoke = any(s.has(k, "say") for k in range(at.start, hedge.i)) and s.lower(hedge.j) in ("", ".", "،", "؛")
        violation = (bound[-1].violation if bound else at.memory) if spoke else None  # "X spoke of ten thousand"
    return violation or (at.memory if part else None)


def _thing(at: _At) -> bool:
    """Say whether a Persian number counts something that the word tables do not know as people."""
    s, j = at.s, at.hedge.j
    word = s.lower(j)
    known = any(s.has(j, tag) for tag in ("person", "case", "noun", "pp", "act", "after", "hedge", "say", "by"))
    plain = word[:1].isalpha() and word not in speech("fa", "stops") and not word.endswith(_ENDS) and word not in LINK
    return at.lang == "fa" and not at.phrase.person and not known and plain and s.lower(j + 1)[:1].isalpha()


def _spent(at: _At) -> bool:
    """Say whether the verb before closed its own Persian clause: "34 died and dozens stayed under the rubble"."""
    s, i = at.s, at.hedge.i
    if at.lang != "fa" or not at.bound or s.lower(i - 1) not in ("و", "،"):
        return False
    own = range(at.phrase.end, min([at.stop, *(k for k in at.starts if k > at.n.i)]))
    return s.lower(i - 2).endswith(_ENDS) and any(s.lower(k).endswith(_ENDS) and len(s.lower(k)) > 2 for k in own)


def _toll(at: _At) -> str | None:
    """Return the harm of "the number of the wounded" before a number; of "this number", the one spoken of before."""
    s, i = at.s, at.hedge.i
    low = max(at.start, at.bound[-1].end if at.bound else 0)
    if at.bound and at.lang == "fa" and at.between() == ["و"] and at.phrase.harm is None:
        return _toll(at._replace(hedge=at.bound[-1].hedge, bound=at.bound[:-1]))  # "the wounded at 50 civilians and 39 agents"
    linked = s.lower(i - 1) in ("به", "از", "را", "ب", "فی", "الی")
    for k in range(at.n.i - 1, low - 1, -1):
        if s.has(k, "toll"):
            form = next(((m, f) for m in range(k + 1, min(k + 4, i)) for f in ("noun", "pp") if s.has(m, f)), None)
            if form and at.lang == "fa":
                return s.what(*form) if linked or s.upto(*form) == i else None
            again = s.lower(k - 1) == "این" or s.lower(k) in ("العدد", "الرقم") or s.lower(k).startswith("این")
            spoken_of = at.bound[-1].violation if at.bound else at.memory
            return spoken_of if again and not form else None
        if at.lang == "fa" and s.has(k, "pp") and not s.has(k, "noun"):
            return None
    return None


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
    return s.lower(i - 1) in OF and 0 <= to - end <= 4 and onward and rises


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
        if low in OF and (person or lang == "ar" or s.lower(k + 1) in THEM):
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
        if lang == "fa" and low == "در":
            break  # "five people in custody died": where, not what they are
        if noun and (not s.has(k, "person") or s.upto(k, "noun") >= s.upto(k, "person") > k):
            if s.what(k, "noun") in _STATES and s.has(then := s.upto(k, "noun"), "noun"):
                return _Phrase(s.upto(then, "noun"), True, s.what(then, "noun"), state=True)  # "prisoners executed"
            tag = "noun" if s.tags[k].get("noun", (0,))[0] >= s.tags[k].get("pp", (0,))[0] else "pp"
            held = person and lang == "ar" and low.startswith(("معتقل", "محتجز"))  # "20 detained activists"
            harm = "detention" if held else s.what(k, tag)
            return _Phrase(s.upto(k, tag), True, harm, state=tag == "noun" and harm in _STATES)
        if low in THEM and k == begin:
            return _Phrase(k + 1, True, of_them=True)
        if k > begin and lang == "fa" and low in ("انان", "انها", "ایشان", "ان"):
            return _Phrase(k + 1, True, of_them=True)  # "14 nafar-e anan"
        if lang == "fa" and low.replace("\u200c", "").startswith(("نفرشان", "تنشان")):
            return _Phrase(k + 1, True, of_them=True)
        if s.has(k, "person"):
            person, k = True, s.upto(k, "person")
            continue
        break
    return _Phrase(k, person)


def _of(s: Sentence, k: int, person: bool) -> _Phrase | None:
    """Read "of them", "of the detainees", "of the officers" after a number."""
    if s.lower(k + 1) in ("این", "هولاء") and (form := next((f for f in ("noun", "pp") if s.has(k + 2, f)), None)):
        return _Phrase(s.upto(k + 2, form), True, s.what(k + 2, form), of_them=True)
    if s.lower(k + 1) in THEM:
        end = k + 2
        while s.has(end, "person"):
            end = s.upto(end, "person")
        return _Phrase(end, True, of_them=True)
    at = k + 1 + (s.lower(k + 1) in ("الذین", "بین", "میان"))
    form = next((f for f in ("noun", "pp") if s.has(at, f)), None)
    if form:
        return _Phrase(s.upto(at, form), True, s.what(at, form), of_them=True, state=s.what(at, form) in _STATES)
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
        for k in range(max(start, at - 6), at):
            for form in ("act", "noun", "pp"):
                if s.has(k, form) and s.upto(k, form) == at and (form != "pp" or lang != "fa"):
                    return s.what(k, form)
    return None


def _ahead(s: Sentence, k: int, stop: int, lang: str, starts: frozenset[int]) -> str | None:
    if lang == "fa" and s.lower(k) == "محکوم" and s.has(k, "pp") and not _light(s, s.upto(k, "pp")):
        k = s.upto(k, "pp")  # "three prisoners sentenced to death were hanged"
    place, inside = None, k
    for m in range(k, min(stop, k + 45)):
        if m < inside:
            continue
        if s.lower(m) in _UNREAL or s.lower(m) == "احتمال":
            return None  # "face the death penalty", "called for the execution of"
        if lang == "ar" and s.lower(m).startswith("ال"):
            continue  # "the missing" are no predicate
        closed = lang == "fa" and m > k and s.lower(m) in ("و", "،") and s.lower(m - 1).endswith(_CLOSES)
        if closed and (m + 1 in starts or s.has(m + 1, "hedge")):
            return place  # "for 43 teachers a file was opened, and 11 are in prison"
        if s.has(m, "noun") and s.lower(m - 1)[:1].isdigit() and m > k and not _YEAR.fullmatch(s.lower(m - 1)):
            continue  # "17 of the 40 detained were freed", "11 players and 3 injured"
        if _charged(s, m) or (lang == "fa" and s.has(m, "act") and _people(s, s.upto(m, "act"))):
            continue  # "charged with killing"; "the arrest of citizens"
        for form in ("pp",) if lang == "ar" else ("pp", "intr"):
            if s.has(m, form) and not (s.has(m, "noun") and s.tags[m]["noun"][0] > s.tags[m][form][0]):
                if s.what(m, form) in ("release", *_PENALTIES) and s.lower(s.upto(m, form)) in _MIGHT:
                    continue  # "asked that they be freed"
                if s.lower(m) != "در" or _light(s, s.upto(m, form)):
                    return s.what(m, form)
                place, inside = place or s.what(m, form), s.upto(m, form)  # "five people in prison were hanged"
    return place


def _light(s: Sentence, k: int) -> bool:
    """Say whether a Persian light verb or copula stands here."""
    return s.lower(k).replace("\u200c", "").startswith(("شد", "است", "هست", "اند", "بود", "کرد", "گشت", "می"))


def _charged(s: Sentence, m: int) -> bool:
    """Say whether a killing is only what somebody is charged with."""
    forms = [s.what(m, f) for f in _FORMS if s.has(m, f)]
    return "killing" in forms and any(s.lower(k).startswith(("اتهام", "بتهم", "تهم", "متهم")) for k in range(max(0, m - 3), m))


def _people(s: Sentence, k: int) -> bool:
    return s.has(k, "person") or (s.has(k, "noun") and not s.has(k, "pp"))


def _behind(s: Sentence, i: int, start: int, named: frozenset[int]) -> str | None:
    for m in range(i - 1, start - 1, -1):
        for form in _FORMS:
            longer = any(s.upto(k, f) > m for k in range(max(start, m - 3), m) for f in _FORMS if s.has(k, f))
            if s.has(m, form) and not longer and s.lower(m) not in _THE_ONE and m not in named and not _charged(s, m):
                return s.what(m, form)
    return None


def _of_age(s: Sentence, n: Number) -> bool:
    words = {s.lower(n.i - 1), s.lower(n.i - 2)}
    young = bool(words & {"زیر", "دون"}) and (n.lo or 0) < 19
    aged = bool(words & {"سن", "سنین"}) and (n.lo or 0) < 110
    return s.lower(n.j).startswith(("سال", "عاما", "سنه", "ساله")) or young or aged


def _zeros(s: Sentence, lang: str) -> list[Bind]:
    """Read a denial as a claim of zero: "no one was killed"."""
    heads = ("هیچ", "هیچکس", "کسی") if lang == "fa" else ("احد", "ای")
    negated = ("نشد", "نداشت", "نبود", "نیست") if lang == "fa" else ("لم", "لا", "عدم", "دون", "نفت", "نفی", "تنفی", "ینفی")
    for k in range(len(s.tokens)):
        low = s.lower(k).replace("\u200c", "")
        if low not in heads and not (lang == "fa" and low.startswith("هیچ")):
            continue
        near = range(k, min(k + 14, len(s.tokens))) if lang == "fa" else range(max(0, k - 6), k + 4)
        harm = next((s.what(m, f) for m in near for f in _FORMS if s.has(m, f)), None)
        denied = any(
            s.lower(m).replace("\u200c", "").removeprefix("و" if lang == "ar" else "").startswith(negated)
            or "نشد" in s.lower(m)
            for m in near
            if m < len(s.tokens)
        )
        if harm and denied:
            return [Bind(Number(k, k + 1, 0), Hedged("exact", None, k, k + 1), harm, k + 1, "zero")]
    return []
