"""How a claim is said beside its mark and in a table: its bound, its day, its source, from the codes of the kind `ledger`.

`label` gives the words beside a mark and shorter forms for narrow strips; `read_as` the literal reading for a table; `dated` a
day, a month or a year in the language's own calendar; `role` whether a source is independent, official or not named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from atleast import dates
from atleast.reports.publication import Cells
from atleast.reports.words import Words, clean, isolate, join, knows, load, number, say, say_code

OFFICIAL = ("official",)
UNNAMED = ("unknown",)


def role(row: Cells) -> str:
    """Say whether the source of a row is `independent`, `official` or `unknown`."""
    kind = str(row["kind"])
    return "official" if kind in OFFICIAL else "unknown" if kind in UNNAMED else "independent"


def label(words: Words, row: Cells) -> tuple[str, ...]:
    """Return the words beside the mark, and shorter forms where there is no room; the last leaves the end of a range out."""
    bound, value = str(row["bound"]), row["value"]
    if not isinstance(value, int):
        if not row["quote"]:
            return (say(words, "ledger.vague"),)
        return quoted(words, _cut(str(row["quote"]), 28)), quoted(words, _cut(str(row["quote"]), 10))
    if value == 0 and bound in ("exact", "at_most"):
        text = clean(str(row["quote"] or ""))
        said = quoted(words, text) if 0 < len(text) <= 26 else say(words, "ledger.none")
        return said, say(words, "ledger.none")
    n = number(words, value)
    if bound == "range" and isinstance(row["value_hi"], int):
        both = say(words, "count.from_to", low=n, high=number(words, row["value_hi"]))
        return both, say(words, "count.small", low=n, high=number(words, row["value_hi"])), f"{n}…"
    if bound in ("more_than", "at_most", "fewer_than", "approx"):
        return say(words, f"ledger.{bound}", n=value), say(words, f"ledger.short_{bound}", n=value)
    return (n,)


def read_as(words: Words, row: Cells) -> str:
    """Say how the words were read, as a number with its bound."""
    value, bound = row["value"], str(row["bound"])
    if not isinstance(value, int):
        return say(words, "ledger.vague")
    if bound == "range" and isinstance(row["value_hi"], int):
        return say(words, "count.from_to", low=value, high=row["value_hi"])
    if value == 0 and bound == "exact":
        return say(words, "ledger.none")
    return say(words, f"ledger.read_{bound}", n=value) if knows(words, f"ledger.read_{bound}") else number(words, value)


def dated(words: Words, iso: str, *, years: bool, short: bool = True) -> str:
    """Write a day, a month or a year; `short` cuts English months to three letters, as an axis needs them."""
    if not iso:
        return ""
    parts = iso.split("-")
    if len(parts) == 3:
        said = dates.say(date.fromisoformat(iso), lang=words.lang, year=years)
    else:
        first = date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, 1)
        # A Gregorian month or year is not a Jalali one: it keeps its own calendar.
        said = dates.say(first, lang=words.lang, calendar="gregorian").split("\u00a0", 1)[1]
        said = said.split("\u00a0")[-1] if len(parts) == 1 else said
    if words.rtl or not short:
        return said
    return "\u00a0".join(part[:3] if part.isalpha() else part for part in said.split("\u00a0"))


def quoted(words: Words, text: str) -> str:
    """Set a quotation between the marks of its own language: they turn with it on a page of the other direction."""
    persian = any("\u0620" <= c <= "\u06ff" and c.isalpha() for c in text)
    marks = load("fa" if persian else "en").phrases["ledger.quoted"]
    return isolate(marks.format(text=clean(text)))


def about(words: Words, rows: Sequence[Cells], *, more: int = 0) -> str:
    """Say under a name what kind of source it is, by way of whom it is known, and what is not drawn."""
    last = rows[-1]
    parts = [say_code(words, "source_kind", str(last["kind"]))]
    if any(row["stance"] == "admits" for row in rows):
        parts.append(say(words, "ledger.admits"))
    if all(not row["first_hand"] for row in rows):
        relays = list(dict.fromkeys(name for row in rows for name in relayed(words, row)))
        if relays:
            parts.append(say(words, "ledger.by_way_of", names=join(words, [isolate(name) for name in relays[:2]])))
    if more:
        parts.append(say(words, "ledger.not_drawn", n=more))
    return words.phrases["count.dot"].join(parts)


def relayed(words: Words, row: Cells) -> list[str]:
    """Return who passed a claim on, from the origin outward, as they are called in the language of the page."""
    names = str((words.rtl and row.get("relayed_by_fa")) or row["relayed_by"])
    return [name.strip() for name in names.split(";") if name.strip()]


def _cut(text: str, most: int) -> str:
    text = clean(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
