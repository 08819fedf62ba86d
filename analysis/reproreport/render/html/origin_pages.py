"""Write the pages that say where numbers come from, and what scripts show of them beside a text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from lxml import etree, html
from markupsafe import Markup

from reproreport.render.book import Book, Page
from reproreport.render.html.frame import ICON, SCRIPT, policy
from reproreport.render.html.navigation import HOME
from reproreport.render.html.nodes import addressed, between
from reproreport.render.html.origins import FOLDER, Origins, file_page, notebook_page
from reproreport.render.html.ways import details, site_address
from reproreport.render.outline import shown
from reproreport.render.pandoc.memory import Memory, key_of
from reproreport.render.pandoc.nodes import plain_text
from reproreport.render.resolve.links import File

COMMITS = FOLDER / "commits.html"
"""The page that says which commit changed each data row last; it is written when the site is published."""

SEARCH = PurePosixPath("search.js")
"""The words of all pages, for a script that searches them."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BREAKING = frozenset({"p", "td", "th", "li", "div", "figcaption", "br", "dd", "dt", "tr", "section", "aside"})
"""Elements after which a word ends."""

CHANGES = FOLDER / "commits.js"
"""The same for scripts."""

CARDS = FOLDER / "cards"
"""The folder of what a script shows beside links that lead to another page."""


Files = Iterator[tuple[PurePosixPath, File]]
"""Files of a site, by their paths in it."""


def origin_pages(origins: Origins, environment: Any, styles: Sequence[PurePosixPath]) -> Files:
    """Yield each page that says where numbers come from, what it leads to, and the same for scripts."""
    book, root = origins.book, origins.book.project.root
    project, names = book.project, [[str(one.output), one.number, one.title] for one in book.pages]
    sheets = list(map(str, styles))
    facts = repr([origins.entries, origins.files])
    key = key_of("origins", facts, origins.cells, names, book.title, project.lang, project.words.key, sheets)
    written = book.memory.get(key)
    if written is None:
        written = {str(path): text for path, text in _written(origins, environment, styles)}
        book.memory.put(key, written)
    yield from ((PurePosixPath(path), text.encode()) for path, text in written.items())
    for chapter in origins.notebooks:
        yield FOLDER / "notebooks" / f"{chapter}.ipynb", root / "build" / "notebooks" / f"{chapter}.ipynb"
    yield from ((FOLDER / "files" / name, root / name) for name in origins.files)
    yield from origins.pictures()
    yield from origins.tables()


def _written(
    origins: Origins, environment: Any, styles: Sequence[PurePosixPath]
) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the text of each page, and of each script of cards."""
    book = origins.book
    title = plain_text(list(book.title))

    def page(template: str, output: PurePosixPath, heading: str, **values: Any) -> tuple[PurePosixPath, str]:
        text = environment.get_template(template).render(
            title=title,
            heading=heading,
            lang=book.project.lang,
            root=between(output, HOME),
            script=between(output, SCRIPT),
            styles=[between(output, sheet) for sheet in styles],
            policy=policy(),
            icon=ICON,
            commits=between(output, COMMITS),
            **values,
        )
        return output, f"{text}\n"

    for one in book.pages:
        entries = origins.entries.get(one.output)
        if entries:
            output = origins.numbers_page(one)
            number = shown(book.project, "html").number(one.number)
            said = _all_details(origins, one)
            yield page(
                "numbers.html.j2",
                output,
                "Where the numbers come from",
                name=f"{number} {plain_text(list(one.title))}".strip(),
                back=between(output, one.output),
                entries=entries,
                details=said,
            )
            yield CARDS / f"{output}.js", _call("reportCards", str(output), said)
    for chapter in origins.notebooks:
        output = notebook_page(chapter)
        files = book.provenance.chapters[chapter].files
        yield page(
            "notebook.html.j2",
            output,
            f"Notebook {chapter}",
            chapter=chapter,
            download=f"{chapter}.ipynb",
            files=[(name, site_address(output, file_page(name))) for name in files if name in origins.files],
            cells=addressed(origins.cells[chapter], partial(_address, output)),
        )
    for name, file in origins.files.items():
        output = file_page(name)
        yield page("data.html.j2", output, name, file=file, download=PurePosixPath(name).name)


def _address(output: PurePosixPath, target: str) -> str:
    """Return the address of a marked target (:func:`reproreport.render.html.nodes.addressed`) from a page."""
    return between(output, PurePosixPath(target.removeprefix("/")))


def _all_details(origins: Origins, page: Page) -> dict[str, Markup]:
    """Return what is said of each number, table and figure of a page, by their places."""
    words = origins.book.project.words
    address = partial(site_address, origins.numbers_page(page))
    return {
        entry.identifier: Markup(details(entry, origins.files, words, address))  # noqa: S704
        for entry in origins.entries[page.output]
    }


def scripts(book: Book, texts: Mapping[PurePosixPath, str]) -> Files:
    """Yield what a script shows beside links that lead to another page, and what it searches.

    These are scripts, because a page that is opened from a disk may read nothing else.

    Args:
        book: the publication.
        texts: the text of each page, as HTML.
    """
    index: list[list[str]] = []
    for page in book.pages:
        places, sections = _read(texts[page.output], book.memory)
        if places:
            yield CARDS / f"{page.output}.js", _call("reportCards", str(page.output), places).encode()
        title = plain_text(list(page.title))
        for identifier, heading, text in sections:
            place = f"#{quote(identifier)}" if identifier else ""
            index.append([f"{page.output}{place}", title, heading or title, text])
    yield SEARCH, _call("reportSearch", index).encode()


def _call(name: str, *values: object) -> str:
    written = (json.dumps(one, ensure_ascii=False, separators=(",", ":"), sort_keys=True) for one in values)
    return f"{name}({','.join(written)});\n"


def _read(text: str, memory: Memory) -> tuple[dict[str, str], list[list[str]]]:
    """Return what is shown of a text's places, and its sections: identifier, heading, words."""
    key = key_of("places and sections", text)
    found = memory.get(key)
    if found is None:
        root = html.fragment_fromstring(text, create_parent="div")
        found = [_places(root), _sections(root)]
        memory.put(key, found)
    places, sections = found
    return places, sections


def _sections(root: Any) -> list[list[str]]:
    """Return the words of a text by its headings; what stands before the first has none."""
    sections = [["", "", ""]]
    words: list[str] = []
    heading = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_heading = element.tag in HEADINGS
        if event == "start":
            if is_heading:
                sections[-1][2] = normalized(words)
                words, heading = [], element
                sections.append([element.get("id", ""), element.text_content().removesuffix("#").strip(), ""])
            elif heading is None and isinstance(element.tag, str):
                words.append(element.text or "")
        else:
            if element is heading:
                heading = None
            if heading is None:
                words.append((" " if element.tag in BREAKING else "") + (element.tail or ""))
    sections[-1][2] = normalized(words)
    return [section for section in sections if section[1] or section[2]]


def normalized(words: list[str]) -> str:
    """Return words with single spaces between them."""
    return " ".join("".join(words).split())


def _places(root: Any) -> dict[str, str]:
    """Return what is shown of works, tables and figures when a link to them is pointed at."""
    found = {}
    for element in root.xpath('.//figure[@id] | .//div[contains(@class, "csl-entry")][@id]'):
        shown = [element] if element.tag == "div" else element.xpath("./figcaption | .//img")
        parts = "".join(html.tostring(one, encoding="unicode", with_tail=False) for one in shown)
        found[element.get("id")] = parts
    return found
