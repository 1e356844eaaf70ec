"""What is read once all numbers of an English sentence are bound: `completed(sentence, numbers, bound)` gives the claims.

Three classes. Numbers that no rule bound, and that with their neighbours add up to a bound total, are its parts ("44 people:
34 identified by name and 10 unknown"). "Shot" is a killing, but an injury where the same sentence counts its killed apart. A
family without a number of its own is counted with the number it stands beside: "a man, his wife and their two sons" are four.
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.english.phrases import phrase_after
from atleast.claims.hedging import Hedged, hedged
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_ONE = frozenset(grammar("one_person"))
_OWNER = frozenset(("a", "an", "his", "her", "their", "one"))
_TIED = frozenset(("his", "her", "their", "other", "others", "relatives", "couple"))
_KIN = frozenset(("grandmother", "mother", "wife", "father", "husband", "grandfather"))
_MOST_PARTS = 8


def completed(s: Sentence, found: list[Number], bound: list[Bind]) -> list[Bind]:
    """Complete the claims of one sentence."""
    return _families(s, _shot(s, _sums(s, found, _shared(s, found, bound))))


def placed(bound: list[Bind], new: list[Bind]) -> list[Bind]:
    """Put claims into the order of the text; the wholes of all point into `bound`, and are moved along."""
    every = sorted([(b, k) for k, b in enumerate(bound)] + [(b, -1) for b in new], key=lambda x: (x[0].hedge.i, x[1]))
    at = {k: m for m, (_, k) in enumerate(every) if k >= 0}
    return [b._replace(whole=None if b.whole is None else at[b.whole]) for b, _ in every]


def _sums(s: Sentence, found: list[Number], bound: list[Bind]) -> list[Bind]:
    """Bind the numbers that follow a total and add up to it."""
    taken = {b.number.i: k for k, b in enumerate(bound)}
    starts = {n.i: n for n in found}
    for k, whole in enumerate(bound):
        if whole.number.lo is None or whole.number.hi is not None or whole.number.lo < 2:
            continue
        total, loose = 0, list[Number]()
        for n in [n for n in found if n.i > whole.number.i][:_MOST_PARTS]:
            mine = taken.get(n.i)
            if n.lo is None or n.hi is not None or (mine is not None and not _fits(bound, mine, k)):
                break
            if mine is None:
                if phrase_after(s, n.j, starts).refused:
                    break
                loose.append(n)
            total += n.lo
            if total >= whole.number.lo:
                break
        if loose and total == whole.number.lo and loose[0].lo != total:
            last = loose[-1].i
            bound = [
                b._replace(whole=k, violation=whole.violation) if whole.number.i < b.number.i <= last and b.whole is None else b
                for b in bound
            ]
            return placed(bound, [_part(s, n, starts, whole, k) for n in loose])
    return bound


def _shared(s: Sentence, found: list[Number], bound: list[Bind]) -> list[Bind]:
    """Bind the numbers that share the noun of the last one: "reported 17, 12 and nine deaths respectively"."""
    if not any(s.lower(k) == "respectively" for k in range(len(s.tokens))):
        return bound
    taken = {b.number.i: b for b in bound}
    made: list[Bind] = []
    for n, after in zip(found[-2::-1], found[:0:-1], strict=True):
        joined = [s.lower(k) for k in range(n.j, hedged(s, after).i)] in ([","], ["and"], [",", "and"])
        if joined and n.i not in taken and after.i in taken:
            one = taken[after.i]._replace(number=n, hedge=hedged(s, n), end=n.j)
            taken[n.i] = one
            made.append(one)
    return placed(bound, made)


def _fits(bound: list[Bind], mine: int, k: int) -> bool:
    return bound[mine].whole == k or (bound[mine].whole is None and bound[mine].violation == bound[k].violation)


def _part(s: Sentence, n: Number, starts: dict[int, Number], whole: Bind, k: int) -> Bind:
    hedge = hedged(s, n)
    end = phrase_after(s, hedge.j, starts).end
    return Bind(n, hedge, whole.violation, max(end, hedge.j), "part", k, False, None, whole.trigger)


def _shot(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Read "shot" as an injury where the killed are counted apart: "12 killed and at least 78 shot"."""
    killed = any(b.violation == "killing" and not _is_shot(s, b) and b.whole is None for b in bound)
    apart = killed or any(s.lower(k) in ("fatally", "survived") for k in range(len(s.tokens)))
    if not apart:
        return bound
    return [b._replace(violation="injury") if _is_shot(s, b) else b for b in bound]


def _is_shot(s: Sentence, b: Bind) -> bool:
    return b.violation == "killing" and s.lower(b.trigger) == "shot" and s.upto(b.trigger, "pp") == b.trigger + 1


def _families(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Count a family with its number: "a woman and her two children" are three, of whom two are children."""
    for k, b in enumerate(bound):
        if b.whole is not None or b.number.hi or b.number.lo is None or b.hedge.bound != "exact":
            continue
        first, singles = _before(s, b.hedge.i)
        later, total, end = k + 1, b.number.lo, b.end
        while later < len(bound) and bound[later].violation == b.violation and _joining(s, end, bound[later].hedge.i):
            total, end, later = total + (bound[later].number.lo or 0), bound[later].end, later + 1
        more, tail = _after(s, end) if first < b.hedge.i or s.lower(b.hedge.i - 1) in _OWNER else (0, end)
        kin = any(s.lower(m) in _TIED for m in range(first - 1, max(tail, end)))
        if not singles + more or not kin:
            continue
        total += singles + more
        if first == b.hedge.i and tail == b.end:  # "two sisters and a grandmother"
            return [x._replace(number=x.number._replace(lo=total)) if m == k else x for m, x in enumerate(bound)]
        said = next((m for m, x in enumerate(bound) if x.number.lo == total and x.violation == b.violation), None)
        if said is not None:  # "a man, his wife and ten children - 12 people in all"
            return [x._replace(whole=said if k <= m < later else x.whole) for m, x in enumerate(bound)]
        number = Number(first, tail, total, word=True)
        whole = Bind(number, Hedged("exact", None, first, tail), b.violation, tail, "family", None, b.carried, None, b.trigger)
        inner = [x._replace(whole=k) if k <= m < later and tail > x.hedge.i else x for m, x in enumerate(bound)]
        placed_all = placed([x._replace(whole=None) if k <= m < later else x for m, x in enumerate(inner)], [whole])
        return [x._replace(whole=k) if k < m <= later else x for m, x in enumerate(placed_all)]
    return bound


def _before(s: Sentence, i: int) -> tuple[int, int]:
    """Return where single persons joined to the number at i begin, and how many they are."""
    k, singles = i, 0
    while True:
        at = k - 1
        while s.lower(at) in ("her", "his", "their", "other"):
            at -= 1
        if s.lower(at) not in ("and", ","):
            return k, singles
        at -= s.lower(at - 1) == "," and s.lower(at) == "and"
        begin, count = _single(s, at)
        if begin is None:
            return k, singles
        k, singles = begin, singles + count


def _single(s: Sentence, stop: int) -> tuple[int | None, int]:
    """Return where one person's noun phrase ("a five-year-old child", "his wife", "a couple") that ends at `stop` begins."""
    head = s.lower(stop - 1)
    if head not in _ONE and head != "couple":
        return None, 0
    for k in range(stop - 2, max(-1, stop - 7), -1):
        if s.lower(k) in _OWNER:
            return k, 2 if head == "couple" else 1
        if not (s.lower(k).isalpha() or "-" in s.lower(k) or s.lower(k).isdigit()) or s.lower(k) in ("and", "of", "by", "in"):
            return None, 0
    return None, 0


def _after(s: Sentence, k: int) -> tuple[int, int]:
    """Return how many single persons follow the number, and where they end: "her two sisters and grandmother"."""
    if s.lower(k - 1) in _ONE and (s.lower(k - 2) == "and" or (s.lower(k - 3) == "and" and s.lower(k - 2) in _OWNER)):
        return 1, k
    if s.lower(k) != "and":
        return 0, k
    own = s.lower(k + 1) in _OWNER
    at = k + 1 + own
    return (1, at + 1) if s.lower(at) in (_ONE if own else _KIN) else (0, k)


def _joining(s: Sentence, i: int, j: int) -> bool:
    return all(s.lower(m) in ("and", ",", "her", "his", "their") for m in range(i, j)) and j - i <= 3
