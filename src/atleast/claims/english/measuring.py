"""Figures that a noun measures: "the death toll stood at 753", "deaths: 12", "of those killed, 287", and lists of places.

Takes a sentence, the token of the number and its phrase; gives the harm, or None. A toll takes the harm named in its clause,
else the one that the text spoke of before (`memory`).
"""

from __future__ import annotations

from atleast.claims.bind import Bind
from atleast.claims.english.case import Case
from atleast.claims.english.parts import larger, root
from atleast.claims.english.phrases import Phrase
from atleast.claims.hedging import Hedged
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

FORMS = ("pp", "intr", "noun")
_MOVES = (
    "rose",
    "climb",
    "increas",
    "fell",
    "jump",
    "reach",
    "stood",
    "stand",
    "total",
    "number",
    "hit",
    "surg",
    "soar",
    "drop",
)
_STOP = frozenset(grammar("stop"))


def measured(s: Sentence, i: int, memory: str | None) -> str | None:
    """Read "the death toll stood at 753", "the number of people killed to 30", "putting it at 416"."""
    i -= s.lower(i - 1) == '"'
    verb = next((k for k in range(max(0, i - 4), i) if s.has(k, "tollverb") and s.upto(k, "tollverb") == i), None)
    if (
        verb is None
        and s.lower(i - 1) != "in"
        and not (s.lower(i) in ("between", "from") and s.has(i - 1, "toll"))
        and not (s.has(i, "hedge") and s.lower(i).startswith(("exceed", "surpass", "pass", "top", "cross")))
        and s.lower(i - 1) not in (":", "(")
        and not (s.lower(i) == "at" and s.has(i, "hedge") and s.has(i - 1, "toll"))  # "put the toll at least 20"
    ):
        return None
    stop = next((k for k in range(i - 1, -1, -1) if s.lower(k) == ";" or (s.lower(k) in ("while", "whereas"))), -1)
    window = range(i - 1, stop, -1)
    toll = [k for k in window if s.has(k, "toll") and not (k and s.capital(k) and s.capital(k - 1))]
    toll = [k for k in toll if not (s.lower(k) in ("this", "it") and s.has(k + 1, "unit"))]
    if verb == i - 1 and s.lower(verb) == "of":
        toll = [k for k in toll if s.upto(k, "toll") == verb or s.has(k, "report")]
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
        if s.what(k, form) == "detention" and s.has(k + 1, "pp"):
            return s.what(k + 1, "pp")  # "the number of prisoners executed"
        if tolls and s.has(toll[0], "noun") is False and s.what(k, form) != "casualty" and (k < toll[0] or k > toll[0] + 4):
            return "killing"
        return s.what(k, form)
    lives = tolls or (memory is None and any(s.lower(k) in ("victims", "dead") for k in window))
    return "killing" if lives and memory != "execution" else memory


def counted_harm(s: Sentence, i: int) -> str | None:
    """Read "executions rose to 410", "arrests totalled 2,000": the harm itself is what the number measures."""
    verb = next((k for k in range(i - 1, max(-1, i - 5), -1) if s.lower(k).startswith(_MOVES)), None)
    if verb is None or not any(s.has(k, "tollverb") and s.upto(k, "tollverb") == i for k in range(max(0, i - 4), i)):
        return None
    for k in range(verb - 1, max(-1, verb - 8), -1):
        if s.has(k, "noun") and (s.lower(k).endswith("s") or s.lower(k - 1) == "the"):
            return s.what(k, "noun")
        if s.lower(k) in (",", ";", "by", "who"):
            return None
    return None


def measured_after(s: Sentence, i: int, k: int, memory: str | None) -> str | None:
    """Read "raised to 49 the total number of fatalities", "brought to 61 the death toll"."""
    if s.lower(i - 1) not in ("to", "at") or s.lower(k) != "the":
        return None
    toll = next((m for m in range(k + 1, k + 4) if s.has(m, "toll")), None)
    if toll is None:
        return None
    for m in range(toll, min(toll + 6, len(s.tokens))):
        form = next((f for f in FORMS if s.has(m, f)), None)
        if form:
            return s.what(m, form)
    return "killing" if s.lower(toll) in ("death", "toll") else memory


def noun_before(s: Sentence, i: int, phrase: Phrase, found: list[Number]) -> str | None:
    """Read "deaths: 12", "among those killed were 5 children", "death sentences issued against five protesters"."""
    before = s.lower(i - 1)
    if before in ("against", "for", "on", "to") and phrase.person:
        for k in range(i - 2, max(-1, i - 8), -1):
            if s.has(k, "noun"):
                return None if s.has(s.upto(k, "noun"), "unit") else s.what(k, "noun")  # "arrest warrants for five"
            if s.lower(k) in (",", ";") or s.lower(k) in _STOP:
                break
    linked = before in (":", "were", "was", "are", "include", "included", "includes", "comprise", ",", "including", "there")
    if linked and (phrase.person or before == ":" or s.lower(phrase.end) in ("in", "at")):
        for k in range(i - 2, max(-1, i - 14), -1):
            low = s.lower(k)
            if any(n.i <= k < n.j for n in found) or low == ";" or low in _STOP:
                return None
            if any(s.has(m, "pp") and s.upto(m, "pp") > k for m in range(max(0, k - 3), k)):
                continue  # inside a longer phrase: "put to death"
            if (
                s.has(k, "noun")
                or (s.has(k, "pp") and s.has(s.upto(k, "pp"), "person"))
                or (s.has(k, "pp") and s.lower(k - 1) in ("those", "people", "persons", "victims", "the", "children"))
            ):
                ok = before not in (",",) or any(s.lower(m) in ("among", "of") for m in range(max(0, k - 4), k))
                if ok:
                    return s.what(k, "noun") if s.has(k, "noun") else s.what(k, "pp")
    return None


def of_before(s: Sentence, hedge: Hedged, phrase: Phrase) -> bool:
    """Say whether the number speaks of what the last sentence counted: "Of these, 5,858 were protesters"."""
    head = [s.lower(k) for k in range(0, min(4, hedge.i))]
    opens = (
        hedge.i <= 8 and len(head) > 1 and head[0] in ("of", "among") and head[1] in ("these", "those", "them", "the", "this")
    )
    opens = opens or (
        hedge.i <= 30
        and len(head) > 1
        and head[0] in ("of", "among")
        and head[1] in ("these", "those", "them", "the")
        and s.lower(hedge.i - 1) in (",", "and")
        and s.lower(phrase.end) in ("were", "are", "had", "have")
    )
    they = (
        hedge.i <= 6
        and any(h in ("included", "include", "comprised", "comprise") for h in [s.lower(k) for k in range(hedge.i)])
        and head[0] in ("they", "these", "those", "the", "this", "it")
    )
    near = (s.lower(hedge.i - 2), s.lower(hedge.i - 1))
    they = they or near in (("took", "in"), ("takes", "in"))
    they = they or (near[0] in ("these", "they", "those", "this") and near[1].startswith(("includ", "compris")))
    verb = s.lower(phrase.end)
    if (
        phrase.of_them
        and not opens
        and (s.has(phrase.end, "say") or (verb.endswith("ed") and verb not in ("", "belonged") and verb.isalpha()))
    ):
        return False  # "three of them told this magazine"
    are = hedge.i == 0 and verb in ("were", "are") and phrase.end == hedge.j and _kind(s, phrase.end + 1)
    return ((opens or phrase.of_them or they) and (phrase.person or opens)) or are


def _kind(s: Sentence, k: int) -> bool:
    """Say whether a word tells what people were: "Thirty-nine were under 18"."""
    return s.has(k, "person") or s.has(k, "group_children") or s.lower(k) in ("under", "aged", "members", "below")


def heading(s: Sentence, i: int) -> str | None:
    """Read "Of those killed, 287 ...": the harm that opens the sentence and of which the number is a part."""
    if s.lower(0) not in ("of", "among") or s.lower(i - 1) not in (",", "and", "were", "was", "are") or i > 16:
        return None
    for k in range(1, min(i, 7)):
        for form in FORMS:
            if s.has(k, form):
                return s.what(k, form)
    return None


def listed(s: Sentence, found: list[Number]) -> list[Number]:
    """Return the numbers that stand in a list of places: "Gilan: 12 people; Kurdistan: 8", "Nairobi (17), Nakuru (3)"."""

    def closed(n: Number) -> bool:
        return s.lower(n.j) == ")" or (s.has(n.j, "person") and s.lower(s.upto(n.j, "person")) == ")")

    inside = [n for n in found if s.lower(n.i - 1) == "(" and closed(n) and s.capital(n.i - 2)]
    after = [n for n in found if s.lower(n.j) == "(" and s.capital(n.j + 1)]
    colon = [n for n in found if s.lower(n.i - 1) in (":", "-", "–", "—") and s.capital(n.i - 2)]
    plain = [
        n for n in found if s.capital(n.i - 1) and s.lower(n.j) in (",", ";", "and", ".", "") and not s.has(n.i - 1, "say")
    ]
    with_ = [n for n in found if s.lower(n.i - 1) == "with" and (s.capital(n.i - 2) or s.has(n.i - 2, "noun"))]
    comma = [
        n
        for n in found
        if s.lower(n.i - 1) == "," and s.capital(n.i - 2) and n.i > 2 and s.lower(n.j) in (";", ".", "") and n.lo is not None
    ]
    return [
        n
        for group in (inside, after, colon, plain, with_, comma)
        if len(group) >= (2 if group is not plain else 3)
        for n in group
    ]


def listed_item(s: Sentence, n: Number) -> tuple[int, str | None]:
    """Return where the name of a list item begins, and the name."""
    last = n.i - (1 if s.capital(n.i - 1) else 2)
    if not s.capital(last):
        return n.i, None
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


def any_harm(s: Sentence, i: int) -> str | None:
    """Return the harm that heads a list."""
    for k in range(0, i):
        for form in ("noun", "pp", "intr", "act"):
            if s.has(k, form):
                return s.what(k, form)
    return None


def named_before(c: Case) -> Bind | None:
    """Read "deaths: 12", "among those killed were 5 children", "of those killed, 287 ..."."""
    noun = noun_before(c.s, c.hedge.i, c.phrase, c.found)
    if noun:
        among = any(c.s.lower(k) == "among" for k in range(max(0, c.hedge.i - 6), c.hedge.i))
        whole = next((k for k, b in enumerate(c.bound) if b.violation == noun and b.whole is None), None)
        return c.made(noun, "noun", carried=whole is None and (among or c.before.startswith(("includ", "compris"))), whole=None)
    heads = heading(c.s, c.hedge.i)
    return c.made(heads, "noun", carried=True) if heads else None


def described(c: Case) -> Bind | None:
    """Read "12 detained students" as their harm, where nothing else is told of them."""
    return c.made(c.phrase.described, "described") if c.phrase.described and not c.one else None


def carried(c: Case) -> Bind | None:
    """Read "Of these, 5,858 were protesters" as a part of what was spoken of before."""
    if c.one or not of_before(c.s, c.hedge, c.phrase):
        return None
    if c.bound:
        first = root(c.bound)
        return c.made(c.bound[first].violation, "part", whole=first)
    return c.made(c.memory, "carried", carried=True) if c.memory else None


def in_list(c: Case) -> Bind | None:
    """Read an item of a list of places with the harm that heads it."""
    if not c.listed or not (c.bound or c.memory or any_harm(c.s, c.n.i)):
        return None
    harm = any_harm(c.s, c.n.i) or (c.bound[-1].violation if c.bound else c.memory)
    if not harm:
        return None
    first, name = listed_item(c.s, c.n)
    end = max(c.phrase.end, c.hedge.j) + (c.s.lower(c.hedge.j) == ")")
    total = larger(c, harm)
    item = total is not None and (c.bound[total].how == "listed" or c.s.lower(c.bound[total].number.j) == "(")
    whole = None if item else total
    return Bind(c.n, c.hedge._replace(i=first), harm, end, "listed", whole, place=name)
