"""The site: read back with lxml, which the writer does not use."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from lxml import html

from reproreport.render.book import Book
from reproreport.render.html import navigation
from reproreport.render.html.nodes import between, relative
from reproreport.render.html.write import COLOPHON, DOWNLOADS, write_site

Read = Callable[..., Book]
MakeNotebook = Callable[..., str]

CHAPTER = """\
# One {#sec-one}

Text[^n] with $x^2$, see @tbl-a, @sec-two and [@smith2010].

[^n]: A note.

## Results

{{< embed /build/n.ipynb#tbl-a >}}

{{< embed /build/n.ipynb#fig-a >}}

::: {.callout-warning}
## Careful
Body.
:::

::: {.callout-note collapse="true"}
Folded.
:::

$$ y $$ {#eq-a}
"""
HTML = """<table><thead>
<tr><th colspan="2" scope="colgroup" class="gt_column_spanner_outer gt_center">Ward</th></tr>
<tr><th>Level</th><th>n</th></tr></thead><tbody>
<tr><th class="gt_stub gt_left">Đông Kinh</th><td class="gt_right">88</td></tr></tbody></table>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


@pytest.fixture
def book(read: Read, make_notebook: MakeNotebook) -> Book:
    """Return a book of two chapters and an appendix."""
    cells = make_notebook(
        ('#| label: tbl-a\n#| tbl-cap: "A *caption*"', "text/html", HTML),
        ('#| label: fig-a\n#| fig-cap: "Drawn"\n#| fig-alt: "A \\"box\\""', "image/svg+xml", SVG),
    )
    two = "# Two & more {#sec-two}\n\nBack to @fig-a[^m].\n\n[^m]: Another note.\n"
    return read(
        {
            "one/index.qmd": CHAPTER,
            "deep/two/index.qmd": two,
            "appendix.qmd": "# Data\n\nText.\n",
            "build/n.ipynb": cells,
        }
    )


@pytest.fixture
def site(book: Book, tmp_path: Path) -> Path:
    """Return the folder of the site."""
    write_site(book, tmp_path / "site")
    return tmp_path / "site"


def page(site: Path, path: str) -> html.HtmlElement:
    """Return a page as a tree."""
    return html.parse(str(site / path)).getroot()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("index.html", "Văn hoá chính trị"),
        ("one/index.html", "1 One – Văn hoá chính trị"),
        ("appendix.html", "Appendix A\u00a0— Data – Văn hoá chính trị"),
        ("references.html", "References – Văn hoá chính trị"),
    ],
)
def test_the_window_is_called_as_quarto_calls_it(site: Path, path: str, title: str) -> None:
    """Number and title of the chapter, then the book's title."""
    assert page(site, path).findtext("head/title") == title


@pytest.mark.parametrize(
    ("path", "headings"),
    [("index.html", ["Preface"]), ("one/index.html", ["1.1Results"]), ("deep/two/index.html", [])],
)
def test_a_page_lists_its_headings(site: Path, path: str, headings: list[str]) -> None:
    """Also a single one; on the book's first page its own, which stands below the book's title."""
    shown = [link.text_content() for link in page(site, path).findall(".//nav[@class='toc']//a")]
    assert shown == headings


def said(element: html.HtmlElement) -> str:
    """Return an element's text with single spaces."""
    return " ".join(element.text_content().split())


def test_pages_stand_where_quarto_puts_them(site: Path) -> None:
    """Each beside its source, with its figures."""
    found = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert found == {
        *("index.html", "one/index.html", "deep/two/index.html", "references.html", "appendix.html"),
        *("one/figures/fig-a.svg", "report.css", "report.js", "search.js"),
        *("provenance/cards/one/index.html.js", "provenance/cards/references.html.js"),
    }


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    """To a file that is there, and to an element with that identifier."""
    checked = 0
    for path in site.rglob("*.html"):
        root = page(site, str(path.relative_to(site)))
        for element in root.xpath("//*[@href or @src]"):
            address = element.get("href") or element.get("src")
            if re.match(r"[a-z]+:", address) or address.endswith(
                (COLOPHON.name, DOWNLOADS.name)
            ):  # made when it is published
                continue
            name, _, fragment = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), address
            if fragment:
                assert html.parse(str(target)).xpath(f'//*[@id="{fragment}"]'), address
            checked += 1
    assert checked > 50


def test_no_page_asks_another_host_or_names_this_machine(site: Path, tmp_path: Path) -> None:
    """No script, no font, no style from elsewhere; no path of the folder that it was built in."""
    for path in site.rglob("*"):
        if path.suffix in (".html", ".css"):
            text = path.read_text()
            assert str(tmp_path) not in text
            own = re.sub(r'<script src="(\.\./)*report\.js" ', "", text)
            assert not re.search(r"<script|@import|url\(|src=.https?:|rel=.stylesheet. href=.http", own)


def test_identifiers_are_unique_in_a_page(site: Path) -> None:
    """Notes of one page do not clash with those of another part of it."""
    for path in site.rglob("*.html"):
        found = page(site, str(path.relative_to(site))).xpath("//@id")
        assert len(found) == len(set(found))


def test_notes_are_numbered_by_page(site: Path) -> None:
    """Each page has its own note 1."""
    for path, note in (("one/index.html", "A note."), ("deep/two/index.html", "Another note.")):
        (item,) = page(site, path).xpath('//section[@role="doc-endnotes"]//li')
        assert item.get("id") == "fn1"
        assert said(item).startswith(note)


def test_the_head_says_language_title_and_author(site: Path) -> None:
    """As a search engine or a screen reader wants them."""
    root = page(site, "one/index.html")
    assert root.get("lang") == "en"
    assert root.findtext("head/title") == "1 One – Văn hoá chính trị"
    assert root.xpath("//meta[@name='author']/@content") == ["Nguyễn Thị Hồng Hạnh"]


def test_the_first_page_has_the_books_title_block(site: Path) -> None:
    """Title, subtitle, author, description; then the chapter's own title."""
    root = page(site, "index.html")
    assert [said(h) for h in root.xpath("//h1")] == ["Văn hoá chính trị", "Preface"]
    assert said(root.xpath('//*[@class="title-block"]')[0]).startswith(
        "Văn hoá chính trị A test Nguyễn Thị Hồng Hạnh What the book is about."
    )


def test_titles_carry_quartos_numbers(site: Path) -> None:
    """Chapter, section and appendix, as Quarto 1.11 writes them."""
    assert said(page(site, "one/index.html").xpath("//h1")[0]) == "1 One"
    assert said(page(site, "one/index.html").xpath("//h2")[0]) == "1.1 Results"
    assert said(page(site, "appendix.html").xpath("//h1")[0]) == "Appendix A — Data"


def test_the_contents_mark_the_open_page_only(site: Path) -> None:
    """In each folder's depth, with the same entries."""
    for path in ("index.html", "one/index.html", "deep/two/index.html"):
        root = page(site, path)
        (current,) = root.xpath('//a[@aria-current="page"]')
        assert (site / path).samefile((site / path).parent / current.get("href"))
        assert [said(a) for a in root.xpath('//nav[@id="_contents"]//li/a')] == [
            *("Preface", "1One", "2Two & more", "References", "AData"),
        ]


def test_previous_and_next_follow_the_reading_order(site: Path) -> None:
    """The first page has no previous, the last no next."""
    assert page(site, "one/index.html").xpath('//nav[@class="turn"]/a/@href') == [
        *("../index.html", "../deep/two/index.html"),
    ]
    assert page(site, "index.html").xpath('//a[@rel="prev"]') == []
    assert page(site, "appendix.html").xpath('//a[@rel="next"]') == []


def test_a_table_keeps_its_headers_in_a_box_that_scrolls(site: Path) -> None:
    """The caption above; the box can be reached and scrolled by keyboard."""
    (figure,) = page(site, "one/index.html").xpath('//figure[@id="tbl-a"]')
    assert [child.tag for child in figure] == ["figcaption", "div"]
    assert said(figure[0]) == "Table 1.1: A caption"
    assert (figure[1].get("tabindex"), figure[1].get("aria-label")) == ("0", "Table\u00a01.1")
    assert figure.xpath(".//thead/tr[1]/th/@colspan") == ["2"]
    assert [said(th) for th in figure.xpath(".//tbody//th")] == ["Đông Kinh"]


def test_a_figure_has_alternative_text(site: Path) -> None:
    """The caption below; quotation marks in the text survive."""
    (figure,) = page(site, "one/index.html").xpath('//figure[@id="fig-a"]')
    assert [child.tag for child in figure] == ["img", "figcaption"]
    assert figure[0].get("alt") == 'A "box"'


def test_callouts_and_equations(site: Path) -> None:
    """A callout is a note, a collapsed one can be opened; mathematics is MathML with its number."""
    root = page(site, "one/index.html")
    (note,) = root.xpath('//div[contains(@class, "callout-warning")]')
    assert (note.get("role"), said(note)) == ("note", "Careful Body.")
    assert said(root.xpath("//details")[0]) == "Note Folded."
    assert root.xpath('//*[@id="eq-a"]//math/@display') == ["block"]
    assert said(root.xpath('//*[@class="equation-number"]')[0]) == "(1.1)"


def test_the_same_book_in_another_folder_gives_the_same_bytes(
    read: Read, tmp_path: Path, site: Path, make_notebook: MakeNotebook
) -> None:
    """Page by page."""
    cells = make_notebook(
        ('#| label: tbl-a\n#| tbl-cap: "A *caption*"', "text/html", HTML),
        ('#| label: fig-a\n#| fig-cap: "Drawn"\n#| fig-alt: "A \\"box\\""', "image/svg+xml", SVG),
    )
    two = "# Two & more {#sec-two}\n\nBack to @fig-a[^m].\n\n[^m]: Another note.\n"
    files = {"one/index.qmd": CHAPTER, "deep/two/index.qmd": two, "appendix.qmd": "# Data\n\nText.\n"}
    again = read({**files, "build/n.ipynb": cells}, folder="elsewhere")
    write_site(again, tmp_path / "again")
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(site)).read_bytes()


@pytest.mark.parametrize(
    ("page", "target", "address"),
    [
        ("a.html", "b.html", "b.html"),
        ("a/b/c.html", "a/d/e.html", "../d/e.html"),
        ("a/index.html", "index.html", "../index.html"),
        ("index.html", "a/index.html", "a/index.html"),
        ("a/b.html", "a/c.html", "c.html"),
    ],
)
def test_addresses_are_relative(page: str, target: str, address: str) -> None:
    """So that the site works from any folder, and from file://."""
    assert between(PurePosixPath(page), PurePosixPath(target)) == address


def test_a_link_to_a_place_in_the_same_page_is_short() -> None:
    """And one to the web is left alone."""
    pages = {"a.qmd": PurePosixPath("a.html")}
    assert relative("/a.qmd#x", PurePosixPath("a.html"), pages) == "#x"
    assert relative("https://example.org/", PurePosixPath("a.html"), pages) == "https://example.org/"


def test_a_long_book_shows_the_chapters_around_a_page(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the site grows with its pages, not with their square; the first page has all of them."""
    monkeypatch.setattr(navigation, "LONG", 4)
    monkeypatch.setattr(navigation, "AROUND", 1)
    book = read({f"{name}.qmd": f"# {name.upper()}\n\nText.\n" for name in "abcde"})
    write_site(book, tmp_path / "site")

    def shown(path: str) -> list[str]:
        return [said(a) for a in page(tmp_path / "site", path).xpath('//nav[@id="_contents"]//li/a')]

    assert shown("index.html") == ["Preface", "1A", "2B", "3C", "4D", "5E", "References"]
    assert shown("a.html") == ["Preface", "1A", "2B", "…"]
    assert shown("c.html") == ["…", "2B", "3C", "4D", "…"]
    (more, _) = page(tmp_path / "site", "c.html").xpath('//li[@class="more"]/a/@href')
    assert more == "index.html#_contents"


def test_a_site_is_written_over_an_older_one(book: Book, site: Path) -> None:
    """What is right is left alone, what is wrong is written again, what is of no page is removed."""
    old = (site / "index.html").stat().st_mtime_ns
    (site / "one/index.html").write_text("spoilt")
    (site / "gone").mkdir()
    (site / "gone/index.html").write_text("of a chapter that was removed")
    write_site(book, site)
    assert (site / "index.html").stat().st_mtime_ns == old
    assert "Results" in (site / "one/index.html").read_text()
    assert not (site / "gone").exists()
