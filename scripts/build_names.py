"""Build the shipped name tables from the token tables beside the repository.

Reads `../shared/data/link/{fa,ar}_latin_tokens.csv.gz` (token, latin, n; no persons), writes
`src/atleast/names/data/{fa,ar}_tokens.tsv.gz` and `{fa,ar}_letters.tsv.gz`. Run it again and the same bytes come out:

    python -m scripts.build_names
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from atleast.names.learning import Pair, letter_channel, trusted

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "link"
TARGET = ROOT / "src" / "atleast" / "names" / "data"


def main() -> None:
    for language in ("fa", "ar"):
        tokens, letters = build(language)
        for part, text in (("tokens", tokens), ("letters", letters)):
            path = TARGET / f"{language}_{part}.tsv.gz"
            path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
            print(path.name, len(text.splitlines()), "lines", path.stat().st_size, "bytes")


def build(language: str, *, keep: Callable[[Pair], bool] = lambda pair: True) -> tuple[str, str]:
    """Return the text of both tables; `keep` leaves pairs out, for benches with unseen names."""
    with gzip.open(SOURCE / f"{language}_latin_tokens.csv.gz", "rt", encoding="utf-8", newline="") as file:
        pairs = [(row["token"], row["latin"], int(row["n"])) for row in csv.DictReader(file)]
    counts: Counter[tuple[str, str]] = Counter()
    for pair in filter(keep, pairs):
        source, latin, n = _without_article(pair)
        counts[source, latin] += n
    pairs = trusted((*pair, n) for pair, n in counts.items())
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
