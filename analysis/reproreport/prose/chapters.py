"""The chapters as their authors wrote them: each file once, included ones too, and captions in notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reproreport.errors import Problems, ReportError, gather
from reproreport.normalform import spelled
from reproreport.notebooks.read import read_notebook
from reproreport.project.cells import chapter_text
from reproreport.prose.masking import running, visible
from reproreport.render.read.frontmatter import read_front_matter
from reproreport.render.read.markdown import SHORTCODE, arguments_of, resolve

if TYPE_CHECKING:
    from reproreport.project import Project

#: Options of a notebook's cell that a reader sees.
CAPTIONS = ("tbl-cap", "fig-cap")

_INCLUDE = re.compile(rf"^\s*(?:{SHORTCODE.pattern})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Prose:
    """One file of a chapter, or one caption; the three texts are equally long.

    Attributes:
        file: the path from the project's root.
        text: what stands in it.
        visible: the same without code and comments.
        words: what a reader sees of it as words.
        cell: the notebook's cell whose caption it is; empty for a file.
        line: the line of its file where it begins.
    """

    file: PurePosixPath
    text: str
    visible: str
    words: str
    cell: str = ""
    line: int = 1

    def where(self, place: int) -> str:
        """Return ``file:line`` of a character; a caption is one line of its notebook."""
        return f"{self.file}:{self.line + (0 if self.cell else self.text.count(chr(10), 0, place))}"


def read_prose(project: Project) -> list[Prose]:
    """Return every file of every chapter in reading order, then the captions in notebooks.

    A file that cannot be read is a problem. What is not there is left to the build, which names it.
    """
    found: dict[PurePosixPath, Prose] = {}
    waiting = [(chapter.path, True) for chapter in reversed(project.chapters)]
    while waiting:
        path, is_chapter = waiting.pop()
        if path in found or not (project.root / path).is_file():
            continue
        try:
            text = chapter_text(path, project.root)
        except ReportError as error:
            gather(*error.problems)
            continue
        with Problems():  # the build names them
            front = read_front_matter(text, path).end if is_chapter else 0
        shown = visible(text)
        found[path] = Prose(path, text, shown, running(shown, front))
        included = [spelled(project.root, inner) for inner in _included(found[path])]
        waiting += [(inner, False) for inner in reversed(included)]
    return [*found.values(), *_captions(project)]


def shortcodes(text: str, name: str) -> Iterator[tuple[str, int]]:
    """Yield the one argument of each shortcode of that name, and its place."""
    for match in SHORTCODE.finditer(text):
        command = arguments_of(match[1])
        if len(command) == 2 and command[0] == name:
            yield command[1], match.start()


def _included(prose: Prose) -> Iterator[PurePosixPath]:
    for match in _INCLUDE.finditer(prose.visible):
        for target, _ in shortcodes(match[0], "include"):
            path = resolve(target, prose.file)
            if path is not None:
                yield path


def _captions(project: Project) -> Iterator[Prose]:
    for path in project.notebooks.values():
        notebook = read_notebook(path, project.root)
        for cell in notebook.code:
            for key in CAPTIONS:
                if text := cell.option(key):
                    shown, line = visible(text), notebook.line_of(cell.option_line(key))
                    yield Prose(path, text, shown, running(shown), cell.name, line)
