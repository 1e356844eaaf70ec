"""Which pairs of records are worth comparing: blocks in SQL over precomputed keys, in DuckDB's memory.

`candidates(features, settings=...)` returns four arrays of equal length: the variants (names) compared, left and right, and
their records, left < right. A rule gives each name block keys; two names in one block are a candidate (Fellegi and Sunter 1969;
the rules are those measured in `docs/methods/linkage.md`). Blocks larger than a cap are dropped: the finer rules hold what
matters in them. Nothing is read from or written to a disk unless `spill` names a folder, and no extension is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atleast.errors import LinkError
from atleast.linkage.features import UNKNOWN_DAY, Features, Ints
from atleast.linkage.settings import Settings

if TYPE_CHECKING:
    import duckdb


class Candidates(NamedTuple):
    """Pairs of name variants with their records, sorted."""

    left: Ints
    right: Ints
    left_record: Ints
    right_record: Ints


class Rule(NamedTuple):
    """One rule: its name, SQL of the block keys of each name, of those it looks for (None: the same), the largest block."""

    name: str
    keys: str
    sought: str | None
    cap: int


# Tables: `n` one row a name (v, record, list, age, day), `f` and `l` its first and last keys (also joined with the neighbour,
# and by its own letters), `k` all keys, `near` -1, 0, 1. A block holds names of all lists; the caps were chosen on sets with
# truth so that each rule adds more true pairs than work, and keep the work linear in the number of records.
_FIRST_LAST = "f JOIN l USING (v)"
_TWO = "k x JOIN k y USING (v)"


def _aged(name: str, keys: str, tables: str, cap: int, *, column: str = "age", where: str = "TRUE") -> Rule:
    """A rule on keys and a number that may be off by one."""
    own = f"SELECT v, hash({keys}, {column}) AS b FROM {tables} JOIN n USING (v) WHERE {column} >= 0 AND {where}"
    sought = f"SELECT v, hash({keys}, {column} + d) AS b FROM {tables} JOIN n USING (v), near WHERE {column} >= 0 AND {where}"
    return Rule(name, own, sought, cap)


_RULES = (
    Rule("first, last", f"SELECT v, hash(f.key, l.key) AS b FROM {_FIRST_LAST}", None, 1000),
    _aged("last, age", "l.key", "l", 100),
    _aged("first, age", "f.key", "f", 100),
    Rule("two keys", f"SELECT v, hash(x.key, y.key) AS b FROM {_TWO} WHERE x.key < y.key", None, 50),
    _aged("two keys, age", "x.key, y.key", _TWO, 200, where="x.key < y.key"),
    Rule(
        "three keys",
        f"SELECT v, hash(x.key, y.key, z.key) AS b FROM {_TWO} JOIN k z USING (v) WHERE x.key < y.key AND y.key < z.key",
        None,
        500,
    ),
    Rule("rare key", "SELECT v, key AS b FROM k", None, 30),
    Rule("opening of first, last", f"SELECT v, hash(f.opening, l.key) AS b FROM {_FIRST_LAST}", None, 100),
    Rule("first, opening of last", f"SELECT v, hash(f.key, l.opening) AS b FROM {_FIRST_LAST}", None, 60),
    _aged("first, opening of last, age", "f.key, l.opening", _FIRST_LAST, 200),
    _aged("openings, age", "f.opening, l.opening", _FIRST_LAST, 100),
    _aged("first, day", "f.key", "f", 100, column="day"),
    _aged("last, day", "l.key", "l", 100, column="day"),
)


def candidates(features: Features, *, settings: Settings, spill: str | None = None) -> Candidates:
    """Return the candidate pairs, sorted by record and name."""
    if not len(features.record):
        none = np.zeros(0, np.int32)
        return Candidates(none, none, none, none)
    connection = _connect(spill)
    try:
        _tables(connection, features)
        most = settings.most_names_in_block
        connection.execute("CREATE TABLE c (v INTEGER, w INTEGER)")
        often = [
            i for i, name in enumerate(features.lists) if (plan := settings.lists.get(name)) and plan.duplicates == "often"
        ]
        for rule in _RULES:
            _join(connection, rule, most, often)
        _within(connection, most)
        rows = connection.execute("SELECT DISTINCT v, w FROM c").fetchnumpy()
        left, right = np.asarray(rows["v"], np.int32), np.asarray(rows["w"], np.int32)
        del rows
    finally:
        connection.close()
    return _tidy(features, left, right, settings)


def _connect(spill: str | None) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        connection = duckdb.connect(
            ":memory:",
            config={
                "temp_directory": spill or "",
                "threads": 2,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        connection.execute("SET enable_external_access = false")
        connection.execute("SET enable_progress_bar = false")
    except duckdb.Error as fault:
        raise LinkError(f"the matching engine does not start: {fault}", hint="Check the --spill folder.") from None
    return connection


def _tables(connection: duckdb.DuckDBPyConnection, features: Features) -> None:
    """Make the tables of names and keys; keys are codes of text, so nothing but numbers goes in."""
    first, last, every = _keys(features)
    day = features.day_from[features.record]
    exact = (day != UNKNOWN_DAY) & (features.day_to[features.record] - day <= 3)
    _load(
        connection,
        "n",
        v=np.arange(len(features.record), dtype=np.int32),
        record=features.record,
        list=features.list_of[features.record],
        age=features.age[features.record],
        day=np.where(exact, day, UNKNOWN_DAY).astype(np.int32),
    )
    connection.execute(f"UPDATE n SET day = NULL WHERE day = {UNKNOWN_DAY}")
    for name, rows in (("f", first), ("l", last), ("k0", every)):
        _load(connection, name, v=rows[0], key=rows[1], opening=rows[2])
    connection.execute("CREATE TABLE k AS SELECT DISTINCT v, key FROM k0")
    connection.execute("CREATE TABLE near AS SELECT unnest([-1, 0, 1]) AS d")


def _load(connection: duckdb.DuckDBPyConnection, table: str, **arrays: NDArray[np.int32]) -> None:
    connection.register("_incoming", arrays)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM _incoming")
    connection.unregister("_incoming")


def _keys(features: Features) -> list[tuple[Ints, Ints, Ints]]:
    """Return (name, key, opening) rows of first, last and all keys; the first two also joined with their neighbour."""
    text = [token.key for token in features.vocabulary]
    own = [token.own_key for token in features.vocabulary]
    codes: dict[str, int] = {}
    found: tuple[set[tuple[int, int, int]], ...] = (set(), set(), set())

    def add(kind: int, v: int, key: str) -> None:
        found[kind].add((v, codes.setdefault(key, len(codes)), codes.setdefault(key[:2], len(codes))))

    for v in range(len(features.record)):
        tokens = features.tokens[features.start[v] : features.start[v + 1]].tolist()
        keys = [text[token] for token in tokens]
        for key in keys:
            add(2, v, key)
        for kind, at in ((0, 0), (1, -1)):
            add(kind, v, keys[at])
            add(kind, v, own[tokens[at]])
        if len(keys) > 1:
            add(0, v, _joined(keys[0], keys[1]))
            add(1, v, _joined(keys[-2], keys[-1]))
    tables = [np.array(sorted(rows), np.int32).reshape(-1, 3) for rows in found]
    return [(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy()) for rows in tables]


def _joined(a: str, b: str) -> str:
    a, b = a.strip("-"), b.strip("-")
    return a + (b[1:] if a[-1:] == b[:1] else b)


def _join(connection: duckdb.DuckDBPyConnection, rule: Rule, most: int, often: list[int]) -> None:
    """Add the pairs of one rule: names of different lists, or of one that holds people often twice, in one small block."""
    inside = f" OR (x.list = y.list AND x.record <> y.record AND x.list IN ({', '.join(map(str, often))}))" if often else ""
    cap = min(rule.cap, most)
    _blocks(connection, "a", rule.keys)
    sought = "a"
    if rule.sought:
        _blocks(connection, "z", rule.sought)
        sought = "z"
    connection.execute(
        f"""
        INSERT INTO c
        WITH small AS (SELECT b FROM {sought} GROUP BY b HAVING count(*) <= {cap}),
        x AS (SELECT a.* FROM a SEMI JOIN small USING (b))
        SELECT DISTINCT if(x.record < y.record, x.v, y.v), if(x.record < y.record, y.v, x.v)
        FROM x JOIN {sought} y USING (b) WHERE x.list {"<>" if rule.sought else "<"} y.list{inside}
        """
    )


def _blocks(connection: duckdb.DuckDBPyConnection, table: str, keys: str) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT DISTINCT v, b, list, record FROM ({keys}) JOIN n USING (v)")


def _within(connection: duckdb.DuckDBPyConnection, most: int) -> None:
    """Inside one list: the same first and last key, ages within one year or unknown."""
    _blocks(connection, "a", f"SELECT v, hash(f.key, l.key, n.list) AS b FROM {_FIRST_LAST} JOIN n USING (v)")
    connection.execute(
        f"""
        INSERT INTO c
        WITH small AS (SELECT b FROM a GROUP BY b HAVING count(*) BETWEEN 2 AND {min(500, most)}),
        x AS (SELECT a.*, age FROM a SEMI JOIN small USING (b) JOIN n USING (v))
        SELECT DISTINCT x.v, y.v FROM x JOIN x y USING (b)
        WHERE x.record < y.record AND (x.age < 0 OR y.age < 0 OR abs(x.age - y.age) <= 1)
        """
    )


def _tidy(features: Features, left: Ints, right: Ints, settings: Settings) -> Candidates:
    """Order the pairs, smaller record first, and leave out what the plan keeps apart."""
    a, b = features.record[left], features.record[right]
    swap = a > b
    left, right = np.where(swap, right, left), np.where(swap, left, right)
    a, b = features.record[left], features.record[right]
    keep = a != b
    left, right, a, b = left[keep], right[keep], a[keep], b[keep]
    order = np.lexsort((right, left, b, a))
    return allowed(features, Candidates(left[order], right[order], a[order], b[order]), settings)


def allowed(features: Features, pairs: Candidates, settings: Settings) -> Candidates:
    """Return the pairs that the plan lets be one person: lists kept apart, and lists that promise no duplicates, drop out."""
    number = {name: i for i, name in enumerate(features.lists)}
    apart = {(number[x], number[y]) for x, y in settings.apart if x in number and y in number}
    apart |= {
        (number[name], number[name]) for name, plan in settings.lists.items() if plan.duplicates == "never" and name in number
    }
    if not apart or not len(pairs.left):
        return pairs
    table = np.zeros((len(number), len(number)), bool)
    for x, y in apart:
        table[x, y] = table[y, x] = True
    keep = ~table[features.list_of[pairs.left_record], features.list_of[pairs.right_record]]
    return Candidates(*(column[keep] for column in pairs))
