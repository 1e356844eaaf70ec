"""How well records are linked: every figure of docs/methods/linkage.md from one command.

    python -m bench.linkage [--quick] [--sets a,b] [--tables fa|ar|held-out|half] [--families] [--labels] [--human]
    python -m bench.linkage --pairs FILE [--misses]

Reads `../shared/data/link`; the truth column `entity` is read here, for scoring only, and never goes into the program. Prints
one line a measurement: the sets with truth; the same with other tables (`fa` reads Gaza with the Persian tables: the stand-in
for a romaniser that the tables have never seen; `held-out` builds the tables anew without what the scored persons' own
spellings gave to them, `half` without a random half of all token pairs that are written less than 30 times); a Persian list
against each English one of 2022 (`human`, see there); siblings; and what labels do. `--quick` is the first three sets,
each other option that part alone. `--pairs FILE` (not part of everything): names in another script and as people
spell them, in a tab-separated file of your own with the columns id, original, latin, lang.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path

import numpy as np
import polars as pl

from atleast.names import Tables, columns, read
from atleast.names.tables import LANGUAGES, from_text

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "link"
QUICK = ("gaza_pair_5k", "gaza_pair_5k_short", "iran2026_pair")
ALL = (*QUICK, "gaza_three_lists", "gaza_pair_full", "gaza_pair_short")
OTHERWISE = (
    *((name, "fa") for name in ("gaza_pair_5k", "gaza_pair_5k_short", "gaza_three_lists")),
    *((name, how) for how in ("held-out", "half") for name in QUICK),
)


def load(name: str) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the records of a set, without the truth, and the truth: record id -> entity."""
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = {row["rec_id"]: row.pop("entity") for row in rows if row.get("entity")}
    return records(rows), truth


def records(rows: list[dict[str, str]]) -> pl.DataFrame:
    """Return a RECORDS frame of the rows of a set: dates by our own reader, places as ids where the gazetteer knows them."""
    days = [_days(row.get("date", "")) for row in rows]
    places = [_place(row.get("city", ""), row.get("province", "")) for row in rows]
    return pl.DataFrame(
        {
            "record_id": [row["rec_id"] for row in rows],
            "list": [row["list"] for row in rows],
            "name": [row["name"] or None for row in rows],
            "age": pl.Series([int(row["age"]) if row["age"] else None for row in rows], dtype=pl.Int64()),
            "sex": pl.Series([row["sex"] or None for row in rows], dtype=pl.String()),
            "date_from": pl.Series([day[0] for day in days], dtype=pl.Date()),
            "date_to": pl.Series([day[1] for day in days], dtype=pl.Date()),
            "place": pl.Series([place[0] for place in places], dtype=pl.String()),
            "province": pl.Series([place[1] for place in places], dtype=pl.String()),
            "place_written": pl.Series([row.get("city") or row.get("province") or None for row in rows], dtype=pl.String()),
        }
    )


def _days(text: str) -> tuple[date | None, date | None]:
    if not text:
        return None, None
    from atleast import dates

    found = dates.read(text)
    return dates.spans(found) if found else (None, None)


def _place(city: str, province: str) -> tuple[str | None, str | None]:
    if not city and not province:
        return None, None
    from atleast import places

    return places.resolve(places.load("IR"), city=city or None, province=province or None)


def pairs_of(groups: Iterable[list[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def grouped(label: dict[str, str]) -> list[list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record, group in label.items():
        found[group].append(record)
    return list(found.values())


def calibration(p: np.ndarray, true: np.ndarray) -> float:
    """Expected calibration error over ten equal bins of p, of pairs with p >= .01."""
    bins = np.minimum((p * 10).astype(int), 9)
    return float(
        sum(abs(p[bins == b].mean() - true[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any())
    )


def other_tables(how: str, frame: pl.DataFrame, truth: dict[str, str]) -> Tables | str:
    """Return the tables to read with: a language, or tables built without what the scored persons gave to them."""
    if how in LANGUAGES:
        return how
    from scripts.build_names import build, source_pairs

    language = columns(frame["name"].to_list())["tables"][0]
    pairs = source_pairs(language)
    if how == "half":
        draw = np.random.default_rng(7).random(len(pairs))
        pairs = [pair for pair, value in zip(pairs, draw, strict=True) if value < 0.5 or pair[2] >= 30]
    else:
        pairs = without(pairs, frame, truth)
    tokens, letters = build(pairs)
    return from_text(language, tokens=tokens, letters=letters)


def without(pairs: list[tuple[str, str, int]], frame: pl.DataFrame, truth: dict[str, str]) -> list[tuple[str, str, int]]:
    """Take from the token counts one for each time the two tokens stand in the names of one scored person."""
    name = dict(frame.select("record_id", "name").iter_rows())
    counts = {(source, latin): n for source, latin, n in pairs}
    for group in grouped(truth):
        read_names = [read(name[record]) for record in group if name[record]]
        sources = {token for one in read_names if one.script == "arabic" for token in one.tokens}
        latins = {token for one in read_names if one.script == "latin" for token in one.tokens}
        for pair in sorted((source, latin) for source in sources for latin in latins):
            if pair in counts:
                counts[pair] -= 1
    return [(*pair, n) for pair, n in counts.items() if n > 0]


def run(name: str, *, how: str | None = None) -> dict[str, float]:
    from atleast.linkage.blocking import candidates
    from atleast.linkage.features import prepare
    from atleast.linkage.linking import link
    from atleast.linkage.settings import default

    frame, truth = load(name)
    tables = other_tables(how, frame, truth) if how else None
    start = time.perf_counter()
    linked = link(frame, tables=tables)
    seconds = time.perf_counter() - start
    person = dict(linked.members.select("record_id", "person").iter_rows())
    found, true = pairs_of(grouped(person)), pairs_of(grouped(truth))
    hit = len(found & true)
    precision, recall = hit / max(len(found), 1), hit / max(len(true), 1)
    features = prepare(frame, tables=tables)
    proposed = candidates(features, settings=default())
    ids = features.ids
    proposed_pairs = {
        (min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in zip(proposed.left_record, proposed.right_record, strict=True)
    }
    is_true = np.array([(a, b) in true for a, b in linked.pairs.select("left", "right").iter_rows()], bool)
    return {
        "rows": frame.height,
        "F1": 2 * precision * recall / max(precision + recall, 1e-9),
        "precision": precision,
        "recall": recall,
        "cand_recall": len(proposed_pairs & true) / max(len(true), 1),
        "cand_per_record": 2 * len(proposed_pairs) / frame.height,
        "persons": linked.members["person"].n_unique(),
        "true_persons": len(set(truth.values())),
        "ECE": calibration(linked.pairs["p_match"].to_numpy(), is_true),
        "seconds": seconds,
        "peak_MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def families(language: str, n_tokens: int, *, aged: bool, crossed: bool, alike: bool = False, seed: int = 1) -> float:
    """Share of 500 invented families whose two siblings (same other names, place and day) are merged.

    Both siblings stand on both lists; `crossed`: one of them on each list only, the hardest case. `alike`: two given names of
    much the same letters (similarity of .78 or more, not the same romanisation), as Hamed and Hamid.
    """
    from atleast.linkage import link
    from atleast.names import load as load_tables

    tables, draw = load_tables(language), random.Random(seed)
    known = sorted(tables.modal, key=lambda token: -tables.log_p[token])
    given, family = [t for t in known[:200] if len(t) > 2], [t for t in known[150:2500] if len(t) > 3]
    near = [(a, b) for a, b in combinations(given, 2) if alike and tables.modal[a] != tables.modal[b] and _close(a, b, tables)]
    rows = []
    for n in range(500):
        shared = [*draw.choices(given, k=n_tokens - 2), draw.choice(family)]
        day, place, young = (
            date(2031, 3, 1) + timedelta(days=draw.randrange(25)),
            f"XX.{draw.randrange(8)}",
            draw.randrange(3, 15),
        )
        for k, first in enumerate(draw.choice(near) if alike else draw.sample(given, 2)):
            age = young + k * draw.randrange(1, 9)
            for side in "ab":
                tokens = [first, *shared] if side == "a" else [tables.modal[token].title() for token in (first, *shared)]
                seen = age + draw.choice((0, 0, 0, 1, -1)) if aged and draw.random() < 0.9 else None
                if not crossed or (k, side) in ((0, "a"), (1, "b")):
                    rows.append((f"{n}.{k}{side}", side, " ".join(tokens), seen, day, day, place))
    schema = {"record_id": pl.String, "list": pl.String, "name": pl.String, "age": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema | {"date_from": pl.Date, "date_to": pl.Date, "province": pl.String}, orient="row")
    person = dict(link(frame).members.select("record_id", "person").iter_rows())
    sides = [{person[f"{n}.{k}{side}"] for side in "ab" if f"{n}.{k}{side}" in person} for n in range(500) for k in (0, 1)]
    return sum(bool(sides[2 * n] & sides[2 * n + 1]) for n in range(500)) / 500


def _close(a: str, b: str, tables: Tables) -> bool:
    """Whether two tokens of a language are much alike in their letters."""
    from atleast.linkage.alignment import Token, token_similarity

    x, y = (read(token, tables=tables) for token in (a, b))
    if not (x.canon and y.canon):
        return False
    return token_similarity(*(Token(one.canon[0], one.keys[0], one.soft[0], one.own_keys[0]) for one in (x, y))) >= 0.78


def human() -> Iterator[str]:
    """A Persian list against each English list of 2022, spelled by other people: tables that know half of the rarer tokens.

    There is no truth: the silver one is the linkage of all five lists with the whole tables, in which a pair has up to three
    other lists to speak for it. It is wrong where a list holds a person in two spellings, so precision here is a lower bound.
    """
    from atleast.linkage import link

    everything, _ = load("iran2022_lists")
    silver = dict(link(everything).members.select("record_id", "person").iter_rows())
    tables = {how: other_tables(how, everything, silver) for how in ("held-out", "half")}
    for english in ("hrana2022", "ihr2022", "wikipedia2022"):
        both = everything.filter(pl.col("list").is_in([english, "javidnam2022"]))
        side = dict(both.select("record_id", "list").iter_rows())
        true = {pair for pair in pairs_of(grouped({r: silver[r] for r in side})) if side[pair[0]] != side[pair[1]]}
        for what, frame in (("", both), (" no ages", both.with_columns(age=pl.lit(None, pl.Int64())))):
            for how, chosen in tables.items():
                person = dict(link(frame, tables=chosen).members.select("record_id", "person").iter_rows())
                found = {pair for pair in pairs_of(grouped(person)) if side[pair[0]] != side[pair[1]]}
                hit = len(found & true)
                precision, recall = hit / len(found), hit / len(true)
                f1 = 2 * precision * recall / (precision + recall)
                figures = f"F1={f1:.3f} precision={precision:.3f} recall={recall:.3f} pairs={len(true)}"
                yield f"human {english}{what} tables={how} {figures}"


def labels(name: str, *, how: str | None = None, seeds: int = 4) -> Iterator[str]:
    """What 200 and 300 answers bring, from the truth: those the queue asks for, and as many at random (worst of `seeds`)."""
    from atleast.frames import JUDGEMENTS, RECORDS, check, empty
    from atleast.linkage import Linked, link
    from atleast.linkage.review.questions import next_questions

    frame, truth = load(name)
    tables = other_tables(how, frame, truth) if how else None
    true = pairs_of(grouped(truth))
    plain = link(frame, tables=tables)

    def told(judged: pl.DataFrame) -> Linked:
        return link(frame, tables=tables, judgements=judged)

    def answers(pairs: Iterable[tuple[str, str]]) -> pl.DataFrame:
        rows = [(a, b, "same" if truth[a] == truth[b] else "different", "bench", "", "", False) for a, b in pairs]
        return pl.DataFrame(rows, schema=empty(JUDGEMENTS).schema, orient="row")

    def figures(linked: Linked) -> str:
        found = pairs_of(grouped(dict(linked.members.select("record_id", "person").iter_rows())))
        open_pairs = linked.pairs.filter(pl.col("verdict").is_null())
        p, y = open_pairs["p_match"].to_numpy(), [pair in true for pair in open_pairs.select("left", "right").iter_rows()]
        used = "+labels" in linked.settings.weights.version
        return f"F1={2 * len(found & true) / (len(found) + len(true)):.4f} ECE={calibration(p, np.array(y, bool)):.4f} {used=}"

    named = f"labels {name}{f' tables={how}' if how else ''}"
    yield f"{named} none {figures(plain)}"
    asked = check(frame.with_columns(row_key="record_id", status=pl.lit("dead")), RECORDS, optional=RECORDS)
    judged, linked = empty(JUDGEMENTS), plain
    for n in (100, 200, 300):
        queue = next_questions(linked.pairs, linked.members, asked, judged, n=100, seed=n)
        judged = pl.concat([judged, answers((one.left, one.right) for one in queue)]).unique(
            ["left", "right"], maintain_order=True
        )
        linked = told(judged)
        yield f"{named} queue {judged.height} {figures(linked)}"
    every = sorted(plain.pairs.select("left", "right").iter_rows())
    for n in (200, 300):
        at_random = [figures(told(answers(random.Random(seed).sample(every, n)))) for seed in range(seeds)]
        yield f"{named} random {n} worst of {seeds}: {min(at_random)}"


def all_labels() -> Iterator[str]:
    """Labels on sets with and without the right tables."""
    for name, how in (
        ("gaza_three_lists", None),
        ("gaza_pair_5k_short", None),
        ("gaza_pair_5k_short", "fa"),
        ("iran2026_pair", None),
    ):
        yield from labels(name, how=how)


def real_lists() -> str:
    """Five real lists without truth: how many people, and how many on one list, two lists, ..."""
    from atleast.linkage import link

    start = time.perf_counter()
    members = link(load("iran2022_lists")[0]).members
    n_lists = members.group_by("person").agg(pl.col("list").n_unique())["list"].value_counts().sort("list")
    spread = ", ".join(f"{count} on {lists}" for lists, count in n_lists.iter_rows())
    people = members["person"].n_unique()
    return f"iran2022_lists rows={members.height} persons={people} ({spread}) seconds={time.perf_counter() - start:.1f}"


def read_pairs(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated file of names in two spellings: id, original, latin, lang, source."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def two_lists(rows: list[dict[str, str]], *, facts: bool, seed: int) -> pl.DataFrame:
    """Return two lists, `original` and `latin`, of the persons of `rows`: one spelling a person, drawn; facts are invented.

    Ages are known in 8 of 10 records and off by one in 2 of 10, days in 17 of 20, off by one as often, provinces in 8 of 10.
    """
    draw, by_id = random.Random(seed), defaultdict(list)
    for row in rows:
        by_id[row["id"]].append(row)
    off = (*(0,) * 8, 1, -1)
    found: list[tuple[str, str, str, int | None, date | None, date | None, str | None]] = []
    for person, spellings in sorted(by_id.items()):
        names = draw.choice(spellings)
        age, day, place = draw.randrange(3, 70), date(2031, 3, 1) + timedelta(draw.randrange(60)), f"XX.{draw.randrange(20)}"
        for side in ("original", "latin"):
            aged, dated, placed = (facts and draw.random() < share for share in (0.8, 0.85, 0.8))
            seen = day + timedelta(draw.choice(off)) if dated else None
            written = age + draw.choice(off) if aged else None
            found.append((f"{person}|{side}", side, names[side], written, seen, seen, place if placed else None))
    schema = {"record_id": pl.String, "list": pl.String, "name": pl.String, "age": pl.Int64}
    return pl.DataFrame(found, schema=schema | {"date_from": pl.Date, "date_to": pl.Date, "province": pl.String}, orient="row")


def pairs(path: Path, *, misses: bool = False) -> Iterator[str]:
    """How well people's own spellings of names in another script are linked: with invented facts, and by the names alone.

    The file stays where it is: the names are of real persons. Five draws; the names of one language and script are one input.
    """
    from atleast.linkage import link

    rows = read_pairs(path)
    for language, facts in product(sorted({row["lang"] for row in rows}), (True, False)):
        mine = [row for row in rows if row["lang"] == language]
        figures, wrong = [], set()
        for seed in range(5):
            frame = two_lists(mine, facts=facts, seed=seed)
            person = dict(link(frame).members.select("record_id", "person").iter_rows())
            found = pairs_of(grouped(person))
            hit = {pair for pair in found if pair[0].split("|")[0] == pair[1].split("|")[0]}
            true = {(f"{one}|latin", f"{one}|original") for one in {row["id"] for row in mine}}
            name = dict(frame.select("record_id", "name").iter_rows())
            wrong |= {("missed", name[b], name[a]) for a, b in true - hit} | {
                ("FALSE", name[a], name[b]) for a, b in found - hit
            }
            figures.append((2 * len(hit) / (len(found) + len(true)), len(hit) / max(len(found), 1), len(hit) / len(true)))
        f1, precision, recall = (float(np.mean(column)) for column in zip(*figures, strict=True))
        said = f"F1={f1:.3f} precision={precision:.3f} recall={recall:.3f} persons={len(true)}"
        yield f"{path.name} {language} {'names and facts' if facts else 'names alone'} {said}"
        yield from (f"    {' | '.join(one)}" for one in sorted(wrong) if misses)


def siblings() -> Iterator[str]:
    """The test of siblings, each case with five seeds: the mean and the worst."""
    cases = product(("fa", "ar"), (2, 3, 4), (True, False), (False, True), (False, True))
    for language, n_tokens, aged, crossed, alike in cases:
        found = [families(language, n_tokens, aged=aged, crossed=crossed, alike=alike, seed=seed) for seed in range(1, 6)]
        how = f"{aged=} {crossed=} {alike=}"
        yield f"siblings {language} tokens={n_tokens} {how} mean={np.mean(found):.1%} worst={max(found):.1%}"


def main() -> None:
    """Print what the options name, or everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the first three sets only")
    parser.add_argument("--sets", help="names of sets, separated by commas")
    parser.add_argument("--tables", choices=("fa", "ar", "held-out", "half"), help="read all names with other tables")
    parser.add_argument("--pairs", type=Path, help="a file of names in two scripts, alone")
    parser.add_argument("--misses", action="store_true", help="with --pairs: print what was missed")
    parts = {"families": siblings, "human": human, "labels": all_labels}
    for part in parts:
        parser.add_argument(f"--{part}", action="store_true", help=f"{part} alone")
    chosen = parser.parse_args()
    if chosen.pairs:
        for line in pairs(chosen.pairs, misses=chosen.misses):
            print(line, flush=True)
        return
    alone = [part for name, part in parts.items() if getattr(chosen, name)]
    whole = not (alone or chosen.sets or chosen.quick or chosen.tables)
    if not alone:
        names = chosen.sets.split(",") if chosen.sets else QUICK if chosen.quick else ALL
        runs = [(name, chosen.tables) for name in names] + (list(OTHERWISE) if whole else [])
        for name, how in runs:
            figures = " ".join(f"{k}={v if isinstance(v, int) else format(v, '.4g')}" for k, v in run(name, how=how).items())
            print(f"{name}{f' tables={how}' if how else ''} {figures}", flush=True)
    if whole:
        print(real_lists(), flush=True)
    for part in alone or (parts.values() if whole else ()):
        for line in part():
            print(line, flush=True)


if __name__ == "__main__":
    main()
