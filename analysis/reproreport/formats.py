"""The one table of formats: what a report can be written as, and where its files stand.

A row is a format, and ``render/<folder>/`` is what writes it: its module ``write`` has the function
``write(book, files)``, which is given the file of each kind that is wanted. To add a format takes a row
here, a folder there, and the keys of ``project/settings.py`` that it knows. The table stands below
``project``, which reads what a publication says of its formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of files of a format, in a folder of its own.

    Attributes:
        name: the name of its folder.
        suffix: how the file ends that a reader opens first.
        stem: that file's name without its suffix; a publication's ``output-file`` where none is given.
        place: the folder of the whole report's files, from the project's root; a publication's are below
            ``build/publications/<name>/``, as the whole report's are where none is given.
        books: whether only books have it.
    """

    name: str
    suffix: str
    stem: str = ""
    place: str = ""
    books: bool = False

    def file(self, output_file: str) -> str:
        """Return the name of the file that a reader opens first."""
        return f"{self.stem or output_file}{self.suffix}"


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: what ``--formats`` calls it.
        quarto: what ``format:`` and ``when-format`` call it.
        folder: the folder of ``render/`` that writes it.
        kinds: the kinds of files that it has.
        articles: whether only articles have it.
        within: the format in whose text its own is shown, too: an EPUB is made of HTML.
    """

    name: str
    quarto: str
    folder: str
    kinds: tuple[Kind, ...]
    articles: bool = False
    within: str = ""


FORMATS = (
    Format("html", "html", "html", (Kind("site", ".html", stem="index", books=True), Kind("html", ".html"))),
    Format("pdf", "typst", "typst", (Kind("pdf", ".pdf", place="build/pdf"),)),
    Format("docx", "docx", "docx", (Kind("docx", ".docx"),)),
    Format("epub", "epub", "epub", (Kind("epub", ".epub"),), within="html"),
    Format("jats", "jats", "jats", (Kind("jats", ".xml"),), articles=True),
)
"""Every format, in the order in which they are listed."""

NAMES: Mapping[str, Format] = {one.name: one for one in FORMATS}
"""Each format by its name."""

QUARTO: Mapping[str, Format] = {one.quarto: one for one in FORMATS}
"""Each format by Quarto's name of it."""

KINDS: Mapping[str, Kind] = {kind.name: kind for one in FORMATS for kind in one.kinds}
"""Each kind of files by its name."""
