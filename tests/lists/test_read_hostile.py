"""Files that are broken or made to harm: one clear line, what to do next, no traceback, bounded memory."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from list_factory import csv_bytes, ods_bytes, ods_row, repacked, workbook_bytes, xls_bytes

from atleast import lists
from atleast.errors import AtleastError, InputError

SHEET = "xl/worksheets/sheet1.xml"
BOOK = workbook_bytes(("people", [["name", "age"], ["Taro Velam", 23]]))


def refused(data: bytes, filename: str = "list.csv", **told: object) -> InputError:
    with pytest.raises(InputError) as error:
        lists.read(data, filename=filename, **told)  # type: ignore[arg-type]
    line = error.value.line()
    assert "\n" not in line and line.startswith(filename) and error.value.hint and error.value.exit_code == 3
    return error.value


def sheet_xml(rows: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


@pytest.mark.parametrize("data", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0), b"\x00" * 5000])
def test_an_empty_file(data: bytes) -> None:
    assert "empty" in refused(data).message


@pytest.mark.parametrize("data", [b"name,age\n", b"name,age", b"[]", b'{"people": []}'])
def test_a_header_alone(data: bytes) -> None:
    assert "no row" in refused(data).message or "nothing" in refused(data).message


def test_a_workbook_with_a_header_alone_and_an_empty_one() -> None:
    assert "no row below" in refused(workbook_bytes(("people", [["name", "age"]])), "a.xlsx").message
    assert "workbook is empty" in refused(workbook_bytes(("people", [])), "a.xlsx").message


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture"),
        (b"SQLite format 3\x00" + bytes(200), "a database"),
        (b"<!DOCTYPE html><html><table><tr><td>name</td></tr></table></html>", "web page"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"\x7fELF" + bytes(4000), "not a text file"),
    ],
)
def test_a_file_of_another_kind(data: bytes, what: str) -> None:
    assert what in refused(data).message


def test_a_hundred_megabytes_in_one_line_within_bounds() -> None:
    data = b"name,age\n" + b"x" * (100 * 2**20)
    tracemalloc.start()
    error = refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.row == 2 and "104,857,600 bytes long" in error.message and peak < 5 * 2**20


def test_a_file_beyond_all_lists() -> None:
    assert "larger than" in refused(bytes(lists.MAX_BYTES + 1)).message


def test_a_gzip_bomb_within_bounds() -> None:
    inflater = zlib.compressobj(9, wbits=31)
    bomb = b"".join(inflater.compress(b"a,b\n" * 2**18) for _ in range(300)) + inflater.flush()
    assert len(bomb) < 2 * 2**20
    tracemalloc.start()
    assert "larger than" in refused(bomb, "list.csv.gz").message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < lists.MAX_BYTES + 20 * 2**20


def test_a_gzip_that_is_cut_off() -> None:
    whole = gzip.compress(csv_bytes([["name", "age"], *[[f"Taro {i}", i] for i in range(900)]]))
    for cut in (11, len(whole) // 2, len(whole) - 5):
        assert "damaged" in refused(whole[:cut], "list.csv.gz").message


def test_a_zip_bomb_in_a_workbook_is_not_unfolded() -> None:
    bomb = repacked(BOOK, SHEET, sheet_xml("<row><c><v>1</v></c></row>" + " " * (80 * 2**20)))
    assert len(bomb) < 2**20
    tracemalloc.start()
    error = refused(bomb, "a.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unfolds" in error.message and peak < 5 * 2**20


def test_a_zip_whose_directory_lies_about_sizes() -> None:
    data = bytearray(repacked(BOOK, SHEET, sheet_xml(" " * (4 * 2**20))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as packed:
        size = packed.getinfo(SHEET).file_size
    data = bytearray(bytes(data).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert "damaged" in refused(bytes(data), "a.xlsx").message


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c s="1" r="ZZZ1"><v>1</v></c></row>',
        "<row r='1'><c r = 'A1'><v>1</v></c></row><row r='1048000'><c t='n' r='SA1048000'><v>1</v></c></row>",
    ],
)
def test_a_cell_at_the_end_of_the_world(cells: str) -> None:
    assert "larger than a list" in refused(repacked(BOOK, SHEET, sheet_xml(cells)), "a.xlsx").message


def test_a_workbook_that_hides_its_addresses() -> None:
    cells = '<row r="1"><c r="&#88;FD1048576"><v>1</v></c></row>'
    assert "hides" in refused(repacked(BOOK, SHEET, sheet_xml(cells)), "a.xlsx").message


def test_a_long_text_shared_by_many_cells() -> None:
    shared = (
        "<?xml version='1.0'?><sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>{}</t></si></sst>"
    )
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 20_000))
    data = repacked(BOOK, SHEET, sheet_xml(cells))
    assert (
        "bytes of text"
        in refused(repacked(data, "xl/sharedStrings.xml", shared.format("x" * 30_000).encode()), "a.xlsx").message
    )
    raw = lists.read(repacked(data, "xl/sharedStrings.xml", shared.format("name").encode()), filename="a.xlsx", header_row=1)
    assert raw.frame.height == 19_998


def test_an_ods_that_repeats_filled_cells() -> None:
    assert "by repetition" in refused(ods_bytes(ods_row("name") + ods_row("Taro", repeated=90_000_000)), "a.ods").message


def test_packed_files_that_are_no_workbook() -> None:
    def packed(name: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr(name, "x")
        return out.getvalue()

    assert "word processor" in refused(packed("word/document.xml"), "a.docx").message
    assert "XLSB" in refused(packed("xl/workbook.bin"), "a.xlsb").message
    assert "no workbook" in refused(packed("people.csv"), "a.zip").message
    assert "damaged" in refused(BOOK[:-40], "a.xlsx").message
    assert "damaged or cut off" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "a.xls").message


def test_an_xls_that_is_cut_off_is_refused_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    whole = xls_bytes([["name", "age"], *[[f"Taro {i}", i] for i in range(400)]])
    for cut in range(600, len(whole) - 600, 997):
        assert "cut off" in refused(whole[:cut], "a.xls").message
    assert capfd.readouterr().err == ""


def test_formulas_without_values_and_errors_are_said() -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>age</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Taro Velam</t></is></c><c r="B2"><f>1+1</f></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Mirel Dorsit</t></is></c><c r="B3" t="e"><v>#N/A</v></c></row>'
    )
    raw = lists.read(repacked(BOOK, SHEET, sheet_xml(cells)), filename="a.xlsx")
    assert raw.frame["age"].to_list() == [None, None]
    assert "1 cells of the workbook hold a formula without a value" in raw.notes[0] and "#N/A" in raw.notes[1]


def test_too_many_columns_and_a_giant_cell() -> None:
    assert "larger than a list" in refused(csv_bytes([[f"c{i}" for i in range(900)], ["x"] * 900])).message
    assert "131,072" in refused(b"name,age\nTaro," + b"x" * 200_000 + b"\n").message


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"name": "Taro", "name": "Mirel"}\n{"name": "x"}', "stands twice"),
        ('{"name": "Taro"}\n{"name": \n', "cannot be read"),
        ('{"name": "Taro"}\n[1, 2]\n', "an object with named fields"),
        ('{"name": "\\ud800"}', "half of a character"),
        ("[" * 100_000, "nested too deeply"),
        ("[1, 2, 3]", "an object with named fields"),
    ],
)
def test_broken_json(text: str, what: str) -> None:
    assert what in refused(text.encode(), "a.json").message


def test_a_sheet_asked_of_a_file_without_sheets() -> None:
    assert "no sheets" in refused(b"name,age\nTaro,2\n", sheet="people").message


STARTS = [
    b"",
    b"name,age,date\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"[{",
    b'{"name": ',
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))),
)
def test_any_bytes_give_cells_or_a_clear_error(start: bytes, rest: bytes) -> None:
    try:
        mapping, raw = lists.prepare(start + rest, filename="any", options={"status": "killed"})
        applied = lists.apply(raw, mapping, list="any", digest=str)
    except AtleastError as error:
        assert "\n" not in error.line()
    else:
        assert raw.frame.height == applied.records.height + applied.problems.filter("left_out")["row"].n_unique()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_gives_cells_or_a_clear_error(at: int, noise: bytes) -> None:
    try:
        lists.read(BOOK[:at] + noise + BOOK[at + len(noise) :], filename="a.xlsx")
    except AtleastError as error:
        assert "\n" not in error.line()
