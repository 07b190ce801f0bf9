"""How every command ends: exit status, one line an error, and never a traceback.

Exit status: 0 an answer; 1 findings (`check` only); 2 unusable input or usage; 70 a fault of the program; 130 stopped
by Ctrl-C; 141 the reader of the output went away.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from typing import IO, Any

import click

from detente.cli.output import clean, is_unicode, plain, prepare

UNUSABLE, FAULT, STOPPED, READER_LEFT = 2, 70, 130, 141


class Refusal(click.ClickException):
    """Why there is no answer: lines for the person at the keyboard, and the exit status."""

    def __init__(self, lines: Iterable[str], status: int = UNUSABLE) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
        vars(self)["exit_code"] = status

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines to stderr."""
        stream = file or sys.stderr
        if stream is not None:
            stream.write("".join(f"detente: {clean(line)}\n" for line in self.lines))
            stream.flush()


class Shell(click.Group):
    """A group whose commands end in an exit status and plain lines, whatever happens inside."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help, in ASCII for a terminal that knows no more: click would write UTF-8 there."""
        super().format_help(ctx, formatter)
        if not is_unicode(sys.stdout):
            formatter.buffer = [plain(text) for text in formatter.buffer]

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn what it raises into a refusal."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            raise Refusal(["stopped"], STOPPED) from None
        except Exception as error:  # the outermost line: nobody should ever read a traceback here
            if os.environ.get("DETENTE_DEBUG"):
                raise
            raise _refusal(error) from None


def _refusal(error: Exception) -> Refusal:
    from detente.errors import CaseError, DetenteError, EditError, FormatError, UnknownNameError

    if isinstance(error, CaseError):
        return Refusal([*map(str, error.findings), _how_many(len(error.findings))])
    if isinstance(error, FormatError):
        return Refusal(map(str, error.findings))
    if isinstance(error, UnknownNameError) and error.kind == "case" and not error.nearest:
        from detente.case.locate import slugs

        return Refusal([f"{error} It is neither a folder nor in the catalogue, which has {', '.join(slugs())}."])
    if isinstance(error, EditError):
        return Refusal(error.reasons)
    if isinstance(error, DetenteError):
        return Refusal([str(error)])
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Refusal([f"{where}{error.strerror or error}"])
    if isinstance(error, MemoryError):
        return Refusal(["there is not enough memory for this"])
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Refusal(
        [f"a fault in the program ({what}); please report it with the command (DETENTE_DEBUG=1 shows where)"], FAULT
    )


def _how_many(number: int) -> str:
    return "the case cannot be used: 1 error" if number == 1 else f"the case cannot be used: {number:,} errors"


def main(group: click.Group, arguments: list[str] | None = None) -> int:
    """Run a group of commands and return the exit status."""
    prepare()
    try:
        status = group.main(args=arguments, prog_name="detente", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        _last_words(error)
        return error.exit_code if error.exit_code != 1 else UNUSABLE
    except (KeyboardInterrupt, click.Abort):
        _last_words(Refusal(["stopped"], STOPPED))
        return STOPPED
    except (BrokenPipeError, SystemExit):  # click itself turns a broken pipe into SystemExit
        _let_go()
        return READER_LEFT
    except OSError as error:
        _let_go()
        _last_words(_refusal(error))
        return UNUSABLE
    return status if isinstance(status, int) else 0


def _last_words(error: click.ClickException) -> None:
    with contextlib.suppress(OSError):
        error.show()
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _let_go()


def _let_go() -> None:
    """Send what is still in the buffer nowhere, so that the interpreter does not fail at it on its way out."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
