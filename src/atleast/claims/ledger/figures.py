"""A published figure of the ledger, as a row says it: `read_figures(text)` and `read_pairs(text)` from CSV.

Columns: id, event, published, as_of, source (origin), role, relayed_by (";"-separated, from the origin outward), violation,
bound, value, value_hi, group, place, period_start, period_end, scope, basis, stance, url, party. Only id, event, source,
violation and bound must be there; an empty cell is unknown and stays unknown. `said` and `implied` give the interval of a
figure: what its words say, and what they bind after rule 3 of `docs/methods/claims.md` (a list of names is a floor, a case
under review binds nothing).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

import msgspec

from atleast.claims.claim import VIOLATIONS
from atleast.errors import InputError

_MARKS = {";": "semicolons", "\t": "tabs", "|": "strokes"}
_NEEDED = ("id", "event", "source", "violation", "bound")
_BOUNDS = ("exact", "at_least", "more_than", "at_most", "fewer_than", "approx", "range", "vague")
_FLOOR = re.compile(
    r"(?<!not )(?<!un)\b(?:named|names?|confirmed|documented|recorded|verified|identified|details of each|registered|by name)\b"
)
_NAMED = re.compile(r"\b(?:named|names of|by name)\b")
_OPEN = re.compile(r"under investigation|under review|complaint|presumed|unverified|unconfirmed|alleg")
_NEAR = {  # what people write for the violations
    word: known
    for known, words in {
        "killing": "kill killed murder murdered homicide dead death deaths died fatality fatalities shot",
        "execution": "hanged hanging executions",
        "injury": "wounded wounding hurt injured",
        "arrest": "arrested captured",
        "detention": "detained imprisoned held jailed",
        "disappearance": "disappeared abducted abduction kidnapped",
    }.items()
    for word in words.split()
}
_TOLERANCE = 10  # "about n" is n give or take a tenth; shown with every use

Interval = tuple[float, float]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One source's figure on one date."""

    id: str
    event: str
    source: str
    violation: str
    bound: str
    value: int | None = None
    value_hi: int | None = None
    published: str = ""
    as_of: str = ""
    role: str = ""
    party: str = ""
    relayed_by: str = ""
    group: str = ""
    place: str = ""
    period_start: str = ""
    period_end: str = ""
    scope: str = ""
    basis: str = ""
    stance: str = ""
    url: str = ""

    @property
    def origin(self) -> str:
        """Return the origin's name, folded, without what stands in brackets."""
        return " ".join(re.sub(r"\(.*?\)", " ", self.source).casefold().split())

    @property
    def date(self) -> str:
        """Return the day the figure belongs to: as of, else published."""
        return self.as_of or self.published


def said(figure: Published) -> Interval | None:
    """Return what the words say: [n, n], [n, inf), [0, n]; None for vague words."""
    if figure.value is None:
        return None
    n = float(figure.value)
    top = float("inf")
    if figure.bound == "range":
        return n, float(figure.value_hi if figure.value_hi is not None else n)
    if figure.bound == "approx":
        return n * (100 - _TOLERANCE) / 100, n * (100 + _TOLERANCE) / 100
    known = {"at_least": (n, top), "more_than": (n + 1, top), "at_most": (0.0, n), "fewer_than": (0.0, max(0.0, n - 1))}
    return known.get(figure.bound, (n, n))


def implied(figure: Published) -> Interval | None:
    """Return what the figure binds: a documented count is a floor, a case under review binds nothing."""
    interval = said(figure)
    if interval is None or unsettled(figure):
        return None
    if figure.bound in ("exact", "approx") and documented(figure):  # a state that "confirms" a total says that it is all
        return float(figure.value or 0), float("inf")
    return interval


def documented(figure: Published) -> bool:
    """Say whether the figure rests on a list or a count: named, confirmed, documented, recorded or verified."""
    basis = f"{figure.basis} {figure.group}".casefold()
    return bool((_NAMED if figure.role == "official" else _FLOOR).search(basis)) and not unsettled(figure)


def unsettled(figure: Published) -> bool:
    """Say whether the figure counts cases that its own source has not confirmed."""
    return unconfirmed(f"{figure.basis} {figure.group}")


def unconfirmed(words: str) -> bool:
    """Say whether words of a basis speak of cases under review, complaints or presumptions."""
    return bool(_OPEN.search(words.casefold()))


def read_figures(text: str, *, filename: str = "figures") -> list[Published]:
    """Read the figures of a CSV."""
    rows = _rows(text, filename, _NEEDED)
    if not rows:
        raise InputError("the table has a header and no rows", file=filename, hint="Give one row for each published figure.")
    figures = [_figure(row, filename, number) for number, row in rows]
    seen: dict[str, int] = {}
    for (number, _), figure in zip(rows, figures, strict=True):
        if figure.id in seen:
            raise InputError(
                f"the id {figure.id!r} stands in row {seen[figure.id]} too", file=filename, row=number, hint="Make ids unique."
            )
        seen[figure.id] = number
    return figures


def no_violation(word: str) -> str:
    """Return what to say of a word that is none of `VIOLATIONS`."""
    return f"{word!r} is no violation that is known"


def meant_violation(word: str) -> str:
    """Return the hint for such a word: the violation that was probably meant, and all that there are."""
    near = _NEAR.get(word.casefold()) or next(iter(get_close_matches(word.casefold(), VIOLATIONS, 1)), None)
    known = f"The violations are {', '.join(VIOLATIONS)}."
    return f"Did you mean {near!r}? {known}" if near else known


def relays(cell: str) -> tuple[str, ...]:
    """Return the names in a cell of `relayed_by`, from the origin outward; another separator than ";" is refused."""
    names = tuple(name for part in cell.split(";") if (name := " ".join(part.split())))
    other = next((mark for mark in ("|", "\u061b", "\uff1b") if mark in cell), None)
    if other:
        raise InputError(f"{cell!r} is one name with {other!r} in it", hint="Separate names by semicolons: A; B.")
    return names


def unused_columns(text: str, *, further: Sequence[str] = ()) -> list[str]:
    """Return the columns of a CSV of figures that mean nothing, so that a slip in a header is seen."""
    header = next(csv.reader(io.StringIO(text)), [])
    return [name.strip() for name in header if name.strip() and name not in (*Published.__struct_fields__, *further)]


def read_pairs(text: str, *, filename: str = "pairs") -> list[tuple[str, str]]:
    """Read the pairs (a, b) of a CSV."""
    return [(row["a"], row["b"]) for _, row in _rows(text, filename, ("a", "b"))]


def _rows(text: str, filename: str, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        reader = csv.DictReader(io.StringIO(text))
        rows = [
            (n, {k: (v or "").strip() for k, v in row.items() if k and isinstance(v, str | None)})
            for n, row in enumerate(reader, start=2)
        ]
    except csv.Error as fault:
        raise InputError(f"this is not CSV: {fault}", file=filename, hint="Save it as CSV with a header line.") from fault
    if not text.strip():
        raise InputError(
            "the file is empty", file=filename, hint=f"It needs a header with {', '.join(needed)}, then one row each."
        )
    header = reader.fieldnames or ()
    missing = [name for name in needed if name not in header]
    other = next((name for mark, name in _MARKS.items() if len(header) == 1 and mark in header[0]), None)
    if missing and other:
        raise InputError(f"the columns are separated by {other}", file=filename, hint="Save it as CSV, separated by commas.")
    if missing:
        raise InputError(f"the column {missing[0]!r} is missing", file=filename, hint=f"Needed are {', '.join(needed)}.")
    for number, row in rows:
        empty = next((name for name in needed if not row.get(name)), None)
        if empty:
            raise InputError("the cell is empty", file=filename, row=number, column=empty, hint="Fill it, or take the row out.")
    return rows


def _figure(row: dict[str, str], filename: str, number: int) -> Published:
    known = {name: row[name] for name in Published.__struct_fields__ if name in row and name not in ("value", "value_hi")}
    if known["bound"] not in _BOUNDS:
        raise InputError(
            f"{known['bound']!r} is no bound",
            file=filename,
            row=number,
            column="bound",
            hint=f"Use one of {', '.join(_BOUNDS)}.",
        )
    if known["violation"] not in VIOLATIONS:
        what, hint = no_violation(known["violation"]), meant_violation(known["violation"])
        raise InputError(what, file=filename, row=number, column="violation", hint=hint)
    try:
        relays(known.get("relayed_by", ""))
    except InputError as fault:
        raise InputError(fault.message, file=filename, row=number, column="relayed_by", hint=fault.hint) from fault
    low, high = (_whole(row.get(name, ""), filename, number, name) for name in ("value", "value_hi"))
    if low is not None and high is not None and high < low:
        raise InputError(
            f"the range ends before it begins ({low} to {high})",
            file=filename,
            row=number,
            column="value_hi",
            hint="Swap them.",
        )
    for name in ("published", "as_of", "period_start", "period_end"):
        _dated(known.get(name, ""), filename, number, name)
    if (
        known.get("period_start")
        and known.get("period_end")
        and known["period_end"] < known["period_start"][: len(known["period_end"])]
    ):
        raise InputError(
            "the period ends before it begins", file=filename, row=number, column="period_end", hint="Swap the two dates."
        )
    return Published(**known, value=low, value_hi=high)


def _whole(cell: str, filename: str, number: int, column: str) -> int | None:
    if not cell:
        return None
    plain = cell.replace(",", "")
    if plain.isdecimal() and len(plain) > 12:
        raise InputError(
            f"{cell} are more people than there are",
            file=filename,
            row=number,
            column=column,
            hint="Look for a slip in the number.",
        )
    if not plain.isdecimal():
        raise InputError(
            f"{cell!r} is no whole number", file=filename, row=number, column=column, hint="Write digits, or leave it empty."
        )
    return int(plain)


def _dated(cell: str, filename: str, number: int, column: str) -> None:
    if not cell:
        return
    try:
        date.fromisoformat(cell + "-01-01"[3 * cell.count("-") :] if cell.count("-") < 2 else cell)
    except ValueError as fault:
        raise InputError(
            f"{cell!r} is no date", file=filename, row=number, column=column, hint="Write 2031-03-09, 2031-03 or 2031."
        ) from fault
