"""The review queue as one HTML file: works offline, asks nothing of the network, keeps answers in the browser.

`review_html(cards, ...)` takes cards as plain values or structs (fields as in `Card` below: both records, their differences,
the reason, what each answer does to the count) and returns UTF-8 bytes, the same for the same input. A policy in its head
allows its own style, fonts and its one script by hash, and nothing else. Answers leave it as JSON Lines, for `atleast review
--import`. The page holds names in clear and says so. The model's view is hidden until a pair is answered.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import msgspec

from atleast import dates
from atleast.errors import UsageError

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

FONTS = ("Inter", "Vazirmatn")
Lang = Literal["en", "fa"]
_LOOKS = {"=": "ag", "≈": "un", "≠": "no", "–": "un"}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A value: its parts (text, differs), language and direction, and the same romanised or in another calendar."""

    parts: tuple[tuple[str, bool], ...] = ()
    lang: Lang = "en"
    rtl: bool = False
    also: tuple[tuple[str, bool], ...] = ()


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the comparison."""

    field: str
    label: str
    left: Shown
    right: Shown
    sign: Literal["=", "≈", "≠", "–"]
    lead: str
    rest: str = ""


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """The count now and with either answer, and how overlaps of lists would move."""

    now: int
    same: int
    different: int
    cells: tuple[tuple[str, int], ...] = ()


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a record and where it stands in it."""

    list: str
    where: str = ""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One question, ready to be shown."""

    left: str
    right: str
    seen: str
    reason: str
    effect: Effect
    sides: tuple[Side, Side]
    fields: tuple[Field, ...]
    signs: dict[str, int]
    second: bool = False
    kind: str = ""
    joined: bool = False
    p_match: float | None = None


def review_html(
    cards: Sequence[object],
    *,
    lang: str = "en",
    title: str,
    by: str = "",
    invented: bool = False,
    file: str = "answers.jsonl",
) -> bytes:
    """Write the page for `cards`; `by` is the reader's name to begin with, `file` the name that saved answers get."""
    from markupsafe import Markup

    known = _language(lang)
    words, script = _words(known), _text("review.js")
    shown = msgspec.convert(msgspec.to_builtins(cards), tuple[Card, ...])

    def tally(signs: Mapping[str, int]) -> str:
        said = zip(("=", "≈", "≠", "–"), ("agree", "near", "apart", "missing"), strict=True)
        parts = [words[key].format(n=dates.digits(signs[sign], lang=known)) for sign, key in said if signs.get(sign)]
        return ("، " if known == "fa" else ", ").join(parts)

    text = _template(known).render(
        cards=shown,
        w=words,
        lang=known,
        title=title,
        by=by,
        invented=invented,
        file=file,
        looks=_LOOKS,
        tally=tally,
        tongue=lambda text: Markup(' lang="en"') if text.isascii() else "",
        comma="، " if known == "fa" else ", ",
        dot=" · ",
        style=Markup(_style()),
        script=Markup(script),
        digest="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"),
    )
    return text.lstrip().encode("utf-8")


def _language(lang: str) -> Lang:
    if lang == "en":
        return "en"
    if lang == "fa":
        return "fa"
    raise UsageError(f"no review page in the language {lang!r}; expected en or fa")


def _text(name: str) -> str:
    return files("atleast.reports").joinpath(name).read_text("utf-8")


@lru_cache(maxsize=2)
def _words(lang: Lang) -> dict[str, str]:
    """Return the phrases of the page; a phrase is text, never markup."""
    return msgspec.convert(tomllib.loads(_text(f"data/review.{lang}.toml")), dict[str, str])


@lru_cache(maxsize=1)
def _style() -> str:
    """Return the style sheet with the fonts in it."""
    room = files("atleast.reports")
    faces = []
    for family in FONTS:
        data = base64.b64encode(room.joinpath("data", "fonts", f"{family}.woff2").read_bytes()).decode("ascii")
        source = f'url("data:font/woff2;base64,{data}") format("woff2")'
        faces.append(f'@font-face{{font-family:"{family}";font-weight:400 800;font-display:block;src:{source}}}')
    return "\n".join([*faces, _text("review.css")])


@lru_cache(maxsize=2)
def _template(lang: Lang) -> Template:
    """Load the template with its filters; everything is escaped unless it is marked."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["digits"] = lambda value: dates.digits(value, lang=lang)
    environment.filters["signed"] = lambda value: dates.digits(value, lang=lang, signed=True)
    environment.filters["fill"] = lambda text, **values: text.format(**values)
    environment.filters["code"] = _code
    return environment.from_string(_text("templates/review.html.j2"))


def _code(text: str) -> Markup:
    """Escape a phrase and set what stands between backticks as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
