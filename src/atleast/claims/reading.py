"""From a text to its claims: `read(text)` gives one `Claim` for each figure about people harmed, in the order of the text.

Takes plain text (any length), optionally its language, its own date (ISO; the base for "since 29 July") and its publisher
(used for "told this newspaper"); returns claims with exact quotes: `quote == text[span[0]:span[1]]`. A grammar over word
tables: no model, no network, no clock. It refuses to guess: a number that nothing binds to a harm is no claim, an origin
that the text does not name is null, vague words keep a null value. Rules: `docs/methods/claims.md`.
"""

from __future__ import annotations

from typing import NamedTuple

from atleast.claims.bind import Bind
from atleast.claims.claim import Claim
from atleast.claims.eastern import eastern_bindings, eastern_frames
from atleast.claims.english.binding import bindings
from atleast.claims.english.saying import frames
from atleast.claims.hedging import Hedged
from atleast.claims.lexicon import table
from atleast.claims.numbers import Number, numbers
from atleast.claims.scoping import Scene, basis, group, named, period, place, zeros
from atleast.claims.sentences import Sentence, language, sentences
from atleast.claims.speakers import Frame, Spoken, Told, spoken, stance
from atleast.errors import UsageError

LANGUAGES = ("en", "fa", "ar")


class _Memory(NamedTuple):
    """What a later sentence may refer to: the last harm, the claim it counted, who spoke, and where and when."""

    violation: str | None = None
    whole: int | None = None
    told: Told = Told()
    scene: Scene = Scene()


def read(text: str, *, lang: str | None = None, doc_date: str | None = None, publisher: str | None = None) -> list[Claim]:
    """Read the claims of a text."""
    lang = lang or language(text)
    if lang not in LANGUAGES:
        raise UsageError(f"claims cannot be read in the language {lang!r}", hint=f"Use one of {', '.join(LANGUAGES)}, or none.")
    claims: list[Claim] = []
    memory = _Memory()
    for sentence in sentences(text, lang):
        memory = _sentence(sentence, lang, doc_date, publisher, claims, memory)
    return claims


def _sentence(
    s: Sentence, lang: str, doc_date: str | None, publisher: str | None, claims: list[Claim], memory: _Memory
) -> _Memory:
    found = numbers(s, table(lang))
    counted = frozenset(
        (*(n.i for n in found), *(k for k in range(len(s.tokens)) if s.lower(k) == "as" and s.lower(k + 1) == "young"))
    )
    said = frames(s, counted) if lang == "en" else eastern_frames(s, lang)
    scene = memory.scene.after(s, lang, doc_date)
    bound: list[Bind] = []
    if found:
        harm = memory.violation
        bound = bindings(s, found, harm) if lang == "en" else eastern_bindings(s, found, harm, lang)
    first = len(claims)
    for one in bound:
        claims.append(_claim(s, one, lang, said, scene, claims, first, memory, publisher, doc_date))
    if lang == "en":
        ages = _ages(s, found, bound, memory)
        claims.extend(_claim(s, a, lang, said, scene, claims, first, memory, publisher, doc_date, kind="min_age") for a in ages)
        claims.extend(
            _claim(s, z, lang, said, scene, claims, first, memory, publisher, doc_date, denies=True)
            for z in zeros(s, bool(said))
        )
    whole = next(
        (k for k in range(first, len(claims)) if claims[k].kind == "count" and claims[k].subset_of is None), memory.whole
    )
    spoken_of = claims[-1].violation if len(claims) > first else _spoken_of(s) or memory.violation
    if len(claims) > first and whole is not None and whole >= first:
        spoken_of = claims[whole].violation
    return _Memory(spoken_of, whole, memory.told.after(s, said), scene)


def _claim(
    s: Sentence,
    one: Bind,
    lang: str,
    said: list[Frame],
    scene: Scene,
    claims: list[Claim],
    first: int,
    memory: _Memory,
    publisher: str | None,
    doc_date: str | None,
    *,
    kind: str = "count",
    denies: bool = False,
) -> Claim:
    i, j = one.hedge.i, max(one.end, one.hedge.j)
    span = (s.tokens[i].start, s.tokens[j - 1].end)
    origin: Spoken = spoken(s, one.number, said, memory.told, publisher)
    words = s.raw(i, j)
    whole = first + one.whole if one.whole is not None else (memory.whole if one.carried else None)
    who = group(s, i, j)
    counted = kind == "count"
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
        attributed_to=origin.origin,
        relayed_by=origin.relays,
        stance="denies" if denies else stance(s, one.violation, origin.origin, words, i),
        group=who,
        place=one.place or place(s, one.number, scene, lang),
        period=period(s, one.number, scene, doc_date, lang),
        subset_of=whole if whole is not None and whole < len(claims) else None,
        named=named(s, one),
        unsure=origin.unsure,
    )


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
            made.append(Bind(age, Hedged("exact", None, k, age.j), violation, age.j, "age", whole))
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
