"""One spelling of each letter, and tokens in it: what is done to a written name before anything is read from it.

`clean` takes a name as written and returns it in NFKC without controls, vowel signs and stretching marks; the zero-width
non-joiner stays, because it separates the parts of a Persian compound. `unify` brings Arabic, Persian, Sorani, Urdu and Pashto
letters to the one alphabet of the shipped tables; `latinise` brings Latin (with the readings of Kurmanji and Azerbaijani) and
Cyrillic to plain a-z. `script_of` says which of the two a name is written in.

`split` returns the tokens of a text, each in the alphabet of its own script; digits inside a Latin word are letters (Mo7amad,
3ali), elsewhere no part of a name. `languages_apart` says whether a cell holds the whole name twice, in two scripts, and
`set_initials_aside` takes single letters with a full stop out of a name that has two words without them.

Rules after `docs/methods/names.md`. Nothing here guesses: what has no letter in any of these scripts is left out.
"""

from __future__ import annotations

import re
import unicodedata

ZWNJ = "\u200c"
LONGEST_NAME = 400  # letters; what follows in a cell is no name any more

_INVISIBLE = re.compile(
    "[\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\u034f\u180e\u00ad\u061c\u0000-\u0008\u000e-\u001f\u007f]"
)
_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u0610-\u061a]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u0259\u018f\u1e00-\u1eff]")
_KURDISH = re.compile("[\u06d5\u06c6\u06ce\u06b5\u0695\u06a4]")
_SLAVIC = re.compile("(?:ۆ|ێ|ی)?[ۆێی]ڤا?$")  # -ov, -ev, -iyev
_TURKIC = re.compile("[êîûşçəğıŞÇĞÊÎÛƏİ]")
_ROMANCE = re.compile("[éèàëïôœáóñãõÉÈÀËÏÔŒÁÓÑÃÕ]")
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
SPLIT = re.compile(rf"[\s{ZWNJ}\-‐‑‒–—―_.،,;:|+·•ـ]+")
_GLUED = re.compile(r"\b([AE]l|[AE]bd[aeou]?l|Ab[ou]u?)(?=[A-Z][a-z])")  # AlSane, AbdulSamad: no separator but a capital
_STRAY = re.compile(r"[()\[\]{}«»<>\"“”„*]")
_QUOTES = re.compile(r"['’‘`´ʿʾʼˈ]")
_INITIAL = re.compile(r"(?<![^\W\d_])(?!\b[NnХх]\.\s?[NnХх]\.)([A-ZА-ЯЁІЇЄҐ])\.(?=\s|[^\W\d_]|-)")
_CHAT = str.maketrans({"7": "h", "3": "", "5": "kh", "2": "", "6": "t", "8": "gh", "9": "s"})
_CHAT_WORD = re.compile(r"^(?=.*[A-Za-z]{2})[0-9]?(?:[A-Za-z]+[0-9]?)*[A-Za-z]+[0-9]?$")
_DIGITS = re.compile(r"\d+")
_LOOK_LATIN = str.maketrans("аеосрхуіАЕОСРХУІКМТНВ", "aeocpxyiAEOCPXYIKMTHB")
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
        "ұ": "u",
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
    "ê": "ei",
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
    token = _SLAVIC.sub("وف", token)
    body, last = token[:-1], token[-1:]
    return body.replace("ە", "").replace("وو", "و") + last


def is_turkic(text: str) -> bool:
    """Whether a Latin name is spelled as Kurmanji, Turkish or Azerbaijani spell (c is j, x is kh), by its special letters."""
    return bool(_TURKIC.search(text)) and not _ROMANCE.search(text)


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


def split(text: str) -> list[str]:
    """Return the tokens of `text`, in the order written."""
    found = []
    turkic = is_turkic(text)
    for part in SPLIT.split(_GLUED.sub(r"\1-", _QUOTES.sub("", _STRAY.sub(" ", text)))):
        script = script_of(part)
        if script == "arabic":
            token = unify(_DIGITS.sub("", part))
        elif script == "other":
            continue
        else:
            if script == "latin":
                part = part.translate(_LOOK_LATIN)
                if not part.isalpha() and _CHAT_WORD.match(part):
                    part = part.translate(_CHAT)
            token = latinise(part, turkic=turkic)
        if token:
            found.append(token)
    return found


def words_of(text: str) -> list[str]:
    """Return the words of `text` as written."""
    return [word for word in SPLIT.split(text) if word]


def languages_apart(text: str) -> tuple[str, str] | None:
    """Return the two names of a cell that holds one in each script, two words or more each; None for any other cell."""
    arabic = [word for word in text.split() if script_of(word) == "arabic"]
    rest = [word for word in text.split() if script_of(word) in ("latin", "cyrillic")]
    if len(arabic) < 2 or len(rest) < 2:
        return None
    first, second = " ".join(arabic), " ".join(rest)
    return (first, second) if script_of(text.split()[0]) == "arabic" else (second, first)


def set_initials_aside(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the name without its initials, and the initials; a name of one word keeps the first of them."""
    initials = tuple(_INITIAL.findall(text))
    if not initials:
        return text, ()
    rest = " ".join(_INITIAL.sub(" ", text).split())
    if len(words_of(rest)) >= 2:
        return rest, initials
    return (f"{initials[0]} {rest}", initials[1:]) if words_of(rest) else (text, ())
