"""A whole case in an invented country, with the truth known: `make(seed)` returns files as bytes, lists, claims and truth.

For `atleast demo`, for the tutorial and for the bench over many seeds. Everything in it is invented data.
"""

from atleast.demo.case import DemoCase, DemoClaim, ListSpec, Truth, TruthPerson, TruthRow
from atleast.demo.make import gazetteer, make, scope
from atleast.demo.truth import described, listed, on_two_origins, pairs, total, without_any_one

__all__ = [
    "DemoCase",
    "DemoClaim",
    "ListSpec",
    "Truth",
    "TruthPerson",
    "TruthRow",
    "described",
    "gazetteer",
    "listed",
    "make",
    "on_two_origins",
    "pairs",
    "scope",
    "total",
    "without_any_one",
]
