"""What Pandoc's model says: of a chapter as Pandoc read it, and of a page as the writers are given it.

The two are read apart: a chapter holds Quarto's constructs, tabsets, callouts, embedded cells, conditions, as
an author writes them, a page the forms that the renderer makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from reproreport.project.words import CALLOUT_KINDS
from reproreport.render.conservation.markup import listen
from reproreport.render.conservation.said import FROM, MADE, ONLY, Listener, Said
from reproreport.render.pandoc.door import plain_alternative
from reproreport.render.pandoc.nodes import Node, has_class, plain_text, value_of
from reproreport.render.read.conditional import CLASSES, formats_of, holds_in
from reproreport.render.read.markdown import EMBEDDED
from reproreport.render.read.panels import CLASS as TABSET
from reproreport.render.read.structure import EQUATION

SPACES = frozenset({"Space", "SoftBreak", "LineBreak"})
SILENT = frozenset({"RawInline", "RawBlock", "HorizontalRule"})
MORE = re.compile(r"[\\$<\[@`]")
"""What may be more than words in an attribute that Quarto reads as markdown."""

JOINT = "\u2060"
"""Stands, unseen, even in a passage without words: of that, too, something is left out."""

Handler = Callable[[Any], None]


def said_on_page(*parts: Sequence[Node]) -> Said:
    """Return what the parts of a page say, each a list of blocks as the writers are given it."""
    page = _Model()
    for blocks in parts:
        page.blocks(blocks)
    return page.end()


class _Model(Listener):
    """Listens to Pandoc's model in the forms of ``structure``."""

    def __init__(self) -> None:
        super().__init__()
        self._around: list[tuple[str, str]] = []
        self._label = ""
        self._notes: list[tuple[list[tuple[str, str]], list[Node]]] = []
        self._handlers: Mapping[str, Handler] = {
            "Code": lambda c: self.parts.append(c[1]),
            "Math": self._math,
            "Cite": self._cite,
            "Link": self._link,
            "Image": self._image,
            "Note": lambda c: self._notes.append((list(self._around), c)),
            "Span": self._span,
            "Quoted": lambda c: self.inlines(c[1]),
            **dict.fromkeys(("Para", "Plain"), self._line),
            "Header": self._header,
            "LineBlock": self._lines,
            "CodeBlock": self._code,
            "BlockQuote": self.blocks,
            "BulletList": self._items,
            "OrderedList": lambda c: self._items(c[1]),
            "DefinitionList": self._definitions,
            "Div": self._div,
            "Figure": self._figure,
            "Table": self._table,
        }

    def end(self) -> Said:
        """Say the notes behind everything else, and return what was said."""
        while self._notes:
            around, content = self._notes.pop(0)
            self.pause()
            with ExitStack() as stack:
                for kind, name in around:
                    stack.enter_context(self.thing(kind, name))
                stack.enter_context(self.thing("note"))
                self.blocks(content)
        return self.said()

    def blocks(self, blocks: Sequence[Node]) -> None:
        for block in blocks:
            if block["t"] not in SILENT:
                self._handlers[block["t"]](block.get("c"))

    def inlines(self, content: Sequence[Node]) -> None:
        parts = self.parts
        for node in content:
            kind = node["t"]
            if kind == "Str":
                parts.append(node["c"])
            elif kind in SPACES:
                parts.append(" ")
            elif kind not in SILENT:
                handler = self._handlers.get(kind)
                if handler is None:
                    self.inlines(node["c"])  # emphasis and the like
                else:
                    handler(node["c"])

    def _within(self, kind: str, name: str, say: Handler, content: Any) -> None:
        """Say something that is one passage of a kind, its notes too."""
        self._around.append((kind, name))
        with self.thing(kind, name):
            self.parts.append(JOINT)
            say(content)
        self._around.pop()

    def _line(self, content: list[Node]) -> None:
        self.inlines(content)
        self.pause()

    def _lines(self, content: list[list[Node]]) -> None:
        for line in content:
            self._line(line)

    def _header(self, content: list[Any]) -> None:
        with self.thing("heading"):
            self.inlines(content[2])
        self.pause()

    def _code(self, content: list[Any]) -> None:
        with self.thing("code"):
            self.parts.append(content[1])
        self.pause()

    def _math(self, content: list[Any]) -> None:
        with self.thing("formula", " ".join(content[1].split())):
            self.pause()

    def _items(self, content: list[list[Node]]) -> None:
        for item in content:
            if _begins_with_words(item):
                with self.thing("item"):
                    self.blocks(item[:1])
                self.blocks(item[1:])
            else:
                self.blocks(item)

    def _definitions(self, content: list[list[Any]]) -> None:
        for term, meanings in content:
            with self.thing("item"):
                self._line(term)
            for meaning in meanings:
                self.blocks(meaning)

    def _table(self, content: list[Any]) -> None:
        _, (_, caption), _, head, bodies, foot = content
        self.blocks(caption)
        with self.thing("table", self._label):
            for rows in (head[1], *(part for body in bodies for part in body[2:]), foot[1]):
                for row in rows:
                    for cell in row[1]:
                        self.blocks(cell[4])
                        self.pause()

    def _figure(self, content: list[Any]) -> None:
        (identifier, _, _), (_, caption), blocks = content
        self.blocks(caption)
        self._labelled(identifier, blocks)

    def _image(self, content: list[Any]) -> None:
        self.picture(value_of(content[0], "alt") or "")

    def picture(self, alt: str) -> None:
        """Say the alternative text of a picture."""
        self.pause()
        with self.thing("figure", self._label):
            self.parts.append(alt)
        self.pause()

    def _labelled(self, identifier: str, blocks: Sequence[Node]) -> None:
        """Say the content of something with a label."""
        before, self._label = self._label, identifier or self._label
        self.blocks(blocks)
        self._label = before

    def _link(self, content: list[Any]) -> None:
        if has_class(content[0], "xref"):
            self._within(MADE, "", self.inlines, content[1])
        else:
            self.inlines(content[1])

    def _cite(self, content: list[Any]) -> None:
        self.inlines(content[1])

    def _span(self, content: list[Any]) -> None:
        attributes, inner = content
        if has_class(attributes, "conditional"):
            self._within(ONLY, value_of(attributes, "formats") or "", self.inlines, inner)
        elif has_class(attributes, "citation", "number"):
            self._within(MADE, "", self.inlines, inner)
        else:
            self.inlines(inner)

    def _div(self, content: list[Any]) -> None:
        attributes, blocks = content
        if has_class(attributes, "conditional"):
            self._within(ONLY, value_of(attributes, "formats") or "", self.blocks, blocks)
        elif attributes[0] == "refs":
            self._within(MADE, "", self.blocks, blocks)
        else:
            self._labelled(attributes[0] if has_class(attributes, "float") else "", blocks)
        self.pause()


def _begins_with_words(item: Sequence[Node]) -> bool:
    """Say whether an item has a line of its own: in Word, before a table or a list no mark of it stands."""
    if item and item[0]["t"] in ("Div", "BlockQuote"):
        return _begins_with_words(item[0]["c"] if item[0]["t"] == "BlockQuote" else item[0]["c"][1])
    return bool(item) and item[0]["t"] not in ("Table", "BulletList", "OrderedList", "DefinitionList")


@dataclass(frozen=True)
class Shown:
    """What a chapter shows of a notebook's cell: where it stands, its label, its caption, and its content.

    That is a *drawing*, of which the alternative text, *html*, or *blocks* as Pandoc read them.
    """

    where: str
    label: str
    caption: Sequence[Node] = ()
    drawing: str | None = None
    html: str = ""
    blocks: Sequence[Node] = ()


def said_in_chapter(
    body: Sequence[Node],
    front: Iterable[Sequence[Node]],
    cells: Mapping[str, Shown],
    publication: str,
    *,
    title: bool,
    without: str = "",
) -> Said:
    """Return what a chapter says, as Pandoc read it.

    Args:
        body: its text.
        front: the texts of its front matter: title, subtitle, abstract.
        cells: the cells that it shows, by their targets.
        publication: the publication that shows it.
        title: whether its title stands in the front matter; else it is its first heading.
        without: the identifier of a section whose heading the renderer has words of its own for.
    """
    chapter = _Chapter(cells, publication, without)
    for blocks in front:
        chapter.blocks(blocks)
    if not title and body and body[0]["t"] == "Header":
        chapter.inlines(body[0]["c"][2])
        chapter.pause()
        body = body[1:]
    chapter.blocks(body)
    return chapter.end()


class _Chapter(_Model):
    """Listens to Pandoc's model with Quarto's constructs in it."""

    def __init__(self, cells: Mapping[str, Shown], publication: str, without: str) -> None:
        super().__init__()
        self._cells = cells
        self._publication = publication
        self._without = without

    def inlines(self, content: Sequence[Node]) -> None:
        if any(node["t"] == "Math" for node in content):
            content = list(_without_labels(content))
        super().inlines(content)

    def _cite(self, content: list[Any]) -> None:
        del content  # what becomes of it the renderer makes
        self.pause()

    def _header(self, content: list[Any]) -> None:
        if not (self._without and content[1][0] == self._without and content[0] <= 2):
            super()._header(content)

    def _image(self, content: list[Any]) -> None:
        attributes, inner, _ = content
        given = value_of(attributes, "fig-alt") or value_of(attributes, "alt")
        self.picture(plain_alternative(given) if given else plain_text(inner))

    def _span(self, content: list[Any]) -> None:
        attributes, inner = content
        if has_class(attributes, EMBEDDED):
            self._cell(value_of(attributes, "cell") or "")
        elif has_class(attributes, *CLASSES):
            self._conditional(self.inlines, content)
        else:
            self.inlines(inner)

    def _cell(self, target: str) -> None:
        shown = self._cells.get(target)
        if shown is None:  # it is a problem already
            return
        self.pause()
        before, self._label = self._label, shown.label
        with self.thing(FROM, shown.where):
            self.blocks(shown.caption)
            if shown.drawing is not None:
                self.picture(plain_alternative(shown.drawing))
            if shown.html:
                listen(self, shown.html)
            else:
                self.blocks(shown.blocks)
        self._label = before
        self.pause()

    def _conditional(self, say: Handler, content: list[Any]) -> None:
        attributes, inner = content
        chosen = holds_in(attributes, self._publication)
        if chosen is not None:
            say(inner if chosen else [])
            return
        try:
            formats = formats_of(attributes)
        except ValueError:  # it is a problem already
            return
        self._within(ONLY, " ".join(formats), say, inner)

    def _table(self, content: list[Any]) -> None:
        before, self._label = self._label, content[0][0] or self._label
        super()._table(content)
        self._label = before

    def _div(self, content: list[Any]) -> None:
        attributes, blocks = content
        if has_class(attributes, *CLASSES):
            self._conditional(self.blocks, content)
        elif has_class(attributes, TABSET):
            self._tabs(blocks)
        elif has_class(attributes, *(f"callout-{kind}" for kind in CALLOUT_KINDS.values())):
            self._callout(value_of(attributes, "title") or "", blocks)
        else:
            self._labelled(attributes[0], blocks)
        self.pause()

    def _tabs(self, blocks: Sequence[Node]) -> None:
        """Say tabs, whose titles are no headings."""
        level = blocks[0]["c"][0] if blocks and blocks[0]["t"] == "Header" else 0
        for block in blocks:
            if block["t"] == "Header" and block["c"][0] <= level:
                self._line(block["c"][2])
            else:
                self.blocks([block])

    def _callout(self, title: str, blocks: Sequence[Node]) -> None:
        """Say a callout, whose title is no heading; of one that is more than words only Pandoc knows them."""
        if not title and blocks and blocks[0]["t"] == "Header":
            self._line(blocks[0]["c"][2])
            blocks = blocks[1:]
        elif not MORE.search(title):
            self.parts.append(title)
            self.pause()
        self.blocks(blocks)


def _without_labels(content: Sequence[Node]) -> Iterator[Node]:
    """Yield inlines without the labels of displayed formulas."""
    formula = False
    for node in content:
        if formula and node["t"] == "Str" and EQUATION.match(node["c"]):
            continue
        yield node
        formula = node["t"] == "Math" or (formula and node["t"] in SPACES)
