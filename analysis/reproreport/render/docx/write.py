"""Write a publication as a Word document, for those who comment in Word.

A publication as one document of blocks for Word: title page or head, contents, chapters.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from reproreport.errors import Problem, RenderError
from reproreport.files import write_bytes
from reproreport.project import Project
from reproreport.project.model import TitlePage
from reproreport.project.people import Author
from reproreport.render.book import Book, Page, promoted
from reproreport.render.conservation.hold import hold_file
from reproreport.render.docx.finish import finish_parts
from reproreport.render.docx.nodes import PAPER, Word, contents, styled
from reproreport.render.docx.package import read_parts, write_parts
from reproreport.render.docx.styles import merged, read_template, reference_document, text_area
from reproreport.render.outline import Names, Shown, openings, shown
from reproreport.render.pandoc.door import environment, pandoc_path
from reproreport.render.pandoc.nodes import (
    NBSP,
    Node,
    attr,
    div,
    document,
    link,
    plain_text,
    raw_inline,
    text,
)
from reproreport.render.tables.fitting import Paper, fitted, too_wide
from reproreport.render.typst.pictures import Picture, read_pictures


def document_blocks(
    book: Book,
    pictures: Mapping[str, tuple[str, Picture]],
    paper: Paper = PAPER,
) -> Iterator[Node]:
    """Yield the whole document; *paper* is the room on a page."""
    names = Names(book.pages)
    word = Word(names, book.files, pictures, paper)
    project = book.project
    numbers = shown(project, "docx")
    # The sections of an article are its highest level.
    depth = int(project.option("docx", "toc-depth", 3))
    listed = contents(list(_entries(book, names, depth, numbers)), _contents_title(project), depth)
    if project.article:
        page = book.pages[0]
        yield from _head(book, page, word)
        if project.option("docx", "toc", False):
            yield from listed
        yield from word.lower(fitted(promoted(numbers.without(list(page.blocks))), paper))
        return
    yield from _cover(book, word)
    if project.option("docx", "toc", True):
        yield from listed
    for opening in openings(book):
        for title, _ in opening.parts:
            yield styled("Part Title", text(title))
        yield from _chapter(book, opening.page, names, word, numbers)


def _contents_title(project: Project) -> str:
    return str(project.option("docx", "toc-title") or project.words["toc-title-document"])


def _head(book: Book, page: Page, word: Word) -> Iterator[Node]:
    """Yield what stands above an article's text."""
    title = styled("Title", word.lower([{"t": "Plain", "c": list(page.title)}])[0]["c"])
    yield div(attr(word.names.top(page)), [title])
    if page.subtitle:
        yield styled("Subtitle", page.subtitle)
    yield from _opening(book, page, word)


def _opening(book: Book, page: Page, word: Word) -> Iterator[Node]:
    """Yield authors, abstract and keywords."""
    words = book.project.words
    yield from _people(page.authors)
    if page.abstract:
        title = book.project.option("docx", "abstract-title") or words["section-title-abstract"]
        yield styled("Abstract Title", text(str(title)))
        inner = word.lower(list(page.abstract))
        yield {"t": "Div", "c": [["", [], [["custom-style", "Abstract"]]], inner]}
    if page.keywords:
        mark = {"t": "Strong", "c": text(words["title-block-keywords"])}
        yield styled("Keywords", [mark, *text(f"{NBSP} {', '.join(page.keywords)}")])


def _people(authors: Iterable[Author]) -> Iterator[Node]:
    """Yield each author with the institutions, and how to reach them."""
    for author in authors:
        yield styled("Author", _linked(author.name, author.url))
        if author.affiliations:
            places: list[Node] = []
            for place in author.affiliations:
                places += [*(text("; ") if places else []), *_linked(place.name, place.url)]
            yield styled("Author", [{"t": "Emph", "c": places}])
        contacts: list[Node] = []
        if author.email:
            contacts += _linked(author.email, f"mailto:{author.email}")
        if author.orcid:
            contacts += text(f"{NBSP} ") if contacts else []
            contacts += _linked(f"ORCID {author.orcid}", f"https://orcid.org/{author.orcid}")
        if contacts:
            yield styled("Author", contacts)


def _linked(words: str, address: str) -> list[Node]:
    return [link(text(words), address)] if address else text(words)


def _cover(book: Book, word: Word) -> Iterator[Node]:
    """Yield the title page."""
    sheet = book.project.title_page
    known = any(not author.bare for author in book.project.people)
    if sheet:
        yield from _title_page(sheet, book)
        yield from _people(book.project.people if known else ())
        return
    yield styled("Title", book.title)
    if book.subtitle:
        yield styled("Subtitle", book.subtitle)
    if known:
        yield from _people(book.project.people)
    else:
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


def _entries(book: Book, names: Names, depth: int, numbers: Shown) -> Iterator[tuple[int, str, str, str]]:
    """Yield the entries of the contents: level, number, title, and the name of the place."""
    article = book.project.article
    for opening in openings(book):
        page = opening.page
        path = str(page.chapter.path)
        if not article:
            yield 1, _page_number(page, numbers), plain_text(list(page.title)), names.top(page)
        for entry in page.toc:
            level = entry.level - article
            if level <= depth:
                number = numbers.number(entry.number, entry.level)
                title = plain_text(list(entry.title))
                yield level, number, title, names.name(path, entry.identifier)


def _page_number(page: Page, numbers: Shown) -> str:
    return page.number if page.chapter.appendix else numbers.number(page.number)


def _chapter(book: Book, page: Page, names: Names, word: Word, numbers: Shown) -> Iterator[Node]:
    number = _page_number(page, numbers)
    if page.chapter.appendix and number:
        number = book.project.words.appendix(number)
    mark = text(f"{number}{NBSP}{NBSP}") if number else []
    title = word.lower([{"t": "Plain", "c": list(page.title)}])[0]["c"]
    if page.chapter.heads_part:
        yield div(attr(names.top(page)), [styled("Part Title", title)])
    else:
        yield {"t": "Header", "c": [1, [names.top(page), [], []], [*mark, *title]]}
    if page.subtitle:
        yield styled("Subtitle", page.subtitle)
    yield from _opening(book, page, word)
    blocks = names.renamed(numbers.without(list(page.blocks)), page)
    yield from word.lower(fitted(blocks, word.paper))


def write(book: Book, files: Mapping[str, Path]) -> None:
    """Write a publication's ``docx``."""
    write_docx(book, files["docx"])


def write_docx(book: Book, path: Path) -> None:
    """Write the publication to *path*.

    Raises RenderError when Pandoc or Typst is absent or stops, or a table is too wide for any page.
    """
    reference, paper = _reference(book.project)
    problems = list(too_wide(book, paper))
    if problems:
        raise RenderError(*problems)
    pictures = read_pictures(book)
    blocks = list(document_blocks(book, pictures, paper))
    lang: Node = {"t": "MetaString", "c": book.project.language.scripted}
    written = _convert(document(blocks, {"lang": lang}), pictures, reference)
    parts = read_parts(written)
    finish_parts(parts, book)
    write_bytes(path, write_parts(parts))
    hold_file(book, path, "docx")


def _reference(project: Project) -> tuple[bytes, Paper]:
    """Return the reference document, and the room on its pages."""
    own = reference_document(chapters=not project.article)
    for path in project.files.get("reference-doc", ()):
        template = read_template(project.root / path, project.where("docx", "reference-doc"))
        width, height = text_area(template)
        lying = text_area(template, turned=True)
        return merged(template, own), replace(PAPER, width=width, height=height, lying=lying)
    return own, PAPER


def _convert(text_: str, pictures: Mapping[str, tuple[str, Picture]], reference: bytes) -> bytes:
    """Return what Pandoc makes of the document, with the pictures beside it."""
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        (work / "reference.docx").write_bytes(reference)
        for file, drawn in pictures.values():
            (work / f"{file}{drawn.suffix}").write_bytes(drawn.data)
        command = [str(pandoc_path()), "--from=json", "--to=docx", "--reference-doc=reference.docx"]
        process = subprocess.run(
            [*command, "--output=out.docx"],
            input=text_.encode(),
            cwd=work,
            capture_output=True,
            check=False,
            env=environment(SOURCE_DATE_EPOCH="0"),
        )
        if process.returncode != 0 or process.stderr.strip():
            reason = process.stderr.decode(errors="replace").strip()
            raise RenderError(Problem(f"Pandoc could not write the Word document: {reason}"))
        return (work / "out.docx").read_bytes()
