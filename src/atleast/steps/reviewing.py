"""What people decide: whether two records are one, that a record is withdrawn, that an event is undone. All of it is events.

`questions` gives what to ask, `judge` records answers, `write_page` writes one offline page, `import_answers` takes what such
a page saved, and `export_answers` writes all judgements in force; the logic is in `linkage.review`. `withdraw` names a record
or a person, with `found_alive` no record linked to them counts; `undo` takes back any event but a run.
Both count again and say what it did to the minimum. Nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from atleast import casefile, counts, lists
from atleast.dates import Lang
from atleast.errors import InputError, UsageError
from atleast.linkage.people.identity import resolve
from atleast.linkage.review import judgements
from atleast.linkage.review.cards import Card, cards
from atleast.linkage.review.contradicting import LATEST, acceptable
from atleast.linkage.review.drawn import errors, sentences
from atleast.linkage.review.questions import next_questions
from atleast.model import Claim, Judgement
from atleast.reports.review_page import review_html
from atleast.steps.counting import ensure_counted
from atleast.steps.files import read_bytes, write_whole
from atleast.steps.linking import LinkRun, judgements_frame, made, seen_key
from atleast.steps.opening import say_scope
from atleast.steps.state import Progress, State, find_event, fold, short
from atleast.steps.stating import find_claim, stated
from atleast.steps.stating.deciding import Decision, decide

if TYPE_CHECKING:
    from atleast.casefile import Case

_SHOWN = 10  # pairs that are printed; the others are in the JSON


def questions(
    case: Case, *, n: int, seed: int = 0, lang: Lang = "en", progress: Progress | None = None
) -> tuple[list[Card], LinkRun]:
    """Return the cards of the next questions, what matters first."""
    counted = ensure_counted(case, progress=progress)
    linked, state = counted.linked, fold(case)
    history = made(state)
    readers: dict[tuple[str, str], set[str]] = {}
    for one in history:
        readers.setdefault((one.judgement.left, one.judgement.right), set()).add(one.judgement.by)
    people = counted.people.filter(counted.people["left_out"].is_null() | (counted.people["left_out"] == "maybe_same"))
    found = next_questions(
        linked.pairs,
        linked.members,
        linked.records,
        judgements_frame(case, state, linked.records),
        n=n,
        seed=seed,
        reader=case.by,
        never=[name for name, entry in state.lists.items() if entry.mapping.options.duplicates == "never"],
        read_twice=[pair for pair, by in readers.items() if len(by) > 1],
        counted=[record for records in people["records"].to_list() for record in records],
        lower_edge=counts.rules(counted.ladder.rules).undecided.lower_edge,
    )
    return cards(found, linked.records, lang=lang, key=seen_key(case)), linked


def judge(case: Case, decided: Sequence[Judgement]) -> list[str]:
    """Record judgements, all or none; return the events' ids."""
    items = []
    for one in decided:
        payload = msgspec.to_builtins(one)
        items.append(("judgement.made", {key: value for key, value in payload.items() if key != "by"}))
    events = []
    # Each answer keeps its own reader's name, so answers of two readers in one file are two batches.
    for by in dict.fromkeys(one.by for one in decided):
        batch = [item for item, one in zip(items, decided, strict=True) if one.by == by]
        events += casefile.append_many(case, batch, by=by)
    return [event.id for event in events]


class Sitting:
    """One reader's answers in a terminal: each is written at once, or refused at once when it contradicts those in force."""

    def __init__(self, case: Case, records: pl.DataFrame) -> None:
        self._case, self._called = case, _called(records)
        self._history = made(fold(case))

    def write(self, one: Judgement) -> str:
        """Record an answer and return the event's id; one that cannot hold beside the others is an `InputError`."""
        mend = "answer otherwise, take the earlier answer back (z), or `atleast undo` it"
        accepted = acceptable([one], self._history, called=self._called, mend=mend)
        if accepted.problems:
            raise InputError(accepted.problems[0])
        event = judge(self._case, [one])[0]
        self._history.append(judgements.Made(event=event, at=LATEST, seq=len(self._history), judgement=one))
        return event

    def undo(self, event: str) -> None:
        """Take an answer back."""
        take_back(self._case, event, because="taken back by the reader")
        self._history = [one for one in self._history if one.event != event]


def write_page(
    case: Case, file: Path, *, n: int, seed: int = 0, lang: Lang = "en", progress: Progress | None = None
) -> dict[str, Any]:
    """Write the next questions as one offline page; its saved answers come back through `import_answers`."""
    asked, _ = questions(case, n=n, seed=seed, lang=lang, progress=progress)
    data = review_html(asked, lang=lang, title=case.title, by=case.by, invented=case.invented)
    write_whole(file, data)
    says = [
        f"Wrote {len(asked)} questions to {file}.",
        "  The page holds names in clear and is not encrypted: keep it as you keep the case, then delete it.",
        f"Next: open it, answer, save; then `atleast review --import answers.jsonl --case {case.folder}`.",
    ]
    return {"file": str(file), "questions": len(asked), "says": says}


def import_answers(case: Case, file: Path) -> dict[str, Any]:
    """Record the judgements of a JSON Lines file; lines about records that are not there are said, not lost."""
    data = read_bytes(file, what="file of answers")
    linked = ensure_counted(case).linked
    read = judgements.read_lines(data, records=linked.records, by=case.by)
    if read.problems and not read.judgements:
        raise InputError(f"no line could be taken: {read.problems[0]}", file=file.name, hint="Nothing was recorded.")
    state = fold(case)
    _refuse_doubtful_rows(case, state, read.called, linked.records)
    history = made(state)
    known = {key for m in history for key in (_key(m.judgement), _key(msgspec.structs.replace(m.judgement, seen="")))}
    new = [one for one in read.judgements if _key(one) not in known]
    names = _called(linked.records)
    accepted = acceptable(new, history, called=names)
    fresh = judgements.witnessed(accepted.judgements, records=linked.records, key=seen_key(case))
    readers = list(dict.fromkeys(one.by for one in fresh))
    fresh.sort(key=lambda one: readers.index(one.by))  # as `judge` will record them
    if accepted.problems and not fresh and len(new) == len(read.judgements):
        raise InputError(f"no line could be taken: {accepted.problems[0]}", file=file.name, hint="Nothing was recorded.")
    differ = judgements.differing(fresh, history)
    hits = _hits(fresh, linked.records)
    events = judge(case, fresh) if fresh else []
    again = len(read.judgements) - len(new)
    problems = [*read.problems, *accepted.problems]
    says = [f"Took {len(fresh)} judgement{'' if len(fresh) == 1 else 's'} from {file.name}."]
    says += _say_hits(hits)
    says += [f"  {again} were in the case already."] if again else []
    says += [f"  {problem}" for problem in problems]
    says += _say_differing(differ, names)
    says += quality(case)
    says += ["Next: `atleast count` links again with them."] if fresh else []
    body = {"events": events, "taken": len(fresh), "known": again, "problems": problems, "hits": hits}
    told = {"differ": msgspec.to_builtins(differ), "agreement": msgspec.to_builtins(judgements.agreement(made(fold(case))))}
    return {**body, **told, "says": says}


def _hits(fresh: Sequence[Judgement], records: pl.DataFrame) -> list[dict[str, Any]]:
    """Return whom each answer speaks of: list, row and name of both records."""
    ids = {id for one in fresh for id in (one.left, one.right)}
    fields = records.filter(pl.col("record_id").is_in(list(ids))).select("record_id", "list", "row", "name")
    rows = {row["record_id"]: row for row in fields.iter_rows(named=True)}
    return [{"left": rows[one.left], "right": rows[one.right], "verdict": one.verdict, "by": one.by} for one in fresh]


def _say_hits(hits: Sequence[dict[str, Any]]) -> list[str]:
    """Return the first answers with the names they speak of; a name ends its line, since terminals turn mixed lines around."""
    said = []
    for hit in hits[:_SHOWN]:
        for word, side in ((f"{hit['verdict']}:", hit["left"]), ("", hit["right"])):
            said.append(f"  {word:<10} {side['list']}, row {side['row']}: {_plain(side['name']) or 'no name'}")
    left = len(hits) - _SHOWN
    return said + ([f"  and {left} more (all of them with --json)"] if left > 0 else [])


def _plain(name: str | None) -> str:
    """Return a name without what could steer a terminal; the joiners of Persian words stay."""
    return "".join(letter for letter in name or "" if letter.isprintable() or letter in "\u200c\u200d")


def _say_differing(differ: Sequence[judgements.Differing], names: dict[str, str]) -> list[str]:
    if not differ:
        return []
    n = len(differ)
    said = [f"  {n} answer{' differs' if n == 1 else 's differ'} from an earlier reader's:"]
    for one in differ[:_SHOWN]:
        said.append(
            f"    {names[one.new.left]}, {names[one.new.right]}: {one.earlier.by} said {one.earlier.verdict}, "
            f"{one.new.by} says {one.new.verdict}; {one.holds} holds"
        )
    return said + ([f"    and {n - _SHOWN} more (all of them with --json)"] if n > _SHOWN else [])


def _refuse_doubtful_rows(case: Case, state: State, called: Sequence[tuple[str, str]], records: pl.DataFrame) -> None:
    """Refuse `list:N` for row N of the file where a person may well mean a number that the list itself gives its rows."""
    keys = dict(records.select("record_id", "row_key").iter_rows())
    numbered: dict[str, dict[str, dict[int, int]]] = {}
    for written, id in called:
        name, _, text = written.partition(":")
        if written == id or name not in state.lists or not text.isdecimal() or keys[id] == text:
            continue
        entry, number = state.lists[name], int(text)
        plain = f"write {name}:row:{number} for that row of the file"
        if own := entry.mapping.columns.id:
            raise InputError(
                f"{written!r} is no id of the list {name} (column {own!r}), only a row of its file",
                hint=f"If you mean the row, {plain}; nothing was recorded.",
            )
        if name not in numbered:
            assert entry.latest.blob is not None
            raw = lists.read_as_mapped(casefile.get(case, entry.latest.blob), entry.mapping, filename=entry.latest.filename)
            numbered[name] = lists.numbering(raw, entry.mapping.columns)
        for header, rows in numbered[name].items():
            if rows.get(number) != number:
                other = f", {name}:row:{rows[number]} for number {number} in {header!r}" if number in rows else ""
                raise InputError(
                    f"{written!r} is row {number} of the file of {name}, but its column {header!r} numbers the rows otherwise",
                    hint=f"Say which is meant: {plain}{other}; nothing was recorded.",
                )


def _called(records: pl.DataFrame) -> dict[str, str]:
    """Map each record id to how people name it, list:id."""
    return {id: f"{list_}:{row}" for id, list_, row in records.select("record_id", "list", "row_key").iter_rows()}


def quality(case: Case) -> list[str]:
    """Return, in sentences, how well readers agree and how often the matching errs; empty before there is anything to say."""
    history = made(fold(case))
    agreement = judgements.agreement(history)
    says = []
    if agreement.n:
        value = "undefined (one answer throughout)" if agreement.kappa is None else f"{agreement.kappa:.2f}"
        says.append(f"  two readers on {agreement.n} pair{'' if agreement.n == 1 else 's'}: Cohen's kappa {value}")
    return says + [f"  {sentence}" for sentence in sentences(errors(history))]


def _key(one: Judgement) -> tuple[str, ...]:
    left, right = sorted((one.left, one.right))
    return (left, right, one.verdict, one.by, one.because, one.seen)


def export_answers(case: Case, file: Path) -> dict[str, Any]:
    """Write all judgements in force as JSON Lines."""
    history = made(fold(case))
    write_whole(file, judgements.lines(one.judgement for one in history))
    says = [f"Wrote {len(history)} judgements to {file}.", *quality(case)]
    found = errors(history)
    body = {"agreement": judgements.agreement(history), "errors": found}
    return {"file": str(file), "judgements": len(history), **{k: msgspec.to_builtins(v) for k, v in body.items()}, "says": says}


UNDOABLE = (
    "list.added", "list.versioned", "judgement.made", "record.withdrawn", "event.undone",
    "document.added", "claims.proposed", "claim.added", "claim.reviewed", "source.stated",
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What was recorded and what it did to the minimum."""

    lines: list[str]
    body: dict[str, Any]


def withdraw(case: Case, what: str, *, because: str, found_alive: bool = False, progress: Progress | None = None) -> Done:
    """Record that a record, or every record of a person, is no longer to be counted."""
    if not because.strip():
        raise UsageError("the reason is empty", hint="Say why in `--because`: the count will show it.")
    known = stated(case)
    if any(claim.id == what or (len(what) >= 4 and claim.id.startswith(what)) for claim in known.claims):
        return _withdraw_claim(case, find_claim(known, what), because.strip(), progress)
    counted = ensure_counted(case, progress=progress)
    run = counted.linked
    already = fold(case).withdrawn
    found = find_records(run, what)
    _refuse_doubtful_rows(case, fold(case), [(what, found[0])], run.records)
    ids = [record for record in found if record not in already]
    if not ids:
        raise UsageError(f"{what!r} is withdrawn already", hint="See `atleast log`.")
    before = counted.ladder.rung(counted.ladder.headline).n
    events = casefile.append_many(
        case,
        [("record.withdrawn", {"record_id": record, "because": because.strip(), "found_alive": found_alive}) for record in ids],
    )
    after = ensure_counted(case, progress=progress)
    now = after.ladder.rung(after.ladder.headline).n
    others = [record for record in _others(run, ids) if record not in already]
    scope = say_scope(case)
    lines = [f"Withdrew {len(ids)} record{'s' if len(ids) > 1 else ''}: {because.strip()}."]
    lines += [f"  event {short(e.id)}  (`atleast undo {short(e.id)} --because ...` takes it back)" for e in events]
    lines.append(f"At least {before:,} became at least {now:,} {scope}.")
    if others and not found_alive:
        lines.append(
            f"  {len(others)} other record{'s' if len(others) > 1 else ''} of the same person still count"
            f"{'' if len(others) > 1 else 's'}; if the person was found alive, withdraw the person or add --found-alive."
        )
    body = {"events": [e.id for e in events], "records": ids, "before": before, "after": now, "others": others, "scope": scope}
    return Done(lines, body)


def _withdraw_claim(case: Case, claim: Claim, because: str, progress: Progress | None) -> Done:
    """Reject a claim that was accepted, and say what it did to the widest rung."""
    if claim.state == "rejected":
        raise UsageError(f"the claim {claim.id} is rejected already", hint="See `atleast log`.")
    before = ensure_counted(case, progress=progress).ladder.rungs[-1]
    (event,) = decide(case, [Decision(claim=claim.id, verdict="rejected", because=because)])
    after = ensure_counted(case, progress=progress).ladder.rungs[-1]
    lines = [f"Withdrew the claim {claim.id}: {because}."]
    lines += [f"  event {short(event)}  (`atleast undo {short(event)} --because ...` takes it back)"]
    lines += [f"At least {before.n:,} became at least {after.n:,} ({after.rule}) {say_scope(case)}."]
    body = {"events": [event], "claim": claim.id, "before": before.n, "after": after.n, "scope": say_scope(case)}
    return Done(lines, body)


def undo(case: Case, prefix: str, *, because: str, progress: Progress | None = None) -> Done:
    """Record that an earlier event no longer holds."""
    if not because.strip():
        raise UsageError("the reason is empty", hint="Say why in `--because`.")
    state = fold(case)
    target = find_event(state, prefix)
    if target.kind not in UNDOABLE:
        raise UsageError(
            f"the event {short(target.id)} ({target.kind}) cannot be undone",
            hint="A run or a publication stays; lists, texts, claims, judgements, withdrawals and undos can be undone.",
        )
    if target.id in state.undone:
        raise UsageError(f"the event {short(target.id)} is undone already", hint="Undo its undoing instead; see `atleast log`.")
    before = _minimum(state)
    event = casefile.append(case, "event.undone", {"event": target.id, "because": because.strip()})
    now = None
    if before is not None and fold(case).lists:
        after = ensure_counted(case, progress=progress)
        now = after.ladder.rung(after.ladder.headline).n
    lines = [f"Took back {target.kind} {short(target.id)}: {because.strip()}.", f"  event {short(event.id)}"]
    if before is not None and now is not None:
        lines.append(f"At least {before:,} became at least {now:,} {say_scope(case)}.")
    body = {"event": event.id, "undone": target.id, "before": before, "after": now, "scope": say_scope(case)}
    return Done(lines, body)


def take_back(case: Case, event: str, *, because: str) -> None:
    """Record that a judgement just made no longer holds, without counting again."""
    casefile.append(case, "event.undone", {"event": event, "because": because})


def find_records(run: LinkRun, what: str) -> list[str]:
    """Return the record ids that `what` names: a record id (or its unique beginning), LIST:ID, LIST:row:N, or a person."""
    members, records = run.members, run.records
    person = resolve(what, run.identities.aliases) if what.startswith("P") else what
    theirs = members.filter(pl.col("person") == person)["record_id"].to_list()
    if theirs:
        return sorted(theirs)
    hits = records.filter(pl.col("record_id").str.starts_with(what))["record_id"].to_list() if len(what) >= 6 else []
    if ":" in what:
        name, key = what.split(":", 1)
        row = key.removeprefix("row:")
        hits = records.filter((pl.col("list") == name) & ((pl.col("row_key") == key) | (pl.col("row").cast(str) == row)))[
            "record_id"
        ].to_list()
    if len(hits) == 1:
        return [str(hits[0])]
    said = "names no record or person" if not hits else f"names {len(hits)} records"
    raise UsageError(
        f"{what!r} {said}",
        hint="Give a person (P...), a record id, LIST:ID or LIST:row:N; `atleast export records --internal` lists them.",
    )


def _others(run: LinkRun, ids: list[str]) -> list[str]:
    people = run.members.filter(pl.col("record_id").is_in(ids))["person"].to_list()
    rest = run.members.filter(pl.col("person").is_in(people) & ~pl.col("record_id").is_in(ids))
    return sorted(rest["record_id"].to_list())


def _minimum(state: Any) -> int | None:
    run = state.last("run.counted")
    return run.payload["minimum"] if run else None
