"""The room of claims: from a text to quantified, attributed claims (`read`), and how published figures relate (`relate`).

A claim is one figure as one text says it, with its exact quote, bound, origin and relays; nothing is merged, averaged or
resolved to one number. The ledger sets dated figures side by side. Methods: `docs/methods/claims.md`.
"""

from atleast.claims.claim import VIOLATIONS, Claim
from atleast.claims.ledger.figures import (
    Published,
    documented,
    implied,
    meant_violation,
    no_violation,
    read_figures,
    read_pairs,
    relays,
    unconfirmed,
    unused_columns,
)
from atleast.claims.ledger.relating import Relation, relate
from atleast.claims.ledger.scopes import group_of
from atleast.claims.ledger.summing import Holder, Summary, summarise, vague_words, warnings
from atleast.claims.pages.paper import Line, Paper, page_of, put_together
from atleast.claims.pages.web import is_page, loose_numbers, plain
from atleast.claims.reading import read

__all__ = [
    "VIOLATIONS",
    "Claim",
    "Holder",
    "Line",
    "Paper",
    "Published",
    "Relation",
    "Summary",
    "documented",
    "group_of",
    "implied",
    "is_page",
    "loose_numbers",
    "meant_violation",
    "no_violation",
    "page_of",
    "plain",
    "put_together",
    "read",
    "read_figures",
    "read_pairs",
    "relate",
    "relays",
    "summarise",
    "unconfirmed",
    "unused_columns",
    "vague_words",
    "warnings",
]
