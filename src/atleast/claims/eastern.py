"""stub"""
from __future__ import annotations
from atleast.claims.binding import Bind
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
def eastern_bindings(s: Sentence, found: list[Number], memory: str | None) -> list[Bind]:
    return []
def eastern_frames(s: Sentence, lang: str) -> list[tuple[str, str, int, int, int, int]]:
    return []
