"""Write a publication as one PDF: Pandoc writes Typst, Typst sets it with the fonts of its wheel."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePosixPath

from analysis.errors import Problem, RenderError
from analysis.render.book import Book
from analysis.render.conservation.hold import hold_file
from analysis.render.memory import uncollected
from analysis.render.pandoc import ASSETS
from analysis.render.typst_document import sources

EPOCH = 0
"""The PDF's only date: a build has none of its own."""


@uncollected()
def write_pdf(book: Book, path: Path) -> None:
    """Write the publication to *path*; the folder is made if absent.

    Raises RenderError when Pandoc or Typst is absent, or Typst refuses the document.
    """
    source, images = sources(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        shutil.copyfile(ASSETS / "book.typ", work / "book.typ")
        for file, image in images.items():
            content = book.files[PurePosixPath(file[1:])]
            data = content if isinstance(content, bytes) else content.read_bytes()
            (work / image).write_bytes(data)
        (work / "main.typ").write_text(source, encoding="utf-8")
        path.write_bytes(_compile(work))
    hold_file(book, path, "typst")


def typst_source(book: Book) -> str:
    """Return the Typst source of a publication, as :func:`write_pdf` sets it."""
    return sources(book)[0]


def _compile(work: Path) -> bytes:
    """Set ``main.typ``; the same folder content gives the same bytes anywhere.

    Where a float stands changes what is on a page, and so where it stands: rarely, Typst finds no end to
    this, and prints numbers of pages that are not. Then nothing floats.
    """
    written, warnings = _typeset(work, floats=True)
    if warnings:
        written, warnings = _typeset(work, floats=False)
    if warnings:
        raise RenderError(*(Problem(f"Typst warns: {warning}") for warning in warnings))
    return written


def _typeset(work: Path, *, floats: bool) -> tuple[bytes, list[str]]:
    """Return the PDF, and what Typst warns of."""
    try:
        import typst
    except ImportError:
        fix = "install it with: pip install typst"
        raise RenderError(Problem("Typst is not installed", fix=fix)) from None
    try:
        written, warnings = typst.compile_with_warnings(
            str(work / "main.typ"),
            root=str(work),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=EPOCH,
            sys_inputs={"floats": "yes" if floats else "no"},
        )
    except typst.TypstError as error:
        text = str(error).replace(str(work) + "/", "")
        hints = "; ".join(getattr(error, "hints", []) or [])
        raise RenderError(Problem(f"Typst could not set the PDF: {text}", fix=hints)) from None
    return bytes(written), [str(warning).replace(str(work) + "/", "") for warning in warnings]
