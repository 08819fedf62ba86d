"""What every command needs: where the report is, and how an error reads."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from analysis.errors import ReportError
from analysis.project import CONFIG

debug_option = click.option("--debug", is_flag=True, help="Show tracebacks.")


def report_root() -> Path:
    """Return the folder of the report: here, or the nearest one above with a ``_quarto.yml``."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / CONFIG).is_file()), here)


@contextmanager
def messages(debug: bool) -> Iterator[None]:
    """Turn an error that is meant for the author into its message and exit code 1."""
    try:
        yield
    except ReportError as error:
        show_error(error, debug)
        sys.exit(1)


def show_error(error: BaseException, debug: bool) -> None:
    """Print an error for its reader: the author's own, or one that nobody foresaw."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, ReportError):
        for problem in error.problems:
            click.secho("error: ", fg="red", bold=True, err=True, nl=False)
            click.echo(str(problem), err=True)
    elif isinstance(error, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
    elif not debug:
        click.secho("error: ", fg="red", bold=True, err=True, nl=False)
        click.echo(f"{type(error).__name__}: {error}\n    run again with --debug to see where", err=True)


@contextmanager
def holding(root: Path, what: str) -> Iterator[None]:
    """Let no other command work on the report while the block runs; wait for one that does."""
    from analysis.build.lock import locked

    with locked(root, what, lambda text: click.echo(text, err=True)):
        yield


@contextmanager
def computing(debug: bool) -> Iterator[None]:
    """Show what stopped the computation of results, as ``report build`` does."""
    with messages(debug):
        try:
            yield
        except ReportError:
            raise
        except (KeyboardInterrupt, Exception) as error:
            show_error(error, debug)
            sys.exit(130 if isinstance(error, KeyboardInterrupt) else 1)
