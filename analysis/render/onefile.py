"""Write a publication as one HTML page that needs no other file: to send by mail, to keep."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.files import write_text
from analysis.render import html, navigation
from analysis.render.ast import Node, plain_text, rewrite
from analysis.render.book import Book, Page
from analysis.render.html_nodes import lower
from analysis.render.identifiers import Names
from analysis.render.links import IMAGES, File
from analysis.render.pandoc import ASSETS, Job, convert

NOTE = re.compile(r'((?:id="|href="#)(?:fn(?:ref)?(?=\d)|footnotes(?="))|(?:id|name|for)="_tabset(?=-))')
"""The identifiers of footnotes, of the list of them, and of tabs: the same in every chapter."""

MEDIA = {".svg": "image/svg+xml", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def write_one_file(book: Book, path: Path) -> None:
    """Write the whole publication to *path*, with its style and images inside.

    Raises RenderError when Pandoc is not installed or stops.
    """
    names = Names(book.pages)
    jobs = [job for page in book.pages for job in _jobs(book, page, names)]
    texts = iter([answer.checked.strip() for answer in convert([*html.cover_jobs(book), *jobs])])
    cover = [next(texts) for _ in range(3)]
    pages = [_page(book, page, names, texts) for page in book.pages]
    loaded = html.environment()
    title = plain_text(list(book.title))
    contents = "" if book.project.article else _contents(loaded, book, names, title)
    written = loaded.get_template("onefile.html.j2").render(
        book=book,
        head_title=title,
        description=pages[0]["texts"]["description"],
        cover=cover,
        contents=contents,
        pages=pages,
        style=(ASSETS / html.STYLE).read_text(encoding="utf-8"),
    )
    write_text(path, written + "\n")


def data_address(content: File, suffix: str) -> str:
    """Return the content of an image as an address that holds it."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    kind = MEDIA.get(suffix, f"image/{suffix.removeprefix('.')}")
    return f"data:{kind};base64,{b64encode(data).decode('ascii')}"


def _jobs(book: Book, page: Page, names: Names) -> Iterator[Job]:
    files = book.files

    def resolve(target: str) -> str:
        path = PurePosixPath(target.removeprefix("/"))
        if target.startswith("/") and path in files:
            return data_address(files[path], path.suffix.lower())
        return names.address(target)

    for blocks in html.page_parts(page):
        yield html.html_job(lower(names.renamed(_unlinked(blocks, files), page), resolve))


def _unlinked(blocks: list[Node], files: Mapping[PurePosixPath, File]) -> list[Node]:
    """Turn links to files beside the site into their text: a page that is mailed stands alone."""

    def link(node: Node) -> list[Node] | None:
        path = PurePosixPath(node["c"][2][0].removeprefix("/"))
        beside = path in files and path.suffix.lower() not in IMAGES
        return list(node["c"][1]) if beside else None

    return rewrite(blocks, {"Link": link})


def _page(book: Book, page: Page, names: Names, texts: Iterator[str]) -> dict[str, Any]:
    name = names.prefix(page)
    own = rf"\1-{name}-" if name else r"\1"
    parts = {part: NOTE.sub(own, next(texts)) for part in html.PARTS}
    return {
        "page": page,
        "name": names.top(page),
        "parts": parts,
        "texts": html.page_texts(book, page),
        "toc": navigation.headings(page) if book.project.article else [],
    }


def _contents(loaded: Any, book: Book, names: Names, title: str) -> str:
    links = navigation.contents(book)
    addresses = [(link, f"#{names.top(page)}") for link, page in zip(links, book.pages, strict=True)]
    drawn: str = loaded.get_template("contents.html.j2").render(
        book=title, root="#_top", links=addresses, mark=""
    )
    return drawn
