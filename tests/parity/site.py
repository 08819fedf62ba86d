"""A folder of HTML pages, or one page, as facts whose targets both renderers name alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from parity.fact import Fact, Facts, Kind
from parity.markup import Markup
from parity.page import PageFacts, read_page
from reproreport.render.html.origins import FOLDER


def read_site(folder: Path, markup: Markup) -> dict[str, Facts]:
    """Return the facts of each page of a site by the page's path in it.

    Raises:
        UnreadableError: a page is not one of this renderer's.
    """
    from lxml import html

    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
    # Quarto has no pages that say where numbers come from.
    files = {name: path for name, path in files.items() if not name.startswith(f"{FOLDER}/")}
    parser = html.HTMLParser(encoding="utf-8")
    pages = {
        name: read_page(html.parse(str(path), parser).getroot(), name, markup) for name, path in files.items()
    }
    return {name: tuple(_resolved(page.facts, pages)) for name, page in pages.items()}


def _resolved(facts: Facts, pages: Mapping[str, PageFacts]) -> Iterator[Fact]:
    for fact in facts:
        if fact.kind in (Kind.CAPTION, Kind.ENTRY, Kind.EQUATION) or not fact.target:
            yield fact
        else:
            # Several works may be cited at once; in another address, a space is part of a file's name.
            targets = fact.target.split(" ") if fact.kind is Kind.CITATION else [fact.target]
            yield replace(fact, target=" ".join(_place(target, pages) for target in targets))


def _place(target: str, pages: Mapping[str, PageFacts]) -> str:
    """Return where a link leads: its page, or the place on it; that there is none is said, too."""
    path, _, name = target.partition("#")
    if "://" in target or target.startswith("mailto:") or target == "nowhere":
        return target
    if path not in pages:
        return f"nowhere ({target})" if path.endswith(".html") else target
    if not name or name == pages[path].title_identifier:
        # Quarto refers to a chapter by its page, the embedded renderer by the heading at its top.
        return path
    return target if name in pages[path].identifiers else f"nowhere ({target})"
