"""The whole book as one frozen value: parsed, checked, numbered, resolved and cited.

:func:`read_book` finds everything that is wrong with the chapters' text before any writer runs,
because Quarto only warns of most of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import ContentError, Problem, Problems, RenderError, damaged, stopping, wrong
from reproreport.files import write_text
from reproreport.inside import is_file
from reproreport.near import nearest
from reproreport.project import Chapter, Project
from reproreport.project.people import Author
from reproreport.render.conservation.hold import check_page
from reproreport.render.draft import ABSTRACT, Draft, read_drafts
from reproreport.render.pandoc.memory import Memory, remember, uncollected
from reproreport.render.pandoc.nodes import Node, attr, div, plain_text, rewrite, text, walk, walk_blocks
from reproreport.render.provenance import Provenance, numbers_in
from reproreport.render.read.embed import Notebooks
from reproreport.render.read.labels import is_reference
from reproreport.render.read.places import Places
from reproreport.render.resolve import citations
from reproreport.render.resolve.citations import cited_keys
from reproreport.render.resolve.crossref import (
    NOWHERE,
    Elsewhere,
    Numbering,
    Target,
    TocEntry,
    resolve,
)
from reproreport.render.resolve.links import File, Links, identifiers, repeated
from reproreport.textfile import read_text


def write_elsewhere(book: Book, parts: Iterable[Project], path: Path) -> None:
    """Write, for each publication that is a part of the book, the words of what it does not hold.

    The chapters that it does not hold stand there, too, by their paths after a slash.
    """
    found = {}
    for part in parts:
        own = {chapter.path for chapter in part.chapters}
        found[part.publication] = {
            label: [target.word, target.number, part.elsewhere]
            for label, target in book.labels.items()
            if target.chapter not in own
        } | {f"/{page.chapter.path}": [] for page in book.pages if page.chapter.path not in own}
    write_text(path, json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_elsewhere(path: Path, project: Project) -> Elsewhere:
    """Return what only the whole report holds; nothing for the whole report itself.

    Raises:
        ReportError: the file is absent, or damaged.
    """
    if project.whole:
        return Elsewhere()
    try:
        found = json.loads(read_text(path, name := path.name)).get(project.publication, {})
        names = {label: (str(words[0]), str(words[1])) for label, words in found.items() if words}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise RenderError(damaged(name)) from None
    return Elsewhere(names, project.elsewhere, project.profile)


def make_article(draft: Draft, references: str) -> None:
    """Take the abstract out of the text, and end the text with the references, titled as given."""
    inside: list[Node] = []
    kept: list[Node] = []
    here = kept
    for block in draft.blocks:
        if block["t"] == "Header" and block["c"][0] <= 2:
            here = inside if block["c"][1][0] == ABSTRACT else kept
            if here is inside:
                continue
        here.append(block)
    draft.abstract = draft.abstract or inside
    cites = any(node["t"] == "Cite" for node in walk([draft.abstract, kept]))
    has_list = any(node["t"] == "Div" and node["c"][0][0] == "refs" for node in walk(kept))
    if cites and not has_list:
        heading = {"t": "Header", "c": [2, attr("references", ["unnumbered"]), text(references)]}
        kept = [*kept, heading, div(attr("refs"), [])]
    draft.blocks = kept


def require_original(project: Project, parts: Iterable[Sequence[Node]], works: Collection[str]) -> None:
    """Note it where an article does not cite the work that its profile says it reproduces.

    *works* are the keys of the bibliography.
    """
    work = project.original.work
    cited = {key for part in parts for key in cited_keys(part)}
    if work and work not in works:
        otherwise = "correct 'report: original: work', or add the work to the bibliography"
        fix = nearest(work, works, otherwise)
        wrong(f"the original '{work}' is in no bibliography", project.profile, fix)
    elif work and work not in cited:
        fix = "correct 'report: original: work', or cite it"
        wrong(f"the article does not cite its original, '{work}'", project.profile, fix)


def promoted(blocks: Iterable[Node]) -> list[Node]:
    """Return the blocks with every heading one level up: where the title is none, sections are the first."""

    def up(node: Node) -> list[Node]:
        level, attributes, content = node["c"]
        return [{"t": "Header", "c": [max(1, level - 1), attributes, content]}]

    return rewrite(list(blocks), {"Header": up})


@dataclass(frozen=True)
class Page:
    """One chapter, ready to be written.

    *title* and *subtitle* are inlines, *abstract* and *blocks* are blocks, all of Pandoc's model;
    *number* is "1", "A" or empty; *output* is the page's path in the site.
    """

    chapter: Chapter
    output: PurePosixPath
    identifier: str
    number: str
    title: tuple[Node, ...]
    subtitle: tuple[Node, ...]
    authors: tuple[Author, ...]
    keywords: tuple[str, ...]
    abstract: tuple[Node, ...]
    blocks: Sequence[Node]
    toc: tuple[TocEntry, ...]


@dataclass(frozen=True)
class Book:
    """Everything that a writer needs.

    *files* are the site's other files, by path; *inputs* is every file of the project that the
    book was read from, besides ``_variables.yml``; *labels* is what can be referred to; *works* is
    the bibliography in Pandoc's form; *names* gives the titles of parts, and what the contents call
    chapters, as plain text by how they are written; *places* says where what they hold was written;
    *provenance* is where its numbers come from; *memory* is what earlier builds made of all that; *told*
    is what to say of it at the end of a build.
    """

    project: Project
    title: tuple[Node, ...]
    subtitle: tuple[Node, ...]
    description: tuple[Node, ...]
    pages: tuple[Page, ...]
    files: Mapping[PurePosixPath, File]
    inputs: frozenset[PurePosixPath]
    labels: Mapping[str, Target]
    works: tuple[Node, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    places: Places = field(default_factory=lambda: Places(Path()), compare=False, repr=False)
    provenance: Provenance = field(default_factory=Provenance, repr=False)
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)
    told: tuple[Problem, ...] = field(default=(), compare=False, repr=False)


@uncollected()
def read_book(
    project: Project,
    variables: Mapping[str, Any],
    elsewhere: Elsewhere = NOWHERE,
    others: frozenset[PurePosixPath] = frozenset(),
    memory: Memory | None = None,
    provenance: Provenance | None = None,
) -> Book:
    """Read and check every chapter of a publication.

    *variables* is the content of ``_variables.yml``. Executed notebooks are read where the
    chapters' ``embed`` shortcodes say. *elsewhere* are the labels, *others* the chapters, that only
    the whole report has. *memory* is what earlier builds made of them, *provenance* where results come from.

    Raises:
        ContentError: with every problem of every chapter, in reading order.
        RenderError: Pandoc is not installed or stops.
    """
    provenance = provenance or Provenance()
    memory = memory or Memory()
    with Problems() as problems:
        with ThreadPoolExecutor(1) as beside:  # Pandoc reads the works while others of it read the chapters
            works = beside.submit(copy_context().run, citations.read_bibliography, project, memory)
            cover, drafts, files = read_drafts(project, variables, Notebooks(project.root), memory)
            bibliography = works.result()
        numbering = Numbering(project.words)
        for draft in drafts:
            if project.article:
                make_article(draft, project.references)
            _number(draft, numbering, article=project.article)
        _list_references(project, drafts)
        links = Links(project.root, {d.path: _anchors(d) for d in drafts}, files, others, memory=memory)
        for draft in drafts:
            _require_unique(draft)
            _refer(draft, numbering, links, elsewhere)
            citations.check(draft.parts().values(), draft.source, bibliography)
        home = _home(drafts)
        parts = [blocks for draft in drafts for blocks in draft.parts().values()]
        if bibliography.complete:
            require_original(project, parts, bibliography.keys)
    found = list(problems)
    uncited = [
        key
        for value in (project.metadata.get("nocite"), *(draft.front.data.get("nocite") for draft in drafts))
        for key in citations.nocite(value)
    ]
    # A misspelt citation would make its work look unused as well. A part of the report cites a part.
    if project.whole and not stopping(found, strict=project.strict):
        found += citations.unused(parts, bibliography, uncited)
    found = sorted(dict.fromkeys(found), key=_order(project))
    if stops := stopping(found, strict=project.strict):
        raise ContentError(*stops)
    if home:
        done = iter(citations.cite(parts, bibliography, project, home, uncited, memory))
        for draft in drafts:
            for name in draft.parts():
                setattr(draft, name, next(done))
    pages = tuple(_page(draft) for draft in drafts)
    lost = [problem for draft, page in zip(drafts, pages, strict=True) for problem in check_page(draft, page)]
    if lost:
        raise ContentError(*lost)
    if project.article:
        pages = (_article(pages[0], project, cover.subtitle),)
    return Book(
        project=project,
        title=pages[0].title if project.article else cover.title,
        subtitle=cover.subtitle,
        description=cover.description,
        pages=pages,
        files=links.files,
        inputs=_inputs(project, drafts, links.files) | data_files(project, provenance, pages),
        labels=numbering.labels,
        works=bibliography.references,
        names=cover.names,
        places=_places(project, drafts, links, bibliography),
        provenance=provenance,
        memory=memory,
        told=tuple(problem for problem in found if problem.level == "warning"),
    )


def data_files(project: Project, provenance: Provenance, pages: Iterable[Page]) -> frozenset[PurePosixPath]:
    """Return the data files in the project that a publication's numbers and notebooks rest on.

    None are, where it does not publish them.
    """
    if not project.publishes_data:
        return frozenset()
    names = {name for page in pages for blocks in (page.abstract, page.blocks) for name in numbers_in(blocks)}
    found = provenance.files((chapter.name for chapter in project.chapters), names)
    return frozenset(path for path in found if is_file(project.root / path))


def _places(
    project: Project, drafts: list[Draft], links: Links, bibliography: citations.Bibliography
) -> Places:
    return Places(
        root=project.root,
        config=project.config,
        sources={draft.path: draft.source for draft in drafts},
        cells={draft.path: list(draft.cells.values()) for draft in drafts},
        pictures={
            **{path: cell.where for draft in drafts for path, cell in draft.figures().items()},
            **links.pictures,
        },
        keys=bibliography.keys,
        works={citations.work_key(work): work for work in bibliography.references},
    )


def _inputs(
    project: Project, drafts: list[Draft], files: Mapping[PurePosixPath, File]
) -> frozenset[PurePosixPath]:
    found = {*project.config, *project.bibliography, *chain(*project.files.values())}
    found |= {project.csl} if project.csl else set()
    for draft in drafts:
        found |= {draft.path, *(line.file for line in draft.source.lines)}
        found |= {cell.notebook for cell in draft.cells.values()}
    found |= {path for path in files if (project.root / path).is_file()}
    return frozenset(found)


def _number(draft: Draft, numbering: Numbering, *, article: bool) -> None:
    """Number a chapter and what is in it."""
    chapter = draft.chapter
    numbered = draft.numbered and not article and not chapter.heads_part
    draft.number = numbering.chapter_number(numbered=numbered, appendix=chapter.appendix)
    if draft.identifier.startswith("sec-"):
        word = numbering.words.prefix("apx" if chapter.appendix else "ch")
        where = draft.source.where_is(f"#{draft.identifier}")
        target = Target("sec", draft.number, draft.path, word, where)
        numbering.add(draft.identifier, target)
    draft.blocks, draft.toc = numbering.number(draft.blocks, draft.number, draft.source, article=article)


def _anchors(draft: Draft) -> set[str]:
    return identifiers(draft.blocks) | {draft.identifier}


def _require_unique(draft: Draft) -> None:
    """Note an identifier that a chapter has twice. Labels are noted when they are numbered."""
    for name in repeated(draft.blocks):
        if not is_reference(name):
            places = draft.source.find_all(f"#{name}") or [str(draft.path)]
            what = f"the identifier '{name}' is used twice (first at {places[0]})"
            wrong(what, places[-1], "give one of them another name")


def _refer(
    draft: Draft,
    numbering: Numbering,
    links: Links,
    elsewhere: Elsewhere,
) -> None:
    """Resolve the references and links of a chapter."""
    for name, blocks in draft.parts().items():
        resolved = resolve(blocks, numbering.labels, draft.source, elsewhere, linked=numbering.words.linked)
        setattr(draft, name, links.resolve(resolved, draft.source))


def _list_references(project: Project, drafts: list[Draft]) -> None:
    """End the last chapter with the list of references where none holds it, and some chapter cites."""
    parts = [blocks for draft in drafts for blocks in draft.parts().values()]
    if not any(map(cited_keys, parts)) or any(remember(draft.blocks, "lists", _lists) for draft in drafts):
        return
    fix = "add '::: {#refs}' and ':::' to the last chapter"
    wrong("no chapter holds the list of references", project.profile, fix, "strict")
    last = drafts[-1]
    heading = {"t": "Header", "c": [2, attr("references", ["unnumbered"]), text(project.references)]}
    last.blocks = [*last.blocks, heading, div(attr("refs"), [])]


def _home(drafts: list[Draft]) -> PurePosixPath | None:
    """Return the chapter that holds the list of references."""
    homes = [draft for draft in drafts for _ in range(remember(draft.blocks, "lists", _lists))]
    for draft in homes[1:]:
        where = draft.source.where_is("#refs")
        fix = f"keep the one in {homes[0].path}"
        wrong("a second list of references", where, fix)
    return homes[0].path if homes else None


def _lists(blocks: list[Node]) -> int:
    """Count the places for the list of references."""
    return sum(node["t"] == "Div" and node["c"][0][0] == "refs" for node in walk_blocks(blocks))


def _page(draft: Draft) -> Page:
    return Page(
        chapter=draft.chapter,
        output=draft.path.with_suffix(".html"),
        identifier=draft.identifier,
        number=draft.number,
        title=tuple(draft.title[0]["c"] if draft.title else ()),
        subtitle=tuple(draft.subtitle[0]["c"] if draft.subtitle else ()),
        authors=draft.front.authors,
        keywords=draft.front.keywords,
        abstract=tuple(draft.abstract),
        blocks=draft.blocks,
        toc=_toc(draft),
    )


def _article(page: Page, project: Project, subtitle: tuple[Node, ...]) -> Page:
    """Return an article's page with what its profile says of it."""
    authors = page.authors or project.people
    keywords = page.keywords or project.keywords
    return replace(page, subtitle=page.subtitle or subtitle, authors=authors, keywords=keywords)


def _toc(draft: Draft) -> tuple[TocEntry, ...]:
    """Return the headings, with what references and citations in them became."""
    headings = remember(draft.blocks, "headings", _headings)
    return tuple(
        TocEntry(e.identifier, e.number, ({"t": "Str", "c": headings[e.identifier]},), e.level)
        for e in draft.toc
    )


def _headings(blocks: list[Node]) -> dict[str, str]:
    """Return each heading's text for a table of contents: no links, no notes."""
    return {
        node["c"][1][0]: plain_text(node["c"][2]) for node in walk_blocks(blocks) if node["t"] == "Header"
    }


def _order(project: Project) -> Any:
    """Return a sort key: chapters in reading order, then files by name; lines by number."""
    ranks = {str(chapter.path): n for n, chapter in enumerate(project.chapters)}

    def key(problem: Problem) -> tuple[int, str, int]:
        file, _, line = problem.where.rpartition(":")
        name = file if line.isdigit() else problem.where
        return ranks.get(name, len(ranks)), name, int(line) if line.isdigit() else 0

    return key
