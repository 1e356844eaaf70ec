"""`atleast minimum`: the documented minimum of explicit facts, with its proof."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli.output import Out, shared_options


@click.command(name="minimum")
@click.argument("facts", type=click.Path(path_type=Path))
@shared_options
def command(facts: Path, out: Out) -> None:
    """Compute the smallest number of people that agrees with FACTS, and prove it.

    FACTS is JSON: places, people known by name, and claims of at least or at most so many, each with a place, a period and
    groups, all taken as admitted. The proof is a sum that a reader can check; `docs/methods/minimum.md` explains it.
    """
    import json

    from atleast import counts
    from atleast.steps.files import read_bytes

    read = counts.facts_from_json(read_bytes(facts, what="file of facts"))
    found = counts.minimum(read)
    for sentence in counts.in_words(read, found):
        out.line(sentence)
    body = counts.to_json(found)
    out.result(body if isinstance(body, dict) else json.loads(body))
