"""`atleast minimum`: the documented minimum of explicit facts, with its proof."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options
from atleast.errors import InputError


@click.command(name="minimum")
@click.argument("facts", type=click.Path(path_type=Path))
@shared_options
def command(facts: Path, out: Out) -> None:
    """Compute the smallest number of people that agrees with FACTS, and prove it.

    FACTS is JSON: places, people known by name, and claims of at least or at most so many, each with a place, a period and
    groups, all taken as admitted. The proof is a sum that a reader can check; `docs/methods/minimum.md` explains it.
    """
    from atleast import counts
    from atleast.steps.files import read_bytes

    data = read_bytes(facts, what="file of facts")
    try:
        read = counts.facts_from_json(data)
        found = counts.minimum(read)
    except InputError as fault:
        raise InputError(fault.message, hint=fault.hint, file=str(facts)) from fault
    for sentence in counts.in_words(read, found):
        out.line(sentence)
    if found.gap == 0 and found.checked and found.minimum:
        out.line(f"A population of exactly {found.minimum} agrees with every statement, so no more follows from them.")
    if found.conflicts:
        out.line("Statements that contradict each other; the number above does not rest on what is said at most:")
    for conflict in found.conflicts:
        out.line(f"- {conflict.says}")
    out.result(counts.to_json(found))
