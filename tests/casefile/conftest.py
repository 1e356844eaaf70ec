"""A small case, made once, and copies of it to open, damage or lose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from casefile_factory import fill, make, reopen

from atleast.casefile import Case


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A closed case with three blobs and a dozen events, and its recovery key. Not to be written: copy it."""
    folder = tmp_path_factory.mktemp("small") / "small.case"
    case, recovery = make(folder, gazetteer="name = 'Sepidar'\n")
    with case:
        fill(case)
    return folder, recovery


@pytest.fixture
def copied(small: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the small case, closed, to do anything to."""
    return Path(shutil.copytree(small[0], tmp_path / "copied.case"))


@pytest.fixture
def case(copied: Path) -> Iterator[Case]:
    """A copy of the small case, open."""
    with reopen(copied) as opened:
        yield opened
