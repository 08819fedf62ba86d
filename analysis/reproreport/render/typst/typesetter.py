"""The one door to Typst, which ships inside a wheel: it sets the PDF, and draws pictures.

What is installed on the machine does not matter: text is set in the fonts of the wheel, and in those that
the project keeps.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from reproreport.errors import Problem, RenderError
from reproreport.inside import is_dir
from reproreport.near import nearest
from reproreport.project import Project
from reproreport.render.read.markdown import resolve

EPOCH = 0
"""The PDF's only date: a build has none of its own."""


class EndedError(RenderError):
    """Typst's process ended without an answer: what it was to set or to draw is too much for it."""


CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Limits:
    """What setting may take: seconds of computing, on all processors together, and bytes."""

    seconds: int
    memory: int


PUBLICATION = Limits(900, 16_000_000_000)
"""A hundred times what a thesis takes."""

PICTURE = Limits(30, 4_000_000_000)


@dataclass(frozen=True)
class Fonts:
    """The fonts of a publication besides those of the wheel.

    Attributes:
        families: the families to set the text in, before any other.
        folders: the folders of the project that hold font files.
        key: changes with the content of the files.
        scale: how much wider the letters are than those of the wheel's font.
    """

    families: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    key: str = ""
    scale: float = 1.0


WHEEL = Fonts()
WHEELS = ("Libertinus Serif", "New Computer Modern")
"""The wheel's families that text is set in, as in ``book.typ``."""


def typeset(
    work: Path,
    fonts: Fonts = WHEEL,
    inputs: Mapping[str, str] | None = None,
    limits: Limits = PUBLICATION,
) -> tuple[bytes, str]:
    """Set ``main.typ`` of a folder as PDF/UA; return it, and Typst's own words on what is wrong with it.

    Raises RenderError when Typst is not installed, or takes more than the limits.
    """
    answer, written = _call(
        "compile_with_warnings",
        limits,
        input=str(work / "main.typ"),
        root=str(work),
        font_paths=list(map(str, fonts.folders)),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=EPOCH,
        sys_inputs=dict(inputs or {}),
    )
    return written, answer["error"] or "\n".join(answer["warnings"])


def draw(work: Path, resolution: int, fonts: Fonts = WHEEL) -> bytes:
    """Draw ``main.typ`` of a folder as PNG with so many pixels an inch.

    Raises RenderError when Typst is not installed, or refuses it.
    """
    answer, drawn = _call(
        "compile",
        PICTURE,
        input=str(work / "main.typ"),
        root=str(work),
        font_paths=list(map(str, fonts.folders)),
        format="png",
        ppi=resolution,
        ignore_system_fonts=True,
    )
    if answer["error"]:
        raise RenderError(Problem(f"Typst could not draw an image: {answer['words']}"))
    return drawn


def families(folders: tuple[Path, ...]) -> list[str]:
    """Return the font families of the wheel and of some folders, in alphabetical order."""
    found = _typst().Fonts(include_system_fonts=False, font_paths=list(map(str, folders))).families()
    return sorted(map(str, found))


def line_width(text: str, fonts: Fonts = WHEEL) -> float:
    """Return how wide a line is in em, in the first of the families, or in the wheel's own font."""
    named = "".join(f"{json.dumps(family, ensure_ascii=False)}, " for family in (*fonts.families, *WHEELS))
    code = (
        f"#context [#metadata(measure(text(font: ({named}), size: 1pt, {json.dumps(text)})).width.pt())<w>]"
    )
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        path = Path(name) / "main.typ"
        path.write_text(code, encoding="utf-8")
        found = _typst().query(
            str(path),
            "<w>",
            field="value",
            one=True,
            root=name,
            font_paths=list(map(str, fonts.folders)),
            ignore_system_fonts=True,
        )
    return float(json.loads(found))


def _call(function: str, limits: Limits, **arguments: Any) -> tuple[dict[str, Any], bytes]:
    """Return what a function of Typst's answers, from a process that can be aborted alone.

    Raises:
        RenderError: Typst is not installed.
        EndedError: it ends without an answer.
    """
    _typst()
    asked = {"function": function, "arguments": arguments, "limits": asdict(limits)}
    done = subprocess.run(
        [sys.executable, "-I", str(CHILD)],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "RUST_BACKTRACE": "0"},
    )
    head, _, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        told = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        reason = told[0] if told else f"it takes more than {limits.seconds} s of computing"
        fix = "is a picture, a formula or a table very large? make it smaller"
        raise EndedError(Problem(f"Typst ended without an answer: {reason}", fix=fix))
    answer: dict[str, Any] = json.loads(head)
    return answer, made


def _typst() -> ModuleType:
    try:
        import typst
    except ImportError:
        fix = "install it with: pip install typst"
        raise RenderError(Problem("Typst is not installed", fix=fix)) from None
    return typst


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
    if not project.strict:  # the load of the project has said so
        names = [name for name in names if name in known]
    for name in names:
        if name not in known:
            near = nearest(name, known)
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
