"""The case folder: events in an append-only log with a Merkle tree, files in an encrypted vault, and the keys to both.

Everything starts with `create` or `open`, which return a `Case`; every other function takes it first. Events are appended and
never changed; files are put and never rewritten; read models are remembered and may be forgotten. `verify` checks all of it.
The formats are written down in docs/formats/; README.txt in every case says how to open it without this package.
"""

from atleast.casefile.case import Case, CaseInfo, close, create, digest, gazetteer_toml, info, open
from atleast.casefile.events import Blob, Event, as_blob, blobs_in, canonical, in_order
from atleast.casefile.keys import Cost, read_recovery_key
from atleast.casefile.log import append, append_many, events, get_event, new_device
from atleast.casefile.proofs import (
    Checkpoint,
    Proof,
    checkpoint,
    prove_event,
    prove_growth,
    read_checkpoint,
    root,
    shows_event,
    shows_growth,
)
from atleast.casefile.vault import exists, get, put
from atleast.casefile.verify import Problem, Report, verify, verify_keyless
from atleast.casefile.views import forget, recall, remember

__all__ = [
    "Blob",
    "Case",
    "CaseInfo",
    "Checkpoint",
    "Cost",
    "Event",
    "Problem",
    "Proof",
    "Report",
    "append",
    "append_many",
    "as_blob",
    "blobs_in",
    "canonical",
    "checkpoint",
    "close",
    "create",
    "digest",
    "events",
    "exists",
    "forget",
    "gazetteer_toml",
    "get",
    "get_event",
    "in_order",
    "info",
    "new_device",
    "open",
    "prove_event",
    "prove_growth",
    "put",
    "read_checkpoint",
    "read_recovery_key",
    "recall",
    "remember",
    "root",
    "shows_event",
    "shows_growth",
    "verify",
    "verify_keyless",
]
