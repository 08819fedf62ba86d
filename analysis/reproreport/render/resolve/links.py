"""Where links and images point, in a form that each writer turns into its own.

After :meth:`Links.resolve` a link inside the book reads ``/chapters/x/index.qmd#id``, a link to a
file or an image ``/path/from/the/root``; anything with a scheme is as the author wrote it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from reproreport.errors import Level, ReportError, gather, wrong
from reproreport.inside import is_dir, is_file, outside
from reproreport.near import nearest
from reproreport.normalform import spelled
from reproreport.render.pandoc.memory import Memory, derive, remember
from reproreport.render.pandoc.nodes import Node, attr, find, rewrite, text, value_of
from reproreport.render.read.images import CONVERT, IMAGES, faults
from reproreport.render.read.labels import is_reference
from reproreport.render.read.markdown import resolve as resolve_path
from reproreport.render.read.source import Source
from reproreport.textfile import read_xml

SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:|^//")
IDENTIFIER = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)")
WITH_ATTRIBUTES = {"Div", "Span", "Code", "CodeBlock", "Link", "Image", "Figure", "Table"}
NAMED = frozenset({"Header", "RawBlock", "RawInline", *WITH_ATTRIBUTES})

File = Path | bytes
"""A file to copy, or the content of one to write."""


def identifiers(blocks: Sequence[Node]) -> set[str]:
    """Return every identifier that a link in the same page can point to."""
    return set(remember(blocks, "identifiers", _identifiers))


def _identifiers(blocks: list[Node]) -> list[str]:
    found: set[str] = set()
    for node in find(blocks, NAMED):
        if node["t"] == "Header":
            found.add(node["c"][1][0])
        elif node["t"] in WITH_ATTRIBUTES:
            found.add(node["c"][0][0])
        else:
            found.update(IDENTIFIER.findall(node["c"][1]))
    found.discard("")
    return sorted(found)


def repeated(blocks: Sequence[Node]) -> list[str]:
    """Return the identifiers that an author gave twice in a text."""
    return remember(blocks, "repeated", _repeated)


def _repeated(blocks: list[Node]) -> list[str]:
    names = (
        node["c"][1 if node["t"] == "Header" else 0][0] for node in find(blocks, ("Header", *WITH_ATTRIBUTES))
    )
    return sorted(name for name, times in Counter(names).items() if name and times > 1)


def _addresses(blocks: list[Node]) -> list[tuple[str, str, bool]]:
    """Return what links and images name, and whether an image has an alternative text."""
    return [
        (node["t"], node["c"][2][0], bool(value_of(node["c"][0], "alt")))
        for node in find(blocks, ("Image", "Link"))
        if node["t"] == "Image" or "xref" not in node["c"][0][1]
    ]


@dataclass
class Links:
    """The targets of the whole book; *files* collects what the site has to hold, *pictures* their places.

    *elsewhere* are chapters that only another publication has: a link to one of them is text here.
    """

    root: Path
    anchors: Mapping[PurePosixPath, set[str]]
    files: dict[PurePosixPath, File] = field(default_factory=dict)
    elsewhere: frozenset[PurePosixPath] = frozenset()
    pictures: dict[PurePosixPath, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def resolve(self, blocks: Sequence[Node], source: Source) -> Sequence[Node]:
        """Return the blocks with every link and image in the form named above."""

        def link(node: Node) -> list[Node] | None:
            attributes, content, (url, title) = node["c"]
            target = self._link(url, source) if "xref" not in attributes[1] else url
            if target is None:
                return list(content)
            if target == url:
                return None
            return [{"t": "Link", "c": [attributes, content, [target, title]]}]

        def image(node: Node) -> list[Node]:
            attributes, content, (url, title) = node["c"]
            target = self._image(url, source)
            if not value_of(attributes, "alt"):  # said already; a screen reader is told something
                pairs = [pair for pair in attributes[2] if pair[0] != "alt"]
                attributes = [attributes[0], attributes[1], [["alt", PurePosixPath(url).stem], *pairs]]
            if SCHEME.match(target):
                return [
                    {"t": "Link", "c": [attr(), text(value_of(attributes, "alt") or url), [target, title]]}
                ]
            return [{"t": "Image", "c": [attributes, content, [target, title]]}]

        targets = []
        for kind, url, is_complete in remember(blocks, "addresses", _addresses):
            if kind == "Image" and not is_complete:
                fix = 'say what it shows: ![](…){fig-alt="…"}'
                self._problem(f"image '{url}' has no alternative text", url, source, fix, "warning")
            targets.append(self._image(url, source) if kind == "Image" else self._link(url, source))
        return derive(blocks, "linked", targets, lambda nodes: rewrite(nodes, {"Link": link, "Image": image}))

    def _problem(self, what: str, needle: str, source: Source, fix: str, level: Level = "error") -> None:
        wrong(what, source.where_is(needle), fix, level)

    def _path(self, url: str, source: Source) -> PurePosixPath | None:
        """Return a relative address from the project's root, as Quarto reads it."""
        line = source.find(url)
        path = resolve_path(unquote(url), line.file if line else source.chapter)
        return spelled(self.root, path) if path else None

    def _link(self, url: str, source: Source) -> str | None:  # noqa: PLR0911
        """Return where a link leads; None for a chapter of another publication."""
        if SCHEME.match(url) or not url:
            return url
        address, _, fragment = url.partition("#")
        path = self._path(address, source) if address else source.chapter
        if not address and (home := self._elsewhere(fragment, source)):
            return f"/{home}#{fragment}"
        if path is not None and path in self.anchors:
            there = self._check_anchor(url, path, fragment, source)
            return f"/{path}#{fragment}" if fragment and there else f"/{path}"
        if path in self.elsewhere:
            return None
        if path is None or not is_file(self.root / path):
            fix = nearest(str(path), [*map(str, self.anchors)], "correct the link, or add the file")
            self._problem(f"link to '{url}', which does not exist", url, source, fix, "warning")
            return None
        if path.suffix == ".qmd":
            fix = "list it under chapters: in _quarto.yml"
            self._problem(f"link to '{url}', which is not in the book", url, source, fix, "warning")
            return None
        if wrong := outside(self.root / path, source.where_is(url)):
            gather(replace(wrong, what=f"link to '{url}': {wrong.what}"))
        self.files[path] = self.root / path
        return f"/{path}"

    def _elsewhere(self, fragment: str, source: Source) -> PurePosixPath | None:
        """Return the other chapter in which a labelled place stands that a link names without its chapter."""
        if fragment in self.anchors[source.chapter] or not is_reference(fragment):
            return None
        home = next((path for path, names in self.anchors.items() if fragment in names), None)
        if home is not None:
            fix = f"write /{home}#{fragment}"
            self._problem(f"link to '#{fragment}' of another chapter", f"#{fragment}", source, fix, "strict")
        return home

    def _check_anchor(self, url: str, path: PurePosixPath, fragment: str, source: Source) -> bool:
        """Say whether there is such a place; where there is none, it is noted."""
        if fragment and fragment not in self.anchors[path]:
            near = nearest(fragment, self.anchors[path], "correct the link", sign="#")
            elsewhere = next((p for p, ids in self.anchors.items() if fragment in ids), None)
            fix = f"it stands in /{elsewhere}#{fragment}" if elsewhere else near
            self._problem(f"link to '{url}': no such place in {path}", url, source, fix, "warning")
            return False
        return True

    def _image(self, url: str, source: Source) -> str:
        if url.startswith("/") and PurePosixPath(url[1:]) in self.files:
            return url
        if SCHEME.match(url):
            fix = "keep the image in the project: the report asks no other host for anything"
            level: Level = "warning" if re.match(r"https?:", url) else "error"
            self._problem(f"image '{url}' is not a file of the project", url, source, fix, level)
            return url
        path = self._path(url, source)
        if path is None or not is_file(self.root / path):
            beside = (self.root / path).parent if path else self.root
            names = [p.name for p in beside.iterdir()] if is_dir(beside) else []
            fix = nearest(PurePosixPath(url).name, names, "correct the path, or add the file")
            self._problem(f"image '{url}' does not exist", url, source, fix)
            return url
        if path.suffix.lower() not in IMAGES:
            fix = f"use one of {', '.join(sorted(IMAGES))}: {CONVERT}"
            self._problem(f"image '{url}' is of a kind that no page can show", url, source, fix)
        elif path not in self.pictures:
            if wrong := outside(self.root / path, source.where_is(url)):
                gather(replace(wrong, what=f"image '{url}': {wrong.what}"))
                return url
            data = (self.root / path).read_bytes()
            found = faults(data, path, self.memory)
            for what, fix in found:
                self._problem(f"image '{url}' {what}", url, source, fix)
            if not found and path.suffix.lower() == ".svg":
                self.files[path] = self._drawing(path)
        self.files.setdefault(path, self.root / path)
        self.pictures.setdefault(path, source.where_is(url))
        return f"/{path}"

    def _drawing(self, path: PurePosixPath) -> File:
        """Return an SVG picture, which programs draw in UTF-8 only."""
        try:
            content = read_xml(self.root / path, str(path))
        except ReportError as error:
            gather(*error.problems)
            return self.root / path
        return self.root / path if content == (self.root / path).read_bytes() else content
