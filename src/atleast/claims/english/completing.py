"""What is read once all numbers of an English sentence are bound: `completed(sentence, numbers, bound)` gives the claims.

Three classes. Numbers that no rule bound, and that with their neighbours add up to a bound total, are its parts ("44 people:
34 identified by name and 10 unknown"). "Shot" is a killing, but an injury where the same sentence counts its killed apart. A
family without a number of its own is counted with the number it stands beside: "a man, his wife and their two sons" are four.
A fourth class comes last: `persons` counts people without any number where an attack is reported ("a woman was killed").
"""

from __future__ import annotations

import re

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
_ATTACK = re.compile(
    r"(?<!hunger )(?<!general )(?<!labour )(?<!labor )(?<!sit-down )(?:"
    r"\b(?:air )?strikes?\b(?! (?:action|committee|leader|call|vote))|"
    r"\bairstrikes?\b|\bshells? (?:exploded|hit|struck|landed|fell)\b|\bshelling\b|\bdrones?\b|\bartillery\b|"
    r"\b(?:car |suicide )?bomb(?:s|ing|ings|ardment)?\b|"
    r"\braids?\b|\b(?:missile|mortar|rocket|landmine|grenade|barrage)s?\b)"
)
_BEFORE = frozenset(("", ",", ";", ":", "and", "while", "that", "which", "when", "but", '"', "-", "–", "—"))
_MORE_PERSONS = frozenset(
    ("newborn", "couple", "grandchild", "mother-in-law", "father-in-law", "activist", "photographer", "pensioner", "resident")
)
_NAME_LINKS = frozenset(("al", "el", "bin", "ibn", "abu", "ould", "de", "-", "'", "van", "von"))
_ASIDES = frozenset(("who", "said", "reportedly", "both", "all", "identified", "named", "believed", "whom", "each", "aged"))
_BEEN = frozenset(("was", "were", "been", "has", "have", "had"))


def completed(s: Sentence, found: list[Number], bound: list[Bind]) -> list[Bind]:
    """Complete the claims of one sentence."""
    return _families(s, _of_the_dead(s, _shot(s, _sums(s, found, _shared(s, found, bound)))))


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


def _of_the_dead(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Read wounds that the dead bore as no injury: "53 dead, of whom 13 had gunshot wounds", "58 bodies, and 19 bore marks"."""
    dead = next((k for k, b in enumerate(bound) if b.violation == "killing" and b.whole is None), None)
    if dead is None:
        return bound
    bodies = s.lower(bound[dead].trigger) in ("bodies", "corpses", "remains")
    for k in range(dead + 1, len(bound)):
        b = bound[k]
        bore = b.violation == "injury" and s.lower(b.trigger) in ("had", "have", "bore", "bear", "bearing", "showed", "with")
        of = bodies or any(s.lower(m) in ("whom", "them") for m in range(b.hedge.i - 1, b.end))
        if bore and of and (b.number.lo or 0) <= (bound[dead].number.lo or 0):
            bound[k] = b._replace(violation="killing", whole=dead, end=max(b.number.j, b.hedge.j))
    return bound


def _is_shot(s: Sentence, b: Bind) -> bool:
    return b.violation == "killing" and s.lower(b.trigger) == "shot" and s.upto(b.trigger, "pp") == b.trigger + 1


def _families(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Count a family with its number: "a woman and her two children" are three, of whom two are children.

    Where an attack is reported, persons beside the number in its subject are counted too: "two men and a woman were killed".
    """
    reported = bool(_ATTACK.search(s.low, s.start, s.end))
    for k, b in enumerate(bound):
        attack = reported and b.trigger >= b.end and b.violation in ("killing", "injury")
        if b.whole is not None or b.number.hi or b.number.lo is None or b.hedge.bound != "exact":
            continue
        first, singles = _before(s, b.hedge.i)
        later, total, end = k + 1, b.number.lo, b.end
        while later < len(bound) and bound[later].violation == b.violation and _joining(s, end, bound[later].hedge.i):
            total, end, later = total + (bound[later].number.lo or 0), bound[later].end, later + 1
        more, tail = _after(s, end) if first < b.hedge.i or s.lower(b.hedge.i - 1) in _OWNER else (0, end)
        if attack and not more and s.has(b.number.j, "person"):
            more, tail = _beside(s, end)
        kin = attack or any(s.lower(m) in _TIED for m in range(first - 1, max(tail, end)))
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
        at -= 2 * (s.lower(at - 1).isdecimal() and s.lower(at - 2) == ",")  # "a woman, 31, and three men"
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


def _beside(s: Sentence, k: int) -> tuple[int, int]:
    """Return how many persons are joined to a number that ends at k, and where; "two people, a nurse and a guard," none."""
    end, count = k, 0
    while True:
        at = end + (s.lower(end) == ",")
        at += s.lower(at) == "and"
        more = _person(s, at) if at > end else None
        if more is None:
            apposed = s.lower(k) == "," and s.lower(end) in (",", "-", "–")
            return (0, k) if apposed else (count, end)
        end, count = more[0], count + more[1]


def _joining(s: Sentence, i: int, j: int) -> bool:
    return all(s.lower(m) in ("and", ",", "her", "his", "their") for m in range(i, j)) and j - i <= 3


def persons(s: Sentence, found: list[Number], bound: list[Bind]) -> list[Bind]:
    """Count people without a number who were harmed, where a sentence reports an attack: "a mother and her daughter were"."""
    if not _ATTACK.search(s.low, s.start, s.end):
        return bound
    counted = {m for n in found for m in range(n.i, n.j)}
    verbs = {b.trigger for b in bound}
    made: list[Bind] = []
    k = 0
    while k < len(s.tokens):
        read = _subject(s, k) if s.lower(k - 1 if k else -1) in _BEFORE or s.has(k - 1, "say") else None
        told = _harmed(s, read[0]) if read else None
        if read is None or told is None or told[1] in verbs or counted & set(range(k, told[1])) or _joined_to(s, k, bound):
            k += 1
            continue
        end = read[0] - (s.lower(read[0] - 1) == ",")
        number = Number(k, end, read[1], word=True)
        made.append(Bind(number, Hedged("exact", None, k, end), told[0], end, "persons", trigger=told[1]))
        k = told[1]
    return placed(bound, made) if made else bound


def _joined_to(s: Sentence, k: int, bound: list[Bind]) -> bool:
    """Say whether persons at k go on from a number: "six men, a woman and a child"."""
    while s.lower(k - 1) in (",", "and"):
        k -= 1
    return k > 0 and any(b.end == k and b.trigger >= k for b in bound)


def _subject(s: Sentence, k: int) -> tuple[int, int] | None:
    """Return where the persons end whose list begins at k, and how many they are; the list must be of persons only."""
    first = _person(s, k) if s.lower(k) in _OWNER else _titled(s, k)
    if first is None or s.lower(k) not in _OWNER:
        return first
    end, count = first
    while True:
        at = end
        if s.lower(at) == ",":
            at += 1
        if s.lower(at) == "and":
            at += 1
        more = _person(s, at, bare=s.lower(at - 1) == "and") if at > end else None
        if more is None:
            return end, count
        end, count = more[0], count + more[1]


def _person(s: Sentence, k: int, *, bare: bool = False) -> tuple[int, int] | None:
    """Return where one person's noun phrase at k ends, and how many it is of (a couple is two); after "and" without article."""
    owned = s.lower(k) in _OWNER
    if not owned and not bare:
        return None
    for m in range(k + owned, k + owned + (6 if owned else 1)):
        low = s.lower(m)
        kind = low in _ONE or low in _MORE_PERSONS
        if kind and s.lower(m + 1) not in _ONE and s.lower(m + 1) not in ("'", "s"):
            return _described(s, m + 1), 2 if low == "couple" else 1
        age = low.isdecimal() or low == "-" or low.endswith(("year-old", "month-old", "day-old"))
        if not (low.replace("-", "").isalpha() or age) or low in ("and", "or", "of", "by", "in", "who"):
            return None
    return None


def _described(s: Sentence, k: int) -> int:
    """Return where what describes a person ends: an age, a name, a family or a place."""
    if s.lower(k) == "," and s.lower(k + 1) == "aged":
        k += 1
    if s.lower(k) in (",", "aged") and s.lower(k + 1).isdecimal() and s.lower(k + 2) in (",", "and", *_BEEN):
        k += 2
    start = k
    k += s.lower(k) in ("of", "from") and (s.capital(k + 1) or s.lower(k + 1) in ("the", "one"))
    k += k > start and s.lower(k) in ("the", "one")
    while s.capital(k) or (k > start and s.lower(k) in (*_NAME_LINKS, "family")):
        k += 1
    return k


def _titled(s: Sentence, k: int) -> tuple[int, int] | None:
    """Return where names after what they are end, and how many: "activist A. B.", "journalists A B, C D and E F"."""
    if not s.has(k, "person") and s.lower(k) not in _ONE | _MORE_PERSONS:
        return None
    many = s.lower(k).endswith("s") or s.lower(k) in ("children", "women", "men")
    end, count = k + 1, 0
    while (stop := _full_name(s, end)) is not None:
        end, count = stop, count + 1
        at = end + (s.lower(end) == ",")
        at += s.lower(at) == "and"
        if not many or at == end or _full_name(s, at) is None:
            break
        end = at
    return (end, count) if count > many else None


def _full_name(s: Sentence, k: int) -> int | None:
    """Return where a name of two words or more at k ends."""
    m = k
    while s.capital(m) or (m > k and (s.lower(m) in _NAME_LINKS or (s.lower(m) == "." and len(s.lower(m - 1)) == 1))):
        m += 1
    return m if sum(s.capital(x) for x in range(k, m)) > 1 else None


def _harmed(s: Sentence, k: int) -> tuple[str, int] | None:
    """Return the harm that the subject which ends at k met, and its verb: "was allegedly killed", ", 34, died"."""
    if s.lower(k) == "," and s.lower(k + 1) in _ASIDES:
        close = (m for m in range(k + 2, k + 18) if s.lower(m) == "," and (s.lower(m + 1) in _BEEN or s.has(m + 1, "intr")))
        k = next(close, k)
    k += s.lower(k) == ","
    passive = False
    while s.lower(k) in _BEEN or (s.lower(k).endswith("ly") and s.lower(k).isalpha()) or s.lower(k) in ("also", "both", "all"):
        passive = passive or s.lower(k) in _BEEN
        k += 1
    form = "pp" if passive else "intr"
    form = form if s.has(k, form) else "intr"
    return (s.what(k, form), k) if s.has(k, form) and s.what(k, form) in ("killing", "injury") else None
