"""A gazetteer of one's own: written, read back, and refused with what to mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import places
from atleast.errors import InputError
from atleast.model import Place
from atleast.places import Gazetteer

COUNTRY = '[[place]]\nid = "XX"\nkind = "country"\nnames = { en = "Nowhere" }\n'


@pytest.mark.parametrize("country", ["IR", "LB", "TR"])
def test_what_is_written_is_read_back(country: str) -> None:
    shipped = places.load(country)
    again = places.from_toml(places.to_toml(shipped))
    assert again.places == shipped.places
    assert {id: spellings for id, spellings in shipped.variants.items() if spellings} == again.variants
    assert {id: size for id, size in shipped.sizes.items() if size} == {id: size for id, size in again.sizes.items() if size}


@given(st.text(min_size=1).filter(str.strip), st.lists(st.text(min_size=1), max_size=3))
def test_any_name_survives(name: str, variants: list[str]) -> None:
    country = Place(id="XX", kind="country", names={"en": name, "fa": name})
    one = Gazetteer(places={"XX": country}, variants={"XX": tuple(variants)} if variants else {})
    again = places.from_toml(places.to_toml(one))
    assert again.places == one.places
    assert again.variants == one.variants


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no \\[\\[place\\]\\]"),
        ("[[place", "not TOML"),
        ("place = 3", "no \\[\\[place\\]\\]"),
        (COUNTRY + COUNTRY, "'XX' twice"),
        (COUNTRY + '[[place]]\nid = "XX.A"\nkind = "province"\nnames = { en = "A" }\n', "'XX.A'.*needs a country as parent"),
        (
            COUNTRY + '[[place]]\nid = "XX.A"\nkind = "city"\nparent = "YY"\nnames = { en = "A" }\n',
            "needs a province or a country",
        ),
        (COUNTRY + '[[place]]\nid = "XX.A"\nkind = "hamlet"\nnames = { en = "A" }\n', "place 2"),
        (COUNTRY + '[[place]]\nid = "XX.A"\nkind = "city"\nparent = "XX"\nnames = {}\n', "no name"),
        (COUNTRY + '[[place]]\nid = "XX.A"\ncolour = "red"\nkind = "city"\nnames = { en = "A" }\n', "colour"),
        (
            COUNTRY
            + "".join(
                f'[[place]]\nid = "{i}"\nkind = "province"\nparent = "XX"\ntile = [1, 1]\nnames = {{ en = "A" }}\n'
                for i in "AB"
            ),
            "same tile",
        ),
    ],
)
def test_a_broken_gazetteer_is_refused_with_what_to_mend(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        places.from_toml(text)
