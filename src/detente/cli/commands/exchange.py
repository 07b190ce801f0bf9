"""Commands between people and between tools: two coders compared, other tools' formats, anchors of edited documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from detente.cli.commands.group import cli
from detente.cli.options import case_argument, dates, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with the documents, to verify the spans and to show the words.",
)
@click.option(
    "--overlap",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=0.5,
    show_default=True,
    help="From which overlap on two spans are the same: common length by joint length.",
)
@click.option("--shared", is_flag=True, help="Compare only documents in which both have statements.")
@json_option
def agree(*, a: str, b: str, documents: Path | None, overlap: float, shared: bool, as_json: bool) -> None:
    """Compare two coders of the same documents: A against B.

    Each is a file of codings (JSON Lines) or a case, whose anchored statements are taken.
    """
    from detente import api
    from detente.cli.views import agreement as view
    from detente.errors import FormatError

    try:
        with Working("comparing"):
            result = api.agree(a, b, documents, overlap, shared=shared)
    except FormatError as error:
        if as_json:
            put_json(view.unusable(a, b, error.findings))
        raise
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(result))


@cli.command()
@case_argument
@click.option(
    "--edited",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    required=True,
    help="A folder with the documents as they are now, under the names that the sources give.",
)
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The documents as they were: a folder, or a store's. Default: the case's store.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(min=0.5, max=1),
    default=0.75,
    show_default=True,
    help="How alike words must be to be taken without asking.",
)
@click.option("--apply", "write", is_flag=True, help="Write the certain ones into the case's files.")
@json_option
@click.pass_context
def anchors(
    ctx: click.Context, *, case: str, edited: Path, documents: Path | None, threshold: float, write: bool, as_json: bool
) -> None:
    """Find a case's anchors again in documents that were edited.

    Exit status 0: all were found again for certain; 1: some have to be looked at.
    """
    from detente import api
    from detente.cli.views import anchors as view

    with Working("looking for the words"):
        loaded = api.load(case)
        result = api.reanchor(loaded, edited, documents, threshold)
        written = api.apply_anchors(loaded, result) if write else ()
    if as_json:
        put_json(view.to_json(loaded, result, written, threshold))
    else:
        put(view.show(loaded, result, written, write))
    wrong = any(finding.severity == "error" for finding in result.findings)
    ctx.exit(1 if result.asked or wrong else 0)


@cli.command()
@json_option
def formats(*, as_json: bool) -> None:
    """List the formats that can be read and written, what each keeps and what it drops."""
    from detente import api
    from detente.cli.views import exchange as view

    if as_json:
        put_json(view.formats_json(api.formats()))
    else:
        put(view.show_formats(api.formats()))


_format = click.option(
    "--format", "form", default="", metavar="F", help="See `detente formats`. Default: by the name, or what is in it."
)


@cli.command()
@case_argument
@_format
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", required=True, help="The file to write.")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with the documents, or a store's objects.",
)
@click.option("--with-text", "texts", is_flag=True, help="Let the documents' words go along (mind their copyright).")
@click.option("--table", metavar="ID", help="Of a domain: this table's. Default: the first with two who are judged.")
@click.option(
    "--within",
    type=click.Choice(("limits", "refusals", "demands")),
    help="Of a domain: keep to packages that no position at this level or a harder one rules out.",
)
@dates
@json_option
def export(  # noqa: PLR0913
    *,
    case: str,
    form: str,
    out: Path,
    documents: Path | None,
    texts: bool,
    table: str | None,
    within: str | None,
    day: date | None,
    known_by: date | None,
    as_json: bool,
) -> None:
    """Write a case's coding, or a table's preferences as a negotiation domain, in another format.

    Everything that is dropped is said.
    """
    from detente import api
    from detente.cli.views import exchange as view

    if form in {one.name for one in api.formats() if one.of == "domain"}:
        if documents or texts:
            raise click.UsageError("--documents and --with-text are for codings; a domain has no words of documents.")
        with Working("writing"):
            written = api.export_domain(api.load(case).on(day, known_by), out, form, table, within)
        if as_json:
            put_json(view.domain_json(written))
        else:
            put(view.show_domain(written))
        return
    if table or within or day or known_by:
        raise click.UsageError("--table, --within, --on and --known-by are for domains: see `detente formats`.")
    with Working("writing"):
        result = api.export(api.load(case), out, form, documents, texts)
    if as_json:
        put_json(view.export_json(result))
    else:
        put(view.show_export(result))


@cli.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", metavar="F", required=True, help="Of a domain; see `detente formats`.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", required=True, help="The file or new folder.")
@json_option
def convert(*, files: tuple[Path, ...], form: str, out: Path, as_json: bool) -> None:
    """Write a negotiation domain in another format, and say everything that is dropped.

    FILE are a domain and the profiles of its parties, or a folder of them; what format they are in is told by what is
    in them.
    """
    from detente import api
    from detente.cli.views import exchange as view

    with Working("writing"):
        result = api.convert(files, out, form)
    if as_json:
        put_json(view.domain_json(result))
    else:
        put(view.show_domain(result))


def _pairs(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`NAME=PARTY`, again for each."""
    found: dict[str, str] = {}
    for value in values:
        name, _, unit = (part.strip() for part in value.rpartition("="))
        if not name or not unit:
            raise click.BadParameter(f"“{value}” is not NAME=PARTY", ctx, option)
        if found.setdefault(name, unit) != unit:
            raise click.BadParameter(f"{name} is given twice", ctx, option)
    return found


def _of_domain(files: tuple[Path, ...], form: str) -> bool:
    """Whether the files are of a negotiation domain: as --format says, else by being a folder, several, XML or YAML, or
    by what is in them.
    """
    from detente import api

    if form:
        return form in {one.name for one in api.formats() if one.of == "domain"}
    sure = len(files) > 1 or files[0].is_dir() or files[0].suffix.lower() in (".xml", ".yml", ".yaml")
    return sure or api.holds_domain(files[0])


@cli.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@_format
@click.option("--into", metavar="CASE", help="Add the statements to this case, as proposals.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Make a new case of it here.")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with the documents, for their digests.",
)
@click.option(
    "--holder",
    "holders",
    multiple=True,
    metavar="NAME=PARTY",
    callback=_pairs,
    help="Whose position the words of a name in the file are, where the case does not tell; again for each name.",
)
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    form: str,
    into: str | None,
    out: Path | None,
    documents: Path | None,
    holders: dict[str, str],
    as_json: bool,
) -> None:
    """Read another tool's coding into a new case folder, or into a case as proposals.

    Or a negotiation domain into a new case folder: FILE are the domain and the profiles of its parties, or a folder of
    them. Exit status 0: it came in; 1: something has to be settled first, and nothing was written.
    """
    from detente import api
    from detente.cli.views import exchange as view

    if (into is None) == (out is None):
        raise click.UsageError("give either --into CASE or --out FOLDER")
    if _of_domain(files, form):
        if out is None or documents or holders:
            raise click.UsageError("a domain becomes a case of its own: --out FOLDER, without --documents and --holder")
        with Working("reading"):
            made = api.import_domain(files, out, form)
        if as_json:
            put_json(view.domain_json(made))
        else:
            put(view.show_domain_case(made))
        return
    if len(files) > 1:
        raise click.UsageError("a coding is one file; --format says which format of domains several files are in")
    with Working("reading"):
        result = api.import_coding(files[0], into=into, out=out, format=form, documents=documents, holders=holders)
    if as_json:
        put_json(view.import_json(result))
    else:
        put(view.show_import(result))
    ctx.exit(1 if result.merged.questions else 0)
