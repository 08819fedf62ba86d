"""Write the two files of a printed table, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from reproreport.audit import read_printed_table
from reproreport.errors import DataError

#: A single-response table of one question; each part of it is broken by some test.
HEADER = """\
    title: Tea or coffee
    source: Brown (1901)
    kind: single response
    groups:
      - {id: men, n: 20}
      - {id: women, n: 30}
      - {id: all, n: 50}
    total: all
    """
CELLS = """\
    response,group,count,percent
    tea,men,5,25.0
    tea,women,10,33.3
    tea,all,15,30.0
    coffee,men,15,75.0
    coffee,women,20,66.7
    coffee,all,35,70.0
    """


def write_table(folder: Path, cells: str | bytes = CELLS, header: str | bytes | None = HEADER) -> Path:
    """Write ``t.csv`` and ``t.yml``; None writes no header."""
    for name, content in (("t.csv", cells), ("t.yml", header)):
        if content is not None:
            data = content if isinstance(content, bytes) else dedent(content).encode("utf-8")
            (folder / name).write_bytes(data)
    return folder / "t.csv"


def wrong_with(path: Path) -> list[str]:
    """Return what reading a table says, a line each: place, problem and what to do."""
    with pytest.raises(DataError) as caught:
        read_printed_table(path, path.name)
    return [f"{problem.where}: {problem.what} | {problem.fix}" for problem in caught.value.problems]
