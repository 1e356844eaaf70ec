"""`atleast count`: the documented minimum, rung by rung."""

from __future__ import annotations

from typing import Any

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="count")
@case_options
@shared_options
def command(opener: Opener, out: Out) -> None:
    """Count the documented minimum, rung by rung, with what was left out and why.

    Links first when a list or a judgement has changed since. The headline is the named rung; claims enter the widest one only,
    and only by its rule.
    """
    from atleast.steps import counting
    from atleast.steps.opening import say_scope

    with opener.open() as case, out.progress() as progress:
        counted = counting.ensure_counted(case, progress=progress)
        scope = say_scope(case)
        body = counting.as_json(case, counted)
    out.line(f"At least {body['minimum']:,} {scope}.")
    out.line()
    out.table(["rung", "at least", "the rule"], [[r["rule"], r["n"], r["says"]] for r in body["rungs"]])
    out.line()
    out.line("Add up this column:")
    column = [[step["says"], step["n"]] for step in body["sum"]]
    out.table(["", "records"], [*column, ["= people known by name, no two of them the same", body["minimum"]]])
    if body["left_out"]:
        out.line()
        out.line("Left out, and why:")
        out.table(["reason", "records"], [[row["says"], row["n"]] for row in body["left_out"]])
    _claims(body["claims"], out)
    out.line()
    draws = body["draws"]
    out.line(f"In {draws['n']} plausible ways of matching the lists, {draws['low']:,} to {draws['high']:,} people.")
    out.line("Next: `atleast why`, `atleast estimate`, then `atleast report -o DIR`.")
    out.result(body)


def _claims(claims: dict[str, Any], out: Out) -> None:
    """Say what the claims did: admitted or not and why, what would follow from one that is not, which ceilings are broken."""
    if not claims["n"]:
        return
    out.line()
    partly = sum(one["n"] < one["of"] for one in claims["admitted"])
    less = f" ({partly:,} with a smaller number than they say, which is all that two parties hold)" if partly else ""
    out.line(f"Claims: {claims['n']:,}, of which {len(claims['admitted']):,} are admitted by the rule of the ladder{less}.")
    out.table(["not admitted because", "claims"], [[row["says"], row["n"]] for row in claims["left_out"]])
    for one in claims["if_accepted"]:
        out.line(f"  Not documented: {one['says']} ({one['claim']}).")
    for one in claims["conflicts"]:
        out.line(f"  Conflict: {one['says']}.")
    pairs = claims["against_one_another"]
    if pairs:
        out.line(f"  {len(pairs):,} pairs of published figures cannot stand beside one another:")
    for one in pairs[:10]:
        out.line(f"    {one['says']}")
    if len(pairs) > 10:
        out.line(f"    ... and {len(pairs) - 10:,} more (`--json` lists them)")
    for words in claims["warnings"]:
        out.line(f"  Look: {words}.")
