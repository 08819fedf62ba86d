"""The whole book as one frozen value: parsed, checked, numbered, resolved and cited.

:func:`read_book` finds everything that is wrong with the chapters' text before any writer runs,
because Quarto only warns of most of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import ContentError, Problem
from reproreport.project import Chapter, Project
from reproreport.project.people import Author
from reproreport.render import citations
from reproreport.render.article import make_article, require_original
from reproreport.render.ast import Node, plain_text, walk_blocks
from reproreport.render.conservation.hold import check_page
from reproreport.render.crossref import NOWHERE, Elsewhere, Numbering, Target, TocEntry, is_reference, resolve
from reproreport.render.draft import Draft, read_drafts
from reproreport.render.embed import Notebooks
from reproreport.render.links import File, Links, identifiers, repeated
from reproreport.render.memory import Memory, remember, uncollected
from reproreport.render.places import Places


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
    *memory* is what earlier builds made of all that.
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
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)


@uncollected()
def read_book(
    project: Project,
    variables: Mapping[str, Any],
    elsewhere: Elsewhere = NOWHERE,
    others: frozenset[PurePosixPath] = frozenset(),
    memory: Memory | None = None,
) -> Book:
    """Read and check every chapter of a publication.

    *variables* is the content of ``_variables.yml``. Executed notebooks are read where the
    chapters' ``embed`` shortcodes say. *elsewhere* are the labels, *others* the chapters, that only
    the whole report has. *memory* is what earlier builds made of them.

    Raises:
        ContentError: with every problem of every chapter, in reading order.
        RenderError: Pandoc is not installed or stops.
    """
    problems: list[Problem] = []
    memory = memory or Memory()
    with ThreadPoolExecutor(1) as beside:  # Pandoc reads the works while others of it read the chapters
        works = beside.submit(citations.read_bibliography, project, problems, memory)
        cover, drafts, files = read_drafts(project, variables, Notebooks(project.root), problems, memory)
        bibliography = works.result()
    numbering = Numbering(problems, project.words)
    for draft in drafts:
        if project.article:
            make_article(draft, project.references)
        _number(draft, numbering, article=project.article)
    links = Links(project.root, {d.path: _anchors(d) for d in drafts}, problems, files, others, memory=memory)
    cites = False
    for draft in drafts:
        _require_unique(draft, problems)
        _refer(draft, numbering, links, problems, elsewhere)
        cites = citations.check(draft.parts().values(), draft.source, bibliography, problems) or cites
    home = _home(project, drafts, problems, cites=cites)
    parts = [blocks for draft in drafts for blocks in draft.parts().values()]
    if bibliography.complete:
        require_original(project, parts, bibliography.keys, problems)
    uncited = [
        key
        for value in (project.metadata.get("nocite"), *(draft.front.data.get("nocite") for draft in drafts))
        for key in citations.nocite(value)
    ]
    # A misspelt citation would make its work look unused as well. A part of the report cites a part.
    if project.whole and not problems:
        problems = citations.unused(parts, bibliography, uncited)
    if problems:
        raise ContentError(*sorted(dict.fromkeys(problems), key=_order(project)))
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
        inputs=_inputs(project, drafts, links.files),
        labels=numbering.labels,
        works=bibliography.references,
        names=cover.names,
        places=_places(project, drafts, links, bibliography),
        memory=memory,
    )


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


def _require_unique(draft: Draft, problems: list[Problem]) -> None:
    """Note an identifier that a chapter has twice. Labels are noted when they are numbered."""
    for name in repeated(draft.blocks):
        if not is_reference(name):
            places = draft.source.find_all(f"#{name}") or [str(draft.path)]
            what = f"the identifier '{name}' is used twice (first at {places[0]})"
            problems.append(Problem(what, places[-1], "give one of them another name"))


def _refer(
    draft: Draft,
    numbering: Numbering,
    links: Links,
    problems: list[Problem],
    elsewhere: Elsewhere,
) -> None:
    """Resolve the references and links of a chapter."""
    for name, blocks in draft.parts().items():
        resolved = resolve(
            blocks, numbering.labels, draft.source, problems, elsewhere, linked=numbering.words.linked
        )
        setattr(draft, name, links.resolve(resolved, draft.source))


def _home(
    project: Project, drafts: list[Draft], problems: list[Problem], *, cites: bool
) -> PurePosixPath | None:
    """Return the chapter that holds the list of references."""
    homes = [draft for draft in drafts for _ in range(remember(draft.blocks, "lists", _lists))]
    if cites and not homes:
        fix = "add '::: {#refs}' and ':::' to the last chapter"
        problems.append(Problem("no chapter holds the list of references", project.profile, fix))
    for draft in homes[1:]:
        where = draft.source.where_is("#refs")
        fix = f"keep the one in {homes[0].path}"
        problems.append(Problem("a second list of references", where, fix))
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
