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
from analysis.render.html_nodes import between, lower, relative
from analysis.render.links import File
from analysis.render.memory import Blocks, key_of, nodes_of, uncollected
from analysis.render.pandoc import ASSETS, Job, convert

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
    texts = iter(_converted(book))
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


def _converted(book: Book) -> list[str]:
    """Return the cover's texts and those of every page, in the order of PARTS, as HTML.

    What an earlier build converted is not converted again.
    """
    pages = {str(page.chapter.path): page.output for page in book.pages}
    texts: list[str] = []
    missing: dict[int, tuple[str, Job]] = {}
    for output, blocks in _parts(book):
        known = isinstance(blocks, Blocks)
        key = key_of("html", str(output), blocks.key if isinstance(blocks, Blocks) else blocks)
        found = book.memory.get(key) if known or blocks else ""
        if found is None:
            lowered = lower(nodes_of(blocks), partial(relative, page=output, pages=pages))
            missing[len(texts)] = key, html_job(lowered)
        texts.append(found or "")
    answers = convert([job for _, job in missing.values()])
    for (index, (key, _)), answer in zip(missing.items(), answers, strict=True):
        texts[index] = answer.checked.strip()
        book.memory.put(key, texts[index])
    return texts


def _parts(book: Book) -> Iterator[tuple[PurePosixPath, Sequence[Node]]]:
    """Yield every text of the site with the page that it stands on. Only PARTS' last has notes."""
    for words in (book.title, book.subtitle, book.description):
        yield navigation.HOME, [plain(words)] if words else []
    for page in book.pages:
        yield page.output, [plain(page.title)] if page.title else []
        yield page.output, [plain(page.subtitle)] if page.subtitle else []
        yield page.output, list(page.abstract)
        yield page.output, page.blocks


def page_parts(page: Page) -> list[list[Node]]:
    """Return what a page shows, in the order of PARTS. Only the text has notes."""
    return [[plain(page.title)], [plain(page.subtitle)], list(page.abstract), list(page.blocks)]


def cover_jobs(book: Book) -> list[Job]:
    """Return the documents of a cover: title, subtitle, description."""
    return [html_job([plain(part)]) for part in (book.title, book.subtitle, book.description)]


def html_job(blocks: Sequence[Node]) -> Job:
    """Return blocks, which are Pandoc's HTML already, as a document to convert."""
    return Job(document(blocks), "json", "html5")


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
