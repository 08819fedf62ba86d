"""Write a publication as one HTML page that needs no other file: to send by mail, to keep."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from reproreport.files import write_text
from reproreport.render import html, navigation
from reproreport.render.ast import plain_text
from reproreport.render.book import Book, Page
from reproreport.render.conservation.hold import hold_file
from reproreport.render.html_nodes import MARK, addressed
from reproreport.render.identifiers import Names
from reproreport.render.images import IMAGES
from reproreport.render.links import File
from reproreport.render.stylesheets import inlined_style

NOTE = re.compile(r'((?:id="|href="#)(?:fn(?:ref)?(?=\d)|footnotes(?="))|(?:id|name|for)="_tabset(?=-))')
"""The identifiers of footnotes, of the list of them, and of tabs: the same in every chapter."""

NAMED = re.compile(r' id="([^"]*)"')
LINK = re.compile(rf'<a href="{MARK}([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)

MEDIA = {".svg": "image/svg+xml", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def write_one_file(book: Book, path: Path) -> None:
    """Write the whole publication to *path*, with its style and images inside.

    Raises RenderError when Pandoc is not installed or stops.
    """
    names = Names(book.pages)
    address = partial(_address, names, book.files)
    texts = (_unlinked(text, book.files) for text in html.converted(book))
    cover = [addressed(next(texts), address) for _ in range(3)]
    pages = [_page(book, page, names, texts, address) for page in book.pages]
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
        style=inlined_style(book.project),
        **html.words(book.project),
    )
    write_text(path, written + "\n")
    hold_file(book, path, "html")


def data_address(content: File, suffix: str) -> str:
    """Return the content of an image as an address that holds it."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    kind = MEDIA.get(suffix, f"image/{suffix.removeprefix('.')}")
    return f"data:{kind};base64,{b64encode(data).decode('ascii')}"


def _address(names: Names, files: Mapping[PurePosixPath, File], target: str) -> str:
    path = PurePosixPath(target.removeprefix("/"))
    return data_address(files[path], path.suffix.lower()) if path in files else names.address(target)


def _unlinked(text: str, files: Mapping[PurePosixPath, File]) -> str:
    """Turn links to files beside the site into their text: a page that is mailed stands alone."""

    def link(match: re.Match[str]) -> str:
        path = PurePosixPath(unquote(match[1]).removeprefix("/"))
        return match[2] if path in files and path.suffix.lower() not in IMAGES else match[0]

    return LINK.sub(link, text)


def _renamed(text: str, names: Names, page: Page) -> str:
    """Return a chapter's HTML with one name for each place of the publication."""
    prefix = names.prefix(page)
    if not prefix:
        return text
    path = str(page.chapter.path)

    def rename(match: re.Match[str]) -> str:
        tag = text[text.rfind("<", 0, match.start()) : match.start()]
        if _is_pandocs(tag, match[1]):
            return match[0]
        return f' id="{escape(names.name(path, unescape(match[1])))}"'

    return NOTE.sub(rf"\1-{prefix}-", NAMED.sub(rename, text))


def _is_pandocs(tag: str, identifier: str) -> bool:
    """Say whether a name is one of notes or tabs, given its tag up to it: no place that a chapter names."""
    if tag == "<section":
        return identifier == "footnotes"
    return tag == "<li" or tag.startswith("<input ") or 'class="footnote-ref"' in tag


def _page(
    book: Book, page: Page, names: Names, texts: Iterator[str], address: Callable[[str], str]
) -> dict[str, Any]:
    parts = {part: addressed(_renamed(next(texts), names, page), address) for part in html.PARTS}
    return {
        "page": page,
        "name": names.top(page),
        "parts": parts,
        "texts": html.page_texts(book, page),
        "toc": navigation.headings(page, book) if book.project.article else [],
    }


def _contents(loaded: Any, book: Book, names: Names, title: str) -> str:
    links = navigation.contents(book)
    addresses = [(link, f"#{names.top(page)}") for link, page in zip(links, book.pages, strict=True)]
    drawn: str = loaded.get_template("contents.html.j2").render(
        book=title, root="#_top", links=addresses, mark="", **html.words(book.project)
    )
    return drawn
