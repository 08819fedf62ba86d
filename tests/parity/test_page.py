"""One page as facts: the same content in Quarto's markup and in the embedded renderer's."""

from __future__ import annotations

import re

import pytest
from lxml import html

from parity.compare import compare
from parity.fact import Fact, Facts, Kind, Place, UnreadableError
from parity.markup import PANDOC, QUARTO, Markup
from parity.page import read_page
from rendered_pages import ARTICLE, ARTICLE_FACTS, ARTICLES, BOOK_FACTS, BOOKS, INDEX

BY = pytest.mark.parametrize("by", ["quarto", "pandoc"])

MARKUPS = {"quarto": QUARTO, "pandoc": PANDOC}
OTHER = {"quarto": "pandoc", "pandoc": "quarto"}


def read(page: str, by: str, path: str = INDEX) -> Facts:
    """Return the facts of a page by one of the renderers."""
    return read_page(html.document_fromstring(page), path, MARKUPS[by]).facts


def differences(one: str, by: str) -> list[Kind]:
    """Return the kinds of what a page of one renderer shows otherwise than the other's page shows it."""
    place = Place("book", "html", INDEX)
    readings = {by: {place: read(one, by)}, OTHER[by]: {place: read(BOOKS[OTHER[by]], OTHER[by])}}
    return [found.kind for found in compare(readings["quarto"], readings["pandoc"])]


def replaced(page: str, pattern: str, new: str) -> str:
    """Return a page with one place replaced; the pattern has to fit once."""
    changed, number = re.subn(pattern, new, page)
    assert number == 1, f"{pattern!r} stands {number} times in the page"
    return changed


def body(by: str, markup: str, head: str = "") -> Facts:
    """Return the facts of a text, in a page of one renderer; *head* stands in the title block."""
    block = '<header class="quarto-title-block title-block"><h1 class="title book-title">T</h1>'
    sidebar = (
        '<div class="sidebar-title"><a href="x">T</a></div><p class="contents-title"><a href="x">T</a></p>'
    )
    page = f"<html><body>{sidebar}<main>{block}{head}</header>{markup}</main></body></html>"
    facts = read(page, by, "page.html")
    assert [fact.text for fact in facts[:3]] == ["window: ", "language: ", "title: T"]
    return facts[3:]


@BY
def test_both_markups_give_the_same_facts(by: str) -> None:
    """All that a reader meets on a page, in the order of reading, from either renderer's markup."""
    assert read(BOOKS[by], by) == BOOK_FACTS


def test_the_page_has_every_kind_of_fact() -> None:
    """All but numbers, which no page has: they are what is kept of its sentences."""
    assert {fact.kind for fact in BOOK_FACTS} == set(Kind) - {Kind.NUMBERS}


UNSEEN = {
    "soft hyphen": ("In a list", "In a l\u00adist"),
    "break": ("In a list", "In a\u200b list"),
    "space that does not break": ("In a list", "In\u00a0a list"),
    "narrow space": ("In a list", "In\u202fa list"),
    "space before a number": ("80(?:&nbsp;|.)wards", "80 wards"),
    "end of line": ("In a list", "In\n  a list"),
    "comment": ("In a list", "In a <!-- no -->list"),
    "span": ("In a list", '<span class="x" data-y="1">In</span> a list'),
    "class": ("<ul>(\\s*)<li>(?=(?:<p>)?In)", r'<ul class="y">\1<li class="x">'),
    "hidden element": ("In a list", 'In a <span style="display: none">short </span>list'),
    "hidden block": ("<pre", '<div style="display: none"><p>Hidden.</p></div><pre'),
    "hidden entries": (
        '<div id="refs"',
        '<div style="display: none"><div class="csl-entry">A.</div></div><div id="refs"',
    ),
    "for the ear": ("In a list", 'In a <span class="visually-hidden">very </span>list'),
    "anchor": ("In a list", 'In a list<a class="anchorjs-link" href="#x">#</a>'),
    "script": ("<pre", "<script>let x = 1</script><pre"),
    "style": ("<pre", "<style>p { color: red }</style><pre"),
    "button": ("<pre", "<button>Copy</button><pre"),
    "drawing": ("<pre", "<svg><text>x</text></svg><pre"),
    "navigation": ("<pre", "<nav><ul><li><a href='#x'>x</a></li></ul></nav><pre"),
    "empty paragraph": ("<pre", "<p> </p><div></div><pre"),
    "block around": ("<pre(?s:(.*?))</pre>", r"<div><pre\1</pre></div>"),
    "colour of a cell": ("<td>3</td>", '<td style="background-color: #e9f4e6">3</td>'),
    "span of one": ("<td>3</td>", '<td colspan="1" rowspan="1">3</td>'),
    "empty head": ("<td>3</td>", "<td>3</td><!-- -->"),
    "source of a picture": ("river.png", "data:image/png;base64,AAAA"),
}


@BY
@pytest.mark.parametrize("change", UNSEEN)
def test_what_is_not_seen_makes_no_difference(change: str, by: str) -> None:
    """A page is changed as no reader notices, in one markup only."""
    assert differences(replaced(BOOKS[by], *UNSEEN[change]), by) == []


SEEN = {
    "window": (Kind.TITLE, "<title>Wards", "<title>Ward"),
    "language": (Kind.TITLE, '(<html[^>]*? lang=)"en"', r'\1"vi"'),
    "title": (Kind.TITLE, '(title">)A book(</h1>)', r"\1The book\2"),
    "subtitle": (Kind.TITLE, '(class="subtitle[^>]*>)A', r"\1One"),
    "author": (Kind.TITLE, "Ann Author", "Anne Author"),
    "description": (Kind.TITLE, "What it is", "What it was"),
    "no description": (Kind.TITLE, "What it is.", ""),
    "title of the contents": (Kind.CONTENTS, '((?:py-0"|-title")>\\s*<a[^>]*>)A', r"\1The"),
    "line of the contents": (
        Kind.CONTENTS,
        '(menu-text"|<span class="number"></span><span)>Wards',
        r"\1>Ward",
    ),
    "target of the contents": (
        Kind.CONTENTS,
        r'"(?:\./)?two.html"( class="sidebar-item-text|><span class="number")',
        r'"three.html"\1',
    ),
    "part": (Kind.CONTENTS, "A part", "One part"),
    "outline": (Kind.OUTLINE, "(<span>The |The <em>)river(?=</em></a>|</span></a>)", r"\1lake"),
    "outline that leads nowhere": (Kind.OUTLINE, '(<li[^>]*><a href="#)sec-river', r"\1sec-rover"),
    "turn": (Kind.TURN, '(pagination-link[^@]*?|turn-word">Next</span><span>1 )Two(?=</span>)', r"\1Three"),
    "target of a turn": (Kind.TURN, r'"(?:\./)?two.html"(?= class="pag|><span class="turn)', '"three.html"'),
    "level of a heading": (Kind.HEADING, '<h2( (?:data-number|id="sec)(?s:.*?))</h2>', r"<h3\1</h3>"),
    "number of a heading": (Kind.HEADING, '(<h2[^>]*><span class="header-section-number">)0.1', r"\g<1>0.2"),
    "emphasis in a heading": (Kind.HEADING, "<em>river</em></h2>", "river</h2>"),
    "callout's kind": (Kind.CALLOUT, "callout-note", "callout-tip"),
    "callout's title": (Kind.CALLOUT, '(Note</span>|callout-title">)A reproduction', r"\1A restatement"),
    "number": (Kind.PARAGRAPH, "80(?:&nbsp;|.)wards", "81 wards"),
    "word": (Kind.PARAGRAPH, "It restates", "It states"),
    "dash": (Kind.PARAGRAPH, "In a list", "In a–list"),
    "space": (Kind.PARAGRAPH, "In a list", "Ina list"),
    "emphasis": (Kind.PARAGRAPH, "In a list", "In <em>a</em> list"),
    "kind of list": (Kind.PARAGRAPH, "<ul>(\n?<li>(?:<p>)?In(?s:.*?))</ul>", r"<ol>\1</ol>"),
    "number of a note": (Kind.PARAGRAPH, "<sup>1</sup>", "<sup>2</sup>"),
    "target of a citation": (Kind.CITATION, "#ref-a", "#ref-b"),
    "target of a reference": (Kind.REFERENCE, 'href="#fig-river"', 'href="#tbl-wards"'),
    "target of a link": (Kind.LINK, "two.html#top", "two.html#end"),
    "page of a link": (Kind.LINK, "two.html#top", "three.html#top"),
    "address": (Kind.LINK, 'href="https://doi.org/10.1/b"', 'href="https://doi.org/10.1/c"'),
    "alt text": (Kind.ALT, '(<img[^>]*)alt="A blue line"', r'\1alt="A red line"'),
    "no alt text": (Kind.ALT, '(<img[^>]*)alt="A blue line"', r"\1"),
    "number of a figure": (Kind.CAPTION, "(Figure(?:&nbsp;| ))0.1:", r"\g<1>0.2:"),
    "caption": (Kind.CAPTION, ": ?(</span>)? The river", r": \1 A river"),
    "label of a figure": (Kind.CAPTION, 'id="tbl-wards"', 'id="tbl-ward"'),
    "number in a cell": (Kind.ROW, "2.5%", "2.6%"),
    "cell's head": (Kind.ROW, "<td>1</td>", "<th>1</th>"),
    "cell's columns": (Kind.ROW, 'colspan="2"', 'colspan="3"'),
    "cell's rows": (Kind.ROW, ' rowspan="2"', ""),
    "one cell less": (Kind.ROW, "<td>4</td>", ""),
    "one row less": (Kind.ROW, '<tr(?: class="even")?><td>3</td><td>4</td></tr>', ""),
    "label of a formula": (Kind.EQUATION, "eq-length", "eq-long"),
    "code": (Kind.CODE, r"\(counts\)", "(count)"),
    "entry": (Kind.ENTRY, "1990", "1991"),
    "entry's label": (Kind.ENTRY, 'id="ref-b"', 'id="ref-c"'),
    "footnote": (Kind.FOOTNOTE, "A note", "One note"),
}


@BY
@pytest.mark.parametrize("change", SEEN)
def test_what_is_seen_is_one_difference(change: str, by: str) -> None:
    """Each change, in one markup only, is found once, as what it is."""
    kind, pattern, new = SEEN[change]
    assert differences(replaced(BOOKS[by], pattern, new), by) == [kind]


def test_every_kind_can_differ() -> None:
    """The changes miss no kind of fact."""
    assert {kind for kind, *_ in SEEN.values()} == set(Kind) - {Kind.NUMBERS}


@BY
def test_an_article_has_a_title_block_and_no_contents(by: str) -> None:
    """Institutions, an abstract with its links and keywords; sections stand one level below the title."""
    assert read(ARTICLES[by], by, ARTICLE) == ARTICLE_FACTS


SAME: dict[str, tuple[str, str, list[Fact]]] = {
    "tabs": (
        '<div class="panel-tabset"><ul class="nav nav-tabs" role="tablist">'
        '<li class="nav-item"><a class="nav-link active" data-bs-toggle="tab" href="">Counts</a></li>'
        '<li class="nav-item"><a class="nav-link" data-bs-toggle="tab" href="">Shares</a></li></ul>'
        '<div class="tab-content"><div id="tabset-1-1" class="tab-pane active"><p>80.</p></div>'
        '<div id="tabset-1-2" class="tab-pane"><p>20%.</p></div></div></div>',
        '<div class="tabset"><input type="radio" name="_t" id="_t-1" checked><label for="_t-1">Counts</label>'
        '<div class="tab"><p>80.</p></div>'
        '<input type="radio" name="_t" id="_t-2"><label for="_t-2">Shares</label>'
        '<div class="tab"><p>20%.</p></div></div>',
        [Fact(Kind.PARAGRAPH, text) for text in ("Counts", "80.", "Shares", "20%.")],
    ),
    "lists": (
        '<ol start="3" type="1"><li><p>Three</p><p>more</p></li>'
        "<li><p>Four</p><ul><li>in it</li></ul></li></ol>"
        '<ol type="a"><li>A</li><li>B</li></ol>',
        '<ol start="3"><li><p>Three</p>\n<p>more</p></li><li>Four<ul><li>in it</li></ul></li></ol>'
        '<ol type="a"><li><p>A</p></li><li>B</li></ol>',
        [Fact(Kind.PARAGRAPH, text) for text in ("3. Three", "more", "4. Four", "• in it", "a. A", "b. B")],
    ),
    "terms": (
        "<dl><dt>Ward</dt><dd>\nA part of a city\n</dd></dl>",
        "<dl>\n<dt>Ward</dt>\n<dd><p>A part of a city</p></dd>\n</dl>",
        [Fact(Kind.PARAGRAPH, "Ward"), Fact(Kind.PARAGRAPH, "A part of a city")],
    ),
    "quotation": (
        '<blockquote class="blockquote"><p>One.</p><p>Two.</p></blockquote><p>Three.</p>',
        "<blockquote>\n<div><p>One.</p></div>\n<p>Two.</p>\n</blockquote>\n<p>Three.</p>",
        [Fact(Kind.PARAGRAPH, text) for text in ("> One.", "> Two.", "Three.")],
    ),
    "untitled callout": (
        '<div class="callout callout-style-default callout-warning callout-titled">'
        '<div class="callout-header">'
        '<div class="callout-icon-container"><i class="callout-icon"></i></div>'
        '<div class="callout-title-container flex-fill">\nWarning\n</div></div>'
        '<div class="callout-body-container callout-body"><p>Beware.</p></div></div>',
        '<div class="callout callout-warning" role="note"><p class="callout-title">Warning</p>'
        '<div class="callout-body"><p>Beware.</p></div></div>',
        [Fact(Kind.CALLOUT, "warning: Warning"), Fact(Kind.PARAGRAPH, "Beware.")],
    ),
    "citation of several": (
        '<p><span class="citation" data-cites="a b">(<a href="r.html#ref-a" role="doc-biblioref">A 1</a>; '
        '<a href="r.html#ref-b" role="doc-biblioref">B 2</a>)</span></p>',
        '<p><span class="citation" data-cites="a b">(<a href="r.html#ref-a">A 1</a>; '
        '<a href="r.html#ref-b">B 2</a>)</span></p>',
        [Fact(Kind.PARAGRAPH, "(A 1; B 2)"), Fact(Kind.CITATION, "(A 1; B 2)", "r.html#ref-a r.html#ref-b")],
    ),
    "formula in a line": (
        "<p>A share <math display='inline'><semantics><mi>p</mi><annotation>p</annotation></semantics></math>"
        " is.</p>",
        "<p>A share <math display='inline'><mi>p</mi></math> is.</p>",
        [Fact(Kind.PARAGRAPH, "A share p is.")],
    ),
    "formula without a number": (
        "<p><math display='block'><mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo></math></p>",
        "<p><math display='block'><mrow><mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo></mrow></math></p>",
        [Fact(Kind.PARAGRAPH, "f(x)"), Fact(Kind.EQUATION, "f(x)")],
    ),
    "text beside blocks": (
        "<div>Before <em>it</em><p>One.</p>after</div>",
        "<p>Before <em>it</em></p><p>One.</p><div>after</div>",
        [Fact(Kind.PARAGRAPH, text) for text in ("Before *it*", "One.", "after")],
    ),
    "picture without a text for the ear": (
        '<p><img src="a.png" class="img-fluid"></p>',
        '<p><img src="a.png" alt="" /></p>',
        [Fact(Kind.ALT, "(none)")],
    ),
    "table with a caption of its own": (
        '<div id="tbl-a"><table><caption>Wards</caption><tr><td>1</td></tr></table></div>',
        '<figure id="tbl-a"><figcaption>Wards</figcaption><table><tr><td>1</td></tr></table></figure>',
        [Fact(Kind.CAPTION, "Wards", "tbl-a"), Fact(Kind.ROW, "1")],
    ),
    "link in a cell": (
        '<table><tr><td><a href="a.html">one</a></td></tr></table>',
        '<div class="table-scroll"><table><tbody><tr><td><a href="./a.html">one</a></td></tr></tbody></table>'
        "</div>",
        [Fact(Kind.ROW, "one"), Fact(Kind.LINK, "one", "a.html")],
    ),
}


@BY
@pytest.mark.parametrize("case", SAME)
def test_the_same_content_gives_the_same_facts(case: str, by: str) -> None:
    """What the page above does not have, in the markup of either renderer."""
    quarto, pandoc, facts = SAME[case]
    assert list(body(by, quarto if by == "quarto" else pandoc)) == facts


TITLE_PAGES = {
    "quarto": ("", '<div class="title-page"><p>A ministry</p><dl><dt>Reviewer</dt><dd>–</dd></dl></div>'),
    "pandoc": (
        '<div class="title-page"><p>A ministry</p></div>'
        '<dl class="title-page-details"><div><dt>Reviewer</dt><dd>–</dd></div></dl>',
        "",
    ),
}


@BY
def test_a_title_page_is_part_of_the_title_block(by: str) -> None:
    """Wherever it stands in the page: its words are noted once, by what they are."""
    head, text = TITLE_PAGES[by]
    assert Fact(Kind.TITLE, "title page: A ministry, Reviewer, –") in body(by, text, head)
    assert Kind.PARAGRAPH not in {fact.kind for fact in body(by, text, head)}


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("#a", "one/index.html#a"),
        ("index.html", "one/index.html"),
        ("../two/index.html#b", "two/index.html#b"),
        ("./../two/", "two/index.html"),
        ("../", "index.html"),
        ("../data/a%20b.csv", "data/a b.csv"),
        ("#ph%C6%B0%E1%BB%9Dng", "one/index.html#phường"),
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("#", ""),
    ],
)
@BY
def test_targets_are_named_from_the_documents_root(by: str, href: str, target: str) -> None:
    """However a link is written; an address elsewhere is kept as it is."""
    block = '<header class="quarto-title-block title-block"></header>'
    page = f'<html><body><main>{block}<p><a href="{href}">x</a></p></main></body></html>'
    assert read(page, by, "one/index.html")[-1] == Fact(Kind.LINK, "x", target)


@pytest.mark.parametrize(
    ("markup", "page", "identifier"),
    [
        (
            QUARTO,
            '<h1 class="title"><span id="sec-a" class="quarto-section-identifier">A</span></h1>',
            "sec-a",
        ),
        (PANDOC, '<h1 id="sec-a"><span class="chapter-number">1</span> A</h1>', "sec-a"),
        (PANDOC, '<h1 class="book-title">Book</h1><h1 id="a" class="after-cover">A</h1>', "a"),
        (QUARTO, '<h1 class="title">Book</h1></header><section id="a"><h1>A</h1></section><header>', "a"),
        (QUARTO, "<p>No heading</p>", ""),
    ],
)
def test_a_pages_own_heading_is_known(markup: Markup, page: str, identifier: str) -> None:
    """The first with an identifier: the book's title above it has none. A link to it is one to the page."""
    block = f'<header class="quarto-title-block title-block">{page}</header>'
    root = html.document_fromstring(f'<html><body><main id="m">{block}</main></body></html>')
    found = read_page(root, INDEX, markup)
    assert found.title_identifier == identifier
    assert found.identifiers == {"m", identifier} - {""}


@pytest.mark.parametrize(
    "page",
    [
        "<p>No main part.</p>",
        "<main><p>No title block.</p></main>",
        "<header class='title-block quarto-title-block'></header><main></main>",
    ],
)
@BY
def test_a_page_of_another_form_is_refused(by: str, page: str) -> None:
    """With the page's name: it is not one of the renderer's, so nothing would be compared."""
    with pytest.raises(UnreadableError) as refused:
        read(f"<html><body>{page}</body></html>", by, "chapters/a.html")
    (problem,) = refused.value.problems
    assert str(problem).startswith("chapters/a.html")
    assert "has no main part with a title block" in str(problem)


@BY
def test_a_page_by_the_other_renderer_is_refused(by: str) -> None:
    """It is not read as an empty page."""
    with pytest.raises(UnreadableError, match="no main part with a title block"):
        read(BOOKS[OTHER[by]], by)
