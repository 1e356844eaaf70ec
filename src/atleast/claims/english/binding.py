"""Which number counts which harm, in English: `bindings(sentence, numbers, memory)` gives the numbers that are claims.

Takes the tokens and numbers of one sentence and the harm spoken of before; returns one `Bind` for each number that counts
people harmed. `RULES` are tried in order of trust: the harm that the noun phrase names itself ("168 wounded"), the verb
before it ("killed 22"), the whole that it is a part of, the predicate of its clause ("46 boys and 12 girls have been
killed"), what it goes on from ("another 30 in Ostia"), the noun that measures it ("the death toll reached 753"), the heading
of a list. A number that no rule binds is no claim, nor is one that counts days, towns or shots.
"""

from __future__ import annotations

from collections.abc import Callable

from atleast.claims.bind import Bind
from atleast.claims.english.case import Case
from atleast.claims.english.completing import completed
from atleast.claims.english.denying import miscounted, none_of, standing
from atleast.claims.english.eliding import (
    added,
    by_another,
    counted_among,
    earlier,
    elided,
    elliptic,
    goes_to,
    kinds,
    out_of,
    share,
)
from atleast.claims.english.measuring import (
    carried,
    counted_harm,
    described,
    in_list,
    listed,
    measured,
    measured_after,
    named_before,
)
from atleast.claims.english.parts import (
    WITHIN,
    among_them,
    beside,
    between_harms,
    larger,
    next_part,
    opens_of,
    part,
    partitive,
    rest,
    root,
    sums,
)
from atleast.claims.english.phrases import phrase_after
from atleast.claims.english.predicates import FORMS, active, other_object, predicate, reduced, split, unreal
from atleast.claims.english.sources import according_to, gapped
from atleast.claims.hedging import after_phrase, hedged
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_PASSIVE = frozenset(grammar("passive"))
_AUX = _PASSIVE | frozenset(grammar("auxiliary"))
_JOIN = frozenset(grammar("joining"))
_STATES = frozenset(("detention", "disappearance", "injury"))  # harms whose nouns also name people: "detainees", "wounded"
_AFTER = {"detention": ("arrest",), "release": ("arrest", "detention", "disappearance"), "found": ("missing", "disappearance")}
_CLOSES = frozenset(("", ".", ",", ";", ")", '"', "and", "but", "in", "by", "on", "while", "since", "so"))
_STRONG = (
    "acknowledg",
    "admit",
    "conced",
    "confirm",
    "verif",
    "document",
    "record",
    "count",
    "list",
    "regist",
    "tall",
    "estimat",
)
_HOMES = frozenset(("families", "households", "clans", "tribes", "groups", "generations"))
_CHANGES = tuple(grammar("changes"))
_THEM = frozenset(("them", "these", "those"))
_AGENTS = ("or", "er", "ist", "ian", "man", "ant", "eer")
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "their", "its"))
_ONE = frozenset(grammar("one_person"))
_KIN = frozenset(
    ("lawyer", "friend", "relative", "relation", "parent", "colleague", "spouse", "attorney", "cellmate", "family")
)
_KINDRED = frozenset(grammar("kindred"))
_LEFT = frozenset(("still", "remain", "remains", "remained", "currently", "them", "now", "yet", "since"))
_NOT_ONE = frozenset(("no", "any", "every", "each", "only", "day", "this", "that", "the", "another", "which", "number"))


def bindings(s: Sentence, found: list[Number], memory: str | None, *, headed: bool = False) -> list[Bind]:
    """Bind the numbers of one sentence, left to right; a `headed` one is an item of a list: "Varna: 17"."""
    bound: list[Bind] = []
    found = standing(s, found)
    in_list = found if headed else listed(s, found)
    starts = {n.i: n for n in found}
    skip = -1
    for index, n in enumerate(found):
        if index == skip:
            continue
        case = _case(s, n, found, starts, bound, memory, n in in_list)
        if partitive(case) and not case.one and case.before != "but":
            skip = index + 1
            whole = _bound(_case(s, found[skip], found, starts, bound, memory, False))
            if whole and (
                whole.how == "predicate" or (whole.how == "next" and not s.has(whole.trigger, "noun"))
            ):  # "two of the three officers died"
                bound.append(case.made(whole.violation, "partitive", trigger=whole.trigger)._replace(end=whole.end))
            elif whole is None:
                object_of = active(s, case.hedge.i, found)
                if object_of:  # "the remains of three of the 43"
                    same = next((k for k, b in enumerate(bound) if b.number.lo == found[skip].lo), None)
                    bound.append(
                        case.made(object_of[0], "partitive", whole=same, trigger=object_of[1])._replace(end=found[skip].j)
                    )
            else:
                told = predicate(s, whole.end, starts)
                violation = told[0] if told and whole.how == "next" else whole.violation
                bound.extend((case.made(violation, "partitive", whole=len(bound) + 1, trigger=whole.trigger), whole))
            continue
        one = _bound(case)
        if one is None:
            continue
        if one.how == "out of":  # "1,452 killed by rebels and 727 by soldiers, out of a total of 3,248"
            parts = {k for k, b in enumerate(bound) if b.violation == one.violation and (b.number.lo or 0) < (n.lo or 0)}
            free = {k for k in parts if bound[k].whole is None}
            bound = [b._replace(whole=len(bound)) if k in free else b for k, b in enumerate(bound)]
        if bound and case.before == "among" and bound[-1].end >= case.hedge.i - 1 and one.whole is None:
            bound[-1] = bound[-1]._replace(whole=len(bound))  # "12 children among 27 killed"
        bound.append(one)
    if bound and memory and opens_of(s, bound[0].hedge.i):
        bound = [b._replace(carried=True) if b.whole is None else b for b in bound]
    siblings = {k for k, b in enumerate(bound) if b.whole == 0 and bound[0].carried and beside(s, bound[0], b)}
    bound = [b._replace(whole=None, carried=True) if k in siblings else b for k, b in enumerate(bound)]
    bound = rest(s, among_them(s, bound))
    for k, b in enumerate(bound):  # "40 men and 15 women were among the 61 killed"
        total = next((m for m, other in enumerate(bound) if other.number.i == b.trigger and m > k), None)
        bound[k] = b._replace(whole=total) if total is not None and b.whole is None else b
    bound = [
        b._replace(violation="death_sentence") if b.violation == "prison_sentence" and _to_death(s, b.end) else b for b in bound
    ]
    return completed(s, found, sums(bound))


def _case(
    s: Sentence, n: Number, found: list[Number], starts: dict[int, Number], bound: list[Bind], memory: str | None, listed: bool
) -> Case:
    hedge = hedged(s, n)
    phrase = phrase_after(s, hedge.j, starts)
    return Case(s, n, after_phrase(s, hedge, phrase.end), phrase, found, starts, bound, memory, listed)


def _bound(c: Case) -> Bind | None:
    if c.phrase.refused or _only_looks_like_a_count(c) or miscounted(c.s, c.phrase.end):
        return None
    if none_of(c.s, c.hedge.i):  # only what the noun phrase says itself holds: "none of the 14 wounded had died"
        return c.made(c.phrase.harm, "next", trigger=c.phrase.trigger) if c.phrase.harm else None
    if _person_in_list(c):
        c = c._replace(phrase=c.phrase._replace(person=True, harm=None))
    one = next((one for rule in RULES if (one := rule(c)) is not None), None)
    if one and one.violation == "found" and not _missed(c):
        return None  # "300 migrants were rescued"
    return None if one and unreal(c.s, c.hedge.i, one.trigger, one.violation) else one


def _missed(c: Case) -> bool:
    """Say whether people were missing before they were found."""
    gone = ("missing", "disappearance")
    spoken = any(c.s.what(k, f) in gone for k in range(len(c.s.tokens)) for f in FORMS)
    return c.memory in gone or spoken or any(b.violation in gone for b in c.bound)


def _only_looks_like_a_count(c: Case) -> bool:
    """Refuse "one of seven", "one group", "two of the": words that only look like a count."""
    s, n = c.s, c.n
    last = next((m for m in reversed(c.found) if m.i < n.i), None)
    them = any(s.lower(k) in _THEM for k in range(c.hedge.j, c.phrase.end))
    if them and not c.bound and last is not None and phrase_after(s, last.j, c.starts).refused:
        return True  # "120 beds, 30 of them in intensive care"
    if c.before in ("of", "from") and s.lower(n.j) in _HOMES:
        return True  # "17 members of two families"
    if c.before == "by" and any(s.lower(k).startswith(_CHANGES) for k in range(max(0, c.hedge.i - 9), c.hedge.i - 1)):
        return any(s.has(k, "toll") for k in range(max(0, c.hedge.i - 14), c.hedge.i))  # "the toll rose by 12"
    if c.before == "but" and s.lower(c.hedge.i - 2) in ("all", "none", "everyone", "nothing"):
        return True  # "all but 60 were freed"
    if not c.one:
        return False
    if c.before in ("of", "for", "with") and (s.lower(c.hedge.i - 2) in _ONE | _KIN or s.lower(c.hedge.i - 2) in _KINDRED):
        return True  # "the brother of one of them"
    if s.lower(n.j) == "of":
        return s.lower(n.j + 1) not in ("them", "whom", "those")
    if s.lower(n.i - 1) in _NOT_ONE and not c.phrase.person:
        return True
    later = bool(c.bound) and s.lower(n.j) in ("was", "were") and s.lower(n.j + 1) in ("later", "then", "since", "subsequently")
    placed = c.bare and bool(c.bound) and elided(s, _over(s, c.bound[-1]), c.hedge.i, c.phrase.end)
    return not (c.phrase.person or placed or later or (c.phrase.harm and s.upto(n.i, "vague") == n.i))


def _own(c: Case) -> Bind | None:
    """Read the harm that the noun phrase names itself, unless people so named met another: "12 detainees were killed"."""
    s, phrase = c.s, c.phrase
    if not phrase.harm:
        return None
    if (phrase.harm in _STATES or phrase.of_them) and s.has(phrase.trigger, "noun"):
        told = (None if phrase.of_them else active(s, c.hedge.i, c.found)) or predicate(s, phrase.end, c.starts)
        listed = s.lower(phrase.end) == "," and s.lower(phrase.end + 1) in ("including", "among")
        past = told is not None and not listed and any(phrase.end <= m < told[1] for m in c.starts)
        if told and not past and told[0] not in ("detention", phrase.harm) and s.lower(phrase.end) != "and":
            whole = part(c)
            whole = _after(c, told[0]) if whole is None else whole
            if whole is None and c.bound and c.bound[-1].violation == told[0] and _joined_only(c):
                whole = c.bound[-1].whole  # "among them five guards and five detainees who died"
            return c.made(told[0], "active", trigger=told[1], carried=phrase.of_them, whole=whole)
    if phrase.harm == "detention" and phrase.person and s.has(phrase.trigger, "intr"):
        told = active(s, c.hedge.i, c.found)  # "the deaths of 84 people in custody"
        if told and told[0] != "detention":
            return c.made(told[0], "active", trigger=told[1], whole=part(c))
    if phrase.person and s.has(phrase.trigger, "pp") and reduced(s, phrase.trigger):
        told = predicate(s, phrase.end, c.starts)  # "five people arrested at protests have been sentenced to death"
        if told:
            return c.made(told[0], "predicate", trigger=told[1], whole=part(c))
    if s.lower(phrase.end) == "to" and phrase.harm == "prison_sentence" and _to_death(s, phrase.end):
        return c.made("death_sentence", "next", trigger=phrase.trigger)
    whole = part(c)
    explicit = s.lower(c.hedge.i - 2) == "of" and c.before in ("whom", "them", "which")
    explicit = explicit or any(s.lower(k) in ("whom", "which") for k in range(c.hedge.j, phrase.end))
    if (
        whole is not None
        and not explicit
        and phrase.harm not in (c.bound[whole].violation, *WITHIN.get(c.bound[whole].violation, ()))
    ):
        whole = None
    after = _after(c, phrase.harm)
    if after is None and s.lower(phrase.trigger) == "with":
        after = _aside(c, phrase.harm)
    return c.made(
        phrase.harm,
        "next",
        whole=whole if whole is not None else after,
        carried=phrase.of_them or (after is None and _goes_back(c, phrase.harm, phrase.trigger)),
        trigger=phrase.trigger,
    )


def _joined_only(c: Case) -> bool:
    between = [c.s.lower(k) for k in range(c.bound[-1].end, c.hedge.i)]
    return bool(between) and all(b in _JOIN for b in between)


def _person_in_list(c: Case) -> bool:
    """Say whether a noun of harm only names people in a list: "the dead included 21 protesters and nine prisoners"."""
    if not c.bound or c.phrase.harm != "detention" or not c.s.has(c.phrase.trigger, "person") or not _joined_only(c):
        return False
    last = c.bound[-1]
    listed = last.how in ("noun", "part", "coordinated") and last.violation != "detention"
    return listed and predicate(c.s, c.phrase.end, c.starts) is None


def _after(c: Case, violation: str) -> int | None:
    """Return the arrests of which some are held still or were released, in the same sentence."""
    if not c.bound or violation not in _AFTER or c.n.lo is None:
        return None
    first = root(c.bound)
    lo = c.bound[first].number.lo
    return first if c.bound[first].violation in _AFTER[violation] and lo is not None and lo > c.n.lo else None


def _goes_back(c: Case, violation: str, at: int) -> bool:
    """Say whether people held or freed are of those that the sentence before counted: "21,145 are currently in detention"."""
    near = range(max(0, c.hedge.i - 3), min(at + 4, len(c.s.tokens)))
    return not c.bound and violation in _AFTER and any(c.s.lower(k) in _LEFT for k in near)


def _to_death(s: Sentence, k: int) -> bool:
    words = [s.lower(m) for m in range(k, k + 5)]
    return words[:1] == ["to"] and any(w in ("death", "hang", "hanged", "executed", "gallows") for w in words)


def _split(c: Case) -> Bind | None:
    """Read "put 81 men to death", "took 12 people into custody"; "condemned 529 others" goes on with a sentence of death."""
    for k in range(c.n.j + 1, c.phrase.end + 1) if not c.bare else (c.hedge.j,):
        told = split(c.s, c.hedge.i, k)
        if told:
            return c.made(told[0], "active", trigger=told[1])._replace(end=max(k, c.hedge.j))
    others = c.bound and c.bound[-1].violation == "death_sentence" and c.before in ("condemned", "sentenced")
    return c.made("death_sentence", "active", trigger=c.hedge.i - 1) if others else None


def _active(c: Case) -> Bind | None:
    of = c.before == "of" and c.s.lower(c.hedge.i - 2) in ("family", "group", "crew", "party", "team")
    back = active(c.s, c.hedge.i, c.found) or (active(c.s, c.hedge.i - 3, c.found) if of else _beside_one(c))
    if back is None:
        return None
    after = _after(c, back[0])
    if back[0] == "detention" and _jailed_for(c, back[1]):
        return c.made("prison_sentence", "active", trigger=back[1])
    whole = after if c.phrase.of_them else None
    whole = _aside(c, back[0]) if whole is None else whole
    return c.made(back[0], "active", trigger=back[1], whole=whole, carried=c.phrase.of_them and whole is None)


def _beside_one(c: Case) -> tuple[str, int] | None:
    """Read "killing the driver and 11 passengers", "killed a nurse and wounded six": one person stands before the number."""
    s, i = c.s, c.hedge.i
    if c.before != "and" or not c.phrase.person:
        return None
    first = next((k for k in range(i - 2, max(-1, i - 8), -1) if s.lower(k) in _ARTICLES), None)
    if s.lower(i - 2) in ("herself", "himself", "themselves"):
        return active(s, i - 2, c.found)  # "killed herself and 19 others"
    if first is None or any(s.lower(k) in (",", ";", "and", "by", "in", "at") for k in range(first, i - 1)):
        return None
    one = s.lower(i - 2) in _ONE or s.has(i - 2, "person") or s.has(i - 2, "state") or s.lower(i - 2).endswith(_AGENTS)
    return active(s, first, c.found) if one else None


def _jailed_for(c: Case, verb: int) -> bool:
    """Say whether "jailed 58 protesters" goes on with for how long."""
    terms = ("years", "months", "days", "terms", "life", "to", "between", "up")
    k = c.phrase.end
    return (
        c.s.lower(verb).startswith(("jail", "imprison"))
        and c.s.lower(k) == "for"
        and (c.s.lower(k + 1) in terms or k + 1 in c.starts or c.s.lower(k + 1)[:1].isdigit())
    )


def _aside(c: Case, violation: str) -> int | None:
    """Return the claim that a smaller number of the same harm, set off by a comma alone, is a part of."""
    if not c.bound or c.n.lo is None:
        return None
    last = c.bound[-1]
    alone = [c.s.lower(k) for k in range(last.end, c.hedge.i)] == [","]
    smaller = last.number.lo is not None and c.n.lo < last.number.lo
    return len(c.bound) - 1 if alone and smaller and last.violation == violation and last.whole is None else None


def _part(c: Case) -> Bind | None:
    """Read a part of the claim before; it takes that harm, unless it has a predicate of its own."""
    whole = part(c)
    if whole is None:
        return None
    s, end, opener = c.s, c.phrase.end, c.before == ","
    aside = c.before in (",", "–", "—", "-", "(")
    forward = predicate(s, end, c.starts) if not c.phrase.of_them or not aside or s.lower(end) in _AUX else None
    if forward and s.lower(end) == "being":  # "with more than 7,000 being released"
        return c.made(forward[0], "part", whole=whole if forward[0] in WITHIN.get(c.bound[whole].violation, ()) else None)
    if between_harms(c):
        return c.made(c.bound[whole].violation, "part", whole=whole)  # "530 killed, 71 minors, 19k arrested"
    if forward is None and opener and not c.phrase.of_them:
        forward = predicate(s, end, c.starts)
    own = c.phrase.of_them or opener or c.before in ("whom", "which") or s.lower(c.n.j) in ("have", "had", "has")
    like = c.bound[whole].violation
    forward = (
        None if forward and like == "killing" and s.lower(forward[1]) in ("shot", "beaten", "burned", "burnt") else forward
    )
    if c.bound[-1].how == "part" and c.bound[-1].whole == whole and not c.phrase.of_them:
        like = c.bound[-1].violation
    return c.made(forward[0] if forward and own else like, "part", whole=whole)


def _predicate(c: Case) -> Bind | None:
    s = c.s
    at = c.phrase.end + (s.lower(c.phrase.end) in _PASSIVE)
    if s.lower(at) == "among" and s.lower(at + 1) in _THEM and s.lower(at + 2) not in ("who", "that"):
        if c.bound:  # "five officers were among them"
            return c.made(c.bound[root(c.bound)].violation, "predicate", whole=root(c.bound))
        return c.made(c.memory, "predicate", carried=True) if c.memory else None
    if c.bare and s.lower(c.phrase.end) == "," and (toll := _measured(c)) is not None:
        return toll  # "the toll stands at 31, and 60 people remain in hospital"
    if other_object(s, c.hedge.i, c.phrase.end) or (c.one and not c.phrase.person and c.phrase.end > c.n.j):
        return None
    forward = predicate(s, _past_dash(c), c.starts)
    if forward is None:
        return None
    among = any(_among(s, k) for k in range(c.phrase.end, forward[1]))
    after = _after(c, forward[0])
    whole = larger(c, forward[0]) if among else None
    if whole is not None and c.bound[whole].trigger != forward[1]:
        after = whole
    carried = c.phrase.of_them or among or (after is None and _goes_back(c, *forward))
    return c.made(forward[0], "predicate", carried=carried, trigger=forward[1], whole=after)


def _among(s: Sentence, k: int) -> bool:
    """Say whether "among those", "of the dead" stands at k; "of the family" does not go back."""
    if s.lower(k) not in ("among", "of") or s.lower(k + 1) not in ("those", "the"):
        return False
    return s.lower(k) == "among" or s.lower(k + 1) == "those" or any(s.has(k + 2, f) for f in (*FORMS, "basis", "toll"))


def _past_dash(c: Case) -> int:
    """Return where the clause goes on after a number set between dashes: "a man and ten children - 12 in all - were killed"."""
    k = c.phrase.end
    if c.before not in ("-", "–", "—", "("):
        return k
    close = ")" if c.before == "(" else c.before
    return next((m + 1 for m in range(k, min(k + 5, len(c.s.tokens))) if c.s.lower(m) == close), k)


def _joined(c: Case) -> Bind | None:
    """Read a number that goes on from the claim before: joined to it, added to it, or set against another place."""
    if not c.bound or not (c.phrase.person or c.bare):
        return None
    last = c.bound[-1]
    between = [c.s.lower(k) for k in range(last.end, c.hedge.i)]
    top = c.bound[root(c.bound)]
    smaller = last.number.lo is not None and c.n.lo is not None and last.number.lo < c.n.lo
    if last.whole is not None and smaller and top.how == "active" and c.phrase.person and elided(c.s, last.end, c.hedge.i, -1):
        return c.made(
            top.violation, "elided", trigger=top.trigger
        )  # "killed 44 people, including 20 children, and 179 in Soro"
    if between and len(between) <= 4 and all(b in _JOIN for b in between):
        how = "coordinated"
    elif elided(c.s, _over(c.s, last), c.hedge.i, c.phrase.end):
        how = "elided"
    elif added(c.s, last.end, c.hedge.i, c.hedge.words):
        how = "added"
    else:
        return None
    whole = None if how == "added" or next_part(c, between) else last.whole
    return c.made(last.violation, how, whole=whole, carried=last.carried, trigger=last.trigger)


def _over(s: Sentence, last: Bind) -> int:
    """Return where a claim ends, its verb included when it stands right after it."""
    k = last.trigger
    return last.end if k < last.end or k - last.end > 6 else max(s.upto(k, form) for form in (*FORMS, "act"))


def _measured(c: Case) -> Bind | None:
    if c.one or c.listed:
        return None
    near = range(max(0, c.hedge.i - 4), c.hedge.i)
    if not c.bound and c.found[0] is not c.n and any(c.s.lower(k) in ("it", "this", "that") for k in near):
        return None  # "12,000 fled after the killings; the agency put it at 15,000"
    counted = (
        measured(c.s, c.hedge.i, c.memory)
        or counted_harm(c.s, c.hedge.i)
        or measured_after(c.s, c.hedge.i, c.hedge.j, c.memory)
    )
    return c.made(counted, "measured") if counted else None


def _conceded(c: Case) -> Bind | None:
    """Read a bare number after a reporting verb: "union lists 74 dead, cabinet concedes 19", "the UN has verified 903"."""
    s, i = c.s, c.hedge.i
    at = i
    while s.lower(at - 1) in ('"', "to", "only", "just"):
        at -= 1
    verb = next((k for k in range(max(0, at - 3), at) if s.has(k, "say") and s.upto(k, "say") == at), None)
    denied = c.before == "not" and bool(c.bound) and s.lower(i - 2) in ("and", ",", "but")
    if denied and c.bare and s.lower(c.hedge.j) in _CLOSES:
        return c.made(c.bound[-1].violation, "conceded")  # "about 50 had died, and not 19"
    ends = c.bare and bool(c.bound) and s.lower(c.hedge.j) in ("", ".", ";")
    if ends and (gapped(s, i) is not None or according_to(s, i)):
        return c.made(c.bound[-1].violation, "conceded")  # "the ministry says 87 died; the opposition, 300"
    if verb is not None and c.phrase.person and c.bound and s.lower(c.phrase.end) in ("", ".") and verb == i - 1:
        return c.made(c.bound[-1].violation, "conceded")  # "171 civilians killed; army says 40 rebels"
    if verb is not None and c.memory and s.lower(c.phrase.end - 1) == "victims":
        return c.made(c.memory, "conceded")  # "The army first spoke of five victims"
    if verb is None or not c.bare or c.one or s.lower(c.hedge.j) not in _CLOSES:
        return None
    if c.bound:
        one = len({b.violation for b in c.bound if b.whole is None}) == 1  # "9 killed, 40 hurt; the army says 1": of which?
        return c.made(c.bound[-1].violation, "conceded") if one else None
    ends = s.lower(c.hedge.j) in ("", ".", ";", ",", '"') and c.found[0] is c.n  # no crowd that others put lower
    return c.made(c.memory, "conceded") if c.memory and (ends or s.lower(verb).startswith(_STRONG)) else None


RULES: tuple[Callable[[Case], Bind | None], ...] = (
    _split,
    _own,
    _active,
    _part,
    kinds,
    _predicate,
    counted_among,
    _joined,
    _measured,
    _conceded,
    elliptic,
    by_another,
    out_of,
    goes_to,
    share,
    named_before,
    earlier,
    described,
    carried,
    in_list,
)
