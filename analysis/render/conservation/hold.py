"""The check: a page is held to its chapter, and every written file to the pages.

What a chapter says, in Pandoc's reading of it, is noted before the renderer does anything with it, and noted
once more of what was written, as it stands in the file. So whatever loses a text on the way is found, whoever
it is: this library, Pandoc, Typst or Quarto.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import Problem, RenderError
from analysis.render.ast import plain
from analysis.render.conservation.html import said_in_html
from analysis.render.conservation.jats import said_in_jats
from analysis.render.conservation.pdf import said_in_pdf
from analysis.render.conservation.said import Missing, Said, missing
from analysis.render.conservation.source import said_on_page
from analysis.render.conservation.word import said_in_docx
from analysis.render.memory import Blocks, key_of, remember

if TYPE_CHECKING:
    from analysis.render.book import Book, Page
    from analysis.render.draft import Draft

READERS: Mapping[str, Callable[[bytes], Said]] = {
    "html": said_in_html,
    "typst": said_in_pdf,
    "docx": said_in_docx,
    "jats": said_in_jats,
}
"""What reads a written file, by Quarto's name of its format."""

CALLED = {"note": "footnote", "item": "list item", "code": "code block"}
"""What an author calls some kinds of things."""

BY_QUARTO = ("heading", "table", "figure", "note")
"""What pages of Quarto's are held to besides words: their lists are also those of its own navigation."""

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
        fix = "write it in another way, or in another place: here it would be shown nowhere"
        yield Problem(f"{_call(one)} would be lost", _where(lines, one, str(draft.path)), fix)
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
    wanted = [_said(page).shown(form) for page in book.pages]
    lost = missing(wanted, READERS[form](path.read_bytes()))
    if lost:
        raise RenderError(*_problems(book, book.pages, lost, path.name))


def hold_pages_of_quarto(book: Book, pages: Mapping[str, Path]) -> None:
    """Hold pages that Quarto wrote to those of the book, each by the path of its chapter.

    Of words that a renderer makes, such as numbers and citations, Quarto has its own.

    Raises:
        RenderError: what is missing, by chapter.
    """
    problems: list[Problem] = []
    for page in book.pages:
        path = pages[str(page.chapter.path)]
        if path.is_file():
            wanted = _said(page).own.shown("html")
            lost = missing([wanted], said_in_html(path.read_bytes()), BY_QUARTO)
            problems += _problems(book, [page], lost, f"Quarto's page {path.name}")
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
