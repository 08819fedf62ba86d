"""The style of pages: the report's own sheet, what settings change in it, and the author's sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from reproreport.project import Project
from reproreport.project.files import project_path
from reproreport.project.settings import listed
from reproreport.render.inline import sheet
from reproreport.render.pandoc import ASSETS

OWN = "report.css"
BASE = 1.125
"""Size of the report's own text, in rem: all other sizes are in rem, too."""


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
