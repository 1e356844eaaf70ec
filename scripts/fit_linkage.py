"""Fit the weights of the default model on the sets with truth, and print them as `weights.toml`.

For maintainers: `python -m scripts.fit_linkage > src/atleast/linkage/data/weights.toml`, then raise `version`. Ridge logistic
regression (l2 = 1) on the candidate pairs of the development sets, read with their own name tables, with those of the other
language and with tables that lack half of the rarer tokens (so that the weights know writers that the tables do not), each set
weighing 3,000 true pairs. Weights of ages two years apart and more, of dates, places and events stay as they are: what these
sets say of them repeats how their truth and their noise were made. The truth is read here and never reaches the program.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import msgspec
import numpy as np
from bench.linkage import load, other_tables

from atleast.linkage.blocking import candidates
from atleast.linkage.competition import compete
from atleast.linkage.features import prepare
from atleast.linkage.learned.habits import habits
from atleast.linkage.scoring import COLUMNS, levels, offset, score, weight_vector
from atleast.linkage.settings import Weights, default, default_weights

SETS = (
    ("gaza_pair_5k", None),
    ("gaza_pair_5k_short", None),
    ("iran2026_pair", None),
    ("gaza_three_lists", None),
    ("gaza_pair_5k", "fa"),
    ("gaza_pair_5k_short", "fa"),
    ("gaza_three_lists", "fa"),
    ("iran2026_pair", "half"),
    ("gaza_pair_5k_short", "half"),
)
HELD = (
    "given_apart",
    "age_2",
    "age_3",
    "age_6",
    "age_15",
    "date_1",
    "date_7",
    "date_45",
    "date_more",
    "place_shared",
    "place_none",
    "event_rare",
)
TRUE_PAIRS = 3000.0


def main() -> None:
    start = default_weights()
    parts = list(designs())
    x, y, w, off = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    fitted, intercept = fit(x, y, w, off, weight_vector(start))
    print(as_toml(fitted, intercept, start))


def designs() -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Yield levels, truth, weight and prior of the candidate pairs of each set."""
    settings = default()
    for name, how in SETS:
        frame, truth = load(name)
        features = prepare(frame, tables=other_tables(how, frame, truth) if how else None)
        pairs = candidates(features, settings=settings)
        scores = score(features, pairs, weights=settings.weights)
        learned = habits(features, pairs, scores, compete(features, scores))
        x = levels(features, pairs, habits=learned)
        entity = np.array([truth[record] for record in features.ids])
        y = (entity[pairs.left_record] == entity[pairs.right_record]).astype(float)
        print(name, how, len(y), int(y.sum()), file=sys.stderr, flush=True)
        yield x, y, np.full(len(y), TRUE_PAIRS / y.sum()), offset(features, pairs, 0.0)


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray, off: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, float]:
    from scipy.optimize import minimize

    free = np.array([column not in HELD for column in COLUMNS])
    fixed = off + x[:, ~free] @ start[~free]
    z = np.concatenate([np.ones((len(x), 1)), x[:, free]], axis=1)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        odds = fixed + z @ beta
        p = 1 / (1 + np.exp(-odds))
        value = float(np.sum(w * (np.logaddexp(0, odds) - y * odds)) + 0.5 * np.sum(beta[1:] ** 2))
        return value, z.T @ (w * (p - y)) + np.concatenate([[0.0], beta[1:]])

    found = minimize(loss, np.concatenate([[1.7], start[free]]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    fitted = start.copy()
    fitted[free] = found.x[1:]
    return fitted, float(found.x[0])


def as_toml(vector: np.ndarray, intercept: float, start: Weights) -> str:
    """Return the weights along `COLUMNS` in the shape of the file; checked by reading them back."""
    v = iter(np.round(vector, 2).tolist())

    def take(n: int) -> list[float]:
        return [next(v) for _ in range(n)]

    data = {
        "version": str(int(start.version) + 1),
        "intercept": round(intercept, 2),
        "given": {"level": take(6), "rarity": take(3), "apart": take(1)[0]},
        "family": {"level": take(6), "rarity": take(3), "moved": take(1)[0], "moved_rarity": take(1)[0]},
        "middle": {"high": take(3), "ok": take(1)[0], "low": take(1)[0], "rarity": take(1)[0]},
        "alone": {"short": take(3), "short_few": take(1)[0], "long": take(2), "long_few": take(1)[0]},
        "brother": take(1)[0],
        "age": {"difference": take(5), "generation": take(1)[0]},
        "sex": {"same": take(1)[0], "differs": take(1)[0]},
        "date": {"gap": take(4)},
        "place": {"shared": take(1)[0], "none": take(1)[0]},
        "event_rarity": take(1)[0],
        "list": {"same": take(1)[0], "same_name": take(1)[0]},
    }
    weights = msgspec.convert(data, Weights)
    if not np.allclose(weight_vector(weights), np.round(vector, 2)):
        raise SystemExit("the weights are not in the order of COLUMNS")
    plain = {key: value for key, value in data.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in data.items() if isinstance(value, dict)}
    text = "# Natural-log weights of the comparisons of two records; unknown counts 0. Fitted by scripts/fit_linkage.py.\n"
    text += "".join(f"{key} = {msgspec.json.encode(value).decode()}\n" for key, value in plain.items())
    for key, table in tables.items():
        text += f"\n[{key}]\n" + "".join(f"{name} = {msgspec.json.encode(value).decode()}\n" for name, value in table.items())
    return text


if __name__ == "__main__":
    main()
