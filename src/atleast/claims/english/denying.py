"""Whose figure it is not: `denier(sentence, number)` gives who denies the words that an English figure stands in.

Before that, `standing(sentence, numbers)` drops the numbers that a sentence turns down itself ("12, not 15, were killed"), and
`none_of` and `miscounted` say of whom nothing is told: "none of the 14 wounded had died", "eight had been counted twice".

Takes a sentence and a number in it; returns the denier (its words, and whether it only points back), an empty name when the
denier is not named, or None when nobody denies or the figure is that of a body named in what is denied. Reads "X denied that
N", "X rejected reports that N", "X called false a claim that N", "the figure of N was dismissed by X", "contrary to reports of
N, X said". A denial reaches to the end of its clause: what X says itself after "saying", "but" or a semicolon is X's own. A
verb that takes another object ("denied bail to 12") denies no figure.
"""

from __future__ import annotations

from atleast.claims.english.phrases import phrase_after
from atleast.claims.english.subjects import forward, subject_before
from atleast.claims.hedging import hedged
from atleast.claims.naming import cleaned
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_DENY = ("deny", "denies", "denied", "denying")
_TURN_DOWN = ("reject", "dismiss", "refut", "disput", "rebut", "rubbish", "repudiat")
_CALL = (
    "call",
    "calls",
    "called",
    "calling",
    "branded",
    "labelled",
    "labeled",
    "described",
    "describes",
    "decried",
    "denounced",
)
_FALSE = ("false", "baseless", "fabricated", "untrue", "fake", "unfounded", "lies", "fabrication", "fabrications", "propaganda")
_REPORTED = (
    *("report", "claim", "allegation", "accusation", "rumour", "rumor", "suggestion", "assertion", "account", "charge"),
    *("statement", "finding", "figure", "toll", "tally", "count", "estimate", "number", "news", "story"),
)
_OWNED = ("responsibility", "involvement", "part", "role", "complicity", "blame", "having")
_TURNS = frozenset((";", ".", ":", "but", "while", "although", "though", "whereas", "and", "?"))
_COUNTS = frozenset(
    (
        "counted",
        "listed",
        "recorded",
        "entered",
        "registered",
        "included",
        "named",
        "added",
        "logged",
        "tallied",
        "double-counted",
    )
)
_WRONG = frozenset(("wrongly", "mistakenly", "erroneously", "incorrectly", "falsely"))
_NONE = frozenset(
    ("none", "neither", "few", "no-one", "most", "half", "some", "many", "majority", "minority", "third", "thirds", "quarter")
)
_BETWEEN = frozenset(("the", "those", "these", "its", "their", "all", "other", "some", "about", "around", "at", "least"))


def standing(s: Sentence, found: list[Number]) -> list[Number]:
    """Drop the numbers that the sentence turns down itself; "12, not 15, people" is read with the noun that follows the two."""
    kept: list[Number] = []
    for k, n in enumerate(found):
        begin = hedged(s, n).i
        begin -= s.lower(begin - 1) in ("the", "a")
        instead = s.raw(begin - 2, begin).lower() in ("instead of", "rather than")
        if not (s.lower(begin - 1) == "not" or instead) or s.lower(begin) in ("only", "just", "merely", "even", "yet"):
            kept.append(n)
            continue
        first = begin - 1 - instead  # "not", "instead"
        end = phrase_after(s, n.j, {}).end
        other = next((m for m in found[k + 1 :] if end <= m.i <= end + 4 and s.lower(hedged(s, m).i - 1) == "but"), None)
        last = kept[-1] if kept else None
        against = s.lower(first - 1) in (",", "and", "but", "(", "–", "—", "-") or (instead and first > 0)
        if _anothers(s, end) or not (other or (last and against)):
            kept.append(n)
            continue
        comma = s.lower(first - 1) in (",", "(", "–", "—", "-")
        if last and last.j == first - comma and s.lower(n.j) in (",", ")", "–", "—", "-") and s.has(n.j + 1, "person"):
            kept[-1] = last._replace(j=n.j + 1)
    return kept


def _anothers(s: Sentence, k: int) -> bool:
    """Say whether a number that ends at k is said by a speaker of its own: "and not 19, as the army had claimed"."""
    k += s.lower(k) == ","
    owned = s.lower(k) in ("as", "that") and (s.lower(k + 1) in ("the", "a", "an", "its") or s.capital(k + 1))
    return owned and any(s.has(m, "say") for m in range(k + 2, k + 9))


def none_of(s: Sentence, i: int) -> bool:
    """Say whether what is told of the number is told of none or some of them: "none of the 14", "all but 3 of the 14"."""
    k = i - 1
    while s.lower(k) in _BETWEEN:
        k -= 1
    if s.lower(k) != "of":
        return False
    if (
        s.lower(k - 1) in _NONE
        or (s.lower(k - 1) == "all" and s.lower(k - 2) == "not")
        or (s.lower(k - 1) == "one" and s.lower(k - 2) in ("no", "not"))
    ):
        return True
    but = next((m for m in range(k - 1, max(-1, k - 4), -1) if s.lower(m) == "but"), -1)
    return but > 0 and s.lower(but - 1) in ("all", "none")


def miscounted(s: Sentence, k: int) -> bool:
    """Say whether those whose noun phrase ends at k are only said to be counted wrongly: "eight had been counted twice"."""
    verb = next((m for m in range(k, min(k + 6, len(s.tokens))) if s.lower(m) in _COUNTS), None)
    if verb is None or any(s.lower(m) in (",", ";") or (m != verb and s.has(m, "pp")) for m in range(k, verb)):
        return False
    after = s.raw(verb + 1, verb + 3).lower()
    return s.lower(verb + 1) == "twice" or after in ("in error", "by mistake") or s.lower(verb - 1) in _WRONG


def denier(s: Sentence, number: Number, said: list[Frame], origin: str | None) -> tuple[str, bool] | None:
    """Return who denies a figure whose `origin` is read; None where that origin is named inside what is denied."""
    if _called_untrue(s, number):
        told = next((f for f in said if f.kind in ("pre", "post", "weak") and not _of_reports(s, f.i, f.at)), None)
        return (told.origin, told.pronoun) if told else ("", False)
    if (by := _turned_down(s, number)) is not None:
        name, pronoun = cleaned(s, *by) if by[0] < by[1] else (None, False)
        if origin and any(f.origin == origin and f.i < number.i and f.origin[:1].isupper() for f in said):
            return None  # "Amnesty's figure of N was rejected": Amnesty says it
        return (name, pronoun) if name else ("", False)
    for v in range(number.i - 1, max(-1, number.i - 40), -1):
        low = s.lower(v)
        if low == "contrary" and _of_reports(s, v + 1, number.i) and _reaches(s, v + 1, number.i):
            return _speaks_later(number, said)
        if _denies(s, v, number.i) and _reaches(s, v + 1, number.i):
            if any(f.origin == origin and v < f.i < number.i and not f.pronoun and f.origin[:1].isupper() for f in said):
                return None  # "rejected Amnesty's figure of N": Amnesty says it
            return _speaks_later(number, said) if v == 0 and low.endswith("ing") else _subject(s, v, said)
    return None


def _denies(s: Sentence, v: int, stop: int) -> bool:
    """Say whether a verb turns down what is said between it and the number."""
    low = s.lower(v)
    if low not in _DENY and low not in _CALL and not low.startswith(_TURN_DOWN):
        return False
    backs = [s.lower(m) for m in range(max(0, v - 3), v)]
    if any(b in ("not", "never", "neither", "nor", "cannot") or b.endswith("n't") for b in backs):
        return False
    if any(b in ("was", "were", "been", "being", "be", "is", "are") for b in backs[-1:]):
        return False  # "were denied", "was dismissed"
    if low in _DENY:
        held = any(s.lower(m) in ("that", *_OWNED) for m in range(v + 1, stop)) or _of_reports(s, v + 1, stop)
        return held or any(s.has(m, f) for m in range(v + 1, stop) for f in ("noun", "act")) or s.lower(v + 1) == "any"
    if low.startswith(_TURN_DOWN) and low.endswith(("ed", "es", "s", "ing", "e", "t")):
        return _of_reports(s, v + 1, stop) or (low.startswith("disput") and s.lower(v + 1) == "that")
    if low not in _CALL or not _of_reports(s, v + 1, stop):
        return False
    return any(s.lower(m) in _FALSE for m in range(v + 1, min(len(s.tokens), stop + 25)))


def _called_untrue(s: Sentence, number: Number) -> bool:
    """Read "had not killed N", "it was not true that N", "the claim that N were killed is false"."""
    i = number.i
    if s.lower(i - 2) == "not" and (s.has(i - 1, "pp") or s.has(i - 1, "act")):
        return True
    before = [s.lower(m) for m in range(max(0, i - 4), i)]
    that = before.index("that") if "that" in before else 0
    if that and before[that - 1] in ("true", "untrue", "false") and (before[that - 1] != "true" or "not" in before[:that]):
        return True
    after = next((m for m in range(number.j, len(s.tokens)) if s.lower(m) in (*_FALSE, ";", ",", "but")), None)
    false = after is not None and s.lower(after) in _FALSE and s.lower(after - 1) in ("is", "are", "was", "were")
    return false and _of_reports(s, max(0, i - 6), i)


def _turned_down(s: Sentence, number: Number) -> tuple[int, int] | None:
    """Return who stands after "the figure of N was dismissed by"; an empty stretch when nobody is named there."""
    if not _of_reports(s, max(0, number.i - 6), number.i):
        return None
    for m in range(number.j, min(number.j + 14, len(s.tokens))):
        low = s.lower(m)
        if low in _TURNS or low == "," or (s.has(m, "say") and low not in _DENY and not low.startswith(_TURN_DOWN)):
            return None
        if (low == "denied" or low.startswith(_TURN_DOWN)) and not low.startswith("disput") and _passive(s, m):
            by = next((k for k in range(m + 1, min(m + 5, len(s.tokens))) if s.lower(k) == "by"), None)
            return (forward(s, by + 1) or (m, m)) if by else (m, m)
    return None


def _passive(s: Sentence, v: int) -> bool:
    back = v - 1
    while s.lower(back).endswith("ly") or s.lower(back) == "also":
        back -= 1
    return s.lower(back) in ("was", "were", "been", "is", "are", "being") and s.lower(v).endswith("ed")


def _of_reports(s: Sentence, i: int, j: int) -> bool:
    """Say whether tokens i to j speak of a report, a claim or a figure."""
    return any(s.lower(m).removesuffix("s") in _REPORTED or s.lower(m) == "stories" for m in range(i, j))


def _reaches(s: Sentence, i: int, j: int) -> bool:
    """Say whether a denial that ends at i still governs token j."""
    for m in range(i, j):
        low = s.lower(m)
        own = s.has(m, "say") and not s.has(m, "report") and low.removesuffix("s") not in _REPORTED
        if own and (low.endswith("ing") or any(s.lower(k) in (",", "and", "but") for k in range(i, m))):
            return False
        if low in _TURNS and (low != "and" or _new_clause(s, m, j)):
            return False
    return True


def _new_clause(s: Sentence, m: int, j: int) -> bool:
    """Say whether "and" opens a clause with a speaker of its own."""
    return any(s.has(k, "say") and not s.has(k, "report") for k in range(m + 1, j))


def _speaks_later(number: Number, said: list[Frame]) -> tuple[str, bool]:
    later = next((f for f in said if f.kind in ("pre", "weak") and f.i > number.i), None)
    return (later.origin, later.pronoun) if later else ("", False)


def _subject(s: Sentence, v: int, said: list[Frame]) -> tuple[str, bool]:
    back = v - 1
    while back > 0 and (
        s.lower(back).endswith("ly") or s.lower(back) in ("has", "have", "had", "also", "later", "again", "then")
    ):
        back -= 1
    if s.lower(back) in (",", "and", "but") or s.lower(v).endswith("ing"):
        before = next((f for f in reversed(said) if f.at < v), None)
        if before:
            return before.origin, before.pronoun
    subject = subject_before(s, back, 0, v)
    name, pronoun = cleaned(s, *subject) if subject else (None, False)
    return (name, pronoun) if name else ("", False)
