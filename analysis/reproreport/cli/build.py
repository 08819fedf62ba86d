"""``report build`` and ``report compute``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reproreport.cli.common import debug_option, load_report, messages, show_error
from reproreport.cli.completion import Choice, listed, names, publications, settings
from reproreport.console import echo
from reproreport.formats import NAMES
from reproreport.near import nearest
from reproreport.normalform import nfc

if TYPE_CHECKING:
    from reproreport.pipeline import Outcome
    from reproreport.project import Project


def _parameters(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"write name=value, not '{item}'")
        values[name] = nfc(value)
    return values


def _formats(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (given or "").split(",") if name.strip())
    for name in names:
        if name not in NAMES:
            raise click.BadParameter(f"'{name}' is no format; {nearest(name, NAMES)}")
    return tuple(name for name in NAMES if name in names)


_values = click.option(
    "-P",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parameters,
    shell_complete=names(settings),
    help="Set a notebook parameter for this edition.",
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Tasks to run side by side.  [default: one a notebook, at most one a processor]",
)
_force = click.option("--force", is_flag=True, help="Run everything, changed or not.")


@click.command(epilog="Example: report build --publication thesis --formats html,pdf")
@click.option("--renderer", type=Choice(["auto", "quarto", "pandoc"]), default="auto", show_default=True)
@click.option(
    "--publication",
    "publications",
    multiple=True,
    metavar="NAME",
    shell_complete=names(publications),
    help="Build only this one; may be given several times.  [default: all]",
)
@click.option(
    "--formats",
    metavar="LIST",
    callback=_formats,
    shell_complete=listed(tuple(NAMES)),
    help=f"Some of {','.join(NAMES)}.  [default: all that a publication has]",
)
@_values
@_jobs
@_force
@debug_option
def build(debug: bool, **options: Any) -> None:
    """Build all publications in all their formats; run only what has changed."""
    _build(debug, options)


@click.command(epilog="Example: report compute -P confidence=0.99")
@click.option("--read", is_flag=True, help="Read and check the chapters, too, as Quarto wants it.")
@_values
@_jobs
@_force
@debug_option
def compute(debug: bool, **options: Any) -> None:
    """Run the notebooks and collect their results, without rendering."""
    _build(debug, {"renderer": None, **options})


def _build(debug: bool, options: Mapping[str, Any]) -> None:
    from reproreport.pipeline import UnknownFormatError
    from reproreport.pipeline import build as build_report

    with messages(debug):
        project = load_report()
        try:
            outcome = build_report(project, **options)
        except UnknownFormatError as unknown:
            raise click.UsageError(str(unknown)) from None
        with suppress(OSError) if outcome.errors else nullcontext():  # a terminal may be closed
            echo(_summary(outcome, project))
            for error in outcome.errors:
                show_error(error, debug)
        if outcome.renderer and not outcome.errors:
            _tell_broken_sentences(project)
        sys.exit(outcome.exit_code)


def _tell_broken_sentences(project: Project) -> None:
    """Say which sentences do not hold in this edition; in the default one `report check` fails then."""
    from reproreport.accepted.current import read_current
    from reproreport.prose.problems import broken_sentences

    for problem in broken_sentences(project, read_current(project).values()):
        echo(f"note: {problem.where}: {problem.what}", err=True)


#: So many of the steps that took so many seconds are named.
_NAMED, _SLOW = 3, 1.0

_STOPPED = {
    "NEW": "The report was published before the command was stopped.",
    "LAST": "Nothing was published; the last good report is untouched.",
    "DAMAGED": "Nothing was published; files of the last good report are missing until a build succeeds.",
    "NOTHING": "Nothing was published.",
}


def _summary(outcome: Outcome, project: Project) -> str:
    """Return what was built, where it is, and how long each step took."""

    def relative(path: Path) -> str:
        return path.relative_to(project.root).as_posix()

    lines = []
    if outcome.errors:
        return _STOPPED[outcome.found.name]
    state = "Built" if outcome.seconds else "Up to date, nothing to do"
    lines.append(f"{state} in {outcome.total:.1f} s.{_slowest(outcome.seconds)}")
    if outcome.renderer:
        for one in outcome.wanted:
            lines.append(f"  {one.project.publication}")
            lines += [f"    {relative(path)}" for path in outcome.layout.files(one.project, one.kinds)]
        lines.append(f"  by {outcome.renderer}")
        noted = dict.fromkeys(key for one in outcome.wanted for key in one.project.noted)
        if noted and not outcome.renderer.startswith("Quarto"):
            lines.append(f"  noted, without effect on what a reader sees: {'; '.join(noted)}")
        lines += _told(outcome)
        first = outcome.wanted[0]
        opened = relative(next(outcome.layout.files(first.project, first.kinds)))
        lines.append(f"Next: open {opened}; while you write, report preview keeps it up to date.")
    else:
        lines.append(f"  results  {relative(outcome.layout.results)}, {relative(outcome.layout.variables)}")
    return "\n".join(lines)


_MOST = 20
"""How many lines are said of the text; all of them stand in a file."""


def _told(outcome: Outcome) -> list[str]:
    """Return what is to be said of the text, which is shown otherwise than it is written, or not at all."""
    import json

    renderer = "quarto" if outcome.renderer.startswith("Quarto") else "pandoc"
    lines: list[str] = []
    for one in outcome.wanted:
        file = outcome.layout.told(renderer, one.project.publication)
        if not file.is_file():
            continue
        told = [f"    {where}: {what}" for where, what in json.loads(file.read_text(encoding="utf-8"))]
        lines += [f"  of the text of {one.project.publication}:", *told[:_MOST]] if told else []
        if len(told) > _MOST:
            lines.append(
                f"    and {len(told) - _MOST} more in {file.relative_to(one.project.root).as_posix()}"
            )
    return lines


def _slowest(seconds: Mapping[str, float]) -> str:
    """Return which steps took longest, where that is worth knowing."""
    slow = sorted((name for name, took in seconds.items() if took >= _SLOW), key=seconds.__getitem__)
    named = ", ".join(f"{name} ({seconds[name]:.1f} s)" for name in reversed(slow[-_NAMED:]))
    return f" The slowest: {named}." if named else ""
