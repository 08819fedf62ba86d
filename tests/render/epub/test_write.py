"""A publication as EPUB."""

from __future__ import annotations

from pathlib import Path

import epub
from every_format import write_all, write_article
from publications import SVG
from reproreport.project import load_project
from reproreport.render.book import Book, read_book
from reproreport.render.epub.write import write_epub
from small_book import write_book

ONE = """# Wards {#sec-wards}

As @smith2010 says, see @sec-tea, @fig-map and @eq-area.[^n] [A file](data.csv), [a place](b.qmd#sec-tea).

![The map](map.svg){#fig-map fig-alt="Two wards"}

$$
a = b^2
$$ {#eq-area}

[^n]: A *note*.

::: {.panel-tabset}
## First
One of two.

## Second
Two of two.
:::

::: {.callout-tip collapse="true"}
## Fold
Folded elsewhere.
:::

::: {.content-visible when-format="html"}
On pages.
:::

::: {.content-visible when-format="epub"}
On devices.
:::

::: {.content-hidden when-format="epub"}
On all others.
:::
"""
TWO = """# Tea {#sec-tea}

| cup | n |
|-----|---|
| tea & milk | 3 |

: Cups {#tbl-cups}

## Same name {#same}

Back to @tbl-cups.
"""
FILES = {"a.qmd": ONE, "b.qmd": TWO, "map.svg": SVG, "data.csv": "a\n1\n"}


def book(folder: Path) -> Book:
    """Return a book of two chapters."""
    project = write_book(folder, FILES, lang="vi", format={"epub": {}})
    return read_book(project, {})


def test_it_is_well_formed_and_names_only_what_is_there(tmp_path: Path) -> None:
    """Container, manifest, names of places, links, pictures."""
    write_epub(book(tmp_path), tmp_path / "out.epub")
    content = (tmp_path / "out.epub").read_bytes()
    assert list(epub.faults(content)) == []
    files = epub.parts(content)
    assert [name for name in files if name.endswith(".svg")]
    texts = [" ".join("".join(page.itertext()).split(" ")) for page in epub.chapters(files)]
    assert len(texts) == 4
    assert [page.findtext(f".//{epub.XHTML}title") for page in epub.chapters(files)][1] == "1\xa0Wards"
    assert "1\xa0Wards" in texts[1]
    assert "Hình\xa01.1" in texts[1]
    for said in ("One of two.", "Two of two.", "Folded elsewhere.", "On devices.", "On pages.", "A note."):
        assert said in texts[1]
    assert "On all others." not in texts[1]
    assert "tea & milk" in texts[2]
    pictures = [image.get("alt") for page in epub.chapters(files) for image in page.iter(f"{epub.XHTML}img")]
    assert pictures == ["Two wards"]


def test_it_says_what_it_is(tmp_path: Path) -> None:
    """Title, authors, language, and a name of its own that stays."""
    write_epub(book(tmp_path), tmp_path / "out.epub")
    package = epub.xml(epub.parts((tmp_path / "out.epub").read_bytes())[epub.PACKAGE])
    assert package.findtext(f".//{epub.DC}title") == "Văn hoá chính trị"
    assert package.findtext(f".//{epub.DC}language") == "vi"
    assert package.findtext(f".//{epub.DC}identifier").startswith("urn:uuid:")
    assert package.findtext(f".//{epub.DC}creator")


def test_the_contents_lead_to_chapters_and_sections(tmp_path: Path) -> None:
    """By the navigation of EPUB 3 and by that of older devices."""
    write_epub(book(tmp_path), tmp_path / "out.epub")
    files = epub.parts((tmp_path / "out.epub").read_bytes())
    words = "".join(epub.xml(files["EPUB/nav.xhtml"]).itertext()).replace("\xa0", " ")
    assert "Mục lục" in words
    assert "2 Tea" in words
    assert "2.1 Same name" in words
    assert b"Same name" in files["EPUB/toc.ncx"]


def test_the_same_publication_is_the_same_bytes(tmp_path: Path) -> None:
    """In another folder, too."""
    for name in ("one", "two"):
        write_epub(book(tmp_path / name), tmp_path / f"{name}.epub")
    assert (tmp_path / "one.epub").read_bytes() == (tmp_path / "two.epub").read_bytes()


def test_an_article(tmp_path: Path) -> None:
    """Its abstract, authors and keywords stand at its head."""
    text = "# Cups\n\n## Abstract {#abstract}\n\nIn short.\n\n## Tea\n\nText of @fig-map.\n\n"
    text += "![M](map.svg){#fig-map fig-alt='W'}\n"
    written = write_article(tmp_path, text, {"map.svg": SVG}, keywords=["tea"])
    write_epub(written.book, tmp_path / "out.epub")
    content = (tmp_path / "out.epub").read_bytes()
    assert list(epub.faults(content)) == []
    said = "".join(epub.chapters(epub.parts(content))[0].itertext())
    assert said.index("Cups") < said.index("In short.") < said.index("tea") < said.index("1\xa0Tea")


def test_it_is_asked_for_as_the_others_are(tmp_path: Path) -> None:
    """``format: epub`` makes it one of the formats of a publication."""
    write_all(tmp_path, FILES, format={"epub": {"toc-depth": 2}})
    assert load_project(tmp_path / "book").available == ("epub",)
