"""Where a piece of a publication was written: for messages about what was made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePosixPath

from reproreport.render.pandoc.nodes import Node, as_json
from reproreport.render.read.embed import Cell
from reproreport.render.read.source import Source

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Places:
    """The files of a publication as they were read.

    Attributes:
        root: the project's folder.
        config: the files with the publication's own title, authors and description.
        sources: the text of each chapter.
        cells: the notebook cells that each chapter shows.
        pictures: where each picture is asked for, by its path in the site.
        keys: where each work of the bibliography stands, by its key.
        works: the bibliography in Pandoc's form, by key.
    """

    root: Path
    config: Sequence[PurePosixPath] = ()
    sources: Mapping[PurePosixPath, Source] = field(default_factory=dict)
    cells: Mapping[PurePosixPath, Sequence[Cell]] = field(default_factory=dict)
    pictures: Mapping[PurePosixPath, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    works: Mapping[str, Node] = field(default_factory=dict)

    def of(self, text: str, chapter: PurePosixPath | None = None) -> list[str]:
        """Return every place that holds a text: of a chapter if it has any, else of the publication.

        The places are lines of files, cells of notebooks, and works of the bibliography.
        """
        own = list(self._in_chapter(text, chapter)) if chapter else []
        if own:
            return list(dict.fromkeys(own))
        found = [where for path in self.config for where in self._in_file(text, path)]
        found += [
            self._in_work(text, self.keys[key]) for key, work in self.works.items() if text in as_json(work)
        ]
        if not found:
            found = [where for path in self.sources for where in self._in_chapter(text, path)]
        return list(dict.fromkeys(found))

    def holding(self, pattern: re.Pattern[str]) -> dict[str, list[str]]:
        """Return what is found of a pattern in the texts of all chapters and works, by its place."""
        texts = [(line.text, line.where) for source in self.sources.values() for line in source.lines]
        texts += [(cell.text, cell.where) for cells in self.cells.values() for cell in cells]
        texts += [(as_json(work), self.keys[key]) for key, work in self.works.items()]
        found = ((where, pattern.findall(text)) for text, where in texts)
        return {where: texts for where, texts in found if texts}

    def nearest(self, text: str, chapter: PurePosixPath | None = None) -> str:
        """Return the line that shares most words with a text, of a chapter or of all; or else the chapter."""
        words = set(WORD.findall(text))
        sources = (source for path, source in self.sources.items() if chapter in (None, path))
        lines = [line for source in sources for line in source.lines]
        best = max(lines, key=lambda line: len(words & set(WORD.findall(line.text))), default=None)
        alike = best is not None and words & set(WORD.findall(best.text))
        return best.where if best and alike else str(chapter or self.config[0])

    def _in_chapter(self, text: str, chapter: PurePosixPath) -> Iterator[str]:
        if chapter in self.sources:
            # The front matter is empty in the source.
            yield from self._in_file(text, chapter, opening=True)
            yield from (line.where for line in self.sources[chapter].lines if text in line.text)
        yield from (cell.where for cell in self.cells.get(chapter, ()) if text in cell.text)

    def _in_work(self, text: str, where: str) -> str:
        """Return the line of a work that holds a text, or its first: it may be written in LaTeX's letters."""
        path, _, first = where.rpartition(":")
        if not path:
            return where
        lines = enumerate((self.root / path).read_text(encoding="utf-8").split("\n"), 1)
        entry = [(number, line) for number, line in lines if number >= int(first)]
        own = takewhile(lambda item: item[0] == int(first) or not item[1].startswith("@"), entry)
        return next((f"{path}:{number}" for number, line in own if text in line), where)

    def _in_file(self, text: str, path: PurePosixPath, *, opening: bool = False) -> Iterator[str]:
        lines = (self.root / path).read_text(encoding="utf-8").split("\n")
        if opening:
            end = next((n for n, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "...")), 0)
            lines = lines[:end] if lines[0].rstrip() == "---" else []
        yield from (f"{path}:{number}" for number, line in enumerate(lines, 1) if text in line)
