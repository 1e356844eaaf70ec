"""No invented person bears the name of a real one: checked against every name of the lists beside the repository."""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from atleast import demo
from atleast.demo.people import names

LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و"})


def folded(name: str) -> str:
    """A name without case, marks, spaces and signs, Arabic letters unified."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.translate(LETTERS)) if unicodedata.category(c) != "Mn")
    return re.sub(r"[\W_]", "", plain).lower()


def written(case: demo.DemoCase) -> set[str]:
    """Every full name of the case as its lists write it."""
    found: set[str] = set()
    for spec in (*case.lists, case.newer):
        data = case.files[spec.file]
        if spec.file.endswith(".xlsx"):
            rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
            found |= {str(row[1]) for row in rows}
        elif spec.name == "monitor":
            found |= {" ".join(line.split(";")[:2]) for line in data.decode("cp1252").splitlines()[1:]}
        else:
            found |= {line.split(",")[0] for line in data.decode("utf-8-sig").splitlines()[1:]}
    return {folded(name) for name in found} - {"", "ناشناس", "نامعلوم", "مجهولالهویه", "unknown", "unnamedman", "unidentified"}


def real(shared: Path) -> set[str]:
    """Every name of the real lists, folded."""
    found: set[str] = set()
    for path in sorted((shared / "link").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames and {"rec_id", "name"} <= set(rows.fieldnames):
                found |= {folded(row["name"]) for row in rows}
    return found


@pytest.mark.shared
def test_no_name_of_many_seeds_is_that_of_a_real_person(shared: Path) -> None:
    known = real(shared)
    assert len(known) > 50_000
    for seed in range(8):
        names_of_seed = written(demo.make(seed))
        assert len(names_of_seed) > 900
        assert not names_of_seed & known


@pytest.mark.shared
def test_no_name_that_the_tables_can_give_is_that_of_a_real_person(shared: Path) -> None:
    families = {
        folded(first.fa + second.fa + suffix.fa)
        for first in names("family.tsv", "first").tokens
        for second in names("family.tsv", "second").tokens
        for suffix in names("family.tsv", "suffix").tokens
    }
    given = {folded(token.fa) for sex in "mf" for token in names("given.tsv", sex).tokens}
    known = real(shared)
    both = {name for name in known for end in range(2, len(name) - 2) if name[:end] in given and name[end:] in families}
    assert not both
