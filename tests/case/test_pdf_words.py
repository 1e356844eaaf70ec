"""What is read out of a PDF: the words of the page in the order of reading, with the claims of the plain text, no others."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from case_factory import two_lists
from click.testing import CliRunner
from pdf_factory import LAYOUTS, article, simple, typeset, words, written

from atleast import casefile, claims
from atleast.cli.add_claims import text as add_text_command
from atleast.cli.claims import command
from atleast.steps import tracing
from atleast.steps.documents.lines import Letter, lines, reading_order
from atleast.steps.documents.reading import Read, read_document
from atleast.steps.stating import stated
from atleast.steps.stating.adding import add_text, document_text
from atleast.steps.stating.asking import questions

ENGLISH = """Ostia, one month on

Conservative estimates are that at least 1,000 protesters were killed by security forces. The Ostian Council in Exile has \
named more than 380 of them in a 52-page document. Around 4,000 people were injured and over 12,000 arrested, it said.

Suspected protesters as young as 12 have been taken in house raids, according to the Teachers' Union. In 1998, 30,000 \
political prisoners were killed within three months, according to a recording of officials that leaked in 2016.

Officials offered no affirmation of the figures. Interior Minister Dorin Aske said on Tuesday that no more than 112 people had \
lost their lives, thirty-one of them police officers. He put the number of wounded at 450.

Police opened fire on marchers near the harbour on Friday, killing at least 14 people and wounding dozens, the \
Lanova Observatory said. The 40-page statement listed three children among them.

The observatory, which has 12 volunteers in the city, had earlier put the toll at nine. It also said that 230 people were \
rounded up in seven districts. State television, citing the police, reported that two officers had been killed."""
PERSIAN = """یک ماه بعد

سازمان ناظر لانوا اعلام کرد که دست‌کم ۱٬۲۳۴ نفر، از جمله ۲۳ کودک، در ۴۰ شهر کشته شده‌اند. \
این سازمان پیشتر از کشته شدن ۱۸۰ نفر خبر داده بود.

به گفتهٔ یک پزشک، «۱۵ نفر» در نیلاب (استان لانوا) کشته شدند. \
سلاح‌ها در ۱۴۰۹/۱۲/۲۵ پیدا شد. رادیو دلتا به نقل از Lanova Human Rights Watch گزارش داد \
بیش از ۱۲۰۰۰ نفر بازداشت شده‌اند.

حدود سه هزار و چهارصد و پنجاه نفر زخمی شده‌اند. وزیر کشور گفت ۱۴ نفر در ناآرامی‌ها جان خود را از دست دادند."""
ARABIC = """قالت منظمة العفو إن 23 طفلاً على الأقل قُتلوا خلال الاحتجاجات. \
وأفادت صحيفة الوطن نقلاً عن وزارة الصحة بأن 43 شخصًا قتلوا.

أُعدم خمسة سجناء. لا معلومات عن ١٤ قتيلًا، كما قال لآخرين."""
TEXTS = {"en": ENGLISH, "fa": PERSIAN, "ar": ARABIC}


def told(text: str, lang: str) -> list[tuple[object, ...]]:
    """Return the claims of a text as comparable rows; each quote stands at its span."""
    found = claims.read(text, lang=lang)
    for one in found:
        assert one.quote == text[one.span[0] : one.span[1]]
    return [
        (c.violation, c.bound, c.value, c.value_hi, plain(c.attributed_to), plain(c.quote), c.place, c.basis, c.subset_of)
        for c in found
    ]


def plain(text: str | None) -> str:
    return " ".join((text or "").replace("’", "'").split())


def read(data: bytes) -> Read:
    return read_document(data, "article.pdf")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lang", TEXTS)
def test_a_pdf_gives_the_claims_of_the_plain_text(lang: str, layout: str) -> None:
    got = read(article(TEXTS[lang], lang=lang, layout=layout))
    assert got.kind == "pdf"
    assert told(got.text, lang) == told(TEXTS[lang], lang) != []


@pytest.mark.parametrize("lang", TEXTS)
def test_a_pdf_gives_the_words_of_the_plain_text_letter_by_letter(lang: str) -> None:
    """Joined letters, zero-width joins, vowel marks, numbers, brackets and foreign names stand where the writer put them."""
    got = read(article(TEXTS[lang], lang=lang, layout="narrow")).text
    said = re.sub(r"[“”]", '"', plain(got)).replace("\u2010", "-")
    want = plain(TEXTS[lang])
    assert said.removesuffix(" 1 / 1") == want


def test_a_letter_that_the_parser_drops_is_read_from_the_note_beside_its_shape() -> None:
    said = "دست کم بیست و سه نفر کشته شدند.\n\nبیست‌و‌سه نفر کشته شدند."
    assert plain(read(article(said, lang="fa", layout="narrow")).text).removesuffix(" 1 / 1") == plain(said)


def test_what_stands_on_page_after_page_is_left_out_and_said() -> None:
    got = read(article(ENGLISH * 3, layout="letter"))
    assert got.text.count("\f") >= 1
    assert "Sepidar Post" not in got.text and "Page 2" not in got.text
    (note,) = got.notes
    assert "Sepidar Post" in note and "Page 1 of" in note


def test_the_mark_of_a_note_is_no_part_of_a_number_and_the_note_does_not_cut_a_sentence() -> None:
    filler = "The council met again without a result, and nobody was asked to speak. " * 30
    body = (
        f"{filler}The toll stood at 304#super[2] people killed in Nilab.#footnote[Interview with 12 witnesses, Varna.] {filler}"
        f"It rose#footnote[The list of 7 March.] to 12,000#super[3] wounded. {filler}"
    )
    got = read(typeset(body))
    assert (
        "304 people killed" in got.text and "12,000 wounded" in got.text and "Interview with 12 witnesses, Varna." in got.text
    )
    assert [c.value for c in claims.read(got.text)] == [304, 12_000]
    sentences = [" ".join(s.split()) for s in re.split(r"(?<=\.)\s", got.text)]
    whole = [s for s in sentences if s.startswith("The council met")]
    assert set(whole) == {"The council met again without a result, and nobody was asked to speak."}


def test_a_hyphen_at_the_end_of_a_line_goes_but_where_it_belongs_to_the_word() -> None:
    def line(text: str, base: float) -> claims.Line:
        return claims.Line(text, 50.0, 300.0, base, 10.0)

    said = [
        "Thirty people and twenty-",
        "five children were kil-",
        "led by anti-govern\u00ad",
        "ment fighters in the Al-",
        "Nour quarter; well-",
    ]
    said += ["known men, and other well-known men."]
    paper = claims.put_together([[line(text, 700 - 14 * k) for k, text in enumerate(said)]])
    assert paper.text == (
        "Thirty people and twenty-five children were killed by anti-government fighters in the Al-Nour quarter; "
        "well-known men, and other well-known men."
    )


def test_lines_that_differ_by_what_they_count_are_no_running_heads() -> None:
    def sheet(*texts: str) -> list[claims.Line]:
        return [claims.Line(text, 50.0, 50.0 + 5 * len(text), 780 - 90 * k, 10.0) for k, text in enumerate(texts)]

    tolls = [30, 12, 41, 7]
    said = ["Shops stayed shut.", "Nobody spoke.", "It rained.", "Trams ran.", "Schools were closed.", "Lamps were out."]
    sheets = [sheet(f"Day {5 + k} of the strike", *said[k:], *said[:k], f"Bulletin {n}") for k, n in enumerate(tolls)]
    top = [sheet(f"{n} people were killed.", *said[k:], *said[:k], f"{k + 3} / 9") for k, n in enumerate(tolls)]
    assert claims.put_together(sheets).left_out == ("Day 5 of the strike",)
    paper = claims.put_together(top)
    assert [c.value for c in claims.read(paper.text)] == tolls and paper.left_out == ("3 / 9",)
    assert [claims.page_of(paper.text, c.span[0]) for c in claims.read(paper.text)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("parts", "rtl", "said"),
    [
        ("نفر ۰۳ تشک", True, "کشت ۰۳ رفن"),
        ("abc 12 ب", True, "ب abc 12"),
        ("ب.abc 12", True, "abc 12.ب"),
        ("،۹۰۴۱ ب", True, "ب ۹۰۴۱،"),
        ("5/6/1401 ب", True, "ب 5/6/1401"),
        ("the بر اد street", False, "the دا رب street"),
        ("", True, ""),
    ],
)
def test_a_line_from_the_right_is_read_from_the_right_but_for_numbers_and_foreign_words(
    parts: str, rtl: bool, said: str
) -> None:
    assert reading_order(list(parts), rtl=rtl) == said


def test_a_raised_digit_is_left_out_and_a_large_initial_takes_no_digit_away() -> None:
    def letter(text: str, x: float, y: float = 700.0, size: float = 10.0) -> Letter:
        return Letter(text, x, y, x, x + 0.5 * size, size)

    marked = [*(letter(c, 50 + 5 * k) for k, c in enumerate("30")), letter("4", 60, 704, 6)]
    assert [line.text for line in lines(marked)] == ["30"]
    initial = [letter("A", 30, 690, 24), *(letter(c, 50 + 5 * k) for k, c in enumerate("t 12 men"))]
    assert [line.text for line in lines(initial)] == ["At 12 men"]


def test_what_is_drawn_twice_is_said_once_and_words_of_two_sizes_stay_apart() -> None:
    def letter(text: str, x: float, size: float = 10.0) -> Letter:
        return Letter(text, x, 700.0, x, x + 0.5 * size, size)

    word = "هللا"  # as it stands from left to right: two of its letters are one letter twice
    twice = [letter(c, 50 + 5 * k + more) for more in (0.0, 0.3) for k, c in enumerate(word)]
    assert [line.text for line in lines(twice)] == [word[::-1]]
    sizes = [
        *(letter(c, 50 + 10 * k, 20.0) for k, c in enumerate("717")),
        *(letter(c, 82 + 4 * k, 8.0) for k, c in enumerate("people")),
    ]
    assert [line.text for line in lines(sizes)] == ["717 people"]
    below = [
        *(letter(c, 50 + 25 * k, 50.0) for k, c in enumerate("717")),
        *(letter(c, 50 + 5 * k)._replace(y=674) for k, c in enumerate("men")),
    ]
    assert [line.text for line in lines(below)] == ["717", "men"]
    assert [line.text for line in lines([letter("6", 50), *(letter(c, 55 + 3 * k, 6.0) for k, c in enumerate("th"))])] == [
        "6th"
    ]


def printed(html: str, folder: Path) -> bytes:
    (folder / "page.html").write_text(html, encoding="utf-8")
    out = folder / "page.pdf"
    program = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([*program, f"--print-to-pdf={out}", str(folder / "page.html")], check=True, capture_output=True, timeout=120)
    return out.read_bytes()


FACES = ("Vazirmatn", "DejaVu Sans", "Liberation Serif")  # the first is shipped, the others are used where there are any
OTHERS = {
    "fa": "بنا بر اعلام وزارتخانه، استاندار و کارکنان کانون بالای ۹ نفر از آنان را در آغاز سالانه شناسایی کردند. "
    "در آتش‌سوزی بازار آبان، امور آسیب‌دیدگان از آن‌ها دیدار کرد و به گفتهٔ نهاد ناظران ۴۱ نفر کشته شدند.",
    "ar": "قالت النقابة إن القانون السابق نُفّذ بحق 12 قتيلاً، و34 جريحاً. وكالة لانوا: وجد مدنياً قتيلاً وطفلاً بالأمس. "
    "أُفرج عن 15 شخصاً وأصيب سعودياً واحداً.",
    "en": "Killed at Tavira: 14 people, AVA Wells said. Police put it at 9. To Yarrow, far off, VAT 40 Watts.",
}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium, which writes right-to-left text in its own way")
@pytest.mark.parametrize("lang", OTHERS)
def test_a_page_printed_from_a_browser_gives_its_words_in_any_face_and_size(lang: str, tmp_path: Path) -> None:
    font = files("atleast.reports").joinpath("data", "fonts", "Vazirmatn-Regular.ttf")
    styles = [(face, size, how) for face in FACES for size in ("9pt", "17px") for how in ("start", "justify")]
    body = "".join(
        f"<p style='font: {size} \"{face}\"; text-align: {how}; width: 15cm; margin: 6px 0'>{OTHERS[lang]}</p>"
        for face, size, how in styles
    )
    face = f"<style>@font-face {{font-family: Vazirmatn; src: url(file://{font})}}</style>"
    page = f"<html lang={lang} dir={'ltr' if lang == 'en' else 'rtl'}><meta charset=utf-8>{face}{body}"
    got = plain(read(printed(page, tmp_path)).text).split()
    assert got == plain(OTHERS[lang]).split() * len(styles)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium, which writes right-to-left text in its own way")
def test_a_page_printed_from_a_browser_gives_the_words_of_the_page(tmp_path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in PERSIAN.split("\n") if line)
    html = f"<html lang=fa dir=rtl><meta charset=utf-8><style>body{{width:14cm}}</style>{body}<p>۳۰<sup>4</sup> نفر کشته شدند."
    got = read(printed(html, tmp_path)).text
    assert plain(got) == plain(PERSIAN) + " ۳۰ نفر کشته شدند."
    assert told(got, "fa") == told(PERSIAN + "\n\n۳۰ نفر کشته شدند.", "fa")


def test_the_room_beside_a_shape_is_no_blank_and_a_blank_that_the_parser_gives_may_be_narrow() -> None:
    def drawn(text: str, x: float, left: float, right: float, *, made: bool = False) -> Letter:
        return Letter(text, x, 700.0, left, right, 10.0, made=made)

    # From the left: the shape of an alef begins a tenth of its size behind its place, that of the noon before it ends as early.
    word = [drawn("\u0646", 100, 100, 102), drawn("\u0627", 103, 104, 106)]
    assert [line.text for line in lines(word)] == ["\u0627\u0646"]
    apart = [drawn("\u0646", 100, 100, 102), drawn("\u0627", 105, 106, 108)]
    assert [line.text for line in lines(apart)] == ["\u0627 \u0646"]
    near = [drawn("\u0646", 100, 100, 102), drawn("\u0627", 103.5, 104, 106)]
    assert [line.text for line in lines(near)] == ["\u0627\u0646"]
    assert [line.text for line in lines([*near, drawn(" ", 102.5, 102.5, 102.5, made=True)])] == ["\u0627 \u0646"]
    assert [line.text for line in lines([*near, drawn(" ", 100, 100, 100, made=True)])] == ["\u0627\u0646"]


def test_white_letters_are_told_of_unless_they_stand_on_a_colour() -> None:
    more = b"1 1 1 rg BT /F 12 Tf 72 600 Td (40 people were killed.) Tj ET"
    seen = words("12 people were killed.")
    got = read(written(simple(seen, seen + b" " + more)))
    assert "19 letters in white on page 2, which cannot be seen" in got.notes[0] and "40 people" in got.text
    assert read(written(simple(seen + b" 0.8 0 0 rg 0 590 595 60 re f " + more))).notes == ()
    assert "in white on page 1" in read(written(simple(b"1 1 1 rg 0 0 595 842 re f 0 g " + seen + b" " + more))).notes[0]


def test_what_is_told_of_a_pdf_beside_its_words() -> None:
    names = b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> "
    names += b"/EmbeddedFiles << /Names [(b.txt) << /F (b.txt) /EF << /F 30 0 R >> >>] >> >>"
    objects = simple(words("12 people were killed."), b"0 0 300 300 re f", words("7 were hurt.", more=b"3 Tr"), catalogue=names)
    data = written(objects | {30: b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nhi\nendstream"})
    got = read(data)
    assert got.text.split("\f") == ["12 people were killed.\n\n", "\n\n", "7 were hurt."]
    assert "no text on page 2: pictures" in got.notes[0]
    assert "cannot be seen on page 3" in got.notes[1]
    assert got.notes[2:] == ("the PDF holds 1 script: not run", "the PDF holds 1 file inside: not opened")
    assert any("does not end as one should" in note for note in read(data.replace(b"%%EOF", b"")).notes)


def test_the_command_reads_a_pdf_as_a_file_and_from_standard_input(tmp_path: Path) -> None:
    data = article(ENGLISH * 2)
    (tmp_path / "a.pdf").write_bytes(data)
    by_file = CliRunner().invoke(command, [str(tmp_path / "a.pdf"), "--json"])
    by_input = CliRunner().invoke(command, ["-", "--json"], input=data)
    body = json.loads(by_file.stdout)
    assert json.loads(by_input.stdout) == body and "look: left out" in by_file.stderr
    assert body["notes"] and body["text"].count("\f") >= 1
    for one in body["claims"]:
        assert one["quote"] == body["text"][one["span"][0] : one["span"][1]]
    assert {one["page"] for one in body["claims"]} >= {1, 2}
    assert ", page 2" in CliRunner().invoke(command, [str(tmp_path / "a.pdf")]).stdout


def test_a_case_keeps_the_pdf_as_it_came_and_the_words_that_were_read(tmp_path: Path) -> None:
    data = article(ENGLISH * 2)
    (tmp_path / "article.pdf").write_bytes(data)
    with two_lists(tmp_path) as case:
        added = add_text(case, tmp_path / "article.pdf", publisher="Sepidar Post", published="2031-03-14")
        assert added.new == len(added.claims) > 10 and "left out" in added.notes[0]
        payload = casefile.get_event(case, added.document.id).payload
        assert casefile.get(case, payload["blob"]) == data
        assert casefile.get(case, payload["words"]).decode() == added.text == document_text(case, added.document)
        for one in added.claims:
            assert one.quote == added.text[one.span[0] : one.span[1]]
        last = max(added.claims, key=lambda one: one.span)
        asked = {one.claim.id: one for one in questions(case)}
        assert asked[last.id].page == claims.page_of(added.text, last.span[0]) > 1
        assert f"page {asked[last.id].page}, letters" in " ".join(tracing.lines(tracing.trace(case, last.id)))
        again = add_text(case, tmp_path / "article.pdf", publisher="Sepidar Post", published="2031-03-14")
        assert again.known and again.new == 0 and len(stated(case).documents) == 1
        assert casefile.verify(case).ok


def test_add_text_says_what_it_is_told(tmp_path: Path) -> None:
    assert "PDF" in (CliRunner().invoke(add_text_command, ["--help"]).output)
