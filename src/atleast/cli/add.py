"""`atleast add`: add a list of people to the case; the other kinds of material are in `add_claims.py`."""

from __future__ import annotations

from pathlib import Path

import click

from atleast.cli import add_claims
from atleast.cli.output import Opener, Out, case_options, shared_options

MOST_QUESTIONS = 8


@click.group(name="add")
def command() -> None:
    """Add material to the case: a list (a file with one row a person), a text with figures, a claim, who a source is."""


for _command in (add_claims.text, add_claims.claim, add_claims.source):
    command.add_command(_command)


@command.command(name="list")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", help="Who publishes the list.")
@click.option("--source-fa", help="The same in Persian, for the Persian report.")
@click.option("--list", "name", help="Short name; a name the case has adds a newer version (default: the file's name).")
@click.option("--party", help="Its origin: two lists of one party are not independent. Not stated is not independent.")
@click.option("--derived-from", multiple=True, metavar="LIST", help="A list that this one copies from; may be repeated.")
@click.option("--covers", help="PLACE/PERIOD that the list could cover, such as IR.TH/2022-09-16..2022-12-31.")
@click.option("--status", help="What happened to everybody on the list (such as killed), when no column says so.")
@click.option("--duplicates", type=click.Choice(["never", "rare", "often"]), help="How often one person is twice on the list.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="Which column is what, as TOML.")
@click.option("--write-mapping", type=click.Path(path_type=Path), help="Write the mapping used here, to read and edit it.")
@click.option("--sheet", help="Sheet of the workbook.")
@click.option("--header-row", type=int, help="Row of the headers, as a spreadsheet counts.")
@click.option("--encoding", help="Encoding of the text, such as utf-8 or cp1256.")
@click.option("--separator", help="Separator of the columns.")
@click.option("--dry-run", is_flag=True, help="Read and show, add nothing.")
@case_options
@shared_options
def list_(
    file: Path,
    name: str | None,
    mapping_file: Path | None,
    write_mapping: Path | None,
    dry_run: bool,
    opener: Opener,
    out: Out,
    **options: object,
) -> None:
    """Add the list in FILE, or a newer version of one.

    Without a mapping, columns are guessed from headers and values and shown with examples: look at them. Rows whose status is
    not dead are kept apart and never counted as killed; columns that the mapping does not name stay in the vault.
    """
    from atleast.steps import adding
    from atleast.steps.files import refuse_overwriting, write_whole

    if write_mapping:
        refuse_overwriting(write_mapping, [file])
    mapping = adding.read_mapping(mapping_file) if mapping_file else None
    with opener.open() as case, out.progress() as progress:
        added = adding.add_list(case, file, name=name, mapping=mapping, options=options, dry_run=dry_run, progress=progress)
    if write_mapping:
        write_whole(write_mapping, added.mapping_toml.encode("utf-8"))
    _print(added, out, dry_run=dry_run)
    out.result(adding.as_json(added))


def _print(added: object, out: Out, *, dry_run: bool) -> None:
    from atleast.steps.adding import Added, problem_summary, statuses

    assert isinstance(added, Added)
    verb = "Would add" if dry_run else "Added a newer version of" if added.comparison else "Added"
    out.line(f"{verb} {added.name}: {added.records.height:,} records from {added.n_rows:,} rows.")
    out.line()
    out.table(["column", "read as", "examples"], [[header, field, " · ".join(shown)] for header, field, shown in added.shown])
    if added.kept_back:
        out.line(f"  not read, kept in the vault: {', '.join(added.kept_back)}")
    out.line()
    out.line(f"  status: {', '.join(f'{n:,} {status}' for status, n in statuses(added))}. Only the dead are counted as killed.")
    if added.comparison:
        c = added.comparison
        out.line(
            f"  against the version before: {len(c.new)} new, {len(c.same)} same, {len(c.changed)} changed, {len(c.gone)} gone;"
            f" judgements on unchanged records stay."
        )
    for note in added.notes:
        out.line(f"  {note}")
    for sentence, n, _, example in problem_summary(added):
        out.line(f"  {n:,} × {sentence} (first: {example})")
    for question in added.questions[:MOST_QUESTIONS]:
        out.line(f"  question: {question.sentence()}")
    if len(added.questions) > MOST_QUESTIONS:
        more = len(added.questions) - MOST_QUESTIONS
        out.line(f"  ... and {more:,} more words: is this column a status at all? See [columns] in the mapping.")
    for warning in added.warnings:
        out.line(f"  look: {warning.message}")
    if not added.mapping.options.party:
        out.line("  no --party was stated: this list is independent of no other. State it if you know where it comes from.")
    if not added.mapping.options.covers and added.records["place"].null_count():
        n = added.records["place"].null_count()
        out.line(f"  {n:,} records have no place: unless --covers says where the list keeps to, they are not counted.")
    out.line()
    out.line("Next: add further lists, then `atleast link`.")
