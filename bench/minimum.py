"""The documented minimum: agreement with brute force and the tree rule, and the time of large instances.

Prints what docs/methods/minimum.md quotes. Instances of the size of a long crackdown: 2,000 claims and 20,000 known people over
31 provinces, 120 days and 3 groups, one person in three partly located; five mixes of claims, two seeds each; then others that
differ in one respect. Times are seconds of processor time on one core. `python -m bench.minimum [--quick]`.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np

from atleast import counts
from atleast.counts import Claim, Facts, Persons

FIRST = date(2031, 1, 1)
GROUPS = ("child", "woman", "student")
MIXES = ("days", "weeks", "country", "groups", "mixed")


def day(n: int) -> str:
    return (FIRST + timedelta(int(n))).isoformat()


def instance(
    seed: int,
    *,
    mix: str,
    n_claims: int = 2000,
    n_people: int = 20_000,
    provinces: int = 31,
    days: int = 120,
    below: tuple[int, ...] = (),
    groups: tuple[str, ...] = GROUPS,
    each: int = 1,
) -> Facts:
    """Draw a truth of more people than are known, known people from it, and claims that count what they could see.

    `below`: how many places each place is parted into, level by level; `each`: how many people an entry stands for.
    """
    chance = np.random.default_rng(seed)
    size = 2 * n_people
    chains, places = tree(provinces, below)
    where = chance.choice(len(chains), size, p=chance.dirichlet(np.full(len(chains), 0.7)))
    when = np.clip(chance.gamma(3, days / 8.5, size).astype(int), 0, days - 1)
    is_in = chance.random((size, len(groups))) < np.resize([0.12, 0.2, 0.15], len(groups))
    people = []
    for i in chance.permutation(size)[:n_people]:
        place, start, end, own = chains[where[i]][0], when[i], when[i], dict(zip(groups, map(bool, is_in[i])))
        if chance.random() < 1 / 3:
            kind = chance.integers(4)
            if kind == 0:
                place = None
            elif kind == 1:
                start, end = max(0, start - chance.integers(1, 8)), min(days - 1, end + chance.integers(1, 8))
            elif kind == 2:
                own.pop(groups[chance.integers(len(groups))])
            else:
                place, own = chains[where[i]][-1] if below else None, {}
        people.append(Persons(n=each, place=place, from_=day(start), to=day(end), groups=own))
    lies_in = {name: np.array([name in chain for chain in chains]) for name in places}
    claims = []
    for k in range(n_claims):
        span = {"days": (1, 4), "weeks": (5, 20), "country": (1, 30), "groups": (1, 10), "mixed": (1, 40)}[mix]
        start = int(np.clip(when[chance.integers(size)] - chance.integers(0, span[1]), 0, days - 1))
        end = min(days - 1, start + int(chance.integers(*span)))
        whole = chance.random() < {"country": 0.5, "mixed": 0.2}.get(mix, 0.05)
        chain = chains[where[chance.integers(size)]]
        name = None if whole else chain[chance.integers(len(chain))]
        chosen = {}
        if chance.random() < {"groups": 0.6, "mixed": 0.3}.get(mix, 0.1):
            chosen[groups[chance.integers(len(groups))]] = bool(chance.random() < 0.7)
        inside = (when >= start) & (when <= end)
        if name is not None:
            inside &= lies_in[name][where]
        for group, value in chosen.items():
            inside &= is_in[:, groups.index(group)] == value
        lower = int(each * inside.sum() * chance.uniform(0.2, 1.0))
        claims.append(Claim(id=f"c{k}", lower=lower, place=name, from_=day(start), to=day(end), groups=chosen))
    return Facts(places=places, persons=tuple(people), claims=tuple(claims))


def tree(provinces: int, below: tuple[int, ...]) -> tuple[list[tuple[str, ...]], dict[str, str | None]]:
    """Return each leaf with the places it lies in, province last, and the places with their parents."""
    places: dict[str, str | None] = {"ZZ": None} | {f"P{p:02}": "ZZ" for p in range(provinces)}
    chains: list[tuple[str, ...]] = [(f"P{p:02}",) for p in range(provinces)]
    for parts in below:
        places |= {f"{chain[0]}.{i}": chain[0] for chain in chains for i in range(parts)}
        chains = [(f"{chain[0]}.{i}", *chain) for chain in chains for i in range(parts)]
    return chains, places


def rings(n: int) -> Facts:
    """Return rings of five statements, each in a province of its own, and one person and one statement that may be in any."""
    places: dict[str, str | None] = {}
    claims = [Claim(id="w", lower=1, from_=day(1), to=day(1))]
    for i in range(n):
        a, b, whole = f"A{i}", f"B{i}", f"R{i}"
        places |= {a: whole, b: whole}
        ring = ((a, 0, 2), (whole, 0, 0), (b, 0, 1), (b, 1, 2), (whole, 2, 2))
        claims += [Claim(id=f"{i}.{k}", lower=1, place=at, from_=day(s), to=day(e)) for k, (at, s, e) in enumerate(ring)]
    return Facts(places=places, persons=(Persons(n=1),), claims=tuple(claims))


def other_shapes() -> None:
    """Print what instances cost that differ from the standard one in one respect."""
    ten = tuple(f"g{i}" for i in range(10))
    shapes = {
        "10 groups": lambda: instance(0, mix="groups", groups=ten),
        "province > county > city": lambda: instance(0, mix="mixed", below=(10, 3)),
        "1,000 days": lambda: instance(0, mix="mixed", days=1000),
        "200,000 people": lambda: instance(0, mix="mixed", n_people=200_000),
        "one province": lambda: instance(0, mix="mixed", provinces=1),
        "10,000 claims": lambda: instance(0, mix="mixed", n_claims=10_000),
        "100,000 an entry": lambda: instance(0, mix="mixed", each=100_000),
        "50 rings": lambda: rings(50),
    }
    for name, make in shapes.items():
        one(name, make())


def one(name: str, facts: Facts) -> None:
    """Print one instance: number, proof, and seconds with and without the witness."""
    start = time.process_time()
    counts.minimum(facts, witness=False)
    middle = time.process_time()
    found = counts.minimum(facts)
    end = time.process_time()
    used = sum(len(part.claims) for part in found.proof.parts)
    print(
        f"{name:25} {found.minimum:11} {found.known:11} {used:16} {found.proof.divisor:8} {found.gap:4}"
        f"  {found.checked!s:7} {middle - start:9.2f} {end - middle:15.2f}"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:9.2f}",
        flush=True,
    )


def speed(seeds: int) -> None:
    print(
        f"{'instance':25} {'minimum':>11} {'known':>11}  claims in proof  divisor  gap  checked  number s  with witness s"
        "  peak GiB"
    )
    for mix in MIXES:
        for seed in range(seeds):
            one(f"{mix}, seed {seed}", instance(seed, mix=mix))


def agreement(cases: int) -> None:
    """Compare with brute force on small random facts, and with the tree rule."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "counts"))
    from facts_factory import brute, claim, facts, known

    chance = np.random.default_rng(0)

    def cell() -> tuple[str | None, tuple[int | None, int | None], dict[str, bool]]:
        ends = sorted(chance.integers(1, 5, 2).tolist())
        group = {["child", "woman"][chance.integers(2)]: bool(chance.integers(2))} if chance.random() < 0.3 else {}
        return [None, "ZZ", "A", "B", "C"][chance.integers(5)], (None, None) if chance.random() < 0.2 else tuple(ends), group

    tally = {"equal": 0, "plain": 0, "verified": 0, "gap": 0}
    for _ in range(cases):
        people = [known(int(chance.integers(1, 3)), c[0], c[1], **c[2]) for c in (cell() for _ in range(chance.integers(0, 4)))]
        told = [
            claim(f"c{i}", int(chance.integers(1, 4)), c[0], c[1], **c[2])
            for i, c in enumerate(cell() for _ in range(chance.integers(0, 7)))
        ]
        case = facts(*people, *told)
        found = counts.minimum(case)
        tally["equal"] += found.minimum == brute(case)
        tally["plain"] += found.proof.divisor == 1
        tally["verified"] += found.checked
        tally["gap"] += found.gap > 0
    print(f"of {cases} small random cases: " + ", ".join(f"{name} {n}" for name, n in tally.items()))


def named() -> None:
    """The cases that docs/methods/minimum.md names: the ring, two rings apart, the merge that raises, the worked example."""
    from facts_factory import claim, facts, known
    from test_minimum import IRAN_LIKE, RING, WORKED

    places = {"A": "ZZ", "B": "ZZ", "C": "YY", "D": "YY"}
    other = {"A": "C", "B": "D", "ZZ": "YY"}
    second = [msgspec.structs.replace(each, id=each.id + "2", place=other[each.place]) for each in RING]
    told = claim("x", 1, "A", (17, 17)), claim("y", 1, "B", (16, 16))
    apart, one = (known(1, "A", (16, 17)), known(1, None, (16, 16))), (known(1, "A", (16, 16)),)
    twenty, seven = known(20, "TH", (16, 16)), known(7, "FA", (25, 25))
    lines = [
        ("five statements in a ring", facts(*RING), "3"),
        ("two rings apart", facts(*RING, *second, places=places), "6"),
        ("two people before the merge", facts(*told, *apart), "2"),
        ("the same two judged one", facts(*told, *one), "3"),
        ("worked example", facts(*WORKED, places=IRAN_LIKE), "106"),
        ("20 more named in the capital", facts(*WORKED, twenty, places=IRAN_LIKE), "106"),
        ("7 more named in the south", facts(*WORKED, seven, places=IRAN_LIKE), "113"),
    ]
    for words, case, expected in lines:
        found = counts.minimum(case)
        print(f"{words}: {found.minimum} (expected {expected}), divisor {found.proof.divisor}, checked {found.checked}")


def trees(cases: int) -> None:
    """Compare with the tree rule of minimum.md, section 3, on nested places."""
    from facts_factory import claim, facts, known, rule

    chance = np.random.default_rng(1)
    equal = plain = 0
    for _ in range(cases):
        size = int(chance.integers(1, 16))
        tree: dict[str, str | None] = {"p0": None} | {
            f"p{i}": f"p{int(chance.integers(max(0, i - 5), i))}" for i in range(1, size)
        }
        floors = {f"p{i}": int(chance.integers(0, 40)) for i in range(size) if chance.random() < 0.7}
        named = [(f"p{int(chance.integers(size))}", int(chance.integers(0, 9))) for _ in range(chance.integers(0, 8))]
        found = counts.minimum(
            facts(*(known(n, at) for at, n in named), *(claim(at, n, at) for at, n in floors.items()), places=tree),
            witness=False,
        )
        equal += found.minimum == rule(tree, floors, named, "p0")
        plain += found.proof.divisor == 1
    print(f"of {cases} random trees: equal to the tree rule {equal}, plain proof {plain}")


def draws(n: int) -> None:
    """The second smallest minimum of linkage draws that differ from one another in one person in fifty."""
    facts = instance(0, mix="mixed")
    chance = np.random.default_rng(2)
    base = np.ones(len(facts.persons), dtype=np.int64)
    numbers = np.stack([base - (chance.random(len(base)) < 0.02) + (chance.random(len(base)) < 0.02) for _ in range(n)])
    start = time.process_time()
    number, _ = counts.low_draw(facts, numbers)
    print(f"second smallest of {n} draws: {number}, in {time.process_time() - start:.1f} s")


def against_each(n: int) -> None:
    """Compare the second smallest of draws with solving every draw from nothing."""
    facts = instance(3, mix="groups", n_claims=600, n_people=4000)
    chance = np.random.default_rng(4)
    numbers = chance.poisson(1, size=(n, len(facts.persons))).astype(np.int64)
    one_by_one = []
    for row in numbers:
        people = tuple(
            Persons(n=int(k), place=p.place, from_=p.from_, to=p.to, groups=p.groups) for k, p in zip(row, facts.persons)
        )
        one_by_one.append(
            counts.minimum(Facts(places=facts.places, persons=people, claims=facts.claims), witness=False).minimum
        )
    number, draw = counts.low_draw(facts, numbers)
    same = number == sorted(one_by_one)[1] == one_by_one[draw]
    print(f"second smallest of {n} draws, each solved from nothing too: {number}, the same: {same}")


def contradicted() -> None:
    """Print how long conflicts take: 300 ceilings beside the standard instance, one in three under what is stated."""
    facts = instance(0, mix="mixed")
    told = [c for c in facts.claims if c.lower and c.lower > 5][:300]
    tops = tuple(
        Claim(
            id=f"u{i}",
            lower=0,
            upper=c.lower // 2 if i % 3 == 0 else 10**6,
            place=c.place,
            from_=c.from_,
            to=c.to,
            groups=c.groups,
        )
        for i, c in enumerate(told)
    )
    start = time.process_time()
    found = counts.minimum(Facts(places=facts.places, persons=facts.persons, claims=facts.claims + tops))
    print(f"300 ceilings, 100 contradicted: {len(found.conflicts)} conflicts, {time.process_time() - start:.1f} s in all")


def main() -> None:
    quick = "--quick" in sys.argv
    agreement(200 if quick else 5000)
    trees(200 if quick else 3000)
    named()
    speed(1 if quick else 2)
    draws(200)
    against_each(5 if quick else 30)
    contradicted()
    if not quick:
        other_shapes()


if __name__ == "__main__":
    main()
