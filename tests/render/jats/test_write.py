"""Articles as JATS, held to the standard."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import publications
from jats import faults
from reproreport.project import Project
from reproreport.render.book import Book
from reproreport.render.jats.write import write_jats

Write = Callable[..., Project]
MakeNotebook = Callable[..., str]

FULL = "JATS-archivearticle1-mathml3.dtd"
XLINK = "{http://www.w3.org/1999/xlink}"

MORE = """\
::: {#tbl-pair layout-ncol=2}
| a |
|---|
| 1 |

: First {#tbl-pair-first}

| b |
|---|
| 2 |

: Second {#tbl-pair-second}

Two tables
:::

See @tbl-pair-second and @tbl-pair. A [phường]{lang="vi"}.

::: {lang="vi"}
Cấp uỷ.
:::

::: {.content-visible when-format="html"}
Scroll.
:::

::: {.content-visible unless-format="html"}
Turn [the page]{.content-visible when-format="jats"}[it]{.content-hidden when-format="jats"}.
:::

- one ![dot](box.svg){fig-alt="A dot"} x^2^ H~2~O [Small]{.smallcaps} ~~gone~~ **bold**

  | a | b |
  |---|---|
  | 1 |   |

* * *

| line one
| line two

::: {.callout-warning}
:::

![](box.svg){fig-alt="alone in its paragraph"}

![Second](box.svg){#fig-two fig-alt="Second box"}
"""


@pytest.fixture(scope="module")
def folder(article: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the article."""
    path = tmp_path_factory.mktemp("jats")
    write_jats(article, path / "alone.xml")
    return path


@pytest.fixture(scope="module")
def root(folder: Path) -> Any:
    """Return the article."""
    return etree.parse(folder / "alone.xml").getroot()


def test_it_is_valid(root: Any) -> None:
    """Elements, attributes, their order, and references to identifiers that are there."""
    assert faults(root) == []


def _caption_last(root: Any) -> None:
    wrap = root.find(".//table-wrap")
    wrap.append(wrap.find("caption"))


MISTAKES: dict[str, Callable[[Any], object]] = {
    "a caption behind its table": _caption_last,
    "a reference to nothing": lambda root: root.find(".//xref").set("rid", "nowhere"),
    "an identifier twice": lambda root: root.find(".//fig").set("id", "tbl-wide"),
    "an unknown element": lambda root: setattr(root.find(".//sec"), "tag", "section"),
    "a paragraph in a title": lambda root: etree.SubElement(root.find(".//article-title"), "p"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_rules_find_mistakes(root: Any, mistake: str) -> None:
    """So that a valid article says something."""
    changed = copy.deepcopy(root)
    MISTAKES[mistake](changed)
    assert faults(changed)


@pytest.fixture
def more(write_project: Write, make_notebook: MakeNotebook, tmp_path: Path) -> Any:
    """Return an article with rarer constructs."""
    files = publications.files(make_notebook)
    files["a/index.qmd"] += f"\n{MORE}"
    book = publications.read_part(write_project(files), "alone")
    write_jats(book, tmp_path / "a.xml")
    return etree.parse(tmp_path / "a.xml").getroot()


def test_rarer_constructs_are_valid_too(more: Any) -> None:
    """Images in a line, a table in a list, rules, verse, an empty callout, tables under one caption."""
    assert faults(more) == []


def test_tables_under_one_caption(more: Any) -> None:
    """Each keeps its own identifier, label and caption; so do references to them."""
    group = more.find(".//table-wrap-group")
    assert (group.get("id"), group.findtext("label")) == ("tbl-pair", "Table\u00a02")
    assert "".join(group.find("caption").itertext()).strip() == "Two tables"
    parts = group.findall("table-wrap")
    assert [(part.get("id"), part.findtext("label")) for part in parts] == [
        ("tbl-pair-first", "(a)"),
        ("tbl-pair-second", "(b)"),
    ]
    kinds = {x.get("rid"): x.get("ref-type") for x in more.iter("xref")}
    assert (kinds["tbl-pair"], kinds["tbl-pair-second"]) == ("table", "table")


def test_verse_keeps_its_lines(more: Any) -> None:
    """A processor would join the lines of a paragraph."""
    assert [line.text for line in more.findall(".//verse-group/verse-line")] == ["line one", "line two"]


def test_text_for_other_formats_is_left_out(more: Any) -> None:
    """What only pages show is none of the article's; what is not for pages is."""
    words = "".join(more.find("body").itertext())
    assert "Scroll." not in words
    assert "Turn the page." in words


def test_words_of_another_language_are_marked(more: Any) -> None:
    """In a line, and a paragraph of them."""
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    marked = more.findall(".//body//styled-content")
    assert [(words.text, words.get(language)) for words in marked] == [("phường", "vi"), ("Cấp uỷ.", "vi")]


@pytest.mark.skipif(
    not Path(os.environ.get("JATS_DTD", ""), FULL).is_file(),
    reason=f"JATS_DTD names no folder with {FULL}: npm pack @jats4r/dtds has it in schema/1.2",
)
def test_it_is_valid_by_the_whole_standard(root: Any) -> None:
    """The DTD as it is published, formulas included."""
    dtd = etree.DTD(str(Path(os.environ["JATS_DTD"], FULL)))
    assert dtd.validate(root), dtd.error_log


def test_the_front(root: Any) -> None:
    """Title, authors, abstract, keywords; the author of the original is no author of the article."""
    meta = root.find("front/article-meta")
    assert meta.findtext("title-group/article-title") == "Counting cups"
    assert meta.findtext("title-group/subtitle") == "A reproduction"
    authors = meta.findall("contrib-group/contrib[@contrib-type='author']")
    assert [author.findtext("collab") for author in authors] == ["The maintainers"]
    (original,) = meta.findall("contrib-group/contrib[@contrib-type='original-author']")
    assert original.findtext("string-name") == "Anna Smith"
    place = meta.find(f"contrib-group/aff[@id='{original.find('xref').get('rid')}']")
    assert place.findtext("institution") == "Institute, Hà Nội"
    assert "".join(meta.find("abstract").itertext()) == "What this says (Nguyễn 2015)."
    assert [word.text for word in meta.findall("kwd-group/kwd")] == ["văn hoá", "counting"]
    assert meta.find("custom-meta-group/custom-meta/meta-value/xref").get("rid") == "ref-smith2010"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_persons_are_told_from_groups(
    write_project: Write, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    """Where the profile does not say that the authors are a group; a person's institution goes along."""
    files = publications.files(make_notebook)
    profile = files["_quarto-alone.yml"].replace("  authors: group\n", "")
    files["_quarto-alone.yml"] = profile.replace(
        "{name: The maintainers}", "{name: Lê Thị C, affiliation: Academy}"
    )
    write_jats(publications.read_part(write_project(files), "alone"), tmp_path / "a.xml")
    root = etree.parse(tmp_path / "a.xml").getroot()
    author = root.find(".//contrib[@contrib-type='author']")
    assert (author.findtext("string-name"), author.findtext("aff/institution")) == ("Lê Thị C", "Academy")
    assert faults(root) == []


def test_labels_are_elements(root: Any) -> None:
    """Of sections, tables, figures and formulas; titles and captions are without them."""
    assert [(s.findtext("label"), s.findtext("title")) for s in root.iter("sec")] == [
        ("1", "Method"),
        ("1.1", "Deeper"),
    ]
    table, figure, formula = (root.find(f".//{name}") for name in ("table-wrap", "fig", "disp-formula"))
    assert (table.get("id"), table.findtext("label")) == ("tbl-wide", "Table\u00a01")
    assert "".join(table.find("caption").itertext()).strip() == "How difficult"
    assert (figure.get("id"), figure.findtext("label")) == ("fig-box", "Figure\u00a01")
    assert (formula.get("id"), formula.findtext("label")) == ("eq-one", "(1)")


def test_a_table_is_a_table(root: Any) -> None:
    """Header rows with spans and scopes; its note below, and not a foot that every page repeats."""
    wrap = root.find(".//table-wrap")
    head = wrap.findall("table/thead/tr")
    assert [[cell.get("scope") for cell in row] for row in head] == [["col", "colgroup"], ["col", "col"]]
    assert head[0][0].get("rowspan") == "2"
    assert head[0][1].get("colspan") == "2"
    assert wrap.find("table/tfoot") is None
    assert wrap.findtext("table-wrap-foot/p") == "A note below."


def test_a_figure_has_both_its_forms(root: Any, folder: Path) -> None:
    """The drawing and its pixels, as files beside the article, each with the alternative text."""
    graphics = root.findall(".//fig/alternatives/graphic")
    files = [graphic.get(f"{XLINK}href") for graphic in graphics]
    assert files == ["figures/box.svg", "figures/box.png"]
    assert [graphic.get("mime-subtype") for graphic in graphics] == ["svg+xml", "png"]
    assert {graphic.findtext("alt-text") for graphic in graphics} == {"A box, blue & wide"}
    assert (folder / files[0]).read_text() == publications.SVG
    assert (folder / files[1]).read_bytes().startswith(b"\x89PNG")


def test_references_say_what_they_point_to(root: Any) -> None:
    """A table, a figure, a formula, a section, a work, a note; what is elsewhere is text."""
    kinds = {(x.get("rid"), x.get("ref-type")) for x in root.iter("xref")}
    assert {
        ("tbl-wide", "table"),
        ("fig-box", "fig"),
        ("eq-one", "disp-formula"),
        ("sec-method", "sec"),
        ("ref-smith2010", "bibr"),
        ("fn1", "fn"),
    } <= kinds
    assert all(kind for _, kind in kinds)
    assert "Chapter\u00a02 of the full report" in "".join(root.find("body").itertext())


def test_the_list_of_references(root: Any) -> None:
    """In the back, under its title, each work with an identifier."""
    works = root.find("back/ref-list")
    assert works.findtext("title") == "References"
    assert [work.get("id") for work in works.findall("ref")] == ["ref-nguyen2015a", "ref-smith2010"]
    shown = works.findall("ref/citation-alternatives/mixed-citation")
    assert [" ".join("".join(work.itertext()).split()) for work in shown] == [
        "Nguyễn, Văn A. 2015. Alpha. NXB.",
        "Smith, Anna. 2010. “Political Culture.” Politics.",
    ]


def test_works_have_their_parts_under_names(
    write_project: Write, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    """Kind, authors, title, source, year, DOI: what a journal links a reference by."""
    files = publications.files(make_notebook)
    files["references.bib"] = (
        "@article{smith2010, title={Political culture}, author={Smith, Anna and Lê, B.}, journal={Politics},"
        " year={2010}, volume={4}, number={2}, pages={7--19}, doi={10.1000/182}}\n"
        "@book{nguyen2015a, title={Alpha}, author={Nguyễn, Văn A}, publisher={NXB}, year={2015}}\n"
        "@thesis{nguyen2015b, title={Beta}, author={{An office}}, type={phdthesis}, year={2015}}\n"
    )
    files["a/index.qmd"] += "\nAlso [@nguyen2015b].\n"
    write_jats(publications.read_part(write_project(files), "alone"), tmp_path / "a.xml")
    root = etree.parse(tmp_path / "a.xml").getroot()
    assert faults(root) == []
    refs = {ref.get("id"): ref.find("citation-alternatives/element-citation") for ref in root.iter("ref")}
    assert [(name, work.get("publication-type"), work.findtext("source")) for name, work in refs.items()] == [
        ("ref-nguyen2015b", "thesis", "Beta"),
        ("ref-nguyen2015a", "book", "Alpha"),
        ("ref-smith2010", "journal", "Politics"),
    ]
    work = refs["ref-smith2010"]
    people = [
        (name.findtext("surname"), name.findtext("given-names"))
        for name in work.findall("person-group[@person-group-type='author']/name")
    ]
    assert people == [("Smith", "Anna"), ("Lê", "B.")]
    assert work.findtext("article-title") == "Political culture"
    assert work.findtext("pub-id[@pub-id-type='doi']") == "10.1000/182"
    values = [work.findtext(name) for name in ("year", "volume", "issue", "fpage", "lpage")]
    assert values == ["2010", "4", "2", "7", "19"]
    assert refs["ref-nguyen2015b"].findtext("person-group/string-name") == "An office"


def test_the_same_article_is_the_same_bytes(article: Book, folder: Path, tmp_path: Path) -> None:
    """Text and pictures."""
    write_jats(article, tmp_path / "alone.xml")
    for path in folder.rglob("*.*"):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()
