"""How each renderer writes a page: where its title block and its contents are, and what its classes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Markup:
    """The addresses, as XPath, and the classes in one renderer's pages.

    Attributes:
        block: the title block, inside ``<main>``.
        named: what a title block says, by the name of what it is.
        titles: what it says besides in headings or paragraphs of their own.
        callout_title: the class of a callout's title.
        reference: the class of a cross-reference's link.
        book: the title over the contents of the document.
        contents: the lines of the contents of the document, parts among them.
        inside: what a line of the contents is that stands in a part.
        outline: the lines of a page's own contents, each a link.
        turns: the links to the page before and after.
        number: the number of a displayed formula, from the formula's element.
        promoted: whether the sections of an article are headings of the first level, like its title.
    """

    block: str
    named: Mapping[str, str]
    callout_title: str
    reference: str
    book: str
    contents: str
    inside: str
    outline: str
    turns: str
    promoted: bool


def _has(name: str) -> str:
    """Return an XPath condition: the element has a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


QUARTO = Markup(
    block=f".//header[{_has('quarto-title-block')}]",
    named={
        "title": f".//h1[{_has('title')}]",
        "subtitle": f".//p[{_has('subtitle')}]",
        "author": f".//div[{_has('quarto-title-meta-contents')}]/p",
        "description": f".//div[{_has('description')}]",
        "abstract": f".//div[{_has('abstract')}]/*[not({_has('block-title')})]",
        "keywords": f".//div[{_has('keywords')}]/p",
        "title page": f".//div[{_has('title-page')}]//*[self::p or self::dt or self::dd]",
    },
    callout_title="callout-title-container",
    reference="quarto-xref",
    book=f".//div[{_has('sidebar-title')}]/a",
    contents=f".//nav[@id='quarto-sidebar']//a[{_has('sidebar-item-text')}]",
    inside=f"ancestor::ul[{_has('sidebar-section')}]",
    outline=".//nav[@id='TOC']//li/a",
    turns=f".//a[{_has('pagination-link')}]",
    promoted=True,
)

PANDOC = Markup(
    block=f".//header[{_has('title-block')}]",
    named={
        "title": f".//h1[{_has('book-title')} or not({_has('after-cover')})]",
        "subtitle": f".//p[{_has('subtitle')}]",
        "author": f".//p[{_has('authors')}] | .//ul[{_has('authors')}]/li",
        "description": f".//p[{_has('book-description')}]",
        "abstract": f".//section[{_has('abstract')}]/*[not({_has('abstract-title')})]",
        "keywords": f".//p[{_has('keywords')}]",
        "title page": f".//div[{_has('title-page')}]/p | .//p[{_has('title-page-kind')}]"
        f" | .//dl[{_has('title-page-details')}]//*[self::dt or self::dd] | ./p[not(@class)]",
    },
    callout_title="callout-title",
    reference="xref",
    book=f".//p[{_has('contents-title')}]/a",
    contents=f".//nav[{_has('contents')}]/ul/li[{_has('part')}] | .//nav[{_has('contents')}]/ul/li/a",
    inside=f"parent::li[{_has('inside')}]",
    outline=f".//nav[{_has('toc')}]//li/a",
    turns=f".//nav[{_has('turn')}]/a",
    promoted=False,
)
