"""Reading a file whole and writing one whole or not at all, each fault in one line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from atleast.errors import InputError, StorageError, UsageError

MAX_BYTES = 512 * 2**20
ENDINGS = (".gz", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".jsonl", ".ndjson", ".json")


def read_bytes(file: Path, *, what: str = "list file") -> bytes:
    """Read a file whole, or say in one line why not."""
    if file.is_dir():
        raise InputError(f"this is a folder, not a {what}", file=str(file), hint="Name the file inside it.")
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InputError(f"the file is larger than {MAX_BYTES // 2**20} MiB", file=str(file), hint="Split it.")
        return file.read_bytes()
    except FileNotFoundError as fault:
        raise InputError("there is no such file", file=str(file), hint="Check the name and the folder.") from fault
    except PermissionError as fault:
        raise InputError("the file may not be read", file=str(file), hint="Change its permissions or copy it.") from fault


def read_text(file: Path, *, what: str) -> str:
    """Read a small UTF-8 text file."""
    try:
        return read_bytes(file, what=what).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError(f"the {what} is not UTF-8 text", file=str(file), hint="Save it as UTF-8.") from fault


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file so that it is there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as fault:
        raise StorageError(
            f"{path.name} cannot be written: {fault.strerror}", hint="Make room or name another folder."
        ) from fault
    return path


def refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    """Refuse to write over a file that is being read: the original would be lost."""
    for file in inputs:
        if output.exists() and file.exists() and output.samefile(file):
            raise UsageError(f"{output.name} is one of the files to read; it would be overwritten", hint="Name another output.")


def stem(name: str) -> str:
    """Return a file's name without its endings (`list.csv.gz` is `list`)."""
    shorter = True
    while shorter:
        shorter = False
        for ending in ENDINGS:
            if name.lower().endswith(ending) and len(name) > len(ending):
                name, shorter = name[: -len(ending)], True
    return name


def short_name(name: str) -> str:
    """Return the short name of a list: its file's name without endings, in letters, digits and dashes."""
    short = re.sub(r"[^\w]+", "-", stem(name), flags=re.UNICODE).strip("-_").lower()
    if not short:
        raise UsageError(f"the file name {name!r} gives no short name", hint="Give one with `--list NAME`.")
    return short
