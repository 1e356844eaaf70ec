"""What leaves a case: the report, and the team's own spreadsheet.

`publish(case, folder)` counts and estimates first where that is not current, builds the `Publication` (`figures.py`), writes
the files whole or not at all, and records a `figure.published` event with the publication itself in the vault, so that `trace
F1` and the next report's "what changed" can read it. Names are added only when asked, of the dead whose every record says so.
`export(case, what, file)` writes .xlsx or .csv; without `internal` there are no names, exact ages, sources' addresses or
written values in it, and no cell is one that a spreadsheet would run as a formula.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import __version__, casefile, counts
from atleast.errors import UsageError
from atleast.model import Table
from atleast.names import latin
from atleast.reports.figures_csv import figures_csv
from atleast.reports.html import html
from atleast.reports.pdf import pdf
from atleast.reports.publication import Provenance, Publication, check
from atleast.steps.counting import Count, ensure_counted
from atleast.steps.estimating import Estimated, ensure_estimated
from atleast.steps.figures import figures
from atleast.steps.files import write_whole
from atleast.steps.opening import say_scope, title_words
from atleast.steps.state import Progress, State, fold, gazetteer

if TYPE_CHECKING:
    from atleast.casefile import Case

LANGS = ("en", "fa")
ORDER = ("report.html", "report.pdf", "report.fa.html", "report.fa.pdf", "figures.csv")


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
    files: dict[str, bytes] = {"figures.csv": figures_csv(publication)}
    for done, lang in enumerate(langs):
        if progress:
            progress(done, len(langs), f"writing the report ({lang})")
        stem = "report" if lang == "en" else f"report.{lang}"
        named = names_of_the_dead(case, counted, lang=lang) if names else None
        files[f"{stem}.html"] = html(publication, lang=lang, names=named)
        files[f"{stem}.pdf"] = pdf(publication, lang=lang, names=named)
    written = [write_whole(folder / name, files[name]) for name in sorted(files, key=lambda name: ORDER.index(name))]
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
    notes = []
    if names:
        n = len(names_of_the_dead(case, counted, lang="en").rows)
        notes.append(f"The report names {n:,} of the dead; keep to what their families agreed to.")
        if minimum > n:
            more = minimum - n
            notes.append(f"{more:,} more {'is' if more == 1 else 'are'} counted and not named: a record does not say dead.")
    body = {
        "event": event.id,
        "number": publication.number,
        "minimum": minimum,
        "scope": say_scope(case),
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


def names_of_the_dead(case: Case, counted: Count, *, lang: str) -> Table:
    """Return the people counted whose every record says that they are dead: name in every form, age, date, place, lists."""
    found = gazetteer(case)
    rows = []
    for row in counted.people.filter(pl.col("counted") & pl.col("nameable")).sort("name", "person").iter_rows(named=True):
        day = row["date_from"].isoformat() if row["date_from"] and row["date_from"] == row["date_to"] else ""
        age = row["age_low"] if row["age_low"] == row["age_high"] else None
        names = found.places[row["place"]].names if row["place"] else {}
        place = names.get(lang, names.get("en", row["place"] or ""))
        rows.append((" / ".join(forms(row["names"], lang=lang)), age, day, place, ", ".join(row["lists"])))
    return Table(columns=("name", "age", "date", "place", "lists"), rows=tuple(rows))


def forms(names: Sequence[str], *, lang: str) -> list[str]:
    """Return every form of a name once, those in the script of the page first; forms that differ in case or spaces are one."""
    once: dict[str, str] = {}
    for name in names:
        once.setdefault("".join(name.split()).casefold(), " ".join(name.split()))
    return sorted(once.values(), key=lambda name: (name.isascii() == (lang == "fa"), name))


Row = Sequence[object]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Exported:
    """How many rows were written."""

    rows: int


def export(case: Case, what: str, file: Path, *, internal: bool = False, progress: Progress | None = None) -> Exported:
    """Write `what` (persons, records or pairs) to `file`."""
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{file.name!r} is neither .csv nor .xlsx", hint="Name the output F.xlsx or F.csv.")
    counted = ensure_counted(case, progress=progress)
    columns, rows = {"persons": _persons, "records": _records, "pairs": _pairs}[what](counted, internal)
    title = f"{what}{' (invented data)' if case.invented else ''}"
    data = _csv(columns, rows) if file.suffix.lower() == ".csv" else _xlsx(title, columns, rows, internal=internal)
    write_whole(file, data)
    return Exported(len(rows))


def safe(value: object) -> object:
    """Return a cell that no spreadsheet runs: a leading apostrophe before = + - @ and control characters."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return "'" + value
    return value


def _persons(counted: Count, internal: bool) -> tuple[list[str], list[Row]]:
    names = sorted({name for lists in counted.people["lists"].to_list() for name in lists})
    return _persons_for_the_team(counted, names) if internal else _persons_coarse(counted, names)


def _persons_coarse(counted: Count, names: list[str]) -> tuple[list[str], list[Row]]:
    """One row a person counted, by month and large province only: exact days and small places would lead to a family."""
    people = counted.people.filter(pl.col("counted")).sort("person")
    least = counts.rules(counted.ladder.rules).disclosure.threshold
    large = {province for province, n in people.group_by("province").len().iter_rows() if n >= least}
    columns = ["person", "n_records", *[f"on_{name}" for name in names], "month", "province", "adult"]
    rows: list[Row] = []
    for person in people.iter_rows(named=True):
        day, last = person["date_from"], person["date_to"]
        month = f"{day:%Y-%m}" if day and (day.year, day.month) == (last.year, last.month) else ""
        adult = {True: "no", False: "yes", None: ""}[person["child"]] if person["province"] in large else ""
        on = [int(name in person["lists"]) for name in names]
        rows.append(
            [
                person["person"],
                person["n_records"],
                *on,
                month,
                person["province"] if person["province"] in large else "",
                adult,
            ]
        )
    return columns, rows


def _persons_for_the_team(counted: Count, names: list[str]) -> tuple[list[str], list[Row]]:
    """One row a person with every source's value."""
    columns = ["person", "counted", "left_out", "n_records", *[f"on_{name}" for name in names]]
    columns += [
        "date_from",
        "date_to",
        "province",
        "age_group",
        "sex",
        "disputed",
        "status",
        "place",
        "name",
        "name_latin",
        "nameable",
    ]
    columns += [f"{name}: {field}" for name in names for field in ("row", "name", "age", "date", "place", "status")]
    records = {row["record_id"]: row for row in counted.linked.records.iter_rows(named=True)}
    rows: list[Row] = []
    for person in counted.people.sort("person").iter_rows(named=True):
        row: list[object] = [person["person"], person["counted"], person["left_out"], person["n_records"]]
        row += [int(name in person["lists"]) for name in names]
        row += [
            person[key]
            for key in ("date_from", "date_to", "province", "age_group", "sex", "disputed", "status", "place", "name")
        ]
        row += [latin(person["name"]) if person["name"] else None, person["nameable"]]
        for name in names:
            theirs = [records[id] for id in person["records"] if records[id]["list"] == name]
            row += [[r[key] for r in theirs if r[key] is not None] for key in ("row", "name")]
            row += [[r[f"{key}_written"] for r in theirs if r[f"{key}_written"]] for key in ("age", "date", "place", "status")]
        rows.append(row)
    return columns, rows


def _records(counted: Count, internal: bool) -> tuple[list[str], list[Row]]:
    members = counted.linked.members.select("record_id", "person", "p")
    frame = counted.linked.records.join(members, on="record_id", how="left").sort("list", "row")
    columns = ["record_id", "list", "row", "person", "p", "status"]
    if internal:
        columns += [
            "date_from",
            "date_to",
            "province",
            "sex",
            "name",
            "other_names",
            "n_people",
            "age",
            "age_written",
            "date_written",
            "place",
            "place_written",
        ]
        columns += ["status_written", "row_key", "urls"]
    else:
        frame = frame.filter(pl.col("status") == "dead")
    return columns, list(frame.select(columns).iter_rows())


def _pairs(counted: Count, internal: bool) -> tuple[list[str], list[Row]]:
    frame = counted.linked.pairs.sort("p_match", descending=True, maintain_order=True)
    columns = ["left", "right", "p_match", "log_odds", "verdict"]
    rows: list[Row] = list(frame.select(columns).iter_rows())
    if internal:
        names = dict(counted.linked.records.select("record_id", "name").iter_rows())
        rows = [(*row, names.get(row[0]), names.get(row[1])) for row in rows]
        columns += ["left_name", "right_name"]
    return columns, rows


def _csv(columns: list[str], rows: list[Row]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe(column) for column in columns])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(title: str, columns: list[str], rows: list[Row], *, internal: bool) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        # A fixed time: the same export gives the same bytes.
        book.set_properties({"title": title, "created": date(2000, 1, 1), "comments": "internal" if internal else ""})
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True})
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, head)
        for line, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                value = safe(cell)
                if isinstance(value, bool) or value is None:
                    value = "" if value is None else ("yes" if value else "no")
                if isinstance(value, int | float):
                    sheet.write_number(line, at, value)
                else:
                    sheet.write_string(line, at, str(value)[:32767])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return buffer.getvalue()
