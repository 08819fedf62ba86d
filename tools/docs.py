"""The documentation as a book, built by the library itself: ``make docs``.

The pages are read on GitHub and by ``report help`` as they stand. For a book their shortcodes, which are all
in code, are written as Quarto wants code to show them, and links out of ``docs/`` become text.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ORDER = (
    ("Begin", ("tutorial", "how-to", "comparison")),
    (
        "Write",
        (
            "markdown",
            "settings",
            "codebooks",
            "publications",
            "printed-tables",
            "claims",
            "survey",
            "quarto-books",
        ),
    ),
    ("Look up", ("commands", "audit", "desk", "reading")),
    ("Behind it", ("architecture", "trust", "dependencies")),
)
"""Parts and their pages, in reading order; a test holds them to what is there."""

_SHORTCODE = re.compile(r"(?<!\{)(\{\{<.*?>\}\})(?!\})", re.DOTALL)
_OUTWARD = re.compile(r"\[([^\]]*)\]\(\.\./[^)]*\)")


def prepared(text: str) -> str:
    """Return a page as a chapter of the book."""
    return _OUTWARD.sub(r"\1", _SHORTCODE.sub(r"{\1}", text))


def write(target: Path) -> None:
    """Write the book's sources into a folder, which is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(DOCS, target)
    for page in target.glob("*.md"):
        page.write_text(prepared(page.read_text(encoding="utf-8")), encoding="utf-8")
    lines = ["project: {type: book, output-dir: build/site}", "book:", "  title: reproreport"]
    lines += ['  subtitle: "Reports that are rebuilt from their data, and checked"']
    lines += ["  author: The maintainers", "  output-file: reproreport", "  chapters:", "    - index.qmd"]
    for part, pages in ORDER:
        lines += [f'    - part: "{part}"', "      chapters:", *(f"        - {page}.md" for page in pages)]
    lines += ["format: {html: {toc: true}, typst: {papersize: a4, toc: true, toc-depth: 1}}"]
    (target / "_quarto.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    about = "# About {.unnumbered}\n\nThe documentation of the library and of the command `report`.\n"
    (target / "index.qmd").write_text(about, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
