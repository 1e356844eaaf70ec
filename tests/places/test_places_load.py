"""The shipped gazetteers: complete, well formed, and with provinces where they lie."""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest

from atleast import places
from atleast.errors import InputError

IRAN = places.load("IR")


@pytest.mark.parametrize("country", places.COUNTRIES)
def test_every_country_is_a_tree_with_names(country: str) -> None:
    gazetteer = places.load(country)
    assert gazetteer.places[country].kind == "country"
    for id, place in gazetteer.places.items():
        assert id == place.id
        assert place.names["en"].strip()
        assert places.ancestors(gazetteer, id)[-1] == country
        assert id.startswith(country)
        if place.kind == "city":
            assert place.lat is not None
            assert place.lon is not None
    assert sum(place.kind == "city" for place in gazetteer.places.values()) >= 50


def test_iran_has_its_31_provinces_in_english_and_persian() -> None:
    provinces = IRAN.provinces()
    assert len(provinces) == 31
    assert all({"en", "fa", "ar"} <= place.names.keys() for place in provinces)
    assert len({place.names["fa"] for place in provinces}) == 31
    homes = Counter(place.parent for place in IRAN.places.values() if place.kind == "city")
    assert all(homes[place.id] >= 9 for place in provinces)


def test_the_tiles_keep_the_compass() -> None:
    tiles = {place.tile: place for place in IRAN.provinces()}
    assert len(tiles) == 31
    for (column, line), place in tiles.items():  # type: ignore[misc]
        east = [other for (c, l), other in tiles.items() if l == line and c > column]  # type: ignore[misc]
        south = [other for (c, l), other in tiles.items() if c == column and l > line]  # type: ignore[misc]
        assert all(other.lon > place.lon for other in east)  # type: ignore[operator]
        assert all(other.lat < place.lat for other in south)  # type: ignore[operator]


def test_persian_names_are_in_persian_letters() -> None:
    persian = [place.names["fa"] for place in IRAN.places.values() if "fa" in place.names]
    assert len(persian) > 2300
    assert not [name for name in persian if set("يكةىە") & set(name)]


@pytest.mark.parametrize(
    ("country", "city", "province"),
    [
        ("PS", "خان يونس", "Gaza Strip"),
        ("PS", "Jenin", "West Bank"),
        ("SY", "Douma", "Rif Dimashq"),
        ("SY", "دير الزور", "Deir ez-Zor"),
        ("IQ", "الناصرية", "Dhi Qar"),
        ("IQ", "Nasiriyah", "Dhi Qar"),
        ("LB", "طرابلس", "North"),
        ("LB", "Tripoli, North Governorate", "North"),
    ],
)
def test_arab_cities_in_both_scripts(country: str, city: str, province: str) -> None:
    gazetteer = places.load(country)
    _, found = places.resolve(gazetteer, city=city)
    assert found is not None
    assert gazetteer.places[found].names["en"] == province


@pytest.mark.parametrize(
    ("country", "city"), [("SD", "El Fasher"), ("MM", "Rangoon"), ("UA", "Kharkiv"), ("EG", "القاهرة"), ("AF", "هرات")]
)
def test_countries_without_named_provinces_give_the_city_alone(country: str, city: str) -> None:
    gazetteer = places.load(country)
    place, province = places.resolve(gazetteer, city=city)
    assert place is not None
    assert places.ancestors(gazetteer, place) == (place, country)
    assert province is None


def test_another_country_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="ZZ") as error:
        places.load("ZZ")
    assert "gazetteer of your own" in error.value.line()


def test_the_tables_carry_their_licence() -> None:
    notice = (resources.files("atleast.places") / "data" / "NOTICE.md").read_text(encoding="utf-8")
    assert "GeoNames" in notice
    assert "CC BY 4.0" in notice
