"""One HTML page as facts, in reading order; the same reader for both renderers' markup."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from parity.fact import Fact, Kind, UnreadableError
from parity.markup import Markup
from parity.words import classes, marked, plain, spaced, unseen, words
from reproreport.errors import Problem

HEADING = re.compile(r"h([1-6])")
INLINE = frozenset(
    {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "input", "kbd", "label", "mark", "math"}
    | {"q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
CALLOUT = re.compile(r"callout-(note|tip|warning|important|caution)")
LABEL = re.compile(r"^(?:fig|tbl|lst)-")


@dataclass(frozen=True)
class PageFacts:
    """A page's facts, with what the targets of other pages' links need to know of it.

    Targets are still addresses within the document: ``page#identifier``.
    """

    facts: tuple[Fact, ...]
    identifiers: frozenset[str]
    title_identifier: str
    """The identifier of the page's first heading: a link to it is a link to the page."""


def read_page(root: Any, path: str, markup: Markup) -> PageFacts:
    """Return the facts of a page.

    Args:
        root: the ``<html>`` element.
        path: the page's path in its document.
        markup: how its renderer writes pages.

    Raises:
        UnreadableError: the page has no main part or no title block.
    """
    return _Page(root, path, markup).read()


@dataclass
class _Page:
    root: Any
    path: str
    markup: Markup
    facts: list[Fact] = field(default_factory=list)
    block: Any = None

    def read(self) -> PageFacts:
        main = self.root.find(".//main")
        blocks = main.xpath(self.markup.block) if main is not None else []
        if not blocks:
            raise UnreadableError(Problem("the page has no main part with a title block", self.path))
        block = blocks[0]
        self._window()
        self._title_block(block)
        self._contents()
        self.block = block
        self._block(main, "")
        identifiers = frozenset(element.get("id") for element in self.root.iterfind(".//*[@id]"))
        return PageFacts(tuple(self.facts), identifiers, self._title_identifier(main))

    def _title_identifier(self, main: Any) -> str:
        """Return the identifier of the page's own heading.

        The first page of a book has the book's title, without one, above its own.
        """
        for heading in main.iterfind(".//h1"):
            found = [heading.get("id"), *(one.get("id") for one in heading.iterfind(".//*[@id]"))]
            if heading.getparent().tag == "section":
                found.append(heading.getparent().get("id"))
            if named := next((name for name in found if name), ""):
                return str(named)
        return ""

    def _add(self, kind: Kind, text: str, target: str = "") -> None:
        if text or target:
            self.facts.append(Fact(kind, text, target))

    def _window(self) -> None:
        self._add(Kind.TITLE, f"window: {spaced(self.root.findtext('.//title') or '')}")
        self._add(Kind.TITLE, f"language: {self.root.get('lang') or ''}")

    def _title_block(self, block: Any) -> None:
        for name, address in self.markup.named.items():
            found = block.xpath(address)
            if not found:
                # What a filter adds stands below Quarto's title block.
                found = self.root.xpath(address) if name == "title page" else []
            text = spaced(", ".join(filter(None, (part for one in found for part in _named(one)))))
            if text:
                self._add(Kind.TITLE, f"{name}: {text}")
            for element in found:
                self._inside(element)

    def _contents(self) -> None:
        """Note the contents: of the document once, on its first page, for they are the same on all."""
        markup = self.markup
        if self.path == "index.html":
            for link in self.root.xpath(markup.book):
                self._add(Kind.CONTENTS, words(link), self._target(link))
            for line in self.root.xpath(markup.contents):
                mark = "– " if line.xpath(markup.inside) else ""
                self._add(Kind.CONTENTS, mark + plain(_apart(line)), self._target(line))
        for link in self.root.xpath(markup.outline):
            self._add(Kind.OUTLINE, plain(_apart(link)))
            self._require(link)
        for link in self.root.xpath(markup.turns):
            turned = [one for one in link.iterdescendants("span") if "turn-word" not in classes(one)]
            self._add(Kind.TURN, plain(_apart(turned[0])) if turned else "", self._target(link))

    def _require(self, link: Any) -> None:
        """Note a link of the page's own contents that leads nowhere."""
        name = unquote(urlsplit(link.get("href") or "").fragment)
        if not any(element.get("id") == name for element in self.root.iterfind(".//*[@id]")):
            self._add(Kind.OUTLINE, plain(_apart(link)), "nowhere")

    def _block(self, element: Any, mark: str) -> None:
        """Note an element that is not part of a line of text. *mark* stands before its first words."""
        if unseen(element) or "title-page" in classes(element):
            return
        if element is self.block:
            # Its words are noted by what they are; a page's own heading may stand below a book's title.
            for heading in element.iterfind(".//h1[@class='after-cover']"):
                self._block(heading, "")
        elif not self._special(element):
            self._content(element, mark)

    def _special(self, element: Any) -> bool:
        """Note an element that is more than text and other elements; say whether it was."""
        names = classes(element)
        if match := HEADING.fullmatch(element.tag):
            self._heading(element, int(match[1]))
        elif element.tag == "table":
            self._table(element)
        elif element.tag == "figcaption" or "caption" in names:
            self._add(Kind.CAPTION, words(element), self._label(element))
            self._inside(element)
        elif element.tag == "pre":
            self._add(Kind.CODE, "".join(element.itertext()).strip())
        elif "csl-entry" in names:
            self._add(Kind.ENTRY, words(element), element.get("id") or "")
            self._inside(element)
        elif self.markup.callout_title in names:
            self._callout(element)
        elif "panel-tabset" in names:
            self._tabs(element)
        elif element.get("role") == "doc-endnotes":
            self._notes(element)
        else:
            return False
        return True

    def _tabs(self, tabset: Any) -> None:
        """Note tabs that Quarto lists above them all, each title before its content."""
        titles = tabset.findall("./ul/li/a")
        panes = tabset.findall("./div[@class='tab-content']/div")
        for title, pane in zip(titles, panes, strict=True):
            self._add(Kind.PARAGRAPH, words(title))
            self._content(pane, "")

    def _content(self, element: Any, mark: str) -> None:
        """Note what is in an element: runs of text as paragraphs, and blocks between them."""
        if element.tag == "blockquote":
            mark = f"> {mark}"
        run: list[Any] = []
        lines = [element.text or ""]
        number = int(element.get("start") or 1) - 1

        def flush() -> None:
            nonlocal mark
            if self._run(run, mark, lines):
                mark = "> " if mark.startswith("> ") else ""
            run.clear()
            lines.clear()

        for child in element.iterchildren():
            tag = child.tag if isinstance(child.tag, str) else ""
            if not tag or tag in INLINE:
                run.append(child)
                lines += [marked(child), child.tail or ""]
                continue
            flush()
            if tag == "li":
                number += 1
                self._block(child, mark + _item(element, number))
            else:
                self._block(child, mark if tag in ("p", "div", "blockquote") else "")
                # The mark of a list item stands before its first paragraph only.
                mark = "> " if mark.startswith("> ") else ""
            lines.append(child.tail or "")
        flush()

    def _run(self, run: list[Any], mark: str, lines: list[str]) -> bool:
        text = spaced("".join(lines))
        if text:
            self._add(Kind.PARAGRAPH, mark + text)
        for element in run:
            self._inline(element)
        return bool(text)

    def _heading(self, heading: Any, level: int) -> None:
        if "title" in classes(heading) or "book-title" in classes(heading):
            return
        if self.markup.promoted and self._article() and "quarto-appendix-heading" not in classes(heading):
            # Under the title, which is a heading of the first level too, both look like what they are.
            level += 1
        self._add(Kind.HEADING, f"{'#' * level} {_apart(heading)}")
        self._inside(heading)

    def _article(self) -> bool:
        return not self.root.xpath(self.markup.book)

    def _label(self, caption: Any) -> str:
        """Return the identifier of the figure that a caption belongs to."""
        names = (ancestor.get("id") or "" for ancestor in caption.iterancestors())
        return next((name for name in names if LABEL.match(name)), "")

    def _callout(self, title: Any) -> None:
        boxes = (CALLOUT.search(one.get("class") or "") for one in title.iterancestors())
        kind = next((match[1] for match in boxes if match), "")
        self._add(Kind.CALLOUT, f"{kind}: {words(title)}")
        self._inside(title)

    def _notes(self, section: Any) -> None:
        for number, note in enumerate(section.iterfind(".//li"), 1):
            self._add(Kind.FOOTNOTE, f"{number}. {words(note)}")
            self._inside(note)

    def _table(self, table: Any) -> None:
        for caption in table.iterfind("caption"):
            self._add(Kind.CAPTION, words(caption), self._label(caption))
        for row in table.iter("tr"):
            cells = list(row.iterchildren("td", "th"))
            self._add(Kind.ROW, " | ".join(map(_cell, cells)))
            for cell in cells:
                self._inside(cell)

    def _inside(self, element: Any) -> None:
        for child in element.iterchildren():
            self._inline(child)

    def _inline(self, element: Any) -> None:
        """Note what within a text leads somewhere, and its pictures and formulas."""
        if unseen(element):
            return
        names = classes(element)
        if "citation" in names:
            targets = (self._target(link) for link in element.iter("a"))
            self._add(Kind.CITATION, words(element), " ".join(targets))
            return
        if element.tag == "img":
            self._add(Kind.ALT, spaced(element.get("alt") or "(none)"))
        elif element.tag == "math":
            self._equation(element)
            return
        elif element.tag == "a" and element.get("href") and "footnote-ref" not in names:
            kind = Kind.REFERENCE if self.markup.reference in names else Kind.LINK
            self._add(kind, words(element), self._target(element))
        self._inside(element)

    def _equation(self, math: Any) -> None:
        """Note a displayed formula with its number, inside it or beside it."""
        if math.get("display") != "block":
            return
        named = next((a for a in math.iterancestors() if (a.get("id") or "").startswith("eq-")), None)
        text = words(math if named is None else named)
        self._add(Kind.EQUATION, text, "" if named is None else named.get("id"))

    def _target(self, link: Any) -> str:
        """Return where a link leads: an address elsewhere as it is, ``page#identifier`` in the document."""
        address = urlsplit(link.get("href") or "")
        if address.scheme or address.netloc:
            return str(link.get("href"))
        if not address.path and not address.fragment:
            return ""
        path = self.path
        if address.path:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(address.path)))
            if address.path.endswith("/") or path == ".":
                path = posixpath.normpath(f"{path}/index.html")
        return f"{path}#{unquote(address.fragment)}" if address.fragment else path


def _named(element: Any) -> list[str]:
    """Return the words of a part of the title block; an author's institution apart from the name."""
    institutions = element.findall("./span[@class='affiliation']")
    if not institutions:
        return [words(element)]
    return [spaced(element.text or ""), *map(words, institutions)]


def _cell(cell: Any) -> str:
    """Return a cell's text; one that heads others is marked, and so is how far it spans."""
    text = words(cell)
    # Whether an empty cell is a heading cannot be seen, nor does a screen reader say so.
    if cell.tag == "th" and text:
        text = f"[{text}]"
    spans = [f"{sign}{cell.get(name)}" for name, sign in (("colspan", "↔"), ("rowspan", "↕"))
             if cell.get(name, "1") != "1"]  # fmt: skip
    return " ".join([text, *spans])


def _apart(element: Any) -> str:
    """Return the words of a heading or of a line of contents, its number apart from them."""
    parts = [element.text or ""]
    for child in element:
        space = " " if _is_number(child) else ""
        parts += [marked(child), space, child.tail or ""]
    return spaced("".join(parts))


def _is_number(element: Any) -> bool:
    return not classes(element).isdisjoint({"number", "chapter-number", "header-section-number"})


def _item(parent: Any, number: int) -> str:
    """Return what stands before an item of a list."""
    if parent.tag != "ol":
        return "• "
    kind = parent.get("type") or "1"
    if kind in "aA":
        return f"{chr(ord(kind) + number - 1)}. "
    return f"{number}. "
