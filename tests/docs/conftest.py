"""What the tests of the manual share: a finished demo, made once."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import typst
from block_runner import environment

TABLE = """\
families,doctors,ledger,count
1,0,0,131
0,1,0,145
0,0,1,96
1,1,0,57
1,0,1,28
0,1,1,41
1,1,1,19
"""
SCOPE = """\
title = "Sepidar, first half of March 2031 (invented data)"
territory = "XS"
first_day = "2031-03-03"
last_day = "1409/12/25"
gazetteer = "sepidar-demo/lists/invented-sepidar.toml"
invented = true
"""

FACTS = """\
{
  "places": {"XS.MA": "XS", "XS.NI": "XS"},
  "persons": [
    {"n": 40, "place": "XS.MA", "from": "2031-03-06", "to": "2031-03-08"},
    {"n": 12, "place": "XS.NI", "from": "2031-03-14", "to": "2031-03-20"}
  ],
  "claims": [
    {"id": "doctors", "lower": 80, "upper": null, "place": "XS", "from": "2031-03-03", "to": "2031-03-23"},
    {"id": "committee", "lower": 55, "upper": null, "place": "XS.MA", "from": "2031-03-06", "to": "2031-03-08"},
    {"id": "ministry", "lower": 31, "upper": null, "place": "XS.NI", "from": "2031-03-09", "to": "2031-03-12"}
  ]
}
"""
ARTICLE = (
    "The Doctors' Circle said that at least 40 people were killed in Nilab on 9 March. "
    "The deputy governor admitted that 12 people had been killed.\n"
)
ON_PAPER = "The Nilab Nurses counted 34 people who were killed on 10 March."


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo once, as a reader would, and lay beside it what the pages speak of."""
    folder = tmp_path_factory.mktemp("manual")
    program = [sys.executable, "-c", "from atleast.cli.main import run; run()", "demo", "sepidar-demo"]
    done = subprocess.run(program, cwd=folder, env=environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (folder / "demo.txt").write_text(done.stdout, encoding="utf-8")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    (folder / "scope.toml").write_text(SCOPE, encoding="utf-8")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    fonts = str(files("atleast.reports").joinpath("data", "fonts"))
    page = f'#set text(font: "Inter")\n{ON_PAPER}'.encode()
    (folder / "article.pdf").write_bytes(typst.compile(page, font_paths=[fonts], ignore_system_fonts=True))
    (folder / "facts.json").write_text(FACTS, encoding="utf-8")
    return folder
