"""Write an article as JATS, the XML of journals and their archives (NISO Z39.96, archiving, version 1.2)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from reproreport.files import write_bytes
from reproreport.render.book import Book, promoted
from reproreport.render.conservation.hold import hold_file
from reproreport.render.jats.finish import finish
from reproreport.render.jats.front import MATHML, XLINK, article_element, front_element
from reproreport.render.jats.nodes import FOLDER, Jats
from reproreport.render.outline import Names, shown
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.memory import nodes_of
from reproreport.render.pandoc.nodes import Node, document, find, plain, plain_text
from reproreport.render.resolve.citations import cite_node, work_key
from reproreport.render.typst.pictures import Picture, read_pictures

PUBLICATIONS = {
    "article-journal": "journal",
    "article-magazine": "journal",
    "article-newspaper": "newspaper",
    "paper-conference": "confproc",
    "webpage": "website",
    "legislation": "government",
}
"""What JATS4R calls a kind of work that has another name in citation styles."""

PARTS_OF_A_WHOLE = frozenset({"journal", "newspaper", "confproc", "chapter", "entry"})
"""Kinds of works with a title beside that of what they stand in."""


def listed_works(book: Book) -> str:
    """Return a document that cites what the list of references holds, and nothing else."""
    listed = {
        str(node["c"][0][0]).removeprefix("ref-")
        for page in book.pages
        for node in find(page.blocks, ("Div",))
    }
    works = [work for work in book.works if work_key(work) in listed]
    meta: dict[str, Node] = {
        "references": {"t": "MetaList", "c": works},
        "nocite": {"t": "MetaInlines", "c": [cite_node(work_key(work)) for work in works]},
        "lang": {"t": "MetaString", "c": book.project.lang},
    }
    return document([], meta)


def name_works(root: Any, works: Any) -> None:
    """Give each work of an article's list, besides what a reader reads, its parts by name.

    *works* is what Pandoc made of :func:`listed_works`.
    """
    found = {ref.get("id"): ref.find("element-citation") for ref in works.iter("ref")}
    for reference in root.iterfind("back/ref-list/ref"):
        parts = found.get(reference.get("id"))
        shown = reference.find("mixed-citation")
        if parts is None or shown is None:
            continue
        _named_kind(parts)
        if parts.get("publication-type"):
            shown.set("publication-type", parts.get("publication-type"))
        both = etree.Element("citation-alternatives")
        shown.addprevious(both)
        both.extend([parts, shown])


def _named_kind(parts: Any) -> None:
    """Name the kind of a work as JATS does; the title of what stands in nothing else is its source."""
    kind = parts.get("publication-type")
    if kind in PUBLICATIONS:
        parts.set("publication-type", PUBLICATIONS[kind])
    title = parts.find("article-title")
    whole = parts.get("publication-type") not in PARTS_OF_A_WHOLE
    if title is not None and whole and parts.find("source") is None:
        title.tag = "source"


WRITER = "jats_archiving"
DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD with MathML3 '
    'v1.2 20190208//EN" "JATS-archivearticle1-mathml3.dtd">'
)

WRAPPER = r'<p specific-use="wrapper">\s*'
START = re.compile(rf"({WRAPPER}<(?:boxed-text|sec|table-wrap-group|verse-group)[^>]*>)\s*</p>")
END = re.compile(rf"{WRAPPER}(</(?:boxed-text|sec|table-wrap-group|verse-group)>\s*</p>)")
BARE = re.compile(rf"{WRAPPER}((?:</?(?:caption|title|verse-line)>)+)\s*</p>")
"""What starts, ends and stands in the constructs that ``nodes`` writes as raw blocks."""


def write(book: Book, files: Mapping[str, Path]) -> None:
    """Write a publication's ``jats``, with its pictures beside it."""
    write_jats(book, files["jats"])


def write_jats(book: Book, path: Path) -> None:
    """Write an article to *path*, with its pictures in a folder beside it.

    Raises RenderError when Pandoc or Typst is absent or stops.
    """
    pictures = read_pictures(book)
    graphics = {address: _files(address, name, drawn) for address, (name, drawn) in pictures.items()}
    names = Names(book.pages)
    page = book.pages[0]
    jats = Jats(names, frozenset({f"#{names.top(page)}"}), graphics, book.project.words.delimiter)
    text_of_article = shown(book.project, "jats").without(nodes_of(page.blocks))
    blocks, references = _references(jats.lower(promoted(text_of_article)))
    parts = [blocks, jats.lower(list(page.abstract)), jats.lower([plain(page.title)]), [plain(page.subtitle)]]
    jobs = [Job(document(part), "json", WRITER) for part in parts]
    listed = listed_works(book)
    answers = convert([*jobs, Job(listed, "json", f"{WRITER}+element_citations", citeproc=True)])
    text, abstract, title, subtitle, cited = (_parse(answer.checked) for answer in answers)
    root = article_element(book)
    root.append(front_element(book, title.find("body"), subtitle.find("body"), list(abstract.find("body"))))
    root.extend([part for part in text if len(part)])
    finish(root, references)
    name_works(root, cited)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["xlink", "mml"])
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=DOCTYPE)
    write_bytes(path, written + b"\n")
    hold_file(book, path, "jats")
    _write_pictures(book, path.parent / FOLDER, pictures, graphics)


def _files(address: str, name: str, drawn: Picture) -> list[str]:
    """Return the names of the files of an image: a drawing has one for its lines and one for its pixels."""
    suffix = PurePosixPath(address).suffix.lower()
    return list(dict.fromkeys([f"{name}{suffix}", f"{name}{drawn.suffix}"]))


def _write_pictures(
    book: Book, folder: Path, pictures: Mapping[str, tuple[str, Picture]], graphics: Mapping[str, list[str]]
) -> None:
    for address, (_, drawn) in pictures.items():
        original, *pixels = graphics[address]
        folder.mkdir(parents=True, exist_ok=True)
        content = book.files[PurePosixPath(address[1:])]
        if isinstance(content, bytes):
            (folder / original).write_bytes(content)
        else:
            shutil.copyfile(content, folder / original)
        for file in pixels:
            (folder / file).write_bytes(drawn.data)


def _references(blocks: list[Node]) -> tuple[list[Node], str]:
    """Return the blocks without the heading of the list of references, and what it says."""
    kept: list[Node] = []
    title = ""
    for block in blocks:
        is_list = block["t"] == "Div" and block["c"][0][0] == "refs"
        if is_list and kept and kept[-1]["t"] == "Header":
            title = plain_text(kept.pop()["c"][2])
        if is_list and kept and kept[-1]["t"] == "Header":
            kept.append(plain([]))  # Pandoc would take the heading of a section without text for the list's
        kept.append(block)
    return kept, title


def _parse(fragment: str) -> Any:
    """Return what Pandoc wrote: an element that holds a body and a back.

    In items of lists Pandoc puts each block into a paragraph of its own, also the start and the end of one.
    """
    fragment = BARE.sub(r"\1", END.sub(r"\1", START.sub(r"\1", fragment)))
    wrapped = f'<x xmlns:xlink="{XLINK}" xmlns:mml="{MATHML}">{fragment.strip()}</x>'
    return etree.fromstring(wrapped, etree.XMLParser(resolve_entities=False, no_network=True))
