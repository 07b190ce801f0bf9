"""Commands of coding with a trail: statements added, changed, taken back, renamed; the file and the store in step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.cli.coders import by, coder_option
from detente.cli.commands.documents import store_option
from detente.cli.commands.group import cli
from detente.cli.options import case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

if TYPE_CHECKING:
    from detente.api.coding import Desk, Done, Quote

Command = TypeVar("Command", bound=Callable[..., Any])
STATUSES = ("proposed", "accepted", "rejected")
KINDS = ("actor", "issue", "option")


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


_at = _options(coder_option, store_option, json_option)
_why = click.option("--why", "note", default="", metavar="TEXT", help="Why, for the trail.")
_set = click.option("--set", "sets", multiple=True, metavar="COLUMN=VALUE", help="A field; may be given several times.")
_version = click.option(
    "--on-version",
    "version",
    type=click.IntRange(min=1),
    help="The version that you have seen; a later one is refused.",
)
_quote = _options(
    click.option("--quote", "words", default="", metavar="WORDS", help="Anchor it at these words of the source."),
    click.option("--source", default="", metavar="ID", help="The source that has the words."),
    click.option("--occurrence", type=click.IntRange(min=1), help="Which, if the words occur several times."),
    click.option("--into-cut", is_flag=True, help="Also where the words were cut from the document."),
)


@cli.group()
def code() -> None:
    """Code statements with a trail: every change recorded, and none lost."""


@code.command()
@case_argument
@_set
@_quote
@_why
@_at
def add(*, case: str, sets: tuple[str, ...], note: str, coder: str, store: str, as_json: bool, **quote: Any) -> None:
    """Add a statement.

    Columns are those of statements.csv; without an id it gets the next free one.
    """
    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        _put_done(desk, desk.add(_fields(sets, quote), _quoted(quote), note), as_json)


@code.command()
@case_argument
@click.argument("statement")
@_set
@_quote
@_version
@_why
@_at
def edit(
    *,
    case: str,
    statement: str,
    sets: tuple[str, ...],
    version: int | None,
    note: str,
    coder: str,
    store: str,
    as_json: bool,
    **quote: Any,
) -> None:
    """Set fields of a statement; COLUMN= makes one blank."""
    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        _put_done(desk, desk.edit(statement, _fields(sets, quote), version, _quoted(quote), note), as_json)


@code.command()
@case_argument
@click.argument("status", type=click.Choice(STATUSES))
@click.argument("statements", nargs=-1, required=True)
@_why
@_at
def status(
    *, case: str, status: str, statements: tuple[str, ...], note: str, coder: str, store: str, as_json: bool
) -> None:
    """Propose, accept or reject statements."""
    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        _put_done(desk, desk.set_status(statements, status, note), as_json)


@code.command()
@case_argument
@click.argument("statements", nargs=-1, required=True)
@_version
@_why
@_at
def delete(
    *,
    case: str,
    statements: tuple[str, ...],
    version: int | None,
    note: str,
    coder: str,
    store: str,
    as_json: bool,
) -> None:
    """Delete statements; the trail keeps them, and undo brings them back."""
    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        _put_done(desk, desk.delete(statements, version, note), as_json)


@code.command()
@case_argument
@click.argument("statement")
@_at
def show(*, case: str, statement: str, coder: str, store: str, as_json: bool) -> None:
    """Show a statement with its version, and its words where the document is at hand."""
    from detente.cli.views import coding as view

    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        found = desk.show(statement)
        _put(view.shown_json(found), view.shown(found), as_json)


@code.command(name="list")
@case_argument
@click.option(
    "--where", "wanted", multiple=True, metavar="COLUMN=VALUE", help="Only these; may be given several times."
)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="How many; 0: all.")
@_at
def list_(*, case: str, wanted: tuple[str, ...], limit: int, coder: str, store: str, as_json: bool) -> None:
    """List statements of the store, in the order in which they came."""
    from detente.cli.views import coding as view

    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        total, rows = desk.rows(_pairs("--where", wanted), limit)
        _put(view.listed_json(total, rows), view.listed(total, rows, desk.step()), as_json)


@code.command()
@case_argument
@click.argument("statements", nargs=-1)
@click.option("--batch", type=click.IntRange(min=1), help="One batch, with all that it changed.")
@click.option("--last", type=click.IntRange(min=1), help="Only the last batches, so many.")
@_at
def history(
    *,
    case: str,
    statements: tuple[str, ...],
    batch: int | None,
    last: int | None,
    coder: str,
    store: str,
    as_json: bool,
) -> None:
    """Show what was done, by whom and when, the newest first: to STATEMENTS, or to all."""
    from detente.cli.views import coding as view

    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        found = desk.history(statements, batch, last)
        _put(view.history_json(found), view.history(found), as_json)


@code.command()
@case_argument
@click.argument("batch", type=click.IntRange(min=1))
@_why
@_at
def undo(*, case: str, batch: int, note: str, coder: str, store: str, as_json: bool) -> None:
    """Take a batch back; undo that again to redo it."""
    with Working("coding") as working, _desk(case, coder, store, working) as desk:
        _put_done(desk, desk.undo(batch, note), as_json)


_renaming = _options(
    case_argument,
    click.argument("kind", type=click.Choice(KINDS)),
    click.argument("old"),
    click.argument("new"),
    click.option("--issue", default="", metavar="ID", help="Of an option: its issue."),
    click.option("--column", "columns", multiple=True, metavar="NAME", help="Of an actor: only in this column."),
    click.option("--option", "options", multiple=True, metavar="OLD=NEW", help="Of an issue: a new name of an option."),
    click.option("--yes", is_flag=True, help="Do it. Without it, only what would be touched is shown."),
    _why,
    _at,
)


@code.command()
@_renaming
def rename(**given: Any) -> None:
    """Call an actor, an issue or an option OLD by the name NEW, wherever it stands in the ledger.

    An issue or option has to have its new name in case.yaml, a holder in parties.yaml.
    """
    _rename(merge=False, **given)


@code.command()
@_renaming
def merge(**given: Any) -> None:
    """Make two actors, issues or options one: OLD becomes NEW, which others are called already."""
    _rename(merge=True, **given)


def _rename(
    *,
    merge: bool,
    case: str,
    yes: bool,
    note: str,
    coder: str,
    store: str,
    as_json: bool,
    options: tuple[str, ...],
    **what: Any,
) -> None:
    from detente.cli.views import coding as view
    from detente.ledger.store.renaming import Renaming

    renaming = Renaming(merge=merge, options=_pairs("--option", options), **what)
    with Working("renaming") as working, _desk(case, coder, store, working) as desk:
        if yes:
            _put_done(desk, desk.rename(renaming, note), as_json)
            return
        found = desk.preview(renaming)
        _put(view.preview_json(found), view.preview(renaming, found), as_json)


@code.command()
@case_argument
@click.option(
    "--expect", default="", metavar="DIGEST", help="A digest written down earlier, which must still be there."
)
@_at
@click.pass_context
def verify(ctx: click.Context, *, case: str, expect: str, coder: str, store: str, as_json: bool) -> None:
    """Verify that the trail is whole, and that the statements stand as it says.

    Exit status 0: it is; 1: it is not.
    """
    from detente.cli.views import coding as view

    with Working("verifying") as working, _desk(case, coder, store, working) as desk:
        found = desk.verify(expect)
    _put(view.verified_json(found), view.verified(found), as_json)
    ctx.exit(1 if found.findings else 0)


@cli.command()
@case_argument
@click.option("--take", type=click.Choice(("file", "store")), help="Which side prevails where both changed.")
@click.option("--only", "ids", multiple=True, metavar="ID", help="With --take: only in this statement.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be done, and do nothing.")
@_at
@click.pass_context
def sync(
    ctx: click.Context,
    *,
    case: str,
    take: str | None,
    ids: tuple[str, ...],
    dry: bool,
    coder: str,
    store: str,
    as_json: bool,
) -> None:
    """Bring a case's statements.csv and its store in step, both ways.

    What changed on one side goes to the other; what changed on both is shown and left alone. Exit status 0: they are in
    step; 1: conflicts are left.
    """
    from detente.cli.views import syncing as view

    if ids and not take:
        raise click.UsageError("--only says where --take applies; give both")
    with Working("synchronising") as working, _desk(case, coder, store, working, take_over=False) as desk:
        found = desk.sync(take or "", ids, dry)
    _put(view.to_json(found, dry), view.show(found, dry), as_json)
    ctx.exit(1 if found.conflicts else 0)


@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})  # -word is a query
@case_argument
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many of each kind.")
@click.option("--in", "where", type=click.Choice(("documents", "statements")), help="Only in these. Default: both.")
@_at
def search(
    *, case: str, query: tuple[str, ...], limit: int, where: str | None, coder: str, store: str, as_json: bool
) -> None:
    """Search documents and paraphrases: words that all occur, "phrases", OR, -not, prefix*."""
    from detente.cli.views import searching as view

    if unknown := [word for word in query if word.startswith("--")]:
        raise click.NoSuchOption(unknown[0])
    with Working("searching") as working, _desk(case, coder, store, working) as desk:
        found = desk.search(" ".join(query), limit, (where,) if where else ())
    _put(view.to_json(found), view.show(found), as_json)


@cli.command()
@case_argument
@_at
def store(*, case: str, coder: str, store: str, as_json: bool) -> None:
    """Say where a case's store is, and how much is in it."""
    from detente.cli.views import coding as view

    with Working("opening") as working, _desk(case, coder, store, working) as desk:
        facts, step = desk.facts(), desk.step()
    _put(view.facts_json(facts, step), view.facts(facts, step), as_json)


# --------------------------------------------------------------------------------------------------------------- shared


def _desk(case: str, coder: str, store: str, working: Working, *, take_over: bool = True) -> Desk:
    from detente.api.coding import desk

    return desk(case, by(coder), store=store, progress=working.progress, take_over=take_over)


def _pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name.strip():
            raise click.UsageError(f"{option} {one}: expected NAME=VALUE")
        if name in found:
            raise click.UsageError(f"{option} {name} is given twice")
        found[name] = value
    return found


def _fields(sets: Iterable[str], quote: dict[str, Any]) -> dict[str, str]:
    fields = _pairs("--set", sets)
    if quote["source"] and not quote["words"]:
        if fields.get("source", quote["source"]) != quote["source"]:
            raise click.UsageError("--source and --set source=… say different things")
        fields["source"] = quote["source"]
    return fields


def _quoted(given: dict[str, Any]) -> Quote | None:
    from detente.api.coding import Quote

    if not given["words"]:
        return None
    if not given["source"]:
        raise click.UsageError("--quote needs --source: whose words are they?")
    return Quote(given["words"], given["source"], given["occurrence"] or 0, given["into_cut"])


def _put_done(desk: Desk, done: Done, as_json: bool) -> None:
    from detente.cli.views import coding as view

    step = desk.step()
    _put(view.done_json(done, step), view.done(done, step), as_json)


def _put(document: object, text: str, as_json: bool) -> None:
    if as_json:
        put_json(document)
    else:
        put(text)
