"""Who a figure is attributed to: `spoken(sentence, number, frames, told)` gives its origin, relays and what is unsure.

A `Frame` is a speaker with the stretch of the sentence that it governs: "X said (that) ...", "..., X said", "according to
X", "X's estimate of", "citing X", "X told Y". The innermost frame around a number is its origin, those around that are
relays, from the origin outward. "It", "he" and "the group" are carried from the sentences before (`Told`) when one speaker
fits, kept as written when the text names none, and left empty (with the reason) when two fit: a wrong origin is worse than
none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from atleast.claims.claim import Stance
from atleast.claims.lexicon import grammar
from atleast.claims.naming import is_state, opening, resolved, topic
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_RULING = ("minister", "general", "guard", "government", "authorit", "army", "regime", "military", "interior")
_NOT_RULING = ("health", "foreign", "police", "prosecutor", "parallel", "delegation", "source", "court")
_OTHERS = frozenset(grammar("others"))
_OWN_SIDE = tuple(grammar("own_side"))
_ADMITS = grammar("eastern_admits")
_DATED = re.compile(r"\b(?:in|between|since|from|on|until|by) (?:\w+ )?\d")
_TURNS = frozenset(("لکن", "ولکن", "بینما", "فیما", "حین", "اما", "ولی", "حالی", "؛"))
_WHOSE = ("its ", "his ", "her ", "their ")
_SAME = frozenset(("it", "they", "he", "she", "we", "i", "group", "organisation", "organization", "commission", "committee"))


class Frame(NamedTuple):
    """A speaker, and the tokens `first` to `last` that it governs; `at` is where it stands (verb or phrase)."""

    kind: str
    origin: str
    i: int
    at: int
    end: int
    first: int
    last: int
    pronoun: bool = False
    silent: bool = False
    relays: tuple[str, ...] = ()
    vague: bool = False  # "conservative estimates are that": nobody, where somebody is named


class Told(NamedTuple):
    """Who was heard so far in the text: all named speakers, oldest first, and those of the last sentence that had one."""

    named: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def after(self, s: Sentence, said: list[Frame]) -> Told:
        """Return the memory after a sentence."""
        heard = [f.origin for f in said if not f.pronoun and f.kind != "relay"]
        names = tuple(dict.fromkeys(heard))
        if not names:
            about = topic(s)
            return Told((*[n for n in self.named if n != about], about)[-12:], (about,)) if about else self
        return Told((*[n for n in self.named if n not in names], *names)[-12:], names)


class Spoken(NamedTuple):
    """The origin of a figure, who relayed it, what is unsure, and the words of the origin's phrase."""

    origin: str | None = None
    relays: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    words: str = ""
    meant: str | None = None  # whom a pronoun that is kept as written may mean


def spoken(s: Sentence, number: Number, said: list[Frame], told: Told, publisher: str | None, *, short: bool = False) -> Spoken:
    """Return the origin and relays of the number; in a `short` cutting "it" stays as written, with who it may be."""
    p = number.i
    heard = [f for f in said if not f.silent and f.first <= p < f.last and not f.i <= p < f.at]
    near = [f for f in heard if f.kind == "noun"]
    before = sorted((f for f in heard if f.kind in ("pre", "by", "weak") and f.end <= p), key=lambda f: f.at)
    if any(f.kind in ("post", "by") and f.i >= p for f in heard):
        before = [f for f in before if f.kind != "weak"]
    after = sorted((f for f in heard if f.kind in ("post", "by", "passive") and f.i >= p), key=lambda f: f.at)
    citing = [f for f in said if f.kind == "citing" and f.first <= p < f.last]
    chain: list[Frame] = near[-1:]
    if before and (not near or _nested(s, before[-1], near[-1])):
        chain.append(before[-1])
        for outer in reversed(before[:-1]):
            if not _nested(s, outer, chain[-1]):
                break
            chain.append(outer)
    chain.extend(after if not chain or (before or near) else [])
    if not chain and not citing:
        return Spoken()
    chain = [*citing[:1], *chain]
    names: list[str] = []
    unsure: list[str] = []
    notes: list[str] = []
    meant: str | None = None
    for f in chain:
        name = f.origin
        nested = any(c is not f and c.kind in ("pre", "weak") and c.at < f.at for c in chain)
        own = f.origin.lower() in ("we", "i") and any(c.kind == "post" and not c.pronoun and c.i > f.at for c in chain)
        if own and any(t.low == '"' for t in s.tokens):
            continue  # "We have recorded 301 deaths," X said: one speaker
        if names and f.origin.lower().startswith(_WHOSE):
            continue  # "X estimates ..., according to its report"
        if f.pronoun and nested and f.origin.lower().split()[-1] in _SAME:
            continue  # "X said it had documented": one speaker
        if f.pronoun:
            here = tuple(dict.fromkeys(x.origin for x in said if x.at < f.at and not x.pronoun and x.kind != "citing"))
            answer = resolved(name, (*told.named, *here), here[-1:] or told.last)
            if short and not (names and answer):  # who passed the words on is named: only an origin is kept as written
                body = opening(s) if f.kind == "post" and name.lower() in ("it", "they") else None
                notes.extend([f"{name!r} may be {answer!r}"] if answer not in (None, name) and not body else [])
                meant, answer = (meant or answer), body or name  # "the army killed 20 rebels, it said"
            if answer is None:
                unsure.extend([] if names else [f"two speakers before may be {name!r}"])
                continue
            name = answer
        names.append(name)
        names.extend(r for r in f.relays)
    names = list(dict.fromkeys(names))
    if publisher:
        names = [publisher if n == "this newspaper" else n for n in names]
    if unsure:
        return Spoken(None, tuple(names), tuple(unsure))
    words = s.text[s.tokens[chain[0].i].start : s.tokens[min(chain[0].end, len(s.tokens)) - 1].end] if chain else ""
    return Spoken(names[0] if names else None, tuple(names[1:]), tuple(notes), words, meant)


def stance(s: Sentence, violation: str, spoke: Spoken, i: int, *, own_side: bool) -> Stance:
    """Say whether a state body owns harm of its own side (`admits`) or the figure is only asserted.

    A toll that a ministry only tells (of a quake, of another's war) is no admission: without a word that admits, the text
    must have spoken of protests or of repression (`own_side`).
    """
    owns = any(t.low.startswith(("admit", "acknowledg", "conced")) for t in s.tokens)
    origin = (spoke.meant if owns else None) or spoke.origin
    if not origin or violation not in ("killing", "injury", "casualty") or not is_state(origin):
        return "asserts"
    k = next((m for m, t in enumerate(s.tokens) if t.start >= s.tokens[i].start), 0)
    near = range(k, min(k + 8, len(s.tokens)))
    own = [m for m in near if s.has(m, "group_forces")]
    if own and own[0] - k < 5:
        return "asserts"
    if owns or _owns_up(s, k):
        return "admits"
    low = origin.lower()
    ruling = any(w in low for w in _RULING) and not any(w in low for w in _NOT_RULING)
    if violation != "killing" or not ruling or not own_side:
        return "asserts"
    others = any(t.low in _OTHERS or t.low.removesuffix("s") in _OTHERS for t in s.tokens)  # "a bomber killed 24, police said"
    return "asserts" if others else "admits"


def _owns_up(s: Sentence, i: int) -> bool:
    """Say whether the Persian or Arabic verb of saying that governs token i admits: the last one before it, else the next."""
    for k in range(i - 1, -1, -1):
        if s.lower(k) in ("؛", ";"):
            break
        if s.lower(k) == "اذعان" and s.lower(k - 1) == "به":
            return True
        if s.has(k, "say"):
            return s.lower(k).removeprefix("و").startswith(_ADMITS)
    after = next((k for k in range(i, len(s.tokens)) if s.has(k, "say") or s.lower(k) in ("؛", ";")), len(s.tokens))
    return s.lower(after).startswith(_ADMITS)


def of_own_side(s: Sentence) -> bool:
    """Say whether a sentence speaks of what a state does to its own people: protests, a crackdown, deaths in custody."""
    return any(t.low.startswith(_OWN_SIDE) for t in s.tokens)


def _nested(s: Sentence, outer: Frame, inner: Frame) -> bool:
    """Say whether the inner speaker is reported by the outer one."""
    if outer.origin == inner.origin or inner.silent:
        return outer.origin == inner.origin
    between = [s.lower(m) for m in range(outer.end, inner.i)]
    dated = " ".join(between)
    clean = not any(b[:1].isdigit() for b in between if not _DATED.search(dated)) and not any(
        s.has(m, f) for m in range(outer.end, inner.i) for f in ("pp", "noun")
    )
    return (
        clean
        and len(between) <= (12 if not _DATED.search(dated) else 20)
        and "and" not in between[-1:]
        and "but" not in between
        and ";" not in between
        and "while" not in between
        and not any(b in _TURNS for b in between)
    )
