"""Two pages as each renderer writes them, and what a reader meets on them."""

from __future__ import annotations

from parity.fact import Fact, Kind

INDEX = "index.html"
ARTICLE = "article.html"

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
  <a href="./index.html" class="sidebar-item-text sidebar-link active">
  <span class="menu-text">Wards</span></a>
</div></li>
<li class="sidebar-item sidebar-item-section"><div class="sidebar-item-container">
  <a class="sidebar-item-text sidebar-link text-start"><span class="menu-text">A part</span></a>
  <a class="sidebar-item-toggle text-start"><i class="bi bi-chevron-right ms-2"></i></a></div>
  <ul class="collapse list-unstyled sidebar-section depth1 show"><li class="sidebar-item">
  <a href="./two.html" class="sidebar-item-text sidebar-link">
  <span class="menu-text"><span class="chapter-number">1</span>&nbsp; \
<span class="chapter-title">Two</span></span></a></li></ul>
</li>
</ul></nav>
<div id="quarto-margin-sidebar" class="sidebar margin-sidebar"><nav id="TOC" role="doc-toc">
<h2 id="toc-title">Table of contents</h2>
<ul><li><a href="#sec-river" class="nav-link"><span class="header-section-number">0.1</span> \
The <em>river</em></a>
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
<h2 data-number="0.1" class="anchored" data-anchor-id="sec-river">\
<span class="header-section-number">0.1</span> The <em>river</em></h2>
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
<nav class="page-navigation"><div class="nav-page nav-page-previous"></div>
<div class="nav-page nav-page-next">
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
<p>It restates <span class="citation" data-cites="a"><a href="references.html#ref-a">\
Author 2025</a></span>.</p>
</div></div>
<h2 id="sec-river"><span class="header-section-number">0.1</span> The <em>river</em></h2>
<p>Of 80\u00a0wards see <a href="#fig-river" class="xref">Figure 0.1</a>, \
<a href="two.html#top">the second</a>.\
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
<tbody><tr><th rowspan="2" scope="row">City</th><td>1</td><td>2.5%</td></tr>
<tr><td>3</td><td>4</td></tr></tbody>
</table></div></figure>
<p><span id="eq-length" class="equation"><math display="block"><semantics><mrow><mi>l</mi><mo>=</mo>\
<mi>v</mi><mi>t</mi></mrow><annotation encoding="application/x-tex">l = vt</annotation></semantics></math>\
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
"""The first page of a book, by the names of the renderers."""

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
<div><div class="abstract"><div class="block-title">Abstract</div>
<p>Of <a href="#x">80</a> wards.</p></div></div>
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
"""The one page of an article."""

ARTICLE_FACTS = (
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
