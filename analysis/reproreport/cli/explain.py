"""``report explain``."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from reproreport.cli.common import debug_option, holding, messages
from reproreport.cli.completion import names, results
from reproreport.console import echo, json_text

if TYPE_CHECKING:
    from reproreport.accepted.explain import Explanation, Row

#: Width of the lines where there is no terminal, and of the first column.
_WIDTH, _FIRST = 80, 12

#: So many rows of one file are shown; --json has all.
_ROWS = 20


@click.command(epilog="Example: report explain coffee.people")
@click.argument("name", shell_complete=names(results))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@debug_option
def explain(name: str, as_json: bool, debug: bool) -> None:
    """Say where a result comes from, and where it is used.

    NAME is the name of a result, or the label of a table or figure.
    """
    from reproreport.accepted.explain import explain as explain_result

    with messages(debug):
        with holding("report explain") as project:
            explanation = explain_result(project, name)
        if as_json:
            click.echo(json_text(explanation.as_json(), indent=1))
            return
        width = shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
        echo("\n".join(_lines(explanation, width)))


def _lines(one: Explanation, width: int) -> Iterator[str]:
    """Yield the explanation, no line longer than the width where its words can be parted."""
    exact = "" if one.value is None or str(one.value) == one.text else f" ({one.value})"
    yield one.name
    yield from _field("value", [f"{one.text}{exact}"], width)
    yield from _field("kind", [f"{one.kind}, {one.unit}" if one.unit else one.kind], width)
    yield from _field("state", [one.state, *one.causes], width)
    yield from _field("recorded by", [f"{one.notebook}, {one.cell}"], width)
    yield from _rows(one.rows, width)
    yield from _field("used in", one.used or ["no chapter"], width)
    yield from _field("shown in", one.shown, width)
    yield from _field("resting on", [", ".join(one.cells)], width)
    yield from _field("parameters", [f"{name} = {value}" for name, value in one.parameters.items()], width)
    yield from _field("functions", one.functions, width)
    yield from _field("packages", [", ".join(f"{name} {v}" for name, v in one.packages.items())], width)
    yield from _field("files", one.files, width)
    yield from _field("variables", one.variables, width)


def _field(name: str, texts: Iterable[str], width: int) -> Iterator[str]:
    """Yield a name and the texts beside it, each on lines of its own; nothing where there is no text."""
    start = f"  {name:<{_FIRST}}"
    for text in filter(None, texts):
        yield textwrap.fill(
            text,
            width,
            initial_indent=start,
            subsequent_indent=" " * (len(start) + 2),
            break_long_words=False,
            break_on_hyphens=False,
        )
        start = " " * len(start)


def _rows(rows: Iterable[Row], width: int) -> Iterator[str]:
    """Yield the data rows file by file, below the names of the columns."""
    files: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        files[row.where.rpartition(":")[0]].append(row)
    for file, of_file in files.items():
        yield from _field("rows of", [f"{file}: {of_file[0].columns}" if of_file[0].columns else file], width)
        for row in of_file[:_ROWS]:
            line = row.where.rpartition(":")[2]
            yield from _field("", [f"{line}: {row.text}"], width)
        if len(of_file) > _ROWS:
            yield from _field("", [f"… and {len(of_file) - _ROWS} more; --json has all"], width)
