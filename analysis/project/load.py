"""Read ``_quarto.yml`` with one of its profiles.

``_quarto.yml`` holds what all publications share, ``_quarto-<name>.yml`` is the Quarto profile of one of
them. A report with a single publication needs no profile: then all stands in ``_quarto.yml``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import Problem, ProjectError
from analysis.normalform import nfc, spelled
from analysis.project import config
from analysis.project.model import (
    CONFIG,
    NOTEBOOK,
    WHOLE,
    Chapter,
    Detail,
    Original,
    Project,
    TitlePage,
)
from analysis.project.people import read_authors
from analysis.yamlfile import YamlFile, merged, read_yaml


def load_project(root: Path, publication: str | None = None) -> Project:
    """Read one publication of the report in *root*; None for the whole report.

    Raises:
        ProjectError: a file is absent or not YAML, a key is unknown or of the wrong type, a chapter that
            it names does not exist, or there is no such publication.
    """
    file = _read(root)
    whole = _default(file)
    name = publication or whole
    files = [CONFIG]
    profile = str(spelled(root, PurePosixPath(_profile(name))))
    if (root / profile).is_file():
        files.append(profile)
        file = merged(file, read_yaml(root / profile, profile))
    elif name != whole or "profile" in file.data:
        _refuse(name, root, file)
    found = list(config.problems(file))
    if found:
        raise ProjectError(*found)
    chapters = tuple(replace(chapter, path=spelled(root, chapter.path)) for chapter in _chapters(file))
    found = [
        *_absent_chapters(root, chapters),
        *_repeated_chapters(chapters),
        *_misnamed_notebooks(root, chapters),
    ]
    if found:
        raise ProjectError(*found)
    return _project(root, file, chapters, name, tuple(map(PurePosixPath, files)), whole=name == whole)


def publications(root: Path) -> tuple[str, ...]:
    """Return the names of all publications, the whole report first.

    A profile is a publication when it has a ``project: type``; others only set options.
    """
    whole = _default(_read(root))
    others = (
        nfc(path.stem.removeprefix("_quarto-"))
        for path in sorted(root.glob(_profile("*")))
        if "type" in config.section(read_yaml(path, path.name), "project")
    )
    return (whole, *(name for name in others if name != whole))


def _read(root: Path) -> YamlFile:
    if not (root / CONFIG).is_file():
        raise ProjectError(
            Problem(f"there is no {CONFIG} here", str(root), "run the command in the report's folder")
        )
    return read_yaml(root / CONFIG, CONFIG)


def _default(file: YamlFile) -> str:
    return str(config.section(file, "profile").get("default") or WHOLE)


def _profile(name: str) -> str:
    return f"_quarto-{name}.yml"


def _refuse(name: str, root: Path, file: YamlFile) -> None:
    known = [path.stem.removeprefix("_quarto-") for path in sorted(root.glob(_profile("*")))]
    near = difflib.get_close_matches(name, known, 1)
    fix = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known) or 'none'}"
    raise ProjectError(
        Problem(f"there is no publication '{name}': no {_profile(name)}", file.where("profile"), fix)
    )


def _project(
    root: Path,
    file: YamlFile,
    chapters: tuple[Chapter, ...],
    name: str,
    files: tuple[PurePosixPath, ...],
    *,
    whole: bool,
) -> Project:
    data = file.data
    article = config.is_article(file)
    words = data if article else data["book"]
    report = config.section(file, "report")
    formats = data["format"].items()
    return Project(
        root=root,
        title=str(words.get("title", "")),
        subtitle=str(words.get("subtitle", "")),
        people=read_authors(words.get("author")),
        description=" ".join(str(words.get("description", "")).split()),
        lang=str(data.get("lang", "en")),
        chapters=chapters,
        bibliography=tuple(spelled(root, PurePosixPath(p)) for p in _as_list(data.get("bibliography"))),
        csl=spelled(root, PurePosixPath(str(data["csl"]))) if data.get("csl") else None,
        parameters=dict(report.get("parameters") or {}),
        site=PurePosixPath(data["project"]["output-dir"]),
        output_file=str(words.get("output-file", "report")),
        formats={key: dict(options) if isinstance(options, dict) else {} for key, options in formats},
        metadata=data,
        publication=name,
        article=article,
        whole=whole,
        config=files,
        keywords=tuple(_as_list(words.get("keywords"))),
        elsewhere=str(report.get("elsewhere", Project.elsewhere)),
        references=str(data.get("reference-section-title", Project.references)),
        group=report.get("authors") == "group",
        outside=tuple(_as_list(report.get("inputs"))),
        title_page=_title_page(config.section(file, "report", "title-page")),
        original=_original(config.section(file, "report", "original")),
    )


def _chapters(file: YamlFile) -> Iterator[Chapter]:
    if config.is_article(file):
        yield _chapter(file, ("project", "render", 0), str(file.data["project"]["render"][0]))
        return
    for key in ("chapters", "appendices"):
        for index, entry in enumerate(file.data["book"].get(key) or ()):
            place = ("book", key, index)
            if isinstance(entry, dict):
                for inner, path in enumerate(entry.get("chapters") or ()):
                    deeper = (*place, "chapters", inner)
                    yield _chapter(file, deeper, str(path), str(entry.get("part")), key == "appendices")
            else:
                yield _chapter(file, place, str(entry), None, key == "appendices")


def _chapter(
    file: YamlFile, key: tuple[str | int, ...], path: str, part: str | None = None, appendix: bool = False
) -> Chapter:
    name, _, line = file.where(*key).rpartition(":")
    return Chapter(PurePosixPath(path), part, appendix, int(line), name)


def _absent_chapters(root: Path, chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    present = sorted(
        path.relative_to(root).as_posix()
        for path in (*root.glob("*.qmd"), *root.glob("chapters/**/*.qmd"))
        if path.is_file()
    )
    for chapter in chapters:
        if not (root / chapter.path).is_file():
            near = difflib.get_close_matches(str(chapter.path), present, 1)
            hint = f"did you mean {near[0]}?" if near else "create it, or remove the line"
            yield Problem(f"chapter '{chapter.path}' does not exist", chapter.where, hint)


def _repeated_chapters(chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    seen: dict[str, Chapter] = {}
    for chapter in chapters:
        first = seen.setdefault(chapter.name, chapter)
        if first is not chapter:
            what = f"two chapters are called '{chapter.name}' (the other on line {first.line})"
            yield Problem(what, chapter.where, "results are named after chapters: rename one folder")


def _misnamed_notebooks(root: Path, chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    """Name notebooks of chapters that nobody would run, because they are called otherwise than all others."""
    for folder in dict.fromkeys(chapter.path.parent for chapter in chapters if chapter.path.parent.name):
        if (root / folder / NOTEBOOK).is_dir():
            yield Problem("this is a folder", f"{folder}/{NOTEBOOK}", "put a notebook in its place")
        elif not (root / folder / NOTEBOOK).exists():
            others = sorted(root.joinpath(folder).glob("[!.]*.[iI][pP][yY][nN][bB]"))
            if others:
                what = f"it is not run: the notebook of a chapter is called {NOTEBOOK}"
                fix = "rename it; or, if the chapter needs no notebook, move it out of the chapter's folder"
                yield Problem(what, f"{folder}/{others[0].name}", fix)


def _title_page(data: dict[str, Any]) -> TitlePage | None:
    if not data:
        return None
    details = tuple(
        Detail(str(item.get("label", "")), tuple(_as_list(item.get("text"))))
        for item in data.get("details") or ()
    )
    words = {key: str(data.get(key, "")) for key in ("author", "kind", "below", "note")}
    return TitlePage(above=tuple(_as_list(data.get("above"))), details=details, **words)


def _original(data: dict[str, Any]) -> Original:
    return Original(read_authors(data.get("authors")), str(data.get("work", "")))


def _as_list(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in (value if isinstance(value, list) else [value])]
