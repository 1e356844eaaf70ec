"""`atleast claims`: read a text into quantified, attributed claims, without a case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from atleast.cli.output import Out, Progress, shared_options
from atleast.errors import InputError


@click.command(name="claims")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--jsonl", is_flag=True, help='FILE holds one {"id","text","lang","doc_date","publisher"} per line.')
@click.option("--lang", help="en, fa or ar (default: told by the script and the words).")
@click.option("--doc-date", help='The day of the text, for "on Tuesday" and "since 29 July".')
@click.option("--publisher", help='Who published the text, for "told this newspaper".')
@shared_options
def command(file: Path, jsonl: bool, lang: str | None, doc_date: str | None, publisher: str | None, out: Out) -> None:
    """Read FILE (plain text, a saved web page or a PDF; - for standard input) into claims: who says how many. Nothing is kept.

    Each claim has its exact quote, its bound as worded, its origin and who relayed it; what the text does not say is null.
    """
    doc_date = _day(doc_date, "--doc-date", None, None)
    if jsonl:
        for row in _rows(_text(file), str(file)):
            body = {
                "id": row.get("id"),
                "claims": _read(row["text"], row.get("lang"), row.get("doc_date"), row.get("publisher")),
            }
            click.echo(json.dumps(body, ensure_ascii=False, sort_keys=True))
        return
    from atleast.claims import page_of
    from atleast.steps.documents.reading import read_document

    text, kind, notes = read_document(_bytes(file), "standard input" if str(file) == "-" else str(file))
    with out.progress() as progress:
        found = _read(text, lang, doc_date, publisher, progress)
    for one in found if kind == "pdf" else ():
        one["page"] = page_of(text, one["span"][0]) or 1
    for note in notes:
        out.note(f"look: {note}.")
    for number, one in enumerate(found):
        who = one["attributed_to"] or "no origin named"
        relays = f", by way of {', '.join(one['relayed_by'])}" if one["relayed_by"] else ""
        part = f", part of {one['subset_of'] + 1}" if one["subset_of"] is not None else ""
        quote = f"“{' '.join(one['quote'].split())}”" + (f", page {one['page']}" if "page" in one else "")
        out.line(f"{number + 1:>3}. {one['violation']}, {_said(one)}{part} - {who}{relays}: {quote}")
    if not found:
        out.line("No claims: no number in this text is bound to people harmed.")
    answer: dict[str, Any] = {"claims": found}
    if kind != "text":
        answer["text"] = text
        answer["notes"] = list(notes)
    out.result(answer)


def _said(one: dict[str, Any]) -> str:
    """Say bound and value as they were worded."""
    if one["kind"] == "min_age":
        return f"youngest age {one['value']}"
    if one["bound"] == "range":
        return f"{one['value']:,} to {one['value_hi']:,}"
    bound = "" if one["bound"] == "exact" else one["bound"].replace("_", " ") + " "
    return f"{bound}{one['value']:,}" if one["value"] is not None else f"vague ({one['quote']})"


def _read(
    text: str, lang: str | None, doc_date: str | None, publisher: str | None, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Read one text; every claim as plain values."""
    import msgspec

    from atleast import claims

    read = claims.read(text, lang=lang or None, doc_date=doc_date, publisher=publisher, progress=progress)
    rows: list[dict[str, Any]] = msgspec.to_builtins(read)
    return rows


def _bytes(file: Path) -> bytes:
    from atleast.steps.files import read_bytes

    return sys.stdin.buffer.read() if str(file) == "-" else read_bytes(file, what="text")


def _text(file: Path) -> str:
    from atleast.steps.files import read_text

    if str(file) != "-":
        return read_text(file, what="text")
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError("standard input is not UTF-8 text", hint="Save it as UTF-8.") from fault


def _rows(text: str, name: str) -> list[dict[str, Any]]:
    """Read JSON Lines, each with a text; a line that is not as it should be is named."""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as fault:
            raise InputError("this line is not JSON", file=name, row=number, hint="Write one object per line.") from fault
        strings = isinstance(row, dict) and all(
            isinstance(row.get(field), str | None) for field in ("text", "lang", "doc_date", "publisher")
        )
        if not strings or row.get("text") is None:
            raise InputError(
                "this line has no text", file=name, row=number, hint='Each line is {"id","text","lang","doc_date","publisher"}.'
            )
        row["doc_date"] = _day(row.get("doc_date"), "doc_date", name, number)
        rows.append(row)
    return rows


def _day(text: str | None, what: str, file: str | None, row: int | None) -> str | None:
    """Return the day of a text as the reader takes it; what is no date is refused."""
    from atleast import dates

    if not text or not text.strip():
        return None
    read = dates.read(text)
    if read is None:
        hint = "Write it as 2031-03-16, or in Jalali as 1409/12/25."
        raise InputError(f"{what}: {text!r} is not a date", file=file, row=row, hint=hint)
    return str(read.earliest) if read.earliest == read.latest else text
