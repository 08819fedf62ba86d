"""A publication as one document of blocks for Word: title page or head, contents, chapters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.project.model import TitlePage
from analysis.render.article import promoted
from analysis.render.ast import NBSP, Node, attr, div, plain_text, raw_inline, text
from analysis.render.book import Book, Page
from analysis.render.docx.nodes import Word, contents, styled
from analysis.render.docx.styles import SIZE, TEXT_HEIGHT, TEXT_WIDTH
from analysis.render.fitting import Paper, fitted
from analysis.render.identifiers import Names
from analysis.render.raster import Picture

PAPER = Paper(TEXT_WIDTH, TEXT_HEIGHT, SIZE / 2, by_word=True)


def document_blocks(book: Book, pictures: Mapping[str, tuple[str, Picture]]) -> Iterator[Node]:
    """Yield the whole document."""
    names = Names(book.pages)
    word = Word(names, book.files, pictures)
    options = book.project.formats.get("docx", {})
    depth = int(options.get("toc-depth", 3))
    if book.project.article:
        page = book.pages[0]
        yield from _head(page, word)
        yield from word.lower(fitted(promoted(page.blocks), PAPER))
        return
    yield from _cover(book, word)
    if options.get("toc", True):
        yield from contents(list(_entries(book, names, depth)), "Contents", depth)
    part: str | None = None
    for page in book.pages:
        new = page.chapter.part or ("Appendices" if page.chapter.appendix else None)
        if new and new != part:
            yield styled("Part Title", text(new))
        part = new
        yield from _chapter(page, names, word)


def _head(page: Page, word: Word) -> Iterator[Node]:
    """Yield what stands above an article's text."""
    title = styled("Title", word.lower([{"t": "Plain", "c": list(page.title)}])[0]["c"])
    yield div(attr(word.names.top(page)), [title])
    if page.subtitle:
        yield styled("Subtitle", page.subtitle)
    yield from _opening(page, word)


def _opening(page: Page, word: Word) -> Iterator[Node]:
    """Yield authors, abstract and keywords."""
    for author in page.authors:
        yield styled("Author", text(author.name))
        if author.affiliation:
            yield styled("Author", [{"t": "Emph", "c": text(author.affiliation)}])
    if page.abstract:
        yield styled("Abstract Title", text("Abstract"))
        inner = word.lower(list(page.abstract))
        yield {"t": "Div", "c": [["", [], [["custom-style", "Abstract"]]], inner]}
    if page.keywords:
        words = [{"t": "Strong", "c": text("Keywords")}, *text(f"{NBSP} {', '.join(page.keywords)}")]
        yield styled("Keywords", words)


def _cover(book: Book, word: Word) -> Iterator[Node]:
    """Yield the title page."""
    sheet = book.project.title_page
    if sheet:
        yield from _title_page(sheet, book)
        return
    yield styled("Title", book.title)
    if book.subtitle:
        yield styled("Subtitle", book.subtitle)
    yield styled("Author", text(", ".join(book.project.authors)))
    if book.description:
        yield styled("Body Text", word.lower([{"t": "Plain", "c": list(book.description)}])[0]["c"])


def _title_page(sheet: TitlePage, book: Book) -> Iterator[Node]:
    tab = raw_inline("openxml", "<w:r><w:tab/></w:r>")
    for line in sheet.above:
        yield styled("Title Page Text", text(line))
    yield styled("Title Page Author", text(sheet.author))
    yield styled("Title Page Title", book.title)
    if book.subtitle:
        yield styled("Title Page Subtitle", book.subtitle)
    yield styled("Title Page Kind", text(sheet.kind))
    for detail in sheet.details:
        # A dotted line stands where a name is not known.
        names: list[Node] = [] if detail.texts else [tab]
        for index, name in enumerate(detail.texts):
            names += [*([{"t": "LineBreak"}] if index else []), *text(name)]
        yield styled("Title Page Detail", [*text(detail.label), tab, *names])
    yield styled("Title Page Place", text(sheet.below))
    if sheet.note:
        yield styled("Title Page Note", text(sheet.note))


def _entries(book: Book, names: Names, depth: int) -> Iterator[tuple[int, str, str, str]]:
    for page in book.pages:
        path = str(page.chapter.path)
        yield 1, page.number, plain_text(list(page.title)), names.top(page)
        for entry in page.toc:
            if entry.level <= depth:
                title = plain_text(list(entry.title))
                yield entry.level, entry.number, title, names.name(path, entry.identifier)


def _chapter(page: Page, names: Names, word: Word) -> Iterator[Node]:
    number = f"Appendix {page.number} —" if page.chapter.appendix else page.number
    mark = text(f"{number}{NBSP}{NBSP}") if page.number else []
    title = word.lower([{"t": "Plain", "c": list(page.title)}])[0]["c"]
    yield {"t": "Header", "c": [1, [names.top(page), [], []], [*mark, *title]]}
    if page.subtitle:
        yield styled("Subtitle", page.subtitle)
    yield from _opening(page, word)
    yield from word.lower(fitted(names.renamed(list(page.blocks), page), PAPER))
