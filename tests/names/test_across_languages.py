"""One name as Persian, Arabic, Kurdish, Azerbaijani, Russian and English write it meets itself; other names do not."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest
from bench.names import LANGUAGES, compare, meet, spelled

from atleast import names
from atleast.names.explaining import agree


@pytest.mark.parametrize(("a", "b"), [*combinations(LANGUAGES, 2), ("en", "en2")])
def test_names_of_two_languages_meet(a: str, b: str) -> None:
    found = spelled("dev")
    form, form_precision, explained, explained_precision = compare(found[a][::2], found[b][::2])
    assert min(form, explained) >= 0.84
    assert min(form_precision, explained_precision) >= 0.96


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Хасан Рахими", "حسن رحیمی"),  # х is h
        ("Халид Хани", "خالد خانی"),  # х is kh
        ("Гусейн Джафари", "حسین جعفری"),  # г is h
        ("Xalid Cemal", "خالد جمال"),  # x is kh and c is j, without any letter that only Kurmanji has
        ("Cefer Xefarî", "جعفر غفاری"),  # Kurmanji writes غ with x
        ("Ahmet Murat", "احمد مراد"),  # Turkish hardens the last letter
        ("Mustapha Djamali", "مصطفی جمالی"),  # French
        ("برويز بهرامي", "پرویز بهرامی"),  # Arabic has no پ
        ("تاهیر سادقی", "طاهر صادقی"),  # Sorani writes by sound
        ("مەمەدۆڤ عەلی", "Mammadov Ali"),
        ("Али-заде Рустам", "علیزاده رستم"),
        ("Reza Hasanpoor", "رضا حسن‌پور"),
        ("Reza Hasan Pour", "رضا حسنپور"),
        ("Zol Faqari Nader", "ذو الفقاری نادر"),
        ("Mo7amad 3ali", "Mohammad Ali"),
        ("Roohollah Rezaie", "روح‌الله رضایی"),
        ("Rûhullah Rezayî", "روح الله رضایی"),
        ("Nemat Allah Rezaee", "نعمت‌الله رضایی"),
        ("Ûsiv Karimî", "یوسف کریمی"),  # Kurmanji leaves the first y out and writes v for f, and v for b in Abd
        ("Ûnis Karimî", "یونس کریمی"),
        ("Evdila Karimî", "عبدالله کریمی"),
        ("Evdilqadir Karimî", "عبدالقادر کریمی"),
        ("Evdirehman Karimî", "عبدالرحمن کریمی"),
        ("Hisên Mistefa", "حسین مصطفی"),
        ("Birahîm Silêman", "ابراهیم سلیمان"),
        ("Zeneb Xelîl", "زینب خلیل"),
    ],
)
def test_habits_of_writing(one: str, other: str) -> None:
    left, right = (names.read(raw, tables="fa") for raw in (one, other))
    assert meet(left, right), (left.canon, right.canon, left.keys, right.keys)
    assert agree(left, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hasan Karimi", "حسین کریمی"),
        ("Али Рахими", "Leila Rahimi"),
        ("Hamed Rostami", "حمید رستمی"),
        ("Amir Javadi", "امین جوادی"),
        ("Məryəm Əliyeva", "Meryem Alizadeh"),
        ("Nader Salehi", "نادره صابری"),
        ("Omid Karimi", "Ahmad Karimi"),
    ],
)
def test_other_names_do_not(one: str, other: str) -> None:
    left, right = (names.read(raw, tables="fa") for raw in (one, other))
    assert left.canon != right.canon
    assert not names.explain(one, other)[0].startswith("The names agree")


@pytest.mark.parametrize(
    ("raw", "tokens", "patronymic"),
    [
        ("Али Хасанович Мамедов", ("ali", "mamedov"), ("hasan",)),
        ("Мамедов Али Хасанович", ("ali", "mamedov"), ("hasan",)),
        ("Сидоренко Олена Іванівна", ("olena", "sidorenko"), ("ivan",)),
        ("Əli Həsən oğlu Məmmədov", ("ali", "mammadov"), ("hasan",)),
        ("Məmmədova Leyla Həsən qızı", ("leyla", "mammadova"), ("hasan",)),
        ("Mammadov Ali Hasan oglu", ("ali", "mammadov"), ("hasan",)),
        ("Каримов Рустам Ахмад угли", ("rustam", "karimov"), ("ahmad",)),
    ],
)
def test_a_patronymic_is_a_further_name(raw: str, tokens: tuple[str, ...], patronymic: tuple[str, ...]) -> None:
    name = names.read(raw)
    assert name.tokens == tokens
    assert names.read(" ".join(name.patronymic)).canon == names.read(" ".join(patronymic)).canon
    assert any(len(names.read(other).tokens) == 3 for other in name.others)


def test_a_family_name_on_ich_is_no_patronymic() -> None:
    assert names.read("Ana Maria Petrovich").tokens == ("ana", "maria", "petrovich")
    assert names.read("Ivan Petrovich").tokens == ("ivan", "petrovich")


def test_bin_keeps_the_father_as_a_token_and_names_him() -> None:
    name = names.read("محمد بن خالد العلي", tables="ar")
    assert (name.patronymic, len(name.tokens)) == (("خالد",), 3)


@pytest.mark.parametrize(
    ("raw", "kunya"),
    [
        ("أبو محمد خالد حسن الأسعد", ("ابو", "محمد")),
        ("خالد حسن (أبو يوسف)", ("ابو", "یوسف")),
        ("خالد حسن المكنى أبو علي", ("ابو", "علی")),
    ],
)
def test_a_kunya_is_a_further_name(raw: str, kunya: tuple[str, ...]) -> None:
    name = names.read(raw, tables="ar")
    assert name.kunya == kunya
    assert name.tokens[:2] == ("خالد", "حسن")
    assert name.others


def test_abu_bakr_is_a_given_name() -> None:
    assert names.read("أبو بكر أحمد سالم", tables="ar").kunya == ()


@pytest.mark.parametrize(
    ("raw", "tokens"),
    [
        ("M. R. Karimi", ("m", "karimi")),
        ("Reza M. Karimi", ("reza", "karimi")),
        ("O'Brien Sean", ("obrien", "sean")),
        ("Al-Ma'mun Hadi", ("mamun", "hadi")),
        ("Reza Karimi 12", ("reza", "karimi")),
        ("احمد ۲", ("احمد",)),
        ("رضا Karimi", ("رضا", "karimi")),
        ("\u0410hmad \u041aarimi", ("ahmad", "karimi")),  # Cyrillic letters that look Latin
        ("José Núñez", ("jose", "nunez")),
        ("Roghayeh Aliasghari", ("roghayeh", "aliasghari")),  # no alias
        ("Benoît Lefèvre", ("benoit", "lefevre")),
        ("علی‌اف رستم", ("علیوف", "رستم")),
    ],
)
def test_what_is_written_oddly_is_read(raw: str, tokens: tuple[str, ...]) -> None:
    assert names.read(raw, tables="fa").tokens == tokens
    assert names.read(unicodedata.normalize("NFD", raw), tables="fa").tokens == tokens


@pytest.mark.parametrize(
    ("raw", "other"),
    [
        ("KARIMI Reza", "Reza KARIMI"),
        ("Karimi, Reza", "Reza Karimi"),
        ("رضا کریمی Reza Karimi", "Reza Karimi"),
    ],
)
def test_family_first_and_two_scripts_are_other_readings(raw: str, other: str) -> None:
    name = names.read(raw)
    assert other in name.others
    assert "The names agree" in names.explain(raw, "رضا کریمی")[0]


@pytest.mark.parametrize(
    "nobody",
    [
        "کودک ناشناس",
        "شناسایی نشده",
        "فرزند احمد رضایی",
        "لم يحدد بعد",
        "ابنة محمد سالم",
        "جثة مجهولة",
        "ناوی نەزانراو",
        "کەسێکی نەناسراو",
        "kesekî nenas",
        "Zarokekî nenas",
        "naməlum şəxs",
        "adsız körpə",
        "kimliği belirsiz",
        "Неизвестный",
        "имя не установлено",
        "неопознанное тело",
        "сын Ивана",
        "Невідома жінка",
        "ім'я невідоме",
        "Inconnu",
        "enfant sans nom",
        "fils de Hassan",
        "N/A",
        "John Doe",
        "kurê Ahmed",
        "unnamed child of Ahmad",
    ],
)
def test_nobody_in_any_language(nobody: str) -> None:
    assert names.read(nobody).placeholder
    assert names.explain(nobody, nobody) == [f"{nobody!r} names nobody, so it is never matched"]


@pytest.mark.parametrize("somebody", ["John Smith", "Jin Azad", "Zarok Azad", "Şehîd Azad Amed", "Fille Martin", "Ad Gunduz"])
def test_names_that_hold_such_a_word_are_names(somebody: str) -> None:
    assert not names.read(somebody).placeholder


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("ياسين هاشمي", "Yacine Hachemi"),  # French: c before i is s, ch is sh
        ("جمال خليل", "Dschamal Chalil"),  # German: dsch is j, ch is kh
        ("بشير كمال", "Baszir Kamal"),  # Polish: sz is sh
        ("أكرم المر", "Akram Al-Murr"),  # the article before two letters
        ("ألفت الصانع", "Ulfat AlSane"),  # a capital for a separator
        ("سمير عبد الصمد", "Samir AbdulSamad"),
        ("د. سامي يوسف كريم", "Dr. Sami Yousef Karim"),  # a letter for a title
        ("شیخ محمد رستمی", "Mohammad Rostami"),
        ("سیدبهلول رستمی", "Bahlul Rostami"),  # a title written together with a name that no table has
    ],
)
def test_writers_of_other_languages_and_titles(written: str, spelled: str) -> None:
    assert names.explain(written, spelled)[0] == "The names agree: each part of one stands in the other."


def test_a_letter_of_an_unknown_name_is_not_taken_for_an_article() -> None:
    assert names.read("المى خليل", tables="ar").keys[0] == "lm"
    assert names.read("Mustafa AbohIshm", tables="ar").tokens == ("mustafa", "abohishm")
