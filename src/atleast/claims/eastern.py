"""Binding and speakers for Persian and Arabic: `eastern_bindings(...)`, `eastern_frames(...)`, in the shapes of the English
ones.

Persian puts the verb last and names a harm before its number with ezafe ("the killing of N"); Arabic puts verb or verbal
noun first and counts two with the dual. So a number takes, in this order, the harm named right after it, the harm right
before it, the harm of its list, then in Persian the next predicate and in Arabic the nearest harm before. Clauses end at a
semicolon and at "but" and "while". Speakers stand before "announced that" (Persian), after "said" (Arabic), or after
"according to". Refused as in English: days, towns, ages, shares.
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.hedging import after_phrase, hedged
from atleast.claims.lexicon import fold, grammar, table
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_JOIN = frozenset(grammar("join"))
_PART = frozenset(("جمله", "شامل", "بینهم", "منهم", "بینها", "میانشان", "آنها", "انها", "انان"))
_FORMS = ("noun", "pp", "act", "intr")


def eastern_bindings(s: Sentence, found: list[Number], memory: str | None, lang: str) -> list[Bind]:
    """Bind the numbers of one Persian or Arabic sentence."""
    starts = frozenset(n.i for n in found)
    bounds = _boundaries(s, lang)
    bound: list[Bind] = []
    for n in found:
        hedge = hedged(s, n)
        dual = lang == "ar" and n.word and s.lower(n.i) in _duals()
        end, person, harm, refused = _phrase(s, n.i if dual else hedge.j, starts - {n.i} if dual else starts, lang)
        if refused or _measure_of_age(s, n):
            continue
        hedge = after_phrase(s, hedge, end)
        between = [s.lower(k) for k in range(bound[-1].end, hedge.i)] if bound else []
        listed = bool(bound) and len(between) <= 5 and all(b in _JOIN for b in between)
        part = listed and any(b in _PART for b in between)
        start, stop = _clause(bounds, n.i)
        violation = harm or _right_before(s, hedge.i, start, lang)
        whole: int | None = None
        if violation is None and part:
            violation, whole = bound[-1].violation, len(bound) - 1 if bound[-1].whole is None else bound[-1].whole
        if violation is None and listed and bound[-1].whole is not None:
            violation, whole = bound[-1].violation, bound[-1].whole
        if violation is None:
            ahead, behind = _ahead(s, end, stop, lang), _behind(s, hedge.i, start, found)
            violation = (ahead or behind) if lang == "fa" else (behind or ahead)
        if violation is None and listed:
            violation = bound[-1].violation
        if violation is None and memory and part:
            violation = memory
        if violation is None or (n.word and n.lo == 1 and not person):
            continue
        bound.append(Bind(n, hedge, violation, max(end, hedge.j), "eastern", whole, trigger=n.j))
    return bound


def eastern_frames(s: Sentence, lang: str) -> list[Frame]:
    """Find the speakers of a Persian or Arabic sentence."""
    stops = {fold(w) for w in table(lang)["speech"]["stops"]}
    bounds = _boundaries(s, lang)
    back = frozenset(table(lang)["speech"]["pronouns"])
    found: list[Frame] = []
    for k in range(len(s.tokens)):
        start, stop = _clause(bounds, k)
        if s.has(k, "by"):
            end = s.upto(k, "by")
            last = _forward(s, end, stops, stop)
            name = _name(s, end, last)
            if name:
                opens = not any(s.lower(m)[:1].isdigit() for m in range(start, k))
                found.append(Frame("by", name, k, k, last, last if opens else start, stop, name in back))
        elif s.has(k, "say"):
            if lang == "ar":
                end = s.upto(k, "say")
                last = _forward(s, end, stops, stop)
                name = _name(s, end, last)
                if name:
                    found.append(Frame("pre", name, k, k, last, last, stop, name in back))
            else:
                begin = max([start, *(f.end for f in found if f.end <= k)])
                while (
                    begin < k
                    and s.lower(begin) in ("،", ",", "اما", "و", "که", "حالی", "در", "همچنین", "همزمان")
                    and not s.has(begin, "say")
                ):
                    begin += 1
                last = _forward(s, begin, stops, k)
                name = _name(s, begin, last)
                if name and not any(s.lower(m) in ("،",) and s.lower(m + 1)[:1].isdigit() for m in range(begin, last)):
                    found.append(Frame("pre", name, begin, begin, last, last, stop, name in back))
    return found


def _duals() -> frozenset[str]:
    return frozenset(fold(w) for w in table("ar")["numbers"]["duals"])


def _boundaries(s: Sentence, lang: str) -> list[int]:
    marks = {fold(w) for w in table(lang)["speech"]["boundaries"]}
    return [0, *(k for k in range(1, len(s.tokens)) if s.lower(k) in marks), len(s.tokens)]


def _clause(bounds: list[int], k: int) -> tuple[int, int]:
    return max(b for b in bounds if b <= k), min((b for b in bounds if b > k), default=bounds[-1])


def _phrase(s: Sentence, k: int, starts: frozenset[int], lang: str) -> tuple[int, bool, str | None, bool]:
    """Read the counted noun: where it ends, whether it is people, the harm that it names, whether it is no people."""
    person, begin, persian = False, k, lang == "fa"
    while k < len(s.tokens) and k - begin < 5 and k not in starts:
        if s.has(k, "case"):
            k = s.upto(k, "case")
            continue
        low = s.lower(k)
        if k > begin and low.startswith("و") and len(low) > 3 and not low.startswith(("وفا", "وفی")) and not persian:
            break  # "and ..." begins the next item
        noun = s.has(k, "noun") or s.has(k, "pp")
        if s.has(k, "unit") and not person and not noun:
            return k, False, None, True
        if noun and (not s.has(k, "person") or s.upto(k, "noun") >= s.upto(k, "person") > k):
            tag = "noun" if s.has(k, "noun") and s.upto(k, "noun") >= s.upto(k, "pp") else "pp"
            return s.upto(k, tag), True, s.what(k, tag), False
        if s.has(k, "person"):
            person, k = True, s.upto(k, "person")
            continue
        break
    return k, person, None, False


def _right_before(s: Sentence, i: int, start: int, lang: str) -> str | None:
    """Return the harm that ends right before the number: "the killing of N"."""
    for at in (i, i - 1):
        if at < i and s.lower(at) not in ("برای", "علی", "عن", "به", "الی", "ب"):
            continue
        for k in range(max(start, at - 4), at):
            for form in ("act", "noun", "pp"):
                if s.has(k, form) and s.upto(k, form) == at and (form != "pp" or lang != "fa"):
                    return s.what(k, form)
    return None


def _ahead(s: Sentence, k: int, stop: int, lang: str) -> str | None:
    for m in range(k, min(stop, k + 45)):
        forms = ("pp",) if lang == "ar" else ("pp", "intr")
        for form in forms:
            if s.has(m, form):
                return s.what(m, form)
    return None


def _behind(s: Sentence, i: int, start: int, found: list[Number]) -> str | None:
    for m in range(i - 1, start - 1, -1):
        for form in _FORMS:
            if s.has(m, form):
                return s.what(m, form)
    return None


def _measure_of_age(s: Sentence, n: Number) -> bool:
    return s.lower(n.j).startswith(("سال", "عاما", "سنه")) or (s.lower(n.i - 1) in ("زیر", "دون", "سن") and (n.lo or 0) < 19)


def _forward(s: Sentence, k: int, stops: set[str], stop: int) -> int:
    begin = k
    while k < stop and k - begin < 12:
        low = s.lower(k)
        if low in stops or not (low[0].isalpha() or low in ('"', "'")) or (k > begin and s.has(k, "say")) or s.has(k, "hedge"):
            break
        k += 1
    return k


def _name(s: Sentence, i: int, j: int) -> str | None:
    name = s.raw(i, j).strip("«»\"'“” ")
    return name if any(c.isalpha() for c in name) and j - i <= 12 else None
