"""The letter channel learned from token pairs, and the tables it makes."""

from __future__ import annotations

from atleast.names import tables
from atleast.names.channel import backward, forward
from atleast.names.learning import letter_channel, trusted

PAIRS = [
    ("رضا", "reza", 20),
    ("زهرا", "zahra", 20),
    ("کریم", "karim", 15),
    ("کریمی", "karimi", 15),
    ("رحیم", "rahim", 10),
    ("رحیمی", "rahimi", 10),
    ("حسن", "hasan", 10),
    ("حسین", "hosein", 10),
    ("نادر", "nader", 10),
    ("نادری", "naderi", 10),
    ("مراد", "morad", 9),
    ("مرادی", "moradi", 9),
    ("سلیم", "salim", 9),
    ("سلیمی", "salimi", 9),
]


def _made() -> tables.Tables:
    tokens = "".join(f"{source}\t{latin}\t{n}\n" for source, latin, n in PAIRS)
    return tables.from_text("fa", tokens=tokens, letters="\n".join(letter_channel(PAIRS)))


def test_reads_tokens_that_were_not_learned() -> None:
    made = _made()
    assert backward("karimi", made) == "کریمی"
    assert backward("nadimi", made) == "ندیمی" or backward("nadimi", made) == "نادیمی"
    assert forward("حسنی", made).startswith("has")


def test_is_deterministic_and_independent_of_order() -> None:
    assert letter_channel(PAIRS) == letter_channel(PAIRS[::-1])


def test_an_alignment_with_another_token_is_not_trusted() -> None:
    kept = {(source, latin) for source, latin, _ in trusted([*PAIRS, ("رضا", "mohammadrezapour", 1)])}
    assert ("رضا", "reza") in kept
    assert ("رضا", "mohammadrezapour") not in kept
