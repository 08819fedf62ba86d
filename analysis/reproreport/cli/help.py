"""``report help``: the documentation, which is installed with the library."""

from __future__ import annotations

from pathlib import Path

import click

import reproreport
from reproreport.cli.common import messages
from reproreport.console import echo
from reproreport.errors import Problem, ReportError
from reproreport.near import nearest


def pages() -> dict[str, Path]:
    """Return the pages of the documentation by their names.

    In a wheel they are inside the package; in a working copy, which imports the library from its sources,
    in ``docs/``.
    """
    package = Path(reproreport.__file__).parent
    folder = next(
        (path for path in (package / "docs", package.parents[1] / "docs") if path.is_dir()), package
    )
    return {path.stem: path for path in sorted(folder.glob("*.md"))}


@click.command("help", epilog="Example: report help codebooks")
@click.argument("topic", required=False)
@click.pass_context
def help_(context: click.Context, topic: str | None) -> None:
    """Show a page of the documentation, or help on a command; without a topic, list them."""
    with messages():
        found = pages()
        group = context.find_root().command
        commands = group.commands if isinstance(group, click.Group) else {}
        if topic is None:
            width = max(map(len, found), default=0)
            for name, path in found.items():
                echo(f"{name:<{width}}  {_title(path)}")
            echo("\n`report help TOPIC` shows one; `report help COMMAND` is `report COMMAND --help`.")
        elif topic in found:
            click.echo_via_pager(found[topic].read_text(encoding="utf-8"))
        elif topic in commands:
            command = commands[topic]
            with click.Context(command, info_name=topic, parent=context.find_root()) as inner:
                echo(command.get_help(inner))
        else:
            known = [*found, *commands]
            fix = nearest(topic, known, "`report help` lists the pages")
            raise ReportError(Problem(f"there is no page '{topic}'", fix=fix))


def _title(path: Path) -> str:
    """Return a page's first heading."""
    with path.open(encoding="utf-8") as file:
        return file.readline().lstrip("# ").strip()
