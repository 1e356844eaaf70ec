"""Speakers that are no subject of a verb: "according to X", "citing X", "X's estimate", "reports that", a headline's source.

Each function takes a sentence and the token of its word, and adds the frames that it reads to those found so far. The helpers
say where clauses begin and how far a speaker's words reach.
"""

from __future__ import annotations

from atleast.claims.english.subjects import forward, over_relays, subject_before
from atleast.claims.lexicon import grammar
from atleast.claims.naming import cleaned
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_BOUNDARY = frozenset(grammar("boundary"))
_BREAK = frozenset(grammar("breaks")) | _BOUNDARY
_PASSIVE = frozenset(grammar("passive"))
_SKIP = frozenset(grammar("skip"))
_MET = frozenset(("interviewed", "contacted", "reached", "quoted", "cited", "surveyed", "approached"))
_RECEIVED = frozenset(
    ("reports", "report", "information", "accounts", "account", "testimony", "testimonies", "figures", "data")
)
_GENERIC = frozenset(grammar("generic"))
_PREPOSITIONS = frozenset(grammar("prepositions"))
_ALLEGED = frozenset(("claim", "claims", "allegation", "allegations", "accusation", "accusations", "contention"))
_BARE = ("information", "data", "evidence")
_BODIES = frozenset(grammar("bodies")) | {"cross", "crescent", "medics", "doctors", "msf", "unicef"}
_DATES = frozenset(grammar("days")) | {"month", "week", "year", "day", "night", "evening", "morning"}
_LABELS = frozenset(
    (
        "correction",
        "corrected",
        "update",
        "updated",
        "breaking",
        "urgent",
        "exclusive",
        "factbox",
        "live",
        "alert",
        "note",
        "erratum",
    )
)
_NO_SPEAKER = frozenset(
    ("name", "names", "phone", "telephone", "email", "dna", "hand", "then", "now", "accident", "mistake", "age")
)


def cuts_of(s: Sentence) -> list[int]:
    """Return where the clauses of a sentence begin: after semicolons, at "while" and "but"."""
    return [
        0,
        *(k for k in range(1, len(s.tokens)) if (s.lower(k) == ";" and not _listing(s, k)) or s.lower(k) in _BOUNDARY),
        len(s.tokens),
    ]


def _listing(s: Sentence, k: int) -> bool:
    """Say whether a semicolon only parts the items of a list: a number follows."""
    return s.lower(k + 1)[:1].isdigit() or (s.lower(k + 1) == "(" and s.lower(k + 2)[:1].isdigit())


def clause(cuts: list[int], k: int) -> tuple[int, int]:
    """Return the clause that token k stands in."""
    start = max(c for c in cuts if c <= k)
    return start, min(c for c in cuts if c > k)


def reach(s: Sentence, k: int) -> int:
    """Return how far a speaker's words go: to the next semicolon, over "while" as long as no one else speaks."""
    return next(
        (m for m in range(k, len(s.tokens)) if (s.lower(m) == ";" and not _listing(s, m)) or s.lower(m) == "contradicting"),
        len(s.tokens),
    )


def since(s: Sentence, i: int) -> int:
    """Return where the words since the last semicolon begin."""
    return next((m + 1 for m in range(i - 2, -1, -1) if s.lower(m) == ";"), 0)


def according(s: Sentence, k: int, found: list[Frame], cuts: list[int], counted: frozenset[int]) -> None:
    """Read "according to X" and "documented by X"."""
    end = s.upto(k, "by")
    subject = forward(s, end)
    if subject is None:
        return
    met = next((m for m in range(subject[0] + 1, subject[1] - 1) if s.lower(m) in _MET and s.lower(m + 1) == "by"), None)
    quoted = cleaned(s, met + 2, subject[1])[0] if met else None  # "according to an official quoted by X"
    name, pronoun = cleaned(s, *(_apposed_name(s, *subject) or (subject[0], met or subject[1])))
    if not name or (s.lower(k) == "per" and s.has(end, "unit")) or name.lower().split()[0] in _NO_SPEAKER:
        return
    passive = not s.lower(k).startswith(("according", "as", "per", "in", "based"))
    last = found[-1] if found and found[-1].kind == "by" and (passive or s.lower(k) == "as") else None
    if last and 0 <= k - last.end <= 4 and not any(last.end <= m < k for m in counted):
        found[-1] = last._replace(relays=(*last.relays, name))  # "according to medics on the scene as reported by X"
        return
    start, stop = clause(cuts, k)
    if not passive and (own := _own_number(s, k, counted)) is not None:
        found.append(Frame("noun", name, own, own, subject[1], own, k, pronoun))
        return
    if passive and s.lower(k - 1) == "," and s.lower(subject[1]) == "," and s.has(subject[1] + 1, "say"):
        return  # "a source, quoted by Reuters, said": an aside to the speaker
    if passive:
        opening = s.lower(0) in ("of", "among") and k < 14 and not any(m < k for m in counted)
        if opening:  # "Of the deaths recorded by X, 61 were men"
            found.append(Frame("by", name, k, k, subject[1], subject[1], reach(s, k), pronoun))
        told = s.lower(k) in ("announced", "reported", "published", "issued", "given", "cited", "released", "estimated")
        back = range(k - 1, max(start, k - 4), -1) if told else range(0)
        near = next((m for m in back if m in counted and any(n < m for n in counted)), None)
        kind, at = ("passive", k) if near is None else ("noun", near)  # "from the 70 first announced by X"
        found.append(Frame(kind, name, at, at, subject[1], start if near is None else near, k, pronoun))
        return
    opens = (
        k == start
        or s.lower(k - 1) in ("that", "and", "while", "but", ";", '"', "where", "as")
        or (k - start <= 2 and s.lower(k - 1) == ",")
        or (s.lower(k - 1) in (",",) and s.lower(k - 2) in ("that", "however", "while", "meanwhile"))
    )
    if not opens and s.lower(k - 1) == ",":
        opens = not any(start <= m < k for m in counted)
    far = reach(s, k)
    if opens and not any(m >= subject[1] for m in counted):
        opens, start = False, since(s, k)  # "..., according to X" at the end
    found.append(
        Frame(
            "by",
            name,
            k,
            k,
            subject[1],
            subject[1] if opens else start,
            far if opens else max(stop, far),
            pronoun,
            relays=(quoted,) if quoted else over_relays(s, subject[1]),
        )
    )


def _apposed_name(s: Sentence, i: int, j: int) -> tuple[int, int] | None:
    """Return the name set off after what it is: "according to the children's agency, UNICEF"."""
    k = j + 1
    while s.capital(k):
        k += 1
    body = s.lower(i) in ("the", "a", "an") and (s.lower(j - 1) in _GENERIC or s.lower(j - 1) in _BODIES)
    name = s.lower(j) == "," and j + 1 < k <= j + 6 and s.lower(k) in (",", ".", "", ";")
    return (j + 1, k) if body and not s.capital(j - 1) and name else None


def _own_number(s: Sentence, k: int, counted: frozenset[int]) -> int | None:
    """Return where a bare second number with its hedge begins that "according to" goes with: "and 73 according to"."""
    if k - 1 not in counted or not any(m < k - 1 for m in counted):
        return None
    joined = (m for m in range(k - 2, max(-1, k - 7), -1) if s.lower(m) in ("and", "but", "or", ",", ";"))
    return next((m + 1 for m in joined), None)


def citing(s: Sentence, k: int, found: list[Frame]) -> None:
    """Read "citing X" and "X quoted Y"."""
    if (s.lower(k) in ("cited", "quoted") and s.lower(k - 1) in _PASSIVE | {"as"}) or s.lower(k + 1) == "by":
        return
    end = s.upto(k, "citing")
    subject = forward(s, end)
    if subject is None:
        return
    name, pronoun = cleaned(s, *subject)
    if not name:
        return
    if s.lower(k - 1) in ("which", "who") and s.lower(k - 2) == "," and found and found[-1].kind == "citing":
        found[-1] = found[-1]._replace(origin=name, pronoun=pronoun, relays=(found[-1].origin, *found[-1].relays))
        return  # "citing X, which quoted Y"
    if s.lower(k) in ("quotes", "cites", "cited", "quoted"):
        at = k - 1
        while at > 0 and s.lower(at) in _SKIP and not s.capital(at):
            at -= 1
        back = subject_before(s, at, 0, k)
        outer = cleaned(s, *back)[0] if back else None
        later = any(s.lower(m)[0].isdigit() or s.has(m, "vague") for m in range(subject[1], len(s.tokens)))
        first = back[0] if back and later else 0  # "113 were hurt, and X quoted an official as saying that 26"
        found.append(Frame("citing", name, k, k, subject[1], first, reach(s, k), pronoun, False, (outer,) if outer else ()))
        return
    start, stop = clause(cuts_of(s), k)
    aside = s.lower(k - 1) == "," and s.lower(subject[1]) == "," and k - start > 1
    aside = aside and s.lower(subject[1] + 1) not in ("which", "who")
    if aside and any(s.has(m, "say") for m in range(subject[1] + 1, subject[1] + 4)):
        start = subject[1]  # "and X, citing Y, speaks of ..."
    found.append(Frame("citing", name, k, k, subject[1], start, stop, pronoun))


def possessive(s: Sentence, k: int, found: list[Frame], counted: frozenset[int]) -> None:
    """Read "the ministry's previous estimate of 61"."""
    noun = next((m for m in range(k + 1, min(k + 5, len(s.tokens))) if s.has(m, "report") or s.lower(m) in _ALLEGED), None)
    if noun and noun > k + 1 and s.has(noun, "say") and (noun + 1 in counted or s.has(noun + 1, "hedge")):
        return  # "the country's army reports 87 people": a verb
    if noun is None or any(
        s.lower(m) in (",", ";") or (m < noun and s.has(m, "say") and not s.has(m, "report")) for m in range(k + 1, noun)
    ):
        return
    subject = subject_before(s, k, 0, k)
    if subject is None:
        return
    name, pronoun = cleaned(s, *subject)
    if name and name.lower().split()[-1] in _DATES:
        return  # "Sunday's toll of 12"
    after = max(s.upto(noun, "report"), noun + 1)
    stop = next(
        (
            m
            for m in range(after, len(s.tokens))
            if (s.lower(m) in (",", ";") and m + 1 not in counted and not (s.lower(m) == "," and s.has(m + 1, "hedge")))
            or s.lower(m) in _BOUNDARY
            or (s.has(m, "say") and not s.has(m, "report"))
        ),
        len(s.tokens),
    )
    if name and "by" in (s.lower(subject[0] - 1), s.lower(subject[0] - 2)) and s.lower(after) == ",":
        found.append(Frame("by", name, subject[0], k, after, after, reach(s, after), pronoun))  # "by the group's count, ..."
    elif name:
        verb = s.lower(after) in _PASSIVE or any(s.has(m, "tollverb") for m in range(after, after + 6))
        far = stop if verb else min(stop, after + 24)
        found.append(Frame("noun", name, subject[0], k, after, after, far, pronoun))


def owned(s: Sentence, k: int, found: list[Frame]) -> None:
    """Read "its earlier figure was 30", "their own count stands at 45", "X stood by its count of 187"."""
    noun = next((m for m in range(k + 1, min(k + 5, len(s.tokens))) if s.has(m, "report")), None)
    if noun is not None and s.lower(noun + 1) == "of" and 0 < k < 12 and not found:
        begin = int(s.lower(0) == "the")
        stop = next((m for m in range(begin, k) if not s.capital(m)), k)
        name, pronoun = cleaned(s, begin, stop) if stop > begin else (None, False)
        if name and not any(s.lower(m) in (",", ";", "that") for m in range(k)):
            found.append(Frame("noun", name, begin, k, noun + 2, noun + 2, reach(s, noun), pronoun))
        return
    if noun is None or (k and s.lower(k - 1) not in (",", ";", "and", "but", "while", '"')):
        return
    after = s.upto(noun, "report")
    verb = next((m for m in range(after, min(after + 7, len(s.tokens))) if s.has(m, "tollverb") and s.lower(m) != "of"), None)
    if verb is None or any(s.lower(m) in (",", ";") for m in range(k, verb)):
        return
    found.append(Frame("noun", s.raw(k, k + 1), k, k, after, after, reach(s, after), True))


def gapped(s: Sentence, stop: int) -> int | None:
    """Return where a speaker without a verb begins: "the ministry says 87 died; the opposition, 300", "the opposition 300"."""
    comma = s.lower(stop - 1) == ","
    end = stop - comma
    parts = (";", "but", "while") if comma else (";", "but", "while", ",", "and")
    start = next((m + 1 for m in range(end - 1, max(-1, end - 8), -1) if s.lower(m) in parts), None)
    if start is None or start >= end:
        return None
    start += s.lower(start) in ("and", "but", "while")
    plain = all(s.lower(m).isalpha() or "'" in s.lower(m) for m in range(start, end))
    verbs = any(s.has(m, f) for m in range(start, end) for f in ("say", "pp", "intr", "act"))
    named = s.lower(start) in ("the", "a", "an", "its") or (comma and s.capital(start))
    inside = not comma and any(s.lower(m) in _PREPOSITIONS or s.has(m, "hedge") for m in range(start, end))
    return start if plain and named and not verbs and not inside and start < end else None


def without_verb(s: Sentence, counted: frozenset[int], found: list[Frame]) -> None:
    """Add the speakers that leave out their verb."""
    for m in sorted(counted):
        if s.lower(m + 1) not in ("", ".", ";") or not any(f.at < m for f in found):
            continue
        stops = (m, *(x + 1 for x in range(m - 1, max(0, m - 4), -1) if s.lower(x) == ","))
        stop, start = next(((x, begin) for x in stops if (begin := gapped(s, x)) is not None), (m, m))
        end = stop - (s.lower(stop - 1) == ",")
        name, pronoun = cleaned(s, start, end) if start < end else (None, False)
        if name:
            found.append(Frame("pre", name, start, end, end, end, reach(s, end), pronoun))


def according_to(s: Sentence, stop: int) -> bool:
    """Say whether "according to X," stands right before a token."""
    if s.lower(stop - 1) != ",":
        return False
    by = next((m for m in range(stop - 2, max(-1, stop - 9), -1) if s.has(m, "by") or s.lower(m) == ","), None)
    return by is not None and s.lower(by) == "according"


def put_at(s: Sentence, k: int, found: list[Frame], counted: frozenset[int]) -> None:
    """Read "put at 3,000 by one diplomat": who stands after "by" gave the number."""
    number = next((m for m in range(k - 1, max(0, k - 4), -1) if m in counted), None)
    if number is None:
        return
    at = next((m for m in range(number - 1, max(0, number - 5), -1) if s.lower(m) == "at"), 0)
    subject = forward(s, k + 1) if at and s.lower(at - 1) in ("put", "placed", "estimated", "set", "given") else None
    name, pronoun = cleaned(s, *subject) if subject else (None, False)
    if name and subject:
        found.append(Frame("noun", name, at, at, subject[1], at, k, pronoun))


def report_noun(s: Sentence, k: int, found: list[Frame], cuts: list[int]) -> None:
    """Read "reports that more than 20", "conservative estimates are that at least 1,000", "figures from X show"."""
    end = s.upto(k, "report")
    if any(s.lower(m).endswith(("'s", "s'")) for m in range(max(0, k - 3), k)):
        return  # "X's working estimate is that": X says it
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
    there = any(s.lower(m) == "there" for m in range(max(0, start - 4), start))
    if word == "of" and s.lower(k) == "reports" and there:  # "there are widespread reports of at least 92 people"
        found.append(Frame("pre", s.raw(start, end), start, end, end + 1, end + 1, reach(s, end), False))
        return
    if word in ("from", "by") and s.lower(k) in _RECEIVED:
        subject = forward(s, end + 1 + (s.lower(end + 1) == '"'))
        if subject and "that" in (s.lower(subject[1]), s.lower(subject[1] + 1)) and (name := cleaned(s, *subject)[0]):
            found.append(Frame("pre", name, start, subject[1], subject[1] + 1, subject[1] + 1, reach(s, end), False))
        return
    if word == "that" and s.lower(k).startswith(_BARE) and not any(map(s.capital, range(start, end))):
        return  # "received information that": whoever received it speaks
    if word == "that" and s.lower(k) in ("reports", "report", "claims", "estimates", "information", "statement"):
        if any(f.at == k for f in found) or any(s.lower(m) == "in" for m in range(max(0, k - 3), k)):
            return  # "said in a statement that": who said it
        found.append(
            Frame(
                "pre",
                s.raw(start, end) if not s.has(start, "say") or start == k else s.raw(k, end),
                start,
                end,
                end + 1,
                end + 1,
                reach(s, end),
                False,
            )
        )
    elif (
        word in ("are", "is")
        and s.lower(k).startswith(("estimate", "figure"))
        and (s.lower(end + 1) == "that" or s.has(end + 1, "hedge"))
    ):
        found.append(Frame("pre", s.raw(start, end), start, end, end + 1, end + 1, reach(s, end), False, vague=True))


def _body(s: Sentence, head: int) -> bool:
    """Say whether a headline opens with the name of a body: "Red Cross: 728 hurt"."""
    return all(s.capital(k) for k in range(head)) and any(s.lower(k) in _BODIES for k in range(head))


def headline(s: Sentence, found: list[Frame]) -> None:
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
            _body(s, head)
            or s.has(0, "state")
            or (head == 1 and s.raw(0, 1).isupper() and len(s.lower(0)) > 1)
            or any(
                s.has(k, "state") or s.lower(k) in ("monitor", "ngo", "report", "group", "sources", "un") for k in range(head)
            )
        )
        and not any(s.lower(k)[:1].isdigit() for k in range(head))
    ):
        name, pronoun = cleaned(s, 0, head) if s.lower(head - 1) not in _LABELS else (None, False)
        if name and not any(f.kind == "pre" for f in found):
            found.append(Frame("pre", name, 0, head, head + 1, head + 1, n, pronoun))
