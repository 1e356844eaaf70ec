"""Read one written name: its tokens, what stands beside it, and other names in the same cell.

`read(raw)` returns a frozen `Name`. Titles (سید، شهید، Haj, Dr), articles, بن / bin and initials are dropped into a field, not
lost; عبد, ابو, ذو and ام are one token with what follows; a patronymic ("son of", oğlu, -ovich) and a kunya are kept in fields
and as further names (`relatives.py`); what stands in brackets or behind a slash, "Family, Given", and the same name in a second
script become other readings (`others`), never a part of the name. A name that is a placeholder ("ناشناس", "unnamed child") is
marked and never matched. The raw string is kept for ever.

`tables` decides how titles and letters are read: `fa`, `ar`, or None to go by the letters of the name itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from atleast.names.channel import forward
from atleast.names.keys import skeleton, soften
from atleast.names.letters import clean, languages_apart, script_of, set_initials_aside, split, words_of
from atleast.names.relatives import opens_kunya, relatives
from atleast.names.respelling import source_of
from atleast.names.tables import Tables, load, one_name
from atleast.names.words import Words, nobody, suffix_of, title, unknown, words

MOST_TOKENS = 8
_BRACKETS = re.compile(r"[(\[{«<]([^()\[\]{}«»<>]*)[)\]}»>]|\)([^()]*)\(|[“\"]([^“”\"]+)[”\"]")
_AKA = (
    r"(?:also )?known as|nicknamed|a\.?k\.?a\.?|alias|nom de guerre|connue? sous le nom de|alias de|genannt"
    "|(?:معروف|ملقب|مشهور|موسوم|ملقّب) به|(?:با )?نام مستعار|ناسراو بە|naskirî wek|nasnav|nam-ı diğer|ləqəbi"
    "|он же|она же|известн(?:ый|ая) как|по прозвищу|він же|вона ж|відом(?:ий|а) як"
)
_AKA_ARABIC = "(?:المعروفة?|الملقبة?|الشهيرة?|المکنى|المكنى|المکنی)(?: باسم|(?: ب(?=\\s))|(?= أبو| ام| أم)| ب|(?=\\s))"
_OR = re.compile(rf"\s*/\s*|\s*[,،]?\s+(?:{_AKA})\s+|\s+(?:{_AKA_ARABIC})\s*", re.IGNORECASE)
_OPENING_AKA = re.compile(rf"^(?:(?:{_AKA})\s+|{_AKA_ARABIC}\s*)", re.IGNORECASE)
_BARE_ABD = re.compile(r"^abdl?(?=[^aeiouyl]|lah$)")  # the forms leave the article and its vowel out
_PERSIAN_ALLAH = re.compile(r"(?<=[a-z]{2}[^aeiouy])allah$")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, kw_only=True)
class Name:
    """One reading of a written name. `canon` and `keys` run along `tokens`; `others` are further names in the same cell.

    `suffix` is what tells two of one name apart: `senior`, `junior`, `ii` and so on; it stands in `dropped` as written.
    """

    raw: str
    script: str
    tables: str
    tokens: tuple[str, ...] = ()
    canon: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    own_keys: tuple[str, ...] = ()
    own: tuple[
        str, ...
    ] = ()  # what a token is in the lexicon, when it is sure: its source token as `one_name` writes it, else ""
    dropped: tuple[str, ...] = ()
    patronymic: tuple[str, ...] = ()
    kunya: tuple[str, ...] = ()
    suffix: str = ""
    others: tuple[str, ...] = ()
    placeholder: bool = False

    @property
    def latin(self) -> str:
        """The modal romanisation as people write it, tokens separated by a space: abdollah for the form abdlah."""
        if self.tables == "ar":
            return " ".join(_BARE_ABD.sub("abdul", token) for token in self.canon)
        return " ".join(_PERSIAN_ALLAH.sub("ollah", _BARE_ABD.sub("abdol", token)) for token in self.canon)


def read(raw: str, *, tables: Tables | str | None = None) -> Name:
    """Return the main reading of `raw`; each of its `others` can be read in turn."""
    text = clean(raw)
    script = script_of(text)
    chosen = tables if isinstance(tables, Tables) else load(tables or _language(text))
    main, others = _alternatives(text)
    markers = [token for match in _OR.findall(text) for token in split(match)]
    known = words()
    patronymic: tuple[str, ...] = ()
    if match := known.phrases.search(main):
        before, after = main[: match.start()], main[match.end() :]
        patronymic = tuple(split(after))
        main = before or f"unnamed {after}"
        if before.strip(" ,،") and patronymic and match.group(1)[0].lower() in "sdсд":
            others += (f"{before.strip(' ,،')} {after.strip()}",)
    main, initials = set_initials_aside(main)
    tokens = split(main)
    placeholder = nobody(tokens)
    suffix = suffix_of(tokens)
    aside = [tokens.pop()] if suffix and not placeholder else []
    missing = [tokens.pop() for _ in range(len(tokens) - 1) if unknown(tokens[-1]) and not placeholder]
    dropped, tokens = _titles(tokens, chosen, known)
    kunya = next((tuple(child) for other in others if len(child := split(other)) == 2 and opens_kunya(child)), ())
    if not placeholder:
        found = relatives(tokens, script, chosen)
        tokens, patronymic = found.tokens, patronymic or found.patronymic
        kunya = kunya or found.kunya
        others += found.others
    tokens, particles = _join(tokens, chosen, known)
    name = Name(
        raw=raw,
        script=script,
        tables=chosen.language,
        dropped=(*dropped, *particles, *initials, *missing, *aside, *markers),
        suffix=suffix,
        patronymic=patronymic,
        kunya=kunya,
        others=others,
    )
    if placeholder or not tokens or unknown(tokens[0]):
        return replace(name, placeholder=True, tokens=tuple(tokens))
    forms = [_forms(token, _kind(token, script), chosen) for token in tokens[:MOST_TOKENS]]
    return replace(
        name,
        tokens=tuple(tokens[:MOST_TOKENS]),
        canon=tuple(form[0] for form in forms),
        keys=tuple(form[1] for form in forms),
        soft=tuple(form[2] for form in forms),
        own_keys=tuple(form[3] for form in forms),
        own=tuple(form[4] for form in forms),
    )


def _kind(token: str, script: str) -> str:
    """Return the script of a token; one in a-z of a Cyrillic name was Cyrillic."""
    if not token.isascii():
        return "arabic"
    return "cyrillic" if script == "cyrillic" else "latin"


def latin(raw: str, *, tables: Tables | str | None = None) -> str:
    """Return the modal romanisation of a written name, for people who do not read its script."""
    return read(raw, tables=tables).latin


def _language(text: str) -> str:
    """Return `ar` when the letters of one name alone say so; a set of names is better judged as a whole (`columns`)."""
    persian, arabic = sum(text.count(letter) for letter in "یکگپچژ"), sum(text.count(letter) for letter in "يكةىأ")
    return "ar" if arabic > persian else "fa"


def _forms(token: str, script: str, tables: Tables) -> tuple[str, str, str, str, str]:
    """Return canonical form, consonant key, softened form, key of the own letters and sure name, remembered per table."""
    known = tables.cache.get((script, token))
    if known is None:
        source, spelled = source_of(token, script, tables)
        canon = (tables.modal.get(source) or forward(source, tables) or spelled) if source else spelled
        own = skeleton(spelled, script, tables.language)
        key = skeleton(source, "arabic", tables.language) if source else own
        known = tables.cache[script, token] = (canon, key, soften(canon), own, _sure(token, tables))
    return known


def _sure(token: str, tables: Tables) -> str:
    """Return the name that a token is in the lexicon, empty when it is not there or only once, which may be a slip."""
    if token.isascii():
        return one_name(tables.source[token]) if tables.latin_log_p.get(token, -99.0) > tables.once else ""
    return one_name(token) if tables.log_p.get(token, -99.0) > tables.once else ""


def _alternatives(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the main name and other readings of the same cell: what stands in brackets, and what stands behind a slash."""
    main, others = text, []
    if twice := languages_apart(_BRACKETS.sub(" ", text)):
        return twice[0], (twice[1],)
    if match := _BRACKETS.search(text):
        inner = (match.group(1) or match.group(2) or match.group(3) or "").strip()
        inner = _OPENING_AKA.sub("", inner)
        before, after = text[: match.start()].strip(), _BRACKETS.sub(" ", text[match.end() :]).strip()
        main = f"{before} {after}".strip()
        if len(words_of(main)) < 2:
            named = inner and _says_nothing(inner) and not _says_nothing(main)
            return (main if named else f"{before} {inner} {after}"), ()
        if inner and opens_kunya(split(inner)):
            others.append(inner)
        if inner and not _says_nothing(inner):
            replaced = f"{inner} {after}" if after else " ".join([*before.split()[:-1], inner])
            others += [f"{before} {inner} {after}", replaced, *([] if after else _called(before, inner))]
    parts = [part for part in _OR.split(main) if words_of(part)]
    if len(parts) > 1 and opens_kunya(split(parts[1])):
        main, others = parts[0], [*others, parts[1]]
    elif len(parts) > 1:
        first, second = parts[0].split(), parts[1].split()
        main = " ".join([*first, *second[1:]]) if len(first) == 1 else parts[0]
        others += [" ".join([*first[:-1], *second])] if len(first) > 1 and len(second) == 1 else [parts[1]]
        others += [" ".join([*first[:-1], *second])] if 1 < len(second) < len(first) else []
        others += [" ".join([*first, *second[1:]])] if len(second) > 1 and len(first) > 1 else []
        others += _called(parts[0], parts[1])
    comma = [part for part in re.split(r"[,،;]", main) if words_of(part)]
    if len(comma) == 2 and not words().phrases.match(comma[1].strip()) and not suffix_of(split(comma[1]), least=0):
        others.append(f"{comma[1]} {comma[0]}")  # "family, given"
    elif swapped := _family_first(main):
        others.append(swapped)
    found = (" ".join(other.split()) for other in others)
    return main, tuple(dict.fromkeys(other for other in found if len(words_of(other)) > 1))


def _called(name: str, alias: str) -> list[str]:
    """Return a name with the one word behind it for its given name: "Zanyar Karimi" for "Azad Karimi (Zanyar)".

    A word with an article, and one behind a chain of fathers, is another family name.
    """
    first = name.split()
    if not 1 < len(first) < 4 or len(alias.split()) != 1 or alias.startswith("ال") or alias.lower().startswith(("al-", "el-")):
        return []
    return [" ".join([alias, *first[1:]])]


def _says_nothing(text: str) -> bool:
    """Whether a bracket holds a remark such as "unknown first name", or a title."""
    tokens = split(text)
    if not tokens or unknown(tokens[0]) or title([*tokens, "", ""], "fa") == len(tokens):
        return True
    return all(token in words().nobody_words for token in tokens)


def _family_first(text: str) -> str:
    """Return "Given FAMILY" for "FAMILY Given", where only the first words stand in capitals; empty for any other name."""
    found = _CAPITALS.findall(text)
    upper = [word.isupper() for word in found]
    n = upper.index(False) if False in upper else 0
    if not n or any(upper[n:]) or not any(word[0].isupper() for word in found[n:]):
        return ""
    cut = text.index(found[n], text.index(found[n - 1]) + len(found[n - 1]))
    return f"{text[cut:].strip(' ,')} {text[:cut].strip(' ,')}"


_LETTERS = frozenset("دما")  # د. doctor, م. engineer, أ. professor: in Arabic a single letter opens no name


def _titles(tokens: list[str], tables: Tables, known: Words) -> tuple[list[str], list[str]]:
    dropped: list[str] = []
    while n := title(tokens, tables.language) or int(len(tokens) > 2 and tokens[0] in _LETTERS):
        dropped += tokens[:n]
        tokens = tokens[n:]
    titles = known.titles[tables.language]
    if tables.language == "fa" and len(tokens) == 2 and (tokens[0],) in titles and tokens[0] not in tables.modal:
        return dropped, tokens
    for prefix in known.glued[tables.language]:
        if tokens and tokens[0].startswith(prefix) and _stands_alone(tokens[0], tokens[0][len(prefix) :], tables):
            dropped.append(prefix)
            tokens = [tokens[0][len(prefix) :], *tokens[1:]]
            break
    return dropped, tokens


def _stands_alone(token: str, rest: str, tables: Tables) -> bool:
    """Whether what is left of `token` behind a title is a name: a known one, or a long one when the whole is not known."""
    known = tables.latin_log_p if token.isascii() else tables.log_p
    return len(rest) > 2 and (rest in known or (len(rest) > 3 and token not in known))


def _join(tokens: list[str], tables: Tables, known: Words) -> tuple[list[str], list[str]]:
    """Put together what is one name: Abd and Abu with what follows, letters torn off by a PDF; leave articles out."""
    found: list[str] = []
    particles: list[str] = []
    pending = ""
    for i, token in enumerate(tokens):
        last = i == len(tokens) - 1
        latin = token.isascii()
        if (kind := known.joiners.get(token)) and not last:
            pending = _OPEN[kind][not latin]
            continue
        if token in known.particles and (len(tokens) > 2 or pending) and not (last and not found):
            if len(token) == 1 and found and latin and not pending:
                found[-1] += token
            else:
                particles.append(token)
            continue
        if found and (ending := _GLUED.get(token)) and (tables.language == "fa" or token in _OV):
            found[-1] += ending
            continue
        if latin and len(token) <= 2 and found and not pending and token not in tables.latin_log_p:
            found[-1] += token
            continue
        if latin and not last and _DIN.match(tokens[i + 1]):
            token = _DANGLING.sub("", token)
        token = _article(token, tables)
        if pending:
            token, pending = _with(pending, token), ""
        found.append(_compound(token, tables))
    if pending:
        found.append(pending)
    return found or tokens, particles


_OV = frozenset({"اف", "اوف", "یف", "یوف"})  # -ov behind a separator
_GLUED = (
    dict.fromkeys(_OV, "وف") | {"الله": "الله", "اله": "الله"} | dict.fromkeys(("allah", "ollah", "ullah", "olah"), "ollah")
)
_DIN = re.compile(r"^(?:d+[ei]{1,2}ne?|dean)$")
_DANGLING = re.compile(r"(?<=..)(?:[aeuo]l|[aeuo]d)$")
_OPEN = {"abd": ("abd", "عبد"), "abu": ("abu", "ابو"), "umm": ("um", "ام"), "zu": ("zol", "ذوال")}


def _with(opening: str, token: str) -> str:
    if opening in ("abd", "عبد") and token in ("hlla", "hllah", "lah", "lla", "llah", "الله", "له"):
        return "abdlah" if opening == "abd" else "عبدله"
    return opening + token


def _article(token: str, tables: Tables) -> str:
    """Leave the article out at the start of a token, unless the whole is itself a known name (Ali, Elahi, الهام)."""
    opening = token[:2] if token[:2] in ("al", "el", "ال") else ""
    arabic = opening == "ال"
    rest = token[2:]
    short = 2 if arabic and tables.language == "ar" and not set(rest) & set("اوی") else 3  # المر, but not المی
    if not opening or len(rest) < short:
        return token
    known = tables.log_p if arabic else tables.latin_log_p
    whole, part = known.get(token, -99.0), known.get(rest, -99.0)
    if whole > part or (whole == part and tables.language == "fa"):
        return token
    return rest


_ABDALLAH = re.compile(r"^(?:[ae]b|ev)d[aeiou]{1,2}l+ah?(?=$|i$|z)")
_ABD_LATIN = re.compile(r"^(?:evdi(?=[a-z]{4})l?|[ae]bd(?:[aeiou]{1,2}(?:l|(?=([a-z])\1))))(?=[a-z]{3})")
_ABD_ARABIC = re.compile(r"^عبد(?:ال|ول|ل(?=[^لا])|ور(?=ر))(?=..)")
_ABDALLAH_ARABIC = re.compile(r"^عبد(?:الله|اله|الاه|ولا|وللا|لله|لا|اللا)$")
_ABU_LATIN = re.compile(r"^ab(?:u|ou|o|oo)(?=[bcdfghjklmnpqrstvwxz][a-z]{2})")


def _compound(token: str, tables: Tables) -> str:
    """Give compounds with Abd and Abu written together the one form of the tables (عبدرحمن, abdrahman)."""
    if not token.isascii():
        if _ABDALLAH_ARABIC.match(token):
            return "عبدله"
        return _ABD_ARABIC.sub("عبد", token)
    if not token.startswith(("ab", "ebd", "evd")):  # Kurmanji writes Evdila, Evdirehman
        return token
    if _ABDALLAH.match(token):
        return _ABDALLAH.sub("abdlah", token)
    if _ABD_LATIN.match(token):
        return _ABD_LATIN.sub("abd", token)
    return token if token in tables.latin_log_p else _ABU_LATIN.sub("abu", token)
