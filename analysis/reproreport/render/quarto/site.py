"""What Quarto wrote, held to what a report promises: nothing unresolved, nothing from elsewhere.

Quarto ends well with a page that says ``?@tbl-x``, names a picture that is not there, or holds this
machine's folders; so its pages are read again before anything is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from reproreport.errors import Problem
from reproreport.project import Project
from reproreport.render.html.nodes import between
from reproreport.render.html.write import COLOPHON, words
from reproreport.render.read.images import requests

MARKS = re.compile(r"\?@[a-z]+-[\w-]+|\?(?:var|meta|shortcode|include|embed):[\w.-]+|\{\{< [^>]*>\}\}")
LABEL = re.compile(r"^(?:fig|tbl|eq|sec|nte|tip|wrn|imp|cau)-")
NOTEBOOK = re.compile(r' data-notebook="[^"]*"')
# The loader of Jupyter's widgets, which a page with an embedded cell asks a CDN for.
WIDGETS = re.compile(
    r'<script src="https://cdn\.jsdelivr\.net/npm/(?:requirejs|jquery)@[^>]*></script>\n?'
    r"|<script type=\"application/javascript\">define\('jquery'.*?</script>\n?"
)
# Fonts that some of Quarto's themes ask Google for; the next family of the theme's list takes their place.
FONTS = re.compile(r"""@import\s*(?:url\()?(["'])https://fonts\.googleapis\.com/.*?\1\)?;?""")


def clean_site(folder: Path, work: Path) -> Iterator[Problem]:
    """Take this machine's paths, the widgets' loader and web fonts out; yield what is wrong.

    Args:
        folder: the site that Quarto wrote.
        work: the folder that it worked in, which no page may name.
    """
    labels: dict[str, str] = {}
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".css", ".svg")):
        yield from _requests(_without(file, FONTS), str(file.relative_to(folder)))
    for path in sorted(folder.rglob("*.html")):
        cleaned = _without(path, WIDGETS, NOTEBOOK)
        where = str(path.relative_to(folder))
        yield from _requests(cleaned, where)
        if any(name in cleaned for name in {str(work), str(work.resolve())}):
            yield Problem(f"the page names a folder of this machine, {work}", where)
        page = _Page(cleaned)
        for mark in sorted(set(MARKS.findall(page.words))):
            yield Problem(f"Quarto left '{mark}' in the page", where)
        for label in page.labels:
            first = labels.setdefault(label, where)
            if first != where or page.labels.count(label) > 1:
                yield Problem(f"Quarto gave the label '{label}' to two things (also in {first})", where)
        for target in dict.fromkeys(page.targets):
            if not _leads_somewhere(target, path):
                yield Problem(f"Quarto's page names '{target}', which is not in the site", where)


def lead_to_colophon(folder: Path, project: Project) -> None:
    """Have each page of a site lead to the one that says what it was built from."""
    texts = words(project)
    language = f' lang="{texts["built_language"]}"' if texts["built_language"] else ""
    for path in sorted(folder.rglob("*.html")):
        text, end, rest = path.read_text(encoding="utf-8").rpartition("</main>")
        if end:
            page = PurePosixPath(path.relative_to(folder).as_posix())
            link = f'<a href="{between(page, COLOPHON)}"{language}>{escape(texts["built_word"])}</a>'
            path.write_text(f'{text}<p class="built">{link}</p>\n{end}{rest}', encoding="utf-8")


def _without(path: Path, *patterns: re.Pattern[str]) -> str:
    """Take all that the patterns match out of a file, and return its text."""
    text = path.read_text(encoding="utf-8")
    cleaned = text
    for pattern in patterns:
        cleaned = pattern.sub("", cleaned)
    if cleaned != text:
        path.write_text(cleaned, encoding="utf-8")
    return cleaned


def _requests(text: str, where: str) -> Iterator[Problem]:
    for address in requests(text):
        fix = "write 'html-math-method: mathml' under html:" if "mathjax" in address else "leave it out"
        yield Problem(f"the page asks another host for {address}", where, fix)


def _leads_somewhere(target: str, page: Path) -> bool:
    """Say whether an address of another host, or of a file that is there."""
    address = urlsplit(target)
    if address.scheme or address.netloc or not address.path:
        return True
    file = page.parent / unquote(address.path)
    return file.is_file() or (file / "index.html").is_file()


class _Page(HTMLParser):
    """What a page shows and where it points.

    Attributes:
        words: its text, without scripts, styles and code.
        labels: the labels of Quarto's figures, tables, formulas and callouts, as often as they stand there.
        targets: what its links and pictures name.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words = ""
        self.labels: list[str] = []
        self.targets: list[str] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag in ("script", "style", "code", "annotation"):
            self._inside.append(tag)
        if tag in ("div", "span", "section") and LABEL.match(values.get("id", "")):
            self.labels.append(values["id"])
        if tag in ("a", "img", "source"):
            self.targets += [values[key] for key in ("href", "src") if values.get(key)]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        self.words += "" if self._inside else data
