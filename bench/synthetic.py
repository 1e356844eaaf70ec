"""Invented lists with a known truth, of any size and quality: for the coverage of the draws and for scale.

`qualities(seed)` draws how the lists of one case are (unlike the sets that the weights were fitted on), `make(qualities)`
returns a RECORDS frame and the truth, record id -> person. Name tokens are those of the shipped tables with their counts, so
names are as heavy-tailed as real ones; who bears them, when and where is invented. `syria(n)` is five large lists.

What varies: number and size of lists, overlap (the chance that a list knows a person), script, writer (who spells as the tables
do, or by rules of his own that no table knows), slips of the pen, tokens left out, ages, sexes, days and places missing or
off, persons twice in a list, lists that copy one another, families that die together.
"""

from __future__ import annotations

import gzip
import random
import re
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import accumulate

import polars as pl

RULES = (
    *(("sh", "ch"), ("j", "dj"), ("kh", "x"), ("gh", "q"), ("q", "k"), ("oo", "ou"), ("ou", "o"), ("u", "ou"), ("ee", "y")),
    *(("ei", "ay"), ("aa", "a"), ("w", "v"), ("v", "w"), ("dh", "d"), ("th", "s"), ("z", "s"), ("h$", ""), ("a$", "eh")),
    *((r"(.)\1", r"\1"), ("i", "e"), ("^e", "i"), ("y$", "ee"), ("o", "u"), ("ein", "ain"), ("am", "em"), ("ah", "a")),
)
PERSIAN_ENDS = (("زاده", "zadeh"), ("نژاد", "nejad"), ("پور", "pour"), ("فر", "far"))


@dataclass(frozen=True)
class Writer:
    """How one list is written."""

    script: str  # "source" or "latin"
    rules: tuple[tuple[str, str], ...] = ()  # of a writer of his own
    fixed: float = 0.8  # chance that a token is spelled in the list's own usual way
    typo: float = 0.0  # slips a token
    left_out: float = 0.0  # chance that the tokens between first and last are left out
    no_age: float = 0.0
    age_off: float = 0.0
    no_sex: float = 0.0
    no_day: float = 0.0
    day_off: float = 0.0
    no_place: float = 0.0
    twice: float = 0.0
    catch: float = 0.5  # chance that it knows a person
    copies: float = 0.0  # of its rows, from the list before it


@dataclass(frozen=True)
class Qualities:
    """One case: its lists and its people."""

    seed: int
    language: str
    n_rows: int
    tokens: int  # 2: given and family; 3, 4: father, grandfather between them
    families: float
    days: int
    provinces: int
    lists: tuple[Writer, ...]
    notes: dict[str, float | str] = field(default_factory=dict)


def qualities(seed: int) -> Qualities:
    """Draw a case of 200 to 10,000 rows on 2 to 6 lists, unlike the sets behind the weights."""
    rng = random.Random(f"qualities {seed}")
    n_rows = round(200 * 50 ** rng.random())
    overlap, language, tokens = rng.uniform(0.05, 0.8), rng.choice(("fa", "ar")), rng.choice((2, 2, 3, 3, 4))
    typo, no_age, no_day = rng.uniform(0, 0.06), rng.choice((0.0, 0.2, 0.5, 1.0)), rng.choice((0.0, 0.3, 1.0))
    no_place, unknown = rng.choice((0.0, 0.3, 1.0)), rng.random() < 0.4
    twice, left_out = rng.choice((0.0, 0.02, 0.05, 0.1)), rng.choice((0.0, 0.1, 0.4))
    lists = []
    for number in range(rng.randint(2, 6)):
        own = unknown and (number == 1 or rng.random() < 0.3)
        lists.append(
            Writer(
                script="latin" if own or rng.random() < 0.5 else "source",
                rules=tuple(rule for rule in RULES if rng.random() < 0.35) if own else (),
                fixed=rng.uniform(0.5, 1.0),
                typo=typo * rng.uniform(0.3, 1.7),
                left_out=min(1.0, left_out * rng.uniform(0.0, 2.0)),
                no_age=min(1.0, no_age * rng.uniform(0.4, 1.6)) if no_age < 1 else 1.0,
                age_off=rng.uniform(0.0, 0.3),
                no_sex=rng.choice((0.0, 0.1, 1.0)),
                no_day=min(1.0, no_day * rng.uniform(0.3, 1.7)) if no_day < 1 else 1.0,
                day_off=rng.uniform(0.0, 0.3),
                no_place=no_place,
                twice=twice * rng.uniform(0.0, 2.0),
                catch=min(0.95, overlap * rng.uniform(0.6, 1.4)),
                copies=rng.uniform(0.3, 0.8) if number and rng.random() < 0.15 else 0.0,
            )
        )
    return Qualities(
        seed=seed,
        language=language,
        n_rows=n_rows,
        tokens=tokens,
        families=rng.choice((0.0, 0.1, 0.3)),
        days=rng.choice((20, 200, 1500)),
        provinces=rng.choice((5, 31)),
        lists=tuple(lists),
        notes={
            "overlap": round(overlap, 2), "tokens": tokens, "writer": "own" if unknown else "known", "typo": round(typo, 3),
            "no_age": no_age, "no_day": no_day, "twice": twice, "left_out": left_out,
        },
    )  # fmt: skip


def syria(n_rows: int, *, seed: int = 1) -> Qualities:
    """Five lists of four years in two scripts: names of three tokens, a fifth of the ages and a seventh of the days missing."""
    common = {"typo": 0.01, "no_age": 0.2, "age_off": 0.15, "no_sex": 0.1, "no_day": 0.14, "day_off": 0.1, "no_place": 0.1}
    lists = tuple(
        Writer(script=script, catch=catch, left_out=left_out, twice=twice, copies=copies, **common)
        for script, catch, left_out, twice, copies in (
            ("source", 0.5, 0.0, 0.01, 0.0),
            ("latin", 0.45, 0.05, 0.02, 0.0),
            ("source", 0.35, 0.1, 0.01, 0.0),
            ("latin", 0.25, 0.1, 0.03, 0.3),
            ("source", 0.15, 0.2, 0.05, 0.0),
        )
    )
    return Qualities(
        seed=seed, language="ar", n_rows=n_rows, tokens=3, families=0.1, days=1500, provinces=14, lists=lists
    )  # fmt: skip


@cache
def _vocabulary(language: str) -> dict[str, list[tuple[str, int]]]:
    """Source token -> its Latin spellings with counts, of tokens of three letters and more."""
    text = resources.files("atleast.names").joinpath(f"data/{language}_tokens.tsv.gz").read_bytes()
    found: dict[str, list[tuple[str, int]]] = {}
    for line in gzip.decompress(text).decode("utf-8").splitlines():
        source, latin, n = line.split("\t")
        if len(source) > 2 and len(latin) > 2:
            found.setdefault(source, []).append((latin, int(n)))
    return found


class _Bag:
    """Things drawn by weight."""

    def __init__(self, things: list[str], weights: list[float]) -> None:
        self.things, self.sums = things, list(accumulate(weights))

    def draw(self, rng: random.Random) -> str:
        return self.things[bisect(self.sums, rng.random() * self.sums[-1])]


Token = tuple[str, str]  # a token of the tables and an ending, or none


@dataclass(frozen=True)
class _Person:
    number: int
    name: tuple[Token, ...]
    age: int
    sex: str
    day: int
    province: int


def _people(q: Qualities, n: int, rng: random.Random) -> list[_Person]:
    words = _vocabulary(q.language)
    count = {source: sum(times for _, times in found) for source, found in words.items()}
    common = sorted(count, key=lambda source: (-count[source], source))
    given = _Bag(common[:1200], [count[source] for source in common[:1200]])
    family = _Bag(common, [count[source] ** 0.7 for source in common])
    peaks = [rng.randrange(q.days) for _ in range(max(3, q.days // 40))]
    provinces = _Bag([str(i) for i in range(q.provinces)], [1 / (i + 1) for i in range(q.provinces)])
    found: list[_Person] = []
    last: tuple[tuple[Token, ...], int, int] = ((), 0, 0)
    for number in range(n):
        if number and rng.random() < q.families:
            rest, day, province = last
        else:
            rest = tuple((given.draw(rng), "") for _ in range(q.tokens - 2))
            ending = rng.choice(PERSIAN_ENDS)[0] if q.language == "fa" and rng.random() < 0.15 else ""
            rest = (*rest, (family.draw(rng), ending))
            day = min(
                q.days - 1, max(0, rng.choice(peaks) + rng.randint(-2, 2)) if rng.random() < 0.5 else rng.randrange(q.days)
            )
            province = int(provinces.draw(rng))
        last = (rest, day, province)
        first = [(given.draw(rng), "")]
        if q.language == "fa" and rng.random() < 0.2:
            first.append((given.draw(rng), ""))
        age = min(95, max(0, round(rng.gauss(28, 9)) if rng.random() < 0.6 else rng.randint(0, 80)))
        found.append(_Person(number, (*first, *rest), age, "f" if rng.random() < 0.15 else "m", day, province))
    return found


class _Pen:
    """Writes names as one list does."""

    def __init__(self, writer: Writer, q: Qualities, rng: random.Random) -> None:
        self.writer, self.rng = writer, rng
        self.words = _vocabulary(q.language)
        self.ends = dict(PERSIAN_ENDS)
        self.usual: dict[str, str] = {}

    def token(self, token: Token) -> str:
        source, ending = token
        if self.writer.script == "source":
            return self.slip(source + ("\u200c" + ending if ending else ""), "ابتدرسنمیوه")
        if source not in self.usual:
            self.usual[source] = self.spell(source)
        text = self.usual[source] if self.rng.random() < self.writer.fixed else self.spell(source)
        return self.slip(text + self.ends.get(ending, ""), "aeioumnrst").title()

    def spell(self, source: str) -> str:
        spellings = self.words[source]
        if not self.writer.rules:
            return self.rng.choices([latin for latin, _ in spellings], [n for _, n in spellings])[0]
        text = max(spellings, key=lambda one: (one[1], one[0]))[0]
        for pattern, other in self.writer.rules:
            text = re.sub(pattern, other, text)
        return text

    def slip(self, text: str, letters: str) -> str:
        if self.rng.random() >= self.writer.typo:
            return text
        at, how = self.rng.randrange(len(text)), self.rng.randrange(4)
        if how == 0 and len(text) > 3:
            return text[:at] + text[at + 1 :]
        if how == 1:
            return text[:at] + self.rng.choice(letters) + text[at:]
        if how == 2:
            return text[:at] + self.rng.choice(letters) + text[at + 1 :]
        return text[: max(at - 1, 0)] + text[max(at - 1, 0) : at + 1][::-1] + text[at + 1 :]

    def name(self, person: _Person) -> str:
        tokens = list(person.name)
        if len(tokens) > 2 and self.rng.random() < self.writer.left_out:
            tokens = [tokens[0], tokens[-1]]
        return " ".join(self.token(token) for token in tokens)

    def row(self, person: _Person) -> tuple[str, int | None, str | None, int | None, int | None]:
        rng, w = self.rng, self.writer
        age: int | None = person.age
        if rng.random() < w.age_off:
            age = max(0, person.age + rng.choice((-1, 1, -1, 1, -1, 1, 2, -2, 5, -4)))
        day: int | None = person.day
        if rng.random() < w.day_off:
            day = person.day + rng.choice((-1, 1, 1, 1, 2, 5, 14))
        return (
            self.name(person),
            None if rng.random() < w.no_age else age,
            None if rng.random() < w.no_sex else person.sex,
            None if rng.random() < w.no_day else day,
            None if rng.random() < w.no_place else person.province,
        )


START = date(2031, 1, 1)
SCHEMA = {
    "record_id": pl.String, "list": pl.String, "name": pl.String, "age": pl.Int64, "sex": pl.String,
    "date_from": pl.Date, "date_to": pl.Date, "province": pl.String, "place_written": pl.String,
}  # fmt: skip


def make(q: Qualities) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the records of a case, lists after one another and rows in an order that says nothing, and the truth."""
    rng = random.Random(f"case {q.seed}")
    share = sum(w.catch * (1 + w.twice) for w in q.lists)
    people = _people(q, max(10, round(q.n_rows / share)), rng)
    rows: list[tuple[object, ...]] = []
    truth: dict[str, str] = {}
    before: list[tuple[_Person, tuple[str, int | None, str | None, int | None, int | None]]] = []
    for number, writer in enumerate(q.lists):
        pen, written = _Pen(writer, q, rng), []
        copied = {
            id(row): row for row in rng.sample(before, min(len(before), round(writer.copies * writer.catch * len(people))))
        }
        there = {person.number for person, _ in copied.values()}
        written += list(copied.values())
        for person in people:
            if person.number not in there and rng.random() < writer.catch * (1 - writer.copies):
                written.append((person, pen.row(person)))
        for person, row in list(written):
            if rng.random() < writer.twice:
                written.append((person, row if rng.random() < 0.4 else pen.row(person)))
        rng.shuffle(written)
        name = f"list{number}"
        for at, (person, (text, age, sex, day, province)) in enumerate(written):
            key = f"{name}:{at}"
            truth[key] = str(person.number)
            on = START + timedelta(days=day) if day is not None else None
            place = f"XX.{province}" if province is not None else None
            rows.append((key, name, text, age, sex, on, on, place, place))
        before = written
    return pl.DataFrame(rows, schema=SCHEMA, orient="row"), truth
