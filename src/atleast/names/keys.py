"""Consonant keys: what two spellings of a name share when their vowels and script differ.

`skeleton(token, script, language)` maps consonants of both scripts to the same classes and leaves out vowels, و and ی, which
writers put and omit at will. Classes: {ث س ص th s}, {ذ ز ظ z dh} with ض as z in Persian and d in Arabic, {ق غ ک گ q gh g k},
{ج ژ j zh}, {ت ط t}, {ح ه h}. A final h is a vowel from three letters on (measured: `docs/methods/linkage.md`). `soften` makes
the form on which canonical tokens are compared letter by letter.
"""

from __future__ import annotations

import re

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("ثسص", "s"),
        **dict.fromkeys("ذزظ", "z"),
        **dict.fromkeys("تط", "t"),
        **dict.fromkeys("حه", "h"),
        **dict.fromkeys("قغکگ", "k"),
        **dict.fromkeys("جژ", "j"),
        **dict.fromkeys("اویع", ""),
        "ب": "b",
        "پ": "p",
        "چ": "c",
        "خ": "x",
        "د": "d",
        "ر": "r",
        "ش": "S",
        "ف": "f",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ض": "z",
    }
)
_DIGRAPHS = (
    ("kh", "x"),
    ("gh", "k"),
    ("sh", "S"),
    ("tch", "c"),
    ("ch", "c"),
    ("zh", "j"),
    ("dj", "j"),
    ("ph", "f"),
    ("th", "s"),
    ("dh", "z"),
    ("ck", "k"),
)
_CONSONANTS = str.maketrans({**dict.fromkeys("qg", "k"), **dict.fromkeys("aeiouywv", "")})
_TWICE = re.compile(r"(.)\1+")


def skeleton(token: str, script: str, language: str) -> str:
    """Return the consonant classes of `token`, `-` when it has none."""
    if script == "arabic":
        body = token[:-1] if len(token) >= 3 and token[-1] in "هح" else token
        if language == "ar":
            body = body.replace("ض", "د")
        key = body.translate(_ARABIC)
        key = "".join(letter for letter in key if letter.isascii())
    else:
        body = token[:-1] if len(token) >= 3 and token[-1] == "h" and token[-2] in "aeiouy" else token
        key = _latin(body)
    return _TWICE.sub(r"\1", key) or "-"


def _latin(body: str) -> str:
    body = body.replace("x", "ks")
    for pair, one in _DIGRAPHS:
        body = body.replace(pair, one)
    return "".join(letter if letter in "xSj" else letter.translate(_CONSONANTS) for letter in body)


def soften(canon: str) -> str:
    """Return `canon` with the vowels that one writer doubles and another changes made alike, and doubles made single."""
    text = (
        canon.replace("ou", "u").replace("oo", "u").replace("ee", "i").replace("ei", "i").replace("ey", "i").replace("ay", "ai")
    )
    text = text.replace("y", "i").replace("e", "i").replace("o", "u").replace("gh", "q").replace("w", "v")
    return _TWICE.sub(r"\1", text)
