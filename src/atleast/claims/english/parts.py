"""Which claim contains which, in English: `part` before a number is bound, `sums` and `partitive` after all are.

A number is a part of the one before it after "including", "of whom", "among them"; when its sentence opens with "of the N";
when it goes on with a list of parts; and when numbers that follow a total add up to it. "46 of the 124 deaths" is a part of
the number after it.
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.english.case import Case
from atleast.claims.hedging import hedged
from atleast.claims.lexicon import grammar
from atleast.claims.sentences import Sentence

_PASSIVE = frozenset(grammar("passive"))
_AUX = _PASSIVE | frozenset(grammar("auxiliary"))
_STOP = frozenset(grammar("stop"))
_PARTS = frozenset(grammar("parts"))
_THEM = frozenset(grammar("them"))
_JOIN = frozenset(grammar("joining"))
_WHOM = frozenset(("of whom", "of them", "of which", "of these", "of those", "among them", "among whom"))
_OPENS = frozenset(("of", "among"))
_LEADS = frozenset(("out", "that", ",", "and", '"', ";", "", "said", "says"))
WITHIN = {"arrest": ("detention", "release"), "missing": ("found",), "disappearance": ("missing", "found")}
_KEPT = frozenset(("detention", "release", "prison_sentence"))
_ADDS = {"casualty": frozenset(("casualty", "killing", "injury"))}


def part(c: Case) -> int | None:
    """Return the index of the claim that this number is a part of, in the same sentence."""
    bound, s = c.bound, c.s
    if not bound:
        return None
    at, first = len(bound) - 1, root(bound)
    at -= at > 0 and s.lower(bound[at].hedge.i - 1) == "from"  # "to 51, up from 34, and said the dead included 21 protesters"
    last = bound[at]
    between = [s.lower(k) for k in range(last.end, c.hedge.i)]
    ceiling = bound[first].number.hi or bound[first].number.lo or c.n.lo
    if c.phrase.of_them and c.phrase.harm and (same := larger(c, c.phrase.harm)) is not None:
        return same
    if len(between) > 25 or ";" in between or (c.n.lo is not None and ceiling is not None and ceiling < c.n.lo):
        return None
    if c.phrase.of_them:
        return first
    if any(b in _PARTS for b in between) or " ".join(between[-2:]) in _WHOM:
        after = between[max(i for i, b in enumerate(between) if b in _PARTS or b in _THEM or b in _OPENS) :]
        closed = len(after) > 3 and after[-2:] == [",", "and"]  # "including the east, and 3 elsewhere"
        if not closed and sum(b in (",", "and") for b in after) <= 2 and not any(b in _PASSIVE for b in after[1:-1]):
            if last.whole is not None:
                return last.whole if bound[last.whole].violation == last.violation else at
            verb = any(b in _PASSIVE for b in between[: len(between) - len(after)])
            return _largest(bound) if verb else at
    if _breaks_down(c, between) or between_harms(c):
        return at
    if between[-2:] == [",", "with"] and c.phrase.harm in (None, last.violation, *WITHIN.get(last.violation, ())):
        return first
    if _opened(s, bound[first]) and ("," in between or between[-1:] in (["were"], ["are"], ["was"]) or last.whole == first):
        return first
    return last.whole if last.whole is not None and _goes_on(c, last, between) else None


def _largest(bound: list[Bind]) -> int:
    """Return the largest claim of the last one's harm: the subject that "were killed, including" looks back to."""
    same = [k for k, b in enumerate(bound) if b.violation == bound[-1].violation and b.whole is None]
    return max(same, key=lambda k: bound[k].number.lo or 0)


def _goes_on(c: Case, last: Bind, between: list[str]) -> bool:
    """Say whether the number goes on with the parts of the claim before it."""
    s, joined = c.s, between[-1:] in (["and"], [","])
    if joined and s.lower(c.n.j) in ("were", "was", "are") and s.has(c.n.j + 1, "person"):
        return True
    if last.how == "part" and between[:1] in (["were"], ["are"], ["was"]) and joined and c.phrase.person and len(between) <= 6:
        return True  # "311 of whom were children and 188 women"
    if s.lower(last.hedge.i - 1) in ("which", "whom") and between[-1:] == ["and"] and len(between) <= 12:
        return True  # "of which 275 were jailed and 26 have been sentenced to death"
    if next_part(c, between):
        return False
    if last.how not in ("part", "next", "coordinated", "predicate"):
        return False
    if all(b in _JOIN for b in between) and c.phrase.harm is None:
        return True
    clean = not any(b in _AUX or b in _STOP or b == ";" for b in between) and not any(
        s.has(k, f) for k in range(last.end, c.hedge.i) for f in ("pp", "act", "say")
    )
    return (joined or between[-1:] == ["of"]) and len(between) <= 14 and c.phrase.person and clean


def next_part(c: Case, between: list[str]) -> bool:
    """Say whether the number leaves the parts of a part: "of the dead, 137 were X, including 26 women, and 46 were Y"."""
    verb = c.bare and c.s.lower(c.phrase.end) in _PASSIVE
    return between == [",", "and"] and verb and opens_of(c.s, c.bound[0].hedge.i)


def _breaks_down(c: Case, between: list[str]) -> bool:
    """Say whether a dash, colon or bracket opens the parts of the claim before: "131 civilians - 102 men, 17 women"."""
    last = c.bound[-1]
    smaller = last.number.lo is not None and c.n.lo is not None and c.n.lo < last.number.lo
    opens = between in (["-"], ["–"], ["—"], ["("], [",", "mostly"], [",", "both"], [",", "all"]) or between[-1:] == [":"]
    more = any(n.i > c.n.i for n in c.found) or between == ["("]
    person = c.phrase.person or (c.bare and between[-1:] == [":"] and c.s.lower(c.phrase.end) in ("in", "at", "near", "from"))
    return opens and smaller and more and last.whole is None and person and c.phrase.harm is None


def between_harms(c: Case) -> bool:
    """Say whether persons without a harm stand between two harms: "530 killed, 71 minors, 19k arrested"."""
    s, last, end = c.s, c.bound[-1], c.phrase.end
    after = next((n for n in c.found if n.i == end + 1), None)
    bare = last.how == "next" and last.whole is None and last.trigger in (last.number.j, last.number.j + 1)
    plain = c.phrase.person and c.phrase.harm is None and s.lower(end) == ","
    comma = c.before == "," and last.end == c.hedge.i - 1
    return comma and bare and plain and after is not None and any(s.has(after.j, f) for f in ("pp", "intr", "noun"))


def _opened(s: Sentence, first: Bind) -> bool:
    """Say whether the claim stands in "of the N people ..." at the head of its clause."""
    at = next((k for k in range(first.hedge.i - 1, max(-1, first.hedge.i - 3), -1) if s.lower(k) in _OPENS), None)
    return at is not None and (at == 0 or s.lower(at - 1) in _LEADS)


def root(bound: list[Bind]) -> int:
    """Return the index of the claim that contains the last one and is contained in none."""
    index = len(bound) - 1
    while (whole := bound[index].whole) is not None:
        index = whole
    return index


def larger(c: Case, violation: str) -> int | None:
    """Return the last claim of the sentence that is of a harm, is no part, and is larger than the number."""
    for k in range(len(c.bound) - 1, -1, -1):
        most = c.bound[k].number.hi or c.bound[k].number.lo
        if c.bound[k].violation == violation and c.bound[k].whole is None and (most is None or c.n.lo is None or most > c.n.lo):
            return k
    return None


def opens_of(s: Sentence, found: int) -> bool:
    """Say whether the sentence opens with "of those" or "among the dead", with no number in that."""
    opens = s.lower(0) in _OPENS and s.lower(1) in ("those", "these", "them", "the", "this")
    return opens and found > 2


def sums(bound: list[Bind]) -> list[Bind]:
    """Make parts of the numbers that follow a number and add up to it: "224 people; 32 women and 192 men"."""
    for a, whole in enumerate(bound):
        if whole.how == "listed":
            continue
        total = 0
        kinds = _ADDS.get(whole.violation, frozenset((whole.violation,)))
        for b in range(a + 1, min(a + 8, len(bound))):
            if bound[b].violation not in kinds or bound[b].whole is not None or bound[b].number.hi:
                break
            total += bound[b].number.lo or 0
            if b > a + 1 and total == whole.number.lo:
                bound[a + 1 : b + 1] = [each._replace(whole=a) for each in bound[a + 1 : b + 1]]
                break
    return bound


def partitive(c: Case) -> bool:
    """Say whether the number is a part of the next one: "46 of the 124 deaths"."""
    s, nxt = c.s, next((n for n in c.found if n.i > c.n.i), None)
    if nxt is None or not c.bare or nxt.i - c.hedge.j > 6:
        return False
    between = [s.lower(k) for k in range(c.hedge.j, hedged(s, nxt).i)]
    return between[:1] in (["of"], ["out"]) and all(
        b in ("of", "out", "the", "those", "its", "all", "these", "past", "last", "first", "next") for b in between
    )


def rest(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Find the whole of "the other 379", "three of them", "in 2022 alone", in the sentence or ahead of it (`carried`)."""
    for k, b in enumerate(bound):
        before = bound[k - 1] if k else None
        if b.whole is not None:
            continue
        begin, end = b.number.i, min(max(b.end, b.trigger + 1) + 6, len(s.tokens))
        others = s.lower(begin - 1) == "remaining" or s.raw(begin - 2, begin).lower() == "the other"
        them = (k > 0 or b.carried) and any(s.lower(m) in _THEM for m in range(begin, b.end))
        near = range(max(before.end if before else 0, begin - 9), end)
        alone = any(s.lower(m) == "alone" for m in near) and not any(s.lower(m) in (";", "while") for m in near)
        only = k == 0 and s.lower(0) == "only" and b.hedge.i <= 1 and s.has(b.trigger, "noun")
        kept = before and before.carried and b.violation in _KEPT and "and" in [s.lower(m) for m in range(before.end, begin)]
        if others or them or alone or only or kept:
            kinds = (b.violation,) if not kept else ()
            alike = [m for m in range(k) if bound[m].violation in kinds and (bound[m].number.lo or 0) > (b.number.lo or 0)]
            bound[k] = b._replace(whole=alike[-1] if alike else None, carried=not alike)
    return bound


def among_them(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Read "some 20 women and seven children among them", and "81 in Turkey," between commas, as parts of the number before."""
    for k in range(1, len(bound)):
        b, last = bound[k], bound[k - 1]
        joined = s.raw(last.end, b.hedge.i).lower() in ("and", ", and")
        if b.whole == k - 1 and k > 1 and joined and s.raw(b.end, b.end + 2).lower() in ("among them", "of them"):
            first, alike = bound[k - 2], last.whole is None and last.violation == bound[k - 2].violation
            if alike and (first.number.lo or 0) > (last.number.lo or 0):
                bound[k - 1], bound[k] = last._replace(whole=k - 2), b._replace(whole=k - 2)
        aside = s.lower(b.hedge.i - 1) == "," and last.end == b.hedge.i - 1 and s.lower(b.end) in ("in", "at", "from")
        close = next((m for m in range(b.end, min(b.end + 6, len(s.tokens))) if s.lower(m) in (",", "and", ";")), 0)
        told = b.trigger == last.trigger and close and s.lower(close) == "," and s.lower(close + 1) in _PASSIVE
        if b.whole is None and aside and told and (last.number.lo or 0) > (b.number.lo or 0):
            bound[k] = b._replace(whole=k - 1)
    return bound


def beside(s: Sentence, first: Bind, b: Bind) -> bool:
    """Say whether a number stands beside the first part of a total said before: "of these, 400 were in Varna, 142 in Ostia"."""
    between = [s.lower(k) for k in range(first.hedge.i, b.hedge.i)]
    inside = any(w in between for w in ("including", "them", "whom", "among", "which", "(", "those"))
    return not inside and s.lower(b.end - 1) not in _THEM and "of" not in between[-1:]
