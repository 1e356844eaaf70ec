"""Small invented lists and a case to put them in: cheap keys, no commands."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from atleast import casefile
from atleast.model import Scope
from atleast.steps.adding import Added, add_list

PASSPHRASE = "an invented passphrase"
CHEAP = casefile.Cost(memory_kib=64, passes=1, lanes=1)
GAZETTEER = """
[[place]]
id = "XA"
kind = "country"
names = { en = "Arzan", fa = "ارزن" }

[[place]]
id = "XA.NO"
kind = "province"
parent = "XA"
names = { en = "North", fa = "شمال" }
tile = [0, 0]

[[place]]
id = "XA.SO"
kind = "province"
parent = "XA"
names = { en = "South", fa = "جنوب" }
tile = [0, 1]
"""

LATIN = [
    ("a1", "Shirin Golparvar", "24", "2031-03-05", "North"),
    ("a2", "Behrouz Sabzineh", "31", "2031-03-05", "South"),
    ("a3", "Parvaneh Tarangi", "19", "2031-03-06", "North"),
    ("a4", "Kamran Zolfin", "45", "2031-03-07", "South"),
    ("a5", "Nader Abrisham", "52", "2031-03-08", "North"),
]
PERSIAN = [
    ("b1", "شیرین گلپرور", "۲۴", "۱۴۰۹/۱۲/۱۴", "شمال"),
    ("b2", "بهروز سبزینه", "۳۱", "۱۴۰۹/۱۲/۱۴", "جنوب"),
    ("b3", "کامران زلفین", "۴۵", "۱۴۰۹/۱۲/۱۶", "جنوب"),
    ("b4", "لیلا مرواریدی", "۲۷", "۱۴۰۹/۱۲/۱۷", "شمال"),
]


def new_case(folder: Path, *, by: str = "tester") -> casefile.Case:
    """Make an empty case about invented Arzan."""
    scope = Scope(territory="XA", first_day="2031-03-01", last_day="2031-03-31")
    case, _ = casefile.create(
        folder, PASSPHRASE, title="Arzan", scope=scope, by=by, gazetteer_toml=GAZETTEER, invented=True, cost=CHEAP
    )
    return case


def reopen(folder: Path) -> casefile.Case:
    """Open it again."""
    return casefile.open(folder, PASSPHRASE, allow_weak=True)


def csv_bytes(rows: list[tuple[str, ...]], header: str = "id,name,age,date,province") -> bytes:
    """Write rows as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return buffer.getvalue().encode()


def add(case: casefile.Case, folder: Path, name: str, rows: list[tuple[str, ...]], **options: object) -> Added:
    """Write a list file and add it."""
    header = str(options.pop("header", "id,name,age,date,province"))
    file = folder / f"{name}.csv"
    file.write_bytes(csv_bytes(rows, header))
    told = {"source": f"Source {name}", "party": name, "status": "killed", "covers": "XA"} | options
    return add_list(case, file, name=name, options=told)


def two_lists(folder: Path) -> casefile.Case:
    """Make a case with the Latin and the Persian list."""
    case = new_case(folder / "x.case")
    add(case, folder, "alpha", LATIN)
    add(case, folder, "beta", PERSIAN)
    return case
