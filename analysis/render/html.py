"""Write the book as a web site: one page a chapter, no script, no request to any other host."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from analysis.render import navigation
from analysis.render.ast import NBSP, Node, document, plain, plain_text
from analysis.render.book import Book, Page
from analysis.render.html_nodes import between, lower, relative
from analysis.render.pandoc import ASSETS, Job, convert

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "report.css"
PARTS = ("title", "subtitle", "abstract", "text")


def write_site(book: Book, folder: Path) -> None:
    """Write every page, the style sheet and the images into *folder*, which is made if absent.

    Raises RenderError when Pandoc is not installed or stops.
    """
    pages = {str(page.chapter.path): page.output for page in book.pages}
    jobs = [job for page in book.pages for job in _jobs(page, pages)]
    texts = iter([answer.checked for answer in convert([*cover_jobs(book), *jobs])])
    cover = [next(texts).strip() for _ in range(3)]
    links = navigation.contents(book)
    loaded = environment()
    template = loaded.get_template("page.html.j2")
    title = plain_text(list(book.title))
    contents = navigation.Contents(loaded.get_template("contents.html.j2"), links, title)
    for index, page in enumerate(book.pages):
        target = folder / page.output
        target.parent.mkdir(parents=True, exist_ok=True)
        written = template.render(
            book=book,
            book_title=title,
            page=page,
            **page_texts(book, page),
            cover=cover if page.output == navigation.HOME else None,
            parts={name: next(texts).strip() for name in PARTS},
            toc=navigation.headings(page),
            contents=contents.html(page),
            previous=navigation.turn(links, index - 1, page),
            following=navigation.turn(links, index + 1, page),
            root=between(page.output, navigation.HOME),
            style=between(page.output, PurePosixPath(STYLE)),
        )
        target.write_text(written + "\n", encoding="utf-8")
    _write_files(book, folder)


def _jobs(page: Page, pages: Mapping[str, PurePosixPath]) -> Iterator[Job]:
    """Yield the documents of a page."""

    def resolve(target: str) -> str:
        return relative(target, page.output, pages)

    for blocks in page_parts(page):
        yield html_job(lower(blocks, resolve))


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
    head_title = name if page.output == navigation.HOME else f"{page.number} {title} – {name}".strip()
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


def _write_files(book: Book, folder: Path) -> None:
    shutil.copyfile(ASSETS / STYLE, folder / STYLE)
    for path, content in book.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            shutil.copyfile(content, target)
