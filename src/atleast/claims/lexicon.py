"""The word tables of the claims reader: `words(lang)` gives them compiled, once for a process.

Takes a language (`en`, `fa`, `ar`) and reads `data/<lang>.toml`. Phrases are regex fragments on lower-cased text. They are
kept by their first two letters, so that a word of the text is tried against a handful of them and a sentence costs well
under a millisecond. `found(low, at)` gives, for the word that begins at `at`, each tag with its longest match: tag -> (end,
what). It refuses nothing; an unknown language has no table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Found = dict[str, tuple[int, str]]
_LEADING = re.compile(r"\(\?:([^()]*)\)(?!\?)")
_KEEP = 2
_LONGEST = 160  # characters of a phrase: a word of a megabyte is not walked through
_PREFIXES = ("و", "ف", "ب", "ل", "ال", "وال", "بال", "لل", "فال", "وب", "وبال", "ول", "ولل")
_FOLD = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ۀ": "ه", "ؤ": "و",
        "«": '"', "»": '"',
        **{chr(0x0660 + d): str(d) for d in range(10)}, **{chr(0x06F0 + d): str(d) for d in range(10)},
    }
)  # fmt: skip


_MARKED = re.compile(
    "[\u0620-\u065f\u066e-\u06ef\u0640\u200c]*[\u064b-\u0655\u0670\u0640][\u0620-\u065f\u066e-\u06ef\u0640\u0670]*"
)
_MARK = re.compile("[\u064b-\u0655\u0670\u0640]")


def unmarked(word: str) -> str:
    """Return a word without vowel marks and stretches."""
    return _MARK.sub("", word)


def fold(text: str) -> str:
    """Fold without changing the length: offsets into the result are offsets into the text.

    Arabic vowel marks move to the end of their word, so that words are found with and without them.
    """
    if _MARK.search(text):
        text = _MARKED.sub(lambda m: unmarked(m.group()) + "".join(_MARK.findall(m.group())), text)
    folded = text.translate(_FOLD)
    low = folded.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


class Words(NamedTuple):
    """The tables of one language: phrases by their first letters, and the table as it was written."""

    near: dict[str, tuple[tuple[str, str, re.Pattern[str]], ...]]
    anywhere: tuple[tuple[str, str, re.Pattern[str]], ...]
    table: Mapping[str, Any]
    prefixes: tuple[str, ...] = ()

    def found(self, low: str, at: int) -> Found:
        """Return the longest match of each tag for the word that begins at `at`."""
        best = self._at(low, at)
        for prefix in self.prefixes:
            if low.startswith(prefix, at):
                best = self._at(low, at + len(prefix)) | best
        return best

    def _at(self, low: str, at: int) -> Found:
        best: Found = {}
        for tag, what, pattern in (*self.near.get(low[at : at + _KEEP], ()), *self.anywhere):
            match = pattern.match(low, at, at + _LONGEST)
            if match and match.end() > best.get(tag, (at, ""))[0]:
                best[tag] = (match.end(), what)
        return best


@cache
def grammar(name: str) -> tuple[str, ...]:
    """Return one closed class of words of `data/grammar.toml`."""
    return tuple(_grammar()[name])


@cache
def _grammar() -> dict[str, list[str]]:
    return tomllib.loads(files("atleast.claims").joinpath("data", "grammar.toml").read_text(encoding="utf-8"))


@cache
def table(lang: str) -> dict[str, Any]:
    """Read one language's table."""
    read = tomllib.loads(files("atleast.claims").joinpath("data", f"{lang}.toml").read_text(encoding="utf-8"))
    if lang != "en":
        for key in ("units", "tens", "scales", "duals"):
            plain = {fold(word): value for word, value in read["numbers"].get(key, {}).items()}
            joined = {"و" + word: value for word, value in plain.items()} if lang == "ar" else {}
            read["numbers"][key] = joined | plain
        read["numbers"]["alone"] = [fold(word) for word in read["numbers"].get("alone", ())]
    return read


@cache
def words(lang: str) -> Words:
    """Compile one language's phrases."""
    near: dict[str, dict[tuple[str, str], list[str]]] = {}
    anywhere: dict[tuple[str, str], list[str]] = {}
    for tag, what, phrase in _phrases(table(lang)):
        for each in _opened(fold(phrase) if lang != "en" else phrase):
            key = each[:_KEEP]
            fixed = len(key) == _KEEP and all(c.isalpha() for c in key) and each[_KEEP : _KEEP + 1] not in ("?", "*")
            holder = near.setdefault(key, {}) if fixed else anywhere
            holder.setdefault((tag, what), []).append(each)
    blank = r"\s+" if lang == "en" else r"[\s\u200c]*" if lang == "fa" else r"\s+"
    compiled = {key: _compiled(group, blank) for key, group in near.items()}
    return Words(compiled, _compiled(anywhere, blank), table(lang), _PREFIXES if lang == "ar" else ())


def _compiled(group: Mapping[tuple[str, str], list[str]], blank: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    def pattern(phrases: list[str]) -> re.Pattern[str]:
        longest = "|".join(sorted(set(phrases), key=lambda p: (-len(p), p))).replace(" ", blank)
        return re.compile(rf"(?:{longest})(?!\w)")

    return tuple((tag, what, pattern(phrases)) for (tag, what), phrases in group.items())


def _opened(phrase: str) -> list[str]:
    """Write out a leading group of alternatives, so that each can be found by its first letters."""
    match = _LEADING.match(phrase)
    return [option + phrase[match.end() :] for option in match[1].split("|")] if match else [phrase]


def _phrases(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (tag, what, phrase): the tag says what a word can do in a sentence."""
    for bound, phrases in table["hedges"].items():
        yield from (("hedge", bound, p) for p in phrases)
    for bound, phrases in table.get("hedges_after", {}).items():
        yield from (("after", bound, p) for p in phrases)
    for each in table["violations"]:
        for form in ("pp", "act", "intr", "noun"):
            yield from ((form, each["violation"], p) for p in each.get(form, ()))
    for tag, section, key in _SINGLE:
        yield from ((tag, key, p) for p in table.get(section, {}).get(key, ()))
    for group in ("children", "women", "men", "civilians", "protesters", "forces"):
        yield from (("group_" + group, group, p) for p in table["people"].get(group, ()))


_SINGLE = (
    ("soft", "softeners", "words"),
    ("vague", "numbers", "vague"),
    ("toll", "toll", "words"),
    ("tollverb", "toll", "verbs"),
    ("person", "people", "words"),
    ("unit", "other", "words"),
    ("case", "other", "cases"),
    ("basis", "basis", "words"),
    ("named", "basis", "named"),
    ("say", "speech", "verbs"),
    ("by", "speech", "according"),
    ("report", "speech", "reports"),
    ("citing", "speech", "citing"),
    ("state", "speech", "state"),
    ("deny", "speech", "deny"),
)
