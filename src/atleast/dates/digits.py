"""Digits: any script to ASCII for reading, and numbers written for a reader of English or Persian.

`ascii_digits(text)` maps Persian, Arabic-Indic and other decimal digits to 0-9. `digits(value, lang=...)` writes an integer
with separators (1,070 and ۱٬۰۷۰), a float with its decimal mark (2.5 and ۲٫۵), a minus as U+2212, a string with only its digits
and marks changed (a year stays without separator: pass it as a string). `percent(95, lang=...)` is 95% and ۹۵٪.
"""

from __future__ import annotations

import re
from typing import Literal

from atleast.errors import AtleastError

Lang = Literal["en", "fa"]

MINUS = "\N{MINUS SIGN}"
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_TO_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩०१२३४५६७८९၀၁၂၃၄၅၆၇၈၉", "0123456789" * 4)
_COMMA, _POINT = re.compile(r"(?<=\d),(?=\d{3})"), re.compile(r"(?<=\d)\.(?=\d)")
_SIGN = re.compile(r"(?<![\w\d])-(?=\d)")


def ascii_digits(text: str) -> str:
    """Return `text` with Persian, Arabic-Indic, Devanagari and Myanmar digits as 0-9."""
    return text.translate(_TO_ASCII)


def digits(value: float | str, *, lang: Lang, signed: bool = False) -> str:
    """Write a number for a reader; `signed` puts a plus before a positive one.

    A string keeps its form (no separators are put in, so a year passes as it is); a float keeps its shortest decimals.
    """
    if lang not in ("en", "fa"):
        raise AtleastError(f"no digits for the language {lang!r}: en and fa are written")
    if isinstance(value, str):
        text = _SIGN.sub(MINUS, ascii_digits(value))
    else:
        text = f"{value:{'+' if signed and value else ''},}".replace("-", MINUS)
    if lang == "en":
        return text
    return _POINT.sub("٫", _COMMA.sub("٬", text)).replace("%", "٪").translate(_PERSIAN)


def percent(value: float | str, *, lang: Lang) -> str:
    """Write `value` (95 for ninety-five in a hundred) with its percent sign."""
    return digits(value, lang=lang) + ("%" if lang == "en" else "٪")
