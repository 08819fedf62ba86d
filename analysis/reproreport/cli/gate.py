"""``report check``, ``report accept`` and ``report diff``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reproreport.cli.common import debug_option, holding, messages, show_error
from reproreport.cli.completion import names as completed
from reproreport.cli.completion import results
from reproreport.console import echo, json_text
from reproreport.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reproreport.accepted.compare import Comparison
    from reproreport.accepted.summary import Checked, Moved
    from reproreport.project import Project

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")


_verbose = click.option("--verbose", is_flag=True, help="Show all that moved, with every cell and tolerance.")


@click.command(epilog="Example: report check --junit build/check.xml")
@_json
@click.option("--markdown", is_flag=True, help="Print Markdown, for a pull request or a job's summary.")
@click.option(
    "--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit's XML into this file, too."
)
@_verbose
@debug_option
def check(as_json: bool, markdown: bool, junit: Path | None, verbose: bool, debug: bool) -> None:
    """Compare every result, table and figure with the accepted ones, and read the prose.

    Exits with 1 where anything differs. Each cause is named once, and below it what it moved: sentences that
    no longer hold, then results.
    """
    from reproreport.accepted.check import check as check_report
    from reproreport.accepted.summary import as_junit, as_markdown
    from reproreport.files import write_text

    if as_json and markdown:
        raise click.UsageError("--json and --markdown: one of them")
    with messages(debug):
        with holding("report check") as project:
            checked = check_report(project)
        if as_json:
            click.echo(json_text(checked.as_json(), indent=1))
        elif markdown:
            echo(as_markdown(checked).rstrip("\n"))
        else:
            _show(checked.comparison, checked.moved(), "as accepted", verbose=verbose)
            _show_prose(checked)
            _note_outputs(project)
        if junit is not None:
            write_text(junit, as_junit(checked))
        if os.environ.get("GITHUB_ACTIONS") == "true":
            _tell_github(checked, project.root, to_stderr=as_json or markdown)
        sys.exit(0 if checked.passed else 1)


def _no_parameters(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> None:
    if given:
        raise click.UsageError("accepted are the results of the edition in _quarto.yml: there is no -P here")


@click.command(epilog="Example: report accept 'coffee.*' --dry-run")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completed(results))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "-P", "values", multiple=True, hidden=True, expose_value=False, is_eager=True, callback=_no_parameters
)
@debug_option
def accept(names: tuple[str, ...], dry_run: bool, debug: bool) -> None:
    """Take the values of now for the accepted ones: of these results, or of all.

    A NAME may be a glob, such as 'coffee.*'. Results that are not named keep value and inputs.
    """
    from reproreport.accepted.accept import accept as accept_results
    from reproreport.accepted.summary import moved, show

    with messages(debug):
        with holding("report accept") as project:
            taken = accept_results(project, names, dry_run=dry_run)
        if not taken.written:
            echo(f"Nothing to accept: {_results(len(taken.comparison.agreeing))} as accepted.")
            return
        if taken.comparison.drifts:
            show(moved(taken.comparison.drifts), verbose=True)
        for chapter, number in taken.first.items():
            echo(f"new {_results(number)} of {chapter}, the first accepted of this chapter")
        if taken.refreshed:
            echo(f"The inputs of {_results(len(taken.refreshed))} that agree are now those of today.")
        verb = "Would write" if dry_run else "Wrote"
        echo(f"{verb} {', '.join(taken.written)}.")


@click.command(epilog="Example: report diff HEAD~1")
@click.argument("revision", metavar="REV")
@_json
@_verbose
@debug_option
def diff(revision: str, as_json: bool, verbose: bool, debug: bool) -> None:
    """Compare the results of now with those accepted at another git revision."""
    from reproreport.accepted.check import diff as diff_results
    from reproreport.accepted.summary import moved
    from reproreport.accepted.words import comparison_json

    with messages(debug):
        with holding("report diff") as project:
            comparison = diff_results(project, revision)
        if as_json:
            click.echo(json_text(comparison_json(comparison), indent=1))
        else:
            _show(comparison, moved(comparison.drifts), f"as at {revision}", verbose=verbose)


def _show(comparison: Comparison, groups: Sequence[Moved], agreed: str, *, verbose: bool) -> None:
    """Print the drifts by their causes, or that there are none."""
    from reproreport.accepted.summary import show
    from reproreport.accepted.words import counted

    if groups:
        show(groups, verbose=verbose)
    for name in comparison.pictures:
        _note(f"the picture of {name} differs; its data are {agreed}")
    rest = _results(len(comparison.agreeing))
    echo(f"{counted(comparison.drifts)}; {rest} {agreed}." if groups else f"{rest} {agreed}.")


def _show_prose(checked: Checked) -> None:
    """Print what is wrong with the prose for no cause named above, and which results nobody reads."""
    from reproreport.accepted.words import listed

    if checked.unused:
        what = f"{_results(len(checked.unused))} used by no chapter and shown in no table"
        _note(f"{what}: {listed(checked.unused)}")
    for problem in checked.other_prose():
        show_error(ReportError(problem), debug=False)


def _note_outputs(project: Project) -> None:
    """Say which notebooks were saved with outputs, and what takes them out."""
    from reproreport.desk.outputs import with_outputs

    found = list(map(str, with_outputs(project.notebooks.values(), project.root)))
    if found:
        were = "notebook was" if len(found) == 1 else "notebooks were"
        _note(f"{len(found)} {were} saved with outputs; to take them out: report strip {' '.join(found)}")


def _tell_github(checked: Checked, root: Path, *, to_stderr: bool) -> None:
    """Write the summary of the job, and annotations."""
    from reproreport.accepted.github import annotate
    from reproreport.accepted.summary import as_markdown

    for command in annotate(checked, root, os.environ):
        echo(command, err=to_stderr)
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(as_markdown(checked))


def _note(text: str) -> None:
    """Print what is worth knowing and fails nothing."""
    echo(f"note: {text}", err=True)


def _results(number: int) -> str:
    return f"{number} result{'' if number == 1 else 's'}"
