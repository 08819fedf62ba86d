"""``report adopt``: what of an existing Quarto project can be built as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from reproreport.cli.build import build
from reproreport.cli.common import debug_option, messages
from reproreport.console import echo, json_text, visible
from reproreport.errors import Problem

_SHOWN = 3


@click.command(epilog="Example: report adopt ../thesis")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--no-build", is_flag=True, help="Only read.")
@click.option("--all", "every", is_flag=True, help="List everything that is refused, by file and line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines; build nothing.")
@debug_option
@click.pass_context
def adopt(
    context: click.Context, folder: Path, no_build: bool, every: bool, as_json: bool, debug: bool
) -> None:
    """Say what of an existing Quarto project can be built as it is, and build it where nothing is refused.

    Exits with 1 where something is refused.
    """
    from reproreport.scaffold.adopt import survey

    with messages(debug):
        found = survey(folder)
        if as_json:
            click.echo(json_text(found.as_json(), indent=1))
            sys.exit(1 if found.refused else 0)
        parts = [f"A Quarto {found.kind}" if found.kind != "default" else "A Quarto project"]
        parts += [f"{found.chapters} chapters"] if found.chapters is not None else []
        parts += [f"{found.notebooks} notebooks"] if found.notebooks else []
        echo(f"{', '.join(parts)}.")
        _list("Accepted, without effect on what a reader sees", found.noted)
        _refused(found.refused, every=every)
        _list("Not read yet", [found.unread] if found.unread else [])
        _list("What could be added", found.add)
        if found.refused:
            sys.exit(1)
        echo("\nNothing is refused.")
        if not no_build:
            os.chdir(folder)
            context.invoke(
                build,
                debug=debug,
                renderer="auto",
                publications=(),
                formats=(),
                values={},
                jobs=None,
                force=False,
            )


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        echo(f"\n{title}:")
        for line in lines:
            echo(f"  {visible(line)}")


def _refused(problems: Sequence[Problem], *, every: bool) -> None:
    """Print what is refused by kind, with the first places; or all of it."""
    from reproreport.scaffold.adopt import grouped

    if not problems:
        return
    files = len({problem.where.rpartition(":")[0] for problem in problems})
    echo(f"\nRefused: {len(problems)} place{'s' * (len(problems) != 1)} in {files} file{'s' * (files != 1)}:")
    for group in grouped(problems):
        shown = group.problems if every else group.problems[:_SHOWN]
        echo(f"  {len(group.problems):>4} × {visible(group.problems[0].what)}")
        if group.problems[0].fix:
            echo(f"         {visible(group.problems[0].fix)}")
        for problem in shown:
            what = f": {problem.what}" if problem.what != group.problems[0].what else ""
            echo(f"         {visible(problem.where + what)}")
        if more := len(group.problems) - len(shown):
            echo(f"         … and {more} more; --all lists them")
