"""Publishing: figures from the latest runs, a disclosure check, then HTML, PDF and CSV, each figure with its id and run.

`publish(case, folder)` counts and estimates first where that is not current, builds the `Publication` (`figures.py`), writes
the files whole or not at all, and records a `figure.published` event with the publication itself in the vault, so that `trace
F1` and the next report's "what changed" can read it. Names are added only when asked, of the dead whose every record says so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import __version__, casefile
from atleast.errors import UsageError
from atleast.model import Table
from atleast.reports.figures_csv import figures_csv
from atleast.reports.html import html
from atleast.reports.pdf import pdf
from atleast.reports.publication import Provenance, Publication, check
from atleast.steps.counting import Count, ensure_counted
from atleast.steps.estimating import Estimated, ensure_estimated
from atleast.steps.figures import figures
from atleast.steps.files import write_whole
from atleast.steps.opening import title_words
from atleast.steps.state import Progress, State, fold, gazetteer

if TYPE_CHECKING:
    from atleast.casefile import Case

LANGS = ("en", "fa")


@dataclass(frozen=True)
class Published:
    """What was published: its number, the headline, the files and remarks."""

    number: int
    minimum: int
    files: list[Path]
    notes: list[str]
    body: dict[str, Any]


def publish(
    case: Case,
    folder: Path,
    *,
    langs: tuple[str, ...] = LANGS,
    names: bool = False,
    on: str | None = None,
    progress: Progress | None = None,
) -> Published:
    """Write the report of the case into `folder`; `on` is the day to print (default: the day of the event)."""
    unknown = [lang for lang in langs if lang not in LANGS]
    if unknown:
        raise UsageError(f"no catalogue for the language {unknown[0]!r}", hint=f"Known: {', '.join(LANGS)}.")
    counted = ensure_counted(case, progress=progress)
    estimated = ensure_estimated(case, counted, progress=progress)
    state = fold(case)
    publication = build(case, state, counted, estimated, on=on)
    check(publication)
    named = names_of_the_dead(case, counted) if names else None
    files: dict[str, bytes] = {"figures.csv": figures_csv(publication)}
    for done, lang in enumerate(langs):
        if progress:
            progress(done, len(langs), f"writing the report ({lang})")
        stem = "report" if lang == "en" else f"report.{lang}"
        files[f"{stem}.html"] = html(publication, lang=lang, names=named)
        files[f"{stem}.pdf"] = pdf(publication, lang=lang, names=named)
    written = [
        write_whole(folder / name, data) for name, data in sorted(files.items(), key=lambda x: (x[0] == "figures.csv", x[0]))
    ]
    minimum = counted.ladder.rung(counted.ladder.headline).n
    with case.writing():
        event = casefile.append(
            case,
            "figure.published",
            {
                "number": publication.number,
                "on": publication.published,
                "minimum": minimum,
                "publication": casefile.put(case, msgspec.json.encode(publication)),
                "runs": {"linked": counted.linked.event.id, "counted": counted.event.id, "estimated": estimated.event.id},
                "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
                "names": names,
                "code": __version__,
            },
        )
    notes = (
        [f"The report names {len(named.rows):,} of the dead; keep to what their families agreed to."]
        if named is not None
        else []
    )
    body = {
        "event": event.id,
        "number": publication.number,
        "minimum": minimum,
        "files": [str(path) for path in written],
        "figures": [f.id for f in publication.figures],
        "names": names,
    }
    return Published(publication.number, minimum, written, notes, body)


def build(case: Case, state: State, counted: Count, estimated: Estimated, *, on: str | None = None) -> Publication:
    """Build the publication from the runs; nothing is written."""
    found = gazetteer(case)
    events, root = casefile.root(case)
    published = on or max(counted.event.at, estimated.event.at)[:10]
    number = len(state.publications) + 1
    return Publication(
        title=title_words(case),
        territory={lang: found.places[case.scope.territory].names.get(lang, case.scope.territory) for lang in LANGS},
        number=number,
        published=published,
        scope=case.scope,
        figures=figures(case, state, counted, estimated, found),
        rule=counted.ladder.headline,
        rule_version=counted.ladder.version,
        invented=case.invented,
        provenance=Provenance(
            runs=(
                ("linking", counted.linked.event.id),
                ("minimum", counted.event.id),
                ("estimate", estimated.event.id),
            ),
            n_events=events,
            root=root,
            stamped=counted.event.at,
            software=f"atleast {__version__}",
        ),
    )


def names_of_the_dead(case: Case, counted: Count) -> Table:
    """Return the people counted whose every record says that they are dead: name, age, date, place, lists."""
    found = gazetteer(case)
    rows = []
    for row in counted.people.filter(pl.col("counted") & pl.col("nameable")).sort("name", "person").iter_rows(named=True):
        day = row["date_from"].isoformat() if row["date_from"] and row["date_from"] == row["date_to"] else ""
        age = row["age_low"] if row["age_low"] == row["age_high"] else None
        place = found.places[row["place"]].names.get("en", row["place"]) if row["place"] else ""
        rows.append((row["name"], age, day, place, ", ".join(row["lists"])))
    return Table(columns=("name", "age", "date", "place", "lists"), rows=tuple(rows))
