"""``report verify``."""

from __future__ import annotations

import sys

import click

from reproreport.cli.common import debug_option, holding, messages
from reproreport.console import echo

_SHOWN = 20


@click.command(epilog="Example: report verify --notebooks")
@click.option("--notebooks", is_flag=True, help="Only run the notebooks again; render nothing.")
@click.option("--jobs", type=click.IntRange(min=1), help="Tasks to run side by side.")
@debug_option
def verify(notebooks: bool, jobs: int | None, debug: bool) -> None:
    """Build all of it once more in a passing folder, and compare byte by byte.

    Exits with 1 where a file differs, and names the first difference in each.
    """
    from reproreport.verify import verify as verify_report

    with messages(debug):
        with holding("report verify", computing=False) as project:
            verified = verify_report(project, notebooks=notebooks, jobs=jobs)
        for name, difference in verified.differences[:_SHOWN]:
            echo(f"{name}: {difference}")
        if more := verified.differences[_SHOWN:]:
            echo(f"… and {len(more)} more")
        same = verified.files - len(verified.differences)
        echo(f"{same} of {verified.files} files are the same, byte by byte, after a second build.")
        sys.exit(1 if verified.differences else 0)
