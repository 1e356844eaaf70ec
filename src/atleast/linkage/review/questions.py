"""Which pairs of records a person should be asked about next, why, and what each answer would do to the count.

`next_questions` takes PAIRS, MEMBERS, RECORDS and JUDGEMENTS and returns the queue. Stale judgements come first. Then every
join that was or might have been made is one question: two people who may be one, or one person at the weakest place. Its worth
is the entropy of the mean probability across the join, doubled when an answer changes the count, raised when it changes which
lists share a person or when a list's promise is broken. One in twenty is drawn at random, for an honest error rate; a fixed
share of what another reader decided is asked once more, blind (docs/how-to/review.md). The count is that of people with
undecided pairs counted once: the most people no two of whom may be one. It says nothing about what the model thinks: the
reader must not be led.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

import msgspec
import polars as pl

from atleast.frames import JUDGEMENTS, PAIRS, check
from atleast.linkage.review.most import most_people

Kind = Literal["stale", "promise", "crowd", "bridge", "rival", "count", "overlap", "uncertain", "second", "random"]

# From this probability on two people may be one until a reader says otherwise; a rule of the case may set another edge.
LOWER_EDGE = 0.1


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """The count as it is, and with either answer; `cells` says how the other answer moves the overlaps of lists."""

    now: int
    same: int
    different: int
    cells: tuple[tuple[str, int], ...] = ()


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Are these two records one person? `joined` is how they stand now, `p_match` the model's (null: no candidate)."""

    left: str
    right: str
    kind: Kind
    effect: Effect
    joined: bool
    p_match: float | None
    n_records: int
    second: bool = False


class _Join(msgspec.Struct, frozen=True, kw_only=True):
    """A place where two groups of records are or might be joined: the pair to ask, the groups, the mean probability across."""

    left: str
    right: str
    a: frozenset[str]
    b: frozenset[str]
    inner: bool
    mean: float
    p: float | None
    log_odds: float


class _State(msgspec.Struct, frozen=True, kw_only=True):
    """What the effects are computed from: who is in which person, what may be one, who counts, which list a record is of."""

    person: dict[str, str]
    records: dict[str, tuple[str, ...]]
    p: dict[tuple[str, str], float]
    may: dict[str, set[str]]
    counted: frozenset[str]
    list: dict[str, str]
    edge: float
    count: int


def next_questions(
    pairs: pl.DataFrame,
    members: pl.DataFrame,
    records: pl.DataFrame,
    judgements: pl.DataFrame,
    *,
    n: int,
    seed: int,
    reader: str | None = None,
    never: Collection[str] = (),
    read_twice: Collection[tuple[str, str]] = (),
    counted: Collection[str] | None = None,
    lower_edge: float = LOWER_EDGE,
    second_share: float = 0.1,
    random_share: float = 0.05,
) -> list[Question]:
    """Return up to `n` questions, what matters first; the same input and seed give the same queue.

    `reader` is who will answer, `never` the lists that promise no duplicates, `read_twice` the pairs that two people have read,
    `counted` the records that may count (default: dead and named), `lower_edge` from where on a pair is undecided.
    """
    pairs, judgements = check(pairs, PAIRS).sort("left", "right"), check(judgements, JUDGEMENTS).sort("left", "right")
    state = _state(pairs, members, records, judgements, counted, lower_edge)
    asked = {(row[0], row[1]) for row in judgements.select("left", "right").iter_rows()}
    stale = [_judged(state, row, "stale") for row in judgements.filter("stale").iter_rows(named=True) if _known(state, row)]
    ranked = _ranked(state, _joins(pairs, members, state), judgements, never, asked)
    twice = {(min(pair), max(pair)) for pair in read_twice}
    seconds = [
        msgspec.structs.replace(_judged(state, row, "second"), second=True)
        for row in judgements.filter(~pl.col("stale")).iter_rows(named=True)
        if _known(state, row) and _for_second(row, reader, twice, second_share, seed)
    ]
    chance = _at_random(pairs, state, asked, seed)
    queue = _mixed(stale, ranked, seconds, chance, random_share=random_share)
    return [question for question, _ in zip(queue, range(n), strict=False)]


def _state(
    pairs: pl.DataFrame,
    members: pl.DataFrame,
    records: pl.DataFrame,
    judgements: pl.DataFrame,
    counted: Collection[str] | None,
    edge: float,
) -> _State:
    """Gather what effects need; a decided pair is no longer undecided."""
    members = members.sort("record_id")
    person = dict(members.select("record_id", "person").iter_rows())
    if counted is None:
        alive = records.filter((pl.col("status") == "dead") & pl.col("name").is_not_null())
        counted = alive["record_id"].to_list()
    likely = pairs.filter(pl.col("p_match") >= 0.005)
    p = {(left, right): value for left, right, value in likely.select("left", "right", "p_match").iter_rows()}
    decided = {row[:2]: row[2] for row in judgements.select("left", "right", "verdict").iter_rows()}
    apart = {
        frozenset((person[left], person[right]))
        for (left, right), verdict in decided.items()
        if verdict == "different" and left in person and right in person
    }
    may: dict[str, set[str]] = {}
    open_ = [(pair, 1.0) for pair, verdict in decided.items() if verdict != "different"]
    for (left, right), value in [*p.items(), *open_]:
        ends = person.get(left), person.get(right)
        if ends[0] is None or ends[1] is None or ends[0] == ends[1] or value < edge:
            continue
        if frozenset(ends) not in apart:
            may.setdefault(ends[0], set()).add(ends[1])
            may.setdefault(ends[1], set()).add(ends[0])
    groups: dict[str, list[str]] = {}
    for record, name in person.items():
        groups.setdefault(name, []).append(record)
    some = frozenset(counted)
    counts = frozenset(name for name, own in groups.items() if not some.isdisjoint(own))
    return _State(
        person=person,
        records={name: tuple(own) for name, own in groups.items()},
        p=p,
        may=may,
        counted=some,
        edge=edge,
        list=dict(members.select("record_id", "list").iter_rows()),
        count=most_people({name: may.get(name, set()) & counts for name in counts}),
    )


def _joins(pairs: pl.DataFrame, members: pl.DataFrame, state: _State) -> Iterator[_Join]:
    """Yield every place worth asking: two people with a likely pair between them, and each person's weakest place."""
    across: dict[tuple[str, str], list[tuple[float, float, str, str]]] = {}
    within: dict[str, list[tuple[float, float, str, str]]] = {}
    likely = pairs.filter((pl.col("p_match") >= 0.005) | (pl.col("log_odds") > 0))
    for left, right, p, odds in likely.select("left", "right", "p_match", "log_odds").iter_rows():
        ends = state.person.get(left), state.person.get(right)
        if ends[0] is None or ends[1] is None:
            continue
        if ends[0] == ends[1]:
            within.setdefault(ends[0], []).append((p, odds, left, right))
        else:
            key = (ends[0], ends[1]) if ends[0] < ends[1] else (ends[1], ends[0])
            across.setdefault(key, []).append((p, odds, left, right))
    for (one, other), found in sorted(across.items()):
        a, b = frozenset(state.records[one]), frozenset(state.records[other])
        p, odds, left, right = max(found)
        mean = sum(row[0] for row in found) / (len(a) * len(b))
        yield _Join(left=left, right=right, a=a, b=b, inner=False, mean=mean, p=p, log_odds=odds)
    for name, found in sorted(within.items()):
        yield _weakest(state.records[name], found)


def _weakest(own: Sequence[str], found: Sequence[tuple[float, float, str, str]]) -> _Join:
    """Return where a person is held together least: the lightest edge of the heaviest spanning tree, and its two sides."""
    side = {record: frozenset((record,)) for record in own}
    tree: list[tuple[float, float, str, str]] = []
    for edge in sorted(found, reverse=True):
        if side[edge[2]] is not side[edge[3]]:
            whole = side[edge[2]] | side[edge[3]]
            tree.append(edge)
            for record in whole:
                side[record] = whole
    p, odds, left, right = tree[-1]
    a = {left}
    grown = True
    while grown:
        grown = False
        for _, _, one, other in tree[:-1]:
            if (one in a) != (other in a):
                a |= {one, other}
                grown = True
    b = frozenset(own) - a
    mean = sum(edge[0] for edge in found if (edge[2] in a) != (edge[3] in a)) / (len(a) * len(b))
    return _Join(left=left, right=right, a=frozenset(a), b=b, inner=True, mean=mean, p=p, log_odds=odds)


def _ranked(
    state: _State, joins: Iterator[_Join], judgements: pl.DataFrame, never: Collection[str], asked: Collection[tuple[str, str]]
) -> list[Question]:
    """Return the questions of the joins that nobody has answered, the most worthwhile first, neighbours spread apart."""
    answered = _answered(judgements, state)
    worth: list[tuple[float, str, str, Question]] = []
    n_lists = len(set(state.list.values()))
    for join in joins:
        lists = [state.list[record] for record in join.a | join.b]
        broken = join.inner and any(lists.count(name) > 1 for name in never)
        crowd = join.inner and len(lists) > n_lists
        rival = not join.inner and join.log_odds > 0 and join.mean < state.edge
        if (join.left, join.right) in asked or _settled(join, answered):
            continue
        entropy = _entropy(join.mean)
        if entropy < 0.05 and not (broken or crowd or rival):
            continue
        effect = _effect(state, join)
        changes = effect.same != effect.different
        value = entropy * (1.0 + 1.0 * changes + 0.25 * bool(effect.cells)) + 0.5 * broken + 0.25 * crowd + 0.1 * rival
        kind = _kind(join, broken=broken, crowd=crowd, rival=rival, changes=changes, effect=effect)
        question = Question(
            left=join.left,
            right=join.right,
            kind=kind,
            effect=effect,
            joined=join.inner,
            p_match=join.p,
            n_records=len(join.a | join.b),
        )
        worth.append((-value, join.left, join.right, question))
    return _spread([question for *_, question in sorted(worth, key=lambda row: row[:3])], state)


def _kind(join: _Join, *, broken: bool, crowd: bool, rival: bool, changes: bool, effect: Effect) -> Kind:
    if broken:
        return "promise"
    if crowd:
        return "crowd"
    if join.inner and len(join.a | join.b) > 2:
        return "bridge"
    if rival:
        return "rival"
    if changes:
        return "count"
    return "overlap" if effect.cells else "uncertain"


def _answered(judgements: pl.DataFrame, state: _State) -> dict[str, set[str]]:
    """Map each record to the records it was compared with by a reader who was sure."""
    found: dict[str, set[str]] = {}
    for left, right in judgements.filter(pl.col("verdict") != "unsure").select("left", "right").iter_rows():
        if left in state.person and right in state.person:
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
    return found


def _settled(join: _Join, answered: Mapping[str, set[str]]) -> bool:
    """Return true when a reader already decided across this join."""
    small, large = sorted((join.a, join.b), key=len)
    return any(not answered.get(record, set()).isdisjoint(large) for record in small)


def _spread(questions: Sequence[Question], state: _State) -> list[Question]:
    """Put a third and later question about one person behind: its answer may follow from the first two."""
    first, later = [], []
    times: dict[str, int] = {}
    for question in questions:
        ends = {state.person[question.left], state.person[question.right]}
        if any(times.get(name, 0) >= 2 for name in ends):
            later.append(question)
            continue
        for name in ends:
            times[name] = times.get(name, 0) + 1
        first.append(question)
    return first + later


def _effect(state: _State, join: _Join) -> Effect:
    """Return the count now and with each answer; only the neighbourhood of the join is computed again."""
    one, other = state.person[join.left], state.person[join.right]
    near = _component(state, {one, other})
    graph = {name: state.may.get(name, set()) & near for name in near}
    now = _count(state, graph, {})
    if join.inner:
        cut = _cut(state, graph, one, join)
        same, different = now, _count(state, cut, {"a": join.a, "b": join.b})
    else:
        same = _count(state, _merged(graph, one, other), {one: join.a | join.b})
        different = _count(
            state,
            {name: near_by - ({one, other} - {name}) if name in (one, other) else near_by for name, near_by in graph.items()},
            {},
        )
    rest = state.count - now
    return Effect(now=state.count, same=rest + same, different=rest + different, cells=_cells(state, join))


def _component(state: _State, start: set[str]) -> set[str]:
    found, open_ = set(start), list(start)
    while open_:
        for name in state.may.get(open_.pop(), ()):
            if name not in found:
                found.add(name)
                open_.append(name)
    return found


def _count(state: _State, graph: Mapping[str, set[str]], own: Mapping[str, Collection[str]]) -> int:
    """Return the most people of the graph no two of whom may be one, those who do not count left aside."""
    counts = {name for name in graph if not state.counted.isdisjoint(own.get(name) or state.records.get(name, ()))}
    return most_people({name: graph[name] & counts for name in counts})


def _merged(graph: Mapping[str, set[str]], one: str, other: str) -> dict[str, set[str]]:
    merged = {name: {one if near == other else near for near in around} for name, around in graph.items() if name != other}
    merged[one] = (graph[one] | graph[other]) - {one, other}
    return merged


def _cut(state: _State, graph: Mapping[str, set[str]], name: str, join: _Join) -> dict[str, set[str]]:
    """Return the graph with the person `name` cut into the sides `a` and `b` of the join."""
    cut = {key: set(around) - {name} for key, around in graph.items() if key != name}
    cut["a"], cut["b"] = set(), set()
    for key in graph[name]:
        for side, records in (("a", join.a), ("b", join.b)):
            if any(_undecided(state, record, far) for record in records for far in state.records[key]):
                cut[side].add(key)
                cut[key].add(side)
    return cut


def _undecided(state: _State, one: str, other: str) -> bool:
    return state.p.get((min(one, other), max(one, other)), 0.0) >= state.edge


def _cells(state: _State, join: _Join) -> tuple[tuple[str, int], ...]:
    """Return how the cells of the overlap table move if the join changes, lists joined by ` & `."""
    moves: dict[str, int] = {}
    apart = -1 if not join.inner else 1
    for records, sign in ((join.a, apart), (join.b, apart), (join.a | join.b, -apart)):
        cell = " & ".join(sorted({state.list[record] for record in records}))
        moves[cell] = moves.get(cell, 0) + sign
    return tuple(sorted((cell, move) for cell, move in moves.items() if move))


def _judged(state: _State, row: Mapping[str, str], kind: Kind) -> Question:
    """Return the question of a pair that was judged before."""
    left, right = row["left"], row["right"]
    one, other = state.person[left], state.person[right]
    if one == other:
        own = state.records[one]
        found = [
            (state.p.get((a, b), 0.0), 0.0, a, b) for i, a in enumerate(own) for b in own[i + 1 :] if (a, b) != (left, right)
        ]
        a = {left} | {rec for rec in own if rec != right and _nearer(found, rec, left, right)}
        join = _Join(left=left, right=right, a=frozenset(a), b=frozenset(own) - a, inner=True, mean=1, p=None, log_odds=0)
    else:
        sides = frozenset(state.records[one]), frozenset(state.records[other])
        join = _Join(left=left, right=right, a=sides[0], b=sides[1], inner=False, mean=0, p=None, log_odds=0)
    return Question(
        left=left,
        right=right,
        kind=kind,
        effect=_effect(state, join),
        joined=one == other,
        p_match=state.p.get((left, right)),
        n_records=len(join.a | join.b),
    )


def _nearer(found: Sequence[tuple[float, float, str, str]], record: str, left: str, right: str) -> bool:
    """Return true when `record` is likelier one with `left` than with `right`."""
    to = {left: 0.0, right: 0.0}
    for p, _, a, b in found:
        if record in (a, b):
            to[b if a == record else a] = p
    return to[left] >= to[right]


def _known(state: _State, row: Mapping[str, str]) -> bool:
    return row["left"] in state.person and row["right"] in state.person


def _for_second(
    row: Mapping[str, str], reader: str | None, twice: Collection[tuple[str, str]], share: float, seed: int
) -> bool:
    """Return true when a pair that another reader decided is one of the fixed share that a second reader sees."""
    if reader is None or row["by"] == reader or row["verdict"] == "unsure" or (row["left"], row["right"]) in twice:
        return False
    digest = hashlib.sha256(f"{seed} {row['left']} {row['right']}".encode()).digest()
    return int.from_bytes(digest[:4], "big") < share * 2**32


def _at_random(pairs: pl.DataFrame, state: _State, asked: Collection[tuple[str, str]], seed: int) -> list[Question]:
    """Return pairs at random, one that is joined and one that is not in turn: both kinds of error are measured."""
    rng = random.Random(seed)
    sides: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for left, right in pairs.select("left", "right").iter_rows():
        if left in state.person and right in state.person and (left, right) not in asked:
            sides[state.person[left] == state.person[right]].append((left, right))
    drawn = {joined: rng.sample(found, min(len(found), 200)) for joined, found in sides.items()}
    turns = [pair for both in zip(drawn[True], drawn[False], strict=False) for pair in both]
    turns += [pair for found in drawn.values() for pair in found[min(map(len, drawn.values())) :]]
    return [_judged(state, {"left": left, "right": right}, "random") for left, right in turns]


def _mixed(
    stale: Sequence[Question],
    ranked: Sequence[Question],
    seconds: Sequence[Question],
    chance: Sequence[Question],
    *,
    random_share: float,
) -> Iterator[Question]:
    """Yield stale ones first, then the ranked ones with a second reading every fifth and a random one at its share."""
    seen: set[tuple[str, str]] = set()
    sources = {"ranked": iter(ranked), "second": iter(seconds), "random": iter(chance)}
    every = round(1 / random_share) if random_share > 0 else 0
    yield from stale
    seen |= {(one.left, one.right) for one in stale}
    for turn in range(1, len(ranked) + len(seconds) + len(chance) + 1):
        first = "random" if every and turn % every == 0 else "second" if turn % 5 == 0 else "ranked"
        order = [first] + [name for name in ("ranked", "second") if name != first]
        for name in order:
            question = next((one for one in sources[name] if (one.left, one.right) not in seen), None)
            if question is not None:
                seen.add((question.left, question.right))
                yield question
                break


def _entropy(p: float) -> float:
    """Return the entropy of a probability in bits."""
    p = min(max(p, 0.0), 1.0)
    return 0.0 if p in (0.0, 1.0) else -(p * math.log2(p) + (1 - p) * math.log2(1 - p))
