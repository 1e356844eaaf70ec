"""Which number counts which harm, in English: `bindings(sentence, numbers, memory)` gives the numbers that are claims.

Takes the tokens and numbers of one sentence and what was spoken of before; returns one `Bound_` for each number that counts people
harmed. The order of trust: the word after the number ("168 wounded", "five fatalities"), the active verb before it ("killed 22"),
the parent of an "including" or "of them", the predicate of its clause ("46 boys and 12 girls have been killed"), a coordinated
number, the measured noun ("the death toll reached 753"), the heading of a list. A number that none of these binds is no claim,
nor is one that counts days, towns or shots. Clauses end at semicolons and at words such as "while": nothing binds across them.
"""

from __future__ import annotations

from typing import NamedTuple

from atleast.claims.hedging import Hedged, hedged
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

FORMS = ("pp", "intr", "noun")
_PASSIVE = frozenset(["was", "were", "been", "being", "be", "is", "are", "get", "got", "gets", "getting"])
_AUX = _PASSIVE | frozenset(
    [
        "have",
        "has",
        "had",
        "who",
        "that",
        "which",
        "also",
        "not",
        "yet",
        "since",
        "ever",
        "then",
        "allegedly",
        "reportedly",
        "already",
        "later",
        "now",
        "all",
        "were",
    ]
)
_STOP = frozenset(
    [
        "while",
        "whereas",
        "although",
        "though",
        "but",
        "when",
        "where",
        "until",
        "if",
        "because",
        "unless",
        "however",
        "whilst",
        "yet",
        "before",
        "amid",
    ]
)
_PREPOSITIONS = frozenset(
    [
        "in",
        "at",
        "by",
        "on",
        "during",
        "near",
        "across",
        "from",
        "of",
        "under",
        "for",
        "with",
        "after",
        "over",
        "between",
        "inside",
        "outside",
        "within",
        "around",
        "since",
        "throughout",
        "following",
        "to",
        "against",
        "as",
        "among",
        "amongst",
        "through",
        "into",
        "via",
    ]
)
_PARTS = frozenset(
    ["including", "among", "amongst", "included", "comprising", "counting", "includes", "include", "mostly", "mainly"]
)
_THEM = frozenset(["them", "those", "whom", "these", "which"])
_ALLOWED = frozenset(
    [
        "confirmed",
        "believed",
        "feared",
        "presumed",
        "reported",
        "shot",
        "documented",
        "thought",
        "known",
        "said",
        "estimated",
        "gunned",
        "recorded",
        "verified",
        "tortured",
        "beaten",
        "violently",
        "deliberately",
        "illegally",
        "unlawfully",
        "brutally",
        "unarmed",
        "armed",
        "identified",
        "named",
        "registered",
        "extrajudicially",
        "alleged",
        "suspected",
        "displaced",
        "uniformed",
        "masked",
        "wanted",
    ]
)
_TIMES = frozenset(
    (
        "last",
        "this",
        "per",
        "each",
        "every",
        "since",
        "today",
        "yesterday",
        "so",
        "a",
        "an",
        "next",
        "earlier",
        "overall",
        "alone",
    )
)
_JOIN = frozenset((",", "and", "or", "&", "plus", "as", "well", "with", "along", "another", "nearly"))


class Bind(NamedTuple):
    """A number that is a claim: its violation, the tokens of its quote, and the index (in this sentence) of what contains it."""

    number: Number
    hedge: Hedged
    violation: str
    end: int
    how: str
    whole: int | None = None
    carried: bool = False
    place: str | None = None
    trigger: int = -1


class Phrase(NamedTuple):
    """The noun phrase after a number: where it ends, whether it speaks of people, and the harm that it names itself."""

    end: int
    person: bool
    harm: str | None
    refused: bool
    of_them: bool
    trigger: int
    described: str | None = None


def bindings(s: Sentence, found: list[Number], memory: str | None) -> list[Bind]:
    """Bind the numbers of one sentence, left to right."""
    bound: list[Bind] = []
    listed = _listed(s, found)
    hedges = [hedged(s, n) for n in found]
    for index, n in enumerate(found):
        phrase = _phrase(s, hedges[index].j, found)
        if _is_part_of_speech(s, n, phrase):
            continue
        one = _bind(s, found, index, hedges, phrase, bound, memory, n in listed)
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
    index: int,
    hedges: list[Hedged],
    phrase: Phrase,
    bound: list[Bind],
    memory: str | None,
    listed: bool,
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
        told = _active(s, hedge.i, found, bound) or _predicate(s, phrase.end, found, bound)
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
        forward = _predicate(s, phrase.end, found, bound) if not phrase.of_them or not _comma_part(s, hedge.i) or s.lower(phrase.end) in _AUX else None
        opener = s.lower(hedge.i - 1) == ","
        forward = forward or (_predicate(s, phrase.end, found, bound) if opener and not phrase.of_them else None)
        violation = (
            forward[0] if forward and (phrase.of_them or opener or s.lower(hedge.i - 1) in ("whom", "which") or s.lower(n.j) in ("have", "had", "has")) else bound[part].violation
        )
        return made(violation, "part", whole=part)
    forward = None if _object(s, hedge.i, phrase.end) else _predicate(s, phrase.end, found, bound)
    if forward and not (n.word and n.lo == 1 and not phrase.person and phrase.end > n.j):
        return made(forward[0], "predicate", carried=phrase.of_them, trigger=forward[1])
    if bound and _coordinated(s, bound[-1], hedge) and (phrase.person or phrase.end == hedge.j):
        return made(bound[-1].violation, "coordinated", whole=bound[-1].whole, trigger=bound[-1].trigger)
    measured = _measured(s, hedge.i, memory)
    if measured and not (n.word and n.lo == 1):
        return made(measured, "measured")
    noun = _noun_before(s, hedge.i, phrase, found)
    if noun:
        return made(noun, "noun")
    heads = _heading(s, hedge.i)
    if heads and (phrase.person or phrase.end == hedge.j):
        return made(heads, "noun", carried=True)
    if bound and s.lower(hedge.i - 1) == "from" and hedge.i - bound[-1].end <= 8 and not phrase.person:
        return made(bound[-1].violation, "earlier")
    if phrase.described and not (n.word and n.lo == 1):
        return made(phrase.described, "described")
    if memory and _of_before(s, hedge, phrase):
        return made(memory, "carried", carried=True)
    if listed and (bound or memory or _any_harm(s, n.i)):
        violation = _any_harm(s, n.i) or (bound[-1].violation if bound else memory)
        first, name = _item(s, n)
        if violation:
            return Bind(
                n,
                hedge._replace(i=first),
                violation,
                max(phrase.end, hedge.j) + (s.lower(hedge.j) == ")"),
                "listed",
                place=name,
            )
    return None


def _phrase(s: Sentence, j: int, found: list[Number]) -> Phrase:
    """Read the noun phrase that follows a number."""
    starts = {n.i for n in found}
    person, of_them, case = False, False, False
    described: str | None = None
    k, last = j, j
    if s.lower(k) == ")":
        return Phrase(j, False, None, False, False, -1)
    while k < len(s.tokens) and k - j < 14:
        low = s.lower(k)
        if k in starts:
            break
        form = next((f for f in FORMS if s.has(k, f)), None)
        if s.has(k, "unit") and not (form and s.upto(k, form) > s.upto(k, "unit")):
            end = s.upto(k, "unit")
            if s.has(k, "case") and _case_of(s, end) and not person:
                case, k = True, end + (s.lower(end) in ("of", "in"))
                continue
            modifies = s.has(end, "person") or (
                any(s.has(end, f) for f in FORMS)
                and not person
                and s.lower(end - 1) not in ("times", "attacks")
                and s.has(end, "noun")
            )
            if not person and not modifies:
                return Phrase(k, False, None, True, False, -1)
            if person:
                break
            k = end
            continue
        if s.has(k, "person"):
            longest = s.upto(k, "person")
            if form and s.upto(k, form) >= longest and (not person or form != "noun") and not _adjective(s, k, form):
                return Phrase(s.upto(k, form), person, s.what(k, form), False, of_them, k)
            of_them = of_them or low == "of"
            person, case, k = True, case and low in ("cases", "instances"), longest
            last = k
            if low in ("cases", "instances") and s.lower(k) == "of":
                case, k = True, k + 1
            continue
        if form and not person and _adjective(s, k, form):
            described, k = s.what(k, form), s.upto(k, form)
            continue
        if form:
            return Phrase(s.upto(k, form), person, s.what(k, form), False, of_them, k)
        if low == "of":
            if s.lower(k + 1) in _THEM or (
                s.lower(k + 1) in ("the", "those") and any(s.has(k + 2, f) for f in (*FORMS, "person", "toll", "basis"))
            ):
                m = k + 3 if s.has(k + 2, "basis") else k + 2
                named = next((f for f in FORMS if s.has(m, f)), None)
                if named and s.lower(k + 1) in ("the", "those"):
                    return Phrase(s.upto(m, named), True, s.what(m, named), False, True, m)
                of_them, person, k = True, True, k + 2
                last = k
                continue
            if case or (
                person and not s.capital(k + 1) and s.lower(k + 1) not in ("the", "his", "her", "its", "a", "an", "their")
            ):
                k += 1
                continue
            break
        if (
            low in ("and", "or", ",", "&", "/")
            and person
            and not any(s.has(k + 1, f) for f in ("pp", "act"))
            and (
                s.has(k + 1, "person")
                or (
                    low in ("and", "or")
                    and s.has(k + 2, "person")
                    and s.lower(k + 1).isalpha()
                    and not s.has(k + 1, "unit")
                    and s.lower(k + 1) not in _AUX
                    and not any(s.has(k + 1, f) for f in FORMS)
                )
            )
        ):
            k += 1
            continue
        if (
            low in _TIMES
            or low in _PREPOSITIONS
            or low in _AUX
            or low in _STOP
            or low in _JOIN
            or not (low[0].isalpha() or low in ("-", '"', "'"))
        ):
            if low == '"' and k - j < 4:
                k += 1
                continue
            break
        if person and not s.capital(k) and not low.endswith(("ly",)) and low not in _ALLOWED:
            break
        k += 1
        if not low.endswith("ly"):
            last = k
        if k - j > 5 and not person:
            break
    return Phrase(last, person, None, False, of_them, -1, described)


def _case_of(s: Sentence, k: int) -> bool:
    """Say whether "cases" is followed by the harm it counts: "of (enforced or involuntary) disappearances"."""
    if s.lower(k) not in ("of", "in"):
        return False
    return any(s.has(m, f) or s.has(m, "act") for m in range(k + 1, min(k + 6, len(s.tokens))) for f in ("noun", "pp"))


def _adjective(s: Sentence, k: int, form: str) -> bool:
    """Say whether a participle only describes the people that follow: "12 detained students were killed"."""
    end = s.upto(k, form)
    return form == "pp" and s.has(end, "person")


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
    other = verb.endswith("ed") and not any(s.has(i - 1, tag) for tag in (*FORMS, "act", "say", "basis", "hedge", "soft", "tollverb"))
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


def _predicate(s: Sentence, k: int, found: list[Number], bound: list[Bind]) -> tuple[str, int] | None:
    """Walk from the end of a number's noun phrase to the verb of its clause."""
    starts = {n.i: n for n in found}
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
        ):
            return None
        elif not inside and not s.capital(k) and low.endswith("ed") and low not in _ALLOWED and not with_verb:
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
    if last.whole is not None and last.how in ("part", "next") and between[-1:] in (["and"], [","], ["of"]) and len(between) <= 10 and phrase.person:
        if not any(b in _AUX or b in _STOP or b == ";" for b in between) and not any(s.has(k, f) for k in range(end, hedge.i) for f in ("pp", "act", "say")):
            return last.whole
    if between[-2:] == [",", "with"] and (phrase.harm in (None, last.violation)):
        return _root(bound)
    opener = next((k for k in range(last.hedge.i - 1, max(-1, last.hedge.i - 3), -1) if s.lower(k) == "of"), None)
    if opener is not None and "," in between and (opener == 0 or s.lower(opener - 1) in ("that", ",", "and", '"', ";")):
        return len(bound) - 1
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


def _measured(s: Sentence, i: int, memory: str | None) -> str | None:
    """Read "the death toll stood at 753", "the number of people killed to 30", "putting it at 416"."""
    verb = next((k for k in range(max(0, i - 4), i) if s.has(k, "tollverb") and s.upto(k, "tollverb") == i), None)
    if (
        verb is None
        and s.lower(i - 1) != "in" and not (s.lower(i) in ("between", "from") and s.has(i - 1, "toll")) and not (s.has(i, "hedge") and s.lower(i).startswith(("exceed", "surpass", "pass", "top", "cross")))
        and s.lower(i - 1) not in (":", "(")
    ):
        return None
    stop = next((k for k in range(i - 1, -1, -1) if s.lower(k) == ";" or (s.lower(k) in ("while", "whereas"))), -1)
    window = range(i - 1, stop, -1)
    toll = [k for k in window if s.has(k, "toll")]
    if not toll:
        return None
    if verb is None and s.lower(i - 1) == "in" and not (s.has(i, "vague") and toll[0] >= i - 3):
        return None
    if any(s.has(k, "unit") and not s.has(k, "toll") and not s.has(k, "report") for k in range(toll[0] + 1, toll[0] + 3)):
        return None
    near = [k for k in window if any(s.has(k, f) for f in (*FORMS, "act"))]
    if not near and not memory:
        near = [k for k in range(i) if any(s.has(k, f) for f in FORMS)]
        memory = "killing" if any(s.has(k, "toll") and s.lower(k) in ("death", "toll") for k in range(i)) else None
    tolls = s.lower(toll[0]) in ("death", "body") or any(s.lower(k) == "toll" for k in toll)
    if near:
        k = min(near, key=lambda m: abs(m - toll[0]) + (0 if m >= toll[0] else 3))
        form = max((f for f in (*FORMS, "act") if s.has(k, f)), key=lambda f: s.upto(k, f))
        if tolls and s.has(toll[0], "noun") is False and s.what(k, form) != "casualty" and (k < toll[0] or k > toll[0] + 4):
            return "killing"
        return s.what(k, form)
    return "killing" if tolls else memory


def _noun_before(s: Sentence, i: int, phrase: Phrase, found: list[Number]) -> str | None:
    """Read "deaths: 12", "among those killed were 5 children", "death sentences issued against five protesters"."""
    before = s.lower(i - 1)
    if before in ("against", "for", "on", "to") and phrase.person:
        for k in range(i - 2, max(-1, i - 8), -1):
            if s.has(k, "noun"):
                return s.what(k, "noun")
            if s.lower(k) in (",", ";") or s.lower(k) in _STOP:
                break
    linked = before in (":", "were", "was", "are", "include", "included", "includes", "comprise", ",", "including", "there")
    if linked and (phrase.person or before == ":"):
        for k in range(i - 2, max(-1, i - 14), -1):
            low = s.lower(k)
            if any(n.i <= k < n.j for n in found) or low == ";" or low in _STOP:
                return None
            if s.has(k, "noun") or (
                s.has(k, "pp") and s.lower(k - 1) in ("those", "people", "persons", "victims", "the", "children")
            ):
                ok = before not in (",",) or any(s.lower(m) in ("among", "of") for m in range(max(0, k - 4), k))
                if ok:
                    return s.what(k, "noun") if s.has(k, "noun") else s.what(k, "pp")
    return None


def _of_before(s: Sentence, hedge: Hedged, phrase: Phrase) -> bool:
    """Say whether the number speaks of what the last sentence counted: "Of these, 5,858 were protesters"."""
    head = [s.lower(k) for k in range(0, min(4, hedge.i))]
    opens = (
        hedge.i <= 8 and len(head) > 1 and head[0] in ("of", "among") and head[1] in ("these", "those", "them", "the", "this")
    )
    they = (
        hedge.i <= 6
        and any(h in ("included", "include", "comprised", "comprise") for h in [s.lower(k) for k in range(hedge.i)])
        and head[0] in ("they", "these", "those", "the", "this", "it")
    )
    return (opens or phrase.of_them or they) and (phrase.person or opens)


def _heading(s: Sentence, i: int) -> str | None:
    """Read "Of those killed, 287 ...": the harm that opens the sentence and of which the number is a part."""
    if s.lower(0) not in ("of", "among") or s.lower(i - 1) not in (",", "and", "were", "was", "are") or i > 16:
        return None
    for k in range(1, min(i, 7)):
        for form in FORMS:
            if s.has(k, form):
                return s.what(k, form)
    return None


def _listed(s: Sentence, found: list[Number]) -> list[Number]:
    """Return the numbers that stand in a list of places: "Gilan: 12 people; Kurdistan: 8", "Nairobi (17), Nakuru (3)"."""
    inside = [n for n in found if s.lower(n.i - 1) == "(" and s.lower(n.j) == ")" and s.capital(n.i - 2)]
    colon = [n for n in found if s.lower(n.i - 1) in (":", "-", "–", "—") and s.capital(n.i - 2)]
    plain = [
        n for n in found if s.capital(n.i - 1) and s.lower(n.j) in (",", ";", "and", ".", "") and not s.has(n.i - 1, "say")
    ]
    return [n for group in (inside, colon, plain) if len(group) >= (2 if group is not plain else 3) for n in group]


def _item(s: Sentence, n: Number) -> tuple[int, str | None]:
    """Return where the name of a list item begins, and the name."""
    last = n.i - (1 if s.capital(n.i - 1) else 2)
    first = last
    while (
        first > 0
        and (
            s.capital(first - 1)
            or (s.lower(first - 1) in ("and", "al", "-", "of") and s.capital(first - 2) and s.lower(last + 1) == ":")
        )
        and not s.has(first - 1, "say")
    ):
        first -= 1
    return first, s.raw(first, last + 1) or None


def _any_harm(s: Sentence, i: int) -> str | None:
    """Return the harm that heads a list."""
    for k in range(0, i):
        for form in ("noun", "pp", "intr", "act"):
            if s.has(k, form):
                return s.what(k, form)
    return None


def _near(s: Sentence, i: int, begins: str) -> bool:
    return any(s.lower(k).startswith(begins) for k in range(max(0, i - 3), i))
