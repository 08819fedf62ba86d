"""What fits the page in print: how much room each block has, which tables are turned, which are too wide.

Quarto, Typst and Word set what does not fit all the same, and print it over the edge of the page or over what
stands beside it. Here a table is set smaller, then with its long words broken, then on a page that is
turned; one that is still too wide is refused. The widths are estimates (``tablewidth``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import partial
from typing import Any

from reproreport.errors import Problem
from reproreport.render.book import Book
from reproreport.render.pandoc.memory import remember
from reproreport.render.pandoc.nodes import Node, attr, div, has_class, value_of
from reproreport.render.tables.grid import Placement, place
from reproreport.render.tables.width import SIZES, UPRIGHT, broken

QUOTE, ITEM, NUMBERED, TERM = 3.4, 1.9, 2.6, 2.1
TAKEN = {"callout": 2.2, "csl-entry": 1.6}
"""Room in em that a block takes away at the sides of what it holds, as ``book.typ`` and Typst set it."""

GUTTER = 12.0
"""Space between the cells of a panel, in points."""

HEADINGS = {1: 0.44, 2: 0.71, 3: 0.84}
"""Part of a line's letters that a line of a heading has."""

HEADING = BOLD = 0.9
"""The same of deeper headings, and of what is set bold."""

TURNED = "turned"
"""Class of a block that stands on a page of its own, which is turned."""

TAKE_OUT = "take it out of what it stands in: on a page of its own it has more room"
SPLIT = "show fewer columns, give them shorter names, or split the table"


@dataclass(frozen=True)
class Paper:
    """The room for text on a page in points, and the *size* of its letters.

    *scale* is how much wider the letters are than those that widths are estimated for. *by_word* says
    that Word sets the text: it breaks words itself, and the cells of panels stand one below the other.
    *lying* is the width and the height of the text on a turned page, where its margins are not known to
    leave the same room.
    """

    width: float
    height: float
    size: float = 11.0
    scale: float = 1.0
    by_word: bool = False
    lying: tuple[float, float] | None = None

    @property
    def letters(self) -> float:
        """Return how many letters a line has, in em."""
        return self.width / (self.size * self.scale)

    @property
    def turned(self) -> Paper:
        """Return the same page, turned."""
        width, height = self.lying or (self.height, self.width)
        return replace(self, width=width, height=height, lying=(self.width, self.height))


Unfit = tuple[str, str, str]
"""A table that is too wide: its label or words of it, what is wrong, and what to do."""


def fitted(blocks: Sequence[Node], paper: Paper) -> list[Node]:
    """Return the blocks of a chapter as they fit the page, each table with its ``room`` in points."""
    return [node for block in blocks for node in _placed(block, paper)[0]]


def unfit(blocks: Sequence[Node], paper: Paper) -> list[Unfit]:
    """Return every table of a chapter that fits the page in no way."""
    return [problem for block in blocks for problem in _placed(block, paper)[1]]


def too_wide(book: Book, area: Paper) -> Iterator[Problem]:
    """Yield every table of the publication that fits its page in no way."""
    for page in book.pages:
        found = remember(page.blocks, f"unfit {astuple(area)}", partial(unfit, paper=area))
        for needle, what, fix in found:
            target = book.labels.get(needle)
            places = [target.where] if target else book.places.of(needle, page.chapter.path)
            yield Problem(what, (places or [str(page.chapter.path)])[0], fix)


def _placed(block: Node, paper: Paper) -> tuple[list[Node], list[Unfit]]:
    """Return a block of the chapter's own level, turned if only that helps, and what fits in no way."""
    can_turn = block["t"] == "Table" or (block["t"] == "Div" and has_class(block["c"][0], "float", "layout"))
    upright = _Fitter(paper, TAKE_OUT, UPRIGHT if can_turn else SIZES[-1])
    standing = upright.block(block, paper.width)
    if not upright.problems or not can_turn:
        return standing, upright.problems
    turned = _Fitter(paper.turned, SPLIT)
    return [div(attr(classes=[TURNED]), turned.block(block, paper.turned.width))], turned.problems


@dataclass
class _Fitter:
    """Fits blocks into a page; *smallest* is the size of tables' text, *advice* for those too wide."""

    paper: Paper
    advice: str
    smallest: float = SIZES[-1]
    problems: list[Unfit] = field(default_factory=list)
    _label: str = ""

    def block(self, block: Node, room: float) -> list[Node]:
        """Return a block as it fits *room* points."""
        kind = block["t"]
        if kind == "CodeBlock":  # its letters are of another font
            return self._words([block], room * self.paper.scale)
        if kind in ("Para", "Plain", "LineBlock"):
            return self._words([block], room)
        inside = {
            "Header": self._header,
            "BlockQuote": self._quote,
            "BulletList": self._bullets,
            "OrderedList": self._numbers,
            "DefinitionList": self._definitions,
            "Table": self._table,
            "Div": self._div,
        }
        return [{"t": kind, "c": inside[kind](block["c"], room)}] if kind in inside else [block]

    def _header(self, content: Any, room: float) -> list[Any]:
        level, attributes, words = content
        return [level, attributes, self._words(words, HEADINGS.get(level, HEADING) * room)]

    def _quote(self, blocks: Any, room: float) -> list[Any]:
        return self._blocks(blocks, self._within(room, QUOTE))

    def _bullets(self, items: Any, room: float) -> list[Any]:
        return [self._blocks(item, self._within(room, ITEM)) for item in items]

    def _numbers(self, content: Any, room: float) -> list[Any]:
        return [content[0], [self._blocks(item, self._within(room, NUMBERED)) for item in content[1]]]

    def _definitions(self, items: Any, room: float) -> list[Any]:
        inner = self._within(room, TERM)
        return [
            [self._words(term, BOLD * room), [self._blocks(text, inner) for text in texts]]
            for term, texts in items
        ]

    def _blocks(self, blocks: Iterable[Node], room: float) -> list[Node]:
        return [node for block in blocks for node in self.block(block, room)]

    def _within(self, room: float, taken: float) -> float:
        return max(room - taken * self.paper.size, 4 * self.paper.size)

    def _words(self, nodes: list[Node], room: float) -> list[Node]:
        return nodes if self.paper.by_word else broken(nodes, room / (self.paper.size * self.paper.scale))

    def _div(self, content: Any, room: float) -> list[Any]:
        attributes, blocks = content
        for name, taken in TAKEN.items():
            if has_class(attributes, name):
                room = self._within(room, taken)
        if has_class(attributes, "layout-cell") and not self.paper.by_word:
            share = float(value_of(attributes, "width") or 100) / 100
            room = room if share == 1 else share * room - GUTTER
        if has_class(attributes, "callout-title", "tab-title"):
            room *= BOLD
        around = self._label
        self._label = (has_class(attributes, "float") and attributes[0]) or around
        inner = self._blocks(blocks, room)
        self._label = around
        return [attributes, inner]

    def _table(self, content: Any, room: float) -> list[Any]:
        placement = place({"t": "Table", "c": content})
        if placement.fitted(room / self.paper.scale, self.smallest).over:
            self.problems.append(self._unfit(placement, room))
        (identifier, classes, pairs), *rest = content
        return [[identifier, classes, [*pairs, ["room", f"{room:g}"]]], *rest]

    def _unfit(self, placement: Placement, room: float) -> Unfit:
        needs = placement.needs()
        widest = needs.index(max(needs))
        title = placement.title(widest)
        need = sum(needs) * self.smallest * self.paper.scale
        what = (
            f"this table is too wide for the page: its {placement.columns} columns need {need:.0f} pt at a "
            f"size of {self.smallest:g} pt, and {room:.0f} are there; the widest is column {widest + 1}"
        )
        return self._label or placement.first, what + (f", '{title}'" if title else ""), self.advice
