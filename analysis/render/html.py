"""Write the book as a web site: one page a chapter, no script, no request to any other host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from analysis.files import write_folder
from analysis.render import navigation
from analysis.render.ast import NBSP, Node, document, plain, plain_text
from analysis.render.book import Book, Page
from analysis.render.conservation.hold import hold_site
from analysis.render.html_nodes import addressed, between, lower, marked, relative
from analysis.render.links import File
from analysis.render.memory import Blocks, key_of, nodes_of, uncollected
from analysis.render.pandoc import ASSETS, Job, recalled

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "report.css"
NOTES = '<section id="footnotes"'
"""Pandoc's section of notes; a chapter may have a heading of that name."""

PARTS = ("title", "subtitle", "abstract", "text")


@uncollected()
def write_site(book: Book, folder: Path) -> None:
    """Write every page, the style sheet and the images into *folder*, which is made if absent.

    A file that is there and right is left alone, one that is not of the site is removed. Raises
    RenderError when Pandoc is not installed or stops.
    """
    pages = {str(page.chapter.path): page.output for page in book.pages}
    outputs = [navigation.HOME] * 3 + [page.output for page in book.pages for _ in PARTS]
    texts = (
        addressed(text, partial(relative, page=output, pages=pages))
        for output, text in zip(outputs, converted(book), strict=True)
    )
    cover = [next(texts) for _ in range(3)]
    links = navigation.contents(book)
    loaded = environment()
    template = loaded.get_template("page.html.j2")
    title = plain_text(list(book.title))
    contents = navigation.Contents(loaded.get_template("contents.html.j2"), links, title)
    files: dict[PurePosixPath, File] = {PurePosixPath(STYLE): ASSETS / STYLE, **book.files}
    for index, page in enumerate(book.pages):
        written = template.render(
            book=book,
            book_title=title,
            page=page,
            **page_texts(book, page),
            cover=cover if page.output == navigation.HOME else None,
            parts={name: next(texts).replace(NOTES, "<section") for name in PARTS},
            toc=navigation.headings(page),
            contents=contents.html(page),
            previous=navigation.turn(links, index - 1, page),
            following=navigation.turn(links, index + 1, page),
            root=between(page.output, navigation.HOME),
            style=between(page.output, PurePosixPath(STYLE)),
        )
        files[page.output] = f"{written}\n".encode()
    write_folder(folder, files)
    hold_site(book, folder)


def converted(book: Book) -> list[str]:
    """Return the cover's three texts and those of every page, in the order of PARTS, as HTML.

    Site and one-file page are made of the same: links and images are marked, to be addressed by each
    (:func:`analysis.render.html_nodes.addressed`). What an earlier build converted is not converted again.
    """
    lang = book.project.lang
    return recalled(((_key(blocks, lang), partial(_job, blocks)) for blocks in _parts(book)), book.memory)


def _key(blocks: Sequence[Node], lang: str) -> str:
    return key_of("html", lang, blocks.key if isinstance(blocks, Blocks) else blocks)


def _job(blocks: Sequence[Node]) -> Job:
    return Job(document(lower(nodes_of(blocks), marked)), "json", "html5")


def _parts(book: Book) -> Iterator[Sequence[Node]]:
    """Yield every text of the publication. Only PARTS' last has notes."""
    for words in (book.title, book.subtitle, book.description):
        yield [plain(words)] if words else []
    for page in book.pages:
        yield [plain(page.title)] if page.title else []
        yield [plain(page.subtitle)] if page.subtitle else []
        yield list(page.abstract)
        yield page.blocks


def page_texts(book: Book, page: Page) -> dict[str, str]:
    """Return the page's number and title as plain text, for its head."""
    name, title = plain_text(list(book.title)), plain_text(list(page.title))
    label = page.number
    if page.chapter.appendix and page.number:
        label = f"Appendix {page.number}{NBSP}—"
    head_title = name if page.output == navigation.HOME else f"{label} {title} – {name}".strip()
    description = " ".join(plain_text(list(page.abstract or book.description)).split())
    return {"label": label, "head_title": head_title, "description": description[:300]}


def environment() -> Environment:
    """Return what reads the templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
