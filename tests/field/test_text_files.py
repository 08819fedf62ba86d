"""Files as Windows, macOS and Zotero save them: read, or refused by name and line (cases 15, 16, 22)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.errors import ContentError, ProjectError, ReportError
from reproreport.pipeline import build
from reproreport.project import load_project
from reproreport.render.book import Book, read_book
from reproreport.render.pandoc.nodes import plain_text
from reproreport.sources import validate
from small_book import write_book
from small_report import write_report

BOM = "\ufeff"
SVG = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<svg xmlns="http://www.w3.org/2000/svg">{}</svg>\n'
CHAPTER = """\
---
title: Tea
---

Tea has a book [@okakura1906].

{{< include _more.md >}}

![](pot.svg){fig-alt="A pot"}
"""
BIBLIOGRAPHY = "@book{okakura1906, author = {Okakura, Kakuzo}, title = {The Book of Tea}, year = {1906}}\n"
STYLE = """\
<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Thé</title><id>x</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout prefix="["><text variable="title" suffix="]"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""
FILES = {
    "chapters/tea/index.qmd": CHAPTER,
    "chapters/tea/_more.md": "More of it, thé.\n",
    "chapters/tea/pot.svg": SVG.format("<circle r='9'/>"),
    "references.bib": BIBLIOGRAPHY,
    "style.csl": STYLE,
}


def write(root: Path, changed: dict[str, bytes]) -> Path:
    """Write a book of these files, some of them as other bytes; return its folder."""
    write_book(root, FILES, csl="style.csl")
    for name, content in changed.items():
        (root / name).write_bytes(content)
    return root


def read(root: Path) -> Book:
    """Read a book as a build does."""
    return read_book(load_project(root), {})


@pytest.mark.parametrize("name", [*FILES, "_quarto.yml", "index.qmd"])
@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(lambda text: (BOM + text).encode(), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.encode("utf-16-be"), id="UTF-16 without a mark"),
    ],
)
def test_every_file_is_read_however_it_was_saved(
    tmp_path: Path, name: str, saved: Callable[[str], bytes], request: pytest.FixtureRequest
) -> None:
    """With a byte order mark, with any line end, in UTF-16: the page says the same."""
    root = write(tmp_path, {})
    text = (root / name).read_text(encoding="utf-8")
    (root / name).write_bytes(saved(text))
    if name == "style.csl" and "UTF-16" in request.node.name:
        with pytest.raises(ContentError, match=r"style\.csl:1: Pandoc reads a citation style in UTF-8 only"):
            read(root)
        return
    page = read(root).pages[1]
    assert plain_text(list(page.title)) == "Tea"
    assert plain_text(list(page.blocks)) == "Tea has a book [The book of tea]. More of it, thé."


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("chapters/tea/index.qmd", 5, "not UTF-8 text, but perhaps Windows-1252 (Latin-1)"),
        ("chapters/tea/_more.md", 5, "not UTF-8 text, but perhaps Windows-1252 (Latin-1)"),
        ("references.bib", 5, "not UTF-8 text, but perhaps Windows-1252 (Latin-1)"),
        ("style.csl", 5, "not UTF-8 text, but perhaps Windows-1252 (Latin-1)"),
        ("_quarto.yml", 5, "not UTF-8 text, but perhaps Windows-1252 (Latin-1)"),
    ],
)
def test_what_is_no_utf_8_is_named_alone(tmp_path: Path, name: str, line: int, what: str) -> None:
    """One message with file and line, and nothing that follows from it."""
    root = write(tmp_path, {name: b"\n" * (line - 1) + b"th\xe9\n"})
    with pytest.raises(ReportError) as caught:
        read(root)
    assert str(caught.value) == f"{name}:{line}: {what}\n    save the file as UTF-8"


def test_a_binary_file_is_no_chapter(tmp_path: Path) -> None:
    """A Word file by the name of a chapter is refused as such."""
    root = write(tmp_path, {"chapters/tea/index.qmd": b"PK\x03\x04\x14\x00\x06\x00"})
    with pytest.raises(ContentError, match=r"tea/index\.qmd:1: the character U\+0003 stands in no text"):
        read(root)


def test_a_picture_in_latin_1_is_drawn_from_utf_8(tmp_path: Path) -> None:
    """A browser reads the encoding that the file declares; Typst and Word read UTF-8 only."""
    drawing = SVG.format("<text>thé</text>").encode("latin-1")
    book = read(write(tmp_path, {"chapters/tea/pot.svg": drawing}))
    (content,) = book.files.values()
    assert content == SVG.format("<text>thé</text>").replace("ISO-8859-1", "UTF-8").encode()
    assert "chapters/tea/pot.svg" in map(str, book.inputs)


def test_a_picture_that_is_no_text(tmp_path: Path) -> None:
    """It is named with the line of the chapter, and that of the picture."""
    root = write(tmp_path, {"chapters/tea/pot.svg": b"<svg>\nth\xe9</svg>"})
    with pytest.raises(ContentError, match=r"chapters/tea/index\.qmd:\d+: image 'pot\.svg' is .*line 2"):
        read(root)


@pytest.mark.parametrize(
    ("style", "message"),
    [
        (STYLE.replace("<style", "<styles"), "style.csl:6: not XML: Opening and ending tag mismatch"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "style.csl:1: this is no citation style"),
        (STYLE.replace("citation>", "quotation>"), "style.csl:1: the citation style has no <citation>"),
        (
            STYLE.replace("<updated>", '\n<link rel="independent-parent" href="http://x.org/y"/>\n<updated>'),
            "style.csl:4: the style only refers to another one, http://x.org/y, which Pandoc would",
        ),
        (STYLE.replace('"utf-8"', '"utf-9"'), "style.csl:1: the encoding 'UTF-9' is unknown"),
    ],
)
def test_a_style_that_pandoc_cannot_read(tmp_path: Path, style: str, message: str) -> None:
    """By line; and nothing is fetched from another host while a report is built."""
    with pytest.raises(ContentError) as caught:
        read(write(tmp_path, {"style.csl": style.encode()}))
    assert str(caught.value).startswith(message)


def test_signs_that_end_no_line(tmp_path: Path) -> None:
    """U+2028 and U+0085 stay; form feeds, as text from a PDF has them, are spaces on a page."""
    text = "# A\n\nOne\u2028two\u0085three\x0cfour\x0bfive\u2029six. [@okakura1906]\n"
    page = read(write(tmp_path, {"chapters/tea/index.qmd": text.encode()})).pages[1]
    assert plain_text(list(page.blocks)).startswith("One\u2028two\u0085three four five\u2029six.")
    (tmp_path / "chapters/tea/index.qmd").write_text(f"{text}\n@none2000\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"index\.qmd:5: citation @none2000 is in no bibliography"):
        read(tmp_path)


def test_front_matter_below_an_empty_line(tmp_path: Path) -> None:
    """Quarto and Pandoc read it; not so where an empty line follows the hyphens."""
    root = write(tmp_path, {"chapters/tea/index.qmd": b"\n \n---\ntitle: Tea\n---\n\n[@okakura1906]\n"})
    assert plain_text(list(read(root).pages[1].title)) == "Tea"
    (root / "chapters/tea/index.qmd").write_bytes(b"---\n\ntitle: Tea\n---\n\n[@okakura1906]\n")
    with pytest.raises(ContentError) as caught:
        read(root)
    assert str(caught.value) == (
        "chapters/tea/index.qmd:2: the front matter begins with an empty line\n    remove it"
    )


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: Tea\ntitle: Tea", "3: 'title' is given twice (first on line 2)"),
        ("title: Tea: green", "2: not valid YAML: mapping values are not allowed"),
        ("title: Tea\n\tauthor: A", "3: not valid YAML"),
        ("title: &x [*x]", "2: the alias '*x' names nothing that ends before it"),
        ("title: !!int x", "2: 'x' is no int"),
        ("title: " + "[" * 5000, "2: lists and mappings stand more than 30 deep here"),
        ("just words", "2: lines of 'key: value' are expected"),
    ],
)
def test_front_matter_that_is_no_yaml(tmp_path: Path, front: str, message: str) -> None:
    """One message with the line in the file; it is not said that the chapter has no title."""
    root = write(tmp_path, {"chapters/tea/index.qmd": f"---\n{front}\n---\n\n[@okakura1906]\n".encode()})
    with pytest.raises(ContentError) as caught:
        read(root)
    assert str(caught.value).startswith(f"chapters/tea/index.qmd:{message}")
    assert len(caught.value.problems) == 1


def test_values_of_front_matter_are_those_of_quarto(tmp_path: Path) -> None:
    """``no`` is a word, a date stays as it is written, a number loses its last zero."""
    front = "title: no\nabstract: 2026-11-30 \nday: 2026-11-30\nversion: 1.10\ndraft: True"
    shown = "{{< meta day >}} {{< meta version >}} {{< meta draft >}} [@okakura1906]"
    text = f"---\n{front}\n---\n\n{shown}\n"
    page = read(write(tmp_path, {"chapters/tea/index.qmd": text.encode()})).pages[1]
    assert plain_text(list(page.title)) == "no"
    assert plain_text(list(page.blocks)).startswith("2026-11-30 1.1 true ")


ZOTERO = [{"id": "le2021", "type": "book", "title": "T", "author": [{"family": "Lê", "given": "A"}]}]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("zotero.json", json.dumps(ZOTERO)),
        ("lib/zotero.json", BOM + json.dumps(ZOTERO, indent=2).replace("\n", "\r\n")),
        (
            "zotero.yaml",
            "references:\n- id: le2021\n  type: book\n  title: T\n  author: [{family: Lê, given: A}]\n",
        ),
        (
            "zotero.yml",
            "---\n- id: le2021\n  type: book\n  title: T\n  author: [{family: Lê, given: A}]\n---\n",
        ),
        ("zotero.ris", "TY  - BOOK\nID  - le2021\nAU  - Lê, A\nTI  - T\nER  - \n"),
        ("zotero.bib", "@book{le2021, title = {T}, author = {Lê, A}}\n"),
        ("sub folder/zotero.bibtex", "@book{le2021, title = {T}, author = {Lê, A}}\n"),
    ],
)
def test_a_bibliography_in_any_format_and_anywhere(tmp_path: Path, name: str, text: str) -> None:
    """Beside _quarto.yml as in a folder: its works can be cited, and the build watches it."""
    from reproreport.pipeline.reading import prose_files

    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    project = write_book(tmp_path, {"a.qmd": "# A\n\n@le2021\n"}, bibliography=[name])
    book = read_book(project, {})
    assert plain_text(list(book.pages[1].blocks)) == "Lê (n.d.)"
    assert {path for path in book.inputs if path.suffix != ".yml" or path.name == name} <= prose_files(
        project
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "x.bib",
            "@book{one, title={A}}\n@book{two,\n  title = {B}\n  year = {2000}}\n@book{three, title={C}}\n",
            "x.bib:4: not a bibliography: unexpected 'y'\n    a comma or a brace is missing here, or just",
        ),
        (
            "x.bib",
            "@book{one, title = {A}}\n@book{two,\n  title = {B}\n\n@book{three, title = {C}}\n",
            "x.bib:5: not a bibliography: unexpected '@'\n    close the entry 'two' of line 2: it lacks a",
        ),
        ("x.json", '[{"id": "one",\n  "title": }]', "x.json:2: not JSON: Expecting value"),
        ("x.json", '[{"id": "one"},\n  {"title": "B"}]', "x.json:2: an entry has no 'id'"),
        ("x.yaml", "- id: one\n  title: a: b\n", "x.yaml:2: not valid YAML"),
        (
            "x.enl",
            "whatever",
            "_quarto.yml: bibliography 'x.enl' is none of .bib, .bibtex, .json, .yaml, .yml, .ris",
        ),
        ("x.bib", None, "_quarto.yml: bibliography 'x.bib' does not exist"),
    ],
)
def test_a_broken_bibliography_is_the_only_message(
    tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    """Its works are not said to be unknown: the cause is one line of one file."""
    if text is not None:
        (tmp_path / name).write_text(text)
    project = write_book(tmp_path, {"a.qmd": "# A\n\n@one, @two, @three\n"}, bibliography=[name])
    with pytest.raises(ContentError) as caught:
        read_book(project, {})
    assert str(caught.value).startswith(message)
    assert len(caught.value.problems) == 1


def test_a_report_from_many_desks(tmp_path: Path) -> None:
    """Built from files with marks, other line ends and encodings, as from plain ones."""
    root = write_report(tmp_path / "report")
    for name in ("_quarto.yml", "chapters/coffee/index.qmd", "data/coffee/codebook.yml"):
        path = root / name
        path.write_bytes((BOM + path.read_text(encoding="utf-8").replace("\n", "\r\n")).encode())
    table = (root / "data/coffee/cups.csv").read_text(encoding="utf-8")
    (root / "data/coffee/cups.csv").write_bytes(table.replace(",", ";").encode("utf-16"))
    assert validate(root / "data/coffee", root) == {"cups.csv": 3}
    outcome = build(load_project(root), renderer="pandoc", formats=("html",))
    assert outcome.exit_code == 0, outcome.errors
    page = (root / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")
    assert ">3</a> people" in page


@pytest.mark.parametrize("suffix", ["", "-thesis"])
def test_a_configuration_that_is_no_text(tmp_path: Path, suffix: str) -> None:
    """Profiles are read by the same reader."""
    root = write_report(tmp_path / "report")
    (root / f"_quarto{suffix}.yml").write_bytes(b"project: {type: book}\ntitle: th\xe9\n")
    with pytest.raises(ProjectError, match=rf"_quarto{suffix}\.yml:2: not UTF-8 text"):
        load_project(root, suffix.removeprefix("-") or None)
