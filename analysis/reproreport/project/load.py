"""Read ``_quarto.yml`` with one of its profiles.

``_quarto.yml`` holds what all publications share, ``_quarto-<name>.yml`` is the Quarto profile of one of
them. A report with a single publication needs no profile: then all stands in ``_quarto.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import Level, Problem, Problems, ProjectError, gather, stopping
from reproreport.inside import declare, is_file
from reproreport.languages import ENGLISH, find_language
from reproreport.near import nearest
from reproreport.normalform import nfc, spelled
from reproreport.project import config
from reproreport.project.chapters import absent_chapters, chapter_at, read_chapters, repeated_chapters
from reproreport.project.files import named_files
from reproreport.project.limits import limits_of
from reproreport.project.model import (
    CONFIG,
    NOTEBOOK,
    WHOLE,
    Chapter,
    Detail,
    Original,
    Project,
    TitlePage,
)
from reproreport.project.people import read_authors
from reproreport.project.places import name_problems, place_problems
from reproreport.project.quarto_keys import normal
from reproreport.project.settings import applied, listed, settings_of
from reproreport.project.words import read_words
from reproreport.yamlfile import YamlFile, merged, read_yaml

_FONTS = "the PDF takes it only from font-paths or from the bundled ones"


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
    misnamed = list(name_problems(name, file.where("profile") if name == whole else _profile(name)))
    if misnamed:
        raise ProjectError(*misnamed)
    profile = str(spelled(root, PurePosixPath(_profile(name))))
    if is_file(root / profile):
        files.append(profile)
        file = merged(file, read_yaml(root / profile, profile))
    elif name != whole or config.section(file, "profile").get("default"):
        _refuse(name, root, file)
    written = frozenset(file.data)
    with Problems() as found:
        file = normal(root, file)
        website = "book" in file.data and "book" not in written
        gather(*config.problems(file))
        strict = config.section(file, "report").get("strict") is True
        given = config.section(file, "format").items()
        formats = applied(file.data, ((key, _options(value)) for key, value in given))
        named = named_files(root, file, formats)
        if stops := stopping(found, strict=strict):
            raise ProjectError(*stops)
        chapters = tuple(replace(one, path=spelled(root, one.path)) for one in _chapters(file))
        gather(
            *absent_chapters(root, chapters),
            *repeated_chapters(chapters),
            *_misnamed_notebooks(root, chapters),
            *place_problems(file, chapters, (*_sources(file), *chain.from_iterable(named.values()))),
        )
        project = _project(root, file, chapters, name, tuple(map(PurePosixPath, files)))
    if stops := stopping(found, strict=strict):
        raise ProjectError(*stops)
    told = (
        f"{one.what} ({one.where})" for one in found if one.level == "warning" or one.what.startswith("pdf:")
    )
    fonts = formats.get("typst", {})
    unsure = not strict and "mainfont" in fonts and "font-paths" not in fonts
    asked = [f"mainfont ({project.place('format', 'typst', 'mainfont')}: {_FONTS})"] if unsure else []
    noted = tuple(dict.fromkeys([*project.noted, *told, *asked]))
    return replace(
        project,
        whole=name == whole,
        formats=formats,
        files=named,
        noted=noted,
        strict=strict,
        publishes_data=config.section(file, "report").get("publish-data") is not False,
        website=website,
    )


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
    if not is_file(root / CONFIG):
        raise ProjectError(
            Problem(f"there is no {CONFIG} here", str(root), "run the command in the report's folder")
        )
    return read_yaml(root / CONFIG, CONFIG)


def _default(file: YamlFile) -> str:
    given = config.section(file, "profile").get("default") or WHOLE
    return str(given[0] if isinstance(given, list) and given else given)


def _profile(name: str) -> str:
    return f"_quarto-{name}.yml"


def _refuse(name: str, root: Path, file: YamlFile) -> None:
    others = (path.stem.removeprefix("_quarto-") for path in sorted(root.glob(_profile("*"))))
    known = list(dict.fromkeys((_default(file), *others)))
    fix = nearest(name, known)
    raise ProjectError(
        Problem(f"there is no publication '{name}': no {_profile(name)}", file.where("profile"), fix)
    )


def _project(
    root: Path,
    file: YamlFile,
    chapters: tuple[Chapter, ...],
    name: str,
    files: tuple[PurePosixPath, ...],
) -> Project:
    data = file.data
    article = config.is_article(file)
    given = data if article else data["book"]
    report = config.section(file, "report")
    declare(root, listed(report.get("inputs")))
    language = find_language(str(data.get("lang", ENGLISH)))
    words = read_words(root, file, language)
    return Project(
        root=root,
        title=str(given.get("title", "")),
        subtitle=str(given.get("subtitle", "")),
        people=read_authors(given.get("author"), data.get("affiliations")),
        description=" ".join(str(given.get("description", "")).split()),
        lang=language.tag,
        chapters=chapters,
        bibliography=tuple(spelled(root, PurePosixPath(p)) for p in listed(data.get("bibliography"))),
        csl=spelled(root, PurePosixPath(str(data["csl"]))) if data.get("csl") else None,
        parameters=dict(report.get("parameters") or {}),
        site=PurePosixPath(data["project"]["output-dir"]),
        output_file=str(given.get("output-file", "report")),
        formats={},
        metadata=data,
        publication=name,
        article=article,
        config=files,
        keywords=tuple(listed(given.get("keywords"))),
        elsewhere=str(report.get("elsewhere") or words.get("elsewhere")),
        references=str(data.get("reference-section-title") or words["section-title-references"]),
        language=language,
        words=words,
        noted=tuple(dict.fromkeys(_noted(file))),
        lines={tuple(map(str, key)): file.where(*key) for key in file.lines},
        group=report.get("authors") == "group",
        outside=tuple(listed(report.get("inputs"))),
        limits=limits_of(config.section(file, "report", "limits")),
        title_page=_title_page(config.section(file, "report", "title-page")),
        original=_original(config.section(file, "report", "original")),
    )


def _sources(file: YamlFile) -> Iterator[PurePosixPath]:
    """Yield the bibliographies and the style of citations."""
    for key in ("bibliography", "csl"):
        yield from (PurePosixPath(path.lstrip("/")) for path in listed(file.data.get(key)))


def _options(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _noted(file: YamlFile) -> Iterator[str]:
    """Yield each key that has no effect without Quarto, with its place and the reason."""
    for name in file.data["format"]:
        for key, setting in settings_of(name).items():
            value = config.section(file, "format", name).get(key, file.data.get(key))
            if not setting.noted or value is None or value == setting.same:
                continue
            if key in config.section(file, "format", name):
                yield f"{name}: {key} ({file.where('format', name, key)}: {setting.effect})"
            else:
                yield f"{key} ({file.where(key)}: {setting.effect})"


def _chapters(file: YamlFile) -> tuple[Chapter, ...]:
    if config.is_article(file):
        return (chapter_at(file, ("project", "render", 0), str(file.data["project"]["render"][0])),)
    return read_chapters(file)


def _misnamed_notebooks(root: Path, chapters: tuple[Chapter, ...]) -> Iterator[Problem]:
    """Name notebooks of chapters that nobody would run, because they are called otherwise than all others."""
    own = {str(chapter.path) for chapter in chapters}
    for folder in dict.fromkeys(chapter.path.parent for chapter in chapters if chapter.path.parent.name):
        if (root / folder / NOTEBOOK).is_dir():
            yield Problem("this is a folder", f"{folder}/{NOTEBOOK}", "put a notebook in its place")
        elif not (root / folder / NOTEBOOK).exists():
            found = sorted(root.joinpath(folder).glob("[!.]*.[iI][pP][yY][nN][bB]"))
            others = [path for path in found if f"{folder}/{path.name}" not in own]
            if others:
                what = f"it is not run: the notebook of a chapter is called {NOTEBOOK}"
                fix = "rename it; or, if the chapter needs no notebook, move it out of the chapter's folder"
                level: Level = "error" if _wants_results(root / folder) else "warning"
                yield Problem(what, f"{folder}/{others[0].name}", fix, level)


def _wants_results(folder: Path) -> bool:
    """Return whether a chapter names what only a notebook that is run could have given."""
    texts = (path.read_bytes() for path in folder.glob("*.[qQ]md") if path.is_file())
    return any(b"{{< var " in text or b"build/notebooks/" in text for text in texts)


def _title_page(data: dict[str, Any]) -> TitlePage | None:
    if not data:
        return None
    details = tuple(
        Detail(str(item.get("label", "")), tuple(listed(item.get("text"))))
        for item in data.get("details") or ()
    )
    words = {key: str(data.get(key, "")) for key in ("author", "kind", "below", "note")}
    return TitlePage(above=tuple(listed(data.get("above"))), details=details, **words)


def _original(data: dict[str, Any]) -> Original:
    return Original(read_authors(data.get("authors")), str(data.get("work", "")))
