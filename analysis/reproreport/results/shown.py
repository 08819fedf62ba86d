"""What a notebook's tables and figures show: the cells of a table, the data behind a figure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from reproreport.textfile import lines_of

ShownKind = Literal["table", "figure data"]

#: The rows of a table or of a figure's data. The cells of a table are texts.
Rows = tuple[tuple[int | float | str, ...], ...]

SVG = "image/svg+xml"
HTML = "text/html"
MARKDOWN = "text/markdown"
#: What a page can show of a cell's output, the richest first.
MEDIA = (SVG, HTML, MARKDOWN)

#: So many elements of a drawing that nobody says the data of are kept one by one.
DRAWN = 2_000

#: So many columns or rows a cell can span; browsers count no further.
WIDEST = 1_000

_SPACE = re.compile(r"[ \t\r\n]+")
# Characters that no tree of elements can hold.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_DECIMAL = re.compile(r"-?\d*\.\d+(?:e[-+]?\d+)?")
#: What of a drawing no reader sees, or what is only a name within it.
_UNSEEN = frozenset({"metadata", "title", "desc", "defs"})
_NAMES = frozenset({"id", "class", "clip-path", "href", "version"})


@dataclass(frozen=True)
class Shown:
    """What one labelled cell shows.

    Attributes:
        name: the chapter's namespace and the cell's label, ``coffee.tbl-cups``
            (:func:`~reproreport.results.collect.shown_name`).
        kind: ``table``, or ``figure data``.
        rows: header rows first, then the others, group headings among them. All are of one length: a
            cell that spans several places stands in the first, the others are empty.
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


def shown_by(
    name: str, cell: str, outputs: Sequence[Mapping[str, Any]], data: Sequence[Mapping[str, Any]]
) -> Shown | None:
    """Return what a cell shows as a reader meets it; None where no page can show anything of it.

    Args:
        name: the name of what it shows.
        cell: what messages call the cell.
        outputs: the data of its outputs, each by media type.
        data: the data of its figures, which were sent along with the pictures.
    """
    svgs = [_joined(output[SVG]) for output in outputs if SVG in output]
    if svgs:
        rows, head = _figure_data(data) if data else drawing_rows(svgs)
        picture = hashlib.sha256("".join(svgs).encode()).hexdigest()
        return Shown(name, "figure data", rows, head, cell, picture)
    if any(media in output for output in outputs for media in (HTML, MARKDOWN)):
        return Shown(name, "table", *_table(outputs), cell)
    return None


def drawing_rows(svgs: Iterable[str]) -> tuple[Rows, int]:
    """Return what drawings consist of, element by element, for those that come without data.

    Numbers are rounded to four digits, since processors differ in the last; identifiers, which may be
    random, are left out. Of more than :data:`DRAWN` elements a hash is kept.
    """
    from lxml import etree

    rows: list[tuple[str, str, str]] = []
    for svg in svgs:
        try:
            tree = etree.fromstring(svg.encode())
        except etree.XMLSyntaxError:
            rows.append(("text", svg, ""))
            continue
        rows += _elements(tree)
    if len(rows) > DRAWN:
        digest = hashlib.sha256(repr(rows).encode()).hexdigest()
        rows = [(f"{len(rows)} elements", "", digest)]
    return (("element", "text", "attributes"), *rows), 1


def _elements(tree: Any) -> Iterator[tuple[str, str, str]]:
    """Yield each element of a drawing that is seen: its name, its own text, and its attributes in order."""
    for element in tree.iter():
        # In a comment matplotlib says which text the shapes of its letters are.
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "comment"
        if name in _UNSEEN or any(_tag(above) in _UNSEEN for above in element.iterancestors()):
            continue
        own = [element.text or "", *(child.tail or "" for child in element)]
        given = sorted((key.rpartition("}")[2], value) for key, value in element.attrib.items())
        told = (f"{key}={_rounded(value)}" for key, value in given if key not in _NAMES)
        yield name, _SPACE.sub(" ", "".join(own)).strip(), " ".join(told)


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _rounded(value: str) -> str:
    shorter = _DECIMAL.sub(lambda match: f"{float(match[0]):.4g}", _SPACE.sub(" ", value))
    return re.sub(r"url\([^)]*\)", "url()", shorter).strip()


def _figure_data(found: Iterable[Mapping[str, Any]]) -> tuple[Rows, int]:
    """Return the rows of figures' data, the names of the columns first; all of one length."""
    rows = [tuple(row) for data in found for row in (data["columns"], *data["rows"])]
    width = max(map(len, rows), default=0)
    return tuple(row + ("",) * (width - len(row)) for row in rows), min(1, len(rows))


def _table(outputs: Iterable[Mapping[str, Any]]) -> tuple[Rows, int]:
    """Return the rows that a cell shows as HTML, else the lines of its markdown."""
    rows: list[list[str]] = []
    head = 0
    for output in outputs:
        if HTML in output:
            found, heads = html_rows(_joined(output[HTML]))
            head = head or heads
            rows += found
        elif MARKDOWN in output:
            rows += [[line] for line in lines_of(_joined(output[MARKDOWN])) if line.strip()]
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows), head


def html_rows(text: str) -> tuple[list[list[str]], int]:
    """Return the cells of all rows of HTML tables, and how many rows stand in a ``<thead>``.

    A cell that spans several columns or rows stands in its first place; the others are empty. Text that
    stands outside of all rows, such as a caption, follows them.
    """
    from lxml import html

    rows: list[list[str]] = []
    head = 0
    kept = _REFERENCE.sub(_sound, _NO_XML.sub("\ufffd", text))
    tree = html.fragment_fromstring(kept, create_parent="div")
    for table in tree.iter("table"):
        covered: dict[int, int] = {}  # column: rows below this one that a cell reaches into
        for row in table.iter("tr"):
            if next(row.iterancestors("table")) is not table:
                continue
            head += any(True for _ in row.iterancestors("thead"))
            rows.append(_row(row, covered))
    outside = tree.xpath(".//text()[not(ancestor::tr or ancestor::style or ancestor::script)]")
    return rows + [[words] for text in outside if (words := _SPACE.sub(" ", text).strip(" "))], head


def _sound(reference: re.Match[str]) -> str:
    """Return a reference to a character, as it stands if there can be such a one."""
    code = int(reference[1], 16) if reference[1] else int(reference[2][:9])
    return "\ufffd" if code > 0x10FFFF or _NO_XML.match(chr(code)) else reference[0]


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
    return min(max(1, int(value[:9])), WIDEST) if value.isdecimal() else 1


def _words(cell: Any) -> str:
    """Return a cell's text; no-break spaces are meant, line breaks become spaces."""
    return _SPACE.sub(" ", "".join(_texts(cell))).strip(" ")


def _texts(element: Any) -> Iterator[str]:
    """Yield the texts of an element in order: a space for a line break, a hash for a picture."""
    if element.tag == "br":
        yield " "
    elif element.tag in ("img", "svg"):
        from lxml import etree

        source = element.get("src") or etree.tostring(element, encoding="unicode", with_tail=False)
        yield f"{element.get('alt', '')} [{hashlib.sha256(source.encode()).hexdigest()[:12]}]"
        return
    elif isinstance(element.tag, str):
        yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _joined(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
