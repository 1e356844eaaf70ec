"""What the lists at hand teach: how a writer spells, how far lists overlap, how often one names a person twice."""

from __future__ import annotations

import numpy as np
import polars as pl

from atleast.linkage import link
from atleast.linkage.blocking import candidates
from atleast.linkage.competition import compete
from atleast.linkage.features import prepare
from atleast.linkage.learned.habits import habits
from atleast.linkage.scoring import Scores, score
from atleast.linkage.settings import default

RARE = [
    ("سهراب", "Sohrab", "رستم", "Rostam"),
    ("پروانه", "Parvaneh", "بهرام", "Bahram"),
    ("نسرین", "Nasrin", "منوچهر", "Manuchehr"),
]
RARE += [("جمشید", "Jamshid", "اسفندیار", "Esfandiar"), ("شهرزاد", "Shahrzad", "خسرو", "Khosro")]


def strange_writer() -> pl.DataFrame:
    """Two lists; the Latin one always writes مرادی as "Mradhy", beside names that are certain for their other tokens."""
    rows = []
    for n, (fa1, la1, fa2, la2) in enumerate(RARE):
        rows.append({"record_id": f"a{n}", "list": "a", "name": f"{fa1} {fa2} مرادی", "age": 20 + 9 * n})
        rows.append({"record_id": f"b{n}", "list": "b", "name": f"{la1} {la2} Mradhy", "age": 20 + 9 * n})
    return pl.DataFrame(rows)


def test_a_spelling_met_in_certain_pairs_is_learned() -> None:
    features = prepare(strange_writer(), tables="fa")
    pairs = candidates(features, settings=default())
    scores = score(features, pairs, weights=default().weights)
    learned = habits(features, pairs, scores, compete(features, scores))
    family = {
        token.canon: int(code)
        for token, code in zip(features.vocabulary, features.canon, strict=True)
        if token.key.startswith("mr")
    }
    assert len(family) == 2
    low, high = sorted(family.values())
    assert low * 1_000_000 + high in learned.tolist()
    again = score(features, pairs, weights=default().weights, habits=learned)
    assert again.log_odds.max() > scores.log_odds.max()


def test_nothing_is_learned_from_pairs_that_are_not_certain() -> None:
    features = prepare(strange_writer(), tables="fa")
    pairs = candidates(features, settings=default())
    scores = score(features, pairs, weights=default().weights)
    assert len(habits(features, pairs, scores, np.full(len(scores.left), 0.5))) == 0


def test_candidates_of_one_record_share_its_probability() -> None:
    names = ["Reza Karimi", "رضا کریمی", "رضا کریمی"]
    rows = [{"record_id": str(i), "list": "abb"[i], "name": name, "age": [30, 30, 60][i]} for i, name in enumerate(names)]
    features = prepare(pl.DataFrame(rows))
    scores = Scores(np.array([0, 0], np.int32), np.array([1, 2], np.int32), np.array([1.0, 1.0]))
    p = compete(features, scores)
    assert p[0] == p[1] < 0.5
    alone = compete(features, Scores(scores.left[:1], scores.right[:1], scores.log_odds[:1]))
    assert alone[0] > 0.7


def test_twins_in_one_list_do_not_compete() -> None:
    rows = [{"record_id": "0", "list": "a", "name": "سهراب رستم زاده", "age": 41, "sex": "m"}]
    rows += [{"record_id": str(i), "list": "b", "name": "Sohrab Rostamzadeh", "age": 41, "sex": "m"} for i in (1, 2)]
    for n, (fa1, la1, fa2, la2) in enumerate(RARE * 3):
        rows.append({"record_id": f"x{n}", "list": "a", "name": f"{fa1} {fa2}{n}", "age": 20 + n, "sex": "m"})
        rows += [{"record_id": f"y{n}{k}", "list": "b", "name": f"{la1} {la2}", "age": 20 + n, "sex": "m"} for k in (0, 1)]
    members = dict(link(pl.DataFrame(rows)).members.select("record_id", "person").iter_rows())
    assert members["0"] == members["1"] == members["2"]
