"""Write an article as JATS, the XML of journals and their archives (NISO Z39.96, archiving, version 1.2)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from reproreport.files import write_bytes
from reproreport.render.article import promoted
from reproreport.render.ast import Node, document, plain, plain_text
from reproreport.render.book import Book
from reproreport.render.conservation.hold import hold_file
from reproreport.render.identifiers import Names
from reproreport.render.jats.finish import finish
from reproreport.render.jats.front import MATHML, XLINK, article_element, front_element
from reproreport.render.jats.nodes import FOLDER, Jats
from reproreport.render.jats.works import listed_works, name_works
from reproreport.render.memory import nodes_of
from reproreport.render.pandoc import Job, convert
from reproreport.render.raster import Picture, read_pictures
from reproreport.render.shown import shown

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
