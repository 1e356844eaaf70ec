"""The review queue: what is asked first, and that the printed effects are true."""

from __future__ import annotations

from itertools import combinations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from atleast.frames import JUDGEMENTS, MEMBERS, PAIRS, RECORDS, check, empty
from atleast.linkage.review.most import most_people
from atleast.linkage.review.questions import next_questions


def pairs(rows):
    frame = pl.DataFrame(
        [{"left": a, "right": b, "p_match": float(p), "log_odds": float(odds), "verdict": None} for a, b, p, odds in rows],
        schema={name: column.dtype for name, column in PAIRS.items()},
    )
    return check(frame, PAIRS)


def world(clusters, likely, *, odds=0.0, uncounted=()):
    """Pairs, members and records from {person: records}, {(record, record): p}; the first letter of a record is its list."""
    persons = {record: person for person, records in clusters.items() for record in records}
    members = pl.DataFrame(
        [{"record_id": record, "list": record[0], "person": person, "p": 0.9} for record, person in sorted(persons.items())],
        schema={name: column.dtype for name, column in MEMBERS.items()},
    )
    rows = [
        {"record_id": record, "list": record[0], "row_key": record, "name": record, "status": "dead"}
        for record in persons
        if record not in uncounted
    ]
    rows += [
        {"record_id": record, "list": record[0], "row_key": record, "name": record, "status": "injured"} for record in uncounted
    ]
    records = check(pl.DataFrame(rows), RECORDS, optional=RECORDS)
    return pairs([(min(a, b), max(a, b), p, odds) for (a, b), p in likely.items()]), members, records


def judged(*rows, stale=False):
    frame = pl.DataFrame(
        [
            {"left": a, "right": b, "verdict": verdict, "by": by, "because": "", "seen": "", "stale": stale}
            for a, b, verdict, by in rows
        ],
        schema={name: column.dtype for name, column in JUDGEMENTS.items()},
    )
    return check(frame, JUDGEMENTS)


def ask(frames, judgements=None, n=20, seed=1, **more):
    return next_questions(
        *frames, empty(JUDGEMENTS) if judgements is None else judgements, n=n, seed=seed, random_share=0, **more
    )


def keys(questions):
    return [(one.left, one.right) for one in questions]


def brute(graph):
    names = sorted(graph)
    return max(
        len(some)
        for size in range(len(names) + 1)
        for some in combinations(names, size)
        if not any(b in graph[a] for a, b in combinations(some, 2))
    )


graphs = st.integers(1, 8).flatmap(
    lambda n: st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))).map(lambda edges: (n, edges))
)


@given(graphs)
def test_most_people_is_the_largest_set_found_by_trying_all(made):
    n, edges = made
    graph = {str(i): set() for i in range(n)}
    for a, b in edges:
        if a != b:
            graph[str(a)].add(str(b))
            graph[str(b)].add(str(a))
    assert most_people(graph) == brute(graph)


def test_an_undecided_pair_is_counted_once_and_different_adds_one():
    frames = world({"x": ["a1"], "y": ["b1"], "z": ["a2"]}, {("a1", "b1"): 0.5})
    (question,) = ask(frames)
    assert (question.effect.now, question.effect.same, question.effect.different) == (2, 2, 3)
    assert question.kind == "count"
    assert not question.joined
    assert question.effect.cells == (("a", -1), ("a & b", 1), ("b", -1))


def test_one_person_held_together_by_a_pair_becomes_two_if_it_is_different():
    frames = world({"x": ["a1", "b1", "c1"], "y": ["a2"]}, {("a1", "b1"): 0.97, ("b1", "c1"): 0.55})
    question = ask(frames)[0]
    assert keys([question]) == [("b1", "c1")]
    assert question.kind == "bridge"
    assert question.joined
    assert (question.effect.now, question.effect.same, question.effect.different) == (2, 2, 3)
    assert question.effect.cells == (("a & b", 1), ("a & b & c", -1), ("c", 1))


def test_people_who_do_not_count_change_no_count():
    frames = world({"x": ["a1"], "y": ["b1"]}, {("a1", "b1"): 0.5}, uncounted=("a1", "b1"))
    (question,) = ask(frames)
    assert (question.effect.now, question.effect.same, question.effect.different) == (0, 0, 0)
    assert question.kind == "overlap"


def test_what_can_change_the_count_comes_before_what_cannot():
    frames = world(
        {"x": ["a1"], "y": ["b1"], "v": ["a2"], "w": ["b2"]}, {("a1", "b1"): 0.5, ("a2", "b2"): 0.5}, uncounted=("a1", "b1")
    )
    assert keys(ask(frames)) == [("a2", "b2"), ("a1", "b1")]


def test_the_uncertain_comes_first_and_the_certain_is_not_asked():
    frames = world(
        {"x": ["a1"], "y": ["b1"], "v": ["a2"], "w": ["b2"], "t": ["a3"], "u": ["b3"]},
        {("a1", "b1"): 0.2, ("a2", "b2"): 0.5, ("a3", "b3"): 0.001},
    )
    assert keys(ask(frames)) == [("a2", "b2"), ("a1", "b1")]


def test_a_broken_promise_of_a_list_is_asked_and_named_as_such():
    frames = world({"x": ["a1", "a2"], "y": ["b1", "b2"]}, {("a1", "a2"): 0.97, ("b1", "b2"): 0.97})
    assert ask(frames, never={"a"})[0].kind == "promise"
    assert keys(ask(frames, never={"a"}))[0] == ("a1", "a2")


def test_a_person_with_more_records_than_lists_is_asked_about():
    likely = dict.fromkeys([("a1", "a2"), ("a1", "b1"), ("a2", "b1")], 0.999)
    questions = ask(world({"x": ["a1", "a2", "b1"]}, likely))
    assert [one.kind for one in questions] == ["crowd"]


def test_rivals_that_suppress_one_another_are_asked():
    frames = world({"x": ["a1"], "y": ["b1"], "z": ["b2"]}, {("a1", "b1"): 0.02, ("a1", "b2"): 0.02}, odds=2.0)
    assert {one.kind for one in ask(frames)} == {"rival"}


def test_what_was_decided_is_not_asked_again_and_what_follows_from_it_neither():
    likely = {("a1", "b1"): 0.5, ("a1", "b2"): 0.4, ("a9", "b9"): 0.5}
    frames = world({"x": ["a1"], "y": ["b1", "b2"], "v": ["a9"], "w": ["b9"]}, likely)
    assert keys(ask(frames, judged(("a1", "b1", "different", "Mina")))) == [("a9", "b9")]
    assert ("a9", "b9") not in keys(ask(frames, judged(("a9", "b9", "unsure", "Mina"))))


def test_stale_judgements_come_first():
    frames = world({"x": ["a1", "b1"], "y": ["a2"], "z": ["b2"]}, {("a1", "b1"): 0.999, ("a2", "b2"): 0.5})
    questions = ask(frames, judged(("a1", "b1", "same", "Mina"), stale=True))
    assert [(one.kind, one.left) for one in questions] == [("stale", "a1"), ("count", "a2")]
    assert (questions[0].effect.now, questions[0].effect.different) == (2, 3)


def test_a_second_reader_gets_a_share_that_does_not_depend_on_when_it_is_asked():
    people = {f"p{n}": [f"a{n:03}", f"b{n:03}"] for n in range(400)}
    frames = world(people, {(f"a{n:03}", f"b{n:03}"): 0.999 for n in range(400)})
    all_ = judged(*[(f"a{n:03}", f"b{n:03}", "same", "Mina") for n in range(400)])
    seconds = [one for one in ask(frames, all_, n=999, reader="Reza") if one.second]
    assert 20 <= len(seconds) <= 65
    assert ask(frames, all_, n=999, reader="Mina") == []
    half = ask(frames, all_.head(200), n=999, reader="Reza")
    assert set(keys(half)) == {key for key in keys(seconds) if key < ("a200", "")}
    read = {(one.left, one.right) for one in seconds[:5]}
    assert not read & set(keys(ask(frames, all_, n=999, reader="Reza", read_twice=read)))


def test_one_in_twenty_is_drawn_at_random_from_the_joined_and_the_others():
    people = {f"p{n}": [f"a{n:03}", f"b{n:03}"] for n in range(100)} | {f"q{n}": [f"c{n:03}"] for n in range(100)}
    likely = {(f"a{n:03}", f"b{n:03}"): 0.8 for n in range(100)} | {(f"b{n:03}", f"c{n:03}"): 0.001 for n in range(100)}
    frames = world(people, likely)
    questions = next_questions(*frames, empty(JUDGEMENTS), n=100, seed=1)
    drawn = [one for one in questions if one.kind == "random"]
    assert len(drawn) == 5
    assert {one.joined for one in drawn} == {True, False}
    assert keys(next_questions(*frames, empty(JUDGEMENTS), n=100, seed=2)) != keys(questions)


@st.composite
def worlds(draw):
    n = draw(st.integers(2, 9))
    records = [f"{'abc'[i % 3]}{i}" for i in range(n)]
    labels = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    clusters = {}
    for record, label in zip(records, labels, strict=True):
        clusters.setdefault(f"p{label}", []).append(record)
    both = list(combinations(sorted(records), 2))
    chosen = draw(st.lists(st.sampled_from(both), unique=True, max_size=10))
    return clusters, {pair: draw(st.sampled_from([0.02, 0.3, 0.5, 0.7, 0.99])) for pair in chosen}


def counted_once(clusters, likely, *, apart=frozenset()):
    persons = {record: person for person, records in clusters.items() for record in records}
    graph = {person: set() for person in clusters}
    for (a, b), p in likely.items():
        one, other = persons[a], persons[b]
        if p >= 0.1 and one != other and frozenset((one, other)) not in apart:
            graph[one].add(other)
            graph[other].add(one)
    return brute(graph)


@settings(max_examples=150)
@given(worlds())
def test_the_effects_are_those_of_counting_again_from_the_start(made):
    clusters, likely = made
    persons = {record: person for person, records in clusters.items() for record in records}
    now = counted_once(clusters, likely)
    for question in ask(world(clusters, likely)):
        one, other = persons[question.left], persons[question.right]
        assert question.effect.now == now
        if question.joined:
            assert question.effect.same == now
            assert question.effect.different in (now, now + 1)
            continue
        merged = {key: own for key, own in clusters.items() if key != other} | {one: clusters[one] + clusters[other]}
        assert question.effect.same == counted_once(merged, likely)
        assert question.effect.different == counted_once(clusters, likely, apart={frozenset((one, other))})


@given(worlds(), st.randoms())
def test_the_order_of_rows_changes_nothing(made, shuffler):
    clusters, likely = made
    frames = world(clusters, likely)
    turned = [frame.sample(fraction=1.0, shuffle=True, seed=shuffler.randrange(99)) for frame in frames]
    assert ask(turned) == ask(frames)
