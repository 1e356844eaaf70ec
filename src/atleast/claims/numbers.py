"""Numbers in a sentence, as digits and as words: `numbers(sentence, table)` gives each with its value or range.

Reads "6,400", "6 400", "210.060", "1.5 million", "3 lakh", "thirty-nine (39)", "a dozen", "40 or 45", "between 200 and 225",
"dozens" (vague: no value). Not numbers of anything: percentages, ages, money, dates, years, times, ordinals, parts of a name.
Values are whole; a number of 10**10 or more has no value (nobody counts so many people) and is kept as words. Method: digits
first, then words, then pairs of numbers joined into ranges. Persian and Arabic use the same digits after folding and their
own word tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from atleast.claims.ages import apposed, of_tale, share
from atleast.claims.lexicon import grammar
from atleast.claims.sentences import Sentence

_MOST = 10**10
_GROUPED = re.compile(r"\d{1,3}([.,٬،]\d{3})+\Z")
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_COUNTED = ("person", "pp", "intr", "noun")
_MONTHS = frozenset(grammar("months"))
_MONEY = frozenset(["$", "€", "£", "¥", "₹", "rs", "us$", "usd"])
_PERCENT = frozenset(["%", "٪", "percent", "pc", "درصد"])
_DUAL_VERB = re.compile(
    "و?(?:اغتیلا|خطفا|اختطفا|غرقا|اوقفا|احتجزا|شنقا|قتلا|استشهدا|لقیا|اصیبا|جرحا|توفیا|اعتقلا|اعدما|قضیا|سقطا)"
)
_BEFORE = frozenset(grammar("before"))
_ONES = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
_BEFORE_YEAR = frozenset(grammar("before_year"))
_ERAS = frozenset(("ه", "هجری", "هجریه", "میلادی", "میلادیه", "خورشیدی", "شمسی", "قمری"))
_HALF = frozenset(("نیم", "نصف"))
_GLUED = {"k": 0.0, "½": 0.5, "¼": 0.25, "¾": 0.75}  # "19k", "1½ thousand"


_RISES = (
    "rose",
    "rise",
    "rising",
    "climb",
    "up",
    "increas",
    "grew",
    "grow",
    "jump",
    "went",
    "gone",
    "rais",
    "revis",
    "fell",
    "drop",
    "down",
    "declin",
    "surg",
    "soar",
    "updat",
    "ارتفع",
    "لیرتفع",
    "لترتفع",
    "ارتفاع",
    "زیاده",
    "زاد",
    "انخفض",
    "تراجع",
    "قفز",
)


class Number(NamedTuple):
    """A number at tokens i to j (exclusive): lo and hi as said; both None when the word is vague."""

    i: int
    j: int
    lo: int | None
    hi: int | None = None
    word: bool = False

    @property
    def vague(self) -> bool:
        """Say whether this is a word such as "dozens"."""
        return self.lo is None


def numbers(sentence: Sentence, table: Mapping[str, Any]) -> list[Number]:
    """Return the numbers that may count people, in order."""
    found: list[Number] = []
    i = 0
    while i < len(sentence.tokens):
        number = _at(sentence, i, table)
        if number is None:
            i += 1
            continue
        found.append(number)
        i = number.j
    return [n for n in _ranges(sentence, _once(sentence, found), table) if not _no_count(sentence, n)]


def _at(s: Sentence, i: int, table: Mapping[str, Any]) -> Number | None:
    if s.has(i, "vague"):
        return Number(i, s.upto(i, "vague"), None, word=True)
    low = s.lower(i)
    scales = table["numbers"]["scales"]
    if low in table["numbers"].get("duals", ()):
        twice = table["numbers"]["units"].get(s.lower(i + 1)) == 2  # "shurtiyayn ithnayn"
        return Number(i, i + 1 + twice, table["numbers"]["duals"][low], word=True)
    if low.endswith("ین") and not low.startswith("ال") and _DUAL_VERB.fullmatch(s.lower(i + 1)):
        return Number(i, i + 1, 2, word=True)  # "muwatinayn ustushhida"
    if (
        low.endswith(("ین", "ان"))
        and not s.has(i, "act")
        and s.lower(i + 1).startswith("اثن")
        and table["numbers"]["units"].get(s.lower(i + 1)) == 2
    ):
        return Number(i, i + 2, 2, word=True)  # "filastiniyayn ithnayn"
    if low[0].isdigit():
        if low[-1].isalpha():
            return None
        value, j = _digits(s, i)
        if value is not None and s.lower(j) == "/" and s.lower(j + 1).isdecimal() and s.lower(j + 2) in scales:
            value, j = float(f"{value:.0f}.{s.lower(j + 1)}"), j + 2  # "1/5 milyun"
        if s.lower(j) == "^" and s.lower(j + 1).isdecimal():
            return Number(i, j + 2, None)  # "10^30"
        if value is None:
            return Number(i, j, None) if low.isdecimal() and low[0] != "0" else None
        if s.lower(j) in _GLUED and s.tokens[j].start == s.tokens[j - 1].end:
            value, j = (value + _GLUED[s.lower(j)], j + 1) if s.lower(j) != "k" else (round(value * 1000, 3), j + 1)
        if s.lower(j) == "-" and s.lower(j + 1) in scales and s.tokens[j].start == s.tokens[j - 1].end:
            j += 1  # "12-hundred"
        while s.lower(j) in scales and s.lower(j) != "dozen":
            value, j = value * scales[s.lower(j)], j + 1
        joint = scales and s.lower(j) == table["numbers"].get("and") and j > i + 1 and s.lower(j + 1).isdecimal()
        if joint and s.lower(j + 2) not in scales and int(s.lower(j + 1)) < scales[s.lower(j - 1)]:
            value, j = value + int(s.lower(j + 1)), j + 2  # "9 hazar va 770"
        if value >= _MOST:
            return Number(i, j, None)
        return Number(i, j, round(value)) if value == int(value) else None
    return (_spelled_apart if table["numbers"].get("free") else _spelled)(s, i, table["numbers"])


def _digits(s: Sentence, i: int) -> tuple[float | None, int]:
    low = s.lower(i)
    if _GROUPED.match(low):
        return float(re.sub(r"\D", "", low)), i + 1
    if re.fullmatch(r"\d+[.٫]\d+", low):
        return float(low.replace("٫", ".")), i + 1
    if not low.isdecimal() or (low[0] == "0" and len(low) > 4):
        return None, i + 1  # "0215550123" is called, not counted
    j = i + 1
    whole = low
    # "6 400": groups of three after a short first group, one blank apart
    while len(low) <= 3 and re.fullmatch(r"\d{3}", s.lower(j)) and s.tokens[j].start - s.tokens[j - 1].end == 1:
        if s.text[s.tokens[j - 1].end] != " ":
            break
        whole, j = whole + s.lower(j), j + 1
    return (float(whole) if len(whole) < 12 else None), j


def _spelled(s: Sentence, i: int, table: Mapping[str, Any]) -> Number | None:
    units, tens, scales = table["units"], table["tens"], table["scales"]
    total, current, j, last = 0, 0, i, -1
    joiner = table.get("and", "and")
    if s.lower(i) in ("a", "half") and (s.lower(i + 1) in scales or s.lower(i) == "half"):
        half = s.lower(i) == "half"
        k = i + (2 if half and s.lower(i + 1) == "a" else 1)
        if s.lower(k) not in scales:
            return None
        value, j = scales[s.lower(k)] // (2 if half else 1), k + 1
        while s.lower(j) in scales:
            value, j = value * scales[s.lower(j)], j + 1
        return Number(i, j, value, word=True)
    while j < len(s.tokens):
        parts = s.lower(j).split("-") if "-" in s.lower(j) else [s.lower(j)]
        if all(p in units or p in tens for p in parts):
            value = sum(units.get(p, tens.get(p, 0)) for p in parts)
            if last in (0, 1) and not (last == 1 and value < 10) and s.lower(j - 1) != joiner:
                break
            current += value
            last = 1 if value >= 20 and value % 10 == 0 and value < 100 else 0
        elif parts[0] in scales and (current or total or len(parts) > 1 or parts[0] in table.get("alone", ())):
            scale = scales[parts[0]]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
            last = 2
        elif parts[0] == joiner and j > i and _goes_on(s, j, last, units, tens):
            j += 1
            continue
        else:
            break
        j += 1
    value = total + current
    if j == i or (value == 0 and s.lower(i) not in units):
        return None
    return Number(i, j, value if value < _MOST else None, word=True)


def _spelled_apart(s: Sentence, i: int, table: Mapping[str, Any]) -> Number | None:
    """Read an eastern number in words; after "between" the "and" that parts the two ends is none of its own."""
    head = s.lower(i).split("\u200c")[0]
    known = any(w in table[key] for w in (head, head.removeprefix("و")) for key in ("units", "tens", "scales"))
    whole = _spelled_eastern(s, i, table, len(s.tokens)) if known or head in _HALF else None
    if whole is None or s.lower(i - 1) not in ("بین", "میان"):
        return whole
    for k in range(i + 1, whole.j):
        begin = k + (s.lower(k) == "و")
        low = _spelled_eastern(s, i, table, k)
        high = _spelled_eastern(s, begin, table, len(s.tokens)) if s.lower(k).startswith("و") else None
        if low and high and high.j >= whole.j and (low.lo or 0) < (high.lo or 0):
            return low
    return whole


def _spelled_eastern(s: Sentence, i: int, table: Mapping[str, Any], stop: int) -> Number | None:
    """Read a Persian or Arabic number in words: its parts fall ("hazar-o pansad"), but Arabic says units before tens.

    A unit multiplies a hundred or a scale. Digits may end it ("hazar va 500"), and a half ("milyun wa-nisf").
    """
    units, tens, scales = table["units"], table["tens"], table["scales"]
    if s.lower(i) == "و" or (s.lower(i - 1).startswith("ال") and s.lower(i - 1)[2:] in units):
        return None  # "the first thirteen days"
    total, current, most, top, j, halved = 0.0, 0.0, float(_MOST), _MOST, i, False
    for word, joined, k in _parts(s, i, table, stop):
        value = units.get(word, tens.get(word))
        if value is not None and (value < most or (most < 10 and (value == 10 or (20 <= value < 100 and joined)))):
            current, most = current + value, value
        elif value == 100 and 2 < most < 10:
            current, most = current + 99 * most, 100
        elif word in scales and (current or word in table["alone"]) and scales[word] < top:
            total, current, most, top = total + (current or 1) * scales[word], 0, scales[word], scales[word]
        elif word in scales and halved:
            halved = False  # "a million and half the million"
        elif word in _HALF and (joined or j == i) and s.lower(k + 1) in scales and not (joined and most >= 1000):
            current += 0.5
        elif word in _HALF and joined and most >= 1000 and j > i:
            total, halved = total + most / 2, True
        elif word.isdecimal() and joined and 100 <= most < _MOST and int(word) < most:
            current, most = current + int(word), 0
        else:
            break
        j = k + 1
    value = int(total + current)
    if j == i or value != total + current or (value == 0 and s.lower(i) not in units):
        return None
    return Number(i, j, value if value < _MOST else None, word=True)


def _parts(s: Sentence, i: int, table: Mapping[str, Any], stop: int) -> Iterator[tuple[str, bool, int]]:
    """Yield the words that a number may be made of: each, whether "and" joins it, and its token."""
    known = {*table["units"], *table["tens"], *table["scales"], *_HALF}

    def plain(piece: str, k: int) -> str:
        if piece[:1] == "و" and piece[1:] in known:
            return piece[1:]
        return piece.removeprefix("ال") if piece not in known and k > i else piece

    joined = False
    for k in range(i, stop):
        pieces = s.lower(k).split("\u200c")
        if not all(plain(p, k) in known or p == "و" or (p.isdecimal() and k > i) for p in pieces):
            return
        for piece in pieces:
            joined = joined or (piece[:1] == "و" and piece != plain(piece, k))
            if piece != "و":
                yield plain(piece, k), joined, k
            joined = piece == "و"


def _goes_on(s: Sentence, j: int, last: int, units: Mapping[str, int], tens: Mapping[str, int]) -> bool:
    """Say whether "and" stays inside a number: "three hundred and sixty-one", not "two and three"."""
    head = s.lower(j + 1).split("-")[0]
    return (last == 2 and (head in units or head in tens)) or (last == 1 and head in units and "and" not in s.lower(j))


def _once(s: Sentence, found: list[Number]) -> list[Number]:
    """Join "thirty-nine (39)" into one number."""
    kept: list[Number] = []
    for n in found:
        if kept and kept[-1].lo == n.lo and s.lower(kept[-1].j) == "(" and n.i == kept[-1].j + 1 and s.lower(n.j) == ")":
            kept[-1] = kept[-1]._replace(j=n.j + 1)
        elif (
            s.lower(n.i - 1) == "("
            and s.lower(n.j) == ")"
            and not s.capital(n.i - 2)
            and s.lower(n.j + 1) not in ("", ".", ",", ";")
        ):
            kept.append(n._replace(i=n.i - 1, j=n.j + 1))
        else:
            kept.append(n)
    return kept


def _ranges(s: Sentence, found: list[Number], table: Mapping[str, Any]) -> list[Number]:
    kept: list[Number] = []
    for n in found:
        last = kept[-1] if kept else None
        if last and last.hi is None and last.lo is not None and n.lo is not None and _joined(s, last, n):
            scale = table["numbers"]["scales"].get(s.lower(n.j - 1), 1) if last.j == last.i + 1 else 1
            if n.lo % 1000 == 0 and 1 < last.lo < n.lo // 1000 < 1000 and last.j == last.i + 1:
                scale = 1000  # "3-4,000", "19 to 20k"
            low = last.lo * scale if last.lo * scale < n.lo else last.lo  # "5 to 6 thousand" share the scale
            kept[-1] = last._replace(j=n.j, lo=low, hi=n.lo)
        else:
            kept.append(n)
    return kept


def _joined(s: Sentence, a: Number, b: Number) -> bool:
    between = " ".join(s.lower(k) for k in range(a.j, b.i))
    before = s.lower(a.i - 1)
    if a.lo is None or b.lo is None or a.lo >= b.lo:
        return False
    if _floor_and_ceiling(s, a, b):
        return True
    if between in ("-", "–", "—", "to", "or", "تا", "یا", "الی", "او"):
        step = before in ("from", "by", "من") or s.lower(a.i - 2) == "by"
        return not (step and any(s.lower(k).startswith(_RISES) for k in range(max(0, a.i - 5), a.i)))
    if not between and s.lower(b.i).startswith("و"):
        return before == "بین"  # "between fifty and-sixty"
    if not between and a.word and b.word and a.lo + 1 == b.lo < 10:
        return True  # "du se nafar"
    if between in ("and", "و"):
        return before in ("between", "بین", "میان", "ما بین")
    return False


def _floor_and_ceiling(s: Sentence, a: Number, b: Number) -> bool:
    """Read "at least 13 and as many as 46" as a range."""
    k = a.j + (s.lower(a.j) == ",")
    if s.lower(k) not in ("and", "or", "but", "to"):
        return False
    k += 1
    while k < b.i and (s.has(k, "soft") or (s.has(k, "hedge") and s.what(k, "hedge") == "approx")):
        k = s.upto(k, "soft" if s.has(k, "soft") else "hedge")
    if not (s.has(k, "hedge") and s.what(k, "hedge") == "at_most" and s.upto(k, "hedge") == b.i):
        return False
    floors = (m for m in range(max(0, a.i - 5), a.i) if s.has(m, "hedge") and s.upto(m, "hedge") == a.i)
    return any(s.what(m, "hedge") == "at_least" for m in floors) or s.lower(a.i - 2) == "few"


def _no_count(s: Sentence, n: Number) -> bool:
    """Say whether this number is an age, a share, a date, money or a part of a name."""
    before, after, later = s.lower(n.i - 1), s.lower(n.j), s.lower(n.j + 1)
    if (
        after in _PERCENT
        or after.startswith("درصد")
        or (after == "per" and later == "cent")
        or before in _MONEY
        or (after in ("€", "$", ":") and s.lower(n.j + 1).isdigit())
    ):
        return True
    if after == "-" and s.capital(n.j + 1) and s.tokens[n.j].start == s.tokens[n.j - 1].end and s.capital(n.i - 1):
        return True  # "UPDATE 1-Teen killed"
    if after in ("-", "–") and later.startswith(
        ("year", "month", "day", "hour", "week", "page", "point", "km", "mile", "storey", "story", "member", "member")
    ):
        return True
    if after == "-" and later.isalpha() and s.raw(n.j - 1, n.j + 2).count("-") and s.tokens[n.j + 1].start == s.tokens[n.j].end:
        people = s.has(n.j + 1, "person") or later in ("plus", "odd", "some") or any(s.has(n.j + 1, f) for f in _COUNTED)
        if not people and s.tokens[n.j].start == s.tokens[n.j - 1].end:
            return True  # "12-gauge", "300-bed"
    if before in ("by", "x", "×") and s.has(n.i - 2, "unit"):
        return True  # "three metres by two"
    if share(s, n.i):
        return True
    if (after.startswith(("year", "month")) and "old" in (later, after[-3:])) or re.fullmatch(r"years?-old|ساله|سال", after):
        return True
    if (
        before in ("-", "/", ".", "#", "№", "_", ":")
        and n.i >= 2
        and s.tokens[n.i - 1].start == s.tokens[n.i - 2].end
        and s.lower(n.i - 2)[-1:].isalnum()
        and before != ":"
    ):
        return True
    if after in ("/", "-") and s.lower(n.j + 1)[:1].isdigit():
        return True
    if after in ("and", "to", "or", "–", "و", "تا", "یا") and later.isdigit() and s.lower(n.j + 2) in _MONTHS:
        return True
    if after in _ERAS and s.lower(n.i).isdecimal():
        return True
    day = n.lo is None or n.lo <= 31 or s.lower(n.i).isdecimal()
    counted = s.lower(n.i - 2).isdecimal() and s.has(n.j, "person")  # "on 8 May 19 people"
    if day and ((_month(s, n.i - 1) and not counted) or _month(s, n.j) or (after in ("of", "من") and _month(s, n.j + 1))):
        return True
    out_of = before == "اصل" and s.lower(n.i - 2) == "من"  # "of 1,700", not "article 1,700"
    if (before in _BEFORE and not out_of) or (before == "in" and (s.lower(n.i - 2) in _ONES or s.lower(n.i - 2).isdecimal())):
        return True  # "one in ten"
    if _with_nought(s, n) or of_tale(s, n.i, n.j):
        return True
    if before == "the" and s.lower(n.i - 2) == "of" and s.lower(n.i - 4) == "in" and not s.has(n.j, "person"):
        return s.what(n.j, "noun") != "killing"  # "one in ten of the 300": a share
    if before == "," and s.lower(n.i - 2)[:1].isdigit() and s.lower(n.i - 3) in _MONTHS:
        return s.lower(n.i).isdecimal() and 1900 <= (n.lo or 0) < 2100
    if n.hi is None and 1900 <= (n.lo or 0) < 2100 and _DAY.fullmatch(before) and _month(s, n.i - 2):
        return True  # "on December 24th 2023"
    return _age(s, n) or (n.hi is None and apposed(s, n.i, n.j, n.lo)) or _year(s, n)


def _with_nought(s: Sentence, n: Number) -> bool:
    """Say whether digits begin with a nought, as counts never do: "0800 555 012"."""
    return len(s.lower(n.i)) > 1 and s.lower(n.i).isdecimal() and s.lower(n.i)[0] == "0"


def _month(s: Sentence, k: int) -> bool:
    """Say whether a word is the name of a month; "may" only with a capital."""
    return s.lower(k) in _MONTHS and (s.lower(k) != "may" or s.capital(k))


def _said_to_be(s: Sentence, i: int) -> bool:
    """Say whether an age set off by a comma begins at i, or goes on there: "two boys, said to be 11 and 14, were"."""
    while s.lower(i - 1) in (",", "and", "or") and s.lower(i - 2).isdecimal():
        i -= 2
    while s.lower(i - 1) in ("about", "around", "just", "only"):
        i -= 1
    told = s.lower(i - 3) in ("said", "believed", "thought", "reported", "understood", "known")
    return told and s.raw(i - 2, i) == "to be" and s.lower(i - 4) in (",", "(", "-", "–")


def _age(s: Sentence, n: Number) -> bool:
    before, earlier = s.lower(n.i - 1), s.lower(n.i - 2)
    if n.lo is None or n.lo > 110:
        return False
    if _said_to_be(s, n.i) and (s.lower(n.j) in (",", ")", "-", "–") or s.lower(n.j) in ("and", "or")):
        return True
    if (
        before in ("under", "over", "below", "above")
        and n.lo <= 18
        and not s.has(n.j, "person")
        and not any(s.has(n.j, f) for f in ("pp", "noun", "intr"))
    ):
        return True
    if before in ("of",) and earlier in ("age", "ages"):
        return True
    if before in ("under", "over", "below") and earlier in ("were", "are") and not any(s.has(n.j, f) for f in _COUNTED):
        return not any(s.has(k, "toll") and s.lower(k) != "the" for k in range(n.i))  # "two thirds were under 30"
    k = n.i
    while s.lower(k - 1) in ("only", "just", "barely", "about", "almost"):
        k -= 1
    if k < n.i and s.lower(k - 1) == "was" and s.lower(k - 2) in ("who", "she", "he") and not s.has(n.j, "person"):
        return True  # "Kian, who was only nine, died"
    if (
        before in ("to", "and", "or")
        and s.lower(n.i - 3) in ("aged", "ages", "age", "between")
        and not s.has(n.j, "person")
        and earlier.isdigit()
    ):
        return s.lower(n.i - 3) != "between"
    if (before == "as" and earlier in ("young", "old")) or s.lower(n.i - 2) == "youngest":
        return True
    if before in ("were", "was", "is", "are", "turned") and earlier in ("who", "oldest", "youngest") and n.lo < 100:
        return not any(s.has(n.j, tag) for tag in ("person", "pp", "intr", "noun"))
    if before in ("and", "or") and s.lower(n.i - 3) in ("were", "are") and s.lower(n.i - 4) == "who" and n.lo < 100:
        return not any(s.has(n.j, tag) for tag in ("person", "pp", "intr", "noun"))
    if n.hi is not None and before == "between" and earlier in ("were", "are", "was", "aged") and n.hi < 110:
        return not s.has(n.j, "person")
    return (earlier in ("aged", "ages", "age") and before != ",") or (before == "than" and s.lower(n.j) in ("years", "when"))


def _year(s: Sentence, n: Number) -> bool:
    low = s.lower(n.i)
    if re.fullmatch(r"(?:13|14|19|20)\d\d", low) and s.lower(n.i - 1).endswith("ماه") and not s.has(n.j, "person"):
        return True  # "in the month Farvardin 1402"
    if n.hi is not None and n.lo is not None and all(1300 < x < 1450 or 1900 < x < 2100 for x in (n.lo, n.hi)):
        words = [s.lower(k).replace("\u200c", "") for k in (n.i - 1, n.i - 2)]
        return any(w in ("سالهای", "سال", "های", "عامی", "between", "from", "years", "بین") for w in words) and not s.has(
            n.j, "person"
        )
    if n.j != n.i + 1 or not re.fullmatch(r"(?:19|20|13|14)\d\d", low):
        return False
    counted = s.has(n.j, "person") or any(s.has(n.j, form) for form in ("noun", "pp", "intr"))
    before = s.lower(n.i - 1)
    if before in _BEFORE_YEAR | {",", "(", "سال", "عام"} and not (before in (",", "(", "of", "to", "and", "for") and counted):
        return low[:2] in ("19", "20") or before in ("سال", "عام")
    return low[:2] in ("19", "20") and not counted and not any(s.has(k, "hedge") for k in range(max(0, n.i - 2), n.i))


def spelled_or_digits(s: Sentence, at: int, table: Mapping[str, Any]) -> Number | None:
    """Return the number that begins at token `at`, whatever it counts."""
    return _at(s, at, table) if at < len(s.tokens) else None
