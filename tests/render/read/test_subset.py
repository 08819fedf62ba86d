"""The supported subset: the examples of docs/markdown.md rendered, and what is refused.

After a change that is meant: ``UPDATE_GOLDEN=1 pytest tests/render/read/test_subset.py``, then read the
differences that git shows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from lxml import etree

import jats
import ooxml
import publications
from html_validator import errors
from reproreport.project import Project
from reproreport.render.book import read_book
from reproreport.render.docx.write import write_docx
from reproreport.render.html.write import write_site
from reproreport.render.jats.write import write_jats
from reproreport.render.typst.document import typst_document
from reproreport.render.typst.write import write_pdf
from small_book import notebook, write_book

PAGE = (Path(__file__).resolve().parents[3] / "docs/markdown.md").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parent / "golden"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="15" cy="15" r="9"/></svg>'
TABLE = "<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td>An</td></tr></tbody></table>"
CELLS = notebook(
    ('#| label: tbl-cups\n#| tbl-cap: "Cups"', "text/html", TABLE),
    ('#| label: fig-cups\n#| fig-cap: "Cups drawn"\n#| fig-alt: "Bars"', "image/svg+xml", SVG),
)
BESIDE = {"cup.svg": SVG, "map.svg": SVG, "_definition.md": "A ward is *small*.\n"}
VARIABLES = {"coffee": {"people": "267"}}

WriteProject = Callable[..., Project]
Problems = Callable[..., list[str]]


def examples(language: str) -> Iterator[tuple[str, str]]:
    """Yield the title above each code block of a language, and the block's text."""
    title, fence = "", ""
    lines: list[str] = []
    for line in PAGE.splitlines(keepends=True):
        if fence and line.rstrip() == fence:
            yield title, "".join(lines)
            lines, fence = [], ""
        elif fence:
            lines.append(line)
        elif match := re.match(rf"(`{{3,}}){language}$", line):
            fence = match[1]
        elif line.startswith("### "):
            title = line[4:].strip()


def slug(title: str) -> str:
    """Return a file's name for a title."""
    return re.sub(r"[^a-z]+", "-", title.lower()).strip("-")


EXAMPLES = {slug(title): (title, text) for title, text in examples("markdown")}


@dataclass(frozen=True)
class Rendered:
    """What became of each example, by its name."""

    html: dict[str, str]
    typst: dict[str, str]
    pdf: bytes
    docx: bytes
    site: Path


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Render all examples as one book, each as a chapter of its own."""
    root = tmp_path_factory.mktemp("subset")
    chapters = {
        f"{name}.qmd": text if text.startswith(("# ", "---\ntitle")) else f"# {title}\n\n{text}"
        for name, (title, text) in EXAMPLES.items()
    }
    project = write_book(root, {**chapters, **BESIDE, "build/notebooks/coffee.ipynb": CELLS})
    book = read_book(project, VARIABLES)
    write_site(book, root / "site")
    write_pdf(book, root / "book.pdf")
    write_docx(book, root / "book.docx")
    pages = {name: (root / f"site/{name}.html").read_text(encoding="utf-8") for name in EXAMPLES}
    printed = re.split(r"^(?== )", typst_document(book).source, flags=re.MULTILINE)[1:]
    paths = [page.chapter.path.stem for page in book.pages]
    typst = dict(zip(paths, printed, strict=True))
    html = {name: page.partition("<article>\n")[2].partition("</article>")[0] for name, page in pages.items()}
    pdf, docx = ((root / f"book.{suffix}").read_bytes() for suffix in ("pdf", "docx"))
    return Rendered(html, typst, pdf, docx, root / "site")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_becomes_what_it_was(rendered: Rendered, name: str) -> None:
    """In HTML and in Typst's language, of which the PDF is made."""
    for suffix, texts in (("html", rendered.html), ("typ", rendered.typst)):
        file = GOLDEN / f"{name}.{suffix}"
        if os.environ.get("UPDATE_GOLDEN"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(texts[name].rstrip() + "\n", encoding="utf-8")
        assert texts[name].rstrip() + "\n" == file.read_text(encoding="utf-8")


def test_there_is_no_golden_file_of_nothing() -> None:
    """An example that is removed takes its files along."""
    assert {path.stem for path in GOLDEN.iterdir()} == set(EXAMPLES)


def test_typst_sets_every_example(rendered: Rendered) -> None:
    """As a PDF/UA: with alternative texts and headings in order."""
    assert rendered.pdf.startswith(b"%PDF")


def test_every_example_is_valid_html(rendered: Rendered) -> None:
    """Without an error of the W3C's checker."""
    assert errors(rendered.site) == []


def test_word_has_nothing_to_repair_in_any_example(rendered: Rendered) -> None:
    """Elements in the schema's order, numbers and links that lead somewhere."""
    assert list(ooxml.faults(rendered.docx)) == []


def test_every_example_is_valid_jats(tmp_path: Path) -> None:
    """As sections of one article; those of whole chapters are no part of one."""
    sections = [
        f"## {title}\n\n{re.sub(r'^(?=#+ )', '#', text, flags=re.MULTILINE)}"
        for title, text in EXAMPLES.values()
        if not text.startswith(("# ", "---\ntitle"))
    ]
    # Links to the other examples, and a value of a chapter's front matter.
    body = re.sub(r"\w+\.qmd", "all.qmd", "\n".join(sections)).replace("{{< meta round >}}", "second")
    files = {
        "all.qmd": f"# All {{#sec-all}}\n\n{body}",
        "_quarto-alone.yml": publications.ARTICLE.replace("a/index.qmd", "all.qmd"),
        **BESIDE,
        "build/notebooks/coffee.ipynb": CELLS,
    }
    write_jats(publications.read_part(write_book(tmp_path, files), "alone", VARIABLES), tmp_path / "all.xml")
    root = etree.parse(tmp_path / "all.xml").getroot()
    assert len(root.findall("body/sec")) == len(sections)
    assert jats.faults(root) == []


def test_parts_and_appendices(tmp_path: Path) -> None:
    """The map of the book on the page is a book's."""
    ((_, text),) = examples("yaml")
    names = [name for name in re.findall(r"\w+\.qmd", text) if name != "references.qmd"]
    chapters = {name: f"# {name.removesuffix('.qmd').title()}\n" for name in names}
    map_of_book = {"title": "T", "author": "A", **yaml.safe_load(text)["book"]}
    project = write_book(tmp_path, chapters, book=map_of_book)
    book = read_book(project, {})
    assert [(str(p.chapter.path), p.chapter.part, p.number) for p in book.pages] == [
        ("index.qmd", None, ""),
        ("survey.qmd", "The survey", "1"),
        ("cards.qmd", "cards.qmd", ""),
        ("hearts.qmd", "cards.qmd", "2"),
        ("references.qmd", None, ""),
        ("data.qmd", None, "A"),
    ]


REFUSED = [
    ("{{< lipsum 1 >}}", "unknown shortcode 'lipsum'"),
    ("{{< video x.mp4 >}}", "the video x.mp4 is not played in the page"),
    ("{{< var no.such >}}", "there is no variable 'no.such'"),
    ("{{< pagebreak now >}}", "'{{< pagebreak now >}}' cannot be read"),
    ("{{< embed /none.ipynb#a >}}", "notebook 'none.ipynb' does not exist"),
    ("{{< include _none.md >}}", "included file '_none.md' does not exist"),
    ("@tbl-none", "reference @tbl-none points to nothing"),
    ("@none2000", "citation @none2000 is in no bibliography"),
    ('![](none.svg){fig-alt="x"}', "image 'none.svg' does not exist"),
    ("Some <b>bold</b> text.", "raw HTML, '<b>', is not supported"),
    ("```{=typst}\n#v(1em)\n```", "raw Typst, '#v(1em)', is not supported"),
    ("\\newpage", r"raw LaTeX, '\newpage', is not supported"),
    ("A $\\foo{x}$.", r"the formula '\foo{x}' cannot be read: unexpected control sequence \foo"),
    ("```{mermaid}\n1\n```", "a diagram in the language 'mermaid' is not supported"),
    ('```{.python filename="a.py"}\n1\n```', "the attribute 'filename' on code is not supported"),
    ("```{#lst-one .python}\n1\n```", "the label 'lst-one' on code is not supported"),
    ("::: {.column-margin}\nx\n:::", "the class '.column-margin' on a block is not supported"),
    ("::: {.aside}\nx\n:::", "the class '.aside' on a block is not supported"),
    ("::: {.my-class}\nx\n:::", "the class '.my-class' on a block is not supported"),
    ("::: {.callout-nota}\nx\n:::", "the class '.callout-nota' on a callout is not supported"),
    ("[x]{.my-class}", "the class '.my-class' on a span is not supported"),
    ("::: {.callout-note #fig-x}\nx\n:::", "the label 'fig-x' on this kind of callout is not supported"),
    ("::: {.callout-note appearance=none}\nx\n:::", "appearance=none on a callout is not supported"),
    (
        "::: {.callout-note appearance=simple}\nx\n:::",
        "appearance=simple without a title: Quarto's PDF gives it one",
    ),
    ("::: {#thm-one}\nx\n:::", "'#thm-one', one of Quarto's theorems and listings, is not supported"),
    ("::: {.panel-tabset group=a}\n## x\n:::", "the attribute 'group' on a block is not supported"),
    ("::: {.panel-tabset}\nx\n:::", "a '.panel-tabset' does not start with the heading of its first tab"),
    (
        "::: {.panel-tabset}\n## x\n\n### y\n:::",
        "a '.panel-tabset' holds a numbered section: Quarto's pages and PDF would number it differently",
    ),
    (
        '::: {.content-visible when-format="odtx"}\nx\n:::',
        "'.content-visible' with the format 'odtx' is not supported",
    ),
    (
        "[x]{.content-visible when-meta=book}",
        "the attribute 'when-meta' on a span is not supported",
    ),
    ("::: {.content-hidden when-format=html}\n# y\n:::", "a heading in a '.content-hidden'"),
    (
        "::: {.content-hidden when-format=html}\n$$ x $$ {#eq-x}\n:::",
        "the label 'eq-x' in a '.content-hidden'",
    ),
    (
        "::: {.content-hidden when-format=html}\n@smith2010\n:::",
        "the citation @smith2010 in a '.content-hidden'",
    ),
    ("![A caption](cup.svg)", "a figure with the caption 'A caption' and no label is not supported"),
    ("| a |\n|---|\n| 1 |\n\n: Cap", "a table with the caption 'Cap' and no label is not supported"),
    (
        "| a |\n|---|\n| 1 |\n\n: Cap {#tbl-x .striped}",
        "the class '.striped' on a table is not supported",
    ),
    ("$$ x $$", "the displayed formula 'x' without a label is not supported"),
    ('![](cup.svg){fig-alt="x" fig-align=left}', "the attribute 'fig-align' on an image is not supported"),
    ("![](cup.svg)", "image 'cup.svg' has no alternative text"),
    ("[x](https://a.org){target=_blank}", "the attribute 'target' on a link is not supported"),
    ("Text[^none].", "footnote '[^none]' is not defined"),
    ("[^none]: Never used.", "footnote '[^none]' is not used"),
    ("#### Too deep", "a heading of level 4 after one of level 1 is not supported"),
    ("## x {.appendix}", "the class '.appendix' on a heading is not supported"),
    ("# Another title", "a second heading of level 1: 'Another title'"),
    ("::: {.callout-note}\nx", "this ':::' block is not closed"),
    (
        "::: {layout-ncol=two}\nx\n:::",
        "a layout that cannot be read: layout-ncol=two is no number of columns",
    ),
    (
        '::: {layout="[1,1]"}\nx\n:::',
        'a layout that cannot be read: layout="[1,1]" has 2 places for 1 blocks',
    ),
    (
        "::: {#fig-p layout-ncol=1}\n![A](cup.svg)\n\nCap\n:::",
        "a captioned part of 'fig-p' without a label: Quarto letters it in the PDF only",
    ),
    ("[@tbl-none; @smith2010]", "references and citations are mixed: @tbl-none, @smith2010"),
]


@pytest.mark.parametrize(("text", "what"), REFUSED)
def test_what_is_outside_is_refused(problems: Problems, text: str, what: str) -> None:
    """By name, at its line: the second of two like texts is found at its own."""
    written = f"# A {{#sec-a}}\n\nSome words.\n\n{text}\n"
    found = problems({"a.qmd": written, "cup.svg": SVG})
    lines = range(5, 5 + len(text.splitlines()))
    named = [message for message in found if message.partition(": ")[2].split(" | ")[0] == what]
    assert named, found
    assert int(named[0].split(":")[1]) in lines
    assert " | " in named[0] and not named[0].endswith("| ")


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("brand", "'brand' in the front matter has no effect | known: 'abstract'"),
        ("titel", "did you mean 'title'?"),
    ],
)
def test_a_front_matter_key_that_nothing_reads_is_refused(problems: Problems, key: str, what: str) -> None:
    """With its line; one that the chapter names with meta is read."""
    (found,) = problems({"a.qmd": f"---\ntitle: A\nown: x\n{key}: y\n---\n\n{{{{< meta own >}}}}\n"})
    assert found.startswith("a.qmd:4: ")
    assert f"'{key}'" in found
    assert what in found


def test_a_label_in_a_chapter_without_a_number_is_refused(problems: Problems) -> None:
    """Where the label is written."""
    (found,) = problems({"a.qmd": "# A {.unnumbered}\n\n| a |\n|---|\n| 1 |\n\n: Cap {#tbl-here}\n"})
    assert found.startswith("a.qmd:7: 'tbl-here' stands in a chapter without a number")


def test_places_are_those_of_each_block(problems: Problems) -> None:
    """Not of the first that looks like it."""
    good, bad = "::: {.callout-note}\nx\n:::", "::: {.callout-note .mine}\nx\n:::"
    found = problems({"a.qmd": f"# A\n\n{good}\n\n{bad}\n\n> {bad.replace(chr(10), chr(10) + '> ')}\n"})
    assert [message.split(": ")[0] for message in found] == ["a.qmd:7", "a.qmd:11"]


def test_everything_that_the_page_calls_refused_is_tried() -> None:
    """Each piece of code in its last table stands in a text above."""
    rows = re.findall(r"^\| (`.*?) \|", PAGE.partition("## Refused")[2], re.MULTILINE)
    tried = [*(text for text, _ in REFUSED), "brand:", "{#tbl-here}"]  # both have tests of their own
    pieces = [piece for row in rows for piece in re.findall(r"`([^`]+)`", row)]
    assert len(pieces) > 20
    assert [piece for piece in pieces if not any(piece in text for text in tried)] == []
