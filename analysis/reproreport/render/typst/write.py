"""Write a publication as one PDF: Pandoc writes Typst, Typst sets it with the fonts of its wheel."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from reproreport.errors import RenderError
from reproreport.files import write_bytes
from reproreport.render.book import Book
from reproreport.render.conservation.hold import hold_file
from reproreport.render.pandoc.door import ASSETS
from reproreport.render.pandoc.memory import uncollected
from reproreport.render.typst.document import typst_document
from reproreport.render.typst.errors import explained, private_characters
from reproreport.render.typst.pictures import picture_data, undrawable
from reproreport.render.typst.typesetter import Fonts, read_fonts, typeset

BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
"""Takes the place of a picture that cannot be drawn, to find what else is wrong."""


def write(book: Book, files: Mapping[str, Path]) -> None:
    """Write a publication's ``pdf``."""
    write_pdf(book, files["pdf"])


@uncollected()
def write_pdf(book: Book, path: Path) -> None:
    """Write the publication to *path*; the folder is made if absent.

    Raises RenderError when Pandoc or Typst is absent, or with all that Typst cannot show.
    """
    fonts = read_fonts(book.project)
    document = typst_document(book, fonts)
    faulty = undrawable(book, fonts)
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        shutil.copyfile(ASSETS / "book.typ", work / "book.typ")
        for address, image in document.images.items():
            (work / image).write_bytes(BLANK if address in faulty else picture_data(book, address))
        (work / "main.typ").write_text(document.source, encoding="utf-8")
        written, said = _compile(work, fonts)
    problems = [*document.problems, *chain(*faulty.values()), *explained(said, document, book)]
    if not fonts.folders:  # the project's own might give them a meaning
        problems += private_characters(book)
    if problems:
        raise RenderError(*problems)
    write_bytes(path, written)
    hold_file(book, path, "typst")


def _compile(work: Path, fonts: Fonts) -> tuple[bytes, str]:
    """Set ``main.typ``, and return what is wrong with it; the same content gives the same bytes anywhere.

    Where a float stands changes what is on a page, and so where it stands: rarely, Typst finds no end to
    this, and prints numbers of pages that are not. Then nothing floats.
    """
    written, said = typeset(work, fonts, {"floats": "yes"})
    only_warned = bool(written and said)
    return typeset(work, fonts, {"floats": "no"}) if only_warned else (written, said)
