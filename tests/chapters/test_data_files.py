"""The appendix of data files: no folder, file or column is forgotten.

Expected are the folders on disk and their codebooks, read here with PyYAML, and the rows of the files,
counted here with the csv module.
"""

from __future__ import annotations

import ast
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from real_report import ROOT, Built

FOLDERS = sorted(path for path in (ROOT / "data").iterdir() if path.is_dir())
NOTEBOOK = ROOT / "chapters/data-files/notebook.ipynb"


def codebook(folder: Path) -> dict[str, Any]:
    """Return the files that a folder's codebook describes."""
    files: dict[str, Any] = yaml.safe_load((folder / "codebook.yml").read_text(encoding="utf-8"))["files"]
    return files


def page(whole: Built) -> html.HtmlElement:
    """Return the built appendix."""
    return html.parse(str(whole.root / "build/site/chapters/data-files/index.html")).getroot()


def groups(table: html.HtmlElement) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each group of a table with the texts of its rows."""
    for body in table.iter("tbody"):
        rows = [[cell.text_content().strip() for cell in row] for row in body.iter("tr")]
        yield rows[0][0], rows[1:]


@pytest.mark.parametrize("folder", FOLDERS, ids=[path.name for path in FOLDERS])
def test_the_notebook_names_every_folder(folder: Path) -> None:
    """A folder that stands in its code as one text is read, and its changes are noticed."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    texts = {node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)}
    name = f"data/{folder.name}"
    assert {name, f"{name}/codebook.yml"} <= texts, f"add {name} to CODEBOOKS in {NOTEBOOK.relative_to(ROOT)}"


def test_the_appendix_lists_every_file(whole: Built) -> None:
    """Each file stands under its folder, with its rows and columns; so do the YAML files beside tables."""
    (table,) = page(whole).xpath("//figure[@id='tbl-data-files']//table")
    shown = {folder: {row[0]: row for row in rows} for folder, rows in groups(table)}
    assert set(shown) == {f"data/{folder.name}/" for folder in FOLDERS}
    for folder in FOLDERS:
        rows = shown[f"data/{folder.name}/"]
        named = " ".join(rows)
        for path in folder.iterdir():
            assert path.name in named or path.name == "codebook.yml", path
        for file, row in rows.items():
            if file.endswith(".yml") and ".csv" not in file:
                assert row[-2:] == ["–", "–"], file
                continue
            with next(path for path in folder.glob("*.csv") if file.startswith(path.name)).open(
                encoding="utf-8"
            ) as opened:
                head, *body = csv.reader(opened)
            assert [cell.replace(",", "") for cell in row[-2:]] == [str(len(body)), str(len(head))], file


@pytest.mark.parametrize("folder", FOLDERS, ids=[path.name for path in FOLDERS])
def test_the_appendix_describes_every_column(whole: Built, folder: Path) -> None:
    """Each column stands under its file, with the type that the codebook gives it, and a meaning."""
    (table,) = page(whole).xpath(f"//figure[@id='tbl-data-files-{folder.name}']//table")
    shown = dict(groups(table))
    files = {file: entry for file, entry in codebook(folder).items() if "columns" in entry}
    assert list(shown) == list(files)
    for file, entry in files.items():
        assert [row[0] for row in shown[file]] == list(entry["columns"])
        for row, rule in zip(shown[file], entry["columns"].values(), strict=True):
            assert row[1].startswith(rule["type"])
            assert row[2]


@pytest.mark.parametrize("folder", FOLDERS, ids=[path.name for path in FOLDERS])
def test_the_appendix_says_under_which_terms(whole: Built, folder: Path) -> None:
    """The licence of each folder is printed in full."""
    licence = yaml.safe_load((folder / "codebook.yml").read_text(encoding="utf-8"))["licence"]
    printed = " ".join(page(whole).text_content().replace("’", "'").split())
    assert " ".join(licence.split()).replace("’", "'").rstrip(".") in printed
