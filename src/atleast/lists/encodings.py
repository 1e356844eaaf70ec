"""From the bytes of a text file to its text: which encoding, and how that is known.

Takes bytes, returns `Decoded(text, encoding, note)`; `note` is a sentence for the person who adds the list, empty for plain
UTF-8. UTF-8 and UTF-16 are proved by their form. Windows-1256 (Arabic, Persian) and Windows-1252 (Western) have no form of
their own, so they are told apart by where their letters stand: Arabic words are runs of bytes beyond ASCII, accents stand
among ASCII letters. Nothing is ever replaced by the replacement character: a file of two encodings is refused with the row
and the byte, and can be read with `utf-8+cp1256` or `utf-8+cp1252`, by which rows that are not UTF-8 are read as the second,
each with a problem. Refuses what is no text at all, with what to do about the usual ones (PDF, pictures, databases).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from atleast.errors import InputError

MAX_BYTES = 128 * 2**20
MAX_LINE = 2**20

_KNOWN = {
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "cp1252", "iso8859-1", "iso8859-6", "iso8859-15", "cp1250",
    "cp1251", "cp1254", "cp1255", "cp720", "cp864", "mac-arabic", "mac-farsi", "mac-roman", "koi8-r", "ascii", "utf-8-sig",
}  # fmt: skip
_ASK_ENCODING = "Say it with --encoding: utf-8, utf-16, cp1256 (Arabic, Persian Windows), cp1252 (Western Windows)."
_MAGIC = (
    (b"%PDF", "a PDF", "Copy its table into a spreadsheet and save that as CSV or XLSX."),
    (b"\x89PNG", "a picture", "Type or copy its table into a spreadsheet."),
    (b"\xff\xd8\xff", "a picture", "Type or copy its table into a spreadsheet."),
    (b"GIF8", "a picture", "Type or copy its table into a spreadsheet."),
    (b"SQLite format 3", "a database", "Export its table as CSV."),
    (b"PAR1", "a Parquet file", "Export it as CSV."),
    (b"{\\rtf", "a word processor's file", "Copy its table into a spreadsheet and save that as CSV or XLSX."),
    (b"7z\xbc\xaf", "an archive", "Unpack it and add the file inside."),
    (b"\xfd7zXZ", "an archive", "Unpack it and add the file inside."),
    (b"\x28\xb5\x2f\xfd", "an archive", "Unpack it and add the file inside."),
    (b"BZh", "an archive", "Unpack it and add the file inside."),
    (b"Rar!", "an archive", "Unpack it and add the file inside."),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ABOVE = re.compile(rb"[\x80-\xff]+")
_UTF8_CHAR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class Decoded(NamedTuple):
    """The text, the name of its encoding, a sentence on how it is known, and lines that needed the second of two encodings."""

    text: str
    encoding: str
    note: str
    second_lines: frozenset[int]


def decode(data: bytes, *, filename: str, encoding: str | None = None) -> Decoded:
    """Return the text of `data`, in `encoding` when it is given, else in the one that the bytes show."""
    _refuse_known_binary(data, filename)
    _refuse_long_line(data, filename)
    decoded = _stated(data, filename, encoding) if encoding else _found(data, filename)
    text = decoded.text.removeprefix("\ufeff")
    controls = len(_CONTROL.findall(text[:1_000_000])) + text[:1_000_000].count("\x00") * 1000
    if controls > max(3, len(text[:1_000_000]) // 200):
        raise InputError(
            "this is not a text file: it holds control bytes where text was expected",
            hint="Save the list as CSV or XLSX and add that; if it is text, name its encoding with --encoding.",
            file=filename,
        )
    return decoded._replace(text=text)


def _refuse_known_binary(data: bytes, filename: str) -> None:
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {what}, and a list file was expected (CSV, XLSX, ODS or JSON)", hint=hint, file=filename)
    if re.match(rb"\s*<(!doctype html|html|table|\?xml)", data[:300], re.IGNORECASE):
        raise InputError(
            "this is a web page or XML, and a list file was expected (CSV, XLSX, ODS or JSON)",
            hint="Open it in a spreadsheet and save it as XLSX or CSV.",
            file=filename,
        )


def _refuse_long_line(data: bytes, filename: str) -> None:
    end = b"\n" if b"\n" in data else b"\r"
    at, line = 0, 1
    while at < len(data):
        found = data.find(end, at)
        length = (len(data) if found < 0 else found) - at
        if length > MAX_LINE:
            raise InputError(
                f"the line is {length:,} bytes long, and at most {MAX_LINE:,} were expected",
                hint="A list has one person a line: check how the file was saved, then add it again.",
                file=filename,
                row=line,
            )
        if found < 0:
            return
        at, line = found + 1, line + 1


def _stated(data: bytes, filename: str, encoding: str) -> Decoded:
    first, plus, second = encoding.partition("+")
    name = _codec(first, filename)
    if plus:
        return _in_two(data, filename, name, _codec(second, filename))
    try:
        return Decoded(data.decode(name), name, f"read as {name}, as told", frozenset())
    except UnicodeDecodeError as error:
        raise _not_decodable(data, filename, name, error, "Leave --encoding out to have it found, or name another.") from None


def _codec(name: str, filename: str) -> str:
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        found = ""
    if found not in _KNOWN:
        raise InputError(f"the encoding {name!r} is not known", hint=_ASK_ENCODING, file=filename)
    return "utf-8" if found == "utf-8-sig" else found


def _found(data: bytes, filename: str) -> Decoded:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _proved(data, filename, name, f"read as {name}: the file says so in its first bytes")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "", frozenset()) if b"\x00" not in data else _wide(data, filename)
    except UnicodeDecodeError as error:
        _refuse_mixed(data, filename, error)
    return _windows(data, filename)


def _proved(data: bytes, filename: str, name: str, note: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name, note, frozenset())
    except UnicodeDecodeError as error:
        hint = "The file may be cut off or damaged: get it again, or name its encoding with --encoding."
        raise _not_decodable(data, filename, name, error, hint) from None


def _wide(data: bytes, filename: str) -> Decoded:
    """Read UTF-16 without a mark: separators and line ends leave a zero byte on one side only."""
    low, high = data[:65536:2].count(0), data[1:65536:2].count(0)
    name = "utf-16-le" if high > 20 * low else "utf-16-be" if low > 20 * high else ""
    if name and max(low, high) * 20 > len(data[:65536]) and len(data) % 2 == 0:
        return _proved(data, filename, name, f"read as {name}: every second byte of its separators is zero")
    raise InputError(
        "this is not a text file: it holds zero bytes",
        hint="Save the list as CSV or XLSX and add that.",
        file=filename,
    )


def _refuse_mixed(data: bytes, filename: str, error: UnicodeDecodeError) -> None:
    """Refuse a file of which some lines are UTF-8 beyond doubt and others are not UTF-8 at all."""
    good = bad = sure = 0
    for line in data.splitlines():
        if line.isascii():
            continue
        n = len(_UTF8_CHAR.findall(line))
        try:
            line.decode("utf-8")
            good, sure = good + 1, sure + (n >= 3)
        except UnicodeDecodeError:
            bad += 1
    if sure or good > 0.2 * (good + bad):
        hint = (
            "Save it again as UTF-8, or read it with --encoding utf-8+cp1256 (Arabic, Persian) or utf-8+cp1252 (Western): "
            "rows that are not UTF-8 are then read as the second and listed."
        )
        raise _not_decodable(data, filename, "UTF-8, as other rows are", error, hint) from None


def _windows(data: bytes, filename: str) -> Decoded:
    runs = list(_ABOVE.finditer(data[:4_000_000]))
    total = sum(m.end() - m.start() for m in runs)
    arabic = sum(m.end() - m.start() for m in runs if m.end() - m.start() >= 2 and not _touches_letter(data, m))
    name = "cp1256" if arabic * 2 > total else "cp1252"
    share = max(arabic, total - arabic) * 100 // max(total, 1)
    where = "stand in Arabic words" if name == "cp1256" else "stand as accents among Latin letters"
    note = f"read as Windows {name[2:]} ({name}): it is not UTF-8, and {share}% of its letters beyond ASCII {where}"
    try:
        return Decoded(data.decode(name), name, note, frozenset())
    except UnicodeDecodeError as error:
        raise _not_decodable(data, filename, name, error, _ASK_ENCODING) from None


def _touches_letter(data: bytes, match: re.Match[bytes]) -> bool:
    return data[match.start() - 1 : match.start()].isalpha() or data[match.end() : match.end() + 1].isalpha()


def _in_two(data: bytes, filename: str, first: str, second: str) -> Decoded:
    lines, fallen = [], set()
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        try:
            lines.append(line.decode(first))
        except UnicodeDecodeError:
            try:
                lines.append(line.decode(second))
            except UnicodeDecodeError as error:
                raise _not_decodable(line, filename, f"{first} and {second}", error, _ASK_ENCODING, line=number) from None
            fallen.add(number)
    note = f"read as {first}, and {len(fallen)} lines that are not {first} as {second}"
    return Decoded("".join(lines), f"{first}+{second}", note, frozenset(fallen))


def _not_decodable(
    data: bytes, filename: str, name: str, error: UnicodeDecodeError, hint: str, *, line: int | None = None
) -> InputError:
    byte = data[error.start : error.start + 1]
    row = line or data.count(b"\n", 0, error.start) + 1
    what = f"byte 0x{byte.hex()} (byte {error.start + 1:,} of the {'line' if line else 'file'}) is not {name}"
    return InputError(what, hint=hint, file=filename, row=row)
