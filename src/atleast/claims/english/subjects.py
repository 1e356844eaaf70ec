"""The noun phrases of speakers: `subject_before`, `forward` and `over_relays`, as token ranges and names.

`subject_before` walks back from a reporting verb, over an appositive ("X, a monitor based abroad, said") and over "on
Tuesday"; `forward` walks on from "according to"; `over_relays` reads whom the words passed through ("told X", "published by
Y"). A phrase that runs into a clause, a number or another verb ends there.
"""

from __future__ import annotations

import re

from atleast.claims.lexicon import grammar
from atleast.claims.naming import cleaned, personal_name
from atleast.claims.sentences import Sentence

_BOUNDARY = frozenset(grammar("boundary"))
_BREAK = frozenset(grammar("breaks")) | _BOUNDARY
_VOICES = frozenset(grammar("voices"))
_DAYS = frozenset(grammar("days"))
_ONE = frozenset(grammar("one_person"))
_PASSIVE = frozenset(grammar("passive"))
_BODIES = frozenset(grammar("generic"))
_AIR = frozenset(("television", "tv", "radio"))
_MONTHS = frozenset(grammar("months"))
_RELAY = re.compile(
    r"(?:published|seen|obtained|received|reviewed|viewed|picked up|republished)(?: on| by| in) (?:the )?$|"
    r"(?:shared with|leaked to|given to|provided to|sent to|submitted to|made available to|passed to) (?:the )?$|"
    r"(?:carried|quoted|cited|aired|broadcast|posted|shared|relayed|reported|distributed|run|released) "
    r"(?:on |by |in )"
    r"(?:the )?$|(?:interview with|(?:speaking|talking|spoke|talked) (?:to|with)|(?:said|confirmed|explained|added) to|told|"
    r"statement to|remarks to|comments to|testimony to|testified to|account to) (?:the )?$"
    r"|in an? (?:letter|report|statement|interview) to (?:the )?$"
)
MEANS = frozenset(("phone", "telephone", "email", "e-mail", "text", "video", "letter", "message", "satellite", "fax"))
_TOLD_TO = frozenset(grammar("told_to"))
_LEADING = frozenset(grammar("leading"))
_NO_RELAY = frozenset(grammar("no_relay"))

_TITLES = frozenset(
    ("dr", "mr", "mrs", "ms", "prof", "gen", "col", "lt", "capt", "maj", "sgt", "brig", "rev", "sen", "gov", "st")
)


_TIMES = frozenset(("date", "time", "day", "moment", "point", "then", "now", "evening", "morning", "night", "noon", "dusk"))
_THAT = frozenset(("the", "that", "this", "same", "end", "of"))


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
            while (
                k > start and s.lower(k) in ("on", "in", "last", "late", "early", "this", "earlier", ",", "by", "had")
            ) or s.lower(k) in _DAYS:
                k -= 1
            back = k
            continue
        at = next((m for m in range(k - 1, max(start, k - 4), -1) if s.lower(m) in ("by", "at", "on", "until", "before")), None)
        if s.lower(k) in _TIMES and at is not None and all(s.lower(m) in _THAT for m in range(at + 1, k)):
            k = at - 1  # "the network had by the same date recorded"
            while k > start and s.lower(k) in ("has", "have", "had", "also", ","):
                k -= 1
            back = k
            continue
        break
    return back


# Words that open an appositive: "the ministry, whose spokesman ..., said".
_APPOSED = frozenset(grammar("apposed"))


def _says(s: Sentence, k: int) -> bool:
    return (s.has(k, "say") and not s.has(k, "report")) or s.lower(k) in ("reported", "confirmed", "documented", "recorded")


def _speaks(s: Sentence, k: int) -> bool:
    """Say whether a word names people or a body that speaks, as in "activists and rescue workers said"."""
    low = s.lower(k)
    return (
        low in _VOICES
        or low + "s" in _VOICES
        or s.has(k, "state")
        or low in _BODIES
        or (s.has(k, "person") and low.endswith("s"))
    )


def subject_before(s: Sentence, back: int, start: int, v: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends before a reporting verb, over an appositive and over "on Tuesday"."""
    back = _over_relative(s, _over_adjunct(s, back, start), start)
    if s.lower(back) in ("it", "they", "he", "she") and back > start:
        return back, back + 1  # "that since the crackdown began it had confirmed"
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
        if s.lower(back) == "," and first in ("a", "an", "the") and _says(s, back - 1):
            return None  # "..., a panel reported, adding that": no appositive
        if s.lower(back) == "," and not (
            first in _APPOSED
            or s.has(opened + 1, "state")
            or first.endswith(("ed", "ing"))
            or first in ("however", "meanwhile", "though", "too", "also", "for", "on", "by", "which")
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
        if (
            s.lower(opened + 1) == "the"
            and s.capital(opened + 2)
            and not any(s.capital(m) for m in range(max(start + 1, opened - 3), opened))
        ):
            return opened + 1, back  # "an opposition council, the National Assembly, has named"
        if personal_name(s, opened + 1, back):
            return opened + 1, back  # "the centre's director, Mira T., told"
        back = _over_adjunct(s, opened - 1, start)
    found = _phrase_back(s, back, start)
    cited = found is not None and s.has(found[0] - 1, "citing") and s.lower(found[0] - 2) == "," and found[0] - 3 >= start
    return _phrase_back(s, found[0] - 3, start) if found and cited else found  # "X, citing Y, which quoted Z, said"


def _over_relative(s: Sentence, back: int, start: int) -> int:
    """Step back over a clause that only describes a speaker: "a doctor who was not authorised to be named said"."""
    for k in range(back - 1, max(start, back - 16), -1):
        low = s.lower(k)
        if low == "who":
            return k - 1 if _speaks(s, k - 1) or s.lower(k - 1) in _ONE or s.has(k - 1, "person") else back
        if low in (",", ";", '"', "(", ")", "and", "that") or _says(s, k):
            break
    return back


def _phrase_back(s: Sentence, back: int, start: int) -> tuple[int, int] | None:
    """Walk back over the noun phrase that ends at `back`."""
    k = back
    after = s.has(back - 1, "say") or s.capital(back - 1)
    if s.lower(back) in ("it", "he", "she", "they", "we") and back > start and after:
        return back, back + 1  # "the BBC reports it has found", "two residents told Reuters they had counted"
    while k >= start and back - k < 16:
        low = s.lower(k)
        glued = k < back and s.tokens[k].end == s.tokens[k + 1].start and s.lower(k + 1).isalpha()
        if low.isdecimal() and s.capital(k - 1) and glued:
            k -= 1  # "Justicia 11J"
            continue
        if low == "," and s.capital(k + 1) and (begin := _list_of_places(s, k)) is not None:
            k = begin  # "hospitals in Varna, Ostia and Delta reported"
            continue
        if low in (",", ";", ":", '"', "(", ")", "–", "—", "?", "according") or low in _BREAK or low[:1].isdigit():
            break
        if low in ("and", "or") and not (
            (s.capital(k - 1) and s.capital(k + 1))
            or (s.has(k - 1, "state") and s.has(k + 1, "state"))
            or (_speaks(s, k - 1) and (_speaks(s, back) or _speaks(s, k + 1)))
        ):
            break
        quoted = low in ("quoted", "cited", "interviewed", "contacted", "reached") and s.lower(k + 1) == "by"
        if (
            k < back
            and not quoted
            and s.has(k, "say")
            and not s.has(k, "report")
            and not s.capital(k)
            and low not in ("human",)
        ):
            break
        if low in ("are", "were", "was", "is", "be", "been", "have", "has", "had", "will", "with", "there", "in-between") or (
            k < back and any(s.has(k, f) for f in ("pp", "intr")) and not s.capital(k) and s.lower(k + 1) not in ("by", "of")
        ):
            break
        k -= 1
    i = k + 1
    while i <= back and ((s.lower(i) in _LEADING and not (s.lower(i) == "this" and i < back)) or s.lower(i) in _DAYS):
        i += 1
        # "In a statement the ministry said": begin again at the last article
        inner = [m for m in range(i, back) if s.lower(m) in ("the", "a", "an") and m > i]
        i = inner[-1] if inner and s.lower(inner[-1] - 1) not in ("of", "for", "in", "by", "from") else i
    i += s.lower(i) in _TIMES and s.lower(i + 1) in ("the", "a", "an")  # "by that date the network had recorded"
    if i + 2 <= back and s.lower(i).endswith("ed") and s.lower(i + 1) == "by":
        i += 2  # "contradicted by X, which put"
    return (i, back + 1) if i <= back and s.lower(back) not in ("the", "a", "an", "to", "of") else None


def _list_of_places(s: Sentence, k: int) -> int | None:
    """Return the word for speakers before a list of places that a comma at k stands in."""
    p = k - 1
    while s.capital(p) or (s.lower(p) == "," and s.capital(p - 1)):
        p -= 1
    return p - 1 if p < k - 1 and s.lower(p) in ("in", "at", "of", "from") and _speaks(s, p - 1) and p > 0 else None


def forward(s: Sentence, k: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at k."""
    i = k
    while k < len(s.tokens) and k - i < 16:
        low = s.lower(k)
        if (
            low in (",", ";", ":", '"', "(", ")", "–", "—", "?")
            or low in _BREAK - {"since"}
            or (low[:1].isdigit() and s.lower(k - 1) not in _MONTHS)
            or (low == "." and k > i and not (s.lower(k - 1) in _TITLES and s.capital(k + 1)))
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
                    and s.lower(k - 1) not in ("a", "an", "the", "of", "its", "official", "newly", "recently")
                )
                or s.has(k, "hedge")
                or low
                in ("are", "were", "was", "is", "have", "has", "had", "on", "last", "since", "says", "who", "some", "nearly")
            )
            and not (low == "on" and s.capital(k + 1) and s.lower(k + 1) not in _DAYS)
        ):
            break
        if (
            k > i
            and low in ("and", "or")
            and not (
                (s.capital(k - 1) and s.capital(k + 1)) or s.has(k + 2, "report") or (_speaks(s, k - 1) and _speaks(s, k + 1))
            )
        ):
            break
        if k > i and ((low == "by" and s.lower(k + 1) in MEANS) or (low == "based" and s.lower(k + 1) == "on")):
            break
        if k > i and s.lower(k) in _DAYS and not (s.lower(k - 1) in ("a", "an", "the") and low in _MONTHS):
            break
        if (
            k > i
            and low in ("in", "at", "after", "during", "with", "to")
            and s.lower(k - 1) not in ("linked", "close", "loyal", "affiliated", "aligned", "opposed", "allied", "sympathetic")
            and not (s.capital(k + 1) and low == "in" and s.capital(k - 1) and not s.has(k - 1, "state"))
        ):
            break
        k += 1
    return (i, k) if k > i else None


def over_relays(s: Sentence, k: int) -> tuple[str, ...]:
    """Return who passed the words on: "told X", "in a video published by X"."""
    begin = max(0, k - 1)
    for m in range(k, min(k + 22, len(s.tokens))):
        if s.lower(m) == ";" or s.lower(m) in _BOUNDARY:
            break
        if s.lower(m) in _DAYS:
            continue
        if s.lower(m) == "on":
            air = next((x for x in range(m + 1, m + 5) if s.lower(x) in _AIR), None)
            if air and all(s.lower(x).isalpha() for x in range(m + 1, air)) and not s.has(k - 1, "pp"):
                first = m + 1 + (s.lower(m + 1) in ("the", "a"))
                return (s.raw(first, air + 1),)
        if s.lower(m) == "this" and s.lower(m + 1) in ("newspaper", "website", "magazine", "network"):
            return ("this newspaper",)
        tail = s.low[s.tokens[begin].start : s.tokens[m].start]
        article = s.lower(m) in ("the", "a", "an") and "told" not in s.lower(m - 1)
        told_of = s.lower(m - 1) in ("in", "on") and s.lower(m - 3) in _PASSIVE  # "deaths were reported in Ostia"
        if article or told_of or not _RELAY.search(tail) or s.lower(m) in _NO_RELAY:
            continue
        subject = forward(s, m)
        name = cleaned(s, *subject)[0] if subject else None
        if (
            name
            and (
                any(s.capital(x) for x in range(*subject))
                or "tele" in name
                or "agency" in name
                or "media" in name
                or "radio" in name
                or (name.split()[-1] in _TOLD_TO)
            )
            if subject
            else False
        ):
            return (name,) if name else ()
    return ()
