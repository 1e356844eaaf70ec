"""Numbers that leave out what was said before: "another 30 in Ostia", "in Delta six", "and four more", "11 in hospital".

Also ellipsis with a verb ("more than 1,000 were") and words that only say what kind those counted were ("17 were women").
Takes a sentence, the claim before, and the number with its noun phrase; says whether the number takes its harm from that
claim. Between the two may stand only joining words and places or times, and the number must itself be set against a place;
a verb in between parts them.
"""

from __future__ import annotations

import re

from atleast.claims.bind import Bind
from atleast.claims.english.case import Case
from atleast.claims.english.measuring import any_harm
from atleast.claims.english.parts import larger
from atleast.claims.english.phrases import FORMS, phrase_after
from atleast.claims.lexicon import grammar
from atleast.claims.sentences import Sentence

_DID = frozenset(("were", "was", "had", "have", "did", "are"))
_GOES = frozenset(
    ("go", "goes", "went", "going", "range", "ranges", "ranged", "ranging", "run", "runs", "ran", "vary", "varied")
)
_YEAR = re.compile(r"(?:19|20|13|14)\d\d")
_WHERE = frozenset(
    (
        "in",
        "at",
        "near",
        "from",
        "outside",
        "inside",
        "around",
        "on",
        "across",
        "elsewhere",
        "there",
        "within",
        "along",
        "off",
        "beyond",
        "throughout",
    )
)
_JOIN = frozenset(grammar("joining")) | {";", "then", "while", "a", "further", "more", "plus", "–", "—"}
_PREPOSITIONS = frozenset(grammar("prepositions"))
_VERBS = frozenset(grammar("passive")) | frozenset(grammar("auxiliary"))


def elided(s: Sentence, end: int, start: int, after: int) -> bool:
    """Say whether a number, its hedge at `start` and its phrase to `after`, goes on from a claim that ends at `end`."""
    of = s.lower(end) in ("were", "was", "are") and s.lower(end + 1) == "of"
    k, joined, placed = end + of, False, False
    while k < start:
        low = s.lower(k)
        if low in _JOIN:
            joined, placed, k = True, placed and low == "," and k + 1 == start, k + 1
        elif (
            low in _PREPOSITIONS
            or low == "including"
            or low.endswith("ly")
            or low in ("last", "elsewhere", "there", "overnight", "alone")
        ):
            k = _phrase(s, k + 1, start)
            placed = placed or low in _WHERE
        else:
            return False
    if not joined or end == start:
        return False
    follows = s.lower(after)
    dated = follows == "on" and s.lower(after + 1)[:1].isdigit()
    there = (
        s.capital(after + 1)
        or dated
        or _YEAR.fullmatch(s.lower(after + 1))
        or s.lower(after + 1) in ("the", "a", "an", "another", "nearby", "other")
    )
    if (follows == "of" and of) or (follows == "by" and any(s.lower(m) == "by" for m in range(end, start))):
        return True  # "86 were of prisoners and 14 of officers", "killed by rebels and 727 by soldiers"
    if after == -1:
        return True
    where = follows in _WHERE and bool(there)
    return where or follows == "elsewhere" or (placed and follows in ("", ".", ",", ";", "and"))


def added(s: Sentence, end: int, start: int, hedge: str | None) -> bool:
    """Say whether the number is added to the claim before: "in addition to one officer", "and possibly more than 20"."""
    tail = " ".join(s.lower(k) for k in range(max(end, start - 4), start))
    if tail.endswith(("in addition to", "as well as", "along with", "together with", "besides", "apart from")):
        return start - end < 25 and not any(s.lower(k) == ";" for k in range(end, start))
    maybe = any(w in (hedge or "") for w in ("possibly", "perhaps", "likely", "maybe", "probably"))
    return maybe and tail.endswith((" and", " or", "and", "or")) and start - end < 25


def elliptic(c: Case) -> Bind | None:
    """Read "hundreds were killed, while activists claim more than 1,000 were"."""
    s, k = c.s, c.phrase.end
    verbs = 1 + (s.lower(k + 1) == "been")
    if s.lower(k) not in _DID or s.lower(k + verbs) not in ("", ".", ";", ",", '"', "and", "but", "while"):
        return None
    if not (c.bare or c.phrase.person) or c.one:
        return None
    harm = c.bound[-1].violation if c.bound else any_harm(s, c.hedge.i) or c.memory
    return c.made(harm, "elliptic") if harm else None


def by_another(c: Case) -> Bind | None:
    """Read "45 people were killed by one count, and as many as 73 according to another": a bare number with its own source."""
    s, k = c.s, c.hedge.j
    sourced = (s.lower(k) == "according" and s.lower(k + 1) == "to") or (s.lower(k) == "by" and s.lower(k + 2) == "count")
    joined = c.before in ("and", "but", "or", ",", ";")
    if not (sourced and joined and c.bound) or c.one or c.n.i - c.bound[-1].end > 25:
        return None
    return c.made(c.bound[-1].violation, "elided", trigger=c.bound[-1].trigger)._replace(end=k)


def out_of(c: Case) -> Bind | None:
    """Read "210 killed by the army and 34 by the rebels, out of a total of 260"."""
    out = c.before == "of" and c.s.lower(c.hedge.i - 2) == "out" and bool(c.bound) and (c.bare or c.phrase.person)
    return c.made(c.bound[-1].violation, "out of") if out and c.n.lo and c.n.lo > (c.bound[-1].number.lo or 0) else None


def goes_to(c: Case) -> Bind | None:
    """Read "estimates go as high as 300", "estimates of the dead range from 20 to 50"."""
    s, i = c.s, c.hedge.i
    verb = next((k for k in range(i - 1, max(-1, i - 4), -1) if s.lower(k) in _GOES), None)
    if verb is None or not (c.bare or c.phrase.person) or not any(s.has(k, "report") or s.has(k, "toll") for k in range(verb)):
        return None
    near = (s.what(k, f) for k in range(verb - 1, -1, -1) for f in ("noun", "pp", "intr") if s.has(k, f))
    harm = next(near, None) or (c.bound[-1].violation if c.bound else c.memory)
    return c.made(harm, "measured") if harm else None


def share(c: Case) -> Bind | None:
    """Read "more than half of those hanged, 118, had been ..." and "the majority, 139 people, died in Almaty"."""
    s, i = c.s, c.hedge.i
    if c.before != "," or s.lower(c.phrase.end) != "," or not (c.bare or c.phrase.person) or c.one:
        return None
    near = range(max(0, i - 9), i)
    if not any(s.lower(k) in ("half", "third", "quarter", "majority", "most", "thirds", "quarters", "fifth") for k in near):
        return None
    harm = any_harm(s, i) or (c.bound[-1].violation if c.bound else c.memory)
    return c.made(harm, "part", whole=larger(c, harm), carried=not c.bound) if harm else None


def kinds(c: Case) -> Bind | None:
    """Read "244 were men and 17 were women", "106 people were between the ages of 18 and 35": parts of what was counted."""
    s, k = c.s, c.phrase.end
    gravely = (
        c.bare and c.bound and s.lower(c.hedge.j) in ("critically", "seriously", "gravely", "badly", "severely", "lightly")
    )
    if gravely and c.bound[-1].violation == "injury":  # "12 were injured, three critically"
        return c.made("injury", "part", whole=larger(c, "injury"))
    if c.one or not (c.bare or c.phrase.person):
        return None
    been = k + 1 + (s.lower(k + 1) in ("been", "since", "already", "so")) + (s.lower(k + 2) == "been")
    if s.lower(k) in _DID and s.lower(been) in ("identified", "named", "unidentified", "unnamed", "buried"):
        if not c.bound:
            return c.made(c.memory, "carried", carried=True) if c.memory == "killing" else None
        whole = larger(c, c.bound[-1].violation)
        return c.made(c.bound[-1].violation, "part", whole=whole) if whole is not None else None
    if s.lower(k) not in ("were", "are", "was"):
        return None
    aged = s.lower(k + 1) in ("between", "aged", "under", "over", "below", "younger", "older") and any(
        s.lower(m) in ("age", "ages", "aged", "years", "old", "older", "younger", "under", "18") for m in range(k + 1, k + 6)
    )
    kind = c.bare and (s.has(k + 1, "person") or (s.capital(k + 1) and c.hedge.i <= 1))  # "Seven were Yemenis"
    if not (aged or kind):
        return None
    if c.bound:
        last = c.bound[-1]
        goes = last.whole is not None or last.carried
        dead = next((m for m in range(last.end, c.hedge.i - 1) if s.lower(m) == "of" and s.has(m + 2, "noun")), None)
        if not goes and kind and dead and s.lower(dead + 1) in ("the", "those"):  # "most of the dead were X and 31 were guards"
            return c.made(last.violation, "part", whole=larger(c, last.violation))
        return c.made(last.violation, "part", whole=last.whole, carried=last.carried) if goes else None
    return c.made(c.memory, "carried", carried=True) if c.memory and c.hedge.i <= 1 else None


def counted_among(c: Case) -> Bind | None:
    """Read "listed 10 women among the dead": a part of those spoken of before."""
    s, k = c.s, c.phrase.end
    after = next((n for n in c.found if n.i > c.n.i), None)
    if s.lower(k) == "and" and after is not None and after.i == k + 1:  # "10 women and three infants among the dead"
        k = phrase_after(s, after.j, c.starts).end
    if not c.phrase.person or s.lower(k) != "among" or s.lower(k + 1) not in ("the", "those"):
        return None
    harm = next((s.what(k + 2, f) for f in FORMS if s.has(k + 2, f)), None)
    whole = larger(c, harm) if harm else None
    return c.made(harm, "part", whole=whole, carried=whole is None, trigger=k + 2) if harm else None


def earlier(c: Case) -> Bind | None:
    """Read "to 61, from 40"."""
    begins = c.s.lower(c.hedge.i - 1 - (c.before == "the"))
    if c.bound and begins in ("with", "to") and c.s.lower(c.hedge.i - 2 - (c.before == "the")) == "compared" and c.bare:
        return c.made(c.bound[-1].violation, "earlier")  # "57 were killed, compared with 31 in 2029"
    far = c.hedge.i - c.bound[-1].end > 14 if c.bound else True
    far = far and c.s.lower(c.hedge.i - 2 - (c.before == "the")) not in ("up", "down")
    if not c.bound or begins != "from" or far or c.phrase.person:
        return None
    return c.made(c.bound[-1].violation, "earlier")


def _phrase(s: Sentence, k: int, stop: int) -> int:
    """Return where a prepositional phrase ends: at a joining word, a verb or a mark."""
    begin = k
    while k < stop and k - begin < 9:
        low = s.lower(k)
        if low in _JOIN and low != "a" and not (low == "and" and k + 1 < stop and s.capital(k + 1) and s.capital(k - 1)):
            break
        if low in _VERBS or (any(s.has(k, tag) for tag in ("pp", "act", "intr", "say")) and not s.capital(k)):
            break
        k += 1
    return k
