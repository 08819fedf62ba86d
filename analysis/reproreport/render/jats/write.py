"""Write an article as JATS, the XML of journals and their archives (NISO Z39.96, archiving, version 1.2).

The constructs of an article for Pandoc's JATS writer.

Labels ("Table 1") stand in XML comments, for which Pandoc's model has no place; ``finish.py`` makes
elements of them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from reproreport.files import write_bytes
from reproreport.render.book import Book, promoted
from reproreport.render.conservation.hold import hold_file
from reproreport.render.jats.finish import MATHML, XLINK, article_element, finish, front_element
from reproreport.render.outline import Names, shown
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.memory import nodes_of
from reproreport.render.pandoc.nodes import (
    Node,
    attr,
    document,
    find,
    has_class,
    plain,
    plain_text,
    raw_block,
    raw_inline,
    rewrite,
    span,
    value_of,
)
from reproreport.render.read.conditional import shown_in
from reproreport.render.resolve.citations import cite_node, work_key
from reproreport.render.typst.pictures import Picture, read_pictures

FOLDER = "figures"
"""Where an article's pictures stand, beside its XML."""

PARTS = ("caption", "callout-title", "callout-body")


@dataclass(frozen=True)
class Jats:
    """What the blocks of an article need: the *names* of its places, and the *graphics* of each image.

    The graphics are file names: the drawing as it is first, then as pixels. The *delimiter* stands between a
    number and its caption, where a label has none.
    """

    names: Names
    tops: frozenset[str]
    graphics: Mapping[str, Sequence[str]]
    delimiter: str = ":"

    def lower(self, blocks: Sequence[Node]) -> list[Node]:
        """Return blocks that Pandoc's JATS writer knows."""
        handlers = {
            "Link": self._link,
            "Image": self._image,
            "Header": _header,
            "Span": _span,
            "Div": self._div,
            "Table": _table,
            "LineBlock": _verse,
            "HorizontalRule": lambda _: [],
        }
        return rewrite(list(blocks), handlers)

    def _link(self, node: Node) -> list[Node]:
        _, content, (url, title) = node["c"]
        address = self.names.address(url)
        # A file beside the site, or the article itself, which has no place of its own.
        if address.startswith("/") or address in self.tops:
            return list(content)
        return [{"t": "Link", "c": [attr(), content, [address, title]]}]

    def _image(self, node: Node) -> list[Node]:
        attributes, _, (url, _) = node["c"]
        return [raw_inline("jats", self._graphics("inline-graphic", url, value_of(attributes, "alt") or ""))]

    def _graphics(self, element: str, url: str, alt: str) -> str:
        """Return an image: the drawing and its pixels, of which a reader takes what it can show."""
        text = f"<alt-text>{escape(alt)}</alt-text>"
        written = [
            f'<{element} mimetype="image" mime-subtype="{_subtype(file)}" '
            f"xlink:href={quoteattr(f'{FOLDER}/{file}')}>{text}</{element}>"
            for file in self.graphics[url]
        ]
        return written[0] if len(written) == 1 else f"<alternatives>{''.join(written)}</alternatives>"

    def _div(self, node: Node) -> list[Node] | None:
        attributes, blocks = node["c"]
        if has_class(attributes, "conditional"):
            return shown_in(node, "jats")
        if has_class(attributes, "float"):
            return self._float(attributes, blocks)
        if has_class(attributes, "callout"):
            return _callout(attributes, blocks)
        if has_class(attributes, "tab-title"):
            return [{"t": "Para", "c": [{"t": "Strong", "c": blocks[0]["c"]}]}]
        if has_class(attributes, "csl-bib-body", "csl-entry", *PARTS) or attributes[0] == "refs":
            return None
        language = value_of(attributes, "lang")
        return _in_language(language, blocks) if language else list(blocks)

    def _float(self, attributes: list[list[str]], blocks: list[Node]) -> list[Node]:
        identifier, classes, _ = attributes
        captions = [b for b in blocks if b["t"] == "Div" and has_class(b["c"][0], "caption")]
        content = [block for block in blocks if block not in captions]
        caption = [_labelled(captions[0]["c"][1][0]["c"], self.delimiter)] if captions else []
        if any(block["t"] == "Table" and block["c"][0][0] for block in content):
            return _table_group(str(identifier), caption, content)
        if classes[1] == "fig":
            inner = [_block(block) for block in content]
            return [{"t": "Figure", "c": [attr(str(identifier)), [None, caption], inner]}]
        return [_captioned(block, str(identifier), caption) for block in content]


def label(words: str) -> Node:
    """Return the comment that becomes a label."""
    return raw_inline("jats", f"<!--label {escape(words)}-->")


def _labelled(content: list[Node], delimiter: str) -> Node:
    """Return a caption whose number ("Table 1:") is a label."""
    if content and content[0]["t"] == "Span" and has_class(content[0]["c"][0], "number"):
        rest = content[1:]
        words = plain_text(content[:1]).removesuffix(delimiter)
        return {"t": "Para", "c": [label(words), *(rest[1:] if rest[:1] == [{"t": "Space"}] else rest)]}
    return {"t": "Para", "c": content}


def _table_group(identifier: str, caption: list[Node], tables: list[Node]) -> list[Node]:
    """Return tables that have identifiers and captions of their own under a common one."""
    start = [raw_block("jats", f"<table-wrap-group id={quoteattr(identifier)}>")]
    if caption:
        start += [raw_block("jats", "<caption>"), *caption, raw_block("jats", "</caption>")]
    return [*start, *tables, raw_block("jats", "</table-wrap-group>")]


def _verse(node: Node) -> list[Node]:
    """Return lines that stay lines: Pandoc's writer joins them."""
    result = [raw_block("jats", "<verse-group>")]
    for line in node["c"]:
        result += [raw_block("jats", "<verse-line>"), plain(line), raw_block("jats", "</verse-line>")]
    return [*result, raw_block("jats", "</verse-group>")]


def _captioned(block: Node, identifier: str, caption: list[Node]) -> Node:
    if block["t"] != "Table":
        return block
    return {"t": "Table", "c": [attr(identifier), [None, caption], *block["c"][2:]]}


def _block(block: Node) -> Node:
    """Return a paragraph that holds only an image as the image alone."""
    if block["t"] in ("Plain", "Para"):
        content = block["c"]
        if len(content) == 1 and content[0]["t"] == "RawInline":
            return raw_block("jats", content[0]["c"][1].replace("inline-graphic", "graphic"))
    return block


def _in_language(language: str, blocks: list[Node]) -> list[Node]:
    """Say of each paragraph's words what language they are in: JATS says it of no group of blocks."""

    def words(node: Node) -> list[Node]:
        return [{"t": node["t"], "c": [span(attr(lang=language), node["c"])]}]

    return rewrite(blocks, {"Para": words, "Plain": words})


def _header(node: Node) -> list[Node]:
    level, attributes, content = node["c"]
    number = value_of(attributes, "number")
    mark = [label(number)] if number else []
    return [{"t": "Header", "c": [level, attr(attributes[0]), [*mark, *content]]}]


def _span(node: Node) -> list[Node] | None:
    attributes, content = node["c"]
    if has_class(attributes, "equation"):
        number = value_of(attributes, "number")
        words = f"{attributes[0]} ({number})" if number else ""
        mark = [raw_inline("jats", f"<!--equation {escape(words)}-->")] if words else []
        return [*mark, *content]
    if has_class(attributes, "number"):
        return None
    if has_class(attributes, "conditional"):
        return shown_in(node, "jats")
    kept = [name for name in attributes[1] if name in ("smallcaps", "underline")]
    language = [pair for pair in attributes[2] if pair[0] == "lang"]
    marked = attributes[0] or kept or language
    return [span([attributes[0], kept, language], content)] if marked else list(content)


def _table(node: Node) -> list[Node]:
    """Return the table without the attributes of its rows, which JATS does not have."""
    given, caption, columns, head, bodies, foot = node["c"]
    head = [attr(), [[attr(), row[1]] for row in head[1]]]
    new_bodies = [
        [attr(), body[1], [[attr(), row[1]] for row in body[2]], [[attr(), row[1]] for row in body[3]]]
        for body in bodies
    ]
    columns = [[column[0], {"t": "ColWidthDefault"}] for column in columns]
    return [{"t": "Table", "c": [given, caption, columns, head, new_bodies, foot]}]


def _callout(attributes: list[list[str]], blocks: list[Node]) -> list[Node]:
    kind = next(name for name in attributes[1] if name.startswith("callout-"))[8:]
    name = f" id={quoteattr(str(attributes[0]))}" if attributes[0] else ""
    result = [raw_block("jats", f'<boxed-text{name} content-type="{kind}">')]
    for block in blocks:
        if block["t"] == "Div" and has_class(block["c"][0], "callout-title"):
            result.append(raw_block("jats", "<caption><title>"))
            result.append(plain(block["c"][1][0]["c"]))
            result.append(raw_block("jats", "</title></caption>"))
        else:
            result += _sections(block["c"][1] if block["t"] == "Div" else [block])
    return [*result, raw_block("jats", "</boxed-text>")]


def _sections(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks with their sections inside of what they stand in: Pandoc's would go on behind it."""
    levels: list[int] = []
    for block in blocks:
        if block["t"] != "Header":
            yield block
            continue
        level, attributes, content = block["c"]
        while levels and levels[-1] >= level:
            levels.pop()
            yield raw_block("jats", "</sec>")
        levels.append(level)
        name = f" id={quoteattr(attributes[0])}" if attributes[0] else ""
        yield raw_block("jats", f"<sec{name}>")
        yield raw_block("jats", "<title>")
        yield plain(content)
        yield raw_block("jats", "</title>")
    for _ in levels:
        yield raw_block("jats", "</sec>")


def _subtype(file: str) -> str:
    suffix = file.rpartition(".")[2]
    return {"svg": "svg+xml", "jpg": "jpeg"}.get(suffix, suffix)


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
