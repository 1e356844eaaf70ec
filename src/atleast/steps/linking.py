"""Linking the records of a case: which records are one person, with judgements that win and ids that stay.

`link(case)` reads the latest version of every list, runs `linkage.link`, gives each cluster a stable person id, draws
partitions, keeps all of it in the vault and records one `run.linked` event. `ensure_linked` returns the latest run, linking
first when lists or judgements have changed since.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import polars as pl

from atleast import __version__, casefile, linkage
from atleast.errors import InputError
from atleast.frames import MEMBERS, PAIRS, empty
from atleast.linkage.people import identity, partitions
from atleast.linkage.review.judgements import Made
from atleast.linkage.review.judgements import fold as fold_judgements
from atleast.linkage.settings import ListPlan, Settings, default, to_toml
from atleast.model import Judgement
from atleast.steps.state import Progress, State, all_records, fold, stored_bytes, stored_frame, to_bytes

if TYPE_CHECKING:
    from atleast.casefile import Case, Event

N_DRAWS = 200
UNDECIDED = (0.1, 0.9)


class Identities(msgspec.Struct, frozen=True, kw_only=True):
    """Who is who after a linking: all aliases ever, the order in which ids first appeared, and what changed in this run."""

    aliases: dict[str, str] = {}
    born: dict[str, int] = {}
    splits: dict[str, tuple[str, ...]] = {}
    merges: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class LinkRun:
    """A linking run: its event and the frames it left (RECORDS, PAIRS, MEMBERS), with `draws` (int32 labels [n_draws,
    n_records], columns in the order of `records`).
    """

    event: Event
    records: pl.DataFrame
    pairs: pl.DataFrame
    members: pl.DataFrame
    draws: np.ndarray
    identities: Identities
    fresh: bool
    notes: tuple[str, ...] = field(default=())


def link(case: Case, *, seed: int = 0, progress: Progress | None = None, spill: str | None = None) -> LinkRun:
    """Link all records of the case and record the run."""
    state = fold(case)
    records = all_records(case, state, progress=progress)
    if records.is_empty() and not state.claim_events:
        raise InputError("the case has no records to link", hint="Add a list first: `atleast add list FILE --source S`.")
    judgements = judgements_frame(case, state, records)
    linked = _linked(records, state, judgements, seed, progress, spill)
    before = state.last("run.linked")
    old = stored_frame(case, before, "members") if before else empty(MEMBERS)
    known = _identities(case, before)
    kept = identity.keep_ids(
        old, linked.members, mint=lambda text: "P" + casefile.digest(case, "person", text)[:9], born=known.born
    )
    draws = np.zeros((0, 0), dtype=np.int32)
    if records.height:
        draws = partitions.draws(linked, records=records, judgements=judgements, n=N_DRAWS, seed=seed, progress=progress)
    identities = Identities(aliases={**known.aliases, **kept.aliases}, born=kept.born, splits=kept.splits, merges=kept.merges)
    with case.writing():
        outputs = {
            "records": casefile.put(case, to_bytes(records)),
            "pairs": casefile.put(case, to_bytes(linked.pairs)),
            "members": casefile.put(case, to_bytes(kept.members)),
            "draws": casefile.put(case, _draws_to_bytes(draws)),
            "identities": casefile.put(case, msgspec.json.encode(identities)),
            "settings": casefile.put(case, to_toml(linked.settings).encode()),
        }
        event = casefile.append(
            case,
            "run.linked",
            {
                "inputs": {name: entry.latest.event for name, entry in state.lists.items()},
                "inputs_digest": state.linking_inputs(),
                "seed": seed,
                "code": __version__,
                "outputs": outputs,
                "n_records": records.height,
                "n_persons": kept.members["person"].n_unique(),
                "n_pairs": linked.pairs.height,
                "n_splits": len(kept.splits),
                "n_merges": len(kept.merges),
            },
        )
    return LinkRun(event, records, linked.pairs, kept.members, draws, identities, fresh=True, notes=tuple(linked.notes))


def _linked(
    records: pl.DataFrame, state: State, judgements: pl.DataFrame, seed: int, progress: Progress | None, spill: str | None
) -> linkage.Linked:
    """Link the records; a case of claims alone has nobody to link."""
    if records.is_empty():
        return linkage.Linked(empty(PAIRS), empty(MEMBERS), _settings(state), ())
    return linkage.link(records, settings=_settings(state), judgements=judgements, seed=seed, progress=progress, spill=spill)


def ensure_linked(case: Case, *, progress: Progress | None = None) -> LinkRun:
    """Return the latest linking run, linking again first when a list or a judgement has changed since."""
    state = fold(case)
    run = state.last("run.linked")
    if run is None or run.payload["inputs_digest"] != state.linking_inputs():
        return link(case, seed=run.payload["seed"] if run else 0, progress=progress)
    return load(case, run)


def load(case: Case, run: Event) -> LinkRun:
    """Return what a linking run left in the vault."""
    records, pairs, members = (stored_frame(case, run, name) for name in ("records", "pairs", "members"))
    draws = _draws_from_bytes(stored_bytes(case, run, "draws"))
    return LinkRun(run, records, pairs, members, draws, _identities(case, run), fresh=False)


def judgements_frame(case: Case, state: State, records: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the judgements in force (schema JUDGEMENTS); with records, those that have changed since are marked stale."""
    return fold_judgements(made(state), records=records, key=seen_key(case))


def made(state: State) -> list[Made]:
    """Return the judgement events in force as the linkage room reads them."""
    return [
        Made(event=e.id, at=e.at, device=e.device, seq=e.seq, judgement=msgspec.convert(e.payload | {"by": e.by}, Judgement))
        for e in state.judgements
    ]


def seen_key(case: Case) -> bytes:
    """Return the key of the digests that say what a reader was shown."""
    return casefile.digest(case, "judgement as shown").encode()


def summary(run: LinkRun) -> dict[str, object]:
    """Return what a linking run came to, in numbers."""
    lists = run.members.group_by("person").agg(pl.col("list").n_unique())["list"]
    low, high = partitions.spread(partitions.distinct(run.draws))
    undecided = run.pairs.filter(
        pl.col("verdict").is_null() & pl.col("p_match").is_between(*UNDECIDED) | (pl.col("verdict") == "unsure")
    )
    return {
        "run": run.event.id,
        "records": run.records.height,
        "persons": lists.len(),
        "on_one_list": int((lists == 1).sum()),
        "on_more_lists": int((lists > 1).sum()),
        "pairs": run.pairs.height,
        "undecided": undecided.height,
        "n_draws": int(run.draws.shape[0]),
        "low": low,
        "high": high,
        "splits": len(run.identities.splits),
        "merges": len(run.identities.merges),
        "notes": list(run.notes),
    }


def _settings(state: State) -> Settings:
    plans = {
        name: ListPlan(duplicates=entry.mapping.options.duplicates, derived_from=entry.mapping.options.derived_from)
        for name, entry in sorted(state.lists.items())
    }
    apart = tuple((name, other) for name, entry in sorted(state.lists.items()) for other in entry.mapping.options.apart)
    return msgspec.structs.replace(default(), lists=plans, apart=apart)


def _identities(case: Case, run: Event | None) -> Identities:
    return msgspec.json.decode(stored_bytes(case, run, "identities"), type=Identities) if run else Identities()


def _draws_to_bytes(draws: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, draws=draws.astype(np.int32))
    return buffer.getvalue()


def _draws_from_bytes(data: bytes) -> np.ndarray:
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        draws: np.ndarray = archive["draws"]
    return draws
