"""The demo: the whole job on the invented case, each figure beside the truth.

`demo(folder)` writes the invented list files, makes a case, adds the lists (one of them twice: a newer version), links, lets
an invented reader answer the first questions, counts, estimates and reports, and returns each figure beside what is true. It
takes the same steps as the commands do; only the truth is known here and nowhere else.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from atleast import casefile, counts, frames, lists, places
from atleast import demo as invented
from atleast.errors import InputError
from atleast.model import Claim, Judgement, OriginKind
from atleast.steps import reviewing
from atleast.steps.adding import add_list
from atleast.steps.counting import Count, ensure_counted, plausible
from atleast.steps.estimating import Estimated, ensure_estimated
from atleast.steps.files import write_whole
from atleast.steps.publishing import publish
from atleast.steps.state import Progress, fold, list_options
from atleast.steps.stating import stated
from atleast.steps.stating.adding import add_claims, claim_from
from atleast.steps.stating.deciding import state_source

if TYPE_CHECKING:
    from atleast.casefile import Case
    from atleast.demo import DemoCase

PASSPHRASE = "invented data, no secret at all"
PERSIAN = {
    "Families’ Committee": "کمیتهٔ خانواده‌ها",
    "Doctors’ Register": "دفتر پزشکان",
    "Rights Monitor": "دیده‌بان حقوق",
    "Burial Ledger": "دفتر آرامستان‌ها",
}
# Who is whom among those who speak: kind and party. Who only passes on what others say has no party here.
SPEAKERS: dict[str, tuple[OriginKind, str]] = {
    "Families’ Committee": ("ngo", "Families’ Committee"),
    "Doctors’ Register": ("medical", "Doctors’ Register"),
    "Rights Monitor": ("ngo", "Rights Monitor"),
    "Burial Ledger": ("official", "Burial Ledger"),
    "Interior Ministry": ("official", "Government of Sepidar"),
    "Deputy governor of Mahrud": ("official", "Government of Sepidar"),
    "Mission of Inquiry": ("un", "Mission of Inquiry"),
    "Namakzar Teachers’ Union": ("ngo", "Namakzar Teachers’ Union"),
}
MARK = ".invented-demo"
QUESTIONS = 30


@dataclass(frozen=True)
class Shown:
    """What the demo made: rows of (figure, number, truth, remark), where the report is, what to do next."""

    rows: list[list[object]]
    report: Path
    next_steps: list[str]
    body: dict[str, Any]


def demo(
    folder: Path, *, seed: int = 1, tell: Callable[[str], None] = lambda line: None, progress: Progress | None = None
) -> Shown:
    """Do the whole job in `folder`, which is made anew."""
    started = time.monotonic()
    _clear(folder)
    made = invented.make(seed)
    tell(f"Sepidar, March 2031 (invented data): {len(made.lists)} lists, {len(made.claims)} published claims.")
    for name, data in made.files.items():
        write_whole(folder / "lists" / name, data)
    write_whole(folder / "passphrase.txt", f"{PASSPHRASE}\n".encode())
    case, recovery = casefile.create(
        folder / "sepidar.case",
        PASSPHRASE,
        title="Sepidar, March 2031 (invented data)",
        scope=made.scope,
        by="demo",
        gazetteer_toml=places.to_toml(made.gazetteer),
        invented=True,
    )
    write_whole(folder / "recovery-key.txt", f"{recovery}\n".encode())
    with case:
        add_all(case, made, folder / "lists", tell=tell, progress=progress)
        first = publish(case, folder / "report-1", progress=progress)
        tell(f"report 1: at least {first.minimum:,}; then a newer version of {made.newer.name} comes in; a reader judges pairs")
        add_one(case, made.newer, folder / "lists", tell=tell, progress=progress)
        add_published(case, made)
        tell(f"claims: {len(made.claims)} published figures added by hand, each with its speaker")
        judged = answer(case, made, n=QUESTIONS, progress=progress)
        tell(f"review: {judged} questions answered by an invented reader, what matters most first")
        counted = ensure_counted(case, progress=progress)
        estimated = ensure_estimated(case, counted, progress=progress)
        published = publish(case, folder / "report", progress=progress)
        rows = beside_the_truth(case, made, counted, estimated)
    seconds = round(time.monotonic() - started)
    tell(f"report 2: at least {published.minimum:,}; done in {seconds} s")
    report = folder / "report" / "report.html"
    case_folder, passphrase = folder / "sepidar.case", folder / "passphrase.txt"
    # `make demo` calls the program by its path; whoever goes on by hand needs it on theirs.
    on_path = [] if shutil.which("atleast") else [f"source {Path(sys.prefix) / 'bin' / 'activate'}"]
    next_steps = [
        *on_path,
        f"export ATLEAST_PASSPHRASE_FILE={passphrase}",
        f"atleast status --case {case_folder}",
        f"atleast review --case {case_folder}          judge pairs yourself",
        f"atleast trace F1 --case {case_folder}        follow the number back to rows, files and hashes",
        f"atleast verify --case {case_folder}",
        "atleast new my.case                           then add your own lists; docs/tutorial/ goes through it",
    ]
    body = {
        "folder": str(folder),
        "seed": seed,
        "invented": True,
        "report": str(report),
        "figures": [{"figure": f, "atleast": n, "truth": t, "remark": r} for f, n, t, r in rows],
        "judged": judged,
        "seconds": seconds,
    }
    return Shown(rows, report, next_steps, body)


def add_all(case: Case, made: DemoCase, folder: Path, *, tell: Callable[[str], None], progress: Progress | None = None) -> None:
    """Add every list of the invented case."""
    for spec in made.lists:
        add_one(case, spec, folder, tell=tell, progress=progress)


def add_one(
    case: Case, spec: invented.ListSpec, folder: Path, *, tell: Callable[[str], None], progress: Progress | None = None
) -> None:
    """Add one list, or a newer version of it, as its spec says."""
    added = add_list(
        case,
        folder / spec.file,
        name=spec.name,
        mapping=lists.mapping_from_toml(spec.mapping_toml) if spec.mapping_toml else None,
        options={
            "source": spec.source,
            "source_fa": PERSIAN.get(spec.source),
            "party": spec.party,
            "derived_from": spec.derived_from,
            "covers": spec.covers,
            "status": spec.status,
        },
        progress=progress,
    )
    left_out = int(added.problems["left_out"].sum())
    again = ""
    if added.comparison:
        c = added.comparison
        again = f"; against the version before: {len(c.new)} new, {len(c.changed)} changed, {len(c.gone)} gone"
    tell(f"  {spec.name}: {added.records.height:,} records of {spec.source} from {spec.file}, {left_out} rows left out{again}")


def add_published(case: Case, made: DemoCase) -> None:
    """Add the published figures, and say who is whom."""
    persian = {one.speaker: one.speaker_fa for one in made.claims} | PERSIAN
    for name, (kind, party) in SPEAKERS.items():
        state_source(case, name, kind=kind, party=party, name_fa=persian.get(name))
    for name in sorted({one.speaker for one in made.claims if one.relays} - set(SPEAKERS)):
        state_source(case, name, kind="media", name_fa=persian[name])
    add_claims(case, [as_claim(one) for one in made.claims])


def as_claim(one: invented.DemoClaim) -> Claim:
    """Return a published figure as a claim given by hand; who passes on another's figure is its relay."""
    return claim_from(
        source=one.relays or one.speaker,
        relayed_by=[one.speaker] if one.relays else [],
        violation=one.violation,
        bound=one.bound,
        value=one.value,
        value_hi=one.value_hi,
        quote=one.quote,
        place=one.place,
        first_day=one.first_day,
        last_day=one.last_day,
        as_of=one.as_of,
        published=one.published,
        basis=one.basis,
        stance=one.stance,
        group=one.group,
        named=one.basis == "named",
    )


def answer(case: Case, made: DemoCase, *, n: int, progress: Progress | None = None) -> int:
    """Answer the next questions as a reader who looks everything up would: from the truth."""
    found, _ = reviewing.questions(case, n=n, progress=progress)
    who = people_of_records(case, made)
    decided = [
        Judgement(
            left=card.left,
            right=card.right,
            verdict="same" if who.get(card.left) == who.get(card.right) else "different",
            by="demo reader",
            because="invented: looked up in the truth",
            seen=card.seen,
            second=card.second,
        )
        for card in found
        if card.left in who and card.right in who
    ]
    if decided:
        reviewing.judge(case, decided)
    return len(decided)


def people_of_records(case: Case, made: DemoCase) -> dict[str, str]:
    """Return who truly stands behind each record of the case."""
    newest = {name: len(entry.versions) > 1 for name, entry in fold(case).lists.items()}
    rows = {(row.list, row.row): row.person for row in made.truth.rows if not newest.get(row.list)}
    rows |= {(row.list, row.row): row.person for row in made.truth.newer_rows if newest.get(row.list)}
    records = ensure_counted(case).linked.records
    return {
        record: rows[name, row]
        for record, name, row in records.select("record_id", "list", "row").iter_rows()
        if (name, row) in rows
    }


def beside_the_truth(case: Case, made: DemoCase, counted: Count, estimated: Estimated) -> list[list[object]]:
    """Return each figure beside the truth: (figure, number, truth, remark)."""
    truth = current(made)
    true = {
        "two_independent_lists": invented.on_two_origins(truth, made.lists),
        "without_any_one_origin": invented.without_any_one(truth, made.lists),
        "named": invented.listed(truth),
    }
    # The wide rungs beside what the same statements prove when every record is put to the person it truly speaks of.
    true |= documentable(case, made, counted)
    rows: list[list[object]] = []
    for rung in counted.ladder.rungs:
        whom = (
            "those truly on the lists"
            if rung.rule in ("two_independent_lists", "without_any_one_origin", "named")
            else ("what could be proved")
        )
        share = f"{rung.n / true[rung.rule]:.1%} of {whom}" if true[rung.rule] else ""
        rows.append([f"at least ({rung.rule.replace('_', ' ')})", rung.n, true[rung.rule], share])
    low, high = plausible(counted)
    rows.append(["people on the lists, plausible range", f"{low:,}-{high:,}", true["named"], ""])
    total = invented.total(truth)
    for result in estimated.results:
        said = "refused" if result.refused else f"{result.median:,.0f} ({result.low:,.0f}-{result.high:,.0f})"
        inside = result.low is not None and result.high is not None and result.low <= total <= result.high
        remark = "inside the interval" if inside else "outside: capture depends on a hidden trait, by design"
        rows.append([f"estimate of all killed ({result.engine})", said, total, remark])
    return rows


def documentable(case: Case, made: DemoCase, counted: Count) -> dict[str, int]:
    """Return the wide rungs as they would be if every record were put to its true person."""
    records, gazetteer = counted.linked.records, made.gazetteer
    who = people_of_records(case, made)
    owner = [who.get(record, record) for record in records["record_id"]]
    members = records.select("record_id", "list").with_columns(pl.Series("person", owner), pl.lit(1.0).alias("p"))
    ladder, _ = counts.ladder(
        records,
        members,
        pairs=frames.empty(frames.PAIRS),
        lists=list_options(fold(case)),
        scope=case.scope,
        ancestors=lambda place: places.ancestors(gazetteer, place),
        claims=stated(case).claims,
        provinces=[place.id for place in gazetteer.provinces() if place.parent == case.scope.territory],
    )
    return {one.rule: one.found.minimum for one in ladder.wide}


def current(made: DemoCase) -> invented.Truth:
    """Return the truth after the newer version has replaced its list's rows."""
    import msgspec

    kept = tuple(row for row in made.truth.rows if row.list != made.newer.name)
    return msgspec.structs.replace(made.truth, rows=(*kept, *made.truth.newer_rows), newer_rows=())


def _clear(folder: Path) -> None:
    """Make the folder empty, but never one that the demo did not make."""
    if folder.exists():
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file()):
            raise InputError(
                f"{str(folder)!r} is there already and was not made by the demo", hint="Name a folder that does not exist yet."
            )
        shutil.rmtree(folder)
    write_whole(folder / MARK, b"Made by `atleast demo`, which may make this folder anew. Everything in it is invented data.\n")
