"""Settings below ``format:``: each has its effect in each format that knows it, or is refused by line."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pikepdf
import pytest

import ooxml
from every_format import FORMATS, Written, write_all, write_article
from reproreport.errors import ProjectError, RenderError
from reproreport.project.settings import SETTINGS
from reproreport.render.docx.package import write_parts
from reproreport.render.pandoc.door import pandoc_path
from small_book import write_book

CHAPTER = """\
---
title: Wards
abstract: What it says.
---

## Results {#sec-results}

Of @sec-results; a note.[^n] Here are some more words, so that there is a second line of text in this
paragraph, and perhaps a third one, whatever the paper and the size of the letters may be.

[^n]: At its place.

### By age

`code` and a word.
"""
FILES = {
    "wards.qmd": CHAPTER,
    "looks/own.css": "/* url(none.svg) */\nh1 { color: #123456; background: url(dot.svg); }\n",
    "looks/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
}
Check = Callable[[Written], bool]
Effects = dict[str, tuple[Any, Check]]


def chapter(written: Written) -> str:
    """Return the chapter's page."""
    return written.page("wards.html")


def style(written: Written) -> str:
    """Return the site's own style sheet."""
    return written.page("report.css")


def pieces(written: Written) -> list[tuple[float, float, float]]:
    """Return where each piece of text stands on the PDF's last-but-one page, and its size, in points."""
    found = []
    x = y = 0.0
    with pikepdf.open(written.pdf) as pdf:
        stream: Any = pikepdf.parse_content_stream(pdf.pages[-2])
        for operands, operator in stream:
            if str(operator) == "cm":
                x, y = float(operands[4]), float(operands[5])
            elif str(operator) == "Tf":
                found.append((x, y, float(operands[1])))
    return found


def sizes(written: Written) -> set[float]:
    """Return the sizes of the text on that page, in points."""
    return {size for *_, size in pieces(written)}


def line_height(written: Written) -> float:
    """Return the least distance of two lines of running text, in points."""
    lines = sorted({y for _, y, size in pieces(written) if size == 11.0})
    return min(b - a for a, b in pairwise(lines))


def families(written: Written) -> set[str]:
    """Return the families of the fonts that the PDF holds."""
    with pikepdf.open(written.pdf) as pdf:
        pages: list[Any] = [page for page in pdf.pages if "/Font" in page.Resources]
        found = [str(font.BaseFont) for page in pages for font in page.Resources.Font.values()]
        return {re.sub(r"^/\w+\+|-.*$", "", name) for name in found}


def styled(written: Written, style: str) -> list[str]:
    """Return the paragraphs of the Word document whose style begins so."""
    found = written.word_body.iter(f"{{{ooxml.W}}}p")
    return [ooxml.text(p).replace("\xa0", " ") for p in found if ooxml.style(p).startswith(style)]


def page_width(written: Written) -> str:
    """Return the width of the Word document's pages, in twentieths of a point."""
    return ooxml.attribute(written.word_body.find("w:body/w:sectPr/w:pgSz", ooxml.NAMES), "w")


HTML: Effects = {
    "toc": (False, lambda w: 'class="toc"' not in chapter(w)),
    "toc-depth": (2, lambda w: "level-2" in chapter(w) and "level-3" not in chapter(w)),
    "toc-title": ("In this chapter", lambda w: ">In this chapter<" in chapter(w)),
    "number-sections": (
        False,
        lambda w: (
            "section-number" not in chapter(w)
            and 'class="chapter-number"' not in chapter(w)
            and '<span class="number"></span><span>Wards</span>' in chapter(w)
            and ">Section\xa01.1</a>" in chapter(w)
        ),
    ),
    "number-depth": (
        2,
        lambda w: 'number">1.1</a>\xa0Results' in chapter(w) and 'number">1.1.1' not in chapter(w),
    ),
    "abstract-title": ("In short", lambda w: ">In short<" in chapter(w)),
    "css": (
        "looks/own.css",
        lambda w: (
            '<link rel="stylesheet" href="looks/own.css">' in chapter(w)
            and (w.site / "looks/own.css").is_file()
            and (w.site / "looks/dot.svg").is_file()
            and "color: #123456" in w.one_page
            and 'url("data:image/svg+xml;base64,' in w.one_page
        ),
    ),
    "theme": ("default", lambda w: 'href="report.css"' in chapter(w)),
    "mainfont": (
        "Georgia, 'Noto Serif'",
        lambda w: '--text-font: "Georgia", "Noto Serif", serif;' in style(w),
    ),
    "monofont": ("Fira Code", lambda w: '--code-font: "Fira Code", monospace;' in style(w)),
    "fontsize": ("20px", lambda w: "html { font-size: calc(20px / 1.125); }" in w.one_page),
    "linestretch": (1.9, lambda w: "body { line-height: 1.9; }" in style(w)),
    "max-width": ("40em", lambda w: "max-width: 40em" in style(w)),
    "reference-location": (
        "document",
        lambda w: chapter(w).index("At its place") > chapter(w).index("and a word"),
    ),
}
TYPST: Effects = {
    "toc": (False, lambda w: "Contents" not in w.printed),
    "toc-depth": (1, lambda w: w.printed.count("1.1 Results") == 1),
    "toc-title": ("What is in it", lambda w: "What is in it" in w.printed),
    "number-sections": (
        False,
        lambda w: w.bookmarks == ["Preface", "Wards", "Results", "References"] and "Section 1.1" in w.printed,
    ),
    "number-depth": (1, lambda w: w.bookmarks[1:3] == ["1 Wards", "Results"]),
    "section-numbering": ("1.1", lambda w: w.bookmarks[1:3] == ["1 Wards", "1.1 Results"]),
    "abstract-title": ("In short", lambda w: "In short" in w.printed),
    "linestretch": (2, lambda w: line_height(w) > 21),
    "reference-location": ("document", lambda w: "At its place" in w.printed),
    "papersize": ("iso-b5", lambda w: tuple(map(round, w.paper)) == (499, 709)),
    "margin": (
        {"x": "4cm", "top": "5cm"},
        lambda w: (
            round(min(x for x, *_ in pieces(w))) == round(4 / 2.54 * 72)
            and min(w.paper[1] - y for _, y, size in pieces(w) if size > 9) > 5 / 2.54 * 72
        ),
    ),
    "mainfont": (
        "New Computer Modern",
        lambda w: "NewCM10" in families(w) and "LibertinusSerif" not in families(w),
    ),
    "font-paths": ("fonts", lambda w: "DejaVuSans" in families(w)),
    "fontsize": ("14pt", lambda w: {14.0} <= sizes(w) and not {11.0, 22.0} & sizes(w)),
    "page-numbering": (False, lambda w: not any(text.isdigit() for text in w.page_numbers)),
    "pdf-standard": ("ua-1", lambda w: b"pdfuaid:part" in w.pdf.read_bytes()),
}
DOCX: Effects = {
    "toc": (False, lambda w: styled(w, "TOC") == []),
    "toc-depth": (1, lambda w: "1  Wards" in styled(w, "TOC") and "1.1  Results" not in styled(w, "TOC")),
    "toc-title": ("What is in it", lambda w: styled(w, "TOC")[0] == "What is in it"),
    "number-sections": (
        False,
        lambda w: (
            styled(w, "Heading")[1:3] == ["Wards", "Results"]
            and any(text.startswith("Of Section 1.1; a note.") for text in w.word_text)
        ),
    ),
    "number-depth": (1, lambda w: styled(w, "Heading")[1:3] == ["1  Wards", "Results"]),
    "abstract-title": ("In short", lambda w: "In short" in w.word_text),
    "reference-doc": ("template.docx", lambda w: page_width(w) == "8391"),
}
JATS: Effects = {
    "number-sections": (
        False,
        lambda w: w.jats.find("body/sec/label") is None and "Section\xa01" in "".join(w.jats[1].itertext()),
    ),
    "number-depth": (
        1,
        lambda w: w.jats.findtext("body/sec/label") == "1" and w.jats.find("body/sec/sec/label") is None,
    ),
}
EPUB: Effects = {
    "toc": (False, lambda w: "nav" not in w.epub_spine),
    "toc-depth": (1, lambda w: "Wards" in w.epub_contents and "Results" not in w.epub_contents),
    "toc-title": ("What is in it", lambda w: "What is in it" in w.epub_contents),
    "number-sections": (
        False,
        lambda w: "1\xa0Wards" not in w.epub_contents and "of section\xa01.1" in w.epub_text.lower(),
    ),
    "number-depth": (
        1,
        lambda w: "1\xa0Wards" in w.epub_contents and "1.1\xa0Results" not in w.epub_contents,
    ),
    "abstract-title": ("In short", lambda w: "In short" in w.epub_text),
}
EFFECTS = {"html": HTML, "typst": TYPST, "docx": DOCX, "epub": EPUB, "jats": JATS}


def test_every_row_is_tried() -> None:
    """Each format of each row of the table, but those that are noted as without effect."""
    rows = {(name, row.key) for row in SETTINGS for name in row.formats if not row.noted}
    assert rows == {(name, key) for name, effects in EFFECTS.items() for key in effects}


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, effects in EFFECTS.items() for key in effects]
)
def test_a_setting_has_its_effect(tmp_path: Path, name: str, key: str) -> None:
    """In its format; what is not the default is otherwise not so."""
    value, holds = EFFECTS[name][key]
    template(tmp_path / "book")
    more = {"mainfont": "DejaVu Sans"} if key == "font-paths" else {}
    assert holds(written(tmp_path, {**FORMATS, name: {key: value, **more}}, name))
    if value not in ("default", "document", "1.1", "ua-1"):
        assert not holds(written(tmp_path / "without", FORMATS, name))


@pytest.mark.parametrize("name", ["html", "typst", "docx", "epub"])
def test_a_setting_of_all_formats_stands_at_the_top(tmp_path: Path, name: str) -> None:
    """As by Quarto; a format's own value comes first."""
    book = write_all(tmp_path, FILES, **{"number-sections": False, "toc-title": "All"})
    assert EFFECTS[name]["number-sections"][1](book)
    own = {**FORMATS, name: {"toc-title": EFFECTS[name]["toc-title"][0]}}
    assert EFFECTS[name]["toc-title"][1](write_all(tmp_path, FILES, format=own, **{"toc-title": "All"}))


def written(folder: Path, formats: dict[str, Any], name: str) -> Written:
    """Return the book, or for JATS the article, with these formats."""
    if name == "jats":
        text = CHAPTER.replace("---\ntitle: Wards\nabstract: What it says.\n---\n", "# Wards\n")
        return write_article(folder, text, format={**formats, "jats": formats.get("jats", {})})
    return write_all(folder, FILES, format=formats)


def template(folder: Path) -> Path:
    """Write a Word file of A5 pages with green headings, as a localised Word names them, and fonts."""
    folder.mkdir(parents=True)
    fonts = Path(mpl.get_data_path()) / "fonts/ttf"
    (folder / "fonts").mkdir()
    shutil.copyfile(fonts / "DejaVuSans.ttf", folder / "fonts/DejaVuSans.ttf")
    command = [str(pandoc_path()), "--print-default-data-file", "reference.docx"]
    found = ooxml.parts(subprocess.run(command, capture_output=True, check=True).stdout)
    styles = found["word/styles.xml"].decode()
    styles = styles.replace('w:styleId="Heading2"', 'w:styleId="berschrift2"')
    styles = styles.replace('w:val="Heading2"', 'w:val="berschrift2"').replace("0F4761", "00AA00")
    # A name that is there twice, and an identifier that the report's own styles have.
    for identifier, name in (("caption1", "caption"), ("TableNote", "Something")):
        more = f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/></w:style>'
        styles = styles.replace("</w:styles>", f"{more}</w:styles>")
    document = found["word/document.xml"].decode()
    size = (
        '<w:pgSz w:w="8391" w:h="11906"/><w:pgMar w:top="1000" w:bottom="1000" w:left="900" w:right="900"/>'
    )
    document = re.sub(
        r"<w:sectPr ?/>|<w:sectPr>.*?</w:sectPr>", f"<w:sectPr>{size}</w:sectPr>", document, flags=re.DOTALL
    )
    changed = {"word/styles.xml": styles, "word/document.xml": document}
    for name, text in changed.items():
        found[name] = text.encode()
    path = folder / "template.docx"
    path.write_bytes(write_parts(found))
    return path


def test_a_word_template_keeps_its_styles(tmp_path: Path) -> None:
    """What the document needs beside them is added; tables and pictures have the width of its pages."""
    template(tmp_path / "book")
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n: A table {#tbl-a}\n\n![A picture](wide.svg){#fig-a}\n"
    wide = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="90"><rect width="9" height="9"/></svg>'
    )
    files = {**FILES, "wards.qmd": CHAPTER + "\n" + table, "wide.svg": wide}
    book = write_all(tmp_path, files, format={**FORMATS, "docx": {"reference-doc": "template.docx"}})
    styles = ooxml.xml(book.word["word/styles.xml"])
    heading = styles.find("w:style[@w:styleId='Heading2']", ooxml.NAMES)
    assert ooxml.attribute(heading.find("w:name", ooxml.NAMES)) == "heading 2"
    assert ooxml.attribute(heading.find("w:rPr/w:color", ooxml.NAMES)) == "00AA00"
    assert styled(book, "Heading2") == ["1.1  Results"]
    names = [(ooxml.attribute(one, "styleId"), one) for one in styles.iterfind("w:style", ooxml.NAMES)]
    assert len(dict(names)) == len(names)
    assert ooxml.attribute(dict(names)["TableNote"].find("w:name", ooxml.NAMES)) == "Table Note"
    assert list(ooxml.faults((tmp_path / "one.docx").read_bytes())) == []
    extent = next(book.word_body.iter(f"{{{ooxml.NAMES['wp']}}}extent"))
    assert abs(int(extent.get("cx")) / 12700 - (8391 - 1800) / 20) < 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"typst": {"papersiz": "a5"}},
            "'papersiz' has no effect in the format typst\n    did you mean 'papersize'?",
        ),
        ({"typst": {"papersize": "a44"}}, "papersize: a44 is not understood\n    did you mean 'a4'?"),
        ({"typst": {"margin": "2cm"}}, "margin: 2cm is not understood\n    write lengths by side"),
        ({"typst": {"margin": {"x": "2"}}}, "margin: {'x': '2'} is not understood"),
        ({"typst": {"section-numbering": "1.A.a"}}, "section-numbering: 1.A.a is not understood"),
        (
            {"typst": {"number-sections": "no, please"}},
            "number-sections: no, please is not understood\n    write true",
        ),
        ({"typst": {"css": "a.css"}}, "'css' has no effect in the format typst\n    it is known for html"),
        ({"typst": {"columns": 2}}, "'columns' has no effect in the format typst"),
        ({"typst": {"pdf-standard": "a-2b"}}, "pdf-standard: a-2b is not understood\n    write ua-1"),
        ({"html": {"theme": "cosmo"}}, "theme: cosmo is not understood\n    write one of default, none"),
        ({"html": {"lang": "vi"}}, "'lang' has no effect in the format html\n    it is one for all formats"),
        ({"html": {"reference-location": "margin"}}, "reference-location: margin is not understood"),
        ({"html": {"toc-depth": 7}}, "toc-depth: 7 is not understood\n    write a number from 1 to 6"),
        ({"html": {"css": "no-such.css"}}, "css: there is no file 'no-such.css'"),
        (
            {"html": {"css": "looks/on.css"}},
            "there is no file 'looks/on.css'\n    did you mean 'looks/own.css'?",
        ),
        ({"html": {"css": "../own.css"}}, "css: there is no file '../own.css'"),
        ({"html": ["toc"]}, "'html: ['toc']' is no set of options"),
        ({"docx": {"reference-doc": "no.docx"}}, "reference-doc: there is no file 'no.docx'"),
        ({"typst": {"font-paths": "no-fonts"}}, "font-paths: there is no folder 'no-fonts'"),
    ],
)
def test_what_has_no_effect_is_refused_by_line(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    """Misspelt keys, values of another kind, and files that are not there; the line is the key's."""
    with pytest.raises(ProjectError) as caught:
        write_book(tmp_path / "book", FILES, format={**FORMATS, **given})
    (problem,) = caught.value.problems
    assert message in str(problem)
    name, options = next(iter(given.items()))
    wanted = next(iter(options)) if isinstance(options, dict) else name
    lines = (tmp_path / "book/_quarto.yml").read_text(encoding="utf-8").splitlines()
    line = lines[int(problem.where.removeprefix("_quarto.yml:")) - 1]
    assert line.strip().startswith(f"{wanted}:")


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("a {}\n@import 'other.css';\n", "looks/own.css:2: a style sheet that loads another"),
        ("a {}\nb { background: url(none.svg); }\n", "looks/own.css:2: 'none.svg' does not exist"),
        (
            "a { src: url(https://example.org/f.woff) }",
            "looks/own.css:1: the style sheet asks for https://example",
        ),
        ("a { background: url('../../secret.svg') }", "looks/own.css:1: '../../secret.svg' does not exist"),
    ],
)
def test_a_style_sheet_stands_alone(tmp_path: Path, sheet: str, message: str) -> None:
    """What it names is in the project; nothing is asked of another host."""
    files = {**FILES, "looks/own.css": sheet}
    with pytest.raises(ProjectError, match=re.escape(message)):
        write_book(tmp_path / "book", files, format={**FORMATS, "html": {"css": "looks/own.css"}})


@pytest.mark.parametrize(
    ("typst", "message"),
    [
        ({"mainfont": "No Such Font"}, "mainfont: there is no font 'No Such Font'"),
        ({"papersize": "a6", "margin": {"x": "5cm"}}, "the margins leave no room for text"),
    ],
)
def test_what_no_pdf_can_have_is_refused_by_line(tmp_path: Path, typst: dict[str, Any], message: str) -> None:
    """A font that is nowhere, and a page without room."""
    book = write_all(tmp_path, FILES, format={**FORMATS, "typst": typst})
    with pytest.raises(RenderError, match=rf"_quarto\.yml:\d+: {message}"):
        assert book.pdf


def test_a_file_that_is_no_word_file(tmp_path: Path) -> None:
    """Is refused by the line that names it."""
    files = {**FILES, "template.docx": "text"}
    book = write_all(tmp_path, files, format={**FORMATS, "docx": {"reference-doc": "template.docx"}})
    with pytest.raises(RenderError, match=r"_quarto\.yml:\d+: reference-doc: 'template.docx' is no Word"):
        assert book.word


def test_noted_keys_are_said_with_their_place(tmp_path: Path) -> None:
    """A reader sees nothing of them, and the build says so."""
    formats = {
        **FORMATS,
        "html": {"smooth-scroll": True, "html-math-method": "katex"},
        "typst": {"keep-typ": True},
    }
    project = write_book(tmp_path / "book", FILES, format=formats, editor="visual")
    assert sorted(re.sub(r" \(.*", "", text) for text in project.noted) == [
        "editor",
        "html: html-math-method",
        "html: smooth-scroll",
        "typst: keep-typ",
    ]
    assert all(re.search(r"\(_quarto\.yml:\d+: ", text) for text in project.noted)
    assert write_book(tmp_path / "again", FILES, format={"html": {"html-math-method": "mathml"}}).noted == ()


def test_formats_may_have_no_options(tmp_path: Path) -> None:
    """``html: default`` and ``html:`` are Quarto's."""
    project = write_book(tmp_path / "book", FILES, format={"html": "default", "typst": None})
    assert project.available == ("html", "pdf")


def test_the_documentation_has_every_row() -> None:
    """As the table of the library says it."""
    text = (Path(__file__).parents[2] / "docs/settings.md").read_text(encoding="utf-8")
    for row in SETTINGS:
        formats = ", ".join(row.formats)
        line = f"| `{row.key}` | {formats} | {row.effect} |"
        assert (
            line if row.noted else f"| `{row.key}` | {formats} | {row.kind.meaning} | {row.effect} |"
        ) in text


@pytest.mark.parametrize(
    ("pattern", "shown"), [("i", ["ii", "iii", "iv", "v"]), ("1 / 1", ["2 / 5", "3 / 5", "4 / 5", "5 / 5"])]
)
def test_numbers_of_pages_have_a_pattern(tmp_path: Path, pattern: str, shown: list[str]) -> None:
    """The title page has none."""
    formats = {**FORMATS, "typst": {"page-numbering": pattern}}
    assert write_all(tmp_path, {"a.qmd": "# A\n\nText.\n"}, format=formats).page_numbers == shown
