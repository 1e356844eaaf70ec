"""PDFs to read: set with the typesetter of the report, or written by hand where one has to be as no typesetter makes it."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

import typst

LAYOUTS = {
    "letter": '#set page(paper: "a5", header: [Sepidar Post #h(1fr) 14 March 2031], '
    "footer: context [Page #counter(page).display() of #counter(page).final().first()])\n#set par(justify: true)\n",
    "columns": '#set page(paper: "a4", columns: 2, numbering: "1")\n'
    "#set par(justify: true, first-line-indent: 1em, spacing: 0.65em)\n",
    "narrow": '#set page(width: 9cm, height: 12cm, numbering: "1 / 1")\n',
}


def typeset(body: str, *, lang: str = "en", layout: str = "letter") -> bytes:
    """Return the PDF of a text in the typesetter's own notation."""
    face, turn = ("Inter", "") if lang == "en" else ("Vazirmatn", "dir: rtl, ")
    source = f'{LAYOUTS[layout]}#set text(font: "{face}", lang: "{lang}", {turn}size: 10pt, hyphenate: true)\n{body}'
    fonts = str(files("atleast.reports").joinpath("data", "fonts"))
    made: bytes = typst.compile(source.encode(), font_paths=[fonts], ignore_system_fonts=True)
    return made


def article(text: str, *, lang: str = "en", layout: str = "letter") -> bytes:
    """Return the PDF of an article, a line of the text for each paragraph."""
    marks = re.compile(r"([\\#*_`$<>@=\-+/\[\]~'\"])")
    paragraphs = [marks.sub(r"\\\1", line) for line in text.split("\n") if line.strip()]
    return typeset("\n\n".join(paragraphs), lang=lang, layout=layout)


def written(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects; object 1 is its catalogue."""
    data, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, max(objects) + 1))
    return data + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start)


def stream(body: bytes) -> bytes:
    """Return a stream object."""
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)


def simple(*contents: bytes, catalogue: bytes = b"", kids: bytes | None = None, n: int | None = None) -> dict[int, bytes]:
    """Return the objects of a PDF with one page for each content stream, in Helvetica."""
    pages = {10 + 2 * k: b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % (11 + 2 * k) for k in range(len(contents))}
    listed = b" ".join(b"%d 0 R" % number for number in pages) if kids is None else kids
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        2: b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> >>"
        % (listed, len(contents) if n is None else n),
        3: font,
        **pages,
        **{11 + 2 * k: stream(content) for k, content in enumerate(contents)},
    }


def words(text: str, *, more: bytes = b"") -> bytes:
    """Return the content of a page that shows one line."""
    return b"BT /F 12 Tf %s 72 700 Td (%s) Tj ET" % (more, text.encode("latin-1"))


def locked(password: bytes = b"a secret") -> bytes:
    """Return a PDF that opens with a password only (the standard handler of old, RC4 with 40 bits)."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded, identity, rights = (password + pad)[:32], b"0123456789abcdef", -44
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + rights.to_bytes(4, "little", signed=True) + identity).digest()[:5]
    objects = simple(words("12 people were killed."))
    body = words("12 people were killed.")
    objects[11] = stream(_rc4(hashlib.md5(key + (11).to_bytes(3, "little") + b"\0\0").digest()[:10], body))
    objects[20] = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (
        owner.hex().encode(),
        _rc4(key, pad).hex().encode(),
        rights,
    )
    identity = identity.hex().encode()
    return written(objects, b"/Encrypt 20 0 R /ID [<%s> <%s>]" % (identity, identity))


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
