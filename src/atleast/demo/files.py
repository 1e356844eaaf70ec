"""The four lists as bytes of real files, each in its own form, and which row is whom.

- `families`: XLSX, Latin, Gregorian; its own ids, dates as dates of a spreadsheet, a status, a day of report, groups without
  names with their size.
- `doctors`: CSV in UTF-8, Persian, Jalali dates in Persian digits, a status column, a day of report.
- `monitor`: CSV in code page 1252 with semicolons, given and family name apart, days as 05.03.2031, no status.
- `ledger`: XLSX, Persian, a title row and merged headers in two rows, father's name and plot beside it, official.
Each function returns (bytes, rows as a spreadsheet counts them). Every file says that its data are invented.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from atleast.dates import digits, from_gregorian, say
from atleast.demo.people import Token
from atleast.demo.rows import Entry
from atleast.demo.writing import CAREFUL, CLINIC, PRESS, REGISTRY, Habit, latin, persian, pick
from atleast.places import Gazetteer

Cell = str | int | date | None
Written = tuple[bytes, list[int]]
_MADE = datetime(2031, 4, 12, 9, 0, 0)
_UNNAMED_EN, _UNNAMED_FA = ("Unknown", "Unnamed man", "Unidentified"), ("ناشناس", "نامعلوم", "مجهول‌الهویه")
_STATUS_EN = {"dead": "Killed", "injured": "Injured", "detained": "Arrested", "unresolved": "Unknown"}
_STATUS_FA = {"dead": "کشته", "injured": "مجروح", "detained": "بازداشت", "unresolved": "نامعلوم"}
_COMMENT_EN, _COMMENT_FA = "Invented data", "دادهٔ ساختگی"


def families(salt: str, entries: Sequence[Entry], gazetteer: Gazetteer) -> Written:
    """Write the Families' Committee, its own numbers in the first column."""
    header = [
        "ID",
        "Full name",
        "Age",
        "Sex",
        "Date of death",
        "City",
        "Province",
        "Status",
        "First reported",
        "People",
        "Note",
    ]
    rows: list[list[Cell]] = [header]  # type: ignore[list-item]
    for entry in entries:
        own = _hand(salt, entry)
        rows.append(
            [
                entry.key,
                _latin_name(entry, CAREFUL, own),
                entry.age,
                {"m": "Male", "f": "Female"}[entry.person.sex] if own.random() < 0.97 else None,
                _month_en(entry) if entry.month_only else entry.day,
                _place(entry.city, "en", gazetteer, own),
                _place(entry.province, "en", gazetteer, own) if own.random() < 0.93 else None,
                _STATUS_EN[entry.says],
                entry.reported,
                entry.size if entry.size > 1 else None,
                _COMMENT_EN,
            ]
        )
    return _xlsx("Invented data", rows), list(range(2, len(rows) + 1))


def doctors(salt: str, entries: Sequence[Entry], gazetteer: Gazetteer) -> Written:
    """Write the Doctors' Register."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["نام و نام خانوادگی", "سن", "جنسیت", "تاریخ", "شهر", "استان", "وضعیت", "تاریخ ثبت", "یادداشت"])
    for entry in entries:
        rng = _hand(salt, entry)
        age = "" if entry.age is None else digits(str(entry.age), lang="fa")
        writer.writerow(
            [
                _persian_name(entry, CLINIC, rng),
                f"{age} ساله" if age and rng.random() < 0.08 else age,
                {"m": "مرد", "f": "زن"}[entry.person.sex],
                _jalali(entry, rng, words=0.15),
                _place(entry.city, "fa", gazetteer, rng) or "",
                (_place(entry.province, "fa", gazetteer, rng) or "") if rng.random() < 0.8 else "",
                "جان‌باخته" if entry.says == "dead" and rng.random() < 0.3 else _STATUS_FA[entry.says],
                _jalali(entry._replace(day=entry.reported, month_only=False), rng, words=0.0),
                _COMMENT_FA,
            ]
        )
    return out.getvalue().encode("utf-8-sig"), list(range(2, len(entries) + 2))


def monitor(salt: str, entries: Sequence[Entry], gazetteer: Gazetteer) -> Written:
    """Write the Rights Monitor."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Given name", "Family name", "Gender", "Age at death", "Day of death", "Town", "Comment"])
    for entry in entries:
        rng = _hand(salt, entry)
        habit = CAREFUL if entry.copied else PRESS
        given = entry.person.given
        if "|" in given.fa and not entry.copied and rng.random() < 0.15:
            given = Token(given.fa.split("|")[0], given.latin.split("|")[0])
        writer.writerow(
            [
                latin(given, habit, rng, given=True),
                latin(entry.person.family, habit, rng, given=False),
                entry.person.sex.upper() if rng.random() < 0.9 else "",
                "" if entry.age is None else entry.age,
                "" if entry.day is None else f"{entry.day:%d.%m.%Y}",
                _press_place(entry, gazetteer, rng),
                "Invented data – no real person",
            ]
        )
    return out.getvalue().encode("cp1252"), list(range(2, len(entries) + 2))


def ledger(salt: str, entries: Sequence[Entry], gazetteer: Gazetteer) -> Written:
    """Write the Burial Ledger: a title over everything, then headers in two rows, the upper ones merged."""
    rows: list[list[Cell]] = []
    for number, entry in enumerate(entries, 1):
        rng = _hand(salt, entry)
        name = _persian_name(entry, REGISTRY, rng)
        rows.append(
            [
                digits(str(number), lang="fa"),
                f"مرحوم {name}" if rng.random() < 0.08 else name,
                persian(entry.person.father, REGISTRY, rng, given=True),
                "" if entry.age is None else digits(str(entry.age), lang="fa"),
                _jalali(entry, rng, words=0.0),
                _place(entry.city, "fa", gazetteer, rng),
                digits(str(rng.randint(1, 90)), lang="fa"),
                _COMMENT_FA if number % 5 == 1 else "",
            ]
        )
    top = ["", "مشخصات متوفی", None, None, "فوت", None, "دفن", None]
    low = ["ردیف", "نام و نام خانوادگی", "نام پدر", "سن", "تاریخ", "محل", "قطعه", "ملاحظات"]
    title = "دفتر دفن شهرداری‌های سپیدار، اسفند ۱۴۰۹ و فروردین ۱۴۱۰ (دادهٔ ساختگی)"
    return _xlsx("دادهٔ ساختگی", [low, *rows], title=title, groups=top), list(range(4, len(rows) + 4))  # type: ignore[list-item]


def _hand(salt: str, entry: Entry) -> Random:
    """Return the chances of one row, the same in every version of its list and for a row that was taken from it."""
    return Random(f"{salt} {entry.key}")


def _latin_name(entry: Entry, habit: Habit, rng: Random) -> str:
    if not entry.named:
        return rng.choice(_UNNAMED_EN)
    person = entry.person
    name = f"{latin(person.given, habit, rng, given=True)} {latin(person.family, habit, rng, given=False)}"
    return f"Seyed {name}" if person.seyed and rng.random() < 0.6 else name


def _persian_name(entry: Entry, habit: Habit, rng: Random) -> str:
    if not entry.named:
        return rng.choice(_UNNAMED_FA)
    person = entry.person
    name = f"{persian(person.given, habit, rng, given=True)} {persian(person.family, habit, rng, given=False)}"
    return f"سید {name}" if person.seyed and rng.random() < 0.6 else name


def _place(id: str | None, lang: str, gazetteer: Gazetteer, rng: Random) -> str | None:
    if id is None:
        return None
    name = gazetteer.places[id].names[lang]
    if lang == "fa":
        return name.replace("\u200c", pick((("\u200c", 0.5), (" ", 0.2), ("", 0.3)), rng))
    return name


def _press_place(entry: Entry, gazetteer: Gazetteer, rng: Random) -> str:
    """Write a town as the press does: in one of its spellings, now and then with its province."""
    id = entry.city or entry.province
    if id is None:
        return ""
    spellings = [gazetteer.places[id].names["en"], *(v for v in gazetteer.variants.get(id, ()) if v.isascii())]
    town = rng.choice(spellings) if rng.random() < 0.4 else spellings[0]
    if entry.city is None:
        return f"{town} Province"
    if entry.province is not None and rng.random() < 0.15:
        return f"{town}, {gazetteer.places[entry.province].names['en']} Province"
    return town


def _month_en(entry: Entry) -> str | None:
    return None if entry.day is None else f"{entry.day:%B %Y}"


def _jalali(entry: Entry, rng: Random, *, words: float) -> str:
    if entry.day is None:
        return ""
    year, month, day = from_gregorian(entry.day, calendar="jalali")
    if entry.month_only:
        return digits(f"{year}/{month:02d}", lang="fa")
    if rng.random() < words:
        return say(entry.day, lang="fa").replace("\u00a0", " ")
    return digits(f"{year}/{month:02d}/{day:02d}", lang="fa")


def _xlsx(sheet: str, rows: list[list[Cell]], *, title: str = "", groups: Sequence[str | None] = ()) -> bytes:
    """Write a workbook of one sheet; `groups` are headers above the header row, None for a cell merged into the one before."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "Invented data", "comments": "Invented data: no real person", "created": _MADE})
    page = book.add_worksheet(sheet)
    day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True, "align": "center"})
    line = 0
    if title:
        page.right_to_left()
        page.merge_range(0, 0, 0, len(rows[0]) - 1, title, bold)
        start = 0
        for column in range(1, len(groups) + 1):
            if column == len(groups) or groups[column] is not None:
                if column - start > 1:
                    page.merge_range(1, start, 1, column - 1, groups[start], bold)
                elif groups[start]:
                    page.write(1, start, groups[start], bold)
                start = column
        line = 2
    for number, row in enumerate(rows, line):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
            elif value is not None and value != "":
                page.write(number, column, value, bold if number == line else None)
    page.set_column(1, 1, 26)
    book.close()
    return out.getvalue()
