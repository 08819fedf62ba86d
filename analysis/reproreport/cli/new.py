"""``report new``: a report to begin with, and what is added to one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reproreport.cli.common import debug_option, holding, messages, report_root
from reproreport.cli.completion import Choice
from reproreport.cli.completion import chapters as _chapters
from reproreport.cli.completion import names as _names
from reproreport.console import echo
from reproreport.project import CONFIG


class _New(click.Group):
    """``report new FOLDER`` makes a report; the other kinds are named before their own names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read a first word that is no kind as the folder of a report."""
        kinds = {*self.commands, *self.get_help_option_names(ctx)}
        return super().parse_args(ctx, args if not args or args[0] in kinds else ["report", *args])


@click.group(cls=_New, epilog="Example: report new my-thesis --lang vi")
def new() -> None:
    """Begin a report, or add a chapter, a publication or a printed table to one.

    `report new my-thesis` is short for `report new report my-thesis`.
    """


@new.command("report", epilog="Example: report new report my-thesis --title 'My thesis' --yes")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The report's title.  [default: the folder's name in words]")
@click.option("--author", help="Who stands below the title.")
@click.option("--lang", "language", help="The tag of its language, such as en or vi.  [default: en]")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@debug_option
def new_report(
    folder: Path, title: str | None, author: str | None, language: str | None, yes: bool, debug: bool
) -> None:
    """Write a small complete report into a new folder; all of it, or nothing.

    It builds, checks, audits and tests at once, and its content is made up: replace it chapter by chapter.
    """
    from reproreport.scaffold import Answers, create, require_free

    with messages(debug):
        require_free(folder)
        asks = not yes and sys.stdin.isatty()
        words = folder.absolute().name.replace("-", " ").replace("_", " ")
        given = {
            "title": (title, "Title", words[:1].upper() + words[1:]),
            "author": (author, "Author", "The authors"),
            "language": (language, "Language", "en"),
        }
        answers = {
            name: value if value is not None else click.prompt(question, default) if asks else default
            for name, (value, question, default) in given.items()
        }
        create(folder, Answers(**answers))
        echo(f"Wrote {folder}. What comes next:\n")
        echo(f"    cd {folder}\n    report build       # build/site/index.html, build/pdf/report.pdf")
        echo("    report check       # nothing moved; change a number in data/, and see\n")
        echo("README.md has the rest. Keep it in git, and a change is explained line by line.")


@new.command("chapter", epilog="Example: report new chapter interviews --title Interviews")
@click.argument("name")
@click.option("--title", default="", help="Its title.  [default: the name in words]")
@debug_option
def new_chapter(name: str, title: str, debug: bool) -> None:
    """Add a chapter: prose, notebook, data with a codebook, and its line in the map of the book."""
    from reproreport.scaffold import add_chapter

    with messages(debug):
        with holding("report new chapter", computing=False) as project:
            written = add_chapter(project.root, name, title)
        _wrote(written, "write the chapter; then `report build`, and `report accept`")


@new.command("publication", epilog="Example: report new publication interviews")
@click.argument("name")
@click.option(
    "--chapter",
    "chapters",
    multiple=True,
    metavar="NAME",
    shell_complete=_names(_chapters),
    help="The chapter that is published alone; several make a book.  [default: the one of that name]",
)
@click.option("--title", default="", help="The title of a book.  [default: the name in words]")
@debug_option
def new_publication(name: str, chapters: tuple[str, ...], title: str, debug: bool) -> None:
    """Publish a chapter alone as an article, or several as a book, in PDF, Word and more."""
    from reproreport.scaffold import add_publication

    with messages(debug):
        with holding("report new publication", computing=False) as project:
            written = add_publication(project.root, name, chapters, title)
        _wrote(written, f"report build --publication {name}")


@new.command("table", epilog="Example: report new table data/survey/table-1.csv")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", prompt="Printed title", help="The printed title.")
@click.option("--source", prompt="Source", help="The work: a key of the bibliography, or any words.")
@click.option(
    "--kind",
    type=Choice(["single response", "multiple response"]),
    default="single response",
    show_default=True,
    help="Whether everybody gave one answer, or could choose several items.",
)
@click.option(
    "--groups",
    prompt="Columns with their N, such as: men = 40, women = 60",
    help="The columns, each with its printed N: 'men = 40, women = 60'.",
)
@click.option(
    "--rows",
    prompt="Answers (or items), such as: often, sometimes, never",
    help="The answers or items: 'often, sometimes, never'.",
)
@debug_option
def new_table(file: Path, title: str, source: str, kind: str, groups: str, rows: str, debug: bool) -> None:
    """Write the two files of a printed table, a line for each cell, for `report audit`.

    Below data/ of a report the codebook gets an entry, too. Type counts and percentages as printed.
    """
    from reproreport.scaffold import add_table

    with messages(debug):
        root = report_root()
        report = root if (root / CONFIG).is_file() else None
        written = add_table(
            file, title=title, source=source, kind=kind, groups=groups, rows=rows, report=report
        )
        _wrote(written, f"type the cells; then `report audit {file}`")


@new.command("update", epilog="Example: report new update")
@debug_option
def new_update(debug: bool) -> None:
    """Bring the files of this version into a report that `report new` made.

    Files that were not edited are written again; beside an edited one stands the new one, NAME.new. Chapters,
    data, tests and Quarto's files are never touched.
    """
    from reproreport.scaffold import update

    with messages(debug):
        with holding("report new update", computing=False) as project:
            written, beside = update(project.root)
        for name in written:
            echo(f"wrote {name}")
        for name in beside:
            echo(f"wrote {name}.new: {name} was edited; take over what you want, and remove it")
        if not written and not beside:
            echo("Nothing to update: all is of this version.")


def _wrote(files: list[str], then: str) -> None:
    """Say what was written, and what comes next."""
    for name in files:
        echo(f"wrote {name}")
    echo(f"Next: {then}.")
