"""The fonts that a project brings for its PDF: ``mainfont`` and ``font-paths`` below ``format: typst:``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reproreport.errors import Problem, RenderError
from reproreport.inside import is_dir
from reproreport.project import Project
from reproreport.render.markdown import resolve
from reproreport.render.source import nearest
from reproreport.render.typesetter import WHEEL, WHEELS, Fonts, families, line_width

SAMPLES = ("The quick brown fox jumps over the lazy dog", "0123456789", "HAMBURG", "Internationalisation")
"""Lines that tell how wide a font's letters are."""

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


def font_files(project: Project) -> Iterator[Path]:
    """Yield the font files of a publication, in alphabetical order."""
    for path in _paths(project, "font-paths"):
        folder = _folder(project, path)
        if folder is not None and folder.exists():
            yield from sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES)


def read_fonts(project: Project) -> Fonts:
    """Return what a publication's text is set in.

    Raises RenderError where a folder is not there or holds no font, or where no font has a family's name.
    """
    names, paths = _paths(project, "mainfont"), _paths(project, "font-paths")
    if not names and not paths:
        return WHEEL
    problems: list[Problem] = []
    folders: list[Path] = []
    for path in paths:
        folder = _folder(project, path)
        if folder is None or not is_dir(folder):
            fix = "name a folder of the project that holds font files"
            problems.append(
                Problem(
                    f"font-paths: '{path}' is no folder of the project",
                    project.where("typst", "font-paths"),
                    fix,
                )
            )
        else:
            folders.append(folder)
    files = list(font_files(project))
    if folders and not files:
        fix = f"put font files there ({', '.join(SUFFIXES)})"
        problems.append(
            Problem(f"font-paths: no font in {', '.join(paths)}", project.where("typst", "font-paths"), fix)
        )
    known = families(tuple(folders))
    for name in names:
        if name not in known:
            near = nearest(name, known) or f"known: {', '.join(known)}"
            fix = f"keep its files in the project and name their folder below 'font-paths:'; {near}"
            where = project.where("typst", "mainfont")
            problems.append(Problem(f"mainfont: there is no font '{name}'", where, fix))
    own = [family for family in known if family not in families(())]
    if files and not own:
        what = f"font-paths: nothing in {', '.join(paths)} can be read as a font"
        where = project.where("typst", "font-paths")
        problems.append(Problem(what, where, "replace the files: TrueType or OpenType"))
    if problems:
        raise RenderError(*problems)
    content = hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files))
    fonts = Fonts((*names, *WHEELS, *own), tuple(folders), content.hexdigest())
    if not names:
        return fonts
    return replace(fonts, scale=max(1.0, *(line_width(line, fonts) / line_width(line) for line in SAMPLES)))


def _paths(project: Project, key: str) -> list[str]:
    value = project.formats.get("typst", {}).get(key) or []
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _folder(project: Project, path: str) -> Path | None:
    """Return a folder below the project's; None for one outside it."""
    inside = resolve(f"/{path}", project.config[0])
    return None if inside is None else project.root / inside
