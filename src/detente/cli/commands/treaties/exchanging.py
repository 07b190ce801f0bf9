"""Commands that take treaties out of a case and in, in other tools' formats."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.commands.treaties.group import treaty
from detente.cli.options import case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

_mapping = click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Which norms make which variable of a coding sheet (YAML). Default: the one that comes along.",
)


@treaty.command()
@case_argument
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--format", "form", required=True, metavar="F", help="akn, legalruleml, norms, atop or pax.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", required=True, help="The file to write.")
@_mapping
@json_option
def export(*, case: str, ids: tuple[str, ...], form: str, output: Path, mapping: Path | None, as_json: bool) -> None:
    """Write treaties in another format, and say everything that is dropped. Default: all of the case's."""
    from detente import api
    from detente.cli.views.treaties import exchanging as view

    with Working("writing"):
        result = api.treaty_export(api.load(case), output, ids, format=form, mapping=mapping)
    if as_json:
        put_json(view.export_json(result))
    else:
        put(view.show_export(result))


@treaty.command("import")
@case_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", required=True, metavar="F", help="akn, norms, atop or pax.")
@click.option("--id", "name", default="", metavar="ID", help="What to call the treaty, or which of several to take.")
@_mapping
@click.option(
    "--with-text", "texts", is_flag=True, help="Take a foreign document's words into `says` (mind copyright)."
)
@click.option("--replace", is_flag=True, help="Write over a treaty that is there already.")
@json_option
def import_(
    *,
    case: str,
    file: Path,
    form: str,
    name: str,
    mapping: Path | None,
    texts: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Read treaties from another format into a case, each as treaties/ID.yaml, and say what was not understood."""
    from detente import api
    from detente.cli.views.treaties import exchanging as view

    with Working("reading"):
        result = api.treaty_import(case, file, format=form, id=name, mapping=mapping, texts=texts, replace=replace)
    if as_json:
        put_json(view.import_json(result))
    else:
        put(view.show_import(result))
