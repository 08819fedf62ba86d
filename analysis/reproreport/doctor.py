"""What is installed on this machine, and which renderer a build would use."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reproreport.errors import ReportError
from reproreport.render.quarto.choose import choose_renderer, find_quarto
from reproreport.scratch import require_scratch

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_PACKAGE = "reproreport"


@dataclass(frozen=True)
class Check:
    """One thing that a build or a test may want.

    Attributes:
        name: what it is.
        ok: whether it is there.
        detail: its version or place, or what does without it.
        fix: the command that installs it.
        optional: whether a report can be built without it.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""
    optional: bool = False

    def __str__(self) -> str:
        """Return the check as one line, and a second with what to do."""
        mark = "ok     " if self.ok else "absent " if self.optional else "MISSING"
        line = f"{mark} {self.name:<12} {self.detail}"
        return line if self.ok or not self.fix else f"{line}\n        {'':<12} to have it: {self.fix}"


def examine() -> list[Check]:
    """Return every check, in the order in which a build needs them."""
    return [
        _python(),
        *_packages(),
        _pandoc(),
        _kernel(),
        _scratch(),
        _quarto(),
        _jupyter(),
        *_programs(),
        _choice(),
    ]


def _python() -> Check:
    return Check("Python", sys.version_info >= (3, 11), f"{platform.python_version()} ({sys.executable})")


def _packages() -> Iterator[Check]:
    """Compare the required packages with the installed ones; one line, or one for each that is missing."""
    required = _requirements()
    missing = [
        Check(item.name, False, found, install(f"'{item}'")) for item in required if (found := _fault(item))
    ]
    if missing:
        yield from missing
    else:
        yield Check("packages", True, f"all {len(required)} at the required versions")


def _requirements(extra: str = "") -> list[Requirement]:
    """Return what the library requires; with an extra, what that requires besides."""
    from packaging.requirements import Requirement

    every = [Requirement(text) for text in importlib.metadata.requires(_PACKAGE) or ()]
    always = [item for item in every if not item.marker or item.marker.evaluate({"extra": ""})]
    if not extra:
        return always
    return [
        item
        for item in every
        if item not in always and item.marker and item.marker.evaluate({"extra": extra})
    ]


def _fault(item: Requirement) -> str:
    """Return what is wrong with a package that is required; an empty text where nothing is."""
    try:
        version = importlib.metadata.version(item.name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
    return "" if version in item.specifier else f"{version}, but {item} is needed"


def install(what: str) -> str:
    """Return the command that installs a package, or several, where this library is."""
    python = Path(sys.executable)
    here = Path.cwd()
    return f"{python.relative_to(here) if here in python.parents else python} -m pip install {what}"


def _extra(name: str) -> str:
    """Return the command that installs an extra, and leaves the library as it is installed."""
    return install(f"'{_PACKAGE}[{name}]'")


def _pandoc() -> Check:
    import pypandoc

    try:
        return Check("Pandoc", True, f"{pypandoc.get_pandoc_version()} (inside the package pypandoc_binary)")
    except OSError:
        return Check(
            "Pandoc",
            False,
            "the program is not in the package",
            install("--force-reinstall --no-deps pypandoc_binary"),
        )


def _kernel() -> Check:
    found = importlib.util.find_spec("ipykernel") is not None
    return Check(
        "kernel", found, "python3, by ipykernel" if found else "no Python kernel", install("ipykernel")
    )


def _scratch() -> Check:
    try:
        require_scratch()
    except ReportError as error:
        return Check("scratch", False, error.problems[0].what, error.problems[0].fix)
    return Check("scratch", True, f"temporary files go to {tempfile.gettempdir()}")


def _quarto() -> Check:
    quarto = find_quarto()
    if quarto:
        version = ".".join(map(str, quarto.version))
        return Check("Quarto", True, f"{version} ({quarto.path})", optional=True)
    detail = "extra 'quarto': the reference renderer; its package downloads it, so it needs the wider network"
    return Check("Quarto", False, detail, _extra("quarto"), optional=True)


def _jupyter() -> Check:
    missing = [item.name for item in _requirements("author") if _fault(item)]
    detail = "extra 'author': the whole of Jupyter, for writing notebooks"
    return Check("Jupyter", not missing, detail, _extra("author"), optional=True)


def _programs() -> Iterator[Check]:
    if not (Path(__file__).parents[2] / "tests").is_dir():
        return  # installed: what the library's own tests want is of no use
    for program, package, purpose in (
        ("pdftotext", "poppler-utils", "tests read the PDF back with it"),
        ("chromium", "chromium", "tests look at the pages with it"),
        ("soffice", "libreoffice-writer-nogui", "tests open the Word files with it"),
    ):
        path = shutil.which(program)
        yield Check(program, path is not None, path or purpose, f"apt-get install {package}", optional=True)


def _choice() -> Check:
    return Check("renderer", True, choose_renderer("auto")[1])
