"""Build the shipped name tables from the token tables beside the repository.

Reads `../shared/data/link/{fa,ar}_latin_tokens.csv.gz` (token, latin, n; no persons), writes
`src/atleast/names/data/{fa,ar}_tokens.tsv.gz` and `{fa,ar}_letters.tsv.gz`. Run it again and the same bytes come out:

    python -m scripts.build_names
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

from atleast.names.learning import Pair, letter_channel, trusted

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "link"
TARGET = ROOT / "src" / "atleast" / "names" / "data"


def main() -> None:
    for language in ("fa", "ar"):
        tokens, letters = build(source_pairs(language))
        for part, text in (("tokens", tokens), ("letters", letters)):
            path = TARGET / f"{language}_{part}.tsv.gz"
            path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
            print(path.name, len(text.splitlines()), "lines", path.stat().st_size, "bytes")


def source_pairs(language: str) -> list[Pair]:
    """Return the token pairs of a language, articles left out on both sides."""
    with gzip.open(SOURCE / f"{language}_latin_tokens.csv.gz", "rt", encoding="utf-8", newline="") as file:
        pairs = [(row["token"], row["latin"], int(row["n"])) for row in csv.DictReader(file)]
    counts: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        source, latin, n = _without_article(pair)
        counts[source, latin] += n
    return [(*pair, n) for pair, n in sorted(counts.items())]


def build(pairs: list[Pair]) -> tuple[str, str]:
    """Return the text of both tables: tokens and letters."""
    pairs = trusted(pairs)
    tokens = "".join(f"{source}\t{latin}\t{n}\n" for source, latin, n in sorted(pairs))
    return tokens, "\n".join(letter_channel(pairs)) + "\n"


def _without_article(pair: Pair) -> Pair:
    """The source tokens come without their article; leave it out of the Latin ones that keep it glued on."""
    source, latin, n = pair
    if latin[:2] == "al" and len(latin) >= 5 and source[0] not in "اعل":
        latin = latin[2:]
    return source, latin, n


if __name__ == "__main__":
    main()
