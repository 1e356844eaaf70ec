"""Which pairs of records are worth comparing: blocks in SQL over precomputed keys, in DuckDB's memory.

`candidates(features, settings=...)` returns four arrays of equal length: the variants (names) compared, left and right, and their
records, left < right. A rule gives each name block keys; two names in one block are a candidate (Fellegi and Sunter 1969; the
rules are those measured in `docs/methods/linkage.md`). Blocks larger than a cap are dropped: the finer rules hold what matters in
them. Nothing is read from or written to a disk unless `spill` names a folder, and no extension is loaded.
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


# Each rule: (name, SQL of the block keys of the one side, of the other side or None for the same, cap on the names in a block
# as a factor of `most_names_in_block`). The tables: `n` one row a name (v, list, age, day), `f` and `l` its first and last keys
# (apart and joined), `k` all keys with their number of records.
_RULES: tuple[tuple[str, str, str | None, float], ...] = (
    ("first and last", "SELECT v, hash(f.key, l.key) AS b FROM f JOIN l USING (v)", None, 1.0),
    (
        "last and age",
        "SELECT v, hash(l.key, age) AS b FROM l JOIN n USING (v) WHERE age >= 0",
        "SELECT v, hash(l.key, age + d) AS b FROM l JOIN n USING (v), near WHERE age >= 0",
        1.0,
    ),
    (
        "first and age",
        "SELECT v, hash(f.key, age) AS b FROM f JOIN n USING (v) WHERE age >= 0",
        "SELECT v, hash(f.key, age + d) AS b FROM f JOIN n USING (v), near WHERE age >= 0",
        0.1,
    ),
    ("two keys", "SELECT v, hash(x.key, y.key) AS b FROM k x JOIN k y USING (v) WHERE x.key < y.key", None, 1.0),
    ("rare key", "SELECT v, hash(key) AS b FROM k WHERE records <= greatest(30, (SELECT count(*) FROM n) / 300)", None, 1.0),
    ("opening and last", "SELECT v, hash(f.opening, l.key) AS b FROM f JOIN l USING (v)", None, 1.0),
    (
        "first, opening of last, age",
        "SELECT v, hash(f.key, l.opening, age) AS b FROM f JOIN l USING (v) JOIN n USING (v)",
        "SELECT v, hash(f.key, l.opening, age + d) AS b FROM f JOIN l USING (v) JOIN n USING (v), near WHERE age >= 0 "
        "UNION ALL SELECT v, hash(f.key, l.opening, a.age) FROM f JOIN l USING (v) JOIN n USING (v), ages a "
        "WHERE n.age < 0 OR a.age < 0",
        1.0,
    ),
    (
        "openings and age",
        "SELECT v, hash(f.opening, l.opening, age) AS b FROM f JOIN l USING (v) JOIN n USING (v) WHERE age >= 0",
        None,
        1.0,
    ),
    (
        "first and day",
        "SELECT v, hash(f.key, day) AS b FROM f JOIN n USING (v) WHERE day IS NOT NULL",
        "SELECT v, hash(f.key, day + d) AS b FROM f JOIN n USING (v), near WHERE day IS NOT NULL",
        0.1,
    ),
    (
        "last and day",
        "SELECT v, hash(l.key, day) AS b FROM l JOIN n USING (v) WHERE day IS NOT NULL",
        "SELECT v, hash(l.key, day + d) AS b FROM l JOIN n USING (v), near WHERE day IS NOT NULL",
        1.0,
    ),
)


def candidates(features: Features, *, settings: Settings, spill: str | None = None) -> Candidates:
    """Return the candidate pairs, sorted by record and name."""
    if not len(features.record):
        none = np.zeros(0, np.int32)
        return Candidates(none, none, none, none)
    connection = _connect(spill)
    try:
        _tables(connection, features)
        connection.execute("CREATE TABLE c (v INTEGER, w INTEGER)")
        for name, left, right, cap in _RULES:
            _join(connection, left, right or left, max(20, int(cap * settings.most_names_in_block)), within=False)
            if name == "first and last":
                _within(connection, settings)
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
        list=features.list[features.record],
        age=features.age[features.record],
        day=np.where(exact, day, UNKNOWN_DAY).astype(np.int32),
    )
    connection.execute(f"UPDATE n SET day = NULL WHERE day = {UNKNOWN_DAY}")
    for name, rows in (("f", first), ("l", last), ("k0", every)):
        _load(connection, name, v=rows[0], key=rows[1], opening=rows[2])
    connection.execute(
        "CREATE TABLE k AS SELECT DISTINCT v, key, records FROM k0 "
        "JOIN (SELECT key, count(DISTINCT v) AS records FROM k0 GROUP BY key) USING (key)"
    )
    connection.execute("CREATE TABLE near AS SELECT unnest([-1, 0, 1]) AS d")
    connection.execute("CREATE TABLE ages AS SELECT DISTINCT age FROM n")


def _load(connection: duckdb.DuckDBPyConnection, table: str, **arrays: NDArray[np.int32]) -> None:
    connection.register("_incoming", arrays)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM _incoming")
    connection.unregister("_incoming")


def _keys(features: Features) -> tuple[tuple[Ints, Ints, Ints], ...]:
    """Return (name, key, opening) rows of first keys, last keys and all keys; first and last also joined with their neighbour."""
    text = [token.key for token in features.vocabulary]
    codes: dict[str, int] = {}
    first: list[tuple[int, int, int]] = []
    last: list[tuple[int, int, int]] = []
    every: list[tuple[int, int, int]] = []

    def add(rows: list[tuple[int, int, int]], v: int, key: str) -> None:
        if key:
            opening = key[:2]
            rows.append((v, codes.setdefault(key, len(codes)), codes.setdefault(opening, len(codes))))

    for v in range(len(features.record)):
        keys = [text[token] for token in features.tokens[features.start[v] : features.start[v + 1]]]
        add(first, v, keys[0])
        add(last, v, keys[-1])
        for key in keys:
            add(every, v, key)
        if len(keys) > 1:
            add(first, v, _joined(keys[0], keys[1]))
            add(last, v, _joined(keys[-2], keys[-1]))
    return tuple(tuple(np.array(column, np.int32) for column in zip(*rows, strict=True)) for rows in (first, last, every))  # type: ignore[misc]


def _joined(a: str, b: str) -> str:
    a, b = a.strip("-"), b.strip("-")
    return a + (b[1:] if a[-1:] == b[:1] else b)


def _join(connection: duckdb.DuckDBPyConnection, left: str, right: str, cap: int, *, within: bool) -> None:
    """Add the pairs of one rule: names of different lists (or of one list) in one block no larger than `cap`."""
    order = "x.list = y.list AND x.record < y.record" if within else "x.list < y.list"
    connection.execute(
        f"""
        INSERT INTO c
        WITH a AS (SELECT DISTINCT v, b FROM ({left})), z AS (SELECT DISTINCT v, b FROM ({right})),
        small AS (SELECT b FROM z GROUP BY b HAVING count(*) <= {cap})
        SELECT DISTINCT x.v, y.v FROM a JOIN small USING (b) JOIN z USING (b) JOIN n x ON x.v = a.v JOIN n y ON y.v = z.v
        WHERE {order}
        """
    )
    if left != right:  # the sides differ: the other way round as well
        order = "x.list = y.list AND y.record < x.record" if within else "y.list < x.list"
        connection.execute(
            f"""
            INSERT INTO c
            WITH a AS (SELECT DISTINCT v, b FROM ({left})), z AS (SELECT DISTINCT v, b FROM ({right})),
            small AS (SELECT b FROM z GROUP BY b HAVING count(*) <= {cap})
            SELECT DISTINCT y.v, x.v FROM a JOIN small USING (b) JOIN z USING (b) JOIN n x ON x.v = a.v JOIN n y ON y.v = z.v
            WHERE {order}
            """
        )


def _within(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Inside one list: the same first and last key, ages within one year or unknown."""
    blocks = "SELECT v, hash(f.key, l.key) AS b FROM f JOIN l USING (v)"
    connection.execute(
        f"""
        INSERT INTO c
        WITH a AS (SELECT DISTINCT v, b FROM ({blocks})),
        small AS (SELECT b FROM a GROUP BY b HAVING count(*) <= {settings.most_names_in_block})
        SELECT DISTINCT x.v, y.v FROM a JOIN small USING (b) JOIN a z USING (b) JOIN n x ON x.v = a.v JOIN n y ON y.v = z.v
        WHERE x.list = y.list AND x.record < y.record AND (x.age < 0 OR y.age < 0 OR abs(x.age - y.age) <= 1)
        """
    )


def _tidy(features: Features, left: Ints, right: Ints, settings: Settings) -> Candidates:
    """Order the pairs, smaller record first, and leave out what the plan keeps apart."""
    a, b = features.record[left], features.record[right]
    swap = a > b
    left, right = np.where(swap, right, left), np.where(swap, left, right)
    a, b = features.record[left], features.record[right]
    keep = a != b
    number = {name: i for i, name in enumerate(features.lists)}
    apart = {tuple(sorted((number[x], number[y]))) for x, y in settings.apart if x in number and y in number}
    apart |= {(number[name], number[name]) for name, plan in settings.lists.items() if plan.duplicates == "never" and name in number}
    for x, y in sorted(apart):
        first, second = features.list[a], features.list[b]
        keep &= ~(((first == x) & (second == y)) | ((first == y) & (second == x)))
    order = np.lexsort((right[keep], left[keep], b[keep], a[keep]))
    return Candidates(left[keep][order], right[keep][order], a[keep][order], b[keep][order])
