"""What a notebook's tables and figures show: the cells of a table, the data behind a figure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from analysis.errors import Problem, ResultError
from analysis.mime import FIGURE_DATA
from analysis.results.collect import author_cells, cell_name, namespace
from analysis.textfile import lines_of

ShownKind = Literal["table", "figure data"]

#: The rows of a table or of a figure's data. The cells of a table are texts.
Rows = tuple[tuple[int | float | str, ...], ...]

_SPACE = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Shown:
    """What one labelled cell shows.

    Attributes:
        name: the chapter's namespace and the cell's label, ``coffee.tbl-cups``. A result's name has no
            hyphen, so the two never meet.
        kind: ``table``, or ``figure data``.
        rows: header rows first, then the others, group headings among them. All are of one length: a
            cell that spans several places stands in the first, the others are empty. The figure of a
            notebook that keeps no data has no rows.
        head: how many of the rows are headers.
        cell: label of the notebook cell.
        picture: SHA-256 of a figure's SVG.
    """

    name: str
    kind: ShownKind
    rows: Rows
    head: int
    cell: str
    picture: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Shown:
        """Return what :meth:`as_json` wrote."""
        return cls(**{**data, "rows": tuple(tuple(row) for row in data["rows"])})


def take_shown(cells: Iterable[dict[str, Any]], chapter: str) -> list[Shown]:
    """Return what the cells labelled ``tbl-…`` and ``fig-…`` of an executed notebook show.

    Args:
        cells: the notebook's cells; figures' data are removed from their outputs.
        chapter: name of the chapter whose notebook this is.

    Raises:
        ResultError: two cells have one label.
    """
    shown: dict[str, Shown] = {}
    problems: list[Problem] = []
    for index, cell in author_cells(cells):
        outputs = [output["data"] for output in cell.get("outputs", []) if "data" in output]
        data = [found for output in outputs if (found := output.pop(FIGURE_DATA, None)) is not None]
        where = cell_name(cell, index)
        label = where.removeprefix("cell ")
        name = f"{namespace(chapter)}.{label}"
        if label.startswith("tbl-"):
            rows, head = _table(outputs)
            one = Shown(name, "table", rows, head, where)
        elif label.startswith("fig-"):
            one = Shown(name, "figure data", *_figure_data(data), where, _picture(outputs))
        else:
            continue
        if shown.setdefault(name, one) is not one:
            problems.append(Problem(f"two cells have the label '{label}'", where, "rename one of them"))
    if problems:
        raise ResultError(*problems)
    return [one for _, one in sorted(shown.items())]


def _figure_data(found: Iterable[Mapping[str, Any]]) -> tuple[Rows, int]:
    """Return the rows of figures' data, the names of the columns first."""
    rows = [tuple(row) for data in found for row in (data["columns"], *data["rows"])]
    return tuple(rows), min(1, len(rows))


def _picture(outputs: Iterable[Mapping[str, Any]]) -> str:
    svgs = [_joined(output["image/svg+xml"]) for output in outputs if "image/svg+xml" in output]
    return hashlib.sha256("".join(svgs).encode()).hexdigest() if svgs else ""


def _table(outputs: Iterable[Mapping[str, Any]]) -> tuple[Rows, int]:
    """Return the rows that a cell shows as HTML, else the lines of its markdown."""
    rows: list[list[str]] = []
    head = 0
    for output in outputs:
        if "text/html" in output:
            found, heads = html_rows(_joined(output["text/html"]))
            head = head or heads
            rows += found
        elif "text/markdown" in output:
            rows += [[line] for line in lines_of(_joined(output["text/markdown"])) if line.strip()]
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows), head


def html_rows(text: str) -> tuple[list[list[str]], int]:
    """Return the cells of all rows of HTML tables, and how many rows stand in a ``<thead>``.

    A cell that spans several columns or rows stands in its first place; the others are empty.
    """
    from lxml import html

    rows: list[list[str]] = []
    head = 0
    tree = html.fragment_fromstring(text, create_parent="div")
    for table in tree.iter("table"):
        covered: dict[int, int] = {}  # column: rows below this one that a cell reaches into
        for row in table.iter("tr"):
            if next(row.iterancestors("table")) is not table:
                continue
            head += any(True for _ in row.iterancestors("thead"))
            rows.append(_row(row, covered))
    return rows, head


def _row(row: Any, covered: dict[int, int]) -> list[str]:
    texts: list[str] = []

    def skip_covered() -> None:
        while covered.get(len(texts), 0):
            covered[len(texts)] -= 1
            texts.append("")

    for cell in row.iterchildren("th", "td"):
        skip_covered()
        for place in range(_span(cell, "colspan")):
            covered[len(texts)] = _span(cell, "rowspan") - 1
            texts.append("" if place else _words(cell))
    skip_covered()
    return texts


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, int(value)) if value.isdecimal() else 1


def _words(cell: Any) -> str:
    """Return a cell's text; no-break spaces are meant, line breaks become spaces."""
    return _SPACE.sub(" ", "".join(_texts(cell))).strip(" ")


def _texts(element: Any) -> Iterator[str]:
    """Yield the texts of an element in order, a space for each line break."""
    if element.tag == "br":
        yield " "
    elif isinstance(element.tag, str):
        yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _joined(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
