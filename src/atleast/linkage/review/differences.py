"""What two records have in common and where they differ, field by field, for a reader to judge.

`differences(left, right, lang=...)` takes two rows of RECORDS as mappings and returns one `Difference` a field that either of
them has: both values as written, the romanised form of a name in another script, a sign (= agree, ≈ near, ≠ apart, – only one
has it) and the same in words (English or Persian). Only letters that differ are marked: a vowel that two romanisations spell
differently is not a difference, a consonant is. It weighs nothing and shows no probability: the reader is not to be led.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from atleast import names
from atleast.dates import Lang, digits, say_range
from atleast.linkage.review.words import LABELS, WORDS

Sign = Literal["=", "≈", "≠", "–"]
Part = tuple[str, bool]

_WORD = re.compile(r"[^\s\u200c\-–—_,،.()\[\]/«»\"]+")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_VOWELS = re.compile(r"[aeiouyw'’ʿʾ]")
_NEAR = 0.62


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A value as it is shown: its parts (text, differs), language and direction, and the same romanised or in other words."""

    parts: tuple[Part, ...] = ()
    lang: str = "en"
    rtl: bool = False
    also: tuple[Part, ...] = ()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field of both records: its name, its label, the two values, the sign, and the words (`lead` in bold)."""

    field: str
    label: str
    left: Shown
    right: Shown
    sign: Sign
    lead: str
    rest: str = ""


class _Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word of a name: as written, where it stands, its canonical form and consonant key; a title has neither."""

    text: str
    start: int
    canon: str
    key: str
    title: bool


def differences(left: Mapping[str, object], right: Mapping[str, object], *, lang: Lang = "en") -> list[Difference]:
    """Return the fields that at least one of the two records has, in the order in which a reader compares them."""
    found = [
        _names(left, right, lang),
        _other_names(left, right, lang),
        _ages(left, right, lang),
        _plain("sex", left, right, lang),
        _dates(left, right, lang),
        _places(left, right, lang),
        _plain("status", left, right, lang) if (left.get("status"), right.get("status")) != ("dead", "dead") else None,
    ]
    return [one for one in found if one is not None]


def _difference(field: str, sign: Sign, words: str, lang: Lang, shown: tuple[Shown, Shown], **values: object) -> Difference:
    """Put a difference into words; `words` names an entry of WORDS, `|` parts the lead from the rest."""
    lead, _, rest = WORDS[lang][words].format(**values).partition("|")
    return Difference(
        field=field, label=LABELS[lang][field], left=shown[0], right=shown[1], sign=sign, lead=lead, rest=rest.strip()
    )


def _shown(text: str | None, *, also: str | None = None) -> Shown:
    if not text:
        return Shown()
    rtl = bool(_ARABIC.search(text)) or bool(re.search("[۰-۹٠-٩]", text))
    parts: tuple[Part, ...] = ((text, False),)
    return Shown(parts=parts, lang="fa" if rtl else "en", rtl=rtl, also=((also, False),) if also else ())


def _missing(field: str, a: str | None, b: str | None, lang: Lang) -> Difference | None:
    """Return the difference of a field that only one has; None when both or neither have it."""
    if bool(a) == bool(b):
        return None
    return _difference(field, "–", "missing", lang, (_shown(a), _shown(b)))


def _plain(field: str, left: Mapping[str, object], right: Mapping[str, object], lang: Lang) -> Difference | None:
    """Compare a field of few values, said in the reader's language."""
    a, b = _text(left.get(field)), _text(right.get(field))
    said = tuple(WORDS[lang].get(f"{field}:{value}", value) if value else None for value in (a, b))
    if a is None or b is None:
        return _missing(field, said[0], said[1], lang)
    shown = _shown(said[0]), _shown(said[1])
    return _difference(field, "=" if a == b else "≠", "same" if a == b else "apart", lang, shown)


def _names(left: Mapping[str, object], right: Mapping[str, object], lang: Lang) -> Difference | None:
    a, b = _text(left.get("name")), _text(right.get("name"))
    if a is None or b is None:
        return _missing("name", a, b, lang)
    one, other = _words(a), _words(b)
    aligned = _align([word for word in one if not word.title], [word for word in other if not word.title])
    scripts = bool(_ARABIC.search(a)), bool(_ARABIC.search(b))
    crossed = scripts[0] != scripts[1]
    marks: tuple[set[int], set[int]] = (set(), set())
    near: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    extra: list[str] = []
    for some, others in aligned:
        if not some or not others:
            extra.append(_spelt(a, some) or _spelt(b, others))
        elif _alike(some, others) < _NEAR:
            apart.append((_spelt(a, some), _spelt(b, others)))
        elif _alike(some, others) < 1:
            near.append((_spelt(a, some), _spelt(b, others)))
            for side, found in enumerate(_letters(some, others, crossed=crossed)):
                marks[side].update(found)
            continue
        else:
            continue
        for side, words in ((0, some), (1, others)):
            marks[side].update(i for word in words for i in range(word.start, word.start + len(word.text)))
    shown = tuple(_name_shown(text, marked) for text, marked in zip((a, b), marks, strict=True))
    values = _name_words(near, apart, extra, crossed=crossed, same=_folded(a) == _folded(b), lang=lang)
    return _difference("name", values[0], values[1], lang, (shown[0], shown[1]), **values[2])


def _name_words(
    near: Sequence[tuple[str, str]],
    apart: Sequence[tuple[str, str]],
    extra: Sequence[str],
    *,
    crossed: bool,
    same: bool,
    lang: Lang,
) -> tuple[Sign, str, dict[str, object]]:
    """Return sign, words and values that say how two names compare."""
    both = [WORDS[lang]["pair"].format(a=a, b=b) for a, b in (*apart, *near)]
    listed = WORDS[lang]["and"].join(both)
    if apart:
        words = "name_apart" if len(apart) == 1 else "names_apart"
        return "≠", words, {"n": digits(len(apart), lang=lang), "pairs": listed}
    if near:
        words = "name_near" if len(near) == 1 else "names_near"
        return "≈", words, {"n": digits(len(near), lang=lang), "pairs": listed}
    if extra:
        return "≈", "name_extra", {"extra": WORDS[lang]["comma"].join(extra)}
    if crossed:
        return "=", "name_scripts", {}
    return "=", "name_same" if same else "name_spelt", {}


def _name_shown(text: str, marked: set[int]) -> Shown:
    """Return a name with its differing letters marked and, for one not in Latin letters, its romanised form."""
    parts: list[Part] = []
    for index, letter in enumerate(text):
        differs = index in marked
        if parts and parts[-1][1] == differs:
            parts[-1] = (parts[-1][0] + letter, differs)
        else:
            parts.append((letter, differs))
    rtl = bool(_ARABIC.search(text))
    latin = names.latin(text).title() if not text.isascii() else ""
    shown = latin and latin.casefold() != text.casefold()
    return Shown(parts=tuple(parts), lang="fa" if rtl else "en", rtl=rtl, also=((latin, False),) if shown else ())


def _words(text: str) -> list[_Word]:
    """Return the words of a name where they stand."""
    titles = {_folded(word) for word in names.read(text).dropped}
    words = []
    for found in _WORD.finditer(text):
        canon, key = _read(found.group())
        title = _folded(found.group()) in titles
        words.append(_Word(text=found.group(), start=found.start(), canon=canon, key=key, title=title))
    return words


@cache
def _read(word: str) -> tuple[str, str]:
    name = names.read(word)
    return "".join(name.canon), "".join(name.keys)


def _align(one: Sequence[_Word], other: Sequence[_Word]) -> list[tuple[tuple[_Word, ...], tuple[_Word, ...]]]:
    """Align two names in order; two words may stand against one (Mohammad Reza, Mohammadreza)."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    steps = ((1, 1), (2, 1), (1, 2), (1, 0), (0, 1))
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            for di, dj in steps:
                if (i, j) == (0, 0) or di > i or dj > j:
                    continue
                worth = _worth(one[i - di : i], other[j - dj : j]) + best[i - di, j - dj][0]
                if (i, j) not in best or worth > best[i, j][0] + 1e-9:
                    best[i, j] = (worth, (di, dj))
    i, j = len(one), len(other)
    path = []
    while (i, j) != (0, 0):
        di, dj = best[i, j][1]
        path.append((tuple(one[i - di : i]), tuple(other[j - dj : j])))
        i, j = i - di, j - dj
    return path[::-1]


def _worth(some: Sequence[_Word], others: Sequence[_Word]) -> float:
    if not some or not others:
        return -0.05
    alike = _alike(some, others)
    if len(some) + len(others) == 2:
        return alike - 0.4
    return alike - 0.35 if alike >= 0.72 else -1.0


def _alike(some: Sequence[_Word], others: Sequence[_Word]) -> float:
    """Return 1 for the same canonical form or consonant key, else how alike the letters are, below 1."""
    canon = "".join(word.canon for word in some), "".join(word.canon for word in others)
    keys = "".join(word.key for word in some), "".join(word.key for word in others)
    if canon[0] == canon[1] or (keys[0] == keys[1] and len(keys[0]) > 1):
        return 1.0
    ratio = difflib.SequenceMatcher(None, canon[0], canon[1], autojunk=False).ratio()
    return min(ratio, 0.99)


def _spelt(text: str, words: Sequence[_Word]) -> str:
    """Return the words as they stand in the name, with the joiners and hyphens between them."""
    return text[words[0].start : words[-1].start + len(words[-1].text)] if words else ""


def _letters(some: Sequence[_Word], others: Sequence[_Word], *, crossed: bool) -> tuple[set[int], set[int]]:
    """Return the places of the letters that differ; across scripts only Latin letters can be told apart, by their sound."""
    marks: tuple[set[int], set[int]] = (set(), set())
    sides: list[tuple[str, list[int] | None]] = []
    for words in (some, others):
        places = [(letter, word.start + i) for word in words for i, letter in enumerate(word.text)]
        spelt = "".join(letter for letter, _ in places)
        if crossed and _ARABIC.search(spelt):
            sides.append(("".join(word.canon for word in words), None))
        else:
            sides.append((_folded(spelt) if len(_folded(spelt)) == len(places) else spelt, [place for _, place in places]))
    (a, at_a), (b, at_b) = sides
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal" or (crossed and _VOWELS.sub("", a[i:j]) == _VOWELS.sub("", b[k:m])):
            continue
        marks[0].update(at_a[i:j] if at_a else ())
        marks[1].update(at_b[k:m] if at_b else ())
    return marks


def _folded(text: str) -> str:
    return text.casefold().replace("ي", "ی").replace("ك", "ک").replace("\u200c", " ")


def _other_names(left: Mapping[str, object], right: Mapping[str, object], lang: Lang) -> Difference | None:
    sides = [_texts(row.get("other_names")) for row in (left, right)]
    if not any(sides):
        return None
    joined = [WORDS[lang]["comma"].join(side) or None for side in sides]
    shown = _shown(joined[0]), _shown(joined[1])
    reads = [
        {names.latin(text) for text in (*side, _text(row.get("name")) or "") if text}
        for side, row in zip(sides, (left, right), strict=True)
    ]
    met = not reads[0].isdisjoint(reads[1])
    if not met and not all(sides):
        return _difference("other_names", "–", "missing", lang, shown)
    return _difference("other_names", "=" if met else "≈", "other_met" if met else "other_apart", lang, shown)


def _ages(left: Mapping[str, object], right: Mapping[str, object], lang: Lang) -> Difference | None:
    said = [_text(row.get("age_written")) or _text(row.get("age")) for row in (left, right)]
    a, b = left.get("age"), right.get("age")
    shown = _shown(said[0]), _shown(said[1])
    if said[0] is None or said[1] is None:
        return _missing("age", said[0], said[1], lang)
    if not isinstance(a, int) or not isinstance(b, int):
        return _difference("age", "–", "unread", lang, shown)
    years = abs(a - b)
    words = "same" if years == 0 else "age_one" if years == 1 else "age_apart"
    sign: Sign = "=" if years == 0 else "≈" if years <= 2 else "≠"
    return _difference("age", sign, words, lang, shown, n=digits(years, lang=lang))


def _dates(left: Mapping[str, object], right: Mapping[str, object], lang: Lang) -> Difference | None:
    spans = [(row.get("date_from"), row.get("date_to")) for row in (left, right)]
    days = [(a, b) if isinstance(a, date) and isinstance(b, date) else None for a, b in spans]
    said = [None if span is None else say_range(*span, lang=lang) for span in days]
    written = [_text(row.get("date_written")) or words for row, words in zip((left, right), said, strict=True)]
    if written[0] is None or written[1] is None:
        return _missing("date", written[0], written[1], lang)
    shown = tuple(
        _shown(text, also=also if also and also.replace("\xa0", " ") != text else None)
        for text, also in zip(written, said, strict=True)
    )
    if days[0] is None or days[1] is None:
        return _difference("date", "–", "unread", lang, (shown[0], shown[1]))
    (a, b), (c, d) = days[0], days[1]
    gap = max((c - b).days, (a - d).days, 0)
    if (a, b) == (c, d):
        crossed = left.get("date_calendar") != right.get("date_calendar")
        words = ("day" if a == b else "period") + ("_calendars" if crossed else "_same")
        return _difference("date", "=", words, lang, (shown[0], shown[1]))
    words = "date_fits" if gap == 0 else "date_one" if gap == 1 else "date_apart"
    sign: Sign = "≈" if gap <= 7 else "≠"
    return _difference("date", sign, words, lang, (shown[0], shown[1]), n=digits(gap, lang=lang))


def _places(left: Mapping[str, object], right: Mapping[str, object], lang: Lang) -> Difference | None:
    ids = [_text(row.get("place")) or _text(row.get("province")) for row in (left, right)]
    written = [_text(row.get("place_written")) or id for row, id in zip((left, right), ids, strict=True)]
    if written[0] is None or written[1] is None:
        return _missing("place", written[0], written[1], lang)
    shown = _shown(written[0]), _shown(written[1])
    a, b = ids
    if a is None or b is None:
        same = _folded(written[0]) == _folded(written[1])
        return _difference("place", "=" if same else "–", "place_same" if same else "place_unread", lang, shown)
    if a == b:
        return _difference("place", "=", "place_same", lang, shown)
    if a.startswith(b + ".") or b.startswith(a + "."):
        return _difference("place", "≈", "place_within", lang, shown)
    one_province = left.get("province") is not None and left.get("province") == right.get("province")
    return _difference("place", "≈" if one_province else "≠", "place_near" if one_province else "place_apart", lang, shown)


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []
