"""The HTML report: one file, nothing from outside, everything escaped, every number the same in chart, table and sentence."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest
from example import LISTS, estimated, example, hidden, poor, states, table, true_data, with_figure, without
from hypothesis import given
from hypothesis import strategies as st

from atleast import dates
from atleast.errors import PublishRefused
from atleast.model import Estimate, Table
from atleast.mse.wording import rounded as rounded_by_mse
from atleast.mse.wording import sentence
from atleast.reports.charts.drawing import Text
from atleast.reports.charts.estimate import rounded
from atleast.reports.html import html
from atleast.reports.page import page
from atleast.reports.publication import figure, numbers, rows
from atleast.reports.words import load, number

LANGS = ("en", "fa")
EVIL = "<script>alert(1)</script>\u202eevil\u2066 \"quoted\" & '=1+1' \ue000x"
ISOLATES = "\u2066\u2067\u2068\u2069"


class Elements(HTMLParser):
    """Collect the tags, the attributes and whether every tag is closed in order."""

    VOID = frozenset({"meta", "line", "rect", "circle", "path", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open and self.open.pop() == tag, f"</{tag}> closes another element"


def parsed(text: str) -> Elements:
    found = Elements()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


def words_of(text: str) -> str:
    """Return what a person reads: no tags, no isolates."""
    body = re.sub(r"<style>.*?</style>", " ", text, flags=re.S)
    return re.sub(rf"[{ISOLATES}]", "", unescape(re.sub(r"<[^>]+>", "", body)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", sorted(states()))
def test_every_state_is_whole_and_asks_nothing_of_the_network(name: str, lang: str) -> None:
    text = html(states()[name], lang=lang).decode("utf-8")
    found = parsed(text)
    tags = {tag for tag, _ in found.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert not any(key.startswith("on") for _, attributes in found.tags for key in attributes)
    assert "default-src 'none'" in text and not re.search(r"https?://|//[a-z]|@import", re.sub(r"base64,[^\"]+", "", text))
    addresses = re.findall(r"url\(\"?([^)\"]*)", text)
    assert addresses and all(address.startswith(("data:font/woff2", "#")) for address in addresses)
    ids = [attributes["id"] for _, attributes in found.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for t, a in found.tags if t == "a" and (a["href"] or "").startswith("#")} <= set(ids)
    assert sum(tag == "h1" for tag, _ in found.tags) == 1
    root = dict(found.tags)["html"]
    assert (root["lang"], root["dir"]) == (lang, "rtl" if lang == "fa" else "ltr")
    assert all(a.get("role") == "img" and a.get("aria-label") for t, a in found.tags if t == "svg" and a.get("class") == "draw")


@pytest.mark.parametrize("lang", LANGS)
def test_everything_from_outside_is_escaped_and_isolated(lang: str) -> None:
    lines = [list(row) for row in LISTS.rows]
    lines[0][1:5] = [EVIL] * 4
    bad = with_figure(example(), "lists", Table(columns=LISTS.columns, rows=tuple(tuple(row) for row in lines)))
    bad = with_figure(bad, "left_out", table("reason n", (EVIL, 96)))
    bad = with_figure(
        bad, "changes", table("reason n detail", ("previous", 600, "2031-04-05"), ("new_list", 12, EVIL), ("now", 612, ""))
    )
    scope = msgspec.structs.replace(bad.scope, words={lang: EVIL})
    bad = msgspec.structs.replace(bad, title={lang: EVIL}, territory={lang: EVIL}, scope=scope)
    names = Table(columns=("name", "age", "date", "place", "lists"), rows=((EVIL, 31, "2031-03-08", EVIL, "A"),))
    text = html(bad, lang=lang, names=names).decode("utf-8")
    parsed(text)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert not re.search("[\u202a-\u202e\ue000\ue001\x00]", text)
    body = re.sub(r"<style>.*?</style>|<title>[^<]*|aria-label=\"[^\"]*", "", text, flags=re.S)
    before = [body[match.start() - 5 : match.start()] for match in re.finditer("&lt;script&gt;", body)]
    assert len(before) > 10 and all(part in ("<bdi>", '"en">') or part.endswith("\u2068") for part in before)


@pytest.mark.parametrize("lang", LANGS)
def test_chart_table_sentence_and_csv_say_the_same(lang: str) -> None:
    publication, words = example(), load(lang)
    blocks = {block.kind: block for part in page(publication, lang=lang).sections for block in part}
    days = blocks["days"]
    drawn = [mark.text for mark in days.drawing.marks if isinstance(mark, Text)]
    died = [n for n in numbers(figure(publication, kind="by_day"), column="died") if n]
    assert {number(words, n) for n in died[:-1]} <= set(drawn)
    assert number(words, max(died)) in days.drawing.aria
    in_table = [row.cells[2] for row in days.sheet.rows]
    assert in_table == [number(words, n) for n in numbers(figure(publication, kind="by_day"), column="died")]
    overlap = blocks["overlap"]
    counts = sorted(numbers(figure(publication, kind="overlap"), column="n"), reverse=True)
    assert [row.cells[1] for row in overlap.sheet.rows] == [number(words, n) for n in counts]
    assert [mark.text for mark in overlap.drawing.marks if isinstance(mark, Text)] == [number(words, n) for n in counts]
    estimate = blocks["estimate"]
    for value in (890, 780, 1070):
        assert number(words, value) in estimate.drawing.aria
        assert any(number(words, value) in mark.text for mark in estimate.drawing.marks if isinstance(mark, Text))
    # The table has the numbers of the CSV, whole and not rounded.
    assert {number(words, value) for value in (888, 782, 1068)} <= set(estimate.sheet.rows[-1].cells)
    places = blocks["places"]
    shown = {tile.n for tile in places.tiles}
    assert shown == {row.cells[1] for row in places.sheet.rows}


@pytest.mark.parametrize("lang", LANGS)
def test_invented_stands_in_every_figure_and_in_every_picture(lang: str) -> None:
    text, mark = html(example(), lang=lang).decode("utf-8"), load(lang).phrases["page.invented"]
    figures = re.findall(r"<figure.*?</figure>", text, flags=re.S)
    pictures = re.findall(r"<svg class=\"draw\".*?</svg>\s*(?=<|$)", text, flags=re.S)
    assert len(figures) == 9 and all(mark in part for part in figures)
    assert len(pictures) == 3 and all(mark in picture for picture in re.findall(r"class=\"mark\"[^>]*>([^<]*)", text))
    plain = html(true_data(), lang=lang).decode("utf-8")
    assert mark not in plain


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_says_its_number_and_its_run(lang: str) -> None:
    publication = example()
    read = words_of(html(publication, lang=lang).decode("utf-8"))
    for found in publication.figures:
        if found.kind in ("minimum", "draws", "method"):
            continue
        assert load(lang).phrases["page.figure"].format(n=dates.digits(int(found.id[1:]), lang=lang)) in read
        assert found.run[:8] in read


def test_the_headline_and_its_scope_are_one_heading() -> None:
    heading = re.search(r"<h1>(.*?)</h1>", html(example(), lang="en").decode("utf-8"), flags=re.S)
    assert heading is not None
    said = "At least 612 people were killed in Sepidar between 3 and 16 March 2031 in the crackdown on the bread protests."
    assert words_of(heading[1]).replace("\u00a0", " ") == said
    persian = re.search(r"<h1>(.*?)</h1>", html(example(), lang="fa").decode("utf-8"), flags=re.S)
    assert persian is not None
    assert words_of(persian[1]).replace("\u00a0", " ") == (
        "دست‌کم ۶۱۲ نفر در سرکوب اعتراض‌های نان در سپیدار، از ۱۲ تا ۲۵ اسفند ۱۴۰۹، کشته شدند."
    )


def test_one_person_and_nobody_have_their_own_grammar() -> None:
    assert "person was killed in Sepidar" in words_of(html(poor(1), lang="en").decode("utf-8"))
    nobody = words_of(html(poor(0), lang="en").decode("utf-8"))
    assert "None documented" in nobody and "At least 0" not in nobody and "does not mean that nobody was killed" in nobody


def test_sections_without_data_are_left_out() -> None:
    kinds = {block.kind for part in page(poor(), lang="en").sections for block in part}
    assert kinds == {"ladder", "estimate", "lists", "sum", "left_out"}
    assert "There is one list, so there is no overlap" in words_of(html(poor(), lang="en").decode("utf-8"))


def test_a_refused_estimate_says_why_and_what_can_be_said() -> None:
    read = words_of(html(states()["refused"], lang="en").decode("utf-8"))
    assert "No estimate" in read and "Lists A, D share only 3 people." in read and "What can be said: at least 612." in read
    conflict = words_of(html(states()["engines in conflict"], lang="en").decode("utf-8"))
    assert "contradict each other" in conflict and "about 890" not in conflict


def test_a_fall_is_shown_like_a_rise() -> None:
    lines = table("reason n detail", ("previous", 620, "2031-04-05"), ("withdrawn", -8, ""), ("now", 612, ""))
    read = words_of(html(with_figure(example(), "changes", lines), lang="en").decode("utf-8"))
    assert "Withdrawn by its source, or found alive" in read and "−8" in read


def test_names_are_printed_only_when_given() -> None:
    names = Table(
        columns=("name", "age", "date", "place", "lists"), rows=(("ماه‌گل سپیدارنژاد", 31, "2031-03-08", "Mahrud", "A, B"),)
    )
    assert "سپیدارنژاد" not in html(example(), lang="en").decode("utf-8")
    text = html(example(), lang="en", names=names).decode("utf-8")
    assert "Invented data" in text.split("سپیدارنژاد")[1].split("</figure>")[0]
    assert '<bdi lang="fa">ماه‌گل سپیدارنژاد</bdi>' in text and "8 March" in words_of(text).replace("\u00a0", " ")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_and_the_console_print_the_same_estimate(lang: str) -> None:
    publication = estimated(("decomposable", 612, 823.4, 789.0, 872.0, 0.95, 812.0, 840.0, "independence", False, ""))
    line = rows(figure(publication, kind="estimate"))[0]
    body = {key: line[key] for key in ("engine", "n", "median", "low", "high", "level", "assumption", "refused")}
    said = sentence(Estimate(**body), lang=lang)
    read = words_of(html(publication, lang=lang).decode("utf-8"))
    for value in (820, 790, 870):
        assert dates.digits(value, lang=lang) in said and dates.digits(value, lang=lang) in read


@given(st.floats(min_value=0.01, max_value=1e9), st.integers(min_value=0, max_value=2000))
def test_rounding_is_that_of_the_estimates(value: float, documented: int) -> None:
    assert rounded(value, least=documented) == rounded_by_mse(value, documented=documented)


def test_every_form_of_a_name_stands_in_its_own_language() -> None:
    names = Table(columns=("name",), rows=(("ماه‌گل سپیدارنژاد / Mahgol Sepidarnezhad",),))
    for lang, forms in (
        ("en", '<bdi lang="fa">ماه‌گل سپیدارنژاد</bdi> / <bdi>Mahgol Sepidarnezhad</bdi>'),
        ("fa", '<bdi>ماه‌گل سپیدارنژاد</bdi> / <bdi lang="en">Mahgol Sepidarnezhad</bdi>'),
    ):
        assert forms in html(example(), lang=lang, names=names).decode("utf-8")


def test_those_who_are_counted_and_not_named_are_counted_in_a_sentence() -> None:
    names = Table(columns=("name",), rows=tuple((f"Invented Person {i}",) for i in range(600)))
    read = words_of(html(example(), lang="en", names=names).decode("utf-8"))
    assert "12 more are counted and not named here: a record of theirs does not say that they are dead." in read
    assert "One more is counted" in words_of(html(poor(601), lang="en", names=names).decode("utf-8"))
    assert "not named here" not in words_of(html(poor(600), lang="en", names=names).decode("utf-8"))
    nobody = words_of(html(poor(3), lang="en", names=Table(columns=("name",), rows=())).decode("utf-8"))
    assert "3 more are counted and not named here" in nobody


@pytest.mark.parametrize("lang", LANGS)
def test_a_map_on_which_all_is_hidden_is_one_sentence(lang: str) -> None:
    text = html(hidden(), lang=lang).decode("utf-8")
    block = next(b for part in page(hidden(), lang=lang).sections for b in part if b.kind == "places")
    assert block.tiles == () and 'class="tile ' not in text
    assert load(lang).phrases["places.all_hidden"] in words_of(text)
    assert dates.digits(16, lang=lang) in block.notes[0].text and dates.digits(19, lang=lang) in block.notes[0].text


def test_an_estimate_is_rounded_and_never_below_the_minimum() -> None:
    assert [rounded(v, least=0) for v in (888.4, 94.6, 1068.2, 12_595.4)] == [890, 95, 1070, 12_600]
    assert [rounded(v, least=0) for v in (789.0, 872.0, 1064.0, 999.6)] == [790, 870, 1060, 1000]
    assert rounded(613.0, least=612) == 612
    publication = estimated(("decomposable", 612, 613.2, 612.1, 640.0, 0.95, 612.5, 620.0, "", False, ""))
    assert "about 612" in words_of(html(publication, lang="en").decode("utf-8"))


def test_a_withheld_cell_is_no_zero() -> None:
    shown = figure(example(), kind="by_place")
    assert shown is not None and shown.table is not None
    withheld = tuple(
        (row[0], row[1], row[2], None, "", "coarsened", row[6], row[7]) if row[5] == "covered" else row
        for row in shown.table.rows
    )
    publication = with_figure(example(), "by_place", msgspec.structs.replace(shown.table, rows=withheld))
    block = next(b for part in page(publication, lang="en").sections for b in part if b.kind == "places")
    assert block.title == "Deaths by province"
    assert {tile.n for tile in block.tiles} == {"not shown", "1–4", "no list", "19"}


def test_the_same_bytes_twice_and_contradictions_refused() -> None:
    assert html(example(), lang="fa") == html(example(), lang="fa")
    with pytest.raises(PublishRefused):
        html(with_figure(example(), "minimum", 613), lang="en")


def test_no_estimate_was_made_leaves_the_minimum_alone() -> None:
    read = words_of(html(without(example(), "estimate", "draws"), lang="en").decode("utf-8"))
    assert "No estimate was made for this report. What can be said: at least 612." in read
    assert "estimate reads from the overlap" not in read
    assert rows(None) == []
