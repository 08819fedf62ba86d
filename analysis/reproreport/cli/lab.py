"""``report lab`` and ``report strip``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reproreport.cli.common import debug_option, messages, report_root
from reproreport.cli.completion import chapters, names
from reproreport.console import echo


@click.command(epilog="Example: report lab coffee")
@click.argument("chapter", default="", shell_complete=names(chapters))
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@debug_option
def lab(chapter: str, no_browser: bool, debug: bool) -> None:
    """Open notebooks in JupyterLab, with a kernel that begins as in a build.

    It starts in the report's folder, with its language and its packages. With a CHAPTER its notebook is
    opened. JupyterLab comes with the extra 'author'.
    """
    from reproreport.desk.lab import lab

    with messages(debug):
        sys.exit(lab(report_root(), chapter, browser=not no_browser))


@click.command(epilog="Example: report strip chapters/coffee/notebook.ipynb")
@click.argument("notebooks", nargs=-1, type=click.Path(path_type=Path), metavar="[NOTEBOOK]...")
@debug_option
def strip(notebooks: tuple[Path, ...], debug: bool) -> None:
    """Take what cells showed out of notebooks: of the chapters', where none is named.

    A build computes it anew, and without it a commit shows what was changed.
    """
    from reproreport.desk.outputs import strip, with_outputs
    from reproreport.project import load_project

    with messages(debug):
        root = report_root()
        # As messages name them, from the report's folder, or from here.
        paths = [path if path.exists() or not (root / path).exists() else root / path for path in notebooks]
        if not notebooks:
            paths = [root / path for path in with_outputs(load_project(root).notebooks.values(), root)]
        names = [os.path.relpath(path) for path in paths]
        stripped = [name for path, name in zip(paths, names, strict=True) if strip(path, name)]
        for path in stripped:
            echo(f"Stripped {path}.")
        if not stripped:
            echo("No notebook has outputs.")
