"""What a single cell says: an age, a sex, a status, a number of people, addresses, nothing; and what a header speaks of.

Each function takes the cell as written and returns the value, or null with a word for what is wrong. Digits of any script are
read. Policy: an age is whole years (months, weeks and days of a small child give 0 or the whole years in them), "about 30" is
30 and listed as a problem, a range or a word such as "teen" is no age. A status is understood only when the whole cell is a
known word: whether somebody is dead is never inferred from a part of a sentence. `header_word(text)` goes by
`data/headers.toml` (English, Persian, Arabic, Kurdish).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple, get_args

from atleast import names
from atleast.model import Status

OLDEST = 120
_MEANINGLESS = " \t\r\n-–—‐‑−_.,،؛;:?؟!…/\\*'\"()[]{}|~"
STATUSES: tuple[Status, ...] = get_args(Status)
_LETTERS = str.maketrans(
    "يىئكةەۀأإآٱؤڕڵێۆ" + "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "یییکهههااااورلیو" + "01234567890123456789",
)
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_AGE = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?")
_RANGE = re.compile(r"\d\s*(?:-|–|—|/|to|تا|الى|الی|or|یا|او)\s*\d", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+?(?=[,،;؛|\s]*(?:https?://|www\.)|[,،;؛|)\]]*(?:\s|$))", re.IGNORECASE)
_NAME_AGE = re.compile(
    r"(?P<name>[^\d]*?[^\W\d_][^\d]*?)[\s,،;؛(\[/–-]+(?:aged?\s+|سن\s+)?(?P<age>\d{1,3}(?:\.\d)?"
    r"(?:[\s-]*(?:years?|yrs?|yo|y/o|months?|days?|ساله|سال|ماهه|روزه|عاما|سنة|سنوات|شهرا|أشهر|ساڵ)(?:[\s-]*old)?)?)\s*[)\]]?\s*",
    re.IGNORECASE,
)


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """Return `text` in the form in which words of tables are compared: case, letter forms, marks and signs folded."""
    text = unicodedata.normalize("NFKD", text.replace("\u200c", " ")).casefold().translate(_LETTERS)
    text = _MARKS.sub("", text)
    return " ".join("".join(sign if sign.isalnum() or sign == "#" else " " for sign in text).split())


@lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    table = tomllib.loads(files("atleast.lists").joinpath("data/headers.toml").read_text(encoding="utf-8"))
    return {folded(word): field for field, words in table.items() for word in words}


@lru_cache(maxsize=10_000)
def header_word(header: str) -> tuple[str, int]:
    """Return (field, strength): 3 the whole header is a known word, 2 its last part is, 1 it contains one, 0 none."""
    header = re.sub(r" \(\d+\)$", "", header)
    known, whole = _headers(), folded(header)
    if whole in known:
        return known[whole], 3
    last = folded(re.sub(r"\(.*?\)", " ", header.split(" / ")[-1]))
    if last in known:
        return known[last], 2
    tokens = last.split()
    for size in range(len(tokens) - 1, 0, -1):
        for at in range(len(tokens) - size + 1):
            part = " ".join(tokens[at : at + size])
            if part in known and len(part) > 1 and known[part] != "serial":
                return known[part], 1
    return "", 0


class Words(NamedTuple):
    """The word tables of `data/words.toml`, folded."""

    status: dict[str, Status]
    sex: dict[str, str]
    units: dict[str, str]
    pairs: dict[str, str]
    about: frozenset[str]
    empty: frozenset[str]
    total: frozenset[str]
    note: frozenset[str]
    numbers: dict[str, int]
    people: frozenset[str]
    nobody: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the word tables."""
    table = tomllib.loads(files("atleast.lists").joinpath("data/words.toml").read_text(encoding="utf-8"))
    units = {folded(w): unit for unit in ("years", "months", "weeks", "days", "hours") for w in table["age"][unit]}
    return Words(
        status={folded(w): status for status in STATUSES for w in table["status"][status]},
        sex={folded(w): sex for sex in ("m", "f") for w in table["sex"][sex]},
        units=units,
        pairs={folded(w): unit for unit, written in table["age"]["pairs"].items() for w in written},
        about=frozenset(map(folded, table["age"]["about"])),
        empty=frozenset(map(folded, table["cells"]["empty"])),
        total=frozenset(map(folded, table["cells"]["total"])),
        note=frozenset(map(folded, table["cells"]["note"])),
        numbers={folded(w): n for n, row in enumerate(table["people"]["numbers"], start=1) for w in row},
        people=frozenset(map(folded, table["people"]["words"])),
        nobody=frozenset(map(folded, [*table["people"]["words"], *table["people"]["nobody"]])),
    )


@lru_cache(maxsize=100_000)
def is_empty(text: str | None) -> bool:
    """Return whether a cell says nothing: empty, a dash, "n/a", "unknown"."""
    return text is None or (folded(text) in words().empty if folded(text) else not text.strip(_MEANINGLESS))


@lru_cache(maxsize=10_000)
def age(text: str, *, unit: str = "years") -> tuple[int | None, str | None]:
    """Return (whole years, what is wrong); a bare number is counted in `unit`."""
    plain = "".join(str(int(sign)) if sign.isdecimal() else "." if sign == "٫" else sign for sign in text)
    plain = re.sub(r"(?<=\d),(?=\d{1,2}(?!\d))", ".", plain)
    if _RANGE.search(plain):
        return None, "age_range"
    numbers = _AGE.findall(plain)
    pair = words().pairs.get(folded(plain))
    if pair is not None:
        return (2 if pair == "years" else 0), None
    if plain.lstrip().startswith("-") or not numbers:
        return None, "age_unreadable"
    known, about = words(), "?" in plain or "~" in plain or "+" in plain
    tokens = [token for token in re.sub(r"\d+|_", " ", folded(plain)).split() if token]
    units = [known.units[token] for token in tokens if token in known.units]
    if any(token not in known.units and token not in known.about for token in tokens) or len(numbers) > 2:
        return None, "age_unreadable"
    about = about or any(token in known.about for token in tokens)
    named = [unit for unit in units if unit != "years"]
    spoken = "years" if "years" in units and numbers and not (named and len(numbers) == 1) else (named or [unit])[0]
    years = int(
        float(f"{numbers[0][0]}.{numbers[0][1] or 0}")
        / {"years": 1, "months": 12, "weeks": 52.2, "days": 365.25}.get(spoken, 9000)
    )
    if years > OLDEST or (len(numbers) == 2 and len(units) < 2):
        return None, "age_impossible" if years > OLDEST else "age_unreadable"
    return years, "age_about" if about else None


@lru_cache(maxsize=10_000)
def sex(text: str) -> str | None:
    """Return m or f, null when the word is not known."""
    return words().sex.get(folded(text))


@lru_cache(maxsize=10_000)
def status(text: str) -> Status | None:
    """Return the status that the whole cell names, null when it is not known."""
    return words().status.get(status_key(text))


def status_key(text: str) -> str:
    """Return the form in which words for a status are compared; a sign such as a dagger stands for itself."""
    return folded(text) or text.strip()


@lru_cache(maxsize=10_000)
def count(text: str) -> int | None:
    """Return a whole number of people, null when the cell is none."""
    found = re.fullmatch(r"(\d{1,6})(?:\.0+)?", folded(text).replace(" ", "."))
    return int(found.group(1)) if found else None


def urls(text: str) -> list[str]:
    """Return the addresses in a cell, joined by commas, semicolons, bars, spaces or nothing."""
    return list(dict.fromkeys(match.rstrip(".,،;؛|") for match in _URL.findall(text)))


def is_unnamed(name: str) -> bool:
    """Return whether a name cell is the name of nobody ("ناشناس", "unnamed child")."""
    tokens, known = folded(name).split(), words()
    if not tokens or folded(name) in known.empty:
        return True
    # Reading a name is dear, and a name without any such word is nobody's placeholder.
    return not known.nobody.isdisjoint(tokens) and names.read(name).placeholder


def group(name: str) -> int | None:
    """Return of how many unnamed people a name cell speaks ("3 unidentified people"), null when it names somebody."""
    known, tokens = words(), folded(name).split()
    if len(tokens) < 2:
        return None
    numbers = [int(token) for token in tokens if token.isdigit() and len(token) < 6]
    if len(numbers) == 1 and numbers[0] and all(token.isdigit() or token in known.nobody for token in tokens):
        return numbers[0]
    n = int(tokens[0]) if tokens[0].isdigit() and len(tokens[0]) < 6 else known.numbers.get(tokens[0])
    if n is None or n < 1 or tokens[1] not in known.people:
        return None
    if tokens[0].isdigit() or all(token in known.people for token in tokens[1:]):
        return n
    return None


def unnumbered(name: str) -> str:
    """Return a name without the number of its line ("12. ", "۳) ")."""
    return re.sub(r"^\s*\d{1,5}\s*(?:[.)]\s*|[:\-–]\s+)(?=[^\W\d_])", "", name)


def name_and_age(text: str) -> tuple[str, str | None]:
    """Return the two parts of a cell such as "Ana Vale, 23"; the age is null when there is none."""
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    found = _NAME_AGE.fullmatch(plain)
    if found is None:
        return text, None
    return text[: found.end("name")].strip(" ,،;؛([/–-"), text[found.start("age") : found.end("age")]
