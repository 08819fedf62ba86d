"""What a reader meets in a document, one fact after the other, whichever renderer made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reproreport.errors import RenderError


class Kind(StrEnum):
    """What a fact is."""

    TITLE = "title"
    """The window's title and language, and what a title block says: by name, in no order."""
    HEADING = "heading"
    """Its level, number and words."""
    PARAGRAPH = "paragraph"
    """The whole text of a paragraph, list item or term, with the mark of its list."""
    CAPTION = "caption"
    """With its label and number; the target is the identifier."""
    ALT = "alt"
    """What a picture says to whom it is not shown."""
    ROW = "row"
    """A row of a table: every cell, whether it heads others, how far it spans."""
    CALLOUT = "callout"
    EQUATION = "equation"
    CODE = "code"
    FOOTNOTE = "footnote"
    ENTRY = "entry"
    """Of the list of references."""
    REFERENCE = "reference"
    """A cross-reference's words, and where it leads."""
    CITATION = "citation"
    LINK = "link"
    CONTENTS = "contents"
    """A line of a document's contents."""
    OUTLINE = "outline"
    """A line of a page's own contents."""
    TURN = "turn"
    """The page before and after."""
    NUMBERS = "numbers"
    """The numbers of a paragraph alone, where its words are not kept."""


@dataclass(frozen=True)
class Fact:
    """One thing that a reader meets: its *text*, and for what leads somewhere its *target*."""

    kind: Kind
    text: str
    target: str = ""


@dataclass(frozen=True, order=True)
class Place:
    """Where facts stand: a page of one format of a publication."""

    publication: str
    format: str
    page: str

    def __str__(self) -> str:
        """Return the place as a heading of the list of differences."""
        return " ".join(part for part in (self.publication, self.format, self.page) if part)


Facts = tuple[Fact, ...]
Reading = Mapping[Place, Facts]
"""The facts of each page, in the order in which they are read."""


class UnreadableError(RenderError):
    """A page or a PDF has not the form in which the renderer writes it, so nothing can be compared."""
