"""The one door to Typst, which ships inside a wheel: it sets the PDF, and draws pictures.

What is installed on the machine does not matter: text is set in the fonts of the wheel, and in those that
the project keeps.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from reproreport.errors import Problem, RenderError

EPOCH = 0
"""The PDF's only date: a build has none of its own."""


class EndedError(RenderError):
    """Typst's process ended without an answer: what it was to set or to draw is too much for it."""


CHILD = Path(__file__).with_name("typst_child.py")


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
