"""Which number counts which harm, in English: `bindings(sentence, numbers, memory)` gives the numbers that are claims.

Takes the tokens and numbers of one sentence and what was spoken of before; returns one `Bind` for each number that counts
people harmed. The order of trust: the word after the number ("168 wounded", "five fatalities"), the active verb before it
("killed 22"), the parent of an "including" or "of them", the predicate of its clause ("46 boys and 12 girls have been
killed"), a coordinated number, the measured noun ("the death toll reached 753"), the heading of a list. A number that none
of these binds is no claim, nor is one that counts days, towns or shots. Clauses end at semicolons and at words such as
"while": nothing binds across them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from atleast.claims.english.eliding import elided
from atleast.claims.english.measuring import any_harm, heading, listed, listed_item, measured, noun_before, of_before
from atleast.claims.english.phrases import Phrase, phrase_after
from atleast.claims.hedging import Hedged, after_phrase, hedged
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

FORMS = ("pp", "intr", "noun")
_PASSIVE = frozenset(grammar("passive"))
_AUX = _PASSIVE | frozenset(grammar("auxiliary"))
_STOP = frozenset(grammar("stop"))
_PREPOSITIONS = frozenset(grammar("prepositions"))
_PARTS = frozenset(
    ["including", "among", "amongst", "included", "comprising", "counting", "includes", "include", "mostly", "mainly"]
)
_THEM = frozenset(grammar("them"))
_ALLOWED = frozenset(grammar("allowed"))
_JOIN = frozenset(grammar("joining"))


class Bind(NamedTuple):
    """A number that is a claim: its violation, the tokens of its quote, and the index (here) of what contains it."""

    number: Number
    hedge: Hedged
    violation: str
    end: int
    how: str
    whole: int | None = None
    carried: bool = False
    place: str | None = None
    trigger: int = -1


def bindings(s: Sentence, found: list[Number], memory: str | None) -> list[Bind]:
    """Bind the numbers of one sentence, left to right."""
    bound: list[Bind] = []
    in_list = listed(s, found)
    hedges = [hedged(s, n) for n in found]
    starts = {n.i: n for n in found}
    for index, n in enumerate(found):
        phrase = phrase_after(s, hedges[index].j, starts)
        if _is_part_of_speech(s, n, phrase):
            continue
        hedges[index] = after_phrase(s, hedges[index], phrase.end)
        one = _bind(s, found, starts, index, hedges, phrase, bound, memory, n in in_list)
        if one is not None:
            if bound and s.lower(hedges[index].i - 1) == "among" and bound[-1].end >= hedges[index].i - 1 and one.whole is None:
                bound[-1] = bound[-1]._replace(whole=len(bound))  # "12 children among 27 killed"
            bound.append(one)
    return _sums(bound)


def _sums(bound: list[Bind]) -> list[Bind]:
    """Make parts of the numbers that follow a number and add up to it: "224 people; 32 women and 192 men"."""
    for a, whole in enumerate(bound):
        total = 0
        for b in range(a + 1, min(a + 5, len(bound))):
            if bound[b].violation != whole.violation or bound[b].whole is not None or bound[b].number.hi:
                break
            total += bound[b].number.lo or 0
            if b > a + 1 and total == whole.number.lo:
                bound[a + 1 : b + 1] = [each._replace(whole=a) for each in bound[a + 1 : b + 1]]
                break
    return bound


def _bind(
    s: Sentence,
    found: list[Number],
    starts: Mapping[int, Number],
    index: int,
    hedges: list[Hedged],
    phrase: Phrase,
    bound: list[Bind],
    memory: str | None,
    in_list: bool,
) -> Bind | None:
    n, hedge = found[index], hedges[index]
    if phrase.refused:
        return None

    def made(violation: str, how: str, **more: object) -> Bind:
        return Bind(n, hedge, violation, max(phrase.end, hedge.j), how, **more)  # type: ignore[arg-type]

    part = _part(s, n, hedge, phrase, bound)
    if phrase.harm in ("detention", "disappearance") and s.has(
        phrase.trigger, "noun"
    ):  # a state of people: what befell them comes first
        told = _active(s, hedge.i, found, bound) or _predicate(s, phrase.end, starts)
        if told and told[0] != "detention":
            return made(told[0], "active", trigger=told[1])
    if phrase.harm:
        whole = part if part is not None and bound[part].violation == phrase.harm else None
        if s.lower(phrase.end) == "to" and s.lower(phrase.end + 1) == "death" and phrase.harm == "prison_sentence":
            return made("death_sentence", "next", trigger=phrase.trigger)
        return made(
            phrase.harm,
            "next",
            whole=part if s.lower(hedge.i - 1) in ("with",) or phrase.harm == "found" else whole,
            trigger=phrase.trigger,
        )
    if s.lower(phrase.end) == "to" and s.lower(phrase.end + 1) in ("death", "be") and _near(s, hedge.i, "sentenc"):
        return made("death_sentence", "active")
    back = _active(s, hedge.i, found, bound)
    if back:
        return made(back[0], "active", trigger=back[1])
    if part is not None:
        forward = (
            _predicate(s, phrase.end, starts)
            if not phrase.of_them or not _comma_part(s, hedge.i) or s.lower(phrase.end) in _AUX
            else None
        )
        opener = s.lower(hedge.i - 1) == ","
        forward = forward or (_predicate(s, phrase.end, starts) if opener and not phrase.of_them else None)
        violation = (
            forward[0]
            if forward
            and (
                phrase.of_them or opener or s.lower(hedge.i - 1) in ("whom", "which") or s.lower(n.j) in ("have", "had", "has")
            )
            else bound[part].violation
        )
        return made(violation, "part", whole=part)
    forward = None if _object(s, hedge.i, phrase.end) else _predicate(s, phrase.end, starts)
    if forward and not (n.word and n.lo == 1 and not phrase.person and phrase.end > n.j):
        return made(forward[0], "predicate", carried=phrase.of_them, trigger=forward[1])
    if bound and _coordinated(s, bound[-1], hedge) and (phrase.person or phrase.end == hedge.j):
        return made(bound[-1].violation, "coordinated", whole=bound[-1].whole, trigger=bound[-1].trigger)
    if bound and (phrase.person or phrase.end == hedge.j) and elided(s, _over(s, bound[-1]), hedge.i, phrase.end):
        return made(bound[-1].violation, "elided", whole=bound[-1].whole, trigger=bound[-1].trigger)
    counted = measured(s, hedge.i, memory)
    if counted and not (n.word and n.lo == 1):
        return made(counted, "measured")
    noun = noun_before(s, hedge.i, phrase, found)
    if noun:
        return made(noun, "noun")
    heads = heading(s, hedge.i)
    if heads and (phrase.person or phrase.end == hedge.j):
        return made(heads, "noun", carried=True)
    if bound and s.lower(hedge.i - 1) == "from" and hedge.i - bound[-1].end <= 8 and not phrase.person:
        return made(bound[-1].violation, "earlier")
    if phrase.described and not (n.word and n.lo == 1):
        return made(phrase.described, "described")
    if memory and of_before(s, hedge, phrase):
        return made(memory, "carried", carried=True)
    if in_list and (bound or memory or any_harm(s, n.i)):
        heading_harm = any_harm(s, n.i) or (bound[-1].violation if bound else memory)
        first, name = listed_item(s, n)
        if heading_harm:
            return Bind(
                n,
                hedge._replace(i=first),
                heading_harm,
                max(phrase.end, hedge.j) + (s.lower(hedge.j) == ")"),
                "listed",
                place=name,
            )
    return None


def _is_part_of_speech(s: Sentence, n: Number, phrase: Phrase) -> bool:
    """Refuse "one of seven", "one group", "two of the": words that only look like a count."""
    if n.word and n.lo == 1:
        if s.lower(n.j) == "of":
            return s.lower(n.j + 1) not in ("them", "whom")
        if (
            s.lower(n.i - 1)
            in ("no", "any", "every", "each", "only", "day", "this", "that", "the", "another", "which", "number")
            and not phrase.person
        ):
            return True
        return not (phrase.person or (phrase.harm and s.upto(n.i, "vague") == n.i))
    return (n.vague and phrase.refused) or (s.lower(n.i - 1) in ("one", "some") and False)


def _active(s: Sentence, i: int, found: list[Number], bound: list[Bind]) -> tuple[str, int] | None:
    """Read the verb right before a number as active, or a harm as noun with "of": "killing six", "the arrest of 500"."""
    at = i
    if (s.lower(i - 1) in ("of", "against", "for", "on", "to", "among", "upon") and i >= 2) or s.lower(i - 1) in ('"', ":"):
        at = i - 1
    for start in range(max(0, at - 7), at):
        for form in ("act", "noun", "pp", "intr"):
            if not (s.has(start, form) and s.upto(start, form) == at):
                continue
            if form == "act" or (form == "noun" and at < i):
                return s.what(start, form), start
            if form == "pp" and at == i and _is_active(s, start, found):
                return s.what(start, form), start
    return None


def _object(s: Sentence, i: int, end: int) -> bool:
    """Say whether the number is the object of a verb that harms no one: "charged 48 people, and 12 ..."."""
    verb = s.lower(i - 1)
    other = verb.endswith("ed") and not any(
        s.has(i - 1, tag) for tag in (*FORMS, "act", "say", "basis", "hedge", "soft", "tollverb")
    )
    return other and not any(s.lower(k) in ("who", "were", "was", "have", "had") for k in range(end, end + 2))


def _is_active(s: Sentence, k: int, found: list[Number]) -> bool:
    """Say whether a participle before a number is a verb with the number as its object."""
    at = k - 1
    while at > 0 and (s.lower(at).endswith("ly") or s.lower(at) in ("also", "already", "since", "then", "later")):
        at -= 1
    if s.lower(at) in _PASSIVE:
        return False
    if s.lower(at) in ("and", "or"):  # "were killed and wounded 5": the first verb tells
        before = next((m for m in range(at - 1, max(-1, at - 14), -1) if s.has(m, "pp") or s.has(m, "act")), None)
        return before is None or s.has(before, "act") or _is_active(s, before, found)
    return True


def _predicate(s: Sentence, k: int, starts: Mapping[int, Number]) -> tuple[str, int] | None:
    """Walk from the end of a number's noun phrase to the verb of its clause."""
    start, plain, inside, part, with_verb = k, True, False, False, False
    while k < len(s.tokens) and k - start < 45:
        low = s.lower(k)
        if low == ";" and plain and (k + 1 in starts or (k + 2 in starts and s.lower(k + 1) == "(")):
            k += 1
            continue
        if low == ";" or low in _STOP or (low == ":" and plain):
            return None
        if low in ("(", "–", "—") or (low == "-" and s.low[s.tokens[k].start - 1] == " "):
            close = next(
                (m for m in range(k + 1, min(k + 30, len(s.tokens))) if s.lower(m) == (")" if low == "(" else low)), None
            )
            if close is None:
                return None
            k = close + 1
            continue
        if low == "with" and s.lower(k - 1) not in ("along", "together"):
            plain = False
        if low in _PARTS:
            part, plain = True, True
        if k in starts:
            if not plain:
                return None
            k = starts[k].j
            continue
        for form in ("pp", "intr"):
            if s.has(k, form) and not _elsewhere(s, k, form, with_verb, inside):
                if s.what(k, form) == "injury" and s.has(k, "noun") and s.lower(k - 1) in ("the", "of"):
                    continue
                return s.what(k, form), k
        if s.has(k, "noun") and with_verb and s.lower(k - 1) in ("among", "the"):
            return s.what(k, "noun"), k
        if low in _AUX:
            with_verb, inside = with_verb or low in _PASSIVE | {"have", "has", "had"}, False
            if low in ("were", "was", "are", "is") and (
                s.has(k + 1, "person") and s.upto(k + 1, "person") - 1 == k + 1 and not any(s.has(k + 1, f) for f in FORMS)
            ):
                return None
        elif low in _PREPOSITIONS:
            if low == "by" and not with_verb and plain is False and s.has(k + 1, "say"):
                return None
            inside = True
        elif low == "," or low in ("and", "or"):
            inside = inside and low != ","
        elif s.has(k, "person") or low in _JOIN or low.endswith("ly"):
            pass
        elif (
            s.has(k, "say")
            and not s.has(k, "report")
            and s.lower(k - 1) not in _AUX
            and not s.lower(k - 1).endswith("ly")
            and not any(s.has(k + 1, f) for f in ("pp", "intr"))
        ) or (not inside and not s.capital(k) and low.endswith("ed") and low not in _ALLOWED and not with_verb):
            return None
        if (
            low.isalpha()
            and low not in _JOIN | _PARTS
            and not s.has(k, "person")
            and not s.has(k, "hedge")
            and not s.has(k, "soft")
            and low not in ("the", "a", "young", "old")
        ):
            plain = part and plain and not low.endswith("ed") and low not in _AUX
        k += 1
    return None


def _elsewhere(s: Sentence, k: int, form: str, with_verb: bool, inside: bool) -> bool:
    """Say whether a harm word on the way is not the predicate: "those killed", "the dead", "relatives of killed"."""
    before = s.lower(k - 1)
    if before in ("those", "the", "people", "of", "a", "an", "number") and not with_verb:
        return True
    return inside and not with_verb and before not in _AUX and form == "pp" and s.lower(k - 1) in _PREPOSITIONS


def _part(s: Sentence, n: Number, hedge: Hedged, phrase: Phrase, bound: list[Bind]) -> int | None:
    """Return the index of the claim that this number is a part of, in the same sentence."""
    if not bound:
        return None
    end = bound[-1].end
    between = [s.lower(k) for k in range(end, hedge.i)]
    if n.lo is not None and (bound[_root(bound)].number.hi or bound[_root(bound)].number.lo or n.lo) < n.lo:
        return None
    if len(between) > 25 or ";" in between:
        return None
    if phrase.of_them and not _clause_between(between):
        return _root(bound)
    if any(b in _PARTS for b in between) or " ".join(between[-2:]) in (
        "of whom",
        "of them",
        "of which",
        "of these",
        "of those",
    ):
        after = between[max(i for i, b in enumerate(between) if b in _PARTS or b in _THEM) :]
        if sum(b in (",", "and") for b in after) <= 2 and not any(b in _PASSIVE for b in after[1:-1]):
            return len(bound) - 1 if bound[-1].whole is None else bound[-1].whole
    last = bound[-1]
    if (
        last.whole is not None
        and between[-1:] in (["and"], [","])
        and s.lower(n.j) in ("were", "was", "are")
        and s.has(n.j + 1, "person")
    ):
        return last.whole
    if (
        last.whole is not None
        and last.how in ("part", "next")
        and between[-1:] in (["and"], [","], ["of"])
        and len(between) <= 10
        and phrase.person
        and not any(b in _AUX or b in _STOP or b == ";" for b in between)
        and not any(s.has(k, f) for k in range(end, hedge.i) for f in ("pp", "act", "say"))
    ):
        return last.whole
    if between[-2:] == [",", "with"] and (phrase.harm in (None, last.violation)):
        return _root(bound)
    first = _root(bound)
    opener = next((k for k in range(bound[first].hedge.i - 1, max(-1, bound[first].hedge.i - 3), -1) if s.lower(k) in ("of", "among")), None)
    if opener is not None and (opener == 0 or s.lower(opener - 1) in ("that", ",", "and", '"', ";")):
        if "," in between or between[-1:] in (["were"], ["are"], ["was"]) or last.whole == first:
            return first
    if (
        last.whole is not None
        and last.how in ("part", "next", "coordinated")
        and all(b in _JOIN for b in between)
        and phrase.harm is None
    ):
        return last.whole
    return None


def _root(bound: list[Bind]) -> int:
    index = len(bound) - 1
    while bound[index].whole is not None:
        index = bound[index].whole or 0
    return index


def _clause_between(between: list[str]) -> bool:
    return False


def _comma_part(s: Sentence, i: int) -> bool:
    return s.lower(i - 1) in (",", "–", "—", "-", "(")


def _coordinated(s: Sentence, last: Bind, hedge: Hedged) -> bool:
    """Say whether only list words stand between this number and the one before it."""
    between = [s.lower(k) for k in range(last.end, hedge.i)]
    return bool(between) and len(between) <= 4 and all(b in _JOIN for b in between)


def _over(s: Sentence, last: Bind) -> int:
    """Return where a claim ends, its verb included when it stands right after it."""
    k = last.trigger
    if k < last.end or k - last.end > 6:
        return last.end
    return max(s.upto(k, form) for form in (*FORMS, "act"))


def _near(s: Sentence, i: int, begins: str) -> bool:
    return any(s.lower(k).startswith(begins) for k in range(max(0, i - 3), i))
