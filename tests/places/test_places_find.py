"""What a text may mean, for a person who chooses."""

from __future__ import annotations

from atleast import places

IRAN = places.load("IR")


def names(text: str, **kept: str) -> list[str]:
    return [place.names["en"] for place in places.find(IRAN, text, **kept)]  # type: ignore[arg-type]


def test_exact_before_beginnings_and_large_before_small() -> None:
    found = names("Tehran", kind="city")
    assert found[0] == "Tehran"
    assert names("mash")[0] == "Mashhad"
    assert names("مهاباد")[0] == "Mahabad"


def test_kind_and_within_keep_what_they_say() -> None:
    assert names("Ilam", kind="province") == ["Ilam"]
    inside = places.find(IRAN, "Nurabad", within="IR.FA")
    assert inside
    assert all("IR.FA" in places.ancestors(IRAN, place.id) for place in inside)


def test_nothing_near_gives_nothing() -> None:
    assert places.find(IRAN, "Qxqxqx") == []
    assert places.find(IRAN, "") == []


def test_ancestors_run_from_the_place_up() -> None:
    tehran = places.find(IRAN, "Tehran", kind="city")[0]
    assert places.ancestors(IRAN, tehran.id) == (tehran.id, "IR.TH", "IR")
    assert places.ancestors(IRAN, "nowhere") == ()
