"""The average over all decomposable models of dependence between the lists, computed exactly.

Model (Madigan and York 1997): given a chordal graph G on the lists the cell probabilities have a hyper-Dirichlet prior with
`delta` per cell (2^-J unless told), every graph is equally probable, and p(N) is 1/N. With n_0 people on no list the weight
of (G, n_0) is
  N!/n_0! * p(N) * product over the elimination steps of G of M(vertex and neighbours) / M(neighbours),
where M(S) is the Dirichlet-multinomial marginal of the lists in S. Takes a table of 2 to 8 lists, returns the posterior of
n_0 on a grid that refines itself where the mass is, with the probability of the graphs and of each pair. The complete graph
says nothing about n_0 but through its prior, so it is left out unless asked for. Nothing is drawn: the same table gives the
same answer. A graph is held as the steps in which its vertices can be taken away, each with neighbours joined to one another
(Fulkerson and Gross 1965); a graph on j vertices is one on j - 1 and the neighbours of the last. There are 1, 2, 8, 61, 822,
18,154, 617,675 and 30,888,596 (OEIS A058862); more than 8 lists are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import ModuleType
from typing import Literal

import numpy as np

from atleast.errors import EstimateError
from atleast.mse.posterior import Bytes, Floats, Ints, Posterior, effective, of_grid, r_hat
from atleast.mse.table import Table

KNOWN = {1: 1, 2: 2, 3: 8, 4: 61, 5: 822, 6: 18_154, 7: 617_675, 8: 30_888_596}
MOST_LISTS = 8
BLOCK = 1 << 17
NEGLIGIBLE = 35.0
OMITTED, OMITTED_OF_EIGHT = 1e-8, 1e-5
KEPT = 3_000_000
CAP = 1000
DGA_CAP = 10
UNBOUNDED = 0.01
MOST_WALKED = 16
CHAINS = 4
HEAT = (1.0, 0.6, 0.36, 0.2, 0.1)
R_HAT, ESS, TRIPS = 1.01, 400, 20

PriorN = Literal["1/N", "uniform"]


@dataclass(frozen=True, kw_only=True)
class Averaged:
    """The posterior, the mass in the last tenth of the grid, and what is known of the graphs.

    `pairs` maps a pair of lists to the probability that they are joined; `top` are the likeliest graphs with theirs.
    """

    posterior: Posterior
    at_cap: float
    cap: int
    n_graphs: int
    pairs: dict[tuple[int, int], float]
    top: tuple[tuple[tuple[tuple[int, int], ...], float], ...]


def average(
    table: Table,
    *,
    complete_graph: bool = False,
    delta: float | None = None,
    prior: PriorN = "1/N",
    cap: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Averaged:
    """Average over every chordal graph; `progress(done, total, what)` is told how far it is.

    `cap` is the largest n_0 considered. Unless told it is 1,000 times the documented number, and with the complete graph 10
    times: that form is there to be compared with dga, and without dga's cap its numbers would be others.
    """
    j = len(table.lists)
    top = cap if cap is not None else DGA_CAP * table.n if complete_graph else max(CAP * table.n, 10_000)
    each = 2.0**-j if delta is None else delta
    low, high = _first_grid(top, coarse=160 if j < 7 else 64)
    tables = _log_terms(table, low, high, each, prior)
    kept, active = _screen(tables, _counted(_blocks(j, complete_graph), KNOWN[j], progress))
    fine = 640 if j < 6 else 240 if j < 8 else 120
    for _ in range(4):
        low, high = _refined(low, high, active, fine)
        tables = _log_terms(table, low, high, each, prior)
        log_cells, log_graphs, active, rough = _summed(tables, kept, low < high)
        if not rough:
            break
    posterior = of_grid(table.n, low, high, log_cells)
    share = np.exp(log_graphs - log_graphs.max())
    share /= share.sum()
    return Averaged(
        posterior=posterior,
        at_cap=float(posterior.weight[posterior.low > top / 10].sum()),
        cap=top,
        n_graphs=KNOWN[j] - (not complete_graph),
        pairs=_pair_probabilities(kept, share),
        top=_top(kept, share),
    )


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What a Markov chain over the graphs found, and what says whether it may be trusted: as `Averaged`, drawn, not summed."""

    averaged: Averaged
    r_hat: float
    ess: float
    trips: int
    trusted: bool


def walk(
    table: Table,
    *,
    seed: int = 0,
    complete_graph: bool = False,
    delta: float | None = None,
    prior: PriorN = "1/N",
    keep: int = 1500,
    most: int = 8,
) -> Walked:
    """Draw graphs where they are too many to go through: four chains, gone on with while they do not agree.

    The grid is found by chains that are thrown away: first a coarse one, then cut finer until the likeliest graphs are
    smooth on it. n_0 is summed given each graph, so that the chains only move among graphs.
    """
    j = len(table.lists)
    each = 2.0**-j if delta is None else delta
    top = DGA_CAP * table.n if complete_graph else max(CAP * table.n, 10_000)
    edges = j * (j - 1) // 2 - (not complete_graph)
    seeds = np.random.default_rng([seed, 30_001]).integers(0, 2**31 - 1, CHAINS)
    low, high = _first_grid(top, coarse=160)
    walkers: list[_Walker] = []
    for finer in (True, True, True, True, False):
        terms = _marginals(table, low, high, each, prior)
        walkers = [
            _Walker(*terms, edges, near=walkers[c].near if walkers else None, seed=int(one), spread=c)
            for c, one in enumerate(seeds)
        ]
        for one in walkers:
            one.go_on(max(keep // 5, 100))
        reach = np.max([one.reach for one in walkers], axis=0)
        sharp = np.max([one.sharp for one in walkers], axis=0)
        if not finer or (len(low) > 160 and not np.any((sharp > 1.0) & (low < high))):
            break
        low, high = _refined(low, high, _widened((reach > reach.max() - NEGLIGIBLE) | (sharp > 0)), 240)
    for one in walkers:
        one.forget()
    for _ in range(most):
        for one in walkers:
            one.go_on(keep)
        found = _walked(table, low, high, top, walkers)
        if found.trusted:
            break
    return found


class _Walker:
    """One chain over graphs at all temperatures, and what it has gathered."""

    def __init__(self, marginal: Floats, common: Floats, edges: int, *, near: Ints | None, seed: int, spread: int) -> None:
        """Start from the graphs `near`, or from the empty graph with `spread` random changes for each list."""
        graphs = self.kernel = _kernel()
        self.marginal, self.edges = marginal, edges
        lists = int(np.log2(len(marginal)))
        self.rng = np.random.default_rng(seed)
        self.near = np.zeros((len(HEAT), lists), dtype=np.int64) if near is None else near.copy()
        if near is None:
            for one in self.near:
                graphs.scatter(one, spread * lists, edges, self.rng)
        self.weights = np.array([common + graphs.weight_of(one, marginal) for one in self.near])
        self.scores = np.array([graphs.log_sum(one) for one in self.weights])
        self.who = np.arange(len(HEAT))
        self.forget()

    def forget(self) -> None:
        """Drop what was gathered so far."""
        size = self.marginal.shape[1]
        self.trips = 0
        self.cells, self.sharp, self.reach = np.zeros(size), np.zeros(size), np.full(size, -np.inf)
        self.drawn, self.graphs = np.empty(0, dtype=np.int64), np.empty((0, self.near.shape[1]), dtype=np.int64)

    def go_on(self, iterations: int) -> None:
        """Advance, and gather a drawn cell and a graph an iteration."""
        lists = self.near.shape[1]
        drawn, graphs = np.empty(iterations, dtype=np.int64), np.empty((iterations, lists), dtype=np.int64)
        self.trips += self.kernel.walk(
            self.near, self.weights, self.scores, np.array(HEAT), self.who, self.marginal, self.edges,
            self.rng, iterations, drawn, graphs, self.cells, self.reach, self.sharp,
        )  # fmt: skip
        self.drawn, self.graphs = np.concatenate([self.drawn, drawn]), np.concatenate([self.graphs, graphs])


def _walked(table: Table, low: Ints, high: Ints, top: int, walkers: list[_Walker]) -> Walked:
    """Gather the chains, and judge them on log n_0 drawn given each graph."""
    rng = np.random.default_rng(30_002)
    cells = np.sum([one.cells for one in walkers], axis=0)
    drawn = np.stack([one.drawn for one in walkers])
    logs = np.log(low[drawn] + rng.random(drawn.shape) * (high - low + 1)[drawn] + 0.5)
    hat, ess, trips = r_hat(logs), effective(logs), sum(one.trips for one in walkers)
    kept, shares = np.unique(np.concatenate([one.graphs for one in walkers]), axis=0, return_counts=True)
    share = shares / shares.sum()
    with np.errstate(divide="ignore"):
        posterior = of_grid(table.n, low, high, np.log(cells))
    averaged = Averaged(
        posterior=posterior,
        at_cap=float(posterior.weight[posterior.low > top / 10].sum()),
        cap=top,
        n_graphs=len(kept),
        pairs=_pair_probabilities(kept, share),
        top=_top(kept, share),
    )
    return Walked(averaged=averaged, r_hat=hat, ess=ess, trips=trips, trusted=hat < R_HAT and ess > ESS and trips >= TRIPS)


def _blocks(j: int, complete_graph: bool) -> Iterator[Bytes]:
    """Yield all graphs in blocks small enough for the memory, the complete one only when asked for."""
    bits = np.array([m.bit_count() for m in range(256)], dtype=np.uint8)
    for block in elimination_codes(j):
        edges = bits[block].sum(axis=1)
        yield block if complete_graph else block[edges < j * (j - 1) // 2]


def _counted(blocks: Iterator[Bytes], total: int, progress: Callable[[int, int, str], None] | None) -> Iterator[Bytes]:
    done = 0
    for block in blocks:
        if progress:
            progress(done, total, "decomposable: going through the graphs")
        yield block
        done += len(block)


def _kernel() -> ModuleType:
    """Return the compiled loops, imported only when they are used."""
    from atleast.mse.kernels import graphs

    return graphs


def _first_grid(top: int, *, coarse: int) -> tuple[Ints, Ints]:
    """Return the first cells of n_0: single numbers first, then geometric, up to `top`."""
    edges = np.unique(np.round(np.geomspace(1, top + 1, coarse)).astype(np.int64))
    edges = np.concatenate([[0], edges])
    return edges[:-1], edges[1:] - 1


def _refined(low: Ints, high: Ints, active: np.ndarray, fine: int) -> tuple[Ints, Ints]:
    """Cut the active cells into about `fine` pieces of whole numbers and leave the others out: they hold nothing."""
    low, high = low[active], high[active]
    pieces = max(fine // max(len(low), 1), 2)
    starts = [np.unique(a + (np.arange(pieces) * (b - a + 1)) // pieces) for a, b in zip(low, high, strict=True)]
    ends = [np.append(part[1:] - 1, b) for part, b in zip(starts, high, strict=True)]
    return np.concatenate(starts), np.concatenate(ends)


def _log_terms(table: Table, low: Ints, high: Ints, delta: float, prior: PriorN) -> Floats:
    """Return float64[J, 2^J, cells]: what taking away vertex v with neighbours S contributes at each cell.

    The terms common to all graphs (the multinomial coefficient in n_0, the prior, the width of the cell) stand with vertex 0.
    """
    j = len(table.lists)
    marginal, common = _marginals(table, low, high, delta, prior)
    terms: Floats = np.empty((j, 1 << j, len(low)))
    for v in range(j):
        for subset in range(1 << j):
            terms[v, subset] = marginal[subset | 1 << v] - marginal[subset]
    terms[0] += common
    return terms


def _marginals(table: Table, low: Ints, high: Ints, delta: float, prior: PriorN) -> tuple[Floats, Floats]:
    """Return log M(S) of every set of lists at each cell, float64[2^J, cells], and what is common to all graphs."""
    from scipy.special import gammaln

    j = len(table.lists)
    n0 = (low + high) / 2
    total = table.n + n0
    patterns = np.array([pattern for pattern, _ in table.counts], dtype=np.int64)
    people = np.array([count for _, count in table.counts], dtype=np.float64)
    marginal = np.zeros((1 << j, len(n0)))
    ends = gammaln(delta * 2.0**j) - gammaln(delta * 2.0**j + total)
    for subset in range(1, 1 << j):
        alpha = delta * 2.0 ** (j - subset.bit_count())
        seen, where = np.unique(patterns & subset, return_inverse=True)
        counts = np.bincount(where, weights=people)
        empty = float(counts[0]) if seen[0] == 0 else 0.0
        filled = counts[seen > 0]
        fixed = float(np.sum(gammaln(alpha + filled))) - (len(filled) + 1) * float(gammaln(alpha))
        marginal[subset] = fixed + gammaln(alpha + empty + n0) + ends
    common = gammaln(total + 1) - gammaln(n0 + 1) + np.log(high - low + 1.0)
    return marginal, common - (np.log(total) if prior == "1/N" else 0.0)


def _weights(terms: Floats, codes: Bytes) -> Floats:
    """Return the log weight of each graph at each cell, float64[graphs, cells]."""
    found: Floats = terms[0][codes[:, 0]]
    for v in range(1, codes.shape[1]):
        found += terms[v][codes[:, v]]
    return found


def _screen(terms: Floats, blocks: Iterator[Bytes]) -> tuple[Bytes, np.ndarray]:
    """Return the graphs that can matter, and the cells of the first grid in which any of them has mass.

    A graph is left out when it is below exp(-35) of the best, even after its peak between two cells is allowed for; and so
    are the least of the others, as long as all of them together stay below 1e-8 of the whole (of eight lists 1e-5, and no
    more than about the KEPT best are held, so that time and memory have an end).
    """
    best = floor = -np.inf
    kept: list[tuple[Bytes, Floats]] = []
    reach, peaks = np.full(terms.shape[2], -np.inf), np.full(terms.shape[2], -np.inf)
    for block in blocks:
        bound = np.empty(len(block))
        _kernel().survey(terms, block, bound, reach, peaks)
        best = float(reach.max())
        chosen = bound > max(best - NEGLIGIBLE, floor)
        kept.append((block[chosen], bound[chosen].astype(np.float32)))
        if sum(len(part) for part, _ in kept) > 1.4 * KEPT:
            codes, bounds = _joined(kept)
            floor = float(np.partition(bounds, -KEPT)[-KEPT])
            kept = [(codes[bounds > floor], bounds[bounds > floor])]
    codes, bounds = _joined(kept)
    omitted = OMITTED if codes.shape[1] < MOST_LISTS else OMITTED_OF_EIGHT
    least = np.argsort(bounds, kind="stable")
    together = np.cumsum(np.exp(np.minimum(bounds[least] - best, 0.0), dtype=np.float64))
    most = np.sort(least[(together > omitted) & (bounds[least] > best - NEGLIGIBLE)])
    return codes[most], _widened((reach > best - NEGLIGIBLE) | (peaks > best - NEGLIGIBLE))


def _joined(kept: list[tuple[Bytes, Floats]]) -> tuple[Bytes, Floats]:
    return np.concatenate([codes for codes, _ in kept]), np.concatenate([bounds for _, bounds in kept])


def _widened(active: np.ndarray) -> np.ndarray:
    wide = active.copy()
    wide[1:] |= active[:-1]
    wide[:-1] |= active[1:]
    return wide


def _summed(terms: Floats, codes: Bytes, divisible: np.ndarray) -> tuple[Floats, Floats, np.ndarray, bool]:
    """Sum over graphs and over cells; say which cells are active and whether a graph that matters is still too sharp for it."""
    many = len(codes)
    total, log_graphs, bends, peaks = np.zeros(terms.shape[2]), np.empty(many), np.empty(many), np.empty(many, dtype=np.int64)
    top = _kernel().summed(terms, codes, total, log_graphs, bends, peaks)
    with np.errstate(divide="ignore"):
        log_cells = top + np.log(total)
    matter = log_graphs > log_graphs.max() - 12
    active = log_cells > log_cells.max() - NEGLIGIBLE
    active[peaks[matter]] = True
    rough = bool(np.any((bends[matter] > 1.0) & divisible[peaks[matter]]))
    return log_cells, log_graphs, _widened(active), rough


def _pair_probabilities(codes: Bytes, share: Floats) -> dict[tuple[int, int], float]:
    """Return the probability that two lists are joined, for every pair."""
    j = codes.shape[1]
    return {
        (a, b): float(share[((codes[:, a] >> b & 1) | (codes[:, b] >> a & 1)).astype(bool)].sum())
        for a, b in combinations(range(j), 2)
    }


def _top(codes: Bytes, share: Floats, k: int = 5) -> tuple[tuple[tuple[tuple[int, int], ...], float], ...]:
    """Return the k likeliest graphs as pairs, with their probability; ties in the order of their pairs."""
    first = np.argsort(-share, kind="stable")[:k]
    return tuple((tuple(joined_pairs(codes[i])), float(share[i])) for i in first)


def log_weights(table: Table, n0: Ints, *, delta: float | None = None, prior: PriorN = "1/N") -> tuple[Bytes, Floats]:
    """Return every graph and its exact log weight at the given numbers n_0, float64[graphs, n0]: the plain form, for tests."""
    each = 2.0 ** -len(table.lists) if delta is None else delta
    codes = np.concatenate(list(_blocks(len(table.lists), complete_graph=True)))
    return codes, _weights(_log_terms(table, n0, n0, each, prior), codes)


def chordal(j: int) -> Bytes:
    """Return the adjacency of every chordal graph on j vertices, uint8[graphs, j]: bit k of row i joins i and k (j up to 7)."""
    return _every(j)[0]


def elimination_codes(j: int) -> Iterator[Bytes]:
    """Yield blocks of uint8[graphs, j]: column v holds the neighbours of v when it is taken away."""
    if not 1 <= j <= MOST_LISTS:
        raise EstimateError(
            f"the decomposable graphs of {j} lists are too many to go through", hint="Merge lists, or use latent."
        )
    if j < MOST_LISTS:
        yield _every(j)[1]
        return
    for _, codes in _grown(j):
        yield codes


@lru_cache(maxsize=16)
def _every(j: int) -> tuple[Bytes, Bytes]:
    """Return the adjacency and the codes of every chordal graph on j vertices, each uint8[graphs, j]."""
    if j == 1:
        return np.zeros((1, 1), dtype=np.uint8), np.zeros((1, 1), dtype=np.uint8)
    near, codes = (np.concatenate(parts) for parts in zip(*_grown(j), strict=True))
    near.setflags(write=False)
    codes.setflags(write=False)
    return near, codes


def _grown(j: int) -> Iterator[tuple[Bytes, Bytes]]:
    """Yield adjacency and codes of the chordal graphs that add vertex j - 1, with any neighbours, to one on the others."""
    smaller = chordal(j - 1)
    size = max(BLOCK >> (j - 1), 1)
    for start in range(0, len(smaller), size):
        part = smaller[start : start + size]
        near, codes = np.empty((2, len(part) << (j - 1), j), dtype=np.uint8)
        many = _kernel().extended(part, near, codes)
        yield near[:many], codes[:many]


def joined_pairs(code: Bytes) -> list[tuple[int, int]]:
    """Return the pairs that a graph joins, ascending."""
    return sorted((min(v, u), max(v, u)) for v, mask in enumerate(code) for u in range(len(code)) if int(mask) >> u & 1)
