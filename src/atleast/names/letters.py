"""One spelling of each letter: what is done to a written name before anything is read from it.

`clean` takes a name as written and returns it in NFKC without controls, vowel signs and stretching marks; the zero-width
non-joiner stays, because it separates the parts of a Persian compound. `unify` brings Arabic, Persian, Sorani, Urdu and Pashto
letters to the one alphabet of the shipped tables; `latinise` brings Latin (with the readings of Kurmanji and Azerbaijani) and
Cyrillic to plain a-z. `script_of` says which of the two a name is written in.

Rules after `docs/methods/linkage.md`. Nothing here guesses: what has no letter in any of these scripts is left out.
"""

from __future__ import annotations

import re
import unicodedata

ZWNJ = "\u200c"
LONGEST_NAME = 400  # letters; what follows in a cell is no name any more

_INVISIBLE = re.compile("[\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c\u0000-\u0008\u000e-\u001f\u007f]")
_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u0610-\u061a]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d5\u06ee-\u06ff\u0750-\u077f]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u0259\u018f\u1e00-\u1eff]")
_KURDISH = re.compile("[\u06d5\u06c6\u06ce\u06b5\u0695\u06a4]")
_TURKIC = re.compile("[êîûşçəğıŞÇĞÊÎÛƏİ]")
_NOT_LATIN = re.compile("[^a-z]+")

_ONE = {
    "يىئېۍےێیۑ": "ی",
    "كکڪګ": "ک",
    "ةەهھہۀۂۃ": "ه",
    "أإآٱا": "ا",
    "ؤوۆۇۈۋۊ": "و",
    "ڕڑړر": "ر",
    "ڵل": "ل",
    "ٹټت": "ت",
    "ڈډد": "د",
    "ںڼن": "ن",
    "ښش": "ش",
    "ځز": "ز",
    "څس": "س",
    "ږژ": "ژ",
}
_UNIFY = str.maketrans({letter: one for many, one in _ONE.items() for letter in many} | {"ء": "", "ڤ": "و", "ٔ": ""})
_CYRILLIC_LATIN = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфыэіґўһӣӯәөүң", "abvgdeeziiklmnoprstufieiguhiuaoun", strict=True)),
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
        "ғ": "gh",
        "ҳ": "h",
        "ҷ": "j",
        "қ": "q",
        "ї": "yi",
        "є": "ye",
    }
)
_TURKIC_LATIN = {
    "ş": "sh",
    "ç": "ch",
    "c": "j",
    "x": "kh",
    "j": "zh",
    "ə": "a",
    "ğ": "gh",
    "ı": "i",
    "ê": "e",
    "î": "i",
    "û": "u",
}


def clean(raw: str) -> str:
    """Return `raw` in NFKC, without invisible controls and marks, cut to a length that a name can have."""
    text = unicodedata.normalize("NFKC", raw[: 4 * LONGEST_NAME])
    return _MARKS.sub("", _INVISIBLE.sub("", text))[:LONGEST_NAME].strip()


def script_of(text: str) -> str:
    """Return `arabic`, `latin`, `cyrillic` or `other`: the script that most letters of `text` belong to."""
    counts = (
        (len(_ARABIC.findall(text)), "arabic"),
        (len(_LATIN.findall(text)), "latin"),
        (len(_CYRILLIC.findall(text)), "cyrillic"),
    )
    best, name = max(counts, key=lambda pair: pair[0])
    return name if best else "other"


def unify(token: str) -> str:
    """Return a token of the Arabic script in the alphabet of the tables; Sorani vowels are brought to Persian spelling."""
    if _KURDISH.search(token) or token.startswith("ئ"):
        token = _from_sorani(token)
    token = token.translate(_UNIFY)
    # PDF extraction turns the ligatures round: these two forms have no other reading.
    token = token.replace("هللا", "الله")
    if token.startswith("اال"):
        token = "الا" + token[3:]
    return "".join(letter for letter in token if _ARABIC.match(letter))


def _from_sorani(token: str) -> str:
    """Sorani writes the short vowels that Persian leaves out: drop them inside a word, keep the final one as ه."""
    if token.startswith("ئ"):
        rest = token[1:]
        token = "ا" + (rest[1:] if rest[:1] in ("ە", "ا") else rest)
    body, last = token[:-1], token[-1:]
    return body.replace("ە", "").replace("وو", "و") + last


def is_turkic(text: str) -> bool:
    """Whether a Latin name is spelled as Kurmanji, Turkish or Azerbaijani spell (c is j, x is kh), by its special letters."""
    return bool(_TURKIC.search(text))


def latinise(text: str, *, turkic: bool = False) -> str:
    """Return one Latin or Cyrillic token in a-z, read as Kurmanji or Azerbaijani when `turkic`."""
    text = text.replace("İ", "i").lower()
    if _CYRILLIC.search(text):
        text = text.replace("дж", "j").translate(_CYRILLIC_LATIN)
    if turkic:
        text = "".join(_TURKIC_LATIN.get(letter, letter) for letter in text)
    text = text.replace("ə", "a").replace("ı", "i").replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae")
    # Scholarly signs: a dot below or a macron changes the letter's length or class, not its reading here.
    text = text.replace("š", "sh").replace("č", "ch").replace("ž", "zh").replace("ḵ", "kh").replace("ḡ", "gh")
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return _NOT_LATIN.sub("", plain)
