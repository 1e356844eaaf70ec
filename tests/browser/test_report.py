"""The report in a real browser: nothing scrolls sideways, no text lies on another, nothing is asked of the network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from atleast.reports.html import html

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))
from example import NAMES, states

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (320, 390, 1280)

# Every run of text with its own box on the page, a little shrunk, compared with every other of another element.
OVERLAPS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), boxes = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.textContent.trim(), own = node.parentElement;
    if (!text || own.closest('style, .skip, details:not([open]) table, details:not([open]) ul')) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 2 || r.height < 2) continue;
      const clip = own.closest('.who');
      const right = clip ? Math.min(r.right, clip.getBoundingClientRect().right) : r.right;
      const left = clip ? Math.max(r.left, clip.getBoundingClientRect().left) : r.left;
      if (right - left < 3) continue;
      const dy = r.height * 0.28;
      boxes.push([left + 1, r.top + dy, right - 1, r.bottom - dy, text, node]);
    }
  }
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const a = boxes[i], b = boxes[j];
    if (a[5] === b[5]) continue;
    if (a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]) found.push(a[4].slice(0, 40) + ' | ' + b[4].slice(0, 40));
  }
  // A label of a chart is not crossed by the line of the minimum.
  for (const line of document.querySelectorAll('svg.draw line[stroke="var(--doc)"]')) {
    const l = line.getBoundingClientRect();
    if (l.height <= l.width) continue;
    for (const b of boxes) {
      const crossed = l.left < b[2] && l.right > b[0] && l.top < b[3] && l.bottom > b[1];
      if (crossed && b[5].parentElement.closest('svg')) found.push('the minimum crosses | ' + b[4].slice(0, 40));
    }
  }
  const outside = boxes.filter(b => b[0] < -1 || b[2] > innerWidth + 1).map(b => b[4].slice(0, 40));
  return {found, outside, scroll: document.documentElement.scrollWidth - document.documentElement.clientWidth};
}"""


LOADED = """async () => {
  await document.fonts.ready;
  return [...document.fonts].filter(face => face.status === 'loaded').map(face => face.family);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Open Chromium without a window, or say that it is not there."""
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not at {CHROMIUM}: the report was not looked at in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_no_text_overlaps_and_nothing_scrolls_sideways(browser, lang: str, tmp_path: Path) -> None:
    names = {"poor": NAMES}
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    problems = []
    for name, publication in states().items():
        path = tmp_path / f"{name.replace(' ', '-')}.html"
        path.write_bytes(html(publication, lang=lang, names=names.get(name)))
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            seen = page.evaluate(OVERLAPS)
            for text in seen["found"]:
                problems.append(f"{name} {width}: {text}")
            for text in seen["outside"]:
                problems.append(f"{name} {width} outside: {text}")
            if seen["scroll"] > 0:
                problems.append(f"{name} {width}: scrolls by {seen['scroll']}")
    page.close()
    assert problems == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.browser
def test_the_fonts_inside_the_file_are_the_ones_used(browser, tmp_path: Path) -> None:
    page = browser.new_page()
    for lang, family in (("en", "Inter"), ("fa", "Vazirmatn")):
        path = tmp_path / f"{lang}.html"
        path.write_bytes(html(states()["rich"], lang=lang))
        page.goto(path.as_uri())
        loaded = page.evaluate(LOADED)
        assert any(family in name for name in loaded)
    page.close()


@pytest.mark.browser
def test_one_heading_of_the_first_level_and_none_skipped(browser, tmp_path: Path) -> None:
    page = browser.new_page()
    path = tmp_path / "report.html"
    path.write_bytes(html(states()["rich"], lang="en"))
    page.goto(path.as_uri())
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    page.close()
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
