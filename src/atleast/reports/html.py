"""The report as one HTML file that works offline, without a script and without any request: fonts and style are inside it.

`html(publication, lang=..., names=None)` returns UTF-8 bytes, the same for the same input. The content security policy in its
head allows nothing but its own style and its `data:` fonts. Everything is escaped by the template; what came from outside
stands in `<bdi>`. `names` is a table of those counted (name, age, date, place, lists), printed only when it is given.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from atleast.model import Table
from atleast.reports.charts.drawing import Block
from atleast.reports.charts.svg import face, svg
from atleast.reports.page import page
from atleast.reports.publication import Publication
from atleast.reports.words import CODE, END_CODE, FIRST_STRONG, LEFT_TO_RIGHT, POP, Words, load

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

FONTS = ("Inter", "Vazirmatn")
_ROOM = {"en": 5.5, "fa": 6.2}


def html(publication: Publication, *, lang: str, names: Table | None = None) -> bytes:
    """Write the report in one language as one HTML file."""
    from markupsafe import Markup

    words = load(lang)
    content = page(publication, lang=lang, names=names)

    def picture(block: Block) -> Markup:
        assert block.drawing is not None
        mark, name = content.marks.get(block.id, ""), block.kind
        if block.slim is None:
            return Markup(svg(block.drawing, words=words, mark=mark, name=name))
        wide = svg(block.drawing, words=words, mark=mark, name=name, only="l_wide")
        return Markup(wide + svg(block.slim, words=words, mark=mark, name=f"{name}-slim", only="l_slim"))

    text = _template().render(
        page=content,
        w=words.phrases,
        picture=picture,
        style=Markup(_style()),
        scale=scale(words, content.big),
        hreflang=words.phrases["page.other_code"],
        other=f"report{'' if words.rtl else '.fa'}.html",
    )
    return text.encode("utf-8")


def marked(text: str, *, lang: str = "") -> Markup:
    """Escape a said string and turn its isolates into `<bdi>` and its code into `<code>`.

    What stands in an isolate in the other script than that of the page says so, for the voice and the face that read it.
    """
    from markupsafe import Markup, escape

    out = _ISOLATED.sub(lambda match: f"<bdi{_other(match[1], lang)}>{match[1]}</bdi>", str(escape(text)))
    for sign, tag in (
        (FIRST_STRONG, "<bdi>"),
        (LEFT_TO_RIGHT, '<bdi dir="ltr">'),
        (POP, "</bdi>"),
        (CODE, "<code>"),
        (END_CODE, "</code>"),
    ):
        out = out.replace(sign, tag)
    return Markup(out.replace("\n", "<br>"))


_ISOLATED = re.compile(f"{FIRST_STRONG}([^{FIRST_STRONG}{LEFT_TO_RIGHT}{POP}{CODE}]*){POP}")


def _other(text: str, lang: str) -> str:
    """Return the attribute of a text all in the other script: Persian on an English page, English on a Persian one."""
    latin = any("a" <= c.lower() <= "z" for c in text)
    persian = any("\u0620" <= c <= "\u06ff" and c.isalpha() for c in text)
    if lang == "en" and persian and not latin:
        return ' lang="fa"'
    return ' lang="en"' if lang == "fa" and latin and not persian else ""


def bare(text: str) -> str:
    """Return a said string for an attribute or the title: isolates and marks of code dropped."""
    return re.sub(f"[{FIRST_STRONG}{LEFT_TO_RIGHT}{POP}{CODE}{END_CODE}]", "", text)


def scale(words: Words, big: str) -> str:
    """Return how far the headline must shrink to fit its column: 1 for up to `_ROOM` ems of estimated width."""
    wide, slim = (0.57, 0.27) if words.rtl else (0.59, 0.31)
    ems = sum(0.0 if c == "\u200c" else slim if c in " ijlt1,.٬" else 0.62 if c.isdecimal() else wide for c in big)
    return f"{min(1.0, _ROOM[words.lang] / max(ems, 1)):.3f}"


@lru_cache(maxsize=1)
def _style() -> str:
    """Return the style sheet with the fonts in it."""
    sheet = files("atleast.reports").joinpath("style.css").read_text("utf-8")
    return "\n".join([*(face(family) for family in FONTS), sheet])


@lru_cache(maxsize=1)
def _template() -> Template:
    """Load the template, with everything escaped unless it is marked."""
    from jinja2 import Environment, StrictUndefined, pass_context
    from jinja2.runtime import Context

    @pass_context
    def _in_page(context: Context, text: str) -> Markup:
        return marked(text, lang=context["page"].lang)

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["t"] = _in_page
    environment.filters["bare"] = bare
    return environment.from_string(files("atleast.reports").joinpath("templates", "report.html.j2").read_text("utf-8"))
