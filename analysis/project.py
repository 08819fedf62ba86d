"""The map of the report: ``_quarto.yml`` and the folders that it names, as one frozen value.

Both renderers read the same file. What this project adds to Quarto's own keys stands under
``report:``. A key that neither knows is refused, because Quarto would ignore it in silence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import Problem, ProjectError
from analysis.yamlfile import YamlFile, read_yaml

CONFIG = "_quarto.yml"
VARIABLES = "_variables.yml"
NOTEBOOK = "notebook.ipynb"

Parameter = bool | int | float | str

# fmt: off
_KNOWN: dict[str, frozenset[str]] = {
    "": frozenset({
        "project", "book", "lang", "bibliography", "csl", "citeproc", "link-citations", "nocite", "format",
        "report",
    }),
    "project": frozenset({"type", "output-dir", "pre-render"}),
    "book": frozenset({
        "title", "subtitle", "author", "description", "output-file", "chapters", "appendices",
    }),
    "report": frozenset({"parameters"}),
}
# fmt: on


@dataclass(frozen=True)
class Chapter:
    """One document of the book, in reading order."""

    path: PurePosixPath
    part: str | None = None
    appendix: bool = False
    line: int = 1

    @property
    def name(self) -> str:
        """The folder under ``chapters/``, or the file's stem for a page at the top level."""
        return (
            self.path.parent.name if self.path.stem == "index" and self.path.parent.name else self.path.stem
        )


@dataclass(frozen=True)
class Project:
    """Everything that a build needs to know before it reads a chapter or a notebook.

    Paths are relative to ``root``; ``parameters`` are the edition's values for notebook parameters;
    ``metadata`` is all of ``_quarto.yml``.
    """

    root: Path
    title: str
    subtitle: str
    authors: tuple[str, ...]
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

    @property
    def notebooks(self) -> dict[str, PurePosixPath]:
        """Return the notebook in each chapter's folder that has one, by the chapter's name."""
        beside = {
            chapter.name: chapter.path.with_name(NOTEBOOK)
            for chapter in self.chapters
            if chapter.path.parent.name
        }
        return {name: path for name, path in beside.items() if (self.root / path).is_file()}


def load_project(root: Path) -> Project:
    """Read ``_quarto.yml`` in *root*.

    Raises:
        ProjectError: the file is absent or not YAML, a key is unknown or of the wrong type, or a
            chapter that it names does not exist.
    """
    if not (root / CONFIG).is_file():
        raise ProjectError(
            Problem(f"there is no {CONFIG} here", str(root), "run the command in the report's folder")
        )
    file = read_yaml(root / CONFIG, CONFIG)
    problems = [*_unknown_keys(file), *_wrong_types(file)]
    if problems:
        raise ProjectError(*problems)
    book, project = file.data["book"], file.data["project"]
    chapters = tuple(_chapters(file))
    problems = [*_absent_chapters(root, chapters), *_repeated_chapters(chapters)]
    if problems:
        raise ProjectError(*problems)
    csl = file.data.get("csl")
    return Project(
        root=root,
        title=str(book["title"]),
        subtitle=str(book.get("subtitle", "")),
        authors=tuple(_as_list(book.get("author"))),
        description=" ".join(str(book.get("description", "")).split()),
        lang=str(file.data.get("lang", "en")),
        chapters=chapters,
        bibliography=tuple(PurePosixPath(p) for p in _as_list(file.data.get("bibliography"))),
        csl=PurePosixPath(csl) if csl else None,
        parameters=dict(file.data.get("report", {}).get("parameters") or {}),
        site=PurePosixPath(project["output-dir"]),
        output_file=str(book.get("output-file", "report")),
        formats={name: dict(options or {}) for name, options in file.data["format"].items()},
        metadata=file.data,
    )


def _unknown_keys(file: YamlFile) -> Iterator[Problem]:
    for section, known in _KNOWN.items():
        mapping = file.data.get(section, {}) if section else file.data
        for key in mapping if isinstance(mapping, dict) else ():
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1)
                hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(sorted(known))}"
                place = (section, key) if section else (key,)
                yield Problem(f"unknown key '{key}'", file.where(*place), hint)


def _wrong_types(file: YamlFile) -> Iterator[Problem]:
    """Check the values that the project cannot do without, and the notebooks' parameters."""
    for section, key, kind, fix in (
        ("project", "type", str, "a report is a book: write 'type: book'"),
        ("project", "output-dir", str, "write where the site goes, such as build/site"),
        ("book", "title", str, "give the book a title"),
        # Quarto's Typst book template fails without one.
        ("book", "author", (str, list), "name at least one author"),
        ("book", "chapters", list, "list the chapters' files in reading order"),
        ("", "format", dict, "name the formats, html and typst, with their options"),
    ):
        mapping = file.data.get(section) if section else file.data
        value = mapping.get(key) if isinstance(mapping, dict) else None
        if not value or not isinstance(value, kind):
            place = (section, key) if section else (key,)
            yield Problem(f"'{': '.join(place)}' is missing or of the wrong type", file.where(*place), fix)
    project = file.data.get("project")
    if isinstance(project, dict) and project.get("type", "book") != "book":
        yield Problem("only 'type: book' can be built", file.where("project", "type"), "write 'type: book'")
    report = file.data.get("report") or {}
    parameters = (report.get("parameters") if isinstance(report, dict) else None) or {}
    for name, value in parameters.items() if isinstance(parameters, dict) else ():
        if not isinstance(value, Parameter):
            where = file.where("report", "parameters", name)
            yield Problem(f"parameter '{name}' must be a number, a text or true/false", where)


def _chapters(file: YamlFile) -> Iterator[Chapter]:
    for key in ("chapters", "appendices"):
        for index, entry in enumerate(file.data["book"].get(key) or ()):
            if isinstance(entry, dict):
                for inner, path in enumerate(entry.get("chapters") or ()):
                    line = file.lines[("book", key, index, "chapters", inner)]
                    yield Chapter(PurePosixPath(path), str(entry.get("part")), key == "appendices", line)
            else:
                line = file.lines[("book", key, index)]
                yield Chapter(PurePosixPath(str(entry)), None, key == "appendices", line)


def _absent_chapters(root: Path, chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    present = sorted(
        path.relative_to(root).as_posix() for path in (*root.glob("*.qmd"), *root.glob("chapters/**/*.qmd"))
    )
    for chapter in chapters:
        if not (root / chapter.path).is_file():
            near = difflib.get_close_matches(str(chapter.path), present, 1)
            hint = f"did you mean {near[0]}?" if near else "create it, or remove the line"
            yield Problem(f"chapter '{chapter.path}' does not exist", f"{CONFIG}:{chapter.line}", hint)


def _repeated_chapters(chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    seen: dict[str, Chapter] = {}
    for chapter in chapters:
        first = seen.setdefault(chapter.name, chapter)
        if first is not chapter:
            what = f"two chapters are called '{chapter.name}' (the other on line {first.line})"
            yield Problem(
                what, f"{CONFIG}:{chapter.line}", "results are named after chapters: rename one folder"
            )


def _as_list(value: Any) -> list[str]:
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    return [str(item["name"]) if isinstance(item, dict) else str(item) for item in items]
