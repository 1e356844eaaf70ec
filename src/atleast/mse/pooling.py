"""An estimate that carries the doubt of linkage: the mixture of the posteriors over partitions of the records.

`pooled(base, replicates)` takes the estimate of the table that is printed and the tables of the same records parted as in
each linkage draw (or imputation), runs the base's engine on every one, and returns the estimate of the mixture (Sadinle 2018,
arXiv 1812.09590): each total counts its own documented people. `diagnostics["linkage"]` holds how many replicates were used
and refused, the share of the variance of log N that lies between them, Rubin's interval for comparison, and the interval that
the one table alone would give. Numbers never fall below the documented count. Where more than half of the replicates are
refused the base stays as it is, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from atleast.model import Estimate
from atleast.mse.engines import LEVEL, Progress, _silent, one_engine
from atleast.mse.posterior import interval, mean, pool, quantile
from atleast.mse.table import Table


def pooled(
    base: Estimate,
    replicates: Sequence[Table],
    *,
    seed: int = 0,
    complete_graph: bool = False,
    progress: Progress = _silent,
) -> Estimate:
    """Return the estimate over all replicates; a refused base, or none to pool, is returned as it is."""
    if base.refused or not replicates:
        return base
    posteriors = []
    for i, table in enumerate(replicates):
        progress(i, len(replicates), "estimating over the linkage draws")
        answer, posterior = one_engine(table, base.engine, seed, complete_graph)
        if posterior is not None:
            # People on lists that the engine leaves out are documented all the same.
            posteriors.append(replace(posterior, n=answer.n))
    refused = len(replicates) - len(posteriors)
    told = {"replicates": len(posteriors), "refused": refused, "alone": [base.low, base.median, base.high]}
    if 2 * refused > len(replicates):
        return msgspec.structs.replace(base, diagnostics=base.diagnostics | {"linkage": told | {"pooled": False}})
    found = pool(posteriors, seed=seed)
    mixed = found.mixture

    def floor(value: float) -> float:
        return max(value, float(base.n))

    rubin = None if found.rubin is None else [round(floor(value), 1) for value in found.rubin]
    told |= {"pooled": True, "between": round(found.between, 4), "rubin": rubin}
    low, high = interval(mixed, LEVEL)
    diagnostics = base.diagnostics | {
        "linkage": told,
        "mean": round(floor(mean(mixed)), 1),
        "interval_80": [floor(value) for value in interval(mixed, 0.8)],
        "interval_50": [floor(value) for value in interval(mixed, 0.5)],
    }
    return msgspec.structs.replace(
        base, median=floor(quantile(mixed, 0.5)), low=floor(low), high=floor(high), diagnostics=diagnostics
    )
