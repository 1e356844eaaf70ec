"""Build the shipped city tables `src/atleast/places/data/??.tsv.gz` from the GeoNames extract beside the repository.

Usage: python scripts/build_places.py [PLACES.csv.gz]    (default: ../shared/data/link/places.csv.gz, CC BY 4.0)

Takes geonameid, country, admin1, name, latin and arabic_script alternates, lat, lon, population; writes geonameid, admin1, en,
fa, ar, variants, lat, lon, population, sorted by geonameid, as gzip without a time stamp: the same input gives the same bytes.
Chosen names and further spellings come from `data/spellings.tsv`, which is our own.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from atleast.places.spelling import key, soft

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "atleast" / "places" / "data"
SOURCE = ROOT.parent / "shared" / "data" / "link" / "places.csv.gz"
PERSIAN_SPEAKING, KEEP_MARKS = {"IR", "AF"}, {"TR"}
PERSIAN = re.compile(r"[آئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی \u200c-]+")
ARABIC = re.compile(r"[ءآأإئؤابتةثجحخدذرزسشصضطظعغفقكلمنهوىي -]+")
SOUNDS = dict(zip("بپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیكيةى", "bptsjchxdzrzzsssztz'gfqkglmnvhykyhy"))


def plain(name: str) -> str:
    """Return a Latin name without diacritics and signs for ayn and hamza."""
    spread = unicodedata.normalize("NFKD", name)
    return re.sub("[‘’ʻʼ`]", "", "".join(c for c in spread if unicodedata.category(c) != "Mn")).strip()


def consonants(name: str) -> str:
    """Return the rough consonants of a name in either script, to tell which alternate is the same word."""
    if name.isascii() or re.search("[a-zA-Z]", name):
        return re.sub(
            "[aeiou' ]", "", plain(name).lower().replace("kh", "x").replace("sh", "s").replace("gh", "q").replace("zh", "z")
        )
    return "".join(SOUNDS.get(c, "") for c in name)


def pick(latin: str, alternates: list[str], allowed: re.Pattern[str]) -> str:
    """Return the alternate in the wanted alphabet that sounds most like the Latin name; the shorter of equals."""
    fitting = [name for name in alternates if allowed.fullmatch(name)]
    wanted = consonants(latin)
    return min(
        fitting,
        key=lambda name: (-round(difflib.SequenceMatcher(None, wanted, consonants(name)).ratio(), 2), len(name), name),
        default="",
    )


def row_of(row: dict[str, str], chosen: dict[str, str] | None) -> list[str]:
    """Return one line of the table."""
    country = row["country"]
    latin = [name for name in row["latin"].split("|") if name]
    arabic = [name for name in row["arabic_script"].split("|") if name]
    unified = [name.translate(str.maketrans("يىك", "ییک")) for name in arabic]
    en = (chosen and chosen["en"]) or (row["name"] if country in KEEP_MARKS else plain(row["name"]))
    fa = (chosen and chosen["fa"]) or (
        pick(row["name"], arabic, PERSIAN) or pick(row["name"], unified, PERSIAN) if country in PERSIAN_SPEAKING else ""
    )
    ar = pick(row["name"], arabic, ARABIC) if country not in PERSIAN_SPEAKING | {"TR", "UA", "MM"} else ""
    known = {key(en), key(fa), key(ar)}
    variants = []
    spellings = [*(chosen["spellings"].split("|") if chosen else []), *sorted(arabic), row["name"], *sorted(latin)]
    for name in spellings:
        vowelled = any(unicodedata.category(c) == "Mn" for c in unicodedata.normalize("NFC", name))
        if (
            name
            and key(name)
            and key(name) not in known
            and (not vowelled or name.isascii() or name in latin or name == row["name"])
        ):
            known.add(key(name))
            variants.append(plain(name) if re.search("[a-zA-Z]", name) and country not in KEEP_MARKS else name)
    place = [f"{float(row['lat']):.3f}", f"{float(row['lon']):.3f}", row["population"] or "0"]
    return [row["geonameid"], row["admin1"], en, fa, ar, "|".join(variants), *place]


def without_twins(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows without those that list a place a second time: same province, name and inhabitants (within 1%)."""
    best: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (-len(row["latin"]) - len(row["arabic_script"]), int(row["geonameid"]))):
        kept = best[row["country"], row["admin1"], soft(row["name"])]
        people = int(row["population"] or 0)
        if not people or all(abs(people - int(other["population"] or 0)) > 0.01 * people for other in kept):
            kept.append(row)
    return [row for group in best.values() for row in group]


def without_borrowed(lines: list[list[str]]) -> None:
    """Drop the spellings that are the main name of a place three times as large: a suburb listed under its city's name."""
    largest: dict[str, int] = defaultdict(int)
    for line in lines:
        for name in line[2:5]:
            largest[key(name)] = max(largest[key(name)], int(line[8]))
    for line in lines:
        line[5] = "|".join(name for name in line[5].split("|") if largest[key(name)] <= 3 * int(line[8]))


def main() -> None:
    """Write one table a country."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (DATA / "spellings.tsv").open(encoding="utf-8") as file:
        chosen = {row["geonameid"]: row for row in csv.DictReader(file, delimiter="\t")}
    rows = without_twins(rows)
    tables: dict[str, list[list[str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["geonameid"])):
        tables[row["country"]].append(row_of(row, chosen.get(row["geonameid"])))
    header = "geonameid admin1 en fa ar variants lat lon population".split()  # noqa: SIM905
    for lines in tables.values():
        without_borrowed(lines)
    for country, lines in sorted(tables.items()):
        text = "".join("\t".join(line) + "\n" for line in [header, *lines])
        data = gzip.compress(text.encode("utf-8"), 9, mtime=0)
        (DATA / f"{country}.tsv.gz").write_bytes(data)
        print(f"{country}: {len(lines)} cities, {len(data):,} bytes")


if __name__ == "__main__":
    main()
