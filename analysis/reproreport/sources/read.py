"""Read data from inside a notebook."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from reproreport.errors import DataError, Problem
from reproreport.inside import declare, is_dir, is_file, leads_to
from reproreport.near import nearest
from reproreport.normalform import nfc, spelled
from reproreport.sources.codebook import read_codebook
from reproreport.sources.validate import check_file
from reproreport.yamlfile import read_yaml

if TYPE_CHECKING:
    import pandas as pd


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
        DataError: the file is absent, its folder has no codebook, or it does not agree with it (all
            violations at once).
    """
    root = project_root()
    path = root / locate(name, root)
    frame, problems = check_file(path, read_codebook(path.parent, root), root)
    if problems:
        raise DataError(*problems)
    return frame


def header(name: str) -> dict[str, Any]:
    """Return the YAML description that stands beside a table, such as ``data/survey/table-1.yml``.

    Raises:
        DataError: the file is absent, or no YAML.
    """
    root = project_root()
    located = locate(name, root)
    return read_yaml(root / located, located, error=DataError).data


def locate(name: str, root: Path) -> str:
    """Return a file's path from the project's root, as the disk spells it.

    Raises:
        DataError: there is no such file; the message names the one most like it.
    """
    given = PurePosixPath(name)
    if given.is_absolute() or ".." in given.parts:
        what, fix = "this is no path from the report's folder", "write it as data/…, wherever the notebook is"
        raise DataError(Problem(what, str(name), fix))
    located = spelled(root, given)
    if leads_to(root / located):
        _declare(root)
    if not is_file(root / located):
        known = [path.relative_to(root).as_posix() for path in (root / "data").rglob("*") if path.is_file()]
        fix = nearest(nfc(str(given)), sorted(known), "correct the path")
        what = "this is a folder" if is_dir(root / located) else "the file does not exist"
        raise DataError(Problem(what, str(given), fix))
    return located.as_posix()


def _declare(root: Path) -> None:
    """Let the files outside be read that the report declares, in a notebook that no build runs."""
    report = read_yaml(root / "_quarto.yml", "_quarto.yml").data.get("report")
    inputs = report.get("inputs") if isinstance(report, dict) else None
    declare(root, map(str, inputs if isinstance(inputs, list) else filter(None, [inputs])))


def checked(name: str) -> tuple[Path, str]:
    """Return path and name of a CSV file under ``data/`` that agrees with its codebook.

    Raises:
        DataError: as :func:`read`.
    """
    root = project_root()
    located = locate(name, root)
    path = root / located
    _, problems = check_file(path, read_codebook(path.parent, root), root)
    if problems:
        raise DataError(*problems)
    return path, located
