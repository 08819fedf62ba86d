"""A small book, or an article, in every format, as tests read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

import epub
import ooxml
from reproreport.project import load_project
from reproreport.render.book import Book, read_book, read_elsewhere, write_elsewhere
from reproreport.render.docx.write import write_docx
from reproreport.render.epub.write import write_epub
from reproreport.render.html.write import write_one_file, write_site
from reproreport.render.jats.write import write_jats
from reproreport.render.typst.write import write_pdf
from small_book import Files, write_book
from tagged_pdf import read_tagged

FORMATS: dict[str, Any] = {"html": {}, "typst": {}, "docx": {}, "epub": {}}


@dataclass
class Written:
    """A publication that is written when a test asks for a format."""

    book: Book
    folder: Path

    @cached_property
    def site(self) -> Path:
        """Return the folder of the site."""
        write_site(self.book, self.folder / "site")
        return self.folder / "site"

    def page(self, name: str) -> str:
        """Return a page of the site."""
        return (self.site / name).read_text(encoding="utf-8")

    @cached_property
    def one_page(self) -> str:
        """Return the one page that needs no other file."""
        write_one_file(self.book, self.folder / "one.html")
        return (self.folder / "one.html").read_text(encoding="utf-8")

    @cached_property
    def pdf(self) -> Path:
        """Return the PDF."""
        write_pdf(self.book, self.folder / "one.pdf")
        return self.folder / "one.pdf"

    @cached_property
    def printed(self) -> str:
        """Return what the PDF says, without running heads and numbers of pages."""
        return read_tagged(self.pdf).root.text.replace("\xa0", " ")

    @cached_property
    def page_numbers(self) -> list[str]:
        """Return what stands at the heads and feet of the PDF's pages, without the dots of the contents."""
        found = (text.strip(". ") for text in read_tagged(self.pdf).artifacts)
        return [text for text in found if text]

    @property
    def bookmarks(self) -> list[str]:
        """Return the PDF's bookmarks, deeper ones after the one that they stand in."""
        with pikepdf.open(self.pdf) as document, document.open_outline() as outline:
            return [item.title for top in outline.root for item in (top, *top.children)]

    @cached_property
    def paper(self) -> tuple[float, float]:
        """Return the width and the height of the PDF's second page."""
        with pikepdf.open(self.pdf) as document:
            _, _, width, height = document.pages[1].mediabox
            return float(width), float(height)

    @cached_property
    def word(self) -> dict[str, bytes]:
        """Return the parts of the Word document."""
        write_docx(self.book, self.folder / "one.docx")
        return ooxml.parts((self.folder / "one.docx").read_bytes())

    @cached_property
    def word_body(self) -> Any:
        """Return the body of the Word document."""
        return ooxml.xml(self.word["word/document.xml"])

    @cached_property
    def word_text(self) -> list[str]:
        """Return the paragraphs of the Word document."""
        found = ("".join(p.itertext(f"{{{ooxml.W}}}t")) for p in self.word_body.iter(f"{{{ooxml.W}}}p"))
        return [text.replace("\xa0", " ") for text in found if text.strip()]

    @cached_property
    def epub(self) -> dict[str, bytes]:
        """Return the files of the EPUB."""
        write_epub(self.book, self.folder / "one.epub")
        return epub.parts((self.folder / "one.epub").read_bytes())

    @property
    def epub_text(self) -> str:
        """Return what the chapters of the EPUB say."""
        return "".join("".join(page.itertext()) for page in epub.chapters(self.epub))

    @property
    def epub_contents(self) -> str:
        """Return what the contents of the EPUB say."""
        return "".join(epub.xml(self.epub["EPUB/nav.xhtml"]).itertext())

    @property
    def epub_spine(self) -> list[str]:
        """Return the identifiers of what a reader turns over, in this order."""
        return [item.get("idref") for item in epub.xml(self.epub[epub.PACKAGE]).iter(f"{epub.OPF}itemref")]

    @cached_property
    def jats(self) -> Any:
        """Return the root of the JATS."""
        write_jats(self.book, self.folder / "one.xml")
        return etree.parse(str(self.folder / "one.xml")).getroot()


def write_all(folder: Path, files: Files, variables: Any = None, **settings: Any) -> Written:
    """Write a book with a chapter for each .qmd that is given, in all formats of books."""
    project = write_book(folder / "book", files, **{"format": FORMATS, **settings})
    return Written(read_book(project, variables or {}), folder)


def write_article(folder: Path, text: str, more: Files | None = None, **settings: Any) -> Written:
    """Write an article of one chapter, ``a.qmd``, with these settings in its profile, and the whole of it."""
    profile = {
        "project": {"type": "default", "output-dir": "build/alone", "render": ["a.qmd"]},
        "author": "The maintainers",
        "output-file": "alone",
        "format": {**FORMATS, "jats": {}},
        **settings,
    }
    shared = {key: settings[key] for key in ("lang",) if key in settings}
    files = {"a.qmd": text, **(more or {}), "_quarto-alone.yml": json.dumps(profile, ensure_ascii=False)}
    whole = write_book(folder / "book", files, **shared)
    part = load_project(whole.root, "alone")
    elsewhere = folder / "elsewhere.json"
    write_elsewhere(read_book(whole, {}), [part], elsewhere)
    others = frozenset(chapter.path for chapter in whole.chapters) - {part.chapters[0].path}
    return Written(read_book(part, {}, read_elsewhere(elsewhere, part), others), folder)
