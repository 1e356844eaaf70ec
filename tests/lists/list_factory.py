"""Makes list files and records for the tests of `lists`: invented people in an invented country."""

from __future__ import annotations

import csv
import hashlib
import io
import struct
import zipfile
from collections.abc import Sequence

import polars as pl
import xlsxwriter

from atleast import lists, places

GIVEN = [
    "Taro",
    "Mirel",
    "Oshin",
    "Bexa",
    "Dunya",
    "Kavo",
    "Lirit",
    "Sanem",
    "Yorin",
    "Zelda",
    "Hadivo",
    "Pelin",
    "Rusva",
    "Imarel",
]
FAMILY = [
    "Velam",
    "Dorsit",
    "Quanir",
    "Mashrek",
    "Olfan",
    "Trevand",
    "Zirak",
    "Bellom",
    "Karvanol",
    "Sefidkoh",
    "Nurvash",
    "Astan",
]

GAZETTEER = places.from_toml("""
[[place]]
id = "SP"
kind = "country"
names = { en = "Sepidar", fa = "سپیدار" }

[[place]]
id = "SP.NO"
kind = "province"
parent = "SP"
names = { en = "Norrow", fa = "نورو" }

[[place]]
id = "SP.NO.1"
kind = "city"
parent = "SP.NO"
names = { en = "Velat", fa = "ولات" }

[[place]]
id = "SP.SU"
kind = "province"
parent = "SP"
names = { en = "Sudar", fa = "سودار" }

[[place]]
id = "SP.SU.1"
kind = "city"
parent = "SP.SU"
names = { en = "Bandovar", fa = "بندوور" }
""")


def digest(text: str) -> str:
    """Return a short digest, as a case would with its key."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def person(i: int) -> str:
    """Return the name of the i-th invented person; 168 different ones, then with a number of letters added."""
    given, family = GIVEN[i % len(GIVEN)], FAMILY[i // len(GIVEN) % len(FAMILY)]
    return f"{given} {family}{'oli' * (i // (len(GIVEN) * len(FAMILY)))}"


def csv_bytes(rows: Sequence[Sequence[object]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def workbook_bytes(
    *sheets: tuple[str, Sequence[Sequence[object]]], merged: Sequence[str] = (), hidden: Sequence[str] = ()
) -> bytes:
    """Return rows as an XLSX workbook; `merged` are ranges of the first sheet whose first cell keeps its text."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, column, cell)
        for area in merged if name == sheets[0][0] else ():
            sheet.merge_range(area, "")
            first = area.split(":")[0]
            column, at = ord(first[0]) - 65, int(first[1:]) - 1
            sheet.write(at, column, rows[at][column])
    book.close()
    return data.getvalue()


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """Return a packed file in which one part has another content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def ods_bytes(rows_xml: str) -> bytes:
    """Return an ODS workbook with one sheet of the given rows."""
    out = io.BytesIO()
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="people">{rows_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        packed.writestr("content.xml", content)
    return out.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return one row of an ODS sheet."""
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        if cell
        else "<table:table-cell/>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


def xls_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """Return an XLS workbook (BIFF8 in a compound file) with one sheet: the smallest that readers accept."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def cell(at: int, column: int, value: object) -> bytes:
        if isinstance(value, (int, float)):
            return record(0x0203, struct.pack("<HHHd", at, column, 0, value))
        text = str(value)
        return record(0x0204, struct.pack("<HHHHB", at, column, 0, len(text), 1) + text.encode("utf-16-le"))

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600)
    sheet = record(0x0809, begin.replace(b"\x05", b"\x10", 1))
    sheet += b"".join(cell(at, i, value) for at, row in enumerate(rows) for i, value in enumerate(row) if value is not None)
    sheet += record(0x000A, b"")
    name = b"people"
    head = record(0x0809, begin) + record(0x0042, struct.pack("<H", 1200))
    bound = len(head) + 4 + 8 + len(name) + 4
    head += record(0x0085, struct.pack("<IBBBB", bound, 0, 0, len(name), 0) + name) + record(0x000A, b"")
    stream = head + sheet
    stream += bytes(max(4096, -(-len(stream) // 512) * 512) - len(stream))
    n = len(stream) // 512
    table = struct.pack(f"<{n + 2}I", 0xFFFFFFFD, 0xFFFFFFFE, *range(3, n + 2), 0xFFFFFFFE)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(raw), kind, 1, 2**32 - 1, 2**32 - 1, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 2**32 - 1, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    return header.ljust(512, b"\xff") + table.ljust(512, b"\xff") + directory + stream


def records_of(rows: Sequence[dict[str, object]], *, name: str = "alpha", status: str = "killed") -> pl.DataFrame:
    """Return the records of a list of these rows, read and applied as a list file would be."""
    headers = list(dict.fromkeys(key for row in rows for key in row))
    table = [headers, *([row.get(key, "") for key in headers] for row in rows)]
    mapping, raw = lists.prepare(csv_bytes(table), filename=f"{name}.csv", options={"status": status}, gazetteer=GAZETTEER)
    return lists.apply(raw, mapping, list=name, digest=digest, gazetteer=GAZETTEER).records
