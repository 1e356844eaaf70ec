"""The report as one PDF, set by Typst from the same words and blocks as the HTML page: A4, tagged, PDF/A-2b.

`pdf(publication, lang=..., names=None)` returns bytes, the same for the same input: the time stamp in the file is the day of
publication. Where a page would be left mostly empty, charts and lines are set a little closer. Only the fonts of this package
are used, none of the machine, and every warning of Typst is an error: a PDF set in a missing font is all but empty and says
nothing. A letter that these fonts do not have (a list named in Chinese) is printed as a replacement sign; the HTML page and the
CSV have it. Every page has its foot: title, invented data or scope, run, page n of m.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from atleast.errors import AtleastError
from atleast.model import Table
from atleast.reports.charts.caption import period
from atleast.reports.html import bare, scale
from atleast.reports.page import Page, page
from atleast.reports.publication import Publication
from atleast.reports.words import CODE, END_CODE, FIRST_STRONG, LEFT_TO_RIGHT, POP, Words, load, number, plain, say

if TYPE_CHECKING:
    from typst import Compiler, Fonts

DENSE = (1.0, 0.95, 0.9, 0.85)
_TEMPLATE = "report.typ"
_UNSEEN = frozenset((FIRST_STRONG, LEFT_TO_RIGHT, POP, CODE, END_CODE, "\u200c", "\u200d"))


def pdf(publication: Publication, *, lang: str, names: Table | None = None) -> bytes:
    """Set the report in one language as PDF."""
    from typst import TypstError

    words = load(lang)
    content = page(publication, lang=lang, names=names)
    day = datetime.fromisoformat(publication.published).replace(tzinfo=UTC)
    data = _data(publication, words, content)
    try:
        made, warnings = _compiler(data | {"dense": _dense(data)}).compile_with_warnings(
            format="pdf", pdf_standards=["a-2b"], timestamp=day
        )
    except TypstError as problem:
        raise AtleastError(f"the PDF could not be set: {problem}", hint="The HTML report holds the same.") from None
    if warnings:
        raise AtleastError(f"the PDF was set with a warning: {warnings[0]}", hint="The HTML report holds the same.")
    assert isinstance(made, bytes)
    return made


def _compiler(data: dict[str, object]) -> Compiler:
    from typst import Compiler

    source = files("atleast.reports").joinpath("templates", _TEMPLATE).read_bytes()
    text = _drawable(msgspec.json.encode(data).decode("utf-8"))
    return Compiler(input=source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"data": text})


def _dense(data: dict[str, object]) -> float:
    """Choose how closely charts and lines are set: as wide as leaves no page mostly empty, else what leaves least."""
    tried: list[tuple[float, float]] = []
    for dense in DENSE:
        ends = msgspec.json.decode(
            _compiler(data | {"dense": dense}).query("<ends>", field="value"), type=list[tuple[int, float]]
        )
        empty = wasted(ends)
        if not empty:
            return dense
        tried.append((empty, -dense))
    return -min(tried)[1]


def wasted(ends: list[tuple[int, float]]) -> float:
    """Return how much room is left empty beyond what is right: a quarter of a page, on the last of several three quarters.

    `ends` says where each block ends: its page, and how far down from 0 to 1. A page that no block ends on is full.
    """
    last = max(page for page, _ in ends)
    lost = 0.0
    for at in range(1, last + 1):
        filled = max((y for page, y in ends if page == at), default=1.0)
        allowed = 1.0 if last == 1 else 0.72 if at == last else 0.28
        lost += max(1.0 - filled - allowed, 0.0)
    return round(lost, 4)


def _data(publication: Publication, words: Words, content: Page) -> dict[str, object]:
    """Gather what the template reads: the page, with what stays in each picture, and the few words it sets itself."""
    page_data = msgspec.to_builtins(content)
    for block in _every(block for section in page_data["sections"] for block in section):
        block["mark"] = plain(content.marks.get(block["id"], ""))
        block["aria"] = bare(_aria(block))
    year, month, day = (int(part) for part in publication.published.split("-"))
    dot = words.phrases["count.dot"]
    when = period(words, publication)
    middle = content.invented or ("" if when in content.name else when)
    foot = [content.name, content.about, middle, say(words, "page.run", run=content.runs)]
    return {
        "page": page_data,
        "words": {key: words.phrases[key] for key in ("count.dot", "page.page_of")},
        "digits": [number(words, n) for n in range(10)],
        "scale": float(scale(words, content.big)),
        "title": bare(content.title),
        "foot": dot.join(part for part in foot if part),
        "date": [year, month, day],
    }


def _every(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield blocks and those that stand under them."""
    for block in blocks:
        yield block
        yield from _every(block["more"])


def _aria(block: dict[str, object]) -> str:
    drawing = block.get("drawing")
    return str(drawing["aria"]) if isinstance(drawing, dict) else str(block.get("aria", ""))


def _drawable(text: str) -> str:
    """Replace the letters that the bundled fonts cannot draw."""
    letters = _letters()
    return "".join(c if c in letters or c in _UNSEEN else "\N{REPLACEMENT CHARACTER}" for c in text)


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    """Return the letters that the bundled fonts have."""
    return frozenset(files("atleast.reports").joinpath("data", "fonts", "letters.txt").read_text("utf-8"))


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    """Load the fonts of this package, and no others."""
    from typst import Fonts

    with as_file(files("atleast.reports").joinpath("data", "fonts")) as folder:
        return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(folder)])
