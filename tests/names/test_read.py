"""One written name: tokens, titles, compounds, placeholders, other readings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atleast import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد‌رضا کریمی‌نژاد", "Mohammad Reza Karimi Nejad"),
        ("رضا کریمی‌نژاد", "Reza Karimi-Nezhad"),
        ("زهرا علوی", "Zahra Alavi"),
        ("حسین رضایی", "Hossein Rezaei"),
        ("عبدالله صالحی", "Abdollah Salehi"),
        ("عبد الرحمن احمدی", "Abdolrahman Ahmadi"),
        ("مصطفی شریفی", "Mostafa Sharifi"),
        ("محەمەد ئەحمەدی", "Mohammad Ahmadi"),
    ],
)
def test_both_scripts_give_one_canonical_form(one: str, other: str) -> None:
    assert names.read(one, tables="fa").canon == names.read(other, tables="fa").canon


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الرحمن النجار", "Abdulrahman al-Najjar"),
        ("أبو يوسف حمدان", "Abu Yousef Hamdan"),
        ("عماد الدين خليل", "Emad al-Din Khalil"),
        ("عبد اللّٰه مصطفى", "Abdullah Mustafa"),
    ],
)
def test_arabic_names_agree_across_scripts(one: str, other: str) -> None:
    assert names.read(one, tables="ar").canon == names.read(other, tables="ar").canon


def test_kurmanji_and_azerbaijani_letters_are_read_as_their_speakers_do() -> None:
    assert names.read("Şêrko Xanî").own_keys == names.read("Sherko Khani").own_keys
    assert names.read("Cemşîd").own_keys == names.read("Jamshid").own_keys
    assert names.read("Əli Məmmədov").tokens == ("ali", "mammadov")


def test_cyrillic_is_read() -> None:
    name = names.read("Рустам Каримов")
    assert name.script == "cyrillic"
    assert name.tokens == ("rustam", "karimov")


@pytest.mark.parametrize("title", ["سید", "شهید", "دکتر", "Seyyed", "Dr.", "Haj", "شهید سید"])
def test_titles_are_dropped_into_a_field_not_lost(title: str) -> None:
    name = names.read(f"{title} Reza Karimi" if title.isascii() else f"{title} رضا کریمی", tables="fa")
    assert len(name.tokens) == 2
    assert name.dropped
    assert title in name.raw


@pytest.mark.parametrize(
    "nobody",
    [
        "",
        "   ",
        "ناشناس",
        "نامعلوم",
        "unknown",
        "Unknown",
        "unnamed child",
        "unidentified man",
        "نوزاد",
        "مجهول الهوية",
        "N.N.",
        "-",
        "؟",
        "12",
    ],
)
def test_placeholders_name_nobody(nobody: str) -> None:
    assert names.read(nobody).placeholder


@pytest.mark.parametrize("somebody", ["Reza", "علی", "Noor", "Dokhtar Karimi", "Zan Amini"])
def test_short_names_are_names(somebody: str) -> None:
    assert not names.read(somebody).placeholder


def test_child_of_somebody_is_no_name_but_keeps_the_relative() -> None:
    name = names.read("unnamed child of Ahmad Rezaei")
    assert name.placeholder
    assert name.patronymic == ("ahmad", "rezaei")
    son = names.read("Karim, son of Yunes")
    assert not son.placeholder
    assert (son.tokens, son.patronymic) == (("karim",), ("yunes",))


def test_brackets_and_slashes_are_other_readings() -> None:
    bracket = names.read("Hamid Azadi (Rostami)")
    assert bracket.tokens == ("hamid", "azadi")
    assert "Hamid Rostami" in bracket.others
    slash = names.read("Hamid Azadi / Azadeh")
    assert (slash.tokens, slash.others[0]) == (("hamid", "azadi"), "Hamid Azadeh")
    given_names = names.read("Hamid / Hamed Azadi")
    assert given_names.tokens == ("hamid", "azadi")
    assert "Hamed Azadi" in given_names.others
    assert names.read("Azadi, Hamid").others == ("Hamid Azadi",)
    assert names.read("Hamid (unknown family) Azadi").others == ()


def test_letters_torn_off_are_put_back() -> None:
    assert names.read("Parviz Rezadoo st").tokens == ("parviz", "rezadoost")


def test_zwnj_separates_and_is_never_lost() -> None:
    written = "محمد\u200cرضا کریمی\u200cنژاد"
    name = names.read(written)
    assert name.raw == written
    assert name.tokens == ("محمد", "رضا", "کریمی", "نژاد")


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u202b", "\u2067", "\ufeff", "\u200d", "\u0640", "\u064e"])
def test_invisible_marks_change_nothing(mark: str) -> None:
    assert names.read(f"ر{mark}ضا کریمی").canon == names.read("رضا کریمی").canon


@given(st.text(max_size=80))
def test_any_text_is_read_alike_in_both_normal_forms(text: str) -> None:
    composed, split = (names.read(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed.canon == split.canon
    assert composed.placeholder == (not composed.canon)
    assert len(composed.canon) == len(composed.keys) == len(composed.tokens) or composed.placeholder


def test_a_very_long_name_is_cut_not_refused() -> None:
    name = names.read("Reza " * 1000)
    assert 0 < len(name.tokens) <= 8
    assert names.read("R" * 5000).canon


def test_latin_shows_a_name_to_those_who_do_not_read_its_script() -> None:
    assert names.latin("زهرا کریمی") == "zahra karimi"
    assert names.latin("عبدالله کریمی", tables="fa") == "abdollah karimi"
    assert names.latin("نعمت‌الله کریمی", tables="fa") == "nematollah karimi"
    assert names.latin("نصرالله صالح", tables="ar").split()[0] == "nasrallah"
    assert names.latin("عبد الرحمن صالح", tables="ar").split()[0] == "abdulrahman"


@pytest.mark.parametrize(
    "title",
    [
        "جاویدنام",
        "جاوید نام",
        "جان‌باخته",
        "زنده‌یاد",
        "شادروان",
        "روان‌شاد",
        "مرحومه",
        "ستوان یکم",
        "سرتیپ دوم",
        "پاسدار",
        "کاک",
        "آیت‌الله",
        "حجت‌الاسلام والمسلمین",
        "دانش‌آموز",
        "شهید سرگرد",
        "الشهيد البطل",
        "المرحوم",
        "الملازم أول",
        "الطفلة",
        "هەڤاڵ",
        "Javidnam",
        "The Late",
        "Al-Shaheed",
        "Ayatollah",
        "Mullah",
        "Hevalê",
        "Şehîd",
        "Sgt. Maj.",
        "Yüzbaşı",
        "старший сержант",
        "Capitán",
    ],
)
def test_honours_ranks_and_callings_in_front_of_a_full_name_are_no_part_of_it(title: str) -> None:
    given, family = ("Nadia", "Sohrabi") if title.isascii() or title[0] in "HŞYсC" else ("نادیا", "سهرابی")
    name = names.read(f"{title} {given} {family}", tables="fa")
    assert name.tokens == (given.lower(), family.lower())
    assert name.dropped


@pytest.mark.parametrize("somebody", ["Sardar Karimi", "Shahid Noori", "آیت‌الله رستمی", "پاسدار کریمی", "Heval Dara"])
def test_a_title_that_is_also_a_name_stays_one_before_a_single_token(somebody: str) -> None:
    name = names.read(somebody, tables="fa")
    assert len(name.tokens) == 2
    assert not name.placeholder


def test_an_honour_that_nobody_bears_is_dropped_before_one_token_too() -> None:
    assert names.read("جاویدنام رضا").tokens == ("رضا",)


@pytest.mark.parametrize(
    "nobody",
    [
        "Shahid Unknown",
        "Martyr (name withheld)",
        "Javidnam Unknown",
        "جان‌باخته ناشناس",
        "شهید گمنام",
        "جاویدنام",
        "نەناسراوە",
        "زن ناشناس حدود ۴۰ ساله",
        "مرد میانسال ناشناس اهل ملهور",
        "woman, unidentified, from Selby",
        "دختربچه",
        "سه نفر",
        "not disclosed",
        "Karvarian national",
        "Afghan man",
        "تبعه کارواریا",
        "anonim",
        "Аноним",
        "نام محفوظ",
        "الشهيد مجهول الهوية",
        "رجل مجهول الهوية من ملهور",
    ],
)
def test_words_around_an_unknown_name_make_it_nobody(nobody: str) -> None:
    assert names.read(nobody).placeholder


@pytest.mark.parametrize("somebody", ["محفوظ رحیمی", "Reza Irani", "عمر الأفغاني", "Mahfuz Nam", "Ali Withers", "جوان کارگر"])
def test_names_near_such_words_are_names(somebody: str) -> None:
    assert not names.read(somebody).placeholder


def test_a_word_for_unknown_behind_a_name_is_left_aside() -> None:
    name = names.read("Reza Unknown")
    assert (name.tokens, name.dropped) == (("reza",), ("unknown",))
    assert names.read("Reza (surname unknown)").tokens == ("reza",)
    assert names.read("Reza Karimi (martyr)").others == ()


@pytest.mark.parametrize(
    "written",
    [
        "Aram Sohrabi (Rebin)",
        "Aram Sohrabi [Rebin]",
        "Aram Sohrabi «Rebin»",
        "Aram Sohrabi / Rebin",
        "Aram Sohrabi a.k.a. Rebin",
        "Aram Sohrabi, also known as Rebin",
        "Aram Sohrabi (known as Rebin)",
        "آرام سهرابی معروف به ریبین",
        "آرام سهرابی (مشهور به ریبین)",
        "آرام سهرابی المعروف بـ ريبين",
        "آرام سهرابی المعروف بريبين",
        "آرام سهرابی الملقب ريبين",
        "ئارام سوهرابی ناسراو بە ڕێبین",
        "Арам Сохраби, он же Ребин",
    ],
)
@pytest.mark.parametrize("shown", ["Rebin Sohrabi", "Aram Sohrabi"])
def test_a_word_behind_a_name_may_be_another_given_name(written: str, shown: str) -> None:
    assert names.explain(written, shown)[0].startswith("The names agree")
    assert len(names.read(written).tokens) == 2


@pytest.mark.parametrize("suffix", ["Sr.", "Jr", "II", ", Jr.", "младший"])
def test_a_suffix_is_no_part_of_the_family_name(suffix: str) -> None:
    name = names.read(f"Salar Sohrabi {suffix}")
    assert name.tokens == ("salar", "sohrabi")
    assert name.suffix
    assert not name.others


def test_different_suffixes_are_two_people() -> None:
    assert "tells two people" in names.explain("Salar Sohrabi Sr.", "Salar Sohrabi Jr.")[0]
    assert names.explain("Salar Sohrabi Sr.", "Salar Sohrabi")[0].startswith("The names agree")
    assert names.read("Salar Sohrabi Haji").tokens[-1] == "haji"  # a family name in many lists


def test_the_father_of_somebody_is_not_that_child() -> None:
    assert "do not agree" in names.explain("أبو كريم الشامي", "Karim al-Shami")[0]
    assert names.explain("أبو كريم الشامي", "Abu Karim al-Shami")[0].startswith("The names agree")


def test_two_names_of_the_same_consonants_are_said_to_be_two() -> None:
    assert any("they are two names" in said for said in names.explain("Hassan Karimi", "Hossein Karimi"))


def test_the_words_that_open_an_alias_are_left_aside() -> None:
    assert names.read("Aram Sohrabi, also known as Rebin").dropped == ("also", "known", "as")
    assert names.read("Aram Sohrabi a.k.a. Rebin").dropped == ("a", "k", "a")
