"""The whole report as words and blocks, before it is HTML or PDF: what stands where, in one language.

`page(publication, lang=..., names=None)` checks the publication and returns a `Page`. The order is that of the design: the
number with its scope and what changed, the ladder beside the estimate, the ledger of claims with what is in conflict and the
words themselves, days, places, overlap, ages, lists, the sum beside the proof with claims and under each what was left out, the
names when asked for, the method. A block without data is not there. All strings are said, none is escaped.
"""

from __future__ import annotations

import msgspec

from atleast import dates
from atleast.model import Figure, Table
from atleast.reports.charts import claims, tables
from atleast.reports.charts.caption import inside, period, territory
from atleast.reports.charts.days import days
from atleast.reports.charts.drawing import Block
from atleast.reports.charts.estimate import estimate
from atleast.reports.charts.overlap import overlap
from atleast.reports.charts.places import places
from atleast.reports.publication import Cells, Publication, check, figure, rows, whole
from atleast.reports.words import Lang, Words, capital, clean, code, count, day, isolate, load, say, say_code

SECTIONS: tuple[tuple[str, ...], ...] = (
    ("ladder", "estimate"),
    ("ledger",),
    ("days",),
    ("places", "overlap"),
    ("ages", "lists"),
    ("sum", "left_out", "proof", "claims_out"),
    ("names",),
)
"""Which blocks stand side by side, in order."""

WIDE: tuple[tuple[str, ...], ...] = (("places",), ("overlap", "ages"), ("lists",))
"""The same for places and what follows them, when the tiles are too many for half a page."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the foot."""

    title: str
    lines: tuple[str, ...]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One report in one language."""

    lang: Lang
    rtl: bool
    title: str
    name: str
    about: str
    invented: str
    kick: str
    big: str
    scope: str
    lead: str
    why: str
    why_at: str
    changes: Block
    sections: tuple[tuple[Block, ...], ...]
    method_title: str
    method: tuple[str, ...]
    foot: tuple[Column, ...]
    closing: str
    marks: dict[str, str]
    runs: str


def page(publication: Publication, *, lang: str, names: Table | None = None) -> Page:
    """Say the whole report in one language."""
    check(publication)
    words = load(lang)
    headline = figure(publication, kind="minimum")
    n = (headline.value or 0) if headline else 0
    blocks = _blocks(publication, words, names)
    present = set(blocks)
    stacked(blocks)
    sections = tuple(part for group in _order(blocks) if (part := tuple(blocks[kind] for kind in group if kind in blocks)))
    big, scope, lead, why = _hero(publication, words, n)
    method = _method(publication, words)
    invented = words.phrases["page.invented"]
    dot = words.phrases["count.dot"]
    name = isolate(publication.title.get(words.lang) or publication.territory.get(words.lang) or publication.scope.territory)
    title = say(words, "page.title" if n else "page.title_none", n=n, title=name)
    published = day(words, publication.published)
    return Page(
        lang=words.lang,
        rtl=words.rtl,
        title=f"{title}{dot}{invented}" if publication.invented else title,
        name=name,
        about=f"{say(words, 'page.report', n=publication.number)}{dot}{published}",
        invented=invented if publication.invented else "",
        kick=f"{say(words, 'hero.kick')}{dot}{invented}" if publication.invented else say(words, "hero.kick"),
        big=big,
        scope=scope,
        lead=lead,
        why=why if "sum" in present else "",
        why_at="left_out" if n == 0 and "left_out" in present else "sum",
        changes=tables.changes(publication, words=words),
        sections=sections,
        method_title=say(words, "method.title", n=len(method)),
        method=method,
        foot=_foot(publication, words, headline),
        closing=say(words, "page.invented_long", place=territory(words, publication)) if publication.invented else "",
        marks={found.id: inside(words, publication, found) for found in publication.figures},
        runs=headline.run[:8] if headline else "",
    )


def _order(blocks: dict[str, Block]) -> tuple[tuple[str, ...], ...]:
    if "places" not in blocks or blocks["places"].columns <= 6:
        return SECTIONS
    at = SECTIONS.index(("places", "overlap"))
    return (*SECTIONS[:at], *WIDE, *SECTIONS[at + 2 :])


def stacked(blocks: dict[str, Block]) -> None:
    """Put what was left out under what it was left out of, when there is a proof with claims beside the sum."""
    if "proof" not in blocks and "claims_out" not in blocks:
        return
    for upper, lower in (("sum", "left_out"), ("proof", "claims_out")):
        if upper in blocks and lower in blocks:
            blocks[upper] = msgspec.structs.replace(blocks[upper], more=(*blocks[upper].more, blocks.pop(lower)))


def _blocks(publication: Publication, words: Words, names: Table | None) -> dict[str, Block]:
    made = {
        "ladder": tables.ladder(publication, words=words),
        "estimate": estimate(publication, words=words),
        "ledger": claims.ledger(publication, words=words),
        "days": days(publication, words=words),
        "places": places(publication, words=words),
        "overlap": overlap(publication, words=words),
        "ages": tables.ages(publication, words=words),
        "lists": tables.lists(publication, words=words),
        "sum": tables.total(publication, words=words),
        "left_out": tables.left_out(publication, words=words),
        "proof": claims.proof(publication, words=words),
        "claims_out": claims.claims_out(publication, words=words),
        "names": tables.names(publication, names, words=words) if names is not None else None,
    }
    return {kind: block for kind, block in made.items() if block is not None}


def _hero(publication: Publication, words: Words, n: int) -> tuple[str, str, str, str]:
    """Say the number, its scope in the same breath, and what the number is."""
    own = publication.scope.words.get(words.lang, "")
    said = say(words, "hero.cause", cause=isolate(own)) if own else ""
    who = say_code(words, "who", publication.scope.who, n=n)
    place, when = territory(words, publication), period(words, publication, between=True)
    if n == 0:
        scope, lead = say(words, "hero.none_scope", place=place, period=when, cause=said), say(words, "hero.none_say")
        return say(words, "hero.none_big"), scope, lead, say(words, "hero.none_why")
    big, scope = (
        say(words, "hero.big", n=n, who=who),
        say(words, "hero.scope", n=n, who=who, place=place, period=when, cause=said),
    )
    return big, scope, say(words, "hero.say", n=n), say(words, "hero.why", n=n)


def _method(publication: Publication, words: Words) -> tuple[str, ...]:
    facts = {str(row["fact"]): whole(row, "n") for row in rows(figure(publication, kind="method"))}
    n = facts.get("n_lists") or len(rows(figure(publication, kind="lists"))) or 1
    judged = facts.get("n_judged", 0)
    first = capital(count(words, n))
    key = "method.judged" if judged else "method.read"
    sentences = [say(words, key, n=n, count_first=first, judged=judged), say(words, "method.minimum")]
    lines: list[Cells] = rows(figure(publication, kind="estimate"))
    if lines and not lines[0]["refused"]:
        sentences.append(say(words, "method.estimate"))
    return tuple(sentences)


def _foot(publication: Publication, words: Words, headline: Figure | None) -> tuple[Column, ...]:
    p = publication.provenance
    runs = [say_code(words, "foot", step, run=code(run[:8])) for step, run in p.runs]
    if not runs and headline and headline.run:
        runs = [say(words, "foot.minimum", run=code(headline.run[:8]))]
    log = [say(words, "foot.events", n=p.n_events)] if p.n_events is not None else []
    log += [say(words, "foot.root", root=code(p.root[:16]))] if p.root else []
    if len(p.stamped) >= 16:
        log.append(
            say(
                words,
                "foot.stamped",
                day=day(words, p.stamped[:10]),
                time=dates.digits(clean(p.stamped[11:16]), lang=words.lang),
            )
        )
    log.append(say(words, "foot.published", day=day(words, publication.published)))
    rule = say(words, "foot.rule", rule=code(publication.rule), n=publication.rule_version)
    check_it = [code(line.format(id=headline.id if headline else "F1")) for line in words.series["foot.commands"]]
    check_it.append(say(words, "foot.csv", file=code("figures.csv")))
    columns = (
        Column(title=say(words, "foot.runs"), lines=tuple(runs)),
        Column(title=say(words, "foot.log"), lines=tuple(log)),
        Column(title=say(words, "foot.software"), lines=(*((code(p.software),) if p.software else ()), rule)),
        Column(title=say(words, "foot.check"), lines=tuple(check_it)),
    )
    return tuple(column for column in columns if column.lines)
