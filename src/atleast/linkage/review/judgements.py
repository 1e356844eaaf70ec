"""Which decision holds for each pair of records, and how well two readers agree.

`fold` takes judgement events in any order and returns the frame JUDGEMENTS, one row a pair. The latest that was not
undone holds; a second reader's blind answer (`second`) never overrides the first reader's: where the two differ, neither is
believed and the pair is unsure, until somebody decides again. A judgement whose records have changed since (`seen`) stays and
is marked stale. `read_lines` and `lines` are the same as JSON Lines, `{"left","right","verdict","by","because","seen"}`, with
record ids, `list:id` or `list:row:N`. `differing` names new answers that another reader's contradict, `agreement` compares two
readers: J. Cohen, A coefficient of agreement for nominal scales (1960),
kappa = (po - pe) / (1 - pe). It refuses lines it cannot read; a line about a record that is not there is returned as a
problem, never dropped silently. `witnessed` says of an answer that names nothing seen that its reader saw the records as
they stand.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec
import polars as pl

from atleast.errors import InputError
from atleast.frames import JUDGEMENTS, empty
from atleast.model import Judgement, Verdict

# What a reader is shown of a record, and so what makes a judgement stale when it changes. Row numbers and addresses are not
# among them: they move with every newer version of a list and say nothing about who the person is.
SHOWN = (
    "list",
    "name",
    "other_names",
    "n_people",
    "age",
    "age_written",
    "sex",
    "status",
    "date_from",
    "date_to",
    "date_written",
    "place",
    "province",
    "place_written",
)


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as the log holds it: event id, when (ISO, UTC), the device and its own count, and what was decided."""

    event: str
    at: str
    device: str = ""
    seq: int = 0
    judgement: Judgement


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How two readers agree on `n` pairs: observed and expected share, kappa and its standard error (null when undefined)."""

    n: int
    observed: float | None
    expected: float | None
    kappa: float | None
    se: float | None


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """What a JSON Lines file held: the judgements, a sentence for each line about a record that is not there, and which
    record each name was taken for, in the order of the lines."""

    judgements: tuple[Judgement, ...]
    problems: tuple[str, ...]
    called: tuple[tuple[str, str], ...] = ()


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """A new answer, the latest answer of another reader that it differs from, and what holds with both."""

    new: Judgement
    earlier: Judgement
    holds: Verdict


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file; fields that are not ours (a model's digest, a time) are passed over."""

    left: str
    right: str
    verdict: Verdict
    by: str | None = None
    because: str | None = None
    seen: str | None = None
    second: bool = False
    drawn: Literal["joined", "apart"] | None = None


def seen(left: Mapping[str, object], right: Mapping[str, object], *, key: bytes = b"") -> str:
    """Return the digest of two records as they are shown, whichever comes first.

    With `key` it is an HMAC: without it, whoever holds the lists could find out from a digest which rows were compared.
    """
    shown = sorted(
        msgspec.json.encode([row.get("record_id"), [_plain(row.get(field)) for field in SHOWN]]) for row in (left, right)
    )
    return hmac.new(key or b"atleast pair as shown", b"\n".join(shown), hashlib.sha256).hexdigest()


def fold(
    made: Iterable[Made],
    *,
    retracted: Collection[str] = (),
    records: pl.DataFrame | None = None,
    key: bytes = b"",
) -> pl.DataFrame:
    """Return JUDGEMENTS: the decision that holds for each pair; the order of arrival does not matter.

    `retracted` are the ids of undone events. With `records` [RECORDS], a judgement is stale when a record has changed or is
    gone; one that does not say what it saw is called stale only when a record is gone.
    """
    held = [holding(history) for _, history in sorted(histories(made, retracted).items())]
    now = _rows(records, {id for one in held for id in (one.left, one.right)})
    rows = [{**msgspec.structs.asdict(one), "stale": records is not None and _is_stale(one, now, key=key)} for one in held]
    schema = {name: column.dtype for name, column in JUDGEMENTS.items()}
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema) if rows else empty(JUDGEMENTS)


def fold_judgements(
    payloads: Iterable[Mapping[str, object]], records: pl.DataFrame | None = None, *, key: bytes = b""
) -> pl.DataFrame:
    """Return JUDGEMENTS from the payloads of events that were not undone, oldest first: `fold` for who has sorted already."""
    fields = Judgement.__struct_fields__
    made = [
        Made(
            event=f"{seq:012}",
            at="",
            seq=seq,
            judgement=msgspec.convert({k: v for k, v in one.items() if k in fields}, Judgement),
        )
        for seq, one in enumerate(payloads)
    ]
    return fold(made, records=records, key=key)


def read_lines(data: bytes, *, records: pl.DataFrame, by: str) -> Lines:
    """Return the judgements of a JSON Lines file; `by` is for lines that name no reader.

    Records are named by record id, `list:id`, `list:row:N`, or `list:N` for row N where no id of the list is N.
    """
    known = _ids(records)
    judgements: list[Judgement] = []
    problems: list[str] = []
    called: dict[str, str] = {}
    for number, text in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not text.strip():
            continue
        line = _decode(text, number)
        unknown = [id for id in (line.left, line.right) if id not in known]
        if unknown:
            problems.append(f"line {number}: no record {unknown[0]!r} is here; add its list, or take the line out")
            continue
        called |= {name: known[name] for name in (line.left, line.right)}
        left, right = sorted((known[line.left], known[line.right]))
        if left == right:
            raise InputError("a record is compared with itself", hint="Mend the line; nothing was read.", row=number)
        judgements.append(
            Judgement(
                left=left,
                right=right,
                verdict=line.verdict,
                by=line.by or by,
                because=line.because or "",
                seen=line.seen or "",
                second=line.second,
                drawn=line.drawn,
            )
        )
    return Lines(judgements=tuple(judgements), problems=tuple(problems), called=tuple(called.items()))


def witnessed(judgements: Iterable[Judgement], *, records: pl.DataFrame, key: bytes = b"") -> list[Judgement]:
    """Return the judgements, each with a digest: where none is told, that of both records as they stand in `records`.

    An answer without one could never become stale, and would go on joining two people after a list has changed.
    """
    told = list(judgements)
    now = _rows(records, {id for one in told if not one.seen for id in (one.left, one.right)})
    return [
        one
        if one.seen or one.left not in now or one.right not in now
        else msgspec.structs.replace(one, seen=seen(now[one.left], now[one.right], key=key))
        for one in told
    ]


def lines(judgements: Iterable[Judgement]) -> bytes:
    """Return judgements as JSON Lines, in the order given; `second` and `drawn` are written only where they say something."""
    out = []
    for one in judgements:
        row = msgspec.structs.asdict(one)
        if not one.second:
            del row["second"]
        if one.drawn is None:
            del row["drawn"]
        out.append(msgspec.json.encode(row) + b"\n")
    return b"".join(out)


def agreement(made: Iterable[Made], *, retracted: Collection[str] = ()) -> Agreement:
    """Return how two readers agree, over the pairs that two people have read: asked by the queue, or each in a file of answers.

    Where more have read a pair, it is the blind second reader, else the second to answer. Answers to what were no longer the
    same records are not compared.
    """
    pairs = [two for history in histories(made, retracted).values() if (two := _two(history))]
    return kappa([first.verdict for first, _ in pairs], [second.verdict for _, second in pairs])


def _two(history: Sequence[Judgement]) -> tuple[Judgement, Judgement] | None:
    """Return the answers of the first and the second reader of a pair, the latest of each."""
    blind = [one for one in history if one.second]
    readers = list(dict.fromkeys(one.by for one in history))
    by = blind[-1].by if blind else readers[1] if len(readers) > 1 else None
    seconds = blind or [one for one in history if one.by == by]
    firsts = [one for one in history if not one.second and one.by != by and (blind or one.by == readers[0])]
    if not firsts or not seconds or (firsts[-1].seen and seconds[-1].seen and firsts[-1].seen != seconds[-1].seen):
        return None
    return firsts[-1], seconds[-1]


def differing(fresh: Iterable[Judgement], made: Iterable[Made]) -> list[Differing]:
    """Return each of `fresh`, in the order in which they come, that differs from the latest answer of an earlier reader."""
    before = histories(made, ())
    found = []
    for one in fresh:
        history = before.setdefault((one.left, one.right), [])
        latest = {other.by: other for other in history if other.by != one.by}
        earlier = next((other for other in reversed(latest.values()) if other.verdict != one.verdict), None)
        history.append(one)
        if earlier:
            found.append(Differing(new=one, earlier=earlier, holds=holding(history).verdict))
    return found


def kappa(first: Sequence[str], second: Sequence[str]) -> Agreement:
    """Return Cohen's kappa of two readers' answers; undefined when both give one same answer throughout."""
    n = len(first)
    if n == 0 or n != len(second):
        return Agreement(n=0, observed=None, expected=None, kappa=None, se=None)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    expected = sum(first.count(word) * second.count(word) for word in set(first) | set(second)) / n**2
    if expected == 1:
        return Agreement(n=n, observed=observed, expected=expected, kappa=None, se=None)
    se = (observed * (1 - observed) / (n * (1 - expected) ** 2)) ** 0.5
    return Agreement(n=n, observed=observed, expected=expected, kappa=(observed - expected) / (1 - expected), se=se)


def histories(made: Iterable[Made], retracted: Collection[str]) -> dict[tuple[str, str], list[Judgement]]:
    """Group what was not undone by pair, oldest first; an event that came twice counts once."""
    undone = set(retracted)
    once = {one.event: one for one in made if one.event not in undone}
    histories: dict[tuple[str, str], list[Judgement]] = {}
    for one in sorted(once.values(), key=lambda one: (one.at, one.device, one.seq, one.event)):
        left, right = sorted((one.judgement.left, one.judgement.right))
        histories.setdefault((left, right), []).append(msgspec.structs.replace(one.judgement, left=left, right=right))
    return histories


def holding(history: Sequence[Judgement]) -> Judgement:
    """Return what holds: the latest first reading; a later second reading that differs makes it unsure."""
    held = history[0]
    for one in history[1:]:
        if not one.second or one.by == held.by:
            held = one
        elif one.verdict != held.verdict:
            words = f"two readers differ: {held.by} says {held.verdict}, {one.by} says {one.verdict}"
            held = msgspec.structs.replace(one, verdict="unsure", because=words)
    return held


def _is_stale(one: Judgement, now: Mapping[str, Mapping[str, object]], *, key: bytes) -> bool:
    """Return true when a record is gone or is no longer what the reader saw."""
    if one.left not in now or one.right not in now:
        return True
    return bool(one.seen) and one.seen != seen(now[one.left], now[one.right], key=key)


def _rows(records: pl.DataFrame | None, ids: Collection[str]) -> dict[str, dict[str, object]]:
    if records is None:
        return {}
    kept = records.filter(pl.col("record_id").is_in(list(ids)))
    return {row["record_id"]: row for row in kept.iter_rows(named=True)}


def _ids(records: pl.DataFrame) -> dict[str, str]:
    """Map `list:row`, `list:row:N`, `list:id` and the record id to the record id; the later wins where two are spelt alike."""
    columns = [records["record_id"], records["list"], records["row_key"]]
    rows = records["row"] if "row" in records.columns else [None] * records.height
    placed = list(zip(columns[0], columns[1], rows, strict=True))
    known = {f"{list_}:{row}": id for id, list_, row in placed} | {f"{list_}:row:{row}": id for id, list_, row in placed}
    known |= {f"{list_}:{row_key}": id for id, list_, row_key in zip(*columns, strict=True)}
    return known | {id: id for id in columns[0]}


def _decode(text: bytes, number: int) -> _Line:
    try:
        return msgspec.json.decode(text, type=_Line)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise InputError(
            f"not a judgement ({error})",
            hint='Expected {"left": id, "right": id, "verdict": "same" | "different" | "unsure"}; mend it, nothing was read.',
            row=number,
        ) from error


def _plain(value: object) -> object:
    if isinstance(value, pl.Series):
        return value.to_list()
    return value.isoformat() if isinstance(value, date) else value
