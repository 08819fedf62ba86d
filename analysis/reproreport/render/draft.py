"""Chapters on their way to pages: from their files to Pandoc's model, every part at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from reproreport.errors import ContentError, Problem, Problems, ReportError, gather, stopping, wrong
from reproreport.project import Chapter, Project
from reproreport.project.cells import chapter_text, execution
from reproreport.render.conservation.said import Said
from reproreport.render.conservation.source import Shown, said_in_chapter
from reproreport.render.pandoc.door import Answer, Job, convert, plain_alternative
from reproreport.render.pandoc.memory import Blocks, Memory, key_of, nodes_of
from reproreport.render.pandoc.nodes import (
    Node,
    blocks_of,
    document,
    find,
    inlines,
    plain,
    plain_text,
    rewrite,
    value_of,
    walk,
)
from reproreport.render.pandoc.nodes import text as as_text
from reproreport.render.read.adapted import adapted
from reproreport.render.read.conditional import chosen
from reproreport.render.read.embed import Cell, Notebooks
from reproreport.render.read.executed import executed
from reproreport.render.read.frontmatter import FrontMatter, read_front_matter
from reproreport.render.read.harmless import check_text
from reproreport.render.read.htmltable import tables
from reproreport.render.read.images import svg_faults
from reproreport.render.read.limits import (
    check_lines,
    check_markdown,
    control_codes,
    deep,
    large_cell,
    large_table,
    too_deep,
)
from reproreport.render.read.markdown import EMBEDDED, Values, expand, expand_inline
from reproreport.render.read.marks import unmarked, with_spans, without_numbers
from reproreport.render.read.source import Source
from reproreport.render.read.structure import Structure, from_cell, image_block, make_float
from reproreport.render.read.subset import (
    check,
    check_authors,
    check_cell,
    check_front_matter,
    check_levels,
    nested,
)
from reproreport.render.resolve.crossref import TocEntry
from reproreport.render.resolve.links import File
from reproreport.results.shown import SVG

PLACE = re.compile(rf'\.{EMBEDDED} cell="([^"]*)"')
ADVICE = {
    "UnclosedDiv": ("this ':::' block is not closed", "close it with a line of three colons"),
    "NoteDefinedButNotUsed": ("footnote '[^{0}]' is not used", "refer to it, or remove it"),
    "DuplicateNoteReference": ("footnote '[^{0}]' is defined twice", "give one of them another name"),
    "DuplicateLinkReference": ("link '[{0}]' is defined twice", "give one of them another name"),
}
"""What Pandoc warns of, in the author's words."""

UNKNOWN_TO_PDF = frozenset({"book", "format", "project", "title"})
"""Keys whose values ``meta`` does not give in Quarto's PDF, or not as they are written."""

ABSTRACT = "abstract"
"""Identifier of the section that becomes an article's abstract; Quarto's filter knows the same one."""

AT_LINE = re.compile(r"\s+at line \d+ column \d+")


@dataclass
class Draft:
    """A chapter while it is read. *title* and *subtitle* hold one Plain each, or nothing."""

    chapter: Chapter
    source: Source
    front: FrontMatter
    cells: Mapping[str, Cell]
    title: list[Node] = field(default_factory=list)
    subtitle: list[Node] = field(default_factory=list)
    abstract: list[Node] = field(default_factory=list)
    blocks: Sequence[Node] = field(default_factory=list)
    identifier: str = ""
    numbered: bool = True
    number: str = ""
    toc: tuple[TocEntry, ...] = ()
    key: str = ""
    said: Callable[[], Said] = Said

    @property
    def path(self) -> PurePosixPath:
        """Return the chapter's file."""
        return self.chapter.path

    def figures(self) -> dict[PurePosixPath, Cell]:
        """Return the pictures that the embedded cells draw, by their paths in the site."""
        folder = self.path.parent / "figures"
        return {folder / cell.picture: cell for cell in self.cells.values() if cell.picture}

    def places(self) -> list[object]:
        """Return all that the reading of the text depends on besides the text."""
        lines = self.source.lines
        before = [None, *lines]
        jumps = [
            (index, str(line.file), line.number, line.code)
            for index, (last, line) in enumerate(zip(before, lines, strict=False))
            if last is None or (last.file, last.number + 1, last.code) != (line.file, line.number, line.code)
        ]
        cells = [
            (
                target,
                cell.where,
                cell.media,
                cell.data,
                sorted((str(k), str(v)) for k, v in cell.options.items()),
            )
            for target, cell in self.cells.items()
        ]
        return [str(self.path), jumps, dict(self.front.lines), cells]

    def recall(self, found: tuple[dict[str, Any], list[Any]], memory: Memory) -> list[Problem]:
        """Take what an earlier build read in this text, and return what it told of it."""
        names, told = found
        for name, value in names.items():
            setattr(self, name, value)
        key = self.text_key
        self.blocks = Blocks(memory, key, lambda: _load(memory, key))
        self.said = lambda: Said.of_data(memory.get(f"said {self.key}"))
        return [Problem(*one) for one in told]

    def keep(self, memory: Memory, told: Sequence[Problem] | None) -> None:
        """Leave what was read to the next build, with what was *told* of it; None where it is wrong."""
        if told is not None:
            names = ("title", "subtitle", "abstract", "identifier", "numbered")
            said = [[one.what, one.where, one.fix, one.level] for one in told]
            memory.put(self.key, [{name: getattr(self, name) for name in names}, said])
            nodes = nodes_of(self.blocks)
            memory.put(self.text_key, nodes)
            memory.put(f"said {self.key}", self.said().data)
            self.blocks = Blocks(memory, self.text_key, lambda: nodes)

    @property
    def text_key(self) -> str:
        """Return the key of the chapter's text in a memory."""
        return f"text {self.key}"

    def parts(self) -> dict[str, Sequence[Node]]:
        """Return everything that holds text, by attribute."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "abstract": self.abstract,
            "blocks": self.blocks,
        }


@dataclass(frozen=True)
class Cover:
    """What the publication's configuration says of it, as inlines; *names* as plain text.

    The names are those of parts, and those that the contents call chapters, by how they are written.
    """

    title: tuple[Node, ...]
    subtitle: tuple[Node, ...]
    description: tuple[Node, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def read_drafts(
    project: Project,
    variables: Mapping[str, Any],
    notebooks: Notebooks,
    memory: Memory,
) -> tuple[Cover, list[Draft], dict[PurePosixPath, File]]:
    """Read every chapter with the cells that it embeds; also the images of those cells."""
    values = Values(project.root, variables, _known(project.metadata))
    named = dict(_names(project))
    given = {"title": project.title, "subtitle": project.subtitle, "description": project.description}
    above = () if project.article else ("book",)
    texts = [*((text, project.place(*above, key)) for key, text in given.items()), *named.items()]
    places = [where for _, where in texts]
    covers = [Job(expand_inline(text, where, values)) for text, where in texts]
    drafts = [
        _open(chapter, text, values, notebooks, project.notebook_of(chapter))
        for chapter, text in zip(project.chapters, _texts(project), strict=True)
    ]
    asked = [list(_jobs(draft, values)) for draft in drafts]
    with Problems() as endless:  # what no program could read in any time
        for job, where in zip(covers, places, strict=True):
            check_lines(job.text, where)
        for draft, read in zip(drafts, asked, strict=True):
            _require_readable(draft, read)
    endless.stop(ContentError)
    answered = zip(convert(covers, memory), places, strict=True)
    readings = [_read(answer, where) for answer, where in answered]
    for reading, where in zip(readings, places, strict=True):
        check_text(reading, where)
    title, subtitle, description, *others = (tuple(inlines(reading)) for reading in readings)
    names = {name: plain_text(list(read)) for name, read in zip(named, others, strict=True)}
    cover = Cover(title, subtitle, description, names)
    files: dict[PurePosixPath, File] = {}
    jobs: dict[str, list[tuple[Job, str]]] = {}
    for draft, read in zip(drafts, asked, strict=True):
        for path, cell in draft.figures().items():
            files[path] = cell.content
        draft.key = key_of(
            "draft",
            [project.publication, project.website],
            project.lang,
            project.words.key,
            [[job.text, job.reader] for job, _ in read],
            draft.places(),
        )
        found = memory.get(draft.key)
        if found is None or not memory.has(draft.text_key) or not memory.has(f"said {draft.key}"):
            jobs[draft.key] = read
        else:
            gather(*draft.recall(found, memory))
    answers = iter(convert([job for of_chapter in jobs.values() for job, _ in of_chapter]))
    new = [draft for draft in drafts if draft.key in jobs]
    said: list[Problems] = []
    for draft in new:
        with Problems() as own:
            _fill(draft, project, answers)
        said.append(own)
    for draft, own, of_formulas in zip(new, said, _formulas(new), strict=True):
        told = [*own, *of_formulas]
        draft.keep(memory, None if stopping(told, strict=False) else told)
        gather(*told)
    return cover, drafts, files


def _names(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the titles of parts and the names of chapters that the configuration gives, with their places."""
    for chapter in project.chapters:
        yield from ((part.title, part.where) for part in chapter.opens)
        if chapter.text:
            yield chapter.text, chapter.where


def _load(memory: Memory, key: str) -> list[Node]:
    nodes: list[Node] = memory.get(key)
    return nodes


def _known(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if key not in UNKNOWN_TO_PDF}


def _texts(project: Project) -> list[str]:
    """Return the text of each chapter.

    Raises ContentError where one cannot be read: whatever refers to it would seem to be wrong as well.
    """
    texts: list[str] = []
    with Problems() as unread:
        for chapter in project.chapters:
            try:
                texts.append(chapter_text(chapter.path, project.root))
            except ReportError as error:
                gather(*error.problems)
    unread.stop(ContentError)
    return texts


def _open(
    chapter: Chapter,
    text: str,
    values: Values,
    notebooks: Notebooks,
    notebook: str,
) -> Draft:
    """Expand a chapter's text, put in what its own code showed, and find the cells that it embeds."""
    front = read_front_matter(text, chapter.path)
    check_front_matter(front, text, str(chapter.path))
    check_authors(front, str(chapter.path))
    own = Values(values.root, values.variables, {**values.metadata, **_known(front.data)})
    source = expand(text, chapter.path, front.end, own)
    how = execution(chapter.path, front.data, values.root)
    done = executed(source, how, values.root, notebook)
    source = replace(source, lines=done.lines)
    cells: dict[str, Cell] = {}
    for line in source.lines:
        match = PLACE.search(line.text)
        if match and match[1] in done.cells:
            cells[match[1]] = done.cells[match[1]]
        elif match and not line.code:
            cell = notebooks.cell(match[1], line)
            if cell:
                cells[match[1]] = cell
    return Draft(chapter, source, front, cells)


def _jobs(draft: Draft, values: Values) -> Iterator[tuple[Job, str]]:
    """Yield what Pandoc has to read for one chapter, and where it stands.

    The chapter's text is the first; :func:`_fill` takes the answers in order.
    """

    def job(text: str, where: str, *, marks: bool = False) -> tuple[Job, str]:
        return Job(expand_inline(text, where, own, marks=marks)), where

    own = Values(values.root, values.variables, {**values.metadata, **_known(draft.front.data)})
    yield Job(draft.source.marked), str(draft.path)
    for key in ("title", "subtitle", "abstract"):
        where = f"{draft.path}:{draft.front.lines.get(key, 1)}"
        yield job(draft.front.text(key), where, marks=key == "abstract")
    for cell in draft.cells.values():
        yield job(cell.option("fig-cap") or cell.option("tbl-cap"), cell.where, marks=True)
        if cell.media == "text/html":
            yield Job(cell.data, "html"), cell.where
        elif cell.media == "text/markdown":
            yield job(cell.data, cell.where)


def _require_readable(draft: Draft, asked: Sequence[tuple[Job, str]]) -> None:
    check_markdown((line.text, line.where) for line in draft.source.lines if not line.code)
    for job, where in asked[1:]:
        if job.reader != "html":
            check_lines(unmarked(job.text), where)
    for cell in draft.cells.values():
        check_lines(cell.option("fig-alt"), cell.where)
        if cell.media in ("text/html", "text/markdown"):
            gather(*large_cell(cell.data, cell.where))


def _fill(
    draft: Draft,
    project: Project,
    answers: Iterator[Answer],
) -> None:
    """Take Pandoc's answers for one chapter; leave out what this publication does not show."""
    body = next(answers)
    gather(*control_codes((cell.text, cell.where) for cell in draft.cells.values()))
    for message in body.messages:
        if message.kind == "DuplicateIdentifier":  # said with both places when labels are numbered
            continue
        where = draft.source.where(message.line)
        what, fix = AT_LINE.sub("", message.text), "correct the markdown"
        if message.kind in ADVICE:
            what, fix = ADVICE[message.kind]
            what = what.format(message.subject)
        wrong(what, where, fix, "warning")
    title, subtitle, abstract = front = [
        _read(next(answers), f"{draft.path}:{draft.front.lines.get(key, 1)}")
        for key in ("title", "subtitle", "abstract")
    ]
    read = _read(body, str(draft.path))
    check(chosen(without_numbers(read), project.publication), draft.source)
    text = adapted(read, draft.source)
    shown = {target: _shown(cell, answers) for target, cell in draft.cells.items()}
    draft.said = partial(
        said_in_chapter,
        text,
        front,
        shown,
        project.publication,
        title=bool(title),
        without=ABSTRACT if project.article else "",
    )
    embedded: dict[str, list[Node]] = {}
    structure = Structure(draft.source, embedded, project.words)
    for target, cell in draft.cells.items():
        embedded[target] = _embedded(draft, cell, shown[target], structure)
    written = chosen(text, project.publication)
    blocks = structure.read(written)
    check_levels(blocks, draft.source)
    for key, part in (("title", title), ("subtitle", subtitle), ("abstract", abstract)):
        check_text(part, f"{draft.path}:{draft.front.lines.get(key, 1)}")
        if any(node["t"] in ("Cite", "Note") for node in walk(part)):
            # Quarto's PDF prints the key: its filters do not see what Typst takes as metadata.
            where = f"{draft.path}:{draft.front.lines.get(key, 1)}"
            fix = "move it to the chapter's text"
            what = f"a citation, reference or note in the front matter's '{key}'"
            wrong(what, where, fix)
    draft.title = [plain(inlines(title))] if title else []
    draft.subtitle = [plain(inlines(subtitle))] if subtitle else []
    draft.abstract = structure.read(abstract)
    draft.blocks = _take_title(draft, blocks, website=project.website)


def _formulas(drafts: Sequence[Draft]) -> Iterator[list[Problem]]:
    """Yield, for each chapter, the formulas that Pandoc does not understand: pages would show their TeX."""
    maths = [find([*draft.parts().values()], ("Math",)) for draft in drafts]
    jobs = [Job(document([plain(nodes)]), "json", "typst") if nodes else Job("") for nodes in maths]
    for draft, answer in zip(drafts, convert(jobs), strict=True):
        yield [
            Problem(
                f"the formula '{' '.join(message.subject.split())[:60]}' cannot be read: {reason}",
                draft.source.where_is(message.subject.strip().split("\n")[0]),
                "write it with the commands of LaTeX's amsmath",
                "warning",
            )
            for message in answer.messages
            for reason in (re.findall(r"^unexpected .*", message.text, re.MULTILINE) or [message.text])[-1:]
        ]


def _take_title(draft: Draft, blocks: list[Node], *, website: bool) -> list[Node]:
    """Take the chapter's title out of its text: the front matter's, or the first heading."""
    # Quarto never numbers the book's first page.
    draft.numbered = draft.path != PurePosixPath("index.qmd") and not website
    if draft.title:
        return blocks
    if draft.front.unread or draft.front.text("title"):  # it is, or holds, a problem already
        return blocks
    first = next((n for n, block in enumerate(blocks) if block["t"] == "Header"), None)
    if first != 0 or blocks[0]["c"][0] != 1:
        fix = "start it with '# Title', or give a title in its front matter"
        wrong("the chapter has no title", f"{draft.path}:1", fix, "strict")
    if first is None or blocks[first]["c"][0] != 1:
        draft.title = [plain(as_text(draft.chapter.name))]
        return blocks
    _, (identifier, classes, _), content = blocks[first]["c"]
    draft.title = [plain(content)]
    draft.identifier = identifier
    draft.numbered = draft.numbered and "unnumbered" not in classes
    return [*blocks[:first], *blocks[first + 1 :]]


def _shown(cell: Cell, answers: Iterator[Answer]) -> Shown:
    """Take Pandoc's answers for one cell."""
    caption = _read(next(answers), cell.where)
    if cell.picture:
        return Shown(cell.where, cell.label, caption, drawing=cell.option("fig-alt"))
    html = cell.data if cell.media == "text/html" else ""
    return Shown(cell.where, cell.label, caption, html=html, blocks=_read(next(answers), cell.where))


def _read(answer: Answer, where: str) -> list[Node]:
    """Return the blocks of a text.

    Raises:
        ContentError: it is nested too deep for whoever reads it after this.
        RenderError: Pandoc cannot convert it.
    """
    try:
        blocks = with_spans(blocks_of(answer.checked), answer.checked)
        problems = list(too_deep(blocks, where))
    except RecursionError:
        problems = [deep(where)]
    if problems:
        raise ContentError(*problems)
    return blocks


def _embedded(draft: Draft, cell: Cell, shown: Shown, structure: Structure) -> list[Node]:
    """Return the blocks of a notebook cell, as a numbered float if its label says so."""
    check_text(shown.caption, cell.where)
    caption = inlines(structure.read(list(shown.caption)))
    if cell.picture:
        path = draft.path.parent / "figures" / cell.picture
        faults = svg_faults(cell.content) if cell.media == SVG else ()
        gather(*[Problem(f"the figure {what}", cell.where, fix) for what, fix in faults])
        content = [image_block(f"/{path}", plain_alternative(cell.option("fig-alt")))]
    elif cell.media == "text/html":
        content = tables(list(shown.blocks))
        for table in content:
            gather(*large_table(table, cell.where))
        check_text(content, cell.where)
        if not content:
            fix = "show a table in this cell"
            problem = Problem("the HTML of this cell holds no table", cell.where, fix)
            gather(problem)
        for what, _, fix in (part for table in content for part in nested(table)):
            wrong(f"{what} is not supported", cell.where, fix)
    else:
        check_cell(shown.blocks, cell.where)
        content = structure.read(list(shown.blocks))
    content = _described(content, cell)
    kind = cell.label.split("-")[0]
    name = cell.label if kind in ("fig", "tbl") else ""
    if not name:
        kind = "fig" if cell.picture else "tbl"
        if not caption:
            return content
    return [from_cell(make_float(kind, name, caption, content), cell.notebook.stem, cell.label)]


def _described(blocks: list[Node], cell: Cell) -> list[Node]:
    """Return what a cell shows without the images that do not say what they show, which are noted."""

    def image(node: Node) -> list[Node] | None:
        if value_of(node["c"][0], "alt"):
            return None
        fix = 'say what it shows: ![](…){fig-alt="…"}, or draw it as this cell\'s figure with #| fig-alt: "…"'
        wrong(f"image '{node['c'][2][0][:60]}' has no alternative text", cell.where, fix)
        return []

    return rewrite(blocks, {"Image": image})
