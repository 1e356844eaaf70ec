"""`atleast add text`, `add claim` and `add source`: published figures and those who speak."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from atleast.cli.output import Opener, Out, case_options, shared_options
from atleast.errors import UsageError

if TYPE_CHECKING:
    from atleast.model import Claim

KINDS = ("official", "official-independent", "un", "ngo", "medical", "media", "leak", "witness", "unknown")
BOUNDS = ("exact", "at_least", "more_than", "at_most", "fewer_than", "approx", "range", "vague")


@click.command(name="text")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--publisher", required=True, help="Who published the text.")
@click.option("--published", help="The day it was published.")
@click.option("--url", help="Its address.")
@click.option("--title", help="Its title.")
@click.option("--lang", type=click.Choice(["en", "fa", "ar"]), help="Its language (default: told by script and words).")
@case_options
@shared_options
def text(file: Path, opener: Opener, out: Out, **told: Any) -> None:
    """Add the text in FILE and propose the claims that are read from it. Nothing of it enters a count by itself.

    FILE is plain text (UTF-8), a saved web page or a PDF. It is kept as it came, and the words read out of it beside it.

    `atleast review --claims` accepts, edits or rejects what was read.
    """
    from atleast.claims import page_of
    from atleast.steps.stating.adding import add_text
    from atleast.steps.stating.wording import say_claim

    with opener.open() as case:
        added = add_text(case, file, **told)
    verb = "The case has this text already" if added.known else f"Added {file.name}"
    n = len(added.claims)
    out.line(f"{verb}: {n} claim{'' if n == 1 else 's'}, {added.new} new.")
    for note in added.notes:
        out.line(f"  look: {note}.")
    for number, claim in enumerate(added.claims, start=1):
        out.line(f"{number:>3}. {claim.id} [{claim.state}] {say_claim(claim)}")
        page = page_of(added.text, claim.span[0]) if claim.span else None
        out.line(f"     “{' '.join(claim.quote.split())}”" + (f", page {page}" if page else ""))
        for words in (*claim.scope.assumed, *(f"not sure: {each}" for each in claim.unsure)):
            out.line(f"     {words}")
    if not added.claims:
        out.line("  No number in this text is bound to people harmed. A figure can be added with `atleast add claim`.")
    out.line("Next: `atleast review --claims`.")
    body = {"document": added.document.id, "new": added.new, "known": added.known, "claims": _plain(added.claims)}
    out.result(body | {"notes": list(added.notes)})


@click.command(name="claim")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--only", help="Of a FILE: only rows of this event.")
@click.option("--source", help="Who says so.")
@click.option("--party", help="Whom the source speaks for; not stated is independent of nobody.")
@click.option("--kind", type=click.Choice(KINDS), default="unknown", help="Kind of the source.")
@click.option("--violation", default="killing", show_default=True, help="What happened: killing, execution, injury ...")
@click.option("--bound", type=click.Choice(BOUNDS), help="How the number is worded.")
@click.option("--value", type=int, help="The number.")
@click.option("--value-hi", type=int, help="The upper end of a range.")
@click.option("--quote", default="", help="The exact words.")
@click.option("--place", help="Where: an id (IR.TH) or a name.")
@click.option("--from", "first_day", help="First day of the period.")
@click.option("--to", "last_day", help="Last day (default: the day of the count or of publication).")
@click.option("--as-of", help="Day of the count.")
@click.option("--published", help="Day of publication.")
@click.option("--basis", help="What it rests on, in the source's words: named, documented, confirmed, recorded ...")
@click.option("--named", is_flag=True, help="The dead are named.")
@click.option("--group", help="Who is counted, if not everybody: children, women, protesters ...")
@click.option("--incident", help="Name of the one incident.")
@click.option("--declares", type=click.Choice(["incidents", "total", "complete"]), help="What the source says of its figures.")
@click.option("--relayed-by", multiple=True, help="Who passed it on, from the source outward; may be repeated.")
@click.option("--stance", type=click.Choice(["asserts", "admits", "denies"]), default="asserts", help="Says, admits or denies.")
@click.option("--url", help="Address of the text.")
@click.option("--document", help="Event of the text in the case (`add text` prints it).")
@case_options
@shared_options
def claim(file: Path | None, only: str | None, opener: Opener, out: Out, **told: Any) -> None:
    """Add a claim by hand, or many from FILE (CSV with the columns of `atleast ledger`). Who adds a claim has reviewed it.

    It enters a count only by the rule of the ladder: a basis that counts, and two independent parties or an admission.
    """
    from atleast.steps.stating.adding import add_claims, claim_from, read_claims_file, unused_columns
    from atleast.steps.stating.wording import say_claim

    unused: list[str] = []
    if file is None:
        for needed in ("source", "bound"):
            if told[needed] is None:
                raise UsageError(f"no --{needed}", hint="Give --source, --bound and --value, or a FILE with many claims.")
        if told["bound"] == "vague" and told["value"] is None and not told["quote"].strip():
            raise UsageError("a vague claim has no words", hint='Give them with --quote: "dozens were killed".')
        names, claims = ["the claim"], [claim_from(**told)]
    else:
        read = read_claims_file(file, only=only)
        unused = unused_columns(file)
        names, claims = [f"{file.name}, {name}" for name, _ in read], [one for _, one in read]
    with opener.open() as case:
        added, again = add_claims(case, claims, names=names, places_known=True)
    n = len({c.id for c in added}) - again
    out.line(f"Added {n} claim{'' if n == 1 else 's'}" + (f"; the case had {again} already." if again else "."))
    for one in added[:20]:
        out.line(f"  {one.id}  {say_claim(one)}")
        for words in one.scope.assumed:
            out.line(f"        {words}")
        if one.party is None:
            out.line("        no party was stated: it is independent of nobody (`atleast add source NAME --party P`).")
    if unused:
        out.line(f"  columns not used: {', '.join(unused)}")
    if len(added) > 20:
        out.line(f"  ... and {len(added) - 20} more")
    out.line("Next: `atleast count`, then `atleast why-not CLAIM`.")
    out.result({"claims": _plain(added), "known": again, "columns_not_used": unused})


@click.command(name="source")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="unknown", help="What kind of source it is.")
@click.option("--party", help="Whom it speaks for; two sources of one party are not independent.")
@click.option("--alias", "aliases", multiple=True, help="Another name of the same speaker; may be repeated.")
@click.option("--name-fa", help="The name in Persian, for the Persian report; texts may call the speaker so too.")
@case_options
@shared_options
def source(name: str, opener: Opener, out: Out, **told: Any) -> None:
    """State who NAME is: kind, party and other names. A later statement about the same name replaces this one."""
    from atleast.steps.stating.deciding import state_source
    from atleast.steps.stating.folding import stated

    with opener.open() as case:
        event = state_source(case, name, **told)
        n = sum(each.source == name.strip() for each in stated(case).claims)
    party = f"speaks for {told['party']}" if told["party"] else "party not stated: independent of nobody"
    out.line(f"Stated: {name} ({told['kind']}), {party}; {n} claims are its own.")
    out.result({"event": event, "name": name, "claims": n})


def _plain(claims: Any) -> list[dict[str, Any]]:
    import msgspec

    rows: list[dict[str, Any]] = [msgspec.to_builtins(one) | {"state": _state(one)} for one in claims]
    return rows


def _state(one: Claim) -> str:
    return one.state
