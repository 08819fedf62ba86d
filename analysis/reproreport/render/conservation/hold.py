"""The check: a page is held to its chapter, and every written file to the pages.

What a chapter says, in Pandoc's reading of it, is noted before the renderer does anything with it, and noted
once more of what was written, as it stands in the file. So whatever loses a text on the way is found, whoever
it is: this library, Pandoc, Typst or Quarto.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Protocol

from reproreport.errors import Problem, RenderError
from reproreport.project import Chapter, Project
from reproreport.render.conservation.markup import said_in_docx, said_in_epub, said_in_html, said_in_jats
from reproreport.render.conservation.pdf import said_in_pdf
from reproreport.render.conservation.said import FROM, Missing, Said, missing
from reproreport.render.conservation.source import said_on_page
from reproreport.render.pandoc.memory import Blocks, Memory, key_of, remember
from reproreport.render.pandoc.nodes import Node, plain
from reproreport.render.read.source import Source


class Page(Protocol):
    """What is asked of a page (:class:`reproreport.render.book.Page`)."""

    @property
    def chapter(self) -> Chapter:
        """Return the chapter that it is of."""

    @property
    def output(self) -> PurePosixPath:
        """Return its path in the site."""

    @property
    def title(self) -> Sequence[Node]:
        """Return its title, inlines."""

    @property
    def subtitle(self) -> Sequence[Node]:
        """Return its subtitle, inlines."""

    @property
    def abstract(self) -> Sequence[Node]:
        """Return its abstract, blocks."""

    @property
    def blocks(self) -> Sequence[Node]:
        """Return its text."""


class Book(Protocol):
    """What is asked of a book (:class:`reproreport.render.book.Book`)."""

    @property
    def project(self) -> Project:
        """Return the publication."""

    @property
    def pages(self) -> Sequence[Page]:
        """Return its pages."""

    @property
    def memory(self) -> Memory:
        """Return what earlier builds found."""


class Draft(Protocol):
    """What is asked of a chapter while it is read (:class:`reproreport.render.draft.Draft`)."""

    blocks: Sequence[Node]
    key: str
    source: Source

    @property
    def said(self) -> Callable[[], Said]:
        """Return what gives all that the chapter says."""

    @property
    def path(self) -> PurePosixPath:
        """Return the chapter's file."""


READERS: Mapping[str, Callable[[bytes], Said]] = {
    "html": said_in_html,
    "typst": said_in_pdf,
    "docx": said_in_docx,
    "epub": said_in_epub,
    "jats": said_in_jats,
}
"""What reads a written file, by Quarto's name of its format."""

CALLED = {"note": "footnote", "item": "list item", "code": "code block"}
"""What an author calls some kinds of things."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
"""Letters of Hebrew and Arabic, without the signs between them that this check uses itself."""

BY_QUARTO = ("heading", "table", "note")
"""What pages of Quarto's are held to besides words: other things it writes in ways of its own."""

TOLD = 3
"""How much of what is missing is told: the rest often follows from it."""


def check_page(draft: Draft, page: Page) -> Iterator[Problem]:
    """Yield what a chapter says, and its page does not."""
    memory = draft.blocks.memory if isinstance(draft.blocks, Blocks) else None
    key = key_of("conserved", draft.key, _key(page))
    if memory is not None and memory.has(key):
        return
    said, made = draft.said(), _said(page).own
    formats = READERS if said.shown("none") is not said else ["html"]
    lost = [one for form in formats for one in missing([said.shown(form)], made.shown(form))]
    lines = [(line.where, line.text) for line in draft.source.lines]
    for one in list(dict.fromkeys(lost))[:TOLD]:
        cells = [thing.name for thing in said.of(FROM) if thing.start <= one.start < thing.end]
        where = cells[0] if cells else _where(lines, one, str(draft.path))
        fix = "write it in another way, or in another place: here it would be shown nowhere"
        if cells:
            fix = "let the cell show one table, and say this in its caption or in the chapter"
        yield Problem(f"{_call(one)} would be lost", where, fix)
    if not lost and memory is not None:
        memory.put(key, True)


def hold_site(book: Book, folder: Path) -> None:
    """Hold the pages of a site to those of the book.

    Raises:
        RenderError: what is missing, by chapter.
    """
    problems: list[Problem] = []
    for page in book.pages:
        path = folder / page.output
        if not path.is_file():
            problems.append(Problem("the chapter has no page", str(page.chapter.path)))
            continue
        content = path.read_bytes()
        key = key_of("conserved in html", sha256(content).hexdigest(), _key(page))
        if book.memory.has(key):
            continue
        lost = missing([_said(page).shown("html")], said_in_html(content))
        problems += _problems(book, [page], lost, f"the page {page.output}")
        if not lost:
            book.memory.put(key, True)
    if problems:
        raise RenderError(*problems)


def hold_file(book: Book, path: Path, form: str) -> None:
    """Hold a file that holds a whole publication to the pages; *form* is Quarto's name of its format.

    Raises:
        RenderError: what is missing, by chapter, or the file cannot be read back.
    """
    wanted, found = [_said(page).shown(form) for page in book.pages], READERS[form](path.read_bytes())
    if form == "typst":
        wanted, found = [_left_to_right(said) for said in wanted], _left_to_right(found)
    lost = missing(wanted, found)
    if lost:
        raise RenderError(*_problems(book, book.pages, lost, path.name))


def _left_to_right(said: Said) -> Said:
    """Return what is said without letters that are written from right to left.

    In a PDF they stand as they are seen, which is not as they are read.
    """
    return replace(said, text=RIGHT_TO_LEFT.sub(" ", said.text))


def hold_quarto(book: Book, outputs: Mapping[str, Path]) -> None:
    """Hold the pages that Quarto wrote to those of the book.

    Of words that a renderer makes, such as numbers and citations, Quarto has its own, and of the alternative
    texts of figures, too. *outputs* is the folder of a ``site``, or the file of an article's ``html``.

    Raises:
        RenderError: what is missing, by chapter.
    """
    problems: list[Problem] = []
    for page in book.pages if {"site", "html"} & outputs.keys() else ():
        path = outputs["site"] / page.output if "site" in outputs else outputs["html"]
        if path.is_file():
            wanted = _said(page).own.shown("html").without_pictures()
            lost = missing([wanted], said_in_html(path.read_bytes()), BY_QUARTO)
            problems += _problems(book, [page], lost, f"Quarto's {path.name}")
        else:
            problems.append(Problem("the chapter has no page of Quarto's", str(page.chapter.path)))
    if problems:
        raise RenderError(*problems)


def _said(page: Page) -> Said:
    """Return what a page says, as the writers are given it."""
    front = said_on_page([plain(page.title)], [plain(page.subtitle)], page.abstract)
    return front + Said.of_data(remember(page.blocks, "said", lambda blocks: said_on_page(blocks).data))


def _key(page: Page) -> str:
    """Return the key of what a page says."""
    text = page.blocks.key if isinstance(page.blocks, Blocks) else page.blocks
    return key_of(page.title, page.subtitle, page.abstract, text)


def _problems(book: Book, pages: Sequence[Page], lost: Sequence[Missing], where: str) -> Iterator[Problem]:
    """Yield what is missing of some pages in the words of an author."""
    for one in lost[:TOLD]:
        path = pages[one.place].chapter.path
        try:
            lines = (book.project.root / path).read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            lines = []
        numbered = [(f"{path}:{number}", line) for number, line in enumerate(lines, 1)]
        fix = "the renderer lost it: write it in another way, and tell the renderer's authors"
        yield Problem(f"{_call(one)} is missing from {where}", _where(numbered, one, str(path)), fix)


def _call(one: Missing) -> str:
    """Return what an author calls something."""
    if one.kind == "chapter":
        return f"all of the chapter, '{one.name}',"
    return f"the {CALLED.get(one.kind, one.kind)} '{one.name}'"


def _where(lines: Iterable[tuple[str, str]], one: Missing, chapter: str) -> str:
    """Return the first line that holds a label, or the first words of something; else the chapter."""
    wanted = Said(one.name).words[:4]
    if one.kind != "chapter" and wanted:
        for where, line in lines:
            found = Said(line).words
            if any(found[n : n + len(wanted)] == wanted for n in range(len(found) - len(wanted) + 1)):
                return where
    return chapter
