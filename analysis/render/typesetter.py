"""The one door to Typst, which ships inside a wheel: it sets the PDF, and draws pictures.

What is installed on the machine does not matter: text is set in the fonts of the wheel, and in those that
the project keeps.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from analysis.errors import Problem, RenderError

EPOCH = 0
"""The PDF's only date: a build has none of its own."""


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


def typeset(work: Path, fonts: Fonts = WHEEL, inputs: Mapping[str, str] | None = None) -> tuple[bytes, str]:
    """Set ``main.typ`` of a folder as PDF/UA; return it, and Typst's own words on what is wrong with it.

    Raises RenderError when Typst is not installed.
    """
    typst = _typst()
    try:
        written, warnings = typst.compile_with_warnings(
            str(work / "main.typ"),
            root=str(work),
            font_paths=list(map(str, fonts.folders)),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=EPOCH,
            sys_inputs=dict(inputs or {}),
        )
    except typst.TypstError as error:
        return b"", error.diagnostic or f"error: {error}"
    return bytes(written), "\n".join(str(warning.diagnostic) for warning in warnings)


def draw(work: Path, resolution: int, fonts: Fonts = WHEEL) -> bytes:
    """Draw ``main.typ`` of a folder as PNG with so many pixels an inch.

    Raises RenderError when Typst is not installed, or refuses it.
    """
    typst = _typst()
    try:
        drawn: bytes = typst.compile(
            str(work / "main.typ"),
            root=str(work),
            font_paths=list(map(str, fonts.folders)),
            format="png",
            ppi=resolution,
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise RenderError(Problem(f"Typst could not draw an image: {error}")) from None
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


def _typst() -> ModuleType:
    try:
        import typst
    except ImportError:
        fix = "install it with: pip install typst"
        raise RenderError(Problem("Typst is not installed", fix=fix)) from None
    return typst
