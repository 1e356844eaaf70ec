"""The ladder: the documented minimum of a case under rules from strict to wide, with what each leaves out.

`ladder(records, members, ...)` takes RECORDS, MEMBERS, PAIRS, LISTS and the scope and returns the `Ladder` (JSON-ready) and
PEOPLE of the partition behind the headline, with `left_out` and `counted`. Each number is the smaller of two (minimum.md,
section 6): every undecided pair counted once, which needs no probabilities, and a low order statistic over linkage draws, of
200 the second smallest. The draws lower the number and never say who is counted: people, names and rows are those of the
linkage, and where the draws are smaller the most doubtful people are counted once with somebody else (`maybe_same`).
Proof: records - left out - further records of someone counted - may be someone counted = n. Rows of a breakdown hold people
surely in them, and those in none stand under `unknown`; so the rows add up to n with that row, to at most n without.
The wide rungs add statements to the people of the headline (`stated`), each with its own proof in `wide`; nothing else
enters a count, and nothing here is an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np
import polars as pl

from atleast.counts.facts import Persons
from atleast.counts.folding import (
    Ancestors,
    Cell,
    Folded,
    Row,
    age_group,
    as_frame,
    fold,
    meet,
    province_of,
    read_rows,
    remembered,
)
from atleast.counts.rules import Origin, Rules, independent, origins, rules, shipped
from atleast.counts.scoping import REASONS, keeping, left_out, stated_places
from atleast.counts.stated.climbing import Base, Draws, Told, Where, rise, stated_minimum
from atleast.counts.stated.statements import Against, Fate, IfAccepted, Wide
from atleast.counts.stated.widening import Described, key_of, kind_of
from atleast.counts.undecided import firm_groups, largest_set, may_be_one
from atleast.errors import AtleastError, InputError
from atleast.frames import LISTS, MEMBERS, PAIRS, check
from atleast.model import Claim, Minimum, Scope

UNKNOWN = "unknown"


class Ladder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rungs from strict to wide, and what stands behind them.

    `rules` is the TOML they were counted by, `version` its version, `headline` the rung that leads. `aside` is the origin
    without which the rung `without_any_one_origin` is smallest. `once` is each number with undecided pairs counted once,
    `low_draw` its low order statistic over the `n_draws` draws: the rung is the smaller one.
    `wide` holds the proofs of the rungs with statements, `fates` what the rule makes of every claim, `if_accepted` what would
    follow if a speaker whom no rule admits were believed, `conflicts` the ceilings that documented statements break.
    """

    rungs: tuple[Minimum, ...]
    headline: str
    version: int
    rules: str
    aside: str | None
    once: dict[str, int]
    low_draw: dict[str, int] = {}
    n_draws: int = 0
    wide: tuple[Wide, ...] = ()
    fates: tuple[Fate, ...] = ()
    if_accepted: tuple[IfAccepted, ...] = ()
    conflicts: tuple[Against, ...] = ()

    def rung(self, name: str) -> Minimum:
        """Return one rung by its name."""
        return next(each for each in self.rungs if each.rule == name)


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    """What every partition of the same records is counted with."""

    rows: list[Row | None]
    scope: Scope
    ancestors: Ancestors
    rule: Rules
    inside: frozenset[str]
    origins: dict[str, Origin]
    aside: tuple[str, ...]


class _Partition(msgspec.Struct, frozen=True, kw_only=True):
    """People as one way of matching has them: folded, why they are out of scope, and with whom they may be one."""

    people: dict[str, Folded]
    out: dict[str, str]
    boxes: dict[str, Cell]
    joined: dict[str, set[str]]
    firm: dict[str, set[str]] | None = None


def ladder(
    records: pl.DataFrame,
    members: pl.DataFrame,
    *,
    pairs: pl.DataFrame,
    lists: pl.DataFrame,
    scope: Scope,
    ancestors: Ancestors,
    covers: Mapping[str, str] | None = None,
    withdrawn: Collection[str] = (),
    found_alive: Collection[str] = (),
    draws: np.ndarray | None = None,
    claims: Sequence[Claim] = (),
    provinces: Collection[str] = (),
    never_twice: Collection[str] = (),
    toml: str | None = None,
) -> tuple[Ladder, pl.DataFrame]:
    """Count every rung; return the ladder and the people behind its headline.

    `covers` maps a list to the place that all it holds lies in (default: the place in `covers` of LISTS); `draws` are int
    labels [n_draws, n_records] in the order of `records`; `claims` are all claims of the case, of which only those that the
    rule admits count; `provinces` fill the territory without a gap; `never_twice` are lists that hold nobody twice; `toml` is
    a rule set, the shipped one by default.
    """
    toml = shipped() if toml is None else toml
    rule, above, stated = rules(toml), remembered(ancestors), origins(check(lists, LISTS))
    case = _Case(
        rows=read_rows(records, withdrawn, found_alive),
        scope=scope,
        ancestors=above,
        rule=rule,
        inside=keeping(scope, stated_places(lists, above) if covers is None else covers, above),
        origins=stated,
        aside=tuple(sorted({party for origin in stated.values() for party in origin.parties})),
    )
    owner = dict(zip(*(check(members, MEMBERS)[name].to_list() for name in ("record_id", "person"))))
    linked = [owner.get(row.record, row.record) if row else "" for row in case.rows]
    base = _partition(case, linked, pairs)
    kept = {rung.name: _kept(case, base, rung.name) for rung in rule.rung if not rung.states}
    once = {name: len(who) for name, (who, _) in kept.items()}
    low, drawn = _low(_drawn(case), draws) if draws is not None and len(draws) else ({}, None)
    doubtful = _doubtful(pairs, owner, base)
    shown = {
        name: (base, _fewer(base, who, doubtful, min(len(who), low.get(name, len(who)))), aside)
        for name, (who, aside) in kept.items()
    }
    aside = next((shown[rung.name][2] for rung in rule.rung if rung.admits == "any_origin_aside"), None)
    counted = shown[rule.headline][1]
    told = Told(
        base=Base(
            cells=base.boxes,
            once=frozenset(kept[rule.headline][0]),
            shown=frozenset(counted),
            fewer=lambda n: _fewer(base, counted, doubtful, n),
        ),
        draws=drawn,
        where=Where(scope, above, tuple(provinces), rule),
        described=tuple(_described(case, base, records)),
        different=set(check(pairs, PAIRS).filter(pl.col("verdict") == "different").select("left", "right").iter_rows()),
        never_twice=never_twice,
        claims=tuple(claims),
    )
    risen = rise(told)
    rungs = {name: _minimum(case, name, *shown[name]) for name in shown}
    rungs |= {one.rule: stated_minimum(one, rungs[rule.headline]) for one in risen.wide}
    found = Ladder(
        rungs=tuple(rungs[rung.name] for rung in rule.rung),
        headline=rule.headline,
        version=rule.version,
        rules=toml,
        aside=aside,
        once=once | risen.once,
        low_draw=low | risen.low,
        n_draws=0 if draws is None else len(draws),
        wide=risen.wide,
        fates=risen.fates,
        if_accepted=risen.if_accepted,
        conflicts=risen.conflicts,
    )
    return found, _frame(case, *shown[rule.headline][:2])


def _partition(case: _Case, labels: list[str], pairs: pl.DataFrame | None) -> _Partition:
    """Fold the rows by their labels, say who is out of scope, and join those who may be one."""
    groups: dict[str, list[Row]] = {}
    for label, row in zip(labels, case.rows):
        if row is not None:
            groups.setdefault(label, []).append(row)
    folded = {who: fold(groups[who], ancestors=case.ancestors, rule=case.rule) for who in sorted(groups)}
    out = {who: why for who, one in folded.items() if (why := _out(case, one, one.cell))}
    boxes = {who: one.cell for who, one in folded.items()}
    joined: dict[str, set[str]] = {}
    firm: dict[str, set[str]] | None = None
    if pairs is not None:
        owner = {row.record: label for label, row in zip(labels, case.rows) if row is not None}
        firm = firm_groups(pairs, owner, at_least=case.rule.undecided.firm)
        joined = may_be_one(pairs, owner, lower_edge=case.rule.undecided.lower_edge)
        near = may_be_one(pairs, owner, lower_edge=case.rule.undecided.living_edge)
        living = {who for who, one in folded.items() if _lives(case, one)}
        out |= {who: "maybe_alive" for who in set(near) - set(out) if living & near[who]}
        for who in sorted(set(joined) - set(out)):
            others = [folded[other] for other in sorted(joined[who])]
            why = _doubt(case, folded[who], others)
            if why:
                out[who] = why
            boxes[who] = _widened(folded[who].cell, [other.cell for other in others if other.status == "dead"], case.ancestors)
    return _Partition(people=folded, out=out, boxes=boxes, joined=joined, firm=firm)


def _out(case: _Case, one: Folded, cell: Cell) -> str | None:
    """Return why a person is on no rung: outside the scope, or without a name."""
    sources = {row.list for row in one.rows if row.status == "dead"}
    why = left_out(one.status, cell, sources, case.scope, ancestors=case.ancestors, inside=case.inside)
    return why or (None if one.named else "no_name")


def _lives(case: _Case, one: Folded) -> bool:
    """Say whether a record of this person says that they live."""
    return any(row.status in case.rule.status.contested_by for row in one.rows)


def _doubt(case: _Case, one: Folded, others: list[Folded]) -> str | None:
    """Return why someone in scope would not be, should an undecided pair turn out to be one person."""
    for other in others:
        if other.status == "dead" and _out(case, one, meet([one.cell, other.cell], ancestors=case.ancestors)):
            return "maybe_outside"
    return None


def _widened(cell: Cell, others: list[Cell], ancestors: Ancestors) -> Cell:
    """Widen a cell only where it contradicts one that may be the same person's: then to what holds them all."""
    if not others:
        return cell
    box = meet([cell, *others], ancestors=ancestors)
    wide = set(box.disputed)
    return Cell(
        *((box.low, box.high) if "date" in wide else (cell.low, cell.high)),
        box.place if "place" in wide else cell.place,
        *((box.age_low, box.age_high) if "age" in wide else (cell.age_low, cell.age_high)),
        None if "sex" in wide else cell.sex,
        tuple(sorted(wide)),
    )


def _admits(
    case: _Case, name: str, aside: str | None, firm: Mapping[str, set[str]] | None = None
) -> Callable[[Folded], str | None]:
    """Return what says why a rung does not admit someone in scope, None when it does.

    `firm` maps a record to those of its person that firm links join to it; without it (a draw) all records of a person are one.
    """
    admits = next(rung.admits for rung in case.rule.rung if rung.name == name)
    known = {source: origin for source, origin in case.origins.items() if origin.stated}
    if admits == "one_record":
        return lambda one: None
    if admits == "any_origin_aside":
        left = {source for source, origin in known.items() if aside is not None and aside not in origin.parties}
        return lambda one: None if left.intersection(one.holders) else _one_origin(one, known)

    def apart(sources: Iterable[str]) -> bool:
        held = [known[source] for source in sources if source in known]
        return any(independent(a, b) for i, a in enumerate(held) for b in held[:i])

    def two(one: Folded) -> str | None:
        if not apart(one.holders):
            return _one_origin(one, known)
        if firm is None:
            return None
        # A link that is not firm may not make one man's two neighbours into one man on two lists.
        holding = {row.record: row.list for row in one.rows if row.list in one.holders and row.status == "dead"}
        groups = {id(firm[record]): firm[record] for record in holding if record in firm}
        sure = any(apart({holding[record] for record in group if record in holding}) for group in groups.values())
        return None if sure else "not_firm"

    return two


def _one_origin(one: Folded, known: Mapping[str, Origin]) -> str:
    unstated = sum(source not in known for source in one.holders)
    return "origin_not_stated" if unstated and len(one.holders) > 1 else "one_origin"


def _kept(case: _Case, part: _Partition, name: str) -> tuple[set[str], str | None]:
    """Return the people that a rung counts, and the origin set aside where there is one."""
    inside = [who for who in part.people if who not in part.out]
    best: tuple[set[str], str | None] | None = None
    for aside in _asides(case, name):
        why = _admits(case, name, aside, part.firm)
        able = [who for who in inside if why(part.people[who]) is None]
        kept = largest_set(able, part.joined, vague=lambda who: _vague(part.boxes[who]))
        if best is None or len(kept) < len(best[0]):
            best = kept, aside
    return best or (set(), None)


def _vague(cell: Cell) -> int:
    """Order cells by how little they say: days first, then place."""
    days = 10_000 if cell.low is None or cell.high is None else cell.high - cell.low
    return 2 * days + (cell.place is None)


def _minimum(case: _Case, name: str, part: _Partition, kept: set[str], aside: str | None) -> Minimum:
    """Write one rung down: the column that adds up, the reasons, the rows."""
    reasons = _reasons(case, name, part, aside)
    out = dict.fromkeys(REASONS, 0)
    out["withdrawn"] = sum(row is None for row in case.rows)
    for who, why in reasons.items():
        out[why] += len(part.people[who].rows)
    counted = [one for who, one in part.people.items() if who not in reasons]
    proof = (
        ("records", len(case.rows)),
        ("left_out", -sum(out.values())),
        ("further_records", -sum(len(one.rows) - 1 for one in counted)),
        ("maybe_same", -(len(counted) - len(kept))),
    )
    if sum(n for _, n in proof) != len(kept):
        raise AtleastError(f"the proof of the rung {name!r} does not add up to {len(kept)}")
    cells = [part.boxes[who] for who in sorted(kept)]
    return Minimum(
        n=len(kept),
        scope=case.scope,
        rule=name,
        proof=proof,
        breakdown={
            "day": _rows(date.fromordinal(c.low).isoformat() if c.low is not None and c.low == c.high else None for c in cells),
            "province": _rows(province_of(c.place, case.ancestors) for c in cells),
            "age_group": _rows(age_group(c, case.rule) for c in cells),
            "sex": _rows(c.sex for c in cells),
        },
        left_out={why: n for why, n in out.items() if n},
    )


def _reasons(case: _Case, name: str, part: _Partition, aside: str | None) -> dict[str, str]:
    """Return why each person is not on a rung, for those who are not."""
    why = _admits(case, name, aside, part.firm)
    rest = {who: found for who, one in part.people.items() if who not in part.out and (found := why(one))}
    return part.out | rest


def _described(case: _Case, part: _Partition, records: pl.DataFrame) -> list[Described]:
    """Return the people inside the scope whom lists describe without a name."""
    size = dict(records.select("record_id", "n_people").iter_rows())
    rows = []
    for who in sorted(who for who, why in part.out.items() if why == "no_name"):
        dead = [row for row in part.people[who].rows if row.status == "dead"]
        n = max([1, *(size.get(row.record) or 1 for row in dead)])
        ids, lists = tuple(sorted(row.record for row in dead)), frozenset(row.list for row in dead)
        rows.append(Described(ids, lists, n, part.boxes[who]))
    return rows


def _rows(keys: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    """Count by key, in order, those without one last."""
    found: dict[str, int] = {}
    for key in keys:
        found[key or UNKNOWN] = found.get(key or UNKNOWN, 0) + 1
    return tuple(sorted(found.items(), key=lambda row: (row[0] == UNKNOWN, row[0])))


def _frame(case: _Case, part: _Partition, kept: set[str]) -> pl.DataFrame:
    """Return PEOPLE of a partition with why each is left out of the headline, and whether each was counted."""
    frame = as_frame(part.people, ancestors=case.ancestors, rule=case.rule)
    reasons = _reasons(case, case.rule.headline, part, None)
    why = [reasons.get(who, None if who in kept else "maybe_same") for who in frame["person"]]
    counted = [who in kept for who in frame["person"]]
    return frame.with_columns(pl.Series("left_out", why, dtype=pl.String()), pl.Series("counted", counted, dtype=pl.Boolean()))


def _doubtful(pairs: pl.DataFrame, owner: Mapping[str, str], part: _Partition) -> list[tuple[str, str]]:
    """Return pairs of people that are different by the linkage and nobody judged so, the likeliest to be one first."""
    best: dict[tuple[str, str], float] = {}
    apart: set[tuple[str, str]] = set()
    for left, right, p_match, _, verdict in check(pairs, PAIRS).iter_rows():
        here, there = owner.get(left, left), owner.get(right, right)
        if here == there or here not in part.people or there not in part.people:
            continue
        both = (here, there) if here < there else (there, here)
        if verdict == "different":
            apart.add(both)
        best[both] = max(best.get(both, 0.0), p_match or 0.0)
    return sorted((both for both in best if both not in apart), key=lambda both: (-best[both], both))


def _fewer(part: _Partition, who: set[str], doubtful: list[tuple[str, str]], n: int) -> set[str]:
    """Return `n` of `who`: of each doubtful pair in turn the one of whom less is known is left to be counted with the other."""
    kept = set(who)

    def vague(one: str) -> tuple[int, int, str]:
        return -len(part.people[one].rows), _vague(part.boxes[one]), one

    for both in doubtful:
        if len(kept) <= n:
            break
        if kept.issuperset(both):
            kept.discard(max(both, key=vague))
    # Joins that no candidate pair stands for: the people on one list only, of whom least is known.
    rest = sorted(kept, key=vague)
    return set(rest[:n])


def _drawn(case: _Case) -> _Case:
    """Return the case as draws are counted: an injury dated after a death speaks against the draw's match, not the death."""
    rule = msgspec.structs.replace(case.rule, status=msgspec.structs.replace(case.rule.status, before_death=()))
    return msgspec.structs.replace(case, rule=rule)


def _low(case: _Case, draws: np.ndarray) -> tuple[dict[str, int], Draws]:
    """Return for each rung its low order statistic over the draws, and the cells of the headline's people in each draw."""
    if draws.ndim != 2 or draws.shape[1] != len(case.rows):
        raise InputError(f"draws of shape {draws.shape} do not fit {len(case.rows)} records", hint="Link again.")
    names = [rung.name for rung in case.rule.rung if not rung.states]
    tests = [(name, aside, _admits(case, name, aside)) for name in names for aside in _asides(case, name)]
    weight = np.random.default_rng(0).integers(1, 2**63, size=len(case.rows), dtype=np.uint64)
    weight[[row is None for row in case.rows]] = 0
    known: dict[int, int] = {0: 0}
    lines: list[list[bool]] = [[False] * len(tests)]
    kinds: dict[tuple[object, ...], tuple[int, Persons]] = {}
    cells: list[int] = [-1]
    headline = next(i for i, (name, _, _) in enumerate(tests) if name == case.rule.headline)
    counts = np.zeros((len(draws), len(tests)), dtype=np.int64)
    at: list[list[int]] = []
    for number, draw in enumerate(draws):
        order = np.argsort(draw, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(draw[order]) != 0])
        sums = np.add.reduceat(weight[order], starts).tolist()
        for place, each in enumerate(sums):
            if each not in known:
                known[each] = len(lines)
                stop = starts[place + 1] if place + 1 < len(starts) else len(order)
                one, line = _line(case, [case.rows[i] for i in order[starts[place] : stop]], [test for _, _, test in tests])
                lines.append(line)
                kind = kind_of(one.cell, case.scope, case.rule)
                cells.append(kinds.setdefault(key_of(kind), (len(kinds), kind))[0] if line[headline] else -1)
        counts[number] = np.asarray(lines, dtype=np.int64)[[known[each] for each in sums]].sum(axis=0)
        at.append([known[each] for each in sums])
    rank = _rank(len(draws), case.rule.draws.tail, case.rule.draws.certainty)
    found = {}
    for name in names:
        least = counts[:, [i for i, test in enumerate(tests) if test[0] == name]].min(axis=1)
        found[name] = int(np.sort(least)[rank - 1])
    where = np.array(cells)
    people = [np.bincount(where[each][where[each] >= 0], minlength=len(kinds)) for each in map(np.array, at)]
    return found, Draws(tuple(kind for _, kind in kinds.values()), np.stack(people).astype(np.int64), rank)


def _asides(case: _Case, name: str) -> tuple[str | None, ...]:
    admits = next(rung.admits for rung in case.rule.rung if rung.name == name)
    return (case.aside or (None,)) if admits == "any_origin_aside" else (None,)


def _line(case: _Case, rows: list[Row | None], tests: list[Callable[[Folded], str | None]]) -> tuple[Folded, list[bool]]:
    """Fold a cluster of a draw and say which rungs count it."""
    one = fold([row for row in rows if row is not None], ancestors=case.ancestors, rule=case.rule)
    inside = _out(case, one, one.cell) is None
    return one, [inside and test(one) is None for test in tests]


def _rank(n: int, tail: float, certainty: float) -> int:
    """Return the largest k whose k-th smallest of n draws is at or under the tail point with this certainty; at least 1."""
    chance, rank, under = (1 - tail) ** n, 0, 0.0
    while rank < n and 1 - under - chance >= certainty:
        under += chance
        rank += 1
        chance *= (n - rank + 1) / rank * tail / (1 - tail)
    return max(rank, 1)
