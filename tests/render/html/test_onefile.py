"""A publication as one HTML page."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from publications import SVG
from reproreport.render.book import Book
from reproreport.render.html.write import data_address, write_one_file, write_site
from reproreport.render.pandoc import door as pandoc


@pytest.fixture(params=["article", "thesis"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the page of each kind of publication."""
    book: Book = request.getfixturevalue(request.param)
    path = tmp_path / "out/page.html"
    write_one_file(book, path)
    assert [file.name for file in path.parent.iterdir()] == ["page.html"]
    return path.read_text(encoding="utf-8")


def test_it_asks_for_no_other_file(page: str) -> None:
    """Style, script and images are inside; only links that a reader follows lead elsewhere."""
    assert not re.search(r'\ssrc="(?!data:)', page)
    assert not re.search(
        r'<(?:link(?! rel="icon" type="image/svg\+xml" href="data:)|script \S*src|iframe)\b', page
    )
    assert not re.search(r"@import|url\((?!data:)", page)
    assert "--paper:" in page


def test_links_lead_to_places_of_the_page(page: str) -> None:
    """Each name is there once, footnotes' too."""
    names = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(names) == sorted(set(names))
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) > 10
    assert set(targets) <= set(names)


def test_an_image_is_in_it(page: str) -> None:
    """The drawing itself, and its alternative text."""
    match = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)"[^>]*alt="A box, blue &amp; wide"', page)
    assert match
    assert b64decode(match[1]).decode() == SVG


def test_an_article_has_its_head(article: Book, tmp_path: Path) -> None:
    """Title, subtitle, authors, abstract and keywords, then what stands on the page; no chapter's number."""
    write_one_file(article, tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '<h1 id="a"><span class="chapter-title">Counting cups</span></h1>' in text
    assert '<p class="subtitle">A reproduction</p>' in text
    assert "<p>What <em>this</em> says" in text
    assert "văn hoá, counting" in text
    assert 'class="contents"' not in text


def test_a_thesis_has_a_title_page_and_contents(thesis: Book, tmp_path: Path) -> None:
    """The people it names; a reviewer without a name is a dash."""
    write_one_file(thesis, tmp_path / "t.html")
    text = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "<dt>Supervisors</dt><dd>Trần B, Lê C</dd>" in text
    assert "<dt>Reviewer 1</dt><dd>–</dd>" in text
    assert '<a href="#b"><span class="number">2</span><span>The other chapter</span></a>' in text


@pytest.mark.parametrize(("suffix", "kind"), [(".svg", "svg+xml"), (".png", "png"), (".jpg", "jpeg")])
def test_the_media_type_of_an_image(tmp_path: Path, suffix: str, kind: str) -> None:
    """From its suffix; a file is read, bytes are taken as they are."""
    (tmp_path / f"x{suffix}").write_bytes(b"abc")
    expected = f"data:image/{kind};base64,YWJj"
    assert data_address(b"abc", suffix) == data_address(tmp_path / f"x{suffix}", suffix) == expected


def test_site_and_page_are_made_of_one_conversion(
    read: Callable[..., Book], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pandoc writes the HTML once; names that look like its own notes' keep their links."""
    text = "# A\n\n## Notes {#footnotes}\n\n## One {#fn1}\n\n[It](#fn1), [all](#footnotes)[^a].\n\n[^a]: N.\n"
    data = "Get [the *data*](data.csv), see [there](a.qmd#fn1) and ![](a%20b.svg){fig-alt='x'}."
    book = read({"a.qmd": text, "b.qmd": f"# B\n\n{data}\n", "data.csv": "1\n", "a b.svg": SVG})
    write_site(book, tmp_path / "site")
    monkeypatch.delattr(pandoc, "pandoc_path")
    write_one_file(book, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    links = ["#a--fn1", "#a--footnotes", "#fn-a-1", "#fnref-a-1", "#a--fn1"]
    text = re.sub(r'<a href="#[^"]*" class="permalink.*?</a>', "", page)
    assert [link for link in re.findall(r'href="(#[^"]*)"', text) if "fn" in link or "foot" in link] == links
    for link in links:
        assert page.count(f' id="{link[1:]}"') == 1
    assert "Get the <em>data</em>, see" in page
    site = (tmp_path / "site/b.html").read_text(encoding="utf-8")
    assert '<a href="data.csv">the <em>data</em></a>' in site
    assert '<a href="a.html#fn1">there</a>' in site
    assert '<img src="a%20b.svg"' in site
    assert '<img src="data:image/svg+xml;base64,' in page
