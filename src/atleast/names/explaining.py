"""Say in words why two names agree or not, token by token."""

from __future__ import annotations


def explain(a: str, b: str) -> list[str]:
    """Return sentences."""
    return []
