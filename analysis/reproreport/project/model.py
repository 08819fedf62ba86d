"""A publication of the report as one frozen value: its chapters, its formats, its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.formats import FORMATS
from reproreport.languages import ENGLISH, Language, find_language
from reproreport.normalform import nfc
from reproreport.project.cells import has_code
from reproreport.project.limits import Limits
from reproreport.project.people import Author
from reproreport.project.words import Words

CONFIG = "_quarto.yml"
VARIABLES = "_variables.yml"
NOTEBOOK = "notebook.ipynb"
WHOLE = "book"
"""The name of the whole report where ``_quarto.yml`` names no default profile."""

Parameter = bool | int | float | str


@dataclass(frozen=True)
class Part:
    """A part of a book that is only a title, in markdown; *depth* counts the parts that it stands in."""

    title: str
    depth: int
    where: str


@dataclass(frozen=True)
class Chapter:
    """One document of a publication, in reading order; *file* and *line* say where it is named.

    Attributes:
        part: the part that it stands in, its title or its file.
        text: what the contents call it, where that is not its title.
        opens: the parts that begin before it.
        depth: how many parts it stands in.
        heads_part: whether it is itself the page of a part.
    """

    path: PurePosixPath
    part: str | None = None
    appendix: bool = False
    line: int = 1
    file: str = CONFIG
    text: str = ""
    opens: tuple[Part, ...] = ()
    depth: int = 0
    heads_part: bool = False

    @property
    def name(self) -> str:
        """The folder under ``chapters/``, or the file's stem for a page at the top level."""
        is_index = self.path.stem == "index" and self.path.parent.name
        return nfc(self.path.parent.name if is_index else self.path.stem)

    @property
    def where(self) -> str:
        """Return ``file:line`` of the place where it is named."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Detail:
    """One line of a title page: what it is, and whose names or words stand beside it."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class TitlePage:
    """What a title page says besides title and subtitle, from top to bottom.

    *above* stands over the author whose work it is, *kind* says what the work is, *details* name
    people, *below* is place and year, *note* a sentence at the foot.
    """

    above: tuple[str, ...] = ()
    author: str = ""
    kind: str = ""
    details: tuple[Detail, ...] = ()
    below: str = ""
    note: str = ""


@dataclass(frozen=True)
class Original:
    """The work that an article reproduces: its authors, its bibliographic key."""

    authors: tuple[Author, ...] = ()
    work: str = ""


@dataclass(frozen=True)
class Project:
    """Everything that a build needs to know of one publication before it reads a chapter or a notebook.

    Paths are relative to ``root``; ``parameters`` are the edition's values for notebook parameters;
    ``metadata`` is all of ``_quarto.yml`` with the publication's profile.

    Attributes:
        people: its authors.
        publication: its name; the profile is ``_quarto-<publication>.yml``.
        article: whether it is one document whose sections are numbered from 1, and not a book of chapters.
        whole: whether it is the whole report, which every other publication is a part of.
        config: the files that it was read from.
        elsewhere: what is put behind a reference to a place that only the whole report has.
        references: the title of an article's list of references.
        language: the language of ``lang``; *words* are those that the publication itself adds to its text.
        files: the files of the project that settings name, by their keys (``css``, ``reference-doc`` …).
        noted: the keys that the embedded renderer leaves without effect, each with its place and the reason.
        lines: where each key of the configuration stands, ``file:line``.
        outside: files and folders outside the project that its notebooks may read.
        limits: how far a notebook may go while it runs.
        group: whether its authors are groups of people, and not persons.
        website: whether its pages have no numbers, as those of Quarto's websites.
        publishes_data: whether its pages show the data files behind its numbers.
        strict: whether what one format or renderer alone shows stops a build.
    """

    root: Path
    title: str
    subtitle: str
    people: tuple[Author, ...]
    description: str
    lang: str
    chapters: tuple[Chapter, ...]
    bibliography: tuple[PurePosixPath, ...]
    csl: PurePosixPath | None
    parameters: Mapping[str, Parameter]
    site: PurePosixPath
    output_file: str
    formats: Mapping[str, Mapping[str, Any]]
    metadata: Mapping[str, Any]
    publication: str = WHOLE
    article: bool = False
    whole: bool = True
    config: tuple[PurePosixPath, ...] = (PurePosixPath(CONFIG),)
    keywords: tuple[str, ...] = ()
    elsewhere: str = "of the full report"
    references: str = "References"
    language: Language = field(default_factory=lambda: find_language(ENGLISH))
    words: Words = field(default_factory=Words)
    files: Mapping[str, tuple[PurePosixPath, ...]] = field(default_factory=dict)
    noted: tuple[str, ...] = ()
    lines: Mapping[tuple[str, ...], str] = field(default_factory=dict, compare=False)
    group: bool = False
    strict: bool = False
    publishes_data: bool = True
    website: bool = False
    outside: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    title_page: TitlePage | None = None
    original: Original = field(default_factory=Original)

    @property
    def notebooks(self) -> dict[str, PurePosixPath]:
        """Return the notebook in each chapter's folder that has one, by the chapter's name.

        A chapter that computes in its own text (executable cells), or is a notebook itself, is one, too.
        """
        return dict(self._computing())

    def notebook_of(self, chapter: Chapter) -> str:
        """Return the name under which the code of a chapter's own text is run; empty where it has none."""
        return next((name for name, path in self._computing() if path == chapter.path), "")

    def _computing(self) -> Iterator[tuple[str, PurePosixPath]]:
        """Yield the name and the file of each notebook, and of each chapter that computes."""
        taken: dict[str, PurePosixPath] = {}
        for chapter in self.chapters:
            path = chapter.path.with_name(NOTEBOOK)
            if chapter.path.parent.name and path != chapter.path and (self.root / path).is_file():
                taken[chapter.name] = path
        yield from taken.items()
        for chapter in self.chapters:
            if has_code(chapter.path, self.root):
                name = chapter.name
                if name in taken:
                    name = nfc("-".join(chapter.path.with_suffix("").parts))
                taken[name] = chapter.path
                yield name, chapter.path

    @property
    def authors(self) -> tuple[str, ...]:
        """Return the names of its authors."""
        return tuple(author.name for author in self.people)

    @property
    def available(self) -> tuple[str, ...]:
        """Return the names of the formats that can be asked for: those of ``format:``."""
        return tuple(one.name for one in FORMATS if one.quarto in self.formats)

    def option(self, kind: str, key: str, default: Any = None) -> Any:
        """Return a setting of a format, by Quarto's name of it."""
        return self.formats.get(kind, {}).get(key, default)

    def where(self, kind: str, key: str) -> str:
        """Return ``file:line`` of a setting of a format, below it or for all formats."""
        return self.place("format", kind, key)

    def place(self, *keys: str) -> str:
        """Return ``file:line`` of a key of the configuration, or of the same key for the whole of it."""
        return self.lines.get(keys) or self.lines.get(keys[-1:]) or self.profile

    @property
    def profile(self) -> str:
        """Return the file that a message about this publication's formats names."""
        return str(self.config[-1])
