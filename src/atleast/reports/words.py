"""The words of a report, by language: phrases from `data/words.<lang>.toml` and `data/claims.<lang>.toml`, numbers
and days from the room `dates`.

`load(lang)` gives a `Words`; `say(words, "ladder.title", n=3)` gives a plain string in which what comes from outside (the name
of a list, a code) stands between Unicode isolates, so that a name in another direction, or one that carries direction marks of
its own, cannot turn the text around it. `isolate` is the only way in for such text: it drops control and direction characters.
The HTML page turns isolates into `<bdi>`, the PDF leaves them as they are. A code without a phrase is said as it is written.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from atleast import dates
from atleast.errors import UsageError

Lang = Literal["en", "fa"]
LANGS: tuple[Lang, ...] = ("en", "fa")

FIRST_STRONG, LEFT_TO_RIGHT, POP = "\u2068", "\u2066", "\u2069"
CODE, END_CODE = "\ue000", "\ue001"
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The phrases of one language, by dotted key; lists of words by key in `series`."""

    lang: Lang
    phrases: dict[str, str]
    series: dict[str, tuple[str, ...]]

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.lang == "fa"


@lru_cache(maxsize=4)
def load(lang: str) -> Words:
    """Read the catalogue of a language."""
    if lang not in LANGS:
        raise UsageError(f"no report in the language {lang!r}; expected one of {', '.join(LANGS)}")
    phrases: dict[str, str] = {}
    series: dict[str, tuple[str, ...]] = {}
    for name in ("words", "claims"):
        text = files("atleast.reports").joinpath("data", f"{name}.{lang}.toml").read_text("utf-8")
        _flatten("", tomllib.loads(text), phrases, series)
    return Words(lang=lang, phrases=phrases, series=series)


def _flatten(prefix: str, node: Mapping[str, object], phrases: dict[str, str], series: dict[str, tuple[str, ...]]) -> None:
    for key, value in node.items():
        if isinstance(value, Mapping):
            _flatten(f"{prefix}{key}.", value, phrases, series)
        elif isinstance(value, list):
            series[f"{prefix}{key}"] = tuple(value)
        else:
            phrases[f"{prefix}{key}"] = str(value)


def say(words: Words, key: str, *, n: int | None = None, **values: str | int) -> str:
    """Say a phrase: `{n}` and other whole numbers are written in the language's digits; `.one` or `.other` is chosen by `n`."""
    if key not in words.phrases:
        key = f"{key}.{'one' if n == 1 else 'other'}"
    if n is not None:
        values = {"n": n, "count": count(words, n), **values}
    said = {name: number(words, value) if isinstance(value, int) else value for name, value in values.items()}
    return words.phrases[key].format(**said)


def knows(words: Words, key: str) -> bool:
    """Tell whether the catalogue has this phrase."""
    return key in words.phrases or f"{key}.other" in words.phrases


def say_code(words: Words, room: str, code: str, **values: str | int) -> str:
    """Say what a code means; with `code:a:n` the phrase gets its arguments; a code without a phrase is printed as written."""
    head, *arguments = code.split(":")
    if not knows(words, f"{room}.{head}"):
        return isolate(code)
    given: dict[str, str | int] = dict(values)
    for value in arguments:
        if value.strip().isdecimal():
            given["n"] = int(value)
        else:
            given["a"] = isolate(value)
    try:
        return say(words, f"{room}.{head}", **given)  # type: ignore[arg-type]
    except KeyError:
        return isolate(code)


def say_sentence(words: Words, room: str, text: str) -> str:
    """Say a sentence that the English catalogue has in the language of the page; any other stays as it is written."""
    if knows(words, f"{room}.{text.split(':')[0]}"):
        return say_code(words, room, text)
    for key, phrase in load("en").phrases.items():
        if key.startswith(f"{room}.") and (match := _pattern(phrase).fullmatch(text.strip())):
            given = {name: isolate(dates.digits(value, lang=words.lang)) for name, value in match.groupdict().items()}
            return words.phrases[key].format(**given)
    return isolate(text)


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what a phrase matches, its braces being whatever stands there."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(phrase)))


def number(words: Words, value: float) -> str:
    """Write a number with the digits and separators of the language; a float is written as a whole number."""
    return dates.digits(round(value), lang=words.lang)


def signed(words: Words, value: int) -> str:
    """Write a number with its sign, held left to right."""
    return f"{LEFT_TO_RIGHT}{dates.digits(value, lang=words.lang, signed=True)}{POP}"


def shown(words: Words, text: str) -> str:
    """Write what stands for a hidden number: `1-4` as 1–4, in Persian in words."""
    if not text.strip():
        return say(words, "count.withheld")
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return isolate(dates.digits(text, lang=words.lang))
    low, high = (number(words, int(part)) for part in match.groups())
    return say(words, "count.small", low=low, high=high)


def percent(words: Words, share: float) -> str:
    """Write a probability as a percentage, with a decimal only where it has one."""
    value = round(share * 100, 1)
    return dates.percent(int(value) if value == int(value) else value, lang=words.lang)


def count(words: Words, n: int) -> str:
    """Write a small number as a word, a larger one in digits."""
    named = words.series["count.words"]
    return named[n] if n < len(named) else number(words, n)


def letter(words: Words, place: int, *, of: int) -> str:
    """Return the sign of a list: a letter of the language, or its number when there are more lists than letters."""
    letters = words.phrases["count.letters"].split()
    return letters[place] if of <= len(letters) else number(words, place + 1)


def capital(text: str) -> str:
    """Begin a sentence with a capital letter, where the script has them."""
    return text[:1].upper() + text[1:]


def join(words: Words, parts: list[str]) -> str:
    """Join with commas and a last `and`."""
    if len(parts) < 2:
        return "".join(parts)
    return words.phrases["count.comma"].join(parts[:-1]) + words.phrases["count.and"] + parts[-1]


def day(words: Words, iso: str, *, year: bool = True, other: bool = False) -> str:
    """Write an ISO day in the language's own calendar, or (`other`) in the other of Gregorian and Jalali."""
    calendar = dates_calendar(words, other=other)
    return dates.say(date.fromisoformat(iso), lang=words.lang, calendar=calendar, year=year)


def dates_calendar(words: Words, *, other: bool = False) -> Literal["gregorian", "jalali"]:
    """Return the calendar of the language, or the other one."""
    return "jalali" if words.rtl != other else "gregorian"


def isolate(text: str) -> str:
    """Make text from outside safe to stand in a sentence: no control or direction characters, one line, its own direction."""
    return f"{FIRST_STRONG}{clean(text)}{POP}"


def code(text: str) -> str:
    """Mark a command, an id or a file name: written left to right, in the face of code."""
    return f"{LEFT_TO_RIGHT}{CODE}{clean(text)}{END_CODE}{POP}"


def clean(text: str) -> str:
    """Drop control, direction and private-use characters; keep the joiners that Persian spelling needs."""
    kept = (" " if c in "\t\r\n\v\f\u2028\u2029\x85" else c for c in text)
    return " ".join(
        "".join(c for c in kept if c in "\u200c\u200d" or unicodedata.category(c) not in _DROPPED).split(" ")
    ).strip()


_DROPPED = ("Cc", "Cf", "Co", "Cs", "Cn")


def plain(text: str) -> str:
    """Return a said phrase for places that show text alone (an attribute, the title): marks of code dropped, isolates kept."""
    return text.replace(CODE, "").replace(END_CODE, "")
