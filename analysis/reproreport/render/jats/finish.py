"""What Pandoc's JATS lacks: labels of sections, tables and figures, notes of tables, kinds of references.

The front of an article in JATS: title, authors, abstract, keywords, and the work that it reproduces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from reproreport.project.model import Original
from reproreport.project.people import Affiliation, Author
from reproreport.project.words import Words
from reproreport.render.book import Book, Page

KINDS = {
    "sec": "sec",
    "fig": "fig",
    "fig-group": "fig",
    "table-wrap": "table",
    "table-wrap-group": "table",
    "ref": "bibr",
    "disp-formula": "disp-formula",
    "boxed-text": "boxed-text",
    "fn": "fn",
}
"""The kind of a reference, by the element that it points to."""


def finish(root: Any, references: str) -> None:
    """Complete an article that Pandoc wrote, in place; *references* is the title of its list of them."""
    for comment in list(root.iter(etree.Comment)):
        kind, _, words = str(comment.text).partition(" ")
        if kind == "label":
            _label(comment, words)
        elif kind == "equation":
            _equation(comment, words)
    for wrap in root.iter("table-wrap"):
        _table(wrap)
    for wrapper in list(root.iterfind(".//fig/p[@specific-use='wrapper']")):
        _unwrap_graphic(wrapper)
    for element in root.iter("title", "verse-line"):
        unwrap(element)
    for title in root.iterfind(".//ref-list/title"):
        title.text = references
    _kinds(root)


def unwrap(element: Any) -> None:
    """Take the text of an element out of the one paragraph that holds it."""
    if len(element) == 1 and element[0].tag == "p":
        paragraph = element[0]
        element.remove(paragraph)
        element.text = paragraph.text
        element.extend(list(paragraph))


def _kinds(root: Any) -> None:
    """Say of each reference what kind of place it points to."""
    tags = {element.get("id"): str(element.tag) for element in root.iter("*") if element.get("id")}
    for reference in root.iter("xref"):
        kind = KINDS.get(tags.get(reference.get("rid"), ""))
        if kind:
            reference.set("ref-type", kind)
        reference.attrib.pop("alt", None)


def _label(comment: Any, words: str) -> None:
    """Put a label before the title or the caption in which its comment stands."""
    parent = _without(comment)
    while parent.tag not in ("title", "caption"):
        parent = parent.getparent()
    element = etree.Element("label")
    element.text = words
    parent.addprevious(element)


def _equation(comment: Any, words: str) -> None:
    """Give the formula behind a comment its identifier and its number."""
    identifier, _, number = words.partition(" ")
    formula = comment.getnext()
    _without(comment)
    if formula is not None and formula.tag == "disp-formula":
        formula.set("id", identifier)
        label = etree.Element("label")
        label.text = number
        formula.insert(0, label)


def _without(comment: Any) -> Any:
    """Take out a comment, but not the text behind it; return what it stood in."""
    parent = comment.getparent()
    before = comment.getprevious()
    tail = comment.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    comment.tail = None
    parent.remove(comment)
    return parent


def _table(wrap: Any) -> None:
    """Name the whole of a table, and put its notes below it: a foot would be repeated on every page."""
    for table in wrap.iterchildren("table"):
        identifier = table.attrib.pop("id", "")
        if identifier:
            wrap.set("id", identifier)
    for foot in wrap.findall("table/tfoot"):
        below = etree.SubElement(wrap, "table-wrap-foot")
        for cell in foot.iter("td", "th"):
            paragraphs = cell.findall("p")
            if not paragraphs:
                paragraph = etree.Element("p")
                paragraph.text = cell.text
                paragraph.extend(list(cell))
                paragraphs = [paragraph]
            below.extend(paragraphs)
        foot.getparent().remove(foot)


def _unwrap_graphic(wrapper: Any) -> None:
    """Put a graphic where the paragraph around it stands."""
    figure = wrapper.getparent()
    place = figure.index(wrapper)
    for child in list(wrapper):
        child.tail = "\n"
        figure.insert(place, child)
        place += 1
    figure.remove(wrapper)


XLINK = "http://www.w3.org/1999/xlink"
MATHML = "http://www.w3.org/1998/Math/MathML"
XML = "http://www.w3.org/XML/1998/namespace"
VERSION = "1.2"

PLACES = {"city": "city", "region": "state", "country": "country"}
"""What JATS calls the parts of an institution's address."""


def article_element(book: Book) -> Any:
    """Return the root of the article."""
    root = etree.Element("article", nsmap={"xlink": XLINK, "mml": MATHML})
    root.set("dtd-version", VERSION)
    root.set("article-type", "research-article")
    root.set(f"{{{XML}}}lang", book.project.lang)
    return root


def front_element(book: Book, title: Any, subtitle: Any, abstract: list[Any]) -> Any:
    """Return the front; *title* and *subtitle* hold a paragraph each, and *abstract* is made of some."""
    page = book.pages[0]
    front = etree.Element("front")
    meta = _sub(front, "article-meta")
    group = _sub(meta, "title-group")
    group.append(_renamed(title, "article-title"))
    if page.subtitle:
        group.append(_renamed(subtitle, "subtitle"))
    meta.append(_authors(page, group=book.project.group))
    meta.extend(_originals(book.project.original, book.project.words))
    if abstract:
        _sub(meta, "abstract").extend(abstract)
    if page.keywords:
        keywords = _sub(meta, "kwd-group")
        keywords.set("kwd-group-type", "author")
        for word in page.keywords:
            _sub(keywords, "kwd", word)
    if book.project.original.work:
        meta.append(_reproduced(book.project.original, book.project.words))
    return front


def _renamed(element: Any, name: str) -> Any:
    """Return an element under another name, with the text of its one paragraph as its own."""
    element.tag = name
    unwrap(element)
    return element


def _authors(page: Page, *, group: bool) -> Any:
    """Return the authors, persons or a *group*; an affiliation stands inside its author."""
    people = etree.Element("contrib-group")
    for author in page.authors:
        contributor = _sub(people, "contrib")
        contributor.set("contrib-type", "author")
        for name, holds in (("corresp", author.corresponding), ("equal-contrib", author.equal)):
            if holds:
                contributor.set(name, "yes")
        if author.orcid:
            identifier = _sub(contributor, "contrib-id", f"https://orcid.org/{author.orcid}")
            identifier.set("contrib-id-type", "orcid")
        _name(contributor, author, group=group)
        for role in author.roles:
            _sub(contributor, "role", role)
        for place in author.affiliations:
            _affiliation(_sub(contributor, "aff"), place)
        if author.email:
            _sub(contributor, "email", author.email)
        if author.url:
            _sub(contributor, "uri", author.url).set(f"{{{XLINK}}}href", author.url)
    return people


def _name(contributor: Any, author: Author, *, group: bool) -> None:
    """Say the name of an author, by its parts where they are known; degrees stand apart from it."""
    if author.family and not group:
        name = _sub(contributor, "name")
        _sub(name, "surname", author.family)
        if author.given:
            _sub(name, "given-names", author.given)
    else:
        name = author.name.removesuffix(", ".join(["", *author.degrees]))
        _sub(contributor, "collab" if group else "string-name", name)
    if author.degrees:
        _sub(contributor, "degrees", ", ".join(author.degrees))


def _affiliation(element: Any, place: Affiliation) -> None:
    """Say what an institution is called, and where it is, part by part."""
    last: Any = None
    institution = element
    if place.ror:
        # Who reads by programs finds it by its identifier.
        institution = last = _sub(element, "institution-wrap")
        _sub(institution, "institution-id", place.ror).set("institution-id-type", "ror")
    for key, text in place.parts:
        if key in PLACES:
            part = _sub(element, PLACES[key], text)
        else:
            part = _sub(institution, "institution", text)
            if key != "name":
                part.set("content-type", key)
        if last is not None and part.getparent() is element:
            last.tail = ", "
        last = part if part.getparent() is element else last
    if place.url:
        link = _sub(element, "ext-link", place.url)
        link.set("ext-link-type", "uri")
        link.set(f"{{{XLINK}}}href", place.url)
        last.tail = ", "


def _originals(original: Original, words: Words) -> Iterator[Any]:
    """Yield the authors of the original work, who are not authors of this article."""
    if not original.authors:
        return
    people = etree.Element("contrib-group")
    people.set("content-type", "original-authors")
    for number, author in enumerate(original.authors, 1):
        contributor = _sub(people, "contrib")
        contributor.set("contrib-type", "original-author")
        _sub(contributor, "string-name", author.name)
        if words.get("original-author"):
            _sub(contributor, "role", words.get("original-author"))
        if author.affiliation:
            _refer(contributor, "aff", f"aff-{number}")
    for number, author in enumerate(original.authors, 1):
        if author.affiliation:
            place = _sub(people, "aff")
            place.set("id", f"aff-{number}")
            _sub(place, "institution", author.affiliation)
    yield people


def _reproduced(original: Original, words: Words) -> Any:
    """Say which work of the reference list the article reproduces."""
    group = etree.Element("custom-meta-group")
    entry = _sub(group, "custom-meta")
    _sub(entry, "meta-name", "reproduces")
    value = _sub(entry, "meta-value")
    names = ", ".join(author.name for author in original.authors)
    _refer(value, "bibr", f"ref-{original.work}", names or words.get("original-work"))
    return group


def _refer(parent: Any, kind: str, identifier: str, text: str = "") -> None:
    reference = _sub(parent, "xref", text)
    reference.set("ref-type", kind)
    reference.set("rid", identifier)


def _sub(parent: Any, name: str, text: str = "") -> Any:
    child = etree.SubElement(parent, name)
    if text:
        child.text = text
    return child
