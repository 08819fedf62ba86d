"""``report audit``: every printed number held against the others."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reproreport.audit import BY_SLUG, MARKS, severity
from reproreport.cli.common import debug_option, messages, report_root, show_error
from reproreport.cli.completion import Choice
from reproreport.console import echo, json_text, visible
from reproreport.errors import DataError, Problem, ReportError
from reproreport.project import CONFIG

if TYPE_CHECKING:
    from reproreport.audit import ClaimAudit, Finding, PaperAudit, TableAudit, Verdict

#: Longer lines are hard to read.
_WIDEST: Final = 110
_NARROWEST: Final = 60

#: A table in the documented format, or its header; what else is named is a paper.
_TABLES: Final = (".csv", ".yml", ".yaml")

_BAD: Final = tuple(reversed([slug for slug, verdict in BY_SLUG.items() if severity(verdict)]))


def _share(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if not 0 < value < 1:
        raise click.BadParameter(f"it lies between 0 and 1, and {value:g} does not")
    return value


@click.command(epilog="Example: report audit docs/examples/awareness.csv --html audit.html")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--json", "json_", is_flag=True, help="Print the audit as JSON.")
@click.option("--html", type=click.Path(path_type=Path), metavar="OUT", help="Write the audit as one page.")
@click.option("--all", "exact", is_flag=True, help="List exact findings too.")
@click.option("--fail-on", type=Choice(_BAD), help="Exit with code 1 where a finding is that bad, or worse.")
@click.option("--repairs/--no-repairs", default=True, help="Look for changes that would make numbers agree.")
@click.option(
    "--alpha", type=float, default=0.05, show_default=True, callback=_share, help="Level of the tests."
)
@click.option(
    "--propose", is_flag=True, help="Write how the tables of papers are read, as files to be corrected."
)
@click.option(
    "--whole-numbers", "whole", is_flag=True, help="Take means in texts for means of whole numbers."
)
@debug_option
def audit(
    files: tuple[Path, ...],
    json_: bool,
    html: Path | None,
    exact: bool,
    fail_on: str | None,
    repairs: bool,
    alpha: float,
    propose: bool,
    whole: bool,
    debug: bool,
) -> None:
    """Hold every printed number against the others of its table, and say what follows.

    Without files: the printed tables and the claims of this report. With files: printed tables in the
    documented format (`report help printed-tables`), or papers (.docx, .html, .xml, .md, .xlsx …), from
    anywhere. Of a paper, what its text states is checked, and the tables that are clear.

    Files that cannot be read are named, and the others are audited all the same; then the exit code is 1.
    """
    with messages(debug):
        if html is not None:
            _check_target(html)
        found = _Found(repairs=repairs, alpha=alpha, debug=debug, whole=whole)
        if propose and not files:
            raise ReportError(Problem("--propose stands without a file", "", "name the papers to read"))
        if files:
            found.files(files)
        else:
            found.project(report_root())
        if propose:
            _write_proposals(found)
        if json_:
            _write_json(found)
        elif html is None:
            _write_text(found, exact=exact)
        if html is not None:
            _write_page(found, html, quiet=json_)
        if found.problems:
            show_error(DataError(*found.problems), debug=False)
        failed = _failed(found, BY_SLUG[fail_on]) if fail_on else 0
        sys.exit(1 if found.problems or failed else 0)


@dataclass
class _Found:
    """The audits made so far, and what kept others from being made."""

    repairs: bool
    alpha: float
    debug: bool
    whole: bool = False
    audits: list[TableAudit] = field(default_factory=list)
    claims: list[ClaimAudit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    papers: list[PaperAudit] = field(default_factory=list)

    def files(self, files: Sequence[Path]) -> None:
        """Audit printed tables and papers from anywhere."""
        for path in dict.fromkeys(files):
            if path.suffix.lower() in _TABLES and not _is_sheet(path):
                self.table(path, path.as_posix())
            else:
                self.attempt(path.as_posix(), partial(self.paper, path))

    def paper(self, path: Path) -> None:
        """Audit one paper: what its text states, and its tables."""
        from reproreport.audit import audit_paper, read_paper

        if path.is_dir():
            raise DataError(Problem("this is a folder", path.as_posix(), "name the files in it"))
        document = read_paper(path, path.as_posix())
        one = audit_paper(document, alpha=self.alpha, whole=self.whole, repairs=self.repairs)
        self.papers.append(one)
        self.audits += one.tables

    def project(self, root: Path) -> None:
        """Audit the printed tables and the claims of a report."""
        if not (root / CONFIG).is_file():
            what = f"no {CONFIG} here or above"
            raise ReportError(Problem(what, str(root), "start inside a report, or name files to audit"))
        tables = self.tables(root)
        for path in tables:
            self.table(path, path.relative_to(root).as_posix())
        claims = sorted(root.glob("data/*/claims.yml"))
        for file in claims:
            self.attempt(file.relative_to(root).as_posix(), partial(self.evaluate, file.parent, root))
        if not tables and not claims and not self.problems:
            what = "the report has no printed tables and no claims"
            fix = (
                "name files to audit, or describe a printed table under data/ (`report help printed-tables`)"
            )
            raise ReportError(Problem(what, str(root / "data"), fix))

    def tables(self, root: Path) -> list[Path]:
        """Return the printed tables of a report; where a codebook is wrong, those that can be read."""
        from reproreport.audit import csv_files, find_printed_tables
        from reproreport.yamlfile import read_yaml_text

        found: list[Path] = []
        if self.attempt(root.name, lambda: found.extend(find_printed_tables(root))):
            return found
        for path in sorted(csv_files(root)):
            with suppress(DataError):
                header = path.with_suffix(".yml")
                if "kind" in read_yaml_text(header, header.name, error=DataError).data:
                    found.append(path)
        return found

    def table(self, path: Path, name: str) -> None:
        """Audit one printed table."""
        from reproreport.audit import audit_table, read_printed_table, read_readings

        def one() -> None:
            if path.is_dir():
                raise DataError(Problem("this is a folder", name, "name the CSV files in it"))
            table, readings = read_printed_table(path, name), read_readings(path, name)
            self.audits.append(audit_table(table, readings=readings, repairs=self.repairs, alpha=self.alpha))

        self.attempt(name, one)

    def evaluate(self, folder: Path, root: Path) -> None:
        """Evaluate the claims of one data folder."""
        from reproreport.audit import audit_claims, read_claims

        self.claims += audit_claims(read_claims(folder, root), self.audits, alpha=self.alpha)

    def attempt(self, name: str, act: Callable[[], None]) -> bool:
        """Do something for one file, and note what is wrong with it; the other files go on."""
        try:
            act()
            return True
        except ReportError as error:
            if self.debug:
                traceback.print_exc()
            # What is wrong with a file is found again by whoever else reads it.
            self.problems += [problem for problem in error.problems if problem not in self.problems]
        except (OSError, ModuleNotFoundError):  # the machine's, not of one file
            raise
        except Exception as error:  # a defect of ours must not hide what the other files say
            if self.debug:
                traceback.print_exc()
            fix = "this is a defect of the audit: please report it; --debug shows where"
            self.problems.append(Problem(f"{type(error).__name__}: {error}", name, fix))
        return False

    @property
    def findings(self) -> Iterator[Finding]:
        """Yield every verdict."""
        for one in self.audits:
            yield from one.findings
        for paper in self.papers:
            yield from paper.findings
        for claim in self.claims:
            yield claim.finding


def _is_sheet(path: Path) -> bool:
    """Return whether a CSV file is a sheet as it stands: no header is beside it, its columns are others."""
    from reproreport.audit import names_cells

    if path.suffix.lower() != ".csv" or not path.is_file() or path.with_suffix(".yml").exists():
        return False
    with path.open("rb") as file:
        return not names_cells(file.readline(10_000).decode("utf-8", errors="replace"))


def _check_target(path: Path) -> None:
    """Refuse a page that cannot be written or would take another file's place, before anything is done."""
    from reproreport.audit import is_page

    if path.is_dir():
        raise ReportError(Problem("this is a folder", str(path), "name a file to write the page to"))
    if not path.parent.is_dir():
        raise ReportError(
            Problem("the folder does not exist", str(path.parent), "make it, or name another file")
        )
    if os.path.lexists(path) and not is_page(path):
        what = "something else than the page of an audit stands there, which the page would take the place of"
        raise ReportError(Problem(what, str(path), "name a new file for the page, or move that away"))


def _write_proposals(found: _Found) -> None:
    """Write how tables are read, in the folder where one stands; nothing that is there is replaced."""
    from reproreport.files import write_text

    for proposal in (one for paper in found.papers for one in paper.proposals):
        cells = Path(proposal.name)
        for path, text in ((cells, proposal.cells), (cells.with_suffix(".yml"), proposal.header)):
            if os.path.lexists(path):
                what = "a file of that name is there already"
                raise ReportError(Problem(what, str(path), "move it away, or start in another folder"))
            write_text(path, text)
        _echo(
            f"Wrote {visible(proposal.name)} and its header; compare them with {visible(proposal.where)}.\n"
        )


def _write_text(found: _Found, *, exact: bool) -> None:
    """Show the audit in the terminal, or write it into a pipe."""
    from reproreport.audit import WIDTH, as_text

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else WIDTH
    if found.audits or found.claims or found.papers:
        words = as_text(
            found.audits,
            found.claims,
            found.papers,
            exact=exact,
            width=max(_NARROWEST, min(width, _WIDEST)),
            colour=terminal and "NO_COLOR" not in os.environ,
        )
        _echo(words)


def _write_json(found: _Found) -> None:
    """Print the audit as data; JSON is UTF-8 whatever the terminal has."""
    from reproreport.audit import as_data

    data = as_data(found.audits, found.claims, found.problems, found.papers)
    click.echo(json_text(data, indent=2, allow_nan=False).encode("utf-8"))


def _write_page(found: _Found, path: Path, *, quiet: bool) -> None:
    """Write the audit as a page, and say where it is."""
    from reproreport.audit import as_page, as_summary
    from reproreport.files import write_text

    _check_target(path)
    try:
        write_text(path, as_page(found.audits, found.claims, found.problems, found.papers))
    except OSError as error:
        what = f"the page cannot be written: {error.strerror or error}"
        raise ReportError(Problem(what, str(path), "check the folder and its free space")) from None
    if not quiet:
        _echo(as_summary(found.audits, found.claims, found.papers) + f"\nWrote {visible(str(path))}.\n")


def _echo(words: str) -> None:
    """Write text; a mark that the terminal's encoding lacks becomes a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(words.encode(encoding, errors="replace").decode(encoding), nl=False)


def _failed(found: _Found, least: Verdict) -> int:
    """Return how many findings are as bad as a verdict, or worse; say so where any is."""
    failed = sum(severity(finding.verdict) >= severity(least) for finding in found.findings)
    if failed:
        worse = "" if least is max(MARKS, key=severity) else " or worse"
        are = "finding is" if failed == 1 else "findings are"
        click.secho("failed: ", fg="red", bold=True, err=True, nl=False)
        echo(f"{failed} {are} {MARKS[least].word}{worse}", err=True)
    return failed
