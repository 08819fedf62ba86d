"""One page as facts: the same content in Quarto's markup and in the embedded renderer's."""

from __future__ import annotations

import re

import pytest
from lxml import html

from analysis.parity.compare import compare
from analysis.parity.fact import Fact, Facts, Kind, Place, UnreadableError
from analysis.parity.markup import PANDOC, QUARTO, Markup
from analysis.parity.page import read_page

INDEX = "index.html"
ARTICLE = "article.html"
BY = pytest.mark.parametrize("by", ["quarto", "pandoc"])

BOOK_OF_QUARTO = """\
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><head>
<title>Wards – A book</title>
<style>main { color: black; }</style>
</head>
<body class="nav-sidebar floating quarto-light">
<header id="quarto-header" class="headroom fixed-top">
<nav class="quarto-page-breadcrumbs"><ol class="breadcrumb">
<li class="breadcrumb-item"><a href="./index.html">Wards</a></li></ol></nav>
</header>
<nav id="quarto-sidebar" class="sidebar collapse">
<div class="sidebar-title mb-0 py-0"><a href="./">A book</a></div>
<ul class="list-unstyled mt-1">
<li class="sidebar-item"><div class="sidebar-item-container">
  <a href="./index.html" class="sidebar-item-text sidebar-link active"><span class="menu-text">Wards</span></a>
</div></li>
<li class="sidebar-item sidebar-item-section"><div class="sidebar-item-container">
  <a class="sidebar-item-text sidebar-link text-start"><span class="menu-text">A part</span></a>
  <a class="sidebar-item-toggle text-start"><i class="bi bi-chevron-right ms-2"></i></a></div>
  <ul class="collapse list-unstyled sidebar-section depth1 show"><li class="sidebar-item">
  <a href="./two.html" class="sidebar-item-text sidebar-link">
  <span class="menu-text"><span class="chapter-number">1</span>&nbsp; <span class="chapter-title">Two</span></span>
  </a></li></ul>
</li>
</ul></nav>
<div id="quarto-margin-sidebar" class="sidebar margin-sidebar"><nav id="TOC" role="doc-toc">
<h2 id="toc-title">Table of contents</h2>
<ul><li><a href="#sec-river" class="nav-link"><span class="header-section-number">0.1</span> The <em>river</em></a>
<ul class="collapse"></ul></li></ul></nav></div>
<main class="content" id="quarto-document-content">
<header id="title-block-header" class="quarto-title-block default">
<div class="quarto-title"><h1 class="title">A book</h1><p class="subtitle lead">A reproduction</p></div>
<div><div class="description">
    What it is.
  </div></div>
<div class="quarto-title-meta"><div>
<div class="quarto-title-meta-heading">Author</div>
<div class="quarto-title-meta-contents"><p>Ann Author </p></div>
</div></div>
</header>
<section id="wards" class="level1 unnumbered">
<h1 class="unnumbered">Wards</h1>
<div class="callout callout-style-default callout-note callout-titled">
<div class="callout-header d-flex align-content-center">
<div class="callout-icon-container"><i class="callout-icon"></i></div>
<div class="callout-title-container flex-fill"><span class="screen-reader-only">Note</span>A reproduction
</div></div>
<div class="callout-body-container callout-body">
<p>It restates <span class="citation" data-cites="a"><a href="references.html#ref-a"
 role="doc-biblioref">Author 2025</a></span>.</p>
</div></div>
<section id="sec-river" class="level2" data-number="0.1">
<h2 data-number="0.1" class="anchored" data-anchor-id="sec-river"><span class="header-section-number">0.1</span> \
The <em>river</em></h2>
<p>Of 80&nbsp;wards see <a href="#fig-river" class="quarto-xref">Figure&nbsp;<span>0.1</span></a>, \
<a href="two.html#top">the second</a>.<a href="#fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a></p>
<div id="fig-river" class="quarto-float quarto-figure anchored" alt="A blue line">
<figure class="quarto-float quarto-float-fig figure">
<div aria-describedby="fig-river-caption-0ceaefa1">
<img src="river.png" class="img-fluid figure-img" alt="A blue line">
</div>
<figcaption class="quarto-float-caption-bottom quarto-float-caption" id="fig-river-caption-0ceaefa1">
Figure&nbsp;0.1: The river
</figcaption>
</figure></div>
<div id="tbl-wards" class="cell quarto-float quarto-figure anchored">
<figure class="quarto-float quarto-float-tbl figure">
<figcaption class="quarto-float-caption-top quarto-float-caption" id="tbl-wards-caption-0ceaefa1">
Table&nbsp;0.1: Wards
</figcaption>
<div aria-describedby="tbl-wards-caption-0ceaefa1"><div class="cell-output cell-output-display">
<table class="cell caption-top table table-sm table-striped small">
<thead><tr class="header"><th style="text-align: left;" scope="col"></th>
<th colspan="2" data-quarto-table-cell-role="th" scope="colgroup">Level</th></tr></thead>
<tbody><tr class="odd"><th rowspan="2" scope="row">City</th><td>1</td><td>2.5%</td></tr>
<tr class="even"><td>3</td><td>4</td></tr></tbody>
</table></div></div></figure></div>
<p><span id="eq-length"><math display="block"><semantics><mrow><mi>l</mi><mo>=</mo><mi>v</mi><mi>t</mi>\
<mspace width="2.0em"></mspace><mo>(</mo><mn>0.1</mn><mo>)</mo></mrow>\
<annotation encoding="application/x-tex"> l = vt \\qquad(0.1)</annotation></semantics></math></span></p>
<div class="code-copy-outer-scaffold"><div class="sourceCode" id="cb1"><pre class="sourceCode python"><code \
class="sourceCode python"><span id="cb1-1"><a href="#cb1-1" aria-hidden="true" tabindex="-1"></a>\
<span class="bu">sum</span>(counts)</span></code></pre></div>
<button title="Copy to Clipboard" class="code-copy-button"><i class="bi"></i></button></div>
<ul><li><p>In a list.</p></li></ul>
</section>
<div id="refs" class="references csl-bib-body hanging-indent" role="list">
<div id="ref-b" class="csl-entry" role="listitem">
Author, Ben. 1990. <em>Wards</em>. <a href="https://doi.org/10.1/b">https://doi.org/10.1/b</a>.
</div></div>
<section id="footnotes" class="footnotes footnotes-end-of-document" role="doc-endnotes">
<hr>
<ol><li id="fn1"><p>A note.<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol>
</section>
</section>
</main>
<nav class="page-navigation"><div class="nav-page nav-page-previous"></div><div class="nav-page nav-page-next">
<a href="./two.html" class="pagination-link" aria-label="Two"><span class="nav-page-text">\
<span class="chapter-number">1</span>&nbsp; <span class="chapter-title">Two</span></span> \
<i class="bi bi-arrow-right-short"></i></a></div></nav>
</body></html>
"""

BOOK_OF_PANDOC = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Wards – A book</title></head>
<body id="_top">
<a class="skip" href="#_main">Skip to the text</a>
<header class="bar"><a class="bar-title" href="index.html">A book</a></header>
<nav class="contents" id="_contents" aria-label="Contents">
<a class="contents-close" href="#_top">Close</a>
<p class="contents-title"><a href="index.html">A book</a></p>
<ul>
<li><a href="index.html" aria-current="page"><span class="number"></span><span>Wards</span></a></li>
<li class="part">A part</li>
<li class="inside"><a href="two.html"><span class="number">1</span><span>Two</span></a></li>
</ul></nav>
<main id="_main"><article>
<header class="title-block">
<h1 class="book-title">A book</h1>
<p class="subtitle">A reproduction</p>
<p class="authors">Ann Author</p>
<p class="book-description">What it is.</p>
<h1 id="wards" class="after-cover"><span class="chapter-title">Wards</span></h1>
</header>
<nav class="toc" aria-label="On this page"><p class="toc-title">On this page</p><ul>
<li class="level-2"><a href="#sec-river"><span class="number">0.1</span><span>The river</span></a></li>
</ul></nav>
<div class="text">
<div class="callout callout-note" role="note">
<p class="callout-title">A reproduction</p>
<div class="callout-body">
<p>It restates <span class="citation" data-cites="a"><a href="references.html#ref-a">Author 2025</a></span>.</p>
</div></div>
<h2 id="sec-river"><span class="header-section-number">0.1</span> The <em>river</em></h2>
<p>Of 80\u00a0wards see <a href="#fig-river" class="xref">Figure 0.1</a>, <a href="two.html#top">the second</a>.\
<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>
<figure id="fig-river" class="float float-fig">
<img src="river.png" alt="A blue line" />
<figcaption><span class="number">Figure 0.1:</span> The river</figcaption>
</figure>
<figure id="tbl-wards" class="float float-tbl">
<figcaption><span class="number">Table 0.1:</span> Wards</figcaption>
<div class="table-scroll" tabindex="0" role="region" aria-label="Table 0.1">
<table>
<thead><tr><td></td><th colspan="2" scope="colgroup">Level</th></tr></thead>
<tbody><tr><th rowspan="2" scope="row">City</th><td>1</td><td>2.5%</td></tr><tr><td>3</td><td>4</td></tr></tbody>
</table></div></figure>
<p><span id="eq-length" class="equation"><math display="block"><semantics><mrow><mi>l</mi><mo>=</mo><mi>v</mi>\
<mi>t</mi></mrow><annotation encoding="application/x-tex">l = vt</annotation></semantics></math>\
<span class="equation-number">(0.1)</span></span></p>
<pre class="python"><code>sum(counts)</code></pre>
<ul>
<li>In a list.</li>
</ul>
<div id="refs" class="references csl-bib-body hanging-indent" role="list">
<div id="ref-b" class="csl-entry" role="listitem">
Author, Ben. 1990. <em>Wards</em>. <a href="https://doi.org/10.1/b">https://doi.org/10.1/b</a>.
</div></div>
<section class="footnotes footnotes-end-of-document" role="doc-endnotes">
<hr />
<ol>
<li id="fn1"><p>A note.<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li>
</ol></section>
</div></article>
<nav class="turn" aria-label="Previous and next chapter">
<a rel="next" class="next" href="two.html"><span class="turn-word">Next</span><span>1 Two</span></a>
</nav></main></body></html>
"""

BOOKS = {"quarto": BOOK_OF_QUARTO, "pandoc": BOOK_OF_PANDOC}
MARKUPS = {"quarto": QUARTO, "pandoc": PANDOC}
OTHER = {"quarto": "pandoc", "pandoc": "quarto"}

BOOK_FACTS = (
    Fact(Kind.TITLE, "window: Wards – A book"),
    Fact(Kind.TITLE, "language: en"),
    Fact(Kind.TITLE, "title: A book"),
    Fact(Kind.TITLE, "subtitle: A reproduction"),
    Fact(Kind.TITLE, "author: Ann Author"),
    Fact(Kind.TITLE, "description: What it is."),
    Fact(Kind.CONTENTS, "A book", INDEX),
    Fact(Kind.CONTENTS, "Wards", INDEX),
    Fact(Kind.CONTENTS, "A part"),
    Fact(Kind.CONTENTS, "– 1 Two", "two.html"),
    Fact(Kind.OUTLINE, "0.1 The river"),
    Fact(Kind.TURN, "1 Two", "two.html"),
    Fact(Kind.HEADING, "# Wards"),
    Fact(Kind.CALLOUT, "note: A reproduction"),
    Fact(Kind.PARAGRAPH, "It restates Author 2025."),
    Fact(Kind.CITATION, "Author 2025", "references.html#ref-a"),
    Fact(Kind.HEADING, "## 0.1 The *river*"),
    Fact(Kind.PARAGRAPH, "Of 80 wards see Figure 0.1, the second.^1^"),
    Fact(Kind.REFERENCE, "Figure 0.1", "index.html#fig-river"),
    Fact(Kind.LINK, "the second", "two.html#top"),
    Fact(Kind.ALT, "A blue line"),
    Fact(Kind.CAPTION, "Figure 0.1: The river", "fig-river"),
    Fact(Kind.CAPTION, "Table 0.1: Wards", "tbl-wards"),
    Fact(Kind.ROW, " | [Level] ↔2"),
    Fact(Kind.ROW, "[City] ↕2 | 1 | 2.5%"),
    Fact(Kind.ROW, "3 | 4"),
    Fact(Kind.PARAGRAPH, "l=vt (0.1)"),
    Fact(Kind.EQUATION, "l=vt (0.1)", "eq-length"),
    Fact(Kind.CODE, "sum(counts)"),
    Fact(Kind.PARAGRAPH, "• In a list."),
    Fact(Kind.ENTRY, "Author, Ben. 1990. *Wards*. https://doi.org/10.1/b.", "ref-b"),
    Fact(Kind.LINK, "https://doi.org/10.1/b", "https://doi.org/10.1/b"),
    Fact(Kind.FOOTNOTE, "1. A note."),
)


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
    sidebar = '<div class="sidebar-title"><a href="x">T</a></div><p class="contents-title"><a href="x">T</a></p>'
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
    "line of the contents": (Kind.CONTENTS, '((?:menu-text"|<span class="number"></span><span))>Wards', r"\1>Ward"),
    "target of the contents": (
        Kind.CONTENTS,
        r'"(?:\./)?two.html"( class="sidebar-item-text|><span class="number")',
        r'"three.html"\1',
    ),
    "part": (Kind.CONTENTS, "A part", "One part"),
    "outline": (Kind.OUTLINE, "(0.1</span>(?: |<span>)The (?:<em>)?)river((?:</em>|</span>)</a>)", r"\1lake\2"),
    "outline that leads nowhere": (Kind.OUTLINE, '(<li[^>]*><a href="#)sec-river', r"\1sec-rover"),
    "turn": (Kind.TURN, '(pagination-link[^@]*?|turn-word">Next</span><span>1 )Two(?=</span>)', r"\1Three"),
    "target of a turn": (Kind.TURN, r'"(?:\./)?two.html"(?= class="pag|><span class="turn)', '"three.html"'),
    "level of a heading": (Kind.HEADING, "<h2( (?:data-number|id=\"sec)(?s:.*?))</h2>", r"<h3\1</h3>"),
    "number of a heading": (Kind.HEADING, '(<h2[^>]*><span class="header-section-number">)0.1', r"\g<1>0.2"),
    "emphasis in a heading": (Kind.HEADING, "<em>river</em></h2>", "river</h2>"),
    "callout's kind": (Kind.CALLOUT, "callout-note", "callout-tip"),
    "callout's title": (Kind.CALLOUT, "(Note</span>|callout-title\">)A reproduction", r"\1A restatement"),
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
    "one row less": (Kind.ROW, "<tr(?: class=\"even\")?><td>3</td><td>4</td></tr>", ""),
    "label of a formula": (Kind.EQUATION, "eq-length", "eq-long"),
    "code": (Kind.CODE, r"\(counts\)", "(count)"),
    "entry": (Kind.ENTRY, "1990", "1991"),
    "entry's label": (Kind.ENTRY, 'id="ref-b"', 'id="ref-c"'),
    "footnote": (Kind.FOOTNOTE, "A note", "One note"),
}  # fmt: skip


@BY
@pytest.mark.parametrize("change", SEEN)
def test_what_is_seen_is_one_difference(change: str, by: str) -> None:
    """Each change, in one markup only, is found once, as what it is."""
    kind, pattern, new = SEEN[change]
    assert differences(replaced(BOOKS[by], pattern, new), by) == [kind]


def test_every_kind_can_differ() -> None:
    """The changes miss no kind of fact."""
    assert {kind for kind, *_ in SEEN.values()} == set(Kind) - {Kind.NUMBERS}


ARTICLES = {
    "quarto": """\
<html lang="en"><head><title>Wards</title></head><body>
<main class="content" id="quarto-document-content">
<header id="title-block-header" class="quarto-title-block default">
<div class="quarto-title"><h1 class="title">Wards</h1></div>
<div class="quarto-title-meta-author">
<div class="quarto-title-meta-heading">Author</div><div class="quarto-title-meta-heading">Affiliation</div>
<div class="quarto-title-meta-contents"><p class="author">Ann Author </p></div>
<div class="quarto-title-meta-contents"><p class="affiliation">An Academy</p></div>
</div>
<div><div class="abstract"><div class="block-title">Abstract</div><p>Of <a href="#x">80</a> wards.</p></div></div>
<div><div class="keywords"><div class="block-title">Keywords</div><p>wards, rivers</p></div></div>
</header>
<section id="one" class="level1"><h1>One</h1><section id="x" class="level2"><h2>Two</h2></section></section>
<div id="quarto-appendix" class="default"><section class="quarto-appendix-contents" role="doc-bibliography">
<h2 class="anchored quarto-appendix-heading">References</h2></section>
<section id="footnotes" class="footnotes" role="doc-endnotes"><h2 class="anchored quarto-appendix-heading">\
Footnotes</h2><ol><li id="fn1"><p>A note.</p></li><li id="fn2"><p>Another.</p></li></ol></section></div>
</main></body></html>
""",
    "pandoc": """\
<html lang="en"><head><title>Wards</title></head><body id="_top" class="one-file alone">
<main id="_main"><article>
<header class="title-block">
<h1 id="article"><span class="chapter-title">Wards</span></h1>
<ul class="authors"><li>Ann Author<span class="affiliation">An Academy</span></li></ul>
<section class="abstract" aria-label="Abstract"><p class="abstract-title">Abstract</p>
<p>Of <a href="#x">80</a> wards.</p></section>
<p class="keywords"><span class="keywords-title">Keywords</span> wards, rivers</p>
</header>
<div class="text"><h2 id="one">One</h2><h3 id="x">Two</h3>
<h2 id="references">References</h2>
<section id="footnotes" class="footnotes" role="doc-endnotes"><hr />
<ol><li id="fn1"><p>A note.</p></li><li id="fn2"><p>Another.</p></li></ol></section></div>
</article></main></body></html>
""",
}


@BY
def test_an_article_has_a_title_block_and_no_contents(by: str) -> None:
    """Institutions, an abstract with its links and keywords; sections stand one level below the title."""
    assert read(ARTICLES[by], by, ARTICLE) == (
        Fact(Kind.TITLE, "window: Wards"),
        Fact(Kind.TITLE, "language: en"),
        Fact(Kind.TITLE, "title: Wards"),
        Fact(Kind.TITLE, "author: Ann Author, An Academy"),
        Fact(Kind.TITLE, "abstract: Of 80 wards."),
        Fact(Kind.LINK, "80", "article.html#x"),
        Fact(Kind.TITLE, "keywords: wards, rivers"),
        Fact(Kind.HEADING, "## One"),
        Fact(Kind.HEADING, "### Two"),
        Fact(Kind.HEADING, "## References"),
        Fact(Kind.FOOTNOTE, "1. A note."),
        Fact(Kind.FOOTNOTE, "2. Another."),
    )


SAME: dict[str, tuple[str, str, list[Fact]]] = {
    "tabs": (
        '<div class="panel-tabset"><ul class="nav nav-tabs" role="tablist">'
        '<li class="nav-item"><a class="nav-link active" data-bs-toggle="tab" href="">Counts</a></li>'
        '<li class="nav-item"><a class="nav-link" data-bs-toggle="tab" href="">Shares</a></li></ul>'
        '<div class="tab-content"><div id="tabset-1-1" class="tab-pane active"><p>80.</p></div>'
        '<div id="tabset-1-2" class="tab-pane"><p>20%.</p></div></div></div>',
        '<div class="tabset"><input type="radio" name="_t" id="_t-1" checked><label for="_t-1">Counts</label>'
        '<div class="tab"><p>80.</p></div><input type="radio" name="_t" id="_t-2"><label for="_t-2">Shares</label>'
        '<div class="tab"><p>20%.</p></div></div>',
        [Fact(Kind.PARAGRAPH, text) for text in ("Counts", "80.", "Shares", "20%.")],
    ),
    "lists": (
        '<ol start="3" type="1"><li><p>Three</p><p>more</p></li><li><p>Four</p><ul><li>in it</li></ul></li></ol>'
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
        '<div class="callout callout-style-default callout-warning callout-titled"><div class="callout-header">'
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
        "<p>A share <math display='inline'><semantics><mi>p</mi><annotation>p</annotation></semantics></math> is.</p>",
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
        '<div class="table-scroll"><table><tbody><tr><td><a href="./a.html">one</a></td></tr></tbody></table></div>',
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
        (QUARTO, '<h1 class="title"><span id="sec-a" class="quarto-section-identifier">A</span></h1>', "sec-a"),
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
