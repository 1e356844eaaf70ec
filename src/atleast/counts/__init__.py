"""The documented minimum: who is counted inside a scope, how many at least under each rule, and what may be printed of it.

`people` folds records into people, `in_scope` says who lies in the scope, `ladder` counts the rungs, `admit` says which claims
may enter them, `minimum` proves what follows from explicit facts, `protect` hides small cells of what is printed.
"""

from atleast.counts.disclosure import Cell, Sum, bounds, protect, protect_cells
from atleast.counts.facts import Claim, Conflict, Documented, Facts, Persons, facts_from_json, to_json
from atleast.counts.folding import PEOPLE, people
from atleast.counts.proving import check, in_words, low_draw, minimum
from atleast.counts.rules import independent, origins, rules, shipped
from atleast.counts.rungs import Ladder, ladder
from atleast.counts.scoping import REASONS, in_scope
from atleast.counts.stated.admitting import WHY_NOT, admit
from atleast.counts.stated.statements import Against, Fate, IfAccepted, Statement, Wide
from atleast.counts.undecided import largest_set, may_be_one

__all__ = [
    "PEOPLE",
    "REASONS",
    "WHY_NOT",
    "Against",
    "Cell",
    "Claim",
    "Conflict",
    "Documented",
    "Facts",
    "Fate",
    "IfAccepted",
    "Ladder",
    "Persons",
    "Statement",
    "Sum",
    "Wide",
    "admit",
    "bounds",
    "check",
    "facts_from_json",
    "in_scope",
    "in_words",
    "independent",
    "ladder",
    "largest_set",
    "low_draw",
    "may_be_one",
    "minimum",
    "origins",
    "people",
    "protect",
    "protect_cells",
    "rules",
    "shipped",
    "to_json",
]
