"""Where, when and of whom a figure speaks: place, period, group, basis words and whether the dead are named.

Takes a sentence and a number in it; gives the words of the text, dates worked out from the document's date where the text
says "on Tuesday" or "since 29 July" (Gregorian and Jalali). Place and period are those of the sentence nearest to the
number, else those that the sentences before were about (`Scene`). A day on which somebody said or counted something ("said on
Tuesday", "a report published on 20 March", "as of 10 March", a dateline) is the day of the count, never that of the harm.
Nothing is looked up in a gazetteer here and no unknown is filled: what the text does not say is null.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from atleast import dates
from atleast.claims.bind import Bind
from atleast.claims.eastern.placing import Known, places_in
from atleast.claims.hedging import Hedged
from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
from atleast.model import PartialDate

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|farvardin|ordibehesht|khordad|tir|mordad|shahrivar|mehr|aban|azar|dey|bahman|esfand)\.?"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d))(?:,? \d{{4}})?"
# The day that ends a run, without its month: "March 4 to 6", and not the number of "on March 4 and 12 people were killed".
_END = r"(?:3[01]|[12]\d|0?[1-9])(?!\d|,\d| (?:(?:more|other) )?(?:people|persons|others|were|was|had|have|of)\b)"
_WHEN = re.compile(
    r"(?<![\w-])(?P<link>since|from|between|until|till|up to|through|in|on|during|as of|as at|by|after)?\s*(?:the )?"
    rf"(?P<what>\d{{1,2}}\s*(?:-|–|to|and|until|through)\s*\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?|"
    rf"{_DAY}\s*(?:-|–|to|and|until|through)\s*{_DAY}|"
    rf"{_MONTH} \d{{1,2}}\s*(?:-|–|to|and|until|through)\s*{_END}(?:,? \d{{4}})?|{_DAY}|"
    rf"(?:early |mid-?|late )?{_MONTH} \d{{4}}|(?<=in ){_MONTH}(?= |,|\.|$)|(?<=since ){_MONTH}|"
    r"(?:past|last|previous) (?:week|month|year|\w+ (?:days|weeks|months|years))|"
    r"yesterday|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"(?:in |since )?(?:19|20)\d\d(?!\d)|this (?:week|month|year))(?!\w)"
)
_KIND = (
    r"(?:city|cities|town|village|province|provinces|state|states|region|district|county|governorate|capital|"
    r"neighbou?rhood|camp)"
)
_FAR = 400  # characters
_UNNAMED = ("be", "being")  # "a doctor who asked not to be named"
_HOLDS = 3  # sentences
_NO_PLACE = frozenset(grammar("no_place"))
_PERSIAN_WHEN = re.compile(
    r"(?<!\w)(?P<link>از|تا|در|منذ|حتی|فی|یوم)?\s*(?:(?:روز|یوم|تاریخ|تاریخ)\s+)?"
    r"(?P<what>[0-9]{1,2}\s+[^\W\d]+(?:\s+(?:ماه\s+)?[0-9]{4})?|[^\W\d]+\s+(?:ماه\s+)?[0-9]{4})"
)
_PLACE = re.compile(
    r"(?<![\w-])(?:[Ii]n|[Aa]cross|[Aa]t|[Nn]ear|[Aa]round|[Tt]hroughout|[Ii]nside|from|of)\s+(?:the\s+)?"
    rf"(?:(?:\w+(?:ern|al|-west|-east)?\s+)?{_KIND}\s+(?:of\s+)?|"
    r"(?:south|north|east|west|central|south-?east|south-?west|north-?east|north-?west)\w*\s+)*"
    r"(?P<name>(?:al-|el-)?[A-Z][\w’'-]+(?:\s+(?:and\s+(?=[A-Z][a-z]+(?:\s+province|,|\.|\s|$)))?(?:al-|el-|of\s+(?=[A-Z]))?"
    r"[A-Z][\w’'-]+){0,3})"
)


class Scene(NamedTuple):
    """The place and period that the text is about so far; a place holds for the few sentences after the one that names it."""

    place: str | None = None
    period: str | None = None
    since: int = 0

    def after(self, s: Sentence, lang: str, known: Known | None) -> Scene:
        """Return the scene after reading a sentence: what it names, else what was named before."""
        here = _place_in(s, None, lang, known)
        if here or self.since >= _HOLDS:
            return Scene(here, self.period)
        return Scene(self.place, self.period, self.since + 1)


def place(s: Sentence, number: Number, scene: Scene, lang: str, known: Known | None) -> str | None:
    """Return the place nearest to the number in its sentence, else the scene's; `known` says what a gazetteer holds."""
    return _place_in(s, number, lang, known) or scene.place


def _place_in(s: Sentence, number: Number | None, lang: str, known: Known | None) -> str | None:
    """Return the place nearest to the number (the first without one), none of a later figure."""
    at = s.tokens[number.i].start if number else s.start
    window = _window(s, number)
    best: tuple[int, str] | None = None
    for start, name in _english(s, *window) if lang == "en" else ((i, n) for i, _, n in places_in(s, lang, known, *window)):
        if number and re.search(r"\d", s.text[s.tokens[number.j - 1].end : start]):
            continue  # the place of a later figure
        if best is None or abs(start - at) < best[0]:
            best = (abs(start - at), name)
    return best[1] if best else None


def _english(s: Sentence, begin: int, end: int) -> Iterator[tuple[int, str]]:
    for match in _PLACE.finditer(s.text, begin, end):
        name = match["name"].rstrip("’'s") if match["name"].endswith(("’s", "'s")) else match["name"]
        if fold_first(name) in _NO_PLACE or (
            match.group().startswith(("of", "from")) and " of " in match.group() and "city" not in match.group()
        ):
            continue
        if match.group().lower().startswith(("of ", "from ")) and not re.search(
            r"city|town|province|state|region|village|district", match.group()
        ):
            continue
        yield match.start(), name


def _window(s: Sentence, number: Number | None) -> tuple[int, int]:
    """Return how far from the number a place or a day may stand, so that a very long sentence stays quick."""
    if number is None:
        return s.start, min(s.end, s.start + _FAR)
    at = s.tokens[number.i].start
    return max(s.start, at - _FAR), min(s.end, at + _FAR)


def fold_first(name: str) -> str:
    """Return the first word, folded."""
    return name.split()[0].lower().strip(".,'’")


class Moment(NamedTuple):
    """A day or a period of a sentence, and what it is of: `harm`, `since`, `until`, `said`, `headed` (a dateline)."""

    match: re.Match[str]
    role: str


def moments(s: Sentence, lang: str) -> list[Moment]:
    """Find the days and periods of a sentence, once for all its figures."""
    found = (_WHEN if lang == "en" else _PERSIAN_WHEN).finditer(s.low, s.start, s.end)
    return [Moment(match, _role(s, match, lang)) for match in found]


class When(NamedTuple):
    """When the harm happened, and the day that the count is of, as far as the text says them."""

    period: str | None = None
    as_of: str | None = None


def when(s: Sentence, number: Number, scene: Scene, doc_date: str | None, found: list[Moment]) -> When:
    """Return the period and the day of the count nearest to the number: ISO days where they can be worked out.

    A day belongs to the harm, to who speaks ("said on Tuesday"), or ends a running count ("as of", "by", "until").
    """
    at = s.tokens[number.i].start
    best: dict[str, tuple[int, str]] = {}
    for match, role in found:
        if abs(match.start() - at) > _FAR:
            continue
        words = _dated(match["what"].strip(" ."), "" if role == "said" else match["link"] or "", doc_date, role)
        if words and (role not in best or abs(match.start() - at) < best[role][0]):
            best[role] = (abs(match.start() - at), words)
    day = best.get("until") or best.get("said") or best.get("headed")
    counted = day[1] if day and re.fullmatch(r"[\d-]+", day[1]) else None
    told = min((best[role] for role in ("harm", "since") if role in best), default=None)
    if told:
        return When(told[1], counted)
    running = _RUNNING.search(s.low, s.start, s.end)
    if running and running["event"]:
        return When(" ".join(s.text[running.start("event") : running.end("event")].split()), counted)
    if counted and ("until" in best or running):
        return When(f"until {counted}", counted)
    return When(scene.period, counted)


# A count that has run since something began, or has run so far.
_RUNNING = re.compile(
    r"(?<!\w)(?:(?P<event>since (?:the |its |their )?(?:[^\W\d]+ ){0,4}?(?:began|begun|started|broke out|erupted|"
    r"(?:start|beginning|outbreak|onset) of (?:the )?[^\W\d]+(?: [^\W\d]+)?)|از (?:اغاز|شروع|ابتدای) [^\W\d]+|"
    r"منذ (?:بدء|بدایه|اندلاع|انطلاق) [^\W\d]+)|so far|thus far|to date|تاکنون|تا کنون|حتی الان)(?!\w)"
)
_DATELINE = re.compile(r"\s*(?:\([^()]{2,30}\)\s*)?(?:—|–|--|-(?=\s)|:)")
_SINCE = re.compile(r"(?<!\w)(?:since|منذ)\s[^,.;:\d]{0,80}$")
_UNTIL = re.compile(
    r"(?<!\w)(?:as of|as at|up to|until|till|through|by)(?:\s+(?:the|end|close|of|late|early|on|morning|midday|noon|dawn|"
    r"afternoon|evening|night|midnight|\d{1,2}|[ap]\.?m\.?))*\s*$"
)
_UNTIL_LINKS = ("until", "till", "up to", "through", "as of", "as at", "by", "تا", "حتی")
_SINCE_LINKS = ("since", "from", "از", "منذ")
_PAPER = frozenset(
    (
        "report", "statement", "release", "briefing", "bulletin", "update", "tweet", "post", "letter", "interview", "dated",
        "communique", "communiqué", "conference", "تقریر", "بیان", "گزارش", "بیانیه", "بیانیهٔ", "اطلاعیه", "مورخ",
    )
)  # fmt: skip
_THAT = frozenset(("که", "ان", "انه", "انها", "بان", "بانه"))
_RECORDS = re.compile(
    r"document|record|regist|count|verif|log|track|identif|receiv|collect|gather|compil|confirm|tall|obtain|report|list|"
    r"show|found|monitor|establish"
)
_TOLL = frozenset(("toll", "tally", "count", "figure", "number"))


def _role(s: Sentence, match: re.Match[str], lang: str) -> str:
    """Say what a day is of: `harm`, `since` (where a count begins), `until` (where it ends), `said`, `headed` (a dateline)."""
    start, link = match.start("what"), match["link"] or ""
    head = s.text[s.start : match.start("what")]
    eastern = lang != "en"
    if (
        not eastern
        and re.fullmatch(r"[\W\dA-Z]*[A-Z]{3,}[\W\dA-Z]*(?:\([^()]*\)[\W]*)?", head)
        and _DATELINE.match(s.text, match.end())
    ):
        return "headed"
    if link in _SINCE_LINKS or _SINCE.search(s.low, max(s.start, start - 90), start) or match["what"].startswith("since "):
        return "since"
    if link in _UNTIL_LINKS or _UNTIL.search(s.low, max(s.start, start - 40), start):
        return "until"
    k = bisect_left(s.tokens, start, key=lambda t: t.start)
    end = bisect_left(s.tokens, match.end(), key=lambda t: t.start)
    if any(s.lower(m) in _PAPER for m in (*range(max(0, k - 3), k), end)):
        return "said"
    verb = _verb_eastern(s, k, lang) if eastern else _verb(s, k, end)
    if verb is None or not _speaks(s, verb) or (_spans(match["what"]) and (eastern or _RECORDS.match(s.lower(verb)))):
        return "harm"
    return "said"


def _spans(words: str) -> bool:
    """Say whether a date is longer than a day: a month, a year, a run of days."""
    day = re.fullmatch(rf"{_DAY}|" + "|".join(("[0-9]{1,2} .*", "yesterday", "today", *_WEEK)), words.strip(" ."))
    return day is None or _RANGE.fullmatch(words) is not None


def _speaks(s: Sentence, k: int) -> bool:
    return (s.has(k, "say") and not any(s.has(k, form) for form in ("pp", "act", "intr"))) or s.lower(k) in _TOLL


def _harms(s: Sentence, k: int) -> bool:
    return any(s.has(k, form) for form in ("pp", "act", "intr")) or (s.has(k, "noun") and not s.has(k, "person"))


def _verb(s: Sentence, k: int, end: int) -> int | None:
    """Return the verb (or noun of harm) that a day at tokens k to `end` belongs to: of its clause, before it, else after it."""
    cut = max((m for m in range(k) if s.lower(m) in (",", ";", ":", "—", "–", "(")), default=-1)
    before = [m for m in range(cut + 1, k) if _speaks(s, m) or _harms(s, m)]
    if before:
        return before[-1]
    after = [m for m in range(end, len(s.tokens)) if _speaks(s, m) or _harms(s, m)]
    # "On 7 March, the Circle said, police killed 12": a verb between commas is only put in.
    after = [m for m in after if not (_speaks(s, m) and s.lower(m + 1) == "," and m - end < 8 and m != after[-1])]
    if after:
        return after[0]
    return next((m for m in range(cut, -1, -1) if _speaks(s, m) or _harms(s, m)), None)


def _verb_eastern(s: Sentence, k: int, lang: str) -> int | None:
    """Return the verb (or noun of harm) of its clause that a day belongs to: it follows in Persian, precedes in Arabic."""
    ends = [m for m in range(len(s.tokens)) if s.lower(m) in (",", "،", ";", "؛", ":") or s.lower(m) in _THAT]
    first, last = max((m for m in ends if m < k), default=-1) + 1, min((m for m in ends if m > k), default=len(s.tokens))
    here = [m for m in range(first, last) if s.has(m, "say") or _harms(s, m)]
    before, after = [m for m in here if m < k][-1:], [m for m in here if m > k][:1]
    if lang == "fa":  # "the dead of 7 May": a day after a noun of harm is the harm's
        return next((m for m in here if m < k and _harms(s, m)), next(iter((*after, *before)), None))
    return next(iter((*before, *after)), None)


_RANGE = re.compile(rf"(.+?\d|\d{{1,2}}\w{{0,2}}(?:(?: of)? {_MONTH})?)\s*(?:-|–|to|and|until|through)\s*(\d.*|[a-z].*\d.*)")


def _dated(words: str, link: str, doc_date: str | None, role: str) -> str | None:
    base = _iso(doc_date)
    low = words.removeprefix("in ").removeprefix("since ")
    joined = "since " if role == "since" else ""
    if low in _WEEK:
        if base is None:
            return joined + words
        back = (base.weekday() - _WEEK.index(low)) % 7
        return joined + (base - timedelta(days=back)).isoformat()
    if low in ("yesterday", "today"):
        return joined + (base - timedelta(days=low == "yesterday")).isoformat() if base else words
    if low.startswith(("past", "last", "previous", "this")):
        return low
    both = _both(low, base)
    if both:
        return both
    read = _read(low, base)
    if read is None:
        return None if re.fullmatch(r"\D+", low) and not base else joined + low if re.search("[a-z]", low) else None
    days = (read.earliest, read.latest)
    if role in ("until", "said", "headed"):
        return days[1]
    if days[0] == days[1]:
        return joined + days[0]
    if (
        days[0][:7] == days[1][:7]
        and days[0].endswith("-01")
        and read.day is None
        and read.month
        and read.calendar == "gregorian"
    ):
        return joined + days[0][:7]
    if read.month is None and read.calendar == "gregorian":
        return joined + days[0][:4]
    return joined + (days[0] if joined else f"{days[0]}/{days[1]}")


def _read(words: str, base: date | None) -> PartialDate | None:
    read = dates.read(words)
    return read or (dates.read(f"{words} {_year(words, base)}") if base and not re.search(r"\d{4}", words) else None)


def _both(words: str, base: date | None) -> str | None:
    """Read a run of days ("1 to 31 July 2023", "April 18 and June 19"): month and year of one hold for the other."""
    match = _RANGE.fullmatch(words)
    if match is None:
        return None
    first, last = match[1], match[2]
    year = re.search(r"(?:19|20)\d\d", words)
    month = re.search(_MONTH, first) or re.search(_MONTH, last)
    if month is None:
        return None
    sides = [side if re.search(_MONTH, side) else f"{side.split()[0].strip(',')} {month.group()}" for side in (first, last)]
    sides = [side if year is None or year.group() in side else f"{side} {year.group()}" for side in sides]
    read = [_read(side, base) for side in sides]
    if read[0] is None or read[1] is None:
        return None
    start, end = read[0].earliest, read[1].latest
    return f"{start}/{end}" if start <= end else None


def _year(words: str, base: date) -> int:
    """Return the year in which a day without one lies: the last such day before the document."""
    read = dates.read(f"{words} {base.year}")
    return base.year - 1 if read and read.earliest > base.isoformat() else base.year


def _iso(text: str | None) -> date | None:
    read = dates.read(text) if text else None
    return date.fromisoformat(read.latest) if read else None


def group(s: Sentence, i: int, j: int) -> str | None:
    """Return the group of people that the quote names, when it is one of those that the ledger compares."""
    near = range(i, min(j + 3, len(s.tokens)))
    kinds = {
        g
        for g in ("children", "women", "men", "civilians", "protesters", "forces")
        for k in near
        if k < j and s.has(k, "group_" + g)
    }
    young = any(s.has(k, "group_children") and s.lower(k) in ("under", "below") for k in near)
    if len(kinds) > 1 or (kinds == {"forces"} and s.has(j - 1, "noun") and not s.has(j - 1, "person")):
        return None
    if young or kinds == {"children"}:
        return "children"
    return {"forces": "security forces"}.get(only := next(iter(kinds), ""), only) or None


def basis(s: Sentence, one: Bind, words: str) -> str | None:
    """Return the evidence words beside a figure ("confirmed", "documented", "previous estimate")."""
    i, j = max(0, one.hedge.i - 6), min(max(one.end, one.trigger + 1) + 3, len(s.tokens))
    found: list[str] = []
    for k in range(i, j):
        if s.lower(k) == ";":
            if k > one.number.i:
                break
            found.clear()
        if s.has(k, "basis") and s.lower(k - 1) not in _UNNAMED:
            found.append(" ".join(s.lower(m) for m in range(k, s.upto(k, "basis"))))
    return "; ".join(dict.fromkeys(found)) or None


def named(s: Sentence, one: Bind) -> bool:
    """Say whether the text says that these people are named or identified."""
    near = range(max(0, one.hedge.i - 4), min(max(one.end, one.trigger + 1) + 4, len(s.tokens)))
    hits = [k for k in near if s.has(k, "named") and s.lower(k - 1) not in ("not", "yet", *_UNNAMED)]
    return any(
        not any(s.lower(m) in (";", "unnamed", "unidentified") for m in range(min(k, one.number.i), max(k, one.number.i)))
        for k in hits
    )


_ZERO = re.compile(
    r"(?<!\w)(?:no[ -]one|nobody|no (?:civilians?|protest[eo]rs?|people|persons?|demonstrators?|students?|child(?:ren)?|"
    r"citizens?|villagers?|prisoners?|detainees?|workers?|residents?|women|men|soldiers?|officers?|journalists?|"
    r"(?:unarmed |peaceful |innocent )?(?:civilians?|protest[eo]rs?|demonstrators?)|single (?:person|civilian|protest[eo]r))|"
    r"not a single (?:person|protest[eo]r|civilian|death|life)|"
    r"no (?:deaths?|fatalit(?:y|ies)|casualties|life|"
    r"lives|killings?|arrests?|injur(?:y|ies)|executions?)|zero (?:deaths?|fatalities|casualties))(?!\w)"
)


def zeros(s: Sentence, attributed: bool) -> list[Bind]:
    """Read a denial as a claim of zero: "no one was killed", "no life was lost"."""
    made: list[Bind] = []
    for match in _ZERO.finditer(s.low, s.start, s.end):
        i = next(k for k, t in enumerate(s.tokens) if t.end > match.start())
        j = next((k for k, t in enumerate(s.tokens) if t.start >= match.end()), len(s.tokens))
        harm = _harm_of_zero(s, i, j)
        harm = "killing" if harm == "casualty" else harm
        if harm and not attributed and s.lower(j) not in ("were", "was"):
            continue
        if harm:
            made.append(Bind(Number(i, j, 0), Hedged("exact", None, i, j), harm, j, "zero"))
    return made


def _harm_of_zero(s: Sentence, i: int, j: int) -> str | None:
    last = s.lower(j - 1)
    if last in ("life", "lives"):
        return "killing"
    inside = next((s.what(k, "noun") for k in range(i + 1, j) if s.has(k, "noun") and not s.has(k, "person")), None)
    if inside:
        follows = " ".join(s.lower(k) for k in range(j, min(j + 3, len(s.tokens))))
        return inside if re.match(r"(?:were|was|had|have|has|occurred|took|resulted|during|in|at|$|\.|\")", follows) else None
    for k in range(j, min(j + 5, len(s.tokens))):
        if s.lower(k) in ("how", "whether", "why", "that", "if", "knows", "know", "would", "could"):
            return None  # "nobody knows how many died"
        if s.lower(k) in ("has", "yet", "for", "should", "will", "can", "held", "who", "over"):
            if s.lower(k) in ("has",) and s.lower(k + 1) == "been":
                continue
            return None
        for form in ("pp", "intr"):
            if s.has(k, form) and s.lower(k) != "shot":
                return s.what(k, form) if s.lower(s.upto(k, form)) not in ("for", "over") else None
    return None
