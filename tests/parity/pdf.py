"""A tagged PDF as facts, in reading order: its bookmarks, then the tree of its structure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parity.fact import Fact, Facts, Kind, UnreadableError
from parity.pdftext import Codes, marked_text
from parity.words import spaced
from reproreport.errors import Problem

HEADING = re.compile(r"/H([1-6])")
NUMBER = re.compile(r"^(\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[A-Z](?=\.))\.?\s*(?=\S)")
"""A heading's number: Quarto's book sets a full stop after a chapter's, and a gap that is no character."""

PART = re.compile(r"[IVX]+$")
APPENDIX = re.compile(r"^[^\W\d]+(?: [^\W\d]+)? ([A-Z]) — ")
"""What stands before an appendix's title, in any language; in Quarto's PDF its letter alone."""

ALIKE = str.maketrans({"\u2212": "-", "\u2019": "'"})
"""Typst sets a hyphen before a digit as a minus sign, and keeps apostrophes straight outside the text."""

BULLET = re.compile(r"[•‣–◦☐☒\ufffd-]|\(?\w{1,5}[.)]\)?")
ICON = re.compile(r"[\ue000-\uf8ff]|^! (?=\w)")
"""Drawings of a font of icons, beside the titles of callouts."""

TORN = re.compile(r"(?<=[^\s*])(\*{1,2}) \1(?=[^\s*])")
"""Where emphasis ends and begins again: the same to see, and where a page breaks it is so in the tags."""

INLINE = frozenset(
    {"/Em", "/Strong", "/Link", "/Span", "/Code", "/Reference", "/Sub", "/Quote", "/Lbl", "/Note"}
)
MARKS = {"/Em": "*", "/Strong": "**", "/Code": "`"}


def read_pdf(path: Path, *, article: bool, parts: Collection[str] = ()) -> Facts:
    """Return the facts of a PDF.

    Args:
        path: its file.
        article: whether it is an article, with a title block, and not a book, with a title page.
        parts: the titles of a book's parts.

    Raises:
        UnreadableError: pikepdf is not installed, or the PDF is not tagged.
    """
    try:
        import pikepdf
    except ModuleNotFoundError:
        fix = "install it: pip install '.[test]'"
        raise UnreadableError(Problem("pikepdf, which reads PDFs, is not installed", fix=fix)) from None
    with pikepdf.open(path) as pdf:
        tree = pdf.Root.get("/StructTreeRoot")
        if tree is None:
            raise UnreadableError(Problem("the PDF is not tagged", path.name))
        read = list(_Structure(pdf).facts(tree))
        first = next((n for n, fact in enumerate(read) if fact.kind is Kind.HEADING), 0)
        facts = [*_document(pdf), *_front(read[:first], article), *read[first:]]
        return tuple(fact for fact in facts if not _opens(fact, parts))


def _front(facts: list[Fact], article: bool) -> Iterator[Fact]:
    """Yield what stands before the first heading.

    Title and author are in the document's properties; what a book's title page looks like, and what else is
    on it, is the template's. An article's title block is one run of words, set in blocks that differ.
    """
    if article:
        words = "".join(word for fact in facts for word in fact.text.split())
        yield Fact(Kind.TITLE, f"title block: {words.replace('*', '')}")


def _opens(fact: Fact, parts: Collection[str]) -> bool:
    """Say whether a fact is the title of a part.

    Quarto's book draws it on a page, with a Roman number, and gives it no bookmark.
    """
    text = PART.sub("", fact.text.removeprefix("# "))
    return text in parts or fact.text.removeprefix("# ") in parts


def _document(pdf: Any) -> Iterator[Fact]:
    """Yield what the document says of itself."""
    for name in ("Title", "Author"):
        yield Fact(Kind.TITLE, f"{name.lower()}: {_seen(str(pdf.docinfo.get(f'/{name}', '')))}")
    # Quarto adds the country of a language's default translations.
    yield Fact(Kind.TITLE, f"language: {str(pdf.Root.get('/Lang', '')).partition('-')[0]}")
    with pdf.open_outline() as outline:
        yield from _bookmarks(outline.root, 1)


def _bookmarks(items: Any, level: int) -> Iterator[Fact]:
    for item in items:
        yield Fact(Kind.CONTENTS, _headline(level, _seen(item.title)))
        yield from _bookmarks(item.children, level + 1)


@dataclass
class _Structure:
    """The tree of a PDF's structure, read once from top to bottom."""

    pdf: Any
    fonts: dict[Any, Codes] = field(default_factory=dict)
    pages: dict[Any, dict[int, str]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def facts(self, tree: Any) -> Iterator[Fact]:
        self.roles = {str(name): str(role) for name, role in tree.get("/RoleMap", {}).items()}
        yield from self._blocks(tree, "")

    def _children(self, node: Any) -> list[Any]:
        import pikepdf

        kids = node.get("/K", [])
        return list(kids) if isinstance(kids, pikepdf.Array) else [kids]

    def _elements(self, node: Any) -> list[Any]:
        import pikepdf

        return [kid for kid in self._children(node) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

    def _role(self, node: Any) -> str:
        name = str(node.S)
        return name if HEADING.fullmatch(name) else self.roles.get(name, name)

    def _blocks(self, node: Any, mark: str) -> Iterator[Fact]:
        for element in self._elements(node):
            yield from self._block(element, mark)

    def _block(self, node: Any, mark: str) -> Iterator[Fact]:
        role = self._role(node)
        if role in ("/TOC", "/TOCI"):
            # The bookmarks say the same; how deep the printed contents go is the layout's.
            return
        if match := HEADING.fullmatch(role):
            yield Fact(Kind.HEADING, _headline(int(match[1]), self._words(node)))
        elif role == "/Table":
            yield from self._table(node)
        elif role == "/Caption":
            yield Fact(Kind.CAPTION, self._words(node))
        elif role in ("/Figure", "/Formula"):
            # Quarto says nothing of its formulas to a screen reader.
            if role == "/Figure":
                yield Fact(Kind.ALT, spaced(str(node.get("/Alt", "(none)"))))
            yield from self._blocks(node, mark)
        elif role == "/LI":
            yield from self._item(node, mark)
        elif role in ("/Note", "/FENote"):
            yield Fact(Kind.FOOTNOTE, self._words(node))
        elif self._is_text(node):
            if text := self._words(node):
                yield Fact(Kind.PARAGRAPH, mark + text)
            yield from self._apart(node)
        else:
            yield from self._blocks(node, mark)

    def _item(self, node: Any, mark: str) -> Iterator[Fact]:
        """Yield an item of a list, or a term, which has the place of an item's mark, and what it means."""
        kids = self._elements(node)
        labels = [kid for kid in kids if self._role(kid) == "/Lbl"]
        words = self._words(labels[0]) if labels else ""
        if words and not BULLET.fullmatch(words):
            yield Fact(Kind.PARAGRAPH, mark + words.replace("*", ""))
            words = ""
        for kid in kids:
            if self._role(kid) != "/Lbl":
                yield from self._block(kid, f"{mark}{words} " if words else mark)

    def _is_text(self, node: Any) -> bool:
        """Say whether an element holds a text, and not other blocks."""
        import pikepdf

        if any(self._role(kid) == "/TOC" for kid in self._elements(node)):
            return False
        return self._role(node) == "/P" or all(
            not (isinstance(kid, pikepdf.Dictionary) and "/S" in kid) or self._role(kid) in INLINE
            for kid in self._children(node)
        )

    def _apart(self, node: Any) -> Iterator[Fact]:
        """Yield pictures, formulas and notes that stand inside a text."""
        for kid in self._elements(node):
            if self._role(kid) in ("/Figure", "/Formula", "/Note", "/FENote"):
                yield from self._block(kid, "")
            else:
                yield from self._apart(kid)

    def _table(self, table: Any) -> Iterator[Fact]:
        for kid in self._elements(table):
            role = self._role(kid)
            if role == "/Caption":
                yield Fact(Kind.CAPTION, self._words(kid))
            elif role == "/TR":
                cells = self._elements(kid)
                # That a group's heading heads the rows below it only the embedded renderer tells.
                heads = len(cells) > 1
                yield Fact(Kind.ROW, " | ".join(self._cell(cell, heads=heads) for cell in cells))
            elif role == "/TFoot":
                # The notes: the embedded renderer sets them under the table, Quarto as its last rows.
                yield from (Fact(Kind.PARAGRAPH, self._words(row)) for row in self._elements(kid))
            else:
                yield from self._table(kid)

    def _cell(self, cell: Any, *, heads: bool) -> str:
        import pikepdf

        text = self._words(cell)
        head = f"[{text}]" if heads and self._role(cell) == "/TH" and text else text
        given: Any = cell.get("/A", [])
        attributes = [given] if isinstance(given, pikepdf.Dictionary) else list(given)
        spans = (
            f"{sign}{int(one[name])}"
            for name, sign in (("/ColSpan", "↔"), ("/RowSpan", "↕"))
            for one in attributes
            if int(one.get(name, 1)) > 1
        )
        return " ".join([head, *spans])

    def _words(self, node: Any) -> str:
        return TORN.sub(" ", _seen(self._text(node, node.get("/Pg"))))

    def _text(self, node: Any, page: Any) -> str:
        """Return the text of an element; *page* is where its content stands unless it says otherwise."""
        import pikepdf

        page = node.get("/Pg", page)
        parts: list[str] = []
        for kid in self._children(node):
            if isinstance(kid, int):
                parts.append(self._content(page, kid))
            elif not isinstance(kid, pikepdf.Dictionary):
                continue
            elif "/S" in kid:
                parts.append(self._text(kid, page))
            elif "/MCID" in kid:
                parts.append(self._content(kid.get("/Pg", page), int(kid.MCID)))
        text = "".join(parts)
        if self._role(node) == "/Lbl" if "/S" in node else False:
            text += " "
        mark = MARKS.get(str(node.get("/S", "")), "")
        body = text.strip()
        return text.replace(body, f"{mark}{body}{mark}") if mark and body else text

    def _content(self, page: Any, mark: int) -> str:
        import pikepdf

        key = page.objgen
        if key not in self.pages:
            self.pages[key] = marked_text(pikepdf.Page(page), self.fonts)
        return self.pages[key].get(mark, "")


def _seen(text: str) -> str:
    """Return a text as it looks, whichever characters it is made of."""
    return spaced(ICON.sub("", text).translate(ALIKE))


def _headline(level: int, words: str) -> str:
    return f"{'#' * level} " + NUMBER.sub(r"\1 ", APPENDIX.sub(r"\1 ", words))
