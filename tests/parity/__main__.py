"""``make parity``: build with Quarto and without it, compare what a reader sees."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from reproreport.cli.common import debug_option, load_report, messages, show_error
from reproreport.errors import Problem, RenderError

if TYPE_CHECKING:
    from parity.run import Parity


@click.command("parity")
@click.option(
    "--publication",
    "names",
    multiple=True,
    metavar="NAME",
    help="Compare only this one; may be given several times.  [default: all]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@click.option("--save", is_flag=True, help="Keep what Quarto shows, for the tests of the other renderer.")
@debug_option
def parity(names: tuple[str, ...], as_json: bool, save: bool, debug: bool) -> None:
    """Build with Quarto and without it, and compare what a reader sees.

    Exits with 1 where anything differs, and with 2 where there is no Quarto.
    """
    from parity import examine, save_outlines
    from parity.show import as_json as to_json
    from reproreport.pipeline import UnknownFormatError
    from reproreport.render.quarto.choose import find_quarto

    if save and names:
        raise click.UsageError("--save keeps the outlines of all publications: leave --publication out")
    if find_quarto() is None:
        what = (
            "there is no 'quarto' command, 1.9 or newer, on this machine, so there is nothing to compare with"
        )
        fix = "install it (`report doctor` says how); `make test` compares with what it showed of this report"
        show_error(RenderError(Problem(what, fix=fix)), debug)
        sys.exit(2)
    with messages(debug):
        project = load_report()
        try:
            found = examine(project, names)
        except UnknownFormatError as unknown:
            raise click.UsageError(str(unknown)) from None
        if save:
            click.echo(f"Kept the outlines of {save_outlines(project, found)} pages and PDFs.", err=as_json)
        if as_json:
            click.echo(json.dumps(to_json(found), ensure_ascii=False, indent=1))
        else:
            _show(found)
        sys.exit(1 if found.differences else 0)


def _show(found: Parity) -> None:
    """Print the differences, and how many there are of each kind."""
    from parity.compare import counts
    from parity.show import show_differences

    compared = f"{found.facts} facts on {len(found.quarto)} pages and PDFs"
    if not found.differences:
        click.echo(f"Quarto and Pandoc show the same: {compared}.")
        return
    show_differences(found.differences)
    kinds = ", ".join(f"{number} {kind}" for kind, number in counts(found.differences).items())
    number = len(found.differences)
    click.echo(f"{number} difference{'' if number == 1 else 's'} ({kinds}) among {compared}.")


if __name__ == "__main__":
    parity(prog_name="make parity")
