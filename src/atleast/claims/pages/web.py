"""From a web page to its text: `plain(html)` drops tags, scripts, styles, menus and forms, and keeps one line for each block.

Takes the source of a page; returns plain text, in which the spans of `claims.read` then stand. Entities are resolved, blanks
folded; nothing is fetched. It refuses nothing: what is no markup stays as it is. Source: the standard library's HTML parser.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DROPPED = frozenset(("script", "style", "nav", "footer", "form", "noscript", "template", "svg", "iframe", "button", "select"))
_BLOCKS = frozenset(
    (
        "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article", "main",
        "blockquote", "figcaption", "header", "title", "dd", "dt", "td", "th", "hr", "aside",
    )
)  # fmt: skip


def is_page(text: str) -> bool:
    """Say whether a text is the source of a web page."""
    head = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype html", "<html")) or bool(re.match(r"<\?xml[^>]*>\s*<(?:!doctype )?html", head))


def plain(html: str) -> str:
    """Return the text of a page."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t\r\f\v\u00a0]+", " ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def loose_numbers(html: str) -> int:
    """Return how many table cells hold a number and no words: what it counts stands in another cell, so no claim is read."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    texts = ("".join(cell) for cell in reader.cells)
    return sum(bool(re.search(r"\d", text)) and not re.search(r"[^\W\d_]", text) for text in texts)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropped: list[str] = []
        self.cells: list[list[str]] = []
        self.inside: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.dropped.append(tag)
        elif tag in _BLOCKS:
            self.pieces.append("\n")
            if tag in ("td", "th", "tr", "table"):
                self.inside = []  # end tags may be left out
            if tag == "td":
                self.inside = [[]]
                self.cells.extend(self.inside)

    def handle_endtag(self, tag: str) -> None:
        if self.dropped and tag in self.dropped:
            while self.dropped.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.pieces.append("\n")
            if tag in ("td", "tr", "table"):
                self.inside = []

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.pieces.append(data.replace("\n", " "))
            for cell in self.inside[-1:]:
                cell.append(data)
