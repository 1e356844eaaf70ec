"""Many names into comparable columns: the frame that linkage works on.

`columns(names)` takes written names (None for none) and returns one row a name: `script`, `tables` (`fa` or `ar`, one choice
for the whole set), `latin`, `canon`, `keys`, `soft`, `own_keys`, `own` (lists along tokens), `dropped`, `patronymic`, `kunya`,
`others` (further readings of the same cell, as text to be read in turn) and `placeholder`. Which tables fit is asked of all
names together: the language whose tables make the tokens likelier. Each different name is read once, so a long list costs as
much as its vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from atleast.names.letters import clean, split
from atleast.names.reading import Name, read
from atleast.names.tables import LANGUAGES, Tables, load

_TEXTS = pl.List(pl.String())
SCHEMA = {
    "script": pl.String(),
    "tables": pl.String(),
    "latin": pl.String(),
    "canon": _TEXTS,
    "keys": _TEXTS,
    "soft": _TEXTS,
    "own_keys": _TEXTS,
    "own": _TEXTS,
    "dropped": _TEXTS,
    "patronymic": _TEXTS,
    "kunya": _TEXTS,
    "others": _TEXTS,
    "placeholder": pl.Boolean(),
}
_UNSEEN = -13.0
_SAMPLE = 20_000


def columns(names: Sequence[str | None], *, tables: Tables | str | None = None) -> pl.DataFrame:
    """Return one row a name, in order; None and empty names are placeholders."""
    chosen = tables if isinstance(tables, Tables) else load(tables or language_of(names))
    read_once: dict[str, Name] = {}
    rows = []
    for raw in names:
        text = raw or ""
        name = read_once.get(text)
        if name is None:
            name = read_once[text] = read(text, tables=chosen)
        rows.append(
            (
                name.script,
                name.tables,
                name.latin,
                name.canon,
                name.keys,
                name.soft,
                name.own_keys,
                name.own,
                name.dropped,
                name.patronymic,
                name.kunya,
                name.others,
                name.placeholder,
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def language_of(names: Iterable[str | None]) -> str:
    """Return the language whose tables make the tokens of `names` likelier; each different token speaks once per doubling."""
    seen: Counter[str] = Counter()
    for raw in sorted({name for name in names if name})[:_SAMPLE]:
        seen.update(split(clean(raw)))
    score = dict.fromkeys(LANGUAGES, 0.0)
    for token, n in seen.items():
        for language in LANGUAGES:
            known = load(language)
            share = known.latin_log_p if token.isascii() else known.log_p
            score[language] += n.bit_length() * max(_UNSEEN, share.get(token, _UNSEEN))
    return max(LANGUAGES, key=lambda language: score[language])
