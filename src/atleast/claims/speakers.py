"""Who says it: `frames(sentence, ...)` finds what is attributed to whom, `spoken(sentence, number, ...)` gives a figure's origin.

A frame is a speaker with the stretch of the sentence that it governs: "X said (that) ...", "..., X said", "according to X", "X's
estimate of", "citing X", "X told Y". The innermost frame around a number is its origin, the ones around that are relays, from the
origin outward. "It", "he" and "the group" are carried from the sentences before when one speaker fits, kept as written when the
text names none, and left empty (with the reason) when two fit: a wrong origin is worse than none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from atleast.claims.claim import Stance
from atleast.claims.lexicon import table
from atleast.claims.naming import cleaned, is_pronoun, is_state, resolved
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

_INVERTS = frozenset(("said", "says", "added", "reported", "wrote", "announced", "stated", "claimed", "noted"))
_BOUNDARY = frozenset(["while", "whereas", "but", "although", "though", "however", "contradicting", "whilst"])
_SKIP = frozenset(
    [
        "also", "never",
        "has",
        "have",
        "had",
        "later",
        "earlier",
        "then",
        "since",
        "previously",
        "recently",
        "now",
        "already",
        "separately",
        "so",
        "far",
        "again",
        "further",
        "reportedly",
        "itself",
        "himself",
        "herself",
        "not",
        "yet",
        "did",
        "does",
        "do",
        "would",
        "could",
        "only",
        "still",
        "just",
    ]
)
_PASSIVE = frozenset(["was", "were", "been", "being", "be", "is", "are"])
_BREAK = (
    frozenset(
        [
            "that",
            "which",
            "who",
            "because",
            "as",
            "if",
            "after",
            "when",
            "before",
            "where",
            "than",
            "including",
            "since",
            "until",
            "whether",
            "whose",
        ]
    )
    | _BOUNDARY
)
_AMBIGUOUS = frozenset(
    [
        "report",
        "reports",
        "claim",
        "claims",
        "estimate",
        "estimates",
        "list",
        "lists",
        "count",
        "counts",
        "record",
        "records",
        "name",
        "names",
        "show",
        "shows",
        "state",
        "states",
        "document",
        "documents",
        "place",
        "places",
        "note",
        "notes",
        "put",
        "puts",
        "read",
        "reads",
        "number",
        "issued",
        "updated",
        "issue",
        "released",
        "recorded",
        "documented",
        "confirmed",
        "registered",
        "verified",
        "named",
        "identified",
        "listed",
        "reported",
        "estimated",
        "given",
        "found",
        "received",
        "obtained",
        "published",
        "read",
    ]
)
_SHE = frozenset(("it", "they", "he", "she", "we", "i"))
_VOICES = frozenset(
    "witnesses medics doctors officials activists residents relatives police sources families lawyers authorities rescuers hospitals locals villagers media groups nurses".split()
)
_WEAK = frozenset(
    "received collected gathered obtained provided provides monitored heard learned learnt place places placed raised established read reads gave gives given".split()
)
_DAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_NOT_PEOPLE_VERB = frozenset(["raised", "placed", "found"])
_RELAY = re.compile(
    r"(?:published|carried|quoted|cited|aired|broadcast|posted|shared|relayed|reported|distributed|run|released) (?:on |by |in )(?:the )?$|interview with (?:the )?$|speaking to (?:the )?$|told (?:the )?$|statement to (?:the )?$|remarks to (?:the )?$|comments to (?:the )?$|in an? (?:letter|report|statement|interview) to (?:the )?$"
)
_NO_RELAY = frozenset(
    [
        "reporters",
        "journalists",
        "a",
        "an",
        "lawmakers",
        "parliament",
        "us",
        "me",
        "them",
        "him",
        "her",
        "that",
        "it",
        "the",
        "reporters,",
        "court",
        "security",
        "families",
        "relatives",
    ]
)


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


class Told(NamedTuple):
    """Who was heard so far in the text: all named speakers, oldest first, and those of the last sentence that had one."""

    named: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def after(self, s: Sentence, said: list[Frame]) -> Told:
        """Return the memory after a sentence."""
        heard = [f.origin for f in said if not f.pronoun and f.kind != "relay"]
        names = tuple(dict.fromkeys(heard))
        if not names:
            return self
        return Told((*[n for n in self.named if n not in names], *names)[-12:], names)


class Spoken(NamedTuple):
    """The origin of a figure, who relayed it, what is unsure, and the words of the origin's phrase."""

    origin: str | None = None
    relays: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    words: str = ""


def frames(s: Sentence, lang: str, counted: frozenset[int]) -> list[Frame]:
    """Find the frames of a sentence, in order of where they stand; `counted` are the tokens where its numbers begin."""
    if lang != "en":
        from atleast.claims.eastern import eastern_frames

        return [Frame(kind, who, i, i, j, first, last) for kind, who, i, j, first, last in eastern_frames(s, lang)]
    found: list[Frame] = []
    cuts = _cuts(s)
    for k in range(len(s.tokens)):
        if s.has(k, "by"):
            _according(s, k, found, cuts, counted)
        elif s.has(k, "citing"):
            _citing(s, k, found)
        elif s.has(k, "say"):
            _saying(s, k, found, cuts, counted)
        if s.lower(k).endswith("'s") or s.lower(k).endswith("s'") or (s.lower(k) == "'" and k):
            _possessive(s, k, found)
        if s.has(k, "report") and s.lower(s.upto(k, "report")) in ("that", "are", "is", "of", "from", "by"):
            _report_noun(s, k, found, cuts)
    _headline(s, found)
    return sorted(found, key=lambda f: f.at)


def spoken(s: Sentence, number: Number, said: list[Frame], told: Told, publisher: str | None) -> Spoken:
    """Return the origin and relays of the number."""
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
    for f in chain:
        name = f.origin
        if (
            f.pronoun
            and f is not chain[-1]
            and f.kind == "pre"
            and (f.origin.lower() in _SHE or any(not c.pronoun and c.kind != "citing" for c in chain))
        ):
            continue  # "X said it had documented": one speaker
        if f.pronoun:
            here = tuple(dict.fromkeys(x.origin for x in said if x.at < f.at and not x.pronoun))
            answer = resolved(name, (*told.named, *here), here[-1:] or told.last)
            if answer is None:
                unsure.append(f"two speakers before may be {name!r}")
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
    return Spoken(names[0] if names else None, tuple(names[1:]), (), words)


def stance(s: Sentence, violation: str, origin: str | None, words: str, i: int) -> Stance:
    """Say whether a state body owns harm of its own side (`admits`) or the figure is only asserted."""
    if not origin or violation not in ("killing", "injury", "casualty") or not is_state(origin):
        return "asserts"
    k = next((m for m, t in enumerate(s.tokens) if t.start >= s.tokens[i].start), 0)
    near = range(k, min(k + 8, len(s.tokens)))
    own = [m for m in near if s.has(m, "group_forces")]
    if own and own[0] - k < 5:
        return "asserts"
    admits = any(t.low.startswith(("admit", "acknowledg", "conced")) for t in s.tokens)
    armed = any(
        w in origin.lower()
        for w in ("minister", "general", "guard", "government", "authorit", "army", "police", "regime", "military", "interior")
    )
    return "admits" if admits or armed else "asserts"


def _cuts(s: Sentence) -> list[int]:
    """Return where the clauses of a sentence begin: after semicolons, at "while" and "but"."""
    return [0, *(k for k in range(1, len(s.tokens)) if (s.lower(k) == ";" and not _listing(s, k)) or s.lower(k) in _BOUNDARY), len(s.tokens)]


def _listing(s: Sentence, k: int) -> bool:
    """Say whether a semicolon only parts the items of a list: a number follows."""
    return s.lower(k + 1)[:1].isdigit() or (s.lower(k + 1) == "(" and s.lower(k + 2)[:1].isdigit())


def _clause(cuts: list[int], k: int) -> tuple[int, int]:
    start = max(c for c in cuts if c <= k)
    return start, min(c for c in cuts if c > k)


def _reach(s: Sentence, k: int) -> int:
    """Return how far a speaker's words go: to the next semicolon, over "while" as long as no one else speaks."""
    return next((m for m in range(k, len(s.tokens)) if (s.lower(m) == ";" and not _listing(s, m)) or s.lower(m) == "contradicting"), len(s.tokens))


def _saying(s: Sentence, v: int, found: list[Frame], cuts: list[int], counted: frozenset[int]) -> None:
    low, end = s.lower(v), s.upto(v, "say")
    if s.has(v, "report") and s.lower(v - 1) in ("the", "a", "an", "new", "its", "this", "latest", "his", "their", "our"):
        return
    able = s.lower(v - 1) == "to" and s.lower(v - 2) in ("able", "managed")
    if not able and (s.has(v, "pp") and s.upto(v, "pp") > end) or (
        (not able and s.lower(v - 1) in ("to", "not", "of") and low not in ("put",)) and not low.endswith("ing") and s.lower(v - 1) != "not"
    ):
        return
    ing = low.endswith("ing") and low not in ("killing",)
    back, passive, negated = v - 1 - 2 * able, False, False
    while (
        back >= 0
        and not s.capital(back)
        and (s.lower(back) in _SKIP or s.lower(back) in _PASSIVE or (s.lower(back).endswith("ly") and not s.capital(back)))
    ):
        passive = passive or s.lower(back) in _PASSIVE
        negated = negated or s.lower(back) in ("not", "yet")
        back -= 1
    if passive and not ing and not able:
        return
    start, _ = _clause(cuts, v)
    if s.lower(back) in ("which", "who") and s.lower(back - 1) == "," and back - 2 > start:
        back -= 2
    if s.lower(back) in ('"', ",") and _inverted(s, v, end):
        subject = _forward(s, end)
        if subject and s.tokens[back].end:
            _post(s, found, subject, v, cuts)
        return
    subject = _subject(s, back, max(start, 0), v)
    comma_before = s.lower(back) in (",", "and", "but") and subject is None
    if subject is None:
        last = next(
            (
                f
                for f in reversed(found)
                if f.kind in ("pre", "post") and f.at < v and (start <= f.at or s.lower(back) in ("and", "but"))
            ),
            None,
        )
        if (
            last
            and (comma_before or (ing and s.lower(back) in (",", "and")))
            and not (s.has(v, "report") and low in _AMBIGUOUS and not low.endswith("ed"))
        ):
            found.append(last._replace(at=v, end=end, first=v, last=_reach(s, v), silent=negated, i=v))
        return
    i, j = subject
    if s.lower(end) == "by":
        return
    if low in _AMBIGUOUS and not _verbal(s, i, j, v, end):
        return
    name, pronoun = cleaned(s, i, j)
    if not name:
        return
    relays = _relays(s, end)
    if _is_post(s, i, v, end, start, counted):
        found.append(Frame("post", name, i, v, end, _from(s, i), i, pronoun, negated, relays))
        if not any(m >= end for m in counted):
            return
    found.append(Frame("weak" if low in _WEAK else "pre", name, i, v, end, end, _reach(s, v), pronoun, negated, relays))


def _verbal(s: Sentence, i: int, j: int, v: int, end: int) -> bool:
    """Say whether a word that is noun and verb ("report", "recorded") is a verb here."""
    low, last, after = s.lower(v), s.lower(j - 1), s.lower(end)
    if after in ("by", "dead", "killed", "missing", "are", "is", "were", "was", "have", "has") or (
        after in ("of", "from", "on") and not low.endswith("ed")
    ):
        return False
    if (
        s.has(j - 1, "report")
        and not s.capital(j - 1)
        and after in ("on", "in", "at", "earlier", "last", "late", "this")
        and low.endswith("ed")
    ):
        return low in ("noted", "stated", "claimed")
    if low.endswith(("ed", "en")) or low in ("found", "put", "read"):
        speaks = (
            any(s.capital(k) for k in range(i, j))
            or s.has(i, "state")
            or s.lower(i) in ("the", "it", "he", "she", "they", "we", "one", "a", "our")
        )
        harmed = not any(s.capital(k) for k in range(i + 1, j)) and (s.has(j - 1, "person") and not s.has(j - 1, "state")) or any(s.has(j - 1, f) for f in ("noun", "pp", "intr"))
        return speaks and not (harmed and not s.has(j - 1, "report") and last not in ("members", "activists", "officials"))
    if s.lower(v - 1) in ("the", "a", "an", "its", "his", "their", "previous", "this", "official", "latest", "of", "by"):
        return False
    if low.endswith("s") and (not last.endswith("s") or s.capital(j - 1)):
        return True
    plural = (
        last.endswith("s") or last in ("media", "police", "people", "we", "they") or s.capital(j - 1) or not low.endswith("s")
    )
    return plural and (
        after in ("that", "at", "it", "the", "an", "a", "more", "over", "at least")
        or s.has(end, "hedge")
        or after[:1].isdigit()
        or s.has(end, "toll")
        or low.endswith("s")
    )


def _inverted(s: Sentence, v: int, end: int) -> bool:
    """Say whether the speaker stands after the verb: ", said the chief of police"."""
    if s.lower(v) not in _INVERTS or s.lower(end) in _DAYS or s.lower(end) in ("that", "it", "he", "she", "they", "there", "in", "on", "at"):
        return False
    stop = next((m for m in range(end, len(s.tokens)) if s.lower(m) in (".", ",", ";", '"')), len(s.tokens))
    named = any(s.capital(m) or s.has(m, "state") for m in range(end, min(stop, end + 10)))
    return s.capital(end) or s.lower(end) in ("the", "a", "an", "one") or (stop - end <= 9 and named)


def _post(s: Sentence, found: list[Frame], subject: tuple[int, int], v: int, cuts: list[int]) -> None:
    name, pronoun = cleaned(s, *subject)
    if name:
        found.append(Frame("post", name, subject[0], subject[0], subject[1], 0, v, pronoun, False, _relays(s, subject[1])))


def _is_post(s: Sentence, i: int, v: int, end: int, start: int, counted: frozenset[int]) -> bool:
    """Say whether "X said" stands after what X said."""
    before, after = s.lower(i - 1), s.lower(end)
    if before not in (",", '"', ")", "–", "—") or i - start < 3:
        return False
    if before != '"' and not any(start <= m < i for m in counted):
        return False
    return (
        after
        in (
            ".",
            "",
            ",",
            "on",
            "in",
            "to",
            "at",
            '"',
            "late",
            "early",
            "last",
            "this",
            ";",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "adding",
            "today",
            "yesterday",
            "citing",
            "quoting",
            "as",
            "earlier",
            "during",
            "after",
            "via",
            "reporters",
        )
        or s.lower(v) == "told"
    )


def _from(s: Sentence, i: int) -> int:
    return next((m + 1 for m in range(i - 2, -1, -1) if s.lower(m) == ";"), 0)


def _subject(s: Sentence, back: int, start: int, v: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends before a reporting verb, over an appositive and over "on Tuesday"."""
    back = _over_adjunct(s, back, start)
    if s.lower(back) == '"' and any(s.lower(m) == '"' for m in range(max(start, back - 5), back)):
        back -= 1
    if s.lower(back) in (",", ")", "–", "—"):
        opened = next(
            (
                m
                for m in range(back - 1, max(start - 1, back - 42), -1)
                if s.lower(m) == {")": "("}.get(s.lower(back), s.lower(back))
            ),
            None,
        )
        if opened is None or opened <= start:
            return None
        first = s.lower(opened + 1)
        if s.lower(back) == "," and not (
            first
            in (
                "a",
                "an",
                "the",
                "which",
                "who",
                "whose",
                "head",
                "one",
                "after",
                "in",
                "based",
                "spokesman",
                "spokeswoman",
                "director",
                "chief",
                "citing",
                "quoting",
                "led",
                "where",
                "secretary",
                "commander",
                "deputy",
            )
            or s.has(opened + 1, "state")
            or (back - opened <= 6 and all(s.capital(m) or s.lower(m) == "." for m in range(opened + 1, back)))
        ):
            earlier = next(
                (
                    m
                    for m in range(opened - 1, max(start, opened - 30), -1)
                    if s.lower(m) == "," and s.lower(m + 1) in ("a", "an", "which", "who", "head")
                ),
                None,
            )
            if earlier is None:
                return None
            opened = earlier
        back = _over_adjunct(s, opened - 1, start)
    k = back
    while k >= start and back - k < 16:
        low = s.lower(k)
        if low in (",", ";", ":", '"', "(", ")", "–", "—", "?") or low in _BREAK or low[:1].isdigit():
            break
        if low in ("and", "or") and not (
            (s.capital(k - 1) and s.capital(k + 1)) or (s.has(k - 1, "state") and s.has(k + 1, "state"))
            or (s.lower(k - 1) in _VOICES and s.lower(k + 1) in _VOICES)
        ):
            break
        if k < back and (s.has(k, "say") and not s.has(k, "report") and not s.capital(k) and low not in ("human",)):
            break
        if low in ("are", "were", "was", "is", "be", "been", "have", "has", "had", "will", "with", "there", "in-between") or (
            k < back and any(s.has(k, f) for f in ("pp", "intr")) and not s.capital(k) and s.lower(k + 1) not in ("by", "of")
        ):
            break
        k -= 1
    i = k + 1
    while i <= back and (
        (
            s.lower(i)
            in ("in", "on", "at", "from", "by", "of", "to", "for", "meanwhile", "this", "however", "also", "and", "since")
            and not (s.lower(i) == "this" and i < back)
        )
        or s.lower(i) in _DAYS
    ):
        i += 1
        # "In a statement the ministry said": begin again at the last article
        inner = [m for m in range(i, back) if s.lower(m) in ("the", "a", "an") and m > i]
        i = inner[-1] if inner and s.lower(inner[-1] - 1) not in ("of", "for", "in", "by", "from") else i
    return (i, back + 1) if i <= back and s.lower(back) not in ("the", "a", "an", "to", "of") else None


def _over_adjunct(s: Sentence, back: int, start: int) -> int:
    """Step back over "on Tuesday", "(July 27)", "last month" between subject and verb."""
    k = back
    while k > start:
        if (
            s.lower(k) in _DAYS
            or (s.lower(k)[:1].isdigit() and s.lower(k - 1) in _DAYS)
            or (
                s.lower(k) in ("month", "week", "year", "night", "morning", "evening")
                and s.lower(k - 1) in ("last", "this", "earlier")
            )
        ):
            k -= 1
            while (k > start and s.lower(k) in ("on", "in", "last", "late", "early", "this", "earlier", ",")) or s.lower(
                k
            ) in _DAYS:
                k -= 1
            back = k
            continue
        break
    return back


def _forward(s: Sentence, k: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at k."""
    i = k
    while k < len(s.tokens) and k - i < 16:
        low = s.lower(k)
        if (
            low in (",", ";", ":", '"', "(", ")", "–", "—", "?")
            or low in _BREAK - {"since"}
            or low[:1].isdigit()
            or (low == "." and k > i)
        ):
            break
        if (
            k > i
            and (
                (
                    s.has(k, "say")
                    and not s.has(k, "report")
                    and not s.capital(k)
                    and s.lower(k + 1) != "by"
                    and s.lower(k - 1) not in ("a", "an", "the", "of", "its", "official")
                )
                or s.has(k, "hedge")
                or low
                in ("are", "were", "was", "is", "have", "has", "had", "on", "last", "since", "says", "who", "some", "nearly")
            )
            and not (low == "on" and s.capital(k + 1) and s.lower(k + 1) not in _DAYS)
        ):
            break
        if k > i and low in ("and", "or") and not (s.capital(k - 1) and s.capital(k + 1)):
            break
        if k > i and s.lower(k) in _DAYS:
            break
        if (
            k > i
            and low in ("in", "at", "after", "during", "with", "to")
            and not (s.capital(k + 1) and low == "in" and s.capital(k - 1) and not s.has(k - 1, "state"))
        ):
            break
        k += 1
    return (i, k) if k > i else None


def _according(s: Sentence, k: int, found: list[Frame], cuts: list[int], counted: frozenset[int]) -> None:
    end = s.upto(k, "by")
    subject = _forward(s, end)
    if subject is None:
        return
    name, pronoun = cleaned(s, *subject)
    if not name or (s.lower(k) == "per" and s.has(end, "unit")):
        return
    passive = not s.lower(k).startswith(("according", "as", "per", "in", "based"))
    start, stop = _clause(cuts, k)
    if passive:
        found.append(Frame("passive", name, k, k, subject[1], start, k, pronoun))
        return
    opens = (
        k == start
        or s.lower(k - 1) in ("that", "and", "while", "but", ";", '"', "where", "as")
        or (k - start <= 2 and s.lower(k - 1) == ",")
        or (s.lower(k - 1) in (",",) and s.lower(k - 2) in ("that", "however", "while", "meanwhile"))
    )
    if not opens and s.lower(k - 1) == ",":
        opens = not any(start <= m < k for m in counted)
    last = _reach(s, k)
    found.append(
        Frame("by", name, k, k, subject[1], subject[1] if opens else start, last if opens else max(stop, last), pronoun)
    )


def _citing(s: Sentence, k: int, found: list[Frame]) -> None:
    if (s.lower(k) in ("cited", "quoted") and s.lower(k - 1) in _PASSIVE | {"as"}) or s.lower(k + 1) == "by":
        return
    end = s.upto(k, "citing")
    subject = _forward(s, end)
    if subject is None:
        return
    name, pronoun = cleaned(s, *subject)
    if not name:
        return
    if s.lower(k) in ("quotes", "cites", "cited", "quoted"):
        back = _subject(s, k - 1, 0, k)
        outer = cleaned(s, *back)[0] if back else None
        found.append(Frame("citing", name, k, k, subject[1], 0, _reach(s, k), pronoun, False, (outer,) if outer else ()))
        return
    start, stop = _clause(_cuts(s), k)
    found.append(Frame("citing", name, k, k, subject[1], start, stop, pronoun))


def _possessive(s: Sentence, k: int, found: list[Frame]) -> None:
    """Read "the ministry's previous estimate of 61"."""
    noun = next((m for m in range(k + 1, min(k + 5, len(s.tokens))) if s.has(m, "report")), None)
    if noun is None or any(
        s.lower(m) in (",", ";") or (s.has(m, "say") and not s.has(m, "report")) for m in range(k + 1, noun)
    ):
        return
    subject = _subject(s, k, 0, k)
    if subject is None:
        return
    name, pronoun = cleaned(s, *subject)
    after = s.upto(noun, "report")
    stop = next(
        (
            m
            for m in range(after, len(s.tokens))
            if s.lower(m) in (",", ";") or s.lower(m) in _BOUNDARY or (s.has(m, "say") and not s.has(m, "report"))
        ),
        len(s.tokens),
    )
    if name:
        found.append(Frame("noun", name, subject[0], k, after, after, min(stop, after + 14), pronoun))


def _report_noun(s: Sentence, k: int, found: list[Frame], cuts: list[int]) -> None:
    """Read "reports that more than 20", "conservative estimates are that at least 1,000", "figures from X show"."""
    end = s.upto(k, "report")
    start = k
    while (
        start > 0
        and s.lower(start - 1) not in ("the", "a")
        and s.lower(start - 1).isalpha()
        and not s.has(start - 1, "say")
        and k - start < 2
        and s.lower(start - 1) not in _BREAK
        and s.lower(start - 1) not in ("in", "on", "of", "and", "to", "is", "are", "there", "from", "by")
    ):
        start -= 1
    word = s.lower(end)
    if word == "that" and s.lower(k) in ("reports", "report", "claims", "estimates", "information"):
        found.append(
            Frame(
                "pre",
                s.raw(start, end) if not s.has(start, "say") or start == k else s.raw(k, end),
                start,
                end,
                end + 1,
                end + 1,
                _reach(s, end),
                False,
            )
        )
    elif (
        word in ("are", "is")
        and s.lower(k).startswith(("estimate", "figure"))
        and (s.lower(end + 1) == "that" or s.has(end + 1, "hedge"))
    ):
        found.append(Frame("pre", s.raw(start, end), start, end, end + 1, end + 1, _reach(s, end), False))


def _relays(s: Sentence, k: int) -> tuple[str, ...]:
    """Return who passed the words on: "told X", "in a video published by X"."""
    begin = max(0, k - 1)
    for m in range(k, min(k + 22, len(s.tokens))):
        if s.lower(m) == ";" or s.lower(m) in _BOUNDARY:
            break
        if s.lower(m) in _DAYS:
            continue
        if s.lower(m) == "this" and s.lower(m + 1) in ("newspaper", "website", "magazine", "network"):
            return ("this newspaper",)
        tail = s.low[s.tokens[begin].start : s.tokens[m].start]
        article = s.lower(m) in ("the", "a", "an") and "told" not in s.lower(m - 1)
        if article or not _RELAY.search(tail) or s.lower(m) in _NO_RELAY:
            continue
        subject = _forward(s, m)
        name = cleaned(s, *subject)[0] if subject else None
        if (
            name and (s.capital(subject[0]) or "tele" in name or "agency" in name or "media" in name or "radio" in name)
            if subject
            else False
        ):
            return (name,) if name else ()
    return ()


def _headline(s: Sentence, found: list[Frame]) -> None:
    """Read a source set off in a headline: "Officials: 2 soldiers killed", "Shelling kills two - ministry"."""
    n = len(s.tokens)
    last = n - 1 if s.lower(n - 1) == "." else n
    mark = next((k for k in range(last - 1, max(last - 8, 3), -1) if s.lower(k) in (":", "-", "–", "—")), None)
    if (
        mark is not None
        and mark + 1 < last
        and s.tokens[mark].start > 0
        and s.low[s.tokens[mark].start - 1] in " \t" + s.low[s.tokens[mark].start - 1] * (s.lower(mark) == ":")
    ):
        tail = range(mark + 1, last)
        if any(
            s.has(k, "state")
            or s.lower(k)
            in ("source", "sources", "monitor", "ngo", "report", "medics", "witnesses", "un", "group", "activists", "watchdog")
            for k in tail
        ) and not any(s.lower(k)[:1].isdigit() for k in tail):
            name, pronoun = cleaned(s, mark + 1, last)
            if name and not found:
                found.append(Frame("post", name, mark + 1, mark + 1, last, 0, mark, pronoun))
    head = next((k for k in range(1, min(7, n)) if s.lower(k) == ":"), None)
    if (
        head
        and (
            s.has(0, "state")
            or any(
                s.has(k, "state") or s.lower(k) in ("monitor", "ngo", "report", "group", "sources", "un") for k in range(head)
            )
        )
        and not any(s.lower(k)[:1].isdigit() for k in range(head))
    ):
        name, pronoun = cleaned(s, 0, head)
        if name and not any(f.kind == "pre" for f in found):
            found.append(Frame("pre", name, 0, head, head + 1, head + 1, n, pronoun))


def _nested(s: Sentence, outer: Frame, inner: Frame) -> bool:
    """Say whether the inner speaker is reported by the outer one."""
    if outer.origin == inner.origin or inner.silent:
        return outer.origin == inner.origin
    between = [s.lower(m) for m in range(outer.end, inner.i)]
    clean = not any(b[:1].isdigit() for b in between) and not any(
        s.has(m, f) for m in range(outer.end, inner.i) for f in ("pp", "noun")
    )
    return (
        clean
        and len(between) <= 12
        and "and" not in between[-1:]
        and "but" not in between
        and ";" not in between
        and "while" not in between
    )


__all__ = ["Frame", "Spoken", "Told", "frames", "is_pronoun", "spoken", "stance"]
