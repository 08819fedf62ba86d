"""Where a publication's site may go: into the project, beside what the report is made of, never over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from reproreport.errors import Problem
from reproreport.normalform import nfc
from reproreport.project.model import CONFIG, VARIABLES, Chapter
from reproreport.yamlfile import YamlFile

BUILD = "build"
"""The folder of all that is generated."""

SITE = f"{BUILD}/site"

RESERVED = frozenset(
    {
        *("data", "elsewhere.json", "failed", "manifest.json", "notebooks", "observed"),
        *("pdf", "publications", "results", "results.json", "state", "work"),
    }
)
"""What stands in ``build/`` besides sites."""

_SOURCES = ("chapters", "data", "tests", "analysis")
_FIX = f"write a folder for the site alone, such as {SITE}"


def place_problems(
    file: YamlFile, chapters: Iterable[Chapter], files: Iterable[PurePosixPath]
) -> Iterator[Problem]:
    """Yield what is wrong with a publication's ``output-dir``.

    Args:
        file: the configuration.
        chapters: the publication's chapters.
        files: what else it is made of.
    """
    given = str(file.data["project"]["output-dir"])
    if why := _fault(given, chapters, files):
        yield Problem(f"output-dir '{given}' {why}", file.where("project", "output-dir"), _FIX)


def name_problems(name: str, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a publication's name, which is that of its folder."""
    if name in ("", ".", "..") or set(name) & set("/\\:\0") or not name.isprintable():
        fix = "rename its file to _quarto-<name>.yml, with a name of letters and digits"
        yield Problem(f"'{name}' is no name of a publication", where, fix)


def _fault(given: str, chapters: Iterable[Chapter], files: Iterable[PurePosixPath]) -> str:  # noqa: PLR0911
    """Return why a site may not go there; an empty text where it may."""
    place = PurePosixPath(given)
    parts = tuple(_folded(part) for part in place.parts)
    if place.is_absolute() or ".." in parts or given.startswith("~") or set(given) & set("\\:"):
        return "leads out of the project"
    if not given.isprintable():
        return "has signs that no name of a folder has"
    if not parts:
        return "is the project itself, and holds all that the report is made of"
    if hidden := next((part for part in place.parts if part.startswith(".")), None):
        return f"is hidden: '{hidden}'"
    if parts == (BUILD,):
        return "holds all that a build makes"
    if parts[0] == BUILD and (parts[1] in RESERVED - {"publications"} or parts[1:] == ("publications",)):
        return "is a folder of the build's own"
    folders = {PurePosixPath(one) for one in _SOURCES} | {chapter.path.parent for chapter in chapters}
    for folder in sorted(folders):
        source = tuple(_folded(part) for part in folder.parts)
        if source and (parts[: len(source)] == source or source[: len(parts)] == parts):
            return f"is where the report's sources are: {folder}"
    for one in (
        *files,
        *(chapter.path for chapter in chapters),
        PurePosixPath(CONFIG),
        PurePosixPath(VARIABLES),
    ):
        if tuple(_folded(part) for part in one.parts)[: len(parts)] == parts:
            return f"is where a source of the report is: {one}"
    return ""


def _folded(part: str) -> str:
    """Return a name as disks compare it that do not tell capitals apart."""
    return nfc(part).casefold()
