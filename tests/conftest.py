"""What all tests share: where the real data are, when they are there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; the test says so and passes over when it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data (../shared/data) are not beside this repository")
    return SHARED / "data"
