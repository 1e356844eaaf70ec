"""Verifying a case: every blob, the whole log, and every read model rebuilt from zero.

`verify(case)` asks `casefile.verify` and gives it how to rebuild what is derived: the records of every list version are read
again from the vault, and every output of the latest runs is read. A check that cannot be made is a failure, never "ok".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from atleast import casefile
from atleast.steps.state import Progress, fold, read_version

if TYPE_CHECKING:
    from atleast.casefile import Case


@dataclass(frozen=True)
class Verified:
    """What verifying found, as lines for people and a body for programs."""

    ok: bool
    first: str
    lines: list[str]
    body: dict[str, Any]


def verify(case: Case, *, progress: Progress | None = None) -> Verified:
    """Check everything and rebuild the read models from zero."""
    report = casefile.verify(case, progress=progress, rebuild=rebuild)
    lines = [
        f"{report.n_events:,} events, {report.n_blobs:,} files in the vault; root of the log {report.root[:16]}…",
        *(f"PROBLEM {p.where}: {p.what}. {p.meaning} {p.next_step}" for p in report.problems),
        *(f"note: {note}" for note in report.notes),
        "Everything checked, and everything derived was rebuilt from zero." if report.ok else "The case is damaged.",
    ]
    body = {
        "ok": report.ok,
        "n_events": report.n_events,
        "n_blobs": report.n_blobs,
        "root": report.root,
        "problems": [
            {"what": p.what, "where": p.where, "meaning": p.meaning, "next_step": p.next_step} for p in report.problems
        ],
        "notes": list(report.notes),
    }
    first = f"{report.problems[0].where}: {report.problems[0].what}" if report.problems else ""
    return Verified(report.ok, first, lines, body)


def rebuild(case: Case) -> None:
    """Read every version of every list again, so that its read models are made anew."""
    state = fold(case)
    for entry in state.lists.values():
        for version in entry.versions:
            read_version(case, entry, version)
