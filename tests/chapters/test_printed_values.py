"""Printed and computed values are told apart by one form, on every page and in every format.

What a source prints stands in quotation marks, with its own decimal mark; what is computed has none, and
a decimal point. A percent sign touches its number, and a section number of an original follows the sign §.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from ooxml import W, parts, text, xml
from parity.pdf import read_pdf
from real_report import ROOT, Built
from reproreport.pipeline.layout import Layout
from reproreport.project import load_project, publications

CHAPTERS = sorted(ROOT.glob("chapters/*/index.qmd"))
VARIABLE = re.compile(r"\{\{< var ([\w.]+) >\}\}")

HOLDS = re.compile(r"""\{holds=("[^"]*"|'[^']*')\}""")
#: What is no text of a chapter: shortcodes, attributes, citations; and dotted names that are no sections.
NOT_WORDS = re.compile(
    rf"{HOLDS.pattern}|\{{\{{<.*?>\}}\}}|\{{[#.:][^}}]*\}}|\[[^\]]*@[^\]]*\]|SPSS 20\.0|10\.59394/\S+"
)
BARE_SECTION = re.compile(r"(?<!§\u00a0)(?<![\d./])\b\d+(?:\.\d+)+\b")

QUOTED = re.compile(r"“[^“”]*”")
#: Three digits after a comma are thousands, unless a zero stands before it.
DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|0,\d+)(?![\d,])")
#: A cell of a table that is drawn as it is printed: the number, then the mark of its verdict.
DRAWN = re.compile(r"[\d,]+\s[✓≈✗?]")
EXPLAINED = re.compile(
    r"\b(?:values?|numbers?(?: or dates?)?|words? or numbers?|stands) in quotation marks\b", re.I
)
Blocks = Callable[[Built, str], Iterator[str]]


def _file(built: Built, name: str, kind: str) -> Path:
    project = load_project(built.root, name)
    (path,) = Layout.of(project).files(project, [kind])
    return path


def _of_page(root: Any) -> Iterator[str]:
    """Yield the texts of a page's paragraphs, items, cells and captions; not of code and data at its end."""
    added = "ancestor::*[starts-with(@id, '_') and not(@id = '_main' or @id = '_top')]"
    kinds = "self::p or self::li or self::td or self::th or self::figcaption"
    for element in root.xpath(f"//main//*[({kinds}) and not({added})]"):
        yield element.text_content()


def _html(built: Built, name: str) -> Iterator[str]:
    yield from _of_page(html.fromstring(_file(built, name, "html").read_text(encoding="utf-8")))


def _docx(built: Built, name: str) -> Iterator[str]:
    document = xml(parts(_file(built, name, "docx").read_bytes())["word/document.xml"])
    yield from (text(paragraph) for paragraph in document.iter(f"{{{W}}}p"))


def _jats(built: Built, name: str) -> Iterator[str]:
    root = etree.parse(_file(built, name, "jats")).getroot()
    for part in ("front", "body", "back"):
        for element in root.find(part).iter("p", "td", "th", "title"):
            yield "".join(element.itertext())


def _pdf(built: Built, name: str) -> Iterator[str]:
    project = load_project(built.root, name)
    facts = read_pdf(_file(built, name, "pdf"), article=project.article)
    yield from (cell for fact in facts for cell in fact.text.split(" | "))


FORMATS: dict[str, Blocks] = {"html": _html, "docx": _docx, "jats": _jats, "typst": _pdf}
FILES = [
    (name, kind)
    for name in publications(ROOT)
    for kind in FORMATS
    if kind in load_project(ROOT, name).formats
]
every_file = pytest.mark.parametrize(("name", "kind"), FILES)


@every_file
def test_a_decimal_comma_is_quoted(whole: Built, name: str, kind: str) -> None:
    """Such a number is printed: it stands in quotation marks, or in a table that is drawn as printed."""
    blocks = list(FORMATS[kind](whole, name))
    assert len(blocks) > 50
    assert [block for block in blocks if DECIMAL_COMMA.search(QUOTED.sub(" ", DRAWN.sub(" ", block)))] == []


@every_file
def test_nothing_comes_between_a_number_and_its_sign(whole: Built, name: str, kind: str) -> None:
    """No space before %, and after § one at which no line breaks; Typst's text has ordinary ones."""
    for block in FORMATS[kind](whole, name):
        assert not re.search(r"\d\s+%", block), block
        assert kind == "typst" or not re.search(r"§(?!\u00a0\d| are those)", block), block


def pages(built: Built) -> Iterator[tuple[str, Any]]:
    """Yield every page of every site, without its references, by its file."""
    for path in sorted((built.root / "build").glob("**/*.html")):
        if path.is_relative_to(built.root / "build/failed") or {"provenance", "downloads"} & {*path.parts}:
            continue  # data and code as they are
        root = html.fromstring(path.read_text(encoding="utf-8"))
        for entry in root.xpath("//*[contains(@class, 'csl-entry')]"):
            entry.drop_tree()
        yield str(path.relative_to(built.root / "build")), root


def test_a_page_that_quotes_numbers_says_once_what_that_means(whole: Built) -> None:
    """In its first paragraphs: a number in quotation marks is a printed one."""
    quoting = 0
    for name, root in pages(whole):
        blocks = list(_of_page(root))
        if any(re.search(r"\d", quoted) for block in blocks for quoted in QUOTED.findall(block)):
            quoting += 1
            explained = {block for block in blocks if EXPLAINED.search(block)}
            assert len(explained) == 1 or "report" in name or "thesis.html" in name, (name, explained)
            assert explained, name
    assert quoting > 10


def test_what_is_headed_printed_is_quoted(whole: Built) -> None:
    """No cell of such a column is a bare number; and none of a column of computed ones is quoted."""
    found = 0
    for name, root in pages(whole):
        for table in root.xpath("//table[thead]"):
            heads = [" ".join(cell.text_content().split()) for cell in table.xpath("./thead/tr[last()]/*")]
            for row in table.xpath("./tbody/tr"):
                cells = [" ".join(cell.text_content().split()) for cell in row.xpath("./*")]
                if len(cells) != len(heads):
                    continue
                for head, cell in zip(heads, cells, strict=True):
                    if re.match("(Printed|Stated)\\b", head):
                        found += 1
                        assert not re.fullmatch(r"[\d.,]+%?", cell), (name, head, cell)
                    if head == "Computed":
                        assert "“" not in cell, (name, head, cell)
    assert found > 100


@pytest.mark.parametrize("path", CHAPTERS, ids=[path.parent.name for path in CHAPTERS])
def test_a_printed_result_is_quoted_in_prose(whole: Built, path: Path) -> None:
    """A result of kind *printed* stands between quotation marks, and a computed one does not."""
    for line in path.read_text(encoding="utf-8").splitlines():
        for match in VARIABLE.finditer(HOLDS.sub("", line)):
            before, after = match.string[: match.start()], match.string[match.end() :]
            quoted = before.rfind("“") > before.rfind("”") and "”" in after
            kind = whole.results[match[1]]["kind"]
            assert quoted == (kind == "printed"), (path.parent.name, match[0], kind)


@pytest.mark.parametrize("path", CHAPTERS, ids=[path.parent.name for path in CHAPTERS])
def test_sections_of_an_original_have_the_sign(path: Path) -> None:
    """A number such as 2.1.1 is one of an original, and stands after §; this report's own are references."""
    text = NOT_WORDS.sub(" ", path.read_text(encoding="utf-8"))
    assert BARE_SECTION.findall(text) == []
    assert re.findall(r"§(?!\u00a0\d|[ \u00a0]are those)", text) == []
    assert re.findall(r"\*[pVN]\* [=<]|\*[pVN]\*\u00a0[=<] ", text) == []


def test_the_caveat_stands_beside_every_test(whole: Built) -> None:
    """The sample is not random: in the abstract, and below every table with adjusted p-values."""
    tables = 0
    for name, root in pages(whole):
        for figure in root.xpath("//figure[.//table]|//div[contains(@class, 'quarto-float')][.//table]"):
            heads = " ".join(cell.text_content() for cell in figure.xpath(".//thead//th|.//thead//td"))
            if "Holm" in heads:
                tables += 1
                assert "The sample is not a random one" in figure.text_content(), (name, heads)
    assert tables >= 5
    source = (ROOT / "chapters/hai-phong-awareness/index.qmd").read_text(encoding="utf-8")
    abstract = source[source.index("## Abstract") : source.index("## Introduction")]
    assert "a sample that is not random" in abstract
