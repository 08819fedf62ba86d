"""The texts of ``templates/``, filled in by Jinja.

Marks are «…» and «% … %», because Quarto's own shortcodes are written in braces. A file that is called
``dot.name`` becomes ``.name``, and ``name.py.j2`` becomes ``name.py``, so that no tool takes them for its own
here; ``notebook.py``, a script whose cells begin with ``# %%``, becomes ``notebook.ipynb`` without outputs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reproreport.render.pandoc.door import ASSETS

FOLDER: Final = Path(__file__).parent / "templates"
FILTERS: Final = PurePosixPath("_filters")
"""Where a report keeps what Quarto needs besides: it finds no files of an installed package."""

_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    variable_start_string="«",
    variable_end_string="»",
    block_start_string="«%",
    block_end_string="%»",
    comment_start_string="«#",
    comment_end_string="#»",
    trim_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 (texts and settings, no pages)
)
# What is JSON is YAML, too: any text or list on one line.
_ENVIRONMENT.filters["yaml"] = lambda value: json.dumps(value, ensure_ascii=False)

_CELL: Final = re.compile(r"^# %%(?P<markdown> \[markdown\])?(?: tags=(?P<tags>\[.*\]))?$", re.MULTILINE)


def filled(name: str, values: dict[str, Any]) -> str:
    """Return the text of a template, such as ``chapter/index.qmd``."""
    text = _ENVIRONMENT.get_template(name).render(values)
    return notebook(text) if name.endswith("notebook.py.j2") else text


def project_files(values: dict[str, Any]) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the files of a new report, by their paths in it."""
    for path in sorted((FOLDER / "project").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(FOLDER).as_posix()
            parts = [re.sub(r"^dot\.", ".", part) for part in path.relative_to(FOLDER / "project").parts]
            target = PurePosixPath(*parts)
            target = target.with_suffix("") if target.suffix == ".j2" else target
            yield (
                target.with_suffix(".ipynb") if target.name == "notebook.py" else target,
                filled(name, values),
            )
    yield from filters()


def filters() -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the Lua filters for ``quarto render``, by their paths in a report."""
    for name in ("article", "elsewhere", "entities", "title-page"):
        yield FILTERS / f"{name}.lua", (ASSETS / f"{name}.lua").read_text(encoding="utf-8")


def notebook(script: str) -> str:
    """Return a script with ``# %%`` marks as a notebook that has not run."""
    marks = list(_CELL.finditer(script))
    ends = [mark.start() for mark in marks[1:]] + [len(script)]
    cells: list[dict[str, Any]] = []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), 1):
        source = script[mark.end() : end].strip("\n")
        cell: dict[str, Any] = {"cell_type": "code", "id": f"cell-{number}", "metadata": {}}
        if mark["markdown"]:
            cell["cell_type"] = "markdown"
            source = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
        else:
            cell |= {"execution_count": None, "outputs": []}
        if mark["tags"]:
            cell["metadata"] = {"tags": json.loads(mark["tags"])}
        cells.append(cell | {"source": source.splitlines(keepends=True)})
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
