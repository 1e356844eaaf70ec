"""`atleast verify`: check every file and the whole log."""

from __future__ import annotations

import click

from atleast.cli.output import Opener, Out, case_options, shared_options


@click.command(name="verify")
@case_options
@shared_options
def command(opener: Opener, out: Out) -> None:
    """Check every file in the vault and the whole log, and rebuild everything else from zero.

    A check that could not be made is a failure, never "ok". Nothing is repaired or deleted.
    """
    from atleast.errors import EvidenceError
    from atleast.steps import tracing

    with opener.open() as case, out.progress() as progress:
        found = tracing.verify(case, progress=progress)
    for line in found.lines:
        out.line(line)
    out.result(found.body)
    if not found.ok:
        raise EvidenceError(found.first, hint="Copy the case folder away as it is, and restore the named files from a copy.")
