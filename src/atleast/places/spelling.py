"""One spelling for place names, so that the same name written by different hands compares equal.

`key(text)` undoes what is never a difference: case, diacritics, ZWNJ, hyphens, spaces, Arabic and Kurdish forms of a letter.
`soft(text)` also undoes habits of romanisation (Quchan, Ghouchan; Saqez, Saqqez; Shahriar, Shahriyar), ezafe, "and", articles.
`parts(text)` splits "Zahedan, Sistan-Baluchestan Province" and says of each part whether it calls itself a province or a city.
Strings in, strings out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["country", "province", "city"]

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("يىېێےئ", "ی"), **dict.fromkeys("كڪ", "ک"), **dict.fromkeys("ةەھہۀۃ", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ؤۆۇ", "و"), "ڕ": "ر", "ڵ": "ل", "ڤ": "و", "ء": "", "\u0640": "",
    }
)  # fmt: skip
_LATIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ə": "a", "ß": "ss", "æ": "ae"})
_APOSTROPHES = re.compile("[`'´’‘ʼʻʿʾ′\"“”]")
_WORD = re.compile(r"[^\W_]+")
_SPLIT = re.compile(r"[,،;؛/|()\[\]\n]|\s[-–—]\s|[–—]")
_PROVINCE = frozenset(
    "province ostan governorate region oblast state muhafazah muhafazat استان محافظه ولایت محافظات".split()  # noqa: SIM905
)
_CITY = frozenset(
    "city town county shahrestan village district شهر شهرستان روستا روستای بخش مدینه قریه قضا".split()  # noqa: SIM905
)
_JOINTS = frozenset("e ye va and wa o of the i و".split())  # noqa: SIM905
_ARTICLES = frozenset("al el ar as ash ad an at az".split())  # noqa: SIM905
_ROMAN = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("kh", "x"), ("gh", "q"), ("zh|dj", "j"), ("ph", "f"), ("tch", "ch"), ("ck", "k"), ("w", "v"),
        ("oo|ou|ow|o", "u"), ("y|e", "i"), ("[ai]i+", "i"), (r"(.)\1+", r"\1"), ("(?<=[ia])h$", ""),
    )
]  # fmt: skip


class Part(NamedTuple):
    """One part of a written place: its words without "Province" or "city", and the kind that it claims to be."""

    text: str
    whole: str
    claims: Kind | None


def fold(text: str) -> str:
    """Return `text` lower, without marks, with Arabic-script letters unified; words still apart, ZWNJ a space."""
    if text.isascii():
        return _APOSTROPHES.sub("", text.lower())
    spread = unicodedata.normalize("NFKD", text.replace("\u200c", " ").translate(_ARABIC))
    plain = "".join(c for c in spread if unicodedata.category(c) not in ("Mn", "Cf"))
    return _APOSTROPHES.sub("", plain).translate(_ARABIC).lower().translate(_LATIN)


def key(text: str) -> str:
    """Return the letters and digits of `text`, joined."""
    return "".join(_WORD.findall(fold(text)))


def soft(text: str) -> str:
    """Return the softened key, in which usual spellings of one name fall together."""
    words = _WORD.findall(fold(text))
    if len(words) > 1:
        words = [word for word in words if word not in _JOINTS] or words
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    words = [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words]
    joined = "".join(words)
    if joined.isascii():
        for pattern, plain in _ROMAN:
            joined = pattern.sub(plain, joined)
    return joined


def parts(text: str) -> list[Part]:
    """Split a written place at commas, slashes, brackets and free dashes, and read off "Province", "استان", "city", "شهر"."""
    found = []
    for piece in _SPLIT.split(text):
        words = _WORD.findall(fold(piece))
        if not words:
            continue
        kept = [word for word in words if word not in _PROVINCE and word not in _CITY]
        claims: Kind | None = None
        if kept and len(kept) < len(words):
            claims = "province" if any(word in _PROVINCE for word in words) else "city"
        found.append(Part(" ".join(kept or words), piece.strip(), claims))
    return found
