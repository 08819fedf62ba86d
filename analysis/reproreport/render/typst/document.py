"""A publication as one Typst document: a book, a thesis with its title page, or an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any

from reproreport.errors import Problem, RenderError
from reproreport.languages import Language
from reproreport.project import Project
from reproreport.project.model import TitlePage
from reproreport.project.people import Author
from reproreport.project.settings import PAPERS, points
from reproreport.render.book import Book, Page, promoted
from reproreport.render.outline import Shown, openings, shown
from reproreport.render.pandoc.door import Job, recalled
from reproreport.render.pandoc.memory import Blocks, key_of, nodes_of, remember
from reproreport.render.pandoc.nodes import Node, document, find, plain, plain_text, raw_block, raw_inline
from reproreport.render.read.images import IMAGES
from reproreport.render.tables.fitting import HEADINGS, Paper, fitted, too_wide
from reproreport.render.tables.width import broken
from reproreport.render.typst.nodes import Typst, exact, placed, quoted
from reproreport.render.typst.typesetter import WHEEL, Fonts

MARGINS = {"a5": 51.0, "a6": 40.0}
MARGIN = 76.5
HEAD = 6.0
"""Room at the top beyond the margin, for the running head."""

SIZE, SMALL = 11.0, 9.9
"""Of the letters on a page, and on a small one, in points."""

NARROWEST, LOWEST = 140.0, 140.0
"""Less room than this, 5 cm, holds no text."""


@dataclass(frozen=True)
class Sheet:
    """A page: its name for Typst, its sides, and its margins."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def area(self) -> tuple[float, float]:
        """Return the width and the height of the text."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    @property
    def lying(self) -> tuple[float, float]:
        """Return the width and the height of the text on a turned page, with the same margins."""
        return self.height - self.left - self.right, self.width - self.top - self.bottom

    @property
    def margins(self) -> str:
        """Return the margins as Typst has them."""
        sides = ("left", "right", "top", "bottom")
        return "(" + ", ".join(f"{side}: {getattr(self, side):g}pt" for side in sides) + ")"


def sheet_of(project: Project) -> Sheet:
    """Return the sheet that a publication is printed on.

    Raises RenderError when its margins leave no room for text.
    """
    name = str(project.option("typst", "papersize", "a4"))
    width, height = PAPERS[name]
    given = {side: points(length) for side, length in (project.option("typst", "margin") or {}).items()}
    usual = MARGINS.get(name, MARGIN)
    left, right = (given.get(side, given.get("x", usual)) for side in ("left", "right"))
    top = given.get("top", given.get("y", usual + HEAD))
    bottom = given.get("bottom", given.get("y", usual))
    sheet = Sheet("us-letter" if name == "letter" else name, width, height, left, right, top, bottom)
    if sheet.area[0] < NARROWEST or sheet.area[1] < LOWEST:
        where = project.where("typst", "margin")
        fix = f"leave at least {NARROWEST / 72 * 2.54:.0f} cm: {name} is {width:g} by {height:g} pt"
        raise RenderError(Problem("the margins leave no room for text", where, fix))
    return sheet


def letter_size(project: Project) -> float:
    """Return the size of a publication's running text in points."""
    given = project.option("typst", "fontsize")
    if given:
        return points(given)
    return SMALL if project.option("typst", "papersize", "a4") in MARGINS else SIZE


TITLE, SUBTITLE, ABSTRACT = 0.36, 0.6, 0.85
"""Part of a line's letters that a line of these has."""


@dataclass(frozen=True)
class TypstDocument:
    """A publication's Typst source, and where its parts come from.

    Attributes:
        source: the text.
        images: the name in the work folder of every image, by its address.
        starts: the line of the source (from 1) where the text of each chapter starts, and the chapter.
        problems: what does not fit the page.
    """

    source: str
    images: Mapping[str, str]
    starts: tuple[tuple[int, PurePosixPath], ...]
    problems: tuple[Problem, ...] = ()

    def chapter(self, line: int) -> PurePosixPath | None:
        """Return the chapter that a line is made of; None above the first."""
        return next((chapter for start, chapter in reversed(self.starts) if start <= line), None)

    def around(self, line: int) -> str:
        """Return the text of a line, or the next one above it that holds words."""
        lines = self.source.split("\n")[:line]
        return next((text for text in reversed(lines) if _has_words(text)), "")


def typst_document(book: Book, fonts: Fonts = WHEEL) -> TypstDocument:
    """Return a publication as Typst sets it.

    Raises RenderError when Pandoc cannot write it, or its margins leave no room for text.
    """
    suffixes = {path: path.suffix.lower() for path in book.files}
    images = {
        f"/{path}": f"image-{number}{suffix}"
        for number, (path, suffix) in enumerate(suffixes.items(), 1)
        if suffix in IMAGES
    }
    sheet = sheet_of(book.project)
    labels = _labels(book.pages)
    area = Paper(*sheet.area, letter_size(book.project), fonts.scale)
    if book.project.option("typst", "margin"):
        area = replace(area, lying=sheet.lying)
    article = book.project.article
    first = book.pages[0]
    typst = Typst(first.chapter.path, labels, images, area.width, fonts.scale)
    summary = typst.lower(broken(list(first.abstract), ABSTRACT * area.letters)) if article else []
    texts = ((book.title, TITLE), (book.subtitle, SUBTITLE), (book.description, 1.0))
    parts = [*(broken([plain(text)], part * area.letters) for text, part in texts), summary]
    jobs: list[tuple[str, Callable[[], Job]]]
    jobs = [(key_of("typst", part), partial(_job, part)) for part in parts]
    if article:
        numbered = shown(book.project, "typst").without(nodes_of(first.blocks))
        text = fitted(promoted(numbered), area)
        blocks = typst.lower(_flushed(placed(text, area.width, area.height, closed=True)))
        jobs.append((key_of("typst", blocks), partial(_job, blocks)))
    else:
        jobs += _chapters(book, labels, images, area)
    title, subtitle, description, abstract, *bodies = recalled(jobs, book.memory)
    described = book.description or (first.abstract if article else ())
    settings = {
        "title": f"[{title}]",
        "title-text": quoted(plain_text(list(book.title))),
        "subtitle": f"[{subtitle}]" if subtitle else "none",
        "authors": _array(quoted(name) for name in book.project.authors),
        "description": f"[{description}]" if description else "none",
        "description-text": quoted(plain_text(list(described))),
        **_language(book.project.language),
        "paper": quoted(sheet.name),
        "margin": sheet.margins,
        **_options(book.project),
    }
    if fonts.families:
        settings["fonts"] = _array(map(quoted, fonts.families))
    if article:
        settings |= {
            "people": _array(map(_person, first.authors)),
            "summary": f"[{abstract}]" if abstract else "none",
            "summary-title": quoted(_abstract_title(book.project)),
            "words": quoted(", ".join(first.keywords)),
            "words-title": quoted(book.project.words["title-block-keywords"]),
            "name": quoted(labels[f"/{first.chapter.path}"]),
        }
    else:
        known = any(not author.bare for author in book.project.people)
        settings["people"] = _array(map(_person, book.project.people if known else ()))
        if book.project.title_page:
            settings["sheet"] = _sheet(book.project.title_page)
    arguments = "".join(f"  {key}: {value},\n" for key, value in settings.items())
    kind = "article" if article else "book"
    head = f'#import "book.typ": *\n#show: {kind}.with(\n{arguments})\n\n'
    starts = accumulate((body.count("\n") + 2 for body in bodies), initial=head.count("\n") + 1)
    chapters = [page.chapter.path for page in book.pages]
    return TypstDocument(
        head + "\n\n".join(bodies) + "\n",
        images,
        tuple(zip(starts, chapters, strict=False)),
        tuple(too_wide(book, area)),
    )


def _language(language: Language) -> dict[str, str]:
    """Return what Typst needs to know of a language: hyphens, quotation marks and letters depend on it."""
    region = language.region if language.region.isalpha() else ""
    return {
        "language": quoted(language.base),
        "region": quoted(region) if region else "none",
        "script": quoted(language.script.lower()) if language.script else "auto",
    }


def _options(project: Project) -> dict[str, str]:
    """Return what settings change in the look of a PDF."""

    def given(key: str, default: Any = None) -> Any:
        return project.option("typst", key, default)

    # Quarto has contents where its profile asks for them.
    contents = given("toc", not project.article)
    options = {
        "toc-depth": str(given("toc-depth", 3) if contents else 0),
        "toc-title": quoted(str(given("toc-title") or project.words["toc-title-document"])),
    }
    if given("fontsize"):
        options["size"] = f"{points(given('fontsize')):g}pt"
    if given("linestretch"):
        options["stretch"] = f"{float(given('linestretch')):g}"
    numbers = given("page-numbering", "1")
    if numbers != "1":
        options["page-numbers"] = "none" if numbers is False else quoted(str(numbers))
    return options


def _abstract_title(project: Project) -> str:
    return str(project.option("typst", "abstract-title") or project.words["section-title-abstract"])


def _person(author: Author) -> str:
    """Return an author as ``book.typ`` takes one."""
    known = {"url": author.url, "email": author.email, "orcid": author.orcid}
    fields = [f"{key}: {quoted(value)}" for key, value in known.items() if value]
    if author.affiliations:
        places = _array(f"({quoted(place.name)}, {quoted(place.url)})" for place in author.affiliations)
        fields.append(f"places: {places}")
    return f"person({', '.join([quoted(author.name), *fields])})"


def _has_words(text: str) -> bool:
    """Say whether a line holds words of an author's, and not only code."""
    return not text.startswith(("#", "]", "columns:", "align:", "table.")) and bool(
        re.search(r"[^\W\d_]{3}", text)
    )


def _job(blocks: Iterable[Node]) -> Job:
    return Job(document(list(blocks)), "json", "typst")


def _array(values: Iterable[str]) -> str:
    return "(" + "".join(f"{value}, " for value in values) + ")"


def _sheet(page: TitlePage) -> str:
    """Return a title page as a Typst dictionary."""
    details = _array(_array((quoted(d.label), _array(map(quoted, d.texts)))) for d in page.details)
    texts = {"author": page.author, "kind": page.kind, "below": page.below, "note": page.note}
    fields = {"above": _array(map(quoted, page.above)), "details": details}
    fields |= {key: quoted(value) for key, value in texts.items()}
    return "(" + "".join(f"{key}: {value}, " for key, value in fields.items()) + ")"


def _flushed(blocks: list[Node]) -> list[Node]:
    """Let no figure or table of an article's text float past it into the list of references."""
    lists = [n for n, block in enumerate(blocks) if block["t"] == "Div" and block["c"][0][0] == "refs"]
    for place in lists[:1]:
        before = place - 1 if place and blocks[place - 1]["t"] == "Header" else place
        return [*blocks[:before], raw_block("typst", "#place.flush()"), *blocks[before:]]
    return blocks


def _labels(pages: Iterable[Page]) -> dict[str, str]:
    """Return a label for every place that some link of the book points to."""
    wanted = {
        target
        for page in pages
        for blocks in (page.abstract, page.title, page.blocks)
        for target in remember(blocks, "targets", _targets)
    }
    labels: dict[str, str] = {}
    for page in pages:
        top = f"/{page.chapter.path}"
        mine = f"chapter-{page.chapter.name}"
        labels[top] = mine
        if page.identifier:
            labels[f"{top}#{page.identifier}"] = mine
    for target in sorted(wanted):
        path, mark, fragment = target.partition("#")
        if mark and path in labels and target not in labels:
            labels[target] = f"{labels[path].removeprefix('chapter-')}--{fragment}"
    return labels


def _targets(blocks: list[Node]) -> list[str]:
    """Return where links inside the book lead."""
    targets = (node["c"][2][0] for node in find(blocks, ("Link",)))
    return sorted({target for target in targets if target.startswith("/")})


def _chapters(
    book: Book, labels: dict[str, str], images: dict[str, str], area: Paper
) -> Iterator[tuple[str, Callable[[], Job]]]:
    """Yield each chapter of the book for Pandoc's Typst writer, by the key of all that it depends on."""
    numbers = shown(book.project, "typst")
    for opening in openings(book):
        page = opening.page
        typst = Typst(page.chapter.path, labels, images, area.width, area.scale)
        label = labels[f"/{page.chapter.path}"]
        parts = [raw_block("typst", f"#part({quoted(title)})") for title, _ in opening.parts]
        head = [*parts, *_opening(book, page, typst, label, numbers, area.letters)]
        text = page.blocks.key if isinstance(page.blocks, Blocks) else page.blocks
        depends = (labels, images, astuple(area), head, text, numbers.depth)
        yield (
            key_of("typst chapter", str(page.chapter.path), *depends),
            partial(_chapter, head, page, typst, area, numbers),
        )


def _chapter(head: list[Node], page: Page, typst: Typst, area: Paper, numbers: Shown) -> Job:
    text = fitted(numbers.without(nodes_of(page.blocks)), area)
    return _job([*head, *typst.lower(placed(text, area.width, area.height))])


def _opening(
    book: Book, page: Page, typst: Typst, label: str, numbers: Shown, letters: float
) -> Iterator[Node]:
    """Yield a chapter's heading and what its front matter says."""
    words = book.project.words
    title = exact(typst.lower(broken([plain(page.title)], HEADINGS[1] * letters))[0]["c"])
    if page.chapter.heads_part:
        start = raw_inline("typst", f"#part-page({quoted(label)})[")
        yield plain([start, *title, raw_inline("typst", "]")])
    else:
        number = numbers.number(page.number)
        if page.chapter.appendix and page.number:
            number = words.appendix(page.number)
        mark = [raw_inline("typst", f"#number({quoted(number)})")] if number else []
        yield {"t": "Header", "c": [1, [label, [], []], [*mark, *title]]}
    if page.subtitle:
        yield raw_block("typst", "#chapter-subtitle[")
        yield from typst.lower(broken([plain(page.subtitle)], SUBTITLE * letters))
        yield raw_block("typst", "]")
    for author in page.authors:
        yield raw_block("typst", f"#chapter-author({_person(author)})")
    if page.abstract:
        yield raw_block("typst", f"#abstract({quoted(_abstract_title(book.project))})[")
        yield from typst.lower(broken(list(page.abstract), ABSTRACT * letters))
        yield raw_block("typst", "]")
    if page.keywords:
        title_word = quoted(words["title-block-keywords"])
        yield raw_block("typst", f"#keywords({title_word}, {quoted(', '.join(page.keywords))})")
