"""Reviewing: a person decides whether two records are one; every answer is an event, and the latest one holds.

`questions` gives what to ask, `judge` records answers, `write_page` writes one offline page, `import_answers` takes what such
a page saved, and `export_answers` writes all judgements in force. All logic is in `linkage.review`; here it meets the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from atleast import casefile
from atleast.dates import Lang
from atleast.linkage.review import judgements
from atleast.linkage.review.cards import Card, cards
from atleast.linkage.review.questions import next_questions
from atleast.model import Judgement
from atleast.reports.review_page import review_html
from atleast.steps.counting import ensure_counted
from atleast.steps.files import read_bytes, write_whole
from atleast.steps.linking import LinkRun, judgements_frame, made, seen_key
from atleast.steps.state import Progress, fold

if TYPE_CHECKING:
    from atleast.casefile import Case


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
    state = fold(case)
    known = {_key(m.judgement) for m in made(state)}
    fresh = [one for one in read.judgements if _key(one) not in known]
    events = judge(case, fresh) if fresh else []
    again = len(read.judgements) - len(fresh)
    says = [f"Took {len(fresh)} judgement{'' if len(fresh) == 1 else 's'} from {file.name}."]
    says += [f"  {again} were in the case already."] if again else []
    says += [f"  {problem}" for problem in read.problems]
    says.append("Next: `atleast count` links again with them.")
    return {"events": events, "taken": len(fresh), "known": again, "problems": list(read.problems), "says": says}


def _key(one: Judgement) -> tuple[str, ...]:
    left, right = sorted((one.left, one.right))
    return (left, right, one.verdict, one.by, one.because, one.seen)


def export_answers(case: Case, file: Path) -> dict[str, Any]:
    """Write all judgements in force as JSON Lines."""
    history = made(fold(case))
    write_whole(file, judgements.lines(one.judgement for one in history))
    agreement = judgements.agreement(history)
    says = [f"Wrote {len(history)} judgements to {file}."]
    if agreement.kappa is not None:
        says.append(f"  two readers on {agreement.n} pairs: Cohen's kappa {agreement.kappa:.2f}")
    return {"file": str(file), "judgements": len(history), "says": says}
