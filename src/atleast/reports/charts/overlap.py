"""How lists overlap: one column a combination of lists, its bar the people on exactly these; hatched where one origin is alone.

`overlap(publication, words=...)` takes the figures `overlap` and `lists` and returns a block; None with one list, which has no
overlap. Largest first from where reading begins (so mirrored in Persian). Fifteen combinations at most are drawn, the others
are counted under the chart and stand in the table. With more than twelve lists columns would say nothing: then bars tell how
many people are on one list, on two, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence

from atleast.reports.charts.caption import source
from atleast.reports.charts.drawing import (
    NARROW,
    Block,
    Dot,
    Drawing,
    Key,
    Line,
    Mark,
    Note,
    Rect,
    Row,
    Sheet,
    Side,
    Text,
    heading,
    width_of,
)
from atleast.reports.publication import Cells, Publication, figure, rows, whole
from atleast.reports.words import Words, isolate, join, letter, number, say

MOST_COLUMNS, MOST_LISTS = 15, 12
_BASE, _ROW = 150.0, 30.0


def overlap(publication: Publication, *, words: Words) -> Block | None:
    """Draw the combinations, or return None when there is at most one list."""
    found = figure(publication, kind="overlap")
    lines = [row for row in rows(found) if whole(row, "n")]
    if found is None or found.table is None or not lines:
        return None
    letters = found.table.columns[:-2]
    if len(letters) < 2:
        return None
    lines.sort(key=lambda row: (-whole(row, "n"), [-whole(row, name) for name in letters]))
    drawn, rest = lines[:MOST_COLUMNS], lines[MOST_COLUMNS:]
    total = sum(whole(row, "n") for row in lines)
    single = sum(whole(row, "n") for row in lines if sum(whole(row, name) for name in letters) == 1)
    many = len(letters) > MOST_LISTS
    notes = []
    if rest and not many:
        more = say(words, "overlap.rest", n=sum(whole(r, "n") for r in rest), count=number(words, len(rest)))
        notes.append(Note(text=more, style="small"))
    title = say(words, "overlap.title", n=single, all=total) if single else say(words, "overlap.title_all")
    return Block(
        id=found.id,
        kind="overlap",
        title=title,
        lede=say(words, "overlap.lede_many" if many else "overlap.lede"),
        keys=() if many else _keys(words, lines),
        drawing=_many(words, letters, lines) if many else _columns(words, letters, drawn),
        side=() if many else _sides(publication, words, letters),
        sheet=_sheet(words, letters, lines),
        folded=True,
        notes=tuple(notes),
        source=source(words, found),
    )


def source_name(words: Words, row: Cells) -> str:
    """Name a list as its source is called in the language of the page."""
    return isolate(str((words.rtl and row.get("source_fa")) or row["source"] or row["list"]))


def _keys(words: Words, lines: Sequence[Cells]) -> tuple[Key, ...]:
    two = sum(whole(row, "n") for row in lines if whole(row, "origins") >= 2)
    one = sum(whole(row, "n") for row in lines) - two
    keys = [Key(hatch=False, text=say(words, "overlap.two_origins", n=two))] if two else []
    return (*keys, *([Key(hatch=True, text=say(words, "overlap.one_origin", n=one))] if one else []))


def _sides(publication: Publication, words: Words, letters: Sequence[str]) -> tuple[Side, ...]:
    by_letter = {str(row["letter"]): row for row in rows(figure(publication, kind="lists"))}
    sides = []
    for i, name in enumerate(letters):
        row = by_letter.get(name)
        said = source_name(words, row) if row else isolate(name)
        n = number(words, whole(row, "n_people")) if row else ""
        sides.append(Side(sign=letter(words, i, of=len(letters)), name=said, n=n))
    return tuple(sides)


def _columns(words: Words, letters: Sequence[str], drawn: Sequence[Cells]) -> Drawing:
    top = max(whole(row, "n") for row in drawn)
    step = 100 / max(len(drawn), 6)
    marks: list[Mark] = []
    for j in range(len(letters)):
        marks.append(Line(x1=0, y1=_BASE + j * _ROW, x2=100, y2=_BASE + j * _ROW, stroke="line"))
    for i, row in enumerate(drawn):
        x = (i + 0.5) * step
        x = 100 - x if words.rtl else x
        height = max(whole(row, "n") / top * 118, 1)
        alone = whole(row, "origins") < 2
        marks.append(Rect(x=x - step * 0.44, y=_BASE - height, w=step * 0.88, h=height, fill="doc", stroke="doc", hatch=alone))
        text = number(words, whole(row, "n"))
        wide = i > 0 and width_of(text) > step * NARROW * 0.8 + 1
        if i == 0 or width_of(text) <= step * 3.6:
            marks.append(Text(x=x, y=_BASE - height - 5, text=text, anchor="middle", wide=wide))
        on = [j for j, name in enumerate(letters) if whole(row, name)]
        if len(on) > 1:
            y1, y2 = (_BASE + (j + 0.5) * _ROW for j in (on[0], on[-1]))
            marks.append(Line(x1=x, y1=y1, x2=x, y2=y2, stroke="ink", width=2))
        for j in range(len(letters)):
            listed = j in on
            marks.append(Dot(x=x, y=_BASE + (j + 0.5) * _ROW, r=5.5 if listed else 2, fill="ink" if listed else "edge"))
    aria = say(words, "overlap.aria", count=len(drawn), lists=combination(words, letters, drawn[0]), n=whole(drawn[0], "n"))
    return Drawing(height=_BASE + len(letters) * _ROW, marks=tuple(marks), aria=aria)


def _many(words: Words, letters: Sequence[str], lines: Sequence[Cells]) -> Drawing:
    """Draw how many people are on one list, on two, and so on."""
    counts: dict[int, int] = {}
    for row in lines:
        degree = sum(whole(row, name) for name in letters)
        counts[degree] = counts.get(degree, 0) + whole(row, "n")
    top = max(counts.values())
    marks: list[Mark] = []
    said = []
    for i, (degree, n) in enumerate(sorted(counts.items())):
        y = i * 40.0
        width = n / top * 80
        label = say(words, "overlap.on_n", n=degree)
        marks.append(heading(y + 14, label, rtl=words.rtl, bold=False))
        marks.append(Rect(x=100 - width if words.rtl else 0, y=y + 20, w=width, h=12, fill="doc" if degree > 1 else "oth"))
        edge = 100 - width if words.rtl else width
        marks.append(
            Text(
                x=edge,
                dx=-6 if words.rtl else 6,
                y=y + 31,
                text=number(words, n),
                anchor="right" if words.rtl else "left",
                bold=True,
            )
        )
        said.append(f"{label}{words.phrases['count.comma']}{number(words, n)}")
    aria = say(words, "overlap.aria_many", items=join(words, said))
    return Drawing(height=len(counts) * 40.0, marks=tuple(marks), aria=aria)


def combination(words: Words, letters: Sequence[str], row: Cells) -> str:
    """Name a combination of lists by their signs."""
    signs = [letter(words, j, of=len(letters)) for j, name in enumerate(letters) if whole(row, name)]
    return join(words, signs)


def _sheet(words: Words, letters: Sequence[str], lines: Sequence[Cells]) -> Sheet:
    head = (say(words, "overlap.head_lists"), say(words, "overlap.head_n"))
    made = (Row(cells=(combination(words, letters, row), number(words, whole(row, "n")))) for row in lines)
    return Sheet(head=head, rows=tuple(made), numeric=(False, True))
