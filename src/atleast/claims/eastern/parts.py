"""Which number is a part of which, in Persian and Arabic: "among them", "of whom", "among the dead", "of the 58 dead", lists.

A part stands after words that point into a whole (`after_part`, `among`, `amid`), goes on a list of parts, or adds up to
the whole with the others (`breakdown`). `whole_of` says which claim of the sentence contains it.
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.hedging import Hedged
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_PART = frozenset(grammar("eastern_parts"))
THEM = frozenset(grammar("eastern_them"))
_NUMBER = ("تعداد", "میان", "شمار", "عده", "بین", "جمع")
_COUNTED = frozenset(("میان", "بین", "شمار", "شامل", "جزو", "جزء", "ضمن", "عداد", "زمره"))
_OUT = (["من", "اصل"], ["از", "مجموع"], ["از", "کل"], ["از", "میان"], ["از", "جمع"])
_LOSSES = frozenset(("تلفات", "ضحایا", "ضحیه", "خسائر", "قربانی", "اصابه"))
_REST = frozenset(("بقیه", "باقی", "مابقی", "دیگران", "الباقون", "الباقین", "والباقون", "والباقی", "البقیه", "والبقیه"))
_TOTALS = ("مجموع", "میان", "بین", "جمع", "کل", "تعداد")
_IN = frozenset(("از", "من", "در"))
_AMONG = frozenset(("میان", "بین", "جمع", "ضمن"))
_ARE = frozenset(("،", "هناک", "کان", "کانت", "یوجد", "نیز", "نام", "حدود", "و"))
_STILL = frozenset(("ما", "لا", "زال", "زالوا", "یزال", "یزالون", "حتی", "الان", "منهم"))
WITHIN = {
    "casualty": ("killing", "injury"),
    "arrest": ("detention", "release", "prison_sentence", "death_sentence"),
    "detention": ("release",),
}
LINK = frozenset(("و", "،", ",", "از", "من", "که", "به", "در", "(", ")", '"', "بین", "میان", "های", "حداقل"))
OF = frozenset(("از", "من"))
_HELD = frozenset(("detention", "disappearance", "missing"))


def breakdown(s: Sentence, bound: list[Bind], unbound: list[tuple[Number, Hedged, int]]) -> list[Bind]:
    """Take numbers that no rule binds, after the last claim, for parts that add up to it: "40 were killed; 22 in A"."""
    if not bound or len(unbound) < 2 or unbound[0][0].i < bound[-1].end:
        return bound
    last, listed = bound[-1], [n.lo for n, _, _ in unbound]
    plain = last.whole is None and last.number.hi is None and last.number.lo is not None
    if not plain or None in listed or sum(v or 0 for v in listed) != last.number.lo:
        return bound
    whole = len(bound) - 1
    return bound + [Bind(n, h, last.violation, e, "eastern", whole, trigger=n.j) for n, h, e in unbound]


def opened(s: Sentence, bound: list[Bind], between: list[str]) -> bool:
    """Say whether the claim before stands in "of the total of N": "of 30 killed, 12 were women"."""
    listed = len(bound) > 1 and bound[-1].whole is not None and between[-1:] == ["و"]
    if not bound or bound[0].number.lo is None or not (listed or "،" in between[:8]):
        return False
    at = bound[0].hedge.i
    if s.lower(at - 1) == "از" and (at == 1 or s.lower(at - 2) in ("؛", "،", ":", "که", '"')):
        return True
    if s.lower(at - 1) == "اصل" and s.lower(at - 2) == "من":
        return True
    while at > 2 and (s.lower(at - 1) == "ال" or s.has(at - 1, "noun") or s.has(at - 1, "person")):
        at -= 1  # "among the dead, 58 of them"
    return s.lower(at - 1) in _TOTALS and s.lower(at - 2) in _IN


def whole_of(bound: list[Bind], n: Number, harm: str | None) -> int | None:
    """Return the last claim that is no part, is as large as the number, and is of its harm."""
    for k in range(len(bound) - 1, -1, -1):
        most = bound[k].number.hi or bound[k].number.lo
        small = most is None or n.lo is None or most >= n.lo
        both = bound[k].violation == "casualty" and harm in ("killing", "injury")
        if bound[k].whole is None and not bound[k].carried and small and (both or harm in (None, bound[k].violation)):
            return k
    return None


def held_at(s: Sentence, k: int) -> int | None:
    """Return where Arabic "(still) held", "missing" begins right after what is counted."""
    while s.lower(k) in _STILL:
        k += 1
    return k if s.has(k, "pp") and s.what(k, "pp") in _HELD else None


def among(s: Sentence, i: int) -> str | None:
    """Return the harm of those whom a number right after is a part of: "among the dead (are) 12 children"."""
    for k in range(i - 1, max(-1, i - 9), -1):
        form = next((f for f in ("noun", "pp") if s.has(k, f)), None)
        of = s.lower(k - 1) in _AMONG or (s.lower(k - 1) in OF and form == "noun" and not s.has(k, "act"))
        after = [s.lower(m) for m in range(s.upto(k, form) if form else k, i)]
        aside = len(after) > 2 and after[-1] == "،" and "،" in after[:2]  # "among the dead also, says X, are 354"
        if form and of and (aside or all(w in _ARE for w in after)):
            return s.what(k, form)
    return None


def of_these(s: Sentence, start: int, i: int) -> bool:
    """Say whether the clause of a number opens with "of this number"."""
    k = next((m for m in range(start, min(start + 3, i)) if s.lower(m) == "از"), None)
    return k is not None and s.lower(k + 1) in ("این", "ان") and s.lower(k + 2) in _NUMBER


def after_part(s: Sentence, i: int, *, plain: bool = True) -> bool:
    """Say whether "among them" stands right before the number."""
    for k in range(i - 1, max(-1, i - 5), -1):
        if s.lower(k) in _PART or s.lower(k).removeprefix("و") in _PART:
            return True
        if s.lower(k) in THEM and s.lower(k - 1) in ("میان", "بین", "من"):
            return True  # "among them", "of these"
        if s.lower(k) in _NUMBER and s.lower(k - 1) in ("این", "ان") and s.lower(k - 2) == "از":
            return True  # "of this number"
        if s.lower(k) not in LINK and not (plain and s.has(k, "person")):
            return False
    return False


def amid(s: Sentence, k: int) -> str | None:
    """Return the harm of those whom a number right before is a part of: "six medics are among the dead"."""
    for m in range(k, min(k + 4, len(s.tokens))):
        if any(s.has(m, f) for f in ("pp", "act", "say")):
            return None
        if s.lower(m) in _COUNTED:
            form = next((f for f in ("noun", "pp") if s.has(m + 1, f)), None)
            return s.what(m + 1, form) if form else None
    return None


def out_of(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Make "1,153 out of 1,700 victims" a part of the number after it."""
    made = list(bound)
    for k in range(len(bound) - 1):
        between = [s.lower(m) for m in range(bound[k].end, bound[k + 1].hedge.i)]
        small = (bound[k].number.lo or 0) < (bound[k + 1].number.lo or 0)
        out = between[-2:] in _OUT or (between == ["از"] and s.has(bound[k + 1].number.j, "noun"))
        if small and bound[k].whole is None and len(between) <= 5 and out:
            made[k] = bound[k]._replace(whole=k + 1, carried=False)
    return made


def casualties(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Make "5,183 casualties (1,659 killed and 3,524 wounded)" those killed and wounded, as the parts say."""
    made = list(bound)
    for k in range(len(bound) - 1):
        whole, dead = bound[k : k + 2]
        rest = next((m for m in range(dead.end, min(dead.end + 6, len(s.tokens))) if s.lower(m) in _REST), None)
        rest_hurt = rest is not None and any(s.what(m, "pp") == "injury" for m in range(rest, rest + 3) if s.has(m, "pp"))
        less = (dead.number.lo or 0) < (whole.number.lo or 0)
        both = whole.violation == dead.violation == "killing"
        if both and rest_hurt and less and any(s.lower(m) in _LOSSES for m in range(whole.hedge.i, whole.end)):
            made[k] = whole._replace(violation="casualty")  # "380 victims, of whom 145 were killed and the rest wounded"
            made[k + 1] = dead._replace(whole=k, carried=False)
    for k in range(len(bound) - 2):
        whole, dead, hurt = bound[k : k + 3]
        said = (whole.violation, dead.violation, hurt.violation) == ("killing", "killing", "injury")
        total = (dead.number.lo or 0) + (hurt.number.lo or 0)
        if said and total and total == whole.number.lo and any(s.lower(m) in _LOSSES for m in range(whole.hedge.i, whole.end)):
            made[k] = whole._replace(violation="casualty")
            made[k + 1], made[k + 2] = (p._replace(whole=k, carried=False) for p in (dead, hurt))
    return made
