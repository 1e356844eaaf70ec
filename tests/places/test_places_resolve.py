"""Which place the cells of a row mean, in the spellings of real lists; never a guess between two."""

from __future__ import annotations

import csv
import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import places
from atleast.places import Gazetteer

IRAN = places.load("IR")
TWO_TOWNS = """
[[place]]
id = "XX"
kind = "country"
names = { en = "Nowhere" }
[[place]]
id = "XX.A"
kind = "province"
parent = "XX"
names = { en = "Eastmarch" }
[[place]]
id = "XX.B"
kind = "province"
parent = "XX"
names = { en = "Westmarch" }
[[place]]
id = "XX.A.1"
kind = "city"
parent = "XX.A"
names = { en = "Newtown" }
inhabitants = 30000
[[place]]
id = "XX.B.1"
kind = "city"
parent = "XX.B"
names = { en = "Newtown" }
inhabitants = 20000
[[place]]
id = "XX.B.2"
kind = "city"
parent = "XX.B"
names = { en = "Bridgeford" }
inhabitants = 2000
"""


@pytest.fixture(scope="module")
def nowhere() -> Gazetteer:
    return places.from_toml(TWO_TOWNS)


@pytest.mark.parametrize(
    ("written", "province"),
    [
        ("Sistan-Baluchestan Province", "IR.SB"),
        ("Sistan and Baluchestan", "IR.SB"),
        ("Sistan va Baluchestan", "IR.SB"),
        ("Sistan & Baluchistan", "IR.SB"),
        ("سیستان و بلوچستان", "IR.SB"),
        ("استان سیستان‌وبلوچستان", "IR.SB"),
        ("سيستان وبلوشستان", "IR.SB"),
        ("Azarbaijan-e Gharbi", "IR.WA"),
        ("West Azerbaijan", "IR.WA"),
        ("آذربایجان شرقی", "IR.EA"),
        ("آذربايجان شرقي", "IR.EA"),
        ("Kordestan", "IR.KD"),
        ("کوردستان", "IR.KD"),
        ("Esfahan", "IR.ES"),
        ("ISFAHAN PROVINCE", "IR.ES"),
        ("Bakhtaran", "IR.BK"),
        ("Kermanshah", "IR.BK"),
        ("Kerman", "IR.KE"),
        ("Khorasan-e Razavi", "IR.KV"),
        ("خراسان شمالی", "IR.KS"),
        ("Chahar Mahal va Bakhtiari", "IR.CM"),
        ("کهگیلویه و بویراحمد", "IR.KB"),
        ("Ghazvin", "IR.QZ"),
        ("Tehrān", "IR.TH"),
    ],
)
def test_provinces_in_their_spellings(written: str, province: str) -> None:
    assert places.resolve(IRAN, province=written) == (province, province)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Zahedan, Sistan-Baluchestan Province", "Zahedan"),
        ("زاهدان", "Zahedan"),
        ("Saqez", "Saqqez"),
        ("Saghez", "Saqqez"),
        ("سقز", "Saqqez"),
        ("Boukan", "Bukan"),
        ("Urmia", "Urmia"),
        ("Orumieh", "Urmia"),
        ("ارومية", "Urmia"),
        ("Ghouchan", "Quchan"),
        ("Shahriyar", "Shahriar"),
        ("شاهين‌شهر", "Shahin Shahr"),
        ("خرم‌آباد", "Khorramabad"),
        ("خرم اباد", "Khorramabad"),
        ("Eslamabad-e-Gharb", "Eslamabad-e Gharb"),
        ("Kamyaran", "Kamyaran"),
        ("Karaj", "Karaj"),
        ("Fardis, Karaj", "Fardis"),
        ("Tehran, Evin prison", "Tehran"),
        ("Marlik Karaj", "Karaj"),
        ("تهران-نارمک", "Tehran"),
        ("Abdanan, Ilam", "Abdanan"),
        ("شهر ری", "Shahr-e Rey"),
        ("شهرستان مهاباد", "Mahabad"),
        ("Divandareh", "Divandarreh"),
        ("Sanandjaj", "Sanandaj"),
        ("Sannadaj", "Sanandaj"),
    ],
)
def test_cities_in_their_spellings(written: str, name: str) -> None:
    place, province = places.resolve(IRAN, city=written)
    assert place is not None
    assert IRAN.places[place].names["en"] == name
    assert province in places.ancestors(IRAN, place)


@pytest.mark.parametrize(
    "written", ["", "  ", "Unknown", "نامعلوم", "Atlantis", "؟", "x", "Mashhad or Esfarayen", "Boulevard of Kerman"]
)
def test_what_no_place_fits_is_none(written: str) -> None:
    assert places.resolve(IRAN, city=written) == (None, None)


def test_nothing_written_is_nothing_known() -> None:
    assert places.resolve(IRAN) == (None, None)
    assert places.resolve(IRAN, city="Iran") == ("IR", None)


def test_two_towns_of_one_name_are_not_guessed_between(nowhere: Gazetteer) -> None:
    assert places.resolve(nowhere, city="Newtown") == (None, None)
    assert places.resolve(nowhere, city="Newtown", province="Westmarch") == ("XX.B.1", "XX.B")
    assert places.resolve(nowhere, city="Newtown, Eastmarch") == ("XX.A.1", "XX.A")
    assert places.resolve(nowhere, city="Newtown (Westmarch Province)") == ("XX.B.1", "XX.B")


def test_a_small_town_gives_way_to_the_province_that_is_stated(nowhere: Gazetteer) -> None:
    assert places.resolve(nowhere, city="Bridgeford") == ("XX.B.2", "XX.B")
    assert places.resolve(nowhere, city="Bridgeford", province="Eastmarch") == ("XX.A", "XX.A")


def test_a_large_city_stands_against_a_wrong_province() -> None:
    karaj, alborz = places.resolve(IRAN, city="Karaj", province="Tehran")
    assert alborz == "IR.AL"
    assert places.resolve(IRAN, city="Karaj") == (karaj, alborz)


def test_one_letter_away_counts_only_when_it_is_one_place(nowhere: Gazetteer) -> None:
    assert places.resolve(nowhere, city="Bridgford") == ("XX.B.2", "XX.B")
    assert places.resolve(nowhere, city="Newtonw") == (None, None)
    assert places.resolve(nowhere, city="Estmarch") == ("XX.A", "XX.A")


def test_what_either_of_two_has_in_common_stays() -> None:
    assert places.resolve(IRAN, city="Tehran or Rey") == ("IR.TH", "IR.TH")


@given(st.text(max_size=30), st.text(max_size=20))
def test_any_text_gives_a_place_of_the_gazetteer_or_none(city: str, province: str) -> None:
    place, above = places.resolve(IRAN, city=city, province=province)
    assert place is None or place in IRAN.places
    assert above is None or IRAN.places[above].kind == "province"
    assert place is None or above is None or above in places.ancestors(IRAN, place)


@given(st.sampled_from(sorted(IRAN.places)))
def test_a_city_with_its_own_province_is_found_whatever_else_bears_its_name(id: str) -> None:
    place = IRAN.places[id]
    if place.kind == "city" and place.parent is not None:
        _, province = places.resolve(IRAN, city=place.names["en"], province=IRAN.places[place.parent].names["en"])
        assert province == place.parent or IRAN.sizes[id] < 50_000


def test_ten_thousand_rows_in_two_seconds() -> None:
    names = [place.names["en"] for place in IRAN.places.values()][:1500] + [f"no such place {n}" for n in range(500)]
    fresh = places.from_toml(places.to_toml(IRAN))
    start = time.process_time()
    for n in range(10_000):
        places.resolve(fresh, city=names[n % len(names)])
    assert time.process_time() - start < 2.0


@pytest.mark.shared
@pytest.mark.parametrize(("name", "cities", "provinces"), [("iran2022_lists", 0.98, 0.99), ("iran2026_pair", 0.95, 0.99)])
def test_the_places_of_real_lists_are_resolved(shared, name: str, cities: float, provinces: float) -> None:
    with gzip.open(shared / "link" / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        rows = [{k: "" if v.lower() == "unknown" else v for k, v in row.items()} for row in csv.DictReader(file)]
    with_city = [row for row in rows if row["city"]]
    found = [places.resolve(IRAN, city=row["city"], province=row["province"])[0] for row in with_city]
    n_city = sum(id is not None and IRAN.places[id].kind == "city" for id in found)
    with_province = [row for row in rows if row["province"]]
    n_province = sum(places.resolve(IRAN, province=row["province"])[1] is not None for row in with_province)
    print(f"{name}: {n_city} of {len(with_city)} cities, {n_province} of {len(with_province)} provinces resolved")
    assert n_city / len(with_city) >= cities
    assert n_province / len(with_province) >= provinces
