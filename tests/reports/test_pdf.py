"""The PDF: A4, the bundled fonts only, the same words, the same bytes twice, a foot on every page."""

from __future__ import annotations

import re

import msgspec
import pypdfium2
import pytest
from example import LISTS, example, poor, states, with_figure

from atleast.model import Table
from atleast.reports.pdf import pdf, wasted

LANGS = ("en", "fa")


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert all(tuple(round(side) for side in page.get_size()) == (595, 842) for page in document)
    document.close()
    return texts


def fonts(data: bytes) -> set[str]:
    """Return the fonts that the pages use, by the names in the file."""
    document = pypdfium2.PdfDocument(data)
    names = set()
    for page in document:
        for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            names.add(re.sub(r"^[A-Z]{6}\+", "", thing.get_font().get_base_name()))
    document.close()
    return names


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", sorted(states()))
def test_every_state_is_set_without_a_warning(name: str, lang: str) -> None:
    made = pdf(states()[name], lang=lang)
    assert made.startswith(b"%PDF-") and fonts(made) <= {
        f"{f}-{s}" for f in ("Inter", "Vazirmatn") for s in ("Regular", "SemiBold", "Bold")
    }
    assert len("".join(pages(made))) > 800


def test_english_says_what_the_page_says_on_every_foot() -> None:
    texts = pages(pdf(example(), lang="en"))
    first = re.sub(r"\s+", " ", texts[0])
    assert "At least 612" in first and "people were killed in Sepidar between 3 and 16 March 2031" in first
    assert "about 890" in first and "780" in first and "1,070" in first
    for n, text in enumerate(texts, start=1):
        foot = re.sub(r"\s+", " ", text)
        assert f"page {n} of {len(texts)}" in foot and "Invented data" in foot and "run c41e8803" in foot


@pytest.mark.parametrize("lang", LANGS)
def test_no_page_of_a_rich_report_is_left_mostly_empty(lang: str) -> None:
    document = pypdfium2.PdfDocument(pdf(example(), lang=lang))
    assert len(document) <= 3
    for number, leaf in enumerate(document, start=1):
        # The foot stands in the lowest 45 points; what is above it must reach far down, on the last page a quarter.
        lowest = min(box[1] for box in (thing.get_bounds() for thing in leaf.get_objects()) if box[1] > 45)
        assert lowest < 842 * (0.75 if number == len(document) else 0.3), number
    document.close()


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_with_claims_takes_four_pages_and_its_ledger_begins_one(lang: str) -> None:
    texts = pages(pdf(states()["claims"], lang=lang))
    assert len(texts) == 4
    if lang == "en":
        assert "Who says what" not in texts[0] and "Who says what" in texts[1] and "And why 668" in texts[3]


@pytest.mark.parametrize("lang", LANGS)
def test_words_longer_than_a_column_do_not_run_over_the_next(lang: str) -> None:
    document = pypdfium2.PdfDocument(pdf(states()["sixty lists in long words"], lang=lang))
    assert len(document) <= 4
    for leaf in document:
        boxes = [thing.get_bounds() for thing in leaf.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                halo = all(abs(x - y) < 3 for x, y in zip(a, b, strict=True))
                assert halo or wide < 3 or high < 3, (a, b)
    document.close()


def test_room_left_empty_is_measured() -> None:
    assert wasted([(1, 0.4)]) == 0
    assert wasted([(1, 0.9), (2, 0.5)]) == 0
    assert wasted([(1, 0.5), (2, 0.5)]) > wasted([(1, 0.6), (2, 0.5)]) > 0
    assert wasted([(1, 0.9), (2, 0.1)]) > 0
    assert wasted([(1, 0.9), (3, 0.5)]) == 0


def test_persian_says_it_in_persian() -> None:
    text = re.sub(r"\s+", " ", " ".join(pages(pdf(example(), lang="fa")))).replace("\u200c", "")
    assert "کشته شدند" in text and "۶۱۲" in text and "۱٬۰۷۰" in text
    assert "دادهٔ ساختگی" in text or "داده" in text
    assert fonts(pdf(example(), lang="fa")) >= {"Vazirmatn-Regular", "Vazirmatn-Bold"}


def test_true_data_has_the_scope_in_the_foot() -> None:
    text = re.sub(r"\s+", " ", " ".join(pages(pdf(states()["true data"], lang="en"))))
    assert "Invented" not in text and "12 April 2031 · 3 to 16 March 2031 · run c41e8803" in text


def test_the_same_bytes_twice_and_archival() -> None:
    made = pdf(example(), lang="en")
    assert made == pdf(example(), lang="en")
    assert b"pdfaid:part>2<" in made and b"pdfaid:conformance>B<" in made
    assert b"/MarkInfo" in made or b"/StructTreeRoot" in made


def test_letters_that_the_fonts_lack_are_replaced_and_hostile_names_are_text() -> None:
    rows = [list(row) for row in LISTS.rows]
    rows[0][2], rows[0][3] = '#panic("x") $x$ <script> 中文 \u202eevil', None
    bad = with_figure(example(), "lists", Table(columns=LISTS.columns, rows=tuple(tuple(row) for row in rows)))
    text = " ".join(pages(pdf(bad, lang="en")))
    assert '#panic("x")' in text and "<script>" in text and "中" not in text


def test_names_run_over_pages() -> None:
    names = Table(columns=("name", "age"), rows=tuple((f"Invented Person {i}", 20 + i % 50) for i in range(160)))
    publication = msgspec.structs.replace(poor(160))
    texts = pages(pdf(publication, lang="en", names=names))
    assert len(texts) >= 3 and "Invented Person 159" in " ".join(texts)
