"""A wide rung: the proved minimum of the people of the headline and of statements, never above what the linkage draws allow.

`climb(base, statements, ...)` counts everybody that the headline counts, as they are there, and adds what statements prove
beside them. The number is also held to the low order statistic of the same minimum over the linkage draws (`counts.low_draw`:
weights of one draw bound all others): where the draws are lower, the most doubtful people are left out, the same as on the
headline, until the numbers are equal. More facts never lower a minimum, so a wide rung is never under the headline.
`rise(told)` counts all wide rungs, from strict to wide, each with the statements of those before it; it also says what
becomes of every claim, what would follow if one that no rule admits were believed, and which ceilings are broken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec

from atleast.counts.facts import Facts, Persons, Whole
from atleast.counts.folding import Ancestors, Cell
from atleast.counts.proving import in_words, low_draw, minimum
from atleast.counts.rules import Rules
from atleast.counts.stated.admitting import admit
from atleast.counts.stated.conflicting import against
from atleast.counts.stated.incidents import Floor
from atleast.counts.stated.statements import Against, Fate, IfAccepted, Statement, Wide
from atleast.counts.stated.widening import Described, describe, entries, facts_of, told_floor
from atleast.model import Claim, Minimum, Scope

MOST = 300


class Base(NamedTuple):
    """The people of the headline: the cell of everybody who could be counted, who is, and whom a smaller number would keep."""

    cells: Mapping[str, Cell]
    once: frozenset[str]
    shown: frozenset[str]
    fewer: Callable[[int], set[str]]


class Draws(NamedTuple):
    """The people of each draw: kinds of cells, how many people of each kind a draw has, and which order statistic holds."""

    kinds: tuple[Persons, ...]
    numbers: Whole
    rank: int


class Where(NamedTuple):
    """The scope, its places, and the rules."""

    scope: Scope
    ancestors: Ancestors
    children: Collection[str]
    rule: Rules


class Told(NamedTuple):
    """What the wide rungs are counted from: people, draws, described rows (and which of them are different), all claims."""

    base: Base
    draws: Draws | None
    where: Where
    described: tuple[Described, ...]
    different: Collection[tuple[str, str]]
    never_twice: Collection[str]
    claims: tuple[Claim, ...]


class Risen(NamedTuple):
    """The wide rungs and all that is said of claims; `once` and `low` are as in the ladder."""

    wide: tuple[Wide, ...]
    fates: tuple[Fate, ...]
    if_accepted: tuple[IfAccepted, ...]
    conflicts: tuple[Against, ...]
    once: dict[str, int]
    low: dict[str, int]


def rise(told: Told) -> Risen:
    """Count the wide rungs."""
    where, rule = told.where, told.where.rule
    scope, ancestors = where.scope, where.ancestors
    admitted = admit(told.claims, rule=rule.claims, scope=scope, ancestors=ancestors)
    described = describe(
        told.described,
        different=told.different,
        never_twice=told.never_twice,
        scope=scope,
        ancestors=ancestors,
        rule=rule,
    )
    wide: list[Wide] = []
    once: dict[str, int] = {}
    low: dict[str, int] = {}
    statements: tuple[Statement, ...] = ()
    for rung in (rung for rung in rule.rung if rung.states):
        statements += described if rung.admits == "described" else admitted.statements
        one, once[rung.name], least = climb(rung.name, told.base, statements, draws=told.draws, where=where)
        wide.append(one)
        if least is not None:
            low[rung.name] = least
    if not wide:
        return Risen((), admitted.fates, (), (), {}, {})
    broken = against(
        told.claims,
        statements,
        wide[-1].facts,
        rule=rule.claims,
        scope=scope,
        ancestors=ancestors,
        children=where.children,
    )
    return Risen(tuple(wide), admitted.fates, accepted(wide[-1], admitted.refused, where=where), broken, once, low)


def stated_minimum(one: Wide, named: Minimum) -> Minimum:
    """Write a wide rung down: what statements speak of, and the people known who can be in none of them."""
    sure = sum(each.n for part in one.found.proof.parts for each in part.people if each.credit == one.found.proof.divisor)
    return Minimum(
        n=one.found.minimum,
        scope=named.scope,
        rule=one.rule,
        proof=(("statements", one.found.minimum - sure), ("people_beside", sure)),
        left_out={why: n for why, n in named.left_out.items() if why != "no_name"},
    )


def climb(
    name: str,
    base: Base,
    statements: Sequence[Statement],
    *,
    draws: Draws | None,
    where: Where,
) -> tuple[Wide, int, int | None]:
    """Return the rung with its proof, its number with undecided pairs counted once, and its low point over the draws."""
    low = low_draw(_facts(draws.kinds, statements, where), draws.numbers, rank=draws.rank)[0] if draws else None
    once = _number(base, base.once, statements, where)
    kept = set(base.shown)
    if low is not None and _number(base, base.shown, statements, where) > low:
        least, most = 0, len(base.shown)
        while most - least > 1:  # the fewest people to leave out: one person is worth one or nothing
            middle = (least + most) // 2
            if _number(base, base.fewer(middle), statements, where) <= low:
                least = middle
            else:
                most = middle
        kept = base.fewer(least)
    persons, ids = entries({who: base.cells[who] for who in kept}, where.scope, where.rule)
    facts = _facts(persons, statements, where)
    found = minimum(facts)
    wide = Wide(rule=name, facts=facts, found=found, statements=tuple(statements), people=ids, words=in_words(facts, found))
    return wide, once, low


def accepted(wide: Wide, refused: Sequence[Floor], *, where: Where) -> tuple[IfAccepted, ...]:
    """Return, for each claim that no rule admits, the minimum if it were accepted; where it would raise nothing, nothing."""
    found = []
    for told in refused[:MOST]:
        facts = facts_of(
            wide.facts.persons,
            wide.statements,
            scope=where.scope,
            ancestors=where.ancestors,
            children=where.children,
            slack=where.rule.claims.date_slack_days,
            further=(told.box.place,),
        )
        claims = (*facts.claims, told_floor(told, where.rule.claims.date_slack_days))
        n = minimum(msgspec.structs.replace(facts, claims=claims), witness=False).minimum
        if n > wide.found.minimum:
            found.append(IfAccepted(claim=told.ids[0], n=n))
    return tuple(found)


def _facts(persons: tuple[Persons, ...], statements: Sequence[Statement], where: Where) -> Facts:
    return facts_of(
        persons,
        statements,
        scope=where.scope,
        ancestors=where.ancestors,
        children=where.children,
        slack=where.rule.claims.date_slack_days,
    )


def _number(base: Base, who: Collection[str], statements: Sequence[Statement], where: Where) -> int:
    persons, _ = entries({one: base.cells[one] for one in who}, where.scope, where.rule)
    return minimum(_facts(persons, statements, where), witness=False).minimum
