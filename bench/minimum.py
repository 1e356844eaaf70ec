"""The documented minimum: agreement with brute force and the tree rule, and the time of large instances.

Prints what docs/methods/minimum.md quotes. Instances of the size of a long crackdown: 2,000 claims and 20,000 known people over
31 provinces, 120 days and 3 groups, one person in three partly located; five mixes of claims, two seeds each. Times are seconds
of processor time on one core. `python -m bench.minimum [--quick]`.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from atleast import counts
from atleast.counts import Claim, Facts, Persons

FIRST = date(2031, 1, 1)
GROUPS = ("child", "woman", "student")
MIXES = ("days", "weeks", "country", "groups", "mixed")


def day(n: int) -> str:
    return (FIRST + timedelta(int(n))).isoformat()


def instance(
    seed: int, *, mix: str, n_claims: int = 2000, n_people: int = 20_000, provinces: int = 31, days: int = 120
) -> Facts:
    """Draw a truth of more people than are known, known people from it, and claims that count what they could see."""
    chance = np.random.default_rng(seed)
    size = 2 * n_people
    where = chance.choice(provinces, size, p=chance.dirichlet(np.full(provinces, 0.7)))
    when = np.clip(chance.gamma(3, 14, size).astype(int), 0, days - 1)
    is_in = chance.random((size, len(GROUPS))) < [0.12, 0.2, 0.15]
    known = chance.permutation(size)[:n_people]
    people = []
    for i in known:
        place, start, end, groups = f"P{where[i]:02}", when[i], when[i], dict(zip(GROUPS, map(bool, is_in[i])))
        if chance.random() < 1 / 3:
            kind = chance.integers(4)
            if kind == 0:
                place = None
            elif kind == 1:
                start, end = max(0, start - chance.integers(1, 8)), min(days - 1, end + chance.integers(1, 8))
            elif kind == 2:
                groups.pop(GROUPS[chance.integers(3)])
            else:
                place, groups = None, {}
        people.append(Persons(n=1, place=place, from_=day(start), to=day(end), groups=groups))
    claims = []
    for k in range(n_claims):
        span = {"days": (1, 4), "weeks": (5, 20), "country": (1, 30), "groups": (1, 10), "mixed": (1, 40)}[mix]
        start = int(np.clip(when[chance.integers(size)] - chance.integers(0, span[1]), 0, days - 1))
        end = min(days - 1, start + int(chance.integers(*span)))
        whole = chance.random() < {"country": 0.5, "mixed": 0.2}.get(mix, 0.05)
        place = None if whole else int(where[chance.integers(size)])
        chosen = {}
        if chance.random() < {"groups": 0.6, "mixed": 0.3}.get(mix, 0.1):
            chosen[GROUPS[chance.integers(3)]] = bool(chance.random() < 0.7)
        inside = (when >= start) & (when <= end)
        if place is not None:
            inside &= where == place
        for name, value in chosen.items():
            inside &= is_in[:, GROUPS.index(name)] == value
        lower = int(inside.sum() * chance.uniform(0.2, 1.0))
        name = None if place is None else f"P{place:02}"
        claims.append(Claim(id=f"c{k}", lower=lower, place=name, from_=day(start), to=day(end), groups=chosen))
    places: dict[str, str | None] = {f"P{p:02}": "ZZ" for p in range(provinces)}
    return Facts(places={**places, "ZZ": None}, persons=tuple(people), claims=tuple(claims))


def speed(seeds: int) -> None:
    print("mix      seed  minimum   known  claims in proof  divisor  gap  checked  number s  with witness s")
    for mix in MIXES:
        for seed in range(seeds):
            facts = instance(seed, mix=mix)
            start = time.process_time()
            counts.minimum(facts, witness=False)
            middle = time.process_time()
            found = counts.minimum(facts)
            end = time.process_time()
            used = sum(len(part.claims) for part in found.proof.parts)
            print(
                f"{mix:8} {seed:4} {found.minimum:8} {found.known:7} {used:16} {found.proof.divisor:8} {found.gap:4}"
                f"  {found.checked!s:7} {middle - start:9.2f} {end - middle:15.2f}"
            )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


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


def main() -> None:
    quick = "--quick" in sys.argv
    agreement(200 if quick else 5000)
    trees(200 if quick else 3000)
    speed(1 if quick else 2)
    draws(200)


if __name__ == "__main__":
    main()
