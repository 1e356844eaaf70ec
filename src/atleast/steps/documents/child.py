"""What runs apart: a PDF's bytes on standard input, its lines of letters as JSON on standard output, and nothing else.

A parser of foreign files may be made to do what the file's author wants. So `reading` starts this program as a process of its
own, behind the fence of `fence.py`; it imports the standard library and PDFium only. `letters` gives the letters of a page as
PDFium places them; scripts and attached files are counted and never opened.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from atleast.steps.documents.fence import fence, shut
from atleast.steps.documents.lines import ZWNJ, Letter, is_rtl, lines

HYPHEN = "\u00ad"


def read(data: bytes, most_pages: int) -> dict[str, Any]:
    """Return the pages of a PDF as plain values, or why not."""
    import pypdfium2_raw as pdfium

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        code = pdfium.FPDF_GetLastError()
        return {"refused": "password" if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) else "damaged"}
    n = pdfium.FPDF_GetPageCount(document)
    if n < 1 or n > most_pages:
        return {"refused": "no pages" if n < 1 else "pages", "n": n}
    pages = [_page(pdfium, document, number) for number in range(n)]
    return {
        "pages": pages,
        "scripts": max(pdfium.FPDFDoc_GetJavaScriptActionCount(document), 0),
        "attached": max(pdfium.FPDFDoc_GetAttachmentCount(document), 0),
    }


def _page(pdfium: Any, document: Any, number: int) -> dict[str, Any]:
    page = pdfium.FPDF_LoadPage(document, number)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    if not text:
        return {"damaged": True}
    found, unread, hidden, of = letters(pdfium, text)
    white = _white(pdfium, page)
    if any(is_rtl(one.text) for one in found):
        found = _with_notes(pdfium, page, found, of)
    quarters = [one.quarter for one in found]
    turned = max(set(quarters), key=quarters.count) if quarters else 0
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    body = {
        "height": height if turned % 2 == 0 or pdfium.FPDFPage_GetRotation(page) % 2 else width,
        "lines": [list(line) for line in lines(found)],
        "letters": sum(not one.text.isspace() for one in found),
        "unread": unread,
        "hidden": hidden,
        "white": sum(shape in white and not one.text.isspace() for one, shape in zip(found, of, strict=True)) if white else 0,
        "drawn": pdfium.FPDFPage_CountObjects(page) > 0,
    }
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return body


def letters(pdfium: Any, text: Any) -> tuple[list[Letter], int, int, list[int | None]]:
    """Return a page's letters in PDFium's order, how many have no meaning or cannot be seen, and the shape each is of."""
    found: list[Letter] = []
    of: list[int | None] = []
    unread = hidden = 0
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    strict = [ctypes.c_double() for _ in range(4)]
    objects: dict[int | None, _Drawn] = {}
    drawn, key = _Drawn(0.0, 0, False), None
    high = 0
    object_of, origin_of, box_of = pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetLooseCharBox
    object_of.restype = ctypes.c_void_p  # one address for each object, without a wrapper for each letter
    for i in range(max(pdfium.FPDFText_CountChars(text), 0)):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        letter, high = _meaning(code), 0
        made = letter.isspace() and pdfium.FPDFText_IsGenerated(text, i) == 1
        if not made:
            key = object_of(text, i)
            if key not in objects:
                objects[key] = _drawn(pdfium, text, i, key)
            drawn = objects[key]
            if drawn.quarter is None:  # a stamp across the page
                continue
            unread += not letter or pdfium.FPDFText_HasUnicodeMapError(text, i) == 1
            hidden += drawn.unseen
        if not letter or drawn.quarter is None:
            continue
        origin_of(text, i, x, y)
        box_of(text, i, box)
        raised = False
        if letter in "0123456789":  # raised digits of a font's own, of one size with the others; the zero of Persian is small
            pdfium.FPDFText_GetCharBox(text, i, *strict)
            raised = drawn.quarter == 0 and strict[2].value - y.value > 0.22 * drawn.size
        made = made or (letter.isspace() and box.left == box.right)
        one = Letter(letter, x.value, y.value, box.left, box.right, drawn.size, drawn.quarter, made, raised)
        found.append(_turned(one, box) if drawn.quarter else one)
        of.append(None if made else key)
    return found, unread, hidden, of


class _Drawn(NamedTuple):
    """What the letters of one text object have in common: size, how they are turned (None: aslant), whether unseen."""

    size: float
    quarter: int | None
    unseen: bool


def _drawn(pdfium: Any, text: Any, i: int, address: int | None) -> _Drawn:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, i, matrix)
    size = pdfium.FPDFText_GetFontSize(text, i) * (math.hypot(matrix.c, matrix.d) or 1.0)
    angle = pdfium.FPDFText_GetCharAngle(text, i) / (math.pi / 2)
    quarter = round(angle) % 4 if abs(angle - round(angle)) < 0.06 else None
    if address is None:
        return _Drawn(size, quarter, False)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(ctypes.cast(address, pdfium.FPDF_PAGEOBJECT))
    return _Drawn(size, quarter, mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


@lru_cache(maxsize=4096)
def _meaning(code: int) -> str:
    """Return what a code point of the parser stands for, empty for what stands for nothing."""
    if code in (0x02, 0xAD, 0xFFFE):
        return HYPHEN
    letter = chr(code) if code < 0x110000 else ""
    kept = letter in "\r\n\t" or unicodedata.category(letter or "\0") not in ("Cc", "Cs", "Co", "Cn")
    if not letter or not kept or code == 0xFFFD:
        return ""
    return " " if letter == "\t" else letter


def _turned(one: Letter, box: Any) -> Letter:
    """Return a letter of a line that runs up, down or backwards as if its line ran to the right."""
    if one.quarter == 1:
        return one._replace(x=one.y, y=-one.x, left=box.bottom, right=box.top)
    if one.quarter == 2:
        return one._replace(x=-one.x, y=-one.y, left=-box.right, right=-box.left)
    if one.quarter == 3:
        return one._replace(x=-one.y, y=one.x, left=-box.top, right=-box.bottom)
    return one


def _with_notes(pdfium: Any, page: Any, found: list[Letter], of: list[int | None]) -> list[Letter]:
    """Return the letters with those that only a note beside their shapes tells of; `of` is the shape each letter is of.

    PDFium drops the shapes of some notes, as with the zero-width non-joiners of Chromium and some single letters of Typst, and
    of the shapes that one note is about, as of a letter and its vowel mark, it takes the first for all. Such letters are set
    behind the letter of their line that stands next to them, and ordered by their place like all others.
    """
    length, buffer = ctypes.c_ulong(), (ctypes.c_ushort * 16)()
    notes: dict[int | None, tuple[Any, list[Any]]] = {}
    for drawn in _texts(pdfium, page):
        for j in range(max(pdfium.FPDFPageObj_CountMarks(drawn), 0)):
            mark = pdfium.FPDFPageObj_GetMark(drawn, j)
            notes.setdefault(_address(mark), (mark, []))[1].append(drawn)
    by_line: dict[int, list[int]] = {}
    for k, one in enumerate(found):
        by_line.setdefault(round(one.y), []).append(k)
    behind: dict[int, list[Letter]] = {}
    seen, gone = set(of), set[int | None]()
    for mark, shapes in notes.values():
        if len(shapes) == 1 and _address(shapes[0]) in seen:
            continue
        if not pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", buffer, 32, length) or length.value > 32:
            continue
        words, boxes = _told(buffer[: max(length.value // 2 - 1, 0)]), _boxes(pdfium, shapes)
        near = [[k for row in (-1, 0, 1) for k in by_line.get(round(box.y) + row, ())] for box in boxes]
        if not words or not any(near):
            continue
        # A vowel mark of its own stands above the line or below it.
        own = {_address(shape) for shape in shapes}
        at = max(range(len(boxes)), key=lambda i: sum(abs(found[k].y - boxes[i].y) < 0.1 and of[k] not in own for k in near[i]))
        on_line = [box for box in boxes if abs(box.y - boxes[at].y) < 0.1]
        left, right = min(box.left for box in on_line), max(box.right for box in on_line)
        k = min(near[at], key=lambda k: min(abs(found[k].left - right), abs(found[k].right - left)))
        # As the parser would give them: those of one shape turned round.
        one = found[k]._replace(x=boxes[at].x, y=boxes[at].y, left=left, right=right, made=False)
        behind.setdefault(k, []).extend(one._replace(text=letter) for letter in reversed(words))
        gone |= own
    gone &= seen - {None}
    kept = ([*((one,) if of[k] not in gone else ()), *behind.get(k, ())] for k, one in enumerate(found))
    return [each for some in kept for each in some]


class _Box(NamedTuple):
    """Where a shape stands: its origin, and from where to where it reaches."""

    x: float
    y: float
    left: float
    right: float


def _boxes(pdfium: Any, shapes: list[Any]) -> list[_Box]:
    matrix, edges = pdfium.FS_MATRIX(), [ctypes.c_float() for _ in range(4)]
    boxes: list[_Box] = []
    for shape in shapes:
        if pdfium.FPDFPageObj_GetMatrix(shape, matrix) and pdfium.FPDFPageObj_GetBounds(shape, *edges):
            boxes.append(_Box(matrix.e, matrix.f, edges[0].value, edges[2].value))
    return boxes


def _white(pdfium: Any, page: Any) -> set[int | None]:
    """Return the text objects in white letters under which nothing is drawn that is not white."""
    white = [(_address(drawn), _boxes(pdfium, [drawn])) for drawn in _texts(pdfium, page) if _is_white(pdfium, drawn)]
    if not white:
        return set()
    edges = [ctypes.c_float() for _ in range(4)]
    under: list[tuple[float, ...]] = []
    for i in range(max(pdfium.FPDFPage_CountObjects(page), 0)):
        drawn = pdfium.FPDFPage_GetObject(page, i)
        path = pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_TEXT or (path and _is_white(pdfium, drawn)):
            continue
        if pdfium.FPDFPageObj_GetBounds(drawn, *edges):
            under.append(tuple(edge.value for edge in edges))
    return {
        shape for shape, boxes in white if not any(x <= box.x <= r and b <= box.y <= t for box in boxes for x, b, r, t in under)
    }


def _is_white(pdfium: Any, drawn: Any) -> bool:
    """Say whether an object is filled with white."""
    colour = [ctypes.c_uint() for _ in range(4)]
    return bool(pdfium.FPDFPageObj_GetFillColor(drawn, *colour)) and all(part.value > 247 for part in colour[:3])


def _texts(pdfium: Any, page: Any) -> Iterator[Any]:
    """Yield the text objects of a page."""
    for i in range(max(pdfium.FPDFPage_CountObjects(page), 0)):
        drawn = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_TEXT:
            yield drawn


def _address(pointer: Any) -> int | None:
    return ctypes.cast(pointer, ctypes.c_void_p).value


def _told(units: list[int]) -> str:
    """Return what a note says where all of it is of right-to-left script; the parser gives its bytes one by one."""
    if len(units) % 2 == 0 and all(unit < 256 for unit in units):
        units = [high << 8 | low for high, low in zip(units[::2], units[1::2], strict=True)]
    text = "".join(map(chr, units))
    return text if all(letter == ZWNJ or is_rtl(letter) or unicodedata.category(letter) == "Mn" for letter in text) else ""


def main() -> None:
    """Read standard input, write standard output."""
    memory, seconds, most_pages = (int(word) for word in sys.argv[1:4])
    fence(memory, seconds)
    import pypdfium2_raw  # noqa: F401  # loaded before files can no longer be opened

    data = sys.stdin.buffer.read()
    shut()
    try:
        said = read(data, most_pages)
    except MemoryError:
        said = {"refused": "memory"}
    sys.stdout.buffer.write(json.dumps(said).encode("ascii"))
    sys.stdout.buffer.flush()
