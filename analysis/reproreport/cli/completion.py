"""Names in the shell: completed where they are begun, and the nearest one where they are mistyped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from reproreport.cli.common import report_root
from reproreport.errors import ReportError
from reproreport.near import closest

SHELLS = ("bash", "zsh", "fish")

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


class Choice(click.Choice[str]):
    """One of some words; for another one the nearest is named."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word, or fail with the one that was meant."""
        known = list(map(str, self.choices))
        if str(value) not in known and (meant := closest(str(value), known)):
            self.fail(
                f"{value!r} is not one of {', '.join(map(repr, known))}. Did you mean {meant!r}?", param, ctx
            )
        return super().convert(value, param, ctx)


def names(of: Callable[[Path], Sequence[str]]) -> Completer:
    """Return what completes the names of this report, which *of* finds."""

    def complete(_context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in _here(of) if name.startswith(begun)]

    return complete


def _here(of: Callable[[Path], Sequence[str]]) -> Sequence[str]:
    try:
        return of(report_root())
    except ReportError:
        return ()


def publications(root: Path) -> Sequence[str]:
    """Return the names of publications; see :mod:`reproreport.desk.names`, which takes time to import."""
    from reproreport.desk.names import publications as found

    return found(root)


def chapters(root: Path) -> Sequence[str]:
    """Return the names of chapters with a notebook."""
    from reproreport.desk.names import chapters as found

    return found(root)


def results(root: Path) -> Sequence[str]:
    """Return the names of results."""
    from reproreport.desk.names import results as found

    return found(root)


def settings(root: Path) -> Sequence[str]:
    """Return ``name=`` of each parameter of the notebooks."""
    from reproreport.desk.names import parameters as found

    return [f"{name}=" for name in found(root)]


def listed(known: Sequence[str]) -> Completer:
    """Return what completes the last word of a list with commas."""

    def complete(_context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
        before, comma, last = begun.rpartition(",")
        given = before.split(",")
        left = (word for word in known if word.startswith(last) and word not in given)
        return [CompletionItem(f"{before}{comma}{word}") for word in left]

    return complete


@click.command(epilog="Example: report completion bash >> ~/.bashrc")
@click.argument("shell", type=Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what lets a shell complete commands, options, and this report's names.

    \b
    bash: eval "$(report completion bash)"    in ~/.bashrc
    zsh:  eval "$(report completion zsh)"     in ~/.zshrc
    fish: report completion fish > ~/.config/fish/completions/report.fish
    """  # noqa: D301
    found = get_completion_class(shell)
    assert found is not None, "click knows all three"  # noqa: S101
    made = found(context.find_root().command, {}, "report", "_REPORT_COMPLETE")
    click.echo(made.source_template % made.source_vars())
