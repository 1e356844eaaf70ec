"""What all tests share: where the real data are, when they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault of the code: examples have no time limit. In CI they are the same each time.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; the test says so and passes over when it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data (../shared/data) are not beside this repository")
    return SHARED / "data"
