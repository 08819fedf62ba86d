"""Write a publication as EPUB 3: a title page, a file for each chapter, contents, figures, no script."""

from __future__ import annotations

import re
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reproreport.errors import Problem, RenderError
from reproreport.files import write_bytes
from reproreport.render.book import Book, Page
from reproreport.render.conservation.hold import hold_file
from reproreport.render.docx.package import read_parts, write_parts
from reproreport.render.html.nodes import Form, lower
from reproreport.render.outline import Names, openings, shown
from reproreport.render.pandoc.door import ASSETS, environment, pandoc_path
from reproreport.render.pandoc.nodes import (
    NBSP,
    Node,
    attr,
    div,
    document,
    link,
    plain,
    plain_text,
    rewrite,
    span,
    text,
)
from reproreport.render.read.images import IMAGES

FORMAT = "epub"
DEPTH = 3
"""Levels of headings in the contents where no setting says how many."""

NAMELESS = re.compile(rb"<title>ch\d+\.xhtml</title>")
HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TAG = re.compile(rb"<[^>]*>")


def write(book: Book, files: Mapping[str, Path]) -> None:
    """Write a publication's ``epub``."""
    write_epub(book, files["epub"])


def write_epub(book: Book, path: Path) -> None:
    """Write the publication to *path*; the same publication is the same bytes.

    Raises RenderError when Pandoc is not installed or stops.
    """
    blocks = list(_Document(book).blocks())
    written = _convert(book, document(blocks, _metadata(book)))
    parts = {name: _titled(part) for name, part in read_parts(written).items()}
    write_bytes(path, write_parts(parts, stored=("mimetype",)))
    hold_file(book, path, FORMAT)


def _titled(part: bytes) -> bytes:
    """Return a chapter's file with its heading as its title; Pandoc gives it the file's name."""
    heading = HEADING.search(part)
    words = TAG.sub(b"", heading[1]).strip() if heading else b""
    return NAMELESS.sub(lambda _: b"<title>" + words + b"</title>", part, count=1) if words else part


@dataclass(frozen=True)
class _Document:
    """The publication as one document, of which Pandoc makes a file for each heading of level 1."""

    book: Book

    def blocks(self) -> Iterator[Node]:
        """Yield all of it."""
        names = Names(self.book.pages)
        form = Form(self.book.project.words, shown(self.book.project, FORMAT), FORMAT)
        for opening in openings(self.book):
            for title, _ in opening.parts:
                yield {"t": "Header", "c": [1, attr(classes=["part"]), text(title)]}
            yield from self._chapter(opening.page, names, form)

    def _chapter(self, page: Page, names: Names, form: Form) -> Iterator[Node]:
        words = self.book.project.words

        def resolved(target: str) -> str:
            path = PurePosixPath(target.removeprefix("/"))
            return str(path) if path in self.book.files else names.address(target)

        def lowered(blocks: list[Node]) -> list[Node]:
            return lower(self._standing_alone(blocks), resolved, form)

        number = form.shown.number(page.number)
        if page.chapter.appendix and number:
            number = words.appendix(number)
        mark = [span(attr(classes=["header-section-number"]), text(number)), *text(NBSP)] if number else []
        title = lowered([plain(page.title)])[0]["c"]
        yield {"t": "Header", "c": [1, attr(names.top(page)), [*mark, *title]]}
        if page.subtitle:
            yield div(attr(classes=["subtitle"]), lowered([{"t": "Para", "c": list(page.subtitle)}]))
        for author in page.authors:
            yield div(attr(classes=["author"]), [{"t": "Para", "c": _author(author.name, author.url)}])
            if author.affiliations:
                places = "; ".join(place.name for place in author.affiliations)
                yield div(attr(classes=["affiliation"]), [{"t": "Para", "c": text(places)}])
        if page.abstract:
            name = self.book.project.option(FORMAT, "abstract-title") or words["section-title-abstract"]
            head = {"t": "Para", "c": [{"t": "Strong", "c": text(str(name))}]}
            yield div(attr(classes=["abstract"]), [head, *lowered(list(page.abstract))])
        if page.keywords:
            label = {"t": "Strong", "c": text(words["title-block-keywords"])}
            listed = {"t": "Para", "c": [label, *text(f"{NBSP} {', '.join(page.keywords)}")]}
            yield div(attr(classes=["keywords"]), [listed])
        yield from lowered(names.renamed(list(page.blocks), page))

    def _standing_alone(self, blocks: list[Node]) -> list[Node]:
        """Return blocks in which links to files beside the site are their text: a book is read alone."""

        def unlinked(node: Node) -> list[Node] | None:
            path = PurePosixPath(node["c"][2][0].removeprefix("/"))
            beside = path in self.book.files and path.suffix.lower() not in IMAGES
            return list(node["c"][1]) if beside else None

        return rewrite(blocks, {"Link": unlinked})


def _author(name: str, address: str) -> list[Node]:
    return [link(text(name), address)] if address else text(name)


def _metadata(book: Book) -> dict[str, Node]:
    """Return what the file says of itself; its identifier is made of what it is, so it stays the same."""
    project = book.project
    title = plain_text(list(book.title))
    described = plain_text(list(book.description or (book.pages[0].abstract if project.article else ())))
    keywords = book.pages[0].keywords if project.article else project.keywords
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{project.output_file}\n{title}\n{project.lang}")
    texts = {
        "lang": project.lang,
        "description": described,
        "identifier": f"urn:uuid:{identifier}",
        "toc-title": str(project.option(FORMAT, "toc-title") or project.words["toc-title-document"]),
    }
    found: dict[str, Node] = {
        "title": {"t": "MetaInlines", "c": list(book.title)},
        "author": _listed(project.authors),
        "subject": _listed(keywords),
    }
    if book.subtitle:
        found["subtitle"] = {"t": "MetaInlines", "c": list(book.subtitle)}
    return {**found, **{key: _string(value) for key, value in texts.items() if value}}


def _string(value: str) -> Node:
    return {"t": "MetaString", "c": value}


def _listed(values: tuple[str, ...]) -> Node:
    return {"t": "MetaList", "c": [_string(value) for value in values]}


def _convert(book: Book, source: str) -> bytes:
    """Return what Pandoc makes of the document, with the pictures beside it."""
    project = book.project
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        for path, content in book.files.items():
            if path.suffix.lower() in IMAGES:
                data = content if isinstance(content, bytes) else content.read_bytes()
                (work / path).parent.mkdir(parents=True, exist_ok=True)
                (work / path).write_bytes(data)
        command = [str(pandoc_path()), "--from=json", "--to=epub3", "--mathml", "--split-level=1"]
        command += [f"--css={ASSETS / 'epub.css'}", "--output=out.epub"]
        command += [f"--toc-depth={project.option(FORMAT, 'toc-depth', DEPTH)}"]
        command += ["--toc"] if project.option(FORMAT, "toc", True) else []
        process = subprocess.run(
            command,
            input=source.encode(),
            cwd=work,
            capture_output=True,
            check=False,
            env=environment(SOURCE_DATE_EPOCH="0"),
        )
        if process.returncode != 0 or process.stderr.strip():
            reason = process.stderr.decode(errors="replace").strip()
            raise RenderError(Problem(f"Pandoc could not write the EPUB: {reason}"))
        return (work / "out.epub").read_bytes()
