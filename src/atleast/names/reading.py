"""Read one written name: its tokens, what stands beside it, and other names in the same cell.

`read(raw)` returns a frozen `Name`. Titles (سید، شهید، Haj, Dr) are dropped into a field, not lost; عبد, ابو and ام are one
token with what follows; articles and بن / bin are left out; "X son of Y" keeps Y as a patronymic; what stands in brackets or
behind a slash becomes another reading of the name (`others`), never a part of it. A name that is a placeholder ("ناشناس",
"unnamed child") is marked and never matched. The raw string is kept for ever.

`tables` decides how titles and letters are read: `fa`, `ar`, or None to go by the letters of the name itself.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from atleast.names.channel import forward, source_of
from atleast.names.keys import skeleton, soften
from atleast.names.letters import ZWNJ, clean, is_turkic, latinise, script_of, unify
from atleast.names.tables import Tables, load

MOST_TOKENS = 8
_BRACKETS = re.compile(r"[(\[{«<]([^()\[\]{}«»<>]*)[)\]}»>]|\)([^()]*)\(")
_STRAY = re.compile(r"[()\[\]{}«»<>\"“”„*]")
_SPLIT = re.compile(rf"[\s{ZWNJ}\-–—_.،,;:|+·•]+")
_QUOTES = re.compile(r"['’‘`´ʿʾʼˈ]")
_OR = re.compile(r"\s*/\s*|\s*[,،]?\s+(?:aka|a\.k\.a\.|known as|معروف به|ملقب به|مشهور به|alias)\s+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Name:
    """One reading of a written name. `canon` and `keys` run along `tokens`; `others` are further names in the same cell."""

    raw: str
    script: str
    tables: str
    tokens: tuple[str, ...] = ()
    canon: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    own_keys: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    patronymic: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    placeholder: bool = False

    @property
    def latin(self) -> str:
        """The modal romanisation, tokens separated by a space."""
        return " ".join(self.canon)


@dataclass(frozen=True)
class Words:
    """The words that stand beside a name (`data/words.toml`)."""

    titles: dict[str, frozenset[str]]
    glued: dict[str, tuple[str, ...]]
    particles: frozenset[str]
    joiners: dict[str, str]
    kin: frozenset[str]
    phrases: re.Pattern[str]
    opening: frozenset[str]
    nobody: frozenset[str]
    nobody_words: frozenset[str]


@cache
def words() -> Words:
    """Return the shipped word lists."""
    data = tomllib.loads(resources.files("atleast.names").joinpath("data/words.toml").read_text("utf-8"))
    both = frozenset(data["titles"]["both"])
    phrases = "|".join(re.escape(phrase) for phrase in data["kin"]["phrases"])
    return Words(
        titles={language: both | frozenset(data["titles"][language]) for language in ("fa", "ar")},
        glued={"fa": tuple(data["glued"]["fa"]), "ar": ()},
        particles=frozenset(data["particles"]["both"]),
        joiners={word: kind for kind, many in data["joiners"].items() for word in many},
        kin=frozenset(data["kin"]["of"]),
        phrases=re.compile(rf"(?:^|\b)({phrases})(?:\b|$)", re.IGNORECASE),
        opening=frozenset(data["kin"]["opening"]),
        nobody=frozenset(data["placeholders"]["whole"]),
        nobody_words=frozenset(data["placeholders"]["words"]),
    )


def read(raw: str, *, tables: Tables | str | None = None) -> Name:
    """Return the main reading of `raw`; each of its `others` can be read in turn."""
    text = clean(raw)
    script = script_of(text)
    chosen = tables if isinstance(tables, Tables) else load(tables or _language(text))
    main, others = _alternatives(text)
    known = words()
    patronymic: tuple[str, ...] = ()
    if match := known.phrases.search(main):
        before, after = main[: match.start()], main[match.end() :]
        patronymic = tuple(_plain(after, script))
        main = before or f"unnamed {after}"
    tokens = _plain(main, script)
    placeholder = _nobody(tokens, known)
    for i, token in enumerate(tokens):
        if i and token in known.kin and not placeholder:
            patronymic, tokens = tuple(tokens[i + 1 :]), tokens[:i]
            break
    dropped, tokens = _titles(tokens, chosen, known)
    tokens, particles = _join(tokens, script, chosen, known)
    name = Name(
        raw=raw, script=script, tables=chosen.language, dropped=(*dropped, *particles), patronymic=patronymic, others=others
    )
    if placeholder or not tokens or tokens[0] in known.nobody:
        return replace(name, placeholder=True, tokens=tuple(tokens))
    kind = "arabic" if script == "arabic" else "latin"
    forms = [_forms(token, kind, chosen) for token in tokens[:MOST_TOKENS]]
    return replace(
        name,
        tokens=tuple(tokens[:MOST_TOKENS]),
        canon=tuple(form[0] for form in forms),
        keys=tuple(form[1] for form in forms),
        soft=tuple(form[2] for form in forms),
        own_keys=tuple(form[3] for form in forms),
    )


def latin(raw: str, *, tables: Tables | str | None = None) -> str:
    """Return the modal romanisation of a written name, for people who do not read its script."""
    return read(raw, tables=tables).latin


def _language(text: str) -> str:
    """Return `ar` when the letters of one name alone say so; a set of names is better judged as a whole (`columns`)."""
    persian, arabic = sum(text.count(letter) for letter in "یکگپچژ"), sum(text.count(letter) for letter in "يكةىأ")
    return "ar" if arabic > persian else "fa"


def _forms(token: str, script: str, tables: Tables) -> tuple[str, str, str, str]:
    """Return canonical form, consonant key, softened form and the key of the token's own letters, remembered per table."""
    known = tables.cache.get(token)
    if known is None:
        source = source_of(token, script, tables)
        canon = (tables.modal.get(source) or forward(source, tables) or token) if source else token
        own = skeleton(token, script, tables.language)
        key = skeleton(source, "arabic", tables.language) if source else own
        known = tables.cache[token] = (canon, key, soften(canon), own)
    return known


def _plain(text: str, script: str) -> list[str]:
    """Split into tokens in the alphabet of the tables, each token by its own script."""
    found = []
    turkic = script != "arabic" and is_turkic(text)
    for part in _SPLIT.split(_QUOTES.sub("", _STRAY.sub(" ", text))):
        if part:
            token = unify(part) if script_of(part) == "arabic" else latinise(part, turkic=turkic)
            if token and (script != "arabic" or not token.isascii()) and (script == "arabic" or token.isascii()):
                found.append(token)
    return found


def _alternatives(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the main name and other readings of the same cell: what stands in brackets, and what stands behind a slash."""
    main, others = text, []
    if match := _BRACKETS.search(text):
        inner = (match.group(1) or match.group(2) or "").strip()
        before, after = text[: match.start()].strip(), _BRACKETS.sub(" ", text[match.end() :]).strip()
        main = f"{before} {after}".strip()
        if len(_words(main)) < 2:
            return f"{before} {inner} {after}", ()
        if inner and not _says_nothing(inner):
            replaced = f"{inner} {after}" if after else " ".join([*_words(before)[:-1], inner])
            others += [f"{before} {inner} {after}", replaced]
    parts = [part for part in _OR.split(main) if _words(part)]
    if len(parts) > 1:
        first, second = _words(parts[0]), _words(parts[1])
        main = " ".join([*first, *second[1:]]) if len(first) == 1 else parts[0]
        others += [" ".join([*first[:-1], *second])] if len(first) > 1 and len(second) == 1 else [parts[1]]
        others += [" ".join([*first[:-1], *second])] if 1 < len(second) < len(first) else []
        others += [" ".join([*first, *second[1:]])] if len(second) > 1 and len(first) > 1 else []
    if len(comma := [part for part in re.split(r"[,،;]", main) if _words(part)]) == 2:
        others.append(f"{comma[1]} {comma[0]}")  # "family, given"
    found = (" ".join(other.split()) for other in others)
    return main, tuple(dict.fromkeys(other for other in found if len(_words(other)) > 1))


def _words(text: str) -> list[str]:
    return [word for word in _SPLIT.split(text) if word]


def _says_nothing(text: str) -> bool:
    """Whether a bracket holds a remark such as "unknown first name"."""
    tokens = _plain(text, script_of(text))
    return not tokens or tokens[0] in words().nobody or all(token in words().nobody_words for token in tokens)


def _nobody(tokens: list[str], known: Words) -> bool:
    if not tokens:
        return True
    if tokens[0] in known.nobody or all(token in known.nobody_words for token in tokens):
        return True
    return tokens[0] in known.opening and len(tokens) > 1


def _titles(tokens: list[str], tables: Tables, known: Words) -> tuple[list[str], list[str]]:
    dropped = []
    titles = known.titles[tables.language]
    while len(tokens) > 2 and tokens[0] in titles:
        dropped.append(tokens[0])
        tokens = tokens[1:]
    if tables.language == "fa" and len(tokens) == 2 and tokens[0] in titles and tokens[0] not in tables.modal:
        return dropped, tokens
    for prefix in known.glued[tables.language]:
        if tokens and tokens[0].startswith(prefix) and _known(tokens[0][len(prefix) :], tables):
            dropped.append(prefix)
            tokens = [tokens[0][len(prefix) :], *tokens[1:]]
            break
    return dropped, tokens


def _known(token: str, tables: Tables) -> bool:
    return len(token) > 2 and (token in tables.log_p or token in tables.latin_log_p)


def _join(tokens: list[str], script: str, tables: Tables, known: Words) -> tuple[list[str], list[str]]:
    """Put together what is one name: Abd and Abu with what follows, letters torn off by a PDF; leave articles out."""
    found: list[str] = []
    particles: list[str] = []
    pending = ""
    for i, token in enumerate(tokens):
        last = i == len(tokens) - 1
        if token in known.joiners and not last:
            pending = (
                "ابو" if (kind := known.joiners[token]) == "abu" and script == "arabic" else _OPEN[kind][script == "arabic"]
            )
            continue
        if token in known.particles and (len(tokens) > 2 or pending) and not (last and not found):
            if len(token) == 1 and found and script != "arabic" and not pending:
                found[-1] += token
            else:
                particles.append(token)
            continue
        if script != "arabic" and len(token) <= 2 and found and not pending and token not in tables.latin_log_p:
            found[-1] += token
            continue
        if script != "arabic" and not last and _DIN.match(tokens[i + 1]):
            token = _DANGLING.sub("", token)
        token = _article(token, script, tables)
        if pending:
            token, pending = _with(pending, token), ""
        found.append(_compound(token, script, tables))
    if pending:
        found.append(pending)
    return found or tokens, particles


_DIN = re.compile(r"^(?:d+[ei]{1,2}ne?|dean)$")
_DANGLING = re.compile(r"(?<=..)(?:[aeuo]l|[aeuo]d)$")
_OPEN = {"abd": ("abd", "عبد"), "abu": ("abu", "ابو"), "umm": ("um", "ام")}


def _with(opening: str, token: str) -> str:
    if opening in ("abd", "عبد") and token in ("hlla", "hllah", "lah", "lla", "llah", "الله", "له"):
        return "abdlah" if opening == "abd" else "عبدله"
    return opening + token


def _article(token: str, script: str, tables: Tables) -> str:
    """Leave the article out at the start of a token, unless the whole is itself a known name (Ali, Elahi, الهام)."""
    opening = "ال" if script == "arabic" else token[:2] if token[:2] in ("al", "el") else ""
    if not opening or not token.startswith(opening) or len(token) < 5:
        return token
    rest = token[2:]
    whole = tables.log_p.get(token, -99.0) if script == "arabic" else tables.latin_log_p.get(token, -99.0)
    part = tables.log_p.get(rest, -99.0) if script == "arabic" else tables.latin_log_p.get(rest, -99.0)
    if whole > part or (whole == part and tables.language == "fa"):
        return token
    return rest


_ABDALLAH = re.compile(r"^abd[aeiou]{1,2}l+ah?(?=$|i$|z)")
_ABD_LATIN = re.compile(r"^abd(?:[aeiou]{1,2}(?:l|(?=([a-z])\1)))(?=[a-z]{3})")
_ABD_ARABIC = re.compile(r"^عبدال(?=..)")
_ABU_LATIN = re.compile(r"^ab(?:u|ou|o|oo)(?=[bcdfghjklmnpqrstvwxz][a-z]{2})")


def _compound(token: str, script: str, tables: Tables) -> str:
    """Give compounds with Abd and Abu written together the one form of the tables (عبدرحمن, abdrahman)."""
    if script == "arabic":
        if token in ("عبدالله", "عبداله", "عبدالاه"):
            return "عبدله"
        return _ABD_ARABIC.sub("عبد", token)
    if not token.startswith("ab"):
        return token
    if _ABDALLAH.match(token):
        return _ABDALLAH.sub("abdlah", token)
    if _ABD_LATIN.match(token):
        return _ABD_LATIN.sub("abd", token)
    return token if token in tables.latin_log_p else _ABU_LATIN.sub("abu", token)
