"""What can go wrong, as a tree. Each class is a documented, scriptable error.

AtleastError (1)
├── UsageError (2)        the command line was not understood
├── InputError (3)        a file, a row or a cell that cannot be read as it should
├── KeyProblem (4)        a passphrase, a key file or a recovery key
├── EvidenceError (5)     bytes in the vault or events in the log are not what they were
├── LinkError (6)         records that cannot be linked as asked
├── EstimateError (7)     an estimate asked for in a way that has no meaning
├── PublishRefused (8)    a publication that would do harm or mislead
├── SyncConflict (9)      two writers on one case
├── StorageError (10)     the disk is full or cannot be written
└── Interrupted (130)     stopped by the person; nothing half-done is kept

The first line of a class docstring says what happened, the rest what to do; `docs/errors.md` is made from it.
A message is one line: what, where, what was expected, what to do next. Tracebacks never reach a user.
"""

from __future__ import annotations


class AtleastError(Exception):
    """Something went wrong that has no name of its own.

    Run the command again; if it happens again, report it with the line that was printed.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Take `message` (what, where, what was expected) and `hint` (what to do next)."""
        self.message = " ".join(message.split())
        self.hint = " ".join(hint.split())
        super().__init__(self.message)

    def line(self) -> str:
        """Return the one line that a person sees."""
        if not self.hint:
            return self.message
        return f"{self.message}{'' if self.message.endswith(('.', '!', '?', ':')) else '.'} {self.hint}"


class UsageError(AtleastError):
    """The command was called in a way it does not understand.

    Look at the command's `--help`.
    """

    exit_code = 2


class InputError(AtleastError):
    """A file, a row or a cell cannot be read as it should.

    The message names the file and, where there is one, the sheet, the row and the column. Mend it there, or say with an option
    how it is to be read (`--mapping`, `--header-row`, `--encoding`, `--sheet`). Nothing was added.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        file: str | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """Take where it happened besides what happened."""
        where = [
            file,
            f"sheet {sheet}" if sheet else None,
            f"row {row}" if row is not None else None,
            f"column {column!r}" if column else None,
        ]
        prefix = ", ".join(part for part in where if part)
        super().__init__(f"{prefix}: {message}" if prefix else message, hint=hint)
        self.file, self.sheet, self.row, self.column = file, sheet, row, column


class KeyProblem(AtleastError):
    """The passphrase or the key does not open this case.

    Check the passphrase, or use the recovery key that was printed when the case was made. Nothing was changed.
    """

    exit_code = 4


class EvidenceError(AtleastError):
    """Bytes in the vault or events in the log are not what they were when they were added.

    Do not repair by hand. Copy the case folder away as it is, run `atleast verify` and restore the named files from a copy.
    """

    exit_code = 5


class LinkError(AtleastError):
    """The records cannot be linked as asked.

    The message says which records, lists or judgements contradict each other.
    """

    exit_code = 6


class EstimateError(AtleastError):
    """An estimate was asked for in a way that has no meaning.

    A table that is well formed but cannot carry an estimate is no error: it is answered with a refusal and its reasons.
    """

    exit_code = 7


class PublishRefused(AtleastError):
    """The publication would do harm or mislead, so it was not written.

    The message says which rule stands against it.
    """

    exit_code = 8


class SyncConflict(AtleastError):
    """Another program is writing to this case.

    Wait until it is done, then run the command again. Nothing was lost.
    """

    exit_code = 9


class StorageError(AtleastError):
    """The disk is full or cannot be written.

    Make room and run the command again; what was acknowledged before is safe.
    """

    exit_code = 10


class Interrupted(AtleastError):
    """Stopped by the person at the keyboard.

    What was acknowledged is kept, what was under way is not. Run the command again to go on.
    """

    exit_code = 130
