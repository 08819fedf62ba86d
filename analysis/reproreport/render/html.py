"""Write the book as a web site: one page a chapter, no script, no request to any other host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reproreport.files import write_folder
from reproreport.languages import ENGLISH
from reproreport.project import Project
from reproreport.render import navigation
from reproreport.render.ast import NBSP, Node, document, plain, plain_text
from reproreport.render.book import Book, Page
from reproreport.render.conservation.hold import hold_site
from reproreport.render.html_nodes import Form, addressed, between, lower, marked, relative
from reproreport.render.links import File
from reproreport.render.memory import Blocks, key_of, nodes_of, uncollected
from reproreport.render.pandoc import ASSETS, Job, recalled
from reproreport.render.shown import shown
from reproreport.render.stylesheets import author_sheets, sheet_files, style_sheet

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "report.css"
COLOPHON = PurePosixPath("built-from.html")
"""The page that says what the site was built from (:mod:`reproreport.render.colophon`)."""
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
    contents = navigation.Contents(loaded.get_template("contents.html.j2"), links, title, words(book.project))
    sheets = [PurePosixPath(STYLE), *author_sheets(book.project)]
    files: dict[PurePosixPath, File] = {
        PurePosixPath(STYLE): style_sheet(book.project).encode(),
        **book.files,
        **sheet_files(book.project),
    }
    for index, page in enumerate(book.pages):
        written = template.render(
            book=book,
            book_title=title,
            page=page,
            **page_texts(book, page),
            cover=cover if page.output == navigation.HOME else None,
            parts={name: next(texts).replace(NOTES, "<section") for name in PARTS},
            toc=navigation.headings(page, book),
            contents=contents.html(page),
            previous=navigation.turn(links, index - 1, page),
            following=navigation.turn(links, index + 1, page),
            root=between(page.output, navigation.HOME),
            styles=[between(page.output, sheet) for sheet in sheets],
            built=between(page.output, COLOPHON),
            **words(book.project),
        )
        files[page.output] = f"{written}\n".encode()
    write_folder(folder, files)
    hold_site(book, folder)


def converted(book: Book) -> list[str]:
    """Return the cover's three texts and those of every page, in the order of PARTS, as HTML.

    Site and one-file page are made of the same: links and images are marked, to be addressed by each
    (:func:`reproreport.render.html_nodes.addressed`). What an earlier build converted is not converted again.
    """
    form = Form(book.project.words, shown(book.project, "html"))
    key = [book.project.lang, *form.key]
    return recalled(
        ((_key(blocks, key), partial(_job, blocks, form)) for blocks in _parts(book)), book.memory
    )


def _key(blocks: Sequence[Node], form: Sequence[object]) -> str:
    return key_of("html", form, blocks.key if isinstance(blocks, Blocks) else blocks)


def _job(blocks: Sequence[Node], form: Form) -> Job:
    return Job(document(lower(nodes_of(blocks), marked, form)), "json", "html5")


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
    label = shown(book.project, "html").number(page.number)
    if page.chapter.appendix and page.number:
        label = book.project.words.appendix(page.number, NBSP)
    head_title = name if page.output == navigation.HOME else f"{label} {title} – {name}".strip()
    description = " ".join(plain_text(list(page.abstract or book.description)).split())
    return {"label": label, "head_title": head_title, "description": description[:300]}


def words(project: Project) -> dict[str, str]:
    """Return the words of a page's own, and the direction in which its language is written."""
    own = project.words
    return {
        "abstract_word": str(project.option("html", "abstract-title") or own["section-title-abstract"]),
        "keywords_word": own["title-block-keywords"],
        "contents_word": own["toc-title-document"],
        "on_this_page": str(project.option("html", "toc-title") or own["toc-title-website"]),
        "previous_word": own["previous"],
        "next_word": own["next"],
        "turn_word": own.turn,
        "close_word": own["close"],
        "skip_word": own["skip"],
        "built_word": own.built,
        "built_language": "" if own.get("built") else ENGLISH,
        "direction": ' dir="rtl"' if project.language.right_to_left else "",
    }


@cache
def environment() -> Environment:
    """Return what reads the templates, and keeps those that it has read."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
