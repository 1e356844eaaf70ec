"""The `atleast` command: finds the subcommand, runs it, and turns what went wrong into one line and an exit code.

Only click is imported before the command is known, so that `atleast --help` is instant.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import sys

import click

from atleast import __version__
from atleast.errors import AtleastError, EvidenceError, Interrupted, StorageError, UsageError

# name: (module, one line of help); the order is the order of the work
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Do the whole job on an invented country, each figure beside the truth."),
    "new": ("new", "Make a case: one encrypted folder with a scope."),
    "add": ("add", "Add a list of people to the case, a text with figures, a claim, or who a source is."),
    "link": ("link", "Find which records are one person."),
    "review": ("review", "Judge the pairs that matter most, or proposed claims: in the terminal or by file."),
    "count": ("count", "Count the documented minimum, rung by rung, with what was left out and why."),
    "why": ("why", "Say which statements and people carry a figure: its proof as a sum."),
    "why-not": ("why_not", "Say why a claim or a record is not in the count, and what would be needed."),
    "estimate": ("estimate", "Estimate how many in all, or say why the data cannot carry it."),
    "report": ("report", "Write the report: HTML and PDF, in English and Persian."),
    "export": ("export", "Give the team its spreadsheet back: persons, records or pairs."),
    "trace": ("trace", "Follow a figure, a person or a record back to rows, file and hash."),
    "withdraw": ("withdraw", "Take a record out of the count: found alive, wrong photo, retracted."),
    "undo": ("undo", "Take back an earlier event: a judgement, a withdrawal, a list."),
    "verify": ("verify", "Check every file and the whole log, and rebuild all else from zero."),
    "log": ("log", "Show what was done, by whom and when."),
    "status": ("status", "Show where the case stands and what to do next."),
    "match": ("match", "Link list files without a case: files in, one file out, nothing kept."),
    "claims": ("claims", "Read a text into figures with their speakers, without a case. Early: read docs/methods/claims.md."),
    "ledger": ("ledger", "Relate dated published figures: who restates, revises or contradicts whom."),
    "minimum": ("minimum", "Prove the documented minimum of explicit facts, without a case."),
    "mse": ("mse", "Estimate from a table of capture histories, without a case."),
}


class _Lazy(click.Group):
    """A group that knows its commands by name and loads one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"atleast.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="atleast")
def main() -> None:
    """How many, at least, and how they know.

    From several lists of people killed, in any script, to a number that can be defended. Works offline, on one machine; a
    case is one encrypted folder. Start with `atleast demo`.
    """


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code; every fault is one line on stderr."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Not `main.main`: it would print an empty line of its own on Ctrl-C.
        with main.make_context("atleast", list(arguments)) as context:
            code = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.exceptions.NoArgsIsHelpError as fault:
        click.echo(fault.format_message(), err=True)
        code = UsageError.exit_code
    except click.Abort:
        code = _say(Interrupted("stopped"), arguments)
    except click.ClickException as fault:
        code = _say(UsageError(fault.format_message(), hint=_usage_hint(fault)), arguments)
    except AtleastError as fault:
        code = _say(fault, arguments)
    except KeyboardInterrupt:
        code = _say(Interrupted("stopped; what was acknowledged is kept", hint="Run the command again to go on."), arguments)
    except BrokenPipeError:
        # The reader of our output went away (`atleast log | head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as fault:
        code = _say(_as_ours(fault), arguments)
    sys.exit(code if isinstance(code, int) else 0)


def _usage_hint(fault: click.ClickException) -> str:
    context = getattr(fault, "ctx", None)
    return f"See `{context.command_path} --help`." if context else "See `atleast --help`."


def _as_ours(fault: Exception) -> AtleastError:
    """Turn what we did not foresee into one line; the traceback shows only when a developer asks for it."""
    if type(fault).__name__ == "InterruptException":  # how the SQL engine says that Ctrl-C was pressed
        return Interrupted("stopped; what was acknowledged is kept", hint="Run the command again to go on.")
    if os.environ.get("ATLEAST_TRACEBACK"):
        raise fault
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageError("the disk is full; nothing half-written is kept", hint="Make room and run the command again.")
    if isinstance(fault, OSError):
        where = f" {fault.filename!r}" if fault.filename else ""
        kind = EvidenceError if fault.errno == errno.EIO else StorageError
        return kind(f"the disk or file{where} answered: {fault.strerror or fault}", hint="Check it and run the command again.")
    if isinstance(fault, MemoryError):
        return AtleastError("there is not enough memory for this", hint="Close other programs, or link with `--spill DIR`.")
    return AtleastError(
        f"a fault in atleast itself ({type(fault).__name__})",
        hint="The case is as it was. Please report it with the command you ran; ATLEAST_TRACEBACK=1 shows where it happened.",
    )


def _say(fault: AtleastError, arguments: list[str]) -> int:
    if "--json" in arguments:
        body = {"error": type(fault).__name__, "message": fault.message, "hint": fault.hint, "exit_code": fault.exit_code}
        click.echo(json.dumps(body, ensure_ascii=False, sort_keys=True))
    click.echo(f"atleast: {fault.line()}", err=True)
    return fault.exit_code
