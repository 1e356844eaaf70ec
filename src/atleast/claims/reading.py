"""From a text to its claims: `read(text)` gives one `Claim` for each figure about people harmed, in the order of the text.

Takes plain text (any length), optionally its language, its own date (ISO; the base for "since 29 July") and its publisher
(used for "told this newspaper"); returns claims with exact quotes: `quote == text[span[0]:span[1]]`. A grammar over word
tables: no model, no network, no clock. It refuses to guess: a number that nothing binds to a harm is no claim, an origin
that the text does not name is null, vague words keep a null value. Rules: `docs/methods/claims.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import NamedTuple

from msgspec import structs

from atleast.claims.bind import Bind
from atleast.claims.claim import Claim
from atleast.claims.eastern.ages import youngest
from atleast.claims.eastern.binding import eastern_bindings
from atleast.claims.eastern.denying import eastern_denier
from atleast.claims.eastern.placing import Known
from atleast.claims.eastern.saying import eastern_frames
from atleast.claims.english.binding import bindings
from atleast.claims.english.completing import persons
from atleast.claims.english.denying import denier
from atleast.claims.english.saying import frames
from atleast.claims.hedging import Hedged
from atleast.claims.lexicon import fold, table
from atleast.claims.naming import resolved
from atleast.claims.numbers import Number, numbers
from atleast.claims.scoping import Moment, Scene, basis, group, moments, named, place, when, zeros
from atleast.claims.sentences import Sentence, language, sentences
from atleast.claims.speakers import Frame, Spoken, Told, of_own_side, spoken, stance
from atleast.errors import UsageError

LANGUAGES = ("en", "fa", "ar")
SHORT = 3  # sentences: in a cutting no longer than this, "it" may point outside it and is kept as written
_NEAR = 20  # figures back: how far a repeated one is looked for among those with its number
_FEW = 10
_TITLE = 200  # characters
_CLOSING = (".", "!", "?", "؟", "。", ":", ";", "”", '"')
_FURTHER = frozenset(("another", "other", "others", "further", "additional", "more", "دیگر", "اخرین", "اخرون", "اخر"))
_WITHIN = {
    "release": ("arrest", "detention", "disappearance"),
    "detention": ("arrest",),
    "found": ("missing", "disappearance"),
    "prison_sentence": ("arrest",),
    "death_sentence": ("arrest",),
}


class _Memory(NamedTuple):
    """What a later sentence may refer to: the last harm, the totals by harm, who spoke, and where and when."""

    violation: str | None = None
    wholes: Mapping[str, int] = MappingProxyType({})
    told: Told = Told()
    scene: Scene = Scene()
    origin: Spoken = Spoken()
    headed: bool = False
    own_side: bool = False


class _Text(NamedTuple):
    """What is known of the whole text."""

    lang: str
    doc_date: str | None
    publisher: str | None
    short: bool
    known: Known | None


def read(
    text: str,
    *,
    lang: str | None = None,
    doc_date: str | None = None,
    publisher: str | None = None,
    known: Known | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Claim]:
    """Read the claims of a text; `known` says of a Persian or Arabic name whether a gazetteer holds it as one place.

    `progress(done, total, what)` is told how many characters are read.
    """
    lang = lang or language(text)
    if lang not in LANGUAGES:
        raise UsageError(f"claims cannot be read in the language {lang!r}", hint=f"Use one of {', '.join(LANGUAGES)}, or none.")
    claims: list[Claim] = []
    memory = _Memory()
    parts = sentences(text, lang)
    first = list(islice(parts, SHORT + 1))
    whole = _Text(lang, doc_date, publisher, len(first) <= SHORT, known)
    stands_in: list[int] = []  # the sentence of each claim
    for index, sentence in enumerate(chain(first, parts)):
        memory = _sentence(sentence, whole, claims, memory)
        stands_in.extend([index] * (len(claims) - len(stands_in)))
        if progress:
            progress(sentence.end, len(text), "reading")
    return _once(text, claims, stands_in, titled=len(first) > 1 and _title(text, first[0], first[1]))


def _title(text: str, first: Sentence, second: Sentence) -> bool:
    """Say whether the first line of a text is its title: short, unclosed, and followed by prose, not by a list."""
    head, body = text[first.start : first.end], text[second.start : second.end].rstrip()
    short = len(head) <= _TITLE and head.endswith("\n")
    return short and not head.rstrip().endswith(_CLOSING) and body.endswith(_CLOSING)


def _once(text: str, claims: list[Claim], stands_in: list[int], *, titled: bool) -> list[Claim]:
    """Keep a figure that one speaker gives twice, or that a title gives before its text, once: where its scope is told best."""
    told: dict[tuple[object, ...], list[int]] = {}
    same_as = list(range(len(claims)))
    for k, claim in enumerate(claims):
        key = (claim.violation, claim.kind, claim.bound, claim.value, claim.value_hi, claim.stance)
        alike = told.setdefault(key, [])
        begin, end = claim.span
        fresh = any(w in _FURTHER for w in fold(text[max(0, begin - 16) : end]).split())  # "another 40 people"
        near = [m for m in alike[-_NEAR:] if stands_in[m] != stands_in[k] and not fresh]
        other = next((m for m in near if _restates(claims[m], claim, title=titled and stands_in[m] == 0)), None)
        if other is None:
            alike.append(k)
        elif _known(claim) > _known(claims[other]):
            same_as[other] = k
            alike[alike.index(other)] = k
        else:
            same_as[k] = other
    if same_as == list(range(len(claims))):
        return claims
    kept = [k for k, m in enumerate(same_as) if k == m]
    at = {k: n for n, k in enumerate(kept)}

    def whole(k: int | None) -> int | None:
        while k is not None and same_as[k] != k:
            k = same_as[k]
        return None if k is None else at[k]

    return [structs.replace(claims[k], subset_of=whole(claims[k].subset_of)) for k in kept]


def _restates(a: Claim, b: Claim, *, title: bool) -> bool:
    """Say whether b gives the figure of a again: of one speaker or under a title, with no scope that differs."""
    if a.value is None:
        return False
    named = a.attributed_to is not None and fold(a.attributed_to) not in table("en")["speech"]["pronouns"]
    large = a.value >= _FEW  # a small one may well be another incident's
    if not (title and a.attributed_to is None) and not (
        named and large and fold(a.attributed_to or "") == fold(b.attributed_to or "")
    ):
        return False
    scopes = ((a.group, b.group), (a.place, b.place), (a.period, b.period))
    return all(x is None or y is None or fold(x) == fold(y) for x, y in scopes)


def _known(claim: Claim) -> int:
    return sum(x is not None for x in (claim.attributed_to, claim.group, claim.place, claim.period, claim.subset_of))


def _sentence(s: Sentence, text: _Text, claims: list[Claim], memory: _Memory) -> _Memory:
    lang = text.lang
    found = numbers(s, table(lang))
    counted = frozenset(
        (*(n.i for n in found), *(k for k in range(len(s.tokens)) if s.lower(k) == "as" and s.lower(k + 1) == "young"))
    )
    said = frames(s, counted) if lang == "en" else eastern_frames(s, found, lang)
    scene = memory.scene.after(s, lang, text.known)
    bound: list[Bind] = []
    harm = memory.violation
    if lang != "en":
        bound = eastern_bindings(s, found, harm, lang, said)
    elif found:
        mine = _new(s, found, claims, memory)
        bound = bindings(s, mine, harm, headed=memory.headed and len(mine) == 1 and len(s.tokens) <= 8)
        bound = _of_the_dead(s, _shared(s, bound), memory)
    if lang == "en":
        bound = persons(s, found, bound)
    first = len(claims)
    own_side = memory.own_side or of_own_side(s)
    if lang == "en":
        ages, none = _ages(s, found, bound, memory), zeros(s, bool(said))
    else:
        ages, none = youngest(s, bound, bound[0].violation if bound else memory.violation or _spoken_of(s), lang), []
    when = moments(s, lang) if bound or ages or none else []
    here = _Here(s, text, said, scene, first, memory._replace(own_side=own_side), when)
    for one in bound:
        claims.append(_claim(here, one, claims))
    claims.extend(_claim(here, age, claims, kind="min_age") for age in ages)
    claims.extend(_claim(here, zero, claims, denies=bool(said)) for zero in none)
    _partition(claims, first, memory.wholes)
    wholes = dict(memory.wholes)
    for k in range(len(claims) - 1, first - 1, -1):
        parent = claims[k].subset_of
        if claims[k].kind == "count" and (parent is None or claims[parent].violation != claims[k].violation):
            wholes[claims[k].violation] = k  # also "880 injured" of 1,023 casualties
    roots = [k for k in range(first, len(claims)) if claims[k].kind == "count" and claims[k].subset_of is None]
    if roots:
        spoken_of: str | None = claims[roots[0]].violation
    else:
        spoken_of = claims[-1].violation if len(claims) > first else _spoken_of(s) or memory.violation
    origin = spoken(s, bound[0].number, said, memory.told, text.publisher, short=text.short) if bound else Spoken()
    origin = origin if origin.origin or not bound else memory.origin
    headed = s.lower(len(s.tokens) - 1) == ":" or (memory.headed and bool(bound))
    return _Memory(spoken_of, wholes, memory.told.after(s, said), scene, origin, headed, own_side)


def _new(s: Sentence, found: list[Number], claims: list[Claim], memory: _Memory) -> list[Number]:
    """Drop the numbers that an English sentence only says again or quotes in another script: "of the 79, 20 were children"."""
    mine = [n for n in found if not s.lower(n.j)[:1] > "\u0600"]
    again = (
        mine and mine[0].i == 2 and s.lower(0) in ("of", "among") and s.lower(1) in ("the", "those", "these") and len(mine) > 1
    )
    wholes = [claims[k].value for k in memory.wholes.values() if k < len(claims)]
    return mine[1:] if again and s.lower(mine[0].j) == "," and mine[0].lo in wholes else mine


def _of_the_dead(s: Sentence, bound: list[Bind], memory: _Memory) -> list[Bind]:
    """Read wounds of "them" as the dead's where only dead were counted: "58 bodies. Thirty of them were shot in the head"."""
    if memory.violation != "killing" or "injury" in memory.wholes:
        return bound
    return [
        b._replace(violation="killing", carried=True)
        if b.violation == "injury"
        and b.whole is None
        and any(s.lower(m) in ("them", "these") for m in range(b.number.j, b.end))
        else b
        for b in bound
    ]


def _shared(s: Sentence, bound: list[Bind]) -> list[Bind]:
    """Let a floor hold for what "and" joins to it: "at least 68 children and 49 women"."""
    made: list[Bind] = []
    for one in bound:
        last = made[-1] if made else None
        joined = last is not None and [s.lower(k) for k in range(last.end, one.hedge.i)] == ["and"]
        alike = last is not None and (last.violation, last.whole) == (one.violation, one.whole) and last.end > last.number.j
        plain = one.hedge.words is None and one.hedge.bound == "exact"
        if last and joined and alike and plain and last.hedge.bound == "at_least" and s.lower(last.hedge.i) == "at":
            one = one._replace(hedge=one.hedge._replace(bound="at_least", words=last.hedge.words))
        made.append(one)
    return made


def _partition(claims: list[Claim], first: int, wholes: Mapping[str, int]) -> None:
    """Make parts of the totals of a sentence that add up to the total said before: "killed 44 in Varna and 179 in Ostia"."""
    for violation, whole in wholes.items():
        mine = [k for k in range(first, len(claims)) if claims[k].violation == violation and claims[k].subset_of is None]
        counted = [claims[k].value for k in mine if claims[k].kind == "count"]
        if (
            len(mine) > 1
            and len(counted) == len(mine)
            and None not in counted
            and sum(v or 0 for v in counted) == claims[whole].value
        ):
            for k in mine:
                claims[k] = structs.replace(claims[k], subset_of=whole)


class _Here(NamedTuple):
    """The sentence that a claim stands in: who speaks, where it is about, the first claim of it, what was before."""

    s: Sentence
    text: _Text
    said: list[Frame]
    scene: Scene
    first: int
    memory: _Memory
    when: list[Moment]


def _claim(here: _Here, one: Bind, claims: list[Claim], *, kind: str = "count", denies: bool = False) -> Claim:
    s, text, memory = here.s, here.text, here.memory
    i, j = one.hedge.i, max(one.end, one.hedge.j)
    if one.hedge.bound == "at_least" and s.has(j, "after"):
        j = s.upto(j, "after")
    span = (s.tokens[i].start, s.tokens[j - 1].end)
    origin: Spoken = spoken(s, one.number, here.said, memory.told, text.publisher, short=text.short)
    if origin.origin is None and not origin.unsure:
        if not here.said and (_goes_on(s, one, text.lang) or s.lower(0) == '"'):
            origin = memory.origin
        elif one.whole is not None and one.how in ("part", "eastern") and one.whole < len(claims) - here.first:
            whole = claims[here.first + one.whole]
            origin = Spoken(whole.attributed_to, whole.relayed_by, whole.unsure)
    counted = kind == "count"
    timed = when(s, one.number, here.scene, text.doc_date, here.when)
    if one.how != "zero" and (denied := _denied(here, one, origin)) is not None:
        origin, denies = denied, True
    return Claim(
        quote=s.text[span[0] : span[1]],
        span=span,
        violation=one.violation,
        kind="count" if counted else "min_age",
        bound=one.hedge.bound if counted else "exact",
        value=one.number.lo,
        value_hi=one.number.hi if counted else None,
        hedge=one.hedge.words,
        basis=basis(s, one, origin.words),
        attributed_to=_line(origin.origin),
        relayed_by=tuple(_line(name) or name for name in origin.relays),
        stance="denies"
        if denies or (one.how == "zero" and here.said and text.lang != "en")
        else stance(s, one.violation, origin, i, own_side=memory.own_side),
        group=group(s, i, j),
        place=_line(one.place or place(s, one.number, here.scene, text.lang, text.known)),
        period=timed.period,
        as_of=timed.as_of,
        subset_of=_whole(one, here.first, claims, memory),
        named=named(s, one),
        unsure=(*origin.unsure, *_too_large(s, one)),
    )


def _line(name: str | None) -> str | None:
    """Return a name on one line, whatever lines the text breaks it over."""
    return " ".join(name.split()) if name else name


def _denied(here: _Here, one: Bind, origin: Spoken) -> Spoken | None:
    """Return who denies a figure; None where nobody does, or where the denied words name whose figure it is."""
    s, lang = here.s, here.text.lang
    who = denier(s, one.number, here.said, origin.origin) if lang == "en" else eastern_denier(s, one.number, lang)
    if who is None:
        return None
    name, pronoun = who
    if not name and lang != "en" and origin.origin:
        return origin
    if pronoun and not here.text.short:
        name = resolved(name, here.memory.told.named, here.memory.told.last) or ""
    return Spoken(name or None)


def _too_large(s: Sentence, one: Bind) -> tuple[str, ...]:
    said = s.raw(one.number.i, one.number.j)
    plain = one.number.vague and (said[:1].isdigit() or not s.has(one.number.i, "vague"))
    return (f"{said[:40]!r} is too large to count people; its words are kept",) if plain else ()


def _goes_on(s: Sentence, one: Bind, lang: str) -> bool:
    """Say whether a sentence without a speaker goes on with what was said: "Of those, 12 ...", "Ten of the dead ...".

    Persian and Arabic verbs hold their speaker: "wa-adafa anna ...".
    """
    if lang != "en" and (any(s.has(k, "say") for k in range(4)) or (one.carried and one.how == "eastern")):
        return True
    opens = s.lower(0) in ("of", "among") and s.lower(1) in ("these", "those", "them", "the")
    return opens or (one.carried and one.hedge.i <= 3 and s.lower(one.hedge.j) == "of")


def _whole(one: Bind, first: int, claims: list[Claim], memory: _Memory) -> int | None:
    """Return the claim that contains this one: of its sentence, else the total of the same harm that was spoken of before."""
    if one.whole is not None:
        return first + one.whole
    if not one.carried:
        return None
    kinds = (one.violation, *_WITHIN.get(one.violation, ()))
    index = next((memory.wholes[kind] for kind in kinds if kind in memory.wholes), None)
    if index is None and one.how == "eastern":
        index = memory.wholes.get(memory.violation or "")  # "nearly 40 of them died": of those arrested
    if index is None or index >= len(claims):
        return None
    most = claims[index].value_hi or claims[index].value
    return None if most is not None and one.number.lo is not None and most < one.number.lo else index


def _ages(s: Sentence, found: list[Number], bound: list[Bind], memory: _Memory) -> list[Bind]:
    """Read "as young as 12" and "the youngest was 8" as the youngest age, where a harm is spoken of."""
    harm = bound[0].violation if bound else _spoken_of(s) or memory.violation
    made: list[Bind] = []
    for k in range(len(s.tokens) - 2):
        low, at = s.lower(k), -1
        if low == "as" and s.lower(k + 1) == "young" and s.lower(k + 2) == "as":
            at = k + 3
        elif low == "youngest":
            at = (
                next(
                    (
                        m
                        for m in range(k + 1, min(k + 9, len(s.tokens)))
                        if s.lower(m) in ("aged", "being", "was", "is", "just", "only") and s.lower(m + 1)[:1].isalnum()
                    ),
                    -2,
                )
                + 1
            )
        if at < 0 or harm is None:
            continue
        while s.lower(at) in ("just", "only", "aged", "being", "a", "was"):
            at += 1
        age = next((n for n in numbers_at(s, at)), None)
        if age is not None and age.lo is not None and age.lo < 30:
            before = [m for m, b in enumerate(bound) if b.number.i < k]
            whole = before[-1] if before else None
            violation = harm if whole is None else bound[whole].violation
            made.append(Bind(age, Hedged("exact", None, k, age.j), violation, age.j, "age", whole, whole is None))
    return made


def numbers_at(s: Sentence, at: int) -> list[Number]:
    """Return the number that begins at token `at`, also where it is an age."""
    from atleast.claims.numbers import spelled_or_digits

    one = spelled_or_digits(s, at, table("en"))
    return [one] if one else []


def _spoken_of(s: Sentence) -> str | None:
    """Return the last harm that a sentence speaks of."""
    for k in range(len(s.tokens) - 1, -1, -1):
        for form in ("noun", "pp", "intr", "act"):
            if s.has(k, form):
                return s.what(k, form)
    return None
