"""The figures that are tables: what changed, the ladder, the lists, the sum, what was left out, ages, and names when asked for.

Each verb takes the publication and the words and returns a block, or None when its figure is missing or empty. Numbers in a
column that a reader adds up are tabular; a signed number carries its sign, and a hidden one prints its range, never its size.
"""

from __future__ import annotations

from collections.abc import Sequence

from atleast.model import Table
from atleast.reports.charts.caption import period, source, territory
from atleast.reports.charts.drawing import Block, Note, Row, Rung, Sheet
from atleast.reports.charts.overlap import source_name
from atleast.reports.publication import RUNGS, Cells, Publication, figure, rows, whole
from atleast.reports.words import Words, capital, day, isolate, join, knows, letter, number, say, say_code, shown, signed

MOST_LISTS = 40


def changes(publication: Publication, *, words: Words) -> Block:
    """Say what changed since the last publication; the first one says what is counted instead."""
    found = figure(publication, kind="changes")
    lines = rows(found)
    if found is None or len(lines) < 2:
        return _first(publication, words)
    called = {str(row["source"]): source_name(words, row) for row in rows(figure(publication, kind="lists"))}
    made = []
    for row in lines:
        reason, n, detail = str(row["reason"]), whole(row, "n"), str(row["detail"])
        last = reason in ("previous", "now")
        said = _change(words, reason, called.get(detail, detail))
        value = number(words, n) if last else signed(words, n)
        made.append(Row(cells=(said, value), style="total" if reason == "now" else ""))
    if len(lines) == 2:
        made.insert(1, Row(cells=(say(words, "changes.none"), signed(words, 0))))
    sheet = Sheet(head=(), rows=tuple(made), numeric=(False, True))
    title = say(words, "changes.title")
    return Block(id=found.id, kind="changes", title=title, sheet=sheet, source=source(words, found))


def _change(words: Words, reason: str, detail: str) -> str:
    if reason == "previous":
        return say(words, "changes.previous", detail=day(words, detail, year=False))
    if detail:
        return say_code(words, "changes", reason, detail=isolate(detail))
    plain = f"{reason}_plain"
    return say(words, f"changes.{plain}") if knows(words, f"changes.{plain}") else say_code(words, "changes", reason)


def _first(publication: Publication, words: Words) -> Block:
    n = len(rows(figure(publication, kind="lists")))
    who = say_code(words, "who", publication.scope.who, n=2)
    key = "changes.who_people" if publication.scope.who == "people" else "changes.who_killed"
    facts = [
        (say(words, "changes.who"), say(words, key, who=who)),
        (say(words, "changes.place"), territory(words, publication)),
        (say(words, "changes.period"), period(words, publication)),
    ]
    if n:
        facts.append((say(words, "changes.lists"), say(words, "changes.n_lists", n=n)))
    sheet = Sheet(head=(), rows=tuple(Row(cells=fact) for fact in facts), numeric=(False, False))
    title = say(words, "changes.first_title")
    return Block(
        id="", kind="changes", title=title, sheet=sheet, notes=(Note(text=say(words, "changes.first"), style="small"),)
    )


def ladder(publication: Publication, *, words: Words) -> Block | None:
    """Lay out the rungs, strict to wide."""
    found = figure(publication, kind="ladder")
    lines = sorted(rows(found), key=lambda row: RUNGS.index(str(row["rung"])))
    if found is None or not lines:
        return None
    top = max(whole(row, "n") for row in lines)
    main = next((whole(row, "n") for row in lines if row["headline"]), 0)
    rungs = []
    for row in lines:
        rung, n, out = str(row["rung"]), whole(row, "n"), whole(row, "left_out")
        which = "none" if n == 0 else "d" if out or not knows(words, f"ladder.{rung}_all") else "all"
        if n == main and knows(words, f"ladder.{rung}_same"):
            which = "same"
        text = say(words, f"ladder.{rung}_{which}", n=out)
        if row["headline"]:
            text = say(words, "ladder.headline", d=text)
        title = say(words, f"ladder.{rung}")
        rungs.append(Rung(title=title, n=number(words, n), share=n / max(top, 1), text=text, on=bool(row["headline"])))
    rule = say(words, "page.rule", rule=say_code(words, "ladder", publication.rule).lower(), n=publication.rule_version)
    return Block(
        id=found.id,
        kind="ladder",
        title=say(words, "ladder.title", n=len(rungs)),
        lede=say(words, "ladder.lede") if len(rungs) > 1 else "",
        rungs=tuple(rungs),
        source=source(words, found, rule),
    )


def lists(publication: Publication, *, words: Words) -> Block | None:
    """List the lists with their origins and their numbers."""
    found = figure(publication, kind="lists")
    lines = rows(found)
    if found is None or not lines:
        return None
    signs = {str(row["letter"]): letter(words, i, of=len(lines)) for i, row in enumerate(lines)}
    made = []
    for row in lines[:MOST_LISTS]:
        counts = (number(words, whole(row, name)) for name in ("n_records", "n_counted", "n_people"))
        made.append(Row(cells=(signs[str(row["letter"])], source_name(words, row), _origin(words, row, signs), *counts)))
    columns = ("source", "origin", "records", "counted", "people")
    head = ("", *(say(words, f"lists.head_{name}") for name in columns))
    rest = len(lines) - MOST_LISTS
    return Block(
        id=found.id,
        kind="lists",
        title=capital(say(words, "lists.title", n=len(lines))),
        lede=say(words, "lists.lede" if len(lines) > 1 else "lists.lede_one"),
        sheet=Sheet(head=head, rows=tuple(made), numeric=(False, False, False, True, True, True), header=1),
        notes=(Note(text=say(words, "lists.more", n=rest), style="small"),) if rest > 0 else (),
        source=source(words, found),
    )


def _origin(words: Words, row: Cells, signs: dict[str, str]) -> str:
    copied = [part.strip() for part in str(row["derived_from"] or "").split(",") if part.strip()]
    named = join(words, [signs.get(part) or isolate(part) for part in copied])
    own = row["party"] in (row["source"], row["list"])
    party = say(words, "lists.own") if own else isolate(str(row["party"])) if row["party"] else ""
    if party and copied:
        return say(words, "lists.derived", party=party, lists=named)
    if copied:
        return say(words, "lists.derived_only", lists=named)
    return say(words, "lists.origin", party=party) if party else say(words, "lists.not_stated")


def total(publication: Publication, *, words: Words) -> Block | None:
    """Write the column that a reader adds up, with the draws beside it."""
    found = figure(publication, kind="sum")
    lines = rows(found)
    if found is None or not lines:
        return None
    n, n_lists = whole(lines[-1], "n"), len(rows(figure(publication, kind="lists")))
    made = []
    for i, row in enumerate(lines):
        step, value = str(row["step"]), whole(row, "n")
        if i and not value and step != "people":
            continue
        said = say(words, "sum.records", n=n_lists) if step == "records" and n_lists else ""
        said = said or (say(words, "sum.people", n=n) if step == "people" else "")
        said = said or say(words, "sum.records_plain" if step == "records" else f"sum.{step}")
        last = i == len(lines) - 1
        sign = "=" if last else "" if i == 0 else "\N{MINUS SIGN}" if value < 0 else "+"
        made.append(Row(cells=(sign, number(words, abs(value)), said), style="total" if last else ""))
    sheet = Sheet(head=(), rows=tuple(made), numeric=(False, True, False), header=2)
    title = say(words, "sum.title", n=n) if n else say(words, "sum.title_none")
    checked = say(words, "sum.proof_checked") if "proof_checked" in found.notes else ""
    return Block(
        id=found.id,
        kind="sum",
        title=title,
        sheet=sheet,
        notes=_draws(publication, words, n),
        source=source(words, found, checked),
    )


def _draws(publication: Publication, words: Words, n: int) -> tuple[Note, ...]:
    lines = rows(figure(publication, kind="draws"))
    if not lines or whole(lines[0], "low") < n:
        return ()
    low, draws = whole(lines[0], "low"), whole(lines[0], "n_draws")
    return (Note(text=say(words, "sum.draws" if low > n else "sum.draws_same", low=low, draws=draws)),)


def left_out(publication: Publication, *, words: Words) -> Block | None:
    """Say what was left out, and why."""
    found = figure(publication, kind="left_out")
    lines = [row for row in rows(found) if whole(row, "n")]
    if found is None or not lines:
        return None
    where = territory(words, publication)
    made = [
        Row(cells=(say_code(words, "left_out", str(row["reason"]), place=where), number(words, whole(row, "n"))))
        for row in lines
    ]
    n = sum(whole(row, "n") for row in lines)
    made.append(Row(cells=(say(words, "left_out.total", n=n), number(words, n)), style="sum"))
    sheet = Sheet(head=(), rows=tuple(made), numeric=(False, True))
    return Block(id=found.id, kind="left_out", title=say(words, "left_out.title"), sheet=sheet, source=source(words, found))


def ages(publication: Publication, *, words: Words) -> Block | None:
    """Set out age groups and sexes."""
    found = figure(publication, kind="by_age_sex")
    lines = rows(found)
    groups = list(dict.fromkeys(str(row["age_group"]) for row in lines))
    if found is None or not lines:
        return None
    sexes = [sex for sex in ("f", "m", "unknown") if any(row["sex"] == sex for row in lines)]
    cells = {(str(row["age_group"]), str(row["sex"])): row for row in lines}
    made = []
    for group in groups:
        own = [cells.get((group, sex)) for sex in sexes]
        hidden = any(row is not None and row["n"] is None for row in own)
        all_of_them = "\N{EN DASH}" if hidden else number(words, sum(whole(row, "n") for row in own if row))
        said = [_cell(words, row) for row in own]
        made.append(Row(cells=(_group(words, group), *said, all_of_them)))
    head = (say(words, "ages.head_age"), *(say(words, f"ages.{sex}") for sex in sexes), say(words, "ages.head_total"))
    children = [row for row in lines if _is_child(str(row["age_group"]))]
    n = sum(whole(row, "n") for row in children)
    items = join(
        words,
        [f"{row.cells[0]}{words.phrases['count.comma']}{row.cells[-1]}" for row in made if row.cells[-1] != "\N{EN DASH}"],
    )
    known = bool(n) and not any(row["n"] is None for row in children)
    return Block(
        id=found.id,
        kind="ages",
        title=say(words, "ages.title", n=n) if known else say(words, "ages.title_plain"),
        lede=say(words, "ages.lede"),
        aria=say(words, "ages.aria", items=items),
        sheet=Sheet(head=head, rows=tuple(made), numeric=(False, *([True] * (len(head) - 1)))),
        source=source(words, found),
    )


def _cell(words: Words, row: Cells | None) -> str:
    if row is None:
        return number(words, 0)
    return shown(words, str(row["shown"])) if row["n"] is None else number(words, whole(row, "n"))


def _is_child(group: str) -> bool:
    low, _, high = group.partition("-")
    return low.isdecimal() and high.isdecimal() and int(high) < 18


def _group(words: Words, group: str) -> str:
    low, dash, high = group.partition("-")
    if dash and low.isdecimal() and high.isdecimal():
        return say(words, "count.small", low=int(low), high=int(high))
    if group.endswith("+") and group[:-1].isdecimal():
        return say(words, "ages.row_from", low=int(group[:-1]))
    return say(words, "ages.row_unknown") if group == "unknown" else isolate(group)


def names(publication: Publication, table: Table, *, words: Words) -> Block | None:
    """Print the names of those counted; `table` has the columns name, age, date, place, lists (all but name may lack).

    A name may have several forms, joined by ` / `: each is isolated. Who is counted and not named is counted in a sentence.
    """
    columns: Sequence[str] = [name for name in ("name", "age", "date", "place", "lists") if name in table.columns]
    counted = figure(publication, kind="minimum")
    if "name" not in columns or not (table.rows or (counted and counted.value)):
        return None
    at = [table.columns.index(name) for name in columns]
    made = tuple(
        Row(cells=tuple(_name_cell(words, name, row[i]) for name, i in zip(columns, at, strict=True))) for row in table.rows
    )
    head = tuple(say(words, f"names.{name}") for name in columns)
    sheet = Sheet(head=head, rows=made, numeric=tuple(name == "age" for name in columns))
    line = source(words, counted) if counted else ""
    title, lede = say(words, "names.title"), say(words, "names.lede")
    more = (counted.value or 0) - len(made) if counted else 0
    notes = (Note(text=say(words, "names.more", n=more)),) if more > 0 else ()
    return Block(id="", kind="names", title=title, lede=lede, sheet=sheet if made else None, notes=notes, source=line)


FORMS = " / "
"""What stands between the forms of one name."""


def _name_cell(words: Words, column: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, int | float):
        return number(words, value)
    text = str(value)
    if column == "date" and len(text) == 10 and text[4] == text[7] == "-":
        return day(words, text)
    if column == "name":
        return FORMS.join(isolate(form) for form in text.split(FORMS))
    return isolate(text)
