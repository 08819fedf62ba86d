"""Read data from inside a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, Problem
from analysis.sources.codebook import read_codebook
from analysis.sources.printed.table import read_printed_table, read_readings
from analysis.sources.validate import check_file
from analysis.yamlfile import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from analysis.audit.printed.table import PrintedTable


def project_root() -> Path:
    """Return the folder with ``_quarto.yml`` at or above the working directory.

    A notebook finds its data from wherever Jupyter was started.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "_quarto.yml").is_file():
            return folder
    raise DataError(Problem("no _quarto.yml here or above", str(here), "start inside the report's folder"))


def read(name: str) -> pd.DataFrame:
    """Return the rows of a CSV file under ``data/`` as text, each with its ``origin``.

    Args:
        name: the file's path from the project root, such as ``data/survey/table-1.csv``.

    Returns:
        The columns that the codebook names, and ``origin``: ``file:line`` of every row.

    Raises:
        DataError: the file is absent, or does not agree with its codebook (all violations at once).
    """
    root = project_root()
    path = root / name
    codebook = read_codebook(path.parent, root)
    frame, problems = check_file(path, codebook, root)
    if problems:
        raise DataError(*problems)
    return frame


def header(name: str) -> dict[str, Any]:
    """Return the YAML description that stands beside a table, such as ``data/survey/table-1.yml``."""
    return read_yaml(project_root() / name, name).data


def printed_table(name: str) -> PrintedTable:
    """Return a printed table under ``data/`` as its file takes it, with ``file:line`` of each number.

    Args:
        name: the path of its CSV file from the project root, such as ``data/survey/table-1.csv``.

    Raises:
        DataError: its files are absent or do not agree with each other or with the codebook.
    """
    return read_printed_table(_checked(name), name)


def readings(name: str) -> Mapping[str, PrintedTable]:
    """Return a printed table once for each of its readings; as :func:`printed_table` otherwise."""
    return read_readings(_checked(name), name)


def _checked(name: str) -> Path:
    """Return the path of a printed table whose files agree with the codebook."""
    root = project_root()
    path = root / name
    _, problems = check_file(path, read_codebook(path.parent, root), root)
    if problems:
        raise DataError(*problems)
    return path
