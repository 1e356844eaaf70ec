"""The offline review page in a browser: keys, undo, notes, the saved file, widths, and that nothing is asked of the network."""

from __future__ import annotations

import os
import shutil
from datetime import date

import msgspec
import polars as pl
import pytest

from atleast.frames import JUDGEMENTS, MEMBERS, PAIRS, RECORDS, empty
from atleast.linkage.review.cards import cards
from atleast.linkage.review.judgements import fold_judgements, read_lines, seen
from atleast.linkage.review.questions import next_questions
from atleast.reports.review_page import review_html

pytestmark = pytest.mark.browser


def frame(rows, schema):
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in schema.items()}, orient="row")


def record(id, list_, name, row, **more):
    return {"record_id": id, "list": list_, "row_key": str(row), "row": row, "name": name, "status": "dead"} | more


def three_pairs():
    day = {"date_from": date(2031, 3, 8), "date_to": date(2031, 3, 8)}
    rows = [
        record("a1", "committee", "محمّدرضا بَرف‌اندیش", 214, age=23, age_written="۲۳", **day, date_written="۱۷ اسفند ۱۴۰۹"),
        record("b1", "register", "Mamad Reza Barfandishan", 88, age=24, **day, date_written="8 March 2031"),
        record("a2", "committee", "روشنک سپیدکوه", 215, sex="f"),
        record("b2", "register", "Roshanak Sepidkuh", 89, sex="f", place_written="An alley behind the old bazaar of Nilab" * 3),
        record("a3", "committee", "سارا کوه‌نوردزادهٔ سپیدرودی", 216),
        record("b3", "register", "Sara Kuhnavardzadeye-Sepidrudi-Nilabi", 90, age=40),
    ]
    records = frame([{name: row.get(name) for name in RECORDS} for row in rows], RECORDS)
    pairs = frame([("a1", "b1", 0.5, 0.0, None), ("a2", "b2", 0.7, 0.0, None), ("a3", "b3", 0.3, 0.0, None)], PAIRS)
    members = frame([(row["record_id"], row["list"], "p" + row["record_id"], 0.5) for row in rows], MEMBERS)
    return records, next_questions(pairs, members, records, empty(JUDGEMENTS), n=9, seed=1)


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: the review page was not tried in a browser")
    arguments = {"executable_path": chromium, "args": ["--no-sandbox"]}
    with playwright.sync_playwright() as session, session.chromium.launch(**arguments) as opened:
        yield opened


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens the page; at the end nothing must have been asked of the network and no error logged."""
    asked, errors, pages = [], [], []

    def open_(*, lang="en", width=1280, height=900, questions=None):
        records, found = three_pairs()
        file = tmp_path / f"review.{lang}.html"
        data = review_html(
            cards(found if questions is None else questions, records, lang=lang), lang=lang, title="Sepidar", by="Mina"
        )
        file.write_bytes(data)
        page = browser.new_page(viewport={"width": width, "height": height}, accept_downloads=True)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


def save(page):
    with page.expect_download() as waiting:
        page.locator("#save").click()
    assert waiting.value.suggested_filename == "answers.jsonl"
    return waiting.value.path().read_bytes()


def test_three_pairs_answered_by_keys_come_back_as_the_same_judgements(opened):
    records, found = three_pairs()
    page = opened()
    page.keyboard.press("s")
    page.keyboard.press("d")
    page.keyboard.press("n")
    page.keyboard.type("same father, said the doctor")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    assert page.locator("#done").is_visible()
    read = read_lines(save(page), records=records, by="Sara")
    assert read.problems == ()
    given = {(one.left, one.right): one for one in read.judgements}
    for question, verdict in zip(found, ("same", "different", "unsure"), strict=True):
        one = given[question.left, question.right]
        assert (one.verdict, one.by) == (verdict, "Mina")
        left, right = (records.row(by_predicate=pl.col("record_id") == id, named=True) for id in (one.left, one.right))
        assert one.seen == seen(left, right)
    assert given[found[2].left, found[2].right].because == "same father, said the doctor"
    folded = fold_judgements([msgspec.to_builtins(one) for one in read.judgements], records)
    assert folded["stale"].to_list() == [False] * 3
    assert page.locator("#state").inner_text().endswith("all saved")


def test_undo_takes_the_last_answer_back_and_a_changed_mind_counts_once(opened):
    records, found = three_pairs()
    page = opened()
    page.keyboard.press("s")
    page.keyboard.press("d")
    page.keyboard.press("z")
    page.keyboard.press("u")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.locator("article:visible").get_attribute("data-left") == found[0].left
    assert page.locator(".ans[aria-pressed=true]").get_attribute("data-verdict") == "same"
    assert page.locator(".shown-view:visible").count() == 1
    page.keyboard.press("d")
    lines = read_lines(save(page), records=records, by="x").judgements
    assert {(one.left, one.verdict) for one in lines} == {(found[0].left, "different"), (found[1].left, "unsure")}


def test_keys_go_by_the_physical_key_and_can_be_turned_off(opened):
    page = opened(lang="fa")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyS', key: 'س', bubbles: true}))")
    assert "۱ از ۳" in page.locator("#decided").inner_text()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#single").uncheck()
    page.locator("#help button").click()
    page.keyboard.press("d")
    assert "۱ از ۳" in page.locator("#decided").inner_text()


def test_the_model_is_hidden_until_the_answer_or_until_it_is_asked_for(opened):
    page = opened()
    assert page.locator(".shown-view:visible").count() == 0
    page.locator("[data-act=show]:visible").click()
    assert "of 100" in page.locator(".shown-view:visible").inner_text()
    page.keyboard.press("j")
    assert page.locator(".shown-view:visible").count() == 0


def test_closing_the_page_loses_nothing_until_it_is_told_to_forget(opened):
    page = opened()
    page.keyboard.press("s")
    page.locator("textarea.why-note:visible").fill("heard twice")
    held = page.evaluate("() => JSON.stringify(localStorage)")
    assert "same" in held and "Barfandish" not in held and "سپیدکوه" not in held
    page.reload()
    assert page.locator("#decided").inner_text().startswith("1 of 3")
    assert page.locator("textarea.why-note:visible").input_value() == "heard twice"
    page.locator("[data-act=forget]").click()
    page.reload()
    assert page.locator("#decided").inner_text().startswith("0 of 3")


def test_a_browser_that_forbids_storage_still_takes_answers(opened):
    page = opened()
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('forbidden') } }")
    page.keyboard.press("s")
    assert page.locator("#decided").inner_text().startswith("1 of 3")


def test_typing_a_name_answers_nothing(opened):
    page = opened()
    page.locator("#reader").fill("")
    page.locator("#reader").press_sequentially("Sudabe")
    assert page.locator("#decided").inner_text().startswith("0 of 3")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_it_fits_every_width_and_the_answers_are_large_enough(opened, lang, width):
    page = opened(lang=lang, width=width, height=700)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in page.locator(".ans").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 700
    assert page.locator("h1").count() == 1
