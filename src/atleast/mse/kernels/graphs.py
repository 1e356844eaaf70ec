"""All chordal graphs one by one, and a Markov chain over them that changes one edge at a time.

Every graph on j vertices is one on j - 1 and the neighbours of the last; it is written as the steps in which its vertices
can be taken away, each with the neighbours that it then has (Fulkerson and Gross 1965): code[v] is their bit mask. The weight
of a graph at a cell of n_0 is the sum of terms[v, code[v], cell].

The chain (Madigan and York 1995; Giudici and Green 1999): a graph is held as the neighbours of each vertex, a bit mask each,
and its log weight on every cell of n_0 as one vector: the sum of `marginal[clique]` less that of `marginal[separator]`.
Joining or parting v and u with the common neighbours S changes it by marginal[S + v + u] + marginal[S] - marginal[S + v] -
marginal[S + u] alone. An edge may go when S is a clique, and may come when S keeps v and u apart; then the graph stays
chordal. Copies at several temperatures exchange their graphs.
"""

from __future__ import annotations

from math import exp, log

import numba
import numpy as np

from atleast.mse.posterior import Bytes, Floats, Ints

FAINT = -60.0


@numba.njit(cache=True, nogil=True)
def extended(smaller: Bytes, near: Bytes, codes: Bytes) -> int:
    """Write the chordal graphs that add one vertex, with any neighbours, to those of `smaller`; return how many there are.

    `smaller` is uint8[graphs, j - 1], bit k of row i joining i and k; `near` and `codes` are uint8[graphs * 2^(j - 1), j].
    """
    many, last = smaller.shape
    rows = np.empty(last + 1, dtype=np.int64)
    code = np.empty(last + 1, dtype=np.uint8)
    count = 0
    for g in range(many):
        for chosen in range(1 << last):
            for v in range(last):
                rows[v] = smaller[g, v] | (chosen >> v & 1) << last
            rows[last] = chosen
            if _taken_away(rows, code):
                for v in range(last + 1):
                    near[count, v] = rows[v]
                    codes[count, v] = code[v]
                count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _taken_away(rows: Ints, code: Bytes) -> bool:
    """Take vertices away whose neighbours are joined to one another, and note those; say whether none is left: chordal."""
    lists = len(rows)
    left = (1 << lists) - 1
    stuck = False
    while left and not stuck:
        stuck = True
        for v in range(lists - 1, -1, -1):
            if left >> v & 1:
                around = rows[v] & left
                rest, u = around, 0
                while rest and not (rest & 1 and around & ~(rows[u] | 1 << u)):
                    rest >>= 1
                    u += 1
                if rest == 0:
                    code[v] = around
                    left ^= 1 << v
                    stuck = False
    return left == 0


@numba.njit(cache=True, nogil=True)
def _weigh(terms: Floats, codes: Bytes, g: int, row: Floats) -> tuple[int, float]:
    """Fill `row` with the weight of graph g at every cell; return its highest cell, and how sharply it bends there.

    The bend bounds by how much the peak can lie above that cell.
    """
    size = len(row)
    term = terms[0, codes[g, 0]]
    for i in range(size):
        row[i] = term[i]
    for v in range(1, codes.shape[1]):
        term = terms[v, codes[g, v]]
        for i in range(size):
            row[i] += term[i]
    at = 0
    for i in range(1, size):
        if row[i] > row[at]:
            at = i
    if size < 3:
        return at, 50.0
    inner = min(max(at, 1), size - 2)
    return at, max(2 * row[inner] - row[inner - 1] - row[inner + 1], 0.0)


@numba.njit(cache=True, nogil=True)
def survey(terms: Floats, codes: Bytes, highest: Floats, reach: Floats, peaks: Floats) -> None:
    """Fill `highest` with the most that each graph can weigh, its bend included.

    `reach` gathers the highest weight at each cell, `peaks` the highest of `highest` of the graphs with their peak there.
    """
    row = np.empty(terms.shape[2])
    for g in range(len(codes)):
        at, bend = _weigh(terms, codes, g, row)
        highest[g] = row[at] + bend
        peaks[at] = max(peaks[at], highest[g])
        for i in range(len(row)):
            reach[i] = max(reach[i], row[i])


@numba.njit(cache=True, nogil=True)
def summed(terms: Floats, codes: Bytes, total: Floats, log_shares: Floats, bends: Floats, peaks: Ints) -> float:
    """Add exp(weight - top) up over the graphs, and log_shares over the cells; return top, the highest weight.

    Each graph's bend and highest cell are noted.
    """
    row = np.empty(terms.shape[2])
    top = -np.inf
    for g in range(len(codes)):
        peaks[g], bends[g] = _weigh(terms, codes, g, row)
        highest = row[peaks[g]]
        if highest > top:
            total *= exp(top - highest)
            top = highest
        share = 0.0
        for i in range(len(row)):
            below = row[i] - top
            if below > FAINT:
                mass = exp(below)
                total[i] += mass
                share += mass
        log_shares[g] = log(share) + top if share > 0.0 else -np.inf
    return top


@numba.njit(cache=True, nogil=True)
def may_part(near: Ints, v: int, u: int) -> bool:
    """Say whether the graph stays chordal without the edge v-u: their common neighbours are joined to one another."""
    shared = near[v] & near[u]
    alone = 0
    for w in range(len(near)):
        if shared >> w & 1:
            alone |= shared & ~(near[w] | (1 << w))
    return alone == 0


@numba.njit(cache=True, nogil=True)
def may_join(near: Ints, v: int, u: int) -> bool:
    """Say whether the graph stays chordal with the edge v-u: no path joins them outside their common neighbours."""
    shared = near[v] & near[u]
    reached = 1 << v
    fresh = reached
    while fresh:
        spread = 0
        for w in range(len(near)):
            if fresh >> w & 1:
                spread |= near[w]
        fresh = spread & ~reached & ~shared
        reached |= fresh
        if reached >> u & 1:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def log_sum(weights: Floats) -> float:
    """Return log(sum(exp(weights))), leaving out what is below exp(-40) of the highest."""
    highest = float(weights.max())
    total = 0.0
    for i in range(len(weights)):
        below = weights[i] - highest
        if below > -40.0:
            total += exp(below)
    return highest + log(total)


@numba.njit(cache=True, nogil=True)
def scatter(near: Ints, changes: int, most: int, rng: np.random.Generator) -> None:
    """Make `changes` random changes that keep the graph chordal and below `most` + 1 edges, whatever its weight."""
    lists = len(near)
    edges = 0
    for _ in range(changes):
        v = int(rng.random() * lists)
        u = int(rng.random() * (lists - 1))
        u += u >= v
        joined = near[v] >> u & 1
        if may_part(near, v, u) if joined else edges < most and may_join(near, v, u):
            edges += -1 if joined else 1
            near[v] ^= 1 << u
            near[u] ^= 1 << v


@numba.njit(cache=True, nogil=True)
def weight_of(near: Ints, marginal: Floats) -> Floats:
    """Return the log weight of a chordal graph on every cell: vertices are taken away whose neighbours are joined."""
    lists = len(near)
    total = np.zeros(marginal.shape[1])
    left = (1 << lists) - 1
    while left:
        for v in range(lists):
            if left >> v & 1:
                around = near[v] & left
                simplicial = True
                for w in range(lists):
                    if around >> w & 1 and around & ~(near[w] | (1 << w)):
                        simplicial = False
                if simplicial:
                    total += marginal[around | 1 << v] - marginal[around]
                    left ^= 1 << v
    return total


@numba.njit(cache=True, nogil=True)
def _toggle(
    near: Ints, weights: Floats, score: float, beta: float, marginal: Floats, most: int, rng: np.random.Generator, moved: Floats
) -> float:
    """Propose to join or part two random lists; return the log weight of the graph that is kept."""
    lists = len(near)
    v = int(rng.random() * lists)
    u = int(rng.random() * (lists - 1))
    u += u >= v
    joined = near[v] >> u & 1
    edges = 0
    for w in range(lists):
        for x in range(w):
            edges += near[w] >> x & 1
    if (joined and not may_part(near, v, u)) or (not joined and (edges >= most or not may_join(near, v, u))):
        return score
    shared = near[v] & near[u]
    sign = -1.0 if joined else 1.0
    both, none, one, other = shared | 1 << v | 1 << u, shared, shared | 1 << v, shared | 1 << u
    for i in range(len(weights)):
        moved[i] = weights[i] + sign * (marginal[both, i] + marginal[none, i] - marginal[one, i] - marginal[other, i])
    new = log_sum(moved)
    if log(rng.random() + 1e-300) >= beta * (new - score):
        return score
    weights[:] = moved
    near[v] ^= 1 << u
    near[u] ^= 1 << v
    return new


@numba.njit(cache=True, nogil=True)
def walk(
    near: Ints, weights: Floats, scores: Floats, betas: Floats, who: Ints, marginal: Floats, most: int,
    rng: np.random.Generator, iterations: int, drawn: Ints, graphs: Ints, cells: Floats, reach: Floats, sharp: Floats,
) -> int:  # fmt: skip
    """Advance the graphs at all temperatures, int64[levels, lists], and exchange neighbours; return the journeys made.

    Each iteration proposes as many changes as there are pairs. Of the first level it keeps one drawn cell of n_0 (`drawn`),
    the graph (`graphs`, int64[iterations, lists]), the summed probability of the cells (`cells`), the highest weight seen at
    each cell (`reach`), and how sharply the likeliest graphs bend at their highest cell (`sharp`, by cell).
    """
    levels, lists = near.shape
    size = weights.shape[1]
    moved = np.empty(size)
    trips = 0
    for it in range(iterations):
        for t in range(levels):
            for _ in range(lists * (lists - 1) // 2):
                scores[t] = _toggle(near[t], weights[t], scores[t], betas[t], marginal, most, rng, moved)
        for t in range(it % 2, levels - 1, 2):
            if log(rng.random() + 1e-300) < (betas[t] - betas[t + 1]) * (scores[t + 1] - scores[t]):
                for v in range(lists):
                    near[t, v], near[t + 1, v] = near[t + 1, v], near[t, v]
                for i in range(size):
                    weights[t, i], weights[t + 1, i] = weights[t + 1, i], weights[t, i]
                scores[t], scores[t + 1] = scores[t + 1], scores[t]
                who[t], who[t + 1] = who[t + 1], who[t]
        if who[levels - 1] < levels:
            who[levels - 1] += levels
        if who[0] >= levels:
            who[0] -= levels
            trips += 1
        at = weights[0].argmax()
        if 0 < at < size - 1:
            bend = 2 * weights[0, at] - weights[0, at - 1] - weights[0, at + 1]
            sharp[at] = max(sharp[at], bend)
        left = rng.random()
        drawn[it] = size - 1
        for i in range(size):
            share = exp(weights[0, i] - scores[0])
            cells[i] += share
            reach[i] = max(reach[i], weights[0, i])
            if left >= 0.0:
                left -= share
                if left < 0.0:
                    drawn[it] = i
        graphs[it] = near[0]
    return trips
