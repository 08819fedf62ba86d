"""The style of pages: the report's own sheet, what settings change in it, and the author's sheets."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from reproreport.errors import Problem, RenderError
from reproreport.project import Project
from reproreport.project.files import project_path
from reproreport.project.settings import listed
from reproreport.render.pandoc.door import ASSETS

OWN = "report.css"
BASE = 1.125
"""Size of the report's own text, in rem: all other sizes are in rem, too."""

ADDRESS = re.compile(r"/\*.*?\*/|url\(\s*(['\"]?)([^)'\"]+)\1\s*\)", re.DOTALL)
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
TYPES = {".woff": "font/woff", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".js": "text/javascript"}


def style_sheet(project: Project) -> str:
    """Return the report's own style sheet, with the rules that settings add."""
    return "\n".join([(ASSETS / OWN).read_text(encoding="utf-8"), *_rules(project)])


def author_sheets(project: Project) -> list[PurePosixPath]:
    """Return the style sheets that ``css`` names, which stand after the report's own."""
    paths = map(project_path, listed(project.option("html", "css")))
    return [path for path in paths if path is not None]


def sheet_files(project: Project) -> dict[PurePosixPath, Path]:
    """Return the author's style sheets and all that they name, by their paths in the site."""
    return {path: project.root / path for path in project.files.get("css", ())}


def inlined_style(project: Project) -> str:
    """Return all of the style as one text, with the files that it names inside it."""
    own = [sheet(project.root / path) for path in author_sheets(project)]
    return "\n".join([style_sheet(project), *own]).replace("</style", "<\\/style")


def _rules(project: Project) -> Iterator[str]:
    def given(key: str) -> str:
        return str(project.option("html", key) or "")

    if given("mainfont"):
        yield f":root {{ --text-font: {_families(given('mainfont'))}, serif; }}"
    if given("monofont"):
        yield f":root {{ --code-font: {_families(given('monofont'))}, monospace; }}"
    if given("fontsize"):
        yield f"html {{ font-size: calc({given('fontsize')} / {BASE}); }}"
    if given("linestretch"):
        yield f"body {{ line-height: {given('linestretch')}; }}"
    if given("toc-depth"):
        # All levels that are asked for are shown on small screens, too.
        yield ".toc li[class] { display: list-item; }"
        yield from (
            f".toc .level-{level} a {{ padding-left: {1.4 * (level - 2)}rem; }}" for level in (4, 5, 6)
        )
    if given("max-width"):
        yield f"main, .title-block, .text {{ max-width: {given('max-width')} !important; }}"


def _families(names: str) -> str:
    """Return the names of font families as CSS has them."""
    families = [re.sub(r"[\"'\\\\{}<>;]", "", name).strip() for name in names.split(",")]
    return ", ".join(f'"{name}"' for name in families if name)


def sheet(file: Path) -> str:
    """Return a style sheet with the fonts and pictures that it names inside it."""

    def replace(match: re.Match[str]) -> str:
        if match[2] is None or ELSEWHERE.match(match[2]):  # a comment, or an address
            return match[0]
        return f'url("{data_of(named_file(file.parent, match[2], file))}")'

    return ADDRESS.sub(replace, file.read_text(encoding="utf-8"))


def named_file(folder: Path, address: str, named_in: Path) -> Path:
    """Return the file beside a page or sheet that an address in it names.

    Raises RenderError when it is not there.
    """
    path = folder / unquote(re.split(r"[?#]", address)[0])
    if not path.is_file():
        raise RenderError(Problem(f"'{address}' is not there", named_in.name))
    return path


def data_of(file: Path) -> str:
    """Return a file as an address that holds all of it."""
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(file.read_bytes()).decode('ascii')}"
