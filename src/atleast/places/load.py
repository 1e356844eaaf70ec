"""The shipped gazetteers: `load("IR")` by the ISO code of the country.

Cities are GeoNames places of 500 inhabitants or more (CC BY 4.0, data/NOTICE.md); provinces and countries are our own tables.
Iran, Syria, Iraq, Lebanon and Palestine have named provinces, Iran also tiles; the cities of the other countries lie below the
country itself. Borders and names as they are widely used, without a position on any dispute.
"""

from __future__ import annotations

import csv
import gzip
import io
from functools import lru_cache
from importlib import resources

from atleast.errors import InputError
from atleast.model import Place
from atleast.places.gazetteer import Gazetteer

COUNTRIES = ("IR", "PS", "SY", "IQ", "SD", "LB", "YE", "AF", "TR", "UA", "MM", "LY", "EG")


@lru_cache(maxsize=len(COUNTRIES))
def load(country: str) -> Gazetteer:
    """Return the gazetteer of `country` (an ISO 3166 code of two letters, one of `COUNTRIES`)."""
    if country not in COUNTRIES:
        hint = f"Shipped are {', '.join(COUNTRIES)}; for another country give a gazetteer of your own."
        raise InputError(f"no gazetteer is shipped for {country!r}", hint=hint)
    places: dict[str, Place] = {}
    variants: dict[str, tuple[str, ...]] = {}
    sizes: dict[str, int] = {}
    by_code: dict[str, str] = {}
    for row in _table("countries.tsv"):
        if row["country"] == country:
            places[country] = Place(id=country, kind="country", names=_names(row))
            variants[country] = _variants(row)
    for row in _table("provinces.tsv"):
        if row["country"] == country:
            id = by_code[row["admin1"]] = f"{country}.{row['code']}"
            column, _, line = row["tile"].partition(",")
            tile = (int(column), int(line)) if line else None
            lat, lon = float(row["lat"]), float(row["lon"])
            places[id] = Place(id=id, kind="province", names=_names(row), parent=country, tile=tile, lat=lat, lon=lon)
            variants[id] = _variants(row)
    for row in _table(f"{country}.tsv.gz"):
        parent = by_code.get(row["admin1"], country)
        id = f"{parent}.{row['geonameid']}"
        lat, lon = float(row["lat"]), float(row["lon"])
        places[id] = Place(id=id, kind="city", names=_names(row), parent=parent, lat=lat, lon=lon)
        variants[id], sizes[id] = _variants(row), int(row["population"])
    return Gazetteer(places=places, variants=variants, sizes=sizes)


def _table(name: str) -> csv.DictReader[str]:
    data = (resources.files("atleast.places") / "data" / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)


def _names(row: dict[str, str]) -> dict[str, str]:
    return {lang: row[lang] for lang in ("en", "fa", "ar") if row.get(lang)}


def _variants(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row["variants"].split("|")) if row["variants"] else ()
