"""Build a report once more, elsewhere, and compare: the same inputs have to give the same bytes."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from reproreport.errors import Problem, RenderError, ReportError, shortened
from reproreport.notebooks.read import executed_cells
from reproreport.pipeline import build, outdated
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.wanted import choose_wanted
from reproreport.project import Project, load_project
from reproreport.render.html.write import COLOPHON

#: Signs of each side of a difference that are shown.
_SHOWN = 120
#: Folders that hold no sources, wherever they are; so do those with a name that begins with a point.
_NO_SOURCES = frozenset({"build", "__pycache__", "node_modules"})


@dataclass(frozen=True)
class Verified:
    """What a second build gave.

    Attributes:
        files: how many files were compared.
        differences: each file that is not the same, and its first difference in words.
    """

    files: int
    differences: tuple[tuple[str, str], ...]


def verify(project: Project, *, notebooks: bool = False, jobs: int | None = None) -> Verified:
    """Build a copy of a report in a passing folder, from nothing, and compare what comes of it.

    Args:
        project: the whole report, which was built.
        notebooks: compare executed notebooks and their results only, without rendering.
        jobs: how many tasks may run side by side; None for one for each processor.

    Raises:
        RenderError: the report was not built, or its sources have changed since.
        ReportError: the copy cannot be built.
    """
    before = _made(project, notebooks=notebooks)
    changed = outdated(project, read=not notebooks)
    if changed or not before:
        what = f"{', '.join(changed[:3])} changed since" if before and changed else "it was not built"
        fix = "`report build` first: then there is something to compare with"
        raise RenderError(Problem(f"nothing to verify: {what}", fix=fix))
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        copy = Path(folder) / "report"
        _copy(project.root, copy)
        again = load_project(copy)
        outcome = build(again, renderer=None if notebooks else "auto", jobs=jobs)
        if outcome.errors:
            own = [error for error in outcome.errors if isinstance(error, ReportError)]
            if not own:
                raise outcome.errors[0]
            raise RenderError(*(problem for error in own for problem in error.problems))
        after = _made(again, notebooks=notebooks)
        found = [
            (name, found)
            for name in sorted({**before, **after}, key=_causes_first)
            if (found := _difference(name, before.get(name), after.get(name)))
        ]
    return Verified(len(before), tuple(found))


def _made(project: Project, *, notebooks: bool) -> dict[str, Path]:
    """Return what a build made for readers, by its path from the project: executed notebooks first."""
    layout = Layout.of(project)
    files = [layout.results, layout.variables]
    for chapter in project.notebooks:
        files += [layout.notebook(chapter), layout.recorded(chapter)]
    if not notebooks:
        wanted, _ = choose_wanted(project)
        for one in wanted:
            for kind in one.kinds:
                # What a site was built from names the commit, which a copy has not.
                place = layout.published(one.project, kind)
                files += (path for path in place.rglob("*") if path != place / COLOPHON)
    return {path.relative_to(project.root).as_posix(): path for path in files if path.is_file()}


def _causes_first(name: str) -> tuple[int, str]:
    """Sort what follows from what: results, notebooks, then what is made of them."""
    order = ("build/results/", "build/notebooks/", "build/results.json", "_variables.yml")
    return next((place for place, begin in enumerate(order) if name.startswith(begin)), len(order)), name


def _copy(root: Path, target: Path) -> None:
    """Copy the sources of a report: all but what builds make, environments and hidden folders."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name.startswith(".") and (Path(folder) / name).is_dir()}
        environments = {name for name in names if (Path(folder) / name / "pyvenv.cfg").is_file()}
        made = _NO_SOURCES if Path(folder) == root else _NO_SOURCES - {"build"}
        return hidden | environments | (made & {*names})

    shutil.copytree(root, target, ignore=left_out, symlinks=True)
    (target / Layout.of(load_project(root)).variables.name).unlink(missing_ok=True)


def _difference(name: str, one: Path | None, other: Path | None) -> str:
    """Return the first difference between two files, in words; nothing where there is none."""
    if one is None or other is None:
        return "was made by the second build alone" if one is None else "was not made by the second build"
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return ""
    differ = next(
        (function for begin, end, function in _KINDS if name.startswith(begin) and name.endswith(end))
    )
    try:
        return differ(first, second) or _bytes(first, second)
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return _bytes(first, second)


def _recorded(first: bytes, second: bytes) -> str:
    """Compare what a notebook recorded, by name."""
    values = [{one["name"]: one for one in json.loads(data)["results"]} for data in (first, second)]
    for name, result in values[0].items():
        other = values[1].get(name)
        if other is None:
            return f"{result['cell']}: {name} was not recorded again"
        if other != result:
            key = next(key for key in result if other.get(key) != result[key])
            what = name if key == "value" else f"{name}, its {key},"
            return f"{result['cell']}: {what} was {_short(result[key])} and is {_short(other.get(key))}"
    return ""


def _executed(first: bytes, second: bytes) -> str:
    """Compare what the cells of a notebook show."""
    cells = [executed_cells(json.loads(data), "") for data in (first, second)]
    for one, other in zip(*cells, strict=False):
        if one.raw != other.raw:
            texts = [
                json.dumps(cell.raw.get("outputs"), indent=0, ensure_ascii=False) for cell in (one, other)
            ]
            return f"{one.name} shows something else: {_lines(*texts, where=False)}"
    return ""


def _text(first: bytes, second: bytes) -> str:
    return _lines(first.decode(), second.decode())


def _zipped(first: bytes, second: bytes) -> str:
    """Compare the parts of a Word file."""
    parts = [zipfile.ZipFile(io.BytesIO(data)) for data in (first, second)]
    names = [one.namelist() for one in parts]
    for name in dict.fromkeys([*names[0], *names[1]]):
        if name not in names[0] or name not in names[1]:
            return f"{name} is in one of them alone"
        contents = [one.read(name) for one in parts]
        if contents[0] != contents[1]:
            return f"{name}: {_text(*contents) if name.endswith(('.xml', '.rels')) else _bytes(*contents)}"
    return "the parts are the same, in another order or of another time"


def _lines(first: str, second: str, *, where: bool = True) -> str:
    lines = zip_longest(first.splitlines(), second.splitlines())
    for number, (one, other) in enumerate(lines, 1):
        if one != other:
            begin = max(_alike(one or "", other or "") - _SHOWN // 3, 0)
            sides = (_short(None if text is None else text[begin:]) for text in (one, other))
            return f"{f'line {number}' if where else 'it'} was {' and is '.join(sides)}"
    return "the ends of lines differ"


def _bytes(first: bytes, second: bytes) -> str:
    at = _alike(first, second)
    if at == min(len(first), len(second)):
        return f"it had {len(first):,} bytes and has {len(second):,}"
    return f"byte {at:,} of {len(first):,} differs"


def _alike(one: str | bytes, other: str | bytes) -> int:
    """Return with how many of the same signs two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    return shortened(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _SHOWN)


_KINDS: Sequence[tuple[str, tuple[str, ...], Callable[[bytes, bytes], str]]] = (
    ("build/results/", (".json",), _recorded),
    ("build/notebooks/", (".ipynb",), _executed),
    ("", (".docx",), _zipped),
    ("", (".html", ".css", ".svg", ".xml", ".json", ".yml", ".txt"), _text),
    ("", ("",), _bytes),
)
