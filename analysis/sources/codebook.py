"""Codebooks: what each data file of a folder holds, and what a cell of each type looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from analysis.errors import DataError, Problem
from analysis.yamlfile import YamlFile, read_yaml

CODEBOOK = "codebook.yml"

#: What a column's cells may look like, by the type that the codebook gives it.
TYPES: Mapping[str, tuple[str, str]] = {
    "text": (r".+", "text"),
    "identifier": (r"[\w.-]+", "an identifier (letters, digits, _ . -)"),
    "integer": (r"-?\d+", "an integer"),
    "printed count": (r"\d+", "a count (digits only)"),
    "printed number": (r"-?\d+(?:[.,]\d+)?", "a number (digits, one decimal comma or point)"),
    "line": (r"[1-9]\d*", "a line number"),
    "yes or no": (r"yes|no", "'yes' or 'no'"),
}


def number(printed: str) -> Decimal:
    """Return the value of a printed number; ``65,7`` and ``65.7`` are the same, exactly.

    Raises:
        ValueError: *printed* is not digits with at most one decimal mark.
    """
    pattern, meaning = TYPES["printed number"]
    if not re.fullmatch(pattern, printed):
        raise ValueError(f"{printed!r} is not {meaning}")
    return Decimal(printed.replace(",", "."))


def read_codebook(folder: Path, root: Path) -> YamlFile:
    """Return the codebook of a data folder.

    Raises:
        ProjectError: it is absent or not YAML.
        DataError: a file has no columns, or a column's type is unknown.
    """
    name = (folder / CODEBOOK).relative_to(root).as_posix()
    codebook = read_yaml(folder / CODEBOOK, name)
    problems = list(_codebook_problems(codebook))
    if problems:
        raise DataError(*problems)
    return codebook


def _codebook_problems(codebook: YamlFile) -> Iterator[Problem]:
    files = codebook.data.get("files")
    if not isinstance(files, dict) or not files:
        yield Problem("'files' is missing", codebook.where("files"), "describe each data file under 'files:'")
        return
    for file, entry in files.items():
        columns = entry.get("columns", {}) if isinstance(entry, dict) else {}
        if str(file).endswith(".csv") and not columns:
            yield Problem(f"'{file}' has no columns", codebook.where("files", file), "describe its columns")
        for column, rule in columns.items():
            kind = rule.get("type") if isinstance(rule, dict) else None
            if kind not in TYPES:
                where = codebook.where("files", file, "columns", column)
                yield Problem(f"column '{column}' has the type {kind!r}", where, f"known: {', '.join(TYPES)}")
        for column in entry.get("key", ()) if isinstance(entry, dict) else ():
            if column not in columns:
                where = codebook.where("files", file, "key")
                yield Problem(f"the key names '{column}', which is no column", where, "correct the key")
