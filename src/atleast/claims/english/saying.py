"""Finding the speakers of an English sentence: `frames(sentence, counted)` gives one `Frame` for each.

Takes a sentence and the tokens where its numbers begin. Reads reporting verbs before and after their words, "according to",
"citing", "X's estimate", "reports that", and the source set off in a headline. A word that is noun and verb ("report",
"recorded") is taken as a verb only with a subject that speaks. What cannot be read is no frame: the origin then stays empty.
"""

from __future__ import annotations

from itertools import pairwise

from atleast.claims.english.predicates import split
from atleast.claims.english.sources import (
    according,
    citing,
    clause,
    cuts_of,
    headline,
    owned,
    possessive,
    put_at,
    reach,
    report_noun,
    since,
    without_verb,
)
from atleast.claims.english.subjects import MEANS, forward, over_relays, subject_before
from atleast.claims.lexicon import grammar
from atleast.claims.naming import cleaned
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_INVERTS = frozenset(("said", "says", "added", "reported", "wrote", "announced", "stated", "claimed", "noted"))
_BOUNDARY = frozenset(grammar("boundary"))
_SKIP = frozenset(grammar("skip"))
_PASSIVE = frozenset(grammar("passive"))
_BREAK = frozenset(grammar("breaks")) | _BOUNDARY
_DETERMINED = frozenset(
    ("the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "one", "it", "he", "she", "who", "which")
)
_PASSED = frozenset(("carried", "published", "broadcast", "aired", "posted", "distributed", "relayed"))
_SEEN = frozenset(("seen", "obtained", "reviewed", "viewed"))
_SPOKE = frozenset((("speaking", "to"), ("talking", "to"), ("interview", "with"), ("comments", "to"), ("remarks", "to")))
_ARTICLES = frozenset(("the", "a", "an", "new", "its", "this", "latest", "his", "their", "our"))
_AMBIGUOUS = frozenset(grammar("ambiguous"))
_WEAK = frozenset(grammar("weak"))
_DAYS = frozenset(grammar("days"))
_VOICES = frozenset(grammar("voices"))
_NEW = frozenset(("newly", "recently", "freshly", "previously", "widely"))
_MET = frozenset(("interviewed", "contacted", "reached", "quoted", "cited", "surveyed", "approached"))


def frames(s: Sentence, counted: frozenset[int]) -> list[Frame]:
    """Find the frames of a sentence, in order of where they stand; `counted` are the tokens where its numbers begin."""
    found: list[Frame] = []
    cuts = cuts_of(s)
    for k in range(len(s.tokens)):
        if s.has(k, "by") and s.lower(s.upto(k, "by")) not in MEANS:  # "said by telephone"
            according(s, k, found, cuts, counted)
        elif s.has(k, "citing"):
            citing(s, k, found)
        elif s.has(k, "say"):
            _saying(s, k, found, cuts, counted)
        if s.lower(k).endswith("'s") or s.lower(k).endswith("s'") or (s.lower(k) == "'" and k):
            possessive(s, k, found, counted)
        if s.lower(k) == "by":
            put_at(s, k, found, counted)
        if s.lower(k) in ("its", "their", "his", "her", "our"):
            owned(s, k, found)
        if s.has(k, "report") and s.lower(s.upto(k, "report")) in ("that", "are", "is", "of", "from", "by"):
            report_noun(s, k, found, cuts)
    headline(s, found)
    _cataphoric(s, found)
    _respectively(s, found, counted)
    found[:] = [f for f in found if not (f.vague and _named(f, found, counted))]
    without_verb(s, counted, found)
    return sorted(found, key=lambda f: f.at)


def _saying(s: Sentence, v: int, found: list[Frame], cuts: list[int], counted: frozenset[int]) -> None:
    low, end = s.lower(v), s.upto(v, "say")
    if s.has(v, "report") and _report_here(s, v):
        return
    if _in_name(s, v) or s.lower(end) == "responsibility" or s.lower(v - 1) in ("without", "despite"):
        return
    if low in ("claim", "claims") and s.lower(v - 1).endswith(("'s", "s'")):
        return  # "the council's claim that": a noun
    if low in ("documents", "records", "reports", "findings") and s.lower(v - 2) in ("in", "of", "from", "on", "by", "and"):
        return
    able = s.lower(v - 1) == "to" and s.lower(v - 2) in ("able", "managed")
    if any(s.upto(v, form) > end for form in ("pp", "act", "intr")) or _harms(s, v, end, counted):
        return
    if (not able and (s.has(v, "pp") and s.upto(v, "pp") > end)) or (
        (not able and s.lower(v - 1) in ("to", "not", "of") and low not in ("put",))
        and not low.endswith("ing")
        and s.lower(v - 1) != "not"
    ):
        return
    if s.lower(v - 1) in _NEW and s.lower(v - 2) in ("a", "an", "the", "its", "their"):
        return
    if s.has(v, "report") and s.has(v - 1, "say") and not s.has(v - 1, "report"):
        return  # "activists gave estimates"
    if s.has(v, "report") and s.has(end, "say") and not s.has(end, "report"):
        return  # "official tallies put"
    if low == "saying" and s.lower(v - 1) == "as" and _quoted_as(s, v, found, counted):
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
    if s.lower(back) in ("first", "last", "least") and s.lower(back - 1) == "at":
        back -= 2
    start, _ = clause(cuts, v)
    if s.lower(back) in ("which", "who") and s.lower(back - 1) == "," and back - 2 > start:
        back -= 2
    if (s.lower(back) == '"' or (s.lower(back) == "," and any(m < v for m in counted))) and _inverted(s, v, end, counted):
        subject = forward(s, end)
        if subject and s.tokens[back].end:
            _post(s, found, subject, v, cuts)
        return
    goes_on = ing and s.lower(back) == "," and any(f.kind in ("pre", "post") and start <= f.at < v for f in found)
    subject = None if goes_on else subject_before(s, back, max(start, 0), v)  # "X conceded, adding that": X
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
            found.append(last._replace(at=v, end=end, first=v, last=reach(s, v), silent=negated, i=v))
        return
    i, j = subject
    if low.startswith("contain") and not any(s.has(m, "report") for m in range(max(0, i - 5), j)):
        return
    if (
        ing
        and found
        and s.has(j - 1, "report")
        and s.lower(i) in ("a", "an", "its", "the")
        and not any(map(s.capital, range(i, j)))
    ):
        found.append(found[-1]._replace(kind="pre", at=v, end=end, first=v, last=reach(s, v), i=v))
        return  # "X published a report putting the toll at 285"
    if s.lower(end) == "by" and s.lower(end + 1) not in ("phone", "telephone", "email", "e-mail", "radio", "text", "video"):
        return
    if low in _AMBIGUOUS and not _verbal(s, i, j, v, end):
        return
    met = next((m for m in range(i + 1, j - 1) if s.lower(m) in _MET and s.lower(m + 1) == "by"), None)
    name, pronoun = cleaned(s, i, met or j)
    if not name:
        return
    relays = over_relays(s, end)
    aside = next((m for m in range(j, v - 2) if s.lower(m) in _MET | _PASSED and s.lower(m + 1) in ("by", "in", "on")), None)
    spoke_to = next((m for m in range(start + 2, i) if (s.lower(m - 2), s.lower(m - 1)) in _SPOKE), None)
    if spoke_to and (by := forward(s, spoke_to)) and s.capital(by[1] - 1) and (through := cleaned(s, *by)[0]):
        relays = (*relays, through)
    carried = next(
        (m for m in range(start + 1, i - 1) if s.lower(m) in _PASSED | _SEEN and s.lower(m + 1) in ("by", "in", "on")), None
    )
    aside = aside or carried  # "In a report carried by X, the governor said"
    if aside and (by := forward(s, aside + 2)) and (through := cleaned(s, *by)[0]):
        relays = (*relays, through)
    if met and (through := cleaned(s, met + 2, j)[0]):
        relays = (*relays, through)
    if s.lower(i - 1) == "as" and _is_post(s, i, v, end, start, counted):
        begin = max(m for m in counted if m < i)  # "and not 19, as the army had claimed": the last figure alone
        found[:] = [f._replace(last=min(f.last, begin)) if f.first <= begin < f.last else f for f in found]
        found.append(Frame("post", name, i, v, end, begin, i, pronoun, negated, relays))
        return
    if _is_post(s, i, v, end, start, counted):
        found.append(Frame("post", name, i, v, end, since(s, i), i, pronoun, negated, relays))
        if not any(m >= end for m in counted):
            return
    far = reach(s, v)
    if s.lower(i - 1) in ("which", "whom", "who") and s.lower(i - 2) == ",":
        far = next(
            (m for m in range(end, far) if s.lower(m) == ","), far
        )  # "the centre, which the state accuses of bias, said"
    found.append(Frame("weak" if low in _WEAK else "pre", name, i, v, end, end, far, pronoun, negated, relays))


def _named(vague: Frame, found: list[Frame], counted: frozenset[int]) -> bool:
    """Say whether somebody is named whose figure it is that estimates give: "conservative estimates are 900, X said"."""
    at = min((m for m in counted if m >= vague.first), default=-1)
    return any(not f.vague and f.kind in ("pre", "post", "by") and f.first <= at < f.last for f in found)


def _respectively(s: Sentence, found: list[Frame], counted: frozenset[int]) -> None:
    """Read "the ministry, the union and X put the toll at 17, 40 and 52 respectively": each says its own."""
    word = next((k for k in range(len(s.tokens)) if s.lower(k) == "respectively"), None)
    frame = next((f for f in found if f.kind in ("pre", "weak") and word is not None and f.at < word), None)
    if word is None or frame is None:
        return
    start = next((m + 1 for m in range(frame.at - 1, -1, -1) if s.lower(m) in (";", ".", ":")), 0)
    figures = sorted(m for m in counted if frame.at < m < word)
    edges = [start, *(m for m in range(start, frame.at) if s.lower(m) in (",", "and")), frame.at]
    runs = [(a + (s.lower(a) in (",", "and")), b) for a, b in pairwise(edges)]
    runs = [(a, b) for a, b in runs if a < b]
    if len(figures) != len(runs):
        return
    at = found.index(frame)
    if any(s.lower(m) in ("in", "of", "at") for m in range(start, frame.at)):  # "hospitals in Varna, Ostia and Delta"
        found[at] = frame._replace(origin=s.raw(start, frame.at))
        return
    names = [cleaned(s, a, b)[0] for a, b in runs]
    ends = [*figures[1:], frame.last]
    found[at : at + 1] = [
        frame._replace(origin=name, first=m, last=end, pronoun=False)
        for name, m, end in zip(names, figures, ends, strict=True)
        if name
    ]


def _cataphoric(s: Sentence, found: list[Frame]) -> None:
    """Read "After insisting that no one had been killed, the presidency admitted": one speaker, named second."""
    v = next((k for k in range(1, min(5, len(s.tokens))) if s.has(k, "say") and s.lower(k).endswith("ing")), None)
    if v is None or s.lower(0) not in ("after", "while", "before", "despite", "by", "having", "in", "besides", "although"):
        return
    later = next((f for f in found if f.kind in ("pre", "weak") and f.at > v and s.lower(f.i - 1) in (",", "the")), None)
    if later is not None and not any(f.at == v for f in found):
        found.append(later._replace(kind="pre", i=v, at=v, end=v + 1, first=v + 1, last=later.i))


def _in_name(s: Sentence, v: int) -> bool:
    """Say whether a verb with a capital is a part of a name, as in "Port Said" and "United States"; not in a headline."""
    if not v or not s.capital(v) or not s.capital(v - 1):
        return False
    return any(len(s.lower(k)) > 4 and s.lower(k).isalpha() and not s.capital(k) for k in range(len(s.tokens)))


def _report_here(s: Sentence, v: int) -> bool:
    """Say whether a word that is noun and verb has an article one or two words before it."""
    if s.lower(v - 1) in _ARTICLES:
        return True
    return (
        s.lower(v - 2) in _ARTICLES
        and s.lower(v - 1).isalpha()
        and not s.capital(v - 1)
        and not s.lower(v).endswith(("ed", "s"))
    )


def _harms(s: Sentence, v: int, end: int, counted: frozenset[int]) -> bool:
    """Say whether a verb that may report does harm here: "authorities released 120 detainees"; or takes in the wounded."""
    if s.lower(v) == "admitted" and any(s.has(m, f) for m in range(end, end + 5) for f in ("noun", "pp")):
        return any(w in s.low[s.start : s.tokens[v].start] for w in ("hospital", "clinic", "infirmar", "ward"))
    if split(s, v + 1, next((m for m in range(v + 2, v + 9) if s.lower(m) in ("to", "under")), v + 2)):
        return True  # "put 81 men to death"
    if s.lower(v).startswith("claim") and any(s.lower(m) in ("lives", "life") for m in range(end, end + 6)):
        return True
    return any(s.has(v, form) for form in ("pp", "act")) and any(m in counted for m in range(end, end + 4))


def _quoted_as(s: Sentence, v: int, found: list[Frame], counted: frozenset[int]) -> bool:
    """Read "X was quoted (by Y) as saying"; the quoting verb must be in the passive."""
    quoted = next((m for m in range(v - 2, max(-1, v - 14), -1) if s.lower(m) in ("quoted", "cited", "reported")), None)
    if quoted is None or s.lower(quoted - 1) not in _PASSIVE:
        return False
    back = quoted - 1
    while back > 0 and (s.lower(back) in _PASSIVE or s.lower(back) in _SKIP):
        back -= 1
    subject = subject_before(s, back, 0, quoted)
    if subject is None:
        return False
    name, pronoun = cleaned(s, *subject)
    by = forward(s, quoted + 2) if s.lower(quoted + 1) in ("by", "in", "on") else None
    relay = cleaned(s, *by)[0] if by else None
    if name:
        after = forward(s, v + 2) if s.lower(v + 1) in ("by", "in", "on") and not by else None
        relay = cleaned(s, *after)[0] if after else relay
        relays = (relay,) if relay else ()
        if not any(m > v for m in counted):  # "...," X was quoted as saying by Y
            found.append(Frame("post", name, subject[0], v, v + 1, 0, subject[0], pronoun, False, relays))
            return True
        found.append(Frame("pre", name, subject[0], v, v + 1, v + 1, reach(s, v), pronoun, False, relays))
    return bool(name)


def _verbal(s: Sentence, i: int, j: int, v: int, end: int) -> bool:
    """Say whether a word that is noun and verb ("report", "recorded") is a verb here."""
    low, last, after = s.lower(v), s.lower(j - 1), s.lower(end)
    if low in ("put", "puts", "putting") and any(s.has(m, "toll") for m in range(end, end + 3)):
        return True
    if s.lower(i - 1) == "," and after in ("", ".", ",") and not low.endswith(("s", "ed")) and last.endswith("s"):
        return True  # "..., historians estimate."
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
            or last in _VOICES
        )
        harmed = (
            not any(s.capital(k) for k in range(i + 1, j)) and (s.has(j - 1, "person") and not s.has(j - 1, "state"))
        ) or any(s.has(j - 1, f) for f in ("noun", "pp", "intr"))
        return speaks and not (harmed and not s.has(j - 1, "report") and last not in ("members", "activists", "officials"))
    if s.lower(v - 1) in ("the", "a", "an", "its", "his", "their", "previous", "this", "official", "latest", "of", "by"):
        return False
    if low.endswith("s") and (not last.endswith("s") or s.capital(j - 1)):
        opens = i == 0 or s.lower(i - 1) in (":", ";", ",")
        return opens or any(s.capital(k) for k in range(i, j)) or s.lower(i) in _DETERMINED
    if after == "," and any(s.lower(m) == "that" for m in range(end + 1, end + 8)) and last.endswith("s"):
        return True  # "prosecutors estimate, in court documents, that"
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


def _inverted(s: Sentence, v: int, end: int, counted: frozenset[int]) -> bool:
    """Say whether the speaker stands after the verb: ", said the chief of police"."""
    if (
        s.lower(v) not in _INVERTS
        or s.lower(end) in _DAYS
        or s.lower(end) in ("that", "it", "he", "she", "they", "there", "in", "on", "at")
    ):
        return False
    stop = next((m for m in range(end, len(s.tokens)) if s.lower(m) in (".", ",", ";", '"')), len(s.tokens))
    if any(end <= m < stop for m in counted):
        return False
    named = any(s.capital(m) or s.has(m, "state") for m in range(end, min(stop, end + 10)))
    return s.capital(end) or s.lower(end) in ("the", "a", "an", "one") or (stop - end <= 9 and named)


def _post(s: Sentence, found: list[Frame], subject: tuple[int, int], v: int, cuts: list[int]) -> None:
    name, pronoun = cleaned(s, *subject)
    if name:
        found.append(Frame("post", name, subject[0], subject[0], subject[1], 0, v, pronoun, False, over_relays(s, subject[1])))


def _is_post(s: Sentence, i: int, v: int, end: int, start: int, counted: frozenset[int]) -> bool:
    """Say whether "X said" stands after what X said."""
    before, after = s.lower(i - 1), s.lower(end)
    if before == "as" and s.lower(i - 2) == "," and after in ("", ".", ";", ",", "at", "in", "on"):
        return any(start <= m < i for m in counted)
    if before not in (",", '"', ")", "–", "—") or i - start < 3:
        return False
    start = since(s, i) if s.lower(end) in (".", "") or s.lower(v) == "told" else start
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
            "by",
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
