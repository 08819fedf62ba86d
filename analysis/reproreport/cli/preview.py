"""``report preview``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from reproreport.cli.common import debug_option, messages, report_root
from reproreport.cli.completion import Choice, names, publications
from reproreport.console import echo
from reproreport.scratch import require_scratch

if TYPE_CHECKING:
    from reproreport.render.quarto.choose import Renderer


@click.command(epilog="Example: report preview --publication thesis")
@click.option(
    "--publication",
    metavar="NAME",
    shell_complete=names(publications),
    help="Look at this one.  [default: the whole report]",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Where to listen.  [default: the first free one]")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option("--renderer", type=Choice(["auto", "quarto", "pandoc"]), default="auto", show_default=True)
@debug_option
def preview(
    publication: str | None, port: int | None, no_browser: bool, renderer: Renderer, debug: bool
) -> None:
    """Show the report in the browser, and bring it up to date at each save.

    What stops a build is shown on the page. Only this machine can see the preview. Ctrl-C ends it.
    """
    from reproreport.desk.preview import preview

    with messages(debug):
        require_scratch()
        number = preview(
            report_root(),
            publication=publication,
            port=port,
            browser=not no_browser,
            renderer=renderer,
            say=lambda line: echo(line, err=True),
        )
        if number is not None:
            echo("The library has changed: the preview starts again.", err=True)
            words = ["--port", str(number), "--no-browser", "--renderer", renderer]
            words += ["--publication", publication] if publication else []
            sys.stderr.flush()
            os.execv(sys.executable, [sys.executable, "-m", "reproreport", "preview", *words])  # noqa: S606
