"""The chapters of a book as ``_quarto.yml`` lists them: files, parts of files, parts of titles.

An entry is a path, ``{file: path, text: its name in the contents}``, or ``{part: …, chapters: […]}``, where
the part is a title or the file of a page with that title. Parts may stand in parts. All else is refused:
of what is not understood nothing would be published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import Problem, Problems, gather, wrong
from reproreport.inside import is_dir, is_file
from reproreport.near import nearest
from reproreport.project.model import Chapter, Part
from reproreport.yamlfile import Key, YamlFile

SUFFIXES = (".qmd", ".md", ".ipynb")
HOME = PurePosixPath("index.qmd")
"""The page with which a book begins: its site needs one."""

_FORMS = "write a file, {file: one.qmd, text: Its name}, or {part: A title, chapters: [one.qmd]}"
_OPTIONS = ("file", "href", "text", "part", "chapters")


def read_chapters(file: YamlFile) -> tuple[Chapter, ...]:
    """Return the chapters of a book in reading order; what is not understood is a problem."""
    reading = _Reading(file)
    book = file.data["book"]
    with Problems() as problems:
        for key in ("chapters", "appendices"):
            if not isinstance(book.get(key) or [], list):
                wrong(f"'book: {key}' is no list", file.where("book", key), _FORMS)
                continue
            reading.entries(book.get(key) or [], ("book", key), appendix=key == "appendices")
    gather(*problems)
    chapters = reading.chapters
    home = next((chapter for chapter in chapters if chapter.path == HOME), None)
    if home is None and chapters and not problems:
        fix = f"write {HOME}, the first page, and list it first"
        wrong(f"the book has no {HOME}", file.where("book", "chapters"), fix)
    # As by Quarto: the home page comes first, wherever it is listed.
    return tuple(sorted(chapters, key=lambda chapter: chapter is not home))


def chapter_at(file: YamlFile, key: Key, path: str) -> Chapter:
    """Return the chapter of a path that stands at a key."""
    name, _, line = file.where(*key).rpartition(":")
    return Chapter(PurePosixPath(path), line=int(line), file=name)


def absent_chapters(root: Path, chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    """Yield a problem for each chapter whose file is not there, with the nearest one that is."""
    present = sorted(
        path.relative_to(root).as_posix()
        for path in (*root.glob("*.qmd"), *root.glob("chapters/**/*.qmd"))
        if path.is_file()
    )
    for chapter in chapters:
        if chapter.path.suffix not in SUFFIXES:
            fix = "write it as .qmd, or as a notebook"
            yield Problem(f"'{chapter.path}' is no chapter", chapter.where, fix)
        elif not is_file(root / chapter.path):
            hint = nearest(str(chapter.path), present, "create it, or remove the line")
            what = "is a folder" if is_dir(root / chapter.path) else "does not exist"
            yield Problem(f"chapter '{chapter.path}' {what}", chapter.where, hint)


def repeated_chapters(chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    """Yield a problem for each chapter that is called as an earlier one."""
    seen: dict[str, Chapter] = {}
    for chapter in chapters:
        first = seen.setdefault(chapter.name, chapter)
        if first is not chapter:
            what = f"two chapters are called '{chapter.name}' (the other on line {first.line})"
            yield Problem(
                what, chapter.where, "results are named after chapters: rename one folder", "strict"
            )


@dataclass
class _Reading:
    """The chapters so far, and the parts that open before the next one."""

    file: YamlFile
    chapters: list[Chapter] = field(default_factory=list)
    _opening: list[Part] = field(default_factory=list)

    def entries(
        self, entries: list[Any], key: Key, *, appendix: bool, part: str | None = None, depth: int = 0
    ) -> None:
        for index, entry in enumerate(entries):
            place = (*key, index)
            if isinstance(entry, str) and entry and not entry.strip("-"):
                continue  # a line in Quarto's sidebar
            found = self._understood(entry, place)
            if found is None:
                continue
            if "part" in found:
                self._part(found, place, appendix=appendix, depth=depth)
            else:
                path = found.get("file") or found["href"]
                text = str(found.get("text") or "")
                self._chapter(place, str(path), part, appendix=appendix, depth=depth, text=text)

    def _part(self, entry: dict[str, Any], place: Key, *, appendix: bool, depth: int) -> None:
        title = str(entry["part"])
        if title.endswith(SUFFIXES):
            self._chapter((*place, "part"), title, title, appendix=appendix, depth=depth, heads=True)
        else:
            self._opening.append(Part(title, depth, self.file.where(*place, "part")))
        inner = (*place, "chapters")
        self.entries(entry["chapters"], inner, appendix=appendix, part=title, depth=depth + 1)

    def _chapter(
        self,
        place: Key,
        path: str,
        part: str | None,
        *,
        appendix: bool,
        depth: int,
        text: str = "",
        heads: bool = False,
    ) -> None:
        name, _, line = self.file.where(*place).rpartition(":")
        self.chapters.append(
            Chapter(
                PurePosixPath(path),
                part,
                appendix,
                int(line),
                name,
                text=text,
                opens=tuple(self._opening),
                depth=depth,
                heads_part=heads,
            )
        )
        self._opening.clear()

    def _understood(self, entry: object, place: Key) -> dict[str, Any] | None:
        """Return an entry as a mapping; None, and a problem, for one that is not understood."""
        if isinstance(entry, str) and PurePosixPath(entry).suffix:
            return {"file": entry}
        what, fix = f"'{entry}' is no chapter", _FORMS
        if isinstance(entry, dict):
            other = [str(key) for key in entry if key not in _OPTIONS]
            target = str(entry.get("file") or entry.get("href") or "")
            inner = entry.get("chapters")
            if other:
                place = (*place, other[0])
                what = f"unknown key '{other[0]}' of a chapter"
                fix = nearest(other[0], _OPTIONS, _FORMS)
            elif "part" in entry and entry["part"] and isinstance(inner, list) and inner:
                if not {"file", "href", "text"} & set(entry):
                    return entry
            elif "part" in entry:
                what, fix = f"the part '{entry['part']}' has no chapters", "list its files below 'chapters:'"
            elif "://" in target:
                what, fix = f"'{target}' is no file of the book", "name it in the text, as a link"
            elif target and inner is None:
                return entry
        wrong(what, self.file.where(*place), fix)
        return None
