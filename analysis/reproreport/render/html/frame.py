"""What every page has around its text: its policy, its icon, its script, what machines read of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from markupsafe import Markup

from reproreport.project import Project
from reproreport.render.pandoc.door import ASSETS

SCRIPT = PurePosixPath("report.js")
"""The one script of a site. Pages are complete without it."""

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" '
    'fill="#1f4e79"/><path d="M4 12V8M8 12V4M12 12V6" stroke="#fff" stroke-width="2"/></svg>'
)

ICON = Markup(f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{quote(_ICON)}">')  # noqa: S704


@cache
def script() -> str:
    """Return the script."""
    return (ASSETS / "report.js").read_text(encoding="utf-8")


@cache
def policy(*, alone: bool = False) -> Markup:
    """Return the policy of a site's page, or of one that is *alone*: nothing from elsewhere is run or shown.

    Styles stand in attributes, too: those of tables' cells.
    """
    code = script()
    own = f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" if alone else "'self'"
    rules = {
        "default-src": "'none'",
        "script-src": own,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return Markup(f'<meta http-equiv="Content-Security-Policy" content="{text}">')  # noqa: S704


def metadata(project: Project, title: str, description: str, *, part: bool) -> Markup:
    """Return what reference managers and networks read of a page; *part* of a larger publication."""

    def lines() -> Iterator[tuple[str, str, str]]:
        yield "name", "citation_title", title
        for name in project.authors:
            yield "name", "citation_author", name
        if part:
            yield "name", "citation_inbook_title", project.title
        yield "name", "citation_language", project.lang
        if date := str(project.metadata.get("date") or project.metadata.get("book", {}).get("date") or ""):
            yield "name", "citation_publication_date", date
        if project.keywords:
            yield "name", "citation_keywords", "; ".join(project.keywords)
        yield "property", "og:type", "article" if part else "book"
        yield "property", "og:title", title
        yield "property", "og:site_name", project.title
        if description:
            yield "property", "og:description", description
        yield "property", "og:locale", project.lang.replace("-", "_")

    written = (f'<meta {kind}="{name}" content="{escape(value)}">' for kind, name, value in lines() if value)
    return Markup("\n".join(written))  # noqa: S704
