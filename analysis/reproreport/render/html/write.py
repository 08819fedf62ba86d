"""Write a publication as HTML: a site of one page a chapter, and one page that needs no other file.

Pages are complete without their script; nothing is asked of another host.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from html import escape, unescape
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import Markup

from reproreport.files import write_folder, write_text
from reproreport.languages import ENGLISH
from reproreport.project import Project
from reproreport.render.book import Book, Page
from reproreport.render.conservation.hold import hold_file, hold_site
from reproreport.render.html import navigation
from reproreport.render.html.alone import Alone
from reproreport.render.html.frame import ICON, SCRIPT, metadata, policy, script
from reproreport.render.html.nodes import (
    MARK,
    NUMBERS,
    PERMALINK,
    Form,
    addressed,
    between,
    lower,
    marked,
    relative,
)
from reproreport.render.html.origin_pages import origin_pages, scripts
from reproreport.render.html.origins import Origins
from reproreport.render.html.stylesheets import author_sheets, inlined_style, sheet_files, style_sheet
from reproreport.render.html.ways import site_address, with_known, with_ways
from reproreport.render.outline import Names, shown
from reproreport.render.pandoc.door import ASSETS, Job, recalled
from reproreport.render.pandoc.memory import Blocks, key_of, nodes_of, uncollected
from reproreport.render.pandoc.nodes import NBSP, Node, document, plain, plain_text
from reproreport.render.read.images import IMAGES
from reproreport.render.resolve.links import File

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "report.css"
DOWNLOADS = PurePosixPath("downloads.html")
"""The page of what can be had besides (:mod:`reproreport.render.html.colophon`)."""

COLOPHON = PurePosixPath("built-from.html")
"""The page that says what the site was built from (:mod:`reproreport.render.html.colophon`)."""
NOTES = '<section id="footnotes"'
"""Pandoc's section of notes; a chapter may have a heading of that name."""

PARTS = ("title", "subtitle", "abstract", "text")


def write(book: Book, files: Mapping[str, Path]) -> None:
    """Write a publication's ``site`` (its first page is named) or its one ``html`` page, or both."""
    if "site" in files:
        write_site(book, files["site"].parent)
    if "html" in files:
        write_one_file(book, files["html"])


@uncollected()
def write_site(book: Book, folder: Path) -> None:
    """Write every page, the style sheet and the images into *folder*, which is made if absent.

    A file that is there and right is left alone, one that is not of the site is removed. Raises
    RenderError when Pandoc is not installed or stops.
    """
    pages = {str(page.chapter.path): page.output for page in book.pages}
    origins = Origins(book)
    outputs = [navigation.HOME] * 3 + [page.output for page in book.pages for _ in PARTS]
    own = book.project.words

    def placed(output: PurePosixPath, text: str) -> str:
        known = with_known(text, origins.known)
        lined = with_ways(known, origins, own, partial(site_address, output))
        return addressed(lined, partial(_way, origins=origins, page=output, pages=pages))

    texts = (placed(output, text) for output, text in zip(outputs, converted(book), strict=True))
    cover = [next(texts) for _ in range(3)]
    links = navigation.contents(book)
    loaded = environment()
    template = loaded.get_template("page.html.j2")
    title = plain_text(list(book.title))
    contents = navigation.Contents(loaded.get_template("contents.html.j2"), links, title, words(book.project))
    sheets = [PurePosixPath(STYLE), *author_sheets(book.project)]
    files: dict[PurePosixPath, File] = {
        PurePosixPath(STYLE): style_sheet(book.project).encode(),
        SCRIPT: script().encode(),
        **book.files,
        **sheet_files(book.project),
    }
    read: dict[PurePosixPath, str] = {}
    for index, page in enumerate(book.pages):
        parts = {name: next(texts).replace(NOTES, "<section") for name in PARTS}
        read[page.output] = parts["abstract"] + parts["text"]
        heads = page_texts(book, page)
        written = template.render(
            book=book,
            book_title=title,
            page=page,
            **heads,
            policy=policy(),
            icon=ICON,
            metadata=metadata(
                book.project,
                plain_text(list(page.title)) if page.output != navigation.HOME else title,
                heads["description"],
                part=page.output != navigation.HOME,
            ),
            script=between(page.output, SCRIPT),
            numbers=origins.entries.get(page.output) and between(page.output, origins.numbers_page(page)),
            downloads=between(page.output, DOWNLOADS),
            cover=cover if page.output == navigation.HOME else None,
            parts=parts,
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
    for path, content in chain(origin_pages(origins, loaded, sheets), scripts(book, read)):
        files.setdefault(path, content)
    write_folder(folder, files)
    hold_site(book, folder)


def _way(target: str, origins: Origins, page: PurePosixPath, pages: Mapping[str, PurePosixPath]) -> str:
    """Return a link's address from one page of the site; those of numbers lead to what is said of them."""
    path, _, name = target.partition("#")
    if path != f"/{NUMBERS}":
        return relative(target, page, pages)
    one = next(one for one in origins.book.pages if one.output == page)
    return f"{between(page, origins.numbers_page(one))}#n-{name}"


def converted(book: Book) -> list[str]:
    """Return the cover's three texts and those of every page, in the order of PARTS, as HTML.

    Site and one-file page are made of the same: links and images are marked, to be addressed by each
    (:func:`reproreport.render.html.nodes.addressed`). What an earlier build converted is not converted again.
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
        "own_language": "" if own.get("numbers") else ENGLISH,
        "numbers_word": own.own("numbers"),
        "downloads_word": own.own("downloads"),
        "search_word": own.own("search"),
        "search_none": own.own("search-none"),
        "more_word": own.own("more"),
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


NOTE = re.compile(r'((?:id="|href="#)(?:fn(?:ref)?(?=\d)|footnotes(?="))|(?:id|name|for)="_tabset(?=-))')
"""The identifiers of footnotes, of the list of them, and of tabs: the same in every chapter."""

NAMED = re.compile(r' id="([^"]*)"')
PERMANENT = re.compile(rf'<a href="#([^"]*)" class="{PERMALINK}')
"""A link from a place to itself."""

LINK = re.compile(rf'<a href="{MARK}([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)

MEDIA = {".svg": "image/svg+xml", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def write_one_file(book: Book, path: Path) -> None:
    """Write the whole publication to *path*, with its style and images inside.

    Raises RenderError when Pandoc is not installed or stops.
    """
    names = Names(book.pages)
    address = partial(_address, names, book.files)
    origins = Origins(book)
    alone = Alone(origins)
    texts = (_unlinked(with_known(text, origins.known), book.files) for text in converted(book))
    texts = (with_ways(text, origins, book.project.words, alone) for text in texts)
    cover = [addressed(next(texts), address) for _ in range(3)]
    pages = [_page(book, page, names, texts, address) for page in book.pages]
    loaded = environment()
    title = plain_text(list(book.title))
    contents = "" if book.project.article else _contents(loaded, book, names, title)
    written = loaded.get_template("onefile.html.j2").render(
        book=book,
        head_title=title,
        description=pages[0]["texts"]["description"],
        cover=cover,
        contents=contents,
        pages=pages,
        origins=alone,
        policy=policy(alone=True),
        icon=ICON,
        metadata=metadata(book.project, title, pages[0]["texts"]["description"], part=False),
        script=Markup(script()),  # noqa: S704
        style=inlined_style(book.project),
        **words(book.project),
    )
    write_text(path, written + "\n")
    hold_file(book, path, "html")


def data_address(content: File, suffix: str) -> str:
    """Return the content of an image as an address that holds it."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    kind = MEDIA.get(suffix, f"image/{suffix.removeprefix('.')}")
    return f"data:{kind};base64,{b64encode(data).decode('ascii')}"


def _address(names: Names, files: Mapping[PurePosixPath, File], target: str) -> str:
    if target.startswith(f"/{NUMBERS}#"):
        return f"#n-{target.partition('#')[2]}"
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

    def permalink(match: re.Match[str]) -> str:
        return f'<a href="#{escape(names.name(path, unescape(match[1])))}" class="{PERMALINK}'

    return PERMANENT.sub(permalink, NOTE.sub(rf"\1-{prefix}-", NAMED.sub(rename, text)))


def _is_pandocs(tag: str, identifier: str) -> bool:
    """Say whether a name is one of notes or tabs, given its tag up to it: no place that a chapter names."""
    if tag == "<section":
        return identifier == "footnotes"
    return tag == "<li" or tag.startswith("<input ") or 'class="footnote-ref"' in tag


def _page(
    book: Book, page: Page, names: Names, texts: Iterator[str], address: Callable[[str], str]
) -> dict[str, Any]:
    parts = {part: addressed(_renamed(next(texts), names, page), address) for part in PARTS}
    return {
        "page": page,
        "name": names.top(page),
        "parts": parts,
        "texts": page_texts(book, page),
        "toc": navigation.headings(page, book) if book.project.article else [],
    }


def _contents(loaded: Any, book: Book, names: Names, title: str) -> str:
    links = navigation.contents(book)
    addresses = [(link, f"#{names.top(page)}") for link, page in zip(links, book.pages, strict=True)]
    drawn: str = loaded.get_template("contents.html.j2").render(
        book=title, root="#_top", links=addresses, mark="", **words(book.project)
    )
    return drawn
