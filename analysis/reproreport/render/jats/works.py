"""The works that an article cites, part by part: authors, year, source, DOI.

A ``ref`` holds both: ``mixed-citation`` is the work as the list of references prints it, ``element-citation``
has its parts under names, which a journal's programs can look up and link.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from reproreport.render.ast import Node, document, find
from reproreport.render.book import Book
from reproreport.render.citations import cite_node, work_key

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
