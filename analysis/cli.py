"""The command ``report``: parse, call one function, exit with its code."""

from __future__ import annotations

import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.errors import ReportError
from analysis.project import CONFIG, load_project

if TYPE_CHECKING:
    from analysis.build import Outcome
    from analysis.project import Project
    from analysis.render.choose import Renderer


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reproducible-report", prog_name="report")
def main() -> None:
    """Rebuild a report from its data, check it, and say where each number comes from."""


def _root() -> Path:
    """Return the folder of the report: here, or the nearest one above with a ``_quarto.yml``."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / CONFIG).is_file()), here)


def _parameters(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"write name=value, not '{item}'")
        values[name] = value
    return values


_debug = click.option("--debug", is_flag=True, help="Show tracebacks.")
_values = click.option(
    "-P",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parameters,
    help="Set a notebook parameter for this edition.",
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Tasks to run side by side.  [default: one a notebook, at most one a processor]",
)
_force = click.option("--force", is_flag=True, help="Run everything, changed or not.")


@main.command()
@click.option(
    "--renderer", type=click.Choice(["auto", "quarto", "pandoc"]), default="auto", show_default=True
)
@_values
@_jobs
@_force
@_debug
def build(renderer: Renderer, values: dict[str, str], jobs: int | None, force: bool, debug: bool) -> None:
    """Build the site and the PDFs; run only what has changed."""
    _build(renderer, values, jobs, force, debug)


@main.command()
@_values
@_jobs
@_force
@_debug
def compute(values: dict[str, str], jobs: int | None, force: bool, debug: bool) -> None:
    """Run the notebooks and collect their results, without rendering."""
    _build(None, values, jobs, force, debug)


def _build(
    renderer: Renderer | None, values: dict[str, str], jobs: int | None, force: bool, debug: bool
) -> None:
    from analysis.build import build as build_report

    with _messages(debug):
        project = load_project(_root())
        outcome = build_report(project, renderer=renderer, values=values, jobs=jobs, force=force, debug=debug)
        click.echo(_summary(outcome, project))
        for error in outcome.errors:
            _show(error, debug)
        sys.exit(outcome.exit_code)


def _summary(outcome: Outcome, project: Project) -> str:
    """Return what was built, where it is, and how long each step took."""

    def relative(path: Path) -> str:
        return path.relative_to(project.root).as_posix()

    lines = []
    if outcome.errors:
        lines.append("Nothing was published; the last good report is untouched.")
        return "\n".join(lines)
    state = "Built" if outcome.seconds else "Up to date, nothing to do"
    lines.append(f"{state} in {outcome.total:.1f} s.")
    if outcome.renderer:
        layout = outcome.layout
        lines.append(f"  site  {relative(layout.site / 'index.html')}")
        lines += [f"  PDF   {relative(pdf)}" for pdf in sorted(layout.pdf.glob("*.pdf"))]
        lines.append(f"  by    {outcome.renderer}")
    else:
        lines.append(f"  results  {relative(outcome.layout.results)}, {relative(outcome.layout.variables)}")
    return "\n".join(lines)


@main.command()
@_debug
def doctor(debug: bool) -> None:
    """Say what is installed, which renderer would be used and why, and what is missing."""
    from analysis.doctor import examine

    with _messages(debug):
        checks = examine()
        for check in checks:
            click.echo(str(check))
        sys.exit(0 if all(check.ok or check.optional for check in checks) else 1)


@main.command()
@_debug
def clean(debug: bool) -> None:
    """Remove build/ and the generated _variables.yml, nothing else."""
    with _messages(debug):
        project = load_project(_root())
        shutil.rmtree(project.root / "build", ignore_errors=True)
        (project.root / "_variables.yml").unlink(missing_ok=True)
        click.echo("Removed build/ and _variables.yml.")


@contextmanager
def _messages(debug: bool) -> Iterator[None]:
    """Turn an error that is meant for the author into its message and exit code 1."""
    try:
        yield
    except ReportError as error:
        _show(error, debug)
        sys.exit(1)


def _show(error: BaseException, debug: bool) -> None:
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
