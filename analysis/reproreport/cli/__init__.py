"""The command ``report``: parse, call one function, exit with its code."""

from __future__ import annotations

import sys

import click

from reproreport.cli.adopt import adopt
from reproreport.cli.audit import audit
from reproreport.cli.build import build, compute
from reproreport.cli.common import Commands, debug_option, holding, messages
from reproreport.cli.completion import completion
from reproreport.cli.explain import explain
from reproreport.cli.gate import accept, check, diff
from reproreport.cli.help import help_
from reproreport.cli.lab import lab, strip
from reproreport.cli.new import new
from reproreport.cli.preview import preview
from reproreport.cli.verify import verify
from reproreport.console import echo

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group(cls=Commands, epilog="Example: report build", context_settings=_HELP)
@click.version_option(package_name="reproreport", prog_name="report")
def main() -> None:
    """Rebuild a report from its data, check it, and say where each number comes from."""


main.add_command(audit)
main.add_command(build)
main.add_command(compute)
for command in (
    adopt,
    check,
    accept,
    completion,
    diff,
    explain,
    help_,
    lab,
    new,
    preview,
    strip,
    verify,
):
    main.add_command(command)


@main.command(epilog="Example: report doctor")
@debug_option
def doctor(debug: bool) -> None:
    """Say what is installed, which renderer would be used and why, and what is missing."""
    from reproreport.doctor import examine

    with messages(debug):
        checks = examine()
        for check in checks:
            echo(str(check))
        sys.exit(0 if all(check.ok or check.optional for check in checks) else 1)


@main.command(epilog="Example: report clean")
@debug_option
def clean(debug: bool) -> None:
    """Remove what builds made in build/, and the generated _variables.yml, nothing else."""
    from reproreport.pipeline.clean import clean as clean_report

    with messages(debug):
        with holding("report clean") as project:
            removed, left = clean_report(project.root)
        echo(f"Removed {' and '.join(removed)}.")
        if left:
            echo(f"Left, because no build made it: {', '.join(left)}.")
