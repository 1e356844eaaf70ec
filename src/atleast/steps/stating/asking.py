"""The queue of proposed claims: what to ask, the sentence around each, and answers that travel as JSON Lines.

`questions(case)` returns the claims nobody has decided, in the order of their documents, each as a `Question` with the text
around its span. `export(case, file)` writes them (or all claims) as JSON Lines; `import_answers(case, file)` takes the lines
back whose `verdict` is filled: accepted, rejected, or edited with the claim as it should be. Lines that do not fit are said.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from atleast.claims import page_of
from atleast.errors import AtleastError, InputError
from atleast.model import Claim, ClaimVerdict
from atleast.steps.files import read_bytes, write_whole
from atleast.steps.state import gazetteer
from atleast.steps.stating.adding import document_text
from atleast.steps.stating.deciding import Decision, agreed, decide, judged
from atleast.steps.stating.folding import Stated, stated

if TYPE_CHECKING:
    from atleast.casefile import Case

AROUND = 240


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A claim to decide: the words before its quote and after it, who published the text and on which page, and the claim."""

    claim: Claim
    before: str = ""
    after: str = ""
    title: str = ""
    publisher: str = ""
    page: int | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line: what is asked (`sentence`, `proposed` are for the eye), and what was decided."""

    claim: str
    verdict: ClaimVerdict | None = None
    because: str = ""
    edited: Claim | None = None
    by: str | None = None
    sentence: str = ""
    proposed: Claim | None = None


def questions(case: Case, *, n: int | None = None, decided: bool = False) -> list[Question]:
    """Return what is to be asked; with `decided` every claim of the case."""
    known = stated(case)
    texts: dict[str, str] = {}
    found = [claim for claim in known.claims if decided or claim.reviewed is None]
    found.sort(key=lambda c: (known.documents[c.document].added if c.document in known.documents else "", c.span or (0, 0)))
    return [_question(case, known, claim, texts) for claim in (found if n is None else found[:n])]


def _question(case: Case, known: Stated, claim: Claim, texts: dict[str, str]) -> Question:
    document = known.documents.get(claim.document or "")
    if document is None or claim.span is None:
        return Question(claim=claim, publisher=claim.publisher or "")
    if document.id not in texts:
        texts[document.id] = document_text(case, document)
    text, (start, end) = texts[document.id], claim.span
    stop = text.rfind(". ", max(0, start - AROUND), start)
    left = max(text.rfind("\n", 0, start) + 1, stop + 2 if stop >= 0 else 0, start - AROUND)
    stops = [at for at in (text.find("\n", end), text.find(". ", end)) if at >= 0]
    right = min([end + AROUND, len(text), *(at + 1 for at in stops)])
    left = start if left > start else left
    return Question(
        claim=claim,
        before=text[left:start],
        after=text[end:right],
        title=document.title or document.filename,
        publisher=document.publisher,
        page=page_of(text, start),
    )


def export(case: Case, file: Path, *, decided: bool = True) -> dict[str, Any]:
    """Write claims as JSON Lines, to be answered elsewhere or kept."""
    asked = questions(case, decided=decided)
    lines = []
    for one in asked:
        review = one.claim.reviewed
        answer = Answer(
            claim=one.claim.id,
            verdict=review.verdict if review else None,
            because=review.because if review else "",
            by=review.by if review else None,
            edited=msgspec.structs.replace(one.claim, reviewed=None) if review and review.verdict == "edited" else None,
            sentence=f"{one.before}[{one.claim.quote}]{one.after}",
            proposed=msgspec.structs.replace(one.claim, reviewed=None),
        )
        lines.append(msgspec.json.encode(answer))
    write_whole(file, b"".join(line + b"\n" for line in lines))
    says = [
        f"Wrote {len(asked)} claims to {file}.",
        "  Fill `verdict` (accepted, rejected, or edited with `edited`), then --import.",
    ]
    return {"file": str(file), "claims": len(asked), "says": says}


def import_answers(case: Case, file: Path) -> dict[str, Any]:
    """Record the answers of a JSON Lines file; what the case knows already is passed over."""
    now, places = stated(case), gazetteer(case).places
    known = now.by_id()
    decisions: list[Decision] = []
    problems: list[str] = []
    again = 0
    for number, line in enumerate(read_bytes(file, what="file of answers").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            answer = msgspec.json.decode(line, type=Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            problems.append(f"line {number}: {fault}")
            continue
        claim = known.get(answer.claim)
        if answer.verdict is None:
            continue
        if claim is None:
            problems.append(f"line {number}: the case has no claim {answer.claim!r}")
            continue
        if _said_before(now, claim, answer, answer.by or case.by):
            again += 1
            continue
        edited = answer.edited if answer.verdict == "edited" else None
        decision = Decision(claim=answer.claim, verdict=answer.verdict, because=answer.because, edited=edited, by=answer.by)
        problem = _problem(now, decision, [*decisions, decision], places)
        if problem:
            problems.append(f"line {number}: {problem}")
        else:
            decisions.append(decision)
    if problems and not decisions and not again:
        raise InputError(f"no line could be taken: {problems[0]}", file=file.name, hint="Nothing was recorded.")
    events = decide(case, decisions) if decisions else []
    taken = {one.claim for one in decisions}
    differ = [one for one in stated(case).differ if one.claim in taken] if decisions else []
    says = [f"Took {len(decisions)} answer{'' if len(decisions) == 1 else 's'} from {file.name}."]
    says += [f"  {again} were in the case already."] if again else []
    says += [f"  {one.says()}." for one in differ]
    says += [f"  {problem}" for problem in problems]
    says += ["Next: `atleast count`."] if decisions else []
    body = {"events": events, "taken": len(decisions), "known": again, "problems": problems, "says": says}
    return body | {"differ": [{"claim": one.claim, "said": [list(pair) for pair in one.said]} for one in differ]}


def _said_before(now: Stated, claim: Claim, answer: Answer, by: str) -> bool:
    """Say whether this is what the reader answered last; that another reader says the same is an answer of its own."""
    review, said = claim.reviewed, now.answers.get((claim.id, by))
    if said is None:  # who added a claim by hand has accepted it
        return review is not None and (review.by, review.verdict, review.because) == (by, answer.verdict, answer.because)
    if (said["verdict"], said["because"]) != (answer.verdict, answer.because):
        return False
    if answer.verdict != "edited" or answer.edited is None:
        return True
    before = msgspec.convert(said["edited"], Claim)
    shown = claim if review is not None and review.by == by else before
    return msgspec.structs.replace(answer.edited, reviewed=None) in (before, msgspec.structs.replace(shown, reviewed=None))


def _problem(now: Stated, decision: Decision, so_far: Sequence[Decision], places: Container[str]) -> str | None:
    """Say what is wrong with a line, by itself and after those before it."""
    if decision.by is not None and not decision.by.strip():
        return "`by` is empty: name who decided, or leave it out"
    place = decision.edited.scope.place if decision.edited else None
    if place is not None and place not in places:
        return f"the place {place!r} is not in the gazetteer: give an id such as IR.TH, or null"
    try:
        judged(now.by_id(), decision)
        agreed(now, so_far)
    except AtleastError as fault:
        return fault.message
    return None
