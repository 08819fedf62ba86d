"""What every command needs: where the report is, and how an error reads."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGINT
from typing import Any

import click

from reproreport.console import echo, visible
from reproreport.errors import Problem, ReportError
from reproreport.interrupts import ENDING, Stopped, exit_code, listen
from reproreport.oserrors import problems_of
from reproreport.project import CONFIG, Project, load_project
from reproreport.scratch import require_scratch

_DEBUG = "reproreport.debug"


def _remember(context: click.Context, _option: click.Parameter, given: bool) -> bool:
    context.find_root().meta[_DEBUG] = given
    return given


debug_option = click.option(
    "--debug", is_flag=True, help="Show tracebacks.", callback=_remember, is_eager=True
)


class Commands(click.Group):
    """The commands of ``report``; whatever stops one of them, a reader sees a message and not a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        with messages(), _escaped():
            return super().invoke(context)

    def make_context(self, *words: Any, **options: Any) -> click.Context:
        """Read what was asked for."""
        with _escaped():
            return super().make_context(*words, **options)

    def __call__(self, *words: Any, **options: Any) -> Any:
        """Run as a program: signals are answered at once, whatever threads still do."""
        listen()
        ENDING.at_once = True
        try:
            return super().__call__(*words, **options)
        except SystemExit as end:
            if ENDING.left:
                with suppress(OSError, ValueError):
                    sys.stdout.flush()
                    sys.stderr.flush()
                os._exit(end.code if isinstance(end.code, int) else 1)
            raise


@contextmanager
def _escaped() -> Iterator[None]:
    """Have click's own messages, which repeat what was typed, print nothing that a terminal obeys."""
    try:
        yield
    except click.ClickException as error:
        for name in ("message", "option_name", "cmd_name", "argument_name"):
            if isinstance(given := getattr(error, name, None), str):
                setattr(error, name, visible(given))
        raise


def report_root() -> Path:
    """Return the folder of the report: here, or the nearest one above with a ``_quarto.yml``.

    Raises:
        ReportError: there is no "here" any more.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:
        fix = "go to the report's folder again: cd"
        raise ReportError(Problem("the folder in which the command was started is gone", fix=fix)) from None
    return next((folder for folder in (here, *here.parents) if (folder / CONFIG).is_file()), here)


def load_report() -> Project:
    """Read the whole report, for a command that may compute or render it.

    Raises:
        ReportError: its configuration is wrong, or nothing can be written for a while.
    """
    project = load_project(report_root())
    require_scratch()
    return project


@contextmanager
def holding(what: str, *, computing: bool = True) -> Iterator[Project]:
    """Give the whole report, on which no other command works while the block runs; wait for one that does.

    Args:
        what: the command, for whoever waits.
        computing: whether it may compute or render, for which temporary files are needed.

    Raises:
        ReportError: the configuration is wrong, or temporary files cannot be written.
    """
    from reproreport.pipeline.lock import locked

    root = report_root()
    if not (root / CONFIG).exists():
        load_project(root)  # says what is missing, before anything is written
    if computing:
        require_scratch()
    with locked(root, what, lambda text: echo(text, err=True)):
        yield load_project(root)


@contextmanager
def messages(debug: bool | None = None) -> Iterator[None]:
    """Turn whatever stops a command into a message and an exit code: 1, or a shell's for a signal.

    Args:
        debug: whether a traceback is shown, too; None for whether ``--debug`` was given.
    """
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise  # click knows what to do
    except (KeyboardInterrupt, Exception) as error:
        if debug is None:
            context = click.get_current_context(silent=True)
            debug = bool(context and context.find_root().meta.get(_DEBUG))
        with suppress(OSError):  # a terminal that is closed shows nothing
            show_error(error, debug)
        sys.exit(exit_code(error) if isinstance(error, KeyboardInterrupt) else 1)


def show_error(error: BaseException, debug: bool) -> None:
    """Print an error for its reader: the author's own, the machine's, or one that nobody foresaw."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, KeyboardInterrupt):
        with_name = (
            f"Stopped by {error}."
            if isinstance(error, Stopped) and error.number != SIGINT
            else "Interrupted."
        )
        echo(with_name, err=True)
        return
    for problem in _problems(error):
        click.secho("error: ", fg="red", bold=True, err=True, nl=False)
        echo(str(problem), err=True)


def _problems(error: BaseException) -> tuple[Problem, ...]:
    try:
        return problems_of(error, report_root())
    except (OSError, ReportError):  # the folder in which the command was started is gone
        return problems_of(error, None)
